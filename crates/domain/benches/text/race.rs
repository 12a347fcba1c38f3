//! Times that can be compared although the machine is busy with other things.

use std::time::Duration;

/// Times of one contender, a value a round; rounds are the same for all contenders of a race.
#[derive(Clone, Debug, Default)]
pub struct Times(Vec<f64>);

impl Times {
    /// The median, in seconds.
    pub fn median(&self) -> f64 {
        at(&self.0, 50)
    }

    /// The shortest, in seconds: what the machine can do when nobody disturbs it.
    pub fn least(&self) -> f64 {
        at(&self.0, 0)
    }

    /// How many rounds were run.
    pub fn rounds(&self) -> usize {
        self.0.len()
    }

    /// How many times longer this took than the other.
    pub fn against(&self, other: &Self) -> Ratio {
        let ratios: Vec<f64> = self
            .0
            .iter()
            .zip(&other.0)
            .map(|(own, other)| own / other)
            .collect();
        let median = at(&ratios, 50);
        Ratio {
            median,
            spread: (at(&ratios, 75) - at(&ratios, 25)) / median,
        }
    }
}

/// A ratio taken within each round, so that a busy machine slows both sides alike.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    /// The median over the rounds.
    pub median: f64,
    /// How far apart the middle half of the rounds lies, as a part of the median.
    pub spread: f64,
}

impl Ratio {
    /// Whether rounds differ so much that the ratio says little.
    pub fn is_noisy(self) -> bool {
        self.spread > 0.25
    }
}

fn at(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len().saturating_sub(1) * percent).div_ceil(100);
    sorted.get(place).copied().unwrap_or(f64::NAN)
}

/// What takes longer than this does not notice what the processor did before.
const WARM: Duration = Duration::from_millis(50);

/// Lets each contender run in each round, right after a run of its own that does not count: caches
/// are then as warm for the one that follows another program as for the others.
///
/// There are as many rounds as fit a time, within bounds.
pub fn race<T>(
    within: Duration,
    rounds: (usize, usize),
    contenders: &mut [T],
    mut run: impl FnMut(&mut T) -> Duration,
) -> Vec<Times> {
    let first: Vec<Duration> = contenders.iter_mut().map(&mut run).collect();
    let once: f64 = first.iter().map(Duration::as_secs_f64).sum();
    let fit = within.as_secs_f64() / (2.0 * once).max(1e-6);
    let mut left = rounds.0;
    while left < rounds.1 && (left as f64) < fit {
        left += 1;
    }
    let mut times = vec![Times::default(); contenders.len()];
    for _ in 0..left {
        for ((contender, times), first) in contenders.iter_mut().zip(&mut times).zip(&first) {
            if *first < WARM {
                run(contender);
            }
            times.0.push(run(contender).as_secs_f64());
        }
    }
    times
}
