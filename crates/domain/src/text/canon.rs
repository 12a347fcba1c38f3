//! Canonical text: the one form in which a text is stored, hashed, counted and compared.
//!
//! Canonical text is in Unicode normalization form C, its lines end in `\n`, no line has spaces
//! at its end, and **every paragraph is one line, with one blank line between paragraphs**. A list
//! item is a paragraph of its own, so two items have a blank line between them as well: one rule
//! for all paragraphs keeps versions, differences and merges simple. A nested item is indented by
//! two spaces a level. Text that is not empty ends in one `\n`.
//!
//! Making text canonical never changes its words: spaces inside a line, no-break spaces, quotation
//! marks and invisible characters stay, so that a difference in them can be seen. Tidying those is
//! the work of [`import`](super::import).

use serde::{Deserialize, Serialize};

mod nfc;

/// Text in canonical form.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Canonical(String);

/// What a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A heading, from level 1 (`#`) to 6.
    Heading(u8),
    /// A list item; the outermost level is 1.
    Item {
        /// How deep the item is nested, from 1.
        level: u8,
    },
    /// Anything else.
    Prose,
}

/// One paragraph of canonical text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paragraph<'a> {
    /// What the paragraph is.
    pub kind: Kind,
    /// The mark of a list item or heading with its space: `- `, `1. `, `a) `, `## `; empty for prose.
    pub marker: &'a str,
    /// The paragraph without indentation and marker.
    pub text: &'a str,
    /// Where the paragraph starts in the canonical text, in bytes.
    pub start: u32,
    /// Where its text starts, after indentation and marker.
    pub body: u32,
    /// Where it ends, before the line feed.
    pub end: u32,
}

impl Canonical {
    /// Brings text into canonical form.
    ///
    /// ```
    /// use domain::text::canon::Canonical;
    /// let text = Canonical::of("Conference demands care:\r\n  • free\r\n  • local  \r\n");
    /// assert_eq!(text.as_str(), "Conference demands care:\n\n- free\n\n- local\n");
    /// assert_eq!(Canonical::of(text.as_str()), text);
    /// ```
    pub fn of(text: &str) -> Self {
        canonical(text).0
    }

    /// Takes text that is known to be canonical, such as one read back from where it was stored.
    pub fn trusted(text: String) -> Self {
        debug_assert_eq!(Self::of(&text).0, text, "text that is trusted is canonical");
        Self(text)
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The paragraphs in order.
    pub fn paragraphs(&self) -> Vec<Paragraph<'_>> {
        let mut paragraphs = Vec::new();
        let mut start = 0;
        for line in self.0.split('\n') {
            if !line.is_empty() {
                paragraphs.push(paragraph(line, start));
            }
            start += line.len() + 1;
        }
        paragraphs
    }
}

impl AsRef<str> for Canonical {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Canonical {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Canonical> for String {
    fn from(text: Canonical) -> Self {
        text.0
    }
}

/// A byte offset as it leaves the engine. Texts are far below four gigabytes.
pub(crate) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

pub(super) fn paragraph(shown: &str, start: usize) -> Paragraph<'_> {
    let indent = shown.len() - shown.trim_start_matches(' ').len();
    let line = &shown[indent..];
    let (kind, length) = match heading(line) {
        Some(level) => (Kind::Heading(level), usize::from(level) + 1),
        None => match marker(line) {
            Some(marker) => {
                let level = u8::try_from(indent / 2 + 1).unwrap_or(u8::MAX);
                (Kind::Item { level }, marker.length)
            }
            None => (Kind::Prose, 0),
        },
    };
    Paragraph {
        kind,
        marker: &line[..length],
        text: &line[length..],
        start: offset(start),
        body: offset(start + indent + length),
        end: offset(start + shown.len()),
    }
}

/// Brings text into canonical form; also tells which typed lines, from 0, were joined to the one before.
pub(super) fn canonical(text: &str) -> (Canonical, Vec<u32>) {
    let clean = clean(text);
    let mut page = Page {
        out: String::with_capacity(clean.len() + clean.len() / 16 + 1),
        ..Page::default()
    };
    let mut run: Vec<Line<'_>> = Vec::new();
    for (n, line) in clean.split('\n').enumerate() {
        let line = Line::of(offset(n), line);
        if line.body.is_empty() || line.marked != Marked::No {
            page.flush(&mut run);
        }
        if !line.body.is_empty() {
            let heading = line.marked == Marked::Heading;
            run.push(line);
            if heading {
                page.flush(&mut run);
            }
        }
    }
    page.flush(&mut run);
    if !page.out.is_empty() {
        page.out.push('\n');
    }
    (Canonical(page.out), page.joined)
}

/// Canonical text in the making.
#[derive(Default)]
struct Page {
    out: String,
    /// The indentation of each list level that is open.
    levels: Vec<usize>,
    joined: Vec<u32>,
}

impl Page {
    /// Writes the paragraphs of a run of lines that have no blank line between them.
    fn flush(&mut self, run: &mut Vec<Line<'_>>) {
        let Some(first) = run.first() else { return };
        let item = first.marked == Marked::Item;
        let indent = first.indent;
        for (n, text) in unwrap(run, &mut self.joined).into_iter().enumerate() {
            if !self.out.is_empty() {
                self.out.push_str("\n\n");
            }
            if n == 0 && item {
                while self.levels.last().is_some_and(|top| *top > indent) {
                    self.levels.pop();
                }
                if self.levels.last().is_none_or(|top| *top < indent) {
                    self.levels.push(indent);
                }
                for _ in 1..self.levels.len() {
                    self.out.push_str("  ");
                }
                push_item(&mut self.out, &text);
            } else {
                self.levels.clear();
                push_spaced(&mut self.out, &text);
            }
        }
        run.clear();
    }
}

/// One typed line, without the space around it.
struct Line<'a> {
    n: u32,
    indent: usize,
    body: &'a str,
    marked: Marked,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Marked {
    No,
    Heading,
    Item,
}

impl<'a> Line<'a> {
    fn of(n: u32, line: &'a str) -> Self {
        let line = line.trim_end();
        let body = line.trim_start();
        let indent = line[..line.len() - body.len()]
            .chars()
            .map(|c| if c == '\t' { 4 } else { 1 })
            .sum();
        let marked = if heading(body).is_some() {
            Marked::Heading
        } else if marker(body).is_some() {
            Marked::Item
        } else {
            Marked::No
        };
        Self {
            n,
            indent,
            body,
            marked,
        }
    }
}

/// Line ends become `\n`, control characters go, the rest becomes NFC.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' => out.push('\t'),
            // A byte order mark is no character of the text, wherever files were put together.
            '\u{feff}' => {}
            c if c.is_control() || is_noncharacter(c) => {}
            c => out.push(c),
        }
    }
    nfc::nfc(out)
}

fn is_noncharacter(c: char) -> bool {
    let c = u32::from(c);
    (0xfdd0..=0xfdef).contains(&c) || c & 0xfffe == 0xfffe
}

fn push_item(out: &mut String, text: &str) {
    match marker(text) {
        Some(Marker { length, bullet }) => {
            if bullet {
                out.push('-');
            } else {
                out.push_str(text[..length].trim_end());
            }
            out.push(' ');
            push_spaced(out, text[length..].trim_start());
        }
        None => push_spaced(out, text),
    }
}

fn push_spaced(out: &mut String, text: &str) {
    out.extend(text.chars().map(|c| if c == '\t' { ' ' } else { c }));
}

/// Undoes hard line breaks: the lines of a run become one text for each paragraph in it.
///
/// Lines belong together when they were evidently broken to fit a width: no line is longer than a
/// page is wide, each next word would not have fitted, and at least one break falls inside a
/// sentence. Otherwise each line is what its author meant it to be, a paragraph.
fn unwrap(run: &[Line<'_>], joined: &mut Vec<u32>) -> Vec<String> {
    let first_indent = run.first().map_or(0, |line| line.indent);
    let item = run.first().is_some_and(|line| line.marked == Marked::Item);
    let widths: Vec<usize> = run
        .iter()
        .map(|line| line.indent + line.body.chars().count())
        .collect();
    let width = widths.iter().copied().max().unwrap_or(0);
    let fits = |n: usize| {
        let word = run[n + 1]
            .body
            .split_whitespace()
            .next()
            .map_or(0, |word| word.chars().count());
        widths[n] + 1 + word <= width
    };
    let inside_sentence = |n: usize| {
        !run[n].body.ends_with(['.', ':', ';', '!', '?', '”', '"'])
            && run[n + 1].body.starts_with(char::is_lowercase)
    };
    let wrapped = (50..=100).contains(&width)
        && (0..run.len().saturating_sub(1)).any(|n| !fits(n) && inside_sentence(n));
    let mut texts: Vec<String> = Vec::new();
    for (n, line) in run.iter().enumerate() {
        let hanging = item && line.indent > first_indent + 1;
        match texts.last_mut() {
            Some(text) if (hanging || wrapped && !fits(n - 1)) && !is_bare_marker(text) => {
                // A word broken at its own hyphen keeps the hyphen and gets no space.
                if !(text.ends_with('-') && text.chars().rev().nth(1).is_some_and(char::is_alphabetic)) {
                    text.push(' ');
                }
                text.push_str(line.body);
                joined.push(line.n);
            }
            _ => texts.push(line.body.to_owned()),
        }
    }
    texts
}

/// A marker with no text, which is no marker: what is joined to it would make it one.
fn is_bare_marker(line: &str) -> bool {
    line.len() <= 16 && marker(line).is_none() && {
        let filled = format!("{line} x");
        marker(&filled).is_some() || heading(&filled).is_some()
    }
}

fn heading(line: &str) -> Option<u8> {
    let level = line.bytes().take_while(|b| *b == b'#').count();
    let rest = &line[level..];
    ((1..=6).contains(&level) && rest.starts_with(' ') && !rest.trim().is_empty())
        .then(|| u8::try_from(level).unwrap_or(6))
}

/// The mark of a list item at the start of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    /// Bytes up to the text of the item.
    pub(super) length: usize,
    /// Whether it is a bullet rather than a number or letter.
    pub(super) bullet: bool,
}

/// Signs that are bullets wherever they start a line.
pub(super) const BULLETS: &[char] = &[
    '•', '·', '◦', '▪', '▫', '‣', '●', '○', '■', '□', '⁃', '➢', '➤', '\u{f0b7}', '\u{f0a7}', '\u{f0d8}',
];

/// Finds the mark of a list item: a bullet, `1.`, `1)`, `(1)`, `1.2.`, `a)`, `(a)`, `a.`, `iv)`.
pub(super) fn marker(line: &str) -> Option<Marker> {
    let first = line.chars().next()?;
    if !(first.is_ascii_alphanumeric() || first == '(' || !first.is_alphanumeric()) {
        return None;
    }
    let bullet = BULLETS.contains(&first) || matches!(first, '-' | '*' | '–' | '—' | '−');
    let sign = if bullet {
        first.len_utf8()
    } else {
        enumerator(line)?
    };
    let rest = &line[sign..];
    let text = rest.trim_start();
    let spaced = text.len() < rest.len();
    (!text.is_empty() && (spaced || BULLETS.contains(&first))).then_some(Marker {
        length: line.len() - text.len(),
        bullet,
    })
}

/// The length of an enumerator such as `12.`, `(a)` or `iv)`.
fn enumerator(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let open = usize::from(bytes.first() == Some(&b'('));
    let core = bytes[open..]
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric())
        .count();
    let word = &line[open..open + core];
    let number = (1..=3).contains(&core) && word.bytes().all(|b| b.is_ascii_digit());
    let roman = (1..=5).contains(&core) && word.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    let letter = core == 1 && word.bytes().all(|b| b.is_ascii_alphabetic());
    let capital = letter && word.bytes().all(|b| b.is_ascii_uppercase());
    let mut end = open + core;
    match bytes.get(end)? {
        b')' if number || roman || letter => Some(end + 1),
        // "A. Smith" is a name, and "2019." ends a sentence.
        b'.' if open == 0 && (number || roman || letter && !capital) => {
            end += 1;
            // Numbers within numbers, "1.2.", need the last stop: "1.8 million" is a figure.
            let mut last = end;
            while let Some(next) = bytes.get(last..).filter(|_| number) {
                let digits = next.iter().take_while(|b| b.is_ascii_digit()).count();
                if !(1..=3).contains(&digits) || next.get(digits) != Some(&b'.') {
                    break;
                }
                last += digits + 1;
            }
            Some(last)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, canonical: &str) {
        let text = Canonical::of(typed);
        assert_eq!(text.as_str(), canonical);
        assert_eq!(
            Canonical::of(text.as_str()),
            text,
            "canonical text stays as it is"
        );
    }

    #[test]
    fn one_blank_line_between_paragraphs() {
        check("\u{feff}One.  \r\n\r\n\r\n\tTwo.\u{a0}\n\n", "One.\n\nTwo.\n");
        check("", "");
        check(" \n \n", "");
    }

    #[test]
    fn words_and_spaces_inside_stay() {
        check(
            "Two  spaces\u{a0}here \u{200b}.",
            "Two  spaces\u{a0}here \u{200b}.\n",
        );
    }

    #[test]
    fn list_items_are_paragraphs() {
        check(
            "Demands:\n  • free\n  •\tlocal\n 1) one",
            "Demands:\n\n- free\n\n- local\n\n1) one\n",
        );
        check("- a\n  - b\n    - c\n- d", "- a\n\n  - b\n\n    - c\n\n- d\n");
        check("– one\n— two", "- one\n\n- two\n");
        check("-\n•", "-\n\n•\n");
    }

    #[test]
    fn not_every_number_is_a_marker() {
        check("2019. Then", "2019. Then\n");
        check("1.8 million", "1.8 million\n");
        check("A. Smith", "A. Smith\n");
        check("1.2. Sub", "1.2. Sub\n");
    }

    #[test]
    fn hard_wrapped_lines_are_joined() {
        check(
            "Conference notes that the number of social workers leaving this well-\nknown profession has risen.",
            "Conference notes that the number of social workers leaving this well-known profession has risen.\n",
        );
        check(
            "- Conference notes that the number of social workers leaving has\n  risen again.",
            "- Conference notes that the number of social workers leaving has risen again.\n",
        );
        check("Short\nlines", "Short\n\nlines\n");
    }

    #[test]
    fn paragraphs_know_their_place() {
        let text = Canonical::of("## Care\n\n- free\n  - local");
        let paragraphs = text.paragraphs();
        let seen: Vec<_> = paragraphs
            .iter()
            .map(|p| (p.kind, p.marker, p.text, p.start, p.body, p.end))
            .collect();
        assert_eq!(
            seen,
            [
                (Kind::Heading(2), "## ", "Care", 0, 3, 7),
                (Kind::Item { level: 1 }, "- ", "free", 9, 11, 15),
                (Kind::Item { level: 2 }, "- ", "local", 17, 21, 26),
            ]
        );
    }
}
