//! The smallest things that a change is made of: whole words, whole figures, single marks.

use foldhash::HashMap;
use std::borrow::Cow;
use unicode_normalization::char::is_combining_mark;

use super::{Class, is_invisible};
use crate::text::canon::{Paragraph, offset};

/// A word, a figure or a mark of punctuation, by its place in the canonical text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The same for tokens that differ only in capitals, typographic form or invisible characters.
    pub(crate) key: u32,
    /// A word or figure, not punctuation.
    pub(crate) word: bool,
}

/// Gives equal tokens of several texts equal keys.
#[derive(Default)]
pub(crate) struct Keys<'a> {
    keys: HashMap<Cow<'a, str>, u32>,
}

impl<'a> Keys<'a> {
    pub(crate) fn of(&mut self, raw: &'a str) -> u32 {
        let folded = folded(raw);
        let next = offset(self.keys.len());
        *self.keys.entry(folded).or_insert(next)
    }

    /// How many different tokens there are; keys are below.
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The tokens of some paragraphs.
    pub(crate) fn tokens(&mut self, paragraphs: &[Paragraph<'a>]) -> Vec<Token> {
        let mut tokens = scan(paragraphs);
        let mut paragraphs = paragraphs.iter();
        let mut paragraph = paragraphs.next();
        for token in &mut tokens {
            while paragraph.is_some_and(|paragraph| paragraph.end <= token.start) {
                paragraph = paragraphs.next();
            }
            if let Some(at) = paragraph {
                token.key =
                    self.of(&at.text[(token.start - at.body) as usize..(token.end - at.body) as usize]);
            }
        }
        tokens
    }
}

/// The tokens of some paragraphs, without keys.
pub(crate) fn scan(paragraphs: &[Paragraph<'_>]) -> Vec<Token> {
    let length: usize = paragraphs.iter().map(|paragraph| paragraph.text.len()).sum();
    let mut tokens = Vec::with_capacity(length / 5 + 1);
    for paragraph in paragraphs {
        let mut rest = paragraph.text;
        while let Some((skipped, length, word)) = next(rest, paragraph.text) {
            let start = paragraph.text.len() - rest.len() + skipped;
            let (start, end) = (
                paragraph.body + offset(start),
                paragraph.body + offset(start + length),
            );
            tokens.push(Token {
                start,
                end,
                key: 0,
                word,
            });
            rest = &rest[skipped + length..];
        }
    }
    tokens
}

/// Finds the next token: the bytes before it, its length, and whether it is a word or figure.
fn next(rest: &str, whole: &str) -> Option<(usize, usize, bool)> {
    match rest.as_bytes() {
        [b' ', first, ..] if first.is_ascii_alphabetic() => return Some((1, word(&rest[1..]), true)),
        [first, ..] if first.is_ascii_alphabetic() => return Some((0, word(rest), true)),
        _ => {}
    }
    let skipped = rest.find(|c: char| !c.is_whitespace() && !is_invisible(c))?;
    let text = &rest[skipped..];
    let first = text.chars().next()?;
    let at = whole.len() - text.len();
    if first.is_ascii_alphabetic() {
        return Some((skipped, word(text), true));
    }
    if let Some(length) = figure(text, &whole[..at]) {
        // "16-year-old" is one word.
        return Some((skipped, length + compound(&text[length..]), true));
    }
    if is_ideographic(first) {
        return Some((skipped, first.len_utf8(), true));
    }
    if first.is_alphanumeric() {
        return Some((skipped, word(text), true));
    }
    let mut length = first.len_utf8();
    // What shapes the mark before it belongs to it, as in most emoji.
    let mut joined = false;
    for c in text[length..].chars() {
        let shapes = is_combining_mark(c) || matches!(c, '\u{200d}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}');
        if !shapes && !joined {
            break;
        }
        joined = c == '\u{200d}';
        length += c.len_utf8();
    }
    Some((skipped, length, false))
}

/// The length of the word at the start of a text, with the apostrophes and hyphens inside it.
fn word(text: &str) -> usize {
    let plain = text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    // Where a space, or nothing, follows plain letters, the word is over.
    if plain > 0
        && text
            .as_bytes()
            .get(plain)
            .is_none_or(|b| matches!(b, b' ' | b',' | b'.' | b';'))
    {
        return plain;
    }
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let inside = c.is_alphanumeric() && !is_ideographic(c) || is_combining_mark(c);
        let links = is_link(c) || is_invisible(c);
        if inside {
            end = at + c.len_utf8();
        } else if !(links
            && at == end.max(at)
            && chars
                .peek()
                .is_some_and(|(_, next)| next.is_alphanumeric() || is_invisible(*next)))
        {
            break;
        }
    }
    end.max(text.chars().next().map_or(0, char::len_utf8))
}

/// The rest of a compound that starts with a figure, as in "16-year-old".
fn compound(rest: &str) -> usize {
    let mut chars = rest.chars();
    match (chars.next(), chars.next()) {
        (Some(link), Some(letter)) if is_link(link) && letter.is_alphabetic() => {
            link.len_utf8() + word(&rest[link.len_utf8()..])
        }
        _ => 0,
    }
}

fn is_link(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '-' | '\u{2010}' | '\u{2011}')
}

/// The length of a whole figure: sign, currency, digits with separators, unit letters, percent.
fn figure(text: &str, before: &str) -> Option<usize> {
    let mut chars = text.char_indices().peekable();
    let mut first = chars.next()?.1;
    let mut lead = 0;
    if matches!(first, '+' | '-' | '−' | '±') && !before.ends_with(|c: char| !c.is_whitespace() && c != '(')
    {
        lead = first.len_utf8();
        first = chars.next()?.1;
    }
    if is_currency(first) {
        lead += first.len_utf8();
        first = chars.next()?.1;
    }
    if !first.is_ascii_digit() {
        return None;
    }
    let mut end = lead + 1;
    let mut digit = true;
    while let Some((at, c)) = chars.next() {
        if c.is_alphanumeric() && !is_ideographic(c) {
            digit = c.is_ascii_digit();
            end = at + c.len_utf8();
        } else if c == '%' || c == '‰' {
            end = at + c.len_utf8();
            break;
        } else if !(digit && is_separator(c) && chars.peek().is_some_and(|(_, next)| next.is_ascii_digit())) {
            break;
        }
    }
    Some(end)
}

fn is_separator(c: char) -> bool {
    matches!(
        c,
        '.' | ',' | ':' | '/' | '\'' | '’' | '-' | '–' | '−' | '\u{2010}' | '\u{2011}'
    )
}

fn is_currency(c: char) -> bool {
    matches!(c, '£' | '$' | '€' | '¥' | '\u{20a0}'..='\u{20bf}')
}

fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// The form of a token in which twins are equal.
fn folded(raw: &str) -> Cow<'_, str> {
    if raw.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return Cow::Borrowed(raw);
    }
    let mut folded = String::with_capacity(raw.len());
    for c in raw.chars() {
        push_folded(&mut folded, c, false);
    }
    Cow::Owned(folded)
}

/// One sign for all that look alike: quotation marks, apostrophes, hyphens and dashes.
fn twin(c: char) -> char {
    match c {
        '‘' | '’' | '‚' | '‛' | 'ʼ' | '′' | '`' | '´' => '\'',
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' => '"',
        '\u{2010}'..='\u{2015}' | '−' => '-',
        c => c,
    }
}

/// A text without capitals, spaces and typographic form, to find paragraphs that differ in these alone.
pub(crate) fn gist(text: &str) -> String {
    let mut gist = String::with_capacity(text.len());
    for c in text.chars() {
        push_folded(&mut gist, c, true);
    }
    gist
}

/// Adds a character in the form in which twins are equal, or nothing where `solid` leaves out spaces.
fn push_folded(out: &mut String, c: char, solid: bool) {
    if c.is_ascii() {
        if !(solid && c.is_whitespace()) {
            out.push(twin(c.to_ascii_lowercase()));
        }
    } else if !(is_invisible(c) || solid && c.is_whitespace()) {
        out.extend(c.to_lowercase().map(twin));
    }
}

/// What the change of one text into another touches.
pub(crate) fn class(old: &str, new: &str) -> Class {
    let solid = |text: &'_ str| {
        text.chars()
            .filter(|c| !c.is_whitespace() && !is_invisible(*c))
            .collect::<String>()
    };
    let (old_solid, new_solid) = (solid(old), solid(new));
    if old_solid == new_solid {
        return Class::Spacing;
    }
    let twins = |text: &str| text.chars().map(twin).collect::<String>();
    if twins(&old_solid) == twins(&new_solid) {
        return Class::Punctuation;
    }
    if is_figures(old, new) {
        return Class::Figure;
    }
    let letters = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric() || is_combining_mark(*c))
            .collect::<String>()
    };
    let (old_letters, new_letters) = (letters(&old_solid), letters(&new_solid));
    if old_letters == new_letters {
        return Class::Punctuation;
    }
    if old_letters.to_lowercase() == new_letters.to_lowercase() {
        return Class::Case;
    }
    Class::Wording
}

/// Whether two texts differ in nothing but figures.
fn is_figures(old: &str, new: &str) -> bool {
    let digits = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    if !digits(old) && !digits(new) {
        return false;
    }
    let bare = |text: &str| {
        text.chars()
            .filter(|c| !c.is_ascii_digit() && !is_separator(*c))
            .collect::<String>()
    };
    if digits(old) && digits(new) && bare(old) == bare(new) {
        return true;
    }
    only_figures(old) && only_figures(new)
}

fn only_figures(text: &str) -> bool {
    let mut rest = text;
    while let Some((skipped, length, word)) = next(rest, text) {
        let token = &rest[skipped..skipped + length];
        let magnitude = matches!(token, "million" | "billion" | "thousand" | "hundred" | "percent");
        if word && !magnitude && !token.contains(|c: char| c.is_ascii_digit()) {
            return false;
        }
        rest = &rest[skipped + length..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::canon::Canonical;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let text = Canonical::of(text);
        let tokens = Keys::default().tokens(&text.paragraphs());
        let shown: Vec<_> = tokens
            .iter()
            .map(|t| &text.as_str()[t.start as usize..t.end as usize])
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn figures_are_whole() {
        check(
            "£1,234.50 in 2018-19, 26%.",
            &["£1,234.50", "in", "2018-19", ",", "26%", "."],
        );
        check(
            "+152% (12/01/18) £700m 8 million",
            &["+152%", "(", "12/01/18", ")", "£700m", "8", "million"],
        );
        check(
            "16-year-old Under-18s 1st.",
            &["16-year-old", "Under-18s", "1st", "."],
        );
    }

    #[test]
    fn words_are_whole() {
        check(
            "Don’t well-being users’ and/or",
            &["Don’t", "well-being", "users", "’", "and", "/", "or"],
        );
        check(
            "NAAS:“This research- active",
            &["NAAS", ":", "“", "This", "research", "-", "active"],
        );
        check(
            "wo\u{200b}rd e\u{301}t \u{202e}x 👩‍👩‍👧!",
            &["wo\u{200b}rd", "ét", "x", "👩‍👩‍👧", "!"],
        );
    }

    #[test]
    fn classes() {
        for (old, new, expected) in [
            ("five", "six", Class::Wording),
            ("15", "12", Class::Figure),
            ("£700m", "£7 billion", Class::Figure),
            ("£700 million", "£7 billion", Class::Figure),
            ("26", "26%", Class::Figure),
            ("", "2030", Class::Figure),
            ("Government", "government", Class::Case),
            ("don't", "don’t", Class::Punctuation),
            ("2018-19", "2018–19", Class::Punctuation),
            (",", "", Class::Punctuation),
            ("re-state", "restate", Class::Punctuation),
            ("PREVENTthe", "PREVENT the", Class::Spacing),
            ("\u{a0}", " ", Class::Spacing),
            ("wo\u{200b}rd", "word", Class::Spacing),
            ("Under-18s", "Under-16s", Class::Figure),
            ("five", "5", Class::Wording),
        ] {
            assert_eq!(class(old, new), expected, "{old} → {new}");
        }
    }
}
