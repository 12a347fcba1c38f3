//! Which version is this copy?
//!
//! A copy may have lost its formatting, gained line numbers, or been scanned. Its words, without
//! capitals and punctuation, are compared with those of each known text. Where there are many, a
//! [`Sketch`] of each, which can be stored with it, says which ones are worth a closer look.

use serde::{Deserialize, Serialize};

use super::canon::{Canonical, offset};
use super::diff::sequence::compare;
use super::import::import;

/// How many minima a sketch holds: likeness is right to about a tenth.
const SIZE: usize = 64;
/// How many texts are looked at closely.
const CLOSE: usize = 12;

/// A fingerprint by which texts that share most of their wording are alike (`MinHash` over runs of
/// three words).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sketch(Vec<u64>);

impl Sketch {
    /// The sketch of a text.
    pub fn of(text: &Canonical) -> Self {
        Self::of_words(&words(text.as_str()))
    }

    fn of_words(words: &[String]) -> Self {
        let mut minima = vec![u64::MAX; if words.is_empty() { 0 } else { SIZE }];
        for run in words.windows(3.min(words.len().max(1))) {
            let mut hash = run.iter().fold(0xcbf2_9ce4_8422_2325, |hash, word| {
                word.bytes().chain([b' ']).fold(hash, |hash: u64, b| {
                    (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
                })
            });
            for least in &mut minima {
                hash = mixed(hash);
                *least = hash.min(*least);
            }
        }
        Self(minima)
    }

    /// How much wording two texts share, in thousandths.
    pub fn likeness(&self, other: &Self) -> u16 {
        let same = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count();
        u16::try_from(same * 1000 / SIZE).unwrap_or(1000)
    }
}

/// The next of a row of numbers that look like chance but are the same everywhere.
fn mixed(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A known text that a copy may come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// Which of the texts, from 0.
    pub index: u32,
    /// How much of the words, in order, both share, in thousandths.
    pub likeness: u16,
    /// The canonical texts are the same.
    pub exact: bool,
    /// The words are the same, whatever capitals, punctuation and paragraphs are.
    pub same_words: bool,
}

/// Ranks known texts by how much a pasted copy is like them, the likest first; of equals, the later.
///
/// ```
/// # use domain::text::{canon::Canonical, which::rank};
/// let versions = ["Care is a right.", "Care is a right for all."].map(Canonical::of);
/// let best = rank("1  CARE IS A\n2  RIGHT FOR ALL\n3  ", &versions)[0];
/// assert_eq!((best.index, best.same_words), (1, true));
/// ```
pub fn rank(copy: &str, texts: &[Canonical]) -> Vec<Match> {
    let import = import(copy);
    let plain = Canonical::of(copy);
    // The words of the copy without and with what may be its title, and as they were pasted.
    let body = words(import.text.as_str());
    let titled = [words(import.title.as_deref().unwrap_or_default()), body.clone()].concat();
    let bodies = [body, titled, words(plain.as_str())];
    let sketch = Sketch::of_words(&bodies[0]);
    let mut near: Vec<(u16, usize)> = (0..texts.len()).map(|n| (0, n)).collect();
    if texts.len() > CLOSE {
        for (likeness, n) in &mut near {
            *likeness = sketch.likeness(&Sketch::of(&texts[*n]));
        }
        near.sort_by_key(|(likeness, n)| (std::cmp::Reverse(*likeness), std::cmp::Reverse(*n)));
    }
    let mut matches: Vec<Match> = Vec::with_capacity(texts.len());
    for (place, (likeness, n)) in near.into_iter().enumerate() {
        let text = &texts[n];
        let exact = *text == import.text || *text == plain;
        let likeness = if place < CLOSE {
            let known = words(text.as_str());
            bodies
                .iter()
                .map(|body| in_order(body, &known))
                .max()
                .unwrap_or(0)
        } else {
            likeness
        };
        matches.push(Match {
            index: offset(n),
            likeness,
            exact,
            same_words: place < CLOSE && likeness == 1000,
        });
    }
    matches.sort_by_key(|found| std::cmp::Reverse((found.exact, found.likeness, found.index)));
    matches
}

/// Words without capitals and punctuation, and without what could be the number of a line.
pub(super) fn words(text: &str) -> Vec<String> {
    let bare = |word: &str| {
        word.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    text.split_whitespace()
        .map(bare)
        .filter(|word| !word.is_empty())
        .collect()
}

fn in_order(a: &[String], b: &[String]) -> u16 {
    let (all, shared) = (a.len() + b.len(), shared(a, b));
    let alike = (shared * 2 * 1000).checked_div(all).unwrap_or(1000);
    u16::try_from(alike).unwrap_or(1000)
}

/// How many words two texts share, in order.
pub(super) fn shared(a: &[String], b: &[String]) -> usize {
    let mut keys = foldhash::HashMap::default();
    let mut key = |word: &String| {
        let next = offset(keys.len());
        *keys.entry(word.clone()).or_insert(next)
    };
    let (a, b): (Vec<u32>, Vec<u32>) = (a.iter().map(&mut key).collect(), b.iter().map(&mut key).collect());
    let all = a.len() + b.len();
    let differs: usize = compare(&a, &b)
        .0
        .iter()
        .map(|hunk| hunk.old.len() + hunk.new.len())
        .sum();
    (all - differs) / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_does_not_hide_the_version() {
        let first = "Conference notes that profits rise each year while the wages of care workers stand still. Conference believes that care is a right. Conference calls on the Government to fund it.";
        let second = first
            .replace("profits", "dividends")
            .replace("a right", "a public service");
        let third = second.replace("fund it", "fund it in full by 2030");
        let versions: Vec<Canonical> = [first, &second, &third, "Something else altogether."]
            .into_iter()
            .map(Canonical::of)
            .collect();
        let scanned = second
            .to_uppercase()
            .replace("WAGES", "WAQES")
            .replace(". ", ".\n\n");
        let ranked = rank(&scanned, &versions);
        assert_eq!(ranked[0].index, 1);
        assert!(!ranked[0].exact && !ranked[0].same_words && ranked[0].likeness > 900);
        assert_eq!(ranked[3].index, 3);
        assert!(rank(&second, &versions)[0].exact);
        assert!(rank(&second.to_uppercase(), &versions)[0].same_words);
    }

    #[test]
    fn many_texts_are_told_apart_by_sketch() {
        let text = |n: u32| {
            let words: Vec<String> = (0..200)
                .map(|w| format!("w{}", (w * 7919 + n * 104_729) % 1000))
                .collect();
            Canonical::of(&words.join(" "))
        };
        let texts: Vec<Canonical> = (0..60).map(text).collect();
        let copy = texts[41].as_str().replacen("w1 ", "x ", 3);
        assert_eq!(rank(&copy, &texts)[0].index, 41);
        assert!(Sketch::of(&texts[3]).likeness(&Sketch::of(&texts[3])) == 1000);
        assert!(rank("anything", &[]).is_empty());
    }
}
