//! Forms about positions of the group, and about deadlines.

use crate::address;
use crate::request::{Sent, with_query};
use leptos::prelude::*;
use service::{ladders, positions};

/// Records a position on a text.
#[server(prefix = "/api", endpoint = "position/record")]
pub async fn record_position() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let number = |name: &str| sent.field(name).parse().unwrap_or(0);
    let form = positions::PositionForm {
        submission: sent.submission(),
        slug: sent.slug().to_owned(),
        seen: number("seen"),
        version: number("version"),
        stand: sent.field("stand").to_owned(),
        met_on: sent.field("met_on").to_owned(),
        votes: ["votes_for", "votes_against", "votes_abstain"].map(|name| sent.field(name).to_owned()),
        reason: sent.field("reason").to_owned(),
        public: sent.field("public") == "yes",
        in_our_name: sent.field("in_our_name") == "yes",
    };
    let back = address::motion_page(&form.slug, "position");
    let done = positions::record(&sent.call, &form).await;
    sent.answer(done, &back, |_| back.clone()).await
}

/// Records who was told of a position.
#[server(prefix = "/api", endpoint = "position/tell")]
pub async fn tell_position() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = positions::TellForm {
        submission: sent.submission(),
        slug: sent.slug().to_owned(),
        told: sent.field("told").to_owned(),
        told_on: sent.field("told_on").to_owned(),
    };
    let back = address::motion_page(&form.slug, "position");
    let done = positions::tell(&sent.call, &form).await;
    sent.answer(done, &back, |()| back.clone()).await
}

fn days(sent: &Sent) -> ladders::DaysForm {
    let field = |name: &str| sent.field(name).to_owned();
    ladders::DaysForm {
        portal_days: field("portal_days"),
        clp_days: field("clp_days"),
        notice_days: field("notice_days"),
        decide_days: field("decide_days"),
    }
}

/// Says how many days the group takes between the steps of a new text.
#[server(prefix = "/api", endpoint = "group/days")]
pub async fn set_usual_days() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let done = ladders::set_usual(&sent.call, sent.submission(), &days(&sent)).await;
    sent.answer(done, "/group", |()| {
        format!("{}#days", with_query("/group", "done", "days"))
    })
    .await
}

/// Says where a text is to go and by when.
#[server(prefix = "/api", endpoint = "deadlines/set")]
pub async fn set_deadlines() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let field = |name: &str| sent.field(name).to_owned();
    let form = ladders::LadderForm {
        submission: sent.submission(),
        slug: sent.slug().to_owned(),
        destination: field("destination"),
        conference_on: field("conference_on"),
        portal: (field("portal_date"), field("portal_time")),
        clp_on: field("clp_on"),
        branch_on: field("branch_on"),
        days: days(&sent),
    };
    let back = address::motion_page(&form.slug, "deadlines");
    let done = ladders::set(&sent.call, &form).await;
    sent.answer(done, &back, |()| back.clone()).await
}
