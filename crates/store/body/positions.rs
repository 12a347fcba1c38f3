//! What the organisation says of texts, and whom it told.

use crate::act::{begin, commit};
use crate::read::{number, read, word};
use crate::{Db, fail};
use async_trait::async_trait;
use domain::document::{Kind, Origin};
use domain::ids::DocumentId;
use domain::position::Stand;
use domain::time::Instant;
use store::{Act, Held, NewPosition, Position, Positions, StoreError, Told};

struct PositionRow {
    id: String,
    document_id: String,
    number: i64,
    version: i64,
    hash: String,
    stand: String,
    met_on: String,
    votes_for: Option<i64>,
    votes_against: Option<i64>,
    votes_abstain: Option<i64>,
    reason: String,
    public: bool,
    in_our_name: bool,
    at: i64,
}

impl TryFrom<PositionRow> for Position {
    type Error = StoreError;

    fn try_from(row: PositionRow) -> Result<Self, StoreError> {
        let small = |value| number("position", value);
        let votes = match (row.votes_for, row.votes_against, row.votes_abstain) {
            (Some(for_), Some(against), Some(abstain)) => {
                Some((small(for_)?, small(against)?, small(abstain)?))
            }
            _ => None,
        };
        Ok(Self {
            id: read("position", &row.id)?,
            document: read("position", &row.document_id)?,
            number: small(row.number)?,
            version: small(row.version)?,
            hash: row.hash,
            stand: word("position", Stand::from_word, &row.stand)?,
            met_on: row.met_on,
            votes,
            reason: row.reason,
            public: row.public,
            in_our_name: row.in_our_name,
            at: Instant(row.at),
        })
    }
}

#[async_trait]
impl Positions for Db {
    async fn record_position(&self, act: &Act, position: &NewPosition) -> Result<u32, StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, document) = (position.id.to_string(), position.document.to_string());
        let last = sqlx::query!(
            "SELECT number FROM position WHERE document_id = $1 ORDER BY number DESC LIMIT 1",
            document
        )
        .fetch_optional(&mut *tx)
        .await
        .map_err(fail)?
        .map_or(0, |row| row.number);
        if last != i64::from(position.seen) {
            return Err(StoreError::Stale);
        }
        let (next, version, stand) = (last + 1, i64::from(position.version), position.stand.word());
        let (votes_for, votes_against, votes_abstain) = match position.votes {
            Some((for_, against, abstain)) => (
                Some(i64::from(for_)),
                Some(i64::from(against)),
                Some(i64::from(abstain)),
            ),
            None => (None, None, None),
        };
        let by = act.actor.map(|id| id.to_string());
        sqlx::query!(
            "INSERT INTO position (id, document_id, number, version, hash, stand, met_on, votes_for, votes_against, \
             votes_abstain, reason, public, in_our_name, recorded_by, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
            id,
            document,
            next,
            version,
            position.hash,
            stand,
            position.met_on,
            votes_for,
            votes_against,
            votes_abstain,
            position.reason,
            position.public,
            position.in_our_name,
            by,
            act.at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await?;
        number("position", next)
    }

    async fn positions(&self, document: DocumentId) -> Result<Vec<Position>, StoreError> {
        let id = document.to_string();
        let rows = sqlx::query_as!(
            PositionRow,
            "SELECT id, document_id, number, version, hash, stand, met_on, votes_for, votes_against, votes_abstain, \
             reason, public, in_our_name, at FROM position WHERE document_id = $1 ORDER BY number DESC",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter().map(Position::try_from).collect()
    }

    async fn held_positions(&self, public: bool, limit: i64, offset: i64) -> Result<Vec<Held>, StoreError> {
        let rows = sqlx::query!(
            "SELECT p.id, p.document_id, p.number, p.version, p.hash, p.stand, p.met_on, p.votes_for, p.votes_against, \
             p.votes_abstain, p.reason, p.public, p.in_our_name, p.at, d.slug, v.title, d.kind, d.origin, d.owner, \
             v.seen_on, d.latest FROM position p JOIN document d ON d.id = p.document_id \
             JOIN version v ON v.document_id = p.document_id AND v.number = p.version \
             WHERE p.number = (SELECT MAX(l.number) FROM position l WHERE l.document_id = p.document_id) \
             AND (p.public OR NOT $1) ORDER BY p.met_on DESC, p.at DESC, p.id DESC LIMIT $2 OFFSET $3",
            public,
            limit,
            offset
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                let position = PositionRow {
                    id: row.id,
                    document_id: row.document_id,
                    number: row.number,
                    version: row.version,
                    hash: row.hash,
                    stand: row.stand,
                    met_on: row.met_on,
                    votes_for: row.votes_for,
                    votes_against: row.votes_against,
                    votes_abstain: row.votes_abstain,
                    reason: row.reason,
                    public: row.public,
                    in_our_name: row.in_our_name,
                    at: row.at,
                };
                Ok(Held {
                    position: position.try_into()?,
                    slug: row.slug,
                    title: row.title,
                    kind: word("document", Kind::from_word, &row.kind)?,
                    origin: word("document", Origin::from_word, &row.origin)?,
                    owner: row.owner,
                    seen_on: row.seen_on,
                    latest: number("document", row.latest)?,
                })
            })
            .collect()
    }

    async fn tell(&self, act: &Act, told: &Told) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, position) = (told.id.to_string(), told.position.to_string());
        let by = act.actor.map(|id| id.to_string());
        sqlx::query!(
            "INSERT INTO position_told (id, position_id, told, told_on, recorded_by, at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            id,
            position,
            told.told,
            told.told_on,
            by,
            act.at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn told(&self, document: DocumentId) -> Result<Vec<Told>, StoreError> {
        let id = document.to_string();
        let rows = sqlx::query!(
            "SELECT t.id, t.position_id, t.told, t.told_on FROM position_told t JOIN position p ON p.id = t.position_id \
             WHERE p.document_id = $1 ORDER BY t.at, t.id",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                Ok(Told {
                    id: read("position_told", &row.id)?,
                    position: read("position_told", &row.position_id)?,
                    told: row.told,
                    told_on: row.told_on,
                })
            })
            .collect()
    }
}
