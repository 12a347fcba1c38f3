//! Taking in a whole manifesto: first what would become of the text, then the saving.

use super::crumbs;
use crate::address;
use crate::pages::composites::words::Whole;
use crate::request::Visit;
use crate::ui::form::{ErrorSummary, Paragraphs, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::Crumbs;
use crate::ui::said;
use domain::manifesto::import::{Import, Repair, RepairKind};
use domain::permission::Action;
use domain::text::canon::Kind;
use leptos::prelude::*;
use service::Error;
use service::kept::Form;
use service::manifesto::{self, Preview};
use std::sync::Arc;

/// So many repairs are shown; a text with more has mostly the same ones.
const MOST_REPAIRS: usize = 200;

/// `/manifesto/import`
#[component]
pub fn ImportPage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        visit.call.require(Action::Manifesto)?;
        let form = visit.kept().await?;
        let text = form.value("text").to_owned();
        let read = match manifesto::preview(&visit.call, &text).await {
            Ok(preview) => Some(Arc::new(preview)),
            // Why it cannot be taken in is said in the summary of what is wrong.
            Err(Error::Refused(_)) => None,
            Err(other) => return Err(other),
        };
        let fresh = read.is_none();
        Ok::<_, Error>(view! {
            <PageTitle title=titled(&form, "Import a manifesto") />
            <main class="page" id="main" tabindex="-1">
                <Crumbs parents=crumbs() />
                <header class="head">
                    <h1>"Import a manifesto"</h1>
                    <p class="lede">
                        {if fresh {
                            "Paste the whole text. Its headings become sections, and you see every section and everything that was put right before anything is saved."
                        } else {
                            "This is what would become of the text. Nothing has been saved yet."
                        }}
                    </p>
                </header>
                <ErrorSummary form=form.clone() />
                <div class="stack">
                    {read.map(|read| view! { <Shown read text /> })}
                    <Paste form fresh />
                </div>
            </main>
        })
    })
}

#[component]
fn Paste(form: Form, fresh: bool) -> impl IntoView {
    view! {
        <section class="flow" aria-labelledby="h-paste">
            <h2 id="h-paste">{if fresh { "The text" } else { "Mend the text and look again" }}</h2>
            <form method="post" action="/api/manifesto/read" class="form">
                <Paragraphs
                    form
                    name="text"
                    label="The whole manifesto"
                    hint="Sections begin at headings: lines in capitals, lines such as “1. Homes”, or lines that start with “# ”."
                    rows=18
                    class="body"
                />
                <p class="row">
                    <button class=if fresh { "button" } else { "button plain" }>"Show what would become of it"</button>
                    <a href=address::MANIFESTO>"Not now"</a>
                </p>
            </form>
            <h3>"Or take it from a file"</h3>
            <form method="post" action="/upload/manifesto" enctype="multipart/form-data" class="form">
                <div class="field">
                    <label for="file">"A file from a word processor, or plain text"</label>
                    <p class="hint" id="file-hint">"Its name ends in .docx, .odt, .txt or .md; at most 400 KB of text."</p>
                    <input type="file" id="file" name="file" accept=".docx,.odt,.txt,.md,text/plain,text/markdown" aria-describedby="file-hint" />
                </div>
                <p class="row"><button class="button plain">"Read the file"</button></p>
            </form>
        </section>
    }
}

/// What would be saved.
#[component]
fn Shown(read: Arc<Preview>, text: String) -> impl IntoView {
    let import = Arc::new(read.import.clone());
    let count = u32::try_from(import.sections.len()).unwrap_or(u32::MAX);
    let words: u32 = import
        .sections
        .iter()
        .map(domain::manifesto::import::Section::words)
        .sum();
    let sections = said::number(count, "section");
    let title = match import.title.as_str() {
        "" => "Manifesto".to_owned(),
        title => title.to_owned(),
    };
    view! {
        <section class="flow" aria-labelledby="preview">
            <h2 id="preview" tabindex="-1">{title}</h2>
            <p>{format!("{sections}, {}.", said::number(words, "word"))}</p>
            {read
                .adds
                .then(|| view! { <p class="here">"There is a manifesto already. These sections would be added at its end."</p> })}
            {(!import.addressee.is_empty()).then(|| view! { <Whole text=import.addressee.clone() /> })}
            <SectionTable import=import.clone() />
            <form method="post" action="/api/manifesto/import" class="form">
                <Submission />
                <input type="hidden" name="text" value=text />
                <p class="row">
                    <button class="button">{if read.adds { format!("Add {sections}") } else { format!("Save {sections}") }}</button>
                    <a href=address::MANIFESTO>"Save nothing"</a>
                </p>
            </form>
        </section>
        <Doubts doubts=read.doubts.clone() />
        <Repairs repairs=import.repairs.clone() />
        <Texts import />
    }
}

/// The words of each section, to be looked at.
#[component]
fn Texts(import: Arc<Import>) -> impl IntoView {
    let closing =
        (!import.closing.is_empty()).then(|| ("After the last section".to_owned(), import.closing.clone()));
    let sections = import
        .sections
        .iter()
        .enumerate()
        .map(|(at, section)| (format!("{}. {}", at + 1, section.heading), section.text.clone()));
    let texts: Vec<_> = sections.chain(closing).collect();
    view! {
        <section class="flow" aria-labelledby="h-texts">
            <h2 id="h-texts">"The texts"</h2>
            {texts
                .into_iter()
                .map(|(name, text)| {
                    view! {
                        <details>
                            <summary>{name}</summary>
                            <Whole text />
                        </details>
                    }
                })
                .collect_view()}
        </section>
    }
}

#[component]
fn SectionTable(import: Arc<Import>) -> impl IntoView {
    let rows = import
        .sections
        .iter()
        .enumerate()
        .map(|(at, section)| {
            let under = section
                .text
                .paragraphs()
                .iter()
                .filter(|paragraph| matches!(paragraph.kind, Kind::Heading(_)))
                .count();
            let commitment = match section.commitment.as_str() {
                "" => "–".to_owned(),
                line => line.to_owned(),
            };
            view! {
                <tr>
                    <td class="num" data-th="Number">{at + 1}</td>
                    <th scope="row">{section.heading.clone()}</th>
                    <td data-th="Commitment">{commitment}</td>
                    <td class="num" data-th="Sub-headings">{under}</td>
                    <td class="num" data-th="Words">{section.words()}</td>
                    <td class="num" data-th="From line">{section.line}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-scroll" role="region" aria-labelledby="sections" tabindex="0">
            <table class="rows">
                <caption id="sections">"The sections"</caption>
                <thead>
                    <tr>
                        <th scope="col" class="num">"No."</th>
                        <th scope="col">"Heading"</th>
                        <th scope="col">"Commitment"</th>
                        <th scope="col" class="num">"Sub-headings"</th>
                        <th scope="col" class="num">"Words"</th>
                        <th scope="col" class="num">"From line"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// What looks wrong and was left as it is.
#[component]
fn Doubts(doubts: Vec<String>) -> impl IntoView {
    (!doubts.is_empty()).then(|| {
        view! {
            <section class="notice" data-kind="warn" aria-labelledby="doubts">
                <h2 id="doubts">"Left as it is; please look"</h2>
                <ul>{doubts.into_iter().map(|doubt| view! { <li>{doubt}</li> }).collect_view()}</ul>
            </section>
        }
    })
}

/// What was done, in two or three words.
fn done(kind: RepairKind) -> &'static str {
    match kind {
        RepairKind::Text(_) => "Tidied",
        RepairKind::Glued => "Lost space put back",
        RepairKind::RunIn => "Heading set apart",
        RepairKind::Capitals => "Capitals taken out",
        RepairKind::Number => "Number dropped",
        RepairKind::SubHeading => "Made a sub-heading",
        RepairKind::Level => "Made a sub-heading",
        RepairKind::Closing => "Closing words set apart",
    }
}

/// What was put right, with what was there before.
#[component]
fn Repairs(repairs: Vec<Repair>) -> impl IntoView {
    let more = repairs.len().saturating_sub(MOST_REPAIRS);
    let dash = |text: &str| {
        if text.is_empty() {
            "–".to_owned()
        } else {
            shortened(text)
        }
    };
    let rows: Vec<_> = repairs
        .iter()
        .take(MOST_REPAIRS)
        .map(|repair| {
            view! {
                <tr>
                    <td class="num" data-th="Line">{repair.line}</td>
                    <td data-th="What was done">{done(repair.kind)}</td>
                    <td data-th="Before">{dash(&repair.before)}</td>
                    <td data-th="After">{dash(&repair.after)}</td>
                </tr>
            }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="flow" aria-labelledby="h-repairs">
                <h2 id="h-repairs">"What was put right"</h2>
                <div class="table-scroll" role="region" aria-labelledby="repairs" tabindex="0">
                    <table class="rows">
                        <caption id="repairs">"By line of the text as you pasted it"</caption>
                        <thead>
                            <tr>
                                <th scope="col" class="num">"Line"</th>
                                <th scope="col">"What was done"</th>
                                <th scope="col">"Before"</th>
                                <th scope="col">"After"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                {(more > 0).then(|| view! { <p>{format!("And {more} more.")}</p> })}
            </section>
        }
    })
}

/// The beginning of a long passage.
fn shortened(text: &str) -> String {
    const MOST: usize = 160;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let start: String = text.chars().take(MOST).collect();
    format!("{}…", start.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_pasted_stays_text() {
        let owner = Owner::new();
        owner.set();
        let pasted = "# <script>alert(1)</script>\n\nOne <b>bold</b> word.\n\n# Homes\n\nMore of them.";
        let import = Arc::new(domain::manifesto::import::import(pasted).unwrap());
        let html = view! {
            <SectionTable import=import.clone() />
            <Texts import />
            <Doubts doubts=vec!["<script>".to_owned()] />
        }
        .to_html();
        assert!(html.contains("&lt;script&gt;"), "{html}");
        for tag in ["<script", "<b>"] {
            assert!(!html.contains(tag), "{html}");
        }
    }

    #[test]
    fn long_passages_are_shortened() {
        assert_eq!(shortened("short"), "short");
        assert_eq!(shortened(&"é".repeat(200)).chars().count(), 161);
    }
}
