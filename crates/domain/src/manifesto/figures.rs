//! The figures of a text: what is counted, since when, and where it is said to come from.
//!
//! Years, dates, times, and the numbers of sections, articles and motions are no figures.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::prose::{Word, sentences, words};

/// A number that a sentence gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// As it stands there, as in "£1.8 million".
    pub shown: String,
    /// The same for all ways of writing a figure, as in "£1800000".
    pub key: String,
    /// What it is of: "£", "%", or what is counted, as in "children"; empty where that is not evident.
    pub unit: String,
    /// What is counted, as in "children"; also for shares and sums, where it is evident.
    pub counted: String,
    /// The years that it is a change over, as in "since 2010"; empty where it names none.
    pub base: String,
    /// The sentence.
    pub sentence: String,
    /// Where its sentence says that it comes from, as in "Harbour Trust 2023"; empty where it does not.
    pub source: String,
    /// When that was, as far as it says; empty where it does not.
    pub date: String,
    /// Where it stands in its paragraph, in bytes.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// Where it stands in its sentence.
    #[serde(skip)]
    pub(super) within: u32,
    /// Its worth in thousandths, for sums.
    #[serde(skip)]
    pub(super) thousandths: u128,
    /// Half of the last place that is given, in thousandths.
    #[serde(skip)]
    pub(super) half_place: u128,
    /// It is so particular that twice the same is hardly chance.
    #[serde(skip)]
    pub(super) telling: bool,
    /// The first and last year of the base.
    #[serde(skip)]
    pub(super) years: Option<(u32, Option<u32>)>,
}

/// Nouns before a number that only name something by it.
const NAMED_BY: &[&str] = &[
    "section",
    "sections",
    "article",
    "articles",
    "clause",
    "clauses",
    "paragraph",
    "paragraphs",
    "page",
    "pages",
    "line",
    "lines",
    "question",
    "motion",
    "motions",
    "schedule",
    "part",
    "chapter",
    "figure",
    "table",
    "version",
    "phase",
    "number",
    "no",
    "nos",
    "step",
    "composite",
    "regulation",
    "regulations",
    "act",
    "level",
    "grade",
    "stage",
    "appendix",
    "annex",
    "rule",
    "point",
    "covid",
    "g",
    "form",
    "band",
    "key",
    "item",
    "year",
    "room",
    "recommendation",
    "recommendations",
    "vol",
    "volume",
    "issue",
];

const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
];

/// What is longer, in bytes, is no sentence.
const LONGEST: usize = 4_000;

/// So many figures of one sentence are read.
const MOST: usize = 60;

pub(super) fn is_month(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && MONTHS.contains(&word.to_lowercase().as_str())
}

/// The figures of a paragraph.
///
/// ```
/// # use domain::manifesto::figures::figures;
/// let found = figures("In 2023 some 390,000 carers left (Harbour Trust, 10 Nov 2023), up 12% since 2010.");
/// assert_eq!((found[0].key.as_str(), found[0].unit.as_str()), ("390000", "carers"));
/// assert_eq!((found[0].source.as_str(), found[0].date.as_str()), ("Harbour Trust, 10 Nov 2023", "10 Nov 2023"));
/// assert_eq!((found[1].key.as_str(), found[1].base.as_str()), ("12%", "since 2010"));
/// ```
pub fn figures(paragraph: &str) -> Vec<Figure> {
    if !paragraph.contains(|c: char| c.is_ascii_digit()) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for range in sentences(paragraph) {
        let sentence = &paragraph[range.clone()];
        if sentence.len() > LONGEST || !sentence.contains(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let words = words(sentence);
        let numbers = numbers(sentence, &words);
        for (n, number) in numbers.iter().enumerate().take(MOST) {
            let next = numbers.get(n + 1).map_or(sentence.len(), |next| next.range.start);
            let figure = figure(sentence, range.start, &words, number, next);
            // A small number that counts nothing is mostly a mark of the layout.
            if !figure.unit.is_empty() || figure.thousandths >= 100_000 {
                found.push(figure);
            }
        }
    }
    found
}

struct Number {
    range: Range<usize>,
    sign: &'static str,
    thousandths: u128,
    half_place: u128,
    telling: bool,
}

fn numbers(sentence: &str, words: &[Word<'_>]) -> Vec<Number> {
    let mut found: Vec<Number> = Vec::new();
    let mut after = 0;
    for (n, word) in words.iter().enumerate() {
        if word.start < after || !word.text.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let (end, number) = number(sentence, words, n);
        after = end;
        found.extend(number);
    }
    found
}

/// The number that starts with a word, and where what belongs to it ends.
fn number(sentence: &str, words: &[Word<'_>], n: usize) -> (usize, Option<Number>) {
    let start = words[n].start;
    let rest = &sentence[start..];
    let run = rest
        .bytes()
        .take_while(|b| b.is_ascii_digit() || matches!(b, b',' | b'.'))
        .count();
    let digits = rest[..run].trim_end_matches([',', '.']);
    let mut end = start + digits.len();
    let before = &sentence[..start];
    let after = &sentence[end..];
    let token_start = before.trim_end_matches(|c: char| !c.is_whitespace()).len();
    let token_end = after
        .find(char::is_whitespace)
        .map_or(sentence.len(), |at| end + at);
    let token = &sentence[token_start.min(start)..token_end];
    let previous = n.checked_sub(1).map(|n| words[n]);
    let sign = match before.chars().next_back() {
        Some('£') => "£",
        Some('$') => "$",
        Some('€') => "€",
        _ => "",
    };
    let joined = before.ends_with(['/', '#', '@', '\u{2044}'])
        || before.ends_with(['-', '–'])
            && !before[..before.len() - before.chars().next_back().map_or(0, char::len_utf8)]
                .ends_with([' ', '('])
        || before.ends_with('.') && previous.is_some_and(|word| word.end() + 1 == start);
    if joined || token.contains('@') || token.contains("://") || token.starts_with("www.") {
        return (token_end.max(end), None);
    }
    let Some((mut thousandths, places)) = worth(digits) else {
        return (end, None);
    };
    // A unit right after the digits, or as the next word.
    let letters: String = after.chars().take_while(|c| c.is_alphabetic()).collect();
    let spaced = after.trim_start_matches([' ', '\u{a0}']);
    let word: String = spaced.chars().take_while(|c| c.is_alphabetic()).collect();
    let scales = [
        ("k", 1_000_u128),
        ("m", 1_000_000),
        ("mn", 1_000_000),
        ("bn", 1_000_000_000),
        ("b", 1_000_000_000),
        ("million", 1_000_000),
        ("billion", 1_000_000_000),
        ("thousand", 1_000),
        ("trillion", 1_000_000_000_000),
    ];
    let glued = scales
        .iter()
        .find(|(name, _)| !letters.is_empty() && letters.eq_ignore_ascii_case(name));
    let apart = scales
        .iter()
        .skip(5)
        .find(|(name, _)| letters.is_empty() && word.eq_ignore_ascii_case(name));
    let mut factor = 1;
    if let Some((name, scale)) = glued.or(apart) {
        thousandths = thousandths.saturating_mul(*scale);
        factor = *scale;
        end = if glued.is_some() {
            end + name.len()
        } else {
            sentence.len() - spaced.len() + name.len()
        };
    } else if !letters.is_empty() {
        // "31st", "1980s", "9am", "16x".
        return (end + letters.len(), None);
    }
    let tail = &sentence[end..];
    let mut sign = sign;
    if sign.is_empty() {
        let spaced = tail.trim_start_matches([' ', '\u{a0}']);
        if tail.starts_with('%') {
            sign = "%";
            end += 1;
        } else if let Some(name) = ["per cent", "percent"]
            .iter()
            .find(|name| spaced.starts_with(**name))
        {
            sign = "%";
            end = sentence.len() - spaced.len() + name.len();
        }
    }
    let scaled = factor > 1;
    let plain = sign.is_empty() && !scaled;
    let gap = previous.map_or("", |word| &sentence[word.end()..start]);
    // Whole numbers are exact; others may have been rounded.
    let rounded = scaled || places > 0 || sign == "%";
    let half_place = if rounded {
        500 * factor / 10_u128.pow(places)
    } else {
        0
    };
    let tail = &sentence[end..];
    if plain && is_no_figure(digits, words, n, gap, tail) {
        let skip = if tail.starts_with(['-', '–', '/', ':', '\'', '’']) {
            token_end.max(end)
        } else {
            end
        };
        return (skip, None);
    }
    let significant = digits.chars().filter(char::is_ascii_digit).collect::<String>();
    let significant = significant.trim_matches('0');
    let telling = match sign {
        "%" => significant.len() > 1 && !significant.ends_with('5'),
        _ => significant.len() > 2 || scaled && significant.len() > 1,
    };
    let from = start
        - if matches!(sign, "£" | "$" | "€") {
            sign.len()
        } else {
            0
        };
    (
        end,
        Some(Number {
            range: from..end,
            sign,
            thousandths,
            half_place,
            telling,
        }),
    )
}

fn is_no_figure(digits: &str, words: &[Word<'_>], n: usize, gap: &str, tail: &str) -> bool {
    let (previous, next) = (n.checked_sub(1).map(|n| words[n]), words.get(n + 1));
    let plain = digits.bytes().all(|b| b.is_ascii_digit());
    let year = plain
        && digits.len() == 4
        && (digits.starts_with("18") || digits.starts_with("19") || digits.starts_with("20"));
    let ranged =
        tail.starts_with(['-', '–', '/', ':']) && tail.chars().nth(1).is_some_and(char::is_alphanumeric);
    let named = previous.is_some_and(|word| {
        let word = word.text.to_lowercase();
        NAMED_BY.contains(&word.as_str())
    });
    let dated = previous.is_some_and(|word| is_month(word.text))
        || next.is_some_and(|word| is_month(word.text) && plain && digits.len() < 3);
    let listed = previous.is_some_and(|word| word.text.starts_with(|c: char| c.is_ascii_digit()))
        && tail.starts_with('.');
    let zero = plain && digits.starts_with('0') && digits.len() > 1;
    let grouped = previous.is_some_and(|word| {
        let digits = word.text.bytes().all(|b| b.is_ascii_digit());
        digits && self::year(word.text).is_none() && gap == " "
    });
    let phone = zero || grouped;
    let several = named_before(words, n);
    year || ranged || named || several || dated || listed || phone || digits.len() > 18
}

/// Whether a number is one of several that name things, as the last in "motions 10 and 11".
fn named_before(words: &[Word<'_>], n: usize) -> bool {
    let before = words[..n].iter().rev().take(8);
    let name = before
        .skip_while(|word| {
            word.text == "and" || word.text == "or" || word.text.bytes().all(|b| b.is_ascii_digit())
        })
        .map(|word| word.text.to_lowercase())
        .next();
    name.is_some_and(|name| NAMED_BY.contains(&name.as_str()))
}

/// The worth of digits in thousandths, and how many decimal places they give.
fn worth(digits: &str) -> Option<(u128, u32)> {
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    if decimals.contains(['.', ',']) || decimals.len() > 3 || whole.len() > 24 {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    if first.is_empty() || whole.contains(',') && (first.len() > 3 || groups.any(|group| group.len() != 3)) {
        return None;
    }
    let whole: u128 = whole.replace(',', "").parse().ok()?;
    let places = u32::try_from(decimals.len()).ok()?;
    let part: u128 = if decimals.is_empty() {
        0
    } else {
        decimals.parse().ok()?
    };
    Some((whole.checked_mul(1_000)? + part * 10_u128.pow(3 - places), places))
}

fn figure(sentence: &str, at: usize, words: &[Word<'_>], number: &Number, next: usize) -> Figure {
    let counted = counted(sentence, words, number);
    let (base, years) = base(sentence, words, number.range.end, next);
    let (source, date) = source(sentence, number.range.end);
    let value = plain(number.thousandths);
    let unit = if number.sign.is_empty() {
        counted.clone()
    } else {
        number.sign.to_owned()
    };
    let key = match number.sign {
        "" => value,
        "%" => format!("{value}%"),
        sign => format!("{sign}{value}"),
    };
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Figure {
        shown: sentence[number.range.clone()].to_owned(),
        key,
        unit,
        counted,
        base,
        sentence: sentence.to_owned(),
        source,
        date,
        start: place(at + number.range.start),
        end: place(at + number.range.end),
        within: place(number.range.start),
        thousandths: number.thousandths,
        half_place: number.half_place,
        telling: number.telling,
        years,
    }
}

/// Thousandths in digits, without useless noughts.
pub(super) fn plain(thousandths: u128) -> String {
    let (whole, part) = (thousandths / 1_000, thousandths % 1_000);
    if part == 0 {
        whole.to_string()
    } else {
        format!("{whole}.{part:03}").trim_end_matches('0').to_owned()
    }
}

/// Words that stand for several, without an s.
const MANY: &[&str] = &["people", "children", "women", "men", "staff", "adults"];

/// Words that end in s and stand for none.
const NOT_MANY: &[&str] = &[
    "is",
    "was",
    "has",
    "this",
    "its",
    "as",
    "us",
    "less",
    "always",
    "plus",
    "across",
    "towards",
    "needs",
    "leaves",
    "lies",
    "says",
    "does",
    "versus",
    "thus",
    "perhaps",
    "sometimes",
    "gives",
    "costs",
    "makes",
    "means",
    "shows",
    "rises",
    "falls",
];

fn is_many(word: &str) -> bool {
    let word = word.to_lowercase();
    MANY.contains(&word.as_str())
        || word.len() > 3
            && word.ends_with('s')
            && !word.ends_with("ss")
            && !word.ends_with("us")
            && !NOT_MANY.contains(&word.as_str())
}

/// What a number counts: the first word for several after it, or what "number of" before it says.
fn counted(sentence: &str, words: &[Word<'_>], number: &Number) -> String {
    let first = words.partition_point(|word| word.start < number.range.end);
    let mut end = number.range.end;
    let mut found = None;
    for word in words[first..].iter().take(7) {
        let between = &sentence[end..word.start];
        end = word.end();
        if between.contains(['.', ';', ':', '(', ')', '–', '—']) || between.contains(',') && found.is_some()
        {
            break;
        }
        // "1.8 million, including at least 1 million children": those are others.
        if between.contains(',')
            && matches!(
                word.text,
                "including" | "and" | "or" | "with" | "of" | "but" | "which" | "to" | "while"
            )
        {
            break;
        }
        if word.text.contains(|c: char| c.is_ascii_digit()) {
            break;
        }
        if is_many(word.text) {
            found = Some(word.text);
        } else if found.is_some()
            || matches!(
                word.text,
                "has"
                    | "have"
                    | "is"
                    | "are"
                    | "was"
                    | "were"
                    | "will"
                    | "and"
                    | "but"
                    | "per"
                    | "each"
                    | "for"
                    | "to"
                    | "by"
                    | "with"
                    | "since"
                    | "between"
                    | "over"
            )
        {
            break;
        }
    }
    found.map_or_else(
        || counted_before(sentence, &words[..first], number),
        str::to_lowercase,
    )
}

fn counted_before(sentence: &str, before: &[Word<'_>], number: &Number) -> String {
    let near = &before[before.len().saturating_sub(14)..];
    let numbered = near
        .windows(2)
        .rposition(|pair| matches!(pair[0].text, "number" | "numbers") && pair[1].text == "of");
    if let Some(at) = numbered {
        let after = near[at + 2..].iter().take(4);
        return after
            .map(|word| word.text)
            .find(|word| is_many(word))
            .map(str::to_lowercase)
            .unwrap_or_default();
    }
    // "investigations (+152%": what stands right before the bracket.
    let opened = sentence[..number.range.start]
        .trim_end_matches(['+', '-', '–', '£'])
        .ends_with('(');
    near.iter()
        .rev()
        .find(|word| word.start < number.range.start)
        .filter(|word| opened && is_many(word.text))
        .map(|word| word.text.to_lowercase())
        .unwrap_or_default()
}

fn year(word: &str) -> Option<u32> {
    (word.len() == 4 && (word.starts_with("19") || word.starts_with("20")))
        .then(|| word.parse().ok())
        .flatten()
}

type Years = Option<(u32, Option<u32>)>;

/// The years over which a figure is a change: "since 2010", "between 2009 and 2023", "from 2009 to 2023".
fn base(sentence: &str, words: &[Word<'_>], from: usize, until: usize) -> (String, Years) {
    let first = words.partition_point(|word| word.start < from);
    for (n, word) in words
        .iter()
        .enumerate()
        .skip(first)
        .take_while(|(_, word)| word.start < until)
    {
        let at = |more: usize| words.get(n + more);
        let Some(start) = at(1).and_then(|word| year(word.text)) else {
            continue;
        };
        match word.text.to_lowercase().as_str() {
            "since" => {
                let mut end = words[n + 1].end();
                let token =
                    sentence[end..].find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '–' | '/')));
                end += token.unwrap_or(sentence.len() - end);
                let shown = sentence[word.start..end].trim_end_matches(['-', '–', '/']);
                return (shown.to_owned(), Some((start, None)));
            }
            "between" | "from" => {
                let joined = at(2).is_some_and(|word| matches!(word.text, "and" | "to"));
                if let Some(last) = at(3).filter(|_| joined)
                    && let Some(end) = year(last.text)
                {
                    return (
                        sentence[word.start..last.end()].to_owned(),
                        Some((start, Some(end))),
                    );
                }
            }
            _ => {}
        }
    }
    (String::new(), None)
}

/// Where a sentence says that its figures come from: brackets that hold a name and a year, the next after
/// the figure first; or "according to" and what follows.
fn source(sentence: &str, after: usize) -> (String, String) {
    let mut brackets: Vec<(usize, &str)> = Vec::new();
    for (open, _) in sentence.match_indices('(') {
        let inner = &sentence[open + 1..];
        let inner = inner.split(')').next().unwrap_or_default();
        brackets.push((open, inner));
    }
    let named = |inner: &str| {
        let has_name = words(inner)
            .iter()
            .any(|word| word.is_capitalized() && !is_month(word.text) && word.text.len() > 1);
        (has_name && has_year(inner)).then(|| date(inner))
    };
    let (late, early): (Vec<_>, Vec<_>) = brackets.into_iter().partition(|(open, _)| *open >= after);
    if let Some((inner, date)) = late
        .iter()
        .chain(early.iter().rev())
        .find_map(|(_, inner)| Some((*inner, named(inner)?)))
    {
        let inner = ["see ", "source: ", "Source: "]
            .iter()
            .find_map(|lead| inner.strip_prefix(lead))
            .unwrap_or(inner);
        return (inner.trim().to_owned(), date);
    }
    let lower = sentence.to_ascii_lowercase();
    if let Some(at) = lower.find("according to ") {
        let told = &sentence[at + "according to ".len()..];
        let told = told.split([',', ';', '.']).next().unwrap_or_default();
        let told: Vec<&str> = told.split_whitespace().take(12).collect();
        // Up to the year, if there is one.
        let last = told
            .iter()
            .position(|word| has_year(word))
            .map_or(told.len(), |at| at + 1);
        let told = told[..last].join(" ");
        let date = date(&told);
        return (told, date);
    }
    (String::new(), String::new())
}

fn has_year(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| year(word).is_some())
}

/// The last date in some words: day, month and year as far as they are given.
fn date(text: &str) -> String {
    let found = words(text);
    let Some(last) = found.iter().rposition(|word| year(word.text).is_some()) else {
        return String::new();
    };
    let is_day = |word: &str| word.len() <= 4 && word.starts_with(|c: char| c.is_ascii_digit());
    let mut first = last;
    if first > 0 && is_month(found[first - 1].text) {
        first -= 1;
        if first > 0 && is_day(found[first - 1].text) {
            first -= 1;
        }
    }
    text[found[first].start..found[last].end()].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let found: Vec<(String, String)> = figures(text)
            .into_iter()
            .map(|figure| (figure.key, figure.counted))
            .collect();
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(key, counted)| (key.as_str(), counted.as_str()))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn figures_and_what_they_count() {
        check(
            "We need 12,500 new homes and £2.5m.",
            &[("12500", "homes"), ("£2500000", "")],
        );
        check(
            "There are 1.5 million children and 3 billion trees.",
            &[("1500000", "children"), ("3000000000", "trees")],
        );
        check(
            "The number of homes standing empty rose to 1.5 million, including 2,000 flats.",
            &[("1500000", "homes"), ("2000", "flats")],
        );
        check(
            "Visits (+152% since 2009-2010) grew by 7 per cent.",
            &[("152%", "visits"), ("7%", "")],
        );
        check("26% fewer older tenants got help.", &[("26%", "tenants")]);
        check("It cost £700m in all.", &[("£700000000", "")]);
        check(
            "8 million unpaid, overworked family carers",
            &[("8000000", "carers")],
        );
        check(
            "some 4,000 care staff vacancies currently",
            &[("4000", "vacancies")],
        );
    }

    #[test]
    fn what_is_no_figure() {
        for text in [
            "In 2019, 2018-19 and the 1980s.",
            "On 8 March 2023 and May 28, and the 31st.",
            "At 9am, 10:30 or 24/7.",
            "Section 5, Article 19, motions 10, 11 and 12 and Phase 2.",
            "7. There is more.",
            "COVID-19 and 16-year-old drivers.",
            "Write to a1@example.org or 020 7946 0000.",
            "the 1989 Act",
            "On 12/01/18.",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn bases_and_sources() {
        let one = |text: &str| figures(text).into_iter().next().unwrap();
        assert_eq!(one("Up 12% since 2009-2010, they say.").base, "since 2009-2010");
        assert_eq!(
            one("Up 12% between 2009 and 2023.").years,
            Some((2009, Some(2023)))
        );
        assert_eq!(one("Up 12% between 2009 and 40.").base, "");
        let told = one("According to the Harbour Trust in 2021, 40 boats sank.");
        assert_eq!(
            (told.source.as_str(), told.date.as_str()),
            ("the Harbour Trust in 2021", "2021")
        );
        let told = one("Some 40 boats (the blue ones) sank (see Harbour News, 3rd May 2021).");
        assert_eq!(
            (told.source.as_str(), told.date.as_str()),
            ("Harbour News, 3rd May 2021", "3rd May 2021")
        );
        assert_eq!(one("Some 40 boats sank (in May).").source, "");
    }

    #[test]
    fn worths() {
        assert_eq!(worth("1,800,000"), Some((1_800_000_000, 0)));
        assert_eq!(worth("1.8"), Some((1_800, 1)));
        assert_eq!(worth("1,80"), None);
        assert_eq!(worth("1.2.3"), None);
        assert_eq!(plain(1_850), "1.85");
    }
}
