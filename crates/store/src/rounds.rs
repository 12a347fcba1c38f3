//! Consultation rounds, comments and views.

use crate::{Act, StoreError};
use domain::ids::{CommentId, DocumentId, MemberId, RoundId, ViewId};
use domain::people::Category;
use domain::round::{Capacity, Stance, Window};
use domain::time::Instant;

/// A consultation round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// Its id.
    pub id: RoundId,
    /// On which text.
    pub document: DocumentId,
    /// The text's address.
    pub slug: String,
    /// The text's title.
    pub title: String,
    /// On which version.
    pub version: u32,
    /// What is asked.
    pub question: String,
    /// When it takes views.
    pub window: Window,
    /// Why it was closed early or reopened; empty if neither.
    pub reason: String,
    /// Who opened it.
    pub opened_by: MemberId,
    /// When it was made.
    pub created_at: Instant,
}

/// A round to be opened.
#[derive(Clone, Debug)]
pub struct NewRound {
    /// Its id.
    pub id: RoundId,
    /// On which text.
    pub document: DocumentId,
    /// On which version.
    pub version: u32,
    /// What is asked.
    pub question: String,
    /// When it takes views.
    pub window: Window,
    /// Who opens it.
    pub opened_by: MemberId,
}

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its id.
    pub id: CommentId,
    /// On which text.
    pub document: DocumentId,
    /// Made on which version.
    pub version: u32,
    /// The comment that it answers.
    pub parent: Option<CommentId>,
    /// Who.
    pub author: MemberId,
    /// Their name.
    pub author_name: String,
    /// Their category.
    pub author_category: Category,
    /// The words that it is about, as an anchor in JSON; empty for the whole text.
    pub anchor: String,
    /// What it says; empty where it was withdrawn.
    pub body: String,
    /// When.
    pub created_at: Instant,
    /// When it was last changed.
    pub edited_at: Option<Instant>,
    /// When its author took it back.
    pub withdrawn_at: Option<Instant>,
    /// When the committee hid it.
    pub hidden_at: Option<Instant>,
    /// Why.
    pub hidden_reason: String,
}

/// A comment to be made.
#[derive(Clone, Debug)]
pub struct NewComment {
    /// Its id.
    pub id: CommentId,
    /// On which text.
    pub document: DocumentId,
    /// On which version.
    pub version: u32,
    /// What it answers.
    pub parent: Option<CommentId>,
    /// Who.
    pub author: MemberId,
    /// The anchor, or empty.
    pub anchor: String,
    /// What it says.
    pub body: String,
}

/// What a comment said before it was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentEdit {
    /// Which edit, from 1.
    pub number: u32,
    /// What it said.
    pub body: String,
    /// Until when.
    pub at: Instant,
}

/// A member's view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Its id.
    pub id: ViewId,
    /// In which round.
    pub round: RoundId,
    /// Whose.
    pub member: MemberId,
    /// Their name.
    pub member_name: String,
    /// Their category.
    pub category: Category,
    /// On which version.
    pub version: u32,
    /// What they think.
    pub stance: Stance,
    /// In which capacity.
    pub capacity: Capacity,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Instant,
    /// Whether it is their view now, or an earlier one.
    pub current: bool,
}

/// A view to be given.
#[derive(Clone, Debug)]
pub struct NewView {
    /// Its id.
    pub id: ViewId,
    /// In which round.
    pub round: RoundId,
    /// On which text.
    pub document: DocumentId,
    /// Whose.
    pub member: MemberId,
    /// On which version.
    pub version: u32,
    /// What they think.
    pub stance: Stance,
    /// In which capacity.
    pub capacity: Capacity,
    /// Why.
    pub reason: String,
}

/// Questions about rounds, comments and views.
#[async_trait::async_trait]
pub trait Rounds {
    /// Opens a round on the latest version, and circulates the text if it had not been; [`StoreError::Stale`] where
    /// there is a later version, [`StoreError::Taken`] (`round`) where a round on the text has not closed.
    async fn open_round(&self, act: &Act, round: &NewRound) -> Result<(), StoreError>;
    /// Moves a round's close, with the reason; [`StoreError::Taken`] (`round`) where it would be open beside another.
    async fn move_close(
        &self,
        act: &Act,
        round: RoundId,
        closes: Instant,
        reason: &str,
    ) -> Result<(), StoreError>;
    /// Moves a round that is still open to a newer version of its text.
    async fn move_round(&self, act: &Act, round: RoundId, version: u32) -> Result<(), StoreError>;
    /// A round.
    async fn round(&self, id: RoundId) -> Result<Option<Round>, StoreError>;
    /// The rounds on a text, the newest first.
    async fn rounds_of(&self, document: DocumentId) -> Result<Vec<Round>, StoreError>;
    /// The rounds that have not closed, the first to close first.
    async fn rounds_open(&self, now: Instant) -> Result<Vec<Round>, StoreError>;

    /// Makes a comment.
    async fn comment(&self, act: &Act, comment: &NewComment) -> Result<(), StoreError>;
    /// Changes a comment; what it said goes to its history. [`StoreError::Stale`] where it was taken back or hidden.
    async fn edit_comment(&self, act: &Act, id: CommentId, body: &str) -> Result<(), StoreError>;
    /// Takes a comment back.
    async fn withdraw_comment(&self, act: &Act, id: CommentId) -> Result<(), StoreError>;
    /// Hides a comment, with a reason.
    async fn hide_comment(&self, act: &Act, id: CommentId, reason: &str) -> Result<(), StoreError>;
    /// A comment by id.
    async fn comment_by_id(&self, id: CommentId) -> Result<Option<Comment>, StoreError>;
    /// Every comment on a text, the oldest first.
    async fn comments(&self, document: DocumentId) -> Result<Vec<Comment>, StoreError>;
    /// How many comments a text has, withdrawn and hidden ones left out.
    async fn comment_count(&self, document: DocumentId) -> Result<u32, StoreError>;
    /// What a comment said before.
    async fn comment_history(&self, id: CommentId) -> Result<Vec<CommentEdit>, StoreError>;

    /// Gives a view in place of an earlier one in the same round, which is kept.
    async fn give_view(&self, act: &Act, view: &NewView) -> Result<(), StoreError>;
    /// The current views of a round.
    async fn views(&self, round: RoundId) -> Result<Vec<View>, StoreError>;
    /// Every view that a member has given on a text, the newest first.
    async fn views_of(&self, member: MemberId, document: DocumentId) -> Result<Vec<View>, StoreError>;
}
