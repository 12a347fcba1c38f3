//! What one source lost: each of its clauses, kept, changed or dropped.

use super::crumbs;
use super::words::{Clause, Reworded, fate, fate_style, loss, why};
use crate::address;
use crate::pages::part;
use crate::request::Visit;
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Day, Fingerprint};
use crate::ui::said;
use domain::composite::{Fare, Fate};
use leptos::prelude::*;
use service::Error;
use service::composites::{self, Crossed};

/// `/composites/{slug}/sheet/{number}`
#[component]
pub fn SheetPage() -> impl IntoView {
    let (slug, number) = (part("slug"), part("number"));
    page(async move {
        let visit = Visit::current();
        visit.call.signed_in()?;
        let number = number.parse().map_err(|_| Error::NotFound)?;
        let sheet = composites::sheet(&visit.call, &slug, number).await?;
        let composite = &sheet.composite;
        let source = composite.sources[number as usize - 1].clone();
        let version = composite.article.version.clone();
        let shown: Vec<String> = source
            .text
            .paragraphs()
            .iter()
            .map(|at| source.text.as_str()[at.start as usize..at.end as usize].to_owned())
            .collect();
        let count = |fate: Fate| sheet.fares.iter().filter(|fare| fare.fate == fate).count();
        let summary = format!(
            "{} kept, {} changed, {} dropped.",
            count(Fate::Kept),
            count(Fate::Changed),
            count(Fate::Dropped)
        );
        let crossed = sheet.crossed.clone();
        let title = format!("What {} lost", source.source.name);
        let clauses = sheet.fares.clone().into_iter().zip(shown);
        Ok::<_, Error>(view! {
            <PageTitle title=format!("{title}: {}", composite.document.title) />
            <main class="page narrow" id="main" tabindex="-1">
                <Crumbs parents=crumbs(composite) />
                <header class="head">
                    <p class="kicker">{format!("For {}", source.source.body)}</p>
                    <h1>{title.clone()}</h1>
                    <p class="lede">{format!("Its {} in the composite: {summary}", said::number(u32::try_from(sheet.fares.len()).unwrap_or(0), "clause"))}</p>
                    <ul class="factline" role="list">
                        <li>{composite.document.title.clone()}</li>
                        <li>{format!("Version {}, ", version.number)} <Day at=version.created_at /></li>
                        <li><Fingerprint hash=version.hash.clone() /></li>
                    </ul>
                </header>
                {(!crossed.is_empty())
                    .then(|| {
                        view! {
                            <div class="notice" data-kind="bad">
                                <h2>{if crossed.len() == 1 { "One red line is crossed".to_owned() } else { format!("{} red lines are crossed", crossed.len()) }}</h2>
                                <ul>
                                    {crossed
                                        .iter()
                                        .map(|crossed| {
                                            view! {
                                                <li>
                                                    <a href=format!("#c{}", crossed.line.clause)>{format!("Clause {}", crossed.line.clause)}</a>
                                                    ": " {why(&crossed.line)}
                                                </li>
                                            }
                                        })
                                        .collect_view()}
                                </ul>
                            </div>
                        }
                    })}
                <ol class="clauses" role="list">
                    {clauses
                        .map(|(fare, text)| {
                            let crossed: Vec<Crossed> = sheet.crossed.iter().filter(|crossed| crossed.line.clause == fare.clause).cloned().collect();
                            view! { <One fare text crossed /> }
                        })
                        .collect_view()}
                </ol>
                <p class="screen-only row">
                    <a href=address::composite(&slug)>"The composite, its answers and originals"</a>
                </p>
            </main>
        })
    })
}

/// One clause, and what became of it.
#[component]
fn One(fare: Fare, text: String, crossed: Vec<Crossed>) -> impl IntoView {
    let told = fate(fare.fate, &fare.into);
    view! {
        <li id=format!("c{}", fare.clause) tabindex="-1" value=fare.clause.to_string()>
            <p class="fate" data-fate=fate_style(fare.fate)>{told}</p>
            {match fare.diff {
                Some(diff) => view! { <Reworded diff /> }.into_any(),
                None => view! { <Clause text /> }.into_any(),
            }}
            {(!fare.losses.is_empty())
                .then(|| {
                    view! { <ul class="losses">{fare.losses.iter().map(|lost| view! { <li>{loss(lost)}</li> }).collect_view()}</ul> }
                })}
            {crossed
                .into_iter()
                .map(|crossed| {
                    view! {
                        <div class="redline-note crossed">
                            <p><strong>"Red line crossed: "</strong>{why(&crossed.line)}</p>
                        </div>
                    }
                })
                .collect_view()}
        </li>
    }
}
