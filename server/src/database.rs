//! Which database an address names.

use anyhow::{Context, bail};
use std::path::PathBuf;
use std::sync::Arc;
use store::Store;
use store_postgres::PostgresStore;
use store_sqlite::SqliteStore;

/// Opens the database and brings its schema up to date.
pub async fn open(url: &str) -> anyhow::Result<Arc<dyn Store>> {
    let store: Arc<dyn Store> = if url.starts_with("sqlite:") {
        Arc::new(
            SqliteStore::open(url)
                .await
                .with_context(|| format!("cannot open {url}"))?,
        )
    } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        Arc::new(
            PostgresStore::open(url)
                .await
                .context("cannot reach the PostgreSQL server")?,
        )
    } else {
        bail!("--database-url must begin with sqlite: or postgres:");
    };
    store
        .migrate()
        .await
        .context("cannot bring the database up to date")?;
    Ok(store)
}

/// The SQLite file that an address names and that is not there.
pub fn missing(url: &str) -> anyhow::Result<Option<PathBuf>> {
    if !url.starts_with("sqlite:") {
        return Ok(None);
    }
    let file = store_sqlite::file::named_by(url)?;
    Ok((!file.exists()).then_some(file))
}

/// Opens a database that is there, and brings its schema up to date. Only the server makes one: a command in the wrong
/// folder would otherwise work on an empty one, and say that all is well.
pub async fn that_is_there(url: &str) -> anyhow::Result<Arc<dyn Store>> {
    if let Some(file) = missing(url)? {
        bail!(
            "there is no database {}; name it with --database-url, or start `substantive serve`, which makes it",
            file.display()
        );
    }
    open(url).await
}

/// Opens a database that is there, and leaves its schema as it is: for commands that only look at it, which may be of
/// another version than the server that is using it.
pub async fn as_it_is(url: &str) -> anyhow::Result<Arc<dyn Store>> {
    if url.starts_with("sqlite:") {
        let file = store_sqlite::file::named_by(url)?;
        return Ok(Arc::new(SqliteStore::open_file(&file).await?));
    }
    if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        let store = PostgresStore::open(url)
            .await
            .context("cannot reach the PostgreSQL server")?;
        return Ok(Arc::new(store));
    }
    bail!("--database-url must begin with sqlite: or postgres:");
}
