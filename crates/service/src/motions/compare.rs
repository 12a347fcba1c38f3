//! What changed between two versions.

use crate::heavy::{self, Room};
use crate::motions::read::readable;
use crate::motions::{layout_of, text_of};
use crate::{Call, Error};
use domain::text::diff::{Diff, diff_with};
use store::{Document, Version};

/// Two versions and all that differs.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Of which text.
    pub document: Document,
    /// The earlier one.
    pub old: Version,
    /// The later one.
    pub new: Version,
    /// What differs.
    pub diff: Diff,
    /// Kept while all that is told.
    pub room: Room,
}

impl Comparison {
    /// A name for exactly this answer: both fingerprints. Neither version can change, so neither can the answer.
    pub fn tag(&self) -> String {
        format!("{}-{}", &self.old.hash[..16], &self.new.hash[..16])
    }
}

/// Compares two versions of a text.
pub async fn compare(call: &Call, slug: &str, old: u32, new: u32) -> Result<Comparison, Error> {
    let document = readable(call, slug).await?;
    let old = call
        .store
        .version(document.id, old)
        .await?
        .ok_or(Error::NotFound)?;
    let new = call
        .store
        .version(document.id, new)
        .await?
        .ok_or(Error::NotFound)?;
    let texts = (text_of(&old), text_of(&new));
    let layouts = (layout_of(&old), layout_of(&new));
    let bytes = old.text.len() + new.text.len();
    let diff = heavy::work(bytes, move || diff_with(&texts.0, &texts.1, layouts.0, layouts.1)).await?;
    Ok(Comparison {
        room: heavy::room(bytes).await?,
        document,
        old,
        new,
        diff,
    })
}
