//! One section of the manifesto: where it stands, its text, and what was recorded beside it.

use super::beside::{Beside, Editions, Findings, Links, Outcomes};
use super::contents::numbered;
use super::crumbs;
use super::words::{BudgetMeter, StateBadge, button, meaning, recorded};
use crate::address;
use crate::pages::part;
use crate::request::Visit;
use crate::ui::form::{ErrorSummary, Line, Submission, titled};
use crate::ui::lines::NumberedText;
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Day, Moment, Tab, Tabs};
use domain::permission::Action;
use domain::section::{Move, State};
use leptos::prelude::*;
use service::kept::Form;
use service::manifesto::{self, Listed, SectionPage as Whole};
use service::{Call, Error, motions};
use std::sync::Arc;
use store::SectionChange;

/// `/manifesto/{slug}`
#[component]
pub fn SectionPage() -> impl IntoView {
    let slug = part("slug");
    page(async move {
        let visit = Visit::current();
        let shown = Arc::new(manifesto::section(&visit.call, &slug).await?);
        let beside = Beside::of(&visit.call, &slug, shown.may_manage, &visit.ask("motion")).await?;
        let form = visit.kept().await?;
        // Looking is noted after the page is made, so that the page still says what changed since last time.
        let reading = motions::read(&visit.call, &slug).await?;
        motions::look(&visit.call, &reading).await?;
        Ok::<_, Error>(view! { <OneSection call=visit.call shown beside form /> })
    })
}

/// "Section 3 of Manifesto", or what it is where it has no number.
fn place(listed: &Listed, title: &str) -> String {
    match (listed.number, listed.state) {
        (Some(number), _) => format!("Section {number} of “{title}”"),
        (None, State::Dropped) => format!("A section that is left out of the next edition of “{title}”"),
        (None, _) => format!("A section of “{title}” that is still to be written"),
    }
}

#[component]
fn OneSection(call: Call, shown: Arc<Whole>, beside: Beside, form: Form) -> impl IntoView {
    let listed = shown.listed.clone();
    let section = listed.section.clone();
    let document = section.document.clone();
    let slug = document.slug.clone();
    let version = shown.article.version.clone();
    let heading = numbered(&listed);
    let changed = listed
        .looked
        .filter(|looked| *looked < document.latest)
        .map(|looked| (looked, address::compare(&slug, looked, document.latest)));
    let empty = shown.article.text.is_empty();
    view! {
        <PageTitle title=titled(&form, &heading) />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=crumbs() />
            <header class="head">
                <p class="kicker">{place(&listed, &shown.contents.frame.title)}</p>
                <h1>{heading.clone()}</h1>
                {(!section.commitment.is_empty())
                    .then(|| view! { <p class="promise">"Commitment: " {section.commitment.clone()}</p> })}
                <ul class="factline" role="list">
                    <li><StateBadge section=section.clone() /></li>
                    <li>{format!("Version {}, ", version.number)} <Day at=version.created_at /></li>
                </ul>
                <Tabs
                    slug=slug.clone()
                    latest=document.latest
                    comments=section.comments
                    amendments=section.amendments
                    section=true
                    current=Tab::Section
                />
            </header>
            <ErrorSummary form=form.clone() />
            {changed
                .map(|(seen, href)| {
                    view! {
                        <div class="notice">
                            <p>
                                "This section has changed since you last looked. "
                                <a href=href>{format!("What changed since version {seen}")}</a>
                            </p>
                        </div>
                    }
                })}
            <div class="with-aside">
                <div class="stack">
                    {if empty {
                        view! { <NoText shown=shown.clone() /> }.into_any()
                    } else {
                        view! {
                            <NumberedText
                                text=shown.article.text.clone()
                                lines=shown.article.lines.clone()
                                label=format!("Text of version {}", version.number)
                                ids=true
                            />
                        }
                            .into_any()
                    }}
                    <Findings
                        slug=slug.clone()
                        open=shown.open.clone()
                        dismissed=shown.dismissed.clone()
                        keeps=shown.may_manage
                        form=form.clone()
                    />
                    <Links slug=slug.clone() linked=beside.linked choice=beside.choice form=form.clone() />
                    <Outcomes slug=slug.clone() outcomes=beside.outcomes keeps=shown.may_manage form=form.clone() />
                    <Recorded changes=shown.changes.clone() />
                </div>
                <div class="aside">
                    <Stands shown=shown.clone() form=form.clone() />
                    <section aria-labelledby="a-words">
                        <h2 id="a-words">"Words"</h2>
                        <BudgetMeter words=document.words budget=section.budget label="Words of this section" />
                    </section>
                    <Doing call shown=shown.clone() />
                    <Editions slug=slug.clone() editions=beside.editions />
                    {shown.may_manage.then(|| view! { <Promise shown=shown.clone() form=form.clone() /> })}
                </div>
            </div>
        </main>
    }
}

/// What there is in place of a text.
#[component]
fn NoText(shown: Arc<Whole>) -> impl IntoView {
    let slug = shown.listed.section.document.slug.clone();
    let asked = shown.article.version.note.clone();
    view! {
        <div class="empty">
            <p>"Nobody has written this section yet."</p>
            // What is noted where nobody said more.
            {(asked != "Asked for").then(|| view! { <p>{format!("What is asked for: {asked}")}</p> })}
            {shown
                .may_edit
                .then(|| {
                    view! { <p class="row"><a class="button" href=address::motion_page(&slug, "edit")>"Write it"</a></p> }
                })}
        </div>
    }
}

/// Where it stands, and the buttons for what can be recorded now.
#[component]
fn Stands(shown: Arc<Whole>, form: Form) -> impl IntoView {
    let section = shown.listed.section.clone();
    let slug = section.document.slug.clone();
    let version = section.document.latest;
    let steps: Vec<Move> = if shown.may_manage {
        shown.moves.clone()
    } else {
        Vec::new()
    };
    let drop = steps.contains(&Move::Dropped);
    let plain: Vec<Move> = steps.into_iter().filter(|step| *step != Move::Dropped).collect();
    let dropping = form.value("step") == Move::Dropped.word();
    let hidden = move || {
        view! {
            <Submission />
            <input type="hidden" name="slug" value=slug.clone() />
            <input type="hidden" name="revision" value=section.revision.to_string() />
            <input type="hidden" name="version" value=version.to_string() />
        }
    };
    view! {
        <section aria-labelledby="a-stands">
            <h2 id="a-stands">"Where it stands"</h2>
            <p>{meaning(shown.listed.state)}</p>
            {(!plain.is_empty())
                .then(|| {
                    view! {
                        <form method="post" action="/api/section/move" class="form">
                            {hidden()}
                            <p class="row">
                                {plain
                                    .iter()
                                    .map(|step| {
                                        let class = if *step == Move::Agreed { "button" } else { "button plain" };
                                        view! { <button class=class name="step" value=step.word()>{button(*step, version)}</button> }
                                    })
                                    .collect_view()}
                            </p>
                        </form>
                    }
                })}
            {drop
                .then(|| {
                    view! {
                        <details open=dropping>
                            <summary>"Leave it out of the next edition"</summary>
                            <form method="post" action="/api/section/move" class="form">
                                {hidden()}
                                <input type="hidden" name="step" value=Move::Dropped.word() />
                                <Line form=form.clone() name="note" label="Why?" hint="It stays readable, with the reason." />
                                <button class="button danger">"Leave it out"</button>
                            </form>
                        </details>
                    }
                })}
        </section>
    }
}

/// What can be done with it.
#[component]
fn Doing(call: Call, shown: Arc<Whole>) -> impl IntoView {
    let document = shown.listed.section.document.clone();
    let slug = document.slug.clone();
    let consults = call.may_to(Action::Consult, &document) && document.round_closes.is_none();
    let links = [
        shown
            .may_edit
            .then(|| (address::motion_page(&slug, "edit"), "Edit this section")),
        call.may_to(Action::Propose, &document).then(|| {
            (
                address::motion_page(&slug, "amendments/new"),
                "Propose an amendment",
            )
        }),
        call.may_to(Action::Comment, &document)
            .then(|| (address::motion_page(&slug, "comments#new"), "Comment on it")),
        consults.then(|| {
            (
                address::motion_page(&slug, "round/new"),
                "Ask members for their views",
            )
        }),
        document
            .round_closes
            .map(|_| (address::motion_page(&slug, "round"), "Give your view")),
        call.may_to(Action::Decide, &document)
            .then(|| (address::motion_page(&slug, "decision"), "Vote on this text")),
    ];
    view! {
        <section aria-labelledby="a-do">
            <h2 id="a-do">"Do something with it"</h2>
            <ul class="links" role="list">
                {links
                    .into_iter()
                    .flatten()
                    .map(|(href, name)| view! { <li><a href=href>{name}</a></li> })
                    .collect_view()}
            </ul>
        </section>
    }
}

/// The commitment and the budget, for those who may set them.
#[component]
fn Promise(shown: Arc<Whole>, form: Form) -> impl IntoView {
    let section = shown.listed.section.clone();
    let typed = form.fields.iter().any(|(name, _)| name == "commitment");
    let form = if typed { form } else { Form::default() };
    view! {
        <section aria-labelledby="a-promise">
            <h2 id="a-promise">"Commitment and budget"</h2>
            <details open=typed>
                <summary>"Change them"</summary>
                <form method="post" action="/api/section/line" class="form">
                    <Submission />
                    <input type="hidden" name="slug" value=section.document.slug.clone() />
                    <input type="hidden" name="revision" value=section.revision.to_string() />
                    <Line
                        form=form.clone()
                        name="commitment"
                        label="Its line in the list of commitments"
                        hint="It should say what the heading says."
                        value=section.commitment.clone()
                    />
                    <Line
                        form=form.clone()
                        name="budget"
                        label="Word budget"
                        hint="Empty for none."
                        class="w-short"
                        inputmode="numeric"
                        value=section.budget.map(|budget| budget.to_string()).unwrap_or_default()
                    />
                    <button class="button">"Save both"</button>
                </form>
            </details>
        </section>
    }
}

/// What was recorded of it, the newest first.
#[component]
fn Recorded(changes: Vec<SectionChange>) -> impl IntoView {
    view! {
        <section class="flow" aria-labelledby="h-recorded">
            <h2 id="h-recorded">"What has been recorded"</h2>
            <ol class="timeline" role="list" reversed>
                {changes
                    .into_iter()
                    .rev()
                    .map(|change| {
                        view! {
                            <li>
                                <p>{recorded(&change.step, change.version)}</p>
                                {(!change.note.is_empty()).then(|| view! { <p>{change.note.clone()}</p> })}
                                <p class="meta">
                                    <span>"By " <bdi>{change.member_name.clone()}</bdi></span>
                                    <span><Moment at=change.at short=true /></span>
                                </p>
                            </li>
                        }
                    })
                    .collect_view()}
            </ol>
        </section>
    }
}
