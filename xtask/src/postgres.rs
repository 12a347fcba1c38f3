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
        let (url, cluster) = Cluster::start(&programs)?;
        Ok(Self {
            url,
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
struct Cluster {
    _server: Background,
    _folder: Scratch,
}

impl Cluster {
    fn start(programs: &Path) -> Result<(String, Self)> {
        say("Starting a throw-away PostgreSQL");
        let folder = Scratch::new()?;
        let owner = Owner::choose()?;
        if let Some(Owner { user, group }) = owner {
            chown(folder.path(), Some(user), Some(group)).context("cannot hand over the folder")?;
        }
        let as_owner = |program: &str| {
            let mut command = process::command(programs.join(program));
            command
                .current_dir(folder.path())
                .env("HOME", folder.path())
                .env("LC_ALL", "C");
            if let Some(Owner { user, group }) = owner {
                command.uid(user).gid(group);
            }
            command
        };

        let data = folder.path().join("data");
        let mut initdb = as_owner("initdb");
        initdb
            .arg("--pgdata")
            .arg(&data)
            .args(["--username", "substantive", "--auth", "trust"]);
        initdb.args([
            "--encoding",
            "UTF8",
            "--locale",
            "C",
            "--no-sync",
            "--no-instructions",
        ]);
        quietly(&mut initdb)?;

        let port = free_port()?;
        let log = File::create(folder.path().join("log"))?;
        let mut postgres = as_owner("postgres");
        postgres
            .arg("-D")
            .arg(&data)
            .args(["-p", &port.to_string(), "-k"])
            .arg(folder.path());
        // Nothing in it needs to survive a crash.
        for setting in [
            "listen_addresses=127.0.0.1",
            "max_connections=200",
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
        ] {
            postgres.args(["-c", setting]);
        }
        postgres.stdout(log.try_clone()?).stderr(log);
        let mut server = Background::start(&mut postgres, Signal::INT)?;

        let mut ready = as_owner("pg_isready");
        ready.args(["--quiet", "--host", "127.0.0.1", "--port", &port.to_string()]);
        let start = Instant::now();
        while !process::status(&mut ready)?.success() {
            if server.ended()?.is_some() || start.elapsed() > Duration::from_secs(60) {
                let log = fs::read_to_string(folder.path().join("log")).unwrap_or_default();
                bail!("PostgreSQL does not start:\n{log}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let url = format!("postgres://substantive@127.0.0.1:{port}/postgres");
        Ok((
            url,
            Self {
                _server: server,
                _folder: folder,
            },
        ))
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
