//! Adoptions: what CLPs did with a published text, the words that they passed, and links to confirm it.

use crate::{Act, StoreError};
use domain::adoption::{Consent, Hand, Kind, Likeness, State};
use domain::document::Standing;
use domain::ids::{AdoptionId, AdoptionLinkId, DocumentId, MemberId, PublicationId};
use domain::time::Instant;

/// What one CLP did with a published text, as it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adoption {
    /// Its id.
    pub id: AdoptionId,
    /// Of which text.
    pub document: DocumentId,
    /// Its number among the adoptions of that text, from 1.
    pub number: u32,
    /// The copy that was taken.
    pub publication: PublicationId,
    /// The version of that copy.
    pub version: u32,
    /// What has become of that publication.
    pub standing: Standing,
    /// Since when.
    pub standing_at: Instant,
    /// The CLP, by name.
    pub clp: String,
    /// Its region, or empty.
    pub region: String,
    /// For which conference.
    pub conference: String,
    /// Who reports for the CLP; nobody where the committee wrote down what it was told.
    pub reporter: Option<MemberId>,
    /// Their name.
    pub reporter_name: Option<String>,
    /// Who may know of it.
    pub consent: Consent,
    /// Where it stands.
    pub state: State,
    /// How many moves led there.
    pub moves: u32,
    /// Who confirmed it, besides whoever reported it.
    pub confirmed: Option<Hand>,
    /// The day of the meeting that the last report was about, as a date, or empty.
    pub meeting_on: String,
    /// The composite here that it went into.
    pub composite_document: Option<DocumentId>,
    /// That composite's address.
    pub composite_slug: Option<String>,
    /// The composite by name.
    pub composite: String,
    /// When it was first reported.
    pub created_at: Instant,
    /// When it was last moved.
    pub changed_at: Instant,
    /// The words that the CLP passed, where they are its own; without the text.
    pub variant: Option<VariantFigures>,
}

/// What is known of a variant without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariantFigures {
    /// Its number among those of its adoption: a later one puts an earlier one right.
    pub number: u32,
    /// Its words, by its rule.
    pub words: u32,
    /// The rule: a key, or JSON.
    pub profile: String,
    /// The adoption whose words it was made from, where it was not the model.
    pub from: Option<AdoptionId>,
    /// Whether whoever reported it said so; otherwise it is the likest.
    pub from_said: bool,
    /// By which way of counting it was compared.
    pub algorithm: u32,
    /// How it compares with the model.
    pub likeness: Likeness,
}

/// The words that a CLP passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// What is known of it.
    pub figures: VariantFigures,
    /// Its title.
    pub title: String,
    /// Its canonical text.
    pub text: String,
    /// SHA-256 over title and text.
    pub hash: String,
    /// When it was saved.
    pub at: Instant,
}

/// A variant to be saved.
#[derive(Clone, Debug)]
pub struct NewVariant {
    /// Its title.
    pub title: String,
    /// Its canonical text.
    pub text: String,
    /// SHA-256 over title and text.
    pub hash: String,
    /// Its words, by its rule.
    pub words: u32,
    /// The rule: a key, or JSON.
    pub profile: String,
    /// The adoption whose words it was made from, where it was not the model.
    pub from: Option<AdoptionId>,
    /// Whether that was said.
    pub from_said: bool,
    /// By which way of counting it was compared.
    pub algorithm: u32,
    /// How it compares with the model.
    pub likeness: Likeness,
    /// Who saves it.
    pub member: MemberId,
}

/// An adoption to be recorded; where it stands comes with its first move.
#[derive(Clone, Debug)]
pub struct NewAdoption {
    /// Its id.
    pub id: AdoptionId,
    /// Of which text.
    pub document: DocumentId,
    /// The copy that was taken.
    pub publication: PublicationId,
    /// The CLP, by name.
    pub clp: String,
    /// Its region, or empty.
    pub region: String,
    /// For which conference.
    pub conference: String,
    /// Who reports for the CLP.
    pub reporter: Option<MemberId>,
    /// Who may know of it.
    pub consent: Consent,
}

/// A recorded move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdoptionMove {
    /// Its number, from 1.
    pub number: u32,
    /// What it is.
    pub kind: Kind,
    /// Where it led.
    pub state: State,
    /// Whose word it is.
    pub hand: Hand,
    /// The day of the meeting, as a date, or empty.
    pub meeting_on: String,
    /// The composite by name.
    pub composite: String,
    /// More about it, or empty.
    pub note: String,
    /// Who recorded it; nobody where the secretary used a link.
    pub member: Option<MemberId>,
    /// Their name.
    pub member_name: Option<String>,
    /// When.
    pub at: Instant,
}

/// A move to be recorded.
#[derive(Clone, Debug)]
pub struct NewAdoptionMove {
    /// Of which adoption.
    pub adoption: AdoptionId,
    /// How many moves whoever records it has seen.
    pub seen: u32,
    /// What it is.
    pub kind: Kind,
    /// Where it leads.
    pub state: State,
    /// Whether the CLP has then passed words of its own.
    pub own_words: bool,
    /// Whose word it is.
    pub hand: Hand,
    /// The day of the meeting, as a date, or empty.
    pub meeting_on: String,
    /// The composite here.
    pub composite_document: Option<DocumentId>,
    /// The composite by name.
    pub composite: String,
    /// More about it, or empty.
    pub note: String,
    /// Who records it.
    pub member: Option<MemberId>,
}

/// A link by which the secretary of a CLP confirms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdoptionLink {
    /// Its id.
    pub id: AdoptionLinkId,
    /// What it confirms.
    pub adoption: AdoptionId,
    /// Who sent it.
    pub member: MemberId,
    /// Until when it holds.
    pub expires_at: Instant,
    /// It has been used.
    pub used: bool,
}

/// A link to be sent.
#[derive(Clone, Debug)]
pub struct NewAdoptionLink {
    /// Its id.
    pub id: AdoptionLinkId,
    /// What it confirms.
    pub adoption: AdoptionId,
    /// The hash of its token.
    pub token_hash: String,
    /// Who sends it.
    pub member: MemberId,
    /// Until when it holds.
    pub expires_at: Instant,
}

/// Questions about adoptions.
#[async_trait::async_trait]
pub trait Adoptions {
    /// Records an adoption with its first move and, where it comes with one, its variant; answers its number.
    async fn adopt(
        &self,
        act: &Act,
        adoption: &NewAdoption,
        first: &NewAdoptionMove,
        variant: Option<&NewVariant>,
    ) -> Result<u32, StoreError>;
    /// Every adoption of a text in the order of their numbers, each with the figures of its last variant.
    async fn adoptions(&self, document: DocumentId) -> Result<Vec<Adoption>, StoreError>;
    /// One of them.
    async fn adoption(&self, document: DocumentId, number: u32) -> Result<Option<Adoption>, StoreError>;
    /// One by its id.
    async fn adoption_by_id(&self, id: AdoptionId) -> Result<Option<Adoption>, StoreError>;
    /// Every move of an adoption, in order.
    async fn adoption_moves(&self, id: AdoptionId) -> Result<Vec<AdoptionMove>, StoreError>;

    /// Records a move and, where it comes with one, a variant. [`StoreError::Stale`] where there have been others.
    async fn move_adoption(
        &self,
        act: &Act,
        step: &NewAdoptionMove,
        variant: Option<&NewVariant>,
    ) -> Result<(), StoreError>;
    /// Notes who may know of it.
    async fn set_consent(&self, act: &Act, id: AdoptionId, consent: Consent) -> Result<(), StoreError>;

    /// The last variant of an adoption.
    async fn variant(&self, id: AdoptionId) -> Result<Option<Variant>, StoreError>;
    /// The words of the last variant of every adoption of a text.
    async fn variant_texts(&self, document: DocumentId) -> Result<Vec<(AdoptionId, String)>, StoreError>;

    /// Notes a link and sends its mail. [`StoreError::Taken`] where so many have been sent for this adoption since then.
    async fn send_adoption_link(
        &self,
        act: &Act,
        link: &NewAdoptionLink,
        most: (u32, Instant),
    ) -> Result<(), StoreError>;
    /// A link by the hash of its token.
    async fn adoption_link(&self, token_hash: &str) -> Result<Option<AdoptionLink>, StoreError>;
    /// Uses a link up, records the move that it makes, and whom the CLP lets know; `false` where it has been used or
    /// has run out.
    /// [`StoreError::Stale`] where there have been other moves.
    async fn use_adoption_link(
        &self,
        act: &Act,
        id: AdoptionLinkId,
        step: &NewAdoptionMove,
        consent: Consent,
    ) -> Result<bool, StoreError>;
}
