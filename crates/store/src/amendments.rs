//! Amendments, and the merges that take them into a text.

use crate::{Act, NewVersion, StoreError};
use domain::amendment::{Fit, Hand, State};
use domain::ids::{AmendmentId, DocumentId, MemberId, MergeId};
use domain::time::Instant;

/// An amendment as it stands, with the form that its proposer stands by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amendment {
    /// Its id.
    pub id: AmendmentId,
    /// The text that it is to change.
    pub document: DocumentId,
    /// Its number within the text, from 1.
    pub number: u32,
    /// The amendment that it amends, where it does not amend the text itself.
    pub parent: Option<AmendmentId>,
    /// Who proposed it.
    pub author: MemberId,
    /// Their name.
    pub author_name: String,
    /// Who moves it, in words: a person or a body.
    pub mover: String,
    /// Who seconds it.
    pub seconder: String,
    /// Why.
    pub reason: String,
    /// Where it stands.
    pub state: State,
    /// Its words.
    pub form: AmendmentForm,
    /// The version that it has gone into.
    pub version: Option<u32>,
    /// When it was first put before the members.
    pub tabled_at: Option<Instant>,
    /// When it was begun.
    pub created_at: Instant,
    /// When anything about it last changed.
    pub changed_at: Instant,
    /// Counts every change.
    pub revision: u32,
}

/// The words of an amendment against one version. They never change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmendmentForm {
    /// Its number, from 1.
    pub number: u32,
    /// The version that it is written against.
    pub base: u32,
    /// The form of the amended amendment that it is written against, where it amends one.
    pub parent_form: Option<u32>,
    /// The amended text, whole and canonical.
    pub text: String,
    /// How it came about.
    pub fit: Fit,
    /// When.
    pub at: Instant,
}

/// Words to be stored; the store numbers them.
#[derive(Clone, Debug)]
pub struct NewForm {
    /// The version that they are written against.
    pub base: u32,
    /// The form of the amended amendment.
    pub parent_form: Option<u32>,
    /// The amended text.
    pub text: String,
    /// How they came about.
    pub fit: Fit,
}

/// An amendment to be stored, as a draft.
#[derive(Clone, Debug)]
pub struct NewAmendment {
    /// Its id.
    pub id: AmendmentId,
    /// The text.
    pub document: DocumentId,
    /// The amendment that it amends.
    pub parent: Option<AmendmentId>,
    /// Who proposes it.
    pub author: MemberId,
    /// Who moves it.
    pub mover: String,
    /// Who seconds it.
    pub seconder: String,
    /// Why.
    pub reason: String,
}

/// What is to change about an amendment. [`StoreError::Stale`] where `revision` is not its latest.
#[derive(Clone, Debug)]
pub struct AmendmentChange {
    /// Which.
    pub id: AmendmentId,
    /// The revision that whoever acts has seen.
    pub revision: u32,
    /// Mover, seconder and reason anew.
    pub words: Option<(String, String, String)>,
    /// A new form, by which its proposer stands from now on.
    pub form: Option<NewForm>,
    /// Where it goes, one state after the other.
    pub moves: Vec<NewMove>,
    /// The version that it goes into.
    pub version: Option<u32>,
}

/// One move of an amendment to be recorded.
#[derive(Clone, Debug)]
pub struct NewMove {
    /// The state that it leads to.
    pub state: State,
    /// Who.
    pub member: MemberId,
    /// In which capacity.
    pub hand: Hand,
    /// Why.
    pub reason: String,
    /// The version that is current.
    pub version: u32,
}

/// One recorded move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmendmentMove {
    /// The state that it led to.
    pub state: State,
    /// Who.
    pub member: MemberId,
    /// Their name.
    pub member_name: String,
    /// In which capacity.
    pub hand: Hand,
    /// Why.
    pub reason: String,
    /// The version that was current.
    pub version: u32,
    /// When.
    pub at: Instant,
}

/// An amendment that waits for somebody, with the text that it is to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmendmentWaiting {
    /// The text's address.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The text's latest version.
    pub latest: u32,
    /// The amendment's number.
    pub number: u32,
    /// The amendment that it amends, where it does not amend the text itself.
    pub parent: Option<AmendmentId>,
    /// Where it stands.
    pub state: State,
    /// The version that its words are written against.
    pub base: u32,
    /// When anything about it last changed.
    pub changed_at: Instant,
}

/// A sitting over the amendments to one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// Its id.
    pub id: MergeId,
    /// The text.
    pub document: DocumentId,
    /// The version that it builds on.
    pub base: u32,
    /// Who began it.
    pub started_by: MemberId,
    /// Their name.
    pub started_by_name: String,
    /// When.
    pub created_at: Instant,
    /// How many steps have been taken.
    pub steps: u32,
    /// The version that came of it.
    pub version: Option<u32>,
    /// When it was saved or given up.
    pub ended_at: Option<Instant>,
}

/// One step of a merge. It never changes; taking it back is a step of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergeStep {
    /// Its number, from 1.
    pub number: u32,
    /// Who.
    pub member_name: String,
    /// What, as JSON.
    pub step: String,
    /// When.
    pub at: Instant,
}

/// Which amendments brought which words of a merged version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The version.
    pub version: u32,
    /// The passages, as JSON.
    pub passages: String,
}

/// Questions about amendments and merges.
#[async_trait::async_trait]
pub trait Amendments {
    /// Stores a draft; answers its number within the text.
    async fn propose(&self, act: &Act, amendment: &NewAmendment, form: &NewForm) -> Result<u32, StoreError>;
    /// Changes an amendment.
    async fn change_amendment(&self, act: &Act, change: &AmendmentChange) -> Result<(), StoreError>;
    /// Changes several amendments at once: all of them or none.
    async fn change_amendments(&self, act: &Act, changes: &[AmendmentChange]) -> Result<(), StoreError>;
    /// Every amendment to a text, in order of number.
    async fn amendments(&self, document: DocumentId) -> Result<Vec<Amendment>, StoreError>;
    /// How many amendments to a text are before the members: tabled, taken on, to be voted on or carried.
    async fn amendment_count(&self, document: DocumentId) -> Result<u32, StoreError>;
    /// One amendment by its number.
    async fn amendment(&self, document: DocumentId, number: u32) -> Result<Option<Amendment>, StoreError>;
    /// Every form that an amendment has had, in order.
    async fn amendment_forms(&self, id: AmendmentId) -> Result<Vec<AmendmentForm>, StoreError>;
    /// All that was done with an amendment, in order.
    async fn amendment_moves(&self, id: AmendmentId) -> Result<Vec<AmendmentMove>, StoreError>;
    /// Open amendments that this member has proposed, the last changed first.
    async fn own_amendments(&self, member: MemberId, limit: i64)
    -> Result<Vec<AmendmentWaiting>, StoreError>;
    /// Amendments that wait for the committee to look at them, the longest waiting first.
    async fn submitted_amendments(&self, limit: i64) -> Result<Vec<AmendmentWaiting>, StoreError>;

    /// Begins a merge; [`StoreError::Taken`] where one is open on this text.
    async fn begin_merge(
        &self,
        act: &Act,
        id: MergeId,
        document: DocumentId,
        base: u32,
        steps: &[String],
    ) -> Result<(), StoreError>;
    /// The merge that is open on a text.
    async fn open_merge(&self, document: DocumentId) -> Result<Option<Merge>, StoreError>;
    /// Every step of a merge, in order.
    async fn merge_steps(&self, id: MergeId) -> Result<Vec<MergeStep>, StoreError>;
    /// Takes a step; [`StoreError::Stale`] where others have been taken since `after`.
    async fn step_merge(&self, act: &Act, id: MergeId, after: u32, step: &str) -> Result<(), StoreError>;
    /// Gives a merge up.
    async fn end_merge(&self, act: &Act, id: MergeId, after: u32) -> Result<(), StoreError>;
    /// Saves what came of a merge as a version, with its trace and each amendment's fate: all of it or nothing.
    /// [`StoreError::Stale`] where the text, the merge or an amendment has moved on. Answers the version's number.
    async fn save_merge(
        &self,
        act: &Act,
        merge: &Merge,
        version: &NewVersion,
        passages: &str,
        fates: &[AmendmentChange],
    ) -> Result<u32, StoreError>;
    /// The traces of a text's versions.
    async fn traces(&self, document: DocumentId) -> Result<Vec<Trace>, StoreError>;
}
