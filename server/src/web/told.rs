//! Answers that are a piece of a page: what an amendment would do while it is being written, and what a device is
//! asked for a passkey.

use crate::web::State;
use crate::web::api::whole;
use crate::web::client::{Peer, client};
use crate::web::{LARGEST_FORM, visit};
use app::pages::amendments::told::told;
use app::request::{Failure, Visit, failure_of};
use axum::Extension;
use axum::body::{Body, to_bytes};
use axum::extract::State as FromState;
use axum::response::{Html, IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use http::{Request, StatusCode};

/// Reads the form as it is and says what it would do. Nothing is stored.
pub async fn amendment(Extension(visit): Extension<Visit>, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let body = match whole(&parts, body).await {
        Ok(body) => body,
        Err(status) => return status.into_response(),
    };
    let Ok(text) = std::str::from_utf8(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    if let Err(error) = service::heavy::weigh(body.len()).await {
        return failure_of(&error).status().into_response();
    }
    match told(&visit.call, &visit::fields(text)).await {
        Ok(html) => {
            let mut answer = Html(html).into_response();
            answer
                .headers_mut()
                .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            answer
        }
        Err(error) => failure_of(&error).status().into_response(),
    }
}

/// Asks a device for a passkey: for a new one, or for one that signs somebody in.
pub async fn passkey(
    FromState(state): FromState<State>,
    Extension(visit): Extension<Visit>,
    request: Request<Body>,
) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST_FORM).await.unwrap_or_default();
    let fields = visit::fields(std::str::from_utf8(&body).unwrap_or_default());
    let add = fields.iter().any(|(name, value)| name == "for" && value == "add");
    if let Some(forced) = visit.forced {
        return forced.status().into_response();
    }
    let asked = if add {
        let session = visit.session.clone().unwrap_or_default();
        service::people::ask_to_add(&visit.call, &session).await
    } else {
        // Each question is a row: who asks for many waits, like who tries many codes.
        if let Some(Peer(peer)) = parts.extensions.get().copied() {
            let client = client(peer, &parts.headers, &state.trusted);
            match service::people::count_try(&visit.call, client).await {
                Ok(true) => {}
                Ok(false) => return Failure::TooMany.status().into_response(),
                Err(error) => return failure_of(&error).status().into_response(),
            }
        }
        service::people::ask_to_enter(&visit.call).await
    };
    match asked {
        Ok(question) => {
            let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
            match serde_json::to_string(&question) {
                Ok(body) => (headers, body).into_response(),
                Err(_) => Failure::Broken.status().into_response(),
            }
        }
        Err(error) => failure_of(&error).status().into_response(),
    }
}
