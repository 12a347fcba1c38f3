//! Deciding on one exact version, and publishing it.

use crate::address;
use crate::pages::part;
use crate::request::{Visit, redirect};
use crate::ui::form::{Choices, ErrorSummary, Paragraphs, Submission, titled};
use crate::ui::lines::NumberedText;
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{
    Crumbs, Day, HowCounted, Moment, StageBadge, StandingBadge, Tab, Tabs, WholeFingerprint, WordMeter,
    own_words, text_crumbs,
};
use crate::ui::said;
use domain::decision::{Outcome, Verdict};
use domain::document::{Kind, Origin, Standing};
use domain::permission::Action;
use leptos::prelude::*;
use service::decisions::{self, DecisionPage as Shown};
use service::kept::Form;
use service::{Call, Error};
use store::{DecisionRecord, Publication};

/// `/motions/{slug}/decision`
#[component]
pub fn DecisionPage() -> impl IntoView {
    let slug = part("slug");
    page(async move {
        let visit = Visit::current();
        let shown = decisions::show(&visit.call, &slug).await?;
        if shown.document.records.origin == Origin::Tracked {
            // The wording is not the group's to decide on: what it says of the text is.
            redirect(&address::motion_page(&slug, "position"));
            return Ok(().into_any());
        }
        let form = visit.kept().await?;
        Ok::<_, Error>(
            view! { <Whole call=visit.call imprint=visit.group.imprint.clone() shown form /> }.into_any(),
        )
    })
}

/// The decision on the latest version, if there is one.
fn latest(shown: &Shown) -> Option<&DecisionRecord> {
    shown
        .decisions
        .iter()
        .find(|decision| decision.version == shown.document.latest)
}

#[component]
fn Whole(call: Call, imprint: String, shown: Shown, form: Form) -> impl IntoView {
    let document = shown.document.clone();
    let number = document.latest;
    let decided = latest(&shown).cloned();
    let heading = match &decided {
        Some(decision) if decision.outcome == Outcome::Approved => format!("Version {number} is approved"),
        Some(_) => format!("Version {number} is refused"),
        None => format!("Decide on version {number}"),
    };
    let count = shown.article.count.clone();
    let words = said::words_of(count.words, count.limit);
    view! {
        <PageTitle title=titled(&form, &format!("{heading}: {}", document.title)) />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=text_crumbs(&document) />
            <header class="head">
                <h1>{heading}</h1>
                <ul class="factline" role="list">
                    {(document.records.kind != Kind::Section)
                        .then(|| view! { <li><StageBadge stage=document.records.stage() /></li> })}
                    <li>{words}</li>
                    {document.round_closes.map(|closes| view! { <li class="here">"Closes " <Moment at=closes /></li> })}
                </ul>
                <Tabs slug=document.slug.clone() latest=number section=document.records.kind == Kind::Section current=Tab::Decision />
            </header>
            <ErrorSummary form=form.clone() />
            <OverLimit call=call.clone() shown=shown.clone() />
            <div class="with-aside even">
                <div class="stack">
                    {match decided.clone() {
                        Some(decision) => view! { <Record decision current=true /> }.into_any(),
                        None => view! { <SoFar call=call.clone() shown=shown.clone() /> }.into_any(),
                    }}
                    <section class="flow" aria-labelledby="h-text">
                        <h2 id="h-text">{if decided.is_some() { "The text" } else { "The text you decide on" }}</h2>
                        <p class="quiet">{document.title.clone()}</p>
                        <NumberedText
                            text=shown.article.text.clone()
                            lines=shown.article.lines.clone()
                            label=format!("Text of version {number}")
                            ids=true
                        />
                    </section>
                    <Earlier shown=shown.clone() />
                </div>
                <div class="aside">
                    {if decided.is_none() {
                        view! { <Answer call=call.clone() shown=shown.clone() form=form.clone() /> }.into_any()
                    } else {
                        ().into_any()
                    }}
                    <Publish call=call.clone() shown=shown.clone() imprint />
                    <RoundState shown=shown.clone() />
                    <section aria-labelledby="a-words">
                        <h2 id="a-words">"Words"</h2>
                        <WordMeter words=count.words limit=count.limit label="Words in the text" />
                        <HowCounted
                            count=count.clone()
                            rule=shown.article.profile.name.to_string()
                            source=said::source(&shown.article.profile)
                        />
                    </section>
                    <Publications slug=document.slug.clone() publications=shown.publications.clone() />
                </div>
            </div>
        </main>
    }
}

/// Too many words: said before anybody votes, not after.
#[component]
fn OverLimit(call: Call, shown: Shown) -> impl IntoView {
    let count = &shown.article.count;
    let may_edit = call.may_to(Action::Edit, &shown.document);
    let (over, title_over) = (count.over, count.title.over);
    let slug = shown.document.slug.clone();
    (latest(&shown).is_none() && (over > 0 || title_over > 0)).then(|| {
        view! {
            <div class="notice" data-kind="warn">
                <h2>"This version cannot be approved"</h2>
                {(over > 0)
                    .then(|| {
                        let limit = shown.article.count.limit.unwrap_or(0);
                        view! { <p>{format!("The text is {} over the limit of {limit}.", said::number(over, "word"))}</p> }
                    })}
                {(title_over > 0)
                    .then(|| {
                        let limit = shown.article.count.title.limit.unwrap_or(0);
                        view! { <p>{format!("The title is {} over its limit of {limit}.", said::number(title_over, "word"))}</p> }
                    })}
                <p>
                    "Somebody has to shorten it first, as a new version. "
                    {may_edit.then(|| view! { <a href=address::motion_page(&slug, "edit")>"Edit this text"</a> })}
                </p>
            </div>
        }
    })
}

/// How the vote stands: numbers for members, names for the committee.
#[component]
fn SoFar(call: Call, shown: Shown) -> impl IntoView {
    let tally = shown.tally;
    let voted = tally.for_ + tally.against + tally.abstain;
    let missing = tally.quorum.saturating_sub(voted);
    let (seats, chair) = shown.committee;
    let names = call.on_committee();
    let approvals = shown.approvals.clone();
    let still = if missing > 0 {
        format!(
            "{} needed before anything is decided.",
            if missing == 1 {
                "One more vote is".to_owned()
            } else {
                format!("{missing} more votes are")
            }
        )
    } else {
        "Enough have voted, but for and against are equal. The next vote, or the chair’s, decides.".to_owned()
    };
    view! {
        <section class="flow" aria-labelledby="h-far">
            <h2 id="h-far">"The vote so far"</h2>
            <p><span class="figure">{format!("{voted} of {}", tally.quorum)}</span> " votes needed. " {still}</p>
            <p class="quiet">
                {format!(
                    "The committee has {}{}. The side with more votes has it; a tie is broken by the chair.",
                    said::number(seats, "member"),
                    if chair { "" } else { " and no chair at present, so two votes are enough" },
                )}
            </p>
            {(seats < 2)
                .then(|| {
                    view! {
                        <p class="quiet">"One person alone decides nothing: the committee needs a second member first."</p>
                    }
                })}
            <dl class="facts across">
                <dt>"For"</dt>
                <dd>{tally.for_}</dd>
                <dt>"Against"</dt>
                <dd>{tally.against}</dd>
                <dt>"Abstained"</dt>
                <dd>{tally.abstain}</dd>
            </dl>
            {(names && !approvals.is_empty())
                .then(|| {
                    view! {
                        <div class="table-scroll" role="region" aria-labelledby="votes-cap" tabindex="0">
                            <table class="rows">
                                <caption id="votes-cap">"Votes, which only the committee sees by name"</caption>
                                <thead>
                                    <tr>
                                        <th scope="col">"Committee member"</th>
                                        <th scope="col">"Vote"</th>
                                        <th scope="col">"When"</th>
                                    </tr>
                                </thead>
                                <tbody>
                                    {approvals
                                        .into_iter()
                                        .map(|approval| {
                                            let left = if approval.current { "" } else { " (no longer on the committee: not counted)" };
                                            view! {
                                                <tr>
                                                    <th scope="row"><bdi>{approval.member_name.clone()}</bdi></th>
                                                    <td data-th="Vote">
                                                        {said::verdict(approval.verdict)} {left}
                                                        {(!approval.reason.is_empty())
                                                            .then(|| view! { <br /><span class="quiet" dir="auto">{own_words(&approval.reason)}</span> })}
                                                    </td>
                                                    <td data-th="When"><Moment at=approval.at short=true /></td>
                                                </tr>
                                            }
                                        })
                                        .collect_view()}
                                </tbody>
                            </table>
                        </div>
                    }
                })}
        </section>
    }
}

/// The form, or why there is none.
#[component]
fn Answer(call: Call, shown: Shown, form: Form) -> impl IntoView {
    let document = shown.document.clone();
    let (slug, number) = (document.slug.clone(), document.latest);
    let why_not = if !call.may_to(Action::Decide, &document) {
        Some("The committee decides. Members see here how it stands, and the record afterwards.".to_owned())
    } else if shown.voted {
        Some(format!(
            "You have voted on version {number}. A new version starts a new vote."
        ))
    } else if document.round_closes.is_some() {
        Some("Members are still being asked. The committee votes when the round has closed.".to_owned())
    } else {
        None
    };
    let over = shown.article.count.over > 0 || shown.article.count.title.over > 0;
    let choices = [Verdict::For, Verdict::Against, Verdict::Abstain]
        .into_iter()
        .filter(|verdict| !(over && *verdict == Verdict::For))
        .map(|verdict| {
            let (label, hint) = match verdict {
                Verdict::For => (
                    "For: I approve it",
                    "Exactly these words, as they stand on this page.",
                ),
                Verdict::Against => (
                    "Against: I refuse it",
                    "Say why below, so that a new version can mend it.",
                ),
                Verdict::Abstain => ("I abstain", "I take part and take no side."),
            };
            (verdict.word().to_owned(), label.to_owned(), hint.to_owned())
        })
        .collect::<Vec<_>>();
    view! {
        <section aria-labelledby="a-vote">
            <h2 id="a-vote">"Your vote"</h2>
            <dl class="facts">
                <div>
                    <dt>"Version"</dt>
                    <dd>{format!("{number}, saved ")} <Day at=shown.article.version.created_at /></dd>
                </div>
                <div><dt>"Title"</dt><dd>{document.title.clone()}</dd></div>
                <div>
                    <dt>"Fingerprint (SHA-256)"</dt>
                    <dd><WholeFingerprint hash=shown.article.version.hash.clone() /></dd>
                </div>
            </dl>
            {match why_not {
                Some(why) => view! { <p>{why}</p> }.into_any(),
                None => {
                    view! {
                        <form class="form" method="post" action="/api/version/vote">
                            <Submission />
                            <input type="hidden" name="slug" value=slug />
                            <input type="hidden" name="version" value=number.to_string() />
                            <input type="hidden" name="hash" value=shown.article.version.hash.clone() />
                            <Choices form=form.clone() name="verdict" legend=format!("On version {number}") choices />
                            <Paragraphs
                                form=form
                                name="reason"
                                label="Reason"
                                hint="Needed where you vote against. The committee sees it with your name."
                                rows=3
                            />
                            <p class="hint">"You cannot change your vote on this version. A new version starts a new vote."</p>
                            <p class="row"><button class="button">"Give my vote"</button></p>
                        </form>
                    }
                        .into_any()
                }
            }}
        </section>
    }
}

/// What was decided, as it was recorded.
#[component]
fn Record(decision: DecisionRecord, current: bool) -> impl IntoView {
    let (heading, id) = if current {
        ("The record".to_owned(), "h-record".to_owned())
    } else {
        (
            format!("Version {}", decision.version),
            format!("h-record-{}", decision.version),
        )
    };
    let words = match decision.word_limit {
        Some(limit) => format!("{} of {limit}, by the rule of {}", decision.words, decision.rule),
        None => format!(
            "{}, by the rule of {}, which has no limit",
            decision.words, decision.rule
        ),
    };
    let (for_, against, abstain) = decision.votes;
    view! {
        <section class="flow" aria-labelledby=id.clone()>
            {if current { view! { <h2 id=id.clone()>{heading}</h2> }.into_any() } else { view! { <h3 id=id.clone()>{heading}</h3> }.into_any() }}
            <dl class="facts across">
                <dt>"Decision"</dt>
                <dd>{said::outcome(decision.outcome)} {format!(", on version {}", decision.version)}</dd>
                <dt>"Date"</dt>
                <dd><Moment at=decision.at /></dd>
                <dt>"For"</dt>
                <dd>{for_}</dd>
                <dt>"Against"</dt>
                <dd>{against}</dd>
                <dt>"Abstained"</dt>
                <dd>{abstain}</dd>
                <dt>"Quorum"</dt>
                <dd>{format!("{} votes", decision.quorum)}</dd>
                <dt>"Attendance"</dt>
                <dd>{decision.attendance.clone()}</dd>
                <dt>"Words"</dt>
                <dd>{words}</dd>
                <dt>"Fingerprint"</dt>
                <dd><WholeFingerprint hash=decision.hash.clone() /></dd>
            </dl>
        </section>
    }
}

/// Decisions on earlier versions.
#[component]
fn Earlier(shown: Shown) -> impl IntoView {
    let earlier: Vec<DecisionRecord> = shown
        .decisions
        .iter()
        .filter(|decision| decision.version != shown.document.latest)
        .cloned()
        .collect();
    (!earlier.is_empty()).then(|| {
        view! {
            <section class="flow" aria-labelledby="h-earlier">
                <h2 id="h-earlier">"Decisions on earlier versions"</h2>
                {earlier.into_iter().map(|decision| view! { <Record decision current=false /> }).collect_view()}
            </section>
        }
    })
}

/// The way to make an approved version public.
#[component]
fn Publish(call: Call, shown: Shown, imprint: String) -> impl IntoView {
    let (slug, number) = (shown.document.slug.clone(), shown.document.latest);
    let approved = latest(&shown).is_some_and(|decision| decision.outcome == Outcome::Approved);
    let published = shown
        .publications
        .iter()
        .any(|publication| publication.version == number);
    let may = call.may_to(Action::Publish, &shown.document);
    let replaces = shown
        .publications
        .iter()
        .find(|publication| publication.standing == Standing::Current)
        .map(|publication| publication.version);
    (approved && !published).then(|| {
        view! {
            <section aria-labelledby="a-publish">
                <h2 id="a-publish">"Next: publish it"</h2>
                <p>"Publishing makes the text public, for everybody to read and download. It can be replaced or withdrawn later, but never changed."</p>
                {replaces.map(|version| view! { <p>{format!("It takes the place of version {version}, which stays readable under a note.")}</p> })}
                {if !may {
                    view! { <p>"The committee does that."</p> }.into_any()
                } else if imprint.is_empty() {
                    view! {
                        <p>
                            "First the chair or an administrator says " <a href="/group">"in the group’s settings"</a>
                            " who publishes: every text that leaves the group needs that line."
                        </p>
                    }
                        .into_any()
                } else {
                    view! {
                        <form class="form" method="post" action="/api/version/publish">
                            <Submission />
                            <input type="hidden" name="slug" value=slug />
                            <input type="hidden" name="version" value=number.to_string() />
                            <dl class="facts"><div><dt>"Published by"</dt><dd>{imprint}</dd></div></dl>
                            <p class="row"><button class="button">{format!("Publish version {number}")}</button></p>
                        </form>
                    }
                        .into_any()
                }}
            </section>
        }
    })
}

/// Where the round stands.
#[component]
fn RoundState(shown: Shown) -> impl IntoView {
    let slug = shown.document.slug.clone();
    let open = shown.document.round_closes.is_some();
    view! {
        <section aria-labelledby="a-round">
            <h2 id="a-round">"What members think"</h2>
            {match shown.round {
                Some(round) => {
                    view! {
                        <p>{round.question.clone()}</p>
                        <p>
                            {format!("Asked about version {}. ", round.version)}
                            {if open { "Closes " } else { "Closed " }}
                            <Moment at=round.window.closes short=true />
                        </p>
                        <p><a href=address::motion_page(&slug, "round")>"The views, counted"</a></p>
                    }
                        .into_any()
                }
                None => view! { <p>"Members have not been asked about this text."</p> }.into_any(),
            }}
            <p><a href=address::motion_page(&slug, "comments")>"The comments"</a></p>
        </section>
    }
}

/// What has been published, with what has become of it.
#[component]
fn Publications(slug: String, publications: Vec<Publication>) -> impl IntoView {
    (!publications.is_empty()).then(|| {
        view! {
            <section aria-labelledby="a-published">
                <h2 id="a-published">"Published"</h2>
                <ul class="links" role="list">
                    {publications
                        .into_iter()
                        .map(|publication| {
                            view! {
                                <li>
                                    <a href=address::published(&publication.slug)>{format!("Version {}", publication.version)}</a>
                                    " "
                                    <StandingBadge standing=publication.standing />
                                    " "
                                    <Day at=publication.published_at />
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
                <p><a href=address::motion_page(&slug, "history")>"Every version"</a></p>
            </section>
        }
    })
}
