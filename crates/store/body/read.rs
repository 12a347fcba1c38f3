//! From columns to the domain's types.

use std::str::FromStr;
use store::StoreError;

/// An id column.
pub fn read<T: FromStr>(table: &'static str, text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Inconsistent {
        table,
        value: text.to_owned(),
    })
}

/// A column that holds one of a few words.
pub fn word<T>(table: &'static str, from_word: fn(&str) -> Option<T>, text: &str) -> Result<T, StoreError> {
    from_word(text).ok_or_else(|| StoreError::Inconsistent {
        table,
        value: text.to_owned(),
    })
}

/// A column that holds a small whole number.
pub fn number(table: &'static str, value: i64) -> Result<u32, StoreError> {
    u32::try_from(value).map_err(|_| StoreError::Inconsistent {
        table,
        value: value.to_string(),
    })
}
