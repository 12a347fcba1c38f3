//! What is kept about one person, and forgetting them.

use crate::act::{begin, commit};
use crate::people::{administrators, end_all};
use crate::read::read;
use crate::{Db, Tx, fail};
use async_trait::async_trait;
use domain::ids::MemberId;
use domain::people::name_key;
use domain::time::Instant;
use store::{Act, OwnRecord, Privacy, StoreError};

/// One thing that is kept.
fn record(
    kind: &'static str,
    at: i64,
    about: impl Into<String>,
    parts: Vec<(&'static str, String)>,
) -> OwnRecord {
    OwnRecord {
        kind,
        at: Instant(at),
        about: about.into(),
        parts,
    }
}

/// What stands in place of the name of whoever was forgotten.
const PSEUDONYM: &str = "Former member";

/// Empties what somebody said of their own: reasons of views, votes, amendments and red lines, comments and notes on
/// reports. What they wrote down for the group stays: notes of versions, what was decided about others' amendments, and
/// what was recorded of composites, positions and the manifesto.
async fn empty_words(tx: &mut Tx, at: Instant, id: &str) -> Result<(), StoreError> {
    sqlx::query!(
        "UPDATE comment SET body = '', withdrawn_at = COALESCE(withdrawn_at, $1) WHERE author_id = $2",
        at.0,
        id
    )
    .execute(&mut **tx)
    .await
    .map_err(fail)?;
    sqlx::query!(
        "DELETE FROM comment_history WHERE comment_id IN (SELECT id FROM comment WHERE author_id = $1)",
        id
    )
    .execute(&mut **tx)
    .await
    .map_err(fail)?;
    sqlx::query!("UPDATE view SET reason = '' WHERE member_id = $1", id)
        .execute(&mut **tx)
        .await
        .map_err(fail)?;
    sqlx::query!("UPDATE approval SET reason = '' WHERE member_id = $1", id)
        .execute(&mut **tx)
        .await
        .map_err(fail)?;
    sqlx::query!("UPDATE amendment SET reason = '' WHERE author_id = $1", id)
        .execute(&mut **tx)
        .await
        .map_err(fail)?;
    sqlx::query!(
        "UPDATE amendment_move SET reason = '' WHERE member_id = $1 AND hand = 'proposer'",
        id
    )
    .execute(&mut **tx)
    .await
    .map_err(fail)?;
    sqlx::query!("UPDATE red_line SET reason = '' WHERE member_id = $1", id)
        .execute(&mut **tx)
        .await
        .map_err(fail)?;
    sqlx::query!("UPDATE adoption_move SET note = '' WHERE member_id = $1", id)
        .execute(&mut **tx)
        .await
        .map_err(fail)?;
    Ok(())
}

/// Puts the pseudonym wherever a name stands in a field for names, whoever typed it there and however it was spelt.
async fn take_name_out(tx: &mut Tx, name: &str) -> Result<(), StoreError> {
    let key = name_key(name);
    let theirs = |typed: &str| !typed.is_empty() && name_key(typed) == key;
    let without = |typed: String| {
        if theirs(&typed) {
            PSEUDONYM.to_owned()
        } else {
            typed
        }
    };
    let rows = sqlx::query!("SELECT id, mover, seconder FROM amendment WHERE mover <> '' OR seconder <> ''")
        .fetch_all(&mut **tx)
        .await
        .map_err(fail)?;
    for row in rows {
        if theirs(&row.mover) || theirs(&row.seconder) {
            let (mover, seconder) = (without(row.mover), without(row.seconder));
            sqlx::query!(
                "UPDATE amendment SET mover = $1, seconder = $2 WHERE id = $3",
                mover,
                seconder,
                row.id
            )
            .execute(&mut **tx)
            .await
            .map_err(fail)?;
        }
    }
    let rows = sqlx::query!(
        "SELECT document_id, number, mover, seconder FROM composite_move WHERE mover <> '' OR seconder <> ''"
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(fail)?;
    for row in rows {
        if theirs(&row.mover) || theirs(&row.seconder) {
            let (mover, seconder) = (without(row.mover), without(row.seconder));
            sqlx::query!(
                "UPDATE composite_move SET mover = $1, seconder = $2 WHERE document_id = $3 AND number = $4",
                mover,
                seconder,
                row.document_id,
                row.number
            )
            .execute(&mut **tx)
            .await
            .map_err(fail)?;
        }
    }
    let rows = sqlx::query!("SELECT document_id, source, number, authority FROM composite_answer")
        .fetch_all(&mut **tx)
        .await
        .map_err(fail)?;
    for row in rows {
        if theirs(&row.authority) {
            sqlx::query!(
                "UPDATE composite_answer SET authority = $1 WHERE document_id = $2 AND source = $3 AND number = $4",
                PSEUDONYM,
                row.document_id,
                row.source,
                row.number
            )
            .execute(&mut **tx)
            .await
            .map_err(fail)?;
        }
    }
    Ok(())
}

/// What somebody recorded of composites beside building them.
async fn about_composites(db: &Db, id: &str) -> Result<Vec<OwnRecord>, StoreError> {
    let mut all = Vec::new();
    let rows = sqlx::query!(
        "SELECT d.slug, a.source, a.version, a.answer, a.authority, a.given_on, a.note, a.recorded_at \
         FROM composite_answer a JOIN document d ON d.id = a.document_id WHERE a.recorded_by = $1 \
         ORDER BY a.recorded_at, a.source, a.number",
        id
    )
    .fetch_all(db.reader())
    .await
    .map_err(fail)?;
    all.extend(rows.into_iter().map(|row| {
        let parts = vec![
            ("source", row.source.to_string()),
            ("version", row.version.to_string()),
            ("answer", row.answer),
            ("authority", row.authority),
            ("on", row.given_on),
            ("note", row.note),
        ];
        record("answer of a body, recorded", row.recorded_at, row.slug, parts)
    }));
    let rows = sqlx::query!(
        "SELECT d.slug, m.kind, m.version, m.letter, m.mover, m.seconder, m.note, m.at FROM composite_move m \
         JOIN document d ON d.id = m.document_id WHERE m.member_id = $1 ORDER BY m.at, m.number",
        id
    )
    .fetch_all(db.reader())
    .await
    .map_err(fail)?;
    all.extend(rows.into_iter().map(|row| {
        let parts = vec![
            ("what", row.kind),
            ("version", row.version.to_string()),
            ("letter", row.letter),
            ("mover", row.mover),
            ("seconder", row.seconder),
            ("note", row.note),
        ];
        record("what was recorded of a composite", row.at, row.slug, parts)
    }));
    Ok(all)
}

/// What somebody did for the manifesto beside writing its texts.
async fn about_the_manifesto(db: &Db, id: &str) -> Result<Vec<OwnRecord>, StoreError> {
    let mut all = Vec::new();
    let rows = sqlx::query!(
        "SELECT d.slug, c.what, c.value, c.note, c.at FROM section_change c JOIN document d ON d.id = c.document_id \
         WHERE c.member_id = $1 ORDER BY c.at, c.number",
        id
    )
    .fetch_all(db.reader())
    .await
    .map_err(fail)?;
    all.extend(rows.into_iter().map(|row| {
        let parts = vec![("what", row.what), ("value", row.value), ("note", row.note)];
        record("change of a section", row.at, row.slug, parts)
    }));
    let rows = sqlx::query!(
        "SELECT d.slug, f.title, f.addressee, f.closing, f.at FROM manifesto_frame f \
         JOIN document d ON d.id = f.document_id WHERE f.member_id = $1 ORDER BY f.revision",
        id
    )
    .fetch_all(db.reader())
    .await
    .map_err(fail)?;
    all.extend(rows.into_iter().map(|row| {
        let parts = vec![
            ("title", row.title),
            ("addressee", row.addressee),
            ("closing", row.closing),
        ];
        record("words around the manifesto", row.at, row.slug, parts)
    }));
    let rows = sqlx::query!(
        "SELECT d.slug, e.number, e.at FROM edition e JOIN document d ON d.id = e.document_id \
         WHERE e.member_id = $1 ORDER BY e.number",
        id
    )
    .fetch_all(db.reader())
    .await
    .map_err(fail)?;
    all.extend(rows.into_iter().map(|row| {
        let parts = vec![("number", row.number.to_string())];
        record("edition assembled", row.at, row.slug, parts)
    }));
    let rows = sqlx::query!(
        "SELECT f.key, f.reason, f.at FROM finding_dismissed f WHERE f.member_id = $1 ORDER BY f.at",
        id
    )
    .fetch_all(db.reader())
    .await
    .map_err(fail)?;
    all.extend(rows.into_iter().map(|row| {
        let parts = vec![("reason", row.reason)];
        record("finding set aside", row.at, row.key, parts)
    }));
    let rows = sqlx::query!(
        "SELECT f.key, f.source, f.on_date, f.at FROM figure_source f WHERE f.member_id = $1 ORDER BY f.at, f.number",
        id
    )
    .fetch_all(db.reader())
    .await
    .map_err(fail)?;
    all.extend(rows.into_iter().map(|row| {
        let parts = vec![("source", row.source), ("date", row.on_date)];
        record("source of a figure", row.at, row.key, parts)
    }));
    let rows = sqlx::query!(
        "SELECT g.abbreviation, g.meaning, g.at FROM glossary g WHERE g.member_id = $1 ORDER BY g.at, g.number",
        id
    )
    .fetch_all(db.reader())
    .await
    .map_err(fail)?;
    all.extend(rows.into_iter().map(|row| {
        let parts = vec![("meaning", row.meaning)];
        record("entry of the glossary", row.at, row.abbreviation, parts)
    }));
    let rows = sqlx::query!(
        "SELECT d.slug, o.on_date, o.what, o.source, o.at FROM outcome o JOIN document d ON d.id = o.document_id \
         WHERE o.member_id = $1 ORDER BY o.at",
        id
    )
    .fetch_all(db.reader())
    .await
    .map_err(fail)?;
    all.extend(rows.into_iter().map(|row| {
        let parts = vec![("date", row.on_date), ("what", row.what), ("source", row.source)];
        record("outcome", row.at, row.slug, parts)
    }));
    let rows = sqlx::query!(
        "SELECT d.slug, s.slug AS section, l.clause, l.at FROM clause_link l JOIN document d ON d.id = l.document_id \
         JOIN document s ON s.id = l.section_id WHERE l.member_id = $1 ORDER BY l.at",
        id
    )
    .fetch_all(db.reader())
    .await
    .map_err(fail)?;
    all.extend(rows.into_iter().map(|row| {
        let parts = vec![("clause", row.clause.to_string()), ("section", row.section)];
        record("clause linked to a section", row.at, row.slug, parts)
    }));
    Ok(all)
}

#[async_trait]
impl Privacy for Db {
    async fn own_records(&self, member: MemberId) -> Result<Vec<OwnRecord>, StoreError> {
        let id = member.to_string();
        let mut all = Vec::new();
        let rows = sqlx::query!(
            "SELECT d.slug, v.number, v.title, v.text, v.note, v.created_at FROM version v \
             JOIN document d ON d.id = v.document_id WHERE v.author_id = $1 ORDER BY v.created_at, v.number",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        all.extend(rows.into_iter().map(|row| {
            record(
                "version",
                row.created_at,
                row.slug,
                vec![
                    ("number", row.number.to_string()),
                    ("title", row.title),
                    ("text", row.text),
                    ("note", row.note),
                ],
            )
        }));
        let rows = sqlx::query!(
            "SELECT d.slug, c.version, c.body, c.anchor, c.created_at, c.hidden_reason FROM comment c \
             JOIN document d ON d.id = c.document_id WHERE c.author_id = $1 ORDER BY c.created_at",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        all.extend(rows.into_iter().map(|row| {
            record(
                "comment",
                row.created_at,
                row.slug,
                vec![
                    ("version", row.version.to_string()),
                    ("body", row.body),
                    ("anchor", row.anchor),
                    ("hidden because", row.hidden_reason),
                ],
            )
        }));
        let rows = sqlx::query!(
            "SELECT d.slug, h.body, h.at FROM comment_history h JOIN comment c ON c.id = h.comment_id \
             JOIN document d ON d.id = c.document_id WHERE c.author_id = $1 ORDER BY h.at",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        all.extend(rows.into_iter().map(|row| {
            record(
                "earlier wording of a comment",
                row.at,
                row.slug,
                vec![("body", row.body)],
            )
        }));
        let rows = sqlx::query!(
            "SELECT d.slug, v.version, v.stance, v.capacity, v.reason, v.at FROM view v \
             JOIN document d ON d.id = v.document_id WHERE v.member_id = $1 ORDER BY v.at",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        all.extend(rows.into_iter().map(|row| {
            record(
                "view",
                row.at,
                row.slug,
                vec![
                    ("version", row.version.to_string()),
                    ("stance", row.stance),
                    ("capacity", row.capacity),
                    ("reason", row.reason),
                ],
            )
        }));
        let rows = sqlx::query!(
            "SELECT d.slug, a.version, a.verdict, a.reason, a.at FROM approval a \
             JOIN document d ON d.id = a.document_id WHERE a.member_id = $1 ORDER BY a.at",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        all.extend(rows.into_iter().map(|row| {
            record(
                "vote",
                row.at,
                row.slug,
                vec![
                    ("version", row.version.to_string()),
                    ("verdict", row.verdict),
                    ("reason", row.reason),
                ],
            )
        }));
        let rows = sqlx::query!(
            "SELECT d.slug, a.number, a.mover, a.seconder, a.reason, a.state, f.number AS form, f.base, f.text, f.at \
             FROM amendment a JOIN document d ON d.id = a.document_id \
             JOIN amendment_form f ON f.amendment_id = a.id WHERE a.author_id = $1 ORDER BY f.at, f.number",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        all.extend(rows.into_iter().map(|row| {
            record(
                "amendment",
                row.at,
                row.slug,
                vec![
                    ("number", row.number.to_string()),
                    ("form", row.form.to_string()),
                    ("written against version", row.base.to_string()),
                    ("mover", row.mover),
                    ("seconder", row.seconder),
                    ("reason", row.reason),
                    ("state", row.state),
                    ("text", row.text),
                ],
            )
        }));
        let rows = sqlx::query!(
            "SELECT d.slug, a.number, m.state, m.hand, m.reason, m.at FROM amendment_move m \
             JOIN amendment a ON a.id = m.amendment_id JOIN document d ON d.id = a.document_id \
             WHERE m.member_id = $1 ORDER BY m.at, m.number",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        all.extend(rows.into_iter().map(|row| {
            record(
                "what was done with an amendment",
                row.at,
                row.slug,
                vec![
                    ("number", row.number.to_string()),
                    ("state", row.state),
                    ("capacity", row.hand),
                    ("reason", row.reason),
                ],
            )
        }));
        let rows = sqlx::query!(
            "SELECT d.slug, r.source, r.clause, r.reason, r.at FROM red_line r \
             JOIN document d ON d.id = r.document_id WHERE r.member_id = $1 ORDER BY r.at",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        all.extend(rows.into_iter().map(|row| {
            record(
                "red line",
                row.at,
                row.slug,
                vec![
                    ("source", row.source.to_string()),
                    ("clause", row.clause.to_string()),
                    ("reason", row.reason),
                ],
            )
        }));
        all.extend(about_composites(self, &id).await?);
        all.extend(about_the_manifesto(self, &id).await?);
        let rows = sqlx::query!(
            "SELECT d.slug, a.number, a.clp, a.region, a.conference, a.consent, a.created_at FROM adoption a \
             JOIN document d ON d.id = a.document_id WHERE a.reporter_id = $1 ORDER BY a.created_at, a.number",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        all.extend(rows.into_iter().map(|row| {
            record(
                "report for a party",
                row.created_at,
                row.slug,
                vec![
                    ("number", row.number.to_string()),
                    ("party", row.clp),
                    ("region", row.region),
                    ("conference", row.conference),
                    ("who may know", row.consent),
                ],
            )
        }));
        let rows = sqlx::query!(
            "SELECT d.slug, a.number, m.kind, m.state, m.hand, m.meeting_on, m.composite, m.note, m.at \
             FROM adoption_move m JOIN adoption a ON a.id = m.adoption_id JOIN document d ON d.id = a.document_id \
             WHERE m.member_id = $1 ORDER BY m.at, m.number",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        all.extend(rows.into_iter().map(|row| {
            record(
                "what was reported of a party",
                row.at,
                row.slug,
                vec![
                    ("number", row.number.to_string()),
                    ("kind", row.kind),
                    ("state", row.state),
                    ("capacity", row.hand),
                    ("meeting", row.meeting_on),
                    ("composite", row.composite),
                    ("note", row.note),
                ],
            )
        }));
        let rows = sqlx::query!(
            "SELECT d.slug, a.number, v.title, v.text, v.at FROM adoption_variant v \
             JOIN adoption a ON a.id = v.adoption_id JOIN document d ON d.id = a.document_id \
             WHERE v.member_id = $1 ORDER BY v.at, v.number",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        all.extend(rows.into_iter().map(|row| {
            record(
                "words that a party passed",
                row.at,
                row.slug,
                vec![
                    ("number", row.number.to_string()),
                    ("title", row.title),
                    ("text", row.text),
                ],
            )
        }));
        let rows = sqlx::query!(
            "SELECT d.slug, a.number, l.created_at, l.expires_at FROM adoption_link l \
             JOIN adoption a ON a.id = l.adoption_id JOIN document d ON d.id = a.document_id \
             WHERE l.member_id = $1 ORDER BY l.created_at",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        all.extend(rows.into_iter().map(|row| {
            record(
                "link to confirm a report, sent",
                row.created_at,
                row.slug,
                vec![
                    ("number", row.number.to_string()),
                    ("runs out", row.expires_at.to_string()),
                ],
            )
        }));
        let rows = sqlx::query!(
            "SELECT d.slug, p.version, p.stand, p.reason, p.at FROM position p \
             JOIN document d ON d.id = p.document_id WHERE p.recorded_by = $1 ORDER BY p.at",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        all.extend(rows.into_iter().map(|row| {
            record(
                "position of the group, recorded",
                row.at,
                row.slug,
                vec![
                    ("version", row.version.to_string()),
                    ("position", row.stand),
                    ("reason", row.reason),
                ],
            )
        }));
        let rows = sqlx::query!(
            "SELECT d.slug, t.told, t.told_on, t.at FROM position_told t JOIN position p ON p.id = t.position_id \
             JOIN document d ON d.id = p.document_id WHERE t.recorded_by = $1 ORDER BY t.at",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        all.extend(rows.into_iter().map(|row| {
            record(
                "who was told, recorded",
                row.at,
                row.slug,
                vec![("told", row.told), ("on", row.told_on)],
            )
        }));
        let rows = sqlx::query!(
            "SELECT d.slug, l.destination, l.changed_at FROM ladder l JOIN document d ON d.id = l.document_id \
             WHERE l.changed_by = $1 ORDER BY l.changed_at",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        all.extend(rows.into_iter().map(|row| {
            record(
                "deadlines, last set",
                row.changed_at,
                row.slug,
                vec![("destination", row.destination)],
            )
        }));
        let rows = sqlx::query!("SELECT created_at FROM calendar_feed WHERE member_id = $1", id)
            .fetch_all(self.reader())
            .await
            .map_err(fail)?;
        all.extend(
            rows.into_iter()
                .map(|row| record("address of the calendar", row.created_at, "", Vec::new())),
        );
        let rows = sqlx::query!(
            "SELECT d.slug, l.version, l.at FROM look l JOIN document d ON d.id = l.document_id \
             WHERE l.member_id = $1 ORDER BY l.at",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        all.extend(rows.into_iter().map(|row| {
            record(
                "last look",
                row.at,
                row.slug,
                vec![("version", row.version.to_string())],
            )
        }));
        let rows = sqlx::query!(
            "SELECT purpose, created_at, expires_at FROM sign_in WHERE member_id = $1 ORDER BY created_at",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        all.extend(rows.into_iter().map(|row| {
            record(
                "request to sign in",
                row.created_at,
                "",
                vec![
                    ("purpose", row.purpose),
                    ("runs out", Instant(row.expires_at).0.to_string()),
                ],
            )
        }));
        let rows = sqlx::query!(
            "SELECT created_at, expires_at FROM session WHERE member_id = $1 ORDER BY created_at",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        all.extend(rows.into_iter().map(|row| {
            record(
                "session",
                row.created_at,
                "",
                vec![("runs out", row.expires_at.to_string())],
            )
        }));
        let rows = sqlx::query!(
            "SELECT email, created_at FROM email_change WHERE member_id = $1 ORDER BY created_at",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        all.extend(rows.into_iter().map(|row| {
            record(
                "change of address",
                row.created_at,
                "",
                vec![("new address", row.email)],
            )
        }));
        let rows = sqlx::query!(
            "SELECT name, created_at, used_at FROM passkey WHERE member_id = $1 ORDER BY created_at",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        all.extend(rows.into_iter().map(|row| {
            record(
                "passkey",
                row.created_at,
                "",
                vec![
                    ("name", row.name),
                    (
                        "last used",
                        row.used_at.map_or_else(String::new, |at| at.to_string()),
                    ),
                ],
            )
        }));
        let rows = sqlx::query!(
            "SELECT fields, created_at FROM kept WHERE member_id = $1 ORDER BY created_at",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        all.extend(rows.into_iter().map(|row| {
            record(
                "form that could not be accepted",
                row.created_at,
                "",
                vec![("fields", row.fields)],
            )
        }));
        let rows = sqlx::query!(
            "SELECT o.subject, o.body, o.created_at FROM outbox o JOIN member m ON m.email = o.recipient \
             WHERE m.id = $1 ORDER BY o.created_at",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        all.extend(rows.into_iter().map(|row| {
            record(
                "mail",
                row.created_at,
                "",
                vec![("subject", row.subject), ("body", row.body)],
            )
        }));
        let rows = sqlx::query!(
            "SELECT action, subject, detail, at FROM event WHERE actor = $1 OR subject = $1 ORDER BY seq",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        all.extend(rows.into_iter().map(|row| {
            record(
                "entry in the log",
                row.at,
                "",
                vec![
                    ("action", row.action),
                    ("subject", row.subject),
                    ("detail", row.detail),
                ],
            )
        }));
        Ok(all)
    }

    async fn erase(&self, act: &Act, member: MemberId) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let id = member.to_string();
        let before = administrators(&mut tx).await?;
        let Some(known) = sqlx::query!(
            "SELECT name, email FROM member WHERE id = $1 AND erased_at IS NULL",
            id
        )
        .fetch_optional(&mut *tx)
        .await
        .map_err(fail)?
        else {
            return commit(tx).await;
        };
        let (name, email) = (PSEUDONYM, format!("{id}@erased.invalid"));
        sqlx::query!(
            "UPDATE member SET name = $1, name_key = NULL, email = $2, roles = 'supporter', clp = '', region = '', \
             invited_until = 0, blocked_at = $3, erased_at = $3 WHERE id = $4",
            name,
            email,
            act.at.0,
            id
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        // The program itself repeats what was decided before a restore; who is at the machine can invite another.
        if act.actor.is_some() && before > 0 && administrators(&mut tx).await? == 0 {
            return Err(StoreError::Taken("administrator"));
        }
        end_all(&mut tx, act, member).await?;
        sqlx::query!(
            "DELETE FROM outbox WHERE recipient IN (SELECT email FROM email_change WHERE member_id = $1)",
            id
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        sqlx::query!("DELETE FROM email_change WHERE member_id = $1", id)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        empty_words(&mut tx, act.at, &id).await?;
        take_name_out(&mut tx, &known.name).await?;
        sqlx::query!("DELETE FROM calendar_feed WHERE member_id = $1", id)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        sqlx::query!("DELETE FROM sign_in WHERE member_id = $1", id)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        sqlx::query!("DELETE FROM session WHERE member_id = $1", id)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        sqlx::query!("DELETE FROM passkey WHERE member_id = $1", id)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        sqlx::query!("DELETE FROM passkey_challenge WHERE member_id = $1", id)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        sqlx::query!("DELETE FROM kept WHERE member_id = $1", id)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        sqlx::query!("DELETE FROM look WHERE member_id = $1", id)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        sqlx::query!("DELETE FROM outbox WHERE recipient = $1", known.email)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        commit(tx).await
    }

    async fn erased(&self) -> Result<Vec<(MemberId, Instant)>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT id, erased_at AS "erased_at!: i64" FROM member WHERE erased_at IS NOT NULL ORDER BY erased_at, id"#
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| Ok((read("member", &row.id)?, Instant(row.erased_at))))
            .collect()
    }
}
