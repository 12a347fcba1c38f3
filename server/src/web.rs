//! The web server.

mod accept;
mod api;
mod calendar;
mod client;
mod downloads;
mod headers;
mod making;
mod metrics;
mod pages;
mod press;
mod security_txt;
#[cfg(test)]
mod several;
mod shelf;
mod tasks;
#[cfg(test)]
mod tests;
mod told;
mod tracked;
mod upload;
mod verify;
mod visit;
mod watch;
#[cfg(test)]
mod watched;
mod which;

pub use accept::serve;
pub use client::Network;
pub use metrics::Door;
pub use which::read as read_text;

use crate::chance::now;
use anyhow::Context;
use app::request::Assets;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any, get, post};
use domain::time::Instant;
use http::StatusCode;
use http::header::RETRY_AFTER;
use service::Call;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate as _};
use tower_http::csrf::CsrfLayer;
use tower_http::services::ServeDir;
use tower_http::timeout::TimeoutLayer;

/// The largest form: a text at its limit, twice, with room for its encoding.
const LARGEST_FORM: usize = 2 * 1024 * 1024;

/// What every request needs.
#[derive(Clone)]
pub struct State {
    call: Call,
    assets: Arc<Assets>,
    site: Arc<Path>,
    shelf: Arc<Mutex<shelf::Shelf>>,
    press: Arc<press::Press>,
    meter: Arc<watch::Meter>,
    started: Instant,
    trusted: Arc<[Network]>,
    desk: Arc<which::Desk>,
}

impl State {
    /// From what the command line opened.
    pub fn new(call: Call, assets: Assets, site: PathBuf) -> Self {
        Self {
            call,
            assets: Arc::new(assets),
            site: site.into(),
            shelf: Arc::default(),
            press: Arc::default(),
            meter: Arc::default(),
            started: now(),
            trusted: Arc::default(),
            desk: Arc::default(),
        }
    }

    /// Believes what these proxies say of where a request comes from.
    pub fn trusting(self, proxies: Vec<Network>) -> Self {
        Self {
            trusted: proxies.into(),
            ..self
        }
    }
}

/// The names of the files that pages refer to.
pub fn assets(site: &Path) -> anyhow::Result<Assets> {
    let file = site.join("assets.json");
    let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not what the build writes", file.display()))
}

/// A route that takes a file of a word processor, with its pictures.
fn large(route: MethodRouter<State>) -> MethodRouter<State> {
    route.layer(DefaultBodyLimit::max(tracked::LARGEST_FILE))
}

/// Every route, with its layers.
pub fn router(state: State) -> Router {
    let files = ServeDir::new(state.site.join("pkg"))
        .precompressed_br()
        .precompressed_gzip();
    let pages = Router::new()
        .route("/api/{*form}", post(api::form))
        .route("/upload/text", large(post(upload::text)))
        .route("/upload/manifesto", large(post(upload::manifesto)))
        .route("/upload/amendment/{slug}", large(post(tracked::edited)))
        .route("/upload/variant", large(post(upload::variant)))
        .route("/motions/{text}/adoptions.csv", get(downloads::adoptions))
        .route("/told/amendment", post(told::amendment))
        .route("/told/passkey", post(told::passkey))
        .route("/motions/{text}/compare/{range}", get(tracked::comparison))
        .route("/motions/{text}/amendments/{number}", get(tracked::amendment))
        .route("/account/data.json", get(downloads::own_data))
        .route("/published/{text}", get(downloads::published))
        .route("/motions/{text}/versions/{version}", get(downloads::version))
        .route("/calendar", get(pages::page).post(calendar::change))
        .route("/calendar.ics", get(calendar::open_to_all))
        .route("/calendar/{file}", get(calendar::own_file))
        .route("/verify/{fingerprint}", get(verify::record))
        .route(
            "/which",
            get(pages::page).merge(post(which::answer).layer(DefaultBodyLimit::max(which::LARGEST_FORM))),
        )
        .fallback(pages::page)
        .layer(axum::middleware::from_fn_with_state(state.clone(), visit::visit))
        .layer(axum::middleware::from_fn_with_state(state.clone(), shelf::shelf))
        .layer(axum::middleware::from_fn(with_room))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(
            CompressionLayer::new().compress_when(
                DefaultPredicate::new()
                    // These are compressed already.
                    .and(NotForContentType::const_new("application/pdf"))
                    .and(NotForContentType::const_new("application/vnd.")),
            ),
        );
    Router::new()
        .nest_service(
            "/pkg",
            tower::ServiceBuilder::new()
                .map_response(headers::forever)
                .service(files),
        )
        .route("/health", get(|| async { "ok\n" }))
        .route("/ready", get(ready))
        .route("/.well-known/security.txt", get(security_txt::security_txt))
        .route("/api", any(|| async { StatusCode::NOT_FOUND }))
        .merge(pages)
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(40),
        ))
        .layer(CsrfLayer::new())
        // Inside the headers: what a panic answers carries them like everything else.
        .layer(CatchPanicLayer::custom(headers::panicked))
        .layer(axum::middleware::from_fn_with_state(
            state.clone(),
            headers::headers,
        ))
        .layer(axum::middleware::from_fn_with_state(state.clone(), watch::watch))
        .with_state(state)
}

/// Carries a request out so that one with much text in hand holds nobody else up.
async fn with_room(request: Request, next: Next) -> Response {
    service::heavy::request(next.run(request)).await
}

/// How long the database may take until this instance counts as not ready.
const READY: Duration = Duration::from_secs(4);

/// Whether this instance can answer: `/health` says only that the program runs.
async fn ready(axum::extract::State(state): axum::extract::State<State>) -> Response {
    let why = match tokio::time::timeout(READY, state.call.store.chain_head()).await {
        Ok(Ok(_)) => return "ready\n".into_response(),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "no answer in time".to_owned(),
    };
    tracing::warn!(why, "not ready");
    (
        StatusCode::SERVICE_UNAVAILABLE,
        [(RETRY_AFTER, "5")],
        "the database does not answer\n",
    )
        .into_response()
}
