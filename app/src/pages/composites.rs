//! Composites: the list, grouping, the record, the workbench, and what became of each source.

mod answer;
mod bench;
mod new;
mod one;
mod sheet;
mod source;
pub mod words;

pub use answer::AnswerPage;
pub use bench::BenchPage;
pub use new::NewPage;
pub use one::CompositePage;
pub use sheet::SheetPage;
pub use source::SourcePage;

use crate::address;
use crate::request::Visit;
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Day, Pager};
use crate::ui::said;
use domain::permission::Action;
use leptos::prelude::*;
use service::Error;
use service::composites::{self, COMPOSITES_A_PAGE, Composite, Listed};
use words::CompositeBadge;

/// `/composites`
#[component]
pub fn CompositesPage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        visit.call.signed_in()?;
        let number = visit.page();
        let mut listed = composites::list(&visit.call, number).await?;
        let more = listed.len() > COMPOSITES_A_PAGE as usize;
        listed.truncate(COMPOSITES_A_PAGE as usize);
        let may = visit.call.may(Action::Composite);
        Ok::<_, Error>(view! {
            <PageTitle title="Composites" />
            <main class="page" id="main" tabindex="-1">
                <Crumbs parents=vec![("/texts".to_owned(), "Texts".to_owned())] />
                <header class="head">
                    <h1>"Composites"</h1>
                    <p class="lede">"One motion made of several, so that a meeting debates them together."</p>
                    {may
                        .then(|| {
                            view! { <p class="row"><a class="button" href="/composites/new">"Group motions into a composite"</a></p> }
                        })}
                </header>
                {if listed.is_empty() {
                    view! {
                        <div class="empty">
                            <p>"There is no composite yet."</p>
                            <p>"The committee makes one when several motions ask for nearly the same."</p>
                        </div>
                    }
                        .into_any()
                } else {
                    view! {
                        <ul class="entries" role="list">
                            {listed.into_iter().map(|listed| view! { <Entry listed /> }).collect_view()}
                        </ul>
                    }
                        .into_any()
                }}
                <Pager path="/composites".to_owned() page=number more />
            </main>
        })
    })
}

#[component]
fn Entry(listed: Listed) -> impl IntoView {
    let document = listed.document;
    let limit = service::motions::profile_of(&document.profile).limits.total;
    view! {
        <li>
            <h2><a href=address::composite(&document.slug)>{document.title.clone()}</a></h2>
            <p>{words::list(&listed.sources)}</p>
            <p class="meta">
                <CompositeBadge stage=listed.stage />
                {(!listed.letter.is_empty()).then_some(view! { <span>{listed.letter}</span> })}
                <span>{said::words_of(document.words, limit)}</span>
                <span>"Changed " <Day at=document.changed_at /></span>
            </p>
        </li>
    }
}

/// The crumbs of a page about a composite.
fn crumbs(composite: &Composite) -> Vec<(String, String)> {
    vec![
        ("/composites".to_owned(), "Composites".to_owned()),
        (
            address::composite(&composite.document.slug),
            composite.document.title.clone(),
        ),
    ]
}
