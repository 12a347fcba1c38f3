//! The contents of the manifesto: what it promises, its sections in order, and the forms of those who keep it.

use super::words::{BudgetMeter, Picture, StateBadge};
use crate::address;
use crate::pages::composites::words::Reworded;
use crate::request::Visit;
use crate::ui::form::{ErrorSummary, Line, Paragraphs, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Day, StageBadge};
use crate::ui::said;
use domain::permission::Action;
use domain::text::canon::Canonical;
use domain::text::pairs::same_words;
use leptos::prelude::*;
use service::kept::Form;
use service::manifesto::{self, Contents, Listed, OrderForm, Plan};
use service::{Error, Trouble};
use std::sync::Arc;

/// `/manifesto`
#[component]
pub fn ContentsPage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        let contents = Arc::new(manifesto::show(&visit.call).await?);
        let form = visit.kept().await?;
        let keeps = visit.call.may(Action::Manifesto);
        let plan = if form
            .problems
            .iter()
            .any(|problem| matches!(problem.trouble, Trouble::ReferencesMove(_)))
        {
            // The order may have changed once more since then; the summary of what is wrong still stands.
            manifesto::plan(&visit.call, &order_form(&form)).await.ok()
        } else {
            None
        };
        Ok::<_, Error>(if contents.document.is_none() {
            view! { <Nothing keeps /> }.into_any()
        } else {
            view! { <Whole contents form plan keeps /> }.into_any()
        })
    })
}

/// The order that a kept form wishes.
fn order_form(form: &Form) -> OrderForm {
    let (section, to) = wish(|name| form.value(name).to_owned());
    OrderForm {
        base: form.value("base").split(' ').map(str::to_owned).collect(),
        section,
        to,
        ..OrderForm::default()
    }
}

/// Which section is to move and where to: a button names its section, and the form below the list asks for both.
pub fn wish(field: impl Fn(&str) -> String) -> (String, String) {
    for to in ["up", "down"] {
        let section = field(to);
        if !section.is_empty() {
            return (section, to.to_owned());
        }
    }
    (field("section"), field("to"))
}

/// There is no manifesto yet.
#[component]
fn Nothing(keeps: bool) -> impl IntoView {
    view! {
        <PageTitle title="Manifesto" />
        <main class="page" id="main" tabindex="-1">
            <header class="head">
                <h1>"Manifesto"</h1>
                <p class="lede">"What the group asks for, section by section, over the years."</p>
            </header>
            <div class="empty">
                <p>"There is no manifesto yet."</p>
                {if keeps {
                    view! {
                        <p>"Take in the text that you have: its headings become sections. Or ask for the first section."</p>
                        <p class="row">
                            <a class="button" href="/manifesto/import">"Import a manifesto"</a>
                            <a href="/manifesto/new">"Ask for the first section"</a>
                        </p>
                    }
                        .into_any()
                } else {
                    view! { <p>"The committee begins one. Its sections will stand here for you to read, to comment and to amend."</p> }
                        .into_any()
                }}
            </div>
        </main>
    }
}

#[component]
fn Whole(contents: Arc<Contents>, form: Form, plan: Option<Plan>, keeps: bool) -> impl IntoView {
    let frame = contents.frame.clone();
    let count = u32::try_from(contents.sections.len()).unwrap_or(u32::MAX);
    let wanted = contents
        .sections
        .iter()
        .filter(|listed| listed.section.course.last.is_wanted())
        .count();
    // Those of sections that the next edition would hold.
    let commitments: Vec<String> = contents
        .sections
        .iter()
        .filter(|listed| listed.number.is_some())
        .map(|listed| listed.section.commitment.clone())
        .filter(|commitment| !commitment.is_empty())
        .collect();
    view! {
        <PageTitle title=titled(&form, &frame.title) />
        <main class="page" id="main" tabindex="-1">
            <header class="head">
                <p class="kicker">"Manifesto"</p>
                <h1>{frame.title.clone()}</h1>
                <ul class="factline" role="list">
                    <li>{said::number(count, "section")}</li>
                    <li>{said::against(contents.words, frame.budget)}</li>
                    {(wanted > 0).then(|| view! { <li class="here">{format!("{wanted} wanted")}</li> })}
                </ul>
                <Around contents=contents.clone() />
            </header>
            <ErrorSummary form=form.clone() />
            {plan.map(|plan| view! { <Follow plan form=form.clone() /> })}
            <div class="with-aside">
                <div class="stack">
                    {(!frame.addressee.is_empty() || !commitments.is_empty())
                        .then(|| view! { <Commitments addressee=frame.addressee.clone() commitments /> })}
                    <Sections contents=contents.clone() keeps />
                    <Dropped dropped=contents.dropped.clone() />
                    {(!frame.closing.is_empty()).then(|| view! { <Closing closing=frame.closing.clone() /> })}
                    {keeps.then(|| view! { <Keep contents=contents.clone() form=form.clone() /> })}
                </div>
                <div class="aside">
                    <section aria-labelledby="a-words">
                        <h2 id="a-words">"Words in all"</h2>
                        <BudgetMeter words=contents.words budget=frame.budget label="Words of all sections" />
                    </section>
                    <Ways contents=contents.clone() />
                </div>
            </div>
        </main>
    }
}

/// The way to the other pages about the whole.
#[component]
fn Around(contents: Arc<Contents>) -> impl IntoView {
    let findings: u32 = contents.sections.iter().map(|listed| listed.findings.open).sum();
    let pages = [
        (address::CHECKS, format!("Checks ({findings})")),
        (
            address::EDITIONS,
            format!("Editions ({})", contents.editions.len()),
        ),
        (address::WANTED, "What it needs".to_owned()),
    ];
    view! {
        <nav aria-label="Pages about the manifesto">
            <ul class="tabs" role="list">
                {pages.into_iter().map(|(href, name)| view! { <li><a href=href>{name}</a></li> }).collect_view()}
            </ul>
        </nav>
    }
}

/// The sentence that says whom it addresses, and the promises under it.
#[component]
fn Commitments(addressee: String, commitments: Vec<String>) -> impl IntoView {
    view! {
        <section class="flow" aria-labelledby="h-commitments">
            <h2 id="h-commitments">"What it commits to"</h2>
            {(!addressee.is_empty()).then(|| view! { <Prose text=addressee /> })}
            {(!commitments.is_empty())
                .then(|| {
                    view! {
                        <ul class="wording">
                            {commitments.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
                        </ul>
                    }
                })}
        </section>
    }
}

/// Some paragraphs, as they are read.
#[component]
fn Prose(text: String) -> impl IntoView {
    view! { <crate::pages::composites::words::Whole text=Canonical::of(&text) /> }
}

#[component]
fn Closing(closing: String) -> impl IntoView {
    view! {
        <section class="flow" aria-labelledby="h-closing">
            <h2 id="h-closing">"After the last section"</h2>
            <Prose text=closing />
        </section>
    }
}

/// The sections in order. One form moves any of them; each button names its section.
#[component]
fn Sections(contents: Arc<Contents>, keeps: bool) -> impl IntoView {
    if contents.sections.is_empty() {
        return view! {
            <section aria-labelledby="h-sections">
                <h2 id="h-sections">"Sections"</h2>
                <div class="empty"><p>"There is no section in the next edition."</p></div>
            </section>
        }
        .into_any();
    }
    let last = contents.sections.len();
    let list = {
        let contents = contents.clone();
        move || {
            view! {
                <ol class="contents" role="list">
                    {contents
                        .sections
                        .iter()
                        .enumerate()
                        .map(|(at, listed)| {
                            view! { <Entry listed=listed.clone() moves=(keeps && last > 1).then_some((at > 0, at + 1 < last)) /> }
                        })
                        .collect_view()}
                </ol>
            }
        }
    };
    view! {
        <section class="flow" aria-labelledby="h-sections">
            <h2 id="h-sections">"Sections"</h2>
            {if keeps && last > 1 {
                view! {
                    <form method="post" action="/api/manifesto/order">
                        <Submission />
                        <input type="hidden" name="base" value=contents.order().join(" ") />
                        {list()}
                    </form>
                }
                    .into_any()
            } else {
                list().into_any()
            }}
        </section>
    }
    .into_any()
}

/// One section. `moves`: whether it can go up and down, for those who may move it.
#[component]
fn Entry(listed: Listed, moves: Option<(bool, bool)>) -> impl IntoView {
    let section = listed.section.clone();
    let document = section.document.clone();
    let number = listed
        .number
        .map_or_else(|| "–".to_owned(), |number| number.to_string());
    let (slug, heading) = (document.slug.clone(), document.title.clone());
    let changed = listed
        .looked
        .filter(|looked| *looked < document.latest)
        .map(|looked| address::compare(&slug, looked, document.latest));
    let over = listed.over() > 0;
    let found = listed.findings.open;
    let open = section.comments > 0 || section.amendments > 0;
    view! {
        <li id=format!("section-{slug}") data-state=section.course.last.is_wanted().then_some("wanted")>
            <span class="place">{number}</span>
            <div>
                <h3><a href=address::section(&slug)>{heading.clone()}</a></h3>
                {(!section.commitment.is_empty() && !same_words(&heading, &section.commitment))
                    .then(|| view! { <p class="promise">{section.commitment.clone()}</p> })}
                <p class="meta">
                    <StateBadge section=section.clone() />
                    <span class=over.then_some("over")>{said::against(document.words, section.budget)}</span>
                    {section
                        .budget
                        .map(|budget| {
                            view! { <Picture words=document.words budget label=format!("Words of “{heading}”") /> }
                        })}
                    {changed.map(|href| view! { <a href=href>"Changed since you looked"</a> })}
                    {(found > 0)
                        .then(|| {
                            let href = format!("{}#findings", address::section(&slug));
                            view! { <a href=href>{said::number(found, "finding")}</a> }
                        })}
                    {(listed.looked.is_none()).then_some(view! { <span>"New to you"</span> })}
                    {open
                        .then(|| {
                            let mut said = Vec::new();
                            if section.comments > 0 {
                                said.push(said::number(section.comments, "comment"));
                            }
                            if section.amendments > 0 {
                                said.push(said::number(section.amendments, "amendment"));
                            }
                            view! { <span>{said.join(", ")}</span> }
                        })}
                </p>
            </div>
            {moves
                .map(|(up, down)| {
                    view! {
                        <span class="movers">
                            <Mover way="up" sign="↑" slug=slug.clone() heading=heading.clone() allowed=up />
                            <Mover way="down" sign="↓" slug=slug.clone() heading=heading.clone() allowed=down />
                        </span>
                    }
                })}
        </li>
    }
}

/// A button that moves a section by one place.
#[component]
fn Mover(
    way: &'static str,
    sign: &'static str,
    slug: String,
    heading: String,
    allowed: bool,
) -> impl IntoView {
    allowed.then(|| {
        view! {
            <button class="button plain" name=way value=slug aria-label=format!("Move “{heading}” {way}")>
                <span aria-hidden="true">{sign}</span>
            </button>
        }
    })
}

/// A heading with its number, if it has one.
pub fn numbered(listed: &Listed) -> String {
    let heading = &listed.section.document.title;
    match listed.number {
        Some(number) => format!("{number}. {heading}"),
        None => heading.clone(),
    }
}

/// Sections that are left out of the next edition.
#[component]
fn Dropped(dropped: Vec<Listed>) -> impl IntoView {
    (!dropped.is_empty()).then(|| {
        view! {
            <section class="flow" aria-labelledby="h-dropped">
                <h2 id="h-dropped">"Left out of the next edition"</h2>
                <ul class="links" role="list">
                    {dropped
                        .into_iter()
                        .map(|listed| {
                            let document = listed.section.document;
                            view! { <li><a href=address::section(&document.slug)>{document.title}</a></li> }
                        })
                        .collect_view()}
                </ul>
            </section>
        }
    })
}

/// What a new order would do to references, and the choice.
#[component]
fn Follow(plan: Plan, form: Form) -> impl IntoView {
    let (section, to) = wish(|name| form.value(name).to_owned());
    let heading = plan
        .contents
        .find(&section)
        .map(|listed| listed.section.document.title.clone())
        .unwrap_or_default();
    let place = plan
        .order
        .iter()
        .position(|slug| *slug == section)
        .map_or(0, |at| at + 1);
    view! {
        <section class="notice" aria-labelledby="h-follow">
            <h2 id="h-follow">{format!("“{heading}” would stand in place {place}")}</h2>
            <p>"These sections refer to others by number. With the new order the numbers would read like this:"</p>
            <ul class="entries" role="list">
                {plan
                    .rewritten
                    .iter()
                    .map(|one| {
                        view! {
                            <li>
                                <h3>{one.section.document.title.clone()}</h3>
                                {changed_rows(one)}
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            <form method="post" action="/api/manifesto/order" class="form">
                <Submission />
                <input type="hidden" name="base" value=form.value("base").to_owned() />
                <input type="hidden" name="section" value=section.clone() />
                <input type="hidden" name="to" value=to />
                <p class="row">
                    <button class="button" name="follow" value="yes">"Move it, and let the numbers follow"</button>
                    <button class="button plain" name="follow" value="no">"Move it, and leave the texts as they are"</button>
                    <a href=address::MANIFESTO>"Do not move it"</a>
                </p>
            </form>
        </section>
    }
}

/// The paragraphs of a section whose references would follow, with what differs.
fn changed_rows(one: &manifesto::Rewritten) -> impl IntoView + use<> {
    let mut difference = one.difference.clone();
    difference.rows.retain(|row| {
        row.runs
            .iter()
            .any(|run| run.kind != domain::text::diff::RunKind::Equal)
    });
    view! { <Reworded diff=difference /> }
}

/// The ways on.
#[component]
fn Ways(contents: Arc<Contents>) -> impl IntoView {
    let document = contents.document.clone();
    let latest = contents.editions.first().cloned();
    view! {
        <section aria-labelledby="a-more">
            <h2 id="a-more">"About the manifesto"</h2>
            <ul class="links" role="list">
                <li><a href="/manifesto/glossary">"Abbreviations and what they mean"</a></li>
            </ul>
        </section>
        {latest
            .zip(document)
            .map(|(edition, document)| {
                view! {
                    <section aria-labelledby="a-edition">
                        <h2 id="a-edition">{format!("Edition {}", edition.number)}</h2>
                        <p><StageBadge stage=document.records.stage() /></p>
                        <p>{said::number(edition.sections, "section")} ", " {said::number(edition.words, "word")}</p>
                        <p>"Assembled " <Day at=edition.at /></p>
                        <p><a href=address::edition(edition.number)>"What it holds"</a></p>
                    </section>
                }
            })}
    }
}

/// The forms of those who keep it.
#[component]
fn Keep(contents: Arc<Contents>, form: Form) -> impl IntoView {
    let frame = contents.frame.clone();
    let framing = ["title", "addressee", "closing", "budget", "revision"]
        .iter()
        .any(|field| form.fields.iter().any(|(name, _)| name == field));
    let placing = form.fields.iter().any(|(name, _)| name == "section") || form.problem("to").is_some();
    let choices: Vec<(String, String)> = contents
        .sections
        .iter()
        .map(|listed| {
            let document = &listed.section.document;
            (document.slug.clone(), numbered(listed))
        })
        .collect();
    let several = choices.len() > 2;
    // A kept form fills only the form that it came from.
    let frame_form = if framing { form.clone() } else { Form::default() };
    let place_form = if placing { form } else { Form::default() };
    view! {
        <section class="flow" aria-labelledby="h-keep">
            <h2 id="h-keep">"For the committee"</h2>
            <p class="row">
                <a class="button" href="/manifesto/new">"Ask for a section"</a>
                <a href="/manifesto/import">"Import a text"</a>
            </p>
            <details open=framing>
                <summary>"Title, opening and closing words"</summary>
                <form method="post" action="/api/manifesto/frame" class="form">
                    <Submission />
                    <input type="hidden" name="revision" value=frame.revision.to_string() />
                    <Line form=frame_form.clone() name="title" label="Title" class="title" value=frame.title.clone() />
                    <Paragraphs
                        form=frame_form.clone()
                        name="addressee"
                        label="Before the commitments (optional)"
                        hint="The sentence that says whom you urge, such as: We urge the next council to:"
                        rows=3
                        value=frame.addressee.clone()
                    />
                    <Paragraphs
                        form=frame_form.clone()
                        name="closing"
                        label="After the last section (optional)"
                        hint="Such as who you are. Begin with a heading: # About us"
                        rows=5
                        value=frame.closing.clone()
                    />
                    <Line
                        form=frame_form
                        name="budget"
                        label="Word budget in all (optional)"
                        class="w-short"
                        inputmode="numeric"
                        value=frame.budget.map(|budget| budget.to_string()).unwrap_or_default()
                    />
                    <p class="row"><button class="button">"Save this"</button></p>
                </form>
            </details>
            {several
                .then(|| {
                    view! {
                        <details open=placing>
                            <summary>"Move a section further than by one place"</summary>
                            <form method="post" action="/api/manifesto/order" class="form">
                                <Submission />
                                <input type="hidden" name="base" value=contents.order().join(" ") />
                                <crate::ui::form::Select form=place_form.clone() name="section" label="Section" choices=choices.clone() />
                                <Line form=place_form.clone() name="to" label="Its new place" class="w-short" inputmode="numeric" />
                                <p class="row"><button class="button">"Move it there"</button></p>
                            </form>
                        </details>
                    }
                })}
        </section>
    }
}
