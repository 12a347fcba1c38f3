//! The manifesto: its sections and their order, what the checks of it find, and the editions that are assembled.

mod ask;
mod change;
mod checks;
mod compare;
mod dismiss;
mod edition;
mod follow;
mod frame;
mod import;
mod ledger;
mod link;
mod order;
mod outcome;
mod show;
mod stands;
mod wanted;

pub use ask::{AskForm, ask};
pub use change::{LineForm, MoveForm, record, set_line};
pub use checks::{Checks, Figured, Found, Pointed, Spot, Tally, check};
pub use compare::{Asked, Compared, EditionComparison, Side, compare};
pub use dismiss::{DismissForm, dismiss, restore};
pub(crate) use edition::contradictions;
pub use edition::{
    AssembleForm, Chosen, Draft, EditionListed, EditionPage, Held, assemble, draft, edition, editions,
};
pub use follow::Rewritten;
pub use frame::{FrameForm, set_frame};
pub use import::{ImportForm, Preview, import, preview};
pub use ledger::{MeaningForm, SourceForm, explain, glossary, set_source};
pub use link::{LinkForm, Linked, link, links, unlink};
pub use order::{OrderForm, Plan, plan, reorder};
pub use outcome::{OutcomeForm, add_outcome, outcomes, withdraw_outcome};
pub use show::{Contents, Listed, SectionPage, section, show};
pub use stands::{StandsIn, stands_in};
pub use wanted::{Changed, Needed, WantedPage, wanted};

use crate::motions::{fingerprint, profile_of};
use crate::{Call, Error};
use domain::document::{Kind, Origin, slug};
use domain::ids::{DocumentId, MemberId};
use domain::permission::Action;
use domain::text::canon::Canonical;
use domain::text::clauses::first_ids;
use domain::text::lines::Layout;
use domain::text::words::count;
use store::{Document, Member, NewDocument, NewVersion, Section};

/// The rule by which sections and editions are counted: it sets no limit, as sections have budgets.
const RULE: &str = "manifesto";

/// The longest commitment and addressee line in characters.
const LINE_CHARS: u32 = 300;

/// The manifesto, for whoever may do this to it.
async fn whole(call: &Call, action: Action) -> Result<(Document, &Member), Error> {
    let member = call.require(action)?;
    let document = call.store.manifesto(call.now).await?.ok_or(Error::NotFound)?;
    Ok((document, member))
}

/// A section, for whoever may do this to it.
async fn permitted<'a>(call: &'a Call, slug: &str, action: Action) -> Result<(Section, &'a Member), Error> {
    let document = call
        .store
        .document(slug, call.now)
        .await?
        .ok_or(Error::NotFound)?;
    let member = call.require_to(action, &document)?;
    if document.records.kind != Kind::Section {
        return Err(Error::NotFound);
    }
    let sections = call.store.sections(call.now).await?;
    let section = sections
        .into_iter()
        .find(|section| section.document.id == document.id)
        .ok_or(Error::NotFound)?;
    Ok((section, member))
}

/// A document of the manifesto, to be started.
fn new_document(call: &Call, title: &str) -> NewDocument {
    NewDocument {
        id: call.id(DocumentId::new),
        slug: slug(title),
        origin: Origin::Owned,
        owner: String::new(),
        source: String::new(),
        profile: RULE.to_owned(),
    }
}

/// A first version.
fn first_version(
    document: DocumentId,
    author: MemberId,
    title: &str,
    text: &Canonical,
    note: String,
) -> NewVersion {
    let clauses = first_ids(text);
    let layout = Layout::default();
    NewVersion {
        document,
        words: count(&profile_of(RULE), title, text).words,
        hash: fingerprint(title, text),
        next_clause: clauses.iter().map(|id| id.0 + 1).max().unwrap_or(1),
        clauses: clauses.iter().map(|id| id.0).collect(),
        title: title.to_owned(),
        text: text.as_str().to_owned(),
        stated_words: None,
        profile: RULE.to_owned(),
        layout_algorithm: layout.algorithm,
        layout_width: layout.width,
        author,
        note,
        seen_on: String::new(),
    }
}
