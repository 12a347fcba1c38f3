//! Forms about what the checks found, and about editions of the manifesto.

use crate::acts::manifesto::section_part;
use crate::address;
use crate::pages::manifesto::choices;
use crate::request::Sent;
use leptos::prelude::*;
use service::manifesto::{self, AssembleForm, DismissForm, SourceForm};

/// Sets a finding aside, with the reason.
#[server(prefix = "/api", endpoint = "finding/dismiss")]
pub async fn dismiss_finding() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = DismissForm {
        submission: sent.submission(),
        key: sent.field("key").to_owned(),
        reason: sent.field("reason").to_owned(),
    };
    let done = manifesto::dismiss(&sent.call, &form).await;
    let back = findings(&sent);
    sent.answer(done, &back, |()| back.clone()).await
}

/// Takes a finding up again that was set aside.
#[server(prefix = "/api", endpoint = "finding/restore")]
pub async fn restore_finding() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let done = manifesto::restore(&sent.call, sent.field("dismissal"), sent.submission()).await;
    let back = findings(&sent);
    sent.answer(done, &back, |()| back.clone()).await
}

/// The list that the form stands in: that of one section, or one of those on the page about the checks.
fn findings(sent: &Sent) -> String {
    match (sent.slug(), sent.field("show")) {
        ("", show @ ("hints" | "aside")) => format!("{}?show={show}", address::CHECKS),
        ("", _) => address::CHECKS.to_owned(),
        (slug, _) => section_part(slug, "findings"),
    }
}

/// Notes where a figure comes from.
#[server(prefix = "/api", endpoint = "figure/source")]
pub async fn note_source() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = SourceForm {
        submission: sent.submission(),
        key: sent.field("key").to_owned(),
        source: sent.field("source").to_owned(),
        on: sent.field("on").to_owned(),
    };
    let done = manifesto::set_source(&sent.call, &form).await;
    let digits = |name: &str| sent.field(name).parse::<u32>().unwrap_or(0);
    let page = format!("{}?show=figures&page={}", address::CHECKS, digits("page").max(1));
    let next = format!("{page}#figure-{}", digits("figure"));
    sent.answer(done, &page, |()| next).await
}

/// Assembles an edition of chosen versions.
#[server(prefix = "/api", endpoint = "edition/assemble")]
pub async fn assemble_edition() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = AssembleForm {
        submission: sent.submission(),
        base: sent.field("base").parse().unwrap_or(0),
        frame: sent.field("frame").parse().unwrap_or(0),
        choices: choices(|name| sent.field(name).to_owned()),
        note: sent.field("note").to_owned(),
    };
    let done = manifesto::assemble(&sent.call, &form).await;
    sent.answer(done, address::EDITION_NEW, address::edition).await
}
