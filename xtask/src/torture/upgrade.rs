//! The plug is pulled while an old database is brought up to date.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::torture::chance::Chance;
use crate::torture::client::Person;
use crate::torture::server::{self, Plan};
use crate::torture::{Bench, Tale};
use crate::workspace::Scratch;

/// Runs the scenario.
pub fn run(bench: &Bench) -> Result<Tale> {
    let mut tale = Tale::default();
    let mut chance = Chance::new(bench.seed, "upgrade");
    let rounds = bench.count(4, 30);
    let (mut cut, mut done_before) = (0, 0);
    for round in 0..rounds {
        let folder = Scratch::new()?;
        let mut plan = Plan::sqlite(folder.path())?;
        plan.demo = false;
        // As an older program left it: the schemas up to the third, with some thousand entries in its log.
        let (_, said) = server::probe(bench, &["old", plan.file(), "3"])?;
        let entries: i64 = said
            .trim()
            .parse()
            .context("the probe does not say how many entries")?;
        let mut again = 0;
        for _ in 0..1 + round % 3 {
            let mut server = plan.launch(bench)?;
            std::thread::sleep(chance.below(Duration::from_millis(400)));
            server.kill()?;
            again += 1;
        }
        let (before, newest) = schemas(bench, &plan)?;
        if before < newest {
            cut += 1;
        } else {
            done_before += 1;
        }
        tale.expect(
            before == 3 || before == newest,
            format_args!(
                "round {round}: killed {again} times, it is half-way, at schema {before} of {newest}"
            ),
        );
        let mut server = plan.launch(bench)?;
        server
            .ready(Duration::from_secs(30))
            .with_context(|| format!("round {round}: it does not start by itself"))?;
        let (after, newest) = schemas(bench, &plan)?;
        tale.expect(
            after == newest,
            format_args!("round {round}: it stays at schema {after}"),
        );
        let page = Person::visitor(plan.address).get("/")?;
        tale.expect(
            page.status == 200,
            format_args!("the home page answers {}", page.status),
        );
        server.kill()?;
        server::whole(bench, plan.file(), &mut tale)?;
        let there = server::counted(bench, plan.file(), "events")?;
        tale.expect(
            there >= entries,
            format_args!("{there} of {entries} entries are left"),
        );
        // The copy from before is whole as well, and there is no half of one under its name.
        let mut copies = 0;
        for entry in fs::read_dir(folder.path())? {
            let path = entry?.path();
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if name.contains(".schema-") && name.ends_with(".db") {
                copies += 1;
                let copy = path.to_string_lossy().into_owned();
                let (good, said) = server::probe(bench, &["whole", &copy])?;
                tale.expect(good, format_args!("the copy {name} is not whole: {said}"));
            }
        }
        tale.expect(
            copies > 0,
            format_args!("round {round}: there is no copy from before"),
        );
    }
    tale.count(format_args!(
        "{rounds} old databases: {cut} still old after kill -9 and {done_before} done by then; all up to date at the next start, nothing half"
    ));

    // A program that is older than the database does nothing to it.
    let folder = Scratch::new()?;
    let plan = Plan::sqlite(folder.path())?;
    plan.start(bench)?.kill()?;
    server::probe(bench, &["newer", plan.file()])?;
    let before = fs::read(plan.file())?;
    let mut server = plan.launch(bench)?;
    let ended = server.ended_within(Duration::from_secs(20))?;
    tale.expect(
        ended.is_some_and(|status| !status.success()),
        "it starts on a database of a newer program",
    );
    let said = plan.said();
    tale.expect(
        said.contains("newer"),
        format_args!("it does not say that the database is newer: {said}"),
    );
    tale.expect(
        before == fs::read(plan.file())?,
        "it wrote to a database of a newer program",
    );
    tale.count("a database of a newer program: refused, and left as it was");
    Ok(tale)
}

/// The schema that the file has, and the newest there is.
fn schemas(bench: &Bench, plan: &Plan) -> Result<(i64, i64)> {
    let (_, said) = server::probe(bench, &["schema", plan.file()])?;
    let (now, newest) = said.split_once('\t').context("the probe says no schemas")?;
    Ok((now.parse()?, newest.parse()?))
}
