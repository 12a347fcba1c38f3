//! `cargo xtask test`: everything, layer by layer.

mod webassembly;

use std::collections::BTreeMap;
use std::env;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::browser::{self, Browser};
use crate::postgres::{self, Postgres};
use crate::tally::{Counts, Tally};
use crate::toolchain::Toolchain;
use crate::tools::{self, Tools};
use crate::workspace::Workspace;
use crate::{build, debian, process, say};

/// Names the seed of generated inputs.
const SEED: &str = "PROPTEST_RNG_SEED";

/// The packages in the order in which a failure is best looked at.
const ORDER: [&str; 9] = [
    "domain",
    "proof",
    "store",
    "store-sqlite",
    "store-postgres",
    "service",
    "export",
    "app",
    "server",
];

/// What to leave out.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Leaves the browser tests out, for a quick look while working.
    #[arg(long)]
    no_browser: bool,
}

/// Runs every test, prints a table, and fails unless everything ran and held.
pub fn run(options: &Options) -> Result<()> {
    let workspace = Workspace::find()?;
    let toolchain = Toolchain::choose(&workspace)?;
    let mut tally = Tally::default();

    rust_layers(&workspace, &toolchain, &mut tally)?;
    webassembly_layer(&workspace, &toolchain, &mut tally);
    own_tests(&workspace, &mut tally)?;
    if options.no_browser {
        say("The browser tests are left out, as asked");
    } else if let Err(error) = browser_layers(&workspace, &toolchain, &mut tally) {
        tally.could_not_run("browser", format_args!("{error:#}"));
    }

    println!("\n{tally}");
    if tally.is_good() {
        Ok(())
    } else {
        bail!("not every test ran and passed")
    }
}

/// The tests that cargo builds, with SQLite and PostgreSQL at hand.
fn rust_layers(workspace: &Workspace, toolchain: &Toolchain, tally: &mut Tally) -> Result<()> {
    let postgres = Postgres::start();
    if let Err(error) = &postgres {
        tally.could_not_run("PostgreSQL", format_args!("{error:#}"));
    }
    if let Err(error) = readers() {
        tally.could_not_run("files as others read them", format_args!("{error:#}"));
    }
    let tools = Tools::set_up(workspace);
    if let Err(error) = &tools {
        tally.could_not_run("pages by the rules of PDF/UA", format_args!("{error:#}"));
    }
    say("Building the tests");
    let mut programs = test_programs(workspace, toolchain)?;
    programs.sort_by_key(|program| {
        let place = ORDER.iter().position(|name| *name == program.package);
        (
            place.unwrap_or(ORDER.len()),
            program.package.clone(),
            program.name.clone(),
        )
    });
    for program in &programs {
        if program.package == "store-postgres" && postgres.is_err() {
            continue;
        }
        let mut command = process::command(&program.file);
        command
            .current_dir(&program.folder)
            .env("CARGO_MANIFEST_DIR", &program.folder);
        // The same generated inputs in every run, so that a failure comes back; another seed looks elsewhere.
        if env::var_os(SEED).is_none() {
            command.env(SEED, "20261122");
        }
        if let Ok(postgres) = &postgres {
            command.env(postgres::VARIABLE, postgres.url());
        }
        if let Ok(tools) = &tools {
            command.env(tools::VARIABLE, tools.python());
        }
        let start = Instant::now();
        let output = process::output(&mut command)?;
        let said = String::from_utf8_lossy(&output.stdout);
        let counts = Counts::of_test_results(&said);
        // A program without tests is no layer.
        if counts != Counts::default() {
            report(&format!("{} ({})", program.package, program.name), counts, start);
            tally.add(&program.package, counts, start.elapsed());
        }
        if !output.status.success() {
            println!("{said}");
            eprintln!("{}", String::from_utf8_lossy(&output.stderr));
            if counts.failed == 0 {
                tally.could_not_run(
                    &program.package,
                    format_args!("{} ended with {}", program.name, output.status),
                );
            }
        }
    }
    documentation(toolchain, tally)
}

/// Whether Python can talk to LibreOffice: the system's, as the tests take it, before any other.
fn bridge() -> bool {
    const SYSTEM: &str = "/usr/bin/python3";
    let python = if debian::has(&[SYSTEM]) { SYSTEM } else { "python3" };
    let asked = process::output(process::command(python).args(["-c", "import uno"]));
    asked.is_ok_and(|asked| asked.status.success())
}

/// The programs that tests read files with.
fn readers() -> Result<()> {
    if ["pdftotext", "pdfinfo"]
        .iter()
        .any(|program| process::find(program).is_none())
    {
        debian::install(&["poppler-utils"], "read the pages that tests write", "")?;
    }
    // The kind without windows would take the place of one that is there.
    let office = ["libreoffice-writer-nogui", "python3-uno"];
    let wanted = match process::find("soffice") {
        None => &office[..],
        Some(_) if !bridge() => &office[1..],
        Some(_) => &[],
    };
    if !wanted.is_empty() {
        debian::install(
            wanted,
            "read the office files that tests write, and accept and reject their changes",
            "",
        )?;
    }
    Ok(())
}

/// A built test program.
#[derive(Debug)]
struct Program {
    package: String,
    name: String,
    folder: PathBuf,
    file: PathBuf,
}

/// Builds all test programs but xtask's own and says where they are.
fn test_programs(workspace: &Workspace, toolchain: &Toolchain) -> Result<Vec<Program>> {
    #[derive(Deserialize)]
    struct Message {
        package_id: Option<String>,
        executable: Option<PathBuf>,
        profile: Option<Profile>,
        target: Option<Target>,
    }
    #[derive(Deserialize)]
    struct Profile {
        test: bool,
    }
    #[derive(Deserialize)]
    struct Target {
        name: String,
        kind: Vec<String>,
    }

    let members: BTreeMap<_, _> = workspace
        .members()?
        .into_iter()
        .map(|package| (package.id.clone(), package))
        .collect();
    let mut cargo = toolchain.cargo();
    cargo.args(["test", "--workspace", "--exclude", "xtask", "--no-run"]);
    cargo.arg("--message-format=json-render-diagnostics");
    let mut programs = Vec::new();
    for line in process::read(&mut cargo)
        .context("the tests do not build")?
        .lines()
    {
        let Ok(Message {
            package_id: Some(id),
            executable: Some(file),
            profile,
            target,
        }) = serde_json::from_str(line)
        else {
            continue;
        };
        let (Some(package), Some(target)) = (members.get(&id), target) else {
            continue;
        };
        if profile.is_some_and(|profile| profile.test) {
            programs.push(Program {
                package: package.name.clone(),
                name: format!("{} {}", target.kind.join("+"), target.name),
                folder: package
                    .manifest_path
                    .parent()
                    .unwrap_or(&workspace.root)
                    .to_owned(),
                file,
            });
        }
    }
    Ok(programs)
}

/// The examples in the documentation.
fn documentation(toolchain: &Toolchain, tally: &mut Tally) -> Result<()> {
    let mut cargo = toolchain.cargo();
    cargo.args([
        "test",
        "--workspace",
        "--exclude",
        "xtask",
        "--doc",
        "--no-fail-fast",
        "--quiet",
    ]);
    add(tally, "documentation", &mut cargo)
}

/// The text engine's answers in the browser and on the server.
fn webassembly_layer(workspace: &Workspace, toolchain: &Toolchain, tally: &mut Tally) {
    const LAYER: &str = "native = WebAssembly";
    let start = Instant::now();
    match webassembly::run(workspace, toolchain) {
        Ok(counts) => {
            report(LAYER, counts, start);
            tally.add(LAYER, counts, start.elapsed());
        }
        Err(error) => tally.could_not_run(LAYER, format_args!("{error:#}")),
    }
}

/// The tests of the tests.
fn own_tests(workspace: &Workspace, tally: &mut Tally) -> Result<()> {
    // The compiler and the folder that built this xtask, whatever the rest is built with.
    let mut cargo = process::command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .current_dir(&workspace.root)
        .args(["test", "--quiet", "--package", "xtask", "--target-dir"]);
    cargo.arg(workspace.target.join("xtask"));
    add(tally, "xtask", &mut cargo)
}

fn add(tally: &mut Tally, layer: &str, cargo: &mut std::process::Command) -> Result<()> {
    let start = Instant::now();
    let output = process::output(cargo.stdout(Stdio::piped()))?;
    let said = String::from_utf8_lossy(&output.stdout);
    let counts = Counts::of_test_results(&said);
    report(layer, counts, start);
    if !output.status.success() {
        println!("{said}");
        eprintln!("{}", String::from_utf8_lossy(&output.stderr));
        if counts.failed == 0 {
            tally.could_not_run(layer, format_args!("cargo ended with {}", output.status));
        }
    }
    if counts != Counts::default() {
        tally.add(layer, counts, start.elapsed());
    }
    Ok(())
}

/// The specs in `end2end/`, with scripts on and off.
fn browser_layers(workspace: &Workspace, toolchain: &Toolchain, tally: &mut Tally) -> Result<()> {
    let browser = Browser::set_up(workspace)?;
    let built = build::build(workspace, toolchain, &build::Options::default())?;
    for project in browser::PROJECTS {
        say(format_args!("Browser tests, {project}"));
        let start = Instant::now();
        let layer = format!("browser, {project}");
        match browser.run(&built, project) {
            Ok(counts) => {
                report(&layer, counts, start);
                tally.add(&layer, counts, start.elapsed());
            }
            Err(error) => tally.could_not_run(&layer, format_args!("{error:#}")),
        }
    }
    Ok(())
}

fn report(what: &str, counts: Counts, start: Instant) {
    let Counts {
        passed,
        failed,
        skipped,
    } = counts;
    let seconds = start.elapsed().as_secs_f64();
    let skipped = if skipped > 0 {
        format!(", {skipped} skipped")
    } else {
        String::new()
    };
    say(format_args!(
        "{what}: {passed} passed, {failed} failed{skipped} in {seconds:.1} s"
    ));
}
