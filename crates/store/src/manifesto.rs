//! The manifesto: its sections, what stands around them, its editions, and what the checks of it need to know.

use crate::{Act, Document, NewDocument, NewVersion, Round, StoreError, Version};
use domain::document::Kind;
use domain::ids::{DismissalId, DocumentId, LinkId, MemberId, OutcomeId};
use domain::section::{Course, Move};
use domain::time::Instant;

/// A section as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its text across its versions; the title is the heading.
    pub document: Document,
    /// Its place among all sections, which grows without being counted.
    pub position: u32,
    /// Where it stands.
    pub course: Course,
    /// The one-line promise that stands for it in the list of commitments; empty where there is none.
    pub commitment: String,
    /// How many words it should have at most.
    pub budget: Option<u32>,
    /// Counts the changes of what is recorded beside the text.
    pub revision: u32,
    /// The last version that the committee approved by a vote.
    pub approved: Option<u32>,
    /// The number of the last approved edition in which its latest version stands.
    pub edition: Option<u32>,
    /// How many comments it has.
    pub comments: u32,
    /// How many amendments to it are before the members.
    pub amendments: u32,
}

/// A section to be started.
#[derive(Clone, Debug)]
pub struct NewSection {
    /// The text.
    pub document: NewDocument,
    /// Its first version.
    pub first: NewVersion,
    /// Where it starts.
    pub state: Move,
    /// Its line in the list of commitments.
    pub commitment: String,
    /// How many words it should have at most.
    pub budget: Option<u32>,
}

/// A version of a section that differs from its base in the numbers of its references alone.
#[derive(Clone, Debug)]
pub struct Following {
    /// The version that it is based on, which must be the latest.
    pub base: u32,
    /// The version.
    pub version: NewVersion,
}

/// A text of the group that is no section, as the checks read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownText {
    /// Its id.
    pub document: DocumentId,
    /// Its address.
    pub slug: String,
    /// What it is.
    pub kind: Kind,
    /// Its latest version.
    pub version: u32,
    /// The title of that.
    pub title: String,
    /// Its canonical text.
    pub text: String,
}

/// What is recorded of a section beside its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SectionStep {
    /// It moved.
    State(Move),
    /// Its line in the list of commitments.
    Commitment(String),
    /// How many words it should have at most.
    Budget(Option<u32>),
}

/// A recorded change of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionChange {
    /// Its number, from 1.
    pub number: u32,
    /// What changed.
    pub step: SectionStep,
    /// The latest version at that time.
    pub version: u32,
    /// Why; may be empty.
    pub note: String,
    /// Who.
    pub member_name: String,
    /// When.
    pub at: Instant,
}

/// A change of a section to be recorded.
#[derive(Clone, Debug)]
pub struct NewSectionChange {
    /// Which section.
    pub document: DocumentId,
    /// The revision that whoever changes it has seen.
    pub seen: u32,
    /// The version that it is about, which must be the latest; `None` where the text does not matter.
    pub version: Option<u32>,
    /// What changes, one after the other.
    pub steps: Vec<SectionStep>,
    /// Why.
    pub note: String,
}

/// What stands around the sections in the next edition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// Counts the changes, from 1.
    pub revision: u32,
    /// The title.
    pub title: String,
    /// The sentence before the commitments, which says who is urged.
    pub addressee: String,
    /// What stands after the last section; may be empty.
    pub closing: String,
    /// How many words the whole should have at most.
    pub budget: Option<u32>,
}

/// What an edition holds at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assembled {
    /// The section.
    pub section: DocumentId,
    /// Its version.
    pub version: u32,
    /// Its heading there.
    pub heading: String,
    /// Its line in the list of commitments there.
    pub commitment: String,
}

/// An edition to be recorded with the version that it is.
#[derive(Clone, Debug)]
pub struct NewEdition {
    /// The sentence before the commitments.
    pub addressee: String,
    /// What stands after the last section.
    pub closing: String,
    /// The sections, in order.
    pub holds: Vec<Assembled>,
}

/// An assembled edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// Its number, from 1.
    pub number: u32,
    /// The version of the manifesto that it is.
    pub version: u32,
    /// The title.
    pub title: String,
    /// Its words.
    pub words: u32,
    /// The fingerprint of that version.
    pub hash: String,
    /// What was said of it.
    pub note: String,
    /// The sentence before the commitments.
    pub addressee: String,
    /// What stands after the last section.
    pub closing: String,
    /// How many sections it holds.
    pub sections: u32,
    /// Who assembled it.
    pub member_name: String,
    /// When.
    pub at: Instant,
}

/// A version without its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionNote {
    /// Of which text.
    pub document: DocumentId,
    /// Its number.
    pub number: u32,
    /// The title.
    pub title: String,
    /// Its words by its rule.
    pub words: u32,
    /// Who saved it.
    pub author_name: String,
    /// What they said of it.
    pub note: String,
    /// When.
    pub created_at: Instant,
}

/// An amendment that has gone into a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionAmendment {
    /// The section.
    pub document: DocumentId,
    /// The amendment's number within it.
    pub number: u32,
    /// Who moved it.
    pub mover: String,
    /// Who seconded it.
    pub seconder: String,
    /// Why.
    pub reason: String,
    /// The version that it went into.
    pub version: u32,
}

/// A finding that was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dismissal {
    /// Its id.
    pub id: DismissalId,
    /// The finding's key.
    pub key: String,
    /// The section that it is in.
    pub section: Option<DocumentId>,
    /// Why.
    pub reason: String,
    /// Who.
    pub member_name: String,
    /// When.
    pub at: Instant,
}

/// Where a figure comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureSource {
    /// The figure's key.
    pub key: String,
    /// The source.
    pub source: String,
    /// Its date.
    pub on: String,
    /// Who noted it.
    pub member_name: String,
    /// When.
    pub at: Instant,
}

/// What an abbreviation means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The abbreviation.
    pub abbreviation: String,
    /// What it means.
    pub meaning: String,
}

/// Something that the group achieved with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupOutcome {
    /// Its id.
    pub id: OutcomeId,
    /// With which text.
    pub document: DocumentId,
    /// When it happened, as a date.
    pub on: String,
    /// What was achieved.
    pub what: String,
    /// Where that can be read.
    pub source: String,
    /// Who noted it.
    pub member_name: String,
    /// When.
    pub at: Instant,
}

/// Something achieved, to be noted.
#[derive(Clone, Debug)]
pub struct NewOutcome {
    /// Its id.
    pub id: OutcomeId,
    /// With which text.
    pub document: DocumentId,
    /// When it happened, as a date.
    pub on: String,
    /// What was achieved.
    pub what: String,
    /// Where that can be read.
    pub source: String,
}

/// A clause of a motion that should enter a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClauseLink {
    /// Its id.
    pub id: LinkId,
    /// The motion.
    pub document: DocumentId,
    /// The motion's address.
    pub slug: String,
    /// The motion's latest title.
    pub title: String,
    /// The clause's lasting id.
    pub clause: u32,
    /// The section.
    pub section: DocumentId,
    /// The section's address.
    pub section_slug: String,
    /// The section's latest heading.
    pub heading: String,
    /// Who linked it.
    pub member_name: String,
    /// When.
    pub at: Instant,
}

/// Questions about the manifesto. A group has one, so no method says which.
#[async_trait::async_trait]
pub trait Manifesto {
    /// Founds the manifesto, with the sections that it begins with and, where it is taken in whole, the edition that
    /// its first version is; answers its address. [`StoreError::Taken`] where there is one.
    async fn found_manifesto(
        &self,
        act: &Act,
        document: &NewDocument,
        first: &NewVersion,
        frame: &Frame,
        sections: &[NewSection],
        edition: Option<&NewEdition>,
    ) -> Result<String, StoreError>;
    /// The manifesto's document, if there is one.
    async fn manifesto(&self, now: Instant) -> Result<Option<Document>, StoreError>;
    /// Adds sections, after this one or at the end, with what stands around them where that is new; answers the
    /// address of the first. `follow` as in [`Manifesto::reorder`].
    async fn add_sections(
        &self,
        act: &Act,
        manifesto: DocumentId,
        after: Option<DocumentId>,
        sections: &[NewSection],
        frame: Option<&Frame>,
        follow: &[Following],
    ) -> Result<String, StoreError>;
    /// Every section in its order, those that were dropped last.
    async fn sections(&self, now: Instant) -> Result<Vec<Section>, StoreError>;
    /// The latest version of every section, in no order.
    async fn section_texts(&self) -> Result<Vec<Version>, StoreError>;
    /// The versions of every section that are settled, in no order: the last one that was approved by a vote, and the
    /// one that was agreed if that still stands.
    async fn settled_section_texts(&self) -> Result<Vec<Version>, StoreError>;
    /// Every version of every section without its words, by section and number.
    async fn section_versions(&self) -> Result<Vec<VersionNote>, StoreError>;
    /// Every change of a section, in order.
    async fn section_changes(&self, section: DocumentId) -> Result<Vec<SectionChange>, StoreError>;
    /// Records changes of sections: all of them or none. [`StoreError::Stale`] where there have been others, or the
    /// version that was seen is not the latest. `follow` as in [`Manifesto::reorder`].
    async fn change_sections(
        &self,
        act: &Act,
        changes: &[NewSectionChange],
        follow: &[Following],
    ) -> Result<(), StoreError>;
    /// Puts the sections in an order, and with it saves versions whose references follow it. What was agreed stays
    /// agreed then. [`StoreError::Stale`] where the order is no longer `base` or a text has moved on; `order` must hold
    /// the same sections.
    async fn reorder(
        &self,
        act: &Act,
        base: &[DocumentId],
        order: &[DocumentId],
        follow: &[Following],
    ) -> Result<(), StoreError>;

    /// What stands around the sections in the next edition.
    async fn frame(&self) -> Result<Option<Frame>, StoreError>;
    /// Changes that; the frame's revision is the one that was seen. [`StoreError::Stale`] where there have been others.
    async fn set_frame(&self, act: &Act, manifesto: DocumentId, frame: &Frame) -> Result<(), StoreError>;

    /// Saves an edition as a version of the manifesto on top of `base`; answers the edition's number.
    /// [`StoreError::Stale`] where `base` is not the latest or the frame has changed since `frame`.
    async fn assemble(
        &self,
        act: &Act,
        base: u32,
        frame: u32,
        version: &NewVersion,
        edition: &NewEdition,
    ) -> Result<u32, StoreError>;
    /// Every edition, the newest first.
    async fn editions(&self) -> Result<Vec<Edition>, StoreError>;
    /// What a version of the manifesto was assembled from, in order.
    async fn assembly(&self, manifesto: DocumentId, version: u32) -> Result<Vec<Assembled>, StoreError>;
    /// The section versions that a version of the manifesto was assembled from, in order.
    async fn edition_texts(&self, manifesto: DocumentId, version: u32) -> Result<Vec<Version>, StoreError>;
    /// Every amendment that has gone into a version of a section, by section and number.
    async fn section_amendments(&self) -> Result<Vec<SectionAmendment>, StoreError>;
    /// Every round on a section, in the order in which they open.
    async fn section_rounds(&self) -> Result<Vec<Round>, StoreError>;
    /// The latest version of motions and composites that members know or that are published, the last changed first.
    async fn known_texts(&self, limit: i64) -> Result<Vec<KnownText>, StoreError>;

    /// Sets a finding aside. [`StoreError::Taken`] where it is.
    async fn dismiss_finding(
        &self,
        act: &Act,
        id: DismissalId,
        key: &str,
        section: Option<DocumentId>,
        reason: &str,
    ) -> Result<(), StoreError>;
    /// Takes that back.
    async fn revoke_dismissal(&self, act: &Act, id: DismissalId, member: MemberId) -> Result<(), StoreError>;
    /// The findings that are set aside, the newest first.
    async fn dismissals(&self) -> Result<Vec<Dismissal>, StoreError>;
    /// Notes where a figure comes from; what was noted before stays.
    async fn set_figure_source(&self, act: &Act, key: &str, source: &str, on: &str)
    -> Result<(), StoreError>;
    /// Where figures come from, by key: the last note on each.
    async fn figure_sources(&self) -> Result<Vec<FigureSource>, StoreError>;
    /// Says what an abbreviation means; an empty meaning takes it out.
    async fn set_meaning(&self, act: &Act, abbreviation: &str, meaning: &str) -> Result<(), StoreError>;
    /// The group's abbreviations, in order.
    async fn glossary(&self) -> Result<Vec<Meaning>, StoreError>;

    /// Notes something achieved.
    async fn add_outcome(&self, act: &Act, outcome: &NewOutcome) -> Result<(), StoreError>;
    /// Takes that back.
    async fn withdraw_outcome(&self, act: &Act, id: OutcomeId, member: MemberId) -> Result<(), StoreError>;
    /// What was achieved, with one text or with all of them, the latest first.
    async fn outcomes(&self, document: Option<DocumentId>) -> Result<Vec<GroupOutcome>, StoreError>;
    /// Links a clause to a section. [`StoreError::Taken`] where it is linked.
    async fn link_clause(
        &self,
        act: &Act,
        id: LinkId,
        document: DocumentId,
        clause: u32,
        section: DocumentId,
    ) -> Result<(), StoreError>;
    /// Takes that back.
    async fn unlink_clause(&self, act: &Act, id: LinkId, member: MemberId) -> Result<(), StoreError>;
    /// The links that stand, by motion and clause.
    async fn clause_links(&self) -> Result<Vec<ClauseLink>, StoreError>;
}
