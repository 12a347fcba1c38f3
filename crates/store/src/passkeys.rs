//! Passkeys: keys that devices hold, and the questions by which they are tried.

use crate::{Act, NewSession, StoreError};
use domain::ids::{MemberId, PasskeyId};
use domain::time::Instant;

/// A passkey to be stored.
#[derive(Clone, Debug)]
pub struct NewPasskey {
    /// Its id.
    pub id: PasskeyId,
    /// Whose.
    pub member: MemberId,
    /// What the device calls it.
    pub credential_id: String,
    /// Its public key and the count of its uses.
    pub credential: String,
    /// What its owner calls it.
    pub name: String,
}

/// A stored passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// Its id.
    pub id: PasskeyId,
    /// Whose.
    pub member: MemberId,
    /// What the device calls it.
    pub credential_id: String,
    /// Its public key and the count of its uses.
    pub credential: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was added.
    pub created_at: Instant,
    /// When it last signed somebody in.
    pub used_at: Option<Instant>,
}

/// A question to a device. Only the hash of the token that names it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// SHA-256 of its token.
    pub token_hash: String,
    /// Who adds a passkey; nobody where somebody wants to sign in.
    pub member: Option<MemberId>,
    /// What was asked.
    pub state: String,
    /// Until when it may be answered.
    pub expires_at: Instant,
}

/// Questions about passkeys.
#[async_trait::async_trait]
pub trait Passkeys {
    /// Somebody's passkeys, the oldest first.
    async fn passkeys(&self, member: MemberId) -> Result<Vec<Passkey>, StoreError>;
    /// The passkey that a device calls so.
    async fn passkey(&self, credential_id: &str) -> Result<Option<Passkey>, StoreError>;
    /// Stores a passkey; [`StoreError::Taken`] (`passkey`) where its owner has `most` already, and (`row`) where the
    /// key is known.
    async fn add_passkey(&self, act: &Act, passkey: &NewPasskey, most: u32) -> Result<(), StoreError>;
    /// Removes a passkey of this member; `false` where they have none such.
    async fn remove_passkey(&self, act: &Act, member: MemberId, id: PasskeyId) -> Result<bool, StoreError>;
    /// Opens a session for a passkey, and replaces `before` by what it is after this use; `false` where it has been
    /// used or removed meanwhile.
    async fn use_passkey(
        &self,
        act: &Act,
        before: &Passkey,
        after: &str,
        session: &NewSession,
    ) -> Result<bool, StoreError>;
    /// Stores a question.
    async fn ask_passkey(&self, challenge: &Challenge) -> Result<(), StoreError>;
    /// Takes a question away, so that it is answered once; `None` where there is none any more.
    async fn take_challenge(&self, token_hash: &str, now: Instant) -> Result<Option<Challenge>, StoreError>;
}
