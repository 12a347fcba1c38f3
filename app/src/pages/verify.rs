//! The record of a publication, by its fingerprint: what to hold a copy against.

use crate::address;
use crate::pages::part;
use crate::request::Visit;
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Day, Moment, StandingBadge, WholeFingerprint};
use crate::ui::said;
use domain::document::Origin;
use domain::fingerprint::{NotDigits, Start, code};
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use service::Error;
use service::decisions::{MOST_RECORDS, Record, Unpublished, drafts, records};

/// `/verify/{fingerprint}`
#[component]
pub fn VerifyPage() -> impl IntoView {
    let typed = part("fingerprint");
    page(async move {
        let visit = Visit::current();
        let start = typed.parse::<Start>();
        let found = match &start {
            Ok(start) => records(&visit.call, start).await?,
            Err(_) => Vec::new(),
        };
        let unpublished = match &start {
            Ok(start) if found.is_empty() => drafts(&visit.call, start).await?,
            _ => Vec::new(),
        };
        let base = visit.call.site.base_url.clone();
        let from_pdf = visit.ask("from") == "pdf";
        Ok::<_, Error>(match found.as_slice() {
            [] if !unpublished.is_empty() => view! { <Drafts drafts=unpublished from_pdf /> }.into_any(),
            [] => view! { <Unknown start from_pdf contact=visit.group.contact.clone() /> }.into_any(),
            [record] => view! { <One record=record.clone() from_pdf group=visit.group.name.clone() base /> }.into_any(),
            _ => view! { <Several found=found.clone() digits=start.map(|start| start.to_string()).unwrap_or_default() /> }
                .into_any(),
        })
    })
}

/// Nothing published has this fingerprint.
#[component]
fn Unknown(start: Result<Start, NotDigits>, from_pdf: bool, contact: String) -> impl IntoView {
    expect_context::<ResponseOptions>().set_status(StatusCode::NOT_FOUND);
    let (title, said) = match start {
        Ok(start) => (
            "No published text has this fingerprint",
            format!(
                "Nothing that this group has published has a fingerprint that starts with {}.",
                said::whole_hash(start.as_str())
            ),
        ),
        Err(_) => (
            "This is no fingerprint",
            "A fingerprint has only the digits 0 to 9 and the letters a to f. The first eight are enough; there are 64 at most.".to_owned(),
        ),
    };
    view! {
        <PageTitle title />
        <main class="page narrow" id="main" tabindex="-1">
            <Crumbs parents=vec![("/which".to_owned(), "Which version is this?".to_owned())] />
            <header class="head">
                <h1>{title}</h1>
            </header>
            <p>{said}</p>
            <h2>"What you can do"</h2>
            <ul>
                {if from_pdf {
                    view! { <li>"Your PDF may be of a draft. Members who may read the draft can sign in and look again."</li> }
                        .into_any()
                } else {
                    view! { <li>"Hold the digits against your copy: 8 and b, 6 and b, 0 and d are soon taken for each other."</li> }
                        .into_any()
                }}
                <li>
                    "Have the text itself? " <a href="/which">"Paste it and find out which version it is"</a>
                    ". That works with a copy that has been changed, too."
                </li>
                <li>
                    "Look among " <a href="/published">"everything that is published"</a> "."
                </li>
                {(!contact.is_empty()).then(|| view! { <li>{format!("Ask the group: {contact}")}</li> })}
            </ul>
            <p>"If the copy says that this group published it, and it is not here, do not rely on it."</p>
        </main>
    }
}

/// Versions that are not published, for those who may read them.
#[component]
fn Drafts(drafts: Vec<Unpublished>, from_pdf: bool) -> impl IntoView {
    let title = if drafts
        .iter()
        .all(|draft| draft.document.records.origin == Origin::Tracked)
    {
        "A text of others, as it was seen"
    } else {
        "A draft: not published"
    };
    let many = drafts.len() >= MOST_RECORDS;
    view! {
        <PageTitle title />
        <main class="page narrow" id="main" tabindex="-1">
            <Crumbs parents=vec![("/which".to_owned(), "Which version is this?".to_owned())] />
            <header class="head">
                <h1>{title}</h1>
            </header>
            {drafts.into_iter().map(|draft| view! { <ADraft draft /> }).collect_view()}
            {many.then(|| view! { <p>"There may be more: type more digits."</p> })}
            <p>
                {if from_pdf {
                    "Only the fingerprint in your PDF has been looked up: its words were not compared. To be certain, copy the words from the PDF and "
                } else {
                    "Only the digits have been looked up. To be certain of the words of a copy, "
                }}
                <a href="/which">"paste them"</a> "."
            </p>
            <p>"Nobody but those who may read it is told of it by these digits."</p>
        </main>
    }
}

#[component]
fn ADraft(draft: Unpublished) -> impl IntoView {
    let Unpublished {
        document,
        version,
        title,
    } = draft;
    let latest = document.latest;
    let what = match document.records.origin {
        Origin::Owned => format!("A draft, version {version} of “{title}”"),
        Origin::Tracked => format!("Version {version} of “{title}”, a text of others that the group follows"),
    };
    let newest = if version == latest {
        format!("{what}. It is the newest version.")
    } else {
        format!("{what}; the newest is version {latest}.")
    };
    view! {
        <div class="notice" data-kind="warn">
            <p>{newest}</p>
            <ul class="links" role="list">
                <li><a href=address::version(&document.slug, version)>{format!("Read version {version}")}</a></li>
                {(version != latest)
                    .then(|| {
                        let href = address::compare(&document.slug, version, latest);
                        view! { <li><a href=href>{format!("What changed from version {version} to version {latest}")}</a></li> }
                    })}
                {document
                    .published
                    .map(|slug| view! { <li><a href=address::published(&slug)>"What is published of it"</a></li> })}
            </ul>
        </div>
    }
}

/// More than one publication starts with these digits.
#[component]
fn Several(found: Vec<Record>, digits: String) -> impl IntoView {
    let many = found.len() >= MOST_RECORDS;
    view! {
        <PageTitle title="More than one text has this fingerprint" />
        <main class="page narrow" id="main" tabindex="-1">
            <Crumbs parents=vec![("/which".to_owned(), "Which version is this?".to_owned())] />
            <header class="head">
                <h1>"More than one published text fits"</h1>
                <p class="lede">{format!("These have fingerprints that start with {}.", said::whole_hash(&digits))}</p>
            </header>
            <ul class="entries" role="list">
                {found
                    .into_iter()
                    .map(|record| {
                        let publication = record.publication;
                        view! {
                            <li>
                                <h2>
                                    <a href=address::published(&publication.slug)>
                                        {format!("{}, version {}", publication.title, publication.version)}
                                    </a>
                                </h2>
                                <p><WholeFingerprint hash=publication.hash.clone() /></p>
                                <p class="meta">
                                    <StandingBadge standing=publication.standing />
                                    <span>"Published " <Day at=publication.published_at /></span>
                                </p>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            {many.then(|| view! { <p>"There may be more: type more digits."</p> })}
        </main>
    }
}

#[component]
fn One(record: Record, from_pdf: bool, group: String, base: String) -> impl IntoView {
    let Record {
        publication,
        decision,
        current,
    } = record;
    let kind = match publication.standing {
        domain::document::Standing::Current => "good",
        domain::document::Standing::Superseded => "warn",
        domain::document::Standing::Withdrawn => "bad",
    };
    let standing = said::standing(&publication, current.as_ref());
    let (slug, hash) = (publication.slug.clone(), publication.hash.clone());
    let decided = decision.map(|decision| {
        let (for_, against, abstain) = decision.votes;
        let words = match decision.word_limit {
            Some(limit) => format!("{} of {limit}, by the rule of {}", decision.words, decision.rule),
            None => format!(
                "{}, by the rule of {}, which has no limit",
                decision.words, decision.rule
            ),
        };
        view! {
            <section class="flow" aria-labelledby="h-decision">
                <h2 id="h-decision">"The decision"</h2>
                <p>{format!("The committee of {group} approved exactly this version, letter by letter.")}</p>
                <dl class="facts across">
                    <dt>"Date"</dt>
                    <dd><Moment at=decision.at /></dd>
                    <dt>"For"</dt>
                    <dd>{for_}</dd>
                    <dt>"Against"</dt>
                    <dd>{against}</dd>
                    <dt>"Abstained"</dt>
                    <dd>{abstain}</dd>
                    <dt>"Quorum on that day"</dt>
                    <dd>{said::number(decision.quorum, "vote")}</dd>
                    <dt>"Who took part"</dt>
                    <dd>{decision.attendance.clone()}</dd>
                    <dt>"Words"</dt>
                    <dd>{words}</dd>
                </dl>
            </section>
        }
    });
    view! {
        <PageTitle title=format!("Record of {}, version {}", publication.title, publication.version) />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=vec![
                ("/published".to_owned(), "Published".to_owned()),
                (address::published(&slug), publication.title.clone()),
            ] />
            <header class="head">
                <p class="kicker">"Record of a publication"</p>
                <h1>{publication.title.clone()}</h1>
                <ul class="factline" role="list">
                    <li><StandingBadge standing=publication.standing /></li>
                    <li>{format!("Version {}", publication.version)}</li>
                    <li>"Published " <Day at=publication.published_at /></li>
                </ul>
            </header>
            {from_pdf
                .then(|| {
                    view! {
                        <div class="notice" role="status">
                            <p>
                                "Your PDF says that it is this text. Only the fingerprint in the file has been looked up: its words were not compared. To be certain, copy the words from the PDF and "
                                <a href="/which">"paste them"</a> "."
                            </p>
                        </div>
                    }
                })}
            <div class="notice" data-kind=kind>
                <p>{format!("Version {} is {standing}.", publication.version)}</p>
                {current
                    .map(|current| {
                        view! {
                            <p>
                                <a href=address::published(&current.slug)>{format!("Read version {}, which is current", current.version)}</a>
                            </p>
                        }
                    })}
            </div>
            <div class="with-aside even">
                <div class="stack">
                    <section class="flow" aria-labelledby="h-print">
                        <h2 id="h-print">"Fingerprint"</h2>
                        <p>"SHA-256 over the title, a blank line and the text:"</p>
                        <p><WholeFingerprint hash=hash.clone() /></p>
                        <dl class="facts">
                            <div><dt>"Code on paper"</dt><dd><code>{code(&hash)}</code></dd></div>
                            <div><dt>"Published by"</dt><dd>{publication.imprint.clone()}</dd></div>
                        </dl>
                    </section>
                    {decided}
                    <section class="flow" aria-labelledby="h-log">
                        <h2 id="h-log">"The place in the group’s log"</h2>
                        <p>"When this was published, the chain of everything that the group had done ended in:"</p>
                        <p><WholeFingerprint hash=publication.chain_head.clone() /></p>
                        <p class="quiet">"Whoever keeps this number can show later that nothing before it was changed."</p>
                    </section>
                </div>
                <div class="aside">
                    <section aria-labelledby="h-text">
                        <h2 id="h-text">"The text"</h2>
                        <ul class="links" role="list">
                            <li><a href=address::published(&slug)>"Read it, and all files"</a></li>
                            <li><a href=address::download(&slug, "txt")>"Plain text (.txt)"</a></li>
                            <li><a href=address::download(&slug, "bare.txt")>"Title and text alone, to check (.txt)"</a></li>
                            <li><a href=format!("{}.json", address::verify_whole(&hash))>"This record for programs (.json)"</a></li>
                        </ul>
                    </section>
                    <HowToCheck slug=slug.clone() version=publication.version base />
                </div>
            </div>
        </main>
    }
}

/// Step by step, on whatever computer.
#[component]
pub fn HowToCheck(
    /// The publication.
    slug: String,
    /// Its version.
    version: u32,
    /// The site's address.
    base: String,
) -> impl IntoView {
    let file = format!("{slug}-version-{version}.bare.txt");
    let command = |system: &'static str, command: String| {
        view! { <div><dt>{system}</dt><dd><code>{command}</code></dd></div> }
    };
    view! {
        <section aria-labelledby="h-check">
            <h2 id="h-check">"Check a file yourself"</h2>
            <ol>
                <li>
                    "Take " <a href=address::download(&slug, "bare.txt")>"title and text alone"</a>
                    {format!(". It is saved as {file}.")}
                </li>
                <li>"Open a terminal (on Windows: the command prompt) in the folder where it lies, and type the line for your system:"</li>
            </ol>
            <dl class="facts">
                {command("Linux", format!("sha256sum {file}"))}
                {command("macOS", format!("shasum -a 256 {file}"))}
                {command("Windows", format!("certutil -hashfile {file} SHA256"))}
            </dl>
            <p>"It prints 64 digits. They are the fingerprint on this page: if one differs, so does the text."</p>
            <details>
                <summary>"With the other plain text file"</summary>
                <p>"The usual .txt has some lines under the text. Leave them out:"</p>
                <p><code>{format!("sed '/^-- $/,$d' {slug}-version-{version}.txt | sha256sum")}</code></p>
            </details>
            <p>
                "No terminal? " <a href="/which">"Paste the text or choose the file"</a>
                {format!(" on {base}, and the site compares it for you.")}
            </p>
        </section>
    }
}
