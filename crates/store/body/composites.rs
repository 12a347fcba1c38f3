//! Composites: their sources, answers, steps of building, red lines and moves.

use crate::act::{begin, commit, commit_with};
use crate::read::{number, read, word};
use crate::texts::{self, append_version, insert_document};
use crate::{Db, Tx, fail};
use async_trait::async_trait;
use domain::composite::{Answer, Move};
use domain::ids::{DocumentId, MemberId, RedLineId};
use domain::time::Instant;
use store::{
    Act, BuildStep, CompositeMove, Composites, Document, NewAnswer, NewBuildStep, NewCompositeMove,
    NewDocument, NewRedLine, NewSource, NewVersion, RedLine, Source, SourceAnswer, StoreError,
};

async fn insert_source(
    tx: &mut Tx,
    act: &Act,
    document: &str,
    count: u32,
    source: &NewSource,
) -> Result<(), StoreError> {
    let (own_id, own_version) = source
        .own
        .map(|(id, version)| (id.to_string(), i64::from(version)))
        .unzip();
    let (count, by) = (i64::from(count), act.actor.map(|id| id.to_string()));
    sqlx::query!(
        "INSERT INTO composite_source (document_id, number, name, body, own_id, own_version, title, text, hash, repairs, \
         added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        document,
        count,
        source.name,
        source.body,
        own_id,
        own_version,
        source.title,
        source.text,
        source.hash,
        source.repairs,
        by,
        act.at.0
    )
    .execute(&mut **tx)
    .await
    .map_err(fail)?;
    Ok(())
}

/// Refuses what would come after a composite has been moved or given up; notes that it has changed.
async fn still_open(tx: &mut Tx, act: &Act, document: &str) -> Result<(), StoreError> {
    let ended = sqlx::query!(
        "SELECT number FROM composite_move WHERE document_id = $1 AND kind <> 'sent' LIMIT 1",
        document
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(fail)?;
    if ended.is_some() {
        return Err(StoreError::Stale);
    }
    touch(tx, act, document).await
}

async fn touch(tx: &mut Tx, act: &Act, document: &str) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE document SET changed_at = $1 WHERE id = $2",
        act.at.0,
        document
    )
    .execute(&mut **tx)
    .await
    .map_err(fail)?;
    Ok(())
}

/// The latest revision, 0 where nothing has been built.
async fn revision(tx: &mut Tx, document: &str) -> Result<u32, StoreError> {
    let last = sqlx::query!(
        "SELECT revision FROM composite_step WHERE document_id = $1 ORDER BY revision DESC LIMIT 1",
        document
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(fail)?;
    last.map_or(Ok(0), |row| number("composite_step", row.revision))
}

struct StepRow {
    revision: i64,
    parent: i64,
    what: String,
    build: String,
    member_name: String,
    at: i64,
}

impl TryFrom<StepRow> for BuildStep {
    type Error = StoreError;

    fn try_from(row: StepRow) -> Result<Self, StoreError> {
        Ok(Self {
            revision: number("composite_step", row.revision)?,
            parent: number("composite_step", row.parent)?,
            what: row.what,
            build: row.build,
            member_name: row.member_name,
            at: Instant(row.at),
        })
    }
}

#[async_trait]
impl Composites for Db {
    async fn group(
        &self,
        act: &Act,
        document: &NewDocument,
        first: &NewVersion,
        sources: &[NewSource],
    ) -> Result<String, StoreError> {
        let mut tx = begin(self, act).await?;
        let slug = insert_document(&mut tx, act, document, first).await?;
        let id = document.id.to_string();
        sqlx::query!("UPDATE document SET kind = 'composite' WHERE id = $1", id)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        for (count, source) in (1..).zip(sources) {
            insert_source(&mut tx, act, &id, count, source).await?;
        }
        commit_with(tx, act, &slug).await?;
        Ok(slug)
    }

    async fn add_source(
        &self,
        act: &Act,
        document: DocumentId,
        source: &NewSource,
    ) -> Result<u32, StoreError> {
        let mut tx = begin(self, act).await?;
        let id = document.to_string();
        still_open(&mut tx, act, &id).await?;
        let last = sqlx::query!(
            "SELECT number FROM composite_source WHERE document_id = $1 ORDER BY number DESC LIMIT 1",
            id
        )
        .fetch_optional(&mut *tx)
        .await
        .map_err(fail)?;
        let count = last.map_or(Ok(0), |row| number("composite_source", row.number))? + 1;
        insert_source(&mut tx, act, &id, count, source).await?;
        commit_with(tx, act, &count.to_string()).await?;
        Ok(count)
    }

    async fn composites(&self, now: Instant, limit: i64, offset: i64) -> Result<Vec<Document>, StoreError> {
        texts::composites(self, now, limit, offset).await
    }

    async fn sources(&self, document: DocumentId) -> Result<Vec<Source>, StoreError> {
        let id = document.to_string();
        let rows = sqlx::query!(
            r#"SELECT s.number, s.name, s.body, s.own_id, s.own_version, d.slug AS "own_slug?", s.title, s.text,
             s.hash, s.repairs, m.name AS added_by_name, s.added_at
             FROM composite_source s JOIN member m ON m.id = s.added_by LEFT JOIN document d ON d.id = s.own_id
             WHERE s.document_id = $1 ORDER BY s.number"#,
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                let own = match (row.own_id, row.own_version) {
                    (Some(id), Some(version)) => Some((
                        read("composite_source", &id)?,
                        number("composite_source", version)?,
                    )),
                    _ => None,
                };
                Ok(Source {
                    number: number("composite_source", row.number)?,
                    name: row.name,
                    body: row.body,
                    own,
                    own_slug: row.own_slug,
                    title: row.title,
                    text: row.text,
                    hash: row.hash,
                    repairs: row.repairs,
                    added_by_name: row.added_by_name,
                    added_at: Instant(row.added_at),
                })
            })
            .collect()
    }

    async fn answer(&self, act: &Act, answer: &NewAnswer) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, source, version) = (
            answer.document.to_string(),
            i64::from(answer.source),
            i64::from(answer.version),
        );
        still_open(&mut tx, act, &id).await?;
        let last = sqlx::query!(
            "SELECT number FROM composite_answer WHERE document_id = $1 AND source = $2 ORDER BY number DESC LIMIT 1",
            id,
            source
        )
        .fetch_optional(&mut *tx)
        .await
        .map_err(fail)?;
        let count = last.map_or(0, |row| row.number) + 1;
        let (word, by) = (answer.answer.word(), answer.member.to_string());
        sqlx::query!(
            "INSERT INTO composite_answer (document_id, source, number, version, answer, authority, given_on, note, \
             recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            id,
            source,
            count,
            version,
            word,
            answer.authority,
            answer.given_on,
            answer.note,
            by,
            act.at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn answers(&self, document: DocumentId) -> Result<Vec<SourceAnswer>, StoreError> {
        let id = document.to_string();
        let rows = sqlx::query!(
            "SELECT a.source, a.number, a.version, a.answer, a.authority, a.given_on, a.note, \
             m.name AS recorded_by_name, a.recorded_at FROM composite_answer a JOIN member m ON m.id = a.recorded_by \
             WHERE a.document_id = $1 ORDER BY a.recorded_at, a.source, a.number",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                Ok(SourceAnswer {
                    source: number("composite_answer", row.source)?,
                    number: number("composite_answer", row.number)?,
                    version: number("composite_answer", row.version)?,
                    answer: word("composite_answer", Answer::from_word, &row.answer)?,
                    authority: row.authority,
                    given_on: row.given_on,
                    note: row.note,
                    recorded_by_name: row.recorded_by_name,
                    recorded_at: Instant(row.recorded_at),
                })
            })
            .collect()
    }

    async fn build(&self, act: &Act, step: &NewBuildStep) -> Result<u32, StoreError> {
        let mut tx = begin(self, act).await?;
        let id = step.document.to_string();
        still_open(&mut tx, act, &id).await?;
        if revision(&mut tx, &id).await? != step.seen {
            return Err(StoreError::Stale);
        }
        let count = step.seen + 1;
        let (next, parent, by) = (i64::from(count), i64::from(step.parent), step.member.to_string());
        sqlx::query!(
            "INSERT INTO composite_step (document_id, revision, parent, what, build, member_id, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            id,
            next,
            parent,
            step.what,
            step.build,
            by,
            act.at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await?;
        Ok(count)
    }

    async fn last_step(&self, document: DocumentId) -> Result<Option<BuildStep>, StoreError> {
        let id = document.to_string();
        let row = sqlx::query_as!(
            StepRow,
            "SELECT s.revision, s.parent, s.what, s.build, m.name AS member_name, s.at FROM composite_step s \
             JOIN member m ON m.id = s.member_id WHERE s.document_id = $1 ORDER BY s.revision DESC LIMIT 1",
            id
        )
        .fetch_optional(self.reader())
        .await
        .map_err(fail)?;
        row.map(BuildStep::try_from).transpose()
    }

    async fn step(&self, document: DocumentId, revision: u32) -> Result<Option<BuildStep>, StoreError> {
        let (id, revision) = (document.to_string(), i64::from(revision));
        let row = sqlx::query_as!(
            StepRow,
            "SELECT s.revision, s.parent, s.what, s.build, m.name AS member_name, s.at FROM composite_step s \
             JOIN member m ON m.id = s.member_id WHERE s.document_id = $1 AND s.revision = $2",
            id,
            revision
        )
        .fetch_optional(self.reader())
        .await
        .map_err(fail)?;
        row.map(BuildStep::try_from).transpose()
    }

    async fn save_build(
        &self,
        act: &Act,
        base: u32,
        seen: u32,
        version: &NewVersion,
        build: &str,
    ) -> Result<u32, StoreError> {
        let mut tx = begin(self, act).await?;
        let id = version.document.to_string();
        still_open(&mut tx, act, &id).await?;
        if revision(&mut tx, &id).await? != seen {
            return Err(StoreError::Stale);
        }
        let count = append_version(&mut tx, act, base, version).await?;
        let (saved, seen) = (i64::from(count), i64::from(seen));
        sqlx::query!(
            "INSERT INTO composite_version (document_id, version, revision, build) VALUES ($1, $2, $3, $4)",
            id,
            saved,
            seen,
            build
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit_with(tx, act, &count.to_string()).await?;
        Ok(count)
    }

    async fn provenance(
        &self,
        document: DocumentId,
        version: u32,
    ) -> Result<Option<(u32, String)>, StoreError> {
        let (id, version) = (document.to_string(), i64::from(version));
        let row = sqlx::query!(
            "SELECT version, build FROM composite_version WHERE document_id = $1 AND version <= $2 \
             ORDER BY version DESC LIMIT 1",
            id,
            version
        )
        .fetch_optional(self.reader())
        .await
        .map_err(fail)?;
        row.map(|row| Ok((number("composite_version", row.version)?, row.build)))
            .transpose()
    }

    async fn record_move(&self, act: &Act, step: &NewCompositeMove) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, version, seen) = (
            step.document.to_string(),
            i64::from(step.version),
            i64::from(step.seen),
        );
        let latest = sqlx::query!("SELECT latest FROM document WHERE id = $1", id)
            .fetch_one(&mut *tx)
            .await
            .map_err(fail)?
            .latest;
        let last = sqlx::query!(
            "SELECT number FROM composite_move WHERE document_id = $1 ORDER BY number DESC LIMIT 1",
            id
        )
        .fetch_optional(&mut *tx)
        .await
        .map_err(fail)?
        .map_or(0, |row| row.number);
        if latest != version || last != seen {
            return Err(StoreError::Stale);
        }
        let (count, kind, by) = (seen + 1, step.kind.word(), step.member.to_string());
        sqlx::query!(
            "INSERT INTO composite_move (document_id, number, kind, version, letter, mover, seconder, note, member_id, \
             at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            id,
            count,
            kind,
            version,
            step.letter,
            step.mover,
            step.seconder,
            step.note,
            by,
            act.at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        touch(&mut tx, act, &id).await?;
        commit(tx).await
    }

    async fn moves(&self, document: DocumentId) -> Result<Vec<CompositeMove>, StoreError> {
        let id = document.to_string();
        let rows = sqlx::query!(
            "SELECT c.number, c.kind, c.version, c.letter, c.mover, c.seconder, c.note, m.name AS member_name, c.at \
             FROM composite_move c JOIN member m ON m.id = c.member_id WHERE c.document_id = $1 ORDER BY c.number",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                Ok(CompositeMove {
                    number: number("composite_move", row.number)?,
                    kind: word("composite_move", Move::from_word, &row.kind)?,
                    version: number("composite_move", row.version)?,
                    letter: row.letter,
                    mover: row.mover,
                    seconder: row.seconder,
                    note: row.note,
                    member_name: row.member_name,
                    at: Instant(row.at),
                })
            })
            .collect()
    }

    async fn draw_red_line(&self, act: &Act, line: &NewRedLine) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, document, source, clause, member) = (
            line.id.to_string(),
            line.document.to_string(),
            i64::from(line.source),
            i64::from(line.clause),
            line.member.to_string(),
        );
        sqlx::query!(
            "INSERT INTO red_line (id, document_id, source, clause, member_id, reason, at, withdrawn_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)",
            id,
            document,
            source,
            clause,
            member,
            line.reason,
            act.at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn withdraw_red_line(&self, act: &Act, id: RedLineId, member: MemberId) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, member) = (id.to_string(), member.to_string());
        sqlx::query!(
            "UPDATE red_line SET withdrawn_at = $1 WHERE id = $2 AND member_id = $3 AND withdrawn_at IS NULL",
            act.at.0,
            id,
            member
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn red_lines(&self, document: DocumentId) -> Result<Vec<RedLine>, StoreError> {
        let id = document.to_string();
        let rows = sqlx::query!(
            "SELECT r.id, r.source, r.clause, r.member_id, m.name AS member_name, r.reason, r.at FROM red_line r \
             JOIN member m ON m.id = r.member_id WHERE r.document_id = $1 AND r.withdrawn_at IS NULL \
             ORDER BY r.source, r.clause, r.at, r.id",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                Ok(RedLine {
                    id: read("red_line", &row.id)?,
                    source: number("red_line", row.source)?,
                    clause: number("red_line", row.clause)?,
                    member: read("red_line", &row.member_id)?,
                    member_name: row.member_name,
                    reason: row.reason,
                    at: Instant(row.at),
                })
            })
            .collect()
    }
}
