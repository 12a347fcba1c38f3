//! Taking in a text that was pasted or uploaded.

use crate::kept::{Form, keep};
use crate::{Call, Error, Trouble};
use domain::document::TEXT_BYTES;
use domain::ids::KeptId;
use domain::permission::Action;

/// What was pasted, with the rest of the form.
#[derive(Clone, Debug, Default)]
pub struct Pasted {
    /// The text as it came.
    pub text: String,
    /// The other fields, kept for the form that follows.
    pub fields: Vec<(String, String)>,
}

/// Cleans a pasted text and keeps it with a report, to be looked at and saved in the form that follows.
pub async fn import(call: &Call, pasted: &Pasted) -> Result<KeptId, Error> {
    call.require(Action::Start)?;
    if pasted.text.len() > TEXT_BYTES {
        return Err(Error::field("pasted", Trouble::TooLong(TEXT_BYTES as u32)));
    }
    if pasted.text.contains('\0') {
        return Err(Error::field("file", Trouble::NotText));
    }
    let import = domain::text::import::import(&pasted.text);
    keep(call, &Form::imported(&import, pasted.fields.clone())).await
}
