//! What is evidently wrong in the sections of a manifesto, and what its figures and references are.
//!
//! A finding that is no finding costs a reader's trust, so every check prefers to miss something. Each
//! finding has a key by which it can be dismissed; the key follows from the words at fault alone, so it stays
//! the same when anything else is edited, and goes when they change.

use foldhash::{HashMap, HashMapExt};
use serde::{Deserialize, Serialize};

use super::figures::{Figure, figures};
use super::fingerprint;
use super::glue::Vocabulary;
use super::prose::{is_capitals, sentences, words};
use super::references::references_on;
use crate::people::words;
use crate::text::canon::{Canonical, Kind as Paragraphs, offset};
use crate::text::lines::{Layout, Line, layout, line_at};
use crate::text::words::words as count;

mod abbreviations;
mod clashes;
mod dates;
mod sums;

/// A section, as the checks read it; its number is its place, from 1.
#[derive(Clone, Copy, Debug)]
pub struct Section<'a> {
    /// Its name, the same whatever its place and heading.
    pub id: &'a str,
    /// Its heading, without number.
    pub heading: &'a str,
    /// Its commitment; may be empty.
    pub commitment: &'a str,
    /// Its text; empty where it is only wanted so far.
    pub text: &'a Canonical,
}

/// Another text of the group, such as a motion, whose figures are compared.
#[derive(Clone, Copy, Debug)]
pub struct Other<'a> {
    /// Its name, always the same.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its text.
    pub text: &'a Canonical,
}

/// An abbreviation that the group explains.
#[derive(Clone, Copy, Debug)]
pub struct Term<'a> {
    /// The abbreviation.
    pub short: &'a str,
    /// What it stands for.
    pub meaning: &'a str,
}

/// All that the checks read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Book<'a> {
    /// The sections in order.
    pub sections: &'a [Section<'a>],
    /// Other texts.
    pub others: &'a [Other<'a>],
    /// The group's glossary.
    pub glossary: &'a [Term<'a>],
}

words! {
    /// What a finding is about.
    Kind {
        /// Commitment and heading say different things.
        Commitment = "commitment",
        /// A reference to a section that is not there, or has no text.
        Reference = "reference",
        /// One figure for two different things.
        FigureMeaning = "figure-meaning",
        /// One figure over two different spans of years.
        FigureBase = "figure-base",
        /// Parts that do not add up to their total.
        Sum = "sum",
        /// A date that can be read in two ways, or in none.
        Date = "date",
        /// An abbreviation that is not explained.
        Abbreviation = "abbreviation",
        /// Two words without a space.
        Glued = "glued",
        /// A long sentence.
        LongSentence = "long-sentence",
        /// Many words in capitals.
        Capitals = "capitals",
    }
}

impl Kind {
    /// Whether it is a matter of style, and nothing is wrong by it.
    pub const fn is_hint(self) -> bool {
        matches!(self, Self::LongSentence | Self::Capitals)
    }
}

/// Which text a place is in, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// A section.
    Section(u32),
    /// One of the other texts.
    Other(u32),
}

/// A place in one of the texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Which text.
    pub source: Source,
    /// The line of its text, from 1; 0 for the heading.
    pub line: u32,
}

/// Something that looks wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What it is about.
    pub kind: Kind,
    /// Where it is.
    pub place: Place,
    /// The words at fault.
    pub quote: String,
    /// What is the matter, in a sentence.
    pub says: String,
    /// The other places that it is about.
    pub related: Vec<Place>,
    /// By which it can be dismissed; unique in a report.
    pub key: String,
}

/// A figure with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Where it stands.
    pub place: Place,
    /// The figure.
    pub figure: Figure,
    /// The other entries with the same figure, by their places in the list.
    pub also: Vec<u32>,
}

/// A reference with what it leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pointer {
    /// Where it stands.
    pub place: Place,
    /// Its words.
    pub quote: String,
    /// The number that it names.
    pub number: u32,
    /// The section of that number, from 0, if there is one.
    pub target: Option<u32>,
}

/// All that the checks found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// What looks wrong: sections first, in reading order.
    pub findings: Vec<Finding>,
    /// The figure ledger, in reading order.
    pub figures: Vec<Entry>,
    /// The references between sections, in reading order.
    pub references: Vec<Pointer>,
}

/// A sentence with more words is long.
pub const LONG_SENTENCE: u32 = 30;

/// So many words in capitals are a block.
const CAPITALS: usize = 5;

/// So many findings of one kind are told; who has more has to begin somewhere.
pub const MOST_FINDINGS: usize = 500;

/// So many figures are listed.
pub const MOST_FIGURES: usize = 5_000;

/// Checks a manifesto.
///
/// ```
/// use domain::manifesto::check::{Book, Kind, Section, check};
/// use domain::text::canon::Canonical;
/// let text = Canonical::of("Pay is low (see Section 3).");
/// let section = Section { id: "pay", heading: "Fair pay", commitment: "Ensure fair pay", text: &text };
/// let report = check(&Book { sections: &[section], ..Book::default() });
/// let kinds: Vec<Kind> = report.findings.iter().map(|finding| finding.kind).collect();
/// assert_eq!(kinds, [Kind::Commitment, Kind::Reference]);
/// assert_eq!(report.findings[0].says, "The commitment says “Ensure”; the heading does not.");
/// ```
pub fn check(book: &Book<'_>) -> Report {
    let pages: Vec<Page<'_>> = pages(book);
    let mut vocabulary = Vocabulary::default();
    for page in &pages {
        vocabulary.add(&words(page.heading));
        for (_, text, _) in &page.paragraphs {
            vocabulary.add(&words(text));
        }
    }
    let mut report = Report::default();
    let mut notes = Notes::default();
    for (n, section) in book.sections.iter().enumerate() {
        commitment(&mut notes, offset(n), section);
    }
    for page in &pages {
        if matches!(page.source, Source::Section(_)) {
            references(&mut notes, &mut report.references, book, page);
            hints(&mut notes, page);
            glued(&mut notes, page, &vocabulary);
            dates::check(&mut notes, page);
        }
        page.figures(&mut report.figures);
    }
    clashes::link(&mut report.figures);
    clashes::check(&mut notes, &pages, &report.figures);
    sums::check(&mut notes, &pages, &report.figures);
    abbreviations::check(&mut notes, &pages, book.glossary, &vocabulary);
    report.findings = notes.findings();
    report
}

/// A text ready to be read.
struct Page<'a> {
    source: Source,
    id: &'a str,
    heading: &'a str,
    lines: Vec<Line>,
    text: &'a Canonical,
    /// Start of the body, body, and whether it is a heading.
    paragraphs: Vec<(u32, &'a str, bool)>,
}

fn pages<'a>(book: &Book<'a>) -> Vec<Page<'a>> {
    let page = |source, id, heading, text: &'a Canonical| Page {
        source,
        id,
        heading,
        lines: layout(text, Layout::default()),
        text,
        paragraphs: text
            .paragraphs()
            .into_iter()
            .map(|paragraph| {
                (
                    paragraph.body,
                    paragraph.text,
                    matches!(paragraph.kind, Paragraphs::Heading(_)),
                )
            })
            .collect(),
    };
    let sections = (0..).zip(book.sections);
    let others = (0..).zip(book.others);
    sections
        .map(|(n, section)| page(Source::Section(n), section.id, section.heading, section.text))
        .chain(others.map(|(n, other)| page(Source::Other(n), other.id, other.title, other.text)))
        .collect()
}

impl Page<'_> {
    fn place(&self, at: u32) -> Place {
        Place {
            source: self.source,
            line: line_at(&self.lines, at),
        }
    }

    const fn heading_place(&self) -> Place {
        Place {
            source: self.source,
            line: 0,
        }
    }

    fn figures(&self, ledger: &mut Vec<Entry>) {
        for (body, text, heading) in &self.paragraphs {
            if *heading || ledger.len() >= MOST_FIGURES {
                continue;
            }
            ledger.extend(figures(text).into_iter().map(|figure| Entry {
                place: self.place(body + figure.start),
                figure,
                also: Vec::new(),
            }));
        }
    }
}

/// Findings in the making.
#[derive(Default)]
struct Notes {
    found: Vec<Finding>,
    counts: HashMap<Kind, usize>,
}

impl Notes {
    /// Notes a finding; `parts` are the words that its key follows from.
    fn add(
        &mut self,
        kind: Kind,
        place: Place,
        quote: &str,
        says: String,
        related: Vec<Place>,
        parts: &[&str],
    ) {
        let count = self.counts.entry(kind).or_insert(0);
        *count += 1;
        if *count > MOST_FINDINGS {
            return;
        }
        self.found.push(Finding {
            kind,
            place,
            quote: quote.to_owned(),
            says,
            related,
            key: format!("{}-{:016x}", kind.word(), fingerprint(parts)),
        });
    }

    fn findings(self) -> Vec<Finding> {
        let mut found = self.found;
        // The same fault twice in a section is told apart by order.
        found.sort_by_key(|finding| (finding.place, finding.kind));
        let mut seen: HashMap<String, u32> = HashMap::new();
        for finding in &mut found {
            let count = seen.entry(finding.key.clone()).or_insert(0);
            *count += 1;
            if *count > 1 {
                finding.key = format!("{}-{count}", finding.key);
            }
        }
        found
    }
}

/// The start of some words, for a list.
fn shortened(text: &str) -> String {
    let mut words = text.split_whitespace();
    let start: Vec<&str> = words.by_ref().take(10).collect();
    let more = if words.next().is_some() { " …" } else { "" };
    format!("{}{more}", start.join(" "))
}

fn folded(text: &str) -> Vec<String> {
    words(text)
        .iter()
        .map(|word| word.text.to_lowercase().replace('\'', "’"))
        .collect()
}

/// Commitment and heading say the same, but for capitals, numbers before them and marks.
fn commitment(notes: &mut Notes, n: u32, section: &Section<'_>) {
    let bare =
        |text: &str| super::prose::numbered(text.trim()).map_or(text.to_owned(), |(_, rest)| rest.to_owned());
    let (promise, heading) = (bare(section.commitment), bare(section.heading));
    let (ours, theirs) = (folded(&promise), folded(&heading));
    if ours == theirs || ours.is_empty() || theirs.is_empty() {
        return;
    }
    let only = |text: &str, ours: &[String], theirs: &[String]| {
        let mut left: Vec<&String> = theirs.iter().collect();
        let shown = words(text);
        let mut only = Vec::new();
        for (word, key) in shown.iter().zip(ours) {
            match left.iter().position(|other| *other == key) {
                Some(at) => {
                    left.swap_remove(at);
                }
                None => only.push(word.text.to_owned()),
            }
        }
        only.join(" ")
    };
    let promised = only(&promise, &ours, &theirs);
    let headed = only(&heading, &theirs, &ours);
    let says = match (promised.is_empty(), headed.is_empty()) {
        (false, false) => format!("The commitment says “{promised}” where the heading says “{headed}”."),
        (false, true) => format!("The commitment says “{promised}”; the heading does not."),
        (true, false) => format!("The heading says “{headed}”; the commitment does not."),
        (true, true) => "Commitment and heading have the same words in another order.".to_owned(),
    };
    let place = Place {
        source: Source::Section(n),
        line: 0,
    };
    let (ours, theirs) = (ours.join(" "), theirs.join(" "));
    notes.add(
        Kind::Commitment,
        place,
        &promise,
        says,
        Vec::new(),
        &[section.id, &ours, &theirs],
    );
}

fn references(notes: &mut Notes, pointers: &mut Vec<Pointer>, book: &Book<'_>, page: &Page<'_>) {
    for reference in references_on(page.text, &page.lines) {
        let target = (reference.number - 1) as usize;
        let section = book.sections.get(target);
        if section.is_none() && !reference.sure {
            continue;
        }
        let place = Place {
            source: page.source,
            line: reference.line,
        };
        pointers.push(Pointer {
            place,
            quote: reference.quote.clone(),
            number: reference.number,
            target: section.map(|_| offset(target)),
        });
        let number = reference.number.to_string();
        let says = match section {
            None => format!("There is no Section {number}."),
            Some(section) if section.text.is_empty() => format!("Section {number} has no text yet."),
            Some(_) => continue,
        };
        let parts = [page.id, number.as_str(), section.map_or("", |section| section.id)];
        notes.add(Kind::Reference, place, &reference.quote, says, Vec::new(), &parts);
    }
}

/// Long sentences and blocks of capitals.
fn hints(notes: &mut Notes, page: &Page<'_>) {
    if words(page.heading).len() >= CAPITALS && is_capitals(page.heading) {
        let says = "The heading is in capitals, which are hard to read; style can show it so.".to_owned();
        notes.add(
            Kind::Capitals,
            page.heading_place(),
            page.heading,
            says,
            Vec::new(),
            &[page.id, page.heading],
        );
    }
    for (body, text, _) in &page.paragraphs {
        if let Some(block) = capitals(text) {
            let says = "Many words in capitals are hard to read.".to_owned();
            let quote = &text[block.clone()];
            let place = page.place(body + offset(block.start));
            notes.add(
                Kind::Capitals,
                place,
                &shortened(quote),
                says,
                Vec::new(),
                &[page.id, quote],
            );
        }
        for range in sentences(text) {
            let sentence = &text[range.clone()];
            let length = count(sentence);
            if length > LONG_SENTENCE {
                let says =
                    format!("This sentence has {length} words; up to {LONG_SENTENCE} are easier to follow.");
                let place = page.place(body + offset(range.start));
                notes.add(
                    Kind::LongSentence,
                    place,
                    &shortened(sentence),
                    says,
                    Vec::new(),
                    &[page.id, sentence],
                );
            }
        }
    }
}

/// The first run of many words in capitals.
fn capitals(text: &str) -> Option<std::ops::Range<usize>> {
    if !text.contains(char::is_uppercase) {
        return None;
    }
    let mut run: Option<(usize, usize, usize)> = None;
    let mut best = None;
    for word in words(text) {
        let loud = is_capitals(word.text);
        run = match run {
            Some((start, _, count)) if loud => Some((start, word.end(), count + 1)),
            _ if loud => Some((word.start, word.end(), 1)),
            _ => None,
        };
        if let Some((start, end, count)) = run
            && count >= CAPITALS
        {
            if best
                .as_ref()
                .is_some_and(|best: &std::ops::Range<usize>| best.start != start)
            {
                break;
            }
            best = Some(start..end);
        }
    }
    best
}

fn glued(notes: &mut Notes, page: &Page<'_>, vocabulary: &Vocabulary) {
    for (body, text, _) in &page.paragraphs {
        for word in words(text) {
            let Some(seam) = vocabulary.seam(word.text) else {
                continue;
            };
            let (left, right) = word.text.split_at(seam.at);
            let says = format!("A space may be missing: “{left} {right}”.");
            let place = page.place(body + offset(word.start));
            notes.add(
                Kind::Glued,
                place,
                word.text,
                says,
                Vec::new(),
                &[page.id, word.text],
            );
        }
    }
}
