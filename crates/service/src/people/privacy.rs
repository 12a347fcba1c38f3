//! What is kept about whoever is asking, and being forgotten.

use crate::call::submitted;
use crate::{Call, Error, Trouble};
use domain::ids::MemberId;
use domain::permission::Action;
use serde::Serialize;
use serde_json::{Map, Value, json};
use store::{StoreError, Submission};

/// Everything that is kept about one member, to take away.
#[derive(Debug, Serialize)]
pub struct OwnData {
    /// The account.
    pub account: Value,
    /// Everything else, the oldest of each kind first.
    pub records: Vec<Value>,
}

/// What is kept about whoever is asking, and about nobody else. The program's log says that it was taken away.
/// It takes somebody who has signed in just now: whoever finds an open browser does not walk away with a copy.
pub async fn own_data(call: &Call, session: &str) -> Result<OwnData, Error> {
    let member = call.signed_in()?;
    super::fresh(call, session).await?;
    super::noted(call, "own data", member.id);
    let time = |at: domain::time::Instant| Value::from(crate::calendar::machine(at));
    let records = call.store.own_records(member.id).await?;
    let told = records.into_iter().map(|record| {
        let mut one = Map::new();
        one.insert("kind".to_owned(), record.kind.into());
        one.insert("at".to_owned(), time(record.at));
        if !record.about.is_empty() {
            one.insert("of".to_owned(), record.about.into());
        }
        for (name, value) in record.parts {
            one.insert(name.to_owned(), value.into());
        }
        Value::Object(one)
    });
    Ok(OwnData {
        account: json!({
            "id": member.id,
            "email": member.email,
            "name": member.name,
            "roles": member.roles.to_words(),
            "category": member.category,
            "constituency party": member.clp,
            "region": member.region,
            "entered": time(member.created_at),
            "first signed in": member.confirmed_at.map(time),
        }),
        records: told.collect(),
    })
}

/// What the form for being forgotten holds.
#[derive(Clone, Debug, Default)]
pub struct Forget {
    /// The form's id.
    pub submission: Option<Submission>,
    /// Their own e-mail address, typed once more: nobody does this by a slip.
    pub email: String,
}

/// Forgets whoever is asking. Versions, votes and counts stay under a pseudonym; nothing says any more whose they were.
pub async fn forget_me(call: &Call, form: &Forget) -> Result<(), Error> {
    let member = call.signed_in()?;
    match form.email.trim() {
        "" => return Err(Error::field("email", Trouble::Missing)),
        typed if typed.to_lowercase() != member.email => {
            return Err(Error::field("email", Trouble::NotYourAddress));
        }
        _ => {}
    }
    forget(call, member.id, form.submission).await
}

/// Forgets a member who has asked for it. For those who look after accounts.
pub async fn forget_member(
    call: &Call,
    id: &str,
    email: &str,
    submission: Option<Submission>,
) -> Result<(), Error> {
    call.require(Action::Administer)?;
    let id: MemberId = id.parse().map_err(|_| Error::NotFound)?;
    let member = call.store.member(id).await?.ok_or(Error::NotFound)?;
    match email.trim() {
        "" => return Err(Error::field("email", Trouble::Missing)),
        typed if typed.to_lowercase() != member.email => {
            return Err(Error::field("email", Trouble::NotTheirAddress));
        }
        _ => {}
    }
    forget(call, id, submission).await
}

async fn forget(call: &Call, member: MemberId, submission: Option<Submission>) -> Result<(), Error> {
    let act = submitted(call.act("member.erase", member, &json!({})), submission, "");
    match call.store.erase(&act, member).await {
        Err(StoreError::Taken("administrator")) => Err(Error::form(Trouble::LastAdministrator)),
        other => Ok(other?),
    }
}
