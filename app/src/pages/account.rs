//! One's own account.

use crate::pages::part;
use crate::request::Visit;
use crate::ui::form::{ErrorSummary, Line, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::SpentLink;
use crate::ui::passkeys::{Own, OwnPasskeys};
use crate::ui::said;
use domain::retention::FORGOTTEN;
use leptos::prelude::*;
use service::{Error, people};

/// `/account`
#[component]
pub fn AccountPage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        let member = visit.call.signed_in()?.clone();
        let form = visit.kept().await?;
        let passkeys = Own::load(&visit).await?;
        let asked = !visit.ask("mailed").is_empty();
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
                {(!visit.group.demo)
                    .then(|| {
                        view! {
                            <section class="flow" aria-labelledby="h-address">
                                <h2 id="h-address">"Another e-mail address"</h2>
                                {asked
                                    .then(|| {
                                        view! {
                                            <div class="notice" role="status">
                                                <p>"A mail is on its way to the new address. Open its link within a day: until then, nothing changes."</p>
                                            </div>
                                        }
                                    })}
                                <form method="post" action="/api/account/address" class="form">
                                    <Submission />
                                    <Line
                                        form=form.clone()
                                        name="new_email"
                                        label="New e-mail address"
                                        hint="We send a link there, and a notice to the address that you have now."
                                        kind="email"
                                        autocomplete="email"
                                    />
                                    <p class="row"><button class="button plain">"Send me the link"</button></p>
                                </form>
                            </section>
                        }
                    })}
                {passkeys.map(|own| view! { <OwnPasskeys own form=form.clone() /> })}
                <section class="flow" aria-labelledby="h-data">
                    <h2 id="h-data">"What is kept about you"</h2>
                    <p>
                        "Your account, everything that you wrote here, your views and votes, and what the log says of you. "
                        <a href="/account/data.json" download="my-data.json">"Take a copy"</a>
                        " (a JSON file that any text editor opens). If you have been signed in for a while, sign in once more first."
                    </p>
                    <details open=form.problem("email").is_some()>
                        <summary>"Be forgotten"</summary>
                        <div class="flow">
                            <p>
                                {FORGOTTEN}
                            </p>
                            <p>
                                "You are signed out for good. This cannot be undone, so take a copy first."
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

/// `/account/address/{token}`: opening it changes nothing; only the button changes the address.
#[component]
pub fn AddressPage() -> impl IntoView {
    let token = part("token");
    page(async move {
        let visit = Visit::current();
        let pending = match people::pending_address(&visit.call, &token).await {
            Ok(pending) => Some(pending),
            Err(Error::Refused(_)) => None,
            Err(other) => return Err(other),
        };
        Ok::<_, Error>(match pending {
            Some(pending) => view! {
                <PageTitle title="Confirm your new address" />
                <main class="page narrow" id="main" tabindex="-1">
                    <header class="head">
                        <h1>"Confirm your new address"</h1>
                        <p class="lede">{pending.email}</p>
                    </header>
                    <p>"From now on, the account of " <bdi>{pending.name}</bdi> " signs in with this address. You are signed out on every device."</p>
                    <form method="post" action="/api/account/address/confirm" class="form">
                        <input type="hidden" name="token" value=token.clone() />
                        <p class="row"><button class="button">"Use this address"</button></p>
                    </form>
                    <p class="quiet">"If you did not ask for this, close the page: nothing has happened."</p>
                </main>
            }
            .into_any(),
            None => view! {
                <SpentLink
                    said="If you still want another address, ask for it once more on the page “Your account”."
                    next=Some(("/account", "Your account"))
                />
            }
            .into_any(),
        })
    })
}
