//! Who brought which words of a version, and when.

use crate::address;
use crate::pages::part;
use crate::request::Visit;
use crate::ui::lines::{Brought, MarkedText};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Moment, text_crumbs};
use leptos::prelude::*;
use service::Error;
use service::amendments::{self, Source, Traced};

/// `/motions/{slug}/versions/{number}/sources`
#[component]
pub fn SourcesPage() -> impl IntoView {
    let (slug, number) = (part("slug"), part("number"));
    page(async move {
        let visit = Visit::current();
        let number = number.parse().map_err(|_| Error::NotFound)?;
        let traced = amendments::trace(&visit.call, &slug, number).await?;
        Ok::<_, Error>(view! { <Sources traced /> })
    })
}

/// "Version 3, amendments 2 and 4".
fn name(source: &Source) -> String {
    let numbers: Vec<String> = source
        .amendments
        .iter()
        .map(|(number, _)| number.to_string())
        .collect();
    let version = format!("version {}", source.version);
    match numbers.as_slice() {
        [] if source.by_hand => format!("{version}, written by hand in the merge"),
        [] => version,
        [one] => format!("{version}, amendment {one}"),
        more => format!("{version}, amendments {}", more.join(" and ")),
    }
}

fn label(at: usize) -> String {
    (at + 1).to_string()
}

#[component]
fn Sources(traced: Traced) -> impl IntoView {
    let (document, number) = (traced.document.clone(), traced.article.version.number);
    let slug = document.slug.clone();
    // What stands since the first version is the ground; only what came later is marked.
    let first = traced.sources.iter().position(|source| source.version == 1);
    let brought = traced
        .passages
        .iter()
        .filter(|passage| Some(passage.source) != first)
        .filter_map(|passage| {
            let source = traced.sources.get(passage.source)?;
            Some(Brought {
                start: passage.start,
                end: passage.end,
                says: format!("from {}", name(source)),
                label: label(passage.source),
                to: format!("#source-{}", passage.source + 1),
            })
        })
        .collect();
    let rows = traced
        .sources
        .iter()
        .enumerate()
        .map(|(at, source)| {
            let words: Vec<String> = traced
                .passages
                .iter()
                .filter(|passage| passage.source == at)
                .filter_map(|passage| traced.article.text.as_str().get(passage.start as usize..passage.end as usize))
                .map(|words| words.split_whitespace().collect::<Vec<_>>().join(" "))
                .filter(|words| !words.is_empty())
                .collect();
            let count = words.len();
            let words: Vec<String> = words.into_iter().take(if source.version == 1 { 0 } else { 40 }).collect();
            let movers = source
                .amendments
                .iter()
                .map(|(number, mover)| {
                    view! {
                        <span>
                            <a href=address::amendment(&slug, *number)>{format!("Amendment {number}")}</a>
                            {format!(", moved by {mover}")}
                        </span>
                    }
                })
                .collect_view();
            view! {
                <li id=format!("source-{}", at + 1) tabindex="-1">
                    <h3>
                        {format!("{}. ", label(at))}
                        <a href=address::version(&slug, source.version)>{format!("Version {}", source.version)}</a>
                    </h3>
                    <p class="meta">
                        <span>"saved by " <bdi>{source.author.clone()}</bdi></span>
                        <Moment at=source.at short=true />
                        {movers}
                        {source.by_hand.then(|| view! { <span>"written by hand in the merge"</span> })}
                    </p>
                    <p>{source.note.clone()}</p>
                    {if words.is_empty() {
                        view! { <p class="quiet">{format!("All words that are not marked: {count} passages.")}</p> }.into_any()
                    } else {
                        view! {
                            <ul>
                                {words.into_iter().map(|words| view! { <li>"“" {words} "”"</li> }).collect_view()}
                            </ul>
                        }
                            .into_any()
                    }}
                </li>
            }
        })
        .collect_view();
    view! {
        <PageTitle title=format!("Who brought which words: {}", document.title) />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=text_crumbs(&document) />
            <header class="head">
                <h1>"Who brought which words"</h1>
                <p class="lede">
                    {format!("Version {number}, with every passage that is younger than version 1 marked by its source.")}
                </p>
            </header>
            {traced
                .coarse
                .then(|| {
                    view! {
                        <div class="notice" data-kind="warn" data-coarse="">
                            <p>"Some versions differ so much from the one before that they could not be compared exactly. Words may be older than they are marked here."</p>
                        </div>
                    }
                })}
            <div class="with-aside even">
                <MarkedText
                    text=traced.article.text.clone()
                    lines=traced.article.lines.clone()
                    label=format!("Text of version {number}, with sources")
                    brought
                />
                <div class="aside">
                    <section aria-labelledby="h-sources">
                        <h2 id="h-sources">"Sources"</h2>
                        <ol class="timeline" role="list">{rows}</ol>
                    </section>
                </div>
            </div>
        </main>
    }
}
