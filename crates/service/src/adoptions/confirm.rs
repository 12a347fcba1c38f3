//! A link by which the secretary of a CLP confirms what was reported, without an account.

use super::act::known;
use crate::call::submitted;
use crate::error::Problems;
use crate::people::email;
use crate::secret::{hex, sha256};
use crate::{Call, Error, Trouble};
use domain::adoption::{Consent, Hand, Kind, State, own_words, path};
use domain::ids::{AdoptionLinkId, MailId};
use domain::permission::Action;
use domain::retention::CONFIRMATION_DAYS;
use serde_json::json;
use store::{
    Adoption, AdoptionLink, NewAdoptionLink, NewAdoptionMove, NewMail, Publication, StoreError, Submission,
    Variant,
};

/// Links for one report in a day.
const LINKS_A_DAY: u32 = 3;

/// What the form that sends a link holds.
#[derive(Clone, Debug, Default)]
pub struct AskForm {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The text's address.
    pub slug: String,
    /// The adoption's number.
    pub number: u32,
    /// The address of the CLP's secretary.
    pub email: String,
}

/// Sends the secretary of a CLP a link. Nothing changes until the button on its page is pressed; the address is in the
/// mail and nowhere else.
pub async fn ask_confirmation(call: &Call, form: &AskForm) -> Result<(), Error> {
    let (subject, adoption) = known(call, &form.slug, form.number).await?;
    let member = call.signed_in()?;
    if !super::may(call, Action::Confirm) {
        return Err(Error::NotAllowed);
    }
    let group = crate::group::show(call).await?;
    let mut problems = Problems::default();
    let email = email(&mut problems, "email", &form.email);
    problems.done()?;
    let email = email.ok_or(Error::field("email", Trouble::Missing))?;
    // Anybody may enter the demonstration: it must not send mail wherever they like.
    if group.demo || adoption.state == State::Mistaken {
        return Err(Error::form(Trouble::NotNow));
    }
    let token = hex(call.chance.token());
    let link = NewAdoptionLink {
        id: call.id(AdoptionLinkId::new),
        adoption: adoption.id,
        token_hash: sha256(&[&token]),
        member: member.id,
        expires_at: call.now.plus_days(CONFIRMATION_DAYS),
    };
    let mut act = submitted(
        call.act("adoption.ask", adoption.id, &json!({})),
        form.submission,
        "",
    );
    let base = &call.site.base_url;
    act.mails.push(NewMail {
        id: call.id(MailId::new),
        recipient: email.as_str().to_owned(),
        subject: format!("Is this what {} did?", adoption.clp),
        body: format!(
            "Hello,\n\n\
             {} has been told that {} dealt with the motion\n\n    {}\n\n\
             To see what we were told, and to say whether it is right, open this link and answer there:\n\n    \
             {base}/confirm/{token}\n\n\
             It holds for {CONFIRMATION_DAYS} days and works once. You need no account.\n\
             There you also say who may know that it was your party. If you are not its secretary, \
             you need do nothing, or write to {}.\n\n\
             {}\n{base}/\n",
            group.name,
            adoption.clp,
            subject.taken(&adoption).title,
            group.contact,
            group.name
        ),
    });
    let most = (LINKS_A_DAY, call.now.plus_days(-1));
    match call.store.send_adoption_link(&act, &link, most).await {
        Err(StoreError::Taken("adoption-link")) => Err(Error::form(Trouble::TooManyLinks)),
        other => Ok(other?),
    }
}

/// What a link asks somebody to confirm.
#[derive(Clone, Debug)]
pub struct Pending {
    /// What was reported.
    pub adoption: Adoption,
    /// Of which publication.
    pub publication: Publication,
    /// The words that the CLP passed, where they are its own.
    pub words: Option<Variant>,
    /// What may be right instead: where it stands, with something about it wrong, where it stood before, or nothing of it.
    pub instead: Vec<State>,
}

/// What a link would confirm. Asking changes nothing, so that a mail scanner that opens links spends none.
pub async fn pending_confirmation(call: &Call, token: &str) -> Result<Pending, Error> {
    Ok(pending(call, token).await?.1)
}

async fn pending(call: &Call, token: &str) -> Result<(AdoptionLink, Pending), Error> {
    let spent = || Error::form(Trouble::LinkSpent);
    let link = call
        .store
        .adoption_link(&sha256(&[token]))
        .await?
        .filter(|link| !link.used && link.expires_at > call.now)
        .ok_or_else(spent)?;
    let adoption = call
        .store
        .adoption_by_id(link.adoption)
        .await?
        .filter(|adoption| adoption.state != State::Mistaken)
        .ok_or_else(spent)?;
    let publications = call.store.publications_of(adoption.document).await?;
    let publication = publications
        .into_iter()
        .find(|publication| publication.id == adoption.publication)
        .ok_or_else(spent)?;
    let words = match adoption.variant {
        Some(_) => call.variant(adoption.id).await?,
        None => None,
    };
    let moves = call.store.adoption_moves(adoption.id).await?;
    let states: Vec<State> = moves.iter().map(|step| step.state).collect();
    let way = path(&states);
    let before = way.iter().rev().skip(1).copied();
    Ok((
        link,
        Pending {
            // Nothing stands in the place of what it is said to be but that something about it is wrong.
            instead: [adoption.state]
                .into_iter()
                .chain(before)
                .chain([State::Mistaken])
                .collect(),
            adoption,
            publication,
            words,
        },
    ))
}

/// What the secretary of a CLP answers.
#[derive(Clone, Debug, Default)]
pub struct SecretaryForm {
    /// The secret of the link.
    pub token: String,
    /// How many moves the page showed.
    pub seen: u32,
    /// Whether something is wrong with what was reported.
    pub wrong: bool,
    /// The word for what is right instead.
    pub back: String,
    /// What was wrong.
    pub reason: String,
    /// The word for who may know.
    pub consent: String,
}

/// Records what the secretary of a CLP answers, with whom the CLP lets know, and uses the link up. Where more has been
/// reported meanwhile, that is shown first.
pub async fn answer_by_link(call: &Call, form: &SecretaryForm) -> Result<(), Error> {
    let (link, pending) = pending(call, &form.token).await?;
    let adoption = pending.adoption;
    if adoption.moves != form.seen {
        return Err(Error::form(Trouble::ChangedMeanwhile));
    }
    let mut problems = Problems::default();
    let asked = if form.wrong { "may_know" } else { "consent" };
    let consent = problems.choice(asked, &form.consent, Consent::from_word);
    let (kind, state, note) = if form.wrong {
        let state = problems.choice("back", &form.back, State::from_word);
        if state.is_some_and(|state| !pending.instead.contains(&state)) {
            problems.add("back", Trouble::NotAChoice);
        }
        let note = problems.optional_line("reason", &form.reason, 300);
        if note.is_empty() {
            problems.add("reason", Trouble::NoReason);
        }
        (Kind::Correct, state, note)
    } else {
        (Kind::Confirm, Some(adoption.state), String::new())
    };
    problems.done()?;
    let (Some(state), Some(consent)) = (state, consent) else {
        return Err(Error::form(Trouble::Missing));
    };
    let moves = call.store.adoption_moves(adoption.id).await?;
    let mut states: Vec<State> = moves.iter().map(|step| step.state).collect();
    states.push(state);
    let step = NewAdoptionMove {
        adoption: adoption.id,
        seen: form.seen,
        kind,
        state,
        own_words: own_words(&states),
        hand: Hand::Secretary,
        meeting_on: String::new(),
        composite_document: None,
        composite: String::new(),
        note,
        member: None,
    };
    let detail = json!({ "kind": kind.word(), "state": state.word(), "consent": consent.word() });
    // Whoever uses a link does so as nobody, even if they are signed in.
    let act = store::Act {
        actor: None,
        ..call.act("adoption.confirm", adoption.id, &detail)
    };
    match call.store.use_adoption_link(&act, link.id, &step, consent).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::form(Trouble::LinkSpent)),
        Err(StoreError::Stale) => Err(Error::form(Trouble::ChangedMeanwhile)),
        Err(other) => Err(other.into()),
    }
}
