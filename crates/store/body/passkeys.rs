//! Passkeys: keys that devices hold, and the questions by which they are tried.

use crate::act::{begin, commit};
use crate::people::insert_session;
use crate::read::read;
use crate::{Db, fail};
use async_trait::async_trait;
use domain::ids::{MemberId, PasskeyId};
use domain::time::Instant;
use store::{Act, Challenge, NewPasskey, NewSession, Passkey, Passkeys, StoreError};

struct PasskeyRow {
    id: String,
    member_id: String,
    credential_id: String,
    credential: String,
    name: String,
    created_at: i64,
    used_at: Option<i64>,
}

impl TryFrom<PasskeyRow> for Passkey {
    type Error = StoreError;

    fn try_from(row: PasskeyRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: read("passkey", &row.id)?,
            member: read("passkey", &row.member_id)?,
            credential_id: row.credential_id,
            credential: row.credential,
            name: row.name,
            created_at: Instant(row.created_at),
            used_at: row.used_at.map(Instant),
        })
    }
}

#[async_trait]
impl Passkeys for Db {
    async fn passkeys(&self, member: MemberId) -> Result<Vec<Passkey>, StoreError> {
        let member = member.to_string();
        let rows = sqlx::query_as!(
            PasskeyRow,
            "SELECT id, member_id, credential_id, credential, name, created_at, used_at FROM passkey \
             WHERE member_id = $1 ORDER BY created_at, id",
            member
        )
        .fetch_all(self.reader())
        .await
        .map_err(fail)?;
        rows.into_iter().map(Passkey::try_from).collect()
    }

    async fn passkey(&self, credential_id: &str) -> Result<Option<Passkey>, StoreError> {
        let row = sqlx::query_as!(
            PasskeyRow,
            "SELECT id, member_id, credential_id, credential, name, created_at, used_at FROM passkey \
             WHERE credential_id = $1",
            credential_id
        )
        .fetch_optional(self.reader())
        .await
        .map_err(fail)?;
        row.map(Passkey::try_from).transpose()
    }

    async fn add_passkey(&self, act: &Act, passkey: &NewPasskey, most: u32) -> Result<(), StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, member) = (passkey.id.to_string(), passkey.member.to_string());
        let has = sqlx::query!(
            r#"SELECT COUNT(*) AS "count!: i64" FROM passkey WHERE member_id = $1"#,
            member
        )
        .fetch_one(&mut *tx)
        .await
        .map_err(fail)?;
        if has.count >= i64::from(most) {
            return Err(StoreError::Taken("passkey"));
        }
        sqlx::query!(
            "INSERT INTO passkey (id, member_id, credential_id, credential, name, created_at, used_at) \
             VALUES ($1, $2, $3, $4, $5, $6, NULL)",
            id,
            member,
            passkey.credential_id,
            passkey.credential,
            passkey.name,
            act.at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn remove_passkey(&self, act: &Act, member: MemberId, id: PasskeyId) -> Result<bool, StoreError> {
        let mut tx = begin(self, act).await?;
        let (id, member) = (id.to_string(), member.to_string());
        let removed = sqlx::query!("DELETE FROM passkey WHERE id = $1 AND member_id = $2", id, member)
            .execute(&mut *tx)
            .await
            .map_err(fail)?
            .rows_affected();
        if removed == 0 {
            return Ok(false);
        }
        commit(tx).await?;
        Ok(true)
    }

    async fn use_passkey(
        &self,
        act: &Act,
        before: &Passkey,
        after: &str,
        session: &NewSession,
    ) -> Result<bool, StoreError> {
        let mut tx = begin(self, act).await?;
        let id = before.id.to_string();
        // Of two answers made from one state of the key, one opens a session.
        let used = sqlx::query!(
            "UPDATE passkey SET credential = $1, used_at = $2 WHERE id = $3 AND credential = $4",
            after,
            act.at.0,
            id,
            before.credential
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?
        .rows_affected();
        if used == 0 {
            return Ok(false);
        }
        insert_session(&mut tx, act, session).await?;
        commit(tx).await?;
        Ok(true)
    }

    async fn ask_passkey(&self, challenge: &Challenge) -> Result<(), StoreError> {
        let member = challenge.member.map(|id| id.to_string());
        let mut tx = self.begin().await?;
        sqlx::query!(
            "INSERT INTO passkey_challenge (id, member_id, state, expires_at) VALUES ($1, $2, $3, $4)",
            challenge.token_hash,
            member,
            challenge.state,
            challenge.expires_at.0
        )
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await
    }

    async fn take_challenge(&self, token_hash: &str, now: Instant) -> Result<Option<Challenge>, StoreError> {
        let mut tx = self.begin().await?;
        let row = sqlx::query!(
            "DELETE FROM passkey_challenge WHERE id = $1 RETURNING member_id, state, expires_at",
            token_hash
        )
        .fetch_optional(&mut *tx)
        .await
        .map_err(fail)?;
        commit(tx).await?;
        row.filter(|row| row.expires_at > now.0)
            .map(|row| {
                Ok(Challenge {
                    token_hash: token_hash.to_owned(),
                    member: row
                        .member_id
                        .as_deref()
                        .map(|id| read("passkey_challenge", id))
                        .transpose()?,
                    state: row.state,
                    expires_at: Instant(row.expires_at),
                })
            })
            .transpose()
    }
}
