//! Which paragraph became which.
//!
//! Paragraphs are matched by what they say, wherever they stand: first those that are equal, then
//! those equal but for capitals and spaces, then those that share enough of their rarer words, so
//! that openings which every paragraph has ("Conference …") count for little. Parts of a split and
//! sources of a join are gathered around such a match. The heaviest run of matches that keeps its
//! order stays in place; what is outside it has moved.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

use super::sequence::{compare, heaviest};
use super::tokens::{Keys, Token, gist};
use crate::text::canon::{Kind, Paragraph, offset};
use crate::text::words;

/// Old paragraphs and the new ones they became; more than one only on one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) old: Range<usize>,
    pub(crate) new: Range<usize>,
    pub(crate) moved: bool,
    /// The paragraphs say the same, letter by letter; markers may differ.
    pub(crate) equal: bool,
}

/// How the paragraphs of two texts belong together; groups are in the order of the new text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Alignment {
    pub(crate) groups: Vec<Group>,
    pub(crate) coarse: bool,
}

/// How alike two paragraphs must be, in thousandths, to be one that was edited in its place.
const ALIKE: u64 = 450;
/// … and to be one that was edited and moved.
const ALIKE_ELSEWHERE: u64 = 600;
/// How much of a part must come from the paragraph that was split.
const PART: u64 = 700;
/// Words that stand in more paragraphs than this do not find candidates.
const COMMON: usize = 24;
/// So many paragraphs of a gap are tried as the first part of a split.
const NEAR: usize = 16;
/// Gaps of up to this many pairs are searched pair by pair.
const SMALL_GAP: usize = 256;

pub(crate) fn align(old: &[Paragraph<'_>], new: &[Paragraph<'_>]) -> Alignment {
    let mut texts: HashMap<&str, u32> = HashMap::with_capacity(old.len() + new.len());
    let mut id = |text| {
        let next = offset(texts.len());
        *texts.entry(text).or_insert(next)
    };
    let a: Vec<u32> = old.iter().map(|paragraph| id(paragraph.text)).collect();
    let b: Vec<u32> = new.iter().map(|paragraph| id(paragraph.text)).collect();
    let (hunks, coarse) = compare(&a, &b);
    if hunks.is_empty() {
        let same = |n| Group {
            old: n..n + 1,
            new: n..n + 1,
            moved: false,
            equal: true,
        };
        return Alignment {
            groups: (0..new.len()).map(same).collect(),
            coarse,
        };
    }
    let mut matching = Matching::new(old, new, coarse);
    let (mut i, mut j) = (0, 0);
    for hunk in &hunks {
        while i < hunk.old.start {
            matching.pair(i, j, 1000, true);
            (i, j) = (i + 1, j + 1);
        }
        (i, j) = (hunk.old.end, hunk.new.end);
    }
    while i < old.len() {
        matching.pair(i, j, 1000, true);
        (i, j) = (i + 1, j + 1);
    }
    matching.gaps();
    matching.elsewhere(|n| a[n], |n| b[n], true);
    matching.plain_edits();
    let gists = Gists::of(&matching);
    matching.elsewhere(|n| gists.old.get(&n), |n| gists.new.get(&n), false);
    matching.alike();
    matching.finish()
}

/// The gists of paragraphs that are not matched yet.
struct Gists {
    old: BTreeMap<usize, String>,
    new: BTreeMap<usize, String>,
}

impl Gists {
    fn of(matching: &Matching<'_, '_>) -> Self {
        let of = |paragraphs: &[Paragraph<'_>], matched: &[Option<usize>]| {
            let open = matched.iter().enumerate().filter(|(_, to)| to.is_none());
            open.map(|(n, _)| (n, gist(paragraphs[n].text))).collect()
        };
        Self {
            old: of(matching.old, &matching.to_new),
            new: of(matching.new, &matching.to_old),
        }
    }
}

struct Matching<'p, 't> {
    old: &'p [Paragraph<'t>],
    new: &'p [Paragraph<'t>],
    to_new: Vec<Option<usize>>,
    to_old: Vec<Option<usize>>,
    /// How alike, in thousandths, by old paragraph.
    alike: Vec<u64>,
    equal: Vec<bool>,
    /// How many matches in order stand before each paragraph: the gap it is in.
    old_gap: Vec<usize>,
    new_gap: Vec<usize>,
    coarse: bool,
}

impl<'p, 't> Matching<'p, 't> {
    fn new(old: &'p [Paragraph<'t>], new: &'p [Paragraph<'t>], coarse: bool) -> Self {
        Self {
            old,
            new,
            to_new: vec![None; old.len()],
            to_old: vec![None; new.len()],
            alike: vec![0; old.len()],
            equal: vec![false; old.len()],
            old_gap: Vec::new(),
            new_gap: Vec::new(),
            coarse,
        }
    }

    fn pair(&mut self, i: usize, j: usize, alike: u64, equal: bool) {
        self.to_new[i] = Some(j);
        self.to_old[j] = Some(i);
        self.alike[i] = alike;
        self.equal[i] = equal;
    }

    /// Numbers the gaps between the matches so far, which all are in order.
    fn gaps(&mut self) {
        let number = |matched: &[Option<usize>]| {
            let mut gap = 0;
            let count = |to: &Option<usize>| {
                gap += usize::from(to.is_some());
                gap
            };
            matched.iter().map(count).collect()
        };
        self.old_gap = number(&self.to_new);
        self.new_gap = number(&self.to_old);
    }

    fn open_old(&self) -> Vec<usize> {
        (0..self.old.len())
            .filter(|n| self.to_new[*n].is_none())
            .collect()
    }

    fn open_new(&self) -> Vec<usize> {
        (0..self.new.len())
            .filter(|n| self.to_old[*n].is_none())
            .collect()
    }

    /// Pairs what is the same by some key: within a gap first, then anywhere, in order.
    fn elsewhere<K: std::hash::Hash + Eq>(
        &mut self,
        old_key: impl Fn(usize) -> K,
        new_key: impl Fn(usize) -> K,
        equal: bool,
    ) {
        for within in [true, false] {
            let mut places: HashMap<(K, usize), VecDeque<usize>> = HashMap::new();
            let gap = |gaps: &[usize], n: usize| if within { gaps[n] } else { 0 };
            for j in self.open_new() {
                places
                    .entry((new_key(j), gap(&self.new_gap, j)))
                    .or_default()
                    .push_back(j);
            }
            for i in self.open_old() {
                if !self.old[i].text.contains(char::is_alphanumeric) {
                    continue;
                }
                let place = places.get_mut(&(old_key(i), gap(&self.old_gap, i)));
                if let Some(j) = place.and_then(VecDeque::pop_front) {
                    self.pair(i, j, 1000, equal);
                }
            }
        }
    }

    /// Pairs the only two paragraphs of a gap that start and end alike for most of their length: the
    /// common case, and one for which no words need to be counted.
    fn plain_edits(&mut self) {
        let (open_old, open_new) = (self.open_old(), self.open_new());
        let alone = |open: &[usize], gaps: &[usize], n: usize| {
            let gap = gaps[open[n]];
            (n == 0 || gaps[open[n - 1]] != gap) && open.get(n + 1).is_none_or(|next| gaps[*next] != gap)
        };
        let (mut n, mut m) = (0, 0);
        while n < open_old.len() && m < open_new.len() {
            let (i, j) = (open_old[n], open_new[m]);
            let (a, b) = (self.old_gap[i], self.new_gap[j]);
            if a == b && alone(&open_old, &self.old_gap, n) && alone(&open_new, &self.new_gap, m) {
                let (a, b) = (self.old[i].text.as_bytes(), self.new[j].text.as_bytes());
                let head = a.iter().zip(b).take_while(|(a, b)| a == b).count();
                let tail = a[head..]
                    .iter()
                    .rev()
                    .zip(b[head..].iter().rev())
                    .take_while(|(a, b)| a == b)
                    .count();
                if (head + tail) * 1000 >= a.len().max(b.len()) * 700 {
                    self.pair(i, j, 900, false);
                }
            }
            (n, m) = (n + usize::from(a <= b), m + usize::from(b <= a));
        }
    }

    /// Pairs paragraphs that share enough words, most alike first.
    fn alike(&mut self) {
        let (open_old, open_new) = (self.open_old(), self.open_new());
        if open_old.is_empty() || open_new.is_empty() {
            return;
        }
        let mut keys = Keys::default();
        let mut old_bags = Bags::of(self.old, &open_old, &mut keys);
        let mut new_bags = Bags::of(self.new, &open_new, &mut keys);
        let places = Places::of(&new_bags, keys.len());
        let mut old_places = vec![0; keys.len()];
        for (word, _) in old_bags.bags.iter().flat_map(|bag| &bag.words) {
            old_places[*word as usize] += 1;
        }
        // A word that many of these paragraphs have says little about which is which.
        let many = (open_old.len().max(open_new.len()) / 4).max(3);
        let weight = |word: u32| {
            let most = places
                .of_word(word)
                .len()
                .max(old_places.get(word as usize).copied().unwrap_or(0));
            if most > many { 1 } else { 4 }
        };
        for bag in old_bags.bags.iter_mut().chain(&mut new_bags.bags) {
            bag.weigh(weight);
        }

        let mut candidates: Vec<(u64, usize, usize)> = Vec::new();
        let mut shared: Vec<u64> = vec![0; self.new.len()];
        let mut best: Vec<usize> = Vec::new();
        for (i, bag) in old_bags.iter() {
            for (word, count) in &bag.words {
                let found = places.of_word(*word);
                if found.len() > COMMON {
                    continue;
                }
                for j in found {
                    let j = *j as usize;
                    if shared[j] == 0 {
                        best.push(j);
                    }
                    shared[j] += u64::from(*count);
                }
            }
            best.sort_unstable_by_key(|j| (std::cmp::Reverse(shared[*j]), *j));
            candidates.extend(best.iter().take(8).map(|j| (0, i, *j)));
            for j in best.drain(..) {
                shared[j] = 0;
            }
        }
        let by_gap = |open: &[usize], gaps: &[usize]| {
            let mut gap: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for n in open {
                gap.entry(gaps[*n]).or_default().push(*n);
            }
            gap
        };
        let new_by_gap = by_gap(&open_new, &self.new_gap);
        for (gap, old) in by_gap(&open_old, &self.old_gap) {
            if let Some(new) = new_by_gap
                .get(&gap)
                .filter(|new| new.len() * old.len() <= SMALL_GAP)
            {
                candidates.extend(old.iter().flat_map(|i| new.iter().map(|j| (0, *i, *j))));
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        for (score, i, j) in &mut candidates {
            let (Some(a), Some(b)) = (old_bags.get(*i), new_bags.get(*j)) else {
                continue;
            };
            let same_gap = self.old_gap[*i] == self.new_gap[*j];
            let near = if self.old[*i].kind == self.new[*j].kind {
                10
            } else {
                0
            } + if same_gap { 20 } else { 0 };
            let alike = a.alike(b, same_gap);
            let enough = if same_gap { ALIKE } else { ALIKE_ELSEWHERE };
            let long_enough = same_gap || a.count.min(b.count) >= 4;
            *score = if alike >= enough && long_enough {
                alike + near
            } else {
                0
            };
        }
        candidates.retain(|candidate| candidate.0 > 0);
        // Among the equally alike, those that stand at the same height come first.
        candidates.sort_by_key(|(score, i, j)| (std::cmp::Reverse(*score), i.abs_diff(*j), *i, *j));
        for (score, i, j) in candidates {
            if self.to_new[i].is_some() || self.to_old[j].is_some() {
                continue;
            }
            // Where neighbours are as much alike, as in a list of one pattern, likeness tells nothing.
            let (Some(a), Some(b)) = (old_bags.get(i), new_bags.get(j)) else {
                continue;
            };
            let told = self.old_gap[i] == self.new_gap[j] || {
                let beside = around(self.old, i).map(|paragraph| (paragraph, a));
                let beside = beside.chain(around(self.new, j).map(|paragraph| (paragraph, b)));
                let mut most = 0;
                for (paragraph, bag) in beside {
                    let mut other = Bag::of(&keys.tokens(std::slice::from_ref(paragraph)));
                    other.weigh(weight);
                    most = most.max(bag.alike(&other, false));
                }
                a.alike(b, false) > most
            };
            if told {
                self.pair(i, j, score, false);
            }
        }
        self.parts(
            &old_bags,
            &new_bags,
            &by_gap(&open_old, &self.old_gap),
            &new_by_gap,
        );
    }

    /// Gathers the parts of split and joined paragraphs: gives them the same partner.
    fn parts(
        &mut self,
        old_bags: &Bags,
        new_bags: &Bags,
        old_by_gap: &BTreeMap<usize, Vec<usize>>,
        new_by_gap: &BTreeMap<usize, Vec<usize>>,
    ) {
        let mut split = vec![false; self.new.len()];
        for (i, whole) in old_bags.iter() {
            let near = new_by_gap.get(&self.old_gap[i]).map_or(&[][..], Vec::as_slice);
            if let Some(range) = gather(whole, self.to_new[i], &self.to_old, new_bags, near) {
                self.to_old[range.clone()].fill(Some(i));
                self.to_new[i] = Some(range.start);
                self.equal[i] = false;
                split[range].fill(true);
            }
        }
        for (j, whole) in new_bags.iter().filter(|(j, _)| !split[*j]) {
            let near = old_by_gap.get(&self.new_gap[j]).map_or(&[][..], Vec::as_slice);
            if let Some(range) = gather(whole, self.to_old[j], &self.to_new, old_bags, near) {
                self.to_new[range.clone()].fill(Some(j));
                self.equal[range.clone()].fill(false);
                self.alike[range.clone()].fill(1000);
                self.to_old[j] = Some(range.start);
            }
        }
    }

    fn finish(mut self) -> Alignment {
        let mut groups = self.groups();
        self.settle(&mut groups);
        // A match that is alike enough only for its place does not stand for a move.
        groups.retain(|group| {
            let keep = !group.moved || self.alike[group.old.start] >= ALIKE_ELSEWHERE;
            if !keep {
                self.to_new[group.old.clone()].fill(None);
                self.to_old[group.new.clone()].fill(None);
            }
            keep
        });
        self.rewritten(&mut groups);
        Alignment {
            groups,
            coarse: self.coarse,
        }
    }

    fn groups(&self) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for (j, i) in self.to_old.iter().enumerate() {
            let Some(i) = *i else { continue };
            match groups.last_mut() {
                Some(last) if last.old == (i..i + 1) && last.new.end == j => last.new.end = j + 1,
                _ => {
                    let mut old = i..i + 1;
                    while self.to_new.get(old.end) == Some(&Some(j)) {
                        old.end += 1;
                    }
                    groups.push(Group {
                        old,
                        new: j..j + 1,
                        moved: false,
                        equal: self.equal[i],
                    });
                }
            }
        }
        groups
    }

    /// Tells what stays from what moves.
    fn settle(&self, groups: &mut [Group]) {
        let in_order = groups
            .windows(2)
            .all(|pair| pair[0].old.start < pair[1].old.start);
        if in_order {
            return;
        }
        // Groups in order with all others stay whatever they weigh.
        let mut least_after: Vec<usize> = groups.iter().map(|group| group.old.start).collect();
        for n in (1..least_after.len()).rev() {
            least_after[n - 1] = least_after[n - 1].min(least_after[n]);
        }
        let mut most_before = None;
        let mut weigh = |n: usize, group: &Group| {
            let at = group.old.start;
            let settled = most_before < Some(at) && least_after.get(n + 1).is_none_or(|least| at < *least);
            most_before = most_before.max(Some(at));
            if settled {
                return 1;
            }
            let words: u32 = self.new[group.new.clone()]
                .iter()
                .map(|paragraph| words::words(paragraph.text))
                .sum();
            u64::from(words) * 16 + 1
        };
        let items: Vec<(usize, u64)> = groups
            .iter()
            .enumerate()
            .map(|(n, group)| (group.old.start, weigh(n, group)))
            .collect();
        let mut stays = heaviest(&items).into_iter().peekable();
        for (n, group) in groups.iter_mut().enumerate() {
            group.moved = stays.next_if_eq(&n).is_none();
        }
    }

    /// One old and one new paragraph left alone between the same neighbours: one was rewritten.
    fn rewritten(&self, groups: &mut Vec<Group>) {
        let mut added = Vec::new();
        let (mut i, mut j) = (0, 0);
        let stays = groups
            .iter()
            .filter(|group| !group.moved)
            .map(|group| (group.old.clone(), group.new.clone()));
        for (old, new) in stays.chain([(self.old.len()..self.old.len(), self.new.len()..self.new.len())]) {
            let mut left = (i..old.start).filter(|n| self.to_new[*n].is_none());
            let mut right = (j..new.start).filter(|n| self.to_old[*n].is_none());
            if let (Some(i), None, Some(j), None) = (left.next(), left.next(), right.next(), right.next())
                && matches!(self.old[i].kind, Kind::Heading(_))
                    == matches!(self.new[j].kind, Kind::Heading(_))
            {
                added.push(Group {
                    old: i..i + 1,
                    new: j..j + 1,
                    moved: false,
                    equal: false,
                });
            }
            (i, j) = (old.end, new.end);
        }
        groups.extend(added);
        groups.sort_by_key(|group| group.new.start);
    }
}

/// The paragraphs before and after one.
fn around<'p, 't>(
    paragraphs: &'p [Paragraph<'t>],
    n: usize,
) -> impl Iterator<Item = &'p Paragraph<'t>> + use<'p, 't> {
    let before = n.checked_sub(1).and_then(|n| paragraphs.get(n));
    before.into_iter().chain(paragraphs.get(n + 1))
}

/// Finds neighbours that together make up a whole: the parts of a split, the sources of a join.
fn gather(
    whole: &Bag,
    matched: Option<usize>,
    partner: &[Option<usize>],
    bags: &Bags,
    near: &[usize],
) -> Option<Range<usize>> {
    let is_part = |n: usize, rest: &Bag| {
        bags.get(n)
            .is_some_and(|bag| bag.count > 0 && rest.shared(bag) * 1000 >= bag.weight * PART)
    };
    let open = |n: usize| partner.get(n) == Some(&None);
    let start = match matched {
        Some(n) => n,
        None => *near
            .iter()
            .take(NEAR)
            .find(|n| open(**n) && is_part(**n, whole))?,
    };
    if !open(start + 1) && !start.checked_sub(1).is_some_and(open) {
        return None;
    }
    let mut range = start..start + 1;
    let mut rest = whole.less(bags.get(start)?);
    let first = rest.weight;
    while open(range.end) && is_part(range.end, &rest) {
        rest = rest.less(bags.get(range.end)?);
        range.end += 1;
    }
    while range.start > 0 && open(range.start - 1) && is_part(range.start - 1, &rest) {
        range.start -= 1;
        rest = rest.less(bags.get(range.start)?);
    }
    let parts: u64 = range
        .clone()
        .filter_map(|n| bags.get(n))
        .map(|bag| bag.weight)
        .sum();
    let covered = whole.weight - rest.weight;
    let enough =
        covered * 1000 >= parts * PART && covered * 1000 >= whole.weight * 600 && rest.weight < first;
    (range.len() > 1 && enough).then_some(range)
}

/// The bags of the paragraphs that are not matched yet.
struct Bags {
    /// The paragraphs, in order, and their bags.
    open: Vec<usize>,
    bags: Vec<Bag>,
    /// Where the bag of each paragraph is.
    at: Vec<Option<u32>>,
}

impl Bags {
    fn of<'t>(paragraphs: &[Paragraph<'t>], open: &[usize], keys: &mut Keys<'t>) -> Self {
        let mut at = vec![None; paragraphs.len()];
        for (place, n) in (0..).zip(open) {
            at[*n] = Some(place);
        }
        let bag = |n: &usize| Bag::of(&keys.tokens(&paragraphs[*n..=*n]));
        Self {
            open: open.to_vec(),
            bags: open.iter().map(bag).collect(),
            at,
        }
    }

    fn get(&self, n: usize) -> Option<&Bag> {
        self.bags.get((*self.at.get(n)?)? as usize)
    }

    fn iter(&self) -> impl Iterator<Item = (usize, &Bag)> {
        self.open.iter().copied().zip(&self.bags)
    }
}

/// In which paragraphs each word stands.
struct Places {
    /// Where the paragraphs of each word start, and where the last end.
    starts: Vec<u32>,
    paragraphs: Vec<u32>,
}

impl Places {
    fn of(bags: &Bags, keys: usize) -> Self {
        let mut starts = vec![0_u32; keys + 1];
        for (word, _) in bags.bags.iter().flat_map(|bag| &bag.words) {
            starts[*word as usize + 1] += 1;
        }
        for key in 0..keys {
            starts[key + 1] += starts[key];
        }
        let mut next = starts.clone();
        let mut paragraphs = vec![0; starts[keys] as usize];
        for (n, bag) in bags.iter() {
            for (word, _) in &bag.words {
                let place = &mut next[*word as usize];
                paragraphs[*place as usize] = offset(n);
                *place += 1;
            }
        }
        Self { starts, paragraphs }
    }

    fn of_word(&self, word: u32) -> &[u32] {
        match self.starts.get(word as usize..) {
            Some([from, to, ..]) => &self.paragraphs[*from as usize..*to as usize],
            _ => &[],
        }
    }
}

/// The words of a paragraph, without their order.
struct Bag {
    /// Each word with how often it occurs, by key.
    words: Vec<(u32, u32)>,
    count: u32,
    /// The weight of each word, once it is known, and of all of them.
    weights: Vec<u64>,
    weight: u64,
}

impl Bag {
    fn of(tokens: &[Token]) -> Self {
        let mut keys: Vec<u32> = tokens
            .iter()
            .filter(|token| token.word)
            .map(|token| token.key)
            .collect();
        keys.sort_unstable();
        let mut words: Vec<(u32, u32)> = Vec::with_capacity(keys.len());
        for key in keys {
            match words.last_mut() {
                Some((last, count)) if *last == key => *count += 1,
                _ => words.push((key, 1)),
            }
        }
        let count = words.iter().map(|(_, count)| count).sum();
        Self {
            words,
            count,
            weights: Vec::new(),
            weight: 0,
        }
    }

    fn weigh(&mut self, weight: impl Fn(u32) -> u64) {
        self.weights = self.words.iter().map(|(word, _)| weight(*word)).collect();
        self.weight = self
            .words
            .iter()
            .zip(&self.weights)
            .map(|((_, count), weight)| u64::from(*count) * weight)
            .sum();
    }

    /// The weight of the words that two bags share.
    fn shared(&self, other: &Self) -> u64 {
        let (mut i, mut j, mut sum) = (0, 0, 0);
        while let (Some((a, n)), Some((b, m))) = (self.words.get(i), other.words.get(j)) {
            if a == b {
                sum += u64::from(*n.min(m)) * self.weights[i];
            }
            (i, j) = (i + usize::from(a <= b), j + usize::from(b <= a));
        }
        sum
    }

    /// What is left when the words of another are taken away.
    fn less(&self, other: &Self) -> Self {
        let mut left = Self {
            words: Vec::new(),
            count: 0,
            weights: Vec::new(),
            weight: 0,
        };
        let mut j = 0;
        for ((word, count), weight) in self.words.iter().zip(&self.weights) {
            while other.words.get(j).is_some_and(|(b, _)| b < word) {
                j += 1;
            }
            let taken = other
                .words
                .get(j)
                .filter(|(b, _)| b == word)
                .map_or(0, |(_, m)| *m);
            let rest = count.saturating_sub(taken);
            if rest > 0 {
                left.words.push((*word, rest));
                left.weights.push(*weight);
                left.count += rest;
                left.weight += u64::from(rest) * weight;
            }
        }
        left
    }

    /// How alike two paragraphs are, in thousandths: what they share of both; in the same place
    /// also, at a discount, what they share of the shorter, so that one may grow.
    fn alike(&self, other: &Self, same_gap: bool) -> u64 {
        let shared = self.shared(other);
        let both = shared * 2000 / (self.weight + other.weight).max(1);
        let shorter = self.count.min(other.count);
        if same_gap && shorter >= 4 {
            both.max(shared * 650 / self.weight.min(other.weight).max(1))
        } else {
            both
        }
    }
}
