//! Reading everything out of SQLite.

use crate::{SqliteStore, fail};
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row as _};
use store::{Column, Kind, Sink, StoreError, Sum, Summing, TABLES, Value};

/// Rows that are handed on at once.
const BATCH: i64 = 500;

impl SqliteStore {
    /// Hands everything to a sink, as it stood at one moment, and says what that was.
    pub async fn pour(&self, sink: &mut dyn Sink) -> Result<Vec<Sum>, StoreError> {
        let mut tx = self.reader.begin().await.map_err(fail)?;
        let there: Vec<String> = sqlx::query_scalar(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^' \
             AND name <> '_sqlx_migrations'",
        )
        .fetch_all(&mut *tx)
        .await
        .map_err(fail)?;
        if let Some(unknown) = there.iter().find(|name| !TABLES.contains(&name.as_str())) {
            return Err(StoreError::Inconsistent {
                table: "schema",
                value: unknown.clone(),
            });
        }
        let mut sums = Vec::new();
        for table in TABLES {
            let columns: Vec<(String, String)> =
                sqlx::query_as("SELECT name, type FROM pragma_table_info($1) ORDER BY name")
                    .bind(table)
                    .fetch_all(&mut *tx)
                    .await
                    .map_err(fail)?;
            let columns = columns
                .into_iter()
                .map(|(name, kind)| {
                    Ok(Column {
                        name,
                        kind: Kind::of(&kind)?,
                    })
                })
                .collect::<Result<Vec<_>, StoreError>>()?;
            let names: Vec<String> = columns
                .iter()
                .map(|column| format!("\"{}\"", column.name))
                .collect();
            // In the order in which they were written: what is pointed at was there first. Every name comes from the
            // schema itself.
            let statement = format!(
                "SELECT rowid AS place, {} FROM \"{table}\" WHERE rowid > $1 ORDER BY rowid LIMIT {BATCH}",
                names.join(", ")
            );
            let mut summing = Summing::default();
            let mut place = i64::MIN;
            loop {
                let rows = sqlx::query(AssertSqlSafe(statement.clone()))
                    .bind(place)
                    .fetch_all(&mut *tx)
                    .await
                    .map_err(fail)?;
                let Some(last) = rows.last() else {
                    break;
                };
                place = last.try_get("place").map_err(fail)?;
                let rows = rows
                    .iter()
                    .map(|row| values(row, &columns))
                    .collect::<Result<Vec<_>, StoreError>>()?;
                for row in &rows {
                    summing.add(row);
                }
                sink.take(table, &columns, rows).await?;
            }
            sums.push(summing.finish(table));
        }
        Ok(sums)
    }
}

fn values(row: &SqliteRow, columns: &[Column]) -> Result<Vec<Value>, StoreError> {
    (1..)
        .zip(columns)
        .map(|(n, column): (usize, _)| {
            let value = match column.kind {
                Kind::Text => row
                    .try_get::<Option<String>, _>(n)
                    .map_err(fail)?
                    .map(Value::Text),
                Kind::Number => row.try_get::<Option<i64>, _>(n).map_err(fail)?.map(Value::Number),
                Kind::Truth => row.try_get::<Option<bool>, _>(n).map_err(fail)?.map(Value::Truth),
            };
            Ok(value.unwrap_or(Value::Nothing))
        })
        .collect()
}
