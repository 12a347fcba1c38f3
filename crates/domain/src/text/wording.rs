//! Changes in the words that a meeting uses.

use super::diff::{Change, ChangeKind, Diff, Side};

/// Every change in the form of an amendment, in the order of [`Diff::changes`].
pub fn wording(diff: &Diff) -> Vec<String> {
    diff.changes.iter().map(meeting).collect()
}

/// Every change as a sentence to be read aloud, in the order of [`Diff::changes`].
pub fn spoken(diff: &Diff) -> Vec<String> {
    wording(diff)
}

fn lines(side: &Side) -> String {
    match side.lines {
        (first, last) if first == last => format!("line {first}"),
        (first, last) => format!("lines {first}–{last}"),
    }
}

fn meeting(change: &Change) -> String {
    let (old, new) = (change.old.as_ref(), change.new.as_ref());
    match (change.kind, old, new) {
        (ChangeKind::Replace, Some(old), Some(new)) => {
            format!(
                "{}: delete ‘{}’, insert ‘{}’",
                capital(&lines(old)),
                old.text,
                new.text
            )
        }
        (_, Some(old), None) => format!("{}: delete ‘{}’", capital(&lines(old)), old.text),
        (_, None, Some(new)) => format!("Insert ‘{}’", new.text),
        (_, Some(old), Some(_)) => format!("Move {}", lines(old)),
        (_, None, None) => String::new(),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}
