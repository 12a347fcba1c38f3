//! Placing rows on pages.

use super::Sheet;
use super::face::Face;
use crate::outline::{Item, List, Marks, Part};
use crate::{Clause, FinalText};
use krilla::tagging::{ListNumbering, Tag, TagKind};
use std::num::NonZeroU16;

/// Words at a place in a row.
pub(super) struct Piece {
    pub(super) x: f32,
    pub(super) text: String,
    pub(super) face: &'static Face,
    pub(super) size: f32,
    /// Which tag they belong to.
    pub(super) group: usize,
    /// Where they lead.
    pub(super) link: Option<String>,
}

/// A row on a page.
pub(super) struct Row {
    pub(super) page: usize,
    /// Its base line, from the top.
    pub(super) y: f32,
    /// The number of the line that begins here.
    pub(super) number: Option<u32>,
    pub(super) pieces: Vec<Piece>,
}

/// A tag and what is in it.
pub(super) struct Group {
    pub(super) tag: TagKind,
    pub(super) children: Vec<Child>,
}

/// What is in a tag.
pub(super) enum Child {
    Group(usize),
    /// A piece of a row.
    Piece(usize, usize),
    /// The code that a camera reads.
    Code,
}

/// An entry of the list of contents.
pub(super) struct Entry {
    pub(super) level: u8,
    pub(super) words: String,
    /// The row of the heading.
    pub(super) row: usize,
}

/// All rows in their places.
pub(super) struct Settled {
    pub(super) sheet: Sheet,
    pub(super) pages: usize,
    pub(super) rows: Vec<Row>,
    /// The first one stands for the whole.
    pub(super) groups: Vec<Group>,
    pub(super) entries: Vec<Entry>,
    pub(super) foot: Vec<String>,
    /// The page and place of the large code.
    pub(super) code: Option<(usize, f32, f32)>,
    /// Rules across a page: page and place.
    pub(super) rules: Vec<(usize, f32)>,
}

/// Rows that follow one another, not yet in their places.
struct Block {
    before: f32,
    rows: Vec<Pending>,
    /// Its rows stay together, and with the first of the next block.
    keep: bool,
    /// Height that it takes at least.
    least: f32,
    rule: bool,
}

struct Pending {
    height: f32,
    number: Option<u32>,
    pieces: Vec<Piece>,
    /// Level and words, where a heading begins.
    entry: Option<(u8, String)>,
    code: bool,
}

impl Pending {
    fn of(size: f32, sheet: &Sheet, piece: Piece) -> Self {
        Self {
            height: size * sheet.leading,
            number: None,
            pieces: vec![piece],
            entry: None,
            code: false,
        }
    }
}

pub(super) struct Setter {
    settled: Settled,
    /// How far the page is taken.
    y: f32,
    /// Where words end at the bottom.
    bottom: f32,
    waiting: Vec<Block>,
    with_code: bool,
}

/// Room between a row's place for words and the code beside it.
const GAP: f32 = 14.0;

impl Setter {
    pub(super) fn new(text: &FinalText, sheet: Sheet) -> Self {
        let with_code = text.qr().is_some();
        let code = if with_code { sheet.code.0 } else { 0.0 };
        let room = sheet.room(sheet.left) - code - GAP;
        let small = sheet.faces.small;
        let foot: Vec<String> = text
            .page_foot()
            .iter()
            .flat_map(|line| small.rows(line, sheet.small, room))
            .map(str::to_owned)
            .collect();
        // One more row for the number of the page.
        let rows = (foot.len() + 1) as f32 * sheet.small * sheet.leading;
        let bottom = sheet.height - sheet.margin * 0.6 - rows.max(code) - GAP;
        let top = sheet.margin + sheet.small * 2.0;
        let whole = Group {
            tag: TagKind::from(Tag::Div),
            children: Vec::new(),
        };
        Self {
            settled: Settled {
                sheet,
                pages: 1,
                rows: Vec::new(),
                groups: vec![whole],
                entries: Vec::new(),
                foot,
                code: None,
                rules: Vec::new(),
            },
            y: top,
            bottom,
            waiting: Vec::new(),
            with_code,
        }
    }

    /// What it is, its title, and where it stands.
    pub(super) fn title(&mut self, text: &FinalText) {
        let sheet = self.settled.sheet;
        let what = format!("{} of {}", text.kind.words(), text.group);
        self.said(&what, sheet.faces.text, sheet.body, 0.0);
        let group = self.group(0, Tag::Hn(NonZeroU16::MIN, Some(text.title.clone())));
        let mut rows = self.wrapped(&text.title, group, (sheet.faces.strong, sheet.title), 0.0);
        if let Some(first) = rows.first_mut() {
            first.entry = Some((1, text.title.clone()));
        }
        self.block(rows, sheet.body * 0.3, true);
        if text.is_draft() {
            let says = "DRAFT: not published.";
            self.said(says, sheet.faces.strong, sheet.body, sheet.body * 0.4);
        }
        let stands = text.standing();
        self.said(&stands, sheet.faces.text, sheet.body, sheet.body * 0.4);
        if let Some(block) = self.waiting.last_mut() {
            block.rule = true;
        }
        self.place();
        self.y += sheet.body;
    }

    pub(super) fn part(&mut self, part: &Part<'_>) {
        let sheet = self.settled.sheet;
        match part {
            Part::Heading(level, clause) => {
                let words = clause.paragraph.text.to_owned();
                let number = NonZeroU16::new(u16::from(*level)).unwrap_or(NonZeroU16::MIN);
                let group = self.group(0, Tag::Hn(number, Some(words.clone())));
                let size = sheet.body * if *level == 2 { 1.2 } else { 1.05 };
                let mut rows = self.lines(clause, group, (sheet.faces.strong, size), sheet.left);
                if let Some(first) = rows.first_mut() {
                    first.entry = Some((*level, words));
                }
                self.block(rows, sheet.body * 1.2, true);
            }
            Part::Prose(clause) => {
                let group = self.group(0, Tag::P);
                let rows = self.lines(clause, group, (sheet.faces.text, sheet.body), sheet.left);
                // What leads in stays with what it leads to.
                let leads = rows.len() <= 2 && clause.paragraph.text.ends_with(':');
                self.block(rows, sheet.body * 0.7, leads);
            }
            Part::List(list) => self.list(list, 0, sheet.left),
        }
    }

    fn list(&mut self, list: &List<'_>, parent: usize, x: f32) {
        let sheet = self.settled.sheet;
        let numbering = match list.marks {
            Marks::Bullets => ListNumbering::Disc,
            Marks::Numbers => ListNumbering::Decimal,
            Marks::Roman => ListNumbering::LowerRoman,
            Marks::Letters => ListNumbering::LowerAlpha,
            Marks::Capitals => ListNumbering::UpperAlpha,
        };
        let (face, size) = (sheet.faces.text, sheet.body);
        let group = self.group(parent, Tag::L(numbering));
        let widest = list
            .items
            .iter()
            .map(|item| face.width(item.clause.shown_marker(), size))
            .fold(0.0, f32::max);
        let inside = x + sheet.indent.max(widest + size * 0.4);
        for Item { clause, lists } in &list.items {
            let item = self.group(group, Tag::LI);
            let label = self.group(item, Tag::Lbl);
            let body = self.group(item, Tag::LBody);
            let mut rows = self.lines(clause, body, (face, size), inside);
            if let Some(first) = rows.first_mut() {
                let label = Piece {
                    x,
                    text: format!("{} ", clause.shown_marker()),
                    face,
                    size,
                    group: label,
                    link: None,
                };
                first.pieces.insert(0, label);
            }
            self.block(rows, sheet.body * 0.45, false);
            for list in lists {
                self.list(list, body, inside);
            }
        }
    }

    /// What a copy can be checked by.
    pub(super) fn copy(&mut self, text: &FinalText) {
        let sheet = self.settled.sheet;
        let (face, size) = (sheet.faces.text, sheet.body * 0.95);
        let words = "Check this copy";
        let heading = self.group(
            0,
            Tag::Hn(NonZeroU16::MIN.saturating_add(1), Some(words.to_owned())),
        );
        let mut rows = self.wrapped(words, heading, (sheet.faces.strong, sheet.body * 1.2), 0.0);
        if let Some(first) = rows.first_mut() {
            first.entry = Some((2, words.to_owned()));
        }
        self.block(rows, sheet.body * 2.0, true);
        if let Some(block) = self.waiting.last_mut() {
            block.rule = true;
        }
        let code = if self.with_code { sheet.code.1 + GAP } else { 0.0 };
        let list = self.group(0, Tag::L(ListNumbering::None));
        let mut rows = Vec::new();
        for fact in text.facts() {
            let item = self.group(list, Tag::LI);
            let label = self.group(item, Tag::Lbl);
            let body = self.group(item, Tag::LBody);
            let leads = matches!(fact.name, "address" | "check")
                && ["http://", "https://"]
                    .iter()
                    .any(|scheme| fact.value.starts_with(scheme));
            let group = if leads { self.group(body, Tag::Link) } else { body };
            let x = sheet.left + sheet.labels;
            let mut own: Vec<Pending> = face
                .rows(&fact.value, size, sheet.room(x) - code)
                .into_iter()
                .map(|row| {
                    let piece = Piece {
                        x,
                        text: row.to_owned(),
                        face,
                        size,
                        group,
                        link: leads.then(|| fact.value.clone()),
                    };
                    Pending::of(size, &sheet, piece)
                })
                .collect();
            if let Some(first) = own.first_mut() {
                let label = Piece {
                    x: sheet.left,
                    text: format!("{}: ", fact.label),
                    face: sheet.faces.strong,
                    size,
                    group: label,
                    link: None,
                };
                first.pieces.insert(0, label);
            }
            rows.append(&mut own);
        }
        if self.with_code {
            let figure = self.group(0, Tag::Figure(Some(text.qr_words())));
            self.settled.groups[figure].children.push(Child::Code);
            if let Some(first) = rows.first_mut() {
                first.code = true;
            }
        }
        self.block(rows, sheet.body * 0.4, true);
        if let Some(block) = self.waiting.last_mut() {
            block.least = code;
        }
        self.place();
    }

    pub(super) fn settled(self) -> Settled {
        self.settled
    }

    fn group(&mut self, parent: usize, tag: impl Into<TagKind>) -> usize {
        let at = self.settled.groups.len();
        self.settled.groups.push(Group {
            tag: tag.into(),
            children: Vec::new(),
        });
        self.settled.groups[parent].children.push(Child::Group(at));
        at
    }

    /// A paragraph of ours.
    fn said(&mut self, words: &str, face: &'static Face, size: f32, before: f32) {
        let group = self.group(0, Tag::P);
        let rows = self.wrapped(words, group, (face, size), 0.0);
        self.block(rows, before, true);
    }

    /// Words without line numbers.
    fn wrapped(
        &self,
        words: &str,
        group: usize,
        (face, size): (&'static Face, f32),
        from: f32,
    ) -> Vec<Pending> {
        let sheet = &self.settled.sheet;
        let x = sheet.left + from;
        face.rows(words, size, sheet.room(x))
            .into_iter()
            .map(|row| {
                let piece = Piece {
                    x,
                    text: row.to_owned(),
                    face,
                    size,
                    group,
                    link: None,
                };
                Pending::of(size, sheet, piece)
            })
            .collect()
    }

    /// The numbered lines of a clause. One that is too wide goes on in a row without a number, a little further in.
    fn lines(
        &self,
        clause: &Clause<'_>,
        group: usize,
        (face, size): (&'static Face, f32),
        x: f32,
    ) -> Vec<Pending> {
        let sheet = &self.settled.sheet;
        let further = sheet.indent * 0.6;
        let mut rows = Vec::new();
        for (number, words) in clause.words() {
            let mut own = face.rows(words, size, sheet.room(x));
            if own.len() > 1 {
                own = face.rows(words, size, sheet.room(x + further));
            }
            for (n, row) in own.into_iter().enumerate() {
                let piece = Piece {
                    x: if n == 0 { x } else { x + further },
                    text: row.to_owned(),
                    face,
                    size,
                    group,
                    link: None,
                };
                let mut pending = Pending::of(size, sheet, piece);
                pending.number = (n == 0).then_some(number);
                rows.push(pending);
            }
        }
        rows
    }

    /// Takes a block, and places all that waited for it.
    fn block(&mut self, rows: Vec<Pending>, before: f32, keep: bool) {
        self.waiting.push(Block {
            before,
            rows,
            keep,
            least: 0.0,
            rule: false,
        });
        if !keep {
            self.place();
        }
    }

    fn top(&self) -> f32 {
        let sheet = &self.settled.sheet;
        sheet.margin + sheet.small * 2.0
    }

    /// Places what waits.
    fn place(&mut self) {
        let blocks = std::mem::take(&mut self.waiting);
        let need: f32 = blocks.iter().map(Block::need).sum();
        if self.y + need > self.bottom && self.y > self.top() && need <= self.bottom - self.top() {
            self.turn();
        }
        for block in blocks {
            if self.y > self.top() {
                self.y += block.before;
            }
            let start = self.y;
            let rule_first = block.rule && block.rows.iter().any(|row| row.entry.is_some());
            if rule_first {
                let above = self.y - block.before * 0.4;
                self.settled.rules.push((self.settled.pages - 1, above));
            }
            let mut rows = block.rows.into_iter().peekable();
            let mut first = true;
            while let Some(row) = rows.next() {
                let height = row.height;
                let next = rows.peek().map(|next| next.height);
                let fits = self.y + height <= self.bottom;
                // The last row of a paragraph is not left alone on the next page.
                let lone = !first
                    && rows.len() == 1
                    && next.is_some_and(|next| self.y + height + next > self.bottom);
                if (!fits || lone) && self.y > self.top() {
                    self.turn();
                }
                self.row(row);
                first = false;
            }
            self.y = self.y.max((start + block.least).min(self.bottom));
            if block.rule && !rule_first {
                let below = self.y + self.settled.sheet.body * 0.6;
                self.settled.rules.push((self.settled.pages - 1, below));
            }
        }
    }

    fn turn(&mut self) {
        self.settled.pages += 1;
        self.y = self.top();
    }

    fn row(&mut self, pending: Pending) {
        let at = self.settled.rows.len();
        let page = self.settled.pages - 1;
        if pending.code {
            let sheet = &self.settled.sheet;
            self.settled.code = Some((page, sheet.width - sheet.margin - sheet.code.1, self.y));
        }
        if let Some((level, words)) = pending.entry {
            self.settled.entries.push(Entry {
                level,
                words,
                row: at,
            });
        }
        for (n, piece) in pending.pieces.iter().enumerate() {
            self.settled.groups[piece.group]
                .children
                .push(Child::Piece(at, n));
        }
        // The base line stands at four fifths of the row.
        let y = self.y + pending.height * 0.78;
        self.y += pending.height;
        self.settled.rows.push(Row {
            page,
            y,
            number: pending.number,
            pieces: pending.pieces,
        });
    }
}

impl Block {
    /// The height that has to be there before the block is begun.
    fn need(&self) -> f32 {
        let rows = self.rows.len();
        let together = if self.keep || rows <= 3 { rows } else { 2 };
        let rows: f32 = self.rows.iter().take(together).map(|row| row.height).sum();
        self.before + rows.max(self.least)
    }
}
