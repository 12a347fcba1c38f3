//! Everything there is, table by table: how a group moves from one database to another.

use crate::StoreError;
use sha2::{Digest, Sha256};

/// Every table, those that are pointed at before those that point. A row of a table that points at itself comes after
/// the row that it points at.
pub const TABLES: [&str; TABLE_COUNT] = [
    "organisation",
    "member",
    "sign_in",
    "session",
    "outbox",
    "kept",
    "submission",
    "chain",
    "event",
    "document",
    "version",
    "look",
    "round",
    "comment",
    "comment_history",
    "view",
    "approval",
    "decision",
    "publication",
    "amendment",
    "amendment_form",
    "amendment_move",
    "merge",
    "merge_step",
    "trace",
    "composite_source",
    "composite_answer",
    "composite_step",
    "composite_version",
    "composite_move",
    "red_line",
    "section",
    "section_change",
    "manifesto_frame",
    "edition",
    "assembly",
    "finding_dismissed",
    "figure_source",
    "glossary",
    "outcome",
    "clause_link",
    "day_salt",
    "client_try",
    "email_change",
    "adoption",
    "adoption_move",
    "adoption_variant",
    "adoption_link",
    "passkey",
    "passkey_challenge",
    "head_mail",
    "position",
    "position_told",
    "ladder",
    "ladder_usual",
    "calendar_feed",
];
const TABLE_COUNT: usize = 56;

/// One value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// No value.
    Nothing,
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
    /// Yes or no.
    Truth(bool),
}

/// The types of value that the schema uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `TEXT`
    Text,
    /// `BIGINT`
    Number,
    /// `BOOLEAN`
    Truth,
}

impl Kind {
    /// The type that a database gives a column, in whichever case it writes it.
    pub fn of(word: &str) -> Result<Self, StoreError> {
        [
            ("TEXT", Self::Text),
            ("BIGINT", Self::Number),
            ("BOOLEAN", Self::Truth),
        ]
        .into_iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(word))
        .map(|(_, kind)| kind)
        .ok_or_else(|| StoreError::Inconsistent {
            table: "schema",
            value: word.to_owned(),
        })
    }
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub kind: Kind,
}

/// What a table holds, in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The table.
    pub table: &'static str,
    /// How many rows.
    pub rows: usize,
    /// SHA-256 over the hashes of all rows, whatever order they come in.
    pub digest: String,
}

/// Makes a [`Sum`], row by row.
#[derive(Debug, Default)]
pub struct Summing {
    rows: Vec<[u8; 32]>,
}

impl Summing {
    /// Adds a row, whose values stand in the order of their columns' names.
    pub fn add(&mut self, row: &[Value]) {
        let mut hasher = Sha256::new();
        for value in row {
            match value {
                Value::Nothing => hasher.update([0]),
                Value::Text(text) => {
                    hasher.update([1]);
                    hasher.update((text.len() as u64).to_be_bytes());
                    hasher.update(text.as_bytes());
                }
                Value::Number(number) => {
                    hasher.update([2]);
                    hasher.update(number.to_be_bytes());
                }
                Value::Truth(truth) => hasher.update([3, u8::from(*truth)]),
            }
        }
        self.rows.push(hasher.finalize().into());
    }

    /// The sum of all rows.
    pub fn finish(mut self, table: &'static str) -> Sum {
        self.rows.sort_unstable();
        let mut hasher = Sha256::new();
        for row in &self.rows {
            hasher.update(row);
        }
        Sum {
            table,
            rows: self.rows.len(),
            digest: hasher
                .finalize()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        }
    }
}

/// Takes rows in, table by table in the order of [`TABLES`].
#[async_trait::async_trait]
pub trait Sink: Send {
    /// Some rows of a table, with their columns in the order of their names.
    async fn take(
        &mut self,
        table: &'static str,
        columns: &[Column],
        rows: Vec<Vec<Value>>,
    ) -> Result<(), StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(rows: &[&[Value]]) -> String {
        let mut summing = Summing::default();
        for row in rows {
            summing.add(row);
        }
        summing.finish("member").digest
    }

    #[test]
    fn a_sum_knows_values_apart_but_not_the_order_of_rows() {
        let (a, b) = (Value::Text("a".into()), Value::Text("b".into()));
        assert_eq!(
            sum(&[std::slice::from_ref(&a), std::slice::from_ref(&b)]),
            sum(&[std::slice::from_ref(&b), std::slice::from_ref(&a)])
        );
        let all = [
            sum(&[]),
            sum(&[&[a.clone(), b.clone()]]),
            sum(&[&[b.clone(), a.clone()]]),
            sum(&[&[Value::Text("ab".into())]]),
            sum(&[&[Value::Text(String::new())]]),
            sum(&[&[Value::Nothing]]),
            sum(&[&[Value::Number(0)]]),
            sum(&[&[Value::Number(1)]]),
            sum(&[&[Value::Truth(false)]]),
            sum(&[&[Value::Truth(true)]]),
            sum(&[&[Value::Text("1".into())]]),
        ];
        for (n, one) in all.iter().enumerate() {
            assert!(!all[n + 1..].contains(one), "{n}");
        }
    }
}
