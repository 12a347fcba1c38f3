//! Saving a new version.

use crate::call::submitted;
use crate::error::Problems;
use crate::motions::{OwnRule, clauses_of, fingerprint, profile_of, rule_from_form, text_of};
use crate::{Call, Error, Trouble, calendar};
use domain::document::{Kind, Origin, TEXT_BYTES, TITLE_CHARS};
use domain::permission::Action;
use domain::text::canon::Canonical;
use domain::text::clauses::carry;
use domain::text::diff::{Diff, diff};
use domain::text::lines::Layout;
use domain::text::merge::{Outcome, rebase};
use domain::text::words::count;
use serde_json::json;
use store::{NewVersion, StoreError, Submission, Version};

/// What the editor's form holds.
#[derive(Clone, Debug, Default)]
pub struct Save {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The text's address.
    pub slug: String,
    /// The version that the writer started from.
    pub base: u32,
    /// The title.
    pub title: String,
    /// The text.
    pub text: String,
    /// What changed and why.
    pub note: String,
    /// By which rule it is counted; as before where the form does not say.
    pub rule: Option<OwnRule>,
    /// When a tracked text was seen like this.
    pub seen_on: String,
}

/// A version that has been saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Its number.
    pub number: u32,
}

/// Saves a version. A stale base is refused with [`Trouble::MovedOn`]; nothing is overwritten.
/// Too many words are no reason to refuse a draft; approval is where the limit holds.
pub async fn save(call: &Call, form: &Save) -> Result<Saved, Error> {
    let document = call
        .store
        .document(&form.slug, call.now)
        .await?
        .ok_or(Error::NotFound)?;
    let member = call.require_to(Action::Edit, &document)?;
    if document.records.kind == Kind::Composite {
        return Err(Error::form(Trouble::BuiltFromSources));
    }
    let mut problems = Problems::default();
    let title = problems.line("title", &form.title, TITLE_CHARS as u32);
    let note = problems.line("note", &form.note, 300);
    if form.text.len() > TEXT_BYTES {
        problems.add("text", Trouble::TooLong(TEXT_BYTES as u32));
    }
    let mut seen_on = String::new();
    if document.records.origin == Origin::Tracked {
        match calendar::date_of(&form.seen_on) {
            Ok(date) => seen_on = date.to_string(),
            Err(trouble) => problems.add("seen_on", trouble),
        }
    }
    problems.done()?;
    let rule = match &form.rule {
        Some(rule) => rule_from_form(rule)?,
        None => document.profile.clone(),
    };
    let base = call
        .version(document.id, form.base)
        .await?
        .ok_or(Error::NotFound)?;
    let text = Canonical::of(&form.text);
    let hash = fingerprint(&title, &text);
    if hash == base.hash && rule == base.profile && form.base == document.latest {
        return Err(Error::form(Trouble::Unchanged));
    }
    let mut next_clause = base.next_clause;
    let clauses = carry(&text_of(&base), &clauses_of(&base), &text, &mut next_clause);
    let layout = Layout::default();
    let version = NewVersion {
        document: document.id,
        words: count(&profile_of(&rule), &title, &text).words,
        title,
        text: text.as_str().to_owned(),
        clauses: clauses.iter().map(|id| id.0).collect(),
        next_clause,
        stated_words: None,
        profile: rule.clone(),
        layout_algorithm: layout.algorithm,
        layout_width: layout.width,
        hash,
        author: member.id,
        note,
        seen_on,
    };
    let detail =
        json!({ "number": form.base + 1, "hash": version.hash, "new_rule": rule != document.profile });
    let mut act = submitted(
        call.act("version.save", document.id, &detail),
        form.submission,
        form.base + 1,
    );
    // Whoever has proposed an amendment hears what the new version means for it.
    act.mails = crate::amendments::moved_on(call, &document, form.base + 1, &text).await?;
    let number = match call.store.save_version(&act, form.base, &version).await {
        Ok(number) => number,
        Err(StoreError::Stale) => return Err(Error::form(Trouble::MovedOn(document.latest))),
        Err(StoreError::Repeated(number)) => number.parse().map_err(|_| Error::form(Trouble::SentBefore))?,
        Err(other) => return Err(other.into()),
    };
    Ok(Saved { number })
}

/// Two people's work on one base, side by side.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// What both started from.
    pub base: Version,
    /// What has been saved meanwhile.
    pub latest: Version,
    /// What the writer typed.
    pub mine: Canonical,
    /// From the latest version to the writer's text.
    pub difference: Diff,
    /// The writer's changes carried over to the latest version, where nothing clashes.
    pub merged: Option<Canonical>,
    /// The texts could not be compared exactly.
    pub coarse: bool,
}

/// What to show to somebody whose base has become stale.
pub async fn conflict(call: &Call, slug: &str, base: u32, text: &str) -> Result<Conflict, Error> {
    let document = call
        .store
        .document(slug, call.now)
        .await?
        .ok_or(Error::NotFound)?;
    call.require_to(Action::Edit, &document)?;
    let base = call.version(document.id, base).await?.ok_or(Error::NotFound)?;
    let latest = call
        .version(document.id, document.latest)
        .await?
        .ok_or(Error::NotFound)?;
    let (mine, to) = (Canonical::of(text), text_of(&latest));
    let difference = diff(&to, &mine);
    let rebased = rebase(&text_of(&base), &mine, &to);
    let merged = (rebased.outcome != Outcome::Clash).then(|| rebased.text.clone());
    Ok(Conflict {
        base,
        latest,
        mine,
        coarse: difference.coarse || rebased.coarse,
        difference,
        merged,
    })
}
