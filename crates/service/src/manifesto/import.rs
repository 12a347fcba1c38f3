//! Taking in a whole manifesto that was pasted or uploaded.

use super::show::contents;
use super::{first_version, new_document};
use crate::call::submitted;
use crate::kept::grouped;
use crate::{Call, Error, Trouble};
use domain::document::{TEXT_BYTES, TITLE_CHARS};
use domain::manifesto::assemble::{Part, Parts, assemble};
use domain::manifesto::import::{Import, NoManifesto, import as take_apart};
use domain::permission::Action;
use domain::section::Move;
use domain::text::canon::Canonical;
use domain::text::pairs::same_words;
use serde_json::json;
use store::{Assembled, Frame, NewEdition, NewSection, StoreError, Submission};

/// So many sections are taken in at once.
const MOST_SECTIONS: u32 = 200;

/// A pasted manifesto, taken apart to be looked at before it is taken in.
#[derive(Clone, Debug)]
pub struct Preview {
    /// What it was taken apart into.
    pub import: Import,
    /// What was put right, one sentence each; the same on many lines is told once.
    pub repairs: Vec<String>,
    /// What looks wrong and was left as it is.
    pub doubts: Vec<String>,
    /// Whether the manifesto has sections already, to which these are added.
    pub adds: bool,
}

/// Takes a pasted manifesto apart, and changes nothing.
pub async fn preview(call: &Call, text: &str) -> Result<Preview, Error> {
    call.require(Action::Manifesto)?;
    let import = read(text)?;
    Ok(Preview {
        repairs: grouped(import.repairs.iter().map(|one| (one.line, one.to_string()))),
        doubts: import.doubts.iter().map(ToString::to_string).collect(),
        adds: call.store.manifesto(call.now).await?.is_some(),
        import,
    })
}

/// What the form that takes a manifesto in holds.
#[derive(Clone, Debug, Default)]
pub struct ImportForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The text as it was pasted.
    pub text: String,
}

/// Takes a manifesto in: every section becomes a text of its own, and the whole, as it came, the first edition.
/// Where there is a manifesto already, the sections are added to it. Answers how many sections there were.
pub async fn import(call: &Call, form: &ImportForm) -> Result<u32, Error> {
    let member = call.require(Action::Manifesto)?;
    call.once(form.submission, "manifesto.import").await?;
    let import = read(&form.text)?;
    let contents = contents(call).await?;
    let there = |heading: &str| {
        let known = contents.sections.iter().chain(&contents.dropped);
        known
            .into_iter()
            .any(|listed| same_words(&listed.section.document.title, heading))
    };
    if import.sections.iter().any(|section| there(&section.heading)) {
        return Err(Error::field("text", Trouble::HeadingThere));
    }
    let mut lines = import.sections.iter().skip(1).map(|section| section.line);
    let sections: Vec<NewSection> = import
        .sections
        .iter()
        .map(|section| {
            let until = lines.next().unwrap_or(u32::MAX);
            let heading: String = section.heading.chars().take(TITLE_CHARS).collect();
            let document = new_document(call, &heading);
            let note = note(&import, section.line, until);
            NewSection {
                first: first_version(document.id, member.id, &heading, &section.text, note),
                state: Move::Draft,
                commitment: section.commitment.clone(),
                budget: None,
                document,
            }
        })
        .collect();
    let count = u32::try_from(sections.len()).unwrap_or(u32::MAX);
    let title = match import.title.trim() {
        "" => "Manifesto".to_owned(),
        title => title.chars().take(TITLE_CHARS).collect(),
    };
    let around = |revision| Frame {
        revision,
        title: title.clone(),
        addressee: import.addressee.as_str().to_owned(),
        closing: import.closing.as_str().to_owned(),
        budget: contents.frame.budget,
    };
    if let Some(manifesto) = &contents.document {
        let act = call.act(
            "manifesto.import",
            manifesto.id,
            &json!({ "sections": count, "texts": named(&sections) }),
        );
        // What stands around the sections comes with them where there is nothing yet.
        let empty = contents.frame.addressee.is_empty() && contents.frame.closing.is_empty();
        let frame = empty.then(|| around(contents.frame.revision));
        return match call
            .store
            .add_sections(
                &submitted(act, form.submission, count),
                manifesto.id,
                None,
                &sections,
                frame.as_ref(),
                &[],
            )
            .await
        {
            Ok(_) => Ok(count),
            Err(StoreError::Stale) => Err(Error::form(Trouble::ChangedMeanwhile)),
            Err(other) => Err(other.into()),
        };
    }
    let parts = Parts {
        addressee: import.addressee.clone(),
        sections: sections
            .iter()
            .map(|section| Part {
                heading: section.first.title.clone(),
                commitment: section.commitment.clone(),
                text: Canonical::trusted(section.first.text.clone()),
            })
            .collect(),
        closing: import.closing.clone(),
    };
    let document = new_document(call, &title);
    let first_line = import.sections.first().map_or(u32::MAX, |section| section.line);
    let first = first_version(
        document.id,
        member.id,
        &title,
        &assemble(&parts).text,
        note(&import, 0, first_line),
    );
    let edition = NewEdition {
        addressee: import.addressee.as_str().to_owned(),
        closing: import.closing.as_str().to_owned(),
        holds: sections
            .iter()
            .map(|section| Assembled {
                section: section.document.id,
                version: 1,
                heading: section.first.title.clone(),
                commitment: section.commitment.clone(),
            })
            .collect(),
    };
    let act = call.act(
        "manifesto.import",
        document.id,
        &json!({ "sections": count, "hash": first.hash, "texts": named(&sections) }),
    );
    match call
        .store
        .found_manifesto(
            &submitted(act, form.submission, count),
            &document,
            &first,
            &around(0),
            &sections,
            Some(&edition),
        )
        .await
    {
        Ok(_) => Ok(count),
        Err(StoreError::Taken("row")) => Err(Error::form(Trouble::ChangedMeanwhile)),
        Err(other) => Err(other.into()),
    }
}

fn named(sections: &[NewSection]) -> Vec<serde_json::Value> {
    sections
        .iter()
        .map(|section| json!({ "text": section.document.id, "number": 1, "hash": section.first.hash }))
        .collect()
}

/// The note of a version that was taken in: what was put right on its lines, and what was left.
fn note(import: &Import, from: u32, until: u32) -> String {
    let here = |line: u32| (from..until).contains(&line);
    let repairs = import.repairs.iter().filter(|one| here(one.line));
    let mut said = vec!["Taken in as it came.".to_owned()];
    said.extend(grouped(repairs.map(|one| (one.line, one.to_string()))));
    let doubts = import.doubts.iter().filter(|one| here(one.line));
    said.extend(doubts.map(|one| format!("Left as it is: {one}")));
    said.join(" ")
}

fn read(text: &str) -> Result<Import, Error> {
    let refused = |trouble| Err(Error::field("text", trouble));
    if text.len() > TEXT_BYTES {
        return refused(Trouble::TooLong(TEXT_BYTES as u32));
    }
    if text.contains('\0') {
        return refused(Trouble::NotText);
    }
    match take_apart(text) {
        Ok(import) if import.sections.len() > MOST_SECTIONS as usize => {
            refused(Trouble::TooManySections(MOST_SECTIONS))
        }
        Ok(import) => Ok(import),
        Err(NoManifesto::Empty) => refused(Trouble::Missing),
        Err(NoManifesto::NoHeading) => refused(Trouble::NoHeading),
    }
}
