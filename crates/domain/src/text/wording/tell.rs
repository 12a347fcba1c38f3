//! Changes as instructions that can be carried out: by line or by clause.
//!
//! With *a* for the old text and *b* for the new one, the instructions told of diff(*a*, *b*) and
//! typed for *a* make *b*, byte for byte. Each is proved by reading it back before it is given. One
//! that would not say exactly the change, because words are there twice or space would be lost, is
//! widened by its neighbors; then the whole clause is replaced; and in the end all lines from the
//! first change to the last.

use std::ops::Range;

use super::quote::quoted;
use super::{Style, Told, between, capital, lines, occurrences, space};
use crate::text::canon::{Canonical, Kind, marker, offset};
use crate::text::clauses::names::{Head, Name, dotted, ordinal};
use crate::text::diff::{Class, Diff, Row, RowKind, RunKind, is_invisible};
use crate::text::lines::Layout;
use crate::text::typed::page::Page;
use crate::text::typed::{self};

/// One instruction, and the changes it makes.
struct Draft {
    text: String,
    changes: Vec<u32>,
}

/// Words of the old text that give way to others.
struct Edit {
    old: Range<u32>,
    new: String,
    change: u32,
    class: Class,
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
        Self {
            page,
            diff,
            by_clause,
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
        let before = (0..place).rev().find(|n| self.stays[*n]);
        let next = (place..count).find(|n| self.stays[*n]);
        let tight = |n: usize| n + 1 == place || single;
        if count == 0 {
            return At::End(None);
        }
        let line = |n: usize| {
            let paragraph = &self.page.paragraphs[n];
            self.page.starts.range(paragraph.start, paragraph.end)
        };
        let Some(before) = before else {
            return match next {
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
            (Name::Paragraph(a), Name::Paragraph(b)) => Some(format!("paragraphs {a}–{b}")),
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
        match self.by_clause.then(|| self.name(range)).flatten() {
            Some(name) => format!("Replace {name} with {}", quoted(new)),
            None => {
                let span = self.page.span(range);
                let lines = lines(self.page.starts.range(span.start, span.end));
                format!("Delete {lines}, insert {}", quoted(new))
            }
        }
    }

    /// What changed inside paragraphs that belong together.
    fn inside(&mut self, row: &Row) {
        let Some(old) = row.old else { return };
        let group = old.index as usize..(old.index + old.count) as usize;
        let span = self.page.span(&group);
        let mut edits: Vec<Edit> = Vec::new();
        let mut at = span.start;
        for run in &row.runs {
            let length = offset(run.text.len());
            if run.kind == RunKind::Equal {
                at += length;
                continue;
            }
            let change = run.change.unwrap_or(0);
            let deleted = if run.kind == RunKind::Deleted { length } else { 0 };
            match edits.last_mut() {
                Some(last) if last.change == change && last.old.end == at => last.old.end += deleted,
                _ => edits.push(Edit {
                    old: at..at + deleted,
                    new: String::new(),
                    change,
                    class: run.class.unwrap_or(Class::Wording),
                }),
            }
            if let (RunKind::Inserted, Some(last)) = (run.kind, edits.last_mut()) {
                last.new.push_str(&run.text);
            }
            at += deleted;
        }
        if edits.is_empty() {
            return;
        }
        let new = side(row, true);
        let drafts = self.drafts(&edits);
        let proved = drafts.as_ref().is_some_and(|drafts| {
            let all: Vec<&str> = drafts.iter().map(|draft| draft.text.as_str()).collect();
            self.comes_to(&all.join("\n"), &span)
                .is_some_and(|made| made == new)
        });
        match drafts.filter(|_| proved) {
            Some(drafts) => self.out.extend(drafts),
            None => {
                let changes = row.changes.iter().copied();
                let moved = (row.kind == RowKind::MovedTo)
                    .then(|| row.changes.first().copied())
                    .flatten();
                let changes = changes.filter(|id| Some(*id) != moved).collect();
                let text = self.replaced(&group, &new);
                self.say(text, changes);
            }
        }
    }

    /// What instructions make of some bytes.
    fn comes_to(&self, typed: &str, span: &Range<u32>) -> Option<String> {
        typed::read(self.page, typed).ok()?.within(self.page, span)
    }

    fn drafts(&self, edits: &[Edit]) -> Option<Vec<Draft>> {
        let mut drafts = Vec::new();
        let mut n = 0;
        while let Some(edit) = edits.get(n) {
            let at = self.paragraph(edit.old.start);
            let paragraph = &self.page.paragraphs[at];
            let in_mark = |edit: &Edit| {
                edit.old.end <= paragraph.body
                    && (edit.old.start < paragraph.body || edit.class == Class::Numbering)
            };
            if in_mark(edit) {
                let count = edits[n..].iter().take_while(|edit| in_mark(edit)).count();
                let own = &edits[n..n + count];
                let texts = self.mark(at, own)?;
                // What is said of the mark belongs to all its changes.
                let mut ids: Vec<u32> = own.iter().map(|edit| edit.change).collect();
                ids.dedup();
                drafts.extend(texts.into_iter().map(|text| Draft {
                    text,
                    changes: ids.clone(),
                }));
                n += count;
                continue;
            }
            let says = |text: &String| self.says(text, edit, at);
            let text = (self.full(edit, at).filter(says))
                .or_else(|| self.natural(edit, at).filter(says))
                .or_else(|| self.spacing(edit, at).filter(says))
                .or_else(|| self.widened(edit, at).filter(says));
            n += 1;
            let text = text?;
            // Two places at which one paragraph is split are one instruction.
            let before = drafts.last_mut().filter(|draft| draft.changes == [edit.change]);
            if let Some(draft) = before
                && let Some((_, place)) = text.split_once(if text.starts_with("Split the paragraph ") {
                    "Split the paragraph "
                } else {
                    " after "
                })
                && draft.text.starts_with("Split ")
            {
                let joint = if text.starts_with("Split the paragraph ") {
                    " and "
                } else {
                    " and after "
                };
                draft.text += joint;
                draft.text += place;
                continue;
            }
            drafts.push(Draft {
                text,
                changes: vec![edit.change],
            });
        }
        Some(drafts)
    }

    /// Whether an instruction does what an edit does.
    fn says(&self, text: &str, edit: &Edit, at: usize) -> bool {
        let end = self.paragraph(edit.old.end.max(edit.old.start));
        let span = self.page.span(&(at..end + 1));
        let expected = [
            self.page.slice(&(span.start..edit.old.start)),
            &edit.new,
            self.page.slice(&(edit.old.end..span.end)),
        ];
        self.comes_to(text, &span)
            .is_some_and(|made| made == expected.concat())
    }

    fn paragraph(&self, at: u32) -> usize {
        let n = self
            .page
            .paragraphs
            .partition_point(|paragraph| paragraph.start <= at);
        n.max(1) - 1
    }

    /// Where an instruction says that words of a paragraph are, and the bytes that this means.
    fn at(&self, paragraph: usize, words: &Range<u32>) -> (String, Range<u32>) {
        if self.by_clause
            && let Some(name) = self.page.outline.name(paragraph)
        {
            return (place(name), self.page.span(&(paragraph..paragraph + 1)));
        }
        let range = self.page.starts.range(words.start, words.end);
        (capital(&lines(range)), self.page.lines(range).unwrap_or(0..0))
    }

    /// Words as they are named in some bytes, told apart from the same words there.
    fn named(&self, words: &Range<u32>, within: &Range<u32>) -> Option<String> {
        let text = self.page.slice(words);
        let found: Vec<u32> = occurrences(self.page.slice(within), text)
            .map(|at| within.start + offset(at))
            .collect();
        let nth = found.iter().position(|at| *at == words.start)?;
        let quoted = quoted(text);
        Some(if found.len() > 1 {
            format!("the {} {quoted}", ordinal(offset(nth + 1)))
        } else {
            quoted
        })
    }

    /// The word before a place in a paragraph.
    fn word_before(&self, paragraph: usize, at: u32) -> Option<Range<u32>> {
        let body = self.page.paragraphs[paragraph].body;
        let text = self.page.slice(&(body.min(at)..at)).trim_end();
        let start = text
            .rfind(char::is_whitespace)
            .map_or(0, |n| n + text[n..].chars().next().map_or(0, char::len_utf8));
        let range = body + offset(start)..body + offset(text.len());
        (!range.is_empty()).then_some(range)
    }

    /// "Line 7: after ‘these’" or "Line 7: at the start"; and where the words end.
    fn after(&self, paragraph: usize, at: u32) -> Option<(String, u32)> {
        match self.word_before(paragraph, at) {
            Some(word) => {
                let (here, within) = self.at(paragraph, &word);
                Some((format!("{here}: after {}", self.named(&word, &within)?), word.end))
            }
            None => {
                let body = self.page.paragraphs[paragraph].body;
                // At the start of a clause, not of some line.
                let (here, _) = self.at(paragraph, &(self.page.paragraphs[paragraph].start..body + 1));
                Some((format!("{here}: at the start"), body))
            }
        }
    }

    fn natural(&self, edit: &Edit, at: usize) -> Option<String> {
        let old = self.page.slice(&edit.old);
        let new = edit.new.as_str();
        if old.contains('\n') {
            let next = self.paragraph(edit.old.end);
            let joins = new == " " && next == at + 1;
            return joins.then(|| self.joined(at));
        }
        if let Some(mark) = new.strip_prefix("\n\n").filter(|_| old.trim().is_empty()) {
            return self.split(edit, at, mark.trim());
        }
        if is_space(old) && is_space(new) {
            let (after, _) = self.after(at, edit.old.start)?;
            return Some(format!("{after}, {}", spaces(old, new)));
        }
        let (to, tn) = (old.trim(), new.trim());
        let start = edit.old.start + offset(old.len() - old.trim_start().len());
        let words = start..start + offset(to.len());
        if to.is_empty() {
            let (after, _) = self.after(at, edit.old.start)?;
            return Some(format!("{after} insert {}", quoted(tn)));
        }
        let (here, within) = self.at(at, &words);
        let named = self.named(&words, &within)?;
        Some(if tn.is_empty() {
            format!("{here}: delete {named}")
        } else {
            format!("{here}: delete {named}, insert {}", quoted(tn))
        })
    }

    fn joined(&self, at: usize) -> String {
        let names = self.by_clause.then(|| {
            let outline = &self.page.outline;
            Some((outline.name(at)?, outline.name(at + 1)?))
        });
        match names.flatten() {
            Some((first, second)) => format!("Join {} and {}", said(first), said(second)),
            None => {
                let span = self.page.span(&(at..at + 2));
                format!(
                    "Join the paragraphs in {}",
                    lines(self.page.starts.range(span.start, span.end))
                )
            }
        }
    }

    fn split(&self, edit: &Edit, at: usize, mark: &str) -> Option<String> {
        let word = self.word_before(at, edit.old.start)?;
        let name = self.page.outline.name(at).filter(|_| self.by_clause);
        let (here, within) = match name {
            Some(name) => (said(name), self.page.span(&(at..at + 1))),
            None => {
                let range = self.page.starts.range(word.start, word.end);
                (
                    format!("the paragraph at {}", lines(range)),
                    self.page.lines(range).ok()?,
                )
            }
        };
        let insert = if mark.is_empty() {
            String::new()
        } else {
            format!(", insert the marker {}", quoted(mark))
        };
        Some(format!(
            "Split {here} after {}{insert}",
            self.named(&word, &within)?
        ))
    }

    /// Another text for a whole paragraph.
    fn full(&self, edit: &Edit, at: usize) -> Option<String> {
        let paragraph = &self.page.paragraphs[at];
        let covers =
            edit.old == (paragraph.body..paragraph.end) && !edit.new.contains('\n') && !edit.new.is_empty();
        let mark = self.page.slice(&(paragraph.start..paragraph.body));
        covers.then(|| self.replaced(&(at..at + 1), &format!("{mark}{}", edit.new)))
    }

    /// Space that comes or goes between words, with the space before it that stays.
    fn spacing(&self, edit: &Edit, at: usize) -> Option<String> {
        let old = self.page.slice(&edit.old);
        if !(is_space(old) && is_space(&edit.new)) || edit.new.contains('\n') || old.contains('\n') {
            return None;
        }
        let (after, end) = self.after(at, edit.old.start)?;
        let kept = self.page.slice(&(end.min(edit.old.start)..edit.old.start));
        Some(format!(
            "{after}, {}",
            spaces(&format!("{kept}{old}"), &format!("{kept}{}", edit.new))
        ))
    }

    /// The same with the words beside, which stay: nothing is left to where space goes.
    fn widened(&self, edit: &Edit, at: usize) -> Option<String> {
        let paragraph = &self.page.paragraphs[at];
        if edit.new.contains('\n') || edit.old.end > paragraph.end {
            return None;
        }
        let left = self
            .word_before(at, edit.old.start)
            .map_or(edit.old.start, |word| word.start);
        let rest = self.page.slice(&(edit.old.end..paragraph.end));
        let skipped = rest.len() - rest.trim_start().len();
        let word = rest[skipped..]
            .find(char::is_whitespace)
            .unwrap_or(rest.len() - skipped);
        let right = edit.old.end + offset(skipped + word);
        let new = [
            self.page.slice(&(left..edit.old.start)),
            &edit.new,
            self.page.slice(&(edit.old.end..right)),
        ]
        .concat();
        let words = left..right;
        if words.is_empty() || new.is_empty() {
            return None;
        }
        let (here, within) = self.at(at, &words);
        Some(format!(
            "{here}: delete {}, insert {}",
            self.named(&words, &within)?,
            quoted(&new)
        ))
    }

    /// Changes to the mark and level of an item.
    fn mark(&self, at: usize, edits: &[Edit]) -> Option<Vec<String>> {
        let paragraph = &self.page.paragraphs[at];
        let zone = paragraph.start..paragraph.body;
        let (mut new, mut from) = (String::new(), zone.start);
        for edit in edits {
            new.push_str(self.page.slice(&(from..edit.old.start)));
            new.push_str(&edit.new);
            from = edit.old.end;
        }
        new.push_str(self.page.slice(&(from..zone.end)));
        let old = self.page.slice(&zone);
        let level = |zone: &str| (zone.len() - zone.trim_start_matches(' ').len()) / 2;
        let (here, _) = self.at(at, &(paragraph.start..paragraph.start + 1));
        let mut said = Vec::new();
        let (was, is) = if old.trim().is_empty() || new.trim().is_empty() {
            (0, 0)
        } else {
            (level(old), level(&new))
        };
        if was != is {
            let (verb, by) = if is < was {
                ("raise", was - is)
            } else {
                ("lower", is - was)
            };
            let by = if by > 1 {
                format!(" by {by}")
            } else {
                String::new()
            };
            said.push(format!("{here}: {verb} the level of the item{by}"));
        }
        let (was, is) = (old.trim(), new.trim());
        if was != is {
            let signs = |mark: &str| !mark.is_empty() && mark.chars().all(|c| c == '#');
            said.push(match (was, is) {
                (was, is) if signs(was) && signs(is) => {
                    let (verb, by) = if is.len() < was.len() {
                        ("raise", was.len() - is.len())
                    } else {
                        ("lower", is.len() - was.len())
                    };
                    let by = if by > 1 {
                        format!(" by {by}")
                    } else {
                        String::new()
                    };
                    format!("{here}: {verb} the level of the heading{by}")
                }
                ("", is) => format!("{here}: insert the marker {}", quoted(is)),
                (was, "") => format!("{here}: delete the marker {}", quoted(was)),
                (was, is) => {
                    let core = |mark: &str| mark.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
                    let (a, b) = (core(was), core(is));
                    if !a.is_empty() && !b.is_empty() && was.replacen(&a, &b, 1) == is {
                        format!("{here}: renumber {} as {}", quoted(&a), quoted(&b))
                    } else {
                        format!("{here}: change the marker {} to {}", quoted(was), quoted(is))
                    }
                }
            });
        }
        let span = self.page.span(&(at..at + 1));
        let expected = new + self.page.slice(&(zone.end..span.end));
        self.comes_to(&said.join("\n"), &span)
            .is_some_and(|made| made == expected)
            .then_some(said)
    }

    /// "Delete all after ‘Conference’, insert …", where everything after a point is replaced.
    fn rest(&mut self, new: &Canonical) -> bool {
        if !self.by_clause {
            return false;
        }
        let rows = &self.diff.rows;
        let Some(first) = rows.iter().position(|row| row.kind != RowKind::Equal) else {
            return false;
        };
        let kept = |row: &Row| {
            let equal = row.runs.iter().filter(|run| run.kind == RunKind::Equal);
            equal
                .flat_map(|run| run.text.chars())
                .filter(|c| c.is_alphanumeric())
                .count()
        };
        let (Some(row), after) = (rows.get(first), &rows[first + 1..]) else {
            return false;
        };
        let at: u32 = rows[..first]
            .iter()
            .filter_map(|row| row.old)
            .map(|old| old.count)
            .sum();
        let (at, count) = (at as usize, self.page.paragraphs.len());
        let moves = rows
            .iter()
            .any(|row| matches!(row.kind, RowKind::MovedFrom | RowKind::MovedTo));
        if moves || count < at + 2 || after.iter().any(|row| kept(row) > 0) {
            return false;
        }
        let start = self.page.paragraphs[at].start;
        let (old, new_rest) = (
            self.page.slice(&(start..self.page.span(&(0..count)).end)),
            new.as_str().get(start as usize..).unwrap_or(""),
        );
        let new_rest = new_rest.trim_end();
        let point = shared_words(old, new_rest);
        // Nothing that stays may stand behind the point.
        let behind = kept(row) > old[..point].chars().filter(|c| c.is_alphanumeric()).count();
        if behind {
            return false;
        }
        let changes = (1..=offset(self.diff.changes.len())).collect();
        let insert = |text: &str| {
            if text.is_empty() {
                String::new()
            } else {
                format!(", insert {}", quoted(text))
            }
        };
        let text = if point == 0 {
            let Some(before) = at.checked_sub(1) else {
                return false;
            };
            // "Delete Believes 2–3" says more.
            if new_rest.is_empty() && self.name(&(at..count)).is_some() {
                return false;
            }
            let alone = self.page.outline.whole(before).end == at;
            let name = self.page.outline.name(before).filter(|_| alone).map(said);
            let name = name.unwrap_or_else(|| self.whole(&(before..at)));
            format!("Delete all after {name}{}", insert(new_rest))
        } else {
            let words = self.opening(start, start + offset(point));
            let Some(words) = words else { return false };
            let rest = &new_rest[point..];
            format!(
                "Delete all after {words}{}",
                insert(rest.strip_prefix(' ').unwrap_or(rest))
            )
        };
        self.say(text, changes);
        if self.makes(new) {
            return true;
        }
        self.out.clear();
        false
    }

    /// The shortest words up to a point that are nowhere else, or open the text.
    fn opening(&self, start: u32, point: u32) -> Option<String> {
        let text = self.page.slice(&(start..point));
        let all = self.page.text.as_str();
        let starts = text
            .char_indices()
            .rev()
            .filter(|(n, c)| !c.is_whitespace() && (*n == 0 || text[..*n].ends_with(char::is_whitespace)));
        for (n, _) in starts.take(8) {
            let words = &text[n..];
            if (start == 0 && n == 0) || occurrences(all, words).take(2).count() == 1 {
                return Some(quoted(words));
            }
        }
        None
    }

    /// Everything from the first change to the last, by line.
    fn all(&mut self, new: &Canonical) {
        self.out.clear();
        self.by_clause = false;
        let changes: Vec<u32> = (1..=offset(self.diff.changes.len())).collect();
        let (old, new) = (self.page.text.as_str(), new.as_str());
        let (was, is): (Vec<&str>, Vec<&str>) = (
            old.split('\n').filter(|line| !line.is_empty()).collect(),
            new.split('\n').filter(|line| !line.is_empty()).collect(),
        );
        let head = was.iter().zip(&is).take_while(|(a, b)| a == b).count();
        let room = was.len().min(is.len()) - head;
        let tail = was
            .iter()
            .rev()
            .zip(is.iter().rev())
            .take(room)
            .take_while(|(a, b)| a == b)
            .count();
        let range = head..was.len() - tail;
        let text = is[head..is.len() - tail].join("\n\n");
        let said = if range.is_empty() {
            let line = range
                .start
                .checked_sub(1)
                .map_or(0, |n| self.page.starts.at(self.page.paragraphs[n].end.max(1) - 1));
            if was.is_empty() {
                format!("Add at end: {}", quoted(&text))
            } else {
                format!("{} insert {}", capital(&between(line)), quoted(&text))
            }
        } else if text.is_empty() {
            format!("Delete {}", self.whole(&range))
        } else {
            self.replaced(&range, &text)
        };
        self.say(said, changes);
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

/// How many bytes of whole words two texts have in common at their start.
fn shared_words(old: &str, new: &str) -> usize {
    let common: usize = old
        .chars()
        .zip(new.chars())
        .take_while(|(a, b)| a == b)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let line = old[..common].find('\n').unwrap_or(common);
    let inside = |text: &str| text[line..].starts_with(char::is_alphanumeric);
    let mut shared = &old[..line];
    if inside(old) || inside(new) {
        shared = shared.trim_end_matches(char::is_alphanumeric);
    }
    shared.trim_end().len()
}

fn is_space(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

fn spaces(old: &str, new: &str) -> String {
    match (old, new) {
        ("", new) => format!("insert {}", space(new)),
        (old, "") => format!("delete {}", space(old)),
        (old, new) => format!("delete {}, insert {}", space(old), space(new)),
    }
}

/// A name inside an instruction: "the third bullet of paragraph 4".
fn said(name: &Name) -> String {
    match name {
        Name::Item { path, .. } if path.len() == 1 => format!("the {name}"),
        Name::Heading(_) => format!("the {name}"),
        _ => name.to_string(),
    }
}

/// A name at the head of an instruction: "Believes 2", "In the third bullet of paragraph 4".
fn place(name: &Name) -> String {
    match name {
        Name::Numbered { .. } => name.to_string(),
        Name::Paragraph(n) => format!("Paragraph {n}"),
        _ => format!("In {}", said(name)),
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
