//! What changed between two versions.

use crate::address;
use crate::pages::part;
use crate::request::{Visit, redirect};
use crate::ui::changes::{ChangesInWords, Compared, Part, Redline, SideBySide, TrackedFiles, counted};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Day, Tab, Tabs, text_crumbs};
use domain::document::{Kind, Origin};
use domain::text::lines::layout;
use http::header::{ETAG, HeaderValue};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use service::Error;
use service::motions::{self, Comparison};

/// `/motions/{slug}/compare/{old}..{new}`
#[component]
pub fn ComparePage() -> impl IntoView {
    let (slug, range) = (part("slug"), part("range"));
    page(async move {
        let visit = Visit::current();
        let (old, new) = range
            .split_once("..")
            .and_then(|(old, new)| Some((old.parse().ok()?, new.parse().ok()?)))
            .ok_or(Error::NotFound)?;
        let comparison = motions::compare(&visit.call, &slug, old, new).await?;
        let side = visit.ask("show") == "side";
        // Neither version can change; what else the page shows is named as well.
        let tag = format!(
            "\"{}-{}-{}{}-{}\"",
            comparison.tag(),
            comparison.document.latest,
            u8::from(side),
            u8::from(!visit.ask("saved").is_empty()),
            visit.assets.css
        );
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            expect_context::<ResponseOptions>().insert_header(ETAG, tag);
        }
        let saved = !visit.ask("saved").is_empty();
        Ok::<_, Error>(view! { <Comparing comparison side saved /> })
    })
}

/// `/motions/{slug}/compare?old=…&new=…`: from the form to the address that names both.
#[component]
pub fn CompareFormPage() -> impl IntoView {
    let slug = part("slug");
    page(async move {
        let visit = Visit::current();
        let reading = motions::read(&visit.call, &slug).await?;
        let latest = reading.document.latest;
        let number = |name: &str, otherwise: u32| {
            visit
                .ask(name)
                .parse::<u32>()
                .ok()
                .filter(|n| (1..=latest).contains(n))
                .unwrap_or(otherwise)
        };
        let (old, new) = (
            number("old", latest.saturating_sub(1).max(1)),
            number("new", latest),
        );
        redirect(&address::compare(&slug, old, new));
        Ok::<_, Error>(())
    })
}

#[component]
fn Comparing(comparison: Comparison, side: bool, saved: bool) -> impl IntoView {
    let Comparison {
        document,
        old,
        new,
        diff,
    } = comparison;
    let slug = document.slug.clone();
    let (here, total) = (
        address::compare(&slug, old.number, new.number),
        diff.changes.len(),
    );
    let title = format!(
        "What changed from version {} to version {}",
        old.number, new.number
    );
    let names = (
        format!("version {}", old.number),
        format!("version {}", new.number),
    );
    let retitled = (old.title != new.title).then(|| (old.title.clone(), new.title.clone()));
    let (old_text, new_text) = (motions::text_of(&old), motions::text_of(&new));
    let compared = Compared {
        old_lines: layout(&old_text, motions::layout_of(&old)),
        new_lines: layout(&new_text, motions::layout_of(&new)),
        old: old_text,
        new: new_text,
        diff: diff.clone(),
    };
    let shown = Part::of(&diff).changes;
    let first = match total {
        0 => None,
        1 => Some("Go to the change".to_owned()),
        total => Some(format!("Go to the first of {total} changes")),
    };
    view! {
        <PageTitle title=format!("{title}: {}", new.title) />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=text_crumbs(&document) />
            <header class="head">
                <h1>{title}</h1>
                <p class="lede">{counted(&diff)}</p>
                <Tabs
                    slug=slug.clone()
                    latest=document.latest
                    tracked=document.records.origin == Origin::Tracked
                    section=document.records.kind == Kind::Section
                    current=Tab::Compare
                />
            </header>
            {saved
                .then(|| {
                    view! {
                        <div class="notice" data-kind="good" role="status">
                            <p>
                                {format!("Version {} is saved. This is what you changed. ", new.number)}
                                <a href=address::motion(&slug)>"Back to the text"</a>
                            </p>
                        </div>
                    }
                })}
            <div class="toolbar">
                <nav aria-label="How to show the changes">
                    <ul class="links" role="list">
                        <li><a href=here.clone() aria-current=(!side).then_some("page")>"In one text"</a></li>
                        <li>
                            <a href=format!("{here}?show=side") aria-current=side.then_some("page")>"Side by side"</a>
                        </li>
                    </ul>
                </nav>
                <TrackedFiles page=here.clone() />
                {first.map(|first| view! { <p><a href="#ch1">{first}</a></p> })}
            </div>
            <ChooseVersions slug=slug.clone() latest=document.latest old=old.number new=new.number />
            {retitled
                .map(|(before, after)| {
                    view! {
                        <p>
                            "The title was " <del>{before}</del> " and is now " <ins>{after}</ins> "."
                        </p>
                    }
                })}
            <p class="quiet">
                {format!("Version {}: ", old.number)} <Day at=old.created_at /> {format!(", {}. ", old.note)}
                {format!("Version {}: ", new.number)} <Day at=new.created_at /> {format!(", {}.", new.note)}
            </p>
            {if side {
                view! {
                    <div class="stack">
                        <section aria-label="Side by side">
                            <SideBySide
                                compared
                                old_name=format!("Version {}", old.number)
                                new_name=format!("Version {}", new.number)
                                files=here.clone()
                            />
                        </section>
                        <section aria-labelledby="words"><ChangesInWords diff=diff.clone() /></section>
                    </div>
                }
                    .into_any()
            } else {
                view! {
                    <div class="with-aside even">
                        <section aria-label="The text with its changes">
                            <Redline compared old_name=names.0 new_name=names.1 files=here.clone() />
                        </section>
                        <div class="aside">
                            <section aria-labelledby="words"><ChangesInWords diff=diff.clone() /></section>
                        </div>
                    </div>
                }
                    .into_any()
            }}
            {(total > 1)
                .then(|| {
                    view! {
                        <crate::ui::parts::Islands>
                            <crate::islands::ChangeKeys total=shown />
                        </crate::ui::parts::Islands>
                    }
                })}
        </main>
    }
}

/// Two versions to choose, the newest first.
#[component]
pub fn ChooseVersions(
    /// The text.
    slug: String,
    /// Its latest version.
    latest: u32,
    /// The earlier one chosen.
    old: u32,
    /// The later one chosen.
    new: u32,
) -> impl IntoView {
    let options = move |chosen: u32| {
        (1..=latest)
            .rev()
            .map(|n| view! { <option value=n.to_string() selected=n == chosen>{format!("Version {n}")}</option> })
            .collect_view()
    };
    (latest > 2).then(|| {
        view! {
            <details class="screen-only">
                <summary>"Compare other versions"</summary>
                <form class="filters" method="get" action=format!("/motions/{slug}/compare")>
                    <div class="field">
                        <label for="old">"From"</label>
                        <select id="old" name="old">{options(old)}</select>
                    </div>
                    <div class="field">
                        <label for="new">"To"</label>
                        <select id="new" name="new">{options(new)}</select>
                    </div>
                    <button class="button plain">"Compare"</button>
                </form>
            </details>
        }
    })
}
