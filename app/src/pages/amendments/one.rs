//! One amendment: what it changes, how it stands, and what becomes of it.

use crate::address;
use crate::pages::amendments::parts::{
    AmendmentBadge, FiguresInWords, ShortFigures, Wording, limit, links_to,
};
use crate::pages::part;
use crate::request::{Visit, with_query};
use crate::ui::changes::{Compared, Redline, TrackedFiles};
use crate::ui::form::{Choices, ErrorSummary, Line, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Day, Moment, own_words, text_crumbs};
use crate::ui::said;
use domain::amendment::{Fit, Follows, Hand, State, Verb};
use domain::document::Origin;
use domain::permission::Action;
use domain::text::canon::Canonical;
use domain::text::diff::diff_with;
use domain::text::lines::layout;
use domain::text::merge::{FlagKind, Rebase};
use domain::text::wording::wording;
use leptos::prelude::*;
use service::amendments::{self, Entry, One};
use service::kept::Form;
use service::motions::{Article, layout_of};
use service::{Call, Error};

/// `/motions/{slug}/amendments/{number}`
#[component]
pub fn OnePage() -> impl IntoView {
    let (slug, number) = (part("slug"), part("number"));
    page(async move {
        let visit = Visit::current();
        let number = number.parse().map_err(|_| Error::NotFound)?;
        let one = amendments::one(&visit.call, &slug, number).await?;
        if one.document.records.origin == Origin::Tracked {
            return Err(Error::NotFound);
        }
        let form = visit.kept().await?;
        let saved = visit.ask("saved");
        Ok::<_, Error>(view! { <Whole call=visit.call one form saved /> })
    })
}

#[component]
fn Whole(call: Call, one: One, form: Form, saved: String) -> impl IntoView {
    let (document, entry) = (one.document.clone(), one.entry.clone());
    let amendment = entry.amendment.clone();
    let (slug, number) = (document.slug.clone(), amendment.number);
    let own = call.actor().member == Some(amendment.author);
    let mut parents = text_crumbs(&document);
    parents.push((address::motion_page(&slug, "amendments"), "Amendments".to_owned()));
    let heading = match entry.parent {
        Some(parent) => format!("Amendment {number}, to amendment {parent}"),
        None => format!("Amendment {number}"),
    };
    let done = match saved.as_str() {
        "1" => Some("It is saved as a draft. Nobody but you sees it until you hand it in."),
        "2" => {
            Some("It is handed in. The committee looks whether it is in order, and you hear of it by mail.")
        }
        "3" => Some("That is done and recorded."),
        "4" => Some("You stand by it on this version now. How you first wrote it is kept."),
        _ => None,
    };
    let done = done.filter(|_| form.problems.is_empty());
    let limit = limit(&one.article);
    let can_act = may_act(&call, &one, own);
    view! {
        <PageTitle title=titled(&form, &format!("{heading}: {}", document.title)) />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents />
            <header class="head">
                <p class="kicker">{format!("To “{}”, version {}", document.title, document.latest)}</p>
                <h1>{heading}</h1>
                <ul class="factline" role="list">
                    <li><AmendmentBadge state=amendment.state /></li>
                    <li>{format!("Moved by {}", amendment.mover)}</li>
                    {(!amendment.seconder.is_empty()).then(|| view! { <li>{format!("Seconded by {}", amendment.seconder)}</li> })}
                    {(entry.text != entry.against).then(|| view! { <li><ShortFigures figures=entry.figures limit /></li> })}
                    {can_act.then(|| view! { <li><a href="#a-do">"What you can do"</a></li> })}
                </ul>
            </header>
            {done.map(|done| view! { <div class="notice" data-kind="good" role="status"><p>{done}</p></div> })}
            <ErrorSummary form=form.clone() />
            <MovedOn entry=entry.clone() article=one.article.clone() own slug=slug.clone() />
            <div class="with-aside even">
                <div class="stack">
                    <Changes one=one.clone() />
                    {(!amendment.reason.is_empty())
                        .then(|| {
                            view! {
                                <section class="flow" aria-labelledby="h-why">
                                    <h2 id="h-why">"Why"</h2>
                                    {paragraphs(&amendment.reason)}
                                </section>
                            }
                        })}
                    <Children slug=slug.clone() children=one.children.clone() limit />
                    <Path one=one.clone() />
                </div>
                <div class="aside">
                    <section aria-labelledby="a-stands">
                        <h2 id="a-stands">"How it stands"</h2>
                        <p>{said::amendment_meaning(amendment.state)}</p>
                        {one
                            .moves
                            .last()
                            .filter(|last| last.state == amendment.state && !last.reason.is_empty())
                            .map(|last| view! { <p><q>{last.reason.clone()}</q></p> })}
                        {amendment
                            .version
                            .filter(|_| amendment.state == State::Incorporated)
                            .map(|version| {
                                view! { <p><a href=address::version(&slug, version)>{format!("Version {version}")}</a></p> }
                            })}
                        <Related slug=slug.clone() entry=entry.clone() />
                    </section>
                    <Actions call=call.clone() one=one.clone() form own />
                    <section aria-labelledby="a-words">
                        <h2 id="a-words">"Words"</h2>
                        {matches!(entry.follows, Follows::Clash(_))
                            .then(|| view! { <p>{format!("As far as it fits version {}:", document.latest)}</p> })}
                        <FiguresInWords figures=entry.figures limit now=one.article.count.words />
                        <p class="quiet"><small>{format!("Counted by: {}", one.article.profile.name)}</small></p>
                    </section>
                    <section aria-labelledby="a-who">
                        <h2 id="a-who">"Who and when"</h2>
                        <dl class="facts">
                            <div><dt>"Mover"</dt><dd>{amendment.mover.clone()}</dd></div>
                            {(!amendment.seconder.is_empty())
                                .then(|| view! { <div><dt>"Seconder"</dt><dd>{amendment.seconder.clone()}</dd></div> })}
                            <div><dt>"Entered here by"</dt><dd><bdi>{amendment.author_name.clone()}</bdi></dd></div>
                            <div><dt>"Begun"</dt><dd><Moment at=amendment.created_at short=true /></dd></div>
                            <div><dt>"Written on"</dt><dd>{format!("Version {}", amendment.form.base)}</dd></div>
                        </dl>
                    </section>
                </div>
            </div>
        </main>
    }
}

fn paragraphs(text: &str) -> impl IntoView + use<> {
    text.split("\n\n")
        .map(|paragraph| view! { <p dir="auto">{own_words(paragraph)}</p> })
        .collect_view()
}

/// Which amendments it clashes with, and which ask for the same.
#[component]
fn Related(slug: String, entry: Entry) -> impl IntoView {
    let plural = |numbers: &[u32]| {
        if numbers.len() > 1 {
            "amendments "
        } else {
            "amendment "
        }
    };
    view! {
        {(!entry.same.is_empty())
            .then(|| view! { <p>"It asks for the same as " {plural(&entry.same)} {links_to(&slug, &entry.same)} "."</p> })}
        {(!entry.clashes.is_empty())
            .then(|| {
                view! {
                    <p>
                        "It clashes with " {plural(&entry.clashes)} {links_to(&slug, &entry.clashes)}
                        ": they want other words in the same place, so not both can go in as they are."
                    </p>
                }
            })}
    }
}

/// What a newer version means for the amendment; nothing while it is written against the current one.
#[component]
fn MovedOn(entry: Entry, article: Article, own: bool, slug: String) -> impl IntoView {
    let amendment = entry.amendment.clone();
    if !amendment.state.open() || entry.follows == Follows::Here {
        return ().into_any();
    }
    let (base, latest, number) = (amendment.form.base, article.version.number, amendment.number);
    let (was, now) = match entry.parent {
        Some(parent) => (
            format!("Amendment {parent} has changed since this was written."),
            format!("amendment {parent} as it is now"),
        ),
        None => (
            format!("This was written on version {base}; the text is at version {latest} now."),
            format!("version {latest}"),
        ),
    };
    let kind = match entry.follows {
        Follows::Clash(_) => "bad",
        Follows::Flagged(_) => "warn",
        _ => "",
    };
    let what = match &entry.follows {
        Follows::Here => String::new(),
        Follows::Clean(_) => format!("Nothing in its way has changed: it fits {now} as it is."),
        Follows::Flagged(carried) if carried.coarse => format!(
            "It seems to fit {now}, but the text has changed so much that the two could not be compared exactly. Read all of it."
        ),
        Follows::Flagged(_) => {
            format!("It fits {now}, but words close by have changed. Read both again.")
        }
        Follows::Clash(rebase) => match rebase.clashes.len() {
            1 => format!("It no longer fits: {now} changes the same words."),
            many => format!("It no longer fits: {now} changes the same words, in {many} places."),
        },
        Follows::Already(_) => {
            format!("All that it asks for stands in {now} already. Its proposer can withdraw it.")
        }
    };
    let agree = own && matches!(entry.follows, Follows::Clean(_) | Follows::Flagged(_));
    let clash = matches!(entry.follows, Follows::Clash(_));
    let (flags, clashes) = match entry.follows.rebase() {
        Some(rebase) => (flags(rebase), clashes(rebase, &now)),
        None => (Vec::new(), Vec::new()),
    };
    view! {
        <section class="notice" data-kind=(!kind.is_empty()).then_some(kind) aria-labelledby="h-moved">
            <h2 id="h-moved">"The text has moved on"</h2>
            <p>
                {was} " "
                {entry
                    .parent
                    .is_none()
                    .then(|| view! { <a href=address::compare(&slug, base, latest)>"What changed"</a> })}
            </p>
            <p>{what}</p>
            {(!flags.is_empty()).then(|| view! { <ul>{flags}</ul> })}
            {clashes}
            {(clash && own)
                .then(|| {
                    if amendment.state.editable() {
                        view! {
                            <p>
                                <a class="button" href=address::amendment_page(&slug, number, "edit")>{format!("Write it anew on version {latest}")}</a>
                            </p>
                        }
                            .into_any()
                    } else {
                        view! {
                            <p>
                                "You can leave it to the committee to choose between the two when it merges, or withdraw it and "
                                <a href=with_query(&address::motion_page(&slug, "amendments/new"), "base", &latest.to_string())>
                                    {format!("propose another on version {latest}")}
                                </a> "."
                            </p>
                        }
                            .into_any()
                    }
                })}
            {(clash && !own)
                .then(|| view! { <p class="quiet">"The committee chooses between the two when it merges, or its proposer writes it anew."</p> })}
            {agree
                .then(|| {
                    view! {
                        <form method="post" action="/api/amendment/stand-by">
                            <Submission />
                            <input type="hidden" name="slug" value=slug.clone() />
                            <input type="hidden" name="number" value=number.to_string() />
                            <input type="hidden" name="revision" value=amendment.revision.to_string() />
                            <input type="hidden" name="version" value=latest.to_string() />
                            <p class="row">
                                <button class="button">{format!("I stand by it on version {latest}")}</button>
                                <span class="quiet">"The words below are then yours; how you first wrote it is kept."</span>
                            </p>
                        </form>
                    }
                })}
        </section>
    }
    .into_any()
}

/// Changes that stand close to others, each in a sentence.
fn flags(rebase: &Rebase) -> Vec<AnyView> {
    let said = |flag: &domain::text::merge::RebaseFlag| {
        let what = match (flag.old.is_empty(), flag.new.is_empty()) {
            (true, _) => format!("the new words ‘{}’", flag.new),
            (_, true) => format!("taking out ‘{}’", flag.old),
            _ => format!("‘{}’ in place of ‘{}’", flag.new, flag.old),
        };
        match flag.kind {
            FlagKind::Touching => format!("Right beside this the text has changed: {what}."),
            FlagKind::Order => {
                format!("Both put something in the same place, so that one has to come first: {what}.")
            }
        }
    };
    rebase
        .flags
        .iter()
        .map(|flag| view! { <li>{said(flag)}</li> }.into_any())
        .collect()
}

/// Each place where both changed the same words: what was there, and what each puts there.
fn clashes(rebase: &Rebase, now: &str) -> Vec<AnyView> {
    let said = |text: &str| {
        if text.trim().is_empty() {
            view! { <em>"nothing: the words are gone"</em> }.into_any()
        } else {
            view! { <q>{text.to_owned()}</q> }.into_any()
        }
    };
    rebase
        .clashes
        .iter()
        .map(|clash| {
            let now = format!("In {now}");
            view! {
                <dl class="facts clash">
                    <div><dt>"Before"</dt><dd>{said(&clash.base)}</dd></div>
                    <div><dt>{now}</dt><dd>{said(&clash.theirs)}</dd></div>
                    <div><dt>"In this amendment"</dt><dd>{said(&clash.ours)}</dd></div>
                </dl>
            }
            .into_any()
        })
        .collect()
}

/// The formal wording, and the changes marked in the text.
#[component]
fn Changes(one: One) -> impl IntoView {
    let files = address::amendment(&one.document.slug, one.entry.amendment.number);
    let (entry, article) = (one.entry, one.article);
    let as_written = !entry.amendment.state.open();
    let clash = matches!(entry.follows, Follows::Clash(_));
    // What has ended no longer follows the text: it is shown as it was last written.
    let last = one.forms.into_iter().next_back();
    let (old, new, diff, layout_as, sentences) = if as_written {
        let amended = Canonical::trusted(entry.amendment.form.text.clone());
        let wording = last.map(|(_, wording)| wording).unwrap_or_default();
        (
            one.original_base,
            amended,
            one.original,
            layout_of(&one.base),
            wording,
        )
    } else {
        let laid = layout_of(&article.version);
        (entry.against, entry.text, entry.diff, laid, entry.wording)
    };
    let (what, base) = match (entry.parent, as_written) {
        (Some(parent), _) => (
            format!("In amendment {parent} it changes"),
            format!("amendment {parent}"),
        ),
        (None, true) => (
            format!("What it changed in version {}", one.base.number),
            format!("version {}", one.base.number),
        ),
        (None, false) => (
            match clash {
                true => format!("What of it fits version {}", article.version.number),
                false => format!("What it changes in version {}", article.version.number),
            },
            format!("version {}", article.version.number),
        ),
    };
    let with_both = entry.parent.map(|parent| {
        let in_text = wording(&diff_with(
            &article.text,
            &new,
            layout_of(&article.version),
            layout_of(&article.version),
        ));
        (
            format!("In the text itself, together with amendment {parent}"),
            in_text,
        )
    });
    let compared = Compared {
        old_lines: layout(&old, layout_as),
        new_lines: layout(&new, layout_as),
        old,
        new,
        diff,
    };
    let same = compared.diff.changes.is_empty();
    view! {
        <section class="flow" aria-labelledby="words">
            <h2 id="words" tabindex="-1">{what}</h2>
            <Wording wording=sentences />
            {with_both
                .map(|(heading, in_text)| {
                    view! {
                        <h3>{heading}</h3>
                        <Wording wording=in_text />
                    }
                })}
        </section>
        {(!same)
            .then(|| {
                view! {
                    <section class="flow" aria-labelledby="h-marked">
                        <h2 id="h-marked">"The changes in the text"</h2>
                        <Redline compared old_name=base new_name="the text with this amendment" files=files.clone() />
                        <TrackedFiles page=files />
                    </section>
                }
            })}
    }
}

/// Amendments to this amendment.
#[component]
fn Children(slug: String, children: Vec<Entry>, limit: Option<u32>) -> impl IntoView {
    (!children.is_empty()).then(|| {
        view! {
            <section class="flow" aria-labelledby="h-to-it">
                <h2 id="h-to-it">"Amendments to this amendment"</h2>
                <p class="quiet">"They are settled before it. What is taken on or carried goes into this amendment at once."</p>
                <ol class="entries" role="list">
                    {children
                        .into_iter()
                        .map(|child| {
                            let number = child.amendment.number;
                            view! {
                                <li>
                                    <h3><a href=address::amendment(&slug, number)>{format!("Amendment {number}")}</a></h3>
                                    <p class="meta">
                                        <AmendmentBadge state=child.amendment.state />
                                        <span>{format!("Moved by {}", child.amendment.mover)}</span>
                                        <ShortFigures figures=child.figures limit />
                                    </p>
                                    <Wording wording=child.wording />
                                </li>
                            }
                        })
                        .collect_view()}
                </ol>
            </section>
        }
    })
}

/// Every form that it has had, and all that was done with it.
#[component]
fn Path(one: One) -> impl IntoView {
    let slug = one.document.slug.clone();
    let moves: Vec<AnyView> = one
        .moves
        .iter()
        .rev()
        .map(|step| {
            view! {
                <li data-state=said::amendment_style(step.state)>
                    <h3>{said::amendment_state(step.state)}</h3>
                    <p class="meta">
                        <span><bdi>{step.member_name.clone()}</bdi> {format!(", {}", said::hand(step.hand))}</span>
                        <span><Moment at=step.at short=true /></span>
                        <span>{format!("while the text was at version {}", step.version)}</span>
                    </p>
                    {(!step.reason.is_empty()).then(|| view! { <p>{step.reason.clone()}</p> })}
                </li>
            }
            .into_any()
        })
        .collect();
    let several = one.forms.len() > 1;
    let current = one.entry.amendment.form.number;
    let forms: Vec<AnyView> = one
        .forms
        .iter()
        .map(|(form, wording)| {
            let how = match form.fit {
                Fit::Written => "as its proposer wrote it",
                Fit::Followed => "carried over from an earlier version; its proposer stands by it",
                Fit::Amended => "changed by an amendment to it",
            };
            let heading = if form.number == current {
                format!("Form {}, which counts now", form.number)
            } else {
                format!("Form {}", form.number)
            };
            view! {
                <li>
                    <h3>{heading}</h3>
                    <p class="meta">
                        <span>"On " <a href=address::version(&slug, form.base)>{format!("version {}", form.base)}</a></span>
                        <span>{how}</span>
                        <span><Day at=form.at /></span>
                    </p>
                    <Wording wording=wording.clone() />
                </li>
            }
            .into_any()
        })
        .collect();
    let shown = several || one.entry.follows != Follows::Here;
    view! {
        {shown
            .then(|| {
                view! {
                    <section class="flow" aria-labelledby="h-forms">
                        <h2 id="h-forms">"As it was written"</h2>
                        <ol class="entries" role="list">{forms}</ol>
                    </section>
                }
            })}
        <section class="flow" aria-labelledby="h-path">
            <h2 id="h-path">"What has become of it"</h2>
            {if moves.is_empty() {
                view! { <p class="quiet">"Nothing yet: it is a draft."</p> }.into_any()
            } else {
                view! { <ol class="timeline" role="list" reversed>{moves}</ol> }.into_any()
            }}
        </section>
    }
}

/// Whether the reader can propose an amendment to this amendment.
fn amendable(call: &Call, one: &One) -> bool {
    call.may_to(Action::Propose, &one.document)
        && one.entry.parent.is_none()
        && matches!(one.entry.amendment.state, State::Tabled | State::ToVote)
}

/// Whether there is anything that the reader can do with it now.
fn may_act(call: &Call, one: &One, own: bool) -> bool {
    !one.possible.is_empty() || amendable(call, one) || own && one.entry.amendment.state.editable()
}

/// What the reader can do with it now.
#[component]
fn Actions(call: Call, one: One, form: Form, own: bool) -> impl IntoView {
    let (document, amendment) = (one.document.clone(), one.entry.amendment.clone());
    let (slug, number, state) = (document.slug.clone(), amendment.number, amendment.state);
    // One that the text has left behind is stood by or written anew first.
    let behind = one.entry.parent.is_none() && amendment.form.base != document.latest;
    let submit = !behind && one.possible.iter().any(|(verb, _)| *verb == Verb::Submit);
    let rest: Vec<(Verb, Hand)> = one
        .possible
        .iter()
        .copied()
        .filter(|(verb, _)| *verb != Verb::Submit)
        .collect();
    let (amendable, edit) = (amendable(&call, &one), own && state.editable());
    if !may_act(&call, &one, own) {
        return ().into_any();
    }
    let hidden = {
        let slug = slug.clone();
        move || {
            view! {
                <Submission />
                <input type="hidden" name="slug" value=slug.clone() />
                <input type="hidden" name="number" value=number.to_string() />
                <input type="hidden" name="revision" value=amendment.revision.to_string() />
            }
        }
    };
    let only_withdraw = rest.len() == 1 && rest.iter().all(|(verb, _)| *verb == Verb::Withdraw);
    // What came back may be the form for the amendment itself, whose reason is another.
    let form = match form.value("verb") {
        "" | "submit" => Form::default(),
        _ => form,
    };
    let wrong = !form.problems.is_empty();
    let choices: Vec<(String, String, String)> = rest
        .iter()
        .map(|(verb, hand)| {
            let hint = match hand {
                Hand::Author => format!(
                    "You answer for those who proposed it. {}",
                    said::amendment_verb_hint(*verb)
                ),
                _ => said::amendment_verb_hint(*verb).to_owned(),
            };
            (
                verb.word().to_owned(),
                said::amendment_verb(*verb).to_owned(),
                hint,
            )
        })
        .collect();
    view! {
        <section aria-labelledby="a-do">
            <h2 id="a-do" tabindex="-1">"What you can do"</h2>
            {submit
                .then(|| {
                    view! {
                        <form class="form" method="post" action="/api/amendment/move">
                            {hidden()}
                            <input type="hidden" name="verb" value=Verb::Submit.word() />
                            <p><button class="button">{said::amendment_verb(Verb::Submit)}</button></p>
                        </form>
                        <p class="quiet">{said::amendment_verb_hint(Verb::Submit)}</p>
                    }
                })}
            <ul class="links" role="list">
                {edit
                    .then(|| {
                        view! { <li><a href=address::amendment_page(&slug, number, "edit")>"Change it"</a></li> }
                    })}
                {amendable
                    .then(|| {
                        let href = with_query(
                            &address::motion_page(&slug, "amendments/new"),
                            "parent",
                            &number.to_string(),
                        );
                        view! { <li><a href=href>"Propose an amendment to this amendment"</a></li> }
                    })}
            </ul>
            {match (rest.is_empty(), only_withdraw) {
                (true, _) => ().into_any(),
                (false, true) => {
                    view! {
                        <details open=wrong>
                            <summary>{said::amendment_verb(Verb::Withdraw)}</summary>
                            <form class="form" method="post" action="/api/amendment/move">
                                {hidden()}
                                <input type="hidden" name="verb" value=Verb::Withdraw.word() />
                                <p class="quiet">{said::amendment_verb_hint(Verb::Withdraw)}</p>
                                <Line form=form.clone() name="reason" label="Why? (if you like)" />
                                <p><button class="button danger">{said::amendment_verb(Verb::Withdraw)}</button></p>
                            </form>
                        </details>
                    }
                        .into_any()
                }
                (false, false) => {
                    view! {
                        <form class="form" method="post" action="/api/amendment/move">
                            {hidden()}
                            <Choices form=form.clone() name="verb" legend="What becomes of it?" choices=choices.clone() />
                            <Line
                                form=form.clone()
                                name="reason"
                                label="Reason"
                                hint="Needed to give it back and where it falls. It stands on this page, and its proposer gets it by mail."
                            />
                            <p><button class="button">"Record it"</button></p>
                        </form>
                    }
                        .into_any()
                }
            }}
        </section>
    }
    .into_any()
}
