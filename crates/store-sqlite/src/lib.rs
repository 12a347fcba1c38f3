//! The store on SQLite: one file, one writer, as many readers as there are cores.
//!
//! The questions and their SQL are in `crates/store/body/`, compiled here against SQLite;
//! this file holds only what SQLite does differently.
#![forbid(unsafe_code)]

use async_trait::async_trait;
use sqlx::Connection as _;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;
use store::{Event, Store, StoreError};

#[path = "../../store/body/act.rs"]
mod act;
#[path = "../../store/body/adoptions.rs"]
mod adoptions;
#[path = "../../store/body/amendments.rs"]
mod amendments;
#[path = "../../store/body/composites.rs"]
mod composites;
#[path = "../../store/body/decisions.rs"]
mod decisions;
pub mod file;
#[path = "../../store/body/ladders.rs"]
mod ladders;
#[path = "../../store/body/manifesto.rs"]
mod manifesto;
#[path = "../../store/body/passkeys.rs"]
mod passkeys;
#[path = "../../store/body/people.rs"]
mod people;
#[path = "../../store/body/positions.rs"]
mod positions;
#[path = "../../store/body/post.rs"]
mod post;
#[path = "../../store/body/privacy.rs"]
mod privacy;
#[path = "../../store/body/read.rs"]
mod read;
#[path = "../../store/body/rounds.rs"]
mod rounds;
#[cfg(feature = "scratch")]
pub mod scratch;
#[path = "../../store/body/texts.rs"]
mod texts;
mod upkeep;
mod whole;

/// The store under the name that the shared body uses.
type Db = SqliteStore;
type Tx = sqlx::Transaction<'static, sqlx::Sqlite>;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/sqlite");

/// The oldest SQLite without the bug by which a reset of the write-ahead log could corrupt the file.
const OLDEST_SQLITE: [u32; 3] = [3, 51, 3];

/// How long a write waits for its turn: long enough for a backup or a check to finish, short enough that the answer
/// comes before browsers and proxies give up.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long a write waits that may as well be left out.
const BRIEFLY: Duration = Duration::from_millis(250);

/// A database in one file.
#[derive(Clone, Debug)]
pub struct SqliteStore {
    /// One connection: writers wait in line instead of failing half way.
    writer: SqlitePool,
    reader: SqlitePool,
}

impl SqliteStore {
    /// Opens `sqlite:<path>`; makes the file if it is not there and its folder is.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::from_str(url).map_err(fail)?;
        Self::open_with(options.create_if_missing(true), OLDEST_SQLITE).await
    }

    /// Opens a file that is there; any path will do.
    pub async fn open_file(file: &Path) -> Result<Self, StoreError> {
        if !file.is_file() {
            return Err(StoreError::Backend(
                format!("there is no database {}", file.display()).into(),
            ));
        }
        Self::open_with(SqliteConnectOptions::new().filename(file), OLDEST_SQLITE).await
    }

    /// `oldest` is the oldest SQLite that will do.
    async fn open_with(options: SqliteConnectOptions, oldest: [u32; 3]) -> Result<Self, StoreError> {
        let options = options
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            // What was taken back or has been sent is overwritten, not only forgotten.
            .pragma("secure_delete", "on")
            // Short, so that writers in line take turns at asking: one that waits does not make the others late.
            .busy_timeout(Duration::from_secs(1))
            .optimize_on_close(true, None);
        if let Some(folder) = options
            .get_filename()
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            && !Path::new(folder).is_dir()
        {
            return Err(StoreError::Backend(
                format!(
                    "the folder {} is not there; make it or name another file",
                    folder.display()
                )
                .into(),
            ));
        }
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(PATIENCE)
            .after_release(|connection, _| {
                Box::pin(async move {
                    // Waits for the rollback of a write that was given up, if there is one.
                    connection.ping().await?;
                    // A full disk makes SQLite roll back by itself, and the driver would go on believing that the
                    // transaction is open: no write could begin on this connection ever again.
                    Ok(!connection.is_in_transaction())
                })
            });
        let writer = patiently(|| writer.clone().connect_with(options.clone())).await?;
        let read_only = options
            .read_only(true)
            .create_if_missing(false)
            // What cannot write cannot note figures for the planner. It would fail at that and be gone only later, after
            // the writer, who then does not write the log back.
            .optimize_on_close(false, None);
        let reader = SqlitePoolOptions::new()
            .max_connections(4)
            .min_connections(1)
            .acquire_timeout(Duration::from_secs(5));
        let reader = patiently(|| reader.clone().connect_with(read_only.clone())).await?;
        let store = Self { writer, reader };
        let version = store.version().await?;
        if numbers(&version) < oldest {
            return Err(StoreError::Unsupported(
                "this SQLite is older than 3.51.3, which can corrupt its log",
            ));
        }
        Ok(store)
    }

    /// Brings a file that is itself a copy up to date, without another copy beside it.
    pub async fn migrate_copy(&self) -> Result<(), StoreError> {
        file::migrate(self, false).await
    }

    /// Where the file is.
    fn path(&self) -> PathBuf {
        self.reader.connect_options().get_filename().to_owned()
    }

    async fn begin(&self) -> Result<Tx, StoreError> {
        self.begin_within(PATIENCE).await
    }

    /// Begins a write that may as well be left out: it does not wait for others.
    async fn begin_briefly(&self) -> Result<Tx, StoreError> {
        self.begin_within(BRIEFLY).await
    }

    async fn begin_within(&self, time: Duration) -> Result<Tx, StoreError> {
        let taking = async {
            loop {
                // A deferred transaction that turns to writing fails at once when somebody else writes; this one
                // waits.
                match self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(fail) {
                    Err(StoreError::Busy) => {}
                    other => return other,
                }
            }
        };
        tokio::time::timeout(time, taking)
            .await
            .unwrap_or(Err(StoreError::Busy))
    }

    fn reader(&self) -> &SqlitePool {
        &self.reader
    }

    async fn version(&self) -> Result<String, StoreError> {
        sqlx::query_scalar::<_, String>("SELECT sqlite_version()")
            .fetch_one(&self.reader)
            .await
            .map_err(fail)
    }
}

/// Connects, again and again while another program that starts at the same time sets up the file's log:
/// SQLite fails at once there and does not wait as it does elsewhere.
async fn patiently<F>(connect: impl Fn() -> F) -> Result<SqlitePool, StoreError>
where
    F: Future<Output = Result<SqlitePool, sqlx::Error>>,
{
    for _ in 0..200 {
        match connect().await.map_err(fail) {
            Err(StoreError::Busy) => tokio::time::sleep(Duration::from_millis(50)).await,
            other => return other,
        }
    }
    Err(StoreError::Busy)
}

fn numbers(version: &str) -> [u32; 3] {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    std::array::from_fn(|_| parts.next().unwrap_or(0))
}

#[async_trait]
impl Store for SqliteStore {
    async fn migrate(&self) -> Result<(), StoreError> {
        file::migrate(self, true).await
    }

    async fn describe(&self) -> Result<String, StoreError> {
        let pragma = |name: &'static str| async move {
            let row: (String,) = match name {
                "journal" => sqlx::query_as("SELECT journal_mode FROM pragma_journal_mode"),
                "foreign_keys" => {
                    sqlx::query_as("SELECT CAST(foreign_keys AS TEXT) FROM pragma_foreign_keys")
                }
                _ => sqlx::query_as("SELECT CAST(synchronous AS TEXT) FROM pragma_synchronous"),
            }
            .fetch_one(&self.writer)
            .await
            .map_err(fail)?;
            Ok::<_, StoreError>(row.0)
        };
        Ok(format!(
            "SQLite {}, journal {}, synchronous {}, foreign_keys {}",
            self.version().await?,
            pragma("journal").await?,
            pragma("synchronous").await?,
            pragma("foreign_keys").await?,
        ))
    }

    async fn events(&self, after: i64, limit: i64) -> Result<Vec<Event>, StoreError> {
        act::events(self, after, limit).await
    }

    async fn events_about(&self, subject: &str, limit: i64) -> Result<Vec<Event>, StoreError> {
        act::events_about(self, subject, limit).await
    }

    async fn chain_head(&self) -> Result<(i64, String), StoreError> {
        act::chain_head(self).await
    }

    async fn backup(&self, path: &str) -> Result<(), StoreError> {
        file::copy(self, Path::new(path)).await
    }

    async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }
}

fn fail(error: sqlx::Error) -> StoreError {
    match &error {
        sqlx::Error::PoolTimedOut => StoreError::Busy,
        sqlx::Error::Database(database) if database.is_unique_violation() => StoreError::Taken("row"),
        sqlx::Error::Database(database) => {
            let code = database.code().and_then(|code| code.parse::<i32>().ok());
            match code {
                // SQLITE_BUSY; the higher bits say why.
                Some(code) if code & 0xff == 5 => StoreError::Busy,
                // SQLITE_FULL, and SQLITE_IOERR_SHMSIZE: the index of the log cannot grow.
                Some(13 | 4_874) => StoreError::Full,
                _ => StoreError::Backend(Box::new(error)),
            }
        }
        _ => StoreError::Backend(Box::new(error)),
    }
}

fn fail_migration(error: sqlx::migrate::MigrateError) -> StoreError {
    match error {
        sqlx::migrate::MigrateError::VersionMissing(_) => StoreError::Newer,
        other => StoreError::Backend(Box::new(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Instant;
    use store::{Act, Organisation, People as _};

    fn act(at: i64) -> Act {
        Act {
            actor: None,
            at: Instant(at),
            action: "group.settle",
            subject: "group".to_owned(),
            detail: "{}".to_owned(),
            submission: None,
            result: String::new(),
            mails: Vec::new(),
        }
    }

    fn group(about: &str) -> Organisation {
        Organisation {
            name: "Group".to_owned(),
            about: about.to_owned(),
            imprint: String::new(),
            contact: String::new(),
            quorum: 3,
            demo: false,
        }
    }

    async fn fresh(folder: &tempfile::TempDir) -> (SqliteStore, String) {
        let url = format!("sqlite:{}", folder.path().join("x.db").display());
        let store = SqliteStore::open(&url).await.unwrap();
        store.migrate().await.unwrap();
        (store, url)
    }

    #[tokio::test]
    async fn writing_goes_on_once_there_is_room_again() {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = fresh(&folder).await;
        store.settle(&act(1), &group("before")).await.unwrap();
        // Lasts as long as the connection, which is given up when it fails.
        sqlx::query("PRAGMA max_page_count = 1")
            .execute(&store.writer)
            .await
            .unwrap();
        let long = "a long sentence ".repeat(100_000);
        let full = store.settle(&act(2), &group(&long)).await;
        assert!(matches!(full, Err(StoreError::Full)), "{full:?}");
        assert_eq!(store.organisation().await.unwrap().unwrap().about, "before");
        store.settle(&act(3), &group("after")).await.unwrap();
        assert_eq!(store.chain_head().await.unwrap().0, 2);
        store.close().await;
    }

    #[tokio::test]
    async fn a_write_waits_for_another_program_and_a_look_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let (store, url) = fresh(&folder).await;
        let other = SqliteStore::open(&url).await.unwrap();
        let held = other.begin().await.unwrap();
        let brief = store.begin_briefly().await;
        assert!(matches!(brief, Err(StoreError::Busy)), "{brief:?}");
        let (first, second) = (act(1), act(2));
        let group = group("about");
        let (one, two, ()) = tokio::join!(
            store.settle(&first, &group),
            store.settle(&second, &group),
            async {
                tokio::time::sleep(Duration::from_millis(1_500)).await;
                held.rollback().await.unwrap();
            }
        );
        one.unwrap();
        two.unwrap();
        store.close().await;
        other.close().await;
    }

    #[test]
    fn versions_compare_by_number() {
        assert!(numbers("3.51.3") >= OLDEST_SQLITE);
        assert!(numbers("3.100.0") >= OLDEST_SQLITE);
        assert!(numbers("3.51.2") < OLDEST_SQLITE);
        assert!(numbers("3.9.20") < OLDEST_SQLITE);
    }

    #[tokio::test]
    async fn an_older_sqlite_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (store, url) = fresh(&folder).await;
        let mut newer = numbers(&store.version().await.unwrap());
        newer[2] += 1;
        store.close().await;
        let options = SqliteConnectOptions::from_str(&url).unwrap();
        let error = SqliteStore::open_with(options.clone(), newer).await.unwrap_err();
        assert!(matches!(error, StoreError::Unsupported(_)), "{error:?}");
        assert!(error.to_string().contains("older than 3.51.3"), "{error}");
        SqliteStore::open_with(options, OLDEST_SQLITE).await.unwrap();
    }
}
