//! Unicode normalization form C.
//!
//! The iterators of `unicode-normalization` choose between the canonical and the compatible
//! decomposition while they run, so a program that uses one carries the tables of both. The
//! compatible ones are a seventh of what a browser would have to load, and nothing here needs them;
//! its functions on single characters do without.

use unicode_normalization::char::{canonical_combining_class, compose, decompose_canonical};
use unicode_normalization::{IsNormalized, is_nfc_quick};

/// Brings text into normalization form C.
pub(super) fn nfc(text: String) -> String {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    composed(&decomposed(&text), &mut out);
    out
}

/// Characters taken apart, marks in canonical order, each with its combining class.
fn decomposed(text: &str) -> Vec<(char, u8)> {
    let mut chars: Vec<(char, u8)> = Vec::with_capacity(text.len());
    for c in text.chars() {
        decompose_canonical(c, |part| chars.push((part, canonical_combining_class(part))));
    }
    for marks in chars.split_mut(|(_, class)| *class == 0) {
        marks.sort_by_key(|(_, class)| *class);
    }
    chars
}

/// Puts characters together where nothing stands between that blocks them.
fn composed(chars: &[(char, u8)], out: &mut String) {
    let mut starter: Option<char> = None;
    // Marks that stay after the starter, and the class of the last.
    let mut marks = String::new();
    let mut last: Option<u8> = None;
    for (c, class) in chars {
        let reached = last.is_none_or(|last| last < *class);
        if let Some(whole) = starter
            .filter(|_| reached)
            .and_then(|starter| compose(starter, *c))
        {
            starter = Some(whole);
        } else if *class == 0 {
            out.extend(starter.replace(*c));
            out.push_str(&marks);
            marks.clear();
            last = None;
        } else {
            marks.push(*c);
            last = Some(*class);
        }
    }
    out.extend(starter);
    out.push_str(&marks);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    #[track_caller]
    fn check(text: &str) {
        assert_eq!(nfc(text.to_owned()), text.nfc().collect::<String>(), "{text:?}");
    }

    #[test]
    fn every_character_alone_and_after_a_letter() {
        // No character further on has a decomposition.
        for c in '\0'..='\u{2ffff}' {
            check(&format!("{c}a{c}\u{323}{c}\u{301}"));
        }
    }

    proptest! {
        #[test]
        fn any_text(text in "\\PC{0,40}") {
            check(&text);
        }

        #[test]
        fn marks_in_any_order(text in "([aeiouA가각ᄀ]|[\u{300}-\u{345}ᅡᆨ\u{f71}-\u{f84}]){0,30}") {
            check(&text);
        }
    }
}
