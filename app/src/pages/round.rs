//! A consultation round in two minutes: what is asked, what changed, my view, and how views stand.

mod mine;
mod new;
mod run;
mod views;

pub use new::NewRoundPage;

use crate::address;
use crate::pages::part;
use crate::request::Visit;
use crate::ui::form::{ErrorSummary, titled};
use crate::ui::lines::NumberedText;
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Moment, StageBadge, Tab, Tabs, text_crumbs};
use crate::ui::said;
use crate::ui::tally::TallyTable;
use domain::document::{Kind, Origin, Stage};
use domain::permission::Action;
use domain::round::Phase;
use domain::text::diff::{Diff, summary};
use domain::text::wording::wording;
use domain::time::Instant;
use leptos::prelude::*;
use mine::{Asked, MyView};
use run::RunRound;
use service::kept::Form;
use service::motions::{self, Article, Reading};
use service::{Error, calendar, rounds};
use store::{Document, Round};
use views::Views;

/// Changes listed in words before the reader is sent to the comparison for the rest.
const CHANGES_SHOWN: usize = 6;
/// A text of so many lines, about a motion at its limit, can be read on the page itself.
const LINES_SHOWN: usize = 60;

/// `/motions/{slug}/round`, and `?round=` for an earlier one.
#[component]
pub fn RoundPage() -> impl IntoView {
    let slug = part("slug");
    page(async move {
        let visit = Visit::current();
        visit.call.signed_in()?;
        let (form, wanted) = (visit.kept().await?, visit.ask("round"));
        let wanted = (!wanted.is_empty()).then_some(wanted.as_str());
        match rounds::show(&visit.call, &slug, wanted).await {
            Ok(shown) => {
                // Noted after the page is made, so that it still says what changed since last time.
                rounds::look(&visit.call, &shown).await?;
                Ok(view! { <Shown visit shown form /> }.into_any())
            }
            Err(Error::NotFound) if wanted.is_none() => {
                let reading = motions::read(&visit.call, &slug).await?;
                Ok(view! { <NoRound visit reading /> }.into_any())
            }
            Err(error) => Err(error),
        }
    })
}

#[component]
fn Shown(visit: Visit, shown: rounds::RoundPage, form: Form) -> impl IntoView {
    let rounds::RoundPage {
        round,
        document,
        article,
        since,
        mine,
        since_view,
        tally,
        views,
        names,
        rounds,
        comments,
        amendments,
        looked: _,
    } = shown;
    let (call, slug) = (visit.call, document.slug.clone());
    let (now, phase) = (call.now, round.window.phase(call.now));
    let newest = rounds.first().is_some_and(|first| first.id == round.id);
    let me = call.actor().member;
    let asked = Asked {
        phase,
        may: call.may_to(Action::View, &document),
        round: round.clone(),
        slug: slug.clone(),
    };
    let consult = newest && call.may_to(Action::Consult, &document);
    let others: Vec<Round> = rounds.into_iter().filter(|other| other.id != round.id).collect();
    let nobody = tally.all == 0;
    view! {
        <PageTitle title=titled(&form, &round.question) />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=text_crumbs(&document) />
            <header class="head">
                <p class="kicker">{if newest { "In two minutes" } else { "An earlier round" }}</p>
                <h1>{round.question.clone()}</h1>
                <ul class="factline" role="list">
                    <li><PhaseBadge phase /></li>
                    <li>{format!("On version {}", round.version)}</li>
                    <When round=round.clone() now />
                </ul>
                <Tabs
                    slug=slug.clone()
                    latest=document.latest
                    comments=comments
                    amendments
                    tracked=document.records.origin == Origin::Tracked
                    section=document.records.kind == Kind::Section
                    current=Tab::Round
                />
            </header>
            <ErrorSummary form=form.clone() />
            {(!newest)
                .then(|| {
                    view! {
                        <div class="notice" data-kind="warn">
                            <p>
                                "This is an earlier round. "
                                <a href=address::motion_page(&slug, "round")>"Go to the latest one"</a>
                            </p>
                        </div>
                    }
                })}
            <div class="with-aside even">
                <div class="stack">
                    <TheText document=document.clone() article />
                    {since.map(|(seen, diff)| view! { <Since slug=slug.clone() from=seen.number to=round.version diff /> })}
                    {(newest && document.latest > round.version)
                        .then(|| view! { <MovedOn document=document.clone() round=round.clone() may=consult && phase != Phase::Closed /> })}
                </div>
                <div class="aside">
                    <MyView asked mine since_view form=form.clone() />
                </div>
                <div class="stack">
                    <section class="flow" aria-labelledby="h-others">
                        <h2 id="h-others">"How views stand"</h2>
                        {if nobody {
                            view! { <p>"Nobody has given a view in this round yet."</p> }.into_any()
                        } else {
                            view! { <TallyTable tally version=round.version /> }.into_any()
                        }}
                        <Views views=views names me />
                        <p class="quiet">
                            {if names {
                                "You see names because you sit on the committee. Other members see views without names; the public sees counts only, and none below 5."
                            } else {
                                "Views are shown without names; only the committee sees who gave them. The public sees counts only, and none below 5."
                            }}
                        </p>
                    </section>
                    {consult.then(|| view! { <RunRound round=round.clone() now form=form.clone() /> })}
                    {(!others.is_empty()).then(|| view! { <OtherRounds slug=slug.clone() rounds=others now /> })}
                </div>
            </div>
        </main>
    }
}

#[component]
fn PhaseBadge(phase: Phase) -> impl IntoView {
    let state = match phase {
        Phase::Announced => "draft",
        Phase::Open => "open",
        Phase::Closed => "closed",
    };
    view! { <span class="badge" data-state=state>{format!("Round {}", said::phase(phase).to_lowercase())}</span> }
}

/// When it opens and closes, as facts in a line.
#[component]
fn When(round: Round, now: Instant) -> impl IntoView {
    let window = round.window;
    let moved = (!round.reason.is_empty())
        .then(|| view! { <li>{format!("Its close was moved: {}", round.reason)}</li> });
    let when = match window.phase(now) {
        Phase::Announced => view! {
            <li class="here">"Opens " <Moment at=window.opens /></li>
            <li>"Closes " <Moment at=window.closes /></li>
        }
            .into_any(),
        Phase::Open => view! {
            <li class="here">
                "Closes " <Moment at=window.closes /> {format!(": {} left", calendar::left(now, window.closes))}
            </li>
        }
            .into_any(),
        Phase::Closed => view! { <li>"Closed " <Moment at=window.closes /></li> }.into_any(),
    };
    view! {
        {when}
        {moved}
    }
}

/// The text that is asked about, in as few words as will do.
#[component]
fn TheText(document: Document, article: Article) -> impl IntoView {
    let version = article.version.clone();
    let (latest, lines) = (document.latest == version.number, article.lines.len());
    let href = if latest {
        address::motion(&document.slug)
    } else {
        address::version(&document.slug, version.number)
    };
    let words = said::words_of(article.count.words, article.count.limit);
    let over = article.count.over;
    // While the text is in its round the round's own badge has said where it stands.
    let told = |stage: &Stage| {
        document.records.kind != Kind::Section && !matches!(stage, Stage::Circulated | Stage::Closed)
    };
    let stage = Some(document.records.stage()).filter(told);
    let label = format!("Text of version {}", version.number);
    let here = (1..=LINES_SHOWN).contains(&lines);
    view! {
        <section class="flow" aria-labelledby="h-text">
            <h2 id="h-text">"The text"</h2>
            <p class="lede">{version.title.clone()}</p>
            {(!version.note.is_empty())
                .then(|| view! { <p>{format!("With version {}, its author says: ", version.number)} <q>{version.note.clone()}</q></p> })}
            <p class="row">
                <a class="button" href=href>{if lines == 1 { "Read the text".to_owned() } else { format!("Read all {lines} lines") }}</a>
                <a href=address::motion_page(&document.slug, "comments")>"Comments"</a>
            </p>
            <ul class="factline" role="list">
                {stage.map(|stage| view! { <li><StageBadge stage /></li> })}
                <li>{words}</li>
                <li>{said::number(document.latest, "version")}</li>
            </ul>
            {here
                .then(|| {
                    view! {
                        <details>
                            <summary>"Read it here"</summary>
                            <NumberedText text=article.text.clone() lines=article.lines.clone() label=label />
                        </details>
                    }
                })}
            {(over > 0)
                .then(|| {
                    view! {
                        <p>{format!("It is {} over the limit, so it cannot be approved as it stands.", said::number(over, "word"))}</p>
                    }
                })}
        </section>
    }
}

/// What changed since the reader last looked.
#[component]
fn Since(slug: String, from: u32, to: u32, diff: Diff) -> impl IntoView {
    let changes = wording(&diff);
    let more = changes.len().saturating_sub(CHANGES_SHOWN);
    view! {
        <section class="flow" aria-labelledby="h-since">
            <h2 id="h-since">"What changed since you last looked"</h2>
            <p>{format!("You last looked at version {from}. Since then: {}.", said::lower(&summary(&diff)))}</p>
            <ol class="changes">
                {changes.into_iter().take(CHANGES_SHOWN).map(|change| view! { <li>{change}</li> }).collect_view()}
            </ol>
            <p>
                <a href=address::compare(&slug, from, to)>
                    {if more > 0 { format!("See these and {more} more in the text") } else { "See it in the text".to_owned() }}
                </a>
            </p>
        </section>
    }
}

/// The text has a later version than the one asked about.
#[component]
fn MovedOn(document: Document, round: Round, may: bool) -> impl IntoView {
    use crate::ui::form::Submission;
    let (slug, latest) = (document.slug.clone(), document.latest);
    view! {
        <div class="notice" data-kind="warn">
            <p>
                {format!("The text has moved on to version {latest}; this round asks about version {}. ", round.version)}
                <a href=address::compare(&slug, round.version, latest)>"See what changed"</a>
            </p>
            {may
                .then(|| {
                    view! {
                        <form method="post" action="/api/round/move">
                            <Submission />
                            <input type="hidden" name="slug" value=slug.clone() />
                            <input type="hidden" name="round" value=round.id.to_string() />
                            <input type="hidden" name="version" value=latest.to_string() />
                            <button class="button plain">{format!("Ask about version {latest} instead")}</button>
                        </form>
                    }
                })}
        </div>
    }
}

#[component]
fn OtherRounds(slug: String, rounds: Vec<Round>, now: Instant) -> impl IntoView {
    view! {
        <section class="flow" aria-labelledby="h-rounds">
            <h2 id="h-rounds">"Other rounds on this text"</h2>
            <ul class="entries" role="list">
                {rounds
                    .into_iter()
                    .map(|round| {
                        view! {
                            <li>
                                <h3><a href=address::round(&slug, &round.id.to_string())>{round.question.clone()}</a></h3>
                                <p class="meta">
                                    <PhaseBadge phase=round.window.phase(now) />
                                    <span>{format!("On version {}", round.version)}</span>
                                    <span>"Until " <Moment at=round.window.closes short=true /></span>
                                </p>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </section>
    }
}

#[component]
fn NoRound(visit: Visit, reading: Reading) -> impl IntoView {
    let document = reading.document;
    let slug = document.slug.clone();
    let may = visit.call.may_to(Action::Consult, &document);
    let circulated = document.records.circulated || document.records.origin == Origin::Tracked;
    view! {
        <PageTitle title=format!("Views on {}", document.title) />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=text_crumbs(&document) />
            <header class="head">
                <h1>"No round yet"</h1>
                <Tabs
                    slug=slug.clone()
                    latest=document.latest
                    comments=reading.comments
                    amendments=reading.amendments
                    tracked=document.records.origin == Origin::Tracked
                    section=document.records.kind == Kind::Section
                    current=Tab::Round
                />
            </header>
            <div class="empty">
                <p>"Nobody has asked members for their views on this text yet."</p>
                <p>
                    {match (may, circulated) {
                        (true, true) => "You sit on the committee, so you can open a round: one question on this version, until a set time.",
                        (true, false) => {
                            "You sit on the committee, so you can open a round: one question on this version, until a set time. Until then only its author and the committee can read this text."
                        }
                        (false, _) => "The chair or a member of the committee opens a round when a version is ready.",
                    }}
                </p>
                <p class="row">
                    {may
                        .then(|| {
                            view! { <a class="button" href=address::motion_page(&slug, "round/new")>"Open a round"</a> }
                        })}
                    <a href=address::motion_page(&slug, "comments")>"Comments"</a>
                </p>
            </div>
        </main>
    }
}
