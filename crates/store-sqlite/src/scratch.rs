//! What tests do to databases past the program.

use crate::fail;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};
use std::path::Path;
use store::StoreError;

/// Runs statements that the program never would on a file.
pub async fn tamper(file: &Path, statements: String) -> Result<(), StoreError> {
    let options = SqliteConnectOptions::new().filename(file);
    let mut connection = options.connect().await.map_err(fail)?;
    sqlx::raw_sql(AssertSqlSafe(statements))
        .execute(&mut connection)
        .await
        .map_err(fail)?;
    connection.close().await.map_err(fail)
}

/// What somebody may do to a table who can write to a database of the demonstration, of either kind, and some of the words
/// with which it has to be told afterwards.
pub const TAMPERED: [(&str, &str, &str); 14] = [
    (
        "version",
        "UPDATE version SET text = text || 'No.' WHERE document_id = (SELECT MIN(document_id) FROM publication) \
         AND number = 1",
        "its title or its text has been changed",
    ),
    (
        "version",
        "UPDATE version SET hash = 'aa' || substr(hash, 3) WHERE document_id = \
         (SELECT MIN(document_id) FROM publication)",
        "its fingerprint is not the one in the log",
    ),
    (
        "approval",
        "UPDATE approval SET verdict = 'abstain' WHERE id = (SELECT MIN(id) FROM approval WHERE verdict = 'for')",
        "is recorded as “abstain”, but the log says “for”",
    ),
    (
        "approval",
        "UPDATE approval SET hash = 'ee' || substr(hash, 3) WHERE id = (SELECT MIN(id) FROM approval)",
        "was cast on other words than these",
    ),
    (
        "approval",
        "DELETE FROM approval WHERE id = (SELECT MIN(id) FROM approval)",
        "is in the log, but it is gone",
    ),
    (
        "approval",
        "INSERT INTO approval SELECT 'f' || substr(id, 2), document_id, version, hash, \
         (SELECT MIN(id) FROM member WHERE roles NOT LIKE '%c%'), verdict, reason, at \
         FROM approval WHERE id = (SELECT MIN(id) FROM approval)",
        "the log knows nothing of the vote",
    ),
    (
        "decision",
        "UPDATE decision SET outcome = 'refused' WHERE id = (SELECT MIN(id) FROM decision WHERE outcome = 'approved')",
        "the decision is not the one in the log",
    ),
    (
        "decision",
        "UPDATE decision SET votes_for = votes_for + 1 WHERE id = (SELECT MIN(id) FROM decision)",
        "which is not what was voted",
    ),
    (
        "decision",
        "UPDATE decision SET hash = 'bb' || substr(hash, 3) WHERE id = (SELECT MIN(id) FROM decision)",
        "the decision was made on other words than these",
    ),
    (
        "decision",
        "DELETE FROM decision WHERE id = (SELECT MIN(id) FROM decision)",
        "the decision is in the log, but it is gone",
    ),
    (
        "publication",
        "UPDATE publication SET hash = 'cc' || substr(hash, 3) WHERE id = (SELECT MIN(id) FROM publication)",
        "has another fingerprint than the version",
    ),
    (
        "position",
        "UPDATE position SET hash = 'dd' || substr(hash, 3) WHERE id = (SELECT MIN(id) FROM position)",
        "the position on it was recorded on other words",
    ),
    (
        "composite_source",
        "UPDATE composite_source SET text = text || 'No.'",
        "the words of its source",
    ),
    (
        "adoption_variant",
        "UPDATE adoption_variant SET text = text || 'No.'",
        "the words that were passed in adoption",
    ),
];
