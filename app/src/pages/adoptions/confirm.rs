//! The page that a link for the secretary of a party opens. Looking at it changes nothing.

use super::words::{self, StateBadge};
use crate::address;
use crate::pages::part;
use crate::request::Visit;
use crate::ui::form::{ErrorSummary, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use leptos::prelude::*;
use service::Error;
use service::adoptions::{Pending, pending_confirmation};
use service::kept::Form;

/// `/confirm/{token}`
#[component]
pub fn ConfirmPage() -> impl IntoView {
    let token = part("token");
    page(async move {
        let visit = Visit::current();
        if token == "done" {
            return Ok(view! { <Done /> }.into_any());
        }
        let form = visit.kept().await?;
        Ok::<_, Error>(match pending_confirmation(&visit.call, &token).await {
            Ok(pending) => view! { <Ask pending token form /> }.into_any(),
            Err(Error::Refused(_)) => view! { <Spent contact=visit.group.contact.clone() /> }.into_any(),
            Err(other) => return Err(other),
        })
    })
}

#[component]
fn Ask(pending: Pending, token: String, form: Form) -> impl IntoView {
    let Pending {
        adoption,
        publication,
    } = pending;
    view! {
        <PageTitle title=titled(&form, &format!("Is this what {} did?", adoption.clp)) />
        <main class="page narrow" id="main" tabindex="-1">
            <header class="head">
                <h1>"Is this what " <bdi>{adoption.clp.clone()}</bdi> " did?"</h1>
            </header>
            <ErrorSummary form />
            <dl class="facts">
                <div><dt>"Motion"</dt><dd><a href=address::published(&publication.slug)>{publication.title.clone()}</a></dd></div>
                <div><dt>"Version"</dt><dd>{publication.version}</dd></div>
                <div><dt>"For"</dt><dd>{adoption.conference.clone()}</dd></div>
                <div><dt>"What we were told"</dt><dd><StateBadge state=adoption.state /></dd></div>
                {(!adoption.meeting_on.is_empty()).then(|| view! { <div><dt>"Meeting"</dt><dd>{words::day(&adoption.meeting_on)}</dd></div> })}
                {adoption
                    .variant
                    .as_ref()
                    .map(|variant| view! { <div><dt>"Its words"</dt><dd>{words::closeness(&variant.likeness)}</dd></div> })}
            </dl>
            <form method="post" action="/api/adoption/confirm" class="form">
                <input type="hidden" name="token" value=token />
                <input type="hidden" name="seen" value=adoption.moves.to_string() />
                <p class="row"><button class="button">"Yes, that is right"</button></p>
            </form>
            <p class="quiet">"If it is wrong, close the page: nothing has happened. Tell the group by answering its mail."</p>
        </main>
    }
}

#[component]
fn Done() -> impl IntoView {
    view! {
        <PageTitle title="Thank you" />
        <main class="page narrow" id="main" tabindex="-1">
            <header class="head">
                <h1>"Thank you"</h1>
                <p class="lede">"The report is confirmed."</p>
            </header>
            <p class="row"><a class="button" href="/published">"Published texts"</a></p>
        </main>
    }
}

#[component]
fn Spent(contact: String) -> impl IntoView {
    view! {
        <PageTitle title="This link has been used" />
        <main class="page narrow" id="main" tabindex="-1">
            <header class="head">
                <h1>"This link has been used or has run out"</h1>
            </header>
            <p>
                {if contact.is_empty() {
                    "Ask the group for another one.".to_owned()
                } else {
                    format!("If you still want to confirm or correct something, write to {contact}.")
                }}
            </p>
        </main>
    }
}
