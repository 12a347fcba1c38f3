//! Differences between two texts, as people name them: reworded, moved, split, joined.
//!
//! A comparison has three steps. Paragraphs are aligned by what they say (`align`). Inside
//! paragraphs that belong together, whole words, figures and marks (`tokens`) are compared and
//! dealt out to pieces (`pieces`) that are equal or changed. From these come the rows for a
//! redline or a side-by-side view, and the list of changes, each with its class.
//!
//! With *a* and *b* for the texts and *d* for their difference: the equal and deleted runs of *d*
//! make *a*, the equal and inserted runs make *b*, and *d* is empty exactly when *a* = *b*.

use std::fmt::Write as _;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::canon::{Canonical, Paragraph, offset};
use super::lines::{Layout, Starts};
use super::{wording, words};
use align::Alignment;
pub(super) use align::Group;
use pieces::{Piece, Unit};

pub(crate) mod align;
pub(crate) mod pieces;
mod scope;
pub(super) mod sequence;
pub(crate) mod tokens;

/// What a change touches, from what matters most to what matters least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Words.
    Wording,
    /// Only numbers, dates and sums of money.
    Figure,
    /// Only punctuation, or the typographic form of it.
    Punctuation,
    /// Only spaces, visible or not.
    Spacing,
    /// Only capitals.
    Case,
    /// Only the number, bullet or level of a list item or heading.
    Numbering,
}

/// What happens in a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// Words give way to others.
    Replace,
    /// Words or a paragraph are added.
    Insert,
    /// Words or a paragraph go.
    Delete,
    /// A paragraph stands elsewhere.
    Move,
    /// One paragraph becomes several.
    Split,
    /// Several paragraphs become one.
    Join,
}

/// One side of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// The first and last line.
    pub lines: (u32, u32),
    /// The words: exactly those that changed, or the whole paragraph where all of it is concerned;
    /// without the space around them.
    pub text: String,
    /// Where they start in the canonical text, in bytes, with the space that goes with them.
    pub start: u32,
    /// Where they end.
    pub end: u32,
    /// The (first) paragraph, from 0.
    pub paragraph: u32,
}

/// What a change puts under another heading or lead-in, though its words stay.
///
/// Of a heading that moved, the clauses it gained and lost; of one that came, those that were there
/// before; of one that went, those that stay. Of any paragraph that moved, the heading it left and
/// the one it is under now, where they are not the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Clauses that it governs only now, with their lines in the new text.
    pub gained: Vec<Clause>,
    /// Clauses that it governed before, with their lines in the old text.
    pub lost: Vec<Clause>,
    /// The heading or lead-in that a moved clause stood under, in the old text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Clause>,
    /// The heading or lead-in that it stands under now, in the new text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<Clause>,
}

/// A clause as it is named in a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    /// Its lines.
    pub lines: (u32, u32),
    /// The paragraph, from 0.
    pub paragraph: u32,
    /// Its first words.
    pub text: String,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Its number in reading order, from 1.
    pub id: u32,
    /// What happens.
    pub kind: ChangeKind,
    /// What it touches. Of a move it is [`Class::Wording`], of a split or join [`Class::Spacing`].
    pub class: Class,
    /// What was there.
    pub old: Option<Side>,
    /// What is there now.
    pub new: Option<Side>,
    /// Where it is, in the old text.
    pub place: Place,
    /// Of a split into more than two parts: where else the paragraph is split.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub again: Vec<Place>,
    /// What it puts under another heading, where there is anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
}

/// A place in the old text, for what has no words there: an insertion, or where a paragraph moved to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The line that holds it or after which it is; 0 is before everything.
    pub line: u32,
    /// What stands before it in the same paragraph; empty where a paragraph starts.
    pub before: String,
    /// What stands after it in the same paragraph; empty where a paragraph ends.
    pub after: String,
    /// Which of the same words on the same lines is meant, from 1, and 0 where there is only one:
    /// the changed words or, of an insertion, the word before it.
    pub nth: u32,
}

impl Change {
    /// What the change costs in words, by rule A: an abbreviation spelled out costs what it is long.
    ///
    /// Words are counted in the changed passage alone; a space that comes or goes inside a word is
    /// in [`Diff::words_delta`] only.
    pub fn words_delta(&self) -> i32 {
        if !matches!(
            self.kind,
            ChangeKind::Insert | ChangeKind::Delete | ChangeKind::Replace
        ) {
            return 0;
        }
        let count = |side: &Option<Side>| {
            side.as_ref()
                .map_or(0, |side| words::words(&side.text).cast_signed())
        };
        match self.class {
            Class::Numbering => 0,
            _ => count(&self.new) - count(&self.old),
        }
    }
}

/// How many changes of each sort there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Replacements, insertions and deletions of words.
    pub wording: u32,
    /// … of figures.
    pub figure: u32,
    /// … of punctuation.
    pub punctuation: u32,
    /// … of spaces.
    pub spacing: u32,
    /// … of capitals.
    pub case: u32,
    /// … of numbers and bullets of list items.
    pub numbering: u32,
    /// Moved paragraphs.
    pub moved: u32,
    /// Split paragraphs.
    pub split: u32,
    /// Joins of paragraphs.
    pub joined: u32,
}

/// How a row of a comparison came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowKind {
    /// The paragraph is the same on both sides.
    Equal,
    /// Something in the paragraph changed.
    Changed,
    /// The paragraph is only in the new text.
    Inserted,
    /// The paragraph is only in the old text.
    Deleted,
    /// The paragraph stood here, and stands elsewhere now.
    MovedFrom,
    /// The paragraph stands here now; its runs show what changed inside it.
    MovedTo,
    /// One paragraph became several.
    Split,
    /// Several paragraphs became one.
    Joined,
}

/// The paragraphs of one side of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Para {
    /// The first paragraph, from 0.
    pub index: u32,
    /// How many paragraphs: more than one only on one side of a split or join.
    pub count: u32,
    /// The first and last line.
    pub lines: (u32, u32),
}

/// What a run of text is in a redline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunKind {
    /// On both sides.
    Equal,
    /// Only in the old text.
    Deleted,
    /// Only in the new text.
    Inserted,
}

/// A run of text in a redline. Equal and deleted runs make the old text, equal and inserted the new;
/// `\n\n` in a run is the end of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// On which side it is.
    pub kind: RunKind,
    /// The text with markers and indentation, as it stands.
    pub text: String,
    /// The change it belongs to.
    pub change: Option<u32>,
    /// The class of that change.
    pub class: Option<Class>,
}

impl Run {
    /// The text with invisible characters made visible; see [`visible`].
    pub fn visible(&self) -> String {
        visible(&self.text)
    }
}

/// A row of a comparison: a paragraph, or what became of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// How it came to be.
    pub kind: RowKind,
    /// The old paragraph.
    pub old: Option<Para>,
    /// The new paragraph.
    pub new: Option<Para>,
    /// Its text as a redline.
    pub runs: Vec<Run>,
    /// The changes in it, in reading order.
    pub changes: Vec<u32>,
}

/// The differences between two texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diff {
    /// Every change, in reading order; the id of a change is its place here, from 1.
    pub changes: Vec<Change>,
    /// How many of each sort.
    pub counts: Counts,
    /// The new text by paragraphs, with what is gone in its old place.
    pub rows: Vec<Row>,
    /// Words of the new text less words of the old, by rule A.
    pub words_delta: i32,
    /// The texts were too large or too strange for an exact answer; what is shown is still true.
    pub coarse: bool,
}

impl Diff {
    /// Whether the texts are the same.
    pub fn is_same(&self) -> bool {
        self.changes.is_empty()
    }

    /// Words that the new text adds, by rule A; what moves adds nothing, and deletions are free.
    pub fn words_added(&self) -> u32 {
        let added = self
            .changes
            .iter()
            .filter(|change| change.kind != ChangeKind::Move);
        let words = added.filter_map(|change| {
            Some(match change.kind {
                ChangeKind::Insert | ChangeKind::Replace => words::words(&change.new.as_ref()?.text),
                _ => 0,
            })
        });
        words.sum()
    }

    /// The change with this number.
    pub fn change(&self, id: u32) -> Option<&Change> {
        self.changes.get(id.checked_sub(1)? as usize)
    }
}

/// Compares two texts, with line numbers by the default layout.
pub fn diff(old: &Canonical, new: &Canonical) -> Diff {
    diff_with(old, new, Layout::default(), Layout::default())
}

/// Compares two texts, with line numbers by the layout of each.
pub fn diff_with(old: &Canonical, new: &Canonical, old_layout: Layout, new_layout: Layout) -> Diff {
    let (old_paragraphs, new_paragraphs) = (old.paragraphs(), new.paragraphs());
    let Alignment { groups, coarse } = align::align(&old_paragraphs, &new_paragraphs);
    let (old, new) = documents(
        (old, old_paragraphs, old_layout),
        (new, new_paragraphs, new_layout),
        &groups,
    );
    let mut builder = Builder::new(&old, &new, &groups);
    builder.out.coarse = coarse;
    let (mut i, mut j, mut from) = (0, 0, 0);
    loop {
        let next = groups[from..]
            .iter()
            .position(|group| !group.moved)
            .map_or(groups.len(), |n| from + n);
        let stays = groups.get(next);
        let (old_end, new_end) = stays.map_or((old.paragraphs.len(), new.paragraphs.len()), |group| {
            (group.old.start, group.new.start)
        });
        while i < old_end {
            i = builder.gone(i);
        }
        let mut movers = groups[from..next].iter().peekable();
        while j < new_end {
            match movers.next_if(|group| group.new.start == j) {
                Some(group) => builder.moved_to(group),
                None => builder.inserted(j),
            }
            j = builder.new_at;
        }
        let Some(group) = stays else { break };
        builder.kept(group);
        (i, j, from) = (group.old.end, group.new.end, next + 1);
    }
    builder.finish()
}

/// A text ready for comparison.
struct Document<'a> {
    text: &'a str,
    paragraphs: Vec<Paragraph<'a>>,
    starts: Starts,
}

/// Both texts, with the lines of equal paragraphs broken once.
fn documents<'a>(
    old: (&'a Canonical, Vec<Paragraph<'a>>, Layout),
    new: (&'a Canonical, Vec<Paragraph<'a>>, Layout),
    groups: &[Group],
) -> (Document<'a>, Document<'a>) {
    let (old, paragraphs, old_layout) = old;
    let old = Document {
        text: old.as_str(),
        starts: Starts::of_paragraphs(old, &paragraphs, old_layout),
        paragraphs,
    };
    let (new, paragraphs, new_layout) = new;
    let starts = if old_layout == new_layout {
        let mut twins = vec![None; paragraphs.len()];
        for group in groups.iter().filter(|group| group.equal) {
            let (i, j) = (group.old.start, group.new.start);
            let text = |text: &'a str, paragraph: &Paragraph<'_>| {
                &text[paragraph.start as usize..paragraph.end as usize]
            };
            if text(old.text, &old.paragraphs[i]) == text(new.as_str(), &paragraphs[j]) {
                twins[j] = Some(i);
            }
        }
        let lines = (&old.starts, &old.paragraphs[..]);
        Starts::by_twins(new, &paragraphs, new_layout, lines, |j| twins[j])
    } else {
        Starts::of_paragraphs(new, &paragraphs, new_layout)
    };
    let new = Document {
        text: new.as_str(),
        starts,
        paragraphs,
    };
    (old, new)
}

impl<'a> Document<'a> {
    fn parts(&self) -> Parts<'_> {
        (self.text, &self.paragraphs)
    }

    /// The bytes of some paragraphs, with their markers and the blank lines between them.
    fn span(&self, range: &Range<usize>) -> Range<u32> {
        match (
            self.paragraphs.get(range.start),
            range
                .end
                .checked_sub(1)
                .and_then(|last| self.paragraphs.get(last)),
        ) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => 0..0,
        }
    }

    fn slice(&self, range: &Range<u32>) -> &'a str {
        &self.text[range.start as usize..range.end as usize]
    }

    fn para(&self, range: &Range<usize>) -> Option<Para> {
        let span = self.span(range);
        let lines = self.starts.range(span.start, span.end);
        Some(Para {
            index: offset(range.start),
            count: offset(range.len()),
            lines,
        })
    }

    fn words(&self, range: &Range<usize>) -> i64 {
        self.paragraphs[range.clone()]
            .iter()
            .map(|paragraph| i64::from(words::words(paragraph.text)))
            .sum()
    }

    /// One side of a change of whole paragraphs.
    fn whole(&self, range: &Range<usize>) -> Side {
        let span = self.span(range);
        let lines = self.starts.range(span.start, span.end);
        let text = self.slice(&span).trim_start_matches(' ').to_owned();
        Side {
            lines,
            text,
            start: span.start,
            end: span.end,
            paragraph: offset(range.start),
        }
    }

    /// One side of a change of words.
    fn part(&self, span: &Range<u32>, class: Class) -> Side {
        let raw = self.slice(span);
        let text = if class == Class::Spacing { raw } else { raw.trim() };
        let shown = span.start + offset(raw.len() - raw.trim_start().len()).min(span.end - span.start);
        let end = (span.start + offset(raw.trim_end().len())).max(shown);
        let lines = if text.is_empty() {
            self.starts.range(span.start, span.end)
        } else {
            self.starts.range(shown, end)
        };
        let paragraph = self
            .paragraphs
            .partition_point(|paragraph| paragraph.start <= span.start)
            .saturating_sub(1);
        Side {
            lines,
            text: text.to_owned(),
            start: span.start,
            end: span.end,
            paragraph: offset(paragraph),
        }
    }
}

/// Writes rows and changes in reading order.
struct Builder<'a> {
    old: &'a Document<'a>,
    new: &'a Document<'a>,
    groups: &'a [Group],
    out: Diff,
    delta: i64,
    /// Where a moved group ends, by the old paragraph at its start.
    source_end: Vec<usize>,
    /// The rows that moved paragraphs left, and the number of each move, by old paragraph.
    sources: Vec<(usize, usize)>,
    moves: Vec<u32>,
    /// The next new paragraph.
    new_at: usize,
    /// The last old line that is written.
    line: u32,
}

impl<'a> Builder<'a> {
    fn new(old: &'a Document<'a>, new: &'a Document<'a>, groups: &'a [Group]) -> Self {
        let mut source_end = vec![0; old.paragraphs.len()];
        for group in groups.iter().filter(|group| group.moved) {
            source_end[group.old.start] = group.old.end;
        }
        let out = Diff {
            rows: Vec::with_capacity(groups.len() + 8),
            ..Diff::default()
        };
        let moves = vec![0; old.paragraphs.len()];
        Self {
            old,
            new,
            groups,
            out,
            delta: 0,
            source_end,
            sources: Vec::new(),
            moves,
            new_at: 0,
            line: 0,
        }
    }

    fn finish(mut self) -> Diff {
        for (row, paragraph) in self.sources {
            let row = &mut self.out.rows[row];
            row.changes.push(self.moves[paragraph]);
            for run in &mut row.runs {
                run.change = Some(self.moves[paragraph]);
            }
        }
        let (old, new) = (
            (&self.old.paragraphs[..], &self.old.starts),
            (&self.new.paragraphs[..], &self.new.starts),
        );
        scope::tell(&mut self.out.changes, self.groups, old, new);
        self.out.words_delta =
            i32::try_from(self.delta).unwrap_or(if self.delta < 0 { i32::MIN } else { i32::MAX });
        self.out
    }

    fn change(
        &mut self,
        kind: ChangeKind,
        class: Class,
        old: Option<Side>,
        new: Option<Side>,
        place: Place,
    ) -> u32 {
        let counts = &mut self.out.counts;
        let count = match (kind, class) {
            (ChangeKind::Move, _) => &mut counts.moved,
            (ChangeKind::Split, _) => &mut counts.split,
            (ChangeKind::Join, _) => &mut counts.joined,
            (_, Class::Wording) => &mut counts.wording,
            (_, Class::Figure) => &mut counts.figure,
            (_, Class::Punctuation) => &mut counts.punctuation,
            (_, Class::Spacing) => &mut counts.spacing,
            (_, Class::Case) => &mut counts.case,
            (_, Class::Numbering) => &mut counts.numbering,
        };
        *count += 1;
        let id = offset(self.out.changes.len() + 1);
        self.out.changes.push(Change {
            id,
            kind,
            class,
            old,
            new,
            place,
            again: Vec::new(),
            scope: None,
        });
        id
    }

    fn between(&self) -> Place {
        Place {
            line: self.line,
            ..Place::default()
        }
    }

    /// An old paragraph that is not here any more; returns the next one.
    fn gone(&mut self, i: usize) -> usize {
        let moves = self.source_end[i] > 0;
        let range = i..if moves { self.source_end[i] } else { i + 1 };
        let text = self.old.slice(&self.old.span(&range)).to_owned();
        let mut row = Row {
            kind: RowKind::MovedFrom,
            old: self.old.para(&range),
            new: None,
            runs: Vec::new(),
            changes: Vec::new(),
        };
        let mut run = Run {
            kind: RunKind::Deleted,
            text,
            change: None,
            class: Some(Class::Wording),
        };
        let side = self.old.whole(&range);
        let lines = side.lines;
        if moves {
            self.sources.push((self.out.rows.len(), i));
        } else {
            let class = tokens::class(&side.text, "");
            let place = Place {
                line: lines.0,
                ..Place::default()
            };
            let id = self.change(ChangeKind::Delete, class, Some(side), None, place);
            self.delta -= self.old.words(&range);
            (run.change, run.class) = (Some(id), Some(class));
            row.kind = RowKind::Deleted;
            row.changes.push(id);
        }
        row.runs.push(run);
        self.out.rows.push(row);
        self.line = lines.1;
        range.end
    }

    fn inserted(&mut self, j: usize) {
        let range = j..j + 1;
        let side = self.new.whole(&range);
        let class = tokens::class("", &side.text);
        let text = self.new.slice(&self.new.span(&range)).to_owned();
        let id = self.change(ChangeKind::Insert, class, None, Some(side), self.between());
        let runs = vec![Run {
            kind: RunKind::Inserted,
            text,
            change: Some(id),
            class: Some(class),
        }];
        self.out.rows.push(Row {
            kind: RowKind::Inserted,
            old: None,
            new: self.new.para(&range),
            runs,
            changes: vec![id],
        });
        self.delta += self.new.words(&range);
        self.new_at = j + 1;
    }

    fn moved_to(&mut self, group: &Group) {
        let (old, new) = (self.old.whole(&group.old), self.new.whole(&group.new));
        let id = self.change(
            ChangeKind::Move,
            Class::Wording,
            Some(old),
            Some(new),
            self.between(),
        );
        self.moves[group.old.start] = id;
        let mut row = self.row(group, RowKind::MovedTo);
        row.changes.insert(0, id);
        for run in row.runs.iter_mut().filter(|run| run.change.is_none()) {
            run.change = Some(id);
        }
        self.out.rows.push(row);
    }

    fn kept(&mut self, group: &Group) {
        let row = self.row(group, RowKind::Equal);
        self.line = row.old.map_or(self.line, |para| para.lines.1);
        self.out.rows.push(row);
    }

    /// The row of paragraphs that belong together.
    fn row(&mut self, group: &Group, kind: RowKind) -> Row {
        let (old_span, new_span) = (self.old.span(&group.old), self.new.span(&group.new));
        let (before, after) = (self.old.slice(&old_span), self.new.slice(&new_span));
        let mut row = Row {
            kind,
            old: self.old.para(&group.old),
            new: self.new.para(&group.new),
            runs: Vec::new(),
            changes: Vec::new(),
        };
        self.new_at = group.new.end;
        if group.equal && before == after {
            row.runs.push(Run {
                kind: RunKind::Equal,
                text: after.to_owned(),
                change: None,
                class: None,
            });
            return row;
        }
        self.delta += self.new.words(&group.new) - self.old.words(&group.old);
        let (pieces, coarse) = compare(self.old.parts(), self.new.parts(), group, true);
        self.out.coarse |= coarse;
        let mut breaks: Option<u32> = None;
        for piece in &pieces {
            let Some((kind, class)) = piece.change else {
                let text = self.new.slice(&piece.new).to_owned();
                row.runs.push(Run {
                    kind: RunKind::Equal,
                    text,
                    change: None,
                    class: None,
                });
                continue;
            };
            let id = if matches!(kind, ChangeKind::Split | ChangeKind::Join) {
                let place = self.place(&group.old, &piece.old, class);
                let id = match breaks {
                    Some(id) => {
                        let split = self.out.changes.get_mut(id as usize - 1);
                        if let Some(split) = split.filter(|change| change.kind == ChangeKind::Split) {
                            split.again.push(place);
                        }
                        id
                    }
                    None => {
                        let (old, new) = (self.old.whole(&group.old), self.new.whole(&group.new));
                        self.change(kind, class, Some(old), Some(new), place)
                    }
                };
                breaks = Some(id);
                id
            } else {
                let side = |document: &Document<'_>, span: &Range<u32>| {
                    (!span.is_empty()).then(|| document.part(span, class))
                };
                let place = self.place(&group.old, &piece.old, class);
                self.change(
                    kind,
                    class,
                    side(self.old, &piece.old),
                    side(self.new, &piece.new),
                    place,
                )
            };
            if row.changes.last() != Some(&id) && !row.changes.contains(&id) {
                row.changes.push(id);
            }
            for (kind, text) in [
                (RunKind::Deleted, self.old.slice(&piece.old)),
                (RunKind::Inserted, self.new.slice(&piece.new)),
            ] {
                if !text.is_empty() {
                    row.runs.push(Run {
                        kind,
                        text: text.to_owned(),
                        change: Some(id),
                        class: Some(class),
                    });
                }
            }
        }
        if kind == RowKind::Equal && !row.changes.is_empty() {
            row.kind = match (breaks, group.new.len() > 1) {
                (Some(_), true) => RowKind::Split,
                (Some(_), false) => RowKind::Joined,
                (None, _) => RowKind::Changed,
            };
        }
        row
    }

    /// Where a piece is, with a few words on either side.
    fn place(&self, group: &Range<usize>, piece: &Range<u32>, class: Class) -> Place {
        let old = self.old;
        let from = group.start
            + old.paragraphs[group.clone()]
                .iter()
                .rposition(|p| p.start <= piece.start)
                .unwrap_or(0);
        let to = group.start
            + old.paragraphs[group.clone()]
                .iter()
                .rposition(|p| p.start <= piece.end)
                .unwrap_or(0);
        let (first, last) = (&old.paragraphs[from], &old.paragraphs[to]);
        let head = old.slice(&(first.body.min(piece.start)..piece.start));
        let before = last_words(head);
        let after = first_words(old.slice(&(piece.end..last.end.max(piece.end))));
        let stop = piece.start - offset(head.len() - head.trim_end().len());
        let behind = piece.is_empty() || class == Class::Spacing;
        let line = old.starts.at(if behind {
            stop.saturating_sub(1).max(first.start)
        } else {
            piece.start
        });
        let nth = if behind {
            let word = wording::word_before(&before);
            self.nth(word, (line, line), stop - offset(word.len()).min(stop))
        } else {
            let raw = old.slice(piece);
            let words = raw.trim();
            let at = piece.start + offset(raw.len() - raw.trim_start().len());
            self.nth(words, old.starts.range(at, at + offset(words.len())), at)
        };
        Place {
            line,
            before,
            after,
            nth,
        }
    }

    /// Which occurrence of some words on their lines is at a place; 0 where there is only one.
    fn nth(&self, words: &str, lines: (u32, u32), at: u32) -> u32 {
        if words.is_empty() || words.len() > 200 {
            return 0;
        }
        let start = self.old.starts.start(lines.0);
        let end = self.old.starts.start(lines.1 + 1);
        let text = self.old.slice(&(start..end.max(start)));
        let found: Vec<u32> = wording::occurrences(text, words)
            .map(|n| start + offset(n))
            .collect();
        let nth = found.iter().position(|n| *n == at).map_or(0, |n| offset(n + 1));
        if found.len() > 1 { nth } else { 0 }
    }
}

/// How many words of context are given.
const CONTEXT: usize = 6;

fn first_words(text: &str) -> String {
    let text = text.trim();
    let end = text
        .split_inclusive(char::is_whitespace)
        .take(CONTEXT)
        .map(str::len)
        .sum();
    text[..end].trim_end().to_owned()
}

fn last_words(text: &str) -> String {
    let text = text.trim();
    let length: usize = text
        .rsplit(char::is_whitespace)
        .take(CONTEXT)
        .map(|word| word.len() + 1)
        .sum();
    text[text.ceil_char_boundary(text.len().saturating_sub(length))..]
        .trim_start()
        .to_owned()
}

/// A text and its paragraphs.
type Parts<'a> = (&'a str, &'a [Paragraph<'a>]);

/// The pieces of paragraphs that belong together; neighbours that read as one joined, or not.
fn compare<'a>(old: Parts<'a>, new: Parts<'a>, group: &Group, joined: bool) -> (Vec<Piece>, bool) {
    let (before, after) = (&old.1[group.old.clone()], &new.1[group.new.clone()]);
    let (old_tokens, new_tokens) = (tokens::scan(before), tokens::scan(after));
    let old = Unit {
        text: old.0,
        paragraphs: before,
        tokens: &old_tokens,
    };
    let new = Unit {
        text: new.0,
        paragraphs: after,
        tokens: &new_tokens,
    };
    pieces::pieces(&old, &new, joined)
}

/// What became of each paragraph, with the pieces inside those that changed; for merging.
pub(super) fn details(old: &Canonical, new: &Canonical) -> (Vec<(Group, Vec<Piece>)>, bool) {
    let (before, after) = (old.paragraphs(), new.paragraphs());
    let (old, new) = ((old.as_str(), &before[..]), (new.as_str(), &after[..]));
    let Alignment { groups, mut coarse } = align::align(old.1, new.1);
    let mut detail = |group: Group| {
        let (before, after) = (&old.1[group.old.start], &new.1[group.new.start]);
        let same = group.equal
            && old.0[before.start as usize..before.end as usize]
                == new.0[after.start as usize..after.end as usize];
        let pieces = if same {
            Vec::new()
        } else {
            let (pieces, rough) = compare(old, new, &group, false);
            coarse |= rough;
            pieces
        };
        (group, pieces)
    };
    let all = groups.into_iter().map(&mut detail).collect();
    (all, coarse)
}

/// Which old paragraph became which new one; a split has a pair for each part, a join for each source.
pub fn pairs(old: &Canonical, new: &Canonical) -> Vec<(u32, u32)> {
    let groups = align::align(&old.paragraphs(), &new.paragraphs()).groups;
    let all = groups.iter().flat_map(|group| {
        group
            .new
            .clone()
            .flat_map(|j| group.old.clone().map(move |i| (offset(i), offset(j))))
    });
    all.collect()
}

/// The whole text with deletions as `[-…-]` and insertions as `{+…+}`.
///
/// Taking out one kind and unwrapping the other gives the old or the new text, byte for byte. What
/// looks like a mark in the text itself is written as a change into itself.
pub fn marks(diff: &Diff) -> String {
    let mut marks = Marks::default();
    let last = diff
        .rows
        .iter()
        .rposition(|row| row.old.is_some() && row.new.is_some() && row.kind != RowKind::MovedTo);
    for (n, row) in diff.rows.iter().enumerate() {
        let both = row.old.is_some() && row.new.is_some() && row.kind != RowKind::MovedTo;
        let trails = last.is_none_or(|last| n > last);
        let (deletes, inserts) = (matches!(row.kind, RowKind::Deleted | RowKind::MovedFrom), !both);
        if trails {
            if deletes && marks.old {
                marks.put(RunKind::Deleted, "\n\n");
            } else if !deletes && inserts && marks.new {
                marks.put(RunKind::Inserted, "\n\n");
            }
        }
        if row.kind == RowKind::MovedTo {
            let here = row.runs.iter().filter(|run| run.kind != RunKind::Deleted);
            marks.put(
                RunKind::Inserted,
                &here.map(|run| run.text.as_str()).collect::<String>(),
            );
        } else {
            for run in &row.runs {
                marks.put(run.kind, &run.text);
            }
        }
        marks.old |= both || deletes;
        marks.new |= both || !deletes;
        if !trails && Some(n) != last {
            let kind = if both {
                RunKind::Equal
            } else if deletes {
                RunKind::Deleted
            } else {
                RunKind::Inserted
            };
            marks.put(kind, "\n\n");
        }
    }
    match (marks.old, marks.new) {
        (true, true) => marks.put(RunKind::Equal, "\n"),
        (true, false) => marks.put(RunKind::Deleted, "\n"),
        (false, true) => marks.put(RunKind::Inserted, "\n"),
        (false, false) => {}
    }
    marks.out
}

#[derive(Default)]
struct Marks {
    out: String,
    /// Whether there is any old or new text yet.
    old: bool,
    new: bool,
}

impl Marks {
    fn put(&mut self, kind: RunKind, text: &str) {
        match kind {
            RunKind::Equal => self.equal(text),
            RunKind::Deleted => self.marked(text, "[-", "-]"),
            RunKind::Inserted => self.marked(text, "{+", "+}"),
        }
    }

    fn equal(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.find("[-").into_iter().chain(rest.find("{+")).min() {
            let sign = &rest[at..=at];
            self.out.push_str(&rest[..at]);
            let _ = write!(self.out, "[-{sign}-]{{+{sign}+}}");
            rest = &rest[at + 1..];
        }
        self.out.push_str(rest);
    }

    /// Writes marked text; what would open or close a mark in it is divided between two marks.
    fn marked(&mut self, text: &str, open: &str, close: &str) {
        let mut start = 0;
        for (at, pair) in text.as_bytes().windows(2).enumerate() {
            if matches!(pair, b"[-" | b"-]" | b"{+" | b"+}") {
                let _ = write!(self.out, "{open}{}{close}", &text[start..=at]);
                start = at + 1;
            }
        }
        if start < text.len() {
            let _ = write!(self.out, "{open}{}{close}", &text[start..]);
        }
    }
}

/// The differences in one line: "+4 words, 2 wording changes, 1 move".
pub fn summary(diff: &Diff) -> String {
    if diff.is_same() {
        return "No change".to_owned();
    }
    let mut parts = Vec::new();
    if diff.words_delta != 0 {
        let sign = if diff.words_delta > 0 { '+' } else { '−' };
        let words = diff.words_delta.unsigned_abs();
        parts.push(format!("{sign}{words} word{}", if words == 1 { "" } else { "s" }));
    }
    let Counts {
        wording,
        figure,
        punctuation,
        spacing,
        case,
        numbering,
        moved,
        split,
        joined,
    } = diff.counts;
    let changes = [
        (wording, "wording change"),
        (figure, "figure"),
        (moved, "move"),
        (split, "split"),
        (joined, "join"),
        (punctuation, "punctuation change"),
        (spacing, "spacing change"),
        (case, "change of capitals"),
        (numbering, "change of numbering"),
    ];
    for (count, name) in changes.into_iter().filter(|(count, _)| *count > 0) {
        let plural = match name.split_once(' ') {
            _ if count == 1 => name.to_owned(),
            Some(("change", of)) => format!("changes {of}"),
            _ => format!("{name}s"),
        };
        parts.push(format!("{count} {plural}"));
    }
    parts.join(", ")
}

/// Text with invisible characters shown: `⟨U+202E⟩` for a control of direction, and so on.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{a0}' => out.push('⍽'),
            c if is_invisible(c) => {
                let _ = write!(out, "⟨U+{:04X}⟩", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// Characters that take no room or turn the direction of text.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
