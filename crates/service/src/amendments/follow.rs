//! Agreeing to how an amendment has been carried over to the current version.

use crate::amendments::read::{Bases, base_of, current, own, stood};
use crate::call::submitted;
use crate::motions::readable;
use crate::{Call, Error, Trouble};
use domain::amendment::{Fit, Follows, follow};
use domain::permission::Action;
use domain::text::canon::Canonical;
use serde_json::json;
use store::{AmendmentChange, NewForm, StoreError, Submission};

/// What the form for agreeing holds.
#[derive(Clone, Debug, Default)]
pub struct StandBy {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The text's address.
    pub slug: String,
    /// The amendment.
    pub number: u32,
    /// The revision that its proposer has seen.
    pub revision: u32,
    /// The version to which it was carried over, as its proposer has seen it.
    pub version: u32,
}

/// Makes the carried-over words those that the proposer stands by. The earlier form is kept.
///
/// Words that clash with the current version cannot be agreed to: there the version's own words stand.
pub async fn stand_by(call: &Call, form: &StandBy) -> Result<(), Error> {
    let document = readable(call, &form.slug).await?;
    call.require_to(Action::Propose, &document)?;
    let amendment = call
        .amendment(document.id, form.number)
        .await?
        .filter(|amendment| own(call, amendment))
        .ok_or(Error::NotFound)?;
    if !amendment.state.open() {
        return Err(Error::form(Trouble::NotNow));
    }
    if form.version != document.latest {
        return Err(Error::form(Trouble::MovedOn(document.latest)));
    }
    let article = current(call, &document).await?;
    let amended = Canonical::trusted(amendment.form.text.clone());
    let bases = Bases::of(call, &document, std::iter::once(&amendment)).await?;
    let (follows, parent_form) = match amendment.parent {
        None => (bases.follow(&amendment, &article.text), None),
        Some(parent) => {
            let parent = base_of(call, &document, parent).await?;
            let stood = stood(call, &amendment, &parent).await?;
            let follows = follow(&stood, &amended, &Canonical::trusted(parent.form.text.clone()));
            (follows, Some(parent.form.number))
        }
    };
    match follows {
        Follows::Here => return Ok(()),
        Follows::Clash(rebase) => {
            let open = u32::try_from(rebase.clashes.len()).unwrap_or(u32::MAX);
            return Err(Error::form(Trouble::ClashesOpen(open)));
        }
        Follows::Already(_) => return Err(Error::form(Trouble::Unchanged)),
        Follows::Clean(_) | Follows::Flagged(_) => {}
    }
    let change = AmendmentChange {
        id: amendment.id,
        revision: form.revision,
        words: None,
        form: Some(NewForm {
            base: document.latest,
            parent_form,
            text: follows.text(&amended).as_str().to_owned(),
            fit: Fit::Followed,
        }),
        moves: Vec::new(),
        version: None,
    };
    let act = call.act(
        "amendment.follow",
        document.id,
        &json!({ "amendment": amendment.id, "version": document.latest }),
    );
    match call
        .store
        .change_amendment(&submitted(act, form.submission, ""), &change)
        .await
    {
        Ok(()) => Ok(()),
        Err(StoreError::Stale) => Err(Error::form(Trouble::ChangedMeanwhile)),
        Err(other) => Err(other.into()),
    }
}
