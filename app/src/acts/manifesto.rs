//! Forms about the manifesto and its sections.

use crate::address;
use crate::pages::manifesto::wish;
use crate::request::Sent;
use leptos::prelude::*;
use service::manifesto::{self, AskForm, FrameForm, LineForm, MoveForm, OrderForm};

/// Asks for a section, or starts one.
#[server(prefix = "/api", endpoint = "section/start")]
pub async fn start_section() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = AskForm {
        submission: sent.submission(),
        state: sent.field("state").to_owned(),
        title: sent.field("title").to_owned(),
        text: sent.field("text").to_owned(),
        note: sent.field("note").to_owned(),
        commitment: sent.field("commitment").to_owned(),
        budget: sent.field("budget").to_owned(),
        after: sent.field("after").to_owned(),
    };
    let done = manifesto::ask(&sent.call, &form).await;
    let section = |slug: String| address::section(&slug);
    sent.answer_again(done, "/manifesto/new", section, section).await
}

/// Sets what stands around the sections.
#[server(prefix = "/api", endpoint = "manifesto/frame")]
pub async fn set_frame() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = FrameForm {
        submission: sent.submission(),
        revision: sent.field("revision").parse().unwrap_or(0),
        title: sent.field("title").to_owned(),
        addressee: sent.field("addressee").to_owned(),
        closing: sent.field("closing").to_owned(),
        budget: sent.field("budget").to_owned(),
    };
    let done = manifesto::set_frame(&sent.call, &form).await;
    sent.answer(done, address::MANIFESTO, |()| address::MANIFESTO.to_owned())
        .await
}

/// Moves a section to another place.
#[server(prefix = "/api", endpoint = "manifesto/order")]
pub async fn order_sections() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let (section, to) = wish(|name| sent.field(name).to_owned());
    let form = OrderForm {
        submission: sent.submission(),
        base: sent.field("base").split(' ').map(str::to_owned).collect(),
        section,
        to,
        follow: sent.field("follow").to_owned(),
        ..OrderForm::default()
    };
    let done = manifesto::reorder(&sent.call, &form).await;
    // It is in the contents, so it can stand in an address.
    let next = format!("{}#section-{}", address::MANIFESTO, form.section);
    sent.answer(done, address::MANIFESTO, |()| next).await
}

/// Records where a section stands.
#[server(prefix = "/api", endpoint = "section/move")]
pub async fn move_section() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = MoveForm {
        submission: sent.submission(),
        slug: sent.slug().to_owned(),
        revision: sent.field("revision").parse().unwrap_or(0),
        version: sent.field("version").parse().unwrap_or(0),
        step: sent.field("step").to_owned(),
        note: sent.field("note").to_owned(),
    };
    let back = address::section(&form.slug);
    let done = manifesto::record(&sent.call, &form).await;
    sent.answer(done, &back, |()| back.clone()).await
}

/// Sets a section's commitment and budget.
#[server(prefix = "/api", endpoint = "section/line")]
pub async fn set_section_line() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = LineForm {
        submission: sent.submission(),
        slug: sent.slug().to_owned(),
        revision: sent.field("revision").parse().unwrap_or(0),
        commitment: sent.field("commitment").to_owned(),
        budget: sent.field("budget").to_owned(),
    };
    let back = address::section(&form.slug);
    let done = manifesto::set_line(&sent.call, &form).await;
    sent.answer(done, &back, |()| back.clone()).await
}
