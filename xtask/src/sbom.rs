//! `cargo xtask sbom`: what the executable and the browser half are made of, as CycloneDX.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::toolchain::Toolchain;
use crate::workspace::Workspace;
use crate::{process, say};

/// Where to put it.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// The file to write; `sbom.cdx.json` in the target folder if not said.
    #[arg(long)]
    file: Option<PathBuf>,
}

/// What `cargo metadata` tells about packages, as far as it is listed.
#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Debug, Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
    repository: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    deps: Vec<Edge>,
}

#[derive(Debug, Deserialize)]
struct Edge {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Debug, Deserialize)]
struct Kind {
    kind: Option<String>,
}

/// The package whose parts are listed; the browser half is built from the same ones.
const ROOT: &str = "server";

/// Writes the list.
pub fn run(options: &Options) -> Result<()> {
    let workspace = Workspace::find()?;
    let toolchain = Toolchain::choose(&workspace)?;
    let mut cargo = toolchain.cargo();
    cargo.args(["metadata", "--format-version", "1", "--locked"]);
    let metadata: Metadata = serde_json::from_str(&process::read(&mut cargo)?)?;
    let lock = fs::read_to_string(workspace.root.join("Cargo.lock"))?;
    let list = list(&metadata, &checksums(&lock))?;
    let file = options
        .file
        .clone()
        .unwrap_or_else(|| workspace.target.join("sbom.cdx.json"));
    fs::write(&file, serde_json::to_string_pretty(&list)? + "\n")
        .with_context(|| format!("cannot write {}", file.display()))?;
    let count = list["components"].as_array().map_or(0, Vec::len);
    say(format_args!(
        "{count} components in {}",
        workspace.relative(&file).display()
    ));
    Ok(())
}

/// The SHA-256 of every package that comes from a registry, by name and version.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
    let field = |block: &str, name: &str| {
        block.lines().find_map(|line| {
            let value = line.strip_prefix(name)?.strip_prefix(" = \"")?;
            Some(value.strip_suffix('"')?.to_owned())
        })
    };
    lock.split("[[package]]")
        .filter_map(|block| {
            let key = (field(block, "name")?, field(block, "version")?);
            Some((key, field(block, "checksum")?))
        })
        .collect()
}

/// Everything that the root is built from. Tests' own tools are left out: they are in nothing that is given away.
fn list(metadata: &Metadata, checksums: &BTreeMap<(String, String), String>) -> Result<Value> {
    let packages: BTreeMap<&str, &Package> = metadata
        .packages
        .iter()
        .map(|package| (package.id.as_str(), package))
        .collect();
    let edges: BTreeMap<&str, Vec<&str>> = metadata
        .resolve
        .nodes
        .iter()
        .map(|node| {
            let parts = node
                .deps
                .iter()
                .filter(|edge| {
                    edge.dep_kinds
                        .iter()
                        .any(|kind| kind.kind.as_deref() != Some("dev"))
                })
                .map(|edge| edge.pkg.as_str())
                .collect();
            (node.id.as_str(), parts)
        })
        .collect();
    let root = metadata
        .packages
        .iter()
        .find(|package| package.name == ROOT && package.source.is_none())
        .context("the package of the executable is not there")?;
    let mut found: BTreeSet<&str> = BTreeSet::new();
    let mut open = vec![root.id.as_str()];
    while let Some(id) = open.pop() {
        if found.insert(id) {
            open.extend(edges.get(id).into_iter().flatten());
        }
    }
    let address = |package: &Package| format!("pkg:cargo/{}@{}", package.name, package.version);
    let mut components = Vec::new();
    let mut dependencies = Vec::new();
    for id in &found {
        let Some(package) = packages.get(id) else {
            continue;
        };
        let parts: BTreeSet<String> = edges
            .get(id)
            .into_iter()
            .flatten()
            .filter_map(|part| packages.get(part))
            .map(|part| address(part))
            .collect();
        dependencies.push(json!({ "ref": address(package), "dependsOn": parts }));
        if *id == root.id {
            continue;
        }
        let mut component = json!({
            "type": "library",
            "bom-ref": address(package),
            "name": package.name,
            "version": package.version,
            "purl": address(package),
        });
        if let Some(license) = &package.license {
            // What is no expression of SPDX is a name; older crates put a slash for "or".
            component["licenses"] = json!([{ "expression": license.replace('/', " OR ") }]);
        }
        if let Some(sum) = checksums.get(&(package.name.clone(), package.version.clone())) {
            component["hashes"] = json!([{ "alg": "SHA-256", "content": sum }]);
        }
        if let Some(repository) = &package.repository {
            component["externalReferences"] = json!([{ "type": "vcs", "url": repository }]);
        }
        components.push(component);
    }
    components.extend(FONTS.map(font));
    let by = |key: &'static str| move |value: &Value| value[key].as_str().unwrap_or_default().to_owned();
    components.sort_by_key(by("bom-ref"));
    dependencies.sort_by_key(by("ref"));
    // No time and no number of its own: the same lock file makes the same list.
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": address(root),
                "name": "substantive",
                "version": root.version,
                "licenses": [{ "expression": root.license }],
            },
        },
        "components": components,
        "dependencies": dependencies,
    }))
}

/// Fonts that are part of the executable; they come from no registry.
const FONTS: [&str; 2] = ["Liberation Sans", "Liberation Serif"];

fn font(name: &str) -> Value {
    let address = format!("pkg:generic/{}@2.1.5", name.to_lowercase().replace(' ', "-"));
    json!({
        "type": "data",
        "bom-ref": address,
        "name": name,
        "version": "2.1.5",
        "purl": address,
        "licenses": [{ "expression": "OFL-1.1" }],
        "externalReferences": [{ "type": "vcs", "url": "https://github.com/liberationfonts" }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata() -> Metadata {
        serde_json::from_value(json!({
            "packages": [
                { "id": "s", "name": "server", "version": "0.1.0", "license": "MIT", "source": null, "repository": null },
                { "id": "a", "name": "a", "version": "1.0.0", "license": "MIT/Apache-2.0", "source": "r", "repository": "https://a.example" },
                { "id": "b", "name": "b", "version": "2.0.0", "license": null, "source": "r", "repository": null },
                { "id": "t", "name": "t", "version": "3.0.0", "license": "MIT", "source": "r", "repository": null },
            ],
            "resolve": { "nodes": [
                { "id": "s", "deps": [
                    { "pkg": "a", "dep_kinds": [{ "kind": null }] },
                    { "pkg": "t", "dep_kinds": [{ "kind": "dev" }] },
                ] },
                { "id": "a", "deps": [{ "pkg": "b", "dep_kinds": [{ "kind": "build" }] }] },
                { "id": "b", "deps": [] },
                { "id": "t", "deps": [] },
            ] },
        }))
        .unwrap()
    }

    #[test]
    fn what_is_given_away_is_listed_with_its_sums_and_nothing_else() {
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nchecksum = \"0a\"\n\n[[package]]\nname = \"server\"\nversion = \"0.1.0\"\n";
        let list = list(&metadata(), &checksums(lock)).unwrap();
        let names: Vec<&str> = list["components"]
            .as_array()
            .unwrap()
            .iter()
            .map(|component| component["purl"].as_str().unwrap())
            .collect();
        assert_eq!(
            names,
            [
                "pkg:cargo/a@1.0.0",
                "pkg:cargo/b@2.0.0",
                "pkg:generic/liberation-sans@2.1.5",
                "pkg:generic/liberation-serif@2.1.5",
            ]
        );
        let a = &list["components"][0];
        assert_eq!(a["licenses"][0]["expression"], "MIT OR Apache-2.0");
        assert_eq!(a["hashes"][0]["content"], "0a");
        assert_eq!(list["dependencies"][0]["dependsOn"][0], "pkg:cargo/b@2.0.0");
        assert_eq!(list["metadata"]["component"]["name"], "substantive");
    }
}
