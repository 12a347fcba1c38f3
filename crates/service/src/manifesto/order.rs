//! The order of the sections. Their numbers follow it, and the references to those numbers with them.

use super::follow::{Rewritten, following, named, rewritten};
use super::show::{Contents, contents};
use super::whole;
use crate::call::submitted;
use crate::{Call, Error, Trouble};
use domain::ids::DocumentId;
use domain::permission::Action;
use serde_json::json;
use store::{StoreError, Submission};

/// What the form for an order holds.
#[derive(Clone, Debug, Default)]
pub struct OrderForm {
    /// The form's id.
    pub submission: Option<Submission>,
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
    // Only what is written has a number.
    let numbered: Vec<DocumentId> = order
        .iter()
        .filter_map(|slug| contents.find(slug))
        .filter(|listed| listed.number.is_some())
        .map(|listed| listed.section.document.id)
        .collect();
    let rewritten = rewritten(call, &contents, &numbered).await?;
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
    let (versions, mails) = if follow {
        following(call, &plan.rewritten, member.id).await?
    } else {
        (Vec::new(), Vec::new())
    };
    let ids = |slugs: &[String]| -> Vec<DocumentId> {
        slugs
            .iter()
            .filter_map(|slug| plan.contents.find(slug))
            .map(|listed| listed.section.document.id)
            .collect()
    };
    let (base, order) = (ids(&form.base), ids(&plan.order));
    let detail = json!({ "order": order, "rewritten": named(&versions) });
    let mut act = submitted(
        call.act("manifesto.order", document.id, &detail),
        form.submission,
        "",
    );
    act.mails = mails;
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
