//! What must be undone when a command is stopped from outside.
//!
//! Values that hold a child process or a scratch folder clean up when they are dropped.
//! A signal ends the process without dropping anything, so they are also listed here.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// How long children get to end by themselves.
const PATIENCE: Duration = Duration::from_secs(8);

static LISTED: Mutex<Vec<(u64, Duty)>> = Mutex::new(Vec::new());

#[derive(Clone)]
enum Duty {
    Stop(Pid, Signal),
    Remove(PathBuf),
}

/// Keeps a duty listed for as long as it lives.
#[must_use]
pub struct Listed(u64);

impl Drop for Listed {
    fn drop(&mut self) {
        duties().retain(|(number, _)| *number != self.0);
    }
}

/// Starts to listen for the signals that ask a command to stop.
pub fn watch() -> Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).context("cannot listen for signals")?;
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            settle();
            std::process::exit(128 + signal);
        }
    });
    Ok(())
}

/// Has `signal` sent to the process if this command is stopped.
pub fn stop_with(pid: u32, signal: Signal) -> Option<Listed> {
    let pid = Pid::from_raw(i32::try_from(pid).ok()?)?;
    Some(list(Duty::Stop(pid, signal)))
}

/// Has the folder removed if this command is stopped.
pub fn remove(folder: PathBuf) -> Listed {
    list(Duty::Remove(folder))
}

fn list(duty: Duty) -> Listed {
    let mut duties = duties();
    let number = duties.last().map_or(0, |(number, _)| number + 1);
    duties.push((number, duty));
    Listed(number)
}

fn duties() -> MutexGuard<'static, Vec<(u64, Duty)>> {
    LISTED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Stops every listed process, waits for them to end, then removes every listed folder.
fn settle() {
    let listed: Vec<Duty> = duties().iter().map(|(_, duty)| duty.clone()).collect();
    let mut pids = Vec::new();
    for duty in listed.iter().rev() {
        if let Duty::Stop(pid, signal) = duty {
            // A process that has already ended needs no signal.
            if kill_process(*pid, *signal).is_ok() {
                pids.push(*pid);
            }
        }
    }
    let start = Instant::now();
    while start.elapsed() < PATIENCE && pids.iter().any(|pid| test_kill_process(*pid).is_ok()) {
        std::thread::sleep(Duration::from_millis(50));
    }
    for duty in listed {
        if let Duty::Remove(folder) = duty {
            // Nothing more can be done about a folder that will not go.
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}
