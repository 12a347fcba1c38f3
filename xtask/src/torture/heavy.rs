//! Texts that are hard to compare, asked for by many at once.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::torture::chance::Chance;
use crate::torture::client::Person;
use crate::torture::server::Plan;
use crate::torture::{Bench, Tale};
use crate::workspace::Scratch;

/// Bytes of each text as a form sends it, with two for each end of a line: just below what may be saved.
const BYTES: usize = 390_000;

/// Who asks for one comparison at the same time.
const AT_ONCE: usize = 10;

/// How long any other page may take meanwhile.
const OTHERS: Duration = Duration::from_secs(1);

/// How long a comparison may take, or be refused: what is refused says when to come back.
const LONGEST: Duration = Duration::from_secs(40);

/// Runs the scenario.
pub fn run(bench: &Bench) -> Result<Tale> {
    let mut tale = Tale::default();
    let folder = Scratch::new()?;
    let plan = Plan::sqlite(folder.path())?;
    let _server = plan.start(bench)?;
    let mut chance = Chance::new(bench.seed, "heavy");
    let person = Person::enter(plan.address, "Committee member one")?;
    let light = person.start(&mut chance, "A light text", "Conference begins.\n")?;
    let shapes = shapes(&mut chance);
    let shapes = &shapes[..bench.count(2, shapes.len())];
    for (name, old, new) in shapes {
        let started = Instant::now();
        let slug = person.start(&mut chance, &format!("Heavy {name}"), old)?;
        let answer = person.post(
            "/api/motions/save",
            &[
                ("submission", &chance.id()),
                ("slug", &slug),
                ("base", "1"),
                ("title", "Heavy"),
                ("text", new),
                ("note", "Changed"),
                ("do", "save"),
            ],
        )?;
        tale.expect(
            answer.status == 303 && answer.header("location").is_some_and(|to| to.contains("compare")),
            format_args!("{name}: saving answers {}", answer.told()),
        );
        let saved = started.elapsed();
        let page = format!("/motions/{slug}/compare/1..2");
        let (person, light) = (&person, &light);
        let (asked, others) = std::thread::scope(|scope| -> Result<_> {
            let threads: Vec<_> = (0..AT_ONCE)
                .map(|_| {
                    scope.spawn(|| -> Result<_> {
                        let start = Instant::now();
                        let answer = person.get(&page)?;
                        let text = answer.text();
                        Ok((
                            answer.status,
                            start.elapsed(),
                            text.contains("changes are shown by whole paragraphs"),
                        ))
                    })
                })
                .collect();
            let mut others = Vec::new();
            while threads.iter().any(|thread| !thread.is_finished()) {
                let start = Instant::now();
                let answer = person.get(&format!("/motions/{light}"))?;
                others.push((answer.status, start.elapsed()));
                std::thread::sleep(Duration::from_millis(50));
            }
            let asked = threads
                .into_iter()
                .map(|thread| thread.join().ok().context("a thread died")?)
                .collect::<Result<Vec<_>>>()?;
            Ok((asked, others))
        })?;
        let slowest = asked.iter().map(|(_, time, _)| *time).max().unwrap_or_default();
        let refused = asked.iter().filter(|(status, ..)| *status == 503).count();
        let coarse = asked.iter().any(|(.., coarse)| *coarse);
        for (status, ..) in &asked {
            tale.expect(
                [200, 503].contains(status),
                format_args!("{name}: a comparison answers {status}"),
            );
        }
        tale.expect(
            refused < AT_ONCE,
            format_args!("{name}: nobody gets the comparison"),
        );
        tale.expect(
            slowest < LONGEST,
            format_args!("{name}: a comparison took {:.1} s", slowest.as_secs_f64()),
        );
        let other = others.iter().map(|(_, time)| *time).max().unwrap_or_default();
        tale.expect(
            others.iter().all(|(status, _)| *status == 200) && other < OTHERS,
            format_args!("{name}: meanwhile another page took {} ms", other.as_millis()),
        );
        tale.count(format_args!(
            "{name}: saved twice in {:.1} s; {AT_ONCE} comparisons at once, slowest {:.1} s{}{}; other pages at most {} ms",
            saved.as_secs_f64(),
            slowest.as_secs_f64(),
            if coarse { ", said to be coarse" } else { "" },
            if refused > 0 { format!(", {refused} told to come back") } else { String::new() },
            other.as_millis()
        ));
    }
    Ok(tale)
}

/// Pairs of texts that are hard to compare.
fn shapes(chance: &mut Chance) -> Vec<(&'static str, String, String)> {
    let sent = |unit: &str| unit.len() + unit.matches('\n').count();
    let repeated = |unit: &str| unit.repeat(BYTES / sent(unit));
    let words = |chance: &mut Chance, kinds: u64, each: &str| {
        let (mut text, mut bytes) = (String::with_capacity(BYTES), 0);
        while bytes < BYTES {
            let word = format!("w{}{each}", chance.next() % kinds);
            bytes += sent(&word);
            text.push_str(&word);
        }
        text
    };
    vec![
        (
            "few words in another order, each a paragraph",
            words(chance, 20, "\n\n"),
            words(chance, 20, "\n\n"),
        ),
        (
            "one line of many words in another order",
            words(chance, 500, " "),
            words(chance, 500, " "),
        ),
        (
            "paragraphs that have nothing in common",
            words(chance, u64::MAX, "\n\n"),
            words(chance, u64::MAX, "\n\n"),
        ),
        ("one word", repeated("a"), repeated("b")),
        (
            "marks upon marks",
            format!("a{}", repeated("\u{301}")),
            format!("b{}", repeated("\u{302}")),
        ),
        ("nested quotes", repeated(">"), repeated("> ")),
        ("list items", repeated("- a\n"), repeated("1. a\n")),
        ("brackets", repeated("a[["), repeated("[[a")),
    ]
}
