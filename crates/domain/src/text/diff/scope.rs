//! What a heading or lead-in governs, and what its move does to that.

use super::align::Group;
use super::{Clause, Scope};
use crate::text::canon::{Paragraph, offset};
use crate::text::clauses::rank;
use crate::text::lines::Starts;

/// The paragraphs under one that governs: up to the next of the same or a higher rank.
fn governed(paragraphs: &[Paragraph<'_>], at: usize) -> Option<std::ops::Range<usize>> {
    let own = rank(paragraphs.get(at)?)?;
    let rest = &paragraphs[at + 1..];
    let end = rest
        .iter()
        .position(|paragraph| rank(paragraph).is_some_and(|rank| rank <= own));
    Some(at + 1..at + 1 + end.unwrap_or(rest.len()))
}

/// The clauses that a moved paragraph gains and loses; `None` where there are none.
///
/// The groups are given in the order of the new text, and where each old paragraph starts one.
pub(crate) fn changed(
    moved: &Group,
    groups: (&[Group], &[Option<u32>]),
    old: (&[Paragraph<'_>], &Starts),
    new: (&[Paragraph<'_>], &Starts),
) -> Option<Scope> {
    let was = governed(old.0, moved.old.start);
    let is = governed(new.0, moved.new.start);
    if was.is_none() && is.is_none() {
        return None;
    }
    let (was, is) = (was.unwrap_or(0..0), is.unwrap_or(0..0));
    let mut scope = Scope::default();
    let (groups, by_old) = groups;
    let others = |group: &&Group| *group != moved;
    let gone = by_old[was.clone()]
        .iter()
        .filter_map(|n| groups.get((*n)? as usize));
    for group in gone.filter(others).filter(|group| !is.contains(&group.new.start)) {
        scope.lost.extend(group.old.clone().map(|n| clause(old, n)));
    }
    let from = groups.partition_point(|group| group.new.start < is.start);
    let come = groups[from..].iter().take_while(|group| group.new.start < is.end);
    for group in come
        .filter(others)
        .filter(|group| !was.contains(&group.old.start))
    {
        scope.gained.extend(group.new.clone().map(|n| clause(new, n)));
    }
    scope.lost.sort_by_key(|clause| clause.paragraph);
    (!scope.lost.is_empty() || !scope.gained.is_empty()).then_some(scope)
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
