//! The merge workbench: what can be taken, left, settled and traced.

use super::laws::{edited, three};
use domain::text::canon::Canonical;
use domain::text::lines::Layout;
use domain::text::merge::merge;
use domain::text::merge::workbench::{Choices, ProposedKind, Settled, Workbench, workbench};
use domain::text::words::words_of;
use proptest::prelude::*;

fn bench(base: &Canonical, sides: &[Canonical], choices: &Choices) -> Workbench {
    workbench(base, Layout::default(), sides, choices)
}

/// Settles clashes in the same way until none is open; settling one can bring another to light.
fn settled(base: &Canonical, sides: &[Canonical], with: &Settled) -> (Workbench, Choices) {
    let mut choices = Choices::default();
    for _ in 0..20 {
        let now = bench(base, sides, &choices);
        let open: Vec<String> = now.open().map(|contest| contest.key.clone()).collect();
        if open.is_empty() {
            return (now, choices);
        }
        choices
            .settled
            .extend(open.into_iter().map(|key| (key, with.clone())));
    }
    panic!("clashes without end");
}

proptest! {
    #[test]
    fn without_choices_it_is_the_merge((base, a, b) in three()) {
        let sides = [a, b];
        let (bench, merge) = (bench(&base, &sides, &Choices::default()), merge(&base, &sides));
        prop_assert_eq!(bench.text, merge.text);
        prop_assert_eq!(bench.contested.len(), merge.clashes.len());
        prop_assert_eq!(bench.flags, merge.flags);
    }

    #[test]
    fn with_every_change_left_out_it_is_the_base((base, a, b) in three()) {
        let sides = [a, b];
        let mut choices = Choices::default();
        for change in bench(&base, &sides, &choices).proposed {
            choices.left.insert(change.key);
        }
        let bench = bench(&base, &sides, &choices);
        prop_assert_eq!(bench.text, base);
        prop_assert!(bench.passages.is_empty() && bench.contested.is_empty());
    }

    #[test]
    fn one_amendment_stands_alone((base, a) in edited()) {
        let sides = [a];
        let bench = bench(&base, &sides, &Choices::default());
        prop_assert_eq!(&bench.text, &sides[0]);
        let (taken, all) = bench.share(1);
        prop_assert_eq!(taken, all);
    }

    #[test]
    fn clashes_can_be_settled_to_the_end((base, a, b) in three(), side in 1_u32..=2) {
        let sides = [a, b];
        for with in [Settled::Base, Settled::Side(side), Settled::ByHand("by hand".to_owned())] {
            let (bench, choices) = settled(&base, &sides, &with);
            prop_assert!(bench.contested.iter().all(|contest| choices.settled.contains_key(&contest.key)));
        }
    }

    #[test]
    fn what_is_taken_costs_what_it_says((base, a, b) in three(), left in any::<u64>()) {
        let sides = [a, b];
        let mut choices = Choices::default();
        for (n, change) in bench(&base, &sides, &choices).proposed.iter().enumerate() {
            if left >> (n % 64) & 1 == 1 {
                choices.left.insert(change.key.clone());
            }
        }
        let bench = bench(&base, &sides, &choices);
        prop_assume!(bench.contested.is_empty() && bench.flags.is_empty());
        let cost: i32 = bench.proposed.iter().filter(|change| change.taken).map(|change| change.cost).sum();
        prop_assert_eq!(words_of(&bench.text) as i32, words_of(&base) as i32 + cost, "{:?}", bench.proposed);
    }

    #[test]
    fn every_new_word_is_traced((base, a, b) in three()) {
        let sides = [a, b];
        let bench = bench(&base, &sides, &Choices::default());
        // The sides' own words are made of letters that the base has not.
        for (at, c) in bench.text.as_str().char_indices().filter(|(_, c)| ('k'..='z').contains(c)) {
            let traced = bench.passages.iter().any(|passage| (passage.start as usize..passage.end as usize).contains(&at));
            prop_assert!(traced, "{c} at {at} in {}: {:?}", bench.text, bench.passages);
        }
        for pair in bench.passages.windows(2) {
            prop_assert!(pair[0].start <= pair[1].start);
        }
    }
}

#[test]
fn a_clash_is_settled_by_hand_and_traced_to_nobody() {
    let text = Canonical::of;
    let base = text("Care workers are paid ten pounds an hour.\n\nIt is not enough.");
    let sides = [
        text("Care workers are paid twelve pounds an hour.\n\nIt is not enough."),
        text("Care workers are paid fifteen pounds an hour.\n\nIt is not nearly enough."),
    ];
    let first = bench(&base, &sides, &Choices::default());
    assert_eq!(first.contested.len(), 1);
    assert_eq!(first.contested[0].sides.len(), 2);
    assert_eq!(first.share(2), (1, 2));
    let mut choices = Choices::default();
    choices.settled.insert(
        first.contested[0].key.clone(),
        Settled::ByHand("at least twelve".to_owned()),
    );
    let second = bench(&base, &sides, &choices);
    assert_eq!(
        second.text,
        text("Care workers are paid at least twelve pounds an hour.\n\nIt is not nearly enough.")
    );
    let words: Vec<(&str, &[u32])> = second
        .passages
        .iter()
        .map(|passage| {
            let range = passage.start as usize..passage.end as usize;
            (&second.text.as_str()[range], passage.by.as_slice())
        })
        .collect();
    assert_eq!(words, [("at least twelve", &[0][..]), ("nearly", &[2][..])]);
}

#[test]
fn one_change_of_an_amendment_can_be_left_out() {
    let text = Canonical::of;
    let base = text("- One thing is asked.\n\n- Another thing is asked.\n\n- A third thing is asked.");
    let side = text("- A third thing is asked.\n\n- One small thing is asked.\n\n- A fourth is new here.");
    let all = bench(&base, std::slice::from_ref(&side), &Choices::default());
    assert_eq!(all.text, side);
    let key = |kind| {
        let found = all.proposed.iter().find(|change| change.kind == kind);
        found
            .unwrap_or_else(|| panic!("no {kind:?} in {:?}", all.proposed))
            .key
            .clone()
    };
    let without = |key: String| {
        let mut choices = Choices::default();
        choices.left.insert(key);
        bench(&base, std::slice::from_ref(&side), &choices).text
    };
    assert_eq!(
        without(key(ProposedKind::Words)),
        text("- A third thing is asked.\n\n- One thing is asked.\n\n- A fourth is new here.")
    );
    assert_eq!(
        without(key(ProposedKind::Insert)),
        text("- A third thing is asked.\n\n- One small thing is asked.")
    );
    assert!(
        without(key(ProposedKind::Delete))
            .as_str()
            .contains("Another thing")
    );
    assert!(
        without(key(ProposedKind::Move))
            .as_str()
            .starts_with("- One small")
    );
}

#[test]
fn the_same_change_by_two_is_one() {
    let text = Canonical::of;
    let base = text("Pay rises by two per cent.");
    let side = text("Pay rises by five per cent.");
    let bench = bench(&base, &[side.clone(), side.clone()], &Choices::default());
    assert_eq!(bench.text, side);
    assert_eq!(bench.proposed.len(), 1);
    assert_eq!(bench.proposed[0].by, [1, 2]);
    assert_eq!(bench.passages[0].by, [1, 2]);
}

#[test]
fn a_joined_list_item_stands_as_it_was_amended() {
    let text = Canonical::of;
    let base = text("that children\n\nthe\n\n- children Conference Conference Conference children\n");
    let side = text("that children - children Conference Conference\n");
    assert_eq!(
        bench(&base, std::slice::from_ref(&side), &Choices::default()).text,
        side
    );
    assert_eq!(merge(&base, std::slice::from_ref(&side)).text, side);
}
