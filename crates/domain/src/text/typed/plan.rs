//! What instructions come to, before it is done: words that give way to others, and paragraphs in
//! new places.

use std::ops::Range;

use super::Refusal;
use super::page::Page;
use crate::text::canon::Canonical;

/// Words of the text that give way to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::text) struct Edit {
    pub(in crate::text) range: Range<u32>,
    pub(in crate::text) new: String,
    /// A whole paragraph goes.
    pub(in crate::text) removes: bool,
}

impl Edit {
    /// Whether both want the same words; what is added to a paragraph that goes counts as well.
    fn meets(&self, other: &Self) -> bool {
        let (a, b) = (&self.range, &other.range);
        if a.is_empty() && b.is_empty() {
            return false;
        }
        let touching = self.removes || other.removes;
        if a.is_empty() || b.is_empty() {
            let (point, range) = if a.is_empty() { (a.start, b) } else { (b.start, a) };
            return range.start < point && point < range.end
                || touching && range.start <= point && point <= range.end;
        }
        a.start < b.end && b.start < a.end
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Placed {
    New(String),
    /// Paragraphs that move.
    Moved(Range<usize>),
}

/// What is to be done to a text.
#[derive(Clone, Debug, Default)]
pub(in crate::text) struct Plan {
    pub(in crate::text) edits: Vec<Edit>,
    /// By the number of paragraphs before the place; in one place, in the order of the instructions.
    placed: Vec<(usize, Placed)>,
}

impl Plan {
    pub(super) fn edit(&mut self, range: Range<u32>, new: impl Into<String>) {
        self.edits.push(Edit {
            range,
            new: new.into(),
            removes: false,
        });
    }

    /// Takes whole paragraphs out.
    pub(super) fn remove(&mut self, page: &Page<'_>, paragraphs: Range<usize>) {
        self.edits.extend(paragraphs.map(|n| Edit {
            range: page.span(&(n..n + 1)),
            new: String::new(),
            removes: true,
        }));
    }

    pub(super) fn insert(&mut self, place: usize, new: &str) {
        let paragraphs = new
            .split('\n')
            .map(str::trim_end)
            .filter(|line| !line.trim().is_empty());
        self.placed
            .extend(paragraphs.map(|line| (place, Placed::New(line.to_owned()))));
    }

    pub(super) fn relocate(&mut self, from: Range<usize>, place: usize) {
        self.placed.push((place, Placed::Moved(from)));
    }

    /// Does it.
    pub(in crate::text) fn finish(mut self, page: &Page<'_>) -> Result<Canonical, Refusal> {
        self.edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        for pair in self.edits.windows(2) {
            if pair[0].meets(&pair[1]) {
                return Err(self.overlap(page, &pair[0].range));
            }
        }
        let units = self.units(page)?;
        let mut moves = vec![false; page.paragraphs.len()];
        for (_, placed) in &self.placed {
            if let Placed::Moved(from) = placed {
                let twice = moves[from.clone()].contains(&true);
                let torn = [from.start, from.end]
                    .into_iter()
                    .any(|n| units.get(n).is_some_and(|unit| unit.0 < n));
                if twice || torn {
                    return Err(self.overlap(page, &page.span(from)));
                }
                moves[from.clone()].fill(true);
            }
        }
        self.placed.sort_by_key(|(place, _)| *place);
        let mut out = String::with_capacity(page.text.as_str().len() + 64);
        let mut put = |text: &str| {
            if !text.trim().is_empty() {
                if !out.is_empty() {
                    out.push_str("\n\n");
                }
                out.push_str(text);
            }
        };
        let mut placed = self.placed.iter().peekable();
        for place in 0..=page.paragraphs.len() {
            while let Some((_, item)) = placed.next_if(|(at, _)| *at == place) {
                if let Some((first, _)) = units.get(place).filter(|unit| unit.0 < place) {
                    return Err(self.overlap(page, &page.span(&(*first..place))));
                }
                match item {
                    Placed::New(text) => put(text),
                    Placed::Moved(from) => from.clone().for_each(|n| put(&units[n].1)),
                }
            }
            if place < page.paragraphs.len() && !moves[place] {
                put(&units[place].1);
            }
        }
        Ok(Canonical::of(&out))
    }

    fn overlap(&self, page: &Page<'_>, range: &Range<u32>) -> Refusal {
        Refusal::Overlap(page.slice(range).to_owned())
    }

    /// The amended text of each paragraph; what is joined stands in the first, which is named for all.
    fn units(&self, page: &Page<'_>) -> Result<Vec<(usize, String)>, Refusal> {
        let mut units: Vec<(usize, String)> = Vec::with_capacity(page.paragraphs.len());
        let mut edits = self.edits.iter().peekable();
        // Where the last edit ended.
        let mut at = 0;
        for (n, paragraph) in page.paragraphs.iter().enumerate() {
            let first = match units.last() {
                Some((first, _)) if at >= paragraph.start => *first,
                _ => {
                    at = paragraph.start;
                    n
                }
            };
            let mut text = String::new();
            while let Some(edit) = edits.next_if(|edit| edit.range.start <= paragraph.end) {
                text.push_str(page.slice(&(at..edit.range.start.max(at))));
                text.push_str(&edit.new);
                at = edit.range.end.max(at);
            }
            if at < paragraph.end {
                text.push_str(page.slice(&(at..paragraph.end)));
                at = paragraph.end;
            }
            if first == n {
                units.push((n, text));
            } else {
                units[first].1.push_str(&text);
                units.push((first, String::new()));
            }
        }
        Ok(units)
    }

    /// What the edits make of some bytes of the text; `None` where they meet or reach beyond.
    pub(in crate::text) fn within(mut self, page: &Page<'_>, range: &Range<u32>) -> Option<String> {
        self.edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let apart = self.edits.windows(2).all(|pair| !pair[0].meets(&pair[1]));
        let inside = |edit: &Edit| range.start <= edit.range.start && edit.range.end <= range.end;
        if !apart || !self.placed.is_empty() || !self.edits.iter().all(inside) {
            return None;
        }
        let (mut out, mut at) = (String::new(), range.start);
        for edit in &self.edits {
            out.push_str(page.slice(&(at..edit.range.start)));
            out.push_str(&edit.new);
            at = edit.range.end;
        }
        out.push_str(page.slice(&(at..range.end)));
        Some(out)
    }
}
