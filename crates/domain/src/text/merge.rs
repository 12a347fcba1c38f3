//! Rebase and merge, by one rule.

use serde::{Deserialize, Serialize};

use super::canon::Canonical;

/// How an amendment fits a new base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Everything fits.
    Clean,
    /// Something does not fit; both sides are kept.
    Clash,
    /// The new base has every change already.
    Already,
}

/// An amendment carried over to a new base.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rebase {
    /// How it fits.
    pub outcome: Outcome,
    /// The amended new base; where there is a clash, the new base's words.
    pub text: Canonical,
    /// Changes to look at again.
    pub flags: Vec<RebaseFlag>,
    /// Places where both changed the same words.
    pub clashes: Vec<RebaseClash>,
}

/// Why a change should be looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FlagKind {
    /// Changes to words that stand side by side.
    Touching,
    /// Two things put in the same place, in an order that nobody chose.
    Order,
}

/// A change of the amendment to look at again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RebaseFlag {
    /// Why.
    pub kind: FlagKind,
    /// The words in the old base.
    pub old: String,
    /// The amendment's words.
    pub new: String,
}

/// Words that both the new base and the amendment changed, differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RebaseClash {
    /// The words in the old base.
    pub base: String,
    /// The words in the new base.
    pub theirs: String,
    /// The words of the amendment.
    pub ours: String,
}

/// Several amendments put into one text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// [`Outcome::Clean`] or [`Outcome::Clash`].
    pub outcome: Outcome,
    /// The text; where there is a clash, the base's words.
    pub text: Canonical,
    /// The changes that went in.
    pub changes: Vec<MergeChange>,
    /// Changes to look at again.
    pub flags: Vec<MergeFlag>,
    /// Places where amendments differ.
    pub clashes: Vec<MergeClash>,
}

/// A change that went in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeChange {
    /// The amendments that make it, numbered from 1.
    pub by: Vec<u32>,
    /// The words in the base.
    pub old: String,
    /// The words in their place.
    pub new: String,
}

/// Changes to look at again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeFlag {
    /// Why.
    pub kind: FlagKind,
    /// The amendments concerned, numbered from 1.
    pub by: Vec<u32>,
}

/// Words that amendments change differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeClash {
    /// The words in the base.
    pub base: String,
    /// What each would put there.
    pub sides: Vec<MergeSide>,
}

/// One side of a clash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeSide {
    /// The amendments that want it, numbered from 1.
    pub by: Vec<u32>,
    /// The words they want.
    pub text: String,
}

/// Carries an amendment of `base` over to a newer base.
pub fn rebase(base: &Canonical, amended: &Canonical, newbase: &Canonical) -> Rebase {
    let (outcome, text, clashes) = if base == newbase {
        (Outcome::Clean, amended, Vec::new())
    } else if base == amended {
        (Outcome::Clean, newbase, Vec::new())
    } else if amended == newbase {
        (Outcome::Already, newbase, Vec::new())
    } else {
        let clash = RebaseClash {
            base: base.as_str().to_owned(),
            theirs: newbase.as_str().to_owned(),
            ours: amended.as_str().to_owned(),
        };
        (Outcome::Clash, newbase, vec![clash])
    };
    Rebase {
        outcome,
        text: text.clone(),
        flags: Vec::new(),
        clashes,
    }
}

/// Puts amendments of one base together.
pub fn merge(base: &Canonical, amendments: &[Canonical]) -> Merge {
    let mut sides: Vec<MergeSide> = Vec::new();
    for (by, text) in (1..).zip(amendments).filter(|(_, text)| *text != base) {
        match sides.iter_mut().find(|side| side.text == text.as_str()) {
            Some(side) => side.by.push(by),
            None => sides.push(MergeSide {
                by: vec![by],
                text: text.as_str().to_owned(),
            }),
        }
    }
    let old = base.as_str().to_owned();
    let mut merge = Merge {
        outcome: Outcome::Clean,
        text: base.clone(),
        changes: Vec::new(),
        flags: Vec::new(),
        clashes: Vec::new(),
    };
    if sides.len() > 1 {
        merge.outcome = Outcome::Clash;
        merge.clashes.push(MergeClash { base: old, sides });
    } else if let Some(MergeSide { by, text }) = sides.pop() {
        merge.text = Canonical::of(&text);
        merge.changes.push(MergeChange { by, old, new: text });
    }
    merge
}
