//! Consultation rounds, comments and views.

use crate::act::{begin, commit};
use crate::read::{number, read, word};
use crate::{Db, fail};
use async_trait::async_trait;
use domain::ids::{CommentId, DocumentId, MemberId, RoundId};
use domain::people::Category;
use domain::round::{Capacity, Stance, Window};
use domain::time::Instant;
use store::{Act, Comment, CommentEdit, NewComment, NewRound, NewView, Round, Rounds, StoreError, View};

struct RoundRow {
    id: String,
    document_id: String,
    slug: String,
    title: String,
    version: i64,
    question: String,
    opens_at: i64,
    closes_at: i64,
    reason: String,
    opened_by: String,
    created_at: i64,
}

impl TryFrom<RoundRow> for Round {
    type Error = StoreError;

    fn try_from(row: RoundRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: read("round", &row.id)?,
            document: read("round", &row.document_id)?,
            slug: row.slug,
            title: row.title,
            version: number("round", row.version)?,
            question: row.question,
            window: Window {
                opens: Instant(row.opens_at),
                closes: Instant(row.closes_at),
            },
            reason: row.reason,
            opened_by: read("round", &row.opened_by)?,
            created_at: Instant(row.created_at),
        })
    }
}

macro_rules! rounds {
    ($rest:literal $(, $bind:expr)*) => {
        sqlx::query_as!(
            RoundRow,
            "SELECT r.id, r.document_id, d.slug, d.title, r.version, r.question, r.opens_at, r.closes_at, r.reason, \
             r.opened_by, r.created_at FROM round r JOIN document d ON d.id = r.document_id " + $rest
            $(, $bind)*
        )
    };
}

struct CommentRow {
    id: String,
    document_id: String,
    version: i64,
    parent_id: Option<String>,
    author_id: String,
    author_name: String,
    author_category: String,
    anchor: String,
    body: String,
    created_at: i64,
    edited_at: Option<i64>,
    withdrawn_at: Option<i64>,
    hidden_at: Option<i64>,
    hidden_reason: String,
}

impl TryFrom<CommentRow> for Comment {
    type Error = StoreError;

    fn try_from(row: CommentRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: read("comment", &row.id)?,
            document: read("comment", &row.document_id)?,
            version: number("comment", row.version)?,
            parent: row
                .parent_id
                .as_deref()
                .map(|id| read("comment", id))
                .transpose()?,
            author: read("comment", &row.author_id)?,
            author_name: row.author_name,
            author_category: word("member", Category::from_word, &row.author_category)?,
            anchor: row.anchor,
            body: row.body,
            created_at: Instant(row.created_at),
            edited_at: row.edited_at.map(Instant),
            withdrawn_at: row.withdrawn_at.map(Instant),
            hidden_at: row.hidden_at.map(Instant),
            hidden_reason: row.hidden_reason,
        })
    }
}

macro_rules! comments {
    ($rest:literal $(, $bind:expr)*) => {
        sqlx::query_as!(
            CommentRow,
            "SELECT c.id, c.document_id, c.version, c.parent_id, c.author_id, m.name AS author_name, \
             m.category AS author_category, c.anchor, c.body, c.created_at, c.edited_at, c.withdrawn_at, c.hidden_at, \
             c.hidden_reason FROM comment c JOIN member m ON m.id = c.author_id " + $rest
            $(, $bind)*
        )
    };
}

struct ViewRow {
    id: String,
    round_id: String,
    member_id: String,
    member_name: String,
    category: String,
    version: i64,
    stance: String,
    capacity: String,
    reason: String,
    at: i64,
    current: bool,
}

impl TryFrom<ViewRow> for View {
    type Error = StoreError;

    fn try_from(row: ViewRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: read("view", &row.id)?,
            round: read("view", &row.round_id)?,
            member: read("view", &row.member_id)?,
            member_name: row.member_name,
            category: word("member", Category::from_word, &row.category)?,
            version: number("view", row.version)?,
            stance: word("view", Stance::from_word, &row.stance)?,
            capacity: word("view", Capacity::from_word, &row.capacity)?,
            reason: row.reason,
            at: Instant(row.at),
            current: row.current,
        })
    }
}

macro_rules! views {
    ($rest:literal $(, $bind:expr)*) => {
        sqlx::query_as!(
            ViewRow,
            "SELECT w.id, w.round_id, w.member_id, m.name AS member_name, m.category, w.version, w.stance, w.capacity, \
             w.reason, w.at, w.current FROM view w JOIN member m ON m.id = w.member_id " + $rest
            $(, $bind)*
        )
    };
}

/// Every round on a section of the manifesto, in the order in which they open.
pub(crate) async fn section_rounds(db: &Db) -> Result<Vec<Round>, StoreError> {
    let rows = rounds!("WHERE d.kind = 'section' ORDER BY r.opens_at, r.id")
        .fetch_all(db.reader())
        .await
        .map_err(fail)?;
    rows.into_iter().map(Round::try_from).collect()
}

#[async_trait]
impl Rounds for Db {
    async fn open_round(&self, act: &Act, round: &NewRound) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, document, by) = (
            round.id.to_string(),
            round.document.to_string(),
            round.opened_by.to_string(),
        );
        let version = i64::from(round.version);
        let latest = sqlx::query!("SELECT latest FROM document WHERE id = $1", document)
            .fetch_one(&mut *tx)
            .await
            .map_err(fail)?
            .latest;
        if latest != version {
            return Err(StoreError::Stale);
        }
        let running = sqlx::query!(
            "SELECT id FROM round WHERE document_id = $1 AND closes_at > $2 LIMIT 1",
            document,
            act.at.0
        )
        .fetch_optional(&mut *tx)
        .await
        .map_err(fail)?;
        if running.is_some() {
            return Err(StoreError::Taken("round"));
        }
        sqlx::query!(
            "INSERT INTO round (id, document_id, version, question, opens_at, closes_at, opened_by, created_at, reason) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '')",
            id,
            document,
            version,
            round.question,
            round.window.opens.0,
            round.window.closes.0,
            by,
            act.at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        sqlx::query!(
            "UPDATE document SET circulated_at = $1, changed_at = $1 WHERE id = $2 AND circulated_at IS NULL",
            act.at.0,
            document
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn move_close(
        &self,
        act: &Act,
        round: RoundId,
        closes: Instant,
        reason: &str,
    ) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let id = round.to_string();
        let beside = sqlx::query!(
            "SELECT o.id FROM round r JOIN round o ON o.document_id = r.document_id AND o.id <> r.id \
             WHERE r.id = $1 AND o.closes_at > $2 LIMIT 1",
            id,
            act.at.0
        )
        .fetch_optional(&mut *tx)
        .await
        .map_err(fail)?;
        if closes > act.at && beside.is_some() {
            return Err(StoreError::Taken("round"));
        }
        sqlx::query!(
            "UPDATE round SET closes_at = $1, reason = $2 WHERE id = $3",
            closes.0,
            reason,
            id
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn move_round(&self, act: &Act, round: RoundId, version: u32) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, version) = (round.to_string(), i64::from(version));
        sqlx::query!("UPDATE round SET version = $1 WHERE id = $2", version, id)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        commit(tx).await
    }

    async fn round(&self, id: RoundId) -> Result<Option<Round>, StoreError> {
        let id = id.to_string();
        let row = rounds!("WHERE r.id = $1", id)
            .fetch_optional(self.reader())
            .await
            .map_err(fail)?;
        row.map(Round::try_from).transpose()
    }

    async fn rounds_of(&self, document: DocumentId) -> Result<Vec<Round>, StoreError> {
        let id = document.to_string();
        let rows = rounds!(
            "WHERE r.document_id = $1 ORDER BY r.opens_at DESC, r.id DESC LIMIT 200",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter().map(Round::try_from).collect()
    }

    async fn rounds_open(&self, now: Instant) -> Result<Vec<Round>, StoreError> {
        let rows = rounds!(
            "WHERE r.closes_at > $1 ORDER BY r.closes_at, r.id LIMIT 200",
            now.0
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter().map(Round::try_from).collect()
    }

    async fn comment(&self, act: &Act, comment: &NewComment) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, document, author) = (
            comment.id.to_string(),
            comment.document.to_string(),
            comment.author.to_string(),
        );
        let (parent, version) = (
            comment.parent.map(|id| id.to_string()),
            i64::from(comment.version),
        );
        sqlx::query!(
            "INSERT INTO comment (id, document_id, version, parent_id, author_id, anchor, body, created_at, edited_at, \
             withdrawn_at, hidden_at, hidden_by, hidden_reason) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, NULL, NULL, NULL, '')",
            id,
            document,
            version,
            parent,
            author,
            comment.anchor,
            comment.body,
            act.at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn edit_comment(&self, act: &Act, id: CommentId, body: &str) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let id = id.to_string();
        sqlx::query!(
            "INSERT INTO comment_history (comment_id, number, body, at) \
             SELECT c.id, (SELECT COUNT(*) + 1 FROM comment_history h WHERE h.comment_id = c.id), c.body, \
             COALESCE(c.edited_at, c.created_at) FROM comment c WHERE c.id = $1",
            id
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        let edited = sqlx::query!(
            "UPDATE comment SET body = $1, edited_at = $2 \
             WHERE id = $3 AND withdrawn_at IS NULL AND hidden_at IS NULL",
            body,
            act.at.0,
            id
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?
        .rows_affected();
        // Somebody took it back or hid it while this was being typed.
        if edited == 0 {
            return Err(StoreError::Stale);
        }
        commit(tx).await
    }

    async fn withdraw_comment(&self, act: &Act, id: CommentId) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let id = id.to_string();
        // Taken back means gone: the words and their history go, the place in the thread stays.
        sqlx::query!(
            "UPDATE comment SET body = '', withdrawn_at = $1 WHERE id = $2",
            act.at.0,
            id
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        sqlx::query!("DELETE FROM comment_history WHERE comment_id = $1", id)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        commit(tx).await
    }

    async fn hide_comment(&self, act: &Act, id: CommentId, reason: &str) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, by) = (id.to_string(), act.actor.map(|id| id.to_string()));
        sqlx::query!(
            "UPDATE comment SET hidden_at = $1, hidden_by = $2, hidden_reason = $3 WHERE id = $4",
            act.at.0,
            by,
            reason,
            id
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn comment_by_id(&self, id: CommentId) -> Result<Option<Comment>, StoreError> {
        let id = id.to_string();
        let row = comments!("WHERE c.id = $1", id)
            .fetch_optional(self.reader())
            .await
            .map_err(fail)?;
        row.map(Comment::try_from).transpose()
    }

    async fn comments(&self, document: DocumentId) -> Result<Vec<Comment>, StoreError> {
        let id = document.to_string();
        let rows = comments!("WHERE c.document_id = $1 ORDER BY c.created_at, c.id", id)
            .fetch_all(self.reader())
            .await
            .map_err(fail)?;
        rows.into_iter().map(Comment::try_from).collect()
    }

    async fn comment_count(&self, document: DocumentId) -> Result<u32, StoreError> {
        let id = document.to_string();
        let row = sqlx::query!(
            r#"SELECT COUNT(*) AS "count!: i64" FROM comment
             WHERE document_id = $1 AND withdrawn_at IS NULL AND hidden_at IS NULL"#,
            id
        )
        .fetch_one(self.reader())
        .await
        .map_err(fail)?;
        number("comment", row.count)
    }

    async fn comment_history(&self, id: CommentId) -> Result<Vec<CommentEdit>, StoreError> {
        let id = id.to_string();
        let rows = sqlx::query!(
            "SELECT number, body, at FROM comment_history WHERE comment_id = $1 ORDER BY number",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                Ok(CommentEdit {
                    number: number("comment_history", row.number)?,
                    body: row.body,
                    at: Instant(row.at),
                })
            })
            .collect()
    }

    async fn give_view(&self, act: &Act, view: &NewView) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, round, member) = (
            view.id.to_string(),
            view.round.to_string(),
            view.member.to_string(),
        );
        let (document, version) = (view.document.to_string(), i64::from(view.version));
        let (stance, capacity) = (view.stance.word(), view.capacity.word());
        sqlx::query!(
            "UPDATE view SET current = FALSE WHERE round_id = $1 AND member_id = $2 AND current",
            round,
            member
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        sqlx::query!(
            "INSERT INTO view (id, round_id, member_id, document_id, version, stance, capacity, reason, at, current) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, TRUE)",
            id,
            round,
            member,
            document,
            version,
            stance,
            capacity,
            view.reason,
            act.at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn views(&self, round: RoundId) -> Result<Vec<View>, StoreError> {
        let id = round.to_string();
        let rows = views!("WHERE w.round_id = $1 AND w.current ORDER BY w.at, w.id", id)
            .fetch_all(self.reader())
            .await
            .map_err(fail)?;
        rows.into_iter().map(View::try_from).collect()
    }

    async fn views_of(&self, member: MemberId, document: DocumentId) -> Result<Vec<View>, StoreError> {
        let (member, document) = (member.to_string(), document.to_string());
        let rows = views!(
            "WHERE w.member_id = $1 AND w.document_id = $2 ORDER BY w.at DESC, w.id DESC",
            member,
            document
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter().map(View::try_from).collect()
    }
}
