//! The store on PostgreSQL, for several instances of the program on one database.
//!
//! The questions and their SQL are in `crates/store/body/`, compiled here against PostgreSQL;
//! this file holds only what PostgreSQL does differently.
#![forbid(unsafe_code)]

use async_trait::async_trait;
use sqlx::Connection as _;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use std::str::FromStr;
use std::time::Duration;
use store::{Event, Store, StoreError};

#[path = "../../store/body/act.rs"]
mod act;
#[path = "../../store/body/adoptions.rs"]
mod adoptions;
#[path = "../../store/body/amendments.rs"]
mod amendments;
#[path = "../../store/body/composites.rs"]
mod composites;
#[path = "../../store/body/decisions.rs"]
mod decisions;
#[path = "../../store/body/ladders.rs"]
mod ladders;
#[path = "../../store/body/manifesto.rs"]
mod manifesto;
#[path = "../../store/body/passkeys.rs"]
mod passkeys;
#[path = "../../store/body/people.rs"]
mod people;
#[path = "../../store/body/positions.rs"]
mod positions;
#[path = "../../store/body/post.rs"]
mod post;
#[path = "../../store/body/privacy.rs"]
mod privacy;
#[path = "../../store/body/read.rs"]
mod read;
#[path = "../../store/body/rounds.rs"]
mod rounds;
#[cfg(feature = "scratch")]
pub mod scratch;
#[path = "../../store/body/texts.rs"]
mod texts;
mod upkeep;
mod whole;

pub use whole::Filling;

/// The store under the name that the shared body uses.
type Db = PostgresStore;
type Tx = sqlx::Transaction<'static, sqlx::Postgres>;

/// How long a write waits for its turn, as PostgreSQL writes it.
const PATIENCE: &str = "15s";

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/postgres");

/// A database on a PostgreSQL server.
#[derive(Clone, Debug)]
pub struct PostgresStore {
    pool: PgPool,
}

impl PostgresStore {
    /// Connects to `postgres://…`.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(url)
            .map_err(fail)?
            .options([("lock_timeout", PATIENCE)]);
        let pool = PgPoolOptions::new()
            .max_connections(8)
            .acquire_timeout(Duration::from_secs(4))
            .connect_with(options)
            .await
            .map_err(fail)?;
        Ok(Self { pool })
    }

    async fn begin(&self) -> Result<Tx, StoreError> {
        self.pool.begin().await.map_err(fail)
    }

    /// Begins a write that may as well be left out: it does not wait for others.
    async fn begin_briefly(&self) -> Result<Tx, StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("SET LOCAL lock_timeout = '250ms'")
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        Ok(tx)
    }

    fn reader(&self) -> &PgPool {
        &self.pool
    }
}

#[async_trait]
impl Store for PostgresStore {
    async fn migrate(&self) -> Result<(), StoreError> {
        // Instances that start at once wait here for the one that migrates, however long that takes.
        let mut connection = self.pool.acquire().await.map_err(fail)?.detach();
        sqlx::query("SET lock_timeout = 0")
            .execute(&mut connection)
            .await
            .map_err(fail)?;
        MIGRATIONS
            .run_direct(None, &mut connection, false)
            .await
            .map_err(fail_migration)?;
        connection.close().await.map_err(fail)
    }

    async fn describe(&self) -> Result<String, StoreError> {
        let version: (String,) = sqlx::query_as("SELECT current_setting('server_version')")
            .fetch_one(&self.pool)
            .await
            .map_err(fail)?;
        Ok(format!("PostgreSQL {}", version.0))
    }

    async fn events(&self, after: i64, limit: i64) -> Result<Vec<Event>, StoreError> {
        act::events(self, after, limit).await
    }

    async fn events_about(&self, subject: &str, limit: i64) -> Result<Vec<Event>, StoreError> {
        act::events_about(self, subject, limit).await
    }

    async fn chain_head(&self) -> Result<(i64, String), StoreError> {
        act::chain_head(self).await
    }

    async fn backup(&self, _path: &str) -> Result<(), StoreError> {
        Err(StoreError::Unsupported("PostgreSQL is backed up with pg_dump"))
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}

fn fail(error: sqlx::Error) -> StoreError {
    match &error {
        // The last two: the connection died in the middle of something.
        sqlx::Error::PoolTimedOut
        | sqlx::Error::Io(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::WorkerCrashed => StoreError::Busy,
        sqlx::Error::Database(database) if database.is_unique_violation() => StoreError::Taken("row"),
        sqlx::Error::Database(database) => match database.code().as_deref() {
            // Serialization failure, deadlock, a lock that was not given in time, no connection free, and a server
            // that is shutting down, has crashed, or is starting.
            Some("40001" | "40P01" | "55P03" | "53300" | "57P01" | "57P02" | "57P03") => StoreError::Busy,
            Some("53100") => StoreError::Full,
            _ => StoreError::Backend(Box::new(error)),
        },
        _ => StoreError::Backend(Box::new(error)),
    }
}

fn fail_migration(error: sqlx::migrate::MigrateError) -> StoreError {
    match error {
        sqlx::migrate::MigrateError::VersionMissing(_) => StoreError::Newer,
        other => StoreError::Backend(Box::new(other)),
    }
}
