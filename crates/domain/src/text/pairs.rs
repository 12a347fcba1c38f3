//! Clauses of several texts laid side by side, near-duplicates together.
//!
//! Two clauses are alike by the words that they share, without their order; words that many clauses
//! or all motions have ("Conference …") count for little. The likest belong together first, at most one clause of
//! each text in a group.

use std::collections::{BTreeMap, BTreeSet};

use super::canon::{Canonical, Paragraph, offset};
use super::diff::tokens::{Keys, gist, scan};

/// One clause among several texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Member {
    /// Which text, from 0.
    pub text: u32,
    /// Which paragraph of it, from 0.
    pub paragraph: u32,
}

/// Clauses that say nearly the same, in the order of the texts; often only one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// At most one of each text.
    pub members: Vec<Member>,
    /// They are the same but for markers, capitals, spaces and quotation marks.
    pub same: bool,
}

/// How alike two clauses must be, in thousandths.
const ALIKE: u64 = 500;
/// … where one of them has few words, which are soon shared by chance.
const ALIKE_SHORT: u64 = 600;
/// So many words are few.
const SHORT: u32 = 8;

/// Words that every motion has, without the s at their ends.
const STOCK: &[&str] = &[
    "a",
    "an",
    "and",
    "ask",
    "at",
    "be",
    "believe",
    "by",
    "call",
    "conference",
    "demand",
    "for",
    "further",
    "in",
    "is",
    "it",
    "may",
    "must",
    "note",
    "of",
    "on",
    "resolve",
    "should",
    "that",
    "the",
    "to",
    "urge",
    "we",
    "will",
    "with",
];

/// A word without what its number puts at its end: "route" and "routes", "ferry" and "ferries" are one word here.
fn stem(word: &str) -> &str {
    ["ies", "y", "s"]
        .iter()
        .find_map(|end| word.strip_suffix(end))
        .filter(|stem| stem.len() > 2)
        .unwrap_or(word)
}

/// A clause's words with their weights, in the order of their keys.
struct Words {
    words: Vec<(u32, u32, u64)>,
    count: u32,
    weight: u64,
    gist: String,
}

/// Whether a clause says the same as another, markers, capitals and spaces apart.
pub fn same_words(a: &str, b: &str) -> bool {
    plain(a) == plain(b)
}

fn plain(text: &str) -> String {
    let gist = gist(text);
    gist.trim_end_matches(['.', ';', ',', ':']).to_owned()
}

/// Groups the clauses of several texts. Every paragraph is in exactly one group; the groups are in the
/// order of the first text, with those of the others where they stand between.
pub fn pair(texts: &[Canonical]) -> Vec<Group> {
    let paragraphs: Vec<Vec<Paragraph<'_>>> = texts.iter().map(Canonical::paragraphs).collect();
    let words = weighed(&paragraphs);
    let mut group_of: Vec<Vec<usize>> = Vec::new();
    let mut groups: Vec<Vec<Member>> = Vec::new();
    for (text, paragraphs) in paragraphs.iter().enumerate() {
        let mut own = Vec::new();
        for paragraph in 0..paragraphs.len() {
            own.push(groups.len());
            groups.push(vec![Member {
                text: offset(text),
                paragraph: offset(paragraph),
            }]);
        }
        group_of.push(own);
    }
    for (_, a, b) in likenesses(&words) {
        let (one, other) = (
            group_of[a.text as usize][a.paragraph as usize],
            group_of[b.text as usize][b.paragraph as usize],
        );
        let clash = groups[one]
            .iter()
            .any(|member| groups[other].iter().any(|there| there.text == member.text));
        if one == other || clash {
            continue;
        }
        let joined = std::mem::take(&mut groups[other]);
        for member in &joined {
            group_of[member.text as usize][member.paragraph as usize] = one;
        }
        groups[one].extend(joined);
        groups[one].sort_unstable();
    }
    in_order(&groups, &group_of)
        .into_iter()
        .map(|members| {
            let gist = |member: &Member| &words[member.text as usize][member.paragraph as usize].gist;
            let same = members.windows(2).all(|two| gist(&two[0]) == gist(&two[1]));
            Group { members, same }
        })
        .collect()
}

fn weighed(paragraphs: &[Vec<Paragraph<'_>>]) -> Vec<Vec<Words>> {
    let mut keys = Keys::default();
    let mut bags: Vec<Vec<Words>> = Vec::new();
    let mut holders: BTreeMap<u32, u64> = BTreeMap::new();
    let mut stock: BTreeSet<u32> = BTreeSet::new();
    for text in paragraphs {
        let mut own = Vec::new();
        for paragraph in text {
            let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
            for token in scan(std::slice::from_ref(paragraph)) {
                let (start, end) = (token.start - paragraph.body, token.end - paragraph.body);
                let word = paragraph.text.get(start as usize..end as usize);
                if let Some(word) = word.filter(|_| token.word) {
                    let stem = stem(word);
                    let key = keys.of(stem);
                    *counts.entry(key).or_default() += 1;
                    if STOCK.contains(&stem.to_lowercase().as_str()) {
                        stock.insert(key);
                    }
                }
            }
            for key in counts.keys() {
                *holders.entry(*key).or_default() += 1;
            }
            own.push(Words {
                count: counts.values().sum(),
                words: counts.into_iter().map(|(key, count)| (key, count, 0)).collect(),
                weight: 0,
                gist: plain(paragraph.text),
            });
        }
        bags.push(own);
    }
    // A word that each text has once is no commoner than one that a single text has.
    let few = paragraphs.len().max(1) as u64;
    for bag in bags.iter_mut().flatten() {
        for (key, count, weight) in &mut bag.words {
            let full = if stock.contains(key) { 15 } else { 60 };
            *weight = full * few / holders.get(key).copied().unwrap_or(1).max(few);
            bag.weight += u64::from(*count) * *weight;
        }
    }
    bags
}

fn alike(a: &Words, b: &Words) -> u64 {
    if a.gist == b.gist {
        return 1001;
    }
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while let (Some((one, n, weight)), Some((other, m, _))) = (a.words.get(i), b.words.get(j)) {
        if one == other {
            shared += u64::from(*n.min(m)) * weight;
        }
        (i, j) = (i + usize::from(one <= other), j + usize::from(other <= one));
    }
    shared * 2000 / (a.weight + b.weight).max(1)
}

/// Every two clauses of different texts that are alike enough, the likest first; of equals, those whose
/// places in their texts are the earliest. Which text is named first makes no difference between two texts.
fn likenesses(words: &[Vec<Words>]) -> Vec<(u64, Member, Member)> {
    let mut found = Vec::new();
    for (s, one) in words.iter().enumerate() {
        for (t, other) in words.iter().enumerate().skip(s + 1) {
            for (i, a) in one.iter().enumerate() {
                for (j, b) in other.iter().enumerate() {
                    let alike = alike(a, b);
                    let short = a.count.min(b.count) < SHORT;
                    if alike >= if short { ALIKE_SHORT } else { ALIKE } {
                        let member = |text, paragraph| Member {
                            text: offset(text),
                            paragraph: offset(paragraph),
                        };
                        found.push((alike, member(s, i), member(t, j)));
                    }
                }
            }
        }
    }
    found.sort_by_key(|(alike, a, b)| {
        let (i, j) = (a.paragraph, b.paragraph);
        (std::cmp::Reverse(*alike), i.abs_diff(j), i.min(j), *a, *b)
    });
    found
}

/// The groups in reading order: before a group come the clauses that stand before its members in their texts.
fn in_order(groups: &[Vec<Member>], group_of: &[Vec<usize>]) -> Vec<Vec<Member>> {
    let mut told = vec![false; groups.len()];
    let mut order = Vec::new();
    for own in group_of {
        for group in own {
            if std::mem::replace(&mut told[*group], true) {
                continue;
            }
            for member in &groups[*group] {
                for before in &group_of[member.text as usize][..member.paragraph as usize] {
                    // A pair that stands across another is told at the first of its places.
                    if !std::mem::replace(&mut told[*before], true) {
                        order.push(*before);
                    }
                }
            }
            order.push(*group);
        }
    }
    order.into_iter().map(|group| groups[group].clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(texts: &[&str], expected: &[&[(u32, u32)]]) {
        let texts: Vec<_> = texts.iter().copied().map(Canonical::of).collect();
        let groups: Vec<Vec<(u32, u32)>> = pair(&texts)
            .into_iter()
            .map(|group| group.members.iter().map(|m| (m.text, m.paragraph)).collect())
            .collect();
        assert_eq!(groups, expected);
    }

    #[test]
    fn near_duplicates_stand_together() {
        check(
            &[
                "Conference calls on the council to:\n\n- run a night bus on every route until 2am\n\n- plant trees",
                "Conference calls on the council to:\n\n- open the baths\n\n- run a night bus on each main route until 1am",
            ],
            &[&[(0, 0), (1, 0)], &[(1, 1)], &[(0, 1), (1, 2)], &[(0, 2)]],
        );
    }

    #[test]
    fn what_every_clause_has_pairs_nothing() {
        check(
            &[
                "Conference believes that libraries matter.",
                "Conference believes that swimming heals.",
            ],
            &[&[(0, 0)], &[(1, 0)]],
        );
    }

    #[test]
    fn one_clause_of_each_text() {
        check(
            &[
                "Free school meals for every child.\n\nFree school meals for each child.",
                "Free school meals for every child!",
            ],
            &[&[(0, 0), (1, 0)], &[(0, 1)]],
        );
    }

    #[test]
    fn three_texts_make_one_group() {
        let texts = ["- A bus each hour.", "1. A bus each hour", "A BUS EACH HOUR;"].map(Canonical::of);
        let groups = pair(&texts);
        assert_eq!(groups.len(), 1);
        assert!(groups[0].same);
    }
}
