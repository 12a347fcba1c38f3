//! Many people sign in at one moment, by codes from mails.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::torture::chance::Chance;
use crate::torture::client::Person;
use crate::torture::server::{self, Plan};
use crate::torture::{Bench, Tale};
use crate::workspace::Scratch;

/// How many: asking and typing a code are two tries, of which a network has sixty in ten minutes.
const CROWD: usize = 30;

/// Runs the scenario.
pub fn run(bench: &Bench) -> Result<Tale> {
    let mut tale = Tale::default();
    let folder = Scratch::new()?;
    let plan = Plan::sqlite(folder.path())?;
    let server = plan.start(bench)?;
    let mut chance = Chance::new(bench.seed, "crowd");
    let chair = Person::enter(plan.address, "Chair and administrator")?;
    let emails: Vec<String> = (0..CROWD).map(|n| format!("guest-{n}@example.org")).collect();
    for (n, email) in emails.iter().enumerate() {
        let answer = chair.post(
            "/api/member/invite",
            &[
                ("submission", &chance.id()),
                ("email", email),
                ("name", &format!("Guest {n}")),
                ("role", "member"),
                ("category", "party-member"),
            ],
        )?;
        anyhow::ensure!(answer.status == 303, "{email} is not invited: {}", answer.told());
    }
    let before = server.memory()?;
    let visitor = Person::visitor(plan.address);
    let done = AtomicBool::new(false);
    let (asked, entered, (slowest, pages)) = std::thread::scope(|scope| -> Result<_> {
        let (done, visitor, chair) = (&done, &visitor, &chair);
        let reading = scope.spawn(move || -> Result<(Duration, usize)> {
            let (mut slowest, mut pages) = (Duration::ZERO, 0);
            while !done.load(Ordering::Relaxed) {
                for (reader, path) in [(visitor, "/published"), (chair, "/texts"), (visitor, "/sign-in")] {
                    let start = Instant::now();
                    let status = reader.get(path)?.status;
                    anyhow::ensure!(status == 200, "{path} answers {status} beside a crowd");
                    slowest = slowest.max(start.elapsed());
                    pages += 1;
                }
                std::thread::sleep(Duration::from_millis(5));
            }
            Ok((slowest, pages))
        });
        let at_once = |forms: Vec<(&'static str, Vec<(&'static str, String)>)>| -> Result<Vec<_>> {
            let threads: Vec<_> = forms
                .into_iter()
                .map(|(path, fields)| {
                    scope.spawn(move || -> Result<_> {
                        let fields: Vec<(&str, &str)> = fields
                            .iter()
                            .map(|(name, value)| (*name, value.as_str()))
                            .collect();
                        let start = Instant::now();
                        let answer = visitor.post(path, &fields)?;
                        Ok((answer, start.elapsed()))
                    })
                })
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().ok().context("a thread died")?)
                .collect()
        };
        let work = || -> Result<_> {
            let ask = |email: &String| {
                let fields = vec![("email", email.clone()), ("next", "/".to_owned())];
                ("/api/sign-in/ask", fields)
            };
            let asked = at_once(emails.iter().map(ask).collect())?;
            let codes = codes(&folder.path().join("outbox"), &emails)?;
            let mut forms = Vec::new();
            for (email, (answer, _)) in emails.iter().zip(&asked) {
                let request = answer
                    .header("location")
                    .and_then(|to| to.strip_prefix("/sign-in/code/"))
                    .with_context(|| format!("{email}: {}", answer.told()))?;
                let code = codes.get(email).with_context(|| format!("{email} has no mail"))?;
                let fields = vec![("request", request.to_owned()), ("code", code.clone())];
                forms.push(("/api/sign-in/code", fields));
            }
            let entered = at_once(forms)?;
            Ok((asked, entered))
        };
        let worked = work();
        done.store(true, Ordering::Relaxed);
        let read = reading.join().ok().context("a thread died")?;
        let (asked, entered) = worked?;
        Ok((asked, entered, read?))
    })?;
    for (answer, _) in &entered {
        tale.expect(
            answer.status == 303 && answer.header("set-cookie").is_some(),
            format_args!("a code of its own signs nobody in: {}", answer.told()),
        );
    }
    let mut times: Vec<Duration> = asked.iter().chain(&entered).map(|(_, took)| *took).collect();
    times.sort_unstable();
    let high = times.get(times.len() * 95 / 100).copied().unwrap_or_default();
    tale.expect(
        high < bench.within(Duration::from_secs(5)),
        format_args!("of twenty forms one took {:.1} s", high.as_secs_f64()),
    );
    tale.expect(
        slowest < bench.within(Duration::from_secs(1)),
        format_args!("a page took {} ms beside them", slowest.as_millis()),
    );
    let grown = server.memory()?.saturating_sub(before) / 1024;
    tale.expect(grown < 100, format_args!("memory grew by {grown} MB"));
    tale.count(format_args!(
        "{CROWD} people asked to sign in at once and typed their codes at once: 19 of 20 forms within {} ms; {pages} pages meanwhile, the slowest in {} ms; {grown} MB more",
        high.as_millis(),
        slowest.as_millis()
    ));
    server::whole(bench, plan.file(), &mut tale)?;
    Ok(tale)
}

/// The code in the mail to each of these, when all have come.
fn codes(outbox: &Path, emails: &[String]) -> Result<BTreeMap<String, String>> {
    let start = Instant::now();
    loop {
        let mut codes = BTreeMap::new();
        for entry in fs::read_dir(outbox).into_iter().flatten().flatten() {
            if entry.path().extension().is_none_or(|ending| ending != "eml") {
                continue;
            }
            let mail = fs::read_to_string(entry.path())?;
            let header = |name: &str| mail.lines().find_map(|line| line.strip_prefix(name));
            let code = mail
                .lines()
                .map(str::trim)
                .find(|line| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit()));
            if let (Some(to), Some(code)) = (header("To: "), code) {
                codes.insert(to.trim().to_owned(), code.to_owned());
            }
        }
        if emails.iter().all(|email| codes.contains_key(email)) || start.elapsed() > Duration::from_secs(30) {
            return Ok(codes);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}
