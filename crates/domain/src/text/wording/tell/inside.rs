//! What changed inside paragraphs: words, space, marks, splits and joins.

use std::ops::Range;

use super::super::quote::quoted;
use super::super::{capital, lines, occurrences, space};
use super::{Draft, Teller, said, side};
use crate::text::canon::offset;
use crate::text::clauses::names::{Name, ordinal};
use crate::text::diff::{Class, Row, RowKind, RunKind, is_invisible};
use crate::text::typed;

/// Words of the old text that give way to others.
struct Edit {
    old: Range<u32>,
    new: String,
    change: u32,
    class: Class,
}

/// A longer clause is better cited by line.
const MOST: usize = 4_000;

impl Teller<'_, '_> {
    /// What changed inside paragraphs that belong together.
    pub(super) fn inside(&mut self, row: &Row) {
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
            let says = |text: &String| self.says(text, edit);
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
    fn says(&self, text: &str, edit: &Edit) -> bool {
        let Ok(plan) = typed::read(self.page, text) else {
            return false;
        };
        // Outside of both, nothing changes.
        let start = plan.edits.iter().map(|own| own.range.start).min();
        let end = plan.edits.iter().map(|own| own.range.end).max();
        let span = start.map_or(edit.old.start, |start| start.min(edit.old.start))
            ..end.map_or(edit.old.end, |end| end.max(edit.old.end));
        let expected = [
            self.page.slice(&(span.start..edit.old.start)),
            &edit.new,
            self.page.slice(&(edit.old.end..span.end)),
        ];
        plan.within(self.page, &span)
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
        let span = self.page.span(&(paragraph..paragraph + 1));
        if self.by_clause
            && span.len() <= MOST
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

/// A name at the head of an instruction: "Believes 2", "In the third bullet of paragraph 4".
fn place(name: &Name) -> String {
    match name {
        Name::Numbered { .. } => name.to_string(),
        Name::Paragraph(n) => format!("Paragraph {n}"),
        _ => format!("In {}", said(name)),
    }
}
