//! Every composite that somebody may read.

use super::show::stage;
use crate::{Call, Error};
use domain::composite::{Move, Stage};
use domain::permission::Action;
use store::{CompositeMove, Document};

/// Composites on one page of the list.
pub const COMPOSITES_A_PAGE: i64 = 20;

/// A composite in the list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The text.
    pub document: Document,
    /// Where it stands.
    pub stage: Stage,
    /// The names of its sources.
    pub sources: Vec<String>,
    /// The letter or number that it bears, once it has been moved.
    pub letter: String,
}

/// The composites that whoever is asking may read, the last changed first.
/// One more than a page may come back: it says that there is a next page.
pub async fn list(call: &Call, page: u32) -> Result<Vec<Listed>, Error> {
    if call.member.is_none() {
        return Ok(Vec::new());
    }
    let offset = i64::from(page.saturating_sub(1)) * COMPOSITES_A_PAGE;
    let mut listed = Vec::new();
    for document in call
        .store
        .composites(call.now, COMPOSITES_A_PAGE + 1, offset)
        .await?
    {
        if !call.may_to(Action::Read, &document) {
            continue;
        }
        let moves = call.store.moves(document.id).await?;
        let answers = call.store.answers(document.id).await?;
        let sources = call.sources(document.id).await?;
        listed.push(Listed {
            stage: stage(&document, &moves, &answers, sources.len()),
            sources: sources.into_iter().map(|source| source.name).collect(),
            letter: letter(&moves),
            document,
        });
    }
    Ok(listed)
}

/// The version that was sent last.
pub(super) fn sent(moves: &[CompositeMove]) -> Option<u32> {
    let last = moves.iter().rev().find(|step| step.kind == Move::Sent);
    last.map(|step| step.version)
}

fn letter(moves: &[CompositeMove]) -> String {
    let moved = moves.iter().find(|step| step.kind == Move::Moved);
    moved.map(|step| step.letter.clone()).unwrap_or_default()
}
