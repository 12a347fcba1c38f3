//! `substantive verify`

mod records;

use crate::commands::{Database, call_as_it_is, say};
use crate::web::read_text;
use anyhow::Context;
use clap::Args;
use domain::document::Standing;
use domain::text::likeness::in_hundred;
use records::Named;
use service::calendar;
use service::which::{Found, Hit, Memory, Sameness, Tidied, find};
use std::path::PathBuf;
use std::process::ExitCode;
use store::{Event, Store, StoreError};

/// Check the event log: every entry, and the chain that holds them together; and whether every text, vote, decision and
/// publication is what its fingerprint and the log say. With a file, check that instead.
#[derive(Args)]
pub struct Verify {
    /// A text file: says which published version it is. Ends with 0 where it is the current one to the letter,
    /// with 1 where it is another or differs, with 2 where it cannot be read.
    #[arg(long)]
    file: Option<PathBuf>,
    #[command(flatten)]
    database: Database,
    /// A head that was written down or mailed earlier: says whether the log still leads to it. May be given more than
    /// once.
    #[arg(long = "head", value_name = "HASH")]
    heads: Vec<String>,
}

impl Verify {
    /// Reads every event and every text and recomputes their hashes; ends with 1 where something does not fit.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let call = call_as_it_is(&self.database).await?;
        if let Some(file) = self.file {
            let bytes = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            let text = read_text(&bytes).with_context(|| format!("{} is not plain text", file.display()))?;
            let found = find(&call, &Memory::default(), &text)
                .await
                .map_err(|error| anyhow::anyhow!(error))?;
            let (said, current) = judged(&found);
            for line in said {
                say(&line);
            }
            return Ok(if current {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(1)
            });
        }
        say(&format!("Database: {}", call.store.describe().await?));
        let mut found = vec![None; self.heads.len()];
        let mut named = Named::default();
        let chain = walk(call.store.as_ref(), |event| {
            named.add(event);
            for (head, found) in self.heads.iter().zip(&mut found) {
                if head.trim().eq_ignore_ascii_case(&event.hash) {
                    *found = Some(event.seq);
                }
            }
        })
        .await?;
        let mut good = match chain {
            Chain::Whole { seq, head } => {
                say(&format!("{seq} events, all whole. Head: {head}"));
                let (schema, newest) = call.store.schema().await?;
                if schema < newest {
                    say(&format!(
                        "Texts, votes and decisions were not looked at: the database has schema {schema}, and this \
                         program knows {newest}. Start the server on it once, then look again."
                    ));
                    true
                } else {
                    let (said, whole) = kept(&records::look(call.store.as_ref(), &named, seq).await?);
                    said.iter().for_each(|line| say(line));
                    whole
                }
            }
            Chain::Broken(why) => {
                say(&why);
                say("Texts, votes and decisions were not looked at: there is no log to compare them with.");
                false
            }
        };
        for (head, found) in self.heads.iter().zip(found) {
            match found {
                Some(seq) => say(&format!("{head} is in the log, at entry {seq}.")),
                None => {
                    say(&format!(
                        "{head} is not in the log: it is another log, or it has been changed since."
                    ));
                    good = false;
                }
            }
        }
        Ok(if good {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(1)
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
    walk(store, |_| {}).await
}

/// Looks at every text, vote, decision and publication, once the log has been found whole: what there is to say, and
/// whether all is as it was.
#[cfg(test)]
pub async fn all(store: &dyn Store) -> Result<(Vec<String>, bool), StoreError> {
    let mut named = Named::default();
    match walk(store, |event| named.add(event)).await? {
        Chain::Whole { seq, .. } => Ok(kept(&records::look(store, &named, seq).await?)),
        Chain::Broken(why) => Ok((vec![why], false)),
    }
}

fn kept(found: &records::Found) -> (Vec<String>, bool) {
    let mut said = found.wrong.clone();
    let records::Found {
        versions,
        named,
        votes,
        decisions,
        publications,
        ..
    } = found;
    let counts = format!(
        "{versions} versions of texts, {named} of them in the log by their fingerprint, {votes} votes, \
         {decisions} decisions, {publications} publications"
    );
    said.push(match found.wrong.len() {
        0 => format!("{counts}: all are what they were."),
        1 => format!("{counts}: one thing does not match."),
        many => format!("{counts}: {many} things do not match."),
    });
    (said, found.wrong.is_empty())
}

/// Recomputes the whole event log, and shows every entry that fits.
async fn walk(store: &dyn Store, mut each: impl FnMut(&Event)) -> Result<Chain, StoreError> {
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
            each(&event);
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

/// What is known about a file, line by line, and whether it is a current text to the letter.
pub fn judged(found: &Found) -> (Vec<String>, bool) {
    let misnamed = found.misnamed.as_ref().map(|misnamed| {
        let (number, title) = (misnamed.version.number, &misnamed.version.title);
        format!(
            "It names version {number} of “{title}” by its fingerprint, but its words are not those of version {number}."
        )
    });
    let Some(hit) = found.hits.first() else {
        let mut said = vec!["Nothing that is published is like this file.".to_owned()];
        said.extend(misnamed);
        return (said, false);
    };
    let Hit {
        version,
        likeness,
        publication,
        current,
        ..
    } = hit;
    let (number, title) = (version.number, &version.title);
    // A file with line numbers has its lines broken as well: nothing else may differ.
    let numbered = likeness.sameness == Sameness::Layout && found.tidied.contains(&Tidied::LineNumbers);
    let exact = (likeness.sameness == Sameness::Exact || numbered) && !likeness.other_title;
    let mut said = vec![match likeness.sameness {
        _ if exact => format!("This is version {number} of “{title}”, letter for letter."),
        Sameness::Exact => format!("This is the text of version {number} of “{title}”, under another title."),
        Sameness::Layout => {
            format!(
                "This is version {number} of “{title}”, but spaces, quotation marks or list marks differ."
            )
        }
        Sameness::Words => {
            format!(
                "These are the words of version {number} of “{title}”, but capitals or punctuation differ."
            )
        }
        Sameness::Near => format!(
            "The nearest is version {number} of “{title}”: of every 100 words of the two, {} are the same.",
            in_hundred(likeness.alike, true)
        ),
    }];
    let honest = misnamed.is_none();
    said.extend(misnamed);
    let mut stands = false;
    if let Some(publication) = publication {
        let since = calendar::date(publication.standing_at);
        said.push(match publication.standing {
            Standing::Current => format!("It is the current text, published on {since}."),
            Standing::Superseded => match current {
                Some(current) => format!("It was superseded on {since} by version {}.", current.version),
                None => format!("It was superseded on {since}."),
            },
            Standing::Withdrawn => format!("It was withdrawn on {since}: {}", publication.standing_reason),
        });
        said.push(format!("Fingerprint (SHA-256): {}", publication.hash));
        stands = publication.standing == Standing::Current;
    }
    (said, exact && stands && honest)
}
