//! Differences as files with tracked changes, and an edited file as an amendment.
//!
//! Whoever may read both texts may have the file. Reading and writing office files takes a while of one processor and
//! some memory, so that few are at it at a time, away from the threads that answer everybody: they are written where
//! all files are, and read here.

use crate::web::State as Web;
use crate::web::api::failure;
use crate::web::downloads::{kind_of as kind_of_text, rule, version_file};
use crate::web::making::{self, Asker, Named};
use crate::web::pages::page;
use crate::web::press::NoFile;
use crate::web::visit;
use app::address;
use app::request::{Failure, Visit, failure_of, with_query};
use app::ui::said;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State as FromState};
use axum::response::{IntoResponse, Redirect, Response};
use domain::document::Origin;
use domain::text::canon::Canonical;
use domain::text::words::count;
use domain::time::Instant;
use export::office::{
    Half, Limits, Refusal, Standing, Tracked, read_office, tracked_docx_telling, tracked_odt_telling,
};
use export::{Print, Stopped, Tell};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use http::{Request, StatusCode};
use service::amendments::{self, Edited};
use service::heavy;
use service::kept::{Form, keep};
use service::motions::{self, Article, fingerprint, profile_of};
use service::{Error, Trouble, Unreadable, calendar};
use store::{Document, Version};
use tokio::sync::Semaphore;

/// How many files are read at a time.
static BENCH: Semaphore = Semaphore::const_new(2);

/// The largest upload: a file at its limit, and the fields beside it.
pub const LARGEST_FILE: usize = 4_000_000 + 64 * 1024;

/// The language that the group writes in.
const LANGUAGE: &str = "en-GB";

/// A form in which changes can be taken away.
#[derive(Clone, Copy)]
struct Kind {
    ending: &'static str,
    name: &'static str,
    kind: &'static str,
    write: fn(&Tracked, &mut Tell<'_>) -> Result<Vec<u8>, Stopped>,
}

const KINDS: [Kind; 2] = [
    Kind {
        ending: ".docx",
        name: "Word with tracked changes (.docx)",
        kind: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        write: tracked_docx_telling,
    },
    Kind {
        ending: ".odt",
        name: "OpenDocument with tracked changes (.odt)",
        kind: "application/vnd.oasis.opendocument.text",
        write: tracked_odt_telling,
    },
];

/// The kind of file that an address ends in, and the name before it.
fn kind_of(path: &str) -> Option<(&str, Kind)> {
    KINDS
        .iter()
        .find_map(|kind| Some((path.strip_suffix(kind.ending)?, *kind)))
}

/// `/motions/{slug}/compare/{old}..{new}.docx` and `.odt`; without an ending, the page.
///
/// Of the same version twice it is that version, ready to be changed.
pub async fn comparison(
    FromState(web): FromState<Web>,
    Extension(visit): Extension<Visit>,
    request: Request<Body>,
) -> Response {
    let path = request.uri().path().to_owned();
    let asked = kind_of(&path).and_then(|(path, kind)| {
        let (slug, range) = path.strip_prefix("/motions/")?.split_once("/compare/")?;
        let (old, new) = range.split_once("..")?;
        Some((slug, old.parse().ok()?, new.parse().ok()?, kind))
    });
    let Some((slug, old, new, kind)) = asked else {
        return page(Extension(visit), request).await;
    };
    if let Some(forced) = visit.forced {
        return failure(visit, forced).await;
    }
    let found = match motions::compare(&visit.call, slug, old, new).await {
        Ok(found) => found,
        Err(error) => return failure(visit, failure_of(&error)).await,
    };
    let halves = match [
        version_half(&visit, &found.document, found.old).await,
        version_half(&visit, &found.document, found.new.clone()).await,
    ] {
        [Ok(old), Ok(new)] => [old, new],
        [Err(error), _] | [_, Err(error)] => return failure(visit, failure_of(&error)).await,
    };
    let [before, after] = halves;
    let here = address::compare(&found.document.slug, old, new);
    // A version against itself is a version for changing: its lines are not broken, and what is changed is tracked.
    let (what, name) = if old == new {
        (format!("Version {new}, to be changed"), format!("version-{new}"))
    } else {
        (
            format!("Version {new} against version {old}"),
            format!("versions-{old}-{new}"),
        )
    };
    let tracked = Tracked {
        what,
        old: before,
        new: after,
        author: format!("Version {new}"),
        ..tracked(&visit, &found.document, found.new.created_at, &here)
    };
    let name = format!("{}-{name}", plain(&found.document));
    answer(&web, visit, request, tracked, kind, (&name, here.clone(), here)).await
}

/// `/motions/{slug}/amendments/{number}.docx` and `.odt`: an amendment against the words that it was written on;
/// `{number}.text.docx` and `.text.odt`: the text with it, ready to be changed. Without an ending, the page.
pub async fn amendment(
    FromState(web): FromState<Web>,
    Extension(visit): Extension<Visit>,
    request: Request<Body>,
) -> Response {
    let path = request.uri().path().to_owned();
    let asked = kind_of(&path).and_then(|(path, kind)| {
        let (slug, number) = path.strip_prefix("/motions/")?.split_once("/amendments/")?;
        let (number, with_it) = match number.strip_suffix(".text") {
            Some(number) => (number, true),
            None => (number, false),
        };
        Some((slug, number.parse().ok()?, with_it, kind))
    });
    let Some((slug, number, with_it, kind)) = asked else {
        return page(Extension(visit), request).await;
    };
    if let Some(forced) = visit.forced {
        return failure(visit, forced).await;
    }
    let one = match amendments::one(&visit.call, slug, number).await {
        Ok(one) if one.document.records.origin == Origin::Tracked => {
            return failure(visit, Failure::NotFound).await;
        }
        Ok(one) => one,
        Err(error) => return failure(visit, failure_of(&error)).await,
    };
    let amendment = &one.entry.amendment;
    let status = said::lower(said::amendment_state(amendment.state));
    let status = format!("proposed {}, {status}", calendar::date(amendment.form.at));
    let new = Canonical::trusted(amendment.form.text.clone());
    let new = proposed(
        format!("the text with amendment {number}"),
        &one.base,
        new,
        status,
    );
    let (what, old, ending) = if with_it {
        let what = format!("The text with amendment {number}, to be changed");
        (what, new.clone(), "-text")
    } else if let Some(parent) = one.entry.parent {
        let status = format!("proposed, as it stood when amendment {number} was written");
        let base = one.original_base.clone();
        (
            format!("Amendment {number} to amendment {parent}"),
            proposed(format!("amendment {parent}"), &one.base, base, status),
            "",
        )
    } else {
        let base = match version_half(&visit, &one.document, one.base.clone()).await {
            Ok(base) => base,
            Err(error) => return failure(visit, failure_of(&error)).await,
        };
        let what = format!("Amendment {number} to version {}", one.base.number);
        (what, base, "")
    };
    let here = address::amendment(&one.document.slug, number);
    let tracked = Tracked {
        what,
        old,
        new,
        author: format!("Proposer of amendment {number}"),
        ..tracked(&visit, &one.document, amendment.form.at, &here)
    };
    let name = format!("{}-amendment-{number}{ending}", plain(&one.document));
    let file = if with_it {
        format!("{here}.text")
    } else {
        here.clone()
    };
    answer(&web, visit, request, tracked, kind, (&name, file, here)).await
}

/// What is the same of every difference.
fn tracked(visit: &Visit, document: &Document, at: Instant, here: &str) -> Tracked {
    let nothing = || Half {
        name: String::new(),
        title: String::new(),
        text: Canonical::default(),
        fingerprint: String::new(),
        standing: Standing::Proposed(String::new()),
        words: String::new(),
        rule: String::new(),
    };
    let group = match document.records.origin {
        Origin::Tracked => document.owner.clone(),
        Origin::Owned => visit.group.name.clone(),
    };
    Tracked {
        what: String::new(),
        old: nothing(),
        new: nothing(),
        author: String::new(),
        date: utc(at),
        language: LANGUAGE.to_owned(),
        kind: kind_of_text(document.records.kind),
        group,
        site: visit.call.site.base_url.clone(),
        address: format!("{}{here}", visit.call.site.base_url),
    }
}

/// A version, as its own files tell it.
async fn version_half(visit: &Visit, document: &Document, version: Version) -> Result<Half, Error> {
    let name = format!("version {}", version.number);
    let (_, text) = version_file(visit, document, Article::of(version), Print::Standard).await?;
    Ok(Half::of(name, &text))
}

/// Words that are proposed for a version, under its title and counted by its rule.
fn proposed(name: String, base: &Version, text: Canonical, status: String) -> Half {
    let profile = profile_of(&base.profile);
    let count = count(&profile, &base.title, &text);
    Half {
        name,
        title: base.title.clone(),
        fingerprint: fingerprint(&base.title, &text),
        text,
        standing: Standing::Proposed(status),
        words: said::words_of(count.words, count.limit),
        rule: rule(&profile),
    }
}

/// As word processors write it: to the second, in UTC.
fn utc(at: Instant) -> String {
    jiff::Timestamp::from_millisecond(at.0)
        .unwrap_or_default()
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
}

/// The name of a text as every system takes it.
fn plain(document: &Document) -> String {
    document
        .slug
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect()
}

/// Writes the file and answers with it.
async fn answer(
    web: &Web,
    visit: Visit,
    request: Request<Body>,
    tracked: Tracked,
    kind: Kind,
    (name, file, back): (&str, String, String),
) -> Response {
    let asker = Asker::of(&visit, &request);
    let named = Named {
        title: tracked.new.title.clone(),
        form: format!("{}: {}", kind.name, tracked.what),
        file: format!("{file}{}", kind.ending),
        back,
    };
    // All that a file holds follows from these: fingerprints are taken over the texts.
    let key = format!(
        "{}{:?}",
        kind.ending,
        (
            [&tracked.old, &tracked.new].map(|half| (
                &half.name,
                &half.fingerprint,
                &half.standing,
                &half.words,
                &half.rule
            )),
            [
                &tracked.what,
                &tracked.author,
                &tracked.date,
                &tracked.group,
                &tracked.site,
                &tracked.address
            ],
            tracked.kind,
        )
    );
    let make = Box::new(move |tell: &mut Tell<'_>| (kind.write)(&tracked, tell).map_err(|_| NoFile::Stopped));
    let file = match making::file(web, &visit, asker, named, (key, make)).await {
        Ok(file) => file,
        Err(instead) => return instead,
    };
    let disposition = format!("attachment; filename=\"{name}{}\"", kind.ending);
    let Ok(disposition) = HeaderValue::from_str(&disposition) else {
        return failure(visit, Failure::Broken).await;
    };
    let headers = [
        (CONTENT_DISPOSITION, disposition),
        (CONTENT_TYPE, HeaderValue::from_static(kind.kind)),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    (headers, file).into_response()
}

/// Does something long where it holds nobody up, when its turn has come.
pub(super) async fn bench<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let _turn = BENCH.acquire().await.ok()?;
    tokio::task::spawn_blocking(work).await.ok()
}

/// Reads an edited `.docx` or `.odt` and goes on to the form in which its changes are proposed.
pub async fn edited(
    Extension(visit): Extension<Visit>,
    Path(slug): Path<String>,
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
    // Nobody who is not known here has this program read megabytes.
    if visit.call.member.is_none() {
        return Redirect::to(&address::sign_in("/")).into_response();
    }
    let slug: String = slug
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    let (parent, file) = sent(form).await;
    let visit = visit::again(visit).await;
    let mut back = address::motion_page(&slug, "amendments/new");
    if let Some(parent) = parent {
        back = with_query(&back, "parent", &parent.to_string());
    }
    let done = match file {
        Ok(file) => take(&visit, &slug, parent, file).await,
        Err(error) => Err(error),
    };
    match done {
        Ok((base, kept)) => {
            let there = match parent {
                Some(_) => back,
                None => with_query(&back, "base", &base.to_string()),
            };
            let there = with_query(&with_query(&there, "way", "copy"), "kept", &kept.to_string());
            Redirect::to(&format!("{there}#preview")).into_response()
        }
        Err(Error::Refused(problems)) => {
            // Only who may write an amendment is told what is wrong with a file for one.
            if let Err(error) = amendments::may_propose(&visit.call, &slug).await {
                return turned_away(visit, &error, &back).await;
            }
            let form = Form {
                problems,
                ..Form::default()
            };
            match keep(&visit.call, &form).await {
                Ok(kept) => Redirect::to(&with_query(&back, "kept", &kept.to_string())).into_response(),
                Err(error) => failure(visit, failure_of(&error)).await,
            }
        }
        Err(error) => turned_away(visit, &error, &back).await,
    }
}

async fn turned_away(visit: Visit, error: &Error, back: &str) -> Response {
    match error {
        Error::SignInFirst => Redirect::to(&address::sign_in(back)).into_response(),
        error => failure(visit, failure_of(error)).await,
    }
}

/// Reads the file once it is known that whoever sends it may propose an amendment.
async fn take(
    visit: &Visit,
    slug: &str,
    parent: Option<u32>,
    file: Bytes,
) -> Result<(u32, domain::ids::KeptId), Error> {
    amendments::may_propose(&visit.call, slug).await?;
    let read = bench(move || read_office(&file, &Limits::default())).await;
    let read = match read {
        Some(Ok(read)) => read,
        Some(Err(refusal)) => return Err(refused(Trouble::Unreadable(unreadable(refusal)))),
        None => return Err(refused(Trouble::Unreadable(Unreadable::Broken))),
    };
    heavy::weigh(read.base.text.as_str().len() + read.amended.text.as_str().len()).await?;
    let passed = read.passed;
    let edited = Edited {
        slug: slug.to_owned(),
        parent,
        retitled: read.base.title != read.amended.title,
        base: read.base.text,
        amended: read.amended.text,
        fingerprint: read.fingerprint,
        tracked: read.tracked,
        left_out: passed.comments + passed.notes + passed.pictures,
    };
    amendments::take(&visit.call, &edited).await
}

fn refused(trouble: Trouble) -> Error {
    Error::field("edited", trouble)
}

/// Why a file of a word processor is not read, in the words of the program.
pub fn unreadable(refusal: Refusal) -> Unreadable {
    match refusal {
        Refusal::NotPackage | Refusal::NotDocument => Unreadable::NotOffice,
        Refusal::File(most) => Unreadable::Large(most),
        Refusal::Unpacked(_) | Refusal::Ratio(_) => Unreadable::Unpacked,
        Refusal::Entries(most) => Unreadable::Parts(most),
        Refusal::Depth(most) => Unreadable::Deep(most),
        Refusal::Runs(most) => Unreadable::Pieces(most),
        Refusal::Definitions(most) => Unreadable::Styles(most),
        Refusal::Text(most) => Unreadable::Long(most),
        Refusal::Declares => Unreadable::Declares,
        Refusal::Broken => Unreadable::Broken,
        Refusal::Empty => Unreadable::Empty,
    }
}

/// The amendment that is to be changed, if it is not the text, and the file. Its name is not looked at.
async fn sent(mut form: Multipart) -> (Option<u32>, Result<Bytes, Error>) {
    let mut parent = None;
    // What ends early has run into the limit.
    let large = || {
        Err(refused(Trouble::Unreadable(Unreadable::Large(
            Limits::default().file,
        ))))
    };
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return (parent, Err(refused(Trouble::Missing))),
            Err(_) => return (parent, large()),
        };
        let name = field.name().unwrap_or_default().to_owned();
        let Ok(bytes) = field.bytes().await else {
            return (parent, large());
        };
        match name.as_str() {
            "parent" => parent = String::from_utf8_lossy(&bytes).parse().ok(),
            "edited" if bytes.is_empty() => return (parent, Err(refused(Trouble::Missing))),
            "edited" => return (parent, Ok(bytes)),
            _ => {}
        }
    }
}
