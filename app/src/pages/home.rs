//! The home page: what is asked now, what was published, and, signed in, what waits.

use crate::address;
use crate::request::Visit;
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Day, Moment, StandingBadge, own_words};
use crate::ui::said;
use domain::amendment::State;
use leptos::prelude::*;
use service::group::{self, FirstSteps};
use service::motions::{self, Waiting};
use service::{Error, calendar};
use store::{AmendmentWaiting, Publication, Round};

/// `/`
#[component]
pub fn HomePage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        let waiting = motions::home(&visit.call).await?;
        Ok::<_, Error>(match visit.call.member.clone() {
            Some(member) => {
                let steps = group::first_steps(&visit.call).await?;
                view! { <MemberHome name=member.name.clone() visit waiting steps /> }.into_any()
            }
            None => view! { <VisitorHome visit waiting /> }.into_any(),
        })
    })
}

#[component]
fn VisitorHome(visit: Visit, waiting: Waiting) -> impl IntoView {
    let group = visit.group.clone();
    let nothing = waiting.published.is_empty();
    view! {
        <PageTitle title="Home" />
        <main class="page" id="main" tabindex="-1">
            <header class="head">
                <h1>{group.name.clone()}</h1>
                <p class="lede" dir="auto">{own_words(&group.about)}</p>
                <p class="row">
                    <a class="button" href="/sign-in">"Sign in to read drafts and have your say"</a>
                    <a href="/help">"How a motion becomes policy"</a>
                </p>
            </header>
            <section class="stack" aria-labelledby="h-published">
                <h2 id="h-published">"Published texts"</h2>
                {if nothing {
                    view! {
                        <div class="empty">
                            <p>"Nothing has been published yet. Final texts will stand here for everybody to download."</p>
                        </div>
                    }
                        .into_any()
                } else {
                    view! { <PublishedEntries publications=waiting.published.clone() /> }.into_any()
                }}
                <p>
                    "You have a copy and wonder whether it is still right? "
                    <a href="/which">"Find out which version it is"</a>
                </p>
            </section>
            {(!group.contact.is_empty())
                .then(|| view! { <p class="quiet flow">{format!("To reach the group: {}", group.contact)}</p> })}
        </main>
    }
}

/// What comes first in a group that has only just begun.
#[component]
fn First(steps: FirstSteps) -> impl IntoView {
    let FirstSteps {
        settled,
        seats,
        quorum,
        ..
    } = steps;
    let committee = match seats {
        0 => "Nobody sits on the committee yet".to_owned(),
        1 => "The committee has one member".to_owned(),
        seats => format!("The committee has {seats} members"),
    };
    let done = |done: bool| done.then(|| view! { " " <strong>"Done."</strong> });
    view! {
        <section class="narrow flow" aria-labelledby="h-first">
            <h2 id="h-first">"First steps"</h2>
            <ol class="steps" role="list">
                <li>
                    <h3><a href="/group">"Say who you are"</a></h3>
                    <p>"The group’s name, and who publishes: no text leaves the group without that line." {done(settled)}</p>
                </li>
                <li>
                    <h3><a href="/members">"Invite the committee"</a></h3>
                    <p>
                        {format!("{committee}; at least {quorum} have to vote before a text is approved. Give each the role “Committee member”.")}
                        {done(seats >= 2)}
                    </p>
                </li>
                <li>
                    <h3><a href="/motions/new">"Start the first text"</a></h3>
                    <p>"Paste a motion as you have it. The committee votes on it, asks members first if it likes, and publishes it: then anybody can download it."</p>
                </li>
            </ol>
        </section>
    }
}

#[component]
fn MemberHome(name: String, visit: Visit, waiting: Waiting, steps: Option<FirstSteps>) -> impl IntoView {
    let now = visit.call.now;
    let quiet = waiting.unanswered.is_empty()
        && waiting.moved.is_empty()
        && waiting.unseen.is_empty()
        && waiting.amendments.is_empty()
        && waiting.handed_in.is_empty()
        && waiting.to_decide.is_empty();
    let may_start = visit.call.may(domain::permission::Action::Start);
    // Where a view is asked on a text that has moved on, both stand in one place.
    let asked: Vec<_> = waiting.unanswered.iter().map(|round| round.document).collect();
    let (asked_and_moved, moved): (Vec<_>, Vec<_>) = waiting
        .moved
        .clone()
        .into_iter()
        .partition(|(document, _)| asked.contains(&document.id));
    let entry = move |round: Round, answered: bool| {
        let changed = asked_and_moved
            .iter()
            .find(|(document, _)| document.id == round.document && !answered)
            .map(|(document, seen)| {
                view! {
                    <p>
                        <a href=address::compare(&document.slug, *seen, document.latest)>
                            {format!("What changed since you last looked, at version {seen}")}
                        </a>
                    </p>
                }
            });
        let href = address::motion_page(&round.slug, "round");
        view! {
            <li>
                <h3><a href=href>{round.title.clone()}</a></h3>
                <p>{round.question.clone()}</p>
                {changed}
                <p class="meta">
                    <span>{format!("Version {}", round.version)}</span>
                    <span class="here">
                        "Closes " <Moment at=round.window.closes /> {format!(" ({} left)", calendar::left(now, round.window.closes))}
                    </span>
                    {answered.then(|| view! { <span>"You have given your view"</span> })}
                </p>
            </li>
        }
    };
    view! {
        <PageTitle title="Home" />
        <main class="page" id="main" tabindex="-1">
            <header class="head">
                <h1>"Hello, " <bdi>{name}</bdi></h1>
                {(quiet && steps.is_none()).then(|| view! { <p class="lede">"Nothing waits for you."</p> })}
                {may_start
                    .then(|| {
                        view! { <p class="row"><a class="button" href="/motions/new">"Start a new text"</a></p> }
                    })}
            </header>
            <div class="stack">
                {steps.map(|steps| view! { <First steps /> })}
                {(!waiting.unanswered.is_empty())
                    .then(|| {
                        view! {
                            <section aria-labelledby="h-asked">
                                <h2 id="h-asked">"Your view is asked"</h2>
                                <ul class="entries" role="list">
                                    {waiting.unanswered.clone().into_iter().map(|round| entry(round, false)).collect_view()}
                                </ul>
                            </section>
                        }
                    })}
                {(!waiting.to_decide.is_empty())
                    .then(|| {
                        view! {
                            <section aria-labelledby="h-decide">
                                <h2 id="h-decide">"For the committee to decide"</h2>
                                <ul class="entries" role="list">
                                    {waiting
                                        .to_decide
                                        .clone()
                                        .into_iter()
                                        .map(|document| {
                                            view! {
                                                <li>
                                                    <h3>
                                                        <a href=address::motion_page(&document.slug, "decision")>
                                                            {document.title.clone()}
                                                        </a>
                                                    </h3>
                                                    <p>{format!("Version {} has had its round.", document.latest)}</p>
                                                </li>
                                            }
                                        })
                                        .collect_view()}
                                </ul>
                            </section>
                        }
                    })}
                <AmendmentsWaiting
                    id="h-handed"
                    heading="Amendments handed in, for the committee"
                    amendments=waiting.handed_in.clone()
                />
                <AmendmentsWaiting id="h-mine" heading="Your amendments that need a word from you" amendments=waiting.amendments.clone() />
                {(!moved.is_empty())
                    .then(|| {
                        view! {
                            <section aria-labelledby="h-moved">
                                <h2 id="h-moved">"Changed since you last looked"</h2>
                                <ul class="entries" role="list">
                                    {moved
                                        .into_iter()
                                        .map(|(document, seen)| {
                                            view! {
                                                <li>
                                                    <h3><a href=address::text(document.records.kind, &document.slug)>{document.title.clone()}</a></h3>
                                                    <p>
                                                        <a href=address::compare(&document.slug, seen, document.latest)>
                                                            {format!("What changed from version {seen} to version {}", document.latest)}
                                                        </a>
                                                    </p>
                                                </li>
                                            }
                                        })
                                        .collect_view()}
                                </ul>
                            </section>
                        }
                    })}
                {(!waiting.unseen.is_empty())
                    .then(|| {
                        view! {
                            <section aria-labelledby="h-new">
                                <h2 id="h-new">"New to you"</h2>
                                <ul class="entries" role="list">
                                    {waiting
                                        .unseen
                                        .clone()
                                        .into_iter()
                                        .map(|document| {
                                            view! {
                                                <li>
                                                    <h3><a href=address::text(document.records.kind, &document.slug)>{document.title.clone()}</a></h3>
                                                    <p class="meta">
                                                        <span>{said::stage(document.records.stage())}</span>
                                                        <span>{format!("Version {}", document.latest)}</span>
                                                    </p>
                                                </li>
                                            }
                                        })
                                        .collect_view()}
                                </ul>
                            </section>
                        }
                    })}
                {(!waiting.rounds.is_empty())
                    .then(|| {
                        view! {
                            <section aria-labelledby="h-open">
                                <h2 id="h-open">"Other rounds"</h2>
                                <ul class="entries" role="list">
                                    {waiting.rounds.clone().into_iter().map(|round| entry(round, true)).collect_view()}
                                </ul>
                            </section>
                        }
                    })}
                {(!waiting.published.is_empty())
                    .then(|| {
                        view! {
                            <section aria-labelledby="h-published">
                                <h2 id="h-published">"Published"</h2>
                                <PublishedEntries publications=waiting.published.clone() />
                            </section>
                        }
                    })}
            </div>
        </main>
    }
}

/// Amendments that wait for the reader, each with why.
#[component]
fn AmendmentsWaiting(
    id: &'static str,
    heading: &'static str,
    amendments: Vec<AmendmentWaiting>,
) -> impl IntoView {
    let why = |amendment: &AmendmentWaiting| match amendment.state {
        State::Draft => "You have not handed it in.".to_owned(),
        State::Returned => "The committee gave it back to you, with a reason.".to_owned(),
        State::Submitted if amendment.base == amendment.latest => {
            "Look whether it is in order: whether the meeting could vote on it.".to_owned()
        }
        _ => format!(
            "It was written on version {}, and the text is at version {} now. Look whether it still fits.",
            amendment.base, amendment.latest
        ),
    };
    (!amendments.is_empty()).then(|| {
        view! {
            <section aria-labelledby=id>
                <h2 id=id>{heading}</h2>
                <ul class="entries" role="list">
                    {amendments
                        .iter()
                        .map(|amendment| {
                            view! {
                                <li>
                                    <h3>
                                        <a href=address::amendment(
                                            &amendment.slug,
                                            amendment.number,
                                        )>{format!("Amendment {} to “{}”", amendment.number, amendment.title)}</a>
                                    </h3>
                                    <p>{why(amendment)}</p>
                                    <p class="meta">
                                        <span>{said::amendment_state(amendment.state)}</span>
                                        <span><Day at=amendment.changed_at /></span>
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

/// A list of published texts.
#[component]
pub fn PublishedEntries(
    /// What was published.
    publications: Vec<Publication>,
    /// Whether it is all that the page has, so that its headings come right under the page's own.
    #[prop(optional)]
    list_page: bool,
) -> impl IntoView {
    let heading = move |publication: &Publication| {
        let link = view! { <a href=address::published(&publication.slug)>{publication.title.clone()}</a> };
        if list_page {
            view! { <h2>{link}</h2> }.into_any()
        } else {
            view! { <h3>{link}</h3> }.into_any()
        }
    };
    view! {
        <ul class="entries" role="list">
            {publications
                .into_iter()
                .map(|publication| {
                    view! {
                        <li>
                            {heading(&publication)}
                            <p class="meta">
                                <StandingBadge standing=publication.standing />
                                <span>{format!("Version {}", publication.version)}</span>
                                <span>"Published " <Day at=publication.published_at /></span>
                                <span>{said::number(publication.words, "word")}</span>
                            </p>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}
