//! The record of a publication, as a page and for programs.

use crate::web::api::failure;
use crate::web::pages;
use app::address;
use app::request::{PUBLIC, Visit, failure_of};
use axum::Extension;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use domain::fingerprint::Start;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use http::{Request, StatusCode};
use serde_json::{Value, json};
use service::calendar;
use service::decisions::{Record, records};

/// `/verify/{fingerprint}` and `/verify/{fingerprint}.json`. What is not found says what to do.
pub async fn record(Extension(visit): Extension<Visit>, request: Request<Body>) -> Response {
    if let Some(forced) = visit.forced {
        return failure(visit, forced).await;
    }
    let digits = request.uri().path().strip_prefix("/verify/").unwrap_or("");
    let Some(digits) = digits.strip_suffix(".json") else {
        return pages::render(visit, request).await;
    };
    let found = match digits.parse::<Start>() {
        Ok(start) => records(&visit.call, &start).await,
        Err(_) => Ok(Vec::new()),
    };
    match found {
        Ok(found) => {
            let status = if found.is_empty() {
                StatusCode::NOT_FOUND
            } else {
                StatusCode::OK
            };
            let base = &visit.call.site.base_url;
            let publications: Vec<Value> = found.iter().map(|record| told(base, record)).collect();
            let headers = [
                (CONTENT_TYPE, HeaderValue::from_static("application/json")),
                (CACHE_CONTROL, HeaderValue::from_static(PUBLIC)),
            ];
            let body = json!({ "publications": publications }).to_string();
            (status, headers, body).into_response()
        }
        Err(error) => failure(visit, failure_of(&error)).await,
    }
}

/// One record, with names that stay as they are.
fn told(base: &str, record: &Record) -> Value {
    let publication = &record.publication;
    let file = |form: &str| format!("{base}{}", address::download(&publication.slug, form));
    json!({
        "title": publication.title,
        "version": publication.version,
        "fingerprint": publication.hash,
        "standing": publication.standing.word(),
        "since": calendar::machine(publication.standing_at),
        "current": record.current.as_ref().map(|current| json!({
            "version": current.version,
            "fingerprint": current.hash,
            "address": format!("{base}{}", address::published(&current.slug)),
        })),
        "published": calendar::machine(publication.published_at),
        "imprint": publication.imprint,
        "log": publication.chain_head,
        "decision": record.decision.as_ref().map(|decision| json!({
            "at": calendar::machine(decision.at),
            "for": decision.votes.0,
            "against": decision.votes.1,
            "abstained": decision.votes.2,
            "quorum": decision.quorum,
            "attendance": decision.attendance,
            "words": decision.words,
            "limit": decision.word_limit,
            "rule": decision.rule,
        })),
        "address": format!("{base}{}", address::published(&publication.slug)),
        "record": format!("{base}{}", address::verify_whole(&publication.hash)),
        "files": [file("txt"), file("numbered.txt"), file("bare.txt"), file("md")],
    })
}
