//! Red lines: what members say beforehand must not happen to a clause.

use super::permitted;
use crate::call::submitted;
use crate::error::Problems;
use crate::{Call, Error, Trouble};
use domain::composite::{Taken, clause};
use domain::ids::RedLineId;
use domain::permission::Action;
use serde_json::json;
use store::{NewRedLine, StoreError, Submission};

/// What the form for a red line holds.
#[derive(Clone, Debug, Default)]
pub struct RedLineForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The composite's address.
    pub slug: String,
    /// Which source.
    pub source: u32,
    /// Which of its clauses, from 1.
    pub clause: u32,
    /// Why it must stay as it is.
    pub reason: String,
}

/// Draws a red line on a clause.
pub async fn draw_red_line(call: &Call, form: &RedLineForm) -> Result<(), Error> {
    let (document, member) = permitted(call, &form.slug, Action::RedLine).await?;
    let mut problems = Problems::default();
    let reason = problems.line("reason", &form.reason, 300);
    problems.done()?;
    let composite = super::show::load(call, document).await?;
    if !composite.stage.is_open() {
        return Err(Error::form(Trouble::NotNow));
    }
    let taken = Taken {
        source: form.source,
        clause: form.clause,
    };
    if clause(&composite.texts(), taken).is_none() {
        return Err(Error::NotFound);
    }
    let line = NewRedLine {
        id: call.id(RedLineId::new),
        document: composite.document.id,
        source: form.source,
        clause: form.clause,
        member: member.id,
        reason,
    };
    let detail = json!({ "line": line.id, "source": form.source, "clause": form.clause });
    let act = submitted(
        call.act("red-line.draw", composite.document.id, &detail),
        form.submission,
        "",
    );
    match call.store.draw_red_line(&act, &line).await {
        Ok(()) => Ok(()),
        Err(StoreError::Taken("row")) => Err(Error::field("reason", Trouble::AlreadyDrawn)),
        Err(other) => Err(other.into()),
    }
}

/// Takes back a red line of one's own; the record of it stays.
pub async fn withdraw_red_line(
    call: &Call,
    slug: &str,
    id: &str,
    submission: Option<Submission>,
) -> Result<(), Error> {
    let (document, member) = permitted(call, slug, Action::RedLine).await?;
    let lines = call.store.red_lines(document.id).await?;
    let id: RedLineId = id.parse().map_err(|_| Error::NotFound)?;
    let line = lines.iter().find(|line| line.id == id).ok_or(Error::NotFound)?;
    if line.member != member.id {
        return Err(Error::NotAllowed);
    }
    let act = call.act("red-line.withdraw", document.id, &json!({ "line": id }));
    Ok(call
        .store
        .withdraw_red_line(&submitted(act, submission, ""), id, member.id)
        .await?)
}
