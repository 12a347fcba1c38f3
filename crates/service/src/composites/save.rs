//! Saving what has been built as a version.

use super::build::closed_or_moved;
use super::{permitted, stored, to_store};
use crate::call::submitted;
use crate::error::Problems;
use crate::motions::{Saved, clauses_of, fingerprint, profile_of, text_of};
use crate::{Call, Error, Trouble};
use domain::composite::Build;
use domain::document::{TEXT_BYTES, TITLE_CHARS};
use domain::permission::Action;
use domain::text::clauses::carry;
use domain::text::lines::Layout;
use domain::text::words::count;
use serde_json::json;
use store::{NewVersion, StoreError, Submission};

/// What the form for saving holds.
#[derive(Clone, Debug, Default)]
pub struct SaveForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The composite's address.
    pub slug: String,
    /// The latest version that the page knew.
    pub base: u32,
    /// The revision that the page showed.
    pub revision: u32,
    /// The title.
    pub title: String,
    /// What changed and why.
    pub note: String,
}

/// Saves what has been built as the next version, with what each of its clauses was made from.
/// Too many words are no reason to refuse a draft; sending it is where the limit holds.
pub async fn save(call: &Call, form: &SaveForm) -> Result<Saved, Error> {
    let (document, member) = permitted(call, &form.slug, Action::Composite).await?;
    let mut problems = Problems::default();
    let title = problems.line("title", &form.title, TITLE_CHARS as u32);
    let note = problems.line("note", &form.note, 300);
    problems.done()?;
    let last = call.store.last_step(document.id).await?;
    let build: Build = match &last {
        Some(step) => stored("composite_step", &step.build)?,
        None => Build::default(),
    };
    let built = build.built();
    if built.text.is_empty() {
        return Err(Error::form(Trouble::NothingBuilt));
    }
    if built.text.as_str().len() > TEXT_BYTES {
        return Err(Error::form(Trouble::TooLong(TEXT_BYTES as u32)));
    }
    let base = call
        .version(document.id, form.base)
        .await?
        .ok_or(Error::NotFound)?;
    let hash = fingerprint(&title, &built.text);
    let known = call.store.provenance(document.id, form.base).await?;
    let from = to_store(&built.from)?;
    if hash == base.hash
        && known
            .as_ref()
            .is_some_and(|(number, known)| *number == form.base && *known == from)
    {
        return Err(Error::form(Trouble::Unchanged));
    }
    let mut next_clause = base.next_clause;
    let clauses = carry(&text_of(&base), &clauses_of(&base), &built.text, &mut next_clause);
    let layout = Layout::default();
    let version = NewVersion {
        document: document.id,
        words: count(&profile_of(&document.profile), &title, &built.text).words,
        title,
        text: built.text.as_str().to_owned(),
        clauses: clauses.iter().map(|id| id.0).collect(),
        next_clause,
        stated_words: None,
        profile: document.profile.clone(),
        layout_algorithm: layout.algorithm,
        layout_width: layout.width,
        hash,
        author: member.id,
        note,
        seen_on: String::new(),
    };
    let detail = json!({ "number": form.base + 1, "hash": version.hash, "revision": form.revision });
    let act = submitted(
        call.act("composite.save", document.id, &detail),
        form.submission,
        form.base + 1,
    );
    let saved = call
        .store
        .save_build(&act, form.base, form.revision, &version, &from)
        .await;
    match saved {
        Ok(number) => Ok(Saved { number }),
        Err(StoreError::Stale) => Err(Error::form(closed_or_moved(call, &form.slug).await?)),
        Err(StoreError::Repeated(number)) => number
            .parse()
            .map(|number| Saved { number })
            .map_err(|_| Error::form(Trouble::SentBefore)),
        Err(other) => Err(other.into()),
    }
}
