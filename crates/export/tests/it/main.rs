//! What people take away is the text, to the letter.

#![expect(clippy::unwrap_used, reason = "what a test cannot unwrap has failed")]

mod back;
mod files;
mod office;
mod progress;

use domain::text::canon::Canonical;
use domain::text::clauses::first_ids;
use domain::text::lines::{Layout, layout};
use export::{FinalText, Kind, Print, SEPARATOR, State, markdown, numbered, plain};
use proptest::prelude::*;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::process::{Command, Stdio};

const TEXT: &str = "Conference notes that:\n\n\
    1. Village halls are used by 40% fewer groups than in 2010, and many of them have lost the caretaker who kept the keys.\n\n\
    2. A hall costs £9,000 a year to heat.\n\n\
    Conference believes:\n\n- that a hall is a public place;\n\n  a) for all *ages*;\n\n  b) in all <weathers>;\n\n- that heat is not a luxury.\n";

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn sample(title: &str, text: &str) -> FinalText {
    let text = Canonical::of(text);
    FinalText {
        title: title.to_owned(),
        kind: Kind::Motion,
        language: "en-GB".to_owned(),
        group: "Warm Halls".to_owned(),
        version: 3,
        state: State::Published {
            date: "12 October 2026".to_owned(),
            status: "current".to_owned(),
            imprint: "A group, 1 High Street".to_owned(),
            address: "https://example.org/published/warm-halls".to_owned(),
        },
        words: "61 of 250 words".to_owned(),
        rule: "a conference (2019)".to_owned(),
        fingerprint: sha256(format!("{title}\n\n{}", text.as_str()).as_bytes()),
        site: "https://example.org".to_owned(),
        clauses: first_ids(&text),
        lines: layout(&text, Layout::default()),
        text,
        print: Print::Standard,
    }
}

/// The same as a draft.
fn draft(title: &str, text: &str) -> FinalText {
    FinalText {
        state: State::Draft {
            saved: "11 October 2026".to_owned(),
            address: "https://example.org/motions/warm-halls/versions/3".to_owned(),
        },
        ..sample(title, text)
    }
}

#[test]
fn the_plain_text() {
    let text = sample("Warm halls", TEXT);
    let expected = format!(
        "Warm halls\n\n{TEXT}-- \n\
         What: Motion of Warm Halls, version 3\n\
         Published: 12 October 2026\n\
         Status: current\n\
         Words: 61 of 250 words, by the rule of a conference (2019)\n\
         Newest state: https://example.org/published/warm-halls\n\
         Check a copy at: https://example.org/verify/{}\n\
         Code of this copy: {}\n\
         Published by: A group, 1 High Street\n\
         Fingerprint (SHA-256): {}\n\
         To check this copy: sed '/^-- $/,$d' FILE | sha256sum\n",
        &text.fingerprint[..16],
        text.code(),
        text.fingerprint
    );
    assert_eq!(plain(&text), expected);
}

#[test]
fn a_draft_says_so_and_nothing_of_being_published() {
    let text = draft("Warm halls", TEXT);
    let written = plain(&text);
    assert!(
        written.contains("\nSaved: 11 October 2026\nStatus: DRAFT: not published\n"),
        "{written}"
    );
    assert!(!written.contains("Published"), "{written}");
    assert!(text.page_head().contains("DRAFT") && text.page_foot()[0].contains("DRAFT"));
    assert_eq!(sha256sum(&written), text.fingerprint);
}

#[test]
fn the_code_for_paper_is_the_start_of_the_fingerprint() {
    let text = sample("Warm halls", TEXT);
    let code = text.code();
    assert_eq!(code.replace('-', ""), text.fingerprint[..12]);
    assert_eq!(code.matches('-').count(), 2);
    assert!(text.check_address().ends_with(&text.fingerprint[..16]));
    assert!(text.qr().is_some());
}

#[test]
fn every_line_belongs_to_its_clause() {
    let text = sample("Warm halls", TEXT);
    let clauses = text.clauses();
    assert_eq!(clauses.len(), text.text.paragraphs().len());
    let lines: usize = clauses.iter().map(|clause| clause.lines.len()).sum();
    assert_eq!(lines, text.lines.len());
    assert!(
        clauses
            .iter()
            .all(|clause| clause.id.is_some() && !clause.lines.is_empty())
    );
}

#[test]
fn numbers_stand_in_a_column_and_are_those_of_the_layout() {
    let text = sample(
        "Warm halls",
        &format!("{TEXT}\nThanks to all who keep the keys.\n"),
    );
    let written = numbered(&text);
    let (body, facts) = written.split_once("\n-- \n").unwrap();
    assert!(
        body.starts_with("Warm halls\n\n 1  Conference notes that:\n\n 2  1. Village halls"),
        "{body}"
    );
    assert!(body.contains("\n10  "), "{body}");
    for line in &text.lines {
        assert!(
            body.lines()
                .any(|written| written == format!("{:>2}  {}", line.n, line.text)),
            "{body}"
        );
    }
    assert!(facts.contains(&text.fingerprint));
}

#[test]
fn the_markdown() {
    let written = markdown(&sample("Warm *halls*", TEXT));
    let expected = "# Warm \\*halls\\*\n\nConference notes that:\n\n1. Village halls are used by 40% fewer groups than in \
         2010, and many of them have lost the caretaker who kept the keys.\n\n2. A hall costs £9,000 a year to heat.\n\n\
         Conference believes:\n\n- that a hall is a public place;\n\n  a) for all \\*ages\\*;\n\n  b) in all \\<weathers\\>;\n\n\
         - that heat is not a luxury.\n\n---\n\n- What: Motion of Warm Halls, version 3\n";
    assert!(written.starts_with(expected), "{written}");
}

/// The words that a reader of rendered Markdown sees, before the rule.
fn shown(markdown: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    let mut numbers: Vec<Option<u64>> = Vec::new();
    let mut pending = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Rule => break,
            Event::Start(Tag::List(first)) => numbers.push(first),
            Event::End(TagEnd::List(_)) => {
                numbers.pop();
            }
            Event::Start(Tag::Item) => {
                pending = match numbers.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
            }
            Event::Start(Tag::Paragraph | Tag::Heading { .. }) => blocks.push(std::mem::take(&mut pending)),
            Event::Text(text) => match blocks.last_mut() {
                Some(block) if pending.is_empty() => block.push_str(&text),
                _ => blocks.push(std::mem::take(&mut pending) + &text),
            },
            Event::End(_) => {}
            other => panic!("{other:?} in {markdown}"),
        }
    }
    blocks
}

fn expected(text: &FinalText) -> Vec<String> {
    let paragraphs = text.text.paragraphs();
    let words = paragraphs.iter().map(|p| match p.kind {
        domain::text::canon::Kind::Item { .. } => format!("{}{}", p.marker.replace(')', "."), p.text),
        _ => p.text.to_owned(),
    });
    std::iter::once(text.title.clone()).chain(words).collect()
}

#[track_caller]
fn reads_the_same(text: &FinalText) {
    let shown: Vec<String> = shown(&markdown(text))
        .iter()
        .map(|block| block.replace(')', "."))
        .collect();
    let expected: Vec<String> = expected(text)
        .iter()
        .map(|block| block.replace(')', "."))
        .collect();
    assert_eq!(shown, expected, "{}", markdown(text));
}

#[test]
fn rendered_markdown_reads_as_the_text() {
    reads_the_same(&sample("Warm halls", TEXT));
    for hostile in [
        "<script>alert(1)</script>",
        "--- x\n\n===\n\n+ plus",
        "1. one\n\n3. three, out of order\n\n3. three again",
        "12) twelve\n\n13) thirteen\n\n(14) fourteen",
        "2019. That was the year.",
        "![x](javascript:alert(1)) [y]: z `code` ~~gone~~ | a | b |",
        "&lt; &amp; https://example.org/a_b_c \\",
        "a) one\n\nb) two\n\n  - deep\n\n    1. deeper",
        "# Heading #\n\n## Second ##\n\nText.",
    ] {
        reads_the_same(&sample("# A *title*", hostile));
    }
}

/// What `sed '/^-- $/,$d' | sha256sum` prints for a file, by the real programs.
fn sha256sum(file: &str) -> String {
    let mut child = Command::new("sh")
        .args(["-c", "sed '/^-- $/,$d' | sha256sum"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(file.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    String::from_utf8(output.stdout)
        .unwrap()
        .split_whitespace()
        .next()
        .unwrap()
        .to_owned()
}

#[test]
fn anybody_can_check_a_copy_with_common_programs() {
    for text in [TEXT, "", "--\n\n-- \n\n--- \n\n-- a", "no end", "\u{a0}-- \u{a0}"] {
        let text = sample("Warm halls – “and” homes", text);
        assert_eq!(sha256sum(&plain(&text)), text.fingerprint, "{}", plain(&text));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_fingerprint_recomputes_from_what_stands_before_the_separator(text in "(?s:[ -~\n£—\u{a0}]{0,200})") {
        let text = sample("Title", &text);
        let file = plain(&text);
        let end = file.find(&format!("\n{SEPARATOR}\n")).unwrap() + 1;
        prop_assert_eq!(sha256(&file.as_bytes()[..end]), text.fingerprint);
    }

    #[test]
    fn no_line_is_lost_or_changed_by_numbering(text in "(?s:[ -~\n]{0,400})") {
        let text = sample("Title", &text);
        let file = numbered(&text);
        let body = &file["Title\n".len()..file.find(&format!("\n{SEPARATOR}\n")).unwrap()];
        let width = text.lines.len().to_string().len() + 2;
        let lines: Vec<&str> = body.lines().filter(|line| !line.is_empty()).map(|line| &line[width..]).collect();
        let expected: Vec<&str> = text.lines.iter().map(|line| line.text.as_str()).collect();
        prop_assert_eq!(lines, expected);
    }

    #[test]
    fn prose_reads_the_same_in_markdown(text in "[A-Z][a-z]{3}[!-~]{0,12}( [!-~]{1,12}){0,12}") {
        let text = sample("Title", &text);
        let shown = shown(&markdown(&text)).concat();
        prop_assert_eq!(shown, expected(&text).concat());
    }
}
