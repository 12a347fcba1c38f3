//! The merge workbench, from the first step to the new version and each amendment's fate.

use crate::amendments::Floor;
use crate::scene::*;
use domain::amendment::{State, Verb};
use proptest::prelude::*;
use service::amendments::{self, Begin, Draft, SaveMerge, Sitting, StepForm, Stopping};
use service::{Call, Error, Trouble};

impl Floor {
    async fn begin(&self, numbers: &[u32]) -> Result<(), Error> {
        let form = Begin {
            slug: self.slug.clone(),
            amendments: numbers.iter().map(u32::to_string).collect(),
            ..Begin::default()
        };
        amendments::begin(&self.chair, &form).await
    }

    async fn bench(&self) -> Sitting {
        amendments::sitting(&self.chair, &self.slug).await.unwrap()
    }

    async fn step(&self, call: &Call, what: &str, words: &str) -> Result<(), Error> {
        let after = self.bench().await.merge.map_or(0, |merge| merge.steps);
        let form = StepForm {
            slug: self.slug.clone(),
            after,
            what: what.to_owned(),
            words: words.to_owned(),
            ..StepForm::default()
        };
        amendments::step(call, &form).await
    }

    async fn finish(&self) -> Result<u32, Error> {
        let form = SaveMerge {
            slug: self.slug.clone(),
            after: self.bench().await.merge.map_or(0, |merge| merge.steps),
            note: "Amendments taken in".to_owned(),
            ..SaveMerge::default()
        };
        amendments::save_merge(&self.chair, &form).await
    }
}

/// Words that all occur thousands of times give the search nothing to hold on to.
fn noise(seed: u64) -> String {
    let mut state = seed;
    let word = |_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ["yes ", "no "][(state >> 63) as usize]
    };
    (0..8_000).map(word).collect()
}

#[tokio::test]
async fn a_merge_that_is_not_exact_is_saved_by_who_has_read_it() {
    let floor = Floor::on(&noise(1), "100000").await;
    let draft = Draft {
        text: noise(2),
        ..floor.draft("", "")
    };
    let number = amendments::propose(&floor.ann, &draft).await.unwrap();
    floor.act(&floor.ann, number, Verb::Submit, "").await.unwrap();
    floor.act(&floor.chair, number, Verb::Table, "").await.unwrap();
    floor.begin(&[number]).await.unwrap();
    assert!(floor.bench().await.bench.coarse);
    refused(floor.finish().await, "read", Trouble::ReadFirst);
    let form = SaveMerge {
        slug: floor.slug.clone(),
        after: floor.bench().await.merge.map_or(0, |merge| merge.steps),
        note: "Amendments taken in".to_owned(),
        read: true,
        ..SaveMerge::default()
    };
    assert_eq!(amendments::save_merge(&floor.chair, &form).await.unwrap(), 2);
    let traced = amendments::trace(&floor.ann, &floor.slug, 2).await.unwrap();
    assert!(traced.coarse);
}

#[tokio::test]
async fn three_amendments_become_a_version_and_each_has_its_fate() {
    let floor = Floor::new("60").await;
    let pay = floor.tabled(&floor.ann, "12%", "15%").await;
    let nine = floor.tabled(&floor.ann, "8pm", "9pm").await;
    let ten = floor.tabled(&floor.bob, "8pm", "10pm").await;
    floor.begin(&[pay, nine, ten]).await.unwrap();
    let bench = floor.bench().await;
    assert_eq!(bench.bench.contested.len(), 1);
    assert_eq!(bench.bench.text.as_str(), TEXT.replace("12%", "15%"));
    refused(floor.finish().await, "", Trouble::ClashesOpen(1));

    let key = bench.bench.contested[0].key.clone();
    // Another committee member goes on from there.
    floor
        .step(&floor.committee, &format!("side {key} {ten}"), "")
        .await
        .unwrap();
    floor.scene.post().await;
    assert_eq!(floor.finish().await.unwrap(), 2);
    let merged = TEXT.replace("12%", "15%").replace("8pm", "10pm");
    let document = floor
        .scene
        .store
        .document(&floor.slug, NOON)
        .await
        .unwrap()
        .unwrap();
    let version = floor.scene.store.version(document.id, 2).await.unwrap().unwrap();
    assert_eq!(version.text, merged);
    assert_eq!(version.clauses, [1, 2, 3], "clauses keep their names");

    let fate = async |number| floor.one(&floor.bob, number).await;
    let taken = fate(pay).await;
    assert_eq!(
        (taken.entry.amendment.state, taken.entry.amendment.version),
        (State::Incorporated, Some(2))
    );
    assert_eq!(
        taken.moves.iter().map(|step| step.state).collect::<Vec<_>>()[2..],
        [State::Accepted, State::Incorporated]
    );
    assert_eq!(fate(ten).await.entry.amendment.state, State::Incorporated);
    let left = fate(nine).await;
    assert_eq!(left.entry.amendment.state, State::Tabled);
    let told = floor.scene.post().await;
    assert_eq!(told.len(), 2);
    let to_ann = &told
        .iter()
        .find(|mail| mail.recipient == "ann@example.org")
        .unwrap()
        .body;
    assert!(
        to_ann.contains(&format!("Amendment {pay} is in the new version.")),
        "{to_ann}"
    );
    assert!(
        to_ann.contains(&format!(
            "Amendment {nine} was considered, and nothing of it was taken"
        )),
        "{to_ann}"
    );

    // Every changed word is traced to the amendment that brought it.
    let traced = amendments::trace(&floor.bob, &floor.slug, 2).await.unwrap();
    let brought = |words: &str| {
        let at = merged.find(words).unwrap() as u32;
        let passage = traced
            .passages
            .iter()
            .find(|one| one.start <= at && at < one.end)
            .unwrap();
        &traced.sources[passage.source]
    };
    assert_eq!(brought("15%").amendments, [(pay, "ann".to_owned())]);
    assert_eq!(brought("10pm").amendments, [(ten, "bob".to_owned())]);
    assert_eq!(
        (
            brought("Conference").version,
            brought("Conference").amendments.len()
        ),
        (1, 0)
    );
    let whole = traced
        .passages
        .iter()
        .map(|one| (one.end - one.start) as usize)
        .sum::<usize>();
    assert_eq!(whole, merged.len());
}

#[tokio::test]
async fn one_change_is_left_out_taken_back_and_put_in_by_hand() {
    let floor = Floor::new("60").await;
    let both = floor.draft("12%", "15%");
    let both = Draft {
        text: both.text.replace("8pm", "9pm"),
        ..both
    };
    let number = amendments::propose(&floor.ann, &both).await.unwrap();
    floor.act(&floor.ann, number, Verb::Submit, "").await.unwrap();
    floor.act(&floor.chair, number, Verb::Table, "").await.unwrap();
    let other = floor.tabled(&floor.bob, "12%", "a fifth").await;
    floor.begin(&[number, other]).await.unwrap();
    let bench = floor.bench().await;
    let late = bench
        .bench
        .proposed
        .iter()
        .find(|change| change.new.contains("9pm"))
        .unwrap()
        .key
        .clone();
    floor
        .step(&floor.chair, &format!("leave {late}"), "")
        .await
        .unwrap();
    assert!(floor.bench().await.bench.text.as_str().contains("8pm"));
    floor.step(&floor.chair, "undo", "").await.unwrap();
    assert!(floor.bench().await.bench.text.as_str().contains("9pm"));
    floor
        .step(&floor.chair, &format!("leave {late}"), "")
        .await
        .unwrap();
    let key = floor.bench().await.bench.contested[0].key.clone();
    floor
        .step(&floor.chair, &format!("hand {key}"), "nearly a fifth")
        .await
        .unwrap();
    let bench = floor.bench().await;
    assert!(
        bench.bench.text.as_str().contains("rose by nearly a fifth in"),
        "{}",
        bench.bench.text
    );
    assert_eq!(
        bench.steps.len(),
        4,
        "two amendments, one change left out, one clash settled"
    );
    floor.finish().await.unwrap();
    let traced = amendments::trace(&floor.bob, &floor.slug, 2).await.unwrap();
    assert!(traced.sources.iter().any(|source| source.by_hand));
    // Nothing of either was taken, so both stay before the members.
    for number in [number, other] {
        assert_eq!(
            floor.one(&floor.bob, number).await.entry.amendment.state,
            State::Tabled
        );
    }
}

#[tokio::test]
async fn part_of_an_amendment_is_said_to_be_part() {
    let floor = Floor::new("60").await;
    let both = floor.draft("12%", "15%");
    let both = Draft {
        text: both.text.replace("8pm", "9pm"),
        ..both
    };
    let number = amendments::propose(&floor.ann, &both).await.unwrap();
    floor.act(&floor.ann, number, Verb::Submit, "").await.unwrap();
    floor.act(&floor.chair, number, Verb::Table, "").await.unwrap();
    floor.begin(&[number]).await.unwrap();
    let key = floor.bench().await.bench.proposed[0].key.clone();
    floor
        .step(&floor.chair, &format!("leave {key}"), "")
        .await
        .unwrap();
    floor.finish().await.unwrap();
    let one = floor.one(&floor.bob, number).await;
    assert_eq!(one.entry.amendment.state, State::Incorporated);
    assert_eq!(one.moves.last().unwrap().reason, "In part: 1 of 2 changes.");
}

#[tokio::test]
async fn a_bench_that_others_have_changed_is_looked_at_first() {
    let floor = Floor::new("60").await;
    let number = floor.tabled(&floor.ann, "12%", "15%").await;
    floor.begin(&[number]).await.unwrap();
    let key = floor.bench().await.bench.proposed[0].key.clone();
    let stale = StepForm {
        slug: floor.slug.clone(),
        after: 0,
        what: format!("leave {key}"),
        ..StepForm::default()
    };
    refused(
        amendments::step(&floor.committee, &stale).await,
        "",
        Trouble::ChangedMeanwhile,
    );
    refused(floor.begin(&[number]).await, "", Trouble::MergeOpen);
    refused(
        floor.step(&floor.chair, "leave nothing-like-that", "").await,
        "",
        Trouble::ChangedMeanwhile,
    );
}

#[tokio::test]
async fn a_stale_base_is_caught_and_begun_anew() {
    let floor = Floor::new("60").await;
    let number = floor.tabled(&floor.ann, "12%", "15%").await;
    floor.begin(&[number]).await.unwrap();
    floor.save(1, &TEXT.replace("8pm", "7pm")).await;
    assert!(floor.bench().await.stale);
    refused(floor.finish().await, "", Trouble::MovedOn(2));
    floor.begin(&[number]).await.unwrap();
    let bench = floor.bench().await;
    assert!(!bench.stale);
    assert_eq!(
        bench.bench.text.as_str(),
        TEXT.replace("8pm", "7pm").replace("12%", "15%")
    );
    assert_eq!(floor.finish().await.unwrap(), 3);
}

#[tokio::test]
async fn over_the_limit_nothing_is_saved() {
    let floor = Floor::new("35").await;
    let one = floor
        .tabled(&floor.ann, "a town without buses", "a whole town without buses")
        .await;
    let two = floor.tabled(&floor.bob, "8pm", "8pm daily").await;
    floor.begin(&[one, two]).await.unwrap();
    let bench = floor.bench().await;
    assert_eq!((bench.count.words, bench.limit), (36, Some(35)));
    refused(floor.finish().await, "", Trouble::OverLimit(1, 35));
    floor
        .step(&floor.chair, &format!("remove {two}"), "")
        .await
        .unwrap();
    floor.finish().await.unwrap();
}

#[tokio::test]
async fn a_merge_that_is_given_up_leaves_everything() {
    let floor = Floor::new("60").await;
    let number = floor.tabled(&floor.ann, "12%", "15%").await;
    floor.begin(&[number]).await.unwrap();
    let form = Stopping {
        slug: floor.slug.clone(),
        after: 1,
        ..Stopping::default()
    };
    amendments::stop(&floor.committee, &form).await.unwrap();
    assert!(floor.bench().await.merge.is_none());
    assert_eq!(
        floor.one(&floor.bob, number).await.entry.amendment.state,
        State::Tabled
    );
}

/// What somebody does next.
#[derive(Clone, Debug)]
enum Next {
    Propose(usize, usize),
    Edit(usize),
    Stand(usize),
    Move(usize, usize),
    Merge(usize),
}

fn next() -> impl Strategy<Value = Next> {
    prop_oneof![
        3 => (0_usize..4, 0_usize..4).prop_map(|(at, to)| Next::Propose(at, to)),
        2 => (0_usize..4).prop_map(Next::Edit),
        2 => (0_usize..8).prop_map(Next::Stand),
        5 => (0_usize..8, 0_usize..Verb::ALL.len()).prop_map(|(n, verb)| Next::Move(n, verb)),
        2 => (0_usize..8).prop_map(Next::Merge),
    ]
}

const PLACES: [&str; 4] = ["12%", "two years", "every route", "8pm"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    /// Whatever is proposed, edited, carried over and merged, in any order: every amendment is there, its first words
    /// are kept, and it stands where its last recorded move says.
    #[test]
    fn every_amendment_stays_accounted_for(steps in prop::collection::vec(next(), 1..14)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let floor = Floor::new("60").await;
            let mut first: Vec<String> = Vec::new();
            for step in steps {
                let document = floor.scene.store.document(&floor.slug, NOON).await.unwrap().unwrap();
                let text = floor.scene.store.version(document.id, document.latest).await.unwrap().unwrap().text;
                let count = first.len().max(1);
                match step {
                    Next::Propose(at, to) => {
                        let words = format!("{} or {to}", PLACES[at]);
                        let form = Draft {
                            base: document.latest,
                            text: text.replace(PLACES[at], &words),
                            ..floor.draft("", "")
                        };
                        if amendments::propose(&floor.ann, &form).await.is_ok() {
                            first.push(form.text);
                        }
                    }
                    Next::Edit(at) => {
                        let changed = text.replace(PLACES[at], &format!("not {}", PLACES[at]));
                        if changed != text {
                            floor.save(document.latest, &changed).await;
                        }
                    }
                    Next::Stand(n) if !first.is_empty() => {
                        let number = (n % count) as u32 + 1;
                        let stored = floor.scene.store.amendment(document.id, number).await.unwrap().unwrap();
                        let form = amendments::StandBy {
                            slug: floor.slug.clone(),
                            number,
                            revision: stored.revision,
                            version: document.latest,
                            ..Default::default()
                        };
                        let _ = amendments::stand_by(&floor.ann, &form).await;
                    }
                    Next::Move(n, verb) if !first.is_empty() => {
                        let (number, verb) = ((n % count) as u32 + 1, Verb::ALL[verb]);
                        let who = if matches!(verb, Verb::Submit | Verb::Withdraw) { &floor.ann } else { &floor.chair };
                        let _ = floor.act(who, number, verb, "why").await;
                    }
                    Next::Merge(n) => {
                        let sitting = floor.bench().await;
                        let on: Vec<u32> = sitting.off.iter().take(n).map(|entry| entry.amendment.number).collect();
                        if floor.begin(&on).await.is_ok() && floor.finish().await.is_err() {
                            let form = Stopping { slug: floor.slug.clone(), after: on.len() as u32, ..Stopping::default() };
                            amendments::stop(&floor.chair, &form).await.unwrap();
                        }
                    }
                    _ => {}
                }
            }
            let document = floor.scene.store.document(&floor.slug, NOON).await.unwrap().unwrap();
            let all = floor.scene.store.amendments(document.id).await.unwrap();
            assert_eq!(all.len(), first.len());
            for (amendment, words) in all.iter().zip(&first) {
                let forms = floor.scene.store.amendment_forms(amendment.id).await.unwrap();
                assert_eq!(&forms[0].text, words, "the first form is kept");
                assert_eq!(forms.last().unwrap(), &amendment.form);
                let moves = floor.scene.store.amendment_moves(amendment.id).await.unwrap();
                let mut state = State::Draft;
                for step in &moves {
                    let reached = Verb::ALL.iter().any(|verb| state.after(*verb) == Some(step.state));
                    assert!(reached, "{state:?} to {:?}", step.state);
                    state = step.state;
                }
                assert_eq!(state, amendment.state);
                assert_eq!(amendment.version.is_some(), state == State::Incorporated);
            }
            let mut seen = 0;
            let list = amendments::list(&floor.ann, &floor.slug).await.unwrap();
            for entry in list.open.iter().chain(&list.waiting).chain(&list.ended) {
                seen += 1;
                assert!(!floor.one(&floor.ann, entry.amendment.number).await.forms.is_empty());
            }
            assert_eq!(seen, first.len(), "the list shows every one");
            assert!(floor.bench().await.merge.is_none());
        });
    }
}
