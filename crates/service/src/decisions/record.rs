//! The record of a publication, by its fingerprint.

use crate::{Call, Error};
use domain::decision::Outcome;
use domain::document::Standing;
use domain::fingerprint::Start;
use domain::permission::Action;
use store::{DecisionRecord, Document, Publication};

/// How many publications may share the digits that were typed, and are listed.
pub const MOST_RECORDS: usize = 20;
/// How many versions are looked at, of which the reader may not be allowed to know.
const LOOKED_AT: i64 = 200;

/// Everything that anybody may know about a publication, to check a copy against.
#[derive(Clone, Debug)]
pub struct Record {
    /// The publication.
    pub publication: Publication,
    /// The decision to approve it.
    pub decision: Option<DecisionRecord>,
    /// What is current instead, where this one is not.
    pub current: Option<Publication>,
}

/// The publications whose fingerprint starts with these digits, the newest first. What is not published answers like
/// what never was.
pub async fn records(call: &Call, start: &Start) -> Result<Vec<Record>, Error> {
    let found = call
        .store
        .publications_starting(start.as_str(), MOST_RECORDS as i64)
        .await?;
    let mut records = Vec::with_capacity(found.len());
    for publication in found {
        let decision = call
            .store
            .decisions(publication.document)
            .await?
            .into_iter()
            .find(|decision| {
                decision.version == publication.version && decision.outcome == Outcome::Approved
            });
        let current = if publication.standing == Standing::Current {
            None
        } else {
            let all = call.store.publications_of(publication.document).await?;
            all.into_iter().find(|other| other.standing == Standing::Current)
        };
        records.push(Record {
            publication,
            decision,
            current,
        });
    }
    Ok(records)
}

/// A version that is not published, for somebody who may read it.
#[derive(Clone, Debug)]
pub struct Unpublished {
    /// Its text.
    pub document: Document,
    /// Its number.
    pub version: u32,
    /// Its title.
    pub title: String,
}

/// The versions whose fingerprint starts with these digits, of the texts that whoever is asking may read, the newest
/// first. For visitors there are none, and nothing is looked up.
pub async fn drafts(call: &Call, start: &Start) -> Result<Vec<Unpublished>, Error> {
    if call.member.is_none() {
        return Ok(Vec::new());
    }
    let found = call.store.versions_starting(start.as_str(), LOOKED_AT).await?;
    let mut drafts = Vec::new();
    for (document, number) in found {
        let document = call.store.document_by_id(document, call.now).await?;
        let Some(document) = document.filter(|document| call.may_to(Action::Read, document)) else {
            continue;
        };
        let Some(version) = call.version(document.id, number).await? else {
            continue;
        };
        drafts.push(Unpublished {
            document,
            version: number,
            title: version.title.clone(),
        });
        if drafts.len() == MOST_RECORDS {
            break;
        }
    }
    Ok(drafts)
}
