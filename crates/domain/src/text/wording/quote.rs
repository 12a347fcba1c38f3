//! Words in quotation marks, written so that they can be read back.
//!
//! `'profits'` is the usual form. Words with a sign in them that would end it stand in “double” ones
//! and, where that does not help either, the sign is written by its number: `⟨U+2019⟩`. So are
//! characters that cannot be seen; `⍽` is a no-break space, and ` ¶ ` the end of a paragraph.

use crate::text::diff::is_invisible;
use std::fmt::Write as _;

/// Quotes words.
///
/// ```
/// use domain::text::wording::quote::{quoted, read};
/// assert_eq!(quoted("our members’ pay"), "'our members’ pay'");
/// assert_eq!(quoted("the workers', and"), "“the workers', and”");
/// assert_eq!(read("“the workers', and”, insert"), Some(("the workers', and".to_owned(), 23)));
/// ```
pub fn quoted(text: &str) -> String {
    let shown = escaped(text);
    if !stray(&shown, SINGLE) {
        return format!("'{shown}'");
    }
    if !stray(&shown, DOUBLE) {
        return format!("“{shown}”");
    }
    let mut out = String::new();
    for c in shown.chars() {
        if SINGLE.contains(&c) {
            number(&mut out, c);
        } else {
            out.push(c);
        }
    }
    format!("'{out}'")
}

const SINGLE: [char; 2] = ['\'', '’'];
const DOUBLE: [char; 2] = ['"', '”'];

fn number(out: &mut String, c: char) {
    let _ = write!(out, "⟨U+{:04X}⟩", u32::from(c));
}

/// Text with what cannot be seen, or would be read otherwise, written out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(next) = rest.strip_prefix("\n\n") {
            out.push_str(" ¶ ");
            rest = next;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            '\u{a0}' => out.push('⍽'),
            '⍽' | '¶' | '⟨' => number(&mut out, c),
            c if is_invisible(c) || c.is_whitespace() && c != ' ' => number(&mut out, c),
            c => out.push(c),
        }
    }
    out
}

/// Whether some sign inside would be taken for the closing one.
fn stray(text: &str, closing: [char; 2]) -> bool {
    text.is_empty()
        || text
            .match_indices(closing)
            .any(|(at, sign)| at == 0 || closes(&text[at + sign.len()..], true))
}

/// Whether a sign with this after it closes a quotation; inside, the closing sign is still to come.
fn closes(after: &str, inside: bool) -> bool {
    let next = after.split(' ').next().unwrap_or("");
    let follows = after
        .trim_start()
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or("")
        .to_lowercase();
    let ends = after.is_empty() && !inside || matches!(next, "," | ";" | "." | ":" | ")");
    let bracket = next.is_empty() && after.trim_start().starts_with(['(', '–', '—', '-']);
    ends || bracket || next.is_empty() && !after.is_empty() && KEYWORDS.contains(&follows.as_str())
}

/// Words that go on with an instruction after a quotation.
const KEYWORDS: &[&str] = &[
    "insert",
    "inserting",
    "with",
    "by",
    "and",
    "add",
    "adding",
    "substitute",
    "substituting",
    "as",
    "delete",
    "after",
    "before",
    "in",
    "on",
    "at",
    "read",
    "replace",
    "to",
    "from",
    "for",
    "of",
    "under",
    "wherever",
];

/// Reads a quotation at the start of a text: the words, and how many bytes it takes.
pub fn read(text: &str) -> Option<(String, usize)> {
    let first = text.chars().next()?;
    let closing = match first {
        '\'' | '‘' | '’' => SINGLE,
        '"' | '“' | '”' => DOUBLE,
        _ => return None,
    };
    let body = &text[first.len_utf8()..];
    let mut last = None;
    for (at, sign) in body.match_indices(closing).filter(|(at, _)| *at > 0) {
        last = Some((at, sign.len()));
        if closes(&body[at + sign.len()..], false) {
            break;
        }
    }
    let (at, length) = last?;
    Some((seen(&body[..at]), first.len_utf8() + at + length))
}

/// Undoes what makes characters and ends of paragraphs visible.
fn seen(text: &str) -> String {
    let text = text
        .replace(" ¶ ", "\n\n")
        .replace('¶', "\n\n")
        .replace('⍽', "\u{a0}");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("⟨U+") {
        out.push_str(&rest[..at]);
        let body = &rest[at + "⟨U+".len()..];
        let found = body.find('⟩').and_then(|end| {
            let code = u32::from_str_radix(&body[..end], 16).ok()?;
            Some((char::from_u32(code)?, &body[end + '⟩'.len_utf8()..]))
        });
        match found {
            Some((c, after)) => {
                out.push(c);
                rest = after;
            }
            None => {
                out.push_str("⟨U+");
                rest = body;
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(quoted(text), expected);
        assert_eq!(read(expected), Some((text.to_owned(), expected.len())));
    }

    #[test]
    fn forms() {
        check("don’t", "'don’t'");
        check("the workers' and", "“the workers' and”");
        check("the \"workers\"' and", "“the \"workers\"' and”");
        check("\"a\" and 'b' and", "'\"a\" and ⟨U+0027⟩b⟨U+0027⟩ and'");
        check("One.\n\n  - two\u{a0}x", "'One. ¶   - two⍽x'");
        check("a\u{200b}⍽", "'a⟨U+200B⟩⟨U+237D⟩'");
    }

    proptest! {
        #[test]
        fn what_is_quoted_can_be_read(
            text in "([a-z ’'\"”“‘⍽¶⟨⟩,.;:)(]|insert|and|\u{a0}|\u{200b}|\n\n|U\\+27⟩){1,20}",
            after in prop::sample::select(vec!["", ", insert 'x'", " insert 'x'", " as 'x'", ".", " (+1 word)", ", delete", " in line 3"]),
        ) {
            let quoted = quoted(&text);
            prop_assert_eq!(read(&format!("{quoted}{after}")), Some((text, quoted.len())));
        }
    }
}
