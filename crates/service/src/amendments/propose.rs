//! Writing an amendment: by editing a copy, by formal wording, or for one clause.

use crate::amendments::read::{base_of, own};
use crate::call::submitted;
use crate::error::Problems;
use crate::motions::{clauses_of, layout_of, profile_of, readable, text_of};
use crate::{Call, Error, Trouble};
use domain::amendment::{Figures, Fit, State, Way, figures};
use domain::document::TEXT_BYTES;
use domain::ids::AmendmentId;
use domain::permission::Action;
use domain::text::canon::Canonical;
use domain::text::diff::{Diff, diff_with};
use domain::text::lines::Layout;
use domain::text::typed;
use domain::text::wording::{Style, tell_with};
use domain::text::words::Profile;
use serde_json::json;
use store::{Amendment, AmendmentChange, Document, NewAmendment, NewForm, StoreError, Submission, Version};

/// Changes in one amendment: everybody reads each of them, and the committee takes or leaves each.
pub const MOST_CHANGES: u32 = 2_000;

/// What the form for an amendment holds.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The text's address.
    pub slug: String,
    /// The amendment that is changed; empty for a new one.
    pub number: String,
    /// The revision of it that the writer has seen.
    pub revision: u32,
    /// The amendment that this one amends, by number; empty where it amends the text.
    pub parent: String,
    /// The version that it is written against.
    pub base: u32,
    /// The word for the way in which it is written.
    pub way: String,
    /// The amended copy.
    pub text: String,
    /// The formal wording.
    pub wording: String,
    /// The clause that is changed.
    pub clause: String,
    /// The clause's new words; empty where it is to go.
    pub clause_text: String,
    /// Who moves it.
    pub mover: String,
    /// Who seconds it.
    pub seconder: String,
    /// Why.
    pub reason: String,
}

/// What an amendment that has not been saved would do.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The version that it is written against.
    pub version: Version,
    /// The text that it changes: the version's, or the amended amendment's.
    pub base: Canonical,
    /// The amended text.
    pub amended: Canonical,
    /// What it changes.
    pub diff: Diff,
    /// The changes in the form that a meeting uses.
    pub wording: Vec<String>,
    /// What it does to the count.
    pub figures: Figures,
}

/// What an amendment is written against.
pub(super) struct Ground {
    pub document: Document,
    pub version: Version,
    pub parent: Option<Amendment>,
    pub base: Canonical,
    pub layout: Layout,
}

/// The ground of a draft.
pub(super) async fn ground(call: &Call, form: &Draft) -> Result<Ground, Error> {
    let document = readable(call, &form.slug).await?;
    call.require_to(Action::Propose, &document)?;
    let parent = match form.parent.trim() {
        "" => None,
        number => {
            let number = number.parse().map_err(|_| Error::NotFound)?;
            let parent = call
                .amendment(document.id, number)
                .await?
                .ok_or(Error::NotFound)?;
            let (own, committee) = (own(call, &parent), call.on_committee());
            if !parent.state.visible(own, committee, parent.tabled_at.is_some()) {
                return Err(Error::NotFound);
            }
            // One level: an amendment to an amendment is not amended again.
            if parent.parent.is_some() || !matches!(parent.state, State::Tabled | State::ToVote) {
                return Err(Error::form(Trouble::NotAmendable));
            }
            Some(parent)
        }
    };
    let number = parent.as_ref().map_or(form.base, |parent| parent.form.base);
    let version = call.version(document.id, number).await?.ok_or(Error::NotFound)?;
    let base = parent.as_ref().map_or_else(
        || text_of(&version),
        |parent| Canonical::trusted(parent.form.text.clone()),
    );
    let layout = layout_of(&version);
    Ok(Ground {
        document,
        version,
        parent,
        base,
        layout,
    })
}

/// The amended text that a form asks for, and what it changes.
fn amended(ground: &Ground, form: &Draft) -> Result<(Canonical, Diff), Error> {
    let way = Way::from_word(&form.way).ok_or_else(|| Error::field("way", Trouble::NotAChoice))?;
    let (field, typed) = match way {
        Way::Copy => ("text", &form.text),
        Way::Wording => ("wording", &form.wording),
        Way::Clause => ("clause_text", &form.clause_text),
    };
    if typed.len() > TEXT_BYTES {
        return Err(Error::field(field, Trouble::TooLong(TEXT_BYTES as u32)));
    }
    let amended = match way {
        Way::Copy => Canonical::of(typed),
        Way::Wording if typed.trim().is_empty() => return Err(Error::field(field, Trouble::Missing)),
        Way::Wording => typed::amend(&ground.base, ground.layout, typed)
            .map_err(|refusal| Error::field(field, Trouble::Wording(refusal.to_string())))?,
        Way::Clause => {
            let ids = clauses_of(&ground.version);
            let paragraphs = ground.base.paragraphs();
            let at = form
                .clause
                .parse()
                .ok()
                .filter(|_| ground.parent.is_none())
                .and_then(|clause: u32| ids.iter().position(|id| id.0 == clause));
            let Some(paragraph) = at.and_then(|at| paragraphs.get(at)) else {
                return Err(Error::field("clause", Trouble::NotAChoice));
            };
            let whole = ground.base.as_str();
            let (before, after) = (
                &whole[..paragraph.start as usize],
                &whole[paragraph.end as usize..],
            );
            Canonical::of(&format!("{before}{}{after}", typed.trim_end()))
        }
    };
    if amended == ground.base {
        return Err(Error::field(field, Trouble::Unchanged));
    }
    let diff = diff_with(&ground.base, &amended, ground.layout, ground.layout);
    let changes = u32::try_from(diff.changes.len()).unwrap_or(u32::MAX);
    if changes > MOST_CHANGES {
        return Err(Error::field(
            field,
            Trouble::TooManyChanges(changes, MOST_CHANGES),
        ));
    }
    Ok((amended, diff))
}

/// The changes as a meeting is told them; each line typed again makes exactly its changes.
pub(super) fn told(diff: &Diff, layout: Layout, profile: &Profile) -> Vec<String> {
    tell_with(diff, Style::Line, layout, profile.switches)
        .into_iter()
        .map(|told| told.text)
        .collect()
}

fn previewed(ground: &Ground, amended: Canonical, diff: Diff) -> Preview {
    let profile = profile_of(&ground.version.profile);
    Preview {
        wording: told(&diff, ground.layout, &profile),
        figures: figures(&profile, &ground.version.title, &diff, &amended),
        version: ground.version.clone(),
        base: ground.base.clone(),
        diff,
        amended,
    }
}

/// What the amendment that a form asks for would do. Nothing is stored.
pub async fn preview(call: &Call, form: &Draft) -> Result<Preview, Error> {
    let ground = ground(call, form).await?;
    let (amended, diff) = amended(&ground, form)?;
    Ok(previewed(&ground, amended, diff))
}

fn said(form: &Draft) -> Result<(String, String, String), Error> {
    let mut problems = Problems::default();
    let mover = problems.optional_line("mover", &form.mover, 120);
    let seconder = problems.optional_line("seconder", &form.seconder, 120);
    let reason = problems.paragraphs("reason", &form.reason, 2_000);
    problems.done()?;
    Ok((mover, seconder, reason))
}

/// Stores an amendment as a draft that only its proposer sees; answers its number.
pub async fn propose(call: &Call, form: &Draft) -> Result<u32, Error> {
    let ground = ground(call, form).await?;
    let member = call.signed_in()?;
    let (mover, seconder, reason) = said(form)?;
    let (amended, _) = amended(&ground, form)?;
    let amendment = NewAmendment {
        id: call.id(AmendmentId::new),
        document: ground.document.id,
        parent: ground.parent.as_ref().map(|parent| parent.id),
        author: member.id,
        mover: if mover.is_empty() {
            member.name.clone()
        } else {
            mover
        },
        seconder,
        reason,
    };
    let act = call.act(
        "amendment.draft",
        ground.document.id,
        &json!({ "amendment": amendment.id, "base": ground.version.number }),
    );
    match call
        .store
        .propose(
            &submitted(act, form.submission, ""),
            &amendment,
            &written(&ground, &amended),
        )
        .await
    {
        Err(StoreError::Repeated(number)) => number.parse().map_err(|_| Error::form(Trouble::SentBefore)),
        other => Ok(other?),
    }
}

fn written(ground: &Ground, amended: &Canonical) -> NewForm {
    NewForm {
        base: ground.version.number,
        parent_form: ground.parent.as_ref().map(|parent| parent.form.number),
        text: amended.as_str().to_owned(),
        fit: Fit::Written,
    }
}

/// Changes a draft or an amendment that was given back.
pub async fn amend(call: &Call, form: &Draft) -> Result<u32, Error> {
    let document = readable(call, &form.slug).await?;
    let number = form.number.parse().map_err(|_| Error::NotFound)?;
    let amendment = call
        .amendment(document.id, number)
        .await?
        .ok_or(Error::NotFound)?;
    if !own(call, &amendment) {
        return Err(Error::NotFound);
    }
    if !amendment.state.editable() {
        return Err(Error::form(Trouble::NotNow));
    }
    let words = said(form)?;
    let form_as = Draft {
        parent: match amendment.parent {
            Some(parent) => base_of(call, &document, parent).await?.number.to_string(),
            None => String::new(),
        },
        ..form.clone()
    };
    let ground = ground(call, &form_as).await?;
    let (amended, _) = amended(&ground, form)?;
    let same = amended.as_str() == amendment.form.text && ground.version.number == amendment.form.base;
    let change = AmendmentChange {
        id: amendment.id,
        revision: form.revision,
        words: Some(words),
        form: (!same).then(|| written(&ground, &amended)),
        moves: Vec::new(),
        version: None,
    };
    let act = call.act(
        "amendment.edit",
        document.id,
        &json!({ "amendment": amendment.id }),
    );
    match call
        .store
        .change_amendment(&submitted(act, form.submission, number), &change)
        .await
    {
        Ok(()) | Err(StoreError::Repeated(_)) => Ok(number),
        Err(StoreError::Stale) => Err(Error::form(Trouble::ChangedMeanwhile)),
        Err(other) => Err(other.into()),
    }
}
