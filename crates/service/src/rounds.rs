//! Consultation rounds, comments and views.

mod comment;
mod open;
mod page;
mod view;

pub use comment::{
    CommentForm, Discussion, Thread, comment, discussion, edit_comment, hide_comment, withdraw_comment,
};
pub use open::{Close, Opening, close, move_to_latest, open, reopen};
pub use page::{Count, RoundPage, Tally, look, show, tally};
pub use view::{ViewForm, confirm, give};
