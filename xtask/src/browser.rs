//! Tests in a real browser against the real server.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::build::Built;
use crate::demo::Demo;
use crate::tally::Counts;
use crate::workspace::{Scratch, Workspace};
use crate::{debian, process, say};

/// Names the browser to use.
const VARIABLE: &str = "SUBSTANTIVE_CHROMIUM";

const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// The oldest Node.js that the test runner works with.
const OLDEST_NODE: u32 = 18;

/// The projects of the Playwright configuration.
pub const PROJECTS: [&str; 2] = ["javascript", "no-javascript"];

/// What is needed to run browser tests, all of it installed.
pub struct Browser {
    folder: PathBuf,
    chromium: PathBuf,
}

impl Browser {
    /// Finds or installs Node.js, the test runner and a browser.
    pub fn set_up(workspace: &Workspace) -> Result<Self> {
        install_node()?;
        let folder = workspace.root.join("end2end");
        install_packages(&folder)?;
        let chromium = match find_chromium() {
            Some(path) => path,
            None => {
                let instead = format!(", or name another browser: {VARIABLE}=/path/to/chrome");
                debian::install(&["chromium"], "run the browser tests", &instead)?;
                find_chromium().context("chromium is installed, but was not found")?
            }
        };
        let browser = Self { folder, chromium };
        process::run(browser.npx(&["tsc", "--noEmit"]).stdout(Stdio::inherit()))
            .context("the specs do not pass the type checker")?;
        Ok(browser)
    }

    /// Runs the specs of one project against a new server.
    pub fn run(&self, built: &Built, project: &str) -> Result<Counts> {
        let demo = Demo::start(built)?;
        let scratch = Scratch::new()?;
        let report = scratch.path().join("report.json");
        let mut playwright = self.npx(&["playwright", "test", "--project", project]);
        playwright
            .env("SUBSTANTIVE_URL", format!("http://{}", demo.address))
            .env("SUBSTANTIVE_CHROMIUM", &self.chromium)
            .env("SUBSTANTIVE_REPORT", &report)
            .env("SUBSTANTIVE_EXECUTABLE", &built.executable)
            .env("SUBSTANTIVE_DATABASE_URL", &demo.database_url)
            .env("SUBSTANTIVE_OUTBOX", &demo.outbox);
        let status = process::status(&mut playwright)?;
        let text = fs::read_to_string(&report).context("the browser tests left no report")?;
        let counts = read_report(&text)?;
        if !status.success() {
            let log = demo.log();
            let tail: Vec<&str> = log.lines().rev().take(20).collect();
            say("The server's last lines:");
            for line in tail.into_iter().rev() {
                eprintln!("    {line}");
            }
            if counts.failed == 0 {
                bail!("the test runner ended with {status}");
            }
        }
        Ok(counts)
    }

    fn npx(&self, arguments: &[&str]) -> Command {
        let mut command = process::command("npx");
        command
            .current_dir(&self.folder)
            .arg("--no-install")
            .args(arguments);
        command
    }
}

fn find_chromium() -> Option<PathBuf> {
    let named = env::var_os(VARIABLE)
        .map(PathBuf::from)
        .filter(|path| path.is_file());
    named.or_else(|| NAMES.iter().find_map(|name| process::find(name)))
}

/// Finds or installs Node.js, and refuses one that is too old.
pub fn install_node() -> Result<()> {
    if process::find("node").is_none() || process::find("npm").is_none() {
        debian::install(&["nodejs", "npm"], "run the browser tests", "")?;
    }
    let version = process::read(process::command("node").arg("--version"))?;
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|text| text.parse().ok());
    let major: u32 = major.with_context(|| format!("cannot understand Node.js version {version}"))?;
    if major < OLDEST_NODE {
        bail!("Node.js {OLDEST_NODE} or newer is needed to run the browser tests; here is {version}");
    }
    Ok(())
}

/// Installs what the lock file names, unless that has been done.
fn install_packages(folder: &Path) -> Result<()> {
    let lock = fs::read_to_string(folder.join("package-lock.json"))?;
    let installed = folder.join("node_modules/.installed-from");
    if fs::read_to_string(&installed).is_ok_and(|text| text == lock) {
        return Ok(());
    }
    say("Installing the browser test runner");
    process::run(
        process::command("npm")
            .current_dir(folder)
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .stdout(Stdio::null()),
    )?;
    fs::write(installed, lock)?;
    Ok(())
}

fn read_report(text: &str) -> Result<Counts> {
    #[derive(Deserialize)]
    struct Report {
        stats: Stats,
        errors: Vec<serde_json::Value>,
    }
    #[derive(Deserialize)]
    struct Stats {
        expected: u32,
        unexpected: u32,
        flaky: u32,
        skipped: u32,
    }
    let Report { stats, errors } = serde_json::from_str(text).context("cannot understand the report")?;
    let outside = u32::try_from(errors.len()).unwrap_or(u32::MAX);
    Ok(Counts {
        passed: stats.expected,
        failed: stats.unexpected + stats.flaky + outside,
        skipped: stats.skipped,
    })
}

#[cfg(test)]
mod tests {
    use super::read_report;
    use crate::tally::Counts;

    #[test]
    fn a_report_is_counted() {
        let text = r#"{"config":{},"suites":[],"errors":[{"message":"x"}],
            "stats":{"startTime":"","duration":1.5,"expected":3,"skipped":1,"unexpected":2,"flaky":0}}"#;
        assert_eq!(
            read_report(text).unwrap(),
            Counts {
                passed: 3,
                failed: 3,
                skipped: 1
            }
        );
    }

    #[test]
    fn half_a_report_is_refused() {
        assert!(read_report(r#"{"stats":{"expected":3}}"#).is_err());
    }
}
