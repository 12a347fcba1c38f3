//! A file that is being made: how far it is, and when it is there, the way to it. Shown in place of the file, at its
//! address or at the one beside it that only ever shows this page.

use crate::request::with_query;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::Crumbs;
use crate::ui::said;
use http::HeaderName;
use http::header::{CACHE_CONTROL, HeaderValue, RETRY_AFTER};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

/// The name in the query of a file's address that asks for this page.
pub const LOOK: &str = "look";

/// The value with which the page does not look again by itself.
pub const STILL: &str = "still";

/// Seconds between two looks.
const AGAIN: u32 = 5;

/// Sends the browser on after some seconds: without scripts, and past no policy for them.
const REFRESH: HeaderName = HeaderName::from_static("refresh");

/// A file that is being made.
#[derive(Clone, Debug)]
pub struct Making {
    /// The title of its text.
    pub title: String,
    /// What kind of file it is.
    pub form: String,
    /// Its address.
    pub file: String,
    /// The address of the page that it belongs to.
    pub back: String,
    /// Whether the page looks again by itself.
    pub itself: bool,
    /// How it stands.
    pub how: How,
}

/// How a file stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// So many others come first.
    Waiting(usize),
    /// It is being made.
    Making {
        /// What is being done, in a sentence.
        doing: String,
        /// How much is done.
        done: u32,
        /// Of how much.
        of: u32,
    },
    /// It is there.
    Ready,
    /// So many wait that it has not been begun.
    Crowded,
    /// It would have so many pages, and so many are the most.
    Pages(usize, usize),
}

/// Where this page is shown for a file, whether it is there or not.
pub fn look(file: &str, itself: bool) -> String {
    with_query(file, LOOK, if itself { "again" } else { STILL })
}

/// The page.
#[component]
pub fn MakingPage(
    /// The file.
    making: Making,
) -> impl IntoView {
    answer(&making);
    let Making {
        title,
        form,
        file,
        back,
        itself,
        how,
    } = making;
    let (heading, short) = match &how {
        How::Ready => ("The file is ready", "Ready".to_owned()),
        How::Making { done, of, .. } => ("The file is being made", format!("{}% made", percent(*done, *of))),
        How::Waiting(_) => ("The file is waiting for its turn", "Waiting".to_owned()),
        How::Crowded => ("Too many files are wanted at once", "Not begun".to_owned()),
        How::Pages(..) => ("This text has too many pages for a PDF", "Not made".to_owned()),
    };
    let ends = matches!(how, How::Ready | How::Pages(..));
    view! {
        <PageTitle title=format!("{short}: {title}, {form}") />
        <main class="page narrow" id="main" tabindex="-1">
            <Crumbs parents=vec![(back.clone(), title.clone())] />
            <header class="head">
                <h1>{heading}</h1>
                <p class="lede">{form.clone()}" of “"{title}"”"</p>
            </header>
            <Standing how file=file.clone() itself />
            {(!ends).then(|| view! { <Again file itself /> })}
            <p><a href=back>"Back to the text"</a></p>
        </main>
    }
}

/// Where the file stands.
#[component]
fn Standing(how: How, file: String, itself: bool) -> impl IntoView {
    match how {
        How::Making { doing, done, of } => view! {
            <div class="making">
                <p id="doing"><strong>{format!("{}%", percent(done, of))}</strong>" "{doing}</p>
                <progress value=done.to_string() max=of.to_string() aria-labelledby="doing">
                    {format!("{}%", percent(done, of))}
                </progress>
            </div>
            <p>"A long text takes a moment. When the file is ready, it can be saved like any other."</p>
        }
        .into_any(),
        How::Waiting(before) => {
            let before = match before {
                0 => "It is the next.".to_owned(),
                1 => "One other file comes first.".to_owned(),
                many => format!("{many} other files come first."),
            };
            view! {
                <div class="making">
                    <p id="doing">{before}</p>
                    <progress aria-labelledby="doing">"Waiting"</progress>
                </div>
                <p>"Only a few files are made at once, so that pages stay quick for everybody."</p>
            }
            .into_any()
        }
        How::Crowded => view! {
            <p>"So many people want files just now that this one has not been begun. It will be, when you look again and there is room."</p>
            <p>"The same text as plain text (.txt) or as a web page (.html) comes at once."</p>
        }
        .into_any(),
        How::Ready => view! {
            {itself
                .then(|| view! { <p>"It is saved by itself now. If nothing happens, press the button."</p> })}
            <p class="row"><a class="button" href=file>"Save the file"</a></p>
        }
        .into_any(),
        How::Pages(pages, most) => view! {
            <p>{format!("It would have {} pages, and {} are the most that are made. That comes of many very short lines.", said::grouped(pages), said::grouped(most))}</p>
            <p>"Take the text as plain text (.txt), as a web page (.html), for Word (.docx) or as OpenDocument (.odt) instead."</p>
        }
        .into_any(),
    }
}

/// Looking again: by itself, unless it is told not to.
#[component]
fn Again(file: String, itself: bool) -> impl IntoView {
    let (now, other) = (look(&file, itself), look(&file, !itself));
    view! {
        <p class="row">
            <a class="button" href=now>"Look again"</a>
            {if itself {
                view! { <a href=other>"Do not look by itself"</a> }
            } else {
                view! { <a href=other>"Look by itself"</a> }
            }}
        </p>
        <p class="quiet">
            {if itself {
                format!("This page looks again by itself every {AGAIN} seconds, until the file is ready.")
            } else {
                "This page does not look again by itself.".to_owned()
            }}
        </p>
    }
}

/// Status and headers.
fn answer(making: &Making) {
    let Some(response) = use_context::<ResponseOptions>() else {
        return;
    };
    response.insert_header(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    let status = match making.how {
        How::Waiting(_) | How::Making { .. } => http::StatusCode::ACCEPTED,
        How::Ready => http::StatusCode::OK,
        How::Crowded => http::StatusCode::SERVICE_UNAVAILABLE,
        How::Pages(..) => http::StatusCode::UNPROCESSABLE_ENTITY,
    };
    response.set_status(status);
    if making.how == How::Crowded {
        response.insert_header(RETRY_AFTER, HeaderValue::from(AGAIN));
    }
    let refresh = match making.how {
        How::Pages(..) => None,
        How::Ready => Some(format!("1; url={}", making.file)),
        _ => Some(format!("{AGAIN}; url={}", look(&making.file, true))),
    };
    if let Some(refresh) = refresh.filter(|_| making.itself)
        && let Ok(refresh) = HeaderValue::from_str(&refresh)
    {
        response.insert_header(REFRESH, refresh);
    }
}

/// Never all of it before it is there.
fn percent(done: u32, of: u32) -> u32 {
    (done.saturating_mul(100) / of.max(1)).min(99)
}
