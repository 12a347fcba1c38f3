//! How fast the text engine compares texts, beside two libraries that do less.
//!
//! Ratios are taken within each round, so that a busy machine slows all contenders alike.

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use domain::text::canon::Canonical;
use domain::text::diff::diff;
use imara_diff::{Algorithm, Diff, InternedInput};
use similar::TextDiff;

/// A motion is rarely longer than a page; a manifesto has about this many words.
const MANIFESTO: usize = 3_500;

fn main() {
    // Cargo passes `--bench`, and `--test` when it only wants to know that this runs.
    let rounds = if std::env::args().any(|argument| argument == "--test") {
        1
    } else {
        201
    };

    let old = manifesto(1, MANIFESTO);
    let new = edited(&old);
    let (old, new) = (Canonical::of(&old), Canonical::of(&new));
    println!(
        "A manifesto of {MANIFESTO} words against an edited copy, {} changes:",
        diff(&old, &new).changes.len()
    );
    let times = race(
        rounds,
        &mut [
            &mut || drop(black_box(diff(&old, &new))),
            &mut || imara(old.as_str(), new.as_str()),
            &mut || similar_inline(old.as_str(), new.as_str()),
        ],
    );
    line("own", times[0].median(), None);
    line(
        "imara-diff, lines and words",
        times[1].median(),
        Some((times[0].ratio(&times[1]), 1.3)),
    );
    line(
        "similar, inline",
        times[2].median(),
        Some((times[0].ratio(&times[2]), 1.0)),
    );

    let old = manifesto(2, 100 * MANIFESTO);
    let new = edited(&old);
    let (old, new) = (Canonical::of(&old), Canonical::of(&new));
    println!("A text 100 times as long against an edited copy:");
    let times = race(rounds.min(11), &mut [&mut || drop(black_box(diff(&old, &new)))]);
    limit("own", times[0].median(), Duration::from_millis(80));

    let (old, new) = (unrelated(3, 1_000), unrelated(4, 1_000));
    println!("Two texts of 1,000 paragraphs that have nothing to do with each other:");
    let times = race(
        rounds.min(11),
        &mut [
            &mut || drop(black_box(diff(&old, &new))),
            &mut || imara(old.as_str(), new.as_str()),
            &mut || similar_inline(old.as_str(), new.as_str()),
        ],
    );
    limit("own", times[0].median(), Duration::from_millis(300));
    line("imara-diff, lines and words", times[1].median(), None);
    line(
        "similar, inline",
        times[2].median(),
        Some((times[0].ratio(&times[2]), 1.0)),
    );
}

/// Times of one contender, a value a round.
struct Times(Vec<Duration>);

impl Times {
    fn median(&self) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort();
        sorted[sorted.len() / 2]
    }

    /// The median of how many times longer this took than the other in the same round.
    fn ratio(&self, other: &Self) -> f64 {
        let mut ratios: Vec<f64> = self
            .0
            .iter()
            .zip(&other.0)
            .map(|(own, other)| own.as_secs_f64() / other.as_secs_f64())
            .collect();
        ratios.sort_by(f64::total_cmp);
        ratios[ratios.len() / 2]
    }
}

/// Lets each contender run once in each round, after a round that does not count.
fn race(rounds: usize, contenders: &mut [&mut dyn FnMut()]) -> Vec<Times> {
    for contender in contenders.iter_mut() {
        contender();
    }
    let mut times: Vec<Times> = contenders.iter().map(|_| Times(Vec::new())).collect();
    for _ in 0..rounds {
        for (contender, times) in contenders.iter_mut().zip(&mut times) {
            let start = Instant::now();
            contender();
            times.0.push(start.elapsed());
        }
    }
    times
}

fn line(name: &str, time: Duration, against: Option<(f64, f64)>) {
    let mut text = format!("  {name:<28} {:>9.3} ms", milliseconds(time));
    if let Some((ratio, allowed)) = against {
        let verdict = if ratio <= allowed { "within" } else { "OVER" };
        let _ = write!(
            text,
            "   own takes {ratio:.2} times as long ({verdict} {allowed:.1})"
        );
    }
    println!("{text}");
}

fn limit(name: &str, time: Duration, allowed: Duration) {
    let verdict = if time <= allowed { "within" } else { "OVER" };
    println!(
        "  {name:<28} {:>9.3} ms   {verdict} {:.0} ms",
        milliseconds(time),
        milliseconds(allowed)
    );
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Lines, then words, of the whole text: no alignment, no classes, no moves.
fn imara(old: &str, new: &str) {
    let lines = InternedInput::new(old, new);
    let mut by_line = Diff::compute(Algorithm::Histogram, &lines);
    by_line.postprocess_lines(&lines);
    black_box(by_line.count_additions());
    let mut words = InternedInput::default();
    words.update_before(tokens(old));
    words.update_after(tokens(new));
    let mut by_word = Diff::compute(Algorithm::Histogram, &words);
    by_word.postprocess_no_heuristic(&words);
    black_box(by_word.count_additions());
}

/// Words and what stands between them.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let kind = first.is_alphanumeric();
        let end = rest
            .find(|next: char| next.is_alphanumeric() != kind)
            .unwrap_or(rest.len());
        let (token, after) = rest.split_at(end);
        rest = after;
        Some(token)
    })
}

fn similar_inline(old: &str, new: &str) {
    let diff = TextDiff::from_lines(old, new);
    for op in diff.ops() {
        for change in diff.iter_inline_changes(op) {
            black_box(change.tag());
        }
    }
}

/// A small generator: the same texts in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end.max(1)
    }
}

/// Syllables make words of believable length and variety.
const SYLLABLES: [&str; 24] = [
    "con", "fer", "ence", "mo", "tion", "par", "ty", "so", "cial", "work", "er", "care", "lo", "cal", "coun",
    "cil", "fund", "ing", "pub", "lic", "ser", "vice", "re", "port",
];

const SMALL: [&str; 12] = [
    "the", "of", "and", "to", "in", "a", "that", "for", "is", "on", "with", "by",
];

fn word(chance: &mut Chance) -> String {
    match chance.below(20) {
        0..=7 => SMALL[chance.below(SMALL.len())].to_owned(),
        8 => format!("{}", 1 + chance.below(2_500)),
        _ => {
            // Low numbers come up more often, as some words do.
            let number = chance.below(40) * chance.below(40);
            let mut word = String::new();
            let mut left = number + 1;
            while left > 0 {
                word.push_str(SYLLABLES[left % SYLLABLES.len()]);
                left /= SYLLABLES.len();
            }
            word
        }
    }
}

fn paragraph(chance: &mut Chance, n_words: usize) -> String {
    let mut text = String::new();
    let mut starts = true;
    for left in (0..n_words).rev() {
        let word = word(chance);
        if starts {
            text.push_str(&word[..1].to_uppercase());
            text.push_str(&word[1..]);
        } else {
            text.push_str(&word);
        }
        starts = left > 0 && chance.below(14) == 0;
        text.push_str(match (left, starts) {
            (0, _) => ".",
            (_, true) => ". ",
            _ if chance.below(12) == 0 => ", ",
            _ => " ",
        });
    }
    text
}

/// Headings, prose and lists, about as many words as asked for.
fn manifesto(seed: u64, n_words: usize) -> String {
    let mut chance = Chance(seed);
    let mut paragraphs = Vec::new();
    let mut written = 0;
    while written < n_words {
        let (prefix, length) = match paragraphs.len() % 9 {
            0 => ("## ", 4),
            5..=7 => ("- ", 12 + chance.below(20)),
            _ => ("", 40 + chance.below(60)),
        };
        paragraphs.push(format!("{prefix}{}", paragraph(&mut chance, length)));
        written += length;
    }
    paragraphs.join("\n\n")
}

/// What an evening of drafting does to a text: words and figures changed, sentences moved and parted.
fn edited(text: &str) -> String {
    let mut chance = Chance(7);
    let mut paragraphs: Vec<String> = text.split("\n\n").map(str::to_owned).collect();
    for (place, paragraph) in paragraphs.iter_mut().enumerate() {
        if paragraph.starts_with('#') || place % 3 != 0 {
            continue;
        }
        let mut words: Vec<String> = paragraph.split(' ').map(str::to_owned).collect();
        for _ in 0..2 {
            let at = 1 + chance.below(words.len() - 1);
            match chance.below(5) {
                0 => words[at] = words[at].to_uppercase(),
                1 => words.insert(at, "new".to_owned()),
                2 if words.len() > 4 => drop(words.remove(at)),
                3 => words[at].push(','),
                _ => words[at] = word(&mut chance),
            }
        }
        *paragraph = words.join(" ");
    }
    let length = paragraphs.len();
    for step in (10..length).step_by(40) {
        // One paragraph moves on, one is parted, one goes and one comes.
        let moved = paragraphs.remove(step);
        paragraphs.insert((step + 7).min(paragraphs.len()), moved);
        if let Some(parted) = paragraphs.get(step + 8).and_then(|text| text.split_once(". ")) {
            paragraphs[step + 8] = format!("{}.\n\n{}", parted.0, parted.1);
        }
        paragraphs[(step + 3).min(length - 1)] = paragraph(&mut chance, 30);
    }
    paragraphs.join("\n\n")
}

fn unrelated(seed: u64, n_paragraphs: usize) -> Canonical {
    let mut chance = Chance(seed);
    let paragraphs: Vec<String> = (0..n_paragraphs)
        .map(|_| {
            let length = 30 + chance.below(40);
            paragraph(&mut chance, length)
        })
        .collect();
    Canonical::of(&paragraphs.join("\n\n"))
}
