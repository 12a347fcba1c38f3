//! What became of a source's clauses in a composite.

use super::{Built, Loss, losses};
use crate::text::canon::{Canonical, offset};
use crate::text::diff::{Diff, diff};
use crate::text::pairs::same_words;

/// What became of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Its words are in the composite, every one.
    Kept,
    /// It went in with other words.
    Changed,
    /// It is not in the composite.
    Dropped,
}

/// How one clause of a source fared.
#[derive(Clone, Debug, PartialEq)]
pub struct Fare {
    /// Which paragraph of the source, from 1.
    pub clause: u32,
    /// Its words, without marker.
    pub words: String,
    /// What became of it.
    pub fate: Fate,
    /// The composite's paragraphs that it went into, from 1.
    pub into: Vec<u32>,
    /// The words that stand in its place.
    pub now: String,
    /// From its words to those that stand in its place, where they differ.
    pub diff: Option<Diff>,
    /// What it lost that a meeting would notice.
    pub losses: Vec<Loss>,
}

/// How every clause of the source with this number fared, in its order; each stands here exactly once.
pub fn sheet(number: u32, source: &Canonical, built: &Built) -> Vec<Fare> {
    let paragraphs = built.text.paragraphs();
    let clauses = source.paragraphs();
    let fare = |(n, clause): (usize, &crate::text::canon::Paragraph<'_>)| {
        let clause_number = offset(n + 1);
        let made_from_it: Vec<usize> = (0..paragraphs.len())
            .filter(|at| {
                built.from.get(*at).is_some_and(|from| {
                    from.iter()
                        .any(|taken| taken.source == number && taken.clause == clause_number)
                })
            })
            .collect();
        // Words that came in by another way are kept all the same.
        let word_for_word = made_from_it
            .iter()
            .copied()
            .chain(0..paragraphs.len())
            .find(|at| same_words(paragraphs[*at].text, clause.text));
        let (fate, into) = match word_for_word {
            Some(at) => (Fate::Kept, vec![at]),
            None if made_from_it.is_empty() => (Fate::Dropped, Vec::new()),
            None => (Fate::Changed, made_from_it),
        };
        let now = into
            .iter()
            .map(|at| paragraphs[*at].text)
            .collect::<Vec<_>>()
            .join("\n\n");
        let changed = fate == Fate::Changed;
        Fare {
            clause: clause_number,
            words: clause.text.to_owned(),
            fate,
            into: into.iter().map(|at| offset(at + 1)).collect(),
            diff: changed.then(|| diff(&Canonical::of(clause.text), &Canonical::of(&now))),
            losses: if changed {
                losses(clause.text, &now)
            } else {
                Vec::new()
            },
            now,
        }
    };
    clauses.iter().enumerate().map(fare).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::composite::Taken;

    #[test]
    fn every_clause_is_kept_changed_or_dropped() {
        let source =
            Canonical::of("Conference demands:\n\n- £2 million for baths\n\n- a bus\n\n- trees\n\n- peace");
        let built = Built {
            text: Canonical::of("CONFERENCE demands\n\n1. £1 million for baths\n\n2. A bus;\n\n3. Peace"),
            from: vec![
                vec![],
                vec![Taken { source: 1, clause: 2 }],
                vec![Taken { source: 1, clause: 3 }],
                vec![Taken { source: 2, clause: 5 }],
            ],
        };
        let fares = sheet(1, &source, &built);
        let told: Vec<_> = fares.iter().map(|fare| (fare.fate, fare.into.clone())).collect();
        assert_eq!(
            told,
            [
                (Fate::Kept, vec![1]),
                (Fate::Changed, vec![2]),
                (Fate::Kept, vec![3]),
                (Fate::Dropped, vec![]),
                (Fate::Kept, vec![4]),
            ]
        );
        assert_eq!(
            fares[1].losses,
            [Loss::FigureChanged {
                from: "£2 million".to_owned(),
                to: "£1 million".to_owned()
            }]
        );
        assert!(fares[1].diff.is_some());
    }
}
