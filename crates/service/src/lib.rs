//! The use cases of Substantive: load, ask the domain, write, record.
//!
//! One file a verb. Each function takes a [`Call`] (who is asking, when, and the store) and what was asked,
//! and answers with what to show or an [`Error`]. Web pages, server functions and command-line verbs all
//! come through here, so a rule that holds here holds everywhere.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod adoptions;
pub mod amendments;
pub mod calendar;
mod call;
pub mod composites;
pub mod decisions;
mod error;
pub mod group;
mod head;
pub mod heavy;
pub mod kept;
pub mod ladders;
pub mod manifesto;
pub mod motions;
pub mod people;
pub mod positions;
pub mod rounds;
mod secret;
pub mod which;

pub use call::{Call, Chance, Site};
pub use error::{Error, Problem, Trouble, Unreadable};
pub use head::mail_head;
pub use store::Submission;
