//! Signing out, here or everywhere.

use crate::secret::sha256;
use crate::{Call, Error};
use serde_json::json;

/// Ends the session of this cookie.
pub async fn sign_out(call: &Call, token: &str) -> Result<(), Error> {
    let Some(member) = call.actor().member else {
        return Ok(());
    };
    Ok(call
        .store
        .end_session(&call.act("sign-out", member, &json!({})), &sha256(&[token]))
        .await?)
}

/// Ends every session of whoever is asking, and spends every link still in their mailbox.
pub async fn sign_out_everywhere(call: &Call) -> Result<(), Error> {
    let member = call.signed_in()?.id;
    Ok(call
        .store
        .end_sessions(&call.act("sign-out.everywhere", member, &json!({})), member)
        .await?)
}
