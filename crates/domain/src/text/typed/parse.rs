//! Reads one instruction and adds what it asks for to a plan.

use std::ops::Range;

use super::lex::{Token, Word};
use super::page::{Page, Target};
use super::plan::Plan;
use super::{Fail, Refusal};
use crate::text::canon::{Kind, marker, offset};

pub(super) struct Parser<'p, 't> {
    pub(super) page: &'p Page<'t>,
    /// The instruction as typed.
    pub(super) line: &'p str,
    pub(super) tokens: &'p [Token],
    pub(super) at: usize,
}

type Done = Result<(), Fail>;

/// Words in quotation marks, and which of several.
struct Words {
    text: String,
    nth: u32,
}

const DELETE: &[&str] = &["delete", "remove", "omit", "strike", "leave", "deleting"];
const INSERT: &[&str] = &["insert", "add", "inserting", "adding"];
impl Parser<'_, '_> {
    pub(super) fn instruction(mut self, plan: &mut Plan) -> Done {
        let mut target = None;
        if !self.is_verb() {
            target = Some(self.target()?.ok_or(Fail::NotUnderstood)?);
        }
        loop {
            while self.eat_sign() || self.eat(&["and", "then"]) {}
            self.action(target.as_ref(), plan)?;
            if self.tokens.len() == self.at {
                return Ok(());
            }
        }
    }

    pub(super) fn word(&self, ahead: usize) -> Option<&Word> {
        self.tokens.get(self.at + ahead).map(|token| &token.word)
    }

    pub(super) fn plain(&self, ahead: usize) -> &str {
        match self.word(ahead) {
            Some(Word::Plain(word)) => word,
            _ => "",
        }
    }

    pub(super) fn number(&mut self) -> Option<u32> {
        let Some(Word::Number(n)) = self.word(0) else {
            return None;
        };
        let n = *n;
        self.at += 1;
        Some(n)
    }

    pub(super) fn eat(&mut self, words: &[&str]) -> bool {
        let found = words.contains(&self.plain(0));
        self.at += usize::from(found);
        found
    }

    fn eat_colon(&mut self) -> bool {
        let found = self.word(0) == Some(&Word::Colon);
        self.at += usize::from(found);
        found
    }

    /// A colon or dash between a place and what is to be done there.
    fn eat_sign(&mut self) -> bool {
        let found = matches!(self.word(0), Some(Word::Colon | Word::Dash));
        self.at += usize::from(found);
        found
    }

    pub(super) fn is_verb(&self) -> bool {
        let place = |word: &str| matches!(word, "end" | "start" | "beginning");
        match self.plain(0) {
            "at" => place(self.plain(1)),
            "after" | "before" | "replace" | "replacing" | "substitute" | "for" | "move" | "split"
            | "join" | "merge" | "renumber" | "change" | "raise" | "lower" => true,
            word => DELETE.contains(&word) || INSERT.contains(&word),
        }
    }

    pub(super) fn quote(&mut self) -> Option<String> {
        let Some(Word::Quoted(text)) = self.word(0) else {
            return None;
        };
        let text = text.clone();
        self.at += 1;
        Some(text)
    }

    /// Quoted words, perhaps with "the second" before them.
    fn words(&mut self) -> Option<Words> {
        let nth = match (self.word(0), self.word(1)) {
            (Some(Word::Nth(nth)), Some(Word::Quoted(_))) => *nth,
            (Some(Word::Quoted(_)), _) => 0,
            _ => return None,
        };
        self.at += usize::from(nth > 0);
        let text = self.quote()?;
        Some(Words { text, nth })
    }

    /// Text that comes in: quoted, or all that follows a colon.
    fn incoming(&mut self) -> Result<String, Fail> {
        let colon = self.eat_colon();
        if self.eat(&["at"]) && self.eat(&["level"]) {
            let level = self.number().filter(|level| (1..=9).contains(level));
            let level = level.ok_or(Fail::NotUnderstood)?;
            let text = self.quote().ok_or(Fail::NotUnderstood)?;
            return Ok("  ".repeat(level as usize - 1) + &text);
        }
        self.eat(&["as"]);
        if let Some(text) = self.quote() {
            return Ok(text);
        }
        if colon && self.at < self.tokens.len() {
            let from = self.tokens[self.at - 1].end;
            self.at = self.tokens.len();
            return Ok(self.line[from..].trim().to_owned());
        }
        Err(Fail::NotUnderstood)
    }

    /// "…, insert ‘these words’" after a deletion.
    fn and_insert(&mut self) -> Result<Option<String>, Fail> {
        let from = self.at;
        self.eat(&["and"]);
        if self.eat(&["replace"]) {
            if !self.eat(&["with", "by"]) {
                self.at = from;
                return Ok(None);
            }
        } else if !(self.eat(INSERT) || self.eat(&["substitute", "substituting"])) {
            self.at = from;
            return Ok(None);
        }
        // "insert after 'x' …" is an instruction of its own.
        if matches!(self.plain(0), "after" | "before") {
            self.at = from;
            return Ok(None);
        }
        self.incoming().map(Some)
    }

    fn action(&mut self, target: Option<&Target>, plan: &mut Plan) -> Done {
        if self.eat(DELETE) {
            self.eat(&["out"]);
            return self.delete(target, plan);
        }
        if self.eat(&["replace", "replacing"]) {
            return self.replace(target, plan);
        }
        if self.eat(&["for"]) {
            let words = self.words().ok_or(Fail::NotUnderstood)?;
            let before = self.within(target)?;
            if !(self.eat(INSERT) || self.eat(&["substitute", "substituting", "read", "put"])) {
                return Err(Fail::NotUnderstood);
            }
            let new = self.incoming()?;
            let target = self.within(Some(&before))?;
            plan.edit(self.page.find(&target, words.nth, &words.text)?, new);
            return Ok(());
        }
        if self.eat(&["substitute", "substituting"]) {
            let new = self.incoming()?;
            if !self.eat(&["for"]) {
                return Err(Fail::NotUnderstood);
            }
            let words = self.words().ok_or(Fail::NotUnderstood)?;
            let target = self.within(target)?;
            plan.edit(self.page.find(&target, words.nth, &words.text)?, new);
            return Ok(());
        }
        if self.eat(&["after"]) {
            return self.beside(target, plan, true, None);
        }
        if self.eat(&["before"]) {
            return self.beside(target, plan, false, None);
        }
        if self.plain(0) == "at" && matches!(self.plain(1), "end" | "start" | "beginning") {
            self.at += 1;
            return self.edge(target, plan, None);
        }
        if self.eat(INSERT) {
            return self.insert(target, plan);
        }
        match self.plain(0) {
            "move" => self.relocate(target, plan),
            "split" => self.split(target, plan),
            "join" | "merge" => self.join(target, plan),
            "renumber" | "change" => self.renumber(target, plan),
            "raise" | "lower" => self.level(target, plan),
            _ => Err(Fail::NotUnderstood),
        }
    }

    /// The place that words are looked for in: one named here, or named before, or the whole text.
    fn within(&mut self, target: Option<&Target>) -> Result<Target, Fail> {
        if matches!(
            self.plain(0),
            "in" | "on" | "from" | "of" | "at" | "under" | "within" | "wherever"
        ) && let Some(found) = self.target()?
        {
            return Ok(found);
        }
        Ok(target.cloned().unwrap_or(Target::Text))
    }

    fn delete(&mut self, target: Option<&Target>, plan: &mut Plan) -> Done {
        if self.eat(&["all", "everything"]) {
            if self.eat(&["after"]) {
                return self.delete_rest(target, plan);
            }
            if self.at == self.tokens.len() || self.plain(0) == "and" || INSERT.contains(&self.plain(0)) {
                let target = target.cloned().unwrap_or(Target::Text);
                return self.delete_whole(&target, plan);
            }
            self.eat(&["of"]);
        }
        if self.eat(&["marker"]) {
            let sign = self.quote().ok_or(Fail::NotUnderstood)?;
            let (range, _) = self.marker(target, &sign)?;
            plan.edit(range, "");
            return Ok(());
        }
        if self.plain(0) == "from" && matches!(self.word(1), Some(Word::Quoted(_) | Word::Nth(_))) {
            self.at += 1;
            let from = self.words().ok_or(Fail::NotUnderstood)?;
            if !self.eat(&["to", "through"]) {
                return Err(Fail::NotUnderstood);
            }
            let to = self.words().ok_or(Fail::NotUnderstood)?;
            let target = self.within(target)?;
            let (from, to) = (
                self.page.find(&target, from.nth, &from.text)?,
                self.page.find(&target, to.nth, &to.text)?,
            );
            if to.end <= from.start {
                return Err(Fail::NotUnderstood);
            }
            return self.give_way(from.start..to.end, plan);
        }
        if let Some(words) = self.words() {
            let before = self.within(target)?;
            let new = self.and_insert()?;
            // "Delete ‘a’ and insert ‘b’ in line 2".
            let target = self.within(Some(&before))?;
            let at = self.page.find(&target, words.nth, &words.text)?;
            match new {
                Some(new) => plan.edit(at, new),
                None => plan.edit(self.page.with_space(at), ""),
            }
            return Ok(());
        }
        match (self.target()?, target) {
            (Some(found), _) => self.delete_whole(&found, plan),
            (None, Some(target)) => self.delete_whole(target, plan),
            (None, None) => Err(Fail::NotUnderstood),
        }
    }

    /// Words go, or others come for them.
    fn give_way(&mut self, at: Range<u32>, plan: &mut Plan) -> Done {
        match self.and_insert()? {
            Some(new) => plan.edit(at, new),
            None => plan.edit(self.page.with_space(at), ""),
        }
        Ok(())
    }

    fn delete_whole(&mut self, target: &Target, plan: &mut Plan) -> Done {
        let new = self.and_insert()?;
        if let (Target::Lines(lines), None) = (target, &new) {
            return self.delete_lines(*lines, plan);
        }
        let range = match target {
            Target::Lines(lines) => self.page.lines(*lines)?,
            _ => self.page.span(&self.page.whole(target)?),
        };
        match new {
            Some(new) => plan.edit(range, self.marked(target, new)),
            None => plan.remove(self.page, self.page.whole(target)?),
        }
        Ok(())
    }

    /// A clause named as such keeps its mark, where none was typed in its place.
    fn marked(&self, target: &Target, new: String) -> String {
        let Target::Clauses { whole, one: true, .. } = target else {
            return new;
        };
        let paragraph = &self.page.paragraphs[whole.start];
        let typed = new.trim_start();
        if paragraph.marker.is_empty()
            || typed.starts_with('#')
            || marker(typed).is_some()
            || new.contains('\n')
        {
            return new;
        }
        let mark = self.page.slice(&(paragraph.start..paragraph.body));
        format!("{mark}{typed}")
    }

    /// Deletes lines: whole paragraphs where they cover any, else the words on them.
    fn delete_lines(&self, lines: (u32, u32), plan: &mut Plan) -> Done {
        let range = self.page.lines(lines)?;
        let first = self.page.paragraphs.partition_point(|p| p.end <= range.start);
        for (n, paragraph) in self.page.paragraphs.iter().enumerate().skip(first) {
            let (start, end) = (range.start.max(paragraph.start), range.end.min(paragraph.end));
            if start >= end {
                break;
            }
            if start == paragraph.start && end == paragraph.end {
                plan.remove(self.page, n..n + 1);
            } else {
                plan.edit(self.page.with_space(start..end), "");
            }
        }
        Ok(())
    }

    /// "Delete all after ‘Conference’ and insert …".
    fn delete_rest(&mut self, target: Option<&Target>, plan: &mut Plan) -> Done {
        let Some(words) = self.words() else {
            let after = self.target()?.ok_or(Fail::NotUnderstood)?;
            let place = self.page.whole(&after)?.end;
            plan.remove(self.page, place..self.page.paragraphs.len());
            if let Some(new) = self.and_insert()? {
                plan.insert(self.page.paragraphs.len(), &new);
            }
            return Ok(());
        };
        let target = self.within(target)?;
        let bytes = self.page.bytes(&target)?;
        let opening = {
            let first = match target {
                Target::Text => self.page.opening(),
                _ => self.page.paragraphs.partition_point(|p| p.end <= bytes.start),
            };
            let body = self
                .page
                .paragraphs
                .get(first)
                .map_or(0, |p| p.body)
                .max(bytes.start);
            body..body + offset(words.text.len())
        };
        // Words that open the text are meant there, wherever else they are.
        let opens = words.nth == 0
            && self
                .page
                .text
                .as_str()
                .get(opening.start as usize..opening.end as usize)
                .is_some_and(|text| text == words.text);
        let at = if opens {
            opening
        } else {
            self.page.find(&target, words.nth, &words.text)?
        };
        let new = self.and_insert()?.map_or(String::new(), |new| self.glued(&new));
        plan.edit(at.end..bytes.end.max(at.end), new);
        Ok(())
    }

    /// Words that follow others, with a space between where there should be one.
    fn glued(&self, new: &str) -> String {
        if new.starts_with([
            '.', ',', ';', ':', '!', '?', ')', '’', '”', '%', '\n', ' ', '\u{a0}',
        ]) {
            new.to_owned()
        } else {
            format!(" {new}")
        }
    }

    fn replace(&mut self, target: Option<&Target>, plan: &mut Plan) -> Done {
        let all = self.eat(&["all", "everything"]) && matches!(self.plain(0), "with" | "by");
        if let Some(words) = self.words() {
            let before = self.within(target)?;
            if !self.eat(&["with", "by"]) {
                return Err(Fail::NotUnderstood);
            }
            let new = self.incoming()?;
            let target = self.within(Some(&before))?;
            plan.edit(self.page.find(&target, words.nth, &words.text)?, new);
            return Ok(());
        }
        let found = if all && target.is_none() {
            Some(Target::Text)
        } else {
            self.target()?
        };
        let target = found.as_ref().or(target).ok_or(Fail::NotUnderstood)?;
        if !self.eat(&["with", "by"]) {
            return Err(Fail::NotUnderstood);
        }
        let range = match target {
            Target::Lines(lines) => self.page.lines(*lines)?,
            _ => self.page.span(&self.page.whole(target)?),
        };
        let new = self.incoming()?;
        let new = self.marked(target, new);
        plan.edit(range, new);
        Ok(())
    }

    /// "after ‘these’ insert ‘those’", "after line 9 insert ‘a paragraph’"; what comes in may be said
    /// before.
    fn beside(&mut self, target: Option<&Target>, plan: &mut Plan, after: bool, new: Option<String>) -> Done {
        let Some(words) = self.words() else {
            let found = self.target()?.ok_or(Fail::NotUnderstood)?;
            let whole = match &found {
                // Only the end of lines matters for what comes after them.
                Target::Lines((_, last)) if after => 0..self.page.paragraphs_to(*last)?,
                Target::Lines((first, _)) => {
                    self.page.lines((*first, *first))?;
                    self.page.paragraphs_to(first - 1)?..0
                }
                _ => self.page.whole(&found)?,
            };
            let new = match new {
                Some(new) => new,
                None => {
                    if !self.eat(INSERT) {
                        return Err(Fail::NotUnderstood);
                    }
                    self.incoming()?
                }
            };
            let (place, like) = if after {
                (whole.end, whole.end.checked_sub(1))
            } else {
                (whole.start, Some(whole.start))
            };
            let like = like.filter(|_| matches!(found, Target::Clauses { .. }));
            plan.insert(place, &self.like(like, after, new));
            return Ok(());
        };
        let target = self.within(target)?;
        let at = self.page.find(&target, words.nth, &words.text)?;
        if let Some(new) = new {
            let new = if after {
                self.glued(&new)
            } else {
                format!("{new} ")
            };
            let at = if after { at.end } else { at.start };
            plan.edit(at..at, new);
            return Ok(());
        }
        self.spaced(at, plan, after)
    }

    /// What follows a place between words: space or words that come or go.
    fn spaced(&mut self, at: Range<u32>, plan: &mut Plan, after: bool) -> Done {
        let point = if after { at.end } else { at.start };
        if self.eat(DELETE) {
            let gone = self.space().ok_or(Fail::NotUnderstood)?;
            let rest = &self.page.text.as_str()[point as usize..];
            // "A space" is any one space that is there.
            let gone = match gone.as_str() {
                " " if rest.starts_with('\u{a0}') => "\u{a0}".to_owned(),
                _ => gone,
            };
            if !after || !rest.starts_with(&gone) {
                let shown = self.page.slice(&at).to_owned();
                return Err(Fail::Refused(Refusal::NoSuchSpace(shown)));
            }
            let range = point..point + offset(gone.len());
            let new = if self.eat(INSERT) {
                self.space().ok_or(Fail::NotUnderstood)?
            } else {
                String::new()
            };
            plan.edit(range, new);
            return Ok(());
        }
        if !self.eat(INSERT) {
            return Err(Fail::NotUnderstood);
        }
        if !matches!(self.word(0), Some(Word::Quoted(_)))
            && let Some(space) = self.space()
        {
            plan.edit(point..point, space);
            return Ok(());
        }
        let new = self.incoming()?;
        let new = if after {
            self.glued(&new)
        } else {
            format!("{new} ")
        };
        plan.edit(point..point, new);
        Ok(())
    }

    /// "a space", "2 spaces", "a no-break space", or space in quotation marks.
    fn space(&mut self) -> Option<String> {
        if let Some(Word::Quoted(text)) = self.word(0) {
            let text = text.clone();
            self.at += 1;
            return Some(text);
        }
        if self.plain(0) == "no"
            && self.word(1) == Some(&Word::Dash)
            && self.plain(2) == "break"
            && self.plain(3) == "space"
        {
            self.at += 4;
            return Some("\u{a0}".to_owned());
        }
        let from = self.at;
        let count = self.number().unwrap_or(1).min(1_000);
        if self.eat(&["space", "spaces"]) {
            return Some(" ".repeat(count as usize));
        }
        self.at = from;
        None
    }

    /// "at end: …", "at the start of ‘Believes’ insert …"; the word "at" is read.
    fn edge(&mut self, target: Option<&Target>, plan: &mut Plan, new: Option<String>) -> Done {
        let end = self.plain(0) == "end";
        self.at += 1;
        let found = if matches!(self.plain(0), "of" | "in" | "under") {
            Some(self.target()?.ok_or(Fail::NotUnderstood)?)
        } else {
            None
        };
        let target = found.as_ref().or(target);
        // Inside lines or a clause, the edge is one for words.
        if let Some(target @ (Target::Lines(_) | Target::Clauses { .. })) = target {
            let bytes = self.page.bytes(target)?;
            let first = self
                .page
                .paragraphs
                .binary_search_by_key(&bytes.start, |p| p.start);
            let start = first.map_or(bytes.start, |n| self.page.paragraphs[n].body);
            let at = if end { bytes.end..bytes.end } else { start..start };
            if end {
                return match new {
                    Some(new) => {
                        plan.edit(at, self.glued(&new));
                        Ok(())
                    }
                    None => self.spaced(at, plan, true),
                };
            }
            if let Some(new) = new {
                plan.edit(at, format!("{new} "));
                return Ok(());
            }
            let deletes = DELETE.contains(&self.plain(0));
            let spaces = INSERT.contains(&self.plain(0))
                && !matches!(self.word(1), Some(Word::Quoted(_) | Word::Colon));
            return self.spaced(at, plan, deletes || spaces);
        }
        let new = match new {
            Some(new) => new,
            None => {
                self.eat(INSERT);
                self.incoming()?
            }
        };
        let (place, like) = match target {
            Some(Target::Part { part, .. }) => {
                let part = &self.page.outline.parts[*part];
                let clauses = part.count() > 0;
                match (end, part.find(&[1])) {
                    (true, _) => (part.end(), clauses.then(|| part.end() - 1)),
                    (false, Some(first)) => (first, Some(first)),
                    (false, None) => (part.end(), None),
                }
            }
            _ if end => (self.page.paragraphs.len(), None),
            _ => (0, None),
        };
        plan.insert(place, &self.like(like, end, new));
        Ok(())
    }

    /// A clause that joins a list gets the mark of its neighbor, where none was typed.
    fn like(&self, neighbor: Option<usize>, after: bool, new: String) -> String {
        let Some(paragraph) = neighbor.and_then(|n| self.page.paragraphs.get(n)) else {
            return new;
        };
        let Kind::Item { .. } = paragraph.kind else {
            return new;
        };
        let typed = new.trim_start();
        if typed.starts_with('#') || marker(typed).is_some() || new.contains('\n') {
            return new;
        }
        let indent = " ".repeat((paragraph.body - paragraph.start) as usize - paragraph.marker.len());
        if paragraph.marker.starts_with('-') {
            return format!("{indent}- {typed}");
        }
        // After the last of a numbered list, the next number.
        let digits = paragraph.marker.find(|c: char| c.is_ascii_digit());
        let number = digits.and_then(|from| {
            let length = paragraph.marker[from..]
                .bytes()
                .take_while(u8::is_ascii_digit)
                .count();
            let number: u32 = paragraph.marker[from..from + length].parse().ok()?;
            let (open, close) = (&paragraph.marker[..from], &paragraph.marker[from + length..]);
            Some(format!("{open}{}{close}", number + 1))
        });
        let next = neighbor
            .and_then(|n| self.page.outline.part_of(n))
            .is_none_or(|part| Some(part.end()) == neighbor.map(|n| n + 1));
        match number {
            Some(number) if after && next => format!("{indent}{number}{typed}"),
            _ => new,
        }
    }

    fn insert(&mut self, target: Option<&Target>, plan: &mut Plan) -> Done {
        if self.eat(&["marker"]) {
            let sign = self.quote().ok_or(Fail::NotUnderstood)?;
            let paragraph = self.paragraph(target)?;
            let body = self.page.paragraphs[paragraph].body;
            plan.edit(body..body, format!("{sign} "));
            return Ok(());
        }
        // "Add a new bullet …", "add point 3 …": what it is shows in the text itself.
        if matches!(
            self.plain(0),
            "bullet" | "item" | "point" | "clause" | "paragraph" | "heading" | "sentence"
        ) {
            self.at += 1;
            self.number();
        }
        let to_end = self.plain(0) == "to" && self.plain(1) == "end";
        if to_end || self.plain(0) == "at" && self.plain(1) != "level" {
            self.at += 1;
            if !matches!(self.plain(0), "end" | "start" | "beginning") {
                return Err(Fail::NotUnderstood);
            }
            return self.edge(target, plan, None);
        }
        for (word, after) in [("after", true), ("before", false)] {
            if self.eat(&[word]) {
                return self.inserted_beside(target, plan, after);
            }
        }
        let new = self.incoming()?;
        if self.eat(&["after"]) {
            return self.beside(target, plan, true, Some(new));
        }
        if self.eat(&["before"]) {
            return self.beside(target, plan, false, Some(new));
        }
        if self.eat(&["at"]) && matches!(self.plain(0), "end" | "start" | "beginning") {
            return self.edge(target, plan, Some(new));
        }
        Err(Fail::NotUnderstood)
    }

    /// "insert after line 9: ‘…’", "insert after ‘these’ in line 9 ‘those’".
    fn inserted_beside(&mut self, target: Option<&Target>, plan: &mut Plan, after: bool) -> Done {
        let from = self.at;
        if self.words().is_some() {
            self.within(target)?;
        } else {
            self.target()?.ok_or(Fail::NotUnderstood)?;
        }
        let new = self.incoming()?;
        let end = std::mem::replace(&mut self.at, from);
        self.beside(target, plan, after, Some(new))?;
        self.at = end;
        Ok(())
    }

    fn relocate(&mut self, target: Option<&Target>, plan: &mut Plan) -> Done {
        self.at += 1;
        let found = self.target()?;
        let from = found.as_ref().or(target).ok_or(Fail::NotUnderstood)?;
        let from = self.page.whole(from)?;
        self.eat(&["to"]);
        let place = if self.eat(&["after"]) {
            match self.target()?.ok_or(Fail::NotUnderstood)? {
                Target::Lines((_, last)) => self.page.paragraphs_to(last)?,
                to => self.page.whole(&to)?.end,
            }
        } else if self.eat(&["before"]) {
            match self.target()?.ok_or(Fail::NotUnderstood)? {
                Target::Lines((first, _)) => {
                    self.page.lines((first, first))?;
                    self.page.paragraphs_to(first - 1)?
                }
                to => self.page.whole(&to)?.start,
            }
        } else {
            self.eat(&["at"]);
            let end = self.plain(0) == "end";
            if !self.eat(&["end", "start", "beginning"]) {
                return Err(Fail::NotUnderstood);
            }
            match (self.eat(&["of"]), end) {
                (true, _) => match self.target()?.ok_or(Fail::NotUnderstood)? {
                    Target::Part { part, .. } => {
                        let part = &self.page.outline.parts[part];
                        if end {
                            part.end()
                        } else {
                            part.find(&[1]).unwrap_or(part.end())
                        }
                    }
                    Target::Text if end => self.page.paragraphs.len(),
                    Target::Text => 0,
                    _ => return Err(Fail::NotUnderstood),
                },
                (false, true) => self.page.paragraphs.len(),
                (false, false) => 0,
            }
        };
        if from.is_empty() || from.start < place && place < from.end {
            return Err(Fail::NotUnderstood);
        }
        plan.relocate(from, place);
        Ok(())
    }

    fn split(&mut self, target: Option<&Target>, plan: &mut Plan) -> Done {
        self.at += 1;
        let found = self.target()?;
        let target = found.as_ref().or(target).cloned().unwrap_or(Target::Text);
        if !self.eat(&["after"]) {
            return Err(Fail::NotUnderstood);
        }
        self.split_after(&target, plan)?;
        // "… and at line 5 after ‘those’", "… and after ‘those’".
        loop {
            let from = self.at;
            let again = self.eat(&["and"]);
            let next = if again { self.target()? } else { None };
            if !again || !self.eat(&["after"]) {
                self.at = from;
                return Ok(());
            }
            self.split_after(next.as_ref().unwrap_or(&target), plan)?;
        }
    }

    fn split_after(&mut self, target: &Target, plan: &mut Plan) -> Done {
        let words = self.words().ok_or(Fail::NotUnderstood)?;
        let at = self.page.find(target, words.nth, &words.text)?.end;
        let mut new = "\n\n".to_owned();
        let from = self.at;
        if self.eat(INSERT) {
            if self.eat(&["marker"]) {
                new += &format!("{} ", self.quote().ok_or(Fail::NotUnderstood)?);
            } else {
                self.at = from;
            }
        }
        let end = at + self.page.space_after(at);
        if self.page.paragraphs.binary_search_by_key(&end, |p| p.end).is_ok() {
            return Err(Fail::Refused(Refusal::NothingToSplit(words.text)));
        }
        plan.edit(at..end, new);
        Ok(())
    }

    fn join(&mut self, target: Option<&Target>, plan: &mut Plan) -> Done {
        self.at += 1;
        let found = self.target()?;
        let first = found.as_ref().or(target).ok_or(Fail::NotUnderstood)?;
        let own = self.touched(first)?;
        let all = if self.eat(&["and", "with", "to"]) {
            let second = self.target()?.ok_or(Fail::NotUnderstood)?;
            let second = self.touched(&second)?;
            if second.start != own.end {
                return Err(Fail::NotUnderstood);
            }
            own.start..second.end
        } else {
            own
        };
        if all.len() < 2 {
            return Err(Fail::NotUnderstood);
        }
        for pair in self.page.paragraphs[all].windows(2) {
            plan.edit(pair[0].end..pair[1].body, " ");
        }
        Ok(())
    }

    /// The paragraphs of which a target holds any part.
    fn touched(&self, target: &Target) -> Result<Range<usize>, Fail> {
        let Target::Lines(lines) = target else {
            return self.page.whole(target);
        };
        let range = self.page.lines(*lines)?;
        let first = self.page.paragraphs.partition_point(|p| p.end <= range.start);
        let end = self.page.paragraphs.partition_point(|p| p.start < range.end);
        Ok(first..end)
    }

    /// The one paragraph that a target begins with.
    fn paragraph(&self, target: Option<&Target>) -> Result<usize, Fail> {
        let whole = self.touched(target.ok_or(Fail::NotUnderstood)?)?;
        if whole.is_empty() {
            Err(Fail::NotUnderstood)
        } else {
            Ok(whole.start)
        }
    }

    /// The mark of a list item or heading, where it has this sign in it, with its place.
    fn marker(&self, target: Option<&Target>, sign: &str) -> Result<(Range<u32>, Range<u32>), Fail> {
        let paragraph = &self.page.paragraphs[self.paragraph(target)?];
        let start = paragraph.body - offset(paragraph.marker.len());
        match paragraph
            .marker
            .find(sign.trim())
            .filter(|_| !sign.trim().is_empty())
        {
            Some(at) => {
                let at = start + offset(at);
                Ok((start..paragraph.body, at..at + offset(sign.trim().len())))
            }
            None => Err(Fail::Refused(Refusal::NoSuchMarker {
                sign: sign.to_owned(),
                line: self.page.starts.at(paragraph.start),
                there: paragraph.marker.trim().to_owned(),
            })),
        }
    }

    fn renumber(&mut self, target: Option<&Target>, plan: &mut Plan) -> Done {
        self.at += 1;
        self.eat(&["marker", "number"]);
        let found = if matches!(self.word(0), Some(Word::Quoted(_))) {
            None
        } else {
            self.target()?
        };
        let target = found.as_ref().or(target);
        let new = if self.eat(&["as", "to"]) {
            // "Renumber line 3 as '4'": whatever its number is.
            let paragraph = &self.page.paragraphs[self.paragraph(target)?];
            let number = paragraph
                .marker
                .trim_end()
                .trim_matches(|c: char| !c.is_alphanumeric());
            let (_, at) = self.marker(target, number)?;
            (at, self.quote())
        } else {
            let old = self.quote().ok_or(Fail::NotUnderstood)?;
            if !self.eat(&["as", "to"]) {
                return Err(Fail::NotUnderstood);
            }
            (self.marker(target, &old)?.1, self.quote())
        };
        let (at, Some(new)) = new else {
            return Err(Fail::NotUnderstood);
        };
        plan.edit(at, new);
        Ok(())
    }

    fn level(&mut self, target: Option<&Target>, plan: &mut Plan) -> Done {
        let raise = self.plain(0) == "raise";
        self.at += 1;
        self.eat(&["level"]);
        let from = self.at;
        if self.eat(&["of"]) && !self.eat(&["item", "bullet", "clause", "heading"]) {
            self.at = from;
        }
        let found = self.target()?;
        let paragraph = self.paragraph(found.as_ref().or(target))?;
        let by = if self.eat(&["by"]) {
            let by = self.number().ok_or(Fail::NotUnderstood)?;
            self.eat(&["level", "levels"]);
            by.min(20)
        } else {
            1
        };
        let paragraph = &self.page.paragraphs[paragraph];
        let (level, sign) = match paragraph.kind {
            Kind::Item { level } => (level, "  "),
            Kind::Heading(level) => (level, "#"),
            Kind::Prose => return Err(Fail::NotUnderstood),
        };
        let start = paragraph.start;
        if !raise {
            plan.edit(start..start, sign.repeat(by as usize));
        } else if u32::from(level) > by {
            plan.edit(start..start + offset(sign.len()) * by, "");
        } else {
            return Err(Fail::NotUnderstood);
        }
        Ok(())
    }
}
