//! Grouping motions into a composite.

use crate::pages::new::RuleFields;
use crate::request::Visit;
use crate::ui::form::{ErrorSummary, Line, Paragraphs, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::Crumbs;
use domain::composite::MOST_SOURCES;
use domain::document::Origin;
use leptos::prelude::*;
use service::Error;
use service::composites;
use service::kept::Form;
use store::Document;

/// The most texts of the group that are offered, the last changed first.
const OFFERED: usize = 40;

/// `/composites/new`
#[component]
pub fn NewPage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        let mut choices = composites::choices(&visit.call).await?;
        choices.truncate(OFFERED);
        let form = visit.kept().await?;
        let group = visit.group.name.clone();
        let profile = match form.value("profile") {
            "" => "labour-conference".to_owned(),
            key => key.to_owned(),
        };
        let blocks = form
            .value("blocks")
            .parse()
            .unwrap_or(2_u32)
            .clamp(2, MOST_SOURCES);
        Ok::<_, Error>(view! {
            <PageTitle title=titled(&form, "Group motions into a composite") />
            <main class="page" id="main" tabindex="-1">
                <Crumbs parents=vec![("/composites".to_owned(), "Composites".to_owned())] />
                <header class="head">
                    <h1>"Group motions into a composite"</h1>
                    <p class="lede">
                        "Two or more motions that ask for nearly the same. Members see the composite at once, and can say beforehand which clauses must stay as they are."
                    </p>
                </header>
                <ErrorSummary form=form.clone() />
                <Tidied form=form.clone() />
                <form method="post" action="/api/composite/group" class="with-aside">
                    <div class="form">
                        <Submission />
                        <input type="hidden" name="blocks" value=blocks.to_string() />
                        <Line form=form.clone() name="title" label="Title of the composite" class="title" />
                        <Here form=form.clone() choices group />
                        <fieldset class="field sources" id="pasted" tabindex="-1">
                            <legend>"Motions of other bodies, pasted"</legend>
                            <p class="hint">"Leave empty what you do not need. Bullets, broken numbering and line breaks are tidied, and you are told what was."</p>
                            {(1..=blocks).map(|place| view! { <Pasted form=form.clone() place /> }).collect_view()}
                            <p class="row">
                                <button class="button plain" name="do" value="more">"Room for one more"</button>
                                <button class="button plain" name="do" value="check">"Show what is tidied"</button>
                            </p>
                        </fieldset>
                        <p class="row">
                            <button class="button" name="do" value="group">"Group them"</button>
                            <a href="/composites">"Not now"</a>
                        </p>
                    </div>
                    <div class="aside">
                        <RuleFields form=form.clone() key=profile />
                    </div>
                </form>
            </main>
        })
    })
}

/// What was tidied in the motions that were pasted.
#[component]
fn Tidied(form: Form) -> impl IntoView {
    (!form.repairs.is_empty()).then(|| {
        view! {
            <div class="notice" id="tidied" tabindex="-1">
                <h2>"What was tidied"</h2>
                <p>"The texts below are as they would go in. Nothing has been saved."</p>
                <ul>{form.repairs.iter().map(|repair| view! { <li>{repair.clone()}</li> }).collect_view()}</ul>
            </div>
        }
    })
}

/// Texts that are here.
#[component]
fn Here(form: Form, choices: Vec<Document>, group: String) -> impl IntoView {
    let ticked: Vec<String> = form
        .fields
        .iter()
        .filter(|(name, _)| name == "own")
        .map(|(_, slug)| slug.clone())
        .collect();
    view! {
        <fieldset class="field sources">
            <legend>"Texts that are here"</legend>
            <p class="hint">
                {if choices.is_empty() {
                    "There is none that members know. A draft can go in once members have been asked about it."
                } else {
                    "Tick those that go in; each goes in as its latest version stands now."
                }}
            </p>
            {choices
                .into_iter()
                .map(|document| {
                    let Document { slug, title, owner, records, .. } = document;
                    let checked = ticked.contains(&slug);
                    let body = if records.origin == Origin::Tracked { owner } else { group.clone() };
                    let wrong = form.problem(&format!("own-{slug}")).map(crate::ui::said::problem);
                    let id = format!("own-{slug}");
                    view! {
                        <div class="own">
                            <div class="choice">
                            <input type="checkbox" id=id.clone() name="own" value=slug.clone() checked=checked />
                            <label for=id>{title}</label>
                            {wrong.map(|wrong| view! { <p class="error"><span class="vh">"Error: "</span>{wrong}</p> })}
                            </div>
                            <div class="row">
                                <Line form=form.clone() name=format!("name-{slug}") label="Its number" class="w-mid" />
                                <Line form=form.clone() name=format!("body-{slug}") label="Sent by" value=body />
                            </div>
                        </div>
                    }
                })
                .collect_view()}
        </fieldset>
    }
}

/// Room for one motion of another body.
#[component]
fn Pasted(form: Form, place: u32) -> impl IntoView {
    view! {
        <div class="pasted">
            <div class="row">
                <Line form=form.clone() name=format!("name-{place}") label="Its number" class="w-mid" hint="Such as Motion 10." />
                <Line form=form.clone() name=format!("body-{place}") label="Sent by" hint="The body whose motion it is." />
            </div>
            <Paragraphs form=form name=format!("text-{place}") label="Its text" rows=8 class="body" />
        </div>
    }
}
