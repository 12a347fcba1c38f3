//! Mail that waits, and forms that were kept.

use crate::act::{begin, commit};
use crate::read::{number, read};
use crate::{Db, fail};
use async_trait::async_trait;
use domain::ids::{KeptId, MailId, MemberId};
use domain::retention::{AFTER_DAYS, FORM_DAYS, MAIL_DAYS, SUBMISSION_DAYS};
use domain::time::Instant;
use store::{Act, DueMail, Kept, Post, StoreError, Submission};

#[async_trait]
impl Post for Db {
    async fn due_mails(&self, now: Instant, limit: i64) -> Result<Vec<DueMail>, StoreError> {
        let rows = sqlx::query!(
            "SELECT id, recipient, subject, body, created_at, attempts FROM outbox \
             WHERE sent_at IS NULL AND next_try_at <= $1 ORDER BY next_try_at LIMIT $2",
            now.0,
            limit
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                Ok(DueMail {
                    id: read("outbox", &row.id)?,
                    recipient: row.recipient,
                    subject: row.subject,
                    body: row.body,
                    created_at: Instant(row.created_at),
                    attempts: number("outbox", row.attempts)?,
                })
            })
            .collect()
    }

    async fn mail_sent(&self, id: MailId, at: Instant) -> Result<(), StoreError> {
        let id = id.to_string();
        let mut tx = self.begin().await?;
        // Subject and body hold what signs somebody in, and who is written to may have no account: all of it goes as
        // soon as the mail is on its way.
        sqlx::query!(
            "UPDATE outbox SET sent_at = $1, recipient = '', subject = '', body = '' WHERE id = $2",
            at.0,
            id
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn mail_failed(&self, id: MailId, next: Instant) -> Result<(), StoreError> {
        let id = id.to_string();
        let mut tx = self.begin().await?;
        sqlx::query!(
            "UPDATE outbox SET attempts = attempts + 1, next_try_at = $1 WHERE id = $2",
            next.0,
            id
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn mails_waiting(&self) -> Result<i64, StoreError> {
        let row = sqlx::query!(r#"SELECT COUNT(*) AS "count!: i64" FROM outbox WHERE sent_at IS NULL"#)
            .fetch_one(self.reader())
            .await
            .map_err(fail)?;
        Ok(row.count)
    }

    async fn keep(&self, kept: &Kept) -> Result<(), StoreError> {
        let (id, member) = (kept.id.to_string(), kept.member.map(|id| id.to_string()));
        let mut tx = self.begin().await?;
        sqlx::query!(
            "INSERT INTO kept (id, member_id, fields, problem, created_at) VALUES ($1, $2, $3, $4, $5)",
            id,
            member,
            kept.fields,
            kept.problem,
            kept.created_at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn sent_before(
        &self,
        submission: Submission,
        member: MemberId,
        action: &str,
    ) -> Result<Option<String>, StoreError> {
        let (id, member) = (submission.id.to_string(), member.to_string());
        let Some(row) = sqlx::query!(
            "SELECT result, digest FROM submission WHERE id = $1 AND member_id = $2 AND action = $3",
            id,
            member,
            action
        )
        .fetch_optional(self.reader())
        .await
        .map_err(fail)?
        else {
            return Ok(None);
        };
        if submission.is(&row.digest) {
            Ok(Some(row.result))
        } else {
            Err(StoreError::Taken("submission"))
        }
    }

    async fn kept_of_strangers(&self) -> Result<u64, StoreError> {
        let bytes = sqlx::query_scalar!(
            "SELECT CAST(COALESCE(SUM(octet_length(fields)), 0) AS BIGINT) AS \"bytes!: i64\" FROM kept \
             WHERE member_id IS NULL"
        )
        .fetch_one(self.reader())
        .await
        .map_err(fail)?;
        Ok(bytes.unsigned_abs())
    }

    async fn kept(&self, id: KeptId) -> Result<Option<Kept>, StoreError> {
        let text = id.to_string();
        let row = sqlx::query!(
            "SELECT member_id, fields, problem, created_at FROM kept WHERE id = $1",
            text
        )
        .fetch_optional(self.reader())
        .await
        .map_err(fail)?;
        row.map(|row| {
            Ok(Kept {
                id,
                member: row.member_id.as_deref().map(|id| read("kept", id)).transpose()?,
                fields: row.fields,
                problem: row.problem,
                created_at: Instant(row.created_at),
            })
        })
        .transpose()
    }

    async fn note(&self, act: &Act) -> Result<(), StoreError> {
        commit(begin(self, act).await?).await
    }

    async fn note_head_mail(&self, act: &Act, week: i64) -> Result<bool, StoreError> {
        let mut tx = begin(self, act).await?;
        let noted = sqlx::query!(
            "INSERT INTO head_mail (week, at) VALUES ($1, $2) ON CONFLICT (week) DO NOTHING",
            week,
            act.at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?
        .rows_affected();
        if noted == 0 {
            return Ok(false);
        }
        commit(tx).await?;
        Ok(true)
    }

    async fn sweep(&self, now: Instant) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        if !crate::upkeep::alone(&mut tx).await? {
            return Ok(());
        }
        let (ended, forms, submissions) = (
            now.plus_days(-AFTER_DAYS).0,
            now.plus_days(-FORM_DAYS).0,
            now.plus_days(-SUBMISSION_DAYS).0,
        );
        sqlx::query!("DELETE FROM kept WHERE created_at < $1", forms)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        sqlx::query!("DELETE FROM sign_in WHERE expires_at < $1", ended)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        sqlx::query!("DELETE FROM email_change WHERE expires_at < $1", ended)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        sqlx::query!("DELETE FROM adoption_link WHERE expires_at < $1", ended)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        // Without its salt nobody can tell any more which address a hash was made of.
        let (today, hour) = (now.0.div_euclid(24 * 60 * 60 * 1_000), now.plus_minutes(-60).0);
        sqlx::query!("DELETE FROM day_salt WHERE day < $1", today)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        sqlx::query!("DELETE FROM passkey_challenge WHERE expires_at < $1", now.0)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        sqlx::query!("DELETE FROM client_try WHERE since < $1", hour)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        sqlx::query!(
            "DELETE FROM session WHERE expires_at < $1 OR ended_at < $1",
            ended
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        sqlx::query!("DELETE FROM outbox WHERE sent_at < $1", ended)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        sqlx::query("DELETE FROM outbox WHERE sent_at IS NULL AND created_at < $1")
            .bind(now.plus_days(-MAIL_DAYS).0)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        sqlx::query!("DELETE FROM submission WHERE at < $1", submissions)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        commit(tx).await
    }
}
