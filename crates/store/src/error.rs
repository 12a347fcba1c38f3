//! What can go wrong with a question or a write.

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The same submission has been carried out already; this is what it led to.
    #[error("this submission has been carried out already")]
    Repeated(String),
    /// Somebody else was faster: what the write builds on is no longer the latest.
    #[error("the text has moved on")]
    Stale,
    /// Something with this name, number or address is there already.
    #[error("already there: {0}")]
    Taken(&'static str),
    /// A row that the rest of the database says cannot be.
    #[error("{table} holds {value:?}, which means nothing here")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// What stands in it.
        value: String,
    },
    /// The database has been used by a newer version of this program.
    #[error("the database was written by a newer version of this program")]
    Newer,
    /// The database did not answer in time; trying again later may help.
    #[error("the database is busy")]
    Busy,
    /// There is no room left where the database is kept. What is there can be read.
    #[error("there is no room left where the database is kept")]
    Full,
    /// This kind of database cannot do that.
    #[error("{0}")]
    Unsupported(&'static str),
    /// The database or the way to it failed.
    #[error("database: {0}")]
    Backend(Box<dyn std::error::Error + Send + Sync>),
}
