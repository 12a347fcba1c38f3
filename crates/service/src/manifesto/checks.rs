//! What the checks of the manifesto find, what of it has been set aside, and what must not stand in an edition.

use super::show::{Contents, contents};
use crate::heavy::weighed;
use crate::motions::text_of;
use crate::secret::sha256;
use crate::{Call, Error};
use domain::document::Kind;
use domain::ids::DocumentId;
use domain::manifesto::check::{self, Book, Finding, Other, Place, Report, Source, Term, check as look};
use domain::manifesto::figures::Figure;
use domain::text::canon::Canonical;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::{Dismissal, FigureSource, KnownText, Meaning, Version};

/// So many motions and composites are read beside the sections, the last changed first.
const MOST_OTHERS: i64 = 100;

/// A place that a finding is about, as a page links it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The text.
    pub document: DocumentId,
    /// What it is.
    pub kind: Kind,
    /// Its address.
    pub slug: String,
    /// Its heading or title.
    pub title: String,
    /// Its number, where it is a section.
    pub number: Option<u32>,
    /// The version that was read.
    pub version: u32,
    /// The line; 0 for the heading.
    pub line: u32,
}

/// A finding, with whether it has been set aside.
#[derive(Clone, Debug)]
pub struct Found {
    /// The finding.
    pub finding: Finding,
    /// Where it is.
    pub spot: Spot,
    /// The other places that it is about.
    pub related: Vec<Spot>,
    /// Whether an edition must not have it.
    pub blocks: bool,
    /// By whom it was set aside, and why.
    pub dismissal: Option<Dismissal>,
}

/// A figure of the ledger.
#[derive(Clone, Debug)]
pub struct Figured {
    /// The figure with its sentence.
    pub figure: Figure,
    /// Where it stands.
    pub spot: Spot,
    /// Where else the same figure stands.
    pub also: Vec<Spot>,
    /// The key by which its source is noted.
    pub key: String,
    /// Where the group says that it comes from.
    pub source: Option<FigureSource>,
}

/// A reference with what it leads to.
#[derive(Clone, Debug)]
pub struct Pointed {
    /// Its words.
    pub quote: String,
    /// Where it stands.
    pub spot: Spot,
    /// The section that it leads to.
    pub target: Option<Spot>,
}

/// All that the checks say.
#[derive(Clone, Debug, Default)]
pub struct Checks {
    /// What looks wrong and has not been set aside, sections first, in reading order.
    pub open: Vec<Found>,
    /// What has been set aside.
    pub dismissed: Vec<Found>,
    /// The figure ledger.
    pub figures: Vec<Figured>,
    /// The references between sections.
    pub references: Vec<Pointed>,
    /// The group's abbreviations.
    pub glossary: Vec<Meaning>,
}

impl Checks {
    /// How many open findings an edition must not have.
    pub fn blocking(&self) -> u32 {
        self.open.iter().filter(|found| found.blocks).map(|_| 1).sum()
    }
}

/// How many findings a section has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Open ones that are no hints.
    pub open: u32,
    /// Of these, those that an edition must not have.
    pub blocking: u32,
    /// Open hints of style.
    pub hints: u32,
    /// Set aside.
    pub dismissed: u32,
}

/// A text as the checks read it.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    pub spot: Spot,
    pub commitment: String,
    pub text: Canonical,
}

/// What was read, and what was found in it.
#[derive(Debug, Default)]
pub(super) struct Checked {
    sections: Vec<Spot>,
    others: Vec<Spot>,
    report: Report,
}

/// Whether an edition must not have a finding of this kind: it would contradict itself.
const fn blocks(kind: check::Kind) -> bool {
    matches!(kind, check::Kind::Commitment | check::Kind::Reference)
}

/// The key by which a figure's source is noted: the same wherever the same figure of the same thing stands.
fn figure_key(figure: &Figure) -> String {
    format!("{} {}", figure.key, figure.counted).trim_end().to_owned()
}

/// All that the checks say of the sections as they stand, for members.
pub async fn check(call: &Call) -> Result<Checks, Error> {
    call.signed_in()?;
    let contents = contents(call).await?;
    found(call, &contents).await
}

pub(super) async fn found(call: &Call, contents: &Contents) -> Result<Checks, Error> {
    let checked = checked(call, contents).await?;
    let dismissals = call.store.dismissals().await?;
    let sources = call.store.figure_sources().await?;
    let glossary = call.store.glossary().await?;
    Ok(checks(&checked, &dismissals, sources, glossary))
}

pub(super) fn checks(
    checked: &Checked,
    dismissals: &[Dismissal],
    sources: Vec<FigureSource>,
    glossary: Vec<Meaning>,
) -> Checks {
    let sources: BTreeMap<String, FigureSource> = sources
        .into_iter()
        .map(|source| (source.key.clone(), source))
        .collect();
    let (dismissed, open) = checked
        .report
        .findings
        .iter()
        .filter_map(|finding| {
            Some(Found {
                spot: checked.spot(finding.place)?,
                related: finding
                    .related
                    .iter()
                    .filter_map(|place| checked.spot(*place))
                    .collect(),
                blocks: blocks(finding.kind),
                dismissal: dismissals.iter().find(|one| one.key == finding.key).cloned(),
                finding: finding.clone(),
            })
        })
        .partition(|found: &Found| found.dismissal.is_some());
    let figures = &checked.report.figures;
    Checks {
        open,
        dismissed,
        figures: figures
            .iter()
            .filter_map(|entry| {
                let key = figure_key(&entry.figure);
                Some(Figured {
                    spot: checked.spot(entry.place)?,
                    also: entry
                        .also
                        .iter()
                        .filter_map(|at| figures.get(*at as usize))
                        .filter_map(|other| checked.spot(other.place))
                        .collect(),
                    source: sources.get(&key).cloned(),
                    figure: entry.figure.clone(),
                    key,
                })
            })
            .collect(),
        references: checked
            .report
            .references
            .iter()
            .filter_map(|pointer| {
                Some(Pointed {
                    quote: pointer.quote.clone(),
                    spot: checked.spot(pointer.place)?,
                    target: pointer
                        .target
                        .and_then(|at| checked.sections.get(at as usize))
                        .cloned(),
                })
            })
            .collect(),
        glossary,
    }
}

impl Checked {
    fn spot(&self, place: Place) -> Option<Spot> {
        let spot = match place.source {
            Source::Section(at) => self.sections.get(at as usize),
            Source::Other(at) => self.others.get(at as usize),
        };
        spot.map(|spot| Spot {
            line: place.line,
            ..spot.clone()
        })
    }

    /// How many findings each section has.
    pub fn tallies(&self, dismissals: &[Dismissal]) -> BTreeMap<DocumentId, Tally> {
        let mut tallies: BTreeMap<DocumentId, Tally> = BTreeMap::new();
        for finding in &self.report.findings {
            let Source::Section(at) = finding.place.source else {
                continue;
            };
            let Some(spot) = self.sections.get(at as usize) else {
                continue;
            };
            let tally = tallies.entry(spot.document).or_default();
            if dismissals.iter().any(|one| one.key == finding.key) {
                tally.dismissed += 1;
            } else if finding.kind.is_hint() {
                tally.hints += 1;
            } else {
                tally.open += 1;
                tally.blocking += u32::from(blocks(finding.kind));
            }
        }
        tallies
    }

    /// How many findings an edition must not have that are not set aside.
    pub fn blocking(&self, dismissals: &[Dismissal]) -> u32 {
        self.report
            .findings
            .iter()
            .filter(|finding| blocks(finding.kind))
            .filter(|finding| dismissals.iter().all(|one| one.key != finding.key))
            .map(|_| 1)
            .sum()
    }
}

/// The last answer, as it changes only with what is stored: it is asked for with every page and made once a change.
static LAST: Mutex<Option<(String, Arc<Checked>)>> = Mutex::new(None);

/// The checks of the sections as they stand.
pub(super) async fn checked(call: &Call, contents: &Contents) -> Result<Arc<Checked>, Error> {
    // Every change of a text, of a line and of the glossary is an event, and moves the head of the log.
    let (_, head) = call.store.chain_head().await?;
    let mut parts = vec![head];
    for listed in contents.sections.iter().filter(|listed| listed.number.is_some()) {
        let section = &listed.section;
        parts.push(section.document.id.to_string());
        parts.push(section.document.latest.to_string());
        parts.push(section.document.title.clone());
        parts.push(section.commitment.clone());
    }
    let parts: Vec<&str> = parts.iter().flat_map(|part| [part.as_str(), "\n"]).collect();
    let key = sha256(&parts);
    if let Some((known, checked)) = LAST.lock().unwrap_or_else(PoisonError::into_inner).as_ref()
        && *known == key
    {
        return Ok(checked.clone());
    }
    let sheets = sheets(
        contents,
        weighed(call.store.section_texts().await?, |version| version.text.len()).await?,
    );
    let checked = Arc::new(examine(call, &sheets).await?);
    *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some((key, checked.clone()));
    Ok(checked)
}

/// The numbered sections with their texts, in their order.
pub(super) fn sheets(contents: &Contents, texts: Vec<Version>) -> Vec<Sheet> {
    let mut texts: BTreeMap<DocumentId, Version> = texts
        .into_iter()
        .map(|version| (version.document, version))
        .collect();
    contents
        .sections
        .iter()
        .filter_map(|listed| {
            let number = listed.number?;
            let version = texts.remove(&listed.section.document.id)?;
            Some(Sheet {
                spot: Spot {
                    document: version.document,
                    kind: Kind::Section,
                    slug: listed.section.document.slug.clone(),
                    title: version.title.clone(),
                    number: Some(number),
                    version: version.number,
                    line: 0,
                },
                commitment: listed.section.commitment.clone(),
                text: text_of(&version),
            })
        })
        .collect()
}

/// Checks sections, with what else the group has beside them.
pub(super) async fn examine(call: &Call, sheets: &[Sheet]) -> Result<Checked, Error> {
    let others = weighed(call.store.known_texts(MOST_OTHERS).await?, |known| {
        known.text.len()
    })
    .await?;
    let glossary = call.store.glossary().await?;
    let ids: Vec<String> = sheets
        .iter()
        .map(|sheet| sheet.spot.document.to_string())
        .collect();
    let sections: Vec<check::Section<'_>> = sheets
        .iter()
        .zip(&ids)
        .map(|(sheet, id)| check::Section {
            id,
            heading: &sheet.spot.title,
            commitment: &sheet.commitment,
            text: &sheet.text,
        })
        .collect();
    let read: Vec<(String, Spot, Canonical)> = others.into_iter().map(other).collect();
    let others: Vec<Other<'_>> = read
        .iter()
        .map(|(id, spot, text)| Other {
            id,
            title: &spot.title,
            text,
        })
        .collect();
    let terms: Vec<Term<'_>> = glossary
        .iter()
        .map(|term| Term {
            short: &term.abbreviation,
            meaning: &term.meaning,
        })
        .collect();
    let report = look(&Book {
        sections: &sections,
        others: &others,
        glossary: &terms,
    });
    Ok(Checked {
        sections: sheets.iter().map(|sheet| sheet.spot.clone()).collect(),
        others: read.into_iter().map(|(_, spot, _)| spot).collect(),
        report,
    })
}

fn other(known: KnownText) -> (String, Spot, Canonical) {
    let spot = Spot {
        document: known.document,
        kind: known.kind,
        slug: known.slug,
        title: known.title,
        number: None,
        version: known.version,
        line: 0,
    };
    (known.document.to_string(), spot, Canonical::trusted(known.text))
}
