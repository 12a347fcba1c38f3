//! Reporting what a CLP did, for the first time.

use super::{Seen, Subject, WordsForm, party};
use crate::call::submitted;
use crate::error::Problems;
use crate::{Call, Error, Trouble, calendar};
use domain::adoption::{Consent, Hand, Kind, State};
use domain::ids::AdoptionId;
use domain::permission::Action;
use serde_json::json;
use store::{NewAdoption, NewAdoptionMove, Submission};

/// What the form for a first report holds.
#[derive(Clone, Debug, Default)]
pub struct ReportForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The text's address.
    pub slug: String,
    /// The address of the publication whose copy was taken.
    pub publication: String,
    /// The CLP, by name; that of the account holds before it.
    pub clp: String,
    /// Its region.
    pub region: String,
    /// For which conference.
    pub conference: String,
    /// The word for what happened.
    pub state: String,
    /// When the meeting was.
    pub meeting_on: String,
    /// The word for who may know.
    pub consent: String,
    /// More about it.
    pub note: String,
    /// The words that the CLP passed, where it passed its own.
    pub words: WordsForm,
}

/// What the page with that form needs.
#[derive(Clone, Debug)]
pub struct NewReport {
    /// The text.
    pub subject: Subject,
    /// The CLP for which a member reports, by their account; the committee reports for any.
    pub clp: String,
    /// Their region.
    pub region: String,
    /// Whether they may report for any CLP.
    pub any: bool,
    /// The adoptions in words of their own that the reader may know of.
    pub variants: Vec<Seen>,
}

/// The page on which somebody reports.
pub async fn new_report(call: &Call, slug: &str) -> Result<NewReport, Error> {
    let subject = super::subject(call, slug).await?;
    let member = call.signed_in()?;
    if !super::may(call, Action::Report) {
        return Err(Error::NotAllowed);
    }
    Ok(NewReport {
        clp: member.clp.clone(),
        region: member.region.clone(),
        any: super::may(call, Action::Confirm),
        variants: super::overview::variants(call, &subject, None).await?,
        subject,
    })
}

/// The day of a meeting, which nobody has to know.
pub(super) fn day(problems: &mut Problems, typed: &str) -> String {
    if typed.trim().is_empty() {
        return String::new();
    }
    match calendar::date_of(typed) {
        Ok(date) => date.to_string(),
        Err(trouble) => {
            problems.add("meeting_on", trouble);
            String::new()
        }
    }
}

/// Reports what a CLP did; answers the number of the report. A member reports for their own CLP, the committee for any.
pub async fn report(call: &Call, form: &ReportForm) -> Result<u32, Error> {
    let subject = super::subject(call, &form.slug).await?;
    let member = call.signed_in()?;
    if !super::may(call, Action::Report) {
        return Err(Error::NotAllowed);
    }
    call.once(form.submission, "adoption.report").await?;
    let committee = super::may(call, Action::Confirm);
    let mut problems = Problems::default();
    let taken = subject
        .publications
        .iter()
        .find(|publication| publication.slug == form.publication);
    if taken.is_none() {
        problems.add("publication", Trouble::NotAChoice);
    }
    let theirs = committee || member.clp.is_empty();
    let clp = problems.line("clp", if theirs { &form.clp } else { &member.clp }, 120);
    let region = problems.optional_line("region", &form.region, 60);
    let conference = problems.line("conference", &form.conference, 80);
    let meeting_on = day(&mut problems, &form.meeting_on);
    let consent = problems.choice("consent", &form.consent, Consent::from_word);
    let note = problems.optional_line("note", &form.note, 300);
    let state = problems.choice("state", &form.state, State::from_word);
    if state.is_some_and(|state| !state.may_begin()) {
        problems.add("state", Trouble::NotAChoice);
    }
    let reporter = (!committee || party(&clp) == party(&member.clp)).then_some(member.id);
    for other in call.store.adoptions(subject.document.id).await? {
        let mine = committee || super::own(call, &other);
        let same = party(&other.clp) == party(&clp)
            && other.conference.to_lowercase() == conference.to_lowercase()
            && other.state != State::Mistaken;
        // Of what they may not know nothing is said: the committee sees that it was reported twice.
        if mine && same {
            problems.add("clp", Trouble::ReportedBefore(other.number));
            break;
        }
    }
    let id = call.id(AdoptionId::new);
    let variant = match (state, taken) {
        (Some(State::PassedVariant), Some(taken)) => {
            super::words::variant(call, &subject, taken, None, &form.words, &mut problems).await?
        }
        _ => None,
    };
    problems.done()?;
    let (Some(taken), Some(state), Some(consent)) = (taken, state, consent) else {
        return Err(Error::form(Trouble::Missing));
    };
    let adoption = NewAdoption {
        id,
        document: subject.document.id,
        publication: taken.id,
        clp,
        region,
        conference,
        reporter,
        consent,
    };
    let first = NewAdoptionMove {
        adoption: id,
        seen: 0,
        kind: Kind::Report,
        state,
        own_words: variant.is_some(),
        hand: hand(reporter.is_some()),
        meeting_on,
        composite_document: None,
        composite: String::new(),
        note,
        member: Some(member.id),
    };
    let detail = json!({ "state": state.word(), "version": taken.version, "consent": consent.word() });
    let act = submitted(call.act("adoption.report", id, &detail), form.submission, "");
    Ok(call
        .store
        .adopt(&act, &adoption, &first, variant.as_ref())
        .await?)
}

/// Whose word it is.
pub(super) const fn hand(reporter: bool) -> Hand {
    if reporter { Hand::Reporter } else { Hand::Committee }
}
