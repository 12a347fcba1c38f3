//! One member, for those who look after accounts.

use crate::pages::members::{Account, CategoryChoice, Done, RoleBoxes};
use crate::pages::part;
use crate::request::Visit;
use crate::ui::form::{ErrorSummary, Line, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Day};
use leptos::prelude::*;
use service::kept::Form;
use service::{Error, people};
use store::Member;

/// `/members/{id}`
#[component]
pub fn MemberPage() -> impl IntoView {
    let id = part("id");
    page(async move {
        let visit = Visit::current();
        let (form, done) = (visit.kept().await?, visit.ask("done"));
        let member = people::show(&visit.call, &id).await?;
        let now = visit.call.now;
        let waiting = member.confirmed_at.is_none() && member.blocked_at.is_none();
        Ok::<_, Error>(view! {
            <PageTitle title=titled(&form, &member.name) />
            <main class="page narrow" id="main" tabindex="-1">
                <Crumbs parents=vec![("/members".to_owned(), "Members".to_owned())] />
                <header class="head">
                    <h1><bdi>{member.name.clone()}</bdi></h1>
                </header>
                <ErrorSummary form=form.clone() />
                <Done done />
                <dl class="facts">
                    <div><dt>"E-mail"</dt><dd>{member.email.clone()}</dd></div>
                    <div><dt>"Account"</dt><dd><Account member=member.clone() now /></dd></div>
                    <div><dt>"Entered"</dt><dd><Day at=member.created_at /></dd></div>
                </dl>
                {waiting.then(|| view! { <Again member=member.clone() /> })}
                <ChangeForm form=form.clone() member=member.clone() />
                <ForgetForm form member />
            </main>
        })
    })
}

#[component]
fn Again(member: Member) -> impl IntoView {
    view! {
        <section class="flow" aria-labelledby="h-again">
            <h2 id="h-again">"Not signed in yet"</h2>
            <p>"A new invitation holds for 14 days, and earlier links stop working."</p>
            <form method="post" action="/api/member/invite-again">
                <Submission />
                <input type="hidden" name="member" value=member.id.to_string() />
                <button class="button plain">"Send a new invitation"</button>
            </form>
        </section>
    }
}

/// For somebody who has asked to be forgotten, but cannot sign in.
#[component]
fn ForgetForm(form: Form, member: Member) -> impl IntoView {
    view! {
        <section class="flow" aria-labelledby="h-forget">
            <h2 id="h-forget">"Forget this member"</h2>
            <details open=form.problem("email").is_some()>
                <summary>"They have asked to be forgotten"</summary>
                <div class="flow">
                    <p>
                        "Their name, e-mail address, party, region and comments are deleted for good, and so are the reasons of their views, votes, amendments and red lines. "
                        "Versions with their notes, amendments, votes and counts, and what they wrote down for the group, stay under “Former member”. "
                        <a href="/privacy">"Exactly what goes and what stays"</a>
                    </p>
                    <form class="form" method="post" action="/api/member/forget">
                        <Submission />
                        <input type="hidden" name="member" value=member.id.to_string() />
                        <Line form=form.clone() name="email" label="Type their e-mail address, to be sure" kind="email" autocomplete="off" />
                        <p class="row"><button class="button plain">"Forget this member"</button></p>
                    </form>
                </div>
            </details>
        </section>
    }
}

#[component]
fn ChangeForm(form: Form, member: Member) -> impl IntoView {
    let blocked = if form.fields.is_empty() {
        member.blocked_at.is_some()
    } else {
        form.value("blocked") == "yes"
    };
    view! {
        <form class="form" method="post" action="/api/member/change">
            <Submission />
            <input type="hidden" name="member" value=member.id.to_string() />
            <Line form=form.clone() name="name" label="Name" value=member.name.clone() class="w-mid" />
            <RoleBoxes form=form.clone() roles=member.roles />
            <CategoryChoice form=form.clone() category=member.category.word() />
            <Line form=form.clone() name="clp" label="Constituency party (CLP)" value=member.clp.clone() class="w-mid" />
            <Line form name="region" label="Region" value=member.region.clone() class="w-mid" />
            <fieldset class="field">
                <legend>"Access"</legend>
                <div class="choices">
                    <div class="choice">
                        <input type="checkbox" id="blocked" name="blocked" value="yes" checked=blocked aria-describedby="blocked-more" />
                        <label for="blocked">"Blocked"</label>
                        <p class="hint" id="blocked-more">
                            "They are signed out everywhere at once and cannot sign in. What they wrote stays."
                        </p>
                    </div>
                </div>
            </fieldset>
            <p class="quiet">"New roles sign them out, so that they start afresh with what they may do now."</p>
            <p class="row"><button class="button">"Save"</button></p>
        </form>
    }
}
