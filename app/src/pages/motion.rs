//! A text: its latest version, and any one version.

use crate::address;
use crate::pages::manifesto::{Entering, Enters, StateBadge};
use crate::pages::{deadlines, part, position};
use crate::request::{Visit, with_query};
use crate::ui::lines::NumberedText;
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{
    Crumbs, Day, Fingerprint, HowCounted, Islands, Moment, StageBadge, Tab, Tabs, WordMeter, text_crumbs,
};
use crate::ui::said;
use crate::ui::take_away::Files;
use domain::document::{Kind, Origin, Stage};
use domain::permission::Action;
use domain::round::Phase;
use leptos::prelude::*;
use service::motions::{self, Reading};
use service::{Call, Error, calendar};
use store::Section;

/// `/motions/{slug}`
#[component]
pub fn MotionPage() -> impl IntoView {
    let slug = part("slug");
    page(async move {
        let visit = Visit::current();
        let reading = motions::read(&visit.call, &slug).await?;
        // Looking is noted after the page is made, so that the page still says what changed since last time.
        motions::look(&visit.call, &reading).await?;
        let place = place_of(&visit.call, &reading).await?;
        let beside = Beside {
            position: service::positions::held_on(&visit.call, &reading.document).await?,
            ladder: service::ladders::show(&visit.call, &slug).await?.stored,
            entering: Entering::of(&visit.call, &reading).await?,
        };
        Ok::<_, Error>(view! { <TextPage call=visit.call reading current=true place beside /> })
    })
}

/// `/motions/{slug}/versions/{number}`
#[component]
pub fn VersionPage() -> impl IntoView {
    let (slug, number) = (part("slug"), part("number"));
    page(async move {
        let visit = Visit::current();
        let number = number.parse().map_err(|_| Error::NotFound)?;
        let reading = motions::read_version(&visit.call, &slug, number).await?;
        let current = reading.document.latest == number;
        let place = place_of(&visit.call, &reading).await?;
        Ok::<_, Error>(view! { <TextPage call=visit.call reading current place beside=Beside::default() /> })
    })
}

/// Where a section stands in the manifesto, in words, with what has been recorded of it; nothing for any other text.
async fn place_of(call: &Call, reading: &Reading) -> Result<Option<(String, Option<Section>)>, Error> {
    if reading.document.records.kind != Kind::Section {
        return Ok(None);
    }
    let contents = service::manifesto::show(call).await?;
    let listed = contents.by_id(reading.document.id);
    let said = match listed.and_then(|listed| listed.number) {
        Some(number) => format!("Section {number} of the manifesto"),
        // It is only asked for, or left out of the next edition.
        None => "A section of the manifesto".to_owned(),
    };
    Ok(Some((said, listed.map(|listed| listed.section.clone()))))
}

/// What is known about a text beside its words.
#[derive(Default)]
struct Beside {
    position: Option<store::Position>,
    ladder: Option<store::StoredLadder>,
    entering: Entering,
}

#[component]
fn TextPage(
    call: Call,
    reading: Reading,
    current: bool,
    place: Option<(String, Option<Section>)>,
    beside: Beside,
) -> impl IntoView {
    let Reading {
        document,
        article,
        rounds,
        views,
        comments,
        amendments,
        looked,
    } = reading;
    let (slug, version) = (document.slug.clone(), article.version.clone());
    let tracked = document.records.origin == Origin::Tracked;
    let composite = document.records.kind == Kind::Composite;
    let stage = document.records.stage();
    let limit = article.count.limit;
    let words = said::words_of(article.count.words, limit);
    let kicker = if tracked {
        format!("A text of {}, which the group follows", document.owner)
    } else {
        said::kind(document.records.kind).to_owned()
    };
    let title = if current {
        version.title.clone()
    } else {
        format!("{} (version {})", version.title, version.number)
    };
    let files = address::version(&slug, version.number);
    let take_away = if tracked {
        "Each file says that this is a copy of a text of others."
    } else if document.published.is_some() {
        "For a meeting, take the published text. Other versions are marked as drafts."
    } else {
        "Each file is marked as a draft."
    };
    let moved = looked
        .filter(|look| current && look.version < version.number)
        .map(|look| look.version);
    let title_over = article.count.title.over;
    let parents = if current {
        vec![("/texts".to_owned(), "Texts".to_owned())]
    } else {
        text_crumbs(&document)
    };
    view! {
        <PageTitle title=title.clone() />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents />
            <header class="head">
                {match place.clone() {
                    Some((place, _)) => {
                        view! { <p class="kicker"><a href=address::section(&slug)>{place}</a></p> }.into_any()
                    }
                    None => view! { <p class="kicker">{kicker}</p> }.into_any(),
                }}
                <h1>{title}</h1>
                <ul class="factline" role="list">
                    {current
                        .then(|| match place.and_then(|(_, section)| section) {
                            Some(section) => view! { <li><StateBadge section /></li> }.into_any(),
                            None => view! { <li><StageBadge stage /></li> }.into_any(),
                        })}
                    <li>{format!("Version {}, ", version.number)} <Day at=version.created_at /></li>
                    <li>{words}</li>
                    {document.round_closes.map(|closes| view! { <li class="here">"Closes " <Moment at=closes /></li> })}
                </ul>
                <Tabs slug=slug.clone() latest=document.latest comments amendments tracked section=document.records.kind == Kind::Section current=Tab::Text />
            </header>
            {(!current)
                .then(|| {
                    view! {
                        <div class="notice" data-kind="warn">
                            <p>
                                {format!("This is version {}. ", version.number)}
                                <a href=address::motion(&slug)>{format!("The latest is version {}", document.latest)}</a> " – "
                                <a href=address::compare(&slug, version.number, document.latest)>"see what changed"</a>
                            </p>
                        </div>
                    }
                })}
            {moved
                .map(|seen| {
                    view! {
                        <div class="notice">
                            <p>
                                "This text has changed since you last looked. "
                                <a href=address::compare(&slug, seen, version.number)>
                                    {format!("What changed since version {seen}")}
                                </a>
                            </p>
                        </div>
                    }
                })}
            {(current && article.count.over > 0)
                .then(|| {
                    view! {
                        <div class="notice" data-kind="warn">
                            <p>
                                {format!(
                                    "This version is {} over the limit of {}. It can be discussed, but not approved.",
                                    said::number(article.count.over, "word"),
                                    said::grouped(limit.unwrap_or(0)),
                                )}
                            </p>
                        </div>
                    }
                })}
            {(current && title_over > 0)
                .then(|| {
                    view! {
                        <div class="notice" data-kind="warn">
                            <p>{format!("The title is {} over its limit.", said::number(title_over, "word"))}</p>
                        </div>
                    }
                })}
            <div class="with-aside">
                {if article.text.is_empty() {
                    view! { <div class="empty"><p>"This version has a title and no text yet."</p></div> }.into_any()
                } else {
                    view! {
                        <NumberedText
                            text=article.text.clone()
                            lines=article.lines.clone()
                            label=format!("Text of version {}", version.number)
                            ids=true
                        />
                    }
                        .into_any()
                }}
                <div class="aside">
                    {current.then(|| next_step(&call, &document, stage, rounds.first()))}
                    {current.then(|| my_view(&document, rounds.first(), &views, call.now))}
                    {current
                        .then(|| position::brief(&document, beside.position.as_ref(), call.may_to(Action::Position, &document)))}
                    {current
                        .then(|| {
                            let today = calendar::day_of(call.now);
                            deadlines::brief(&document, beside.ladder.as_ref(), today, call.may_to(Action::Schedule, &document))
                        })}
                    <section aria-labelledby="a-words">
                        <h2 id="a-words">"Words"</h2>
                        <WordMeter words=article.count.words limit label="Words in the text" />
                        {version
                            .stated_words
                            .filter(|stated| *stated != article.count.words)
                            .map(|stated| {
                                view! {
                                    <p>{format!("The source says {}; by this rule it is {}.", said::number(stated, "word"), article.count.words)}</p>
                                }
                            })}
                        <HowCounted
                            count=article.count.clone()
                            rule=article.profile.name.to_string()
                            source=said::source(&article.profile)
                        />
                    </section>
                    <section aria-labelledby="a-do">
                        <h2 id="a-do">"Do something with it"</h2>
                        <ul class="links" role="list">
                            {composite
                                .then(|| {
                                    view! {
                                        <li><a href=address::composite(&slug)>"Its sources, their answers and the originals"</a></li>
                                    }
                                })}
                            {(current && !composite && call.may_to(Action::Edit, &document))
                                .then(|| {
                                    view! {
                                        <li>
                                            <a href=address::motion_page(&slug, "edit")>
                                                {if tracked { "Note a newer version" } else { "Edit this text" }}
                                            </a>
                                        </li>
                                    }
                                })}
                            {call
                                .may_to(Action::Propose, &document)
                                .then(|| {
                                    let href = with_query(
                                        &address::motion_page(&slug, "amendments/new"),
                                        "base",
                                        &version.number.to_string(),
                                    );
                                    view! { <li><a href=href>"Propose an amendment"</a></li> }
                                })}
                            {(!tracked && document.records.circulated)
                                .then(|| {
                                    let said = match amendments {
                                        0 => "Amendments to it: none is open".to_owned(),
                                        1 => "Amendments to it: 1 is open".to_owned(),
                                        open => format!("Amendments to it: {open} are open"),
                                    };
                                    view! { <li><a href=address::motion_page(&slug, "amendments")>{said}</a></li> }
                                })}
                            {call
                                .may_to(Action::Comment, &document)
                                .then(|| {
                                    view! { <li><a href=address::motion_page(&slug, "comments#new")>"Comment on it"</a></li> }
                                })}
                            {(current
                                && call.may_to(Action::Consult, &document)
                                && document.round_closes.is_none()
                                && !is_draft(&document))
                                .then(|| {
                                    view! {
                                        <li><a href=address::motion_page(&slug, "round/new")>"Ask members for their views"</a></li>
                                    }
                                })}
                            {document
                                .published
                                .clone()
                                .map(|published| {
                                    view! {
                                        <li><a href=address::published(&published)>"The published text"</a></li>
                                        <li><a href=address::adoptions(&slug)>"Who has taken it up"</a></li>
                                    }
                                })}
                        </ul>
                    </section>
                    {current.then(|| view! { <Enters slug=slug.clone() entering=beside.entering.clone() /> })}
                    {(current && call.may_to(Action::Comment, &document))
                        .then(|| {
                            view! {
                                <Islands>
                                    <crate::islands::PickWords slug=slug.clone() />
                                </Islands>
                            }
                        })}
                    <section class="screen-only" aria-labelledby="a-take">
                        <h2 id="a-take">"Take this version away"</h2>
                        <p>{take_away}</p>
                        <Files at=files published=false />
                    </section>
                    <section aria-labelledby="a-id">
                        <h2 id="a-id">"This version"</h2>
                        <dl class="facts">
                            <div><dt>"Saved by"</dt><dd><bdi>{version.author_name.clone()}</bdi></dd></div>
                            <div><dt>"Saved"</dt><dd><Moment at=version.created_at short=true /></dd></div>
                            <div><dt>"Note"</dt><dd>{version.note.clone()}</dd></div>
                            {tracked
                                .then(|| {
                                    view! {
                                        <div><dt>"Found at"</dt><dd>{document.source.clone()}</dd></div>
                                        <div>
                                            <dt>"Seen on"</dt>
                                            <dd>{version.seen_on.clone()} ". It may have changed since: ask the owner for the latest."</dd>
                                        </div>
                                    }
                                })}
                            <div><dt>"Fingerprint"</dt><dd><Fingerprint hash=version.hash.clone() /></dd></div>
                        </dl>
                    </section>
                </div>
            </div>
        </main>
    }
}

/// Whether it is a motion of the group's own that nobody has been asked about.
fn is_draft(document: &store::Document) -> bool {
    document.records.stage() == Stage::Draft && document.records.kind == Kind::Motion
}

fn next_step(
    call: &Call,
    document: &store::Document,
    stage: Stage,
    round: Option<&store::Round>,
) -> impl IntoView + use<> {
    let composite = document.records.kind == Kind::Composite;
    let mut ways: Vec<(String, &'static str)> = Vec::new();
    if is_draft(document) {
        if call.may_to(Action::Consult, document) {
            ways.push((
                address::motion_page(&document.slug, "round/new"),
                "Ask members for their views",
            ));
        }
        if call.may_to(Action::Decide, document) {
            ways.push((
                address::motion_page(&document.slug, "decision"),
                "Or vote on it at once",
            ));
        }
    }
    let (said, link): (String, Option<(String, &'static str)>) = match stage {
        Stage::Draft if composite => (
            "That stands on the composite’s own page, with what its sources say.".to_owned(),
            Some((address::composite(&document.slug), "The composite")),
        ),
        Stage::Draft if document.records.kind == Kind::Section => (
            "That stands on the section’s own page, with its place in the manifesto.".to_owned(),
            Some((address::section(&document.slug), "The section")),
        ),
        Stage::Draft if document.records.kind == Kind::Manifesto => (
            "The committee, which assembles the manifesto from its sections.".to_owned(),
            Some((address::MANIFESTO.to_owned(), "The manifesto")),
        ),
        Stage::Draft if !ways.is_empty() => (
            "You and the committee: write it, then ask members what they think, or decide.".to_owned(),
            None,
        ),
        Stage::Draft => (
            "The author and the committee, until the committee asks members for their views.".to_owned(),
            None,
        ),
        Stage::Circulated => (
            "Members, until the round closes.".to_owned(),
            Some((address::motion_page(&document.slug, "round"), "What is asked")),
        ),
        Stage::Closed => (
            "The committee: it reads the views and decides on one version.".to_owned(),
            Some((address::motion_page(&document.slug, "decision"), "The decision")),
        ),
        Stage::Approved => (
            "The committee: the version is approved and can be published.".to_owned(),
            Some((address::motion_page(&document.slug, "decision"), "Publish it")),
        ),
        Stage::Published => ("Delegates: the final text is public.".to_owned(), None),
        Stage::Seen => (
            "Its owner. The group follows it, and can give its views but not approve its wording.".to_owned(),
            round.map(|_| {
                (
                    address::motion_page(&document.slug, "round"),
                    "Views in the group",
                )
            }),
        ),
    };
    let closes = round
        .filter(|round| round.window.phase(call.now) == Phase::Open)
        .map(|round| round.window.closes);
    let now = call.now;
    view! {
        <section aria-labelledby="a-next">
            <h2 id="a-next">"Who is next"</h2>
            <p>{said}</p>
            {closes
                .map(|closes| {
                    view! { <p class="here">"Closes " <Moment at=closes /> {format!(": {} left", calendar::left(now, closes))}</p> }
                })}
            {link.into_iter().chain(ways).map(|(href, name)| view! { <p><a href=href>{name}</a></p> }).collect_view()}
        </section>
    }
}

fn my_view(
    document: &store::Document,
    round: Option<&store::Round>,
    views: &[store::View],
    now: domain::time::Instant,
) -> impl IntoView + use<> {
    let href = address::motion_page(&document.slug, "round");
    let open = round.is_some_and(|round| round.window.phase(now) == Phase::Open);
    let mine = views
        .iter()
        .find(|view| view.current)
        .map(|view| (said::stance(view.stance), view.version));
    let latest = document.latest;
    (open || mine.is_some()).then(|| {
        view! {
            <section aria-labelledby="a-view">
                <h2 id="a-view">"Your view"</h2>
                {match mine {
                    Some((stance, version)) => {
                        view! {
                            <p>
                                {format!("{stance}, given on version {version}.")}
                                {(version < latest).then_some(" The text has changed since.")}
                            </p>
                            {open.then(|| view! { <p><a href=href.clone()>"Look at it again or change it"</a></p> })}
                        }
                            .into_any()
                    }
                    None => view! { <p><a class="button" href=href.clone()>"Give your view"</a></p> }.into_any(),
                }}
            </section>
        }
    })
}
