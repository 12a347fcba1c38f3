//! Amendments: written, handed in, tabled, voted on, and following a text that moves on.

use crate::scene::*;
use domain::amendment::{Fit, Follows, State, Verb};
use domain::ids::SubmissionId;
use domain::people::Role;
use service::Submission;
use service::amendments::{self, Doing, Draft, One, StandBy};
use service::motions::{self, OwnRule, Start};
use service::rounds::{self, Opening};
use service::{Call, Error, Trouble};

/// A circulated text with its people; a round on it is open until 20 October.
pub struct Floor {
    pub scene: Scene,
    pub chair: Call,
    pub committee: Call,
    pub ann: Call,
    pub bob: Call,
    pub slug: String,
}

impl Floor {
    pub async fn new(limit: &str) -> Self {
        Self::on(TEXT, limit).await
    }

    /// The same with another text.
    pub async fn on(text: &str, limit: &str) -> Self {
        let scene = Scene::new().await;
        let chair = scene.person("chair", &[Role::Chair]).await;
        let committee = scene.person("committee", &[Role::Committee]).await;
        let ann = scene.person("ann", &[Role::Member]).await;
        let bob = scene.person("bob", &[Role::Member]).await;
        let form = Start {
            rule: OwnRule {
                key: "own".to_owned(),
                limit: limit.to_owned(),
                ..OwnRule::default()
            },
            ..start("Buses", text)
        };
        let slug = motions::start(&chair, &form).await.unwrap();
        let opening = Opening {
            slug: slug.clone(),
            version: 1,
            question: "What would you change?".to_owned(),
            close_date: "20 October 2026".to_owned(),
            close_time: "6pm".to_owned(),
            ..Opening::default()
        };
        rounds::open(&chair, &opening).await.unwrap();
        Self {
            scene,
            chair,
            committee,
            ann,
            bob,
            slug,
        }
    }

    /// A form that changes words in a copy of the text.
    pub fn draft(&self, old: &str, new: &str) -> Draft {
        assert!(TEXT.contains(old), "{old}");
        Draft {
            slug: self.slug.clone(),
            base: 1,
            way: "copy".to_owned(),
            text: TEXT.replace(old, new),
            ..Draft::default()
        }
    }

    pub async fn one(&self, call: &Call, number: u32) -> One {
        amendments::one(call, &self.slug, number).await.unwrap()
    }

    /// Does something with an amendment as it stands.
    pub async fn act(&self, call: &Call, number: u32, verb: Verb, reason: &str) -> Result<(), Error> {
        let document = self
            .scene
            .store
            .document(&self.slug, NOON)
            .await
            .unwrap()
            .unwrap();
        let stored = self
            .scene
            .store
            .amendment(document.id, number)
            .await
            .unwrap()
            .unwrap();
        let form = Doing {
            slug: self.slug.clone(),
            number,
            revision: stored.revision,
            verb: verb.word().to_owned(),
            reason: reason.to_owned(),
            ..Doing::default()
        };
        amendments::act(call, &form).await
    }

    /// An amendment that has been put before the members.
    pub async fn tabled(&self, call: &Call, old: &str, new: &str) -> u32 {
        let number = amendments::propose(call, &self.draft(old, new)).await.unwrap();
        self.act(call, number, Verb::Submit, "").await.unwrap();
        self.act(&self.chair, number, Verb::Table, "").await.unwrap();
        number
    }

    pub async fn save(&self, base: u32, text: &str) -> u32 {
        motions::save(&self.chair, &save(&self.slug, base, "Buses", text))
            .await
            .unwrap()
            .number
    }
}

#[tokio::test]
async fn an_amendment_makes_so_many_changes_at_most() {
    let lines = |word: &str, from: usize| -> String {
        let line = |n| {
            format!(
                "We ask for {} number {n}.\n\n",
                if n < from { word } else { "bus" }
            )
        };
        (0..2_600).map(line).collect()
    };
    let floor = Floor::on(&lines("bus", 0), "100000").await;
    let draft = |from: usize| Draft {
        text: lines("tram", from),
        ..floor.draft("", "")
    };
    let most = amendments::MOST_CHANGES;
    let over = most + 5;
    let answer = amendments::propose(&floor.ann, &draft(over as usize)).await;
    refused(answer, "text", Trouble::TooManyChanges(over, most));
    let answer = amendments::preview(&floor.ann, &draft(over as usize)).await;
    refused(answer, "text", Trouble::TooManyChanges(over, most));
    assert!(
        amendments::propose(&floor.ann, &draft(most as usize))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn an_amendment_is_written_in_three_ways() {
    let floor = Floor::new("60").await;
    let copy = amendments::preview(&floor.ann, &floor.draft("two years", "three years"))
        .await
        .unwrap();
    assert_eq!(copy.wording, ["Line 1: delete 'two', insert 'three'"]);
    assert_eq!((copy.figures.added, copy.figures.deleted), (1, 1));

    let wording = Draft {
        way: "wording".to_owned(),
        wording: copy.wording.join("\n"),
        text: String::new(),
        ..floor.draft("", "")
    };
    assert_eq!(
        amendments::preview(&floor.ann, &wording).await.unwrap().amended,
        copy.amended
    );

    let clause = Draft {
        way: "clause".to_owned(),
        clause: "1".to_owned(),
        clause_text: "Conference notes that bus fares rose by 12% in three years.".to_owned(),
        ..floor.draft("", "")
    };
    assert_eq!(
        amendments::preview(&floor.ann, &clause).await.unwrap().amended,
        copy.amended
    );
    let number = amendments::propose(&floor.ann, &clause).await.unwrap();
    let stored = floor.one(&floor.ann, number).await;
    assert_eq!(stored.entry.amendment.state, State::Draft);
    assert_eq!(stored.entry.amendment.mover, "ann");
    assert_eq!(stored.entry.wording, copy.wording);
}

#[tokio::test]
async fn wrong_wording_is_refused_and_says_what_to_type() {
    let floor = Floor::new("60").await;
    let typed = |wording: &str| Draft {
        way: "wording".to_owned(),
        wording: wording.to_owned(),
        ..floor.draft("", "")
    };
    for (wording, said) in [
        ("Line 99: delete 'bus'", "There is no line 99"),
        ("Line 2: delete 'fares'", "on line 1"),
        ("Make it better", "Try: Line"),
    ] {
        let trouble = &troubles(amendments::preview(&floor.ann, &typed(wording)).await)[0];
        assert_eq!(trouble.0, "wording");
        assert!(
            matches!(&trouble.1, Trouble::Wording(why) if why.contains(said)),
            "{trouble:?}"
        );
    }
    let nothing = amendments::propose(&floor.ann, &floor.draft("", "")).await;
    refused(nothing, "text", Trouble::Unchanged);
}

#[tokio::test]
async fn a_draft_is_seen_by_nobody_else() {
    let floor = Floor::new("60").await;
    let number = amendments::propose(&floor.ann, &floor.draft("12%", "15%"))
        .await
        .unwrap();
    for other in [&floor.bob, &floor.chair] {
        assert!(matches!(
            amendments::one(other, &floor.slug, number).await,
            Err(Error::NotFound)
        ));
        let list = amendments::list(other, &floor.slug).await.unwrap();
        assert!(list.open.is_empty() && list.waiting.is_empty());
    }
    floor.act(&floor.ann, number, Verb::Submit, "").await.unwrap();
    assert!(amendments::one(&floor.chair, &floor.slug, number).await.is_ok());
    assert!(matches!(
        amendments::one(&floor.bob, &floor.slug, number).await,
        Err(Error::NotFound)
    ));
    floor.act(&floor.chair, number, Verb::Table, "").await.unwrap();
    assert_eq!(
        floor.one(&floor.bob, number).await.entry.amendment.state,
        State::Tabled
    );
}

#[tokio::test]
async fn every_move_is_recorded_and_told() {
    let floor = Floor::new("60").await;
    floor.scene.post().await;
    let number = amendments::propose(&floor.ann, &floor.draft("12%", "15%"))
        .await
        .unwrap();
    floor.act(&floor.ann, number, Verb::Submit, "").await.unwrap();
    refused(
        floor.act(&floor.chair, number, Verb::Return, " ").await,
        "reason",
        Trouble::Missing,
    );
    floor
        .act(
            &floor.chair,
            number,
            Verb::Return,
            "Say where the figure is from.",
        )
        .await
        .unwrap();
    let again = Draft {
        number: number.to_string(),
        revision: floor.one(&floor.ann, number).await.entry.amendment.revision,
        reason: "The council's own figure.".to_owned(),
        ..floor.draft("12%", "16%")
    };
    amendments::amend(&floor.ann, &again).await.unwrap();
    floor.act(&floor.ann, number, Verb::Submit, "").await.unwrap();
    floor.act(&floor.chair, number, Verb::Table, "").await.unwrap();
    floor
        .act(&floor.committee, number, Verb::ToVote, "")
        .await
        .unwrap();
    floor
        .act(&floor.committee, number, Verb::Carry, "")
        .await
        .unwrap();
    let one = floor.one(&floor.bob, number).await;
    let states: Vec<State> = one.moves.iter().map(|step| step.state).collect();
    assert_eq!(
        states,
        [
            State::Submitted,
            State::Returned,
            State::Submitted,
            State::Tabled,
            State::ToVote,
            State::Carried
        ]
    );
    assert_eq!(one.moves[1].member_name, "chair");
    assert_eq!(one.forms.len(), 2);
    assert!(one.forms[0].0.text.contains("15%"), "the first form is kept");
    let told: Vec<_> = floor
        .scene
        .post()
        .await
        .into_iter()
        .map(|mail| (mail.recipient, mail.body))
        .collect();
    assert_eq!(told.len(), 4);
    assert!(told.iter().all(|(recipient, _)| recipient == "ann@example.org"));
    assert!(told[0].1.contains("Say where the figure is from."));
}

#[tokio::test]
async fn only_those_entitled_move_it() {
    let floor = Floor::new("60").await;
    let number = floor.tabled(&floor.ann, "12%", "15%").await;
    for verb in [
        Verb::ToVote,
        Verb::Fall,
        Verb::Remit,
        Verb::Accept,
        Verb::Withdraw,
    ] {
        let answer = floor.act(&floor.bob, number, verb, "why").await;
        assert!(matches!(answer, Err(Error::NotAllowed)), "{verb:?}: {answer:?}");
    }
    // Its proposer may take it back, and nothing else.
    let possible = floor.one(&floor.ann, number).await.possible;
    assert_eq!(
        possible.iter().map(|(verb, _)| *verb).collect::<Vec<_>>(),
        [Verb::Withdraw]
    );
    refused(
        floor.act(&floor.chair, number, Verb::Carry, "").await,
        "",
        Trouble::NotNow,
    );
    floor.act(&floor.ann, number, Verb::Withdraw, "").await.unwrap();
    refused(
        floor.act(&floor.chair, number, Verb::ToVote, "").await,
        "",
        Trouble::NotNow,
    );
}

#[tokio::test]
async fn a_stale_page_changes_nothing() {
    let floor = Floor::new("60").await;
    let number = floor.tabled(&floor.ann, "12%", "15%").await;
    let form = Doing {
        slug: floor.slug.clone(),
        number,
        revision: 1,
        verb: Verb::ToVote.word().to_owned(),
        ..Doing::default()
    };
    refused(
        amendments::act(&floor.chair, &form).await,
        "",
        Trouble::ChangedMeanwhile,
    );
    assert_eq!(
        floor.one(&floor.bob, number).await.entry.amendment.state,
        State::Tabled
    );
}

#[tokio::test]
async fn over_the_limit_it_is_refused_when_handed_in_and_when_taken_on() {
    let floor = Floor::new("36").await;
    let number = amendments::propose(
        &floor.ann,
        &floor.draft("every route", "every single one of the routes in the town"),
    )
    .await
    .unwrap();
    refused(
        floor.act(&floor.ann, number, Verb::Submit, "").await,
        "",
        Trouble::AmendedOver(5, 36),
    );
    // What fits at first can be too much once the text has grown.
    let small = floor.tabled(&floor.ann, "a town", "a small town").await;
    floor.save(1, &TEXT.replace("8pm", "8pm on all seven days")).await;
    let one = floor.one(&floor.ann, small).await;
    assert_eq!(one.entry.figures.over_total, Some((4, 36)));
    let answer = floor.act(&floor.chair, small, Verb::Accept, "").await;
    refused(answer, "", Trouble::AmendedOver(4, 36));
    // A text that is too long already may be amended, as long as it does not grow.
    let shorter = amendments::propose(
        &floor.ann,
        &Draft {
            base: 2,
            text: TEXT.replace("8pm", "8pm on seven days"),
            ..floor.draft("8pm", "8pm")
        },
    )
    .await
    .unwrap();
    floor.act(&floor.ann, shorter, Verb::Submit, "").await.unwrap();
}

#[tokio::test]
async fn the_home_page_names_what_waits_and_no_text_twice() {
    let floor = Floor::new("60").await;
    let waits = async |call: &Call| {
        let home = motions::home(call).await.unwrap();
        let numbers = |all: &[store::AmendmentWaiting]| all.iter().map(|one| one.number).collect::<Vec<_>>();
        (numbers(&home.amendments), numbers(&home.handed_in))
    };
    let number = amendments::propose(&floor.ann, &floor.draft("12%", "15%"))
        .await
        .unwrap();
    assert_eq!(waits(&floor.ann).await, (vec![number], vec![]));
    assert_eq!(waits(&floor.chair).await, (vec![], vec![]));
    floor.act(&floor.ann, number, Verb::Submit, "").await.unwrap();
    assert_eq!(waits(&floor.ann).await, (vec![], vec![]));
    assert_eq!(waits(&floor.chair).await, (vec![], vec![number]));
    floor
        .act(&floor.chair, number, Verb::Return, "Why?")
        .await
        .unwrap();
    assert_eq!(waits(&floor.ann).await, (vec![number], vec![]));
    floor.act(&floor.ann, number, Verb::Submit, "").await.unwrap();
    floor.act(&floor.chair, number, Verb::Table, "").await.unwrap();
    assert_eq!(waits(&floor.ann).await, (vec![], vec![]));
    floor.save(1, &TEXT.replace("8pm", "9pm")).await;
    assert_eq!(waits(&floor.ann).await, (vec![number], vec![]));

    let home = motions::home(&floor.bob).await.unwrap();
    assert_eq!((home.unanswered.len(), home.unseen.len()), (1, 0));
    // Opening the round is looking at its text.
    let round = rounds::show(&floor.bob, &floor.slug, None).await.unwrap();
    assert_eq!(round.looked, None);
    rounds::look(&floor.bob, &round).await.unwrap();
    let again = rounds::show(&floor.bob, &floor.slug, None).await.unwrap();
    assert_eq!(
        again.looked.map(|look| look.version),
        Some(round.article.version.number)
    );
}

#[tokio::test]
async fn after_the_close_only_the_committee_hands_in() {
    let floor = Floor::new("60").await;
    let number = amendments::propose(&floor.ann, &floor.draft("12%", "15%"))
        .await
        .unwrap();
    let late = at(&floor.ann, 60 * 24 * 30);
    let form = Doing {
        slug: floor.slug.clone(),
        number,
        revision: 1,
        verb: Verb::Submit.word().to_owned(),
        ..Doing::default()
    };
    refused(amendments::act(&late, &form).await, "", Trouble::AmendmentsClosed);
    assert_eq!(
        floor.one(&floor.ann, number).await.entry.amendment.state,
        State::Draft
    );
    let own = amendments::propose(&floor.chair, &floor.draft("8pm", "9pm"))
        .await
        .unwrap();
    amendments::act(&at(&floor.chair, 60 * 24 * 30), &Doing { number: own, ..form })
        .await
        .unwrap();
}

#[tokio::test]
async fn it_follows_the_text_and_its_proposer_agrees_in_one_step() {
    let floor = Floor::new("60").await;
    let follows = floor.tabled(&floor.ann, "12%", "15%").await;
    let clashes = floor.tabled(&floor.bob, "8pm", "9pm").await;
    let already = floor.tabled(&floor.ann, "without buses", "without any bus").await;
    floor.scene.post().await;
    let newer = TEXT
        .replace("8pm", "7pm")
        .replace("without buses", "without any bus");
    floor.save(1, &newer).await;
    let mails = floor.scene.post().await;
    assert_eq!(mails.len(), 2, "one mail for each proposer");
    let to_ann = mails
        .iter()
        .find(|mail| mail.recipient == "ann@example.org")
        .unwrap();
    assert!(
        to_ann
            .body
            .contains(&format!("Amendment {follows} fits the new version as it is")),
        "{}",
        to_ann.body
    );
    assert!(to_ann.body.contains(&format!(
        "Amendment {already} asks for what the new version says already"
    )));

    let one = floor.one(&floor.ann, follows).await;
    assert!(matches!(one.entry.follows, Follows::Clean(_)));
    assert_eq!(one.entry.text.as_str(), newer.replace("12%", "15%"));
    assert!(matches!(
        floor.one(&floor.ann, already).await.entry.follows,
        Follows::Already(_)
    ));
    let clash = floor.one(&floor.bob, clashes).await;
    let Follows::Clash(rebase) = &clash.entry.follows else {
        panic!("{:?}", clash.entry.follows)
    };
    assert_eq!(
        (rebase.clashes[0].theirs.as_str(), rebase.clashes[0].ours.as_str()),
        ("7pm", "9pm")
    );

    let stand = |number, revision| StandBy {
        slug: floor.slug.clone(),
        number,
        revision,
        version: 2,
        ..StandBy::default()
    };
    amendments::stand_by(&floor.ann, &stand(follows, one.entry.amendment.revision))
        .await
        .unwrap();
    let one = floor.one(&floor.ann, follows).await;
    assert_eq!(
        (one.entry.amendment.form.base, one.entry.amendment.form.fit),
        (2, Fit::Followed)
    );
    assert_eq!(one.forms.len(), 2, "the original is kept");
    let answer = amendments::stand_by(&floor.bob, &stand(clashes, clash.entry.amendment.revision)).await;
    refused(answer, "", Trouble::ClashesOpen(1));
    let others = amendments::stand_by(&floor.bob, &stand(follows, one.entry.amendment.revision)).await;
    assert!(matches!(others, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_stale_base_is_refused_when_handed_in() {
    let floor = Floor::new("60").await;
    let number = amendments::propose(&floor.ann, &floor.draft("12%", "15%"))
        .await
        .unwrap();
    floor.save(1, &TEXT.replace("8pm", "7pm")).await;
    refused(
        floor.act(&floor.ann, number, Verb::Submit, "").await,
        "",
        Trouble::MovedOn(2),
    );
    let form = StandBy {
        slug: floor.slug.clone(),
        number,
        revision: 1,
        version: 2,
        ..StandBy::default()
    };
    amendments::stand_by(&floor.ann, &form).await.unwrap();
    floor.act(&floor.ann, number, Verb::Submit, "").await.unwrap();
}

#[tokio::test]
async fn the_list_is_in_line_order_and_says_what_clashes_and_what_is_the_same() {
    let floor = Floor::new("60").await;
    let last = floor.tabled(&floor.ann, "8pm", "9pm").await;
    let first = floor.tabled(&floor.ann, "12%", "15%").await;
    let same = floor.tabled(&floor.bob, "12%", "15%").await;
    let clash = floor.tabled(&floor.bob, "8pm", "10pm").await;
    let list = amendments::list(&floor.bob, &floor.slug).await.unwrap();
    let numbers: Vec<u32> = list.open.iter().map(|entry| entry.amendment.number).collect();
    assert_eq!(numbers, [first, same, last, clash]);
    assert_eq!(list.open[0].same, [same]);
    assert_eq!(list.open[1].same, [first]);
    assert_eq!(list.open[2].clashes, [clash]);
    assert_eq!(list.open[3].clashes, [last]);
    assert_eq!(
        list.together, None,
        "that what is the same fits together says nothing"
    );
    let other = floor.tabled(&floor.ann, "without buses", "without any bus").await;
    let list = amendments::list(&floor.bob, &floor.slug).await.unwrap();
    assert_eq!(list.together, Some((vec![first, same, other], 35)));
}

#[tokio::test]
async fn an_amendment_to_an_amendment_goes_into_it() {
    let floor = Floor::new("60").await;
    let parent = floor.tabled(&floor.ann, "every route", "every bus route").await;
    let child = Draft {
        parent: parent.to_string(),
        text: TEXT.replace("every route", "every bus and tram route"),
        ..floor.draft("", "")
    };
    let child = amendments::propose(&floor.bob, &child).await.unwrap();
    floor.act(&floor.bob, child, Verb::Submit, "").await.unwrap();
    floor.act(&floor.chair, child, Verb::Table, "").await.unwrap();
    let one = floor.one(&floor.bob, child).await;
    assert_eq!(one.entry.parent, Some(parent));
    assert_eq!(one.entry.wording.len(), 1);
    assert!(
        one.entry.wording[0].contains("insert 'and tram'"),
        "{:?}",
        one.entry.wording
    );
    let grandchild = Draft {
        parent: child.to_string(),
        text: TEXT.to_owned(),
        ..floor.draft("", "")
    };
    refused(
        amendments::propose(&floor.ann, &grandchild).await,
        "",
        Trouble::NotAmendable,
    );
    // Whoever proposed the amendment that is to change may take it on.
    floor.act(&floor.ann, child, Verb::Accept, "").await.unwrap();
    let parent = floor.one(&floor.bob, parent).await;
    assert_eq!(
        parent.entry.text.as_str(),
        TEXT.replace("every route", "every bus and tram route")
    );
    assert_eq!(parent.entry.amendment.form.fit, Fit::Amended);
    assert_eq!(
        floor.one(&floor.bob, child).await.entry.amendment.state,
        State::Incorporated
    );
    assert_eq!(parent.children.len(), 1);
}

#[tokio::test]
async fn a_button_pressed_twice_is_one_move() {
    let floor = Floor::new("60").await;
    let number = floor.tabled(&floor.ann, "12%", "15%").await;
    let form = Doing {
        submission: Some(Submission::of(floor.chair.id(SubmissionId::new), [])),
        slug: floor.slug.clone(),
        number,
        revision: floor.one(&floor.chair, number).await.entry.amendment.revision,
        verb: Verb::ToVote.word().to_owned(),
        ..Doing::default()
    };
    amendments::act(&floor.chair, &form).await.unwrap();
    let again = amendments::act(&floor.chair, &form).await;
    assert!(matches!(again, Err(Error::Repeated(_))), "{again:?}");
    assert_eq!(floor.one(&floor.bob, number).await.moves.len(), 3);
}
