//! The store on PostgreSQL, for several instances of the program on one database.
//!
//! The questions and their SQL are in `crates/store/body/`, compiled here against PostgreSQL;
//! this file holds only what PostgreSQL does differently.
#![forbid(unsafe_code)]

use async_trait::async_trait;
use sqlx::postgres::{PgPool, PgPoolOptions};
use std::time::Duration;
use store::{Event, Store, StoreError};

#[path = "../../store/body/act.rs"]
mod act;
#[path = "../../store/body/amendments.rs"]
mod amendments;
#[path = "../../store/body/composites.rs"]
mod composites;
#[path = "../../store/body/decisions.rs"]
mod decisions;
#[path = "../../store/body/people.rs"]
mod people;
#[path = "../../store/body/post.rs"]
mod post;
#[path = "../../store/body/privacy.rs"]
mod privacy;
#[path = "../../store/body/read.rs"]
mod read;
#[path = "../../store/body/rounds.rs"]
mod rounds;
#[path = "../../store/body/texts.rs"]
mod texts;

/// The store under the name that the shared body uses.
type Db = PostgresStore;
type Tx = sqlx::Transaction<'static, sqlx::Postgres>;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/postgres");

/// A database on a PostgreSQL server.
#[derive(Clone, Debug)]
pub struct PostgresStore {
    pool: PgPool,
}

impl PostgresStore {
    /// Connects to `postgres://…`.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let pool = PgPoolOptions::new()
            .max_connections(8)
            .acquire_timeout(Duration::from_secs(5))
            .connect(url)
            .await
            .map_err(fail)?;
        Ok(Self { pool })
    }

    async fn begin(&self) -> Result<Tx, StoreError> {
        self.pool.begin().await.map_err(fail)
    }

    fn reader(&self) -> &PgPool {
        &self.pool
    }
}

#[async_trait]
impl Store for PostgresStore {
    async fn migrate(&self) -> Result<(), StoreError> {
        MIGRATIONS.run(&self.pool).await.map_err(fail_migration)
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
        sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) => StoreError::Busy,
        sqlx::Error::Database(database) if database.is_unique_violation() => StoreError::Taken("row"),
        // Serialization failure, deadlock, and a server that is shutting down or starting.
        sqlx::Error::Database(database)
            if matches!(
                database.code().as_deref(),
                Some("40001" | "40P01" | "57P01" | "57P03")
            ) =>
        {
            StoreError::Busy
        }
        _ => StoreError::Backend(Box::new(error)),
    }
}

fn fail_migration(error: sqlx::migrate::MigrateError) -> StoreError {
    match error {
        sqlx::migrate::MigrateError::VersionMissing(_) => StoreError::Newer,
        other => StoreError::Backend(Box::new(other)),
    }
}
