//! The group itself: its name, imprint and quorum.

use crate::call::submitted;
use crate::error::Problems;
use crate::{Call, Error, Trouble};
use domain::decision::tally;
use domain::permission::Action;
use serde_json::json;
use store::{Organisation, Submission};

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

/// What a group still lacks before its first text can be decided on and published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstSteps {
    /// It has said who publishes.
    pub settled: bool,
    /// How many sit on the committee.
    pub seats: u32,
    /// How many of them have to vote.
    pub quorum: u32,
    /// Nothing has been published yet.
    pub unpublished: bool,
}

impl FirstSteps {
    /// Whether there is nothing left to say.
    pub const fn done(self) -> bool {
        self.settled && self.seats >= 2 && !self.unpublished
    }
}

/// What the group still lacks, for those who can do something about it; nothing once all is there.
pub async fn first_steps(call: &Call) -> Result<Option<FirstSteps>, Error> {
    if !call.may(Action::Settle) {
        return Ok(None);
    }
    let group = show(call).await?;
    let (seats, chair) = call.store.committee().await?;
    let steps = FirstSteps {
        settled: !group.imprint.is_empty(),
        seats,
        quorum: tally(&[], group.quorum, seats, !chair).quorum,
        unpublished: call.store.publications(1, 0).await?.is_empty(),
    };
    Ok((!steps.done()).then_some(steps))
}

/// What the settings form holds.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The form's id.
    pub submission: Option<Submission>,
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
