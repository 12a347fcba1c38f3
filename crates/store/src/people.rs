//! The group, its members, and how they sign in.

use crate::{Act, StoreError};
use domain::ids::{EmailChangeId, MemberId, SignInId};
use domain::people::{Category, Email, Roles};
use domain::time::Instant;

/// The group itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// What it is, in a sentence or two, for the home page.
    pub about: String,
    /// Who publishes, for the foot of every text that leaves the group.
    pub imprint: String,
    /// How to reach it.
    pub contact: String,
    /// Votes that a decision needs.
    pub quorum: u32,
    /// Whether it is the demonstration group, which anybody may enter.
    pub demo: bool,
}

/// A person known to the group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Their id.
    pub id: MemberId,
    /// Their address, lower case.
    pub email: String,
    /// What they are called here.
    pub name: String,
    /// What they hold.
    pub roles: Roles,
    /// Party member or supporter.
    pub category: Category,
    /// Their constituency party, or empty.
    pub clp: String,
    /// Their region, or empty.
    pub region: String,
    /// When they were entered.
    pub created_at: Instant,
    /// Until when the invitation holds.
    pub invited_until: Instant,
    /// When they first signed in.
    pub confirmed_at: Option<Instant>,
    /// Since when they may not sign in.
    pub blocked_at: Option<Instant>,
}

/// A person to be entered.
#[derive(Clone, Debug)]
pub struct NewMember {
    /// Their id.
    pub id: MemberId,
    /// Their address.
    pub email: Email,
    /// What they are called here.
    pub name: String,
    /// What they are to hold.
    pub roles: Roles,
    /// Party member or supporter.
    pub category: Category,
    /// Their constituency party, or empty.
    pub clp: String,
    /// Their region, or empty.
    pub region: String,
    /// Until when the invitation holds.
    pub invited_until: Instant,
}

/// What a member's row becomes.
#[derive(Clone, Debug)]
pub struct MemberChange {
    /// Whose row.
    pub id: MemberId,
    /// What they are called.
    pub name: String,
    /// What they hold.
    pub roles: Roles,
    /// Party member or supporter.
    pub category: Category,
    /// Their constituency party.
    pub clp: String,
    /// Their region.
    pub region: String,
    /// Until when an invitation holds that has not been taken up.
    pub invited_until: Instant,
    /// Blocked since.
    pub blocked_at: Option<Instant>,
    /// Whether every session of theirs ends with this write.
    pub end_sessions: bool,
}

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInPurpose {
    /// Somebody asked to sign in.
    SignIn,
    /// Somebody was invited.
    Invitation,
}

impl SignInPurpose {
    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Invitation => "invitation",
        }
    }
}

/// A request to sign in, to be stored; only hashes of the link and the code are.
#[derive(Clone, Debug)]
pub struct NewSignIn {
    /// Its id; the browser that asked holds it, so that the code needs no address.
    pub id: SignInId,
    /// Who, if anybody has this address.
    pub member: Option<MemberId>,
    /// SHA-256 of the link's token.
    pub token_hash: String,
    /// SHA-256 of id and code.
    pub code_hash: String,
    /// What for.
    pub purpose: SignInPurpose,
    /// Where to go afterwards, a path on this site.
    pub next: String,
    /// Until when it holds.
    pub expires_at: Instant,
}

/// A stored request to sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// Its id.
    pub id: SignInId,
    /// Who.
    pub member: Option<MemberId>,
    /// SHA-256 of id and code.
    pub code_hash: String,
    /// Where to go afterwards.
    pub next: String,
    /// Until when it holds.
    pub expires_at: Instant,
    /// Codes tried so far.
    pub attempts: u32,
    /// Whether it has been used.
    pub used: bool,
}

/// A session to be stored; only the hash of its token is.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// SHA-256 of the cookie's token.
    pub token_hash: String,
    /// Whose.
    pub member: MemberId,
    /// Until when it holds.
    pub expires_at: Instant,
}

/// A new address to be proven; only the hash of its link is stored.
#[derive(Clone, Debug)]
pub struct NewEmailChange {
    /// Its id.
    pub id: EmailChangeId,
    /// Whose.
    pub member: MemberId,
    /// The new address.
    pub email: Email,
    /// SHA-256 of the link's token.
    pub token_hash: String,
    /// Until when it holds.
    pub expires_at: Instant,
}

/// A new address that has yet to be proven, or has been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailChange {
    /// Its id.
    pub id: EmailChangeId,
    /// Whose.
    pub member: MemberId,
    /// The new address.
    pub email: String,
    /// Until when it holds.
    pub expires_at: Instant,
    /// Whether it has been used.
    pub used: bool,
}

/// Questions about people.
#[async_trait::async_trait]
pub trait People {
    /// The group; `None` before it has been set up.
    async fn organisation(&self) -> Result<Option<Organisation>, StoreError>;
    /// Sets the group up or changes it.
    async fn settle(&self, act: &Act, organisation: &Organisation) -> Result<(), StoreError>;

    /// A member by id.
    async fn member(&self, id: MemberId) -> Result<Option<Member>, StoreError>;
    /// A member by address.
    async fn member_by_email(&self, email: &Email) -> Result<Option<Member>, StoreError>;
    /// Every member, by name.
    async fn members(&self) -> Result<Vec<Member>, StoreError>;
    /// Enters people, all or none; [`StoreError::Taken`] where an address is there already.
    async fn admit(
        &self,
        act: &Act,
        members: &[NewMember],
        invitation: Option<&NewSignIn>,
    ) -> Result<(), StoreError>;
    /// Changes a member; [`StoreError::Taken`] (`administrator`) where nobody would be left to look after accounts.
    async fn change_member(&self, act: &Act, change: &MemberChange) -> Result<(), StoreError>;
    /// Changes what a member says of themselves, and nothing that somebody else decides.
    async fn change_details(
        &self,
        act: &Act,
        member: MemberId,
        name: &str,
        clp: &str,
        region: &str,
    ) -> Result<(), StoreError>;

    /// Stores a request to sign in, with its mail. With `most`, [`StoreError::Taken`] (`sign-in`) where the member
    /// has so many requests since that instant already; then no mail goes out.
    async fn ask_sign_in(
        &self,
        act: &Act,
        request: &NewSignIn,
        most: Option<(u32, Instant)>,
    ) -> Result<(), StoreError>;
    /// How many requests to sign in have led to a mail since that instant.
    async fn sign_in_mails(&self, since: Instant) -> Result<u32, StoreError>;
    /// A request by the hash of its link.
    async fn sign_in_by_token(&self, token_hash: &str) -> Result<Option<SignIn>, StoreError>;
    /// A request by id.
    async fn sign_in(&self, id: SignInId) -> Result<Option<SignIn>, StoreError>;
    /// Takes one of `most` tries at a code, before the code is looked at; answers how many are left after this one,
    /// `None` where none was.
    async fn try_code(&self, id: SignInId, most: u32) -> Result<Option<u32>, StoreError>;
    /// Uses a request once and opens a session; `false` where it had been used before.
    async fn use_sign_in(&self, act: &Act, id: SignInId, session: &NewSession) -> Result<bool, StoreError>;
    /// Stores a new address to be proven, with its mails. [`StoreError::Taken`] (`email-change`) where the member, or
    /// the address, has so many since that instant already; then no mail goes out.
    async fn ask_email_change(
        &self,
        act: &Act,
        change: &NewEmailChange,
        most: (u32, Instant),
    ) -> Result<(), StoreError>;
    /// A change of address by the hash of its link.
    async fn email_change(&self, token_hash: &str) -> Result<Option<EmailChange>, StoreError>;
    /// Gives the member the address of this change, once, and ends their sessions, links and other changes; `false`
    /// where it had been used before or has run out. [`StoreError::Taken`] (`row`) where somebody else has the address.
    async fn use_email_change(&self, act: &Act, id: EmailChangeId) -> Result<bool, StoreError>;

    /// The salt of a day: the one that is stored, or else this one.
    async fn day_salt(&self, day: i64, new: &str) -> Result<String, StoreError>;
    /// Counts a try by a client in the stretch of time that begins at `since`; answers how many there are now.
    async fn count_try(&self, client_hash: &str, since: Instant) -> Result<u32, StoreError>;

    /// Opens a session without a request: the demonstration group only.
    async fn open_session(&self, act: &Act, session: &NewSession) -> Result<(), StoreError>;

    /// The member whose session it is, while it holds.
    async fn session(&self, token_hash: &str, now: Instant) -> Result<Option<Member>, StoreError>;
    /// When a session was opened, while it holds.
    async fn session_since(&self, token_hash: &str, now: Instant) -> Result<Option<Instant>, StoreError>;
    /// Ends a session.
    async fn end_session(&self, act: &Act, token_hash: &str) -> Result<(), StoreError>;
    /// Ends every session of a member.
    async fn end_sessions(&self, act: &Act, member: MemberId) -> Result<(), StoreError>;
}
