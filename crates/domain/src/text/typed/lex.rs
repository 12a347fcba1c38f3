//! Takes an instruction apart into words, numbers and quotations.

use crate::text::canon::offset;
use crate::text::clauses::names::ORDINALS;
use crate::text::wording::quote;

/// A piece of an instruction, and where it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) word: Word,
    pub(super) end: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// In small letters.
    Plain(String),
    Number(u32),
    /// "2.1".
    Path(Vec<u32>),
    /// "second", "2nd".
    Nth(u32),
    Quoted(String),
    Colon,
    /// What stands between the first and last of a range.
    Dash,
}

/// The pieces of an instruction; what only joins its parts is dropped.
pub(super) fn tokens(line: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = line[at..].chars().next() {
        if let Some((text, length)) = quote::read(&line[at..]) {
            at += length;
            tokens.push(Token {
                word: Word::Quoted(text),
                end: at,
            });
            continue;
        }
        let length = line[at..]
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(line.len() - at);
        if length == 0 {
            at += first.len_utf8();
            let word = match first {
                ':' => Word::Colon,
                '-' | '–' | '—' => Word::Dash,
                _ => continue,
            };
            tokens.push(Token { word, end: at });
            continue;
        }
        let word = line[at..at + length].to_lowercase();
        at += length;
        let word = match word.parse() {
            Ok(number) => {
                let mut path = vec![number];
                while let Some((level, length)) = level(&line[at..]) {
                    path.push(level);
                    at += length;
                }
                if path.len() > 1 {
                    Word::Path(path)
                } else {
                    Word::Number(number)
                }
            }
            Err(_) if FILLERS.contains(&word.as_str()) => continue,
            Err(_) => ordinal(&word).map_or(Word::Plain(word), Word::Nth),
        };
        tokens.push(Token { word, end: at });
    }
    tokens
}

/// ".1" after a number.
fn level(rest: &str) -> Option<(u32, usize)> {
    let digits = rest.strip_prefix('.')?;
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    Some((digits[..count].parse().ok()?, count + 1))
}

const FILLERS: &[&str] = &[
    "the",
    "a",
    "an",
    "word",
    "words",
    "new",
    "please",
    "following",
    "phrase",
];

fn ordinal(word: &str) -> Option<u32> {
    let named = ORDINALS
        .iter()
        .position(|name| *name == word)
        .map(|n| offset(n + 1));
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    named.or_else(|| {
        ["st", "nd", "rd", "th"]
            .contains(&&word[digits.len()..])
            .then(|| digits.parse().ok())?
    })
}
