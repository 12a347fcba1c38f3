//! Deciding on one exact version, publishing it, and what becomes of it.

mod publish;
mod record;
mod vote;

pub use publish::{Published, Withdraw, list, publish, published_as, read_published, withdraw};
pub use record::{MOST_RECORDS, Record, Unpublished, drafts, records};
pub use vote::{DecisionPage, VoteForm, show, vote};
