//! The laws on what is kept, and on what is a little different from it.

use std::panic::catch_unwind;

use proof::corpus::{self, Kept};
use proof::laws::{LAWS, LONGEST, Law};
use proof::mutate::{Dice, mutate};

/// So many changed inputs are tried for each law: always the same ones, and a few seconds of work.
const MUTATIONS: u64 = 800;

/// What is kept may take so much room.
const MOST_FILES: usize = 100;
const MOST_BYTES: usize = 500_000;

fn law(name: &str) -> Law {
    LAWS.into_iter()
        .find(|(known, _)| *known == name)
        .expect("the law is known")
        .1
}

fn kept(target: &str) -> Vec<Kept> {
    let mut kept = corpus::of_target(target).expect("the corpus can be read");
    assert!(!kept.is_empty(), "fuzz/corpus/{target} is empty");
    kept.append(&mut corpus::golden().expect("the golden pairs can be read"));
    kept
}

fn holds(law: Law, name: &str, input: &[u8]) {
    let held = catch_unwind(|| law(input));
    assert!(
        held.is_ok(),
        "{name} breaks a law:\n{}",
        String::from_utf8_lossy(input)
    );
}

/// Replays what is kept, then tries changed inputs; the seed is the number of the try.
fn check(target: &str) {
    let (law, kept) = (law(target), kept(target));
    for Kept { name, input } in &kept {
        assert!(input.len() <= LONGEST, "{name} is longer than the laws look at");
        holds(law, name, input);
    }
    for seed in 0..MUTATIONS {
        let mut dice = Dice::of(seed);
        let (one, other) = (&kept[dice.below(kept.len())], &kept[dice.below(kept.len())]);
        let input = mutate(&one.input, &other.input, &mut dice);
        holds(law, &format!("{} by seed {seed}", one.name), &input);
    }
}

#[test]
fn canonical_text() {
    check("canon");
}

#[test]
fn differences() {
    check("diff");
}

#[test]
fn merges() {
    check("merge");
}

#[test]
fn typed_wording() {
    check("wording");
}

#[test]
fn what_is_kept_stays_small() {
    let all: Vec<Kept> = LAWS
        .iter()
        .flat_map(|(target, _)| corpus::of_target(target).expect("the corpus can be read"))
        .collect();
    assert!(all.len() <= MOST_FILES, "{} files", all.len());
    assert!(all.iter().map(|kept| kept.input.len()).sum::<usize>() <= MOST_BYTES);
}
