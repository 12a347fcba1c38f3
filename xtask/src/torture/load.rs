//! Mixed load, with an eye on memory, files and the write-ahead log.

use std::fs;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::torture::chance::Chance;
use crate::torture::client::{Person, Save, Saved};
use crate::torture::server::{self, Plan};
use crate::torture::{Bench, Tale};
use crate::workspace::Scratch;

/// Who works, all at the same time.
const PEOPLE: [&str; 6] = [
    "Chair and administrator",
    "Committee member one",
    "Committee member two",
    "Member (Northgate CLP)",
    "Member (Riverside CLP)",
    "Member (Hillfoot CLP)",
];

/// After so many versions somebody goes on with a new text.
const VERSIONS: u32 = 40;

#[derive(Clone, Copy, Debug)]
struct Sample {
    memory: u64,
    files: u64,
    log: u64,
}

/// One of the values.
type Of = fn(&Sample) -> u64;

/// Runs the scenario.
pub fn run(bench: &Bench) -> Result<Tale> {
    let mut tale = Tale::default();
    let folder = Scratch::new()?;
    let plan = Plan::sqlite(folder.path())?;
    let server = plan.start(bench)?;
    let (done, pages, saves) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    let mut samples: Vec<Sample> = Vec::new();
    std::thread::scope(|scope| -> Result<()> {
        let mut threads = Vec::new();
        for name in PEOPLE {
            let person = Person::enter(plan.address, name)?;
            let chance = Chance::new(bench.seed, name);
            let (done, pages, saves) = (&done, &pages, &saves);
            threads.push(scope.spawn(move || work(&person, chance, name, done, pages, saves)));
        }
        let start = Instant::now();
        let every = bench.load / 60;
        let mut sampled = Ok(());
        while start.elapsed() < bench.load && sampled.is_ok() {
            std::thread::sleep(every);
            sampled = sample(&server).map(|sample| samples.push(sample));
        }
        done.store(true, Ordering::Relaxed);
        for thread in threads {
            thread.join().ok().context("a thread died")??;
        }
        sampled
    })?;
    let third = samples.len() / 3;
    if third < 5 {
        bail!("there are only {} samples", samples.len());
    }
    let mean = |of: Of, range: std::ops::Range<usize>| {
        let values = samples.get(range).unwrap_or_default();
        values.iter().map(|sample| of(sample) as f64).sum::<f64>() / values.len().max(1) as f64
    };
    tale.count(format_args!(
        "{:.0} s: {} pages and {} saves",
        bench.load.as_secs_f64(),
        pages.load(Ordering::Relaxed),
        saves.load(Ordering::Relaxed)
    ));
    let kinds: [(&str, Of); 3] = [
        ("memory in MB", |sample| sample.memory / 1024),
        ("open files", |sample| sample.files),
        ("write-ahead log in kB", |sample| sample.log / 1024),
    ];
    for (what, of) in kinds {
        let thirds = [0..third, third..2 * third, 2 * third..samples.len()].map(|range| mean(of, range));
        let growth = thirds[2] / thirds[1].max(1.0) - 1.0;
        let most = samples.iter().map(of).max().unwrap_or_default();
        tale.count(format_args!(
            "{what}: {:.0}, {:.0}, {:.0} in the three thirds, at most {most}; {:+.1} %",
            thirds[0],
            thirds[1],
            thirds[2],
            growth * 100.0
        ));
        // A short run is all warming up: it says only that nothing runs away.
        let most_growth = if bench.quick { 0.5 } else { 0.1 };
        tale.expect(
            growth < most_growth,
            format_args!(
                "{what} grow by {:.1} % from the second third to the last",
                growth * 100.0
            ),
        );
    }
    server::whole(bench, plan.file(), &mut tale)?;
    Ok(tale)
}

fn sample(server: &server::Server) -> Result<Sample> {
    Ok(Sample {
        memory: server.memory()?,
        files: server.files()?,
        log: fs::metadata(format!("{}-wal", server.plan.file()))?.len(),
    })
}

/// Reads and writes until told to stop, with small pauses.
fn work(
    person: &Person,
    mut chance: Chance,
    name: &str,
    done: &AtomicBool,
    pages: &AtomicU64,
    saves: &AtomicU64,
) -> Result<()> {
    let mut texts = 0;
    while !done.load(Ordering::Relaxed) {
        texts += 1;
        let slug = person.start(&mut chance, &format!("{name} {texts}"), "Conference begins.\n")?;
        for base in 1..VERSIONS {
            if done.load(Ordering::Relaxed) {
                break;
            }
            let mark = format!("load-{:016x}", chance.next());
            match person.save(&Save::new(&mut chance, &slug, base, &mark, 3_000))? {
                Saved::Done(_) => saves.fetch_add(1, Ordering::Relaxed),
                Saved::Refused(answer) => bail!("a save answers {}", answer.told()),
            };
            let one = [
                "/".to_owned(),
                "/published/buses-that-villages-can-rely-on".to_owned(),
                format!("/motions/{slug}"),
                format!("/motions/{slug}/compare/{base}..{}", base + 1),
                format!("/motions/{slug}/edit"),
                "/published".to_owned(),
            ];
            for _ in 0..3 {
                let path = &one[usize::try_from(chance.next() % one.len() as u64)?];
                person.page(path)?;
                pages.fetch_add(1, Ordering::Relaxed);
            }
            std::thread::sleep(chance.below(Duration::from_millis(40)));
        }
    }
    Ok(())
}
