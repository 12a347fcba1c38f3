//! The one compiler that everything is built with.
//!
//! Both halves must come from the same compiler, because the names of islands and server functions hash
//! things that differ between compilers.
//! It must be able to build for the browser; the compiler that runs xtask often cannot do so at first.

use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;
use crate::{debian, process, say};

/// What the browser half is built for.
pub const BROWSER: &str = "wasm32-unknown-unknown";

/// Names a toolchain to use whatever else is there: `rustup` or `debian`.
const CHOICE: &str = "SUBSTANTIVE_TOOLCHAIN";

const DEBIAN_PACKAGES: [&str; 7] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "lld-22",
    "rust-web-clippy",
    "rustfmt-web",
];
const DEBIAN_FILES: [&str; 6] = [
    "/usr/bin/rustc",
    "/usr/bin/cargo",
    "/usr/bin/cargo-clippy",
    "/usr/bin/cargo-fmt",
    "/usr/bin/lld-22",
    "/usr/lib/rustlib/src/rust/library/std",
];

/// The chosen compiler and what belongs to it.
#[derive(Clone, Debug)]
pub struct Toolchain {
    root: PathBuf,
    target: PathBuf,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    /// The one that runs xtask.
    Own,
    /// Debian's, with a standard library for the browser that was built here.
    Debian { sysroot: PathBuf },
}

impl Toolchain {
    /// Chooses a compiler that can build both halves, and installs what it lacks.
    pub fn choose(workspace: &Workspace) -> Result<Self> {
        let choice = env::var(CHOICE).unwrap_or_default();
        match choice.as_str() {
            "debian" => Self::debian(workspace),
            "rustup" => Self::own(workspace),
            "" => Self::own(workspace).or_else(|reason| {
                say(format_args!("{reason:#}"));
                say("Trying Debian's compiler instead");
                Self::debian(workspace).with_context(|| {
                    format!(
                        "no compiler here can build for the browser; \
                         type `rustup target add {BROWSER}`, then try again"
                    )
                })
            }),
            other => bail!("{CHOICE} is {other:?}; it can be rustup or debian"),
        }
    }

    /// Where this compiler puts what it builds.
    ///
    /// Two compilers that share a folder would build everything again at each switch.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Cargo, for this machine.
    pub fn cargo(&self) -> Command {
        match self.kind {
            Kind::Own => self.prepared("cargo"),
            Kind::Debian { .. } => self.prepared("/usr/bin/cargo"),
        }
    }

    /// A subcommand that is a program of its own: `clippy` or `fmt`.
    pub fn subcommand(&self, name: &str) -> Command {
        let mut command = match self.kind {
            Kind::Own => self.prepared("cargo"),
            // Cargo looks in its home first, and would find the one of another toolchain there.
            Kind::Debian { .. } => self.prepared(&format!("/usr/bin/cargo-{name}")),
        };
        command.arg(name);
        command
    }

    /// Adds what a build for the browser needs.
    pub fn for_browser<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        if let Kind::Debian { sysroot } = &self.kind {
            // Joined to the flags in `.cargo/config.toml`; a variable would take their place.
            let flags = serde_json::json!([format!("--sysroot={}", sysroot.display())]);
            command.arg("--config").arg(format!("build.rustflags={flags}"));
        }
        command.args(["--target", BROWSER])
    }

    /// Installs the formatter and the linter where they are missing.
    pub fn with_linters(&self) -> Result<()> {
        for (name, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
            let there = process::output(self.subcommand(name).arg("--version"))?;
            if !there.status.success() {
                say(format_args!("Adding {component}"));
                process::run(process::command("rustup").args(["component", "add", component]))
                    .with_context(|| format!("{component} is missing; install it for your compiler"))?;
            }
        }
        Ok(())
    }

    fn prepared(&self, program: &str) -> Command {
        let mut command = process::command(program);
        command
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target);
        if let Kind::Debian { .. } = self.kind {
            command
                .env_remove("RUSTUP_TOOLCHAIN")
                .env("CARGO", "/usr/bin/cargo")
                .env("RUSTC", "/usr/bin/rustc")
                .env("RUSTDOC", "/usr/bin/rustdoc")
                .env("RUSTFMT", "/usr/bin/rustfmt");
        }
        command
    }

    fn own(workspace: &Workspace) -> Result<Self> {
        let own = Self {
            root: workspace.root.clone(),
            target: workspace.target.clone(),
            kind: Kind::Own,
        };
        if own.builds_for_browser()? {
            return Ok(own);
        }
        if process::find("rustup").is_none() {
            bail!("this compiler cannot build for the browser, and there is no rustup to extend it");
        }
        say(format_args!("Adding the target {BROWSER} by rustup"));
        let added = process::status(process::command("rustup").args(["target", "add", BROWSER]))?;
        if !added.success() || !own.builds_for_browser()? {
            bail!("rustup cannot add the target {BROWSER} here");
        }
        Ok(own)
    }

    fn builds_for_browser(&self) -> Result<bool> {
        let sysroot = process::read(self.prepared("rustc").args(["--print", "sysroot"]))?;
        Ok(Path::new(sysroot.trim())
            .join("lib/rustlib")
            .join(BROWSER)
            .join("lib")
            .is_dir())
    }

    fn debian(workspace: &Workspace) -> Result<Self> {
        if !debian::has(&DEBIAN_FILES) {
            debian::install(&DEBIAN_PACKAGES, "build for the browser", "")?;
        }
        let target = workspace.target.join("debian");
        let sysroot = target.join("sysroot");
        let debian = Self {
            root: workspace.root.clone(),
            target,
            kind: Kind::Debian {
                sysroot: sysroot.clone(),
            },
        };
        debian.build_standard_library(&sysroot)?;
        Ok(debian)
    }

    /// Debian ships the source of the standard library but no build of it for the browser.
    ///
    /// It is built once into a private sysroot, so nothing under /usr changes.
    fn build_standard_library(&self, sysroot: &Path) -> Result<()> {
        let stamp = sysroot.join("built-by");
        let version = process::read(process::command("/usr/bin/rustc").arg("-vV"))?;
        if fs::read_to_string(&stamp).is_ok_and(|by| by == version) {
            return Ok(());
        }
        say("Building the standard library for the browser, once (about a minute)");
        let scratch = self.target.join("standard-library");
        fs::create_dir_all(scratch.join("src"))?;
        // A workspace of its own, or cargo would take it for a stray member of ours.
        let manifest = "[package]\nname = \"standard-library\"\nedition = \"2024\"\n\
                        [lib]\ncrate-type = [\"cdylib\"]\n[workspace]\n";
        fs::write(scratch.join("Cargo.toml"), manifest)?;
        fs::write(scratch.join("src/lib.rs"), "")?;
        let built = scratch.join("target");
        process::run(
            self.cargo()
                .current_dir(&scratch)
                .env("CARGO_TARGET_DIR", &built)
                .env("RUSTC_BOOTSTRAP", "1")
                .args([
                    "build",
                    "--release",
                    "-Z",
                    "build-std=std,panic_abort,test",
                    "--target",
                    BROWSER,
                ]),
        )?;

        if sysroot.exists() {
            fs::remove_dir_all(sysroot)?;
        }
        let rustlib = sysroot.join("lib/rustlib");
        let library = rustlib.join(BROWSER).join("lib");
        fs::create_dir_all(&library)?;
        let mut n_libraries = 0;
        for entry in fs::read_dir(built.join(BROWSER).join("release/deps"))? {
            let entry = entry?;
            if entry
                .path()
                .extension()
                .is_some_and(|extension| extension == "rlib")
            {
                fs::copy(entry.path(), library.join(entry.file_name()))?;
                n_libraries += 1;
            }
        }
        if n_libraries == 0 {
            bail!(
                "the standard library was built, but no part of it was found in {}",
                built.display()
            );
        }
        // The linker for the browser stands among the tools of this machine's own part.
        let host = version
            .lines()
            .find_map(|line| line.strip_prefix("host: "))
            .unwrap_or_default();
        let real = process::read(process::command("/usr/bin/rustc").args(["--print", "sysroot"]))?;
        symlink(
            Path::new(real.trim()).join("lib/rustlib").join(host),
            rustlib.join(host),
        )?;
        fs::write(stamp, version)?;
        Ok(())
    }
}
