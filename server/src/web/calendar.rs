//! Calendars as files, and the form that gives a member's own its address.

use crate::web::api::failure;
use crate::web::{pages, visit};
use app::pages::deadlines::NewFeed;
use app::request::{Failure, PUBLIC, Visit, failure_of};
use app::ui::said;
use axum::Extension;
use axum::body::{Body, to_bytes};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use domain::ladder::Rung;
use export::ics::{Event, When, calendar};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use http::{Request, StatusCode};
use service::ladders::{At, Entry, close_feed, open_feed, own, public};
use service::{Error, calendar as dates};

/// The largest form that is taken here.
const LARGEST: usize = 10_000;

/// `/calendar.ics`: for everybody.
pub async fn open_to_all(Extension(visit): Extension<Visit>) -> Response {
    if let Some(forced) = visit.forced {
        return failure(visit, forced).await;
    }
    let entries = public(&visit.call).await;
    answer(visit, entries, PUBLIC).await
}

/// `/calendar/{token}.ics`: for whoever holds the address. No session opens it, and none is needed.
pub async fn own_file(Extension(visit): Extension<Visit>, Path(name): Path<String>) -> Response {
    if let Some(forced) = visit.forced {
        return failure(visit, forced).await;
    }
    let token = name.strip_suffix(".ics").filter(|token| {
        token.len() == 64
            && token
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    });
    let entries = match token {
        Some(token) => own(&visit.call, token).await,
        None => Err(Error::NotFound),
    };
    answer(visit, entries, "private, no-store").await
}

async fn answer(visit: Visit, entries: Result<Vec<Entry>, Error>, cache: &'static str) -> Response {
    let entries = match entries {
        Ok(entries) => entries,
        Err(error) => return failure(visit, failure_of(&error)).await,
    };
    let base = visit.call.site.base_url.as_str();
    let host = base.split_once("://").map_or(base, |(_, host)| host);
    let events: Vec<Event> = entries.iter().map(|entry| event(base, host, entry)).collect();
    let name = format!("{}: deadlines", visit.group.name);
    let headers = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/calendar; charset=utf-8"),
        ),
        (
            CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"deadlines.ics\""),
        ),
        (CACHE_CONTROL, HeaderValue::from_static(cache)),
    ];
    (headers, calendar(&name, &events)).into_response()
}

fn event(base: &str, host: &str, entry: &Entry) -> Event {
    let (when, hour) = match entry.at {
        At::Day(day) => (When::Day(day), String::new()),
        At::Instant(at) => (When::Instant(at), format!(" {} in London.", dates::moment(at))),
    };
    // Of a meeting there is a real day to ask for; the others are only ever reckoned.
    let meets = matches!(entry.rung, Rung::Branch | Rung::Clp | Rung::Portal);
    let reckoned = if entry.worked_out && meets {
        " Worked out, not given: ask for the real day."
    } else {
        ""
    };
    let way = if entry.destination.is_empty() {
        String::new()
    } else {
        format!("On the way to {}.", entry.destination)
    };
    Event {
        uid: format!("{}@{host}", entry.uid),
        changed: entry.changed,
        when,
        summary: format!("{}: {}", said::rung(entry.rung), entry.title),
        description: format!("{way}{hour}{reckoned}").trim().to_owned(),
        url: format!("{base}{}", entry.path),
    }
}

/// `POST /calendar`: gives the asking member's calendar an address, or takes it away. The address stands on the answer
/// and nowhere else, so it is answered with the page.
pub async fn change(Extension(visit): Extension<Visit>, request: Request<Body>) -> Response {
    if let Some(forced) = visit.forced {
        return failure(visit, forced).await;
    }
    let kind = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send this as a form.\n").into_response();
    }
    let Ok(body) = to_bytes(request.into_body(), LARGEST).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let fields = std::str::from_utf8(&body).map(visit::fields).unwrap_or_default();
    let field = |name: &str| {
        let found = fields.iter().find(|(field, _)| field == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    let submission = app::request::submission(&fields);
    let done = match field("do") {
        "open" => open_feed(&visit.call, submission).await.map(Some),
        "close" => close_feed(&visit.call, submission).await.map(|()| None),
        _ => return failure(visit, Failure::NotFound).await,
    };
    match done {
        Ok(Some(token)) => {
            let mut request = Request::new(Body::empty());
            *request.uri_mut() = http::Uri::from_static("/calendar");
            pages::render_with(visit, NewFeed(Some(token)), request).await
        }
        // Sent twice, it was done once, and the address has been shown.
        Ok(None) | Err(Error::Repeated(_)) => Redirect::to("/calendar").into_response(),
        Err(Error::SignInFirst) => Redirect::to(&app::address::sign_in("/calendar")).into_response(),
        Err(error) => failure(visit, failure_of(&error)).await,
    }
}
