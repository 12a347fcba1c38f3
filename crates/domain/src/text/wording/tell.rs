//! Changes as instructions that can be carried out: by line or by clause.
//!
//! With *a* for the old text and *b* for the new one, the instructions told of diff(*a*, *b*) and
//! typed for *a* make *b*, byte for byte. Each is proved by reading it back before it is given. One
//! that would not say exactly the change, because words are there twice or space would be lost, is
//! widened by its neighbors; then the whole clause is replaced; and in the end all lines from the
//! first change to the last.

use std::ops::Range;

use super::quote::quoted;
use super::{Style, Told, between, capital, lines};
use crate::text::canon::{Canonical, Kind, marker};
use crate::text::clauses::names::{Head, Name, dotted};
use crate::text::diff::{Diff, Row, RowKind, RunKind};
use crate::text::lines::Layout;
use crate::text::typed;
use crate::text::typed::page::Page;

mod inside;
mod rest;

/// One instruction, and the changes it makes.
struct Draft {
    text: String,
    changes: Vec<u32>,
}

pub(super) fn tell(diff: &Diff, style: Style, layout: Layout) -> Vec<Told> {
    let (old, new) = (text(diff, false), text(diff, true));
    let page = Page::of(&old, layout);
    let mut teller = Teller::new(&page, diff, style == Style::Clause);
    if !teller.rest(&new) {
        teller.rows();
        if !teller.makes(&new) {
            teller.all(&new);
        }
    }
    let told = |draft: Draft| Told {
        text: draft.text,
        changes: draft.changes,
        words: 0,
    };
    teller.out.into_iter().map(told).collect()
}

/// One of the two texts of a difference.
fn text(diff: &Diff, new: bool) -> Canonical {
    let mut out = String::new();
    for row in &diff.rows {
        let has = if new {
            row.new.is_some()
        } else {
            row.old.is_some() && row.kind != RowKind::MovedTo
        };
        if has {
            out.push_str(if out.is_empty() { "" } else { "\n\n" });
            out.push_str(&side(row, new));
        }
    }
    if !out.is_empty() {
        out.push('\n');
    }
    Canonical::trusted(out)
}

/// The text of a row on one side.
fn side(row: &Row, new: bool) -> String {
    let without = if new { RunKind::Deleted } else { RunKind::Inserted };
    let runs = row.runs.iter().filter(|run| run.kind != without);
    runs.map(|run| run.text.as_str()).collect()
}

struct Teller<'p, 'a> {
    page: &'p Page<'a>,
    diff: &'p Diff,
    by_clause: bool,
    /// The paragraphs that are neither deleted nor moved.
    stays: Vec<bool>,
    /// For each place, the last paragraph before it that stays.
    before: Vec<Option<usize>>,
    out: Vec<Draft>,
}

impl<'p, 'a> Teller<'p, 'a> {
    fn new(page: &'p Page<'a>, diff: &'p Diff, by_clause: bool) -> Self {
        let mut stays = vec![true; page.paragraphs.len()];
        for row in &diff.rows {
            if let (Some(old), RowKind::Deleted | RowKind::MovedFrom) = (row.old, row.kind) {
                stays[old.index as usize..(old.index + old.count) as usize].fill(false);
            }
        }
        let before = std::iter::once(None).chain(stays.iter().enumerate().scan(None, |last, (n, stays)| {
            if *stays {
                *last = Some(n);
            }
            Some(*last)
        }));
        Self {
            page,
            diff,
            by_clause,
            before: before.collect(),
            stays,
            out: Vec::new(),
        }
    }

    fn say(&mut self, text: String, changes: Vec<u32>) {
        self.out.push(Draft { text, changes });
    }

    /// Whether all that is told makes the new text.
    fn makes(&self, new: &Canonical) -> bool {
        let all: Vec<&str> = self.out.iter().map(|draft| draft.text.as_str()).collect();
        typed::amend_page(self.page, &all.join("\n")).is_ok_and(|made| made == *new)
    }

    fn rows(&mut self) {
        let rows = &self.diff.rows;
        let (mut n, mut at) = (0, 0);
        while let Some(row) = rows.get(n) {
            let kept = |row: &Row| {
                !matches!(
                    row.kind,
                    RowKind::Deleted | RowKind::MovedFrom | RowKind::Inserted | RowKind::MovedTo
                )
            };
            if kept(row) {
                self.inside(row);
                at = row.old.map_or(at, |old| (old.index + old.count) as usize);
                n += 1;
                continue;
            }
            let end = rows[n..]
                .iter()
                .position(kept)
                .map_or(rows.len(), |length| n + length);
            let gone = rows[n..end]
                .iter()
                .filter(|row| row.kind != RowKind::MovedTo)
                .filter_map(|row| row.old);
            at += gone.map(|old| old.count as usize).sum::<usize>();
            self.stretch(&rows[n..end], at);
            n = end;
        }
    }

    /// What goes and comes between two paragraphs that stay.
    fn stretch(&mut self, rows: &[Row], place: usize) {
        let mut gone: Vec<(Range<usize>, Vec<u32>)> = Vec::new();
        for row in rows.iter().filter(|row| row.kind == RowKind::Deleted) {
            let Some(old) = row.old else { continue };
            let range = old.index as usize..(old.index + old.count) as usize;
            match gone.last_mut() {
                Some((last, changes)) if last.end == range.start => {
                    last.end = range.end;
                    changes.extend(&row.changes);
                }
                _ => gone.push((range, row.changes.clone())),
            }
        }
        let moves = rows
            .iter()
            .any(|row| matches!(row.kind, RowKind::MovedFrom | RowKind::MovedTo));
        let mut news: Vec<(String, Vec<u32>)> = Vec::new();
        if let ([(range, changes)], false) = (gone.as_slice(), moves) {
            let (mut text, mut all) = (String::new(), changes.clone());
            for row in rows.iter().filter(|row| row.kind == RowKind::Inserted) {
                text.push_str(if text.is_empty() { "" } else { "\n\n" });
                text.push_str(&side(row, true));
                all.extend(&row.changes);
            }
            if text.is_empty() {
                self.say(format!("Delete {}", self.whole(range)), all);
            } else {
                self.say(self.replaced(range, &text), all);
            }
            return;
        }
        for (range, changes) in gone {
            self.say(format!("Delete {}", self.whole(&range)), changes);
        }
        let items = rows
            .iter()
            .filter(|row| matches!(row.kind, RowKind::Inserted | RowKind::MovedTo));
        let mut before = None;
        let count = items.filter(|row| {
            let starts = row.kind == RowKind::MovedTo || before != Some(RowKind::Inserted);
            before = Some(row.kind);
            starts
        });
        let single = count.count() == 1;
        for row in rows {
            match row.kind {
                RowKind::Inserted => {
                    let text = side(row, true);
                    match news.last_mut() {
                        Some((whole, changes)) => {
                            *whole += "\n\n";
                            *whole += &text;
                            changes.extend(&row.changes);
                        }
                        None => news.push((text, row.changes.clone())),
                    }
                }
                RowKind::MovedTo => {
                    if let Some((text, changes)) = news.pop() {
                        self.come(&text, changes, place, single);
                    }
                    self.moved(row, place, single);
                }
                _ => {}
            }
        }
        if let Some((text, changes)) = news.pop() {
            self.come(&text, changes, place, single);
        }
    }

    /// New paragraphs.
    fn come(&mut self, text: &str, changes: Vec<u32>, place: usize, single: bool) {
        let marked = text.split("\n\n").all(|line| marker(line.trim_start()).is_some());
        let at = self.place(place, single, Some(marked));
        let one = !text.contains("\n\n");
        let indent = text.len() - text.trim_start_matches(' ').len();
        let new = if one && indent > 0 && indent.is_multiple_of(2) {
            format!(
                "at level {} {}",
                indent / 2 + 1,
                quoted(text.trim_start_matches(' '))
            )
        } else {
            quoted(text)
        };
        let said = match at {
            At::End(None) => format!("Add at end: {new}"),
            At::End(Some(label)) => format!("Add at end of '{label}': {new}"),
            At::Start(label) => format!("At the start of '{label}' insert {new}"),
            At::Beside(place) => format!("{} insert {new}", capital(&place)),
        };
        self.say(said, changes);
    }

    fn moved(&mut self, row: &Row, place: usize, single: bool) {
        let Some(old) = row.old else { return };
        let from = old.index as usize..(old.index + old.count) as usize;
        let to = match self.place(place, single, None) {
            At::End(None) => "the end".to_owned(),
            At::End(Some(label)) => format!("the end of '{label}'"),
            At::Start(label) => format!("the start of '{label}'"),
            At::Beside(place) => place,
        };
        let own = row.changes.first().copied();
        self.say(
            format!("Move {} to {to}", self.whole(&from)),
            own.into_iter().collect(),
        );
        self.inside(row);
    }

    /// Where something new comes, that has marks of list items, has none, or moves there.
    fn place(&self, place: usize, single: bool, marked: Option<bool>) -> At {
        let count = self.page.paragraphs.len();
        let before = self.before[place];
        let tight = |n: usize| n + 1 == place || single;
        if count == 0 {
            return At::End(None);
        }
        let line = |n: usize| {
            let paragraph = &self.page.paragraphs[n];
            self.page.starts.range(paragraph.start, paragraph.end)
        };
        let Some(before) = before else {
            return match (place..count).find(|n| self.stays[*n]) {
                Some(next) if self.by_clause && marked != Some(false) => {
                    let name = self.page.outline.name(next).map(said);
                    At::Beside(format!(
                        "before {}",
                        name.unwrap_or_else(|| format!("line {}", line(next).0))
                    ))
                }
                Some(next) => At::Beside(format!("before line {}", line(next).0)),
                None => At::Beside(between(line(place.max(1) - 1).1)),
            };
        };
        if self.by_clause && tight(before) {
            let outline = &self.page.outline;
            let own = outline
                .part_of(before)
                .filter(|part| part.is_list() && part.end() == before + 1);
            let label = |head: &Head| {
                if let Head::Label(label) = head {
                    Some(label.clone())
                } else {
                    None
                }
            };
            if let (Some(label), Some(true)) = (own.and_then(|part| label(&part.head)), marked) {
                return At::End(Some(label));
            }
            let under = outline.under(before).map(|part| &outline.parts[part]);
            if let (Some(part), Some(true)) = (under, marked)
                && let (Some(label), Some(_), true) = (label(&part.head), part.find(&[1]), part.is_list())
            {
                return At::Start(label);
            }
            if place == count {
                return At::End(None);
            }
        }
        let is_item = matches!(self.page.paragraphs[before].kind, Kind::Item { .. });
        let alone = self.page.outline.whole(before).end == before + 1;
        if self.by_clause
            && alone
            && (marked != Some(false) || !is_item)
            && let Some(name) = self.page.outline.name(before)
        {
            return At::Beside(format!("after {}", said(name)));
        }
        At::Beside(between(line(before).1))
    }

    /// Whole paragraphs by name or line.
    fn whole(&self, range: &Range<usize>) -> String {
        if self.by_clause
            && let Some(name) = self.name(range)
        {
            return name;
        }
        let span = self.page.span(range);
        lines(self.page.starts.range(span.start, span.end))
    }

    /// The name of a clause with all that is under it, or of several in a row.
    fn name(&self, range: &Range<usize>) -> Option<String> {
        let outline = &self.page.outline;
        if range.len() > 1 && *range == (0..self.page.paragraphs.len()) {
            return Some("all".to_owned());
        }
        let first = outline.name(range.start)?;
        let mut last = range.start;
        while outline.whole(last).end < range.end {
            last = outline.whole(last).end;
        }
        if outline.whole(last).end != range.end {
            return None;
        }
        if last == range.start {
            return Some(said(first));
        }
        let same = |a: &[u32], b: &[u32]| a.len() == b.len() && a[..a.len() - 1] == b[..b.len() - 1];
        match (first, outline.name(last)?) {
            // Lists between them have numbers of their own.
            (Name::Paragraph(a), Name::Paragraph(b)) if (b - a) as usize + 1 == range.len() => {
                Some(format!("paragraphs {a}–{b}"))
            }
            (
                Name::Numbered { label, path },
                Name::Numbered {
                    label: other,
                    path: to,
                },
            ) if label == other && same(path, to) => Some(format!("{label} {}–{}", dotted(path), to.last()?)),
            (
                Name::Item { path, list, bullet },
                Name::Item {
                    path: to,
                    list: other,
                    ..
                },
            ) if list == other && same(path, to) => {
                let plain = Name::Item {
                    path: path.clone(),
                    list: list.clone(),
                    bullet: *bullet,
                }
                .to_string();
                let of = plain
                    .split_once(" of ")
                    .map(|(_, of)| format!(" of {of}"))
                    .unwrap_or_default();
                let noun = if *bullet { "bullets" } else { "items" };
                Some(format!("{noun} {}–{}{of}", dotted(path), to.last()?))
            }
            _ => None,
        }
    }

    /// Whole paragraphs with others in their place.
    fn replaced(&self, range: &Range<usize>, new: &str) -> String {
        // A clause keeps its mark, unless another is typed: one that loses it is told by line.
        let bare = !new.contains('\n') && !new.starts_with('#') && marker(new.trim_start()).is_none();
        let marked = range.len() == 1 && !self.page.paragraphs[range.start].marker.is_empty();
        let named = self.by_clause && !(bare && marked);
        match named.then(|| self.name(range)).flatten() {
            Some(name) => format!("Replace {name} with {}", quoted(new)),
            None => {
                let span = self.page.span(range);
                let lines = lines(self.page.starts.range(span.start, span.end));
                format!("Delete {lines}, insert {}", quoted(new))
            }
        }
    }
}

/// Where new paragraphs come.
enum At {
    /// At the end of the text, or of what is under a label.
    End(Option<String>),
    /// Right after a label.
    Start(String),
    /// "after line 3", "before Believes 2".
    Beside(String),
}

/// A name inside an instruction: "the third bullet of paragraph 4".
fn said(name: &Name) -> String {
    match name {
        Name::Item { path, .. } if path.len() == 1 => format!("the {name}"),
        Name::Heading(_) => format!("the {name}"),
        _ => name.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::diff::diff;
    use crate::text::wording;

    const TEXT: &str = "# Care\n\nWe met in the hall.\n\nThis conference notes:\n\n1. profits rise and rise\n2. pay is low\n\n\
        Conference believes:\n\n- care is a right\n- care is for all\n  - the old\n  - the young\n- work is hard";

    #[track_caller]
    fn check(old: &str, new: &str, expected: &[&str]) {
        let (old, new) = (Canonical::of(old), Canonical::of(new));
        let told: Vec<String> = wording::tell(&diff(&old, &new), Style::Clause)
            .into_iter()
            .map(|told| told.text)
            .collect();
        assert_eq!(told, expected);
        assert_eq!(typed::amend(&old, Layout::default(), &told.join("\n")), Ok(new));
    }

    #[track_caller]
    fn becomes(from: &str, to: &str, expected: &[&str]) {
        assert!(TEXT.contains(from));
        check(TEXT, &TEXT.replace(from, to), expected);
    }

    #[test]
    fn words_in_clauses() {
        becomes(
            "pay is low",
            "pay is very low",
            &["Notes 2: after 'is' insert 'very'"],
        );
        becomes(
            "rise and rise",
            "rise and fall",
            &["Notes 1: delete the second 'rise', insert 'fall'"],
        );
        becomes(
            "the young",
            "the youngest",
            &["Believes 2.2: delete 'young', insert 'youngest'"],
        );
        becomes(
            "in the hall",
            "in a hall",
            &["Paragraph 1: delete 'the', insert 'a'"],
        );
        becomes(
            "# Care",
            "# Good care",
            &["Replace the heading ‘Care’ with '# Good care'"],
        );
    }

    #[test]
    fn whole_clauses() {
        becomes("- care is a right\n", "", &["Delete Believes 1"]);
        becomes(
            "- care is for all\n  - the old\n  - the young\n",
            "",
            &["Delete Believes 2"],
        );
        becomes(
            "- care is for all\n  - the old\n  - the young\n- work is hard",
            "",
            &["Delete Believes 2–3"],
        );
        becomes(
            "2. pay is low",
            "2. pay is low\n3. rents are high",
            &["Add at end of 'Notes': '3. rents are high'"],
        );
        becomes(
            "- care is a right",
            "- free for us\n- care is a right",
            &["At the start of 'Believes' insert '- free for us'"],
        );
        becomes(
            "  - the young\n",
            "  - the young\n  - the rest\n",
            &["After Believes 2.2 insert at level 2 '- the rest'"],
        );
        becomes(
            "- work is hard",
            "- work is hard\n\nWe will act.",
            &["Add at end: 'We will act.'"],
        );
        becomes(
            "- work is hard",
            "- work is hard\n- rest is good",
            &["Add at end of 'Believes': '- rest is good'"],
        );
        becomes(
            "- care is a right",
            "- nothing like what stood there",
            &["Replace Believes 1 with '- nothing like what stood there'"],
        );
    }

    #[test]
    fn moves_splits_and_joins() {
        check(
            "We must:\n\n- build the homes\n- care for all\n- pay the staff well",
            "We must:\n\n- pay the staff well\n- build the homes\n- care for all",
            &["Move the third bullet to after paragraph 1"],
        );
        check(
            "Conference notes:\n\n1) One two three four five six seven.",
            "Conference notes:\n\n1) One two three\n\n2) four five six seven.",
            &["Split Notes 1 after 'three', insert the marker '2)'"],
        );
        check(
            "One two three here.\n\nFour five six there.",
            "One two three here. Four five six there.",
            &["Join paragraph 1 and paragraph 2"],
        );
    }

    #[test]
    fn marks_and_levels() {
        becomes(
            "2. pay is low",
            "3. pay is low",
            &["Notes 2: renumber '2' as '3'"],
        );
        becomes(
            "  - the young",
            "- the young",
            &["Believes 2.2: raise the level of the item"],
        );
        becomes(
            "- work is hard",
            "  - work is hard",
            &["Believes 3: lower the level of the item"],
        );
        becomes(
            "2. pay is low",
            "- pay is low",
            &["Notes 2: change the marker '2.' to '-'"],
        );
    }

    #[test]
    fn everything_after_a_point() {
        check(
            "Conference notes that pay is low.\n\nIt demands more of it.\n\nIt thanks the chair.",
            "Conference moves to the next business at once, without a debate.",
            &[
                "Delete all after 'Conference', insert 'moves to the next business at once, without a debate.'",
            ],
        );
        check(
            "We met today.\n\nWork is hard for many.\n\n- It is late now.",
            "We met today.",
            &["Delete all after paragraph 1"],
        );
    }

    #[test]
    fn what_cannot_be_said_is_widened() {
        // Space at the seam of what goes would be lost; a quotation mark would end the quotation.
        check(
            "We met.\n\nThe staff\u{a0}are here. The staff are there.",
            "We met.\n\nThe staff\u{a0}there.",
            &["Paragraph 2: delete 'are here. The staff are'"],
        );
        check(
            "They' and we.\n\nBye.",
            "They' and you.\n\nBye.",
            &["Paragraph 1: delete 'we', insert 'you'"],
        );
    }
}
