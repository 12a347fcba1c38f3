//! Mail that waits to be sent, and what people typed that could not be accepted yet.

use crate::{Act, StoreError, Submission};
use domain::ids::{KeptId, MailId, MemberId};
use domain::time::Instant;

/// A mail that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueMail {
    /// Its id.
    pub id: MailId,
    /// The address.
    pub recipient: String,
    /// The subject line.
    pub subject: String,
    /// The text.
    pub body: String,
    /// When it was written.
    pub created_at: Instant,
    /// How often it has been tried.
    pub attempts: u32,
}

/// A form as it was sent, kept so that nothing typed is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its id: who holds it may see the form again.
    pub id: KeptId,
    /// Who sent it, if they were signed in.
    pub member: Option<MemberId>,
    /// The fields, as a JSON list of pairs.
    pub fields: String,
    /// What was wrong, as JSON.
    pub problem: String,
    /// When.
    pub created_at: Instant,
}

/// Questions about mail and kept forms.
#[async_trait::async_trait]
pub trait Post {
    /// Mails that are due, oldest first.
    async fn due_mails(&self, now: Instant, limit: i64) -> Result<Vec<DueMail>, StoreError>;
    /// Notes that a mail has been sent, and forgets its words and whom it went to.
    async fn mail_sent(&self, id: MailId, at: Instant) -> Result<(), StoreError>;
    /// Notes that sending failed, and when to try again.
    async fn mail_failed(&self, id: MailId, next: Instant) -> Result<(), StoreError>;
    /// How many mails wait.
    async fn mails_waiting(&self) -> Result<i64, StoreError>;

    /// What a form led to that this member has sent before for the same act; with other words in it it is
    /// [`StoreError::Taken`].
    async fn sent_before(
        &self,
        submission: Submission,
        member: MemberId,
        action: &str,
    ) -> Result<Option<String>, StoreError>;

    /// Notes something that happened, with its mails, and changes nothing else.
    async fn note(&self, act: &Act) -> Result<(), StoreError>;
    /// Notes that the head of the log goes to the committee in this week, with the mails; `false` where that has been
    /// done.
    async fn note_head_mail(&self, act: &Act, week: i64) -> Result<bool, StoreError>;

    /// Keeps a form.
    async fn keep(&self, kept: &Kept) -> Result<(), StoreError>;
    /// How many bytes of forms are kept of people who were not signed in.
    async fn kept_of_strangers(&self) -> Result<u64, StoreError>;
    /// A kept form.
    async fn kept(&self, id: KeptId) -> Result<Option<Kept>, StoreError>;
    /// Removes what is past its time: old kept forms, sign-in requests, sessions, mails that were sent.
    async fn sweep(&self, now: Instant) -> Result<(), StoreError>;
}
