//! `cargo xtask bench`: how fast, as ratios taken in one run on one machine.

mod engine;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::demo::Demo;
use crate::http::{self, Connection};
use crate::site::Assets;
use crate::toolchain::Toolchain;
use crate::workspace::Workspace;
use crate::{build, say};

/// Connections that ask at the same time.
const CONNECTIONS: usize = 8;

/// Rounds in which every address is asked for once; the median counts.
const ROUNDS: usize = 3;

/// What to measure.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Leaves the pages out.
    #[arg(long, conflicts_with = "no_text")]
    no_pages: bool,
    /// Leaves the text engine out.
    #[arg(long)]
    no_text: bool,
    /// How long each address is asked for in each round.
    #[arg(long, default_value_t = 1.0, value_name = "SECONDS")]
    slice: f64,
}

/// Measures and prints.
pub fn run(options: &Options) -> Result<()> {
    let workspace = Workspace::find()?;
    let toolchain = Toolchain::choose(&workspace)?;
    if !options.no_text {
        engine::measure(&workspace, &toolchain)?;
        engine::edition(&toolchain)?;
    }
    if !options.no_pages {
        let slice = Duration::try_from_secs_f64(options.slice.clamp(0.1, 30.0))?;
        pages(&workspace, &toolchain, slice)?;
    }
    Ok(())
}

/// An address to ask for.
struct Target {
    name: String,
    path: String,
    cookie: Option<String>,
}

impl Target {
    /// As browsers ask.
    fn request(&self, address: SocketAddr) -> Vec<u8> {
        self.request_with(address, &[("Accept-Encoding", "br, gzip")])
    }

    /// For an answer that can be read without unpacking it.
    fn request_plain(&self, address: SocketAddr) -> Vec<u8> {
        self.request_with(address, &[])
    }

    fn request_with(&self, address: SocketAddr, headers: &[(&str, &str)]) -> Vec<u8> {
        let cookie = self.cookie.iter().map(|cookie| ("Cookie", cookie.as_str()));
        let headers: Vec<_> = headers.iter().copied().chain(cookie).collect();
        http::get(address, &self.path, &headers)
    }
}

fn pages(workspace: &Workspace, toolchain: &Toolchain, slice: Duration) -> Result<()> {
    let built = build::build(workspace, toolchain, &build::Options { release: true })?;
    let demo = Demo::start(&built)?;
    let at_rest = demo.memory();
    let assets = Assets::read(&built.site)?;
    let mut targets = vec![
        Target {
            name: "style sheet, from memory".into(),
            path: format!("/pkg/{}", assets.css),
            cookie: None,
        },
        Target {
            name: "health".into(),
            path: "/health".into(),
            cookie: None,
        },
    ];
    targets.extend(pages_of(&demo, "visitor", None)?);
    match sign_in(&demo) {
        Ok(cookie) => targets.extend(pages_of(&demo, "member", Some(&cookie))?),
        Err(error) => say(format_args!("member: nothing is measured, {error:#}")),
    }

    say(format_args!(
        "{} addresses, {CONNECTIONS} connections, {ROUNDS} rounds",
        targets.len()
    ));
    let mut rates: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    let mut slowest: BTreeMap<usize, Duration> = BTreeMap::new();
    for _ in 0..ROUNDS {
        for (index, target) in targets.iter().enumerate() {
            let load = Load::put(demo.address, &target.request(demo.address), slice)
                .with_context(|| format!("asking for {}", target.path))?;
            rates.entry(index).or_default().push(load.per_second());
            let worst = slowest.entry(index).or_default();
            *worst = load.percentile_99().max(*worst);
        }
    }

    println!("\nPages, {CONNECTIONS} connections, release build, loopback:");
    println!(
        "  {:<34} {:>9} {:>9} {:>9} {:>9}",
        "", "req/s", "ratio", "99 % ms", "KB sent"
    );
    let memory = median(&rates[&0]);
    for (index, target) in targets.iter().enumerate() {
        let rate = median(&rates[&index]);
        let sent = Connection::open(demo.address)?
            .send(&target.request(demo.address))?
            .weight;
        println!(
            "  {:<34} {rate:>9.0} {:>9.2} {:>9.2} {:>9.1}",
            target.name,
            rate / memory,
            slowest[&index].as_secs_f64() * 1000.0,
            sent as f64 / 1024.0,
        );
    }
    println!("  start to first answer {} ms", demo.started_in.as_millis());
    if let (Some(at_rest), Some(loaded)) = (at_rest, demo.memory()) {
        println!(
            "  memory {} MB at rest, {} MB under load",
            at_rest >> 20,
            loaded >> 20
        );
    }
    Ok(())
}

/// One page of each kind, found by following links from the list of texts.
fn pages_of(demo: &Demo, who: &str, cookie: Option<&str>) -> Result<Vec<Target>> {
    let target = |what: &str, path: &str| Target {
        name: format!("{who}: {what}"),
        path: path.to_owned(),
        cookie: cookie.map(str::to_owned),
    };
    let read = |path: &str| -> Result<String> {
        let request = target("", path).request_plain(demo.address);
        let answer = Connection::open(demo.address)?.send(&request)?;
        Ok(String::from_utf8_lossy(&answer.body).into_owned())
    };
    // A visitor has the published texts; a member has the others as well.
    let mut pages = vec![
        target("home", "/"),
        target("list of published texts", "/published"),
    ];
    let mut kinds = vec![("published text", "/published", "/published/")];
    if cookie.is_some() {
        pages.push(target("list of texts", "/texts"));
        kinds.push(("motion", "/texts", "/motions/"));
    }
    for (kind, list, prefix) in kinds {
        let list = read(list)?;
        let links = http::links(&list, prefix);
        let Some(path) = links.iter().find(|path| *path != "/motions/new") else {
            say(format_args!("{who}: there is no {kind} to measure"));
            continue;
        };
        pages.push(target(kind, path));
        if kind != "motion" {
            continue;
        }
        let page = read(path)?;
        let comparison = http::hrefs(&page)
            .find(|link| link.contains("/compare/"))
            .map(str::to_owned);
        match comparison {
            Some(comparison) => pages.push(target(&format!("{kind}, compared"), &comparison)),
            None => say(format_args!(
                "{who}: there is no comparison of a {kind} to measure"
            )),
        }
    }
    Ok(pages)
}

/// Enters the demonstration as the first person it offers and returns the cookie.
fn sign_in(demo: &Demo) -> Result<String> {
    let mut connection = Connection::open(demo.address)?;
    let page = connection.send(&http::get(demo.address, "/sign-in", &[]))?;
    let page = String::from_utf8_lossy(&page.body).into_owned();
    let member = page
        .split("name=\"member\"")
        .nth(1)
        .and_then(|rest| rest.split("value=\"").nth(1))
        .and_then(|rest| rest.split('"').next())
        .context("the page for signing in offers nobody")?;
    let form = format!("member={member}&next=/");
    let answer = connection.send(&http::post(demo.address, "/api/demo/enter", &[], &form))?;
    let cookie = answer
        .header("set-cookie")
        .and_then(|cookie| cookie.split(';').next());
    Ok(cookie
        .with_context(|| format!("the answer {} sets no cookie", answer.status))?
        .to_owned())
}

/// What came of asking for one address over and over.
struct Load {
    times: Vec<Duration>,
    took: Duration,
}

impl Load {
    /// Asks on every connection as fast as answers come, until the time is over.
    fn put(address: SocketAddr, request: &[u8], slice: Duration) -> Result<Self> {
        let start = Instant::now();
        let per_connection: Vec<Result<Vec<Duration>>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..CONNECTIONS)
                .map(|_| scope.spawn(|| ask(address, request, start, slice)))
                .collect();
            let joined = threads.into_iter().map(|thread| thread.join());
            joined
                .map(|joined| joined.unwrap_or_else(|_| bail!("a connection's thread died")))
                .collect()
        });
        let took = start.elapsed();
        let mut times = Vec::new();
        for per_connection in per_connection {
            times.extend(per_connection?);
        }
        times.sort();
        Ok(Self { times, took })
    }

    fn per_second(&self) -> f64 {
        self.times.len() as f64 / self.took.as_secs_f64()
    }

    fn percentile_99(&self) -> Duration {
        self.times
            .get(self.times.len() * 99 / 100)
            .copied()
            .unwrap_or_default()
    }
}

fn ask(address: SocketAddr, request: &[u8], start: Instant, slice: Duration) -> Result<Vec<Duration>> {
    let mut connection = Connection::open(address)?;
    let mut times = Vec::new();
    while start.elapsed() < slice {
        let asked = Instant::now();
        let answer = connection.send(request)?;
        if answer.status != 200 {
            bail!("the answer is {}", answer.status);
        }
        times.push(asked.elapsed());
    }
    Ok(times)
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
