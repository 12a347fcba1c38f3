//! Approvals, decisions and publications.

use crate::{Act, StoreError};
use domain::decision::{Outcome, Tally, Verdict};
use domain::document::{Kind, Standing};
use domain::ids::{ApprovalId, DecisionId, DocumentId, MemberId, PublicationId};
use domain::time::Instant;

/// One committee member's vote on a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Its id.
    pub id: ApprovalId,
    /// On which version.
    pub version: u32,
    /// The hash of what was voted on.
    pub hash: String,
    /// Whose.
    pub member: MemberId,
    /// Their name.
    pub member_name: String,
    /// Whether they sit on the committee now.
    pub current: bool,
    /// Whether they are the chair now.
    pub chair: bool,
    /// How.
    pub verdict: Verdict,
    /// Why, or empty.
    pub reason: String,
    /// When.
    pub at: Instant,
}

/// A vote to be recorded, and what a decision would record with it.
#[derive(Clone, Debug)]
pub struct NewApproval {
    /// Its id.
    pub id: ApprovalId,
    /// The id of the decision, should this vote lead to one.
    pub decision: DecisionId,
    /// On which text.
    pub document: DocumentId,
    /// On which version.
    pub version: u32,
    /// The hash of what is voted on.
    pub hash: String,
    /// Whose.
    pub member: MemberId,
    /// How.
    pub verdict: Verdict,
    /// Why, or empty.
    pub reason: String,
    /// Votes needed, as the group has set it.
    pub quorum: u32,
    /// Words of the version by its rule.
    pub words: u32,
    /// The limit of the rule.
    pub word_limit: Option<u32>,
    /// The rule's name.
    pub rule: String,
}

/// What a vote led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The votes so far.
    pub tally: Tally,
}

/// A decision, as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionRecord {
    /// Its id.
    pub id: DecisionId,
    /// On which version.
    pub version: u32,
    /// The hash of what was decided on.
    pub hash: String,
    /// What was decided.
    pub outcome: Outcome,
    /// Votes for, against, abstentions.
    pub votes: (u32, u32, u32),
    /// The votes that were needed on that day.
    pub quorum: u32,
    /// Who took part, by role and without names, as the group may show it.
    pub attendance: String,
    /// Words by the rule.
    pub words: u32,
    /// The rule's limit.
    pub word_limit: Option<u32>,
    /// The rule's name.
    pub rule: String,
    /// When.
    pub at: Instant,
}

/// A published version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// Its id.
    pub id: PublicationId,
    /// The part of its address that names it.
    pub slug: String,
    /// Of which text.
    pub document: DocumentId,
    /// What that text is.
    pub kind: Kind,
    /// Which version.
    pub version: u32,
    /// Its title.
    pub title: String,
    /// The hash of title and text.
    pub hash: String,
    /// Who publishes.
    pub imprint: String,
    /// When.
    pub published_at: Instant,
    /// The head of the event chain at that time.
    pub chain_head: String,
    /// What has become of it.
    pub standing: Standing,
    /// Since when.
    pub standing_at: Instant,
    /// Why.
    pub standing_reason: String,
    /// Words by the rule.
    pub words: u32,
    /// The rule profile.
    pub profile: String,
}

/// A version to be published.
#[derive(Clone, Debug)]
pub struct NewPublication {
    /// Its id.
    pub id: PublicationId,
    /// The wished address; the version's number is added where it is taken.
    pub slug: String,
    /// Of which text.
    pub document: DocumentId,
    /// Which version.
    pub version: u32,
    /// The hash of title and text.
    pub hash: String,
    /// Who publishes.
    pub imprint: String,
    /// Which member did.
    pub published_by: MemberId,
}

/// Questions about approvals, decisions and publications.
#[async_trait::async_trait]
pub trait Decisions {
    /// Records a vote, and the decision if it is reached by it; all in one transaction.
    /// [`StoreError::Taken`] where this member has voted on this version, or it has been decided.
    async fn vote(&self, act: &Act, approval: &NewApproval) -> Result<Decided, StoreError>;
    /// The votes on a version, in order.
    async fn approvals(&self, document: DocumentId, version: u32) -> Result<Vec<Approval>, StoreError>;
    /// How many sit on the committee now, and whether there is a chair.
    async fn committee(&self) -> Result<(u32, bool), StoreError>;
    /// The decisions on a text, the newest first.
    async fn decisions(&self, document: DocumentId) -> Result<Vec<DecisionRecord>, StoreError>;

    /// Publishes a version; one that was current before is superseded by it. Answers the address.
    async fn publish(&self, act: &Act, publication: &NewPublication) -> Result<String, StoreError>;
    /// Withdraws a publication.
    async fn withdraw(&self, act: &Act, id: PublicationId, reason: &str) -> Result<(), StoreError>;
    /// A publication by address.
    async fn publication(&self, slug: &str) -> Result<Option<Publication>, StoreError>;
    /// The publications of a text, the newest first.
    async fn publications_of(&self, document: DocumentId) -> Result<Vec<Publication>, StoreError>;
    /// The publications whose fingerprint starts with these digits, the newest first.
    async fn publications_starting(&self, digits: &str, limit: i64) -> Result<Vec<Publication>, StoreError>;
    /// Every publication, the newest first.
    async fn publications(&self, limit: i64, offset: i64) -> Result<Vec<Publication>, StoreError>;
}
