//! What happened next: reports, corrections, confirmations by the committee, and who may know.

use super::report::{day, hand};
use super::{Subject, WordsForm};
use crate::call::submitted;
use crate::error::Problems;
use crate::motions::readable;
use crate::{Call, Error, Trouble};
use domain::adoption::{Consent, Hand, Kind, State, follows, own_words};
use domain::document::Kind as DocumentKind;
use domain::permission::Action;
use serde_json::json;
use store::{Adoption, NewAdoptionMove, StoreError, Submission};

/// What the form for a move holds.
#[derive(Clone, Debug, Default)]
pub struct MoveForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The text's address.
    pub slug: String,
    /// The adoption's number.
    pub number: u32,
    /// How many moves the page showed.
    pub seen: u32,
    /// The word for what kind of move it is.
    pub kind: String,
    /// The word for where it leads.
    pub state: String,
    /// When the meeting was.
    pub meeting_on: String,
    /// The composite by the name that the conference gave it.
    pub composite: String,
    /// The address of a composite here.
    pub composite_slug: String,
    /// More about it; the reason, where one is needed.
    pub note: String,
    /// The words that the CLP passed, where it passed its own.
    pub words: WordsForm,
}

/// An adoption that whoever is asking may know of.
pub(super) async fn known(call: &Call, slug: &str, number: u32) -> Result<(Subject, Adoption), Error> {
    let subject = super::subject(call, slug).await?;
    let adoption = call
        .store
        .adoption(subject.document.id, number)
        .await?
        .filter(|adoption| super::knows(call, adoption))
        .ok_or(Error::NotFound)?;
    Ok((subject, adoption))
}

/// Whether whoever is asking may report on it: who reported it first, and the committee.
pub(super) fn may_move(call: &Call, adoption: &Adoption) -> bool {
    super::may(call, Action::Confirm) || super::own(call, adoption) && super::may(call, Action::Report)
}

/// Records a move.
pub async fn record(call: &Call, form: &MoveForm) -> Result<(), Error> {
    let (subject, adoption) = known(call, &form.slug, form.number).await?;
    let member = call.signed_in()?;
    let mut problems = Problems::default();
    let kind = problems.choice("kind", &form.kind, Kind::from_word);
    let allowed = match kind {
        Some(Kind::Confirm) => super::may(call, Action::Confirm),
        _ => may_move(call, &adoption),
    };
    if !allowed {
        return Err(Error::NotAllowed);
    }
    // Sent a second time, the form finds another state.
    call.once(form.submission, "adoption.move").await?;
    // A correction has fields of its own on the page.
    let (state_field, note_field) = match kind {
        Some(Kind::Correct) => ("back", "reason"),
        _ => ("state", "note"),
    };
    let state = match kind {
        Some(Kind::Confirm) => Some(adoption.state),
        _ => problems.choice(state_field, &form.state, State::from_word),
    };
    let meeting_on = day(&mut problems, &form.meeting_on);
    let composite = problems.optional_line("composite", &form.composite, 80);
    let reason = kind == Some(Kind::Correct) || state.is_some_and(State::needs_reason);
    let note = problems.optional_line(note_field, &form.note, 300);
    if reason && kind != Some(Kind::Confirm) && note.is_empty() {
        problems.add(note_field, Trouble::NoReason);
    }
    let (Some(kind), Some(state)) = (kind, state) else {
        problems.done()?;
        return Err(Error::form(Trouble::Missing));
    };
    let moves = call.store.adoption_moves(adoption.id).await?;
    let mut before: Vec<State> = moves.iter().map(|step| step.state).collect();
    if form.seen != adoption.moves || !follows(adoption.state, &before, kind, state) {
        return Err(Error::form(Trouble::ChangedMeanwhile));
    }
    let last_word = moves.iter().rev().find(|step| step.kind != Kind::Confirm);
    if kind == Kind::Confirm && last_word.is_some_and(|step| step.member == Some(member.id)) {
        return Err(Error::form(Trouble::ConfirmsItself));
    }
    let words = !form.words.text.trim().is_empty();
    let back = kind == Kind::Correct && state != adoption.state;
    let variant = match state {
        // Going back to where the CLP passed its words needs no others.
        State::PassedVariant if kind != Kind::Confirm && (words || !back) => {
            let taken = subject
                .publications
                .iter()
                .find(|publication| publication.id == adoption.publication)
                .ok_or(Error::NotFound)?;
            super::words::variant(
                call,
                &subject,
                taken,
                Some(adoption.id),
                &form.words,
                &mut problems,
            )
            .await?
        }
        _ => None,
    };
    let in_composite = state == State::Composited && kind != Kind::Confirm;
    let composite_document = match form.composite_slug.as_str() {
        slug if slug.is_empty() || !in_composite => None,
        slug => match readable(call, slug).await {
            Ok(document) if document.records.kind == DocumentKind::Composite => Some(document.id),
            Ok(_) | Err(Error::NotFound) => {
                problems.add("composite_slug", Trouble::NotAChoice);
                None
            }
            Err(other) => return Err(other),
        },
    };
    problems.done()?;
    before.push(state);
    let own = super::own(call, &adoption);
    let step = NewAdoptionMove {
        adoption: adoption.id,
        seen: adoption.moves,
        kind,
        state,
        own_words: own_words(&before),
        hand: if kind == Kind::Confirm {
            Hand::Committee
        } else {
            hand(own)
        },
        meeting_on,
        composite_document,
        composite: if in_composite { composite } else { String::new() },
        note,
        member: Some(member.id),
    };
    let detail = json!({ "kind": kind.word(), "state": state.word() });
    let act = submitted(
        call.act("adoption.move", adoption.id, &detail),
        form.submission,
        "",
    );
    match call.store.move_adoption(&act, &step, variant.as_ref()).await {
        Err(StoreError::Stale) => Err(Error::form(Trouble::ChangedMeanwhile)),
        other => Ok(other?),
    }
}

/// What the form for who may know holds.
#[derive(Clone, Debug, Default)]
pub struct ConsentForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The text's address.
    pub slug: String,
    /// The adoption's number.
    pub number: u32,
    /// The word for who may know.
    pub consent: String,
}

/// Notes whom the CLP lets know what it did.
pub async fn consent(call: &Call, form: &ConsentForm) -> Result<(), Error> {
    let (_, adoption) = known(call, &form.slug, form.number).await?;
    if !may_move(call, &adoption) {
        return Err(Error::NotAllowed);
    }
    let mut problems = Problems::default();
    let consent = problems.choice("consent", &form.consent, Consent::from_word);
    problems.done()?;
    let consent = consent.ok_or(Error::form(Trouble::Missing))?;
    let detail = json!({ "consent": consent.word() });
    let act = submitted(
        call.act("adoption.consent", adoption.id, &detail),
        form.submission,
        "",
    );
    Ok(call.store.set_consent(&act, adoption.id, consent).await?)
}
