//! Two editions compared: the contents first.
//!
//! Sections belong together by their ids; what is left over by their texts, as a section that was written
//! anew under the same heading is the same section. Of a section that is gone, half of the text or more may
//! stand in another now: then the two were merged; and the other way round, one was split.

use foldhash::{HashSet, HashSetExt};
use serde::{Deserialize, Serialize};

use super::fingerprint;
use super::prose::words;
use crate::text::canon::{Canonical, offset};
use crate::text::pairs::same_words;

/// A section of an edition; its number is its place, from 1.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// Its name, the same in every edition.
    pub id: &'a str,
    /// Its heading.
    pub heading: &'a str,
    /// Its text.
    pub text: &'a Canonical,
}

/// What became of sections from one edition to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// In a word.
    pub fate: Fate,
    /// Their numbers in the older edition, from 1.
    pub old: Vec<u32>,
    /// Their numbers in the newer edition, from 1.
    pub new: Vec<u32>,
    /// The heading reads otherwise.
    pub renamed: bool,
    /// It stands before or after others than it did; new numbers that follow from changes elsewhere are no move.
    pub moved: bool,
    /// The text reads otherwise.
    pub changed: bool,
}

/// What became of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It is in both editions.
    Kept,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Several are one now.
    Merged,
    /// One is several now.
    Split,
}

impl Row {
    /// Nothing is different but perhaps the number.
    pub fn is_same(&self) -> bool {
        self.fate == Fate::Kept && !self.renamed && !self.moved && !self.changed
    }

    /// The texts to compare: of all older sections in the row, and of all newer ones.
    pub fn texts(&self, old: &[Entry<'_>], new: &[Entry<'_>]) -> (Canonical, Canonical) {
        let joined = |numbers: &[u32], entries: &[Entry<'_>]| {
            let texts = numbers
                .iter()
                .filter_map(|n| entries.get((*n as usize).checked_sub(1)?));
            Canonical::of(
                &texts
                    .map(|entry| entry.text.as_str())
                    .collect::<Vec<_>>()
                    .join("\n"),
            )
        };
        (joined(&self.old, old), joined(&self.new, new))
    }
}

/// How much of a text must be found elsewhere, in percent.
const LIKE: usize = 50;

/// So many sections are compared by their texts; more are told by their ids alone.
const MOST: usize = 200;

/// Compares the contents of two editions; the rows are in the order of the newer one, with what is gone
/// where it was.
pub fn compare(old: &[Entry<'_>], new: &[Entry<'_>]) -> Vec<Row> {
    let (ours, theirs): (Vec<Marks>, Vec<Marks>) =
        (old.iter().map(marks).collect(), new.iter().map(marks).collect());
    let mut to: Vec<Option<usize>> = old
        .iter()
        .map(|entry| new.iter().position(|other| other.id == entry.id))
        .collect();
    let mut from: Vec<Option<usize>> = vec![None; new.len()];
    for (n, slot) in to.iter_mut().enumerate() {
        match slot {
            Some(there) if from[*there].is_none() => from[*there] = Some(n),
            _ => *slot = None,
        }
    }
    for (_, n, there) in likely(old, new, (&ours, &theirs), (&to, &from)) {
        if to[n].is_none() && from[there].is_none() {
            (to[n], from[there]) = (Some(there), Some(n));
        }
    }
    let none = Marks::new();
    let merged: Vec<Option<usize>> = (0..old.len())
        .map(|n| {
            let rest = |there: &usize| from[*there].map_or(&none, |own| &ours[own]);
            to[n].is_none().then(|| best(&ours[n], &theirs, rest)).flatten()
        })
        .collect();
    let split: Vec<Option<usize>> = (0..new.len())
        .map(|there| {
            let rest = |n: &usize| to[*n].map_or(&none, |own| &theirs[own]);
            from[there]
                .is_none()
                .then(|| best(&theirs[there], &ours, rest))
                .flatten()
        })
        .collect();
    let stay = in_order(&from);
    let number = |n: usize| offset(n + 1);
    let mut rows = Vec::new();
    let mut placed = vec![false; old.len()];
    for there in 0..new.len() {
        if split[there].is_some_and(|n| to[n].is_some()) {
            continue;
        }
        let sources: Vec<usize> = (0..old.len())
            .filter(|n| to[*n] == Some(there) || merged[*n] == Some(there))
            .collect();
        let parts: Vec<usize> = (0..new.len())
            .filter(|other| *other == there || split[*other].is_some_and(|n| to[n] == Some(there)))
            .collect();
        let own = from[there].or(sources.first().copied());
        // What moved says nothing on where the others were.
        if let Some(own) = own.filter(|_| from[there].is_none() || stay[there]) {
            gone(&mut rows, &mut placed, own, (&to, &merged));
        }
        for n in &sources {
            placed[*n] = true;
        }
        let fate = match (sources.len(), parts.len()) {
            (0, _) => Fate::Added,
            (2.., _) => Fate::Merged,
            (_, 2..) => Fate::Split,
            _ => Fate::Kept,
        };
        let kept = from[there];
        rows.push(Row {
            fate,
            old: sources.iter().map(|n| number(*n)).collect(),
            new: parts.iter().map(|n| number(*n)).collect(),
            renamed: kept.is_some_and(|n| old[n].heading != new[there].heading),
            moved: kept.is_some() && !stay[there],
            changed: !matches!(fate, Fate::Kept | Fate::Added)
                || kept.is_some_and(|n| old[n].text != new[there].text),
        });
    }
    gone(&mut rows, &mut placed, old.len(), (&to, &merged));
    rows
}

/// Tells of the sections before a place that are in no newer section.
fn gone(
    rows: &mut Vec<Row>,
    placed: &mut [bool],
    before: usize,
    (to, merged): (&[Option<usize>], &[Option<usize>]),
) {
    for n in 0..before {
        if !placed[n] && to[n].is_none() && merged[n].is_none() {
            placed[n] = true;
            rows.push(Row {
                fate: Fate::Removed,
                old: vec![offset(n + 1)],
                new: Vec::new(),
                renamed: false,
                moved: false,
                changed: false,
            });
        }
    }
}

/// What a text is known by: runs of three words, by number.
type Marks = HashSet<u64>;

fn marks(entry: &Entry<'_>) -> Marks {
    let keys: Vec<String> = words(entry.text.as_str())
        .iter()
        .map(|word| word.text.to_lowercase())
        .collect();
    keys.windows(3.min(keys.len()).max(1)).map(fingerprint).collect()
}

/// Sections left over whose texts or headings are alike, the likest first.
fn likely(
    old: &[Entry<'_>],
    new: &[Entry<'_>],
    (ours, theirs): (&[Marks], &[Marks]),
    (to, from): (&[Option<usize>], &[Option<usize>]),
) -> Vec<(std::cmp::Reverse<usize>, usize, usize)> {
    let mut found = Vec::new();
    let free = |taken: &[Option<usize>]| -> Vec<usize> {
        (0..taken.len())
            .filter(|n| taken[*n].is_none())
            .take(MOST)
            .collect()
    };
    for n in free(to) {
        for there in free(from) {
            let shared = ours[n].intersection(&theirs[there]).count();
            let alike = shared * 200 / (ours[n].len() + theirs[there].len()).max(1);
            let named = same_words(old[n].heading, new[there].heading);
            let empty = ours[n].is_empty() || theirs[there].is_empty();
            if alike >= LIKE || named && (empty || alike >= LIKE / 5) {
                found.push((std::cmp::Reverse(alike + usize::from(named) * 100), n, there));
            }
        }
    }
    found.sort_unstable();
    found
}

/// Where most of a text stands now, of what was not in the rest before.
fn best<'a>(text: &Marks, places: &'a [Marks], rest: impl Fn(&usize) -> &'a Marks) -> Option<usize> {
    let found = places.iter().enumerate().take(MOST).map(|(n, place)| {
        let rest = rest(&n);
        let shared = text
            .iter()
            .filter(|mark| place.contains(*mark) && !rest.contains(*mark))
            .count();
        (shared * 100 / text.len().max(1), std::cmp::Reverse(n))
    });
    let (share, std::cmp::Reverse(n)) = found.max()?;
    (share >= LIKE).then_some(n)
}

/// Which of the newer sections stay in their order: those of the longest run that rises.
fn in_order(from: &[Option<usize>]) -> Vec<bool> {
    // For each length of a run, the newer section that ends the run with the smallest end.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; from.len()];
    for (there, own) in from.iter().enumerate() {
        if own.is_none() {
            continue;
        }
        let at = ends.partition_point(|end| from[*end] < *own);
        before[there] = at.checked_sub(1).map(|at| ends[at]);
        if at == ends.len() {
            ends.push(there);
        } else {
            ends[at] = there;
        }
    }
    let mut stay = vec![false; from.len()];
    let mut next = ends.last().copied();
    while let Some(there) = next {
        stay[there] = true;
        next = before[there];
    }
    stay
}

/// For each number in the older edition, from 1, the number of the same section in the newer one.
pub fn renumbering(rows: &[Row]) -> Vec<Option<u32>> {
    let count = rows.iter().flat_map(|row| &row.old).max().copied().unwrap_or(0);
    let mut now = vec![None; count as usize];
    for row in rows {
        for n in &row.old {
            if let Some(slot) = now.get_mut((*n as usize).saturating_sub(1)) {
                *slot = row.new.first().copied();
            }
        }
    }
    now
}

/// For each number before sections were put into another order, the number now; sections are told by name.
///
/// ```
/// # use domain::manifesto::contents::reordered;
/// assert_eq!(reordered(&["homes", "buses", "parks"], &["buses", "homes"]), [Some(2), Some(1), None]);
/// ```
pub fn reordered<T: PartialEq>(before: &[T], now: &[T]) -> Vec<Option<u32>> {
    before
        .iter()
        .map(|name| now.iter().position(|other| other == name).map(|n| offset(n + 1)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Given = (&'static str, &'static str, &'static str);

    fn rows(old: &[Given], new: &[Given]) -> Vec<Row> {
        let texts = |given: &[Given]| -> Vec<Canonical> {
            given.iter().map(|(_, _, text)| Canonical::of(text)).collect()
        };
        let (ours, theirs) = (texts(old), texts(new));
        fn entries<'a>(given: &'a [Given], texts: &'a [Canonical]) -> Vec<Entry<'a>> {
            given
                .iter()
                .zip(texts)
                .map(|((id, heading, _), text)| Entry { id, heading, text })
                .collect()
        }
        compare(&entries(old, &ours), &entries(new, &theirs))
    }

    #[track_caller]
    fn check(old: &[Given], new: &[Given], expected: &[(Fate, &[u32], &[u32], &str)]) {
        let rows = rows(old, new);
        let found: Vec<_> = rows
            .iter()
            .map(|row| {
                let flags = [
                    (row.renamed, "renamed"),
                    (row.moved, "moved"),
                    (row.changed, "changed"),
                ];
                let flags: Vec<&str> = flags
                    .iter()
                    .filter(|(on, _)| *on)
                    .map(|(_, word)| *word)
                    .collect();
                (row.fate, row.old.clone(), row.new.clone(), flags.join(" "))
            })
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(fate, old, new, flags)| (*fate, old.to_vec(), new.to_vec(), (*flags).to_owned()))
            .collect();
        assert_eq!(found, expected);
    }

    const HOMES: Given = (
        "h",
        "Homes",
        "Build a thousand homes by the river each year for rent.",
    );
    const BUSES: Given = (
        "b",
        "Buses",
        "Run a bus every hour to every village on every day.",
    );
    const PARKS: Given = ("p", "Parks", "Keep the parks open and free until ten at night.");

    #[test]
    fn nothing_changed() {
        check(
            &[HOMES, BUSES],
            &[HOMES, BUSES],
            &[(Fate::Kept, &[1], &[1], ""), (Fate::Kept, &[2], &[2], "")],
        );
        check(&[], &[], &[]);
    }

    #[test]
    fn added_removed_renamed_moved() {
        check(
            &[HOMES, BUSES, PARKS],
            &[
                PARKS,
                HOMES,
                ("n", "Schools", "Mend the roofs of all our schools."),
            ],
            &[
                (Fate::Kept, &[3], &[1], "moved"),
                (Fate::Kept, &[1], &[2], ""),
                (Fate::Added, &[], &[3], ""),
                (Fate::Removed, &[2], &[], ""),
            ],
        );
        check(
            &[HOMES],
            &[("h", "Homes for rent", "Build two thousand homes.")],
            &[(Fate::Kept, &[1], &[1], "renamed changed")],
        );
        // A number that follows from a removal is no move.
        check(
            &[HOMES, BUSES],
            &[BUSES],
            &[(Fate::Removed, &[1], &[], ""), (Fate::Kept, &[2], &[1], "")],
        );
    }

    #[test]
    fn the_same_by_its_text() {
        check(
            &[HOMES, BUSES],
            &[("x", "Housing", HOMES.2), BUSES],
            &[(Fate::Kept, &[1], &[1], "renamed"), (Fate::Kept, &[2], &[2], "")],
        );
        check(
            &[HOMES],
            &[("x", "Trams", "Lay a tram line along the ridge road.")],
            &[(Fate::Added, &[], &[1], ""), (Fate::Removed, &[1], &[], "")],
        );
    }

    #[test]
    fn merged_and_split() {
        const BOTH: &str = "Build a thousand homes by the river each year for rent.\n\nRun a bus every hour to every village on every day.";
        let both: Given = ("h", "Homes and buses", BOTH);
        check(
            &[HOMES, BUSES, PARKS],
            &[both, PARKS],
            &[
                (Fate::Merged, &[1, 2], &[1], "renamed changed"),
                (Fate::Kept, &[3], &[2], ""),
            ],
        );
        check(
            &[both, PARKS],
            &[HOMES, BUSES, PARKS],
            &[
                (Fate::Split, &[1], &[1, 2], "renamed changed"),
                (Fate::Kept, &[2], &[3], ""),
            ],
        );
        let rows = rows(&[HOMES, BUSES, PARKS], &[both, PARKS]);
        assert_eq!(renumbering(&rows), [Some(1), Some(1), Some(2)]);
    }
}
