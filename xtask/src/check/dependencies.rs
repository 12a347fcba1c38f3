//! Which package may name which.

use std::fs;

use anyhow::{Context, Result};

use super::{Outcome, Subject};
use crate::process;
use crate::workspace::Package;

/// What each package of the workspace may name of the others.
const MAY_NAME: [(&str, &[&str]); 10] = [
    ("domain", &[]),
    ("export", &["domain"]),
    ("proof", &["domain"]),
    ("store", &["domain"]),
    ("store-sqlite", &["domain", "store"]),
    ("store-postgres", &["domain", "store"]),
    ("service", &["domain", "store"]),
    ("app", &["domain", "service", "store"]),
    (
        "server",
        &[
            "app",
            "domain",
            "export",
            "service",
            "store",
            "store-postgres",
            "store-sqlite",
        ],
    ),
    ("xtask", &[]),
];

/// Who alone may name what comes from elsewhere. A star stands for any ending.
const ONLY: [(&str, &[&str]); 4] = [
    ("sqlx*", &["store-sqlite", "store-postgres"]),
    ("leptos*", &["app", "server"]),
    ("axum*", &["app", "server"]),
    ("lettre", &["server"]),
];

/// What the browser half must do without: only a feature of the server half may bring it in.
const ONLY_WITH_SERVER: (&str, [&str; 2]) = ("app", ["service", "store"]);

/// What must not stand behind the domain, at any distance.
const NOT_BEHIND_DOMAIN: [&str; 10] = [
    "axum*",
    "getrandom",
    "http",
    "hyper*",
    "jiff*",
    "leptos*",
    "sqlx*",
    "tokio*",
    "wasm-bindgen*",
    "web-sys",
];

/// Checks that dependencies point from the outside in.
pub fn direction(subject: &Subject) -> Result<Outcome> {
    let members = subject.workspace.members()?;
    let mut complaints = Vec::new();
    for package in &members {
        complaints.extend(complaints_about(package));
    }

    let mut cargo = subject.toolchain.cargo();
    cargo.args([
        "tree",
        "--package",
        "domain",
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]);
    for line in process::read(&mut cargo)?.lines() {
        let name = line.split(' ').next().unwrap_or_default();
        if NOT_BEHIND_DOMAIN.iter().any(|pattern| matches(pattern, name)) {
            complaints.push(format!(
                "domain depends on {name}; see `cargo tree --package domain`"
            ));
        }
    }
    Ok(Outcome::of(complaints))
}

fn complaints_about(package: &Package) -> Vec<String> {
    let Some((_, allowed)) = MAY_NAME.iter().find(|(name, _)| *name == package.name) else {
        return vec![format!(
            "{} is new: say in xtask/src/check/dependencies.rs what it may name",
            package.name
        )];
    };
    // Tests may reach further, to try a layer on a real one below.
    let named = package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind.as_deref() != Some("dev"));
    let mut complaints = Vec::new();
    for dependency in named {
        let name = dependency.name.as_str();
        if dependency.path.is_some() {
            if !allowed.contains(&name) {
                complaints.push(format!("{} must not name {name}", package.name));
            }
            let (half, kept_out) = ONLY_WITH_SERVER;
            if package.name == half && kept_out.contains(&name) && !dependency.optional {
                complaints.push(format!(
                    "{half} must name {name} as optional, for the server half alone"
                ));
            }
        } else if let Some((_, allowed)) = ONLY.iter().find(|(pattern, _)| matches(pattern, name))
            && !allowed.contains(&package.name.as_str())
        {
            complaints.push(format!(
                "{} must not name {name}; only {}",
                package.name,
                allowed.join(", ")
            ));
        }
    }
    complaints
}

fn matches(pattern: &str, name: &str) -> bool {
    pattern
        .strip_suffix('*')
        .map_or(pattern == name, |stem| name.starts_with(stem))
}

/// Checks that xtask writes bindings of the version that the browser half was compiled with.
pub fn bindings(subject: &Subject) -> Result<Outcome> {
    let lock =
        fs::read_to_string(subject.workspace.root.join("Cargo.lock")).context("cannot read Cargo.lock")?;
    let version = |name: &str| {
        let start = lock.find(&format!("name = \"{name}\"\n"))?;
        lock[start..].lines().nth(1)?.strip_prefix("version = ")
    };
    let (module, script) = (version("wasm-bindgen"), version("wasm-bindgen-cli-support"));
    Ok(Outcome::of(if module.is_some() && module == script {
        Vec::new()
    } else {
        vec!["give wasm-bindgen and wasm-bindgen-cli-support the same version in Cargo.toml".to_owned()]
    }))
}

#[cfg(test)]
mod tests {
    use super::{complaints_about, matches};
    use crate::workspace::{Dependency, Package};

    fn package(name: &str, dependencies: &[(&str, Option<&str>, bool)]) -> Package {
        let dependencies = dependencies.iter().map(|&(name, kind, own)| Dependency {
            name: name.to_owned(),
            kind: kind.map(str::to_owned),
            optional: false,
            path: own.then(|| name.into()),
        });
        Package {
            id: name.to_owned(),
            name: name.to_owned(),
            manifest_path: "Cargo.toml".into(),
            dependencies: dependencies.collect(),
        }
    }

    #[test]
    fn inward_is_allowed_and_outward_is_not() {
        assert_eq!(
            complaints_about(&package("service", &[("store", None, true)])),
            Vec::<String>::new()
        );
        let outward = complaints_about(&package("store", &[("service", None, true)]));
        assert_eq!(outward, ["store must not name service"]);
    }

    #[test]
    fn only_drivers_name_the_database_library() {
        assert_eq!(
            complaints_about(&package("store-sqlite", &[("sqlx", None, false)])),
            Vec::<String>::new()
        );
        assert_eq!(
            complaints_about(&package("service", &[("sqlx", None, false)])).len(),
            1
        );
    }

    #[test]
    fn tests_may_reach_further() {
        let package = package("service", &[("store-sqlite", Some("dev"), true)]);
        assert_eq!(complaints_about(&package), Vec::<String>::new());
    }

    #[test]
    fn the_browser_half_does_without_the_store() {
        let complaints = complaints_about(&package("app", &[("domain", None, true), ("store", None, true)]));
        assert_eq!(
            complaints,
            ["app must name store as optional, for the server half alone"]
        );
    }

    #[test]
    fn a_new_package_must_be_placed() {
        assert_eq!(complaints_about(&package("extra", &[])).len(), 1);
    }

    #[test]
    fn a_star_stands_for_any_ending() {
        assert!(matches("leptos*", "leptos_router"));
        assert!(matches("http", "http"));
        assert!(!matches("http", "httparse"));
    }
}
