//! Starting a text: first the paste, then the form with what was tidied.

use crate::request::Visit;
use crate::ui::form::{Choices, ErrorSummary, Line, Paragraphs, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Islands};
use crate::ui::said;
use domain::permission::Action;
use domain::text::words::profiles;
use leptos::prelude::*;
use service::Error;
use service::kept::Form;
use service::motions;

/// `/motions/new`: paste, upload, or start from nothing.
#[component]
pub fn NewPage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        visit.call.require(Action::Start)?;
        let form = visit.kept().await?;
        Ok::<_, Error>(view! {
            <PageTitle title=titled(&form, "A new text") />
            <main class="page narrow" id="main" tabindex="-1">
                <Crumbs parents=vec![("/texts".to_owned(), "Texts".to_owned())] />
                <header class="head">
                    <h1>"A new text"</h1>
                    <p class="lede">
                        "Paste it as you have it, from a mail or a word processor. Bullets, numbers and spaces are tidied, and you see what was changed before anything is saved."
                    </p>
                </header>
                <ErrorSummary form=form.clone() />
                <form method="post" action="/api/motions/import" class="form">
                    <Whose form=form.clone() />
                    <Paragraphs
                        form=form.clone()
                        name="pasted"
                        label="The text"
                        hint="A title in the first line is recognised. Leave this empty to write it here."
                        rows=14
                        class="body"
                    />
                    <p class="row"><button class="button">"Continue"</button></p>
                </form>
                <section class="flow" aria-labelledby="h-file">
                    <h2 id="h-file">"Or take it from a file"</h2>
                    <form method="post" action="/upload/text" enctype="multipart/form-data" class="form">
                        <div class="field">
                            <label for="file">"A file from a word processor, or plain text"</label>
                            <p class="hint" id="file-hint">"Its name ends in .docx, .odt, .txt or .md; at most 400 KB of text."</p>
                            <input type="file" id="file" name="file" accept=".docx,.odt,.txt,.md,text/plain,text/markdown" aria-describedby="file-hint" />
                        </div>
                        <p class="row"><button class="button plain">"Read the file"</button></p>
                    </form>
                </section>
            </main>
        })
    })
}

#[component]
fn Whose(form: Form) -> impl IntoView {
    view! {
        <Choices
            form
            name="origin"
            legend="Whose text is it?"
            value="owned"
            choices=vec![
                (
                    "owned".to_owned(),
                    "Ours".to_owned(),
                    "We write it, and our committee can approve it.".to_owned(),
                ),
                (
                    "tracked".to_owned(),
                    "Somebody else’s: we only follow it".to_owned(),
                    "We keep the versions that we have seen and may support it. We never approve its wording.".to_owned(),
                ),
            ]
        />
    }
}

/// `/motions/new/text`: the text with what was tidied, ready to be saved.
#[component]
pub fn NewTextPage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        visit.call.require(Action::Start)?;
        let form = visit.kept().await?;
        let tracked = form.value("origin") == "tracked";
        let (title, text) = (form.value("title").to_owned(), form.value("text").to_owned());
        let stated = form
            .stated_words
            .map(|words| words.to_string())
            .unwrap_or_else(|| form.value("stated_words").to_owned());
        let profile = match form.value("profile") {
            "" => "labour-conference".to_owned(),
            key => key.to_owned(),
        };
        let rule = motions::profile_of(&profile);
        let rule_json = serde_json::to_string(&rule).unwrap_or_default();
        Ok::<_, Error>(view! {
            <PageTitle title=titled(&form, "Check the text and save it") />
            <main class="page" id="main" tabindex="-1">
                <Crumbs parents=vec![
                    ("/texts".to_owned(), "Texts".to_owned()),
                    ("/motions/new".to_owned(), "A new text".to_owned()),
                ] />
                <header class="head">
                    <h1>"Check the text and save it"</h1>
                    <p class="lede">
                        {if tracked {
                            "Members can read it as soon as it is saved."
                        } else {
                            "Only you and the committee see it until the committee asks members for their views."
                        }}
                    </p>
                </header>
                <ErrorSummary form=form.clone() />
                <ImportReport form=form.clone() />
                <form method="post" action="/api/motions/start" class="with-aside">
                    <div class="form">
                        <Submission />
                        <input type="hidden" name="stated_words" value=stated />
                        <Line form=form.clone() name="title" label="Title" class="title" value=title.clone() />
                        <Paragraphs
                            form=form.clone()
                            name="text"
                            label="Text"
                            hint="Leave an empty line between paragraphs. Start a list item with “- ” or “1. ”, a heading with “# ”."
                            rows=22
                            class="body"
                            value=text.clone()
                        />
                        <Whose form=form.clone() />
                        <details open=tracked>
                            <summary>"If it is somebody else’s: whose, from where, seen when"</summary>
                            <Line form=form.clone() name="owner" label="Whose text is it, by name?" />
                            <Line form=form.clone() name="source" label="Where did you find it?" hint="A newsletter, a mail, an address on the web." />
                            <Line form=form.clone() name="seen_on" label="When did you see it?" hint="For example 12 October 2026." class="w-date" />
                        </details>
                        <Line form=form.clone() name="note" label="A note on this version (optional)" hint="One line. It stands in the history." />
                        <p class="row">
                            <button class="button">"Save as version 1"</button>
                            <a href="/motions/new">"Start again"</a>
                        </p>
                    </div>
                    <div class="aside">
                        <Islands>
                            <crate::islands::LiveCount title=title text=text rule=rule_json base=0 slug="new".to_owned() open=false />
                        </Islands>
                        <RuleFields form=form.clone() key=profile />
                    </div>
                </form>
            </main>
        })
    })
}

/// By which rule the words are counted.
#[component]
pub fn RuleFields(
    /// The form as it was kept.
    form: Form,
    /// The rule chosen at first, by key; `own` or JSON for an own one.
    key: String,
) -> impl IntoView {
    let known = profiles().iter().any(|profile| profile.key == key);
    let own = motions::profile_of(&key);
    let chosen = if known { key } else { "own".to_owned() };
    let mut choices: Vec<(String, String)> = profiles()
        .iter()
        .map(|profile| {
            let limit = profile
                .limits
                .total
                .map_or_else(String::new, |limit| format!(": {}", said::number(limit, "word")));
            (profile.key.to_string(), format!("{}{limit}", profile.name))
        })
        .collect();
    choices.push(("own".to_owned(), "Another: say its limits below".to_owned()));
    let number = |limit: Option<u32>| limit.map(|limit| limit.to_string()).unwrap_or_default();
    let (name, total, title) = if known {
        (String::new(), String::new(), String::new())
    } else {
        (
            own.name.to_string(),
            number(own.limits.total),
            number(own.limits.title),
        )
    };
    let open = !known || form.problem("limit").is_some() || form.problem("title_limit").is_some();
    view! {
        <section aria-labelledby="h-rule">
            <h2 id="h-rule">"How it is counted"</h2>
            <crate::ui::form::Select
                form=form.clone()
                name="profile"
                label="By the rule of"
                choices=choices
                value=chosen
                hint="Where the text is to go decides how many words it may have."
            />
            <details open=open>
                <summary>"Limits of another rule"</summary>
                <Line form=form.clone() name="rule_name" label="For which meeting?" value=name />
                <Line form=form.clone() name="limit" label="Most words in the text" value=total class="w-short" inputmode="numeric" />
                <Line form=form name="title_limit" label="Most words in the title" value=title class="w-short" inputmode="numeric" />
            </details>
        </section>
    }
}

/// What an import changed.
#[component]
fn ImportReport(form: Form) -> impl IntoView {
    let repairs = form.repairs.clone();
    let stated = form.stated_words;
    (!repairs.is_empty() || stated.is_some()).then(|| {
        view! {
            <div class="notice">
                <h2>"What was tidied"</h2>
                {(!repairs.is_empty())
                    .then(|| view! { <ul>{repairs.into_iter().map(|repair| view! { <li>{repair}</li> }).collect_view()}</ul> })}
                {stated
                    .map(|stated| {
                        view! {
                            <p>
                                {format!(
                                    "The text says of itself that it has {}. That is kept beside our own count.",
                                    said::number(stated, "word"),
                                )}
                            </p>
                        }
                    })}
            </div>
        }
    })
}
