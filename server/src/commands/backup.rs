//! `substantive backup`

use crate::commands::{Database, call_as_it_is, erased, say};
use anyhow::{Context, bail};
use clap::Args;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::Store;

/// Write a consistent copy of the database to a file, and beside it the list of who has been forgotten.
#[derive(Args)]
pub struct Backup {
    #[command(flatten)]
    database: Database,
    /// The file to write; it must not be there yet.
    file: PathBuf,
}

impl Backup {
    /// Copies while the server runs; nothing is half written in the copy.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let call = call_as_it_is(&self.database).await?;
        let list = write(call.store.as_ref(), &self.file).await?;
        say(&format!(
            "Written to {}, and who has been forgotten to {}",
            self.file.display(),
            list.display()
        ));
        call.store.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

/// The list that lies beside a copy.
pub fn list_beside(copy: &Path) -> PathBuf {
    let mut name = copy.as_os_str().to_owned();
    name.push(".erased");
    name.into()
}

/// Writes a copy and the list beside it; says where the list is.
pub async fn write(store: &dyn Store, file: &Path) -> anyhow::Result<PathBuf> {
    let list = list_beside(file);
    for file in [file, &list] {
        if file.exists() {
            bail!("{} is there already; name a new file", file.display());
        }
    }
    let name = file.to_str().context("the name of the file is not text")?;
    store.backup(name).await?;
    // Read after the copy was made: who was forgotten in between is on it.
    let erased = erased::list(&erased::known(store).await?);
    let mut out = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&list)
        .with_context(|| format!("cannot write {}", list.display()))?;
    out.write_all(erased.as_bytes())?;
    out.sync_all()?;
    Ok(list)
}
