//! The store on SQLite keeps what every store must keep, and what only SQLite could break.

#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod file;
#[path = "../../../store/conformance/suite.rs"]
#[macro_use]
mod suite;

use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use store::Store;
use store_sqlite::SqliteStore;

conformance!(crate::with_store);

/// Runs a case on a file of its own.
async fn with_store<F: Future<Output = ()>>(case: fn(Arc<dyn Store>) -> F) {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(open(&folder.path().join("test.db")).await);
    case(store.clone()).await;
    store.close().await;
}

/// Opens a file and brings it up to date.
async fn open(file: &Path) -> SqliteStore {
    let store = SqliteStore::open(&format!("sqlite:{}", file.display()))
        .await
        .unwrap();
    store.migrate().await.unwrap();
    store
}
