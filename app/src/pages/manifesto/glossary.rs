//! The group's abbreviations, and what they mean.

use super::crumbs;
use crate::request::Visit;
use crate::ui::form::{ErrorSummary, Line, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::Crumbs;
use domain::permission::Action;
use leptos::prelude::*;
use service::Error;
use service::kept::Form;
use service::manifesto;
use store::Meaning;

/// `/manifesto/glossary`
#[component]
pub fn GlossaryPage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        let meanings = manifesto::glossary(&visit.call).await?;
        let form = visit.kept().await?;
        let keeps = visit.call.may(Action::Manifesto);
        Ok::<_, Error>(view! {
            <PageTitle title=titled(&form, "Abbreviations and what they mean") />
            <main class="page narrow" id="main" tabindex="-1">
                <Crumbs parents=crumbs() />
                <header class="head">
                    <h1>"Abbreviations and what they mean"</h1>
                    <p class="lede">"An abbreviation that stands here needs no explaining in the manifesto again."</p>
                </header>
                <ErrorSummary form=form.clone() />
                <div class="stack">
                    {if meanings.is_empty() {
                        view! { <div class="empty"><p>"There is no abbreviation here yet."</p></div> }.into_any()
                    } else {
                        view! { <Meanings meanings keeps form=form.clone() /> }.into_any()
                    }}
                    {keeps.then(|| view! { <Add form=form.clone() /> })}
                </div>
            </main>
        })
    })
}

/// Whether a kept form is about this abbreviation.
fn about(form: &Form, abbreviation: &str) -> bool {
    form.value("was") == abbreviation
}

#[component]
fn Meanings(meanings: Vec<Meaning>, keeps: bool, form: Form) -> impl IntoView {
    view! {
        <dl class="facts">
            {meanings
                .into_iter()
                .enumerate()
                .map(|(at, entry)| {
                    let mine = about(&form, &entry.abbreviation);
                    let own = if mine { form.clone() } else { Form::default() };
                    view! {
                        <div>
                            <dt><dfn>{entry.abbreviation.clone()}</dfn></dt>
                            <dd>
                                <p>{entry.meaning.clone()}</p>
                                {keeps
                                    .then(|| {
                                        view! {
                                            <details open=mine>
                                                <summary>{format!("Change or take out {}", entry.abbreviation)}</summary>
                                                <form method="post" action="/api/glossary/set" class="form">
                                                    <Submission />
                                                    <input type="hidden" name="was" value=entry.abbreviation.clone() />
                                                    <input type="hidden" name="abbreviation" value=entry.abbreviation.clone() />
                                                    <Line
                                                        form=own
                                                        name="meaning"
                                                        id=if mine { "meaning".to_owned() } else { format!("meaning-{at}") }
                                                        label="What it means"
                                                        value=entry.meaning.clone()
                                                    />
                                                    <p class="row">
                                                        <button class="button">"Save"</button>
                                                        <button class="button danger" name="do" value="remove">"Take it out"</button>
                                                    </p>
                                                </form>
                                            </details>
                                        }
                                    })}
                            </dd>
                        </div>
                    }
                })
                .collect_view()}
        </dl>
    }
}

#[component]
fn Add(form: Form) -> impl IntoView {
    // A kept form fills only the form that it came from.
    let (form, id) = if form.value("was").is_empty() {
        (form, "meaning")
    } else {
        (Form::default(), "meaning-new")
    };
    view! {
        <section class="flow" aria-labelledby="h-add">
            <h2 id="h-add">"Explain one more"</h2>
            <form method="post" action="/api/glossary/set" class="form">
                <Submission />
                <Line form=form.clone() name="abbreviation" label="Abbreviation" hint="As it stands in the text, such as CLP." class="w-mid" />
                <Line form=form name="meaning" id=id label="What it means" hint="Such as: constituency Labour party." />
                <p class="row"><button class="button">"Add it"</button></p>
            </form>
        </section>
    }
}
