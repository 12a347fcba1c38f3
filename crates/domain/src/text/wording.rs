//! Changes in the words that a meeting uses: to be moved, to be read back, to be read aloud.
//!
//! There are three styles, for the two ways in which conferences cite a text and for the ear:
//!
//! | [`Style`] | an instruction | a place |
//! |---|---|---|
//! | `Line` | Line 7: delete 'profits', insert 'dividends' | lines of the old text |
//! | `Clause` | Believes 2: delete 'profits', insert 'dividends' | [names of clauses](super::clauses::names), else lines |
//! | `Spoken` | Change 3 of 8. In line 7, the word profits becomes dividends. | lines, in whole sentences |
//!
//! Places are those of the old text, as everybody has it in hand. Words are [quoted](quote)
//! exactly; where they occur more than once in their place, it is said which of them is meant.
//! By clause, what comes after the last clause is told as "Add at end", of the text or of what is
//! under a label, and where everything after a point gives way, as "Delete all after 'Conference'".
//!
//! With *a* and *b* for the texts, what is told of diff(*a*, *b*) by line or by clause and then
//! [typed](super::typed) for *a* makes *b*, byte for byte. (`what_is_told_can_be_typed`)

use serde::{Deserialize, Serialize};

use super::clauses::names::ordinal;
use super::diff::{Change, ChangeKind, Class, Diff, Place, Side, visible};
use super::lines::Layout;
use super::words::Switches;
use super::words::cost;

pub mod quote;
mod spoken;
mod tell;

/// How changes are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Style {
    /// By numbered line.
    #[default]
    Line,
    /// By clause, where it has a name of its own.
    Clause,
    /// In sentences to be read aloud.
    Spoken,
}

/// An instruction or sentence about one or more changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// What is said, in one line.
    pub text: String,
    /// The changes it makes, by their numbers. One that takes several instructions, such as a join
    /// of three paragraphs, is named by each of them.
    pub changes: Vec<u32>,
    /// The words that come less those that go; of a change with several instructions, with the first.
    pub words: i32,
}

impl Told {
    /// The instruction with its cost: "… (+9 words)".
    pub fn with_cost(&self) -> String {
        format!("{}{}", self.text, cost::said(self.words))
    }

    /// The sentence with its cost: "… That is 9 words more."
    pub fn with_cost_aloud(&self) -> String {
        format!("{} {}", self.text, cost::aloud(self.words))
            .trim_end()
            .to_owned()
    }
}

/// Tells all changes, with lines by the default layout and costs by rule A.
///
/// ```
/// use domain::text::{canon::Canonical, diff::diff, lines::Layout, typed::amend};
/// use domain::text::wording::{Style, Told, tell};
/// let old = Canonical::of("Conference believes:\n\n1. that profits come first\n2. pay is low");
/// let new = Canonical::of("Conference believes:\n\n1. that people come first\n2. pay is low\n3. pay must rise");
/// let told = tell(&diff(&old, &new), Style::Clause);
/// let said: Vec<String> = told.iter().map(Told::with_cost).collect();
/// assert_eq!(
///     said,
///     ["Believes 1: delete 'profits', insert 'people'", "Add at end of 'Believes': '3. pay must rise' (+3 words)"]
/// );
/// assert_eq!(amend(&old, Layout::default(), &said.join("\n")), Ok(new));
/// ```
pub fn tell(diff: &Diff, style: Style) -> Vec<Told> {
    tell_with(diff, style, Layout::default(), Switches::default())
}

/// Tells all changes, with lines by the layout of the old text and costs by some rule.
pub fn tell_with(diff: &Diff, style: Style, layout: Layout, switches: Switches) -> Vec<Told> {
    if diff.is_same() {
        return Vec::new();
    }
    let mut told = match style {
        Style::Spoken => spoken::tell(diff),
        _ => tell::tell(diff, style, layout),
    };
    let costs = cost::costs(diff, switches);
    let mut counted = vec![false; costs.len()];
    for one in &mut told {
        for n in one.changes.iter().filter_map(|id| (*id as usize).checked_sub(1)) {
            if let (Some(cost), Some(counted @ false)) = (costs.get(n), counted.get_mut(n)) {
                *counted = true;
                one.words = one.words.saturating_add(cost.net());
            }
        }
    }
    told
}

/// Every change by itself in the form of an amendment, in the order of [`Diff::changes`]: for lists
/// beside a text that shows the changes.
///
/// To make the changes from their wording, use [`tell`], which proves each instruction.
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
///
/// ```
/// # use domain::text::{canon::Canonical, diff::diff, wording::spoken};
/// let diff = diff(&Canonical::of("Pay the profits out."), &Canonical::of("Pay the dividends out."));
/// assert_eq!(spoken(&diff), ["Change 1 of 1. In line 1, the word profits becomes dividends."]);
/// ```
pub fn spoken(diff: &Diff) -> Vec<String> {
    spoken::tell(diff).into_iter().map(|told| told.text).collect()
}

/// What a change puts under another heading, in sentences: "Scope changed. It no longer governs
/// 1 paragraph, line 2."; `None` where there is nothing.
pub fn scope(change: &Change) -> Option<String> {
    let scope = change.scope.as_ref()?;
    Some(format!("Scope changed.{}", spoken::governs(scope, change.kind)))
}

fn lines((first, last): (u32, u32)) -> String {
    if first == last {
        format!("line {first}")
    } else {
        format!("lines {first}–{last}")
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

/// Quoted for a list that is not typed again: as short as can be.
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
        _ => quote::quoted(text),
    }
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
    fn check(old: &str, new: &str, meeting: &[&str]) {
        let diff = diff(&Canonical::of(old), &Canonical::of(new));
        assert_eq!(wording(&diff), meeting);
        let told: Vec<String> = tell(&diff, Style::Line)
            .into_iter()
            .map(|told| told.text)
            .collect();
        assert_eq!(told, meeting);
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
        );
        check(
            "Care is free and care is good and care is near.",
            "Care is free and help is good and care is very near.",
            &[
                "Line 1: delete the first 'care', insert 'help'",
                "Line 1: after the third 'is' insert 'very'",
            ],
        );
        check(
            "Pay 15 pounds.",
            "Pay 12 pounds.",
            &["Line 1: delete '15', insert '12'"],
        );
        check(
            "a care.",
            "In England a care.",
            &["Line 1: at the start insert 'In England'"],
        );
        check(
            "Two  spaces here.",
            "Two spaces here.",
            &["Line 1: after 'Two', delete a space"],
        );
    }

    #[test]
    fn paragraphs() {
        check("One is here.\n\nTwo is here.", "One is here.", &["Delete line 2"]);
        check(
            "One.\n\nTwo.",
            "Zero comes.\n\nOne.\n\nNew thing.\n\nTwo.",
            &[
                "Before line 1 insert 'Zero comes.'",
                "After line 1 insert 'New thing.'",
            ],
        );
        check(
            "One two three four.\n\nFive six.",
            "Five six.\n\nOne two three four.",
            &["Move line 2 to before line 1"],
        );
        check(
            "One two three four five.",
            "One two three\n\nfour five.",
            &["Split the paragraph at line 1 after 'three'"],
        );
        check(
            "One two, three four, five six.",
            "One two,\n\nthree four,\n\nfive six.",
            &["Split the paragraph at line 1 after 'two,' and at line 1 after 'four,'"],
        );
        check(
            "## One\n\nTwo is here.",
            "### One\n\n# Two is here.",
            &[
                "Line 1: lower the level of the heading",
                "Line 2: insert the marker '#'",
            ],
        );
        check(
            "One two three\n\nfour five.",
            "One two three four five.",
            &["Join the paragraphs in lines 1–2"],
        );
        check(
            "All of this is wrong.",
            "Nothing here remains true.",
            &["Delete line 1, insert 'Nothing here remains true.'"],
        );
        check(
            "1. one thing\n2. two things",
            "1. zero\n2. one thing\n3. two things",
            &[
                "Before line 1 insert '1. zero'",
                "Line 1: renumber '1' as '2'",
                "Line 2: renumber '2' as '3'",
            ],
        );
    }
}
