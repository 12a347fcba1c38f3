//! Opening a round: the question, and until when.

use crate::address;
use crate::pages::part;
use crate::request::Visit;
use crate::ui::form::{ErrorSummary, Line, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, text_crumbs};
use crate::ui::said;
use domain::document::Origin;
use domain::permission::Action;
use domain::round::Phase;
use leptos::prelude::*;
use service::kept::Form;
use service::{Error, motions};

/// `/motions/{slug}/round/new`
#[component]
pub fn NewRoundPage() -> impl IntoView {
    let slug = part("slug");
    page(async move {
        let visit = Visit::current();
        visit.call.signed_in()?;
        let (form, reading) = (visit.kept().await?, motions::read(&visit.call, &slug).await?);
        let document = reading.document;
        visit.call.require_to(Action::Consult, &document)?;
        let now = visit.call.now;
        let running = reading
            .rounds
            .iter()
            .any(|round| round.window.phase(now) != Phase::Closed);
        let over = reading.article.count.over;
        let first = !document.records.circulated && document.records.origin == Origin::Owned;
        let version = document.latest;
        let slug = document.slug.clone();
        Ok::<_, Error>(view! {
            <PageTitle title=titled(&form, "Open a round") />
            <main class="page narrow" id="main" tabindex="-1">
                <Crumbs parents=text_crumbs(&document) />
                <header class="head">
                    <h1>"Open a round"</h1>
                    <p class="lede">"Members are asked one question about one exact version, until a set time."</p>
                </header>
                <ErrorSummary form=form.clone() />
                {if running {
                    view! {
                        <div class="notice">
                            <p>
                                "A round on this text is open or announced already. "
                                <a href=address::motion_page(&slug, "round")>"Go to it"</a> " to close it first."
                            </p>
                        </div>
                    }
                        .into_any()
                } else {
                    view! {
                        {first
                            .then(|| {
                                view! {
                                    <div class="notice" data-kind="warn">
                                        <p>"By this the draft is circulated: every member and supporter can read it and its versions from then on."</p>
                                    </div>
                                }
                            })}
                        {(over > 0)
                            .then(|| {
                                view! {
                                    <div class="notice" data-kind="warn">
                                        <p>
                                            {format!(
                                                "Version {version} is {} over its limit. It can be discussed, but not approved.",
                                                said::number(over, "word"),
                                            )}
                                        </p>
                                    </div>
                                }
                            })}
                        <OpenForm form slug=slug.clone() version words=document.words title=document.title.clone() />
                    }
                        .into_any()
                }}
            </main>
        })
    })
}

#[component]
fn OpenForm(form: Form, slug: String, version: u32, words: u32, title: String) -> impl IntoView {
    let later = ["open_date", "open_time"]
        .iter()
        .any(|name| !form.value(name).is_empty() || form.problem(name).is_some());
    let back = address::motion_page(&slug, "round");
    view! {
        <form class="form" method="post" action="/api/round/open">
            <Submission />
            <input type="hidden" name="slug" value=slug />
            <input type="hidden" name="version" value=version.to_string() />
            <dl class="facts">
                <div><dt>"Text"</dt><dd>{title}</dd></div>
                <div><dt>"Version"</dt><dd>{format!("{version}, {}", said::number(words, "word"))}</dd></div>
            </dl>
            <Line
                form=form.clone()
                name="question"
                label="What do you ask?"
                class="title"
                hint="One sentence that can be answered by “support” or “oppose”."
            />
            <fieldset class="field">
                <legend>"When it closes"</legend>
                <p class="hint">"A date with its year, and the hour in London: “1 May” alone is refused."</p>
                <div class="row">
                    <Line form=form.clone() name="close_date" label="Date" kind="date" class="w-date" />
                    <Line form=form.clone() name="close_time" label="Time" kind="time" class="w-date" />
                </div>
            </fieldset>
            <details open=later>
                <summary>"Open it later than now"</summary>
                <fieldset class="field">
                    <legend>"When it opens"</legend>
                    <p class="hint">"Leave both empty to open it at once."</p>
                    <div class="row">
                        <Line form=form.clone() name="open_date" label="Opening date" kind="date" class="w-date" />
                        <Line form=form name="open_time" label="Opening time" kind="time" class="w-date" />
                    </div>
                </fieldset>
            </details>
            <p class="row">
                <button class="button">"Open the round"</button>
                <a href=back>"Not now"</a>
            </p>
        </form>
    }
}
