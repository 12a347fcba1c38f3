//! Figures for whoever watches the program, in the text format of Prometheus.
//!
//! They have an address of their own, which the site never answers at: behind a reverse proxy every reader comes from
//! this machine, so where somebody comes from says nothing about who they are.

use crate::chance::now;
use crate::web::State;
use crate::web::watch::ENDS;
use anyhow::{Context, bail};
use axum::Router;
use axum::body::Body;
use axum::extract::State as FromState;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, ORIGIN, WWW_AUTHENTICATE};
use http::{HeaderMap, Request, StatusCode};
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use sha2::{Digest, Sha256};
use std::fmt::{Display, Write as _};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::ServiceExt as _;

/// How long the database may take to say how it is.
const PATIENCE: Duration = Duration::from_secs(3);
/// Connections at one time.
const CONNECTIONS: usize = 8;
/// The fewest characters of a token.
const SHORTEST_TOKEN: usize = 16;

/// Where the figures are, and what opens them.
#[derive(Debug)]
pub struct Door {
    listener: TcpListener,
    /// SHA-256 of the token, so that comparing tells nothing about it.
    token: Option<[u8; 32]>,
}

impl Door {
    /// Listens. An address that other machines can reach needs a token.
    pub async fn open(addr: SocketAddr, token: Option<&str>) -> anyhow::Result<Self> {
        match token {
            None if !addr.ip().is_loopback() => bail!(
                "--metrics-addr {addr} can be reached from other machines: say --metrics-token as well, \
                 or an address of this machine such as 127.0.0.1:9100"
            ),
            Some(token) if token.len() < SHORTEST_TOKEN => {
                bail!("--metrics-token needs {SHORTEST_TOKEN} characters at least");
            }
            _ => {}
        }
        let listener = TcpListener::bind(addr)
            .await
            .with_context(|| format!("cannot listen on {addr} for --metrics-addr"))?;
        Ok(Self {
            listener,
            token: token.map(|token| Sha256::digest(token).into()),
        })
    }

    /// Where it listens.
    pub fn addr(&self) -> anyhow::Result<SocketAddr> {
        Ok(self.listener.local_addr()?)
    }

    /// Answers until it is dropped.
    pub async fn answer(self, state: State) {
        let app = router(state, self.token);
        let connections = Arc::new(Semaphore::new(CONNECTIONS));
        loop {
            let Ok(permit) = connections.clone().acquire_owned().await else {
                return;
            };
            let Ok((stream, _)) = self.listener.accept().await else {
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            };
            let service = app
                .clone()
                .map_request(|request: Request<Incoming>| request.map(Body::new));
            tokio::spawn(async move {
                let connection = hyper::server::conn::http1::Builder::new()
                    .timer(TokioTimer::new())
                    .header_read_timeout(Duration::from_secs(5))
                    .keep_alive(false)
                    .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
                let _ = tokio::time::timeout(Duration::from_secs(15), connection).await;
                drop(permit);
            });
        }
    }
}

/// The one address there is.
pub fn router(state: State, token: Option<[u8; 32]>) -> Router {
    Router::new()
        .route(
            "/metrics",
            get(
                async move |FromState(state): FromState<State>, headers: HeaderMap| {
                    figures(&state, token, &headers).await
                },
            ),
        )
        .with_state(state)
}

async fn figures(state: &State, token: Option<[u8; 32]>, headers: &HeaderMap) -> Response {
    // A page in a browser on this machine must not read it for somebody else.
    if headers.contains_key(ORIGIN) || headers.contains_key("sec-fetch-site") {
        return StatusCode::FORBIDDEN.into_response();
    }
    let given = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .map(|token| <[u8; 32]>::from(Sha256::digest(token)));
    if token.is_some() && given != token {
        return (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")]).into_response();
    }
    let headers = [
        (CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
    ];
    (headers, text(state).await).into_response()
}

/// Lines of figures.
#[derive(Default)]
struct Text(String);

impl Text {
    fn about(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a text does not fail.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    /// Labels are fixed words of this program: nothing that somebody typed, so nothing to escape.
    fn value(&mut self, name: &str, labels: &str, value: impl Display) {
        let labels = if labels.is_empty() {
            String::new()
        } else {
            format!("{{{labels}}}")
        };
        let _ = writeln!(self.0, "{name}{labels} {value}");
    }

    fn gauge(&mut self, name: &str, help: &str, value: impl Display) {
        self.about(name, "gauge", help);
        self.value(name, "", value);
    }
}

async fn text(state: &State) -> String {
    let mut out = Text::default();
    out.about("substantive_build_info", "gauge", "The version that runs.");
    out.value(
        "substantive_build_info",
        concat!("version=\"", env!("CARGO_PKG_VERSION"), "\""),
        1,
    );
    requests(state, &mut out);
    database(state, &mut out).await;
    process(state, &mut out);
    out.0
}

fn requests(state: &State, out: &mut Text) {
    let name = "substantive_requests_total";
    out.about(name, "counter", "Requests that were answered.");
    for ((class, status), count) in state.meter.ended() {
        let labels = format!("class=\"{}\",status=\"{status}\"", class.word());
        out.value(name, &labels, count);
    }
    let name = "substantive_request_seconds";
    out.about(name, "histogram", "How long requests took.");
    for (class, durations) in state.meter.durations() {
        let class = format!("class=\"{}\"", class.word());
        let mut count = 0;
        for (n, in_class) in durations.counts.iter().enumerate() {
            count += in_class;
            let end = ENDS.get(n).map_or_else(|| "+Inf".to_owned(), f64::to_string);
            out.value(&format!("{name}_bucket"), &format!("{class},le=\"{end}\""), count);
        }
        out.value(&format!("{name}_sum"), &class, durations.sum);
        out.value(&format!("{name}_count"), &class, count);
    }
    out.gauge(
        "substantive_requests_under_way",
        "Requests that are not answered yet.",
        state.meter.under_way(),
    );
}

async fn database(state: &State, out: &mut Text) {
    let vitals = tokio::time::timeout(PATIENCE, state.call.store.vitals()).await;
    let (up, help) = ("substantive_database_up", "Whether the database answers.");
    let vitals = match vitals {
        Ok(Ok(vitals)) => {
            out.gauge(up, help, 1);
            vitals
        }
        _ => return out.gauge(up, help, 0),
    };
    out.gauge(
        "substantive_chain_number",
        "The number of the newest event.",
        vitals.chain,
    );
    out.gauge("substantive_schema", "The schema of the database.", vitals.schema);
    out.gauge(
        "substantive_mails_waiting",
        "Mails that have not been sent.",
        vitals.mails_waiting,
    );
    let oldest = vitals
        .oldest_mail
        .map_or(0, |at| now().0.saturating_sub(at.0).max(0) / 1_000);
    out.gauge(
        "substantive_mails_oldest_seconds",
        "The age of the oldest mail that has not been sent.",
        oldest,
    );
    let name = "substantive_database_connections";
    out.about(name, "gauge", "Connections of this instance to the database.");
    for pool in &vitals.pools {
        for (kind, value) in [
            ("busy", pool.open.saturating_sub(pool.idle)),
            ("idle", pool.idle),
            ("most", pool.most),
        ] {
            out.value(name, &format!("pool=\"{}\",state=\"{kind}\"", pool.name), value);
        }
    }
    let name = "substantive_database_bytes";
    out.about(name, "gauge", "What lies on the disk.");
    for (part, bytes) in &vitals.bytes {
        out.value(name, &format!("part=\"{part}\""), bytes);
    }
}

fn process(state: &State, out: &mut Text) {
    out.gauge(
        "process_start_time_seconds",
        "When the program was started.",
        state.started.0 / 1_000,
    );
    // In kB, on Linux; elsewhere there is no such file, and so no figure.
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|value| value.trim().trim_end_matches(" kB").parse::<u64>().ok());
    if let Some(kilobytes) = kilobytes {
        out.gauge(
            "process_resident_memory_bytes",
            "Memory that the program has.",
            kilobytes * 1_024,
        );
    }
    if let Ok(open) = std::fs::read_dir("/proc/self/fd") {
        out.gauge(
            "process_open_fds",
            "Files and connections that are open.",
            open.count(),
        );
    }
}
