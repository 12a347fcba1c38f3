//! How like a known text somebody's copy is.
//!
//! Copies come off paper, out of mails and files, with what stood around the text: line numbers, the facts under our
//! own downloads, page numbers, words broken at the end of a line. [`Copy::read`] takes these away.
//! Among thousands of texts an [`Index`] of short runs of words finds the few that are worth a look, and
//! [`compare`] says of each how it differs from the copy: not at all, only in how it is laid out, only in capitals and
//! punctuation, or in words. Nothing here grows faster than the copy and the few texts looked at.

use super::canon::{Canonical, offset};
use super::diff::is_invisible;
use super::diff::sequence;
use super::import::{Import, RepairKind, import};
use foldhash::{HashMap, HashSet};
use serde::Serialize;

/// The most of a copy that is looked at, in bytes: as much as the longest text that can be saved.
pub const MOST_BYTES: usize = crate::document::TEXT_BYTES;
/// Fewer words than these say nothing about where they come from.
pub const FEWEST_WORDS: usize = 5;
/// How many words make a run.
const RUN: usize = 3;
/// The most words of a copy that are compared one by one; beyond them only the part that is like the text is.
const MOST_WORDS: usize = 20_000;
/// A run that so many texts share tells nothing.
const COMMON: usize = 2_000;

/// What was taken away from a copy before it was compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tidied {
    /// The facts under a file that was downloaded here.
    Facts,
    /// Numbers of lines.
    LineNumbers,
    /// Numbers of pages.
    PageNumbers,
    /// The hyphens of words broken at the end of a line.
    Hyphens,
    /// The end of a copy that is longer than any text here.
    End,
}

/// Somebody's copy, ready to be compared.
#[derive(Clone, Debug)]
pub struct Copy {
    /// The fingerprint that the copy says it has.
    pub fingerprint: Option<String>,
    /// What was taken away, each once.
    pub tidied: Vec<Tidied>,
    /// What is left, line by line.
    lines: String,
    import: Import,
    plain: Canonical,
    words: Vec<String>,
}

impl Copy {
    /// Reads a copy as it was pasted or uploaded.
    ///
    /// ```
    /// # use domain::text::likeness::Copy;
    /// let copy = Copy::read("Fair care\n\n 1  We call for care that is\n 2  free for all.\n 3  Now.\n");
    /// assert_eq!(copy.text().as_str(), "We call for care that is\n\nfree for all.\n\nNow.\n");
    /// assert_eq!(copy.title(), Some("Fair care"));
    /// ```
    pub fn read(pasted: &str) -> Self {
        let mut tidied = Vec::new();
        let head = head(pasted, MOST_BYTES);
        if head.len() < pasted.len() {
            tidied.push(Tidied::End);
        }
        let clean = super::canon::clean(head);
        let (body, facts) = without_facts(&clean);
        if facts.is_some() {
            tidied.push(Tidied::Facts);
        }
        let fingerprint = facts.as_ref().and_then(|facts| facts.fingerprint.clone());
        let mut lines: Vec<&str> = body.split('\n').map(str::trim_end).collect();
        if without_page_numbers(&mut lines) {
            tidied.push(Tidied::PageNumbers);
        }
        if without_line_numbers(&mut lines) {
            tidied.push(Tidied::LineNumbers);
        }
        let mut lines = lines.join("\n");
        if facts.is_some_and(|facts| facts.markdown) {
            lines = unescaped(&lines);
        }
        Self::of(lines, fingerprint, tidied)
    }

    fn of(lines: String, fingerprint: Option<String>, mut tidied: Vec<Tidied>) -> Self {
        tidied.sort_unstable();
        tidied.dedup();
        let import = import(&lines);
        let plain = Canonical::of(&lines);
        let words = words(plain.as_str());
        Self {
            fingerprint,
            tidied,
            lines,
            import,
            plain,
            words,
        }
    }

    /// The title, where the copy evidently has one.
    pub fn title(&self) -> Option<&str> {
        self.import.title.as_deref()
    }

    /// The text.
    pub fn text(&self) -> &Canonical {
        &self.import.text
    }

    /// How many words it has, title and all.
    pub fn count(&self) -> usize {
        self.words.len()
    }

    /// The same copy with words that were broken at the end of a line put together again, as the known texts write
    /// them: `research-` and `active` are one word in some, and have a hyphen in others.
    pub fn mended(self, known: &[Canonical]) -> Self {
        let mut vocabulary: HashSet<&str> = HashSet::default();
        for text in known {
            vocabulary.extend(text.as_str().split_whitespace().map(bare));
        }
        let mut out = String::with_capacity(self.lines.len());
        let mut mended = false;
        let mut lines = self.lines.split('\n').peekable();
        let mut carried: Option<&str> = None;
        while let Some(line) = lines.next() {
            let line = carried.take().unwrap_or(line);
            let next = lines.peek().copied().unwrap_or("");
            let first = next.split_whitespace().next().unwrap_or("");
            match broken(line, first) {
                Some(start) => {
                    let word = line[start..].trim_end_matches(HYPHENS);
                    let (with, without) = (format!("{word}-{first}"), format!("{word}{first}"));
                    // As typesetters do, unless a text here says otherwise.
                    let whole = if vocabulary.contains(bare(&with)) {
                        with
                    } else {
                        without
                    };
                    out.push_str(&line[..start]);
                    out.push_str(&whole);
                    let rest = next.trim_start().strip_prefix(first).unwrap_or("").trim_start();
                    carried = Some(rest);
                    mended = true;
                }
                None => out.push_str(line),
            }
            if lines.peek().is_some() {
                out.push('\n');
            }
        }
        if !mended {
            return self;
        }
        let mut tidied = self.tidied;
        tidied.push(Tidied::Hyphens);
        Self::of(out, self.fingerprint, tidied)
    }

    /// The paragraphs that have something to do with a text, and those between them: what stood around it is left out.
    pub fn part_of(&self, text: &Canonical) -> Canonical {
        let runs = runs(&words(text.as_str()));
        let paragraphs = self.import.text.paragraphs();
        let like: Vec<bool> = paragraphs
            .iter()
            .map(|paragraph| {
                let own = self::runs(&words(paragraph.text));
                own.iter().filter(|run| runs.contains(*run)).count() * 4 > own.len()
            })
            .collect();
        let (Some(first), Some(last)) = (
            like.iter().position(|like| *like),
            like.iter().rposition(|like| *like),
        ) else {
            return self.import.text.clone();
        };
        let (start, end) = (paragraphs[first].start as usize, paragraphs[last].end as usize);
        Canonical::of(self.import.text.as_str().get(start..end).unwrap_or(""))
    }
}

/// What the end of a line may be broken with.
const HYPHENS: [char; 3] = ['-', '\u{2010}', '\u{ad}'];

/// Where the word starts that is broken at the end of a line, if it goes on with the next line's first word.
fn broken(line: &str, next: &str) -> Option<usize> {
    let rest = line.strip_suffix(HYPHENS)?;
    let start = line
        .rfind(char::is_whitespace)
        .map_or(0, |at| at + line[at..].chars().next().map_or(1, char::len_utf8));
    let goes_on = next.starts_with(char::is_lowercase) && rest.ends_with(char::is_alphabetic);
    (goes_on && start < rest.len()).then_some(start)
}

/// A word without the marks around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// The start of a text, at most so many bytes.
fn head(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most.min(text.len()))]
}

/// What stood under the text.
struct Facts {
    fingerprint: Option<String>,
    markdown: bool,
}

/// The words by which the facts under our own files are known.
const FACTS: [&str; 4] = [
    "Fingerprint (SHA-256)",
    "Newest state:",
    "Published by ",
    "To check this copy:",
];

/// Cuts off the facts that stand under every file from here: below `-- `, or below `---` in Markdown.
fn without_facts(text: &str) -> (&str, Option<Facts>) {
    let Some(first) = FACTS.iter().filter_map(|fact| text.rfind(fact)).min() else {
        return (text, None);
    };
    // The last line of hyphens before the facts.
    let mut cut = None;
    let mut at = 0;
    for line in text[..first].split_inclusive('\n') {
        if matches!(line.trim_end(), "--" | "---") {
            cut = Some((at, line.trim_end().len() == 3));
        }
        at += line.len();
    }
    let Some((cut, markdown)) = cut else {
        return (text, None);
    };
    let fingerprint = text[cut..]
        .split(|c: char| !c.is_ascii_hexdigit())
        .find(|digits| digits.len() == crate::fingerprint::WHOLE)
        .map(str::to_ascii_lowercase);
    let facts = Facts {
        fingerprint,
        markdown,
    };
    (&text[..cut], Some(facts))
}

/// Markdown's backslashes before signs go.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' || !chars.peek().is_some_and(char::is_ascii_punctuation) {
            out.push(c);
        }
    }
    out
}

/// Empties lines such as "Page 3 of 5".
fn without_page_numbers(lines: &mut [&str]) -> bool {
    let mut found = false;
    for line in lines {
        let mut words = line.split_whitespace();
        let number = |word: Option<&str>| {
            word.is_some_and(|word| word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit()))
        };
        let page = line.len() <= 40
            && words.next().is_some_and(|word| word.eq_ignore_ascii_case("page"))
            && number(words.next())
            && match words.next() {
                None => true,
                Some(of) => of.eq_ignore_ascii_case("of") && number(words.next()) && words.next().is_none(),
            };
        if page {
            *line = "";
            found = true;
        }
    }
    found
}

/// Takes away numbers that count the lines, each or every fifth, whatever stands between them without a number.
fn without_line_numbers(lines: &mut [&str]) -> bool {
    let filled = lines.iter().filter(|line| !line.trim().is_empty()).count();
    let numbered: Vec<(usize, u32, &str)> = lines
        .iter()
        .enumerate()
        .filter_map(|(n, line)| number(line).map(|(value, rest)| (n, value, rest)))
        .collect();
    for step in [1, 5] {
        let chain = longest(&numbered, step);
        // Most lines of a text that has numbers have one; a list of three items is no such text. Every fifth line is
        // numbered from 5 on.
        let fits = match step {
            1 => chain.len() >= 3,
            _ => chain.len() >= 2 && chain.last().is_some_and(|at| numbered[*at].1 == step),
        };
        if fits && chain.len() * step as usize * 10 >= filled * 7 {
            for at in chain {
                let (n, _, rest) = numbered[at];
                lines[n] = rest;
            }
            return true;
        }
    }
    false
}

/// The number at the start of a line, and what follows it.
fn number(line: &str) -> Option<(u32, &str)> {
    let line = line.trim_start();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=5).contains(&digits) {
        return None;
    }
    let (value, rest) = line.split_at(digits);
    let apart = rest.is_empty() || rest.starts_with([' ', '\t', '\u{a0}']);
    // Items of lists stay: their indentation is theirs, the space after the number is not.
    apart.then(|| {
        let rest = rest
            .strip_prefix('\t')
            .or_else(|| rest.strip_prefix("  "))
            .unwrap_or(rest);
        value.parse().ok().map(|value| (value, rest))
    })?
}

/// The longest row of numbers in which each is `step` more than the one before.
fn longest(numbered: &[(usize, u32, &str)], step: u32) -> Vec<usize> {
    let mut ends: HashMap<u32, usize> = HashMap::default();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbered.len());
    let mut lengths: Vec<usize> = Vec::with_capacity(numbered.len());
    let mut best: Option<usize> = None;
    for (at, (_, value, _)) in numbered.iter().enumerate() {
        let counts = *value > 0 && value % step == 0;
        let previous = value
            .checked_sub(step)
            .and_then(|value| ends.get(&value).copied());
        let length = previous.map_or(1, |previous| lengths[previous] + 1);
        before.push(previous);
        lengths.push(length);
        if counts && ends.get(value).is_none_or(|known| lengths[*known] <= length) {
            ends.insert(*value, at);
        }
        if counts && best.is_none_or(|best| lengths[best] < length) {
            best = Some(at);
        }
    }
    let mut chain = Vec::new();
    while let Some(at) = best {
        chain.push(at);
        best = before[at];
    }
    chain
}

/// The runs of a text, each as a number that stands for it.
fn runs(words: &[String]) -> HashSet<u32> {
    run_hashes(words).collect()
}

fn run_hashes(words: &[String]) -> impl Iterator<Item = u32> {
    words.windows(RUN.min(words.len().max(1))).map(|run| {
        let hash = run.iter().fold(0xcbf2_9ce4_8422_2325, |hash, word| {
            word.bytes().chain([b' ']).fold(hash, |hash: u64, b| {
                (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
            })
        });
        // Both halves of the number say something of every byte.
        let mixed = (hash ^ (hash >> 32)).to_le_bytes();
        u32::from_le_bytes([mixed[0], mixed[1], mixed[2], mixed[3]])
    })
}

/// Which of many texts a copy may come from: every run of three words, with the texts that have it.
///
/// A text may be added in several pieces, such as its versions, under one number: what they share is kept once.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// Run and text in one number, in order once [`Index::settle`] was called.
    postings: Vec<u64>,
}

impl Index {
    /// Adds a title and text under a number.
    pub fn add(&mut self, number: u32, title: &str, text: &Canonical) {
        let mut all = words(title);
        all.extend(words(text.as_str()));
        let own: HashSet<u32> = runs(&all);
        self.postings.extend(
            own.into_iter()
                .map(|run| u64::from(run) << 32 | u64::from(number)),
        );
    }

    /// Puts what was added in order; before that it is not found.
    pub fn settle(&mut self) {
        self.postings.sort_unstable();
        self.postings.dedup();
        self.postings.shrink_to_fit();
    }

    /// The numbers of the texts that share most with a copy, the likest first, at most so many. Rare runs count
    /// for more than common ones.
    pub fn nearest(&self, copy: &Copy, most: usize) -> Vec<u32> {
        let mut scores: HashMap<u32, u64> = HashMap::default();
        for run in runs(head_of(&copy.words)) {
            let from = u64::from(run) << 32;
            let start = self.postings.partition_point(|posting| *posting < from);
            let holders = self.postings[start..]
                .iter()
                .take(COMMON)
                .take_while(|posting| **posting >> 32 == u64::from(run));
            let held = holders.clone().count() as u64;
            for posting in holders {
                let number = u32::try_from(posting & u64::from(u32::MAX)).unwrap_or(u32::MAX);
                *scores.entry(number).or_default() += 1_000_000 / held.max(1);
            }
        }
        let mut ranked: Vec<(u64, u32)> = scores
            .into_iter()
            .map(|(number, score)| (score, number))
            .collect();
        ranked.sort_unstable_by(|a, b| b.cmp(a));
        ranked.into_iter().take(most).map(|(_, number)| number).collect()
    }
}

fn head_of(words: &[String]) -> &[String] {
    words.get(..MOST_WORDS * 3).unwrap_or(words)
}

/// In what a copy differs from a text, in the order of how little it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sameness {
    /// In nothing.
    Exact,
    /// In spaces, line ends, the form of quotation marks and dashes, and the marks of lists.
    Layout,
    /// In capitals and punctuation as well.
    Words,
    /// In words.
    Near,
}

/// How like a text a copy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Likeness {
    /// In what it differs at most.
    pub sameness: Sameness,
    /// How much of the words of both is the same, in the same order, in thousandths.
    pub alike: u16,
    /// How much of the copy's words the text has.
    pub of_copy: u16,
    /// How much of the text's words the copy has.
    pub of_text: u16,
    /// The copy has a good deal more than the text, before or after it.
    pub more_around: bool,
    /// The copy bears another title.
    pub other_title: bool,
}

impl Likeness {
    /// Whether it is worth telling: a good deal of one is in the other.
    pub const fn tells(&self) -> bool {
        self.alike >= 350 || self.of_copy >= 800 || self.of_text >= 800
    }

    /// Whether the copy is a passage of the text and not the whole of it.
    pub const fn is_part(&self) -> bool {
        self.of_copy >= 900 && self.of_text < 700
    }

    fn order(&self) -> (Sameness, bool, std::cmp::Reverse<(u16, u16, u16)>) {
        (
            self.sameness,
            self.other_title,
            std::cmp::Reverse((self.alike, self.of_text, self.of_copy)),
        )
    }
}

/// Of texts with their titles, those that a copy is like, the likest first: at most so many, each by its place. Of
/// those that are equally like it, the later one comes first.
pub fn likest(copy: &Copy, texts: &[(&str, &Canonical)], most: usize) -> Vec<(usize, Likeness)> {
    let own = runs(head_of(&copy.words));
    let mut near: Vec<(bool, u64, usize)> = texts
        .iter()
        .enumerate()
        .map(|(n, (_, text))| {
            let known = runs(&words(text.as_str()));
            let both = known.iter().filter(|run| own.contains(*run)).count() as u64;
            let all = (own.len() + known.len()) as u64 - both;
            let same = both > 0 && is_laid_out_as(copy, text);
            (same, both * 1_000_000 / all.max(1), n)
        })
        .filter(|(same, share, _)| *same || *share > 0)
        .collect();
    near.sort_unstable_by(|a, b| b.cmp(a));
    let mut found: Vec<(usize, Likeness)> = near
        .into_iter()
        .take(most)
        .map(|(_, _, n)| (n, compare(copy, texts[n].0, texts[n].1)))
        .filter(|(_, likeness)| likeness.tells())
        .collect();
    found.sort_by(|(a, one), (b, other)| one.order().cmp(&other.order()).then(b.cmp(a)));
    found
}

fn is_laid_out_as(copy: &Copy, text: &Canonical) -> bool {
    let known = squashed("", text);
    squashed("", &copy.import.text) == known || squashed("", &copy.plain) == known
}

/// Compares a copy with a title and text.
///
/// ```
/// # use domain::text::{canon::Canonical, likeness::{Copy, Sameness, compare}};
/// let text = Canonical::of("We call for “free” care.\n\n- Now.");
/// let copy = Copy::read("Fair care\n\nWe call for \"free\"\ncare.\n\n• Now.");
/// assert_eq!(compare(&copy, "Fair care", &text).sameness, Sameness::Layout);
/// ```
pub fn compare(copy: &Copy, title: &str, text: &Canonical) -> Likeness {
    let whole = Canonical::of(&format!("{title}\n\n{}", text.as_str()));
    let import = &copy.import;
    let own_title = import.title.as_deref().unwrap_or("");
    // A title, a label or a count beside the text is no difference in it; anything else that was repaired is one.
    let untouched = import.repairs.iter().all(|repair| {
        matches!(
            repair.kind,
            RepairKind::Title | RepairKind::TypeLabel | RepairKind::StatedWords | RepairKind::Bullet
        )
    });
    let exact = copy.plain == whole || copy.plain == *text || untouched && import.text == *text;
    let known = squashed("", text);
    let titled = squashed(title, text);
    let layout = exact
        || [
            squashed("", &copy.plain),
            squashed("", &import.text),
            squashed(own_title, &import.text),
        ]
        .iter()
        .any(|own| *own == known || *own == titled);
    // A first line that was taken for a title may be the first paragraph of the text.
    let title_differs = !own_title.is_empty()
        && squash(own_title) != squash(title)
        && copy.plain != *text
        && squashed("", &copy.plain) != known;
    let mut likeness = in_words(copy, title, text);
    likeness.sameness = match likeness.sameness {
        _ if exact => Sameness::Exact,
        _ if layout => Sameness::Layout,
        other => other,
    };
    if layout {
        (likeness.alike, likeness.of_copy, likeness.of_text) = (1000, 1000, 1000);
        likeness.more_around = false;
    }
    likeness.other_title = title_differs && likeness.sameness != Sameness::Near;
    likeness
}

fn in_words(copy: &Copy, title: &str, text: &Canonical) -> Likeness {
    let known = words(text.as_str());
    let titled = [words(title), known.clone()].concat();
    let body = words(copy.import.text.as_str());
    let glued = |words: &[String]| words.concat();
    let same = [&known, &titled].iter().any(|known| {
        let known = glued(known);
        glued(&copy.words) == known || glued(&body) == known
    });
    let runs = runs(&titled);
    let best = [(&copy.words, &titled), (&body, &known)]
        .into_iter()
        .map(|(own, known)| {
            let (own, cut) = region(own, &runs);
            let both = shared(own, known);
            let share = |of: usize| u16::try_from(both * 1000 / of.max(1)).unwrap_or(1000);
            Likeness {
                sameness: if same { Sameness::Words } else { Sameness::Near },
                alike: u16::try_from(both * 2000 / (own.len() + known.len()).max(1)).unwrap_or(1000),
                of_copy: share(own.len() + cut),
                of_text: share(known.len()),
                more_around: cut > 20,
                other_title: false,
            }
        })
        .max_by_key(|likeness| (likeness.alike, likeness.of_text));
    best.unwrap_or(Likeness {
        sameness: Sameness::Near,
        alike: 0,
        of_copy: 0,
        of_text: 0,
        more_around: false,
        other_title: false,
    })
}

/// Words without capitals and punctuation, and without what could be the number of a line.
fn words(text: &str) -> Vec<String> {
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

/// How many words two texts share, in order.
fn shared(a: &[String], b: &[String]) -> usize {
    let mut keys = HashMap::default();
    let mut key = |word: &String| {
        let next = offset(keys.len());
        *keys.entry(word.clone()).or_insert(next)
    };
    let (a, b): (Vec<u32>, Vec<u32>) = (a.iter().map(&mut key).collect(), b.iter().map(&mut key).collect());
    let all = a.len() + b.len();
    let differs: usize = sequence::compare(&a, &b)
        .0
        .iter()
        .map(|hunk| hunk.old.len() + hunk.new.len())
        .sum();
    (all - differs) / 2
}

/// The part of a copy between the first and the last run that a text has too, and how many words are left out.
fn region<'a>(own: &'a [String], runs: &HashSet<u32>) -> (&'a [String], usize) {
    let like: Vec<bool> = run_hashes(own).map(|run| runs.contains(&run)).collect();
    let first = like.iter().position(|like| *like).unwrap_or(0);
    let last = like.iter().rposition(|like| *like).unwrap_or(0);
    let end = (last + RUN).min(own.len()).min(first + MOST_WORDS);
    let part = own.get(first..end).unwrap_or(own);
    // A few words before and after may be a changed beginning or end.
    if own.len() - part.len() <= 20 {
        return (own.get(..MOST_WORDS).unwrap_or(own), 0);
    }
    (part, own.len() - part.len())
}

/// A text without all that only lays it out.
fn squashed(title: &str, text: &Canonical) -> String {
    let mut out = squash(title);
    for paragraph in text.paragraphs() {
        out.push_str(&squash(paragraph.text));
    }
    out
}

fn squash(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_whitespace() || is_invisible(c) => {}
            '‘' | '’' | '‚' | '‛' | '“' | '”' | '„' | '«' | '»' | '‹' | '›' | '"' | '′' | '″' | '`' =>
            {
                out.push('\'');
            }
            '\u{2010}'..='\u{2015}' | '\u{2212}' => out.push('-'),
            '…' => out.push_str("..."),
            c => out.push(c),
        }
    }
    out
}

/// How many words are the same, in plain figures: out of a hundred, never all where there is a difference.
pub fn in_hundred(thousandths: u16, differs: bool) -> u32 {
    let rounded = u32::from(thousandths + 5) / 10;
    if differs {
        rounded.min(99)
    } else {
        rounded.min(100)
    }
}

/// The first paragraphs of a comparison, if it is longer than may be shown: at most so many rows and bytes. Answers
/// whether something was left out.
pub fn shorten(diff: &mut super::diff::Diff, rows: usize, bytes: usize) -> bool {
    let mut size = 0;
    let kept = diff
        .rows
        .iter()
        .take(rows)
        .take_while(|row| {
            size += row.runs.iter().map(|run| run.text.len()).sum::<usize>();
            size <= bytes
        })
        .count();
    // One paragraph that is too long by itself is told in words only.
    let cut = kept < diff.rows.len();
    diff.rows.truncate(kept);
    let last = diff
        .rows
        .iter()
        .flat_map(|row| row.changes.iter().copied())
        .max()
        .unwrap_or(0);
    if cut {
        diff.changes.retain(|change| change.id <= last);
        for row in &mut diff.rows {
            row.changes.retain(|change| *change <= last);
        }
    }
    cut
}

#[cfg(test)]
mod tests;
