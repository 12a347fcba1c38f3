//! `substantive erased`

use crate::chance::now;
use crate::commands::{Database, call_as_it_is, say};
use anyhow::{Context, bail};
use clap::Args;
use domain::ids::MemberId;
use domain::time::Instant;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::{Act, Store, StoreError};

/// List who has been forgotten, by the ids that are left of them; or forget the people on such a list again.
#[derive(Args)]
pub struct Erased {
    #[command(flatten)]
    database: Database,
    /// Forget everybody on this list: after a copy from before they were forgotten has been put back by other means.
    #[arg(long, value_name = "LIST")]
    again: Option<PathBuf>,
}

/// The schema in which people can be forgotten.
const SINCE: i64 = 6;

impl Erased {
    /// Prints the list, or carries one out.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let call = call_as_it_is(&self.database).await?;
        let (schema, newest) = call.store.schema().await?;
        match self.again {
            None => say(list(&known(call.store.as_ref()).await?).trim_end()),
            Some(_) if schema != newest => bail!(
                "the database has schema {schema} and this program needs {newest}: start the server once, then try again"
            ),
            Some(file) => {
                let count = forget_again(call.store.as_ref(), &read(&file)?, now()).await?;
                say(&match count {
                    0 => "Nobody had to be forgotten again.".to_owned(),
                    1 => "1 person was forgotten again.".to_owned(),
                    count => format!("{count} people were forgotten again."),
                });
            }
        }
        call.store.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

/// Everybody who has been forgotten, whatever the schema.
pub async fn known(store: &dyn Store) -> Result<Vec<(MemberId, Instant)>, StoreError> {
    if store.schema().await?.0 < SINCE {
        return Ok(Vec::new());
    }
    store.erased().await
}

/// The list as it is written to a file. It says nothing about anybody: an id is all that is left of them.
pub fn list(erased: &[(MemberId, Instant)]) -> String {
    let mut text =
        "# Who has been forgotten, and when. After a restore they are forgotten again.\n".to_owned();
    for (member, at) in erased {
        let at = jiff::Timestamp::from_millisecond(at.0).map_or_else(|_| String::new(), |at| at.to_string());
        text.push_str(format!("{member} {at}").trim_end());
        text.push('\n');
    }
    text
}

/// Reads a list back.
pub fn read(file: &Path) -> anyhow::Result<Vec<MemberId>> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("cannot read the list {}", file.display()))?;
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let id = line.split_whitespace().next().unwrap_or(line);
            id.parse()
                .map_err(|_| anyhow::anyhow!("{}: {id} is no id", file.display()))
        })
        .collect()
}

/// Forgets those of them who are there and not yet forgotten; says how many that were.
pub async fn forget_again(store: &dyn Store, members: &[MemberId], at: Instant) -> Result<usize, StoreError> {
    let done: Vec<MemberId> = store.erased().await?.into_iter().map(|(id, _)| id).collect();
    let mut count = 0;
    for member in members {
        if done.contains(member) || store.member(*member).await?.is_none() {
            continue;
        }
        let act = Act {
            actor: None,
            at,
            action: "member.erase-again",
            subject: member.to_string(),
            detail: "{}".to_owned(),
            submission: None,
            result: String::new(),
            mails: Vec::new(),
        };
        store.erase(&act, *member).await?;
        count += 1;
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_reads_back() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("list");
        let (one, two) = (MemberId::new(7), MemberId::new(8));
        std::fs::write(
            &file,
            list(&[(one, Instant(0)), (two, Instant(1_800_000_000_000))]),
        )
        .unwrap();
        assert_eq!(read(&file).unwrap(), [one, two]);
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains(" 1970-01-01T00:00:00Z\n"), "{text}");
        std::fs::write(&file, "no id\n").unwrap();
        assert!(read(&file).is_err());
    }
}
