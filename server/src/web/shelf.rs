//! Published pages as visitors see them, kept ready to be handed out again.
//!
//! A page is good for as long as nothing has been written: every write moves the head of the event chain,
//! which all instances share, so one that another instance wrote takes pages off this shelf as well.

use crate::web::pages::known;
use crate::web::visit::token;
use crate::web::{State, headers};
use app::request::{cookie_name, failure_of};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State as FromState;
use axum::middleware::Next;
use axum::response::Response;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue,
};
use http::{Method, Request, StatusCode};
use service::Error;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Pages on the shelf at most; beyond them the shelf is cleared.
const MOST_PAGES: usize = 200;
/// The largest page worth keeping, in bytes; a larger one is handed out and made again for the next reader.
const LARGEST_PAGE: usize = 1024 * 1024;

/// What a page keeps of its headers.
const KEPT: [HeaderName; 4] = [CONTENT_TYPE, ETAG, CACHE_CONTROL, CONTENT_SECURITY_POLICY];

/// The pages that are ready.
#[derive(Debug, Default)]
pub struct Shelf {
    /// The event after which they were made.
    seq: i64,
    pages: HashMap<String, Ready>,
}

#[derive(Clone, Debug)]
struct Ready {
    headers: HeaderMap,
    body: Bytes,
    /// The nonce that the page was made with; each reader gets another.
    nonce: String,
}

/// Hands a page out again, or has it made and keeps it.
pub async fn shelf(FromState(state): FromState<State>, request: Request<Body>, next: Next) -> Response {
    let secure = state.call.site.base_url.starts_with("https://");
    let path = request.uri().path();
    let public = request.method() == Method::GET
        && (path == "/published" || path.starts_with("/published/"))
        // Files answer for themselves: they are quick to write, and have their own tags.
        && !path.contains('.')
        && request.uri().query().is_none()
        && token(&request, cookie_name(secure)).is_none();
    if !public {
        return next.run(request).await;
    }
    let path = path.to_owned();
    let mut request = request;
    let seq = match state.call.store.chain_head().await {
        Ok((seq, _)) => seq,
        Err(error) => {
            let failure = failure_of(&Error::from(error));
            request.extensions_mut().insert(failure);
            return next.run(request).await;
        }
    };
    if let Some(ready) = state.take(seq, &path) {
        return hand_out(&state, &ready, request.headers());
    }
    let asked = request.headers().clone();
    // The page is made whole, whatever this reader has already: the next one may have nothing.
    request.headers_mut().remove(http::header::IF_NONE_MATCH);
    let response = next.run(request).await;
    let nonce = nonce(response.headers());
    let html = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let (Some(nonce), true, StatusCode::OK) = (nonce, html, response.status()) else {
        return response;
    };
    let (parts, body) = response.into_parts();
    // However long: what is cut off here would be missing for every visitor. Texts have a limit of their own.
    let body = match to_bytes(body, usize::MAX).await {
        Ok(body) => body,
        Err(error) => {
            tracing::error!(%error, path, "a page could not be read to its end");
            return headers::broken();
        }
    };
    let headers = parts
        .headers
        .iter()
        .filter(|(name, _)| KEPT.contains(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let ready = Ready { headers, body, nonce };
    if ready.body.len() <= LARGEST_PAGE {
        state.put(seq, path, ready.clone());
    }
    hand_out(&state, &ready, &asked)
}

impl State {
    fn take(&self, seq: i64, path: &str) -> Option<Ready> {
        let mut shelf = self.shelf().lock().unwrap_or_else(PoisonError::into_inner);
        if shelf.seq != seq {
            shelf.pages.clear();
            shelf.seq = seq;
        }
        shelf.pages.get(path).cloned()
    }

    fn put(&self, seq: i64, path: String, ready: Ready) {
        let mut shelf = self.shelf().lock().unwrap_or_else(PoisonError::into_inner);
        if shelf.seq == seq {
            if shelf.pages.len() >= MOST_PAGES {
                shelf.pages.clear();
            }
            shelf.pages.insert(path, ready);
        }
    }

    fn shelf(&self) -> &Mutex<Shelf> {
        &self.shelf
    }
}

/// The nonce that a policy names.
fn nonce(headers: &HeaderMap) -> Option<String> {
    let policy = headers.get(CONTENT_SECURITY_POLICY)?.to_str().ok()?;
    let (_, rest) = policy.split_once("'nonce-")?;
    let (nonce, _) = rest.split_once('\'')?;
    (nonce.len() >= 16).then(|| nonce.to_owned())
}

/// The page with a nonce of this reader's own; nothing but the policy if they have it already.
fn hand_out(state: &State, ready: &Ready, asked: &HeaderMap) -> Response {
    let mut headers = ready.headers.clone();
    if known(asked, headers.get(ETAG)) {
        headers.remove(CONTENT_TYPE);
        headers.remove(CONTENT_SECURITY_POLICY);
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.headers_mut() = headers;
        return response;
    }
    let fresh: String = state.call.chance.token()[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    if let Some(policy) = headers
        .get(CONTENT_SECURITY_POLICY)
        .and_then(|policy| policy.to_str().ok())
        && let Ok(policy) = HeaderValue::from_str(&policy.replace(&ready.nonce, &fresh))
    {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    let body = match std::str::from_utf8(&ready.body) {
        Ok(text) => Body::from(text.replace(&ready.nonce, &fresh)),
        Err(_) => Body::from(ready.body.clone()),
    };
    let mut response = Response::new(body);
    *response.headers_mut() = headers;
    response
}
