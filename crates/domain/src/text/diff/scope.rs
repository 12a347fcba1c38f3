//! What headings and lead-ins govern, and what a change does to that.
//!
//! A heading or lead-in governs the paragraphs after it, up to the next of the same or a higher
//! [rank]. So there are three ways in which a change that leaves every word alone still changes what
//! a text says, and each is told with the change:
//!
//! - a heading **moves**, and gains or loses clauses (`We must:` put behind the first demand);
//! - a clause **moves** out from under one heading and in under another;
//! - a heading **comes or goes** over clauses that were there before, and stay.

use super::align::Group;
use super::{Change, ChangeKind, Clause, Scope};
use crate::text::canon::{Paragraph, offset};
use crate::text::clauses::rank;
use crate::text::lines::Starts;

type Side<'s, 'a> = (&'s [Paragraph<'a>], &'s Starts);

/// Gives changes of whole paragraphs the clauses that they put under another heading.
pub(crate) fn tell(changes: &mut [Change], groups: &[Group], old: Side<'_, '_>, new: Side<'_, '_>) {
    let whole = |paragraphs: &[Paragraph<'_>], side: &super::Side| {
        paragraphs
            .get(side.paragraph as usize)
            .is_some_and(|paragraph| paragraph.start == side.start && paragraph.end <= side.end)
    };
    let governs = |paragraphs: &[Paragraph<'_>], side: &super::Side| {
        whole(paragraphs, side) && rank(&paragraphs[side.paragraph as usize]).is_some()
    };
    let concerned = |change: &Change| match (change.kind, &change.old, &change.new) {
        (ChangeKind::Move, ..) => true,
        (ChangeKind::Delete, Some(side), None) => governs(old.0, side),
        (ChangeKind::Insert, None, Some(side)) => governs(new.0, side),
        _ => false,
    };
    // Most comparisons have none of these, and pay nothing.
    if !changes.iter().any(concerned) {
        return;
    }
    let mut became = vec![None; old.0.len()];
    let mut was = vec![None; new.0.len()];
    for group in groups {
        became[group.old.clone()].fill(Some(group.new.start));
        was[group.new.clone()].fill(Some(group.old.start));
    }
    let map = Map {
        old: Governed::of(old.0),
        new: Governed::of(new.0),
        became,
        was,
    };
    for change in changes {
        let scope = match (change.kind, &change.old, &change.new) {
            (ChangeKind::Move, Some(from), Some(to)) => {
                let (from, to) = (from.paragraph as usize, to.paragraph as usize);
                let mut scope = Scope {
                    gained: map.gained(from, to, new),
                    lost: map.lost(from, to, old),
                    ..Scope::default()
                };
                map.place(from, to, old, new, &mut scope);
                scope
            }
            (ChangeKind::Delete, Some(side), None) if governs(old.0, side) => {
                let range = map.old.under(side.paragraph as usize);
                let stays = range.filter(|n| map.became[*n].is_some());
                Scope {
                    lost: stays.map(|n| clause(old, n)).collect(),
                    ..Scope::default()
                }
            }
            (ChangeKind::Insert, None, Some(side)) if governs(new.0, side) => {
                let range = map.new.under(side.paragraph as usize);
                let known = range.filter(|n| map.was[*n].is_some());
                Scope {
                    gained: known.map(|n| clause(new, n)).collect(),
                    ..Scope::default()
                }
            }
            _ => continue,
        };
        change.scope = (scope != Scope::default()).then_some(scope);
    }
}

/// Both sides, and which old paragraph became which new one.
struct Map {
    old: Governed,
    new: Governed,
    became: Vec<Option<usize>>,
    was: Vec<Option<usize>>,
}

impl Map {
    /// Clauses that a moved heading governs only now.
    fn gained(&self, from: usize, to: usize, new: Side<'_, '_>) -> Vec<Clause> {
        let before = self.old.under(from);
        let only_now = |n: &usize| self.was[*n].is_some_and(|was| was != from && !before.contains(&was));
        self.new
            .under(to)
            .filter(only_now)
            .map(|n| clause(new, n))
            .collect()
    }

    /// Clauses that a moved heading governs no longer.
    fn lost(&self, from: usize, to: usize, old: Side<'_, '_>) -> Vec<Clause> {
        let now = self.new.under(to);
        let only_then = |n: &usize| self.became[*n].is_some_and(|is| is != to && !now.contains(&is));
        self.old
            .under(from)
            .filter(only_then)
            .map(|n| clause(old, n))
            .collect()
    }

    /// The headings over a moved clause, where it is not the same before and now.
    fn place(&self, from: usize, to: usize, old: Side<'_, '_>, new: Side<'_, '_>, scope: &mut Scope) {
        let (left, under) = (self.old.over[from], self.new.over[to]);
        if left.and_then(|n| self.became[n]) == under && left.is_some() == under.is_some() {
            return;
        }
        scope.left = left.map(|n| clause(old, n));
        scope.under = under.map(|n| clause(new, n));
    }
}

/// What stands over and under each paragraph.
struct Governed {
    /// The nearest heading or lead-in that governs it.
    over: Vec<Option<usize>>,
    /// Where what it governs ends; its own place and one where it governs nothing.
    end: Vec<usize>,
}

impl Governed {
    fn of(paragraphs: &[Paragraph<'_>]) -> Self {
        let mut over = vec![None; paragraphs.len()];
        let mut end: Vec<usize> = (1..=paragraphs.len()).collect();
        let mut open: Vec<(u8, usize)> = Vec::new();
        for (n, paragraph) in paragraphs.iter().enumerate() {
            let own = rank(paragraph);
            while let Some((_, closed)) = open.pop_if(|(rank, _)| own.is_some_and(|own| *rank >= own)) {
                end[closed] = n;
            }
            over[n] = open.last().map(|(_, at)| *at);
            if let Some(own) = own {
                open.push((own, n));
            }
        }
        for (_, last) in open {
            end[last] = paragraphs.len();
        }
        Self { over, end }
    }

    fn under(&self, n: usize) -> std::ops::Range<usize> {
        n + 1..self.end[n]
    }
}

fn clause((paragraphs, starts): (&[Paragraph<'_>], &Starts), n: usize) -> Clause {
    let paragraph = &paragraphs[n];
    let mut text = String::new();
    for word in paragraph.text.split_whitespace().take(6) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    if paragraph.text.split_whitespace().nth(6).is_some() {
        text.push('…');
    }
    Clause {
        lines: starts.range(paragraph.start, paragraph.end),
        paragraph: offset(n),
        text,
    }
}
