//! Files that take a moment: the file for whoever can wait, and for a person at a browser a page that tells how far it is.
//!
//! Programs get the file at its address, when it is made. So do people, if that takes no longer than [`MOMENT`]; else
//! they get the page, whose links lead to the address with a query by which it is always the page.

use crate::web::State;
use crate::web::api::failure;
use crate::web::pages;
use crate::web::press::{Far, Make, NoFile};
use app::pages::making::{How, LOOK, Making, STILL};
use app::request::{Failure, Visit};
use axum::body::{Body, Bytes};
use axum::response::Response;
use export::{Doing, MOST_PAGES, Progress, WHOLE};
use http::header::{ACCEPT, HeaderName};
use http::{HeaderMap, Method, Request};
use std::time::Duration;

/// How long somebody at a browser waits before they are told what is going on.
const MOMENT: Duration = Duration::from_millis(1500);

/// What a browser asks for: `document` is what a window shows.
const DESTINATION: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// Who asks for a file, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// Somebody or something that waits until the file is there.
    Waits,
    /// A person, who has followed a link to the file.
    Person,
    /// A person at the page, which looks again by itself or does not.
    AtPage { itself: bool },
}

impl Asker {
    /// From a request, before anything of it is used.
    pub fn of(visit: &Visit, request: &Request<Body>) -> Self {
        match visit.ask(LOOK).as_str() {
            "" if request.method() == Method::GET && is_person(request.headers()) => Self::Person,
            "" => Self::Waits,
            look => Self::AtPage {
                itself: look != STILL,
            },
        }
    }
}

/// Programs take anything, or the kind of file that they know; only what shows pages asks for pages by name.
fn is_person(headers: &HeaderMap) -> bool {
    let pages = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.contains("text/html"));
    // What a window opens is a document; what a page fetches, or a link saves, is not.
    pages && headers.get(DESTINATION).is_none_or(|value| value == "document")
}

/// A file as the page about it names it.
#[derive(Clone, Debug)]
pub struct Named {
    /// The title of its text.
    pub title: String,
    /// What kind of file it is.
    pub form: String,
    /// Its address.
    pub file: String,
    /// The page that it belongs to.
    pub back: String,
}

/// The file; or the answer to give in its place.
///
/// Whoever calls this has made sure that whoever asks may have the file.
pub async fn file(
    web: &State,
    visit: &Visit,
    asker: Asker,
    named: Named,
    (name, make): (String, Make),
) -> Result<Bytes, Response> {
    let asked = web.press.ask(name, make);
    // Whoever waits for a file keeps nobody from reading.
    service::heavy::put_down();
    let (stand, itself) = match asker {
        Asker::Waits => (Ok(asked.file().await), false),
        Asker::Person => (asked.within(MOMENT).await, true),
        Asker::AtPage { itself } => (asked.within(Duration::ZERO).await, itself),
    };
    let how = match stand {
        Ok(Ok(_)) if matches!(asker, Asker::AtPage { .. }) => How::Ready,
        Ok(Ok(file)) => return Ok(file),
        Ok(Err(NoFile::Pages(pages))) => How::Pages(pages, MOST_PAGES),
        Ok(Err(NoFile::Busy)) if asker != Asker::Waits => How::Crowded,
        Ok(Err(NoFile::Busy | NoFile::Stopped)) => return Err(failure(visit.clone(), Failure::Busy).await),
        Ok(Err(NoFile::Broken)) => return Err(failure(visit.clone(), Failure::Broken).await),
        Err(Far::Waiting(before)) => How::Waiting(before),
        Err(Far::Making(progress)) => How::Making {
            doing: doing(progress),
            done: progress.done,
            of: WHOLE,
        },
    };
    let making = Making {
        title: named.title,
        form: named.form,
        file: named.file,
        back: named.back,
        itself,
        how,
    };
    Err(pages::render_with(visit.clone(), making, Request::new(Body::empty())).await)
}

/// What is being done, in a sentence.
fn doing(progress: Progress) -> String {
    match progress.doing {
        Doing::Comparing => "The two versions are compared.".to_owned(),
        Doing::Setting { paragraphs, of } => format!("Paragraph {} of {of} is set.", after(paragraphs, of)),
        Doing::Drawing { pages, of } => format!("Page {} of {of} is drawn.", after(pages, of)),
        Doing::Packing => "All is put together into one file.".to_owned(),
    }
}

/// The number of the one that comes after so many.
fn after(done: u32, of: u32) -> u32 {
    (done + 1).min(of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_show_pages_and_programs_wait() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        for (accept, destination, person) in [
            (browser, "document", true),
            (browser, "", true),
            (browser, "empty", false),
            (browser, "iframe", false),
            ("*/*", "", false),
            ("*/*", "document", false),
            ("application/pdf", "", false),
            ("", "", false),
        ] {
            let mut headers = HeaderMap::new();
            for (name, value) in [(ACCEPT, accept), (DESTINATION, destination)] {
                if !value.is_empty() {
                    headers.insert(name, value.parse().unwrap());
                }
            }
            assert_eq!(is_person(&headers), person, "{accept:?} {destination:?}");
        }
    }

    #[test]
    fn what_is_being_done_is_told_in_words() {
        let told = |doing| super::doing(Progress { doing, done: 0 });
        assert_eq!(
            told(Doing::Drawing { pages: 39, of: 172 }),
            "Page 40 of 172 is drawn."
        );
        assert_eq!(
            told(Doing::Setting { paragraphs: 0, of: 9 }),
            "Paragraph 1 of 9 is set."
        );
    }
}
