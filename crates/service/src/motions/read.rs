//! Reading a text, one of its versions, and its history.

use crate::motions::{layout_of, profile_of, text_of};
use crate::{Call, Error};
use domain::permission::Action;
use domain::text::canon::Canonical;
use domain::text::diff::{Diff, diff_with, summary};
use domain::text::lines::{Line, layout};
use domain::text::words::{Count, Profile, count};
use store::{Document, Look, Round, StoreError, Version, View};

/// A version as it is shown: its lines, its words.
#[derive(Clone, Debug)]
pub struct Article {
    /// The version.
    pub version: Version,
    /// Its text.
    pub text: Canonical,
    /// Its numbered lines.
    pub lines: Vec<Line>,
    /// Its rule.
    pub profile: Profile,
    /// Its words.
    pub count: Count,
}

impl Article {
    /// What a stored version shows.
    pub fn of(version: Version) -> Self {
        let text = text_of(&version);
        let profile = profile_of(&version.profile);
        Self {
            lines: layout(&text, layout_of(&version)),
            count: count(&profile, &version.title, &text),
            text,
            profile,
            version,
        }
    }
}

/// A text as its page shows it.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The text.
    pub document: Document,
    /// The version that is shown.
    pub article: Article,
    /// Its rounds, the newest first.
    pub rounds: Vec<Round>,
    /// The views that the reader has given on it, the newest first.
    pub views: Vec<View>,
    /// How many comments it has.
    pub comments: u32,
    /// How many amendments to it are before the members.
    pub amendments: u32,
    /// What the reader looked at last time.
    pub looked: Option<Look>,
}

/// A text that whoever is asking may read, or nothing at all.
pub(crate) async fn readable(call: &Call, slug: &str) -> Result<Document, Error> {
    let document = call
        .store
        .document(slug, call.now)
        .await?
        .ok_or(Error::NotFound)?;
    if call.may_to(Action::Read, &document) {
        Ok(document)
    } else {
        Err(Error::NotFound)
    }
}

/// The latest version of a text.
pub async fn read(call: &Call, slug: &str) -> Result<Reading, Error> {
    let document = readable(call, slug).await?;
    let latest = document.latest;
    reading(call, document, latest).await
}

/// One version of a text.
pub async fn read_version(call: &Call, slug: &str, number: u32) -> Result<Reading, Error> {
    let document = readable(call, slug).await?;
    reading(call, document, number).await
}

async fn reading(call: &Call, document: Document, number: u32) -> Result<Reading, Error> {
    let version = call.version(document.id, number).await?.ok_or(Error::NotFound)?;
    let rounds = call.store.rounds_of(document.id).await?;
    let (views, looked) = match call.actor().member {
        Some(member) => (
            call.store.views_of(member, document.id).await?,
            call.store.looked(member, document.id).await?,
        ),
        None => (Vec::new(), None),
    };
    let comments = call.store.comment_count(document.id).await?;
    let amendments = call.store.amendment_count(document.id).await?;
    Ok(Reading {
        article: Article::of(version),
        rounds,
        views,
        comments,
        amendments,
        looked,
        document,
    })
}

/// Notes that whoever is asking has looked at the latest version, if they had not yet. Where that cannot be written
/// just now it is left out: a text can be read although nothing can be saved.
pub async fn look(call: &Call, reading: &Reading) -> Result<(), Error> {
    note_look(
        call,
        &reading.document,
        reading.looked,
        reading.article.version.number,
    )
    .await
}

/// Notes that whoever is asking has looked at a version, if they had not looked at it or at a later one.
pub(crate) async fn note_look(
    call: &Call,
    document: &Document,
    looked: Option<Look>,
    version: u32,
) -> Result<(), Error> {
    let Some(member) = call.actor().member else {
        return Ok(());
    };
    if looked.is_some_and(|look| look.version >= version) {
        return Ok(());
    }
    let look = Look {
        document: document.id,
        version,
        at: call.now,
    };
    match call.store.look(member, look).await {
        Err(StoreError::Busy | StoreError::Full) => Ok(()),
        other => Ok(other?),
    }
}

/// A text's versions, each with what it changed in one line.
#[derive(Clone, Debug)]
pub struct History {
    /// The text.
    pub document: Document,
    /// Its versions, the newest first, each with its change in one line.
    pub versions: Vec<(Version, String)>,
    /// The number before the oldest one shown, where there are more.
    pub earlier: Option<u32>,
}

/// What a version changed, title and rule included.
fn in_one_line(texts: &Diff, parent: &Version, version: &Version) -> String {
    let (title, rule) = (parent.title != version.title, parent.profile != version.profile);
    let also = match (title, rule) {
        (true, true) => "new title, new rule for counting",
        (true, false) => "new title",
        (false, true) => "new rule for counting",
        (false, false) => return summary(texts),
    };
    if texts.is_same() {
        also.replacen("new", "New", 1)
    } else {
        format!("{}, {also}", summary(texts))
    }
}

/// The versions after this one, each with what it changed.
fn told(stored: &[Version], after: u32) -> Vec<(Version, String)> {
    let mut versions = Vec::new();
    for (at, version) in stored.iter().enumerate() {
        if version.number <= after {
            continue;
        }
        let change = match at.checked_sub(1).and_then(|at| stored.get(at)) {
            Some(parent) => {
                let texts = diff_with(
                    &text_of(parent),
                    &text_of(version),
                    layout_of(parent),
                    layout_of(version),
                );
                in_one_line(&texts, parent, version)
            }
            None => "The first version".to_owned(),
        };
        versions.push((version.clone(), change));
    }
    versions
}

/// Versions on one page of a history.
const VERSIONS_A_PAGE: u32 = 30;

/// The versions of a text up to `until`, the newest first.
pub async fn history(call: &Call, slug: &str, until: Option<u32>) -> Result<History, Error> {
    let document = readable(call, slug).await?;
    let until = until.unwrap_or(document.latest).min(document.latest);
    let after = until.saturating_sub(VERSIONS_A_PAGE);
    // One more at the old end, to say what the oldest one shown changed.
    let from = after.saturating_sub(1);
    let stored = call.versions(document.id, from, i64::from(until - from)).await?;
    let mut versions = told(&stored, after);
    versions.reverse();
    Ok(History {
        document,
        versions,
        earlier: (after > 0).then_some(after),
    })
}
