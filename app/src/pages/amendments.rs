//! The amendments to a text, in the order of its lines.

mod one;
mod parts;
pub mod told;
mod write;

pub use one::OnePage;
pub use write::{EditPage, NewPage};

use crate::address;
use crate::pages::part;
use crate::request::Visit;
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, StageBadge, Tab, Tabs, text_crumbs};
use crate::ui::said;
use domain::amendment::{Follows, State};
use domain::document::{Kind, Origin};
use domain::permission::Action;
use leptos::prelude::*;
use parts::{AmendmentBadge, ShortFigures, Wording, limit, links_to};
use service::amendments::{self, Entry, Proposals};
use service::{Call, Error};

/// `/motions/{slug}/amendments`
#[component]
pub fn ListPage() -> impl IntoView {
    let slug = part("slug");
    page(async move {
        let visit = Visit::current();
        let proposals = amendments::list(&visit.call, &slug).await?;
        if proposals.document.records.origin == Origin::Tracked {
            return Err(Error::NotFound);
        }
        Ok::<_, Error>(view! { <Listed call=visit.call proposals /> })
    })
}

#[component]
fn Listed(call: Call, proposals: Proposals) -> impl IntoView {
    let (document, limit) = (proposals.document.clone(), limit(&proposals.article));
    let slug = document.slug.clone();
    let count = u32::try_from(proposals.open.len()).unwrap_or(u32::MAX);
    let may_propose = call.may_to(Action::Propose, &document);
    let may_merge = call.may_to(Action::Merge, &document);
    let words = said::words_of(proposals.article.count.words, limit);
    let nothing = proposals.open.is_empty() && proposals.waiting.is_empty() && proposals.ended.is_empty();
    let me = call.actor().member;
    let own = move |entry: &Entry| Some(entry.amendment.author) == me;
    let (mine, others): (Vec<Entry>, Vec<Entry>) = proposals.waiting.clone().into_iter().partition(own);
    let latest = document.latest;
    let section = move |id: &'static str,
                        heading: &'static str,
                        said: &'static str,
                        entries: Vec<Entry>,
                        slug: String| {
        (!entries.is_empty()).then(|| {
            view! {
                <section class="flow" aria-labelledby=id>
                    <h2 id=id>{heading}</h2>
                    {(!said.is_empty()).then(|| view! { <p class="quiet">{said}</p> })}
                    <Entries slug entries latest limit />
                </section>
            }
        })
    };
    view! {
        <PageTitle title=format!("Amendments to {}", document.title) />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=text_crumbs(&document) />
            <header class="head">
                <h1>"Amendments"</h1>
                <ul class="factline" role="list">
                    {(document.records.kind != Kind::Section)
                        .then(|| view! { <li><StageBadge stage=document.records.stage() /></li> })}
                    <li>{format!("Version {latest}")}</li>
                    <li>{words}</li>
                </ul>
                <Tabs slug=slug.clone() latest amendments=count section=document.records.kind == Kind::Section current=Tab::Amendments />
            </header>
            <div class="stack">
                <section class="flow" aria-label="In short">
                    {(!nothing).then(|| view! { <InShort proposals=proposals.clone() limit /> })}
                    {may_propose
                        .then(|| {
                            let merge = (may_merge && count > 0)
                                .then(|| view! { <a class="button plain" href=address::motion_page(&slug, "merge")>"Merge amendments"</a> });
                            view! {
                                <p class="row screen-only">
                                    <a class="button" href=address::motion_page(&slug, "amendments/new")>"Propose an amendment"</a>
                                    {merge}
                                    <a href="/help#amendments">"How amendments work"</a>
                                </p>
                            }
                        })}
                </section>
                {nothing
                    .then(|| {
                        let said = if may_propose {
                            "Whoever wants other words in this text can propose them. Everybody then sees what exactly would change."
                        } else {
                            "Amendments can be proposed once members have been asked about the text."
                        };
                        view! {
                            <div class="empty">
                                <p>"Nobody has proposed an amendment yet."</p>
                                <p>{said}</p>
                            </div>
                        }
                    })}
                {section("h-open", "Before the members, in order of the lines", "", proposals.open.clone(), slug.clone())}
                {section(
                    "h-mine",
                    "Yours that are not before the members yet",
                    "Nobody but you sees a draft. What you have handed in, the committee sees as well.",
                    mine,
                    slug.clone(),
                )}
                {section(
                    "h-handed",
                    "Handed in, for the committee",
                    "Only the committee and whoever proposed it see these. Look whether each is in order: whether the meeting could vote on it.",
                    others,
                    slug.clone(),
                )}
                {section("h-ended", "Ended, the last first", "", proposals.ended.clone(), slug)}
            </div>
        </main>
    }
}

/// How many there are, which fit together, and how many wait for a word of their proposers.
#[component]
fn InShort(proposals: Proposals, limit: Option<u32>) -> impl IntoView {
    let open = u32::try_from(proposals.open.len()).unwrap_or(u32::MAX);
    let latest = proposals.document.latest;
    let slug = proposals.document.slug.clone();
    let behind = proposals
        .open
        .iter()
        .filter(|entry| entry.parent.is_none() && entry.follows != Follows::Here)
        .count();
    let behind = u32::try_from(behind).unwrap_or(u32::MAX);
    let together = proposals.together.clone().map(|(numbers, words)| {
        let fits = match limit {
            Some(limit) if words > limit => format!(
                " do not clash, but with all of them the text would have {}: {} over the limit of {}.",
                said::number(words, "word"),
                said::number(words - limit, "word"),
                said::grouped(limit)
            ),
            _ => format!(
                " fit together: with all of them the text would have {}.",
                said::words_of(words, limit)
            ),
        };
        view! { <p>"Amendments " {links_to(&slug, &numbers)} {fits}</p> }
    });
    view! {
        <p>
            {match open {
                0 => "No amendment is before the members.".to_owned(),
                1 => "One amendment is before the members.".to_owned(),
                open => format!("{open} amendments are before the members."),
            }}
        </p>
        {together}
        {(behind > 0)
            .then(|| {
                view! {
                    <p>
                        {match behind {
                            1 => format!("One of them was written on an earlier version than {latest}; its proposer has not said yet whether they stand by it here."),
                            behind => format!("{behind} of them were written on an earlier version than {latest}; their proposers have not said yet whether they stand by them here."),
                        }}
                    </p>
                }
            })}
    }
}

/// Amendments, each with what amends it beneath; those that ask for the same stand once.
#[component]
fn Entries(slug: String, entries: Vec<Entry>, latest: u32, limit: Option<u32>) -> impl IntoView {
    let here = |number: u32| entries.iter().any(|entry| entry.amendment.number == number);
    let mut shown: Vec<u32> = Vec::new();
    let mut items = Vec::new();
    for entry in &entries {
        let number = entry.amendment.number;
        let under_another = entry.parent.is_some_and(here);
        if under_another || entry.same.iter().any(|same| shown.contains(same)) {
            continue;
        }
        shown.push(number);
        let same: Vec<Entry> = entries
            .iter()
            .filter(|other| entry.same.contains(&other.amendment.number))
            .cloned()
            .collect();
        let concerned: Vec<u32> = std::iter::once(number)
            .chain(entry.same.iter().copied())
            .collect();
        let children: Vec<AnyView> = entries
            .iter()
            .filter(|child| child.parent.is_some_and(|parent| concerned.contains(&parent)))
            .map(|child| {
                view! { <OneEntry slug=slug.clone() entry=child.clone() same=Vec::new() latest limit level=4 /> }.into_any()
            })
            .collect();
        items.push(view! {
            <OneEntry slug=slug.clone() entry=entry.clone() same latest limit level=3>
                {(!children.is_empty()).then(|| view! { <ol class="replies entries" role="list">{children}</ol> })}
            </OneEntry>
        });
    }
    view! { <ol class="entries" role="list">{items}</ol> }
}

/// One amendment in a list.
#[component]
fn OneEntry(
    slug: String,
    entry: Entry,
    /// Others that ask for exactly the same.
    same: Vec<Entry>,
    latest: u32,
    limit: Option<u32>,
    level: u8,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let amendment = entry.amendment.clone();
    let number = amendment.number;
    let link = view! { <a href=address::amendment(&slug, number)>{name(&entry)}</a> };
    let heading = if level == 3 {
        view! { <h3>{link}</h3> }.into_any()
    } else {
        view! { <h4>{link}</h4> }.into_any()
    };
    let moved = |amendment: &store::Amendment| match amendment.seconder.as_str() {
        "" => format!("moved by {}", amendment.mover),
        seconder => format!("moved by {}, seconded by {seconder}", amendment.mover),
    };
    let capital = format!("M{}", &moved(&amendment)[1..]);
    let behind = match &entry.follows {
        _ if entry.parent.is_some() || !amendment.state.open() => None,
        Follows::Here => None,
        Follows::Clean(_) => Some("Nothing in its way has changed.".to_owned()),
        Follows::Flagged(carried) if carried.coarse => Some(
            "The text has changed so much that nobody can say without reading whether it fits.".to_owned(),
        ),
        Follows::Flagged(_) => Some("Words close by have changed.".to_owned()),
        Follows::Clash(_) => Some(format!("Version {latest} changes the same words.")),
        Follows::Already(_) => Some(format!("All that it asks for stands in version {latest}.")),
    };
    let base = amendment.form.base;
    let fits_not = matches!(entry.follows, Follows::Clash(_)) && amendment.state.open();
    let in_version = amendment
        .version
        .filter(|_| amendment.state == State::Incorporated);
    view! {
        <li id=format!("a{number}")>
            {heading}
            <p class="meta">
                <AmendmentBadge state=amendment.state />
                <span>{capital}</span>
                {(entry.text != entry.against).then(|| view! { <ShortFigures figures=entry.figures limit /> })}
            </p>
            {(!same.is_empty())
                .then(|| {
                    view! {
                        <p>
                            "The same: "
                            {same
                                .iter()
                                .enumerate()
                                .map(|(at, other)| {
                                    view! {
                                        {(at > 0).then_some("; ")}
                                        <a href=address::amendment(&slug, other.amendment.number)>{name(other)}</a>
                                        {format!(", {}", moved(&other.amendment))}
                                    }
                                })
                                .collect_view()}
                        </p>
                    }
                })}
            {(fits_not && !entry.wording.is_empty()).then(|| view! { <p class="quiet">{format!("What of it fits version {latest}:")}</p> })}
            {(!fits_not || !entry.wording.is_empty()).then(|| view! { <Wording wording=entry.wording.clone() /> })}
            {fits_not
                .then(|| {
                    view! {
                        <p class="quiet">{format!("As it was written, on version {base}:")}</p>
                        <Wording wording=entry.written.clone() />
                    }
                })}
            {(!entry.clashes.is_empty())
                .then(|| {
                    let many = entry.clashes.len() > 1;
                    view! {
                        <p>
                            {if many { "Clashes with amendments " } else { "Clashes with amendment " }}
                            {links_to(&slug, &entry.clashes)}
                            {if many { ": they want other words in the same place." } else { ": it wants other words in the same place." }}
                        </p>
                    }
                })}
            {behind.map(|said| view! { <p class="quiet">{format!("Written on version {base}. {said}")}</p> })}
            {in_version
                .map(|version| {
                    view! { <p class="quiet">"It stands in " <a href=address::version(&slug, version)>{format!("version {version}")}</a> "."</p> }
                })}
            {children.map(|children| children())}
        </li>
    }
}

/// What an amendment is called: "Amendment 3", "Amendment 5, to amendment 3".
fn name(entry: &Entry) -> String {
    match entry.parent {
        None => format!("Amendment {}", entry.amendment.number),
        Some(parent) => format!("Amendment {}, to amendment {parent}", entry.amendment.number),
    }
}
