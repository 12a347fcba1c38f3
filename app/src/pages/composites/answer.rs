//! Recording what the body that sent a source says.

use super::crumbs;
use super::words::{answer, answer_hint, day};
use crate::address;
use crate::pages::part;
use crate::request::Visit;
use crate::ui::form::{Choices, ErrorSummary, Line, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::Crumbs;
use domain::composite::Answer;
use domain::permission::Action;
use leptos::prelude::*;
use service::{Error, calendar, composites};

/// `/composites/{slug}/answer/{number}`
#[component]
pub fn AnswerPage() -> impl IntoView {
    let (slug, number) = (part("slug"), part("number"));
    page(async move {
        let visit = Visit::current();
        let number: u32 = number.parse().map_err(|_| Error::NotFound)?;
        let composite = composites::show(&visit.call, &slug).await?;
        visit.call.require_to(Action::Answer, &composite.document)?;
        let form = visit.kept().await?;
        let source = composite
            .sources
            .get((number as usize).wrapping_sub(1))
            .cloned()
            .ok_or(Error::NotFound)?;
        let version = composite.sent.unwrap_or(composite.document.latest);
        let before = source.answer.clone();
        let title = format!("What does {} say?", source.source.name);
        let choices = Answer::ALL
            .iter()
            .map(|word| {
                (
                    word.word().to_owned(),
                    answer(*word).to_owned(),
                    answer_hint(*word).to_owned(),
                )
            })
            .collect::<Vec<_>>();
        Ok::<_, Error>(view! {
            <PageTitle title=titled(&form, &title) />
            <main class="page narrow" id="main" tabindex="-1">
                <Crumbs parents=crumbs(&composite) />
                <header class="head">
                    <p class="kicker">{source.source.body.clone()}</p>
                    <h1>{title.clone()}</h1>
                    <p class="lede">
                        {format!("Its answer to version {version} of the composite. ")}
                        <a href=address::composite_source(&slug, "sheet", number)>"What it lost"</a>
                    </p>
                </header>
                <ErrorSummary form=form.clone() />
                {(!composite.stage.takes_answers())
                    .then(|| {
                        view! {
                            <div class="notice" data-kind="warn">
                                <p>"Answers are recorded once the composite has been sent to its sources, and until it is moved."</p>
                            </div>
                        }
                    })}
                {before
                    .map(|before| {
                        view! {
                            <div class="notice">
                                <p>
                                    {format!(
                                        "So far: {}, said {} on {}. A new answer takes its place; this one stays in the record.",
                                        answer(before.answer).to_lowercase(),
                                        before.authority,
                                        day(&before.given_on),
                                    )}
                                </p>
                            </div>
                        }
                    })}
                <form method="post" action="/api/composite/answer" class="form">
                    <Submission />
                    <input type="hidden" name="slug" value=slug.clone() />
                    <input type="hidden" name="source" value=number.to_string() />
                    <input type="hidden" name="version" value=version.to_string() />
                    <Choices form=form.clone() name="answer" legend="The answer" choices ask=true />
                    <Line form=form.clone() name="authority" label="Who held the authority to give it?" hint="A delegate, a secretary, a meeting." />
                    <Line
                        form=form.clone()
                        name="given_on"
                        label="When was it given?"
                        hint="For example 12 October 2026."
                        class="w-date"
                        value=calendar::date(visit.call.now)
                    />
                    <Line form=form.clone() name="note" label="A note (optional)" />
                    <p class="row">
                        <button class="button">"Record the answer"</button>
                        <a href=address::composite(&slug)>"Not now"</a>
                    </p>
                </form>
            </main>
        })
    })
}
