//! Signing in: ask for a mail, type the code or open the link, press the button.

use crate::pages::part;
use crate::request::Visit;
use crate::ui::form::{ErrorSummary, Line, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::SpentLink;
use crate::ui::passkeys::EnterByPasskey;
use crate::ui::said;
use leptos::prelude::*;
use service::{Error, people};

/// `/sign-in`
#[component]
pub fn SignInPage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        let (form, next) = (visit.kept().await?, visit.ask("next"));
        let entrances = people::entrances(&visit.call).await?;
        let signed_in = visit.call.member.clone();
        let (again, by_passkey) = (next.clone(), next.clone());
        let anew = !visit.ask("again").is_empty();
        Ok::<_, Error>(view! {
            <PageTitle title=titled(&form, "Sign in") />
            <main class="page narrow" id="main" tabindex="-1">
                <header class="head">
                    <h1>"Sign in"</h1>
                </header>
                {signed_in.map(|member| view! { <p>"You are signed in as " <bdi>{member.name.clone()}</bdi> "."</p> })}
                {anew
                    .then(|| {
                        view! {
                            <div class="notice">
                                <p>"What you were about to do is for you alone, so please sign in once more. Then you are taken back."</p>
                            </div>
                        }
                    })}
                <ErrorSummary form=form.clone() />
                {if next.contains("kept") {
                    view! { <div class="notice"><p>"What you typed has been kept. It will be there when you have signed in."</p></div> }.into_any()
                } else {
                    ().into_any()
                }}
                {(!entrances.is_empty())
                    .then(|| {
                        view! {
                            <section class="flow" aria-labelledby="h-demo">
                                <h2 id="h-demo">"Enter the demonstration"</h2>
                                <p>"One click, no mail. Choose whom to be:"</p>
                                <form method="post" action="/api/demo/enter" class="flow">
                                    <input type="hidden" name="next" value=again />
                                    <ul class="flow" role="list">
                                        {entrances
                                            .into_iter()
                                            .map(|member| {
                                                view! {
                                                    <li class="row">
                                                        <button class="button plain" name="member" value=member.id.to_string()>
                                                            {member.name.clone()}
                                                        </button>
                                                        " "
                                                        <span class="quiet">{said::roles(member.roles)}</span>
                                                    </li>
                                                }
                                            })
                                            .collect_view()}
                                    </ul>
                                </form>
                            </section>
                        }
                    })}
                <EnterByPasskey next=by_passkey />
                <form method="post" action="/api/sign-in/ask" class="form">
                    <Submission />
                    <input type="hidden" name="next" value=next />
                    <Line
                        form
                        name="email"
                        label="Your e-mail address"
                        hint="We send you a mail with a link and a code. There is no password."
                        kind="email"
                        autocomplete="email"
                    />
                    <p class="row"><button class="button">"Send me the mail"</button></p>
                </form>
                <p class="quiet">"Only people whom the group has invited can sign in. Published texts need no account."</p>
            </main>
        })
    })
}

/// `/sign-in/code/{request}`: the same page whether or not anybody has the address.
#[component]
pub fn CodePage() -> impl IntoView {
    let request = part("request");
    page(async move {
        let visit = Visit::current();
        let form = visit.kept().await?;
        Ok::<_, Error>(view! {
            <PageTitle title=titled(&form, "Look in your mail") />
            <main class="page narrow" id="main" tabindex="-1">
                <header class="head">
                    <h1>"Look in your mail"</h1>
                    <p class="lede">
                        "If the group knows your address, a mail is on its way. It holds a link and a code of six digits; both work once, for 15 minutes."
                    </p>
                </header>
                <ErrorSummary form=form.clone() />
                <form method="post" action="/api/sign-in/code" class="form">
                    <input type="hidden" name="request" value=request />
                    <Line
                        form=form
                        name="code"
                        label="The code from the mail"
                        class="w-code"
                        autocomplete="one-time-code"
                        inputmode="numeric"
                    />
                    <p class="row">
                        <button class="button">"Sign in"</button>
                        <a href="/sign-in">"Send it again, or to another address"</a>
                    </p>
                </form>
                <p class="quiet">"No mail after a few minutes? Look in the folder for unwanted mail, or ask whoever invited you which address they used."</p>
            </main>
        })
    })
}

/// `/sign-in/link/{token}`: opening it changes nothing; only the button signs in.
#[component]
pub fn LinkPage() -> impl IntoView {
    let token = part("token");
    page(async move {
        let visit = Visit::current();
        let pending = match people::pending(&visit.call, &token).await {
            Ok(pending) => Some(pending),
            Err(Error::Refused(_)) => None,
            Err(other) => return Err(other),
        };
        Ok::<_, Error>(match pending {
            Some(pending) => view! {
                <PageTitle title="Sign in" />
                <main class="page narrow" id="main" tabindex="-1">
                    <header class="head">
                        <h1>{format!("Sign in as {}", pending.name)}</h1>
                        <p class="lede">{pending.email.clone()}</p>
                    </header>
                    <form method="post" action="/api/sign-in/link" class="form">
                        <input type="hidden" name="token" value=token.clone() />
                        <p class="row"><button class="button">"Sign in"</button></p>
                    </form>
                    <p class="quiet">"If this is not you, close the page: nothing has happened."</p>
                </main>
            }
            .into_any(),
            None => view! {
                <SpentLink
                    said="Links work once and for a short time, so that nobody else can use yours."
                    next=Some(("/sign-in", "Ask for a new one"))
                />
            }
            .into_any(),
        })
    })
}
