//! What the organisation itself says of texts, above all of those that belong to others, and whom it told.

use crate::call::submitted;
use crate::error::Problems;
use crate::motions::readable;
use crate::{Call, Error, Trouble, calendar};
use domain::ids::{PositionId, ToldId};
use domain::permission::Action;
use domain::position::{Stand, review_needed};
use serde_json::json;
use store::{Document, Held, NewPosition, Position, StoreError, Submission, Told, Version};

/// Positions on one page of the list.
pub const POSITIONS_A_PAGE: usize = 50;

/// What the form for a position holds.
#[derive(Clone, Debug, Default)]
pub struct PositionForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The text's address.
    pub slug: String,
    /// How many positions stood on the page.
    pub seen: u32,
    /// On which version it was taken.
    pub version: u32,
    /// The word for what was decided.
    pub stand: String,
    /// When the meeting was.
    pub met_on: String,
    /// Votes for, against and abstentions; all empty where nobody counted.
    pub votes: [String; 3],
    /// Why.
    pub reason: String,
    /// Whether everybody may know.
    pub public: bool,
    /// Whether others may name the group with it.
    pub in_our_name: bool,
}

/// Records a position. The ones before it stay.
pub async fn record(call: &Call, form: &PositionForm) -> Result<u32, Error> {
    let document = call
        .store
        .document(&form.slug, call.now)
        .await?
        .ok_or(Error::NotFound)?;
    call.require_to(Action::Position, &document)?;
    call.once(form.submission, "position.record").await?;
    let mut problems = Problems::default();
    let stand = problems.choice("stand", &form.stand, Stand::from_word);
    let met_on = past_day(call, &mut problems, "met_on", &form.met_on);
    let votes = votes(&mut problems, &form.votes);
    let reason = problems.paragraphs("reason", &form.reason, 2_000);
    if stand.is_some_and(Stand::needs_reason) && reason.is_empty() {
        problems.add("reason", Trouble::Missing);
    }
    let version = call.version(document.id, form.version).await?;
    if version.is_none() {
        problems.add("version", Trouble::NotAChoice);
    }
    problems.done()?;
    let (Some(stand), Some(version)) = (stand, version) else {
        return Err(Error::form(Trouble::Missing));
    };
    let position = NewPosition {
        id: call.id(PositionId::new),
        document: document.id,
        seen: form.seen,
        version: version.number,
        hash: version.hash,
        stand,
        met_on,
        votes,
        reason,
        public: form.public,
        in_our_name: form.in_our_name,
    };
    let detail = json!({
        "version": position.version,
        "hash": position.hash,
        "stand": stand.word(),
        "public": position.public,
        "in our name": position.in_our_name,
    });
    let act = submitted(
        call.act("position.record", document.id, &detail),
        form.submission,
        "",
    );
    match call.store.record_position(&act, &position).await {
        Err(StoreError::Stale) => Err(Error::form(Trouble::ChangedMeanwhile)),
        other => Ok(other?),
    }
}

/// A day that is not in the future; empty where something is wrong with it.
fn past_day(call: &Call, problems: &mut Problems, field: &str, typed: &str) -> String {
    match calendar::date_of(typed) {
        Ok(date) if date.to_string() > calendar::date_field(call.now) => {
            problems.add(field, Trouble::NotYet);
            String::new()
        }
        Ok(date) => date.to_string(),
        Err(trouble) => {
            problems.add(field, trouble);
            String::new()
        }
    }
}

/// All three or none.
fn votes(problems: &mut Problems, typed: &[String; 3]) -> Option<(u32, u32, u32)> {
    if typed.iter().all(|typed| typed.trim().is_empty()) {
        return None;
    }
    const MOST: u32 = 1_000_000;
    let [for_, against, abstain] = ["votes_for", "votes_against", "votes_abstain"].map(|field| {
        let n = usize::from(field == "votes_against") + 2 * usize::from(field == "votes_abstain");
        let number = typed[n].trim().parse().ok().filter(|number| *number <= MOST);
        if number.is_none() {
            problems.add(field, Trouble::NotANumber(0, MOST));
        }
        number
    });
    Some((for_?, against?, abstain?))
}

/// What the form for having told somebody holds.
#[derive(Clone, Debug, Default)]
pub struct TellForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The text's address.
    pub slug: String,
    /// Whom.
    pub told: String,
    /// When.
    pub told_on: String,
}

/// Records who has been told of the position that holds.
pub async fn tell(call: &Call, form: &TellForm) -> Result<(), Error> {
    let document = call
        .store
        .document(&form.slug, call.now)
        .await?
        .ok_or(Error::NotFound)?;
    call.require_to(Action::Position, &document)?;
    let positions = call.store.positions(document.id).await?;
    let Some(position) = positions.first() else {
        return Err(Error::form(Trouble::NotNow));
    };
    let mut problems = Problems::default();
    let who = problems.line("told", &form.told, 200);
    let told_on = past_day(call, &mut problems, "told_on", &form.told_on);
    problems.done()?;
    let told = Told {
        id: call.id(ToldId::new),
        position: position.id,
        told: who,
        told_on,
    };
    let act = submitted(
        call.act(
            "position.tell",
            document.id,
            &json!({ "position": position.number }),
        ),
        form.submission,
        "",
    );
    Ok(call.store.tell(&act, &told).await?)
}

/// All that the page about a text's position shows.
#[derive(Clone, Debug)]
pub struct PositionPage {
    /// The text.
    pub document: Document,
    /// Its latest version.
    pub version: Version,
    /// Every position, the newest first.
    pub positions: Vec<Position>,
    /// Who was told, in order.
    pub told: Vec<Told>,
    /// Whether whoever is asking may record one.
    pub may: bool,
}

impl PositionPage {
    /// Whether the position that holds was taken on an earlier version than there is now.
    pub fn review_needed(&self) -> bool {
        self.positions
            .first()
            .is_some_and(|position| review_needed(position.version, self.document.latest))
    }
}

/// The position on a text with its history, for those who may read the text.
pub async fn show(call: &Call, slug: &str) -> Result<PositionPage, Error> {
    let document = readable(call, slug).await?;
    let version = call
        .version(document.id, document.latest)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(PositionPage {
        version,
        positions: call.store.positions(document.id).await?,
        told: call.store.told(document.id).await?,
        may: call.may_to(Action::Position, &document),
        document,
    })
}

/// The position that holds on a text, for its own page; nothing where it has not been considered.
pub async fn held_on(call: &Call, document: &Document) -> Result<Option<Position>, Error> {
    if !call.may_to(Action::Read, document) {
        return Ok(None);
    }
    Ok(call.store.positions(document.id).await?.into_iter().next())
}

/// The position that holds on a text, for everybody; nothing where it is not public.
pub async fn told_to_all(call: &Call, slug: &str) -> Result<Held, Error> {
    let document = call
        .store
        .document(slug, call.now)
        .await?
        .ok_or(Error::NotFound)?;
    let positions = call.store.positions(document.id).await?;
    let position = positions
        .into_iter()
        .next()
        .filter(|position| position.public)
        .ok_or(Error::NotFound)?;
    let version = call
        .store
        .version(document.id, position.version)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(Held {
        position,
        slug: document.slug,
        title: version.title,
        kind: document.records.kind,
        origin: document.records.origin,
        owner: document.owner,
        seen_on: version.seen_on,
        latest: document.latest,
    })
}

/// The positions that hold, the newest first: visitors see those that everybody may know, members all.
pub async fn held(call: &Call, page: u32) -> Result<Vec<Held>, Error> {
    let size = POSITIONS_A_PAGE as i64;
    Ok(call
        .store
        .held_positions(
            call.member.is_none(),
            size + 1,
            i64::from(page.saturating_sub(1)) * size,
        )
        .await?)
}
