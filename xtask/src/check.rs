//! `cargo xtask check`: what must hold of the tree besides the tests.

mod dependencies;
mod sources;
mod weight;

use std::cell::OnceCell;
use std::process::Command;

use anyhow::{Result, bail};

use crate::build::{self, Built};
use crate::postgres::Postgres;
use crate::toolchain::Toolchain;
use crate::tools::Tools;
use crate::workspace::Workspace;
use crate::{prepare, process};

/// What a check looks at.
struct Subject {
    workspace: Workspace,
    toolchain: Toolchain,
    built: OnceCell<Built>,
}

impl Subject {
    /// Both halves, built once for the checks that weigh them.
    fn built(&self) -> Result<&Built> {
        if let Some(built) = self.built.get() {
            return Ok(built);
        }
        let built = build::build(&self.workspace, &self.toolchain, &build::Options::default())?;
        Ok(self.built.get_or_init(|| built))
    }
}

/// How a check came out.
enum Outcome {
    /// Everything in order; may carry a number worth seeing.
    Good(String),
    /// What is wrong and what to do about it, a line each.
    Bad(Vec<String>),
    /// A tool that only some have is missing.
    LeftOut(&'static str),
}

impl Outcome {
    /// Good when there is nothing to complain about.
    fn of(complaints: Vec<String>) -> Self {
        if complaints.is_empty() {
            Self::Good(String::new())
        } else {
            Self::Bad(complaints)
        }
    }
}

type Check = fn(&Subject) -> Result<Outcome>;

/// The quick ones come first.
const CHECKS: [(&str, Check); 18] = [
    ("Cargo.lock fits the manifests", lock),
    ("formatting", formatting),
    ("dependencies point one way", dependencies::direction),
    ("one version of wasm-bindgen", dependencies::bindings),
    ("migrations come in twins", sources::migrations),
    (
        "markup written unescaped stays in its two components",
        sources::markup,
    ),
    ("SQL stays in the store", sources::sql),
    ("nothing is left for later", sources::unfinished),
    ("modules are laid out one way", sources::modules),
    ("documents name what exists", sources::documents),
    ("every defence has its test", sources::defences),
    ("licences, sources and advisories of dependencies", deny),
    ("clippy", clippy),
    ("clippy, browser half", clippy_browser),
    ("the domain builds for the browser", domain_for_browser),
    ("query caches are up to date", caches),
    ("weight of the browser half", weight::browser_half),
    ("weight of a reader's page", weight::pages),
];

/// Runs every check, says how each came out, and fails if any did.
pub fn run() -> Result<()> {
    let workspace = Workspace::find()?;
    let toolchain = Toolchain::choose(&workspace)?;
    toolchain.with_linters()?;
    let subject = Subject {
        workspace,
        toolchain,
        built: OnceCell::new(),
    };
    let mut n_bad = 0;
    for (name, check) in CHECKS {
        match check(&subject).unwrap_or_else(|error| Outcome::Bad(vec![format!("{error:#}")])) {
            Outcome::Good(note) if note.is_empty() => println!("ok      {name}"),
            Outcome::Good(note) => println!("ok      {name}: {note}"),
            Outcome::LeftOut(why) => println!("left    {name}: {why}"),
            Outcome::Bad(complaints) => {
                n_bad += 1;
                println!("failed  {name}");
                for complaint in complaints {
                    println!("            {complaint}");
                }
            }
        }
    }
    if n_bad > 0 {
        bail!("{n_bad} of {} checks failed", CHECKS.len());
    }
    Ok(())
}

/// Runs a tool that shows its own complaints.
fn tool(command: &mut Command, advice: &str) -> Result<Outcome> {
    let status = process::status(command)?;
    Ok(Outcome::of(if status.success() {
        Vec::new()
    } else {
        vec![advice.to_owned()]
    }))
}

fn lock(subject: &Subject) -> Result<Outcome> {
    let output =
        process::output(
            subject
                .toolchain
                .cargo()
                .args(["metadata", "--locked", "--format-version", "1"]),
        )?;
    let advice = "run `cargo metadata` once and commit Cargo.lock";
    Ok(Outcome::of(if output.status.success() {
        Vec::new()
    } else {
        vec![advice.to_owned()]
    }))
}

fn formatting(subject: &Subject) -> Result<Outcome> {
    let output = process::output(
        subject
            .toolchain
            .subcommand("fmt")
            .args(["--all", "--", "--check", "-l"]),
    )?;
    if output.status.success() {
        return Ok(Outcome::Good(String::new()));
    }
    let files = String::from_utf8_lossy(&output.stdout);
    let mut complaints = vec!["run `cargo fmt --all`".to_owned()];
    complaints.extend(files.lines().map(|file| {
        subject
            .workspace
            .relative(std::path::Path::new(file))
            .display()
            .to_string()
    }));
    complaints.extend(String::from_utf8_lossy(&output.stderr).lines().map(str::to_owned));
    Ok(Outcome::Bad(complaints))
}

/// What may stand behind the project; what is known to be broken, where the database of that can be fetched.
fn deny(subject: &Subject) -> Result<Outcome> {
    let there = process::output(subject.toolchain.cargo().args(["deny", "--version"]))?;
    let own = if there.status.success() {
        None
    } else {
        Some(Tools::set_up(&subject.workspace)?)
    };
    let deny = || {
        let cargo = subject.toolchain.cargo();
        let mut deny = own
            .as_ref()
            .map_or_else(|| subject.toolchain.cargo(), Tools::deny);
        match own {
            None => deny.arg("deny"),
            Some(_) => deny
                .current_dir(&subject.workspace.root)
                .env("CARGO", cargo.get_program()),
        };
        deny.args(["--log-level", "error"]);
        deny
    };
    let fetched = process::output(deny().args(["fetch", "db"]))?.status.success();
    let mut check = deny();
    check.args(["check", "bans", "licenses", "sources"]);
    if fetched {
        check.arg("advisories");
    }
    Ok(match tool(&mut check, "see the lines above and deny.toml")? {
        Outcome::Good(_) if !fetched => {
            Outcome::Good("without advisories, whose database cannot be fetched".to_owned())
        }
        outcome => outcome,
    })
}

fn clippy(subject: &Subject) -> Result<Outcome> {
    let mut clippy = subject.toolchain.subcommand("clippy");
    clippy.args([
        "--quiet",
        "--workspace",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ]);
    tool(&mut clippy, "see the lines above")
}

fn clippy_browser(subject: &Subject) -> Result<Outcome> {
    let mut clippy = subject.toolchain.subcommand("clippy");
    clippy.args([
        "--quiet",
        "--package",
        "app",
        "--lib",
        "--no-default-features",
        "--features",
        "hydrate",
    ]);
    subject
        .toolchain
        .for_browser(&mut clippy)
        .args(["--", "--deny", "warnings"]);
    tool(&mut clippy, "see the lines above")
}

fn domain_for_browser(subject: &Subject) -> Result<Outcome> {
    let mut cargo = subject.toolchain.cargo();
    cargo.args([
        "build",
        "--quiet",
        "--package",
        "domain",
        "--lib",
        "--profile",
        "browser",
    ]);
    tool(subject.toolchain.for_browser(&mut cargo), "see the lines above")
}

fn caches(subject: &Subject) -> Result<Outcome> {
    let Some(postgres) = Postgres::at_hand() else {
        return Ok(Outcome::LeftOut("there is no PostgreSQL here"));
    };
    let mut complaints = prepare::stale(&subject.workspace, &subject.toolchain, &postgres?)?;
    if !complaints.is_empty() {
        complaints.push("run `cargo xtask prepare` and commit what it writes".to_owned());
    }
    Ok(Outcome::of(complaints))
}
