//! Whether the time of an answer tells what its words do not.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::torture::chance::Chance;
use crate::torture::client::Person;
use crate::torture::server::Plan;
use crate::torture::{Bench, Tale};
use crate::workspace::Scratch;

/// Runs the scenario.
pub fn run(bench: &Bench) -> Result<Tale> {
    let mut tale = Tale::default();
    let folder = Scratch::new()?;
    let plan = Plan::sqlite(folder.path())?;
    let _server = plan.start(bench)?;
    let mut chance = Chance::new(bench.seed, "timing");
    let author = Person::enter(plan.address, "Committee member one")?;
    let text = "Conference notes that words take room. ".repeat(400);
    let draft = author.start(&mut chance, "A draft that nobody else may read", &text)?;
    let rounds = bench.count(40, 200);

    let member = Person::enter(plan.address, "Member (Northgate CLP)")?;
    let visitor = Person::visitor(plan.address);
    for (who, person, status) in [("a visitor", &visitor, 404), ("a member", &member, 404)] {
        let (known, unknown) = (format!("/motions/{draft}"), format!("/motions/{draft}-x"));
        let [one, other] = medians(rounds, [&known, &unknown], |path| {
            let answer = person.get(path)?;
            Ok(answer.status == status)
        })
        .with_context(|| format!("{who} is not told that there is nothing"))?;
        tale.expect(
            one.abs_diff(other) < bench.within(Duration::from_millis(10)),
            format_args!("{who}: a draft takes {one:.1?}, no text {other:.1?}"),
        );
        tale.count(format_args!(
            "{who} asks for a draft {rounds} times: {one:.1?}, for no text {other:.1?} in the median"
        ));
    }

    // Each address may have five mails in an hour; those that get none are asked for as often.
    let known = ["chair", "northgate", "riverside", "hillfoot", "harbour"];
    let unknown = ["nobody", "noone", "none", "nought", "naught"];
    let (mut there, mut not) = (Vec::new(), Vec::new());
    // Sixty tries in ten minutes may come from here.
    for n in 0..25 {
        for (names, times) in [(&known, &mut there), (&unknown, &mut not)] {
            let email = format!("{}@example.org", names[n % names.len()]);
            let start = Instant::now();
            let answer = visitor.post("/api/sign-in/ask", &[("email", &email), ("next", "/")])?;
            times.push(start.elapsed());
            tale.expect(
                answer.status == 303
                    && answer
                        .header("location")
                        .is_some_and(|to| to.starts_with("/sign-in/code/")),
                format_args!("{email}: {}", answer.told()),
            );
        }
    }
    let (one, other) = (median(&mut there), median(&mut not));
    tale.expect(
        one.abs_diff(other) < bench.within(Duration::from_millis(20)),
        format_args!("a member's address takes {one:.1?}, an unknown one {other:.1?}"),
    );
    tale.count(format_args!(
        "asking to sign in: {one:.1?} for members, {other:.1?} for others in the median of 25"
    ));
    Ok(tale)
}

/// The median times of two requests that take turns; both must be answered rightly.
fn medians(
    rounds: usize,
    paths: [&str; 2],
    mut ask: impl FnMut(&str) -> Result<bool>,
) -> Result<[Duration; 2]> {
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..rounds {
        for (path, times) in paths.iter().zip(&mut times) {
            let start = Instant::now();
            if !ask(path)? {
                anyhow::bail!("{path} is answered wrongly");
            }
            times.push(start.elapsed());
        }
    }
    Ok(times.map(|mut times| median(&mut times)))
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
