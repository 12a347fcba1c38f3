//! The group, its members, and how they sign in.

use crate::act::{begin, commit};
use crate::read::{number, read, word};
use crate::{Db, Tx, fail};
use async_trait::async_trait;
use domain::ids::{EmailChangeId, MemberId, SignInId};
use domain::people::{Category, Email, Roles, name_key};
use domain::time::Instant;
use store::{
    Act, EmailChange, Member, MemberChange, NewEmailChange, NewMember, NewSession, NewSignIn, Organisation,
    People, SignIn, StoreError,
};

struct MemberRow {
    id: String,
    email: String,
    name: String,
    roles: String,
    category: String,
    clp: String,
    region: String,
    created_at: i64,
    invited_until: i64,
    confirmed_at: Option<i64>,
    blocked_at: Option<i64>,
}

impl TryFrom<MemberRow> for Member {
    type Error = StoreError;

    fn try_from(row: MemberRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: read("member", &row.id)?,
            email: row.email,
            name: row.name,
            roles: Roles::from_words(&row.roles).ok_or(StoreError::Inconsistent {
                table: "member",
                value: row.roles,
            })?,
            category: word("member", Category::from_word, &row.category)?,
            clp: row.clp,
            region: row.region,
            created_at: Instant(row.created_at),
            invited_until: Instant(row.invited_until),
            confirmed_at: row.confirmed_at.map(Instant),
            blocked_at: row.blocked_at.map(Instant),
        })
    }
}

macro_rules! members {
    ($rest:literal $(, $bind:expr)*) => {
        sqlx::query_as!(
            MemberRow,
            "SELECT m.id, m.email, m.name, m.roles, m.category, m.clp, m.region, m.created_at, m.invited_until, \
             m.confirmed_at, m.blocked_at FROM member m " + $rest
            $(, $bind)*
        )
    };
}

struct SignInRow {
    id: String,
    member_id: Option<String>,
    code_hash: String,
    next: String,
    expires_at: i64,
    attempts: i64,
    used_at: Option<i64>,
}

impl TryFrom<SignInRow> for SignIn {
    type Error = StoreError;

    fn try_from(row: SignInRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: read("sign_in", &row.id)?,
            member: row
                .member_id
                .as_deref()
                .map(|id| read("sign_in", id))
                .transpose()?,
            code_hash: row.code_hash,
            next: row.next,
            expires_at: Instant(row.expires_at),
            attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
            used: row.used_at.is_some(),
        })
    }
}

async fn insert_sign_in(tx: &mut Tx, act: &Act, request: &NewSignIn) -> Result<(), StoreError> {
    let id = request.id.to_string();
    let member = request.member.map(|id| id.to_string());
    let purpose = request.purpose.word();
    sqlx::query!(
        "INSERT INTO sign_in (id, member_id, token_hash, code_hash, purpose, next, created_at, expires_at, attempts, \
         used_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, NULL)",
        id,
        member,
        request.token_hash,
        request.code_hash,
        purpose,
        request.next,
        act.at.0,
        request.expires_at.0
    )
    .execute(&mut **tx)
    .await
    .map_err(fail)?;
    Ok(())
}

/// Opens a session.
pub async fn insert_session(tx: &mut Tx, act: &Act, session: &NewSession) -> Result<(), StoreError> {
    let member = session.member.to_string();
    sqlx::query!(
        "INSERT INTO session (token_hash, member_id, created_at, expires_at, ended_at) VALUES ($1, $2, $3, $4, NULL)",
        session.token_hash,
        member,
        act.at.0,
        session.expires_at.0
    )
    .execute(&mut **tx)
    .await
    .map_err(fail)?;
    Ok(())
}

/// Ends every session and link of a member.
pub async fn end_all(tx: &mut Tx, act: &Act, member: MemberId) -> Result<(), StoreError> {
    let member = member.to_string();
    sqlx::query!(
        "UPDATE session SET ended_at = $1 WHERE member_id = $2 AND ended_at IS NULL",
        act.at.0,
        member
    )
    .execute(&mut **tx)
    .await
    .map_err(fail)?;
    // A link that is still in somebody's mailbox must not open a new session either.
    sqlx::query!(
        "UPDATE sign_in SET used_at = $1 WHERE member_id = $2 AND used_at IS NULL",
        act.at.0,
        member
    )
    .execute(&mut **tx)
    .await
    .map_err(fail)?;
    // Nor one that would change the address.
    sqlx::query!(
        "UPDATE email_change SET used_at = $1 WHERE member_id = $2 AND used_at IS NULL",
        act.at.0,
        member
    )
    .execute(&mut **tx)
    .await
    .map_err(fail)?;
    Ok(())
}

/// How many may look after accounts.
pub async fn administrators(tx: &mut Tx) -> Result<i64, StoreError> {
    let row = sqlx::query!(
        r#"SELECT COUNT(*) AS "count!: i64" FROM member WHERE blocked_at IS NULL AND roles LIKE '%administrator%'"#
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(fail)?;
    Ok(row.count)
}

#[async_trait]
impl People for Db {
    async fn organisation(&self) -> Result<Option<Organisation>, StoreError> {
        let row =
            sqlx::query!("SELECT name, about, imprint, contact, quorum, demo FROM organisation WHERE id = 1")
                .fetch_optional(self.reader())
                .await
                .map_err(fail)?;
        Ok(row.map(|row| Organisation {
            name: row.name,
            about: row.about,
            imprint: row.imprint,
            contact: row.contact,
            quorum: u32::try_from(row.quorum).unwrap_or(3),
            demo: row.demo,
        }))
    }

    async fn settle(&self, act: &Act, organisation: &Organisation) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let quorum = i64::from(organisation.quorum);
        sqlx::query!(
            "INSERT INTO organisation (id, name, about, imprint, contact, quorum, demo) \
             VALUES (1, $1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO UPDATE SET name = excluded.name, \
             about = excluded.about, imprint = excluded.imprint, contact = excluded.contact, quorum = excluded.quorum",
            organisation.name,
            organisation.about,
            organisation.imprint,
            organisation.contact,
            quorum,
            organisation.demo
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn member(&self, id: MemberId) -> Result<Option<Member>, StoreError> {
        let id = id.to_string();
        let row = members!("WHERE m.id = $1", id)
            .fetch_optional(self.reader())
            .await
            .map_err(fail)?;
        row.map(Member::try_from).transpose()
    }

    async fn member_by_email(&self, email: &Email) -> Result<Option<Member>, StoreError> {
        let email = email.as_str();
        let row = members!("WHERE m.email = $1", email)
            .fetch_optional(self.reader())
            .await
            .map_err(fail)?;
        row.map(Member::try_from).transpose()
    }

    async fn members(&self) -> Result<Vec<Member>, StoreError> {
        let rows = members!("WHERE m.erased_at IS NULL ORDER BY m.name, m.email")
            .fetch_all(self.reader())
            .await
            .map_err(fail)?;
        rows.into_iter().map(Member::try_from).collect()
    }

    async fn admit(
        &self,
        act: &Act,
        members: &[NewMember],
        invitation: Option<&NewSignIn>,
    ) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        for member in members {
            let (id, roles, category) = (
                member.id.to_string(),
                member.roles.to_words(),
                member.category.word(),
            );
            let (email, key) = (member.email.as_str(), name_key(&member.name));
            sqlx::query!(
                "INSERT INTO member (id, email, name, name_key, roles, category, clp, region, created_at, \
                 invited_until, confirmed_at, blocked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, NULL)",
                id,
                email,
                member.name,
                key,
                roles,
                category,
                member.clp,
                member.region,
                act.at.0,
                member.invited_until.0
            )
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        }
        if let Some(invitation) = invitation {
            insert_sign_in(&mut tx, act, invitation).await?;
        }
        commit(tx).await
    }

    async fn change_member(&self, act: &Act, change: &MemberChange) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, roles, category) = (
            change.id.to_string(),
            change.roles.to_words(),
            change.category.word(),
        );
        let blocked = change.blocked_at.map(|at| at.0);
        let before = administrators(&mut tx).await?;
        let key = name_key(&change.name);
        sqlx::query!(
            "UPDATE member SET name = $1, name_key = $2, roles = $3, category = $4, clp = $5, region = $6, \
             invited_until = $7, blocked_at = $8 WHERE id = $9",
            change.name,
            key,
            roles,
            category,
            change.clp,
            change.region,
            change.invited_until.0,
            blocked,
            id
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        if before > 0 && administrators(&mut tx).await? == 0 {
            return Err(StoreError::Taken("administrator"));
        }
        if change.end_sessions {
            end_all(&mut tx, act, change.id).await?;
        }
        commit(tx).await
    }

    async fn change_details(
        &self,
        act: &Act,
        member: MemberId,
        name: &str,
        clp: &str,
        region: &str,
    ) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, key) = (member.to_string(), name_key(name));
        sqlx::query!(
            "UPDATE member SET name = $1, name_key = $2, clp = $3, region = $4 WHERE id = $5",
            name,
            key,
            clp,
            region,
            id
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn ask_sign_in(
        &self,
        act: &Act,
        request: &NewSignIn,
        most: Option<(u32, Instant)>,
    ) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        if let (Some(member), Some((most, since))) = (request.member, most) {
            let member = member.to_string();
            let made = sqlx::query!(
                r#"SELECT COUNT(*) AS "count!: i64" FROM sign_in WHERE member_id = $1 AND created_at >= $2"#,
                member,
                since.0
            )
            .fetch_one(&mut *tx)
            .await
            .map_err(fail)?;
            if made.count >= i64::from(most) {
                return Err(StoreError::Taken("sign-in"));
            }
        }
        insert_sign_in(&mut tx, act, request).await?;
        commit(tx).await
    }

    async fn sign_in_mails(&self, since: Instant) -> Result<u32, StoreError> {
        let row = sqlx::query!(
            r#"SELECT COUNT(*) AS "count!: i64" FROM sign_in WHERE purpose = 'sign-in' AND member_id IS NOT NULL AND created_at >= $1"#,
            since.0
        )
        .fetch_one(self.reader())
        .await
        .map_err(fail)?;
        number("sign_in", row.count)
    }

    async fn sign_in_by_token(&self, token_hash: &str) -> Result<Option<SignIn>, StoreError> {
        let row = sqlx::query_as!(
            SignInRow,
            "SELECT id, member_id, code_hash, next, expires_at, attempts, used_at FROM sign_in WHERE token_hash = $1",
            token_hash
        )
        .fetch_optional(self.reader())
        .await
        .map_err(fail)?;
        row.map(SignIn::try_from).transpose()
    }

    async fn sign_in(&self, id: SignInId) -> Result<Option<SignIn>, StoreError> {
        let id = id.to_string();
        let row = sqlx::query_as!(
            SignInRow,
            "SELECT id, member_id, code_hash, next, expires_at, attempts, used_at FROM sign_in WHERE id = $1",
            id
        )
        .fetch_optional(self.reader())
        .await
        .map_err(fail)?;
        row.map(SignIn::try_from).transpose()
    }

    async fn try_code(&self, id: SignInId, most: u32) -> Result<Option<u32>, StoreError> {
        let (id, most) = (id.to_string(), i64::from(most));
        let mut tx = self.begin().await?;
        let tried = sqlx::query!(
            "UPDATE sign_in SET attempts = attempts + 1 WHERE id = $1 AND attempts < $2 RETURNING attempts",
            id,
            most
        )
        .fetch_optional(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await?;
        tried
            .map(|row| number("sign_in", most - row.attempts))
            .transpose()
    }

    async fn use_sign_in(&self, act: &Act, id: SignInId, session: &NewSession) -> Result<bool, StoreError> {
        let mut tx = begin(self, act).await?;
        let id = id.to_string();
        let used = sqlx::query!(
            "UPDATE sign_in SET used_at = $1 WHERE id = $2 AND used_at IS NULL AND expires_at > $1",
            act.at.0,
            id
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?
        .rows_affected();
        if used == 0 {
            return Ok(false);
        }
        let member = session.member.to_string();
        sqlx::query!(
            "UPDATE member SET confirmed_at = $1 WHERE id = $2 AND confirmed_at IS NULL",
            act.at.0,
            member
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        insert_session(&mut tx, act, session).await?;
        commit(tx).await?;
        Ok(true)
    }

    async fn ask_email_change(
        &self,
        act: &Act,
        change: &NewEmailChange,
        (most, since): (u32, Instant),
    ) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, member, email) = (
            change.id.to_string(),
            change.member.to_string(),
            change.email.as_str(),
        );
        let made = sqlx::query!(
            r#"SELECT COUNT(*) AS "count!: i64" FROM email_change WHERE (member_id = $1 OR email = $2) AND created_at >= $3"#,
            member,
            email,
            since.0
        )
        .fetch_one(&mut *tx)
        .await
        .map_err(fail)?;
        if made.count >= i64::from(most) {
            return Err(StoreError::Taken("email-change"));
        }
        sqlx::query!(
            "INSERT INTO email_change (id, member_id, email, token_hash, created_at, expires_at, used_at) \
             VALUES ($1, $2, $3, $4, $5, $6, NULL)",
            id,
            member,
            email,
            change.token_hash,
            act.at.0,
            change.expires_at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn email_change(&self, token_hash: &str) -> Result<Option<EmailChange>, StoreError> {
        let row = sqlx::query!(
            "SELECT id, member_id, email, expires_at, used_at FROM email_change WHERE token_hash = $1",
            token_hash
        )
        .fetch_optional(self.reader())
        .await
        .map_err(fail)?;
        row.map(|row| {
            Ok(EmailChange {
                id: read("email_change", &row.id)?,
                member: read("email_change", &row.member_id)?,
                email: row.email,
                expires_at: Instant(row.expires_at),
                used: row.used_at.is_some(),
            })
        })
        .transpose()
    }

    async fn use_email_change(&self, act: &Act, id: EmailChangeId) -> Result<bool, StoreError> {
        let mut tx = begin(self, act).await?;
        let id = id.to_string();
        let used = sqlx::query!(
            "UPDATE email_change SET used_at = $1 WHERE id = $2 AND used_at IS NULL AND expires_at > $1 \
             RETURNING member_id, email",
            act.at.0,
            id
        )
        .fetch_optional(&mut *tx)
        .await
        .map_err(fail)?;
        let Some(used) = used else {
            return Ok(false);
        };
        sqlx::query!(
            "UPDATE member SET email = $1 WHERE id = $2 AND blocked_at IS NULL",
            used.email,
            used.member_id
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        end_all(&mut tx, act, read("email_change", &used.member_id)?).await?;
        commit(tx).await?;
        Ok(true)
    }

    async fn day_salt(&self, day: i64, new: &str) -> Result<String, StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query!(
            "INSERT INTO day_salt (day, salt) VALUES ($1, $2) ON CONFLICT (day) DO NOTHING",
            day,
            new
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        let row = sqlx::query!("SELECT salt FROM day_salt WHERE day = $1", day)
            .fetch_one(&mut *tx)
            .await
            .map_err(fail)?;
        commit(tx).await?;
        Ok(row.salt)
    }

    async fn count_try(&self, client_hash: &str, since: Instant) -> Result<u32, StoreError> {
        let mut tx = self.begin().await?;
        let row = sqlx::query!(
            "INSERT INTO client_try (client_hash, since, tries) VALUES ($1, $2, 1) \
             ON CONFLICT (client_hash, since) DO UPDATE SET tries = client_try.tries + 1 RETURNING tries",
            client_hash,
            since.0
        )
        .fetch_one(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await?;
        number("client_try", row.tries)
    }

    async fn open_session(&self, act: &Act, session: &NewSession) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        insert_session(&mut tx, act, session).await?;
        commit(tx).await
    }

    async fn session(&self, token_hash: &str, now: Instant) -> Result<Option<Member>, StoreError> {
        let row = members!(
            "JOIN session s ON s.member_id = m.id WHERE s.token_hash = $1 AND s.ended_at IS NULL \
             AND s.expires_at > $2 AND m.blocked_at IS NULL",
            token_hash,
            now.0
        )
        .fetch_optional(self.reader())
        .await
        .map_err(fail)?;
        row.map(Member::try_from).transpose()
    }

    async fn session_since(&self, token_hash: &str, now: Instant) -> Result<Option<Instant>, StoreError> {
        let row = sqlx::query!(
            "SELECT created_at FROM session WHERE token_hash = $1 AND ended_at IS NULL AND expires_at > $2",
            token_hash,
            now.0
        )
        .fetch_optional(self.reader())
        .await
        .map_err(fail)?;
        Ok(row.map(|row| Instant(row.created_at)))
    }

    async fn end_session(&self, act: &Act, token_hash: &str) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        sqlx::query!(
            "UPDATE session SET ended_at = $1 WHERE token_hash = $2 AND ended_at IS NULL",
            act.at.0,
            token_hash
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn end_sessions(&self, act: &Act, member: MemberId) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        end_all(&mut tx, act, member).await?;
        commit(tx).await
    }
}
