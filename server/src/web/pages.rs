//! Pages: every address that is nothing else.

use app::request::Visit;
use app::shell::shell;
use axum::Extension;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH};
use http::{Method, Request, StatusCode};
use leptos::prelude::provide_context;

/// Renders the page at the request's address.
pub async fn page(Extension(visit): Extension<Visit>, request: Request<Body>) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let known = request.headers().get(IF_NONE_MATCH).cloned();
    let response = render(visit, request).await;
    match (known, response.headers().get(ETAG)) {
        (Some(known), Some(tag)) if known == *tag && response.status() == StatusCode::OK => {
            let (mut parts, _) = response.into_parts();
            parts.status = StatusCode::NOT_MODIFIED;
            parts.headers.remove(CONTENT_TYPE);
            Response::from_parts(parts, Body::empty())
        }
        _ => response,
    }
}

/// Renders a page for a visit.
pub async fn render(visit: Visit, request: Request<Body>) -> Response {
    let render = leptos_axum::render_app_async_with_context(move || provide_context(visit.clone()), shell);
    let mut response = render(request).await;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}
