//! Differences between two texts, as people name them: reworded, moved, split, joined.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::canon::{Canonical, offset};
use super::lines::{Layout, Starts};
use super::words;

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
    /// The words: exactly those that changed, or the whole paragraph where all of it is concerned.
    pub text: String,
    /// Where the words start in the canonical text, in bytes.
    pub start: u32,
    /// Where they end.
    pub end: u32,
    /// The (first) paragraph, from 0.
    pub paragraph: u32,
}

/// What a moved heading or lead-in governs now and no longer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Clauses that it governs only now, with their lines in the new text.
    pub gained: Vec<Clause>,
    /// Clauses that it governed before, with their lines in the old text.
    pub lost: Vec<Clause>,
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
    /// Of a moved heading: the clauses it has gained and lost, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
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
    let (old_starts, new_starts) = (Starts::of(old, old_layout), Starts::of(new, new_layout));
    let (before, after) = (old.paragraphs(), new.paragraphs());
    let texts = |text: &'_ Canonical| {
        text.paragraphs()
            .iter()
            .map(|p| text.as_str()[p.start as usize..p.end as usize].to_owned())
            .collect::<Vec<_>>()
    };
    let (a, b) = (texts(old), texts(new));
    let mut out = Diff::default();
    let mut deltas = 0_i64;
    for op in similar::capture_diff_slices(similar::Algorithm::Patience, &a, &b) {
        let equal = op.tag() == similar::DiffTag::Equal;
        for i in op.old_range() {
            let lines = old_starts.range(before[i].start, before[i].end);
            let para = Some(Para {
                index: offset(i),
                count: 1,
                lines,
            });
            if equal {
                let j = op.new_range().start + (i - op.old_range().start);
                let new = Some(Para {
                    index: offset(j),
                    count: 1,
                    lines: new_starts.range(after[j].start, after[j].end),
                });
                let runs = vec![Run {
                    kind: RunKind::Equal,
                    text: a[i].clone(),
                    change: None,
                    class: None,
                }];
                out.rows.push(Row {
                    kind: RowKind::Equal,
                    old: para,
                    new,
                    runs,
                    changes: Vec::new(),
                });
                continue;
            }
            deltas -= i64::from(words::words(before[i].text));
            let id = offset(out.changes.len() + 1);
            let side = Side {
                lines,
                text: a[i].clone(),
                start: before[i].start,
                end: before[i].end,
                paragraph: offset(i),
            };
            out.changes.push(Change {
                id,
                kind: ChangeKind::Delete,
                class: Class::Wording,
                old: Some(side),
                new: None,
                scope: None,
            });
            let runs = vec![Run {
                kind: RunKind::Deleted,
                text: a[i].clone(),
                change: Some(id),
                class: Some(Class::Wording),
            }];
            out.rows.push(Row {
                kind: RowKind::Deleted,
                old: para,
                new: None,
                runs,
                changes: vec![id],
            });
            out.counts.wording += 1;
        }
        for j in op.new_range().filter(|_| !equal) {
            let lines = new_starts.range(after[j].start, after[j].end);
            deltas += i64::from(words::words(after[j].text));
            let id = offset(out.changes.len() + 1);
            let side = Side {
                lines,
                text: b[j].clone(),
                start: after[j].start,
                end: after[j].end,
                paragraph: offset(j),
            };
            out.changes.push(Change {
                id,
                kind: ChangeKind::Insert,
                class: Class::Wording,
                old: None,
                new: Some(side),
                scope: None,
            });
            let runs = vec![Run {
                kind: RunKind::Inserted,
                text: b[j].clone(),
                change: Some(id),
                class: Some(Class::Wording),
            }];
            out.rows.push(Row {
                kind: RowKind::Inserted,
                old: None,
                new: Some(Para {
                    index: offset(j),
                    count: 1,
                    lines,
                }),
                runs,
                changes: vec![id],
            });
            out.counts.wording += 1;
        }
    }
    out.words_delta = i32::try_from(deltas).unwrap_or(0);
    out
}

/// Which old paragraph became which new one; a split has a pair for each part, a join for each source.
pub fn pairs(old: &Canonical, new: &Canonical) -> Vec<(u32, u32)> {
    let rows = diff(old, new).rows;
    rows.iter()
        .filter_map(|row| Some((row.old?.index, row.new?.index)))
        .collect()
}

/// The whole text with deletions as `[-…-]` and insertions as `{+…+}`.
pub fn marks(diff: &Diff) -> String {
    let mut out = String::new();
    for row in &diff.rows {
        for run in &row.runs {
            let _ = match run.kind {
                RunKind::Equal => write!(out, "{}\n\n", run.text),
                RunKind::Deleted => write!(out, "[-{}\n\n-]", run.text),
                RunKind::Inserted => write!(out, "{{+{}\n\n+}}", run.text),
            };
        }
    }
    out
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
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
