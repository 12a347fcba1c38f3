//! Forms about deciding, publishing and withdrawing.

use crate::address;
use crate::request::Sent;
use leptos::prelude::*;
use service::decisions;

/// Votes on one version.
#[server(prefix = "/api", endpoint = "version/vote")]
pub async fn vote() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = decisions::VoteForm {
        submission: sent.submission(),
        slug: sent.field("slug").to_owned(),
        version: sent.field("version").parse().unwrap_or(0),
        hash: sent.field("hash").to_owned(),
        verdict: sent.field("verdict").to_owned(),
        reason: sent.field("reason").to_owned(),
    };
    let done = decisions::vote(&sent.call, &form).await;
    let back = address::motion_page(sent.slug(), "decision");
    sent.answer(done, &back, |_| back.clone()).await
}

/// Publishes an approved version.
#[server(prefix = "/api", endpoint = "version/publish")]
pub async fn publish() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let version = sent.field("version").parse().unwrap_or(0);
    let done = decisions::publish(&sent.call, sent.field("slug"), version, sent.submission()).await;
    let back = address::motion_page(sent.slug(), "decision");
    let published = |slug: String| address::published(&slug);
    sent.answer_again(done, &back, published, published).await
}

/// Withdraws a published version.
#[server(prefix = "/api", endpoint = "version/withdraw")]
pub async fn withdraw() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = decisions::Withdraw {
        submission: sent.submission(),
        slug: sent.field("slug").to_owned(),
        reason: sent.field("reason").to_owned(),
    };
    let done = decisions::withdraw(&sent.call, &form).await;
    let back = address::published(sent.slug());
    sent.answer(done, &back, |publication| address::published(&publication.slug))
        .await
}
