//! Every text that somebody may read, and what waits for them.

use crate::{Call, Error};
use domain::amendment::State;
use domain::decision::Outcome;
use domain::document::{Kind, Origin, Stage};
use domain::permission::Action;
use domain::round::Phase;
use store::{AmendmentWaiting, Document, Publication, Round};

/// Texts on one page of the list.
pub const TEXTS_A_PAGE: i64 = 30;

/// Texts that are read from the store at once.
const READ_AT_ONCE: i64 = 200;

/// Which sort of texts a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Motions of the group's own.
    Motions,
    /// Composites.
    Composites,
    /// Texts of others that are followed.
    Followed,
    /// Sections of the manifesto.
    Sections,
}

impl Sort {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Motions, Self::Composites, Self::Followed, Self::Sections];

    /// The word that stands for it in an address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Motions => "motions",
            Self::Composites => "composites",
            Self::Followed => "followed",
            Self::Sections => "sections",
        }
    }

    fn of(document: &Document) -> Option<Self> {
        match (document.records.origin, document.records.kind) {
            (Origin::Tracked, _) => Some(Self::Followed),
            (_, Kind::Motion) => Some(Self::Motions),
            (_, Kind::Composite) => Some(Self::Composites),
            (_, Kind::Section) => Some(Self::Sections),
            (_, Kind::Manifesto) => None,
        }
    }
}

/// Which texts a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Of which sort; all but the manifesto and its sections, which have a list of their own, where none is said.
    pub sort: Option<Sort>,
    /// Only those that stand there.
    pub stage: Option<Stage>,
    /// The page, from 1.
    pub page: u32,
}

impl Wanted {
    fn is_met(&self, document: &Document) -> bool {
        let sort = Sort::of(document);
        let sorted = match self.sort {
            Some(_) => sort == self.sort,
            None => sort.is_some_and(|sort| sort != Sort::Sections),
        };
        sorted && self.stage.is_none_or(|stage| document.records.stage() == stage)
    }
}

/// The texts that whoever is asking may read, the last changed first.
/// One more than a page may come back: it says that there is a next page.
pub async fn list(call: &Call, wanted: &Wanted) -> Result<Vec<Document>, Error> {
    let Some(member) = call.actor().member else {
        return Ok(Vec::new());
    };
    let a_page = usize::try_from(TEXTS_A_PAGE).unwrap_or(usize::MAX);
    let first = (wanted.page.max(1) as usize - 1).saturating_mul(a_page);
    let most = first.saturating_add(a_page).saturating_add(1);
    let (mut found, mut offset) = (Vec::new(), 0);
    // Where a text stands follows from its records, so that no database can be asked for it.
    loop {
        let documents = call
            .store
            .documents(call.now, call.on_committee(), Some(member), READ_AT_ONCE, offset)
            .await?;
        offset += READ_AT_ONCE;
        let last = (documents.len() as i64) < READ_AT_ONCE;
        found.extend(
            documents
                .into_iter()
                .filter(|document| wanted.is_met(document) && call.may_to(Action::Read, document)),
        );
        if last || found.len() >= most {
            break;
        }
    }
    Ok(found.into_iter().take(most).skip(first).collect())
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
    let sections = Wanted {
        sort: Some(Sort::Sections),
        ..Wanted::default()
    };
    let mut documents = list(call, &Wanted::default()).await?;
    documents.extend(list(call, &sections).await?);
    for document in documents {
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
