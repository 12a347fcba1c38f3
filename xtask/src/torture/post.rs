//! The mail server is down, slow, or refuses.

mod sink;

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::http::Answer;
use crate::torture::chance::Chance;
use crate::torture::client::Person;
use crate::torture::post::sink::{Mood, Sink};
use crate::torture::server::{self, Held, Plan};
use crate::torture::{Bench, Tale};
use crate::workspace::Scratch;

/// Runs the scenario.
pub fn run(bench: &Bench) -> Result<Tale> {
    let mut tale = Tale::default();
    let folder = Scratch::new()?;
    let sink = Sink::open()?;
    let mut plan = Plan::sqlite(folder.path())?;
    plan.mail = format!("smtp://{}", sink.address());
    let mut server = plan.start(bench)?;
    let mut chance = Chance::new(bench.seed, "post");
    let chair = Person::enter(plan.address, "Chair and administrator")?;
    let each = bench.count(3, 10);
    // The demonstration has sent some of its own.
    let settled = wait_until(Duration::from_secs(30), || {
        server::counted(bench, plan.file(), "waiting").is_ok_and(|waiting| waiting == 0)
    });
    tale.expect(settled, "the mails of the demonstration have not left");
    let before = server::counted(bench, plan.file(), "sent")?;
    let others = sink.recipients();
    let mut sent = 0;
    let moods = [
        ("up", Mood::Takes),
        ("down", Mood::Away),
        ("slow", Mood::Slow),
        ("refusing for now", Mood::Later),
        ("refusing for good", Mood::Never),
        ("cut off before it confirms", Mood::Cut),
        ("silent", Mood::Silent),
    ];
    for (how, mood) in moods {
        sink.be(mood)?;
        let mut slowest = Duration::ZERO;
        for _ in 0..each {
            sent += 1;
            let start = Instant::now();
            let answer = invite(&chair, &mut chance, sent)?;
            slowest = slowest.max(start.elapsed());
            tale.expect(
                answer.header("location") == Some("/members?done=invited"),
                format_args!("{how}: {}", answer.told()),
            );
        }
        // Long enough for some to be tried, and for the slow ones to be on their way.
        std::thread::sleep(Duration::from_secs(bench.count(2, 20)));
        tale.expect(
            slowest < bench.within(Duration::from_secs(1)),
            format_args!("{how}: an invitation took {} ms to save", slowest.as_millis()),
        );
        tale.count(format_args!(
            "{how}: {each} invitations saved, slowest in {} ms",
            slowest.as_millis()
        ));
    }

    // SIGTERM while a mail hangs: the program does not wait for it.
    let start = Instant::now();
    server.terminate()?;
    let ended = server.ended_within(Duration::from_secs(30))?;
    tale.expect(
        ended.is_some_and(|status| status.success()),
        format_args!("stopped while the mail server is silent, it ended with {ended:?}"),
    );
    tale.count(format_args!(
        "stopped while a mail hung in {:.1} s",
        start.elapsed().as_secs_f64()
    ));
    server::whole(bench, plan.file(), &mut tale)?;

    sink.be(Mood::Takes)?;
    let _server = plan.start(bench)?;
    // A minute between two tries, more after each: time is moved on instead of waited for.
    let arrived = wait_until(Duration::from_secs(bench.count(60, 200)), || {
        let moved = server::probe(bench, &["due", plan.file()]);
        std::thread::sleep(Duration::from_millis(700));
        moved.is_ok() && sink.recipients().len() >= others.len() + sent
    });
    let waiting = server::counted(bench, plan.file(), "waiting")?;
    tale.expect(
        arrived && waiting == 0,
        format_args!(
            "{} of {sent} mails have arrived, {waiting} wait",
            sink.recipients().len() - others.len()
        ),
    );
    if !bench.quick {
        // Sent while the database cannot be told so: the lock outlasts the server's patience.
        sink.be(Mood::Slow)?;
        sent += 1;
        let chair = Person::enter(plan.address, "Chair and administrator")?;
        invite(&chair, &mut chance, sent)?;
        std::thread::sleep(Duration::from_secs(2));
        let held = Held::take(bench, plan.file(), Duration::from_secs(30))?;
        held.wait()?;
        sink.be(Mood::Takes)?;
        std::thread::sleep(Duration::from_secs(5));
        tale.count("a mail that left while the database was locked for 30 s was marked afterwards");
    }
    // And nothing comes twice afterwards.
    server::probe(bench, &["due", plan.file()])?;
    std::thread::sleep(Duration::from_secs(2));
    let mut recipients = sink.recipients();
    recipients.retain(|recipient, _| !others.contains_key(recipient));
    for (recipient, times) in &recipients {
        tale.expect(
            *times == 1,
            format_args!("{recipient} has got the invitation {times} times"),
        );
    }
    let marked = server::counted(bench, plan.file(), "sent")? - before;
    tale.expect(
        marked == i64::try_from(sent)?,
        format_args!("{marked} of {sent} mails are marked as sent"),
    );
    tale.count(format_args!(
        "{sent} mails, {} tries, each confirmed exactly once; {} came again under their own Message-ID because the confirmation was cut off",
        sink.tried(),
        sink.unconfirmed()
    ));

    instances(bench, &mut tale)?;
    Ok(tale)
}

/// Invites somebody, who gets a mail.
fn invite(chair: &Person, chance: &mut Chance, n: usize) -> Result<Answer> {
    chair.post(
        "/api/member/invite",
        &[
            ("submission", &chance.id()),
            ("email", &format!("guest-{n}@example.org")),
            ("name", &format!("Guest {n}")),
            ("role", "member"),
            ("category", "party-member"),
        ],
    )
}

/// Three instances at one outbox: each mail leaves once.
fn instances(bench: &Bench, tale: &mut Tale) -> Result<()> {
    let cluster = crate::postgres::Cluster::own()?;
    let folder = Scratch::new()?;
    let sink = Sink::open()?;
    let url = cluster.make("post")?;
    let mut servers = Vec::new();
    for _ in 0..3 {
        let mut plan = Plan::on(folder.path(), &url)?;
        plan.mail = format!("smtp://{}", sink.address());
        servers.push(plan.start(bench)?);
    }
    let first = servers.first().context("nothing was started")?;
    let mut chance = Chance::new(bench.seed, "instances");
    let chair = Person::enter(first.plan.address, "Chair and administrator")?;
    let many = bench.count(12, 100);
    let others = sink.recipients().len();
    for n in 0..many {
        let answer = invite(&chair, &mut chance, n)?;
        tale.expect(answer.status == 303, answer.told());
    }
    let arrived = wait_until(Duration::from_secs(60), || {
        sink.recipients().len() >= others + many
    });
    tale.expect(arrived, "not every mail has left");
    std::thread::sleep(Duration::from_secs(2));
    let twice = sink
        .recipients()
        .into_iter()
        .filter(|(_, times)| *times != 1)
        .count();
    tale.expect(twice == 0, format_args!("{twice} mails left more than once"));
    tale.count(format_args!(
        "three instances on one PostgreSQL: {many} mails, each sent exactly once"
    ));
    Ok(())
}

/// Waits until something holds, and says whether it came to hold.
fn wait_until(most: Duration, holds: impl Fn() -> bool) -> bool {
    let start = Instant::now();
    loop {
        if holds() {
            return true;
        }
        if start.elapsed() > most {
            return false;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}
