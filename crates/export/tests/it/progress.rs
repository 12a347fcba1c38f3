//! Writers tell how far they are, and stop when they are told to.

use super::sample;
use export::office::{Half, Tracked, tracked_docx, tracked_docx_telling, tracked_odt, tracked_odt_telling};
use export::{
    Doing, FinalText, Kind, MOST_PAGES, PdfError, Print, Progress, Stopped, Tell, WHOLE, docx, docx_telling,
    odt, odt_telling, pdf, pdf_telling,
};
use std::ops::ControlFlow;

/// Headings, paragraphs and lists that fill some pages.
fn long() -> FinalText {
    let section =
        "## A heading\n\nConference notes that words take room.\n\n1. one;\n\n  a) and in it;\n\n2. two.\n\n";
    sample("Long", &section.repeat(60))
}

fn tracked() -> Tracked {
    let (old, new) = (
        long(),
        sample("Long", &long().text.as_str().replace("words", "many words")),
    );
    Tracked {
        what: "Version 2 against version 1".to_owned(),
        old: Half::of("version 1".to_owned(), &old),
        new: Half::of("version 2".to_owned(), &new),
        author: "Version 2".to_owned(),
        date: "2026-10-12T09:30:00Z".to_owned(),
        language: "en-GB".to_owned(),
        kind: Kind::Motion,
        group: "Warm Halls".to_owned(),
        site: "https://example.org".to_owned(),
        address: "https://example.org/motions/long/compare/1..2".to_owned(),
    }
}

type Telling = Box<dyn Fn(&mut Tell<'_>) -> Result<Vec<u8>, Stopped>>;

/// Every writer, with the file that it writes.
fn writers() -> Vec<(&'static str, Vec<u8>, Telling)> {
    let pages = |print| {
        let text = FinalText { print, ..long() };
        let file = pdf(&text).unwrap();
        let telling: Telling = Box::new(move |tell| match pdf_telling(&text, tell) {
            Ok(file) => Ok(file),
            Err(PdfError::Stopped(stopped)) => Err(stopped),
            Err(error) => panic!("{error}"),
        });
        (file, telling)
    };
    let (standard, standard_telling) = pages(Print::Standard);
    let (clear, clear_telling) = pages(Print::Clear);
    vec![
        ("pdf", standard, standard_telling),
        ("clear pdf", clear, clear_telling),
        (
            "docx",
            docx(&long()),
            Box::new(|tell| docx_telling(&long(), tell)),
        ),
        ("odt", odt(&long()), Box::new(|tell| odt_telling(&long(), tell))),
        (
            "tracked docx",
            tracked_docx(&tracked()),
            Box::new(|tell| tracked_docx_telling(&tracked(), tell)),
        ),
        (
            "tracked odt",
            tracked_odt(&tracked()),
            Box::new(|tell| tracked_odt_telling(&tracked(), tell)),
        ),
    ]
}

#[test]
fn progress_only_grows_and_ends_with_the_whole() {
    for (name, file, write) in writers() {
        let mut told: Vec<Progress> = Vec::new();
        let written = write(&mut |progress| {
            told.push(progress);
            ControlFlow::Continue(())
        });
        assert!(written.unwrap() == file, "{name}: telling changes nothing");
        assert!(
            told.is_sorted_by_key(|progress| progress.done),
            "{name}: {told:?}"
        );
        assert_eq!(told[0].done, 0, "{name}");
        let last = told.pop().unwrap();
        assert_eq!((last.doing, last.done), (Doing::Packing, WHOLE), "{name}");
        assert!(
            told.iter().all(|progress| progress.done < WHOLE),
            "{name}: the whole is told once"
        );
        assert!(told.len() > 100, "{name} told {} times", told.len());
        let within = told.iter().all(|progress| match progress.doing {
            Doing::Setting { paragraphs, of } => paragraphs < of,
            Doing::Drawing { pages, of } => pages < of,
            Doing::Comparing | Doing::Packing => true,
        });
        assert!(within, "{name}: {told:?}");
    }
}

#[test]
fn a_writer_stops_when_it_is_told_to() {
    for (name, _, write) in writers() {
        for until in [1, 20, 90] {
            let mut told = 0;
            let written = write(&mut |_| {
                told += 1;
                if told == until {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            });
            assert_eq!(written, Err(Stopped), "{name} at {until}");
            assert_eq!(told, until, "{name}");
        }
    }
}

#[test]
fn more_pages_than_are_drawn_are_told() {
    let text = sample("Short lines", &"a\n\n".repeat(50 * MOST_PAGES));
    match pdf(&text) {
        Err(PdfError::Pages(pages)) => assert!(pages > MOST_PAGES, "{pages}"),
        other => panic!("{:?}", other.map(|file| file.len())),
    }
}
