//! Forms about rounds and views.

use crate::address;
use crate::request::Sent;
use leptos::prelude::*;
use service::rounds;

/// Opens a round.
#[server(prefix = "/api", endpoint = "round/open")]
pub async fn open_round() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = rounds::Opening {
        submission: sent.submission(),
        slug: sent.slug().to_owned(),
        version: sent.field("version").parse().unwrap_or(0),
        question: sent.field("question").to_owned(),
        close_date: sent.field("close_date").to_owned(),
        close_time: sent.field("close_time").to_owned(),
        open_date: sent.field("open_date").to_owned(),
        open_time: sent.field("open_time").to_owned(),
    };
    let next = address::motion_page(&form.slug, "round");
    let done = rounds::open(&sent.call, &form).await;
    sent.answer(done, &address::motion_page(&form.slug, "round/new"), |_| next)
        .await
}

/// Closes a round now.
#[server(prefix = "/api", endpoint = "round/close")]
pub async fn close_round() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let back = address::motion_page(sent.slug(), "round");
    let done = rounds::close(&sent.call, &moving(&sent)).await;
    sent.answer(done, &back, |round| address::motion_page(&round.slug, "round"))
        .await
}

/// Opens a closed round again.
#[server(prefix = "/api", endpoint = "round/reopen")]
pub async fn reopen_round() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let back = address::motion_page(sent.slug(), "round");
    let done = rounds::reopen(&sent.call, &moving(&sent)).await;
    sent.answer(done, &back, |round| address::motion_page(&round.slug, "round"))
        .await
}

fn moving(sent: &Sent) -> rounds::Close {
    rounds::Close {
        submission: sent.submission(),
        round: sent.field("round").to_owned(),
        reason: sent.field("reason").to_owned(),
        close_date: sent.field("close_date").to_owned(),
        close_time: sent.field("close_time").to_owned(),
    }
}

/// Asks about the latest version instead.
#[server(prefix = "/api", endpoint = "round/move")]
pub async fn move_round() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let back = address::motion_page(sent.slug(), "round");
    let version = sent.field("version").parse().unwrap_or(0);
    let done = rounds::move_to_latest(&sent.call, sent.field("round"), version, sent.submission()).await;
    sent.answer(done, &back, |round| address::motion_page(&round.slug, "round"))
        .await
}

/// Gives a view, or changes it.
#[server(prefix = "/api", endpoint = "view/give")]
pub async fn give_view() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let back = address::motion_page(sent.slug(), "round");
    let form = rounds::ViewForm {
        submission: sent.submission(),
        round: sent.field("round").to_owned(),
        version: sent.field("version").parse().unwrap_or(0),
        stance: sent.field("stance").to_owned(),
        capacity: sent.field("capacity").to_owned(),
        reason: sent.field("reason").to_owned(),
    };
    let done = rounds::give(&sent.call, &form).await;
    sent.answer(done, &back, |round| address::motion_page(&round.slug, "round"))
        .await
}

/// Gives the same view again, for the version that is asked about now.
#[server(prefix = "/api", endpoint = "view/confirm")]
pub async fn confirm_view() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let back = address::motion_page(sent.slug(), "round");
    let version = sent.field("version").parse().unwrap_or(0);
    let done = rounds::confirm(&sent.call, sent.field("round"), version, sent.submission()).await;
    sent.answer(done, &back, |round| address::motion_page(&round.slug, "round"))
        .await
}
