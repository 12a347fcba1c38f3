//! Writers for the files that people take away: one document model, one function a format.
//!
//! Writers are pure: the same [`FinalText`] gives the same bytes, today and after a restart.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod markdown;
mod txt;

pub use markdown::markdown;
pub use txt::{SEPARATOR, numbered, plain};

use domain::text::canon::Canonical;
use domain::text::lines::Line;

/// A published version with all that stands around it on paper.
///
/// Words that people read (dates, the rule, where the text stands) come ready made: formats differ, wording does not.
#[derive(Clone, Debug)]
pub struct FinalText {
    /// The title.
    pub title: String,
    /// What it is, such as "Motion".
    pub kind: String,
    /// Which version.
    pub version: u32,
    /// When it was published, in words.
    pub date: String,
    /// Its words, and by which rule, in words.
    pub words: String,
    /// What has become of it, in words.
    pub status: String,
    /// SHA-256 over the title, a blank line and the text: 64 digits.
    pub fingerprint: String,
    /// Who publishes.
    pub imprint: String,
    /// Where the newest state of it can be read.
    pub address: String,
    /// The text.
    pub text: Canonical,
    /// Its numbered lines, by the layout that the version was saved with.
    pub lines: Vec<Line>,
}

impl FinalText {
    /// What every format says of the text, in this order.
    fn facts(&self) -> [String; 5] {
        [
            format!(
                "{}, version {}, published on {}",
                self.kind, self.version, self.date
            ),
            self.words.clone(),
            format!("Status: {}", self.status),
            format!("Newest state: {}", self.address),
            format!("Published by {}", self.imprint),
        ]
    }
}
