//! Abbreviations that are used before they are explained.

use foldhash::{HashMap, HashSet};

use super::{Kind, Notes, Page, Place, Source, Term};
use crate::manifesto::glue::Vocabulary;
use crate::manifesto::prose::{Word, is_capitals, words};
use crate::text::canon::offset;

/// What everybody knows.
const KNOWN: &[&str] = &[
    "NHS", "UK", "EU", "UN", "US", "USA", "MP", "GP", "BBC", "TV", "VAT", "PDF", "CEO", "IT", "HIV", "COVID",
    "DNA", "OK", "AM", "PM", "PhD", "BA", "MA", "LGBT", "LGBTQ", "LGBTQIA", "AGM", "FAQ", "ID", "PC", "AI",
    "HS", "GDP", "CV", "DVD", "CCTV", "GCSE", "BSL", "WC", "BC", "AD", "NB", "PS",
];

struct Found<'a> {
    place: Place,
    id: &'a str,
    explained: bool,
    later: Option<Place>,
}

pub(super) fn check(notes: &mut Notes, pages: &[Page<'_>], glossary: &[Term<'_>], vocabulary: &Vocabulary) {
    let glossary: HashSet<String> = glossary
        .iter()
        .map(|term| key(term.short.trim()).to_lowercase())
        .collect();
    let mut first: HashMap<&str, Found<'_>> = HashMap::default();
    let mut order = Vec::new();
    let mut names: HashMap<String, &str> = HashMap::default();
    for page in pages {
        for (body, text, _) in &page.paragraphs {
            let words = words(text);
            full_names(&mut names, text, &words);
            if is_capitals(text) || !matches!(page.source, Source::Section(_)) {
                continue;
            }
            for (n, word) in words.iter().enumerate() {
                let short = key(word.base());
                if !is_short(short) || KNOWN.contains(&short) || glossary.contains(&short.to_lowercase()) {
                    continue;
                }
                if in_capitals(&words, n) || is_stressed(short, vocabulary) {
                    continue;
                }
                let place = page.place(body + offset(word.start));
                let explained = explains(text, &words, n, short);
                let found = first.entry(short).or_insert_with(|| {
                    order.push(short);
                    Found {
                        place,
                        id: page.id,
                        explained,
                        later: None,
                    }
                });
                if explained && !found.explained && found.later.is_none() {
                    found.later = Some(place);
                }
            }
        }
    }
    for short in order {
        let Some(found) = first.get(short).filter(|found| !found.explained) else {
            continue;
        };
        let says = match (found.later, names.get(&short.to_lowercase())) {
            (Some(_), _) => format!("“{short}” is used before it is explained."),
            (None, Some(name)) => {
                format!(
                    "“{short}” is not explained. Perhaps it stands for “{name}”; the glossary can say so."
                )
            }
            (None, None) => {
                format!("“{short}” is not explained. Write it out once, or add it to the glossary.")
            }
        };
        let related = found.later.into_iter().collect();
        notes.add(
            Kind::Abbreviation,
            found.place,
            short,
            says,
            related,
            &[found.id, short],
        );
    }
}

/// An abbreviation without the s of several.
fn key(short: &str) -> &str {
    short
        .strip_suffix('s')
        .filter(|head| head.ends_with(char::is_uppercase))
        .unwrap_or(short)
}

/// Capitals, or a capital at each end, as in "DfE".
fn is_short(word: &str) -> bool {
    let count = word.chars().count();
    if !(2..=6).contains(&count) || !word.chars().all(char::is_alphabetic) || is_roman(word) {
        return false;
    }
    let ends = word.starts_with(char::is_uppercase) && word.ends_with(char::is_uppercase);
    ends && (is_capitals(word) || count <= 5)
}

fn is_roman(word: &str) -> bool {
    word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'))
}

/// Whether a word is one of several in capitals: then the capitals are for stress.
fn in_capitals(words: &[Word<'_>], n: usize) -> bool {
    let loud = |n: usize| {
        words
            .get(n)
            .is_some_and(|word| is_capitals(word.text) && word.text.len() > 1)
    };
    let before = (1..=2)
        .take_while(|back| n.checked_sub(*back).is_some_and(loud))
        .count();
    let after = (1..=2).take_while(|on| loud(n + on)).count();
    before + after >= 2
}

/// Small words that are put in capitals for stress.
const STRESSED: &[&str] = &[
    "all", "also", "and", "any", "are", "be", "best", "both", "but", "can", "do", "end", "ever", "few",
    "for", "free", "full", "good", "has", "have", "her", "his", "how", "if", "in", "is", "it", "its", "just",
    "last", "less", "many", "may", "me", "more", "most", "must", "my", "need", "never", "new", "no", "none",
    "nor", "not", "now", "of", "off", "on", "one", "only", "open", "or", "our", "out", "own", "real", "save",
    "so", "some", "stop", "such", "than", "that", "the", "them", "then", "they", "this", "to", "too", "two",
    "up", "very", "vote", "was", "we", "well", "were", "what", "when", "who", "why", "will", "with", "work",
    "yes", "you",
];

/// Whether it is a common word in capitals, as in "for ALL children". Short forms are often words as well, so
/// a short one must be a small word; a longer one a word of the texts.
fn is_stressed(short: &str, vocabulary: &Vocabulary) -> bool {
    let small = short.to_lowercase();
    STRESSED.contains(&small.as_str()) || small.chars().count() > 4 && vocabulary.has_small(&small)
}

/// Whether the words around an abbreviation say what it stands for.
fn explains(text: &str, words: &[Word<'_>], n: usize, short: &str) -> bool {
    let word = &words[n];
    let letters: Vec<char> = short
        .chars()
        .filter(|c| c.is_uppercase())
        .flat_map(char::to_lowercase)
        .collect();
    let reach = letters.len() * 2 + 2;
    let (before, after) = (&text[..word.start], &text[word.end()..]);
    let bare = before.strip_suffix(['‘', '“']).unwrap_or(before);
    if bare.ends_with('(') {
        let before = &words[n.saturating_sub(reach)..n];
        if spells(&letters, before.iter().map(|word| word.text)) {
            return true;
        }
    }
    let after = after.strip_prefix('s').unwrap_or(after);
    let Some(inner) = after.trim_start().strip_prefix('(') else {
        return false;
    };
    // A name is no longer than that.
    let inner = &inner[..inner.floor_char_boundary(200.min(inner.len()))];
    let inner = inner.split(')').next().unwrap_or_default();
    spells(
        &letters,
        crate::manifesto::prose::words(inner)
            .iter()
            .map(|word| word.text)
            .take(reach),
    )
}

/// Whether some words begin with these letters, in order.
fn spells<'a>(letters: &[char], words: impl Iterator<Item = &'a str>) -> bool {
    let mut rest = letters.iter().peekable();
    for word in words {
        let first = word.chars().next().map(|c| c.to_lowercase().next().unwrap_or(c));
        if rest.peek().is_some_and(|letter| Some(**letter) == first) {
            rest.next();
        }
    }
    rest.peek().is_none()
}

/// Names in capitals by their initials, the first of each.
fn full_names<'a>(names: &mut HashMap<String, &'a str>, text: &'a str, words: &[Word<'a>]) {
    if is_capitals(text) {
        return;
    }
    for first in 0..words.len() {
        let mut initials = String::new();
        for n in first..(first + 6).min(words.len()) {
            let joined = n == first || text[words[n - 1].end()..words[n].start].chars().all(|c| c == ' ');
            let word = words[n].text;
            let named = words[n].is_capitalized() && word.contains(char::is_lowercase);
            if !joined || !named {
                break;
            }
            initials.extend(word.chars().next().into_iter().flat_map(char::to_lowercase));
            if n > first + 1 {
                names
                    .entry(initials.clone())
                    .or_insert_with(|| &text[words[first].start..words[n].end()]);
            }
        }
    }
}
