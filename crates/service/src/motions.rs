//! Texts: starting, saving, reading and comparing them.

mod compare;
mod import;
mod list;
mod read;
mod rule;
mod save;
mod start;

pub use compare::{Comparison, compare};
pub use import::{Pasted, import};
pub use list::{Sort, TEXTS_A_PAGE, Waiting, Wanted, home, list};
pub use read::{Article, History, Reading, history, look, read, read_version};
pub(crate) use read::{note_look, readable};
pub use rule::{OwnRule, profile_of, rule_from_form};
pub use save::{Conflict, Save, Saved, conflict, save};
pub use start::{Start, start};

use domain::text::canon::Canonical;
use domain::text::clauses::ClauseId;
use store::Version;

/// SHA-256 over the title, a line break and the canonical text: the fingerprint of a version.
///
/// It is what `sha256sum` prints for the plain text download without line numbers, after its first lines.
pub fn fingerprint(title: &str, text: &Canonical) -> String {
    fingerprint_as_stored(title, text.as_str())
}

/// The same of a text that may have been changed past the program, and be no text of its any more.
pub fn fingerprint_as_stored(title: &str, text: &str) -> String {
    crate::secret::sha256(&[title, "\n\n", text])
}

/// A stored version's text.
pub fn text_of(version: &Version) -> Canonical {
    Canonical::trusted(version.text.clone())
}

/// A stored version's clause ids.
pub fn clauses_of(version: &Version) -> Vec<ClauseId> {
    version.clauses.iter().copied().map(ClauseId).collect()
}

/// A stored version's line layout.
pub fn layout_of(version: &Version) -> domain::text::lines::Layout {
    domain::text::lines::Layout {
        width: version.layout_width,
        algorithm: version.layout_algorithm,
    }
}
