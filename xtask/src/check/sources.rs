//! What the sources must and must not say.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{Outcome, Subject};

/// Folders with nothing written by hand.
const NOT_SOURCES: [&str; 8] = [
    ".git",
    ".sqlx",
    "data",
    "node_modules",
    "playwright-report",
    "target",
    "test-results",
    "xtask",
];

/// Where code that runs in the product or tests it stands.
const HOUSES: [&str; 6] = ["app", "crates", "end2end", "migrations", "server", "style"];

/// The components that write an element whose text Leptos does not escape, with that element.
const UNESCAPED: [(&str, &str); 2] = [
    ("<textarea", "app/src/ui/text_field.rs"),
    ("<Title", "app/src/ui/page_title.rs"),
];

/// A file with its name as seen from the root.
struct Source {
    name: String,
    text: String,
}

impl Source {
    /// Lines that are not comments, numbered from 1.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let numbered = self
            .text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line));
        numbered.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    fn at(&self, line: usize, advice: &str) -> String {
        format!("{}:{line} {advice}", self.name)
    }
}

/// All files under a folder of the root that end so.
fn sources(subject: &Subject, folder: &str, endings: &[&str]) -> Result<Vec<Source>> {
    let mut paths = Vec::new();
    collect(&subject.workspace.root.join(folder), endings, &mut paths)?;
    paths.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = subject.workspace.relative(&path).to_string_lossy().into_owned();
        Ok(Source { name, text })
    };
    paths.into_iter().map(read).collect()
}

fn collect(folder: &Path, endings: &[&str], paths: &mut Vec<PathBuf>) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            if !NOT_SOURCES.contains(&name.as_str()) {
                collect(&path, endings, paths)?;
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            paths.push(path);
        }
    }
    Ok(())
}

/// Checks that each migration is there for both databases.
pub fn migrations(subject: &Subject) -> Result<Outcome> {
    let names = |database: &str| -> Result<BTreeSet<String>> {
        let folder = format!("migrations/{database}/");
        let sources = sources(subject, &folder, &[".sql"])?;
        Ok(sources
            .into_iter()
            .map(|source| source.name.replace(&folder, ""))
            .collect())
    };
    let (sqlite, postgres) = (names("sqlite")?, names("postgres")?);
    let mut complaints = Vec::new();
    for name in sqlite.difference(&postgres) {
        complaints.push(format!("migrations/postgres/{name} is missing"));
    }
    for name in postgres.difference(&sqlite) {
        complaints.push(format!("migrations/sqlite/{name} is missing"));
    }
    if sqlite.is_empty() && postgres.is_empty() {
        complaints.push("there are no migrations".to_owned());
    }
    Ok(Outcome::of(complaints))
}

/// Checks that nobody writes markup that would not be escaped, or that the content policy forbids.
pub fn markup(subject: &Subject) -> Result<Outcome> {
    let mut complaints = Vec::new();
    for source in sources(subject, "app", &[".rs"])? {
        for (line, code) in source.code() {
            for (element, home) in UNESCAPED {
                if names_element(code, element) && source.name != home {
                    complaints.push(source.at(line, &format!("{element}> belongs to {home} alone")));
                }
            }
            if has_style_attribute(code) {
                complaints.push(source.at(line, "style attributes are forbidden by the content policy"));
            }
        }
    }
    Ok(Outcome::of(complaints))
}

/// `<Title` but not `<TitleField`.
fn names_element(code: &str, element: &str) -> bool {
    code.match_indices(element).any(|(start, _)| {
        let next = code[start + element.len()..].chars().next();
        next.is_none_or(|next| !next.is_alphanumeric() && next != '_')
    })
}

fn has_style_attribute(code: &str) -> bool {
    ["style=", "style:"].iter().any(|attribute| {
        code.match_indices(attribute).any(|(start, _)| {
            let before = code[..start].chars().next_back();
            // `style: Type` is a field; in markup the name of a property follows at once.
            let after = code[start + attribute.len()..].chars().next();
            before.is_none_or(char::is_whitespace)
                && after.is_some_and(|after| !after.is_whitespace() && after != ':')
        })
    })
}

/// Checks that only the store speaks to databases.
pub fn sql(subject: &Subject) -> Result<Outcome> {
    let mut complaints = Vec::new();
    for folder in ["app", "crates", "server"] {
        for source in sources(subject, folder, &[".rs"])? {
            if source.name.starts_with("crates/store") {
                continue;
            }
            for (line, code) in source.code() {
                let speaks = [
                    "sqlx::",
                    "\"SELECT ",
                    "\"INSERT INTO ",
                    "\"UPDATE ",
                    "\"DELETE FROM ",
                ];
                if speaks.iter().any(|words| code.contains(words)) {
                    complaints.push(source.at(line, "speaks to a database; that belongs to the store"));
                }
            }
        }
    }
    Ok(Outcome::of(complaints))
}

/// Checks that nothing is postponed in a comment and no test is switched off.
pub fn unfinished(subject: &Subject) -> Result<Outcome> {
    let words = ["TODO", "FIXME", "XXX", "todo!", "unimplemented!"];
    let switches = [
        "#[ignore",
        "test.skip",
        "test.fixme",
        "test.only",
        "describe.skip",
        "describe.only",
    ];
    let mut complaints = Vec::new();
    for house in HOUSES {
        for source in sources(subject, house, &[".rs", ".ts", ".css", ".sql", ".toml"])? {
            for (index, line) in source.text.lines().enumerate() {
                if words.iter().any(|word| says(line, word)) {
                    complaints.push(source.at(index + 1, "is unfinished; finish it or file an issue"));
                }
                if switches.iter().any(|switch| line.contains(switch)) {
                    complaints.push(source.at(index + 1, "keeps a test from running"));
                }
            }
        }
    }
    Ok(Outcome::of(complaints))
}

/// Whether the word stands there by itself, not inside a longer one.
fn says(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + word.len()..].chars().next();
        before.is_none_or(|before| !before.is_alphanumeric() && before != '_')
            && (word.ends_with('!') || after.is_none_or(|after| !after.is_alphanumeric() && after != '_'))
    })
}

/// Checks that modules are `name.rs` beside `name/`, and that none is a drawer for everything.
pub fn modules(subject: &Subject) -> Result<Outcome> {
    let mut complaints = Vec::new();
    for folder in ["app", "crates", "server", "xtask/src"] {
        for source in sources(subject, folder, &[".rs"])? {
            let name = source.name.rsplit('/').next().unwrap_or_default();
            if name == "mod.rs" {
                complaints.push(format!("{}: name the file after the module", source.name));
            }
            if ["utils.rs", "util.rs", "helpers.rs", "common.rs", "misc.rs"].contains(&name) {
                complaints.push(format!("{}: name it after what it does", source.name));
            }
        }
    }
    Ok(Outcome::of(complaints))
}

/// Checks that the paths in the documents lead somewhere.
pub fn documents(subject: &Subject) -> Result<Outcome> {
    let root = &subject.workspace.root;
    let mut complaints = Vec::new();
    for document in ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md"] {
        let Ok(text) = fs::read_to_string(root.join(document)) else {
            complaints.push(format!("{document} is missing"));
            continue;
        };
        let mut in_block = false;
        for (index, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("```") {
                in_block = !in_block;
            }
            if in_block {
                continue;
            }
            for word in line
                .split('`')
                .skip(1)
                .step_by(2)
                .filter(|word| is_path(root, word))
            {
                // The target and data folders are there only after a build.
                let made = word.starts_with("target/") || word.starts_with("data/");
                if !made && !root.join(word).exists() {
                    complaints.push(format!(
                        "{document}:{} names {word}, which does not exist",
                        index + 1
                    ));
                }
            }
        }
    }
    Ok(Outcome::of(complaints))
}

/// Whether a quoted word means a file or folder of this tree.
fn is_path(root: &Path, word: &str) -> bool {
    let plain = |character: char| character.is_ascii_alphanumeric() || "/._-".contains(character);
    if word.starts_with('/') || word.starts_with("..") || !word.chars().all(plain) {
        return false;
    }
    let Some((first, _)) = word.split_once('/') else {
        return false;
    };
    word.ends_with('/') || root.join(first).exists()
}

/// The document that says which test holds which defence.
const DEFENCES: &str = "docs/security-tests.md";

/// Checks that every test that a reviewer is told to look at exists.
pub fn defences(subject: &Subject) -> Result<Outcome> {
    let text = fs::read_to_string(subject.workspace.root.join(DEFENCES))
        .with_context(|| format!("cannot read {DEFENCES}"))?;
    let mut there = BTreeSet::new();
    for folder in ["app", "crates", "server", "xtask/src"] {
        for source in sources(subject, folder, &[".rs"])? {
            let names = source.text.split("fn ").skip(1);
            there.extend(names.map(|rest| name(rest).to_owned()));
        }
    }
    for spec in sources(subject, "end2end/tests", &[".ts"])? {
        let titles = spec.text.split("\ntest(\"").skip(1);
        there.extend(
            titles
                .filter_map(|rest| rest.split_once('"'))
                .map(|(title, _)| title.to_owned()),
        );
    }
    for scenario in sources(subject, "xtask/src/torture", &[".rs"])? {
        let stem = Path::new(&scenario.name).file_stem().unwrap_or_default();
        there.insert(stem.to_string_lossy().into_owned());
    }
    let complaints = named(&text)
        .filter(|test| !there.contains(*test))
        .map(|test| format!("{DEFENCES} names a test that is not there: {test}"));
    Ok(Outcome::of(complaints.collect()))
}

/// The identifier at the beginning.
fn name(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

/// What stands between backquotes in the last column of each row.
fn named(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| line.starts_with('|'))
        .filter_map(|line| line.trim_end_matches('|').rsplit_once('|'))
        .flat_map(|(_, tests)| tests.split('`').skip(1).step_by(2))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{has_style_attribute, is_path, names_element, says};

    #[test]
    fn elements_are_told_from_longer_names() {
        assert!(names_element("view! { <textarea name=name> }", "<textarea"));
        assert!(names_element("<Title", "<Title"));
        assert!(!names_element("<TitleField/>", "<Title"));
    }

    #[test]
    fn style_attributes_are_told_from_fields() {
        assert!(has_style_attribute(r#"<p style="color: red">"#));
        assert!(has_style_attribute("<p style:width=width>"));
        assert!(!has_style_attribute("style: Style,"));
        assert!(!has_style_attribute("Font::style::Italic"));
        assert!(!has_style_attribute("let counting_style=1;"));
    }

    #[test]
    fn words_are_told_from_parts_of_words() {
        assert!(says("// TODO: later", "TODO"));
        assert!(says("todo!(\"later\")", "todo!"));
        assert!(!says("METODOLOGY", "TODO"));
        assert!(!says("let mut autodo!", "todo!"));
    }

    #[test]
    fn paths_are_told_from_other_words() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert!(is_path(root, "src/main.rs"));
        assert!(is_path(root, "gone/"));
        assert!(!is_path(root, "/motions/new"));
        assert!(!is_path(root, "text/plain"));
        assert!(!is_path(root, "cargo xtask check"));
        assert!(!is_path(root, "domain"));
    }
}
