//! Grouping motions into a composite.

use super::{permitted, to_store};
use crate::call::submitted;
use crate::error::Problems;
use crate::kept::{Form, keep, told};
use crate::motions::{OwnRule, fingerprint, readable, rule_from_form, text_of};
use crate::{Call, Error, Trouble};
use domain::composite::{FEWEST_SOURCES, MOST_SOURCES, Stage};
use domain::document::{Kind, Origin, TEXT_BYTES, TITLE_CHARS, slug};
use domain::ids::{DocumentId, KeptId};
use domain::permission::{Action, Setting};
use domain::text::canon::Canonical;
use domain::text::import::import;
use domain::text::lines::Layout;
use serde_json::json;
use store::{Document, NewDocument, NewSource, NewVersion, StoreError, Submission};

/// A text that is here, to go in at its latest version.
#[derive(Clone, Debug, Default)]
pub struct OwnSource {
    /// Its address.
    pub slug: String,
    /// What the meeting's papers call it.
    pub name: String,
    /// The body that sends it.
    pub body: String,
}

/// A motion pasted from another body.
#[derive(Clone, Debug, Default)]
pub struct PastedSource {
    /// Its place in the form, from 1.
    pub place: u32,
    /// What the meeting's papers call it.
    pub name: String,
    /// The body that sends it.
    pub body: String,
    /// Its words as they were pasted.
    pub text: String,
}

/// What the form for a composite holds.
#[derive(Clone, Debug, Default)]
pub struct GroupForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The title.
    pub title: String,
    /// By which rule the composite is counted.
    pub rule: OwnRule,
    /// Texts that are here.
    pub own: Vec<OwnSource>,
    /// Motions that were pasted; those left empty are not there.
    pub pasted: Vec<PastedSource>,
}

/// The texts that may go into a composite: all that members know, and no composites.
pub async fn choices(call: &Call) -> Result<Vec<Document>, Error> {
    call.require(Action::Composite)?;
    let documents = call.store.documents(call.now, false, None, 200, 0).await?;
    Ok(documents
        .into_iter()
        .filter(|document| may_go_in(document) && call.may_to(Action::Read, document))
        .collect())
}

fn may_go_in(document: &Document) -> bool {
    document.records.kind == Kind::Motion && document.records.setting() != Setting::Draft
}

/// Tidies what was pasted and keeps the form with a report, to be looked at before it is sent.
pub async fn check(call: &Call, fields: Vec<(String, String)>) -> Result<KeptId, Error> {
    call.require(Action::Composite)?;
    let mut form = Form {
        fields,
        ..Form::default()
    };
    for place in 1..=MOST_SOURCES {
        let pasted = form.value(&format!("text-{place}")).to_owned();
        if pasted.trim().is_empty() || pasted.len() > TEXT_BYTES {
            continue;
        }
        let import = import(&pasted);
        let name = form.value(&format!("name-{place}")).trim().to_owned();
        let name = if name.is_empty() {
            format!("Motion {place} below")
        } else {
            name
        };
        // The title stays above the text, where it is found again when the form is sent.
        let text = match &import.title {
            Some(title) => format!("{title}\n\n{}", import.text),
            None => import.text.to_string(),
        };
        form.repairs.extend(
            told(&import)
                .into_iter()
                .map(|repair| format!("{name}: {repair}")),
        );
        for (field, value) in &mut form.fields {
            if *field == format!("text-{place}") {
                value.clone_from(&text);
            }
        }
    }
    keep(call, &form).await
}

/// Groups motions into a composite; answers its address.
pub async fn group(call: &Call, form: &GroupForm) -> Result<String, Error> {
    let member = call.require(Action::Composite)?;
    let mut problems = Problems::default();
    let title = problems.line("title", &form.title, TITLE_CHARS as u32);
    let rule = match rule_from_form(&form.rule) {
        Ok(rule) => rule,
        Err(Error::Refused(more)) => {
            more.into_iter()
                .for_each(|problem| problems.add(&problem.field, problem.trouble));
            String::new()
        }
        Err(other) => return Err(other),
    };
    let mut sources: Vec<NewSource> = Vec::new();
    for own in &form.own {
        sources.extend(from_here(call, own, &format!("-{}", own.slug), &mut problems).await?);
    }
    for pasted in &form.pasted {
        let field = format!("-{}", pasted.place);
        if [&pasted.name, &pasted.body, &pasted.text]
            .iter()
            .any(|typed| !typed.trim().is_empty())
        {
            sources.extend(from_paste(pasted, &field, &mut problems)?);
        }
    }
    let asked = form.own.len()
        + form
            .pasted
            .iter()
            .filter(|pasted| !pasted.text.trim().is_empty())
            .count();
    if asked < FEWEST_SOURCES as usize {
        problems.add("", Trouble::TooFewSources);
    }
    if asked > MOST_SOURCES as usize {
        problems.add("", Trouble::TooManySources(MOST_SOURCES));
    }
    let mut names: Vec<String> = sources.iter().map(|source| source.name.to_lowercase()).collect();
    names.sort();
    names.dedup();
    if names.len() < sources.len() {
        problems.add("", Trouble::AlreadyNamed);
    }
    problems.done()?;
    let text = Canonical::of("");
    let layout = Layout::default();
    let document = NewDocument {
        id: call.id(DocumentId::new),
        slug: slug(&title),
        origin: Origin::Owned,
        owner: String::new(),
        source: String::new(),
        profile: rule.clone(),
    };
    let first = NewVersion {
        document: document.id,
        words: 0,
        hash: fingerprint(&title, &text),
        next_clause: 1,
        clauses: Vec::new(),
        title,
        text: text.as_str().to_owned(),
        stated_words: None,
        profile: rule,
        layout_algorithm: layout.algorithm,
        layout_width: layout.width,
        author: member.id,
        note: "The sources are grouped; there is no text yet".to_owned(),
        seen_on: String::new(),
    };
    let hashes: Vec<&str> = sources.iter().map(|source| source.hash.as_str()).collect();
    let act = call.act(
        "composite.group",
        document.id,
        &json!({ "sources": hashes, "hash": first.hash }),
    );
    Ok(call
        .store
        .group(&submitted(act, form.submission, ""), &document, &first, &sources)
        .await?)
}

/// What the form for one more source holds.
#[derive(Clone, Debug, Default)]
pub struct AddForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The composite's address.
    pub slug: String,
    /// The address of a text that is here; empty where one is pasted.
    pub own: String,
    /// What the meeting's papers call it.
    pub name: String,
    /// The body that sends it.
    pub body: String,
    /// Its words, where they are pasted.
    pub text: String,
}

/// Adds a source, as long as the composite has not been sent; answers its number.
pub async fn add_source(call: &Call, form: &AddForm) -> Result<u32, Error> {
    let (document, _) = permitted(call, &form.slug, Action::Composite).await?;
    let composite = super::show::load(call, document).await?;
    if !matches!(composite.stage, Stage::Grouped | Stage::Drafted) {
        return Err(Error::form(Trouble::NotNow));
    }
    let mut problems = Problems::default();
    let source = if form.own.is_empty() {
        let pasted = PastedSource {
            place: 0,
            name: form.name.clone(),
            body: form.body.clone(),
            text: form.text.clone(),
        };
        from_paste(&pasted, "-add", &mut problems)?
    } else {
        let own = OwnSource {
            slug: form.own.clone(),
            name: form.name.clone(),
            body: form.body.clone(),
        };
        from_here(call, &own, "-add", &mut problems).await?
    };
    if composite.sources.len() >= MOST_SOURCES as usize {
        problems.add("", Trouble::TooManySources(MOST_SOURCES));
    }
    if let Some(source) = &source
        && composite
            .sources
            .iter()
            .any(|there| there.source.name.to_lowercase() == source.name.to_lowercase())
    {
        problems.add("name-add", Trouble::AlreadyNamed);
    }
    problems.done()?;
    let source = source.ok_or(Error::form(Trouble::Missing))?;
    let id = composite.document.id;
    let act = call.act("composite.source", id, &json!({ "hash": source.hash }));
    match call
        .store
        .add_source(&submitted(act, form.submission, ""), id, &source)
        .await
    {
        Ok(number) => Ok(number),
        Err(StoreError::Stale) => Err(Error::form(Trouble::NotNow)),
        Err(other) => Err(other.into()),
    }
}

async fn from_here(
    call: &Call,
    own: &OwnSource,
    field: &str,
    problems: &mut Problems,
) -> Result<Option<NewSource>, Error> {
    let name = problems.line(&format!("name{field}"), &own.name, 60);
    let body = problems.line(&format!("body{field}"), &own.body, 120);
    let document = readable(call, &own.slug).await?;
    if !may_go_in(&document) {
        problems.add(&format!("own{field}"), Trouble::NotForMembers);
        return Ok(None);
    }
    let version = call
        .version(document.id, document.latest)
        .await?
        .ok_or(Error::NotFound)?;
    if text_of(&version).is_empty() {
        problems.add(&format!("own{field}"), Trouble::NothingBuilt);
    }
    Ok(Some(NewSource {
        name,
        body,
        own: Some((document.id, version.number)),
        title: version.title,
        text: version.text,
        hash: version.hash,
        repairs: "[]".to_owned(),
    }))
}

fn from_paste(
    pasted: &PastedSource,
    field: &str,
    problems: &mut Problems,
) -> Result<Option<NewSource>, Error> {
    let name = problems.line(&format!("name{field}"), &pasted.name, 60);
    let body = problems.line(&format!("body{field}"), &pasted.body, 120);
    let text_field = format!("text{field}");
    if pasted.text.len() > TEXT_BYTES {
        problems.add(&text_field, Trouble::TooLong(TEXT_BYTES as u32));
        return Ok(None);
    }
    if pasted.text.contains('\0') {
        problems.add(&text_field, Trouble::NotText);
        return Ok(None);
    }
    let import = import(&pasted.text);
    if import.text.is_empty() {
        problems.add(&text_field, Trouble::Missing);
        return Ok(None);
    }
    let title: String = import
        .title
        .clone()
        .unwrap_or_default()
        .chars()
        .take(TITLE_CHARS)
        .collect();
    Ok(Some(NewSource {
        name,
        body,
        own: None,
        hash: fingerprint(&title, &import.text),
        title,
        repairs: to_store(&told(&import))?,
        text: import.text.into(),
    }))
}
