//! Which version is this copy?
//!
//! A copy is compared with what its owner may read: visitors with published versions, members with drafts as well, as
//! the permission table has it. What is pasted goes through here and is gone: nothing of it is stored or logged.
//!
//! Reading and comparing take the processor for a while, looking up takes the database: they are steps of their own
//! ([`Copy::read`], [`candidates`], [`judge`]), so that the web server can do the former where it keeps nobody waiting.

use crate::decisions::drafts;
use crate::motions::{layout_of, text_of};
use crate::{Call, Error};
use domain::document::Standing;
use domain::fingerprint::Start;
use domain::ids::DocumentId;
use domain::permission::Action;
use domain::text::canon::Canonical;
use domain::text::diff::{Diff, diff_with};
use domain::text::likeness::{Index, Likeness, likest, shorten};
use domain::text::lines::Layout;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use store::{Document, Publication, Version};

pub use domain::text::likeness::{Copy, FEWEST_WORDS, Sameness, Tidied};

/// How many texts are looked at closely.
const TEXTS: usize = 3;
/// How many that nobody but others may read are passed over.
const PASSED: usize = 200;
/// How many versions of one text are looked at, the newest first.
const VERSIONS: usize = 200;
/// How many versions are compared word by word.
const CLOSE: usize = 5;
/// So much of a comparison is shown: paragraphs and bytes.
const SHOWN: (usize, usize) = (300, 60_000);
/// Texts that have so little in common with a copy are not compared with it paragraph by paragraph.
const COMPARABLE: u16 = 250;
/// Versions kept beyond this many bytes are not compared.
const MOST: usize = 8_000_000;

/// What the program knows by heart of all texts: short runs of words, and which versions they were taken from.
/// It is brought up to date whenever somebody asks and something has been written since.
#[derive(Debug, Default)]
pub struct Memory {
    published: Mutex<Arc<Known>>,
    all: Mutex<Arc<Known>>,
}

#[derive(Clone, Debug, Default)]
struct Known {
    /// The event after which it was complete.
    seq: i64,
    numbers: HashMap<DocumentId, u32>,
    documents: Vec<DocumentId>,
    versions: HashMap<DocumentId, BTreeSet<u32>>,
    index: Index,
}

impl Memory {
    /// What is known of published versions, or of all.
    async fn known(&self, call: &Call, published: bool) -> Result<Arc<Known>, Error> {
        let place = if published { &self.published } else { &self.all };
        let before = place.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (seq, _) = call.store.chain_head().await?;
        if seq == before.seq {
            return Ok(before);
        }
        let mut missing: BTreeMap<DocumentId, BTreeSet<u32>> = BTreeMap::new();
        for (document, version) in call.store.all_versions(published).await? {
            if !before
                .versions
                .get(&document)
                .is_some_and(|known| known.contains(&version))
            {
                missing.entry(document).or_default().insert(version);
            }
        }
        let known = if missing.is_empty() {
            Arc::new(Known {
                seq,
                ..(*before).clone()
            })
        } else {
            let mut known = (*before).clone();
            for (document, versions) in missing {
                known.learn(call, document, &versions).await?;
            }
            known.index.settle();
            known.seq = seq;
            Arc::new(known)
        };
        *place.lock().unwrap_or_else(PoisonError::into_inner) = known.clone();
        Ok(known)
    }
}

impl Known {
    async fn learn(
        &mut self,
        call: &Call,
        document: DocumentId,
        versions: &BTreeSet<u32>,
    ) -> Result<(), Error> {
        let number = *self.numbers.entry(document).or_insert_with(|| {
            self.documents.push(document);
            u32::try_from(self.documents.len() - 1).unwrap_or(u32::MAX)
        });
        for version in versions {
            if let Some(version) = call.version(document, *version).await? {
                self.index.add(number, &version.title, &text_of(&version));
            }
            self.versions.entry(document).or_default().insert(*version);
        }
        Ok(())
    }
}

/// A version that a copy may come from.
#[derive(Clone, Debug)]
pub struct Candidate {
    version: Version,
    document: Option<Arc<Document>>,
    publications: Arc<Vec<Publication>>,
}

/// The versions that a copy may come from, of the few texts that share most with it.
pub async fn candidates(call: &Call, memory: &Memory, copy: &Copy) -> Result<Vec<Candidate>, Error> {
    if copy.count() < FEWEST_WORDS {
        return Ok(Vec::new());
    }
    let published = call.member.is_none();
    let known = memory.known(call, published).await?;
    let mut found = Vec::new();
    let (mut texts, mut bytes) = (0, 0);
    for number in known.index.nearest(copy, PASSED) {
        let Some(document) = known.documents.get(number as usize).copied() else {
            continue;
        };
        // Where the table lets a member read the text they see all its versions; else, like anybody, what is public.
        let readable = match &call.member {
            Some(_) => call
                .store
                .document_by_id(document, call.now)
                .await?
                .filter(|document| call.may_to(Action::Read, document))
                .map(Arc::new),
            None => None,
        };
        let publications = Arc::new(call.store.publications_of(document).await?);
        let versions = known.versions.get(&document).into_iter().flatten().rev();
        let open = versions
            .copied()
            .filter(|version| {
                readable.is_some()
                    || publications
                        .iter()
                        .any(|publication| publication.version == *version)
            })
            .take(VERSIONS)
            .collect::<Vec<_>>();
        if open.is_empty() {
            continue;
        }
        for number in open {
            let Some(version) = call.version(document, number).await? else {
                continue;
            };
            bytes += version.text.len();
            if bytes > MOST && !found.is_empty() {
                break;
            }
            found.push(Candidate {
                version,
                document: readable.clone(),
                publications: publications.clone(),
            });
        }
        texts += 1;
        if texts == TEXTS || bytes > MOST {
            break;
        }
    }
    if let Some(said) = &copy.fingerprint
        && !found.iter().any(|candidate| candidate.version.hash == *said)
    {
        found.extend(named(call, said).await?);
    }
    Ok(found)
}

/// The version that a copy names by its fingerprint, if whoever is asking may read it: its words may be like those of
/// other texts.
async fn named(call: &Call, said: &str) -> Result<Option<Candidate>, Error> {
    let Ok(start) = said.parse::<Start>() else {
        return Ok(None);
    };
    let published = call.store.publications_starting(start.as_str(), 1).await?.pop();
    let own = drafts(call, &start).await?.into_iter().next();
    let (id, number, document) = match (published, own) {
        (_, Some(own)) => (own.document.id, own.version, Some(Arc::new(own.document))),
        (Some(publication), None) => (publication.document, publication.version, None),
        (None, None) => return Ok(None),
    };
    let version = call.version(id, number).await?;
    let publications = Arc::new(call.store.publications_of(id).await?);
    Ok(version.map(|version| Candidate {
        version,
        document,
        publications,
    }))
}

/// A version that a copy is like.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The version.
    pub version: Version,
    /// How like it is.
    pub likeness: Likeness,
    /// Its text, for those who may read the drafts as well.
    pub document: Option<Arc<Document>>,
    /// What was published of it, if this version was.
    pub publication: Option<Publication>,
    /// What is current now, where this version is not.
    pub current: Option<Publication>,
}

/// Two texts with their differences, as much as can be shown.
#[derive(Clone, Debug)]
pub struct Differences {
    /// The version's text.
    pub old: Canonical,
    /// What it is compared with.
    pub new: Canonical,
    /// The layout of the version's lines.
    pub old_layout: Layout,
    /// The layout of what it is compared with.
    pub new_layout: Layout,
    /// The differences.
    pub diff: Diff,
    /// Not all is shown.
    pub shortened: bool,
}

/// What is known about a copy.
#[derive(Clone, Debug)]
pub struct Found {
    /// The versions that it is like, the likest first.
    pub hits: Vec<Hit>,
    /// How many words it has.
    pub words: usize,
    /// What was taken away before it was compared.
    pub tidied: Vec<Tidied>,
    /// The title that it bears, where it bears another than the likest version.
    pub title: Option<String>,
    /// What differs between the likest version and the copy, where something does.
    pub differences: Option<Differences>,
    /// What has changed between the likest version and the current one, where it is another.
    pub since: Option<Differences>,
    /// The version that the copy names by its fingerprint, where the copy has other words.
    pub misnamed: Option<Misnamed>,
}

/// A version that a copy names by its fingerprint, though its words are others.
#[derive(Clone, Debug)]
pub struct Misnamed {
    /// The version.
    pub version: Version,
    /// Its text, for those who may read the drafts as well.
    pub document: Option<Arc<Document>>,
    /// What was published of it, if this version was.
    pub publication: Option<Publication>,
    /// From its words to those of the copy, where these are like it and another version is nearer to them.
    pub differences: Option<Differences>,
}

/// Compares a copy with the versions that it may come from.
pub fn judge(copy: Copy, candidates: &[Candidate]) -> Found {
    let texts: Vec<Canonical> = candidates
        .iter()
        .map(|candidate| text_of(&candidate.version))
        .collect();
    let copy = copy.mended(&texts);
    let titled: Vec<(&str, &Canonical)> = candidates
        .iter()
        .zip(&texts)
        .map(|(candidate, text)| (candidate.version.title.as_str(), text))
        .collect();
    let ranked = likest(&copy, &titled, CLOSE);
    let hits: Vec<Hit> = ranked
        .iter()
        .map(|(n, likeness)| hit(&candidates[*n], *likeness))
        .collect();
    let mut found = Found {
        words: copy.count(),
        tidied: copy.tidied.clone(),
        title: None,
        differences: None,
        since: None,
        misnamed: misnamed(&copy, candidates, &titled, ranked.first().map(|(n, _)| *n)),
        hits,
    };
    let (Some(first), Some((n, likeness))) = (found.hits.first(), ranked.first()) else {
        return found;
    };
    let text = &texts[*n];
    let layout = layout_of(&first.version);
    if likeness.other_title {
        found.title = copy.title().map(str::to_owned);
    }
    if likeness.sameness != Sameness::Exact && likeness.alike >= COMPARABLE {
        let own = copy.part_of(text);
        let differences = differences((text, layout), (&own, Layout::default()));
        found.differences = Some(differences).filter(|differences| !differences.diff.is_same());
    }
    if let Some(current) = &first.current {
        let newer = candidates.iter().zip(&texts).find(|(candidate, _)| {
            candidate.version.document == current.document && candidate.version.number == current.version
        });
        found.since = newer
            .map(|(candidate, newer)| differences((text, layout), (newer, layout_of(&candidate.version))));
    }
    found
}

/// A fingerprint is that of title and text to the letter: whatever differs in words is not what it says.
fn misnamed(
    copy: &Copy,
    candidates: &[Candidate],
    titled: &[(&str, &Canonical)],
    likest_of_all: Option<usize>,
) -> Option<Misnamed> {
    let said = copy.fingerprint.as_ref()?;
    let names = |n: &usize| candidates[*n].version.hash == *said;
    let nearest = likest_of_all.filter(names);
    let n = nearest.or_else(|| (0..candidates.len()).find(names))?;
    let likeness = likest(copy, &titled[n..=n], 1)
        .first()
        .map(|(_, likeness)| *likeness);
    if likeness.is_some_and(|likeness| likeness.sameness < Sameness::Words) {
        return None;
    }
    let (candidate, text) = (&candidates[n], titled[n].1);
    let version = candidate.version.clone();
    let comparable = nearest.is_none() && likeness.is_some_and(|likeness| likeness.alike >= COMPARABLE);
    let mut publications = candidate.publications.iter();
    Some(Misnamed {
        differences: comparable.then(|| {
            let own = copy.part_of(text);
            differences((text, layout_of(&version)), (&own, Layout::default()))
        }),
        document: candidate.document.clone(),
        publication: publications.find(|one| one.version == version.number).cloned(),
        version,
    })
}

fn hit(candidate: &Candidate, likeness: Likeness) -> Hit {
    let number = candidate.version.number;
    let publications = &candidate.publications;
    let publication = publications
        .iter()
        .find(|publication| publication.version == number);
    let current = publications
        .iter()
        .find(|publication| publication.standing == Standing::Current && publication.version != number);
    Hit {
        version: candidate.version.clone(),
        likeness,
        document: candidate.document.clone(),
        publication: publication.cloned(),
        current: current.cloned(),
    }
}

fn differences(
    (old, old_layout): (&Canonical, Layout),
    (new, new_layout): (&Canonical, Layout),
) -> Differences {
    let mut diff = diff_with(old, new, old_layout, new_layout);
    let shortened = shorten(&mut diff, SHOWN.0, SHOWN.1);
    Differences {
        old: old.clone(),
        new: new.clone(),
        old_layout,
        new_layout,
        diff,
        shortened,
    }
}

/// All three steps, where nobody is kept waiting.
pub async fn find(call: &Call, memory: &Memory, pasted: &str) -> Result<Found, Error> {
    let copy = Copy::read(pasted);
    let candidates = candidates(call, memory, &copy).await?;
    Ok(judge(copy, &candidates))
}
