//! Files for word processors: `.docx` and `.odt`, written and read back.
//!
//! **Lines.** A text for people to take away has its own numbered lines, the same on every copy. Each of them ends
//! in a line break, so the word processor breaks none itself, and the word processor's own line numbers, counted
//! through the document, are ours. They stand in the margin, where a line that is cited is looked for; whoever
//! copies the text, or has it read aloud, gets the words without numbers. The space at a break stays before it,
//! and the break is marked by the character style *Line end*: with the breaks taken out, a paragraph is what it
//! was. A line that might be too wide for the page is set a little narrower. In clear print the page lies on its
//! side, for at 16 points a line is as wide as that.
//!
//! **Numbers of lists.** Items are in real lists, whose numbers read as our markers do. A word processor counts
//! items itself, so a list is begun anew wherever counting on would give another number. A marker that no list
//! can count to is written out, with a tab after it.
//!
//! **Tracked changes** have no line breaks: their lines are neither those of the old text nor of the new.
//!
//! The same document always gives the same bytes.

mod docx;
mod lists;
mod odt;
mod package;
mod picture;
mod read;
mod sheet;
mod tracked;
mod xml;

pub use docx::{docx, docx_telling};
pub use odt::{odt, odt_telling};
pub use read::{Limits, Passed, ReadBack, Reading, Refusal, read_docx, read_odt, read_office};
pub use tracked::{
    Half, Standing, Tracked, tracked_docx, tracked_docx_telling, tracked_odt, tracked_odt_telling,
};

/// The parts of the whole, by the time that they take: comparing, where there is something to compare, and writing.
const COMPARED: u32 = 800;
const WRITTEN: u32 = 900;

/// The part of writing.
const fn writing(sheet: &sheet::Sheet) -> std::ops::Range<u32> {
    // What has numbered lines is one text.
    if sheet.numbered {
        0..WRITTEN
    } else {
        COMPARED..WRITTEN
    }
}
