//! Every text that somebody may read, and what waits for them.

use crate::{Call, Error};
use domain::amendment::State;
use domain::decision::Outcome;
use domain::document::{Kind, Stage};
use domain::permission::Action;
use domain::round::Phase;
use store::{AmendmentWaiting, Document, Publication, Round};

/// Texts on one page of the list.
pub const TEXTS_A_PAGE: i64 = 30;

/// The texts that whoever is asking may read, the last changed first.
/// One more than a page may come back: it says that there is a next page.
pub async fn list(call: &Call, page: u32) -> Result<Vec<Document>, Error> {
    let Some(member) = call.actor().member else {
        return Ok(Vec::new());
    };
    let offset = i64::from(page.saturating_sub(1)) * TEXTS_A_PAGE;
    let documents = call
        .store
        .documents(
            call.now,
            call.on_committee(),
            Some(member),
            TEXTS_A_PAGE + 1,
            offset,
        )
        .await?;
    Ok(documents
        .into_iter()
        .filter(|document| call.may_to(Action::Read, document))
        .collect())
}

/// What somebody finds on the home page.
#[derive(Clone, Debug, Default)]
pub struct Waiting {
    /// Open rounds in which they have not given a view on the version that is asked about.
    pub unanswered: Vec<Round>,
    /// Other open rounds, and whether a view has been given.
    pub rounds: Vec<Round>,
    /// Texts that have moved on since they last looked, with the number that they last saw.
    pub moved: Vec<(Document, u32)>,
    /// Texts that they have not looked at yet, and that no round asks them about.
    pub unseen: Vec<Document>,
    /// Amendments of theirs that need a word of theirs: drafts, what was given back, what the text has left behind.
    pub amendments: Vec<AmendmentWaiting>,
    /// Amendments that were handed in, for the committee to look whether they are in order.
    pub handed_in: Vec<AmendmentWaiting>,
    /// Texts whose round has closed and that the committee has not decided, for the committee.
    pub to_decide: Vec<Document>,
    /// What the group has published, the newest first.
    pub published: Vec<Publication>,
}

/// What waits for whoever is asking, and what the group has published.
pub async fn home(call: &Call) -> Result<Waiting, Error> {
    let mut waiting = Waiting {
        published: call.store.publications(6, 0).await?,
        ..Waiting::default()
    };
    let Some(member) = call.actor().member else {
        return Ok(waiting);
    };
    let looks = call.store.looks(member).await?;
    for document in list(call, 1).await? {
        match looks.iter().find(|look| look.document == document.id) {
            Some(look) if look.version < document.latest => {
                waiting.moved.push((document.clone(), look.version))
            }
            Some(_) => {}
            None if document.author == member => {}
            // There are many sections, and the contents of the manifesto tell which are new.
            None if document.records.kind == Kind::Section => {}
            None => waiting.unseen.push(document.clone()),
        }
        if call.may_to(Action::Decide, &document) && document.records.stage() == Stage::Closed {
            let decided = call.store.decisions(document.id).await?;
            let refused = decided
                .iter()
                .any(|d| d.version == document.latest && d.outcome == Outcome::Refused);
            if !refused {
                waiting.to_decide.push(document);
            }
        }
    }
    for round in call.store.rounds_open(call.now).await? {
        let given = call.store.views_of(member, round.document).await?;
        let answered = given
            .iter()
            .any(|view| view.current && view.round == round.id && view.version == round.version);
        if !answered && round.window.phase(call.now) == Phase::Open {
            waiting.unanswered.push(round);
        } else {
            waiting.rounds.push(round);
        }
    }
    // Whoever is asked about a text need not be told that it is new.
    let asked: Vec<_> = waiting.unanswered.iter().map(|round| round.document).collect();
    waiting.unseen.retain(|document| !asked.contains(&document.id));
    let own = call.store.own_amendments(member, AMENDMENTS_ASKED).await?;
    waiting.amendments = own.into_iter().filter(needs_a_word).collect();
    if call.on_committee() {
        waiting.handed_in = call.store.submitted_amendments(AMENDMENTS_ASKED).await?;
    }
    Ok(waiting)
}

/// The most amendments that are looked through for the home page.
const AMENDMENTS_ASKED: i64 = 60;

/// Whether its proposer has something to do about an amendment.
fn needs_a_word(amendment: &AmendmentWaiting) -> bool {
    // What amends an amendment follows that one and not the text.
    let behind = amendment.parent.is_none() && amendment.base < amendment.latest;
    behind || matches!(amendment.state, State::Draft | State::Returned)
}
