//! Approvals, decisions and publications.

use crate::act::{begin, commit, commit_with, follow};
use crate::read::{number, read, word};
use crate::{Db, fail};
use async_trait::async_trait;
use domain::decision::{Outcome, Verdict, Vote, tally};
use domain::document::{Kind, Standing};
use domain::ids::{DocumentId, PublicationId};
use domain::people::{Role, Roles};
use domain::time::Instant;
use store::{
    Act, Approval, Decided, DecisionRecord, Decisions, NewApproval, NewPublication, Publication, StoreError,
};

struct ApprovalRow {
    id: String,
    version: i64,
    hash: String,
    member_id: String,
    member_name: String,
    roles: String,
    blocked_at: Option<i64>,
    verdict: String,
    reason: String,
    at: i64,
}

impl TryFrom<ApprovalRow> for Approval {
    type Error = StoreError;

    fn try_from(row: ApprovalRow) -> Result<Self, StoreError> {
        let roles = Roles::from_words(&row.roles).ok_or_else(|| StoreError::Inconsistent {
            table: "member",
            value: row.roles.clone(),
        })?;
        Ok(Self {
            id: read("approval", &row.id)?,
            version: number("approval", row.version)?,
            hash: row.hash,
            member: read("approval", &row.member_id)?,
            member_name: row.member_name,
            current: roles.has(Role::Committee) && row.blocked_at.is_none(),
            chair: roles.has(Role::Chair),
            verdict: word("approval", Verdict::from_word, &row.verdict)?,
            reason: row.reason,
            at: Instant(row.at),
        })
    }
}

macro_rules! approvals {
    ($document:expr, $version:expr) => {
        sqlx::query_as!(
            ApprovalRow,
            "SELECT a.id, a.version, a.hash, a.member_id, m.name AS member_name, m.roles, m.blocked_at, a.verdict, \
             a.reason, a.at FROM approval a JOIN member m ON m.id = a.member_id \
             WHERE a.document_id = $1 AND a.version = $2 ORDER BY a.at, a.id",
            $document,
            $version
        )
    };
}

struct PublicationRow {
    id: String,
    slug: String,
    document_id: String,
    kind: String,
    version: i64,
    title: String,
    hash: String,
    imprint: String,
    published_at: i64,
    chain_head: String,
    standing: String,
    standing_at: i64,
    standing_reason: String,
    words: i64,
    profile: String,
}

impl TryFrom<PublicationRow> for Publication {
    type Error = StoreError;

    fn try_from(row: PublicationRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: read("publication", &row.id)?,
            slug: row.slug,
            document: read("publication", &row.document_id)?,
            kind: word("document", Kind::from_word, &row.kind)?,
            version: number("publication", row.version)?,
            title: row.title,
            hash: row.hash,
            imprint: row.imprint,
            published_at: Instant(row.published_at),
            chain_head: row.chain_head,
            standing: word("publication", Standing::from_word, &row.standing)?,
            standing_at: Instant(row.standing_at),
            standing_reason: row.standing_reason,
            words: number("version", row.words)?,
            profile: row.profile,
        })
    }
}

macro_rules! publications {
    ($rest:literal $(, $bind:expr)*) => {
        sqlx::query_as!(
            PublicationRow,
            "SELECT p.id, p.slug, p.document_id, d.kind, p.version, v.title, p.hash, p.imprint, p.published_at, p.chain_head, \
             p.standing, p.standing_at, p.standing_reason, v.words, v.profile FROM publication p \
             JOIN version v ON v.document_id = p.document_id AND v.number = p.version \
             JOIN document d ON d.id = p.document_id " + $rest
            $(, $bind)*
        )
    };
}

/// Everybody's roles where they include the committee and they are not blocked.
macro_rules! committee {
    () => {
        sqlx::query!("SELECT roles FROM member WHERE blocked_at IS NULL AND roles LIKE '%committee%'")
    };
}

fn count_committee<'a>(roles: impl Iterator<Item = &'a str>) -> (u32, bool) {
    let seats: Vec<Roles> = roles
        .filter_map(Roles::from_words)
        .filter(|roles| roles.has(Role::Committee))
        .collect();
    (
        u32::try_from(seats.len()).unwrap_or(u32::MAX),
        seats.iter().any(|roles| roles.has(Role::Chair)),
    )
}

#[async_trait]
impl Decisions for Db {
    async fn vote(&self, act: &Act, approval: &NewApproval) -> Result<Decided, StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, document, member) = (
            approval.id.to_string(),
            approval.document.to_string(),
            approval.member.to_string(),
        );
        let (version, verdict) = (i64::from(approval.version), approval.verdict.word());
        let decided = sqlx::query!(
            "SELECT id FROM decision WHERE document_id = $1 AND version = $2",
            document,
            version
        )
        .fetch_optional(&mut *tx)
        .await
        .map_err(fail)?;
        if decided.is_some() {
            return Err(StoreError::Taken("decision"));
        }
        let latest = sqlx::query!("SELECT latest FROM document WHERE id = $1", document)
            .fetch_one(&mut *tx)
            .await
            .map_err(fail)?
            .latest;
        if latest != version {
            return Err(StoreError::Stale);
        }
        sqlx::query!(
            "INSERT INTO approval (id, document_id, version, hash, member_id, verdict, reason, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            id,
            document,
            version,
            approval.hash,
            member,
            verdict,
            approval.reason,
            act.at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        let votes = approvals!(document, version)
            .fetch_all(&mut *tx)
            .await
            .map_err(fail)?
            .into_iter()
            .map(Approval::try_from)
            .collect::<Result<Vec<_>, _>>()?;
        let seats = committee!().fetch_all(&mut *tx).await.map_err(fail)?;
        let (committee, chair) = count_committee(seats.iter().map(|row| row.roles.as_str()));
        let counted: Vec<Vote> = votes
            .iter()
            .map(|vote| Vote {
                member: vote.member,
                verdict: vote.verdict,
                current: vote.current,
                chair: vote.chair,
            })
            .collect();
        let tally = tally(&counted, approval.quorum, committee, !chair);
        if let Some(outcome) = tally.outcome {
            let (id, outcome) = (approval.decision.to_string(), outcome.word());
            let (for_, against, abstain) = (
                i64::from(tally.for_),
                i64::from(tally.against),
                i64::from(tally.abstain),
            );
            let (quorum, words) = (i64::from(tally.quorum), i64::from(approval.words));
            let word_limit = approval.word_limit.map(i64::from);
            let present = counted.iter().filter(|vote| vote.current).count();
            let attendance = format!(
                "{present} of {committee} committee members took part; {}",
                if !chair {
                    "the chair was vacant"
                } else if counted.iter().any(|vote| vote.current && vote.chair) {
                    "the chair was among them"
                } else {
                    "the chair was not among them"
                }
            );
            sqlx::query!(
                "INSERT INTO decision (id, document_id, version, hash, outcome, votes_for, votes_against, \
                 votes_abstain, quorum, attendance, words, word_limit, rule, at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
                id,
                document,
                version,
                approval.hash,
                outcome,
                for_,
                against,
                abstain,
                quorum,
                attendance,
                words,
                word_limit,
                approval.rule,
                act.at.0
            )
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
            // The vote itself says nothing of what it led to.
            let detail = format!(
                r#"{{"version":{version},"hash":"{}","outcome":"{outcome}","votes":[{for_},{against},{abstain}],"quorum":{quorum}}}"#,
                approval.hash
            );
            follow(&mut tx, act, "version.decide", &detail).await?;
            sqlx::query!(
                "UPDATE document SET changed_at = $1 WHERE id = $2",
                act.at.0,
                document
            )
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        }
        commit(tx).await?;
        Ok(Decided { tally })
    }

    async fn approvals(&self, document: DocumentId, version: u32) -> Result<Vec<Approval>, StoreError> {
        let (document, version) = (document.to_string(), i64::from(version));
        let rows = approvals!(document, version)
            .fetch_all(self.reader())
            .await
            .map_err(fail)?;
        rows.into_iter().map(Approval::try_from).collect()
    }

    async fn committee(&self) -> Result<(u32, bool), StoreError> {
        let rows = committee!().fetch_all(self.reader()).await.map_err(fail)?;
        Ok(count_committee(rows.iter().map(|row| row.roles.as_str())))
    }

    async fn decisions(&self, document: DocumentId) -> Result<Vec<DecisionRecord>, StoreError> {
        let id = document.to_string();
        let rows = sqlx::query!(
            "SELECT id, version, hash, outcome, votes_for, votes_against, votes_abstain, quorum, attendance, words, \
             word_limit, rule, at FROM decision WHERE document_id = $1 ORDER BY version DESC",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                let small = |value| number("decision", value);
                Ok(DecisionRecord {
                    id: read("decision", &row.id)?,
                    version: small(row.version)?,
                    hash: row.hash,
                    outcome: word("decision", Outcome::from_word, &row.outcome)?,
                    votes: (
                        small(row.votes_for)?,
                        small(row.votes_against)?,
                        small(row.votes_abstain)?,
                    ),
                    quorum: small(row.quorum)?,
                    attendance: row.attendance,
                    words: small(row.words)?,
                    word_limit: row.word_limit.map(small).transpose()?,
                    rule: row.rule,
                    at: Instant(row.at),
                })
            })
            .collect()
    }

    async fn publish(&self, act: &Act, publication: &NewPublication) -> Result<String, StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, document, by) = (
            publication.id.to_string(),
            publication.document.to_string(),
            publication.published_by.to_string(),
        );
        let version = i64::from(publication.version);
        let mut slug = publication.slug.clone();
        let mut again = publication.version;
        while sqlx::query!("SELECT id FROM publication WHERE slug = $1", slug)
            .fetch_optional(&mut *tx)
            .await
            .map_err(fail)?
            .is_some()
        {
            slug = format!("{}-{again}", publication.slug);
            again += 1;
        }
        sqlx::query!(
            "UPDATE publication SET standing = 'superseded', standing_at = $1, standing_reason = $2 \
             WHERE document_id = $3 AND standing = 'current'",
            act.at.0,
            slug,
            document
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        let head = sqlx::query!("SELECT head FROM chain WHERE id = 1")
            .fetch_one(&mut *tx)
            .await
            .map_err(fail)?
            .head;
        sqlx::query!(
            "INSERT INTO publication (id, slug, document_id, version, hash, imprint, published_at, published_by, \
             chain_head, standing, standing_at, standing_reason) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'current', $7, '')",
            id,
            slug,
            document,
            version,
            publication.hash,
            publication.imprint,
            act.at.0,
            by,
            head
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        sqlx::query!(
            "UPDATE document SET changed_at = $1 WHERE id = $2",
            act.at.0,
            document
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit_with(tx, act, &slug).await?;
        Ok(slug)
    }

    async fn withdraw(&self, act: &Act, id: PublicationId, reason: &str) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let id = id.to_string();
        sqlx::query!(
            "UPDATE publication SET standing = 'withdrawn', standing_at = $1, standing_reason = $2 WHERE id = $3",
            act.at.0,
            reason,
            id
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn publication(&self, slug: &str) -> Result<Option<Publication>, StoreError> {
        let row = publications!("WHERE p.slug = $1", slug)
            .fetch_optional(self.reader())
            .await
            .map_err(fail)?;
        row.map(Publication::try_from).transpose()
    }

    async fn publications_of(&self, document: DocumentId) -> Result<Vec<Publication>, StoreError> {
        let id = document.to_string();
        let rows = publications!("WHERE p.document_id = $1 ORDER BY p.version DESC", id)
            .fetch_all(self.reader())
            .await
            .map_err(fail)?;
        rows.into_iter().map(Publication::try_from).collect()
    }

    async fn publications_starting(&self, digits: &str, limit: i64) -> Result<Vec<Publication>, StoreError> {
        // Every digit comes before this letter.
        let beyond = format!("{digits}g");
        let rows = publications!(
            "WHERE p.hash >= $1 AND p.hash < $2 ORDER BY p.published_at DESC, p.id DESC LIMIT $3",
            digits,
            beyond,
            limit
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter().map(Publication::try_from).collect()
    }

    async fn publications(&self, limit: i64, offset: i64) -> Result<Vec<Publication>, StoreError> {
        let rows = publications!(
            "ORDER BY p.published_at DESC, p.id DESC LIMIT $1 OFFSET $2",
            limit,
            offset
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter().map(Publication::try_from).collect()
    }
}
