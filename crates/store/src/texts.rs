//! Texts and their versions.

use crate::{Act, StoreError};
use domain::document::{Origin, Records};
use domain::ids::{DocumentId, MemberId};
use domain::time::Instant;

/// A text across its versions, with the records from which its stage follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its id.
    pub id: DocumentId,
    /// The part of its address that names it.
    pub slug: String,
    /// Its latest title.
    pub title: String,
    /// Whose it is, in words: empty for the group's own.
    pub owner: String,
    /// Where a tracked text comes from.
    pub source: String,
    /// The rule profile, by key or as JSON.
    pub profile: String,
    /// Who started it.
    pub author: MemberId,
    /// Their name.
    pub author_name: String,
    /// When it was started.
    pub created_at: Instant,
    /// When it last changed.
    pub changed_at: Instant,
    /// The number of the latest version.
    pub latest: u32,
    /// Words of the latest version by its rule.
    pub words: u32,
    /// Where it stands.
    pub records: Records,
    /// The close of the round that is open now.
    pub round_closes: Option<Instant>,
    /// The address of what has been published of it and is current.
    pub published: Option<String>,
}

/// A text to be started.
#[derive(Clone, Debug)]
pub struct NewDocument {
    /// Its id.
    pub id: DocumentId,
    /// The wished address; a number is added where it is taken.
    pub slug: String,
    /// Whose it is.
    pub origin: Origin,
    /// Its owner, for a tracked text.
    pub owner: String,
    /// Where it comes from, for a tracked text.
    pub source: String,
    /// The rule profile.
    pub profile: String,
}

/// A version to be saved.
#[derive(Clone, Debug)]
pub struct NewVersion {
    /// Of which text.
    pub document: DocumentId,
    /// The title.
    pub title: String,
    /// The canonical text.
    pub text: String,
    /// One id for each clause.
    pub clauses: Vec<u32>,
    /// The next unused clause id.
    pub next_clause: u32,
    /// Words by the rule.
    pub words: u32,
    /// The number of words that the source states.
    pub stated_words: Option<u32>,
    /// The rule profile at the time.
    pub profile: String,
    /// The line layout's algorithm.
    pub layout_algorithm: u16,
    /// The line layout's width.
    pub layout_width: u16,
    /// SHA-256 over title and text.
    pub hash: String,
    /// Who.
    pub author: MemberId,
    /// What changed and why, in the author's words.
    pub note: String,
    /// When a tracked text was seen like this, as a date.
    pub seen_on: String,
}

/// A saved version. It never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Of which text.
    pub document: DocumentId,
    /// Its number, from 1.
    pub number: u32,
    /// The title.
    pub title: String,
    /// The canonical text.
    pub text: String,
    /// One id for each clause.
    pub clauses: Vec<u32>,
    /// The next unused clause id.
    pub next_clause: u32,
    /// Words by the rule.
    pub words: u32,
    /// The number of words that the source states.
    pub stated_words: Option<u32>,
    /// The rule profile at the time.
    pub profile: String,
    /// The line layout's algorithm.
    pub layout_algorithm: u16,
    /// The line layout's width.
    pub layout_width: u16,
    /// SHA-256 over title and text.
    pub hash: String,
    /// Who.
    pub author: MemberId,
    /// Their name.
    pub author_name: String,
    /// What changed and why.
    pub note: String,
    /// When a tracked text was seen like this.
    pub seen_on: String,
    /// When it was saved.
    pub created_at: Instant,
}

/// What somebody last looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Which text.
    pub document: DocumentId,
    /// Which version.
    pub version: u32,
    /// When.
    pub at: Instant,
}

/// Questions about texts.
#[async_trait::async_trait]
pub trait Texts {
    /// Starts a text with its first version; answers the address that it got.
    async fn start(
        &self,
        act: &Act,
        document: &NewDocument,
        first: &NewVersion,
    ) -> Result<String, StoreError>;
    /// Saves a version on top of `base`; [`StoreError::Stale`] where that is not the latest. Answers its number.
    /// The text goes by the version's rule from then on.
    async fn save_version(&self, act: &Act, base: u32, version: &NewVersion) -> Result<u32, StoreError>;

    /// A text by address.
    async fn document(&self, slug: &str, now: Instant) -> Result<Option<Document>, StoreError>;
    /// A text by id.
    async fn document_by_id(&self, id: DocumentId, now: Instant) -> Result<Option<Document>, StoreError>;
    /// Texts, the last changed first: those circulated, tracked or open from the first, those of `author`, and with
    /// `drafts` all others.
    async fn documents(
        &self,
        now: Instant,
        drafts: bool,
        author: Option<MemberId>,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<Document>, StoreError>;
    /// A version.
    async fn version(&self, document: DocumentId, number: u32) -> Result<Option<Version>, StoreError>;
    /// Every version, the first one first; pages by `after` (a number) and `limit`.
    async fn versions(
        &self,
        document: DocumentId,
        after: u32,
        limit: i64,
    ) -> Result<Vec<Version>, StoreError>;

    /// Which versions there are of all texts; with `published`, only those that have been published.
    async fn all_versions(&self, published: bool) -> Result<Vec<(DocumentId, u32)>, StoreError>;
    /// The versions whose fingerprint starts with these digits, published or not, the newest first.
    async fn versions_starting(&self, digits: &str, limit: i64)
    -> Result<Vec<(DocumentId, u32)>, StoreError>;

    /// What this member last saw of a text.
    async fn looked(&self, member: MemberId, document: DocumentId) -> Result<Option<Look>, StoreError>;
    /// What this member last saw, of every text.
    async fn looks(&self, member: MemberId) -> Result<Vec<Look>, StoreError>;
    /// Notes that they have looked.
    async fn look(&self, member: MemberId, look: Look) -> Result<(), StoreError>;
}
