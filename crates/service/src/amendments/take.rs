//! An amendment out of a file that was edited elsewhere.

use super::propose::{Draft, ground};
use crate::kept::{Form, keep};
use crate::motions::{fingerprint, readable, text_of};
use crate::{Call, Error, Trouble};
use domain::amendment::Way;
use domain::ids::KeptId;
use domain::permission::Action;
use domain::text::canon::Canonical;
use domain::text::likeness::{Copy, likest};
use store::Version;

/// How many versions, the latest ones, are looked through for the one that a file was made from.
const VERSIONS: u32 = 100;

/// What a file says: its text with every tracked change rejected, and with every one accepted.
#[derive(Clone, Debug, Default)]
pub struct Edited {
    /// The address of the text that it is to amend.
    pub slug: String,
    /// The number of the amendment that it is to amend, where it is not the text itself.
    pub parent: Option<u32>,
    /// The text before the changes.
    pub base: Canonical,
    /// The text after them.
    pub amended: Canonical,
    /// The fingerprint of the version that it was made from, where it says so.
    pub fingerprint: Option<String>,
    /// Whether it has tracked changes.
    pub tracked: bool,
    /// Whether its title has been changed as well.
    pub retitled: bool,
    /// How many comments, notes and pictures were left out.
    pub left_out: u32,
}

/// Whether whoever is asking may propose an amendment to a text.
pub async fn may_propose(call: &Call, slug: &str) -> Result<(), Error> {
    let document = readable(call, slug).await?;
    call.require_to(Action::Propose, &document)?;
    call.signed_in()?;
    Ok(())
}

/// Finds what an edited file was made from, and keeps the form that proposes its changes.
///
/// Answers the number of the version. Nothing is proposed yet: the form is there to be looked at.
pub async fn take(call: &Call, edited: &Edited) -> Result<(u32, KeptId), Error> {
    let document = readable(call, &edited.slug).await?;
    call.require_to(Action::Propose, &document)?;
    if let Some(parent) = edited.parent {
        return take_on(call, edited, parent).await;
    }
    let after = document.latest.saturating_sub(VERSIONS);
    let versions = call.versions(document.id, after, i64::from(VERSIONS)).await?;
    let (version, named) = origin(edited, &versions).ok_or(Error::NotFound)?;
    let text = text_of(version);
    if edited.amended == text {
        return Err(Error::field("edited", Trouble::Unchanged));
    }
    let number = version.number;
    let from = if named {
        format!("The file was made from version {number}.")
    } else {
        format!(
            "The file does not say which version it was made from. Version {number} is the closest, so its changes are shown against that."
        )
    };
    let told = told(edited, from, &format!("version {number}"), &text);
    Ok((number, keep_form(call, edited, number, told).await?))
}

/// The same for a file with changes to an amendment, which is known beforehand.
async fn take_on(call: &Call, edited: &Edited, parent: u32) -> Result<(u32, KeptId), Error> {
    let form = Draft {
        slug: edited.slug.clone(),
        parent: parent.to_string(),
        ..Draft::default()
    };
    let ground = ground(call, &form).await?;
    let text = &ground.base;
    if edited.amended == *text {
        return Err(Error::field("edited", Trouble::Unchanged));
    }
    let named = edited.base == *text
        || edited.fingerprint.as_ref() == Some(&fingerprint(&ground.version.title, text));
    let what = format!("the text with amendment {parent} in it");
    let from = if named {
        format!("The file was made from {what}.")
    } else {
        format!("The file does not say that it was made from {what}. Its changes are shown against that.")
    };
    let told = told(edited, from, &what, text);
    let number = ground.version.number;
    Ok((number, keep_form(call, edited, number, told).await?))
}

/// What the writer should know of the file.
fn told(edited: &Edited, from: String, what: &str, text: &Canonical) -> Vec<String> {
    let mut told = vec![from];
    if !edited.tracked {
        told.push(format!(
            "It has no tracked changes. All that differs from {what} is taken as a change."
        ));
    } else if edited.base != *text {
        told.push(format!(
            "Some words differ from {what} and are not tracked as changes. They are taken as changes too."
        ));
    }
    if edited.retitled {
        told.push("Its title was changed. An amendment changes the text, so the title stays.".to_owned());
    }
    if edited.left_out > 0 {
        told.push("Comments, notes and pictures in it are left out.".to_owned());
    }
    told
}

/// Keeps the form as if its writer had asked for a preview.
async fn keep_form(call: &Call, edited: &Edited, base: u32, told: Vec<String>) -> Result<KeptId, Error> {
    let member = call.signed_in()?;
    let field = |name: &str, value: String| (name.to_owned(), value);
    let parent = edited.parent.map(|parent| parent.to_string());
    let form = Form {
        fields: vec![
            field("slug", edited.slug.clone()),
            field("base", base.to_string()),
            field("parent", parent.unwrap_or_default()),
            field("way", Way::Copy.word().to_owned()),
            field("text", edited.amended.as_str().to_owned()),
            field("mover", member.name.clone()),
            field("do", "preview".to_owned()),
        ],
        repairs: told,
        ..Form::default()
    };
    keep(call, &form).await
}

/// The version that a file was made from, and whether that is certain; otherwise the closest one.
fn origin<'a>(edited: &Edited, versions: &'a [Version]) -> Option<(&'a Version, bool)> {
    let newest = || versions.iter().rev();
    let named = newest().find(|version| Some(&version.hash) == edited.fingerprint.as_ref());
    let same = || newest().find(|version| version.text == edited.base.as_str());
    if let Some(found) = named.or_else(same) {
        return Some((found, true));
    }
    let texts: Vec<Canonical> = versions.iter().map(text_of).collect();
    let untitled: Vec<(&str, &Canonical)> = texts.iter().map(|text| ("", text)).collect();
    let closest = likest(&Copy::read(edited.base.as_str()), &untitled, 1)
        .into_iter()
        .next();
    let index = closest.map_or(versions.len().checked_sub(1)?, |(place, _)| place);
    Some((versions.get(index)?, false))
}
