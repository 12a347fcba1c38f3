//! A running server with the demonstration group, for browser tests and measurements.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use rustix::process::Signal;

use crate::build::Built;
use crate::http::{self, Connection};
use crate::postgres::free_port;
use crate::process::{self, Background};
use crate::workspace::Scratch;

/// A server on a free port with a new database; it stops and leaves nothing behind when dropped.
pub struct Demo {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its database, as the command line names it.
    pub database_url: String,
    /// Where it puts mail.
    pub outbox: PathBuf,
    /// Time from its start to its first answer.
    pub started_in: Duration,
    server: Background,
    folder: Scratch,
}

impl Demo {
    /// Starts one and waits until it answers.
    pub fn start(built: &Built) -> Result<Self> {
        let folder = Scratch::new()?;
        let address = SocketAddr::from(([127, 0, 0, 1], free_port()?));
        let database_url = format!("sqlite:{}", folder.path().join("demo.db").display());
        let outbox = folder.path().join("outbox");
        let log = File::create(folder.path().join("log"))?;
        let mut command = process::command(&built.executable);
        command
            .current_dir(folder.path())
            .args(["serve", "--demo", "--addr", &address.to_string()]);
        command
            .args(["--database-url", &database_url, "--site-root"])
            .arg(&built.site);
        // Browsers hand passkeys out only to a site that has a name.
        command.args(["--base-url", &format!("http://localhost:{}", address.port())]);
        command.env("SUBSTANTIVE_MAIL", format!("file:{}", outbox.display()));
        command.stdout(log.try_clone()?).stderr(log);
        let start = Instant::now();
        let server = Background::start(&mut command, Signal::TERM)?;
        let mut demo = Self {
            address,
            database_url,
            outbox,
            started_in: Duration::ZERO,
            server,
            folder,
        };
        while !demo.answers() {
            if demo.server.ended()?.is_some() || start.elapsed() > Duration::from_secs(60) {
                bail!("the server does not answer; it said:\n{}", demo.log());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        demo.started_in = start.elapsed();
        Ok(demo)
    }

    /// What the server wrote so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Resident memory in bytes.
    pub fn memory(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.server.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
    }

    fn answers(&self) -> bool {
        let asked = Connection::open(self.address)
            .and_then(|mut connection| connection.send(&http::get(self.address, "/health", &[])));
        asked.is_ok_and(|answer| answer.status == 200)
    }
}
