//! One adoption as its page shows it.

use super::Subject;
use super::act::{known, may_move};
use super::overview::{Seen, seen, variants};
use crate::motions::{Article, clauses_of, layout_of, profile_of, readable};
use crate::{Call, Error};
use domain::adoption::{Kind, State, path};
use domain::document::Kind as DocumentKind;
use domain::permission::Action;
use domain::text::canon::Canonical;
use domain::text::clauses::carry;
use domain::text::diff::{Diff, diff_with};
use domain::text::lines::{Layout, Line, layout};
use domain::text::pairs::same_words;
use domain::text::words::{Count, Profile, count};
use store::{AdoptionMove, Variant};

/// What became of a clause of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClauseFate {
    /// It stands word for word.
    Kept,
    /// It stands in other words.
    Changed,
    /// It is not there.
    Dropped,
}

/// The words that a CLP passed, beside the model.
#[derive(Clone, Debug)]
pub struct VariantText {
    /// The words as they are stored.
    pub variant: Variant,
    /// The text.
    pub text: Canonical,
    /// Its numbered lines.
    pub lines: Vec<Line>,
    /// Its rule.
    pub profile: Profile,
    /// Its words.
    pub count: Count,
    /// From the model to it.
    pub diff: Diff,
    /// The clauses of the model, and what became of each.
    pub clauses: Vec<(String, ClauseFate)>,
    /// The name of the CLP whose words it was made from, with the number of that adoption, where that may be known.
    pub from: Option<(u32, String)>,
}

/// An adoption with its history.
#[derive(Clone, Debug)]
pub struct One {
    /// The text.
    pub subject: Subject,
    /// What was reported.
    pub seen: Seen,
    /// The address of the publication that was taken.
    pub publication: String,
    /// The version that was taken.
    pub model: Article,
    /// Its moves, in order.
    pub moves: Vec<AdoptionMove>,
    /// What may be reported next.
    pub next: Vec<State>,
    /// What a correction may go back to.
    pub back: Vec<State>,
    /// The words that the CLP passed, where they are its own.
    pub words: Option<VariantText>,
    /// The adoptions whose words these may have been made from.
    pub variants: Vec<Seen>,
    /// The composites here that it may have gone into: address and title.
    pub composites: Vec<(String, String)>,
    /// The composite here that it went into, if the reader may read it.
    pub composite: Option<(String, String)>,
    /// Whether the reader may report on it.
    pub may_move: bool,
    /// Whether the reader may confirm where it stands.
    pub may_confirm: bool,
    /// Whether the reader sits on the committee.
    pub committee: bool,
}

/// One adoption, for whoever may know of it.
pub async fn show(call: &Call, slug: &str, number: u32) -> Result<One, Error> {
    let (subject, adoption) = known(call, slug, number).await?;
    let version = call
        .version(adoption.document, adoption.version)
        .await?
        .ok_or(Error::NotFound)?;
    let model = Article::of(version);
    let moves = call.store.adoption_moves(adoption.id).await?;
    let states: Vec<State> = moves.iter().map(|step| step.state).collect();
    let way = path(&states);
    let back = way.iter().rev().skip(1).rev().copied().collect();
    let words = match &adoption.variant {
        Some(_) => match call.variant(adoption.id).await? {
            Some(variant) => Some(words(call, &model, variant).await?),
            None => None,
        },
        None => None,
    };
    let may_move = may_move(call, &adoption);
    let committee = super::may(call, Action::Confirm);
    let last_word = moves.iter().rev().find(|step| step.kind != Kind::Confirm);
    let by_me = last_word.is_some_and(|step| step.member == call.actor().member);
    let next = if may_move {
        adoption.state.next()
    } else {
        Vec::new()
    };
    let mut composites = Vec::new();
    if next.contains(&State::Composited) {
        for document in call.store.composites(call.now, 100, 0).await? {
            if call.may_to(Action::Read, &document) {
                composites.push((document.slug, document.title));
            }
        }
    }
    let composite = match &adoption.composite_slug {
        Some(slug) => match readable(call, slug).await {
            Ok(document) if document.records.kind == DocumentKind::Composite => {
                Some((document.slug, document.title))
            }
            Ok(_) | Err(Error::NotFound) => None,
            Err(other) => return Err(other),
        },
        None => None,
    };
    let publication = subject
        .publications
        .iter()
        .find(|publication| publication.id == adoption.publication)
        .map(|publication| publication.slug.clone())
        .ok_or(Error::NotFound)?;
    Ok(One {
        variants: if may_move {
            variants(call, &subject, Some(adoption.id)).await?
        } else {
            Vec::new()
        },
        may_confirm: committee && !by_me && adoption.confirmed.is_none() && adoption.state != State::Mistaken,
        publication,
        subject,
        model,
        moves,
        next,
        back,
        words,
        composites,
        composite,
        may_move,
        committee,
        seen: seen(call, adoption),
    })
}

async fn words(call: &Call, model: &Article, variant: Variant) -> Result<VariantText, Error> {
    let text = Canonical::trusted(variant.text.clone());
    let profile = profile_of(&variant.figures.profile);
    let from = match variant.figures.from {
        Some(id) => call.store.adoption_by_id(id).await?,
        None => None,
    };
    Ok(VariantText {
        lines: layout(&text, Layout::default()),
        count: count(&profile, &variant.title, &text),
        diff: diff_with(&model.text, &text, layout_of(&model.version), Layout::default()),
        clauses: fates(model, &text),
        from: from
            .filter(|from| super::knows(call, from))
            .map(|from| (from.number, from.clp)),
        profile,
        text,
        variant,
    })
}

/// What became of each clause of the model.
fn fates(model: &Article, text: &Canonical) -> Vec<(String, ClauseFate)> {
    let ids = clauses_of(&model.version);
    let mut next = model.version.next_clause;
    let now = carry(&model.text, &ids, text, &mut next);
    let paragraphs = text.paragraphs();
    ids.iter()
        .zip(model.text.paragraphs())
        .map(|(id, clause)| {
            let there: Vec<&str> = now
                .iter()
                .zip(&paragraphs)
                .filter(|(now, _)| *now == id)
                .map(|(_, paragraph)| paragraph.text)
                .collect();
            let fate = if there.is_empty() {
                ClauseFate::Dropped
            } else if there.iter().any(|now| same_words(now, clause.text)) {
                ClauseFate::Kept
            } else {
                ClauseFate::Changed
            };
            (clause.text.to_owned(), fate)
        })
        .collect()
}
