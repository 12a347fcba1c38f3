//! How far a file is while it is made, and whether it is still wanted.

use std::ops::{ControlFlow, Range};
use thiserror::Error;

/// A whole file, in the parts that [`Progress::done`] counts.
pub const WHOLE: u32 = 1_000;

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Two texts are compared.
    Comparing,
    /// So many paragraphs are set.
    Setting {
        /// Those that are.
        paragraphs: u32,
        /// All of them.
        of: u32,
    },
    /// So many pages are drawn.
    Drawing {
        /// Those that are.
        pages: u32,
        /// All of them.
        of: u32,
    },
    /// What was made becomes one file.
    Packing,
}

/// How far a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub doing: Doing,
    /// How much of the work is done, of [`WHOLE`]. It never grows less.
    pub done: u32,
}

/// Whom the writers tell how far they are; the answer says whether to go on.
pub type Tell<'a> = dyn FnMut(Progress) -> ControlFlow<()> + 'a;

/// Whoever was told said not to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the file is not wanted any more")]
pub struct Stopped;

/// Goes on, whatever is told.
pub(crate) fn on(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Tells what is being done, at a place in the part of the whole that belongs to it.
pub(crate) fn tell(
    to: &mut Tell<'_>,
    doing: Doing,
    part: Range<u32>,
    (done, of): (u32, u32),
) -> Result<(), Stopped> {
    let own = u64::from(part.end - part.start) * u64::from(done) / u64::from(of.max(1));
    let done = part.start + u32::try_from(own).unwrap_or(0).min(part.end - part.start);
    match to(Progress { doing, done }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Stopped),
    }
}
