//! The plug is pulled while a copy is made, and while one is put back.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use rustix::process::Signal;

use crate::process::{self, Background};
use crate::torture::chance::Chance;
use crate::torture::client::{Person, Save};
use crate::torture::server::{self, Plan};
use crate::torture::{Bench, Tale};
use crate::workspace::Scratch;

/// Runs the scenario.
pub fn run(bench: &Bench) -> Result<Tale> {
    let mut tale = Tale::default();
    let folder = Scratch::new()?;
    let plan = Plan::sqlite(folder.path())?;
    let mut server = plan.start(bench)?;
    let person = Person::enter(plan.address, "Committee member one")?;
    let mut chance = Chance::new(bench.seed, "copies");
    let slug = person.start(&mut chance, "A copy of it", "Conference begins.\n")?;
    let mut latest = 1;

    let rounds = bench.count(8, 60);
    let (mut whole, mut none) = (0, 0);
    for round in 0..rounds {
        let copy = folder.path().join(format!("copy-{round}.db"));
        let mut backup = Background::start(
            process::command(&bench.executable)
                .args(["backup", "--database-url", &plan.database_url])
                .arg(&copy),
            Signal::KILL,
        )?;
        let save = Save::new(&mut chance, &slug, latest, &format!("copied-{round}"), 600);
        latest = person.save(&save)?.done()?;
        std::thread::sleep(chance.below(Duration::from_millis(150)));
        // It may have ended by itself.
        let _ = backup.signal(Signal::KILL);
        backup.ended_within(Duration::from_secs(10))?;
        if copy.exists() {
            whole += 1;
            server::whole(bench, &copy.to_string_lossy(), &mut tale)?;
        } else {
            none += 1;
        }
    }
    tale.count(format_args!(
        "{rounds} copies cut off by kill -9 under writes: {whole} were there and whole, {none} were not there at all"
    ));

    // A good copy, put back over and over while the plug is pulled.
    let copy = folder.path().join("good.db");
    let words = |verb: &str| -> Vec<String> {
        let path = copy.to_string_lossy().into_owned();
        [verb, "--database-url", &plan.database_url, &path]
            .map(str::to_owned)
            .into()
    };
    let (good, said) = verb(bench, &words("backup"))?;
    if !good {
        bail!("no copy could be made: {said}");
    }
    let copied = latest;
    let later = Save::new(&mut chance, &slug, latest, "after the copy", 600);
    latest = person.save(&later)?.done()?;
    server.kill()?;
    let before = Before::of(plan.file())?;
    let start = Instant::now();
    let (good, said) = verb(bench, &words("restore"))?;
    if !good {
        bail!("the copy cannot be put back: {said}");
    }
    let undisturbed = start.elapsed();
    let (mut old, mut new) = (0, 0);
    for round in 0..rounds {
        before.put(folder.path(), plan.file())?;
        let mut restore = Background::start(
            process::command(&bench.executable).args(words("restore")),
            Signal::KILL,
        )?;
        // As often before the end of it as after.
        std::thread::sleep(chance.below(undisturbed * 2));
        let _ = restore.signal(Signal::KILL);
        restore.ended_within(Duration::from_secs(10))?;
        if !Path::new(plan.file()).exists() {
            // Between taking the old one away and putting the new one in its place: both are still there.
            let kept = fs::read_dir(folder.path())?
                .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
                .any(|name| name.contains(".replaced."));
            tale.expect(kept, format_args!("round {round}: there is no database at all"));
            let (good, said) = verb(bench, &words("restore"))?;
            tale.expect(
                good,
                format_args!("round {round}: it cannot be put back again: {said}"),
            );
        }
        server::whole(bench, plan.file(), &mut tale)?;
        let there = server::versions(bench, plan.file())?;
        let last = there.iter().filter(|version| version.slug == slug).count();
        if last == copied as usize {
            new += 1;
        } else if last == latest as usize {
            old += 1;
        } else {
            tale.fault(format_args!(
                "round {round}: {last} versions are neither the old nor the copy"
            ));
        }
    }
    before.put(folder.path(), plan.file())?;
    let (good, said) = verb(bench, &words("restore"))?;
    tale.expect(good, format_args!("the copy cannot be put back: {said}"));
    let _server = plan.start(bench)?;
    tale.count(format_args!(
        "{rounds} times put back and cut off by kill -9: {old} times it was the database before, {new} times the copy, whole each time"
    ));
    Ok(tale)
}

/// A database as it lay there when the plug was pulled, with its log.
struct Before(Vec<(String, Vec<u8>)>);

impl Before {
    fn of(file: &str) -> Result<Self> {
        let mut files = Vec::new();
        for ending in ["", "-wal"] {
            let name = format!("{file}{ending}");
            if Path::new(&name).exists() {
                files.push((name.clone(), fs::read(name)?));
            }
        }
        Ok(Self(files))
    }

    /// Puts it back as it lay there, and takes away what restoring left beside it.
    fn put(&self, folder: &Path, file: &str) -> Result<()> {
        for entry in fs::read_dir(folder)?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.contains(".replaced.") {
                fs::remove_file(entry.path())?;
            }
        }
        for ending in ["", "-wal", "-shm"] {
            let name = format!("{file}{ending}");
            if Path::new(&name).exists() {
                fs::remove_file(name)?;
            }
        }
        for (name, bytes) in &self.0 {
            fs::write(name, bytes)?;
        }
        Ok(())
    }
}

fn verb(bench: &Bench, words: &[String]) -> Result<(bool, String)> {
    server::verb(bench, &words.iter().map(String::as_str).collect::<Vec<_>>())
}
