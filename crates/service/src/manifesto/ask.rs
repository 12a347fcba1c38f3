//! Asking for a section, outlining one, or starting one with its text.

use super::follow::{following, named, rewritten};
use super::show::{Contents, contents};
use super::{LINE_CHARS, first_version, new_document};
use crate::call::submitted;
use crate::error::Problems;
use crate::{Call, Error, Trouble};
use domain::document::{TEXT_BYTES, TITLE_CHARS};
use domain::ids::DocumentId;
use domain::permission::Action;
use domain::section::{Move, State};
use domain::text::canon::Canonical;
use serde_json::json;
use store::{Frame, NewSection, StoreError, Submission};

/// What the form for a new section holds.
#[derive(Clone, Debug, Default)]
pub struct AskForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The word for where it starts: `wanted`, `outline` or `draft`.
    pub state: String,
    /// The heading.
    pub title: String,
    /// The text; may be empty.
    pub text: String,
    /// What is asked for, or what the text is: the note of its first version.
    pub note: String,
    /// Its line in the list of commitments; may be empty.
    pub commitment: String,
    /// How many words it should have at most; empty for no budget.
    pub budget: String,
    /// The address of the section after which it stands; empty for the end.
    pub after: String,
}

/// Starts a section; the first one founds the manifesto. Answers the section's address.
pub async fn ask(call: &Call, form: &AskForm) -> Result<String, Error> {
    let member = call.require(Action::Manifesto)?;
    let mut problems = Problems::default();
    let state = problems
        .choice("state", &form.state, Move::from_word)
        .filter(|state| {
            let starts = state.is_wanted() || *state == Move::Draft;
            if !starts {
                problems.add("state", Trouble::NotAChoice);
            }
            starts
        });
    let title = problems.line("title", &form.title, TITLE_CHARS as u32);
    if form.text.len() > TEXT_BYTES {
        problems.add("text", Trouble::TooLong(TEXT_BYTES as u32));
    }
    let note = problems.optional_line("note", &form.note, 300);
    let commitment = problems.optional_line("commitment", &form.commitment, LINE_CHARS);
    let budget = budget_of(&mut problems, &form.budget);
    let contents = contents(call).await?;
    let after = match form.after.as_str() {
        "" => None,
        slug => {
            let found = contents
                .find(slug)
                .filter(|listed| listed.state != State::Dropped);
            if found.is_none() {
                problems.add("after", Trouble::NotAChoice);
            }
            found.map(|listed| listed.section.document.id)
        }
    };
    problems.done()?;
    let state = state.ok_or(Error::form(Trouble::Missing))?;
    let text = Canonical::of(&form.text);
    let note = match (note.is_empty(), state.is_wanted()) {
        (false, _) => note,
        (true, true) => "Asked for".to_owned(),
        (true, false) => "First version".to_owned(),
    };
    let document = new_document(call, &title);
    let section = NewSection {
        first: first_version(document.id, member.id, &title, &text, note),
        state,
        commitment,
        budget,
        document,
    };
    let then = numbered_with(&contents, after, section.document.id, state);
    let rewritten = rewritten(call, &contents, &then).await?;
    let (follow, mails) = following(call, &rewritten, member.id).await?;
    let detail = json!({ "state": state.word(), "hash": section.first.hash, "rewritten": named(&follow) });
    let mut act = submitted(
        call.act("section.start", section.document.id, &detail),
        form.submission,
        "",
    );
    act.mails = mails;
    let sections = [section];
    if contents.document.is_none() {
        let frame = Frame {
            title: "Manifesto".to_owned(),
            ..Frame::default()
        };
        let document = new_document(call, &frame.title);
        let first = first_version(
            document.id,
            member.id,
            &frame.title,
            &Canonical::of(""),
            "Begun with its first section".to_owned(),
        );
        // The log names the manifesto's own first version as well.
        let mut named = detail.clone();
        named["texts"] = json!([{ "text": document.id, "number": 1, "hash": first.hash }]);
        let founding = store::Act {
            detail: named.to_string(),
            ..act.clone()
        };
        match call
            .store
            .found_manifesto(&founding, &document, &first, &frame, &sections, None)
            .await
        {
            // Somebody else has just founded it.
            Err(StoreError::Taken("row")) => {}
            other => return Ok(other?),
        }
    }
    let manifesto = call.store.manifesto(call.now).await?.ok_or(Error::NotFound)?;
    Ok(call
        .store
        .add_sections(&act, manifesto.id, after, &sections, None, &follow)
        .await?)
}

/// The sections that have a number once this one is there, in its order.
fn numbered_with(
    contents: &Contents,
    after: Option<DocumentId>,
    id: DocumentId,
    state: Move,
) -> Vec<DocumentId> {
    let mut all: Vec<(DocumentId, bool)> = contents
        .sections
        .iter()
        .map(|listed| (listed.section.document.id, listed.number.is_some()))
        .collect();
    let at = match after {
        Some(after) => all.iter().position(|(id, _)| *id == after).map(|at| at + 1),
        None => None,
    };
    all.insert(at.unwrap_or(all.len()), (id, !state.is_wanted()));
    all.into_iter()
        .filter(|(_, numbered)| *numbered)
        .map(|(id, _)| id)
        .collect()
}

/// A number of words; empty for none.
pub(super) fn budget_of(problems: &mut Problems, typed: &str) -> Option<u32> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let budget = typed
        .replace(',', "")
        .parse()
        .ok()
        .filter(|words| (1..=100_000).contains(words));
    if budget.is_none() {
        problems.add("budget", Trouble::NotANumber(1, 100_000));
    }
    budget
}
