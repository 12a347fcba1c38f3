//! Plain text, without and with line numbers.

use crate::FinalText;
use std::fmt::Write;

/// The line between the text and what is said of it: two hyphens and a space, as before a signature in a mail.
///
/// No line of a canonical text ends in a space, so this line is never part of one.
pub const SEPARATOR: &str = "-- ";

/// The title, a blank line and the text, and nothing else: exactly what the fingerprint was made from, so that any
/// program that computes SHA-256 checks the whole file.
pub fn bare(text: &FinalText) -> String {
    format!("{}\n\n{}", text.title, text.text.as_str())
}

/// The title, the text and then the facts.
///
/// All that stands before the separator is exactly what the fingerprint was made from, so anybody can check a copy
/// with `sed '/^-- $/,$d' FILE | sha256sum`.
pub fn plain(text: &FinalText) -> String {
    let mut out = bare(text);
    facts(&mut out, text);
    out.push_str("To check this copy: sed '/^-- $/,$d' FILE | sha256sum\n");
    out
}

/// The same with numbered lines, as they are broken and numbered everywhere else.
pub fn numbered(text: &FinalText) -> String {
    let width = text.lines.last().map_or(1, |line| line.n).to_string().len();
    let mut out = format!("{}\n", text.title);
    let mut paragraph = None;
    for line in &text.lines {
        if paragraph != Some(line.paragraph) {
            out.push('\n');
            paragraph = Some(line.paragraph);
        }
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{:>width$}  {}", line.n, line.text);
    }
    if text.lines.is_empty() {
        out.push('\n');
    }
    facts(&mut out, text);
    out.push_str("The fingerprint is that of the text without line numbers.\n");
    out
}

fn facts(out: &mut String, text: &FinalText) {
    out.push_str(SEPARATOR);
    out.push('\n');
    for fact in text.facts() {
        let _ = writeln!(out, "{}: {}", fact.label, fact.value);
    }
}
