//! The document around every page.

use crate::pages::App;
use crate::request::Visit;
use http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::MetaTags;

/// The document: head, page, and nothing that the page does not need.
pub fn shell() -> impl IntoView {
    let visit = Visit::current();
    let nonce = use_nonce();
    // One nonce a response, in the header and on the scripts that the framework writes.
    let scripts = nonce.map_or_else(String::new, |nonce| format!("'nonce-{nonce}' "));
    let policy = format!(
        "default-src 'none'; script-src {scripts}'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        expect_context::<ResponseOptions>().insert_header(CONTENT_SECURITY_POLICY, policy);
    }
    let css = format!("/pkg/{}", visit.assets.css);
    view! {
        <!DOCTYPE html>
        <html lang="en-GB">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="stylesheet" href=css />
                <link rel="icon" href="data:," />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}
