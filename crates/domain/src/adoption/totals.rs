//! How many, without names.

use super::{Milestone, State};
use crate::round::public_count;
use crate::text::clauses::ClauseId;

/// How many adoptions of a text have come how far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many have reached each milestone, in their order.
    pub reached: Vec<(Milestone, u32)>,
    /// How many CLPs passed the model word for word.
    pub as_model: u32,
    /// How many passed it in their own words.
    pub as_variant: u32,
}

impl Totals {
    /// Counts adoptions: where each stands, and whether its CLP passed it in its own words.
    pub fn of(adoptions: impl IntoIterator<Item = (State, bool)>) -> Self {
        let mut totals = Self {
            reached: Milestone::ALL.iter().map(|milestone| (*milestone, 0)).collect(),
            ..Self::default()
        };
        for (state, variant) in adoptions {
            for (milestone, count) in &mut totals.reached {
                *count += u32::from(state.has_reached(*milestone));
            }
            if state.has_reached(Milestone::Passed) {
                totals.as_variant += u32::from(variant);
                totals.as_model += u32::from(!variant);
            }
        }
        totals
    }

    /// How many have reached a milestone.
    pub fn count(&self, milestone: Milestone) -> u32 {
        self.reached
            .iter()
            .find(|(there, _)| *there == milestone)
            .map_or(0, |(_, count)| *count)
    }

    /// The counts as a visitor may see them: none that is small.
    pub fn public(&self) -> Vec<(Milestone, Option<u32>)> {
        self.reached
            .iter()
            .map(|(milestone, count)| (*milestone, public_count(*count)))
            .collect()
    }
}

/// In how many of the texts that CLPs passed each clause of the model stands word for word.
///
/// Each text is the list of clauses that it leaves untouched; `None` is the model itself.
pub fn untouched_in<'a>(
    clauses: &[ClauseId],
    texts: impl IntoIterator<Item = Option<&'a [ClauseId]>>,
) -> Vec<(ClauseId, u32)> {
    let mut counts: Vec<(ClauseId, u32)> = clauses.iter().map(|clause| (*clause, 0)).collect();
    for text in texts {
        for (clause, count) in &mut counts {
            *count += u32::from(text.is_none_or(|untouched| untouched.contains(clause)));
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_carried_motion_counts_at_every_milestone_and_a_mistake_at_none() {
        let totals = Totals::of([
            (State::Carried, true),
            (State::RuledOut, false),
            (State::Taken, false),
            (State::Mistaken, true),
        ]);
        let counts: Vec<u32> = totals.reached.iter().map(|(_, count)| *count).collect();
        assert_eq!(counts, [3, 2, 2, 1, 1, 1]);
        assert_eq!((totals.as_model, totals.as_variant), (1, 1));
        assert_eq!(totals.count(Milestone::Passed), 2);
    }

    #[test]
    fn visitors_see_no_small_counts() {
        let many = std::iter::repeat_n((State::Submitted, false), 4).chain([(State::Taken, false)]);
        let public = Totals::of(many).public();
        assert_eq!(public[0], (Milestone::Taken, Some(5)));
        assert_eq!(public[1], (Milestone::Passed, None));
    }

    #[test]
    fn clauses_are_counted_across_texts() {
        let ids = [1, 2, 3].map(ClauseId);
        let two = [ClauseId(1), ClauseId(3)];
        let counted = untouched_in(&ids, [None, Some(&two[..]), Some(&[])]);
        let counts: Vec<u32> = counted.iter().map(|(_, count)| *count).collect();
        assert_eq!(counts, [2, 1, 2]);
    }
}
