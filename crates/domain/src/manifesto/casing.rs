//! Sentence case for headings in capitals, with the capitals that names have elsewhere in the text.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashSet};

use super::prose::{Word, base, is_capitals, words};

/// The longest name that is looked for, in words.
const LONGEST_NAME: usize = 4;

/// How the words of some headings are written elsewhere.
#[derive(Default)]
pub(super) struct Casing {
    forms: HashMap<String, BTreeMap<String, u32>>,
    /// Phrases of several words: how often all of them have capitals, and how often not.
    phrases: HashMap<String, (u32, u32)>,
}

impl Casing {
    /// Learns from `texts` how the words of `headings` are written.
    pub(super) fn learn<'a>(headings: &[&str], texts: impl Iterator<Item = &'a str>) -> Self {
        let mut wanted: HashSet<String> = HashSet::default();
        for heading in headings {
            let keys: Vec<String> = words(heading)
                .iter()
                .map(|word| word.base().to_lowercase())
                .collect();
            for length in 1..=LONGEST_NAME {
                wanted.extend(keys.windows(length).map(|part| part.join(" ")));
            }
        }
        let mut casing = Self::default();
        for text in texts {
            if is_capitals(text) {
                continue;
            }
            let words = words(text);
            let keys: Vec<String> = words.iter().map(|word| word.base().to_lowercase()).collect();
            for (n, word) in words.iter().enumerate() {
                if !word.opens && wanted.contains(&keys[n]) {
                    let forms = casing.forms.entry(keys[n].clone()).or_default();
                    *forms.entry(word.base().to_owned()).or_default() += 1;
                }
                for length in 2..=LONGEST_NAME {
                    let Some(run) = words.get(n..n + length) else {
                        break;
                    };
                    let phrase = keys[n..n + length].join(" ");
                    if !wanted.contains(&phrase) {
                        continue;
                    }
                    let (capitals, others) = casing.phrases.entry(phrase).or_default();
                    if run.iter().all(|word| word.is_capitalized()) {
                        // At the start of a sentence the first capital says nothing, and within a longer
                        // name a part of it is no name.
                        let longer = |other: Option<&Word<'_>>| {
                            other.is_some_and(|word| word.is_capitalized() && !word.opens)
                        };
                        let part = longer(n.checked_sub(1).and_then(|n| words.get(n)))
                            || longer(words.get(n + length));
                        *capitals += u32::from(!word.opens && !part);
                    } else {
                        *others += 1;
                    }
                }
            }
        }
        casing
    }

    /// A heading in capitals in sentence case; `commitment` shows how its words are written, where it has them.
    pub(super) fn sentence_case(&self, heading: &str, commitment: Option<&str>) -> String {
        let found = words(heading);
        let keys: Vec<String> = found.iter().map(|word| word.base().to_lowercase()).collect();
        let mut named = vec![false; found.len()];
        for length in 2..=LONGEST_NAME {
            for n in 0..found.len().saturating_sub(length - 1) {
                let counts = self.phrases.get(&keys[n..n + length].join(" "));
                if counts.is_some_and(|(capitals, others)| capitals > others) {
                    named[n..n + length].fill(true);
                }
            }
        }
        let promised = commitment.map(words).unwrap_or_default();
        let mut out = String::with_capacity(heading.len());
        let mut done = 0;
        for (n, word) in found.iter().enumerate() {
            out.push_str(&heading[done..word.start]);
            done = word.end();
            let ending = word.text[word.base().len()..].to_lowercase();
            let own = promised
                .iter()
                .find(|other| !other.opens && other.base().to_lowercase() == keys[n])
                .map(|other| base(other.text).to_owned());
            let written = own.unwrap_or_else(|| self.written(&keys[n], word.base(), named[n]));
            if n == 0 {
                out.push_str(&capitalized(&written));
            } else {
                out.push_str(&written);
            }
            out.push_str(&ending);
        }
        out.push_str(&heading[done..]);
        out
    }

    fn written(&self, key: &str, shouted: &str, named: bool) -> String {
        let forms = self.forms.get(key);
        let count = |form: &str| forms.and_then(|forms| forms.get(form)).copied().unwrap_or(0);
        let best = forms
            .into_iter()
            .flatten()
            .filter(|(form, _)| form.as_str() != key)
            .max_by_key(|(_, count)| **count);
        match best {
            Some((form, many)) if *many > count(key) => form.clone(),
            _ if named => capitalized(key),
            // A short form has no vowels to say it with, and no small letters to be known by.
            None if count(key) == 0 && is_short_form(shouted) => shouted.to_owned(),
            _ if key == "i" => "I".to_owned(),
            _ => key.to_owned(),
        }
    }
}

fn is_short_form(word: &str) -> bool {
    (2..=6).contains(&word.chars().count())
        && is_capitals(word)
        && !word.contains(['A', 'E', 'I', 'O', 'U', 'Y'])
}

/// A word with its first letter as a capital.
pub(super) fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(heading: &str, commitment: Option<&str>, text: &str, expected: &str) {
        let casing = Casing::learn(&[heading], text.split('\n'));
        assert_eq!(casing.sentence_case(heading, commitment), expected);
    }

    #[test]
    fn names_keep_their_capitals() {
        let text = "We ask the Harbour Trust to act. Local buses of the Harbour Trust run.\nThe NHS and Wales’s buses";
        check(
            "A HARBOUR TRUST FOR LOCAL BUSES",
            None,
            text,
            "A Harbour Trust for local buses",
        );
        check("THE NHS IN WALES’S CARE", None, text, "The NHS in Wales’s care");
        check("BUSES WITH TLC", None, "", "Buses with TLC");
        check("‘SAFE’ HOMES", None, "", "‘Safe’ homes");
    }

    #[test]
    fn the_commitment_shows_how() {
        check(
            "HOMES FOR THE VALE",
            Some("Build homes for the Vale"),
            "",
            "Homes for the Vale",
        );
    }

    #[test]
    fn what_is_usually_small_stays_small() {
        let text = "we fund social care and social care again, and the Social Care Act";
        check("SOCIAL CARE", None, text, "Social care");
    }
}
