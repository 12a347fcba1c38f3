//! What the machine room asks of PostgreSQL.

use crate::read::{number, read};
use crate::{MIGRATIONS, PostgresStore, Tx, act, fail};
use async_trait::async_trait;
use domain::time::Instant;
use store::{DueMail, Pool, StoreError, Upkeep, Vitals};

/// Names the lock of whoever sweeps; any number will do that nothing else in the database uses.
const SWEEPING: i64 = 0x7375_6273_7765_6570;

/// Whether nobody else sweeps just now; until the end of the transaction nobody else can.
pub async fn alone(tx: &mut Tx) -> Result<bool, StoreError> {
    sqlx::query_scalar("SELECT pg_try_advisory_xact_lock($1)")
        .bind(SWEEPING)
        .fetch_one(&mut **tx)
        .await
        .map_err(fail)
}

#[async_trait]
impl Upkeep for PostgresStore {
    async fn vitals(&self) -> Result<Vitals, StoreError> {
        let (chain, mails_waiting, oldest, bytes): (i64, i64, Option<i64>, i64) = sqlx::query_as(
            "SELECT (SELECT seq FROM chain WHERE id = 1), COUNT(*), MIN(created_at), \
             pg_database_size(current_database()) FROM outbox WHERE sent_at IS NULL",
        )
        .fetch_one(&self.pool)
        .await
        .map_err(fail)?;
        Ok(Vitals {
            chain,
            schema: self.schema().await?.0,
            mails_waiting,
            oldest_mail: oldest.map(Instant),
            pools: vec![Pool {
                name: "all",
                open: self.pool.size(),
                idle: u32::try_from(self.pool.num_idle()).unwrap_or(u32::MAX),
                most: self.pool.options().get_max_connections(),
            }],
            bytes: vec![("database", bytes.unsigned_abs())],
        })
    }

    async fn schema(&self) -> Result<(i64, i64), StoreError> {
        let newest = MIGRATIONS.iter().map(|one| one.version).max().unwrap_or(0);
        let there: bool = sqlx::query_scalar("SELECT to_regclass('_sqlx_migrations') IS NOT NULL")
            .fetch_one(&self.pool)
            .await
            .map_err(fail)?;
        if !there {
            return Ok((0, newest));
        }
        let schema = sqlx::query_scalar("SELECT COALESCE(MAX(version), 0) FROM _sqlx_migrations")
            .fetch_one(&self.pool)
            .await
            .map_err(fail)?;
        Ok((schema, newest))
    }

    async fn take_mails(&self, now: Instant, until: Instant, limit: i64) -> Result<Vec<DueMail>, StoreError> {
        let mut tx = self.begin().await?;
        // What another instance is just taking is passed over, not waited for.
        let rows: Vec<(String, String, String, String, i64, i64)> = sqlx::query_as(
            "UPDATE outbox SET next_try_at = $2 WHERE id IN (SELECT id FROM outbox \
             WHERE sent_at IS NULL AND next_try_at <= $1 ORDER BY next_try_at, id LIMIT $3 \
             FOR UPDATE SKIP LOCKED) \
             RETURNING id, recipient, subject, body, created_at, attempts",
        )
        .bind(now.0)
        .bind(until.0)
        .bind(limit)
        .fetch_all(&mut *tx)
        .await
        .map_err(fail)?;
        act::commit(tx).await?;
        rows.into_iter()
            .map(|(id, recipient, subject, body, created_at, attempts)| {
                Ok(DueMail {
                    id: read("outbox", &id)?,
                    recipient,
                    subject,
                    body,
                    created_at: Instant(created_at),
                    attempts: number("outbox", attempts)?,
                })
            })
            .collect()
    }
}
