//! A PostgreSQL to test against.

use std::env;
use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::Signal;

use crate::process::{self, Background};
use crate::workspace::Scratch;
use crate::{debian, say};

/// Names a running PostgreSQL for the tests; its user must be allowed to create databases.
pub const VARIABLE: &str = "SUBSTANTIVE_TEST_POSTGRES";

/// Where Debian keeps the programs of each version.
const VERSIONS: &str = "/usr/lib/postgresql";

/// A PostgreSQL that may be used for tests, stopped and removed when dropped if it was started here.
pub struct Postgres {
    url: String,
    _own: Option<Cluster>,
}

impl Postgres {
    /// Takes the one named in the environment, or starts a throw-away cluster.
    pub fn start() -> Result<Self> {
        if let Ok(url) = env::var(VARIABLE) {
            return Ok(Self { url, _own: None });
        }
        let programs = match programs() {
            Some(folder) => folder,
            None => {
                let instead = format!(", or name a running one: {VARIABLE}=postgres://…");
                debian::install(&["postgresql"], "test on PostgreSQL", &instead)?;
                programs().context("PostgreSQL is installed, but its program initdb was not found")?
            }
        };
        let cluster = Cluster::start(&programs, false, None)?;
        Ok(Self {
            url: cluster.url("postgres"),
            _own: Some(cluster),
        })
    }

    /// Starts one only if that needs no installation.
    pub fn at_hand() -> Option<Result<Self>> {
        (env::var_os(VARIABLE).is_some() || programs().is_some()).then(Self::start)
    }

    /// Address of a database in it.
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// The folder with `initdb`, of the newest version there is.
pub fn programs() -> Option<PathBuf> {
    let number = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let mut versions: Vec<PathBuf> = fs::read_dir(VERSIONS)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    versions.sort_by_key(|path| number(path));
    let folders = versions.into_iter().rev().map(|version| version.join("bin"));
    folders
        .chain(process::find("initdb").and_then(|path| Some(path.parent()?.to_owned())))
        .find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}

/// A cluster in a temporary folder. The server stops before the folder goes.
pub struct Cluster {
    server: Option<Background>,
    programs: PathBuf,
    owner: Option<Owner>,
    port: u16,
    lasting: bool,
    small: Option<Small>,
    disk: Option<SmallDisk>,
    folder: Scratch,
}

/// What of a cluster lies on a small disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Small {
    /// The tables of its databases.
    Tables,
    /// The write-ahead log.
    Log,
}

impl Cluster {
    /// One that keeps its promises through a crash, and that may be stopped: never the one in the environment.
    pub fn own() -> Result<Self> {
        Self::start(&own_programs()?, true, None)
    }

    /// The same with a part of it on a disk of a few megabytes.
    pub fn cramped(what: Small) -> Result<Self> {
        Self::start(&own_programs()?, true, Some(what))
    }

    fn start(programs: &Path, lasting: bool, small: Option<Small>) -> Result<Self> {
        say("Starting a throw-away PostgreSQL");
        let folder = Scratch::new()?;
        let owner = Owner::choose()?;
        if let Some(Owner { user, group }) = owner {
            chown(folder.path(), Some(user), Some(group)).context("cannot hand over the folder")?;
        }
        let mut cluster = Self {
            server: None,
            programs: programs.to_owned(),
            owner,
            port: free_port()?,
            lasting,
            small,
            disk: None,
            folder,
        };
        if small.is_some() {
            cluster.disk = Some(SmallDisk::mount(&cluster.folder.path().join("small"))?);
        }
        let mut initdb = cluster.command("initdb");
        initdb
            .arg("--pgdata")
            .arg(cluster.folder.path().join("data"))
            .args(["--username", "substantive", "--auth", "trust"]);
        initdb.args([
            "--encoding",
            "UTF8",
            "--locale",
            "C",
            "--no-sync",
            "--no-instructions",
        ]);
        if small == Some(Small::Log) {
            // Segments of one megabyte, so that a few of them fit.
            initdb
                .arg("--waldir")
                .arg(cluster.folder.path().join("small/log"));
            initdb.args(["--wal-segsize", "1"]);
        }
        quietly(&mut initdb)?;

        cluster.again()?;
        if small == Some(Small::Tables) {
            let place = cluster.folder.path().join("small/tables");
            process::run(cluster.run("mkdir").arg(&place))?;
            let sql = format!("CREATE TABLESPACE small LOCATION '{}'", place.display());
            cluster.ask("postgres", &sql)?;
        }
        Ok(cluster)
    }

    /// Address of a database in it.
    fn url(&self, database: &str) -> String {
        format!("postgres://substantive@127.0.0.1:{}/{database}", self.port)
    }

    /// One of its programs, run as the user that its files belong to.
    fn command(&self, program: &str) -> Command {
        self.run(self.programs.join(program))
    }

    /// Any program, run as that user where the cluster's files are.
    fn run(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = match &self.disk {
            Some(disk) => disk.command(self.owner, program.as_ref()),
            None => {
                let mut command = process::command(program);
                if let Some(Owner { user, group }) = self.owner {
                    command.uid(user).gid(group);
                }
                command
            }
        };
        command
            .current_dir(self.folder.path())
            .env("HOME", self.folder.path())
            .env("LC_ALL", "C");
        command
    }

    /// The small disk, seen from outside.
    pub fn small(&self) -> Result<PathBuf> {
        let disk = self.disk.as_ref().context("this cluster has no small disk")?;
        Ok(disk.outside())
    }

    /// Whether the server has ended by itself.
    pub fn ended(&mut self) -> Result<bool> {
        match &mut self.server {
            Some(server) => Ok(server.ended()?.is_some()),
            None => Ok(true),
        }
    }

    /// Starts the server, the first time or after a stop, and waits until it answers.
    pub fn again(&mut self) -> Result<()> {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.folder.path().join("log"))?;
        let mut postgres = self.command("postgres");
        postgres
            .arg("-D")
            .arg(self.folder.path().join("data"))
            .args(["-p", &self.port.to_string(), "-k"])
            .arg(self.folder.path());
        postgres.args(["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"]);
        if self.small == Some(Small::Log) {
            postgres.args(["-c", "max_wal_size=4MB", "-c", "min_wal_size=2MB"]);
        }
        if !self.lasting {
            // Nothing in it needs to survive a crash.
            for setting in ["fsync=off", "synchronous_commit=off", "full_page_writes=off"] {
                postgres.args(["-c", setting]);
            }
        }
        postgres.stdout(log.try_clone()?).stderr(log);
        let mut server = Background::start(&mut postgres, Signal::INT)?;

        let mut ready = self.command("pg_isready");
        ready.args(["--quiet", "--host", "127.0.0.1", "--port", &self.port.to_string()]);
        let start = Instant::now();
        while !process::status(&mut ready)?.success() {
            if server.ended()?.is_some() || start.elapsed() > Duration::from_secs(60) {
                let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
                bail!("PostgreSQL does not start:\n{log}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        self.server = Some(server);
        Ok(())
    }

    /// Stops the server: in good order, or in the middle of everything, so that it must recover from its log.
    pub fn stop(&mut self, orderly: bool) -> Result<()> {
        let Some(mut server) = self.server.take() else {
            return Ok(());
        };
        server.signal(if orderly { Signal::INT } else { Signal::QUIT })?;
        match server.ended_within(Duration::from_secs(30))? {
            Some(_) => Ok(()),
            None => bail!("PostgreSQL does not stop"),
        }
    }

    /// Makes an empty database and says its address.
    pub fn make(&self, database: &str) -> Result<String> {
        let place = match self.small {
            Some(Small::Tables) => " TABLESPACE small",
            _ => "",
        };
        self.ask("postgres", &format!("CREATE DATABASE {database}{place}"))?;
        Ok(self.url(database))
    }

    /// How many rows there are of this.
    pub fn count(&self, database: &str, rows: &str) -> Result<i64> {
        let said = self.ask(database, &format!("SELECT COUNT(*) FROM {rows}"))?;
        said.trim().parse().context("a count is no number")
    }

    /// Holds the row that every write takes first, for so long.
    pub fn hold(&self, database: &str, time: Duration) -> Result<Background> {
        let sql = format!(
            "BEGIN; SELECT seq FROM chain FOR UPDATE; SELECT pg_sleep({}); COMMIT",
            time.as_secs_f64()
        );
        let mut psql = self.psql(database, &sql);
        psql.stdout(std::process::Stdio::null());
        let held = Background::start(&mut psql, Signal::TERM)?;
        let start = Instant::now();
        let waiting = "pg_stat_activity WHERE query LIKE '%pg_sleep%' AND wait_event = 'PgSleep'";
        while self.count(database, waiting)? == 0 {
            if start.elapsed() > Duration::from_secs(10) {
                bail!("the row could not be taken");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(held)
    }

    fn ask(&self, database: &str, sql: &str) -> Result<String> {
        process::read(&mut self.psql(database, sql))
    }

    fn psql(&self, database: &str, sql: &str) -> Command {
        let mut psql = self.command("psql");
        psql.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "-d"])
            .arg(self.url(database))
            .args(["-c", sql]);
        psql
    }
}

/// The programs of a PostgreSQL that may be stopped.
fn own_programs() -> Result<PathBuf> {
    if programs().is_none() {
        debian::install(&["postgresql"], "stop a PostgreSQL", "")?;
    }
    programs().context("the program initdb was not found")
}

/// Mounts a small disk in a name space of its own, and keeps that open.
const SMALL_DISK: &str = r#"mount -t tmpfs -o size=64m,mode=0777 tmpfs "$0" && exec sleep 3600"#;

/// A disk of a few megabytes that only those see who enter its name space; it goes with the process that holds it.
struct SmallDisk {
    holder: Background,
    place: PathBuf,
}

impl SmallDisk {
    fn mount(place: &Path) -> Result<Self> {
        fs::create_dir(place).context("cannot make a folder")?;
        let mut unshare = process::command("unshare");
        unshare.arg("--mount");
        // Without root, a name space in which this user is root may mount as well.
        if !rustix::process::geteuid().is_root() {
            unshare.args(["--user", "--map-root-user"]);
        }
        unshare.args(["sh", "-c", SMALL_DISK]).arg(place);
        let mut holder = Background::start(&mut unshare, Signal::TERM)?;
        let mounts = format!("/proc/{}/mounts", holder.id());
        let start = Instant::now();
        while !fs::read_to_string(&mounts)
            .unwrap_or_default()
            .contains(&*place.to_string_lossy())
        {
            if holder.ended()?.is_some() || start.elapsed() > Duration::from_secs(10) {
                bail!("a small disk cannot be mounted here");
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(Self {
            holder,
            place: place.to_owned(),
        })
    }

    fn outside(&self) -> PathBuf {
        PathBuf::from(format!("/proc/{}/root{}", self.holder.id(), self.place.display()))
    }

    /// A program that sees the disk.
    fn command(&self, owner: Option<Owner>, program: &std::ffi::OsStr) -> Command {
        let mut command = process::command("nsenter");
        command.args(["--target", &self.holder.id().to_string(), "--mount"]);
        match owner {
            Some(Owner { user, group }) => {
                command.args(["setpriv", "--reuid", &user.to_string()]);
                command.args(["--regid", &group.to_string(), "--clear-groups"]);
            }
            None => {
                // PostgreSQL refuses to be root, in a name space as well.
                command.args(["--user", "--preserve-credentials", "unshare", "--user"]);
                command.args(["--map-user=1000", "--map-group=1000"]);
            }
        }
        command.arg(program);
        command
    }
}

/// Runs to the end and shows the output only when the program fails.
fn quietly(command: &mut Command) -> Result<()> {
    let output = process::output(command)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stdout);
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!(
            "`{}` failed: {}\n{said}{complaint}",
            process::words(command),
            output.status
        );
    }
    Ok(())
}

/// Whose processes the cluster's are: PostgreSQL refuses to run as root.
#[derive(Clone, Copy, Debug)]
struct Owner {
    user: u32,
    group: u32,
}

impl Owner {
    /// `None` when this command's own user will do.
    fn choose() -> Result<Option<Self>> {
        if !rustix::process::geteuid().is_root() {
            return Ok(None);
        }
        let users = fs::read_to_string("/etc/passwd").context("cannot read /etc/passwd")?;
        let find = |name: &str| {
            users.lines().find_map(|line| {
                let fields: Vec<&str> = line.split(':').collect();
                let (user, group) = (fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?);
                (*fields.first()? == name).then_some(Self { user, group })
            })
        };
        let owner = find("postgres").or_else(|| find("nobody"));
        Ok(Some(owner.context(
            "PostgreSQL cannot run as root, and there is no user postgres or nobody",
        )?))
    }
}

/// A port on this machine that nobody listens on just now.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").context("cannot listen on this machine")?;
    Ok(listener.local_addr()?.port())
}
