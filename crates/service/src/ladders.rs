//! Where a text is to go and by when, and calendars that say so.

use crate::call::submitted;
use crate::error::Problems;
use crate::motions::readable;
use crate::secret::{hex, sha256};
use crate::{Call, Error, Trouble, calendar};
use domain::ladder::{Day, Ladder, Plan, Rung, Usual, work_out};
use domain::permission::Action;
use domain::time::Instant;
use serde_json::json;
use std::sync::Arc;
use store::{Document, LadderOf, StoredLadder, Submission};

/// Ladders that a calendar looks at.
const MOST: i64 = 500;
/// Days for which a calendar keeps what is over.
const KEPT: u32 = 60;
/// Days that a field takes at most, but for those before a conference.
const MOST_DAYS: u32 = 60;
/// Days before a conference that a field takes at most.
const MOST_BEFORE: u32 = 365;

/// What the form for the way of a text holds.
#[derive(Clone, Debug, Default)]
pub struct LadderForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The text's address.
    pub slug: String,
    /// The conference.
    pub destination: String,
    /// Its first day.
    pub conference_on: String,
    /// The day on which motions must be in, and the hour.
    pub portal: (String, String),
    /// When the constituency party meets.
    pub clp_on: String,
    /// When the branch meets.
    pub branch_on: String,
    /// The days between what is not given.
    pub days: DaysForm,
}

/// How many days lie between the rungs, as typed; what is empty is taken from the group's.
#[derive(Clone, Debug, Default)]
pub struct DaysForm {
    /// From the close of the portal to the conference.
    pub portal_days: String,
    /// From the meeting of the constituency party to the close of the portal.
    pub clp_days: String,
    /// Days of notice.
    pub notice_days: String,
    /// Days for deciding.
    pub decide_days: String,
}

impl DaysForm {
    fn read(&self, problems: &mut Problems, otherwise: Usual) -> Usual {
        let mut days = |field: &str, typed: &str, least: u32, most: u32, otherwise: u32| {
            if typed.trim().is_empty() {
                return otherwise;
            }
            match typed.trim().parse() {
                Ok(days) if (least..=most).contains(&days) => days,
                _ => {
                    problems.add(field, Trouble::NotANumber(least, most));
                    otherwise
                }
            }
        };
        Usual {
            portal_days: days(
                "portal_days",
                &self.portal_days,
                0,
                MOST_BEFORE,
                otherwise.portal_days,
            ),
            clp_days: days("clp_days", &self.clp_days, 1, MOST_DAYS, otherwise.clp_days),
            notice_days: days(
                "notice_days",
                &self.notice_days,
                0,
                MOST_DAYS,
                otherwise.notice_days,
            ),
            decide_days: days(
                "decide_days",
                &self.decide_days,
                0,
                MOST_DAYS,
                otherwise.decide_days,
            ),
        }
    }
}

/// The days that the group takes for new texts.
pub async fn usual(call: &Call) -> Result<Usual, Error> {
    Ok(call.store.usual_days().await?.unwrap_or_default())
}

/// Sets the days that the group takes for new texts. Texts that have their days keep them.
pub async fn set_usual(call: &Call, submission: Option<Submission>, form: &DaysForm) -> Result<(), Error> {
    call.require(Action::Settle)?;
    let mut problems = Problems::default();
    let usual = form.read(&mut problems, Usual::default());
    problems.done()?;
    let detail = json!({
        "portal": usual.portal_days,
        "clp": usual.clp_days,
        "notice": usual.notice_days,
        "decide": usual.decide_days,
    });
    let act = submitted(call.act("group.days", "group", &detail), submission, "");
    Ok(call.store.set_usual_days(&act, &usual).await?)
}

/// Says where a text is to go. Days that are not known yet may be left empty; one that is given needs its year.
pub async fn set(call: &Call, form: &LadderForm) -> Result<(), Error> {
    let document = call
        .store
        .document(&form.slug, call.now)
        .await?
        .ok_or(Error::NotFound)?;
    call.require_to(Action::Schedule, &document)?;
    let mut problems = Problems::default();
    let destination = problems.line("destination", &form.destination, 120);
    let conference_on = day(&mut problems, "conference_on", &form.conference_on);
    let clp_on = day(&mut problems, "clp_on", &form.clp_on);
    let branch_on = day(&mut problems, "branch_on", &form.branch_on);
    let portal_at = if form.portal.0.trim().is_empty() {
        None
    } else {
        match calendar::instant(&form.portal.0, &form.portal.1) {
            Ok(at) => Some(at),
            Err(trouble) => {
                let field = if trouble == Trouble::NotADate {
                    "portal_date"
                } else {
                    "portal_time"
                };
                problems.add(field, trouble);
                None
            }
        }
    };
    let usual = form.days.read(&mut problems, usual(call).await?);
    let ladder = StoredLadder {
        document: document.id,
        destination,
        conference_on,
        portal_at,
        clp_on,
        branch_on,
        usual,
        changed_at: call.now,
    };
    for (earlier, _) in worked_out(&ladder).clashes {
        problems.add(field_of(earlier), Trouble::WrongOrder);
    }
    problems.done()?;
    let act = submitted(
        call.act(
            "ladder.set",
            document.id,
            &json!({ "conference": ladder.conference_on }),
        ),
        form.submission,
        "",
    );
    Ok(call.store.set_ladder(&act, &ladder).await?)
}

/// The field in which the day of a rung is typed.
pub const fn field_of(rung: Rung) -> &'static str {
    match rung {
        Rung::Conference => "conference_on",
        Rung::Portal => "portal_date",
        Rung::Clp => "clp_on",
        Rung::Branch => "branch_on",
        Rung::Circulate => "notice_days",
        Rung::RoundClose => "decide_days",
    }
}

fn day(problems: &mut Problems, field: &str, typed: &str) -> String {
    if typed.trim().is_empty() {
        return String::new();
    }
    match calendar::date_of(typed) {
        Ok(date) => date.to_string(),
        Err(trouble) => {
            problems.add(field, trouble);
            String::new()
        }
    }
}

/// A stored ladder, worked out.
pub fn worked_out(stored: &StoredLadder) -> Ladder {
    let day = |text: &str| calendar::date_of(text).ok().map(calendar::day);
    work_out(&Plan {
        conference: day(&stored.conference_on),
        portal: stored.portal_at.map(calendar::day_of),
        clp: day(&stored.clp_on),
        branch: day(&stored.branch_on),
        usual: stored.usual,
    })
}

/// All that the page about a text's deadlines shows.
#[derive(Clone, Debug)]
pub struct Deadlines {
    /// The text.
    pub document: Document,
    /// What is known of its way, if anything.
    pub stored: Option<StoredLadder>,
    /// The days that the group takes for new texts.
    pub usual: Usual,
    /// Today, in London.
    pub today: Day,
    /// Whether whoever is asking may change it.
    pub may: bool,
}

/// The deadlines of a text, for those who may read it.
pub async fn show(call: &Call, slug: &str) -> Result<Deadlines, Error> {
    let document = readable(call, slug).await?;
    Ok(Deadlines {
        stored: call.store.ladder(document.id).await?,
        usual: usual(call).await?,
        today: calendar::day_of(call.now),
        may: call.may_to(Action::Schedule, &document),
        document,
    })
}

/// When something in a calendar is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// All day.
    Day(Day),
    /// At an instant.
    Instant(Instant),
}

/// Something in a calendar. It names texts and days, and nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is known by, the same for ever.
    pub uid: String,
    /// When it was last changed.
    pub changed: Instant,
    /// What it is: a rung of a ladder, or the close of a round.
    pub rung: Rung,
    /// The text's title.
    pub title: String,
    /// Where the text is to go; empty for a round.
    pub destination: String,
    /// The path of the page about it.
    pub path: String,
    /// When.
    pub at: At,
    /// The day was worked out, and not given: the latest that still does, or as is usual.
    pub worked_out: bool,
}

fn entries(call: &Call, one: &LadderOf, path: &str, all: bool) -> Vec<Entry> {
    let today = calendar::day_of(call.now);
    let ladder = worked_out(&one.ladder);
    ladder
        .steps
        .iter()
        // The round is the group's own affair.
        .filter(|step| all || step.rung != Rung::RoundClose)
        .filter_map(|step| Some((step.rung, step.day?, step.given)))
        .filter(|(_, day, _)| *day >= today.before(KEPT))
        .map(|(rung, day, given)| Entry {
            uid: format!("{}-{}", one.ladder.document, rung.word()),
            changed: one.ladder.changed_at,
            rung,
            title: one.title.clone(),
            destination: one.ladder.destination.clone(),
            path: path.to_owned(),
            at: match (rung, one.ladder.portal_at) {
                (Rung::Portal, Some(at)) => At::Instant(at),
                _ => At::Day(day),
            },
            worked_out: !given,
        })
        .collect()
}

/// The deadlines of what is published, for everybody.
pub async fn public(call: &Call) -> Result<Vec<Entry>, Error> {
    let mut found = Vec::new();
    for one in call.store.ladders(MOST).await? {
        if let Some(slug) = &one.published {
            found.extend(entries(call, &one, &format!("/published/{slug}"), false));
        }
    }
    Ok(found)
}

/// The calendar of the member whose secret address this is: rounds that close, and the deadlines of all that they may
/// read. An address that was taken away, or that never was, answers alike.
pub async fn own(call: &Call, token: &str) -> Result<Vec<Entry>, Error> {
    let member = call
        .store
        .feed_owner(&sha256(&[token]))
        .await?
        .ok_or(Error::NotFound)?;
    let member = call
        .store
        .member(member)
        .await?
        .filter(|member| member.blocked_at.is_none())
        .ok_or(Error::NotFound)?;
    let call = Call {
        member: Some(Arc::new(member)),
        ..call.clone()
    };
    let mut found = Vec::new();
    for one in call.store.ladders(MOST).await? {
        let document = call.store.document_by_id(one.ladder.document, call.now).await?;
        if let Some(document) = document.filter(|document| call.may_to(Action::Read, document)) {
            let path = format!("/motions/{}/deadlines", document.slug);
            found.extend(entries(&call, &one, &path, true));
        }
    }
    for round in call.store.rounds_open(call.now).await? {
        let document = call.store.document_by_id(round.document, call.now).await?;
        if document.is_some_and(|document| call.may_to(Action::Read, &document)) {
            found.push(Entry {
                uid: format!("{}-closes", round.id),
                changed: round.window.opens,
                rung: Rung::RoundClose,
                title: round.title.clone(),
                destination: String::new(),
                path: format!("/motions/{}/round", round.slug),
                at: At::Instant(round.window.closes),
                worked_out: false,
            });
        }
    }
    Ok(found)
}

/// Since when the asking member's calendar has an address, if it has one.
pub async fn feed(call: &Call) -> Result<Option<Instant>, Error> {
    match call.actor().member {
        Some(member) => Ok(call.store.feed(member).await?),
        None => Ok(None),
    }
}

/// Makes a secret address for the asking member's calendar; one that it had stops working. Answers what is secret in
/// it, which is stored nowhere.
pub async fn open_feed(call: &Call, submission: Option<Submission>) -> Result<String, Error> {
    let member = call.signed_in()?.id;
    let token = hex(call.chance.token());
    let act = submitted(call.act("calendar.open", member, &json!({})), submission, "");
    call.store.open_feed(&act, member, &sha256(&[&token])).await?;
    Ok(token)
}

/// Takes the address of the asking member's calendar away.
pub async fn close_feed(call: &Call, submission: Option<Submission>) -> Result<(), Error> {
    let member = call.signed_in()?.id;
    let act = submitted(call.act("calendar.close", member, &json!({})), submission, "");
    Ok(call.store.close_feed(&act, member).await?)
}
