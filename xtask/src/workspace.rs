//! Where things are.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;
use tempfile::TempDir;

use crate::interrupt::{self, Listed};
use crate::process;

/// The folders of the project.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The folder of the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// Where cargo puts what it builds.
    pub target: PathBuf,
}

/// What `cargo metadata` tells, as far as it is used here.
#[derive(Debug, Deserialize)]
pub struct Metadata {
    /// All packages, those of the workspace and those they depend on.
    pub packages: Vec<Package>,
    /// Identifiers of the workspace's own packages.
    pub workspace_members: Vec<String>,
    target_directory: PathBuf,
}

/// One package of the metadata.
#[derive(Debug, Deserialize)]
pub struct Package {
    /// Identifier, as in `workspace_members`.
    pub id: String,
    /// Name.
    pub name: String,
    /// The package's `Cargo.toml`.
    pub manifest_path: PathBuf,
    /// What it names in its dependency tables.
    pub dependencies: Vec<Dependency>,
}

/// One entry of a dependency table.
#[derive(Debug, Deserialize)]
pub struct Dependency {
    /// Name of the package depended on.
    pub name: String,
    /// `None` for a normal dependency, otherwise `dev` or `build`.
    pub kind: Option<String>,
    /// Whether only a feature brings it in.
    pub optional: bool,
    /// The folder, for packages of the workspace.
    pub path: Option<PathBuf>,
}

impl Workspace {
    /// Finds the workspace that this xtask belongs to.
    pub fn find() -> Result<Self> {
        let own = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&own)
            .parent()
            .context("xtask stands in no folder")?
            .to_owned();
        let target = metadata(&root, true)?.target_directory;
        Ok(Self { root, target })
    }

    /// The packages of the workspace and what each names as dependencies.
    pub fn members(&self) -> Result<Vec<Package>> {
        let metadata = metadata(&self.root, true)?;
        let members = metadata.workspace_members;
        Ok(metadata
            .packages
            .into_iter()
            .filter(|package| members.contains(&package.id))
            .collect())
    }

    /// The path as one would name it from the workspace's root.
    pub fn relative<'a>(&self, path: &'a Path) -> &'a Path {
        path.strip_prefix(&self.root).unwrap_or(path)
    }
}

fn metadata(root: &Path, without_dependencies: bool) -> Result<Metadata> {
    let mut command = process::command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(root)
        .args(["metadata", "--format-version", "1"]);
    if without_dependencies {
        command.arg("--no-deps");
    }
    serde_json::from_str(&process::read(&mut command)?).context("cannot read cargo's metadata")
}

/// A folder that is removed when it is no longer needed, however the command ends.
pub struct Scratch {
    folder: TempDir,
    _listed: Listed,
}

impl Scratch {
    /// Makes an empty folder whose name begins with `substantive-`.
    pub fn new() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("substantive-").tempdir();
        let folder = folder.context("cannot make a temporary folder")?;
        let listed = interrupt::remove(folder.path().to_owned());
        Ok(Self {
            folder,
            _listed: listed,
        })
    }

    /// Where the folder is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}
