//! What the checks found in the manifesto, and its figures and references.

use super::crumbs;
use super::findings::{Aside, Findings, kind, place};
use crate::address;
use crate::pages::composites::words::day;
use crate::request::Visit;
use crate::ui::form::{ErrorSummary, Line, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Day, Pager};
use crate::ui::said;
use domain::permission::Action;
use leptos::prelude::*;
use service::Error;
use service::kept::Form;
use service::manifesto::{self, Checks, Figured, Found, Pointed};
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many figures or hints stand on one page.
const A_PAGE: usize = 100;

/// Which part of what the checks found is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Show {
    Findings,
    Hints,
    Figures,
    Aside,
}

impl Show {
    const ALL: [Self; 4] = [Self::Findings, Self::Hints, Self::Figures, Self::Aside];

    const fn word(self) -> &'static str {
        match self {
            Self::Findings => "",
            Self::Hints => "hints",
            Self::Figures => "figures",
            Self::Aside => "aside",
        }
    }

    fn address(self) -> String {
        match self {
            Self::Findings => address::CHECKS.to_owned(),
            other => format!("{}?show={}", address::CHECKS, other.word()),
        }
    }
}

/// `/manifesto/checks`
#[component]
pub fn ChecksPage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        let checks = manifesto::check(&visit.call).await?;
        let form = visit.kept().await?;
        let asked = match (visit.ask("show").as_str(), form.value("show")) {
            ("", kept) => kept.to_owned(),
            (asked, _) => asked.to_owned(),
        };
        let show = Show::ALL
            .into_iter()
            .find(|show| show.word() == asked)
            .unwrap_or(Show::Findings);
        let open = match (visit.ask("set"), form.value("key")) {
            (asked, "") => asked,
            (_, kept) => kept.to_owned(),
        };
        let keeps = visit.call.may(Action::Manifesto);
        let number = visit.page();
        Ok::<_, Error>(view! { <Checked checks=Arc::new(checks) show open number keeps form /> })
    })
}

#[component]
fn Checked(
    checks: Arc<Checks>,
    show: Show,
    open: String,
    number: u32,
    keeps: bool,
    form: Form,
) -> impl IntoView {
    let (hints, findings): (Vec<Found>, Vec<Found>) = checks
        .open
        .iter()
        .cloned()
        .partition(|found| found.finding.kind.is_hint());
    let counts = [
        findings.len(),
        hints.len(),
        checks.figures.len(),
        checks.dismissed.len(),
    ];
    let lede = match findings.len() {
        0 => "Nothing looks wrong.".to_owned(),
        1 => "One thing looks wrong. Mend it, or say why it is right.".to_owned(),
        count => format!("{count} things look wrong. Mend them, or say why they are right."),
    };
    let aside = keeps.then(|| Aside {
        page: format!("{}?show={}&set=", address::CHECKS, show.word()),
        show: show.word(),
        open,
        form: form.clone(),
    });
    view! {
        <PageTitle title=titled(&form, "Checks") />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=crumbs() />
            <header class="head">
                <h1>"Checks"</h1>
                <p class="lede">{lede}</p>
                <nav aria-label="What the checks found">
                    <ul class="tabs" role="list">
                        {Show::ALL
                            .into_iter()
                            .zip(counts)
                            .map(|(part, count)| {
                                let name = match part {
                                    Show::Findings => "Findings",
                                    Show::Hints => "Hints on style",
                                    Show::Figures => "Figures and references",
                                    Show::Aside => "Set aside",
                                };
                                view! {
                                    <li>
                                        <a href=part.address() aria-current=(part == show).then_some("page")>
                                            {format!("{name} ({count})")}
                                        </a>
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                </nav>
            </header>
            <ErrorSummary form=form.clone() />
            {match show {
                Show::Findings => view! { <ListOf findings aside /> }.into_any(),
                Show::Hints => {
                    let (some, more) = paged(hints, number);
                    view! {
                        <ListOf findings=some aside />
                        <Pages show number more />
                    }
                        .into_any()
                }
                Show::Figures => {
                    let references = if number == 1 { checks.references.clone() } else { Vec::new() };
                    view! {
                        <div class="stack">
                            <References references />
                            <Ledger figures=checks.figures.clone() number keeps form />
                        </div>
                    }
                        .into_any()
                }
                Show::Aside => view! { <SetAside dismissed=checks.dismissed.clone() keeps /> }.into_any(),
            }}
        </main>
    }
}

/// One page of many, and whether there are more.
fn paged<T>(all: Vec<T>, number: u32) -> (Vec<T>, bool) {
    let first = (number.max(1) as usize - 1).saturating_mul(A_PAGE);
    let more = all.len() > first + A_PAGE;
    (all.into_iter().skip(first).take(A_PAGE).collect(), more)
}

#[component]
fn Pages(show: Show, number: u32, more: bool) -> impl IntoView {
    view! { <Pager path=show.address() page=number more /> }
}

/// Findings under the sections that they are in.
#[component]
fn ListOf(findings: Vec<Found>, aside: Option<Aside>) -> impl IntoView {
    if findings.is_empty() {
        return view! { <div class="empty"><p>"There is nothing to show here."</p></div> }.into_any();
    }
    let mut groups: BTreeMap<u32, Vec<Found>> = BTreeMap::new();
    for found in findings {
        // What is in no section comes last.
        groups
            .entry(found.spot.number.unwrap_or(u32::MAX))
            .or_default()
            .push(found);
    }
    view! {
        <div class="stack">
            {groups
                .into_iter()
                .map(|(number, findings)| {
                    let id = format!("h-{number}");
                    let heading = match (number, findings.first()) {
                        (u32::MAX, _) | (_, None) => "In other texts of the group".to_owned(),
                        (number, Some(found)) => format!("{number}. {}", found.spot.title),
                    };
                    view! {
                        <section class="flow" aria-labelledby=id.clone()>
                            <h2 id=id.clone()>{heading}</h2>
                            <Findings findings aside=aside.clone() />
                        </section>
                    }
                })
                .collect_view()}
        </div>
    }
    .into_any()
}

/// Which section refers to which.
#[component]
fn References(references: Vec<Pointed>) -> impl IntoView {
    (!references.is_empty()).then(|| {
        view! {
            <section class="flow" aria-labelledby="h-references">
                <h2 id="h-references">"References between sections"</h2>
                <ul class="entries" role="list">
                    {references
                        .into_iter()
                        .map(|pointer| {
                            let (href, name) = place(&pointer.spot);
                            let target = pointer
                                .target
                                .map(|target| {
                                    let heading = format!("{}. {}", target.number.unwrap_or_default(), target.title);
                                    view! { <a href=address::section(&target.slug)>{heading}</a> }
                                });
                            view! {
                                <li>
                                    <p>
                                        <a href=href>{name}</a>
                                        ": “" {pointer.quote} "” leads to "
                                        {match target {
                                            Some(target) => target.into_any(),
                                            None => "no section".into_any(),
                                        }}
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

/// The figures with what they count, where they come from, and where else they stand.
#[component]
fn Ledger(figures: Vec<Figured>, number: u32, keeps: bool, form: Form) -> impl IntoView {
    if figures.is_empty() {
        return view! {
            <section class="flow" aria-labelledby="h-figures">
                <h2 id="h-figures">"Figures"</h2>
                <div class="empty"><p>"No section holds a figure."</p></div>
            </section>
        }
        .into_any();
    }
    let asked = match form.value("figure") {
        "" => Visit::current().ask("figure"),
        kept => kept.to_owned(),
    };
    let (shown, more) = paged(figures.into_iter().enumerate().collect(), number);
    let rows = shown
        .into_iter()
        .map(|(n, figured)| {
            let open = keeps && asked == n.to_string();
            view! { <FigureRow n figured keeps open number form=form.clone() /> }
        })
        .collect_view();
    view! {
        <section class="flow" aria-labelledby="h-figures">
            <h2 id="h-figures">"Figures"</h2>
            <div class="table-scroll" role="region" aria-labelledby="figures-cap" tabindex="0">
                <table class="rows ledger">
                    <caption id="figures-cap">"Every figure in the sections and in the group’s other texts, in reading order"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Figure"</th>
                            <th scope="col">"Where"</th>
                            <th scope="col">"Source"</th>
                            <th scope="col">"Also used"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <Pages show=Show::Figures number more />
        </section>
    }
    .into_any()
}

#[component]
fn FigureRow(n: usize, figured: Figured, keeps: bool, open: bool, number: u32, form: Form) -> impl IntoView {
    let figure = figured.figure;
    let (href, name) = place(&figured.spot);
    let also: Vec<(String, String)> = figured.also.iter().map(place).collect();
    let more = also.len().saturating_sub(4);
    let said = match (&figured.source, figure.source.is_empty()) {
        (Some(noted), _) => {
            let on = if noted.on.is_empty() {
                String::new()
            } else {
                format!(", {}", day(&noted.on))
            };
            format!("{}{on} (noted by {})", noted.source, noted.member_name)
        }
        (None, false) => figure.source.clone(),
        (None, true) => "None named".to_owned(),
    };
    let id = format!("figure-{n}");
    let link = format!("{}&page={number}&figure={n}#{id}", Show::Figures.address());
    let key = figured.key;
    view! {
        <tr id=id tabindex="-1">
            <th scope="row">
                <strong>{figure.shown.clone()}</strong>
                {(!figure.counted.is_empty()).then(|| format!(" {}", figure.counted))}
                {(!figure.base.is_empty()).then(|| format!(", {}", figure.base))}
            </th>
            <td data-th="Where">
                <a href=href>{name}</a>
                <br />
                <q>{figure.sentence.clone()}</q>
            </td>
            <td data-th="Source">
                {said}
                {(keeps && !open)
                    .then(|| {
                        view! {
                            <br />
                            <a href=link>"Note a source" <span class="vh">{format!(" of {}", figure.shown)}</span></a>
                        }
                    })}
                {open
                    .then(|| {
                        view! {
                            <form method="post" action="/api/figure/source" class="form">
                                <Submission />
                                <input type="hidden" name="page" value=number.to_string() />
                                <input type="hidden" name="figure" value=n.to_string() />
                                <input type="hidden" name="key" value=key />
                                <Line form=form.clone() name="source" label="Source" hint="Who says so, and in what." />
                                <Line form=form.clone() name="on" label="Its date (optional)" kind="date" class="w-date" />
                                <p class="row"><button class="button">"Note it"</button></p>
                            </form>
                        }
                    })}
            </td>
            <td data-th="Also used">
                {also.is_empty().then_some("Nowhere else")}
                {also
                    .into_iter()
                    .take(4)
                    .map(|(href, name)| view! { <a href=href>{name}</a> <br /> })
                    .collect_view()}
                {(more > 0).then(|| format!("and {} more", said::number(more as u32, "place")))}
            </td>
        </tr>
    }
}

/// What was set aside, with why.
#[component]
fn SetAside(dismissed: Vec<Found>, keeps: bool) -> impl IntoView {
    if dismissed.is_empty() {
        return view! { <div class="empty"><p>"No finding has been set aside."</p></div> }.into_any();
    }
    view! {
        <ol class="findings" role="list">
            {dismissed
                .into_iter()
                .filter_map(|found| Some((found.dismissal.clone()?, found)))
                .map(|(dismissal, found)| {
                    let (href, name) = place(&found.spot);
                    let finding = found.finding;
                    view! {
                        <li>
                            <p><strong>{kind(finding.kind)}</strong> ": " <q>{finding.quote.clone()}</q></p>
                            <p>{finding.says.clone()} " " <a href=href>{name}</a></p>
                            <p>"Set aside: " {dismissal.reason.clone()}</p>
                            <p class="meta">
                                <span>"By " <bdi>{dismissal.member_name.clone()}</bdi></span>
                                <span><Day at=dismissal.at /></span>
                            </p>
                            {keeps
                                .then(|| {
                                    view! {
                                        <form method="post" action="/api/finding/restore">
                                            <Submission />
                                            <input type="hidden" name="show" value="aside" />
                                            <input type="hidden" name="dismissal" value=dismissal.id.to_string() />
                                            <button class="button plain">
                                                "Take it up again"
                                                <span class="vh">{format!(", which was set aside because: {}", dismissal.reason)}</span>
                                            </button>
                                        </form>
                                    }
                                })}
                        </li>
                    }
                })
                .collect_view()}
        </ol>
    }
    .into_any()
}
