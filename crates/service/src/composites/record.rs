//! Recording what happens to a composite: sent, moved and seconded, carried, lost, remitted, dissolved.

use super::{agreeing, permitted};
use crate::call::submitted;
use crate::error::Problems;
use crate::{Call, Error, Trouble};
use domain::composite::{FEWEST_SOURCES, Move};
use domain::permission::Action;
use serde_json::json;
use store::{NewCompositeMove, StoreError, Submission};

/// What a form that records a move holds.
#[derive(Clone, Debug, Default)]
pub struct MoveForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The composite's address.
    pub slug: String,
    /// The word for what happens.
    pub kind: String,
    /// The version that the page showed.
    pub version: u32,
    /// The letter or number that the composite bears.
    pub letter: String,
    /// Who moves it.
    pub mover: String,
    /// Who seconds it.
    pub seconder: String,
    /// More about it; the reason, where it is dissolved.
    pub note: String,
}

/// Records a move. A text over its limit is not sent; a composite to which fewer than two sources agree is not moved.
pub async fn record(call: &Call, form: &MoveForm) -> Result<(), Error> {
    let (document, member) = permitted(call, &form.slug, Action::Composite).await?;
    let composite = super::show::load(call, document).await?;
    let mut problems = Problems::default();
    let kind = problems.choice("kind", &form.kind, Move::from_word);
    let (mut letter, mut mover, mut seconder) = (String::new(), String::new(), String::new());
    if kind == Some(Move::Moved) {
        letter = problems.line("letter", &form.letter, 60);
        mover = problems.line("mover", &form.mover, 120);
        seconder = problems.line("seconder", &form.seconder, 120);
        if !mover.is_empty() && mover.to_lowercase() == seconder.to_lowercase() {
            problems.add("seconder", Trouble::SecondsItself);
        }
    }
    let note = match kind {
        Some(Move::Dissolved) => problems.line("reason", &form.note, 300),
        _ => problems.optional_line("note", &form.note, 300),
    };
    problems.done()?;
    let kind = kind.ok_or(Error::form(Trouble::Missing))?;
    let latest = composite.document.latest;
    if form.version != latest {
        return Err(Error::form(Trouble::AskedAnew(latest)));
    }
    // Sent a second time, the form finds another stage; the store knows that it was sent before.
    let allowed = composite.stage.allows(kind);
    let count = &composite.article.count;
    if allowed && kind == Move::Sent && count.over > 0 {
        return Err(Error::form(Trouble::OverLimit(
            count.over,
            count.limit.unwrap_or(0),
        )));
    }
    if allowed && kind == Move::Sent && count.title.over > 0 {
        return Err(Error::form(Trouble::TitleOverLimit(
            count.title.over,
            count.title.limit.unwrap_or(0),
        )));
    }
    let answers: Vec<_> = composite
        .sources
        .iter()
        .flat_map(|source| source.answers.clone())
        .collect();
    let sources = u32::try_from(composite.sources.len()).unwrap_or(u32::MAX);
    if allowed && kind == Move::Moved && agreeing(&answers, sources, latest) < FEWEST_SOURCES {
        return Err(Error::form(Trouble::TooFewAgree));
    }
    let step = NewCompositeMove {
        document: composite.document.id,
        seen: match u32::try_from(composite.moves.len()) {
            Ok(moves) if allowed => moves,
            // No composite has so many: it is refused as out of date.
            _ => u32::MAX,
        },
        kind,
        version: latest,
        letter,
        mover,
        seconder,
        note,
        member: member.id,
    };
    let detail = json!({ "move": kind.word(), "version": latest, "hash": composite.article.version.hash });
    let act = submitted(
        call.act("composite.move", composite.document.id, &detail),
        form.submission,
        "",
    );
    match call.store.record_move(&act, &step).await {
        Ok(()) => Ok(()),
        Err(StoreError::Stale) => Err(Error::form(Trouble::NotNow)),
        Err(other) => Err(other.into()),
    }
}
