//! Changing what a member holds, and what they say of themselves.

use crate::call::submitted;
use crate::error::Problems;
use crate::people::invite::{link, mail, name, roles};
use crate::{Call, Error, Trouble};
use domain::people::Category;
use domain::permission::Action;
use domain::retention::INVITATION_DAYS;
use serde_json::json;
use store::{MemberChange, StoreError, Submission};

/// What the form for one member holds.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// The form's id.
    pub submission: Option<Submission>,
    /// Whose.
    pub member: String,
    /// What they are called.
    pub name: String,
    /// Words for the roles.
    pub roles: Vec<String>,
    /// The category's word.
    pub category: String,
    /// Their constituency party.
    pub clp: String,
    /// Their region.
    pub region: String,
    /// Whether they may not sign in.
    pub blocked: bool,
}

/// Changes a member's roles and details. New roles hold at the member's next request;
/// a block ends their sessions at once.
pub async fn change(call: &Call, form: &Standing) -> Result<(), Error> {
    call.require(Action::Administer)?;
    let id = form.member.parse().map_err(|_| Error::NotFound)?;
    let member = call.store.member(id).await?.ok_or(Error::NotFound)?;
    let mut problems = Problems::default();
    let name = name(call, &mut problems, &form.name, Some(id)).await?;
    let roles = roles(&mut problems, &form.roles);
    let category = problems.choice("category", &form.category, Category::from_word);
    let clp = problems.optional_line("clp", &form.clp, 80);
    let region = problems.optional_line("region", &form.region, 80);
    problems.done()?;
    let (Some(roles), Some(category)) = (roles, category) else {
        return Err(Error::form(Trouble::Missing));
    };
    let blocked_at = if form.blocked {
        member.blocked_at.or(Some(call.now))
    } else {
        None
    };
    let change = MemberChange {
        id,
        name,
        roles,
        category,
        clp,
        region,
        invited_until: member.invited_until,
        blocked_at,
        end_sessions: blocked_at.is_some() || roles != member.roles,
    };
    let detail =
        json!({ "roles": [member.roles.to_words(), roles.to_words()], "blocked": blocked_at.is_some() });
    let act = call.act("member.change", id, &detail);
    match call
        .store
        .change_member(&submitted(act, form.submission, ""), &change)
        .await
    {
        Err(StoreError::Taken("administrator")) => Err(Error::field("role", Trouble::LastAdministrator)),
        Err(StoreError::Taken("row")) => Err(Error::field("name", Trouble::NameTaken)),
        other => Ok(other?),
    }
}

/// Sends a new invitation to somebody who has not taken the first one up.
pub async fn resend_invitation(
    call: &Call,
    member: &str,
    submission: Option<Submission>,
) -> Result<(), Error> {
    call.require(Action::Administer)?;
    let id = member.parse().map_err(|_| Error::NotFound)?;
    let member = call.store.member(id).await?.ok_or(Error::NotFound)?;
    if member.confirmed_at.is_some() || member.blocked_at.is_some() {
        return Err(Error::form(Trouble::AlreadyThere));
    }
    let until = call.now.plus_days(INVITATION_DAYS);
    let change = MemberChange {
        id,
        name: member.name.clone(),
        roles: member.roles,
        category: member.category,
        clp: member.clp.clone(),
        region: member.region.clone(),
        invited_until: until,
        blocked_at: None,
        // Earlier links die, so that only the newest invitation works.
        end_sessions: true,
    };
    let act = call.act("member.invite-again", id, &json!({}));
    call.store
        .change_member(&submitted(act, submission, ""), &change)
        .await?;
    let (request, link) = link(call, id, until);
    let group = crate::group::show(call).await?.name;
    let mut act = call.act("sign-in.ask", request.id, &json!({}));
    act.mails
        .push(mail(call, &member.name, &member.email, &group, &link));
    Ok(call.store.ask_sign_in(&act, &request, None).await?)
}

/// What a member may change of themselves.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// The form's id.
    pub submission: Option<Submission>,
    /// What they are called.
    pub name: String,
    /// Their constituency party.
    pub clp: String,
    /// Their region.
    pub region: String,
}

/// Changes the name, constituency party and region of whoever is asking.
pub async fn change_account(call: &Call, form: &Account) -> Result<(), Error> {
    let member = call.signed_in()?;
    let mut problems = Problems::default();
    let name = name(call, &mut problems, &form.name, Some(member.id)).await?;
    let clp = problems.optional_line("clp", &form.clp, 80);
    let region = problems.optional_line("region", &form.region, 80);
    problems.done()?;
    let act = submitted(
        call.act("member.account", member.id, &json!({})),
        form.submission,
        "",
    );
    match call
        .store
        .change_details(&act, member.id, &name, &clp, &region)
        .await
    {
        Err(StoreError::Taken("row")) => Err(Error::field("name", Trouble::NameTaken)),
        other => Ok(other?),
    }
}
