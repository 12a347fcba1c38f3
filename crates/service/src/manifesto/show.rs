//! The manifesto as its pages show it: the contents, and one section.

use super::checks::{Found, Tally, checked, found};
use crate::motions::{Article, readable};
use crate::{Call, Error};
use domain::document::Kind;
use domain::ids::DocumentId;
use domain::permission::Action;
use domain::section::{Move, State};
use std::collections::BTreeMap;
use store::{Document, Edition, Frame, Section, SectionChange};

/// A section in the contents.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The section.
    pub section: Section,
    /// Its number: its place among those that are written. None where it is only wanted or outlined, or left out.
    pub number: Option<u32>,
    /// Where it stands.
    pub state: State,
    /// The version that the reader last looked at.
    pub looked: Option<u32>,
    /// How many findings of the checks it has.
    pub findings: Tally,
}

impl Listed {
    /// Words over the budget; 0 where there is none.
    pub fn over(&self) -> u32 {
        let words = self.section.document.words;
        self.section
            .budget
            .map_or(0, |budget| words.saturating_sub(budget))
    }

    /// Whether there is a newer version than the reader has looked at.
    pub fn is_new(&self) -> bool {
        self.looked
            .is_none_or(|looked| looked < self.section.document.latest)
    }
}

/// The contents of the manifesto as they stand for the next edition.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    /// Its document; none where nobody has begun it.
    pub document: Option<Document>,
    /// What stands around the sections.
    pub frame: Frame,
    /// The sections in their order.
    pub sections: Vec<Listed>,
    /// Those that are left out of the next edition.
    pub dropped: Vec<Listed>,
    /// The words of all sections together, with their headings.
    pub words: u32,
    /// Every edition, the newest first.
    pub editions: Vec<Edition>,
}

impl Contents {
    /// The order that the sections are in, as forms say it.
    pub fn order(&self) -> Vec<String> {
        let slugs = self.sections.iter().map(|listed| &listed.section.document.slug);
        slugs.cloned().collect()
    }

    /// The sections that have a number, in its order: what the next edition holds.
    pub fn numbered(&self) -> Vec<DocumentId> {
        let numbered = self.sections.iter().filter(|listed| listed.number.is_some());
        numbered.map(|listed| listed.section.document.id).collect()
    }

    /// A section by its address.
    pub fn find(&self, slug: &str) -> Option<&Listed> {
        self.sections
            .iter()
            .chain(&self.dropped)
            .find(|listed| listed.section.document.slug == slug)
    }

    /// A section by its id.
    pub fn by_id(&self, id: DocumentId) -> Option<&Listed> {
        self.sections
            .iter()
            .chain(&self.dropped)
            .find(|listed| listed.section.document.id == id)
    }
}

/// The contents, for members.
pub async fn show(call: &Call) -> Result<Contents, Error> {
    call.signed_in()?;
    let mut contents = contents(call).await?;
    tally(call, &mut contents).await?;
    Ok(contents)
}

async fn tally(call: &Call, contents: &mut Contents) -> Result<(), Error> {
    let dismissals = call.store.dismissals().await?;
    let tallies = checked(call, contents).await?.tallies(&dismissals);
    for listed in &mut contents.sections {
        listed.findings = tallies
            .get(&listed.section.document.id)
            .copied()
            .unwrap_or_default();
    }
    Ok(())
}

pub(super) async fn contents(call: &Call) -> Result<Contents, Error> {
    let looks: BTreeMap<DocumentId, u32> = match call.actor().member {
        Some(member) => call
            .store
            .looks(member)
            .await?
            .into_iter()
            .map(|look| (look.document, look.version))
            .collect(),
        None => BTreeMap::new(),
    };
    let mut contents = Contents {
        document: call.store.manifesto(call.now).await?,
        frame: call.store.frame().await?.unwrap_or_default(),
        editions: call.store.editions().await?,
        ..Contents::default()
    };
    let mut number = 0;
    for section in call.store.sections(call.now).await? {
        let mut listed = Listed {
            number: None,
            state: section.course.state(),
            looked: looks.get(&section.document.id).copied(),
            findings: Tally::default(),
            section,
        };
        if listed.section.course.last == Move::Dropped {
            contents.dropped.push(listed);
            continue;
        }
        if !listed.section.course.last.is_wanted() {
            number += 1;
            listed.number = Some(number);
        }
        contents.words += listed.section.document.words;
        contents.sections.push(listed);
    }
    Ok(contents)
}

/// A section as its page shows it, beside what any text has.
#[derive(Clone, Debug)]
pub struct SectionPage {
    /// The contents that it stands in.
    pub contents: Contents,
    /// The section.
    pub listed: Listed,
    /// Its latest version.
    pub article: Article,
    /// What the checks find in it and has not been set aside, in reading order.
    pub open: Vec<Found>,
    /// What they find in it and has been set aside.
    pub dismissed: Vec<Found>,
    /// What can be recorded of it now.
    pub moves: Vec<Move>,
    /// What was recorded, in order.
    pub changes: Vec<SectionChange>,
    /// Whether whoever is asking may record moves, commitment and budget.
    pub may_manage: bool,
    /// Whether whoever is asking may save a version.
    pub may_edit: bool,
}

/// One section, for whoever may read it.
pub async fn section(call: &Call, slug: &str) -> Result<SectionPage, Error> {
    let document = readable(call, slug).await?;
    if document.records.kind != Kind::Section {
        return Err(Error::NotFound);
    }
    let version = call
        .version(document.id, document.latest)
        .await?
        .ok_or(Error::NotFound)?;
    let mut contents = contents(call).await?;
    tally(call, &mut contents).await?;
    let listed = contents.by_id(document.id).ok_or(Error::NotFound)?.clone();
    let all = found(call, &contents).await?;
    let here = |all: Vec<Found>| -> Vec<Found> {
        let here = all.into_iter().filter(|found| found.spot.document == document.id);
        here.collect()
    };
    Ok(SectionPage {
        open: here(all.open),
        dismissed: here(all.dismissed),
        moves: listed.section.course.moves(document.words).collect(),
        changes: call.store.section_changes(document.id).await?,
        may_manage: call.may_to(Action::Manifesto, &document),
        may_edit: call.may_to(Action::Edit, &document),
        article: Article::of(version),
        listed,
        contents,
    })
}
