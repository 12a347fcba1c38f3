//! Forms about signing in and accounts.

use crate::address;
use crate::request::Sent;
use leptos::prelude::*;
use service::people;

/// Asks for a mail with a link and a code.
#[server(prefix = "/api", endpoint = "sign-in/ask")]
pub async fn ask_sign_in() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let done = people::ask(&sent.call, sent.field("email"), sent.field("next")).await;
    sent.answer(done, "/sign-in", |asked| {
        address::sign_in_code(&asked.id.to_string())
    })
    .await
}

/// Signs in by the code.
#[server(prefix = "/api", endpoint = "sign-in/code")]
pub async fn sign_in_by_code() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let back = address::sign_in_code(
        &sent
            .field("request")
            .parse::<domain::ids::SignInId>()
            .map(|id| id.to_string())
            .unwrap_or_default(),
    );
    match people::by_code(&sent.call, sent.field("request"), sent.field("code")).await {
        Ok(session) => sent.enter(&session).await,
        Err(error) => sent.answer(Err::<(), _>(error), &back, |()| back.clone()).await,
    }
}

/// Signs in by the link, from the page that it opens.
#[server(prefix = "/api", endpoint = "sign-in/link")]
pub async fn sign_in_by_link() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    match people::by_link(&sent.call, sent.field("token")).await {
        Ok(session) => sent.enter(&session).await,
        Err(error) => {
            sent.answer(Err::<(), _>(error), "/sign-in", |()| "/".to_owned())
                .await
        }
    }
}

/// Signs in by a passkey.
#[server(prefix = "/api", endpoint = "sign-in/passkey")]
pub async fn sign_in_by_passkey() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let done = people::by_passkey(
        &sent.call,
        sent.field("token"),
        sent.field("answer"),
        sent.field("next"),
    )
    .await;
    match done {
        Ok(session) => sent.enter(&session).await,
        Err(error) => {
            let back = match sent.field("next") {
                "" => "/sign-in".to_owned(),
                next => address::sign_in(next),
            };
            sent.answer(Err::<(), _>(error), &back, |()| "/".to_owned()).await
        }
    }
}

/// Adds a passkey.
#[server(prefix = "/api", endpoint = "passkey/add")]
pub async fn add_passkey() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = people::AddPasskey {
        submission: sent.submission(),
        name: sent.field("passkey_name").to_owned(),
        token: sent.field("token").to_owned(),
        answer: sent.field("answer").to_owned(),
    };
    let done = people::add_passkey(&sent.call, &form).await;
    sent.answer(done, "/account#h-passkeys", |()| "/account#h-passkeys".to_owned())
        .await
}

/// Removes a passkey.
#[server(prefix = "/api", endpoint = "passkey/remove")]
pub async fn remove_passkey() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let done = people::remove_passkey(&sent.call, sent.field("passkey"), sent.submission()).await;
    sent.answer(done, "/account#h-passkeys", |()| "/account#h-passkeys".to_owned())
        .await
}

/// Enters the demonstration group.
#[server(prefix = "/api", endpoint = "demo/enter")]
pub async fn enter_demo() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    match people::enter(&sent.call, sent.field("member"), sent.field("next")).await {
        Ok(session) => sent.enter(&session).await,
        Err(error) => {
            sent.answer(Err::<(), _>(error), "/sign-in", |()| "/".to_owned())
                .await
        }
    }
}

/// Signs out, here or everywhere.
#[server(prefix = "/api", endpoint = "sign-out")]
pub async fn sign_out() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let token = sent.session.clone().unwrap_or_default();
    let done = match sent.field("where") {
        "everywhere" => people::sign_out_everywhere(&sent.call).await,
        _ => people::sign_out(&sent.call, &token).await,
    };
    match done {
        Ok(()) => {
            sent.sign_out("/");
            Ok(())
        }
        Err(error) => {
            sent.answer(Err::<(), _>(error), "/account", |()| "/".to_owned())
                .await
        }
    }
}

/// Changes what somebody says of themselves.
#[server(prefix = "/api", endpoint = "account/change")]
pub async fn change_account() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = people::Account {
        submission: sent.submission(),
        name: sent.field("name").to_owned(),
        clp: sent.field("clp").to_owned(),
        region: sent.field("region").to_owned(),
    };
    let done = people::change_account(&sent.call, &form).await;
    sent.answer(done, "/account", |()| "/account".to_owned()).await
}

/// Forgets whoever is asking.
#[server(prefix = "/api", endpoint = "account/forget")]
pub async fn forget_me() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = people::Forget {
        submission: sent.submission(),
        email: sent.field("email").to_owned(),
    };
    match people::forget_me(&sent.call, &form).await {
        Ok(()) => {
            sent.sign_out("/");
            Ok(())
        }
        refused => sent.answer(refused, "/account", |()| "/".to_owned()).await,
    }
}

/// Sends a link to a new address.
#[server(prefix = "/api", endpoint = "account/address")]
pub async fn ask_address() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = people::NewAddress {
        submission: sent.submission(),
        email: sent.field("new_email").to_owned(),
    };
    let done = people::ask_address(&sent.call, &form).await;
    sent.answer(done, "/account", |()| "/account?mailed=1#h-address".to_owned())
        .await
}

/// Changes the address, from the page that its link opens.
#[server(prefix = "/api", endpoint = "account/address/confirm")]
pub async fn confirm_address() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    match people::confirm_address(&sent.call, sent.field("token")).await {
        Ok(()) => {
            sent.sign_out("/sign-in");
            Ok(())
        }
        refused => sent.answer(refused, "/sign-in", |()| "/sign-in".to_owned()).await,
    }
}
