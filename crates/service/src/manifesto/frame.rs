//! What stands around the sections in the next edition.

use super::ask::budget_of;
use super::whole;
use crate::call::submitted;
use crate::error::Problems;
use crate::{Call, Error, Trouble};
use domain::document::TITLE_CHARS;
use domain::permission::Action;
use domain::text::canon::Canonical;
use serde_json::json;
use store::{Frame, StoreError, Submission};

/// What the form for the manifesto's frame holds.
#[derive(Clone, Debug, Default)]
pub struct FrameForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The revision that the page showed.
    pub revision: u32,
    /// The title.
    pub title: String,
    /// What stands before the list of commitments: whom it addresses.
    pub addressee: String,
    /// What stands after the last section.
    pub closing: String,
    /// How many words the whole should have at most; empty for no budget.
    pub budget: String,
}

/// The longest addressee and closing in characters.
const AROUND_CHARS: u32 = 6_000;

/// Sets what stands around the sections in the next edition.
pub async fn set_frame(call: &Call, form: &FrameForm) -> Result<(), Error> {
    let (document, _) = whole(call, Action::Manifesto).await?;
    call.once(form.submission, "manifesto.frame").await?;
    let mut problems = Problems::default();
    let title = problems.line("title", &form.title, TITLE_CHARS as u32);
    let addressee = problems.paragraphs("addressee", &form.addressee, AROUND_CHARS);
    let closing = problems.paragraphs("closing", &form.closing, AROUND_CHARS);
    let budget = budget_of(&mut problems, &form.budget);
    problems.done()?;
    let frame = Frame {
        revision: form.revision,
        title,
        addressee: Canonical::of(&addressee).as_str().to_owned(),
        closing: Canonical::of(&closing).as_str().to_owned(),
        budget,
    };
    if call.store.frame().await?.as_ref() == Some(&frame) {
        return Err(Error::form(Trouble::Unchanged));
    }
    let act = submitted(
        call.act("manifesto.frame", document.id, &json!({ "budget": budget })),
        form.submission,
        "",
    );
    match call.store.set_frame(&act, document.id, &frame).await {
        Err(StoreError::Stale) => Err(Error::form(Trouble::ChangedMeanwhile)),
        other => Ok(other?),
    }
}
