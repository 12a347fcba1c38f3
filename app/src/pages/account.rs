//! One's own account.

use crate::request::Visit;
use crate::ui::form::{ErrorSummary, Line, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::said;
use leptos::prelude::*;
use service::Error;

/// `/account`
#[component]
pub fn AccountPage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        let member = visit.call.signed_in()?.clone();
        let form = visit.kept().await?;
        Ok::<_, Error>(view! {
            <PageTitle title=titled(&form, "Your account") />
            <main class="page narrow" id="main" tabindex="-1">
                <header class="head">
                    <h1>"Your account"</h1>
                </header>
                <ErrorSummary form=form.clone() />
                <dl class="facts">
                    <div><dt>"E-mail"</dt><dd>{member.email.clone()}</dd></div>
                    <div><dt>"You are"</dt><dd>{said::roles(member.roles)}</dd></div>
                    <div><dt>"Counted as"</dt><dd>{said::category(member.category)}</dd></div>
                </dl>
                <form method="post" action="/api/account/change" class="form">
                    <Submission />
                    <Line form=form.clone() name="name" label="Name" hint="As other members see it." value=member.name.clone() autocomplete="name" />
                    <Line form=form.clone() name="clp" label="Constituency party (CLP)" hint="Leave empty if you have none." value=member.clp.clone() />
                    <Line form=form.clone() name="region" label="Region" value=member.region.clone() />
                    <p class="row"><button class="button">"Save"</button></p>
                </form>
                <section class="flow" aria-labelledby="h-data">
                    <h2 id="h-data">"What is kept about you"</h2>
                    <p>
                        "Your account, everything that you wrote here, your views and votes, and what the log says of you. "
                        <a href="/account/data.json" download="my-data.json">"Take a copy"</a>
                        " (a JSON file that any text editor opens)."
                    </p>
                    <details open=form.problem("email").is_some()>
                        <summary>"Be forgotten"</summary>
                        <div class="flow">
                            <p>
                                "Your name, e-mail address, party, region, comments and the reasons that you gave for your views are deleted, and you are signed out for good. "
                                "Versions, amendments, votes and counts stay, because others rely on them; they then say “Former member”. "
                                "This cannot be undone, so take a copy first."
                            </p>
                            <form method="post" action="/api/account/forget" class="form">
                                <Submission />
                                <Line form=form.clone() name="email" label="Type your e-mail address, to be sure" kind="email" autocomplete="off" />
                                <p class="row"><button class="button plain">"Forget me"</button></p>
                            </form>
                        </div>
                    </details>
                </section>
                <section class="flow" aria-labelledby="h-out">
                    <h2 id="h-out">"Sign out"</h2>
                    <form method="post" action="/api/sign-out" class="row">
                        <button class="button plain" name="where" value="here">"Sign out"</button>
                        <button class="button plain" name="where" value="everywhere">"Sign out on every device"</button>
                    </form>
                </section>
            </main>
        })
    })
}
