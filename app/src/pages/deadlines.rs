//! Where a text is to go and by when, and calendars.

use crate::address;
use crate::pages::part;
use crate::request::Visit;
use crate::ui::form::{ErrorSummary, Line, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Day as Date, text_crumbs};
use crate::ui::said;
use domain::ladder::{Ladder, Rung, Step, Timing, Usual};
use leptos::prelude::*;
use service::kept::Form;
use service::ladders::{self, Deadlines, worked_out};
use service::{Error, calendar};
use store::StoredLadder;

/// `/motions/{slug}/deadlines`
#[component]
pub fn DeadlinesPage() -> impl IntoView {
    let slug = part("slug");
    page(async move {
        let visit = Visit::current();
        let shown = ladders::show(&visit.call, &slug).await?;
        let form = visit.kept().await?;
        let title = match &shown.stored {
            Some(stored) => format!("The way to {}", stored.destination),
            None => "Deadlines".to_owned(),
        };
        Ok::<_, Error>(view! {
            <PageTitle title=titled(&form, &format!("{title}: {}", shown.document.title)) />
            <main class="page" id="main" tabindex="-1">
                <Crumbs parents=text_crumbs(&shown.document) />
                <header class="head">
                    <p class="kicker">{shown.document.title.clone()}</p>
                    <h1>{title}</h1>
                    <p class="lede">"Reckoned from the conference back: through the portal, the constituency party and the branch to the last day on which the text can go out."</p>
                </header>
                <ErrorSummary form=form.clone() />
                <div class="with-aside even">
                    <div class="stack">
                        {match shown.stored.clone() {
                            Some(stored) => view! { <Way stored shown=shown.clone() /> }.into_any(),
                            None => {
                                view! {
                                    <div class="empty">
                                        <p>"Nobody has said yet for which conference this text is."</p>
                                        {(!shown.may).then(|| view! { <p>"The committee does that."</p> })}
                                    </div>
                                }
                                    .into_any()
                            }
                        }}
                        <Set shown=shown.clone() form />
                    </div>
                    <div class="aside">
                        <section aria-labelledby="a-calendar">
                            <h2 id="a-calendar">"In your calendar"</h2>
                            <p>"These days can stand in the calendar on your telephone or computer, and follow when they change."</p>
                            <p><a href="/calendar">"Add the calendar"</a></p>
                        </section>
                    </div>
                </div>
            </main>
        })
    })
}

/// The day of a step in words, with the hour where there is one.
fn when(step: &Step, stored: &StoredLadder) -> String {
    match (step.rung, stored.portal_at, step.day) {
        (Rung::Portal, Some(at), _) => calendar::moment(at),
        (_, _, Some(day)) => calendar::long_day(day),
        (_, _, None) => "Not known yet".to_owned(),
    }
}

fn timing_said(timing: Timing) -> Option<&'static str> {
    match timing {
        Timing::Past => Some("Over"),
        Timing::Today => Some("Today"),
        Timing::Next => Some("Next"),
        Timing::Later | Timing::Unknown => None,
    }
}

/// Every rung, the earliest first.
#[component]
fn Way(stored: StoredLadder, shown: Deadlines) -> impl IntoView {
    let ladder: Ladder = worked_out(&stored);
    let late = ladder
        .timings(shown.today)
        .into_iter()
        .find(|(step, timing)| step.rung == Rung::Circulate && *timing == Timing::Past)
        .filter(|_| shown.document.published.is_none())
        .map(|(step, _)| step.usual);
    let crossed: Vec<String> = ladder
        .crossed
        .iter()
        .map(|(first, second)| {
            format!(
                "“{}” comes after “{}” here, which cannot be. One of the two days is worked out: find out the real one.",
                said::rung(*first),
                said::rung(*second),
            )
        })
        .collect();
    let rows = ladder
        .timings(shown.today)
        .into_iter()
        .map(|(step, timing)| {
            let now = matches!(timing, Timing::Today | Timing::Next);
            view! {
                <tr class=now.then_some("here")>
                    <th scope="row">{said::rung(step.rung)}</th>
                    <td data-th="Day">
                        {if now {
                            view! { <strong>{when(&step, &stored)}</strong> }.into_any()
                        } else {
                            when(&step, &stored).into_any()
                        }}
                    </td>
                    <td data-th="How it is known">
                        {match (step.given, step.day) {
                            (true, _) => "Given",
                            (false, Some(_)) if step.rung == Rung::Portal => "Worked out by the usual days: find out the real one",
                            (false, Some(_)) if step.usual => "Worked out by the usual days",
                            (false, Some(_)) => "Worked out: the latest that still does",
                            (false, None) => "Give what comes after it first",
                        }}
                    </td>
                    <td data-th="Seen from today">{timing_said(timing).unwrap_or("–")}</td>
                </tr>
            }
        })
        .collect_view();
    let missing: Vec<&str> = ladder
        .missing
        .iter()
        .map(|rung| said::rung_asked(*rung))
        .collect();
    view! {
        <section class="flow" aria-labelledby="h-way">
            <h2 id="h-way">"The days"</h2>
            {(!missing.is_empty())
                .then(|| {
                    view! {
                        <div class="notice" data-kind="warn">
                            <p>{format!("Still to be found out: {}. Without it nothing before it can be worked out.", missing.join(", and "))}</p>
                        </div>
                    }
                })}
            {crossed
                .into_iter()
                .map(|said| view! { <div class="notice" data-kind="warn"><p>{said}</p></div> })
                .collect_view()}
            {late
                .map(|usual| {
                    view! {
                        <div class="notice" data-kind=if usual { "warn" } else { "bad" }>
                            <p>
                                {if usual {
                                    "By the usual days the latest day to circulate is over, and nothing is published yet. Find out when motions must really be in."
                                } else {
                                    "The latest day to circulate is over, and nothing is published yet. Ask branches whether they take the text at shorter notice."
                                }}
                            </p>
                        </div>
                    }
                })}
            <div class="table-scroll" role="region" aria-labelledby="cap-way" tabindex="0">
                <table class="rows">
                    <caption id="cap-way">
                        {format!(
                            "With {} of notice for a branch, and {} for the committee after a round",
                            said::number(stored.usual.notice_days, "day"),
                            said::number(stored.usual.decide_days, "day"),
                        )}
                    </caption>
                    <thead>
                        <tr>
                            <th scope="col">"Step"</th>
                            <th scope="col">"Day"</th>
                            <th scope="col">"How it is known"</th>
                            <th scope="col">"Seen from today"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="quiet">"Last changed " <Date at=stored.changed_at /></p>
        </section>
    }
}

/// The form of the committee.
#[component]
fn Set(shown: Deadlines, form: Form) -> impl IntoView {
    let stored = shown.stored.clone();
    let open = stored.is_none() || !form.problems.is_empty();
    let text = |get: fn(&StoredLadder) -> String| stored.as_ref().map(get).unwrap_or_default();
    let date = |at: Option<domain::time::Instant>| at.map(calendar::date_field).unwrap_or_default();
    let portal = stored.as_ref().and_then(|stored| stored.portal_at);
    let usual = stored.as_ref().map_or(shown.usual, |stored| stored.usual);
    shown.may.then(|| {
        view! {
            <section class="flow" aria-labelledby="h-set">
                <h2 id="h-set">"Where it is to go"</h2>
                <details open=open>
                    <summary>{if stored.is_some() { "Change the days" } else { "Say for which conference it is" }}</summary>
                    <form class="form" method="post" action="/api/deadlines/set">
                        <Submission />
                        <input type="hidden" name="slug" value=shown.document.slug.clone() />
                        <Line
                            form=form.clone()
                            name="destination"
                            label="Conference"
                            hint="Such as “annual conference 2027”."
                            value=text(|stored| stored.destination.clone())
                        />
                        <p class="hint">"Every date needs its year. What is not known yet can stay empty."</p>
                        <Line
                            form=form.clone()
                            name="conference_on"
                            label="First day of the conference"
                            kind="date"
                            class="w-date"
                            value=text(|stored| stored.conference_on.clone())
                        />
                        <fieldset class="field">
                            <legend>"When motions must be in"</legend>
                            <p class="hint">"The day and the hour at which the portal closes."</p>
                            <div class="row">
                                <Line form=form.clone() name="portal_date" label="Portal closes on" kind="date" class="w-date" value=date(portal) />
                                <Line
                                    form=form.clone()
                                    name="portal_time"
                                    label="At (time in London)"
                                    kind="time"
                                    class="w-date"
                                    value=portal.map(calendar::time_field).unwrap_or_default()
                                />
                            </div>
                        </fieldset>
                        <Line
                            form=form.clone()
                            name="clp_on"
                            label="Meeting of the constituency party"
                            hint="Left empty, it is worked out from the day on which the portal closes."
                            kind="date"
                            class="w-date"
                            value=text(|stored| stored.clp_on.clone())
                        />
                        <Line
                            form=form.clone()
                            name="branch_on"
                            label="Meeting of the branch"
                            hint="Left empty, the latest day that leaves the constituency party its notice is taken."
                            kind="date"
                            class="w-date"
                            value=text(|stored| stored.branch_on.clone())
                        />
                        <UsualDays form usual legend="Days between, where no day is given" />
                        <p class="row"><button class="button">"Work the days out"</button></p>
                    </form>
                </details>
            </section>
        }
    })
}

/// How many days lie between the steps, where nobody gives a day.
#[component]
pub fn UsualDays(
    /// The form as it was kept.
    form: Form,
    /// What stands in the fields at first.
    usual: Usual,
    /// What the fields are about.
    legend: &'static str,
) -> impl IntoView {
    let fields = [
        (
            "portal_days",
            "From the close of the portal to the conference",
            "0 if it is never to be worked out.",
            usual.portal_days,
        ),
        (
            "clp_days",
            "From the constituency party’s meeting to the close of the portal",
            "At least 1.",
            usual.clp_days,
        ),
        (
            "notice_days",
            "Notice before a meeting",
            "Branches want 7 to 14 days.",
            usual.notice_days,
        ),
        (
            "decide_days",
            "For the committee after a round",
            "To decide on a version and publish it.",
            usual.decide_days,
        ),
    ];
    view! {
        <fieldset class="field">
            <legend>{legend}</legend>
            <div class="form">{fields
                .into_iter()
                .map(|(name, label, hint, days)| {
                    view! { <Line form=form.clone() name label hint class="w-short" inputmode="numeric" value=days.to_string() /> }
                })
                .collect_view()}</div>
        </fieldset>
    }
}

/// The part about it on the page of a text: the next day that counts.
pub fn brief(
    document: &store::Document,
    stored: Option<&StoredLadder>,
    today: domain::ladder::Day,
    may: bool,
) -> impl IntoView + use<> {
    let href = address::motion_page(&document.slug, "deadlines");
    let next = stored.map(|stored| {
        let ladder = worked_out(stored);
        let next = ladder
            .timings(today)
            .into_iter()
            .find(|(_, timing)| matches!(timing, Timing::Today | Timing::Next))
            .map(|(step, timing)| {
                let today = if timing == Timing::Today { " – today" } else { "" };
                let usual = if step.usual {
                    " (worked out by the usual days)"
                } else {
                    ""
                };
                format!("{}: {}{today}{usual}", said::rung(step.rung), when(&step, stored))
            });
        (stored.destination.clone(), next, ladder.missing.is_empty())
    });
    (stored.is_some() || may).then(|| {
        view! {
            <section aria-labelledby="a-days">
                <h2 id="a-days">"Deadlines"</h2>
                {match next {
                    Some((destination, next, complete)) => {
                        view! {
                            <p>{format!("For {destination}.")}</p>
                            {next.map(|next| view! { <p class="here">{next}</p> })}
                            {(!complete).then(|| view! { <p>"Some days are still to be found out."</p> })}
                            <p><a href=href>"All days on the way"</a></p>
                        }
                            .into_any()
                    }
                    None => view! { <p><a href=href>"Say for which conference it is"</a></p> }.into_any(),
                }}
            </section>
        }
    })
}

/// The secret part of a calendar's address, given once to the page that answers the form.
#[derive(Clone, Debug, Default)]
pub struct NewFeed(pub Option<String>);

/// `/calendar`
#[component]
pub fn CalendarPage() -> impl IntoView {
    let fresh = use_context::<NewFeed>().unwrap_or_default().0;
    page(async move {
        let visit = Visit::current();
        let since = ladders::feed(&visit.call).await?;
        let member = visit.call.member.is_some();
        let base = visit.call.site.base_url.clone();
        Ok::<_, Error>(view! {
            <PageTitle title="Calendars" />
            <main class="page narrow" id="main" tabindex="-1">
                <header class="head">
                    <h1>"Calendars"</h1>
                    <p class="lede">"The days that count, in the calendar on your telephone or computer. They follow when a day changes."</p>
                </header>
                <section class="flow" aria-labelledby="h-public">
                    <h2 id="h-public">"Deadlines of published texts"</h2>
                    <p>"For everybody: when a text must be with branches, when portals close, when conferences begin."</p>
                    <p><code>{format!("{base}/calendar.ics")}</code></p>
                    <p class="row"><a class="button plain" href="/calendar.ics">"Open the calendar file"</a></p>
                </section>
                {if member {
                    view! { <OwnFeed fresh since base /> }.into_any()
                } else {
                    view! {
                        <p>
                            "Members have a calendar of their own, with rounds that close and the days of texts that are not published. "
                            <a href=address::sign_in("/calendar")>"Sign in"</a>
                        </p>
                    }
                        .into_any()
                }}
                <section class="flow" aria-labelledby="h-how">
                    <h2 id="h-how">"How to add one"</h2>
                    <p>"Copy its address. In your calendar program choose “Add by URL”, “From the internet” or “Subscribe”, and paste it there. Opening the file once adds the days as they are now; subscribing keeps them up to date."</p>
                </section>
            </main>
        })
    })
}

/// A member's own calendar, by an address that only they know.
#[component]
fn OwnFeed(fresh: Option<String>, since: Option<domain::time::Instant>, base: String) -> impl IntoView {
    let has = since.is_some();
    view! {
        <section class="flow" aria-labelledby="h-own">
            <h2 id="h-own">"Your own"</h2>
            <p>"Rounds that close, and the deadlines of every text that you may read. It names texts and days, and nobody. Whoever has the address can read it without signing in, so keep it to yourself."</p>
            {fresh
                .map(|token| {
                    view! {
                        <div class="notice" data-kind="good" role="status">
                            <p>"This is its address. Copy it now: it is shown this once."</p>
                            <p><code>{format!("{base}/calendar/{token}.ics")}</code></p>
                        </div>
                    }
                })}
            {since
                .map(|since| {
                    view! { <p>"It has had its address since " <Date at=since /> ". If you have lost it, make another: the old one stops working."</p> }
                })}
            <div class="row">
                <form method="post" action="/calendar">
                    <Submission />
                    <input type="hidden" name="do" value="open" />
                    <button class="button">{if has { "Make another address" } else { "Make an address" }}</button>
                </form>
                {has
                    .then(|| {
                        view! {
                            <form method="post" action="/calendar">
                                <Submission />
                                <input type="hidden" name="do" value="close" />
                                <button class="button plain">"Take the address away"</button>
                            </form>
                        }
                    })}
            </div>
        </section>
    }
}
