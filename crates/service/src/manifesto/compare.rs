//! What changed from one edition to another, and who asked for it.

use super::edition::{Held, drafted, holds};
use crate::motions::text_of;
use crate::{Call, Error};
use domain::ids::DocumentId;
use domain::manifesto::contents::{Entry, Row, compare as rows_of};
use domain::section::Move;
use domain::text::canon::Canonical;
use domain::text::diff::{Diff, diff};
use domain::time::Instant;
use store::{Edition, GroupOutcome, Round, SectionAmendment, SectionChange, SectionStep, VersionNote};

/// One of the two that are compared.
#[derive(Clone, Debug)]
pub struct Side {
    /// The edition; none for what stands in the sections now.
    pub edition: Option<Edition>,
    /// The title.
    pub title: String,
    /// The sentence before the commitments.
    pub addressee: Canonical,
    /// What stands after the last section.
    pub closing: Canonical,
    /// The sections, in order.
    pub holds: Vec<Held>,
    /// When it was put together.
    pub at: Instant,
}

/// What happened to sections in between.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The versions that were saved, in order.
    pub versions: Vec<VersionNote>,
    /// The amendments that went in.
    pub amendments: Vec<SectionAmendment>,
    /// The rounds in which members were asked.
    pub rounds: Vec<Round>,
    /// What was recorded: that it was left out, and why.
    pub changes: Vec<SectionChange>,
    /// What was achieved with them.
    pub outcomes: Vec<GroupOutcome>,
}

/// A row of the contents with what changed in it.
#[derive(Clone, Debug)]
pub struct Compared {
    /// What became of the sections.
    pub row: Row,
    /// The sections in the older edition.
    pub old: Vec<Held>,
    /// The sections in the newer one.
    pub new: Vec<Held>,
    /// How the text changed, where it did.
    pub difference: Option<Diff>,
    /// The commitment before and after, where it changed.
    pub commitment: Option<(String, String)>,
    /// Who asked for it.
    pub asked: Asked,
}

/// Two editions compared, contents first.
#[derive(Clone, Debug)]
pub struct EditionComparison {
    /// The older one.
    pub old: Side,
    /// The newer one.
    pub new: Side,
    /// The contents, in the order of the newer one.
    pub rows: Vec<Compared>,
    /// How the words around the sections changed, where they did: to those addressed, and the closing ones.
    pub around: [Option<Diff>; 2],
}

/// Compares an edition with a later one; without one, with what would be assembled now.
pub async fn compare(call: &Call, old: u32, new: Option<u32>) -> Result<EditionComparison, Error> {
    call.signed_in()?;
    let editions = call.store.editions().await?;
    let find = |number| editions.iter().find(|edition| edition.number == number).cloned();
    let document = call.store.manifesto(call.now).await?.ok_or(Error::NotFound)?;
    let old = side(call, document.id, find(old).ok_or(Error::NotFound)?).await?;
    let new = match new {
        Some(number) => side(call, document.id, find(number).ok_or(Error::NotFound)?).await?,
        None => now(call).await?,
    };
    let versions = call.store.section_versions().await?;
    let amendments = call.store.section_amendments().await?;
    let rounds = call.store.section_rounds().await?;
    let outcomes = call.store.outcomes(None).await?;
    let (ids, later) = (names(&old.holds), names(&new.holds));
    let (entries, others) = (entries(&old.holds, &ids), entries(&new.holds, &later));
    let mut rows = Vec::new();
    for row in rows_of(&entries, &others) {
        let (ours, theirs) = (picked(&old.holds, &row.old), picked(&new.holds, &row.new));
        let (before, after) = row.texts(&entries, &others);
        let difference = (row.changed || ours.len() != theirs.len()).then(|| diff(&before, &after));
        let promises = |holds: &[Held]| {
            let lines: Vec<&str> = holds
                .iter()
                .map(|held| held.commitment.as_str())
                .filter(|line| !line.is_empty())
                .collect();
            lines.join("; ")
        };
        let (promise, promised) = (promises(&ours), promises(&theirs));
        let mut asked = Asked::default();
        for id in sections_of(&ours, &theirs) {
            let from = ours
                .iter()
                .find(|held| held.section == id)
                .map_or(0, |held| held.version);
            let until = theirs
                .iter()
                .find(|held| held.section == id)
                .map(|held| held.version);
            let between = |version: u32| version > from && until.is_none_or(|until| version <= until);
            let mine = |document: DocumentId| document == id;
            asked.versions.extend(
                versions
                    .iter()
                    .filter(|one| mine(one.document) && between(one.number))
                    .cloned(),
            );
            asked.amendments.extend(
                amendments
                    .iter()
                    .filter(|one| mine(one.document) && between(one.version))
                    .cloned(),
            );
            // A round on the older version is where the next one was asked for.
            asked.rounds.extend(
                rounds
                    .iter()
                    .filter(|one| mine(one.document) && one.version >= from)
                    .filter(|one| one.window.opens >= old.at && one.window.opens <= new.at)
                    .cloned(),
            );
            asked
                .outcomes
                .extend(outcomes.iter().filter(|one| mine(one.document)).cloned());
            if until.is_none() {
                let changes = call.store.section_changes(id).await?;
                asked.changes.extend(
                    changes
                        .into_iter()
                        .filter(|one| one.step == SectionStep::State(Move::Dropped))
                        .filter(|one| one.at >= old.at && one.at <= new.at),
                );
            }
        }
        asked.outcomes.retain(|one| one.at >= old.at && one.at <= new.at);
        rows.push(Compared {
            commitment: (promise != promised).then_some((promise, promised)),
            old: ours,
            new: theirs,
            difference,
            asked,
            row,
        });
    }
    let around = [(&old.addressee, &new.addressee), (&old.closing, &new.closing)]
        .map(|(before, after)| (before != after).then(|| diff(before, after)));
    Ok(EditionComparison {
        old,
        new,
        rows,
        around,
    })
}

async fn side(call: &Call, document: DocumentId, edition: Edition) -> Result<Side, Error> {
    Ok(Side {
        title: edition.title.clone(),
        addressee: Canonical::trusted(edition.addressee.clone()),
        closing: Canonical::trusted(edition.closing.clone()),
        holds: holds(call, document, edition.version).await?,
        at: edition.at,
        edition: Some(edition),
    })
}

/// What would be assembled now.
async fn now(call: &Call) -> Result<Side, Error> {
    let draft = drafted(call, &[]).await?;
    let frame = draft.contents.frame;
    Ok(Side {
        edition: None,
        title: frame.title,
        addressee: Canonical::trusted(frame.addressee),
        closing: Canonical::trusted(frame.closing),
        holds: draft
            .chosen
            .into_iter()
            .map(|one| Held {
                section: one.version.document,
                slug: one.listed.section.document.slug,
                number: one.listed.number.unwrap_or(0),
                heading: one.version.title.clone(),
                commitment: one.listed.section.commitment,
                version: one.version.number,
                latest: one.listed.section.document.latest,
                words: one.version.words,
                text: text_of(&one.version),
            })
            .collect(),
        at: call.now,
    })
}

fn names(holds: &[Held]) -> Vec<String> {
    holds.iter().map(|held| held.section.to_string()).collect()
}

fn entries<'a>(holds: &'a [Held], ids: &'a [String]) -> Vec<Entry<'a>> {
    holds
        .iter()
        .zip(ids)
        .map(|(held, id)| Entry {
            id,
            heading: &held.heading,
            text: &held.text,
        })
        .collect()
}

fn picked(holds: &[Held], numbers: &[u32]) -> Vec<Held> {
    let held = numbers
        .iter()
        .filter_map(|n| holds.get((*n as usize).checked_sub(1)?));
    held.cloned().collect()
}

/// Every section on either side, once.
fn sections_of(old: &[Held], new: &[Held]) -> Vec<DocumentId> {
    let mut ids: Vec<DocumentId> = Vec::new();
    for held in old.iter().chain(new) {
        if !ids.contains(&held.section) {
            ids.push(held.section);
        }
    }
    ids
}
