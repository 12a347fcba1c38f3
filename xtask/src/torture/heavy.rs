//! Texts that nobody writes but somebody may send, compared, amended and merged by ten people at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::http::Answer;
use crate::torture::chance::Chance;
use crate::torture::client::{Person, hidden};
use crate::torture::server::{self, Plan, Server};
use crate::torture::{Bench, Tale};
use crate::workspace::Scratch;

/// The longest text, in bytes.
const LONGEST: usize = 400_000;

/// How long one such page or form may take where nobody else wants one. The executable is the one of tests, which is
/// slow.
const ALONE: Duration = Duration::from_secs(8);

/// … and until one of ten has been answered, or told to come back.
const AMONG_TEN: Duration = Duration::from_secs(20);

/// How long others wait for their pages meanwhile.
const OTHERS: Duration = Duration::from_secs(1);

/// Memory at most, in kilobytes.
const MEMORY: u64 = 1_500_000;

/// A text and what it becomes.
struct Shape {
    name: &'static str,
    old: String,
    new: String,
}

/// As many of these as a text holds; a browser sends two bytes for the end of a line.
fn fit(parts: impl IntoIterator<Item = String>, glue: &str) -> String {
    let mut text = String::new();
    let (mut bytes, ends) = (0, glue.matches('\n').count());
    for part in parts {
        bytes += part.len() + glue.len() + ends;
        if bytes >= LONGEST {
            break;
        }
        text.push_str(&part);
        text.push_str(glue);
    }
    text
}

fn shuffled(chance: &mut Chance, mut parts: Vec<String>) -> Vec<String> {
    for n in (1..parts.len()).rev() {
        let other = usize::try_from(chance.next() % (n as u64 + 1)).unwrap_or(0);
        parts.swap(n, other);
    }
    parts
}

fn shapes(chance: &mut Chance) -> Vec<Shape> {
    let lines = |mark: &str, count: usize| (0..count).map(|n| format!("{mark}{n}")).collect::<Vec<_>>();
    let long: Vec<String> = (0..4_000)
        .map(|n| format!("{n} {}", "we ask for buses that run ".repeat(3)))
        .collect();
    let words = lines("", 80_000);
    let third = words
        .iter()
        .enumerate()
        .map(|(n, word)| {
            if n % 3 == 0 {
                format!("{word}x")
            } else {
                word.clone()
            }
        })
        .collect::<Vec<_>>();
    let noise = |chance: &mut Chance| -> String {
        let word = |_| {
            if chance.next().is_multiple_of(2) {
                "yes "
            } else {
                "no "
            }
            .to_owned()
        };
        fit((0..100_000).map(word).collect::<Vec<_>>(), "")
    };
    let shape = |name, old, new| Shape { name, old, new };
    vec![
        shape(
            "short lines, shuffled",
            fit(lines("", 100_000), "\n\n"),
            fit(shuffled(chance, lines("", 65_000)), "\n\n"),
        ),
        shape(
            "short lines, all different",
            fit(lines("a", 100_000), "\n\n"),
            fit(lines("b", 100_000), "\n\n"),
        ),
        shape(
            "100,000 equal lines, fewer",
            fit(vec!["x".to_owned(); 100_000], "\n\n"),
            fit(vec!["x".to_owned(); 60_000], "\n\n"),
        ),
        shape(
            "paragraphs, shuffled",
            fit(long.clone(), "\n\n"),
            fit(shuffled(chance, long), "\n\n"),
        ),
        shape(
            "one line, every third word",
            fit(words.clone(), " "),
            fit(third, " "),
        ),
        shape(
            "one line, shuffled",
            fit(words.clone(), " "),
            fit(shuffled(chance, words), " "),
        ),
        shape("two words only", noise(chance), noise(chance)),
        shape(
            "100,000 accents",
            format!("a{}", "\u{301}".repeat(100_000)),
            format!("a{}", "\u{301}\u{316}".repeat(50_000)),
        ),
        shape(
            "only spaces",
            format!("a{}b", " ".repeat(LONGEST - 10)),
            format!("a{}c", " ".repeat(LONGEST - 10)),
        ),
        shape(
            "headings",
            fit(lines("## ", 50_000), "\n\n"),
            fit(lines("# ", 50_000), "\n\n"),
        ),
    ]
}

/// What is asked of the server, and when it has answered rightly.
struct Work {
    name: String,
    path: String,
    form: Option<Vec<(String, String)>>,
    /// The status with which it is shown.
    shown: u16,
}

impl Work {
    fn page(name: impl Into<String>, path: String) -> Self {
        Self {
            name: name.into(),
            path,
            form: None,
            shown: 200,
        }
    }

    fn done(&self, person: &Person) -> Result<(Answer, Duration)> {
        let start = Instant::now();
        let answer = match &self.form {
            None => person.get(&self.path)?,
            Some(form) => {
                let fields: Vec<(&str, &str)> = form
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect();
                person.post(&self.path, &fields)?
            }
        };
        Ok((answer, start.elapsed()))
    }
}

/// Runs the scenario.
pub fn run(bench: &Bench) -> Result<Tale> {
    let mut tale = Tale::default();
    let folder = Scratch::new()?;
    let plan = Plan::sqlite(folder.path())?;
    let server = plan.start(bench)?;
    let mut chance = Chance::new(bench.seed, "heavy");
    let person = Person::enter(plan.address, "Committee member one")?;

    limits(bench, &mut tale, &person, &mut chance)?;
    let mut slowest = (Duration::ZERO, String::new());
    let mut works = Vec::new();
    for shape in shapes(&mut chance) {
        let start = Instant::now();
        let slug = person
            .start(&mut chance, shape.name, &shape.old)
            .with_context(|| shape.name.to_owned())?;
        let save = [
            ("submission", chance.id()),
            ("slug", slug.clone()),
            ("base", "1".to_owned()),
            ("title", shape.name.to_owned()),
            ("text", shape.new),
            ("note", "Changed".to_owned()),
            ("do", "save".to_owned()),
        ];
        let save = Work {
            name: format!("saving: {}", shape.name),
            shown: 303,
            path: "/api/motions/save".to_owned(),
            form: Some(save.map(|(name, value)| (name.to_owned(), value)).to_vec()),
        };
        let (answer, _) = save.done(&person)?;
        tale.expect(
            answer.status == 303,
            format_args!("{}: {}", save.name, answer.told()),
        );
        let took = start.elapsed() / 2;
        if took > slowest.0 {
            slowest = (took, save.name);
        }
        let side = if works.len() % 3 == 2 { "?show=side" } else { "" };
        works.push(Work::page(
            shape.name,
            format!("/motions/{slug}/compare/1..2{side}"),
        ));
    }
    tale.expect(
        slowest.0 < bench.within(ALONE),
        format_args!("{} took {:.1} s", slowest.1, slowest.0.as_secs_f64()),
    );
    tale.count(format_args!(
        "{} texts at the limit started and saved, the slowest in {:.1} s ({})",
        works.len(),
        slowest.0.as_secs_f64(),
        slowest.1
    ));
    alone(
        bench,
        &mut tale,
        &person,
        &works,
        bench.count(3, 1),
        "comparisons",
    )?;
    at_once(bench, &mut tale, &plan, &server, &person, &works, "comparisons")?;

    let works = amendments(bench, &mut tale, &person, &mut chance)?;
    alone(
        bench,
        &mut tale,
        &person,
        &works,
        bench.count(3, 1),
        "pages of amendments",
    )?;
    at_once(
        bench,
        &mut tale,
        &plan,
        &server,
        &person,
        &works,
        "pages of amendments",
    )?;
    server::whole(bench, plan.file(), &mut tale)?;
    Ok(tale)
}

/// What is over the limit is refused, and the limit is told.
fn limits(bench: &Bench, tale: &mut Tale, person: &Person, chance: &mut Chance) -> Result<()> {
    let lines: String = (0..100_000).map(|n| format!("{n}\n\n")).collect();
    for (what, text) in [
        ("a line of 1 MB", "a".repeat(1 << 20)),
        ("300,000 line ends", format!("a{}b", "\n".repeat(300_000))),
        ("100,000 lines", lines),
    ] {
        let start = Instant::now();
        let answer = person.post(
            "/api/motions/start",
            &[
                ("submission", &chance.id()),
                ("origin", "owned"),
                ("title", "Too long"),
                ("text", &text),
                ("note", "First version"),
                ("profile", "labour-conference"),
            ],
        )?;
        let page = answer
            .header("location")
            .with_context(|| format!("{what}: {}", answer.told()))?;
        let said = person.page(page)?;
        tale.expect(
            said.contains(&format!("{LONGEST} characters at most")),
            format_args!("{what}: no limit is told: {}", answer.told()),
        );
        tale.expect(
            start.elapsed() < bench.within(ALONE),
            format_args!("{what}: refused after {} s", start.elapsed().as_secs()),
        );
    }
    tale.count("what is over the limit is refused, and the limit stated");
    Ok(())
}

/// Two amendments in fifteen hundred places each, a merge of them, and a text that has been turned upside down since.
fn amendments(bench: &Bench, tale: &mut Tale, person: &Person, chance: &mut Chance) -> Result<Vec<Work>> {
    let lines: Vec<String> = (0..12_000).map(|n| format!("We ask for bus {n}")).collect();
    let changed = |every: usize, word: &str| -> Vec<String> {
        let change = |(n, line): (usize, &String)| match n % every {
            0 => line.replace("bus", word),
            _ => line.clone(),
        };
        lines.iter().enumerate().map(change).collect()
    };
    let slug = person.start(chance, "Many buses", &fit(lines.clone(), "\n\n"))?;
    let page = person.page(&format!("/motions/{slug}/round/new"))?;
    let version = hidden(&page, "version").unwrap_or("1").to_owned();
    let answer = person.post(
        "/api/round/open",
        &[
            ("submission", &chance.id()),
            ("slug", &slug),
            ("version", &version),
            ("question", "What do you say?"),
            ("close_date", "31 December 2098"),
            ("close_time", "18:00"),
        ],
    )?;
    let opened = format!("/motions/{slug}/round");
    tale.expect(
        answer.header("location") == Some(&opened),
        format_args!("no round was opened: {}", answer.told()),
    );
    let write = |text: String, chance: &mut Chance| -> Result<Answer> {
        person.post(
            "/api/amendment/write",
            &[
                ("submission", &chance.id()),
                ("slug", &slug),
                ("base", "1"),
                ("way", "copy"),
                ("text", &text),
                ("mover", "A member"),
                ("reason", "To see what happens"),
                ("do", "submit"),
            ],
        )
    };
    let all = write(fit(changed(1, "tram"), "\n\n"), chance)?;
    let said = person.page(all.header("location").context("an amendment has no answer")?)?;
    tale.expect(
        said.contains("2000 at most"),
        format_args!(
            "an amendment in 12,000 places is not refused in words: {}",
            all.told()
        ),
    );
    let mut numbers = Vec::new();
    for text in [changed(8, "tram"), changed(12, "train")] {
        let start = Instant::now();
        let answer = write(fit(text, "\n\n"), chance)?;
        tale.expect(
            start.elapsed() < bench.within(ALONE),
            format_args!("an amendment took {} s to write", start.elapsed().as_secs()),
        );
        let page = answer.header("location").unwrap_or_default();
        let number = page
            .split_once("/amendments/")
            .map(|(_, rest)| rest.chars().take_while(char::is_ascii_digit).collect::<String>())
            .with_context(|| format!("no amendment: {}", answer.told()))?;
        let page = person.page(&format!("/motions/{slug}/amendments/{number}"))?;
        let revision = hidden(&page, "revision").context("an amendment has no form")?;
        let tabled = person.post(
            "/api/amendment/move",
            &[
                ("submission", &chance.id()),
                ("slug", &slug),
                ("number", &number),
                ("revision", revision),
                ("verb", "table"),
            ],
        )?;
        tale.expect(
            tabled.header("location").is_some_and(|to| to.contains("saved=3")),
            format_args!("amendment {number} is not tabled: {}", tabled.told()),
        );
        numbers.push(number);
    }
    let mut begin = vec![("submission", chance.id()), ("slug", slug.clone())];
    begin.extend(numbers.iter().map(|number| ("amendments", number.clone())));
    let begin: Vec<(&str, &str)> = begin
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let begun = person.post("/api/merge/begin", &begin)?;
    let workbench = format!("/motions/{slug}/merge");
    tale.expect(
        begun.header("location") == Some(&workbench),
        format_args!("no merge was begun: {}", begun.told()),
    );
    let start = Instant::now();
    let page = person.page(&workbench)?;
    tale.expect(
        page.contains("clashes to settle") && start.elapsed() < bench.within(ALONE),
        format_args!("the workbench took {:.1} s", start.elapsed().as_secs_f64()),
    );
    tale.count(format_args!(
        "1,500 and 1,000 changes laid on one workbench, which shows in {:.1} s",
        start.elapsed().as_secs_f64()
    ));
    // The text is turned upside down; whoever still has version 1 sends theirs.
    let save = |base: &str, text: String, chance: &mut Chance| {
        let fields = [
            ("submission", chance.id()),
            ("slug", slug.clone()),
            ("base", base.to_owned()),
            ("title", "Many buses".to_owned()),
            ("text", text),
            ("note", "Turned around".to_owned()),
            ("do", "save".to_owned()),
        ];
        fields.map(|(name, value)| (name.to_owned(), value)).to_vec()
    };
    let turned = Work {
        name: "turning the text around".to_owned(),
        shown: 303,
        path: "/api/motions/save".to_owned(),
        form: Some(save(
            "1",
            fit(shuffled(chance, changed(5, "ferry")), "\n\n"),
            chance,
        )),
    };
    let (answer, took) = turned.done(person)?;
    tale.expect(
        answer.status == turned.shown && took < bench.within(ALONE),
        format_args!(
            "{}: {} after {:.1} s",
            turned.name,
            answer.told(),
            took.as_secs_f64()
        ),
    );
    let stale = person.post(
        "/api/motions/save",
        &save("1", fit(shuffled(chance, changed(7, "plane")), "\n\n"), chance)
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect::<Vec<_>>(),
    )?;
    let conflict = stale
        .header("location")
        .context("a stale save has no answer")?
        .to_owned();
    let one = format!("/motions/{slug}/amendments/{}", numbers[0]);
    Ok(vec![
        Work::page("all amendments", format!("/motions/{slug}/amendments")),
        Work::page("an amendment, carried over", one.clone()),
        Work::page("another", format!("/motions/{slug}/amendments/{}", numbers[1])),
        Work::page("the workbench", workbench.clone()),
        Work {
            shown: 409,
            ..Work::page("a stale save, both texts", conflict)
        },
        Work::page(
            "who brought which words",
            format!("/motions/{slug}/versions/2/sources"),
        ),
        Work::page("the history", format!("/motions/{slug}/history")),
        Work::page("the round", opened),
        Work::page("an amendment, carried over again", one),
        Work {
            name: "which version is it".to_owned(),
            shown: 200,
            path: "/which".to_owned(),
            form: Some(vec![(
                "copy".to_owned(),
                fit(shuffled(chance, changed(3, "boat")), "\n\n"),
            )]),
        },
    ])
}

/// Every so many of them by itself: answered within seconds.
fn alone(
    bench: &Bench,
    tale: &mut Tale,
    person: &Person,
    works: &[Work],
    every: usize,
    what: &str,
) -> Result<()> {
    let mut slowest = (Duration::ZERO, "");
    let (mut coarse, mut cut) = (0, 0);
    for work in works.iter().step_by(every) {
        let (answer, took) = work.done(person)?;
        tale.expect(
            answer.status == work.shown,
            format_args!("{}: {}", work.name, answer.told()),
        );
        tale.expect(
            took < bench.within(ALONE),
            format_args!("{} took {:.1} s", work.name, took.as_secs_f64()),
        );
        let page = answer.text();
        coarse += usize::from(page.contains("data-coarse"));
        cut += usize::from(page.contains("too long for one page") || page.contains("more than can be shown"));
        if took > slowest.0 {
            slowest = (took, &work.name);
        }
    }
    tale.count(format_args!(
        "{} {what} alone: the slowest in {:.1} s ({}); {coarse} marked as not exact, {cut} as shown in part",
        works.len().div_ceil(every),
        slowest.0.as_secs_f64(),
        slowest.1
    ));
    Ok(())
}

/// All at once, while others read.
fn at_once(
    bench: &Bench,
    tale: &mut Tale,
    plan: &Plan,
    server: &Server,
    person: &Person,
    works: &[Work],
    what: &str,
) -> Result<()> {
    let done = AtomicBool::new(false);
    let member = Person::enter(plan.address, "Member (Northgate CLP)")?;
    let visitor = Person::visitor(plan.address);
    let readers = [
        (&visitor, "/health"),
        (&visitor, "/published/buses-that-villages-can-rely-on"),
        (&member, "/texts"),
        (&member, "/motions/buses-that-villages-can-rely-on"),
    ];
    let (answers, read, memory) = std::thread::scope(|scope| -> Result<_> {
        let done = &done;
        let reading = scope.spawn(move || -> Result<(Duration, &str, usize)> {
            let (mut slowest, mut times) = ((Duration::ZERO, ""), 0);
            while !done.load(Ordering::Relaxed) {
                for (reader, path) in readers {
                    let start = Instant::now();
                    let status = reader.get(path)?.status;
                    anyhow::ensure!(status == 200, "{path} answers {status} beside heavy work");
                    if start.elapsed() > slowest.0 {
                        slowest = (start.elapsed(), path);
                    }
                    times += 1;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            Ok((slowest.0, slowest.1, times))
        });
        let weighing = scope.spawn(move || -> Result<u64> {
            let mut most = 0;
            while !done.load(Ordering::Relaxed) {
                most = most.max(server.memory()?);
                std::thread::sleep(Duration::from_millis(50));
            }
            Ok(most)
        });
        let working: Vec<_> = works
            .iter()
            .map(|work| scope.spawn(move || work.done(person)))
            .collect();
        let answers: Vec<_> = working
            .into_iter()
            .map(|thread| thread.join().ok().context("a thread died")?)
            .collect();
        done.store(true, Ordering::Relaxed);
        Ok((
            answers,
            reading.join().ok().context("a thread died")??,
            weighing.join().ok().context("a thread died")??,
        ))
    })?;
    let (mut shown, mut later, mut slowest) = (0, 0, Duration::ZERO);
    for (work, answer) in works.iter().zip(answers) {
        let (answer, took) = answer.with_context(|| work.name.clone())?;
        slowest = slowest.max(took);
        match answer.status {
            status if status == work.shown => shown += 1,
            503 if answer.header("retry-after").is_some() => later += 1,
            _ => tale.fault(format_args!("{}: {}", work.name, answer.told())),
        }
    }
    tale.expect(shown > 0, format_args!("of ten {what} at once, none is shown"));
    tale.expect(
        slowest < bench.within(AMONG_TEN),
        format_args!(
            "among ten {what} at once, one took {:.1} s",
            slowest.as_secs_f64()
        ),
    );
    let (waited, path, times) = read;
    tale.expect(
        waited < bench.within(OTHERS),
        format_args!("beside ten {what}, {path} took {} ms", waited.as_millis()),
    );
    tale.expect(
        memory < MEMORY,
        format_args!("memory grew to {} MB", memory / 1024),
    );
    tale.count(format_args!(
        "{} {what} at once: {shown} shown, {later} told to come back, all within {:.1} s; {times} pages of others meanwhile, the slowest in {} ms ({path}); memory at most {} MB",
        works.len(),
        slowest.as_secs_f64(),
        waited.as_millis(),
        memory / 1024
    ));
    Ok(())
}
