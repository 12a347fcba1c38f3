//! The merge workbench, and where the words of a version come from.

mod choose;
mod sources;

use crate::address;
use crate::pages::part;
use crate::request::Visit;
use crate::ui::form::{ErrorSummary, Line, Submission, error_of, titled};
use crate::ui::lines::{Brought, MarkedText};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, WordMeter, text_crumbs};
use crate::ui::said;
use choose::{Choosing, Laid};
use domain::text::blame::{Sourced, overlay, whole};
use domain::text::diff::visible;
use domain::text::lines::layout;
use domain::text::merge::FlagKind;
use domain::text::merge::workbench::{Contested, Proposed, ProposedKind, Settled};
use leptos::prelude::*;
use service::Error;
use service::amendments::{self, CHANGES_SHOWN, Sitting};
use service::kept::Form;
use service::motions::layout_of;
pub use sources::SourcesPage;
use std::sync::Arc;

/// `/motions/{slug}/merge`
#[component]
pub fn MergePage() -> impl IntoView {
    let slug = part("slug");
    page(async move {
        let visit = Visit::current();
        let form = visit.kept().await?;
        let sitting = amendments::sitting(&visit.call, &slug).await?;
        let shown = visit.page();
        let sitting = Arc::new(sitting);
        Ok::<_, Error>(view! { <Merge sitting form shown /> })
    })
}

#[component]
fn Merge(sitting: Arc<Sitting>, form: Form, shown: u32) -> impl IntoView {
    let title = format!("Merge amendments: {}", sitting.document.title);
    let mut crumbs = text_crumbs(&sitting.document);
    crumbs.push((
        address::motion_page(&sitting.document.slug, "amendments"),
        "Amendments".to_owned(),
    ));
    let body = match (&sitting.merge, sitting.stale) {
        (None, _) | (_, true) => view! { <Choosing sitting=sitting.clone() form=form.clone() /> }.into_any(),
        (Some(_), false) => view! { <Bench sitting=sitting.clone() form=form.clone() shown /> }.into_any(),
    };
    view! {
        <PageTitle title=titled(&form, &title) />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=crumbs />
            <header class="head">
                <h1>"Merge amendments"</h1>
                <p class="lede">
                    {format!(
                        "“{}”, version {}. Take in what the group agrees to, change by change. Nothing changes for members until you save.",
                        sitting.document.title,
                        sitting.article.version.number,
                    )}
                </p>
            </header>
            <ErrorSummary form />
            {body}
        </main>
    }
}

#[component]
fn Bench(sitting: Arc<Sitting>, form: Form, shown: u32) -> impl IntoView {
    let (slug, after) = (
        sitting.document.slug.clone(),
        sitting.merge.as_ref().map_or(0, |merge| merge.steps),
    );
    let open = sitting.bench.open().count();
    let coarse = sitting.bench.coarse;
    let last = sitting.steps.last().map(|(_, who)| who.clone());
    let left = match sitting.limit {
        Some(limit) if sitting.count.words > limit => format!(": {} over", sitting.count.words - limit),
        Some(limit) => format!(": {} left", limit - sitting.count.words),
        None => String::new(),
    };
    let figures = said::words_of(sitting.count.words, sitting.limit) + &left;
    view! {
        <ul class="factline" role="list">
            <li>{figures}</li>
            <li>
                {match open {
                    0 => "Nothing is left to settle".to_owned(),
                    1 => "1 clash to settle".to_owned(),
                    open => format!("{open} clashes to settle"),
                }}
            </li>
            <li><a href="#h-save">"Save or give up"</a></li>
        </ul>
        {coarse
            .then(|| {
                view! {
                    <div class="notice" data-kind="warn" data-coarse="">
                        <p>
                            "At least one amendment differs so much from the text that the two could not be compared exactly. Its changes are shown by whole paragraphs and passages. Read all of the merged text before you save."
                        </p>
                    </div>
                }
            })}
        <div class="with-aside even">
            <div class="stack">
                {(!sitting.bench.contested.is_empty()).then(|| view! { <Clashes sitting=sitting.clone() form=form.clone() /> })}
                <Merged sitting=sitting.clone() />
                <Changes sitting=sitting.clone() shown />
            </div>
            <div class="aside">
                <section aria-labelledby="h-count">
                    <h2 id="h-count">"As it stands"</h2>
                    <WordMeter words=sitting.count.words limit=sitting.limit label="Words of the merged text" />
                    {last
                        .map(|who| {
                            let (slug, who) = (slug.clone(), format!("The last step was {who}’s. Every step is saved; anybody on the committee can go on from here."));
                            view! {
                                <p class="quiet">{who}</p>
                                <form method="post" action="/api/merge/step">
                                    <Stamp slug after />
                                    <button class="button plain" name="do" value="undo">"Undo the last step"</button>
                                </form>
                            }
                        })}
                </section>
                <Laid sitting=sitting.clone() />
                <section aria-labelledby="h-save">
                    <h2 id="h-save" tabindex="-1">"Save"</h2>
                    <form method="post" action="/api/merge/save" class="form">
                        <Stamp slug=slug.clone() after />
                        <Line
                            form=form.clone()
                            name="note"
                            label="What did you take in, and why?"
                            hint="One line. It stands in the history for everybody who may read the text."
                        />
                        {coarse
                            .then(|| {
                                let wrong = form.problem("read").map(said::problem);
                                view! {
                                    <div class=if wrong.is_some() { "field wrong" } else { "field" }>
                                        {error_of("read", wrong.clone())}
                                        <div class="choice">
                                            <input
                                                type="checkbox"
                                                id="read"
                                                name="read"
                                                value="yes"
                                                checked=form.value("read") == "yes"
                                                aria-describedby=wrong.is_some().then_some("read-error")
                                                aria-invalid=wrong.is_some().then_some("true")
                                            />
                                            <label for="read">"I have read all of the merged text"</label>
                                        </div>
                                    </div>
                                }
                            })}
                        <p><button class="button">{format!("Save as version {}", sitting.article.version.number + 1)}</button></p>
                    </form>
                    <p class="quiet">"Each proposer is told what became of their amendment."</p>
                </section>
                <section aria-labelledby="h-stop">
                    <h2 id="h-stop">"Give up"</h2>
                    <form method="post" action="/api/merge/stop">
                        <Stamp slug=slug.clone() after />
                        <p class="quiet">"The amendments stay as they are."</p>
                        <button class="button plain">"Give this merge up"</button>
                    </form>
                </section>
            </div>
        </div>
    }
}

/// The hidden fields of every form on the workbench.
#[component]
fn Stamp(slug: String, after: u32) -> impl IntoView {
    view! {
        <Submission />
        <input type="hidden" name="slug" value=slug />
        <input type="hidden" name="after" value=after.to_string() />
    }
}

/// "amendment 3", "amendments 3 and 5", "words written by hand".
fn by_name(sitting: &Sitting, by: &[u32]) -> String {
    let numbers: Vec<u32> = by.iter().filter_map(|by| sitting.number(*by)).collect();
    match numbers.as_slice() {
        [] => "words written by hand".to_owned(),
        [one] => format!("amendment {one}"),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(u32::to_string).collect();
            format!("amendments {} and {last}", first.join(", "))
        }
    }
}

/// What a choice costs: "+3 words", "2 words fewer", "no more words".
pub(super) fn cost(words: i32) -> String {
    match words {
        0 => "same number of words".to_owned(),
        words if words > 0 => format!("+{}", said::number(words.unsigned_abs(), "word")),
        words => format!("{} fewer", said::number(words.unsigned_abs(), "word")),
    }
}

fn lines((first, last): (u32, u32)) -> String {
    match (first, last) {
        (0, _) => "Before line 1".to_owned(),
        (first, last) if first == last => format!("Line {first}"),
        (first, last) => format!("Lines {first} to {last}"),
    }
}

#[component]
fn Clashes(sitting: Arc<Sitting>, form: Form) -> impl IntoView {
    let contested = sitting.bench.contested.clone();
    view! {
        <section class="flow" aria-labelledby="h-clashes">
            <h2 id="h-clashes">"Where amendments clash"</h2>
            <p>"They want other words in the same place. Choose whose words stand, keep the text’s own, or write better ones."</p>
            {contested
                .into_iter()
                .map(|contest| view! { <Clash sitting=sitting.clone() contest form=form.clone() /> })
                .collect_view()}
        </section>
    }
}

#[component]
fn Clash(sitting: Arc<Sitting>, contest: Contested, form: Form) -> impl IntoView {
    let (slug, after) = (
        sitting.document.slug.clone(),
        sitting.merge.as_ref().map_or(0, |merge| merge.steps),
    );
    let key = contest.key.clone();
    let chosen =
        |is: bool| is.then(|| view! { <strong class="badge" data-state="approved">"Chosen"</strong> });
    let base_stands = contest.settled == Some(Settled::Base);
    let sides = contest
        .sides
        .iter()
        .map(|side| {
            let name = by_name(&sitting, &side.by);
            let stands = matches!(&contest.settled, Some(Settled::Side(by)) if side.by.contains(by));
            let number = side.by.iter().find_map(|by| sitting.number(*by)).unwrap_or(0);
            let words = match (side.text.is_empty(), contest.by_hand) {
                (true, true) => "(the words go)".to_owned(),
                (false, true) => visible(&side.text),
                (true, false) => "First in the text".to_owned(),
                (false, false) => format!("After: {}", visible(&side.text)),
            };
            let price = contest.by_hand.then(|| format!(" ({})", cost(side.cost)));
            view! {
                <div class="side" data-state=stands.then_some("chosen")>
                    <h4>{capital(&name)} {price} " " {chosen(stands)}</h4>
                    <blockquote><p>{words}</p></blockquote>
                    <button class="button plain" name="do" value=format!("side {key} {number}")>
                        {format!("Use the words of {name}")}
                    </button>
                </div>
            }
        })
        .collect_view();
    let hand = match &contest.settled {
        Some(Settled::ByHand(words)) => Some(words.clone()),
        _ => None,
    };
    let kept = (form.value("do") == format!("hand {key}")).then(|| form.value("words").to_owned());
    let state = match &contest.settled {
        None => "To settle",
        Some(_) => "Settled",
    };
    let by_hand = contest.by_hand.then(|| {
        let text = kept.clone().or_else(|| hand.clone()).unwrap_or_default();
        let field = format!("words-{key}");
        view! {
            <details open=hand.is_some() || kept.is_some()>
                <summary>"Write other words " {chosen(hand.is_some())}</summary>
                <form method="post" action="/api/merge/step" class="form">
                    <Stamp slug=slug.clone() after />
                    <div class="field">
                        <label for=field.clone()>{format!("Words in place of “{}”", shortened(&contest.base))}</label>
                        <crate::ui::text_field::TextField name="words" id=field text rows=3 />
                    </div>
                    <p><button class="button plain" name="do" value=format!("hand {key}")>"Use these words"</button></p>
                </form>
            </details>
        }
    });
    view! {
        <article class="flow" id=key.clone() tabindex="-1" aria-labelledby=format!("h-{key}")>
            <h3 id=format!("h-{key}")>{lines(contest.lines)} ": " {state}</h3>
            <form method="post" action="/api/merge/step">
                <Stamp slug=slug.clone() after />
                <div class="sides">
                    <div class="side" data-state=base_stands.then_some("chosen")>
                        <h4>"The text as it is " {chosen(base_stands)}</h4>
                        <blockquote><p>{visible(&contest.base)}</p></blockquote>
                        <button class="button plain" name="do" value=format!("base {key}")>"Keep the text’s words"</button>
                    </div>
                    {sides}
                </div>
                {contest
                    .settled
                    .is_some()
                    .then(|| {
                        view! {
                            <p><button class="button plain" name="do" value=format!("open {key}")>"Open this clash again"</button></p>
                        }
                    })}
            </form>
            {by_hand}
        </article>
    }
}

fn capital(name: &str) -> String {
    let mut chars = name.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn shortened(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        [first @ .., _, _] if words.len() > 14 => format!("{} …", first[..12].join(" ")),
        words => words.join(" "),
    }
}

#[component]
fn Merged(sitting: Arc<Sitting>) -> impl IntoView {
    let text = sitting.bench.text.clone();
    // A passage inside a moved paragraph stands over it: the nearer source is the one to show.
    let mut passages = sitting.bench.passages.clone();
    passages.sort_by_key(|passage| std::cmp::Reverse(passage.end - passage.start));
    let mut known: Vec<Sourced<Option<Vec<u32>>>> = whole(&text, None);
    for passage in passages {
        let over = [Sourced {
            start: passage.start,
            end: passage.end,
            source: Some(passage.by),
        }];
        known = overlay(&known, &over);
    }
    let brought = known
        .into_iter()
        .filter_map(|one| {
            let by = one.source?;
            let numbers: Vec<String> = by
                .iter()
                .filter_map(|by| sitting.number(*by))
                .map(|number| number.to_string())
                .collect();
            let first = by.iter().find_map(|by| sitting.number(*by));
            Some(Brought {
                start: one.start,
                end: one.end,
                says: format!("from {}", by_name(&sitting, &by)),
                label: if numbers.is_empty() {
                    "by hand".to_owned()
                } else {
                    numbers.join(", ")
                },
                to: first.map_or_else(
                    || "#h-clashes".to_owned(),
                    |number| format!("#amendment-{number}"),
                ),
            })
        })
        .collect();
    let lines = layout(&text, layout_of(&sitting.article.version));
    let touching: Vec<String> = sitting
        .bench
        .flags
        .iter()
        .map(|flag| {
            let what = match flag.kind {
                FlagKind::Touching => "change words side by side: read the sentence once more.",
                FlagKind::Order => "put something in the same place: look at the order.",
            };
            format!("{} {what}", capital(&by_name(&sitting, &flag.by)))
        })
        .collect();
    view! {
        <section class="flow" aria-labelledby="h-merged">
            <h2 id="h-merged">"The merged text"</h2>
            <p class="quiet">"Marked words come from the amendments whose numbers stand behind them. Clashes that are not settled show the text as it is."</p>
            {(!touching.is_empty())
                .then(|| {
                    view! {
                        <div class="notice" data-kind="warn">
                            <ul>{touching.iter().map(|said| view! { <li>{said.clone()}</li> }).collect_view()}</ul>
                        </div>
                    }
                })}
            <MarkedText text lines label="The merged text" brought />
        </section>
    }
}

#[component]
fn Changes(sitting: Arc<Sitting>, shown: u32) -> impl IntoView {
    let all = sitting.bench.proposed.len();
    let pages = all.div_ceil(CHANGES_SHOWN).max(1);
    let at = (shown as usize - 1).min(pages - 1);
    let some: Vec<Proposed> = sitting
        .bench
        .proposed
        .iter()
        .skip(at * CHANGES_SHOWN)
        .take(CHANGES_SHOWN)
        .cloned()
        .collect();
    let (slug, after) = (
        sitting.document.slug.clone(),
        sitting.merge.as_ref().map_or(0, |merge| merge.steps),
    );
    let rows = some
        .into_iter()
        .map(|change| view! { <Change sitting=sitting.clone() change /> })
        .collect_view();
    let merge = address::motion_page(&slug, "merge");
    view! {
        <section class="flow" aria-labelledby="h-changes">
            <h2 id="h-changes">{format!("Every change ({all})")}</h2>
            <form method="post" action="/api/merge/step">
                <Stamp slug after />
                <ol class="entries" role="list" start=(at * CHANGES_SHOWN + 1).to_string()>{rows}</ol>
            </form>
            {(pages > 1)
                .then(|| {
                    view! {
                        <nav aria-label="Pages of changes" class="row">
                            {(1..=pages)
                                .map(|n| {
                                    view! {
                                        <a href=format!("{merge}?page={n}#h-changes") aria-current=(n == at + 1).then_some("page")>{n}</a>
                                    }
                                })
                                .collect_view()}
                        </nav>
                    }
                })}
        </section>
    }
}

#[component]
fn Change(sitting: Arc<Sitting>, change: Proposed) -> impl IntoView {
    let contest = change.contest.and_then(|at| sitting.bench.contested.get(at));
    let what = match change.kind {
        ProposedKind::Words if change.old.trim().is_empty() => {
            view! { "insert " <ins>{visible(change.new.trim())}</ins> }.into_any()
        }
        ProposedKind::Words if change.new.trim().is_empty() => {
            view! { "delete " <del>{visible(change.old.trim())}</del> }.into_any()
        }
        ProposedKind::Words => view! {
            "delete " <del>{visible(change.old.trim())}</del> ", insert " <ins>{visible(change.new.trim())}</ins>
        }
        .into_any(),
        ProposedKind::Insert => view! { "a new paragraph: " <ins>{visible(change.new.trim())}</ins> }.into_any(),
        ProposedKind::Delete => view! { "the paragraph goes: " <del>{visible(change.old.trim())}</del> }.into_any(),
        ProposedKind::Move => view! { "the paragraph moves: " {visible(change.old.trim())} }.into_any(),
    };
    let place = match (change.kind, change.lines) {
        (ProposedKind::Insert, (line, _)) if line > 0 => format!("After line {line}"),
        (_, touched) => lines(touched),
    };
    let state = match (change.taken, contest) {
        (false, _) => "Left out".to_owned(),
        (true, Some(contest)) if contest.settled.is_none() => "In a clash".to_owned(),
        (true, Some(_)) => "In a clash that is settled".to_owned(),
        (true, None) => "Taken in".to_owned(),
    };
    let settle = contest.map(|contest| {
        view! { " " <a href=format!("#{}", contest.key)>"Go to the clash"</a> }
    });
    let (verb, says) = if change.taken {
        ("leave", "Leave it out")
    } else {
        ("take", "Take it in")
    };
    view! {
        <li id=change.key.clone() tabindex="-1" data-state=change.taken.then_some("current")>
            <p>{place} ": " {what}</p>
            <p class="meta">
                <span>{capital(&by_name(&sitting, &change.by))}</span>
                <span>{cost(change.cost)}</span>
                <span>{state} {settle}</span>
            </p>
            <p>
                <button class="button plain" name="do" value=format!("{verb} {}", change.key)>
                    {says} <span class="vh">{format!(": {}, {}", place_said(&change), by_name(&sitting, &change.by))}</span>
                </button>
            </p>
        </li>
    }
}

fn place_said(change: &Proposed) -> String {
    lines(change.lines).to_lowercase()
}
