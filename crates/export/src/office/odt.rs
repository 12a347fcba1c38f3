//! `.odt`: what LibreOffice and its like read and write.
//!
//! Its tracked changes know insertions and deletions only, so what is moved is deleted here and inserted there. A
//! deletion keeps its words apart from the text, where lists do not count; in a file with tracked changes markers
//! are therefore written out, and never counted.

use super::docx::{FINGERPRINT, ITEM, LINE_END};
use super::lists::{Counting, List, number};
use super::package::Package;
use super::sheet::{Block, Fate, Shape, Sheet, Span, What, indent, narrowed, page};
use super::xml::{Attributes, Xml};
use super::{WRITTEN, writing};
use crate::progress::{Doing, Stopped, Tell, WHOLE, on, tell};
use crate::{FinalText, Print};
use std::collections::BTreeSet;

const KIND: &str = "application/vnd.oasis.opendocument.text";

const SPACES: [(&str, &str); 12] = [
    ("xmlns:office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"),
    ("xmlns:text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"),
    ("xmlns:style", "urn:oasis:names:tc:opendocument:xmlns:style:1.0"),
    (
        "xmlns:fo",
        "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    ),
    (
        "xmlns:svg",
        "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    ),
    ("xmlns:draw", "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"),
    ("xmlns:meta", "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"),
    ("xmlns:table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0"),
    (
        "xmlns:number",
        "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
    ),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:xlink", "http://www.w3.org/1999/xlink"),
    ("office:version", "1.3"),
];

/// A text as `.odt`.
pub fn odt(text: &FinalText) -> Vec<u8> {
    // Nobody stops it.
    odt_telling(text, &mut on).unwrap_or_default()
}

/// The same, telling how far it is.
pub fn odt_telling(text: &FinalText, to: &mut Tell<'_>) -> Result<Vec<u8>, Stopped> {
    write(&Sheet::from(text), to)
}

pub(super) fn write(sheet: &Sheet, to: &mut Tell<'_>) -> Result<Vec<u8>, Stopped> {
    let mut package = Package::new();
    package.store("mimetype", KIND.as_bytes());
    package.put("META-INF/manifest.xml", &manifest(sheet));
    package.put("meta.xml", &meta(sheet));
    package.put("styles.xml", &styles(sheet));
    package.put("content.xml", &content(sheet, to)?);
    tell(to, Doing::Packing, WRITTEN..WHOLE, (0, 1))?;
    if let Some((png, _)) = &sheet.facts.code {
        package.store("Pictures/check.png", png);
    }
    let file = package.finish();
    tell(to, Doing::Packing, WRITTEN..WHOLE, (1, 1))?;
    Ok(file)
}

fn manifest(sheet: &Sheet) -> Vec<u8> {
    let mut xml = Xml::new(
        "manifest:manifest",
        &[
            (
                "xmlns:manifest",
                "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
            ),
            ("manifest:version", "1.3"),
        ],
    );
    let mut parts = vec![
        ("/", KIND),
        ("content.xml", "text/xml"),
        ("styles.xml", "text/xml"),
        ("meta.xml", "text/xml"),
    ];
    if sheet.facts.code.is_some() {
        parts.push(("Pictures/check.png", "image/png"));
    }
    for (path, kind) in parts {
        xml.empty(
            "manifest:file-entry",
            &[("manifest:full-path", path), ("manifest:media-type", kind)],
        );
    }
    xml.finish()
}

fn meta(sheet: &Sheet) -> Vec<u8> {
    let facts = &sheet.facts;
    let mut xml = Xml::new("office:document-meta", &SPACES);
    xml.open("office:meta", &[]);
    xml.leaf("meta:generator", &[], "Substantive");
    xml.leaf("dc:title", &[], &facts.title);
    xml.leaf("dc:subject", &[], &facts.subject);
    xml.leaf("dc:description", &[], &facts.description);
    xml.leaf("meta:initial-creator", &[], &facts.group);
    xml.leaf("dc:creator", &[], &facts.group);
    xml.leaf("dc:language", &[], &facts.language);
    xml.leaf(
        "meta:user-defined",
        &[("meta:name", FINGERPRINT)],
        &facts.fingerprint,
    );
    xml.finish()
}

fn points(points: u32) -> String {
    format!("{points}pt")
}

fn styles(sheet: &Sheet) -> Vec<u8> {
    let (_, size) = page(sheet.print);
    let face = match sheet.print {
        Print::Standard => "Times New Roman",
        Print::Clear => "Arial",
    };
    let (language, country) = sheet
        .facts
        .language
        .split_once('-')
        .unwrap_or((&sheet.facts.language, "none"));
    let mut xml = Xml::new("office:document-styles", &SPACES);
    xml.open("office:font-face-decls", &[]);
    xml.empty(
        "style:font-face",
        &[("style:name", face), ("svg:font-family", &format!("'{face}'"))],
    );
    xml.close();
    xml.open("office:styles", &[]);
    xml.open("style:default-style", &[("style:family", "paragraph")]);
    let step = points(indent(1, sheet.print));
    xml.empty(
        "style:paragraph-properties",
        &[("style:tab-stop-distance", &step)],
    );
    xml.empty(
        "style:text-properties",
        &[
            ("style:font-name", face),
            ("fo:font-size", &points(size)),
            ("fo:language", language),
            ("fo:country", country),
        ],
    );
    xml.close();
    paragraph_style(&mut xml, "Standard", "Standard", None, &[], &[]);
    let body = [("fo:margin-bottom", "7pt")];
    let title = [("fo:margin-bottom", "7pt"), ("text:number-lines", "false")];
    let large = points(size + 7);
    paragraph_style(
        &mut xml,
        "Title",
        "Title",
        None,
        &title,
        &[("fo:font-size", &large), ("fo:font-weight", "bold")],
    );
    paragraph_style(&mut xml, "Text_20_body", "Text body", None, &body, &[]);
    let hang = format!("-{step}");
    let keep = [("fo:margin-bottom", "7pt"), ("fo:keep-with-next", "always")];
    for level in 1..=6 {
        let (name, shown) = (format!("Heading_20_{level}"), format!("Heading {level}"));
        let slant = if level > 2 { "italic" } else { "normal" };
        let letters = [("fo:font-weight", "bold"), ("fo:font-style", slant)];
        paragraph_style(&mut xml, &name, &shown, Some(level), &keep, &letters);
    }
    paragraph_style(&mut xml, "List_20_Contents", "List Contents", None, &body, &[]);
    let levels: BTreeSet<u8> = sheet
        .blocks
        .iter()
        .filter(|block| block.list.is_none())
        .map(|block| block.shape.level())
        .filter(|level| *level > 0)
        .collect();
    for level in levels {
        let (name, shown) = (format!("Item_20_{level}"), format!("{ITEM}{level}"));
        let left = points(indent(level, sheet.print));
        let hanging = [
            ("fo:margin-bottom", "7pt"),
            ("fo:margin-left", left.as_str()),
            ("fo:text-indent", hang.as_str()),
        ];
        paragraph_style(&mut xml, &name, &shown, None, &hanging, &[]);
    }
    let small = points(if sheet.print == Print::Clear { 12 } else { 8 });
    for (name, right) in [("Header", "0cm"), ("Footer", "2.7cm")] {
        let about = [("text:number-lines", "false"), ("fo:margin-right", right)];
        paragraph_style(&mut xml, name, name, None, &about, &[("fo:font-size", &small)]);
    }
    xml.empty(
        "style:style",
        &[
            ("style:name", "Line_20_end"),
            ("style:display-name", LINE_END),
            ("style:family", "text"),
        ],
    );
    let numbered = if sheet.numbered { "true" } else { "false" };
    xml.empty(
        "text:linenumbering-configuration",
        &[
            ("text:number-lines", numbered),
            ("text:offset", "0.4cm"),
            ("style:num-format", "1"),
            ("text:number-position", "left"),
            ("text:increment", "1"),
            ("text:count-empty-lines", "true"),
            ("text:count-in-text-boxes", "false"),
            ("text:restart-on-page", "false"),
        ],
    );
    xml.close();
    page_layout(&mut xml, sheet.print);
    master(&mut xml, sheet);
    xml.finish()
}

fn paragraph_style(
    xml: &mut Xml,
    name: &str,
    shown: &str,
    outline: Option<u8>,
    paragraph: Attributes<'_>,
    letters: Attributes<'_>,
) {
    let level = outline.map(|level| level.to_string());
    let mut about = vec![
        ("style:name", name),
        ("style:display-name", shown),
        ("style:family", "paragraph"),
        ("style:class", "text"),
    ];
    if name != "Standard" {
        about.push(("style:parent-style-name", "Standard"));
    }
    if let Some(level) = &level {
        about.push(("style:default-outline-level", level));
        about.push(("style:next-style-name", "Text_20_body"));
    }
    xml.open("style:style", &about);
    if !paragraph.is_empty() {
        xml.empty("style:paragraph-properties", paragraph);
    }
    if !letters.is_empty() {
        xml.empty("style:text-properties", letters);
    }
    xml.close();
}

fn page_layout(xml: &mut Xml, print: Print) {
    let (width, height, left, right, way) = match print {
        Print::Standard => ("21cm", "29.7cm", "2.5cm", "2cm", "portrait"),
        Print::Clear => ("29.7cm", "21cm", "2cm", "1.5cm", "landscape"),
    };
    xml.open("office:automatic-styles", &[]);
    xml.open("style:page-layout", &[("style:name", "Page")]);
    xml.empty(
        "style:page-layout-properties",
        &[
            ("fo:page-width", width),
            ("fo:page-height", height),
            ("style:print-orientation", way),
            ("fo:margin-top", "1cm"),
            ("fo:margin-bottom", "1cm"),
            ("fo:margin-left", left),
            ("fo:margin-right", right),
        ],
    );
    xml.open("style:header-style", &[]);
    xml.empty(
        "style:header-footer-properties",
        &[("fo:min-height", "0.6cm"), ("fo:margin-bottom", "0.6cm")],
    );
    xml.close();
    xml.open("style:footer-style", &[]);
    xml.empty(
        "style:header-footer-properties",
        &[("fo:min-height", "2.3cm"), ("fo:margin-top", "0.5cm")],
    );
    xml.close();
    xml.close();
    xml.open(
        "style:style",
        &[("style:name", "Code"), ("style:family", "graphic")],
    );
    xml.empty(
        "style:graphic-properties",
        &[
            ("style:wrap", "run-through"),
            ("style:run-through", "foreground"),
            ("style:horizontal-pos", "right"),
            ("style:horizontal-rel", "page-content"),
            ("style:vertical-pos", "top"),
            ("style:vertical-rel", "paragraph"),
        ],
    );
    xml.close();
    xml.close();
}

fn master(xml: &mut Xml, sheet: &Sheet) {
    xml.open("office:master-styles", &[]);
    xml.open(
        "style:master-page",
        &[("style:name", "Standard"), ("style:page-layout-name", "Page")],
    );
    xml.open("style:header", &[]);
    xml.leaf("text:p", &[("text:style-name", "Header")], &sheet.facts.head);
    xml.close();
    xml.open("style:footer", &[]);
    let mut code = sheet.facts.code.as_ref().map(|(_, words)| words);
    for foot in &sheet.facts.foot {
        xml.open("text:p", &[("text:style-name", "Footer")]);
        if let Some(words) = code.take() {
            xml.open(
                "draw:frame",
                &[
                    ("draw:style-name", "Code"),
                    ("draw:name", "Code"),
                    ("text:anchor-type", "paragraph"),
                    ("svg:width", "2.2cm"),
                    ("svg:height", "2.2cm"),
                ],
            );
            xml.empty(
                "draw:image",
                &[
                    ("xlink:href", "Pictures/check.png"),
                    ("xlink:type", "simple"),
                    ("xlink:show", "embed"),
                    ("xlink:actuate", "onLoad"),
                ],
            );
            xml.leaf("svg:title", &[], words);
            xml.close();
        }
        xml.text(foot);
        xml.close();
    }
    xml.open("text:p", &[("text:style-name", "Footer")]);
    xml.text("Page ");
    xml.leaf("text:page-number", &[("text:select-page", "current")], "1");
    xml.text(" of ");
    xml.leaf("text:page-count", &[], "1");
    for _ in 0..4 {
        xml.close();
    }
}

fn content(sheet: &Sheet, to: &mut Tell<'_>) -> Result<Vec<u8>, Stopped> {
    let (pages, regions) = flow(sheet);
    let mut xml = Xml::new("office:document-content", &SPACES);
    xml.open("office:automatic-styles", &[]);
    let narrow: BTreeSet<u32> = sheet
        .blocks
        .iter()
        .flat_map(|block| block.spans.iter().filter_map(|span| scale(sheet, block, span)))
        .collect();
    for percent in narrow {
        xml.open(
            "style:style",
            &[
                ("style:name", &format!("Narrow{percent}")),
                ("style:family", "text"),
            ],
        );
        xml.empty(
            "style:text-properties",
            &[("style:text-scale", &format!("{percent}%"))],
        );
        xml.close();
    }
    for (n, list) in sheet.lists.0.iter().enumerate() {
        list_style(&mut xml, n, list, sheet.print);
    }
    xml.close();
    xml.open("office:body", &[]);
    xml.open("office:text", &[]);
    if !sheet.numbered {
        // As in `.docx`, whoever goes on writing has theirs tracked as well.
        xml.open("text:tracked-changes", &[("text:track-changes", "true")]);
        for (n, region) in regions.iter().enumerate() {
            changed_region(&mut xml, sheet, n, region);
        }
        xml.close();
    }
    let mut body = Body {
        xml,
        sheet,
        open: Vec::new(),
        next: sheet.lists.0.iter().map(|list| list.start).collect(),
    };
    let of = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    for (page, paragraphs) in pages.iter().zip(0..) {
        let doing = Doing::Setting { paragraphs, of };
        tell(to, doing, writing(sheet), (paragraphs, of))?;
        body.paragraph(page);
    }
    body.close_lists(0);
    Ok(body.xml.finish())
}

fn list_style(xml: &mut Xml, n: usize, list: &List, print: Print) {
    xml.open("text:list-style", &[("style:name", &format!("L{n}"))]);
    let level = list.level.to_string();
    let format = match list.pattern.counting {
        Counting::Bullet => None,
        Counting::Decimal => Some("1"),
        Counting::LowerLetter => Some("a"),
        Counting::UpperLetter => Some("A"),
        Counting::LowerRoman => Some("i"),
    };
    match format {
        None => xml.open(
            "text:list-level-style-bullet",
            &[("text:level", &level), ("text:bullet-char", "•")],
        ),
        Some(format) => xml.open(
            "text:list-level-style-number",
            &[
                ("text:level", &level),
                ("style:num-prefix", &list.pattern.before),
                ("style:num-format", format),
                ("style:num-suffix", &list.pattern.after),
                ("text:start-value", &list.start.to_string()),
            ],
        ),
    }
    xml.open(
        "style:list-level-properties",
        &[("text:list-level-position-and-space-mode", "label-alignment")],
    );
    let long = list.pattern.before.len() + number(list.pattern.counting, list.start).len() > 2;
    let left = points(indent(list.level, print));
    let hang = format!("-{}", points(indent(1, print)));
    xml.empty(
        "style:list-level-label-alignment",
        &[
            ("text:label-followed-by", if long { "space" } else { "listtab" }),
            ("fo:text-indent", &hang),
            ("fo:margin-left", &left),
        ],
    );
    for _ in 0..3 {
        xml.close();
    }
}

fn scale(sheet: &Sheet, block: &Block, span: &Span) -> Option<u32> {
    match &span.what {
        What::Text(text) if sheet.numbered => narrowed(text, block, sheet.print),
        _ => None,
    }
}

/// A paragraph of the body, after what is deleted is taken out.
struct Page<'a> {
    /// None for the title.
    block: Option<&'a Block>,
    parts: Vec<Part<'a>>,
}

/// Something in a paragraph.
enum Part<'a> {
    Span(&'a Block, &'a Span),
    Title(&'a Span),
    /// Here something was taken out.
    Deleted(usize),
    /// Here something inserted starts, and ends.
    Start(usize),
    End(usize),
}

/// A change, by its number in order.
enum Region<'a> {
    Inserted,
    /// Its paragraphs: the first goes on with the one before it.
    Deleted(Vec<Page<'a>>),
}

/// Takes the deletions out of a document.
fn flow(sheet: &Sheet) -> (Vec<Page<'_>>, Vec<Region<'_>>) {
    let mut flow = Flow {
        pages: Vec::new(),
        regions: Vec::new(),
        parts: Vec::new(),
        block: None,
        open: None,
    };
    let blocks = sheet
        .blocks
        .iter()
        .map(|block| (Some(block), &block.spans, block.end));
    let mut all: Vec<Piece<'_>> = vec![(None, &sheet.title, Fate::Kept)];
    all.extend(blocks);
    shifted(&mut all);
    for (block, spans, end) in all {
        for span in spans {
            flow.span(block, span);
        }
        flow.end(block, end);
    }
    (flow.pages, flow.regions)
}

/// A paragraph: what it is, what it says, and what becomes of its end.
type Piece<'a> = (Option<&'a Block>, &'a Vec<Span>, Fate);

/// Has whole paragraphs come and go with the end before them, not with their own: where programs join two
/// paragraphs, the first one says what the joined one is.
///
/// The end that stays must not come between two changes of one sort, which programs would take for one.
fn shifted(all: &mut [Piece<'_>]) {
    let whole = |(_, spans, end): &Piece<'_>| {
        *end != Fate::Kept && spans.iter().all(|span| gone(span.fate) == gone(*end))
    };
    let mut n = 1;
    while n < all.len() {
        let run = all[n..].iter().take_while(|piece| whole(piece)).count();
        if all[n - 1].2 == Fate::Kept {
            let last = (n..n + run).rev().find(|at| {
                let next = all.get(at + 1);
                let next = next.map(|(_, spans, end)| spans.first().map_or(*end, |span| span.fate));
                next.and_then(gone) != gone(all[*at].2)
            });
            for at in n..=last.unwrap_or(0) {
                all[at - 1].2 = all[at].2;
                all[at].2 = Fate::Kept;
            }
        }
        n += run + 1;
    }
}

/// Whether something is taken out or put in; none where it stays.
fn gone(fate: Fate) -> Option<bool> {
    match fate {
        Fate::Kept => None,
        Fate::Deleted | Fate::MovedFrom(_) => Some(true),
        Fate::Inserted | Fate::MovedTo(_) => Some(false),
    }
}

struct Flow<'a> {
    pages: Vec<Page<'a>>,
    regions: Vec<Region<'a>>,
    parts: Vec<Part<'a>>,
    /// The first paragraph of those that make the next one, where there are any.
    block: Option<Option<&'a Block>>,
    /// Whether a deletion or an insertion goes on.
    open: Option<bool>,
}

impl<'a> Flow<'a> {
    /// Begins or ends changes, so that what comes next can be put down.
    fn turn(&mut self, fate: Fate) {
        let now = gone(fate);
        if now == self.open {
            return;
        }
        if self.open == Some(false) {
            self.parts.push(Part::End(self.regions.len() - 1));
        }
        match now {
            Some(true) => {
                self.parts.push(Part::Deleted(self.regions.len()));
                let empty = Page {
                    block: None,
                    parts: Vec::new(),
                };
                self.regions.push(Region::Deleted(vec![empty]));
            }
            Some(false) => {
                self.parts.push(Part::Start(self.regions.len()));
                self.regions.push(Region::Inserted);
            }
            None => {}
        }
        self.open = now;
    }

    fn span(&mut self, block: Option<&'a Block>, span: &'a Span) {
        self.turn(span.fate);
        let part = block.map_or(Part::Title(span), |block| Part::Span(block, span));
        match self.regions.last_mut() {
            Some(Region::Deleted(pages)) if self.open == Some(true) => {
                if let Some(page) = pages.last_mut() {
                    page.block = page.block.or(block);
                    page.parts.push(part);
                }
            }
            _ => self.parts.push(part),
        }
    }

    fn end(&mut self, block: Option<&'a Block>, fate: Fate) {
        let first = *self.block.get_or_insert(block);
        self.turn(fate);
        match self.regions.last_mut() {
            Some(Region::Deleted(pages)) if self.open == Some(true) => {
                if let Some(page) = pages.last_mut() {
                    page.block = page.block.or(block);
                }
                pages.push(Page {
                    block: None,
                    parts: Vec::new(),
                });
            }
            _ => {
                self.block = None;
                self.pages.push(Page {
                    block: first,
                    parts: std::mem::take(&mut self.parts),
                });
            }
        }
    }
}

fn changed_region(xml: &mut Xml, sheet: &Sheet, n: usize, region: &Region<'_>) {
    let id = format!("ct{n}");
    xml.open("text:changed-region", &[("xml:id", &id), ("text:id", &id)]);
    let kind = match region {
        Region::Inserted => "text:insertion",
        Region::Deleted(_) => "text:deletion",
    };
    xml.open(kind, &[]);
    xml.open("office:change-info", &[]);
    xml.leaf("dc:creator", &[], &sheet.author);
    xml.leaf("dc:date", &[], sheet.date.trim_end_matches('Z'));
    xml.close();
    if let Region::Deleted(pages) = region {
        for page in pages {
            open_paragraph(xml, page.block);
            for part in &page.parts {
                write_part(xml, sheet, part);
            }
            xml.close();
        }
    }
    xml.close();
    xml.close();
}

fn open_paragraph(xml: &mut Xml, block: Option<&Block>) {
    let style = match block.map(|block| (block.shape, block.list)) {
        None => "Text_20_body".to_owned(),
        Some((Shape::Body, _)) => "Text_20_body".to_owned(),
        Some((Shape::Item(_), Some(_))) => "List_20_Contents".to_owned(),
        Some((Shape::Item(level), None)) => format!("Item_20_{level}"),
        Some((Shape::Heading(level), _)) => {
            let style = format!("Heading_20_{level}");
            let level = level.to_string();
            xml.open(
                "text:h",
                &[("text:style-name", &style), ("text:outline-level", &level)],
            );
            return;
        }
    };
    xml.open("text:p", &[("text:style-name", &style)]);
}

fn write_part(xml: &mut Xml, sheet: &Sheet, part: &Part<'_>) {
    let change = |xml: &mut Xml, name, n: &usize| {
        xml.empty(name, &[("text:change-id", &format!("ct{n}"))]);
    };
    match part {
        Part::Deleted(n) => change(xml, "text:change", n),
        Part::Start(n) => change(xml, "text:change-start", n),
        Part::End(n) => change(xml, "text:change-end", n),
        Part::Title(span) => write_span(xml, span),
        Part::Span(block, span) => match scale(sheet, block, span) {
            Some(percent) => {
                xml.open("text:span", &[("text:style-name", &format!("Narrow{percent}"))]);
                write_span(xml, span);
                xml.close();
            }
            None => write_span(xml, span),
        },
    }
}

fn write_span(xml: &mut Xml, span: &Span) {
    match &span.what {
        What::Tab => xml.empty("text:tab", &[]),
        What::LineEnd => {
            xml.open("text:span", &[("text:style-name", "Line_20_end")]);
            xml.empty("text:line-break", &[]);
            xml.close();
        }
        What::Text(text) => {
            // The format drops spaces beside each other and at the edges of a paragraph.
            let inner = text.trim_matches(' ');
            let (before, after) = if inner.is_empty() {
                (text.len(), 0)
            } else {
                let before = text.len() - text.trim_start_matches(' ').len();
                (before, text.len() - before - inner.len())
            };
            spaces(xml, before);
            let mut rest = inner;
            while let Some(at) = rest.find("  ") {
                xml.text(&rest[..=at]);
                let more = rest[at + 1..].len() - rest[at + 1..].trim_start_matches(' ').len();
                spaces(xml, more);
                rest = &rest[at + 1 + more..];
            }
            xml.text(rest);
            spaces(xml, after);
        }
    }
}

fn spaces(xml: &mut Xml, n: usize) {
    if n > 0 {
        xml.empty("text:s", &[("text:c", &n.to_string())]);
    }
}

/// Writes paragraphs, and lists around them.
struct Body<'a> {
    xml: Xml,
    sheet: &'a Sheet,
    /// The lists that are open: level and number.
    open: Vec<(u8, usize)>,
    /// The next number of each list.
    next: Vec<u32>,
}

impl Body<'_> {
    fn paragraph(&mut self, page: &Page<'_>) {
        match page.block {
            Some(block) => {
                match block.list {
                    Some(list) => self.item(block.shape.level(), list),
                    None => self.close_lists(0),
                }
                open_paragraph(&mut self.xml, Some(block));
            }
            None => self.xml.open("text:p", &[("text:style-name", "Title")]),
        }
        for part in &page.parts {
            write_part(&mut self.xml, self.sheet, part);
        }
        self.xml.close();
    }

    fn item(&mut self, level: u8, list: usize) {
        self.close_lists(level + 1);
        let value = self.next[list].to_string();
        self.next[list] += 1;
        match self.open.last() {
            Some((_, open)) if *open == list => {
                self.xml.close();
                self.xml.open("text:list-item", &[]);
                return;
            }
            Some((open, _)) if *open == level => self.close_lists(level),
            _ => {}
        }
        let style = format!("L{list}");
        let from = self.open.last().map_or(0, |(level, _)| *level) + 1;
        for at in from..=level {
            self.xml.open("text:list", &[("text:style-name", &style)]);
            self.open.push((at, if at == level { list } else { usize::MAX }));
            let counts = self.sheet.lists.0[list].pattern.counting != Counting::Bullet;
            if at == level && counts {
                self.xml.open("text:list-item", &[("text:start-value", &value)]);
            } else {
                self.xml.open("text:list-item", &[]);
            }
        }
    }

    /// Closes the lists of a level and those in them.
    fn close_lists(&mut self, level: u8) {
        while self.open.last().is_some_and(|(open, _)| *open >= level) {
            self.open.pop();
            self.xml.close();
            self.xml.close();
        }
    }
}
