//! A text for programs. The shape is told in docs/files.md; it only ever grows.

use crate::{Clause, Fact, FinalText, State};
use domain::text::canon::Kind;
use serde::Serialize;

/// Raised when a program that reads the old shape would go wrong.
const VERSION: u32 = 1;

/// What the shape is called.
pub(crate) const FORMAT: &str = "substantive-text";

/// The text with its clauses, lines and facts.
pub fn json(text: &FinalText) -> String {
    let file = File::of(text);
    // Text and numbers always become JSON.
    let mut written = serde_json::to_string_pretty(&file).unwrap_or_default();
    written.push('\n');
    written
}

#[derive(Serialize)]
struct File<'a> {
    format: &'static str,
    format_version: u32,
    kind: &'static str,
    language: &'a str,
    group: &'a str,
    title: &'a str,
    version: u32,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    imprint: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    saved: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seen: Option<&'a str>,
    words: &'a str,
    rule: &'a str,
    addresses: Addresses<'a>,
    fingerprint: Fingerprint<'a>,
    facts: Vec<Said>,
    text: &'a str,
    clauses: Vec<Written<'a>>,
}

#[derive(Serialize)]
struct Addresses<'a> {
    newest: &'a str,
    check: String,
}

#[derive(Serialize)]
struct Fingerprint<'a> {
    algorithm: &'static str,
    over: &'static str,
    value: &'a str,
    code: String,
}

#[derive(Serialize)]
struct Said {
    name: &'static str,
    label: &'static str,
    value: String,
}

#[derive(Serialize)]
struct Written<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<u32>,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<u8>,
    #[serde(skip_serializing_if = "str::is_empty")]
    marker: &'a str,
    text: &'a str,
    lines: Vec<Numbered<'a>>,
}

#[derive(Serialize)]
struct Numbered<'a> {
    n: u32,
    text: &'a str,
}

impl<'a> File<'a> {
    fn of(text: &'a FinalText) -> Self {
        let mut file = Self::plain(text);
        match &text.state {
            State::Draft { saved, .. } => {
                file.state = "draft";
                file.saved = Some(saved);
            }
            State::Followed { by, seen, .. } => {
                file.state = "followed";
                file.by = Some(by);
                file.seen = Some(seen);
            }
            State::Published {
                date,
                status,
                imprint,
                ..
            } => {
                file.published = Some(date);
                file.status = Some(status);
                file.imprint = Some(imprint);
            }
        }
        file
    }

    fn plain(text: &'a FinalText) -> Self {
        Self {
            format: FORMAT,
            format_version: VERSION,
            kind: text.kind.word(),
            language: &text.language,
            group: &text.group,
            title: &text.title,
            version: text.version,
            state: "published",
            published: None,
            status: None,
            imprint: None,
            saved: None,
            by: None,
            seen: None,
            words: &text.words,
            rule: &text.rule,
            addresses: Addresses {
                newest: text.address(),
                check: text.check_address(),
            },
            fingerprint: Fingerprint {
                algorithm: "SHA-256",
                over: "title, two line feeds, text; in UTF-8",
                value: &text.fingerprint,
                code: text.code(),
            },
            facts: text.facts().into_iter().map(Said::from).collect(),
            text: text.text.as_str(),
            clauses: text.clauses().iter().map(Written::from).collect(),
        }
    }
}

impl From<Fact> for Said {
    fn from(Fact { name, label, value }: Fact) -> Self {
        Self { name, label, value }
    }
}

impl<'a> From<&Clause<'a>> for Written<'a> {
    fn from(clause: &Clause<'a>) -> Self {
        let (kind, level) = match clause.paragraph.kind {
            Kind::Heading(level) => ("heading", Some(level)),
            Kind::Item { level } => ("item", Some(level)),
            Kind::Prose => ("prose", None),
        };
        let lines = clause.lines.iter().map(|line| Numbered {
            n: line.n,
            text: &line.text,
        });
        Self {
            id: clause.id.map(|id| id.0),
            kind,
            level,
            marker: clause.paragraph.marker.trim_end(),
            text: clause.paragraph.text,
            lines: lines.collect(),
        }
    }
}
