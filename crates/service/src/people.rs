//! Members: how they sign in, and how they are looked after.

mod address;
mod change;
mod client;
mod demo;
mod import;
mod invite;
mod privacy;
mod sign_in;
mod sign_out;

pub use address::{NewAddress, PendingAddress, ask_address, confirm_address, pending_address};
pub use change::{Account, Standing, change, change_account, resend_invitation};
pub use client::count_try;
pub use demo::{enter, entrances, found_demo};
pub use import::{BadLine, Import, ImportLine, import, keep_csv, read_csv};
pub(crate) use invite::email;
pub use invite::{Invitation, Invited, invite, invite_from_command_line};
pub use privacy::{Forget, OwnData, forget_me, forget_member, own_data};
pub use sign_in::{Asked, Pending, Session, ask, by_code, by_link, pending, who};
pub use sign_out::{sign_out, sign_out_everywhere};

use crate::{Call, Error};
use domain::permission::Action;
use store::Member;

/// Every member, for those who look after accounts.
pub async fn list(call: &Call) -> Result<Vec<Member>, Error> {
    call.require(Action::Administer)?;
    Ok(call.store.members().await?)
}

/// One member, for those who look after accounts.
pub async fn show(call: &Call, id: &str) -> Result<Member, Error> {
    call.require(Action::Administer)?;
    let id = id.parse().map_err(|_| Error::NotFound)?;
    call.store.member(id).await?.ok_or(Error::NotFound)
}
