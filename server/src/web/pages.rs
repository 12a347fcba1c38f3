//! Pages: every address that is nothing else.

use crate::web::api::failure;
use app::request::{Failure, Visit};
use app::shell::shell;
use axum::Extension;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH};
use http::{Method, Request, StatusCode};
use leptos::prelude::provide_context;

/// Renders the page at the request's address.
pub async fn page(Extension(visit): Extension<Visit>, request: Request<Body>) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let asked = request.headers().clone();
    let response = render(visit.clone(), request).await;
    match response.status() {
        // One answer for all that is not there: its words do not depend on the address.
        StatusCode::NOT_FOUND => failure(visit, Failure::NotFound).await,
        StatusCode::OK if known(&asked, response.headers().get(ETAG)) => {
            let (mut parts, _) = response.into_parts();
            parts.status = StatusCode::NOT_MODIFIED;
            parts.headers.remove(CONTENT_TYPE);
            // The page that the reader has keeps its own policy, whose nonce is that of its scripts.
            parts.headers.remove(CONTENT_SECURITY_POLICY);
            Response::from_parts(parts, Body::empty())
        }
        _ => response,
    }
}

/// Whether whoever asks has exactly this answer already.
pub fn known(asked: &HeaderMap, tag: Option<&HeaderValue>) -> bool {
    let Some(tag) = tag.and_then(|tag| tag.to_str().ok()) else {
        return false;
    };
    asked
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|known| known.to_str().ok())
        .flat_map(|known| known.split(','))
        .any(|known| known.trim() == "*" || known.trim().trim_start_matches("W/") == tag)
}

/// Renders a page for a visit.
pub async fn render(visit: Visit, request: Request<Body>) -> Response {
    render_with(visit, (), request).await
}

/// Renders a page for a visit, with something more that it asks for.
pub async fn render_with<T>(visit: Visit, more: T, request: Request<Body>) -> Response
where
    T: Clone + Send + Sync + 'static,
{
    let context = move || {
        provide_context(visit.clone());
        provide_context(more.clone());
    };
    let render = leptos_axum::render_app_async_with_context(context, shell);
    let mut response = render(request).await;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}
