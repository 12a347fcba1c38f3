//! How many, without names.

use super::{Milestone, State};
use crate::round::SMALLEST_PUBLIC_COUNT;
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

    /// The counts as a visitor may see them, given the counts of those that agreed to be named: so many at least.
    pub fn public(&self, named: &Self) -> Vec<(Milestone, u32)> {
        self.reached
            .iter()
            .map(|(milestone, count)| (*milestone, at_least(named.count(*milestone), *count)))
            .collect()
    }
}

/// How many there are at least, as a visitor may be told.
///
/// Whoever counts the names that stand on the page, and takes them from a total, must not be left with a small number.
/// So those that are not named are counted in whole fives, whether there are any or not.
pub const fn at_least(named: u32, all: u32) -> u32 {
    let unnamed = all.saturating_sub(named);
    named + unnamed - unnamed % SMALLEST_PUBLIC_COUNT
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
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

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
    fn those_that_are_not_named_count_in_fives() {
        let many = std::iter::repeat_n((State::Submitted, false), 4).chain([(State::Taken, false)]);
        let public = Totals::of(many.clone()).public(&Totals::of([]));
        assert_eq!(public[0], (Milestone::Taken, 5));
        assert_eq!(public[1], (Milestone::Passed, 0));
        // Five less one name would be four.
        let public = Totals::of(many).public(&Totals::of([(State::Submitted, false)]));
        assert_eq!((public[0].1, public[1].1), (1, 1));
    }

    /// Every way in which the numbers of parties that are not named can fall, from the first milestone to the last, if
    /// a visitor sees these totals beside those names.
    fn possible(named: &Totals, shown: &[(Milestone, u32)]) -> Vec<Vec<u32>> {
        let mut ways: Vec<Vec<u32>> = vec![Vec::new()];
        for (milestone, least) in shown {
            let unnamed = least - named.count(*milestone);
            ways = ways
                .into_iter()
                .flat_map(|way| {
                    (unnamed..unnamed + SMALLEST_PUBLIC_COUNT)
                        .filter(|count| way.last().is_none_or(|before| count <= before))
                        .map(|count| [way.as_slice(), &[count]].concat())
                        .collect::<Vec<_>>()
                })
                .collect();
        }
        ways
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        #[test]
        fn no_small_number_is_left_when_the_names_are_taken_away(
            named in vec(select(State::ALL), 0..14),
            unnamed in vec(select(State::ALL), 0..14),
        ) {
            let tell = |states: &[State]| Totals::of(states.iter().map(|state| (*state, false)));
            let (of_named, of_unnamed) = (tell(&named), tell(&unnamed));
            let shown = tell(&[named, unnamed].concat()).public(&of_named);
            let ways = possible(&of_named, &shown);
            let truth: Vec<u32> = of_unnamed.reached.iter().map(|(_, count)| *count).collect();
            prop_assert!(ways.contains(&truth), "the page tells the truth");
            // Neither how many got so far, nor how many got no further.
            let last = truth.len();
            for from in 0..last {
                for to in from + 1..=last {
                    let left = |way: &[u32]| way[from] - way.get(to).copied().unwrap_or(0);
                    let small = (1..SMALLEST_PUBLIC_COUNT).contains(&left(&truth));
                    let known = ways.iter().all(|way| left(way) == left(&truth));
                    prop_assert!(!(small && known), "{from} to {to}: {truth:?} of {shown:?}");
                }
            }
        }
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
