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
