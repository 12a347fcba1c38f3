//! Reporting for the first time what a party did.

use super::form::{FromFile, Tidied, WordsFields, state_choices};
use super::{crumbs, words};
use crate::pages::part;
use crate::request::Visit;
use crate::ui::form::{Choices, ErrorSummary, Line, Select, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, StandingBadge};
use domain::adoption::State;
use leptos::prelude::*;
use service::Error;
use service::adoptions::{NewReport, new_report};
use service::kept::Form;

/// `/motions/{slug}/adoptions/new`
#[component]
pub fn NewPage() -> impl IntoView {
    let slug = part("slug");
    page(async move {
        let visit = Visit::current();
        let new = new_report(&visit.call, &slug).await?;
        let form = visit.kept().await?;
        Ok::<_, Error>(view! { <Shown new form /> })
    })
}

#[component]
fn Shown(new: NewReport, form: Form) -> impl IntoView {
    let slug = new.subject.document.slug.clone();
    let current = new.subject.current().clone();
    let first: Vec<State> = State::ALL
        .iter()
        .copied()
        .filter(|state| state.may_begin())
        .collect();
    let versions: Vec<(String, String)> = new
        .subject
        .publications
        .iter()
        .map(|publication| {
            (
                publication.slug.clone(),
                format!("Version {}", publication.version),
            )
        })
        .collect();
    let one = versions.len() == 1;
    let own = !new.any && !new.clp.is_empty();
    let in_words = form.value("state") == "passed-variant" || !form.value("text").is_empty();
    let title = "Report what a party did";
    view! {
        <PageTitle title=titled(&form, title) />
        <main class="page narrow" id="main" tabindex="-1">
            <Crumbs parents=crumbs(&new.subject, true) />
            <header class="head">
                <h1>{title}</h1>
                <p class="lede">{format!("With “{}”, from the copy that was taken to the vote of the conference. Later you add what happened next.", current.title)}</p>
            </header>
            <ErrorSummary form=form.clone() />
            <Tidied form=form.clone() />
            <form method="post" action="/api/adoption/report" class="form">
                <Submission />
                <input type="hidden" name="slug" value=slug.clone() />
                {if one {
                    view! {
                        <input type="hidden" name="publication" value=current.slug.clone() />
                        <p>{format!("Version {} ", current.version)} <StandingBadge standing=current.standing /></p>
                    }
                        .into_any()
                } else {
                    view! {
                        <Select
                            form=form.clone()
                            name="publication"
                            label="Which version was taken?"
                            hint="It stands on every copy, near the title."
                            choices=versions
                            value=current.slug.clone()
                        />
                    }
                        .into_any()
                }}
                {if own {
                    view! {
                        <p id="clp">
                            "For " <strong><bdi>{new.clp.clone()}</bdi></strong> ", the party in " <a href="/account">"your account"</a> "."
                        </p>
                    }
                        .into_any()
                } else {
                    view! {
                        <Line
                            form=form.clone()
                            name="clp"
                            label="Constituency party (CLP)"
                            hint=if new.any { "Such as “Northtown CLP”." } else { "Your own, such as “Northtown CLP”." }
                            value=new.clp.clone()
                        />
                    }
                        .into_any()
                }}
                <Line form=form.clone() name="region" label="Region (optional)" value=new.region.clone() class="w-mid" />
                <Line form=form.clone() name="conference" label="For which conference?" hint="With its year, such as “Annual conference 2027”." />
                <Choices form=form.clone() name="state" legend="What has happened so far?" choices=state_choices(&first) value="taken" />
                <Line form=form.clone() name="meeting_on" label="Day of the meeting (optional)" hint="For example 12 October 2026." class="w-date" />
                <details id="words" open=in_words>
                    <summary>"If it passed it in its own words"</summary>
                    <WordsFields form=form.clone() rule=current.profile.clone() variants=new.variants.clone() />
                </details>
                <Choices
                    form=form.clone()
                    name="consent"
                    legend="Who may know that it was this party?"
                    hint="Ask the party. You can change this later."
                    choices=words::consents()
                    value="private"
                />
                <Line form=form.clone() name="note" label="Anything else (optional)" hint="Names of people do not belong here." />
                <p class="row"><button class="button">"Save the report"</button></p>
            </form>
            <FromFile slug number=0 form />
        </main>
    }
}
