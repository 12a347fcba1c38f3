//! Forms about the manifesto and its sections.

use crate::address;
use crate::pages::manifesto::wish;
use crate::request::{Sent, with_query};
use leptos::prelude::*;
use service::kept::Form;
use service::manifesto::{
    self, AskForm, FrameForm, ImportForm, LineForm, LinkForm, MeaningForm, MoveForm, OrderForm, OutcomeForm,
};

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

/// Shows what would become of a pasted manifesto; nothing is saved.
#[server(prefix = "/api", endpoint = "manifesto/read")]
pub async fn read_manifesto() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let back = "/manifesto/import";
    let kept = match manifesto::preview(&sent.call, sent.field("text")).await {
        Ok(_) => {
            let form = Form {
                fields: sent.all(),
                ..Form::default()
            };
            service::kept::keep(&sent.call, &form).await
        }
        Err(error) => Err(error),
    };
    sent.answer(kept, back, |kept| format!("{back}?kept={kept}#preview"))
        .await
}

/// Takes a manifesto in.
#[server(prefix = "/api", endpoint = "manifesto/import")]
pub async fn import_manifesto() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = ImportForm {
        submission: sent.submission(),
        text: sent.field("text").to_owned(),
    };
    let done = manifesto::import(&sent.call, &form).await;
    let next = |_: u32| address::MANIFESTO.to_owned();
    sent.answer_again(done, "/manifesto/import", next, |_| address::MANIFESTO.to_owned())
        .await
}

/// Says what an abbreviation means, or takes it out.
#[server(prefix = "/api", endpoint = "glossary/set")]
pub async fn set_meaning() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let meaning = match sent.field("do") {
        "remove" => "",
        _ => sent.field("meaning"),
    };
    let form = MeaningForm {
        submission: sent.submission(),
        abbreviation: sent.field("abbreviation").to_owned(),
        meaning: meaning.to_owned(),
    };
    let done = manifesto::explain(&sent.call, &form).await;
    sent.answer(done, "/manifesto/glossary", |()| "/manifesto/glossary".to_owned())
        .await
}

/// Notes what was achieved with a section.
#[server(prefix = "/api", endpoint = "outcome/add")]
pub async fn add_outcome() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = OutcomeForm {
        submission: sent.submission(),
        slug: sent.slug().to_owned(),
        on: sent.field("on").to_owned(),
        what: sent.field("what").to_owned(),
        source: sent.field("source").to_owned(),
    };
    let back = section_part(&form.slug, "outcomes");
    let done = manifesto::add_outcome(&sent.call, &form).await;
    sent.answer(done, &back, |_| back.clone()).await
}

/// Takes back what was noted as achieved.
#[server(prefix = "/api", endpoint = "outcome/withdraw")]
pub async fn withdraw_outcome() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let back = section_part(sent.slug(), "outcomes");
    let done = manifesto::withdraw_outcome(&sent.call, sent.field("outcome"), sent.submission()).await;
    sent.answer(done, &back, |()| back.clone()).await
}

/// Links a clause of a motion to the section that it should enter.
#[server(prefix = "/api", endpoint = "clause/link")]
pub async fn link_clause() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = LinkForm {
        submission: sent.submission(),
        slug: sent.slug().to_owned(),
        clause: sent.field("clause").parse().unwrap_or(0),
        section: safe(sent.field("section")).to_owned(),
    };
    let next = section_part(&form.section, "links");
    let back = with_query(&next, "motion", &form.slug);
    let done = manifesto::link(&sent.call, &form).await;
    sent.answer(done, &back, |()| next).await
}

/// Takes such a link back.
#[server(prefix = "/api", endpoint = "clause/unlink")]
pub async fn unlink_clause() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let back = section_part(sent.slug(), "links");
    let done = manifesto::unlink(&sent.call, sent.field("link"), sent.submission()).await;
    sent.answer(done, &back, |()| back.clone()).await
}

/// A part of a section's page.
pub(super) fn section_part(slug: &str, part: &str) -> String {
    format!("{}#{part}", address::section(slug))
}

/// An address of a text; empty where it could not stand in an address.
fn safe(slug: &str) -> &str {
    if slug.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        slug
    } else {
        ""
    }
}
