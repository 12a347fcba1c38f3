//! The rules of Substantive, without input, output, clock or chance.
//!
//! Everything here is a function of its arguments: instants and ids come in from outside,
//! so the same code gives the same answer on the server, in the browser and in a test.
//!
//! - [`text`]: the text engine: canonical text, words, lines, differences, merging.
//! - [`people`] and [`permission`]: who somebody is and what they may do.
//! - [`document`], [`round`], [`decision`]: the life of a text from draft to publication.
//! - [`amendment`]: the life of a proposed change.
//! - [`adoption`]: what constituency parties did with a published text.
//! - [`composite`]: one motion made of several, and what became of each of their clauses.
//! - [`manifesto`]: sections and the editions made of them: import, checks, assembly, comparison.
//! - [`section`]: the life of a section of the manifesto, from wanted to its place in an edition.
//! - [`position`]: what the organisation itself says of a text.
//! - [`ladder`]: from the day of a conference back to the day by which a text must be out.
//! - [`fingerprint`]: how a version's fingerprint is typed and printed.
//! - [`retention`]: for how long things about people are kept.
//! - [`csv_guard`]: what keeps a spreadsheet from running what somebody typed.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod adoption;
pub mod amendment;
pub mod composite;
pub mod csv_guard;
pub mod decision;
pub mod document;
pub mod fingerprint;
pub mod ids;
pub mod ladder;
pub mod manifesto;
pub mod people;
pub mod permission;
pub mod position;
pub mod retention;
pub mod round;
pub mod section;
pub mod text;
pub mod time;
