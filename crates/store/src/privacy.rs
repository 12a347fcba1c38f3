//! What is kept about one person, and forgetting them.

use crate::{Act, StoreError};
use domain::ids::MemberId;
use domain::time::Instant;

/// One thing that is kept about somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnRecord {
    /// What it is, in a fixed word such as `comment`.
    pub kind: &'static str,
    /// When it was made.
    pub at: Instant,
    /// What it belongs to: the address of a text, or nothing.
    pub about: String,
    /// Its parts, each with a name.
    pub parts: Vec<(&'static str, String)>,
}

/// Questions about what is kept of one person.
#[async_trait::async_trait]
pub trait Privacy {
    /// Everything that is stored about a member, apart from the account itself.
    async fn own_records(&self, member: MemberId) -> Result<Vec<OwnRecord>, StoreError>;
    /// Forgets a member: name, address, party, region, comments, the reasons of their views, votes, amendments and red
    /// lines, requests to sign in and mails go; what others rely on stays, under a pseudonym, as
    /// [`FORGOTTEN`](domain::retention::FORGOTTEN) says. [`StoreError::Taken`] where nobody would be left to look after
    /// accounts, unless the program itself does it. Doing it again changes nothing more.
    async fn erase(&self, act: &Act, member: MemberId) -> Result<(), StoreError>;
    /// Everybody who has been forgotten, to forget them again after an older copy has been restored.
    async fn erased(&self) -> Result<Vec<(MemberId, Instant)>, StoreError>;
}
