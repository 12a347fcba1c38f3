//! Sections are numbered by their place, and what refers to a number follows it.

use super::RULE;
use super::show::Contents;
use crate::heavy::weighed;
use crate::motions::{clauses_of, fingerprint, profile_of, text_of};
use crate::{Call, Error, Trouble};
use domain::ids::{DocumentId, MemberId};
use domain::manifesto::contents::reordered;
use domain::manifesto::references::{follow, rewrite};
use domain::text::canon::Canonical;
use domain::text::clauses::carry;
use domain::text::diff::{Diff, diff};
use domain::text::lines::Layout;
use domain::text::words::count;
use serde_json::json;
use store::{Following, NewMail, NewVersion, Section, Version};

/// A section whose references would follow new numbers.
#[derive(Clone, Debug)]
pub struct Rewritten {
    /// The section.
    pub section: Section,
    /// Its number then; none where it has none.
    pub number: Option<u32>,
    /// Its text as it stands.
    pub old: Canonical,
    /// Its text with the new numbers.
    pub new: Canonical,
    /// What differs.
    pub difference: Diff,
    version: Version,
}

/// The sections whose references change when the numbered sections are these. Where a section goes that others refer
/// to, it is refused: the reference would silently mean another.
pub(super) async fn rewritten(
    call: &Call,
    contents: &Contents,
    then: &[DocumentId],
) -> Result<Vec<Rewritten>, Error> {
    let before = contents.numbered();
    if before == then {
        return Ok(Vec::new());
    }
    let now = reordered(&before, then);
    let (mut all, mut lost) = (Vec::new(), 0_u32);
    for version in weighed(call.store.section_texts().await?, |version| version.text.len()).await? {
        let Some(listed) = contents.by_id(version.document) else {
            continue;
        };
        let old = text_of(&version);
        let number = then.iter().position(|id| *id == version.document);
        // What is itself left out says nothing wrong.
        if number.is_some() {
            let gone = follow(&old, &now).into_iter().filter(|one| one.now.is_none());
            lost = lost.saturating_add(u32::try_from(gone.count()).unwrap_or(u32::MAX));
        }
        let new = rewrite(&old, &now);
        if old != new {
            all.push(Rewritten {
                section: listed.section.clone(),
                number: number.and_then(|at| u32::try_from(at + 1).ok()),
                difference: diff(&old, &new),
                old,
                new,
                version,
            });
        }
    }
    if lost > 0 {
        return Err(Error::form(Trouble::ReferredTo(lost)));
    }
    all.sort_by_key(|one| (one.number.is_none(), one.number));
    Ok(all)
}

/// The versions that follow, and the mails to those whose amendments a new version concerns.
pub(super) async fn following(
    call: &Call,
    rewritten: &[Rewritten],
    author: MemberId,
) -> Result<(Vec<Following>, Vec<NewMail>), Error> {
    let (mut versions, mut mails) = (Vec::new(), Vec::new());
    for one in rewritten {
        let base = one.version.number;
        mails.extend(crate::amendments::moved_on(call, &one.section.document, base + 1, &one.new).await?);
        versions.push(Following {
            base,
            version: version(one, author),
        });
    }
    Ok((versions, mails))
}

/// The versions that follow, for the log.
pub(super) fn named(follow: &[Following]) -> Vec<serde_json::Value> {
    follow
        .iter()
        .map(|one| json!({ "text": one.version.document, "number": one.base + 1, "hash": one.version.hash }))
        .collect()
}

fn version(one: &Rewritten, author: MemberId) -> NewVersion {
    let base = &one.version;
    let mut next_clause = base.next_clause;
    let clauses = carry(&one.old, &clauses_of(base), &one.new, &mut next_clause);
    let layout = Layout::default();
    NewVersion {
        document: base.document,
        title: base.title.clone(),
        words: count(&profile_of(RULE), &base.title, &one.new).words,
        hash: fingerprint(&base.title, &one.new),
        text: one.new.as_str().to_owned(),
        clauses: clauses.iter().map(|id| id.0).collect(),
        next_clause,
        stated_words: None,
        profile: base.profile.clone(),
        layout_algorithm: layout.algorithm,
        layout_width: layout.width,
        author,
        note: "References follow the new numbers of the sections".to_owned(),
        seen_on: String::new(),
    }
}
