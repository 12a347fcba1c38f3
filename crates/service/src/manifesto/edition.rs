//! Editions: assembling chosen versions of the sections, and what has become of each edition.

use super::checks::{Checked, Checks, Sheet, Spot, checks, examine};
use super::show::{Contents, Listed, contents};
use super::{RULE, whole};
use crate::call::submitted;
use crate::error::Problems;
use crate::heavy::weighed;
use crate::motions::{Article, clauses_of, fingerprint, profile_of, text_of};
use crate::{Call, Error, Trouble};
use domain::document::{Kind, TEXT_BYTES};
use domain::ids::DocumentId;
use domain::manifesto::assemble::{Part, Parts, assemble as put_together};
use domain::manifesto::references::references;
use domain::permission::Action;
use domain::section::EditionState;
use domain::text::canon::Canonical;
use domain::text::clauses::carry;
use domain::text::lines::Layout;
use domain::text::words::count;
use serde_json::json;
use std::collections::BTreeMap;
use store::{
    Assembled, DecisionRecord, Document, Edition, NewEdition, NewVersion, Publication, StoreError,
    Submission, Version,
};

/// A section with the version that goes into an edition.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The section.
    pub listed: Listed,
    /// The version.
    pub version: Version,
    /// The version that is settled: approved by a vote, or agreed.
    pub settled: Option<u32>,
    /// The version that goes in where nobody chooses.
    pub proposed: u32,
    /// How many of its paragraphs refer to a number that means another section now.
    pub outdated: u32,
}

/// An edition as it would be.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The contents as they stand.
    pub contents: Contents,
    /// The sections that go in, in their order.
    pub chosen: Vec<Chosen>,
    /// The text of the whole.
    pub text: Canonical,
    /// Its words, with the title.
    pub words: u32,
    /// What the checks say of it.
    pub checks: Checks,
    /// How many paragraphs refer to a number that means another section now.
    pub outdated: u32,
}

impl Draft {
    /// Words over the budget of the whole; 0 where there is none.
    pub fn over(&self) -> u32 {
        let budget = self.contents.frame.budget;
        budget.map_or(0, |budget| self.words.saturating_sub(budget))
    }
}

/// What the form that assembles an edition holds.
#[derive(Clone, Debug, Default)]
pub struct AssembleForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The latest version of the manifesto that the page knew.
    pub base: u32,
    /// The revision of the frame that the page showed.
    pub frame: u32,
    /// The sections in the order that the page showed, each by address with the chosen version; 0 for what is
    /// proposed.
    pub choices: Vec<(String, u32)>,
    /// What is new in this edition.
    pub note: String,
}

/// An edition as it would be with these choices; a section that is not named has the version that is proposed.
pub async fn draft(call: &Call, choices: &[(String, u32)]) -> Result<Draft, Error> {
    whole(call, Action::Manifesto).await?;
    drafted(call, choices).await
}

pub(super) async fn drafted(call: &Call, choices: &[(String, u32)]) -> Result<Draft, Error> {
    let contents = contents(call).await?;
    let mut latest: BTreeMap<DocumentId, Version> = BTreeMap::new();
    for version in weighed(call.store.section_texts().await?, |version| version.text.len()).await? {
        latest.insert(version.document, version);
    }
    let mut settled: BTreeMap<DocumentId, Version> = BTreeMap::new();
    for version in weighed(call.store.settled_section_texts().await?, |version| {
        version.text.len()
    })
    .await?
    {
        let known = settled.get(&version.document);
        if known.is_none_or(|known| known.number < version.number) {
            settled.insert(version.document, version);
        }
    }
    let mut chosen = Vec::new();
    for listed in contents.sections.iter().filter(|listed| listed.number.is_some()) {
        let id = listed.section.document.id;
        let Some(latest) = latest.remove(&id) else {
            continue;
        };
        let settled = settled.remove(&id);
        let proposed = proposed(&latest, settled.as_ref());
        let wished = choices
            .iter()
            .find(|(slug, number)| *slug == listed.section.document.slug && *number > 0)
            .map_or(proposed, |(_, number)| *number);
        let number = settled.as_ref().map(|version| version.number);
        let (version, outdated) = if wished == latest.number {
            (latest, 0)
        } else {
            let version = match settled.filter(|settled| settled.number == wished) {
                Some(settled) => settled,
                None => call.version(id, wished).await?.ok_or(Error::NotFound)?,
            };
            let outdated = outdated(&text_of(&version), &text_of(&latest));
            (version, outdated)
        };
        chosen.push(Chosen {
            listed: listed.clone(),
            version,
            settled: number,
            proposed,
            outdated,
        });
    }
    let parts = Parts {
        addressee: Canonical::trusted(contents.frame.addressee.clone()),
        sections: chosen
            .iter()
            .map(|one| Part {
                heading: one.version.title.clone(),
                commitment: one.listed.section.commitment.clone(),
                text: text_of(&one.version),
            })
            .collect(),
        closing: Canonical::trusted(contents.frame.closing.clone()),
    };
    let text = put_together(&parts).text;
    let sheets: Vec<Sheet> = chosen.iter().map(sheet).collect();
    let checked = examine(call, &sheets).await?;
    let dismissals = call.store.dismissals().await?;
    let sources = call.store.figure_sources().await?;
    let glossary = call.store.glossary().await?;
    Ok(Draft {
        words: count(&profile_of(RULE), &contents.frame.title, &text).words,
        outdated: chosen.iter().map(|one| one.outdated).sum(),
        checks: checks(&checked, &dismissals, sources, glossary),
        text,
        chosen,
        contents,
    })
}

fn sheet(chosen: &Chosen) -> Sheet {
    Sheet {
        spot: Spot {
            document: chosen.version.document,
            kind: Kind::Section,
            slug: chosen.listed.section.document.slug.clone(),
            title: chosen.version.title.clone(),
            number: chosen.listed.number,
            version: chosen.version.number,
            line: 0,
        },
        commitment: chosen.listed.section.commitment.clone(),
        text: text_of(&chosen.version),
    }
}

/// The version that goes in where nobody chooses: the settled one, or a later one that differs from it in the numbers
/// of references alone; the latest where none is settled.
fn proposed(latest: &Version, settled: Option<&Version>) -> u32 {
    match settled {
        Some(settled)
            if settled.title != latest.title || blanked(&text_of(settled)) != blanked(&text_of(latest)) =>
        {
            settled.number
        }
        _ => latest.number,
    }
}

/// A text's paragraphs with nought for the number of every reference.
fn blanked(text: &Canonical) -> Vec<String> {
    let mut out = String::new();
    let mut done = 0;
    for reference in references(text) {
        out.push_str(&text.as_str()[done..reference.start as usize]);
        out.push('0');
        done = reference.end as usize;
    }
    out.push_str(&text.as_str()[done..]);
    out.lines().map(str::to_owned).collect()
}

/// How many paragraphs of an older version stand in the latest with other numbers in their references.
fn outdated(older: &Canonical, latest: &Canonical) -> u32 {
    let known: BTreeMap<String, &str> = blanked(latest).into_iter().zip(latest.as_str().lines()).collect();
    blanked(older)
        .iter()
        .zip(older.as_str().lines())
        .filter(|(blank, line)| known.get(*blank).is_some_and(|now| now != line))
        .map(|_| 1)
        .sum()
}

/// Assembles an edition: a new version of the manifesto that holds exact versions of its sections. It is refused while
/// it would contradict itself. Answers the edition's number.
pub async fn assemble(call: &Call, form: &AssembleForm) -> Result<u32, Error> {
    let (document, member) = whole(call, Action::Manifesto).await?;
    if let Err(error) = call.once(form.submission, "edition.assemble").await {
        return match error {
            Error::Repeated(number) => number.parse().map_err(|_| Error::form(Trouble::SentBefore)),
            other => Err(other),
        };
    }
    let mut problems = Problems::default();
    let note = problems.line("note", &form.note, 300);
    problems.done()?;
    let draft = drafted(call, &form.choices).await?;
    let shown = draft.chosen.iter().map(|one| &one.listed.section.document.slug);
    let same = shown.eq(form.choices.iter().map(|(slug, _)| slug));
    let frame = &draft.contents.frame;
    if !same || form.base != document.latest || form.frame != frame.revision {
        return Err(Error::form(Trouble::ChangedMeanwhile));
    }
    if draft.chosen.is_empty() {
        return Err(Error::form(Trouble::NoSections));
    }
    if draft.text.as_str().len() > TEXT_BYTES {
        return Err(Error::form(Trouble::TooLong(TEXT_BYTES as u32)));
    }
    if draft.outdated > 0 {
        return Err(Error::form(Trouble::ReferencesOld(draft.outdated)));
    }
    if draft.checks.blocking() > 0 {
        return Err(Error::form(Trouble::FindingsOpen(draft.checks.blocking())));
    }
    let base = call
        .version(document.id, form.base)
        .await?
        .ok_or(Error::NotFound)?;
    let holds: Vec<Assembled> = draft
        .chosen
        .iter()
        .map(|one| Assembled {
            section: one.version.document,
            version: one.version.number,
            heading: one.version.title.clone(),
            commitment: one.listed.section.commitment.clone(),
        })
        .collect();
    let hash = fingerprint(&frame.title, &draft.text);
    if hash == base.hash && call.store.assembly(document.id, form.base).await? == holds {
        return Err(Error::form(Trouble::Unchanged));
    }
    let mut next_clause = base.next_clause;
    let clauses = carry(&text_of(&base), &clauses_of(&base), &draft.text, &mut next_clause);
    let layout = Layout::default();
    let version = NewVersion {
        document: document.id,
        title: frame.title.clone(),
        text: draft.text.as_str().to_owned(),
        clauses: clauses.iter().map(|id| id.0).collect(),
        next_clause,
        words: draft.words,
        stated_words: None,
        profile: RULE.to_owned(),
        layout_algorithm: layout.algorithm,
        layout_width: layout.width,
        hash,
        author: member.id,
        note,
        seen_on: String::new(),
    };
    let edition = NewEdition {
        addressee: frame.addressee.clone(),
        closing: frame.closing.clone(),
        holds,
    };
    let detail = json!({ "version": form.base + 1, "hash": version.hash, "sections": edition.holds.len() });
    let act = submitted(
        call.act("edition.assemble", document.id, &detail),
        form.submission,
        "",
    );
    match call
        .store
        .assemble(&act, form.base, frame.revision, &version, &edition)
        .await
    {
        Err(StoreError::Stale) => Err(Error::form(Trouble::ChangedMeanwhile)),
        Err(StoreError::Repeated(number)) => number.parse().map_err(|_| Error::form(Trouble::SentBefore)),
        other => Ok(other?),
    }
}

/// An edition with where it stands.
#[derive(Clone, Debug)]
pub struct EditionListed {
    /// The edition.
    pub edition: Edition,
    /// Where it stands.
    pub state: EditionState,
    /// The decision on it.
    pub decision: Option<DecisionRecord>,
    /// Its publication.
    pub publication: Option<Publication>,
}

/// Every edition, the newest first, for members.
pub async fn editions(call: &Call) -> Result<Vec<EditionListed>, Error> {
    call.signed_in()?;
    let Some(document) = call.store.manifesto(call.now).await? else {
        return Ok(Vec::new());
    };
    standing(call, &document).await
}

async fn standing(call: &Call, document: &Document) -> Result<Vec<EditionListed>, Error> {
    let decisions = call.store.decisions(document.id).await?;
    let publications = call.store.publications_of(document.id).await?;
    let editions = call.store.editions().await?;
    Ok(editions
        .into_iter()
        .map(|edition| {
            let decision = decisions.iter().find(|one| one.version == edition.version);
            let publication = publications.iter().find(|one| one.version == edition.version);
            EditionListed {
                state: EditionState::of(
                    decision.map(|one| one.outcome),
                    publication.map(|one| one.standing),
                ),
                decision: decision.cloned(),
                publication: publication.cloned(),
                edition,
            }
        })
        .collect())
}

/// A section as an edition holds it.
#[derive(Clone, Debug)]
pub struct Held {
    /// The section.
    pub section: DocumentId,
    /// Its address.
    pub slug: String,
    /// Its number there.
    pub number: u32,
    /// Its heading there.
    pub heading: String,
    /// Its line in the list of commitments there.
    pub commitment: String,
    /// Its version.
    pub version: u32,
    /// Its latest version now.
    pub latest: u32,
    /// Its words, with the heading.
    pub words: u32,
    /// Its text.
    pub text: Canonical,
}

/// An edition as its page shows it.
#[derive(Clone, Debug)]
pub struct EditionPage {
    /// The manifesto.
    pub document: Document,
    /// The edition with where it stands.
    pub listed: EditionListed,
    /// Its text.
    pub article: Article,
    /// What it holds, in order.
    pub holds: Vec<Held>,
    /// The number of the edition before it, if there is one.
    pub before: Option<u32>,
}

/// One edition, for members.
pub async fn edition(call: &Call, number: u32) -> Result<EditionPage, Error> {
    call.signed_in()?;
    let document = call.store.manifesto(call.now).await?.ok_or(Error::NotFound)?;
    let all = standing(call, &document).await?;
    let before = all
        .iter()
        .map(|listed| listed.edition.number)
        .filter(|other| *other < number)
        .max();
    let listed = all
        .into_iter()
        .find(|listed| listed.edition.number == number)
        .ok_or(Error::NotFound)?;
    let version = call
        .version(document.id, listed.edition.version)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(EditionPage {
        holds: holds(call, document.id, listed.edition.version).await?,
        article: Article::of(version),
        document,
        listed,
        before,
    })
}

/// What a version of the manifesto holds.
pub(super) async fn holds(call: &Call, document: DocumentId, version: u32) -> Result<Vec<Held>, Error> {
    let assembly = call.store.assembly(document, version).await?;
    let texts = weighed(call.store.edition_texts(document, version).await?, |version| {
        version.text.len()
    })
    .await?;
    let sections: BTreeMap<DocumentId, (String, u32)> = call
        .store
        .sections(call.now)
        .await?
        .into_iter()
        .map(|section| {
            let document = section.document;
            (document.id, (document.slug, document.latest))
        })
        .collect();
    Ok((1..)
        .zip(assembly.into_iter().zip(texts))
        .map(|(number, (held, version))| {
            let (slug, latest) = sections.get(&held.section).cloned().unwrap_or_default();
            Held {
                section: held.section,
                slug,
                number,
                heading: held.heading,
                commitment: held.commitment,
                version: held.version,
                latest,
                words: version.words,
                text: text_of(&version),
            }
        })
        .collect())
}

/// How many findings that must not stand in an edition a version of the manifesto has; none set aside counts.
pub(crate) async fn contradictions(call: &Call, document: &Document, version: u32) -> Result<u32, Error> {
    let sheets: Vec<Sheet> = holds(call, document.id, version)
        .await?
        .into_iter()
        .map(|held| Sheet {
            spot: Spot {
                document: held.section,
                kind: Kind::Section,
                slug: held.slug,
                title: held.heading,
                number: Some(held.number),
                version: held.version,
                line: 0,
            },
            commitment: held.commitment,
            text: held.text,
        })
        .collect();
    if sheets.is_empty() {
        return Err(Error::form(Trouble::NoSections));
    }
    let checked: Checked = examine(call, &sheets).await?;
    Ok(checked.blocking(&call.store.dismissals().await?))
}
