//! Typed amendment wording becomes an amended text.
//!
//! The forms are those that [`wording`](super::wording) writes, with the variants that people type:
//! "In line 7, replace “profits” with “dividends”". Lines are those of the text as it stands; all
//! instructions name places in it, whatever the others do. A locator that does not fit is refused
//! with what would help: where the words are, or which lines there are.

use thiserror::Error;

use super::canon::{Canonical, Paragraph, offset};
use super::lines::{Layout, Starts};
use super::merge::{Branch, Edit, Placed, single};
use super::wording::occurrences;

/// Why an instruction was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// It has none of the known forms.
    #[error("“{0}” is not understood. Try: Line 7: delete ‘these words’, insert ‘those words’.")]
    NotUnderstood(String),
    /// The text has no such line.
    #[error("There is no line {line}: the text has {last} lines.")]
    NoSuchLine {
        /// The line asked for.
        line: u32,
        /// The last line there is.
        last: u32,
    },
    /// The words are not on the lines named.
    #[error("‘{words}’ is not on line {line}{}.", elsewhere(.found))]
    NotThere {
        /// The words.
        words: String,
        /// The (first) line named.
        line: u32,
        /// The lines on which they are.
        found: Vec<u32>,
    },
    /// The words are there more than once.
    #[error("‘{words}’ is on line {line} {times} times: say which, as in “the second ‘{words}’”.")]
    Ambiguous {
        /// The words.
        words: String,
        /// The (first) line named.
        line: u32,
        /// How often they are there.
        times: u32,
    },
    /// A paragraph cannot be put inside another.
    #[error(
        "Line {line} is inside the paragraph of lines {from} to {to}: name its last line, or the words to insert after."
    )]
    Inside {
        /// The line named.
        line: u32,
        /// The first line of the paragraph.
        from: u32,
        /// The last line of the paragraph.
        to: u32,
    },
    /// Two instructions change the same words.
    #[error("Two of the instructions change the same words, ‘{0}’.")]
    Overlap(String),
}

fn elsewhere(found: &[u32]) -> String {
    match found {
        [] => "; they are not in the text".to_owned(),
        [line] => format!("; they are on line {line}"),
        [lines @ .., last] => {
            let lines: Vec<String> = lines.iter().map(u32::to_string).collect();
            format!("; they are on lines {} and {last}", lines.join(", "))
        }
    }
}

/// Makes the changes that typed wording asks for, one instruction a line.
///
/// ```
/// # use domain::text::{canon::Canonical, lines::Layout, typed::amend};
/// let text = Canonical::of("Pay the profits out.");
/// let amended = amend(&text, Layout::default(), "In line 1, replace “profits” with “dividends”").unwrap();
/// assert_eq!(amended.as_str(), "Pay the dividends out.\n");
/// let refused = amend(&text, Layout::default(), "Line 1: delete 'losses'").unwrap_err();
/// assert_eq!(refused.to_string(), "‘losses’ is not on line 1; they are not in the text.");
/// ```
///
/// # Errors
/// [`Refusal`] of the first instruction that does not fit; nothing is changed then.
pub fn amend(text: &Canonical, layout: Layout, typed: &str) -> Result<Canonical, Refusal> {
    let mut work = Work::of(text, layout);
    for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words = parse(line);
        work.instruct(&words)
            .map_err(|refusal| refusal.unwrap_or_else(|| Refusal::NotUnderstood(line.to_owned())))?;
    }
    work.finish()
}

/// A piece of an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Word {
    Plain(String),
    Number(u32),
    Quoted(String),
}

/// Takes an instruction apart; what only joins its parts is dropped.
fn parse(line: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let opened = match first {
            '\'' | '‘' | '’' => Some(['\'', '’']),
            '"' | '“' | '”' => Some(['"', '”']),
            _ => None,
        };
        if let Some(closing) = opened {
            let body = &rest[first.len_utf8()..];
            if let Some((at, length)) = close(body, closing) {
                words.push(Word::Quoted(seen(&body[..at])));
                rest = &body[at + length..];
                continue;
            }
        }
        let length = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        if length == 0 {
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let word = rest[..length].to_lowercase();
        match word.parse() {
            Ok(number) => words.push(Word::Number(number)),
            Err(_) if FILLERS.contains(&word.as_str()) => {}
            Err(_) => {
                words.push(ordinal(&word).map_or(Word::Plain(word), |nth| Word::Plain(format!("#{nth}"))))
            }
        }
        rest = &rest[length..];
    }
    words
}

const FILLERS: &[&str] = &[
    "in",
    "on",
    "the",
    "and",
    "to",
    "a",
    "paragraph",
    "paragraphs",
    "new",
    "word",
    "words",
    "line",
    "lines",
    "all",
    "at",
    "of",
];

fn ordinal(word: &str) -> Option<u32> {
    const NAMES: [&str; 10] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    ];
    let named = NAMES.iter().position(|name| *name == word).map(|n| offset(n + 1));
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    named.or_else(|| {
        ["st", "nd", "rd", "th"]
            .contains(&&word[digits.len()..])
            .then(|| digits.parse().ok())?
    })
}

/// Where a quotation ends: at a closing sign that something other than more of a word follows.
fn close(body: &str, closing: [char; 2]) -> Option<(usize, usize)> {
    let mut last = None;
    for (at, sign) in body.match_indices(closing) {
        let after = &body[at + sign.len()..];
        last = Some((at, sign.len()));
        let next: String = after.chars().take_while(|c| *c != ' ').collect();
        let follows = after
            .trim_start()
            .split(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or("")
            .to_lowercase();
        let ends = after.is_empty() || matches!(next.as_str(), "," | ";" | "." | ":");
        let goes_on = next.is_empty() && KEYWORDS.contains(&follows.as_str());
        if (ends || goes_on) && at > 0 {
            return last;
        }
    }
    last
}

const KEYWORDS: &[&str] = &[
    "insert",
    "with",
    "by",
    "and",
    "add",
    "substitute",
    "as",
    "delete",
    "after",
    "before",
    "in",
    "on",
    "at",
    "read",
];

/// Undoes what makes invisible characters visible.
fn seen(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("⟨U+") {
        out.push_str(&rest[..at]);
        let body = &rest[at + "⟨U+".len()..];
        let found = body.find('⟩').and_then(|end| {
            let code = u32::from_str_radix(&body[..end], 16).ok()?;
            Some((char::from_u32(code)?, &body[end + '⟩'.len_utf8()..]))
        });
        match found {
            Some((c, after)) => {
                out.push(c);
                rest = after;
            }
            None => {
                out.push_str("⟨U+");
                rest = body;
            }
        }
    }
    (out + rest).replace('⍽', "\u{a0}")
}

/// `None` is an instruction that is not understood.
type Done = Result<(), Option<Refusal>>;

struct Work<'a> {
    text: &'a Canonical,
    paragraphs: Vec<Paragraph<'a>>,
    starts: Starts,
    last: u32,
    edits: Vec<Edit>,
    /// New paragraphs, by the number of old ones before them.
    added: Vec<(usize, String)>,
    /// Paragraphs that move, and before which one they go.
    moves: Vec<(std::ops::Range<usize>, usize)>,
}

impl<'a> Work<'a> {
    fn of(text: &'a Canonical, layout: Layout) -> Self {
        let starts = Starts::of(text, layout);
        let last = if text.is_empty() { 0 } else { starts.at(u32::MAX) };
        Self {
            text,
            paragraphs: text.paragraphs(),
            starts,
            last,
            edits: Vec::new(),
            added: Vec::new(),
            moves: Vec::new(),
        }
    }

    fn instruct(&mut self, words: &[Word]) -> Done {
        use Word::{Number, Plain, Quoted};
        let plain: Vec<&str> = words
            .iter()
            .map(|word| if let Plain(word) = word { word.as_str() } else { "" })
            .collect();
        let numbers: Vec<u32> = words
            .iter()
            .filter_map(|word| if let Number(n) = word { Some(*n) } else { None })
            .collect();
        match (plain.first().copied().unwrap_or(""), words) {
            ("delete", [_, Number(_), ..]) => {
                let lines = range(&numbers)?;
                let at = self.lines(lines)?;
                match words.last() {
                    Some(Quoted(new)) => self.edit(at, new),
                    _ => self.remove(lines),
                }
            }
            ("after", [_, Number(line), rest @ ..])
            | ("insert" | "add", [_, Plain(_), Number(line), rest @ ..])
                if !plain.contains(&"before") && matches!(rest.last(), Some(Quoted(_))) =>
            {
                self.insert(*line, rest.last())
            }
            ("before", [_, Number(line), .., new @ Quoted(_)]) => {
                self.lines((*line, *line))?;
                self.insert(line - 1, Some(new))
            }
            ("add" | "insert", [_, Plain(end), new @ Quoted(_)] | [_, new @ Quoted(_), Plain(end)])
                if end == "end" =>
            {
                self.insert(self.last, Some(new))
            }
            ("move", [_, ..]) => match (numbers.as_slice(), plain.contains(&"before")) {
                ([.., to], before) if numbers.len() > 1 => {
                    let lines = range(&numbers[..numbers.len() - 1])?;
                    self.relocate(lines, if before { to - 1 } else { *to })
                }
                _ => Err(None),
            },
            ("split", [_, places @ ..]) => {
                let places: Vec<&[Word]> = places.split_inclusive(|word| matches!(word, Quoted(_))).collect();
                if places.is_empty() {
                    return Err(None);
                }
                for place in places {
                    match place {
                        [Number(line), Plain(after), rest @ ..] if after == "after" => {
                            let at = self.find(rest, (*line, *line))?.1;
                            let space = self.space_after(at);
                            self.edit(at..at + space, "\n\n")?;
                        }
                        _ => return Err(None),
                    }
                }
                Ok(())
            }
            ("join", [_, Number(_), ..]) => self.join(range(&numbers)?),
            _ => {
                let count = words.iter().take_while(|word| matches!(word, Number(_))).count();
                if count == 0 {
                    return Err(None);
                }
                let lines = range(&numbers[..count])?;
                self.lines(lines)?;
                self.inside(lines, &words[count..])
            }
        }
    }

    /// Instructions for words on lines: "delete 'a', insert 'b'", "after 'a' insert 'b'" and so on.
    fn inside(&mut self, lines: (u32, u32), words: &[Word]) -> Done {
        use Word::{Plain, Quoted};
        let verb = |n: usize| {
            if let Some(Plain(word)) = words.get(n) {
                word.as_str()
            } else {
                ""
            }
        };
        let quotes: Vec<usize> = (0..words.len())
            .filter(|n| matches!(words[*n], Quoted(_)))
            .collect();
        let new = || {
            if let Some(Quoted(new)) = words.last() {
                new.clone()
            } else {
                String::new()
            }
        };
        match (verb(0), quotes.as_slice()) {
            ("delete", [_]) if words.last() == words.get(quotes[0]) => {
                let at = self.find(&words[1..], lines)?;
                let range = self.with_space(at.0..at.1);
                self.edit(range, "")
            }
            ("delete" | "replace" | "for" | "substitute" | "renumber", [_, _]) => {
                let at = self.find(&words[1..], lines)?;
                self.edit(at.0..at.1, &new())
            }
            ("after", [_, _]) => {
                let at = self.find(&words[1..], lines)?.1;
                let new = new();
                let closes = new.starts_with(['.', ',', ';', ':', '!', '?', ')', '’', '”', '%']);
                self.edit(at..at, &if closes { new } else { format!(" {new}") })
            }
            ("before", [_, _]) => {
                let at = self.find(&words[1..], lines)?.0;
                self.edit(at..at, &format!("{} ", new()))
            }
            ("start", [_]) => {
                let start = self.starts.start(lines.0);
                let at = self
                    .paragraphs
                    .iter()
                    .find(|p| p.start == start)
                    .map_or(start, |p| p.body);
                self.edit(at..at, &format!("{} ", new()))
            }
            ("after", [_]) if words.last() == Some(&Plain("space".to_owned())) => {
                let at = self.find(&words[1..], lines)?.1;
                if words.contains(&Plain("delete".to_owned())) {
                    let spaces = &self.text.as_str()[at as usize..(at + self.space_after(at)) as usize];
                    let first = spaces.chars().next().map_or(0, |space| offset(space.len_utf8()));
                    self.edit(at..at + first, "")
                } else {
                    self.edit(at..at, " ")
                }
            }
            _ => Err(None),
        }
    }

    /// Checks lines, and gives the bytes that they cover without the space at the end.
    fn lines(&self, (first, last): (u32, u32)) -> Result<std::ops::Range<u32>, Option<Refusal>> {
        for line in [first, last] {
            if line == 0 || line > self.last {
                return Err(Some(Refusal::NoSuchLine {
                    line,
                    last: self.last,
                }));
            }
        }
        if last < first {
            return Err(None);
        }
        let (start, end) = (self.starts.start(first), self.starts.start(last + 1));
        let text = self.text.as_str()[start as usize..end as usize].trim_end();
        Ok(start..start + offset(text.len()))
    }

    /// Finds quoted words on lines: the first of the words, with "the second" before them if need be.
    fn find(&self, words: &[Word], lines: (u32, u32)) -> Result<(u32, u32), Option<Refusal>> {
        let mut nth = None;
        let mut wanted = None;
        for word in words {
            match word {
                Word::Plain(word) if word.starts_with('#') => nth = word[1..].parse::<u32>().ok(),
                Word::Quoted(text) => {
                    wanted = Some(text);
                    break;
                }
                _ => {}
            }
        }
        let wanted = wanted.ok_or(None)?;
        let range = self.lines(lines)?;
        let text = &self.text.as_str()[range.start as usize..range.end as usize];
        let found: Vec<u32> = occurrences(text, wanted)
            .map(|at| range.start + offset(at))
            .collect();
        let at = match (found.as_slice(), nth) {
            ([at], None) => *at,
            (found, Some(nth)) if nth > 0 && (nth as usize) <= found.len() => found[nth as usize - 1],
            ([], _) | (_, Some(_)) => {
                let all = occurrences(self.text.as_str(), wanted).map(|at| self.starts.at(offset(at)));
                let mut found: Vec<u32> = all.collect();
                found.dedup();
                found.truncate(5);
                return Err(Some(Refusal::NotThere {
                    words: wanted.clone(),
                    line: lines.0,
                    found,
                }));
            }
            (found, None) => {
                let times = offset(found.len());
                return Err(Some(Refusal::Ambiguous {
                    words: wanted.clone(),
                    line: lines.0,
                    times,
                }));
            }
        };
        Ok((at, at + offset(wanted.len())))
    }

    fn space_after(&self, at: u32) -> u32 {
        let rest = &self.text.as_str()[at as usize..];
        let space = rest.len() - rest.trim_start_matches([' ', '\u{a0}']).len();
        offset(space)
    }

    /// Words with the space that goes with them when they are deleted.
    fn with_space(&self, range: std::ops::Range<u32>) -> std::ops::Range<u32> {
        let text = self.text.as_str();
        let before = &text[..range.start as usize];
        let after = self.space_after(range.end);
        let opens = before.is_empty() || before.ends_with(char::is_whitespace);
        if after > 0 && opens {
            range.start..range.end + after
        } else if after == 0 && opens && self.paragraphs.iter().all(|p| p.body != range.start) {
            range.start - offset(before.len() - before.trim_end().len())..range.end
        } else {
            range
        }
    }

    fn edit(&mut self, range: std::ops::Range<u32>, new: &str) -> Done {
        self.edits.push(Edit {
            range,
            new: new.to_owned(),
            removes: false,
            by: vec![1],
        });
        Ok(())
    }

    /// Deletes lines: whole paragraphs where they cover any, else the words on them.
    fn remove(&mut self, lines: (u32, u32)) -> Done {
        let range = self.lines(lines)?;
        for paragraph in &self.paragraphs {
            let (start, end) = (range.start.max(paragraph.start), range.end.min(paragraph.end));
            if start >= end {
                continue;
            }
            let removes = start == paragraph.start && end == paragraph.end;
            let range = if removes {
                start..end
            } else {
                self.with_space(start..end)
            };
            self.edits.push(Edit {
                range,
                new: String::new(),
                removes,
                by: vec![1],
            });
        }
        Ok(())
    }

    /// How many paragraphs stand up to and with a line, which must be the last of one.
    fn paragraphs_to(&self, line: u32) -> Result<usize, Option<Refusal>> {
        if line == 0 {
            return Ok(0);
        }
        self.lines((line, line))?;
        let start = self.starts.start(line);
        let n = self
            .paragraphs
            .partition_point(|paragraph| paragraph.start <= start);
        let paragraph = &self.paragraphs[n - 1];
        let (from, to) = self.starts.range(paragraph.start, paragraph.end);
        if to == line {
            Ok(n)
        } else {
            Err(Some(Refusal::Inside { line, from, to }))
        }
    }

    fn insert(&mut self, line: u32, new: Option<&Word>) -> Done {
        let Some(Word::Quoted(new)) = new else {
            return Err(None);
        };
        let place = self.paragraphs_to(line)?;
        let new = Canonical::of(new);
        let paragraphs = new.paragraphs();
        self.added.extend(
            paragraphs
                .iter()
                .map(|p| (place, new.as_str()[p.start as usize..p.end as usize].to_owned())),
        );
        Ok(())
    }

    fn relocate(&mut self, (first, last): (u32, u32), to: u32) -> Done {
        self.lines((first, last))?;
        let from = self.paragraphs_to(first - 1)?..self.paragraphs_to(last)?;
        let to = self.paragraphs_to(to)?;
        if from.contains(&to) && to != from.start {
            return Err(None);
        }
        self.moves.push((from, to));
        Ok(())
    }

    fn join(&mut self, lines: (u32, u32)) -> Done {
        let range = self.lines(lines)?;
        let concerned: Vec<&Paragraph<'_>> = self
            .paragraphs
            .iter()
            .filter(|p| p.start < range.end && range.start < p.end)
            .collect();
        if concerned.len() < 2 {
            return Err(None);
        }
        let gaps: Vec<_> = concerned
            .windows(2)
            .map(|pair| pair[0].end..pair[1].body)
            .collect();
        gaps.into_iter().try_for_each(|gap| self.edit(gap, " "))
    }

    fn finish(mut self) -> Result<Canonical, Refusal> {
        self.edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        for pair in self.edits.windows(2) {
            if pair[0].meets(&pair[1]) {
                let range = pair[0].range.start as usize..pair[0].range.end as usize;
                return Err(Refusal::Overlap(self.text.as_str()[range].to_owned()));
            }
        }
        let moved = |n: usize| self.moves.iter().any(|(from, _)| from.contains(&n));
        let mut order = Vec::new();
        for place in 0..=self.paragraphs.len() {
            // What moves after a paragraph stands before what is new after it.
            for (from, _) in self.moves.iter().filter(|(_, to)| *to == place) {
                order.extend(from.clone().map(|n| Placed::Base(n, true)));
            }
            order.extend(
                self.added
                    .iter()
                    .filter(|added| added.0 == place)
                    .map(|added| Placed::New(added.1.clone())),
            );
            if place < self.paragraphs.len() && !moved(place) {
                order.push(Placed::Base(place, false));
            }
        }
        Ok(single(
            self.text,
            Branch {
                fine: self.edits.clone(),
                edits: self.edits,
                order,
            },
        ))
    }
}

/// One number, or two for a range.
fn range(numbers: &[u32]) -> Result<(u32, u32), Option<Refusal>> {
    match *numbers {
        [line] => Ok((line, line)),
        [first, last] => Ok((first, last)),
        _ => Err(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::diff::diff;
    use crate::text::wording::wording;

    const TEXT: &str = "Conference notes that profits rise and rise.\n\nConference believes:\n\n- care is a right\n\n- care is for all";

    #[track_caller]
    fn check(typed: &str, expected: &str) {
        assert_eq!(
            amend(&Canonical::of(TEXT), Layout::default(), typed).map(|text| text.to_string()),
            Ok(Canonical::of(expected).to_string())
        );
    }

    #[track_caller]
    fn refuse(typed: &str, said: &str) {
        let refusal = amend(&Canonical::of(TEXT), Layout::default(), typed).unwrap_err();
        assert_eq!(refusal.to_string(), said);
    }

    #[test]
    fn what_people_type() {
        for typed in [
            "Line 1: delete 'profits', insert 'dividends'",
            "In line 1, replace “profits” with “dividends”.",
            "line 1 for \"profits\" substitute \"dividends\"",
            "Line 1: delete ‘profits’ and insert ‘dividends’",
        ] {
            check(typed, &TEXT.replace("profits", "dividends"));
        }
        check(
            "Line 1: delete the second 'rise'",
            &TEXT.replace("and rise.", "and."),
        );
        check(
            "Line 1: after 'profits' insert 'and rents'\nLine 3: delete 'care', insert 'good care'",
            &TEXT
                .replace("profits", "profits and rents")
                .replace("- care is a", "- good care is a"),
        );
        check(
            "Line 1: before 'profits' insert 'high'",
            &TEXT.replace("profits", "high profits"),
        );
        check(
            "Delete lines 3-4",
            "Conference notes that profits rise and rise.\n\nConference believes:",
        );
        check(
            "After line 3 insert '- pay is fair'",
            &TEXT.replace("a right", "a right\n\n- pay is fair"),
        );
        check("Add at end: 'We act.'", &format!("{TEXT}\n\nWe act."));
        check(
            "Move line 4 to before line 3",
            "Conference notes that profits rise and rise.\n\nConference believes:\n\n- care is for all\n\n- care is a right",
        );
        check(
            "Split the paragraph at line 1 after 'profits'",
            &TEXT.replace("profits rise", "profits\n\nrise"),
        );
        check(
            "Split the paragraph at line 1 after 'notes' and at line 1 after 'profits'",
            &TEXT.replace("notes that profits rise", "notes\n\nthat profits\n\nrise"),
        );
        check(
            "Join lines 1–2",
            &TEXT.replace("rise.\n\nConference", "rise. Conference"),
        );
    }

    #[test]
    fn a_space_that_does_not_break_is_one_space() {
        let text = Canonical::of("Pay the\u{a0} workers.");
        let amended = amend(&text, Layout::default(), "Line 1: after 'the', delete a space");
        assert_eq!(amended, Ok(Canonical::of("Pay the workers.")));
    }

    #[test]
    fn refusals_help() {
        refuse(
            "Line 9: delete 'care'",
            "There is no line 9: the text has 4 lines.",
        );
        refuse(
            "Line 1: delete 'care'",
            "‘care’ is not on line 1; they are on lines 3 and 4.",
        );
        refuse(
            "Line 1: delete 'rise'",
            "‘rise’ is on line 1 2 times: say which, as in “the second ‘rise’”.",
        );
        refuse(
            "Make it better",
            "“Make it better” is not understood. Try: Line 7: delete ‘these words’, insert ‘those words’.",
        );
        refuse(
            "Line 1: delete 'profits rise'\nLine 1: delete 'profits'",
            "Two of the instructions change the same words, ‘profits ’.",
        );
        let text = Canonical::of(&"many words here ".repeat(20));
        let refusal = amend(&text, Layout::default(), "After line 2 insert 'more'").unwrap_err();
        assert_eq!(
            refusal,
            Refusal::Inside {
                line: 2,
                from: 1,
                to: 4
            }
        );
    }

    #[test]
    fn own_wording_is_understood() {
        let old = Canonical::of(
            "The red brown fox jumped over the rolling log and the next log.\n\nPay 15 pounds, don't wait.\n\n1. one thing\n\n2. two things\n\nThe end of it all is near.",
        );
        for new in [
            "The brown spotted fox leaped over the rolling log and the last log.\n\nPay 12 pounds, do wait.\n\n1. one thing\n\n2. two things\n\nThe end of it all is near.",
            "The end of it all is near.\n\nThe red brown fox jumped over the rolling log and the next log.\n\n1. one thing\n\n2. no things\n\n3. new matters",
            "The red brown fox jumped over the rolling log\n\nand the next log.\n\nPay 15 pounds, don’t wait. The end of it all is near.",
        ] {
            let new = Canonical::of(new);
            let typed = wording(&diff(&old, &new)).join("\n");
            assert_eq!(amend(&old, Layout::default(), &typed), Ok(new), "{typed}");
        }
    }
}
