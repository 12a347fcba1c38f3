//! What the machine room asks: how the database is, and work that several instances share.

use crate::{DueMail, StoreError};
use domain::time::Instant;

/// How the database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vitals {
    /// The number of the newest event.
    pub chain: i64,
    /// The schema that it has.
    pub schema: i64,
    /// Mails that have not been sent.
    pub mails_waiting: i64,
    /// When the oldest of them was written.
    pub oldest_mail: Option<Instant>,
    /// The connections of this instance.
    pub pools: Vec<Pool>,
    /// What lies on the disk, in bytes: a fixed word such as `database` or `log`, and how much.
    pub bytes: Vec<(&'static str, u64)>,
}

/// Connections that are kept open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// What they are for, in a fixed word.
    pub name: &'static str,
    /// How many are open.
    pub open: u32,
    /// How many of these are free.
    pub idle: u32,
    /// How many there may be.
    pub most: u32,
}

/// Questions of the machine room. Each database has its own way of answering them.
#[async_trait::async_trait]
pub trait Upkeep {
    /// How the database is.
    async fn vitals(&self) -> Result<Vitals, StoreError>;
    /// The schema that it has, and the one that this program brings it to. 0 is an empty database.
    async fn schema(&self) -> Result<(i64, i64), StoreError>;
    /// Takes mails that are due, oldest first: until `until` no other instance is given them. One that is neither
    /// noted as sent nor as failed by then is due again, because whoever took it has stopped.
    async fn take_mails(&self, now: Instant, until: Instant, limit: i64) -> Result<Vec<DueMail>, StoreError>;
}
