//! Installing Debian's packages.

use std::path::Path;

use anyhow::{Result, bail};

use crate::{process, say};

/// Installs packages, or tells exactly what to type.
///
/// `why` completes the sentence "… is needed to …"; `instead` tells how to do without, if one can.
pub fn install(packages: &[&str], why: &str, instead: &str) -> Result<()> {
    let list = packages.join(" ");
    let type_this = format!("apt-get update && apt-get install --no-install-recommends {list}");
    if process::find("apt-get").is_none() {
        bail!(
            "{list} is needed to {why}; there is no apt-get here, so install the like of it by hand{instead}"
        );
    }
    if !rustix::process::geteuid().is_root() {
        bail!("{list} is needed to {why}; type: sudo sh -c '{type_this}'{instead}");
    }
    say(format_args!("Installing {list}, needed to {why}"));
    // Package lists may be absent or old; a repository that cannot be reached shows at the installation.
    process::status(process::command("apt-get").args(["update", "--quiet=2"]))?;
    let installed = process::status(
        process::command("apt-get")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args([
                "install",
                "--yes",
                "--quiet=2",
                "--no-install-recommends",
                "--no-remove",
            ])
            .args(packages),
    )?;
    if !installed.success() {
        bail!(
            "cannot install {list}, needed to {why}; look at the lines above, then type: {type_this}{instead}"
        );
    }
    Ok(())
}

/// Says whether all of the files are there.
pub fn has(files: &[&str]) -> bool {
    files.iter().all(|file| Path::new(file).exists())
}
