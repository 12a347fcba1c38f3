//! What the group itself says of a text, and the list of all that it has said.

use crate::address;
use crate::pages::part;
use crate::request::Visit;
use crate::ui::form::{Choices, ErrorSummary, Line, Paragraphs, Select, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Fingerprint, Pager, Tab, Tabs, own_words, text_crumbs};
use crate::ui::said;
use domain::document::Origin;
use domain::position::{Stand, review_needed};
use leptos::prelude::*;
use service::kept::Form;
use service::positions::{self, POSITIONS_A_PAGE, PositionPage as Shown};
use service::{Error, calendar};
use store::{Held, Position, Told};

/// `/motions/{slug}/position`
#[component]
pub fn PositionPage() -> impl IntoView {
    let slug = part("slug");
    page(async move {
        let visit = Visit::current();
        let shown = positions::show(&visit.call, &slug).await?;
        let form = visit.kept().await?;
        let title = format!("What {} says of it", visit.group.name);
        Ok::<_, Error>(view! {
            <PageTitle title=titled(&form, &format!("{title}: {}", shown.document.title)) />
            <main class="page" id="main" tabindex="-1">
                <Crumbs parents=text_crumbs(&shown.document) />
                <header class="head">
                    <p class="kicker">{shown.document.title.clone()}</p>
                    <h1>{title}</h1>
                    {(shown.document.records.origin == Origin::Tracked)
                        .then(|| {
                            view! { <Tabs slug=shown.document.slug.clone() latest=shown.document.latest tracked=true current=Tab::Position /> }
                        })}
                </header>
                <ErrorSummary form=form.clone() />
                <Review shown=shown.clone() />
                <div class="with-aside even">
                    <div class="stack">
                        <Now shown=shown.clone() />
                        <Record shown=shown.clone() form=form.clone() />
                        <Before shown=shown.clone() />
                    </div>
                    <div class="aside">
                        <WasTold shown form />
                    </div>
                </div>
            </main>
        })
    })
}

/// That the text has moved on since.
#[component]
fn Review(shown: Shown) -> impl IntoView {
    let latest = shown.document.latest;
    let slug = shown.document.slug.clone();
    let taken_on = shown
        .positions
        .first()
        .map_or(latest, |position| position.version);
    shown.review_needed().then(|| {
        view! {
            <div class="notice" data-kind="warn">
                <h2>"To be looked at again"</h2>
                <p>
                    {format!("This was decided on version {taken_on}, and there is version {latest} now. It does not carry over by itself. ")}
                    <a href=address::compare(&slug, taken_on, latest)>"See what has changed since"</a>
                </p>
            </div>
        }
    })
}

/// The position that holds.
#[component]
fn Now(shown: Shown) -> impl IntoView {
    let held = shown.positions.first().cloned();
    view! {
        <section class="flow" aria-labelledby="h-now">
            <h2 id="h-now">"The position now"</h2>
            {match held {
                Some(position) => view! { <Facts position slug=shown.document.slug.clone() current=true /> }.into_any(),
                None => {
                    view! {
                        <div class="empty">
                            <p>"Not considered: no meeting of the group has decided on this text yet."</p>
                            {(!shown.may).then(|| view! { <p>"The committee records it here when one has."</p> })}
                        </div>
                    }
                        .into_any()
                }
            }}
        </section>
    }
}

#[component]
fn Facts(position: Position, slug: String, current: bool) -> impl IntoView {
    let votes = position.votes.map(|(for_, against, abstain)| {
        view! {
            <dt>"Votes"</dt>
            <dd>{format!("{for_} for, {against} against, {abstain} abstained")}</dd>
        }
    });
    view! {
        <dl class="facts across">
            <dt>"Decision"</dt>
            <dd><strong>{said::stand(position.stand)}</strong></dd>
            <dt>"On"</dt>
            <dd>{format!("Version {} ", position.version)} <Fingerprint hash=position.hash.clone() /></dd>
            <dt>"Meeting"</dt>
            <dd>{calendar::date_said(&position.met_on)}</dd>
            {votes}
            {(!position.reason.is_empty())
                .then(|| {
                    view! {
                        <dt>"Reason"</dt>
                        <dd dir="auto">{own_words(&position.reason)}</dd>
                    }
                })}
            <dt>"Public"</dt>
            <dd>
                {if position.public && current {
                    let href = address::position(&slug);
                    view! { "Yes: " <a href=href>"what everybody reads"</a> }.into_any()
                } else if position.public {
                    "Yes: everybody could read it".into_any()
                } else {
                    "No: only the group reads it".into_any()
                }}
            </dd>
            <dt>"In our name"</dt>
            <dd>{if position.in_our_name { "Yes: others may name the group" } else { "No: others may not name the group" }}</dd>
        </dl>
    }
}

/// The form of the committee.
#[component]
fn Record(shown: Shown, form: Form) -> impl IntoView {
    let latest = shown.document.latest;
    let seen = shown.positions.len();
    let open =
        seen == 0 || shown.review_needed() || form.problems.iter().any(|p| !p.field.starts_with("told"));
    let versions = (1..=latest)
        .rev()
        .map(|n| {
            (
                n.to_string(),
                if n == latest {
                    format!("Version {n}, the latest")
                } else {
                    format!("Version {n}")
                },
            )
        })
        .collect::<Vec<_>>();
    let stands = Stand::ALL
        .iter()
        .map(|stand| {
            (
                stand.word().to_owned(),
                said::stand(*stand).to_owned(),
                said::stand_hint(*stand).to_owned(),
            )
        })
        .collect::<Vec<_>>();
    let yes_no = |yes: &str, no: &str| {
        vec![
            ("yes".to_owned(), "Yes".to_owned(), yes.to_owned()),
            ("no".to_owned(), "No".to_owned(), no.to_owned()),
        ]
    };
    shown.may.then(|| {
        view! {
            <section class="flow" aria-labelledby="h-record">
                <h2 id="h-record">"Record a decision"</h2>
                <details open=open>
                    <summary>{if seen == 0 { "What a meeting decided" } else { "A newer decision" }}</summary>
                    <form class="form" method="post" action="/api/position/record">
                        <Submission />
                        <input type="hidden" name="slug" value=shown.document.slug.clone() />
                        <input type="hidden" name="seen" value=seen.to_string() />
                        <Choices form=form.clone() name="stand" legend="What was decided?" choices=stands />
                        <Select
                            form=form.clone()
                            name="version"
                            label="On which version?"
                            hint="Exactly the words that the meeting had before it."
                            value=latest.to_string()
                            choices=versions
                        />
                        <Line form=form.clone() name="met_on" label="Date of the meeting" kind="date" class="w-date" hint="With its year." />
                        <fieldset class="field">
                            <legend>"Votes, if they were counted"</legend>
                            <p class="hint">"All three, or none. Only the group sees them."</p>
                            <div class="row">
                                <Line form=form.clone() name="votes_for" label="For" class="w-short" inputmode="numeric" />
                                <Line form=form.clone() name="votes_against" label="Against" class="w-short" inputmode="numeric" />
                                <Line form=form.clone() name="votes_abstain" label="Abstained" class="w-short" inputmode="numeric" />
                            </div>
                        </fieldset>
                        <Paragraphs
                            form=form.clone()
                            name="reason"
                            label="Reason"
                            hint="Needed for a qualification and for no support. Where the decision is public, so is this."
                            rows=4
                        />
                        <Choices
                            form=form.clone()
                            name="public"
                            legend="May everybody know?"
                            value="no"
                            choices=yes_no("It stands in the public list of positions.", "It stays in the group.")
                        />
                        <Choices
                            form=form.clone()
                            name="in_our_name"
                            legend="In our name?"
                            hint="A group may act and not wish to be named: this is apart from what it supports."
                            value="no"
                            choices=yes_no("Others may name the group with it.", "Others may not name the group.")
                        />
                        <p class="hint">"A decision is never changed. A newer one takes its place, and the earlier ones stay on record."</p>
                        <p class="row"><button class="button">"Record the decision"</button></p>
                    </form>
                </details>
            </section>
        }
    })
}

/// The ones before.
#[component]
fn Before(shown: Shown) -> impl IntoView {
    let before: Vec<Position> = shown.positions.iter().skip(1).cloned().collect();
    (!before.is_empty()).then(|| {
        view! {
            <section class="flow" aria-labelledby="h-before">
                <h2 id="h-before">"Earlier decisions"</h2>
                {before
                    .into_iter()
                    .map(|position| {
                        view! {
                            <h3>{format!("{}, version {}", calendar::date_said(&position.met_on), position.version)}</h3>
                            <Facts position slug=shown.document.slug.clone() current=false />
                        }
                    })
                    .collect_view()}
            </section>
        }
    })
}

/// Who has been told, and the form for one more.
#[component]
fn WasTold(shown: Shown, form: Form) -> impl IntoView {
    let held = shown.positions.first().map(|position| position.id);
    let number = |told: &Told| {
        shown
            .positions
            .iter()
            .find(|position| position.id == told.position)
            .map_or(0, |position| position.version)
    };
    let rows = shown
        .told
        .iter()
        .rev()
        .map(|told| {
            let version = number(told);
            view! {
                <li>
                    {told.told.clone()}
                    <br />
                    <span class="quiet">
                        {format!("{}, of the decision on version {version}", calendar::date_said(&told.told_on))}
                    </span>
                </li>
            }
        })
        .collect_view();
    let nobody = shown.told.is_empty();
    held.map(|_| {
        view! {
            <section aria-labelledby="h-told">
                <h2 id="h-told">"Who was told"</h2>
                {if nobody {
                    view! { <p>"Nobody, as far as is recorded."</p> }.into_any()
                } else {
                    view! { <ul>{rows}</ul> }.into_any()
                }}
                {shown
                    .may
                    .then(|| {
                        view! {
                            <form class="form" method="post" action="/api/position/tell">
                                <Submission />
                                <input type="hidden" name="slug" value=shown.document.slug.clone() />
                                <Line
                                    form=form.clone()
                                    name="told"
                                    label="Whom did you tell?"
                                    hint="The body, such as the owner of the text. Name no private person: this stays on record."
                                />
                                <Line form=form name="told_on" label="When?" kind="date" class="w-date" />
                                <p class="row"><button class="button plain">"Record it"</button></p>
                            </form>
                        }
                    })}
            </section>
        }
    })
}

/// The part about it on the page of a text.
pub fn brief(document: &store::Document, held: Option<&Position>, may: bool) -> impl IntoView + use<> {
    let href = address::motion_page(&document.slug, "position");
    let tracked = document.records.origin == Origin::Tracked;
    let latest = document.latest;
    let said = held.map(|position| {
        (
            format!("{}, on version {}", said::stand(position.stand), position.version),
            review_needed(position.version, latest),
        )
    });
    (held.is_some() || may || tracked).then(|| {
        view! {
            <section aria-labelledby="a-position">
                <h2 id="a-position">"The group’s position"</h2>
                {match said {
                    Some((said, review)) => {
                        view! {
                            <p>{said} "." {review.then(|| view! { <br /><strong>"To be looked at again: the text has changed since."</strong> })}</p>
                        }
                            .into_any()
                    }
                    None => view! { <p>"Not considered yet."</p> }.into_any(),
                }}
                <p><a href=href>{if may { "The position, and what a meeting decided" } else { "The position" }}</a></p>
            </section>
        }
    })
}

/// `/positions`
#[component]
pub fn PositionsPage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        let number = visit.page();
        let mut held = positions::held(&visit.call, number).await?;
        let more = held.len() > POSITIONS_A_PAGE;
        held.truncate(POSITIONS_A_PAGE);
        let member = visit.call.member.is_some();
        let group = visit.group.name.clone();
        Ok::<_, Error>(view! {
            <PageTitle title="Positions" />
            <main class="page" id="main" tabindex="-1">
                <header class="head">
                    <h1>"Positions"</h1>
                    <p class="lede">
                        {format!("What {group} has decided on texts, each on one exact version.")}
                        {member.then_some(" You also see those that are not public.")}
                    </p>
                </header>
                {if held.is_empty() {
                    view! { <div class="empty"><p>"No position has been made public."</p></div> }.into_any()
                } else {
                    view! {
                        <ul class="entries" role="list">
                            {held.into_iter().map(|held| view! { <Entry held member /> }).collect_view()}
                        </ul>
                    }
                        .into_any()
                }}
                <Pager path="/positions".to_owned() page=number more=more />
            </main>
        })
    })
}

/// Whose text a position is about.
fn whose(held: &Held) -> String {
    match held.origin {
        Origin::Tracked if held.seen_on.is_empty() => format!("A text of {}", held.owner),
        Origin::Tracked => {
            format!(
                "A text of {}, as it was on {}",
                held.owner,
                calendar::date_said(&held.seen_on)
            )
        }
        Origin::Owned => "A text of our own".to_owned(),
    }
}

/// `/positions/{slug}`: what the group says of one text, for everybody.
#[component]
pub fn PublicPage() -> impl IntoView {
    let slug = part("slug");
    page(async move {
        let visit = Visit::current();
        let held = positions::told_to_all(&visit.call, &slug).await?;
        Ok::<_, Error>(view! { <Public visit held /> })
    })
}

#[component]
fn Public(visit: Visit, held: Held) -> impl IntoView {
    let group = visit.group.name.clone();
    let contact = visit.group.contact.clone();
    let review = review_needed(held.position.version, held.latest);
    let whose = whose(&held);
    let tracked = held.origin == Origin::Tracked;
    let position = held.position;
    let member = visit.call.member.is_some();
    view! {
        <PageTitle title=format!("What {group} says of it: {}", held.title) />
        <main class="page narrow" id="main" tabindex="-1">
            <Crumbs parents=vec![("/positions".to_owned(), "Positions".to_owned())] />
            <header class="head">
                <p class="kicker">{whose}</p>
                <h1>{held.title.clone()}</h1>
                <p class="lede">{format!("{group} {}.", said::lower(said::stand(position.stand)))}</p>
            </header>
            {review
                .then(|| {
                    view! {
                        <div class="notice" data-kind="warn">
                            <p>"There is a newer version of the text than the one that was decided on. This position holds for the earlier one, and will be looked at again."</p>
                        </div>
                    }
                })}
            <dl class="facts across">
                <dt>"Decided on"</dt>
                <dd>{calendar::date_said(&position.met_on)}</dd>
                <dt>"Exact words"</dt>
                <dd>{format!("Version {}, fingerprint ", position.version)} <Fingerprint hash=position.hash.clone() /></dd>
                {(!position.reason.is_empty())
                    .then(|| {
                        view! {
                            <dt>"Reason"</dt>
                            <dd dir="auto">{own_words(&position.reason)}</dd>
                        }
                    })}
                <dt>"In our name"</dt>
                <dd>{if position.in_our_name { "You may name the group with it." } else { "Please do not name the group with it." }}</dd>
            </dl>
            {tracked
                .then(|| {
                    view! { <p>"The text belongs to others, so it is not shown here. Ask its owner for it."</p> }
                })}
            {(!contact.is_empty()).then(|| view! { <p>{format!("Questions about this position: {contact}.")}</p> })}
            {member
                .then(|| {
                    view! { <p><a href=address::motion_page(&held.slug, "position")>"For members: every decision on it, and who was told"</a></p> }
                })}
        </main>
    }
}

#[component]
fn Entry(held: Held, member: bool) -> impl IntoView {
    let whose = whose(&held);
    let position = held.position;
    let review = review_needed(position.version, held.latest);
    view! {
        <li>
            {if member {
                view! { <h2><a href=address::motion_page(&held.slug, "position")>{held.title.clone()}</a></h2> }.into_any()
            } else {
                view! { <h2><a href=address::position(&held.slug)>{held.title.clone()}</a></h2> }.into_any()
            }}
            <p><strong>{said::stand(position.stand)}</strong></p>
            {(!position.reason.is_empty()).then(|| view! { <p dir="auto">{own_words(&position.reason)}</p> })}
            {review.then(|| view! { <p>"The text has changed since, and will be looked at again."</p> })}
            <p class="meta">
                <span>{whose}</span>
                <span>{format!("Version {}", position.version)}</span>
                <span>{format!("Decided on {}", calendar::date_said(&position.met_on))}</span>
                <span>{if position.in_our_name { "The group may be named" } else { "The group may not be named" }}</span>
                {(!position.public).then(|| view! { <span>"Not public"</span> })}
            </p>
        </li>
    }
}
