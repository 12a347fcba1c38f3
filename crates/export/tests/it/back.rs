//! Files of ours say again what they hold, and other files nothing.

use crate::office::STRANGE;
use crate::{TEXT, draft, sample};
use domain::text::canon::Canonical;
use export::back::{from_html, from_json, named_by_pdf};
use export::{html, json, pdf};
use proof::{corpus, texts};

const LEVELS: &str = "## Second first\n\nWords & <more> \"of\" 'them'.\n\n##### Far down\n\n- one\n\n  - two\n\n    1. three\n\n- four\n";

/// What a copy holds: its title, and its text in canonical form.
fn held(copy: &str) -> (String, Canonical) {
    let (title, text) = copy.split_once("\n\n").unwrap();
    (title.to_owned(), Canonical::of(text))
}

fn all() -> Vec<String> {
    let mut all = vec![TEXT.to_owned(), STRANGE.to_owned(), LEVELS.to_owned()];
    for kept in corpus::golden().unwrap() {
        all.extend(texts(&kept.input));
    }
    all.retain(|text| !Canonical::of(text).is_empty());
    all
}

#[test]
fn pages_and_data_of_ours_come_back_to_the_letter() {
    for text in all() {
        let title = "Warm <halls> & \"more\"";
        for text in [sample(title, &text), draft(title, &text)] {
            for copy in [from_html(&html(&text)), from_json(&json(&text))] {
                let copy = copy.unwrap();
                let (read, words) = held(&copy.text);
                assert_eq!(copy.fingerprint.as_ref(), Some(&text.fingerprint));
                assert_eq!(read, title);
                assert_eq!(words, text.text);
            }
        }
    }
}

#[test]
fn a_page_comes_back_as_browsers_save_it() {
    let text = sample("Warm halls", LEVELS);
    let saved = html(&text)
        .replace("</li>", "")
        .replace("</p>", "")
        .replace("<br>", "<br/>")
        .replace("&#39;", "'")
        .replace("&quot;", "\"");
    assert_eq!(held(&from_html(&saved).unwrap().text).1, text.text);
}

#[test]
fn other_files_say_nothing() {
    let page = html(&sample("Warm halls", TEXT));
    let other = page.replace("substantive-fingerprint", "generator");
    assert_eq!(from_html(&other), None);
    for file in [
        "",
        "<",
        "<p>words",
        "<!doctype html><h1>x</h1>",
        "&",
        "plain words",
    ] {
        assert_eq!(from_html(file), None, "{file}");
        assert_eq!(from_json(file), None, "{file}");
    }
    let data = json(&sample("Warm halls", TEXT));
    assert_eq!(from_json(&data.replace("substantive-text", "another")), None);
    assert_eq!(from_json(&data[..data.len() / 2]), None);
    assert_eq!(from_json(&"[".repeat(100_000)), None);
    // However a page is cut or nested, it is read or it is not; nothing breaks.
    for cut in (0..page.len()).filter(|cut| page.is_char_boundary(*cut)) {
        let _ = from_html(&page[..cut]);
    }
    let deep = page.replace("<article", &format!("{}<article", "<ul><li>".repeat(50_000)));
    assert!(from_html(&deep).is_some());
    let deep = page.replace("</article>", &format!("{}x</article>", "<ul><li>".repeat(50_000)));
    assert!(from_html(&deep).unwrap().text.len() < page.len());
}

#[test]
fn a_pdf_names_its_fingerprint_and_no_other() {
    let text = sample("Warm halls", TEXT);
    let file = pdf(&text).unwrap();
    assert_eq!(named_by_pdf(&file).as_ref(), Some(&text.fingerprint));
    let clear = export::FinalText {
        print: export::Print::Clear,
        ..text.clone()
    };
    assert_eq!(
        named_by_pdf(&pdf(&clear).unwrap()).as_ref(),
        Some(&text.fingerprint)
    );
    assert_eq!(named_by_pdf(b"%PDF-1.7 and so on"), None);
    assert_eq!(named_by_pdf(&file[1..]), None);
    let named = |digits: &str| format!("%PDF-1.7 substantive-fingerprint:{digits}");
    assert_eq!(named_by_pdf(named("0123").as_bytes()), None);
    assert_eq!(named_by_pdf(named(&"g".repeat(64)).as_bytes()), None);
    let two = format!("{} {}", named(&"a".repeat(64)), named(&"b".repeat(64)));
    assert_eq!(named_by_pdf(two.as_bytes()), None);
    let same = format!("{} {}", named(&"a".repeat(64)), named(&"A".repeat(64)));
    assert_eq!(named_by_pdf(same.as_bytes()), Some("a".repeat(64)));
}
