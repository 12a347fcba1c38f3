//! Pages, hypertext and data hold the same text under the same line numbers, and nothing that acts.

use crate::office::folder;
use crate::{TEXT, draft, sample, sha256};
use domain::text::canon::Kind as Paragraphs;
use export::{FinalText, Print, State, html, json, pdf, plain};
use proptest::prelude::*;
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

const LISTS: &str = "# Halls\n\n### A level left out\n\nConference notes:\n\n1. one\n\n  a) two, with words that go on over the end of their line, so that a second line is needed for them\n\n    - three\n\n    - three again\n\n2. four\n\n- a bullet of its own\n\nThe end.\n";

const ODD: &str = "Emoji \u{1f600}\u{1f468}\u{200d}\u{1f469} and 漢字 and zero\u{200b}width and \u{202e}turned\u{202c} back.\n\nשלום עולם 123\n\ne\u{301}\u{323} £\u{a0}5 non\u{2011}stop fi ffl\n";

const PAYLOADS: [&str; 8] = [
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'; alert(1); //",
    "-->]]></article></main></body>",
    "javascript:alert(1)",
    ") Tj ET (",
    "=cmd|' /C calc'!A0 {{7*7}} ${7*7}",
];

/// The paragraphs as files with pages show them.
fn shown(text: &FinalText) -> Vec<String> {
    let paragraphs = text.text.paragraphs();
    let words = paragraphs.iter().map(|p| match p.kind {
        Paragraphs::Item { .. } => format!("{}{}", p.marker.replace("- ", "• "), p.text),
        _ => p.text.to_owned(),
    });
    words.collect()
}

/// What a browser shows of the text, a block a line.
fn html_blocks(written: &str) -> Vec<String> {
    let start = written.find("<article").unwrap();
    let end = written.find("</article>").unwrap();
    let mut plain = String::new();
    let mut rest = &written[start..end];
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        let close = rest[at..].find('>').unwrap() + at;
        let tag = &rest[at + 1..close];
        let inline = ["span", "/span", "bdi", "/bdi", "br"];
        if !inline.contains(&tag.split(' ').next().unwrap()) {
            plain.push('\u{1}');
        }
        rest = &rest[close + 1..];
    }
    plain
        .split('\u{1}')
        .map(|block| {
            block
                .trim_matches('\n')
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&")
        })
        .filter(|block| !block.is_empty())
        .collect()
}

/// The numbers of lines with the words after each, from HTML.
fn html_lines(written: &str) -> Vec<u32> {
    let numbers = written.split("data-n=\"").skip(1);
    numbers
        .map(|rest| rest.split('"').next().unwrap().parse().unwrap())
        .collect()
}

#[track_caller]
fn same_in_html_and_json(text: &FinalText) {
    let page = html(text);
    assert_eq!(html_blocks(&page), shown(text), "{page}");
    let numbers: Vec<u32> = text.lines.iter().map(|line| line.n).collect();
    assert_eq!(html_lines(&page), numbers);

    let data: Value = serde_json::from_str(&json(text)).unwrap();
    assert_eq!(data["text"].as_str(), Some(text.text.as_str()));
    assert_eq!(
        data["fingerprint"]["value"].as_str(),
        Some(text.fingerprint.as_str())
    );
    let title = data["title"].as_str().unwrap();
    let hashed = format!("{title}\n\n{}", data["text"].as_str().unwrap());
    assert_eq!(sha256(hashed.as_bytes()), text.fingerprint);
    let clauses = data["clauses"].as_array().unwrap();
    let lines: Vec<(u64, &str)> = clauses
        .iter()
        .flat_map(|clause| clause["lines"].as_array().unwrap())
        .map(|line| (line["n"].as_u64().unwrap(), line["text"].as_str().unwrap()))
        .collect();
    let expected: Vec<(u64, &str)> = text
        .lines
        .iter()
        .map(|line| (u64::from(line.n), line.text.as_str()))
        .collect();
    assert_eq!(lines, expected);
    let words: Vec<String> = clauses
        .iter()
        .map(|clause| match clause["kind"].as_str() {
            Some("item") => format!(
                "{} {}",
                clause["marker"].as_str().unwrap().replace('-', "•"),
                clause["text"].as_str().unwrap()
            ),
            _ => clause["text"].as_str().unwrap().to_owned(),
        })
        .collect();
    assert_eq!(words, shown(text));
}

/// What a program says of a file; nothing, said aloud, where the program is not installed.
fn said(program: &str, arguments: &[&str], file: &[u8]) -> Option<String> {
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = child else {
        eprintln!("{program} is not installed: what it would say of the pages is not compared");
        return None;
    };
    let mut input = child.stdin.take().unwrap();
    let file = file.to_vec();
    let writer = std::thread::spawn(move || input.write_all(&file));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "{program} {arguments:?}");
    Some(String::from_utf8(output.stdout).unwrap())
}

fn without_spaces(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Removes what stands at the head and foot of pages, and the numbers of lines, which it returns.
fn page_text(text: &FinalText, read: &str) -> (String, Vec<u32>) {
    let mut words = String::new();
    let mut numbers = Vec::new();
    let foot: Vec<String> = text.page_foot().iter().map(|line| without_spaces(line)).collect();
    for page in read.split('\u{c}').filter(|page| !page.trim().is_empty()) {
        let mut lines: Vec<&str> = page.lines().filter(|line| !line.trim().is_empty()).collect();
        let first = lines.remove(0);
        assert!(without_spaces(&text.page_head()).starts_with(&without_spaces(first.trim_end_matches('…'))));
        let last = lines.pop().unwrap();
        assert!(last.starts_with("Page "), "{last}");
        // The foot is as many rows as it needs.
        let mut under = String::new();
        while without_spaces(&under) != foot.concat() {
            let Some(row) = lines.pop() else {
                panic!("no foot in {page}")
            };
            under = format!("{row}{under}");
        }
        for line in lines {
            let next = u32::try_from(numbers.len()).unwrap() + 1;
            let rest = line.strip_prefix(&next.to_string());
            match rest.filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
                Some(rest) => {
                    numbers.push(next);
                    words.push_str(rest);
                }
                None => words.push_str(line),
            }
            words.push('\n');
        }
    }
    (words, numbers)
}

#[track_caller]
fn same_on_paper(text: &FinalText) {
    for print in [Print::Standard, Print::Clear] {
        let text = FinalText {
            print,
            ..text.clone()
        };
        let file = pdf(&text).unwrap();
        let Some(read) = said("pdftotext", &["-raw", "-", "-"], &file) else {
            return;
        };
        let (words, numbers) = page_text(&text, &read);
        assert_eq!(numbers.len(), text.lines.len(), "{read}");
        let body = words.split_once("Check this copy").unwrap().0;
        let expected = without_spaces(&shown(&text).concat());
        let found = without_spaces(body);
        assert!(found.ends_with(&expected), "{read}\n{expected}\n{found}");
    }
}

#[test]
fn texts_are_the_same_in_html_and_json() {
    for text in [TEXT, LISTS, ODD, "", "One word"] {
        same_in_html_and_json(&sample("Warm halls – “and” homes", text));
        same_in_html_and_json(&draft("Warm halls", text));
    }
    for payload in PAYLOADS {
        same_in_html_and_json(&sample(
            payload,
            &format!("# {payload}\n\n{payload}\n\n- {payload}\n"),
        ));
    }
}

#[test]
fn texts_are_the_same_on_paper() {
    let long: String = (1..90)
        .map(|n| format!("Conference notes for the {n}th time that many village halls have lost the caretaker who kept their keys for so long.\n\n"))
        .collect();
    for text in [TEXT, LISTS, long.as_str(), "", "One word"] {
        same_on_paper(&sample("Warm halls – “and” homes", text));
    }
    same_on_paper(&draft(&"Warm halls and ".repeat(13), &long));
    for payload in PAYLOADS {
        same_on_paper(&sample(
            payload,
            &format!("# {payload}\n\n{payload}\n\n- {payload}\n"),
        ));
    }
}

#[test]
fn characters_without_a_glyph_are_still_in_the_pages() {
    let text = sample("Odd \u{1f600}", ODD);
    let file = pdf(&text).unwrap();
    let Some(read) = said("pdftotext", &["-raw", "-", "-"], &file) else {
        return;
    };
    for word in ["\u{1f600}", "漢字", "\u{200b}", "stop", "fi ffl", "שלום"] {
        assert!(read.contains(word), "{word:?} in {read}");
    }
}

#[test]
fn pages_say_what_they_are_to_a_screen_reader() {
    let text = sample("Warm halls", LISTS);
    let file = pdf(&text).unwrap();
    let has = |wanted: &str| file.windows(wanted.len()).any(|part| part == wanted.as_bytes());
    for wanted in [
        "%PDF-1.7",
        "/Lang(en-GB)",
        "/MarkInfo<</Marked true",
        "/DisplayDocTitle true",
        "<pdfuaid:part>1</pdfuaid:part>",
        "/S/H1",
        "/S/H2",
        "/S/H3",
        "/S/L/",
        "/S/LI/",
        "/S/Lbl/",
        "/S/LBody/",
        "/S/Figure/",
        "/S/Link/",
        "/ListNumbering/Decimal",
        "/ListNumbering/LowerAlpha",
        "/ListNumbering/Disc",
        "/Alt(QR code with the address https://example.org/verify/",
        "/Tabs/S",
        "/FontFile2",
    ] {
        assert!(has(wanted), "{wanted}");
    }
    // No level of headings is left out, and nothing acts.
    for unwanted in [
        "/S/H4",
        "/JavaScript",
        "/JS",
        "/Launch",
        "/EmbeddedFile",
        "/OpenAction",
    ] {
        assert!(!has(unwanted), "{unwanted}");
    }
    let Some(tree) = said("pdfinfo", &["-struct-text", "-"], &file) else {
        return;
    };
    let tree: Vec<&str> = tree.lines().map(str::trim).collect();
    let order = [
        "\"Motion of Warm Halls\"",
        "\"Warm halls\"",
        "\"Halls\"",
        "\"A level left out\"",
        "\"Conference notes:\"",
        "\"1. \"",
        "\"one\"",
        "\"a) \"",
        "\"two, with words that go on over the end of their line, so that a second \"",
        "\"line is needed for them\"",
        "\"• \"",
        "\"three\"",
        "\"three again\"",
        "\"2. \"",
        "\"four\"",
        "\"a bullet of its own\"",
        "\"The end.\"",
        "\"Check this copy\"",
    ];
    let mut at = 0;
    for wanted in order {
        let found = tree[at..].iter().position(|line| line == &wanted);
        assert!(found.is_some(), "{wanted} after line {at} of {tree:#?}");
        at += found.unwrap() + 1;
    }
    // Numbers of lines are artifacts.
    assert!(!tree.contains(&"\"1\"") && !tree.contains(&"\"10\""), "{tree:#?}");
    let facts = said("pdfinfo", &["-"], &file).unwrap();
    for wanted in [
        "Title:           Warm halls",
        "Tagged:          yes",
        "JavaScript:      no",
    ] {
        assert!(facts.contains(wanted), "{facts}");
    }
}

#[test]
fn every_page_of_a_draft_says_so() {
    let long = "Conference notes that many village halls have lost the caretaker.\n\n".repeat(120);
    for print in [Print::Standard, Print::Clear] {
        let text = FinalText {
            print,
            ..draft("Warm halls", &long)
        };
        let Some(read) = said("pdftotext", &["-raw", "-", "-"], &pdf(&text).unwrap()) else {
            return;
        };
        let pages: Vec<&str> = read.split('\u{c}').filter(|page| !page.is_empty()).collect();
        assert!(pages.len() > 3, "{}", pages.len());
        for page in pages {
            assert!(page.starts_with("DRAFT, not published: "), "{page}");
            assert!(
                page.contains("\nDRAFT. Motion, version 3, saved 11 October 2026"),
                "{page}"
            );
            assert!(page.contains(&text.code()), "{page}");
            assert!(!page.contains("ublished by"), "{page}");
        }
    }
}

#[test]
fn a_copy_of_a_text_of_others_says_whose_it_is() {
    let text = FinalText {
        group: "Others".to_owned(),
        state: State::Followed {
            by: "Warm Halls".to_owned(),
            seen: "1 October 2026".to_owned(),
            address: "https://example.org/motions/warm-halls/versions/3".to_owned(),
        },
        ..sample("Warm halls", TEXT)
    };
    same_in_html_and_json(&text);
    same_on_paper(&text);
    for written in [plain(&text), html(&text), json(&text)] {
        assert!(
            written.contains("not a text of Warm Halls, which keeps a copy"),
            "{written}"
        );
        assert!(
            !written.contains("DRAFT") && !written.contains("Published"),
            "{written}"
        );
    }
}

/// By a program that knows every rule that a program can know, and is not the one that wrote the pages.
#[test]
fn pages_keep_the_rules_of_pdf_ua() {
    let Some(python) = std::env::var_os("SUBSTANTIVE_PYTHON") else {
        eprintln!("not run: SUBSTANTIVE_PYTHON names no Python with the tools of xtask/tools.txt");
        return;
    };
    let folder = folder("accessible");
    let long = format!("# Halls\n\n{}", format!("{LISTS}\n\n").repeat(40));
    let texts = [
        sample("Warm halls", LISTS),
        sample("Odd \u{1f600} שלום", ODD),
        sample("Empty", ""),
        sample("Long", &long),
        draft("A draft", LISTS),
        sample(PAYLOADS[0], &PAYLOADS.join("\n\n")),
    ];
    for (n, text) in texts.into_iter().enumerate() {
        for print in [Print::Standard, Print::Clear] {
            let text = FinalText {
                print,
                ..text.clone()
            };
            fs::write(folder.join(format!("{n}-{print:?}.pdf")), pdf(&text).unwrap()).unwrap();
        }
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/accessible.py");
    let run = Command::new(python).arg(script).arg(&folder).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
}

#[test]
fn no_heading_stands_at_the_foot_of_a_page() {
    for before in 20..60 {
        let text = format!(
            "{}## The heading\n\nIts first line.\n",
            "Words.\n\n".repeat(before)
        );
        let Some(read) = said(
            "pdftotext",
            &["-raw", "-", "-"],
            &pdf(&sample("T", &text)).unwrap(),
        ) else {
            return;
        };
        let page = read
            .split('\u{c}')
            .find(|page| page.contains("The heading"))
            .unwrap();
        assert!(page.contains("Its first line."), "{before}: {read}");
    }
}

#[test]
fn the_same_text_gives_the_same_bytes() {
    for text in [sample("Warm halls", LISTS), draft("Odd \u{1f600}", ODD)] {
        let elsewhere = text.clone();
        let other = std::thread::spawn(move || pdf(&elsewhere).unwrap())
            .join()
            .unwrap();
        assert!(pdf(&text).unwrap() == other);
        assert_eq!(html(&text), html(&text.clone()));
        assert_eq!(json(&text), json(&text.clone()));
    }
}

#[test]
fn hypertext_asks_nobody_and_runs_nothing() {
    for payload in PAYLOADS {
        let text = FinalText {
            group: payload.to_owned(),
            words: payload.to_owned(),
            rule: payload.to_owned(),
            ..sample(payload, &format!("{payload}\n\n- {payload}\n"))
        };
        let page = html(&text);
        let lower = page.to_lowercase();
        assert_eq!(lower.matches("<script").count(), 0, "{page}");
        assert_eq!(lower.matches("<img").count(), 0, "{page}");
        assert_eq!(lower.matches("</style").count(), 1, "{page}");
        assert_eq!(lower.matches("</article").count(), 1, "{page}");
        assert_eq!(lower.matches("href=\"javascript:").count(), 0, "{page}");
        for asks in [" src=", "url(", "@import", "<link", "<iframe", " onerror=\""] {
            // Inside words all of these are text: no tag bears them.
            let tags: String = page
                .split('<')
                .skip(1)
                .map(|tag| tag.split('>').next().unwrap())
                .collect();
            assert!(!tags.contains(asks), "{asks} in {page}");
        }
    }
    let page = html(&draft("Warm halls", TEXT));
    assert!(
        page.starts_with("<!doctype html>\n<html lang=\"en-GB\">"),
        "{page}"
    );
    assert!(page.contains("<title>DRAFT: Warm halls</title>"), "{page}");
    assert!(page.contains("role=\"img\"") && page.contains("aria-label=\"QR code with the address "));
    assert!(
        page.contains("@media print") && page.contains("class=\"run run-head draft\""),
        "{page}"
    );
    for tag in ["ol", "ul", "li", "p", "h1", "h2", "article", "main", "svg", "dl"] {
        let opened = page.matches(&format!("<{tag} ")).count() + page.matches(&format!("<{tag}>")).count();
        assert_eq!(
            opened,
            page.matches(&format!("</{tag}>")).count(),
            "{tag} in {page}"
        );
    }
}

#[test]
fn an_address_is_a_link_only_where_it_is_one() {
    let text = FinalText {
        site: "javascript:alert(1)//".to_owned(),
        ..sample("Warm halls", TEXT)
    };
    assert!(!html(&text).contains("href=\"javascript"));
    let file = pdf(&text).unwrap();
    let wanted = b"/URI(javascript";
    assert!(!file.windows(wanted.len()).any(|part| part == wanted));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn generated_texts_are_the_same_in_every_file(
        text in "((# |## |- |1\\. |a\\) |  - |)[A-Z][ -~£—é\u{a0}]{0,160}\n\n){0,12}"
    ) {
        let text = sample("Title", &text);
        same_in_html_and_json(&text);
        same_on_paper(&text);
    }
}
