//! What an amendment would do while it is being written: the one answer that is a piece of a page.

use crate::web::{LARGEST_FORM, visit};
use app::pages::amendments::told::told;
use app::request::{Visit, failure_of};
use axum::Extension;
use axum::body::{Body, to_bytes};
use axum::response::{Html, IntoResponse, Response};
use http::header::{CACHE_CONTROL, HeaderValue};
use http::{Request, StatusCode};

/// Reads the form as it is and says what it would do. Nothing is stored.
pub async fn amendment(Extension(visit): Extension<Visit>, request: Request<Body>) -> Response {
    let Ok(body) = to_bytes(request.into_body(), LARGEST_FORM).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let Ok(text) = std::str::from_utf8(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
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
