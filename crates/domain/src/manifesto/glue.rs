//! Words that lost the space between them, as in "shouldensure".
//!
//! Compounds are many ("workforce", "homecare"), so two known halves prove nothing by themselves. Only
//! seams count at which no compound has one: after "should" and its like, after endings such as "-ity" and
//! "-ment", and between capitals and small letters.

use foldhash::HashMap;

use super::prose::{Word, base};

/// How often each word occurs in a set of texts, whatever its capitals.
#[derive(Default)]
pub(super) struct Vocabulary(HashMap<String, Uses>);

#[derive(Clone, Copy, Default)]
struct Uses {
    all: u32,
    small: u32,
}

/// A place where a space is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seam {
    /// Bytes of the word before it.
    pub(super) at: usize,
    /// Both halves are words of the texts, or very common ones.
    pub(super) sure: bool,
}

/// Words that begin no compound.
const NEVER_FIRST: &[&str] = &[
    "should", "would", "could", "must", "shall", "cannot", "because", "although",
];

/// Endings after which no compound goes on.
const ENDINGS: &[&str] = &[
    "ity", "tion", "sion", "ment", "ness", "ance", "ence", "ional", "ous", "ies",
];

/// What goes on after such an ending within one word.
const GO_ON: &[&str] = &[
    "ally",
    "able",
    "ness",
    "less",
    "ship",
    "ships",
    "hood",
    "wise",
    "ward",
    "wards",
    "like",
    "wide",
    "based",
    "related",
    "free",
    "ment",
    "ments",
    "alist",
    "alists",
    "alism",
    "ality",
    "alities",
    "alise",
    "alised",
    "alising",
    "alisation",
    "arian",
    "naire",
    "naires",
    "worthy",
    "proof",
    "master",
    "making",
    "maker",
    "makers",
    "ally",
    "alize",
    "alized",
];

/// Common words that a short text may happen not to hold otherwise.
const COMMON: &[&str] = &[
    "about", "after", "all", "and", "any", "are", "because", "been", "before", "between", "but", "can",
    "care", "could", "ensure", "every", "for", "from", "have", "its", "more", "must", "new", "not", "now",
    "our", "people", "provide", "services", "shall", "should", "support", "that", "the", "their", "them",
    "these", "they", "this", "those", "through", "under", "was", "were", "what", "when", "which", "who",
    "will", "with", "would",
];

impl Vocabulary {
    pub(super) fn add(&mut self, words: &[Word<'_>]) {
        for word in words {
            let key = base(word.text).to_lowercase();
            let small = !word.text.contains(char::is_uppercase);
            let uses = self.0.entry(key).or_default();
            uses.all += 1;
            uses.small += u32::from(small);
        }
    }

    fn count(&self, word: &str) -> u32 {
        self.0.get(word).map_or(0, |uses| uses.all)
    }

    /// Whether a word occurs in small letters, or is a very common one.
    pub(super) fn has_small(&self, word: &str) -> bool {
        self.0.get(word).is_some_and(|uses| uses.small > 0) || COMMON.contains(&word)
    }

    fn knows(&self, word: &str) -> bool {
        self.count(word) > 0 || COMMON.contains(&word)
    }

    /// Where a word lost a space, if it evidently did.
    pub(super) fn seam(&self, word: &str) -> Option<Seam> {
        let word = base(word);
        // Longer ones are no two words, and nothing that is checked may take long.
        if !(6..=48).contains(&word.len()) || !word.chars().all(char::is_alphabetic) {
            return None;
        }
        let lower = word.to_lowercase();
        // A word that is used again is a word.
        if self.count(&lower) > 1 || lower.len() != word.len() {
            return None;
        }
        let capitals = word
            .chars()
            .take_while(|c| c.is_uppercase())
            .map(char::len_utf8)
            .sum::<usize>();
        if capitals < word.len() && capitals > 1 {
            return self.after_capitals(word, &lower, capitals);
        }
        let small = word
            .is_char_boundary(3)
            .then(|| word[3..].find(char::is_uppercase))
            .flatten();
        if let Some(at) = small.map(|at| at + 3) {
            let (left, right) = lower.split_at(at);
            let sure = right.len() > 2 && self.knows(left) && self.knows(right);
            return sure.then_some(Seam { at, sure });
        }
        if let Some(left) = NEVER_FIRST.iter().find(|left| lower.starts_with(**left)) {
            let right = &lower[left.len()..];
            if right.len() > 2 && self.knows(right) {
                return Some(Seam {
                    at: left.len(),
                    sure: true,
                });
            }
        }
        let mut maybe = None;
        for (at, _) in lower.char_indices().skip(6) {
            let (left, right) = lower.split_at(at);
            let ended = ENDINGS.iter().any(|ending| left.ends_with(ending));
            if right.len() < 4 || !ended || GO_ON.contains(&right) || !self.knows(right) {
                continue;
            }
            if self.knows(left) {
                return Some(Seam { at, sure: true });
            }
            if left.len() > 7 && right.len() > 4 {
                maybe = Some(Seam { at, sure: false });
            }
        }
        maybe
    }

    /// "RETAINskilled", and "INTRODUCTIONThe", whose last capital begins the next word.
    fn after_capitals(&self, word: &str, lower: &str, capitals: usize) -> Option<Seam> {
        let last = word[..capitals].chars().next_back().map_or(0, char::len_utf8);
        let seam = [capitals, capitals - last].into_iter().find_map(|at| {
            let (left, right) = lower.split_at(at);
            let length = left.chars().count();
            let known = self.knows(right) && (self.knows(left) || length > 4);
            (length > 2 && right.len() > 2 && known).then_some(Seam { at, sure: true })
        });
        let maybe = capitals > 4 && word.len() - capitals > 3;
        seam.or_else(|| {
            maybe.then_some(Seam {
                at: capitals,
                sure: false,
            })
        })
        .filter(|seam| !word[seam.at..].chars().skip(1).any(char::is_uppercase))
    }
}

#[cfg(test)]
mod tests {
    use super::super::prose::words;
    use super::*;

    fn seam(text: &str, word: &str) -> Option<(usize, bool)> {
        let mut vocabulary = Vocabulary::default();
        vocabulary.add(&words(text));
        vocabulary.seam(word).map(|seam| (seam.at, seam.sure))
    }

    #[test]
    fn spaces_that_were_lost() {
        assert_eq!(seam("we ensure it", "shouldensure"), Some((6, true)));
        assert_eq!(seam("an authority gives care", "authoritycare"), Some((9, true)));
        assert_eq!(
            seam("they retain skilled people", "RETAINskilled"),
            Some((6, true))
        );
        assert_eq!(seam("", "INTRODUCTIONThe"), Some((12, true)));
        assert_eq!(
            seam("for all families", "generationalfamilies"),
            Some((12, false))
        );
    }

    #[test]
    fn words_that_are_words() {
        let text = "home care work force how ever well being over sight addition ally relation ship should er additional";
        for word in [
            "homecare",
            "workforce",
            "however",
            "wellbeing",
            "oversight",
            "additionally",
            "relationship",
            "relationships",
            "shoulder",
            "shoulders",
            "mustard",
            "communities",
            "YouTube",
            "McDonald",
            "MPs",
            "CLPs",
            "responsiveness",
            "professionalism",
            "governmental",
            "nationality",
            "understanding",
            "meaningful",
            "disproportionately",
            "internationally",
        ] {
            assert_eq!(seam(text, word), None, "{word}");
        }
        // Twice is on purpose.
        assert_eq!(
            seam(
                "an authority of care, authoritycare, authoritycare",
                "authoritycare"
            ),
            None
        );
    }
}
