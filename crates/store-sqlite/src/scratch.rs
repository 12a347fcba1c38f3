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
