//! Manifestos: sections that live for years, and editions made of them.
//!
//! A section is a text of its own with a heading and, mostly, a commitment: a promise of one line that
//! must stay in step with the heading. An edition is a set of section versions, numbered by their places.
//!
//! - [`import`]: takes a whole manifesto, as pasted, apart.
//! - [`check`]: finds what is evidently wrong in the sections, and lists their figures and references.
//! - [`assemble`]: puts sections together to the text of an edition.
//! - [`contents`]: compares two editions, contents first, and follows references from one to the other.

mod casing;
mod glue;
mod prose;

pub mod assemble;
pub mod check;
pub mod contents;
pub mod figures;
pub mod import;
pub mod references;

use crate::text::canon::{Canonical, Kind};

/// The heading of closing words that have none.
pub const CLOSING_HEADING: &str = "About this manifesto";

/// Closing words with one heading of the first level before them, and none after it; nothing for nothing.
pub fn closing_heading(closing: &Canonical) -> Canonical {
    let mut typed = String::new();
    for (n, paragraph) in closing.paragraphs().into_iter().enumerate() {
        match paragraph.kind {
            Kind::Heading(_) if n == 0 => typed.push_str(&format!("# {}", paragraph.text)),
            _ => {
                if n == 0 {
                    typed.push_str("# ");
                    typed.push_str(CLOSING_HEADING);
                }
                typed.push_str("\n\n");
                typed.push_str(&under(&paragraph, closing));
            }
        }
    }
    Canonical::of(&typed)
}

/// A paragraph as it stands under a heading of the first level: headings are of the second.
fn under(paragraph: &crate::text::canon::Paragraph<'_>, text: &Canonical) -> String {
    match paragraph.kind {
        Kind::Heading(_) => format!("## {}", paragraph.text),
        _ => text.as_str()[paragraph.start as usize..paragraph.end as usize].to_owned(),
    }
}

/// FNV-1a over some words: the same for ever, as dismissals are stored by it.
fn fingerprint<T: AsRef<str>>(parts: &[T]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for byte in part.as_ref().bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}
