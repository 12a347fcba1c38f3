//! Asking for a section, or starting one.

use super::contents::numbered;
use super::crumbs;
use crate::request::Visit;
use crate::ui::form::{Choices, ErrorSummary, Line, Paragraphs, Select, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::Crumbs;
use domain::permission::Action;
use leptos::prelude::*;
use service::Error;
use service::manifesto;

/// `/manifesto/new`
#[component]
pub fn NewPage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        visit.call.require(Action::Manifesto)?;
        let contents = manifesto::show(&visit.call).await?;
        let form = visit.kept().await?;
        let first = contents.document.is_none();
        let mut places = vec![(String::new(), "At the end".to_owned())];
        places.extend(contents.sections.iter().map(|listed| {
            let slug = listed.section.document.slug.clone();
            (slug, format!("After {}", numbered(listed)))
        }));
        let states = [
            ("wanted", "Wanted", "Nobody has written it. Every member may."),
            (
                "outline",
                "Outline",
                "Its main points are there. Every member may go on with it.",
            ),
            ("draft", "Draft", "It is being written, by you and the committee."),
        ]
        .map(|(word, label, hint)| (word.to_owned(), label.to_owned(), hint.to_owned()));
        let title = if first {
            "Ask for the first section"
        } else {
            "Ask for a section"
        };
        Ok::<_, Error>(view! {
            <PageTitle title=titled(&form, title) />
            <main class="page narrow" id="main" tabindex="-1">
                <Crumbs parents=crumbs() />
                <header class="head">
                    <h1>{title}</h1>
                    <p class="lede">"A section can be wanted before anybody has written a word of it. Members see it at once."</p>
                </header>
                <ErrorSummary form=form.clone() />
                <form method="post" action="/api/section/start" class="form">
                    <Submission />
                    <Line form=form.clone() name="title" label="Heading" class="title" hint="Without a number: sections are numbered by their place." />
                    <Line
                        form=form.clone()
                        name="commitment"
                        label="Its line in the list of commitments (optional)"
                        hint="What the group promises or asks for with it, in one line. It should say what the heading says."
                    />
                    <Choices form=form.clone() name="state" legend="Where does it stand?" value="wanted" choices=states.to_vec() />
                    <Line
                        form=form.clone()
                        name="budget"
                        label="Word budget (optional)"
                        hint="How many words it should have at most."
                        class="w-short"
                        inputmode="numeric"
                    />
                    {(places.len() > 1)
                        .then(|| view! { <Select form=form.clone() name="after" label="Its place" choices=places.clone() /> })}
                    <Line
                        form=form.clone()
                        name="note"
                        label="What is asked for? (optional)"
                        hint="One line. It stands in the history."
                    />
                    <Paragraphs
                        form=form.clone()
                        name="text"
                        label="What there is of the text (optional)"
                        hint="Leave an empty line between paragraphs. A sub-heading starts with “## ”, a list item with “- ” or “1. ”."
                        rows=10
                        class="body"
                    />
                    <p class="row">
                        <button class="button">"Put it into the manifesto"</button>
                        <a href=crate::address::MANIFESTO>"Not now"</a>
                    </p>
                </form>
            </main>
        })
    })
}
