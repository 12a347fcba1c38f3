//! Recording what the body that sent a source says.

use super::permitted;
use crate::call::submitted;
use crate::error::Problems;
use crate::{Call, Error, Trouble, calendar};
use domain::composite::Answer;
use domain::permission::Action;
use serde_json::json;
use store::{NewAnswer, StoreError, Submission};

/// What the form for an answer holds.
#[derive(Clone, Debug, Default)]
pub struct AnswerForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The composite's address.
    pub slug: String,
    /// Which source.
    pub source: u32,
    /// On which version.
    pub version: u32,
    /// The word for the answer.
    pub answer: String,
    /// Who held authority to give it.
    pub authority: String,
    /// When it was given.
    pub given_on: String,
    /// More about it.
    pub note: String,
}

/// Records an answer on the version that was sent. One given before stays in the record.
pub async fn answer(call: &Call, form: &AnswerForm) -> Result<(), Error> {
    let (document, member) = permitted(call, &form.slug, Action::Answer).await?;
    let composite = super::show::load(call, document).await?;
    let mut problems = Problems::default();
    let answer = problems.choice("answer", &form.answer, Answer::from_word);
    let authority = problems.line("authority", &form.authority, 120);
    let note = problems.optional_line("note", &form.note, 300);
    let given_on = match calendar::date_of(&form.given_on) {
        Ok(date) => date.to_string(),
        Err(trouble) => {
            problems.add("given_on", trouble);
            String::new()
        }
    };
    problems.done()?;
    let answer = answer.ok_or(Error::form(Trouble::Missing))?;
    if !composite.stage.takes_answers() {
        return Err(Error::form(Trouble::NotNow));
    }
    let version = composite.sent.ok_or(Error::form(Trouble::NotNow))?;
    if form.version != version {
        return Err(Error::form(Trouble::AskedAnew(version)));
    }
    if !(1..=composite.sources.len()).contains(&(form.source as usize)) {
        return Err(Error::NotFound);
    }
    let new = NewAnswer {
        document: composite.document.id,
        source: form.source,
        version,
        answer,
        authority,
        given_on,
        note,
        member: member.id,
    };
    let detail = json!({ "source": form.source, "version": version, "answer": answer.word() });
    let act = submitted(
        call.act("composite.answer", composite.document.id, &detail),
        form.submission,
        "",
    );
    match call.store.answer(&act, &new).await {
        Ok(()) => Ok(()),
        Err(StoreError::Stale) => Err(Error::form(Trouble::NotNow)),
        Err(other) => Err(other.into()),
    }
}
