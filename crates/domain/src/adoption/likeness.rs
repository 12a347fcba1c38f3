//! How much of the model stands in the words that a CLP passed.

use crate::people::words;
use crate::text::canon::Canonical;
use crate::text::clauses::{ClauseId, carry};
use crate::text::diff::{ChangeKind, Class, diff};
use crate::text::pairs::same_words;
use crate::text::words::cost::costs;
use crate::text::words::{Switches, words_of};

/// The number of the way in which [`compare`] counts; what was counted in another way can be told by it.
pub const ALGORITHM: u32 = 1;

/// How a variant compares with the model. Both texts never change, so this is counted once and stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Likeness {
    /// Words of the model that the variant keeps, in their order or moved with their clause.
    pub kept: u32,
    /// Words of the model.
    pub of: u32,
    /// Words that the variant has beyond those.
    pub added: u32,
    /// The clauses of the model that stand in the variant word for word, in the model's order.
    pub untouched: Vec<ClauseId>,
}

words! {
    /// How close a variant is to the model, as people say it.
    Closeness {
        /// Every word of the model and none besides.
        Same = "same",
        /// Every word of the model, and more.
        Whole = "whole",
        /// Nine in ten words.
        Nearly = "nearly",
        /// Seven in ten words.
        Mostly = "mostly",
        /// Four in ten words.
        Partly = "partly",
        /// Fewer.
        Little = "little",
    }
}

impl Likeness {
    /// The share of the model's words that is kept, in whole percent; 100 only where every word is.
    pub fn percent(&self) -> u32 {
        if self.of == 0 {
            return 100;
        }
        u32::try_from(u64::from(self.kept.min(self.of)) * 100 / u64::from(self.of)).unwrap_or(100)
    }

    /// The share in plain words.
    pub fn closeness(&self) -> Closeness {
        match self.percent() {
            100 if self.added == 0 => Closeness::Same,
            100 => Closeness::Whole,
            90.. => Closeness::Nearly,
            70.. => Closeness::Mostly,
            40.. => Closeness::Partly,
            _ => Closeness::Little,
        }
    }
}

/// Compares a variant with the model, whose clauses bear these ids.
///
/// Words are counted by rule A. Capitals, punctuation, spaces and numbering are not words: changing them keeps all.
/// A clause is untouched if the clause that it became says the same, wherever that stands.
pub fn compare(model: &Canonical, ids: &[ClauseId], variant: &Canonical) -> Likeness {
    let of = words_of(model);
    let diff = diff(model, variant);
    let (mut gone, mut added) = (0_u32, 0_u32);
    for (change, cost) in diff.changes.iter().zip(costs(&diff, Switches::default())) {
        let words = matches!(change.class, Class::Wording | Class::Figure)
            && matches!(
                change.kind,
                ChangeKind::Replace | ChangeKind::Insert | ChangeKind::Delete
            );
        if words {
            gone += cost.deleted;
            added += cost.added;
        }
    }
    let old = model.paragraphs();
    let mut next = ids.iter().map(|id| id.0).max().unwrap_or(0).saturating_add(1);
    let carried = carry(model, ids, variant, &mut next);
    let new = variant.paragraphs();
    let says = |id: &ClauseId, clause: &str| {
        carried
            .iter()
            .zip(&new)
            .any(|(now, paragraph)| now == id && same_words(paragraph.text, clause))
    };
    let untouched = ids
        .iter()
        .zip(&old)
        .filter(|(id, paragraph)| says(id, paragraph.text))
        .map(|(id, _)| *id)
        .collect();
    Likeness {
        kept: of.saturating_sub(gone),
        of,
        added,
        untouched,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::clauses::first_ids;
    use proptest::prelude::*;

    const MODEL: &str = "Conference notes that bus fares rose by 12% in two years.\n\n\
        Conference believes that a town without buses is a town without visitors.\n\n\
        Conference calls on the council to:\n\n\
        - run every route after 8pm\n\n\
        - freeze fares for three years";

    fn compared(variant: &str) -> (u32, Closeness, Vec<u32>) {
        let model = Canonical::of(MODEL);
        let likeness = compare(&model, &first_ids(&model), &Canonical::of(variant));
        let untouched = likeness.untouched.iter().map(|id| id.0).collect();
        (likeness.percent(), likeness.closeness(), untouched)
    }

    #[test]
    fn the_model_itself_is_all_of_it() {
        assert_eq!(compared(MODEL), (100, Closeness::Same, vec![1, 2, 3, 4, 5]));
    }

    #[test]
    fn capitals_marks_and_numbering_change_no_words() {
        let typed = MODEL
            .replace("Conference notes", "CONFERENCE notes")
            .replace("- ", "1. ")
            .replace("8pm", "8pm;");
        assert_eq!(compared(&typed), (100, Closeness::Same, vec![1, 2, 3, 4, 5]));
    }

    #[test]
    fn words_beyond_the_model_are_told_apart() {
        let more = format!("{MODEL}\n\n- plant ten trees");
        assert_eq!(compared(&more), (100, Closeness::Whole, vec![1, 2, 3, 4, 5]));
    }

    #[test]
    fn one_changed_figure_touches_one_clause() {
        let (percent, closeness, untouched) = compared(&MODEL.replace("8pm", "9pm"));
        assert_eq!((closeness, untouched), (Closeness::Nearly, vec![1, 2, 3, 5]));
        assert!((95..100).contains(&percent), "{percent}");
    }

    #[test]
    fn a_moved_clause_is_untouched() {
        let moved = "Conference believes that a town without buses is a town without visitors.\n\n\
            Conference notes that bus fares rose by 12% in two years.\n\n\
            Conference calls on the council to:\n\n\
            - freeze fares for three years\n\n\
            - run every route after 8pm";
        assert_eq!(compared(moved).2, [1, 2, 3, 4, 5]);
        assert_eq!(compared(moved).0, 100);
    }

    #[test]
    fn another_motion_keeps_little() {
        let (percent, closeness, untouched) =
            compared("Congress demands free swimming lessons.\n\nBaths must stay open.");
        assert!(percent < 20, "{percent}");
        assert_eq!((closeness, untouched), (Closeness::Little, vec![]));
        assert_eq!(compared("").0, 0);
    }

    fn clause() -> impl Strategy<Value = String> {
        prop::collection::vec("[a-z]{2,7}", 4..12).prop_map(|words| words.join(" "))
    }

    proptest! {
        #[test]
        fn the_same_is_a_hundred_and_taking_out_one_clause_lowers_only_that_one(
            mut clauses in prop::collection::vec(clause(), 2..9),
            pick in any::<prop::sample::Index>(),
        ) {
            clauses.sort();
            clauses.dedup();
            prop_assume!(clauses.len() > 1);
            let model = Canonical::of(&clauses.join("\n\n"));
            let ids = first_ids(&model);
            let all = compare(&model, &ids, &model);
            prop_assert_eq!(all.percent(), 100);
            prop_assert_eq!(all.added, 0);
            prop_assert_eq!(&all.untouched, &ids);
            let gone = pick.index(clauses.len());
            let left: Vec<&str> = clauses
                .iter()
                .enumerate()
                .filter(|(n, _)| *n != gone)
                .map(|(_, clause)| clause.as_str())
                .collect();
            let fewer = compare(&model, &ids, &Canonical::of(&left.join("\n\n")));
            let expected: Vec<ClauseId> = ids
                .iter()
                .enumerate()
                .filter(|(n, _)| *n != gone)
                .map(|(_, id)| *id)
                .collect();
            prop_assert_eq!(&fewer.untouched, &expected);
            let words = u32::try_from(clauses[gone].split(' ').count()).unwrap_or(0);
            prop_assert_eq!(fewer.kept, all.kept - words);
            prop_assert_eq!(fewer.added, 0);
        }

        #[test]
        fn any_two_texts_compare(model in "[ -~\n]{0,200}", variant in "[ -~\n]{0,200}") {
            let (model, variant) = (Canonical::of(&model), Canonical::of(&variant));
            let likeness = compare(&model, &first_ids(&model), &variant);
            prop_assert!(likeness.kept <= likeness.of);
            prop_assert!(likeness.percent() <= 100);
            prop_assert!(likeness.untouched.len() <= model.paragraphs().len());
        }
    }
}
