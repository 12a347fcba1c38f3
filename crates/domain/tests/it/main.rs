//! The text engine from outside: worked examples, real documents, and laws on generated input.

mod cases;
mod composites;
mod golden;
mod laws;
mod manifesto;
mod seeds;
mod workbench;

use std::path::PathBuf;

/// A file or folder kept beside the workspace; says so where it does not exist.
fn shared(path: &str) -> Option<PathBuf> {
    let found = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")).join(path);
    if !found.exists() {
        eprintln!("not run: there is no ../shared/{path} beside the workspace");
        return None;
    }
    Some(found)
}
