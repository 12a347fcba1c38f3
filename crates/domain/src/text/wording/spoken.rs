//! Changes in sentences, for a screen reader or a reader-out.
//!
//! No quotation marks, brackets or signs that a voice would read as punctuation or skip; marks that
//! changed are named. "The second time" tells words apart that are on their lines more than once.

use super::{Told, between, is_level, is_whole, word_before};
use crate::text::clauses::names::ordinal;
use crate::text::diff::{Change, ChangeKind, Class, Clause, Diff, Scope, Side, is_invisible};

pub(super) fn tell(diff: &Diff) -> Vec<Told> {
    let all = diff.changes.len();
    let sentence = |change: &Change| {
        let mut text = format!("Change {} of {all}. {}", change.id, sentence(change));
        if let Some(scope) = &change.scope {
            text += &governs(scope, change.kind);
        }
        Told {
            text,
            changes: vec![change.id],
            words: 0,
        }
    };
    diff.changes.iter().map(sentence).collect()
}

fn range((first, last): (u32, u32)) -> String {
    if first == last {
        format!("line {first}")
    } else {
        format!("lines {first} to {last}")
    }
}

fn sentence(change: &Change) -> String {
    let place = &change.place;
    let here = format!("In line {}", place.line);
    let mut before = place.before.split_whitespace().rev();
    let after = match before.find(|word| word.contains(char::is_alphanumeric)) {
        None => "at the start of the paragraph".to_owned(),
        Some(word) => format!("after {}", the_word(word)),
    };
    let (old, new) = (change.old.as_ref(), change.new.as_ref());
    match (change.kind, old, new) {
        (ChangeKind::Move, Some(old), Some(new)) => {
            let several = old.text.contains("\n\n");
            format!(
                "The {} from {} to {}. In the new text {} {}.",
                if several {
                    "paragraphs move".to_owned()
                } else {
                    format!("{} that begins {} moves", thing(&old.text), opening(&old.text))
                },
                range(old.lines),
                between(place.line),
                if several { "they are" } else { "it is" },
                range(new.lines)
            )
        }
        (ChangeKind::Split, ..) => {
            let again = change.again.iter().map(|place| match word_before(&place.before) {
                "" => format!(", and in line {}", place.line),
                word => format!(", and in line {} after {}", place.line, the_word(word)),
            });
            let again: String = again.collect();
            format!("The paragraph in line {} is split {after}{again}.", place.line)
        }
        (ChangeKind::Join, Some(old), _) => format!("The paragraphs in {} become one.", range(old.lines)),
        _ if change.class == Class::Spacing => match (old, new) {
            (Some(old), Some(new)) => format!(
                "{here}, {after}, {} becomes {}.",
                space(&old.text),
                space(&new.text)
            ),
            (Some(old), None) => format!("{here}, {after}, {} goes.", space(&old.text)),
            (_, new) => format!(
                "{here}, {after}, {} comes in.",
                new.map_or(String::new(), |new| space(&new.text))
            ),
        },
        _ if change.class == Class::Numbering => numbering(change),
        (_, Some(old), Some(new)) if is_whole(change) && change.class != Class::Case => format!(
            "The whole of {} is replaced. The new words are: {}.",
            range(old.lines),
            aloud(&new.text)
        ),
        (_, Some(old), Some(new)) => {
            let place = format!("In {}", range(old.lines));
            match change.class {
                Class::Case => format!(
                    "{place}, only capitals change: {} {}.",
                    words(&old.text),
                    capitals(&new.text)
                ),
                Class::Punctuation => marks(&place, old, new, &after),
                _ => {
                    let verb = if is_one(&old.text) { "becomes" } else { "become" };
                    let nth = match change.place.nth {
                        0 => String::new(),
                        nth => format!(
                            ", the {} time {} there,",
                            ordinal(nth),
                            if is_one(&old.text) { "it is" } else { "they are" }
                        ),
                    };
                    format!("{place}, {}{nth} {verb} {}.", words(&old.text), aloud(&new.text))
                }
            }
        }
        (_, Some(old), None) if is_whole(change) => {
            let verb = "is deleted. It said";
            format!(
                "The {} in {} {verb}: {}.",
                thing(&old.text),
                range(old.lines),
                aloud(&old.text)
            )
        }
        (_, Some(old), None) => match mark(&old.text) {
            Some(mark) => format!("In {}, {mark} goes {after}.", range(old.lines)),
            None => {
                let nth = match change.place.nth {
                    0 => String::new(),
                    nth => format!(
                        ", the {} time {} there,",
                        ordinal(nth),
                        if is_one(&old.text) { "it is" } else { "they are" }
                    ),
                };
                let verb = if is_one(&old.text) { "is" } else { "are" };
                format!(
                    "In {}, {}{nth} {verb} deleted.",
                    range(old.lines),
                    words(&old.text)
                )
            }
        },
        (_, None, Some(new)) if is_whole(change) => format!(
            "A new {} comes {}. It says: {}.",
            thing(&new.text),
            between(place.line),
            aloud(&new.text)
        ),
        (_, None, Some(new)) => match mark(&new.text) {
            Some(mark) => format!("{here}, {mark} comes in {after}."),
            None => {
                let verb = if is_one(&new.text) { "comes" } else { "come" };
                format!("{here}, {} {verb} in {after}.", words(&new.text))
            }
        },
        (_, None, None) => String::new(),
    }
}

/// What a paragraph is.
fn thing(text: &str) -> &'static str {
    if text.starts_with('#') {
        "heading"
    } else if crate::text::canon::marker(text).is_some() {
        "list item"
    } else {
        "paragraph"
    }
}

/// The first words of a paragraph.
fn opening(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(8).collect();
    let short: Vec<&str> = words.iter().copied().take(6).collect();
    aloud(&if words.len() <= 7 { words } else { short }.join(" "))
}

fn is_one(text: &str) -> bool {
    text.split_whitespace().nth(1).is_none()
}

fn words(text: &str) -> String {
    if is_one(text) {
        the_word(text)
    } else {
        format!("the words {}", aloud(text))
    }
}

/// "the word profits", "the figure 15", "a comma".
fn the_word(text: &str) -> String {
    match mark(text) {
        Some(mark) => mark,
        None if text.contains(|c: char| c.is_ascii_digit()) => format!("the figure {}", aloud(text)),
        None => format!("the word {}", aloud(text)),
    }
}

fn marks(place: &str, old: &Side, new: &Side, after: &str) -> String {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    match (mark(&old.text), mark(&new.text)) {
        (Some(old), Some(new)) => format!("{place}, {after}, {old} becomes {new}."),
        _ if letters(&old.text) == letters(&new.text) => {
            let twins = old.text.contains('\'') != new.text.contains('\'')
                || old.text.contains('"') != new.text.contains('"');
            let what = if twins {
                "straight and curly marks change"
            } else {
                "punctuation changes"
            };
            format!("{place}, only {what} in {}.", words(&new.text))
        }
        _ => format!("{place}, {} becomes {}.", words(&old.text), aloud(&new.text)),
    }
}

/// How words are written now.
fn capitals(new: &str) -> String {
    let (upper, lower) = (new.contains(char::is_uppercase), new.contains(char::is_lowercase));
    let verb = if is_one(new) { "is" } else { "are" };
    let first = new.chars().next().is_some_and(char::is_uppercase);
    let rest_small = !new.chars().skip(1).any(char::is_uppercase);
    match (upper, lower) {
        (true, false) => format!("{verb} now in capitals"),
        (false, _) => format!("{verb} now in small letters"),
        _ if first && rest_small => if is_one(new) {
            "now begins with a capital"
        } else {
            "now begin with a capital"
        }
        .to_owned(),
        _ => format!("{verb} now in capitals and small letters as in the new text"),
    }
}

fn numbering(change: &Change) -> String {
    let line = change.old.as_ref().map_or(change.place.line, |old| old.lines.0);
    let here = format!("Numbering only. In line {line}");
    let sign = |side: &Side| {
        let text = side.text.trim();
        match text {
            "-" => "a bullet".to_owned(),
            text if !text.is_empty() && text.chars().all(|c| c == '#') => "a heading mark".to_owned(),
            text => format!("the number {}", text.trim_matches(|c: char| !c.is_alphanumeric())),
        }
    };
    match (change.old.as_ref(), change.new.as_ref()) {
        (old, new) if old.is_none_or(is_level) && new.is_none_or(is_level) => {
            let verb = if old.is_some() { "up" } else { "down" };
            let heading = old.or(new).is_some_and(|side| side.text.starts_with('#'));
            format!(
                "{here}, the {} goes {verb} a level.",
                if heading { "heading" } else { "item" }
            )
        }
        (Some(old), Some(new)) => {
            let to = sign(new);
            format!(
                "{here}, {} becomes {}.",
                sign(old),
                to.strip_prefix("the number ").unwrap_or(&to)
            )
        }
        (Some(old), None) => format!("{here}, {} goes.", sign(old)),
        (_, new) => format!("{here}, {} comes in.", new.map_or(String::new(), sign)),
    }
}

/// What a heading or clause has gained and lost, in sentences.
pub(super) fn governs(scope: &Scope, kind: ChangeKind) -> String {
    let count = |n: usize| {
        if n == 1 {
            "1 paragraph".to_owned()
        } else {
            format!("{n} paragraphs")
        }
    };
    let mut said = String::new();
    if !scope.lost.is_empty() {
        let (what, lines) = (count(scope.lost.len()), lines_of(&scope.lost));
        said += &match kind {
            ChangeKind::Delete if scope.lost.len() == 1 => {
                format!(" It governed {what} that stays, {lines}.")
            }
            ChangeKind::Delete => format!(" It governed {what} that stay, {lines}."),
            _ => format!(" It no longer governs {what}, {lines}."),
        };
    }
    if !scope.gained.is_empty() {
        let (what, lines) = (count(scope.gained.len()), lines_of(&scope.gained));
        said += &match kind {
            ChangeKind::Insert => {
                let were = if scope.gained.len() == 1 { "was" } else { "were" };
                format!(" It governs {what} that {were} there before, {lines} of the new text.")
            }
            _ => format!(" It now governs {what} more, {lines} of the new text."),
        };
    }
    let under = |clause: &Clause| format!("{} in line {}", aloud(&clause.text), clause.lines.0);
    said += &match (&scope.left, &scope.under) {
        (Some(left), Some(now)) => {
            format!(
                " It leaves {} and comes under {} of the new text.",
                under(left),
                under(now)
            )
        }
        (Some(left), None) => format!(" It leaves {}.", under(left)),
        (None, Some(now)) => format!(" It comes under {} of the new text.", under(now)),
        (None, None) => String::new(),
    };
    said
}

/// The lines of some clauses; only the first of many gaps are told.
fn lines_of(clauses: &[Clause]) -> String {
    let mut runs: Vec<(Clause, (u32, u32))> = Vec::new();
    for clause in clauses {
        match runs.last_mut() {
            Some((last, lines)) if last.paragraph + 1 == clause.paragraph => {
                *last = clause.clone();
                lines.1 = clause.lines.1;
            }
            _ => runs.push((clause.clone(), clause.lines)),
        }
    }
    let said: Vec<String> = runs.iter().take(4).map(|(_, lines)| range(*lines)).collect();
    match said.as_slice() {
        _ if runs.len() > 4 => format!("{} and others", said.join(", ")),
        [said @ .., last] if !said.is_empty() => format!("{} and {last}", said.join(", ")),
        said => said.concat(),
    }
}

/// A lone mark by its name.
fn mark(text: &str) -> Option<String> {
    let name = match text.trim() {
        "." => "a full stop",
        "," => "a comma",
        ";" => "a semicolon",
        ":" => "a colon",
        "?" => "a question mark",
        "!" => "an exclamation mark",
        "-" => "a hyphen",
        "–" | "—" => "a dash",
        "(" => "an opening bracket",
        ")" => "a closing bracket",
        "[" => "an opening square bracket",
        "]" => "a closing square bracket",
        "‘" | "“" => "an opening quotation mark",
        "’" | "”" => "a closing quotation mark",
        "'" | "\"" => "a straight quotation mark",
        "…" | "..." => "three dots",
        "/" => "a slash",
        "%" => "a per cent sign",
        "&" => "an ampersand",
        text if !text.is_empty() && !text.contains(char::is_alphanumeric) => {
            return Some(if text.chars().all(|c| is_invisible(c) || c.is_whitespace()) {
                "something invisible".to_owned()
            } else {
                // One sign without a name of its own is just that.
                let many = text.trim().chars().nth(1).is_some();
                let all: Vec<String> = text
                    .trim()
                    .chars()
                    .take_while(|_| many)
                    .filter_map(|c| mark(c.encode_utf8(&mut [0; 4])))
                    .collect();
                match all.len() {
                    2..=4 => all.join(" and "),
                    _ if many => "signs".to_owned(),
                    _ => "a sign".to_owned(),
                }
            });
        }
        _ => return None,
    };
    Some(name.to_owned())
}

fn space(text: &str) -> String {
    let count = text.chars().count();
    match text {
        " " => "a space".to_owned(),
        "\u{a0}" => "a no-break space".to_owned(),
        text if text.chars().all(|c| c == ' ') => format!("a gap of {count} spaces"),
        text if text.contains(is_invisible) => "something invisible".to_owned(),
        _ => "other space".to_owned(),
    }
}

/// Text as a voice should read it.
fn aloud(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (n, line) in text.split("\n\n").enumerate() {
        if n > 0 {
            let out_end = out.trim_end_matches(['.', ',', ';', ':', ' ']).len();
            out.truncate(out_end);
            out.push_str(". Next paragraph: ");
        }
        let line = line.trim_start().trim_start_matches('#').trim_start();
        let line = line.strip_prefix("- ").unwrap_or(line);
        let mut before = ' ';
        for c in line.chars() {
            match c {
                '‘' | '“' | '”' | '"' | '[' | ']' | '{' | '}' | '*' | '_' | '…' | '<' | '>' | '|' | '`'
                | '~' | '^' => {}
                // An apostrophe belongs to its word, a quotation mark does not.
                '\'' | '’' if !before.is_alphanumeric() => {}
                '–' | '—' if before == ' ' => {
                    out.truncate(out.trim_end().len());
                    out.push(',');
                }
                '–' | '—' => out.push(' '),
                '(' => out.push_str(if out.is_empty() || out.ends_with(", ") {
                    ""
                } else {
                    ", "
                }),
                ')' => out.push(','),
                '&' => out.push_str("and"),
                '%' => out.push_str(" per cent"),
                '#' => out.push_str("number "),
                '\u{a0}' => out.push(' '),
                c if is_invisible(c) => {}
                c => out.push(c),
            }
            before = c;
        }
    }
    let mut said = String::with_capacity(out.len());
    for word in out.split_whitespace() {
        let glue = matches!(word, "," | "." | ";" | ":");
        if !said.is_empty() && !glue {
            said.push(' ');
        }
        said.push_str(word);
    }
    let said = said.replace(",,", ",").replace(",.", ".").replace(" ,", ",");
    let said = said
        .trim_matches([',', ' '])
        .trim_end_matches(['.', ';', ':', ','])
        .trim_end_matches('’');
    match said {
        "" => mark(text).unwrap_or_else(|| "nothing that can be read".to_owned()),
        said => said.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::canon::Canonical;
    use crate::text::diff::diff;

    #[track_caller]
    fn check(old: &str, new: &str, expected: &[&str]) {
        let told = tell(&diff(&Canonical::of(old), &Canonical::of(new)));
        let said: Vec<&str> = told
            .iter()
            .filter_map(|told| Some(told.text.split_once(". ")?.1))
            .collect();
        assert_eq!(said, expected);
    }

    #[test]
    fn words_and_figures() {
        check(
            "The red brown fox jumped over the rolling log.",
            "The brown spotted fox jumped over the rolling log",
            &[
                "In line 1, the word red is deleted.",
                "In line 1, the word spotted comes in after the word brown.",
                "In line 1, a full stop goes after the word log.",
            ],
        );
        check(
            "Care is free and care is good and care is near.",
            "Care is free and help is good and care is very near.",
            &[
                "In line 1, the word care, the first time it is there, becomes help.",
                "In line 1, the word very comes in after the word is.",
            ],
        );
        check(
            "Pay 15 pounds.",
            "Pay 12 pounds.",
            &["In line 1, the figure 15 becomes 12."],
        );
        check(
            "We say “care” for all.",
            "We say “good (and free) care” for all.",
            &["In line 1, the words good, and free come in after the word say."],
        );
    }

    #[test]
    fn small_changes_are_said_in_words() {
        check(
            "Two  spaces here.",
            "Two spaces here.",
            &["In line 1, after the word Two, a space goes."],
        );
        check(
            "They PREVENTthe loss.",
            "They PREVENT the loss.",
            &["In line 1, after the word PREVENT, a space comes in."],
        );
        check(
            "For our CARE now.",
            "For our care now.",
            &["In line 1, only capitals change: the word CARE is now in small letters."],
        );
        check(
            "1. one thing\n2. two things",
            "1. zero\n2. one thing\n3. two things",
            &[
                "A new list item comes before line 1. It says: 1. zero.",
                "Numbering only. In line 1, the number 1 becomes 2.",
                "Numbering only. In line 2, the number 2 becomes 3.",
            ],
        );
    }

    #[test]
    fn paragraphs() {
        check(
            "One is here.\n\nTwo is here.",
            "One is here.",
            &["The paragraph in line 2 is deleted. It said: Two is here."],
        );
        check(
            "One two three four.\n\nFive six.",
            "Five six.\n\nOne two three four.",
            &[
                "The paragraph that begins Five six moves from line 2 to before line 1. In the new text it is line 1.",
            ],
        );
        check(
            "One two three four five.",
            "One two three\n\nfour five.",
            &["The paragraph in line 1 is split after the word three."],
        );
        check(
            "One two three\n\nfour five.",
            "One two three four five.",
            &["The paragraphs in lines 1 to 2 become one."],
        );
    }

    #[test]
    fn clauses_that_come_under_another_heading() {
        check(
            "Conference notes:\n\n- one thing is so\n- pay is low for many\n\nConference demands:\n\n- three more things",
            "Conference notes:\n\n- one thing is so\n\nConference demands:\n\n- pay is low for many\n- three more things",
            &[
                "The paragraph that begins Conference demands moves from line 4 to after line 2. In the new text it is line 3. \
                 It now governs 1 paragraph more, line 4 of the new text.",
            ],
        );
        check(
            "Conference notes:\n\n- one thing is so\n- pay is low for all of them\n- two things are so\n\nConference demands:\n\n- three more things\n- four of them",
            "Conference notes:\n\n- one thing is so\n- two things are so\n\nConference demands:\n\n- three more things\n- pay is low for all of them\n- four of them",
            &[
                "The list item that begins pay is low for all moves from line 3 to after line 6. In the new text it is line 6. \
                 It leaves Conference notes in line 1 and comes under Conference demands in line 4 of the new text.",
            ],
        );
    }

    #[test]
    fn headings_that_come_and_go() {
        let text = "# Care\n\nOne is first.\n\nTwo is next.";
        check(
            text,
            "# Care\n\nOne is first.\n\n# Pay\n\nTwo is next.",
            &[
                "A new heading comes after line 2. It says: Pay. It governs 1 paragraph that was there before, line 4 of the new text.",
            ],
        );
        check(
            text,
            "One is first.\n\nTwo is next.",
            &[
                "The heading in line 1 is deleted. It said: Care. It governed 2 paragraphs that stay, lines 2 to 3.",
            ],
        );
        check(
            text,
            "# Care\n\nOne is first.\n\n# Pay\n\nNothing like it stood here.\n\nTwo is next.",
            &[
                "A new heading comes after line 2. It says: Pay. It governs 1 paragraph that was there before, line 5 of the new text.",
                "A new paragraph comes after line 2. It says: Nothing like it stood here.",
            ],
        );
    }

    #[test]
    fn scope_of_a_moved_heading() {
        check(
            "We must:\n\nplan the first thing well\n\nmake a second thing\n\nand care about a third thing",
            "plan the first thing well\n\nWe must:\n\nmake a second thing\n\nand care about a third thing",
            &[
                "The paragraph that begins We must moves from line 1 to after line 2. In the new text it is line 2. \
                 It no longer governs 1 paragraph, line 2.",
            ],
        );
    }
}
