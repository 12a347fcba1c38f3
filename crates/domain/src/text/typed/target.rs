//! Finds out which lines or clauses an instruction is about.

use super::lex::Word;
use super::page::{Target, distance};
use super::parse::Parser;
use super::{Fail, Refusal};
use crate::text::canon::Paragraph;
use crate::text::clauses::names::{Part, dotted, ordinal};

const NOUNS: &[&str] = &[
    "bullet", "bullets", "item", "items", "point", "points", "clause", "clauses", "demand", "demands",
];

impl Parser<'_, '_> {
    /// What an instruction is about: lines, clauses by name, a part, the text; `None` where nothing of
    /// the sort stands here.
    pub(super) fn target(&mut self) -> Result<Option<Target>, Fail> {
        let from = self.at;
        while self.eat(&["in", "on", "at", "of", "from", "under", "within", "all"])
            || matches!(self.plain(0), "paragraph" | "paragraphs")
                && (matches!(self.plain(1), "in" | "on" | "at" | "from" | "line" | "lines"))
                && self.eat(&["paragraph", "paragraphs"])
        {}
        let found = self.named()?;
        if found.is_none() {
            self.at = from;
        }
        Ok(found)
    }

    fn named(&mut self) -> Result<Option<Target>, Fail> {
        if self.eat(&["line", "lines"]) {
            let first = self.number().ok_or(Fail::NotUnderstood)?;
            let last = self.range_end()?.unwrap_or(first);
            self.page.lines((first, last))?;
            return Ok(Some(Target::Lines((first, last))));
        }
        if let (Some(Word::Number(first)), true) = (self.word(0), self.at == 0) {
            // A line by its number alone: "7: delete …".
            let first = *first;
            self.at += 1;
            let last = self.range_end()?.unwrap_or(first);
            self.page.lines((first, last))?;
            return Ok(Some(Target::Lines((first, last))));
        }
        if matches!(
            self.plain(0),
            "text" | "motion" | "whole" | "amendment" | "resolution"
        ) && !matches!(self.word(1), Some(Word::Number(_)))
        {
            while self.eat(&["text", "motion", "whole", "resolution"]) {}
            return Ok(Some(Target::Text));
        }
        if self.eat(&["heading"]) {
            let words = self.quote().ok_or(Fail::NotUnderstood)?;
            return self.heading(&words).map(Some);
        }
        if matches!(self.word(0), Some(Word::Quoted(_))) {
            return self.part_by_quote();
        }
        if let Some(label) = self.label() {
            return self.under_label(label).map(Some);
        }
        if matches!(self.plain(0), "paragraph" | "paragraphs" | "para")
            && matches!(self.word(1), Some(Word::Number(_)))
        {
            self.at += 1;
            let first = self.number().ok_or(Fail::NotUnderstood)?;
            let last = self.range_end()?.unwrap_or(first);
            let (first, last) = (self.prose(first)?, self.prose(last)?);
            return self.clauses(first, last).map(Some);
        }
        let last = matches!(self.plain(0), "last" | "final");
        if let (Some(Word::Nth(_)), _) | (_, true) = (self.word(0), last) {
            let nth = if let Some(Word::Nth(nth)) = self.word(0) {
                Some(*nth)
            } else {
                None
            };
            let noun = self.plain(1).to_owned();
            if matches!(noun.as_str(), "line") {
                self.at += 2;
                let line = nth.unwrap_or(self.page.last);
                self.page.lines((line, line))?;
                return Ok(Some(Target::Lines((line, line))));
            }
            if matches!(noun.as_str(), "paragraph" | "para") {
                self.at += 2;
                let n = self.prose(nth.unwrap_or(self.page.outline.prose_count()))?;
                return self.clauses(n, n).map(Some);
            }
            if NOUNS.contains(&noun.as_str()) {
                self.at += 2;
                return self.listed(nth.map(|nth| vec![nth]), &noun).map(Some);
            }
            return Ok(None);
        }
        if NOUNS.contains(&self.plain(0)) && matches!(self.word(1), Some(Word::Number(_) | Word::Path(_))) {
            let noun = self.plain(0).trim_end_matches('s').to_owned();
            self.at += 1;
            let path = self.path()?;
            let last = self.range_end()?;
            let first = self.listed(Some(path.clone()), &noun)?;
            return Ok(Some(match (last, &first) {
                (Some(last), Target::Clauses { whole, .. }) => {
                    let mut to = path;
                    if let Some(level) = to.last_mut() {
                        *level = last;
                    }
                    let start = whole.start;
                    let part = self.page.outline.part_of(start).and_then(|part| part.find(&to));
                    self.clauses(start, part.ok_or(Fail::NotUnderstood)?)?
                }
                _ => first,
            }));
        }
        // A name that is none: say which there are.
        if let (Some(Word::Plain(name)), Some(Word::Number(_) | Word::Path(_))) = (self.word(0), self.word(1))
            && !self.is_verb()
            && !matches!(name.as_str(), "space" | "level" | "by")
        {
            let name = name.clone();
            self.at += 1;
            let path = self.path()?;
            return Err(Fail::Refused(self.no_label(&name, &dotted(&path))));
        }
        Ok(None)
    }

    /// "–3", "to 3", "and 3" after a number.
    fn range_end(&mut self) -> Result<Option<u32>, Fail> {
        let joins = self.word(0) == Some(&Word::Dash) || matches!(self.plain(0), "to" | "and" | "through");
        if joins && matches!(self.word(1), Some(Word::Number(_))) {
            self.at += 1;
            return Ok(self.number());
        }
        Ok(None)
    }

    fn path(&mut self) -> Result<Vec<u32>, Fail> {
        let path = match self.word(0) {
            Some(Word::Number(n)) => vec![*n],
            Some(Word::Path(path)) => path.clone(),
            _ => return Err(Fail::NotUnderstood),
        };
        self.at += 1;
        Ok(path)
    }

    fn prose(&self, number: u32) -> Result<usize, Fail> {
        self.page.outline.prose(number).ok_or_else(|| {
            let count = self.page.outline.prose_count();
            Fail::Refused(Refusal::NoSuchClause {
                said: format!("paragraph {number}"),
                nearest: format!("the text has {}", counted(count, "paragraph")),
            })
        })
    }

    fn clauses(&self, first: usize, last: usize) -> Result<Target, Fail> {
        let whole = first..self.page.outline.whole(last).end;
        if last < first {
            return Err(Fail::NotUnderstood);
        }
        let said = self.page.called(first);
        Ok(Target::Clauses {
            whole,
            one: first == last,
            said: if first == last {
                said
            } else {
                format!("{said} to {}", self.page.called(last))
            },
        })
    }

    fn heading(&self, words: &str) -> Result<Target, Fail> {
        match self.page.outline.heading(words) {
            [n] => self.clauses(*n, *n),
            [] => Err(Fail::Refused(Refusal::NoSuchClause {
                said: format!("heading ‘{words}’"),
                nearest: self
                    .nearest_label(words)
                    .map_or("no heading has these words".to_owned(), |near| {
                        format!("there is ‘{near}’")
                    }),
            })),
            [first, ..] => Err(Fail::Refused(Refusal::Several {
                said: format!("heading ‘{words}’"),
                try_this: format!("line {}", self.page.starts.at(self.page.paragraphs[*first].start)),
            })),
        }
    }

    /// The label that stands here by its name; what names the speaker may stand before it.
    fn label(&mut self) -> Option<usize> {
        for skipped in 0..=2 {
            if !(0..skipped).all(|n| {
                matches!(
                    self.plain(n),
                    "conference" | "this" | "congress" | "we" | "branch" | "clp"
                )
            }) {
                break;
            }
            for count in [2, 1] {
                let words: Vec<&str> = (0..count).map(|n| self.plain(skipped + n)).collect();
                if !words.contains(&"")
                    && let Some(part) = self.page.outline.label(&words.join(" "))
                {
                    self.at += skipped + count;
                    return Some(part);
                }
            }
        }
        None
    }

    fn under_label(&mut self, part: usize) -> Result<Target, Fail> {
        let noun =
            NOUNS.contains(&self.plain(0)) && matches!(self.word(1), Some(Word::Number(_) | Word::Path(_)));
        self.at += usize::from(noun);
        let said = self.page.outline.parts[part].said();
        if !matches!(self.word(0), Some(Word::Number(_) | Word::Path(_))) {
            return Ok(Target::Part { part, said });
        }
        let path = self.path()?;
        let to = self.range_end()?;
        let first = self.in_part(part, &path)?;
        let mut last = path;
        if let (Some(to), Some(level)) = (to, last.last_mut()) {
            *level = to;
        }
        let last = self.in_part(part, &last)?;
        self.clauses(first, last)
    }

    fn in_part(&self, part: usize, path: &[u32]) -> Result<usize, Fail> {
        let part = &self.page.outline.parts[part];
        part.find(path).ok_or_else(|| {
            Fail::Refused(Refusal::NoSuchClause {
                said: format!("clause {} under {}", dotted(path), part.said()),
                nearest: format!("it has {}", counted(part.count(), "clause")),
            })
        })
    }

    /// "‘Believes’", "‘Care’": what stands under a label or heading.
    fn part_by_quote(&mut self) -> Result<Option<Target>, Fail> {
        let from = self.at;
        let Some(words) = self.quote() else {
            return Ok(None);
        };
        let name = words.trim_end_matches(':');
        let part = self
            .page
            .outline
            .label(name)
            .or_else(|| match self.page.outline.heading(&words) {
                [n] => self.page.outline.under(*n),
                _ => None,
            });
        match part {
            Some(part) => self.under_label(part).map(Some),
            None => {
                // The full words of a label.
                let whole = |p: &&Paragraph<'_>| p.text.trim_end_matches(':') == name;
                let mut found = self.page.paragraphs.iter().filter(whole);
                if let (Some(only), None) = (found.next(), found.next()) {
                    let n = self.page.paragraphs.partition_point(|p| p.start < only.start);
                    if let Some(part) = self.page.outline.under(n) {
                        return self.under_label(part).map(Some);
                    }
                }
                self.at = from;
                Err(Fail::Refused(self.no_label(name, "")))
            }
        }
    }

    /// An item of a list by its number, or the last; of the list named here, or the only one.
    fn listed(&mut self, path: Option<Vec<u32>>, noun: &str) -> Result<Target, Fail> {
        let noun = noun.trim_end_matches('s');
        let find = |part: &Part| match &path {
            Some(path) => part.find(path),
            None => part.last(),
        };
        let said = match path.as_deref() {
            None => format!("last {noun}"),
            Some([n]) => format!("{} {noun}", ordinal(*n)),
            Some(path) => format!("{noun} {}", dotted(path)),
        };
        if matches!(self.plain(0), "of" | "in" | "under" | "after" | "below" | "on") {
            let from = self.at;
            self.at += 1;
            let part = match self.list()? {
                Some(part) => part,
                None => {
                    self.at = from;
                    return Err(Fail::NotUnderstood);
                }
            };
            let part = &self.page.outline.parts[part];
            let found = find(part).ok_or_else(|| {
                Fail::Refused(Refusal::NoSuchClause {
                    said: format!("{said} of {}", part.said()),
                    nearest: format!("it has {}", counted(part.count(), noun)),
                })
            })?;
            return self.clauses(found, found);
        }
        let outline = &self.page.outline;
        let found: Vec<usize> = outline.lists().filter_map(find).collect();
        match found.as_slice() {
            [only] => self.clauses(*only, *only),
            [] => {
                let most = outline.lists().map(|part| part.count()).max().unwrap_or(0);
                // Clauses of a text without lists are its paragraphs.
                if let (0, "clause", Some([n])) = (most, noun, path.as_deref()) {
                    let n = self.prose(*n)?;
                    return self.clauses(n, n);
                }
                let nearest = match outline.lists().count() {
                    0 => "the text has no list".to_owned(),
                    1 => format!("the list has {}", counted(most, noun)),
                    _ => format!("no list has more than {}", counted(most, noun)),
                };
                Err(Fail::Refused(Refusal::NoSuchClause { said, nearest }))
            }
            [first, ..] => Err(Fail::Refused(Refusal::Several {
                said,
                try_this: self.page.called(*first),
            })),
        }
    }

    /// The list that is named: by label, heading, or the paragraph before it.
    fn list(&mut self) -> Result<Option<usize>, Fail> {
        if matches!(self.plain(0), "text" | "motion" | "list") {
            self.at += 1;
            let mut lists = (0..self.page.outline.parts.len()).filter(|n| {
                let part = &self.page.outline.parts[*n];
                part.is_list() && part.count() > 0
            });
            return Ok(match (lists.next(), lists.next()) {
                (Some(only), None) => Some(only),
                _ => None,
            });
        }
        Ok(match self.target()? {
            Some(Target::Part { part, .. }) => Some(part),
            Some(Target::Clauses { whole, one: true, .. }) => self.page.outline.under(whole.start),
            Some(Target::Lines((line, _))) => {
                let n = self
                    .page
                    .paragraphs
                    .partition_point(|p| p.start <= self.page.starts.start(line));
                n.checked_sub(1).and_then(|n| self.page.outline.under(n))
            }
            _ => None,
        })
    }

    fn nearest_label(&self, name: &str) -> Option<String> {
        let name = name.to_lowercase();
        let labels = self.page.outline.labels();
        let near = labels
            .into_iter()
            .map(|label| (distance(&label.to_lowercase(), &name), label));
        near.filter(|(apart, label)| apart * 2 <= label.chars().count())
            .min()
            .map(|(_, label)| label)
    }

    fn no_label(&self, name: &str, number: &str) -> Refusal {
        let said = format!("{name} {number}");
        let labels = self.page.outline.labels();
        let nearest = match (self.nearest_label(name), labels.as_slice()) {
            (Some(near), _) => format!("try “{}”", format!("{near} {number}").trim()),
            (None, []) => "the text has no labels such as “Conference believes:”; name the line".to_owned(),
            (None, labels) => format!("the labels are {}", labels.join(", ")),
        };
        Refusal::NoSuchClause {
            said: format!("‘{}’", said.trim()),
            nearest,
        }
    }
}

fn counted(n: u32, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {noun}{plural}")
}
