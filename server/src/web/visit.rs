//! Who is asking: from the cookie to a visit, once for every request.

use crate::chance::now;
use crate::web::State;
use crate::web::watch::Id;
use app::request::{Failure, Visit, cookie_name};
use axum::body::Body;
use axum::extract::State as FromState;
use axum::middleware::Next;
use axum::response::Response;
use http::Request;
use http::header::COOKIE;
use service::Call;
use std::sync::Arc;

/// Adds the [`Visit`] to the request.
pub async fn visit(FromState(state): FromState<State>, mut request: Request<Body>, next: Next) -> Response {
    let mut call = Call {
        now: now(),
        member: None,
        ..state.call.clone()
    };
    let secure = call.site.base_url.starts_with("https://");
    let token = token(&request, cookie_name(secure));
    let mut forced = request.extensions().get::<Failure>().copied();
    let mut session = None;
    if let Some(token) = token.filter(|_| forced.is_none()) {
        match service::people::who(&call, &token).await {
            Ok(Some(member)) => {
                call.member = Some(member);
                session = Some(token);
            }
            Ok(None) => {}
            Err(error) => forced = Some(app::request::failure_of(&error)),
        }
    }
    // A database that has not answered is not asked again: whoever waits has waited long enough.
    let group = match forced {
        Some(_) => None,
        None => match service::group::show(&call).await {
            Ok(group) => Some(group),
            Err(error) => {
                forced = Some(app::request::failure_of(&error));
                None
            }
        },
    };
    let group = Arc::new(group.unwrap_or_else(|| store::Organisation {
        name: "Substantive".to_owned(),
        about: String::new(),
        imprint: String::new(),
        contact: String::new(),
        quorum: 3,
        demo: false,
    }));
    let uri = request.uri();
    let query = uri.query().map(fields).unwrap_or_default();
    // A path that the router could never name is nowhere.
    if uri.path().contains('\0') || uri.path().len() > 2_000 || climbs(uri.path()) {
        forced = Some(Failure::NotFound);
    }
    let visit = Visit {
        call,
        group,
        assets: state.assets.clone(),
        session,
        path: uri.path().into(),
        query: Arc::new(query),
        forced,
        unsent: None,
        reference: request
            .extensions()
            .get::<Id>()
            .map_or_else(|| "".into(), |id| id.0.clone()),
    };
    request.extensions_mut().insert(visit);
    next.run(request).await
}

/// Asks once more who is asking: a body may take its time, and its sender be signed out or blocked meanwhile.
pub async fn again(mut visit: Visit) -> Visit {
    if visit.forced.is_some() {
        return visit;
    }
    if let Some(token) = &visit.session {
        visit.call.now = now();
        match service::people::who(&visit.call, token).await {
            Ok(member) => visit.call.member = member,
            Err(error) => visit.forced = Some(app::request::failure_of(&error)),
        }
    }
    if visit.call.member.is_none() {
        visit.session = None;
    }
    visit
}

/// Whether a path holds `..` or `.` in any spelling. The router would resolve it, and show the page of another address.
fn climbs(path: &str) -> bool {
    path.replace("%2e", ".")
        .replace("%2E", ".")
        .replace("%5c", "/")
        .replace("%5C", "/")
        .split(['/', '\\'])
        .any(|part| matches!(part, "." | ".."))
}

/// The token of the session cookie, if there is one.
pub fn token(request: &Request<Body>, name: &str) -> Option<Arc<str>> {
    request
        .headers()
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && value.len() == 64)
        .map(|(_, value)| value.into())
}

/// The pairs of a query or an urlencoded form.
pub fn fields(text: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(text.as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}
