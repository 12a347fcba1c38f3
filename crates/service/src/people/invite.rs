//! Inviting people.

use crate::call::submitted;
use crate::error::Problems;
use crate::people::sign_in::code_hash;
use crate::secret::{hex, sha256};
use crate::{Call, Error, Trouble};
use domain::ids::{MailId, MemberId, SignInId};
use domain::people::{BadEmail, Category, Email, Role, Roles, name_key};
use domain::permission::Action;
use domain::retention::INVITATION_DAYS;
use serde_json::json;
use store::{NewMail, NewMember, NewSignIn, SignInPurpose, StoreError, Submission};

/// What the invitation form holds.
#[derive(Clone, Debug, Default)]
pub struct Invitation {
    /// The form's id.
    pub submission: Option<Submission>,
    /// The address.
    pub email: String,
    /// What they are to be called.
    pub name: String,
    /// Words for the roles.
    pub roles: Vec<String>,
    /// The category's word.
    pub category: String,
    /// Their constituency party.
    pub clp: String,
    /// Their region.
    pub region: String,
}

/// An invitation that has been made.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The link that signs them in for the first time.
    pub link: String,
}

/// Invites somebody and mails them a link.
pub async fn invite(call: &Call, form: &Invitation) -> Result<Invited, Error> {
    call.require(Action::Administer)?;
    admit(call, form, true).await
}

/// Invites somebody from the machine's own command line, which needs no member: the first administrator that way.
/// The link is printed, not mailed. Somebody who is here already is refused.
pub async fn invite_from_command_line(call: &Call, form: &Invitation) -> Result<Invited, Error> {
    admit(call, form, false).await
}

async fn admit(call: &Call, form: &Invitation, send: bool) -> Result<Invited, Error> {
    let mut problems = Problems::default();
    let email = email(&mut problems, "email", &form.email);
    // Somebody who is here already is told so by the address alone.
    let here = match &email {
        Some(email) => call.store.member_by_email(email).await?.map(|member| member.id),
        None => None,
    };
    let name = name(call, &mut problems, &form.name, here).await?;
    let roles = roles(&mut problems, &form.roles);
    let category = problems.choice("category", &form.category, Category::from_word);
    let clp = problems.optional_line("clp", &form.clp, 80);
    let region = problems.optional_line("region", &form.region, 80);
    problems.done()?;
    let (Some(email), Some(roles), Some(category)) = (email, roles, category) else {
        return Err(Error::form(Trouble::Missing));
    };
    let until = call.now.plus_days(INVITATION_DAYS);
    let member = NewMember {
        id: call.id(MemberId::new),
        email,
        name,
        roles,
        category,
        clp,
        region,
        invited_until: until,
    };
    let (request, link) = link(call, member.id, until);
    let mut act = call.act("member.invite", member.id, &json!({ "roles": roles.to_words() }));
    if send {
        let group = crate::group::show(call).await?.name;
        act.mails
            .push(mail(call, &member.name, member.email.as_str(), &group, &link));
    }
    match call
        .store
        .admit(&submitted(act, form.submission, ""), &[member], Some(&request))
        .await
    {
        Err(StoreError::Taken("row")) => Err(match here {
            Some(_) => Error::field("email", Trouble::AlreadyThere),
            // Somebody was entered in this very moment, under this address or a name like this one.
            None => Error::field("name", Trouble::NameTaken),
        }),
        other => Ok(other.map(|()| Invited { link })?),
    }
}

/// A request that signs a member in for the first time, and its link.
pub(super) fn link(call: &Call, member: MemberId, until: domain::time::Instant) -> (NewSignIn, String) {
    let id = call.id(SignInId::new);
    let token = hex(call.chance.token());
    let request = NewSignIn {
        id,
        member: Some(member),
        token_hash: sha256(&[&token]),
        // No code goes out with an invitation; this one is nobody's.
        code_hash: code_hash(id, &hex(call.chance.token())),
        purpose: SignInPurpose::Invitation,
        next: "/".to_owned(),
        expires_at: until,
    };
    (request, format!("{}/sign-in/link/{token}", call.site.base_url))
}

pub(super) fn mail(call: &Call, name: &str, email: &str, group: &str, link: &str) -> NewMail {
    NewMail {
        id: call.id(MailId::new),
        recipient: email.to_owned(),
        subject: format!("Invitation to {group}"),
        body: format!(
            "Hello {name},\n\n\
             {group} invites you to read, comment on and decide about its motions.\n\n\
             Open this link and press the button there:\n\n    {link}\n\n\
             It holds for {INVITATION_DAYS} days and works once. \
             After that you sign in with your e-mail address; there is no password.\n\n\
             {group}\n{}/\n",
            call.site.base_url
        ),
    }
}

/// An address that can be used.
pub(crate) fn email(problems: &mut Problems, field: &str, value: &str) -> Option<Email> {
    match Email::parse(value) {
        Ok(email) => Some(email),
        Err(BadEmail::Empty) => {
            problems.add(field, Trouble::Missing);
            None
        }
        Err(_) => {
            problems.add(field, Trouble::NotAnEmail);
            None
        }
    }
}

/// A name: there, not too long, without characters that do not show or turn the line around, and not to be taken for
/// that of anybody but `whose`.
pub(super) async fn name(
    call: &Call,
    problems: &mut Problems,
    value: &str,
    whose: Option<MemberId>,
) -> Result<String, Error> {
    let name = problems.line("name", value, 80);
    let key = name_key(&name);
    let others = call.store.members().await?;
    if others
        .iter()
        .any(|member| Some(member.id) != whose && name_key(&member.name) == key)
    {
        problems.add("name", Trouble::NameTaken);
    }
    Ok(name)
}

pub(super) fn roles(problems: &mut Problems, words: &[String]) -> Option<Roles> {
    let roles: Option<Vec<Role>> = words.iter().map(|word| Role::from_word(word)).collect();
    match roles {
        Some(roles) if roles.contains(&Role::Visitor) => {
            problems.add("role", Trouble::NotAChoice);
            None
        }
        Some(roles) if !roles.is_empty() => {
            // Whoever only looks after accounts is still a member of the group.
            let member = if roles == [Role::Administrator] {
                vec![Role::Administrator, Role::Member]
            } else {
                roles
            };
            Some(Roles::of(&member))
        }
        Some(_) => {
            problems.add("role", Trouble::Missing);
            None
        }
        None => {
            problems.add("role", Trouble::NotAChoice);
            None
        }
    }
}
