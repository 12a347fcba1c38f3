//! Several instances start at once on an empty database.

use std::time::Duration;

use anyhow::{Context, Result};

use crate::postgres::Cluster;
use crate::torture::chance::Chance;
use crate::torture::client::{Person, Save};
use crate::torture::server::{self, Plan, Server};
use crate::torture::{Bench, Tale};
use crate::workspace::Scratch;

/// How many start at once.
const INSTANCES: usize = 3;

/// Runs the scenario.
pub fn run(bench: &Bench) -> Result<Tale> {
    let mut tale = Tale::default();
    let rounds = bench.count(2, 20);
    let mut chance = Chance::new(bench.seed, "together");
    for round in 0..rounds {
        let folder = Scratch::new()?;
        let url = format!("sqlite:{}", folder.path().join("x.db").display());
        let plan = start(bench, &mut tale, &mut chance, folder.path(), &url)
            .with_context(|| format!("SQLite, round {round}"))?;
        server::whole(bench, plan.file(), &mut tale)?;
        for (what, there) in [("organisations", 1), ("members", 8), ("decisions", 1)] {
            let counted = server::counted(bench, plan.file(), what)?;
            tale.expect(
                counted == there,
                format_args!("round {round}: {counted} {what} instead of {there}"),
            );
        }
    }
    tale.count(format_args!(
        "SQLite: {rounds} times {INSTANCES} instances at once; all serve, one schema, one group, and each sees the others' writes"
    ));

    let cluster = Cluster::own()?;
    for round in 0..rounds {
        let folder = Scratch::new()?;
        let url = cluster.make(&format!("together_{round}"))?;
        start(bench, &mut tale, &mut chance, folder.path(), &url)
            .with_context(|| format!("PostgreSQL, round {round}"))?;
        let (good, said) = server::verb(bench, &["verify", "--database-url", &url])?;
        tale.expect(good, format_args!("PostgreSQL, round {round}: {said}"));
        for (table, there) in [("organisation", 1), ("member", 8), ("decision", 1)] {
            let counted = cluster.count(&format!("together_{round}"), table)?;
            tale.expect(
                counted == there,
                format_args!("PostgreSQL, round {round}: {counted} in {table} instead of {there}"),
            );
        }
    }
    tale.count(format_args!(
        "PostgreSQL: {rounds} times {INSTANCES} instances at once; all serve, one schema, one group, and each sees the others' writes"
    ));
    Ok(tale)
}

/// Starts them, has one write and the others read, and stops them.
fn start(
    bench: &Bench,
    tale: &mut Tale,
    chance: &mut Chance,
    folder: &std::path::Path,
    url: &str,
) -> Result<Plan> {
    let mut servers: Vec<Server> = Vec::new();
    for _ in 0..INSTANCES {
        servers.push(Plan::on(folder, url)?.launch(bench)?);
    }
    for server in &mut servers {
        server.ready(Duration::from_secs(60))?;
    }
    let plan = servers.first().context("nothing was started")?.plan.clone();
    let writer = Person::enter(plan.address, "Committee member one")?;
    let slug = writer.start(chance, "Seen everywhere at once", "Conference begins.\n")?;
    for (n, server) in servers.iter().enumerate() {
        let here = writer.at(server.plan.address);
        let mark = format!("seen-{n}");
        let base = u32::try_from(n)? + 1;
        let number = here.save(&Save::new(chance, &slug, base, &mark, 200))?.done()?;
        for other in &servers {
            let page = writer
                .at(other.plan.address)
                .page(&format!("/motions/{slug}/versions/{number}"))?;
            tale.expect(
                page.contains(&mark),
                "an instance does not see what another one wrote",
            );
        }
    }
    for server in &mut servers {
        server.terminate()?;
        let ended = server.ended_within(Duration::from_secs(30))?;
        tale.expect(
            ended.is_some_and(|status| status.success()),
            format_args!("an instance ended with {ended:?}"),
        );
        let said = server.plan.said();
        // Whoever waits for another to change the tables does so in one slow statement.
        let complains = |line: &str| {
            (line.contains("ERROR") || line.contains("WARN")) && !line.contains("slow statement")
        };
        tale.expect(
            !said.lines().any(complains),
            format_args!("an instance complained: {said}"),
        );
    }
    Ok(plan)
}
