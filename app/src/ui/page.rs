//! How a page is loaded, and what stands around it.

use crate::address;
use crate::request::{Failure, Unsent, Visit, failure_of, redirect};
use crate::ui::page_title::PageTitle;
use crate::ui::text_field::TextField;
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use service::Error;

/// Characters up to which a value goes along without being shown.
const SHORT: usize = 40;

/// Loads a page and shows it, or says why not.
///
/// Pages are rendered when all is loaded, so the status and the place to go to are right before the first byte.
pub fn page<V>(body: impl Future<Output = Result<V, Error>> + Send + 'static) -> impl IntoView
where
    V: IntoView + 'static,
{
    let forced = Visit::current().forced;
    let content = Suspend::new(async move {
        if let Some(failure) = forced {
            return view! { <FailurePage failure /> }.into_any();
        }
        match body.await {
            Ok(content) => content.into_any(),
            Err(Error::SignInFirst) => {
                let visit = Visit::current();
                let query: Vec<String> = visit
                    .query
                    .iter()
                    .map(|(name, value)| format!("{name}={value}"))
                    .collect();
                let there = if query.is_empty() {
                    visit.path.to_string()
                } else {
                    format!("{}?{}", visit.path, query.join("&"))
                };
                redirect(&address::sign_in(&there));
                ().into_any()
            }
            Err(error) => view! { <FailurePage failure=failure_of(&error) /> }.into_any(),
        }
    });
    view! { <Suspense>{content}</Suspense> }
}

/// What was typed, to be copied or to be sent again: the form has the same id, so that it is done once at most.
#[component]
fn UnsentForm(unsent: Unsent) -> impl IntoView {
    let fields: Vec<_> = unsent
        .fields
        .0
        .iter()
        .enumerate()
        .map(|(n, (name, value))| {
            let name = name.clone();
            // What somebody wrote stands where they can read it; all else goes along as it was.
            if value.contains('\n') || value.chars().count() > SHORT {
                let id = format!("unsent-{n}");
                let rows = if value.len() > 1_000 { 16 } else { 4 };
                view! {
                    <div class="field wide">
                        <label class="vh" for=id.clone()>"What you typed"</label>
                        <TextField name id text=value.replace("\r\n", "\n") rows described="unsent" />
                    </div>
                }
                .into_any()
            } else {
                view! { <input type="hidden" name=name value=value.clone() /> }.into_any()
            }
        })
        .collect();
    view! {
        <form method="post" action=unsent.to.to_string() class="form">
            <h2 id="unsent">"What you sent"</h2>
            {fields}
            <p class="row">
                <button class="button">"Send it again"</button>
            </p>
        </form>
    }
}

/// The page that says why there is none.
#[component]
pub fn FailurePage(
    /// Why.
    failure: Failure,
) -> impl IntoView {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(failure.status());
        let wait = match failure {
            Failure::Busy => Some("5"),
            Failure::TooMany => Some("600"),
            _ => None,
        };
        if let Some(seconds) = wait {
            response.insert_header(http::header::RETRY_AFTER, http::HeaderValue::from_static(seconds));
        }
        debug_assert_ne!(failure.status(), StatusCode::OK);
    }
    // What is not there answers the same to everybody; only what went wrong here needs finding again.
    let reference = matches!(failure, Failure::Busy | Failure::Full | Failure::Broken)
        .then(|| Visit::current().reference.to_string())
        .filter(|reference| !reference.is_empty());
    let (title, first, second) = match failure {
        Failure::NotFound => (
            "There is no such page",
            "The address may be mistyped, or the page may not be open to you.",
            "If somebody sent you the link, sign in first: drafts and members’ pages open only then.",
        ),
        Failure::NotAllowed => (
            "You cannot do this",
            "Your account may read this page but not change what you tried to change.",
            "If you think that it should, ask whoever looks after the accounts of the group.",
        ),
        Failure::TooMany => (
            "Too many tries to sign in",
            "So many tries have come from your network that the program waits, so that nobody can guess a code.",
            "Try again in ten minutes. A link from a mail works at once.",
        ),
        Failure::SignInToKeep => (
            "This could not be kept",
            "What you sent was not accepted as it is, and so much waits from people who are not signed in that it \
             could not be kept for you.",
            "What you typed is below. Put it right here, or sign in in another tab first, and send it again.",
        ),
        Failure::Busy => (
            "One moment, please",
            "The program is busy and has not done what you asked.",
            "Go back and try again in a few seconds: what you typed is still in the form.",
        ),
        Failure::Full => (
            "Nothing can be saved just now",
            "There is no room left where this program keeps its texts. Everything that is there can be read.",
            "Tell the group, so that whoever runs the program makes room. Then send this again.",
        ),
        Failure::Broken => (
            "Something went wrong here",
            "The mistake is ours, not yours, and it has been noted.",
            "Go back and try again; what you typed is still in the form. If it happens again, tell the group.",
        ),
    };
    let unsent = use_context::<Visit>()
        .and_then(|visit| visit.unsent)
        .filter(|_| failure.may_pass());
    view! {
        <PageTitle title />
        <main class="page narrow" id="main" tabindex="-1">
            <header class="head">
                <h1>{title}</h1>
            </header>
            <p>{first}</p>
            <p>{second}</p>
            {unsent.map(|unsent| view! { <UnsentForm unsent /> })}
            {reference.map(|reference| view! { <p class="quiet">"Reference: " <code>{reference}</code></p> })}
            <p class="row">
                <a class="button" href="/">"Home page"</a>
                <a href="/published">"Published texts"</a>
                <a href="/sign-in">"Sign in"</a>
            </p>
        </main>
    }
}
