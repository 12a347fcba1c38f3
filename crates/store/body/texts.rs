//! Texts and their versions.

use crate::act::{begin, commit, commit_with};
use crate::read::{number, read, word};
use crate::{Db, Tx, fail};
use async_trait::async_trait;
use domain::document::{Kind, Origin, Records};
use domain::ids::{DocumentId, MemberId};
use domain::time::Instant;
use store::{Act, Document, Look, NewDocument, NewVersion, StoreError, Texts, Version};

struct DocumentRow {
    id: String,
    kind: String,
    slug: String,
    title: String,
    origin: String,
    owner: String,
    source: String,
    profile: String,
    author_id: String,
    author_name: String,
    created_at: i64,
    changed_at: i64,
    circulated_at: Option<i64>,
    latest: i64,
    words: i64,
    round_closes: Option<i64>,
    latest_approved: bool,
    wanted: bool,
    published: Option<String>,
    published_version: Option<i64>,
}

impl TryFrom<DocumentRow> for Document {
    type Error = StoreError;

    fn try_from(row: DocumentRow) -> Result<Self, StoreError> {
        let records = Records {
            kind: word("document", Kind::from_word, &row.kind)?,
            origin: word("document", Origin::from_word, &row.origin)?,
            circulated: row.circulated_at.is_some(),
            round_open: row.round_closes.is_some(),
            latest_approved: row.latest_approved,
            latest_published: row.published_version == Some(row.latest),
            wanted: row.wanted,
        };
        Ok(Self {
            id: read("document", &row.id)?,
            slug: row.slug,
            title: row.title,
            owner: row.owner,
            source: row.source,
            profile: row.profile,
            author: read("document", &row.author_id)?,
            author_name: row.author_name,
            created_at: Instant(row.created_at),
            changed_at: Instant(row.changed_at),
            latest: number("document", row.latest)?,
            words: number("version", row.words)?,
            records,
            round_closes: row.round_closes.map(Instant),
            published: row.published,
        })
    }
}

macro_rules! documents {
    ($rest:literal $(, $bind:expr)*) => {
        sqlx::query_as!(
            DocumentRow,
            r#"SELECT d.id, d.kind, d.slug, d.title, d.origin, d.owner, d.source, d.profile, d.author_id,
             m.name AS author_name, d.created_at, d.changed_at, d.circulated_at, d.latest, v.words,
             (SELECT MIN(r.closes_at) FROM round r
              WHERE r.document_id = d.id AND r.opens_at <= $1 AND r.closes_at > $1) AS "round_closes?: i64",
             EXISTS (SELECT 1 FROM decision x WHERE x.document_id = d.id AND x.version = d.latest
              AND x.outcome = 'approved') AS "latest_approved!: bool",
             EXISTS (SELECT 1 FROM section s WHERE s.document_id = d.id
              AND s.last_move IN ('wanted', 'outline')) AS "wanted!: bool",
             p.slug AS "published?", p.version AS "published_version?"
             FROM document d
             JOIN member m ON m.id = d.author_id
             JOIN version v ON v.document_id = d.id AND v.number = d.latest
             LEFT JOIN publication p ON p.document_id = d.id AND p.standing = 'current' "# + $rest
            $(, $bind)*
        )
    };
}

struct VersionRow {
    document_id: String,
    number: i64,
    title: String,
    text: String,
    clauses: String,
    next_clause: i64,
    words: i64,
    stated_words: Option<i64>,
    profile: String,
    layout_algorithm: i64,
    layout_width: i64,
    hash: String,
    author_id: String,
    author_name: String,
    note: String,
    seen_on: String,
    created_at: i64,
}

impl TryFrom<VersionRow> for Version {
    type Error = StoreError;

    fn try_from(row: VersionRow) -> Result<Self, StoreError> {
        let small = |value: i64| {
            u16::try_from(value).map_err(|_| StoreError::Inconsistent {
                table: "version",
                value: value.to_string(),
            })
        };
        let clauses: Result<Vec<u32>, StoreError> = row
            .clauses
            .split(',')
            .filter(|id| !id.is_empty())
            .map(|id| read("version", id))
            .collect();
        Ok(Self {
            document: read("version", &row.document_id)?,
            number: number("version", row.number)?,
            title: row.title,
            text: row.text,
            clauses: clauses?,
            next_clause: number("version", row.next_clause)?,
            words: number("version", row.words)?,
            stated_words: row
                .stated_words
                .map(|words| number("version", words))
                .transpose()?,
            profile: row.profile,
            layout_algorithm: small(row.layout_algorithm)?,
            layout_width: small(row.layout_width)?,
            hash: row.hash,
            author: read("version", &row.author_id)?,
            author_name: row.author_name,
            note: row.note,
            seen_on: row.seen_on,
            created_at: Instant(row.created_at),
        })
    }
}

macro_rules! versions {
    ($rest:literal $(, $bind:expr)*) => {
        sqlx::query_as!(
            VersionRow,
            "SELECT v.document_id, v.number, v.title, v.text, v.clauses, v.next_clause, v.words, v.stated_words, \
             v.profile, v.layout_algorithm, v.layout_width, v.hash, v.author_id, m.name AS author_name, v.note, \
             v.seen_on, v.created_at FROM version v JOIN member m ON m.id = v.author_id " + $rest
            $(, $bind)*
        )
    };
}

/// Composites, the last changed first.
pub(crate) async fn composites(
    db: &Db,
    now: Instant,
    limit: i64,
    offset: i64,
) -> Result<Vec<Document>, StoreError> {
    let rows = documents!(
        "WHERE d.kind = 'composite' ORDER BY d.changed_at DESC, d.id DESC LIMIT $2 OFFSET $3",
        now.0,
        limit,
        offset
    )
    .fetch_all(db.reader())
    .await
    .map_err(fail)?;
    rows.into_iter().map(Document::try_from).collect()
}

/// The group's manifesto.
pub(crate) async fn manifesto(db: &Db, now: Instant) -> Result<Option<Document>, StoreError> {
    let row = documents!("WHERE d.kind = 'manifesto'", now.0)
        .fetch_optional(db.reader())
        .await
        .map_err(fail)?;
    row.map(Document::try_from).transpose()
}

/// Every section, in no order.
pub(crate) async fn sections(db: &Db, now: Instant) -> Result<Vec<Document>, StoreError> {
    let rows = documents!("WHERE d.kind = 'section'", now.0)
        .fetch_all(db.reader())
        .await
        .map_err(fail)?;
    rows.into_iter().map(Document::try_from).collect()
}

/// The latest version of every section.
pub(crate) async fn section_texts(db: &Db) -> Result<Vec<Version>, StoreError> {
    let rows =
        versions!("JOIN document d ON d.id = v.document_id AND d.latest = v.number WHERE d.kind = 'section'")
            .fetch_all(db.reader())
            .await
            .map_err(fail)?;
    rows.into_iter().map(Version::try_from).collect()
}

/// The versions of every section that are settled: the last approved one, and the agreed one that stands.
pub(crate) async fn settled_section_texts(db: &Db) -> Result<Vec<Version>, StoreError> {
    let rows = versions!(
        "JOIN section s ON s.document_id = v.document_id \
         WHERE (s.last_move = 'agreed' AND v.number = s.moved_version) OR v.number = \
         (SELECT MAX(x.version) FROM decision x WHERE x.document_id = s.document_id AND x.outcome = 'approved')"
    )
    .fetch_all(db.reader())
    .await
    .map_err(fail)?;
    rows.into_iter().map(Version::try_from).collect()
}

/// The section versions that a version of the manifesto was assembled from, in order.
pub(crate) async fn edition_texts(db: &Db, document: &str, version: i64) -> Result<Vec<Version>, StoreError> {
    let rows = versions!(
        "JOIN assembly a ON a.section_id = v.document_id AND a.section_version = v.number          WHERE a.document_id = $1 AND a.version = $2 ORDER BY a.position",
        document,
        version
    )
    .fetch_all(db.reader())
    .await
    .map_err(fail)?;
    rows.into_iter().map(Version::try_from).collect()
}

/// Writes a text with its first version; answers the address that it got.
pub(crate) async fn insert_document(
    tx: &mut Tx,
    act: &Act,
    document: &NewDocument,
    first: &NewVersion,
) -> Result<String, StoreError> {
    let (id, origin, author) = (
        document.id.to_string(),
        document.origin.word(),
        first.author.to_string(),
    );
    let mut slug = document.slug.clone();
    let mut again = 1;
    while sqlx::query!("SELECT id FROM document WHERE slug = $1", slug)
        .fetch_optional(&mut **tx)
        .await
        .map_err(fail)?
        .is_some()
    {
        again += 1;
        slug = format!("{}-{again}", document.slug);
    }
    sqlx::query!(
        "INSERT INTO document (id, slug, origin, owner, source, profile, author_id, created_at, circulated_at, \
         latest, title, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, 1, $9, $8)",
        id,
        slug,
        origin,
        document.owner,
        document.source,
        document.profile,
        author,
        act.at.0,
        first.title
    )
    .execute(&mut **tx)
    .await
    .map_err(fail)?;
    insert_version(tx, act, 1, first).await?;
    Ok(slug)
}

async fn insert_version(tx: &mut Tx, act: &Act, count: u32, version: &NewVersion) -> Result<(), StoreError> {
    let (document, author, count) = (
        version.document.to_string(),
        version.author.to_string(),
        i64::from(count),
    );
    let clauses = version
        .clauses
        .iter()
        .map(u32::to_string)
        .collect::<Vec<_>>()
        .join(",");
    let (next_clause, words) = (i64::from(version.next_clause), i64::from(version.words));
    let stated_words = version.stated_words.map(i64::from);
    let (algorithm, width) = (
        i64::from(version.layout_algorithm),
        i64::from(version.layout_width),
    );
    sqlx::query!(
        "INSERT INTO version (document_id, number, title, text, clauses, next_clause, words, stated_words, profile, \
         layout_algorithm, layout_width, hash, author_id, note, seen_on, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        document,
        count,
        version.title,
        version.text,
        clauses,
        next_clause,
        words,
        stated_words,
        version.profile,
        algorithm,
        width,
        version.hash,
        author,
        version.note,
        version.seen_on,
        act.at.0
    )
    .execute(&mut **tx)
    .await
    .map_err(fail)?;
    Ok(())
}

/// Puts a version on top of `base`; [`StoreError::Stale`] where that is not the latest. Answers its number.
pub async fn append_version(
    tx: &mut Tx,
    act: &Act,
    base: u32,
    version: &NewVersion,
) -> Result<u32, StoreError> {
    let (id, base) = (version.document.to_string(), i64::from(base));
    let moved = sqlx::query!(
        "UPDATE document SET latest = latest + 1, title = $1, profile = $2, changed_at = $3 \
         WHERE id = $4 AND latest = $5",
        version.title,
        version.profile,
        act.at.0,
        id,
        base
    )
    .execute(&mut **tx)
    .await
    .map_err(fail)?
    .rows_affected();
    if moved == 0 {
        return Err(StoreError::Stale);
    }
    let count = number("document", base + 1)?;
    insert_version(tx, act, count, version).await?;
    Ok(count)
}

#[async_trait]
impl Texts for Db {
    async fn start(
        &self,
        act: &Act,
        document: &NewDocument,
        first: &NewVersion,
    ) -> Result<String, StoreError> {
        let mut tx = begin(self, act).await?;
        let slug = insert_document(&mut tx, act, document, first).await?;
        commit_with(tx, act, &slug).await?;
        Ok(slug)
    }

    async fn save_version(&self, act: &Act, base: u32, version: &NewVersion) -> Result<u32, StoreError> {
        let mut tx = begin(self, act).await?;
        let count = append_version(&mut tx, act, base, version).await?;
        commit_with(tx, act, &count.to_string()).await?;
        Ok(count)
    }

    async fn document(&self, slug: &str, now: Instant) -> Result<Option<Document>, StoreError> {
        let row = documents!("WHERE d.slug = $2", now.0, slug)
            .fetch_optional(self.reader())
            .await
            .map_err(fail)?;
        row.map(Document::try_from).transpose()
    }

    async fn document_by_id(&self, id: DocumentId, now: Instant) -> Result<Option<Document>, StoreError> {
        let id = id.to_string();
        let row = documents!("WHERE d.id = $2", now.0, id)
            .fetch_optional(self.reader())
            .await
            .map_err(fail)?;
        row.map(Document::try_from).transpose()
    }

    async fn documents(
        &self,
        now: Instant,
        drafts: bool,
        author: Option<MemberId>,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<Document>, StoreError> {
        let author = author.map(|id| id.to_string());
        let rows = documents!(
            "WHERE $2 OR d.circulated_at IS NOT NULL OR d.origin = 'tracked' OR d.kind <> 'motion' OR d.author_id = $3
             ORDER BY d.changed_at DESC, d.id DESC LIMIT $4 OFFSET $5",
            now.0,
            drafts,
            author,
            limit,
            offset
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter().map(Document::try_from).collect()
    }

    async fn version(&self, document: DocumentId, number: u32) -> Result<Option<Version>, StoreError> {
        let (id, number) = (document.to_string(), i64::from(number));
        let row = versions!("WHERE v.document_id = $1 AND v.number = $2", id, number)
            .fetch_optional(self.reader())
            .await
            .map_err(fail)?;
        row.map(Version::try_from).transpose()
    }

    async fn versions(
        &self,
        document: DocumentId,
        after: u32,
        limit: i64,
    ) -> Result<Vec<Version>, StoreError> {
        let (id, after) = (document.to_string(), i64::from(after));
        let rows = versions!(
            "WHERE v.document_id = $1 AND v.number > $2 ORDER BY v.number LIMIT $3",
            id,
            after,
            limit
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter().map(Version::try_from).collect()
    }

    async fn versions_starting(
        &self,
        digits: &str,
        limit: i64,
    ) -> Result<Vec<(DocumentId, u32)>, StoreError> {
        // Every digit comes before this letter.
        let beyond = format!("{digits}g");
        let rows = sqlx::query!(
            "SELECT document_id, number FROM version WHERE hash >= $1 AND hash < $2 ORDER BY created_at DESC, document_id, number DESC LIMIT $3",
            digits,
            beyond,
            limit
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| Ok((read("version", &row.document_id)?, number("version", row.number)?)))
            .collect()
    }

    async fn all_versions(&self, published: bool) -> Result<Vec<(DocumentId, u32)>, StoreError> {
        let rows: Vec<(String, i64)> = if published {
            sqlx::query!("SELECT document_id, version FROM publication ORDER BY document_id, version")
                .fetch_all(self.reader())
                .await
                .map_err(fail)?
                .into_iter()
                .map(|row| (row.document_id, row.version))
                .collect()
        } else {
            sqlx::query!("SELECT document_id, number FROM version ORDER BY document_id, number")
                .fetch_all(self.reader())
                .await
                .map_err(fail)?
                .into_iter()
                .map(|row| (row.document_id, row.number))
                .collect()
        };
        rows.into_iter()
            .map(|(document, version)| Ok((read("version", &document)?, number("version", version)?)))
            .collect()
    }

    async fn looked(&self, member: MemberId, document: DocumentId) -> Result<Option<Look>, StoreError> {
        let (member, id) = (member.to_string(), document.to_string());
        let row = sqlx::query!(
            "SELECT version, at FROM look WHERE member_id = $1 AND document_id = $2",
            member,
            id
        )
        .fetch_optional(self.reader())
        .await
        .map_err(fail)?;
        row.map(|row| {
            Ok(Look {
                document,
                version: number("look", row.version)?,
                at: Instant(row.at),
            })
        })
        .transpose()
    }

    async fn looks(&self, member: MemberId) -> Result<Vec<Look>, StoreError> {
        let member = member.to_string();
        let rows = sqlx::query!(
            "SELECT document_id, version, at FROM look WHERE member_id = $1",
            member
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                Ok(Look {
                    document: read("look", &row.document_id)?,
                    version: number("look", row.version)?,
                    at: Instant(row.at),
                })
            })
            .collect()
    }

    async fn look(&self, member: MemberId, look: Look) -> Result<(), StoreError> {
        let (member, document, version) = (
            member.to_string(),
            look.document.to_string(),
            i64::from(look.version),
        );
        let mut tx = self.begin_briefly().await?;
        sqlx::query!(
            "INSERT INTO look (member_id, document_id, version, at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (member_id, document_id) DO UPDATE SET version = excluded.version, at = excluded.at",
            member,
            document,
            version,
            look.at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }
}
