//! What the group says of its abbreviations and of where its figures come from.

use crate::call::submitted;
use crate::error::Problems;
use crate::secret::sha256;
use crate::{Call, Error, calendar};
use domain::permission::Action;
use serde_json::json;
use store::{Meaning, Submission};

/// What the form for an abbreviation holds.
#[derive(Clone, Debug, Default)]
pub struct MeaningForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The abbreviation.
    pub abbreviation: String,
    /// What it means; empty to take it out.
    pub meaning: String,
}

/// Says what an abbreviation means. From then on the checks know it.
pub async fn explain(call: &Call, form: &MeaningForm) -> Result<(), Error> {
    call.require(Action::Manifesto)?;
    let mut problems = Problems::default();
    let abbreviation = problems.line("abbreviation", &form.abbreviation, 20);
    let meaning = problems.optional_line("meaning", &form.meaning, 120);
    problems.done()?;
    let detail = json!({ "meaning": sha256(&[&abbreviation, "\n", &meaning]) });
    let act = call.act("glossary.set", "glossary", &detail);
    Ok(call
        .store
        .set_meaning(&submitted(act, form.submission, ""), &abbreviation, &meaning)
        .await?)
}

/// The group's abbreviations, for members.
pub async fn glossary(call: &Call) -> Result<Vec<Meaning>, Error> {
    call.signed_in()?;
    Ok(call.store.glossary().await?)
}

/// What the form for a figure's source holds.
#[derive(Clone, Debug, Default)]
pub struct SourceForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The figure's key, as the ledger gives it.
    pub key: String,
    /// Where it comes from; empty to take that out.
    pub source: String,
    /// The source's date, with day, month and year; may be empty.
    pub on: String,
}

/// Says where a figure comes from, wherever it stands.
pub async fn set_source(call: &Call, form: &SourceForm) -> Result<(), Error> {
    call.require(Action::Manifesto)?;
    let mut problems = Problems::default();
    let key = problems.line("key", &form.key, 120);
    let source = problems.optional_line("source", &form.source, 300);
    let on = match form.on.trim() {
        "" => String::new(),
        typed => match calendar::date_of(typed) {
            Ok(date) => date.to_string(),
            Err(trouble) => {
                problems.add("on", trouble);
                String::new()
            }
        },
    };
    problems.done()?;
    let detail = json!({ "source": sha256(&[&key, "\n", &source, "\n", &on]) });
    let act = call.act("figure.source", "figures", &detail);
    Ok(call
        .store
        .set_figure_source(&submitted(act, form.submission, ""), &key, &source, &on)
        .await?)
}
