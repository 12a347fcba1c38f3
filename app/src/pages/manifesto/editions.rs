//! The editions of the manifesto: the list, and one of them.

use super::crumbs;
use crate::address;
use crate::pages::part;
use crate::request::{Visit, redirect};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Day, WholeFingerprint};
use crate::ui::said;
use domain::permission::Action;
use domain::section::EditionState;
use domain::text::canon::Canonical;
use leptos::prelude::*;
use service::Error;
use service::manifesto::{self, EditionListed, EditionPage as Shown, Held};

/// Where an edition stands.
#[component]
pub fn EditionBadge(
    /// Where.
    state: EditionState,
) -> impl IntoView {
    let (look, said) = match state {
        EditionState::Assembled => ("closed", "Assembled"),
        EditionState::Refused => ("withdrawn", "Refused"),
        EditionState::Approved => ("approved", "Approved"),
        EditionState::Published => ("published", "Published"),
        EditionState::Superseded => ("superseded", "Superseded"),
        EditionState::Withdrawn => ("withdrawn", "Withdrawn"),
    };
    view! { <span class="badge" data-state=look>{said}</span> }
}

/// `/manifesto/editions`
#[component]
pub fn EditionsPage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        let editions = manifesto::editions(&visit.call).await?;
        let keeps = visit.call.may(Action::Manifesto);
        Ok::<_, Error>(view! { <List editions keeps /> })
    })
}

#[component]
fn List(editions: Vec<EditionListed>, keeps: bool) -> impl IntoView {
    let choices: Vec<u32> = editions.iter().map(|listed| listed.edition.number).collect();
    let latest = choices.first().copied();
    view! {
        <PageTitle title="Editions" />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=crumbs() />
            <header class="head">
                <h1>"Editions"</h1>
                <p class="lede">"The manifesto as it was put together, approved and published at one time."</p>
                {keeps
                    .then(|| {
                        view! {
                            <p class="row">
                                <a class="button" href=address::EDITION_NEW>"Assemble an edition"</a>
                                {latest
                                    .map(|latest| {
                                        let href = format!("{}/compare/{latest}..now", address::EDITIONS);
                                        view! { <a href=href>{format!("What has changed since edition {latest}")}</a> }
                                    })}
                            </p>
                        }
                    })}
            </header>
            {if editions.is_empty() {
                view! {
                    <div class="empty">
                        <p>"There is no edition yet."</p>
                        <p>"The committee assembles one from versions of the sections when they are ready."</p>
                    </div>
                }
                    .into_any()
            } else {
                view! {
                    <ol class="entries" role="list" reversed>
                        {editions.into_iter().map(|listed| view! { <Entry listed /> }).collect_view()}
                    </ol>
                }
                    .into_any()
            }}
            {(choices.len() > 2).then(|| view! { <Choose editions=choices /> })}
        </main>
    }
}

#[component]
fn Entry(listed: EditionListed) -> impl IntoView {
    let edition = listed.edition;
    let number = edition.number;
    view! {
        <li>
            <h2><a href=address::edition(number)>{format!("Edition {number}: {}", edition.title)}</a></h2>
            {(!edition.note.is_empty()).then(|| view! { <p>{edition.note.clone()}</p> })}
            {(number > 1)
                .then(|| {
                    view! {
                        <p>
                            <a href=address::editions_compared(number - 1, number)>
                                {format!("What changed since edition {}", number - 1)}
                            </a>
                        </p>
                    }
                })}
            <p class="meta">
                <EditionBadge state=listed.state />
                <span>{said::number(edition.sections, "section")}</span>
                <span>{said::number(edition.words, "word")}</span>
                <span>"Assembled " <Day at=edition.at /> " by " <bdi>{edition.member_name.clone()}</bdi></span>
            </p>
        </li>
    }
}

/// Any two editions to compare.
#[component]
fn Choose(editions: Vec<u32>) -> impl IntoView {
    let (new, old) = (
        editions.first().copied().unwrap_or(1),
        editions.last().copied().unwrap_or(1),
    );
    let options = move |chosen: u32| {
        editions
            .iter()
            .copied()
            .map(|n| view! { <option value=n.to_string() selected=n == chosen>{format!("Edition {n}")}</option> })
            .collect_view()
    };
    view! {
        <form class="filters flow screen-only" method="get" action="/manifesto/editions/compare">
            <div class="field">
                <label for="old">"From"</label>
                <select id="old" name="old">{options(old)}</select>
            </div>
            <div class="field">
                <label for="new">"To"</label>
                <select id="new" name="new">{options(new)}</select>
            </div>
            <button class="button plain">"Compare"</button>
        </form>
    }
}

/// `/manifesto/editions/compare?old=…&new=…`: from the form to the address that names both.
#[component]
pub fn ChooseEditionsPage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        let editions = manifesto::editions(&visit.call).await?;
        let latest = editions.first().map_or(0, |listed| listed.edition.number);
        let number = |name: &str, otherwise: u32| {
            let asked = visit.ask(name).parse::<u32>().ok();
            asked.filter(|n| (1..=latest).contains(n)).unwrap_or(otherwise)
        };
        let (old, new) = (
            number("old", latest.saturating_sub(1).max(1)),
            number("new", latest),
        );
        redirect(&if latest == 0 {
            address::EDITIONS.to_owned()
        } else {
            address::editions_compared(old, new)
        });
        Ok::<_, Error>(())
    })
}

/// `/manifesto/editions/{number}`
#[component]
pub fn EditionPage() -> impl IntoView {
    let number = part("number");
    page(async move {
        let visit = Visit::current();
        let number = number.parse().map_err(|_| Error::NotFound)?;
        let shown = manifesto::edition(&visit.call, number).await?;
        Ok::<_, Error>(view! { <One shown /> })
    })
}

#[component]
fn One(shown: Shown) -> impl IntoView {
    let Shown {
        document,
        listed,
        holds,
        before,
        ..
    } = shown;
    let (edition, state) = (listed.edition, listed.state);
    let number = edition.number;
    let is_latest = edition.version == document.latest;
    let commitments: Vec<String> = holds
        .iter()
        .map(|held| held.commitment.clone())
        .filter(|line| !line.is_empty())
        .collect();
    let published = listed.publication.map(|publication| publication.slug);
    view! {
        <PageTitle title=format!("Edition {number}: {}", edition.title) />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=with_editions() />
            <header class="head">
                <p class="kicker">{format!("Edition {number}")}</p>
                <h1>{edition.title.clone()}</h1>
                <ul class="factline" role="list">
                    <li><EditionBadge state /></li>
                    <li>{said::number(edition.sections, "section")}</li>
                    <li>{said::number(edition.words, "word")}</li>
                    <li>"Assembled " <Day at=edition.at /> " by " <bdi>{edition.member_name.clone()}</bdi></li>
                </ul>
                {(!edition.note.is_empty()).then(|| view! { <p class="lede">{edition.note.clone()}</p> })}
            </header>
            {(!is_latest)
                .then(|| {
                    view! {
                        <div class="notice">
                            <p>"There is a newer edition. " <a href=address::EDITIONS>"All editions"</a></p>
                        </div>
                    }
                })}
            <div class="with-aside">
                <div class="stack">
                    {(!edition.addressee.is_empty() || !commitments.is_empty())
                        .then(|| {
                            view! {
                                <section class="flow" aria-labelledby="h-commitments">
                                    <h2 id="h-commitments">"What it commits to"</h2>
                                    <crate::pages::composites::words::Whole text=Canonical::of(&edition.addressee) />
                                    <ul class="wording">
                                        {commitments.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
                                    </ul>
                                </section>
                            }
                        })}
                    <section class="flow" aria-labelledby="h-sections">
                        <h2 id="h-sections">"Sections"</h2>
                        <ol class="contents" role="list">
                            {holds.into_iter().map(|held| view! { <Contained held /> }).collect_view()}
                        </ol>
                    </section>
                    {(!edition.closing.is_empty())
                        .then(|| {
                            view! {
                                <section class="flow" aria-labelledby="h-closing">
                                    <h2 id="h-closing">"After the last section"</h2>
                                    <crate::pages::composites::words::Whole text=Canonical::of(&edition.closing) />
                                </section>
                            }
                        })}
                </div>
                <div class="aside">
                    <section aria-labelledby="a-do">
                        <h2 id="a-do">"This edition"</h2>
                        <ul class="links" role="list">
                            <li><a href=address::version(&document.slug, edition.version)>"Its whole text, with line numbers"</a></li>
                            {before
                                .map(|before| {
                                    view! {
                                        <li>
                                            <a href=address::editions_compared(before, number)>
                                                {format!("What changed since edition {before}")}
                                            </a>
                                        </li>
                                    }
                                })}
                            {is_latest
                                .then(|| view! { <li><a href=address::motion_page(&document.slug, "decision")>"Decision and publication"</a></li> })}
                            {published.map(|slug| view! { <li><a href=address::published(&slug)>"The published text, and its files"</a></li> })}
                        </ul>
                    </section>
                    <section aria-labelledby="a-id">
                        <h2 id="a-id">"Fingerprint"</h2>
                        <p><WholeFingerprint hash=edition.hash.clone() /></p>
                    </section>
                </div>
            </div>
        </main>
    }
}

/// A section as an edition holds it.
#[component]
fn Contained(held: Held) -> impl IntoView {
    let href = address::version(&held.slug, held.version);
    view! {
        <li>
            <span class="place">{held.number}</span>
            <div>
                <h3><a href=href>{held.heading.clone()}</a></h3>
                {(!held.commitment.is_empty() && held.commitment != held.heading)
                    .then(|| view! { <p class="promise">{held.commitment.clone()}</p> })}
                <p class="meta">
                    <span>{format!("Version {}", held.version)}</span>
                    <span>{said::number(held.words, "word")}</span>
                    {(held.latest > held.version)
                        .then(|| {
                            view! {
                                <a href=address::compare(&held.slug, held.version, held.latest)>"Changed since this edition"</a>
                            }
                        })}
                </p>
            </div>
        </li>
    }
}

/// The crumbs of a page below the editions.
pub fn with_editions() -> Vec<(String, String)> {
    let mut parents = crumbs();
    parents.push((address::EDITIONS.to_owned(), "Editions".to_owned()));
    parents
}
