//! Amendments: proposing them, what becomes of them, and merging them into a text.

mod act;
mod follow;
mod merge;
mod propose;
mod read;
mod take;
mod told;
mod trace;

pub use act::{Doing, act};
pub use follow::{StandBy, stand_by};
pub use merge::{
    Begin, CHANGES_SHOWN, SaveMerge, Sitting, Step, StepForm, Stopping, begin, save_merge, sitting, step,
    stop,
};
pub use propose::{Draft, MOST_CHANGES, Preview, amend, preview, propose};
pub use read::{Entry, One, Proposals, can, entry_of, list, one, possible};
pub use take::{Edited, may_propose, take};
pub(crate) use told::moved_on;
pub use trace::{Brought, Source, Traced, trace};
