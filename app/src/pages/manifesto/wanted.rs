//! What the manifesto wants of its members: sections to write, views to give, and what changed.

use super::crumbs;
use super::words::StateBadge;
use crate::address;
use crate::request::Visit;
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Day, Moment};
use crate::ui::said;
use leptos::prelude::*;
use service::Error;
use service::calendar;
use service::manifesto::{self, Changed, Listed, Needed, WantedPage as Shown};
use store::Round;

/// `/manifesto/wanted`
#[component]
pub fn WantedPage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        let shown = manifesto::wanted(&visit.call).await?;
        Ok::<_, Error>(view! { <Wanted now=visit.call.now shown /> })
    })
}

#[component]
fn Wanted(now: domain::time::Instant, shown: Shown) -> impl IntoView {
    let (changed, unseen): (Vec<Changed>, Vec<Changed>) = shown
        .changed
        .into_iter()
        .partition(|one| one.listed.looked.is_some());
    let nothing =
        shown.needed.is_empty() && shown.rounds.is_empty() && changed.is_empty() && unseen.is_empty();
    let needed = shown
        .needed
        .into_iter()
        .map(|one| view! { <NeededEntry one /> }.into_any())
        .collect();
    let rounds = shown
        .rounds
        .into_iter()
        .map(|(round, given)| view! { <RoundEntry now round given /> }.into_any())
        .collect();
    let changed = changed
        .into_iter()
        .map(|one| view! { <ChangedEntry one /> }.into_any())
        .collect();
    let unseen = unseen
        .into_iter()
        .map(|one| view! { <Entry listed=one.listed /> }.into_any())
        .collect();
    view! {
        <PageTitle title="What the manifesto needs" />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=crumbs() />
            <header class="head">
                <h1>"What the manifesto needs"</h1>
                <p class="lede">"Where your words, your view or your eyes are wanted."</p>
            </header>
            {nothing
                .then(|| {
                    view! {
                        <div class="empty">
                            <p>"Nothing is wanted of you just now."</p>
                            <p><a href=address::MANIFESTO>"Read the manifesto"</a></p>
                        </div>
                    }
                })}
            <div class="stack">
                <Group id="h-needed" heading="Sections that need text" hint="Any member may write them." entries=needed />
                <Group id="h-rounds" heading="Rounds that are open" hint="Members are asked for their views." entries=rounds />
                <Group id="h-changed" heading="Changed since you last looked" hint="" entries=changed />
                <Group id="h-unseen" heading="New to you" hint="You have not opened these yet." entries=unseen />
            </div>
        </main>
    }
}

/// A heading over some entries; nothing where there are none.
#[component]
fn Group(
    id: &'static str,
    heading: &'static str,
    hint: &'static str,
    entries: Vec<AnyView>,
) -> impl IntoView {
    (!entries.is_empty()).then(|| {
        view! {
            <section aria-labelledby=id>
                <h2 id=id>{heading}</h2>
                {(!hint.is_empty()).then(|| view! { <p class="quiet">{hint}</p> })}
                <ul class="entries" role="list">{entries}</ul>
            </section>
        }
    })
}

/// A section with what can be done about it.
#[component]
fn Entry(listed: Listed, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    let section = listed.section;
    let document = section.document.clone();
    let heading = match listed.number {
        Some(number) => format!("{number}. {}", document.title),
        None => document.title.clone(),
    };
    view! {
        <li>
            <h3><a href=address::section(&document.slug)>{heading}</a></h3>
            {children.map(|children| children())}
            <p class="meta">
                <StateBadge section=section.clone() />
                <span>{said::against(document.words, section.budget)}</span>
            </p>
        </li>
    }
}

#[component]
fn NeededEntry(one: Needed) -> impl IntoView {
    let document = one.listed.section.document.clone();
    let words = if document.words == 0 {
        "Write it"
    } else {
        "Go on with it"
    };
    view! {
        <Entry listed=one.listed>
            {(!one.asked.is_empty()).then(|| view! { <p>{one.asked.clone()}</p> })}
            {one
                .may_edit
                .then(|| {
                    view! {
                        <p>
                            <a href=address::motion_page(&document.slug, "edit")>
                                {words} <span class="vh">{format!(": {}", document.title)}</span>
                            </a>
                        </p>
                    }
                })}
        </Entry>
    }
}

#[component]
fn RoundEntry(now: domain::time::Instant, round: Round, given: bool) -> impl IntoView {
    let closes = round.window.closes;
    view! {
        <li>
            <h3><a href=address::motion_page(&round.slug, "round")>{round.title.clone()}</a></h3>
            <p>{round.question.clone()}</p>
            <p class="meta">
                <span>{format!("Version {}", round.version)}</span>
                <span class="here">"Closes " <Moment at=closes /> {format!(" ({} left)", calendar::left(now, closes))}</span>
                {given.then(|| view! { <span>"You have given your view"</span> })}
            </p>
        </li>
    }
}

#[component]
fn ChangedEntry(one: Changed) -> impl IntoView {
    let document = one.listed.section.document.clone();
    let seen = one.listed.looked.unwrap_or(1);
    // The last few say enough; the page of the changes has them all.
    let notes: Vec<_> = one.versions.into_iter().take(3).collect();
    view! {
        <Entry listed=one.listed>
            <p>
                <a href=address::compare(&document.slug, seen, document.latest)>
                    {format!("What changed since version {seen}")}
                    <span class="vh">{format!(" of {}", document.title)}</span>
                </a>
            </p>
            <ul>
                {notes
                    .into_iter()
                    .map(|version| {
                        view! {
                            <li>
                                {format!("Version {}, ", version.number)} <bdi>{version.author_name.clone()}</bdi> ", "
                                <Day at=version.created_at /> {format!(": {}", version.note)}
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </Entry>
    }
}
