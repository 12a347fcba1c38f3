//! Forms about comments.

use crate::address;
use crate::request::Sent;
use domain::ids::CommentId;
use leptos::prelude::*;
use service::Error;
use service::rounds;
use store::Document;

/// Makes a comment, or answers one.
#[server(prefix = "/api", endpoint = "comment/make")]
pub async fn make_comment() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = rounds::CommentForm {
        submission: sent.submission(),
        slug: sent.slug().to_owned(),
        version: sent.field("version").parse().unwrap_or(0),
        parent: sent.field("parent").to_owned(),
        line: sent.field("line").to_owned(),
        quote: sent.field("quote").to_owned(),
        before: sent.field("before").to_owned(),
        after: sent.field("after").to_owned(),
        body: sent.field("body").to_owned(),
    };
    let back = address::motion_page(&form.slug, "comments");
    let done = rounds::comment(&sent.call, &form).await;
    sent.answer(done, &back, |id| address::comment(&form.slug, &id.to_string()))
        .await
}

/// Changes one's own comment.
#[server(prefix = "/api", endpoint = "comment/edit")]
pub async fn edit_comment() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let done = rounds::edit_comment(
        &sent.call,
        sent.field("comment"),
        sent.field("body"),
        sent.submission(),
    )
    .await;
    answer(sent, done).await
}

/// Takes one's own comment back.
#[server(prefix = "/api", endpoint = "comment/withdraw")]
pub async fn withdraw_comment() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let done = rounds::withdraw_comment(&sent.call, sent.field("comment"), sent.submission()).await;
    answer(sent, done).await
}

/// Hides a comment.
#[server(prefix = "/api", endpoint = "comment/hide")]
pub async fn hide_comment() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let done = rounds::hide_comment(
        &sent.call,
        sent.field("comment"),
        sent.field("reason"),
        sent.submission(),
    )
    .await;
    answer(sent, done).await
}

async fn answer(sent: Sent, done: Result<(Document, CommentId), Error>) -> Result<(), ServerFnError> {
    let back = address::motion_page(sent.slug(), "comments");
    sent.answer(done, &back, |(document, id)| {
        address::comment(&document.slug, &id.to_string())
    })
    .await
}
