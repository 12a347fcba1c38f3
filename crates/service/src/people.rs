//! Members: how they sign in, and how they are looked after.

mod address;
mod change;
mod client;
mod demo;
mod fresh;
mod import;
mod invite;
mod passkey;
mod privacy;
mod sign_in;
mod sign_out;

pub use address::{NewAddress, PendingAddress, ask_address, confirm_address, pending_address};
pub use change::{Account, Standing, change, change_account, resend_invitation};
pub use client::count_try;
pub use demo::{enter, entrances, found_demo};
pub(crate) use fresh::fresh;
pub use fresh::is_fresh;
pub use import::{BadLine, Import, ImportLine, import, keep_csv, read_csv};
pub(crate) use invite::email;
pub use invite::{Invitation, Invited, invite, invite_from_command_line};
pub use passkey::{
    AddPasskey, Question, add_passkey, ask_to_add, ask_to_enter, by_passkey, passkeys, passkeys_possible,
    remove_passkey,
};
pub use privacy::{Forget, OwnData, forget_me, forget_member, own_data};
pub use sign_in::{Asked, Pending, Session, ask, by_code, by_link, pending, who};
pub use sign_out::{sign_out, sign_out_everywhere};

use crate::{Call, Error};
use domain::ids::MemberId;
use domain::permission::Action;
use store::Member;

/// Every member, for those who look after accounts.
pub async fn list(call: &Call) -> Result<Vec<Member>, Error> {
    call.require(Action::Administer)?;
    noted(call, "every member", "");
    Ok(call.store.members().await?)
}

/// One member, for those who look after accounts.
pub async fn show(call: &Call, id: &str) -> Result<Member, Error> {
    call.require(Action::Administer)?;
    let id: MemberId = id.parse().map_err(|_| Error::NotFound)?;
    let member = call.store.member(id).await?.ok_or(Error::NotFound)?;
    noted(call, "one member", id);
    Ok(member)
}

/// Who has looked at what is kept about whom: one line in the log, with ids alone. Reading writes nothing else.
pub(crate) fn noted(call: &Call, what: &'static str, about: impl std::fmt::Display) {
    let reader = call.actor().member.map(|id| id.to_string());
    tracing::info!(reader = reader.as_deref(), what, %about, "personal data was read");
}
