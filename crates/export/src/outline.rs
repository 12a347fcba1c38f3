//! A text as a tree: headings, paragraphs, and lists within lists.

use crate::{Clause, FinalText};
use domain::text::canon::Kind;

/// A part of a text, from the outside in.
#[derive(Clone, Debug)]
pub(crate) enum Part<'a> {
    /// A heading, from 2, for the title is 1. No level is left out on the way down.
    Heading(u8, Clause<'a>),
    /// A paragraph.
    Prose(Clause<'a>),
    /// A list.
    List(List<'a>),
}

impl Part<'_> {
    /// How many paragraphs it has.
    pub(crate) fn paragraphs(&self) -> u32 {
        match self {
            Self::Heading(..) | Self::Prose(_) => 1,
            Self::List(list) => list.paragraphs(),
        }
    }
}

/// A list whose items are marked in one way.
#[derive(Clone, Debug)]
pub(crate) struct List<'a> {
    pub(crate) marks: Marks,
    pub(crate) items: Vec<Item<'a>>,
}

impl List<'_> {
    fn paragraphs(&self) -> u32 {
        let of = |item: &Item<'_>| 1 + item.lists.iter().map(List::paragraphs).sum::<u32>();
        self.items.iter().map(of).sum()
    }
}

/// An item with the lists inside it.
#[derive(Clone, Debug)]
pub(crate) struct Item<'a> {
    pub(crate) clause: Clause<'a>,
    pub(crate) lists: Vec<List<'a>>,
}

/// How the items of a list are marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Marks {
    /// `- `
    Bullets,
    /// `1. `
    Numbers,
    /// `iv) `
    Roman,
    /// `a) `
    Letters,
    /// `A) `
    Capitals,
}

impl Marks {
    fn of(marker: &str) -> Self {
        let word = marker.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        match word.chars().next() {
            Some(c) if c.is_ascii_digit() => Self::Numbers,
            Some(_) if word.len() > 1 => Self::Roman,
            Some(c) if c.is_ascii_uppercase() => Self::Capitals,
            Some(_) => Self::Letters,
            None => Self::Bullets,
        }
    }

    /// Whether an item with such a marker goes on with a list of this kind: `i)` is a letter or a number.
    fn takes(self, marker: &str) -> bool {
        let own = Self::of(marker);
        let either = |marks| matches!(marks, Self::Roman | Self::Letters);
        own == self || either(own) && either(self)
    }
}

/// A list that may get more items, with its level.
type Open<'a> = (u8, List<'a>);

/// The parts of a text in order.
pub(crate) fn parts(text: &FinalText) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut above = 1;
    for clause in text.clauses() {
        match clause.paragraph.kind {
            Kind::Item { level } => item(&mut parts, &mut open, level, clause),
            Kind::Heading(level) => {
                close(&mut parts, &mut open, 0);
                above = level.saturating_add(1).min(above + 1).min(6);
                parts.push(Part::Heading(above, clause));
            }
            Kind::Prose => {
                close(&mut parts, &mut open, 0);
                parts.push(Part::Prose(clause));
            }
        }
    }
    close(&mut parts, &mut open, 0);
    parts
}

fn item<'a>(parts: &mut Vec<Part<'a>>, open: &mut Vec<Open<'a>>, level: u8, clause: Clause<'a>) {
    let deeper = open.iter().filter(|(own, _)| *own <= level).count();
    close(parts, open, deeper);
    let marker = clause.paragraph.marker;
    let other = open
        .last()
        .is_some_and(|(own, list)| *own == level && !list.marks.takes(marker));
    if other {
        close(parts, open, open.len() - 1);
    }
    let item = Item {
        clause,
        lists: Vec::new(),
    };
    match open.last_mut() {
        Some((own, list)) if *own == level => list.items.push(item),
        _ => {
            let list = List {
                marks: Marks::of(marker),
                items: vec![item],
            };
            open.push((level, list));
        }
    }
}

/// Closes lists until so many are open: each goes into the last item of the one around it.
fn close<'a>(parts: &mut Vec<Part<'a>>, open: &mut Vec<Open<'a>>, keep: usize) {
    while open.len() > keep {
        let Some((_, list)) = open.pop() else { return };
        match open.last_mut().and_then(|(_, around)| around.items.last_mut()) {
            Some(item) => item.lists.push(list),
            None => parts.push(Part::List(list)),
        }
    }
}
