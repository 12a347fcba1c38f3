//! What changed inside paragraphs that belong together.
//!
//! Tokens are compared without the space between them; the space is then dealt out so that what is
//! marked reads well: a deleted word takes the space after it along, a sentence starts at its first
//! word, a rewritten passage is replaced as a whole instead of being shredded.

use std::ops::Range;

use super::sequence::{Hunk, compare};
use super::tokens::{Keys, Token, class};
use super::{ChangeKind, Class, is_invisible};
use crate::text::canon::{Paragraph, offset};

/// A stretch of both texts, by bytes of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) old: Range<u32>,
    pub(crate) new: Range<u32>,
    /// `None` where both are equal.
    pub(crate) change: Option<(ChangeKind, Class)>,
}

/// One side of the comparison of paragraphs.
pub(crate) struct Unit<'a> {
    pub(crate) text: &'a str,
    pub(crate) paragraphs: &'a [Paragraph<'a>],
    pub(crate) tokens: &'a [Token],
}

impl<'a> Unit<'a> {
    fn start(&self) -> u32 {
        self.paragraphs.first().map_or(0, |paragraph| paragraph.start)
    }

    fn end(&self) -> u32 {
        self.paragraphs.last().map_or(0, |paragraph| paragraph.end)
    }

    fn slice(&self, range: &Range<u32>) -> &'a str {
        &self.text[range.start as usize..range.end as usize]
    }

    fn token(&self, n: usize) -> &'a str {
        self.slice(&(self.tokens[n].start..self.tokens[n].end))
    }

    fn words(&self, range: Range<usize>) -> usize {
        self.tokens[range].iter().filter(|token| token.word).count()
    }
}

/// Of two texts, how much is kept at least, in percent, for the changes to be shown word by word …
const KEPT: usize = 50;
/// … unless so much of the shorter one is kept.
const KEPT_OF_SHORTER: usize = 70;

/// Compares paragraphs that belong together. The pieces cover both sides without a gap.
pub(crate) fn pieces<'a>(old: &Unit<'a>, new: &Unit<'a>, joined: bool) -> (Vec<Piece>, bool) {
    let (mut hunks, coarse) = hunks(old, new);
    slide(&mut hunks, old, new);
    let hunks = gather(hunks, old, new);
    let mut writer = Writer {
        old,
        new,
        at: (old.start(), new.start()),
        pieces: Vec::with_capacity(hunks.len() * 2 + 2),
    };
    if is_rewritten(&hunks, old, new) {
        writer.whole();
    } else {
        writer.words(&hunks);
    }
    let pieces = if joined {
        join(writer.pieces, old.text)
    } else {
        writer.pieces
    };
    (pieces, coarse)
}

/// Compares the tokens; those at the ends that are the same letter by letter need no keys.
fn hunks<'a>(old: &Unit<'a>, new: &Unit<'a>) -> (Vec<Hunk>, bool) {
    let (n, m) = (old.tokens.len(), new.tokens.len());
    let head = (0..n.min(m))
        .take_while(|i| old.token(*i) == new.token(*i))
        .count();
    let tail = (0..n.min(m) - head)
        .take_while(|i| old.token(n - 1 - i) == new.token(m - 1 - i))
        .count();
    let mut keys = Keys::default();
    let mut part = |words: Vec<&'a str>| words.into_iter().map(|word| keys.of(word)).collect::<Vec<u32>>();
    let a = part((head..n - tail).map(|n| old.token(n)).collect());
    let b = part((head..m - tail).map(|n| new.token(n)).collect());
    let (mut hunks, coarse) = compare(&a, &b);
    for hunk in &mut hunks {
        hunk.old = hunk.old.start + head..hunk.old.end + head;
        hunk.new = hunk.new.start + head..hunk.new.end + head;
    }
    (hunks, coarse)
}

/// Moves pure insertions and deletions, where there is a choice, to where a reader sees them.
fn slide(hunks: &mut [Hunk], old: &Unit<'_>, new: &Unit<'_>) {
    for n in 0..hunks.len() {
        let before = n
            .checked_sub(1)
            .map_or((0, 0), |n| (hunks[n].old.end, hunks[n].new.end));
        let after = hunks
            .get(n + 1)
            .map_or((old.tokens.len(), new.tokens.len()), |next| {
                (next.old.start, next.new.start)
            });
        let hunk = &hunks[n];
        let inserts = hunk.old.is_empty();
        if inserts == hunk.new.is_empty() {
            continue;
        }
        let (side, range) = if inserts {
            (new, hunk.new.clone())
        } else {
            (old, hunk.old.clone())
        };
        let room = if inserts {
            (hunk.new.start - before.1, after.1 - hunk.new.end)
        } else {
            (hunk.old.start - before.0, after.0 - hunk.old.end)
        };
        let (mut left, mut right) = (0, 0);
        while left < room.0.min(200) && side.token(range.start - left - 1) == side.token(range.end - left - 1)
        {
            left += 1;
        }
        while right < room.1.min(200) && side.token(range.start + right) == side.token(range.end + right) {
            right += 1;
        }
        let best = (0..=left + right).max_by_key(|shift| {
            let start = range.start - left + shift;
            (
                fit(side, start, start + range.len()),
                std::cmp::Reverse(shift.abs_diff(left)),
            )
        });
        let hunk = &mut hunks[n];
        let shift = |range: &Range<usize>| {
            let start = range.start - left + best.unwrap_or(left);
            start..start + range.len()
        };
        (hunk.old, hunk.new) = (shift(&hunk.old), shift(&hunk.new));
    }
}

/// How well a run of tokens reads as one insertion or deletion.
fn fit(side: &Unit<'_>, start: usize, end: usize) -> u32 {
    let ends = |n: Option<usize>| match n {
        None => 4,
        Some(n) => match side.token(n) {
            "." | "!" | "?" => 4,
            ";" | ":" => 3,
            "," | ")" => 2,
            _ => 0,
        },
    };
    let breaks = |n: usize| {
        n == 0
            || n >= side.tokens.len()
            || side
                .slice(&(side.tokens[n - 1].end..side.tokens[n].start))
                .contains('\n')
    };
    let before = start.checked_sub(1);
    let stop = ends(before).min(ends(end.checked_sub(1)));
    stop * 2
        + u32::from(breaks(start)) * 4
        + u32::from(breaks(end)) * 4
        + u32::from(side.tokens[start].word) * 2
        + u32::from(matches!(side.token(end - 1), "." | "," | ";"))
}

/// Replaces passages in which little is kept as a whole.
fn gather(hunks: Vec<Hunk>, old: &Unit<'_>, new: &Unit<'_>) -> Vec<Hunk> {
    let mut gathered: Vec<Hunk> = Vec::with_capacity(hunks.len());
    let size = |hunk: &Hunk| (old.words(hunk.old.clone()), new.words(hunk.new.clone()));
    let mut from = 0;
    while from < hunks.len() {
        let mut to = from + 1;
        while to < hunks.len() && old.words(hunks[to - 1].old.end..hunks[to].old.start) <= 2 {
            to += 1;
        }
        let cluster = &hunks[from..to];
        let whole = Hunk {
            old: cluster[0].old.start..hunks[to - 1].old.end,
            new: cluster[0].new.start..hunks[to - 1].new.end,
        };
        let all = size(&whole);
        let changed: usize = cluster.iter().map(|hunk| size(hunk).0).sum();
        let kept = all.0 - changed;
        if cluster.len() >= 4 && kept * 100 < 40 * all.0.max(all.1) {
            gathered.push(whole);
        } else {
            for hunk in cluster {
                let near = gathered.last_mut().filter(|last| {
                    let between = old.words(last.old.end..hunk.old.start);
                    let (last, next) = (size(last), size(hunk));
                    // A lone word between two long replacements helps nobody.
                    between <= 1 && last.0.min(last.1) >= 3 && next.0.min(next.1) >= 3
                });
                match near {
                    Some(last) => (last.old.end, last.new.end) = (hunk.old.end, hunk.new.end),
                    None => gathered.push(hunk.clone()),
                }
            }
        }
        from = to;
    }
    gathered
}

fn is_rewritten(hunks: &[Hunk], old: &Unit<'_>, new: &Unit<'_>) -> bool {
    let all = (old.words(0..old.tokens.len()), new.words(0..new.tokens.len()));
    let changed: usize = hunks.iter().map(|hunk| old.words(hunk.old.clone())).sum();
    let kept = all.0 - changed;
    let replaces = hunks
        .iter()
        .any(|hunk| !hunk.old.is_empty() && !hunk.new.is_empty());
    replaces && kept * 200 < KEPT * (all.0 + all.1) && kept * 100 < KEPT_OF_SHORTER * all.0.min(all.1)
}

struct Writer<'a, 'u> {
    old: &'u Unit<'a>,
    new: &'u Unit<'a>,
    at: (u32, u32),
    pieces: Vec<Piece>,
}

impl Writer<'_, '_> {
    /// Writes everything up to these places as one piece.
    fn piece(&mut self, to: (u32, u32), change: Option<(ChangeKind, Class)>) {
        let (old, new) = (self.at.0..to.0, self.at.1..to.1);
        self.at = to;
        if old.is_empty() && new.is_empty() {
            return;
        }
        match self.pieces.last_mut() {
            Some(last) if last.change.is_none() && change.is_none() => {
                last.old.end = old.end;
                last.new.end = new.end;
            }
            _ => self.pieces.push(Piece { old, new, change }),
        }
    }

    /// Writes words up to these places, as equal or changed as they are.
    fn change(&mut self, to: (u32, u32)) {
        let (old, new) = (
            self.old.slice(&(self.at.0..to.0)),
            self.new.slice(&(self.at.1..to.1)),
        );
        if old == new {
            return self.piece(to, None);
        }
        let kind = match (old.is_empty(), new.is_empty()) {
            (true, _) => ChangeKind::Insert,
            (_, true) => ChangeKind::Delete,
            _ => ChangeKind::Replace,
        };
        match class(old, new) {
            Class::Spacing => self.spacing(old, new),
            class => self.piece(to, Some((kind, class))),
        }
    }

    /// Writes a change of nothing but space, with the letters between left alone.
    fn spacing(&mut self, old: &str, new: &str) {
        let blank = |c: char| c.is_whitespace() || is_invisible(c);
        let run = |text: &str| text.find(|c| !blank(c)).unwrap_or(text.len());
        let (mut i, mut j) = (0, 0);
        let (start_old, start_new) = self.at;
        while i < old.len() || j < new.len() {
            let (a, b) = (run(&old[i..]), run(&new[j..]));
            let (a_text, b_text) = (&old[i..i + a], &new[j..j + b]);
            let head = common_start(a_text, b_text);
            let tail = common_end(&a_text[head..], &b_text[head..]);
            let to = |i: usize, j: usize| (start_old + offset(i), start_new + offset(j));
            self.piece(to(i + head, j + head), None);
            let kind = match (a - head - tail, b - head - tail) {
                (0, _) => ChangeKind::Insert,
                (_, 0) => ChangeKind::Delete,
                _ => ChangeKind::Replace,
            };
            self.piece(to(i + a - tail, j + b - tail), Some((kind, Class::Spacing)));
            (i, j) = (i + a, j + b);
            let letters = |text: &str| text.find(blank).unwrap_or(text.len());
            // The letters are the same on both sides, but one side may have a space earlier.
            let step = letters(&old[i..]).min(letters(&new[j..]));
            (i, j) = (i + step, j + step);
            self.piece(to(i, j), None);
        }
    }

    /// Writes the space between two words, or what opens a paragraph.
    fn gap(&mut self, to: (u32, u32)) {
        let (old, new) = (
            self.old.slice(&(self.at.0..to.0)),
            self.new.slice(&(self.at.1..to.1)),
        );
        if old == new {
            return self.piece(to, None);
        }
        let (old_breaks, new_breaks) = (old.matches("\n\n").count(), new.matches("\n\n").count());
        let opens = self.at == (self.old.start(), self.new.start());
        let (kind, class) = match old_breaks.cmp(&new_breaks) {
            std::cmp::Ordering::Less => (ChangeKind::Split, Class::Spacing),
            std::cmp::Ordering::Greater => (ChangeKind::Join, Class::Spacing),
            std::cmp::Ordering::Equal if opens || old_breaks > 0 => {
                // Invisible characters before the first word are no marker.
                return self.marker(old, new, to);
            }
            std::cmp::Ordering::Equal => return self.spacing(old, new),
        };
        self.piece(to, Some((kind, class)));
    }

    fn marker(&mut self, old: &str, new: &str, to: (u32, u32)) {
        let head = common_start(old, new);
        let tail = common_end(&old[head..], &new[head..]);
        let (a, b) = (old.len() - head - tail, new.len() - head - tail);
        self.piece((self.at.0 + offset(head), self.at.1 + offset(head)), None);
        let kind = match (a, b) {
            (0, _) => ChangeKind::Insert,
            (_, 0) => ChangeKind::Delete,
            _ => ChangeKind::Replace,
        };
        let class = if old.trim() == new.trim() && old.contains(is_invisible) != new.contains(is_invisible) {
            Class::Spacing
        } else {
            Class::Numbering
        };
        self.piece((to.0 - offset(tail), to.1 - offset(tail)), Some((kind, class)));
        self.piece(to, None);
    }

    fn words(&mut self, hunks: &[Hunk]) {
        let (mut i, mut j) = (0, 0);
        for hunk in hunks {
            self.same(i..hunk.old.start, j);
            self.hunk(hunk);
            (i, j) = (hunk.old.end, hunk.new.end);
        }
        self.same(i..self.old.tokens.len(), j);
        self.gap((self.old.end(), self.new.end()));
    }

    /// Writes matched tokens, each with the space before it.
    fn same(&mut self, old: Range<usize>, mut j: usize) {
        if let (Some(a), Some(b)) = (old.end.checked_sub(1), (j + old.len()).checked_sub(1))
            && !old.is_empty()
        {
            let to = (self.old.tokens[a].end, self.new.tokens[b].end);
            let (a, b) = (self.at.0..to.0, self.at.1..to.1);
            if self.old.slice(&a) == self.new.slice(&b) {
                return self.piece(to, None);
            }
        }
        for i in old {
            let (a, b) = (self.old.tokens[i], self.new.tokens[j]);
            self.gap((a.start, b.start));
            self.change((a.end, b.end));
            j += 1;
        }
    }

    fn hunk(&mut self, hunk: &Hunk) {
        let (opens, ends) = (self.at, |side: &Unit<'_>, n: usize| {
            side.tokens.get(n).map_or(side.end(), |token| token.start)
        });
        let next = (ends(self.old, hunk.old.end), ends(self.new, hunk.new.end));
        let span = |side: &Unit<'_>, range: &Range<usize>| {
            let token = |n: usize| side.tokens[n];
            (token(range.start).start, token(range.end - 1).end)
        };
        let first = opens == (self.old.start(), self.new.start());
        if !hunk.old.is_empty() && !hunk.new.is_empty() {
            let (old, new) = (span(self.old, &hunk.old), span(self.new, &hunk.new));
            let (lead_old, lead_new) = (
                self.old.slice(&(opens.0..old.0)),
                self.new.slice(&(opens.1..new.0)),
            );
            if lead_old == lead_new || first || lead_old.contains('\n') || lead_new.contains('\n') {
                self.gap((old.0, new.0));
            }
            let (tail_old, tail_new) = (self.old.slice(&(old.1..next.0)), self.new.slice(&(new.1..next.1)));
            if tail_old == tail_new || tail_old.contains('\n') || tail_new.contains('\n') {
                self.change((old.1, new.1));
                self.gap(next);
            } else {
                self.change(next);
            }
            return;
        }
        // One side only: deal out the space around it.
        let deletes = hunk.new.is_empty();
        let (side, range) = if deletes {
            (self.old, &hunk.old)
        } else {
            (self.new, &hunk.new)
        };
        let (start, end) = span(side, range);
        let (side_at, side_next) = if deletes {
            (opens.0, next.0)
        } else {
            (opens.1, next.1)
        };
        let other = if deletes {
            self.new.slice(&(opens.1..next.1))
        } else {
            self.old.slice(&(opens.0..next.0))
        };
        let (before, after) = (side.slice(&(side_at..start)), side.slice(&(end..side_next)));
        let place = |on_side: u32, on_other: u32| {
            if deletes {
                (on_side, on_other)
            } else {
                (on_other, on_side)
            }
        };
        let (other_at, other_next) = if deletes {
            (opens.1, next.1)
        } else {
            (opens.0, next.0)
        };
        let structural = first || before.contains('\n');
        if before == other && !after.contains('\n') {
            self.gap(place(start, other_next));
            self.change(place(side_next, other_next));
        } else if after == other && !structural {
            self.change(place(end, other_at));
            self.gap(next);
        } else if structural {
            self.gap(place(start, other_next));
            self.change(place(side_next, other_next));
        } else {
            self.change(place(end, other_at));
            self.gap(next);
        }
    }

    /// Writes one replacement of everything, and the change of the marker, if any, before it.
    fn whole(&mut self) {
        let start = |side: &Unit<'_>| side.paragraphs.first().map_or(0, |paragraph| paragraph.body);
        self.gap((start(self.old), start(self.new)));
        let to = (self.old.end(), self.new.end());
        self.change(to);
    }
}

/// The bytes that two texts start with alike.
fn common_start(a: &str, b: &str) -> usize {
    a.chars()
        .zip(b.chars())
        .take_while(|(a, b)| a == b)
        .map(|(c, _)| c.len_utf8())
        .sum()
}

/// The bytes that two texts end with alike.
fn common_end(a: &str, b: &str) -> usize {
    a.chars()
        .rev()
        .zip(b.chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(c, _)| c.len_utf8())
        .sum()
}

/// Makes one change of neighbours that a reader takes for one: replaced words with nothing but
/// space between them, and capitals with nothing but space and punctuation between them.
pub(crate) fn join(pieces: Vec<Piece>, old: &str) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        if let [.., first, between] = joined.as_mut_slice()
            && let (Some((ChangeKind::Replace, class)), Some(second)) = (first.change, piece.change)
            && second == (ChangeKind::Replace, class)
            && between.change.is_none()
        {
            let gap = &old[between.old.start as usize..between.old.end as usize];
            let joins = match class {
                Class::Wording => gap.chars().all(|c| c == ' '),
                Class::Case => !gap.contains(|c: char| c.is_alphanumeric() || c == '\n'),
                _ => false,
            };
            if joins {
                first.old.end = piece.old.end;
                first.new.end = piece.new.end;
                joined.pop();
                continue;
            }
        }
        joined.push(piece);
    }
    joined
}
