//! Published texts as files to take away.
//!
//! Only what is published has files. A draft, a text that never was and a form that is not written all answer with the
//! same page as an address that leads nowhere.

use crate::web::api::failure;
use crate::web::pages::{known, page};
use app::address;
use app::request::{Failure, PUBLIC, Visit, failure_of};
use app::ui::said;
use axum::Extension;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use domain::document;
use domain::text::clauses::ClauseId;
use export::{FinalText, Print, State};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, HeaderValue};
use http::{Request, StatusCode};
use service::decisions::{Published, read_published};
use service::{Error, calendar};
use sha2::{Digest, Sha256};

/// The language that the group writes in.
const LANGUAGE: &str = "en-GB";

/// A form in which a text can be taken away.
struct Form {
    /// What stands after the text's name in the address.
    ending: &'static str,
    /// The kind of file.
    kind: &'static str,
    /// What writes it.
    write: fn(&FinalText) -> String,
}

/// Longer endings first: `.numbered.txt` ends in `.txt` as well.
const FORMS: [Form; 4] = [
    Form {
        ending: ".numbered.txt",
        kind: "text/plain; charset=utf-8",
        write: export::numbered,
    },
    Form {
        ending: ".bare.txt",
        kind: "text/plain; charset=utf-8",
        write: export::bare,
    },
    Form {
        ending: ".txt",
        kind: "text/plain; charset=utf-8",
        write: export::plain,
    },
    Form {
        ending: ".md",
        kind: "text/markdown; charset=utf-8",
        write: export::markdown,
    },
];

/// `/account/data.json`: everything that is kept about whoever is asking. Nothing but their own session opens it.
pub async fn own_data(Extension(visit): Extension<Visit>) -> Response {
    let told = match visit.forced {
        Some(forced) => return failure(visit, forced).await,
        None => {
            let session = visit.session.clone().unwrap_or_default();
            service::people::own_data(&visit.call, &session).await
        }
    };
    let told = match told {
        Ok(told) => told,
        Err(Error::SignInAgain) => {
            return axum::response::Redirect::to(&address::sign_in_again("/account#h-data")).into_response();
        }
        Err(error) => return failure(visit, failure_of(&error)).await,
    };
    let Ok(body) = serde_json::to_string_pretty(&told) else {
        return failure(visit, Failure::Broken).await;
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (
            CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"my-data.json\""),
        ),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    (headers, body).into_response()
}

/// `/published/{slug}.txt` and the other forms; without an ending, the page.
pub async fn file(Extension(visit): Extension<Visit>, request: Request<Body>) -> Response {
    let name = request.uri().path().strip_prefix("/published/").unwrap_or("");
    let found = FORMS
        .iter()
        .find_map(|form| name.strip_suffix(form.ending).map(|slug| (form, slug)));
    let Some((form, slug)) = found else {
        return page(Extension(visit), request).await;
    };
    if let Some(forced) = visit.forced {
        return failure(visit, forced).await;
    }
    let published = match read_published(&visit.call, slug).await {
        Ok(published) => published,
        Err(error) => return failure(visit, failure_of(&error)).await,
    };
    let body = (form.write)(&final_text(&visit, &published));
    let tag = tag(&published, &body);
    let headers = [
        (ETAG, HeaderValue::from_str(&tag)),
        (
            CONTENT_DISPOSITION,
            HeaderValue::from_str(&disposition(&published, form.ending)),
        ),
        (CONTENT_TYPE, Ok(HeaderValue::from_static(form.kind))),
        (CACHE_CONTROL, Ok(HeaderValue::from_static(PUBLIC))),
    ];
    let mut response = Response::new(Body::empty());
    for (name, value) in headers {
        let Ok(value) = value else {
            return failure(visit, Failure::Broken).await;
        };
        response.headers_mut().insert(name, value);
    }
    if known(request.headers(), response.headers().get(ETAG)) {
        response.headers_mut().remove(CONTENT_TYPE);
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    *response.body_mut() = Body::from(body);
    response.into_response()
}

/// The fingerprint of the text, what has become of it, and a sum over the file: its last lines may say more.
fn tag(published: &Published, body: &str) -> String {
    let sum: String = Sha256::digest(body)
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!(
        "\"{}-{}-{sum}\"",
        published.publication.hash,
        published.publication.standing.word()
    )
}

/// The name to save it under: letters, digits, hyphens and stops, which every system takes.
fn disposition(published: &Published, ending: &str) -> String {
    let slug: String = published
        .publication
        .slug
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    format!(
        "attachment; filename=\"{slug}-version-{}{ending}\"",
        published.publication.version
    )
}

/// The document that the writers write.
fn final_text(visit: &Visit, published: &Published) -> FinalText {
    let Published {
        publication, article, ..
    } = published;
    let site = &visit.call.site.base_url;
    FinalText {
        title: publication.title.clone(),
        kind: kind(published.kind),
        language: LANGUAGE.to_owned(),
        group: visit.group.name.clone(),
        version: publication.version,
        state: State::Published {
            date: calendar::date(publication.published_at),
            status: said::standing(publication, published.current.as_ref()),
            imprint: publication.imprint.clone(),
            address: format!("{site}{}", address::published(&publication.slug)),
        },
        words: said::words_of(article.count.words, article.count.limit),
        rule: format!("{}: {}", article.profile.name, said::source(&article.profile)),
        fingerprint: publication.hash.clone(),
        site: site.clone(),
        text: article.text.clone(),
        clauses: article.version.clauses.iter().copied().map(ClauseId).collect(),
        lines: article.lines.clone(),
        print: Print::Standard,
    }
}

/// What files call it.
const fn kind(kind: document::Kind) -> export::Kind {
    match kind {
        document::Kind::Motion => export::Kind::Motion,
        document::Kind::Composite => export::Kind::Composite,
        document::Kind::Section => export::Kind::Section,
        document::Kind::Manifesto => export::Kind::Manifesto,
    }
}
