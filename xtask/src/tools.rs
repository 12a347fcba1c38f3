//! Tools from the Python Package Index, in a folder of their own: `xtask/tools.txt` says which, to the letter.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::workspace::Workspace;
use crate::{debian, process, say};

/// Names the Python that can load the tools, for the tests that call them.
pub const VARIABLE: &str = "SUBSTANTIVE_PYTHON";

const LIST: &str = include_str!("../tools.txt");

/// The folder with the tools.
#[derive(Clone, Debug)]
pub struct Tools {
    folder: PathBuf,
}

impl Tools {
    /// Installs what the list names, unless it is there already.
    pub fn set_up(workspace: &Workspace) -> Result<Self> {
        let tools = Self {
            folder: workspace.target.join("tools"),
        };
        // Written last: a folder without it is not whole.
        let done = tools.folder.join("installed.txt");
        if fs::read_to_string(&done).is_ok_and(|list| list == LIST) && tools.python().exists() {
            return Ok(tools);
        }
        say(format_args!("Installing the tools of xtask/tools.txt"));
        make_folder(&tools.folder)?;
        process::run(
            process::command(tools.python())
                .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
                .args([
                    "--require-hashes",
                    "--no-deps",
                    "--only-binary",
                    ":all:",
                    "--requirement",
                ])
                .arg(workspace.root.join("xtask/tools.txt")),
        )
        .context("the tools of xtask/tools.txt cannot be installed")?;
        fs::write(&done, LIST).with_context(|| format!("cannot write {}", done.display()))?;
        Ok(tools)
    }

    /// The Python that finds them.
    pub fn python(&self) -> PathBuf {
        self.program("python")
    }

    /// `cargo deny`, as a command without arguments.
    pub fn deny(&self) -> Command {
        process::command(self.program("cargo-deny"))
    }

    fn program(&self, name: &str) -> PathBuf {
        self.folder.join("bin").join(name)
    }
}

/// A new folder that Python packages can be installed into.
fn make_folder(folder: &Path) -> Result<()> {
    let made = || {
        let mut python = process::command("python3");
        python.args(["-m", "venv", "--clear"]).arg(folder);
        process::output(&mut python).is_ok_and(|output| output.status.success())
    };
    if made() {
        return Ok(());
    }
    debian::install(
        &["python3", "python3-venv"],
        "install the tools of xtask/tools.txt",
        "",
    )?;
    let mut python = process::command("python3");
    process::run(python.args(["-m", "venv", "--clear"]).arg(folder))
}
