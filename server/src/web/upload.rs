//! A text taken from a file: the only forms that are not urlencoded.

use crate::web::api::failure;
use crate::web::tracked::{bench, unreadable};
use crate::web::visit;
use app::request::{Visit, failure_of};
use axum::Extension;
use axum::body::Bytes;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::response::{IntoResponse, Redirect, Response};
use domain::document::TEXT_BYTES;
use domain::permission::Action;
use export::back::Held;
use export::office::{Limits, read_office};
use http::StatusCode;
use service::heavy;
use service::kept::{Form, keep};
use service::motions::{Pasted, import};
use service::{Error, Problem, Trouble, Unreadable};

/// Reads the file, tidies its text, and goes on to the form in which it is saved.
pub async fn text(
    Extension(visit): Extension<Visit>,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let Ok(form) = form else {
        return (
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Send this as a form with a file.\n",
        )
            .into_response();
    };
    if let Some(forced) = visit.forced {
        return failure(visit, forced).await;
    }
    // Who may not start a text is told so before anything of the file is read.
    let done = match visit.call.require(Action::Start) {
        Ok(_) => file(form).await,
        Err(error) => Err(error),
    };
    let visit = visit::again(visit).await;
    let done = match done {
        Ok(text) => {
            import(
                &visit.call,
                &Pasted {
                    text,
                    fields: Vec::new(),
                },
            )
            .await
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(kept) => Redirect::to(&format!("/motions/new/text?kept={kept}")).into_response(),
        Err(Error::Refused(problems)) => {
            match keep(
                &visit.call,
                &Form {
                    problems,
                    ..Form::default()
                },
            )
            .await
            {
                Ok(kept) => Redirect::to(&format!("/motions/new?kept={kept}")).into_response(),
                Err(error) => failure(visit, failure_of(&error)).await,
            }
        }
        Err(Error::SignInFirst) => Redirect::to(&app::address::sign_in("/motions/new")).into_response(),
        Err(error) => failure(visit, failure_of(&error)).await,
    }
}

/// Reads a manifesto from a file and goes on to what would become of it.
pub async fn manifesto(
    Extension(visit): Extension<Visit>,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    const PAGE: &str = "/manifesto/import";
    let Ok(form) = form else {
        return (
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Send this as a form with a file.\n",
        )
            .into_response();
    };
    if let Some(forced) = visit.forced {
        return failure(visit, forced).await;
    }
    if let Err(error) = visit.call.require(Action::Manifesto) {
        return match error {
            Error::SignInFirst => Redirect::to(&app::address::sign_in(PAGE)).into_response(),
            other => failure(visit, failure_of(&other)).await,
        };
    }
    let mut kept = Form::default();
    let sent = file(form).await;
    let visit = visit::again(visit).await;
    if let Err(error) = visit.call.require(Action::Manifesto) {
        return failure(visit, failure_of(&error)).await;
    }
    match sent {
        Ok(text) => {
            if let Err(Error::Refused(problems)) = service::manifesto::preview(&visit.call, &text).await {
                kept.problems = problems;
            }
            kept.fields.push(("text".to_owned(), text));
        }
        Err(Error::Refused(problems)) => kept.problems = problems,
        Err(other) => return failure(visit, failure_of(&other)).await,
    }
    match keep(&visit.call, &kept).await {
        Ok(id) => Redirect::to(&format!("{PAGE}?kept={id}")).into_response(),
        Err(error) => failure(visit, failure_of(&error)).await,
    }
}

/// Reads the words that a party passed, tidies them, and goes on to the form in which they are reported. Of a file with
/// tracked changes, all are accepted.
pub async fn variant(
    Extension(visit): Extension<Visit>,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let Ok(form) = form else {
        return (
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Send this as a form with a file.\n",
        )
            .into_response();
    };
    if let Some(forced) = visit.forced {
        return failure(visit, forced).await;
    }
    let (slug, number, words) = named_file(form, visit.call.member.is_some()).await;
    let visit = visit::again(visit).await;
    let back = match number {
        0 => app::address::new_adoption(&slug),
        number => app::address::adoption(&slug, number),
    };
    let mut fields = vec![
        ("kind".to_owned(), "report".to_owned()),
        ("state".to_owned(), "passed-variant".to_owned()),
        ("title".to_owned(), String::new()),
    ];
    let done = match words {
        Ok(words) => {
            fields.push(("text".to_owned(), words));
            service::adoptions::check(&visit.call, &slug, fields).await
        }
        Err(Error::Refused(problems)) => {
            let form = Form {
                fields,
                problems,
                ..Form::default()
            };
            keep(&visit.call, &form).await
        }
        Err(other) => Err(other),
    };
    match done {
        Ok(kept) => {
            let there = app::request::with_query(&back, "kept", &kept.to_string());
            Redirect::to(&format!("{there}#words")).into_response()
        }
        Err(Error::SignInFirst) => Redirect::to(&app::address::sign_in(&back)).into_response(),
        Err(error) => failure(visit, failure_of(&error)).await,
    }
}

/// The text's address, the adoption's number and the words of the file, which is not read for somebody unknown.
async fn named_file(mut form: Multipart, known: bool) -> (String, u32, Result<String, Error>) {
    let (mut slug, mut number) = (String::new(), 0);
    let refused = |trouble| Err(Error::field("file", trouble));
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return (slug, number, refused(Trouble::Missing)),
            Err(_) => return (slug, number, refused(Trouble::NotText)),
        };
        let name = field.name().unwrap_or_default().to_owned();
        let Ok(bytes) = field.bytes().await else {
            return (slug, number, refused(too_large()));
        };
        match name.as_str() {
            // Nothing that could not stand in an address comes through.
            "slug" => {
                let typed = bytes
                    .iter()
                    .filter(|byte| byte.is_ascii_alphanumeric() || **byte == b'-');
                slug = typed.map(|byte| char::from(*byte)).collect();
            }
            "number" => number = String::from_utf8_lossy(&bytes).parse().unwrap_or(0),
            "file" if !known => return (slug, number, Err(Error::SignInFirst)),
            "file" => return (slug, number, words_of(bytes).await),
            _ => {}
        }
    }
}

/// The words of a file: of a word processor, or of plain text.
async fn words_of(bytes: Bytes) -> Result<String, Error> {
    let refused = |trouble| Err(Error::field("file", trouble));
    if bytes.is_empty() {
        return refused(Trouble::Missing);
    }
    if bytes.starts_with(b"PK") {
        let words = bench(move || word_file(&bytes)).await;
        let words = words
            .unwrap_or(Err(Trouble::Unreadable(Unreadable::Broken)))
            .map_err(|trouble| Error::field("file", trouble))?
            .text;
        heavy::weigh(words.len()).await?;
        return Ok(words);
    }
    if bytes.len() > TEXT_BYTES {
        return refused(Trouble::TooLong(TEXT_BYTES as u32));
    }
    heavy::weigh(bytes.len()).await?;
    match std::str::from_utf8(&bytes) {
        Ok(text) if !text.contains('\0') => Ok(text.to_owned()),
        _ => refused(Trouble::NotText),
    }
}

/// The title and the text of a `.docx` or an `.odt`, with all its tracked changes accepted. Where there are any, the
/// file tells by itself that its words are not those that it was made from, and it names none.
pub fn word_file(bytes: &[u8]) -> Result<Held, Trouble> {
    let read =
        read_office(bytes, &Limits::default()).map_err(|refusal| Trouble::Unreadable(unreadable(refusal)))?;
    Ok(Held {
        text: match read.amended.title {
            Some(title) => format!("{title}\n\n{}", read.amended.text.as_str()),
            None => read.amended.text.as_str().to_owned(),
        },
        fingerprint: read.fingerprint.filter(|_| !read.tracked),
    })
}

/// What ends early has run into the limit.
fn too_large() -> Trouble {
    Trouble::Unreadable(Unreadable::Large(Limits::default().file))
}

/// The text of the first file in the form.
async fn file(mut form: Multipart) -> Result<String, Error> {
    let refused = |trouble| {
        Error::Refused(vec![Problem {
            field: "file".to_owned(),
            trouble,
        }])
    };
    loop {
        let field = form.next_field().await.map_err(|_| refused(Trouble::NotText))?;
        let Some(field) = field else {
            return Err(refused(Trouble::Missing));
        };
        if field.name() != Some("file") {
            continue;
        }
        let bytes = field.bytes().await.map_err(|_| refused(too_large()))?;
        return words_of(bytes).await;
    }
}
