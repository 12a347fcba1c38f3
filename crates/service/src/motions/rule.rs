//! By which rule a text's words are counted.

use crate::error::Problems;
use crate::{Error, Trouble};
use domain::text::words::{Limits, Profile, Switches, profile};

/// What a form says of the rule: one of the built-in ones by key, or `own` with limits of one's own.
#[derive(Clone, Debug, Default)]
pub struct OwnRule {
    /// The key, or `own`.
    pub key: String,
    /// The name of an own rule: for which meeting it is.
    pub name: String,
    /// Most words in the text; empty where there is no limit or nobody knows it.
    pub limit: String,
    /// Most words in the title.
    pub title_limit: String,
}

/// The rule that a form names, as it is stored: a key, or JSON for an own one.
pub fn rule_from_form(form: &OwnRule) -> Result<String, Error> {
    if form.key != "own" {
        return profile(&form.key)
            .map(|profile| profile.key.to_string())
            .ok_or_else(|| Error::field("profile", Trouble::NotAChoice));
    }
    let mut problems = Problems::default();
    let name = problems.optional_line("rule_name", &form.name, 80);
    let mut limit = |field: &str, text: &str| {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let limit = text
            .parse::<u32>()
            .ok()
            .filter(|limit| (1..=100_000).contains(limit));
        if limit.is_none() {
            problems.add(field, Trouble::NotANumber(1, 100_000));
        }
        limit
    };
    let (total, title) = (
        limit("limit", &form.limit),
        limit("title_limit", &form.title_limit),
    );
    problems.done()?;
    let name = if name.is_empty() {
        "A rule of our own".to_owned()
    } else {
        name
    };
    let own = Profile::own(
        name,
        Limits {
            total,
            title,
            ..Limits::default()
        },
        Switches::default(),
    );
    serde_json::to_string(&own).map_err(|_| Error::field("profile", Trouble::NotAChoice))
}

/// The rule that is stored with a text or version.
pub fn profile_of(stored: &str) -> Profile {
    profile(stored)
        .cloned()
        .or_else(|| serde_json::from_str(stored).ok())
        .unwrap_or_else(|| Profile::own("No rule", Limits::default(), Switches::default()))
}
