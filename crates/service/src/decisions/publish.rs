//! Publishing an approved version, and withdrawing it.

use crate::call::submitted;
use crate::error::Problems;
use crate::motions::Article;
use crate::rounds::{Tally, tally};
use crate::{Call, Error, Trouble};
use domain::decision::Outcome;
use domain::document::{Kind, Standing, slug};
use domain::ids::{DocumentId, PublicationId};
use domain::permission::Action;
use serde_json::json;
use store::{DecisionRecord, NewPublication, Publication, StoreError, Submission};

/// Publishes an approved version: from then on it is public, and never changes. Answers its address.
pub async fn publish(
    call: &Call,
    address: &str,
    number: u32,
    submission: Option<Submission>,
) -> Result<String, Error> {
    let document = call
        .store
        .document(address, call.now)
        .await?
        .ok_or(Error::NotFound)?;
    let member = call.require_to(Action::Publish, &document)?;
    let version = call.version(document.id, number).await?.ok_or(Error::NotFound)?;
    let decisions = call.store.decisions(document.id).await?;
    let approved = decisions
        .iter()
        .any(|d| d.version == number && d.outcome == Outcome::Approved && d.hash == version.hash);
    if !approved {
        return Err(Error::form(Trouble::NotApproved));
    }
    let imprint = crate::group::show(call).await?.imprint;
    if imprint.is_empty() {
        return Err(Error::form(Trouble::NoImprint));
    }
    let publication = NewPublication {
        id: call.id(PublicationId::new),
        slug: slug(&version.title),
        document: document.id,
        version: number,
        hash: version.hash.clone(),
        imprint,
        published_by: member.id,
    };
    let act = call.act(
        "version.publish",
        document.id,
        &json!({ "version": number, "hash": version.hash }),
    );
    match call
        .store
        .publish(&submitted(act, submission, ""), &publication)
        .await
    {
        Err(StoreError::Taken("row")) => Err(Error::form(Trouble::AlreadyPublished)),
        other => Ok(other?),
    }
}

/// What the form for a withdrawal holds.
#[derive(Clone, Debug, Default)]
pub struct Withdraw {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The publication's address.
    pub slug: String,
    /// Why.
    pub reason: String,
}

/// Withdraws a publication: it stays readable, under a banner that says so and why.
pub async fn withdraw(call: &Call, form: &Withdraw) -> Result<Publication, Error> {
    let publication = call.store.publication(&form.slug).await?.ok_or(Error::NotFound)?;
    let document = call
        .store
        .document_by_id(publication.document, call.now)
        .await?
        .ok_or(Error::NotFound)?;
    call.signed_in()?;
    if !call.may_to(Action::Publish, &document) {
        return Err(Error::NotAllowed);
    }
    let mut problems = Problems::default();
    let reason = problems.line("reason", &form.reason, 300);
    problems.done()?;
    if publication.standing == Standing::Withdrawn {
        return Ok(publication);
    }
    let act = call.act(
        "version.withdraw",
        document.id,
        &json!({ "version": publication.version }),
    );
    call.store
        .withdraw(&submitted(act, form.submission, ""), publication.id, &reason)
        .await?;
    Ok(publication)
}

/// A published text as anybody sees it.
#[derive(Clone, Debug)]
pub struct Published {
    /// The publication.
    pub publication: Publication,
    /// What it is.
    pub kind: Kind,
    /// Its version.
    pub article: Article,
    /// The decision on it.
    pub decision: Option<DecisionRecord>,
    /// What is current instead, where this one is not.
    pub current: Option<Publication>,
    /// How members' views on it stood, for all to see.
    pub tally: Option<Tally>,
    /// The text's own address, for those who may read it.
    pub document: Option<String>,
    /// Whether whoever is asking may withdraw it.
    pub may_withdraw: bool,
}

/// A published text. Anything else answers like an address that never was.
pub async fn read_published(call: &Call, slug: &str) -> Result<Published, Error> {
    let publication = call.store.publication(slug).await?.ok_or(Error::NotFound)?;
    let version = call
        .version(publication.document, publication.version)
        .await?
        .ok_or(Error::NotFound)?;
    let decision = call
        .store
        .decisions(publication.document)
        .await?
        .into_iter()
        .find(|decision| decision.version == publication.version);
    let current = if publication.standing == Standing::Current {
        None
    } else {
        let all = call.store.publications_of(publication.document).await?;
        all.into_iter().find(|other| other.standing == Standing::Current)
    };
    let round = call
        .store
        .rounds_of(publication.document)
        .await?
        .into_iter()
        .find(|round| round.version == publication.version);
    let tally = match round {
        Some(round) => Some(tally(&call.store.views(round.id).await?, round.version)),
        None => None,
    };
    let document = call
        .store
        .document_by_id(publication.document, call.now)
        .await?
        .ok_or(Error::NotFound)?;
    let kind = document.records.kind;
    let may_withdraw = call.member.is_some() && call.may_to(Action::Publish, &document);
    let document = Some(document)
        .filter(|document| call.member.is_some() && call.may_to(Action::Read, document))
        .map(|document| document.slug);
    Ok(Published {
        article: Article::of(version),
        publication,
        kind,
        decision,
        current,
        tally,
        document,
        may_withdraw,
    })
}

/// The address of a version's publication, if it has one.
pub async fn published_as(call: &Call, document: DocumentId, version: u32) -> Result<Option<String>, Error> {
    let all = call.store.publications_of(document).await?;
    Ok(all
        .into_iter()
        .find(|publication| publication.version == version)
        .map(|publication| publication.slug))
}

/// What the group has published, the newest first.
pub async fn list(call: &Call, page: u32) -> Result<Vec<Publication>, Error> {
    let size = crate::motions::TEXTS_A_PAGE;
    Ok(call
        .store
        .publications(size + 1, i64::from(page.saturating_sub(1)) * size)
        .await?)
}
