//! The manifesto: its sections, what stands around them, its editions, and what the checks of it need to know.

use crate::act::{begin, commit, commit_with};
use crate::read::{number, read, word};
use crate::texts::{self, append_version, insert_document};
use crate::{Db, Tx, fail, rounds};
use async_trait::async_trait;
use domain::document::Kind;
use domain::ids::{DismissalId, DocumentId, LinkId, MemberId, OutcomeId};
use domain::section::{Course, Move};
use domain::time::Instant;
use std::collections::BTreeMap;
use store::{
    Act, Assembled, ClauseLink, Dismissal, Document, Edition, FigureSource, Following, Frame, GroupOutcome,
    KnownText, Manifesto, Meaning, NewDocument, NewEdition, NewOutcome, NewSection, NewSectionChange,
    NewVersion, Round, Section, SectionAmendment, SectionChange, SectionStep, StoreError, Version,
    VersionNote,
};

/// Writes sections from a place on; what stood there moves down.
async fn insert_sections(
    tx: &mut Tx,
    act: &Act,
    manifesto: &str,
    place: i64,
    sections: &[NewSection],
) -> Result<String, StoreError> {
    let many = i64::try_from(sections.len()).unwrap_or(i64::MAX);
    sqlx::query!(
        "UPDATE section SET position = position + $1 WHERE manifesto_id = $2 AND position >= $3",
        many,
        manifesto,
        place
    )
    .execute(&mut **tx)
    .await
    .map_err(fail)?;
    let mut first = String::new();
    for (at, section) in (place..).zip(sections) {
        let slug = insert_document(tx, act, &section.document, &section.first).await?;
        if first.is_empty() {
            first = slug;
        }
        let (id, state) = (section.document.id.to_string(), section.state.word());
        let budget = section.budget.map(i64::from);
        sqlx::query!("UPDATE document SET kind = 'section' WHERE id = $1", id)
            .execute(&mut **tx)
            .await
            .map_err(fail)?;
        sqlx::query!(
            "INSERT INTO section (document_id, manifesto_id, position, last_move, moved_version, commitment, \
             budget_words, revision) VALUES ($1, $2, $3, $4, 1, $5, $6, 0)",
            id,
            manifesto,
            at,
            state,
            section.commitment,
            budget
        )
        .execute(&mut **tx)
        .await
        .map_err(fail)?;
        let mut steps = vec![SectionStep::State(section.state)];
        if !section.commitment.is_empty() {
            steps.push(SectionStep::Commitment(section.commitment.clone()));
        }
        if section.budget.is_some() {
            steps.push(SectionStep::Budget(section.budget));
        }
        let change = NewSectionChange {
            document: section.document.id,
            seen: 0,
            version: Some(1),
            steps,
            note: String::new(),
        };
        change_section(tx, act, &change).await?;
    }
    Ok(first)
}

/// Records what changes of a section beside its text.
async fn change_section(tx: &mut Tx, act: &Act, change: &NewSectionChange) -> Result<(), StoreError> {
    let (id, by) = (change.document.to_string(), act.actor.map(|id| id.to_string()));
    let known = sqlx::query!(
        "SELECT s.revision, s.last_move, s.moved_version, s.commitment, s.budget_words, d.latest FROM section s \
         JOIN document d ON d.id = s.document_id WHERE s.document_id = $1",
        id
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(fail)?;
    let moved_on = change
        .version
        .is_some_and(|version| i64::from(version) != known.latest);
    if known.revision != i64::from(change.seen) || moved_on {
        return Err(StoreError::Stale);
    }
    let (mut revision, latest) = (known.revision, known.latest);
    let (mut last_move, mut moved_version) = (known.last_move, known.moved_version);
    let (mut commitment, mut budget) = (known.commitment, known.budget_words);
    for step in &change.steps {
        revision += 1;
        let (what, value) = match step {
            SectionStep::State(step) => {
                step.word().clone_into(&mut last_move);
                moved_version = latest;
                ("state", last_move.clone())
            }
            SectionStep::Commitment(words) => {
                commitment.clone_from(words);
                ("commitment", words.clone())
            }
            SectionStep::Budget(words) => {
                budget = words.map(i64::from);
                ("budget", words.map(|words| words.to_string()).unwrap_or_default())
            }
        };
        sqlx::query!(
            "INSERT INTO section_change (document_id, number, what, value, version, note, member_id, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            id,
            revision,
            what,
            value,
            latest,
            change.note,
            by,
            act.at.0
        )
        .execute(&mut **tx)
        .await
        .map_err(fail)?;
    }
    sqlx::query!(
        "UPDATE section SET last_move = $1, moved_version = $2, commitment = $3, budget_words = $4, revision = $5 \
         WHERE document_id = $6",
        last_move,
        moved_version,
        commitment,
        budget,
        revision,
        id
    )
    .execute(&mut **tx)
    .await
    .map_err(fail)?;
    touch(tx, act, &id).await
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

async fn insert_frame(
    tx: &mut Tx,
    act: &Act,
    manifesto: &str,
    revision: i64,
    frame: &Frame,
) -> Result<(), StoreError> {
    let (budget, by) = (frame.budget.map(i64::from), act.actor.map(|id| id.to_string()));
    sqlx::query!(
        "INSERT INTO manifesto_frame (document_id, revision, title, addressee, closing, budget_words, member_id, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        manifesto,
        revision,
        frame.title,
        frame.addressee,
        frame.closing,
        budget,
        by,
        act.at.0
    )
    .execute(&mut **tx)
    .await
    .map_err(fail)?;
    Ok(())
}

/// Records that a version is an edition, and what it holds; answers the edition's number.
async fn insert_edition(
    tx: &mut Tx,
    act: &Act,
    manifesto: &str,
    version: u32,
    edition: &NewEdition,
) -> Result<u32, StoreError> {
    let (version, by) = (i64::from(version), act.actor.map(|id| id.to_string()));
    let count = sqlx::query!(
        "SELECT number FROM edition WHERE document_id = $1 ORDER BY number DESC LIMIT 1",
        manifesto
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(fail)?
    .map_or(0, |row| row.number)
        + 1;
    sqlx::query!(
        "INSERT INTO edition (document_id, version, number, addressee, closing, member_id, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        manifesto,
        version,
        count,
        edition.addressee,
        edition.closing,
        by,
        act.at.0
    )
    .execute(&mut **tx)
    .await
    .map_err(fail)?;
    for (position, held) in (1_i64..).zip(&edition.holds) {
        let (section, section_version) = (held.section.to_string(), i64::from(held.version));
        sqlx::query!(
            "INSERT INTO assembly (document_id, version, position, section_id, section_version, heading, commitment) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            manifesto,
            version,
            position,
            section,
            section_version,
            held.heading,
            held.commitment
        )
        .execute(&mut **tx)
        .await
        .map_err(fail)?;
    }
    number("edition", count)
}

/// The frame's latest revision.
async fn frame_revision(tx: &mut Tx, manifesto: &str) -> Result<i64, StoreError> {
    let last = sqlx::query!(
        "SELECT revision FROM manifesto_frame WHERE document_id = $1 ORDER BY revision DESC LIMIT 1",
        manifesto
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(fail)?;
    Ok(last.map_or(0, |row| row.revision))
}

/// Writes a frame after the one that was seen.
async fn next_frame(tx: &mut Tx, act: &Act, manifesto: &str, frame: &Frame) -> Result<(), StoreError> {
    let last = frame_revision(tx, manifesto).await?;
    if last != i64::from(frame.revision) {
        return Err(StoreError::Stale);
    }
    insert_frame(tx, act, manifesto, last + 1, frame).await
}

/// Saves versions whose references follow new numbers. What was agreed stays agreed.
async fn append_following(tx: &mut Tx, act: &Act, follow: &[Following]) -> Result<(), StoreError> {
    for following in follow {
        let id = following.version.document.to_string();
        let count = append_version(tx, act, following.base, &following.version).await?;
        let (base, count) = (i64::from(following.base), i64::from(count));
        sqlx::query!(
            "UPDATE section SET moved_version = $1 \
             WHERE document_id = $2 AND moved_version = $3 AND last_move = 'agreed'",
            count,
            id,
            base
        )
        .execute(&mut **tx)
        .await
        .map_err(fail)?;
    }
    Ok(())
}

fn optional(table: &'static str, value: Option<i64>) -> Result<Option<u32>, StoreError> {
    value.map(|value| number(table, value)).transpose()
}

struct OutcomeRow {
    id: String,
    document_id: String,
    on_date: String,
    what: String,
    source: String,
    member_name: String,
    at: i64,
}

impl TryFrom<OutcomeRow> for GroupOutcome {
    type Error = StoreError;

    fn try_from(row: OutcomeRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: read("outcome", &row.id)?,
            document: read("outcome", &row.document_id)?,
            on: row.on_date,
            what: row.what,
            source: row.source,
            member_name: row.member_name,
            at: Instant(row.at),
        })
    }
}

#[async_trait]
impl Manifesto for Db {
    async fn found_manifesto(
        &self,
        act: &Act,
        document: &NewDocument,
        first: &NewVersion,
        frame: &Frame,
        sections: &[NewSection],
        edition: Option<&NewEdition>,
    ) -> Result<String, StoreError> {
        let mut tx = begin(self, act).await?;
        let slug = insert_document(&mut tx, act, document, first).await?;
        let id = document.id.to_string();
        sqlx::query!("UPDATE document SET kind = 'manifesto' WHERE id = $1", id)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        insert_frame(&mut tx, act, &id, 1, frame).await?;
        let section = insert_sections(&mut tx, act, &id, 1, sections).await?;
        if let Some(edition) = edition {
            insert_edition(&mut tx, act, &id, 1, edition).await?;
        }
        let result = if edition.is_none() && sections.len() == 1 {
            section
        } else {
            slug
        };
        commit_with(tx, act, &result).await?;
        Ok(result)
    }

    async fn manifesto(&self, now: Instant) -> Result<Option<Document>, StoreError> {
        texts::manifesto(self, now).await
    }

    async fn add_sections(
        &self,
        act: &Act,
        manifesto: DocumentId,
        after: Option<DocumentId>,
        sections: &[NewSection],
        frame: Option<&Frame>,
        follow: &[Following],
    ) -> Result<String, StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, after) = (manifesto.to_string(), after.map(|id| id.to_string()));
        let last = sqlx::query!(
            "SELECT position FROM section WHERE manifesto_id = $1 AND (document_id = $2 OR $2 IS NULL) \
             ORDER BY position DESC LIMIT 1",
            id,
            after
        )
        .fetch_optional(&mut *tx)
        .await
        .map_err(fail)?;
        let place = last.map_or(0, |row| row.position) + 1;
        let slug = insert_sections(&mut tx, act, &id, place, sections).await?;
        if let Some(frame) = frame {
            next_frame(&mut tx, act, &id, frame).await?;
        }
        append_following(&mut tx, act, follow).await?;
        commit_with(tx, act, &slug).await?;
        Ok(slug)
    }

    async fn sections(&self, now: Instant) -> Result<Vec<Section>, StoreError> {
        let mut documents: BTreeMap<DocumentId, Document> = texts::sections(self, now)
            .await?
            .into_iter()
            .map(|document| (document.id, document))
            .collect();
        let rows = sqlx::query!(
            r#"SELECT s.document_id, s.position, s.last_move, s.moved_version, s.commitment, s.budget_words, s.revision,
             (SELECT MAX(r.version) FROM round r WHERE r.document_id = s.document_id AND r.opens_at <= $1)
              AS "asked?: i64",
             (SELECT MAX(x.version) FROM decision x WHERE x.document_id = s.document_id AND x.outcome = 'approved')
              AS "approved?: i64",
             (SELECT MAX(e.number) FROM assembly a
              JOIN document d ON d.id = a.section_id AND d.latest = a.section_version
              JOIN edition e ON e.document_id = a.document_id AND e.version = a.version
              JOIN decision x ON x.document_id = a.document_id AND x.version = a.version AND x.outcome = 'approved'
              WHERE a.section_id = s.document_id) AS "edition?: i64",
             (SELECT COUNT(*) FROM comment c WHERE c.document_id = s.document_id AND c.withdrawn_at IS NULL
              AND c.hidden_at IS NULL) AS "comments!: i64",
             (SELECT COUNT(*) FROM amendment n WHERE n.document_id = s.document_id
              AND n.state IN ('tabled', 'accepted', 'to-vote', 'carried')) AS "amendments!: i64"
             FROM section s ORDER BY CASE WHEN s.last_move = 'dropped' THEN 1 ELSE 0 END, s.position, s.document_id"#,
            now.0
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        let mut sections = Vec::with_capacity(rows.len());
        for row in rows {
            // One that was added between the two questions comes with the next answer.
            let Some(document) = documents.remove(&read("section", &row.document_id)?) else {
                continue;
            };
            let edition = optional("edition", row.edition)?;
            sections.push(Section {
                position: number("section", row.position)?,
                course: Course {
                    last: word("section", Move::from_word, &row.last_move)?,
                    at: number("section", row.moved_version)?,
                    latest: document.latest,
                    approved: document.records.latest_approved,
                    asked: optional("round", row.asked)?,
                    round_open: document.records.round_open,
                    in_edition: edition.is_some(),
                },
                commitment: row.commitment,
                budget: optional("section", row.budget_words)?,
                revision: number("section", row.revision)?,
                approved: optional("decision", row.approved)?,
                edition,
                comments: number("comment", row.comments)?,
                amendments: number("amendment", row.amendments)?,
                document,
            });
        }
        Ok(sections)
    }

    async fn section_texts(&self) -> Result<Vec<Version>, StoreError> {
        texts::section_texts(self).await
    }

    async fn settled_section_texts(&self) -> Result<Vec<Version>, StoreError> {
        texts::settled_section_texts(self).await
    }

    async fn section_versions(&self) -> Result<Vec<VersionNote>, StoreError> {
        let rows = sqlx::query!(
            "SELECT v.document_id, v.number, v.title, v.words, m.name AS author_name, v.note, v.created_at \
             FROM version v JOIN document d ON d.id = v.document_id JOIN member m ON m.id = v.author_id \
             WHERE d.kind = 'section' ORDER BY v.document_id, v.number"
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                Ok(VersionNote {
                    document: read("version", &row.document_id)?,
                    number: number("version", row.number)?,
                    title: row.title,
                    words: number("version", row.words)?,
                    author_name: row.author_name,
                    note: row.note,
                    created_at: Instant(row.created_at),
                })
            })
            .collect()
    }

    async fn section_changes(&self, section: DocumentId) -> Result<Vec<SectionChange>, StoreError> {
        let id = section.to_string();
        let rows = sqlx::query!(
            "SELECT c.number, c.what, c.value, c.version, c.note, m.name AS member_name, c.at FROM section_change c \
             JOIN member m ON m.id = c.member_id WHERE c.document_id = $1 ORDER BY c.number",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                let step = match row.what.as_str() {
                    "state" => SectionStep::State(word("section_change", Move::from_word, &row.value)?),
                    "budget" if row.value.is_empty() => SectionStep::Budget(None),
                    "budget" => SectionStep::Budget(Some(read("section_change", &row.value)?)),
                    _ => SectionStep::Commitment(row.value),
                };
                Ok(SectionChange {
                    number: number("section_change", row.number)?,
                    step,
                    version: number("section_change", row.version)?,
                    note: row.note,
                    member_name: row.member_name,
                    at: Instant(row.at),
                })
            })
            .collect()
    }

    async fn change_sections(
        &self,
        act: &Act,
        changes: &[NewSectionChange],
        follow: &[Following],
    ) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        for change in changes {
            change_section(&mut tx, act, change).await?;
        }
        append_following(&mut tx, act, follow).await?;
        commit(tx).await
    }

    async fn reorder(
        &self,
        act: &Act,
        base: &[DocumentId],
        order: &[DocumentId],
        follow: &[Following],
    ) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let known = sqlx::query!(
            "SELECT document_id FROM section WHERE last_move <> 'dropped' ORDER BY position, document_id"
        )
        .fetch_all(&mut *tx)
        .await
        .map_err(fail)?;
        let known: Vec<DocumentId> = known
            .into_iter()
            .map(|row| read("section", &row.document_id))
            .collect::<Result<_, StoreError>>()?;
        let sorted = |ids: &[DocumentId]| {
            let mut ids = ids.to_vec();
            ids.sort();
            ids
        };
        if known != base || sorted(&known) != sorted(order) {
            return Err(StoreError::Stale);
        }
        for (position, id) in (1_i64..).zip(order) {
            let id = id.to_string();
            sqlx::query!(
                "UPDATE section SET position = $1 WHERE document_id = $2",
                position,
                id
            )
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        }
        append_following(&mut tx, act, follow).await?;
        commit(tx).await
    }

    async fn frame(&self) -> Result<Option<Frame>, StoreError> {
        let row = sqlx::query!(
            "SELECT revision, title, addressee, closing, budget_words FROM manifesto_frame \
             ORDER BY revision DESC LIMIT 1"
        )
        .fetch_optional(self.reader())
        .await
        .map_err(fail)?;
        row.map(|row| {
            Ok(Frame {
                revision: number("manifesto_frame", row.revision)?,
                title: row.title,
                addressee: row.addressee,
                closing: row.closing,
                budget: optional("manifesto_frame", row.budget_words)?,
            })
        })
        .transpose()
    }

    async fn set_frame(&self, act: &Act, manifesto: DocumentId, frame: &Frame) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let id = manifesto.to_string();
        next_frame(&mut tx, act, &id, frame).await?;
        touch(&mut tx, act, &id).await?;
        commit(tx).await
    }

    async fn assemble(
        &self,
        act: &Act,
        base: u32,
        frame: u32,
        version: &NewVersion,
        edition: &NewEdition,
    ) -> Result<u32, StoreError> {
        let mut tx = begin(self, act).await?;
        let id = version.document.to_string();
        if frame_revision(&mut tx, &id).await? != i64::from(frame) {
            return Err(StoreError::Stale);
        }
        let count = append_version(&mut tx, act, base, version).await?;
        let edition = insert_edition(&mut tx, act, &id, count, edition).await?;
        commit_with(tx, act, &edition.to_string()).await?;
        Ok(edition)
    }

    async fn editions(&self) -> Result<Vec<Edition>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT e.number, e.version, v.title, v.words, v.hash, v.note, e.addressee, e.closing,
             (SELECT COUNT(*) FROM assembly a WHERE a.document_id = e.document_id AND a.version = e.version)
              AS "sections!: i64", m.name AS member_name, e.at
             FROM edition e JOIN version v ON v.document_id = e.document_id AND v.number = e.version
             JOIN member m ON m.id = e.member_id ORDER BY e.number DESC"#
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                Ok(Edition {
                    number: number("edition", row.number)?,
                    version: number("edition", row.version)?,
                    title: row.title,
                    words: number("version", row.words)?,
                    hash: row.hash,
                    note: row.note,
                    addressee: row.addressee,
                    closing: row.closing,
                    sections: number("assembly", row.sections)?,
                    member_name: row.member_name,
                    at: Instant(row.at),
                })
            })
            .collect()
    }

    async fn assembly(&self, manifesto: DocumentId, version: u32) -> Result<Vec<Assembled>, StoreError> {
        let (id, version) = (manifesto.to_string(), i64::from(version));
        let rows = sqlx::query!(
            "SELECT section_id, section_version, heading, commitment FROM assembly \
             WHERE document_id = $1 AND version = $2 ORDER BY position",
            id,
            version
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                Ok(Assembled {
                    section: read("assembly", &row.section_id)?,
                    version: number("assembly", row.section_version)?,
                    heading: row.heading,
                    commitment: row.commitment,
                })
            })
            .collect()
    }

    async fn edition_texts(&self, manifesto: DocumentId, version: u32) -> Result<Vec<Version>, StoreError> {
        texts::edition_texts(self, &manifesto.to_string(), i64::from(version)).await
    }

    async fn section_amendments(&self) -> Result<Vec<SectionAmendment>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT a.document_id, a.number, a.mover, a.seconder, a.reason, a.version AS "version!: i64"
             FROM amendment a JOIN document d ON d.id = a.document_id
             WHERE d.kind = 'section' AND a.version IS NOT NULL ORDER BY a.document_id, a.number"#
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                Ok(SectionAmendment {
                    document: read("amendment", &row.document_id)?,
                    number: number("amendment", row.number)?,
                    mover: row.mover,
                    seconder: row.seconder,
                    reason: row.reason,
                    version: number("amendment", row.version)?,
                })
            })
            .collect()
    }

    async fn section_rounds(&self) -> Result<Vec<Round>, StoreError> {
        rounds::section_rounds(self).await
    }

    async fn known_texts(&self, limit: i64) -> Result<Vec<KnownText>, StoreError> {
        let rows = sqlx::query!(
            "SELECT d.id, d.slug, d.kind, v.number, v.title, v.text FROM document d \
             JOIN version v ON v.document_id = d.id AND v.number = d.latest \
             WHERE d.origin = 'owned' AND (d.kind = 'composite' OR d.kind = 'motion' AND (d.circulated_at IS NOT NULL \
             OR EXISTS (SELECT 1 FROM publication p WHERE p.document_id = d.id AND p.standing = 'current'))) \
             ORDER BY d.changed_at DESC, d.id DESC LIMIT $1",
            limit
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                Ok(KnownText {
                    document: read("document", &row.id)?,
                    slug: row.slug,
                    kind: word("document", Kind::from_word, &row.kind)?,
                    version: number("version", row.number)?,
                    title: row.title,
                    text: row.text,
                })
            })
            .collect()
    }

    async fn dismiss_finding(
        &self,
        act: &Act,
        id: DismissalId,
        key: &str,
        section: Option<DocumentId>,
        reason: &str,
    ) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, section, by) = (
            id.to_string(),
            section.map(|id| id.to_string()),
            act.actor.map(|id| id.to_string()),
        );
        sqlx::query!(
            "INSERT INTO finding_dismissed (id, key, section_id, reason, member_id, at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            id,
            key,
            section,
            reason,
            by,
            act.at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn revoke_dismissal(&self, act: &Act, id: DismissalId, member: MemberId) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, member) = (id.to_string(), member.to_string());
        sqlx::query!(
            "UPDATE finding_dismissed SET revoked_at = $1, revoked_by = $2 WHERE id = $3 AND revoked_at IS NULL",
            act.at.0,
            member,
            id
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn dismissals(&self) -> Result<Vec<Dismissal>, StoreError> {
        let rows = sqlx::query!(
            "SELECT f.id, f.key, f.section_id, f.reason, m.name AS member_name, f.at FROM finding_dismissed f \
             JOIN member m ON m.id = f.member_id WHERE f.revoked_at IS NULL ORDER BY f.at DESC, f.id DESC"
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                Ok(Dismissal {
                    id: read("finding_dismissed", &row.id)?,
                    key: row.key,
                    section: row
                        .section_id
                        .as_deref()
                        .map(|id| read("finding_dismissed", id))
                        .transpose()?,
                    reason: row.reason,
                    member_name: row.member_name,
                    at: Instant(row.at),
                })
            })
            .collect()
    }

    async fn set_figure_source(
        &self,
        act: &Act,
        key: &str,
        source: &str,
        on: &str,
    ) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let by = act.actor.map(|id| id.to_string());
        sqlx::query!(
            "INSERT INTO figure_source (key, number, source, on_date, member_id, at) \
             SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, CAST($5 AS BIGINT) FROM figure_source WHERE key = $1",
            key,
            source,
            on,
            by,
            act.at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn figure_sources(&self) -> Result<Vec<FigureSource>, StoreError> {
        let rows = sqlx::query!(
            "SELECT f.key, f.source, f.on_date, m.name AS member_name, f.at FROM figure_source f \
             JOIN member m ON m.id = f.member_id \
             WHERE f.number = (SELECT MAX(g.number) FROM figure_source g WHERE g.key = f.key) ORDER BY f.key"
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        Ok(rows
            .into_iter()
            .map(|row| FigureSource {
                key: row.key,
                source: row.source,
                on: row.on_date,
                member_name: row.member_name,
                at: Instant(row.at),
            })
            .collect())
    }

    async fn set_meaning(&self, act: &Act, abbreviation: &str, meaning: &str) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let by = act.actor.map(|id| id.to_string());
        sqlx::query!(
            "INSERT INTO glossary (abbreviation, number, meaning, member_id, at) \
             SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, CAST($4 AS BIGINT) FROM glossary WHERE abbreviation = $1",
            abbreviation,
            meaning,
            by,
            act.at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn glossary(&self) -> Result<Vec<Meaning>, StoreError> {
        let rows = sqlx::query!(
            "SELECT g.abbreviation, g.meaning FROM glossary g WHERE g.meaning <> '' AND g.number = \
             (SELECT MAX(o.number) FROM glossary o WHERE o.abbreviation = g.abbreviation) ORDER BY g.abbreviation"
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        Ok(rows
            .into_iter()
            .map(|row| Meaning {
                abbreviation: row.abbreviation,
                meaning: row.meaning,
            })
            .collect())
    }

    async fn add_outcome(&self, act: &Act, outcome: &NewOutcome) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, document, by) = (
            outcome.id.to_string(),
            outcome.document.to_string(),
            act.actor.map(|id| id.to_string()),
        );
        sqlx::query!(
            "INSERT INTO outcome (id, document_id, on_date, what, source, member_id, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            id,
            document,
            outcome.on,
            outcome.what,
            outcome.source,
            by,
            act.at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn withdraw_outcome(&self, act: &Act, id: OutcomeId, member: MemberId) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, member) = (id.to_string(), member.to_string());
        sqlx::query!(
            "UPDATE outcome SET withdrawn_at = $1, withdrawn_by = $2 WHERE id = $3 AND withdrawn_at IS NULL",
            act.at.0,
            member,
            id
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn outcomes(&self, document: Option<DocumentId>) -> Result<Vec<GroupOutcome>, StoreError> {
        let document = document.map(|id| id.to_string());
        let rows = sqlx::query_as!(
            OutcomeRow,
            "SELECT o.id, o.document_id, o.on_date, o.what, o.source, m.name AS member_name, o.at FROM outcome o \
             JOIN member m ON m.id = o.member_id \
             WHERE o.withdrawn_at IS NULL AND (o.document_id = $1 OR $1 IS NULL) \
             ORDER BY o.on_date DESC, o.at DESC, o.id DESC",
            document
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter().map(GroupOutcome::try_from).collect()
    }

    async fn link_clause(
        &self,
        act: &Act,
        id: LinkId,
        document: DocumentId,
        clause: u32,
        section: DocumentId,
    ) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, document, section, by) = (
            id.to_string(),
            document.to_string(),
            section.to_string(),
            act.actor.map(|id| id.to_string()),
        );
        let clause = i64::from(clause);
        sqlx::query!(
            "INSERT INTO clause_link (id, document_id, clause, section_id, member_id, at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            id,
            document,
            clause,
            section,
            by,
            act.at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn unlink_clause(&self, act: &Act, id: LinkId, member: MemberId) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, member) = (id.to_string(), member.to_string());
        sqlx::query!(
            "UPDATE clause_link SET withdrawn_at = $1, withdrawn_by = $2 WHERE id = $3 AND withdrawn_at IS NULL",
            act.at.0,
            member,
            id
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn clause_links(&self) -> Result<Vec<ClauseLink>, StoreError> {
        let rows = sqlx::query!(
            "SELECT l.id, l.document_id, d.slug, d.title, l.clause, l.section_id, s.slug AS section_slug, \
             s.title AS heading, m.name AS member_name, l.at FROM clause_link l \
             JOIN document d ON d.id = l.document_id JOIN document s ON s.id = l.section_id \
             JOIN member m ON m.id = l.member_id WHERE l.withdrawn_at IS NULL ORDER BY d.title, d.id, l.clause, l.at"
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                Ok(ClauseLink {
                    id: read("clause_link", &row.id)?,
                    document: read("clause_link", &row.document_id)?,
                    slug: row.slug,
                    title: row.title,
                    clause: number("clause_link", row.clause)?,
                    section: read("clause_link", &row.section_id)?,
                    section_slug: row.section_slug,
                    heading: row.heading,
                    member_name: row.member_name,
                    at: Instant(row.at),
                })
            })
            .collect()
    }
}
