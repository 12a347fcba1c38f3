//! Writing everything into an empty PostgreSQL database.

use crate::{PostgresStore, Tx, act, fail};
use async_trait::async_trait;
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, Row as _};
use store::{Column, Kind, Sink, StoreError, Sum, Summing, TABLES, Value};

/// Rows that are read back at once.
const BATCH: usize = 500;

/// One transaction that takes everything in. Dropped before [`Filling::keep`], it leaves nothing.
#[derive(Debug)]
pub struct Filling {
    tx: Tx,
}

impl PostgresStore {
    /// Begins to fill a database whose schema is there and which holds nothing; [`StoreError::Taken`] otherwise.
    pub async fn fill(&self) -> Result<Filling, StoreError> {
        let mut tx = self.begin().await?;
        // Every write takes this row first, so nobody else writes from here on.
        let seq: i64 = sqlx::query_scalar("SELECT seq FROM chain WHERE id = 1 FOR UPDATE")
            .fetch_one(&mut *tx)
            .await
            .map_err(fail)?;
        let mut rows = seq;
        for table in TABLES.iter().filter(|table| **table != "chain") {
            // The name is one of ours.
            let count: i64 = sqlx::query_scalar(AssertSqlSafe(format!("SELECT COUNT(*) FROM \"{table}\"")))
                .fetch_one(&mut *tx)
                .await
                .map_err(fail)?;
            rows += count;
        }
        if rows > 0 {
            return Err(StoreError::Taken("group"));
        }
        // The head of the chain is the one row of an empty database, and is replaced.
        sqlx::query("DELETE FROM chain")
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
        Ok(Filling { tx })
    }
}

impl Filling {
    /// Reads everything back.
    pub async fn sums(&mut self) -> Result<Vec<Sum>, StoreError> {
        let mut sums = Vec::new();
        for table in TABLES {
            let columns = self.columns(table).await?;
            let names: Vec<String> = columns
                .iter()
                .map(|column| format!("\"{}\"", column.name))
                .collect();
            // Every name comes from the schema itself. A cursor of its own for each table: what a statement answers
            // with is remembered by its words.
            let statement = format!(
                "DECLARE \"reading {table}\" CURSOR FOR SELECT {} FROM \"{table}\"",
                names.join(", ")
            );
            sqlx::query(AssertSqlSafe(statement))
                .execute(&mut *self.tx)
                .await
                .map_err(fail)?;
            let mut summing = Summing::default();
            loop {
                let rows = sqlx::query(AssertSqlSafe(format!("FETCH {BATCH} FROM \"reading {table}\"")))
                    .fetch_all(&mut *self.tx)
                    .await
                    .map_err(fail)?;
                for row in &rows {
                    summing.add(&values(row, &columns)?);
                }
                if rows.len() < BATCH {
                    break;
                }
            }
            sums.push(summing.finish(table));
        }
        Ok(sums)
    }

    /// Makes it last.
    pub async fn keep(self) -> Result<(), StoreError> {
        act::commit(self.tx).await
    }

    async fn columns(&mut self, table: &str) -> Result<Vec<Column>, StoreError> {
        let columns: Vec<(String, String)> = sqlx::query_as(
            "SELECT column_name::text, data_type::text FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = $1 ORDER BY column_name::text COLLATE \"C\"",
        )
        .bind(table)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(fail)?;
        columns
            .into_iter()
            .map(|(name, kind)| {
                Ok(Column {
                    name,
                    kind: Kind::of(&kind)?,
                })
            })
            .collect()
    }
}

#[async_trait]
impl Sink for Filling {
    async fn take(
        &mut self,
        table: &'static str,
        columns: &[Column],
        rows: Vec<Vec<Value>>,
    ) -> Result<(), StoreError> {
        if self.columns(table).await? != columns {
            return Err(StoreError::Inconsistent {
                table,
                value: "other columns".to_owned(),
            });
        }
        let (mut names, mut lists) = (Vec::new(), Vec::new());
        for (n, column) in (1..).zip(columns) {
            names.push(format!("\"{}\"", column.name));
            lists.push(match column.kind {
                Kind::Text => format!("${n}::text[]"),
                Kind::Number => format!("${n}::bigint[]"),
                Kind::Truth => format!("${n}::boolean[]"),
            });
        }
        // Every name comes from the schema itself; values are bound.
        let statement = format!(
            "INSERT INTO \"{table}\" ({}) SELECT * FROM UNNEST({})",
            names.join(", "),
            lists.join(", ")
        );
        let mut query = sqlx::query(AssertSqlSafe(statement));
        let mut values: Vec<_> = rows.into_iter().map(Vec::into_iter).collect();
        for column in columns {
            let column_of_values = values.iter_mut().map(|row| row.next().unwrap_or(Value::Nothing));
            query = match column.kind {
                Kind::Text => query.bind(
                    column_of_values
                        .map(|value| match value {
                            Value::Text(text) => Some(text),
                            _ => None,
                        })
                        .collect::<Vec<_>>(),
                ),
                Kind::Number => query.bind(
                    column_of_values
                        .map(|value| match value {
                            Value::Number(number) => Some(number),
                            _ => None,
                        })
                        .collect::<Vec<_>>(),
                ),
                Kind::Truth => query.bind(
                    column_of_values
                        .map(|value| match value {
                            Value::Truth(truth) => Some(truth),
                            _ => None,
                        })
                        .collect::<Vec<_>>(),
                ),
            };
        }
        query.execute(&mut *self.tx).await.map_err(fail)?;
        Ok(())
    }
}

fn values(row: &PgRow, columns: &[Column]) -> Result<Vec<Value>, StoreError> {
    columns
        .iter()
        .enumerate()
        .map(|(n, column)| {
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
