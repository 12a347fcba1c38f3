//! One write, as the event log records it.

use domain::ids::{MailId, MemberId, SubmissionId};
use domain::time::Instant;
use sha2::{Digest, Sha256};

/// Who does what, when; given to every write.
#[derive(Clone, Debug)]
pub struct Act {
    /// The member on whose behalf it happens; `None` for the program itself and for visitors.
    pub actor: Option<MemberId>,
    /// When.
    pub at: Instant,
    /// What, in a fixed word such as `version.save`.
    pub action: &'static str,
    /// What about: the id of a text, round, member.
    pub subject: String,
    /// Facts to record, as JSON without text bodies, names or addresses.
    pub detail: String,
    /// The form that was sent; a repeated one is [`crate::StoreError::Repeated`].
    pub submission: Option<Submission>,
    /// What the act leads to (an address), to be told again when the form is sent again.
    pub result: String,
    /// Mails to be sent because of it.
    pub mails: Vec<NewMail>,
}

/// A form that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Its id, which stands in it.
    pub id: SubmissionId,
    /// SHA-256 over what was filled in: the same id with other words is another form.
    pub digest: [u8; 32],
}

impl Submission {
    /// A form with its fields, in the order in which they were sent.
    pub fn of<'a>(id: SubmissionId, fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut hasher = Sha256::new();
        for (name, value) in fields {
            for part in [name, value] {
                hasher.update((part.len() as u64).to_be_bytes());
                hasher.update(part.as_bytes());
            }
        }
        Self {
            id,
            digest: hasher.finalize().into(),
        }
    }

    /// The digest as it is stored: 64 hexadecimal digits.
    pub fn stored(&self) -> String {
        self.digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether this is the form that was stored with a digest; before version 16 of the tables there was none.
    pub fn is(&self, stored: &str) -> bool {
        stored.is_empty() || stored == self.stored()
    }
}

/// A mail to be sent once the write that it belongs to has been committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMail {
    /// Its id, also its Message-ID: sent twice, it is still one mail.
    pub id: MailId,
    /// The address.
    pub recipient: String,
    /// The subject line.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// One entry of the event log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its place, from 1.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// The member's id, or empty.
    pub actor: String,
    /// What happened.
    pub action: String,
    /// To what.
    pub subject: String,
    /// Facts, as JSON.
    pub detail: String,
    /// The hash of the entry before; empty for the first.
    pub previous: String,
    /// This entry's own hash.
    pub hash: String,
}

impl Event {
    /// What [`Event::hash`] must be: SHA-256 over the previous hash and every field, each with its length before it.
    pub fn expected_hash(&self) -> String {
        let mut hasher = Sha256::new();
        let (seq, at) = (self.seq.to_string(), self.at.0.to_string());
        for field in [
            &self.previous,
            &seq,
            &at,
            &self.actor,
            &self.action,
            &self.subject,
            &self.detail,
        ] {
            hasher.update((field.len() as u64).to_be_bytes());
            hasher.update(field.as_bytes());
        }
        hasher
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}
