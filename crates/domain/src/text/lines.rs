//! Numbered lines: the same numbers on screen, on paper and in every file.
//!
//! Lines are broken greedily at a width counted in graphemes, after a space or a hyphen; spaces at
//! a break hang over the edge. A word longer than a line is cut with no mark. A paragraph starts a
//! new line, and the blank line between paragraphs bears no number. An algorithm, once published,
//! is never changed: a better rule gets a new number.

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

use super::canon::{Canonical, Paragraph, offset};

/// How a text is broken into lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Layout {
    /// Graphemes to a line.
    pub width: u16,
    /// Which rule; 1 is the only one so far.
    pub algorithm: u16,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            width: 80,
            algorithm: 1,
        }
    }
}

/// One numbered line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The number, from 1.
    pub n: u32,
    /// The paragraph it belongs to, from 0.
    pub paragraph: u32,
    /// Where it starts in the canonical text, in bytes.
    pub start: u32,
    /// Where what it shows ends.
    pub end: u32,
    /// What it shows, without the space at its end.
    pub text: String,
}

/// Breaks a text into numbered lines.
///
/// ```
/// use domain::text::{canon::Canonical, lines::{Layout, layout}};
/// let lines = layout(&Canonical::of("I'm a LongDemo-Text"), Layout { width: 5, algorithm: 1 });
/// let shown: Vec<_> = lines.iter().map(|line| line.text.as_str()).collect();
/// assert_eq!(shown, ["I'm a", "LongD", "emo-", "Text"]);
/// ```
pub fn layout(text: &Canonical, layout: Layout) -> Vec<Line> {
    let starts = Starts::of(text, layout);
    let all = text.as_str();
    let mut lines = Vec::with_capacity(starts.0.len());
    for (n, (start, paragraph)) in starts.0.iter().enumerate() {
        let (from, to) = (
            *start as usize,
            starts.0.get(n + 1).map_or(all.len(), |next| next.0 as usize),
        );
        let shown = all[from..to].trim_end();
        lines.push(Line {
            n: offset(n + 1),
            paragraph: *paragraph,
            start: *start,
            end: offset(from + shown.len()),
            text: shown.to_owned(),
        });
    }
    lines
}

/// The number of the line that holds a byte of the text; a position past the end is on the last line.
pub fn line_at(lines: &[Line], at: u32) -> u32 {
    offset(lines.partition_point(|line| line.start <= at)).max(1)
}

/// Where each line starts, without its text: all that a comparison needs.
pub(super) struct Starts(Vec<(u32, u32)>, u32);

impl Starts {
    pub(super) fn of(text: &Canonical, layout: Layout) -> Self {
        Self::of_paragraphs(text, &text.paragraphs(), layout)
    }

    /// The same for a text that has been taken apart already.
    pub(super) fn of_paragraphs(text: &Canonical, paragraphs: &[Paragraph<'_>], layout: Layout) -> Self {
        let mut starts = Self::with_capacity(text, layout);
        for n in 0..paragraphs.len() {
            starts.push(text, paragraphs, n, layout);
        }
        starts
    }

    /// The same for a text with paragraphs of another whose lines are known; `twin` names the equal
    /// paragraph there, if there is one.
    pub(super) fn by_twins(
        text: &Canonical,
        paragraphs: &[Paragraph<'_>],
        layout: Layout,
        other: (&Self, &[Paragraph<'_>]),
        twin: impl Fn(usize) -> Option<usize>,
    ) -> Self {
        let mut starts = Self::with_capacity(text, layout);
        for (n, paragraph) in paragraphs.iter().enumerate() {
            match twin(n).and_then(|twin| other.1.get(twin)) {
                Some(twin) => {
                    let first = other.0.0.partition_point(|line| line.0 < twin.start);
                    let lines = other.0.0[first..].iter().take_while(|line| line.0 < twin.end);
                    let moved = lines.map(|line| (line.0 - twin.start + paragraph.start, offset(n)));
                    starts.0.extend(moved);
                }
                None => starts.push(text, paragraphs, n, layout),
            }
        }
        starts
    }

    fn with_capacity(text: &Canonical, layout: Layout) -> Self {
        let length = text.as_str().len();
        Self(
            Vec::with_capacity(length / usize::from(layout.width.max(1)) + 16),
            offset(length),
        )
    }

    fn push(&mut self, text: &Canonical, paragraphs: &[Paragraph<'_>], n: usize, layout: Layout) {
        let (start, end) = (paragraphs[n].start as usize, paragraphs[n].end as usize);
        let width = usize::from(layout.width.max(1));
        break_paragraph(&text.as_str()[start..end], width, |at| {
            self.0.push((offset(start + at), offset(n)));
        });
    }

    /// The lines, from 1, on which the bytes from `start` to before `end` stand.
    pub(super) fn range(&self, start: u32, end: u32) -> (u32, u32) {
        let first = self.at(start);
        (
            first,
            if end > start {
                self.at(end - 1).max(first)
            } else {
                first
            },
        )
    }

    /// Where a line starts, from 1; the end of the last line for the number after it.
    pub(super) fn start(&self, line: u32) -> u32 {
        let n = (line.max(1) - 1) as usize;
        self.0.get(n).map_or(self.1, |start| start.0)
    }

    pub(super) fn at(&self, at: u32) -> u32 {
        offset(self.0.partition_point(|line| line.0 <= at)).max(1)
    }
}

/// Spaces at which a line may be broken; no-break spaces are not among them.
fn hangs(c: char) -> bool {
    c == ' ' || c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}')
}

fn break_paragraph(text: &str, width: usize, mut start_line: impl FnMut(usize)) {
    start_line(0);
    // Most text is made of characters that are one grapheme each whatever stands beside them.
    if all_stand_alone(text) {
        let mut at = 0;
        while let Some(next) = next_line(text, at, width) {
            start_line(next);
            at = next;
        }
    } else {
        let mut filler = Filler {
            width,
            used: 0,
            at_break: None,
            start_line: &mut start_line,
        };
        for (at, grapheme) in text.grapheme_indices(true) {
            filler.put(at, grapheme.len(), grapheme.chars().next().unwrap_or(' '));
        }
    }
}

/// Where the line after the one at `at` starts, in text of which every character stands alone.
fn next_line(text: &str, at: usize, width: usize) -> Option<usize> {
    let rest = &text[at..];
    let full = match rest.as_bytes().get(..width) {
        None => return None,
        Some(line) if line.is_ascii() => {
            let breaks = |b: &u8| matches!(b, b' ' | b'-' | 9..=13);
            // Where a letter follows, all that counts is the last break before it.
            if let Some(b'!'..=b'~') = rest.as_bytes().get(width) {
                let stop = line.iter().rposition(breaks);
                return Some(at + stop.map_or(width, |before| before + 1));
            }
            width
        }
        Some(_) => rest.char_indices().nth(width)?.0,
    };
    let over = rest.get(full..)?.trim_start_matches(hangs);
    if over.is_empty() {
        return None;
    }
    let after = rest.len() - over.len();
    if after > full {
        return Some(at + after);
    }
    let (line, _) = rest.split_at(full);
    let stop = line
        .char_indices()
        .rev()
        .find(|(_, c)| hangs(*c) || is_hyphen(*c));
    Some(at + stop.map_or(full, |(before, c)| before + c.len_utf8()))
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}')
}

/// Whether every character is one grapheme. Runs of ASCII, which most text is made of, are passed over
/// many bytes at a time.
fn all_stand_alone(text: &str) -> bool {
    const STEP: usize = 16;
    let mut rest = text;
    loop {
        let plain = rest.as_bytes().chunks(STEP).take_while(|run| run.is_ascii());
        let skipped = plain.map(<[u8]>::len).sum();
        rest = &rest[skipped..];
        let mut chars = rest.chars();
        for _ in 0..STEP {
            match chars.next() {
                None => return true,
                Some(c) if stands_alone(c) => {}
                Some(_) => return false,
            }
        }
        rest = chars.as_str();
    }
}

fn stands_alone(c: char) -> bool {
    c.is_ascii()
        || matches!(c, '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{2010}'..='\u{2027}' | '\u{20a0}'..='\u{20bf}')
}

struct Filler<'a> {
    width: usize,
    used: usize,
    /// The last place for a break on this line, and how much of the line is used before it.
    at_break: Option<(usize, usize)>,
    start_line: &'a mut dyn FnMut(usize),
}

impl Filler<'_> {
    fn put(&mut self, at: usize, length: usize, first: char) {
        if hangs(first) {
            self.used += 1;
            self.at_break = Some((at + length, self.used));
            return;
        }
        if self.used + 1 > self.width {
            let (next, before) = self.at_break.take().unwrap_or((at, self.used));
            (self.start_line)(next);
            self.used -= before;
        }
        self.used += 1;
        if is_hyphen(first) {
            self.at_break = Some((at + length, self.used));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, width: u16, expected: &[&str]) {
        let lines = layout(&Canonical::of(text), Layout { width, algorithm: 1 });
        let shown: Vec<_> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn breaks_after_space_and_hyphen() {
        check(
            "0123 45 67 89012 34 567",
            5,
            &["0123", "45 67", "89012", "34", "567"],
        );
        check("I'm a LongDemo-Text", 5, &["I'm a", "LongD", "emo-", "Text"]);
        check("ab   cd", 2, &["ab", "cd"]);
        check("ab\u{a0}cd", 3, &["ab", "cd"]);
    }

    proptest::proptest! {
        #[test]
        fn both_ways_agree(text in "[ab’£ -]{0,60}", width in 1_usize..12) {
            let mut short = vec![0];
            let mut at = 0;
            while let Some(next) = next_line(&text, at, width) {
                short.push(next);
                at = next;
            }
            let mut long = vec![0];
            let mut start_line = |at| long.push(at);
            let mut filler = Filler { width, used: 0, at_break: None, start_line: &mut start_line };
            for (at, c) in text.char_indices() {
                filler.put(at, c.len_utf8(), c);
            }
            proptest::prop_assert_eq!(short, long);
        }
    }

    #[test]
    fn graphemes_count_once() {
        check("e\u{301}\u{302}\u{301}a b", 2, &["é\u{302}\u{301}a", "b"]);
        check("👩‍👩‍👧👍🏽 b", 2, &["👩‍👩‍👧👍🏽", "b"]);
    }

    #[test]
    fn paragraphs_start_lines_and_blank_lines_do_not_count() {
        check("One two\n\n- three", 5, &["One", "two", "-", "three"]);
    }
}
