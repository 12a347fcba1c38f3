//! A document as word processors know it: paragraphs with styles, lists, and runs that may be tracked.

use super::lists::Lists;
use super::picture;
use crate::{Clause, FinalText, Print};
use domain::text::canon::{Kind, Paragraph};

/// A document.
pub(super) struct Sheet {
    /// The title in its one paragraph.
    pub(super) title: Vec<Span>,
    pub(super) facts: Facts,
    pub(super) print: Print,
    /// Whether the lines are ours and bear numbers.
    pub(super) numbered: bool,
    pub(super) blocks: Vec<Block>,
    pub(super) lists: Lists,
    /// Who made the tracked changes, and when.
    pub(super) author: String,
    pub(super) date: String,
}

/// What stands around the text and in the document's properties.
pub(super) struct Facts {
    pub(super) title: String,
    pub(super) subject: String,
    pub(super) group: String,
    pub(super) description: String,
    pub(super) language: String,
    pub(super) fingerprint: String,
    /// The heads of the pages.
    pub(super) head: String,
    /// The feet of the pages, above the number of the page.
    pub(super) foot: Vec<String>,
    /// The code that a camera reads, as a PNG, and what it says.
    pub(super) code: Option<(Vec<u8>, String)>,
}

/// A paragraph.
pub(super) struct Block {
    pub(super) shape: Shape,
    /// The list that it is an item of, of the document's lists.
    pub(super) list: Option<usize>,
    /// What it was, and its list, where that changes and its words may stay.
    pub(super) before: Option<(Shape, Option<usize>)>,
    pub(super) spans: Vec<Span>,
    /// What becomes of the end of the paragraph.
    pub(super) end: Fate,
}

/// What a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Heading(u8),
    Body,
    /// An item of a list, from level 1. Where it is in no list, its marker stands before it with a tab.
    Item(u8),
}

/// A run of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) fate: Fate,
    pub(super) what: What,
}

/// What a run is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    Text(String),
    /// What stands between a marker that is written out and its item.
    Tab,
    /// The end of one of our lines.
    LineEnd,
}

/// In which text something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Kept,
    Inserted,
    Deleted,
    /// It stood here, and stands elsewhere now: the number of the move.
    MovedFrom(u32),
    /// It stands here now.
    MovedTo(u32),
}

impl Fate {
    pub(super) const fn is_old(self) -> bool {
        matches!(self, Self::Kept | Self::Deleted | Self::MovedFrom(_))
    }

    pub(super) const fn is_new(self) -> bool {
        matches!(self, Self::Kept | Self::Inserted | Self::MovedTo(_))
    }
}

impl Span {
    pub(super) fn text(fate: Fate, text: &str) -> Self {
        Self {
            fate,
            what: What::Text(text.to_owned()),
        }
    }
}

impl Shape {
    pub(super) fn of(kind: Kind) -> Self {
        match kind {
            Kind::Heading(level) => Self::Heading(level),
            Kind::Item { level } => Self::Item(level),
            Kind::Prose => Self::Body,
        }
    }

    pub(super) fn level(self) -> u8 {
        match self {
            Self::Item(level) => level,
            Self::Heading(_) | Self::Body => 0,
        }
    }
}

/// What stands before an item that no list can count to: its marker, and a tab.
pub(super) fn written_out(paragraph: &Paragraph<'_>, fate: Fate) -> [Span; 2] {
    [
        Span::text(fate, paragraph.marker.trim_end()),
        Span {
            fate,
            what: What::Tab,
        },
    ]
}

impl Facts {
    fn of(text: &FinalText) -> Self {
        let facts = text.facts();
        let told: Vec<String> = facts
            .iter()
            .map(|fact| format!("{}: {}", fact.label, fact.value))
            .collect();
        let subject = facts.first().map_or_else(String::new, |fact| fact.value.clone());
        Self {
            title: text.title.clone(),
            subject,
            group: text.group.clone(),
            description: told.join(". "),
            language: text.language.clone(),
            fingerprint: text.fingerprint.clone(),
            head: text.page_head(),
            foot: feet(text),
            code: camera(&text.check_address()),
        }
    }
}

/// The squares that a camera reads as an address, as a PNG, and what they say.
pub(super) fn camera(address: &str) -> Option<(Vec<u8>, String)> {
    let code = crate::qr::squares(address)?;
    let margin = crate::qr::MARGIN;
    let inner = |at: u16| at.checked_sub(margin).filter(|at| *at < code.side);
    let png = picture::png(code.side + 2 * margin, |column, row| {
        inner(column)
            .zip(inner(row))
            .is_some_and(|(column, row)| code.is_dark(column, row))
    });
    Some((png, crate::qr_words(address)))
}

/// The feet of the pages: as on paper, with the rule and the whole fingerprint.
fn feet(text: &FinalText) -> Vec<String> {
    let mut feet = text.page_foot().to_vec();
    feet.push(format!("Words counted by the rule of {}", text.rule));
    feet.push(format!("SHA-256 {}", text.fingerprint));
    feet
}

impl From<&FinalText> for Sheet {
    fn from(text: &FinalText) -> Self {
        let mut lists = Lists::default();
        let all = text.text.as_str();
        let blocks = text
            .clauses()
            .iter()
            .map(|clause| block(all, clause, &mut lists))
            .collect();
        Self {
            title: vec![Span::text(Fate::Kept, &text.title)],
            facts: Facts::of(text),
            print: text.print,
            numbered: true,
            blocks,
            lists,
            author: String::new(),
            date: String::new(),
        }
    }
}

/// A paragraph with our lines in it.
fn block(all: &str, clause: &Clause<'_>, lists: &mut Lists) -> Block {
    let paragraph = &clause.paragraph;
    let shape = Shape::of(paragraph.kind);
    let marker = paragraph.marker.trim_end();
    let mut spans = Vec::new();
    let mut list = None;
    if let Shape::Item(level) = shape {
        list = lists.item(level, [Some(marker); 2]);
        if list.is_none() {
            spans.extend(written_out(paragraph, Fate::Kept));
        }
    }
    let mut starts: Vec<u32> = clause.lines.iter().skip(1).map(|line| line.start).collect();
    starts.push(paragraph.end);
    let mut from = paragraph.body;
    for (n, to) in starts.iter().enumerate() {
        if n > 0 {
            spans.push(Span {
                fate: Fate::Kept,
                what: What::LineEnd,
            });
        }
        let to = (*to).max(from);
        if to > from {
            spans.push(Span::text(Fate::Kept, &all[from as usize..to as usize]));
        }
        from = to;
    }
    Block {
        shape,
        list,
        before: None,
        spans,
        end: Fate::Kept,
    }
}

/// How wide a page's text is, in points, and how large its letters are.
pub(super) const fn page(print: Print) -> (u32, u32) {
    match print {
        Print::Standard => (467, 11),
        Print::Clear => (742, 16),
    }
}

/// How far an item of a level is indented, in points; its marker hangs in the last step.
pub(super) fn indent(level: u8, print: Print) -> u32 {
    let (_, size) = page(print);
    (size * 3 / 2 + 1) * u32::from(level.min(12))
}

/// How much narrower the letters of a line must be so that it is never broken again, in percent.
pub(super) fn narrowed(text: &str, block: &Block, print: Print) -> Option<u32> {
    let (width, size) = page(print);
    let bold = u32::from(matches!(block.shape, Shape::Heading(_)));
    let units: u32 = text.chars().map(|c| breadth(c, print)).sum();
    // Letters are counted in thousandths of their size; those of another face may be a little broader.
    let need = units * size * (105 + 10 * bold) / 100;
    let room = (width - indent(block.shape.level(), print).min(width / 2)) * 1000;
    (need > room).then(|| (room / (need / 100).max(1)).clamp(20, 99))
}

/// About how broad a letter is, in thousandths of its size.
fn breadth(c: char, print: Print) -> u32 {
    let serif = print == Print::Standard;
    match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | '!' | '\'' | '(' | ')' | '[' | ']' | ',' | '.' | ':'
        | ';' | '/' | '|' | '‘' | '’' | '\u{a0}' | ' ' | '-' => 320,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '&' | '—' | '…' => 900,
        'A'..='Z' => 710,
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' => 0,
        c if c.is_ascii() => {
            if serif {
                490
            } else {
                556
            }
        }
        c if u32::from(c) < 0x2100 => 620,
        _ => 1050,
    }
}
