//! Which amendments lie on the workbench.

use super::{Stamp, cost};
use crate::address;
use crate::ui::form::Submission;
use crate::ui::said;
use domain::amendment::Follows;
use leptos::prelude::*;
use service::amendments::{Entry, Sitting};
use service::kept::Form;
use std::sync::Arc;

/// Before a merge, or when the text has moved on under one: which amendments to take.
#[component]
pub fn Choosing(sitting: Arc<Sitting>, form: Form) -> impl IntoView {
    let slug = sitting.document.slug.clone();
    let latest = sitting.document.latest;
    let stale = sitting.stale;
    let was_on: Vec<u32> = sitting.on.iter().map(|entry| entry.amendment.number).collect();
    let mut all: Vec<Entry> = sitting.on.iter().chain(&sitting.off).cloned().collect();
    all.sort_by_key(|entry| (entry.line, entry.amendment.number));
    let problem = form.problem("amendments").map(said::problem);
    let described = problem.is_some().then_some("amendments-error");
    let rows = all
        .iter()
        .map(|entry| {
            let number = entry.amendment.number;
            let id = format!("amendment-{number}");
            let ticked = !stale || was_on.contains(&number);
            view! {
                <div class="choice">
                    <input type="checkbox" id=id.clone() name="amendments" value=number.to_string() checked=ticked />
                    <label for=id>
                        {format!("Amendment {number}, {}: {}", entry.amendment.mover, said::amendment_state(entry.amendment.state))}
                    </label>
                    <div class="hint">
                        {entry.wording.iter().map(|said| view! { <p>{said.clone()}</p> }).collect_view()}
                        {fits(entry).map(|said| view! { <p><strong>{said}</strong></p> })}
                    </div>
                </div>
            }
        })
        .collect_view();
    let none = all.is_empty();
    view! {
        {stale
            .then(|| {
                view! {
                    <div class="notice" data-kind="warn">
                        <p>
                            {format!(
                                "The text has moved on to version {latest} since this merge was begun. Begin again on that version: the amendments are carried over, the choices are made anew.",
                            )}
                        </p>
                    </div>
                }
            })}
        {if none {
            view! {
                <p>
                    "No amendment is before the members now. Amendments can be merged once they have been tabled, taken on or carried. "
                    <a href=address::motion_page(&slug, "amendments")>"See the amendments"</a>
                </p>
            }
                .into_any()
        } else {
            view! {
                <form method="post" action="/api/merge/begin" class="form">
                    <Submission />
                    <input type="hidden" name="slug" value=slug.clone() />
                    <fieldset class="field" aria-describedby=described>
                        <legend>"Which amendments do you want to look at together?"</legend>
                        {problem.map(|said| view! { <p class="error" id="amendments-error">{said}</p> })}
                        {rows}
                    </fieldset>
                    <p><button class="button">"Lay them on the workbench"</button></p>
                </form>
            }
                .into_any()
        }}
    }
}

/// How an amendment that was written against an earlier version fits this one.
fn fits(entry: &Entry) -> Option<&'static str> {
    match entry.follows {
        Follows::Here => None,
        Follows::Clean(_) => Some("Written against an earlier version; it follows."),
        Follows::Flagged(ref carried) if carried.coarse => Some(
            "Written against an earlier version that differs so much that the two could not be compared exactly: read it all.",
        ),
        Follows::Flagged(_) => Some("Written against an earlier version; words close by have changed since."),
        Follows::Clash(_) => Some(
            "Written against an earlier version that has changed in the same words; only what still fits is shown.",
        ),
        Follows::Already(_) => Some("All that it asks for stands in the text already."),
    }
}

/// What lies on the workbench, and what else could.
#[component]
pub fn Laid(sitting: Arc<Sitting>) -> impl IntoView {
    let (slug, after) = (
        sitting.document.slug.clone(),
        sitting.merge.as_ref().map_or(0, |merge| merge.steps),
    );
    let on = (1..)
        .zip(&sitting.on)
        .map(|(by, entry)| {
            let (taken, all) = sitting.bench.share(by);
            let number = entry.amendment.number;
            let share = format!("{taken} of {} in", said::number(all as u32, "change"));
            view! {
                <li id=format!("amendment-{number}") tabindex="-1">
                    <p>
                        <a href=address::amendment(&slug, number)>{format!("Amendment {number}")}</a>
                        {format!(", {}", entry.amendment.mover)}
                    </p>
                    <p class="quiet">{share} ", " {cost(entry.diff.words_delta)} " in all"</p>
                    {fits(entry).map(|said| view! { <p class="quiet">{said}</p> })}
                    <button class="button plain" name="do" value=format!("remove {number}")>
                        "Take it off" <span class="vh">{format!(": amendment {number}")}</span>
                    </button>
                </li>
            }
        })
        .collect_view();
    let off = sitting
        .off
        .iter()
        .map(|entry| {
            let number = entry.amendment.number;
            view! {
                <li>
                    <p>
                        <a href=address::amendment(&slug, number)>{format!("Amendment {number}")}</a>
                        {format!(", {}", entry.amendment.mover)}
                    </p>
                    <button class="button plain" name="do" value=format!("put {number}")>
                        "Put it on" <span class="vh">{format!(": amendment {number}")}</span>
                    </button>
                </li>
            }
        })
        .collect_view();
    let more = !sitting.off.is_empty();
    view! {
        <section aria-labelledby="h-on">
            <h2 id="h-on">"On the workbench"</h2>
            <form method="post" action="/api/merge/step">
                <Stamp slug=slug.clone() after />
                <ul role="list" class="entries">{on}</ul>
            </form>
        </section>
        {more
            .then(|| {
                view! {
                    <section aria-labelledby="h-off">
                        <h2 id="h-off">"Not on it"</h2>
                        <form method="post" action="/api/merge/step">
                            <Stamp slug=slug.clone() after />
                            <ul role="list" class="entries">{off}</ul>
                        </form>
                    </section>
                }
            })}
    }
}
