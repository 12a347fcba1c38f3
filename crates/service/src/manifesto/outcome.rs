//! What the group achieved with its texts.

use crate::call::submitted;
use crate::error::Problems;
use crate::motions::readable;
use crate::{Call, Error, Trouble, calendar};
use domain::ids::OutcomeId;
use domain::permission::Action;
use serde_json::json;
use store::{GroupOutcome, NewOutcome, Submission};

/// What the form for an outcome holds.
#[derive(Clone, Debug, Default)]
pub struct OutcomeForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The address of the text, a section or another, that it was achieved with.
    pub slug: String,
    /// When it happened, with day, month and year.
    pub on: String,
    /// What was achieved.
    pub what: String,
    /// Where that can be read.
    pub source: String,
}

/// Notes something achieved.
pub async fn add_outcome(call: &Call, form: &OutcomeForm) -> Result<OutcomeId, Error> {
    call.require(Action::Manifesto)?;
    let document = readable(call, &form.slug).await?;
    let mut problems = Problems::default();
    let what = problems.line("what", &form.what, 300);
    let source = problems.line("source", &form.source, 300);
    let on = match calendar::date_of(&form.on) {
        Ok(date) => date.to_string(),
        Err(trouble) => {
            problems.add("on", trouble);
            String::new()
        }
    };
    problems.done()?;
    let outcome = NewOutcome {
        id: call.id(OutcomeId::new),
        document: document.id,
        on,
        what,
        source,
    };
    let act = call.act("outcome.add", document.id, &json!({ "outcome": outcome.id }));
    match call
        .store
        .add_outcome(&submitted(act, form.submission, outcome.id), &outcome)
        .await
    {
        Err(store::StoreError::Repeated(id)) => id.parse().map_err(|_| Error::form(Trouble::SentBefore)),
        other => Ok(other.map(|()| outcome.id)?),
    }
}

/// Takes back that something was achieved.
pub async fn withdraw_outcome(call: &Call, id: &str, submission: Option<Submission>) -> Result<(), Error> {
    let member = call.require(Action::Manifesto)?;
    let id: OutcomeId = id.parse().map_err(|_| Error::NotFound)?;
    let act = call.act("outcome.withdraw", id, &json!({}));
    Ok(call
        .store
        .withdraw_outcome(&submitted(act, submission, ""), id, member.id)
        .await?)
}

/// What was achieved with one text, for whoever may read it, the latest first.
pub async fn outcomes(call: &Call, slug: &str) -> Result<Vec<GroupOutcome>, Error> {
    let document = readable(call, slug).await?;
    Ok(call.store.outcomes(Some(document.id)).await?)
}
