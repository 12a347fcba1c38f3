//! Views and approvals, all at one moment.

use std::sync::Barrier;

use anyhow::{Context, Result};

use crate::http::Answer;
use crate::postgres::Cluster;
use crate::torture::chance::Chance;
use crate::torture::client::{Person, hidden};
use crate::torture::server::{self, Plan};
use crate::torture::{Bench, Tale};
use crate::workspace::Scratch;

/// How many act at once.
const MANY: usize = 50;

/// The votes that decide: the fewest and the most that a group can ask for, and one between.
const QUORUMS: [usize; 3] = [2, 11, 20];

/// Runs the scenario.
pub fn run(bench: &Bench) -> Result<Tale> {
    let mut tale = Tale::default();
    let folder = Scratch::new()?;
    let plan = Plan::sqlite(folder.path())?;
    let counted = |what: &str| {
        let table = match what {
            "view" => "views",
            "approval" => "approvals",
            _ => "decisions",
        };
        server::counted(bench, plan.file(), table)
    };
    ballot(bench, &mut tale, &plan, "SQLite", counted)?;
    server::whole(bench, plan.file(), &mut tale)?;

    let cluster = Cluster::own()?;
    let url = cluster.make("votes")?;
    let folder = Scratch::new()?;
    let plan = Plan::on(folder.path(), &url)?;
    ballot(bench, &mut tale, &plan, "PostgreSQL", |what| {
        cluster.count("votes", what)
    })?;
    let (good, said) = server::verb(bench, &["verify", "--database-url", &url])?;
    tale.expect(good, said);
    Ok(tale)
}

fn ballot(
    bench: &Bench,
    tale: &mut Tale,
    plan: &Plan,
    which: &str,
    counted: impl Fn(&str) -> Result<i64>,
) -> Result<()> {
    let _server = plan.start(bench)?;
    let mut chance = Chance::new(bench.seed, which);
    let chair = Person::enter(plan.address, "Chair and administrator")?;
    // The demonstration has three on its committee.
    let mut committee = vec![
        chair.clone(),
        Person::enter(plan.address, "Committee member one")?,
        Person::enter(plan.address, "Committee member two")?,
    ];
    for n in committee.len()..MANY {
        let name = format!("Voter {n}");
        let answer = chair.post(
            "/api/member/invite",
            &[
                ("submission", &chance.id()),
                ("email", &format!("voter-{n}@example.org")),
                ("name", &name),
                ("role", "committee"),
                ("category", "party-member"),
            ],
        )?;
        tale.expect(
            answer.header("location") == Some("/members?done=invited"),
            answer.told(),
        );
        committee.push(Person::enter(plan.address, &name)?);
    }

    // Views: everybody once, and everybody's form sent twice at the same moment.
    let slug = chair.start(&mut chance, "Fifty views", "Conference believes in counting.\n")?;
    let answer = chair.post(
        "/api/round/open",
        &[
            ("submission", &chance.id()),
            ("slug", &slug),
            ("version", "1"),
            ("question", "Does it count?"),
            ("close_date", "2099-05-01"),
            ("close_time", "18:00"),
        ],
    )?;
    tale.expect(
        answer.header("location") == Some(&format!("/motions/{slug}/round")),
        format_args!("no round was opened: {}", answer.told()),
    );
    let page = chair.page(&format!("/motions/{slug}/round"))?;
    let round = hidden(&page, "round").context("the round has no id")?.to_owned();
    let before = counted("view")?;
    let forms: Vec<[(&str, String); 7]> = (0..MANY)
        .map(|_| {
            [
                ("submission", chance.id()),
                ("slug", slug.clone()),
                ("round", round.clone()),
                ("version", "1".to_owned()),
                ("stance", "support".to_owned()),
                ("capacity", "member".to_owned()),
                ("reason", String::new()),
            ]
        })
        .collect();
    let twice: Vec<_> = committee
        .iter()
        .zip(&forms)
        .chain(committee.iter().zip(&forms))
        .map(|(person, form)| (person, borrowed(form)))
        .collect();
    let answers = at_once("/api/view/give", &twice)?;
    for answer in &answers {
        tale.expect(answer.status == 303, format_args!("{which}: {}", answer.told()));
    }
    let views = counted("view")? - before;
    tale.expect(
        views == MANY as i64,
        format_args!("{which}: {MANY} gave their view, {views} are counted"),
    );
    tale.count(format_args!(
        "{which}: {} forms at once from {MANY} people, {views} views",
        twice.len()
    ));

    for quorum in QUORUMS {
        approvals(tale, which, &mut chance, &committee, quorum, &counted)?;
    }
    Ok(())
}

/// Everybody approves at the same moment.
fn approvals(
    tale: &mut Tale,
    which: &str,
    chance: &mut Chance,
    committee: &[Person],
    quorum: usize,
    counted: &impl Fn(&str) -> Result<i64>,
) -> Result<()> {
    let chair = committee.first().context("there is no committee")?;
    let answer = chair.post(
        "/api/group/settle",
        &[
            ("submission", &chance.id()),
            ("name", "Demonstration group"),
            ("about", "It counts."),
            ("imprint", "Demonstration group"),
            ("contact", "chair@example.org"),
            ("quorum", &quorum.to_string()),
        ],
    )?;
    tale.expect(
        answer.header("location") == Some("/group?done=changed"),
        answer.told(),
    );
    let title = format!("Quorum of {quorum}");
    let slug = chair.start(chance, &title, "Conference believes in counting.\n")?;
    let page = chair.page(&format!("/motions/{slug}/decision"))?;
    let hash = hidden(&page, "hash").context("the page for voting names no fingerprint")?;
    let (approvals, decisions) = (counted("approval")?, counted("decision")?);
    let forms: Vec<[(&str, String); 6]> = committee
        .iter()
        .map(|_| {
            [
                ("submission", chance.id()),
                ("slug", slug.clone()),
                ("version", "1".to_owned()),
                ("hash", hash.to_owned()),
                ("verdict", "for".to_owned()),
                ("reason", String::new()),
            ]
        })
        .collect();
    let votes: Vec<_> = committee
        .iter()
        .zip(&forms)
        .map(|(person, form)| (person, borrowed(form)))
        .collect();
    let answers = at_once("/api/version/vote", &votes)?;
    let there = format!("/motions/{slug}/decision");
    let taken = answers
        .iter()
        .filter(|answer| answer.status == 303 && answer.header("location") == Some(&there))
        .count();
    let refused = answers
        .iter()
        .filter(|answer| {
            answer
                .header("location")
                .is_some_and(|to| to.starts_with(&format!("{there}?kept=")))
        })
        .count();
    let approvals = counted("approval")? - approvals;
    let decisions = counted("decision")? - decisions;
    tale.expect(
        approvals == quorum as i64 && taken == quorum && taken + refused == committee.len(),
        format_args!(
            "{which}, quorum {quorum}: {taken} votes acknowledged, {refused} refused, {approvals} counted"
        ),
    );
    tale.expect(
        decisions == 1,
        format_args!("{which}, quorum {quorum}: {decisions} decisions"),
    );
    tale.count(format_args!(
        "{which}, quorum {quorum}: {} approvals at once, {approvals} counted, {refused} told that it is decided, {decisions} decision",
        committee.len()
    ));
    Ok(())
}

fn borrowed<'a, const N: usize>(form: &'a [(&'a str, String); N]) -> Vec<(&'a str, &'a str)> {
    form.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// Sends all the forms at one moment.
fn at_once(path: &str, forms: &[(&Person, Vec<(&str, &str)>)]) -> Result<Vec<Answer>> {
    let gate = Barrier::new(forms.len());
    std::thread::scope(|scope| {
        let threads: Vec<_> = forms
            .iter()
            .map(|(person, form)| {
                let gate = &gate;
                scope.spawn(move || {
                    gate.wait();
                    person.post(path, form)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().ok().context("a thread died")?)
            .collect()
    })
}
