//! The law of tracked changes: all accepted give the new text, all rejected the old one, byte for byte.

use super::{folder, part};
use domain::text::canon::Canonical;
use export::office::{
    Half, Limits, Refusal, Standing, Tracked, read_docx, read_odt, tracked_docx, tracked_odt,
};
use export::{Kind, State};
use proof::mutate::{Dice, mutate};
use proof::{corpus, texts};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) fn tracked(old: &str, new: &str) -> Tracked {
    let half = |name: &str, text: &str| Half {
        name: name.to_owned(),
        title: "Warm halls".to_owned(),
        text: Canonical::of(text),
        fingerprint: "0123456789abcdef".repeat(4),
        standing: Standing::Version(State::Draft {
            saved: "2 May 2026".to_owned(),
            address: format!("https://example.org/motions/warm-halls/{name}"),
        }),
        words: "3 of 250 words".to_owned(),
        rule: "a conference".to_owned(),
    };
    Tracked {
        what: "Version 2 against version 1".to_owned(),
        old: half("version 1", old),
        new: half("version 2", new),
        author: "Proposer".to_owned(),
        date: "2026-10-12T09:30:00Z".to_owned(),
        language: "en-GB".to_owned(),
        kind: Kind::Motion,
        group: "Warm Halls".to_owned(),
        site: "https://example.org".to_owned(),
        address: "https://example.org/motions/warm-halls/compare/1..2".to_owned(),
    }
}

/// A paragraph of an `.odt`: what its style stands for, and what it says.
type Paragraph = (String, String);

/// An `.odt` with all changes accepted, or rejected, by what the format says of them: not by the program's own reader.
pub(crate) fn odt_text(file: &[u8], accepted: bool) -> String {
    let content = part(file, "content.xml");
    let mut reader = Reader::from_str(&content);
    reader.config_mut().expand_empty_elements = true;
    let mut read = Read::default();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => read.start(&tag, accepted),
            Event::End(tag) => read.end(tag.name().into_inner()),
            Event::Text(text) => read.say(&text.into_inner()),
            Event::GeneralRef(name) => read.say(match &*name.into_inner() {
                "lt" => "<",
                "gt" => ">",
                "amp" => "&",
                other => panic!("{other}"),
            }),
            Event::Eof => return read.out,
            _ => {}
        }
    }
}

#[derive(Default)]
struct Read {
    out: String,
    /// What each deletion took out.
    deletions: BTreeMap<String, Vec<Paragraph>>,
    id: String,
    /// Within a deletion; within what is said of a change; within what is inserted and rejected.
    deletion: bool,
    about: bool,
    skipped: bool,
    inside: u32,
    /// What the style of the paragraph stands for, and whether it is still to be written.
    style: String,
    due: bool,
}

impl Read {
    fn start(&mut self, tag: &BytesStart<'_>, accepted: bool) {
        let attribute = |name: &str| {
            let found = tag.try_get_attribute(name).unwrap();
            found.map(|found| found.value.to_string()).unwrap()
        };
        match tag.name().into_inner() {
            "text:changed-region" => self.id = attribute("text:id"),
            "text:deletion" => {
                self.deletion = true;
                self.deletions.insert(self.id.clone(), Vec::new());
            }
            "office:change-info" => self.about = true,
            "text:change" if !accepted => {
                let gone = self.deletions[&attribute("text:change-id")].clone();
                for (n, (style, said)) in gone.into_iter().enumerate() {
                    if n > 0 {
                        self.out.push_str("\n\n");
                        self.style = style;
                        self.due = true;
                    }
                    self.say(&said);
                }
            }
            "text:change-start" => self.skipped = !accepted,
            "text:change-end" => self.skipped = false,
            name @ ("text:p" | "text:h") => {
                self.inside += 1;
                let style = attribute("text:style-name");
                let style = if name == "text:h" {
                    format!(
                        "{} ",
                        "#".repeat(attribute("text:outline-level").parse().unwrap())
                    )
                } else {
                    let level = style
                        .strip_prefix("Item_20_")
                        .map_or(1, |level| level.parse().unwrap());
                    "  ".repeat(level - 1)
                };
                if self.deletion {
                    self.gone().push((style, String::new()));
                } else {
                    self.style = style;
                    // It may go on with a paragraph whose end is not there.
                    self.due = self.out.is_empty() || self.out.ends_with("\n\n");
                }
            }
            "text:s" => self.say(&" ".repeat(attribute("text:c").parse().unwrap())),
            _ => {}
        }
    }

    fn gone(&mut self) -> &mut Vec<Paragraph> {
        self.deletions.get_mut(&self.id).unwrap()
    }

    fn end(&mut self, name: &str) {
        match name {
            "text:deletion" => self.deletion = false,
            "office:change-info" => self.about = false,
            "text:p" | "text:h" => {
                self.inside -= 1;
                if !self.deletion && !self.skipped {
                    self.out.push_str("\n\n");
                }
            }
            _ => {}
        }
    }

    fn say(&mut self, text: &str) {
        if self.inside == 0 || self.about || text.is_empty() {
        } else if self.deletion {
            self.gone().last_mut().unwrap().1.push_str(text);
        } else if !self.skipped {
            if std::mem::take(&mut self.due) {
                self.out.push_str(&self.style);
            }
            self.out.push_str(text);
        }
    }
}

fn check(name: &str, old: &str, new: &str) {
    let tracked = tracked(old, new);
    let limits = Limits::default();
    let file = tracked_docx(&tracked);
    if tracked.old.text.is_empty() && tracked.new.text.is_empty() {
        assert_eq!(read_docx(&file, &limits), Err(Refusal::Empty), "{name}");
        return;
    }
    let read = read_docx(&file, &limits).unwrap();
    assert_eq!(read.base.text, tracked.old.text, "{name}: .docx, rejected");
    assert_eq!(read.amended.text, tracked.new.text, "{name}: .docx, accepted");
    assert_eq!(read.tracked, tracked.old.text != tracked.new.text, "{name}");
    assert_eq!(read.base.title.as_deref(), Some("Warm halls"), "{name}");
    let file = tracked_odt(&tracked);
    let read = read_odt(&file, &limits).unwrap();
    assert_eq!(read.base.text, tracked.old.text, "{name}: .odt, rejected");
    assert_eq!(read.amended.text, tracked.new.text, "{name}: .odt, accepted");
    assert_eq!(read.tracked, tracked.old.text != tracked.new.text, "{name}");
    assert_eq!(read.base.title.as_deref(), Some("Warm halls"), "{name}");
    assert_eq!(
        read.fingerprint.as_ref(),
        Some(&tracked.old.fingerprint),
        "{name}"
    );
    for (accepted, text) in [(false, &tracked.old.text), (true, &tracked.new.text)] {
        let read = odt_text(&file, accepted);
        let read = read.strip_prefix("Warm halls\n\n").unwrap_or(&read);
        assert_eq!(Canonical::of(read), *text, "{name}: .odt, accepted: {accepted}");
    }
}

/// What stands around the text, of both kinds of file.
fn around(tracked: &Tracked) -> [String; 2] {
    let word = tracked_docx(tracked);
    let word = ["word/header1.xml", "word/footer1.xml"].map(|name| part(&word, name));
    [word.concat(), part(&tracked_odt(tracked), "styles.xml")]
}

/// What every page of both kinds of file says, and what none says.
fn says(tracked: &Tracked, said: &[&str], unsaid: &[&str]) {
    for around in around(tracked) {
        for said in said {
            assert!(around.contains(said), "{said:?} is not in {around}");
        }
        for unsaid in unsaid {
            assert!(!around.contains(unsaid), "{unsaid:?} is in {around}");
        }
    }
}

fn published(half: &mut Half, status: &str) {
    half.standing = Standing::Version(State::Published {
        date: "1 June 2026".to_owned(),
        status: status.to_owned(),
        imprint: "A Person, 1 High Street".to_owned(),
        address: "https://example.org/published/warm-halls".to_owned(),
    });
}

#[test]
fn every_page_says_what_the_words_on_it_are() {
    let mut changes = tracked("One stays.", "One stays here.");
    changes.old.fingerprint = "a".repeat(64);
    let checks = [
        "https://example.org/verify/aaaa",
        "https://example.org/verify/0123456789abcdef",
    ];
    let counted = "3 of 250 words by the rule of a conference";
    says(
        &changes,
        &[
            "DRAFT, not published: Version 2 against version 1: Warm halls",
            "DRAFT. Motion. Version 2 against version 1, by Proposer",
            "With all changes rejected this is version 1 (draft, saved 2 May 2026)",
            "With all changes accepted this is version 2 (draft, saved 2 May 2026)",
            counted,
            checks[0],
            checks[1],
            &"a".repeat(64),
            &changes.new.fingerprint,
        ],
        &["Published by"],
    );
    // One draft is enough.
    published(&mut changes.old, "current");
    says(
        &changes,
        &[
            "DRAFT, not published",
            "published 1 June 2026, current",
            "Published by A Person",
        ],
        &[],
    );
    published(&mut changes.old, "replaced by version 2 on 3 June 2026");
    published(&mut changes.new, "current");
    let both = [
        "replaced by version 2 on 3 June 2026",
        "Published by A Person, 1 High Street",
    ];
    says(&changes, &both, &["DRAFT"]);
    changes.new.standing = Standing::Proposed("proposed 2 May 2026, withdrawn".to_owned());
    says(
        &changes,
        &[
            "DRAFT, not published",
            "proposed 2 May 2026, withdrawn",
            counted,
            checks[0],
        ],
        &[checks[1]],
    );
}

#[test]
fn a_text_to_be_changed_says_what_it_is_and_where_it_is_checked() {
    let mut one = tracked("One stays.", "One stays.");
    let check = "Check at https://example.org/verify/0123456789abcdef";
    let code = "QR code with the address https://example.org/verify/0123456789abcdef";
    let told = [
        "DRAFT, not published",
        "draft, saved 2 May 2026",
        "Code 0123-4567-89ab",
        check,
        code,
    ];
    says(&one, &told, &["With all changes"]);
    published(&mut one.old, "current");
    published(&mut one.new, "current");
    says(
        &one,
        &["published 1 June 2026, current", "Published by A Person", code],
        &["DRAFT"],
    );
    for half in [&mut one.old, &mut one.new] {
        half.standing = Standing::Version(State::Followed {
            by: "Warm Halls".to_owned(),
            seen: "1 May 2026".to_owned(),
            address: "https://example.org/motions/warm-halls/versions/1".to_owned(),
        });
    }
    one.group = "Cold Halls".to_owned();
    let followed = [
        "Not a text of Warm Halls: ",
        "Motion of Cold Halls. Copy kept by Warm Halls",
        "seen 1 May 2026",
    ];
    says(&one, &followed, &["DRAFT"]);
    for half in [&mut one.old, &mut one.new] {
        half.standing = Standing::Proposed("proposed 2 May 2026, lost".to_owned());
    }
    says(
        &one,
        &["DRAFT, not published", "proposed 2 May 2026, lost"],
        &["/verify/", "QR code"],
    );
    // What stands around the text is none of it.
    for read in [
        read_docx(&tracked_docx(&one), &Limits::default()),
        read_odt(&tracked_odt(&one), &Limits::default()),
    ] {
        let read = read.unwrap();
        assert_eq!(read.base.text, one.old.text);
        assert_eq!(read.fingerprint, Some(one.old.fingerprint.clone()));
    }
}

#[test]
fn kept_pairs() {
    for kept in corpus::golden().unwrap() {
        let texts = texts(&kept.input);
        check(&kept.name, &texts[0], &texts[1]);
        check(&kept.name, &texts[1], &texts[0]);
    }
}

/// Pairs of texts that differ in every way, always the same ones.
fn generated(seed: u64, count: usize) -> Vec<[String; 2]> {
    let golden = corpus::golden().unwrap();
    let mut dice = Dice::of(seed);
    (0..count)
        .map(|n| {
            let given = &golden[dice.below(golden.len())].input;
            let other = &golden[dice.below(golden.len())].input;
            let mut input = mutate(given, other, &mut dice);
            if n % 2 == 0 {
                input = mutate(&input, given, &mut dice);
            }
            let mut texts = texts(&input);
            texts.resize(2, String::new());
            <[String; 2]>::try_from(texts).unwrap()
        })
        .collect()
}

#[test]
fn generated_pairs() {
    for (n, texts) in generated(7, 240).iter().enumerate() {
        check(&format!("generated {n}: {texts:?}"), &texts[0], &texts[1]);
    }
}

fn golden_pairs() -> Vec<(String, [String; 2])> {
    let golden = corpus::golden().unwrap().into_iter();
    golden
        .map(|pair| {
            let texts = texts(&pair.input);
            (pair.name, [texts[0].clone(), texts[1].clone()])
        })
        .collect()
}

/// By a library that others wrote; `xtask/tools.txt` says which.
#[test]
fn another_library_accepts_and_rejects() {
    let Some(python) = std::env::var_os("SUBSTANTIVE_PYTHON") else {
        eprintln!("not run: SUBSTANTIVE_PYTHON names no Python with the tools of xtask/tools.txt");
        return;
    };
    let folder = folder("office-revisions");
    let mut pairs = golden_pairs();
    pairs.extend(seeds());
    pairs.extend(levels());
    let dice = generated(13, 200).into_iter().enumerate();
    pairs.extend(dice.map(|(n, texts)| (format!("generated {n}: {texts:?}"), texts)));
    for (n, (_, texts)) in pairs.iter().enumerate() {
        let file = tracked_docx(&tracked(&texts[0], &texts[1]));
        fs::write(folder.join(format!("{n}.docx")), file).unwrap();
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/revisions.py");
    let run = Command::new(python).arg(script).arg(&folder).output().unwrap();
    assert!(run.status.success(), "{run:?}");
    let told = String::from_utf8(run.stdout).unwrap();
    assert_eq!(told.trim(), format!("{} files", pairs.len()));
    let squeezed = |line: &str| line.split_whitespace().collect::<String>();
    let mut wrong = Vec::new();
    for (n, (name, texts)) in pairs.iter().enumerate() {
        for (text, half) in [(&texts[0], "old"), (&texts[1], "new")] {
            let text = Canonical::of(text);
            let said = fs::read_to_string(folder.join(format!("{n}.{half}"))).unwrap();
            let said: Vec<String> = said.lines().skip(1).map(squeezed).collect();
            let lines = text.as_str().lines().filter(|line| !line.is_empty());
            let lines: Vec<String> = lines.map(squeezed).collect();
            // The numbers of lists are the word processor's own.
            let same =
                said.len() == lines.len() && lines.iter().zip(&said).all(|(line, said)| line.ends_with(said));
            if !same {
                wrong.push(format!("{n} {name}: {half}\n{said:?}\n{lines:?}"));
            }
            // To the letter, with its numbers and levels, by the program's own reader.
            let file = fs::read(folder.join(format!("{n}.{half}.docx"))).unwrap();
            match read_docx(&file, &Limits::default()) {
                Ok(read) if read.amended.text == text && read.base.text == text && !read.tracked => {}
                Err(Refusal::Empty) if text.is_empty() => {}
                read => wrong.push(format!("{n} {name}: {half}, read back\n{read:?}\n{text:?}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The same by LibreOffice, where it is installed with its bridge to Python.
#[test]
fn libreoffice_accepts_and_rejects() {
    let folder = folder("office-tracked");
    let mut pairs = golden_pairs();
    pairs.extend(seeds());
    let dice = generated(11, 40).into_iter().enumerate();
    pairs.extend(dice.map(|(n, texts)| (format!("generated {n}: {texts:?}"), texts)));
    pairs.extend(levels());
    for (n, (_, texts)) in pairs.iter().enumerate() {
        let tracked = tracked(&texts[0], &texts[1]);
        fs::write(folder.join(format!("{n}.docx")), tracked_docx(&tracked)).unwrap();
        fs::write(folder.join(format!("{n}.odt")), tracked_odt(&tracked)).unwrap();
    }
    if !driven("reviewed", &folder) {
        return;
    }
    let mut wrong = Vec::new();
    for (n, (name, texts)) in pairs.iter().enumerate() {
        for ending in ["docx", "odt"] {
            for (text, half) in [(&texts[0], "old"), (&texts[1], "new")] {
                let read = fs::read_to_string(folder.join(format!("{n}.{ending}.{half}"))).unwrap();
                let text = Canonical::of(text);
                let expected: Vec<&str> = text.as_str().lines().filter(|line| !line.is_empty()).collect();
                let read: Vec<&str> = read.lines().collect();
                if read != expected {
                    wrong.push(format!("{n} {name}: .{ending}, {half}\n{read:?}\n{expected:?}"));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}\n{}",
        wrong.len(),
        pairs.len(),
        wrong.join("\n")
    );
}

/// Items that go to another level, with nothing else changed: between items of all levels, bullets and counted.
fn levels() -> Vec<(String, [String; 2])> {
    let mut pairs = Vec::new();
    for before in [&[1][..], &[1, 2, 3]] {
        // No level is a paragraph that is no item.
        for (from, to) in [(1, 2), (2, 1), (2, 3), (3, 2), (1, 3), (3, 1), (2, 0), (0, 2)] {
            for after in [&[][..], &[1], &[2], &[3, 1]] {
                let text = |level: usize| {
                    let all = before.iter().chain([&level]).chain(after).enumerate();
                    let item = |(n, level): (usize, &usize)| {
                        if *level == 0 {
                            return format!("item {n} as it is\n\n");
                        }
                        let marker = if n % 2 == before.len() % 2 { "-" } else { "1." };
                        format!("{}{marker} item {n} as it is\n\n", "  ".repeat(level - 1))
                    };
                    all.map(item).collect::<String>()
                };
                let name = format!("levels: {before:?}, {from} to {to}, {after:?}");
                pairs.push((name, [text(from), text(to)]));
            }
        }
    }
    pairs
}

/// Has the script drive LibreOffice over a folder; says so where it cannot.
pub(crate) fn driven(what: &str, folder: &Path) -> bool {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/libreoffice.py");
    // The system's own Python has the bridge, if any has.
    let python = Path::new("/usr/bin/python3");
    let python = if python.exists() {
        python
    } else {
        Path::new("python3")
    };
    match Command::new(python).arg(script).arg(what).arg(folder).output() {
        Ok(run) if run.status.code() != Some(77) => {
            assert!(run.status.success(), "{run:?}");
            true
        }
        _ => {
            eprintln!("not run: LibreOffice and python3-uno are not on this machine");
            false
        }
    }
}

/// Two drafts of one manifesto that the group wrote, and the whole of each file against the other; none where they
/// are not at hand.
fn seeds() -> Vec<(String, [String; 2])> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seeds");
    let Ok(files) = fs::read_dir(&folder) else {
        eprintln!("not run: there is no ../shared/seeds beside the workspace");
        return Vec::new();
    };
    let mut seeds: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    seeds.sort();
    let seeds: Vec<String> = seeds
        .iter()
        .map(|seed| fs::read_to_string(seed).unwrap())
        .collect();
    let manifesto: Vec<&str> = seeds[1].lines().collect();
    let lines = |from: usize, to: usize| manifesto[from - 1..to].join("\n\n");
    vec![
        ("1.3 A".to_owned(), [lines(46, 63), lines(129, 146)]),
        ("1.3 B".to_owned(), [lines(66, 70), lines(71, 117)]),
        ("1.3 C".to_owned(), [lines(39, 39), lines(128, 128)]),
        ("1.3 D".to_owned(), [lines(1, 1), lines(128, 128)]),
        ("whole".to_owned(), [seeds[0].clone(), seeds[1].clone()]),
    ]
}

#[test]
fn seed_pairs() {
    for (name, texts) in seeds() {
        check(&name, &texts[0], &texts[1]);
    }
}

/// Files with changes of every sort.
pub(crate) fn files() -> [Vec<u8>; 2] {
    let old = "# Halls\n\nOne stays here as it is and was.\n\n1. one\n\n2. two\n\nMoved as it is, all of it.\n\n- last\n";
    let new = "# Halls\n\nMoved as it is, all of it.\n\nOne stays here.\n\nAs it is and was.\n\n1. one\n\n2. new\n\n3. two and a half\n\nlast\n";
    let tracked = tracked(old, new);
    [tracked_docx(&tracked), tracked_odt(&tracked)]
}
