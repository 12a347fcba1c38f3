//! `substantive migrate-to`

use crate::commands::{Database, say, verify};
use anyhow::{Context, bail};
use clap::Args;
use std::process::ExitCode;
use store::{Store as _, StoreError, Sum};
use store_postgres::PostgresStore;
use store_sqlite::SqliteStore;

/// Copy a SQLite database into an empty PostgreSQL database, and compare the two.
///
/// Everything goes over in one transaction: either all of it is there afterwards, the same to the byte, or nothing.
/// Stop the server first.
#[derive(Args)]
pub struct MigrateTo {
    #[command(flatten)]
    database: Database,
    /// The PostgreSQL database, `postgres://user@host/name`; it must be there and empty.
    #[arg(env = "SUBSTANTIVE_TARGET_URL", hide_env_values = true)]
    target: String,
}

impl MigrateTo {
    /// Copies, compares, says so.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let url = &self.database.database_url;
        if !url.starts_with("sqlite:") {
            bail!("--database-url must name the SQLite file to copy");
        }
        if !(self.target.starts_with("postgres:") || self.target.starts_with("postgresql:")) {
            bail!("the target must begin with postgres:");
        }
        let source = SqliteStore::open_file(&store_sqlite::file::named_by(url)?).await?;
        let target = PostgresStore::open(&self.target)
            .await
            .context("cannot reach the PostgreSQL server")?;
        let (sums, head) = migrate(&source, &target).await?;
        for sum in sums.iter().filter(|sum| sum.rows > 0) {
            say(&format!("{:>8} {:<18} {}", sum.rows, sum.table, sum.digest));
        }
        say(&format!("The event log is whole on both sides. Head: {head}"));
        say("All tables hold the same rows on both sides.");
        source.close().await;
        target.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

/// Copies everything; answers with what each table holds, and the head of the event chain.
pub async fn migrate(source: &SqliteStore, target: &PostgresStore) -> anyhow::Result<(Vec<Sum>, String)> {
    source
        .migrate()
        .await
        .context("cannot bring the SQLite database up to date")?;
    let head = match verify::chain(source).await? {
        verify::Chain::Whole { seq, head } => (seq, head),
        verify::Chain::Broken(why) => bail!("the SQLite database is not copied: {why}"),
    };
    target
        .migrate()
        .await
        .context("cannot lay out the PostgreSQL database")?;
    let mut filling = match target.fill().await {
        Err(StoreError::Taken(_)) => bail!("the PostgreSQL database is not empty; name another"),
        filling => filling?,
    };
    let before = source.pour(&mut filling).await.context("nothing was copied")?;
    let after = filling.sums().await?;
    if let Some((sum, _)) = before.iter().zip(&after).find(|(a, b)| a != b) {
        bail!("nothing was copied: the table {} came out differently", sum.table);
    }
    if source.chain_head().await? != head {
        bail!("nothing was copied: somebody is writing to the SQLite database; stop the server first");
    }
    filling.keep().await?;
    match verify::chain(target).await? {
        verify::Chain::Whole { seq, head: hash } if (seq, &hash) == (head.0, &head.1) => Ok((before, hash)),
        other => bail!("the event log did not come over as it was: {other:?}"),
    }
}
