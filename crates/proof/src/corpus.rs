//! The inputs that are kept: golden pairs, what fuzzing found, and worked examples.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::input;

/// An input with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Where it comes from, as one would name it from the workspace's root.
    pub name: String,
    /// The texts.
    pub input: Vec<u8>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What is kept for one fuzz target.
///
/// # Errors
/// When the folder or a file in it cannot be read.
pub fn of_target(target: &str) -> io::Result<Vec<Kept>> {
    folder(&format!("fuzz/corpus/{target}"))
}

/// The golden pairs, as inputs of two texts.
///
/// # Errors
/// When the folder or a file in it cannot be read.
pub fn golden() -> io::Result<Vec<Kept>> {
    let mut pairs = folder("crates/domain/tests/golden")?;
    for pair in &mut pairs {
        let text = String::from_utf8_lossy(&pair.input).into_owned();
        let texts = text.split("==== is told as\n").next().unwrap_or_default();
        let both = texts
            .split_once("==== becomes\n")
            .or_else(|| texts.split_once("==== is pasted as\n"));
        let (old, new) = both.unwrap_or((texts, ""));
        pair.input = input(&[characters(old), characters(new)]);
    }
    Ok(pairs)
}

/// Everything that is kept, and the worked examples beside the workspace where there are any.
///
/// # Errors
/// When a folder or a file in it cannot be read.
pub fn all() -> io::Result<Vec<Kept>> {
    let mut all = golden()?;
    for (target, _) in crate::laws::LAWS {
        all.append(&mut of_target(target)?);
    }
    all.append(&mut cases()?);
    Ok(all)
}

fn cases() -> io::Result<Vec<Kept>> {
    const FILE: &str = "../shared/cases/text-engine.json";
    let path = root().join(FILE);
    if !path.exists() {
        eprintln!("not run: there is no {FILE} beside the workspace");
        return Ok(Vec::new());
    }
    let file: Value = serde_json::from_slice(&fs::read(path)?)?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let mut cases = Vec::new();
    for case in ["diff", "rebase", "merge", "lines"]
        .iter()
        .filter_map(|section| file[section].as_array())
        .flatten()
    {
        let amendments = case["amendments"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(text);
        let named = ["old", "base", "text", "new", "amended", "newbase"];
        let texts: Vec<String> = named
            .iter()
            .filter_map(|name| text(&case[name]))
            .chain(amendments)
            .collect();
        cases.push(Kept {
            name: format!("{FILE}: {}", case["id"]),
            input: input(&texts),
        });
    }
    Ok(cases)
}

fn folder(name: &str) -> io::Result<Vec<Kept>> {
    let mut kept = Vec::new();
    for entry in fs::read_dir(root().join(name))? {
        let path = entry?.path();
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        kept.push(Kept {
            name: format!("{name}/{file}"),
            input: fs::read(&path)?,
        });
    }
    kept.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(kept)
}

/// `⟨U+200B⟩` becomes the character it names.
fn characters(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("⟨U+") {
        out.push_str(before);
        let named = after
            .split_once('⟩')
            .and_then(|(code, after)| Some((char::from_u32(u32::from_str_radix(code, 16).ok()?)?, after)));
        match named {
            Some((c, after)) => {
                out.push(c);
                rest = after;
            }
            None => {
                out.push_str("⟨U+");
                rest = after;
            }
        }
    }
    out + rest
}
