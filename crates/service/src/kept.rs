//! Forms that could not be accepted yet, kept so that nothing typed is lost.

use crate::heavy::weigh;
use crate::{Call, Error, Problem};
use domain::ids::KeptId;
use domain::text::import::Import;
use serde::{Deserialize, Serialize};
use store::Kept;

/// How many bytes of forms are kept of people who are not signed in: some dozens of the largest texts.
const MOST_OF_STRANGERS: u64 = 32 * 1024 * 1024;

/// Forms of no more bytes than this, such as a mistyped code or an answer to a link, have as much room again: a few
/// large ones do not take it from them.
const SMALL: usize = 8 * 1024;

/// A form as it was sent, with what was wrong with it or found in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Form {
    /// Names and values in the order of the form.
    pub fields: Vec<(String, String)>,
    /// What needs putting right.
    pub problems: Vec<Problem>,
    /// What an import changed, one sentence each.
    pub repairs: Vec<String>,
    /// The number of words that an imported text states of itself.
    pub stated_words: Option<u32>,
}

impl Form {
    /// The value of a field, or empty.
    pub fn value(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|(field, _)| field == name)
            .map_or("", |(_, value)| value)
    }

    /// What is wrong with a field.
    pub fn problem(&self, name: &str) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.field == name)
    }

    /// A form that shows an imported text, ready to be saved.
    pub fn imported(import: &Import, mut fields: Vec<(String, String)>) -> Self {
        fields.retain(|(name, value)| match name.as_str() {
            "text" | "pasted" => false,
            "title" => !value.is_empty(),
            _ => true,
        });
        if !fields.iter().any(|(name, _)| name == "title") {
            fields.push(("title".to_owned(), import.title.clone().unwrap_or_default()));
        }
        fields.push(("text".to_owned(), import.text.as_str().to_owned()));
        Self {
            fields,
            problems: Vec::new(),
            repairs: told(import),
            stated_words: import.stated_words,
        }
    }
}

/// The repairs in sentences; one that was made on many lines is told once.
pub(crate) fn told(import: &Import) -> Vec<String> {
    grouped(
        import
            .repairs
            .iter()
            .map(|repair| (repair.line, repair.to_string())),
    )
}

/// Sentences that begin with a line, such as "Line 3: …"; the same on many lines is told once.
pub(crate) fn grouped(sentences: impl Iterator<Item = (u32, String)>) -> Vec<String> {
    let mut told: Vec<(String, Vec<u32>)> = Vec::new();
    for (line, sentence) in sentences {
        let what = sentence
            .split_once(": ")
            .map_or(sentence.as_str(), |(_, what)| what)
            .to_owned();
        match told.iter_mut().find(|(known, _)| *known == what) {
            Some((_, lines)) => lines.push(line),
            None => told.push((what, vec![line])),
        }
    }
    told.into_iter()
        .map(|(what, lines)| match lines.as_slice() {
            [line] => format!("Line {line}: {what}"),
            [first, .., last] => format!("Lines {first} to {last}, {} times: {what}", lines.len()),
            [] => what,
        })
        .collect()
}

#[derive(Serialize, Deserialize)]
struct Found {
    problems: Vec<Problem>,
    repairs: Vec<String>,
    stated_words: Option<u32>,
}

/// Keeps a form; whoever holds the id may see it again.
pub async fn keep(call: &Call, form: &Form) -> Result<KeptId, Error> {
    // Anybody can send forms; who is not signed in does not fill the disk with them.
    if call.actor().member.is_none() {
        let bytes: usize = form
            .fields
            .iter()
            .map(|(name, value)| name.len() + value.len())
            .sum();
        let room = MOST_OF_STRANGERS * if bytes > SMALL { 1 } else { 2 };
        if call.store.kept_of_strangers().await? > room {
            return Err(Error::TooMuchKept);
        }
    }
    let id = call.id(KeptId::new);
    let found = Found {
        problems: form.problems.clone(),
        repairs: form.repairs.clone(),
        stated_words: form.stated_words,
    };
    let json = |value: serde_json::Result<String>| value.unwrap_or_default();
    let kept = Kept {
        id,
        member: call.actor().member,
        fields: json(serde_json::to_string(&form.fields)),
        problem: json(serde_json::to_string(&found)),
        created_at: call.now,
    };
    call.store.keep(&kept).await?;
    Ok(id)
}

/// A kept form, for the one who sent it; one sent without signing in is for whoever holds its id.
pub async fn find(call: &Call, id: &str) -> Result<Option<Form>, Error> {
    let Ok(id) = id.parse::<KeptId>() else {
        return Ok(None);
    };
    let Some(kept) = call.store.kept(id).await? else {
        return Ok(None);
    };
    if kept.member.is_some() && kept.member != call.actor().member {
        return Ok(None);
    }
    weigh(kept.fields.len()).await?;
    let (Ok(fields), Ok(found)) = (
        serde_json::from_str(&kept.fields),
        serde_json::from_str::<Found>(&kept.problem),
    ) else {
        return Ok(None);
    };
    Ok(Some(Form {
        fields,
        problems: found.problems,
        repairs: found.repairs,
        stated_words: found.stated_words,
    }))
}
