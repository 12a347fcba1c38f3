//! The merge workbench: the committee takes amendments into a new version, change by change.

use crate::amendments::read::{Entry as Laid, entry_of, limit};
use crate::amendments::told;
use crate::call::submitted;
use crate::error::Problems;
use crate::motions::{Article, clauses_of, fingerprint, layout_of, readable, text_of};
use crate::{Call, Error, Trouble};
use domain::amendment::{Hand, State};
use domain::ids::MergeId;
use domain::permission::Action;
use domain::text::canon::Canonical;
use domain::text::clauses::carry;
use domain::text::lines::Layout;
use domain::text::merge::workbench::{Choices, Settled, Workbench, workbench};
use domain::text::words::{Count, count};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use store::{Amendment, AmendmentChange, Document, Merge, NewMove, NewVersion, StoreError, Submission};

/// Changes shown on one page of the workbench.
pub const CHANGES_SHOWN: usize = 100;

/// One step of a merge, as it is recorded. Amendments go by their number within the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Step {
    /// An amendment is laid on the bench.
    Put {
        /// Which.
        amendment: u32,
    },
    /// An amendment is taken off it, with all its changes.
    Remove {
        /// Which.
        amendment: u32,
    },
    /// A change is left out.
    Leave {
        /// Which.
        key: String,
    },
    /// A change that was left out is taken after all.
    Take {
        /// Which.
        key: String,
    },
    /// In a clash, the base's words stay.
    Base {
        /// Which clash.
        key: String,
    },
    /// In a clash, an amendment's words stand.
    Side {
        /// Which clash.
        key: String,
        /// Whose words.
        amendment: u32,
    },
    /// In a clash, words written by hand stand.
    Hand {
        /// Which clash.
        key: String,
        /// The words.
        words: String,
    },
    /// A clash is open again.
    Open {
        /// Which clash.
        key: String,
    },
    /// The last step that holds is taken back.
    Undo,
}

/// The committee's work on a text, as it stands.
#[derive(Clone, Debug)]
pub struct Sitting {
    /// The text.
    pub document: Document,
    /// The version that the merge builds on, or the current one where no merge is open.
    pub article: Article,
    /// The merge, if one is open.
    pub merge: Option<Merge>,
    /// The text has a newer version than the one that the merge builds on.
    pub stale: bool,
    /// Amendments on the bench, in the order in which they were put there: the bench numbers them from 1.
    pub on: Vec<Laid>,
    /// Amendments that could be put on it.
    pub off: Vec<Laid>,
    /// What the bench shows.
    pub bench: Workbench,
    /// The words of the merged text.
    pub count: Count,
    /// The limit on the whole text.
    pub limit: Option<u32>,
    /// The steps that hold, and who took each.
    pub steps: Vec<(Step, String)>,
}

impl Sitting {
    /// The amendment's number within the text, from its number on the bench; nothing for words written by hand.
    pub fn number(&self, by: u32) -> Option<u32> {
        let at = usize::try_from(by).ok()?.checked_sub(1)?;
        self.on.get(at).map(|entry| entry.amendment.number)
    }
}

/// The steps that hold after those that were taken back.
fn holding(steps: impl Iterator<Item = (Step, String)>) -> Vec<(Step, String)> {
    let mut holding = Vec::new();
    for (step, who) in steps {
        if step == Step::Undo {
            holding.pop();
        } else {
            holding.push((step, who));
        }
    }
    holding
}

/// Which amendments lie on the bench, and what has been chosen.
fn chosen(steps: &[(Step, String)]) -> (Vec<u32>, Choices) {
    let mut on: Vec<u32> = Vec::new();
    for (step, _) in steps {
        match step {
            Step::Put { amendment } if !on.contains(amendment) => on.push(*amendment),
            Step::Remove { amendment } => on.retain(|one| one != amendment),
            _ => {}
        }
    }
    let mut choices = Choices::default();
    for (step, _) in steps {
        match step {
            Step::Leave { key } => {
                choices.left.insert(key.clone());
            }
            Step::Take { key } => {
                choices.left.remove(key);
            }
            Step::Base { key } => {
                choices.settled.insert(key.clone(), Settled::Base);
            }
            Step::Side { key, amendment } => {
                if let Some(at) = on.iter().position(|one| one == amendment) {
                    let side = u32::try_from(at + 1).unwrap_or(u32::MAX);
                    choices.settled.insert(key.clone(), Settled::Side(side));
                }
            }
            Step::Hand { key, words } => {
                choices
                    .settled
                    .insert(key.clone(), Settled::ByHand(words.clone()));
            }
            Step::Open { key } => {
                choices.settled.remove(key);
            }
            Step::Put { .. } | Step::Remove { .. } | Step::Undo => {}
        }
    }
    (on, choices)
}

async fn text(call: &Call, slug: &str) -> Result<Document, Error> {
    let document = readable(call, slug).await?;
    call.require_to(Action::Merge, &document)?;
    Ok(document)
}

/// The workbench of a text.
pub async fn sitting(call: &Call, slug: &str) -> Result<Sitting, Error> {
    let document = text(call, slug).await?;
    let merge = call.store.open_merge(document.id).await?;
    of(call, document, merge).await
}

async fn of(call: &Call, document: Document, merge: Option<Merge>) -> Result<Sitting, Error> {
    let base = merge.as_ref().map_or(document.latest, |merge| merge.base);
    let version = call.version(document.id, base).await?.ok_or(Error::NotFound)?;
    let article = Article::of(version);
    let all = call.amendments(document.id).await?;
    let fit = |one: &Amendment| one.parent.is_none() && one.state.mergeable();
    let candidates: Vec<Amendment> = all.into_iter().filter(fit).collect();
    let mut texts: BTreeMap<u32, Canonical> = BTreeMap::new();
    for number in candidates.iter().map(|one| one.form.base) {
        if let Entry::Vacant(place) = texts.entry(number) {
            let version = call.version(document.id, number).await?.ok_or(Error::NotFound)?;
            place.insert(text_of(&version));
        }
    }
    let steps = match &merge {
        Some(merge) => call.store.merge_steps(merge.id).await?,
        None => Vec::new(),
    };
    let read = |step: &str| serde_json::from_str(step).map_err(|_| inconsistent(step));
    let mut recorded = Vec::with_capacity(steps.len());
    for step in steps {
        recorded.push((read(&step.step)?, step.member_name));
    }
    let steps = holding(recorded.into_iter());
    let (order, choices) = chosen(&steps);
    let mut on: Vec<(usize, Laid)> = Vec::new();
    let mut off = Vec::new();
    for one in candidates {
        let at = order.iter().position(|number| *number == one.number);
        let entry = match texts.get(&one.form.base) {
            Some(base) => entry_of(one, base, &article),
            None => continue,
        };
        match at {
            Some(at) => on.push((at, entry)),
            None => off.push(entry),
        }
    }
    on.sort_by_key(|(at, _)| *at);
    // An amendment that has ended meanwhile is no longer there: the others move up, and so does their choice.
    let choices = renumbered(choices, &order, &on);
    let on: Vec<Laid> = on.into_iter().map(|(_, entry)| entry).collect();
    off.sort_by_key(|entry| (entry.line, entry.amendment.number));
    let sides: Vec<Canonical> = on.iter().map(|entry| entry.text.clone()).collect();
    let bench = workbench(&article.text, layout_of(&article.version), &sides, &choices);
    Ok(Sitting {
        count: count(&article.profile, &article.version.title, &bench.text),
        limit: limit(&article),
        stale: base != document.latest,
        document,
        article,
        merge,
        on,
        off,
        bench,
        steps,
    })
}

fn renumbered(mut choices: Choices, order: &[u32], on: &[(usize, Laid)]) -> Choices {
    choices.settled.retain(|_, settled| {
        let Settled::Side(side) = settled else { return true };
        let number = order.get(*side as usize - 1);
        let at = on
            .iter()
            .position(|(_, entry)| Some(&entry.amendment.number) == number);
        match at {
            Some(at) => {
                *side = u32::try_from(at + 1).unwrap_or(u32::MAX);
                true
            }
            None => false,
        }
    });
    choices
}

fn inconsistent(value: &str) -> Error {
    Error::Broken(StoreError::Inconsistent {
        table: "merge_step",
        value: value.to_owned(),
    })
}

/// What the form that begins a merge holds.
#[derive(Clone, Debug, Default)]
pub struct Begin {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The text's address.
    pub slug: String,
    /// The amendments to lay on the bench, by number.
    pub amendments: Vec<String>,
}

/// Begins a merge on the current version. One that builds on an earlier version is given up for it.
pub async fn begin(call: &Call, form: &Begin) -> Result<(), Error> {
    let document = text(call, &form.slug).await?;
    call.once(form.submission, "merge.begin").await?;
    let open = call.store.open_merge(document.id).await?;
    let stale = match open {
        Some(merge) if merge.base == document.latest => return Err(Error::form(Trouble::MergeOpen)),
        other => other,
    };
    let all = call.amendments(document.id).await?;
    let mut steps = Vec::new();
    for number in &form.amendments {
        let known = all.iter().find(|one| one.number.to_string() == *number);
        let Some(one) = known.filter(|one| one.parent.is_none() && one.state.mergeable()) else {
            return Err(Error::field("amendments", Trouble::NotAChoice));
        };
        let step = Step::Put {
            amendment: one.number,
        };
        steps.push(written(&step));
    }
    if steps.is_empty() {
        return Err(Error::field("amendments", Trouble::Missing));
    }
    if let Some(merge) = stale {
        let act = call.act("merge.end", document.id, &json!({ "merge": merge.id }));
        call.store.end_merge(&act, merge.id, merge.steps).await?;
    }
    let id = call.id(MergeId::new);
    let act = call.act(
        "merge.begin",
        document.id,
        &json!({ "merge": id, "base": document.latest }),
    );
    let act = submitted(act, form.submission, "");
    match call
        .store
        .begin_merge(&act, id, document.id, document.latest, &steps)
        .await
    {
        Ok(()) => Ok(()),
        Err(StoreError::Taken("merge")) => Err(Error::form(Trouble::MergeOpen)),
        Err(other) => Err(other.into()),
    }
}

fn written(step: &Step) -> String {
    serde_json::to_string(step).unwrap_or_default()
}

/// What the forms on the workbench hold.
#[derive(Clone, Debug, Default)]
pub struct StepForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The text's address.
    pub slug: String,
    /// How many steps had been taken when the page was made.
    pub after: u32,
    /// What to do: `leave KEY`, `take KEY`, `put N`, `remove N`, `base KEY`, `side KEY N`, `hand KEY`, `open KEY`,
    /// `undo`.
    pub what: String,
    /// The words written by hand.
    pub words: String,
}

/// Takes a step. It is saved at once; any committee member can go on from there.
pub async fn step(call: &Call, form: &StepForm) -> Result<(), Error> {
    let document = text(call, &form.slug).await?;
    call.once(form.submission, "merge.step").await?;
    let merge = call
        .store
        .open_merge(document.id)
        .await?
        .ok_or_else(|| Error::form(Trouble::ChangedMeanwhile))?;
    let id = merge.id;
    let sitting = of(call, document, Some(merge)).await?;
    let step = asked(&sitting, form)?;
    let act = call.act("merge.step", sitting.document.id, &json!({ "merge": id }));
    match call
        .store
        .step_merge(
            &submitted(act, form.submission, ""),
            id,
            form.after,
            &written(&step),
        )
        .await
    {
        Ok(()) => Ok(()),
        Err(StoreError::Stale) => Err(Error::form(Trouble::ChangedMeanwhile)),
        Err(other) => Err(other.into()),
    }
}

/// The step that a form asks for, if it means anything on this bench.
fn asked(sitting: &Sitting, form: &StepForm) -> Result<Step, Error> {
    let mut words = form.what.split(' ');
    let (verb, first, second) = (
        words.next(),
        words.next().unwrap_or(""),
        words.next().unwrap_or(""),
    );
    let unknown = || Error::form(Trouble::ChangedMeanwhile);
    let change = || {
        let found = sitting.bench.proposed.iter().find(|change| change.key == first);
        found.map(|change| change.key.clone()).ok_or_else(unknown)
    };
    let contest = || {
        let found = sitting
            .bench
            .contested
            .iter()
            .find(|contest| contest.key == first);
        found.ok_or_else(unknown)
    };
    let among = |entries: &[Laid], number: &str| {
        let found = entries
            .iter()
            .find(|entry| entry.amendment.number.to_string() == number);
        found.map(|entry| entry.amendment.number).ok_or_else(unknown)
    };
    Ok(match verb {
        Some("put") => Step::Put {
            amendment: among(&sitting.off, first)?,
        },
        Some("remove") => Step::Remove {
            amendment: among(&sitting.on, first)?,
        },
        Some("leave") => Step::Leave { key: change()? },
        Some("take") => Step::Take { key: change()? },
        Some("base") => Step::Base {
            key: contest()?.key.clone(),
        },
        Some("side") => Step::Side {
            key: contest()?.key.clone(),
            amendment: among(&sitting.on, second)?,
        },
        Some("open") => Step::Open {
            key: contest()?.key.clone(),
        },
        Some("hand") => {
            let contest = contest()?;
            if !contest.by_hand {
                return Err(unknown());
            }
            let mut problems = Problems::default();
            let words = problems.paragraphs("words", &form.words, 20_000);
            problems.done()?;
            Step::Hand {
                key: contest.key.clone(),
                words,
            }
        }
        Some("undo") if !sitting.steps.is_empty() => Step::Undo,
        _ => return Err(unknown()),
    })
}

/// What the form that gives a merge up holds.
#[derive(Clone, Debug, Default)]
pub struct Stopping {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The text's address.
    pub slug: String,
    /// How many steps had been taken when the page was made.
    pub after: u32,
}

/// Gives a merge up. The amendments stay as they are.
pub async fn stop(call: &Call, form: &Stopping) -> Result<(), Error> {
    let document = text(call, &form.slug).await?;
    let Some(merge) = call.store.open_merge(document.id).await? else {
        return Ok(());
    };
    let act = call.act("merge.end", document.id, &json!({ "merge": merge.id }));
    match call
        .store
        .end_merge(&submitted(act, form.submission, ""), merge.id, form.after)
        .await
    {
        Ok(()) => Ok(()),
        Err(StoreError::Stale) => Err(Error::form(Trouble::ChangedMeanwhile)),
        Err(other) => Err(other.into()),
    }
}

/// What the form that saves a merge holds.
#[derive(Clone, Debug, Default)]
pub struct SaveMerge {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The text's address.
    pub slug: String,
    /// How many steps had been taken when the page was made.
    pub after: u32,
    /// What changed and why, for the history.
    pub note: String,
    /// Whoever saves has read the merged text: asked where the amendments could not be compared exactly.
    pub read: bool,
}

/// Saves the merged text as a new version. Each amendment's fate is recorded, and its proposer is told.
pub async fn save_merge(call: &Call, form: &SaveMerge) -> Result<u32, Error> {
    let document = text(call, &form.slug).await?;
    if let Err(Error::Repeated(number)) = call.once(form.submission, "merge.save").await {
        return number.parse().map_err(|_| Error::form(Trouble::SentBefore));
    }
    let Some(merge) = call.store.open_merge(document.id).await? else {
        return Err(Error::form(Trouble::ChangedMeanwhile));
    };
    let member = call.signed_in()?;
    let mut problems = Problems::default();
    let note = problems.line("note", &form.note, 300);
    problems.done()?;
    let sitting = of(call, document, Some(merge.clone())).await?;
    if merge.steps != form.after {
        return Err(Error::form(Trouble::ChangedMeanwhile));
    }
    if sitting.stale {
        return Err(Error::form(Trouble::MovedOn(sitting.document.latest)));
    }
    let open = u32::try_from(sitting.bench.open().count()).unwrap_or(u32::MAX);
    if open > 0 {
        return Err(Error::form(Trouble::ClashesOpen(open)));
    }
    if sitting.bench.text == sitting.article.text {
        return Err(Error::form(Trouble::Unchanged));
    }
    if sitting.bench.coarse && !form.read {
        return Err(Error::field("read", Trouble::ReadFirst));
    }
    if let Some(limit) = sitting.limit.filter(|limit| sitting.count.words > *limit) {
        return Err(Error::form(Trouble::OverLimit(
            sitting.count.words - limit,
            limit,
        )));
    }
    let base = &sitting.article.version;
    let mut next_clause = base.next_clause;
    let clauses = carry(
        &sitting.article.text,
        &clauses_of(base),
        &sitting.bench.text,
        &mut next_clause,
    );
    let layout = Layout::default();
    let number = base.number + 1;
    let version = NewVersion {
        document: sitting.document.id,
        title: base.title.clone(),
        text: sitting.bench.text.as_str().to_owned(),
        clauses: clauses.iter().map(|id| id.0).collect(),
        next_clause,
        words: sitting.count.words,
        stated_words: None,
        profile: base.profile.clone(),
        layout_algorithm: layout.algorithm,
        layout_width: layout.width,
        hash: fingerprint(&base.title, &sitting.bench.text),
        author: member.id,
        note,
        seen_on: String::new(),
    };
    let (fates, mut told) = fates(&sitting, member.id, number);
    let passages: Vec<_> = sitting
        .bench
        .passages
        .iter()
        .cloned()
        .map(|mut passage| {
            for by in &mut passage.by {
                *by = sitting.number(*by).unwrap_or(0);
            }
            passage
        })
        .collect();
    let numbers: Vec<u32> = fates.iter().map(|(number, _)| *number).collect();
    let mut act = call.act(
        "merge.save",
        sitting.document.id,
        &json!({ "merge": merge.id, "number": number, "hash": version.hash, "amendments": numbers }),
    );
    told.extend(told::following(call, &sitting.document, &sitting.bench.text, &numbers).await?);
    act.mails = told::mails(call, &sitting.document, number, told).await?;
    let fates: Vec<AmendmentChange> = fates.into_iter().map(|(_, change)| change).collect();
    let passages = serde_json::to_string(&passages).unwrap_or_default();
    let act = submitted(act, form.submission, number);
    match call
        .store
        .save_merge(&act, &merge, &version, &passages, &fates)
        .await
    {
        Ok(number) => Ok(number),
        Err(StoreError::Repeated(number)) => number.parse().map_err(|_| Error::form(Trouble::SentBefore)),
        Err(StoreError::Stale) => Err(Error::form(Trouble::ChangedMeanwhile)),
        Err(other) => Err(other.into()),
    }
}

/// What becomes of each amendment on the bench: those of which something was taken go into the version.
fn fates(
    sitting: &Sitting,
    member: domain::ids::MemberId,
    number: u32,
) -> (Vec<(u32, AmendmentChange)>, Vec<told::News>) {
    let (mut fates, mut news) = (Vec::new(), Vec::new());
    for (by, entry) in (1..).zip(&sitting.on) {
        let (taken, all) = sitting.bench.share(by);
        let amendment = &entry.amendment;
        let what = if taken == 0 && all > 0 {
            told::What::NotTaken
        } else if taken < all {
            told::What::InPart(taken, all)
        } else {
            told::What::Whole
        };
        news.push(told::News {
            author: amendment.author,
            number: amendment.number,
            what,
        });
        if what == told::What::NotTaken {
            continue;
        }
        let step = |state, reason: String| NewMove {
            state,
            member,
            hand: Hand::Committee,
            reason,
            version: number,
        };
        let mut moves = Vec::new();
        if amendment.state == State::Tabled {
            moves.push(step(
                State::Accepted,
                "Taken into the text by the committee.".to_owned(),
            ));
        }
        let reason = match what {
            told::What::InPart(taken, all) => format!("In part: {taken} of {all} changes."),
            _ => String::new(),
        };
        moves.push(step(State::Incorporated, reason));
        let change = AmendmentChange {
            id: amendment.id,
            revision: amendment.revision,
            words: None,
            form: None,
            moves,
            version: Some(number),
        };
        fates.push((amendment.number, change));
    }
    (fates, news)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(steps: &[Step]) -> Vec<(Step, String)> {
        holding(steps.iter().cloned().map(|step| (step, String::new())))
    }

    #[test]
    fn undoing_takes_back_the_last_step_that_holds() {
        let (put, leave) = (
            Step::Put { amendment: 3 },
            Step::Leave {
                key: "w1-2-0".to_owned(),
            },
        );
        let held = steps(&[
            put.clone(),
            leave.clone(),
            Step::Undo,
            Step::Undo,
            Step::Undo,
            put.clone(),
        ]);
        assert_eq!(held, [(put, String::new())]);
        assert_eq!(chosen(&held).0, [3]);
    }

    #[test]
    fn a_step_reads_back() {
        let step = Step::Hand {
            key: "c1-2-0".to_owned(),
            words: "at least “twelve”".to_owned(),
        };
        assert_eq!(serde_json::from_str::<Step>(&written(&step)).unwrap(), step);
    }
}
