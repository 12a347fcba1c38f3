//! Counting tests, layer by layer.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

/// How many tests ended in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Tests that ran and held.
    pub passed: u32,
    /// Tests that ran and did not hold.
    pub failed: u32,
    /// Tests that are there but were told not to run.
    pub skipped: u32,
}

impl Counts {
    /// Sums the closing lines that Rust's test runner writes.
    pub fn of_test_results(output: &str) -> Self {
        let mut counts = Self::default();
        for line in output.lines() {
            let Some(result) = line.trim_start().strip_prefix("test result:") else {
                continue;
            };
            let number = |word: &str| {
                let before = result
                    .split([';', '.'])
                    .find_map(|part| part.trim().strip_suffix(word));
                before
                    .and_then(|number| number.trim().parse::<u32>().ok())
                    .unwrap_or(0)
            };
            counts.passed += number(" passed");
            counts.failed += number(" failed");
            counts.skipped += number(" ignored");
        }
        counts
    }
}

/// One layer's tests.
#[derive(Clone, Debug)]
struct Row {
    layer: String,
    counts: Counts,
    time: Duration,
}

/// What ran and what could not.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    rows: Vec<Row>,
    troubles: Vec<String>,
}

impl Tally {
    /// Adds to a layer; the order of layers is that of their first results.
    pub fn add(&mut self, layer: &str, counts: Counts, time: Duration) {
        let row = match self.rows.iter_mut().find(|row| row.layer == layer) {
            Some(row) => row,
            None => {
                let row = Row {
                    layer: layer.to_owned(),
                    counts: Counts::default(),
                    time: Duration::ZERO,
                };
                self.rows.push(row);
                let last = self.rows.len() - 1;
                &mut self.rows[last]
            }
        };
        row.counts.passed += counts.passed;
        row.counts.failed += counts.failed;
        row.counts.skipped += counts.skipped;
        row.time += time;
    }

    /// Notes that something could not run, and why.
    pub fn could_not_run(&mut self, what: &str, why: impl Display) {
        self.troubles.push(format!("{what}: {why}"));
    }

    /// Says whether everything ran and held.
    pub fn is_good(&self) -> bool {
        let good = |row: &Row| row.counts.failed == 0 && row.counts.skipped == 0 && row.counts.passed > 0;
        !self.rows.is_empty() && self.rows.iter().all(good) && self.troubles.is_empty()
    }
}

impl Display for Tally {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let width = self
            .rows
            .iter()
            .map(|row| row.layer.len())
            .max()
            .unwrap_or(0)
            .max("layer".len());
        writeln!(
            f,
            "{:width$}  {:>6}  {:>6}  {:>6}  {:>7}",
            "layer", "run", "passed", "failed", "seconds"
        )?;
        let (mut passed, mut failed) = (0, 0);
        for Row { layer, counts, time } in &self.rows {
            let run = counts.passed + counts.failed;
            let seconds = time.as_secs_f64();
            writeln!(
                f,
                "{layer:width$}  {run:>6}  {:>6}  {:>6}  {seconds:>7.1}",
                counts.passed, counts.failed
            )?;
            passed += counts.passed;
            failed += counts.failed;
        }
        for row in self.rows.iter().filter(|row| row.counts.skipped > 0) {
            writeln!(f, "did not run: {} skipped in {}", row.counts.skipped, row.layer)?;
        }
        for row in self.rows.iter().filter(|row| row.counts == Counts::default()) {
            writeln!(f, "did not run: nothing to run in {}", row.layer)?;
        }
        for trouble in &self.troubles {
            writeln!(f, "did not run: {trouble}")?;
        }
        write!(f, "{passed} passed, {failed} failed")
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Counts, Tally};

    fn check(output: &str, passed: u32, failed: u32, skipped: u32) {
        assert_eq!(
            Counts::of_test_results(output),
            Counts {
                passed,
                failed,
                skipped
            }
        );
    }

    #[test]
    fn closing_lines_are_summed() {
        check(
            "test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; in 0.01s",
            5,
            0,
            0,
        );
        check(
            "running 2 tests\ntest result: FAILED. 1 passed; 1 failed; 2 ignored; 0 measured\n\
             test result: ok. 7 passed; 0 failed; 0 ignored",
            8,
            1,
            2,
        );
        check("no tests here, 3 passed", 0, 0, 0);
    }

    #[test]
    fn a_good_run_is_good_and_says_so_last() {
        let mut tally = Tally::default();
        assert!(!tally.is_good());
        tally.add(
            "domain",
            Counts {
                passed: 3,
                failed: 0,
                skipped: 0,
            },
            Duration::from_millis(1500),
        );
        tally.add(
            "domain",
            Counts {
                passed: 2,
                failed: 0,
                skipped: 0,
            },
            Duration::from_millis(500),
        );
        assert!(tally.is_good());
        let text = tally.to_string();
        assert_eq!(
            text.lines().nth(1),
            Some("domain       5       5       0      2.0")
        );
        assert_eq!(text.lines().last(), Some("5 passed, 0 failed"));
    }

    #[test]
    fn what_did_not_run_is_named_and_makes_it_fail() {
        let mut tally = Tally::default();
        tally.add(
            "domain",
            Counts {
                passed: 3,
                failed: 0,
                skipped: 1,
            },
            Duration::ZERO,
        );
        tally.could_not_run("browser", "no browser");
        assert!(!tally.is_good());
        let text = tally.to_string();
        assert!(text.contains("did not run: 1 skipped in domain\n"));
        assert!(text.contains("did not run: browser: no browser\n"));
    }
}
