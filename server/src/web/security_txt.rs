//! `/.well-known/security.txt`: whom to tell of a hole in the site (RFC 9116).

use crate::chance::now;
use crate::web::State;
use axum::extract::State as FromState;
use axum::response::{IntoResponse, Response};
use domain::people::Email;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

/// How long what it says holds; it is written anew for every reader.
const DAYS: i64 = 180;

/// Says whom to tell, from the contact in the group's settings; nothing is there where that names no way.
pub async fn security_txt(FromState(state): FromState<State>) -> Response {
    let group = match state.call.store.organisation().await {
        Ok(Some(group)) => group,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::warn!(%error, "the group could not be read");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let expires = jiff::Timestamp::from_millisecond(now().plus_days(DAYS).0)
        .map(|at| at.strftime("%Y-%m-%dT00:00:00Z").to_string());
    let (Some(contact), Ok(expires)) = (contact(&group.contact), expires) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let base = &state.call.site.base_url;
    let text = format!(
        "Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en\n\
         Canonical: {base}/.well-known/security.txt\n"
    );
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (CACHE_CONTROL, "public, max-age=3600"),
    ];
    (headers, text).into_response()
}

/// The first address in what somebody wrote into the settings.
fn contact(written: &str) -> Option<String> {
    written
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| matches!(c, ',' | ';' | '.' | '(' | ')' | '<' | '>')))
        .find_map(|word| {
            let plain = word
                .chars()
                .all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '\\'));
            if plain && word.starts_with("https://") {
                return Some(word.to_owned());
            }
            let email = Email::parse(word.strip_prefix("mailto:").unwrap_or(word)).ok()?;
            plain.then(|| format!("mailto:{}", email.as_str()))
        })
}

#[cfg(test)]
mod tests {
    use super::contact;

    #[test]
    fn the_first_address_is_taken() {
        for (written, taken) in [
            ("motions@group.example", Some("mailto:motions@group.example")),
            (
                "Write to motions@group.example, please.",
                Some("mailto:motions@group.example"),
            ),
            (
                "https://group.example/contact",
                Some("https://group.example/contact"),
            ),
            ("http://group.example/contact", None),
            ("javascript:alert(1)", None),
            ("Ask the chair", None),
            ("", None),
        ] {
            assert_eq!(contact(written).as_deref(), taken, "{written}");
        }
    }
}
