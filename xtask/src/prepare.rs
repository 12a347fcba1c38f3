//! `cargo xtask prepare`: what the databases say about every query, kept so that a build needs neither.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use crate::postgres::{self, Postgres};
use crate::toolchain::Toolchain;
use crate::workspace::{Scratch, Workspace};
use crate::{debian, process, say};

/// Whether to write.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Writes nothing; fails where a cache is not what the databases say now.
    #[arg(long)]
    check: bool,
}

/// A driver crate with its cache.
struct Driver {
    package: &'static str,
    variable: &'static str,
    migrations: &'static str,
}

const SQLITE: Driver = Driver {
    package: "store-sqlite",
    variable: "SQLITE_URL",
    migrations: "migrations/sqlite",
};
const POSTGRES: Driver = Driver {
    package: "store-postgres",
    variable: "POSTGRES_URL",
    migrations: "migrations/postgres",
};

impl Driver {
    fn folder(&self, workspace: &Workspace) -> PathBuf {
        workspace.root.join("crates").join(self.package)
    }

    fn cache(&self, workspace: &Workspace) -> PathBuf {
        self.folder(workspace).join(".sqlx")
    }
}

/// The files of a cache with what they hold.
type Cache = BTreeMap<String, Vec<u8>>;

/// Brings both caches up to date, or says whether they are.
pub fn run(options: &Options) -> Result<()> {
    let workspace = Workspace::find()?;
    let toolchain = Toolchain::choose(&workspace)?;
    let postgres = Postgres::start()?;
    if options.check {
        let stale = stale(&workspace, &toolchain, &postgres)?;
        if !stale.is_empty() {
            bail!(
                "out of date, run `cargo xtask prepare`:\n  {}",
                stale.join("\n  ")
            );
        }
        say("Both caches are up to date");
        return Ok(());
    }
    for (driver, fresh) in ask_both(&workspace, &toolchain, &postgres)? {
        let cache = driver.cache(&workspace);
        fs::create_dir_all(&cache)?;
        let old = read(&cache)?;
        for name in old.keys().filter(|name| !fresh.contains_key(*name)) {
            fs::remove_file(cache.join(name))?;
        }
        for (name, content) in fresh
            .iter()
            .filter(|(name, content)| old.get(*name) != Some(*content))
        {
            fs::write(cache.join(name), content)?;
        }
        say(format_args!("{}: {} queries", driver.package, fresh.len()));
    }
    Ok(())
}

/// The cached files that are missing, outdated or no longer asked for.
pub fn stale(workspace: &Workspace, toolchain: &Toolchain, postgres: &Postgres) -> Result<Vec<String>> {
    let mut stale = Vec::new();
    for (driver, fresh) in ask_both(workspace, toolchain, postgres)? {
        let cache = driver.cache(workspace);
        let old = read(&cache)?;
        let mut say = |name: &String, what: &str| {
            let path = cache.join(name);
            stale.push(format!("{} {what}", workspace.relative(&path).display()));
        };
        for (name, content) in &fresh {
            match old.get(name) {
                None => say(name, "is missing"),
                Some(cached) if cached != content => say(name, "is outdated"),
                Some(_) => {}
            }
        }
        for name in old.keys().filter(|name| !fresh.contains_key(*name)) {
            say(name, "is no longer used");
        }
    }
    Ok(stale)
}

fn ask_both(
    workspace: &Workspace,
    toolchain: &Toolchain,
    postgres: &Postgres,
) -> Result<[(Driver, Cache); 2]> {
    let scratch = Scratch::new()?;
    let file = scratch.path().join("schema.db");
    migrate_sqlite(&workspace.root.join(SQLITE.migrations), &file)?;
    let of_sqlite = ask(
        workspace,
        toolchain,
        &SQLITE,
        &format!("sqlite:{}", file.display()),
    )?;

    let database = Database::create(postgres)?;
    for script in scripts(&workspace.root.join(POSTGRES.migrations))? {
        feed(&mut psql(&database.url), &script)?;
    }
    let of_postgres = ask(workspace, toolchain, &POSTGRES, &database.url)?;
    Ok([(SQLITE, of_sqlite), (POSTGRES, of_postgres)])
}

/// Compiles a driver crate against a database and collects what its queries learned.
fn ask(workspace: &Workspace, toolchain: &Toolchain, driver: &Driver, url: &str) -> Result<Cache> {
    say(format_args!(
        "Asking the database about the queries of {}",
        driver.package
    ));
    let fresh = Scratch::new()?;
    // Only a changed crate is compiled again. The old time is put back, so that nothing is after this.
    let source = File::options()
        .append(true)
        .open(driver.folder(workspace).join("src/lib.rs"))?;
    let modified = source.metadata()?.modified()?;
    source.set_modified(now())?;
    let checked = process::run(
        toolchain
            .cargo()
            .args(["check", "--quiet", "--package", driver.package])
            .env("SQLX_OFFLINE", "false")
            .env("SQLX_OFFLINE_DIR", fresh.path())
            .env(driver.variable, url),
    );
    source.set_modified(modified)?;
    checked?;
    read(fresh.path())
}

#[expect(
    clippy::disallowed_methods,
    reason = "a file's time of change is no instant of the domain"
)]
fn now() -> SystemTime {
    SystemTime::now()
}

fn read(folder: &Path) -> Result<Cache> {
    let mut cache = Cache::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if let Some(name) = path.file_name().and_then(|name| name.to_str())
                && name.starts_with("query-")
                && name.ends_with(".json")
            {
                cache.insert(name.to_owned(), fs::read(&path)?);
            }
        }
    }
    Ok(cache)
}

fn scripts(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut scripts = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "sql") {
            scripts.push(path);
        }
    }
    scripts.sort();
    Ok(scripts)
}

fn migrate_sqlite(folder: &Path, file: &Path) -> Result<()> {
    if process::find("sqlite3").is_none() {
        debian::install(&["sqlite3"], "try the queries on SQLite", "")?;
    }
    for script in scripts(folder)? {
        // The library that the program brings is only used to lay out the tables.
        let mut sqlite = process::command("sqlite3");
        sqlite.args(["-batch", "-bail"]).arg(file);
        feed(&mut sqlite, &script)?;
    }
    Ok(())
}

/// A database of its own in a PostgreSQL that may hold others; it is dropped when this value is.
struct Database<'a> {
    postgres: &'a Postgres,
    name: String,
    url: String,
}

impl<'a> Database<'a> {
    fn create(postgres: &'a Postgres) -> Result<Self> {
        let name = format!("prepare_{}", std::process::id());
        let server = postgres.url().rsplit_once('/').map(|(server, _)| server);
        let url = format!(
            "{}/{name}",
            server.context("the address of PostgreSQL names no database")?
        );
        process::run(
            psql(postgres.url())
                .arg("--command")
                .arg(format!("CREATE DATABASE {name}")),
        )?;
        Ok(Self { postgres, name, url })
    }
}

impl Drop for Database<'_> {
    fn drop(&mut self) {
        let drop = format!("DROP DATABASE {}", self.name);
        if let Err(error) = process::run(psql(self.postgres.url()).arg("--command").arg(drop)) {
            say(format_args!("{error:#}"));
        }
    }
}

fn psql(url: &str) -> Command {
    let beside = postgres::programs()
        .map(|programs| programs.join("psql"))
        .filter(|path| path.is_file());
    let mut command = process::command(beside.unwrap_or_else(|| "psql".into()));
    command.args([
        "--no-psqlrc",
        "--quiet",
        "--set",
        "ON_ERROR_STOP=1",
        "--dbname",
        url,
    ]);
    command
}

fn feed(command: &mut Command, script: &Path) -> Result<()> {
    process::run(command.stdin(Stdio::from(File::open(script)?)))
        .with_context(|| format!("{} cannot be applied", script.display()))
}
