//! The group's settings.

use crate::pages::deadlines::UsualDays;
use crate::pages::members::Done;
use crate::request::Visit;
use crate::ui::form::{ErrorSummary, Line, Paragraphs, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use domain::permission::Action;
use leptos::prelude::*;
use service::{Error, group, ladders};

/// `/group`
#[component]
pub fn GroupPage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        visit.call.require(Action::Settle)?;
        let (form, done) = (visit.kept().await?, visit.ask("done"));
        // What was done is said where it was done: the page is long.
        let (done, days) = if done == "days" {
            (String::new(), done)
        } else {
            (done, String::new())
        };
        let now = group::show(&visit.call).await?;
        let usual = ladders::usual(&visit.call).await?;
        Ok::<_, Error>(view! {
            <PageTitle title=titled(&form, "Settings of the group") />
            <main class="page narrow" id="main" tabindex="-1">
                <header class="head">
                    <h1>"Settings of the group"</h1>
                </header>
                <ErrorSummary form=form.clone() />
                <Done done />
                <form class="form" method="post" action="/api/group/settle">
                    <Submission />
                    <Line form=form.clone() name="name" label="Name of the group" hint="At the top of every page." value=now.name />
                    <Paragraphs
                        form=form.clone()
                        name="about"
                        label="What the group is"
                        hint="A sentence or two for visitors, on the home page."
                        value=now.about
                        rows=4
                    />
                    <Line
                        form=form.clone()
                        name="imprint"
                        label="Imprint"
                        hint="Who publishes, with a postal address. It stands under every page and on every text that leaves the group; the law asks for it on campaign material."
                        value=now.imprint
                    />
                    <Line
                        form=form.clone()
                        name="contact"
                        label="How to reach the group"
                        hint="For visitors: an address that somebody reads. Leave empty to show none."
                        value=now.contact
                    />
                    <Line
                        form=form.clone()
                        name="quorum"
                        label="Votes that a decision needs"
                        hint="So many committee members must vote before a version is approved or refused: 2 to 20."
                        value=now.quorum.to_string()
                        class="w-short"
                        inputmode="numeric"
                    />
                    <p class="row"><button class="button">"Save"</button></p>
                </form>
                <section class="flow" aria-labelledby="days">
                    <h2 id="days" tabindex="-1">"Usual days before a conference"</h2>
                    <Done done=days />
                    <p>"Where a text is to go to a conference, its deadlines are reckoned back with these numbers. A text that has its days keeps them."</p>
                    <form class="form" method="post" action="/api/group/days">
                        <Submission />
                        <UsualDays form usual legend="Days between the steps" />
                        <p class="row"><button class="button">"Use these days"</button></p>
                    </form>
                </section>
            </main>
        })
    })
}
