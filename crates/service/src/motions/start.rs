//! Starting a text of the group's own, or noting one that belongs to others.

use crate::call::submitted;
use crate::error::Problems;
use crate::motions::{OwnRule, fingerprint, profile_of, rule_from_form};
use crate::{Call, Error, Trouble, calendar};
use domain::document::{Origin, TEXT_BYTES, TITLE_CHARS, slug};
use domain::ids::DocumentId;
use domain::permission::Action;
use domain::text::canon::Canonical;
use domain::text::clauses::first_ids;
use domain::text::lines::Layout;
use domain::text::words::count;
use serde_json::json;
use store::{NewDocument, NewVersion, Submission};

/// What the form for a new text holds.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The word for whose it is.
    pub origin: String,
    /// The title.
    pub title: String,
    /// The text.
    pub text: String,
    /// What it is for, or where it stands.
    pub note: String,
    /// By which rule it is counted.
    pub rule: OwnRule,
    /// The owner of a tracked text.
    pub owner: String,
    /// Where a tracked text was found.
    pub source: String,
    /// When a tracked text was seen like this.
    pub seen_on: String,
    /// The number of words that the source states.
    pub stated_words: String,
}

/// Starts a text; answers its address.
pub async fn start(call: &Call, form: &Start) -> Result<String, Error> {
    let member = call.require(Action::Start)?;
    let mut problems = Problems::default();
    let origin = problems.choice("origin", &form.origin, Origin::from_word);
    let title = problems.line("title", &form.title, TITLE_CHARS as u32);
    if form.text.len() > TEXT_BYTES {
        problems.add("text", Trouble::TooLong(TEXT_BYTES as u32));
    }
    let note = problems.optional_line("note", &form.note, 300);
    let (mut owner, mut source, mut seen_on) = (String::new(), String::new(), String::new());
    if origin == Some(Origin::Tracked) {
        owner = problems.line("owner", &form.owner, 120);
        source = problems.line("source", &form.source, 300);
        match calendar::date_of(&form.seen_on) {
            Ok(date) => seen_on = date.to_string(),
            Err(trouble) => problems.add("seen_on", trouble),
        }
    }
    let rule = match rule_from_form(&form.rule) {
        Ok(rule) => rule,
        Err(Error::Refused(more)) => {
            more.into_iter()
                .for_each(|problem| problems.add(&problem.field, problem.trouble));
            String::new()
        }
        Err(other) => return Err(other),
    };
    problems.done()?;
    let origin = origin.unwrap_or(Origin::Owned);
    let text = Canonical::of(&form.text);
    let clauses = first_ids(&text);
    let layout = Layout::default();
    let document = NewDocument {
        id: call.id(DocumentId::new),
        slug: slug(&title),
        origin,
        owner,
        source,
        profile: rule.clone(),
    };
    let first = NewVersion {
        document: document.id,
        words: count(&profile_of(&rule), &title, &text).words,
        hash: fingerprint(&title, &text),
        next_clause: clauses.iter().map(|id| id.0 + 1).max().unwrap_or(1),
        clauses: clauses.iter().map(|id| id.0).collect(),
        title,
        text: text.as_str().to_owned(),
        stated_words: form.stated_words.trim().parse().ok(),
        profile: rule,
        layout_algorithm: layout.algorithm,
        layout_width: layout.width,
        author: member.id,
        note: if note.is_empty() {
            "First version".to_owned()
        } else {
            note
        },
        seen_on,
    };
    let act = call.act(
        "text.start",
        document.id,
        &json!({ "origin": origin.word(), "hash": first.hash }),
    );
    Ok(call
        .store
        .start(&submitted(act, form.submission, ""), &document, &first)
        .await?)
}
