//! Where texts are to go and by when, and the calendars that say so.

use crate::{Act, StoreError};
use domain::ids::{DocumentId, MemberId};
use domain::ladder::Usual;
use domain::time::Instant;

/// Where a text is to go, with the days on the way that are known. Days are dates; an empty one is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLadder {
    /// Which text.
    pub document: DocumentId,
    /// The conference, in words.
    pub destination: String,
    /// Its first day.
    pub conference_on: String,
    /// When motions must be in.
    pub portal_at: Option<Instant>,
    /// When the constituency party meets.
    pub clp_on: String,
    /// When the branch meets.
    pub branch_on: String,
    /// How many days lie between what is not given.
    pub usual: Usual,
    /// When this was last changed.
    pub changed_at: Instant,
}

/// A ladder with the text that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LadderOf {
    /// The ladder.
    pub ladder: StoredLadder,
    /// The text's title.
    pub title: String,
    /// The address of what is published of it and current.
    pub published: Option<String>,
}

/// Questions about ladders and calendars.
#[async_trait::async_trait]
pub trait Ladders {
    /// Sets where a text is to go, in the place of what was said before.
    async fn set_ladder(&self, act: &Act, ladder: &StoredLadder) -> Result<(), StoreError>;
    /// Where a text is to go, if anybody has said.
    async fn ladder(&self, document: DocumentId) -> Result<Option<StoredLadder>, StoreError>;
    /// Sets the days that the group takes for new texts.
    async fn set_usual_days(&self, act: &Act, usual: &Usual) -> Result<(), StoreError>;
    /// The days that the group takes for new texts, if anybody has said.
    async fn usual_days(&self) -> Result<Option<Usual>, StoreError>;
    /// Every ladder, the last changed first.
    async fn ladders(&self, limit: i64) -> Result<Vec<LadderOf>, StoreError>;

    /// Gives a member's calendar an address; the one before stops working.
    async fn open_feed(&self, act: &Act, member: MemberId, token_hash: &str) -> Result<(), StoreError>;
    /// Takes the address of a member's calendar away.
    async fn close_feed(&self, act: &Act, member: MemberId) -> Result<(), StoreError>;
    /// Since when a member's calendar has its address, if it has one.
    async fn feed(&self, member: MemberId) -> Result<Option<Instant>, StoreError>;
    /// Whose calendar an address is.
    async fn feed_owner(&self, token_hash: &str) -> Result<Option<MemberId>, StoreError>;
}
