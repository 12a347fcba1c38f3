//! The body of an `.odt` as two texts.
//!
//! What is deleted stands apart, before the text, and the place where it was is marked in it. A deletion of several
//! paragraphs goes on with the paragraph in which it is marked, and the rest of that paragraph goes on with its
//! last one. Where paragraphs are joined, the first that says something says what the joined one is.

mod styles;

use super::pull::{Pull, Tag, Token};
use super::styles::{Look, Room};
use super::view::{Authors, Form, View};
use super::{Limits, Passed, ReadBack, Refusal};
use std::collections::{BTreeMap, BTreeSet};
use styles::{Count, Item, LEVELS};

pub(super) use styles::Styles;

/// Reads the body. In a file of ours the ends of our lines are no breaks.
pub(super) fn read(content: &str, styles: &Styles, ours: bool, limits: &Limits) -> Result<ReadBack, Refusal> {
    let mut body = Body {
        pull: Pull::new(content, limits),
        styles,
        limits,
        ours,
        views: [Half::default(), Half::default()],
        here: Source::default(),
        lists: Lists::default(),
        room: Room::new(limits),
        changes: BTreeMap::new(),
        gone: None,
        kept: 0,
        inserted: BTreeSet::new(),
        tracked: false,
        authors: Authors::default(),
        passed: Passed::default(),
        pieces: 0,
        line_ends: Vec::new(),
        after_space: true,
    };
    body.walk()?;
    let [base, amended] = body.views.map(|half| half.view.read());
    Ok(ReadBack {
        base,
        amended,
        tracked: body.tracked,
        authors: body.authors.0,
        fingerprint: None,
        passed: body.passed,
    })
}

/// What a paragraph is, as far as its own element says it.
#[derive(Clone, Copy, Default)]
struct Source {
    look: Look,
    item: Option<Item>,
}

/// A tracked change.
#[derive(Default)]
struct Change {
    inserts: bool,
    deletes: bool,
    /// The paragraphs that it deletes.
    gone: Vec<Gone>,
}

#[derive(Default)]
struct Gone {
    source: Source,
    said: String,
}

/// One of the texts, with its lists.
#[derive(Default)]
struct Half {
    view: View,
    count: Count,
    source: Source,
    /// The source is that of the paragraph whatever is said next.
    settled: bool,
}

impl Half {
    fn say(&mut self, source: Source, text: &str) {
        if self.view.said.is_empty() && !self.settled {
            self.source = source;
        }
        self.view.said.push_str(text);
    }

    /// Ends the paragraph.
    fn end(&mut self, styles: &Styles) {
        let Source { look, item } = self.source;
        self.settled = false;
        let marker = item.map(|item| self.count.marker(styles, item));
        self.view.put(&Form {
            title: look.title,
            heading: look.heading,
            item: look.item,
            marker,
            at: item.map_or(0, |item| u8::try_from(item.at).unwrap_or(0)),
        });
    }
}

/// The lists that are open, and those that may be gone on with.
#[derive(Default)]
struct Lists {
    open: Vec<Open>,
    count: usize,
    /// Lists by their ids, and the last one of each look.
    named: BTreeMap<String, usize>,
    last: BTreeMap<Option<usize>, usize>,
    /// Whether the next paragraph is the first one of an item, and the number that it begins anew with.
    first: Option<Option<u32>>,
}

struct Open {
    list: usize,
    style: Option<usize>,
}

impl Lists {
    fn start(&mut self, tag: &Tag<'_>, styles: &Styles) {
        let style = tag.get("text:style-name").and_then(|name| styles.list(&name));
        let above = self.open.last().map(|open| (open.list, open.style));
        let style = style.or(above.and_then(|(_, style)| style));
        let list = match above {
            Some((list, _)) => list,
            None => {
                let goes_on = tag.get("text:continue-numbering").as_deref() == Some("true");
                let other = tag.get("text:continue-list");
                let other = other.and_then(|id| self.named.get(&id).copied());
                other
                    .or_else(|| self.last.get(&style).copied().filter(|_| goes_on))
                    .unwrap_or_else(|| {
                        self.count += 1;
                        self.count
                    })
            }
        };
        if above.is_none() {
            self.last.insert(style, list);
            if let Some(id) = tag.get("xml:id") {
                self.named.insert(id, list);
            }
        }
        self.open.push(Open { list, style });
    }

    /// Where the next paragraph stands, if it is the first one of an item.
    fn item(&mut self) -> Option<Item> {
        let start = self.first.take()?;
        let Open { list, style } = self.open.last()?;
        Some(Item {
            list: *list,
            style: *style,
            at: (self.open.len() - 1).min(LEVELS - 1),
            start,
        })
    }
}

struct Body<'a> {
    pull: Pull<'a>,
    styles: &'a Styles,
    limits: &'a Limits,
    ours: bool,
    /// With every change rejected, and accepted.
    views: [Half; 2],
    /// What the paragraph is that is being read.
    here: Source,
    lists: Lists,
    room: Room,
    changes: BTreeMap<String, Change>,
    /// The deletion that is being read.
    gone: Option<Change>,
    /// Bytes of all deletions.
    kept: usize,
    /// The insertions that are open.
    inserted: BTreeSet<String>,
    tracked: bool,
    authors: Authors,
    passed: Passed,
    pieces: u32,
    /// For each run that is open: whether it marks the end of one of our lines.
    line_ends: Vec<bool>,
    /// Spaces that come next are one with the one before.
    after_space: bool,
}

impl Body<'_> {
    fn walk(&mut self) -> Result<(), Refusal> {
        let mut found = false;
        while let Some(token) = self.pull.next()? {
            match token {
                Token::Start(tag) if !found => found = tag.is("office:text"),
                Token::Start(tag) if tag.is("text:tracked-changes") => self.changes()?,
                Token::Start(tag) => self.block(&tag)?,
                Token::End(name) if name == "text:list" => drop(self.lists.open.pop()),
                _ => {}
            }
        }
        if !found {
            return Err(Refusal::NotDocument);
        }
        // What a file that breaks off inside an insertion still says.
        for half in &mut self.views {
            half.end(self.styles);
        }
        self.fits()
    }

    /// What stands among paragraphs.
    fn block(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        match tag.name() {
            "text:p" | "text:h" => self.paragraph(tag)?,
            "text:list" => {
                self.room.take()?;
                self.lists.start(tag, self.styles);
            }
            "text:list-item" => self.lists.first = Some(tag.number("text:start-value")),
            "text:list-header" => self.lists.first = None,
            "table:table" => self.passed.tables += 1,
            "text:change" | "text:change-start" | "text:change-end" => self.mark(tag)?,
            _ => return self.aside(tag).map(drop),
        }
        Ok(())
    }

    /// Passes over what is no text; says whether it was that.
    fn aside(&mut self, tag: &Tag<'_>) -> Result<bool, Refusal> {
        let name = tag.name();
        match name {
            "office:annotation" => self.passed.comments += 1,
            "text:note" => self.passed.notes += 1,
            _ if name.starts_with("draw:") && name != "draw:a" => self.passed.pictures += 1,
            "text:number"
            | "text:ruby-text"
            | "text:script"
            | "text:hidden-text"
            | "office:forms"
            | "text:sequence-decls"
            | "text:variable-decls"
            | "text:user-field-decls"
            | "text:dde-connection-decls"
            | "text:table-of-content"
            | "text:alphabetical-index"
            | "text:bibliography" => {}
            _ => return Ok(false),
        }
        self.pull.skip()?;
        Ok(true)
    }

    /// Reads the changes that are told before the text.
    fn changes(&mut self) -> Result<(), Refusal> {
        let outside = self.pull.depth() - 1;
        let mut id = None;
        while let Some(token) = self.pull.next()? {
            match token {
                Token::Start(tag) => match tag.name() {
                    "text:changed-region" => {
                        self.room.take()?;
                        id = tag.get("text:id").or_else(|| tag.get("xml:id"));
                        self.gone = Some(Change::default());
                    }
                    "text:insertion" => {
                        self.tracked = true;
                        self.gone.get_or_insert_default().inserts = true;
                    }
                    "text:deletion" => {
                        self.tracked = true;
                        self.gone.get_or_insert_default().deletes = true;
                    }
                    "office:change-info" => self.about()?,
                    _ => self.block(&tag)?,
                },
                Token::End(name) => match name.as_str() {
                    "text:list" => drop(self.lists.open.pop()),
                    "text:changed-region" => {
                        if let (Some(id), Some(change)) = (id.take(), self.gone.take()) {
                            self.changes.insert(id, change);
                        }
                    }
                    _ => {}
                },
                Token::Text(_) => {}
            }
            if self.pull.depth() <= outside {
                break;
            }
        }
        self.gone = None;
        // The text has lists of its own.
        self.lists = Lists::default();
        Ok(())
    }

    /// Reads what is said of a change.
    fn about(&mut self) -> Result<(), Refusal> {
        let outside = self.pull.depth() - 1;
        let (mut creator, mut name) = (false, String::new());
        while let Some(token) = self.pull.next()? {
            match token {
                Token::Start(tag) => creator = tag.is("dc:creator"),
                Token::Text(text) if creator && name.len() < 1000 => {
                    name.extend(text.chars().take(1000));
                }
                Token::Text(_) => {}
                Token::End(_) => creator = false,
            }
            if self.pull.depth() <= outside {
                break;
            }
        }
        if let Some(change) = &self.gone
            && (change.inserts || change.deletes)
        {
            self.authors.add(name.trim());
        }
        Ok(())
    }

    /// Counts a paragraph or a run.
    fn piece(&mut self) -> Result<(), Refusal> {
        self.pieces += 1;
        if self.pieces > self.limits.runs {
            return Err(Refusal::Runs(self.limits.runs));
        }
        Ok(())
    }

    fn fits(&self) -> Result<(), Refusal> {
        if self.kept > self.limits.text as usize {
            return Err(Refusal::Text(self.limits.text));
        }
        self.views.iter().try_for_each(|half| half.view.fits(self.limits))
    }

    /// Reads a paragraph to its end.
    fn paragraph(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        self.piece()?;
        let outside = self.pull.depth() - 1;
        let style = tag.get("text:style-name");
        let mut look = style.map_or_else(Look::default, |style| self.styles.look(&style));
        if tag.is("text:h") {
            let level = tag.number("text:outline-level").unwrap_or(1).clamp(1, 6);
            look.heading = u8::try_from(level).ok();
        }
        self.here = Source {
            look,
            item: self.lists.item(),
        };
        self.line_ends.clear();
        self.after_space = true;
        match &mut self.gone {
            Some(change) => change.gone.push(Gone {
                source: self.here,
                said: String::new(),
            }),
            None => {
                for half in &mut self.views {
                    half.say(self.here, "");
                }
            }
        }
        while let Some(token) = self.pull.next()? {
            match token {
                Token::Start(tag) => self.inline(&tag)?,
                Token::Text(text) => self.text(&text)?,
                Token::End(name) if self.pull.depth() > outside => {
                    if name == "text:span" {
                        self.line_ends.pop();
                    }
                }
                Token::End(_) => break,
            }
        }
        if self.gone.is_none() {
            for (n, half) in self.views.iter_mut().enumerate() {
                if n > 0 || self.inserted.is_empty() {
                    half.end(self.styles);
                }
            }
        }
        self.fits()
    }

    /// What stands in a paragraph.
    fn inline(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        match tag.name() {
            "text:span" => {
                self.piece()?;
                let outer = self.line_ends.last().is_some_and(|end| *end);
                let style = tag.get("text:style-name");
                let own = style.is_some_and(|style| self.styles.is_line_end(&style));
                self.line_ends.push(outer || own);
            }
            "text:s" => {
                let spaces = tag.number("text:c").unwrap_or(1).min(1000);
                self.say(&" ".repeat(spaces as usize));
            }
            "text:tab" => self.say("\t"),
            "text:line-break" => self.line_break(),
            "text:change" | "text:change-start" | "text:change-end" => self.mark(tag)?,
            _ => {
                self.aside(tag)?;
            }
        }
        self.fits()
    }

    /// Spaces and line ends beside each other are one space, and none at the start of a paragraph.
    fn text(&mut self, text: &str) -> Result<(), Refusal> {
        if text.len() > self.limits.text as usize {
            return Err(Refusal::Text(self.limits.text));
        }
        let mut said = String::with_capacity(text.len());
        for c in text.chars() {
            let space = matches!(c, ' ' | '\t' | '\n' | '\r');
            if !space {
                said.push(c);
            } else if !self.after_space {
                said.push(' ');
            }
            self.after_space = space;
        }
        let after = self.after_space;
        self.say(&said);
        self.after_space = after;
        self.fits()
    }

    fn say(&mut self, text: &str) {
        self.after_space = false;
        let base = self.inserted.is_empty();
        if let Some(change) = &mut self.gone {
            if let Some(gone) = change.gone.last_mut()
                && base
            {
                self.kept += text.len();
                gone.said.push_str(text);
            }
            return;
        }
        for (n, half) in self.views.iter_mut().enumerate() {
            if n > 0 || base {
                half.say(self.here, text);
            }
        }
    }

    fn line_break(&mut self) {
        let marked = self.line_ends.last().is_some_and(|end| *end);
        let base = self.inserted.is_empty();
        // Word processors may drop the style of a break; our lines end after a space as well.
        let ours = self.ours;
        let end = |said: &str| marked || ours && said.ends_with(' ');
        self.after_space = false;
        if let Some(change) = &mut self.gone {
            if let Some(gone) = change.gone.last_mut()
                && base
                && !end(&gone.said)
            {
                self.kept += 1;
                gone.said.push('\n');
            }
            return;
        }
        for (n, half) in self.views.iter_mut().enumerate() {
            if (n > 0 || base) && !end(&half.view.said) {
                half.say(self.here, "\n");
            }
        }
    }

    /// The place of a deletion, or the start or the end of an insertion.
    fn mark(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        let Some(id) = tag.get("text:change-id") else {
            return Ok(());
        };
        match tag.name() {
            "text:change-start" => {
                if self.changes.get(&id).is_some_and(|change| change.inserts) {
                    self.inserted.insert(id);
                }
            }
            "text:change-end" => drop(self.inserted.remove(&id)),
            _ => {
                // Each comes back once. What was put in and taken out again was in neither text.
                let change = self.changes.remove(&id).filter(|change| !change.inserts);
                if let Some(change) = change
                    && self.inserted.is_empty()
                    && self.gone.is_none()
                {
                    self.back(change.gone)?;
                }
            }
        }
        Ok(())
    }

    /// Puts back what was deleted.
    fn back(&mut self, gone: Vec<Gone>) -> Result<(), Refusal> {
        let here = self.here;
        let last = gone.len().saturating_sub(1);
        let half = &mut self.views[0];
        let fresh = half.view.said.is_empty();
        for (n, Gone { source, said }) in gone.into_iter().enumerate() {
            if n > 0 {
                half.end(self.styles);
            }
            if last == 0 {
                half.say(here, &said);
            } else if n == 0 {
                half.say(source, &said);
            } else {
                // After whole paragraphs the one that stays is itself.
                let whole = n == last && said.is_empty() && fresh;
                half.source = if whole { here } else { source };
                half.settled = true;
                half.say(source, &said);
            }
            half.view.fits(self.limits)?;
        }
        Ok(())
    }
}
