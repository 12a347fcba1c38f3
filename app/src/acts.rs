//! Server functions: one for every form, each the same three steps.
//!
//! Who is asking and what they typed ([`Sent::current`]), one call of a use case, and the answer.
//! They are posted by plain forms, so the fields come from the form and not as typed arguments:
//! a form with a missing field is answered in words and keeps the rest.
//!
//! [`Sent::current`]: crate::request::Sent::current

pub mod adoptions;
pub mod amendments;
pub mod comments;
pub mod composites;
pub mod decide;
pub mod editions;
pub mod manifesto;
pub mod members;
pub mod merge;
pub mod motions;
pub mod people;
pub mod positions;
pub mod rounds;
