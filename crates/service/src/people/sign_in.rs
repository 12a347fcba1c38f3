//! Signing in by a link or a six-digit code sent by e-mail.

use crate::secret::{code, hex, sha256};
use crate::{Call, Error, Trouble};
use domain::ids::{MailId, SignInId};
use domain::people::{BadEmail, Email};
use domain::retention::{LINK_MINUTES, SESSION_DAYS};
use serde_json::json;
use std::sync::Arc;
use store::{Act, Member, NewMail, NewSession, NewSignIn, SignIn, SignInPurpose, StoreError};

/// Mails to one address in an hour.
const MAILS_AN_HOUR: u32 = 5;
/// Mails for signing in that leave in an hour, to whomever: who knows many addresses cannot make the group's mail server
/// look like one that floods.
const MAILS_AN_HOUR_IN_ALL: u32 = 500;
/// Codes that may be tried before a request is spent.
const TRIES: u32 = 5;

/// What the browser that asked is told, whether or not anybody has the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The request; the code is typed for it.
    pub id: SignInId,
}

/// A link that would sign somebody in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Whom, as the group calls them.
    pub name: String,
    /// Their address.
    pub email: String,
}

/// A session that has just been opened. Its token is nowhere else.
#[derive(Clone, Debug)]
pub struct Session {
    /// The cookie's value.
    pub token: String,
    /// Where to go.
    pub next: String,
}

/// Sends a link and a code to an address, if somebody here has it. The answer is the same if nobody does.
pub async fn ask(call: &Call, email: &str, next: &str) -> Result<Asked, Error> {
    let email = Email::parse(email).map_err(|bad| {
        Error::field(
            "email",
            if bad == BadEmail::Empty {
                Trouble::Missing
            } else {
                Trouble::NotAnEmail
            },
        )
    })?;
    // Before anybody is looked up, so that the answer is the same whoever it is.
    let hour = call.now.plus_minutes(-60);
    if call.store.sign_in_mails(hour).await? >= MAILS_AN_HOUR_IN_ALL {
        return Err(Error::form(Trouble::MailsSpent));
    }
    let id = call.id(SignInId::new);
    let (token, code) = (hex(call.chance.token()), code(call.chance.token()));
    let member = call
        .store
        .member_by_email(&email)
        .await?
        .filter(|member| may_enter(call, member));
    let request = NewSignIn {
        id,
        member: None,
        token_hash: sha256(&[&token]),
        code_hash: code_hash(id, &code),
        purpose: SignInPurpose::SignIn,
        next: own_path(next),
        expires_at: call.now.plus_minutes(LINK_MINUTES),
    };
    let act = call.act("sign-in.ask", id, &json!({}));
    if let Some(member) = member {
        let group = crate::group::show(call).await?.name;
        let mails = vec![mail(call, &member, &group, &token, &code)];
        let most = (MAILS_AN_HOUR, hour);
        let (act, request) = (
            Act { mails, ..act.clone() },
            NewSignIn {
                member: Some(member.id),
                ..request.clone()
            },
        );
        match call.store.ask_sign_in(&act, &request, Some(most)).await {
            // Too many mails already: this request is nobody's, and the answer is the same.
            Err(StoreError::Taken("sign-in")) => {}
            other => return Ok(other.map(|()| Asked { id })?),
        }
    }
    call.store.ask_sign_in(&act, &request, None).await?;
    Ok(Asked { id })
}

/// Whom a link would sign in; asking changes nothing, so that a mail scanner that opens links spends none.
pub async fn pending(call: &Call, token: &str) -> Result<Pending, Error> {
    let request = call.store.sign_in_by_token(&sha256(&[token])).await?;
    let member = entrant(call, request.as_ref())
        .await?
        .ok_or(Error::form(Trouble::LinkSpent))?;
    Ok(Pending {
        name: member.name,
        email: member.email,
    })
}

/// Signs in by the token of a link.
pub async fn by_link(call: &Call, token: &str) -> Result<Session, Error> {
    let request = call.store.sign_in_by_token(&sha256(&[token])).await?;
    open(call, request).await
}

/// Signs in by the code that was sent for a request.
pub async fn by_code(call: &Call, id: &str, typed: &str) -> Result<Session, Error> {
    let typed: String = typed.chars().filter(char::is_ascii_digit).collect();
    if typed.is_empty() {
        return Err(Error::field("code", Trouble::Missing));
    }
    let id: SignInId = id.parse().map_err(|_| Error::form(Trouble::LinkSpent))?;
    // The try is taken before the code is looked at: guesses sent all at once are no more guesses.
    let left = call.store.try_code(id, TRIES).await?;
    let request = call.store.sign_in(id).await?;
    let (Some(left), Some(request)) = (left, request) else {
        return Err(Error::form(Trouble::LinkSpent));
    };
    if request.code_hash != code_hash(id, &typed) {
        return Err(Error::field("code", Trouble::WrongCode(left)));
    }
    open(call, Some(request)).await
}

/// The member whose session a cookie's token stands for.
pub async fn who(call: &Call, token: &str) -> Result<Option<Arc<Member>>, Error> {
    Ok(call
        .store
        .session(&sha256(&[token]), call.now)
        .await?
        .map(Arc::new))
}

async fn open(call: &Call, request: Option<SignIn>) -> Result<Session, Error> {
    let spent = || Error::form(Trouble::LinkSpent);
    let member = entrant(call, request.as_ref()).await?.ok_or_else(spent)?;
    let request = request.ok_or_else(spent)?;
    let (session, stored) = opened(call, &member, &request.next);
    let mut act = call.act("sign-in", member.id, &json!({}));
    act.actor = Some(member.id);
    if call.store.use_sign_in(&act, request.id, &stored).await? {
        Ok(session)
    } else {
        Err(spent())
    }
}

/// A session of a member: what their browser gets, and what is stored of it.
pub(super) fn opened(call: &Call, member: &Member, next: &str) -> (Session, NewSession) {
    let token = hex(call.chance.token());
    let stored = NewSession {
        token_hash: sha256(&[&token]),
        member: member.id,
        expires_at: call.now.plus_days(SESSION_DAYS),
    };
    let next = next.to_owned();
    (Session { token, next }, stored)
}

async fn entrant(call: &Call, request: Option<&SignIn>) -> Result<Option<Member>, Error> {
    let Some(request) = request.filter(|request| !request.used && request.expires_at > call.now) else {
        return Ok(None);
    };
    let Some(id) = request.member else { return Ok(None) };
    Ok(call
        .store
        .member(id)
        .await?
        .filter(|member| may_enter(call, member)))
}

/// Blocked people may not, nor those whose invitation ran out before they took it up.
pub(super) fn may_enter(call: &Call, member: &Member) -> bool {
    member.blocked_at.is_none() && (member.confirmed_at.is_some() || member.invited_until > call.now)
}

/// The path to go to afterwards: one on this site, or the home page.
pub(super) fn own_path(next: &str) -> String {
    let own = next.starts_with('/')
        && !next.starts_with("//")
        && next
            .bytes()
            .all(|b| b.is_ascii_graphic() && !b"\\<>\"'`".contains(&b))
        && next.len() <= 500;
    if own { next.to_owned() } else { "/".to_owned() }
}

pub(super) fn code_hash(id: SignInId, code: &str) -> String {
    sha256(&[&id.to_string(), "/", code])
}

fn mail(call: &Call, member: &Member, group: &str, token: &str, code: &str) -> NewMail {
    let base = &call.site.base_url;
    NewMail {
        id: call.id(MailId::new),
        recipient: member.email.clone(),
        subject: format!("Your code for {group}: {code}"),
        body: format!(
            "Hello {},\n\n\
             type this code on the page where you asked for it:\n\n    {code}\n\n\
             or open this link and press the button there:\n\n    {base}/sign-in/link/{token}\n\n\
             Both hold for {LINK_MINUTES} minutes and work once.\n\
             If you did not ask for them, you need do nothing: nobody can sign in without this mail.\n\n\
             {group}\n{base}/\n",
            member.name
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn only_paths_on_this_site_are_gone_to() {
        assert_eq!(own_path("/motions/a?x=1"), "/motions/a?x=1");
        for next in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "",
            "/a\r\nb",
            "javascript:x",
            "/\t/evil",
        ] {
            assert_eq!(own_path(next), "/", "{next:?}");
        }
    }
}
