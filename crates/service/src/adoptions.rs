//! Adoptions: what constituency parties (CLPs) did with a published text, from the copy to the conference's vote.
//!
//! What a CLP did is known by its name only to those whom that CLP lets know ([`domain::adoption::Consent`]); in
//! counts it is always there. A text that was never published has no adoptions.

mod act;
mod confirm;
mod csv;
mod overview;
mod report;
mod show;
mod words;

pub use act::{ConsentForm, MoveForm, consent, record};
pub use confirm::{AskForm, Pending, SecretaryForm, answer_by_link, ask_confirmation, pending_confirmation};
pub use csv::{COLUMNS, csv};
pub use overview::{
    ADOPTIONS_A_PAGE, ClauseCount, Family, Filter, Overview, PublicOverview, Seen, overview, public_overview,
};
pub use report::{NewReport, ReportForm, new_report, report};
pub use show::{ClauseFate, One, VariantText, show};
pub use words::{WordsForm, check};

use crate::{Call, Error};
use domain::adoption::copy;
use domain::document::Standing;
use domain::permission::{Action, Setting, allowed};
use store::{Adoption, Document, Publication};

/// A published text with all its publications.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The text.
    pub document: Document,
    /// What was published of it, the newest first; never empty.
    pub publications: Vec<Publication>,
}

impl Subject {
    /// The publication to use: the current one, or the newest where none is.
    pub fn current(&self) -> &Publication {
        let mut all = self.publications.iter();
        all.find(|publication| publication.standing == Standing::Current)
            .unwrap_or(&self.publications[0])
    }

    /// The publication that an adoption began from.
    pub fn taken(&self, adoption: &Adoption) -> &Publication {
        let mut all = self.publications.iter();
        all.find(|publication| publication.id == adoption.publication)
            .unwrap_or_else(|| self.current())
    }
}

/// Whether whoever is asking may do this about a published text.
fn may(call: &Call, action: Action) -> bool {
    allowed(&call.actor(), false, action, Setting::Published)
}

/// Whether whoever is asking may report what their party did with a published text.
pub fn may_report(call: &Call) -> bool {
    may(call, Action::Report)
}

/// A text that has been published, for somebody who is signed in.
async fn subject(call: &Call, slug: &str) -> Result<Subject, Error> {
    let document = call
        .store
        .document(slug, call.now)
        .await?
        .ok_or(Error::NotFound)?;
    let publications = call.store.publications_of(document.id).await?;
    if publications.is_empty() {
        return Err(Error::NotFound);
    }
    call.signed_in()?;
    Ok(Subject {
        document,
        publications,
    })
}

/// Whether whoever is asking reported it.
fn own(call: &Call, adoption: &Adoption) -> bool {
    adoption.reporter.is_some() && adoption.reporter == call.actor().member
}

/// Whether whoever is asking may know what this CLP did.
fn knows(call: &Call, adoption: &Adoption) -> bool {
    adoption.consent.lets(
        own(call, adoption),
        may(call, Action::Confirm),
        call.member.is_some(),
    )
}

/// What became of the copy that was taken.
fn copy_of(adoption: &Adoption) -> domain::adoption::Copy {
    copy(adoption.standing, adoption.standing_at, adoption.created_at)
}

/// What tells one CLP from another, however its name is written.
fn party(name: &str) -> String {
    let name = name.to_lowercase();
    let name = name.trim();
    let bare = ["constituency labour party", "labour party", "clp"]
        .iter()
        .find_map(|end| name.strip_suffix(end))
        .unwrap_or(name);
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::party;

    #[test]
    fn a_party_is_known_however_it_is_written() {
        for name in [
            "Northtown CLP",
            "northtown",
            " NORTHTOWN  Constituency Labour Party",
        ] {
            assert_eq!(party(name), "northtown");
        }
        assert_ne!(party("Northtown East CLP"), party("Northtown CLP"));
    }
}
