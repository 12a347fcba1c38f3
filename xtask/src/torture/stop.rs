//! SIGTERM while requests are under way.

use std::sync::Barrier;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::torture::chance::Chance;
use crate::torture::client::{Person, Save, Saved};
use crate::torture::server::{self, Held, Plan};
use crate::torture::{Bench, Tale};
use crate::workspace::Scratch;

/// Requests under way at once.
const MANY: usize = 50;

/// Runs the scenario.
pub fn run(bench: &Bench) -> Result<Tale> {
    let mut tale = Tale::default();
    let folder = Scratch::new()?;
    let plan = Plan::sqlite(folder.path())?;
    let mut chance = Chance::new(bench.seed, "stop");
    let rounds = bench.count(2, 12);
    let (mut answered, mut refused, mut promised) = (0, 0, Vec::new());
    let mut slowest = Duration::ZERO;
    for round in 0..rounds {
        let mut server = plan.start(bench)?;
        let person = Person::enter(plan.address, "Committee member one")?;
        let mut saves = Vec::new();
        for n in 0..MANY / 2 {
            let slug = person.start(&mut chance, &format!("Stop {round} {n}"), "Conference begins.\n")?;
            let mark = format!("stop-{round}-{n}");
            saves.push(Save::new(&mut chance, &slug, 1, &mark, 600));
        }
        // In every other round they all wait for a lock when the signal comes.
        let held = if round % 2 == 1 {
            Some(Held::take(bench, plan.file(), Duration::from_secs(3))?)
        } else {
            None
        };
        let gate = Barrier::new(MANY + 1);
        let moment = chance.below(Duration::from_millis(300));
        let (ended, took) = std::thread::scope(|scope| -> Result<_> {
            let readers: Vec<_> = (0..MANY - saves.len())
                .map(|_| {
                    let (person, gate) = (&person, &gate);
                    scope.spawn(move || {
                        gate.wait();
                        person.get("/texts").map(|answer| answer.status)
                    })
                })
                .collect();
            let writers: Vec<_> = saves
                .iter()
                .map(|save| {
                    let (person, gate) = (&person, &gate);
                    scope.spawn(move || {
                        gate.wait();
                        person.save(save)
                    })
                })
                .collect();
            gate.wait();
            std::thread::sleep(moment);
            let start = Instant::now();
            server.terminate()?;
            let ended = server.ended_within(Duration::from_secs(40))?;
            let took = start.elapsed();
            for reader in readers {
                match reader.join().ok().context("a thread died")? {
                    Ok(200) => answered += 1,
                    Ok(status) => tale.fault(format_args!("round {round}: a page answered {status}")),
                    Err(error) => refused += refusal(&mut tale, &error),
                }
            }
            for (writer, save) in writers.into_iter().zip(&saves) {
                match writer.join().ok().context("a thread died")? {
                    Ok(Saved::Done(number)) => {
                        answered += 1;
                        promised.push((save.slug.clone(), number, save.mark.clone()));
                    }
                    Ok(Saved::Refused(answer)) => {
                        tale.fault(format_args!("round {round}: a save answered {}", answer.told()));
                    }
                    Err(error) => refused += refusal(&mut tale, &error),
                }
            }
            Ok((ended, took))
        })?;
        slowest = slowest.max(took);
        tale.expect(
            ended.is_some_and(|status| status.success()) && took < Duration::from_secs(30),
            format_args!(
                "round {round}: it ended with {ended:?} after {} s",
                took.as_secs()
            ),
        );
        if let Some(held) = held {
            held.wait()?;
        }
    }
    server::whole(bench, plan.file(), &mut tale)?;
    let listed = server::versions(bench, plan.file())?;
    for (slug, number, mark) in &promised {
        tale.expect(
            listed
                .iter()
                .any(|version| version.slug == *slug && version.number == *number && version.note == *mark),
            format_args!("version {number} of {slug} was promised and is lost"),
        );
    }
    tale.count(format_args!(
        "{rounds} times {MANY} requests: {answered} answered in full, {refused} refused before anything was said; all {} acknowledged saves present",
        promised.len()
    ));
    tale.count(format_args!(
        "ended with success, slowest in {:.1} s",
        slowest.as_secs_f64()
    ));
    Ok(tale)
}

/// A refusal is clean if nothing of an answer had come.
fn refusal(tale: &mut Tale, error: &anyhow::Error) -> usize {
    let said = format!("{error:#}");
    tale.expect(
        !said.contains("cut short") && !said.contains("does not begin"),
        format_args!("an answer was cut off: {said}"),
    );
    1
}
