//! The manifesto: its contents, asking for a section, and each section.

mod contents;
mod new;
mod section;
mod words;

pub use contents::{ContentsPage, wish};
pub use new::NewPage;
pub use section::SectionPage;

use crate::address;

/// The crumbs of a page below the contents.
fn crumbs() -> Vec<(String, String)> {
    vec![(address::MANIFESTO.to_owned(), "Manifesto".to_owned())]
}
