//! The difference of two texts as changes that a word processor can accept or reject.
//!
//! With all changes accepted the document is the new text, with all rejected it is the old one. For that to hold
//! in every program, paragraphs are split and joined only where all of them are alike, in style, level and list;
//! otherwise they go as a whole and others come. A list comes to the right numbers in both texts, so that a number
//! that only counts on is no change. Where a paragraph becomes a heading or another item, `.docx` says so and its
//! words stay; `.odt` cannot.
//!
//! Programs take changes of one sort that follow each other for one change, even over the end of a paragraph that
//! stays. So no paragraph starts with the sort of change that the one before it ends with.

use super::COMPARED;
use super::lists::Lists;
use super::sheet::{Block, Facts, Fate, Shape, Sheet, Span, What, camera, written_out};
use super::{docx, odt};
use crate::progress::{Doing, Stopped, Tell, on, tell};
use crate::{FinalText, Kind, Print, State, check_address, code};
use domain::text::canon::{Canonical, Paragraph};
use domain::text::diff::{Row, RowKind, Run, RunKind, diff};

/// Two texts and who made one of the other.
#[derive(Clone, Debug)]
pub struct Tracked {
    /// What is compared, such as "Version 2 against version 1".
    pub what: String,
    /// The old text.
    pub old: Half,
    /// The new text.
    pub new: Half,
    /// Who made the changes: a role, or a name by consent.
    pub author: String,
    /// When, as RFC 3339 in UTC, to the second: `2026-10-12T09:30:00Z`.
    pub date: String,
    /// The language of the texts, as a BCP 47 tag such as `en-GB`.
    pub language: String,
    /// What the text is.
    pub kind: Kind,
    /// The group whose text it is.
    pub group: String,
    /// The address of the site, without a slash at its end.
    pub site: String,
    /// Where the comparison can be read.
    pub address: String,
}

/// One of two texts.
#[derive(Clone, Debug)]
pub struct Half {
    /// What it is called, such as "version 1".
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: Canonical,
    /// SHA-256 over the title, a blank line and the text: 64 digits.
    pub fingerprint: String,
    /// What it is to whoever meets it.
    pub standing: Standing,
    /// Its words and the limit, in words.
    pub words: String,
    /// By which rule they were counted, in words.
    pub rule: String,
}

/// What one of two texts is to whoever meets it.
#[derive(Clone, Debug)]
pub enum Standing {
    /// A version, of which its own files say the same.
    Version(State),
    /// Words that somebody proposes, and what became of them, in words: "proposed 2 May 2026, withdrawn". They are no
    /// version, so there is nothing to check them by.
    Proposed(String),
}

impl Half {
    /// A version, as its own files tell it.
    pub fn of(name: String, text: &FinalText) -> Self {
        Self {
            name,
            title: text.title.clone(),
            text: text.text.clone(),
            fingerprint: text.fingerprint.clone(),
            standing: Standing::Version(text.state.clone()),
            words: text.words.clone(),
            rule: text.rule.clone(),
        }
    }

    const fn is_draft(&self) -> bool {
        matches!(
            self.standing,
            Standing::Version(State::Draft { .. }) | Standing::Proposed(_)
        )
    }

    /// What has become of it.
    fn stands(&self) -> String {
        match &self.standing {
            Standing::Version(State::Draft { saved, .. }) => format!("draft, saved {saved}"),
            Standing::Version(State::Followed { seen, .. }) => format!("seen {seen}"),
            Standing::Version(State::Published { date, status, .. }) => {
                format!("published {date}, {status}")
            }
            Standing::Proposed(stands) => stands.clone(),
        }
    }

    /// Its words, and how a copy of it is told from others.
    fn told(&self, site: &str) -> String {
        let counted = format!("{} by the rule of {}", self.words, self.rule);
        match self.standing {
            Standing::Version(_) => format!(
                "{counted}. Code {}. Check at {}",
                code(&self.fingerprint),
                check_address(site, &self.fingerprint)
            ),
            Standing::Proposed(_) => counted,
        }
    }
}

/// The difference as `.docx` with tracked changes; what is moved is told as moved.
pub fn tracked_docx(tracked: &Tracked) -> Vec<u8> {
    // Nobody stops it.
    tracked_docx_telling(tracked, &mut on).unwrap_or_default()
}

/// The same, telling how far it is.
pub fn tracked_docx_telling(tracked: &Tracked, to: &mut Tell<'_>) -> Result<Vec<u8>, Stopped> {
    docx::write(&sheet(tracked, true, to)?, to)
}

/// The difference as `.odt` with tracked changes; what is moved is deleted and inserted, for the format knows no moves.
pub fn tracked_odt(tracked: &Tracked) -> Vec<u8> {
    // Nobody stops it.
    tracked_odt_telling(tracked, &mut on).unwrap_or_default()
}

/// The same, telling how far it is.
pub fn tracked_odt_telling(tracked: &Tracked, to: &mut Tell<'_>) -> Result<Vec<u8>, Stopped> {
    odt::write(&sheet(tracked, false, to)?, to)
}

/// The document; its lists count for themselves, or their markers are written out.
fn sheet(tracked: &Tracked, counting: bool, to: &mut Tell<'_>) -> Result<Sheet, Stopped> {
    tell(to, Doing::Comparing, 0..COMPARED, (0, 1))?;
    let Tracked { old, new, .. } = tracked;
    let difference = diff(&old.text, &new.text);
    let mut builder = Builder {
        old: Side::of(&old.text, counting),
        new: Side::of(&new.text, counting),
        counting,
        lists: Lists::default(),
        blocks: Vec::new(),
    };
    let of = u32::try_from(difference.rows.len()).unwrap_or(u32::MAX);
    for (row, rows) in difference.rows.iter().zip(0..) {
        tell(to, Doing::Comparing, 0..COMPARED, (rows, of))?;
        builder.row(row);
    }
    let Builder { lists, blocks, .. } = builder;
    let mut blocks = apart(blocks);
    if counting && blocks.last().is_some_and(|block| block.end != Fate::Kept) {
        // The end of the last paragraph of a document can neither come nor go.
        blocks.push(Block {
            shape: Shape::Body,
            list: None,
            before: None,
            spans: Vec::new(),
            end: Fate::Kept,
        });
    }
    Ok(Sheet {
        title: title(&old.title, &new.title),
        facts: facts(tracked),
        print: Print::Standard,
        numbered: false,
        blocks,
        lists,
        author: tracked.author.clone(),
        date: tracked.date.clone(),
    })
}

/// What stands around the text. A file that holds words of a draft is one.
fn facts(tracked: &Tracked) -> Facts {
    let Tracked { old, new, .. } = tracked;
    let one = old.fingerprint == new.fingerprint;
    let foot = foot(tracked, one);
    let mark = match mark(old, new) {
        Some(Mark::Draft) => "DRAFT, not published: ".to_owned(),
        Some(Mark::Others(by)) => format!("Not a text of {by}: "),
        None => String::new(),
    };
    let checked = one && matches!(new.standing, Standing::Version(_));
    Facts {
        title: new.title.clone(),
        subject: tracked.what.clone(),
        group: tracked.group.clone(),
        description: foot.join(". "),
        language: tracked.language.clone(),
        fingerprint: old.fingerprint.clone(),
        head: format!("{mark}{}: {}", tracked.what, new.title),
        foot,
        // A camera reads one address: of two texts, it would lead to one of them.
        code: checked
            .then(|| camera(&check_address(&tracked.site, &new.fingerprint)))
            .flatten(),
    }
}

/// What every page has to say first.
enum Mark<'a> {
    Draft,
    Others(&'a str),
}

fn mark<'a>(old: &'a Half, new: &'a Half) -> Option<Mark<'a>> {
    if old.is_draft() || new.is_draft() {
        return Some(Mark::Draft);
    }
    [old, new].into_iter().find_map(|half| match &half.standing {
        Standing::Version(State::Followed { by, .. }) => Some(Mark::Others(by)),
        _ => None,
    })
}

/// The feet of the pages: what other files say of one text, of both.
fn foot(tracked: &Tracked, one: bool) -> Vec<String> {
    let Tracked { old, new, site, .. } = tracked;
    let kind = tracked.kind.words();
    let mark = match mark(old, new) {
        Some(Mark::Draft) => format!("DRAFT. {kind}"),
        Some(Mark::Others(by)) => format!("{kind} of {}. Copy kept by {by}", tracked.group),
        None => kind.to_owned(),
    };
    let mut foot = Vec::new();
    if one {
        foot.push(format!("{mark}. {}: {}", tracked.what, new.stands()));
        foot.push(new.told(site));
        foot.push(format!("SHA-256 {}", new.fingerprint));
    } else {
        foot.push(format!("{mark}. {}, by {}", tracked.what, tracked.author));
        for (half, way) in [(old, "rejected"), (new, "accepted")] {
            foot.push(format!(
                "With all changes {way} this is {} ({}). {}. SHA-256 {}",
                half.name,
                half.stands(),
                half.told(site),
                half.fingerprint
            ));
        }
    }
    let mut imprints: Vec<&str> = [old, new]
        .into_iter()
        .filter_map(|half| match &half.standing {
            Standing::Version(State::Published { imprint, .. }) => Some(imprint.as_str()),
            _ => None,
        })
        .collect();
    imprints.dedup();
    foot.extend(imprints.iter().map(|imprint| format!("Published by {imprint}")));
    foot.push(format!(
        "Lines have no numbers here. Newest state: {}",
        tracked.address
    ));
    foot
}

/// The changes of a title, which is one line whatever it looks like.
fn title(old: &str, new: &str) -> Vec<Span> {
    let (before, after) = (Canonical::of(old), Canonical::of(new));
    let plain = |text: &Canonical, typed: &str| {
        text.as_str().strip_suffix('\n') == Some(typed) && !typed.contains('\n')
    };
    if old == new {
        return vec![Span::text(Fate::Kept, new)];
    }
    let difference = diff(&before, &after);
    match &difference.rows[..] {
        [row] if row.kind == RowKind::Changed && plain(&before, old) && plain(&after, new) => row
            .runs
            .iter()
            .map(|run| Span::text(fate(run.kind), &run.text))
            .collect(),
        _ => vec![Span::text(Fate::Deleted, old), Span::text(Fate::Inserted, new)],
    }
}

fn fate(kind: RunKind) -> Fate {
    match kind {
        RunKind::Equal => Fate::Kept,
        RunKind::Deleted => Fate::Deleted,
        RunKind::Inserted => Fate::Inserted,
    }
}

/// One of the texts, taken apart.
struct Side<'a> {
    text: &'a str,
    paragraphs: Vec<Paragraph<'a>>,
    /// Markers are part of what paragraphs say.
    spelled: bool,
}

/// What a character of canonical text is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// It is said in the paragraph.
    Said,
    /// It ends the paragraph.
    End,
    /// It is an indentation, a counted marker or a blank line: the document has it in another way.
    Form,
}

impl<'a> Side<'a> {
    fn of(text: &'a Canonical, counting: bool) -> Self {
        Self {
            text: text.as_str(),
            paragraphs: text.paragraphs(),
            spelled: !counting,
        }
    }

    /// Where what a paragraph says starts.
    fn start(&self, paragraph: &Paragraph<'_>) -> u32 {
        let marker = match Shape::of(paragraph.kind) {
            Shape::Item(_) if self.spelled => paragraph.marker.len(),
            _ => 0,
        };
        paragraph.body - u32::try_from(marker).unwrap_or(0)
    }

    fn said(&self, paragraph: &Paragraph<'_>) -> &'a str {
        &self.text[self.start(paragraph) as usize..paragraph.end as usize]
    }

    fn part(&self, at: u32) -> Part {
        let n = self.paragraphs.partition_point(|paragraph| paragraph.start <= at);
        match n.checked_sub(1).and_then(|n| self.paragraphs.get(n)) {
            Some(paragraph) if at == paragraph.end => Part::End,
            Some(paragraph) if (self.start(paragraph)..paragraph.end).contains(&at) => Part::Said,
            _ => Part::Form,
        }
    }

    fn range(&self, para: Option<domain::text::diff::Para>) -> &[Paragraph<'a>] {
        para.and_then(|para| {
            let from = para.index as usize;
            self.paragraphs.get(from..from + para.count as usize)
        })
        .unwrap_or_default()
    }
}

/// Something that happens on the way through a row.
enum Event {
    Said(Fate, char),
    End(Fate),
}

struct Builder<'a> {
    old: Side<'a>,
    new: Side<'a>,
    counting: bool,
    lists: Lists,
    blocks: Vec<Block>,
}

impl Builder<'_> {
    fn row(&mut self, row: &Row) {
        let moved = row.changes.first().copied().unwrap_or(0);
        match row.kind {
            RowKind::Inserted => self.whole(row, Fate::Inserted),
            RowKind::Deleted => self.whole(row, Fate::Deleted),
            RowKind::MovedFrom => self.whole(row, Fate::MovedFrom(moved)),
            RowKind::MovedTo => self.moved_to(row, Fate::MovedTo(moved)),
            RowKind::Equal | RowKind::Changed | RowKind::Split | RowKind::Joined => {
                if self.leaves_level(row) {
                    self.whole(row, Fate::MovedFrom(moved));
                    self.moved_to(row, Fate::MovedTo(moved));
                } else if !self.mixed(row) {
                    self.whole(row, Fate::Deleted);
                    self.whole(row, Fate::Inserted);
                }
            }
        }
    }

    /// Whether an item leaves a level under the first one, as itself. LibreOffice, when such a change is rejected,
    /// gives it back its list but not its level; and where it goes and comes, the level to the item after it. What
    /// is moved it gets right.
    fn leaves_level(&self, row: &Row) -> bool {
        let ([old], [new]) = (self.old.range(row.old), self.new.range(row.new)) else {
            return false;
        };
        let (old, new) = (Shape::of(old.kind), Shape::of(new.kind));
        self.counting && old != new && old.level() > 1
    }

    /// The paragraphs of one side of a row, all of them.
    fn whole(&mut self, row: &Row, fate: Fate) {
        let side = if fate.is_old() { &self.old } else { &self.new };
        let para = if fate.is_old() { row.old } else { row.new };
        let all: Vec<(Paragraph<'_>, &str)> = side
            .range(para)
            .iter()
            .map(|paragraph| (*paragraph, side.said(paragraph)))
            .collect();
        for (paragraph, said) in all {
            self.put(&paragraph, vec![Span::text(fate, said)], fate);
        }
    }

    /// What a moved paragraph says at its new place, and what is new in it.
    fn moved_to(&mut self, row: &Row, fate: Fate) {
        let paragraphs = self.new.range(row.new).to_vec();
        let mut all = paragraphs.iter();
        let mut spans = Vec::new();
        for event in self.events(row) {
            match event {
                Event::Said(Fate::Kept, c) => say(&mut spans, fate, c),
                Event::Said(Fate::Inserted, c) => say(&mut spans, Fate::Inserted, c),
                Event::End(Fate::Kept | Fate::Inserted) => {
                    if let Some(paragraph) = all.next() {
                        self.put(paragraph, std::mem::take(&mut spans), fate);
                    }
                }
                _ => {}
            }
        }
    }

    /// Puts down a paragraph that is in one of the texts only.
    fn put(&mut self, paragraph: &Paragraph<'_>, spans: Vec<Span>, end: Fate) {
        let shape = Shape::of(paragraph.kind);
        let marker = Some(paragraph.marker.trim_end());
        let markers = [marker.filter(|_| end.is_old()), marker.filter(|_| end.is_new())];
        let mut all = Vec::new();
        let mut list = None;
        if let Shape::Item(level) = shape
            && self.counting
        {
            list = self.lists.item(level, markers);
            if list.is_none() {
                all.extend(written_out(paragraph, end));
            }
        }
        all.extend(spans);
        self.blocks.push(Block {
            shape,
            list,
            before: None,
            spans: all,
            end,
        });
    }

    /// Puts down paragraphs in which words change; says whether that could be done.
    fn mixed(&mut self, row: &Row) -> bool {
        let (old, new) = (self.old.range(row.old).to_vec(), self.new.range(row.new).to_vec());
        let shapes: Vec<Shape> = old
            .iter()
            .chain(&new)
            .map(|paragraph| Shape::of(paragraph.kind))
            .collect();
        let Some(shape) = shapes.first().copied() else {
            return true;
        };
        let single = old.len() == 1 && new.len() == 1;
        if shapes.iter().any(|other| *other != shape) {
            return single && self.reformed(row, &old[0], &new[0]);
        }
        // What a failed attempt began is taken back.
        let (lists, blocks) = ((!single).then(|| self.lists.clone()), self.blocks.len());
        let (mut before, mut after) = (old.iter(), new.iter());
        let (mut from, mut to) = (before.next(), after.next());
        let mut spans = Vec::new();
        for event in self.events(row) {
            let end = match event {
                Event::Said(fate, c) => {
                    say(&mut spans, fate, c);
                    continue;
                }
                Event::End(end) => end,
            };
            let markers = [
                from.filter(|_| end.is_old())
                    .map(|paragraph| paragraph.marker.trim_end()),
                to.filter(|_| end.is_new())
                    .map(|paragraph| paragraph.marker.trim_end()),
            ];
            let mut list = None;
            if let Shape::Item(level) = shape
                && self.counting
            {
                list = self.lists.item(level, markers);
                match from {
                    _ if list.is_some() => {}
                    Some(paragraph) if single && markers[0] == markers[1] => {
                        spans.splice(0..0, written_out(paragraph, Fate::Kept));
                    }
                    Some(paragraph) if single => {
                        return to.is_some_and(|other| self.reformed(row, paragraph, other));
                    }
                    _ => {
                        self.blocks.truncate(blocks);
                        if let Some(lists) = lists {
                            self.lists = lists;
                        }
                        return false;
                    }
                }
            }
            self.blocks.push(Block {
                shape,
                list,
                before: None,
                spans: std::mem::take(&mut spans),
                end,
            });
            if end.is_old() {
                from = before.next();
            }
            if end.is_new() {
                to = after.next();
            }
        }
        true
    }

    /// Puts down a paragraph that becomes another sort of paragraph; says whether that could be done.
    fn reformed(&mut self, row: &Row, old: &Paragraph<'_>, new: &Paragraph<'_>) -> bool {
        if !self.counting {
            return false;
        }
        let mut forms = [(Shape::Body, None); 2];
        let kept = self.lists.clone();
        for (n, paragraph) in [old, new].into_iter().enumerate() {
            let shape = Shape::of(paragraph.kind);
            let mut markers = [None; 2];
            markers[n] = Some(paragraph.marker.trim_end());
            let list = match shape {
                Shape::Item(level) => self.lists.item(level, markers),
                Shape::Heading(_) | Shape::Body => None,
            };
            if shape.level() > 0 && list.is_none() {
                self.lists = kept;
                return false;
            }
            forms[n] = (shape, list);
        }
        let mut spans = Vec::new();
        for event in self.events(row) {
            if let Event::Said(fate, c) = event {
                say(&mut spans, fate, c);
            }
        }
        let [before, (shape, list)] = forms;
        self.blocks.push(Block {
            shape,
            list,
            before: Some(before),
            spans,
            end: Fate::Kept,
        });
        true
    }

    /// What a row says, character by character, with the ends of its paragraphs.
    fn events(&self, row: &Row) -> Vec<Event> {
        let first = |paragraphs: &[Paragraph<'_>]| paragraphs.first().map_or(0, |first| first.start);
        let mut at = [first(self.old.range(row.old)), first(self.new.range(row.new))];
        let mut events = Vec::new();
        for Run { kind, text, .. } in &row.runs {
            let fate = fate(*kind);
            for c in text.chars() {
                let old = fate.is_old().then(|| self.old.part(at[0]));
                let new = fate.is_new().then(|| self.new.part(at[1]));
                if old == new {
                    events.extend(event(old, Fate::Kept, c));
                } else {
                    events.extend(event(old, Fate::Deleted, c));
                    events.extend(event(new, Fate::Inserted, c));
                }
                let length = u32::try_from(c.len_utf8()).unwrap_or(0);
                at[0] += if fate.is_old() { length } else { 0 };
                at[1] += if fate.is_new() { length } else { 0 };
            }
        }
        events.push(Event::End(Fate::Kept));
        events
    }
}

fn event(part: Option<Part>, fate: Fate, c: char) -> Option<Event> {
    match part? {
        Part::Said => Some(Event::Said(fate, c)),
        Part::End => Some(Event::End(fate)),
        Part::Form => None,
    }
}

fn say(spans: &mut Vec<Span>, fate: Fate, c: char) {
    match spans.last_mut() {
        Some(Span {
            fate: last,
            what: What::Text(text),
        }) if *last == fate => text.push(c),
        _ => spans.push(Span::text(fate, c.encode_utf8(&mut [0; 4]))),
    }
}

/// Keeps changes of one sort apart where a paragraph between them stays.
fn apart(blocks: Vec<Block>) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::with_capacity(blocks.len());
    for mut block in blocks {
        let before = out
            .last()
            .filter(|last| last.end == Fate::Kept)
            .and_then(last_sort);
        if before.is_none() || before != first_sort(&block) {
            out.push(block);
            continue;
        }
        // What is replaced at a start or an end can come before it goes as well as after.
        if block.end == Fate::Kept && turned(&mut block.spans, 0) {
            out.push(block);
            continue;
        }
        if let Some(last) = out.pop() {
            let mut last = last;
            let at = groups(&last.spans).len().saturating_sub(2);
            let earlier = out
                .last()
                .filter(|last| last.end == Fate::Kept)
                .and_then(last_sort);
            if turned(&mut last.spans, at) && (at > 0 || earlier != first_sort(&last)) {
                out.push(last);
            } else if block.end == Fate::Kept && block.before.is_none() {
                out.push(last);
                out.extend(replaced(block, before));
                continue;
            } else {
                out.extend(replaced(last, earlier));
            }
        }
        out.push(block);
    }
    out
}

/// A paragraph as one that goes and one that comes; first the one whose sort is not that of what is before.
fn replaced(block: Block, before: Option<bool>) -> [Block; 2] {
    let (old_shape, old_list) = block.before.unwrap_or((block.shape, block.list));
    let half = |old: bool| {
        let fate = if old { Fate::Deleted } else { Fate::Inserted };
        let spans = block.spans.iter().filter(|span| {
            if old {
                span.fate.is_old()
            } else {
                span.fate.is_new()
            }
        });
        let what = spans.map(|span| Span {
            fate,
            what: span.what.clone(),
        });
        Block {
            shape: if old { old_shape } else { block.shape },
            list: if old { old_list } else { block.list },
            before: None,
            spans: what.collect(),
            end: fate,
        }
    };
    let old_first = before != Some(true);
    [half(old_first), half(!old_first)]
}

/// Whether something goes; none where it stays.
fn sort(fate: Fate) -> Option<bool> {
    (fate != Fate::Kept).then(|| fate.is_old())
}

fn first_sort(block: &Block) -> Option<bool> {
    sort(block.spans.first().map_or(block.end, |span| span.fate))
}

/// The sort of the last change in a paragraph whose end stays.
fn last_sort(block: &Block) -> Option<bool> {
    sort(block.spans.last().map_or(Fate::Kept, |span| span.fate))
}

/// Where runs of spans of one sort start.
fn groups(spans: &[Span]) -> Vec<usize> {
    (0..spans.len())
        .filter(|n| *n == 0 || sort(spans[*n].fate) != sort(spans[*n - 1].fate))
        .collect()
}

/// Exchanges two runs of spans, from a run on, if both are changes; says whether they are.
fn turned(spans: &mut [Span], at: usize) -> bool {
    let mut groups = groups(spans);
    groups.push(spans.len());
    let Some([from, middle, to]) = groups
        .get(at..at + 3)
        .and_then(|three| <[usize; 3]>::try_from(three).ok())
    else {
        return false;
    };
    if sort(spans[from].fate).is_none() || sort(spans[middle].fate).is_none() {
        return false;
    }
    spans[from..to].rotate_left(middle - from);
    true
}
