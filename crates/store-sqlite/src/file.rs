//! The file as a whole: consistent copies, what a copy must be like, and putting one in a database's place.

use crate::{MIGRATIONS, SqliteStore, act, fail, fail_migration};
use domain::ids::MemberId;
use domain::time::Instant;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::time::Duration;
use store::{Act, StoreError};

/// The file that `sqlite:<path>` names.
pub fn named_by(url: &str) -> Result<PathBuf, StoreError> {
    let options = SqliteConnectOptions::from_str(url).map_err(fail)?;
    Ok(options.get_filename().to_owned())
}

/// The schema that this program brings a database to.
pub(crate) fn newest() -> i64 {
    MIGRATIONS.iter().map(|one| one.version).max().unwrap_or(0)
}

/// The schema that a database has; 0 for an empty one.
pub(crate) async fn schema(connection: &mut SqliteConnection) -> Result<i64, StoreError> {
    let there: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'")
        .fetch_one(&mut *connection)
        .await
        .map_err(fail)?;
    if there == 0 {
        return Ok(0);
    }
    sqlx::query_scalar("SELECT COALESCE(MAX(version), 0) FROM _sqlx_migrations")
        .fetch_one(connection)
        .await
        .map_err(fail)
}

/// Brings the schema up to date. If there is something to do, and something to lose, `keep` first puts a copy beside
/// the file, named by the schema that it has and the time.
pub(crate) async fn migrate(db: &SqliteStore, keep: bool) -> Result<(), StoreError> {
    // SQLite has no lock for migrators: two programs that start at once would both find an empty file.
    let mut tx = db.begin().await?;
    let before = schema(&mut tx).await?;
    if keep && before > 0 && before < newest() {
        let at: String = sqlx::query_scalar("SELECT strftime('%Y-%m-%dT%H-%M-%SZ', 'now')")
            .fetch_one(&mut *tx)
            .await
            .map_err(fail)?;
        // A reader sees what has been committed, which nobody changes while this transaction is open.
        let target = beside(&db.path(), &format!("schema-{before}.{at}.db"));
        // One of this very second is whole: whoever made it was cut off afterwards, before anything had changed.
        if !target.exists() {
            copy(db, &target).await?;
        }
    }
    MIGRATIONS
        .run_direct(None, &mut *tx, false)
        .await
        .map_err(fail_migration)?;
    act::commit(tx).await
}

/// Removes a database file, if it is there, with what SQLite keeps beside it: a journal that is left over would be
/// played back into the next file of that name.
pub fn clear(file: &Path) -> io::Result<()> {
    for ending in ["", "-journal", "-wal", "-shm"] {
        match fs::remove_file(append(file, ending)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Writes a consistent copy to a file that is not there yet. It appears under its name when it is whole and on the
/// disk; only the owner may read it.
pub(crate) async fn copy(db: &SqliteStore, target: &Path) -> Result<(), StoreError> {
    if target.exists() {
        return Err(problem(format!("{} is there already", target.display())));
    }
    let part = beside(target, "part");
    let done = async {
        // What is left of a copy that was cut off.
        clear(&part)?;
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&part)?;
        let name = part
            .to_str()
            .ok_or_else(|| problem("the name of the copy is not text".to_owned()))?;
        sqlx::query("VACUUM INTO $1")
            .bind(name)
            .execute(db.reader())
            .await
            .map_err(fail)?;
        examine(&part).await?;
        // SQLite leaves it to whoever asks for a copy to see that it reaches the disk.
        File::open(&part)?.sync_all()?;
        fs::rename(&part, target)?;
        sync_folder(target)?;
        Ok::<_, Trouble>(())
    }
    .await;
    if done.is_err() {
        let _ = fs::remove_file(&part);
    }
    done.map_err(StoreError::from)
}

impl SqliteStore {
    /// Notes that the file comes from a copy, and ends every session, link and passkey in it: some of them were ended,
    /// used or removed after the copy was made.
    pub async fn sign_everybody_out(&self, act: &Act) -> Result<(), StoreError> {
        let mut tx = act::begin(self, act).await?;
        for statement in [
            "UPDATE session SET ended_at = $1 WHERE ended_at IS NULL",
            "UPDATE sign_in SET used_at = $1 WHERE used_at IS NULL",
            "UPDATE email_change SET used_at = $1 WHERE used_at IS NULL",
        ] {
            sqlx::query(statement)
                .bind(act.at.0)
                .execute(&mut *tx)
                .await
                .map_err(fail)?;
        }
        for statement in ["DELETE FROM passkey", "DELETE FROM passkey_challenge"] {
            sqlx::query(statement).execute(&mut *tx).await.map_err(fail)?;
        }
        act::commit(tx).await
    }
}

/// Reads a whole file, and says which schema it has: every page and index fits, and no row points at nothing.
pub async fn examine(file: &Path) -> Result<i64, StoreError> {
    let mut connection = SqliteConnectOptions::new()
        .filename(file)
        .read_only(true)
        .connect()
        .await
        .map_err(fail)?;
    let complaints: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check(5)")
        .fetch_all(&mut connection)
        .await
        .map_err(fail)?;
    if complaints != ["ok"] {
        return Err(problem(format!(
            "{} is damaged: {}",
            file.display(),
            complaints.join("; ")
        )));
    }
    let loose: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM pragma_foreign_key_check")
        .fetch_one(&mut connection)
        .await
        .map_err(fail)?;
    if loose > 0 {
        return Err(problem(format!(
            "{} is damaged: {loose} rows point at nothing",
            file.display()
        )));
    }
    let schema = schema(&mut connection).await?;
    connection.close().await.map_err(fail)?;
    match schema {
        0 => Err(problem(format!(
            "{} is no database of this program",
            file.display()
        ))),
        known if known <= newest() => Ok(known),
        _ => Err(StoreError::Newer),
    }
}

/// A database that nobody else has open, and that nobody can open until this is dropped.
#[derive(Debug)]
pub struct Claim {
    connection: SqliteConnection,
    file: PathBuf,
}

/// What there is at a place where a database is to be put.
#[derive(Debug)]
pub enum Place {
    /// Nothing.
    Free,
    /// A database, now claimed.
    Claimed(Claim),
    /// A file that cannot be read as a database, and why.
    Unreadable(String),
}

/// Looks at a place, and claims the database there. [`StoreError::Busy`] while any program has it open.
pub async fn claim(file: &Path) -> Result<Place, StoreError> {
    if !file.exists() {
        return Ok(Place::Free);
    }
    let opened = async {
        let mut connection = SqliteConnectOptions::new()
            .filename(file)
            .busy_timeout(Duration::from_secs(2))
            .connect()
            .await?;
        // Leaving the log needs the file alone, writes back what stands in the log, and removes it.
        for statement in [
            "PRAGMA locking_mode = EXCLUSIVE",
            "PRAGMA journal_mode = DELETE",
            "BEGIN EXCLUSIVE",
        ] {
            sqlx::query(statement).execute(&mut connection).await?;
        }
        Ok(connection)
    }
    .await;
    match opened.map_err(fail) {
        Ok(connection) => Ok(Place::Claimed(Claim {
            connection,
            file: file.to_owned(),
        })),
        Err(StoreError::Busy) => Err(StoreError::Busy),
        Err(other) => Ok(Place::Unreadable(other.to_string())),
    }
}

impl Claim {
    /// Everybody who has been forgotten in it. A schema from before people could be forgotten knows of nobody.
    pub async fn erased(&mut self) -> Result<Vec<(MemberId, Instant)>, StoreError> {
        let known: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM pragma_table_info('member') WHERE name = 'erased_at'")
                .fetch_one(&mut self.connection)
                .await
                .map_err(fail)?;
        if known == 0 {
            return Ok(Vec::new());
        }
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT id, erased_at FROM member WHERE erased_at IS NOT NULL ORDER BY erased_at, id",
        )
        .fetch_all(&mut self.connection)
        .await
        .map_err(fail)?;
        rows.into_iter()
            .map(|(id, at)| Ok((crate::read::read("member", &id)?, Instant(at))))
            .collect()
    }
}

impl Place {
    /// Puts `new` at the place and what was there at `kept`; says whether anything was. Cut off at any point, one
    /// whole database stands at the place.
    pub async fn take(self, file: &Path, new: &Path, kept: &Path) -> Result<bool, StoreError> {
        let done = (|| {
            File::open(new)?.sync_all()?;
            let there = match &self {
                Self::Free => false,
                Self::Claimed(claim) => {
                    fs::hard_link(&claim.file, kept).or_else(|_| fs::copy(&claim.file, kept).map(drop))?;
                    true
                }
                Self::Unreadable(_) => {
                    fs::rename(file, kept)?;
                    true
                }
            };
            // The log of another database would be read into this one.
            for ending in ["-wal", "-shm"] {
                let log = append(file, ending);
                if !log.exists() {
                    continue;
                }
                match self {
                    Self::Unreadable(_) => fs::rename(&log, append(kept, ending))?,
                    _ => fs::remove_file(&log)?,
                }
            }
            fs::rename(new, file)?;
            sync_folder(file)?;
            Ok::<_, io::Error>(there)
        })();
        if let Self::Claimed(claim) = self {
            claim.connection.close().await.map_err(fail)?;
        }
        done.map_err(|error| StoreError::Backend(Box::new(error)))
    }
}

/// `folder/name.db` and `ending` make `folder/name.ending`.
pub fn beside(file: &Path, ending: &str) -> PathBuf {
    match file.extension() {
        Some(extension) if extension == "db" => file.with_extension(ending),
        _ => append(file, &format!(".{ending}")),
    }
}

fn append(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn sync_folder(file: &Path) -> io::Result<()> {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

fn problem(said: String) -> StoreError {
    StoreError::Backend(said.into())
}

/// Of the two kinds that copying meets.
enum Trouble {
    Store(StoreError),
    File(io::Error),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

impl From<Trouble> for StoreError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Store(error) => error,
            Trouble::File(error) => Self::Backend(Box::new(error)),
        }
    }
}
