//! A text's versions, with who, when, why, and what changed in a line.

use crate::address;
use crate::pages::part;
use crate::request::Visit;
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Moment, StageBadge, Tab, Tabs, text_crumbs};
use crate::ui::said;
use domain::document::{Kind, Origin};
use leptos::prelude::*;
use service::Error;
use service::motions::{self, History};

/// `/motions/{slug}/history`
#[component]
pub fn HistoryPage() -> impl IntoView {
    let slug = part("slug");
    page(async move {
        let visit = Visit::current();
        let history = motions::history(&visit.call, &slug, visit.ask("until").parse().ok()).await?;
        Ok::<_, Error>(view! { <Versions history /> })
    })
}

#[component]
fn Versions(history: History) -> impl IntoView {
    let History {
        document,
        versions,
        earlier,
    } = history;
    let (slug, latest) = (document.slug.clone(), document.latest);
    let tracked = document.records.origin == Origin::Tracked;
    let stage = document.records.stage();
    // A section moves by steps of its own, which its page tells.
    let section = document.records.kind == Kind::Section;
    let points: Vec<(u32, u32)> = versions
        .iter()
        .rev()
        .map(|(version, _)| (version.number, version.words))
        .collect();
    let limit = motions::profile_of(&document.profile).limits.total;
    let newest = versions.first().map_or(latest, |(version, _)| version.number);
    let rows = versions
        .into_iter()
        .map(|(version, change)| {
            let n = version.number;
            let (from, to) = (n + 1 == newest || newest == 1, n == newest);
            view! {
                <li data-state=(n == latest).then_some("current")>
                    <h3>
                        <a href=address::version(&slug, n)>{format!("Version {n}")}</a>
                        " "
                        {(n == latest && !section).then(|| view! { <StageBadge stage /> })}
                    </h3>
                    <p class="meta">
                        <span><bdi>{version.author_name.clone()}</bdi></span>
                        <Moment at=version.created_at short=true />
                        <span>{said::number(version.words, "word")}</span>
                        {tracked.then(|| view! { <span>{format!("Seen on {}", version.seen_on)}</span> })}
                    </p>
                    <p>{version.note.clone()}</p>
                    <p class="quiet">
                        {if n > 1 {
                            view! { <a href=address::compare(&slug, n - 1, n)>{change}</a> }.into_any()
                        } else {
                            change.into_any()
                        }}
                    </p>
                    {(latest > 1)
                        .then(|| {
                            view! {
                                <div class="picks">
                                    <div class="choice">
                                        <input type="radio" id=format!("old{n}") name="old" value=n.to_string() checked=from />
                                        <label for=format!("old{n}")>"From " <span class="vh">{format!("version {n}")}</span></label>
                                    </div>
                                    <div class="choice">
                                        <input type="radio" id=format!("new{n}") name="new" value=n.to_string() checked=to />
                                        <label for=format!("new{n}")>"To " <span class="vh">{format!("version {n}")}</span></label>
                                    </div>
                                </div>
                            }
                        })}
                </li>
            }
        })
        .collect_view();
    view! {
        <PageTitle title=format!("History: {}", document.title) />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=text_crumbs(&document) />
            <header class="head">
                <h1>"History"</h1>
                <Tabs slug=document.slug.clone() latest tracked section current=Tab::History />
            </header>
            <div class="with-aside even">
                <section aria-labelledby="h-versions">
                    <h2 class="vh" id="h-versions">"Versions"</h2>
                    <form method="get" action=format!("/motions/{}/compare", document.slug)>
                        <ol class="timeline" role="list" reversed>{rows}</ol>
                        {(latest > 1)
                            .then(|| view! { <p class="row"><button class="button">"Compare the two"</button></p> })}
                    </form>
                    {earlier
                        .map(|until| {
                            let href = format!("/motions/{}/history?until={until}", document.slug);
                            view! { <p><a href=href>"Earlier versions"</a></p> }
                        })}
                </section>
                <div class="aside">
                    {(latest > 1)
                        .then(|| {
                            view! {
                                <section aria-labelledby="h-whose">
                                    <h2 id="h-whose">"Who brought which words"</h2>
                                    <p>
                                        <a href=address::sources(&document.slug, latest)>
                                            {format!("Every passage of version {latest} with its source")}
                                        </a>
                                    </p>
                                </section>
                            }
                        })}
                    <section aria-labelledby="h-words">
                        <h2 id="h-words">"Words over the versions"</h2>
                        <WordsChart points limit />
                    </section>
                </div>
            </div>
        </main>
    }
}

/// Words against the limit over the versions: a picture, and the same in words.
#[component]
fn WordsChart(points: Vec<(u32, u32)>, limit: Option<u32>) -> impl IntoView {
    let most = points
        .iter()
        .map(|(_, words)| *words)
        .chain(limit)
        .max()
        .unwrap_or(1)
        .max(1);
    let least = points
        .iter()
        .map(|(_, words)| *words)
        .chain(limit)
        .min()
        .unwrap_or(0);
    let span = f64::from((most - least).max(1));
    let count = points.len().max(1);
    let x = |at: usize| 40.0 + 300.0 * (at as f64 + 0.5) / count as f64;
    let y = |words: u32| 125.0 - 95.0 * f64::from(words - least) / span;
    let line: String = points
        .iter()
        .enumerate()
        .map(|(at, (_, words))| format!("{}{:.1} {:.1}", if at == 0 { 'M' } else { 'L' }, x(at), y(*words)))
        .collect();
    let told: Vec<String> = points
        .iter()
        .map(|(number, words)| format!("version {number}: {words}"))
        .collect();
    let told = match limit {
        Some(limit) => format!("Words in {}. The limit is {limit}.", told.join(", ")),
        None => format!("Words in {}.", told.join(", ")),
    };
    let every = count.div_ceil(10);
    view! {
        <figure>
            <svg class="chart" viewBox="0 0 380 170" role="img" aria-label=told>
                <path class="axis" d="M30 145H370" />
                {limit
                    .map(|limit| {
                        let at = y(limit);
                        view! {
                            <path class="limit" d=format!("M30 {at:.1}H370") />
                            <text x="370" y=format!("{:.1}", at - 6.0) text-anchor="end">{format!("limit {limit}")}</text>
                        }
                    })}
                <path class="line" d=line />
                {points
                    .iter()
                    .enumerate()
                    .map(|(at, (number, words))| {
                        let (cx, cy) = (format!("{:.1}", x(at)), y(*words));
                        let label = at.is_multiple_of(every);
                        view! {
                            <circle class="mark" cx=cx.clone() cy=format!("{cy:.1}") r="4" />
                            {label
                                .then(|| {
                                    view! {
                                        <text x=cx.clone() y=format!("{:.1}", cy - 10.0) text-anchor="middle">{words.to_string()}</text>
                                        <text x=cx.clone() y="162" text-anchor="middle">{number.to_string()}</text>
                                    }
                                })}
                        }
                    })
                    .collect_view()}
            </svg>
            <figcaption>"Words in each version"</figcaption>
        </figure>
    }
}
