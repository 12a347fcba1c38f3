//! Another program holds the write lock.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::torture::chance::Chance;
use crate::torture::client::{Person, Save, Saved};
use crate::torture::server::{self, Held, Plan};
use crate::torture::{Bench, Tale};
use crate::workspace::Scratch;

/// Saves that wait at the same time.
const WAITING: usize = 6;

/// Runs the scenario.
pub fn run(bench: &Bench) -> Result<Tale> {
    let mut tale = Tale::default();
    let folder = Scratch::new()?;
    let plan = Plan::sqlite(folder.path())?;
    let _server = plan.start(bench)?;
    let mut chance = Chance::new(bench.seed, "lock");
    let person = Person::enter(plan.address, "Committee member one")?;
    let mut slugs = Vec::new();
    for n in 0..WAITING {
        slugs.push(person.start(&mut chance, &format!("A held lock {n}"), "Conference begins.\n")?);
    }
    let slug = slugs.first().context("there is no text")?.clone();

    let held = Held::take(bench, plan.file(), Duration::from_secs(3))?;
    let start = Instant::now();
    let save = Save::new(&mut chance, &slug, 1, "short-lock", 600);
    match person.save(&save)? {
        Saved::Done(2) => tale.count(format_args!(
            "held for 3 s: the save waited {:.1} s and was acknowledged",
            start.elapsed().as_secs_f64()
        )),
        other => tale.fault(format_args!("held for 3 s: {other:?}")),
    }
    held.wait()?;

    // Longer than the server's patience in any case.
    let long = Duration::from_secs(bench.count(18, 30));
    let held = Held::take(bench, plan.file(), long)?;
    let start = Instant::now();
    let saves: Vec<Save> = slugs
        .iter()
        .enumerate()
        .map(|(n, slug)| {
            Save::new(
                &mut chance,
                slug,
                if n == 0 { 2 } else { 1 },
                &format!("long-lock-{n}"),
                600,
            )
        })
        .collect();
    let (mut slowest_read, mut reads) = (Duration::ZERO, 0);
    let answers = std::thread::scope(|scope| -> Result<Vec<(Duration, Result<Saved>)>> {
        let threads: Vec<_> = saves
            .iter()
            .map(|save| {
                let person = &person;
                scope.spawn(move || {
                    let answer = person.save(save);
                    (start.elapsed(), answer)
                })
            })
            .collect();
        while threads.iter().any(|thread| !thread.is_finished()) {
            let asked = Instant::now();
            let answer = person.get(&format!("/motions/{slug}"))?;
            slowest_read = slowest_read.max(asked.elapsed());
            reads += 1;
            tale.expect(
                answer.status == 200,
                format_args!("a page answers {} meanwhile", answer.status),
            );
            std::thread::sleep(Duration::from_millis(250));
        }
        let joined = threads
            .into_iter()
            .map(|thread| thread.join().ok().context("a thread died"));
        joined.collect()
    })?;
    let mut slowest = Duration::ZERO;
    for ((after, answer), save) in answers.into_iter().zip(&saves) {
        slowest = slowest.max(after);
        match answer? {
            Saved::Done(number) => tale.fault(format_args!("version {number} was saved through a lock")),
            Saved::Refused(answer) => {
                let text = answer.text();
                tale.expect(
                    answer.status == 503,
                    format_args!("held for long: {}", answer.told()),
                );
                tale.expect(
                    answer.header("retry-after").is_some(),
                    "a 503 does not say when to try again",
                );
                tale.expect(
                    text.contains(&save.mark) && text.contains(&save.submission),
                    "what was typed is not shown again",
                );
            }
        }
    }
    tale.expect(
        slowest_read < bench.within(Duration::from_secs(1)),
        format_args!("a page took {} ms meanwhile", slowest_read.as_millis()),
    );
    tale.expect(
        slowest < long,
        format_args!("a save was left waiting for {} s", slowest.as_secs()),
    );
    held.wait()?;
    for save in &saves {
        let number = person.save(save)?.done()?;
        tale.expect(
            number.to_string() != save.base,
            "the form sent again saved nothing",
        );
    }
    server::whole(bench, plan.file(), &mut tale)?;
    let listed = server::versions(bench, plan.file())?;
    for save in &saves {
        let times = listed.iter().filter(|version| version.note == save.mark).count();
        tale.expect(times == 1, format_args!("{} is there {times} times", save.mark));
    }
    tale.count(format_args!(
        "held for {} s: {WAITING} saves answered 503 with Retry-After and the text, the last after {:.1} s; sent again, each is there once",
        long.as_secs(),
        slowest.as_secs_f64()
    ));
    tale.count(format_args!(
        "{reads} pages read meanwhile, the slowest in {} ms",
        slowest_read.as_millis()
    ));
    Ok(tale)
}
