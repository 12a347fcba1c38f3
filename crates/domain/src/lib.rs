//! The rules of Substantive, without input, output, clock or chance.
//!
//! Everything here is a function of its arguments: instants and ids come in from outside,
//! so the same code gives the same answer on the server, in the browser and in a test.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod text;
