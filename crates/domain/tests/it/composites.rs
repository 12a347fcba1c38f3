//! Composites from outside: laws on generated sources, and the real composite of two motions.

use domain::composite::{Build, Fate, NoStep, Step, Taken, sheet};
use domain::text::canon::{Canonical, Kind};
use domain::text::import::{RepairKind, import};
use domain::text::pairs::{Member, pair};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn source() -> impl Strategy<Value = Canonical> {
    let word = prop::sample::select(vec![
        "buses",
        "must",
        "should",
        "run",
        "every",
        "hour",
        "£2",
        "million",
        "for",
        "all",
        "towns",
        "night",
        "Conference",
        "calls",
        "demands",
        "free",
        "the",
        "schools",
    ]);
    let mark = prop::sample::select(vec!["", "- ", "1. ", "2. ", "## ", "  - "]);
    let clause = (mark, prop::collection::vec(word, 1..8))
        .prop_map(|(mark, words)| format!("{mark}{}", words.join(" ")));
    prop::collection::vec(clause, 1..7).prop_map(|clauses| Canonical::of(&clauses.join("\n\n")))
}

fn step() -> impl Strategy<Value = Step> {
    let taken = (1..4_u32, 1..8_u32).prop_map(|(source, clause)| Taken { source, clause });
    let words = prop::sample::select(vec![
        "new words",
        "- one\n- two",
        "",
        "1. a bus\n\n2) a tram",
        "  - deep",
        "£3",
    ]);
    let id = 0..9_u32;
    prop_oneof![
        4 => taken.clone().prop_map(Step::Take),
        2 => prop::collection::vec(taken, 1..4).prop_map(Step::Merge),
        1 => (id.clone(), words.clone()).prop_map(|(after, text)| Step::Add { after, text: text.to_owned() }),
        2 => (id.clone(), words).prop_map(|(entry, text)| Step::Edit { entry, text: text.to_owned() }),
        1 => id.clone().prop_map(Step::Up),
        1 => id.clone().prop_map(Step::Down),
        1 => id.prop_map(Step::Remove),
    ]
}

proptest! {
    #[test]
    fn every_clause_is_in_exactly_one_group(texts in prop::collection::vec(source(), 1..4)) {
        let groups = pair(&texts);
        let members: Vec<Member> = groups.iter().flat_map(|group| group.members.clone()).collect();
        let once: BTreeSet<Member> = members.iter().copied().collect();
        let clauses: usize = texts.iter().map(|text| text.paragraphs().len()).sum();
        prop_assert_eq!((members.len(), once.len()), (clauses, clauses));
        for group in groups {
            let texts: BTreeSet<u32> = group.members.iter().map(|member| member.text).collect();
            prop_assert_eq!(texts.len(), group.members.len());
        }
    }

    #[test]
    fn pairing_is_symmetric(a in source(), b in source()) {
        let pairs = |texts: &[Canonical], flip: bool| -> BTreeSet<Vec<(u32, u32)>> {
            pair(texts)
                .into_iter()
                .map(|group| {
                    let mut members: Vec<_> = group
                        .members
                        .iter()
                        .map(|member| (if flip { 1 - member.text } else { member.text }, member.paragraph))
                        .collect();
                    members.sort_unstable();
                    members
                })
                .collect()
        };
        prop_assert_eq!(pairs(&[a.clone(), b.clone()], false), pairs(&[b, a], true));
    }

    #[test]
    fn whatever_is_built_every_clause_of_every_source_is_accounted_for_once(
        texts in prop::collection::vec(source(), 2..4),
        steps in prop::collection::vec(step(), 0..20),
    ) {
        let mut build = Build::default();
        for step in &steps {
            if let Ok((next, _)) = build.after(step, &texts) {
                build = next;
            }
            let ids: BTreeSet<u32> = build.entries.iter().map(|entry| entry.id).collect();
            prop_assert_eq!(ids.len(), build.entries.len());
        }
        let built = build.built();
        prop_assert_eq!(built.text.paragraphs().len(), build.entries.len(), "{:?}", build);
        prop_assert_eq!(built.from.len(), build.entries.len());
        for (n, text) in texts.iter().enumerate() {
            let fares = sheet(n as u32 + 1, text, &built);
            let clauses: Vec<u32> = fares.iter().map(|fare| fare.clause).collect();
            prop_assert_eq!(clauses, (1..=text.paragraphs().len() as u32).collect::<Vec<_>>());
            for fare in fares {
                prop_assert_eq!(fare.fate == Fate::Dropped, fare.into.is_empty());
                prop_assert_eq!(fare.fate == Fate::Changed, fare.diff.is_some());
            }
        }
    }

    #[test]
    fn a_source_taken_whole_loses_nothing(texts in prop::collection::vec(source(), 2..4)) {
        let mut build = Build::default();
        for clause in 1..=texts[0].paragraphs().len() as u32 {
            match build.after(&Step::Take(Taken { source: 1, clause }), &texts) {
                Ok((next, _)) => build = next,
                Err(problem) => prop_assert_eq!(problem, NoStep::Taken),
            }
        }
        for fare in sheet(1, &texts[0], &build.built()) {
            prop_assert_eq!(fare.fate, Fate::Kept, "{:?}", fare);
        }
    }
}

#[test]
fn the_real_composite_is_taken_in_with_its_numbering_repaired() {
    let Some(text) = crate::seeds::lines(crate::seeds::LETTER, 155, 207) else {
        return;
    };
    let import = import(&text);
    let repaired: Vec<(&str, &str)> = import
        .repairs
        .iter()
        .filter(|repair| repair.kind == RepairKind::Numbering)
        .map(|repair| (repair.before.as_str(), repair.after.as_str()))
        .collect();
    assert_eq!(repaired, [("-", "3."), ("1.", "4."), ("2.", "5."), ("3.", "6.")]);
    let paragraphs = import.text.paragraphs();
    let last: Vec<&str> = paragraphs
        .iter()
        .rev()
        .take(6)
        .rev()
        .map(|clause| clause.marker.trim())
        .collect();
    assert_eq!(last, ["1.", "2.", "3.", "4.", "5.", "6."]);
    let texts = [import.text.clone()];
    assert!(
        paragraphs
            .iter()
            .any(|clause| clause.kind == Kind::Item { level: 1 })
    );
    assert_eq!(pair(&texts).len(), paragraphs.len());

    // Taken clause by clause, it is itself again.
    let mut build = Build::default();
    for clause in 1..=paragraphs.len() as u32 {
        build = build
            .after(&Step::Take(Taken { source: 1, clause }), &texts)
            .expect("it can be taken")
            .0;
    }
    assert_eq!(build.built().text, import.text);
}
