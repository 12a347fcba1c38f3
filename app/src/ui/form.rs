//! The parts of forms: fields that keep what was typed, and a summary of what is wrong.

use crate::request::Visit;
use crate::ui::said;
use crate::ui::text_field::TextField;
use leptos::prelude::*;
use service::kept::Form;

/// What needs putting right, linked to the fields; nothing where all is well.
#[component]
pub fn ErrorSummary(
    /// The form as it was kept.
    form: Form,
) -> impl IntoView {
    let count = form.problems.len();
    (count > 0).then(|| {
        let heading = if count == 1 {
            "One thing to put right".to_owned()
        } else {
            format!("{count} things to put right")
        };
        view! {
            <div class="error-summary" role="alert" tabindex="-1" aria-labelledby="es-h">
                <h2 id="es-h">{heading}</h2>
                <ul>
                    {form
                        .problems
                        .iter()
                        .map(|problem| {
                            let text = said::problem(problem);
                            if problem.field.is_empty() {
                                view! { <li>{text}</li> }.into_any()
                            } else {
                                view! { <li><a href=format!("#{}", problem.field)>{text}</a></li> }.into_any()
                            }
                        })
                        .collect_view()}
                </ul>
            </div>
        }
    })
}

/// "Error: " before the title of a page whose form needs putting right.
pub fn titled(form: &Form, title: &str) -> String {
    if form.problems.is_empty() {
        title.to_owned()
    } else {
        format!("Error: {title}")
    }
}

/// The hidden id that makes a form, sent twice, one act.
#[component]
pub fn Submission() -> impl IntoView {
    view! { <input type="hidden" name="submission" value=Visit::current().submission() autocomplete="off" /> }
}

/// A line to type.
#[component]
pub fn Line(
    /// The form as it was kept.
    form: Form,
    /// The field's name and id.
    #[prop(into)]
    name: String,
    /// What it is.
    #[prop(into)]
    label: String,
    /// What stands in it at first.
    #[prop(into, optional)]
    value: String,
    /// How to fill it in.
    #[prop(into, optional)]
    hint: String,
    /// `email`, `date`, `time`, …; `text` if not said.
    #[prop(default = "text")]
    kind: &'static str,
    /// A width or look: `title`, `w-code`, `w-short`, `w-date`, `w-mid`.
    #[prop(optional)]
    class: &'static str,
    /// What the browser may fill in.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// `numeric` for codes.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// Another id than the name, where the name stands on the page more than once.
    #[prop(into, optional)]
    id: Option<String>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let value = kept_or(&form, &name, value);
    let wrong = form.problem(&name).map(said::problem);
    let described = described(&id, !hint.is_empty(), wrong.is_some());
    view! {
        <div class=if wrong.is_some() { "field wrong" } else { "field" }>
            <label for=id.clone()>{label}</label>
            {hint_of(&id, hint)}
            {error_of(&id, wrong.clone())}
            <input
                type=kind
                class=(!class.is_empty()).then_some(class)
                id=id.clone()
                name=name
                value=value
                autocomplete=autocomplete
                inputmode=inputmode
                aria-describedby=described
                aria-invalid=wrong.is_some().then_some("true")
            />
        </div>
    }
}

/// Some paragraphs to type.
#[component]
pub fn Paragraphs(
    /// The form as it was kept.
    form: Form,
    /// The field's name and id.
    #[prop(into)]
    name: String,
    /// What it is.
    #[prop(into)]
    label: String,
    /// What stands in it at first.
    #[prop(into, optional)]
    value: String,
    /// How to fill it in.
    #[prop(into, optional)]
    hint: String,
    /// Its height in lines.
    rows: u16,
    /// `body` for the text of a motion.
    #[prop(optional)]
    class: &'static str,
    /// Another id than the name, where the name stands on the page more than once.
    #[prop(into, optional)]
    id: Option<String>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let value = kept_or(&form, &name, value);
    let wrong = form.problem(&name).map(said::problem);
    let described = described(&id, !hint.is_empty(), wrong.is_some());
    let field = match (wrong.is_some(), class == "body") {
        (true, true) => "field wide wrong",
        (true, false) => "field wrong",
        (false, true) => "field wide",
        (false, false) => "field",
    };
    view! {
        <div class=field>
            <label for=id.clone()>{label}</label>
            {hint_of(&id, hint)}
            {error_of(&id, wrong.clone())}
            <TextField name text=value rows class described=described.unwrap_or_default() wrong=wrong.is_some() id=id />
        </div>
    }
}

/// One answer out of a few.
#[component]
pub fn Choices(
    /// The form as it was kept.
    form: Form,
    /// The field's name; the first answer's id.
    name: &'static str,
    /// What is asked.
    #[prop(into)]
    legend: String,
    /// The answers: value, words, hint.
    choices: Vec<(String, String, String)>,
    /// The value chosen at first.
    #[prop(into, optional)]
    value: String,
    /// How to choose.
    #[prop(into, optional)]
    hint: String,
    /// Whether this is what the page asks above all.
    #[prop(optional)]
    ask: bool,
) -> impl IntoView {
    let value = kept_or(&form, name, value);
    let wrong = form.problem(name).map(said::problem);
    let described = described(name, !hint.is_empty(), wrong.is_some());
    let class = match (wrong.is_some(), ask) {
        (true, true) => "field ask wrong",
        (true, false) => "field wrong",
        (false, true) => "field ask",
        (false, false) => "field",
    };
    view! {
        <fieldset class=class aria-describedby=described>
            <legend>{legend}</legend>
            {hint_of(name, hint)}
            {error_of(name, wrong)}
            <div class="choices">
                {choices
                    .into_iter()
                    .enumerate()
                    .map(|(at, (word, label, hint))| {
                        let id = if at == 0 { name.to_owned() } else { format!("{name}-{word}") };
                        let checked = word == value;
                        let hint_id = format!("{id}-more");
                        view! {
                            <div class="choice">
                                <input
                                    type="radio"
                                    id=id.clone()
                                    name=name
                                    value=word
                                    checked=checked
                                    aria-describedby=(!hint.is_empty()).then(|| hint_id.clone())
                                />
                                <label for=id>{label}</label>
                                {(!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint}</p> })}
                            </div>
                        }
                    })
                    .collect_view()}
            </div>
        </fieldset>
    }
}

/// One answer out of many.
#[component]
pub fn Select(
    /// The form as it was kept.
    form: Form,
    /// The field's name and id.
    name: &'static str,
    /// What it is.
    #[prop(into)]
    label: String,
    /// The answers: value and words.
    choices: Vec<(String, String)>,
    /// The value chosen at first.
    #[prop(into, optional)]
    value: String,
    /// How to choose.
    #[prop(into, optional)]
    hint: String,
) -> impl IntoView {
    let value = kept_or(&form, name, value);
    let wrong = form.problem(name).map(said::problem);
    let described = described(name, !hint.is_empty(), wrong.is_some());
    view! {
        <div class=if wrong.is_some() { "field wrong" } else { "field" }>
            <label for=name>{label}</label>
            {hint_of(name, hint)}
            {error_of(name, wrong.clone())}
            <select id=name name=name aria-describedby=described aria-invalid=wrong.is_some().then_some("true")>
                {choices
                    .into_iter()
                    .map(|(word, label)| {
                        let selected = word == value;
                        view! { <option value=word selected=selected>{label}</option> }
                    })
                    .collect_view()}
            </select>
        </div>
    }
}

fn kept_or(form: &Form, name: &str, value: String) -> String {
    if form.fields.iter().any(|(field, _)| field == name) {
        form.value(name).to_owned()
    } else {
        value
    }
}

fn described(name: &str, hint: bool, wrong: bool) -> Option<String> {
    match (hint, wrong) {
        (true, true) => Some(format!("{name}-hint {name}-error")),
        (true, false) => Some(format!("{name}-hint")),
        (false, true) => Some(format!("{name}-error")),
        (false, false) => None,
    }
}

fn hint_of(name: &str, hint: String) -> impl IntoView + use<> {
    let id = format!("{name}-hint");
    (!hint.is_empty()).then(|| view! { <p class="hint" id=id>{hint}</p> })
}

/// What is wrong with a field, beside it.
pub(crate) fn error_of(name: &str, wrong: Option<String>) -> impl IntoView + use<> {
    let id = format!("{name}-error");
    wrong.map(|wrong| {
        view! {
            <p class="error" id=id>
                <span class="vh">"Error: "</span>
                {wrong}
            </p>
        }
    })
}
