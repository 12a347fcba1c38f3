//! What parties did with a published text: the list, the reports, the family tree, and what everybody sees of it.

mod confirm;
mod form;
mod new;
mod one;
mod public;
mod tree;
mod words;

pub use confirm::ConfirmPage;
pub use new::NewPage;
pub use one::OnePage;
pub use public::PublicPage;

use crate::address;
use crate::pages::part;
use crate::request::{Visit, with_query};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Day, Pager};
use crate::ui::said;
use domain::adoption::State;
use leptos::prelude::*;
use public::Clauses;
use service::Error;
use service::adoptions::{ADOPTIONS_A_PAGE, Filter, Overview, Seen, Subject, overview};
use tree::FamilyTree;
use words::StateBadge;

/// `/motions/{slug}/adoptions`
#[component]
pub fn ListPage() -> impl IntoView {
    let slug = part("slug");
    page(async move {
        let visit = Visit::current();
        let filter = Filter {
            state: State::from_word(&visit.ask("state")),
            region: Some(visit.ask("region")).filter(|region| !region.is_empty()),
            page: visit.page(),
        };
        let shown = overview(&visit.call, &slug, &filter).await?;
        Ok::<_, Error>(view! { <Shown shown filter /> })
    })
}

/// The crumbs of a page about adoptions; `below` the list of them.
fn crumbs(subject: &Subject, below: bool) -> Vec<(String, String)> {
    let current = subject.current();
    let mut crumbs = vec![
        ("/published".to_owned(), "Published".to_owned()),
        (address::published(&current.slug), current.title.clone()),
    ];
    if below {
        crumbs.push((
            address::adoptions(&subject.document.slug),
            "Who has taken it up".to_owned(),
        ));
    }
    crumbs
}

#[component]
fn Shown(shown: Overview, filter: Filter) -> impl IntoView {
    let slug = shown.subject.document.slug.clone();
    let current = shown.subject.current().clone();
    let passed = shown.totals.as_model + shown.totals.as_variant;
    let clauses = shown
        .clauses
        .iter()
        .map(|clause| (format!("{} of {passed}", clause.count), clause.clone()))
        .collect::<Vec<_>>();
    let asked = match passed {
        1 => "One party has passed a text so far. Which clauses of the current version stand in it word for word?".to_owned(),
        _ => format!(
            "In how many of the {} that parties passed does each clause of the current version stand word for word?",
            said::number(passed, "text")
        ),
    };
    let first_page = filter
        == Filter {
            page: 1,
            ..Filter::default()
        };
    view! {
        <PageTitle title=format!("Who has taken it up: {}", current.title) />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=crumbs(&shown.subject, false) />
            <header class="head">
                <h1>"Who has taken it up"</h1>
                <p class="lede">{format!("What constituency parties did with “{}”.", current.title)}</p>
                {shown
                    .may_report
                    .then(|| view! { <p class="row"><a class="button" href=address::new_adoption(&slug)>"Report what a party did"</a></p> })}
            </header>
            <div class="with-aside">
                <div class="stack">
                    <GoingOn slug=slug.clone() going_on=shown.going_on.clone() />
                    <Reports shown=shown.clone() filter=filter.clone() />
                    {first_page.then(|| view! { <FamilyTree family=shown.family.clone() slug=Some(slug.clone()) /> })}
                    {(first_page && passed > 0).then(|| view! { <Clauses asked=asked clauses=clauses.clone() /> })}
                </div>
                <div class="aside">
                    <section aria-labelledby="a-counts">
                        <h2 id="a-counts">"How many"</h2>
                        <dl class="facts">
                            {shown
                                .totals
                                .reached
                                .iter()
                                .map(|(milestone, count)| {
                                    view! { <div><dt>{words::milestone(*milestone)}</dt><dd>{*count}</dd></div> }
                                })
                                .collect_view()}
                        </dl>
                        {(passed > 0)
                            .then(|| {
                                view! {
                                    <p>{format!("{} passed it word for word, {} in their own words.", shown.totals.as_model, shown.totals.as_variant)}</p>
                                }
                            })}
                    </section>
                    <section aria-labelledby="a-more">
                        <h2 id="a-more">"More"</h2>
                        <ul class="links" role="list">
                            <li><a href=address::published_adoptions(&current.slug)>"What everybody sees of this"</a></li>
                            {shown
                                .may_confirm
                                .then(|| view! { <li><a href=address::adoptions_csv(&slug)>"All reports as a table (.csv)"</a></li> })}
                        </ul>
                    </section>
                </div>
            </div>
        </main>
    }
}

/// What the reader reported and may go on with.
#[component]
fn GoingOn(slug: String, going_on: Vec<Seen>) -> impl IntoView {
    (!going_on.is_empty()).then(|| {
        view! {
            <section class="flow" aria-labelledby="h-own">
                <h2 id="h-own">"What you reported"</h2>
                <ul class="entries" role="list">
                    {going_on
                        .into_iter()
                        .map(|seen| {
                            let adoption = seen.adoption;
                            let href = format!("{}#a-next", address::adoption(&slug, adoption.number));
                            view! {
                                <li>
                                    <p>
                                        <bdi>{adoption.clp.clone()}</bdi> ": " <a href=href>"say what happened next"</a>
                                    </p>
                                    <p class="meta">
                                        <StateBadge state=adoption.state />
                                        <span>{adoption.conference.clone()}</span>
                                    </p>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </section>
        }
    })
}

/// The list with the ways to narrow it.
#[component]
fn Reports(shown: Overview, filter: Filter) -> impl IntoView {
    let slug = shown.subject.document.slug.clone();
    let narrowed = narrowed(&slug, &filter);
    let more = shown.listed > filter.page.max(1) as usize * ADOPTIONS_A_PAGE;
    let unnamed = shown.unnamed;
    let twice = shown.twice.clone();
    view! {
        <section class="flow" aria-labelledby="h-reports">
            <h2 id="h-reports">"Reports"</h2>
            <Narrow slug=slug.clone() shown=shown.clone() filter=filter.clone() />
            {if shown.list.is_empty() {
                view! {
                    <div class="empty">
                        <p>"No report that you may see is here."</p>
                        <p>"Whoever took a copy reports it, and adds what the branch, the party and the conference did."</p>
                    </div>
                }
                    .into_any()
            } else {
                view! {
                    <ul class="entries" role="list">
                        {shown
                            .list
                            .into_iter()
                            .map(|seen| {
                                let twice = twice.contains(&seen.adoption.number);
                                view! { <Entry slug=slug.clone() seen twice /> }
                            })
                            .collect_view()}
                    </ul>
                }
                    .into_any()
            }}
            {(unnamed > 0)
                .then(|| {
                    let parties = if unnamed == 1 { "1 party more".to_owned() } else { format!("{unnamed} parties more") };
                    view! { <p class="quiet">{format!("{parties}: only the committee knows which.")}</p> }
                })}
            <Pager path=narrowed page=filter.page.max(1) more />
        </section>
    }
}

/// The list's address with what it is narrowed to.
fn narrowed(slug: &str, filter: &Filter) -> String {
    let mut path = address::adoptions(slug);
    if let Some(state) = filter.state {
        path = with_query(&path, "state", state.word());
    }
    if let Some(region) = &filter.region {
        path = with_query(&path, "region", &encoded(region));
    }
    path
}

/// A name as it stands in the query of an address.
fn encoded(name: &str) -> String {
    name.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => (byte as char).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// Plain links: by where they stand, by region, all.
#[component]
fn Narrow(slug: String, shown: Overview, filter: Filter) -> impl IntoView {
    let to = |state: Option<State>, region: Option<String>| {
        narrowed(
            &slug,
            &Filter {
                state,
                region,
                page: 1,
            },
        )
    };
    let states = (shown.states.len() > 1).then(|| {
        let links = shown
            .states
            .iter()
            .map(|(state, count)| {
                let here = filter.state == Some(*state);
                let href = to(Some(*state), filter.region.clone());
                view! {
                    <li>
                        <a href=href aria-current=here.then_some("true")>{format!("{} ({count})", words::state(*state))}</a>
                    </li>
                }
            })
            .collect_view();
        view! {
            <nav aria-label="By where they stand">
                <ul class="links across" role="list">
                    <li><a href=to(None, filter.region.clone()) aria-current=filter.state.is_none().then_some("true")>"All"</a></li>
                    {links}
                </ul>
            </nav>
        }
    });
    let regions = (shown.regions.len() > 1).then(|| {
        let links = shown
            .regions
            .iter()
            .map(|(region, count)| {
                let here = filter.region.as_ref() == Some(region);
                let href = to(filter.state, Some(region.clone()));
                view! {
                    <li>
                        <a href=href aria-current=here.then_some("true")>{format!("{region} ({count})")}</a>
                    </li>
                }
            })
            .collect_view();
        view! {
            <nav aria-label="By region">
                <ul class="links across" role="list">
                    <li><a href=to(filter.state, None) aria-current=filter.region.is_none().then_some("true")>"All regions"</a></li>
                    {links}
                </ul>
            </nav>
        }
    });
    view! { {states} {regions} }
}

#[component]
fn Entry(slug: String, seen: Seen, twice: bool) -> impl IntoView {
    let adoption = seen.adoption;
    let words = adoption
        .variant
        .as_ref()
        .map(|variant| words::closeness(&variant.likeness));
    view! {
        <li>
            <h3>
                <a href=address::adoption(&slug, adoption.number)><bdi>{adoption.clp.clone()}</bdi></a>
            </h3>
            {words.map(|words| view! { <p>{words}</p> })}
            {twice.then(|| view! { <p><strong>"Seems to be reported twice."</strong></p> })}
            <p class="meta">
                <StateBadge state=adoption.state />
                <span>{adoption.conference.clone()}</span>
                {(!adoption.region.is_empty()).then(|| view! { <span>{adoption.region.clone()}</span> })}
                <span>{words::confirmed(adoption.confirmed)}</span>
                {words::copy_mark(seen.copy).map(|mark| view! { <span><strong>{mark}</strong></span> })}
                {seen.own.then_some(view! { <span>"Reported by you"</span> })}
                <span>"Changed " <Day at=adoption.changed_at /></span>
            </p>
        </li>
    }
}
