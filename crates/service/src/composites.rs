//! Composites: grouping motions, building one text of them, the answers of their senders, and what the meeting did.

mod answer;
mod build;
mod group;
mod list;
mod record;
mod red_line;
mod save;
mod show;

pub use answer::{AnswerForm, answer};
pub use build::{StepForm, Stepped, step};
pub use group::{AddForm, GroupForm, OwnSource, PastedSource, add_source, check, choices, group};
pub use list::{COMPOSITES_A_PAGE, Listed, list};
pub use record::{MoveForm, record};
pub use red_line::{RedLineForm, draw_red_line, withdraw_red_line};
pub use save::{SaveForm, save};
pub use show::{Bench, Composite, Crossed, Sheet, SourceText, bench, sheet, show};

use crate::{Call, Error};
use domain::composite::Answer;
use domain::document::Kind;
use domain::permission::Action;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Document, Member, SourceAnswer, StoreError};

/// A composite that whoever is asking may do this to.
async fn permitted<'a>(call: &'a Call, slug: &str, action: Action) -> Result<(Document, &'a Member), Error> {
    let document = call
        .store
        .document(slug, call.now)
        .await?
        .ok_or(Error::NotFound)?;
    let member = call.require_to(action, &document)?;
    if document.records.kind == Kind::Composite {
        Ok((document, member))
    } else {
        Err(Error::NotFound)
    }
}

/// What a source answered on a version: the last word counts.
fn answer_on(answers: &[SourceAnswer], source: u32, version: u32) -> Option<&SourceAnswer> {
    answers
        .iter()
        .filter(|answer| answer.source == source && answer.version == version)
        .max_by_key(|answer| answer.number)
}

/// How many sources agree to a version.
fn agreeing(answers: &[SourceAnswer], sources: u32, version: u32) -> u32 {
    let agrees = |source: &u32| {
        answer_on(answers, *source, version).is_some_and(|answer| answer.answer == Answer::Agrees)
    };
    (1..=sources).filter(agrees).map(|_| 1).sum()
}

fn stored<T: DeserializeOwned>(table: &'static str, json: &str) -> Result<T, Error> {
    serde_json::from_str(json).map_err(|_| {
        Error::Broken(StoreError::Inconsistent {
            table,
            value: json.chars().take(80).collect(),
        })
    })
}

fn to_store<T: Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Broken(StoreError::Backend(error.into())))
}
