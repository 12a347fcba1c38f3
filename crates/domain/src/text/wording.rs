//! Changes in the words that a meeting uses.
//!
//! Lines are those of the old text, as everybody has it in hand. Words are quoted exactly; where
//! they occur more than once on their lines, it is said which of them is meant.

use super::diff::{Change, ChangeKind, Class, Diff, Place, Scope, Side, visible};

/// Every change in the form of an amendment, in the order of [`Diff::changes`].
///
/// ```
/// # use domain::text::{canon::Canonical, diff::diff, wording::wording};
/// let diff = diff(&Canonical::of("Pay the profits out."), &Canonical::of("Pay the dividends out."));
/// assert_eq!(wording(&diff), ["Line 1: delete 'profits', insert 'dividends'"]);
/// ```
pub fn wording(diff: &Diff) -> Vec<String> {
    diff.changes.iter().map(meeting).collect()
}

/// Every change as a sentence to be read aloud, in the order of [`Diff::changes`].
pub fn spoken(diff: &Diff) -> Vec<String> {
    let all = diff.changes.len();
    diff.changes
        .iter()
        .map(|change| format!("Change {} of {all}. {}", change.id, sentence(change)))
        .collect()
}

fn lines((first, last): (u32, u32)) -> String {
    if first == last {
        format!("line {first}")
    } else {
        format!("lines {first}–{last}")
    }
}

/// The same, to be read aloud.
fn range((first, last): (u32, u32)) -> String {
    if first == last {
        format!("line {first}")
    } else {
        format!("lines {first} to {last}")
    }
}

/// Whether a change concerns its paragraph from end to end.
fn is_whole(change: &Change) -> bool {
    change.place.before.is_empty() && change.place.after.is_empty()
}

fn between(line: u32) -> String {
    if line == 0 {
        "before line 1".to_owned()
    } else {
        format!("after line {line}")
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", visible(text))
}

/// Words of the old text, told apart from the same words on the same lines.
fn named(text: &str, nth: u32) -> String {
    if nth == 0 {
        quoted(text)
    } else {
        format!("the {} {}", ordinal(nth), quoted(text))
    }
}

fn ordinal(nth: u32) -> String {
    const NAMES: [&str; 10] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    ];
    match NAMES.get(nth as usize - 1) {
        Some(name) => (*name).to_owned(),
        None => match (nth % 10, nth % 100) {
            (1, n) if n != 11 => format!("{nth}st"),
            (2, n) if n != 12 => format!("{nth}nd"),
            (3, n) if n != 13 => format!("{nth}rd"),
            _ => format!("{nth}th"),
        },
    }
}

/// The last word before a place inside a paragraph.
pub(super) fn word_before(before: &str) -> &str {
    before.split_whitespace().next_back().unwrap_or("")
}

fn meeting(change: &Change) -> String {
    let place = &change.place;
    let on = |side: &Side| capital(&lines(side.lines));
    let here = format!("Line {}", place.line);
    let after = || match word_before(&place.before) {
        "" => "at the start".to_owned(),
        word => format!("after {}", named(word, place.nth)),
    };
    match (change.kind, change.old.as_ref(), change.new.as_ref()) {
        (ChangeKind::Move, Some(old), _) => format!("Move {} to {}", lines(old.lines), between(place.line)),
        (ChangeKind::Split, Some(_), _) => {
            let at = |place: &Place| {
                let word = named(word_before(&place.before), place.nth);
                format!("at line {} after {word}", place.line)
            };
            let places: Vec<String> = std::iter::once(place).chain(&change.again).map(at).collect();
            format!("Split the paragraph {}", places.join(" and "))
        }
        (ChangeKind::Join, Some(old), _) => format!("Join the paragraphs in {}", lines(old.lines)),
        (_, Some(old), new) if change.class == Class::Spacing => match new {
            None => format!("{here}: {}, delete {}", after(), space(&old.text)),
            Some(new) => format!(
                "{here}: {}, delete {}, insert {}",
                after(),
                space(&old.text),
                space(&new.text)
            ),
        },
        (_, None, Some(new)) if change.class == Class::Spacing => {
            format!("{here}: {}, insert {}", after(), space(&new.text))
        }
        (_, old, new)
            if change.class == Class::Numbering && [old, new].into_iter().flatten().all(is_level) =>
        {
            let verb = if old.is_some() { "raise" } else { "lower" };
            let what = match old.or(new) {
                Some(side) if side.text.starts_with('#') => "heading",
                _ => "item",
            };
            format!("{here}: {verb} the level of the {what}")
        }
        (_, old, new) if change.class == Class::Numbering => match (old, new) {
            (Some(old), Some(new)) => format!(
                "{}: renumber {} as {}",
                on(old),
                quoted(&old.text),
                quoted(&new.text)
            ),
            (Some(old), None) => format!("{}: delete the marker {}", on(old), quoted(old.text.trim())),
            (_, new) => format!(
                "{here}: insert the marker {}",
                quoted(new.map_or("", |new| new.text.trim()))
            ),
        },
        (_, Some(old), Some(new)) if is_whole(change) => {
            format!("Delete {}, insert {}", lines(old.lines), quoted(&new.text))
        }
        (_, Some(old), Some(new)) => {
            format!(
                "{}: delete {}, insert {}",
                on(old),
                named(&old.text, place.nth),
                quoted(&new.text)
            )
        }
        (_, Some(old), None) if is_whole(change) => format!("Delete {}", lines(old.lines)),
        (_, Some(old), None) => format!("{}: delete {}", on(old), named(&old.text, place.nth)),
        (_, None, Some(new)) if is_whole(change) => {
            format!("{} insert {}", capital(&between(place.line)), quoted(&new.text))
        }
        (_, None, Some(new)) => format!("{here}: {} insert {}", after(), quoted(&new.text)),
        (_, None, None) => String::new(),
    }
}

/// Whether this is indentation, or some of the signs of a heading but not its whole marker.
fn is_level(side: &Side) -> bool {
    let whole_marker = (side.end - side.start) as usize > side.text.len();
    side.text.trim().is_empty() || side.text.chars().all(|c| c == '#') && !whole_marker
}

fn space(text: &str) -> String {
    match text {
        " " => "a space".to_owned(),
        "\u{a0}" => "a no-break space".to_owned(),
        _ if text.chars().all(|c| c == ' ') => format!("{} spaces", text.len()),
        _ => quoted(text),
    }
}

fn sentence(change: &Change) -> String {
    let place = &change.place;
    let after = |or: &str| match word_before(&place.before) {
        "" => or.to_owned(),
        word => format!("after {}", word_aloud(word)),
    };
    let class = match change.class {
        Class::Wording => "",
        Class::Figure => "A figure. ",
        Class::Punctuation => "Punctuation only. ",
        Class::Spacing => "Spacing only. ",
        Class::Case => "Capitals only. ",
        Class::Numbering => "Numbering only. ",
    };
    match (change.kind, change.old.as_ref(), change.new.as_ref()) {
        (ChangeKind::Move, Some(old), _) => {
            let scope = change.scope.as_ref().map(governs).unwrap_or_default();
            let verb = if old.lines.0 == old.lines.1 {
                "moves"
            } else {
                "move"
            };
            format!(
                "{} {verb} to {}.{scope}",
                capital(&range(old.lines)),
                between(place.line)
            )
        }
        (ChangeKind::Split, Some(_), _) => {
            let again = change.again.iter().map(|place| match word_before(&place.before) {
                "" => format!(", and at line {}", place.line),
                word => format!(", and at line {} after {}", place.line, word_aloud(word)),
            });
            format!(
                "The paragraph at line {} is split {}{}.",
                place.line,
                after("there"),
                again.collect::<String>()
            )
        }
        (ChangeKind::Join, Some(old), _) => format!("The paragraphs in {} become one.", range(old.lines)),
        _ if change.class == Class::Spacing => {
            format!("{class}Line {}, {}.", place.line, after("at the start"))
        }
        (_, Some(old), Some(new)) if is_whole(change) => {
            let verb = if old.lines.0 == old.lines.1 {
                "gives"
            } else {
                "give"
            };
            format!(
                "{class}{} {verb} way to: {}.",
                capital(&range(old.lines)),
                aloud(&new.text)
            )
        }
        (_, Some(old), Some(new)) => {
            format!(
                "{class}In {}, {} becomes {}.",
                range(old.lines),
                aloud(&old.text),
                aloud(&new.text)
            )
        }
        (_, Some(old), None) if is_whole(change) => {
            format!("{class}Deleted, {}: {}.", range(old.lines), aloud(&old.text))
        }
        (_, Some(old), None) => format!("{class}In {}, deleted: {}.", range(old.lines), aloud(&old.text)),
        (_, None, Some(new)) if is_whole(change) => {
            format!(
                "{class}New paragraph {}: {}.",
                between(place.line),
                aloud(&new.text)
            )
        }
        (_, None, Some(new)) => {
            format!(
                "{class}In line {}, {}, inserted: {}.",
                place.line,
                after("at the start"),
                aloud(&new.text)
            )
        }
        (_, None, None) => String::new(),
    }
}

/// What a moved heading has gained and lost, in a sentence.
fn governs(scope: &Scope) -> String {
    let count = |n: usize| {
        if n == 1 {
            "1 paragraph".to_owned()
        } else {
            format!("{n} paragraphs")
        }
    };
    let mut said = String::new();
    if let (Some(first), Some(last)) = (scope.lost.first(), scope.lost.last()) {
        let lines = range((first.lines.0, last.lines.1));
        said += &format!(" It no longer governs {}, {lines}.", count(scope.lost.len()));
    }
    if let (Some(first), Some(last)) = (scope.gained.first(), scope.gained.last()) {
        let lines = range((first.lines.0, last.lines.1));
        said += &format!(
            " It now governs {} more, {lines} of the new text.",
            count(scope.gained.len())
        );
    }
    said
}

/// Text as it can be read aloud: a lone mark is named, what cannot be seen is shown.
fn aloud(text: &str) -> String {
    let name = match text.trim() {
        "." => "full stop",
        "," => "comma",
        ";" => "semicolon",
        ":" => "colon",
        "?" => "question mark",
        "!" => "exclamation mark",
        "-" => "hyphen",
        "–" | "—" => "dash",
        "(" => "opening bracket",
        ")" => "closing bracket",
        "‘" | "“" => "opening quotation mark",
        "’" | "”" | "'" | "\"" => "closing quotation mark",
        text => return visible(text).trim_end_matches(['.', ';']).to_owned(),
    };
    name.to_owned()
}

/// A word that only tells a place, without the mark that follows it.
fn word_aloud(word: &str) -> String {
    let bare = word.trim_end_matches([',', ';', ':', '.']);
    aloud(if bare.is_empty() { word } else { bare })
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

/// Where words occur in a text as whole words.
pub(super) fn occurrences<'a>(text: &'a str, words: &'a str) -> impl Iterator<Item = usize> + 'a {
    let edge = |a: Option<char>, b: Option<char>| {
        !(a.is_some_and(char::is_alphanumeric) && b.is_some_and(char::is_alphanumeric))
    };
    text.match_indices(words).map(|(at, _)| at).filter(move |at| {
        edge(text[..*at].chars().next_back(), words.chars().next())
            && edge(words.chars().next_back(), text[at + words.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::canon::Canonical;
    use crate::text::diff::diff;

    #[track_caller]
    fn check(old: &str, new: &str, meeting: &[&str], aloud: &[&str]) {
        let diff = diff(&Canonical::of(old), &Canonical::of(new));
        assert_eq!(wording(&diff), meeting);
        let spoken: Vec<_> = spoken(&diff)
            .into_iter()
            .map(|said| {
                said.split_once(". ")
                    .map_or(String::new(), |said| said.1.to_owned())
            })
            .collect();
        assert_eq!(spoken, aloud);
    }

    #[test]
    fn words() {
        check(
            "The red brown fox jumped over the rolling log.",
            "The brown spotted fox jumped over the rolling log",
            &[
                "Line 1: delete 'red'",
                "Line 1: after 'brown' insert 'spotted'",
                "Line 1: delete '.'",
            ],
            &[
                "In line 1, deleted: red.",
                "In line 1, after brown, inserted: spotted.",
                "Punctuation only. In line 1, deleted: full stop.",
            ],
        );
        check(
            "Care is free and care is good and care is near.",
            "Care is free and help is good and care is very near.",
            &[
                "Line 1: delete the first 'care', insert 'help'",
                "Line 1: after the third 'is' insert 'very'",
            ],
            &[
                "In line 1, care becomes help.",
                "In line 1, after is, inserted: very.",
            ],
        );
        check(
            "Pay 15 pounds.",
            "Pay 12 pounds.",
            &["Line 1: delete '15', insert '12'"],
            &["A figure. In line 1, 15 becomes 12."],
        );
        check(
            "a care.",
            "In England a care.",
            &["Line 1: at the start insert 'In England'"],
            &["In line 1, at the start, inserted: In England."],
        );
        check(
            "Two  spaces here.",
            "Two spaces here.",
            &["Line 1: after 'Two', delete a space"],
            &["Spacing only. Line 1, after Two."],
        );
    }

    #[test]
    fn paragraphs() {
        check(
            "One is here.\n\nTwo is here.",
            "One is here.",
            &["Delete line 2"],
            &["Deleted, line 2: Two is here."],
        );
        check(
            "One.\n\nTwo.",
            "Zero comes.\n\nOne.\n\nNew thing.\n\nTwo.",
            &[
                "Before line 1 insert 'Zero comes.'",
                "After line 1 insert 'New thing.'",
            ],
            &[
                "New paragraph before line 1: Zero comes.",
                "New paragraph after line 1: New thing.",
            ],
        );
        check(
            "One two three four.\n\nFive six.",
            "Five six.\n\nOne two three four.",
            &["Move line 2 to before line 1"],
            &["Line 2 moves to before line 1."],
        );
        check(
            "One two three four five.",
            "One two three\n\nfour five.",
            &["Split the paragraph at line 1 after 'three'"],
            &["The paragraph at line 1 is split after three."],
        );
        check(
            "One two, three four, five six.",
            "One two,\n\nthree four,\n\nfive six.",
            &["Split the paragraph at line 1 after 'two,' and at line 1 after 'four,'"],
            &["The paragraph at line 1 is split after two, and at line 1 after four."],
        );
        check(
            "One two three\n\nfour five.",
            "One two three four five.",
            &["Join the paragraphs in lines 1–2"],
            &["The paragraphs in lines 1 to 2 become one."],
        );
        check(
            "All of this is wrong.",
            "Nothing here remains true.",
            &["Delete line 1, insert 'Nothing here remains true.'"],
            &["Line 1 gives way to: Nothing here remains true."],
        );
        check(
            "## One\n\nTwo is here.",
            "### One\n\n# Two is here.",
            &[
                "Line 1: lower the level of the heading",
                "Line 2: insert the marker '#'",
            ],
            &[
                "Numbering only. In line 1, at the start, inserted: #.",
                "Numbering only. In line 2, at the start, inserted: #.",
            ],
        );
        check(
            "1. one thing\n2. two things",
            "1. zero\n2. one thing\n3. two things",
            &[
                "Before line 1 insert '1. zero'",
                "Line 1: renumber '1' as '2'",
                "Line 2: renumber '2' as '3'",
            ],
            &[
                "New paragraph before line 1: 1. zero.",
                "Numbering only. In line 1, 1 becomes 2.",
                "Numbering only. In line 2, 2 becomes 3.",
            ],
        );
    }

    #[test]
    fn scope_of_a_moved_heading() {
        let old =
            "We must:\n\nplan the first thing well\n\nmake a second thing\n\nand care about a third thing";
        let new =
            "plan the first thing well\n\nWe must:\n\nmake a second thing\n\nand care about a third thing";
        check(
            old,
            new,
            &["Move line 1 to after line 2"],
            &["Line 1 moves to after line 2. It no longer governs 1 paragraph, line 2."],
        );
    }

    #[test]
    fn ordinals() {
        assert_eq!(
            [1, 10, 11, 21, 22, 112].map(ordinal),
            ["first", "tenth", "11th", "21st", "22nd", "112th"]
        );
    }
}
