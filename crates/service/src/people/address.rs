//! Changing one's e-mail address: asked for by whoever is signed in, proven by whoever reads mail at the new one.

use crate::call::submitted;
use crate::error::Problems;
use crate::people::invite::email;
use crate::secret::{hex, sha256};
use crate::{Call, Error, Trouble};
use domain::ids::{EmailChangeId, MailId};
use serde_json::json;
use store::{EmailChange, Member, NewEmailChange, NewMail, StoreError, Submission};

/// How long the link holds.
const HOURS: i64 = 24;
/// Changes in an hour: by one member, and to one address.
const CHANGES_AN_HOUR: u32 = 5;

/// What the form for a new address holds.
#[derive(Clone, Debug, Default)]
pub struct NewAddress {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The new address.
    pub email: String,
}

/// A new address that a link would make somebody's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingAddress {
    /// Whose.
    pub name: String,
    /// The new address.
    pub email: String,
}

/// Sends a link to the new address and a notice to the one that the account has. Nothing changes until the link is
/// used. The answer is the same where somebody else has the address, who gets no mail.
pub async fn ask_address(call: &Call, form: &NewAddress) -> Result<(), Error> {
    let member = call.signed_in()?;
    let group = crate::group::show(call).await?;
    let mut problems = Problems::default();
    let email = email(&mut problems, "new_email", &form.email);
    problems.done()?;
    let Some(email) = email else {
        return Err(Error::field("new_email", Trouble::Missing));
    };
    if email.as_str() == member.email {
        return Err(Error::field("new_email", Trouble::Unchanged));
    }
    // Anybody may enter the demonstration: it must not send mail wherever they like.
    if group.demo {
        return Err(Error::form(Trouble::NotNow));
    }
    let token = hex(call.chance.token());
    let change = NewEmailChange {
        id: call.id(EmailChangeId::new),
        member: member.id,
        email,
        token_hash: sha256(&[&token]),
        expires_at: call.now.plus_minutes(HOURS * 60),
    };
    let mut act = submitted(
        call.act("member.ask-address", member.id, &json!({})),
        form.submission,
        "",
    );
    act.mails.push(notice(
        call,
        member,
        &group.name,
        "somebody who is signed in as you wants to use another e-mail address for your account.\n\
         Nothing has changed yet.\n\n\
         If it was you, open the link that has gone to the new address.\n\
         If it was not you, sign in, open “Your account” and press “Sign out on every device”: \
         the link is then worth nothing.",
    ));
    if call.store.member_by_email(&change.email).await?.is_none() {
        act.mails
            .push(link(call, member, &group.name, change.email.as_str(), &token));
    }
    let most = (CHANGES_AN_HOUR, call.now.plus_minutes(-60));
    match call.store.ask_email_change(&act, &change, most).await {
        // Too many mails already: the answer is the same.
        Err(StoreError::Taken("email-change")) => Ok(()),
        other => Ok(other?),
    }
}

/// What a link would change; asking changes nothing, so that a mail scanner that opens links spends none.
pub async fn pending_address(call: &Call, token: &str) -> Result<PendingAddress, Error> {
    let (change, member) = pending(call, token).await?;
    Ok(PendingAddress {
        name: member.name,
        email: change.email,
    })
}

/// Gives the account the address that the link was sent to, and signs it out everywhere.
pub async fn confirm_address(call: &Call, token: &str) -> Result<(), Error> {
    let (change, member) = pending(call, token).await?;
    let group = crate::group::show(call).await?.name;
    let mut act = call.act("member.address", member.id, &json!({}));
    act.actor = Some(member.id);
    act.mails.push(notice(
        call,
        &member,
        &group,
        "your account has another e-mail address from now on, and this one can no longer sign in.\n\
         If it was not you, tell the group at once.",
    ));
    match call.store.use_email_change(&act, change.id).await {
        Ok(true) => Ok(()),
        // Used, or somebody else's by now.
        Ok(false) | Err(StoreError::Taken("row")) => Err(Error::form(Trouble::LinkSpent)),
        Err(other) => Err(other.into()),
    }
}

async fn pending(call: &Call, token: &str) -> Result<(EmailChange, Member), Error> {
    let spent = || Error::form(Trouble::LinkSpent);
    let change = call
        .store
        .email_change(&sha256(&[token]))
        .await?
        .filter(|change| !change.used && change.expires_at > call.now)
        .ok_or_else(spent)?;
    let member = call
        .store
        .member(change.member)
        .await?
        .filter(|member| member.blocked_at.is_none())
        .ok_or_else(spent)?;
    Ok((change, member))
}

fn link(call: &Call, member: &Member, group: &str, email: &str, token: &str) -> NewMail {
    let base = &call.site.base_url;
    NewMail {
        id: call.id(MailId::new),
        recipient: email.to_owned(),
        subject: format!("Your new address for {group}"),
        body: format!(
            "Hello {},\n\n\
             to use this address for your account, open this link and press the button there:\n\n    \
             {base}/account/address/{token}\n\n\
             It holds for {HOURS} hours and works once.\n\
             If you did not ask for it, you need do nothing: nothing changes without this mail.\n\n\
             {group}\n{base}/\n",
            member.name
        ),
    }
}

fn notice(call: &Call, member: &Member, group: &str, what: &str) -> NewMail {
    let base = &call.site.base_url;
    NewMail {
        id: call.id(MailId::new),
        recipient: member.email.clone(),
        subject: format!("The address of your account at {group}"),
        body: format!("Hello {},\n\n{what}\n\n{group}\n{base}/\n", member.name),
    }
}
