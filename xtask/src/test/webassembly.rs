//! The text engine says the same in the browser as on the server, byte for byte.
//!
//! Every kept input goes through the engine twice: built for this machine, and as a WebAssembly
//! module, built as the browser half is, which Node.js runs.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::tally::Counts;
use crate::toolchain::{BROWSER, Toolchain};
use crate::workspace::{Scratch, Workspace};
use crate::{browser, process, say};

/// What an input was answered with; a line of the files that both sides write.
#[derive(Debug, Deserialize, PartialEq, Eq)]
struct Answered {
    name: String,
    answer: String,
}

/// Compares the answers, one test for each input.
pub fn run(workspace: &Workspace, toolchain: &Toolchain) -> Result<Counts> {
    browser::install_node()?;
    say("Building the text engine for this machine and as a WebAssembly module");
    let mut cargo = toolchain.cargo();
    cargo.args([
        "build",
        "--package",
        "proof",
        "--example",
        "engine",
        "--profile",
        "browser",
    ]);
    process::run(toolchain.for_browser(&mut cargo)).context("the engine does not build for the browser")?;
    let module = toolchain
        .target()
        .join(BROWSER)
        .join("browser/examples/engine.wasm");

    let scratch = Scratch::new()?;
    let native = scratch.path().join("native");
    let wasm = scratch.path().join("wasm");
    let mut cargo = toolchain.cargo();
    cargo.args(["run", "--quiet", "--package", "proof", "--bin", "answers", "--"]);
    process::run(cargo.arg(&native)).context("the native engine does not answer")?;
    let script = workspace.root.join("crates/proof/examples/engine.mjs");
    let mut node = process::command("node");
    node.arg(script).arg(module).arg(&native).arg(&wasm);
    process::run(&mut node).context("the WebAssembly engine does not answer")?;

    let (native, wasm) = (read(&native)?, read(&wasm)?);
    ensure!(!native.is_empty(), "there is nothing to compare");
    let (counts, complaint) = compare(&native, &wasm);
    if let Some(complaint) = complaint {
        println!("{complaint}");
    }
    Ok(counts)
}

fn read(file: &Path) -> Result<Vec<Answered>> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let line = |line| serde_json::from_str(line).context("cannot understand an answer");
    text.lines().map(line).collect()
}

/// Counts what is the same, and shows the first difference.
fn compare(native: &[Answered], wasm: &[Answered]) -> (Counts, Option<String>) {
    let mut counts = Counts::default();
    let mut complaint = None;
    for (n, here) in native.iter().enumerate() {
        let there = wasm.get(n);
        if there == Some(here) {
            counts.passed += 1;
            continue;
        }
        counts.failed += 1;
        if complaint.is_none() {
            let there = there.map_or("", |there| there.answer.as_str());
            let mut lines = here.answer.lines();
            let mut others = there.lines();
            let (line, other) = loop {
                match (lines.next(), others.next()) {
                    (Some(line), Some(other)) if line == other => {}
                    (line, other) => break (line.unwrap_or_default(), other.unwrap_or_default()),
                }
            };
            complaint = Some(format!(
                "{}: the first difference between the engines\n  native       {line}\n  WebAssembly  {other}",
                here.name
            ));
        }
    }
    (counts, complaint)
}

#[cfg(test)]
mod tests {
    use super::{Answered, compare};

    fn answered(name: &str, answer: &str) -> Answered {
        Answered {
            name: name.to_owned(),
            answer: answer.to_owned(),
        }
    }

    #[test]
    fn the_first_difference_is_shown() {
        let native = [
            answered("a", "x: 1"),
            answered("b", "x: 1\ny: 2"),
            answered("c", "z"),
        ];
        let wasm = [answered("a", "x: 1"), answered("b", "x: 1\ny: 3")];
        let (counts, complaint) = compare(&native, &wasm);
        assert_eq!((counts.passed, counts.failed), (1, 2));
        assert_eq!(
            complaint.as_deref(),
            Some("b: the first difference between the engines\n  native       y: 2\n  WebAssembly  y: 3")
        );
        assert_eq!(compare(&native, &native).1, None);
    }
}
