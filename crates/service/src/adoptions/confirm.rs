//! A link by which the secretary of a CLP confirms what was reported, without an account.

use super::act::known;
use crate::call::submitted;
use crate::error::Problems;
use crate::people::email;
use crate::secret::{hex, sha256};
use crate::{Call, Error, Trouble};
use domain::adoption::{Hand, Kind, State};
use domain::ids::{AdoptionLinkId, MailId, SubmissionId};
use domain::permission::Action;
use domain::retention::CONFIRMATION_DAYS;
use serde_json::json;
use store::{Adoption, AdoptionLink, NewAdoptionLink, NewAdoptionMove, NewMail, Publication, StoreError};

/// Links for one report in a day.
const LINKS_A_DAY: u32 = 3;

/// What the form that sends a link holds.
#[derive(Clone, Debug, Default)]
pub struct AskForm {
    /// The form's id.
    pub submission: Option<SubmissionId>,
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
             To see what we were told, and to confirm it, open this link and press the button there:\n\n    \
             {base}/confirm/{token}\n\n\
             It holds for {CONFIRMATION_DAYS} days and works once. You need no account.\n\
             If it is wrong, or you are not the secretary, you need do nothing, or write to {}.\n\n\
             {}\n{base}/\n",
            group.name,
            adoption.clp,
            subject.current().title,
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
    Ok((
        link,
        Pending {
            adoption,
            publication,
        },
    ))
}

/// Confirms what the page showed, and uses the link up. Where more has been reported meanwhile, that is shown first.
pub async fn confirm_by_link(call: &Call, token: &str, seen: u32) -> Result<(), Error> {
    let (link, Pending { adoption, .. }) = pending(call, token).await?;
    if adoption.moves != seen {
        return Err(Error::form(Trouble::ChangedMeanwhile));
    }
    let step = NewAdoptionMove {
        adoption: adoption.id,
        seen,
        kind: Kind::Confirm,
        state: adoption.state,
        own_words: adoption.variant.is_some(),
        hand: Hand::Secretary,
        meeting_on: String::new(),
        composite_document: None,
        composite: String::new(),
        note: String::new(),
        member: None,
    };
    let detail = json!({ "kind": Kind::Confirm.word(), "state": adoption.state.word() });
    // Whoever uses a link does so as nobody, even if they are signed in.
    let act = store::Act {
        actor: None,
        ..call.act("adoption.confirm", adoption.id, &detail)
    };
    match call.store.use_adoption_link(&act, link.id, &step).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::form(Trouble::LinkSpent)),
        Err(StoreError::Stale) => Err(Error::form(Trouble::ChangedMeanwhile)),
        Err(other) => Err(other.into()),
    }
}
