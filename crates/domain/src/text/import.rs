//! Import: turns what people paste into canonical text, and says what it changed.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::canon::Canonical;

/// Pasted text, tidied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// A first line that is evidently a title.
    pub title: Option<String>,
    /// The text.
    pub text: Canonical,
    /// What was changed, in reading order.
    pub repairs: Vec<Repair>,
    /// The word count that the pasted text claims, as in "246 words".
    pub stated_words: Option<u32>,
}

/// One thing that import changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// The line of the pasted text, from 1.
    pub line: u32,
    /// What was wrong.
    pub kind: RepairKind,
    /// What was there.
    pub before: String,
    /// What is there now.
    pub after: String,
}

/// Kinds of repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RepairKind {
    /// A typed bullet became a list item.
    Bullet,
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Line {}: “{}” became “{}”.",
            self.line, self.before, self.after
        )
    }
}

/// Tidies pasted text.
pub fn import(pasted: &str) -> Import {
    Import {
        title: None,
        text: Canonical::of(pasted),
        repairs: Vec::new(),
        stated_words: None,
    }
}
