//! What styles and lists of a `.docx` are called and how lists count.

use super::pull::{Pull, Token};
use super::{Limits, Refusal};
use crate::office::lists::{Counting, number};
use std::collections::{BTreeMap, BTreeSet};

/// Styles by their ids.
#[derive(Default)]
pub(super) struct Styles(BTreeMap<String, Style>);

#[derive(Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    list: Option<(u32, u8)>,
    outline: Option<u8>,
}

/// What a style makes of a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) title: bool,
    /// The level of a heading, from 1.
    pub(super) heading: Option<u8>,
    /// The level of an item whose marker is written out, from 1.
    pub(super) item: Option<u8>,
    /// The list, and the level from 0.
    pub(super) list: Option<(u32, u8)>,
}

impl Look {
    /// Adds what a style of this name, in small letters, makes of a paragraph.
    pub(super) fn called(&mut self, name: &str) {
        let level = |start: &str| {
            let digits = name.strip_prefix(start)?.trim();
            digits.parse::<u8>().ok().filter(|level| *level > 0)
        };
        self.title |= name == "title";
        self.heading = self.heading.or_else(|| level("heading"));
        let item = crate::office::docx::ITEM.to_lowercase();
        self.item = self.item.or_else(|| level(&item));
    }
}

/// Styles that rest on others rest on no more than this.
pub(super) const INHERITED: usize = 12;

impl Styles {
    pub(super) fn look(&self, id: &str) -> Look {
        let mut look = Look::default();
        let mut next = Some(id);
        for _ in 0..INHERITED {
            let Some(id) = next else { break };
            let style = self.0.get(id);
            // Names are for people; where there is none, the id is much the same.
            let name = style.map_or(id, |style| &style.name).to_lowercase();
            look.called(&name);
            if let Some(style) = style {
                look.heading = look.heading.or(style.outline.map(|level| level + 1));
                look.list = look.list.or(style.list);
            }
            next = style.and_then(|style| style.based_on.as_deref());
        }
        look
    }

    /// Whether a style of characters marks the end of one of our lines.
    pub(super) fn is_line_end(&self, id: &str) -> bool {
        let name = self.0.get(id).map_or(id, |style| &style.name);
        ends_line(name)
    }
}

/// Whether a style of this name marks the end of one of our lines.
pub(super) fn ends_line(name: &str) -> bool {
    name.replace(' ', "").eq_ignore_ascii_case("lineend")
}

pub(super) fn level(text: Option<u32>) -> u8 {
    u8::try_from(text.unwrap_or(0).min(8)).unwrap_or(0)
}

/// How many definitions there may still be: each takes far more room than it has bytes in the file.
pub(super) struct Room {
    left: u32,
    limit: u32,
}

impl Room {
    pub(super) const fn new(limits: &Limits) -> Self {
        Self {
            left: limits.definitions,
            limit: limits.definitions,
        }
    }

    pub(super) fn take(&mut self) -> Result<(), Refusal> {
        let left = self.left.checked_sub(1);
        self.left = left.ok_or(Refusal::Definitions(self.limit))?;
        Ok(())
    }
}

/// Reads the styles.
pub(super) fn styles(part: &str, limits: &Limits) -> Result<Styles, Refusal> {
    let mut pull = Pull::new(part, limits);
    let mut styles = Styles::default();
    let mut open: Option<(String, Style)> = None;
    let mut room = Room::new(limits);
    while let Some(token) = pull.next()? {
        match token {
            Token::Start(tag) => {
                if tag.is("w:style") {
                    room.take()?;
                    open = tag.get("w:styleId").map(|id| (id, Style::default()));
                    continue;
                }
                let Some((_, style)) = &mut open else { continue };
                match tag.name() {
                    "w:name" => style.name = tag.get("w:val").unwrap_or_default(),
                    "w:basedOn" => style.based_on = tag.get("w:val"),
                    "w:ilvl" => {
                        let list = style.list.map_or(0, |list| list.0);
                        style.list = Some((list, level(tag.number("w:val"))));
                    }
                    "w:numId" => {
                        let ilvl = style.list.map_or(0, |list| list.1);
                        style.list = Some((tag.number("w:val").unwrap_or(0), ilvl));
                    }
                    "w:outlineLvl" => {
                        style.outline = tag.number("w:val").filter(|n| *n < 9).map(|n| level(Some(n)));
                    }
                    _ => {}
                }
            }
            Token::End(name) if name == "w:style" => {
                if let Some((id, style)) = open.take() {
                    styles.0.insert(id, style);
                }
            }
            _ => {}
        }
    }
    Ok(styles)
}

/// Lists by their ids.
#[derive(Default)]
pub(super) struct Numbering {
    patterns: BTreeMap<u32, Levels>,
    lists: BTreeMap<u32, Numbered>,
}

type Levels = BTreeMap<u8, Level>;

#[derive(Clone, Default)]
struct Level {
    start: Option<u32>,
    format: String,
    text: String,
}

#[derive(Default)]
struct Numbered {
    pattern: u32,
    /// What it has of its own; a start alone begins the pattern anew.
    own: Levels,
    anew: BTreeMap<u8, u32>,
}

/// Reads the lists.
pub(super) fn numbering(part: &str, limits: &Limits) -> Result<Numbering, Refusal> {
    let mut pull = Pull::new(part, limits);
    let mut numbering = Numbering::default();
    let (mut pattern, mut list, mut at) = (None, None, 0_u8);
    let mut room = Room::new(limits);
    while let Some(token) = pull.next()? {
        let tag = match token {
            Token::Start(tag) => tag,
            Token::End(name) => {
                match name.as_str() {
                    "w:abstractNum" => pattern = None,
                    "w:num" => list = None,
                    _ => {}
                }
                continue;
            }
            Token::Text(_) => continue,
        };
        if matches!(tag.name(), "w:abstractNum" | "w:num" | "w:lvl" | "w:lvlOverride") {
            room.take()?;
        }
        match tag.name() {
            "w:abstractNum" => pattern = tag.number("w:abstractNumId"),
            "w:num" => list = tag.number("w:numId"),
            "w:lvl" | "w:lvlOverride" => at = level(tag.number("w:ilvl")),
            "w:abstractNumId" => {
                if let Some(list) = list {
                    numbering.lists.entry(list).or_default().pattern = tag.number("w:val").unwrap_or(0);
                }
            }
            "w:startOverride" => {
                if let Some(list) = list {
                    let start = tag.number("w:val").unwrap_or(1);
                    numbering.lists.entry(list).or_default().anew.insert(at, start);
                }
            }
            "w:start" | "w:numFmt" | "w:lvlText" => {
                let levels = match (list, pattern) {
                    (Some(list), _) => &mut numbering.lists.entry(list).or_default().own,
                    (None, Some(pattern)) => numbering.patterns.entry(pattern).or_default(),
                    (None, None) => continue,
                };
                let level = levels.entry(at).or_default();
                let value = tag.get("w:val").unwrap_or_default();
                match tag.name() {
                    "w:start" => level.start = value.parse().ok(),
                    "w:numFmt" => level.format = value,
                    _ => level.text = value,
                }
            }
            _ => {}
        }
    }
    Ok(numbering)
}

/// Counts the items of one text.
#[derive(Default)]
pub(super) struct Count {
    counters: BTreeMap<u32, [Option<u32>; 9]>,
    begun: BTreeSet<u32>,
}

impl Count {
    /// The marker of the next item of a list, without the space after it; none where there is no such list.
    pub(super) fn marker(&mut self, numbering: &Numbering, list: u32, at: u8) -> Option<String> {
        let numbered = numbering.lists.get(&list)?;
        let levels = |at: u8| {
            let own = numbered.own.get(&at).filter(|level| !level.format.is_empty());
            let pattern = numbering.patterns.get(&numbered.pattern);
            own.or_else(|| pattern.and_then(|pattern| pattern.get(&at)))
        };
        let start = |at: u8| {
            let own = numbered.anew.get(&at).copied();
            own.or_else(|| levels(at).and_then(|level| level.start))
                .unwrap_or(1)
        };
        let counters = self.counters.entry(numbered.pattern).or_default();
        if self.begun.insert(list) {
            for at in numbered.anew.keys() {
                counters[usize::from(*at)] = None;
            }
        }
        let level = levels(at)?;
        let here = usize::from(at);
        counters[here] = Some(counters[here].map_or_else(|| start(at), |n| n.saturating_add(1)));
        for deeper in &mut counters[here + 1..] {
            *deeper = None;
        }
        if level.format == "bullet" {
            return Some("-".to_owned());
        }
        let mut out = String::new();
        let mut chars = level.text.chars();
        while let Some(c) = chars.next() {
            if c != '%' {
                out.push(c);
                continue;
            }
            let Some(other) = chars
                .next()
                .and_then(|c| c.to_digit(10))
                .filter(|n| (1..=9).contains(n))
            else {
                continue;
            };
            let other = u8::try_from(other - 1).unwrap_or(0);
            let value = counters[usize::from(other)].unwrap_or_else(|| start(other));
            let format = levels(other).map_or("decimal", |level| &level.format);
            out.push_str(&written(format, value));
        }
        Some(marker(&out))
    }
}

/// "1" alone is a number, and "1." a marker.
pub(super) fn marker(counted: &str) -> String {
    let counted = counted.trim();
    let bare = !counted.is_empty() && counted.bytes().all(|b| b.is_ascii_alphanumeric());
    if bare {
        format!("{counted}.")
    } else {
        counted.to_owned()
    }
}

fn written(format: &str, value: u32) -> String {
    match format {
        "lowerLetter" => number(Counting::LowerLetter, value),
        "upperLetter" => number(Counting::UpperLetter, value),
        "lowerRoman" => number(Counting::LowerRoman, value),
        "upperRoman" => number(Counting::LowerRoman, value).to_uppercase(),
        "decimalZero" => format!("{value:02}"),
        "none" => String::new(),
        _ => number(Counting::Decimal, value),
    }
}
