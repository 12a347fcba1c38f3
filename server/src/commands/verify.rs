//! `substantive verify`

use crate::commands::{Database, call_as_it_is, say};
use clap::Args;
use std::process::ExitCode;
use store::{Store, StoreError};

/// Check the event log: every entry, and the chain that holds them together.
#[derive(Args)]
pub struct Verify {
    #[command(flatten)]
    database: Database,
}

impl Verify {
    /// Reads every event and recomputes its hash; ends with 1 where something does not fit.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let call = call_as_it_is(&self.database).await?;
        Ok(match chain(call.store.as_ref()).await? {
            Chain::Whole { seq, head } => {
                say(&format!("{seq} events, all whole. Head: {head}"));
                ExitCode::SUCCESS
            }
            Chain::Broken(why) => {
                say(&why);
                ExitCode::from(1)
            }
        })
    }
}

/// How the event log was found.
#[derive(Debug, PartialEq, Eq)]
pub enum Chain {
    /// Every entry fits the one before, up to this one.
    Whole {
        /// Its number.
        seq: i64,
        /// Its hash.
        head: String,
    },
    /// Where it does not, in a sentence.
    Broken(String),
}

/// Recomputes the whole event log.
pub async fn chain(store: &dyn Store) -> Result<Chain, StoreError> {
    // Read first: what is written meanwhile is no end that is missing.
    let (last, hash) = store.chain_head().await?;
    let (mut seq, mut previous) = (0, String::new());
    let mut head = String::new();
    loop {
        let events = store.events(seq, 1_000).await?;
        if events.is_empty() {
            break;
        }
        for event in events {
            let whole =
                event.seq == seq + 1 && event.previous == previous && event.hash == event.expected_hash();
            if !whole {
                return Ok(Chain::Broken(format!(
                    "Event {} does not fit: the log has been changed there.",
                    event.seq
                )));
            }
            (seq, previous) = (event.seq, event.hash);
            if seq == last {
                head.clone_from(&previous);
            }
        }
    }
    if seq >= last && head == hash {
        Ok(Chain::Whole { seq, head: previous })
    } else {
        Ok(Chain::Broken(format!(
            "The log ends at event {seq}, but more had been written: its end is missing."
        )))
    }
}
