//! Pairs of texts with the answer that was read and found right.
//!
//! A file holds the old text, the new text and what is told: the marked text, the summary, the
//! wording for a meeting with its cost in words, and what governs other clauses now.
//! `docs/tricky-cases.md` explains each pair. Characters that cannot be seen, or be told from others,
//! stand as `⟨U+200B⟩`. After `==== is pasted as` the new text goes through import, as it would in
//! the editor. To write the answers anew, set `UPDATE_GOLDEN=1`, and read what changed.

use domain::text::canon::Canonical;
use domain::text::diff::{diff, marks, summary};
use domain::text::import::import;
use domain::text::wording::{Style, Told, spoken, tell};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// At least so many pairs are kept.
const PAIRS: usize = 89;

fn pairs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("the folder can be read").path())
        .collect();
    files.sort();
    assert!(files.len() >= PAIRS, "{} pairs", files.len());
    files
}

#[test]
fn answers_stay_right() {
    let mut wrong = Vec::new();
    for file in pairs() {
        let kept = std::fs::read_to_string(&file).unwrap();
        let (texts, expected) = kept.split_once("==== is told as\n").unwrap();
        let pasted = texts.split_once("==== is pasted as\n");
        let (old, new) = pasted.or_else(|| texts.split_once("==== becomes\n")).unwrap();
        let new = match pasted {
            Some(_) => import(&characters(new)).text,
            None => Canonical::of(&characters(new)),
        };
        let diff = diff(&Canonical::of(&characters(old)), &new);
        let wording: Vec<_> = tell(&diff, Style::Line).iter().map(Told::with_cost).collect();
        let mut told = format!("{}\n{}\n\n{}\n", marks(&diff), summary(&diff), wording.join("\n"));
        // Of what now governs other clauses, the sentence that says so.
        for (change, said) in diff.changes.iter().zip(spoken(&diff)) {
            if change.scope.is_some() {
                told += &format!("\n{said}\n");
            }
        }
        let told = seen(&told);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&file, format!("{texts}==== is told as\n{told}")).unwrap();
        } else if told != expected {
            wrong.push(format!(
                "{}: expected\n{expected}\nbut it is\n{told}",
                file.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_pair_is_explained() {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/tricky-cases.md");
    let explained = std::fs::read_to_string(document).unwrap();
    let mut seen = BTreeSet::new();
    for name in explained.lines().filter_map(|line| line.strip_prefix("### ")) {
        assert!(seen.insert(name.to_owned()), "{name} is explained twice");
    }
    let name = |file: PathBuf| file.file_stem().unwrap().to_str().unwrap().to_owned();
    let kept: BTreeSet<_> = pairs().into_iter().map(name).collect();
    let only = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.difference(b).cloned().collect::<Vec<_>>();
    assert_eq!(
        only(&kept, &seen),
        [""; 0],
        "have no heading in docs/tricky-cases.md"
    );
    assert_eq!(
        only(&seen, &kept),
        [""; 0],
        "are explained, but there is no such pair"
    );
}

/// `⟨U+200B⟩` becomes the character it names.
fn characters(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("⟨U+") {
        let (code, after) = after.split_once('⟩').expect("a named character is closed");
        out.push_str(before);
        let number = u32::from_str_radix(code, 16).expect("the code is hexadecimal");
        out.push(char::from_u32(number).expect("the code is that of a character"));
        rest = after;
    }
    out + rest
}

/// Names the characters that a reader of the file could not see.
fn seen(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\u{a0}'
            | '\u{ad}'
            | '\u{300}'..='\u{36f}'
            | '\u{400}'..='\u{4ff}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2011}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' => {
                let _ = write!(out, "⟨U+{:04X}⟩", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}
