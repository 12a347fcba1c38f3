//! Texts as files to take away: what is published for everybody, and every version for those who may read it.
//!
//! A draft that whoever asks may not read, a text that never was and a form that is not written all answer with the same
//! page as an address that leads nowhere.

use crate::web::State as Web;
use crate::web::api::failure;
use crate::web::making::{self, Asker, Named};
use crate::web::pages::{known, page};
use crate::web::press::NoFile;
use app::address;
use app::request::{Failure, PUBLIC, Visit, failure_of};
use app::ui::said;
use app::ui::take_away::FORMS as FORMS_ON_PAGES;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State as FromState;
use axum::response::{IntoResponse, Response};
use domain::document;
use domain::document::Origin;
use domain::text::clauses::ClauseId;
use domain::text::words::Profile;
use export::{FinalText, PdfError, Print, State, Tell};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, HeaderValue};
use http::{Request, StatusCode};
use service::decisions::{Published, published_as, read_published};
use service::motions::{Article, read_version};
use service::{Error, calendar};
use sha2::{Digest, Sha256};
use store::Document;

/// The language that the group writes in.
const LANGUAGE: &str = "en-GB";

/// Title and text alone: it does not say what it is, so there is none of a draft.
const BARE: &str = ".bare.txt";

/// A form in which a text can be taken away.
#[derive(Clone, Copy)]
struct Form {
    /// What stands after the text's name in the address.
    ending: &'static str,
    /// The kind of file.
    kind: &'static str,
    /// How its pages are set.
    print: Print,
    /// What writes it.
    write: Write,
}

/// What writes a file.
#[derive(Clone, Copy)]
enum Write {
    /// At once.
    Quick(fn(&FinalText) -> String),
    /// When its turn has come.
    Slow(fn(&FinalText, &mut Tell<'_>) -> Result<Vec<u8>, NoFile>),
}

const TEXT: &str = "text/plain; charset=utf-8";
const PDF: &str = "application/pdf";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const OPEN_DOCUMENT: &str = "application/vnd.oasis.opendocument.text";

const fn form(ending: &'static str, kind: &'static str, print: Print, write: Write) -> Form {
    Form {
        ending,
        kind,
        print,
        write,
    }
}

/// Longer endings first: `.numbered.txt` ends in `.txt` as well.
const FORMS: [Form; 11] = [
    form(BARE, TEXT, Print::Standard, Write::Quick(export::bare)),
    form(
        ".numbered.txt",
        TEXT,
        Print::Standard,
        Write::Quick(export::numbered),
    ),
    form(".clear.pdf", PDF, Print::Clear, Write::Slow(pdf)),
    form(".clear.docx", WORD, Print::Clear, Write::Slow(docx)),
    form(".txt", TEXT, Print::Standard, Write::Quick(export::plain)),
    form(
        ".md",
        "text/markdown; charset=utf-8",
        Print::Standard,
        Write::Quick(export::markdown),
    ),
    form(
        ".html",
        "text/html; charset=utf-8",
        Print::Standard,
        Write::Quick(export::html),
    ),
    form(
        ".json",
        "application/json",
        Print::Standard,
        Write::Quick(export::json),
    ),
    form(".pdf", PDF, Print::Standard, Write::Slow(pdf)),
    form(".docx", WORD, Print::Standard, Write::Slow(docx)),
    form(".odt", OPEN_DOCUMENT, Print::Standard, Write::Slow(odt)),
];

fn pdf(text: &FinalText, tell: &mut Tell<'_>) -> Result<Vec<u8>, NoFile> {
    export::pdf_telling(text, tell).map_err(|error| match error {
        PdfError::Pages(pages) => NoFile::Pages(pages),
        PdfError::Stopped(_) => NoFile::Stopped,
        PdfError::Unwritten(_) => {
            tracing::error!(error = %error, fingerprint = text.fingerprint, "a text could not be set");
            NoFile::Broken
        }
    })
}

fn docx(text: &FinalText, tell: &mut Tell<'_>) -> Result<Vec<u8>, NoFile> {
    export::docx_telling(text, tell).map_err(|_| NoFile::Stopped)
}

fn odt(text: &FinalText, tell: &mut Tell<'_>) -> Result<Vec<u8>, NoFile> {
    export::odt_telling(text, tell).map_err(|_| NoFile::Stopped)
}

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

/// `/motions/{slug}/adoptions.csv`: what parties did with a text, for the committee.
pub async fn adoptions(
    Extension(visit): Extension<Visit>,
    axum::extract::Path(slug): axum::extract::Path<String>,
) -> Response {
    let table = match visit.forced {
        Some(forced) => return failure(visit, forced).await,
        None => service::adoptions::csv(&visit.call, &slug).await,
    };
    let table = match table {
        Ok(table) => table,
        Err(error) => return failure(visit, failure_of(&error)).await,
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (
            CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"adoptions.csv\""),
        ),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    (headers, table).into_response()
}

/// The form that an address asks for, and what stands before its ending.
fn asked(name: &str) -> Option<(Form, &str)> {
    FORMS
        .iter()
        .find_map(|form| name.strip_suffix(form.ending).map(|name| (*form, name)))
}

/// `/published/{slug}.txt` and the other forms; without an ending, the page.
pub async fn published(
    FromState(web): FromState<Web>,
    Extension(visit): Extension<Visit>,
    request: Request<Body>,
) -> Response {
    let name = request.uri().path().strip_prefix("/published/").unwrap_or("");
    let Some((form, slug)) = asked(name) else {
        return page(Extension(visit), request).await;
    };
    if let Some(forced) = visit.forced {
        return failure(visit, forced).await;
    }
    let asker = Asker::of(&visit, &request);
    let published = match read_published(&visit.call, slug).await {
        Ok(published) => published,
        Err(error) => return failure(visit, failure_of(&error)).await,
    };
    let publication = &published.publication;
    let name = format!("{}-version-{}", publication.slug, publication.version);
    let standing = publication.standing.word();
    let text = final_text(&visit, &published, form.print);
    let fingerprint = text.fingerprint.clone();
    let back = address::published(&publication.slug);
    let body = match written(&web, &visit, asker, form, text, back).await {
        Ok(body) => body,
        Err(instead) => return instead,
    };
    // The fingerprint of the text, what has become of it, and a sum over the file: its last lines may say more.
    let sum: String = Sha256::digest(&body)
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let Ok(tag) = HeaderValue::from_str(&format!("\"{fingerprint}-{standing}-{sum}\"")) else {
        return failure(visit, Failure::Broken).await;
    };
    let unchanged = known(request.headers(), Some(&tag));
    let Some(mut response) = answer(form, &name, PUBLIC, body) else {
        return failure(visit, Failure::Broken).await;
    };
    response.headers_mut().insert(ETAG, tag);
    if unchanged {
        response.headers_mut().remove(CONTENT_TYPE);
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Body::empty();
    }
    response
}

/// `/motions/{slug}/versions/{number}.txt` and the other forms; without an ending, the page.
pub async fn version(
    FromState(web): FromState<Web>,
    Extension(visit): Extension<Visit>,
    request: Request<Body>,
) -> Response {
    let path = request.uri().path().strip_prefix("/motions/").unwrap_or("");
    let (slug, name) = path.split_once("/versions/").unwrap_or((path, ""));
    let Some((form, number)) = asked(name) else {
        return page(Extension(visit), request).await;
    };
    if let Some(forced) = visit.forced {
        return failure(visit, forced).await;
    }
    let asker = Asker::of(&visit, &request);
    let (name, text) = match version_text(&visit, slug, number, form).await {
        Ok(found) => found,
        Err(error) => return failure(visit, failure_of(&error)).await,
    };
    let back = address::version(slug, text.version);
    let body = match written(&web, &visit, asker, form, text, back).await {
        Ok(body) => body,
        Err(instead) => return instead,
    };
    match answer(form, &name, "private, no-store", body) {
        Some(response) => response,
        None => failure(visit, Failure::Broken).await,
    }
}

/// A version for those who may read it, with a name for its file. What is published of it is told as such.
async fn version_text(
    visit: &Visit,
    slug: &str,
    number: &str,
    Form { ending, print, .. }: Form,
) -> Result<(String, FinalText), Error> {
    let digits = number.bytes().all(|digit| digit.is_ascii_digit());
    let number = number.parse().ok().filter(|_| digits).ok_or(Error::NotFound)?;
    let reading = read_version(&visit.call, slug, number).await?;
    let (published, text) = version_file(visit, &reading.document, reading.article, print).await?;
    match published {
        Some(published) => Ok((format!("{published}-version-{number}"), text)),
        None if ending == BARE => Err(Error::NotFound),
        None => {
            let mark = if text.is_draft() { "draft" } else { "copy" };
            Ok((format!("{slug}-version-{number}-{mark}"), text))
        }
    }
}

/// A version as its files hold it, and what it is published as, if it is.
pub(super) async fn version_file(
    visit: &Visit,
    document: &Document,
    article: Article,
    print: Print,
) -> Result<(Option<String>, FinalText), Error> {
    let number = article.version.number;
    match published_as(&visit.call, document.id, number).await? {
        Some(published) => {
            let published = read_published(&visit.call, &published).await?;
            let text = final_text(visit, &published, print);
            Ok((Some(published.publication.slug), text))
        }
        None => Ok((None, unpublished(visit, document, &article, print))),
    }
}

/// The file, written at once or when its turn comes; or what is answered instead.
async fn written(
    web: &Web,
    visit: &Visit,
    asker: Asker,
    form: Form,
    text: FinalText,
    back: String,
) -> Result<Bytes, Response> {
    match form.write {
        Write::Quick(write) => Ok(write(&text).into()),
        Write::Slow(write) => {
            let ending = form.ending.trim_start_matches('.');
            let form_name = FORMS_ON_PAGES.iter().find(|form| form.ending == ending);
            let named = Named {
                title: text.title.clone(),
                form: form_name.map_or(ending, |form| form.name).to_owned(),
                file: format!("{back}{}", form.ending),
                back,
            };
            // All that a file holds follows from these: the fingerprint is one of the facts.
            let name = format!("{}{:?}{}", form.ending, text.facts(), text.lines.len());
            let make = Box::new(move |tell: &mut Tell<'_>| write(&text, tell));
            making::file(web, visit, asker, named, (name, make)).await
        }
    }
}

/// A file to be saved under a name of letters, digits, hyphens and stops, which every system takes.
fn answer(form: Form, name: &str, cache: &'static str, body: Bytes) -> Option<Response> {
    let name: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    let disposition = format!("attachment; filename=\"{name}{}\"", form.ending);
    let headers = [
        (CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).ok()?),
        (CONTENT_TYPE, HeaderValue::from_static(form.kind)),
        (CACHE_CONTROL, HeaderValue::from_static(cache)),
    ];
    Some((headers, body).into_response())
}

/// A published text as the writers write it.
fn final_text(visit: &Visit, published: &Published, print: Print) -> FinalText {
    let publication = &published.publication;
    let site = &visit.call.site.base_url;
    let state = State::Published {
        date: calendar::date(publication.published_at),
        status: said::standing(publication, published.current.as_ref()),
        imprint: publication.imprint.clone(),
        address: format!("{site}{}", address::published(&publication.slug)),
    };
    let group = visit.group.name.clone();
    with_article(visit, published.kind, group, state, &published.article, print)
}

/// A version that is not published: a draft, or a copy of a text of others.
fn unpublished(visit: &Visit, document: &Document, article: &Article, print: Print) -> FinalText {
    let (site, version) = (&visit.call.site.base_url, &article.version);
    let address = format!("{site}{}", address::version(&document.slug, version.number));
    let (group, state) = if document.records.origin == Origin::Tracked {
        let state = State::Followed {
            by: visit.group.name.clone(),
            seen: version.seen_on.clone(),
            address,
        };
        (document.owner.clone(), state)
    } else {
        let state = State::Draft {
            saved: calendar::date(version.created_at),
            address,
        };
        (visit.group.name.clone(), state)
    };
    with_article(visit, document.records.kind, group, state, article, print)
}

/// What files call it.
pub(super) const fn kind_of(kind: document::Kind) -> export::Kind {
    match kind {
        document::Kind::Motion => export::Kind::Motion,
        document::Kind::Composite => export::Kind::Composite,
        document::Kind::Section => export::Kind::Section,
        document::Kind::Manifesto => export::Kind::Manifesto,
    }
}

/// By which rule words were counted, in words.
pub(super) fn rule(profile: &Profile) -> String {
    format!("{}: {}", profile.name, said::source(profile))
}

fn with_article(
    visit: &Visit,
    kind: document::Kind,
    group: String,
    state: State,
    article: &Article,
    print: Print,
) -> FinalText {
    let version = &article.version;
    FinalText {
        title: version.title.clone(),
        kind: kind_of(kind),
        language: LANGUAGE.to_owned(),
        group,
        version: version.number,
        state,
        words: said::words_of(article.count.words, article.count.limit),
        rule: rule(&article.profile),
        fingerprint: version.hash.clone(),
        site: visit.call.site.base_url.clone(),
        text: article.text.clone(),
        clauses: version.clauses.iter().copied().map(ClauseId).collect(),
        lines: article.lines.clone(),
        print,
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// The endings that are written.
    pub fn endings() -> impl Iterator<Item = &'static str> {
        FORMS.iter().map(|form| form.ending)
    }

    /// The endings that are written of a draft.
    pub fn draft_endings() -> impl Iterator<Item = &'static str> {
        endings().filter(|ending| *ending != BARE)
    }

    #[test]
    fn pages_name_every_form_and_no_other() {
        let mut written: Vec<&str> = endings().map(|ending| &ending[1..]).collect();
        let mut named: Vec<&str> = app::ui::take_away::FORMS.iter().map(|form| form.ending).collect();
        written.sort_unstable();
        named.sort_unstable();
        assert_eq!(written, named);
        assert_eq!(app::ui::take_away::BARE, &BARE[1..]);
    }

    #[test]
    fn the_longest_ending_is_the_one_that_is_asked_for() {
        for ending in endings() {
            let name = format!("a{ending}");
            let (form, slug) = asked(&name).unwrap();
            assert_eq!((form.ending, slug), (ending, "a"));
        }
        assert!(asked("a.exe").is_none() && asked("a").is_none());
    }
}
