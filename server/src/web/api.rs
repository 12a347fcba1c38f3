//! Forms: every POST of the site, carried out by the server function at its address.

use crate::web::client::{Peer, client};
use crate::web::pages::render;
use crate::web::{LARGEST_FORM, State, visit};
use app::request::{FAILURE, Failure, Fields, Unsent, Visit, failure_of};
use axum::Extension;
use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::{FromRequest as _, State as FromState};
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, LOCATION, REFERER};
use http::request::Parts;
use http::{Method, Request, StatusCode};
use leptos::prelude::provide_context;
use service::heavy;
use std::sync::Arc;

/// The most fields in one form: the committee may lay some hundred amendments on the workbench at once.
const MOST_FIELDS: usize = 1_000;

/// The forms by which somebody might guess or flood: counted by where they come from.
const COUNTED: [&str; 2] = ["/api/sign-in/ask", "/api/sign-in/code"];

/// Reads the form, runs its server function, and answers with a redirect or an error page.
pub async fn form(
    FromState(state): FromState<State>,
    Extension(visit): Extension<Visit>,
    request: Request<Body>,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let kind = parts
        .headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or("");
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send this as a form.\n").into_response();
    }
    let too_large = || {
        (
            StatusCode::PAYLOAD_TOO_LARGE,
            "This is more than can be sent at once: 2 MB at most.\n",
        )
            .into_response()
    };
    // What says of itself that it is too much is not waited for.
    if body.size_hint().lower() > LARGEST_FORM as u64 {
        return too_large();
    }
    let body = match whole(&parts, body).await {
        Ok(body) => body,
        Err(StatusCode::PAYLOAD_TOO_LARGE) => return too_large(),
        Err(_) => return (StatusCode::BAD_REQUEST, "This form did not arrive whole.\n").into_response(),
    };
    let visit = visit::again(visit).await;
    let Ok(text) = std::str::from_utf8(&body) else {
        return (StatusCode::BAD_REQUEST, "This form is not text.\n").into_response();
    };
    let fields = visit::fields(text);
    if fields.len() > MOST_FIELDS {
        return (StatusCode::BAD_REQUEST, "This form has too many fields.\n").into_response();
    }
    if server_fn_missing(parts.uri.path()) {
        return failure(visit, Failure::NotFound).await;
    }
    let fields = Fields(Arc::new(fields));
    let mut visit = visit;
    visit.unsent = Some(Unsent {
        to: parts.uri.path().into(),
        fields: fields.clone(),
    });
    // Who is asking could not be found out: the form would be refused as that of a stranger.
    if let Some(forced) = visit.forced {
        return failure(visit, forced).await;
    }
    if COUNTED.contains(&parts.uri.path())
        && let Some(Peer(peer)) = parts.extensions.get().copied()
    {
        let client = client(peer, &parts.headers, &state.trusted);
        match service::people::count_try(&visit.call, client).await {
            Ok(true) => {}
            Ok(false) => return failure(visit, Failure::TooMany).await,
            Err(error) => return failure(visit, failure_of(&error)).await,
        }
    }
    if let Err(error) = heavy::weigh(body.len()).await {
        return failure(visit, failure_of(&error)).await;
    }
    // The answer is always ours to give: without these the framework adds nothing of its own to it.
    parts.headers.remove(REFERER);
    parts
        .headers
        .insert(ACCEPT, HeaderValue::from_static("text/html"));
    parts
        .headers
        .insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    let request = Request::from_parts(parts, Body::empty());
    let context = {
        let visit = visit.clone();
        move || {
            provide_context(visit.clone());
            provide_context(fields.clone());
        }
    };
    let mut response = leptos_axum::handle_server_fns_with_context(context, request)
        .await
        .into_response();
    if let Some(word) = response.headers_mut().remove(FAILURE) {
        let word = word
            .to_str()
            .ok()
            .and_then(Failure::from_word)
            .unwrap_or(Failure::Broken);
        return failure(visit, word).await;
    }
    if response.headers().contains_key(LOCATION) {
        // See Other: whatever was posted, the next thing is to read a page.
        *response.status_mut() = StatusCode::SEE_OTHER;
        *response.body_mut() = Body::empty();
        response
    } else {
        failure(visit, Failure::Broken).await
    }
}

/// A body to its end; or what to answer to one that is too long, or ends before it is there.
pub async fn whole(parts: &Parts, body: Body) -> Result<Bytes, StatusCode> {
    let mut request = Request::new(body);
    // The limit of the route is among them.
    *request.extensions_mut() = parts.extensions.clone();
    Bytes::from_request(request, &())
        .await
        .map_err(|rejection| rejection.status())
}

fn server_fn_missing(path: &str) -> bool {
    leptos::server_fn::axum::server_fn_paths().all(|(known, method)| known != path || method != Method::POST)
}

/// The error page in place of an answer.
pub async fn failure(mut visit: Visit, failure: Failure) -> Response {
    visit.forced = Some(failure);
    visit.path = "/".into();
    let mut request = Request::new(Body::empty());
    *request.method_mut() = Method::GET;
    let mut response = render(visit, request).await;
    *response.status_mut() = failure.status();
    response
}
