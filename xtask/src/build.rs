//! `cargo xtask build`: the browser half, the site folder, the executable.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::toolchain::{BROWSER, Toolchain};
use crate::workspace::Workspace;
use crate::{process, say, site};

/// The name of the executable.
const EXECUTABLE: &str = "substantive";

/// What to build.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Options {
    /// Builds the executable with optimizations, as for use.
    #[arg(long)]
    pub release: bool,
}

impl Options {
    /// The folder under the target folder that cargo builds into.
    fn folder(&self) -> &'static str {
        if self.release { "release" } else { "debug" }
    }
}

/// Where the build put things.
#[derive(Clone, Debug)]
pub struct Built {
    /// The executable `substantive`.
    pub executable: PathBuf,
    /// The folder with `assets.json` and `pkg/`.
    pub site: PathBuf,
}

/// Builds, and says where the result is.
pub fn run(options: &Options) -> Result<()> {
    let workspace = Workspace::find()?;
    let toolchain = Toolchain::choose(&workspace)?;
    let built = build(&workspace, &toolchain, options)?;
    say(format_args!(
        "Built {}",
        workspace.relative(&built.executable).display()
    ));
    say(format_args!(
        "Built {}",
        workspace.relative(&built.site).display()
    ));
    Ok(())
}

/// Builds both halves.
///
/// The site folder stands beside the executable, where it is looked for.
pub fn build(workspace: &Workspace, toolchain: &Toolchain, options: &Options) -> Result<Built> {
    let folder = workspace.target.join(options.folder());
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;

    say("1/3 The browser half");
    let mut cargo = toolchain.cargo();
    cargo.args([
        "build",
        "--package",
        "app",
        "--lib",
        "--no-default-features",
        "--features",
        "hydrate",
    ]);
    // One profile for debug and release, so that what is tested is what is served.
    cargo.args(["--profile", "browser"]);
    process::run(toolchain.for_browser(&mut cargo))?;

    say("2/3 The site folder");
    let module = toolchain.target().join(BROWSER).join("browser/app.wasm");
    let site = folder.join("site");
    site::write(workspace, &module, &site)?;

    say("3/3 The executable");
    let mut cargo = toolchain.cargo();
    cargo.args(["build", "--package", "server"]);
    if options.release {
        cargo.arg("--release");
    }
    process::run(&mut cargo)?;

    let executable = folder.join(EXECUTABLE);
    let compiled = toolchain.target().join(options.folder()).join(EXECUTABLE);
    if compiled != executable {
        // Written aside first: a running executable cannot be overwritten, but it can be replaced.
        let aside = folder.join("substantive.new");
        fs::copy(&compiled, &aside).with_context(|| format!("cannot copy {}", compiled.display()))?;
        fs::rename(&aside, &executable)?;
    }
    Ok(Built { executable, site })
}
