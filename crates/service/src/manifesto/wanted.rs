//! What the manifesto asks of members: sections that need a text, open rounds, and what changed since they looked.

use super::show::{Contents, Listed, contents};
use crate::{Call, Error};
use domain::permission::Action;
use domain::round::Phase;
use domain::section::Move;
use store::{Round, VersionNote};

/// A section that needs a text.
#[derive(Clone, Debug)]
pub struct Needed {
    /// The section.
    pub listed: Listed,
    /// What is asked for: the note of its first version.
    pub asked: String,
    /// Whether whoever is asking may write it.
    pub may_edit: bool,
}

/// A section that has changed since the reader looked at it.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The section.
    pub listed: Listed,
    /// The versions since then, the newest first. All of them where the reader has never looked.
    pub versions: Vec<VersionNote>,
}

/// What the manifesto asks of a member.
#[derive(Clone, Debug)]
pub struct WantedPage {
    /// The contents.
    pub contents: Contents,
    /// The sections that need a text: wanted first, then outlined.
    pub needed: Vec<Needed>,
    /// The open rounds on sections, the first to close first, with whether the reader has given a view.
    pub rounds: Vec<(Round, bool)>,
    /// What changed, the last first.
    pub changed: Vec<Changed>,
}

/// What the manifesto asks of whoever is signed in.
pub async fn wanted(call: &Call) -> Result<WantedPage, Error> {
    let me = call.signed_in()?.id;
    let contents = contents(call).await?;
    let versions = call.store.section_versions().await?;
    let mut needed: Vec<Needed> = contents
        .sections
        .iter()
        .filter(|listed| listed.section.course.last.is_wanted())
        .map(|listed| Needed {
            asked: versions
                .iter()
                .find(|one| one.document == listed.section.document.id && one.number == 1)
                .map(|one| one.note.clone())
                .unwrap_or_default(),
            may_edit: call.may_to(Action::Edit, &listed.section.document),
            listed: listed.clone(),
        })
        .collect();
    needed.sort_by_key(|one| one.listed.section.course.last != Move::Wanted);
    let mut open: Vec<Round> = call
        .store
        .section_rounds()
        .await?
        .into_iter()
        .filter(|round| round.window.phase(call.now) == Phase::Open)
        .collect();
    open.sort_by_key(|round| round.window.closes);
    let mut rounds = Vec::new();
    for round in open {
        let given = call.store.views_of(me, round.document).await?;
        let answered = given
            .iter()
            .any(|view| view.current && view.round == round.id && view.version == round.version);
        rounds.push((round, answered));
    }
    let mut changed: Vec<Changed> = contents
        .sections
        .iter()
        .filter(|listed| listed.is_new() && listed.number.is_some())
        .map(|listed| {
            let seen = listed.looked.unwrap_or(0);
            let mut versions: Vec<VersionNote> = versions
                .iter()
                .filter(|one| one.document == listed.section.document.id && one.number > seen)
                .cloned()
                .collect();
            versions.reverse();
            Changed {
                listed: listed.clone(),
                versions,
            }
        })
        .collect();
    changed.sort_by_key(|one| std::cmp::Reverse(one.versions.first().map(|version| version.created_at)));
    Ok(WantedPage {
        contents,
        needed,
        rounds,
        changed,
    })
}
