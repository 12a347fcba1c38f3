//! The workbench: the sources side by side, and the composite that is built of them.

use super::crumbs;
use super::words::{Clause, Reworded, fate, fate_style, loss, named, provenance, why};
use crate::pages::part;
use crate::request::Visit;
use crate::ui::form::{ErrorSummary, Line, Paragraphs, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Moment, WordMeter};
use crate::ui::said;
use crate::ui::text_field::TextField;
use domain::composite::{Entry, Fate, Taken};
use domain::text::canon::Canonical;
use domain::text::diff::diff;
use domain::text::pairs::Group;
use leptos::prelude::*;
use service::Error;
use service::composites::{self, Bench};
use service::kept::Form;
use std::sync::Arc;

/// `/composites/{slug}/build`
#[component]
pub fn BenchPage() -> impl IntoView {
    let slug = part("slug");
    page(async move {
        let visit = Visit::current();
        let bench = Arc::new(composites::bench(&visit.call, &slug).await?);
        let form = visit.kept().await?;
        let edit = visit.ask("edit").parse().unwrap_or(0);
        Ok::<_, Error>(view! { <Workbench bench form edit /> })
    })
}

/// A red line on a clause: whether the composite so far would cross it.
fn red_lines(bench: &Bench, taken: Taken) -> Vec<String> {
    bench
        .composite
        .red_lines
        .iter()
        .filter(|line| (line.source, line.clause) == (taken.source, taken.clause))
        .map(why)
        .collect()
}

#[component]
fn Workbench(bench: Arc<Bench>, form: Form, edit: u32) -> impl IntoView {
    let composite = &bench.composite;
    let document = &composite.document;
    let open = composite.stage.is_open();
    let last = bench.last.clone();
    let title = format!("Build: {}", document.title);
    let groups = bench.groups.clone();
    view! {
        <PageTitle title=titled(&form, &title) />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=crumbs(composite) />
            <header class="head">
                <p class="kicker">"Workbench"</p>
                <h1>{document.title.clone()}</h1>
                <ul class="factline" role="list">
                    <li><strong>{said::against(bench.count.words, bench.count.limit)}</strong></li>
                    <li>{if bench.unsaved { "Not saved as a version yet" } else { "Saved as the latest version" }}</li>
                    {last
                        .map(|step| {
                            view! {
                                <li>
                                    {format!("Last step {} by ", step.revision)} <bdi>{step.member_name.clone()}</bdi> ", " <Moment at=step.at short=true />
                                </li>
                            }
                        })}
                </ul>
                <p class="lede">"Every step is kept at once. Anybody on the committee can go on where you stop."</p>
                <ul class="links" role="list">
                    <li><a href="#composite">"The composite so far"</a></li>
                    <li><a href="#sources">"The clauses of its sources"</a></li>
                </ul>
            </header>
            <ErrorSummary form=form.clone() />
            {(!open)
                .then(|| {
                    view! {
                        <div class="notice" data-kind="warn">
                            <p>"The composite has been moved or dissolved, so its text can no longer be built."</p>
                        </div>
                    }
                })}
            <Typed bench=bench.clone() form=form.clone() />
            <Crossed bench=bench.clone() />
            <div class="halves">
                <section class="flow" aria-labelledby="composite">
                    <h2 id="composite" tabindex="-1">"The composite so far"</h2>
                    <Built bench=bench.clone() open edit />
                    <WordMeter words=bench.count.words limit=bench.count.limit label="Words in the composite" />
                    {open.then(|| view! { <Save bench=bench.clone() form=form.clone() /> })}
                </section>
                <section class="flow" aria-labelledby="sources">
                    <h2 id="sources" tabindex="-1">"The clauses of its sources"</h2>
                    <p class="quiet">"In the order of the first source. Clauses that say nearly the same stand together, with what differs marked against the first of them."</p>
                    <ol class="groups" role="list">
                        {groups.into_iter().map(|group| view! { <OneGroup bench=bench.clone() group open /> }).collect_view()}
                    </ol>
                </section>
            </div>
        </main>
    }
}

/// What was typed into a step that was refused: nothing of it is lost.
#[component]
fn Typed(bench: Arc<Bench>, form: Form) -> impl IntoView {
    let typed = form.value("text").to_owned();
    let was_typed = matches!(form.value("do"), "add" | "edit") && !form.problems.is_empty();
    let entry: u32 = form.value("entry").parse().unwrap_or(0);
    let place = bench.build.entries.iter().position(|there| there.id == entry);
    let (slug, revision) = (bench.composite.document.slug.clone(), bench.revision);
    was_typed.then(|| {
        let edited = (form.value("do") == "edit").then_some(place).flatten();
        let rows = u16::try_from(typed.len() / 60 + 2).unwrap_or(20).min(20);
        view! {
            <section class="notice" aria-labelledby="h-typed">
                <h2 id="h-typed">"What you typed"</h2>
                <form method="post" action="/api/composite/step" class="form">
                    <Hidden slug=slug revision entry />
                    <div class="field wide">
                        <label for="text">"The clause"</label>
                        <TextField name="text" text=typed rows class="body" />
                    </div>
                    <p class="row">
                        {edited
                            .map(|place| {
                                view! {
                                    <button class="button" name="do" value="edit">{format!("Put it in the place of clause {}", place + 1)}</button>
                                }
                            })}
                        <button class="button plain" name="do" value="add">"Add it as a new clause"</button>
                    </p>
                </form>
            </section>
        }
    })
}

/// The red lines that the composite so far would cross.
#[component]
fn Crossed(bench: Arc<Bench>) -> impl IntoView {
    let crossed = if bench.build.entries.is_empty() {
        Vec::new()
    } else {
        bench.crossed.clone()
    };
    (!crossed.is_empty()).then(|| {
        let heading = match crossed.len() {
            1 => "As it stands, it crosses one red line".to_owned(),
            lines => format!("As it stands, it crosses {lines} red lines"),
        };
        view! {
            <div class="notice" data-kind="bad">
                <h2>{heading}</h2>
                <ul>
                    {crossed
                        .iter()
                        .map(|crossed| {
                            let taken = Taken { source: crossed.line.source, clause: crossed.line.clause };
                            let what = if crossed.fate == Fate::Dropped { "not in it" } else { "changed" };
                            view! {
                                <li>
                                    <a href=format!("#s{}-{}", taken.source, taken.clause)>{named(&bench.composite, taken)}</a>
                                    {format!(" is {what}: {}", why(&crossed.line))}
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </div>
        }
    })
}

/// The composite's clauses, each with its sources and what can be done with it.
#[component]
fn Built(bench: Arc<Bench>, open: bool, edit: u32) -> impl IntoView {
    let paragraphs: Vec<String> = bench
        .built
        .text
        .paragraphs()
        .iter()
        .map(|at| bench.built.text.as_str()[at.start as usize..at.end as usize].to_owned())
        .collect();
    let count = bench.build.entries.len();
    let (slug, revision) = (bench.composite.document.slug.clone(), bench.revision);
    view! {
        {if count == 0 {
            view! {
                <div class="empty">
                    <p>"Nothing is in it yet."</p>
                    <p>"Take a clause of a source, or write a new one."</p>
                </div>
            }
                .into_any()
        } else {
            view! {
                <ol class="clauses" role="list">
                    {bench
                        .build
                        .entries
                        .iter()
                        .cloned()
                        .zip(paragraphs)
                        .enumerate()
                        .map(|(at, (entry, shown))| {
                            view! { <OneEntry bench=bench.clone() entry shown at last=at + 1 == count open edit /> }
                        })
                        .collect_view()}
                </ol>
            }
                .into_any()
        }}
        {open
            .then(|| {
                view! {
                    <div class="row">
                        {bench
                            .can_undo
                            .then(|| {
                                view! {
                                    <form method="post" action="/api/composite/step">
                                        <Hidden slug=slug.clone() revision entry=0 />
                                        <button class="button plain" name="do" value="undo">"Undo the last step"</button>
                                    </form>
                                }
                            })}
                    </div>
                    <details>
                        <summary>"Write a new clause at the end"</summary>
                        <New slug=slug.clone() revision after=0 />
                    </details>
                }
            })}
    }
}

#[component]
fn OneEntry(
    bench: Arc<Bench>,
    entry: Entry,
    shown: String,
    at: usize,
    last: bool,
    open: bool,
    edit: u32,
) -> impl IntoView {
    let number = at + 1;
    let from = provenance(
        &bench.composite,
        Canonical::of(&shown)
            .paragraphs()
            .first()
            .map_or("", |at| at.text),
        &entry.from,
    );
    let (slug, revision, id) = (bench.composite.document.slug.clone(), bench.revision, entry.id);
    let rows = u16::try_from(entry.text.len() / 45 + 2).unwrap_or(20).min(20);
    view! {
        <li id=format!("e{id}") tabindex="-1" value=number.to_string()>
            <Clause text=shown />
            <p class="from">{from}</p>
            {open
                .then(|| {
                    view! {
                        <div class="tools">
                        <form method="post" action="/api/composite/step" class="row">
                            <Hidden slug=slug.clone() revision entry=id />
                            {(at > 0)
                                .then(|| view! { <button class="linkish" name="do" value="up" aria-label=format!("Move clause {number} up")>"Up"</button> })}
                            {(!last)
                                .then(|| view! { <button class="linkish" name="do" value="down" aria-label=format!("Move clause {number} down")>"Down"</button> })}
                            <button class="linkish" name="do" value="remove" aria-label=format!("Remove clause {number}")>"Remove"</button>
                        </form>
                        <details open=edit == id>
                            <summary>"Edit"<span class="vh">{format!(" clause {number}")}</span></summary>
                            <form method="post" action="/api/composite/step" class="form">
                                <Hidden slug=slug.clone() revision entry=id />
                                <div class="field wide">
                                    <label for=format!("text-{id}")>{format!("Words of clause {number}")}</label>
                                    <TextField name="text" id=format!("text-{id}") text=entry.text.clone() rows class="body" />
                                </div>
                                <button class="button plain" name="do" value="edit">{format!("Keep these words for clause {number}")}</button>
                            </form>
                        </details>
                        <details>
                            <summary>"New clause after it"<span class="vh">{format!(", after clause {number}")}</span></summary>
                            <New slug revision after=id />
                        </details>
                        </div>
                    }
                })}
        </li>
    }
}

/// A new clause.
#[component]
fn New(slug: String, revision: u32, after: u32) -> impl IntoView {
    view! {
        <form method="post" action="/api/composite/step" class="form">
            <Hidden slug revision entry=after />
            <Paragraphs
                form=Form::default()
                name="text"
                id=format!("new-{after}")
                label="The new clause"
                hint="It is marked as new. Start a list item with “- ” or “1. ”."
                rows=3
                class="body"
            />
            <button class="button plain" name="do" value="add">"Add it"</button>
        </form>
    }
}

/// What every form of the workbench holds.
#[component]
fn Hidden(slug: String, revision: u32, entry: u32) -> impl IntoView {
    view! {
        <Submission />
        <input type="hidden" name="slug" value=slug />
        <input type="hidden" name="revision" value=revision.to_string() />
        {(entry > 0).then(|| view! { <input type="hidden" name="entry" value=entry.to_string() /> })}
    }
}

/// Saving what has been built as a version.
#[component]
fn Save(bench: Arc<Bench>, form: Form) -> impl IntoView {
    let document = &bench.composite.document;
    let form = if form.value("do").is_empty() {
        form
    } else {
        Form::default()
    };
    let note = if document.latest == 1 {
        "The first text"
    } else {
        ""
    };
    (!bench.build.entries.is_empty()).then(|| {
        view! {
            <form method="post" action="/api/composite/save" class="form">
                <Submission />
                <input type="hidden" name="slug" value=document.slug.clone() />
                <input type="hidden" name="base" value=document.latest.to_string() />
                <input type="hidden" name="revision" value=bench.revision.to_string() />
                <h3>"Save it as a version"</h3>
                <Line form=form.clone() name="title" label="Title" value=document.title.clone() />
                <Line form=form name="note" label="What did you change, and why?" value=note />
                <button class="button">{format!("Save as version {}", document.latest + 1)}</button>
            </form>
        }
    })
}

/// Clauses that say nearly the same, or one alone.
#[component]
fn OneGroup(bench: Arc<Bench>, group: Group, open: bool) -> impl IntoView {
    let members: Vec<Taken> = group
        .members
        .iter()
        .map(|member| Taken {
            source: member.text + 1,
            clause: member.paragraph + 1,
        })
        .collect();
    let heading = match (members.len(), group.same) {
        (1, _) => None,
        (count, true) => Some(format!("{count} sources say the same")),
        (count, false) => Some(format!("{count} sources say nearly the same")),
    };
    let merged = bench
        .build
        .entries
        .iter()
        .any(|entry| members.iter().all(|taken| entry.from.contains(taken)));
    let merge = (open && members.len() > 1 && !group.same && !merged).then(|| members.clone());
    let (slug, revision) = (bench.composite.document.slug.clone(), bench.revision);
    let first = members.first().copied();
    let class = if heading.is_some() { "group near" } else { "group" };
    view! {
        <li class=class>
            {heading.map(|heading| view! { <p class="meta">{heading}</p> })}
            {members
                .iter()
                .map(|taken| view! { <Member bench=bench.clone() taken=*taken first=first.unwrap_or(*taken) open /> })
                .collect_view()}
            {merge
                .map(|members| {
                    view! {
                        <form method="post" action="/api/composite/step" class="row">
                            <Hidden slug revision entry=0 />
                            {members
                                .into_iter()
                                .map(|taken| view! { <input type="hidden" name="from" value=format!("{}.{}", taken.source, taken.clause) /> })
                                .collect_view()}
                            <button class="button plain" name="do" value="merge">"Take them all as one clause, and edit it"</button>
                        </form>
                    }
                })}
        </li>
    }
}

/// One clause of a source.
#[component]
fn Member(bench: Arc<Bench>, taken: Taken, first: Taken, open: bool) -> impl IntoView {
    let composite = &bench.composite;
    let text = |taken: Taken| {
        composite
            .sources
            .get(taken.source as usize - 1)
            .and_then(|source| {
                let paragraphs = source.text.paragraphs();
                let at = paragraphs.get(taken.clause as usize - 1)?;
                Some((
                    source.text.as_str()[at.start as usize..at.end as usize].to_owned(),
                    at.text.to_owned(),
                ))
            })
            .unwrap_or_default()
    };
    let (shown, words) = text(taken);
    let against_first = (taken != first)
        .then(|| text(first).1)
        .filter(|first| *first != words);
    let fare = bench
        .fares
        .get(taken.source as usize - 1)
        .and_then(|fares| fares.get(taken.clause as usize - 1))
        .cloned();
    let used = bench
        .build
        .entries
        .iter()
        .any(|entry| entry.from.contains(&taken));
    let kept = fare.as_ref().is_some_and(|fare| fare.fate == Fate::Kept);
    let name = named(composite, taken);
    let state = fare.as_ref().map(|fare| match fare.fate {
        Fate::Dropped => "Not taken".to_owned(),
        other => fate(other, &fare.into),
    });
    // What has not been taken yet may still be.
    let style = fare
        .as_ref()
        .filter(|fare| fare.fate != Fate::Dropped)
        .map_or("open", |fare| fate_style(fare.fate));
    let losses = fare.map(|fare| fare.losses).unwrap_or_default();
    let (slug, revision) = (composite.document.slug.clone(), bench.revision);
    let count = said::number(domain::text::words::words(&words), "word");
    view! {
        <div class="member" id=format!("s{}-{}", taken.source, taken.clause) tabindex="-1">
            <p class="meta">
                <strong>{name.clone()}</strong>
                <span>{count}</span>
                {state.map(|state| view! { <span class="fate" data-fate=style>{state}</span> })}
            </p>
            {match against_first {
                Some(first) => {
                    let difference = diff(&Canonical::of(&first), &Canonical::of(&words));
                    view! { <Reworded diff=difference /> }.into_any()
                }
                None => view! { <Clause text=shown /> }.into_any(),
            }}
            {red_lines(&bench, taken)
                .into_iter()
                .map(|reason| {
                    view! {
                        <div class=if kept { "redline-note" } else { "redline-note crossed" }>
                            <p><strong>"Red line: "</strong>{reason}</p>
                        </div>
                    }
                })
                .collect_view()}
            {(!losses.is_empty())
                .then(|| view! { <ul class="losses">{losses.iter().map(|lost| view! { <li>{loss(lost)}</li> }).collect_view()}</ul> })}
            {(open && !used)
                .then(|| {
                    view! {
                        <form method="post" action="/api/composite/step" class="row">
                            <Hidden slug revision entry=0 />
                            <input type="hidden" name="from" value=format!("{}.{}", taken.source, taken.clause) />
                            <button class="button plain" name="do" value="take" aria-label=format!("Take {name}")>"Take this clause"</button>
                        </form>
                    }
                })}
        </div>
    }
}
