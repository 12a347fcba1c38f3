//! The command line, one file a verb.

mod backup;
mod erased;
mod invite;
mod migrate_to;
mod restore;
mod serve;
#[cfg(test)]
mod tests;
mod text;
mod verify;

#[cfg(test)]
pub use tests::scratch;

use crate::chance::{System, now};
use crate::database;
use anyhow::Context;
use clap::{Args, Subcommand};
use service::{Call, Site};
use std::process::ExitCode;
use std::sync::Arc;
use store::Store;

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Run the web server.
    Serve(serve::Serve),
    /// Invite somebody and print their link: the first administrator that way.
    Invite(invite::Invite),
    /// Check the event log: every entry, and the chain that holds them together; or, with a file, which version it is.
    Verify(verify::Verify),
    /// Write a consistent copy of the database to a file, and beside it the list of who has been forgotten.
    Backup(backup::Backup),
    /// Put a copy in the place of the database. The server must not be running.
    Restore(restore::Restore),
    /// List who has been forgotten, by the ids that are left of them; or forget the people on such a list again.
    Erased(erased::Erased),
    /// Copy a SQLite database into an empty PostgreSQL database, and compare the two.
    MigrateTo(migrate_to::MigrateTo),
    /// Count, number, compare and merge texts.
    Text(text::Text),
}

/// Which database.
#[derive(Args, Clone)]
pub struct Database {
    /// `sqlite:path/to/file.db` or `postgres://user@host/name`.
    #[arg(
        long,
        env = "SUBSTANTIVE_DATABASE_URL",
        default_value = "sqlite:data/substantive.db"
    )]
    pub database_url: String,
}

/// Runs a command; what goes wrong is said on standard error.
pub fn run(command: Command) -> ExitCode {
    let result = match command {
        Command::Serve(command) => in_runtime(command.run()),
        Command::Invite(command) => in_runtime(command.run()),
        Command::Verify(command) => in_runtime(command.run()),
        Command::Backup(command) => in_runtime(command.run()),
        Command::Restore(command) => in_runtime(command.run()),
        Command::Erased(command) => in_runtime(command.run()),
        Command::MigrateTo(command) => in_runtime(command.run()),
        Command::Text(command) => command.run(),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            say_error(&error);
            ExitCode::from(2)
        }
    }
}

#[expect(clippy::print_stderr, reason = "a command line speaks on standard error")]
fn say_error(error: &anyhow::Error) {
    eprintln!("substantive: {error:#}");
}

/// Prints a line for whoever runs the command.
#[expect(clippy::print_stdout, reason = "a command line speaks on standard output")]
pub fn say(line: &str) {
    println!("{line}");
}

fn in_runtime(work: impl Future<Output = anyhow::Result<ExitCode>>) -> anyhow::Result<ExitCode> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")?
        .block_on(work)
}

/// A call from the machine's own command line: nobody is signed in, but whoever sits there may do what it does.
pub async fn call(database: &Database, base_url: &str) -> anyhow::Result<Call> {
    Ok(on(database::open(&database.database_url).await?, base_url))
}

/// The same on a database that is there.
pub async fn call_there(database: &Database, base_url: &str) -> anyhow::Result<Call> {
    Ok(on(
        database::that_is_there(&database.database_url).await?,
        base_url,
    ))
}

/// The same on a database that is there and stays as it is.
pub async fn call_as_it_is(database: &Database) -> anyhow::Result<Call> {
    Ok(on(database::as_it_is(&database.database_url).await?, ""))
}

fn on(store: Arc<dyn Store>, base_url: &str) -> Call {
    Call {
        member: None,
        now: now(),
        store,
        chance: Arc::new(System::default()),
        site: Arc::new(Site {
            base_url: base_url.trim_end_matches('/').to_owned(),
        }),
    }
}
