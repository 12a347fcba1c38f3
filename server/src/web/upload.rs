//! A text taken from a file: the only forms that are not urlencoded.

use crate::web::api::failure;
use app::request::{Visit, failure_of};
use axum::Extension;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::response::{IntoResponse, Redirect, Response};
use domain::document::TEXT_BYTES;
use domain::permission::Action;
use http::StatusCode;
use service::kept::{Form, keep};
use service::motions::{Pasted, import};
use service::{Error, Problem, Trouble};

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
    let done = match file(form).await {
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
    if let Err(error) = visit.call.require(Action::Manifesto) {
        return match error {
            Error::SignInFirst => Redirect::to(&app::address::sign_in(PAGE)).into_response(),
            other => failure(visit, failure_of(&other)).await,
        };
    }
    let mut kept = Form::default();
    match file(form).await {
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
        let bytes = field
            .bytes()
            .await
            .map_err(|_| refused(Trouble::TooLong(TEXT_BYTES as u32)))?;
        if bytes.is_empty() {
            return Err(refused(Trouble::Missing));
        }
        if bytes.len() > TEXT_BYTES {
            return Err(refused(Trouble::TooLong(TEXT_BYTES as u32)));
        }
        return match String::from_utf8(bytes.to_vec()) {
            Ok(text) if !text.contains('\0') => Ok(text),
            _ => Err(refused(Trouble::NotText)),
        };
    }
}
