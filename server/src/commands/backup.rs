//! `substantive backup`

use crate::commands::{Database, call, say};
use anyhow::bail;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// Write a consistent copy of the database to a file.
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
        if self.file.exists() {
            bail!("{} is there already; name a new file", self.file.display());
        }
        let call = call(&self.database, "").await?;
        call.store.backup(&self.file.to_string_lossy()).await?;
        say(&format!("Written to {}", self.file.display()));
        Ok(ExitCode::SUCCESS)
    }
}
