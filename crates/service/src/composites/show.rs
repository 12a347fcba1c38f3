//! A composite as its pages show it: the text with its sources, the workbench, the sheet of each source.

use super::{answer_on, permitted, stored};
use crate::motions::{Article, profile_of, readable};
use crate::{Call, Error};
use domain::composite::{Answer, Build, Built, Course, Fare, Fate, Stage, Taken, sheet as fares_of};
use domain::document::Kind;
use domain::permission::Action;
use domain::text::canon::Canonical;
use domain::text::pairs::{Group, pair};
use domain::text::words::{Count, count};
use std::collections::BTreeMap;
use store::{BuildStep, CompositeMove, Document, RedLine, Source, SourceAnswer};

/// A source with its words and what it said.
#[derive(Clone, Debug)]
pub struct SourceText {
    /// The source.
    pub source: Source,
    /// Its words.
    pub text: Canonical,
    /// What was tidied when it was taken in, one sentence each.
    pub repairs: Vec<String>,
    /// What it answered on the version that was sent, if it has.
    pub answer: Option<SourceAnswer>,
    /// Every answer, in order.
    pub answers: Vec<SourceAnswer>,
}

/// A composite with all that was recorded of it.
#[derive(Clone, Debug)]
pub struct Composite {
    /// The text across its versions.
    pub document: Document,
    /// Its latest version.
    pub article: Article,
    /// What each paragraph of that version was made from.
    pub built: Built,
    /// Its sources, in order.
    pub sources: Vec<SourceText>,
    /// Its moves, in order.
    pub moves: Vec<CompositeMove>,
    /// The red lines that stand.
    pub red_lines: Vec<RedLine>,
    /// Where it stands.
    pub stage: Stage,
    /// The version that was sent last.
    pub sent: Option<u32>,
}

/// A red line with what became of its clause.
#[derive(Clone, Debug)]
pub struct Crossed {
    /// The red line.
    pub line: RedLine,
    /// What became of the clause.
    pub fate: Fate,
}

impl Composite {
    /// The words of all sources, in order.
    pub fn texts(&self) -> Vec<Canonical> {
        self.sources.iter().map(|source| source.text.clone()).collect()
    }

    /// How a source is called.
    pub fn name(&self, source: u32) -> &str {
        self.sources
            .get(source as usize - 1)
            .map_or("", |source| source.source.name.as_str())
    }

    /// How every clause of a source fared in a text.
    pub fn fares(&self, source: u32, built: &Built) -> Vec<Fare> {
        self.sources
            .get(source as usize - 1)
            .map(|text| fares_of(source, &text.text, built))
            .unwrap_or_default()
    }

    /// How many paragraphs of the latest version come only from sources that do not agree to it.
    pub fn from_others(&self) -> u32 {
        let agrees = |taken: &Taken| {
            let source = self.sources.get(taken.source as usize - 1);
            let answer = source.and_then(|source| source.answer.as_ref());
            answer.is_none_or(|answer| answer.answer == Answer::Agrees)
        };
        let alone = self
            .built
            .from
            .iter()
            .filter(|from| !from.is_empty() && !from.iter().any(agrees));
        alone.map(|_| 1).sum()
    }

    /// The red lines that a text crosses: their clause was changed or dropped.
    pub fn crossed(&self, built: &Built) -> Vec<Crossed> {
        let mut fares: BTreeMap<u32, Vec<Fare>> = BTreeMap::new();
        self.red_lines
            .iter()
            .filter_map(|line| {
                let fares = fares
                    .entry(line.source)
                    .or_insert_with(|| self.fares(line.source, built));
                let fate = fares.get(line.clause as usize - 1)?.fate;
                (fate != Fate::Kept).then(|| Crossed {
                    line: line.clone(),
                    fate,
                })
            })
            .collect()
    }
}

/// A composite for whoever may read it.
pub async fn show(call: &Call, slug: &str) -> Result<Composite, Error> {
    let document = readable(call, slug).await?;
    if document.records.kind != Kind::Composite {
        return Err(Error::NotFound);
    }
    load(call, document).await
}

pub(super) async fn load(call: &Call, document: Document) -> Result<Composite, Error> {
    let store = &call.store;
    let version = call
        .version(document.id, document.latest)
        .await?
        .ok_or(Error::NotFound)?;
    let article = Article::of(version);
    let moves = store.moves(document.id).await?;
    let answers = store.answers(document.id).await?;
    let sent = super::list::sent(&moves);
    let sources = call.sources(document.id).await?;
    let stage = stage(&document, &moves, &answers, sources.len());
    let sources: Result<Vec<SourceText>, Error> = sources
        .into_iter()
        .map(|source| {
            Ok(SourceText {
                text: Canonical::trusted(source.text.clone()),
                repairs: stored("composite_source", &source.repairs)?,
                answer: sent
                    .and_then(|version| answer_on(&answers, source.number, version))
                    .cloned(),
                answers: answers
                    .iter()
                    .filter(|answer| answer.source == source.number)
                    .cloned()
                    .collect(),
                source,
            })
        })
        .collect();
    Ok(Composite {
        built: Built {
            text: article.text.clone(),
            from: provenance(call, &document, &article).await?,
        },
        red_lines: store.red_lines(document.id).await?,
        sources: sources?,
        document,
        article,
        moves,
        stage,
        sent,
    })
}

/// Where a composite stands.
pub(super) fn stage(
    document: &Document,
    moves: &[CompositeMove],
    answers: &[SourceAnswer],
    sources: usize,
) -> Stage {
    let sent = super::list::sent(moves).unwrap_or(0);
    let waiting = (1..=sources)
        .filter_map(|source| u32::try_from(source).ok())
        .filter(|source| answer_on(answers, *source, sent).is_none());
    Course {
        latest: document.latest,
        last: moves.last().map(|last| (last.kind, last.version)),
        waiting: waiting.map(|_| 1).sum(),
    }
    .stage()
}

/// What each paragraph of the latest version was made from. A version that came about in another way than by
/// building has what its clauses had in the last one that was built, by their lasting ids.
async fn provenance(call: &Call, document: &Document, article: &Article) -> Result<Vec<Vec<Taken>>, Error> {
    let Some((number, json)) = call.store.provenance(document.id, document.latest).await? else {
        return Ok(vec![Vec::new(); article.version.clauses.len()]);
    };
    let from: Vec<Vec<Taken>> = stored("composite_version", &json)?;
    if number == document.latest {
        return Ok(from);
    }
    let built = call.version(document.id, number).await?.ok_or(Error::NotFound)?;
    let known: BTreeMap<u32, Vec<Taken>> = built.clauses.into_iter().zip(from).collect();
    let clauses = &article.version.clauses;
    Ok(clauses
        .iter()
        .map(|id| known.get(id).cloned().unwrap_or_default())
        .collect())
}

/// The workbench: the sources side by side, and what has been built.
#[derive(Clone, Debug)]
pub struct Bench {
    /// The composite.
    pub composite: Composite,
    /// What has been built.
    pub build: Build,
    /// The same as a text.
    pub built: Built,
    /// Its words by the rule, with the title.
    pub count: Count,
    /// The latest revision, 0 where nothing has been built.
    pub revision: u32,
    /// Who made the last step, if there is one.
    pub last: Option<BuildStep>,
    /// Whether there is a step to undo.
    pub can_undo: bool,
    /// Whether what has been built differs from the latest version.
    pub unsaved: bool,
    /// The clauses of all sources, near-duplicates together.
    pub groups: Vec<Group>,
    /// How every clause of every source fares in what has been built.
    pub fares: Vec<Vec<Fare>>,
    /// The red lines that it crosses.
    pub crossed: Vec<Crossed>,
}

/// The workbench of a composite.
pub async fn bench(call: &Call, slug: &str) -> Result<Bench, Error> {
    let (document, _) = permitted(call, slug, Action::Composite).await?;
    let composite = load(call, document).await?;
    let last = call.store.last_step(composite.document.id).await?;
    let build: Build = match &last {
        Some(step) => stored("composite_step", &step.build)?,
        None => Build::default(),
    };
    let built = build.built();
    let profile = profile_of(&composite.document.profile);
    let fares = (1..)
        .zip(&composite.sources)
        .map(|(number, _)| composite.fares(number, &built))
        .collect();
    Ok(Bench {
        count: count(&profile, &composite.article.version.title, &built.text),
        revision: last.as_ref().map_or(0, |step| step.revision),
        can_undo: last
            .as_ref()
            .is_some_and(|step| step.parent > 0 || !build.entries.is_empty()),
        unsaved: built != composite.built,
        groups: pair(&composite.texts()),
        crossed: composite.crossed(&built),
        fares,
        last,
        build,
        built,
        composite,
    })
}

/// What one source lost.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The composite.
    pub composite: Composite,
    /// The source's number, from 1.
    pub number: u32,
    /// How each of its clauses fared in the latest version.
    pub fares: Vec<Fare>,
    /// The red lines on its clauses that the version crosses.
    pub crossed: Vec<Crossed>,
}

/// The sheet of one source: what became of each of its clauses in the latest version.
pub async fn sheet(call: &Call, slug: &str, number: u32) -> Result<Sheet, Error> {
    let composite = show(call, slug).await?;
    if !(1..=composite.sources.len()).contains(&(number as usize)) {
        return Err(Error::NotFound);
    }
    let mut crossed = composite.crossed(&composite.built);
    crossed.retain(|crossed| crossed.line.source == number);
    Ok(Sheet {
        fares: composite.fares(number, &composite.built),
        crossed,
        number,
        composite,
    })
}
