//! Clauses: how they are told apart from version to version, how a meeting names them, and which
//! of them stand over others.
//!
//! A clause is one paragraph of canonical text. Its [`ClauseId`] never changes and is for programs;
//! its [name](names) is its place in the text, as in "Believes 2", and is for people.

use serde::{Deserialize, Serialize};

use super::canon::{Canonical, Kind, Paragraph, offset};
use super::diff;
use super::import::lead_in;

pub mod names;

/// The name of a clause, unique within a document and never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClauseId(pub u32);

/// Names for the paragraphs of a first version: 1, 2, 3 and so on.
pub fn first_ids(text: &Canonical) -> Vec<ClauseId> {
    (1..=text.paragraphs().len())
        .map(|n| ClauseId(offset(n)))
        .collect()
}

/// Names for the paragraphs of the next version.
///
/// A paragraph that is the same, edited or moved keeps its name; of one that was split the first
/// part keeps it; joined paragraphs bear the name of the first. New paragraphs get names from
/// `next`, which is raised past them.
pub fn carry(old: &Canonical, old_ids: &[ClauseId], new: &Canonical, next: &mut u32) -> Vec<ClauseId> {
    let mut ids = vec![None; new.paragraphs().len()];
    let mut taken = vec![false; old_ids.len()];
    for (from, to) in diff::pairs(old, new) {
        let (from, to) = (from as usize, to as usize);
        if let (Some(id), Some(slot @ None), Some(false)) =
            (old_ids.get(from), ids.get_mut(to), taken.get(from))
        {
            *slot = Some(*id);
            taken[from] = true;
        }
    }
    ids.into_iter()
        .map(|id| {
            id.unwrap_or_else(|| {
                let id = ClauseId(*next);
                *next += 1;
                id
            })
        })
        .collect()
}

/// How high a paragraph stands over those after it, if it governs any: 1 to 6 for marked headings,
/// 7 for a line in capitals, 8 for a lead-in such as "Conference believes:".
pub(super) fn rank(paragraph: &Paragraph<'_>) -> Option<u8> {
    let text = paragraph.text.trim_end();
    match paragraph.kind {
        Kind::Heading(level) => Some(level),
        _ if is_capitals(text) => Some(7),
        _ if text.len() < 240 && text.ends_with([':', '–', '—']) => Some(8),
        Kind::Prose if text.len() < 80 && lead_in(text) == Some(text.len()) && !text.ends_with('.') => {
            Some(8)
        }
        _ => None,
    }
}

fn is_capitals(text: &str) -> bool {
    text.split_whitespace().take(2).count() == 2
        && text.contains(char::is_uppercase)
        && !text.contains(char::is_lowercase)
}
