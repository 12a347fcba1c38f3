//! What only somebody may do who has signed in just now: whoever finds an open browser may not.

use crate::secret::sha256;
use crate::{Call, Error};

/// How long a sign-in counts as fresh.
const FRESH_MINUTES: i64 = 15;

/// Whether the session of this cookie was opened just now.
pub async fn is_fresh(call: &Call, session: &str) -> Result<bool, Error> {
    let since = call.store.session_since(&sha256(&[session]), call.now).await?;
    Ok(since.is_some_and(|since| since > call.now.plus_minutes(-FRESH_MINUTES)))
}

/// Refuses whoever has not signed in just now.
pub(crate) async fn fresh(call: &Call, session: &str) -> Result<(), Error> {
    if is_fresh(call, session).await? {
        Ok(())
    } else {
        Err(Error::SignInAgain)
    }
}
