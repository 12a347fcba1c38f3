//! The order of the sections. Their numbers follow it, and the references to those numbers with them.

use super::show::{Contents, contents};
use super::{RULE, whole};
use crate::call::submitted;
use crate::motions::{clauses_of, fingerprint, profile_of, text_of};
use crate::{Call, Error, Trouble};
use domain::ids::{DocumentId, MemberId, SubmissionId};
use domain::manifesto::contents::reordered;
use domain::manifesto::references::rewrite;
use domain::permission::Action;
use domain::text::canon::Canonical;
use domain::text::clauses::carry;
use domain::text::diff::{Diff, diff};
use domain::text::lines::Layout;
use domain::text::words::count;
use serde_json::json;
use store::{NewVersion, Section, StoreError, Version};

/// What the form for an order holds.
#[derive(Clone, Debug, Default)]
pub struct OrderForm {
    /// The form's id.
    pub submission: Option<SubmissionId>,
    /// The order that the page showed, as addresses of sections.
    pub base: Vec<String>,
    /// The wished order; empty where one section is to move.
    pub order: Vec<String>,
    /// The section to move.
    pub section: String,
    /// Where to: `up`, `down` or the number of its new place.
    pub to: String,
    /// Whether references follow the new numbers: `yes`, `no`, or empty where nobody has said.
    pub follow: String,
}

/// A section whose references would follow a new order.
#[derive(Clone, Debug)]
pub struct Rewritten {
    /// The section.
    pub section: Section,
    /// Its number in the new order.
    pub number: u32,
    /// Its text as it stands.
    pub old: Canonical,
    /// Its text with the new numbers.
    pub new: Canonical,
    /// What differs.
    pub difference: Diff,
    version: Version,
}

/// What a new order would do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The contents as they stand.
    pub contents: Contents,
    /// The new order, as addresses of sections.
    pub order: Vec<String>,
    /// The sections whose references would follow it.
    pub rewritten: Vec<Rewritten>,
}

/// What a new order would do, before anybody confirms it.
pub async fn plan(call: &Call, form: &OrderForm) -> Result<Plan, Error> {
    whole(call, Action::Manifesto).await?;
    let contents = contents(call).await?;
    let base = contents.order();
    if form.base != base {
        return Err(Error::form(Trouble::ChangedMeanwhile));
    }
    let order = wished(form, &base)?;
    if order == base {
        return Err(Error::form(Trouble::Unchanged));
    }
    let now = reordered(&base, &order);
    let mut rewritten = Vec::new();
    for version in call.store.section_texts().await? {
        let Some(listed) = contents.by_id(version.document) else {
            continue;
        };
        let place = order
            .iter()
            .position(|slug| *slug == listed.section.document.slug);
        let Some(number) = place.and_then(|at| u32::try_from(at + 1).ok()) else {
            continue;
        };
        let old = text_of(&version);
        let new = rewrite(&old, &now);
        if old != new {
            rewritten.push(Rewritten {
                section: listed.section.clone(),
                number,
                difference: diff(&old, &new),
                old,
                new,
                version,
            });
        }
    }
    rewritten.sort_by_key(|one| one.number);
    Ok(Plan {
        contents,
        order,
        rewritten,
    })
}

/// Puts the sections in an order, and saves with it the versions whose references follow, where the form says so.
/// An order that was made from an older one is refused; nothing of either is lost.
pub async fn reorder(call: &Call, form: &OrderForm) -> Result<(), Error> {
    let (document, member) = whole(call, Action::Manifesto).await?;
    call.once(form.submission, "manifesto.order").await?;
    let plan = plan(call, form).await?;
    if form.follow.is_empty() && !plan.rewritten.is_empty() {
        let count = u32::try_from(plan.rewritten.len()).unwrap_or(u32::MAX);
        return Err(Error::form(Trouble::ReferencesMove(count)));
    }
    let follow = form.follow == "yes";
    let versions: Vec<(u32, NewVersion)> = plan
        .rewritten
        .iter()
        .filter(|_| follow)
        .map(|one| (one.version.number, following(one, member.id)))
        .collect();
    let ids = |slugs: &[String]| -> Vec<DocumentId> {
        slugs
            .iter()
            .filter_map(|slug| plan.contents.find(slug))
            .map(|listed| listed.section.document.id)
            .collect()
    };
    let (base, order) = (ids(&form.base), ids(&plan.order));
    let detail = json!({ "order": order, "rewritten": versions.len() });
    let act = submitted(
        call.act("manifesto.order", document.id, &detail),
        form.submission,
        "",
    );
    match call.store.reorder(&act, &base, &order, &versions).await {
        Err(StoreError::Stale) => Err(Error::form(Trouble::ChangedMeanwhile)),
        other => Ok(other?),
    }
}

/// The order that a form wishes.
fn wished(form: &OrderForm, base: &[String]) -> Result<Vec<String>, Error> {
    if !form.order.is_empty() {
        let sorted = |slugs: &[String]| {
            let mut slugs = slugs.to_vec();
            slugs.sort();
            slugs
        };
        // Exactly these sections, each of them once.
        if sorted(&form.order) != sorted(base) {
            return Err(Error::form(Trouble::ChangedMeanwhile));
        }
        return Ok(form.order.clone());
    }
    let from = base
        .iter()
        .position(|slug| *slug == form.section)
        .ok_or(Error::NotFound)?;
    let last = base.len() - 1;
    let to = match form.to.as_str() {
        "up" => from.saturating_sub(1),
        "down" => (from + 1).min(last),
        place => {
            let many = u32::try_from(base.len()).unwrap_or(u32::MAX);
            let place: usize = place.trim().parse().unwrap_or(0);
            if !(1..=base.len()).contains(&place) {
                return Err(Error::field("to", Trouble::NotANumber(1, many)));
            }
            place - 1
        }
    };
    let mut order = base.to_vec();
    let moved = order.remove(from);
    order.insert(to, moved);
    Ok(order)
}

/// The version of a section whose references follow.
fn following(one: &Rewritten, author: MemberId) -> NewVersion {
    let base = &one.version;
    let mut next_clause = base.next_clause;
    let clauses = carry(&one.old, &clauses_of(base), &one.new, &mut next_clause);
    let layout = Layout::default();
    NewVersion {
        document: base.document,
        title: base.title.clone(),
        words: count(&profile_of(RULE), &base.title, &one.new).words,
        hash: fingerprint(&base.title, &one.new),
        text: one.new.as_str().to_owned(),
        clauses: clauses.iter().map(|id| id.0).collect(),
        next_clause,
        stated_words: None,
        profile: base.profile.clone(),
        layout_algorithm: layout.algorithm,
        layout_width: layout.width,
        author,
        note: "References follow the new order of the sections".to_owned(),
        seen_on: String::new(),
    }
}
