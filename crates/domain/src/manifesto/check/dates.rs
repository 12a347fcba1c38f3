//! Dates that can be read in two ways, or in none.

use super::{Kind, Notes, Page};
use crate::manifesto::figures::is_month;
use crate::manifesto::prose::{Word, words};
use crate::text::canon::offset;

pub(super) fn check(notes: &mut Notes, page: &Page<'_>) {
    for (body, text, _) in &page.paragraphs {
        if !text.contains(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let words = words(text);
        let mut add = |start: usize, end: usize, says: String| {
            let place = page.place(body + offset(start));
            let quote = &text[start..end];
            notes.add(Kind::Date, place, quote, says, Vec::new(), &[page.id, quote]);
        };
        let mut until = 0;
        for n in 0..words.len() {
            if words[n].start < until {
                continue;
            }
            if let Some((end, says)) = unclear(text, &words, n) {
                add(words[n].start, end, says);
                until = end;
            }
        }
        for (start, inner) in brackets(text) {
            if start >= until && is_without_year(inner) {
                let says = "The date has no year.".to_owned();
                add(start, start + inner.len(), says);
            }
        }
    }
}

fn day(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(char::is_alphabetic);
    let ordinal = matches!(&word[digits.len()..], "" | "st" | "nd" | "rd" | "th");
    (digits.len() <= 2 && ordinal)
        .then(|| digits.parse().ok())
        .flatten()
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit())
}

/// What is unclear about a date that starts with a word, and where it ends.
fn unclear(text: &str, words: &[Word<'_>], n: usize) -> Option<(usize, String)> {
    let word = &words[n];
    let follows = |n: usize, joints: &[char]| {
        let next = words.get(n + 1)?;
        let between = &text[words[n].end()..next.start];
        between.chars().all(|c| joints.contains(&c)).then_some(next)
    };
    if is_month(word.text) {
        // "May 28 May 2023"
        let number = follows(n, &[' ', ','])?;
        let month = follows(n + 1, &[' ', ','])?;
        if day(number.text).is_some() && is_month(month.text) {
            let end = follows(n + 2, &[' ', ','])
                .filter(|word| is_year(word.text))
                .map_or(month.end(), Word::end);
            return Some((
                end,
                "The date names a month twice: which day is meant?".to_owned(),
            ));
        }
        return None;
    }
    let number = day(word.text)?;
    if let Some(month) = follows(n, &[' ']).filter(|next| is_month(next.text)) {
        let longest = match month.text.to_lowercase().get(..3)? {
            "feb" => 29,
            "apr" | "jun" | "sep" | "nov" => 30,
            _ => 31,
        };
        let end = follows(n + 1, &[' ', ','])
            .filter(|word| is_year(word.text))
            .map_or(month.end(), Word::end);
        let joined = text[..word.start].ends_with(['.', ',', '£']);
        return (number > longest && !joined).then(|| (end, format!("{} has no day {number}.", month.text)));
    }
    // "12/01/18"
    let month = follows(n, &['/']).filter(|_| text[word.end()..].starts_with('/'))?;
    let year = follows(n + 1, &['/']).filter(|_| text[month.end()..].starts_with('/'))?;
    let second = day(month.text)?;
    let whole = !text[..word.start].ends_with(['/', '-']) && !text[year.end()..].starts_with(['/', '-']);
    let dated = whole
        && (is_year(year.text) || year.text.len() == 2)
        && word.text.bytes().all(|b| b.is_ascii_digit());
    (dated && number != second && (1..=12).contains(&number) && (1..=12).contains(&second)).then(|| {
        (
            year.end(),
            "Day and month can be read either way round; write the month as a word.".to_owned(),
        )
    })
}

fn brackets(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices('(').filter_map(|(open, _)| {
        let inner = &text[open + 1..];
        let inner = &inner[..inner.find([')', '('])?];
        Some((open + 1, inner))
    })
}

/// A source with a day and a month, as in "Harbour News, 28 May", of no year.
fn is_without_year(inner: &str) -> bool {
    // What is longer is a remark.
    if inner.len() > 160 {
        return false;
    }
    let words = words(inner);
    let dated = words.windows(2).any(|pair| {
        let next = &inner[pair[0].end()..pair[1].start] == " ";
        next && (day(pair[0].text).is_some() && is_month(pair[1].text)
            || is_month(pair[0].text) && day(pair[1].text).is_some())
    });
    let named = words.iter().any(|word| {
        word.is_capitalized() && word.text.len() > 2 && !is_month(word.text) && !is_weekday(word.text)
    });
    dated && named && !words.iter().any(|word| is_year(word.text))
}

fn is_weekday(word: &str) -> bool {
    word.len() > 5 && word.ends_with("day")
        || matches!(word, "Mon" | "Tue" | "Wed" | "Thu" | "Fri" | "Sat" | "Sun")
}
