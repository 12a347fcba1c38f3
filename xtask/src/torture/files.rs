//! The largest text as files, for many at once, of whom half go away.

use std::io::Write as _;
use std::net::TcpStream;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::torture::chance::Chance;
use crate::torture::client::{Person, Save, hidden};
use crate::torture::server::{Plan, Server};
use crate::torture::{Bench, Tale};
use crate::workspace::Scratch;

/// Sections of the text, of some 630 words each.
const SECTIONS: usize = 64;

/// Versions of it: no file of one is a file of another.
const VERSIONS: u32 = 5;

/// How many ask at once.
const MANY: usize = 20;

/// What files are asked for.
const ENDINGS: [&str; 4] = [".pdf", ".docx", ".clear.docx", ".odt"];

/// How long all but one in twenty of those who wait may wait.
const SOON: Duration = Duration::from_secs(10);

/// How long a page may take meanwhile, for somebody who wants no file.
const PAGE: Duration = Duration::from_secs(1);

/// How much memory may come to what is taken before, in kilobytes: the files that are kept (16 MB), the texts that wait,
/// and what is made at the moment.
const ROOM: u64 = 150 * 1024;

/// As a window asks.
const WINDOW: [(&str, &str); 2] = [("Accept", "text/html,*/*;q=0.8"), ("Sec-Fetch-Dest", "document")];

/// Runs the scenario.
pub fn run(bench: &Bench) -> Result<Tale> {
    let mut tale = Tale::default();
    let folder = Scratch::new()?;
    let plan = Plan::sqlite(folder.path())?;
    let server = plan.start(bench)?;
    let mut chance = Chance::new(bench.seed, "files");
    let chair = Person::enter(plan.address, "Chair and administrator")?;
    let (slug, published) = text(&mut chance, &chair)?;
    chair.page(&format!("/motions/{slug}"))?;
    chair.page("/published")?;
    let build = if bench.release {
        "built for use"
    } else {
        "a debug build"
    };

    // Everybody wants the text that was published: each file is made once.
    let same: Vec<String> = (0..MANY)
        .map(|n| format!("{published}{}", [".pdf", ".docx"][n % 2]))
        .collect();
    let meanwhile = under(&server, &chair, || {
        crowd(bench, &mut tale, &mut chance, &chair, &same, "the same two files")
    })?;
    meanwhile.told(bench, &mut tale, "the same two files", build);

    // Everybody wants another file.
    let each: Vec<String> = (1..=VERSIONS)
        .flat_map(|version| ENDINGS.map(|ending| format!("/motions/{slug}/versions/{version}{ending}")))
        .collect();
    let meanwhile = under(&server, &chair, || {
        crowd(bench, &mut tale, &mut chance, &chair, &each, "twenty files")
    })?;
    meanwhile.told(bench, &mut tale, "twenty files", build);

    // More than there are places ask and go away at once; then there is a place at once.
    let gone: Vec<String> = (1..=VERSIONS)
        .flat_map(|old| (1..=VERSIONS).map(move |new| (old, new)))
        .filter(|(old, new)| old < new)
        .flat_map(|(old, new)| {
            [".docx", ".odt"].map(|ending| format!("/motions/{slug}/compare/{old}..{new}{ending}"))
        })
        .chain((1..=VERSIONS).map(|version| format!("/motions/{slug}/versions/{version}.clear.pdf")))
        .collect();
    for _ in 0..bench.count(1, 4) {
        let mut open = Vec::new();
        for path in &gone {
            open.push(begun(&chair, path)?);
        }
        std::thread::sleep(Duration::from_millis(300));
        drop(open);
    }
    let file = format!("{published}.clear.pdf");
    let asked = Instant::now();
    let answer = Person::visitor(plan.address).get(&file)?;
    tale.expect(
        answer.status == 200 && asked.elapsed() < bench.within(SOON),
        format_args!(
            "after {} had gone away, a file: {} in {} ms",
            gone.len(),
            answer.told(),
            asked.elapsed().as_millis()
        ),
    );
    tale.count(format_args!(
        "{} asked for other files and went away: the next file came in {} ms",
        gone.len(),
        asked.elapsed().as_millis()
    ));
    person(&mut tale, &chair, &slug)?;
    Ok(tale)
}

/// A text of some 40,000 words in five versions, of which the last is published; its name, and where.
fn text(chance: &mut Chance, chair: &Person) -> Result<(String, String)> {
    let section = |n: usize| {
        let sentence = "Conference notes that halls, buses and warm homes belong to those who live there. ";
        let paragraph = sentence.repeat(4);
        format!(
            "# Section {n}\n\n{}1. to keep them open;\n\n2. to pay for it.\n\n",
            format!("{}\n\n", paragraph.trim_end()).repeat(11)
        )
    };
    let text: String = (1..=SECTIONS).map(section).collect();
    let slug = chair.start_by(chance, "The longest text", &text, "own")?;
    for base in 1..VERSIONS {
        let save = Save {
            text: format!("{text}\n\nThis is version {}.\n", base + 1),
            ..Save::new(chance, &slug, base, &format!("files-{base}"), 0)
        };
        chair.save(&save)?.done()?;
    }
    let committee = ["Committee member one", "Committee member two"];
    let mut voters = vec![chair.clone()];
    for name in committee {
        voters.push(Person::enter(chair.address, name)?);
    }
    let version = VERSIONS.to_string();
    for voter in &voters {
        let page = voter.page(&format!("/motions/{slug}/decision"))?;
        // Two are enough where the group says so.
        let Some(hash) = hidden(&page, "hash") else { break };
        let vote = [
            ("submission", chance.id()),
            ("slug", slug.clone()),
            ("version", version.clone()),
            ("hash", hash.to_owned()),
            ("verdict", "for".to_owned()),
            ("reason", String::new()),
        ];
        let vote: Vec<_> = vote.iter().map(|(name, value)| (*name, value.as_str())).collect();
        voter.post("/api/version/vote", &vote)?;
    }
    let publish = [
        ("submission", &*chance.id()),
        ("slug", &slug),
        ("version", &version),
    ];
    let answer = chair.post("/api/version/publish", &publish)?;
    let published = answer
        .header("location")
        .filter(|to| to.starts_with("/published/"))
        .with_context(|| format!("the text was not published: {}", answer.told()))?;
    Ok((slug, published.to_owned()))
}

/// Sends a request and does not read the answer.
fn begun(person: &Person, path: &str) -> Result<TcpStream> {
    let mut stream = TcpStream::connect(person.address)?;
    stream.write_all(&person.ask(path, &[]))?;
    Ok(stream)
}

/// All ask at one moment; every second goes away within a second, and the others get their files.
fn crowd(
    bench: &Bench,
    tale: &mut Tale,
    chance: &mut Chance,
    chair: &Person,
    paths: &[String],
    what: &str,
) -> Result<()> {
    let gate = Barrier::new(paths.len());
    let pauses: Vec<Duration> = paths
        .iter()
        .map(|_| chance.below(Duration::from_secs(1)))
        .collect();
    let start = Instant::now();
    let waited = std::thread::scope(|scope| -> Result<Vec<(Duration, String)>> {
        let threads: Vec<_> = paths
            .iter()
            .zip(&pauses)
            .enumerate()
            .map(|(n, (path, pause))| {
                let gate = &gate;
                scope.spawn(move || -> Result<_> {
                    gate.wait();
                    let asked = Instant::now();
                    // Those who stay and those who go want the same kinds of file.
                    if (n + n / ENDINGS.len()) % 2 == 1 {
                        let stream = begun(chair, path)?;
                        std::thread::sleep(*pause);
                        drop(stream);
                        return Ok(None);
                    }
                    let answer = chair.get(path)?;
                    let whole = answer.status == 200
                        && [&b"%PDF"[..], b"PK"]
                            .iter()
                            .any(|start| answer.body.starts_with(start));
                    Ok(Some((
                        asked.elapsed(),
                        whole,
                        format!("{path}: {}", answer.status),
                    )))
                })
            })
            .collect();
        let mut waited = Vec::new();
        for thread in threads {
            if let Some((time, whole, told)) = thread.join().ok().context("a thread died")?? {
                tale.expect(whole, format_args!("{what}: {told}"));
                waited.push((time, told));
            }
        }
        Ok(waited)
    })?;
    let mut times: Vec<Duration> = waited.into_iter().map(|(time, _)| time).collect();
    times.sort_unstable();
    let at = (times.len() * 95).div_ceil(100).saturating_sub(1);
    let (Some(late), Some(middle)) = (times.get(at), times.get(times.len() / 2)) else {
        bail!("nobody waited");
    };
    tale.expect(
        *late < bench.within(SOON),
        format_args!("{what}: one in twenty waited {:.1} s", late.as_secs_f64()),
    );
    tale.count(format_args!(
        "{what}: {} asked at once, {} went away, {} got theirs; median {} ms, p95 {} ms, all done in {:.1} s",
        paths.len(),
        paths.len() - times.len(),
        times.len(),
        middle.as_millis(),
        late.as_millis(),
        start.elapsed().as_secs_f64()
    ));
    Ok(())
}

/// What was seen while others took files.
struct Meanwhile {
    pages: u32,
    slowest: Duration,
    before: u64,
    most: u64,
}

impl Meanwhile {
    fn told(&self, bench: &Bench, tale: &mut Tale, what: &str, build: &str) {
        let Self {
            pages,
            slowest,
            before,
            most,
        } = self;
        tale.expect(
            *slowest < bench.within(PAGE),
            format_args!("{what}: a reader's page took {} ms", slowest.as_millis()),
        );
        tale.expect(
            most.saturating_sub(*before) < ROOM,
            format_args!("{what}: memory went from {} to {} MB", before / 1024, most / 1024),
        );
        tale.count(format_args!(
            "{what}: memory {} MB before, at most {} MB; {pages} pages read meanwhile, the slowest in {} ms; {build}",
            before / 1024,
            most / 1024,
            slowest.as_millis()
        ));
    }
}

/// Looks at memory and reads pages while something is done.
fn under(server: &Server, chair: &Person, work: impl FnOnce() -> Result<()>) -> Result<Meanwhile> {
    let done = AtomicBool::new(false);
    let before = server.memory()?;
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| -> Result<(u32, Duration)> {
            let visitor = Person::visitor(server.plan.address);
            let (mut pages, mut slowest) = (0, Duration::ZERO);
            while !done.load(Ordering::Relaxed) {
                for (person, path) in [(&visitor, "/"), (chair, "/texts"), (&visitor, "/help")] {
                    let asked = Instant::now();
                    person.page(path)?;
                    slowest = slowest.max(asked.elapsed());
                    pages += 1;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            Ok((pages, slowest))
        });
        let memory = scope.spawn(|| -> Result<u64> {
            let mut most = before;
            while !done.load(Ordering::Relaxed) {
                most = most.max(server.memory()?);
                std::thread::sleep(Duration::from_millis(20));
            }
            Ok(most)
        });
        let worked = work();
        done.store(true, Ordering::Relaxed);
        let (pages, slowest) = reader.join().ok().context("a reader died")??;
        let most = memory.join().ok().context("a thread died")??;
        worked?;
        Ok(Meanwhile {
            pages,
            slowest,
            before,
            most,
        })
    })
}

/// Somebody at a browser, while others want files, is told how far theirs is, and gets it.
fn person(tale: &mut Tale, chair: &Person, slug: &str) -> Result<()> {
    let others: Vec<TcpStream> = (1..=VERSIONS)
        .map(|version| begun(chair, &format!("/motions/{slug}/versions/{version}.clear.pdf")))
        .collect::<Result<_>>()?;
    let file = format!("/motions/{slug}/compare/1..{VERSIONS}.odt");
    let start = Instant::now();
    let first = chair.get_with(&file, &WINDOW)?;
    let told = start.elapsed();
    let page = matches!(first.header("refresh"), Some(to) if to.ends_with(&format!("url={file}?look=again")));
    tale.expect(
        first.status == 200 || first.status == 202 && page,
        format_args!("a person is told: {}", first.told()),
    );
    tale.expect(
        told < Duration::from_secs(4),
        format_args!("a person was told nothing for {:.1} s", told.as_secs_f64()),
    );
    let mut looks = 0;
    let look = format!("{file}?look=again");
    while first.status == 202 && chair.get(&look)?.status == 202 {
        looks += 1;
        if start.elapsed() > Duration::from_secs(60) {
            bail!("the page never says that the file is ready");
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    let ready = start.elapsed();
    let answer = chair.get_with(&file, &WINDOW)?;
    tale.expect(
        answer.status == 200 && answer.header("content-disposition").is_some(),
        format_args!("the file that is ready: {}", answer.told()),
    );
    drop(others);
    tale.count(format_args!(
        "a person behind {VERSIONS} files: an answer {} after {} ms, {looks} looks, ready after {:.1} s",
        first.status,
        told.as_millis(),
        ready.as_secs_f64()
    ));
    Ok(())
}
