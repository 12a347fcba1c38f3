//! A round as its page shows it: what is asked, what changed, how views stand.

use crate::motions::{Article, layout_of, note_look, text_of};
use crate::people::noted;
use crate::{Call, Error};
use domain::people::{Category, Role};
use domain::permission::Action;
use domain::round::{Stance, public_count};
use domain::text::diff::{Diff, diff_with};
use store::{Document, Look, Round, Version, View};

/// How many hold one stance, in each category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// The stance.
    pub stance: Stance,
    /// Party members.
    pub party_members: u32,
    /// Supporters outside the party.
    pub supporters: u32,
}

impl Count {
    /// Both together.
    pub const fn all(&self) -> u32 {
        self.party_members + self.supporters
    }
}

/// The views of a round, counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// One count for each stance, in the order of the form.
    pub counts: Vec<Count>,
    /// Views on the version that the round asks about now.
    pub on_this_version: u32,
    /// All current views.
    pub all: u32,
}

/// A round with all that its page shows.
#[derive(Clone, Debug)]
pub struct RoundPage {
    /// The round.
    pub round: Round,
    /// Its text.
    pub document: Document,
    /// The version that is asked about.
    pub article: Article,
    /// What changed since the reader last looked, if that was another version.
    pub since: Option<(Version, Diff)>,
    /// The reader's views on this text, the newest first.
    pub mine: Vec<View>,
    /// The changes between the version of the reader's last view and the one asked about, if they differ.
    pub since_view: Option<(u32, Diff)>,
    /// How views stand.
    pub tally: Tally,
    /// The views with their reasons, which only the group sees; the committee sees who gave them.
    pub views: Vec<View>,
    /// Whether names stand with the views; where they do not, each is empty but the reader's own.
    pub names: bool,
    /// Every round on the text, the newest first.
    pub rounds: Vec<Round>,
    /// How many comments the text has.
    pub comments: u32,
    /// How many amendments to it are before the members.
    pub amendments: u32,
    /// What the reader looked at last time.
    pub looked: Option<Look>,
}

/// Notes that whoever is asking has looked at the version that a round asks about.
pub async fn look(call: &Call, page: &RoundPage) -> Result<(), Error> {
    note_look(call, &page.document, page.looked, page.article.version.number).await
}

/// A round as its page shows it to whoever is asking.
pub async fn show(call: &Call, slug: &str, round: Option<&str>) -> Result<RoundPage, Error> {
    let document = call
        .store
        .document(slug, call.now)
        .await?
        .ok_or(Error::NotFound)?;
    if !call.may_to(Action::Read, &document) {
        return Err(Error::NotFound);
    }
    let member = call.signed_in()?.id;
    let rounds = call.store.rounds_of(document.id).await?;
    let round = match round {
        Some(id) => rounds.iter().find(|round| round.id.to_string() == id),
        None => rounds.first(),
    }
    .cloned()
    .ok_or(Error::NotFound)?;
    let version = call
        .version(document.id, round.version)
        .await?
        .ok_or(Error::NotFound)?;
    let looked = call.store.looked(member, document.id).await?;
    let since = match looked.filter(|look| look.version < version.number) {
        Some(look) => change(call, look.version, &version).await?,
        None => None,
    };
    let mine = call.store.views_of(member, document.id).await?;
    let since_view = match mine
        .iter()
        .find(|view| view.current)
        .filter(|view| view.version != version.number)
    {
        Some(view) => change(call, view.version, &version)
            .await?
            .map(|(old, diff)| (old.number, diff)),
        None => None,
    };
    let mut views = call.store.views(round.id).await?;
    let tally = tally(&views, round.version);
    let names = call.actor().roles.has(Role::Committee);
    for view in views.iter_mut().filter(|view| !names && view.member != member) {
        view.member_name.clear();
    }
    if names && views.iter().any(|view| view.member != member) {
        noted(call, "views by name", round.id);
    }
    let comments = call.store.comment_count(document.id).await?;
    let amendments = call.store.amendment_count(document.id).await?;
    Ok(RoundPage {
        article: Article::of(version),
        round,
        document,
        since,
        mine,
        since_view,
        tally,
        views,
        names,
        rounds,
        comments,
        amendments,
        looked,
    })
}

async fn change(call: &Call, from: u32, to: &Version) -> Result<Option<(Version, Diff)>, Error> {
    let Some(old) = call.version(to.document, from).await? else {
        return Ok(None);
    };
    let diff = diff_with(&text_of(&old), &text_of(to), layout_of(&old), layout_of(to));
    Ok(Some((old, diff)))
}

/// Counts views by stance and category.
pub fn tally(views: &[View], version: u32) -> Tally {
    let count = |stance, category| {
        let held = views
            .iter()
            .filter(|view| view.stance == stance && view.category == category)
            .count();
        u32::try_from(held).unwrap_or(u32::MAX)
    };
    let counts = Stance::ALL
        .iter()
        .map(|stance| Count {
            stance: *stance,
            party_members: count(*stance, Category::PartyMember),
            supporters: count(*stance, Category::Supporter),
        })
        .collect();
    let on_this_version = views.iter().filter(|view| view.version == version).count();
    Tally {
        counts,
        on_this_version: u32::try_from(on_this_version).unwrap_or(u32::MAX),
        all: u32::try_from(views.len()).unwrap_or(u32::MAX),
    }
}

impl Tally {
    /// The counts as a visitor may see them: without categories, and none that is small.
    /// Where one small count could be worked out from the total, the total is left out too.
    pub fn public(&self) -> Vec<(Stance, Option<u32>)> {
        self.counts
            .iter()
            .map(|count| (count.stance, public_count(count.all())))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visitors_see_no_small_counts() {
        let count = |stance, party_members, supporters| Count {
            stance,
            party_members,
            supporters,
        };
        let tally = Tally {
            counts: vec![
                count(Stance::Support, 4, 3),
                count(Stance::Oppose, 2, 2),
                count(Stance::Abstain, 0, 0),
            ],
            on_this_version: 11,
            all: 11,
        };
        assert_eq!(
            tally.public(),
            [
                (Stance::Support, Some(7)),
                (Stance::Oppose, None),
                (Stance::Abstain, None)
            ]
        );
    }
}
