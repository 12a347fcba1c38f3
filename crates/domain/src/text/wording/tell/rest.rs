//! Everything from some point on, as one instruction.

use super::super::quote::quoted;
use super::super::{between, capital, occurrences};
use super::{Teller, said};
use crate::text::canon::{Canonical, offset};
use crate::text::diff::{Row, RowKind, RunKind};

impl Teller<'_, '_> {
    /// "Delete all after ‘Conference’, insert …", where everything after a point is replaced.
    pub(super) fn rest(&mut self, new: &Canonical) -> bool {
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
        let opening = self.page.paragraphs.get(self.page.opening());
        let opens = opening.is_some_and(|paragraph| paragraph.body == start);
        let all = self.page.text.as_str();
        let starts = text
            .char_indices()
            .rev()
            .filter(|(n, c)| !c.is_whitespace() && (*n == 0 || text[..*n].ends_with(char::is_whitespace)));
        for (n, _) in starts.take(8) {
            let words = &text[n..];
            if (opens && n == 0) || occurrences(all, words).take(2).count() == 1 {
                return Some(quoted(words));
            }
        }
        None
    }

    /// Everything from the first change to the last, by line.
    pub(super) fn all(&mut self, new: &Canonical) {
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
