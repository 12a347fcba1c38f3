//! Small parts: times, badges, breadcrumbs, tabs, notices, meters.

use crate::address;
use crate::request::Visit;
use crate::ui::page_title::PageTitle;
use crate::ui::said;
use domain::document::{Kind, Stage, Standing};
use domain::text::diff::visible;
use domain::text::words::Count;
use domain::time::Instant;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use service::calendar;
use store::Document;

/// What somebody wrote in their own words, with characters that do not show, or turn the reading around, made visible.
pub fn own_words(text: &str) -> String {
    visible(&text.replace('\u{a0}', " "))
}

/// A point in time: "Monday 12 October 2026, 6pm".
#[component]
pub fn Moment(
    /// When.
    at: Instant,
    /// Without the day of the week.
    #[prop(optional)]
    short: bool,
) -> impl IntoView {
    let said = if short {
        calendar::short_moment(at)
    } else {
        calendar::moment(at)
    };
    view! { <time datetime=calendar::machine(at)>{said}</time> }
}

/// A day: "12 October 2026".
#[component]
pub fn Day(
    /// When.
    at: Instant,
) -> impl IntoView {
    view! { <time datetime=calendar::date_field(at)>{calendar::date(at)}</time> }
}

/// Where a text stands.
#[component]
pub fn StageBadge(
    /// The stage.
    stage: Stage,
) -> impl IntoView {
    view! { <span class="badge" data-state=said::stage_style(stage)>{said::stage(stage)}</span> }
}

/// What has become of a published version.
#[component]
pub fn StandingBadge(
    /// The standing.
    standing: Standing,
) -> impl IntoView {
    let (state, said) = match standing {
        Standing::Current => ("published", "Published"),
        Standing::Superseded => ("superseded", "Superseded"),
        Standing::Withdrawn => ("withdrawn", "Withdrawn"),
    };
    view! { <span class="badge" data-state=state>{said}</span> }
}

/// The page of a link that works once and no more.
#[component]
pub fn SpentLink(
    /// Why, and what to do now.
    #[prop(into)]
    said: String,
    /// Where to go on: address and name.
    next: Option<(&'static str, &'static str)>,
) -> impl IntoView {
    view! {
        <PageTitle title="This link has been used" />
        <main class="page narrow" id="main" tabindex="-1">
            <header class="head">
                <h1>"This link has been used or has run out"</h1>
            </header>
            <p>{said}</p>
            {next.map(|(href, name)| view! { <p class="row"><a class="button" href=href>{name}</a></p> })}
        </main>
    }
}

/// The way back up: pairs of address and name, parents only.
#[component]
pub fn Crumbs(
    /// The parents, the outermost first.
    parents: Vec<(String, String)>,
) -> impl IntoView {
    view! {
        <nav aria-label="Breadcrumb">
            <ol class="crumbs" role="list">
                {parents
                    .into_iter()
                    .map(|(href, name)| view! { <li><a href=href>{name}</a></li> })
                    .collect_view()}
            </ol>
        </nav>
    }
}

/// The crumbs of a page about a text.
pub fn text_crumbs(document: &Document) -> Vec<(String, String)> {
    let kind = document.records.kind;
    match kind {
        Kind::Motion | Kind::Composite => vec![
            ("/texts".to_owned(), "Texts".to_owned()),
            (address::motion(&document.slug), document.title.clone()),
        ],
        Kind::Section => vec![
            (address::MANIFESTO.to_owned(), "Manifesto".to_owned()),
            (address::section(&document.slug), document.title.clone()),
        ],
        Kind::Manifesto => vec![(address::MANIFESTO.to_owned(), document.title.clone())],
    }
}

/// The pages about one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// Where it stands in the manifesto, if it is a section of it.
    Section,
    /// The text itself.
    Text,
    /// Its versions.
    History,
    /// What changed.
    Compare,
    /// What is to change.
    Amendments,
    /// What was said.
    Comments,
    /// The round and one's view.
    Round,
    /// What the group says of a text of others.
    Position,
    /// The decision.
    Decision,
}

/// The way between the pages about one text.
#[component]
pub fn Tabs(
    /// The text's address.
    slug: String,
    /// The latest version.
    latest: u32,
    /// How many comments it has, where the page knows.
    #[prop(optional)]
    comments: Option<u32>,
    /// How many amendments to it are open, where the page knows.
    #[prop(optional)]
    amendments: Option<u32>,
    /// Whether the text is tracked, and so neither amended nor decided here.
    #[prop(optional)]
    tracked: bool,
    /// Whether it is a section of the manifesto, with a page of its own.
    #[prop(optional)]
    section: bool,
    /// The page that is shown.
    current: Tab,
) -> impl IntoView {
    let compare = if latest > 1 {
        Some(address::compare(&slug, latest - 1, latest))
    } else {
        None
    };
    let comments = match comments {
        Some(count) => format!("Comments ({count})"),
        None => "Comments".to_owned(),
    };
    let amendments = match amendments {
        Some(count) => format!("Amendments ({count})"),
        None => "Amendments".to_owned(),
    };
    let tabs = [
        section.then(|| (Tab::Section, address::section(&slug), "Section".to_owned())),
        Some((Tab::Text, address::motion(&slug), "Text".to_owned())),
        Some((
            Tab::History,
            address::motion_page(&slug, "history"),
            "History".to_owned(),
        )),
        compare.map(|href| (Tab::Compare, href, "Compare".to_owned())),
        (!tracked).then(|| {
            (
                Tab::Amendments,
                address::motion_page(&slug, "amendments"),
                amendments,
            )
        }),
        Some((Tab::Comments, address::motion_page(&slug, "comments"), comments)),
        Some((
            Tab::Round,
            address::motion_page(&slug, "round"),
            "Views".to_owned(),
        )),
        tracked.then(|| {
            (
                Tab::Position,
                address::motion_page(&slug, "position"),
                "Position".to_owned(),
            )
        }),
        (!tracked).then(|| {
            (
                Tab::Decision,
                address::motion_page(&slug, "decision"),
                "Decision".to_owned(),
            )
        }),
    ];
    view! {
        <nav aria-label="This text">
            <ul class="tabs" role="list">
                {tabs
                    .into_iter()
                    .flatten()
                    .map(|(tab, href, name)| {
                        view! { <li><a href=href aria-current=(tab == current).then_some("page")>{name}</a></li> }
                    })
                    .collect_view()}
            </ul>
        </nav>
    }
}

/// Words against the limit.
#[component]
pub fn WordMeter(
    /// Words.
    words: u32,
    /// The limit, if there is one.
    limit: Option<u32>,
    /// What is counted, for a screen reader.
    label: &'static str,
) -> impl IntoView {
    let over = limit.is_some_and(|limit| words > limit);
    view! {
        <div class=if over { "wordmeter over" } else { "wordmeter" }>
            <p>
                <strong class="num">{words}</strong>
                {limit.map(|limit| format!(" of {limit}"))}
                " words"
            </p>
            {limit
                .map(|limit| {
                    view! {
                        <meter min="0" max=limit.to_string() value=words.min(limit).to_string() aria-label=label>
                            {format!("{words} of {limit}")}
                        </meter>
                    }
                })}
            <p class="left">{said::left(words, limit)}</p>
        </div>
    }
}

/// How the rules differ over a text.
#[component]
pub fn HowCounted(
    /// The words, counted.
    count: Count,
    /// The rule's name.
    rule: String,
    /// Where the rule comes from, with its year.
    source: String,
) -> impl IntoView {
    let strictest = count.strictest.words;
    let disputed = said::disputed(&count.disputed);
    view! {
        <p class="quiet">
            <small>{format!("Counted by: {rule}. {source}")}</small>
        </p>
        {(!count.disputed.is_empty())
            .then(|| {
                view! {
                    <details>
                        <summary>{format!("By the strictest rule {strictest}")}</summary>
                        <p>{format!("That rule: {}. The rules differ on:", count.strictest.rule)}</p>
                        <ul>{disputed.into_iter().map(|token| view! { <li>{token}</li> }).collect_view()}</ul>
                    </details>
                }
            })}
    }
}

/// A fingerprint in groups of four, its first 16 digits; the whole stands in its title.
#[component]
pub fn Fingerprint(
    /// All 64 digits.
    hash: String,
) -> impl IntoView {
    view! { <span class="hash">{said::short_hash(&hash)}</span> }
}

/// What wakes the islands inside it; a page without islands loads no script at all.
///
/// The scripts are fetched once the page has been shown, and pages are whole without them.
#[component]
pub fn Islands(
    /// The islands.
    children: Children,
) -> impl IntoView {
    let assets = Visit::current().assets;
    let (js, wasm) = (format!("/pkg/{}", assets.js), format!("/pkg/{}", assets.wasm));
    let wake = format!(
        "import({js:?}).then(async m=>{{await m.default({{module_or_path:{wasm:?}}});m.hydrate();\
         for(const e of document.querySelectorAll('leptos-island')){{const f=m[e.dataset.component];if(f)await f(e)}}\
         document.documentElement.dataset.awake=''}})"
    );
    view! {
        {children()}
        <script type="module" nonce=use_nonce() inner_html=wake></script>
    }
}

/// A fingerprint in groups of four, all 64 digits of it.
#[component]
pub fn WholeFingerprint(
    /// All 64 digits.
    hash: String,
) -> impl IntoView {
    view! { <span class="hash">{said::whole_hash(&hash)}</span> }
}

/// The way to earlier and later pages of a list.
#[component]
pub fn Pager(
    /// The address without the page number.
    path: String,
    /// The page shown, from 1.
    page: u32,
    /// Whether there is another after it.
    more: bool,
) -> impl IntoView {
    let to = move |page: u32| crate::request::with_query(&path, "page", &page.to_string());
    (page > 1 || more).then(|| {
        view! {
            <nav aria-label="Pages">
                <ul class="pager" role="list">
                    {(page > 1).then(|| view! { <li><a rel="prev" href=to(page - 1)>"Newer"</a></li> })}
                    {more.then(|| view! { <li><a rel="next" href=to(page + 1)>"Older"</a></li> })}
                </ul>
            </nav>
        }
    })
}
