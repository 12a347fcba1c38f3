//! The group itself: its name, imprint and quorum.

use crate::call::submitted;
use crate::error::Problems;
use crate::{Call, Error, Trouble};
use domain::ids::SubmissionId;
use domain::permission::Action;
use serde_json::json;
use store::Organisation;

/// The group, or what stands for it before it has been set up.
pub async fn show(call: &Call) -> Result<Organisation, Error> {
    Ok(call.store.organisation().await?.unwrap_or_else(|| Organisation {
        name: "A group without a name".to_owned(),
        about: String::new(),
        imprint: String::new(),
        contact: String::new(),
        quorum: 3,
        demo: false,
    }))
}

/// What the settings form holds.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The form's id.
    pub submission: Option<SubmissionId>,
    /// The group's name.
    pub name: String,
    /// What it is.
    pub about: String,
    /// Who publishes.
    pub imprint: String,
    /// How to reach it.
    pub contact: String,
    /// Votes that a decision needs.
    pub quorum: String,
}

/// Changes the settings.
pub async fn settle(call: &Call, form: &Settings) -> Result<(), Error> {
    call.require(Action::Settle)?;
    let mut problems = Problems::default();
    let name = problems.line("name", &form.name, 80);
    let about = problems.paragraphs("about", &form.about, 600);
    let imprint = problems.line("imprint", &form.imprint, 300);
    let contact = problems.optional_line("contact", &form.contact, 200);
    let quorum = form
        .quorum
        .trim()
        .parse::<u32>()
        .ok()
        .filter(|quorum| (2..=20).contains(quorum));
    if quorum.is_none() {
        problems.add("quorum", Trouble::NotANumber(2, 20));
    }
    problems.done()?;
    let demo = show(call).await?.demo;
    let organisation = Organisation {
        name,
        about,
        imprint,
        contact,
        quorum: quorum.unwrap_or(3),
        demo,
    };
    let act = call.act("group.settle", "group", &json!({ "quorum": organisation.quorum }));
    call.store
        .settle(&submitted(act, form.submission, ""), &organisation)
        .await?;
    Ok(())
}
