//! What can be stored and asked for.
//!
//! This crate holds the questions ([`People`], [`Passkeys`], [`Texts`], [`Rounds`], [`Amendments`], [`Decisions`],
//! [`Composites`], [`Manifesto`], [`Adoptions`], [`Post`], [`Privacy`], [`Upkeep`]) and the records that
//! answer them; `store-sqlite` and `store-postgres` answer them from one shared body of SQL, `body/`.
//!
//! Four rules hold for every method:
//! - It may fail; a thing that is not there is `Ok(None)`.
//! - Instants and ids are arguments; nothing here reads a clock or makes an id.
//! - A write is one transaction, begun by an [`Act`], which also writes the event, the mails and the submission:
//!   either all of it happened or none.
//! - Who may do it has been decided before: the store asks no questions about permission.
//!
//! To add a question: put a method in the trait, write it once in `body/`, run `cargo xtask prepare`,
//! and add a case to the conformance suite in `conformance/`.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod act;
mod adoptions;
mod amendments;
mod composites;
mod decisions;
mod error;
mod ladders;
mod manifesto;
mod passkeys;
mod people;
mod positions;
mod post;
mod privacy;
mod rounds;
mod texts;
mod upkeep;
mod whole;

pub use act::{Act, Event, NewMail, Submission};
pub use adoptions::{
    Adoption, AdoptionLink, AdoptionMove, Adoptions, NewAdoption, NewAdoptionLink, NewAdoptionMove,
    NewVariant, Variant, VariantFigures,
};
pub use amendments::{
    Amendment, AmendmentChange, AmendmentForm, AmendmentMove, AmendmentWaiting, Amendments, Merge, MergeStep,
    NewAmendment, NewForm, NewMove, Trace,
};
pub use composites::{
    BuildStep, CompositeMove, Composites, NewAnswer, NewBuildStep, NewCompositeMove, NewRedLine, NewSource,
    RedLine, Source, SourceAnswer,
};
pub use decisions::{Approval, Decided, DecisionRecord, Decisions, NewApproval, NewPublication, Publication};
pub use error::StoreError;
pub use ladders::{LadderOf, Ladders, StoredLadder};
pub use manifesto::{
    Assembled, ClauseLink, Dismissal, Edition, FigureSource, Following, Frame, GroupOutcome, KnownText,
    Manifesto, Meaning, NewEdition, NewOutcome, NewSection, NewSectionChange, Section, SectionAmendment,
    SectionChange, SectionStep, VersionNote,
};
pub use passkeys::{Challenge, NewPasskey, Passkey, Passkeys};
pub use people::{
    EmailChange, Member, MemberChange, NewEmailChange, NewMember, NewSession, NewSignIn, Organisation,
    People, SignIn, SignInPurpose,
};
pub use positions::{Held, NewPosition, Position, Positions, Told};
pub use post::{DueMail, Kept, Post};
pub use privacy::{OwnRecord, Privacy};
pub use rounds::{Comment, CommentEdit, NewComment, NewRound, NewView, Round, Rounds, View};
pub use texts::{Document, Look, NewDocument, NewVersion, Texts, Version};
pub use upkeep::{Pool, Upkeep, Vitals};
pub use whole::{Column, Kind, Sink, Sum, Summing, TABLES, Value};

/// Everything that can be asked of a database.
#[async_trait::async_trait]
pub trait Store:
    People
    + Passkeys
    + Texts
    + Rounds
    + Amendments
    + Decisions
    + Composites
    + Manifesto
    + Adoptions
    + Ladders
    + Positions
    + Post
    + Privacy
    + Upkeep
    + Send
    + Sync
    + 'static
{
    /// Brings the schema up to date; refuses one that is newer than this program. SQLite first keeps a copy beside the
    /// file, where there is something to change.
    async fn migrate(&self) -> Result<(), StoreError>;

    /// Whether the database answers, and what it says it is.
    async fn describe(&self) -> Result<String, StoreError>;

    /// Every event from the first on, to check the chain; `after` and `limit` page through it.
    async fn events(&self, after: i64, limit: i64) -> Result<Vec<Event>, StoreError>;

    /// The events about one subject, newest first.
    async fn events_about(&self, subject: &str, limit: i64) -> Result<Vec<Event>, StoreError>;

    /// The number and hash of the newest event.
    async fn chain_head(&self) -> Result<(i64, String), StoreError>;

    /// Writes a consistent copy of the database to a file, where the database can do so itself. The copy has been read
    /// through and is on the disk when this answers.
    async fn backup(&self, path: &str) -> Result<(), StoreError>;

    /// Closes every connection after writing back what is still in the journal.
    async fn close(&self);
}
