//! `cargo xtask torture`: breaks what the server stands on, and counts what is lost.
//!
//! Every scenario starts the real executable on a real database in a temporary folder, drives it over HTTP as
//! browsers do, and looks afterwards at what is there, through the server's pages and past them.
//! Processes are ended by their own number, and nothing leaves this machine.

mod chance;
mod client;
mod copies;
mod crowd;
mod disk;
mod files;
mod heavy;
mod kill;
mod load;
mod lock;
mod outage;
mod pool;
mod post;
mod server;
mod slow;
mod stop;
mod timing;
mod together;
mod upgrade;
mod votes;

use std::fmt::{self, Display, Formatter};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::toolchain::Toolchain;
use crate::workspace::{Scratch, Workspace};
use crate::{process, say};

/// What to put the server through.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Only these scenarios; all of them if none is named.
    #[arg(value_enum)]
    scenarios: Vec<Scenario>,
    /// A few rounds of each, those that mostly wait beside the others, to be done in two to three minutes.
    #[arg(long)]
    quick: bool,
    /// The beginning of all chance; a run with the same number chooses the same moments.
    #[arg(long, default_value_t = 20_260_501)]
    seed: u64,
    /// How long the mixed load of `load` lasts.
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    load_seconds: u64,
    /// Takes the executable built for use.
    #[arg(long)]
    release: bool,
}

/// One way to break something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Scenario {
    /// Kill -9 at random moments under writes.
    Kill,
    /// The disk is full.
    Disk,
    /// Another program holds the write lock.
    Lock,
    /// Several instances start at once on an empty database.
    Together,
    /// PostgreSQL stops for a while.
    Outage,
    /// The mail server is down, slow, or refuses.
    Post,
    /// Hundreds of slow connections.
    Slow,
    /// Texts that nobody writes but somebody may send, by ten people at once.
    Heavy,
    /// Many people sign in at one moment.
    Crowd,
    /// Views and approvals, all at one moment.
    Votes,
    /// SIGTERM while requests are under way.
    Stop,
    /// Every connection to the database is taken.
    Pool,
    /// Kill -9 while an old database is brought up to date.
    Upgrade,
    /// Kill -9 while a copy is made, and while one is put back.
    Copies,
    /// Whether the time of an answer tells what its words do not.
    Timing,
    /// The largest text as files, for many at once, of whom half go away.
    Files,
    /// Mixed load, with an eye on memory, files and the write-ahead log.
    Load,
}

impl Scenario {
    const ALL: [Self; 17] = [
        Self::Kill,
        Self::Disk,
        Self::Lock,
        Self::Together,
        Self::Outage,
        Self::Post,
        Self::Slow,
        Self::Heavy,
        Self::Crowd,
        Self::Votes,
        Self::Stop,
        Self::Pool,
        Self::Upgrade,
        Self::Copies,
        Self::Timing,
        Self::Files,
        Self::Load,
    ];

    /// Whether it leaves the machine to others for most of its time.
    fn mostly_waits(self) -> bool {
        matches!(self, Self::Lock | Self::Outage | Self::Post | Self::Pool)
    }

    fn run(self, bench: &Bench) -> Result<Tale> {
        match self {
            Self::Kill => kill::run(bench),
            Self::Disk => disk::run(bench),
            Self::Lock => lock::run(bench),
            Self::Together => together::run(bench),
            Self::Outage => outage::run(bench),
            Self::Post => post::run(bench),
            Self::Slow => slow::run(bench),
            Self::Heavy => heavy::run(bench),
            Self::Crowd => crowd::run(bench),
            Self::Votes => votes::run(bench),
            Self::Stop => stop::run(bench),
            Self::Pool => pool::run(bench),
            Self::Upgrade => upgrade::run(bench),
            Self::Copies => copies::run(bench),
            Self::Timing => timing::run(bench),
            Self::Files => files::run(bench),
            Self::Load => load::run(bench),
        }
    }
}

/// What every scenario works with.
pub struct Bench {
    /// The executable.
    pub executable: PathBuf,
    /// A second program that looks at database files; see `crates/store-sqlite/examples/probe.rs`.
    pub probe: PathBuf,
    /// A site folder; the pages' style and scripts play no part here.
    pub site: PathBuf,
    /// Few rounds only.
    pub quick: bool,
    /// The beginning of all chance.
    pub seed: u64,
    /// Whether the executable is the one built for use.
    pub release: bool,
    /// How long the mixed load lasts.
    pub load: Duration,
    _folder: Scratch,
}

impl Bench {
    fn set_up(options: &Options) -> Result<Self> {
        let workspace = Workspace::find()?;
        let toolchain = Toolchain::choose(&workspace)?;
        say("Building the executable");
        let mut cargo = toolchain.cargo();
        cargo.args(["build", "--package", "server"]);
        let folder = if options.release {
            cargo.arg("--release");
            "release"
        } else {
            "debug"
        };
        process::run(&mut cargo)?;
        let mut cargo = toolchain.cargo();
        cargo.args(["build", "--package", "store-sqlite", "--example", "probe"]);
        process::run(&mut cargo)?;
        let scratch = Scratch::new()?;
        let site = scratch.path().join("site");
        std::fs::create_dir_all(site.join("pkg")).context("cannot make a site folder")?;
        std::fs::write(
            site.join("assets.json"),
            r#"{"js":"app.js","wasm":"app.wasm","css":"style.css"}"#,
        )?;
        Ok(Self {
            executable: toolchain.target().join(folder).join("substantive"),
            probe: toolchain.target().join("debug/examples/probe"),
            site,
            quick: options.quick,
            seed: options.seed,
            release: options.release,
            load: Duration::from_secs(if options.quick { 15 } else { options.load_seconds }),
            _folder: scratch,
        })
    }

    /// How long something may take: in a quick run, which is for machines that do much else, only what hangs is too slow.
    pub fn within(&self, bound: Duration) -> Duration {
        bound * self.count(5, 1)
    }

    /// The one number in a quick run, the other in a full one.
    pub fn count<T>(&self, quick: T, full: T) -> T {
        if self.quick { quick } else { full }
    }
}

/// What a scenario found.
#[derive(Debug, Default)]
pub struct Tale {
    counts: Vec<String>,
    faults: Vec<String>,
}

impl Tale {
    /// Notes something counted or measured.
    pub fn count(&mut self, what: impl Display) {
        self.counts.push(what.to_string());
    }

    /// Notes something that must not be.
    pub fn fault(&mut self, what: impl Display) {
        let what = what.to_string();
        say(format_args!("FAULT: {what}"));
        self.faults.push(what);
    }

    /// Notes a fault unless the condition holds.
    pub fn expect(&mut self, holds: bool, otherwise: impl Display) {
        if !holds {
            self.fault(otherwise);
        }
    }
}

struct Row {
    scenario: String,
    seconds: f64,
    tale: Tale,
}

impl Display for Row {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        let verdict = if self.tale.faults.is_empty() {
            "held"
        } else {
            "FAILED"
        };
        writeln!(to, "{:<10} {verdict:<7} {:>6.1} s", self.scenario, self.seconds)?;
        for count in &self.tale.counts {
            writeln!(to, "             {count}")?;
        }
        for fault in &self.tale.faults {
            writeln!(to, "     FAULT:  {fault}")?;
        }
        Ok(())
    }
}

/// Runs one scenario; one that cannot be carried out has not held.
fn row(scenario: Scenario, bench: &Bench) -> Row {
    let name = format!("{scenario:?}").to_lowercase();
    say(format_args!("{name} …"));
    let start = Instant::now();
    let tale = scenario.run(bench).unwrap_or_else(|error| {
        let mut tale = Tale::default();
        tale.fault(format_args!("could not be carried out: {error:#}"));
        tale
    });
    let row = Row {
        scenario: name,
        seconds: start.elapsed().as_secs_f64(),
        tale,
    };
    eprint!("{row}");
    row
}

/// Runs the scenarios, prints what each found, and fails if anything was lost.
pub fn run(options: &Options) -> Result<()> {
    let bench = Bench::set_up(options)?;
    let scenarios = if options.scenarios.is_empty() {
        Scenario::ALL.to_vec()
    } else {
        options.scenarios.clone()
    };
    say(format_args!("Seed {}", bench.seed));
    let asked = scenarios.len();
    let (beside, after): (Vec<_>, Vec<_>) = scenarios
        .into_iter()
        .partition(|scenario| bench.quick && scenario.mostly_waits());
    let mut rows = Vec::new();
    std::thread::scope(|scope| {
        let bench = &bench;
        let threads: Vec<_> = beside
            .into_iter()
            .map(|scenario| scope.spawn(move || row(scenario, bench)))
            .collect();
        rows.extend(after.into_iter().map(|scenario| row(scenario, bench)));
        rows.extend(threads.into_iter().filter_map(|thread| thread.join().ok()));
    });
    println!("\nTorture, seed {}:", bench.seed);
    for row in &rows {
        print!("{row}");
    }
    if rows.len() < asked {
        bail!("{} scenarios died", asked - rows.len());
    }
    let failed = rows.iter().filter(|row| !row.tale.faults.is_empty()).count();
    if failed > 0 {
        bail!("{failed} of {} scenarios failed", rows.len());
    }
    Ok(())
}
