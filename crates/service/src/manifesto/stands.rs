//! The editions that a section stands in.

use crate::motions::readable;
use crate::{Call, Error};

/// An edition that holds a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StandsIn {
    /// The edition's number.
    pub edition: u32,
    /// The section's version in it.
    pub version: u32,
}

/// The editions that hold a section, the newest first, for whoever may read it.
pub async fn stands_in(call: &Call, slug: &str) -> Result<Vec<StandsIn>, Error> {
    let section = readable(call, slug).await?;
    let Some(manifesto) = call.store.manifesto(call.now).await? else {
        return Ok(Vec::new());
    };
    let mut all = Vec::new();
    for edition in call.store.editions().await? {
        let holds = call.store.assembly(manifesto.id, edition.version).await?;
        all.extend(
            holds
                .iter()
                .find(|held| held.section == section.id)
                .map(|held| StandsIn {
                    edition: edition.number,
                    version: held.version,
                }),
        );
    }
    Ok(all)
}
