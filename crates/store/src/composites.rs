//! Composites: their sources, answers, steps of building, red lines and moves.

use crate::{Act, Document, NewDocument, NewVersion, StoreError};
use domain::composite::{Answer, Move};
use domain::ids::{DocumentId, MemberId, RedLineId};
use domain::time::Instant;

/// A motion that went into a composite, as it was at that time. It never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its number in the composite, from 1.
    pub number: u32,
    /// What the meeting's papers call it, such as "Motion 10".
    pub name: String,
    /// The body that sent it.
    pub body: String,
    /// The text here that it was taken from, with its version.
    pub own: Option<(DocumentId, u32)>,
    /// That text's address.
    pub own_slug: Option<String>,
    /// Its title.
    pub title: String,
    /// Its canonical text.
    pub text: String,
    /// SHA-256 over title and text.
    pub hash: String,
    /// What was tidied when it was taken in, as a list in JSON.
    pub repairs: String,
    /// Who added it.
    pub added_by_name: String,
    /// When.
    pub added_at: Instant,
}

/// A motion to go into a composite.
#[derive(Clone, Debug)]
pub struct NewSource {
    /// What the meeting's papers call it.
    pub name: String,
    /// The body that sent it.
    pub body: String,
    /// The text here that it is taken from, with its version.
    pub own: Option<(DocumentId, u32)>,
    /// Its title.
    pub title: String,
    /// Its canonical text.
    pub text: String,
    /// SHA-256 over title and text.
    pub hash: String,
    /// What was tidied, as a list in JSON.
    pub repairs: String,
}

/// What a source's body said at some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceAnswer {
    /// Which source.
    pub source: u32,
    /// Its place among that source's answers, from 1.
    pub number: u32,
    /// On which version.
    pub version: u32,
    /// What was said.
    pub answer: Answer,
    /// Who held authority to say so.
    pub authority: String,
    /// When it was said, as a date.
    pub given_on: String,
    /// More about it, or empty.
    pub note: String,
    /// Who recorded it.
    pub recorded_by_name: String,
    /// When it was recorded.
    pub recorded_at: Instant,
}

/// An answer to be recorded.
#[derive(Clone, Debug)]
pub struct NewAnswer {
    /// Which composite.
    pub document: DocumentId,
    /// Which source.
    pub source: u32,
    /// On which version.
    pub version: u32,
    /// What was said.
    pub answer: Answer,
    /// Who held authority to say so.
    pub authority: String,
    /// When it was said, as a date.
    pub given_on: String,
    /// More about it, or empty.
    pub note: String,
    /// Who records it.
    pub member: MemberId,
}

/// A state of building.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildStep {
    /// Its number, from 1.
    pub revision: u32,
    /// The revision that it was made from, 0 for the empty one; undoing goes back there.
    pub parent: u32,
    /// What was done, in a word.
    pub what: String,
    /// The state, as JSON.
    pub build: String,
    /// Who.
    pub member_name: String,
    /// When.
    pub at: Instant,
}

/// A step of building to be recorded.
#[derive(Clone, Debug)]
pub struct NewBuildStep {
    /// Of which composite.
    pub document: DocumentId,
    /// The latest revision that whoever builds has seen.
    pub seen: u32,
    /// The revision whose state the new one was made from.
    pub parent: u32,
    /// What was done, in a word.
    pub what: String,
    /// The state, as JSON.
    pub build: String,
    /// Who.
    pub member: MemberId,
}

/// A recorded move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompositeMove {
    /// Its number, from 1.
    pub number: u32,
    /// What happened.
    pub kind: Move,
    /// With which version.
    pub version: u32,
    /// The letter or number that the composite bears, where it was moved.
    pub letter: String,
    /// Who moved it.
    pub mover: String,
    /// Who seconded it.
    pub seconder: String,
    /// More about it: a vote, a reason.
    pub note: String,
    /// Who recorded it.
    pub member_name: String,
    /// When.
    pub at: Instant,
}

/// A move to be recorded.
#[derive(Clone, Debug)]
pub struct NewCompositeMove {
    /// Of which composite.
    pub document: DocumentId,
    /// The number of moves that whoever records it has seen.
    pub seen: u32,
    /// What happens.
    pub kind: Move,
    /// With which version, which must be the latest.
    pub version: u32,
    /// The letter or number.
    pub letter: String,
    /// Who moved it.
    pub mover: String,
    /// Who seconded it.
    pub seconder: String,
    /// More about it.
    pub note: String,
    /// Who records it.
    pub member: MemberId,
}

/// What must not happen to a clause, said by a member beforehand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedLine {
    /// Its id.
    pub id: RedLineId,
    /// Which source.
    pub source: u32,
    /// Which of its paragraphs, from 1.
    pub clause: u32,
    /// Whose.
    pub member: MemberId,
    /// Their name.
    pub member_name: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Instant,
}

/// A red line to be drawn.
#[derive(Clone, Debug)]
pub struct NewRedLine {
    /// Its id.
    pub id: RedLineId,
    /// In which composite.
    pub document: DocumentId,
    /// On which source.
    pub source: u32,
    /// On which of its paragraphs, from 1.
    pub clause: u32,
    /// Whose.
    pub member: MemberId,
    /// Why.
    pub reason: String,
}

/// Questions about composites.
#[async_trait::async_trait]
pub trait Composites {
    /// Starts a composite with its sources and a first version without text; answers its address.
    async fn group(
        &self,
        act: &Act,
        document: &NewDocument,
        first: &NewVersion,
        sources: &[NewSource],
    ) -> Result<String, StoreError>;
    /// Adds a source; answers its number. [`StoreError::Stale`] once the composite has been moved or given up.
    async fn add_source(
        &self,
        act: &Act,
        document: DocumentId,
        source: &NewSource,
    ) -> Result<u32, StoreError>;
    /// Composites, the last changed first.
    async fn composites(&self, now: Instant, limit: i64, offset: i64) -> Result<Vec<Document>, StoreError>;
    /// The sources of a composite, in order.
    async fn sources(&self, document: DocumentId) -> Result<Vec<Source>, StoreError>;

    /// Records an answer; answers before it stay.
    async fn answer(&self, act: &Act, answer: &NewAnswer) -> Result<(), StoreError>;
    /// Every answer, in the order in which they were recorded.
    async fn answers(&self, document: DocumentId) -> Result<Vec<SourceAnswer>, StoreError>;

    /// Records a step; answers its revision. [`StoreError::Stale`] where the latest is not the one seen, or the
    /// composite has been moved or given up.
    async fn build(&self, act: &Act, step: &NewBuildStep) -> Result<u32, StoreError>;
    /// The latest step, if there is one.
    async fn last_step(&self, document: DocumentId) -> Result<Option<BuildStep>, StoreError>;
    /// One step.
    async fn step(&self, document: DocumentId, revision: u32) -> Result<Option<BuildStep>, StoreError>;
    /// Saves what has been built as a version on top of `base`, with what each paragraph was made from.
    /// [`StoreError::Stale`] where base or revision are not the latest, or the composite has been moved or given up.
    async fn save_build(
        &self,
        act: &Act,
        base: u32,
        revision: u32,
        version: &NewVersion,
        build: &str,
    ) -> Result<u32, StoreError>;
    /// What the newest version up to this one that was saved from a build was made from: its number and the JSON.
    async fn provenance(
        &self,
        document: DocumentId,
        version: u32,
    ) -> Result<Option<(u32, String)>, StoreError>;

    /// Records a move. [`StoreError::Stale`] where there have been others, or the version is not the latest.
    async fn record_move(&self, act: &Act, step: &NewCompositeMove) -> Result<(), StoreError>;
    /// Every move, in order.
    async fn moves(&self, document: DocumentId) -> Result<Vec<CompositeMove>, StoreError>;

    /// Draws a red line. [`StoreError::Taken`] where this member has drawn one on this clause.
    async fn draw_red_line(&self, act: &Act, line: &NewRedLine) -> Result<(), StoreError>;
    /// Takes a red line back, if it is this member's.
    async fn withdraw_red_line(&self, act: &Act, id: RedLineId, member: MemberId) -> Result<(), StoreError>;
    /// The red lines that stand, by source and clause.
    async fn red_lines(&self, document: DocumentId) -> Result<Vec<RedLine>, StoreError>;
}
