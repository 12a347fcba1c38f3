//! What one party did with a published text: its words beside the model, the history, and what comes next.

use super::crumbs;
use super::form::{FromFile, Tidied, WordsFields, state_choices};
use super::words::{self, StateBadge};
use crate::address;
use crate::pages::part;
use crate::request::Visit;
use crate::ui::changes::{ChangesInWords, Compared, Redline, counted};
use crate::ui::form::{Choices, ErrorSummary, Line, Select, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Fingerprint, HowCounted, Moment, WordMeter};
use crate::ui::said;
use domain::adoption::{Consent, Copy, Kind, State};
use leptos::prelude::*;
use service::Error;
use service::adoptions::{One, VariantText, show};
use service::kept::Form;

/// `/motions/{slug}/adoptions/{number}`
#[component]
pub fn OnePage() -> impl IntoView {
    let (slug, number) = (part("slug"), part("number"));
    page(async move {
        let visit = Visit::current();
        let number = number.parse().map_err(|_| Error::NotFound)?;
        let one = show(&visit.call, &slug, number).await?;
        let form = visit.kept().await?;
        let sent = visit.ask("sent") == "1";
        Ok::<_, Error>(view! { <Shown one form sent demo=visit.group.demo /> })
    })
}

#[component]
fn Shown(one: One, form: Form, sent: bool, demo: bool) -> impl IntoView {
    let adoption = one.seen.adoption.clone();
    let copy = words::copy(one.seen.copy, adoption.version);
    let current = one.subject.current().clone();
    view! {
        <PageTitle title=titled(&form, &format!("{}: {}", adoption.clp, current.title)) />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=crumbs(&one.subject, true) />
            <header class="head">
                <p class="kicker">{format!("What a party did, number {}", adoption.number)}</p>
                <h1><bdi>{adoption.clp.clone()}</bdi></h1>
                <ul class="factline" role="list">
                    <li><StateBadge state=adoption.state /></li>
                    <li>{words::confirmed(adoption.confirmed)}</li>
                    <li>{adoption.conference.clone()}</li>
                    {(!adoption.region.is_empty()).then(|| view! { <li>{adoption.region.clone()}</li> })}
                    <li>
                        "Took " <a href=address::published(&one.publication)>{format!("version {}", adoption.version)}</a>
                    </li>
                </ul>
            </header>
            {(one.may_move && !one.next.is_empty())
                // On a telephone the form comes after the whole text.
                .then(|| view! { <p class="row"><a class="button" href="#a-next">"Report what happened next"</a></p> })}
            <ErrorSummary form=form.clone() />
            {sent.then(|| view! { <div class="notice" data-kind="good" role="status"><p>"The link is on its way to the secretary."</p></div> })}
            {copy
                .map(|copy| {
                    view! {
                        <div class="notice" data-kind=if one.seen.copy == Copy::Wrong { "bad" } else { "warn" }>
                            <p>
                                {copy} " " <a href=address::published(&current.slug)>{format!("Version {} is the one to use", current.version)}</a>
                            </p>
                        </div>
                    }
                })}
            <Tidied form=form.clone() />
            <div class="with-aside">
                <div class="stack">
                    <Words one=one.clone() />
                    <History one=one.clone() />
                </div>
                <div class="aside">
                    <Next one=one.clone() form=form.clone() />
                    <Confirmation one=one.clone() form=form.clone() demo />
                    <WhoMayKnow one=one.clone() form=form.clone() />
                    <PutRight one form />
                </div>
            </div>
        </main>
    }
}

/// The words that were passed.
#[component]
fn Words(one: One) -> impl IntoView {
    let passed = one
        .seen
        .adoption
        .state
        .has_reached(domain::adoption::Milestone::Passed);
    match one.words.clone() {
        Some(words) => view! { <Variant one words /> }.into_any(),
        None if passed => view! {
            <section class="flow" aria-labelledby="h-words">
                <h2 id="h-words">"Its words"</h2>
                <p>
                    "It passed the model word for word: "
                    <a href=address::published(&one.publication)>{format!("version {}", one.seen.adoption.version)}</a> "."
                </p>
            </section>
        }
        .into_any(),
        None => ().into_any(),
    }
}

#[component]
fn Variant(one: One, words: VariantText) -> impl IntoView {
    let slug = one.subject.document.slug.clone();
    let likeness = words.variant.figures.likeness.clone();
    let compared = Compared {
        old: one.model.text.clone(),
        new: words.text.clone(),
        old_lines: one.model.lines.clone(),
        new_lines: words.lines.clone(),
        diff: words.diff.clone(),
    };
    let over = words.count.over;
    let kept = likeness.untouched.len();
    let retitled = (words.variant.title != one.model.version.title).then(|| words.variant.title.clone());
    let from_said = words.variant.figures.from_said;
    view! {
        <section class="flow" aria-labelledby="h-words">
            <h2 id="h-words">"Its words, beside the model"</h2>
            <p>
                {format!(
                    "{}. {} of {} clauses stand word for word; {} added.",
                    words::closeness(&likeness),
                    kept,
                    words.clauses.len(),
                    said::number(likeness.added, "word"),
                )}
            </p>
            {words
                .from
                .clone()
                .map(|(number, name)| {
                    view! {
                        <p>
                            {if from_said { "Made from the words of " } else { "Most like the words of " }}
                            <a href=address::adoption(&slug, number)><bdi>{name}</bdi></a> "."
                        </p>
                    }
                })}
            <WordMeter words=words.count.words limit=words.count.limit label="Words that were passed" />
            {(over > 0)
                .then(|| {
                    view! {
                        <div class="notice" data-kind="warn">
                            <p>{format!("It is {} over the limit of {}. It is kept as it was passed; the conference may not take it.", said::number(over, "word"), words.count.limit.unwrap_or(0))}</p>
                        </div>
                    }
                })}
            <HowCounted count=words.count.clone() rule=words.profile.name.to_string() source=said::source(&words.profile) />
            {retitled.map(|title| view! { <p>{format!("Its title: {title}")}</p> })}
            <h3>"Clause by clause"</h3>
            <table class="rows">
                <caption class="vh">"What became of each clause of the model"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Clause of the model"</th>
                        <th scope="col">"In these words"</th>
                    </tr>
                </thead>
                <tbody>
                    {words
                        .clauses
                        .iter()
                        .map(|(clause, fate)| {
                            view! {
                                <tr>
                                    <th scope="row">{clause.clone()}</th>
                                    <td data-th="In these words">{words::fate(*fate)}</td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
            <h3>"With the changes marked"</h3>
            <p>{counted(&words.diff)}</p>
            <Redline compared old_name="the model" new_name="these words" />
            {(!words.diff.is_same()).then(|| view! { <ChangesInWords diff=words.diff.clone() /> })}
            <p class="quiet">"Fingerprint of these words: " <Fingerprint hash=words.variant.hash.clone() /></p>
        </section>
    }
}

/// Everything that was reported.
#[component]
fn History(one: One) -> impl IntoView {
    let last = one.moves.len();
    let composite = one.composite.clone();
    view! {
        <section class="flow" aria-labelledby="h-history">
            <h2 id="h-history">"What has happened"</h2>
            <ol class="timeline" role="list">
                {one
                    .moves
                    .iter()
                    .enumerate()
                    .map(|(at, step)| {
                        let by = match &step.member_name {
                            Some(name) => view! { <span>"Recorded by " <bdi>{name.clone()}</bdi> {format!(", {}", words::hand(step.hand))}</span> }.into_any(),
                            None => view! { <span>{format!("Said {}", words::hand(step.hand))}</span> }.into_any(),
                        };
                        let here = composite.clone().filter(|_| step.state == State::Composited);
                        view! {
                            <li data-state=(at + 1 == last).then_some("here")>
                                <h3>{words::step(step.kind, step.state)}</h3>
                                <p class="meta">
                                    <Moment at=step.at short=true />
                                    {by}
                                    {(!step.meeting_on.is_empty()).then(|| view! { <span>{format!("Meeting on {}", words::day(&step.meeting_on))}</span> })}
                                </p>
                                {(!step.composite.is_empty()).then(|| view! { <p>{step.composite.clone()}</p> })}
                                {here.map(|(slug, title)| view! { <p><a href=address::composite(&slug)>{title}</a></p> })}
                                {(!step.note.is_empty()).then(|| view! { <p>{step.note.clone()}</p> })}
                            </li>
                        }
                    })
                    .collect_view()}
            </ol>
        </section>
    }
}

#[component]
fn Which(one: One, #[prop(optional)] kind: Option<Kind>) -> impl IntoView {
    view! {
        <Submission />
        <input type="hidden" name="slug" value=one.subject.document.slug.clone() />
        <input type="hidden" name="number" value=one.seen.adoption.number.to_string() />
        <input type="hidden" name="seen" value=one.seen.adoption.moves.to_string() />
        {kind.map(|kind| view! { <input type="hidden" name="kind" value=kind.word() /> })}
    }
}

/// What happened next.
#[component]
fn Next(one: One, form: Form) -> impl IntoView {
    let next = one.next.clone();
    let kept = if form.value("kind") == Kind::Report.word() {
        form
    } else {
        Form::default()
    };
    let rule = one.model.version.profile.clone();
    let in_words = kept.value("state") == State::PassedVariant.word() || !kept.value("text").is_empty();
    // Where only one thing can follow, nobody has to choose it.
    let only = match next.as_slice() {
        [one] => one.word(),
        _ => "",
    };
    let mut composites = vec![(String::new(), "None of these".to_owned())];
    composites.extend(one.composites.clone());
    (one.may_move && !next.is_empty()).then(|| {
        let (variant, composite) = (
            next.contains(&State::PassedVariant),
            next.contains(&State::Composited),
        );
        view! {
            <section aria-labelledby="a-next">
                <h2 id="a-next" tabindex="-1">"What happened next?"</h2>
                <form method="post" action="/api/adoption/move" class="form">
                    <Which one=one.clone() kind=Kind::Report />
                    <Choices form=kept.clone() name="state" legend="It was" choices=state_choices(&next) value=only />
                    <Line form=kept.clone() name="meeting_on" label="Day of the meeting (optional)" hint="For example 12 October 2026." class="w-date" />
                    {composite
                        .then(|| {
                            view! {
                                <Line form=kept.clone() name="composite" label="If in a composite: its name" hint="As the conference calls it, such as “Composite 4”." />
                                {(composites.len() > 1)
                                    .then(|| view! { <Select form=kept.clone() name="composite_slug" label="If it is built here: which?" choices=composites.clone() /> })}
                            }
                        })}
                    {variant
                        .then(|| {
                            view! {
                                <details id="words" open=in_words>
                                    <summary>"If it passed its own words"</summary>
                                    <WordsFields form=kept.clone() rule=rule.clone() variants=one.variants.clone() />
                                </details>
                            }
                        })}
                    <Line form=kept.clone() name="note" label="More about it" hint="A reason is needed where it was ruled out. No names of people." />
                    <p class="row"><button class="button">"Save"</button></p>
                </form>
                {variant.then(|| view! { <FromFile slug=one.subject.document.slug.clone() number=one.seen.adoption.number form=kept.clone() /> })}
            </section>
        }
    })
}

/// A second person says that it is so: the committee, or the party's secretary.
#[component]
fn Confirmation(one: One, form: Form, demo: bool) -> impl IntoView {
    let open = form.problem("email").is_some();
    let ask =
        one.committee && one.seen.adoption.state != State::Mistaken && one.seen.adoption.confirmed.is_none();
    (one.may_confirm || ask).then(|| {
        view! {
            <section aria-labelledby="a-confirm">
                <h2 id="a-confirm">"Confirm it"</h2>
                {if one.may_confirm {
                    view! {
                        <form method="post" action="/api/adoption/move" class="form">
                            <Which one=one.clone() kind=Kind::Confirm />
                            <p>"You know from somebody else than its reporter that it is so."</p>
                            <p class="row"><button class="button plain">"Confirm for the committee"</button></p>
                        </form>
                    }
                        .into_any()
                } else {
                    view! { <p>"You recorded the last step, so somebody else confirms it."</p> }.into_any()
                }}
                {(!demo)
                    .then(|| {
                        view! {
                            <details open=open>
                                <summary>"Ask the party’s secretary"</summary>
                                <form method="post" action="/api/adoption/ask" class="form">
                                    <Which one=one.clone() />
                                    <p>"A link goes to this address; look at it twice. Whoever opens it sees what was reported, with the party’s words. Once, and within 30 days, they can confirm it, put it right or take it back, and say who may know. A link that was sent before stops working."</p>
                                    <Line form=form.clone() name="email" label="The secretary’s e-mail address" kind="email" />
                                    <p class="row"><button class="button plain">"Send the link"</button></p>
                                </form>
                            </details>
                        }
                    })}
            </section>
        }
    })
}

/// Who may know, as the party agreed.
#[component]
fn WhoMayKnow(one: One, form: Form) -> impl IntoView {
    let consent = one.seen.adoption.consent;
    view! {
        <section aria-labelledby="a-consent">
            <h2 id="a-consent">"Who may know"</h2>
            <p>{format!("{}. {}", words::consent(consent), words::consent_hint(consent))}</p>
            {one
                .may_move
                .then(|| {
                    view! {
                        <details>
                            <summary>"Change this"</summary>
                            <form method="post" action="/api/adoption/consent" class="form">
                                <Which one=one.clone() />
                                <Choices
                                    form=form.clone()
                                    name="consent"
                                    legend="Who may know that it was this party?"
                                    hint="As the party agreed. It holds at once."
                                    choices=words::consents()
                                    value=Consent::word(consent)
                                />
                                <p class="row"><button class="button plain">"Save"</button></p>
                            </form>
                        </details>
                    }
                })}
        </section>
    }
}

/// A report was wrong.
#[component]
fn PutRight(one: One, form: Form) -> impl IntoView {
    let open = form.problem("back").is_some() || form.problem("reason").is_some();
    let correct = form.value("kind") == Kind::Correct.word();
    let now = one.seen.adoption.state;
    let mut choices: Vec<(String, String)> = one
        .back
        .iter()
        .map(|state| {
            (
                state.word().to_owned(),
                format!("It still stands at: {}", words::state(*state)),
            )
        })
        .collect();
    if now != State::Mistaken {
        choices.push((
            State::Mistaken.word().to_owned(),
            "None of it happened: reported by mistake".to_owned(),
        ));
    }
    let words_wrong = now == State::PassedVariant;
    let kept = if correct { form.clone() } else { Form::default() };
    let typed = !kept.value("text").is_empty();
    let rule = one.model.version.profile.clone();
    one.may_move.then(|| {
        view! {
            <section aria-labelledby="a-right">
                <h2 id="a-right">"Put it right"</h2>
                <details open=open>
                    <summary>"A report was wrong"</summary>
                    <form method="post" action="/api/adoption/move" class="form">
                        <Which one=one.clone() kind=Kind::Correct />
                        <p>"What was reported stays in the history; this is added."</p>
                        <Select form=form.clone() name="back" label="What is right?" choices=choices />
                        <Line form=form.clone() name="reason" label="What was wrong?" />
                        <p class="row"><button class="button plain">"Put it right"</button></p>
                    </form>
                </details>
                {words_wrong
                    .then(|| {
                        view! {
                            <details id="words" open=typed>
                                <summary>"The words were wrong"</summary>
                                <form method="post" action="/api/adoption/move" class="form">
                                    <Which one=one.clone() kind=Kind::Correct />
                                    <input type="hidden" name="back" value=State::PassedVariant.word() />
                                    <WordsFields form=kept.clone() rule variants=one.variants.clone() />
                                    <Line form=kept.clone() name="reason" id="reason-words" label="What was wrong with them?" />
                                    <p class="row"><button class="button plain">"Save these words"</button></p>
                                </form>
                            </details>
                        }
                    })}
            </section>
        }
    })
}
