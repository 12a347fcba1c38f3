//! Where texts are to go and by when, and the calendars that say so.

use crate::act::{begin, commit};
use crate::read::{number, read};
use crate::{Db, fail};
use async_trait::async_trait;
use domain::ids::{DocumentId, MemberId};
use domain::ladder::Usual;
use domain::time::Instant;
use store::{Act, LadderOf, Ladders, StoreError, StoredLadder};

struct LadderRow {
    document_id: String,
    destination: String,
    conference_on: String,
    portal_at: Option<i64>,
    clp_on: String,
    branch_on: String,
    portal_days: i64,
    clp_days: i64,
    notice_days: i64,
    decide_days: i64,
    changed_at: i64,
}

impl TryFrom<LadderRow> for StoredLadder {
    type Error = StoreError;

    fn try_from(row: LadderRow) -> Result<Self, StoreError> {
        Ok(Self {
            document: read("ladder", &row.document_id)?,
            destination: row.destination,
            conference_on: row.conference_on,
            portal_at: row.portal_at.map(Instant),
            clp_on: row.clp_on,
            branch_on: row.branch_on,
            usual: Usual {
                portal_days: number("ladder", row.portal_days)?,
                clp_days: number("ladder", row.clp_days)?,
                notice_days: number("ladder", row.notice_days)?,
                decide_days: number("ladder", row.decide_days)?,
            },
            changed_at: Instant(row.changed_at),
        })
    }
}

fn columns(usual: &Usual) -> [i64; 4] {
    [
        usual.portal_days,
        usual.clp_days,
        usual.notice_days,
        usual.decide_days,
    ]
    .map(i64::from)
}

#[async_trait]
impl Ladders for Db {
    async fn set_ladder(&self, act: &Act, ladder: &StoredLadder) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let document = ladder.document.to_string();
        let [portal_days, clp, notice, decide] = columns(&ladder.usual);
        let portal = ladder.portal_at.map(|at| at.0);
        let by = act.actor.map(|id| id.to_string());
        sqlx::query!(
            "INSERT INTO ladder (document_id, destination, conference_on, portal_at, clp_on, branch_on, notice_days, \
             decide_days, changed_by, changed_at, portal_days, clp_days) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
             ON CONFLICT (document_id) DO UPDATE SET destination = excluded.destination, \
             conference_on = excluded.conference_on, portal_at = excluded.portal_at, clp_on = excluded.clp_on, \
             branch_on = excluded.branch_on, notice_days = excluded.notice_days, decide_days = excluded.decide_days, \
             changed_by = excluded.changed_by, changed_at = excluded.changed_at, portal_days = excluded.portal_days, \
             clp_days = excluded.clp_days",
            document,
            ladder.destination,
            ladder.conference_on,
            portal,
            ladder.clp_on,
            ladder.branch_on,
            notice,
            decide,
            by,
            act.at.0,
            portal_days,
            clp
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn set_usual_days(&self, act: &Act, usual: &Usual) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let [portal, clp, notice, decide] = columns(usual);
        sqlx::query!(
            "INSERT INTO ladder_usual (id, portal_days, clp_days, notice_days, decide_days) VALUES (1, $1, $2, $3, $4) \
             ON CONFLICT (id) DO UPDATE SET portal_days = excluded.portal_days, clp_days = excluded.clp_days, \
             notice_days = excluded.notice_days, decide_days = excluded.decide_days",
            portal,
            clp,
            notice,
            decide
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn usual_days(&self) -> Result<Option<Usual>, StoreError> {
        let row = sqlx::query!(
            "SELECT portal_days, clp_days, notice_days, decide_days FROM ladder_usual WHERE id = 1"
        )
        .fetch_optional(self.reader())
        .await
        .map_err(fail)?;
        row.map(|row| {
            let days = |days| number("ladder_usual", days);
            Ok(Usual {
                portal_days: days(row.portal_days)?,
                clp_days: days(row.clp_days)?,
                notice_days: days(row.notice_days)?,
                decide_days: days(row.decide_days)?,
            })
        })
        .transpose()
    }

    async fn ladder(&self, document: DocumentId) -> Result<Option<StoredLadder>, StoreError> {
        let id = document.to_string();
        let row = sqlx::query_as!(
            LadderRow,
            "SELECT document_id, destination, conference_on, portal_at, clp_on, branch_on, portal_days, clp_days, \
             notice_days, decide_days, changed_at FROM ladder WHERE document_id = $1",
            id
        )
        .fetch_optional(self.reader())
        .await
        .map_err(fail)?;
        row.map(StoredLadder::try_from).transpose()
    }

    async fn ladders(&self, limit: i64) -> Result<Vec<LadderOf>, StoreError> {
        let rows = sqlx::query!(
            "SELECT l.document_id, l.destination, l.conference_on, l.portal_at, l.clp_on, l.branch_on, l.portal_days, \
             l.clp_days, l.notice_days, l.decide_days, l.changed_at, d.title, p.slug AS \"published?\" FROM ladder l \
             JOIN document d ON d.id = l.document_id \
             LEFT JOIN publication p ON p.document_id = l.document_id AND p.standing = 'current' \
             ORDER BY l.changed_at DESC, l.document_id LIMIT $1",
            limit
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                let ladder = LadderRow {
                    document_id: row.document_id,
                    destination: row.destination,
                    conference_on: row.conference_on,
                    portal_at: row.portal_at,
                    clp_on: row.clp_on,
                    branch_on: row.branch_on,
                    portal_days: row.portal_days,
                    clp_days: row.clp_days,
                    notice_days: row.notice_days,
                    decide_days: row.decide_days,
                    changed_at: row.changed_at,
                };
                Ok(LadderOf {
                    ladder: ladder.try_into()?,
                    title: row.title,
                    published: row.published,
                })
            })
            .collect()
    }

    async fn open_feed(&self, act: &Act, member: MemberId, token_hash: &str) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let id = member.to_string();
        sqlx::query!(
            "INSERT INTO calendar_feed (member_id, token_hash, created_at) VALUES ($1, $2, $3) \
             ON CONFLICT (member_id) DO UPDATE SET token_hash = excluded.token_hash, created_at = excluded.created_at",
            id,
            token_hash,
            act.at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn close_feed(&self, act: &Act, member: MemberId) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let id = member.to_string();
        sqlx::query!("DELETE FROM calendar_feed WHERE member_id = $1", id)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        commit(tx).await
    }

    async fn feed(&self, member: MemberId) -> Result<Option<Instant>, StoreError> {
        let id = member.to_string();
        let row = sqlx::query!("SELECT created_at FROM calendar_feed WHERE member_id = $1", id)
            .fetch_optional(self.reader())
            .await
            .map_err(fail)?;
        Ok(row.map(|row| Instant(row.created_at)))
    }

    async fn feed_owner(&self, token_hash: &str) -> Result<Option<MemberId>, StoreError> {
        let row = sqlx::query!(
            "SELECT member_id FROM calendar_feed WHERE token_hash = $1",
            token_hash
        )
        .fetch_optional(self.reader())
        .await
        .map_err(fail)?;
        row.map(|row| read("calendar_feed", &row.member_id)).transpose()
    }
}
