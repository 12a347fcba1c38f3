//! Setting a finding aside, and taking that back.

use super::checks::check;
use super::whole;
use crate::call::submitted;
use crate::error::Problems;
use crate::{Call, Error, Trouble};
use domain::document::Kind;
use domain::ids::DismissalId;
use domain::permission::Action;
use serde_json::json;
use store::{StoreError, Submission};

/// What the form that sets a finding aside holds.
#[derive(Clone, Debug, Default)]
pub struct DismissForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The finding's key.
    pub key: String,
    /// Why it is right as it stands.
    pub reason: String,
}

/// Sets a finding aside. It comes back when the words that it is about change.
pub async fn dismiss(call: &Call, form: &DismissForm) -> Result<(), Error> {
    let (document, _) = whole(call, Action::Manifesto).await?;
    call.once(form.submission, "finding.dismiss").await?;
    let mut problems = Problems::default();
    let reason = problems.line("reason", &form.reason, 300);
    problems.done()?;
    let checks = check(call).await?;
    if checks.dismissed.iter().any(|found| found.finding.key == form.key) {
        return Err(Error::form(Trouble::AlreadyDismissed));
    }
    // One that is not there any more has been mended meanwhile.
    let found = checks
        .open
        .iter()
        .find(|found| found.finding.key == form.key)
        .ok_or(Error::form(Trouble::ChangedMeanwhile))?;
    let section = (found.spot.kind == Kind::Section).then_some(found.spot.document);
    let act = submitted(
        call.act("finding.dismiss", document.id, &json!({ "key": form.key })),
        form.submission,
        "",
    );
    match call
        .store
        .dismiss_finding(&act, call.id(DismissalId::new), &form.key, section, &reason)
        .await
    {
        Err(StoreError::Taken("row")) => Err(Error::form(Trouble::AlreadyDismissed)),
        other => Ok(other?),
    }
}

/// Takes back that a finding was set aside.
pub async fn restore(call: &Call, id: &str, submission: Option<Submission>) -> Result<(), Error> {
    let (document, member) = whole(call, Action::Manifesto).await?;
    let id: DismissalId = id.parse().map_err(|_| Error::NotFound)?;
    let act = call.act("finding.restore", document.id, &json!({ "dismissal": id }));
    Ok(call
        .store
        .revoke_dismissal(&submitted(act, submission, ""), id, member.id)
        .await?)
}
