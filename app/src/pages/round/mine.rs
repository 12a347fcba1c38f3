//! My view: what I said, what has changed since, and the form to say it.

use crate::address;
use crate::ui::form::{Choices, Paragraphs, Select, Submission};
use crate::ui::parts::{Moment, own_words};
use crate::ui::said;
use crate::ui::text_field::TextField;
use domain::round::{Capacity, Phase, Stance};
use domain::text::diff::{Diff, summary};
use leptos::prelude::*;
use service::kept::Form;
use store::{Round, View};

/// What the section needs to know of the round.
#[derive(Clone)]
pub struct Asked {
    /// Where the round stands now.
    pub phase: Phase,
    /// Whether the reader may give a view on this text.
    pub may: bool,
    /// The round.
    pub round: Round,
    /// The text's address.
    pub slug: String,
}

/// My view in this round, with its history.
#[component]
pub fn MyView(asked: Asked, mine: Vec<View>, since_view: Option<(u32, Diff)>, form: Form) -> impl IntoView {
    let Asked {
        phase,
        may,
        round,
        slug,
    } = asked;
    let open = phase == Phase::Open && may;
    // A view from an earlier round is not one in this round, but it can be carried over by one press.
    let here = mine.iter().find(|view| view.current && view.round == round.id);
    let standing = here
        .or_else(|| mine.iter().find(|view| view.current && open))
        .cloned();
    let past: Vec<View> = mine
        .into_iter()
        .filter(|view| standing.as_ref().is_none_or(|now| now.id != view.id))
        .collect();
    let form = if form.value("form") == "view" {
        form
    } else {
        Form::default()
    };
    let answered = standing.is_some();
    view! {
        <section class="flow" aria-labelledby="h-mine">
            <h2 id="h-mine">"Your view"</h2>
            {standing
                .clone()
                .map(|view| view! { <Standing view round=round.clone() slug=slug.clone() since=since_view open /> })}
            {if open {
                view! { <ViewForm form round slug answered standing /> }.into_any()
            } else {
                view! { <NotNow phase may round answered form /> }.into_any()
            }}
        </section>
        {(!past.is_empty()).then(|| view! { <Past views=past /> })}
    }
}

#[component]
fn Standing(view: View, round: Round, slug: String, since: Option<(u32, Diff)>, open: bool) -> impl IntoView {
    let stance = said::stance(view.stance).to_lowercase();
    let same_round = view.round == round.id;
    let confirm = open && (view.version != round.version || !same_round);
    let since = since
        .filter(|(version, _)| *version == view.version)
        .map(|(version, diff)| {
            let what = said::lower(&summary(&diff));
            let href = address::compare(&slug, version.min(round.version), version.max(round.version));
            view! {
                {what}
                " since. "
                <a href=href>"See it"</a>
            }
        });
    view! {
        <div class="notice">
            <p>
                {if same_round { "You said " } else { "In an earlier round you said " }}
                <strong>{stance.clone()}</strong>
                {format!(" to version {}", view.version)}
                {since.map_or_else(|| ".".into_any(), |since| view! { "; " {since} }.into_any())}
            </p>
            <p class="quiet"><Moment at=view.at short=true /> {format!(", {}", said::lower(said::capacity(view.capacity)))}</p>
            {(!view.reason.is_empty()).then(|| view! { <p><q dir="auto">{own_words(&view.reason)}</q></p> })}
            {confirm
                .then(|| {
                    view! {
                        <form method="post" action="/api/view/confirm">
                            <Submission />
                            <input type="hidden" name="slug" value=slug.clone() />
                            <input type="hidden" name="round" value=round.id.to_string() />
                            <input type="hidden" name="version" value=round.version.to_string() />
                            <button class="button">{format!("Still {stance}, now version {}", round.version)}</button>
                        </form>
                    }
                })}
        </div>
    }
}

#[component]
fn ViewForm(form: Form, round: Round, slug: String, answered: bool, standing: Option<View>) -> impl IntoView {
    let stances = Stance::ALL
        .iter()
        .map(|stance| {
            (
                stance.word().to_owned(),
                said::stance(*stance).to_owned(),
                said::stance_hint(*stance).to_owned(),
            )
        })
        .collect::<Vec<_>>();
    let capacities = Capacity::ALL
        .iter()
        .map(|one| (one.word().to_owned(), said::capacity(*one).to_owned()))
        .collect::<Vec<_>>();
    let stance = standing.as_ref().map_or("", |view| view.stance.word());
    let capacity = standing
        .as_ref()
        .map_or(Capacity::Member, |view| view.capacity)
        .word();
    let reason = standing
        .as_ref()
        .map(|view| view.reason.clone())
        .unwrap_or_default();
    view! {
        <form class="form" method="post" action="/api/view/give">
            <Submission />
            <input type="hidden" name="form" value="view" />
            <input type="hidden" name="slug" value=slug />
            <input type="hidden" name="round" value=round.id.to_string() />
            <input type="hidden" name="version" value=round.version.to_string() />
            <Choices
                form=form.clone()
                name="stance"
                legend=if answered { "Or choose again" } else { "What do you think?" }
                choices=stances
                value=stance
            />
            <Select
                form=form.clone()
                name="capacity"
                label="You speak"
                choices=capacities
                value=capacity
                hint="It stands beside your view, without your name."
            />
            <Paragraphs
                form
                name="reason"
                label="Why? (if you like)"
                value=reason
                hint="Other members read your reason without your name; the committee sees who gave it."
                rows=4
            />
            <p class="row"><button class="button">{if answered { "Change my view" } else { "Give my view" }}</button></p>
            <p class="quiet">"You can change it until the round closes; what you said before stays in your history below."</p>
        </form>
    }
}

/// Why no view can be given, and what was typed if the close came first.
#[component]
fn NotNow(phase: Phase, may: bool, round: Round, answered: bool, form: Form) -> impl IntoView {
    let why = match (may, phase) {
        (false, _) => view! { <p>"Your account may read this round but not answer it: members and supporters give views."</p> }.into_any(),
        (true, Phase::Announced) => {
            view! { <p>"The round has not opened yet. You can give your view from " <Moment at=round.window.opens /> "."</p> }.into_any()
        }
        (true, _) => view! {
            <p>
                {if answered { "" } else { "You gave no view. " }} "The round closed on " <Moment at=round.window.closes />
                ", and views can no longer be given or changed. The committee can open it again."
            </p>
        }
            .into_any(),
    };
    let typed = form.value("reason").to_owned();
    let chosen = Stance::from_word(form.value("stance"));
    let kept = !typed.is_empty() || chosen.is_some();
    view! {
        {why}
        {kept
            .then(|| {
                view! {
                    <div class="field">
                        <label for="typed">"What you typed, to take with you"</label>
                        {chosen.map(|stance| view! { <p class="hint">{format!("You chose: {}", said::stance(stance))}</p> })}
                        <TextField name="typed" text=typed rows=4 />
                    </div>
                }
            })}
    }
}

#[component]
fn Past(views: Vec<View>) -> impl IntoView {
    view! {
        <section aria-labelledby="h-past">
            <h2 id="h-past">"What you said before"</h2>
            <ol class="timeline" role="list">
                {views
                    .into_iter()
                    .map(|view| {
                        view! {
                            <li>
                                <p>
                                    <strong>{said::stance(view.stance)}</strong>
                                    {format!(", version {}", view.version)}
                                </p>
                                <p class="meta">
                                    <Moment at=view.at short=true />
                                    <span>{said::capacity(view.capacity)}</span>
                                </p>
                                {(!view.reason.is_empty()).then(|| view! { <p><q dir="auto">{own_words(&view.reason)}</q></p> })}
                            </li>
                        }
                    })
                    .collect_view()}
            </ol>
        </section>
    }
}
