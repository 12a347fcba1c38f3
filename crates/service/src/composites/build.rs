//! Building a composite's text, one step at a time.

use super::{permitted, stored, to_store};
use crate::call::submitted;
use crate::{Call, Error, Trouble};
use domain::composite::{Build, NoStep, Step, Taken};
use domain::permission::Action;
use domain::text::canon::Canonical;
use serde_json::json;
use store::{BuildStep, NewBuildStep, StoreError, Submission};

/// What a form of the workbench holds.
#[derive(Clone, Debug, Default)]
pub struct StepForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The composite's address.
    pub slug: String,
    /// The revision that the page showed.
    pub revision: u32,
    /// What to do: `take`, `merge`, `add`, `edit`, `up`, `down`, `remove` or `undo`.
    pub what: String,
    /// Which clauses, each as source and number with a full stop between: "2.5".
    pub from: Vec<String>,
    /// Which clause of the composite.
    pub entry: u32,
    /// The words that were typed.
    pub text: String,
}

/// A step that has been made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stepped {
    /// The clause of the composite to look at now; 0 for none.
    pub entry: u32,
    /// Whether its words are to be edited now.
    pub edit: bool,
}

/// The longest clause, in bytes.
const CLAUSE_BYTES: usize = 20_000;

/// Makes a step. If somebody else has built meanwhile it is refused with [`Trouble::BuildMovedOn`]; what was typed
/// stays in the form.
pub async fn step(call: &Call, form: &StepForm) -> Result<Stepped, Error> {
    let (document, member) = permitted(call, &form.slug, Action::Composite).await?;
    if form.text.len() > CLAUSE_BYTES {
        return Err(Error::field("text", Trouble::TooLong(CLAUSE_BYTES as u32)));
    }
    let last = call.store.last_step(document.id).await?;
    let revision = last.as_ref().map_or(0, |step| step.revision);
    let build: Build = match &last {
        Some(step) => stored("composite_step", &step.build)?,
        None => Build::default(),
    };
    let (next, parent, entry) = if revision != form.revision {
        // Nothing is made of it. The store alone knows whether this very form has been sent before.
        (build, form.revision, 0)
    } else if form.what == "undo" {
        let (before, parent) = before(call, document.id, last.as_ref()).await?;
        (before, parent, 0)
    } else {
        let sources = call.sources(document.id).await?;
        let sources: Vec<Canonical> = sources
            .into_iter()
            .map(|source| Canonical::trusted(source.text))
            .collect();
        let step = step_of(form)?;
        let (next, entry) = build.after(&step, &sources).map_err(trouble)?;
        (next, revision, entry)
    };
    let stepped = Stepped {
        entry,
        edit: form.what == "merge",
    };
    let new = NewBuildStep {
        document: document.id,
        seen: form.revision,
        parent,
        what: form.what.clone(),
        build: to_store(&next)?,
        member: member.id,
    };
    let detail = json!({ "revision": form.revision + 1, "step": form.what });
    let act = submitted(
        call.act("composite.build", document.id, &detail),
        form.submission,
        entry,
    );
    match call.store.build(&act, &new).await {
        Ok(_) => Ok(stepped),
        Err(StoreError::Stale) => Err(Error::form(closed_or_moved(call, &form.slug).await?)),
        Err(StoreError::Repeated(entry)) => Ok(Stepped {
            entry: entry.parse().unwrap_or(0),
            edit: stepped.edit,
        }),
        Err(other) => Err(other.into()),
    }
}

/// Whether a build came too late because the composite is closed, or because somebody was faster.
pub(super) async fn closed_or_moved(call: &Call, slug: &str) -> Result<Trouble, Error> {
    let composite = super::show(call, slug).await?;
    Ok(if composite.stage.is_open() {
        Trouble::BuildMovedOn
    } else {
        Trouble::NotNow
    })
}

/// What stood before the last step, and the revision before that.
async fn before(
    call: &Call,
    document: domain::ids::DocumentId,
    last: Option<&BuildStep>,
) -> Result<(Build, u32), Error> {
    let nothing = || Error::form(Trouble::NothingToUndo);
    let last = last.ok_or_else(nothing)?;
    if last.parent == 0 {
        let build: Build = stored("composite_step", &last.build)?;
        if build.entries.is_empty() {
            return Err(nothing());
        }
        // Ids are not used again, or a form made before would mean another clause.
        let empty = Build {
            entries: Vec::new(),
            used: build.used,
        };
        return Ok((empty, 0));
    }
    let parent = call
        .store
        .step(document, last.parent)
        .await?
        .ok_or_else(nothing)?;
    let now: Build = stored("composite_step", &last.build)?;
    let mut then: Build = stored("composite_step", &parent.build)?;
    then.used = then.used.max(now.used);
    Ok((then, parent.parent))
}

fn step_of(form: &StepForm) -> Result<Step, Error> {
    let clauses: Option<Vec<Taken>> = form
        .from
        .iter()
        .filter(|from| !from.is_empty())
        .map(|from| taken(from))
        .collect();
    let clauses = clauses.ok_or(Error::NotFound)?;
    let (entry, text) = (form.entry, form.text.clone());
    Ok(match form.what.as_str() {
        "take" => Step::Take(*clauses.first().ok_or(Error::NotFound)?),
        "merge" => Step::Merge(clauses),
        "add" => Step::Add { after: entry, text },
        "edit" => Step::Edit { entry, text },
        "up" => Step::Up(entry),
        "down" => Step::Down(entry),
        "remove" => Step::Remove(entry),
        _ => return Err(Error::NotFound),
    })
}

fn taken(from: &str) -> Option<Taken> {
    let (source, clause) = from.split_once('.')?;
    Some(Taken {
        source: source.parse().ok()?,
        clause: clause.parse().ok()?,
    })
}

fn trouble(no: NoStep) -> Error {
    match no {
        NoStep::NoClause | NoStep::NoEntry => Error::NotFound,
        NoStep::NoWords => Error::field("text", Trouble::Missing),
        NoStep::Taken => Error::form(Trouble::AlreadyTaken),
        NoStep::NoChange => Error::form(Trouble::Unchanged),
    }
}
