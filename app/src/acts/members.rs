//! Forms about members and the group's settings.

use crate::address;
use crate::request::{Sent, with_query};
use domain::ids::MemberId;
use leptos::prelude::*;
use service::{group, people};

/// Invites somebody.
#[server(prefix = "/api", endpoint = "member/invite")]
pub async fn invite_member() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = people::Invitation {
        submission: sent.submission(),
        email: sent.field("email").to_owned(),
        name: sent.field("name").to_owned(),
        roles: sent.fields("role"),
        category: sent.field("category").to_owned(),
        clp: sent.field("clp").to_owned(),
        region: sent.field("region").to_owned(),
    };
    let done = people::invite(&sent.call, &form).await;
    sent.answer(done, "/members", |_| with_query("/members", "done", "invited"))
        .await
}

/// Changes a member's roles, category and access.
#[server(prefix = "/api", endpoint = "member/change")]
pub async fn change_member() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let back = member_page(&sent);
    let form = people::Standing {
        submission: sent.submission(),
        member: sent.field("member").to_owned(),
        name: sent.field("name").to_owned(),
        roles: sent.fields("role"),
        category: sent.field("category").to_owned(),
        clp: sent.field("clp").to_owned(),
        region: sent.field("region").to_owned(),
        blocked: sent.field("blocked") == "yes",
    };
    let done = people::change(&sent.call, &form).await;
    sent.answer(done, &back, |()| with_query(&back, "done", "changed"))
        .await
}

/// Sends a new invitation.
#[server(prefix = "/api", endpoint = "member/invite-again")]
pub async fn invite_again() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let back = member_page(&sent);
    let done = people::resend_invitation(&sent.call, sent.field("member"), sent.submission()).await;
    sent.answer(done, &back, |()| with_query(&back, "done", "invited"))
        .await
}

fn member_page(sent: &Sent) -> String {
    sent.field("member")
        .parse::<MemberId>()
        .map_or_else(|_| "/members".to_owned(), |id| address::member(&id.to_string()))
}

/// Reads a list and shows what would happen.
#[server(prefix = "/api", endpoint = "member/read")]
pub async fn read_members() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let done = people::keep_csv(&sent.call, sent.field("csv")).await;
    sent.answer(done, "/members/import", |id| {
        with_query("/members/import#report", "kept", &id.to_string())
    })
    .await
}

/// Enters the good lines of a list.
#[server(prefix = "/api", endpoint = "member/import")]
pub async fn import_members() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let leave_out = sent.field("leave_out") == "yes";
    let done = people::import(&sent.call, sent.field("csv"), leave_out, sent.submission()).await;
    let next = with_query("/members", "done", "imported");
    let again = next.clone();
    sent.answer_again(done, "/members/import", |_| next, |_| again)
        .await
}

/// Changes the group's settings.
#[server(prefix = "/api", endpoint = "group/settle")]
pub async fn settle_group() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = group::Settings {
        submission: sent.submission(),
        name: sent.field("name").to_owned(),
        about: sent.field("about").to_owned(),
        imprint: sent.field("imprint").to_owned(),
        contact: sent.field("contact").to_owned(),
        quorum: sent.field("quorum").to_owned(),
    };
    let done = group::settle(&sent.call, &form).await;
    sent.answer(done, "/group", |()| with_query("/group", "done", "changed"))
        .await
}

/// Forgets a member who has asked for it.
#[server(prefix = "/api", endpoint = "member/forget")]
pub async fn forget_member() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let id = sent.field("member").to_owned();
    let done = people::forget_member(&sent.call, &id, sent.field("email"), sent.submission()).await;
    let known = id.parse::<MemberId>();
    let back = known.map_or_else(|_| "/members".to_owned(), |id| address::member(&id.to_string()));
    sent.answer(done, &back, |()| "/members?done=forgotten".to_owned())
        .await
}
