//! `cargo xtask serve`: builds, then becomes the server.

use std::fs;
use std::os::unix::process::CommandExt;
use std::process::Stdio;

use anyhow::{Context, Result};

use crate::toolchain::Toolchain;
use crate::workspace::Workspace;
use crate::{build, process, say};

/// Where and how to serve.
#[derive(Clone, Debug, clap::Args)]
#[group(id = "serve")]
pub struct Options {
    #[command(flatten)]
    build: build::Options,
    /// Address and port to listen on.
    #[arg(long, default_value = "127.0.0.1:3000")]
    addr: String,
    /// Database: `sqlite:FILE` or `postgres://…`.
    #[arg(long, default_value = "sqlite:data/substantive.db")]
    database_url: String,
    /// Fills an empty database with a demonstration group, and lets anyone sign in as any of its members.
    #[arg(long)]
    demo: bool,
}

/// Builds and serves until stopped.
pub fn run(options: &Options) -> Result<()> {
    let workspace = Workspace::find()?;
    let toolchain = Toolchain::choose(&workspace)?;
    let built = build::build(&workspace, &toolchain, &options.build)?;
    fs::create_dir_all(workspace.root.join("data")).context("cannot make the folder data")?;

    let mut server = process::command(&built.executable);
    server
        .current_dir(&workspace.root)
        .stdin(Stdio::inherit())
        .arg("serve");
    server.args(["--addr", &options.addr, "--database-url", &options.database_url]);
    server.arg("--site-root").arg(&built.site);
    if options.demo {
        server.arg("--demo");
    }
    say(format_args!("Serving http://{} (Ctrl-C stops)", options.addr));
    // The server takes the place of this process, so that signals reach it with nothing between.
    Err(server.exec()).with_context(|| format!("cannot run {}", built.executable.display()))
}
