//! What a large edition of a manifesto costs: its files, beside one comparison of it, and the checks before it.
//!
//! All take turns within each round and ratios are taken per round, so that a busy machine slows all alike.

use std::error::Error;
use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use domain::manifesto::assemble::{Part, Parts, assemble};
use domain::manifesto::check::{Book, Report, Section, check};
use domain::text::canon::Canonical;
use domain::text::clauses::first_ids;
use domain::text::diff::diff;
use domain::text::lines::{Layout, layout};
use domain::text::words::words_of;
use export::office::{Half, Tracked, tracked_docx, tracked_odt};
use export::{FinalText, Kind, Print, State, docx, numbered, odt, pdf};

/// Sections of the edition, and words in each.
const SECTIONS: usize = 64;
const WORDS: usize = 615;

/// Sections that the checks read.
const CHECKED: usize = 60;

/// What is measured; the first is what the others are compared with.
const WORKS: [(&str, Work); 10] = [
    ("one comparison with an edited edition", |e| {
        drop(black_box(diff(&e.old.text, &e.new.text)))
    }),
    (".numbered.txt", |e| drop(black_box(numbered(&e.new)))),
    (".pdf", |e| drop(black_box(pdf(&e.new)))),
    (".clear.pdf", |e| drop(black_box(pdf(&e.clear)))),
    (".docx", |e| drop(black_box(docx(&e.new)))),
    (".clear.docx", |e| drop(black_box(docx(&e.clear)))),
    (".odt", |e| drop(black_box(odt(&e.new)))),
    ("tracked .docx", |e| drop(black_box(tracked_docx(&e.tracked)))),
    ("tracked .odt", |e| drop(black_box(tracked_odt(&e.tracked)))),
    ("checks of 60 sections", |e| drop(black_box(e.checked()))),
];

type Work = fn(&Edition);

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut rounds = 7;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            // A process of its own for each, so that the memory that it takes can be told.
            "--once" => {
                let name = arguments.next().unwrap_or_default();
                let edition = Edition::new();
                if let Some((_, work)) = WORKS.iter().find(|(own, _)| *own == name) {
                    work(&edition);
                }
                println!("{}", peak().unwrap_or_default());
                return Ok(());
            }
            // Cargo wants to know only that this runs.
            "--test" => rounds = 1,
            _ => {}
        }
    }
    let edition = Edition::new();
    println!(
        "\nAn edition of {SECTIONS} sections and {} words. Times are medians of {rounds} rounds, × is how many times as \
         long as one comparison, memory is what is taken beside the text:",
        words_of(&edition.new.text)
    );
    let mut times = vec![Vec::new(); WORKS.len()];
    for _ in 0..rounds {
        for ((_, work), times) in WORKS.iter().zip(&mut times) {
            let start = Instant::now();
            work(&edition);
            times.push(start.elapsed());
        }
    }
    println!("  {:<40} {:>9} {:>8} {:>9}", "", "ms", "×", "MB");
    let least = memory("");
    for ((name, _), own) in WORKS.iter().zip(&times) {
        let ratios = own
            .iter()
            .zip(&times[0])
            .map(|(own, first)| own.as_secs_f64() / first.as_secs_f64());
        let most = memory(name);
        let megabytes = most.zip(least).map_or_else(
            || "unknown".to_owned(),
            |(most, least)| format!("{:.1}", most.saturating_sub(least) as f64 / 1024.0),
        );
        println!(
            "  {name:<40} {:>9.1} {:>8.2} {megabytes:>9}",
            median(own.iter().map(Duration::as_secs_f64)) * 1000.0,
            median(ratios),
        );
    }
    for (name, bytes) in [
        (".pdf", pdf(&edition.new)?.len()),
        (".docx", docx(&edition.new).len()),
        (".odt", odt(&edition.new).len()),
    ] {
        println!("  {name} has {} KB", bytes / 1024);
    }
    Ok(())
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The most memory that a process takes that does one of the works, in kilobytes; none of them by no name.
fn memory(name: &str) -> Option<u64> {
    let own = std::env::current_exe().ok()?;
    let output = Command::new(own).args(["--once", name]).output().ok()?;
    let kilobytes = String::from_utf8(output.stdout).ok()?.trim().parse().ok()?;
    (kilobytes > 0).then_some(kilobytes)
}

/// The most memory that this process has taken so far, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

/// All that is measured.
struct Edition {
    old: FinalText,
    new: FinalText,
    clear: FinalText,
    tracked: Tracked,
    sections: Vec<(String, String, Canonical)>,
}

impl Edition {
    fn new() -> Self {
        let mut chance = Chance(7);
        let sections: Vec<_> = (0..SECTIONS).map(|n| section(&mut chance, n)).collect();
        let parts = |edited: bool| Parts {
            addressee: Canonical::of("To all who live here."),
            sections: sections
                .iter()
                .enumerate()
                .map(|(n, (heading, commitment, text))| Part {
                    heading: heading.clone(),
                    commitment: commitment.clone(),
                    // Every fourth section has been worked on.
                    text: if edited && n % 4 == 0 {
                        Canonical::of(&text.as_str().replace(" council ", " parish council "))
                    } else {
                        text.clone()
                    },
                })
                .collect(),
            closing: Canonical::of("Thanks to all who wrote this."),
        };
        let text = |edited, print| final_text(assemble(&parts(edited)).text, print);
        let (old, new) = (text(false, Print::Standard), text(true, Print::Standard));
        Self {
            tracked: Tracked {
                what: "Version 2 against version 1".to_owned(),
                old: Half::of("version 1".to_owned(), &old),
                new: Half::of("version 2".to_owned(), &new),
                author: "Version 2".to_owned(),
                date: "2026-10-12T09:30:00Z".to_owned(),
                language: "en-GB".to_owned(),
                kind: Kind::Motion,
                group: "Warm Halls".to_owned(),
                site: "https://example.org".to_owned(),
                address: "https://example.org/motions/manifesto/compare/1..2".to_owned(),
            },
            clear: text(true, Print::Clear),
            old,
            new,
            sections,
        }
    }

    fn checked(&self) -> Report {
        let all = self.sections.iter().take(CHECKED);
        let sections: Vec<_> = all
            .map(|(heading, commitment, text)| Section {
                id: heading,
                heading,
                commitment,
                text,
            })
            .collect();
        check(&Book {
            sections: &sections,
            ..Book::default()
        })
    }
}

fn final_text(text: Canonical, print: Print) -> FinalText {
    FinalText {
        title: "A manifesto for halls, buses and warm homes".to_owned(),
        kind: Kind::Manifesto,
        language: "en-GB".to_owned(),
        group: "Warm Halls".to_owned(),
        version: 2,
        state: State::Published {
            date: "12 October 2026".to_owned(),
            status: "current".to_owned(),
            imprint: "A group, 1 High Street".to_owned(),
            address: "https://example.org/published/a-manifesto".to_owned(),
        },
        words: format!("{} words", words_of(&text)),
        rule: "a conference (2019)".to_owned(),
        fingerprint: "0".repeat(64),
        site: "https://example.org".to_owned(),
        clauses: first_ids(&text),
        lines: layout(&text, Layout::default()),
        text,
        print,
    }
}

/// A section: heading, commitment, and text with sub-headings, paragraphs, lists, figures and references.
fn section(chance: &mut Chance, n: usize) -> (String, String, Canonical) {
    let heading = chance.sentence(5).trim_end_matches('.').to_owned();
    let mut text = String::new();
    let mut words = 0;
    while words < WORDS {
        if words % 200 < 60 {
            text += &format!("## {}\n\n", chance.sentence(4).trim_end_matches('.'));
            words += 4;
        }
        let long = 8 + chance.below(20);
        text += &format!(
            "{} In {} it cost £{},{:03}, as section {} says above. {}\n\n",
            chance.sentence(long),
            2000 + chance.below(26),
            1 + chance.below(99),
            chance.below(1000),
            1 + chance.below(SECTIONS),
            chance.sentence(20)
        );
        words += long + 32;
        if chance.below(3) == 0 {
            for marker in ["1.", "2.", "3."] {
                text += &format!("{marker} {}\n\n", chance.sentence(12));
                words += 12;
            }
        }
    }
    let commitment = format!("{heading} ({n})");
    (heading, commitment, Canonical::of(&text))
}

/// The words that sections are made of.
const VOCABULARY: [&str; 40] = [
    "hall",
    "bus",
    "village",
    "council",
    "warm",
    "public",
    "every",
    "home",
    "should",
    "the",
    "of",
    "and",
    "to",
    "in",
    "that",
    "keep",
    "open",
    "winter",
    "members",
    "budget",
    "county",
    "library",
    "evening",
    "transport",
    "children",
    "repair",
    "heating",
    "community",
    "local",
    "authority",
    "must",
    "fund",
    "a",
    "for",
    "with",
    "river",
    "street",
    "station",
    "because",
    "neighbourhood",
];

/// The same words in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end
    }

    fn sentence(&mut self, words: usize) -> String {
        let words: Vec<&str> = (0..words)
            .map(|_| VOCABULARY[self.below(VOCABULARY.len())])
            .collect();
        let words = words.join(" ");
        let (first, rest) = words.split_at(1);
        format!("{}{rest}.", first.to_uppercase())
    }
}
