//! The manifesto: its contents, taking one in, its sections, what the checks find, the group's abbreviations, and the
//! editions.

mod beside;
mod checks;
mod contents;
mod edition_compare;
mod edition_new;
mod editions;
mod findings;
mod glossary;
mod import;
mod new;
mod section;
mod wanted;
mod words;

pub use beside::{Entering, Enters};
pub use checks::ChecksPage;
pub use contents::{ContentsPage, wish};
pub use edition_compare::EditionComparePage;
pub use edition_new::{EditionNewPage, choices};
pub use editions::{ChooseEditionsPage, EditionPage, EditionsPage};
pub use glossary::GlossaryPage;
pub use import::ImportPage;
pub use new::NewPage;
pub use section::SectionPage;
pub use wanted::WantedPage;
pub use words::StateBadge;

use crate::address;

/// The crumbs of a page below the contents.
fn crumbs() -> Vec<(String, String)> {
    vec![(address::MANIFESTO.to_owned(), "Manifesto".to_owned())]
}
