//! However a file was made, reading it takes little memory: measured, not counted.
//!
//! A program of its own, with one test, so that nothing else takes memory meanwhile.
#![expect(
    unsafe_code,
    reason = "an allocator is unsafe to write; this one counts and leaves the work to the system's"
)]
#![expect(clippy::unwrap_used, reason = "what a test cannot unwrap has failed")]

use export::office::{Limits, Refusal, read_office};
use std::alloc::{GlobalAlloc, Layout, System};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What is taken now, and the most that was taken at a time.
static NOW: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

struct Counted;

/// Counts what is taken before what is given back, as where a block must be copied to a larger place.
fn count(taken: usize, given_back: usize) {
    let now = NOW.fetch_add(taken, Relaxed) + taken;
    MOST.fetch_max(now, Relaxed);
    NOW.fetch_sub(given_back, Relaxed);
}

// SAFETY: every call is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        // SAFETY: the caller keeps to what `alloc` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        count(0, layout.size());
        // SAFETY: the block came from `System` with this layout.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size, layout.size());
        // SAFETY: the block came from `System` with this layout.
        unsafe { System.realloc(block, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counted = Counted;

/// No file takes more, beside its own bytes.
const BOUND: usize = 50_000_000;
/// Nor longer, even with a program that is not optimised, on a machine that does other things.
const TIME: Duration = Duration::from_secs(60);

const WORD: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
const PARAGRAPH: &str = "<w:p><w:r><w:t>a</w:t></w:r></w:p>";

fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn body(body: &str) -> String {
    format!("<?xml version=\"1.0\"?><w:document {WORD}><w:body>{body}</w:body></w:document>")
}

/// A `.docx` with this body, and with so much beside it that nothing in it packs too well to be read.
fn word(body: &str) -> Vec<u8> {
    let ballast = ballast();
    package(&[
        ("word/document.xml", self::body(body).as_bytes()),
        ("word/media/image1.png", &ballast),
    ])
}

/// An `.odt` with this before its text, and this in it, and with so much beside it.
fn open_document(before: &str, text: &str) -> Vec<u8> {
    let ballast = ballast();
    let content = format!(
        "<office:document-content>{before}<office:body><office:text>{text}</office:text></office:body></office:document-content>"
    );
    package(&[("content.xml", content.as_bytes()), ("Pictures/1.png", &ballast)])
}

/// Bytes that do not pack.
fn ballast() -> Vec<u8> {
    let mut state = 1_u64;
    (0..300_000)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 56) as u8
        })
        .collect()
}

/// As often as 23 megabytes hold it.
fn full(piece: impl Fn(usize) -> String) -> String {
    let mut out = String::new();
    for n in 0.. {
        out.push_str(&piece(n));
        if out.len() > 23_000_000 {
            break;
        }
    }
    out
}

fn styled(part: &str, name: &str) -> Vec<u8> {
    let ballast = ballast();
    package(&[
        ("word/document.xml", body(PARAGRAPH).as_bytes()),
        (name, part.as_bytes()),
        ("word/media/image1.png", &ballast),
    ])
}

/// The end of a package that claims other numbers of entries.
fn claims(mut file: Vec<u8>, entries: u16) -> Vec<u8> {
    let end = file.windows(4).rposition(|four| four == b"PK\x05\x06").unwrap();
    file[end + 8..end + 10].copy_from_slice(&entries.to_le_bytes());
    file[end + 10..end + 12].copy_from_slice(&entries.to_le_bytes());
    file
}

/// A package with very many entries, all without bytes.
fn crowd(entries: usize) -> Vec<u8> {
    let names: Vec<String> = (0..entries).map(|n| format!("{n}")).collect();
    let all: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    package(&all)
}

/// What is sent, and what becomes of it; none where it is read.
fn hostile() -> Vec<(&'static str, Vec<u8>, Option<Refusal>)> {
    let limits = Limits::default();
    let ratio = Some(Refusal::Ratio(limits.ratio));
    let text = Some(Refusal::Text(limits.text));
    let runs = Some(Refusal::Runs(limits.runs));
    let definitions = Some(Refusal::Definitions(limits.definitions));
    let depth = Some(Refusal::Depth(limits.depth));
    let declares = Some(Refusal::Declares);
    let mut laughs = "<!DOCTYPE w [<!ENTITY a0 \"ha\">".to_owned();
    for n in 1..30 {
        let _ = write!(laughs, "<!ENTITY a{n} \"&a{};&a{0};\">", n - 1);
    }
    laughs.push_str("]>");
    // A second end of the package after the first one, with another count and no directory before it.
    let mut ends = crowd(40_000);
    ends.extend_from_slice(b"PK\x05\x06\0\0\0\0\x03\0\x03\0\0\0\0\0\0\xff\xff\xff\0\0");
    vec![
        (
            "a hundred megabytes of spaces",
            package(&[("word/document.xml", &vec![b' '; 100_000_000])]),
            ratio,
        ),
        (
            "a bomb in a part that is read second",
            package(&[
                ("word/document.xml", body(PARAGRAPH).as_bytes()),
                ("word/styles.xml", &vec![b' '; 100_000_000]),
            ]),
            ratio,
        ),
        (
            "as much as may be unpacked, and more",
            word(&" ".repeat(25_000_000)),
            Some(Refusal::Unpacked(limits.unpacked)),
        ),
        ("entities within entities", package(&[("word/document.xml", format!("{laughs}<w:document {WORD}/>").as_bytes())]), declares),
        (
            "an entity from elsewhere",
            package(&[(
                "word/document.xml",
                format!("<!DOCTYPE w [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><w:document {WORD}>&x;</w:document>").as_bytes(),
            )]),
            declares,
        ),
        ("ten thousand elements within each other", word(&"<w:sdt>".repeat(10_000)), depth),
        ("millions of elements within each other", word(&full(|_| "<a>".to_owned())), depth),
        (
            "a hundred thousand runs",
            word(&format!("<w:p>{}</w:p>", "<w:r><w:t>ab</w:t></w:r>".repeat(100_000))),
            runs,
        ),
        (
            "as many runs as are read",
            word(&format!("<w:p>{}</w:p>", "<w:r><w:t>ab</w:t></w:r>".repeat(59_000))),
            None,
        ),
        ("millions of paragraphs", word(&full(|_| "<w:p/>".to_owned())), runs),
        (
            "one run that never ends",
            word(&format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", full(|_| "a long word ".to_owned()))),
            text,
        ),
        (
            "a paragraph of breaks",
            word(&format!("<w:p><w:r>{}</w:r></w:p>", full(|_| "<w:br/>".to_owned()))),
            text,
        ),
        (
            "references to characters",
            word(&format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", full(|_| "&#65;".to_owned()))),
            text,
        ),
        (
            "a million attributes",
            word(&format!("<w:p {}><w:r><w:t>a</w:t></w:r></w:p>", full(|n| format!("a{}=\"\" ", n % 1000)))),
            None,
        ),
        (
            "an attribute of many megabytes",
            word(&format!("<w:ins w:author=\"{}\">{PARAGRAPH}</w:ins>", full(|_| "author ".to_owned()))),
            None,
        ),
        (
            "a name of many megabytes",
            word(&format!("<w:p><{}/></w:p>{PARAGRAPH}", full(|_| "name".to_owned()))),
            Some(Refusal::Broken),
        ),
        (
            "a million authors",
            word(&full(|n| format!("<w:ins w:author=\"{n}\"/>"))),
            Some(Refusal::Empty),
        ),
        (
            "a comment of many megabytes",
            word(&format!("<!--{}-->{PARAGRAPH}", full(|_| "word ".to_owned()))),
            None,
        ),
        (
            "a million styles",
            styled(&format!("<w:styles {WORD}>{}</w:styles>", full(|n| format!("<w:style w:styleId=\"{n}\"/>"))), "word/styles.xml"),
            definitions,
        ),
        (
            "a million lists",
            styled(&format!("<w:numbering {WORD}>{}</w:numbering>", full(|n| format!("<w:num w:numId=\"{n}\"/>"))), "word/numbering.xml"),
            definitions,
        ),
        (
            "a million levels",
            styled(
                &format!(
                    "<w:numbering {WORD}><w:abstractNum w:abstractNumId=\"1\">{}</w:abstractNum></w:numbering>",
                    full(|n| format!("<w:lvl w:ilvl=\"{n}\"><w:start w:val=\"1\"/></w:lvl>"))
                ),
                "word/numbering.xml",
            ),
            definitions,
        ),
        ("an open document with a million spans", open_document("", &format!("<text:p>{}</text:p>", full(|_| "<text:span>a</text:span>".to_owned()))), runs),
        ("an open document of spaces", open_document("", &format!("<text:p>{}</text:p>", full(|_| "a<text:s text:c=\"999\"/>".to_owned()))), text),
        ("an open document with a million styles", open_document(&full(|n| format!("<style:style style:name=\"{n}\" style:family=\"text\"/>")), "<text:p>a</text:p>"), definitions),
        ("an open document with a million list styles", open_document(&full(|n| format!("<text:list-style style:name=\"{n}\"/>")), "<text:p>a</text:p>"), definitions),
        ("an open document with a million lists", open_document("", &full(|n| format!("<text:list xml:id=\"{n}\"/>"))), definitions),
        (
            "an open document with a million changes",
            open_document("", &format!("<text:tracked-changes>{}</text:tracked-changes>", full(|n| format!("<text:changed-region text:id=\"{n}\"/>")))),
            definitions,
        ),
        (
            "a deletion that never ends",
            open_document(
                "",
                &format!(
                    "<text:tracked-changes><text:changed-region text:id=\"a\"><text:deletion>{}</text:deletion></text:changed-region></text:tracked-changes>",
                    full(|_| "<text:p>gone and more words</text:p>".to_owned())
                ),
            ),
            text,
        ),
        (
            "a deletion that comes back a million times",
            open_document(
                "",
                &format!(
                    "<text:tracked-changes><text:changed-region text:id=\"a\"><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>{}</text:p>",
                    full(|_| "<text:change text:change-id=\"a\"/>".to_owned())
                ),
            ),
            None,
        ),
        ("an open document that is very deep", open_document("", &full(|_| "<text:section>".to_owned())), depth),
        ("forty thousand entries", crowd(40_000), Some(Refusal::Entries(limits.entries))),
        (
            "a directory that claims fewer entries than it has",
            claims(crowd(40_000), 3),
            Some(Refusal::NotDocument),
        ),
        (
            "a directory that claims more entries than it has",
            claims(word(PARAGRAPH), 400),
            Some(Refusal::NotPackage),
        ),
        (
            "a directory that claims to be a larger one",
            claims(word(PARAGRAPH), u16::MAX),
            Some(Refusal::Entries(limits.entries)),
        ),
        ("two ends", ends, Some(Refusal::Entries(limits.entries))),
    ]
}

#[test]
fn reading_takes_little_memory_whatever_the_file() {
    let limits = Limits::default();
    let mut told = String::new();
    let (mut highest, mut wrong) = (0, false);
    for (name, file, expected) in hostile() {
        assert!(file.len() <= limits.file as usize, "{name}: {}", file.len());
        let (before, start) = (NOW.load(Relaxed), Instant::now());
        MOST.store(before, Relaxed);
        let refusal = read_office(&file, &limits).err();
        let (most, took) = (MOST.load(Relaxed) - before, start.elapsed());
        let _ = writeln!(
            told,
            "{:>6.1} MB {took:>6.1?} {name}: {refusal:?}",
            most as f64 / 1e6
        );
        if refusal != expected || most >= BOUND || took >= TIME {
            let _ = writeln!(
                told,
                "       this should be {expected:?}, below {BOUND} bytes and {TIME:?}"
            );
            wrong = true;
        }
        highest = highest.max(most);
    }
    assert!(!wrong, "{told}");
    eprintln!("{told}");
    // The measure measures: the largest of these files unpacks to more than this.
    assert!(highest > 24_000_000, "{told}");
}
