//! What changed between two versions.

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
    let old = call.version(document.id, old).await?.ok_or(Error::NotFound)?;
    let new = call.version(document.id, new).await?.ok_or(Error::NotFound)?;
    let diff = diff_with(&text_of(&old), &text_of(&new), layout_of(&old), layout_of(&new));
    Ok(Comparison {
        document,
        old,
        new,
        diff,
    })
}
