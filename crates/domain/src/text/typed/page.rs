//! A text as instructions see it: lines, clauses by name, and where words are.

use std::ops::Range;

use super::{Fail, Refusal};
use crate::text::canon::{Canonical, Kind, Paragraph, offset};
use crate::text::clauses::names::{Name, Outline};
use crate::text::lines::{Layout, Starts};
use crate::text::wording::occurrences;

/// A text ready to be amended.
pub(in crate::text) struct Page<'a> {
    pub(in crate::text) text: &'a Canonical,
    pub(in crate::text) paragraphs: Vec<Paragraph<'a>>,
    pub(in crate::text) starts: Starts,
    pub(in crate::text) outline: Outline,
    /// The number of the last line.
    pub(in crate::text) last: u32,
}

/// What an instruction is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Lines((u32, u32)),
    /// Clauses by their names: the paragraphs meant with their sub-items, and whether only one was named.
    Clauses {
        whole: Range<usize>,
        one: bool,
        said: String,
    },
    /// What stands under a label or heading, with the label.
    Part {
        part: usize,
        said: String,
    },
    Text,
}

impl<'a> Page<'a> {
    pub(in crate::text) fn of(text: &'a Canonical, layout: Layout) -> Self {
        let starts = Starts::of(text, layout);
        let last = if text.is_empty() { 0 } else { starts.at(u32::MAX) };
        Self {
            text,
            paragraphs: text.paragraphs(),
            starts,
            outline: Outline::of(text),
            last,
        }
    }

    pub(in crate::text) fn slice(&self, range: &Range<u32>) -> &'a str {
        &self.text.as_str()[range.start as usize..range.end as usize]
    }

    /// The bytes of some paragraphs.
    pub(in crate::text) fn span(&self, paragraphs: &Range<usize>) -> Range<u32> {
        let first = self.paragraphs.get(paragraphs.start);
        let last = paragraphs.end.checked_sub(1).and_then(|n| self.paragraphs.get(n));
        match (first, last) {
            (Some(first), Some(last)) if !paragraphs.is_empty() => first.start..last.end,
            _ => 0..0,
        }
    }

    /// The paragraph that opens the text, headings apart.
    pub(in crate::text) fn opening(&self) -> usize {
        let is_heading = |p: &&Paragraph<'_>| matches!(p.kind, Kind::Heading(_));
        self.paragraphs.iter().take_while(is_heading).count()
    }

    /// The end of the text without its last line feed.
    pub(super) fn end(&self) -> u32 {
        self.paragraphs.last().map_or(0, |last| last.end)
    }

    /// Checks lines, and gives the bytes that they cover without the space at the end.
    pub(in crate::text) fn lines(&self, (first, last): (u32, u32)) -> Result<Range<u32>, Fail> {
        for line in [first, last] {
            if line == 0 || line > self.last {
                return Err(Fail::Refused(Refusal::NoSuchLine {
                    line,
                    last: self.last,
                }));
            }
        }
        if last < first {
            return Err(Fail::NotUnderstood);
        }
        let (start, end) = (self.starts.start(first), self.starts.start(last + 1));
        let text = self.slice(&(start..end)).trim_end();
        Ok(start..start + offset(text.len()))
    }

    /// How many paragraphs stand up to and with a line, which must be the last of one.
    pub(super) fn paragraphs_to(&self, line: u32) -> Result<usize, Fail> {
        if line == 0 {
            return Ok(0);
        }
        self.lines((line, line))?;
        let start = self.starts.start(line);
        let n = self
            .paragraphs
            .partition_point(|paragraph| paragraph.start <= start);
        let paragraph = &self.paragraphs[n - 1];
        let (from, to) = self.starts.range(paragraph.start, paragraph.end);
        if to == line {
            Ok(n)
        } else {
            Err(Fail::Refused(Refusal::Inside { line, from, to }))
        }
    }

    /// The bytes in which an instruction looks for words.
    pub(super) fn bytes(&self, target: &Target) -> Result<Range<u32>, Fail> {
        match target {
            Target::Lines(lines) => self.lines(*lines),
            Target::Clauses { whole, one: true, .. } => Ok(self.span(&(whole.start..whole.start + 1))),
            Target::Clauses { whole, .. } => Ok(self.span(whole)),
            Target::Part { part, .. } => {
                let part = &self.outline.parts[*part];
                Ok(self.span(&(part.start()..part.end())))
            }
            Target::Text => Ok(0..self.end()),
        }
    }

    /// The whole paragraphs that are meant.
    pub(super) fn whole(&self, target: &Target) -> Result<Range<usize>, Fail> {
        match target {
            Target::Lines((first, last)) => {
                self.lines((*first, *last))?;
                Ok(self.paragraphs_to(first - 1)?..self.paragraphs_to(*last)?)
            }
            Target::Clauses { whole, .. } => Ok(whole.clone()),
            Target::Part { part, .. } => {
                let part = &self.outline.parts[*part];
                Ok(part.start()..part.end())
            }
            Target::Text => Ok(0..self.paragraphs.len()),
        }
    }

    /// Where a target is, for a message.
    pub(super) fn said(&self, target: &Target) -> String {
        match target {
            Target::Lines((first, last)) if first == last => format!("on line {first}"),
            Target::Lines((first, last)) => format!("on lines {first} to {last}"),
            Target::Clauses { said, .. } | Target::Part { said, .. } => format!("in {said}"),
            Target::Text => "in the text".to_owned(),
        }
    }

    /// Finds quoted words in a target; `nth` is 0 where none is chosen.
    pub(super) fn find(&self, target: &Target, nth: u32, wanted: &str) -> Result<Range<u32>, Fail> {
        let within = self.bytes(target)?;
        let text = self.slice(&within);
        let mut found: Vec<Range<u32>> = occurrences(text, wanted)
            .map(|at| within.start + offset(at)..within.start + offset(at + wanted.len()))
            .collect();
        if found.is_empty() {
            found = alike(text, wanted, within.start);
        }
        let chosen = match (found.as_slice(), nth) {
            ([at], 0) => Some(at),
            (found, nth) if nth > 0 => found.get(nth as usize - 1),
            _ => None,
        };
        if let Some(at) = chosen {
            return Ok(at.clone());
        }
        let lines = |all: &mut dyn Iterator<Item = u32>| {
            let mut lines: Vec<u32> = all.map(|at| self.starts.at(at)).collect();
            lines.dedup();
            lines.truncate(5);
            lines
        };
        Err(Fail::Refused(if found.len() > 1 && nth == 0 {
            Refusal::Ambiguous {
                words: wanted.to_owned(),
                place: self.said(target),
                times: offset(found.len()),
                lines: match target {
                    Target::Text => lines(&mut found.iter().map(|range| range.start)),
                    _ => Vec::new(),
                },
            }
        } else {
            let all = self.text.as_str();
            let found = lines(&mut occurrences(all, wanted).map(offset));
            let near = if found.is_empty() {
                nearest(text, wanted)
            } else {
                None
            };
            Refusal::NotThere {
                words: wanted.to_owned(),
                place: self.said(target),
                found,
                nearest: near,
            }
        }))
    }

    /// What a place in the text is called: its clause, or its line.
    pub(super) fn called(&self, paragraph: usize) -> String {
        match self.outline.name(paragraph) {
            Some(name @ Name::Item { .. }) => format!("the {name}"),
            Some(name) => name.to_string(),
            None => format!(
                "line {}",
                self.paragraphs
                    .get(paragraph)
                    .map_or(0, |p| self.starts.at(p.start))
            ),
        }
    }

    pub(super) fn space_after(&self, at: u32) -> u32 {
        let rest = &self.text.as_str()[at as usize..];
        offset(rest.len() - rest.trim_start_matches([' ', '\u{a0}']).len())
    }

    /// Words with the space that goes with them when they are deleted.
    pub(super) fn with_space(&self, range: Range<u32>) -> Range<u32> {
        let text = self.text.as_str();
        let before = &text[..range.start as usize];
        let after = self.space_after(range.end);
        let opens = before.is_empty() || before.ends_with(char::is_whitespace);
        let starts = self
            .paragraphs
            .binary_search_by_key(&range.start, |paragraph| paragraph.body)
            .is_ok();
        if after > 0 && opens {
            range.start..range.end + after
        } else if after == 0 && opens && !starts {
            range.start - offset(before.len() - before.trim_end().len())..range.end
        } else {
            range
        }
    }
}

/// Where words are that differ only in typographic form: `don't` and `don’t`.
fn alike(text: &str, wanted: &str, start: u32) -> Vec<Range<u32>> {
    let fold = |c: char| match c {
        '‘' | '’' | '“' | '”' | '"' => '\'',
        '–' | '—' | '\u{2010}' | '\u{2011}' => '-',
        '\u{a0}' | '\u{202f}' => ' ',
        c => c,
    };
    let wanted: String = wanted.chars().map(fold).collect();
    let mut folded = String::with_capacity(text.len());
    let mut places = Vec::new();
    for (at, c) in text.char_indices() {
        places.push((folded.len(), at));
        folded.push(fold(c));
    }
    places.push((folded.len(), text.len()));
    let real = |at: usize| {
        let n = places.partition_point(|place| place.0 < at).min(places.len() - 1);
        start + offset(places[n].1)
    };
    occurrences(&folded, &wanted)
        .map(|at| real(at)..real(at + wanted.len()))
        .collect()
}

/// The words of a text that are nearest to those wanted, if any are near.
fn nearest(text: &str, wanted: &str) -> Option<String> {
    const MOST: usize = 60;
    let count = wanted.split_whitespace().count();
    let length = wanted.chars().count();
    if count == 0 || length > MOST {
        return None;
    }
    let words: Vec<&str> = text.split_whitespace().take(2_000).collect();
    let trim = |c: char| !c.is_alphanumeric();
    let near = words.windows(count).filter_map(|window| {
        let joined = window.join(" ");
        let found = joined.trim_matches(trim);
        let apart = distance(&found.to_lowercase(), &wanted.to_lowercase());
        (apart * 3 <= length).then(|| (apart, found.to_owned()))
    });
    near.min_by_key(|(apart, _)| *apart).map(|(_, found)| found)
}

/// How many letters have to be changed to come from one to the other.
pub(super) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (n, x) in a.chars().enumerate() {
        let mut corner = n;
        row[0] = n + 1;
        for (m, y) in b.iter().enumerate() {
            let here = (corner + usize::from(x != *y))
                .min(row[m] + 1)
                .min(row[m + 1] + 1);
            corner = std::mem::replace(&mut row[m + 1], here);
        }
    }
    row[b.len()]
}
