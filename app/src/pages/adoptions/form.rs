//! The parts of forms that report what a party did.

use super::words;
use crate::ui::form::{Line, Paragraphs, Select};
use crate::ui::said;
use domain::adoption::State;
use domain::text::words::profiles;
use leptos::prelude::*;
use service::adoptions::Seen;
use service::kept::Form;
use service::motions::profile_of;

/// What happened, out of what can happen.
pub fn state_choices(states: &[State]) -> Vec<(String, String, String)> {
    states
        .iter()
        .map(|state| {
            (
                state.word().to_owned(),
                words::state(*state).to_owned(),
                words::state_hint(*state).to_owned(),
            )
        })
        .collect()
}

/// What was tidied in the words that were pasted.
#[component]
pub fn Tidied(
    /// The form as it was kept.
    form: Form,
) -> impl IntoView {
    (!form.repairs.is_empty()).then(|| {
        view! {
            <div class="notice" role="status">
                <h2>"What was tidied"</h2>
                <ul>{form.repairs.iter().map(|repair| view! { <li>{repair.clone()}</li> }).collect_view()}</ul>
                <p>"Nothing is saved yet: look at the words below, then save."</p>
            </div>
        }
    })
}

/// The words that a party passed: typed or pasted, with what they were made from and how they are counted.
#[component]
pub fn WordsFields(
    /// The form as it was kept.
    form: Form,
    /// The rule of the model: a key, or JSON.
    rule: String,
    /// The variants that these words may have been made from.
    variants: Vec<Seen>,
) -> impl IntoView {
    let own = profile_of(&rule);
    let mut rules = vec![(String::new(), format!("The same as the model’s: {}", own.name))];
    rules.extend(
        profiles()
            .iter()
            .filter(|profile| profile.key != own.key)
            .map(|profile| {
                let limit = profile
                    .limits
                    .total
                    .map_or_else(String::new, |limit| format!(": {}", said::number(limit, "word")));
                (profile.key.to_string(), format!("{}{limit}", profile.name))
            }),
    );
    let mut sources = vec![
        (String::new(), "I do not know".to_owned()),
        ("model".to_owned(), "The model".to_owned()),
    ];
    sources.extend(variants.iter().map(|seen| {
        (
            seen.adoption.number.to_string(),
            format!("The words of {}", seen.adoption.clp),
        )
    }));
    view! {
        <Line form=form.clone() name="title" label="Title (optional)" hint="If it is not the model’s." class="title" />
        <Paragraphs
            form=form.clone()
            name="text"
            label="The words that were passed"
            hint="Type or paste them as they are. A text over the limit is taken as well: it is what was passed."
            rows=12
            class="body"
        />
        <Select form=form.clone() name="from" label="What was it made from?" choices=sources />
        <Select form=form.clone() name="profile" label="Counted by the rule of" choices=rules />
        <p class="row"><button class="button plain" name="do" value="check">"Show what is tidied"</button></p>
    }
}

/// Taking the words from a file.
#[component]
pub fn FromFile(
    /// The text's address.
    slug: String,
    /// The number of the adoption; 0 for a first report.
    number: u32,
    /// The form as it was kept.
    form: Form,
) -> impl IntoView {
    let wrong = form.problem("file").map(said::problem);
    let (open, class, described) = if wrong.is_some() {
        (true, "field wrong", "file-hint file-error")
    } else {
        (false, "field", "file-hint")
    };
    view! {
        <details open=open>
            <summary>"Or take the words from a file"</summary>
            <form method="post" action="/upload/variant" enctype="multipart/form-data" class="form">
                <input type="hidden" name="slug" value=slug />
                <input type="hidden" name="number" value=number.to_string() />
                <div class=class>
                    <label for="file">"A file from a word processor, or plain text"</label>
                    <p class="hint" id="file-hint">"Its name ends in .docx, .odt, .txt or .md. Read it first, then fill in the rest."</p>
                    {wrong
                        .map(|wrong| {
                            view! {
                                <p class="error" id="file-error">
                                    <span class="vh">"Error: "</span>
                                    {wrong}
                                </p>
                            }
                        })}
                    <input type="file" id="file" name="file" accept=".docx,.odt,.txt,.md,text/plain,text/markdown" aria-describedby=described />
                </div>
                <p class="row"><button class="button plain">"Read the file"</button></p>
            </form>
        </details>
    }
}
