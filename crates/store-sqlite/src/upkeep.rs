//! What the machine room asks of SQLite.

use crate::read::{number, read};
use crate::{SqliteStore, Tx, act, fail, file};
use async_trait::async_trait;
use domain::time::Instant;
use sqlx::sqlite::SqlitePool;
use std::ffi::OsString;
use store::{DueMail, Pool, StoreError, Upkeep, Vitals};

/// Whether nobody else sweeps just now: whoever holds a transaction that writes is alone.
#[expect(clippy::unused_async, reason = "its twin asks PostgreSQL")]
pub async fn alone(_tx: &mut Tx) -> Result<bool, StoreError> {
    Ok(true)
}

fn pool(name: &'static str, pool: &SqlitePool) -> Pool {
    Pool {
        name,
        open: pool.size(),
        idle: u32::try_from(pool.num_idle()).unwrap_or(u32::MAX),
        most: pool.options().get_max_connections(),
    }
}

#[async_trait]
impl Upkeep for SqliteStore {
    async fn vitals(&self) -> Result<Vitals, StoreError> {
        let (chain, mails_waiting, oldest): (i64, i64, Option<i64>) = sqlx::query_as(
            "SELECT (SELECT seq FROM chain WHERE id = 1), COUNT(*), MIN(created_at) FROM outbox WHERE sent_at IS NULL",
        )
        .fetch_one(&self.reader)
        .await
        .map_err(fail)?;
        let database = self.path();
        let log: OsString = [database.as_os_str(), "-wal".as_ref()].into_iter().collect();
        let size = |path: &std::path::Path| std::fs::metadata(path).map_or(0, |about| about.len());
        Ok(Vitals {
            chain,
            schema: self.schema().await?.0,
            mails_waiting,
            oldest_mail: oldest.map(Instant),
            pools: vec![pool("writer", &self.writer), pool("reader", &self.reader)],
            bytes: vec![("database", size(&database)), ("log", size(log.as_ref()))],
        })
    }

    async fn schema(&self) -> Result<(i64, i64), StoreError> {
        let mut connection = self.reader.acquire().await.map_err(fail)?;
        Ok((file::schema(&mut connection).await?, file::newest()))
    }

    async fn take_mails(&self, now: Instant, until: Instant, limit: i64) -> Result<Vec<DueMail>, StoreError> {
        // Looked at first, so that an empty outbox is not written to twice a second.
        let due: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM outbox WHERE sent_at IS NULL AND next_try_at <= $1)",
        )
        .bind(now.0)
        .fetch_one(&self.reader)
        .await
        .map_err(fail)?;
        if !due {
            return Ok(Vec::new());
        }
        // One writer at a time: nobody reads between what this finds and what it notes.
        let mut tx = self.begin().await?;
        let rows: Vec<(String, String, String, String, i64, i64)> = sqlx::query_as(
            "UPDATE outbox SET next_try_at = $2 WHERE id IN (SELECT id FROM outbox \
             WHERE sent_at IS NULL AND next_try_at <= $1 ORDER BY next_try_at, id LIMIT $3) \
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
