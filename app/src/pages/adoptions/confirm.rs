//! The page that a link for the secretary of a party opens. Looking at it changes nothing.

use super::words::{self, StateBadge};
use crate::address;
use crate::pages::part;
use crate::request::Visit;
use crate::ui::form::{Choices, ErrorSummary, Line, Select, titled};
use crate::ui::lines::NumberedText;
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::SpentLink;
use domain::adoption::State;
use domain::retention::CONFIRMATION_DAYS;
use domain::text::canon::Canonical;
use domain::text::lines::{Layout, layout};
use leptos::prelude::*;
use service::Error;
use service::adoptions::{Pending, pending_confirmation};
use service::kept::Form;
use store::Variant;

/// `/confirm/{token}`
#[component]
pub fn ConfirmPage() -> impl IntoView {
    let token = part("token");
    page(async move {
        let visit = Visit::current();
        let contact = visit.group.contact.clone();
        match token.as_str() {
            "done" => return Ok(view! { <Done said="The report is confirmed." contact /> }.into_any()),
            "noted" => {
                return Ok(
                    view! { <Done said="What you said is on record, and the group sees it." contact /> }
                        .into_any(),
                );
            }
            _ => {}
        }
        let form = visit.kept().await?;
        Ok::<_, Error>(match pending_confirmation(&visit.call, &token).await {
            Ok(pending) => view! { <Ask pending token form group=visit.group.name.clone() /> }.into_any(),
            Err(Error::Refused(_)) => view! { <Spent contact /> }.into_any(),
            Err(other) => return Err(other),
        })
    })
}

#[component]
fn Ask(pending: Pending, token: String, form: Form, group: String) -> impl IntoView {
    let Pending {
        adoption,
        publication,
        words,
        instead,
    } = pending;
    let moves = adoption.moves;
    let consent = adoption.consent;
    let wrong = !form.value("wrong").is_empty();
    let (yes, no) = if wrong {
        (Form::default(), form.clone())
    } else {
        (form.clone(), Form::default())
    };
    view! {
        <PageTitle title=titled(&form, &format!("Is this what {} did?", adoption.clp)) />
        <main class="page narrow" id="main" tabindex="-1">
            <header class="head">
                <h1>"Is this what " <bdi>{adoption.clp.clone()}</bdi> " did?"</h1>
                <p class="lede">
                    {format!("{group} has been told what stands below. As the secretary you say whether it is right. You need no account, and nothing changes until you press a button.")}
                </p>
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
            {words.map(|words| view! { <Words words /> })}
            <section class="flow" aria-labelledby="h-yes">
                <h2 id="h-yes">"If it is right"</h2>
                <form method="post" action="/api/adoption/confirm" class="form">
                    <Which token=token.clone() moves />
                    <Choices
                        form=yes
                        name="consent"
                        legend="Who may know that it was this party?"
                        hint="It holds at once."
                        choices=words::consents()
                        value=consent.word()
                    />
                    <p class="row"><button class="button">"Yes, that is right"</button></p>
                </form>
            </section>
            <section class="flow" aria-labelledby="h-no">
                <h2 id="h-no">"If it is not"</h2>
                <details open=wrong>
                    <summary>"Something is wrong"</summary>
                    <form method="post" action="/api/adoption/confirm" class="form">
                        <Which token moves />
                        <input type="hidden" name="wrong" value="yes" />
                        <Select
                            form=no.clone()
                            name="back"
                            label="What is right?"
                            hint="What you choose holds as soon as you press the button, and the link is used up."
                            choices=instead_of(adoption.state, &instead)
                        />
                        <Line
                            form=no.clone()
                            name="reason"
                            label="What was wrong?"
                            hint="If it passed other words, or something else happened, say so here. No names of people."
                        />
                        <Choices
                            form=no
                            name="may_know"
                            legend="Who may know that it was this party?"
                            hint="It holds at once."
                            choices=words::consents()
                            value=consent.word()
                        />
                        <p class="row"><button class="button plain">"Put it right"</button></p>
                    </form>
                </details>
            </section>
            <p class="quiet">"If you are not the secretary of this party, close the page: nothing has happened."</p>
        </main>
    }
}

fn instead_of(now: State, instead: &[State]) -> Vec<(String, String)> {
    let choices = instead.iter().map(|state| {
        let said = match state {
            State::Mistaken => "None of it happened: take the report back".to_owned(),
            state if *state == now => {
                "It happened, but something about it is wrong: I say what below".to_owned()
            }
            state => format!("It has come only so far: {}", words::state(*state)),
        };
        (state.word().to_owned(), said)
    });
    let nothing = (String::new(), "Choose".to_owned());
    std::iter::once(nothing).chain(choices).collect()
}

/// The words that the party is said to have passed.
#[component]
fn Words(words: Variant) -> impl IntoView {
    let text = Canonical::trusted(words.text);
    let lines = layout(&text, Layout::default());
    view! {
        <details>
            <summary>"Read the words that we were told"</summary>
            <h2>{words.title}</h2>
            <NumberedText text lines label="The words that the party passed" />
        </details>
    }
}

/// Which link it is, and what the page showed.
#[component]
fn Which(token: String, moves: u32) -> impl IntoView {
    view! {
        <input type="hidden" name="token" value=token />
        <input type="hidden" name="seen" value=moves.to_string() />
    }
}

#[component]
fn Done(said: &'static str, contact: String) -> impl IntoView {
    view! {
        <PageTitle title="Thank you" />
        <main class="page narrow" id="main" tabindex="-1">
            <header class="head">
                <h1>"Thank you"</h1>
                <p class="lede">{said}</p>
            </header>
            {(!contact.is_empty())
                .then(|| view! { <p>{format!("If your party changes its mind on who may know, write to {contact}: its name is then taken off the page at once.")}</p> })}
            <p class="row"><a class="button" href="/published">"Published texts"</a></p>
        </main>
    }
}

#[component]
fn Spent(contact: String) -> impl IntoView {
    let ask = if contact.is_empty() {
        "If you still want to confirm or correct something, ask the group for another one.".to_owned()
    } else {
        format!("If you still want to confirm or correct something, write to {contact}.")
    };
    let said = format!(
        "A link works once, and for {CONFIRMATION_DAYS} days. If you have pressed a button on its page, your answer is on record. {ask}"
    );
    view! { <SpentLink said next=None /> }
}
