//! Kill -9 at random moments under writes.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::torture::chance::Chance;
use crate::torture::client::{Person, Save, Saved};
use crate::torture::server::{self, Plan};
use crate::torture::{Bench, Tale};
use crate::workspace::Scratch;

/// Who writes, all at the same time.
const WRITERS: [&str; 4] = [
    "Chair and administrator",
    "Committee member one",
    "Committee member two",
    "Member (Northgate CLP)",
];

/// Somebody who saves one version after the other, and remembers what was promised.
struct Writer {
    person: Person,
    slug: String,
    chance: Chance,
    latest: u32,
    /// Marks by version, of every save that was acknowledged.
    promised: BTreeMap<u32, String>,
    /// A save that was sent and never answered.
    open: Option<Save>,
    /// Forms that were sent again because nobody had answered.
    again: u32,
    /// Answers that must not be.
    strange: Vec<String>,
}

impl Writer {
    /// Saves until the server is gone. What was not answered is sent again first, as a browser's user would.
    fn write(&mut self) {
        loop {
            let again = self.open.is_some();
            self.again += u32::from(again);
            let save = self.open.take().unwrap_or_else(|| {
                let mark = format!("mark-{:016x}", self.chance.next());
                Save::new(&mut self.chance, &self.slug, self.latest, &mark, 600)
            });
            match self.person.save(&save) {
                Ok(Saved::Done(number)) => {
                    self.promised.insert(number, save.mark);
                    self.latest = number;
                }
                // The same form again is the same act: it had been carried out.
                Ok(Saved::Refused(answer))
                    if again && answer.status == 303 && answer.header("location").is_some() =>
                {
                    self.look_for(&save);
                }
                Ok(Saved::Refused(answer)) => {
                    self.strange.push(answer.told());
                    self.open = Some(save);
                    return;
                }
                Err(_) => {
                    self.open = Some(save);
                    return;
                }
            }
        }
    }

    fn look_for(&mut self, save: &Save) {
        let number = self.latest + 1;
        match self
            .person
            .page(&format!("/motions/{}/versions/{number}", self.slug))
        {
            Ok(page) if page.contains(&save.mark) => {
                self.promised.insert(number, save.mark.clone());
                self.latest = number;
            }
            Ok(_) => self
                .strange
                .push(format!("{} was done, but is not version {number}", save.mark)),
            Err(_) => self.open = Some(save.clone()),
        }
    }
}

/// Runs the scenario.
pub fn run(bench: &Bench) -> Result<Tale> {
    let mut tale = Tale::default();
    let folder = Scratch::new()?;
    let mut plan = Plan::sqlite(folder.path())?;
    let mut chance = Chance::new(bench.seed, "kill");

    // The very first start makes the schema; it is killed as well.
    plan.demo = false;
    let first = bench.count(3, 20);
    for _ in 0..first {
        let mut server = plan.launch(bench)?;
        std::thread::sleep(chance.below(Duration::from_millis(250)));
        server.kill()?;
    }
    plan.demo = true;

    let mut server = plan.start(bench)?;
    let mut writers = Vec::new();
    for (n, name) in (0..).zip(WRITERS) {
        let person = Person::enter(plan.address, name)?;
        let mut chance = Chance::new(bench.seed, name);
        let slug = person.start(
            &mut chance,
            &format!("Nothing is lost {n}"),
            "Conference begins.\n",
        )?;
        writers.push(Writer {
            person,
            slug,
            chance,
            latest: 1,
            promised: BTreeMap::new(),
            open: None,
            again: 0,
            strange: Vec::new(),
        });
    }

    let kills = bench.count(10, 200);
    let (mut slowest, mut killed_at_start) = (Duration::ZERO, 0);
    for round in 0..kills {
        let moment = Duration::from_millis(20) + chance.below(Duration::from_millis(600));
        std::thread::scope(|scope| -> Result<()> {
            let threads: Vec<_> = writers
                .iter_mut()
                .map(|writer| scope.spawn(|| writer.write()))
                .collect();
            std::thread::sleep(moment);
            server.kill()?;
            for thread in threads {
                thread.join().ok().context("a writer's thread died")?;
            }
            Ok(())
        })?;
        // Now and then the plug is pulled again while it starts.
        if round % 5 == 4 {
            server = plan.launch(bench)?;
            std::thread::sleep(chance.below(Duration::from_millis(200)));
            server.kill()?;
            killed_at_start += 1;
        }
        server = plan.launch(bench)?;
        slowest = slowest.max(
            server
                .ready(Duration::from_secs(30))
                .context("it does not start by itself")?,
        );
        for writer in &writers {
            if let Some((number, mark)) = writer.promised.last_key_value() {
                let page = writer
                    .person
                    .page(&format!("/motions/{}/versions/{number}", writer.slug));
                tale.expect(
                    page.is_ok_and(|page| page.contains(mark)),
                    format_args!("round {round}: version {number} of {} is not there", writer.slug),
                );
            }
        }
        if round % 20 == 19 {
            server::whole(bench, plan.file(), &mut tale)?;
        }
    }

    // What is open still is sent once more, and then all is counted.
    let start = Instant::now();
    for writer in &mut writers {
        if let Some(save) = writer.open.take() {
            match writer.person.save(&save)? {
                Saved::Done(number) => {
                    writer.promised.insert(number, save.mark);
                }
                Saved::Refused(_) => writer.look_for(&save),
            }
        }
    }
    server::whole(bench, plan.file(), &mut tale)?;
    let listed = server::versions(bench, plan.file())?;
    let (mut promised, mut again) = (0, 0);
    for writer in &writers {
        for strange in &writer.strange {
            tale.fault(format_args!("{}: {strange}", writer.slug));
        }
        let there: BTreeMap<u32, &str> = listed
            .iter()
            .filter(|version| version.slug == writer.slug && version.number > 1)
            .map(|version| (version.number, version.note.as_str()))
            .collect();
        promised += writer.promised.len();
        again += writer.again;
        for (number, mark) in &writer.promised {
            tale.expect(
                there.get(number) == Some(&mark.as_str()),
                format_args!("version {number} of {} was promised and is lost", writer.slug),
            );
        }
        tale.expect(
            there.len() == writer.promised.len(),
            format_args!(
                "{} has {} versions, {} were promised",
                writer.slug,
                there.len(),
                writer.promised.len()
            ),
        );
        for version in listed
            .iter()
            .filter(|version| version.slug == writer.slug && version.number > 1)
        {
            tale.expect(
                version.last == format!("The mark is {}", version.note),
                format_args!("version {} of {} is half", version.number, writer.slug),
            );
        }
    }
    tale.expect(promised > 0, "nothing was saved at all");
    tale.count(format_args!(
        "{kills} kills under writes, {first} during the first start, {killed_at_start} during a later one"
    ));
    tale.count(format_args!(
        "{promised} saves acknowledged and all present, once each; {again} times a form that nobody had answered was sent again"
    ));
    tale.count(format_args!(
        "slowest start {} ms; counted in {:.1} s",
        slowest.as_millis(),
        start.elapsed().as_secs_f64()
    ));
    Ok(tale)
}
