//! The text engine: canonical text, words, lines, differences, wording, anchors and merging.
//!
//! Everything here works on [`canon::Canonical`] text, so that two people looking at the same
//! version count the same words, see the same line numbers and read the same changes, on the
//! server as in the browser.
//!
//! Pairs of texts on which a comparison is easily wrong are explained, one by one, in
//! `docs/tricky-cases.md`.

pub mod anchor;
pub mod blame;
pub mod canon;
pub mod clauses;
pub mod diff;
pub mod import;
pub mod lines;
pub mod merge;
pub mod pairs;
pub mod typed;
pub mod which;
pub mod wording;
pub mod words;
