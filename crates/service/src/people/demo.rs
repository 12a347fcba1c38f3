//! Entering the demonstration group, which anybody may do with one click and in no other group.

use crate::call::submitted;
use crate::people::Session;
use crate::people::sign_in::own_path;
use crate::secret::{hex, sha256};
use crate::{Call, Error};
use domain::ids::SubmissionId;
use serde_json::json;
use store::{Member, NewSession, Organisation, StoreError, Submission};

/// The id under which the demonstration is set up: of instances that start at once on an empty database, one does it.
const FOUNDING: SubmissionId = SubmissionId::new(0x7000_8000_0000_0000_0001);

/// Sets up the demonstration group where there is no group and nobody yet; answers whether it did.
pub async fn found_demo(call: &Call, group: &Organisation) -> Result<bool, Error> {
    if call.store.organisation().await?.is_some() || !call.store.members().await?.is_empty() {
        return Ok(false);
    }
    let act = call.act(
        "group.settle",
        "group",
        &json!({ "quorum": group.quorum, "demo": true }),
    );
    let group = Organisation {
        demo: true,
        ..group.clone()
    };
    match call
        .store
        .settle(&submitted(act, Some(Submission::of(FOUNDING, [])), ""), &group)
        .await
    {
        Ok(()) => Ok(true),
        Err(StoreError::Repeated(_)) => Ok(false),
        Err(other) => Err(other.into()),
    }
}

/// The accounts that may be entered: none unless this is the demonstration group.
pub async fn entrances(call: &Call) -> Result<Vec<Member>, Error> {
    if crate::group::show(call).await?.demo {
        let members = call.store.members().await?;
        Ok(members
            .into_iter()
            .filter(|member| member.blocked_at.is_none())
            .collect())
    } else {
        Ok(Vec::new())
    }
}

/// Enters as one of them.
pub async fn enter(call: &Call, member: &str, next: &str) -> Result<Session, Error> {
    let member = entrances(call)
        .await?
        .into_iter()
        .find(|entrance| entrance.id.to_string() == member)
        .ok_or(Error::NotFound)?;
    let token = hex(call.chance.token());
    let session = NewSession {
        token_hash: sha256(&[&token]),
        member: member.id,
        expires_at: call.now.plus_days(1),
    };
    let mut act = call.act("sign-in.demo", member.id, &json!({}));
    act.actor = Some(member.id);
    call.store.open_session(&act, &session).await?;
    Ok(Session {
        token,
        next: own_path(next),
    })
}
