//! Changes inputs a little, as people change texts: words and paragraphs go, come, move and turn odd.
//!
//! Chance comes from a seed alone, so that a run can be had again.

use crate::{input, texts};

/// What gives text engines trouble.
const ODD: [&str; 40] = [
    "Conference",
    "notes:",
    "£1,234",
    "2018-19",
    "26%",
    "well-being",
    "don’t",
    "don't",
    "–",
    "...",
    "(a)",
    "1.",
    "2.",
    "-",
    "•",
    "a)",
    "#",
    "##",
    "[-",
    "-]",
    "{+",
    "+}",
    "e\u{301}",
    "\u{a0}",
    "\u{200b}",
    "\u{202e}",
    "\u{ad}",
    "👩\u{200d}👩\u{200d}👧",
    "\u{301}",
    "ﬁ",
    "12",
    "words",
    "the",
    "and",
    "Line 1: delete 'the'",
    "after 'and' insert",
    "lines 1–2",
    "\n\n",
    "\n- ",
    "\r\n",
];

/// Numbers that look like chance and follow from a seed.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice that fall by a seed.
    pub fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `n`; 0 where there is none.
    pub fn below(&mut self, n: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let z = (z ^ (z >> 31)) >> 32;
        usize::try_from(z).unwrap_or(0) % n.max(1)
    }
}

/// Changes an input by a few steps; `other` lends words and paragraphs.
pub fn mutate(given: &[u8], other: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut texts = texts(given);
    let others = crate::texts(other);
    for _ in 0..=dice.below(4) {
        let n = dice.below(texts.len());
        match dice.below(20) {
            // A text becomes a copy of another, so that what follows are edits of it.
            0 | 1 => {
                let from = texts[dice.below(texts.len())].clone();
                texts[n] = from;
            }
            2 if texts.len() < 5 => texts.push(texts[n].clone()),
            3 if texts.len() > 1 => drop(texts.remove(n)),
            4 => texts[n].clone_from(&others[dice.below(others.len())]),
            5 => texts[n] = character(&texts[n], dice),
            6..=10 => texts[n] = rearranged(&texts[n], &others[dice.below(others.len())], dice),
            _ => texts[n] = reworded(&texts[n], dice),
        }
    }
    input(&texts)
}

/// One paragraph goes, comes, moves, is doubled, split or joined.
fn rearranged(text: &str, other: &str, dice: &mut Dice) -> String {
    let mut paragraphs: Vec<String> = text.split("\n\n").map(str::to_owned).collect();
    let (n, to) = (dice.below(paragraphs.len()), dice.below(paragraphs.len()));
    match dice.below(6) {
        0 => drop(paragraphs.remove(n)),
        1 => {
            let paragraph = paragraphs.remove(n);
            paragraphs.insert(to, paragraph);
        }
        2 => paragraphs.insert(to, paragraphs[n].clone()),
        3 => {
            let lent: Vec<&str> = other.split("\n\n").collect();
            paragraphs.insert(to, lent[dice.below(lent.len())].to_owned());
        }
        4 if n + 1 < paragraphs.len() => {
            let next = paragraphs.remove(n + 1);
            paragraphs[n] = format!("{} {next}", paragraphs[n]);
        }
        _ => {
            let spaces: Vec<usize> = paragraphs[n].match_indices(' ').map(|(at, _)| at).collect();
            if let Some(at) = spaces.get(dice.below(spaces.len())) {
                paragraphs[n].replace_range(*at..=*at, "\n\n");
            }
        }
    }
    paragraphs.join("\n\n")
}

/// One word goes, comes, moves or changes.
fn reworded(text: &str, dice: &mut Dice) -> String {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    let (n, to) = (dice.below(words.len()), dice.below(words.len()));
    let odd = ODD[dice.below(ODD.len())];
    match dice.below(9) {
        0 => drop(words.remove(n)),
        1 => {
            let word = words.remove(n);
            words.insert(to, word);
        }
        2 => words.insert(to, words[n].clone()),
        3 => words[n] = words[n].to_uppercase(),
        4 => words.insert(n, odd.to_owned()),
        5 => words[n].push_str(odd),
        6 => words[n].insert_str(0, odd),
        _ => words[n] = odd.to_owned(),
    }
    words.join(" ")
}

/// One character goes or is doubled.
fn character(text: &str, dice: &mut Dice) -> String {
    let at = dice.below(text.chars().count());
    let twice = dice.below(2) * 2;
    text.chars()
        .enumerate()
        .flat_map(|(n, c)| std::iter::repeat_n(c, if n == at { twice } else { 1 }))
        .collect()
}

/// Mutates what a fuzzer holds, one time in two; otherwise leaves it to the fuzzer.
///
/// `data` has room for `room` bytes, of which `size` are the input. Gives the new size.
pub fn in_place(data: &mut [u8], size: usize, room: usize, seed: u32) -> Option<usize> {
    let mut dice = Dice::of(u64::from(seed));
    if dice.below(2) == 0 {
        return None;
    }
    let given = data.get(..size)?;
    let changed = mutate(given, given, &mut dice);
    let length = changed.len();
    if length == 0 || length > room {
        return None;
    }
    data.get_mut(..length)?.copy_from_slice(&changed);
    Some(length)
}
