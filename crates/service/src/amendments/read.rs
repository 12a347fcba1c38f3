//! The amendments to a text, in the order of its lines, and any one of them.

use crate::amendments::propose::told;
use crate::motions::{Article, layout_of, profile_of, readable, text_of};
use crate::{Call, Error};
use domain::amendment::{Figures, Follows, Hand, State, Verb, figures, first_line, follow, hands};
use domain::ids::AmendmentId;
use domain::permission::Action;
use domain::text::canon::Canonical;
use domain::text::diff::{Diff, diff_with};
use domain::text::merge::workbench::{Choices, workbench};
use domain::text::words::count;
use std::collections::{BTreeMap, BTreeSet};
use store::{Amendment, AmendmentForm, AmendmentMove, Document, Version};

/// An amendment beside the current version of its text.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The amendment.
    pub amendment: Amendment,
    /// The number of the amendment that it amends.
    pub parent: Option<u32>,
    /// How it fits the current version; for an amendment to an amendment, how it fits that one as it stands now.
    pub follows: Follows,
    /// What it is laid against: the current version's text, or the amended amendment's.
    pub against: Canonical,
    /// Its words, carried over.
    pub text: Canonical,
    /// What it changes there.
    pub diff: Diff,
    /// Its changes in the form that a meeting uses.
    pub wording: Vec<String>,
    /// Those in the words that it was written against; empty where these are the same.
    pub written: Vec<String>,
    /// What it does to the count.
    pub figures: Figures,
    /// The first line that it touches.
    pub line: u32,
    /// Amendments that ask for exactly the same.
    pub same: Vec<u32>,
    /// Amendments that want other words in the same place.
    pub clashes: Vec<u32>,
}

/// The amendments to a text.
#[derive(Clone, Debug)]
pub struct Proposals {
    /// The text.
    pub document: Document,
    /// Its current version.
    pub article: Article,
    /// What is before the members, in order of the lines touched; an amendment to one of them follows it.
    pub open: Vec<Entry>,
    /// What waits for its proposer or for the committee, as far as the reader may know of it.
    pub waiting: Vec<Entry>,
    /// What has ended, the last first.
    pub ended: Vec<Entry>,
    /// Amendments that can all go in together, and the words that the text then has.
    pub together: Option<(Vec<u32>, u32)>,
}

/// One amendment with all that happened to it.
#[derive(Clone, Debug)]
pub struct One {
    /// The text.
    pub document: Document,
    /// Its current version.
    pub article: Article,
    /// The version that the amendment's words are written against.
    pub base: Version,
    /// The amendment beside the current version.
    pub entry: Entry,
    /// What it changes in the words that it was written against.
    pub original: Diff,
    /// What it was written against: its version's text, or the amended amendment's.
    pub original_base: Canonical,
    /// Amendments to it.
    pub children: Vec<Entry>,
    /// Every form that it has had, with what it changes in the words that it was written against.
    pub forms: Vec<(AmendmentForm, Vec<String>)>,
    /// All that was done with it.
    pub moves: Vec<AmendmentMove>,
    /// What whoever is asking may do with it now, and in which capacity.
    pub possible: Vec<(Verb, Hand)>,
}

/// Whether whoever is asking proposed it.
pub(super) fn own(call: &Call, amendment: &Amendment) -> bool {
    call.actor().member == Some(amendment.author)
}

/// Whether whoever is asking may know of it.
pub(super) fn visible(call: &Call, amendment: &Amendment) -> bool {
    let tabled = amendment.tabled_at.is_some();
    amendment
        .state
        .visible(own(call, amendment), call.on_committee(), tabled)
}

/// Another amendment of the same text by id.
pub(super) async fn base_of(call: &Call, document: &Document, id: AmendmentId) -> Result<Amendment, Error> {
    let all = call.amendments(document.id).await?;
    all.into_iter().find(|one| one.id == id).ok_or(Error::NotFound)
}

/// The words of an amendment that an amendment to it was written against.
pub(super) async fn stood(call: &Call, child: &Amendment, parent: &Amendment) -> Result<Canonical, Error> {
    let forms = call.amendment_forms(parent.id).await?;
    let form = forms
        .into_iter()
        .find(|form| Some(form.number) == child.form.parent_form);
    Ok(Canonical::trusted(form.ok_or(Error::NotFound)?.text))
}

/// Every form that an amendment has had, with the words that it was written against.
async fn bases_of_forms(
    call: &Call,
    document: &Document,
    amendment: &Amendment,
    parent: Option<&Amendment>,
) -> Result<Vec<(AmendmentForm, Canonical)>, Error> {
    let parent_forms = match parent {
        Some(parent) => call.amendment_forms(parent.id).await?,
        None => Vec::new(),
    };
    let mut bases = Vec::new();
    for form in call.amendment_forms(amendment.id).await? {
        let base = match form.parent_form {
            Some(number) => {
                let stood = parent_forms.iter().find(|parent| parent.number == number);
                Canonical::trusted(stood.ok_or(Error::NotFound)?.text.clone())
            }
            None => text_of(
                &call
                    .version(document.id, form.base)
                    .await?
                    .ok_or(Error::NotFound)?,
            ),
        };
        bases.push((form, base));
    }
    Ok(bases)
}

/// The versions that amendments are written against, each read once.
pub(super) struct Bases(BTreeMap<u32, Canonical>);

impl Bases {
    pub(super) async fn of(
        call: &Call,
        document: &Document,
        amendments: impl Iterator<Item = &Amendment>,
    ) -> Result<Self, Error> {
        let numbers: BTreeSet<u32> = amendments.map(|amendment| amendment.form.base).collect();
        let mut bases = BTreeMap::new();
        for number in numbers {
            let version = call.version(document.id, number).await?.ok_or(Error::NotFound)?;
            bases.insert(number, text_of(&version));
        }
        Ok(Self(bases))
    }

    /// How an amendment to the text itself fits its current version.
    pub fn follow(&self, amendment: &Amendment, now: &Canonical) -> Follows {
        let amended = Canonical::trusted(amendment.form.text.clone());
        match self.0.get(&amendment.form.base) {
            Some(base) => follow(base, &amended, now),
            None => Follows::Here,
        }
    }
}

/// An amendment laid against the current version, or against the amendment that it amends.
fn entry(
    amendment: Amendment,
    parent: Option<(&Entry, &Canonical)>,
    bases: &Bases,
    article: &Article,
) -> Entry {
    let amended = Canonical::trusted(amendment.form.text.clone());
    let (follows, against, base) = match parent {
        Some((parent, stood)) => (
            follow(stood, &amended, &parent.text),
            parent.text.clone(),
            Some(stood),
        ),
        None => (
            bases.follow(&amendment, &article.text),
            article.text.clone(),
            bases.0.get(&amendment.form.base),
        ),
    };
    let text = follows.text(&amended).clone();
    let layout = layout_of(&article.version);
    let diff = diff_with(&against, &text, layout, layout);
    let written = match base.filter(|_| follows != Follows::Here) {
        Some(base) => told(
            &diff_with(base, &amended, layout, layout),
            layout,
            &article.profile,
        ),
        None => Vec::new(),
    };
    // One that changes nothing any more stands where it was to change something.
    let line = match base.filter(|_| text == against) {
        Some(base) => first_line(base, &amended),
        None => first_line(&against, &text),
    };
    Entry {
        parent: parent.map(|(parent, _)| parent.amendment.number),
        wording: told(&diff, layout, &article.profile),
        figures: figures(&article.profile, &article.version.title, &diff, &text),
        written,
        line,
        follows,
        against,
        text,
        diff,
        amendment,
        same: Vec::new(),
        clashes: Vec::new(),
    }
}

/// An amendment to the text itself, laid against a version of it.
pub fn entry_of(amendment: Amendment, base: &Canonical, article: &Article) -> Entry {
    let bases = Bases(BTreeMap::from([(amendment.form.base, base.clone())]));
    entry(amendment, None, &bases, article)
}

async fn entries(call: &Call, document: &Document, article: &Article) -> Result<Vec<Entry>, Error> {
    let all = call.amendments(document.id).await?;
    let bases = Bases::of(call, document, all.iter().filter(|one| one.parent.is_none())).await?;
    let (first, second): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| one.parent.is_none());
    let mut entries: Vec<Entry> = first
        .into_iter()
        .map(|one| entry(one, None, &bases, article))
        .collect();
    let mut children = Vec::new();
    for child in second {
        let Some(parent) = entries
            .iter()
            .find(|entry| Some(entry.amendment.id) == child.parent)
        else {
            continue;
        };
        let stood = stood(call, &child, &parent.amendment).await?;
        children.push(entry(child, Some((parent, &stood)), &bases, article));
    }
    entries.extend(children);
    Ok(entries)
}

/// Whether it waits for the members or for the next merge.
fn before_members(state: State) -> bool {
    state.mergeable() || state == State::ToVote
}

/// Says which amendments are the same and which clash; answers those that fit together.
fn relate(entries: &mut [Entry], article: &Article) -> Option<(Vec<u32>, u32)> {
    let chosen: Vec<usize> = (0..entries.len())
        .filter(|n| {
            let entry = &entries[*n];
            // One that changes nothing any more clashes with none and is like none.
            entry.parent.is_none() && before_members(entry.amendment.state) && entry.text != entry.against
        })
        .collect();
    let number = |n: usize| entries[chosen[n]].amendment.number;
    let sides: Vec<Canonical> = chosen.iter().map(|n| entries[*n].text.clone()).collect();
    let bench = workbench(
        &article.text,
        layout_of(&article.version),
        &sides,
        &Choices::default(),
    );
    let mut clashes: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); chosen.len()];
    for contest in &bench.contested {
        let concerned: Vec<&Vec<u32>> = contest.sides.iter().map(|side| &side.by).collect();
        for (at, side) in concerned.iter().enumerate() {
            for by in side.iter() {
                let others = concerned
                    .iter()
                    .enumerate()
                    .filter(|(other, _)| *other != at)
                    .flat_map(|(_, side)| side.iter());
                clashes[*by as usize - 1].extend(others.map(|other| number(*other as usize - 1)));
            }
        }
    }
    let fits = |n: usize| !matches!(entries[chosen[n]].follows, Follows::Clash(_)) && clashes[n].is_empty();
    let fitting: Vec<usize> = (0..chosen.len()).filter(|n| fits(*n)).collect();
    // That those fit together that are the same says nothing.
    let differ = fitting
        .first()
        .is_some_and(|first| fitting.iter().any(|n| sides[*n] != sides[*first]));
    let together = differ.then(|| {
        let sides: Vec<Canonical> = fitting.iter().map(|n| sides[*n].clone()).collect();
        let bench = workbench(
            &article.text,
            layout_of(&article.version),
            &sides,
            &Choices::default(),
        );
        let words = count(&article.profile, &article.version.title, &bench.text).words;
        (fitting.iter().map(|n| number(*n)).collect(), words)
    });
    let same: Vec<Vec<u32>> = chosen
        .iter()
        .enumerate()
        .map(|(at, _)| {
            (0..chosen.len())
                .filter(|other| *other != at && sides[*other] == sides[at])
                .map(number)
                .collect()
        })
        .collect();
    for ((n, clashes), same) in chosen.iter().zip(clashes).zip(same) {
        entries[*n].clashes = clashes.into_iter().collect();
        entries[*n].same = same;
    }
    together
}

/// The amendments to a text that whoever is asking may know of.
pub async fn list(call: &Call, slug: &str) -> Result<Proposals, Error> {
    let document = readable(call, slug).await?;
    let article = current(call, &document).await?;
    let mut entries = entries(call, &document, &article).await?;
    let together = relate(&mut entries, &article);
    entries.retain(|entry| visible(call, &entry.amendment));
    let place: BTreeMap<u32, u32> = entries
        .iter()
        .map(|entry| (entry.amendment.number, entry.line))
        .collect();
    entries.sort_by_key(|entry| {
        let number = entry.parent.unwrap_or(entry.amendment.number);
        let line = place.get(&number).copied().unwrap_or(entry.line);
        (line, number, entry.parent.is_some(), entry.amendment.number)
    });
    let mut proposals = Proposals {
        document,
        article,
        open: Vec::new(),
        waiting: Vec::new(),
        ended: Vec::new(),
        together,
    };
    for entry in entries {
        let state = entry.amendment.state;
        if !state.open() {
            proposals.ended.push(entry);
        } else if matches!(state, State::Draft | State::Submitted | State::Returned) {
            proposals.waiting.push(entry);
        } else {
            proposals.open.push(entry);
        }
    }
    proposals
        .ended
        .sort_by_key(|entry| std::cmp::Reverse(entry.amendment.changed_at));
    Ok(proposals)
}

/// The current version of a text.
pub(super) async fn current(call: &Call, document: &Document) -> Result<Article, Error> {
    let version = call
        .version(document.id, document.latest)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(Article::of(version))
}

/// One amendment.
pub async fn one(call: &Call, slug: &str, number: u32) -> Result<One, Error> {
    let document = readable(call, slug).await?;
    let article = current(call, &document).await?;
    let mut entries = entries(call, &document, &article).await?;
    relate(&mut entries, &article);
    let at = entries
        .iter()
        .position(|entry| entry.amendment.number == number && visible(call, &entry.amendment));
    let entry = entries.swap_remove(at.ok_or(Error::NotFound)?);
    let amendment = &entry.amendment;
    let base = call
        .version(document.id, amendment.form.base)
        .await?
        .ok_or(Error::NotFound)?;
    let layout = layout_of(&base);
    let parent = entry
        .parent
        .and_then(|parent| entries.iter().find(|other| other.amendment.number == parent));
    let bases = bases_of_forms(call, &document, amendment, parent.map(|parent| &parent.amendment)).await?;
    let forms: Vec<(AmendmentForm, Vec<String>)> = bases
        .iter()
        .map(|(form, base)| {
            let amended = Canonical::trusted(form.text.clone());
            (
                form.clone(),
                told(
                    &diff_with(base, &amended, layout, layout),
                    layout,
                    &article.profile,
                ),
            )
        })
        .collect();
    let original_base = bases
        .into_iter()
        .find(|(form, _)| form.number == amendment.form.number)
        .map(|(_, base)| base)
        .ok_or(Error::NotFound)?;
    let amended = Canonical::trusted(amendment.form.text.clone());
    Ok(One {
        original: diff_with(&original_base, &amended, layout, layout),
        original_base,
        forms,
        moves: call.store.amendment_moves(amendment.id).await?,
        possible: possible(call, &document, &entry, &entries),
        children: entries
            .into_iter()
            .filter(|child| child.parent == Some(number) && visible(call, &child.amendment))
            .collect(),
        base,
        entry,
        article,
        document,
    })
}

/// Whose hands whoever is asking has over an amendment.
fn hands_of(
    call: &Call,
    document: &Document,
    amendment: &Amendment,
    parent_author: Option<domain::ids::MemberId>,
) -> Vec<Hand> {
    let Some(me) = call.actor().member else {
        return Vec::new();
    };
    // Who may take on an amendment to an amendment: whoever proposed that one.
    let author = parent_author.unwrap_or(document.author);
    hands(me, amendment.author, author, call.may_to(Action::Order, document))
}

/// In which capacity whoever is asking may do this with an amendment now, if they may.
pub fn can(
    call: &Call,
    document: &Document,
    amendment: &Amendment,
    parent_author: Option<domain::ids::MemberId>,
    verb: Verb,
) -> Option<Hand> {
    let permitted = match verb {
        Verb::Submit | Verb::Withdraw => call.may_to(Action::Propose, document),
        Verb::Accept => call.may_to(Action::Accept, document) || parent_author.is_some(),
        _ => call.may_to(Action::Order, document),
    };
    amendment.state.after(verb).filter(|_| permitted)?;
    hands_of(call, document, amendment, parent_author)
        .into_iter()
        .find(|hand| verb.by(*hand))
}

/// What whoever is asking may do with an amendment now. Putting it into the text is done by a merge.
pub fn possible(call: &Call, document: &Document, entry: &Entry, others: &[Entry]) -> Vec<(Verb, Hand)> {
    let parent = entry
        .parent
        .and_then(|number| others.iter().find(|other| other.amendment.number == number))
        .map(|parent| parent.amendment.author);
    Verb::ALL
        .iter()
        .filter(|verb| **verb != Verb::Incorporate)
        .filter_map(|verb| can(call, document, &entry.amendment, parent, *verb).map(|hand| (*verb, hand)))
        .collect()
}

/// The rule by which the text is counted, and its limit on the whole.
pub(super) fn limit(article: &Article) -> Option<u32> {
    let limits = profile_of(&article.version.profile).limits;
    limits.total_after_amendment.or(limits.total)
}
