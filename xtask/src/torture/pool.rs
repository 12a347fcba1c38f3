//! Every connection to the database is taken.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::postgres::Cluster;
use crate::torture::chance::Chance;
use crate::torture::client::{Person, Save, Saved};
use crate::torture::server::Plan;
use crate::torture::{Bench, Tale};
use crate::workspace::Scratch;

/// Saves at once: more than an instance has connections.
const SAVES: usize = 14;

/// How long a page may take to say that it cannot be shown.
const PATIENCE: Duration = Duration::from_secs(8);

/// Runs the scenario.
pub fn run(bench: &Bench) -> Result<Tale> {
    let mut tale = Tale::default();
    let folder = Scratch::new()?;
    let cluster = Cluster::own()?;
    let url = cluster.make("pool")?;
    let plan = Plan::on(folder.path(), &url)?;
    let _server = plan.start(bench)?;
    let mut chance = Chance::new(bench.seed, "pool");
    let person = Person::enter(plan.address, "Committee member one")?;
    let mut saves = Vec::new();
    for n in 0..SAVES {
        let slug = person.start(
            &mut chance,
            &format!("No connection left {n}"),
            "Conference begins.\n",
        )?;
        saves.push(Save::new(&mut chance, &slug, 1, &format!("pool-{n}"), 600));
    }

    // Each save takes a connection, and waits for the row with it.
    let mut held = cluster.hold("pool", Duration::from_secs(12))?;
    let (person, plan) = (&person, &plan);
    let (answers, pages) = std::thread::scope(|scope| -> Result<_> {
        let threads: Vec<_> = saves
            .iter()
            .map(|save| scope.spawn(move || person.save(save)))
            .collect();
        std::thread::sleep(Duration::from_millis(1_500));
        let readers: Vec<_> = (0..6)
            .map(|_| {
                scope.spawn(move || -> Result<_> {
                    let asked = Instant::now();
                    let answer = person.get("/texts")?;
                    Ok((
                        answer.status,
                        answer.header("retry-after").is_some(),
                        asked.elapsed(),
                    ))
                })
            })
            .collect();
        let health = Person::visitor(plan.address).get("/health")?;
        tale.expect(health.status == 200, "the process itself is not healthy");
        let mut pages = Vec::new();
        for reader in readers {
            pages.push(reader.join().ok().context("a thread died")??);
        }
        let joined = threads
            .into_iter()
            .map(|thread| thread.join().ok().context("a thread died")?);
        Ok((joined.collect::<Result<Vec<_>>>()?, pages))
    })?;
    held.ended_within(Duration::from_secs(30))?;
    let mut slowest = Duration::ZERO;
    for (status, says_when, after) in &pages {
        slowest = slowest.max(*after);
        tale.expect(
            *status == 503 && *says_when,
            format_args!("a page answers {status} while every connection is taken"),
        );
    }
    tale.expect(
        slowest < PATIENCE,
        format_args!("a page took {:.1} s to say so", slowest.as_secs_f64()),
    );
    tale.count(format_args!(
        "{SAVES} saves took every connection: {} pages answered 503 with Retry-After, slowest {:.1} s",
        pages.len(),
        slowest.as_secs_f64()
    ));

    let (mut done, mut refused) = (0, 0);
    for (answer, save) in answers.into_iter().zip(&saves) {
        match answer {
            Saved::Done(2) => done += 1,
            Saved::Refused(answer) => {
                refused += 1;
                tale.expect(
                    answer.status == 503 && answer.text().contains(&save.mark),
                    format_args!("a save: {}", answer.told()),
                );
                let number = person.save(save)?.done()?;
                tale.expect(number == 2, "a save that was sent again is not version 2");
            }
            Saved::Done(number) => tale.fault(format_args!("a save became version {number}")),
        }
        let page = person.page(&format!("/motions/{}/versions/2", save.slug))?;
        tale.expect(page.contains(&save.mark), "a save is lost");
    }
    let page = person.get("/texts")?;
    tale.expect(page.status == 200, "it does not recover by itself");
    tale.count(format_args!(
        "{done} saves waited and were acknowledged, {refused} answered 503 with the text and were sent again; none lost"
    ));
    Ok(tale)
}
