//! References from one section to another, as in "(see Section 5)".
//!
//! Only what evidently means this manifesto is one: after "see", in brackets by itself, or with "above" or
//! "below". Sections of Acts are not.

use serde::{Deserialize, Serialize};

use crate::text::canon::{Canonical, offset};
use crate::text::lines::{Layout, Line, layout, line_at};

/// A reference to a section by its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Where the number starts in the text, in bytes.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// The line on which it stands.
    pub line: u32,
    /// The number.
    pub number: u32,
    /// The words around it, as in "see Section 5".
    pub quote: String,
    /// It says "see", "above" or "below"; a number in brackets by itself may mean something else.
    pub sure: bool,
}

/// A reference with the number that its section has now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
    /// The reference.
    pub reference: Reference,
    /// Its section's number now; nothing where the section is gone.
    pub now: Option<u32>,
}

/// The references in a text.
///
/// ```
/// # use domain::{manifesto::references::references, text::canon::Canonical};
/// let found = references(&Canonical::of("Rents rise (see Sections 2 and 4), and section 21 of the Act stays."));
/// assert_eq!(found.iter().map(|found| found.number).collect::<Vec<_>>(), [2, 4]);
/// ```
pub fn references(text: &Canonical) -> Vec<Reference> {
    references_on(text, &layout(text, Layout::default()))
}

pub(super) fn references_on(text: &Canonical, lines: &[Line]) -> Vec<Reference> {
    let all = text.as_str();
    let mut found = Vec::new();
    for paragraph in text.paragraphs() {
        let body = paragraph.body as usize;
        for (at, name) in names(paragraph.text) {
            let after = at + name.len();
            let (numbers, end) = numbers(paragraph.text, after);
            let Some(sure) =
                meant(&paragraph.text[..at], &paragraph.text[end..]).filter(|_| !numbers.is_empty())
            else {
                continue;
            };
            let from = before_see(&paragraph.text[..at]);
            for (range, number) in numbers {
                let start = offset(body + range.start);
                found.push(Reference {
                    start,
                    end: offset(body + range.end),
                    line: line_at(lines, start),
                    number,
                    quote: all[body + from..body + end].to_owned(),
                    sure,
                });
            }
        }
    }
    found
}

/// Where "section" or "sections" stands as a word before a number.
fn names(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    // The letters after the first are always small.
    for (at, _) in text.match_indices("ection") {
        let Some(start) = at
            .checked_sub(1)
            .filter(|start| matches!(text.as_bytes()[*start], b's' | b'S'))
        else {
            continue;
        };
        let mut end = at + "ection".len();
        if text[end..].starts_with('s') {
            end += 1;
        }
        let whole = !text[..start].ends_with(char::is_alphanumeric);
        if whole && text[end..].starts_with([' ', '\u{a0}']) {
            found.push((start, &text[start..end]));
        }
    }
    found
}

type Numbers = Vec<(std::ops::Range<usize>, u32)>;

/// The numbers of a list such as "2, 3 and 5" from a place on, and where it ends.
fn numbers(text: &str, from: usize) -> (Numbers, usize) {
    let mut found = Vec::new();
    let (mut at, mut end) = (from, from);
    loop {
        let rest = &text[at..];
        let rest = rest.trim_start_matches([' ', '\u{a0}']);
        let start = text.len() - rest.len();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let after = &rest[digits..];
        let ends = !after.starts_with(|c: char| c.is_alphanumeric() || c == '(')
            && !after
                .strip_prefix('.')
                .is_some_and(|after| after.starts_with(|c: char| c.is_ascii_digit()));
        let number = rest[..digits]
            .parse()
            .ok()
            .filter(|number| (1..=2).contains(&digits) && *number > 0 && ends);
        let Some(number) = number else { return (found, end) };
        end = start + digits;
        found.push((start..end, number));
        let joined = [", and ", ", ", " and ", " or ", " to ", "–", " & "]
            .iter()
            .find_map(|joint| after.strip_prefix(joint));
        match joined {
            Some(next) if next.starts_with(|c: char| c.is_ascii_digit()) => at = text.len() - next.len(),
            _ => return (found, end),
        }
    }
}

/// So much around a reference says what is meant, in bytes.
const NEAR: usize = 240;

/// Whether this manifesto is meant, and for sure.
fn meant(before: &str, after: &str) -> Option<bool> {
    let after = &after[..after.floor_char_boundary(NEAR.min(after.len()))];
    let before = &before[before.ceil_char_boundary(before.len().saturating_sub(NEAR))..];
    let clause = after.split(['.', ')', ';']).next().unwrap_or_default();
    let near: String = clause.chars().take(60).collect();
    let law = ["Act", "Bill", "Regulation", "Order", "Code", "Schedule"];
    if near
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| law.iter().any(|law| word.starts_with(law)))
    {
        return None;
    }
    let next = near.trim_start().to_lowercase();
    let here = ["above", "below", "of this manifesto", "of our manifesto"];
    if here.iter().any(|words| next.starts_with(words)) {
        return Some(true);
    }
    let last = before.trim_end().to_lowercase();
    let seen = before_see(before) < before.len();
    if seen && (next.is_empty() || !next.starts_with(char::is_alphanumeric) || starts_with_small_word(&next))
    {
        return Some(true);
    }
    (last.ends_with('(') && after.starts_with(')')).then_some(false)
}

fn starts_with_small_word(next: &str) -> bool {
    let word = next.split_whitespace().next().unwrap_or_default();
    ["for", "on", "and", "which", "where", "to", "too", "also"].contains(&word)
}

/// Where "see" or "see also" starts right before a place; the place itself where neither does.
fn before_see(before: &str) -> usize {
    let trimmed = before.trim_end();
    let near = trimmed.ceil_char_boundary(trimmed.len().saturating_sub(16));
    let lower = trimmed[near..].to_ascii_lowercase();
    ["see also", "see", "cf.", "compare", "refer to"]
        .iter()
        .find(|word| {
            lower
                .strip_suffix(**word)
                .is_some_and(|head| !head.ends_with(|c: char| c.is_alphanumeric()))
        })
        .map_or(before.len(), |word| trimmed.len() - word.len())
}

/// What became of the references of a text when sections got new numbers; `now` holds, for each old number
/// from 1, the new one.
pub fn follow(text: &Canonical, now: &[Option<u32>]) -> Vec<Followed> {
    references(text)
        .into_iter()
        .filter_map(|reference| {
            let now = *now.get((reference.number as usize).checked_sub(1)?)?;
            Some(Followed { reference, now })
        })
        .collect()
}

/// A text with the numbers of its references as they are now; references to what is gone stay.
///
/// ```
/// # use domain::{manifesto::references::rewrite, text::canon::Canonical};
/// let text = Canonical::of("Rents rise (see Section 2).");
/// assert_eq!(rewrite(&text, &[Some(2), Some(1)]).as_str(), "Rents rise (see Section 1).\n");
/// ```
pub fn rewrite(text: &Canonical, now: &[Option<u32>]) -> Canonical {
    let mut out = String::with_capacity(text.as_str().len());
    let mut done = 0;
    for followed in follow(text, now) {
        let (start, end) = (followed.reference.start as usize, followed.reference.end as usize);
        if let Some(number) = followed.now {
            out.push_str(&text.as_str()[done..start]);
            out.push_str(&number.to_string());
            done = end;
        }
    }
    out.push_str(&text.as_str()[done..]);
    Canonical::of(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(u32, bool)]) {
        let found: Vec<(u32, bool)> = references(&Canonical::of(text))
            .into_iter()
            .map(|found| (found.number, found.sure))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn references_to_this_manifesto() {
        check("Staff leave (see Section 5).", &[(5, true)]);
        check(
            "See also sections 2, 3 and 12 for pay.",
            &[(2, true), (3, true), (12, true)],
        );
        check("As section 4 above says, rents rise.", &[(4, true)]);
        check("Rents (Section 4) rise.", &[(4, false)]);
        check("Section 3 of this manifesto is on homes.", &[(3, true)]);
    }

    #[test]
    fn other_sections() {
        check("Repeal Section 28 now.", &[]);
        check("See section 17 of the Children Act 1989.", &[]);
        check("(see section 20(2))", &[]);
        check("See Section 117 aftercare.", &[]);
        check("The intersection 5 and a section 5 notice.", &[]);
        check("see section 1.8 of it", &[]);
    }

    #[test]
    fn references_follow_their_sections() {
        let text = Canonical::of("See Sections 1 and 3 (see Section 2). See Section 9.");
        let now = [Some(3), None, Some(1)];
        let found: Vec<_> = follow(&text, &now)
            .into_iter()
            .map(|followed| (followed.reference.number, followed.now))
            .collect();
        assert_eq!(found, [(1, Some(3)), (3, Some(1)), (2, None)]);
        assert_eq!(
            rewrite(&text, &now).as_str(),
            "See Sections 3 and 1 (see Section 2). See Section 9.\n"
        );
    }
}
