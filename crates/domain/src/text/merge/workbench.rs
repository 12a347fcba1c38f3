//! The merge workbench: amendments laid on one base, each change to be taken or left.
//!
//! With *o* the base, *a₁ … aₙ* the amended texts and *c* the choices made so far, `workbench(o, a, c)` is
//! the merge of what is left of each *aᵢ* after the changes that *c* leaves out are taken back. Nothing is
//! remembered between two calls: the same texts and choices give the same bench, so it can be undone by
//! dropping the last choice, and taken up again by anybody.
//!
//! Without choices it is [`merge`](super::merge()); with every change left out it is *o*.
//!
//! ```
//! # use domain::text::canon::Canonical;
//! # use domain::text::lines::Layout;
//! # use domain::text::merge::workbench::{Choices, Settled, workbench};
//! let text = Canonical::of;
//! let base = text("Staff are paid ten pounds an hour.");
//! let sides = [text("Staff are paid twelve pounds an hour."), text("Staff are paid fifteen pounds an hour.")];
//!
//! let bench = workbench(&base, Layout::default(), &sides, &Choices::default());
//! assert_eq!(bench.text, base); // A clash keeps the base's words ...
//! let clash = &bench.contested[0];
//!
//! let mut choices = Choices::default();
//! choices.settled.insert(clash.key.clone(), Settled::Side(2)); // ... until somebody settles it.
//! let bench = workbench(&base, Layout::default(), &sides, &choices);
//! assert_eq!(bench.text, sides[1]);
//! assert_eq!(bench.passages[0].by, [2]);
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::super::canon::{Canonical, Paragraph, offset};
use super::super::lines::{Layout, Starts};
use super::super::words::words;
use super::{Branch, Contest, Edit, MergeFlag, Over, Placed, Weave, applied, branch, put_together, united};
use foldhash::HashMap;
use serde::{Deserialize, Serialize};

/// What has been chosen so far. A key that no change has any more (because an amendment is no longer on the
/// bench) does nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// The keys of changes that are left out.
    pub left: BTreeSet<String>,
    /// How clashes are settled, by key.
    pub settled: BTreeMap<String, Settled>,
}

/// How a clash is settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Settled {
    /// The base's words stay.
    Base,
    /// This amendment's words stand, numbered from 1.
    Side(u32),
    /// Words that somebody has written in place of both.
    ByHand(String),
}

/// What kind of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProposedKind {
    /// Words give way to others, or to none.
    Words,
    /// A paragraph comes.
    Insert,
    /// A paragraph goes.
    Delete,
    /// A paragraph goes elsewhere.
    Move,
}

/// One change that amendments make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// Names it among all changes of these texts, whatever else is on the bench.
    pub key: String,
    /// What kind it is.
    pub kind: ProposedKind,
    /// The amendments that make it, numbered from 1.
    pub by: Vec<u32>,
    /// Its place in the base, in bytes. An insertion has an empty one.
    pub place: Range<u32>,
    /// The lines of the base that it touches; for an insertion the line that it follows, 0 at the start.
    pub lines: (u32, u32),
    /// The base's words.
    pub old: String,
    /// The words in their place; for a move the paragraph.
    pub new: String,
    /// What taking it costs in words; negative where it saves some.
    pub cost: i32,
    /// It has not been left out.
    pub taken: bool,
    /// The clash that it is part of: an index into [`Workbench::contested`].
    pub contest: Option<usize>,
}

/// Words that amendments change differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contested {
    /// Names it among all clashes of these texts.
    pub key: String,
    /// Its place in the base, in bytes.
    pub place: Range<u32>,
    /// The lines of the base that it touches.
    pub lines: (u32, u32),
    /// The base's words.
    pub base: String,
    /// What each side would put there, with what it costs in words against the base's.
    pub sides: Vec<ContestedSide>,
    /// Whether it can be settled with words written by hand; where a paragraph goes cannot.
    pub by_hand: bool,
    /// How it is settled, if it is.
    pub settled: Option<Settled>,
}

/// One side of a clash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContestedSide {
    /// The amendments that want it, numbered from 1.
    pub by: Vec<u32>,
    /// The words they want; for a paragraph that moves, the one it is to follow.
    pub text: String,
    /// What it costs in words.
    pub cost: i32,
}

/// A stretch of the merged text that amendments brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Where it begins, in bytes of the merged text.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// The amendments that brought it, numbered from 1; 0 stands for words written by hand.
    pub by: Vec<u32>,
}

/// Amendments laid together, with what has been chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workbench {
    /// The merged text as it stands.
    pub text: Canonical,
    /// Every change of every amendment, in order of place.
    pub proposed: Vec<Proposed>,
    /// Every clash among the changes that are taken.
    pub contested: Vec<Contested>,
    /// Changes that touch or whose order nobody chose.
    pub flags: Vec<MergeFlag>,
    /// Where each amendment's words stand in the merged text, in order.
    pub passages: Vec<Passage>,
    /// An amendment could not be compared exactly with the base: somebody has to look at all of the merged text.
    pub coarse: bool,
}

impl Workbench {
    /// The clashes that nobody has settled.
    pub fn open(&self) -> impl Iterator<Item = &Contested> {
        self.contested.iter().filter(|contest| contest.settled.is_none())
    }

    /// How many changes of an amendment stand in the merged text, and how many it makes.
    /// A change in a clash stands where the clash is settled with this amendment's words.
    pub fn share(&self, by: u32) -> (usize, usize) {
        let own = || self.proposed.iter().filter(|change| change.by.contains(&by));
        let stands = |change: &&Proposed| {
            let contest = change.contest.and_then(|at| self.contested.get(at));
            change.taken
                && contest.is_none_or(|contest| match &contest.settled {
                    Some(Settled::Side(side)) => contest
                        .sides
                        .iter()
                        .any(|one| one.by.contains(side) && one.by.contains(&by)),
                    _ => false,
                })
        };
        (own().filter(stands).count(), own().count())
    }
}

/// Lays amended texts on their base. Amendments are numbered from 1, in the order given.
pub fn workbench(base: &Canonical, layout: Layout, sides: &[Canonical], choices: &Choices) -> Workbench {
    let old = base.paragraphs();
    let starts = Starts::of(base, layout);
    let mut branches: Vec<Branch> = (1..)
        .zip(sides)
        .map(|(by, side)| branch(base, side, by))
        .collect();
    let mut proposed = listed(base, &old, &starts, &branches);
    for change in &mut proposed {
        change.taken = !choices.left.contains(&change.key);
    }
    for branch in &mut branches {
        leave(&old, branch, &|key| choices.left.contains(key));
    }
    let (contests, unsettled) = {
        let woven = put_together(base, &branches, None);
        if woven.clashes.is_empty() {
            (Vec::new(), Some(woven))
        } else {
            (woven.clashes, None)
        }
    };
    let mut contested: Vec<Contested> = contests.iter().map(|contest| told(contest, &starts)).collect();
    let mut hand = Branch {
        edits: Vec::new(),
        fine: Vec::new(),
        order: (0..old.len()).map(|n| Placed::Base(n, false)).collect(),
        coarse: false,
    };
    for (at, (contest, told)) in contests.iter().zip(&mut contested).enumerate() {
        let own = |change: &&mut Proposed| change.taken && belongs(change, contest);
        for change in proposed.iter_mut().filter(own) {
            change.contest.get_or_insert(at);
        }
        told.settled = choices.settled.get(&told.key).cloned();
        if let Some(settled) = &told.settled {
            settle(base, &old, &mut branches, &mut hand, contest, settled);
        }
    }
    let woven = match unsettled {
        Some(woven) => woven,
        None => {
            branches.push(hand);
            let mut woven = put_together(base, &branches, None);
            // The last branch is nobody's: its words were written by hand.
            let by_hand = offset(branches.len());
            let nobody =
                |by: &mut Vec<u32>| by.iter_mut().filter(|by| **by == by_hand).for_each(|by| *by = 0);
            woven
                .changes
                .iter_mut()
                .for_each(|made| nobody(&mut made.change.by));
            woven
                .flags
                .iter_mut()
                .for_each(|(flag, _, _)| nobody(&mut flag.by));
            woven
        }
    };
    let passages = passages(&woven);
    let mut flags: Vec<MergeFlag> = woven.flags.into_iter().map(|(flag, _, _)| flag).collect();
    flags.dedup();
    Workbench {
        coarse: woven.coarse,
        text: woven.text,
        proposed,
        contested,
        flags,
        passages,
    }
}

/// A name for a change or clash: what it is about, never where it stands in a list.
fn key(kind: char, place: &Range<u32>, words: &[&str]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for word in words {
        for b in word.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!(
        "{kind}{}-{}-{:08x}",
        place.start,
        place.end,
        (hash ^ (hash >> 32)) & 0xffff_ffff
    )
}

fn edit_key(edit: &Edit) -> String {
    key(if edit.removes { 'd' } else { 'w' }, &edit.range, &[&edit.new])
}

/// The keys of what a side puts or moves, in its order; `None` for paragraphs that stay.
fn order_keys(old: &[Paragraph<'_>], order: &[Placed]) -> Vec<Option<String>> {
    let mut last = 0;
    let mut nth = 0_u32;
    order
        .iter()
        .map(|placed| match placed {
            Placed::New(text) => {
                nth += 1;
                Some(key('n', &(last..last), &[text, &nth.to_string()]))
            }
            Placed::Base(n, moved) => {
                let after = last;
                let paragraph = &old[*n];
                last = paragraph.end;
                nth = 0;
                moved.then(|| key('m', &(paragraph.start..paragraph.end), &[&after.to_string()]))
            }
        })
        .collect()
}

/// Takes changes back from a side.
fn leave(old: &[Paragraph<'_>], branch: &mut Branch, left: &dyn Fn(&str) -> bool) {
    let gone: Vec<Range<u32>> = branch
        .edits
        .iter()
        .filter(|edit| left(&edit_key(edit)))
        .map(|edit| edit.range.clone())
        .collect();
    branch.edits.retain(|edit| !left(&edit_key(edit)));
    branch.fine.retain(|edit| !within_any(&edit.range, &gone));
    let keys = order_keys(old, &branch.order);
    let mut keys = keys.iter();
    branch
        .order
        .retain(|_| !keys.next().is_some_and(|key| key.as_deref().is_some_and(left)));
}

fn within_any(range: &Range<u32>, places: &[Range<u32>]) -> bool {
    places
        .iter()
        .any(|place| place.start <= range.start && range.end <= place.end)
}

/// Every change of every side, the same one of several sides once, in order of place.
fn listed(base: &Canonical, old: &[Paragraph<'_>], starts: &Starts, branches: &[Branch]) -> Vec<Proposed> {
    let text = |range: &Range<u32>| &base.as_str()[range.start as usize..range.end as usize];
    let mut all: Vec<Proposed> = united(branches.iter().flat_map(|branch| &branch.edits))
        .into_iter()
        .map(|edit| {
            let kept = applied(base, edit.range.clone(), std::iter::empty());
            Proposed {
                key: edit_key(&edit),
                kind: if edit.removes {
                    ProposedKind::Delete
                } else {
                    ProposedKind::Words
                },
                lines: starts.range(edit.range.start, edit.range.end),
                old: text(&edit.range).to_owned(),
                cost: cost(
                    &around(base, old, &edit.range, &kept),
                    &around(base, old, &edit.range, &edit.new),
                ),
                place: edit.range,
                new: edit.new,
                by: edit.by,
                taken: true,
                contest: None,
            }
        })
        .collect();
    let mut known: HashMap<String, usize> = HashMap::default();
    for (by, branch) in (1..).zip(branches) {
        let mut last = 0;
        for (placed, key) in branch.order.iter().zip(order_keys(old, &branch.order)) {
            let change = match (placed, key) {
                (Placed::New(text), Some(key)) => Proposed {
                    key,
                    kind: ProposedKind::Insert,
                    by: vec![by],
                    place: last..last,
                    lines: match last {
                        0 => (0, 0),
                        end => (starts.at(end - 1), starts.at(end - 1)),
                    },
                    old: String::new(),
                    new: text.clone(),
                    cost: cost("", text),
                    taken: true,
                    contest: None,
                },
                (Placed::Base(n, _), Some(key)) => {
                    let place = old[*n].start..old[*n].end;
                    last = place.end;
                    Proposed {
                        key,
                        kind: ProposedKind::Move,
                        by: vec![by],
                        lines: starts.range(place.start, place.end),
                        old: text(&place).to_owned(),
                        new: text(&place).to_owned(),
                        cost: 0,
                        place,
                        taken: true,
                        contest: None,
                    }
                }
                (Placed::Base(n, _), None) => {
                    last = old[*n].end;
                    continue;
                }
                (Placed::New(_), None) => continue,
            };
            match known.get(&change.key).and_then(|at: &usize| all.get_mut(*at)) {
                Some(same) => same.by.push(by),
                None => {
                    known.insert(change.key.clone(), all.len());
                    all.push(change);
                }
            }
        }
    }
    all.sort_by(|a, b| (a.place.start, a.place.end, &a.by).cmp(&(b.place.start, b.place.end, &b.by)));
    all
}

/// The words around an edit as far as the next spaces, so that a change inside a word is counted right.
fn around(base: &Canonical, old: &[Paragraph<'_>], range: &Range<u32>, middle: &str) -> String {
    let whole = base.as_str();
    let first = old.partition_point(|paragraph| paragraph.end < range.start);
    let last = old.partition_point(|paragraph| paragraph.end < range.end);
    let from = old
        .get(first)
        .map_or(range.start, |paragraph| paragraph.body.min(range.start));
    let to = old
        .get(last)
        .map_or(range.end, |paragraph| paragraph.end.max(range.end));
    let (before, after) = (
        &whole[from as usize..range.start as usize],
        &whole[range.end as usize..to as usize],
    );
    let before = &before[before.rfind([' ', '\n']).map_or(0, |at| at + 1)..];
    let after = &after[..after.find([' ', '\n']).unwrap_or(after.len())];
    format!("{before}{middle}{after}")
}

fn cost(old: &str, new: &str) -> i32 {
    let count = |text: &str| i32::try_from(words(text)).unwrap_or(i32::MAX);
    count(new) - count(old)
}

fn told(contest: &Contest, starts: &Starts) -> Contested {
    let sides = &contest.clash.sides;
    let kind = match contest.over {
        Over::Words => 'c',
        Over::Place => 'p',
        Over::Join => 'j',
    };
    let texts: Vec<&str> = sides.iter().map(|side| side.text.as_str()).collect();
    Contested {
        key: key(kind, &contest.place, &texts),
        place: contest.place.clone(),
        lines: starts.range(contest.place.start, contest.place.end),
        base: contest.clash.base.clone(),
        sides: sides
            .iter()
            .map(|side| ContestedSide {
                by: side.by.clone(),
                text: side.text.clone(),
                cost: match contest.over {
                    Over::Words => cost(&contest.clash.base, &side.text),
                    Over::Place | Over::Join => 0,
                },
            })
            .collect(),
        by_hand: contest.over == Over::Words,
        settled: None,
    }
}

/// Whether a change is one of those that clash here.
fn belongs(change: &Proposed, contest: &Contest) -> bool {
    let concerned = contest
        .clash
        .sides
        .iter()
        .any(|side| side.by.iter().any(|by| change.by.contains(by)));
    let inside = contest.place.start <= change.place.start && change.place.end <= contest.place.end;
    let same_kind = match contest.over {
        Over::Place => change.kind == ProposedKind::Move,
        Over::Words | Over::Join => matches!(change.kind, ProposedKind::Words | ProposedKind::Delete),
    };
    concerned && inside && same_kind
}

/// Takes back what did not win, and puts what was written by hand in its place.
fn settle(
    base: &Canonical,
    old: &[Paragraph<'_>],
    branches: &mut [Branch],
    hand: &mut Branch,
    contest: &Contest,
    settled: &Settled,
) {
    let place = std::slice::from_ref(&contest.place);
    let wins = |by: u32| match settled {
        Settled::Side(side) => contest
            .clash
            .sides
            .iter()
            .any(|one| one.by.contains(side) && one.by.contains(&by)),
        Settled::Base | Settled::ByHand(_) => false,
    };
    for (by, branch) in (1..).zip(branches.iter_mut()).filter(|(by, _)| !wins(*by)) {
        match contest.over {
            Over::Words => {
                if contest.clash.sides.iter().any(|side| side.by.contains(&by)) {
                    branch.edits.retain(|edit| !within_any(&edit.range, place));
                    branch.fine.retain(|edit| !within_any(&edit.range, place));
                }
            }
            Over::Join => {
                branch
                    .edits
                    .retain(|edit| edit.removes || !within_any(&edit.range, place));
            }
            Over::Place => branch.order.retain(|placed| match placed {
                Placed::Base(n, true) => old[*n].start != contest.place.start,
                _ => true,
            }),
        }
    }
    // Where a join wins, nobody moves either of its paragraphs.
    if let (Over::Join, Settled::Side(_)) = (contest.over, settled) {
        for branch in branches.iter_mut() {
            branch.order.retain(|placed| match placed {
                Placed::Base(n, true) => !within_any(&(old[*n].start..old[*n].end), place),
                _ => true,
            });
        }
    }
    if let (Over::Words, Settled::ByHand(words)) = (contest.over, settled) {
        let range = &contest.place;
        let shown = &base.as_str()[range.start as usize..range.end as usize];
        // The clash is told without the spaces at its ends; they stay.
        let start = range.start + offset(shown.len() - shown.trim_start().len());
        let end = range.end - offset(shown.len() - shown.trim_end().len());
        let whole = old.iter().any(|paragraph| {
            paragraph.start >= start && paragraph.start < end.max(start + 1) && paragraph.end <= end
        });
        let edit = Edit {
            range: start.min(end)..end.max(start),
            new: words.trim().to_owned(),
            removes: words.trim().is_empty() && whole,
            by: vec![offset(branches.len()) + 1],
        };
        hand.edits.push(edit.clone());
        hand.fine.push(edit);
    }
}

/// Where the words of each change stand in the merged text.
///
/// Bringing text into canonical form only changes spaces, so characters that are no space keep their order.
fn passages(woven: &Weave) -> Vec<Passage> {
    let mut places: Vec<(Range<usize>, &[u32])> = woven
        .changes
        .iter()
        .filter(|made| !made.written.is_empty())
        .map(|made| (made.written.clone(), made.change.by.as_slice()))
        .collect();
    places.sort_by_key(|(range, _)| (range.start, range.end));
    let mut ink = Vec::with_capacity(woven.written.len());
    let mut n = 0_u32;
    for (byte, c) in woven.written.char_indices() {
        ink.resize(byte, n);
        ink.push(n);
        n += u32::from(!c.is_whitespace());
    }
    ink.resize(woven.written.len() + 1, n);
    let shown: Vec<u32> = woven
        .text
        .as_str()
        .char_indices()
        .filter(|(_, c)| !c.is_whitespace())
        .flat_map(|(byte, c)| [offset(byte), offset(byte + c.len_utf8())])
        .collect();
    places
        .into_iter()
        .filter_map(|(range, by)| {
            let (first, last) = (ink[range.start] as usize, ink[range.end] as usize);
            let start = *shown.get(first * 2)?;
            let end = *shown.get((last * 2).checked_sub(1)?)?;
            (first < last).then(|| Passage {
                start,
                end,
                by: by.to_vec(),
            })
        })
        .collect()
}
