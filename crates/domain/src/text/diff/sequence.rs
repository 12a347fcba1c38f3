//! The longest common subsequence, within bounds.

use std::ops::Range;

use foldhash::HashMap;

/// What stands between common parts: a range on each side, not both empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hunk {
    pub(crate) old: Range<usize>,
    pub(crate) new: Range<usize>,
}

/// How many edits are looked for before the search falls back to landmarks.
const EDITS: usize = 1024;

/// Compares two sequences; the flag tells that the answer is not the shortest.
///
/// The search for the shortest edit is bounded in edits, not in time, so that every machine comes to
/// the same answer. Beyond the bound, elements that occur once on each side serve as landmarks, and
/// the parts between them are searched again; without landmarks a part counts as replaced.
pub(crate) fn compare(old: &[u32], new: &[u32]) -> (Vec<Hunk>, bool) {
    // What the other side does not have is no part of an answer; without it the search is shorter.
    let (known_old, known_new) = (known(old, new), known(new, old));
    let pick = |side: &[u32], known: &[usize]| known.iter().map(|n| side[*n]).collect::<Vec<u32>>();
    let (a, b) = (pick(old, &known_old), pick(new, &known_new));
    let mut search = Search {
        old: &a,
        new: &b,
        hunks: Vec::new(),
        coarse: false,
    };
    search.part(0..a.len(), 0..b.len());
    let mut hunks = Vec::with_capacity(search.hunks.len() + 1);
    let mut differ = |old: Range<usize>, new: Range<usize>| {
        if !old.is_empty() || !new.is_empty() {
            hunks.push(Hunk { old, new });
        }
    };
    let (mut i, mut j) = (0, 0);
    let (mut at, mut to) = (0, 0);
    let end = Hunk {
        old: a.len()..a.len(),
        new: b.len()..b.len(),
    };
    for hunk in search.hunks.iter().chain([&end]) {
        while i < hunk.old.start {
            differ(at..known_old[i], to..known_new[j]);
            (at, to) = (known_old[i] + 1, known_new[j] + 1);
            (i, j) = (i + 1, j + 1);
        }
        (i, j) = (hunk.old.end, hunk.new.end);
    }
    differ(at..old.len(), to..new.len());
    (hunks, search.coarse)
}

/// The places of the elements of one side that the other has too. Keys are small numbers.
fn known(side: &[u32], other: &[u32]) -> Vec<usize> {
    let size = other.iter().max().map_or(0, |most| *most as usize + 1);
    let mut has = vec![false; size];
    for key in other {
        has[*key as usize] = true;
    }
    (0..side.len())
        .filter(|n| has.get(side[*n] as usize) == Some(&true))
        .collect()
}

struct Search<'a> {
    old: &'a [u32],
    new: &'a [u32],
    hunks: Vec<Hunk>,
    coarse: bool,
}

impl Search<'_> {
    fn part(&mut self, mut old: Range<usize>, mut new: Range<usize>) {
        while !old.is_empty() && !new.is_empty() && self.old[old.start] == self.new[new.start] {
            old.start += 1;
            new.start += 1;
        }
        while !old.is_empty() && !new.is_empty() && self.old[old.end - 1] == self.new[new.end - 1] {
            old.end -= 1;
            new.end -= 1;
        }
        if old.is_empty() || new.is_empty() {
            self.push(old, new);
        } else if !self.shortest(&old, &new) {
            let landmarks = self.landmarks(&old, &new);
            if landmarks.is_empty() {
                self.coarse = true;
                self.push(old, new);
                return;
            }
            for (i, j) in landmarks {
                self.part(old.start..i, new.start..j);
                old.start = i + 1;
                new.start = j + 1;
            }
            self.part(old, new);
        }
    }

    fn push(&mut self, old: Range<usize>, new: Range<usize>) {
        if old.is_empty() && new.is_empty() {
            return;
        }
        match self.hunks.last_mut() {
            Some(last) if last.old.end == old.start && last.new.end == new.start => {
                last.old.end = old.end;
                last.new.end = new.end;
            }
            _ => self.hunks.push(Hunk { old, new }),
        }
    }

    /// Myers' greedy search; `false` when it would take more than [`EDITS`] edits.
    fn shortest(&mut self, old: &Range<usize>, new: &Range<usize>) -> bool {
        let (a, b) = (&self.old[old.clone()], &self.new[new.clone()]);
        let (n, m) = (a.len(), b.len());
        let most = (n + m).min(EDITS);
        // furthest[k] for diagonals −d..=d, kept for every d to walk back.
        let mut trace: Vec<Vec<u32>> = Vec::new();
        let mut furthest = vec![0_u32; 2 * most + 3];
        let zero = most + 1;
        let mut found = None;
        'search: for d in 0..=most {
            for k in (zero - d..=zero + d).step_by(2) {
                let down = k == zero - d || (k != zero + d && furthest[k - 1] < furthest[k + 1]);
                let mut x = if down {
                    furthest[k + 1]
                } else {
                    furthest[k - 1] + 1
                } as usize;
                // y = x − (k − zero)
                let Some(mut y) = (x + zero).checked_sub(k) else {
                    continue;
                };
                while x < n && y < m && a[x] == b[y] {
                    x += 1;
                    y += 1;
                }
                furthest[k] = u32::try_from(x.min(n + 1)).unwrap_or(u32::MAX);
                if x >= n && y >= m {
                    found = Some((d, k));
                    break 'search;
                }
            }
            trace.push(furthest[zero - d..=zero + d].to_vec());
        }
        let Some((edits, mut k)) = found else { return false };
        // Edits from last to first: (x, y, deletes) is an edit at that place.
        let mut steps = Vec::with_capacity(edits);
        for d in (1..=edits).rev() {
            let before = &trace[d - 1];
            let at = |k: usize| {
                let index = k + (d - 1);
                if index < zero {
                    None
                } else {
                    before.get(index - zero).copied()
                }
            };
            let (left, right) = (at(k - 1), at(k + 1));
            let down = k == zero - d || (k != zero + d && left < right);
            k = if down { k + 1 } else { k - 1 };
            let from = at(k).unwrap_or(0) as usize;
            steps.push((from, (from + zero).saturating_sub(k), !down));
        }
        for (x, y, deletes) in steps.into_iter().rev() {
            let (i, j) = (old.start + x, new.start + y);
            if deletes {
                self.push(i..i + 1, j..j);
            } else {
                self.push(i..i, j..j + 1);
            }
        }
        true
    }

    /// Elements that occur once on each side, in the same order on both.
    fn landmarks(&self, old: &Range<usize>, new: &Range<usize>) -> Vec<(usize, usize)> {
        let mut seen: HashMap<u32, (u32, u32, usize)> = HashMap::default();
        for i in old.clone() {
            let entry = seen.entry(self.old[i]).or_insert((0, 0, 0));
            entry.0 += 1;
            entry.2 = i;
        }
        for j in new.clone() {
            if let Some(entry) = seen.get_mut(&self.new[j]) {
                entry.1 += 1;
            }
        }
        let pairs: Vec<(usize, usize)> = new
            .clone()
            .filter_map(|j| match seen.get(&self.new[j]) {
                Some((1, 1, i)) => Some((*i, j)),
                _ => None,
            })
            .collect();
        let keep = heaviest(&pairs.iter().map(|pair| (pair.0, 1)).collect::<Vec<_>>());
        keep.into_iter().map(|n| pairs[n]).collect()
    }
}

/// The places of the heaviest increasing subsequence of `(position, weight)`.
pub(crate) fn heaviest(items: &[(usize, u64)]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|n| items[*n].0);
    let mut rank = vec![0; items.len()];
    for (place, n) in order.into_iter().enumerate() {
        rank[n] = place + 1;
    }
    // A Fenwick tree over ranks holds the best chain that ends at or before each.
    let mut tree: Vec<(u64, Option<usize>)> = vec![(0, None); items.len() + 1];
    let mut before: Vec<Option<usize>> = vec![None; items.len()];
    let mut best = (0, None);
    for (n, (_, weight)) in items.iter().enumerate() {
        let mut chain = (0, None);
        let mut at = rank[n] - 1;
        while at > 0 {
            if tree[at].0 > chain.0 {
                chain = tree[at];
            }
            at &= at - 1;
        }
        before[n] = chain.1;
        let total = (chain.0 + weight.max(&1), Some(n));
        let mut at = rank[n];
        while at < tree.len() {
            if total.0 > tree[at].0 {
                tree[at] = total;
            }
            at += at & at.wrapping_neg();
        }
        if total.0 > best.0 {
            best = total;
        }
    }
    let mut chain = Vec::new();
    let mut next = best.1;
    while let Some(n) = next {
        chain.push(n);
        next = before[n];
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The length of the longest common subsequence, by the book.
    fn longest(a: &[u32], b: &[u32]) -> usize {
        let mut row = vec![0; b.len() + 1];
        for x in a {
            let mut corner = 0;
            for (j, y) in b.iter().enumerate() {
                let above = row[j + 1];
                row[j + 1] = if x == y { corner + 1 } else { above.max(row[j]) };
                corner = above;
            }
        }
        row[b.len()]
    }

    proptest! {
        #[test]
        fn hunks_lead_from_old_to_new(
            old in prop::collection::vec(0_u32..6, 0..40),
            new in prop::collection::vec(0_u32..6, 0..40),
        ) {
            let (hunks, coarse) = compare(&old, &new);
            prop_assert!(!coarse);
            let (mut i, mut j, mut common) = (0, 0, 0);
            for hunk in &hunks {
                prop_assert_eq!(&old[i..hunk.old.start], &new[j..hunk.new.start]);
                common += hunk.old.start - i;
                (i, j) = (hunk.old.end, hunk.new.end);
            }
            prop_assert_eq!(&old[i..], &new[j..]);
            prop_assert_eq!(common + old.len() - i, longest(&old, &new));
        }

        #[test]
        fn heaviest_increases(items in prop::collection::vec((0_usize..1000, 1_u64..9), 0..40)) {
            let mut items = items;
            items.dedup_by_key(|item| item.0);
            let chain = heaviest(&items);
            prop_assert!(chain.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(chain.windows(2).all(|pair| items[pair[0]].0 <= items[pair[1]].0));
            prop_assert_eq!(chain.is_empty(), items.is_empty());
        }
    }

    #[test]
    fn strange_input_is_bounded() {
        let old: Vec<u32> = (0..100_000).collect();
        let new: Vec<u32> = (100_000..200_000).collect();
        assert_eq!(
            compare(&old, &new),
            (
                vec![Hunk {
                    old: 0..100_000,
                    new: 0..100_000
                }],
                false
            )
        );
        let mixed: Vec<u32> = (0..100_000).map(|n| n * 7 % 100_003).collect();
        assert!(compare(&old, &mixed).1);
    }
}
