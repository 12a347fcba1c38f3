//! Input that nobody writes but somebody may send: very many lines, one very long one.

use std::hint::black_box;
use std::time::{Duration, Instant};

use domain::text::canon::Canonical;
use domain::text::diff::diff;
use domain::text::likeness::{Copy, likest};
use domain::text::merge::{merge, rebase};

use crate::texts::{Chance, paragraph};

/// What is asked of the engine.
pub struct Trial {
    pub name: String,
    pub took: Duration,
    /// The engine says that its answer is not exact.
    pub coarse: bool,
}

/// Runs everything, the best of a few times each.
pub fn trials(times: usize, mut each: impl FnMut(Trial)) {
    let mut trial = |name: String, run: &dyn Fn() -> bool| {
        let mut best: Option<Trial> = None;
        for _ in 0..times {
            let (start, processor) = (Instant::now(), processor_time());
            let coarse = run();
            let spent = processor_time()
                .zip(processor)
                .map(|(now, then)| now.saturating_sub(then));
            let took = spent.unwrap_or_else(|| start.elapsed());
            if best.as_ref().is_none_or(|best| took < best.took) {
                let name = name.clone();
                best = Some(Trial { name, took, coarse });
            }
        }
        best.into_iter().for_each(&mut each);
    };
    for case in cases() {
        let Case { name, base, sides } = &case;
        let [one, two] = sides;
        trial(format!("diff, {name}"), &|| black_box(diff(base, one)).coarse);
        trial(format!("merge, {name}"), &|| {
            black_box(merge(base, sides));
            false
        });
        trial(format!("rebase, {name}"), &|| {
            black_box(rebase(base, one, two));
            false
        });
    }
    let mut chance = Chance(90);
    let motion = |chance: &mut Chance| {
        let paragraphs: Vec<String> = (0..8).map(|_| paragraph(chance, 36)).collect();
        paragraphs.join("\n\n")
    };
    let texts: Vec<String> = (0..2_000).map(|_| motion(&mut chance)).collect();
    let copy = texts[1_234].to_uppercase().replace(". ", ".\n");
    let texts: Vec<Canonical> = texts.iter().map(|text| Canonical::of(text)).collect();
    let untitled: Vec<(&str, &Canonical)> = texts.iter().map(|text| ("", text)).collect();
    trial("which of 2,000 texts of 290 words".to_owned(), &|| {
        black_box(likest(&Copy::read(&copy), &untitled, 12)).is_empty()
    });
}

/// What this thread has had of a processor so far, so that waiting for one does not count.
///
/// It lags behind by a few milliseconds, which are nothing here.
fn processor_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split(' ').next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds)).filter(|time| !time.is_zero())
}

/// A text and two others that somebody says come from it.
struct Case {
    name: &'static str,
    base: Canonical,
    sides: [Canonical; 2],
}

fn cases() -> Vec<Case> {
    let case = |name, base: &[String], one: &[String], two: &[String], glue: &str| Case {
        name,
        base: Canonical::of(&base.join(glue)),
        sides: [one, two].map(|side| Canonical::of(&side.join(glue))),
    };
    let mut chance = Chance(80);
    let mut written = |count: usize, words: usize| -> Vec<String> {
        (0..count).map(|_| paragraph(&mut chance, words)).collect()
    };
    let lines = written(100_000, 3);
    let others = [written(100_000, 3), written(100_000, 3)];
    let paragraphs = written(50_000, 30);
    let unrelated = [written(50_000, 30), written(50_000, 30)];
    let long = written(1, 180_000);
    let long_others = [written(1, 180_000), written(1, 180_000)];
    let headings: Vec<String> = lines[..50_000].iter().map(|line| format!("## {line}")).collect();
    let alike = vec!["The same again.".to_owned(); 50_000];
    vec![
        case(
            "100,000 short lines, edited",
            &lines,
            &touched(&lines, 3),
            &touched(&lines, 5),
            "\n\n",
        ),
        case(
            "100,000 short lines, unrelated",
            &lines,
            &others[0],
            &others[1],
            "\n\n",
        ),
        case(
            "100,000 short lines, shuffled",
            &lines,
            &shuffled(&lines, 1),
            &shuffled(&lines, 2),
            "\n\n",
        ),
        case(
            "50,000 paragraphs, edited",
            &paragraphs,
            &touched(&paragraphs, 3),
            &touched(&paragraphs, 5),
            "\n\n",
        ),
        case(
            "50,000 paragraphs, all edited",
            &paragraphs,
            &touched(&paragraphs, 1),
            &touched(&paragraphs, 1),
            "\n\n",
        ),
        case(
            "50,000 paragraphs, unrelated",
            &paragraphs,
            &unrelated[0],
            &unrelated[1],
            "\n\n",
        ),
        case(
            "50,000 paragraphs, shuffled",
            &paragraphs,
            &shuffled(&paragraphs, 1),
            &shuffled(&paragraphs, 2),
            "\n\n",
        ),
        case(
            "50,000 headings, shuffled",
            &headings,
            &shuffled(&headings, 1),
            &shuffled(&headings, 2),
            "\n\n",
        ),
        case(
            "50,000 equal paragraphs, fewer",
            &alike,
            &alike[20_000..],
            &touched(&alike, 7),
            "\n\n",
        ),
        case(
            "one line of 1 MB, edited",
            &words(&long),
            &touched(&words(&long), 500),
            &touched(&words(&long), 700),
            " ",
        ),
        case(
            "one line of 1 MB, unrelated",
            &long,
            &long_others[0],
            &long_others[1],
            " ",
        ),
    ]
}

fn words(text: &[String]) -> Vec<String> {
    text.iter()
        .flat_map(|line| line.split(' '))
        .map(str::to_owned)
        .collect()
}

/// Adds a word at the end of each so many parts.
fn touched(parts: &[String], step: usize) -> Vec<String> {
    let mut parts = parts.to_vec();
    for part in parts.iter_mut().step_by(step) {
        part.push_str(" again");
    }
    parts
}

fn shuffled(parts: &[String], seed: u64) -> Vec<String> {
    let mut parts = parts.to_vec();
    let mut chance = Chance(seed);
    for n in (1..parts.len()).rev() {
        parts.swap(n, chance.below(n + 1));
    }
    parts
}
