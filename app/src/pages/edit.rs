//! Writing a new version.

use crate::address;
use crate::pages::new::RuleFields;
use crate::pages::part;
use crate::request::{Visit, redirect};
use crate::ui::changes::{ChangesInWords, Compared, Redline, counted};
use crate::ui::form::{ErrorSummary, Line, Paragraphs, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Islands, text_crumbs};
use crate::ui::text_field::TextField;
use domain::document::{Kind, Origin};
use domain::permission::Action;
use domain::text::canon::Canonical;
use domain::text::lines::{Layout, layout};
use leptos::prelude::*;
use service::kept::Form;
use service::motions::{self, Conflict, Reading};
use service::{Error, Trouble};

/// `/motions/{slug}/edit`
#[component]
pub fn EditPage() -> impl IntoView {
    let slug = part("slug");
    page(async move {
        let visit = Visit::current();
        let reading = motions::read(&visit.call, &slug).await?;
        visit.call.require_to(Action::Edit, &reading.document)?;
        if reading.document.records.kind == Kind::Composite {
            // Its text is built of its sources, not typed.
            redirect(&address::bench(&slug, 0));
        }
        let form = visit.kept().await?;
        let base: u32 = form.value("base").parse().unwrap_or(reading.document.latest);
        let moved_on = form
            .problems
            .iter()
            .any(|problem| matches!(problem.trouble, Trouble::MovedOn(_)));
        let conflict = if moved_on && base != reading.document.latest {
            Some(motions::conflict(&visit.call, &slug, base, form.value("text")).await?)
        } else {
            None
        };
        Ok::<_, Error>(match conflict {
            Some(conflict) => view! { <ConflictPage reading form conflict /> }.into_any(),
            None => view! { <Editor reading form base /> }.into_any(),
        })
    })
}

#[component]
fn Editor(reading: Reading, form: Form, base: u32) -> impl IntoView {
    let Reading {
        document, article, ..
    } = reading;
    let (slug, latest) = (document.slug.clone(), document.latest);
    let tracked = document.records.origin == Origin::Tracked;
    let kept = |name: &str, otherwise: &str| {
        if form.fields.iter().any(|(field, _)| field == name) {
            form.value(name).to_owned()
        } else {
            otherwise.to_owned()
        }
    };
    let (title, text) = (
        kept("title", &article.version.title),
        kept("text", &article.version.text),
    );
    let key = match form.value("profile") {
        "" | "own" => document.profile.clone(),
        key => key.to_owned(),
    };
    let rule = serde_json::to_string(&motions::profile_of(&key)).unwrap_or_default();
    let previewed = !form.fields.is_empty();
    let limits = motions::profile_of(&key).limits;
    let title_hint = match (limits.title, limits.total) {
        (Some(title), Some(total)) => {
            format!("At most {title} words. They do not count towards the {total}.")
        }
        (Some(title), None) => format!("At most {title} words."),
        _ => String::new(),
    };
    view! {
        <PageTitle title=titled(&form, &format!("Edit: {}", document.title)) />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=text_crumbs(&document) />
            <header class="head">
                <h1>{if tracked { "Note a newer version" } else { "Edit the text" }}</h1>
                <p class="lede">
                    {format!(
                        "Saving makes version {}. Version {latest} stays as it is, and so do the comments and views given on it.",
                        latest + 1,
                    )}
                </p>
            </header>
            <ErrorSummary form=form.clone() />
            <form method="post" action="/api/motions/save" class="with-aside" id="editor">
                <div class="form">
                    <Submission />
                    <input type="hidden" name="slug" value=slug.clone() />
                    <input type="hidden" name="base" value=base.to_string() />
                    <Line form=form.clone() name="title" label="Title" class="title" hint=title_hint value=title.clone() />
                    <Paragraphs
                        form=form.clone()
                        name="text"
                        label="Text"
                        hint="Leave an empty line between paragraphs. Start a list item with “- ” or “1. ”, a heading with “# ”."
                        rows=24
                        class="body"
                        value=text.clone()
                    />
                    <Line
                        form=form.clone()
                        name="note"
                        label="What did you change, and why?"
                        hint="One line. It stands in the history for everybody who may read the text."
                    />
                    {tracked
                        .then(|| {
                            view! {
                                <Line form=form.clone() name="seen_on" label="When did you see it like this?" hint="For example 12 October 2026." class="w-date" />
                            }
                        })}
                    <p class="row">
                        <button class="button" name="do" value="save">{format!("Save as version {}", latest + 1)}</button>
                        <button class="button plain" name="do" value="preview">"Count and preview"</button>
                        <a href=address::motion(&slug)>"Leave without saving"</a>
                    </p>
                </div>
                <div class="aside" id="preview">
                    <Islands>
                        <crate::islands::LiveCount title=title text=text rule=rule base=base slug=slug.clone() open=previewed />
                    </Islands>
                    <RuleFields form=form.clone() key=key />
                </div>
            </form>
        </main>
    }
}

/// Somebody else has saved meanwhile: both texts, what differs, and a form that builds on theirs.
#[component]
fn ConflictPage(reading: Reading, form: Form, conflict: Conflict) -> impl IntoView {
    let Reading { document, .. } = reading;
    let Conflict {
        base,
        latest,
        mine,
        difference,
        merged,
        coarse,
    } = conflict;
    let (slug, number) = (document.slug.clone(), latest.number);
    let latest_text = motions::text_of(&latest);
    let suggestion = merged.clone().unwrap_or_else(|| mine.clone());
    let compared = compared(&latest_text, &mine, &difference);
    let title = match form.value("title") {
        "" => latest.title.clone(),
        title => title.to_owned(),
    };
    view! {
        <PageTitle title=format!("Somebody has saved meanwhile: {}", document.title) />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=text_crumbs(&document) />
            <header class="head">
                <h1>"Somebody has saved meanwhile"</h1>
                <p class="lede">
                    {format!(
                        "You started from version {}. {} has saved version {number} since. Nothing is lost: your text is below, and nothing has been overwritten.",
                        base.number,
                        latest.author_name,
                    )}
                </p>
            </header>
            {if merged.is_some() && coarse {
                view! {
                    <div class="notice" data-kind="warn">
                        <p>
                            {format!("The texts differ so much that they could not be compared exactly. The text below should hold both, version {number} and your changes: read all of it before you save.")}
                        </p>
                    </div>
                }
                    .into_any()
            } else if merged.is_some() {
                view! {
                    <div class="notice" data-kind="good">
                        <p>
                            {format!("Your changes and theirs do not touch, so the text below holds both: version {number} with your changes. Read it, then save it.")}
                        </p>
                    </div>
                }
                    .into_any()
            } else {
                view! {
                    <div class="notice" data-kind="warn">
                        <p>
                            {format!("You both changed the same words. Below is your text; take from version {number} what belongs in it, then save.")}
                        </p>
                    </div>
                }
                    .into_any()
            }}
            <form method="post" action="/api/motions/save" class="form">
                <Submission />
                <input type="hidden" name="slug" value=slug.clone() />
                <input type="hidden" name="base" value=number.to_string() />
                <input type="hidden" name="seen_on" value=form.value("seen_on").to_owned() />
                <div class="field">
                    <label for="title">"Title"</label>
                    <input class="title" id="title" name="title" value=title />
                </div>
                <div class="field wide">
                    <label for="text">"Text to save"</label>
                    <TextField name="text" text=suggestion.as_str().to_owned() rows=20 class="body" />
                </div>
                <div class="field">
                    <label for="note">"What did you change, and why?"</label>
                    <input id="note" name="note" value=form.value("note").to_owned() />
                </div>
                <p class="row">
                    <button class="button" name="do" value="save">{format!("Save as version {}", number + 1)}</button>
                    <a href=address::compare(&slug, base.number, number)>"What they changed"</a>
                    <a href=address::motion(&slug)>"Leave without saving"</a>
                </p>
            </form>
            <section class="stack" aria-labelledby="h-diff">
                <h2 id="h-diff">{format!("From version {number} to your text")}</h2>
                <p>{counted(&difference)}</p>
                <Redline compared old_name=format!("version {number}") new_name="your text" />
                <ChangesInWords diff=difference />
            </section>
            <section class="stack" aria-labelledby="h-mine">
                <h2 id="h-mine">"Your text, as you sent it"</h2>
                <label class="vh" for="mine">"Your text, as you sent it"</label>
                <TextField name="mine" text=mine.as_str().to_owned() rows=14 class="body" />
            </section>
        </main>
    }
}

fn compared(old: &Canonical, new: &Canonical, diff: &domain::text::diff::Diff) -> Compared {
    Compared {
        old_lines: layout(old, Layout::default()),
        new_lines: layout(new, Layout::default()),
        old: old.clone(),
        new: new.clone(),
        diff: diff.clone(),
    }
}
