//! `.docx`: what Word, LibreOffice and their like read and write.

use super::lists::{Counting, DEEPEST, List, number};
use super::package::Package;
use super::sheet::{Block, Fate, Shape, Sheet, Span, What, indent, narrowed, page};
use super::xml::{Attributes, Xml};
use super::{WRITTEN, writing};
use crate::progress::{Doing, Stopped, Tell, WHOLE, on, tell};
use crate::{FinalText, Print};

/// The name of the property that holds the fingerprint of the text that a file was made from.
pub(super) const FINGERPRINT: &str = "Fingerprint";
/// The name of the character style that marks the ends of our lines.
pub(super) const LINE_END: &str = "Line end";
/// The start of the names of the styles of items whose markers are written out.
pub(super) const ITEM: &str = "Item ";

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// Twentieths of a point, the measure of the format.
const TWIPS: u32 = 20;
/// The side of the code that a camera reads: 2.2 centimetres.
const CODE: &str = "792000";

/// A text as `.docx`.
pub fn docx(text: &FinalText) -> Vec<u8> {
    // Nobody stops it.
    docx_telling(text, &mut on).unwrap_or_default()
}

/// The same, telling how far it is.
pub fn docx_telling(text: &FinalText, to: &mut Tell<'_>) -> Result<Vec<u8>, Stopped> {
    write(&Sheet::from(text), to)
}

pub(super) fn write(sheet: &Sheet, to: &mut Tell<'_>) -> Result<Vec<u8>, Stopped> {
    let mut package = Package::new();
    package.put("[Content_Types].xml", &content_types(sheet));
    package.put("_rels/.rels", &relations(&ROOT));
    package.put("docProps/core.xml", &core(sheet));
    package.put("docProps/app.xml", &app());
    package.put("docProps/custom.xml", &custom(sheet));
    package.put("word/document.xml", &document(sheet, to)?);
    tell(to, Doing::Packing, WRITTEN..WHOLE, (0, 1))?;
    package.put("word/_rels/document.xml.rels", &relations(&PARTS));
    package.put("word/styles.xml", &styles(sheet));
    package.put("word/numbering.xml", &numbering(sheet));
    package.put("word/settings.xml", &settings(sheet));
    package.put("word/header1.xml", &header(sheet));
    package.put("word/footer1.xml", &footer(sheet));
    if let Some((png, _)) = &sheet.facts.code {
        package.put("word/_rels/footer1.xml.rels", &relations(&PICTURE));
        package.put("word/media/check.png", png);
    }
    let file = package.finish();
    tell(to, Doing::Packing, WRITTEN..WHOLE, (1, 1))?;
    Ok(file)
}

/// Relations: kind and target.
type Relations = [(&'static str, &'static str)];

const ROOT: [(&str, &str); 4] = [
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument",
        "word/document.xml",
    ),
    (
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
        "docProps/core.xml",
    ),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties",
        "docProps/app.xml",
    ),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties",
        "docProps/custom.xml",
    ),
];

const PARTS: [(&str, &str); 5] = [
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles",
        "styles.xml",
    ),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering",
        "numbering.xml",
    ),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings",
        "settings.xml",
    ),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/header",
        "header1.xml",
    ),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer",
        "footer1.xml",
    ),
];

const PICTURE: [(&str, &str); 1] = [(
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image",
    "media/check.png",
)];

fn relations(relations: &Relations) -> Vec<u8> {
    let mut xml = Xml::new("Relationships", &[("xmlns", &format!("{PACKAGE}/relationships"))]);
    for (n, (kind, target)) in (1..).zip(relations) {
        let id = format!("rId{n}");
        xml.empty("Relationship", &[("Id", &id), ("Type", kind), ("Target", target)]);
    }
    xml.finish()
}

fn content_types(sheet: &Sheet) -> Vec<u8> {
    const DOCUMENT: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let mut xml = Xml::new("Types", &[("xmlns", &format!("{PACKAGE}/content-types"))]);
    let mut plain = vec![
        ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        ("xml", "application/xml"),
    ];
    if sheet.facts.code.is_some() {
        plain.push(("png", "image/png"));
    }
    for (extension, kind) in plain {
        xml.empty("Default", &[("Extension", extension), ("ContentType", kind)]);
    }
    for (part, kind) in [
        ("/word/document.xml", "document.main"),
        ("/word/styles.xml", "styles"),
        ("/word/numbering.xml", "numbering"),
        ("/word/settings.xml", "settings"),
        ("/word/header1.xml", "header"),
        ("/word/footer1.xml", "footer"),
    ] {
        let kind = format!("{DOCUMENT}.{kind}+xml");
        xml.empty("Override", &[("PartName", part), ("ContentType", &kind)]);
    }
    for (part, kind) in [
        (
            "/docProps/core.xml",
            "application/vnd.openxmlformats-package.core-properties+xml",
        ),
        (
            "/docProps/app.xml",
            "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        ),
        (
            "/docProps/custom.xml",
            "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        ),
    ] {
        xml.empty("Override", &[("PartName", part), ("ContentType", kind)]);
    }
    xml.finish()
}

fn core(sheet: &Sheet) -> Vec<u8> {
    let facts = &sheet.facts;
    let mut xml = Xml::new(
        "cp:coreProperties",
        &[
            ("xmlns:cp", &format!("{PACKAGE}/metadata/core-properties")),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ],
    );
    xml.leaf("dc:title", &[], &facts.title);
    xml.leaf("dc:subject", &[], &facts.subject);
    xml.leaf("dc:creator", &[], &facts.group);
    xml.leaf("dc:description", &[], &facts.description);
    xml.leaf("dc:language", &[], &facts.language);
    xml.finish()
}

fn app() -> Vec<u8> {
    let mut xml = Xml::new(
        "Properties",
        &[(
            "xmlns",
            "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
        )],
    );
    xml.leaf("Application", &[], "Substantive");
    xml.finish()
}

fn custom(sheet: &Sheet) -> Vec<u8> {
    let mut xml = Xml::new(
        "Properties",
        &[
            (
                "xmlns",
                "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
            ),
            (
                "xmlns:vt",
                "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
            ),
        ],
    );
    xml.open(
        "property",
        &[
            ("fmtid", "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"),
            ("pid", "2"),
            ("name", FINGERPRINT),
        ],
    );
    xml.leaf("vt:lpwstr", &[], &sheet.facts.fingerprint);
    xml.finish()
}

fn settings(sheet: &Sheet) -> Vec<u8> {
    let mut xml = Xml::new("w:settings", &[("xmlns:w", W)]);
    if !sheet.numbered {
        // Whoever goes on writing in a file with tracked changes means to have theirs tracked as well.
        xml.empty("w:trackRevisions", &[]);
    }
    let step = (indent(1, sheet.print) * TWIPS).to_string();
    xml.empty("w:defaultTabStop", &[("w:val", &step)]);
    xml.open("w:compat", &[]);
    xml.empty(
        "w:compatSetting",
        &[
            ("w:name", "compatibilityMode"),
            ("w:uri", "http://schemas.microsoft.com/office/word"),
            ("w:val", "15"),
        ],
    );
    xml.close();
    xml.empty("w:themeFontLang", &[("w:val", &sheet.facts.language)]);
    xml.finish()
}

/// Styles by their usual names, so that every word processor knows what is a heading and what is a list.
fn styles(sheet: &Sheet) -> Vec<u8> {
    let (_, points) = page(sheet.print);
    let face = match sheet.print {
        Print::Standard => "Times New Roman",
        Print::Clear => "Arial",
    };
    let halves = |points: u32| (points * 2).to_string();
    let mut xml = Xml::new("w:styles", &[("xmlns:w", W)]);
    xml.open("w:docDefaults", &[]);
    xml.open("w:rPrDefault", &[]);
    xml.open("w:rPr", &[]);
    xml.empty(
        "w:rFonts",
        &[
            ("w:ascii", face),
            ("w:hAnsi", face),
            ("w:eastAsia", face),
            ("w:cs", face),
        ],
    );
    xml.empty("w:sz", &[("w:val", &halves(points))]);
    xml.empty("w:szCs", &[("w:val", &halves(points))]);
    xml.empty("w:lang", &[("w:val", &sheet.facts.language)]);
    for _ in 0..3 {
        xml.close();
    }
    let small = if sheet.print == Print::Clear { 12 } else { 8 };
    let normal = Style::paragraph("Normal", "Normal");
    normal.write(&mut xml);
    Style {
        size: Some(points + 7),
        bold: true,
        unnumbered: true,
        ..Style::paragraph("Title", "Title")
    }
    .write(&mut xml);
    Style::paragraph("BodyText", "Body Text").write(&mut xml);
    for level in 1..=6 {
        let (id, name) = (format!("Heading{level}"), format!("heading {level}"));
        Style {
            bold: true,
            italic: level > 2,
            outline: Some(level - 1),
            ..Style::paragraph(&id, &name)
        }
        .write(&mut xml);
    }
    Style::paragraph("ListParagraph", "List Paragraph").write(&mut xml);
    let mut levels: Vec<u8> = sheet
        .blocks
        .iter()
        .filter(|block| block.list.is_none() && block.shape.level() > 0)
        .map(|block| block.shape.level())
        .collect();
    levels.sort_unstable();
    levels.dedup();
    for level in levels {
        let (id, name) = (format!("Item{level}"), format!("{ITEM}{level}"));
        Style {
            item: level,
            print: sheet.print,
            ..Style::paragraph(&id, &name)
        }
        .write(&mut xml);
    }
    for (id, name) in [("Header", "header"), ("Footer", "footer")] {
        Style {
            size: Some(small),
            tight: true,
            unnumbered: true,
            ..Style::paragraph(id, name)
        }
        .write(&mut xml);
    }
    for (id, name) in [("LineNumber", "line number"), ("LineEnd", LINE_END)] {
        xml.open("w:style", &[("w:type", "character"), ("w:styleId", id)]);
        xml.empty("w:name", &[("w:val", name)]);
        xml.close();
    }
    xml.finish()
}

/// A style of paragraphs.
#[derive(Default)]
struct Style<'a> {
    id: &'a str,
    name: &'a str,
    size: Option<u32>,
    bold: bool,
    italic: bool,
    outline: Option<u8>,
    item: u8,
    print: Print,
    tight: bool,
    unnumbered: bool,
}

impl<'a> Style<'a> {
    fn paragraph(id: &'a str, name: &'a str) -> Self {
        Self {
            id,
            name,
            ..Self::default()
        }
    }

    fn write(&self, xml: &mut Xml) {
        let mut attributes = vec![("w:type", "paragraph"), ("w:styleId", self.id)];
        let normal = self.id == "Normal";
        if normal {
            attributes.push(("w:default", "1"));
        }
        if self.id.starts_with("Item") {
            attributes.push(("w:customStyle", "1"));
        }
        xml.open("w:style", &attributes);
        xml.empty("w:name", &[("w:val", self.name)]);
        if !normal {
            xml.empty("w:basedOn", &[("w:val", "Normal")]);
        }
        if self.outline.is_some() {
            xml.empty("w:next", &[("w:val", "BodyText")]);
        }
        xml.empty("w:qFormat", &[]);
        xml.open("w:pPr", &[]);
        if self.outline.is_some() {
            xml.empty("w:keepNext", &[]);
        }
        if self.unnumbered {
            xml.empty("w:suppressLineNumbers", &[]);
        }
        let after = if self.tight { "0" } else { "140" };
        xml.empty("w:spacing", &[("w:after", after)]);
        if self.item > 0 {
            hanging(xml, self.item, self.print);
        }
        if let Some(outline) = self.outline {
            xml.empty("w:outlineLvl", &[("w:val", &outline.to_string())]);
        }
        xml.close();
        xml.open("w:rPr", &[]);
        if self.bold {
            xml.empty("w:b", &[]);
        }
        if self.italic {
            xml.empty("w:i", &[]);
        }
        if let Some(size) = self.size {
            let halves = (size * 2).to_string();
            xml.empty("w:sz", &[("w:val", &halves)]);
            xml.empty("w:szCs", &[("w:val", &halves)]);
        }
        xml.close();
        xml.close();
    }
}

fn numbering(sheet: &Sheet) -> Vec<u8> {
    let mut xml = Xml::new("w:numbering", &[("xmlns:w", W)]);
    for (n, list) in sheet.lists.0.iter().enumerate() {
        xml.open("w:abstractNum", &[("w:abstractNumId", &n.to_string())]);
        xml.empty("w:multiLevelType", &[("w:val", "multilevel")]);
        for level in 1..=DEEPEST {
            list_level(&mut xml, list, level, sheet.print);
        }
        xml.close();
    }
    for n in 0..sheet.lists.0.len() {
        xml.open("w:num", &[("w:numId", &(n + 1).to_string())]);
        xml.empty("w:abstractNumId", &[("w:val", &n.to_string())]);
        xml.close();
    }
    xml.finish()
}

fn list_level(xml: &mut Xml, list: &List, level: u8, print: Print) {
    let pattern = &list.pattern;
    let start = if level == list.level { list.start } else { 1 };
    let (format, text) = match pattern.counting {
        Counting::Bullet => ("bullet", "•".to_owned()),
        counting => {
            let format = match counting {
                Counting::LowerLetter => "lowerLetter",
                Counting::UpperLetter => "upperLetter",
                Counting::LowerRoman => "lowerRoman",
                Counting::Bullet | Counting::Decimal => "decimal",
            };
            (format, format!("{}%{level}{}", pattern.before, pattern.after))
        }
    };
    xml.open("w:lvl", &[("w:ilvl", &(level - 1).to_string())]);
    xml.empty("w:start", &[("w:val", &start.to_string())]);
    xml.empty("w:numFmt", &[("w:val", format)]);
    if pattern.before.len() + number(pattern.counting, start).len() > 2 {
        // Such a number would reach beyond the tab.
        xml.empty("w:suff", &[("w:val", "space")]);
    }
    xml.empty("w:lvlText", &[("w:val", &text)]);
    xml.empty("w:lvlJc", &[("w:val", "left")]);
    xml.open("w:pPr", &[]);
    hanging(xml, level, print);
    xml.close();
    xml.close();
}

fn hanging(xml: &mut Xml, level: u8, print: Print) {
    let [left, step] = [level, 1].map(|level| (indent(level, print) * TWIPS).to_string());
    xml.empty("w:ind", &[("w:left", &left), ("w:hanging", &step)]);
}

fn document(sheet: &Sheet, to: &mut Tell<'_>) -> Result<Vec<u8>, Stopped> {
    let mut writer = Writer {
        xml: Xml::new("w:document", &[("xmlns:w", W), ("xmlns:r", R)]),
        sheet,
        changes: 0,
    };
    writer.xml.open("w:body", &[]);
    writer.xml.open("w:p", &[]);
    writer.xml.open("w:pPr", &[]);
    writer.xml.empty("w:pStyle", &[("w:val", "Title")]);
    writer.xml.close();
    writer.spans(&sheet.title, None);
    writer.xml.close();
    let of = u32::try_from(sheet.blocks.len()).unwrap_or(u32::MAX);
    for ((n, block), paragraphs) in sheet.blocks.iter().enumerate().zip(0..) {
        let doing = Doing::Setting { paragraphs, of };
        tell(to, doing, writing(sheet), (paragraphs, of))?;
        let before = n.checked_sub(1).and_then(|n| sheet.blocks.get(n));
        writer.block(block, before, sheet.blocks.get(n + 1));
    }
    section(&mut writer.xml, sheet);
    Ok(writer.xml.finish())
}

fn section(xml: &mut Xml, sheet: &Sheet) {
    xml.open("w:sectPr", &[]);
    xml.empty("w:headerReference", &[("w:type", "default"), ("r:id", "rId4")]);
    xml.empty("w:footerReference", &[("w:type", "default"), ("r:id", "rId5")]);
    let margins = |left, right| {
        [
            ("w:top", "1247"),
            ("w:right", right),
            ("w:bottom", "1134"),
            ("w:left", left),
            ("w:header", "567"),
            ("w:footer", "737"),
            ("w:gutter", "0"),
        ]
    };
    match sheet.print {
        Print::Standard => {
            xml.empty("w:pgSz", &[("w:w", "11906"), ("w:h", "16838")]);
            xml.empty("w:pgMar", &margins("1418", "1134"));
        }
        Print::Clear => {
            xml.empty(
                "w:pgSz",
                &[("w:w", "16838"), ("w:h", "11906"), ("w:orient", "landscape")],
            );
            xml.empty("w:pgMar", &margins("1134", "850"));
        }
    }
    if sheet.numbered {
        xml.empty(
            "w:lnNumType",
            &[
                ("w:countBy", "1"),
                ("w:distance", "227"),
                ("w:restart", "continuous"),
            ],
        );
    }
    xml.close();
}

/// Writes the body.
struct Writer<'a> {
    xml: Xml,
    sheet: &'a Sheet,
    /// How many numbers of changes are used.
    changes: u32,
}

impl Writer<'_> {
    fn block(&mut self, block: &Block, before: Option<&Block>, after: Option<&Block>) {
        self.xml.open("w:p", &[]);
        self.properties(block);
        let moved = |fate| matches!(fate, Fate::MovedFrom(_) | Fate::MovedTo(_));
        if moved(block.end) && before.is_none_or(|before| before.end != block.end) {
            self.range(block.end);
        }
        self.spans(&block.spans, Some(block));
        self.xml.close();
        if moved(block.end) && after.is_none_or(|after| after.end != block.end) {
            let (name, id) = match block.end {
                Fate::MovedFrom(n) => ("w:moveFromRangeEnd", range_id(n, 0)),
                Fate::MovedTo(n) => ("w:moveToRangeEnd", range_id(n, 1)),
                _ => return,
            };
            self.xml.empty(name, &[("w:id", &id)]);
        }
    }

    fn properties(&mut self, block: &Block) {
        self.xml.open("w:pPr", &[]);
        self.form(block.shape, block.list);
        if let Some(name) = element(block.end) {
            self.xml.open("w:rPr", &[]);
            self.tracked(name, false);
            self.xml.close();
        }
        if let Some((shape, list)) = block.before {
            self.tracked("w:pPrChange", true);
            self.xml.open("w:pPr", &[]);
            self.form(shape, list);
            self.xml.close();
            self.xml.close();
        }
        self.xml.close();
    }

    /// The style and the list of a paragraph.
    fn form(&mut self, shape: Shape, list: Option<usize>) {
        let style = match shape {
            Shape::Heading(level) => format!("Heading{level}"),
            Shape::Body => "BodyText".to_owned(),
            Shape::Item(_) if list.is_some() => "ListParagraph".to_owned(),
            Shape::Item(level) => format!("Item{level}"),
        };
        self.xml.empty("w:pStyle", &[("w:val", &style)]);
        if let Some(list) = list {
            self.xml.open("w:numPr", &[]);
            let level = shape.level().saturating_sub(1).to_string();
            self.xml.empty("w:ilvl", &[("w:val", &level)]);
            self.xml.empty("w:numId", &[("w:val", &(list + 1).to_string())]);
            self.xml.close();
        }
    }

    /// An element that says who changed something, and when.
    fn tracked(&mut self, name: &'static str, open: bool) {
        self.changes += 1;
        let id = self.changes.to_string();
        let attributes: Attributes<'_> = &[
            ("w:id", &id),
            ("w:author", &self.sheet.author),
            ("w:date", &self.sheet.date),
        ];
        if open {
            self.xml.open(name, attributes);
        } else {
            self.xml.empty(name, attributes);
        }
    }

    /// The start of what is moved.
    fn range(&mut self, fate: Fate) {
        let (element, id, n) = match fate {
            Fate::MovedFrom(n) => ("w:moveFromRangeStart", range_id(n, 0), n),
            Fate::MovedTo(n) => ("w:moveToRangeStart", range_id(n, 1), n),
            _ => return,
        };
        self.xml.empty(
            element,
            &[
                ("w:id", &id),
                ("w:author", &self.sheet.author),
                ("w:date", &self.sheet.date),
                ("w:name", &format!("move{n}")),
            ],
        );
    }

    fn spans(&mut self, spans: &[Span], block: Option<&Block>) {
        for run in spans.chunk_by(|a, b| a.fate == b.fate) {
            let fate = run[0].fate;
            if let Some(name) = element(fate) {
                self.tracked(name, true);
            }
            for span in run {
                self.span(span, block);
            }
            if element(fate).is_some() {
                self.xml.close();
            }
        }
    }

    fn span(&mut self, span: &Span, block: Option<&Block>) {
        self.xml.open("w:r", &[]);
        match &span.what {
            What::Text(text) => {
                let narrower = block
                    .filter(|_| self.sheet.numbered)
                    .and_then(|block| narrowed(text, block, self.sheet.print));
                if let Some(percent) = narrower {
                    self.xml.open("w:rPr", &[]);
                    self.xml.empty("w:w", &[("w:val", &percent.to_string())]);
                    self.xml.close();
                }
                let name = if span.fate == Fate::Deleted {
                    "w:delText"
                } else {
                    "w:t"
                };
                self.xml.leaf(name, &[("xml:space", "preserve")], text);
            }
            What::Tab => self.xml.empty("w:tab", &[]),
            What::LineEnd => {
                self.xml.open("w:rPr", &[]);
                self.xml.empty("w:rStyle", &[("w:val", "LineEnd")]);
                self.xml.close();
                self.xml.empty("w:br", &[]);
            }
        }
        self.xml.close();
    }
}

/// Numbers of ranges are far above those of changes.
fn range_id(n: u32, side: u32) -> String {
    (1_000_000 + n.saturating_mul(2) + side).to_string()
}

fn element(fate: Fate) -> Option<&'static str> {
    match fate {
        Fate::Kept => None,
        Fate::Inserted => Some("w:ins"),
        Fate::Deleted => Some("w:del"),
        Fate::MovedFrom(_) => Some("w:moveFrom"),
        Fate::MovedTo(_) => Some("w:moveTo"),
    }
}

fn header(sheet: &Sheet) -> Vec<u8> {
    let mut xml = Xml::new("w:hdr", &[("xmlns:w", W)]);
    line(&mut xml, "Header", &sheet.facts.head, None);
    xml.finish()
}

fn footer(sheet: &Sheet) -> Vec<u8> {
    let mut xml = Xml::new(
        "w:ftr",
        &[
            ("xmlns:w", W),
            ("xmlns:r", R),
            (
                "xmlns:wp",
                "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
            ),
            ("xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
            (
                "xmlns:pic",
                "http://schemas.openxmlformats.org/drawingml/2006/picture",
            ),
        ],
    );
    let mut code = sheet.facts.code.as_ref().map(|(_, words)| words.as_str());
    for foot in &sheet.facts.foot {
        line(&mut xml, "Footer", foot, code.take());
    }
    xml.open("w:p", &[]);
    xml.open("w:pPr", &[]);
    xml.empty("w:pStyle", &[("w:val", "Footer")]);
    xml.close();
    for (words, field) in [("Page ", "PAGE"), (" of ", "NUMPAGES")] {
        xml.open("w:r", &[]);
        xml.leaf("w:t", &[("xml:space", "preserve")], words);
        xml.close();
        xml.open("w:fldSimple", &[("w:instr", field)]);
        xml.open("w:r", &[]);
        xml.leaf("w:t", &[], "1");
        xml.close();
        xml.close();
    }
    xml.finish()
}

/// A line of a head or foot, which leaves room for the code; the first of a foot holds it.
fn line(xml: &mut Xml, style: &str, text: &str, code: Option<&str>) {
    xml.open("w:p", &[]);
    xml.open("w:pPr", &[]);
    xml.empty("w:pStyle", &[("w:val", style)]);
    if style == "Footer" {
        xml.empty("w:ind", &[("w:right", "1531")]);
    }
    xml.close();
    if let Some(words) = code {
        picture(xml, words);
    }
    xml.open("w:r", &[]);
    xml.leaf("w:t", &[("xml:space", "preserve")], text);
    xml.close();
    xml.close();
}

/// The code at the right edge, beside the lines of the foot.
fn picture(xml: &mut Xml, words: &str) {
    xml.open("w:r", &[]);
    xml.open("w:drawing", &[]);
    xml.open(
        "wp:anchor",
        &[
            ("distT", "0"),
            ("distB", "0"),
            ("distL", "0"),
            ("distR", "0"),
            ("simplePos", "0"),
            ("relativeHeight", "1"),
            ("behindDoc", "0"),
            ("locked", "0"),
            ("layoutInCell", "1"),
            ("allowOverlap", "1"),
        ],
    );
    xml.empty("wp:simplePos", &[("x", "0"), ("y", "0")]);
    xml.open("wp:positionH", &[("relativeFrom", "margin")]);
    xml.leaf("wp:align", &[], "right");
    xml.close();
    xml.open("wp:positionV", &[("relativeFrom", "paragraph")]);
    xml.leaf("wp:posOffset", &[], "0");
    xml.close();
    xml.empty("wp:extent", &[("cx", CODE), ("cy", CODE)]);
    xml.empty("wp:wrapNone", &[]);
    xml.empty("wp:docPr", &[("id", "1"), ("name", "Code"), ("descr", words)]);
    xml.open("a:graphic", &[]);
    xml.open(
        "a:graphicData",
        &[("uri", "http://schemas.openxmlformats.org/drawingml/2006/picture")],
    );
    xml.open("pic:pic", &[]);
    xml.open("pic:nvPicPr", &[]);
    xml.empty(
        "pic:cNvPr",
        &[("id", "1"), ("name", "check.png"), ("descr", words)],
    );
    xml.empty("pic:cNvPicPr", &[]);
    xml.close();
    xml.open("pic:blipFill", &[]);
    xml.empty("a:blip", &[("r:embed", "rId1")]);
    xml.open("a:stretch", &[]);
    xml.empty("a:fillRect", &[]);
    xml.close();
    xml.close();
    xml.open("pic:spPr", &[]);
    xml.open("a:xfrm", &[]);
    xml.empty("a:off", &[("x", "0"), ("y", "0")]);
    xml.empty("a:ext", &[("cx", CODE), ("cy", CODE)]);
    xml.close();
    xml.open("a:prstGeom", &[("prst", "rect")]);
    xml.empty("a:avLst", &[]);
    for _ in 0..8 {
        xml.close();
    }
}
