//! The one form that is answered with a page: what is pasted is compared, shown, and gone.
//!
//! An answer under an address of its own would have to be stored; this one is nowhere but on the reader's screen.

use crate::web::client::{Peer, client};
use crate::web::upload::word_file;
use crate::web::{State, pages, visit};
use app::address;
use app::pages::which::{Answered, refused};
use app::request::{Failure, Visit, failure_of};
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Multipart, State as FromState};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, RequestExt};
use domain::fingerprint::{NotDigits, Start};
use domain::time::Instant;
use export::back::{Held, from_html, from_json, named_by_pdf};
use http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use http::{Request, StatusCode};
use service::which::{Copy, Memory, candidates, judge};
use service::{Error, Trouble};
use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// The largest copy, in bytes.
const LARGEST_COPY: usize = 1_000_000;
/// The same with what a form adds to it.
pub const LARGEST_FORM: usize = LARGEST_COPY + 20_000;
/// Copies compared at once; who comes then waits.
const AT_ONCE: usize = 2;
/// How long.
const WAIT: Duration = Duration::from_secs(8);
/// Copies from one place in a minute.
const A_MINUTE: u32 = 20;
/// Places remembered at most.
const PLACES: usize = 10_000;

/// What answering needs, shared by all requests.
#[derive(Debug)]
pub struct Desk {
    memory: Memory,
    places: Semaphore,
    /// Mixed into the numbers that stand for places: made anew at each start, known to nobody.
    salt: RandomState,
    asked: Mutex<Asked>,
}

/// How often each place has asked in one minute.
#[derive(Debug, Default)]
struct Asked {
    minute: i64,
    times: HashMap<u64, u32>,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            memory: Memory::default(),
            places: Semaphore::new(AT_ONCE),
            salt: RandomState::new(),
            asked: Mutex::default(),
        }
    }
}

impl Desk {
    /// Counts a copy from a place in the net; `false` where there have been too many in this minute. A number is kept
    /// in place of the address, in memory alone, until somebody asks in a later minute.
    fn count(&self, place: IpAddr, now: Instant) -> bool {
        let minute = now.0.div_euclid(60_000);
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.minute != minute {
            asked.minute = minute;
            asked.times.clear();
        }
        let place = self.salt.hash_one(place);
        // So many places in one minute are no people.
        if asked.times.len() >= PLACES && !asked.times.contains_key(&place) {
            return false;
        }
        let times = asked.times.entry(place).or_default();
        *times += 1;
        *times <= A_MINUTE
    }
}

/// With IPv6, anybody has 2^64 addresses of their own.
fn household(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) & !u128::from(u64::MAX)).into(),
        address => address,
    }
}

/// What was sent.
#[derive(Default)]
struct Sent {
    fingerprint: Option<String>,
    copy: String,
    file: Vec<u8>,
}

/// `POST /which`
pub async fn answer(
    FromState(state): FromState<State>,
    Extension(visit): Extension<Visit>,
    request: Request<Body>,
) -> Response {
    if let Some(forced) = visit.forced {
        return crate::web::api::failure(visit, forced).await;
    }
    let place = request
        .extensions()
        .get::<Peer>()
        .map(|Peer(peer)| household(client(*peer, request.headers(), &state.trusted)));
    let sent = match sent(request).await {
        Ok(sent) => sent,
        Err((field, trouble, copy)) => return show(visit, refused(field, trouble, copy)).await,
    };
    if let Some(typed) = sent.fingerprint {
        return look_up(visit, &typed).await;
    }
    if sent.file.starts_with(b"%PDF") {
        return match named_by_pdf(&sent.file).and_then(|digits| digits.parse::<Start>().ok()) {
            Some(start) => Redirect::to(&address::verify_pdf(start.as_str())).into_response(),
            None => show(visit, refused("file", Trouble::NoFingerprint, sent.copy)).await,
        };
    }
    let Sent { copy, file, .. } = sent;
    if copy.trim().is_empty() && file.is_empty() {
        return show(visit, refused("copy", Trouble::Missing, String::new())).await;
    }
    if place.is_some_and(|place| !state.desk.count(place, visit.call.now)) {
        return later(visit, StatusCode::TOO_MANY_REQUESTS, copy).await;
    }
    let Ok(Ok(_place)) = tokio::time::timeout(WAIT, state.desk.places.acquire()).await else {
        return later(visit, StatusCode::SERVICE_UNAVAILABLE, copy).await;
    };
    let copy = if file.is_empty() {
        Held {
            text: copy,
            fingerprint: None,
        }
    } else {
        match tokio::task::spawn_blocking(move || held(&file)).await {
            Ok(Ok(text)) => text,
            Ok(Err(trouble)) => return show(visit, refused("file", trouble, copy)).await,
            Err(_) => return crate::web::api::failure(visit, Failure::Broken).await,
        }
    };
    match compare(&state, &visit, copy).await {
        Ok(answered) => show(visit, answered).await,
        Err(failure) => crate::web::api::failure(visit, failure).await,
    }
}

/// Reads the copy, looks up what it may be, compares: what takes the processor keeps nobody else waiting.
async fn compare(state: &State, visit: &Visit, held: Held) -> Result<Answered, Failure> {
    let broken = |_| Failure::Broken;
    let mut copy = tokio::task::spawn_blocking(move || Copy::read(&held.text))
        .await
        .map_err(broken)?;
    let named = held.fingerprint.and_then(|said| said.parse::<Start>().ok());
    if let Some(named) = named.filter(Start::is_whole) {
        copy.fingerprint = Some(named.to_string());
    }
    let candidates = candidates(&visit.call, &state.desk.memory, &copy)
        .await
        .map_err(|error: Error| failure_of(&error))?;
    let found = tokio::task::spawn_blocking(move || judge(copy, &candidates))
        .await
        .map_err(broken)?;
    Ok(Answered {
        found: Some(Arc::new(found)),
        ..Answered::default()
    })
}

/// From the digits to the record that they lead to.
async fn look_up(visit: Visit, typed: &str) -> Response {
    match typed.parse::<Start>() {
        Ok(start) => Redirect::to(&format!("/verify/{start}")).into_response(),
        Err(why) => {
            let trouble = match why {
                NotDigits::Empty => Trouble::Missing,
                NotDigits::TooFew | NotDigits::TooMany | NotDigits::Other => Trouble::NotAFingerprint,
            };
            let mut answered = refused("fingerprint", trouble, String::new());
            let shown: String = typed.chars().take(200).collect();
            answered.form.fields.push(("fingerprint".to_owned(), shown));
            show(visit, answered).await
        }
    }
}

type Refusal = (&'static str, Trouble, String);

async fn sent(request: Request<Body>) -> Result<Sent, Refusal> {
    let kind = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or("");
    let too_long = || ("copy", Trouble::TooLong(LARGEST_COPY as u32), String::new());
    if !kind.starts_with("multipart/form-data") {
        let body = to_bytes(request.with_limited_body().into_body(), LARGEST_FORM)
            .await
            .map_err(|_| too_long())?;
        let fields = std::str::from_utf8(&body).map(visit::fields).unwrap_or_default();
        let field = |name: &str| {
            let found = fields.iter().find(|(field, _)| field == name);
            found.map(|(_, value)| value.clone())
        };
        return Ok(Sent {
            fingerprint: field("fingerprint"),
            copy: field("copy").unwrap_or_default(),
            file: Vec::new(),
        });
    }
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|_| ("copy", Trouble::Missing, String::new()))?;
    let mut sent = Sent::default();
    while let Some(field) = form.next_field().await.map_err(|_| too_long())? {
        let name = field.name().unwrap_or("").to_owned();
        let bytes = field.bytes().await.map_err(|_| too_long())?;
        match name.as_str() {
            "copy" => sent.copy = String::from_utf8_lossy(&bytes).into_owned(),
            "file" => sent.file = bytes.to_vec(),
            _ => {}
        }
    }
    Ok(sent)
}

/// Title and text of a file: as its own format has them where it is one that is handed out, else all its words.
fn held(file: &[u8]) -> Result<Held, Trouble> {
    if file.starts_with(b"PK") {
        return word_file(file);
    }
    let text = read(file).ok_or(Trouble::NotText)?;
    let own = match text.trim_start_matches('\u{feff}').trim_start().chars().next() {
        Some('<') => from_html(&text),
        Some('{') => from_json(&text),
        _ => None,
    };
    Ok(own.unwrap_or(Held {
        text,
        fingerprint: None,
    }))
}

/// A text file as editors save it: UTF-8, UTF-16 with its mark, or what Windows wrote before.
pub fn read(file: &[u8]) -> Option<String> {
    let wide = |rest: &[u8], join: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.chunks_exact(2).map(|two| join([two[0], two[1]])).collect();
        String::from_utf16(&units).ok()
    };
    match file {
        [0xff, 0xfe, rest @ ..] => return wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => return wide(rest, u16::from_be_bytes),
        _ if file.contains(&0) || file.starts_with(b"%PDF") || file.starts_with(b"PK\x03\x04") => {
            return None;
        }
        _ => {}
    }
    match std::str::from_utf8(file) {
        Ok(text) => Some(text.to_owned()),
        Err(_) => Some(file.iter().map(|byte| windows(*byte)).collect()),
    }
}

/// A character of Windows-1252.
fn windows(byte: u8) -> char {
    const FROM_80: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => FROM_80[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}

/// Not now: with the copy still in its field.
async fn later(visit: Visit, status: StatusCode, copy: String) -> Response {
    let mut response = show(visit, refused("", Trouble::AskLater, copy)).await;
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(RETRY_AFTER, HeaderValue::from_static("60"));
    response
}

/// The page with the answer, which no cache keeps.
async fn show(visit: Visit, answered: Answered) -> Response {
    let wrong = !answered.form.problems.is_empty();
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = http::Uri::from_static("/which");
    let mut response = pages::render_with(visit, answered, request).await;
    if wrong && response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_as_editors_save_them() {
        assert_eq!(read("£5 – “now”".as_bytes()).as_deref(), Some("£5 – “now”"));
        assert_eq!(read(b"\xa35 \x96 \x93now\x94").as_deref(), Some("£5 – “now”"));
        assert_eq!(read(b"\xff\xfea\0\x13\x20").as_deref(), Some("a–"));
        assert_eq!(read(b"\xfe\xff\0a").as_deref(), Some("a"));
        assert_eq!(read(b"PK\x03\x04 a document"), None);
        assert_eq!(read(b"%PDF-1.7"), None);
        assert_eq!(read(b"a\0b"), None);
    }

    #[test]
    fn one_place_asks_so_often_and_others_go_on() {
        let desk = Desk::default();
        let place = IpAddr::from([192, 0, 2, 1]);
        let now = Instant(1_800_000_000_000);
        for _ in 0..A_MINUTE {
            assert!(desk.count(place, now));
        }
        assert!(!desk.count(place, now));
        assert!(desk.count(IpAddr::from([192, 0, 2, 2]), now));
        assert!(desk.count(place, now.plus_minutes(1)));
        for n in 0..u32::try_from(PLACES).unwrap() * 2 {
            desk.count(IpAddr::from(n.to_be_bytes()), now.plus_minutes(1));
        }
        assert!(desk.asked.lock().unwrap().times.len() <= PLACES);
        desk.count(place, now.plus_minutes(2));
        assert_eq!(
            desk.asked.lock().unwrap().times.len(),
            1,
            "what was before is forgotten"
        );
    }

    #[test]
    fn the_address_of_whoever_pastes_is_not_kept() {
        let kept = || {
            let desk = Desk::default();
            assert!(desk.count(IpAddr::from([192, 0, 2, 77]), Instant(1_800_000_000_000)));
            let asked = desk.asked.lock().unwrap();
            assert!(!format!("{asked:?}").contains("192.0.2.77"), "{asked:?}");
            asked.times.keys().copied().collect::<Vec<_>>()
        };
        assert_ne!(kept(), kept(), "nobody works out the number of an address");
    }

    #[test]
    fn a_household_is_one_place() {
        let one: IpAddr = "2001:db8:1:2:3:4:5:6".parse().unwrap();
        let other: IpAddr = "2001:db8:1:2::9".parse().unwrap();
        assert_eq!(household(one), household(other));
        let mapped: IpAddr = "::ffff:192.0.2.1".parse().unwrap();
        assert_eq!(household(mapped), IpAddr::from([192, 0, 2, 1]));
    }
}
