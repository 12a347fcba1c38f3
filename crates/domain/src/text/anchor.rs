//! Anchors: a comment points at words in a clause, and stays with them from version to version.

use serde::{Deserialize, Serialize};

use super::canon::{Canonical, offset};
use super::clauses::ClauseId;
use super::lines::{self, Layout};

/// Words in a clause, with some context.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Anchor {
    /// The clause.
    pub clause: ClauseId,
    /// The words.
    pub quote: String,
    /// What stands before them in the clause.
    pub before: String,
    /// What stands after them in the clause.
    pub after: String,
}

/// Where an anchor is in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Placed {
    /// Its words are there.
    At {
        /// The paragraph, from 0.
        paragraph: u32,
        /// Where the words start in the canonical text, in bytes.
        start: u32,
        /// Where they end.
        end: u32,
        /// How sure that is, in percent.
        confidence: u8,
    },
    /// Its words are gone.
    Removed,
}

/// Finds an anchor in a text whose clauses bear these names.
pub fn place(anchor: &Anchor, text: &Canonical, ids: &[ClauseId]) -> Placed {
    let paragraphs = text.paragraphs();
    for (n, (paragraph, id)) in paragraphs.iter().zip(ids).enumerate() {
        if *id == anchor.clause
            && let Some(at) = paragraph.text.find(&anchor.quote)
        {
            let start = paragraph.body + offset(at);
            let end = start + offset(anchor.quote.len());
            return Placed::At {
                paragraph: offset(n),
                start,
                end,
                confidence: 100,
            };
        }
    }
    Placed::Removed
}

/// An anchor on a whole line.
pub fn anchor_line(text: &Canonical, ids: &[ClauseId], line: u32, layout: Layout) -> Option<Anchor> {
    let lines = lines::layout(text, layout);
    let line = lines.get(line.checked_sub(1)? as usize)?;
    let paragraphs = text.paragraphs();
    let paragraph = paragraphs.get(line.paragraph as usize)?;
    let (start, end) = (line.start.max(paragraph.body), line.end.max(paragraph.body));
    let within = |from: u32, to: u32| text.as_str()[from as usize..to as usize].to_owned();
    Some(Anchor {
        clause: *ids.get(line.paragraph as usize)?,
        quote: within(start, end),
        before: within(paragraph.body, start),
        after: within(end, paragraph.end),
    })
}

/// An anchor on quoted words; `prefix` and `suffix` tell places apart where they occur more than once.
pub fn anchor_words(
    text: &Canonical,
    ids: &[ClauseId],
    quote: &str,
    prefix: &str,
    suffix: &str,
) -> Option<Anchor> {
    text.paragraphs().iter().zip(ids).find_map(|(paragraph, id)| {
        let (at, _) = paragraph.text.match_indices(quote).find(|(at, _)| {
            paragraph.text[..*at].ends_with(prefix) && paragraph.text[at + quote.len()..].starts_with(suffix)
        })?;
        Some(Anchor {
            clause: *id,
            quote: quote.to_owned(),
            before: paragraph.text[..at].to_owned(),
            after: paragraph.text[at + quote.len()..].to_owned(),
        })
    })
}
