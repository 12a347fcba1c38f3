//! A composite: its text with the sources of every clause, the answers, what happened to it, and the originals.

use super::source::counted;
use super::words::{self, Clause, CompositeBadge, Whole, provenance};
use crate::address;
use crate::pages::part;
use crate::request::Visit;
use crate::ui::form::{Choices, ErrorSummary, Line, Paragraphs, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Day, Fingerprint, HowCounted, Moment, WordMeter};
use crate::ui::said;
use domain::composite::{Fate, Move, Stage};
use domain::permission::Action;
use leptos::prelude::*;
use service::composites::{self, Composite, SourceText};
use service::kept::Form;
use service::{Call, Error, Trouble};

/// `/composites/{slug}`
#[component]
pub fn CompositePage() -> impl IntoView {
    let slug = part("slug");
    page(async move {
        let visit = Visit::current();
        visit.call.signed_in()?;
        let composite = composites::show(&visit.call, &slug).await?;
        let form = visit.kept().await?;
        Ok::<_, Error>(view! { <Shown call=visit.call composite form /> })
    })
}

#[component]
fn Shown(call: Call, composite: Composite, form: Form) -> impl IntoView {
    let document = composite.document.clone();
    let slug = document.slug.clone();
    let version = composite.article.version.clone();
    let count = composite.article.count.clone();
    let drafted = !composite.built.text.is_empty();
    let builds = call.may_to(Action::Composite, &document);
    let letter = composite
        .moves
        .iter()
        .find(|step| step.kind == Move::Moved)
        .map(|step| step.letter.clone());
    let names: Vec<String> = composite
        .sources
        .iter()
        .map(|source| source.source.name.clone())
        .collect();
    view! {
        <PageTitle title=titled(&form, &document.title) />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=vec![("/composites".to_owned(), "Composites".to_owned())] />
            <header class="head">
                <p class="kicker">
                    {match letter {
                        Some(letter) => format!("{letter}, of {}", words::list(&names)),
                        None => format!("Composite of {}", words::list(&names)),
                    }}
                </p>
                <h1>{document.title.clone()}</h1>
                <ul class="factline" role="list">
                    <li><CompositeBadge stage=composite.stage /></li>
                    {drafted
                        .then(|| {
                            view! {
                                <li>{format!("Version {}, ", version.number)} <Day at=version.created_at /></li>
                                <li>{said::against(count.words, count.limit)}</li>
                            }
                        })}
                    {(!composite.red_lines.is_empty())
                        .then(|| view! { <li><a href="#red-lines">{counted(composite.red_lines.len())}</a></li> })}
                </ul>
                {builds
                    .then(|| {
                        composite
                            .stage
                            .is_open()
                            .then(|| view! { <p class="row"><a class="button" href=address::bench(&slug, 0)>"Build it on the workbench"</a></p> })
                    })}
            </header>
            <ErrorSummary form=form.clone() />
            <div class="with-aside">
                <div class="stack">
                    <Text composite=composite.clone() />
                    <Sources call=call.clone() composite=composite.clone() form=form.clone() />
                    <RedLines call=call.clone() composite=composite.clone() />
                    <History composite=composite.clone() />
                    <Originals composite=composite.clone() />
                </div>
                <div class="aside">
                    <Next call=call.clone() composite=composite.clone() form=form.clone() />
                    {drafted
                        .then(|| {
                            view! {
                                <section aria-labelledby="a-words">
                                    <h2 id="a-words">"Words"</h2>
                                    <WordMeter words=count.words limit=count.limit label="Words in the text" />
                                    <HowCounted
                                        count=count.clone()
                                        rule=composite.article.profile.name.to_string()
                                        source=said::source(&composite.article.profile)
                                    />
                                </section>
                            }
                        })}
                    <section aria-labelledby="a-do">
                        <h2 id="a-do">"The same as a text"</h2>
                        <ul class="links" role="list">
                            <li><a href=address::motion(&slug)>"With line numbers, versions and comments"</a></li>
                            {(document.latest > 2)
                                .then(|| {
                                    view! {
                                        <li>
                                            <a href=address::compare(&slug, document.latest - 1, document.latest)>"What the last version changed"</a>
                                        </li>
                                    }
                                })}
                            {document
                                .published
                                .clone()
                                .map(|published| view! { <li><a href=address::published(&published)>"The published text"</a></li> })}
                        </ul>
                    </section>
                    {drafted
                        .then(|| {
                            view! {
                                <section aria-labelledby="a-id">
                                    <h2 id="a-id">"This version"</h2>
                                    <dl class="facts">
                                        <div><dt>"Saved by"</dt><dd><bdi>{version.author_name.clone()}</bdi></dd></div>
                                        <div><dt>"Note"</dt><dd>{version.note.clone()}</dd></div>
                                        <div><dt>"Fingerprint"</dt><dd><Fingerprint hash=version.hash.clone() /></dd></div>
                                    </dl>
                                </section>
                            }
                        })}
                </div>
            </div>
        </main>
    }
}

/// The latest version, each clause with what it was made from.
#[component]
fn Text(composite: Composite) -> impl IntoView {
    let paragraphs: Vec<(String, String)> = composite
        .built
        .text
        .paragraphs()
        .iter()
        .enumerate()
        .map(|(n, at)| {
            let shown = composite.built.text.as_str()[at.start as usize..at.end as usize].to_owned();
            let from = composite.built.from.get(n).map_or(&[][..], Vec::as_slice);
            (shown, provenance(&composite, at.text, from))
        })
        .collect();
    view! {
        <section class="flow" aria-labelledby="h-text">
            <h2 id="h-text">"The text, and where each clause comes from"</h2>
            {if paragraphs.is_empty() {
                view! {
                    <div class="empty">
                        <p>"There is no text yet."</p>
                        <p>"Members can say beforehand which clauses of the sources must stay as they are."</p>
                    </div>
                }
                    .into_any()
            } else {
                view! {
                    <ol class="clauses" role="list">
                        {paragraphs
                            .into_iter()
                            .zip(1_u32..)
                            .map(|((text, from), number)| {
                                view! {
                                    <li id=format!("k{number}") value=number.to_string()>
                                        <Clause text />
                                        <p class="from">{from}</p>
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ol>
                }
                    .into_any()
            }}
        </section>
    }
}

/// The sources with what they said.
#[component]
fn Sources(call: Call, composite: Composite, form: Form) -> impl IntoView {
    let may = call.may_to(Action::Answer, &composite.document) && composite.stage.takes_answers();
    let may_add = call.may_to(Action::Composite, &composite.document)
        && matches!(composite.stage, Stage::Grouped | Stage::Drafted);
    let drafted = !composite.built.text.is_empty();
    let slug = composite.document.slug.clone();
    let sources = composite.sources.clone();
    let lost: Vec<String> = (1..)
        .zip(&sources)
        .map(|(number, _)| {
            let fares = composite.fares(number, &composite.built);
            let count = |fate: Fate| fares.iter().filter(|fare| fare.fate == fate).count();
            format!(
                "{} kept, {} changed, {} dropped",
                count(Fate::Kept),
                count(Fate::Changed),
                count(Fate::Dropped)
            )
        })
        .collect();
    view! {
        <section class="flow" aria-labelledby="h-sources">
            <h2 id="h-sources">"Its sources, and what they say"</h2>
            <ul class="entries" role="list">
                {sources
                    .into_iter()
                    .zip(lost)
                    .map(|(source, lost)| view! { <OneSource slug=slug.clone() source lost may drafted sent=composite.sent /> })
                    .collect_view()}
            </ul>
            {may_add.then(|| view! { <AddSource slug=slug.clone() form=form.clone() /> })}
        </section>
    }
}

#[component]
fn OneSource(
    slug: String,
    source: SourceText,
    lost: String,
    may: bool,
    drafted: bool,
    sent: Option<u32>,
) -> impl IntoView {
    let number = source.source.number;
    let name = source.source.name.clone();
    let earlier: Vec<_> = source
        .answers
        .iter()
        .filter(|answer| Some(answer.number) != source.answer.as_ref().map(|last| last.number))
        .cloned()
        .collect();
    view! {
        <li id=format!("source-{number}") tabindex="-1">
            <h3>
                <a href=address::composite_source(&slug, "source", number)>{name.clone()}</a>
                {format!(", {}", source.source.body)}
            </h3>
            {(!source.source.title.is_empty()).then(|| view! { <p>{source.source.title.clone()}</p> })}
            {match source.answer.clone() {
                Some(given) => {
                    view! {
                        <p>
                            <strong>{words::answer(given.answer)}</strong>
                            {format!(
                                " to version {}: {} on {}.{}",
                                given.version,
                                given.authority,
                                words::day(&given.given_on),
                                if given.note.is_empty() { String::new() } else { format!(" {}", given.note) },
                            )}
                        </p>
                    }
                        .into_any()
                }
                None if sent.is_some() => view! { <p>"Has not answered yet."</p> }.into_any(),
                None => ().into_any(),
            }}
            {(!earlier.is_empty())
                .then(|| {
                    view! {
                        <details>
                            <summary>{said::number(u32::try_from(earlier.len()).unwrap_or(0), "earlier answer")}</summary>
                            <ul>
                                {earlier
                                    .into_iter()
                                    .map(|given| {
                                        view! {
                                            <li>
                                                {format!(
                                                    "{} to version {}: {} on {}, recorded by ",
                                                    words::answer(given.answer),
                                                    given.version,
                                                    given.authority,
                                                    words::day(&given.given_on),
                                                )}
                                                <bdi>{given.recorded_by_name}</bdi> " "
                                                <Moment at=given.recorded_at short=true />
                                            </li>
                                        }
                                    })
                                    .collect_view()}
                            </ul>
                        </details>
                    }
                })}
            <p class="meta">
                {drafted
                    .then(|| {
                        view! {
                            <a href=address::composite_source(&slug, "sheet", number)>{format!("What {name} lost")}</a>
                            <span>{lost}</span>
                        }
                    })}
                {may
                    .then(|| {
                        view! {
                            <a class="screen-only" href=address::composite_source(&slug, "answer", number)>
                                {format!("Record the answer of {name}")}
                            </a>
                        }
                    })}
            </p>
        </li>
    }
}

/// One more motion, as long as nothing has been sent.
#[component]
fn AddSource(slug: String, form: Form) -> impl IntoView {
    let open = form.fields.iter().any(|(name, _)| name == "text-add");
    view! {
        <details id="add" open=open>
            <summary>"Add a motion"</summary>
            <form method="post" action="/api/composite/source" class="form">
                <Submission />
                <input type="hidden" name="slug" value=slug />
                <Line form=form.clone() name="name-add" label="Its number" class="w-mid" hint="Such as Motion 10." />
                <Line form=form.clone() name="body-add" label="Sent by" hint="The body whose motion it is." />
                <Paragraphs form name="text-add" label="Its text" rows=8 class="body" />
                <button class="button plain">"Add it"</button>
            </form>
        </details>
    }
}

/// The red lines, crossed or kept.
#[component]
fn RedLines(call: Call, composite: Composite) -> impl IntoView {
    let names = call.on_committee();
    let drafted = !composite.built.text.is_empty();
    let crossed = composite.crossed(&composite.built);
    let slug = composite.document.slug.clone();
    let lines = composite.red_lines.clone();
    (!lines.is_empty()).then(|| {
        view! {
            <section class="flow" aria-labelledby="red-lines">
                <h2 id="red-lines" tabindex="-1">"Red lines that members drew beforehand"</h2>
                <ul class="entries" role="list">
                    {lines
                        .into_iter()
                        .map(|line| {
                            let fate = crossed.iter().find(|crossed| crossed.line.id == line.id).map(|crossed| crossed.fate);
                            let state = match fate {
                                _ if !drafted => "Nothing is built yet",
                                Some(Fate::Dropped) => "Crossed: the clause was dropped",
                                Some(_) => "Crossed: the clause was changed",
                                None => "Kept",
                            };
                            let is_crossed = drafted && fate.is_some();
                            let href = format!("{}#c{}", address::composite_source(&slug, "source", line.source), line.clause);
                            view! {
                                <li>
                                    <p>
                                        <a href=href>{format!("{} clause {}", composite.name(line.source), line.clause)}</a>
                                        ": " {words::why(&line)}
                                    </p>
                                    <p class="meta">
                                        <span class="fate" data-fate=if is_crossed { "dropped" } else { "kept" }>{state}</span>
                                        <span><bdi>{if names { line.member_name.clone() } else { "A member".to_owned() }}</bdi></span>
                                        <Day at=line.at />
                                    </p>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </section>
        }
    })
}

/// What has happened to it.
#[component]
fn History(composite: Composite) -> impl IntoView {
    let moves = composite.moves.clone();
    (!moves.is_empty()).then(|| {
        view! {
            <section class="flow" aria-labelledby="h-moves">
                <h2 id="h-moves">"What has happened"</h2>
                <ol class="timeline" role="list">
                    {moves
                        .into_iter()
                        .map(|step| {
                            let by = (step.kind == Move::Moved)
                                .then(|| format!("{}: moved by {}, seconded by {}.", step.letter, step.mover, step.seconder));
                            view! {
                                <li>
                                    <h3>{words::moved(step.kind)}</h3>
                                    <p class="meta">
                                        <Moment at=step.at short=true />
                                        <span>{format!("Version {}", step.version)}</span>
                                        <span>"Recorded by " <bdi>{step.member_name.clone()}</bdi></span>
                                    </p>
                                    {by.map(|by| view! { <p>{by}</p> })}
                                    {(!step.note.is_empty()).then(|| view! { <p>{step.note.clone()}</p> })}
                                </li>
                            }
                        })
                        .collect_view()}
                </ol>
            </section>
        }
    })
}

/// The motions as they were sent, word for word.
#[component]
fn Originals(composite: Composite) -> impl IntoView {
    view! {
        <section class="flow originals" aria-labelledby="h-originals">
            <h2 id="h-originals">"Appendix: the originals"</h2>
            {composite
                .sources
                .into_iter()
                .map(|source| {
                    view! {
                        <article class="original flow" id=format!("original-{}", source.source.number)>
                            <h3>
                                {format!("{}, {}", source.source.name, source.source.body)}
                                {(!source.source.title.is_empty()).then(|| format!(": {}", source.source.title))}
                            </h3>
                            <Whole text=source.text />
                        </article>
                    }
                })
                .collect_view()}
        </section>
    }
}

/// Who is next, and the form for it.
#[component]
fn Next(call: Call, composite: Composite, form: Form) -> impl IntoView {
    let builds = call.may_to(Action::Composite, &composite.document);
    let waiting: Vec<String> = composite
        .sources
        .iter()
        .filter(|source| source.answer.is_none())
        .map(|source| source.source.name.clone())
        .collect();
    let said = match composite.stage {
        Stage::Grouped => {
            "The committee builds a text. Members can draw red lines before it does.".to_owned()
        }
        Stage::Drafted => "The committee sends the text to the bodies whose motions went in.".to_owned(),
        Stage::Sent => format!("{}: to answer.", words::list(&waiting)),
        Stage::Final => "All have answered. At the meeting it is moved and seconded.".to_owned(),
        Stage::Moved => "The meeting votes.".to_owned(),
        Stage::Carried => "Nobody: it is carried.".to_owned(),
        Stage::Lost => "Nobody: it is lost.".to_owned(),
        Stage::Remitted => "The executive, to which it was handed without a vote.".to_owned(),
        Stage::Dissolved => "Nobody: it was given up, and its sources stand by themselves.".to_owned(),
    };
    let stage = composite.stage;
    let (slug, version) = (composite.document.slug.clone(), composite.document.latest);
    let over = composite.article.count.over;
    let others = composite.from_others();
    let reason = form.clone();
    let giving_up = form
        .problems
        .iter()
        .any(|problem| problem.field == "reason" && problem.trouble == Trouble::Missing);
    view! {
        <section aria-labelledby="a-next">
            <h2 id="a-next">"Who is next"</h2>
            <p>{said}</p>
            {(stage == Stage::Drafted && over > 0)
                .then(|| {
                    view! {
                        <p class="here">
                            {format!("It is {} over the limit and cannot be sent like this.", said::number(over, "word"))}
                        </p>
                    }
                })}
            {(builds && stage.takes_answers() && others > 0)
                .then(|| {
                    view! {
                        <p>
                            {format!(
                                "{} only from motions that stand alone or are withdrawn.",
                                if others == 1 { "One clause comes".to_owned() } else { format!("{others} clauses come") },
                            )}
                        </p>
                    }
                })}
            {builds
                .then(|| match stage {
                    Stage::Drafted => {
                        view! {
                            <MoveForm slug=slug.clone() version kind="sent">
                                <button class="button">{format!("Send version {version} to its sources")}</button>
                            </MoveForm>
                        }
                            .into_any()
                    }
                    Stage::Final => {
                        view! {
                            <MoveForm slug=slug.clone() version kind="moved">
                                <Line form=form.clone() name="letter" label="Its letter or number" hint="Such as Composite A." />
                                <Line form=form.clone() name="mover" label="Moved by" />
                                <Line form=form.clone() name="seconder" label="Seconded by" />
                                <button class="button">"Record that it was moved"</button>
                            </MoveForm>
                        }
                            .into_any()
                    }
                    Stage::Moved => {
                        let outcomes = [Move::Carried, Move::Lost, Move::Remitted]
                            .map(|kind| (kind.word().to_owned(), words::moved(kind).to_owned(), String::new()));
                        view! {
                            <MoveForm slug=slug.clone() version kind="">
                                <Choices form=form.clone() name="kind" legend="What did the meeting do?" choices=outcomes.to_vec() />
                                <Line form=form.clone() name="note" label="A note (optional)" hint="Such as the numbers of a card vote." />
                                <button class="button">"Record it"</button>
                            </MoveForm>
                        }
                            .into_any()
                    }
                    _ => ().into_any(),
                })}
            {(builds && stage.allows(Move::Dissolved))
                .then(|| {
                    view! {
                        <details open=giving_up>
                            <summary>"Dissolve this composite"</summary>
                            <MoveForm slug=slug.clone() version kind="dissolved">
                                <Line form=reason name="reason" label="Why?" hint="It stays readable, with the reason." />
                                <button class="button danger">"Dissolve it"</button>
                            </MoveForm>
                        </details>
                    }
                })}
        </section>
    }
}

/// A form that records a move.
#[component]
fn MoveForm(slug: String, version: u32, kind: &'static str, children: Children) -> impl IntoView {
    view! {
        <form method="post" action="/api/composite/move" class="form">
            <Submission />
            <input type="hidden" name="slug" value=slug />
            <input type="hidden" name="version" value=version.to_string() />
            {(!kind.is_empty()).then(|| view! { <input type="hidden" name="kind" value=kind /> })}
            {children()}
        </form>
    }
}
