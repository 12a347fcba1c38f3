//! Office files hold the text, to the letter, for their own programs and for others.

mod read;
mod tracked;

use crate::{TEXT, draft, sample};
use domain::text::canon::Canonical;
use export::{FinalText, Print, docx, odt};
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::Command;
use zip::ZipArchive;

/// What gives files trouble: signs of their own, spaces, letters that take no room, lists that stop and go on.
pub(crate) const STRANGE: &str = "# <Heading> & \"more\"\n\nTwo  spaces,   three and no-break\u{a0}space; zero\u{200b}width, soft\u{ad}hyphen, non\u{2011}breaking.\n\n\
    1. one\n\n2. two\n\n  a) under two\n\n  b) under two\n\n3. three\n\nProse between.\n\n4. four\n\n1. one again\n\n  (i) roman\n\n  (ii) roman\n\n    - deep\n\n      1.2. deeper\n\n\
    007. not counted\n\n## Sub heading\n\n9) nine\n\n11) eleven\n\niiii) odd\n\nA) capital\n\nB) capital\n\n- bullet\n\n  - nested\n\n- bullet\n\n\
    Pneumonoultramicroscopicsilicovolcanoconiosispneumonoultramicroscopicsilicovolcanoconiosis-and-more goes over the edge of a line.\n\n\
    MMMMMMMMMMMMMMMMM WWWWWWWWWWWWWWWWWWWWWW MMMMMMMMMMMMMMMMMMMMMMMM WWWWWWWWWWWWWWWWWWWWWWWWWW MMMMMMMM\n";

/// A part of a package as text.
pub(crate) fn part(file: &[u8], name: &str) -> String {
    let mut zip = ZipArchive::new(Cursor::new(file)).unwrap();
    let mut out = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut out).unwrap();
    out
}

/// A folder for the files of one test.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Has LibreOffice turn files of a folder into another form; says so where there is none.
pub(crate) fn converted(folder: &Path, form: &str, names: &[&str]) -> bool {
    let mut last = None;
    // LibreOffice 7.4 now and then goes down at its end, whatever it was given.
    for _ in 0..3 {
        let run = Command::new("soffice")
            .current_dir(folder)
            .arg(format!(
                "-env:UserInstallation=file://{}/profile",
                folder.display()
            ))
            .args(["--headless", "--convert-to", form])
            .args(names)
            .output();
        match run {
            Ok(run) if run.status.success() => return true,
            Ok(run) => last = Some(run),
            Err(_) => {
                eprintln!("not run: LibreOffice (soffice) is not on this machine");
                return false;
            }
        }
    }
    panic!("three times: {last:?}");
}

/// Our lines as LibreOffice writes a text: bullets and indentation are its own.
fn shown(text: &FinalText) -> Vec<String> {
    let mut all = vec![text.title.clone()];
    for clause in text.clauses() {
        for (n, line) in clause.lines.iter().enumerate() {
            let line = line.text.trim();
            let line = if n == 0 && clause.paragraph.marker == "- " {
                line.replacen('-', "•", 1)
            } else {
                line.to_owned()
            };
            let heading = clause.paragraph.marker.starts_with('#');
            all.push(if heading && n == 0 {
                line.trim_start_matches(['#', ' ']).to_owned()
            } else {
                line
            });
        }
    }
    all
}

#[test]
fn the_same_text_gives_the_same_bytes() {
    let text = draft("Strange", STRANGE);
    assert_eq!(docx(&text), docx(&text));
    assert_eq!(odt(&text), odt(&text));
}

#[test]
fn libreoffice_reads_every_line() {
    let folder = folder("office-lines");
    let texts = [
        ("plain", sample("Warm halls", TEXT)),
        ("draft", draft("Strange & <odd>", STRANGE)),
        (
            "clear",
            FinalText {
                print: Print::Clear,
                ..sample("Strange", STRANGE)
            },
        ),
    ];
    let mut names = Vec::new();
    for (name, text) in &texts {
        for (ending, file) in [("docx", docx(text)), ("odt", odt(text))] {
            let name = format!("{name}-{ending}.{ending}");
            fs::write(folder.join(&name), file).unwrap();
            names.push(name);
        }
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    if !converted(&folder, "txt:Text (encoded):UTF8", &names) {
        return;
    }
    for (name, text) in &texts {
        for ending in ["docx", "odt"] {
            let read = fs::read_to_string(folder.join(format!("{name}-{ending}.txt"))).unwrap();
            let read: Vec<String> = read
                .trim_start_matches('\u{feff}')
                .lines()
                .map(|line| line.replace('\t', " ").trim().replace(['◦', '▪'], "•"))
                .collect();
            assert_eq!(read, shown(text), "{name}.{ending}");
        }
    }
}

#[test]
fn parts_say_what_they_are() {
    let text = draft("Warm & <halls>", TEXT);
    let file = docx(&text);
    assert!(part(&file, "word/header1.xml").contains("DRAFT, not published: Warm &amp; &lt;halls&gt;"));
    assert!(part(&file, "word/footer1.xml").contains(&text.fingerprint));
    assert!(part(&file, "docProps/custom.xml").contains(&text.fingerprint));
    assert!(part(&file, "docProps/core.xml").contains("<dc:creator>Warm Halls</dc:creator>"));
    assert!(part(&file, "word/styles.xml").contains("<w:lang w:val=\"en-GB\"/>"));
    let file = odt(&text);
    assert!(part(&file, "styles.xml").contains("DRAFT, not published: Warm &amp; &lt;halls&gt;"));
    assert!(part(&file, "meta.xml").contains(&text.fingerprint));
    let canonical = Canonical::of(STRANGE);
    assert_eq!(canonical.as_str(), STRANGE, "the strange text is canonical");
}
