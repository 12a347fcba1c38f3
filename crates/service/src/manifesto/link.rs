//! Clauses of motions that should enter a section.

use crate::call::submitted;
use crate::motions::{readable, text_of};
use crate::{Call, Error, Trouble};
use domain::document::Kind;
use domain::ids::{DocumentId, LinkId};
use domain::permission::Action;
use serde_json::json;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry::Vacant;
use store::{ClauseLink, StoreError, Submission, Version};

/// What the form that links a clause to a section holds.
#[derive(Clone, Debug, Default)]
pub struct LinkForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The motion's address.
    pub slug: String,
    /// The clause's lasting id.
    pub clause: u32,
    /// The section's address.
    pub section: String,
}

/// A linked clause with its words as they stand now.
#[derive(Clone, Debug)]
pub struct Linked {
    /// The link.
    pub link: ClauseLink,
    /// What the motion is.
    pub kind: Kind,
    /// The clause's words in the latest version; none where it is gone.
    pub words: Option<String>,
}

/// Links a clause of a motion to the section that it should enter.
pub async fn link(call: &Call, form: &LinkForm) -> Result<(), Error> {
    call.require(Action::Manifesto)?;
    let document = readable(call, &form.slug).await?;
    if !matches!(document.records.kind, Kind::Motion | Kind::Composite) {
        return Err(Error::NotFound);
    }
    let version = latest(call, document.id, document.latest).await?;
    if !version.clauses.contains(&form.clause) {
        return Err(Error::field("clause", Trouble::NotAChoice));
    }
    let section = call
        .store
        .document(&form.section, call.now)
        .await?
        .filter(|section| section.records.kind == Kind::Section)
        .ok_or(Error::field("section", Trouble::NotAChoice))?;
    let detail = json!({ "clause": form.clause, "section": section.id });
    let act = submitted(call.act("clause.link", document.id, &detail), form.submission, "");
    match call
        .store
        .link_clause(&act, call.id(LinkId::new), document.id, form.clause, section.id)
        .await
    {
        Err(StoreError::Taken("row")) => Err(Error::form(Trouble::AlreadyLinked)),
        other => Ok(other?),
    }
}

/// Takes a link back.
pub async fn unlink(call: &Call, id: &str, submission: Option<Submission>) -> Result<(), Error> {
    let member = call.require(Action::Manifesto)?;
    let id: LinkId = id.parse().map_err(|_| Error::NotFound)?;
    let act = call.act("clause.unlink", id, &json!({}));
    Ok(call
        .store
        .unlink_clause(&submitted(act, submission, ""), id, member.id)
        .await?)
}

/// The links of a text, for whoever may read it: of a section, the clauses that should enter it; of a motion, where
/// its clauses should go. Those from motions that whoever asks may not read are left out.
pub async fn links(call: &Call, slug: &str) -> Result<Vec<Linked>, Error> {
    let document = readable(call, slug).await?;
    let links = call.store.clause_links().await?;
    let mut texts: BTreeMap<DocumentId, Option<(Kind, Version)>> = BTreeMap::new();
    let mut all = Vec::new();
    for link in links {
        if link.section != document.id && link.document != document.id {
            continue;
        }
        if let Vacant(place) = texts.entry(link.document) {
            let motion = call.store.document_by_id(link.document, call.now).await?;
            let motion = motion.filter(|motion| call.may_to(Action::Read, motion));
            let text = match motion {
                Some(motion) => Some((motion.records.kind, latest(call, motion.id, motion.latest).await?)),
                None => None,
            };
            place.insert(text);
        }
        if let Some(Some((kind, version))) = texts.get(&link.document) {
            all.push(Linked {
                kind: *kind,
                words: clause(version, link.clause),
                link,
            });
        }
    }
    Ok(all)
}

async fn latest(call: &Call, document: DocumentId, number: u32) -> Result<Version, Error> {
    call.version(document, number).await?.ok_or(Error::NotFound)
}

/// A clause's words in a version.
fn clause(version: &Version, id: u32) -> Option<String> {
    let at = version.clauses.iter().position(|clause| *clause == id)?;
    let text = text_of(version);
    text.paragraphs()
        .get(at)
        .map(|paragraph| paragraph.text.to_owned())
}
