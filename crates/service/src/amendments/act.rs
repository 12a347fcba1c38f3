//! What becomes of an amendment: handed in, tabled, taken on, voted on, withdrawn.

use crate::amendments::read::{base_of, can, current, stood, visible};
use crate::amendments::told;
use crate::call::submitted;
use crate::error::Problems;
use crate::motions::{layout_of, readable, text_of};
use crate::{Call, Error, Trouble};
use domain::amendment::{Fit, Follows, Hand, State, Verb, figures, follow};
use domain::round::Phase;
use domain::text::canon::Canonical;
use domain::text::diff::diff_with;
use serde_json::json;
use store::{Amendment, AmendmentChange, Document, NewForm, NewMove, StoreError, Submission};

/// What the forms on an amendment's page hold.
#[derive(Clone, Debug, Default)]
pub struct Doing {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The text's address.
    pub slug: String,
    /// The amendment.
    pub number: u32,
    /// The revision that whoever acts has seen.
    pub revision: u32,
    /// The word for what is done.
    pub verb: String,
    /// Why.
    pub reason: String,
}

/// Does something with an amendment; it is recorded with who, when, in which capacity and why.
pub async fn act(call: &Call, form: &Doing) -> Result<(), Error> {
    let document = readable(call, &form.slug).await?;
    let amendment = call
        .amendment(document.id, form.number)
        .await?
        .filter(|amendment| visible(call, amendment))
        .ok_or(Error::NotFound)?;
    let member = call.signed_in()?;
    let verb = Verb::from_word(&form.verb)
        .filter(|verb| *verb != Verb::Incorporate)
        .ok_or_else(|| Error::field("verb", Trouble::NotAChoice))?;
    let parent = match amendment.parent {
        Some(parent) => Some(base_of(call, &document, parent).await?),
        None => None,
    };
    let parent_author = parent.as_ref().map(|parent| parent.author);
    call.once(form.submission, "amendment.move").await?;
    if amendment.state.after(verb).is_none() {
        return Err(Error::form(Trouble::NotNow));
    }
    let hand = can(call, &document, &amendment, parent_author, verb).ok_or(Error::NotAllowed)?;
    let mut problems = Problems::default();
    let reason = if verb.needs_reason() {
        problems.line("reason", &form.reason, 500)
    } else {
        problems.optional_line("reason", &form.reason, 500)
    };
    problems.done()?;
    if verb == Verb::Submit {
        may_submit(call, &document, &amendment).await?;
    }
    if matches!(verb, Verb::Submit | Verb::Accept | Verb::Carry) {
        within_limits(call, &document, &amendment, parent.as_ref()).await?;
    }
    let state = amendment.state.after(verb).unwrap_or(amendment.state);
    let step = |state: State| NewMove {
        state,
        member: member.id,
        hand,
        reason: reason.clone(),
        version: document.latest,
    };
    let mut changes = vec![AmendmentChange {
        id: amendment.id,
        revision: form.revision,
        words: None,
        form: None,
        moves: vec![step(state)],
        version: None,
    }];
    // What amends an amendment goes into that one as soon as it is agreed.
    if let (Some(parent), State::Accepted | State::Carried) = (&parent, state) {
        changes[0].moves.push(step(State::Incorporated));
        changes.push(AmendmentChange {
            id: parent.id,
            revision: parent.revision,
            words: None,
            form: Some(into_parent(call, &amendment, parent).await?),
            moves: Vec::new(),
            version: None,
        });
    }
    let mut act = call.act(
        "amendment.move",
        document.id,
        &json!({ "amendment": amendment.id, "to": state.word(), "hand": hand.word() }),
    );
    if hand != Hand::Proposer {
        act.mails = told::moved(call, &document, &amendment, state, &reason).await?;
    }
    match call
        .store
        .change_amendments(&submitted(act, form.submission, ""), &changes)
        .await
    {
        Ok(()) => Ok(()),
        Err(StoreError::Stale) => Err(Error::form(Trouble::ChangedMeanwhile)),
        Err(other) => Err(other.into()),
    }
}

/// An amendment is handed in while a round asks for views; the committee may at any time.
async fn may_submit(call: &Call, document: &Document, amendment: &Amendment) -> Result<(), Error> {
    if amendment.parent.is_none() && amendment.form.base != document.latest {
        return Err(Error::form(Trouble::MovedOn(document.latest)));
    }
    let rounds = call.store.rounds_of(document.id).await?;
    let open = rounds
        .iter()
        .any(|round| round.window.phase(call.now) == Phase::Open);
    if !open && !call.on_committee() {
        return Err(Error::form(Trouble::AmendmentsClosed));
    }
    Ok(())
}

/// Refuses an amendment by which the text would grow over its limit, or that adds more than one may.
async fn within_limits(
    call: &Call,
    document: &Document,
    amendment: &Amendment,
    parent: Option<&Amendment>,
) -> Result<(), Error> {
    let article = current(call, document).await?;
    let of = async |one: &Amendment| -> Result<Follows, Error> {
        let base = call
            .version(document.id, one.form.base)
            .await?
            .ok_or(Error::NotFound)?;
        Ok(follow(
            &text_of(&base),
            &Canonical::trusted(one.form.text.clone()),
            &article.text,
        ))
    };
    let amended = Canonical::trusted(amendment.form.text.clone());
    let text = match parent {
        // Against the text itself: what would stand there with both.
        Some(parent) => {
            let follows = of(parent).await?;
            let parent_text = Canonical::trusted(parent.form.text.clone());
            let stands = follows.text(&parent_text);
            let stood = stood(call, amendment, parent).await?;
            follow(&stood, &amended, stands).text(&amended).clone()
        }
        None => of(amendment).await?.text(&amended).clone(),
    };
    let layout = layout_of(&article.version);
    let diff = diff_with(&article.text, &text, layout, layout);
    let figures = figures(&article.profile, &article.version.title, &diff, &text);
    // A text that is too long already may well be amended, as long as it does not grow.
    let grows = figures.total > article.count.words;
    if let Some((over, limit)) = figures.over_total.filter(|_| grows) {
        return Err(Error::form(Trouble::AmendedOver(over, limit)));
    }
    if let Some((over, limit)) = figures.over_added {
        return Err(Error::form(Trouble::AddsTooMuch(over, limit)));
    }
    Ok(())
}

/// The form that an amendment has once what amends it has gone in.
async fn into_parent(call: &Call, child: &Amendment, parent: &Amendment) -> Result<NewForm, Error> {
    let stood = stood(call, child, parent).await?;
    let amended = Canonical::trusted(child.form.text.clone());
    let follows = follow(&stood, &amended, &Canonical::trusted(parent.form.text.clone()));
    if let Follows::Clash(_) = follows {
        return Err(Error::form(Trouble::ClashesOpen(1)));
    }
    Ok(NewForm {
        base: parent.form.base,
        parent_form: None,
        text: follows.text(&amended).as_str().to_owned(),
        fit: Fit::Amended,
    })
}
