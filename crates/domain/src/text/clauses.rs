//! Stable names of clauses: one for each paragraph, kept from version to version.

use serde::{Deserialize, Serialize};

use super::canon::{Canonical, offset};
use super::diff;

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
    for (from, to) in diff::pairs(old, new) {
        if let (Some(id), Some(slot)) = (old_ids.get(from as usize), ids.get_mut(to as usize)) {
            slot.get_or_insert(*id);
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
