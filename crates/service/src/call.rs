//! Who is asking, when, and what they may reach.

use crate::error::Error;
use domain::people::{Actor, Role};
use domain::permission::{Action, Setting, allowed};
use domain::time::Instant;
use std::sync::Arc;
use store::{Act, Document, Member, Store, Submission};

/// What is new each time: ids, tokens, codes. A seeded one makes tests repeatable.
pub trait Chance: Send + Sync {
    /// 128 bits that grow with time (UUID version 7).
    fn id(&self, now: Instant) -> u128;
    /// 256 random bits.
    fn token(&self) -> [u8; 32];
}

/// What does not change while the program runs.
#[derive(Clone, Debug)]
pub struct Site {
    /// The address under which people reach it, without a slash at the end: links in mails begin with it.
    pub base_url: String,
}

/// One request, from anybody, by any way.
#[derive(Clone)]
pub struct Call {
    /// The member who is asking, unless it is a visitor.
    pub member: Option<Arc<Member>>,
    /// When.
    pub now: Instant,
    /// What is stored.
    pub store: Arc<dyn Store>,
    /// What is new.
    pub chance: Arc<dyn Chance>,
    /// The site.
    pub site: Arc<Site>,
}

impl Call {
    /// Who is asking, as the permission table knows them.
    pub fn actor(&self) -> Actor {
        self.member.as_deref().map_or(Actor::VISITOR, |member| Actor {
            member: Some(member.id),
            roles: member.roles,
        })
    }

    /// The member who is asking.
    pub fn signed_in(&self) -> Result<&Member, Error> {
        self.member.as_deref().ok_or(Error::SignInFirst)
    }

    /// Whether whoever is asking may do this where no text is concerned.
    pub fn may(&self, action: Action) -> bool {
        allowed(&self.actor(), false, action, Setting::Nothing)
    }

    /// Whether whoever is asking may do this to this text.
    pub fn may_to(&self, action: Action, document: &Document) -> bool {
        let author = self
            .member
            .as_deref()
            .is_some_and(|member| member.id == document.author);
        allowed(&self.actor(), author, action, document.records.setting())
    }

    /// Refuses what they may not do where no text is concerned.
    pub fn require(&self, action: Action) -> Result<&Member, Error> {
        let member = self.signed_in()?;
        if self.may(action) {
            Ok(member)
        } else {
            Err(Error::NotAllowed)
        }
    }

    /// Refuses what they may not do to this text; one that they may not read is not there at all.
    pub fn require_to(&self, action: Action, document: &Document) -> Result<&Member, Error> {
        if !self.may_to(Action::Read, document) {
            return Err(Error::NotFound);
        }
        let member = self.signed_in()?;
        if self.may_to(action, document) {
            Ok(member)
        } else {
            Err(Error::NotAllowed)
        }
    }

    /// Whether whoever is asking sits on the committee.
    pub fn on_committee(&self) -> bool {
        self.actor().roles.has(Role::Committee)
    }

    /// A new id of any kind.
    pub fn id<T>(&self, wrap: fn(u128) -> T) -> T {
        wrap(self.chance.id(self.now))
    }

    /// Refuses a form that has been sent before as done: what it asked for is no longer possible a second time, and
    /// that is no fault of whoever pressed twice.
    pub(crate) async fn once(&self, submission: Option<Submission>, action: &str) -> Result<(), Error> {
        let (Some(submission), Some(member)) = (submission, self.actor().member) else {
            return Ok(());
        };
        match self.store.sent_before(submission, member, action).await? {
            Some(result) => Err(Error::Repeated(result)),
            None => Ok(()),
        }
    }

    /// What the event log says of a write. `detail` must hold no text bodies, names or addresses.
    pub fn act(&self, action: &'static str, subject: impl ToString, detail: &serde_json::Value) -> Act {
        Act {
            actor: self.actor().member,
            at: self.now,
            action,
            subject: subject.to_string(),
            detail: detail.to_string(),
            submission: None,
            result: String::new(),
            mails: Vec::new(),
        }
    }
}

/// An act that came from a form: sending the form again is the same act.
pub(crate) fn submitted(act: Act, submission: Option<Submission>, result: impl ToString) -> Act {
    Act {
        submission,
        result: result.to_string(),
        ..act
    }
}
