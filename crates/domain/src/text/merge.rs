//! Rebase and merge, by one rule.
//!
//! Each side is read as edits of the base *o*: words that give way to others, paragraphs that go,
//! come or move. An edit names its place in *o*, so it follows its paragraph wherever another side
//! puts it. Edits that do not meet are all made; the same edit made twice is one edit by two; edits
//! that touch are made and flagged; edits that meet are a clash, which keeps both as a value.
//!
//! Merging *a* and *b* is putting both sets of edits together. Rebasing *a* onto *n* is the same
//! with *n* as the first side, whose words stand where the two clash. So a rebase onto *o* itself
//! gives *a*, the rebase of *o* gives *n*, and amendments that do not meet commute.

use std::collections::BTreeSet;
use std::ops::Range;

use foldhash::HashMap;
use serde::{Deserialize, Serialize};

use super::canon::{Canonical, Paragraph};
use super::diff::details;
use super::diff::pieces::{Piece, join};

pub mod workbench;

/// How an amendment fits a new base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Everything fits.
    Clean,
    /// Something does not fit; both sides are kept.
    Clash,
    /// The new base has every change already.
    Already,
}

/// An amendment carried over to a new base.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rebase {
    /// How it fits.
    pub outcome: Outcome,
    /// The amended new base; where there is a clash, the new base's words.
    pub text: Canonical,
    /// Changes to look at again.
    pub flags: Vec<RebaseFlag>,
    /// Places where both changed the same words.
    pub clashes: Vec<RebaseClash>,
    /// The texts were too large or too different for an exact comparison: somebody has to look at all of it.
    pub coarse: bool,
}

/// Why a change should be looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FlagKind {
    /// Changes to words that stand side by side.
    Touching,
    /// Two things put in the same place, in an order that nobody chose.
    Order,
}

/// A change of the amendment to look at again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RebaseFlag {
    /// Why.
    pub kind: FlagKind,
    /// The words in the old base.
    pub old: String,
    /// The amendment's words.
    pub new: String,
}

/// Words that both the new base and the amendment changed, differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RebaseClash {
    /// The words in the old base.
    pub base: String,
    /// The words in the new base.
    pub theirs: String,
    /// The words of the amendment.
    pub ours: String,
}

/// Several amendments put into one text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// [`Outcome::Clean`] or [`Outcome::Clash`].
    pub outcome: Outcome,
    /// The text; where there is a clash, the base's words.
    pub text: Canonical,
    /// The changes that went in.
    pub changes: Vec<MergeChange>,
    /// Changes to look at again.
    pub flags: Vec<MergeFlag>,
    /// Places where amendments differ.
    pub clashes: Vec<MergeClash>,
    /// The texts were too large or too different for an exact comparison: somebody has to look at all of it.
    pub coarse: bool,
}

/// A change that went in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeChange {
    /// The amendments that make it, numbered from 1.
    pub by: Vec<u32>,
    /// The words in the base.
    pub old: String,
    /// The words in their place.
    pub new: String,
}

/// Changes to look at again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeFlag {
    /// Why.
    pub kind: FlagKind,
    /// The amendments concerned, numbered from 1.
    pub by: Vec<u32>,
}

/// Words that amendments change differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeClash {
    /// The words in the base.
    pub base: String,
    /// What each would put there.
    pub sides: Vec<MergeSide>,
}

/// One side of a clash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeSide {
    /// The amendments that want it, numbered from 1.
    pub by: Vec<u32>,
    /// The words they want.
    pub text: String,
}

/// Carries an amendment of `base` over to a newer base.
///
/// ```
/// # use domain::text::canon::Canonical;
/// # use domain::text::merge::{Outcome, rebase};
/// let text = Canonical::of;
/// let rebase = rebase(&text("We pay ten pounds."), &text("We pay twelve pounds."), &text("All pay ten pounds."));
/// assert_eq!(rebase.outcome, Outcome::Clean);
/// assert_eq!(rebase.text, text("All pay twelve pounds."));
/// ```
pub fn rebase(base: &Canonical, amended: &Canonical, newbase: &Canonical) -> Rebase {
    let sides = [newbase, amended];
    let Weave {
        text,
        flags,
        clashes,
        changes,
        coarse,
        ..
    } = weave(base, &sides, Some(0));
    let ours = |by: &[u32]| by.contains(&2);
    let own: Vec<&MergeChange> = changes
        .iter()
        .map(|made| &made.change)
        .filter(|change| ours(&change.by))
        .collect();
    let clashes: Vec<MergeClash> = clashes.into_iter().map(|contest| contest.clash).collect();
    let outcome = if !clashes.is_empty() {
        Outcome::Clash
    } else if !own.is_empty() && own.iter().all(|change| change.by.contains(&1)) {
        Outcome::Already
    } else {
        Outcome::Clean
    };
    let side = |clash: &MergeClash, n: u32| {
        let found = clash.sides.iter().find(|side| side.by.contains(&n));
        found.map_or_else(|| clash.base.clone(), |side| side.text.clone())
    };
    Rebase {
        outcome,
        text,
        coarse,
        flags: flags
            .into_iter()
            .map(|(flag, old, new)| RebaseFlag {
                kind: flag.kind,
                old,
                new,
            })
            .collect(),
        clashes: clashes
            .iter()
            .map(|clash| RebaseClash {
                base: clash.base.clone(),
                theirs: side(clash, 1),
                ours: side(clash, 2),
            })
            .collect(),
    }
}

/// Puts amendments of one base together.
pub fn merge(base: &Canonical, amendments: &[Canonical]) -> Merge {
    let sides: Vec<&Canonical> = amendments.iter().collect();
    let Weave {
        text,
        changes,
        flags,
        clashes,
        coarse,
        ..
    } = weave(base, &sides, None);
    let mut flags: Vec<MergeFlag> = flags.into_iter().map(|(flag, _, _)| flag).collect();
    flags.dedup();
    let outcome = if clashes.is_empty() {
        Outcome::Clean
    } else {
        Outcome::Clash
    };
    Merge {
        outcome,
        text,
        coarse,
        changes: changes.into_iter().map(|made| made.change).collect(),
        flags,
        clashes: clashes.into_iter().map(|contest| contest.clash).collect(),
    }
}

/// What comes of putting sides together; each flag with the words of the last side concerned.
struct Weave {
    text: Canonical,
    /// The text before it was brought into canonical form.
    written: String,
    changes: Vec<Made>,
    flags: Vec<(MergeFlag, String, String)>,
    clashes: Vec<Contest>,
    /// A side could not be compared exactly.
    coarse: bool,
}

/// A change that went in, and where it stands.
struct Made {
    change: MergeChange,
    /// The words as written, before they are brought into canonical form.
    written: Range<usize>,
}

/// A clash, and the words of the base that it is about.
struct Contest {
    place: Range<u32>,
    over: Over,
    clash: MergeClash,
}

/// What sides clash over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Over {
    /// What words stand in a place.
    Words,
    /// Where a paragraph stands.
    Place,
    /// Whether a paragraph that one side moves is joined to its neighbor.
    Join,
}

/// Words of the base that give way to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) range: Range<u32>,
    pub(super) new: String,
    /// A whole paragraph goes.
    pub(super) removes: bool,
    pub(super) by: Vec<u32>,
}

impl Edit {
    /// Whether two edits want the same place; what is added to a paragraph that goes counts as well.
    pub(super) fn meets(&self, other: &Self) -> bool {
        let (a, b) = (&self.range, &other.range);
        if self.removes || other.removes {
            return a.start <= b.end && b.start <= a.end && (a.end - a.start).min(b.end - b.start) == 0
                || a.start < b.end && b.start < a.end;
        }
        match (a.is_empty(), b.is_empty()) {
            (true, true) => false,
            (true, false) => b.start < a.start && a.start < b.end,
            (false, true) => a.start < b.start && b.start < a.end,
            (false, false) => a.start < b.end && b.start < a.end,
        }
    }
}

/// One side, as edits of the base and an order of paragraphs.
pub(super) struct Branch {
    /// Each edit as a reader sees it, with neighbours joined …
    pub(super) edits: Vec<Edit>,
    /// … and word by word.
    pub(super) fine: Vec<Edit>,
    pub(super) order: Vec<Placed>,
    /// It could not be compared exactly.
    pub(super) coarse: bool,
}

/// A paragraph in the order of a side.
pub(super) enum Placed {
    /// A paragraph of the base, and whether it has moved.
    Base(usize, bool),
    /// A new paragraph.
    New(String),
}

fn branch(base: &Canonical, side: &Canonical, by: u32) -> Branch {
    let (old, new) = (base.paragraphs(), side.paragraphs());
    let (details, coarse) = details(base, side);
    let words = |range: &Range<u32>| &side.as_str()[range.start as usize..range.end as usize];
    let whole = |paragraph: &Paragraph<'_>| paragraph.start..paragraph.end;
    let mut kept = vec![false; old.len()];
    let (mut edits, mut fine, mut order) = (Vec::new(), Vec::new(), Vec::new());
    let mut at = 0;
    for (group, pieces) in details {
        order.extend(
            new[at..group.new.start]
                .iter()
                .map(|paragraph| Placed::New(words(&whole(paragraph)).to_owned())),
        );
        at = group.new.end;
        for n in group.old.clone() {
            kept[n] = true;
            order.push(Placed::Base(n, group.moved));
        }
        let edit = |piece: &Piece| Edit {
            range: piece.old.clone(),
            new: words(&piece.new).to_owned(),
            removes: false,
            by: vec![by],
        };
        let changed = |pieces: &[Piece]| {
            let mut edits: Vec<Edit> = Vec::new();
            for edit in pieces.iter().filter(|piece| piece.change.is_some()).map(edit) {
                match edits.last_mut() {
                    // Two things of one side in one place, such as a mark and a space, keep their order.
                    Some(last) if last.range == edit.range && edit.range.is_empty() => {
                        last.new.push_str(&edit.new);
                    }
                    _ => edits.push(edit),
                }
            }
            edits
        };
        fine.extend(changed(&pieces));
        edits.extend(changed(&join(pieces, base.as_str())));
    }
    order.extend(
        new[at..]
            .iter()
            .map(|paragraph| Placed::New(words(&whole(paragraph)).to_owned())),
    );
    for paragraph in old
        .iter()
        .zip(kept)
        .filter(|(_, kept)| !kept)
        .map(|(paragraph, _)| paragraph)
    {
        let edit = Edit {
            range: whole(paragraph),
            new: String::new(),
            removes: true,
            by: vec![by],
        };
        edits.push(edit.clone());
        fine.push(edit);
    }
    Branch {
        edits,
        fine,
        order,
        coarse,
    }
}

/// Puts the sides together. Where they clash, the base's words stay, or those of one side.
fn weave(base: &Canonical, sides: &[&Canonical], prefer: Option<usize>) -> Weave {
    let branches: Vec<Branch> = (1..)
        .zip(sides)
        .map(|(by, side)| branch(base, side, by))
        .collect();
    put_together(base, &branches, prefer)
}

fn put_together(base: &Canonical, branches: &[Branch], prefer: Option<usize>) -> Weave {
    let paragraphs = base.paragraphs();
    let mut order = Order::new(paragraphs.len());
    let mut clashes = order.arrange(branches, &paragraphs, base, prefer);
    let mut flags = std::mem::take(&mut order.flags);
    let mut settled = settle(base, branches, prefer);
    clashes.append(&mut settled.clashes);
    flags.append(&mut settled.flags);

    // A join needs its paragraphs still to stand one after the other.
    settled.edits.retain(|edit| {
        let n = paragraphs.partition_point(|paragraph| paragraph.end < edit.range.start);
        let joins = (!edit.removes && paragraphs.get(n).is_some_and(|p| p.end < edit.range.end)).then_some(n);
        let Some(n) = joins.filter(|n| order.next[*n] != n + 1) else {
            return true;
        };
        let span = paragraphs[n].start..paragraphs.get(n + 1).map_or(paragraphs[n].end, |next| next.end);
        let side = MergeSide {
            by: edit.by.clone(),
            text: edit.new.clone(),
        };
        clashes.push(Contest {
            clash: MergeClash {
                base: base.as_str()[span.start as usize..span.end as usize].to_owned(),
                sides: vec![side],
            },
            place: span,
            over: Over::Join,
        });
        false
    });

    let mut changes = Vec::new();
    let written = write(base, &paragraphs, &order, &settled.edits, &mut changes);
    Weave {
        text: Canonical::of(&written),
        written,
        changes,
        flags,
        clashes,
        coarse: branches.iter().any(|branch| branch.coarse),
    }
}

/// Edits that all can be made, and what cannot.
struct Settled {
    edits: Vec<Edit>,
    flags: Vec<(MergeFlag, String, String)>,
    clashes: Vec<Contest>,
}

/// The edits of one side word by word, in order of place.
struct Fine<'a> {
    edits: Vec<&'a Edit>,
    by: BTreeSet<u32>,
}

impl<'a> Fine<'a> {
    fn of(branch: &'a Branch) -> Self {
        let mut edits: Vec<&Edit> = branch.fine.iter().collect();
        edits.sort_by_key(|edit| edit.range.start);
        let by = edits.iter().flat_map(|edit| edit.by.iter().copied()).collect();
        Self { edits, by }
    }

    fn within(&self, range: Range<u32>) -> impl Iterator<Item = &'a Edit> {
        let from = self.edits.partition_point(|edit| edit.range.start < range.start);
        let to = self.edits.partition_point(|edit| edit.range.start <= range.end);
        let all = self.edits[from..to].iter().copied();
        all.filter(move |edit| edit.range.end <= range.end)
    }
}

fn settle(base: &Canonical, branches: &[Branch], prefer: Option<usize>) -> Settled {
    let mut all = united(branches.iter().flat_map(|branch| &branch.edits))
        .into_iter()
        .peekable();
    let words = |range: &Range<u32>| &base.as_str()[range.start as usize..range.end as usize];
    let fine: Vec<Fine<'_>> = branches.iter().map(Fine::of).collect();
    let mut settled = Settled {
        edits: Vec::new(),
        flags: Vec::new(),
        clashes: Vec::new(),
    };
    while let Some(first) = all.next() {
        // The edits that meet, directly or through others, follow each other in order of place.
        let mut cluster = vec![first];
        while let Some(edit) = all.next_if(|next| cluster.iter().any(|edit| edit.meets(next))) {
            cluster.push(edit);
        }
        if cluster.len() == 1 {
            settled.edits.append(&mut cluster);
            continue;
        }
        let start = cluster.iter().map(|edit| edit.range.start).min().unwrap_or(0);
        let end = cluster.iter().map(|edit| edit.range.end).max().unwrap_or(0);
        let concerned: BTreeSet<u32> = cluster.iter().flat_map(|edit| edit.by.iter().copied()).collect();
        let fine = united(
            fine.iter()
                .filter(|fine| !fine.by.is_disjoint(&concerned))
                .flat_map(|fine| fine.within(start..end)),
        );
        let apart = fine
            .iter()
            .enumerate()
            .all(|(n, edit)| fine[n + 1..].iter().all(|other| !edit.meets(other)));
        if apart {
            settled.edits.extend(fine);
            continue;
        }
        let mut sides: Vec<MergeSide> = Vec::new();
        for by in concerned {
            let own = cluster.iter().filter(|edit| edit.by.contains(&by));
            let text = applied(base, start..end, own).trim().to_owned();
            match sides.iter_mut().find(|side| side.text == text) {
                Some(side) => side.by.push(by),
                None => sides.push(MergeSide { by: vec![by], text }),
            }
        }
        settled.clashes.push(Contest {
            place: start..end,
            over: Over::Words,
            clash: MergeClash {
                base: words(&(start..end)).trim().to_owned(),
                sides,
            },
        });
        let preferred = prefer.and_then(|n| u32::try_from(n + 1).ok());
        settled.edits.extend(
            cluster
                .into_iter()
                .filter(|edit| preferred.is_some_and(|by| edit.by.contains(&by))),
        );
    }
    settled
        .edits
        .sort_by_key(|edit| (edit.range.start, edit.range.end));
    for pair in settled.edits.windows(2) {
        let [first, second] = pair else { continue };
        let gap = words(&(first.range.end.min(second.range.start)..second.range.start));
        let apart = first.by.iter().any(|by| second.by.contains(by)) || first.removes || second.removes;
        if apart || gap.chars().any(|c| !c.is_whitespace() || c == '\n') {
            continue;
        }
        let kind = if first.range == second.range {
            FlagKind::Order
        } else {
            FlagKind::Touching
        };
        let by: BTreeSet<u32> = first.by.iter().chain(&second.by).copied().collect();
        let last = if first.by.iter().max() > second.by.iter().max() {
            first
        } else {
            second
        };
        let flag = MergeFlag {
            kind,
            by: by.into_iter().collect(),
        };
        settled.flags.push((
            flag,
            words(&last.range).trim().to_owned(),
            last.new.trim().to_owned(),
        ));
    }
    settled
}

/// Edits in order of place, with the same edit of several sides made one.
fn united<'a>(edits: impl Iterator<Item = &'a Edit>) -> Vec<Edit> {
    let mut all: Vec<Edit> = edits.cloned().collect();
    all.sort_by(|a, b| {
        (a.range.start, a.range.end, &a.new, &a.by).cmp(&(b.range.start, b.range.end, &b.new, &b.by))
    });
    let mut united: Vec<Edit> = Vec::with_capacity(all.len());
    for edit in all {
        match united.last_mut() {
            Some(last)
                if last.range == edit.range && last.new == edit.new && last.removes == edit.removes =>
            {
                last.by.extend(edit.by)
            }
            _ => united.push(edit),
        }
    }
    // What several sides add in one place stands in the order of the sides.
    united.sort_by(|a, b| (a.range.start, a.range.end, &a.by).cmp(&(b.range.start, b.range.end, &b.by)));
    united
}

/// A stretch of the base with edits made, which do not meet.
fn applied<'a>(base: &Canonical, range: Range<u32>, edits: impl Iterator<Item = &'a Edit>) -> String {
    let words = |from: u32, to: u32| &base.as_str()[from as usize..to.max(from) as usize];
    let mut out = String::new();
    let mut at = range.start;
    for edit in edits {
        out.push_str(words(at, edit.range.start));
        out.push_str(&edit.new);
        at = edit.range.end.max(at);
    }
    out.push_str(words(at, range.end));
    out
}

/// The order of paragraphs as a chain: the base's paragraphs, those that go included, and new ones.
struct Order {
    next: Vec<usize>,
    before: Vec<usize>,
    /// New paragraphs; the first has the number that follows the base's last.
    added: Vec<Added>,
    /// Which of them were put after each paragraph.
    added_after: HashMap<usize, Vec<usize>>,
    moved: Vec<Option<Move>>,
    flags: Vec<(MergeFlag, String, String)>,
    /// The number that stands for the place before everything.
    start: usize,
}

/// A new paragraph. The root is the paragraph at the head of what one side puts after another.
struct Added {
    text: String,
    by: Vec<u32>,
    after: usize,
    root: usize,
}

/// Where a paragraph has moved.
#[derive(Clone)]
struct Move {
    after: usize,
    root: usize,
    by: Vec<u32>,
}

impl Order {
    fn new(count: usize) -> Self {
        // The chain is a ring that is closed by a start; numbers from `count` + 1 on are new.
        let start = count;
        Self {
            next: (0..=count).map(|n| if n == start { 0 } else { n + 1 }).collect(),
            before: (0..=count).map(|n| if n == 0 { start } else { n - 1 }).collect(),
            added: Vec::new(),
            added_after: HashMap::default(),
            moved: vec![None; count + 1],
            flags: Vec::new(),
            start,
        }
    }

    fn cut(&mut self, n: usize) {
        let (before, next) = (self.before[n], self.next[n]);
        self.next[before] = next;
        self.before[next] = before;
    }

    fn put(&mut self, n: usize, after: usize) {
        let next = self.next[after];
        self.next[after] = n;
        self.before[n] = after;
        self.next[n] = next;
        self.before[next] = n;
    }

    /// The place behind what earlier sides have put after a paragraph, and who they are.
    fn behind(&self, after: usize, by: u32) -> (usize, Vec<u32>) {
        let (mut at, mut place, mut others) = (after, after, Vec::new());
        // What follows a new paragraph has the root of that paragraph.
        let mut follow = BTreeSet::from([after]);
        loop {
            let next = self.next[at];
            let put = match next.checked_sub(self.start + 1).map(|n| &self.added[n]) {
                Some(added) if after > self.start && follow.contains(&added.after) => {
                    follow.insert(next);
                    Some((after, &added.by))
                }
                Some(added) => Some((added.root, &added.by)),
                None => self.moved[next].as_ref().map(|moved| (moved.root, &moved.by)),
            };
            match put {
                Some((root, sides)) if root == after => {
                    others.extend(sides.iter().copied().filter(|side| *side != by));
                    if sides.iter().all(|side| *side < by) {
                        place = next;
                    }
                    at = next;
                }
                _ => return (place, others),
            }
        }
    }

    /// Puts moved paragraphs in their new places, then new paragraphs in theirs.
    fn arrange(
        &mut self,
        branches: &[Branch],
        old: &[Paragraph<'_>],
        base: &Canonical,
        prefer: Option<usize>,
    ) -> Vec<Contest> {
        let clashes = self.follow_moves(branches.iter(), old, base, prefer);
        if clashes.is_empty() && self.flags.is_empty() {
            self.flags.extend(self.turned(branches, old, base, prefer));
        }
        for (by, branch) in (1..).zip(branches) {
            self.add(by, branch);
        }
        clashes
    }

    /// The paragraphs of the base in their present order.
    fn standing(&self) -> Vec<usize> {
        let chain = std::iter::successors(Some(self.next[self.start]), |n| Some(self.next[*n]));
        chain
            .take_while(|n| *n != self.start)
            .filter(|n| *n < self.start)
            .collect()
    }

    /// Tells where moves of several sides lead to another order when the last side goes first: then no text says
    /// which of the two is meant.
    fn turned(
        &self,
        branches: &[Branch],
        old: &[Paragraph<'_>],
        base: &Canonical,
        prefer: Option<usize>,
    ) -> Option<(MergeFlag, String, String)> {
        let moves = |branch: &Branch| {
            branch
                .order
                .iter()
                .any(|placed| matches!(placed, Placed::Base(_, true)))
        };
        let by: Vec<u32> = (1..)
            .zip(branches)
            .filter_map(|(by, branch)| moves(branch).then_some(by))
            .collect();
        if by.len() < 2 {
            return None;
        }
        let mut turned = Self::new(old.len());
        turned.follow_moves(branches.iter().rev(), old, base, prefer);
        let (mine, other) = (self.standing(), turned.standing());
        let (first, _) = mine.iter().zip(&other).find(|(one, two)| one != two)?;
        let text = base.as_str()[old[*first].start as usize..old[*first].end as usize].to_owned();
        let kind = FlagKind::Order;
        Some((MergeFlag { kind, by }, text.clone(), text))
    }

    /// Puts moved paragraphs in their new places, one side after the other.
    fn follow_moves<'a>(
        &mut self,
        branches: impl Iterator<Item = &'a Branch>,
        old: &[Paragraph<'_>],
        base: &Canonical,
        prefer: Option<usize>,
    ) -> Vec<Contest> {
        let mut clashes = Vec::new();
        for (by, branch) in (1..).zip(branches) {
            let mut last = self.start;
            for placed in &branch.order {
                let Placed::Base(n, moves) = *placed else { continue };
                if moves {
                    match &mut self.moved[n] {
                        Some(earlier) if earlier.after == last => earlier.by.push(by),
                        Some(earlier) => {
                            // Two sides move one paragraph to two places: it stays, or follows one.
                            let place = |after: usize| {
                                old.get(after).map_or("", |paragraph| paragraph.text).to_owned()
                            };
                            let paragraph = &base.as_str()[old[n].start as usize..old[n].end as usize];
                            let sides = vec![
                                MergeSide {
                                    by: earlier.by.clone(),
                                    text: place(earlier.after),
                                },
                                MergeSide {
                                    by: vec![by],
                                    text: place(last),
                                },
                            ];
                            clashes.push(Contest {
                                place: old[n].start..old[n].end,
                                over: Over::Place,
                                clash: MergeClash {
                                    base: paragraph.to_owned(),
                                    sides,
                                },
                            });
                            if prefer.is_none() {
                                self.cut(n);
                                self.put(n, if n == 0 { self.start } else { n - 1 });
                            }
                        }
                        None => {
                            self.cut(n);
                            let own = self.moved[last].as_ref().filter(|moved| moved.by.contains(&by));
                            let root = own.map_or(last, |moved| moved.root);
                            let (at, others) = if root == last {
                                self.behind(last, by)
                            } else {
                                (last, Vec::new())
                            };
                            if !others.is_empty() {
                                let text =
                                    base.as_str()[old[n].start as usize..old[n].end as usize].to_owned();
                                let by = others
                                    .into_iter()
                                    .chain([by])
                                    .collect::<BTreeSet<u32>>()
                                    .into_iter()
                                    .collect();
                                self.flags.push((
                                    MergeFlag {
                                        kind: FlagKind::Order,
                                        by,
                                    },
                                    text.clone(),
                                    text,
                                ));
                            }
                            self.put(n, at);
                            self.moved[n] = Some(Move {
                                after: last,
                                root,
                                by: vec![by],
                            });
                        }
                    }
                }
                last = n;
            }
        }
        // What moved next to a paragraph that another side has moved: who knows where it belongs?
        for (moved, paragraph) in self.moved.iter().zip(old) {
            if let Some(Move { after, by, .. }) = moved
                && let Some(others) = self.taken(*after, by)
            {
                let by = by
                    .iter()
                    .copied()
                    .chain(others)
                    .collect::<BTreeSet<u32>>()
                    .into_iter()
                    .collect();
                let text = base.as_str()[paragraph.start as usize..paragraph.end as usize].to_owned();
                self.flags.push((
                    MergeFlag {
                        kind: FlagKind::Order,
                        by,
                    },
                    text.clone(),
                    text,
                ));
            }
        }
        clashes
    }

    /// The sides that moved a paragraph elsewhere, where none of these did.
    fn taken(&self, paragraph: usize, by: &[u32]) -> Option<Vec<u32>> {
        let moved = self.moved.get(paragraph)?.as_ref()?;
        (!moved.by.iter().any(|side| by.contains(side))).then(|| moved.by.clone())
    }

    fn add(&mut self, by: u32, branch: &Branch) {
        let mut last = self.start;
        let mut followings = vec![None; branch.order.len()];
        for n in (1..branch.order.len()).rev() {
            followings[n - 1] = match &branch.order[n] {
                Placed::Base(n, _) => Some(*n),
                Placed::New(_) => followings[n],
            };
        }
        for (placed, following) in branch.order.iter().zip(followings) {
            let text = match placed {
                Placed::Base(n, _) => {
                    last = *n;
                    continue;
                }
                Placed::New(text) => text,
            };
            // The first side has nobody to agree with.
            let agrees = |n: &usize| {
                let added = &self.added[*n];
                added.text == *text && !added.by.contains(&by)
            };
            let same = self.added_after.get(&last).filter(|_| by > 1);
            let same = same.and_then(|added| added.iter().copied().find(agrees));
            if let Some(same) = same {
                self.added[same].by.push(by);
                last = self.start + 1 + same;
                continue;
            }
            // Behind a new paragraph that another side has as well, that side may have put more.
            let own = last
                .checked_sub(self.start + 1)
                .is_some_and(|n| self.added[n].by == [by]);
            let left = self.taken(last, &[by]);
            let (at, mut others) = match following {
                // What stood before has gone elsewhere; what stands behind has not.
                Some(next) if left.is_some() && self.moved[next].is_none() => (self.before[next], Vec::new()),
                _ if own => (last, Vec::new()),
                _ => self.behind(last, by),
            };
            others.extend(left.into_iter().flatten());
            let root = last
                .checked_sub(self.start + 1)
                .map_or(last, |n| self.added[n].root);
            if !others.is_empty() {
                let by: BTreeSet<u32> = others.into_iter().chain([by]).collect();
                let flag = MergeFlag {
                    kind: FlagKind::Order,
                    by: by.into_iter().collect(),
                };
                self.flags.push((flag, String::new(), text.clone()));
            }
            let id = self.start + 1 + self.added.len();
            self.added_after.entry(last).or_default().push(self.added.len());
            self.added.push(Added {
                text: text.clone(),
                by: vec![by],
                after: last,
                root,
            });
            self.next.push(0);
            self.before.push(0);
            self.put(id, at);
            last = id;
        }
    }
}

/// Writes the text in its order, with the edits made, and tells each change.
fn write(
    base: &Canonical,
    old: &[Paragraph<'_>],
    order: &Order,
    edits: &[Edit],
    changes: &mut Vec<Made>,
) -> String {
    let words = |from: u32, to: u32| &base.as_str()[from as usize..to.max(from) as usize];
    let mut out = String::with_capacity(base.as_str().len() + 64);
    // Where to go on inside the next paragraph, when it was joined to the one before, and whether
    // anything of that one is written.
    let mut inside: Option<(u32, bool)> = None;
    let mut at = order.next[order.start];
    while at != order.start {
        if let Some(added) = at.checked_sub(order.start + 1).map(|n| &order.added[n]) {
            separate(&mut out);
            let begin = out.len();
            out.push_str(&added.text);
            changes.push(Made {
                change: MergeChange {
                    by: added.by.clone(),
                    old: String::new(),
                    new: added.text.trim_start().to_owned(),
                },
                written: begin..out.len(),
            });
            at = order.next[at];
            continue;
        }
        let paragraph = &old[at];
        let first = changes.len();
        let moves = order.moved[at].as_ref();
        if let Some(moved) = moves {
            let text = words(paragraph.start, paragraph.end).trim_start().to_owned();
            changes.push(Made {
                change: MergeChange {
                    by: moved.by.clone(),
                    old: text.clone(),
                    new: text,
                },
                written: 0..0,
            });
        }
        let from = edits.partition_point(|edit| edit.range.start < paragraph.start);
        let own = edits[from..]
            .iter()
            .take_while(|edit| edit.range.start <= paragraph.end);
        let mut text = String::new();
        let joined = inside.take();
        let mut place = joined.map_or(paragraph.start, |(from, _)| from);
        let mut removed = false;
        for edit in own.filter(|edit| joined.is_none_or(|(from, _)| edit.range.start >= from)) {
            let trimmed = |text: &str| {
                if text.trim().is_empty() {
                    text.to_owned()
                } else {
                    text.trim().to_owned()
                }
            };
            let old = trimmed(words(edit.range.start, edit.range.end));
            removed |= edit.removes;
            text.push_str(words(place, edit.range.start));
            changes.push(Made {
                change: MergeChange {
                    by: edit.by.clone(),
                    old,
                    new: trimmed(&edit.new),
                },
                written: text.len()..text.len() + edit.new.len(),
            });
            text.push_str(&edit.new);
            place = edit.range.end;
        }
        text.push_str(words(place, paragraph.end));
        let begun = joined.is_some_and(|(_, begun)| begun);
        let empty = removed || text.trim().is_empty() && !begun;
        if !empty {
            if !begun {
                separate(&mut out);
            }
            if let Some(made) = changes.get_mut(first).filter(|_| moves.is_some()) {
                made.written = 0..text.len();
            }
        }
        // Until here the places were counted from the start of the paragraph.
        for made in &mut changes[first..] {
            let shown = if empty { 0..0 } else { made.written.clone() };
            made.written = shown.start + out.len()..shown.end + out.len();
        }
        if !empty {
            out.push_str(&text);
        }
        if place > paragraph.end {
            inside = Some((place, begun || !empty));
        }
        at = order.next[at];
    }
    out
}

fn separate(out: &mut String) {
    if !out.is_empty() {
        out.push_str("\n\n");
    }
}
