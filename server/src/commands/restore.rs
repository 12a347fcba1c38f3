//! `substantive restore`

use crate::chance::now;
use crate::commands::{Database, erased, say, verify};
use anyhow::{Context, bail};
use clap::Args;
use domain::ids::MemberId;
use domain::time::Instant;
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::{Act, Store as _, StoreError};
use store_sqlite::SqliteStore;
use store_sqlite::file::{self, Place};

/// Put a copy in the place of the database. The server must not be running.
///
/// The copy is read through first, and stays as it is. What was there before is kept beside. Everybody who has been
/// forgotten since the copy was made is forgotten again, and everybody has to sign in anew.
#[derive(Args)]
pub struct Restore {
    #[command(flatten)]
    database: Database,
    /// The copy, as `substantive backup` wrote it.
    backup: PathBuf,
    /// Who has been forgotten: the list beside the newest copy that there is. Needed where no database is there any
    /// more that would say.
    #[arg(long, value_name = "LIST")]
    erased: Option<PathBuf>,
}

impl Restore {
    /// Checks, puts in place, forgets again.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let url = &self.database.database_url;
        if !url.starts_with("sqlite:") {
            bail!(
                "only a SQLite file is put back this way; PostgreSQL is restored with pg_restore, \
                 and then `substantive erased --again LIST`"
            );
        }
        let target = file::named_by(url)?;
        let done = restore(&self.backup, &target, self.erased.as_deref(), now()).await?;
        say(&format!("{} events, all whole. Head: {}", done.events, done.head));
        match done.forgotten {
            0 => {}
            1 => say("1 person was forgotten again."),
            count => say(&format!("{count} people were forgotten again.")),
        }
        if let Some(kept) = done.kept {
            say(&format!("What was there before is now {}", kept.display()));
        }
        say("Roles and blocks are as they were when the copy was made; look through the members.");
        say(&format!("Restored to {}", target.display()));
        Ok(ExitCode::SUCCESS)
    }
}

/// What a restore came to.
#[derive(Debug)]
pub struct Restored {
    /// Events in the log now.
    pub events: i64,
    /// The hash of the last one.
    pub head: String,
    /// How many people were forgotten again.
    pub forgotten: usize,
    /// Where the database that was there is now.
    pub kept: Option<PathBuf>,
}

/// Puts `backup` at `target`.
pub async fn restore(
    backup: &Path,
    target: &Path,
    list: Option<&Path>,
    at: Instant,
) -> anyhow::Result<Restored> {
    if !backup.is_file() {
        bail!("there is no file {}", backup.display());
    }
    let mut log = backup.as_os_str().to_owned();
    log.push("-wal");
    if std::fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        bail!(
            "{} has a log beside it, so it is a database in use and no copy; `substantive backup` makes one",
            backup.display()
        );
    }
    let mut place = match file::claim(target).await {
        Err(StoreError::Busy) => bail!(
            "{} is in use: stop the server (and whatever else has it open) first",
            target.display()
        ),
        place => place?,
    };
    let mut gone = match list {
        Some(list) => erased::read(list)?,
        None => Vec::new(),
    };
    match &mut place {
        Place::Claimed(claim) => match claim.erased().await {
            Ok(erased) => gone.extend(erased.into_iter().map(|(id, _)| id)),
            Err(error) if list.is_none() => return Err(unknown(&error.to_string())),
            Err(_) => {}
        },
        Place::Free if list.is_none() => return Err(unknown("there is no database yet")),
        Place::Unreadable(why) if list.is_none() => return Err(unknown(why)),
        Place::Free | Place::Unreadable(_) => {}
    }
    let new = file::beside(target, "restoring");
    let result = prepare(backup, &new, &gone, at).await;
    let mut done = match result {
        Ok(done) => done,
        Err(error) => {
            let _ = file::clear(&new);
            return Err(error);
        }
    };
    let kept = kept(target, at)?;
    if place.take(target, &new, &kept).await? {
        done.kept = Some(kept);
    }
    Ok(done)
}

fn unknown(why: &str) -> anyhow::Error {
    anyhow::anyhow!(
        "nothing says who has been forgotten since the copy was made ({why}). Name the list beside the newest copy \
         with --erased; it may be empty"
    )
}

/// A name that nothing has yet.
fn kept(target: &Path, at: Instant) -> anyhow::Result<PathBuf> {
    let at = jiff::Timestamp::from_millisecond(at.0)?.strftime("%Y-%m-%dT%H-%M-%SZ");
    let kept = file::beside(target, &format!("replaced.{at}.db"));
    if kept.exists() {
        bail!("{} is there already", kept.display());
    }
    Ok(kept)
}

/// Makes of a copy the file that is put in place.
async fn prepare(backup: &Path, new: &Path, gone: &[MemberId], at: Instant) -> anyhow::Result<Restored> {
    let mut source =
        std::fs::File::open(backup).with_context(|| format!("cannot read {}", backup.display()))?;
    // What is left of a restore that was cut off.
    file::clear(new)?;
    let mut copy = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(new)
        .with_context(|| format!("cannot write {}", new.display()))?;
    std::io::copy(&mut source, &mut copy).with_context(|| format!("cannot write {}", new.display()))?;
    drop(copy);
    file::examine(new)
        .await
        .with_context(|| format!("{} cannot be put back", backup.display()))?;
    let store = SqliteStore::open_file(new).await?;
    let done = async {
        // The log is looked at as it was written, before anything is added to it.
        if let verify::Chain::Broken(why) = verify::chain(&store).await? {
            bail!("{} cannot be put back: {why}", backup.display());
        }
        store.migrate_copy().await?;
        let act = Act {
            actor: None,
            at,
            action: "database.restore",
            subject: "database".to_owned(),
            detail: "{}".to_owned(),
            submission: None,
            result: String::new(),
            mails: Vec::new(),
        };
        store.sign_everybody_out(&act).await?;
        let forgotten = erased::forget_again(&store, gone, at).await?;
        match verify::chain(&store).await? {
            verify::Chain::Whole { seq, head } => Ok(Restored {
                events: seq,
                head,
                forgotten,
                kept: None,
            }),
            verify::Chain::Broken(why) => bail!("the copy cannot be put back: {why}"),
        }
    }
    .await;
    store.close().await;
    if done.is_ok() {
        file::examine(new).await?;
    }
    done
}
