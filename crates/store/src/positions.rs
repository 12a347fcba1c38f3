//! What the organisation says of texts, and whom it told.

use crate::{Act, StoreError};
use domain::document::{Kind, Origin};
use domain::ids::{DocumentId, PositionId, ToldId};
use domain::position::Stand;
use domain::time::Instant;

/// A position to be recorded.
#[derive(Clone, Debug)]
pub struct NewPosition {
    /// Its id.
    pub id: PositionId,
    /// On which text.
    pub document: DocumentId,
    /// How many positions on it whoever records this one has seen.
    pub seen: u32,
    /// On which version.
    pub version: u32,
    /// The hash of that version.
    pub hash: String,
    /// What was decided.
    pub stand: Stand,
    /// When the meeting was, as a date.
    pub met_on: String,
    /// Votes for, against and abstentions, where they were counted.
    pub votes: Option<(u32, u32, u32)>,
    /// Why, or empty.
    pub reason: String,
    /// Whether everybody may know.
    pub public: bool,
    /// Whether others may name the organisation with it.
    pub in_our_name: bool,
}

/// A position, as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Its id.
    pub id: PositionId,
    /// On which text.
    pub document: DocumentId,
    /// The how many-th on this text, from 1.
    pub number: u32,
    /// On which version.
    pub version: u32,
    /// The hash of that version.
    pub hash: String,
    /// What was decided.
    pub stand: Stand,
    /// When the meeting was, as a date.
    pub met_on: String,
    /// Votes for, against and abstentions, where they were counted.
    pub votes: Option<(u32, u32, u32)>,
    /// Why, or empty.
    pub reason: String,
    /// Whether everybody may know.
    pub public: bool,
    /// Whether others may name the organisation with it.
    pub in_our_name: bool,
    /// When it was recorded.
    pub at: Instant,
}

/// Somebody who has been told of a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its id.
    pub id: ToldId,
    /// Of which position.
    pub position: PositionId,
    /// Who.
    pub told: String,
    /// When, as a date.
    pub told_on: String,
}

/// The position that holds on a text, with what stands around it in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The position.
    pub position: Position,
    /// The text's address.
    pub slug: String,
    /// The title of the version that it was taken on.
    pub title: String,
    /// What the text is.
    pub kind: Kind,
    /// Whose the text is.
    pub origin: Origin,
    /// Its owner in words, for a text of others.
    pub owner: String,
    /// When the version was seen, for a text of others.
    pub seen_on: String,
    /// The latest version.
    pub latest: u32,
}

/// Questions about positions.
#[async_trait::async_trait]
pub trait Positions {
    /// Records a position; [`StoreError::Stale`] where somebody has recorded another since. Answers its number.
    async fn record_position(&self, act: &Act, position: &NewPosition) -> Result<u32, StoreError>;
    /// Every position on a text, the newest first.
    async fn positions(&self, document: DocumentId) -> Result<Vec<Position>, StoreError>;
    /// The position that holds on each text, the newest first; with `public`, only those that everybody may know.
    async fn held_positions(&self, public: bool, limit: i64, offset: i64) -> Result<Vec<Held>, StoreError>;
    /// Records who was told of a position.
    async fn tell(&self, act: &Act, told: &Told) -> Result<(), StoreError>;
    /// Who was told of the positions on a text, in order.
    async fn told(&self, document: DocumentId) -> Result<Vec<Told>, StoreError>;
}
