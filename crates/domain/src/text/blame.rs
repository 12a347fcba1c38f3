//! Who brought each passage of a text.
//!
//! With versions *v₁ … vₙ* the source of a word of *vₙ* is the first version from which it has stood in the text
//! without a break. [`carry`] takes the sources of *vᵢ* over to *vᵢ₊₁* along the difference of the two: what
//! stays or only moves keeps its source, what is new has the new one.
//!
//! ```
//! # use domain::text::blame::{carry, whole};
//! # use domain::text::canon::Canonical;
//! let (old, new) = (Canonical::of("Pay every worker."), Canonical::of("Pay every care worker."));
//! let (sources, _) = carry(&old, &whole(&old, 1), &new, &2);
//! let shown: Vec<_> = sources.iter().map(|s| (&new.as_str()[s.start as usize..s.end as usize], s.source)).collect();
//! assert_eq!(shown, [("Pay every ", 1), ("care ", 2), ("worker.\n", 1)]);
//! ```

use super::canon::{Canonical, offset};
use super::diff::details;

/// A stretch of a text, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<S> {
    /// Where it begins, in bytes.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// What brought it.
    pub source: S,
}

/// A text that comes from one source as a whole.
pub fn whole<S>(text: &Canonical, source: S) -> Vec<Sourced<S>> {
    let end = offset(text.as_str().len());
    if end == 0 {
        return Vec::new();
    }
    vec![Sourced {
        start: 0,
        end,
        source,
    }]
}

/// Takes sources over to a newer text. They cover it from end to end, in order. The flag tells that the texts were too
/// large or too different for an exact answer: passages then count as new that are not.
pub fn carry<S: Clone + PartialEq>(
    old: &Canonical,
    sources: &[Sourced<S>],
    new: &Canonical,
    source: &S,
) -> (Vec<Sourced<S>>, bool) {
    let (before, after) = (old.paragraphs(), new.paragraphs());
    let mut known: Vec<Sourced<S>> = Vec::new();
    let mut keep = |from: std::ops::Range<u32>, to: std::ops::Range<u32>| {
        let first = sources.partition_point(|known| known.end <= from.start);
        for known_from in sources[first..].iter().take_while(|known| known.start < from.end) {
            let start = known_from.start.max(from.start) - from.start + to.start;
            let end = known_from.end.min(from.end) - from.start + to.start;
            known.push(Sourced {
                start,
                end: end.min(to.end),
                source: known_from.source.clone(),
            });
        }
    };
    let (details, coarse) = details(old, new);
    for (group, pieces) in details {
        if pieces.is_empty() {
            for (from, to) in group.old.zip(group.new) {
                keep(
                    before[from].start..before[from].end,
                    after[to].start..after[to].end,
                );
            }
            continue;
        }
        for piece in pieces.into_iter().filter(|piece| piece.change.is_none()) {
            keep(piece.old, piece.new);
        }
    }
    known.sort_by_key(|known| known.start);
    let mut all: Vec<Sourced<S>> = Vec::with_capacity(known.len() * 2 + 1);
    let mut at = 0;
    let mut push = |start: u32, end: u32, source: &S| match all.last_mut() {
        _ if start >= end => {}
        Some(last) if last.source == *source => last.end = end,
        _ => all.push(Sourced {
            start,
            end,
            source: source.clone(),
        }),
    };
    // Spaces go with what stands before them.
    let mut before: Option<S> = None;
    let end = offset(new.as_str().len());
    for piece in known.iter().map(Some).chain([None]) {
        let next = piece.map_or(end, |piece| piece.start);
        if at < next {
            let gap = &new.as_str()[at as usize..next as usize];
            let ink = at + offset(gap.len() - gap.trim_start().len());
            push(
                at,
                ink,
                before
                    .as_ref()
                    .unwrap_or(piece.map_or(source, |piece| &piece.source)),
            );
            push(ink, next, source);
            if ink < next {
                before = Some(source.clone());
            }
            at = next;
        }
        if let Some(piece) = piece {
            push(piece.start.max(at), piece.end, &piece.source);
            before = Some(piece.source.clone());
            at = at.max(piece.end);
        }
    }
    (all, coarse)
}

/// Puts nearer sources over some stretches, each given as start, end and source, in order.
pub fn overlay<S: Clone + PartialEq>(sources: &[Sourced<S>], over: &[Sourced<S>]) -> Vec<Sourced<S>> {
    let mut all: Vec<Sourced<S>> = Vec::with_capacity(sources.len() + over.len() * 2);
    let mut push = |start: u32, end: u32, source: &S| {
        if start < end {
            all.push(Sourced {
                start,
                end,
                source: source.clone(),
            });
        }
    };
    for under in sources {
        let mut at = under.start;
        for on in over
            .iter()
            .filter(|on| on.start < under.end && under.start < on.end)
        {
            push(at, on.start.max(at), &under.source);
            push(on.start.max(at), on.end.min(under.end), &on.source);
            at = on.end.min(under.end).max(at);
        }
        push(at, under.end, &under.source);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn covers(sources: &[Sourced<u32>], text: &Canonical) -> bool {
        let mut at = 0;
        sources.iter().all(|s| {
            let follows = s.start == at && s.end > at;
            at = s.end;
            follows
        }) && at as usize == text.as_str().len()
    }

    proptest! {
        #[test]
        fn sources_cover_the_text(old in "([a-c]{1,3}[ \n-]{1,2}){0,30}", new in "([a-c]{1,3}[ \n-]{1,2}){0,30}") {
            let (old, new) = (Canonical::of(&old), Canonical::of(&new));
            let (sources, _) = carry(&old, &whole(&old, 1), &new, &2);
            prop_assert!(covers(&sources, &new), "{sources:?}");
            prop_assert!(covers(&carry(&new, &sources, &new, &3).0, &new));
            prop_assert!(carry(&new, &sources, &new, &3) == (sources, false));
        }
    }

    #[test]
    fn a_moved_paragraph_keeps_its_source() {
        let text = Canonical::of;
        let old = text("One thing is asked here.\n\nAnother matter is noted there.\n\nThirdly, we go.");
        let new = text("Thirdly, we go.\n\nOne thing is asked here.\n\nAnother matter is noted there.");
        let (sources, coarse) = carry(&old, &whole(&old, 1), &new, &2);
        assert!(!coarse);
        assert!(sources.iter().all(|s| s.source == 1), "{sources:?}");
    }

    #[test]
    fn nearer_sources_stand_over_others() {
        let s = |start, end, source| Sourced { start, end, source };
        assert_eq!(
            overlay(&[s(0, 10, 1), s(10, 20, 2)], &[s(3, 5, 7), s(8, 12, 8)]),
            [
                s(0, 3, 1),
                s(3, 5, 7),
                s(5, 8, 1),
                s(8, 10, 8),
                s(10, 12, 8),
                s(12, 20, 2)
            ]
        );
    }
}
