//! Anchors: a comment points at words in a clause, and stays with them from version to version.
//!
//! An anchor holds the words and what stands around them in their clause. In a later version they
//! are looked for in the clause of the same name, word for word first; then by comparing the old
//! clause with the new, so that an edit inside the words or before them does no harm; then anywhere
//! else, for words that went to another clause. What cannot be found is [`Placed::Removed`], and is
//! listed, never dropped.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::canon::{Canonical, Kind, Paragraph, offset};
use super::clauses::ClauseId;
use super::diff::pieces::{Unit, pieces};
use super::diff::tokens::scan;
use super::lines::{self, Layout};

/// Words in a clause, with their surroundings.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Anchor {
    /// The clause.
    pub clause: ClauseId,
    /// The words.
    pub quote: String,
    /// What stands before them in the clause.
    pub before: String,
    /// What stands after them in the clause.
    pub after: String,
}

/// Where an anchor is in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Placed {
    /// Its words are there.
    At {
        /// The paragraph, from 0.
        paragraph: u32,
        /// Where the words start in the canonical text, in bytes.
        start: u32,
        /// Where they end.
        end: u32,
        /// How sure that is, in percent: 100 is word for word in the same clause.
        confidence: u8,
    },
    /// Its words are gone.
    Removed,
}

/// Of the surroundings, so much is kept on either side, in bytes.
const AROUND: usize = 2_000;
/// So much of the words, in percent, must be left for them to count as found.
const LEFT: u32 = 40;

/// Finds an anchor in a text whose clauses bear these names.
///
/// ```
/// # use domain::text::{anchor::{Placed, anchor_words, place}, canon::Canonical, clauses::{carry, first_ids}};
/// let old = Canonical::of("We want care that is free and near.");
/// let ids = first_ids(&old);
/// let anchor = anchor_words(&old, &ids, "free", "that is ", " and").unwrap();
/// let new = Canonical::of("Hear us.\n\nWe demand care that is free and near.");
/// let ids = carry(&old, &ids, &new, &mut 2);
/// assert_eq!(place(&anchor, &new, &ids), Placed::At { paragraph: 1, start: 33, end: 37, confidence: 100 });
/// ```
pub fn place(anchor: &Anchor, text: &Canonical, ids: &[ClauseId]) -> Placed {
    let paragraphs = text.paragraphs();
    let at = |n: usize, range: Range<usize>, confidence: u32| Placed::At {
        paragraph: offset(n),
        start: paragraphs[n].body + offset(range.start),
        end: paragraphs[n].body + offset(range.end),
        confidence: u8::try_from(confidence).unwrap_or(100),
    };
    let own = ids
        .iter()
        .take(paragraphs.len())
        .position(|id| *id == anchor.clause);
    if let Some(n) = own
        && let Some((range, sure)) = exact(anchor, paragraphs[n].text)
    {
        return at(n, range, if sure { 100 } else { 80 });
    }
    let followed = own.and_then(|n| Some((n, follow(anchor, paragraphs[n].text)?)));
    if let Some((n, (range, left))) = &followed
        && *left >= 60
    {
        return at(*n, range.clone(), left * 9 / 10);
    }
    // The words may have gone to another clause; a few common ones prove nothing.
    if anchor.quote.split_whitespace().count() >= 3 {
        let mut elsewhere = paragraphs.iter().enumerate().filter(|(n, _)| Some(*n) != own);
        let near = |n: usize| own.map_or(0, |own| own.abs_diff(n));
        let found = elsewhere
            .by_ref()
            .filter_map(|(n, paragraph)| Some((n, exact(anchor, paragraph.text)?)));
        if let Some((n, (range, sure))) = found.min_by_key(|(n, (_, sure))| (!sure, near(*n), *n)) {
            return at(n, range, if sure { 75 } else { 60 });
        }
    }
    match followed {
        Some((n, (range, left))) if left >= LEFT => at(n, range, left * 9 / 10),
        _ => Placed::Removed,
    }
}

/// The words, word for word; where they are more than once, where their surroundings fit best. The
/// flag tells that no other place is as good.
fn exact(anchor: &Anchor, text: &str) -> Option<(Range<usize>, bool)> {
    if anchor.quote.is_empty() {
        return (text.is_empty() || anchor.before.is_empty()).then_some((0..0, false));
    }
    let alike = |a: std::str::Chars<'_>, b: std::str::Chars<'_>, back: bool| {
        if back {
            a.rev().zip(b.rev()).take(60).take_while(|(a, b)| a == b).count()
        } else {
            a.zip(b).take(60).take_while(|(a, b)| a == b).count()
        }
    };
    let mut best: Option<(usize, usize)> = None;
    let mut tied = false;
    // So many places that a hostile text cannot make the search long.
    for (at, _) in text.match_indices(anchor.quote.as_str()).take(1_000) {
        let fit = alike(text[..at].chars(), anchor.before.chars(), true)
            + alike(
                text[at + anchor.quote.len()..].chars(),
                anchor.after.chars(),
                false,
            );
        match best {
            Some((most, _)) if fit < most => {}
            Some((most, _)) if fit == most => tied = true,
            _ => (best, tied) = (Some((fit, at)), false),
        }
    }
    best.map(|(_, at)| (at..at + anchor.quote.len(), !tied))
}

/// Follows the words through the edits of their clause; also tells how much of them is left, in percent.
fn follow(anchor: &Anchor, text: &str) -> Option<(Range<usize>, u32)> {
    let clause = format!("{}{}{}", anchor.before, anchor.quote, anchor.after);
    let (from, to) = (
        offset(anchor.before.len()),
        offset(anchor.before.len() + anchor.quote.len()),
    );
    let (old, new) = (whole(&clause), whole(text));
    let (old_tokens, new_tokens) = (scan(std::slice::from_ref(&old)), scan(std::slice::from_ref(&new)));
    let old = Unit {
        text: &clause,
        paragraphs: std::slice::from_ref(&old),
        tokens: &old_tokens,
    };
    let new = Unit {
        text,
        paragraphs: std::slice::from_ref(&new),
        tokens: &new_tokens,
    };
    let (mut start, mut end, mut kept) = (None, 0, 0);
    for piece in pieces(&old, &new, false).0 {
        let overlap = piece.old.start.max(from)..piece.old.end.min(to);
        if piece.change.is_none() && overlap.start < overlap.end {
            let at = |old: u32| piece.new.start + (old - piece.old.start);
            start.get_or_insert(at(overlap.start));
            end = at(overlap.end);
            kept += overlap.end - overlap.start;
        }
    }
    let start = start?;
    let shown = text.get(start as usize..end as usize)?;
    let trimmed =
        start as usize + (shown.len() - shown.trim_start().len())..start as usize + shown.trim_end().len();
    (!shown.trim().is_empty()).then_some((trimmed, kept * 100 / (to - from).max(1)))
}

fn whole(text: &str) -> Paragraph<'_> {
    Paragraph {
        kind: Kind::Prose,
        marker: "",
        text,
        start: 0,
        body: 0,
        end: offset(text.len()),
    }
}

/// An anchor on a whole line.
pub fn anchor_line(text: &Canonical, ids: &[ClauseId], line: u32, layout: Layout) -> Option<Anchor> {
    let lines = lines::layout(text, layout);
    let line = lines.get(line.checked_sub(1)? as usize)?;
    let paragraphs = text.paragraphs();
    let paragraph = paragraphs.get(line.paragraph as usize)?;
    let within = |at: u32| (at.max(paragraph.body) - paragraph.body) as usize;
    anchor_at(
        paragraph,
        *ids.get(line.paragraph as usize)?,
        within(line.start)..within(line.end),
    )
}

fn anchor_at(paragraph: &Paragraph<'_>, clause: ClauseId, range: Range<usize>) -> Option<Anchor> {
    let (before, after) = (
        paragraph.text.get(..range.start)?,
        paragraph.text.get(range.end..)?,
    );
    Some(Anchor {
        clause,
        quote: paragraph.text.get(range)?.to_owned(),
        before: before[before.ceil_char_boundary(before.len().saturating_sub(AROUND))..].to_owned(),
        after: after[..after.floor_char_boundary(AROUND.min(after.len()))].to_owned(),
    })
}

/// An anchor on quoted words; `prefix` and `suffix` tell places apart where they occur more than once.
///
/// Space counts for nothing, since a selection on a page has line breaks where the text has none.
/// Of a selection that runs over several paragraphs, the words in the first are taken.
pub fn anchor_words(
    text: &Canonical,
    ids: &[ClauseId],
    quote: &str,
    prefix: &str,
    suffix: &str,
) -> Option<Anchor> {
    let solid = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let first = quote
        .split('\n')
        .find(|part| !part.trim().is_empty())
        .unwrap_or(quote);
    let (prefix, suffix) = (solid(prefix), solid(suffix));
    let paragraphs = text.paragraphs();
    [quote, first]
        .into_iter()
        .map(solid)
        .filter(|wanted| !wanted.is_empty())
        .find_map(|wanted| {
            let mut best: Option<(usize, usize, Range<usize>)> = None;
            for (n, paragraph) in paragraphs.iter().enumerate() {
                let body = solid(paragraph.text);
                for (at, _) in body.match_indices(wanted.as_str()).take(1_000) {
                    let before = body[..at]
                        .chars()
                        .rev()
                        .zip(prefix.chars().rev())
                        .take_while(|(a, b)| a == b)
                        .count();
                    let after = body[at + wanted.len()..]
                        .chars()
                        .zip(suffix.chars())
                        .take_while(|(a, b)| a == b)
                        .count();
                    if best.as_ref().is_none_or(|(fit, ..)| before + after > *fit) {
                        best = Some((before + after, n, at..at + wanted.len()));
                    }
                }
            }
            let (_, n, range) = best?;
            let range = with_space(paragraphs[n].text, &range);
            anchor_at(&paragraphs[n], *ids.get(n)?, range)
        })
}

/// The place in a text of a range that was found with all space left out.
fn with_space(text: &str, solid: &Range<usize>) -> Range<usize> {
    let (mut seen, mut start, mut end) = (0, 0, 0);
    for (at, c) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
        if seen == solid.start {
            start = at;
        }
        seen += c.len_utf8();
        if seen == solid.end {
            end = at + c.len_utf8();
        }
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::clauses::{carry, first_ids};

    const OLD: &str = "Conference notes that care is poor and that pay is poor.\n\nConference calls for care that is free, near and good.";

    /// Anchors words of [`OLD`] and tells what is there in a new text, and how sure that is.
    #[track_caller]
    fn check(quote: &str, prefix: &str, new: &str, expected: Option<(&str, u8)>) {
        let (old, new) = (Canonical::of(OLD), Canonical::of(new));
        let ids = first_ids(&old);
        let anchor = anchor_words(&old, &ids, quote, prefix, "").unwrap();
        let ids = carry(&old, &ids, &new, &mut 3);
        let found = match place(&anchor, &new, &ids) {
            Placed::At {
                start,
                end,
                confidence,
                ..
            } => Some((&new.as_str()[start as usize..end as usize], confidence)),
            Placed::Removed => None,
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn words_are_followed() {
        check("free, near", "", OLD, Some(("free, near", 100)));
        check(
            "free, near",
            "",
            &OLD.replace("calls for", "demands"),
            Some(("free, near", 100)),
        );
        check(
            "free, near",
            "",
            &OLD.replace("near", "close"),
            Some(("free,", 54)),
        );
        check(
            "that is free, near and good",
            "",
            &OLD.replace("near", "close"),
            Some(("that is free, close and good", 76)),
        );
        check(
            "poor",
            "pay is ",
            &OLD.replace("care is poor and that ", ""),
            Some(("poor", 100)),
        );
        check(
            "poor",
            "care is ",
            &OLD.replace("poor and", "very poor and"),
            Some(("poor", 100)),
        );
        check(
            "pay is poor",
            "",
            "Conference notes that care is poor\n\nand that pay is poor.\n\nConference calls for care that is free, near and good.",
            Some(("pay is poor", 75)),
        );
        check(
            "Conference calls for care that is free",
            "",
            "Conference notes that care is poor and that pay is poor.",
            None,
        );
        check("free,\nnear", "that is", OLD, Some(("free, near", 100)));
    }

    #[test]
    fn lines_are_anchored() {
        let text = Canonical::of("- one two three four");
        let layout = Layout {
            width: 8,
            algorithm: 1,
        };
        let quotes: Vec<_> = (1..=3)
            .map(|line| anchor_line(&text, &first_ids(&text), line, layout).unwrap().quote)
            .collect();
        assert_eq!(quotes, ["one", "two", "three"]);
        assert_eq!(anchor_line(&text, &first_ids(&text), 0, layout), None);
        assert_eq!(anchor_line(&text, &first_ids(&text), 9, layout), None);
    }
}
