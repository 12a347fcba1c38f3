//! Headers on every answer, and what a panic answers.

use crate::web::{State, watch};
use axum::body::Body;
use axum::extract::State as FromState;
use axum::middleware::Next;
use axum::response::Response;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION, REFERRER_POLICY,
    RETRY_AFTER, STRICT_TRANSPORT_SECURITY, VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{Request, StatusCode};
use std::any::Any;

/// For files whose name holds their hash.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// Sets what every answer carries, unless the page has said more exactly.
pub async fn headers(FromState(state): FromState<State>, request: Request<Body>, next: Next) -> Response {
    let mut response = next.run(request).await;
    let secure = state.call.site.base_url.starts_with("https://");
    let base = state.call.site.base_url.clone();
    let unchanged = response.status() == StatusCode::NOT_MODIFIED;
    let later = response.status() == StatusCode::SERVICE_UNAVAILABLE;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(X_FRAME_OPTIONS, "DENY");
    // Not `no-referrer`: the forms' own origin must stay visible to the program itself.
    set(REFERRER_POLICY, "same-origin");
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    );
    set(CACHE_CONTROL, "private, no-store");
    if later {
        set(RETRY_AFTER, "5");
    }
    if secure {
        set(STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    // A browser takes the headers of "not modified" over to the page that it has, whose policy has another nonce.
    if !unchanged {
        set(
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox",
        );
    }
    // Compression has set its own by now; a page differs by who reads it as well. Files are the same for all.
    if headers.get(CACHE_CONTROL).is_none_or(|value| value != FOREVER) {
        headers.append(VARY, HeaderValue::from_static("Cookie"));
    }
    own_location(&mut response, &base);
    response
}

/// A redirect never leaves the site: the framework takes its target from a header that the client sends.
fn own_location(response: &mut Response, base: &str) {
    let Some(location) = response.headers().get(LOCATION) else {
        return;
    };
    let target = location.to_str().unwrap_or("");
    let path = target.strip_prefix(base).unwrap_or(target);
    // Browsers overlook a tab: with one between them, two slashes lead to another site.
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let own = path.starts_with('/') && !path.starts_with("//") && plain;
    let path = if own { path.to_owned() } else { "/".to_owned() };
    if let Ok(path) = HeaderValue::from_str(&path) {
        response.headers_mut().insert(LOCATION, path);
    }
}

/// Files whose name holds their hash never change.
pub fn forever<B>(mut response: http::Response<B>) -> http::Response<B> {
    if response.status().is_success() {
        response
            .headers_mut()
            .insert(CACHE_CONTROL, HeaderValue::from_static(FOREVER));
    }
    response
}

/// What a panic answers: plain words, no details.
pub fn panicked(_: Box<dyn Any + Send + 'static>) -> http::Response<Body> {
    tracing::error!("a request panicked");
    broken()
}

/// The mistake is ours: plain words, and the reference by which the log names what happened.
pub fn broken() -> Response {
    let reference = watch::current().map_or_else(String::new, |id| format!("Reference: {}\n", id.0));
    let mut response = http::Response::new(Body::from(format!(
        "Something went wrong here. The mistake is ours. Go back and try again: what you typed is still in the form.\n\
         {reference}"
    )));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_never_leaves_the_site() {
        let led = |target: &str| {
            let mut response = Response::new(Body::empty());
            let target = HeaderValue::from_bytes(target.as_bytes()).unwrap();
            response.headers_mut().insert(LOCATION, target);
            own_location(&mut response, "https://group.example");
            response.headers()[LOCATION].to_str().unwrap().to_owned()
        };
        assert_eq!(led("/texts?page=2#l3"), "/texts?page=2#l3");
        assert_eq!(led("https://group.example/texts"), "/texts");
        for target in [
            "https://evil.example/",
            "https://group.example.evil.example/",
            "https://group.example@evil.example/",
            "https://group.example//evil.example",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "https:evil.example",
            "javascript:alert(1)",
            "/caf\u{e9}",
            "",
        ] {
            assert_eq!(led(target), "/", "{target:?}");
        }
    }
}
