//! The text engine beside libraries, a program and packages from npm.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::toolchain::Toolchain;
use crate::workspace::Workspace;
use crate::{process, say};

/// Measures and prints.
pub fn measure(workspace: &Workspace, toolchain: &Toolchain) -> Result<()> {
    say("The text engine and its rivals, which takes some minutes");
    let mut cargo = toolchain.cargo();
    cargo.args(["bench", "--quiet", "--package", "domain", "--bench", "text", "--"]);
    match packages(workspace) {
        Ok(folder) => cargo.arg("--packages").arg(folder),
        Err(error) => cargo.args(["--no-packages", &format!("{error:#}")]),
    };
    process::run(&mut cargo)
}

/// Measures and prints what a large edition costs: its files, and its checks.
pub fn edition(toolchain: &Toolchain) -> Result<()> {
    say("The files and the checks of a large edition");
    let mut cargo = toolchain.cargo();
    cargo.args(["bench", "--quiet", "--package", "export", "--bench", "edition"]);
    process::run(&mut cargo)
}

/// The folder into which npm has installed the packages of the lock file.
fn packages(workspace: &Workspace) -> Result<PathBuf> {
    for program in ["node", "npm"] {
        if process::find(program).is_none() {
            bail!("there is no {program} on this machine");
        }
    }
    let from = workspace.root.join("crates/domain/benches/text/node");
    let folder = workspace.target.join("text-bench");
    fs::create_dir_all(&folder)?;
    let lock = fs::read_to_string(from.join("package-lock.json"))?;
    let installed = folder.join("node_modules/.installed-from");
    if fs::read_to_string(&installed).is_ok_and(|text| text == lock) {
        return Ok(folder);
    }
    copy(&from, &folder).context("cannot copy what npm is to install")?;
    say("Installing the packages from npm to compare with");
    process::run(
        process::command("npm")
            .current_dir(&folder)
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .stdout(Stdio::null()),
    )
    .context("npm could not install them")?;
    fs::write(installed, lock)?;
    Ok(folder)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for name in ["package.json", "package-lock.json", ".npmrc"] {
        fs::copy(from.join(name), to.join(name))?;
    }
    Ok(())
}
