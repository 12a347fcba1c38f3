//! The use cases on a real store: what people may do, what it leads to, and what is refused.

#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod address;
mod adoptions;
mod amendments;
mod comments;
mod composites;
mod decisions;
mod edited;
mod groups;
mod head;
mod ladders;
mod manifesto;
mod merges;
mod passkeys;
mod permissions;
mod positions;
mod publications;
mod rounds;
mod scene;
mod seeds;
mod sign_in;
mod texts;
