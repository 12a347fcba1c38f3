//! Who brought each passage of a text, and when.

use crate::motions::{Article, readable, text_of};
use crate::{Call, Error};
use domain::text::blame::{Sourced, carry, overlay, whole};
use domain::text::merge::workbench::Passage;
use domain::time::Instant;
use store::Document;

/// The version that brought a passage, and the amendments by which it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The version.
    pub version: u32,
    /// Who saved it.
    pub author: String,
    /// When.
    pub at: Instant,
    /// What they said of it.
    pub note: String,
    /// Each amendment's number and who moved it.
    pub amendments: Vec<(u32, String)>,
    /// Some of the words were written by hand in a merge, to settle a clash.
    pub by_hand: bool,
}

/// A passage and its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// Where it begins, in bytes.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// An index into [`Traced::sources`].
    pub source: usize,
}

/// A version with the source of every passage.
#[derive(Clone, Debug)]
pub struct Traced {
    /// The text.
    pub document: Document,
    /// The version.
    pub article: Article,
    /// Where passages come from, the oldest first.
    pub sources: Vec<Source>,
    /// The passages; they cover the text from end to end.
    pub passages: Vec<Brought>,
    /// Two versions differ so much that they could not be compared exactly.
    pub coarse: bool,
}

/// Traces every passage of a version.
pub async fn trace(call: &Call, slug: &str, number: u32) -> Result<Traced, Error> {
    let document = readable(call, slug).await?;
    if number == 0 || number > document.latest {
        return Err(Error::NotFound);
    }
    let versions = call.versions(document.id, 0, i64::from(number)).await?;
    let traces = call.store.traces(document.id).await?;
    let mut known: Vec<Sourced<(u32, Vec<u32>)>> = Vec::new();
    let mut before = None;
    let mut coarse = false;
    for version in &versions {
        let text = text_of(version);
        let here = (version.number, Vec::new());
        known = match &before {
            None => whole(&text, here.clone()),
            Some(before) => {
                let (sources, rough) = carry(before, &known, &text, &here);
                coarse |= rough;
                sources
            }
        };
        if let Some(trace) = traces.iter().find(|trace| trace.version == version.number) {
            let passages: Vec<Passage> = serde_json::from_str(&trace.passages).unwrap_or_default();
            known = overlay(&known, &inside(&known, &passages, version.number));
        }
        before = Some(text);
    }
    let movers: Vec<(u32, String)> = call
        .amendments(document.id)
        .await?
        .into_iter()
        .map(|one| (one.number, one.mover))
        .collect();
    let mut keys: Vec<(u32, Vec<u32>)> = known.iter().map(|one| one.source.clone()).collect();
    keys.sort();
    keys.dedup();
    let sources = keys.iter().filter_map(|(number, by)| {
        let version = versions.iter().find(|version| version.number == *number)?;
        Some(Source {
            version: *number,
            author: version.author_name.clone(),
            at: version.created_at,
            note: version.note.clone(),
            amendments: movers
                .iter()
                .filter(|(number, _)| by.contains(number))
                .cloned()
                .collect(),
            by_hand: by.contains(&0),
        })
    });
    let sources: Vec<Source> = sources.collect();
    let passages = known
        .into_iter()
        .map(|one| Brought {
            start: one.start,
            end: one.end,
            source: keys.binary_search(&one.source).unwrap_or(0),
        })
        .collect();
    let version = versions.into_iter().next_back().ok_or(Error::NotFound)?;
    Ok(Traced {
        article: Article::of(version),
        document,
        sources,
        passages,
        coarse,
    })
}

/// The passages of a merge as far as their words are new: a paragraph that only moved keeps its older sources.
fn inside(
    known: &[Sourced<(u32, Vec<u32>)>],
    passages: &[Passage],
    number: u32,
) -> Vec<Sourced<(u32, Vec<u32>)>> {
    let mut all = Vec::new();
    for fresh in known.iter().filter(|one| one.source.0 == number) {
        for passage in passages {
            let (start, end) = (passage.start.max(fresh.start), passage.end.min(fresh.end));
            if start < end {
                all.push(Sourced {
                    start,
                    end,
                    source: (number, passage.by.clone()),
                });
            }
        }
    }
    all.sort_by_key(|one| (one.start, one.end));
    all
}
