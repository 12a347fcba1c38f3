//! The disk is full.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::http::Answer;
use crate::postgres::{Cluster, Small};
use crate::process;
use crate::torture::chance::Chance;
use crate::torture::client::{Person, Save, Saved};
use crate::torture::server::{self, Plan};
use crate::torture::{Bench, Tale};
use crate::workspace::Scratch;

/// Mounts a small disk that only the program and its children see; it goes when they end.
const SMALL_DISK: &str = r#"mount -t tmpfs -o size=128m tmpfs "$0" && exec "$@""#;

/// Fills a disk to its last byte.
struct Filler(PathBuf);

impl Filler {
    fn fill(disk: &Path) -> Result<Self> {
        let path = disk.join("filler");
        let mut file = File::create(&path).context("cannot write to the small disk")?;
        for size in [64 * 1024, 512, 1] {
            let block = vec![b'x'; size];
            while file.write_all(&block).is_ok() {}
        }
        Ok(Self(path))
    }

    fn free(self) -> Result<()> {
        fs::remove_file(&self.0).context("cannot free the small disk")
    }
}

/// Runs the scenario.
pub fn run(bench: &Bench) -> Result<Tale> {
    let mut tale = Tale::default();
    let folder = Scratch::new()?;
    let mount = folder.path().join("disk");
    fs::create_dir(&mount)?;
    let mut plan = Plan::on(folder.path(), &format!("sqlite:{}", mount.join("x.db").display()))?;
    // Without root, a name space in which this user is root may mount as well.
    let mut under = vec!["unshare", "--mount"];
    if !rustix::process::geteuid().is_root() {
        under.extend(["--user", "--map-root-user"]);
    }
    let mount = mount.to_string_lossy().into_owned();
    under.extend(["sh", "-c", SMALL_DISK, &mount]);
    plan.under = under.into_iter().map(str::to_owned).collect();
    let server = plan.start(bench).context("a small disk cannot be mounted here")?;
    // The way in from outside its name space.
    let disk = PathBuf::from(format!("/proc/{}/root{mount}", server.id()));
    let inside = |program: &Path, words: &[&str]| {
        let mut command = process::command("nsenter");
        command.args(["--target", &server.id().to_string(), "--mount"]);
        if !rustix::process::geteuid().is_root() {
            command.args(["--user", "--preserve-credentials"]);
        }
        command.arg(program).args(words);
        command
    };

    let mut chance = Chance::new(bench.seed, "disk");
    let person = Person::enter(plan.address, "Committee member one")?;
    let slug = person.start(&mut chance, "A full disk", "Conference begins.\n")?;
    let rounds = bench.count(2, 20);
    let (mut latest, mut refused, mut reads, mut saved) = (1, 0, 0, 0);
    let mut slowest = Duration::ZERO;
    for round in 0..rounds {
        let filler = Filler::fill(&disk)?;
        // What room the log still has within its file is used up first.
        let mut open = None;
        for _ in 0..200 {
            let mark = format!("disk-{:016x}", chance.next());
            let save = Save::new(&mut chance, &slug, latest, &mark, 40_000);
            let start = Instant::now();
            match person.save(&save)? {
                Saved::Done(number) => {
                    latest = number;
                    saved += 1;
                }
                Saved::Refused(answer) => {
                    slowest = slowest.max(start.elapsed());
                    let text = answer.text();
                    tale.expect(
                        [503, 507].contains(&answer.status),
                        format_args!("round {round}: a full disk answers {}", answer.told()),
                    );
                    tale.expect(
                        text.contains(&save.mark) && text.contains(&save.submission),
                        format_args!("round {round}: what was typed is not shown again"),
                    );
                    tale.expect(
                        !text.contains("sqlite") && !text.contains(&mount),
                        format_args!("round {round}: the answer tells of the inside"),
                    );
                    open = Some(save);
                    break;
                }
            }
        }
        let Some(save) = open else {
            tale.fault(format_args!("round {round}: the disk was never full"));
            filler.free()?;
            continue;
        };
        refused += 1;
        reads += read(
            &mut tale,
            &person,
            &slug,
            &format!("round {round}, on a full disk"),
        )?;
        let start = Instant::now();
        let entering = Person::enter(plan.address, "Committee member two");
        tale.expect(
            start.elapsed() < Duration::from_secs(5),
            format_args!("round {round}: signing in hangs ({})", entering.is_ok()),
        );
        filler.free()?;
        match person.save(&save)? {
            Saved::Done(number) => {
                tale.expect(
                    number == latest + 1,
                    format_args!("round {round}: version {number} came after {latest}"),
                );
                latest = number;
                saved += 1;
            }
            Saved::Refused(answer) => tale.fault(format_args!(
                "round {round}: no save although there is room again: {}",
                answer.told()
            )),
        }
    }
    let (good, said) = server::answer_of(&mut inside(&bench.probe, &["check", plan.file()]))?;
    tale.expect(good, format_args!("the database is not whole: {said}"));
    let verify = ["verify", "--database-url", &plan.database_url];
    let (good, said) = server::answer_of(&mut inside(&bench.executable, &verify))?;
    tale.expect(good, format_args!("the chain does not verify: {said}"));
    let (_, said) = server::answer_of(&mut inside(&bench.probe, &["versions", plan.file()]))?;
    let listed = server::listed(&said)?;
    let there = listed.iter().filter(|version| version.slug == slug).count();
    tale.expect(
        there == saved + 1,
        format_args!("{saved} saves were acknowledged, {} are there", there - 1),
    );
    tale.count(format_args!(
        "{rounds} times full: {refused} saves refused in plain words with the text shown again, slowest {} ms",
        slowest.as_millis()
    ));
    tale.count(format_args!(
        "{reads} reads while full; {saved} saves acknowledged and all present; the same form saved once there was room, without a restart"
    ));
    tables(bench, &mut tale)?;
    log(bench, &mut tale)?;
    Ok(tale)
}

/// Saves until one is refused, on a database whose disk has been filled.
fn refused(
    tale: &mut Tale,
    person: &Person,
    chance: &mut Chance,
    slug: &str,
    latest: &mut u32,
) -> Result<Option<(Save, Answer)>> {
    for _ in 0..400 {
        let mark = format!("disk-{:016x}", chance.next());
        let save = Save::new(chance, slug, *latest, &mark, 40_000);
        match person.save(&save)? {
            Saved::Done(number) => *latest = number,
            Saved::Refused(answer) => {
                let text = answer.text();
                tale.expect(
                    text.contains(&save.mark) && text.contains(&save.submission),
                    "PostgreSQL: what was typed is not shown again",
                );
                return Ok(Some((save, answer)));
            }
        }
    }
    tale.fault("PostgreSQL: the disk was never full");
    Ok(None)
}

/// The disk with PostgreSQL's tables is full; its log has room.
fn tables(bench: &Bench, tale: &mut Tale) -> Result<()> {
    let folder = Scratch::new()?;
    let cluster = Cluster::cramped(Small::Tables)?;
    let url = cluster.make("cramped")?;
    let plan = Plan::on(folder.path(), &url)?;
    let _server = plan.start(bench)?;
    let mut chance = Chance::new(bench.seed, "tables");
    let person = Person::enter(plan.address, "Committee member one")?;
    let slug = person.start(&mut chance, "A full disk", "Conference begins.\n")?;
    let rounds = bench.count(1, 5);
    let mut latest = 1;
    for round in 0..rounds {
        let filler = Filler::fill(&cluster.small()?)?;
        let found = refused(tale, &person, &mut chance, &slug, &mut latest)?;
        if let Some((_, answer)) = &found {
            tale.expect(
                [503, 507].contains(&answer.status),
                format_args!(
                    "round {round}: a full disk of PostgreSQL answers {}",
                    answer.told()
                ),
            );
        }
        read(
            tale,
            &person,
            &slug,
            &format!("round {round}, on a full disk of PostgreSQL"),
        )?;
        filler.free()?;
        if let Some((save, _)) = found {
            match person.save(&save)? {
                Saved::Done(number) => {
                    tale.expect(number == latest + 1, "PostgreSQL: a version is missing");
                    latest = number;
                }
                Saved::Refused(answer) => tale.fault(format_args!(
                    "round {round}: no save although PostgreSQL has room again: {}",
                    answer.told()
                )),
            }
        }
    }
    all_there(bench, tale, &cluster, &url, latest)?;
    tale.count(format_args!(
        "PostgreSQL's tables on a full disk, {rounds} times: saves refused with the text shown again, pages read; {} saves acknowledged and all present, without a restart",
        latest - 1
    ));
    Ok(())
}

/// The disk with PostgreSQL's log is full: it stops itself, and whoever looks after it makes room and starts it.
fn log(bench: &Bench, tale: &mut Tale) -> Result<()> {
    let folder = Scratch::new()?;
    let mut cluster = Cluster::cramped(Small::Log)?;
    let url = cluster.make("cramped")?;
    let plan = Plan::on(folder.path(), &url)?;
    let _server = plan.start(bench)?;
    let mut chance = Chance::new(bench.seed, "log");
    let person = Person::enter(plan.address, "Committee member one")?;
    let slug = person.start(&mut chance, "A full log", "Conference begins.\n")?;
    let mut latest = 1;
    let filler = Filler::fill(&cluster.small()?)?;
    let found = refused(tale, &person, &mut chance, &slug, &mut latest)?;
    let start = Instant::now();
    if let Some((save, answer)) = &found {
        tale.expect(
            [503, 507].contains(&answer.status),
            format_args!("a full log of PostgreSQL answers {}", answer.told()),
        );
        while start.elapsed() < Duration::from_secs(bench.count(4, 15)) {
            let asked = Instant::now();
            let page = person.get("/texts")?;
            tale.expect(
                [200, 503].contains(&page.status) && asked.elapsed() < bench.within(Duration::from_secs(6)),
                format_args!("with a full log a page answers {}", page.told()),
            );
            if let Saved::Refused(answer) = person.save(save)? {
                tale.expect(
                    [503, 507].contains(&answer.status) && answer.text().contains(&save.mark),
                    format_args!("with a full log a save answers {}", answer.told()),
                );
            } else {
                tale.fault("something was saved with a full log");
            }
            tale.expect(
                person.get("/health")?.status == 200,
                "the process itself is not healthy",
            );
            std::thread::sleep(Duration::from_millis(200));
        }
    }
    let stopped = cluster.ended()?;
    cluster.stop(false)?;
    filler.free()?;
    cluster.again()?;
    if let Some((save, _)) = found {
        // The first connections may still be those to the server that was.
        let mut last = None;
        for _ in 0..20 {
            match person.save(&save)? {
                Saved::Done(number) => {
                    tale.expect(number == latest + 1, "PostgreSQL: a version is missing");
                    latest = number;
                    last = None;
                    break;
                }
                Saved::Refused(answer) => last = Some(answer),
            }
            std::thread::sleep(Duration::from_millis(250));
        }
        if let Some(answer) = last {
            tale.fault(format_args!("it does not recover by itself: {}", answer.told()));
        }
    }
    all_there(bench, tale, &cluster, &url, latest)?;
    tale.count(format_args!(
        "PostgreSQL's log on a full disk ({}): 503 with the text meanwhile; with room and PostgreSQL started again it went on by itself, {} saves acknowledged and all present",
        if stopped { "it ended" } else { "it kept trying to recover" },
        latest - 1
    ));
    Ok(())
}

/// Every version that was promised is there, and the chain is whole.
fn all_there(bench: &Bench, tale: &mut Tale, cluster: &Cluster, url: &str, latest: u32) -> Result<()> {
    let there = cluster.count("cramped", "version WHERE note LIKE 'disk-%'")?;
    tale.expect(
        there + 1 == i64::from(latest),
        format_args!(
            "PostgreSQL: {} saves were promised, {there} are there",
            latest - 1
        ),
    );
    let (good, said) = server::verb(bench, &["verify", "--database-url", url])?;
    tale.expect(good, format_args!("the chain does not verify: {said}"));
    Ok(())
}

/// Reads what needs no room, and counts the pages.
fn read(tale: &mut Tale, person: &Person, slug: &str, when: &str) -> Result<u32> {
    let text = format!("/motions/{slug}");
    let pages = ["/", "/texts", "/published", "/health", &text];
    for path in pages {
        let answer = person.get(path)?;
        tale.expect(
            answer.status == 200,
            format_args!("{when}: {path} answers {}", answer.status),
        );
    }
    Ok(u32::try_from(pages.len()).unwrap_or(u32::MAX))
}
