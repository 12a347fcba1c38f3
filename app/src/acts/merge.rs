//! Forms of the merge workbench.

use crate::address;
use crate::request::Sent;
use leptos::prelude::*;
use service::amendments::{self, Begin, StepForm, Stopping};

/// Lays amendments on the workbench.
#[server(prefix = "/api", endpoint = "merge/begin")]
pub async fn begin_merge() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = Begin {
        submission: sent.submission(),
        slug: sent.slug().to_owned(),
        amendments: sent.fields("amendments"),
    };
    let back = address::motion_page(&form.slug, "merge");
    let done = amendments::begin(&sent.call, &form).await;
    sent.answer(done, &back, |()| back.clone()).await
}

/// Takes one step on the workbench.
#[server(prefix = "/api", endpoint = "merge/step")]
pub async fn step_merge() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = StepForm {
        submission: sent.submission(),
        slug: sent.slug().to_owned(),
        after: sent.field("after").parse().unwrap_or(0),
        what: sent.field("do").to_owned(),
        words: sent.field("words").to_owned(),
    };
    let page = address::motion_page(&form.slug, "merge");
    // Back to where the button was; changes and clashes carry their keys as ids.
    let key = form.what.split(' ').nth(1).unwrap_or("");
    let known = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let next = if known {
        format!("{page}#{key}")
    } else {
        page.clone()
    };
    let done = amendments::step(&sent.call, &form).await;
    sent.answer(done, &page, |()| next).await
}

/// Gives a merge up.
#[server(prefix = "/api", endpoint = "merge/stop")]
pub async fn stop_merge() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = Stopping {
        submission: sent.submission(),
        slug: sent.slug().to_owned(),
        after: sent.field("after").parse().unwrap_or(0),
    };
    let back = address::motion_page(&form.slug, "merge");
    let done = amendments::stop(&sent.call, &form).await;
    sent.answer(done, &back, |()| address::motion_page(&form.slug, "amendments"))
        .await
}

/// Saves what stands on the workbench as a version.
#[server(prefix = "/api", endpoint = "merge/save")]
pub async fn save_merge() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = amendments::SaveMerge {
        submission: sent.submission(),
        slug: sent.slug().to_owned(),
        after: sent.field("after").parse().unwrap_or(0),
        note: sent.field("note").to_owned(),
        read: sent.field("read") == "yes",
    };
    let back = address::motion_page(&form.slug, "merge");
    let done = amendments::save_merge(&sent.call, &form).await;
    sent.answer(done, &back, |number| {
        address::compare(&form.slug, number.saturating_sub(1).max(1), number) + "?saved=1"
    })
    .await
}
