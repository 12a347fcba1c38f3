//! What `.docx` files say, whoever wrote them, and which are refused.

use super::tracked::{driven, tracked};
use super::{STRANGE, converted, folder};
use crate::{TEXT, draft, sample};
use domain::text::canon::Canonical;
use export::office::{
    Limits, ReadBack, Refusal, read_docx, read_odt, read_office, tracked_docx, tracked_odt,
};
use export::{docx, odt};
use proof::mutate::Dice;
use proof::{corpus, texts};
use std::fs;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const HEAD: &str = "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>";
const FOOT: &str = "</w:body></w:document>";

/// A package of some parts.
pub(crate) fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A document with a body.
fn document(body: &str) -> Vec<u8> {
    package(&[("word/document.xml", format!("{HEAD}{body}{FOOT}").as_bytes())])
}

fn read(file: &[u8]) -> Result<ReadBack, Refusal> {
    read_docx(file, &Limits::default())
}

fn check(body: &str, base: &str, amended: &str) {
    let read = read(&document(body)).unwrap();
    assert_eq!(read.base.text.as_str(), base);
    assert_eq!(read.amended.text.as_str(), amended);
}

#[test]
fn a_file_of_ours_comes_back() {
    let mut all = vec![TEXT.to_owned(), STRANGE.to_owned()];
    for kept in corpus::golden().unwrap() {
        all.extend(texts(&kept.input));
    }
    for text in all.iter().filter(|text| !Canonical::of(text).is_empty()) {
        let text = draft("Warm <halls>", text);
        for read in [
            read(&docx(&text)).unwrap(),
            read_odt(&odt(&text), &Limits::default()).unwrap(),
        ] {
            assert_eq!(read.base.text, text.text);
            assert_eq!(read.amended, read.base);
            assert_eq!(read.base.title.as_deref(), Some("Warm <halls>"));
            assert_eq!(read.fingerprint.as_ref(), Some(&text.fingerprint));
            assert!(!read.tracked);
        }
    }
}

#[test]
fn a_file_that_libreoffice_saved_comes_back() {
    let folder = folder("office-saved");
    let text = sample("Warm halls", STRANGE);
    fs::create_dir(folder.join("saved")).unwrap();
    for (ending, form, file) in [
        ("docx", "docx:MS Word 2007 XML", docx(&text)),
        ("odt", "odt:writer8", odt(&text)),
    ] {
        let name = format!("ours.{ending}");
        fs::write(folder.join(&name), file).unwrap();
        if !converted(&folder, form, &["--outdir", "saved", &name]) {
            return;
        }
        let read = read_office(
            &fs::read(folder.join("saved").join(name)).unwrap(),
            &Limits::default(),
        );
        let read = read.unwrap();
        assert_eq!(read.base.text.as_str(), text.text.as_str(), "{ending}");
        assert_eq!(read.base.title.as_deref(), Some("Warm halls"), "{ending}");
        assert_eq!(read.fingerprint.as_ref(), Some(&text.fingerprint), "{ending}");
    }
}

/// Files of ours that LibreOffice changed and saved are read as LibreOffice reads them, where it is installed.
#[test]
fn files_that_libreoffice_changed_say_what_it_says() {
    let folder = folder("office-edited");
    let all = [TEXT.to_owned(), STRANGE.to_owned()].into_iter();
    let golden = corpus::golden().unwrap();
    let golden = golden
        .iter()
        .flat_map(|kept| texts(&kept.input))
        .filter(|text| text.lines().count() > 4);
    let mut files = Vec::new();
    for (n, text) in all.chain(golden.take(20)).enumerate() {
        let changing = tracked(&text, &text);
        let whole = sample("Warm halls", &text);
        for (what, ending, file) in [
            ("changing", "docx", tracked_docx(&changing)),
            ("changing", "odt", tracked_odt(&changing)),
            ("whole", "docx", docx(&whole)),
            ("whole", "odt", odt(&whole)),
        ] {
            let name = format!("{what}-{n}.{ending}");
            fs::write(folder.join(&name), file).unwrap();
            files.push((name, whole.text.clone()));
        }
    }
    if !driven("edited", &folder) {
        return;
    }
    let (mut wrong, mut changed, mut exact) = (Vec::new(), 0, 0);
    for (name, text) in &files {
        let path = folder.join("edited").join(name);
        let read = read_office(&fs::read(&path).unwrap(), &Limits::default()).unwrap();
        changed += u32::from(read.tracked);
        let says = |half: &str| {
            let says = fs::read_to_string(format!("{}.{half}", path.display())).unwrap();
            Canonical::of(&says.replace('\n', "\n\n"))
        };
        let accepted = says("new");
        // Of joined paragraphs the last says in `.docx` what they are, as Word has it; LibreOffice asks the first.
        let same = if name.ends_with(".docx") {
            words(&read.amended.text) == words(&accepted)
        } else {
            read.amended.text == accepted
        };
        if !same {
            wrong.push(format!("{name}, accepted\n{:?}\n{accepted:?}", read.amended.text));
        }
        // LibreOffice 7.4 does not write all that was there before, nor bring back all that it writes.
        let base = &read.base.text;
        let there = words(base);
        if name.ends_with(".odt") && there != words(text) && there != words(&says("old")) {
            wrong.push(format!("{name}, rejected\n{base:?}\n{text:?}"));
        }
        exact += u32::from(*base == *text);
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
    assert!(changed as usize > files.len() / 2, "{changed} of {}", files.len());
    assert!(exact as usize > files.len() * 3 / 4, "{exact} of {}", files.len());
}

/// What a text says, without the marks of headings and items.
fn words(text: &Canonical) -> Vec<&str> {
    let lines = text.as_str().lines().filter(|line| !line.is_empty());
    lines
        .map(|line| line.trim_start_matches(|c: char| !c.is_alphabetic()))
        .collect()
}

#[test]
fn changes_in_a_paragraph() {
    check(
        "<w:p><w:r><w:t>We </w:t></w:r><w:r><w:t xml:space=\"preserve\"> ask </w:t></w:r>\
         <w:del w:id=\"1\" w:author=\"A\"><w:r><w:delText>for</w:delText></w:r></w:del>\
         <w:ins w:id=\"2\" w:author=\"B\"><w:r><w:t>about</w:t></w:r><w:del w:id=\"3\"><w:r><w:delText>!</w:delText></w:r></w:del></w:ins>\
         <w:r><w:t xml:space=\"preserve\"> help &amp; care&#33;</w:t></w:r></w:p>",
        "We ask for help & care!\n",
        "We ask about help & care!\n",
    );
}

#[test]
fn ends_of_paragraphs_come_and_go() {
    check(
        "<w:p><w:r><w:t>One</w:t></w:r></w:p>\
         <w:p><w:pPr><w:rPr><w:ins w:id=\"1\"/></w:rPr></w:pPr><w:r><w:t xml:space=\"preserve\">two </w:t></w:r></w:p>\
         <w:p><w:r><w:t>three</w:t></w:r></w:p>\
         <w:p><w:pPr><w:rPr><w:del w:id=\"2\"/></w:rPr></w:pPr><w:r><w:t xml:space=\"preserve\">four </w:t></w:r></w:p>\
         <w:p><w:r><w:t>five</w:t></w:r></w:p>",
        "One\n\ntwo three\n\nfour\n\nfive\n",
        "One\n\ntwo\n\nthree\n\nfour five\n",
    );
}

#[test]
fn what_is_moved() {
    check(
        "<w:moveFromRangeStart w:id=\"1\" w:name=\"m\"/><w:p><w:pPr><w:rPr><w:moveFrom w:id=\"2\"/></w:rPr></w:pPr>\
         <w:moveFrom w:id=\"3\"><w:r><w:t>One</w:t></w:r></w:moveFrom></w:p><w:moveFromRangeEnd w:id=\"1\"/>\
         <w:p><w:r><w:t>Two</w:t></w:r></w:p>\
         <w:p><w:pPr><w:rPr><w:moveTo w:id=\"4\"/></w:rPr></w:pPr><w:moveTo w:id=\"5\"><w:r><w:t>One</w:t></w:r></w:moveTo></w:p>",
        "One\n\nTwo\n",
        "Two\n\nOne\n",
    );
}

#[test]
fn what_stands_around_and_in_text() {
    check(
        "<w:p><w:r><w:t>A</w:t><w:noBreakHyphen/><w:t>B</w:t><w:softHyphen/><w:tab/><w:t>C</w:t><w:br/><w:t>D</w:t></w:r>\
         <w:smartTag><w:r><w:t>E</w:t></w:r></w:smartTag><w:hyperlink r:id=\"x\" xmlns:r=\"r\"><w:r><w:t>F</w:t></w:r></w:hyperlink></w:p>\
         <w:sdt><w:sdtPr><w:placeholder/><w:rPr><w:ins w:id=\"9\"/></w:rPr></w:sdtPr><w:sdtContent><w:p><w:r><w:t>G</w:t></w:r></w:p></w:sdtContent></w:sdt>\
         <w:p><w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText>PAGE</w:instrText><w:t>7</w:t></w:r></w:p>\
         <w:p><w:r><w:drawing><w:p><w:r><w:t>not here</w:t></w:r></w:p></w:drawing><w:commentReference w:id=\"1\"/></w:r></w:p>",
        "A\u{2011}B\u{ad} C\n\nDEF\n\nG\n\n7\n",
        "A\u{2011}B\u{ad} C\n\nDEF\n\nG\n\n7\n",
    );
}

#[test]
fn lists_count_and_headings_have_levels() {
    let styles = "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"Uberschrift1\"><w:name w:val=\"heading 1\"/></w:style>\
        <w:style w:styleId=\"Own\"><w:name w:val=\"My own\"/><w:basedOn w:val=\"Uberschrift1\"/></w:style>\
        <w:style w:styleId=\"Dots\"><w:name w:val=\"Dots\"/><w:pPr><w:numPr><w:numId w:val=\"2\"/></w:numPr></w:pPr></w:style></w:styles>";
    let numbering = "<w:numbering xmlns:w=\"w\"><w:abstractNum w:abstractNumId=\"5\">\
        <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl>\
        <w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"lowerLetter\"/><w:lvlText w:val=\"(%2)\"/></w:lvl></w:abstractNum>\
        <w:abstractNum w:abstractNumId=\"6\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"o\"/></w:lvl></w:abstractNum>\
        <w:num w:numId=\"1\"><w:abstractNumId w:val=\"5\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"6\"/></w:num>\
        <w:num w:numId=\"3\"><w:abstractNumId w:val=\"5\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"4\"/></w:lvlOverride></w:num></w:numbering>";
    let item = |list: u32, level: u32, rest: &str, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr>{rest}</w:pPr>{text}</w:p>"
        )
    };
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let styled = |style: &str, text: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{}</w:p>",
            run(text)
        )
    };
    let inserted = |text: &str| format!("<w:ins w:id=\"1\">{}</w:ins>", run(text));
    let body = [
        styled("Own", "Head"),
        item(1, 0, "", &run("one")),
        item(1, 0, "<w:rPr><w:ins w:id=\"2\"/></w:rPr>", &inserted("new")),
        item(1, 0, "", &run("two")),
        item(1, 1, "", &run("under")),
        item(1, 1, "", &run("under")),
        item(1, 0, "", &run("three")),
        item(1, 1, "", &run("again")),
        styled("Dots", "dot"),
        item(3, 0, "", &run("four")),
        item(0, 0, "", &run("no item")),
    ]
    .concat();
    let file = package(&[
        ("word/document.xml", format!("{HEAD}{body}{FOOT}").as_bytes()),
        ("word/styles.xml", styles.as_bytes()),
        ("word/numbering.xml", numbering.as_bytes()),
    ]);
    let read = read(&file).unwrap();
    assert_eq!(
        read.base.text.as_str(),
        "# Head\n\n1. one\n\n2. two\n\n  (a) under\n\n  (b) under\n\n3. three\n\n  (a) again\n\n- dot\n\n4. four\n\nno item\n"
    );
    assert_eq!(
        read.amended.text.as_str(),
        "# Head\n\n1. one\n\n2. new\n\n3. two\n\n  (a) under\n\n  (b) under\n\n4. three\n\n  (a) again\n\n- dot\n\n4. four\n\nno item\n"
    );
}

const OPEN: &str = "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:text=\"t\">\
    <office:automatic-styles><style:style style:name=\"P1\" style:family=\"paragraph\" style:parent-style-name=\"Heading_20_2\"/>\
    <style:style style:name=\"T1\" style:family=\"text\" style:parent-style-name=\"Line_20_end\"/>\
    <text:list-style style:name=\"L1\"><text:list-level-style-number text:level=\"1\" style:num-format=\"1\" style:num-suffix=\".\"/>\
    <text:list-level-style-number text:level=\"2\" style:num-format=\"a\" style:num-prefix=\"(\" style:num-suffix=\")\" text:start-value=\"2\"/>\
    <text:list-level-style-number text:level=\"3\" style:num-format=\"I\" text:display-levels=\"2\"/></text:list-style>\
    <text:list-style style:name=\"L2\"><text:list-level-style-bullet text:level=\"1\"/></text:list-style>\
    </office:automatic-styles><office:body><office:text>";
const CLOSE: &str = "</office:text></office:body></office:document-content>";

fn open_document(changes: &str, body: &str) -> Vec<u8> {
    let changes = format!("<text:tracked-changes>{changes}</text:tracked-changes>");
    let content = format!("{OPEN}{changes}{body}{CLOSE}");
    package(&[("content.xml", content.as_bytes())])
}

fn check_open(changes: &str, body: &str, base: &str, amended: &str) {
    let read = read_office(&open_document(changes, body), &Limits::default()).unwrap();
    assert_eq!(read.base.text.as_str(), base);
    assert_eq!(read.amended.text.as_str(), amended);
}

fn region(id: u32, what: &str) -> String {
    let about = "<office:change-info><dc:creator>A</dc:creator></office:change-info>";
    let what = match what.split_once(':') {
        Some(("deletion", gone)) => format!("<text:deletion>{about}{gone}</text:deletion>"),
        _ => format!("<text:{what}>{about}</text:{what}>"),
    };
    format!("<text:changed-region xml:id=\"c{id}\" text:id=\"c{id}\">{what}</text:changed-region>")
}

#[test]
fn open_documents_with_changes() {
    let changes = [
        region(1, "insertion"),
        region(2, "deletion:<text:p>old </text:p>"),
        region(3, "deletion:<text:p/><text:p text:style-name=\"P1\">Gone</text:p>"),
        region(4, "insertion"),
        region(5, "format-change"),
        // Put in by one and taken out by another.
        "<text:changed-region text:id=\"c6\"><text:deletion><text:p>never</text:p></text:deletion><text:insertion/></text:changed-region>".to_owned(),
    ]
    .concat();
    check_open(
        &changes,
        "<text:p>We <text:change text:change-id=\"c2\"/><text:change-start text:change-id=\"c1\"/>new <text:change-end text:change-id=\"c1\"/>ask<text:change text:change-id=\"c6\"/>.<text:change text:change-id=\"c3\"/></text:p>\
         <text:p><text:change-start text:change-id=\"c5\"/>Same<text:change-end text:change-id=\"c5\"/> here<text:change-start text:change-id=\"c4\"/></text:p>\
         <text:h text:outline-level=\"1\">Come</text:h><text:p><text:change-end text:change-id=\"c4\"/><text:s/>and there.</text:p>\
         <text:p>Once <text:change text:change-id=\"c2\"/>only.</text:p>",
        "We old ask.\n\n## Gone\n\nSame here and there.\n\nOnce only.\n",
        "We new ask.\n\nSame here\n\n# Come\n\nand there.\n\nOnce only.\n",
    );
}

#[test]
fn what_stands_around_and_in_an_open_document() {
    let text = "<text:p text:style-name=\"Title\">T</text:p>\
         <text:p>  A \n B<text:s text:c=\"2\"/>C<text:tab/>D<text:line-break/>E<text:span text:style-name=\"T1\"><text:line-break/></text:span>F&amp;&#71;</text:p>\
         <text:p>one<office:annotation><text:p>not here</text:p></office:annotation><text:note><text:p>nor here</text:p></text:note>\
         <draw:frame><draw:text-box><text:p>nor here</text:p></draw:text-box></draw:frame> two</text:p>\
         <table:table><table:table-row><table:table-cell><text:p>cell</text:p></table:table-cell></table:table-row></table:table>\
         <text:table-of-content><text:p>no</text:p></text:table-of-content>";
    let read = read_odt(&open_document("", text), &Limits::default()).unwrap();
    assert_eq!(read.amended.title.as_deref(), Some("T"));
    assert_eq!(
        read.amended.text,
        Canonical::of("A B  C\tD\n\nEF&G\n\none two\n\ncell\n")
    );
    let passed = read.passed;
    let all = [passed.comments, passed.notes, passed.pictures, passed.tables];
    assert_eq!(all, [1, 1, 1, 1]);
    let item = |text: &str| format!("<text:list-item><text:p>{text}</text:p></text:list-item>");
    let list = |more: &str, items: &str| format!("<text:list {more}>{items}</text:list>");
    let nested = format!(
        "<text:list-item><text:p>b</text:p>{}</text:list-item>",
        list("", &format!("{}{}", item("c"), item("d")))
    );
    let body = [
        list(
            "xml:id=\"x\" text:style-name=\"L1\"",
            &format!("{}{nested}{}", item("a"), item("e")),
        ),
        list("text:style-name=\"L2\"", &item("dot")),
        list(
            "text:continue-numbering=\"true\" text:style-name=\"L1\"",
            &item("f"),
        ),
        list(
            "text:style-name=\"L1\"",
            &format!(
                "<text:list-header><text:p>head</text:p></text:list-header>{}",
                item("g")
            ),
        ),
        list(
            "text:continue-list=\"x\" text:style-name=\"L1\"",
            "<text:list-item text:start-value=\"9\"><text:p>h</text:p><text:p>more</text:p></text:list-item>",
        ),
        list(
            "text:style-name=\"L1\"",
            &format!(
                "<text:list-item>{}</text:list-item>",
                list(
                    "",
                    &format!("<text:list-item>{}</text:list-item>", list("", &item("deep")))
                )
            ),
        ),
    ];
    let counted = "1. a\n\n2. b\n\n  (b) c\n\n  (c) d\n\n3. e\n\n- dot\n\n4. f\n\nhead\n\n1. g\n\n9. h\n\nmore\n\n    b.I deep\n";
    let read = read_odt(&open_document("", &body.concat()), &Limits::default()).unwrap();
    assert_eq!(read.amended.text, Canonical::of(counted));
    assert_eq!(read.base, read.amended);
}

#[test]
fn hostile_open_documents_are_refused() {
    let limits = Limits::default();
    let read = |file: &[u8]| read_office(file, &limits);
    let refused = |body: &str| read_odt(&open_document("", body), &limits).err();
    assert_eq!(refused(""), Some(Refusal::Empty));
    assert_eq!(refused("<text:p>&b;</text:p>"), Some(Refusal::Declares));
    assert_eq!(
        refused(&"<text:section>".repeat(10_000)),
        Some(Refusal::Depth(limits.depth))
    );
    let sheet =
        "<office:document-content><office:body><office:spreadsheet/></office:body></office:document-content>";
    assert_eq!(
        read(&package(&[("content.xml", sheet.as_bytes())])),
        Err(Refusal::NotDocument)
    );
    let declared = format!("<!DOCTYPE a SYSTEM \"file:///etc/passwd\">{sheet}");
    for name in ["content.xml", "styles.xml", "meta.xml"] {
        let whole = format!("{OPEN}<text:p>a</text:p>{CLOSE}");
        let mut parts = vec![
            ("content.xml", whole.as_bytes()),
            ("styles.xml", b"<a/>"),
            ("meta.xml", b"<a/>"),
        ];
        for part in &mut parts {
            if part.0 == name {
                part.1 = declared.as_bytes();
            }
        }
        assert_eq!(read(&package(&parts)), Err(Refusal::Declares), "{name}");
    }
    // It is locked by a password.
    let locked = package(&[
        ("META-INF/manifest.xml", b"<manifest:encryption-data/>"),
        ("content.xml", &[0xff; 100]),
    ]);
    assert_eq!(read(&locked), Err(Refusal::NotPackage));
    assert_eq!(
        read(&package(&[("word.xml", b"<a/>")])),
        Err(Refusal::NotDocument)
    );
}

#[test]
fn hostile_files_are_refused() {
    let limits = Limits::default();
    let text = "<w:p><w:r><w:t>a</w:t></w:r></w:p>";
    assert_eq!(read(b"no zip at all"), Err(Refusal::NotPackage));
    assert_eq!(read(b""), Err(Refusal::NotPackage));
    assert_eq!(
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        Err(Refusal::NotPackage)
    );
    let whole = document(text);
    assert_eq!(read(&whole[..whole.len() / 2]), Err(Refusal::NotPackage));
    assert_eq!(
        read(&package(&[("content.xml", b"<a/>")])),
        Err(Refusal::NotDocument)
    );
    assert_eq!(read(&document("")), Err(Refusal::Empty));
    assert_eq!(read(&document("<w:p>")), Err(Refusal::Broken));
    assert_eq!(
        read(&vec![b'P'; limits.file as usize + 1]),
        Err(Refusal::File(limits.file))
    );

    let bomb = package(&[("word/document.xml", &vec![b' '; 60_000_000])]);
    assert!(bomb.len() < 100_000);
    assert_eq!(read(&bomb), Err(Refusal::Ratio(limits.ratio)));
    let spaces = format!("{HEAD}{text}{}{FOOT}", " ".repeat(900_000));
    assert!(read(&package(&[("word/document.xml", spaces.as_bytes())])).is_ok());

    for declared in [
        "<!DOCTYPE a [<!ENTITY b \"c\">]>",
        "<!DOCTYPE a SYSTEM \"file:///etc/passwd\">",
    ] {
        let file = package(&[(
            "word/document.xml",
            format!("<?xml version=\"1.0\"?>{declared}<w:document><w:body>{text}</w:body></w:document>")
                .as_bytes(),
        )]);
        assert_eq!(read(&file), Err(Refusal::Declares));
    }
    assert_eq!(
        read(&document("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>")),
        Err(Refusal::Declares)
    );

    let deep = format!("{}{}", "<w:sdt>".repeat(10_000), "</w:sdt>".repeat(10_000));
    assert_eq!(read(&document(&deep)), Err(Refusal::Depth(limits.depth)));
    let runs = format!("<w:p>{}</w:p>", "<w:r><w:t>ab</w:t></w:r>".repeat(100_000));
    assert_eq!(read(&document(&runs)), Err(Refusal::Ratio(limits.ratio)));
    let mut dice = Dice::of(1);
    let runs: String = (0..100_000)
        .map(|_| format!("<w:r><w:t>{:x}</w:t></w:r>", dice.below(1 << 12)))
        .collect();
    assert_eq!(
        read(&document(&format!("<w:p>{runs}</w:p>"))),
        Err(Refusal::Runs(limits.runs))
    );
    let long: String = (0..100_000)
        .map(|_| format!("{:x} ", dice.below(1 << 31)))
        .collect();
    let long = document(&format!("<w:p><w:r><w:t>{long}</w:t></w:r></w:p>"));
    assert_eq!(read(&long), Err(Refusal::Text(limits.text)));

    let names: Vec<String> = (0..2000).map(|n| format!("word/{n}.xml")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert_eq!(read(&package(&many)), Err(Refusal::Entries(limits.entries)));
}

#[test]
fn macros_and_paths_are_passed_over() {
    let file = package(&[
        ("../../etc/passwd", b"root"),
        ("word/vbaProject.bin", &[0xff; 1000]),
        (
            "word/document.xml",
            format!("{HEAD}<w:p><w:r><w:t>a</w:t></w:r></w:p>{FOOT}").as_bytes(),
        ),
    ]);
    assert_eq!(read(&file).unwrap().amended.text.as_str(), "a\n");
}

#[test]
fn broken_files_never_stop_the_program() {
    for whole in super::tracked::files() {
        broken(&whole);
    }
}

/// Damages a file in many ways, before and after it is packed.
fn broken(whole: &[u8]) {
    let limits = Limits::default();
    let mut dice = Dice::of(5);
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    let mut zip = ZipArchive::new(Cursor::new(whole)).unwrap();
    for n in 0..zip.len() {
        let mut entry = zip.by_index(n).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        parts.push((entry.name().unwrap().into_owned(), bytes));
    }
    let broken = |bytes: &mut Vec<u8>, dice: &mut Dice| {
        for _ in 0..=dice.below(6) {
            let at = dice.below(bytes.len());
            match dice.below(4) {
                0 => bytes[at] = u8::try_from(dice.below(256)).unwrap(),
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, b"<>&/\"0w:"[dice.below(8)]),
                _ => {
                    let to = (at + dice.below(200)).min(bytes.len());
                    let piece = bytes[at..to].to_vec();
                    let place = dice.below(bytes.len());
                    bytes.splice(place..place, piece);
                }
            }
        }
    };
    let mut refused = 0;
    for n in 0..600 {
        let file = if n % 2 == 0 {
            let mut file = whole.to_vec();
            broken(&mut file, &mut dice);
            file
        } else {
            let mut parts = parts.clone();
            let at = dice.below(parts.len());
            broken(&mut parts[at].1, &mut dice);
            let all: Vec<(&str, &[u8])> = parts
                .iter()
                .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
                .collect();
            package(&all)
        };
        refused += u32::from(read_office(&file, &limits).is_err());
    }
    assert!(refused > 100, "{refused}");
}
