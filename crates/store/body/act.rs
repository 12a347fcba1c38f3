//! How every write begins and ends.

use crate::{Db, Tx, fail};
use domain::time::Instant;
use store::{Act, Event, StoreError};

/// Begins a write: takes the event chain (and so the place of this write among all others), appends the event,
/// marks the submission and queues the mails.
pub async fn begin(db: &Db, act: &Act) -> Result<Tx, StoreError> {
    let mut tx = db.begin().await?;
    let next = next(&mut tx).await?;
    let actor = act.actor.map(|id| id.to_string());
    if let Some(submission) = act.submission {
        let (id, digest) = (submission.id.to_string(), submission.stored());
        let fresh = sqlx::query!(
            "INSERT INTO submission (id, member_id, action, result, at, digest) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (id) DO NOTHING",
            id,
            actor,
            act.action,
            act.result,
            act.at.0,
            digest
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?
        .rows_affected()
            == 1;
        if !fresh {
            let done = sqlx::query!(
                "SELECT member_id, action, result, digest FROM submission WHERE id = $1",
                id
            )
            .fetch_one(&mut *tx)
            .await
            .map_err(fail)?;
            let same = done.member_id == actor && done.action == act.action && submission.is(&done.digest);
            return Err(if same {
                StoreError::Repeated(done.result)
            } else {
                StoreError::Taken("submission")
            });
        }
    }
    write(&mut tx, next, act, act.action, &act.detail).await?;
    for mail in &act.mails {
        let id = mail.id.to_string();
        sqlx::query!(
            "INSERT INTO outbox (id, recipient, subject, body, created_at, next_try_at, attempts, sent_at) \
             VALUES ($1, $2, $3, $4, $5, $5, 0, NULL)",
            id,
            mail.recipient,
            mail.subject,
            mail.body,
            act.at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
    }
    Ok(tx)
}

/// The end of the event chain, and the place of the event that is to follow.
struct Next {
    seq: i64,
    previous: String,
}

async fn next(tx: &mut Tx) -> Result<Next, StoreError> {
    let head = sqlx::query!("UPDATE chain SET seq = seq + 1 WHERE id = 1 RETURNING seq, head")
        .fetch_one(&mut **tx)
        .await
        .map_err(fail)?;
    Ok(Next {
        seq: head.seq,
        previous: head.head,
    })
}

async fn write(tx: &mut Tx, next: Next, act: &Act, action: &str, detail: &str) -> Result<(), StoreError> {
    let mut event = Event {
        seq: next.seq,
        at: act.at,
        actor: act.actor.map(|id| id.to_string()).unwrap_or_default(),
        action: action.to_owned(),
        subject: act.subject.clone(),
        detail: detail.to_owned(),
        previous: next.previous,
        hash: String::new(),
    };
    event.hash = event.expected_hash();
    sqlx::query!(
        "INSERT INTO event (seq, at, actor, action, subject, detail, previous, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        event.seq,
        event.at.0,
        event.actor,
        event.action,
        event.subject,
        event.detail,
        event.previous,
        event.hash
    )
    .execute(&mut **tx)
    .await
    .map_err(fail)?;
    sqlx::query!("UPDATE chain SET head = $1 WHERE id = 1", event.hash)
        .execute(&mut **tx)
        .await
        .map_err(fail)?;
    Ok(())
}

/// Appends what an act has led to, about the same subject: it becomes known only inside the write.
pub async fn follow(tx: &mut Tx, act: &Act, action: &str, detail: &str) -> Result<(), StoreError> {
    let next = next(tx).await?;
    write(tx, next, act, action, detail).await
}

/// Ends a write. Only after this may anybody be told that it happened.
pub async fn commit(tx: Tx) -> Result<(), StoreError> {
    tx.commit().await.map_err(fail)
}

/// Ends a write whose result is known only now.
pub async fn commit_with(mut tx: Tx, act: &Act, result: &str) -> Result<(), StoreError> {
    if let Some(submission) = act.submission {
        let id = submission.id.to_string();
        sqlx::query!("UPDATE submission SET result = $1 WHERE id = $2", result, id)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
    }
    commit(tx).await
}

struct EventRow {
    seq: i64,
    at: i64,
    actor: String,
    action: String,
    subject: String,
    detail: String,
    previous: String,
    hash: String,
}

impl From<EventRow> for Event {
    fn from(row: EventRow) -> Self {
        let EventRow {
            seq,
            at,
            actor,
            action,
            subject,
            detail,
            previous,
            hash,
        } = row;
        Self {
            seq,
            at: Instant(at),
            actor,
            action,
            subject,
            detail,
            previous,
            hash,
        }
    }
}

/// Every event from the first on.
pub async fn events(db: &Db, after: i64, limit: i64) -> Result<Vec<Event>, StoreError> {
    let rows = sqlx::query_as!(
        EventRow,
        "SELECT seq, at, actor, action, subject, detail, previous, hash FROM event \
         WHERE seq > $1 ORDER BY seq LIMIT $2",
        after,
        limit
    )
    .fetch_all(db.reader())
    .await
    .map_err(fail)?;
    Ok(rows.into_iter().map(Event::from).collect())
}

/// The events about one subject, newest first.
pub async fn events_about(db: &Db, subject: &str, limit: i64) -> Result<Vec<Event>, StoreError> {
    let rows = sqlx::query_as!(
        EventRow,
        "SELECT seq, at, actor, action, subject, detail, previous, hash FROM event \
         WHERE subject = $1 ORDER BY seq DESC LIMIT $2",
        subject,
        limit
    )
    .fetch_all(db.reader())
    .await
    .map_err(fail)?;
    Ok(rows.into_iter().map(Event::from).collect())
}

/// The newest event's number and hash.
pub async fn chain_head(db: &Db) -> Result<(i64, String), StoreError> {
    let row = sqlx::query!("SELECT seq, head FROM chain WHERE id = 1")
        .fetch_one(db.reader())
        .await
        .map_err(fail)?;
    Ok((row.seq, row.head))
}
