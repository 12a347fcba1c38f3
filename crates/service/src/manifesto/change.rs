//! What is recorded of a section beside its text: where it stands, its commitment, its budget of words.

use super::follow::{following, named, rewritten};
use super::show::{Contents, contents};
use super::{LINE_CHARS, ask::budget_of, permitted};
use crate::call::submitted;
use crate::error::Problems;
use crate::{Call, Error, Trouble};
use domain::ids::DocumentId;
use domain::permission::Action;
use domain::section::Move;
use serde_json::json;
use store::{NewSectionChange, SectionStep, StoreError, Submission};

/// What the form for a move of a section holds.
#[derive(Clone, Debug, Default)]
pub struct MoveForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The section's address.
    pub slug: String,
    /// The revision that the page showed.
    pub revision: u32,
    /// The version that the page showed.
    pub version: u32,
    /// The word for the move.
    pub step: String,
    /// Why; needed where a section is dropped.
    pub note: String,
}

/// Records a move of a section. Where others get another number by it, what refers to them follows.
pub async fn record(call: &Call, form: &MoveForm) -> Result<(), Error> {
    let (section, member) = permitted(call, &form.slug, Action::Manifesto).await?;
    call.once(form.submission, "section.move").await?;
    let mut problems = Problems::default();
    let step = problems.choice("step", &form.step, Move::from_word);
    let note = problems.optional_line("note", &form.note, 300);
    if step == Some(Move::Dropped) && note.is_empty() {
        problems.add("note", Trouble::NoReason);
    }
    problems.done()?;
    let step = step.ok_or(Error::form(Trouble::Missing))?;
    if form.version != section.document.latest {
        return Err(Error::form(Trouble::MovedOn(section.document.latest)));
    }
    if form.revision != section.revision {
        return Err(Error::form(Trouble::ChangedMeanwhile));
    }
    if step == Move::Agreed && section.document.words == 0 {
        return Err(Error::form(Trouble::NothingBuilt));
    }
    if !section.course.takes(step, section.document.words) {
        return Err(Error::form(Trouble::NotNow));
    }
    let contents = contents(call).await?;
    let rewritten = rewritten(call, &contents, &after(&contents, section.document.id, step)).await?;
    let (follow, mails) = following(call, &rewritten, member.id).await?;
    let change = NewSectionChange {
        document: section.document.id,
        seen: form.revision,
        version: Some(form.version),
        steps: vec![SectionStep::State(step)],
        note,
    };
    let detail = json!({ "step": step.word(), "version": form.version, "rewritten": named(&follow) });
    let mut act = submitted(
        call.act("section.move", section.document.id, &detail),
        form.submission,
        "",
    );
    act.mails = mails;
    changed(call.store.change_sections(&act, &[change], &follow).await)
}

/// The sections that have a number after a move, in its order.
fn after(contents: &Contents, id: DocumentId, step: Move) -> Vec<DocumentId> {
    // One that was left out comes back where it stood last.
    let all = contents.sections.iter().chain(&contents.dropped);
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|listed| (listed.section.position, listed.section.document.id));
    all.into_iter()
        .filter(|listed| {
            let last = if listed.section.document.id == id {
                step
            } else {
                listed.section.course.last
            };
            !last.is_wanted() && last != Move::Dropped
        })
        .map(|listed| listed.section.document.id)
        .collect()
}

/// What the form for a section's commitment and budget holds.
#[derive(Clone, Debug, Default)]
pub struct LineForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The section's address.
    pub slug: String,
    /// The revision that the page showed.
    pub revision: u32,
    /// Its line in the list of commitments; may be empty.
    pub commitment: String,
    /// How many words it should have at most; empty for no budget.
    pub budget: String,
}

/// Sets a section's commitment and budget. The heading is the title of its text and changes with a version.
pub async fn set_line(call: &Call, form: &LineForm) -> Result<(), Error> {
    let (section, _) = permitted(call, &form.slug, Action::Manifesto).await?;
    call.once(form.submission, "section.line").await?;
    let mut problems = Problems::default();
    let commitment = problems.optional_line("commitment", &form.commitment, LINE_CHARS);
    let budget = budget_of(&mut problems, &form.budget);
    problems.done()?;
    let mut steps = Vec::new();
    if commitment != section.commitment {
        steps.push(SectionStep::Commitment(commitment));
    }
    if budget != section.budget {
        steps.push(SectionStep::Budget(budget));
    }
    if steps.is_empty() {
        return Err(Error::form(Trouble::Unchanged));
    }
    let change = NewSectionChange {
        document: section.document.id,
        seen: form.revision,
        version: None,
        steps,
        note: String::new(),
    };
    let act = submitted(
        call.act(
            "section.line",
            section.document.id,
            &json!({ "revision": form.revision, "budget": budget }),
        ),
        form.submission,
        "",
    );
    changed(call.store.change_sections(&act, &[change], &[]).await)
}

fn changed(answer: Result<(), StoreError>) -> Result<(), Error> {
    match answer {
        Err(StoreError::Stale) => Err(Error::form(Trouble::ChangedMeanwhile)),
        other => Ok(other?),
    }
}
