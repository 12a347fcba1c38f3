//! The words that a CLP passed, as they were typed or pasted, compared with the model.

use super::Subject;
use crate::error::Problems;
use crate::heavy::weighed;
use crate::kept::{Form, keep, told};
use crate::motions::{clauses_of, fingerprint, profile_of, text_of};
use crate::{Call, Error, Trouble};
use domain::adoption::{ALGORITHM, compare};
use domain::document::{TEXT_BYTES, TITLE_CHARS};
use domain::ids::{AdoptionId, KeptId, MemberId};
use domain::permission::Action;
use domain::text::canon::Canonical;
use domain::text::import::import;
use domain::text::likeness::{Copy, likest};
use domain::text::words::{count, profile};
use store::{NewVariant, Publication};

/// What a form says of the words that a CLP passed.
#[derive(Clone, Debug, Default)]
pub struct WordsForm {
    /// Their title.
    pub title: String,
    /// The words.
    pub text: String,
    /// The key of the rule by which they are counted; empty for that of the model.
    pub profile: String,
    /// What they were made from: `model`, the number of an adoption, or nothing where that was not said.
    pub from: String,
}

/// Tidies the words in a form and keeps it with a report, to be looked at before it is sent.
pub async fn check(call: &Call, slug: &str, fields: Vec<(String, String)>) -> Result<KeptId, Error> {
    let subject = super::subject(call, slug).await?;
    if !super::may(call, Action::Report) {
        return Err(Error::NotAllowed);
    }
    let mut form = Form {
        fields,
        ..Form::default()
    };
    let typed = form.value("text").to_owned();
    if typed.len() <= TEXT_BYTES && !typed.trim().is_empty() {
        let import = import(&typed);
        let title = match form.value("title").trim() {
            "" => import
                .title
                .clone()
                .unwrap_or_else(|| subject.current().title.clone()),
            title => title.to_owned(),
        };
        form.repairs = told(&import);
        if form.repairs.is_empty() {
            form.repairs.push("Nothing had to be tidied".to_owned());
        }
        form.stated_words = import.stated_words;
        for (field, value) in &mut form.fields {
            match field.as_str() {
                "text" => import.text.as_str().clone_into(value),
                "title" => title.clone_into(value),
                _ => {}
            }
        }
    }
    keep(call, &form).await
}

/// The words in a form, compared with the version that was taken. What is over a limit is taken all the same: it is
/// what was passed.
pub(super) async fn variant(
    call: &Call,
    subject: &Subject,
    taken: &Publication,
    own: Option<AdoptionId>,
    form: &WordsForm,
    problems: &mut Problems,
) -> Result<Option<NewVariant>, Error> {
    let title = problems.optional_line("title", &form.title, TITLE_CHARS as u32);
    if form.text.len() > TEXT_BYTES {
        problems.add("text", Trouble::TooLong(TEXT_BYTES as u32));
        return Ok(None);
    }
    if form.text.contains('\0') {
        problems.add("text", Trouble::NotText);
        return Ok(None);
    }
    let import = import(&form.text);
    let text = import.text;
    if text.is_empty() {
        problems.add("text", Trouble::Missing);
        return Ok(None);
    }
    let found: Option<String> = import
        .title
        .map(|title| title.chars().take(TITLE_CHARS).collect());
    let title = match (title.is_empty(), found) {
        (false, _) => title,
        (true, Some(found)) => found,
        (true, None) => taken.title.clone(),
    };
    let rule = match form.profile.as_str() {
        "" => taken.profile.clone(),
        key => match profile(key) {
            Some(profile) => profile.key.to_string(),
            None if key == taken.profile => taken.profile.clone(),
            None => {
                problems.add("profile", Trouble::NotAChoice);
                return Ok(None);
            }
        },
    };
    let version = call
        .version(taken.document, taken.version)
        .await?
        .ok_or(Error::NotFound)?;
    let model = text_of(&version);
    let (from, from_said) = match form.from.as_str() {
        "" => (nearest(call, subject, &model, own, &text).await?, false),
        "model" => (None, true),
        number => {
            let other = match number.parse() {
                Ok(number) => call.store.adoption(subject.document.id, number).await?,
                Err(_) => None,
            };
            match other.filter(|other| Some(other.id) != own && super::knows(call, other)) {
                Some(other) => (Some(other.id), true),
                None => {
                    problems.add("from", Trouble::NotAChoice);
                    return Ok(None);
                }
            }
        }
    };
    let member: MemberId = call.signed_in()?.id;
    Ok(Some(NewVariant {
        hash: fingerprint(&title, &text),
        words: count(&profile_of(&rule), &title, &text).words,
        profile: rule,
        from,
        from_said,
        algorithm: ALGORITHM,
        likeness: compare(&model, &clauses_of(&version), &text),
        title,
        text: text.into(),
        member,
    }))
}

/// The adoption whose words are the likest, if they are liker than the model.
async fn nearest(
    call: &Call,
    subject: &Subject,
    model: &Canonical,
    own: Option<AdoptionId>,
    text: &Canonical,
) -> Result<Option<AdoptionId>, Error> {
    let others = weighed(
        call.store.variant_texts(subject.document.id).await?,
        |(_, text)| text.len(),
    )
    .await?;
    let (ids, mut texts): (Vec<AdoptionId>, Vec<Canonical>) = others
        .into_iter()
        .filter(|(id, _)| Some(*id) != own)
        .map(|(id, text)| (id, Canonical::trusted(text)))
        .unzip();
    // The last of equals comes first: the model, which everybody has seen.
    texts.push(model.clone());
    let untitled: Vec<(&str, &Canonical)> = texts.iter().map(|text| ("", text)).collect();
    let found = likest(&Copy::read(text.as_str()), &untitled, 1)
        .into_iter()
        .next();
    Ok(found.and_then(|(place, _)| ids.get(place).copied()))
}
