//! Import: turns what people paste into canonical text, and says what it changed.
//!
//! Text comes from word processors, e-mail, web pages and scans. Import repairs what is evidently
//! an accident of the way (typed bullets, broken numbering, no-break and invisible characters,
//! lines broken to a width, quotation marks of an e-mail), takes a title and a stated word count
//! out of the text, and lists each [`Repair`] with its line. It never changes a word.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::canon::{self, Canonical};
use super::diff::is_invisible;

/// Pasted text, tidied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// A first line that is evidently a title, without labels such as "(model resolution)".
    pub title: Option<String>,
    /// The text.
    pub text: Canonical,
    /// What was changed, in reading order.
    pub repairs: Vec<Repair>,
    /// The word count that the pasted text claims, as in "246 words".
    pub stated_words: Option<u32>,
}

/// One thing that import changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// The line of the pasted text, from 1.
    pub line: u32,
    /// What was wrong.
    pub kind: RepairKind,
    /// What was there.
    pub before: String,
    /// What is there now.
    pub after: String,
}

/// Kinds of repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RepairKind {
    /// Signs of quotation at the start of the lines of an e-mail.
    Quotation,
    /// Line numbers pasted with the text.
    LineNumbers,
    /// Characters garbled by a wrong encoding.
    Encoding,
    /// Ligatures, as from a PDF.
    Ligature,
    /// No-break and other unusual spaces.
    Space,
    /// Soft hyphens.
    SoftHyphen,
    /// Characters that cannot be seen.
    Invisible,
    /// More than one space between words.
    DoubleSpace,
    /// A typed bullet became a list item.
    Bullet,
    /// Numbers of a list that restarted or skipped.
    Numbering,
    /// Lettered items under a numbered one became nested.
    Level,
    /// A label run into its paragraph.
    Label,
    /// Lines broken to fit a width.
    HardWrap,
    /// The title was taken out of the text.
    Title,
    /// A label of what the text is, not part of its title.
    TypeLabel,
    /// A stated word count was taken out of the text.
    StatedWords,
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line, before, after, ..
        } = self;
        write!(f, "Line {line}: ")?;
        match self.kind {
            RepairKind::Quotation => write!(f, "the e-mail’s quotation mark “{before}” was removed."),
            RepairKind::LineNumbers => write!(f, "the line number {before} was removed."),
            RepairKind::Encoding => write!(f, "“{before}” was garbled and is “{after}” again."),
            RepairKind::Ligature => write!(f, "the ligature “{before}” became “{after}”."),
            RepairKind::Space => write!(f, "a no-break or unusual space became an ordinary one ({after})."),
            RepairKind::SoftHyphen => write!(f, "a hidden hyphen was removed ({after})."),
            RepairKind::Invisible => write!(f, "an invisible character was removed ({after})."),
            RepairKind::DoubleSpace => write!(f, "extra spaces were removed ({after})."),
            RepairKind::Bullet => write!(f, "the typed bullet “{before}” became a list item."),
            RepairKind::Numbering => write!(f, "the item marked “{before}” is now numbered “{after}”."),
            RepairKind::Level => write!(
                f,
                "the item “{before}” was placed under the numbered item above it."
            ),
            RepairKind::Label => write!(f, "“{before}” now stands as a paragraph of its own."),
            RepairKind::HardWrap => write!(f, "this line was joined to the one before."),
            RepairKind::Title => write!(f, "“{after}” was taken as the title."),
            RepairKind::TypeLabel => write!(
                f,
                "“{before}” says what the text is and was left out of the title."
            ),
            RepairKind::StatedWords => {
                write!(f, "the stated count of {after} words was taken out of the text.")
            }
        }
    }
}

/// Tidies pasted text.
///
/// ```
/// # use domain::text::import::import;
/// let import = import("Fair care (model resolution)\n\nWe call for care that is\u{a0}free.\n\n9 words");
/// assert_eq!(import.title.as_deref(), Some("Fair care"));
/// assert_eq!(import.text.as_str(), "We call for care that is free.\n");
/// assert_eq!(import.stated_words, Some(9));
/// ```
pub fn import(pasted: &str) -> Import {
    let clean = canon::clean(pasted);
    let mut page = Page {
        lines: (1..)
            .zip(clean.split('\n'))
            .map(|(n, text)| Line {
                n,
                text: text.trim_end().to_owned(),
            })
            .collect(),
        repairs: Vec::new(),
    };
    page.quotation();
    page.line_numbers();
    page.characters();
    let stated_words = page.stated_words();
    let title = page.title();
    page.bullets();
    page.levels();
    page.numbering();
    page.labels();
    let text = page.text();
    let Page { mut repairs, .. } = page;
    repairs.sort_by_key(|repair| repair.line);
    Import {
        title,
        text,
        repairs,
        stated_words,
    }
}

/// How deep signs of quotation are taken away.
const QUOTED: u32 = 20;

struct Line {
    n: u32,
    text: String,
}

/// The pasted text on its way.
struct Page {
    lines: Vec<Line>,
    repairs: Vec<Repair>,
}

impl Page {
    fn note(&mut self, line: u32, kind: RepairKind, before: impl Into<String>, after: impl Into<String>) {
        self.repairs.push(Repair {
            line,
            kind,
            before: before.into(),
            after: after.into(),
        });
    }

    fn filled(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.lines.len()).filter(|n| !self.lines[*n].text.trim().is_empty())
    }

    /// Drops `> ` where every line has it; nobody answers an answer more often than [`QUOTED`] times.
    fn quotation(&mut self) {
        let mut depth = 0;
        while depth < QUOTED
            && self.filled().count() > 1
            && self
                .filled()
                .all(|n| self.lines[n].text.trim_start().starts_with('>'))
        {
            for n in self.filled().collect::<Vec<_>>() {
                let rest = self.lines[n].text.trim_start()[1..].to_owned();
                self.lines[n].text = rest.strip_prefix(' ').unwrap_or(&rest).to_owned();
                let line = self.lines[n].n;
                self.note(line, RepairKind::Quotation, ">", "");
            }
            depth += 1;
        }
    }

    /// Drops numbers that count the lines: every line has one, each one more than the last.
    fn line_numbers(&mut self) {
        let number = |text: &str| {
            let text = text.trim_start();
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            let value: u32 = text[..digits].parse().ok()?;
            let rest = &text[digits..];
            (rest.is_empty() || rest.starts_with([' ', '\t']))
                .then(|| (value, digits, rest.trim_start().to_owned()))
        };
        let filled: Vec<usize> = self.filled().collect();
        let Some(found) = filled
            .iter()
            .map(|n| number(&self.lines[*n].text))
            .collect::<Option<Vec<_>>>()
        else {
            return;
        };
        if found.len() < 3 || found.windows(2).any(|pair| pair[1].0 != pair[0].0 + 1) {
            return;
        }
        for (n, (value, _, rest)) in filled.into_iter().zip(found) {
            self.lines[n].text = rest;
            let line = self.lines[n].n;
            self.note(line, RepairKind::LineNumbers, value.to_string(), "");
        }
    }

    /// Repairs single characters; one note a line for each kind.
    fn characters(&mut self) {
        for n in 0..self.lines.len() {
            let line = self.lines[n].n;
            let mut text = std::mem::take(&mut self.lines[n].text);
            for (wrong, right) in GARBLED {
                if text.contains(wrong) {
                    text = text.replace(wrong, right);
                    self.note(line, RepairKind::Encoding, *wrong, *right);
                }
            }
            for (ligature, letters) in LIGATURES {
                if text.contains(*ligature) {
                    text = text.replace(*ligature, letters);
                    self.note(line, RepairKind::Ligature, ligature.to_string(), *letters);
                }
            }
            self.replace(&mut text, line, RepairKind::Space, |_, c, _| {
                (is_odd_space(c)).then_some(' ')
            });
            self.drop(&mut text, line, RepairKind::SoftHyphen, |_, c, _| c == '\u{ad}');
            self.drop(&mut text, line, RepairKind::Invisible, |before, c, after| {
                // A joiner between letters or emoji beyond ASCII shapes them; there it is no accident.
                let shaped = |c: char| !c.is_ascii() && !is_invisible(c);
                let joins = matches!(c, '\u{200c}' | '\u{200d}') && shaped(before) && shaped(after);
                is_invisible(c) && !joins
            });
            let indent = text.len() - text.trim_start().len();
            let marker = canon::marker(&text[indent..]).map_or(0, |marker| marker.length);
            let (head, body) = text.split_at(indent + marker);
            if body.contains("  ") {
                let single = body
                    .split(' ')
                    .filter(|word| !word.is_empty())
                    .collect::<Vec<_>>()
                    .join(" ");
                let after = around(&single, body.find("  ").unwrap_or(0));
                let head = head.to_owned();
                text = head + &single;
                self.note(line, RepairKind::DoubleSpace, "  ", after);
            }
            self.lines[n].text = text.trim_end().to_owned();
        }
    }

    fn replace(
        &mut self,
        text: &mut String,
        line: u32,
        kind: RepairKind,
        with: impl Fn(char, char, char) -> Option<char>,
    ) {
        self.edit(text, line, kind, |before, c, after| {
            with(before, c, after).map(Some)
        });
    }

    fn drop(
        &mut self,
        text: &mut String,
        line: u32,
        kind: RepairKind,
        which: impl Fn(char, char, char) -> bool,
    ) {
        self.edit(text, line, kind, |before, c, after| {
            which(before, c, after).then_some(None)
        });
    }

    fn edit(
        &mut self,
        text: &mut String,
        line: u32,
        kind: RepairKind,
        with: impl Fn(char, char, char) -> Option<Option<char>>,
    ) {
        if text.is_ascii() {
            return;
        }
        let mut out = String::with_capacity(text.len());
        let mut first: Option<(char, usize)> = None;
        let mut before = ' ';
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match with(before, c, chars.peek().copied().unwrap_or(' ')) {
                Some(new) => {
                    first.get_or_insert((c, out.len()));
                    out.extend(new);
                }
                None => out.push(c),
            }
            before = c;
        }
        if let Some((c, at)) = first {
            // Space around the line is no repair worth a word.
            let shown = out.trim();
            if !shown.is_empty()
                && (kind != RepairKind::Space || at > out.len() - out.trim_start().len())
                && at < out.trim_end().len() + 1
            {
                self.note(line, kind, super::diff::visible(&c.to_string()), around(&out, at));
            }
            *text = out;
        }
    }

    /// Takes a stated word count out of the text: on a line of its own among the last three or
    /// right after the title, or in brackets at the very end.
    fn stated_words(&mut self) -> Option<u32> {
        let filled: Vec<usize> = self.filled().collect();
        let ends = filled.iter().rev().take(3).chain(filled.get(1));
        for n in ends.copied().filter(|n| filled.first() != Some(n)) {
            if let Some(words) = stated(self.lines[n].text.trim()) {
                let line = self.lines[n].n;
                let before = std::mem::take(&mut self.lines[n].text);
                self.note(line, RepairKind::StatedWords, before.trim(), words.to_string());
                return Some(words);
            }
        }
        let last = &mut self.lines[*filled.last()?];
        let open = last.text.rfind(['(', '['])?;
        let words = stated(&last.text[open..])?;
        let (line, before) = (last.n, last.text.split_off(open));
        last.text.truncate(last.text.trim_end().len());
        self.note(line, RepairKind::StatedWords, before, words.to_string());
        Some(words)
    }

    /// Takes a first line that is evidently a title out of the text.
    fn title(&mut self) -> Option<String> {
        let filled: Vec<usize> = self.filled().collect();
        let (&first, &second) = (filled.first()?, filled.get(1)?);
        let typed = self.lines[first].text.trim().to_owned();
        let bare = typed.trim_start_matches('#').trim();
        let labelled = ["title:", "motion title:", "motion:", "subject:"]
            .iter()
            .find_map(|label| {
                let head = bare.get(..label.len())?;
                head.eq_ignore_ascii_case(label)
                    .then(|| bare[label.len()..].trim())
            });
        let apart = second > first + 1;
        let capitals = bare.contains(char::is_alphabetic) && !bare.contains(char::is_lowercase);
        let evident = labelled.is_some() || typed.starts_with('#') || apart || capitals;
        let name = labelled.unwrap_or(bare);
        let fits = name.split_whitespace().count() <= 25
            && !name.ends_with(['.', ':', ';', ',', '–', '—'])
            && canon::marker(name).is_none()
            && lead_in(name).is_none()
            && !self.lines[second]
                .text
                .trim_start()
                .starts_with(char::is_lowercase);
        if !evident || !fits || name.is_empty() {
            return None;
        }
        let line = self.lines[first].n;
        let (title, label) = without_type_label(name);
        if title.is_empty() {
            return None;
        }
        self.lines[first].text.clear();
        self.note(line, RepairKind::Title, typed.as_str(), title);
        if let Some(label) = label {
            self.note(line, RepairKind::TypeLabel, label, "");
        }
        Some(title.to_owned())
    }

    fn bullets(&mut self) {
        for n in 0..self.lines.len() {
            let text = &self.lines[n].text;
            let indent = text.len() - text.trim_start().len();
            let body = &text[indent..];
            // Word's second level is a small letter o and a tab.
            let hollow = body
                .strip_prefix("o\t")
                .map(|rest| ("o", rest.trim_start().to_owned(), "  "));
            let typed = canon::marker(body)
                .filter(|marker| marker.bullet)
                .map(|marker| (body[..marker.length].trim(), body[marker.length..].to_owned(), ""));
            if let Some((sign, rest, deeper)) = hollow.or(typed)
                && sign != "-"
            {
                let sign = sign.to_owned();
                self.lines[n].text = format!("{}{deeper}- {rest}", &self.lines[n].text[..indent]);
                let line = self.lines[n].n;
                self.note(line, RepairKind::Bullet, sign, "-");
            }
        }
    }

    /// Puts lettered items that follow a numbered one at the same indentation under it.
    fn levels(&mut self) {
        let mut under: Option<(usize, u32)> = None;
        for n in 0..self.lines.len() {
            let text = &self.lines[n].text;
            if text.trim().is_empty() {
                continue;
            }
            let indent = text.len() - text.trim_start().len();
            let body = &text[indent..];
            let Some(mark) = canon::marker(body)
                .filter(|mark| !mark.bullet)
                .map(|mark| body[..mark.length].trim())
            else {
                under = None;
                continue;
            };
            let core = mark.trim_matches(|c: char| !c.is_ascii_alphanumeric());
            let letter = core
                .bytes()
                .next()
                .filter(|_| core.len() == 1)
                .filter(u8::is_ascii_lowercase);
            match (under, letter) {
                (Some((outer, next)), Some(letter)) if outer == indent && u32::from(letter) == next => {
                    let mark = mark.to_owned();
                    self.lines[n].text.insert_str(0, "  ");
                    under = Some((outer, next + 1));
                    let line = self.lines[n].n;
                    self.note(line, RepairKind::Level, mark, "");
                }
                _ => {
                    under = core
                        .bytes()
                        .all(|b| b.is_ascii_digit())
                        .then_some((indent, u32::from(b'a')))
                }
            }
        }
    }

    /// Numbers a list anew whose numbers restart, skip, or are broken by a bullet.
    fn numbering(&mut self) {
        let mut n = 0;
        while n < self.lines.len() {
            let Some(first) = self.item(n).filter(|item| item.number.is_some()) else {
                n += 1;
                continue;
            };
            let mut items = vec![(n, first)];
            let mut next = n + 1;
            while next < self.lines.len() {
                if !self.lines[next].text.trim().is_empty() {
                    match self.item(next) {
                        Some(item) if item.indent == items[0].1.indent => items.push((next, item)),
                        Some(item) if item.indent > items[0].1.indent => {}
                        None if self.indent(next) > items[0].1.indent + 1 => {}
                        _ => break,
                    }
                }
                next += 1;
            }
            // Bullets after the last number are a list of their own.
            while items.last().is_some_and(|(_, item)| item.number.is_none()) {
                items.pop();
            }
            let start = items[0].1.number.unwrap_or(1);
            for (number, (at, item)) in (start..).zip(&items) {
                if item.number != Some(number) {
                    let (open, close) = &items[0].1.style;
                    let after = format!("{open}{number}{close}");
                    let line = &mut self.lines[*at];
                    line.text = format!("{}{after} {}", " ".repeat(item.indent), &line.text[item.body..]);
                    let line = line.n;
                    self.note(line, RepairKind::Numbering, item.mark.as_str(), after);
                }
            }
            n = items.last().map_or(n, |(at, _)| *at) + 1;
        }
    }

    fn indent(&self, n: usize) -> usize {
        let text = &self.lines[n].text;
        text.chars()
            .take_while(|c| c.is_whitespace())
            .map(|c| if c == '\t' { 4 } else { 1 })
            .sum()
    }

    fn item(&self, n: usize) -> Option<Item> {
        let text = &self.lines[n].text;
        let body = text.trim_start();
        let marker = canon::marker(body)?;
        let mark = body[..marker.length].trim();
        let core = mark.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let number = core.parse().ok();
        if number.is_none() && !marker.bullet {
            return None;
        }
        let (open, close) = mark.split_once(core).unwrap_or(("", "."));
        Some(Item {
            indent: self.indent(n),
            mark: mark.to_owned(),
            number,
            style: (open.to_owned(), close.to_owned()),
            body: text.len() - body.len() + marker.length,
        })
    }

    /// Sets a label that is run into its paragraph apart: "Conference notes: The …".
    fn labels(&mut self) {
        for n in 0..self.lines.len() {
            let text = &self.lines[n].text;
            let body = text.trim_start();
            if let Some(colon) = lead_in(body).filter(|at| body[*at..].starts_with(':')) {
                let (label, rest) = body.split_at(colon + 1);
                let opens = rest
                    .trim_start()
                    .trim_start_matches(['‘', '“', '\'', '"'])
                    .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || c == '£');
                if rest.starts_with(char::is_whitespace) && opens {
                    let (label, apart) = (label.to_owned(), format!("{label}\n\n{}", rest.trim_start()));
                    self.lines[n].text = apart;
                    let line = self.lines[n].n;
                    self.note(line, RepairKind::Label, label.as_str(), "");
                }
            }
        }
    }

    fn text(&mut self) -> Canonical {
        let mut typed = String::new();
        let mut numbers = Vec::new();
        for line in &self.lines {
            for part in line.text.split('\n') {
                typed.push_str(part);
                typed.push('\n');
                numbers.push(line.n);
            }
        }
        let (text, joined) = canon::canonical(&typed);
        for at in joined {
            if let Some(line) = numbers.get(at as usize) {
                self.note(*line, RepairKind::HardWrap, "", "");
            }
        }
        text
    }
}

struct Item {
    indent: usize,
    mark: String,
    number: Option<u32>,
    style: (String, String),
    body: usize,
}

/// UTF-8 read as Windows-1252, for the characters that motions use.
const GARBLED: &[(&str, &str)] = &[
    ("â€™", "’"),
    ("â€˜", "‘"),
    ("â€œ", "“"),
    ("â€\u{9d}", "”"),
    ("â€“", "–"),
    ("â€”", "—"),
    ("â€¢", "•"),
    ("â€¦", "…"),
    ("Â£", "£"),
    ("Ã©", "é"),
];

const LIGATURES: &[(char, &str)] = &[
    ('\u{fb00}', "ff"),
    ('\u{fb01}', "fi"),
    ('\u{fb02}', "fl"),
    ('\u{fb03}', "ffi"),
    ('\u{fb04}', "ffl"),
];

fn is_odd_space(c: char) -> bool {
    c != ' ' && c != '\t' && c.is_whitespace()
}

/// A few words around a place, for a message.
fn around(text: &str, at: usize) -> String {
    let at = text.floor_char_boundary(at.min(text.len()));
    let before: Vec<&str> = text[..at].split_whitespace().rev().take(2).collect();
    let before: String = before.into_iter().rev().collect::<Vec<_>>().join(" ");
    let after = text[at..]
        .split_whitespace()
        .take(2)
        .collect::<Vec<_>>()
        .join(" ");
    let glued = !text[..at].ends_with(char::is_whitespace) && !text[at..].starts_with(char::is_whitespace);
    let gap = if glued || before.is_empty() || after.is_empty() {
        ""
    } else {
        " "
    };
    format!("“{before}{gap}{after}”")
}

/// The number in "246 words", "(Word count: 246)" and their like.
fn stated(line: &str) -> Option<u32> {
    let line =
        line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '.' | '*'));
    let mut number = None;
    let mut named = false;
    for word in line
        .split(|c: char| c.is_whitespace() || matches!(c, ':' | '=' | '/'))
        .filter(|word| !word.is_empty())
    {
        let word = word.to_lowercase();
        match word.as_str() {
            "word" | "words" | "wordcount" => named = true,
            "count" | "total" | "in" | "of" | "approx" | "–" | "-" | "max" | "limit" => {}
            digits => {
                let value = digits.replace(',', "").parse().ok()?;
                number = number.or(Some(value));
            }
        }
    }
    number.filter(|_| named)
}

/// Where a lead-in such as "Conference notes" or "This congress calls on … to" ends: at its colon,
/// or at the end of the line.
pub(super) fn lead_in(line: &str) -> Option<usize> {
    let end = line.find(':').unwrap_or(line.len());
    let head = &line[..end];
    let words: Vec<String> = head.split_whitespace().take(13).map(str::to_lowercase).collect();
    let mut rest = words.as_slice();
    while let [first, others @ ..] = rest
        && [
            "this",
            "the",
            "therefore",
            "furthermore,",
            "furthermore",
            "we",
            "and",
        ]
        .contains(&first.as_str())
    {
        rest = others;
    }
    if let [first, others @ ..] = rest
        && BODIES.contains(&first.as_str())
    {
        rest = others;
    } else if rest.len() == words.len() || words.len() == 1 && rest.is_empty() {
        return None;
    }
    while let [first, others @ ..] = rest
        && ["also", "further", "therefore", "is"].contains(&first.as_str())
    {
        rest = others;
    }
    let verb = rest.first()?;
    (words.len() <= 12 && VERBS.contains(&verb.as_str())).then_some(end)
}

const BODIES: &[&str] = &[
    "conference",
    "congress",
    "branch",
    "clp",
    "council",
    "meeting",
    "union",
    "committee",
    "assembly",
    "house",
    "party",
];

const VERBS: &[&str] = &[
    "notes",
    "note",
    "believes",
    "believe",
    "resolves",
    "resolve",
    "calls",
    "call",
    "demands",
    "demand",
    "asks",
    "ask",
    "instructs",
    "agrees",
    "regrets",
    "regret",
    "welcomes",
    "welcome",
    "recognises",
    "recognise",
    "concerned",
    "urges",
    "urge",
    "condemns",
    "supports",
    "reaffirms",
    "affirms",
    "mandates",
    "requests",
    "acknowledges",
    "congratulates",
];

/// A title without the label in brackets that says what the text is.
fn without_type_label(name: &str) -> (&str, Option<&str>) {
    let Some(open) = name.rfind('(').filter(|_| name.ends_with(')')) else {
        return (name, None);
    };
    let label = &name[open + 1..name.len() - 1];
    let mut words = label.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    let types = [
        "model",
        "draft",
        "proposed",
        "template",
        "resolution",
        "motion",
        "amended",
        "version",
    ];
    if words.any(|word| types.contains(&word.as_str())) {
        (name[..open].trim_end(), Some(&name[open..]))
    } else {
        (name, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pasted: &str, text: &str, repairs: &[(u32, RepairKind)]) {
        let import = import(pasted);
        assert_eq!(import.text.as_str(), text);
        let found: Vec<_> = import
            .repairs
            .iter()
            .map(|repair| (repair.line, repair.kind))
            .collect();
        assert_eq!(found, repairs);
        for repair in &import.repairs {
            let said = repair.to_string();
            assert!(said.starts_with("Line ") && said.ends_with('.'), "{said}");
        }
    }

    #[test]
    fn broken_numbering_is_renumbered() {
        check(
            "  1. one\n  2. two\n  • three\n  1. four\n  2. five",
            "1. one\n\n2. two\n\n3. three\n\n4. four\n\n5. five\n",
            &[
                (3, RepairKind::Bullet),
                (3, RepairKind::Numbering),
                (4, RepairKind::Numbering),
                (5, RepairKind::Numbering),
            ],
        );
        check("3) a\n4) b\n- c", "3) a\n\n4) b\n\n- c\n", &[]);
    }

    #[test]
    fn letters_under_numbers_are_nested() {
        check(
            "1. a\na) b\nb) c\n2. d",
            "1. a\n\n  a) b\n\n  b) c\n\n2. d\n",
            &[(2, RepairKind::Level), (3, RepairKind::Level)],
        );
    }

    #[test]
    fn characters_are_repaired() {
        check(
            "We pro\u{ad}vide\u{a0}care  \u{200b}of ﬁne quality; itâ€™s free.",
            "We provide care of fine quality; it’s free.\n",
            &[
                (1, RepairKind::Encoding),
                (1, RepairKind::Ligature),
                (1, RepairKind::Space),
                (1, RepairKind::SoftHyphen),
                (1, RepairKind::Invisible),
                (1, RepairKind::DoubleSpace),
            ],
        );
    }

    #[test]
    fn labels_are_set_apart() {
        check(
            "Conference notes: The cuts.\n\nConference believes:\n- yes",
            "Conference notes:\n\nThe cuts.\n\nConference believes:\n\n- yes\n",
            &[(1, RepairKind::Label)],
        );
        check(
            "There are two things: One. Two.",
            "There are two things: One. Two.\n",
            &[],
        );
    }

    #[test]
    fn email_and_line_numbers() {
        check(
            "> one.\n>\n> two.",
            "one.\n\ntwo.\n",
            &[
                (1, RepairKind::Quotation),
                (2, RepairKind::Quotation),
                (3, RepairKind::Quotation),
            ],
        );
        check(
            "1 one.\n2 two.\n3 three.",
            "one.\n\ntwo.\n\nthree.\n",
            &[
                (1, RepairKind::LineNumbers),
                (2, RepairKind::LineNumbers),
                (3, RepairKind::LineNumbers),
            ],
        );
    }

    #[test]
    fn title_and_stated_words() {
        let import = import("Safe staffing (draft motion)\n\nConference notes this.\n\n(Word count: 3)");
        assert_eq!(import.title.as_deref(), Some("Safe staffing"));
        assert_eq!(import.stated_words, Some(3));
        assert_eq!(import.text.as_str(), "Conference notes this.\n");
        for first in ["Conference notes", "A sentence.", "- item"] {
            let import = super::import(&format!("{first}\n\nMore."));
            assert_eq!(import.title, None, "{first}");
        }
        assert_eq!(stated("250 words of 250"), Some(250));
        assert_eq!(stated("Two words"), None);
        assert_eq!(super::import("One.\n\nTwo. (2 words)").stated_words, Some(2));
    }

    #[test]
    fn hard_wraps_are_told() {
        let text =
            "Conference notes that the number of social workers leaving the profession has\nrisen again.";
        check(
            text,
            &format!("{}\n", text.replace('\n', " ")),
            &[(2, RepairKind::HardWrap)],
        );
    }
}
