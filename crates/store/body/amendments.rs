//! Amendments, and the merges that take them into a text.

use crate::act::{begin, commit, commit_with};
use crate::read::{number, read, word};
use crate::texts::append_version;
use crate::{Db, Tx, fail};
use async_trait::async_trait;
use domain::amendment::{Fit, Hand, State};
use domain::ids::{AmendmentId, DocumentId, MemberId, MergeId};
use domain::time::Instant;
use store::{
    Act, Amendment, AmendmentChange, AmendmentForm, AmendmentMove, AmendmentWaiting, Amendments, Merge,
    MergeStep, NewAmendment, NewForm, NewVersion, StoreError, Trace,
};

struct AmendmentRow {
    id: String,
    document_id: String,
    number: i64,
    parent_id: Option<String>,
    author_id: String,
    author_name: String,
    mover: String,
    seconder: String,
    reason: String,
    state: String,
    version: Option<i64>,
    tabled_at: Option<i64>,
    created_at: i64,
    changed_at: i64,
    revision: i64,
    form: i64,
    base: i64,
    parent_form: Option<i64>,
    text: String,
    fit: String,
    at: i64,
}

impl TryFrom<AmendmentRow> for Amendment {
    type Error = StoreError;

    fn try_from(row: AmendmentRow) -> Result<Self, StoreError> {
        let optional = |value: Option<i64>| value.map(|value| number("amendment", value)).transpose();
        Ok(Self {
            id: read("amendment", &row.id)?,
            document: read("amendment", &row.document_id)?,
            number: number("amendment", row.number)?,
            parent: row
                .parent_id
                .as_deref()
                .map(|id| read("amendment", id))
                .transpose()?,
            author: read("amendment", &row.author_id)?,
            author_name: row.author_name,
            mover: row.mover,
            seconder: row.seconder,
            reason: row.reason,
            state: word("amendment", State::from_word, &row.state)?,
            version: optional(row.version)?,
            tabled_at: row.tabled_at.map(Instant),
            created_at: Instant(row.created_at),
            changed_at: Instant(row.changed_at),
            revision: number("amendment", row.revision)?,
            form: AmendmentForm {
                number: number("amendment", row.form)?,
                base: number("amendment_form", row.base)?,
                parent_form: optional(row.parent_form)?,
                text: row.text,
                fit: word("amendment_form", Fit::from_word, &row.fit)?,
                at: Instant(row.at),
            },
        })
    }
}

macro_rules! amendments {
    ($rest:literal $(, $bind:expr)*) => {
        sqlx::query_as!(
            AmendmentRow,
            "SELECT a.id, a.document_id, a.number, a.parent_id, a.author_id, m.name AS author_name, a.mover, \
             a.seconder, a.reason, a.state, a.version, a.tabled_at, a.created_at, a.changed_at, a.revision, a.form, \
             f.base, f.parent_form, f.text, f.fit, f.at \
             FROM amendment a \
             JOIN member m ON m.id = a.author_id \
             JOIN amendment_form f ON f.amendment_id = a.id AND f.number = a.form " + $rest
            $(, $bind)*
        )
    };
}

struct WaitingRow {
    slug: String,
    title: String,
    latest: i64,
    number: i64,
    parent_id: Option<String>,
    state: String,
    base: i64,
    changed_at: i64,
}

impl TryFrom<WaitingRow> for AmendmentWaiting {
    type Error = StoreError;

    fn try_from(row: WaitingRow) -> Result<Self, StoreError> {
        Ok(Self {
            slug: row.slug,
            title: row.title,
            latest: number("document", row.latest)?,
            number: number("amendment", row.number)?,
            parent: match row.parent_id {
                Some(id) => Some(read("amendment", &id)?),
                None => None,
            },
            state: word("amendment", State::from_word, &row.state)?,
            base: number("amendment_form", row.base)?,
            changed_at: Instant(row.changed_at),
        })
    }
}

macro_rules! waiting {
    ($rest:literal $(, $bind:expr)*) => {
        sqlx::query_as!(
            WaitingRow,
            "SELECT d.slug, d.title, d.latest, a.number, a.parent_id, a.state, f.base, a.changed_at \
             FROM amendment a \
             JOIN document d ON d.id = a.document_id \
             JOIN amendment_form f ON f.amendment_id = a.id AND f.number = a.form " + $rest
            $(, $bind)*
        )
    };
}

struct MergeRow {
    id: String,
    document_id: String,
    base: i64,
    started_by: String,
    started_by_name: String,
    created_at: i64,
    steps: i64,
    version: Option<i64>,
    ended_at: Option<i64>,
}

impl TryFrom<MergeRow> for Merge {
    type Error = StoreError;

    fn try_from(row: MergeRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: read("merge", &row.id)?,
            document: read("merge", &row.document_id)?,
            base: number("merge", row.base)?,
            started_by: read("merge", &row.started_by)?,
            started_by_name: row.started_by_name,
            created_at: Instant(row.created_at),
            steps: number("merge", row.steps)?,
            version: row.version.map(|version| number("merge", version)).transpose()?,
            ended_at: row.ended_at.map(Instant),
        })
    }
}

async fn insert_form(
    tx: &mut Tx,
    act: &Act,
    amendment: &str,
    count: i64,
    form: &NewForm,
) -> Result<(), StoreError> {
    let (base, parent_form, fit) = (
        i64::from(form.base),
        form.parent_form.map(i64::from),
        form.fit.word(),
    );
    sqlx::query!(
        "INSERT INTO amendment_form (amendment_id, number, base, parent_form, text, fit, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        amendment,
        count,
        base,
        parent_form,
        form.text,
        fit,
        act.at.0
    )
    .execute(&mut **tx)
    .await
    .map_err(fail)?;
    Ok(())
}

async fn change(tx: &mut Tx, act: &Act, change: &AmendmentChange) -> Result<(), StoreError> {
    let (id, revision) = (change.id.to_string(), i64::from(change.revision));
    let moved = sqlx::query!(
        "UPDATE amendment SET revision = revision + 1, changed_at = $1 WHERE id = $2 AND revision = $3",
        act.at.0,
        id,
        revision
    )
    .execute(&mut **tx)
    .await
    .map_err(fail)?
    .rows_affected();
    if moved == 0 {
        return Err(StoreError::Stale);
    }
    if let Some((mover, seconder, reason)) = &change.words {
        sqlx::query!(
            "UPDATE amendment SET mover = $1, seconder = $2, reason = $3 WHERE id = $4",
            mover,
            seconder,
            reason,
            id
        )
        .execute(&mut **tx)
        .await
        .map_err(fail)?;
    }
    if let Some(form) = &change.form {
        let last = sqlx::query_scalar!(
            r#"SELECT COALESCE(MAX(number), 0) AS "last!: i64" FROM amendment_form WHERE amendment_id = $1"#,
            id
        )
        .fetch_one(&mut **tx)
        .await
        .map_err(fail)?;
        let count = last + 1;
        insert_form(tx, act, &id, count, form).await?;
        sqlx::query!("UPDATE amendment SET form = $1 WHERE id = $2", count, id)
            .execute(&mut **tx)
            .await
            .map_err(fail)?;
    }
    for step in &change.moves {
        let last = sqlx::query_scalar!(
            r#"SELECT COALESCE(MAX(number), 0) AS "last!: i64" FROM amendment_move WHERE amendment_id = $1"#,
            id
        )
        .fetch_one(&mut **tx)
        .await
        .map_err(fail)?;
        let (count, state, member, hand, version) = (
            last + 1,
            step.state.word(),
            step.member.to_string(),
            step.hand.word(),
            i64::from(step.version),
        );
        sqlx::query!(
            "INSERT INTO amendment_move (amendment_id, number, state, member_id, hand, reason, version, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            id,
            count,
            state,
            member,
            hand,
            step.reason,
            version,
            act.at.0
        )
        .execute(&mut **tx)
        .await
        .map_err(fail)?;
        sqlx::query!("UPDATE amendment SET state = $1 WHERE id = $2", state, id)
            .execute(&mut **tx)
            .await
            .map_err(fail)?;
        if step.state == State::Tabled {
            sqlx::query!("UPDATE amendment SET tabled_at = $1 WHERE id = $2", act.at.0, id)
                .execute(&mut **tx)
                .await
                .map_err(fail)?;
        }
    }
    if let Some(version) = change.version {
        let version = i64::from(version);
        sqlx::query!("UPDATE amendment SET version = $1 WHERE id = $2", version, id)
            .execute(&mut **tx)
            .await
            .map_err(fail)?;
    }
    Ok(())
}

async fn insert_step(tx: &mut Tx, act: &Act, merge: &str, count: i64, step: &str) -> Result<(), StoreError> {
    let member = act.actor.map(|id| id.to_string()).unwrap_or_default();
    sqlx::query!(
        "INSERT INTO merge_step (merge_id, number, member_id, step, at) VALUES ($1, $2, $3, $4, $5)",
        merge,
        count,
        member,
        step,
        act.at.0
    )
    .execute(&mut **tx)
    .await
    .map_err(fail)?;
    Ok(())
}

#[async_trait]
impl Amendments for Db {
    async fn propose(&self, act: &Act, amendment: &NewAmendment, form: &NewForm) -> Result<u32, StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, document, parent, author) = (
            amendment.id.to_string(),
            amendment.document.to_string(),
            amendment.parent.map(|id| id.to_string()),
            amendment.author.to_string(),
        );
        let last = sqlx::query_scalar!(
            r#"SELECT COALESCE(MAX(number), 0) AS "last!: i64" FROM amendment WHERE document_id = $1"#,
            document
        )
        .fetch_one(&mut *tx)
        .await
        .map_err(fail)?;
        let count = last + 1;
        sqlx::query!(
            "INSERT INTO amendment (id, document_id, number, parent_id, author_id, mover, seconder, reason, state, \
             form, version, tabled_at, created_at, changed_at, revision) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'draft', 1, NULL, NULL, $9, $9, 1)",
            id,
            document,
            count,
            parent,
            author,
            amendment.mover,
            amendment.seconder,
            amendment.reason,
            act.at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        insert_form(&mut tx, act, &id, 1, form).await?;
        commit_with(tx, act, &count.to_string()).await?;
        number("amendment", count)
    }

    async fn change_amendment(&self, act: &Act, one: &AmendmentChange) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        change(&mut tx, act, one).await?;
        commit(tx).await
    }

    async fn change_amendments(&self, act: &Act, changes: &[AmendmentChange]) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        for one in changes {
            change(&mut tx, act, one).await?;
        }
        commit(tx).await
    }

    async fn amendments(&self, document: DocumentId) -> Result<Vec<Amendment>, StoreError> {
        let document = document.to_string();
        let rows = amendments!("WHERE a.document_id = $1 ORDER BY a.number", document)
            .fetch_all(self.reader())
            .await
            .map_err(fail)?;
        rows.into_iter().map(Amendment::try_from).collect()
    }

    async fn amendment(&self, document: DocumentId, count: u32) -> Result<Option<Amendment>, StoreError> {
        let (document, count) = (document.to_string(), i64::from(count));
        let row = amendments!("WHERE a.document_id = $1 AND a.number = $2", document, count)
            .fetch_optional(self.reader())
            .await
            .map_err(fail)?;
        row.map(Amendment::try_from).transpose()
    }

    async fn amendment_forms(&self, id: AmendmentId) -> Result<Vec<AmendmentForm>, StoreError> {
        let id = id.to_string();
        let rows = sqlx::query!(
            "SELECT number, base, parent_form, text, fit, at FROM amendment_form WHERE amendment_id = $1 \
             ORDER BY number",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                Ok(AmendmentForm {
                    number: number("amendment_form", row.number)?,
                    base: number("amendment_form", row.base)?,
                    parent_form: row
                        .parent_form
                        .map(|form| number("amendment_form", form))
                        .transpose()?,
                    text: row.text,
                    fit: word("amendment_form", Fit::from_word, &row.fit)?,
                    at: Instant(row.at),
                })
            })
            .collect()
    }

    async fn amendment_moves(&self, id: AmendmentId) -> Result<Vec<AmendmentMove>, StoreError> {
        let id = id.to_string();
        let rows = sqlx::query!(
            "SELECT x.state, x.member_id, m.name, x.hand, x.reason, x.version, x.at FROM amendment_move x \
             JOIN member m ON m.id = x.member_id WHERE x.amendment_id = $1 ORDER BY x.number",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                Ok(AmendmentMove {
                    state: word("amendment_move", State::from_word, &row.state)?,
                    member: read("amendment_move", &row.member_id)?,
                    member_name: row.name,
                    hand: word("amendment_move", Hand::from_word, &row.hand)?,
                    reason: row.reason,
                    version: number("amendment_move", row.version)?,
                    at: Instant(row.at),
                })
            })
            .collect()
    }

    async fn amendment_count(&self, document: DocumentId) -> Result<u32, StoreError> {
        let document = document.to_string();
        let row = sqlx::query!(
            r#"SELECT COUNT(*) AS "count!: i64" FROM amendment
             WHERE document_id = $1 AND state IN ('tabled', 'accepted', 'to-vote', 'carried')"#,
            document
        )
        .fetch_one(self.reader())
        .await
        .map_err(fail)?;
        number("amendment", row.count)
    }

    async fn own_amendments(
        &self,
        member: MemberId,
        limit: i64,
    ) -> Result<Vec<AmendmentWaiting>, StoreError> {
        let member = member.to_string();
        let rows = waiting!(
            "WHERE a.author_id = $1 AND a.state IN ('draft', 'submitted', 'returned', 'tabled', 'accepted', 'to-vote', \
             'carried') ORDER BY a.changed_at DESC, a.id LIMIT $2",
            member,
            limit
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter().map(AmendmentWaiting::try_from).collect()
    }

    async fn submitted_amendments(&self, limit: i64) -> Result<Vec<AmendmentWaiting>, StoreError> {
        let rows = waiting!(
            "WHERE a.state = 'submitted' ORDER BY a.changed_at, a.id LIMIT $1",
            limit
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter().map(AmendmentWaiting::try_from).collect()
    }

    async fn begin_merge(
        &self,
        act: &Act,
        id: MergeId,
        document: DocumentId,
        base: u32,
        steps: &[String],
    ) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, document, base) = (id.to_string(), document.to_string(), i64::from(base));
        let (member, count) = (
            act.actor.map(|id| id.to_string()).unwrap_or_default(),
            i64::try_from(steps.len()).unwrap_or(i64::MAX),
        );
        let fresh = sqlx::query!(
            "INSERT INTO merge (id, document_id, base, started_by, created_at, steps, version, ended_at) \
             SELECT $1, $2, $3, $4, $5, $6, NULL, NULL \
             WHERE NOT EXISTS (SELECT 1 FROM merge WHERE document_id = $2 AND ended_at IS NULL)",
            id,
            document,
            base,
            member,
            act.at.0,
            count
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?
        .rows_affected();
        if fresh == 0 {
            return Err(StoreError::Taken("merge"));
        }
        for (count, step) in (1..).zip(steps) {
            insert_step(&mut tx, act, &id, count, step).await?;
        }
        commit(tx).await
    }

    async fn open_merge(&self, document: DocumentId) -> Result<Option<Merge>, StoreError> {
        let document = document.to_string();
        let row = sqlx::query_as!(
            MergeRow,
            "SELECT g.id, g.document_id, g.base, g.started_by, m.name AS started_by_name, g.created_at, g.steps, \
             g.version, g.ended_at FROM merge g JOIN member m ON m.id = g.started_by \
             WHERE g.document_id = $1 AND g.ended_at IS NULL",
            document
        )
        .fetch_optional(self.reader())
        .await
        .map_err(fail)?;
        row.map(Merge::try_from).transpose()
    }

    async fn merge_steps(&self, id: MergeId) -> Result<Vec<MergeStep>, StoreError> {
        let id = id.to_string();
        let rows = sqlx::query!(
            "SELECT s.number, m.name, s.step, s.at FROM merge_step s JOIN member m ON m.id = s.member_id \
             WHERE s.merge_id = $1 ORDER BY s.number",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                Ok(MergeStep {
                    number: number("merge_step", row.number)?,
                    member_name: row.name,
                    step: row.step,
                    at: Instant(row.at),
                })
            })
            .collect()
    }

    async fn step_merge(&self, act: &Act, id: MergeId, after: u32, step: &str) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, after) = (id.to_string(), i64::from(after));
        let moved = sqlx::query!(
            "UPDATE merge SET steps = steps + 1 WHERE id = $1 AND steps = $2 AND ended_at IS NULL",
            id,
            after
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?
        .rows_affected();
        if moved == 0 {
            return Err(StoreError::Stale);
        }
        insert_step(&mut tx, act, &id, after + 1, step).await?;
        commit(tx).await
    }

    async fn end_merge(&self, act: &Act, id: MergeId, after: u32) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, after) = (id.to_string(), i64::from(after));
        let moved = sqlx::query!(
            "UPDATE merge SET ended_at = $1 WHERE id = $2 AND steps = $3 AND ended_at IS NULL",
            act.at.0,
            id,
            after
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?
        .rows_affected();
        if moved == 0 {
            return Err(StoreError::Stale);
        }
        commit(tx).await
    }

    async fn save_merge(
        &self,
        act: &Act,
        merge: &Merge,
        version: &NewVersion,
        passages: &str,
        fates: &[AmendmentChange],
    ) -> Result<u32, StoreError> {
        let mut tx = begin(self, act).await?;
        let count = append_version(&mut tx, act, merge.base, version).await?;
        let (id, document, steps, saved) = (
            merge.id.to_string(),
            merge.document.to_string(),
            i64::from(merge.steps),
            i64::from(count),
        );
        let moved = sqlx::query!(
            "UPDATE merge SET ended_at = $1, version = $2 WHERE id = $3 AND steps = $4 AND ended_at IS NULL",
            act.at.0,
            saved,
            id,
            steps
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?
        .rows_affected();
        if moved == 0 {
            return Err(StoreError::Stale);
        }
        sqlx::query!(
            "INSERT INTO trace (document_id, version, merge_id, passages) VALUES ($1, $2, $3, $4)",
            document,
            saved,
            id,
            passages
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        for fate in fates {
            change(&mut tx, act, fate).await?;
        }
        commit_with(tx, act, &count.to_string()).await?;
        Ok(count)
    }

    async fn traces(&self, document: DocumentId) -> Result<Vec<Trace>, StoreError> {
        let document = document.to_string();
        let rows = sqlx::query!(
            "SELECT version, passages FROM trace WHERE document_id = $1 ORDER BY version",
            document
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                Ok(Trace {
                    version: number("trace", row.version)?,
                    passages: row.passages,
                })
            })
            .collect()
    }
}
