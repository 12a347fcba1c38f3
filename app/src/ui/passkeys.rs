//! Passkeys on pages: signing in with one, and looking after one's own.

use crate::address;
use crate::request::Visit;
use crate::ui::form::{Line, Submission};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use service::kept::Form;
use service::{Error, calendar, people};
use store::Passkey;

/// What fills such forms in. It is small, and the pages that have it need nothing else that runs, so it is no island.
const SCRIPT: &str = include_str!("passkeys.js");

/// What the account page shows of passkeys.
#[derive(Clone)]
pub struct Own {
    passkeys: Vec<Passkey>,
    fresh: bool,
}

impl Own {
    /// Loads it; `None` where this site cannot take passkeys.
    pub async fn load(visit: &Visit) -> Result<Option<Self>, Error> {
        if !people::passkeys_possible(&visit.call) {
            return Ok(None);
        }
        let session = visit.session.as_deref().unwrap_or("");
        Ok(Some(Self {
            passkeys: people::passkeys(&visit.call).await?,
            fresh: people::is_fresh(&visit.call, session).await?,
        }))
    }
}

/// Signs in with a passkey; hidden until the browser is known to have them.
#[component]
pub fn EnterByPasskey(
    /// Where to go afterwards.
    next: String,
) -> impl IntoView {
    let visit = Visit::current();
    people::passkeys_possible(&visit.call).then(|| {
        view! {
            <section class="flow" aria-labelledby="h-passkey" data-able hidden>
                <h2 id="h-passkey">"With a passkey"</h2>
                <form
                    method="post"
                    action="/api/sign-in/passkey"
                    class="form"
                    data-passkey="enter"
                    data-origin=visit.call.site.base_url.clone()
                >
                    <input type="hidden" name="next" value=next />
                    <input type="hidden" name="token" />
                    <input type="hidden" name="answer" />
                    <p class="row"><button class="button">"Sign in with a passkey"</button></p>
                    <p role="status" class="quiet"></p>
                </form>
                <h2>"By mail"</h2>
            </section>
            <script type="module" nonce=use_nonce() inner_html=SCRIPT></script>
        }
    })
}

/// The passkeys of whoever is asking, to add and remove.
#[component]
pub fn OwnPasskeys(
    /// What there is.
    own: Own,
    /// The form as it was kept.
    form: Form,
) -> impl IntoView {
    let visit = Visit::current();
    let none = own.passkeys.is_empty();
    let again = address::sign_in_again("/account#h-passkeys");
    view! {
        <section class="flow" aria-labelledby="h-passkeys">
            <h2 id="h-passkeys">"Passkeys"</h2>
            <p>
                "With a passkey, your device signs you in by your fingerprint, your face or its PIN, without a mail. "
                "Only you can use it, and nobody can lure it away to another site. If you lose the device, sign in by mail and remove its passkey here."
            </p>
            {none.then(|| view! { <p class="quiet">"You have none."</p> })}
            <ul class="flow" role="list">
                {own.passkeys
                    .into_iter()
                    .map(|passkey| {
                        let used = passkey.used_at.map_or_else(
                            || "not used yet".to_owned(),
                            |at| format!("last used on {}", calendar::long_date(at)),
                        );
                        view! {
                            <li>
                                <form method="post" action="/api/passkey/remove" class="row">
                                    <Submission />
                                    <input type="hidden" name="passkey" value=passkey.id.to_string() />
                                    <span>
                                        <bdi>{passkey.name.clone()}</bdi>
                                        <span class="quiet">{format!(": added on {}, {used}", calendar::long_date(passkey.created_at))}</span>
                                    </span>
                                    <button class="button plain">"Remove"<span class="vh">" " {passkey.name}</span></button>
                                </form>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            {if own.fresh {
                view! {
                    <div data-able hidden>
                        <form
                            method="post"
                            action="/api/passkey/add"
                            class="form"
                            data-passkey="add"
                            data-origin=visit.call.site.base_url.clone()
                        >
                            <Submission />
                            <input type="hidden" name="token" />
                            <input type="hidden" name="answer" />
                            <Line
                                form
                                name="passkey_name"
                                label="Name of the new passkey"
                                hint="So that you know which device it is on."
                                value="This device"
                            />
                            <p class="row"><button class="button plain">"Add a passkey"</button></p>
                            <p role="status" class="quiet"></p>
                        </form>
                    </div>
                    <noscript><p class="quiet">"Adding one needs JavaScript."</p></noscript>
                    <script type="module" nonce=use_nonce() inner_html=SCRIPT></script>
                }
                .into_any()
            } else {
                view! { <p>"To add one, " <a href=again>"sign in once more"</a> ": you have been signed in for a while, and only you may do this."</p> }
                .into_any()
            }}
        </section>
    }
}
