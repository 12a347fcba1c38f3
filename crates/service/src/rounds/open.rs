//! Opening a round, closing it early, opening it again.

use crate::call::submitted;
use crate::error::Problems;
use crate::{Call, Error, Trouble, calendar};
use domain::ids::RoundId;
use domain::permission::Action;
use domain::round::{Phase, Window};
use serde_json::json;
use store::{Document, NewRound, Round, StoreError, Submission};

/// What the form for a round holds.
#[derive(Clone, Debug, Default)]
pub struct Opening {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The text's address.
    pub slug: String,
    /// The version that is asked about.
    pub version: u32,
    /// What is asked.
    pub question: String,
    /// The day it closes.
    pub close_date: String,
    /// The hour it closes, in London.
    pub close_time: String,
    /// The day it opens; empty for now.
    pub open_date: String,
    /// The hour it opens.
    pub open_time: String,
}

/// Opens a round on the latest version of a text; the text is circulated to all members by it.
pub async fn open(call: &Call, form: &Opening) -> Result<RoundId, Error> {
    let document = call
        .store
        .document(&form.slug, call.now)
        .await?
        .ok_or(Error::NotFound)?;
    let member = call.require_to(Action::Consult, &document)?;
    let mut problems = Problems::default();
    let question = problems.line("question", &form.question, 300);
    let opens = if form.open_date.trim().is_empty() {
        Some(call.now)
    } else {
        moment(&mut problems, "open", &form.open_date, &form.open_time)
    };
    let closes = moment(&mut problems, "close", &form.close_date, &form.close_time);
    if let (Some(opens), Some(closes)) = (opens, closes)
        && (closes <= opens || closes <= call.now)
    {
        problems.add("close_date", Trouble::ClosesTooEarly);
    }
    problems.done()?;
    let (Some(opens), Some(closes)) = (opens, closes) else {
        return Err(Error::form(Trouble::Missing));
    };
    if form.version != document.latest {
        return Err(Error::form(Trouble::AskedAnew(document.latest)));
    }
    let id = call.id(RoundId::new);
    let round = NewRound {
        id,
        document: document.id,
        version: form.version,
        question,
        window: Window { opens, closes },
        opened_by: member.id,
    };
    let detail = json!({ "round": id, "version": form.version, "closes": closes });
    let act = submitted(call.act("round.open", document.id, &detail), form.submission, id);
    match call.store.open_round(&act, &round).await {
        Ok(()) => Ok(id),
        Err(StoreError::Repeated(id)) => id.parse().map_err(|_| Error::form(Trouble::SentBefore)),
        Err(StoreError::Taken("round")) => Err(Error::form(Trouble::RoundOpen)),
        Err(StoreError::Stale) => Err(Error::form(Trouble::AskedAnew(document.latest))),
        Err(other) => Err(other.into()),
    }
}

/// What the forms for closing and reopening hold.
#[derive(Clone, Debug, Default)]
pub struct Close {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The round.
    pub round: String,
    /// Why.
    pub reason: String,
    /// The new close, when reopening: the day.
    pub close_date: String,
    /// The new close: the hour.
    pub close_time: String,
}

/// Closes an open round now, with a reason.
pub async fn close(call: &Call, form: &Close) -> Result<Round, Error> {
    let (round, mut problems) = (decidable(call, &form.round).await?.1, Problems::default());
    let reason = problems.line("reason", &form.reason, 300);
    problems.done()?;
    if round.window.phase(call.now) == Phase::Closed {
        return Err(Error::form(Trouble::RoundClosed));
    }
    let act = call.act("round.close", round.document, &json!({ "round": round.id }));
    call.store
        .move_close(&submitted(act, form.submission, ""), round.id, call.now, &reason)
        .await?;
    Ok(round)
}

/// Opens a closed round again until a new close, with a reason.
pub async fn reopen(call: &Call, form: &Close) -> Result<Round, Error> {
    let (round, mut problems) = (decidable(call, &form.round).await?.1, Problems::default());
    let reason = problems.line("reason", &form.reason, 300);
    let closes = moment(&mut problems, "close", &form.close_date, &form.close_time);
    if closes.is_some_and(|closes| closes <= call.now) {
        problems.add("close_date", Trouble::ClosesTooEarly);
    }
    problems.done()?;
    let Some(closes) = closes else {
        return Err(Error::form(Trouble::Missing));
    };
    if round.window.phase(call.now) != Phase::Closed {
        return Err(Error::form(Trouble::RoundNotClosed));
    }
    let act = call.act(
        "round.reopen",
        round.document,
        &json!({ "round": round.id, "closes": closes }),
    );
    match call
        .store
        .move_close(&submitted(act, form.submission, ""), round.id, closes, &reason)
        .await
    {
        Ok(()) => Ok(round),
        Err(StoreError::Taken("round")) => Err(Error::form(Trouble::RoundOpen)),
        Err(other) => Err(other.into()),
    }
}

/// Asks about the latest version instead, while the round has not closed. Views given before stay with the version
/// that they were given on, and say so.
pub async fn move_to_latest(
    call: &Call,
    round: &str,
    version: u32,
    submission: Option<Submission>,
) -> Result<Round, Error> {
    let (document, round) = decidable(call, round).await?;
    if round.window.phase(call.now) == Phase::Closed {
        return Err(Error::form(Trouble::RoundClosed));
    }
    if version != document.latest {
        return Err(Error::form(Trouble::AskedAnew(document.latest)));
    }
    if version == round.version {
        return Ok(round);
    }
    let detail = json!({ "round": round.id, "from": round.version, "version": version });
    let act = submitted(call.act("round.move", document.id, &detail), submission, "");
    call.store.move_round(&act, round.id, version).await?;
    Ok(round)
}

async fn decidable(call: &Call, id: &str) -> Result<(Document, Round), Error> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let round = call.store.round(id).await?.ok_or(Error::NotFound)?;
    let document = call
        .store
        .document_by_id(round.document, call.now)
        .await?
        .ok_or(Error::NotFound)?;
    call.require_to(Action::Consult, &document)?;
    Ok((document, round))
}

fn moment(problems: &mut Problems, which: &str, date: &str, time: &str) -> Option<domain::time::Instant> {
    match calendar::instant(date, time) {
        Ok(at) => Some(at),
        Err(trouble) => {
            let part = if matches!(trouble, Trouble::NoTime | Trouble::ClockChange) {
                "time"
            } else {
                "date"
            };
            problems.add(&format!("{which}_{part}"), trouble);
            None
        }
    }
}
