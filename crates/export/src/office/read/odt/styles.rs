//! What styles and lists of an `.odt` are called and how lists count.

use crate::office::lists::{Counting, number};
use crate::office::read::pull::{Pull, Tag, Token};
use crate::office::read::styles::{INHERITED, Look, Room, ends_line, marker};
use crate::office::read::{Limits, Refusal};
use std::collections::BTreeMap;

/// How deep lists may be nested, as the format has it.
pub(super) const LEVELS: usize = 10;

/// Styles of paragraphs and of characters, and lists.
#[derive(Default)]
pub(in crate::office::read) struct Styles {
    paragraphs: BTreeMap<String, Style>,
    characters: BTreeMap<String, Style>,
    /// By their levels, from 0.
    lists: Vec<BTreeMap<usize, Level>>,
    list_names: BTreeMap<String, usize>,
}

struct Style {
    /// Its name for people, where it has one of its own.
    shown: Option<String>,
    parent: Option<String>,
}

/// A level of a list.
struct Level {
    /// None for bullets.
    format: Option<String>,
    before: String,
    after: String,
    start: u32,
    /// Of how many levels the numbers are shown.
    shown: usize,
}

impl Styles {
    /// Adds those of one part.
    pub(in crate::office::read) fn read(&mut self, part: &str, limits: &Limits) -> Result<(), Refusal> {
        let mut pull = Pull::new(part, limits);
        let mut room = Room::new(limits);
        let mut list = None;
        while let Some(token) = pull.next()? {
            let tag = match token {
                Token::Start(tag) => tag,
                Token::End(name) => {
                    if name == "text:list-style" {
                        list = None;
                    }
                    continue;
                }
                Token::Text(_) => continue,
            };
            match tag.name() {
                // The text comes after all styles.
                "office:body" => break,
                "style:style" => {
                    room.take()?;
                    let family = match tag.get("style:family").as_deref() {
                        Some("paragraph") => &mut self.paragraphs,
                        Some("text") => &mut self.characters,
                        _ => continue,
                    };
                    if let Some(name) = tag.get("style:name") {
                        let style = Style {
                            shown: tag.get("style:display-name"),
                            parent: tag.get("style:parent-style-name"),
                        };
                        family.insert(name, style);
                    }
                }
                "text:list-style" => {
                    room.take()?;
                    if let Some(name) = tag.get("style:name") {
                        list = Some(self.lists.len());
                        self.list_names.insert(name, self.lists.len());
                        self.lists.push(BTreeMap::new());
                    }
                }
                name if name.starts_with("text:list-level-style-") => {
                    room.take()?;
                    let list = list.and_then(|list| self.lists.get_mut(list));
                    if let (Some(list), Some(at)) = (list, place(&tag)) {
                        list.insert(at, Level::of(&tag));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// What a style makes of a paragraph.
    pub(super) fn look(&self, id: &str) -> Look {
        let mut look = Look::default();
        let mut next = Some(id);
        for _ in 0..INHERITED {
            let Some(id) = next else { break };
            let style = self.paragraphs.get(id);
            look.called(&name(id, style).to_lowercase());
            next = style.and_then(|style| style.parent.as_deref());
        }
        look
    }

    /// Whether a style of characters marks the end of one of our lines.
    pub(super) fn is_line_end(&self, id: &str) -> bool {
        let mut next = Some(id);
        for _ in 0..INHERITED {
            let Some(id) = next else { break };
            let style = self.characters.get(id);
            if ends_line(&name(id, style)) {
                return true;
            }
            next = style.and_then(|style| style.parent.as_deref());
        }
        false
    }

    /// A list by its name.
    pub(super) fn list(&self, name: &str) -> Option<usize> {
        self.list_names.get(name).copied()
    }
}

/// A style's name for people; in its id, other signs than letters and digits are written by their numbers.
fn name(id: &str, style: Option<&Style>) -> String {
    match style.and_then(|style| style.shown.clone()) {
        Some(shown) => shown,
        None => id.replace("_20_", " "),
    }
}

fn place(tag: &Tag<'_>) -> Option<usize> {
    usize::try_from(tag.number("text:level")?).ok()?.checked_sub(1)
}

impl Level {
    fn of(tag: &Tag<'_>) -> Self {
        let counts = tag.is("text:list-level-style-number");
        let text = |name: &str| tag.get(name).unwrap_or_default();
        Self {
            format: counts.then(|| text("style:num-format")),
            before: text("style:num-prefix"),
            after: text("style:num-suffix"),
            start: tag.number("text:start-value").unwrap_or(1),
            shown: tag
                .number("text:display-levels")
                .and_then(|n| usize::try_from(n).ok())
                .unwrap_or(1),
        }
    }

    fn written(&self, value: u32) -> String {
        match self.format.as_deref() {
            Some("") | None => String::new(),
            Some("a") => number(Counting::LowerLetter, value),
            Some("A") => number(Counting::UpperLetter, value),
            Some("i") => number(Counting::LowerRoman, value),
            Some("I") => number(Counting::LowerRoman, value).to_uppercase(),
            Some(_) => number(Counting::Decimal, value),
        }
    }
}

/// Where an item stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    /// The list, counted from the start of the document.
    pub(super) list: usize,
    /// How it looks; none where that is not said.
    pub(super) style: Option<usize>,
    /// Its level, from 0.
    pub(super) at: usize,
    /// The number that it begins anew with.
    pub(super) start: Option<u32>,
}

/// Counts the items of one text.
#[derive(Default)]
pub(super) struct Count(BTreeMap<usize, [Option<u32>; LEVELS]>);

impl Count {
    /// The marker of the next item, without the space after it.
    pub(super) fn marker(&mut self, styles: &Styles, item: Item) -> String {
        let levels = item.style.and_then(|style| styles.lists.get(style));
        let level = |at: usize| levels.and_then(|levels| levels.get(&at));
        let start = |at: usize| level(at).map_or(1, |level| level.start);
        let counters = self.0.entry(item.list).or_default();
        let Some(here) = counters.get_mut(item.at) else {
            return String::new();
        };
        let next = here.map_or_else(|| start(item.at), |n| n.saturating_add(1));
        *here = Some(item.start.unwrap_or(next));
        for deeper in &mut counters[item.at + 1..] {
            *deeper = None;
        }
        let Some(own) = level(item.at).filter(|own| own.format.is_some()) else {
            return "-".to_owned();
        };
        let from = (item.at + 1).saturating_sub(own.shown.max(1));
        let numbers: Vec<String> = (from..=item.at)
            .map(|at| {
                let value = counters[at].unwrap_or_else(|| start(at));
                level(at).map_or_else(String::new, |level| level.written(value))
            })
            .filter(|number| !number.is_empty())
            .collect();
        if numbers.is_empty() {
            return String::new();
        }
        marker(&format!("{}{}{}", own.before, numbers.join("."), own.after))
    }
}
