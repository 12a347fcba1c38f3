//! `substantive verify`

use crate::commands::{Database, call, say};
use clap::Args;
use std::process::ExitCode;

/// Check the event log: every entry, and the chain that holds them together.
#[derive(Args)]
pub struct Verify {
    #[command(flatten)]
    database: Database,
}

impl Verify {
    /// Reads every event and recomputes its hash; ends with 1 where something does not fit.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let call = call(&self.database, "").await?;
        let (mut seq, mut previous) = (0, String::new());
        loop {
            let events = call.store.events(seq, 1_000).await?;
            if events.is_empty() {
                break;
            }
            for event in events {
                let whole =
                    event.seq == seq + 1 && event.previous == previous && event.hash == event.expected_hash();
                if !whole {
                    say(&format!(
                        "Event {} does not fit: the log has been changed there.",
                        event.seq
                    ));
                    return Ok(ExitCode::from(1));
                }
                (seq, previous) = (event.seq, event.hash);
            }
        }
        if (seq, &previous)
            == (
                call.store.chain_head().await?.0,
                &call.store.chain_head().await?.1,
            )
        {
            say(&format!("{seq} events, all whole. Head: {previous}"));
            Ok(ExitCode::SUCCESS)
        } else {
            say(&format!(
                "The log ends at event {seq}, but more had been written: its end is missing."
            ));
            Ok(ExitCode::from(1))
        }
    }
}
