//! Adoptions: what CLPs did with a published text, the words that they passed, and links to confirm it.

use crate::act::{begin, commit, commit_with};
use crate::read::{number, read, word};
use crate::{Db, Tx, fail};
use async_trait::async_trait;
use domain::adoption::{Consent, Hand, Kind, Likeness, State};
use domain::document::Standing;
use domain::ids::{AdoptionId, AdoptionLinkId, DocumentId};
use domain::text::clauses::ClauseId;
use domain::time::Instant;
use store::{
    Act, Adoption, AdoptionLink, AdoptionMove, Adoptions, NewAdoption, NewAdoptionLink, NewAdoptionMove,
    NewVariant, StoreError, Variant, VariantFigures,
};

struct AdoptionRow {
    id: String,
    document_id: String,
    number: i64,
    publication_id: String,
    version: i64,
    standing: String,
    standing_at: i64,
    clp: String,
    region: String,
    conference: String,
    reporter_id: Option<String>,
    reporter_name: Option<String>,
    consent: String,
    state: String,
    moves: i64,
    confirmed: String,
    meeting_on: String,
    composite_id: Option<String>,
    composite_slug: Option<String>,
    composite: String,
    created_at: i64,
    changed_at: i64,
    variant: Option<i64>,
    words: Option<i64>,
    profile: Option<String>,
    from_id: Option<String>,
    from_said: Option<bool>,
    algorithm: Option<i64>,
    kept: Option<i64>,
    of_model: Option<i64>,
    added: Option<i64>,
    untouched: Option<String>,
}

fn clauses(list: &str) -> Result<Vec<ClauseId>, StoreError> {
    list.split(',')
        .filter(|id| !id.is_empty())
        .map(|id| read("adoption_variant", id).map(ClauseId))
        .collect()
}

fn optional<T: std::str::FromStr>(id: Option<&str>) -> Result<Option<T>, StoreError> {
    id.map(|id| read("adoption", id)).transpose()
}

impl TryFrom<AdoptionRow> for Adoption {
    type Error = StoreError;

    fn try_from(row: AdoptionRow) -> Result<Self, StoreError> {
        let count = |value: Option<i64>| number("adoption_variant", value.unwrap_or(0));
        let variant = match row.variant {
            None => None,
            Some(variant) => Some(VariantFigures {
                number: number("adoption_variant", variant)?,
                words: count(row.words)?,
                profile: row.profile.unwrap_or_default(),
                from: optional(row.from_id.as_deref())?,
                from_said: row.from_said.unwrap_or(false),
                algorithm: count(row.algorithm)?,
                likeness: Likeness {
                    kept: count(row.kept)?,
                    of: count(row.of_model)?,
                    added: count(row.added)?,
                    untouched: clauses(&row.untouched.unwrap_or_default())?,
                },
            }),
        };
        Ok(Self {
            id: read("adoption", &row.id)?,
            document: read("adoption", &row.document_id)?,
            number: number("adoption", row.number)?,
            publication: read("adoption", &row.publication_id)?,
            version: number("publication", row.version)?,
            standing: word("publication", Standing::from_word, &row.standing)?,
            standing_at: Instant(row.standing_at),
            clp: row.clp,
            region: row.region,
            conference: row.conference,
            reporter: optional(row.reporter_id.as_deref())?,
            reporter_name: row.reporter_name,
            consent: word("adoption", Consent::from_word, &row.consent)?,
            state: word("adoption", State::from_word, &row.state)?,
            moves: number("adoption", row.moves)?,
            confirmed: match row.confirmed.as_str() {
                "" => None,
                hand => Some(word("adoption", Hand::from_word, hand)?),
            },
            meeting_on: row.meeting_on,
            composite_document: optional(row.composite_id.as_deref())?,
            composite_slug: row.composite_slug,
            composite: row.composite,
            created_at: Instant(row.created_at),
            changed_at: Instant(row.changed_at),
            variant,
        })
    }
}

macro_rules! adoptions {
    ($rest:literal $(, $bind:expr)*) => {
        sqlx::query_as!(
            AdoptionRow,
            r#"SELECT a.id, a.document_id, a.number, a.publication_id, p.version, p.standing, p.standing_at, a.clp,
               a.region, a.conference, a.reporter_id, r.name AS "reporter_name?: String", a.consent, a.state, a.moves,
               a.confirmed, a.meeting_on, a.composite_id, c.slug AS "composite_slug?: String", a.composite,
               a.created_at, a.changed_at, v.number AS "variant?: i64", v.words AS "words?: i64",
               v.profile AS "profile?: String", v.from_id AS "from_id?: String", v.from_said AS "from_said?: bool",
               v.algorithm AS "algorithm?: i64", v.kept AS "kept?: i64", v.of_model AS "of_model?: i64",
               v.added AS "added?: i64", v.untouched AS "untouched?: String"
               FROM adoption a
               JOIN publication p ON p.id = a.publication_id
               LEFT JOIN member r ON r.id = a.reporter_id
               LEFT JOIN document c ON c.id = a.composite_id
               LEFT JOIN adoption_variant v ON v.adoption_id = a.id AND a.own_words
                 AND v.number = (SELECT MAX(w.number) FROM adoption_variant w WHERE w.adoption_id = a.id) "# + $rest
            $(, $bind)*
        )
    };
}

async fn insert_move(tx: &mut Tx, act: &Act, count: i64, step: &NewAdoptionMove) -> Result<(), StoreError> {
    let (id, kind, state, hand) = (
        step.adoption.to_string(),
        step.kind.word(),
        step.state.word(),
        step.hand.word(),
    );
    let (composite, member) = (
        step.composite_document.map(|id| id.to_string()),
        step.member.map(|id| id.to_string()),
    );
    sqlx::query!(
        "INSERT INTO adoption_move (adoption_id, number, kind, state, hand, meeting_on, composite_id, composite, note, \
         member_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        id,
        count,
        kind,
        state,
        hand,
        step.meeting_on,
        composite,
        step.composite,
        step.note,
        member,
        act.at.0
    )
    .execute(&mut **tx)
    .await
    .map_err(fail)?;
    Ok(())
}

async fn insert_variant(
    tx: &mut Tx,
    act: &Act,
    adoption: &str,
    variant: &NewVariant,
) -> Result<(), StoreError> {
    let last = sqlx::query!(
        "SELECT number FROM adoption_variant WHERE adoption_id = $1 ORDER BY number DESC LIMIT 1",
        adoption
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(fail)?;
    let count = last.map_or(0, |row| row.number) + 1;
    let likeness = &variant.likeness;
    let (words, algorithm, kept, of, added) = (
        i64::from(variant.words),
        i64::from(variant.algorithm),
        i64::from(likeness.kept),
        i64::from(likeness.of),
        i64::from(likeness.added),
    );
    let untouched: Vec<String> = likeness.untouched.iter().map(|id| id.0.to_string()).collect();
    let untouched = untouched.join(",");
    let (from, member) = (variant.from.map(|id| id.to_string()), variant.member.to_string());
    sqlx::query!(
        "INSERT INTO adoption_variant (adoption_id, number, title, text, hash, words, profile, from_id, from_said, \
         algorithm, kept, of_model, added, untouched, member_id, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        adoption,
        count,
        variant.title,
        variant.text,
        variant.hash,
        words,
        variant.profile,
        from,
        variant.from_said,
        algorithm,
        kept,
        of,
        added,
        untouched,
        member,
        act.at.0
    )
    .execute(&mut **tx)
    .await
    .map_err(fail)?;
    Ok(())
}

/// What was known of a step of an adoption that a correction goes back to.
#[derive(Default)]
struct Stood {
    meeting_on: String,
    composite_id: Option<String>,
    composite: String,
}

async fn stood(tx: &mut Tx, step: &NewAdoptionMove) -> Result<Stood, StoreError> {
    if step.kind != Kind::Correct {
        return Ok(Stood::default());
    }
    let (id, state) = (step.adoption.to_string(), step.state.word());
    let found = sqlx::query_as!(
        Stood,
        "SELECT meeting_on, composite_id, composite FROM adoption_move \
         WHERE adoption_id = $1 AND state = $2 AND kind = 'report' ORDER BY number DESC LIMIT 1",
        id,
        state
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(fail)?;
    Ok(found.unwrap_or_default())
}

/// Adds a move to those that were seen, and notes where it leads.
async fn append_move(tx: &mut Tx, act: &Act, step: &NewAdoptionMove) -> Result<(), StoreError> {
    let (id, seen, state) = (step.adoption.to_string(), i64::from(step.seen), step.state.word());
    let moved = if step.kind == Kind::Confirm {
        let hand = step.hand.word();
        sqlx::query!(
            "UPDATE adoption SET moves = moves + 1, confirmed = $1, changed_at = $2 \
             WHERE id = $3 AND moves = $4 AND state = $5",
            hand,
            act.at.0,
            id,
            seen,
            state
        )
        .execute(&mut **tx)
        .await
    } else {
        // Who went into a composite stays in it while that is debated.
        let before = stood(tx, step).await?;
        let composite = step
            .composite_document
            .map(|id| id.to_string())
            .or(before.composite_id);
        let composite_said = Some(&step.composite)
            .filter(|said| !said.is_empty())
            .unwrap_or(&before.composite);
        let meeting_on = Some(&step.meeting_on)
            .filter(|day| !day.is_empty())
            .unwrap_or(&before.meeting_on);
        // What its secretary puts right needs nobody to confirm it, unless they have not said what is right.
        let confirmed = match step.hand {
            Hand::Secretary => step.hand.word(),
            Hand::Reporter | Hand::Committee => "",
        };
        sqlx::query!(
            "UPDATE adoption SET moves = moves + 1, confirmed = CASE WHEN state = $1 THEN '' ELSE $9 END, own_words = $8, \
             state = $1, meeting_on = $2, changed_at = $3, \
             composite_id = CASE WHEN $1 IN ('carried', 'lost', 'remitted') THEN composite_id ELSE $4 END, \
             composite = CASE WHEN $1 IN ('carried', 'lost', 'remitted') THEN composite ELSE $5 END \
             WHERE id = $6 AND moves = $7",
            state,
            meeting_on,
            act.at.0,
            composite,
            composite_said,
            id,
            seen,
            step.own_words,
            confirmed
        )
        .execute(&mut **tx)
        .await
    };
    if moved.map_err(fail)?.rows_affected() == 0 {
        return Err(StoreError::Stale);
    }
    insert_move(tx, act, seen + 1, step).await
}

/// Notes whom a CLP lets know what it did.
async fn agree(tx: &mut Tx, id: &str, consent: Consent) -> Result<(), StoreError> {
    let consent = consent.word();
    sqlx::query!("UPDATE adoption SET consent = $1 WHERE id = $2", consent, id)
        .execute(&mut **tx)
        .await
        .map_err(fail)?;
    Ok(())
}

#[async_trait]
impl Adoptions for Db {
    async fn adopt(
        &self,
        act: &Act,
        adoption: &NewAdoption,
        first: &NewAdoptionMove,
        variant: Option<&NewVariant>,
    ) -> Result<u32, StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, document, publication) = (
            adoption.id.to_string(),
            adoption.document.to_string(),
            adoption.publication.to_string(),
        );
        let last = sqlx::query!(
            "SELECT number FROM adoption WHERE document_id = $1 ORDER BY number DESC LIMIT 1",
            document
        )
        .fetch_optional(&mut *tx)
        .await
        .map_err(fail)?;
        let count = last.map_or(0, |row| row.number) + 1;
        let (reporter, consent, state) = (
            adoption.reporter.map(|id| id.to_string()),
            adoption.consent.word(),
            first.state.word(),
        );
        sqlx::query!(
            "INSERT INTO adoption (id, document_id, number, publication_id, clp, region, conference, reporter_id, consent, \
             state, moves, own_words, confirmed, meeting_on, composite_id, composite, created_at, changed_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $13, '', $11, NULL, '', $12, $12)",
            id,
            document,
            count,
            publication,
            adoption.clp,
            adoption.region,
            adoption.conference,
            reporter,
            consent,
            state,
            first.meeting_on,
            act.at.0,
            first.own_words
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        insert_move(&mut tx, act, 1, first).await?;
        if let Some(variant) = variant {
            insert_variant(&mut tx, act, &id, variant).await?;
        }
        commit_with(tx, act, &count.to_string()).await?;
        number("adoption", count)
    }

    async fn adoptions(&self, document: DocumentId) -> Result<Vec<Adoption>, StoreError> {
        let id = document.to_string();
        let rows = adoptions!("WHERE a.document_id = $1 ORDER BY a.number", id)
            .fetch_all(self.reader())
            .await
            .map_err(fail)?;
        rows.into_iter().map(Adoption::try_from).collect()
    }

    async fn adoption(&self, document: DocumentId, number: u32) -> Result<Option<Adoption>, StoreError> {
        let (id, number) = (document.to_string(), i64::from(number));
        let row = adoptions!("WHERE a.document_id = $1 AND a.number = $2", id, number)
            .fetch_optional(self.reader())
            .await
            .map_err(fail)?;
        row.map(Adoption::try_from).transpose()
    }

    async fn adoption_by_id(&self, id: AdoptionId) -> Result<Option<Adoption>, StoreError> {
        let id = id.to_string();
        let row = adoptions!("WHERE a.id = $1", id)
            .fetch_optional(self.reader())
            .await
            .map_err(fail)?;
        row.map(Adoption::try_from).transpose()
    }

    async fn adoption_moves(&self, id: AdoptionId) -> Result<Vec<AdoptionMove>, StoreError> {
        let id = id.to_string();
        let rows = sqlx::query!(
            r#"SELECT a.number, a.kind, a.state, a.hand, a.meeting_on, a.composite, a.note, a.member_id,
               m.name AS "member_name?: String", a.at FROM adoption_move a LEFT JOIN member m ON m.id = a.member_id
               WHERE a.adoption_id = $1 ORDER BY a.number"#,
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| {
                Ok(AdoptionMove {
                    number: number("adoption_move", row.number)?,
                    kind: word("adoption_move", Kind::from_word, &row.kind)?,
                    state: word("adoption_move", State::from_word, &row.state)?,
                    hand: word("adoption_move", Hand::from_word, &row.hand)?,
                    meeting_on: row.meeting_on,
                    composite: row.composite,
                    note: row.note,
                    member: optional(row.member_id.as_deref())?,
                    member_name: row.member_name,
                    at: Instant(row.at),
                })
            })
            .collect()
    }

    async fn move_adoption(
        &self,
        act: &Act,
        step: &NewAdoptionMove,
        variant: Option<&NewVariant>,
    ) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        append_move(&mut tx, act, step).await?;
        if let Some(variant) = variant {
            insert_variant(&mut tx, act, &step.adoption.to_string(), variant).await?;
        }
        commit(tx).await
    }

    async fn set_consent(&self, act: &Act, id: AdoptionId, consent: Consent) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        agree(&mut tx, &id.to_string(), consent).await?;
        commit(tx).await
    }

    async fn variant(&self, id: AdoptionId) -> Result<Option<Variant>, StoreError> {
        let id = id.to_string();
        let row = sqlx::query!(
            "SELECT number, title, text, hash, words, profile, from_id, from_said, algorithm, kept, of_model, added, \
             untouched, at FROM adoption_variant WHERE adoption_id = $1 ORDER BY number DESC LIMIT 1",
            id
        )
        .fetch_optional(self.reader())
        .await
        .map_err(fail)?;
        row.map(|row| {
            let count = |value| number("adoption_variant", value);
            Ok(Variant {
                figures: VariantFigures {
                    number: count(row.number)?,
                    words: count(row.words)?,
                    profile: row.profile,
                    from: optional(row.from_id.as_deref())?,
                    from_said: row.from_said,
                    algorithm: count(row.algorithm)?,
                    likeness: Likeness {
                        kept: count(row.kept)?,
                        of: count(row.of_model)?,
                        added: count(row.added)?,
                        untouched: clauses(&row.untouched)?,
                    },
                },
                title: row.title,
                text: row.text,
                hash: row.hash,
                at: Instant(row.at),
            })
        })
        .transpose()
    }

    async fn variant_texts(&self, document: DocumentId) -> Result<Vec<(AdoptionId, String)>, StoreError> {
        let id = document.to_string();
        let rows = sqlx::query!(
            "SELECT a.id, v.text FROM adoption a JOIN adoption_variant v ON v.adoption_id = a.id \
             AND v.number = (SELECT MAX(w.number) FROM adoption_variant w WHERE w.adoption_id = a.id) \
             WHERE a.own_words AND a.document_id = $1 ORDER BY a.number",
            id
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|row| Ok((read("adoption", &row.id)?, row.text)))
            .collect()
    }

    async fn send_adoption_link(
        &self,
        act: &Act,
        link: &NewAdoptionLink,
        (most, since): (u32, Instant),
    ) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, adoption, member) = (
            link.id.to_string(),
            link.adoption.to_string(),
            link.member.to_string(),
        );
        let sent = sqlx::query!(
            r#"SELECT COUNT(*) AS "count!: i64" FROM adoption_link WHERE adoption_id = $1 AND created_at >= $2"#,
            adoption,
            since.0
        )
        .fetch_one(&mut *tx)
        .await
        .map_err(fail)?;
        if sent.count >= i64::from(most) {
            return Err(StoreError::Taken("adoption-link"));
        }
        // The address may have been mistyped: of several links only the newest holds.
        sqlx::query!(
            "UPDATE adoption_link SET used_at = $1 WHERE adoption_id = $2 AND used_at IS NULL",
            act.at.0,
            adoption
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        sqlx::query!(
            "INSERT INTO adoption_link (id, adoption_id, token_hash, member_id, created_at, expires_at, used_at) \
             VALUES ($1, $2, $3, $4, $5, $6, NULL)",
            id,
            adoption,
            link.token_hash,
            member,
            act.at.0,
            link.expires_at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn adoption_link(&self, token_hash: &str) -> Result<Option<AdoptionLink>, StoreError> {
        let row = sqlx::query!(
            "SELECT id, adoption_id, member_id, expires_at, used_at FROM adoption_link WHERE token_hash = $1",
            token_hash
        )
        .fetch_optional(self.reader())
        .await
        .map_err(fail)?;
        row.map(|row| {
            Ok(AdoptionLink {
                id: read("adoption_link", &row.id)?,
                adoption: read("adoption_link", &row.adoption_id)?,
                member: read("adoption_link", &row.member_id)?,
                expires_at: Instant(row.expires_at),
                used: row.used_at.is_some(),
            })
        })
        .transpose()
    }

    async fn use_adoption_link(
        &self,
        act: &Act,
        id: AdoptionLinkId,
        step: &NewAdoptionMove,
        consent: Consent,
    ) -> Result<bool, StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, adoption) = (id.to_string(), step.adoption.to_string());
        let used = sqlx::query!(
            "UPDATE adoption_link SET used_at = $1 \
             WHERE id = $2 AND adoption_id = $3 AND used_at IS NULL AND expires_at > $1",
            act.at.0,
            id,
            adoption
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?
        .rows_affected();
        if used == 0 {
            return Ok(false);
        }
        append_move(&mut tx, act, step).await?;
        agree(&mut tx, &adoption, consent).await?;
        commit(tx).await?;
        Ok(true)
    }
}
