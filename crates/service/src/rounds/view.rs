//! Giving a view, changing it, confirming it for a newer version.

use crate::call::submitted;
use crate::error::Problems;
use crate::{Call, Error, Trouble};
use domain::ids::ViewId;
use domain::permission::Action;
use domain::round::{Capacity, Phase, Stance};
use serde_json::json;
use store::{NewView, Round, Submission};

/// What the form for a view holds.
#[derive(Clone, Debug, Default)]
pub struct ViewForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The round.
    pub round: String,
    /// The version that the member has read.
    pub version: u32,
    /// The word for what they think.
    pub stance: String,
    /// The word for the capacity in which they speak.
    pub capacity: String,
    /// Why.
    pub reason: String,
}

/// Gives a view, in place of an earlier one in the same round.
pub async fn give(call: &Call, form: &ViewForm) -> Result<Round, Error> {
    let (round, member) = open_round(call, &form.round).await?;
    let mut problems = Problems::default();
    let stance = problems.choice("stance", &form.stance, Stance::from_word);
    let capacity = problems.choice("capacity", &form.capacity, Capacity::from_word);
    let reason = problems.paragraphs("reason", &form.reason, 4_000);
    problems.done()?;
    let (Some(stance), Some(capacity)) = (stance, capacity) else {
        return Err(Error::form(Trouble::Missing));
    };
    if form.version != round.version {
        return Err(Error::form(Trouble::AskedAnew(round.version)));
    }
    let view = NewView {
        id: call.id(ViewId::new),
        round: round.id,
        document: round.document,
        member,
        version: round.version,
        stance,
        capacity,
        reason,
    };
    // What somebody thinks is nobody's business in the log: only that they gave a view.
    let act = call.act("view.give", round.id, &json!({ "version": round.version }));
    call.store
        .give_view(&submitted(act, form.submission, ""), &view)
        .await?;
    Ok(round)
}

/// Gives the same view again for the version that the round now asks about.
pub async fn confirm(
    call: &Call,
    round: &str,
    version: u32,
    submission: Option<Submission>,
) -> Result<Round, Error> {
    let (round, member) = open_round(call, round).await?;
    let views = call.store.views_of(member, round.document).await?;
    let last = views
        .into_iter()
        .find(|view| view.current)
        .ok_or(Error::NotFound)?;
    let form = ViewForm {
        submission,
        round: round.id.to_string(),
        version,
        stance: last.stance.word().to_owned(),
        capacity: last.capacity.word().to_owned(),
        reason: last.reason,
    };
    give(call, &form).await
}

async fn open_round(call: &Call, id: &str) -> Result<(Round, domain::ids::MemberId), Error> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let round = call.store.round(id).await?.ok_or(Error::NotFound)?;
    let document = call
        .store
        .document_by_id(round.document, call.now)
        .await?
        .ok_or(Error::NotFound)?;
    let member = call.require_to(Action::View, &document)?.id;
    if round.window.phase(call.now) != Phase::Open {
        return Err(Error::form(Trouble::RoundClosed));
    }
    Ok((round, member))
}
