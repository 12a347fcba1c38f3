//! What a meeting calls a clause: "Believes 2", "third bullet of paragraph 4", "heading ‘Care’".
//!
//! The rules, by what a paragraph is and stands under:
//!
//! - Under a **label**, such as "Conference believes:" or a heading "Conference further believes",
//!   clauses are numbered as they stand, whatever their marks: "Believes 2", "Further believes 1";
//!   one on the next level is "Believes 2.1". A label governs the list or the prose that follows it.
//! - In a **list without a label**, items are counted: "third bullet of paragraph 4", where the
//!   list follows that paragraph, or "third bullet of ‘Care’", where it follows that heading; just
//!   "third bullet" in a text with one list. Those with a typed number are items, not bullets.
//! - **Prose** without a label is "paragraph 3", with all prose counted, labels included, and
//!   headings and lists left out.
//!
//! A name is given only where it is the only one of its kind; other clauses are named by line.
//!
//! ```
//! use domain::text::{canon::Canonical, clauses::names::Outline};
//! let text = Canonical::of("We met.\n\nConference believes:\n\n- care is a right\n- pay is fair");
//! let outline = Outline::of(&text);
//! let names: Vec<String> = (0..4).filter_map(|n| Some(outline.name(n)?.to_string())).collect();
//! assert_eq!(names, ["paragraph 1", "paragraph 2", "Believes 1", "Believes 2"]);
//! assert_eq!(outline.numbered("believes", &[2]), Ok(3));
//! ```

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use crate::text::canon::{Canonical, Kind, Paragraph, offset};
use crate::text::import::lead_in;

use super::rank;

/// What a clause is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// A heading, by its words.
    Heading(String),
    /// Prose, by its number.
    Paragraph(u32),
    /// A clause under a label, by its number there, and those of the levels below.
    Numbered {
        /// The name of the label, as in `Believes`.
        label: String,
        /// The number on each level, from 1.
        path: Vec<u32>,
    },
    /// An item of a list without a label.
    Item {
        /// The number on each level, from 1.
        path: Vec<u32>,
        /// Whether its mark is a bullet.
        bullet: bool,
        /// Which list; `None` where there is only one.
        list: Option<List>,
    },
}

/// Which list is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum List {
    /// The list after a paragraph of prose.
    Paragraph(u32),
    /// The list after a heading.
    Heading(String),
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Heading(text) => write!(f, "heading ‘{text}’"),
            Self::Paragraph(n) => write!(f, "paragraph {n}"),
            Self::Numbered { label, path } => write!(f, "{label} {}", dotted(path)),
            Self::Item { path, bullet, list } => {
                let noun = if *bullet { "bullet" } else { "item" };
                match path.as_slice() {
                    [n] => write!(f, "{} {noun}", ordinal(*n))?,
                    path => write!(f, "{noun} {}", dotted(path))?,
                }
                match list {
                    None => Ok(()),
                    Some(List::Paragraph(n)) => write!(f, " of paragraph {n}"),
                    Some(List::Heading(text)) => write!(f, " of ‘{text}’"),
                }
            }
        }
    }
}

/// Numbers of levels as "2.1".
pub(crate) fn dotted(path: &[u32]) -> String {
    path.iter().map(u32::to_string).collect::<Vec<_>>().join(".")
}

/// A number as a word: "first", "tenth", "11th".
pub(crate) fn ordinal(nth: u32) -> String {
    match ORDINALS.get((nth as usize).wrapping_sub(1)) {
        Some(name) => (*name).to_owned(),
        None => match (nth % 10, nth % 100) {
            (1, n) if n != 11 => format!("{nth}st"),
            (2, n) if n != 12 => format!("{nth}nd"),
            (3, n) if n != 13 => format!("{nth}rd"),
            _ => format!("{nth}th"),
        },
    }
}

pub(crate) const ORDINALS: [&str; 10] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
];

/// What stands over the clauses of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Head {
    /// A label, by its name.
    Label(String),
    Heading(String),
    Paragraph(u32),
    /// Nothing: the text begins with a list.
    Nothing,
}

/// A list, or the prose under a label.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) head: Head,
    /// The paragraph at the head.
    at: Option<usize>,
    /// The clauses, in order.
    clauses: Vec<Clause>,
    /// Made of list items.
    list: bool,
    /// What stands at its head is called what nothing else is.
    unique: bool,
}

#[derive(Clone, Debug)]
struct Clause {
    path: Vec<u32>,
    paragraph: usize,
    bullet: bool,
}

impl Part {
    /// The paragraph at the head, or the first clause where there is none.
    pub(crate) fn start(&self) -> usize {
        let first = self.clauses.first().map(|clause| clause.paragraph);
        self.at
            .filter(|_| !matches!(self.head, Head::Nothing))
            .or(first)
            .unwrap_or(0)
    }

    /// The paragraph behind the last clause, or behind the head where there is no clause.
    pub(crate) fn end(&self) -> usize {
        let last = self.clauses.last().map(|clause| clause.paragraph).or(self.at);
        last.map_or(0, |last| last + 1)
    }

    /// How many clauses there are on the first level.
    pub(crate) fn count(&self) -> u32 {
        self.clauses.last().map_or(0, |last| last.path[0])
    }

    pub(crate) fn is_list(&self) -> bool {
        self.list
    }

    /// As it is named in a message.
    pub(crate) fn said(&self) -> String {
        match &self.head {
            Head::Label(name) | Head::Heading(name) => format!("‘{name}’"),
            Head::Paragraph(n) => format!("paragraph {n}"),
            Head::Nothing => "the list".to_owned(),
        }
    }

    /// The clause with this number.
    pub(crate) fn find(&self, path: &[u32]) -> Option<usize> {
        // Paths grow from clause to clause.
        let found = self
            .clauses
            .binary_search_by(|clause| clause.path.as_slice().cmp(path))
            .ok()?;
        Some(self.clauses[found].paragraph)
    }

    /// The last clause on the first level.
    pub(crate) fn last(&self) -> Option<usize> {
        let last = self.clauses.iter().rfind(|clause| clause.path.len() == 1)?;
        Some(last.paragraph)
    }
}

/// The clauses of a text by name.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    names: Vec<Option<Name>>,
    /// Where the items under each paragraph end.
    ends: Vec<usize>,
    pub(crate) parts: Vec<Part>,
    /// The part of each paragraph that is a clause of one.
    part_of: Vec<Option<usize>>,
    /// The part that has each paragraph at its head.
    under: Vec<Option<usize>>,
    /// Parts by the name of their label, in small letters.
    labels: HashMap<String, Vec<usize>>,
    /// Headings by their words.
    headings: HashMap<String, Vec<usize>>,
    /// Prose in order.
    prose: Vec<usize>,
}

impl Outline {
    /// Reads the names off a text.
    pub fn of(text: &Canonical) -> Self {
        let paragraphs = text.paragraphs();
        let mut outline = Self {
            names: vec![None; paragraphs.len()],
            ends: ends(&paragraphs),
            part_of: vec![None; paragraphs.len()],
            under: vec![None; paragraphs.len()],
            ..Self::default()
        };
        // The part that the next clause belongs to, if it is of the right sort.
        let mut open: Option<usize> = None;
        for (n, paragraph) in paragraphs.iter().enumerate() {
            open = match paragraph.kind {
                Kind::Heading(_) => {
                    let words = paragraph.text.trim();
                    outline.headings.entry(words.to_owned()).or_default().push(n);
                    let head = label(words).map_or_else(|| Head::Heading(words.to_owned()), Head::Label);
                    Some(outline.part(head, Some(n), true))
                }
                Kind::Item { level } => {
                    let own = open.filter(|part| {
                        let part = &outline.parts[*part];
                        part.clauses.is_empty() || part.list
                    });
                    let part = own.unwrap_or_else(|| {
                        // The list follows prose that is a clause of a label itself.
                        let head = match n.checked_sub(1) {
                            Some(_) => Head::Paragraph(offset(outline.prose.len())),
                            None => Head::Nothing,
                        };
                        outline.part(head, n.checked_sub(1), true)
                    });
                    outline.item(part, n, level, paragraph.marker.starts_with('-'));
                    Some(part)
                }
                Kind::Prose => {
                    outline.prose.push(n);
                    let number = offset(outline.prose.len());
                    let named = rank(paragraph).and_then(|_| label(paragraph.text));
                    let clause = open.filter(|part| {
                        let part = &outline.parts[*part];
                        named.is_none()
                            && rank(paragraph).is_none()
                            && matches!(part.head, Head::Label(_))
                            && (part.clauses.is_empty() || !part.list)
                    });
                    match (named, clause) {
                        (Some(name), _) => Some(outline.part(Head::Label(name), Some(n), true)),
                        (None, Some(part)) => {
                            outline.parts[part].list = false;
                            outline.item(part, n, 1, false);
                            Some(part)
                        }
                        (None, None) => Some(outline.part(Head::Paragraph(number), Some(n), true)),
                    }
                }
            };
        }
        outline.settle(&paragraphs);
        outline
    }

    fn part(&mut self, head: Head, at: Option<usize>, list: bool) -> usize {
        if let Head::Label(name) = &head {
            let parts = self.labels.entry(name.to_lowercase()).or_default();
            parts.push(self.parts.len());
        }
        if let Some(slot) = at.and_then(|at| self.under.get_mut(at)) {
            *slot = Some(self.parts.len());
        }
        self.parts.push(Part {
            head,
            at,
            clauses: Vec::new(),
            list,
            unique: true,
        });
        self.parts.len() - 1
    }

    fn item(&mut self, part: usize, paragraph: usize, level: u8, bullet: bool) {
        let clauses = &mut self.parts[part].clauses;
        let mut path = clauses.last().map_or(Vec::new(), |last| last.path.clone());
        path.resize(usize::from(level.max(1)), 0);
        if let Some(own) = path.last_mut() {
            *own += 1;
        }
        clauses.push(Clause {
            path,
            paragraph,
            bullet,
        });
        self.part_of[paragraph] = Some(part);
    }

    /// Gives every clause its name where it is the only one with it.
    fn settle(&mut self, paragraphs: &[Paragraph<'_>]) {
        // Labels of one name cannot be told apart: their lists are those after their paragraphs.
        for parts in self.labels.values().filter(|parts| parts.len() > 1) {
            for part in parts {
                let part = &mut self.parts[*part];
                let number = part.at.and_then(|at| self.prose.binary_search(&at).ok());
                part.head = match number {
                    Some(number) => Head::Paragraph(offset(number + 1)),
                    None => Head::Heading(part.at.map_or("", |at| paragraphs[at].text.trim()).to_owned()),
                };
            }
        }
        self.labels.retain(|_, parts| parts.len() == 1);
        for part in &mut self.parts {
            if let Head::Heading(words) = &part.head {
                part.unique = self.headings.get(words).is_none_or(|same| same.len() == 1) && is_short(words);
            }
        }
        for (n, at) in self.prose.iter().enumerate() {
            self.names[*at] = Some(Name::Paragraph(offset(n + 1)));
        }
        for (words, at) in &self.headings {
            if let ([at], true) = (at.as_slice(), is_short(words)) {
                self.names[*at] = Some(Name::Heading(words.clone()));
            }
        }
        let lists = self
            .parts
            .iter()
            .filter(|part| part.list && !part.clauses.is_empty());
        let only = lists.count() == 1;
        for part in self.parts.iter().filter(|part| part.unique) {
            for Clause {
                path,
                paragraph,
                bullet,
            } in &part.clauses
            {
                if path.contains(&0) {
                    continue;
                }
                let (path, bullet) = (path.clone(), *bullet);
                let item = |list| Name::Item {
                    path: path.clone(),
                    bullet,
                    list,
                };
                let name = match &part.head {
                    Head::Label(label) => Name::Numbered {
                        label: label.clone(),
                        path,
                    },
                    // Prose under a label that is not the only one of its name.
                    _ if !part.list => continue,
                    _ if only => item(None),
                    Head::Heading(words) => item(Some(List::Heading(words.clone()))),
                    Head::Paragraph(n) => item(Some(List::Paragraph(*n))),
                    Head::Nothing => continue,
                };
                self.names[*paragraph] = Some(name);
            }
        }
    }

    /// What a paragraph, from 0, is called; `None` where it has no name of its own.
    pub fn name(&self, paragraph: usize) -> Option<&Name> {
        self.names.get(paragraph)?.as_ref()
    }

    /// The paragraph, from 0, of a clause under a label, or how many clauses the label has, where
    /// there is one of that name.
    ///
    /// # Errors
    /// How many clauses are under the label, 0 where there is no such label.
    pub fn numbered(&self, label: &str, path: &[u32]) -> Result<usize, u32> {
        let part = self.label(label).ok_or(0_u32)?;
        self.parts[part].find(path).ok_or(self.parts[part].count())
    }

    /// The part under a label.
    pub(crate) fn label(&self, name: &str) -> Option<usize> {
        self.labels.get(&name.to_lowercase())?.first().copied()
    }

    /// The names of all labels, in order.
    pub(crate) fn labels(&self) -> Vec<String> {
        let names = self.parts.iter().filter_map(|part| match &part.head {
            Head::Label(name) => Some(name.clone()),
            _ => None,
        });
        names.collect()
    }

    /// The part under a heading or after a paragraph.
    pub(crate) fn under(&self, paragraph: usize) -> Option<usize> {
        *self.under.get(paragraph)?
    }

    /// The headings with these words.
    pub(crate) fn heading(&self, words: &str) -> &[usize] {
        self.headings.get(words.trim()).map_or(&[], Vec::as_slice)
    }

    /// A paragraph of prose by its number, from 1.
    pub(crate) fn prose(&self, number: u32) -> Option<usize> {
        self.prose.get((number as usize).checked_sub(1)?).copied()
    }

    pub(crate) fn prose_count(&self) -> u32 {
        offset(self.prose.len())
    }

    /// The lists, with those under labels.
    pub(crate) fn lists(&self) -> impl Iterator<Item = &Part> {
        self.parts
            .iter()
            .filter(|part| part.list && !part.clauses.is_empty())
    }

    /// The part that a paragraph is a clause of.
    pub(crate) fn part_of(&self, paragraph: usize) -> Option<&Part> {
        self.parts.get((*self.part_of.get(paragraph)?)?)
    }

    /// A paragraph with the items under it.
    pub(crate) fn whole(&self, paragraph: usize) -> Range<usize> {
        paragraph..self.ends.get(paragraph).map_or(paragraph + 1, |end| *end)
    }
}

fn is_short(words: &str) -> bool {
    words.len() <= 120 && !words.contains(['‘', '’', '\''])
}

/// For each paragraph, where the items on deeper levels that follow it end.
fn ends(paragraphs: &[Paragraph<'_>]) -> Vec<usize> {
    let mut ends: Vec<usize> = (1..=paragraphs.len()).collect();
    let mut open: Vec<(usize, u8)> = Vec::new();
    for (n, paragraph) in paragraphs.iter().enumerate() {
        let level = if let Kind::Item { level } = paragraph.kind {
            level
        } else {
            0
        };
        while let Some((start, _)) = open.pop_if(|(_, above)| *above >= level) {
            ends[start] = n;
        }
        if level > 0 {
            open.push((n, level));
        }
    }
    for (start, _) in open {
        ends[start] = paragraphs.len();
    }
    ends
}

/// The short name of a label: of "This conference further believes:" it is "Further believes".
fn label(text: &str) -> Option<String> {
    let text = text.trim_end_matches([':', '–', '—', '-', ' ']);
    let bare = |word| str::trim_matches(word, |c: char| !c.is_alphanumeric());
    let words: Vec<&str> = text.split_whitespace().take(12).map(bare).collect();
    let is_verb = |word: &str| lead_in(&format!("we {}", word.to_lowercase())).is_some();
    let verb = words.iter().position(|word| is_verb(word))?;
    let subject = words[..verb]
        .iter()
        .all(|word| SUBJECTS.contains(&word.to_lowercase().as_str()));
    // "Conference 2019 notes" has a subject as well; "The report believes" is none of ours.
    if !subject && lead_in(text).is_none() {
        return None;
    }
    let from = match verb.checked_sub(1).map(|n| words[n].to_lowercase()) {
        Some(before) if before == "further" || before == "also" => verb - 1,
        _ => verb,
    };
    let name = words[from..=verb].join(" ").to_lowercase();
    let mut chars = name.chars();
    let first = chars.next()?;
    Some(first.to_uppercase().chain(chars).collect())
}

const SUBJECTS: [&str; 9] = [
    "this",
    "the",
    "we",
    "and",
    "is",
    "also",
    "further",
    "therefore",
    "furthermore",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let text = Canonical::of(text);
        let outline = Outline::of(&text);
        let names: Vec<String> = (0..text.paragraphs().len())
            .map(|n| outline.name(n).map_or("-".to_owned(), Name::to_string))
            .collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn clauses_under_labels_are_numbered() {
        check(
            "Conference notes:\n\n1. one\n2. two\n   - deep\n\nThis conference further believes\n\n- three",
            &[
                "paragraph 1",
                "Notes 1",
                "Notes 2",
                "Notes 2.1",
                "paragraph 2",
                "Further believes 1",
            ],
        );
        check(
            "Conference believes:\n\nCare is a right.\n\nPay is low.\n\n## Conference calls on the council to\n\n- act",
            &[
                "paragraph 1",
                "Believes 1",
                "Believes 2",
                "heading ‘Conference calls on the council to’",
                "Calls 1",
            ],
        );
        check("Believes:\n- one", &["paragraph 1", "Believes 1"]);
        check(
            "## Notes: pay, and more\n- one",
            &["heading ‘Notes: pay, and more’", "Notes 1"],
        );
    }

    #[test]
    fn bullets_without_a_label_are_counted() {
        check(
            "We must:\n\n- one\n- two",
            &["paragraph 1", "first bullet", "second bullet"],
        );
        check("- one\n- two", &["first bullet", "second bullet"]);
        check(
            "# Care\n\n- one\n\n# Pay\n\nWe say.\n\n1. two\n\nThe end.",
            &[
                "heading ‘Care’",
                "first bullet of ‘Care’",
                "heading ‘Pay’",
                "paragraph 1",
                "first item of paragraph 1",
                "paragraph 2",
            ],
        );
    }

    #[test]
    fn what_has_no_name_of_its_own_gets_none() {
        check(
            "Conference notes:\n- one\n\nConference notes:\n- two",
            &[
                "paragraph 1",
                "first bullet of paragraph 1",
                "paragraph 2",
                "first bullet of paragraph 2",
            ],
        );
        check("# Care\n\n- one\n\n# Care\n\n- two", &["-", "-", "-", "-"]);
    }

    #[test]
    fn ordinals() {
        assert_eq!(
            [1, 10, 11, 21, 22, 112].map(ordinal),
            ["first", "tenth", "11th", "21st", "22nd", "112th"]
        );
    }
}
