//! The executable, running.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::Signal;

use crate::postgres::free_port;
use crate::process::{self, Background};
use crate::torture::client::Person;
use crate::torture::{Bench, Tale};

/// How an instance is started.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its database.
    pub database_url: String,
    /// How mail leaves.
    pub mail: String,
    /// With the demonstration group.
    pub demo: bool,
    /// Where its log goes.
    pub log: PathBuf,
    /// What runs it: empty, or a program that takes another program's command line.
    pub under: Vec<String>,
}

impl Plan {
    /// On a SQLite file in the folder, with mail into another folder there.
    pub fn sqlite(folder: &Path) -> Result<Self> {
        Self::on(folder, &format!("sqlite:{}", folder.join("x.db").display()))
    }

    /// On any database; log and mail go to the folder.
    pub fn on(folder: &Path, database_url: &str) -> Result<Self> {
        let port = free_port()?;
        Ok(Self {
            address: SocketAddr::from(([127, 0, 0, 1], port)),
            database_url: database_url.to_owned(),
            mail: format!("file:{}", folder.join("outbox").display()),
            demo: true,
            log: folder.join(format!("log-{port}")),
            under: Vec::new(),
        })
    }

    /// Starts it without waiting for anything.
    pub fn launch(&self, bench: &Bench) -> Result<Server> {
        let mut command = match self.under.as_slice() {
            [] => process::command(&bench.executable),
            [program, words @ ..] => {
                let mut command = process::command(program);
                command.args(words).arg(&bench.executable);
                command
            }
        };
        command.args(["serve", "--addr", &self.address.to_string()]);
        command.args(["--database-url", &self.database_url, "--site-root"]);
        command.arg(&bench.site);
        if self.demo {
            command.arg("--demo");
        }
        command.env("SUBSTANTIVE_MAIL", &self.mail);
        let log = File::options()
            .create(true)
            .append(true)
            .open(&self.log)
            .context("cannot write a log")?;
        command.stdout(log.try_clone()?).stderr(log);
        Ok(Server {
            plan: self.clone(),
            process: Background::start(&mut command, Signal::TERM)?,
        })
    }

    /// Starts it and waits until it is ready.
    pub fn start(&self, bench: &Bench) -> Result<Server> {
        let mut server = self.launch(bench)?;
        server.ready(Duration::from_secs(60))?;
        Ok(server)
    }

    /// What all instances that share this log said.
    pub fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// The database's file.
    pub fn file(&self) -> &str {
        self.database_url.trim_start_matches("sqlite:")
    }
}

/// A running instance.
pub struct Server {
    /// How it was started.
    pub plan: Plan,
    process: Background,
}

impl Server {
    /// Waits until it can serve.
    pub fn ready(&mut self, within: Duration) -> Result<Duration> {
        let start = Instant::now();
        let visitor = Person::visitor(self.plan.address);
        loop {
            if visitor.get("/ready").is_ok_and(|answer| answer.status == 200) {
                return Ok(start.elapsed());
            }
            if let Some(status) = self.process.ended()? {
                bail!("the server ended with {status}; it said:\n{}", self.plan.said());
            }
            if start.elapsed() > within {
                bail!("the server is not ready; it said:\n{}", self.plan.said());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Pulls the plug.
    pub fn kill(&mut self) -> Result<()> {
        self.process.signal(Signal::KILL)?;
        match self.process.ended_within(Duration::from_secs(10))? {
            Some(_) => Ok(()),
            None => bail!("a killed process does not end"),
        }
    }

    /// Asks it to stop.
    pub fn terminate(&mut self) -> Result<()> {
        self.process.signal(Signal::TERM)
    }

    /// How it ended, if it does within this time.
    pub fn ended_within(&mut self, time: Duration) -> Result<Option<ExitStatus>> {
        self.process.ended_within(time)
    }

    /// Resident memory in kilobytes.
    pub fn memory(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let line = line.context("the system does not tell the memory")?;
        Ok(line.trim().trim_end_matches("kB").trim().parse()?)
    }

    /// Open file descriptors.
    pub fn files(&self) -> Result<u64> {
        Ok(fs::read_dir(format!("/proc/{}/fd", self.id()))?.count() as u64)
    }
}

/// Runs one of the executable's commands to its end and says what it printed and whether it was content.
pub fn verb(bench: &Bench, words: &[&str]) -> Result<(bool, String)> {
    let output = process::output(process::command(&bench.executable).args(words))?;
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok((output.status.success(), said.trim().to_owned()))
}

/// Asks the second program.
pub fn probe(bench: &Bench, words: &[&str]) -> Result<(bool, String)> {
    answer_of(process::command(&bench.probe).args(words))
}

/// What the second program says, however it is run.
pub fn answer_of(command: &mut Command) -> Result<(bool, String)> {
    let output = process::output(command)?;
    if !output.stderr.is_empty() {
        bail!("the probe: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok((
        output.status.success(),
        String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    ))
}

/// One of the numbers that the probe counts.
pub fn counted(bench: &Bench, file: &str, what: &str) -> Result<i64> {
    let (_, said) = probe(bench, &["count", file])?;
    let line = said.lines().find_map(|line| line.strip_prefix(what));
    Ok(line
        .with_context(|| format!("nothing counts {what}"))?
        .trim()
        .parse()?)
}

/// Notes a fault unless the file is whole, nothing in it is half, and its chain of events verifies.
pub fn whole(bench: &Bench, file: &str, tale: &mut Tale) -> Result<()> {
    let (good, said) = probe(bench, &["check", file])?;
    tale.expect(good, format_args!("the database is not whole: {said}"));
    let (good, said) = verb(bench, &["verify", "--database-url", &format!("sqlite:{file}")])?;
    tale.expect(good, format_args!("the chain does not verify: {said}"));
    Ok(())
}

/// A version as the probe lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The text's address.
    pub slug: String,
    /// The version's number.
    pub number: u32,
    /// The note.
    pub note: String,
    /// The last line of the text.
    pub last: String,
}

/// Every version in the file.
pub fn versions(bench: &Bench, file: &str) -> Result<Vec<Listed>> {
    listed(&probe(bench, &["versions", file])?.1)
}

/// Reads the probe's list.
pub fn listed(said: &str) -> Result<Vec<Listed>> {
    said.lines()
        .map(|line| {
            let mut parts = line.split('\t');
            let mut next = || parts.next().context("a line of the list is short");
            Ok(Listed {
                slug: next()?.to_owned(),
                number: next()?.parse()?,
                note: next()?.to_owned(),
                last: next()?.to_owned(),
            })
        })
        .collect()
}

/// The write lock of a database file in the hands of another program.
pub struct Held {
    child: Child,
}

impl Held {
    /// Takes it; given back after so long.
    pub fn take(bench: &Bench, file: &str, time: Duration) -> Result<Self> {
        let mut command: Command = process::command(&bench.probe);
        command.args(["hold", file, &time.as_secs_f64().to_string()]);
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot run the probe")?;
        let out = child.stdout.take().context("the probe says nothing")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        if line.trim() != "held" {
            bail!("the lock could not be taken");
        }
        Ok(Self { child })
    }

    /// Waits until it has been given back.
    pub fn wait(mut self) -> Result<()> {
        self.child.wait().context("cannot wait for the probe")?;
        Ok(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
