//! Signing in with a passkey: a key that a device holds and uses only for whoever it knows, by finger, face or PIN.
//!
//! Each ceremony is a question of the server and an answer of the device. The question lies in the database until its
//! first answer, so that any instance may take that, and only once; the token that names it is stored as a hash.
//! The library draws the questions itself. A mail signs in as before: it is the way back for whoever has lost the device.

use crate::call::submitted;
use crate::error::Problems;
use crate::people::sign_in::{Session, may_enter, opened, own_path};
use crate::secret::{hex, sha256};
use crate::{Call, Error, Trouble};
use domain::ids::{MailId, PasskeyId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use store::{Challenge, Member, NewMail, NewPasskey, Passkey, StoreError, Submission};
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, DiscoverableKey, Passkey as Key, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

/// How long a question may be answered: somebody may have to look for the device.
const MINUTES: i64 = 5;
/// Passkeys of one member.
const MOST: u32 = 10;
/// The longest answer that is read; real ones have some 2 KB.
const ANSWER_BYTES: usize = 64 * 1024;

/// What a device is asked.
#[derive(Clone, Debug, Serialize)]
pub struct Question {
    /// Names the question when it is answered.
    pub token: String,
    /// What the browser hands to the device.
    pub options: Value,
}

/// What the form for a new passkey holds.
#[derive(Clone, Debug, Default)]
pub struct AddPasskey {
    /// The form's id.
    pub submission: Option<Submission>,
    /// What its owner calls it.
    pub name: String,
    /// The question's token.
    pub token: String,
    /// What the device answered, as JSON.
    pub answer: String,
}

/// Whether this site can take passkeys: browsers hand them out only to a name, over a secure connection or on the same
/// machine.
pub fn passkeys_possible(call: &Call) -> bool {
    party(call).is_some()
}

/// The passkeys of whoever is asking, the oldest first.
pub async fn passkeys(call: &Call) -> Result<Vec<Passkey>, Error> {
    Ok(call.store.passkeys(call.signed_in()?.id).await?)
}

/// Asks the device of whoever is signed in for a new passkey.
pub async fn ask_to_add(call: &Call, session: &str) -> Result<Question, Error> {
    let member = call.signed_in()?;
    super::fresh(call, session).await?;
    let party = party(call).ok_or(Error::NotFound)?;
    let known = call.store.passkeys(member.id).await?;
    let known: Vec<CredentialID> = known
        .iter()
        .filter_map(|passkey| read::<Key>(&passkey.credential).ok())
        .map(|key| key.cred_id().clone())
        .collect();
    let handle = Uuid::parse_str(&member.id.to_string()).map_err(|_| Error::NotFound)?;
    let (options, state) = party
        .start_passkey_registration(handle, &member.email, &member.name, Some(known))
        .map_err(refused)?;
    let mut options = value(&options)?;
    // Kept on the device under the group's name, so that signing in needs no e-mail address: asking for that first
    // would tell whose address is known.
    options["publicKey"]["authenticatorSelection"]["residentKey"] = "required".into();
    options["publicKey"]["authenticatorSelection"]["requireResidentKey"] = true.into();
    ask(call, options, &state, Some(member)).await
}

/// Adds the passkey that a device made, and tells its owner by mail.
pub async fn add_passkey(call: &Call, form: &AddPasskey) -> Result<(), Error> {
    let member = call.signed_in()?;
    call.once(form.submission, "passkey.add").await?;
    let mut problems = Problems::default();
    let name = problems.line("passkey_name", &form.name, 60);
    problems.done()?;
    let challenge = answered(call, &form.token).await?;
    if challenge.member != Some(member.id) {
        return Err(refusal());
    }
    let party = party(call).ok_or(Error::NotFound)?;
    let state: PasskeyRegistration = read(&challenge.state)?;
    let answer: RegisterPublicKeyCredential = answer(&form.answer)?;
    let key = party
        .finish_passkey_registration(&answer, &state)
        .map_err(refused)?;
    let id = call.id(PasskeyId::new);
    let passkey = NewPasskey {
        id,
        member: member.id,
        credential_id: hex(key.cred_id()),
        credential: value(&key)?.to_string(),
        name: name.clone(),
    };
    let act = call.act("passkey.add", member.id, &json!({ "passkey": id }));
    let mut act = submitted(act, form.submission, "");
    let what = format!(
        "your account has a passkey more, called “{name}”: the device that holds it can sign in as you.\n\
         If it was not you, sign in by mail, open “Your account”, remove it and press “Sign out on every device”."
    );
    act.mails.push(notice(call, member, &what).await?);
    match call.store.add_passkey(&act, &passkey, MOST).await {
        Err(StoreError::Taken("passkey")) => Err(Error::form(Trouble::TooManyPasskeys(MOST))),
        Err(StoreError::Taken("row")) => Err(refusal()),
        other => Ok(other?),
    }
}

/// Removes a passkey of whoever is asking, and tells them by mail.
pub async fn remove_passkey(call: &Call, id: &str, submission: Option<Submission>) -> Result<(), Error> {
    let member = call.signed_in()?;
    call.once(submission, "passkey.remove").await?;
    let id: PasskeyId = id.parse().map_err(|_| Error::NotFound)?;
    let own = call.store.passkeys(member.id).await?;
    let passkey = own
        .iter()
        .find(|passkey| passkey.id == id)
        .ok_or(Error::NotFound)?;
    let act = call.act("passkey.remove", member.id, &json!({ "passkey": id }));
    let mut act = submitted(act, submission, "");
    let what = format!(
        "the passkey “{}” has been removed from your account and signs nobody in any more.\n\
         If it was not you, sign in by mail, open “Your account” and press “Sign out on every device”.",
        passkey.name
    );
    act.mails.push(notice(call, member, &what).await?);
    if call.store.remove_passkey(&act, member.id, id).await? {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}

/// Asks whatever device it is for a passkey of this site. The question is the same whoever asks.
pub async fn ask_to_enter(call: &Call) -> Result<Question, Error> {
    let party = party(call).ok_or(Error::NotFound)?;
    let (mut options, state) = party.start_discoverable_authentication().map_err(refused)?;
    // A button was pressed: the browser asks at once, not in a field.
    options.mediation = None;
    ask(call, value(&options)?, &state, None).await
}

/// Signs in by what a device answered.
pub async fn by_passkey(call: &Call, token: &str, given: &str, next: &str) -> Result<Session, Error> {
    let challenge = answered(call, token).await?;
    let party = party(call).ok_or(Error::NotFound)?;
    if challenge.member.is_some() {
        return Err(refusal());
    }
    let state: DiscoverableAuthentication = read(&challenge.state)?;
    let answer: PublicKeyCredential = answer(given)?;
    let (whose, id) = party
        .identify_discoverable_authentication(&answer)
        .map_err(refused)?;
    let passkey = call
        .store
        .passkey(&hex(id))
        .await?
        .filter(|passkey| passkey.member.to_string() == whose.to_string())
        .ok_or_else(refusal)?;
    let member = call
        .store
        .member(passkey.member)
        .await?
        .filter(|member| may_enter(call, member))
        .ok_or_else(refusal)?;
    let mut key: Key = read(&passkey.credential)?;
    let used = match party.finish_discoverable_authentication_v2(&answer, state, DiscoverableKey::from(&key))
    {
        Ok(used) => used,
        Err(WebauthnError::CredentialPossibleCompromise) => {
            warn(call, &member, &passkey).await?;
            return Err(refusal());
        }
        Err(other) => return Err(refused(other)),
    };
    if !used.user_verified() {
        return Err(refusal());
    }
    key.update_credential(&used);
    let (session, stored) = opened(call, &member, &own_path(next));
    let mut act = call.act("sign-in", member.id, &json!({ "passkey": passkey.id }));
    act.actor = Some(member.id);
    let after = value(&key)?.to_string();
    if call.store.use_passkey(&act, &passkey, &after, &stored).await? {
        Ok(session)
    } else {
        Err(refusal())
    }
}

/// The site as devices know it: by the name in its address. `None` where that is no name, or not secure.
fn party(call: &Call) -> Option<Webauthn> {
    let origin = Url::parse(&call.site.base_url).ok()?;
    let name = origin.domain()?;
    if origin.scheme() != "https" && name != "localhost" {
        return None;
    }
    WebauthnBuilder::new(name, &origin).ok()?.build().ok()
}

async fn ask(
    call: &Call,
    options: Value,
    state: &impl Serialize,
    member: Option<&Member>,
) -> Result<Question, Error> {
    let token = hex(call.chance.token());
    let challenge = Challenge {
        token_hash: sha256(&[&token]),
        member: member.map(|member| member.id),
        state: value(state)?.to_string(),
        expires_at: call.now.plus_minutes(MINUTES),
    };
    call.store.ask_passkey(&challenge).await?;
    Ok(Question { token, options })
}

/// The question that is being answered, which nobody can answer again.
async fn answered(call: &Call, token: &str) -> Result<Challenge, Error> {
    call.store
        .take_challenge(&sha256(&[token]), call.now)
        .await?
        .ok_or_else(refusal)
}

fn answer<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    if text.len() > ANSWER_BYTES {
        return Err(refusal());
    }
    serde_json::from_str(text).map_err(|_| refusal())
}

/// A device that counts its uses has counted backwards: there may be two of it.
async fn warn(call: &Call, member: &Member, passkey: &Passkey) -> Result<(), Error> {
    let mut act = call.act("passkey.suspect", member.id, &json!({ "passkey": passkey.id }));
    let what = format!(
        "somebody tried to sign in with your passkey “{}”, and was refused: it may have been copied.\n\
         Sign in by mail, open “Your account” and remove it; then add it anew.",
        passkey.name
    );
    act.mails.push(notice(call, member, &what).await?);
    Ok(call.store.note(&act).await?)
}

async fn notice(call: &Call, member: &Member, what: &str) -> Result<NewMail, Error> {
    let (group, base) = (crate::group::show(call).await?.name, &call.site.base_url);
    Ok(NewMail {
        id: call.id(MailId::new),
        recipient: member.email.clone(),
        subject: format!("The passkeys of your account at {group}"),
        body: format!("Hello {},\n\n{what}\n\n{group}\n{base}/\n", member.name),
    })
}

fn refusal() -> Error {
    Error::form(Trouble::PasskeyRefused)
}

/// What the library says of an answer goes to the log: it names nobody.
fn refused(error: WebauthnError) -> Error {
    tracing::info!(%error, "a passkey was refused");
    refusal()
}

fn value(of: &impl Serialize) -> Result<Value, Error> {
    serde_json::to_value(of).map_err(|_| inconsistent("what was to be stored"))
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|_| inconsistent("what was stored"))
}

fn inconsistent(value: &str) -> Error {
    Error::Broken(StoreError::Inconsistent {
        table: "passkey",
        value: value.to_owned(),
    })
}
