//! Running other programs.

use std::env;
use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

use crate::interrupt::{self, Listed};

/// A command that does not inherit what `cargo run` put into the environment of xtask.
///
/// Left in place, xtask's own package variables make build scripts run again, and its library path lets
/// one compiler load the libraries of another.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null());
    for (name, _) in env::vars_os() {
        let Some(text) = name.to_str() else { continue };
        let of_cargo_run = ["CARGO_PKG_", "CARGO_MANIFEST_"]
            .iter()
            .any(|prefix| text.starts_with(prefix))
            || [
                "CARGO",
                "CARGO_BIN_NAME",
                "CARGO_CRATE_NAME",
                "CARGO_PRIMARY_PACKAGE",
                "OUT_DIR",
            ]
            .contains(&text);
        if of_cargo_run {
            command.env_remove(&name);
        }
    }
    if let Some(paths) = env::var_os("LD_LIBRARY_PATH") {
        let own = env::current_exe()
            .ok()
            .and_then(|exe| Some(exe.parent()?.to_owned()));
        let kept: Vec<PathBuf> = env::split_paths(&paths)
            .filter(|path| {
                let text = path.to_string_lossy();
                let of_toolchain = text.contains("/toolchains/") || text.contains("/rustlib/");
                !of_toolchain && own.as_ref().is_none_or(|own| !path.starts_with(own))
            })
            .collect();
        match env::join_paths(&kept) {
            Ok(paths) if !kept.is_empty() => command.env("LD_LIBRARY_PATH", paths),
            _ => command.env_remove("LD_LIBRARY_PATH"),
        };
    }
    command
}

/// Runs to the end with the output shown, and fails when the program does.
pub fn run(command: &mut Command) -> Result<()> {
    let status = status(command)?;
    if !status.success() {
        bail!("`{}` failed: {status}", words(command));
    }
    Ok(())
}

/// Runs to the end with the output shown.
pub fn status(command: &mut Command) -> Result<ExitStatus> {
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot run `{}`", words(command)))?;
    let _listed = interrupt::stop_with(child.id(), Signal::TERM);
    child
        .wait()
        .with_context(|| format!("cannot wait for `{}`", words(command)))
}

/// Runs to the end and keeps what the program wrote, failed or not.
pub fn output(command: &mut Command) -> Result<Output> {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command
        .spawn()
        .with_context(|| format!("cannot run `{}`", words(command)))?;
    let _listed = interrupt::stop_with(child.id(), Signal::TERM);
    child
        .wait_with_output()
        .with_context(|| format!("cannot wait for `{}`", words(command)))
}

/// Runs to the end, keeps standard output, shows standard error, and fails when the program does.
pub fn read(command: &mut Command) -> Result<String> {
    command.stdout(Stdio::piped());
    let child = command
        .spawn()
        .with_context(|| format!("cannot run `{}`", words(command)))?;
    let _listed = interrupt::stop_with(child.id(), Signal::TERM);
    let output = child
        .wait_with_output()
        .with_context(|| format!("cannot wait for `{}`", words(command)))?;
    if !output.status.success() {
        bail!("`{}` failed: {}", words(command), output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{}` wrote no UTF-8", words(command)))
}

/// Where the program stands in the search path.
pub fn find(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}

/// The command as one would type it.
pub fn words(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

/// A program that runs in the background until this value is dropped.
///
/// It has a process group of its own, so that a Ctrl-C at the terminal reaches it through xtask only, in
/// the right order.
pub struct Background {
    child: Child,
    signal: Signal,
    _listed: Option<Listed>,
}

impl Background {
    /// Starts the program; `signal` is how it is asked to stop.
    pub fn start(command: &mut Command, signal: Signal) -> Result<Self> {
        let child = command
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start `{}`", words(command)))?;
        let listed = interrupt::stop_with(child.id(), signal);
        Ok(Self {
            child,
            signal,
            _listed: listed,
        })
    }

    /// The number of the running process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// How the program ended, if it has.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child.try_wait().context("cannot ask after a process")
    }

    /// Sends the program a signal, unless it has ended.
    pub fn signal(&mut self, signal: Signal) -> Result<()> {
        if self.ended()?.is_some() {
            return Ok(());
        }
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            kill_process(pid, signal).context("cannot signal a process")?;
        }
        Ok(())
    }

    /// How the program ended, if it does within this time.
    pub fn ended_within(&mut self, time: Duration) -> Result<Option<ExitStatus>> {
        let start = Instant::now();
        loop {
            let ended = self.ended()?;
            if ended.is_some() || start.elapsed() >= time {
                return Ok(ended);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Asks the program to stop and waits; one that does not listen is killed.
    fn stop(&mut self) -> Result<()> {
        self.signal(self.signal)?;
        if self.ended_within(Duration::from_secs(10))?.is_some() {
            return Ok(());
        }
        self.child.kill().context("cannot kill a process")?;
        self.child.wait().context("cannot wait for a process")?;
        Ok(())
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            crate::say(format_args!("{error:#}"));
        }
    }
}
