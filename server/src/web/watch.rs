//! What is noted of every request: an id, how it ended and how long it took. Never who asked, from where, or what for.

use crate::web::State;
use axum::body::Body;
use axum::extract::State as FromState;
use axum::middleware::Next;
use axum::response::Response;
use http::header::{HeaderName, HeaderValue};
use http::{Request, StatusCode};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tracing::Instrument as _;

/// Says which request an answer belongs to, so that whoever got it can name it.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A request that takes longer than this is worth a line.
const SLOW: Duration = Duration::from_secs(2);

/// The id of a request.
#[derive(Clone, Debug)]
pub struct Id(pub Arc<str>);

tokio::task_local! {
    /// The id of the request that this task answers.
    static CURRENT: Id;
}

/// The id of the request that this task answers, if it answers one.
pub fn current() -> Option<Id> {
    CURRENT.try_with(Clone::clone).ok()
}

/// The kinds of address that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A page.
    Page,
    /// A form that was sent.
    Form,
    /// A file made from a text, or of one's own data.
    File,
    /// Style and scripts.
    Asset,
    /// Whether the program is well.
    Health,
}

impl Class {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Form => "form",
            Self::File => "file",
            Self::Asset => "asset",
            Self::Health => "health",
        }
    }

    fn of(path: &str) -> Self {
        if path.starts_with("/pkg/") {
            Self::Asset
        } else if path.starts_with("/api") || path.starts_with("/upload/") {
            Self::Form
        } else if matches!(path, "/health" | "/ready") {
            Self::Health
        } else if path.rsplit('/').next().is_some_and(|name| name.contains('.')) {
            Self::File
        } else {
            Self::Page
        }
    }
}

/// The upper ends of the classes of duration, in seconds; the last class has none.
pub const ENDS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// How long requests took.
#[derive(Clone, Debug, Default)]
pub struct Durations {
    /// How many took at most as long as each of [`ENDS`], and longer.
    pub counts: [u64; ENDS.len() + 1],
    /// All together, in seconds.
    pub sum: f64,
}

/// What has been counted since the start.
#[derive(Debug, Default)]
pub struct Meter {
    under_way: AtomicI64,
    ended: Mutex<BTreeMap<(Class, u16), u64>>,
    durations: Mutex<BTreeMap<Class, Durations>>,
}

impl Meter {
    fn note(&self, class: Class, status: StatusCode, took: Duration) {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        *ended.entry((class, status.as_u16())).or_default() += 1;
        drop(ended);
        let seconds = took.as_secs_f64();
        let place = ENDS.iter().position(|end| seconds <= *end).unwrap_or(ENDS.len());
        let mut durations = self.durations.lock().unwrap_or_else(PoisonError::into_inner);
        let of_class = durations.entry(class).or_default();
        of_class.counts[place] += 1;
        of_class.sum += seconds;
    }

    /// Requests that have not been answered yet.
    pub fn under_way(&self) -> i64 {
        self.under_way.load(Ordering::Relaxed)
    }

    /// How many requests of each class ended with each status.
    pub fn ended(&self) -> BTreeMap<(Class, u16), u64> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How long the requests of each class took.
    pub fn durations(&self) -> BTreeMap<Class, Durations> {
        self.durations
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// One more under way, until it is answered or whoever asked has gone.
struct UnderWay(Arc<Meter>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Gives the request its id, which every line that is logged for it carries, and notes how it ended.
pub async fn watch(FromState(state): FromState<State>, mut request: Request<Body>, next: Next) -> Response {
    let id: String = state.call.chance.token()[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let id = Id(id.into());
    let class = Class::of(request.uri().path());
    request.extensions_mut().insert(id.clone());
    let meter = state.meter.clone();
    meter.under_way.fetch_add(1, Ordering::Relaxed);
    let under_way = UnderWay(meter);
    let start = Instant::now();
    // An error's level, so that no filter takes the id away from the lines that are left.
    let span = tracing::error_span!("request", id = %id.0);
    let answer = async {
        let mut response = next.run(request).await;
        let (status, took) = (response.status(), start.elapsed());
        under_way.0.note(class, status, took);
        let (class, seconds) = (class.word(), took.as_secs_f64());
        if status.is_server_error() {
            tracing::warn!(class, status = status.as_u16(), seconds, "a request failed");
        } else if took > SLOW {
            tracing::info!(class, status = status.as_u16(), seconds, "a request was slow");
        } else {
            tracing::debug!(class, status = status.as_u16(), seconds, "a request was answered");
        }
        if let Ok(value) = HeaderValue::from_str(&CURRENT.get().0) {
            response.headers_mut().insert(REQUEST_ID, value);
        }
        response
    };
    CURRENT.scope(id, answer.instrument(span)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_their_classes() {
        for (path, class) in [
            ("/", Class::Page),
            ("/motions/buses", Class::Page),
            ("/published/buses", Class::Page),
            ("/published/buses.txt", Class::File),
            ("/account/data.json", Class::File),
            ("/.well-known/security.txt", Class::File),
            ("/api/motions/save", Class::Form),
            ("/upload/text", Class::Form),
            ("/pkg/style.css", Class::Asset),
            ("/ready", Class::Health),
        ] {
            assert_eq!(Class::of(path), class, "{path}");
        }
    }

    #[test]
    fn durations_fall_into_their_classes() {
        let meter = Meter::default();
        for millis in [0, 5, 6, 99, 10_001] {
            meter.note(Class::Page, StatusCode::OK, Duration::from_millis(millis));
        }
        let durations = &meter.durations()[&Class::Page];
        assert_eq!(durations.counts, [2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1]);
        assert!((durations.sum - 10.111).abs() < 1e-9);
        assert_eq!(meter.ended()[&(Class::Page, 200)], 5);
    }
}
