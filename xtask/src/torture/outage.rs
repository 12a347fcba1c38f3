//! PostgreSQL stops for a while, and its rows are locked for a while.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::postgres::Cluster;
use crate::torture::chance::Chance;
use crate::torture::client::{Person, Save, Saved};
use crate::torture::server::{self, Plan};
use crate::torture::{Bench, Tale};
use crate::workspace::Scratch;

/// Runs the scenario.
pub fn run(bench: &Bench) -> Result<Tale> {
    let mut tale = Tale::default();
    let folder = Scratch::new()?;
    let mut cluster = Cluster::own()?;
    let url = cluster.make("outage")?;
    let plan = Plan::on(folder.path(), &url)?;
    let _server = plan.start(bench)?;
    let person = Person::enter(plan.address, "Committee member one")?;
    let mut chance = Chance::new(bench.seed, "outage");
    let slug = person.start(&mut chance, "The database is away", "Conference begins.\n")?;
    let mut latest = 1;
    let mut promised = Vec::new();
    let away = Duration::from_secs(bench.count(4, 20));
    // Stopped in good order, and cut off in the middle of everything.
    for orderly in [true, false] {
        let how = if orderly { "stopped" } else { "killed" };
        // Writes are under way when it goes.
        let (mut refused, mut slowest) = (0, Duration::ZERO);
        let mut open: Option<Save> = None;
        let (gone, back) = std::thread::scope(|scope| -> Result<(Instant, Instant)> {
            let away = scope.spawn(|| -> Result<(Instant, Instant)> {
                std::thread::sleep(Duration::from_millis(700));
                cluster.stop(orderly)?;
                let gone = Instant::now();
                std::thread::sleep(away);
                cluster.again()?;
                Ok((gone, Instant::now()))
            });
            let mut more = 3;
            while more > 0 {
                if away.is_finished() {
                    more -= 1;
                }
                let save = open.take().unwrap_or_else(|| {
                    let mark = format!("away-{:016x}", chance.next());
                    Save::new(&mut chance, &slug, latest, &mark, 600)
                });
                let asked = Instant::now();
                match person.save(&save)? {
                    Saved::Done(number) => {
                        latest = number;
                        promised.push((number, save.mark));
                    }
                    // Done before, and nobody could say so.
                    Saved::Refused(answer) if answer.status == 303 => {
                        let page = person.page(&format!("/motions/{slug}/versions/{}", latest + 1));
                        match page {
                            Ok(page) if page.contains(&save.mark) => {
                                latest += 1;
                                promised.push((latest, save.mark));
                            }
                            _ => tale.fault(format_args!("{how}: {}", answer.told())),
                        }
                    }
                    Saved::Refused(answer) => {
                        slowest = slowest.max(asked.elapsed());
                        refused += 1;
                        let text = answer.text();
                        tale.expect(
                            answer.status == 503 && answer.header("retry-after").is_some(),
                            format_args!("{how}: {}", answer.told()),
                        );
                        tale.expect(
                            text.contains(&save.mark) && text.contains(&save.submission),
                            format_args!("{how}: what was typed is not shown again"),
                        );
                        let asked = Instant::now();
                        let page = person.get("/texts")?;
                        // The database may have come back between the two.
                        tale.expect(
                            [200, 503].contains(&page.status),
                            format_args!("{how}: a page answers {}", page.status),
                        );
                        let visitor = Person::visitor(plan.address).get("/published")?;
                        tale.expect(
                            [200, 503].contains(&visitor.status),
                            format_args!("{how}: a public page answers {}", visitor.status),
                        );
                        slowest = slowest.max(asked.elapsed() / 2);
                        tale.expect(
                            person.get("/health")?.status == 200,
                            "the process itself is not healthy",
                        );
                        open = Some(save);
                    }
                }
            }
            away.join().ok().context("a thread died")?
        })?;
        tale.expect(refused > 0, format_args!("{how}: nobody noticed"));
        tale.expect(
            slowest < bench.within(Duration::from_secs(6)),
            format_args!("{how}: an answer took {:.1} s", slowest.as_secs_f64()),
        );
        tale.expect(
            open.is_none(),
            format_args!("{how}: it does not recover by itself"),
        );
        tale.count(format_args!(
            "{how} for {:.0} s: {refused} saves answered 503 with the text, slowest {:.1} s; recovered by itself",
            back.duration_since(gone).as_secs_f64(),
            slowest.as_secs_f64()
        ));
    }

    // Another program holds the row that all writes take first.
    let long = Duration::from_secs(bench.count(18, 30));
    let mut held = cluster.hold("outage", long)?;
    let start = Instant::now();
    let save = Save::new(&mut chance, &slug, latest, "held-row", 600);
    match person.save(&save)? {
        Saved::Done(number) => tale.fault(format_args!("version {number} was saved through a lock")),
        Saved::Refused(answer) => {
            tale.expect(
                answer.status == 503 && answer.header("retry-after").is_some(),
                format_args!("a held row: {}", answer.told()),
            );
            tale.expect(
                answer.text().contains(&save.mark),
                "a held row: what was typed is not shown again",
            );
        }
    }
    let waited = start.elapsed();
    held.ended_within(Duration::from_secs(60))?;
    latest = person.save(&save)?.done()?;
    promised.push((latest, save.mark));
    tale.count(format_args!(
        "a row held for {} s: 503 with the text after {:.1} s, and saved afterwards",
        long.as_secs(),
        waited.as_secs_f64()
    ));

    for (number, mark) in &promised {
        let page = person.page(&format!("/motions/{slug}/versions/{number}"))?;
        tale.expect(
            page.contains(mark),
            format_args!("version {number} was promised and is lost"),
        );
    }
    let there = cluster.count("outage", &format!("version WHERE note LIKE '{}%'", "away-"))?;
    tale.expect(
        there + 1 == i64::try_from(promised.len())?,
        format_args!("{} saves were promised, {} are there", promised.len(), there + 1),
    );
    let (good, said) = server::verb(bench, &["verify", "--database-url", &url])?;
    tale.expect(good, format_args!("the chain does not verify: {said}"));
    tale.count(format_args!(
        "{} saves acknowledged and all present, once each",
        promised.len()
    ));
    Ok(tale)
}
