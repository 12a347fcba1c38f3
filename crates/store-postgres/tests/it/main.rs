//! The store on PostgreSQL keeps what every store must keep, and what only PostgreSQL could break.

#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod server;
#[path = "../../../store/conformance/suite.rs"]
#[macro_use]
mod suite;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions};
use std::env;
use std::future::Future;
use std::process;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use store::Store;
use store_postgres::PostgresStore;

conformance!(crate::with_store);

/// Names the PostgreSQL in which databases may be created.
const VARIABLE: &str = "SUBSTANTIVE_TEST_POSTGRES";

/// Runs a case on a database of its own.
async fn with_store<F>(case: fn(Arc<dyn Store>) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    with_url(async move |url| {
        let store: Arc<dyn Store> = Arc::new(open(&url).await);
        case(store.clone()).await;
        store.close().await;
    })
    .await;
}

/// Opens a database and brings it up to date.
async fn open(url: &str) -> PostgresStore {
    let store = PostgresStore::open(url).await.unwrap();
    store.migrate().await.unwrap();
    store
}

/// Runs a case on the address of an empty database, which goes afterwards, however the case ends.
async fn with_url<C, F>(case: C)
where
    C: FnOnce(String) -> F,
    F: Future<Output = ()> + Send + 'static,
{
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let Ok(server) = env::var(VARIABLE) else {
        panic!("{VARIABLE} names no PostgreSQL to test on; run `cargo xtask test`, which starts one");
    };
    let options = PgConnectOptions::from_str(&server).unwrap();
    let mut server = options.clone().connect().await.unwrap();
    let name = format!(
        "conformance_{}_{}",
        process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    );
    run(&mut server, format!("CREATE DATABASE {name} TEMPLATE template0")).await;
    let url = options.database(&name).to_url_lossy().to_string();
    let ended = tokio::spawn(case(url)).await;
    run(&mut server, format!("DROP DATABASE {name} WITH (FORCE)")).await;
    if let Err(failure) = ended {
        std::panic::resume_unwind(failure.into_panic());
    }
}

/// Runs a statement whose name was made here.
async fn run(server: &mut PgConnection, statement: String) {
    sqlx::query(AssertSqlSafe(statement))
        .execute(server)
        .await
        .unwrap();
}
