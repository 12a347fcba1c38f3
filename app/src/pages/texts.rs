//! Every text that one may read.

use crate::address;
use crate::request::{Visit, with_query};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Day, Moment, Pager, StageBadge};
use crate::ui::said;
use domain::document::{Kind, Origin, Stage};
use domain::permission::Action;
use leptos::prelude::*;
use service::Error;
use service::motions::{self, Sort, TEXTS_A_PAGE, Wanted};
use store::Document;

/// `/texts`
#[component]
pub fn TextsPage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        visit.call.signed_in()?;
        let (number, kind) = (visit.page(), visit.ask("kind"));
        let wanted = Wanted {
            sort: Sort::ALL.into_iter().find(|sort| sort.word() == kind),
            stage: Stage::from_word(&visit.ask("stage")),
            page: number,
        };
        let mut documents = motions::list(&visit.call, &wanted).await?;
        let more = documents.len() > TEXTS_A_PAGE as usize;
        documents.truncate(TEXTS_A_PAGE as usize);
        let may_start = visit.call.may(Action::Start);
        let narrowed = wanted.sort.is_some() || wanted.stage.is_some();
        let named = [wanted.sort.map(sort_said), wanted.stage.map(said::stage)];
        let named = named.into_iter().flatten().collect::<Vec<_>>().join(": ");
        let title = if named.is_empty() {
            "Texts".to_owned()
        } else {
            format!("Texts: {}", said::lower(&named))
        };
        Ok::<_, Error>(view! {
            <PageTitle title=title />
            <main class="page" id="main" tabindex="-1">
                <header class="head">
                    <h1>"Texts"</h1>
                    <p class="lede">"Every text that you may read, the last changed first. The sections of the manifesto have a list of their own."</p>
                    <p class="row">
                        {may_start.then(|| view! { <a class="button" href="/motions/new">"Start a new text"</a> })}
                        <a href="/composites">"Composites being built"</a>
                    </p>
                </header>
                <nav aria-label="By kind">
                    <ul class="links across" role="list">
                        {[None]
                            .into_iter()
                            .chain(Sort::ALL.map(Some))
                            .map(|sort| {
                                let here = (sort == wanted.sort).then_some("true");
                                view! { <li><a href=filtered(sort, wanted.stage) aria-current=here>{sort.map_or("All but the manifesto", sort_said)}</a></li> }
                            })
                            .collect_view()}
                    </ul>
                </nav>
                <form class="filters" method="get" action="/texts">
                    {wanted.sort.map(|sort| view! { <input type="hidden" name="kind" value=sort.word() /> })}
                    <div class="field">
                        <label for="stage">"Where it stands"</label>
                        <select id="stage" name="stage">
                            <option value="">"Anywhere"</option>
                            {Stage::ALL
                                .iter()
                                .map(|stage| {
                                    let selected = Some(*stage) == wanted.stage;
                                    view! { <option value=stage.word() selected=selected>{said::stage(*stage)}</option> }
                                })
                                .collect_view()}
                        </select>
                    </div>
                    <button class="button plain">"Show"</button>
                </form>
                {if documents.is_empty() {
                    view! {
                        <div class="empty">
                            <p>{if narrowed { "No text is of this kind and stands there." } else { "There is no text yet." }}</p>
                            {narrowed.then(|| view! { <p><a href="/texts">"Show all texts"</a></p> })}
                            <p>"A text appears here when the committee circulates it; your own drafts appear at once."</p>
                        </div>
                    }
                        .into_any()
                } else {
                    view! {
                        <ul class="entries" role="list">
                            {documents.into_iter().map(|document| view! { <Entry document /> }).collect_view()}
                        </ul>
                    }
                        .into_any()
                }}
                <Pager path=filtered(wanted.sort, wanted.stage) page=number more=more />
            </main>
        })
    })
}

/// What a sort of texts is called.
const fn sort_said(sort: Sort) -> &'static str {
    match sort {
        Sort::Motions => "Motions",
        Sort::Composites => "Composites",
        Sort::Followed => "Texts of others",
        Sort::Sections => "Manifesto sections",
    }
}

/// The list's address with what it is narrowed to.
fn filtered(sort: Option<Sort>, stage: Option<Stage>) -> String {
    let mut path = "/texts".to_owned();
    if let Some(sort) = sort {
        path = with_query(&path, "kind", sort.word());
    }
    if let Some(stage) = stage {
        path = with_query(&path, "stage", stage.word());
    }
    path
}

#[component]
fn Entry(document: Document) -> impl IntoView {
    let tracked = document.records.origin == Origin::Tracked;
    let kind = document.records.kind;
    let href = address::text(kind, &document.slug);
    let profile = motions::profile_of(&document.profile);
    let words = said::words_of(document.words, profile.limits.total);
    view! {
        <li>
            <h2><a href=href>{document.title.clone()}</a></h2>
            <p class="meta">
                {(kind != Kind::Motion).then(|| view! { <span>{said::kind(kind)}</span> })}
                // A section moves by steps of its own, which its page tells.
                {(kind != Kind::Section).then(|| view! { <StageBadge stage=document.records.stage() /> })}
                {tracked.then(|| view! { <span>{format!("Belongs to {}", document.owner)}</span> })}
                <span>{format!("Version {}", document.latest)}</span>
                <span>{words}</span>
                <span>"Changed " <Day at=document.changed_at /></span>
                {document
                    .round_closes
                    .map(|closes| view! { <span class="here">"Closes " <Moment at=closes /></span> })}
            </p>
        </li>
    }
}
