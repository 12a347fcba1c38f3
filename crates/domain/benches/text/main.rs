//! How fast and how exactly the text engine compares texts, beside others in the same run.
//!
//! Contenders take turns within each round and ratios are taken per round, so that a busy machine
//! slows all alike. A contender that would take too long at the next size is left out, and said so.

mod hostile;
mod race;
mod rivals;
mod texts;

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use domain::text::canon::Canonical;
use domain::text::diff::diff;

use race::{Times, race};
use rivals::{Arena, RIVALS, Rival};
use texts::{Chance, EDITS, Edit, Marked, Pair, Source, paragraph};

const SIZES: [usize; 3] = [1, 10, 100];

/// How long one comparison may be expected to take for a rival to be let in.
const PATIENCE: f64 = 4.0;

/// What hostile input may take, unless the engine says that its answer is coarse.
const HOSTILE: Duration = Duration::from_secs(3);

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::read();
    let source = Source::find();
    let mut arena = Arena::open(options.packages.as_deref())?;
    println!(
        "The text is {} Times are medians in milliseconds; × is how many times as long as ours, `~` before a \
         ratio of which the middle half of the rounds spreads by more than a quarter.",
        if source.real {
            "the manifesto."
        } else {
            "made up, in the shape of a manifesto."
        }
    );
    if arena.can_run(Rival::Git) {
        println!("git is a process: what it takes for two files of a line is taken off.");
    } else {
        println!("git is not here and is not measured.");
    }
    if options.packages.is_none() {
        let reason = options
            .why_no_packages
            .as_deref()
            .unwrap_or("nobody said where they are");
        println!("The npm packages diff and diff-match-patch are not measured: {reason}.");
    }
    let load_before = load();
    let mut budgets = Budgets::default();
    for edit in EDITS {
        compare(edit, &source, &mut arena, &options, &mut budgets)?;
    }
    paragraphs_apart(&options, &mut budgets);
    println!(
        "\nHostile input, processor time where the system tells it, the best of {} each:",
        options.hostile
    );
    hostile::trials(options.hostile, |trial| {
        println!(
            "  {:<44} {:>9.0} ms{}",
            trial.name,
            milliseconds(trial.took.as_secs_f64()),
            if trial.coarse { ", coarse" } else { "" }
        );
        budgets.hostile(trial);
    });
    budgets.print();
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    if let (Some(before), Some(after)) = (load_before, load()) {
        let noisy = if before.max(after) > processors as f64 {
            ": others kept it busy, so times are too long, and ratios say more than times"
        } else {
            ""
        };
        println!("\n{processors} processors, load {before:.1} before and {after:.1} after{noisy}.");
    }
    Ok(())
}

/// How many programs want a processor, where the system tells.
fn load() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/loadavg").ok()?;
    text.split(' ').next()?.parse().ok()
}

/// What is asked for on the command line.
struct Options {
    packages: Option<PathBuf>,
    why_no_packages: Option<String>,
    /// How long a race lasts, about.
    race: Duration,
    rounds: (usize, usize),
    hostile: usize,
}

impl Options {
    fn read() -> Self {
        let mut options = Self {
            packages: None,
            why_no_packages: None,
            race: Duration::from_secs(3),
            rounds: (5, 201),
            hostile: 3,
        };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--packages" => options.packages = arguments.next().map(PathBuf::from),
                "--no-packages" => options.why_no_packages = arguments.next(),
                // Cargo wants to know only that this runs.
                "--test" => {
                    (options.race, options.rounds, options.hostile) = (Duration::ZERO, (1, 1), 1);
                }
                _ => {}
            }
        }
        options
    }
}

/// Lets all compare one kind of edit at all sizes.
fn compare(
    edit: Edit,
    source: &Source,
    arena: &mut Arena,
    options: &Options,
    budgets: &mut Budgets,
) -> Result<(), Box<dyn Error>> {
    let mut rows: Vec<Row> = RIVALS
        .into_iter()
        .filter(|rival| arena.can_run(*rival))
        .map(Row::new)
        .collect();
    let mut words = 0;
    let mut truth = None;
    for (n, size) in SIZES.into_iter().enumerate() {
        let pair = source.pair(edit, size);
        arena.put(&pair)?;
        let mut present: Vec<Rival> = rows
            .iter()
            .filter(|row| row.rival == Rival::Own || row.expected() < PATIENCE)
            .map(|row| row.rival)
            .collect();
        let mut trouble = None;
        let times = race(options.race, options.rounds, &mut present, |rival| {
            let result = arena.time(*rival, &pair);
            result.map_or_else(
                |error| {
                    trouble = Some(error);
                    Duration::ZERO
                },
                |(time, _)| time,
            )
        });
        if let Some(error) = trouble {
            return Err(error.into());
        }
        for (rival, times) in present.iter().zip(&times) {
            if let Some(row) = rows.iter_mut().find(|row| row.rival == *rival) {
                row.times[n] = Some(times.clone());
                if n == 0 {
                    row.marked = Some(arena.marked(*rival, &pair)?);
                }
            }
        }
        if n == 0 {
            words = domain::text::words::words_of(&pair.old);
            truth = pair.truth;
        }
        budgets.race(edit, size, &present, &times);
    }
    println!("\n{edit}, {words} words, ×1, ×10 and ×100:");
    println!(
        "  {:<28} {:>9} {:>6} {:>9} {:>6} {:>9} {:>6}  {:<13} marked at ×1",
        "", "ms", "×", "ms", "×", "ms", "×", "growth"
    );
    let own = rows.first().map(|row| row.times.clone()).unwrap_or_default();
    for row in &rows {
        row.print(&own, truth);
    }
    if let Some(truth) = truth {
        println!("  {:<28} {:>76} {}", "the true edit", "", shown(truth));
    }
    Ok(())
}

/// What one rival took.
struct Row {
    rival: Rival,
    times: [Option<Times>; 3],
    marked: Option<Marked>,
}

impl Row {
    fn new(rival: Rival) -> Self {
        Self {
            rival,
            times: [None, None, None],
            marked: None,
        }
    }

    /// How many seconds the next size is expected to take.
    fn expected(&self) -> f64 {
        let median = |n: usize| self.times[n].as_ref().map(Times::median);
        match (median(0), median(1)) {
            (None, _) => 0.0,
            (Some(first), None) => first * 100.0,
            (Some(first), Some(second)) => second * (second / first).clamp(10.0, 100.0),
        }
    }

    fn print(&self, own: &[Option<Times>; 3], truth: Option<Marked>) {
        let mut line = format!("  {:<28}", self.rival.name());
        for (times, own) in self.times.iter().zip(own) {
            match (times, own) {
                (Some(times), Some(own)) => {
                    let ratio = times.against(own);
                    let noisy = if ratio.is_noisy() { "~" } else { "" };
                    line += &format!(
                        " {:>9.3} {:>6}",
                        milliseconds(times.median()),
                        format!("{noisy}{:.2}", ratio.median)
                    );
                }
                _ => line += &format!(" {:>9} {:>6}", "too long", ""),
            }
        }
        let growth: Vec<String> = self
            .times
            .windows(2)
            .map(|pair| match pair {
                [Some(first), Some(second)] => format!("n^{:.2}", (second.median() / first.median()).log10()),
                _ => String::new(),
            })
            .collect();
        line += &format!("  {:<13}", growth.join(" "));
        if let Some(marked) = self.marked {
            line += &format!(" {}", shown(marked));
            if let Some(truth) = truth.filter(|truth| truth.characters > 0) {
                line += &format!(" (×{:.2})", marked.characters as f64 / truth.characters as f64);
            }
        }
        println!("{}", line.trim_end());
    }
}

fn shown(marked: Marked) -> String {
    let moves = match marked.moves {
        0 => String::new(),
        moves => format!(" + {moves} moves"),
    };
    format!("{}{moves}", marked.characters)
}

/// Two texts of 1,000 paragraphs that have nothing to do with each other.
fn paragraphs_apart(options: &Options, budgets: &mut Budgets) {
    let mut chance = Chance(3);
    let mut text = || {
        let paragraphs: Vec<String> = (0..1_000)
            .map(|_| {
                let length = 30 + chance.below(40);
                paragraph(&mut chance, length)
            })
            .collect();
        Canonical::of(&paragraphs.join("\n\n"))
    };
    let pair = Pair {
        old: text(),
        new: text(),
        truth: None,
    };
    let times = race(options.race, options.rounds, &mut [()], |()| {
        let start = std::time::Instant::now();
        drop(std::hint::black_box(diff(&pair.old, &pair.new)));
        start.elapsed()
    });
    budgets.limit(
        "diff, two unrelated texts of 1,000 paragraphs",
        times[0].least(),
        0.3,
    );
}

/// What was promised, and what came of it.
#[derive(Default)]
struct Budgets {
    rows: Vec<(String, String, String, bool)>,
    /// The worst size for each edit: the ratio, the size and whether the ratio is noisy.
    inline: Vec<(Edit, f64, usize, bool)>,
    worst_hostile: Option<hostile::Trial>,
    over: Vec<hostile::Trial>,
}

impl Budgets {
    fn limit(&mut self, what: &str, took: f64, allowed: f64) {
        self.rows.push((
            what.to_owned(),
            format!("{:.0} ms", milliseconds(allowed)),
            format!("{:.1} ms", milliseconds(took)),
            took <= allowed,
        ));
    }

    fn race(&mut self, edit: Edit, size: usize, present: &[Rival], times: &[Times]) {
        let of = |rival: Rival| Some(&times[present.iter().position(|present| *present == rival)?]);
        let Some(own) = of(Rival::Own) else { return };
        if let Some(inline) = of(Rival::SimilarInline) {
            let ratio = own.against(inline);
            let row = (edit, ratio.median, size, ratio.is_noisy());
            match self.inline.iter_mut().find(|worst| worst.0 == edit) {
                Some(worst) if worst.1 >= ratio.median => {}
                Some(worst) => *worst = row,
                None => self.inline.push(row),
            }
        }
        if edit != Edit::Evening {
            return;
        }
        if let (1, Some(imara)) = (size, of(Rival::Imara)) {
            let ratio = own.against(imara);
            self.rows.push((
                format!(
                    "diff of the manifesto against imara-diff, {edit}, {} rounds",
                    own.rounds()
                ),
                "1.30 ×".to_owned(),
                format!(
                    "{:.2} ×{}",
                    ratio.median,
                    if ratio.is_noisy() { ", noisy" } else { "" }
                ),
                ratio.median <= 1.3,
            ));
        }
        if size == 100 {
            self.limit(
                &format!("diff of 100 times the manifesto, {edit}"),
                own.least(),
                0.08,
            );
        }
    }

    fn hostile(&mut self, trial: hostile::Trial) {
        if trial.took > HOSTILE && !trial.coarse {
            self.over.push(trial);
        } else if self
            .worst_hostile
            .as_ref()
            .is_none_or(|worst| trial.took > worst.took)
        {
            self.worst_hostile = Some(trial);
        }
    }

    fn print(mut self) {
        self.rows
            .extend(self.inline.into_iter().map(|(edit, ratio, size, noisy)| {
                (
                    format!("diff against similar's inline, {edit}, worst at ×{size}"),
                    "1.00 ×".to_owned(),
                    format!("{ratio:.2} ×{}", if noisy { ", noisy" } else { "" }),
                    ratio <= 1.0,
                )
            }));
        let hostile = self.worst_hostile.into_iter().chain(self.over);
        self.rows.extend(hostile.map(|trial| {
            (
                format!("hostile input, {}", trial.name),
                format!("{} s or coarse", HOSTILE.as_secs()),
                format!(
                    "{:.2} s{}",
                    trial.took.as_secs_f64(),
                    if trial.coarse { ", coarse" } else { "" }
                ),
                trial.took <= HOSTILE || trial.coarse,
            )
        }));
        println!("\nBudgets; times are the shortest of all rounds, ratios are medians:");
        for (what, allowed, measured, holds) in self.rows {
            let verdict = if holds { "ok" } else { "OVER" };
            println!("  {what:<72} {allowed:>13} {measured:>16}  {verdict}");
        }
    }
}

fn milliseconds(seconds: f64) -> f64 {
    seconds * 1000.0
}
