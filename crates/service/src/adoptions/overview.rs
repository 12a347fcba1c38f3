//! All adoptions of a text at a look: how many came how far, which clauses stand, the family tree, and the list.

use super::{Subject, copy_of};
use crate::motions::{clauses_of, text_of};
use crate::{Call, Error};
use domain::adoption::{
    Consent, Copy, Kin, Likeness, Meeting, Milestone, Node, State, Totals, at_least, compare, family,
    untouched_in,
};
use domain::ids::AdoptionId;
use domain::permission::Action;
use domain::round::SMALLEST_PUBLIC_COUNT;
use domain::text::clauses::ClauseId;
use domain::text::clauses::names::Outline;
use std::collections::BTreeMap;
use store::{Adoption, Publication, Version};

/// Adoptions on one page of the list.
pub const ADOPTIONS_A_PAGE: usize = 30;
/// Variants that stand in the tree one by one, the nearest to the model first: a picture of more says nothing.
const IN_THE_TREE: usize = 24;

/// An adoption that whoever is asking may know of.
#[derive(Clone, Debug)]
pub struct Seen {
    /// What was reported.
    pub adoption: Adoption,
    /// What became of the copy that was taken.
    pub copy: Copy,
    /// Whether whoever is asking reported it.
    pub own: bool,
}

/// In how many of the texts that CLPs passed a clause of the current version stands word for word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClauseCount {
    /// What the clause is called, if it has a name.
    pub name: String,
    /// Its words.
    pub words: String,
    /// In how many it stands.
    pub count: u32,
}

/// Which adoptions a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those that stand there.
    pub state: Option<State>,
    /// Only those of this region.
    pub region: Option<String>,
    /// The page, from 1.
    pub page: u32,
}

/// The family tree of what somebody may know of.
#[derive(Clone, Debug, Default)]
pub struct Family {
    /// Its nodes.
    pub nodes: Vec<Node>,
    /// How many variants more there are than it shows.
    pub left_out: u32,
}

/// What members see.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The text.
    pub subject: Subject,
    /// How many came how far; all of them, named or not.
    pub totals: Totals,
    /// The clauses of the current version, in order.
    pub clauses: Vec<ClauseCount>,
    /// The tree of those that the reader may know of.
    pub family: Family,
    /// This page of the list.
    pub list: Vec<Seen>,
    /// How many the list has on all its pages.
    pub listed: usize,
    /// How many the reader may not know by name.
    pub unnamed: u32,
    /// Those that the reader reported, while more may happen to them.
    pub going_on: Vec<Seen>,
    /// The states that there are, with how many the reader may know of.
    pub states: Vec<(State, u32)>,
    /// The regions that there are.
    pub regions: Vec<(String, u32)>,
    /// The numbers of adoptions that seem to have been reported twice; for the committee.
    pub twice: Vec<u32>,
    /// Whether the reader may report.
    pub may_report: bool,
    /// Whether the reader may confirm, and take the table away.
    pub may_confirm: bool,
}

/// What everybody sees.
#[derive(Clone, Debug)]
pub struct PublicOverview {
    /// The publication asked for.
    pub publication: Publication,
    /// The text's address, for those who are signed in.
    pub slug: Option<String>,
    /// How many came how far at least; see [`at_least`].
    pub totals: Vec<(Milestone, u32)>,
    /// How many passed it at least.
    pub passed: u32,
    /// The clauses of the current version, and in how many texts each stands at least; nothing where few passed it.
    pub clauses: Vec<ClauseCount>,
    /// Those that agreed to be named.
    pub named: Vec<Seen>,
    /// Their tree.
    pub family: Family,
}

/// Everything about a text's adoptions that whoever is asking may know.
pub async fn overview(call: &Call, slug: &str, filter: &Filter) -> Result<Overview, Error> {
    let subject = super::subject(call, slug).await?;
    let all = call.store.adoptions(subject.document.id).await?;
    let (totals, clauses) = counted(call, &subject, &all).await?;
    let may_confirm = super::may(call, Action::Confirm);
    let seen: Vec<Seen> = all
        .iter()
        .filter(|adoption| super::knows(call, adoption))
        .map(|adoption| seen(call, adoption.clone()))
        .collect();
    let family = tree(&subject, &seen);
    let count = |held: usize| u32::try_from(held).unwrap_or(u32::MAX);
    let states = State::ALL
        .iter()
        .map(|state| {
            let there = seen.iter().filter(|seen| seen.adoption.state == *state);
            (*state, count(there.count()))
        })
        .filter(|(_, count)| *count > 0)
        .collect();
    let mut regions: BTreeMap<String, u32> = BTreeMap::new();
    for seen in seen.iter().filter(|seen| !seen.adoption.region.is_empty()) {
        *regions.entry(seen.adoption.region.clone()).or_default() += 1;
    }
    let unnamed = count(all.len() - seen.len());
    let going_on = seen
        .iter()
        .filter(|seen| seen.own && !seen.adoption.state.next().is_empty())
        .cloned()
        .collect();
    let twice = if may_confirm { twice(&seen) } else { Vec::new() };
    let wanted = |seen: &Seen| {
        filter.state.is_none_or(|state| seen.adoption.state == state)
            && filter
                .region
                .as_ref()
                .is_none_or(|region| seen.adoption.region == *region)
    };
    let mut list: Vec<Seen> = seen.into_iter().filter(wanted).collect();
    // The last changed first: what waits for a look is on the first page.
    list.sort_by_key(|seen| std::cmp::Reverse((seen.adoption.changed_at, seen.adoption.number)));
    let listed = list.len();
    let first = (filter.page.max(1) as usize - 1).saturating_mul(ADOPTIONS_A_PAGE);
    let list = list.into_iter().skip(first).take(ADOPTIONS_A_PAGE).collect();
    Ok(Overview {
        totals,
        clauses,
        family,
        list,
        listed,
        unnamed,
        going_on,
        states,
        regions: regions.into_iter().collect(),
        twice,
        may_report: super::may(call, Action::Report),
        may_confirm,
        subject,
    })
}

/// What anybody may know about the adoptions of a published text, whoever is asking.
pub async fn public_overview(call: &Call, slug: &str) -> Result<PublicOverview, Error> {
    let publication = call.store.publication(slug).await?.ok_or(Error::NotFound)?;
    let document = call
        .store
        .document_by_id(publication.document, call.now)
        .await?
        .ok_or(Error::NotFound)?;
    let subject = Subject {
        publications: call.store.publications_of(publication.document).await?,
        document,
    };
    let all = call.store.adoptions(publication.document).await?;
    let (totals, clauses) = counted(call, &subject, &all).await?;
    let named: Vec<Adoption> = all
        .into_iter()
        .filter(|adoption| adoption.consent == Consent::Public && adoption.state != State::Mistaken)
        .collect();
    let (of_named, in_named) = counted(call, &subject, &named).await?;
    let named: Vec<Seen> = named.into_iter().map(|adoption| seen(call, adoption)).collect();
    let passed = at_least(of_named.count(Milestone::Passed), totals.count(Milestone::Passed));
    Ok(PublicOverview {
        publication,
        slug: call.member.is_some().then(|| subject.document.slug.clone()),
        totals: totals.public(&of_named),
        passed,
        clauses: if passed < SMALLEST_PUBLIC_COUNT {
            Vec::new()
        } else {
            clauses
                .into_iter()
                .zip(in_named)
                .map(|(all, named)| ClauseCount {
                    count: at_least(named.count, all.count),
                    ..all
                })
                .collect()
        },
        family: tree(&subject, &named),
        named,
    })
}

/// The adoptions in words of their own that whoever is asking may know of, but for one.
pub(super) async fn variants(
    call: &Call,
    subject: &Subject,
    but: Option<AdoptionId>,
) -> Result<Vec<Seen>, Error> {
    let all = call.store.adoptions(subject.document.id).await?;
    Ok(all
        .into_iter()
        .filter(|adoption| {
            adoption.variant.is_some() && Some(adoption.id) != but && super::knows(call, adoption)
        })
        .map(|adoption| seen(call, adoption))
        .collect())
}

pub(super) fn seen(call: &Call, adoption: Adoption) -> Seen {
    Seen {
        copy: copy_of(&adoption),
        own: super::own(call, &adoption),
        adoption,
    }
}

/// Reports on the same CLP and conference, but for the first of each.
fn twice(seen: &[Seen]) -> Vec<u32> {
    let key = |adoption: &Adoption| (super::party(&adoption.clp), adoption.conference.to_lowercase());
    let mut first: Vec<(String, String)> = Vec::new();
    let mut twice = Vec::new();
    for seen in seen.iter().filter(|seen| seen.adoption.state != State::Mistaken) {
        let key = key(&seen.adoption);
        if first.contains(&key) {
            twice.push(seen.adoption.number);
        } else {
            first.push(key);
        }
    }
    twice
}

/// How many came how far, and in how many of their texts each clause of the current version stands.
async fn counted(
    call: &Call,
    subject: &Subject,
    all: &[Adoption],
) -> Result<(Totals, Vec<ClauseCount>), Error> {
    let totals = Totals::of(
        all.iter()
            .map(|adoption| (adoption.state, adoption.variant.is_some())),
    );
    let current = subject.current();
    let Some(version) = call.version(current.document, current.version).await? else {
        return Ok((totals, Vec::new()));
    };
    let passed: Vec<&Adoption> = all
        .iter()
        .filter(|adoption| adoption.state.has_reached(Milestone::Passed))
        .collect();
    // What an earlier version kept of the current one: once for each version, not for each CLP.
    let mut earlier: BTreeMap<u32, Vec<ClauseId>> = BTreeMap::new();
    for adoption in &passed {
        if adoption.version != current.version && !earlier.contains_key(&adoption.version) {
            let there = call.version(current.document, adoption.version).await?;
            let kept = there.map(|there| kept(&version, &there)).unwrap_or_default();
            earlier.insert(adoption.version, kept);
        }
    }
    let texts: Vec<Option<Vec<ClauseId>>> = passed
        .iter()
        .map(|adoption| {
            let untouched = adoption
                .variant
                .as_ref()
                .map(|variant| &variant.likeness.untouched);
            match (earlier.get(&adoption.version), untouched) {
                (None, untouched) => untouched.cloned(),
                (Some(kept), None) => Some(kept.clone()),
                (Some(kept), Some(untouched)) => {
                    let both = kept.iter().filter(|id| untouched.contains(id));
                    Some(both.copied().collect())
                }
            }
        })
        .collect();
    let text = text_of(&version);
    let outline = Outline::of(&text);
    let counts = untouched_in(&clauses_of(&version), texts.iter().map(Option::as_deref));
    let clauses = counts
        .into_iter()
        .zip(text.paragraphs())
        .enumerate()
        .map(|(at, ((_, count), paragraph))| ClauseCount {
            name: outline.name(at).map(ToString::to_string).unwrap_or_default(),
            words: paragraph.text.to_owned(),
            count,
        })
        .collect();
    Ok((totals, clauses))
}

/// The clauses of one version that stand in another word for word.
fn kept(current: &Version, other: &Version) -> Vec<ClauseId> {
    let Likeness { untouched, .. } = compare(&text_of(current), &clauses_of(current), &text_of(other));
    untouched
}

/// The tree of the adoptions that somebody may know of.
fn tree(subject: &Subject, seen: &[Seen]) -> Family {
    let mut versions: Vec<u32> = subject
        .publications
        .iter()
        .map(|publication| publication.version)
        .collect();
    versions.sort_unstable();
    let number = |id: AdoptionId| {
        let found = seen.iter().find(|seen| seen.adoption.id == id);
        found.map(|seen| seen.adoption.number)
    };
    let mut kin: Vec<Kin> = seen
        .iter()
        .map(|seen| &seen.adoption)
        .filter(|adoption| adoption.state.has_reached(Milestone::Passed))
        .map(|adoption| Kin {
            number: adoption.number,
            name: adoption.clp.clone(),
            version: adoption.version,
            variant: adoption
                .variant
                .as_ref()
                .map(|variant| variant.likeness.percent()),
            from: adoption
                .variant
                .as_ref()
                .and_then(|variant| variant.from)
                .and_then(number),
            composite: meeting(adoption),
            state: adoption.state,
        })
        .collect();
    let mut shares: Vec<(u32, u32)> = kin
        .iter()
        .filter_map(|kin| Some((kin.variant?, kin.number)))
        .collect();
    shares.sort_by_key(|(share, number)| (std::cmp::Reverse(*share), *number));
    let left_out: Vec<u32> = shares
        .iter()
        .skip(IN_THE_TREE)
        .map(|(_, number)| *number)
        .collect();
    kin.retain(|kin| !left_out.contains(&kin.number));
    Family {
        nodes: family(&versions, &kin),
        left_out: u32::try_from(left_out.len()).unwrap_or(u32::MAX),
    }
}

/// The composite that an adoption went into: one that is here, or one that bears the same name.
fn meeting(adoption: &Adoption) -> Option<Meeting> {
    let went = adoption.state == State::Composited || !adoption.composite.is_empty();
    let here = adoption.composite_document.map(|id| id.to_string());
    (went || here.is_some()).then(|| Meeting {
        key: here.unwrap_or_else(|| adoption.composite.to_lowercase()),
        // A composite that is here is its members' to read: only the name that the conference gave it is told.
        name: match adoption.composite.as_str() {
            "" => "A composite".to_owned(),
            name => name.to_owned(),
        },
    })
}
