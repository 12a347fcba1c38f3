//! The record of a publication, by its fingerprint.

use crate::{Call, Error};
use domain::decision::Outcome;
use domain::document::Standing;
use domain::fingerprint::Start;
use store::{DecisionRecord, Publication};

/// How many publications may share the digits that were typed, and are listed.
pub const MOST_RECORDS: usize = 20;

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
