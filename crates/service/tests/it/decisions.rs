//! Approving one exact version.

use crate::scene::*;
use domain::decision::{Outcome, Tally};
use domain::document::Stage;
use domain::people::Role;
use service::decisions::{VoteForm, show, vote};
use service::motions::{OwnRule, Save, Start, read, save as save_version, start as begin};
use service::people::{Standing, change};
use service::rounds::{Opening, open};
use service::{Call, Error, Trouble};

/// A committee of so many (the first is the chair where there is one) and a text by its last member.
async fn committee(scene: &Scene, count: usize, chair: bool) -> (Vec<Call>, String) {
    let mut committee = Vec::new();
    for n in 0..count {
        let role = if n == 0 && chair {
            Role::Chair
        } else {
            Role::Committee
        };
        committee.push(scene.person(&format!("seat{n}"), &[role]).await);
    }
    let slug = begin(&committee[count - 1], &start("Evening buses", TEXT))
        .await
        .unwrap();
    (committee, slug)
}

/// A vote on the latest version as the page shows it.
async fn form(call: &Call, slug: &str, verdict: &str) -> VoteForm {
    let version = read(call, slug).await.unwrap().article.version;
    VoteForm {
        slug: slug.to_owned(),
        version: version.number,
        hash: version.hash,
        verdict: verdict.to_owned(),
        reason: if verdict == "against" {
            "Not yet".to_owned()
        } else {
            String::new()
        },
        ..VoteForm::default()
    }
}

async fn cast(call: &Call, slug: &str, verdict: &str) -> Tally {
    vote(call, &form(call, slug, verdict).await).await.unwrap()
}

#[tokio::test]
async fn three_votes_approve_one_version() {
    let scene = Scene::new().await;
    let (committee, slug) = committee(&scene, 5, true).await;
    assert_eq!(cast(&committee[1], &slug, "for").await.outcome, None);
    assert_eq!(cast(&committee[2], &slug, "for").await.outcome, None);
    let page = show(&committee[3], &slug).await.unwrap();
    assert_eq!(
        (page.tally.for_, page.tally.quorum, page.committee),
        (2, 3, (5, true))
    );
    assert!(!page.voted && show(&committee[2], &slug).await.unwrap().voted);
    assert_eq!(
        cast(&at(&committee[3], 5), &slug, "abstain").await.outcome,
        Some(Outcome::Approved)
    );

    let page = show(&committee[0], &slug).await.unwrap();
    assert_eq!(page.document.records.stage(), Stage::Approved);
    let record = &page.decisions[0];
    assert_eq!(
        (record.version, record.outcome, record.votes, record.quorum),
        (1, Outcome::Approved, (2, 0, 1), 3)
    );
    assert_eq!(record.hash, page.article.version.hash);
    assert_eq!((record.words, record.word_limit), (34, Some(250)));
    assert_eq!(
        record.attendance,
        "3 of 5 committee members took part; the chair was not among them"
    );
    assert_eq!(record.at, NOON.plus_minutes(5));
    refused(
        vote(&committee[4], &form(&committee[4], &slug, "for").await).await,
        "",
        Trouble::AlreadyDecided,
    );
}

#[tokio::test]
async fn what_is_voted_on_is_what_was_read() {
    let scene = Scene::new().await;
    let (committee, slug) = committee(&scene, 5, true).await;
    let read_before = form(&committee[1], &slug, "for").await;
    let wrong = VoteForm {
        hash: "0".repeat(64),
        ..read_before.clone()
    };
    refused(vote(&committee[1], &wrong).await, "", Trouble::AskedAnew(1));
    let unseen = VoteForm {
        version: 2,
        ..read_before.clone()
    };
    assert!(matches!(vote(&committee[1], &unseen).await, Err(Error::NotFound)));
    cast(&committee[2], &slug, "for").await;
    cast(&committee[3], &slug, "for").await;
    let second = TEXT.replace("12%", "15%");
    save_version(&committee[4], &save(&slug, 1, "Evening buses", &second))
        .await
        .unwrap();
    refused(vote(&committee[1], &read_before).await, "", Trouble::AskedAnew(2));
    // The new version starts again with no vote.
    let page = show(&committee[1], &slug).await.unwrap();
    assert_eq!(
        (page.tally.for_, page.approvals.len(), page.decisions.len()),
        (0, 0, 0)
    );
    assert_eq!(cast(&committee[1], &slug, "for").await.for_, 1);
}

#[tokio::test]
async fn a_vote_says_how_and_a_refusal_why() {
    let scene = Scene::new().await;
    let (committee, slug) = committee(&scene, 5, true).await;
    let silent = VoteForm {
        reason: " ".to_owned(),
        ..form(&committee[1], &slug, "against").await
    };
    refused(vote(&committee[1], &silent).await, "reason", Trouble::Missing);
    refused(
        vote(&committee[1], &form(&committee[1], &slug, "").await).await,
        "verdict",
        Trouble::Missing,
    );
    refused(
        vote(&committee[1], &form(&committee[1], &slug, "aye").await).await,
        "verdict",
        Trouble::NotAChoice,
    );
    cast(&committee[1], &slug, "against").await;
    refused(
        vote(&committee[1], &form(&committee[1], &slug, "for").await).await,
        "",
        Trouble::AlreadyVoted,
    );
    cast(&committee[2], &slug, "against").await;
    assert_eq!(
        cast(&committee[3], &slug, "for").await.outcome,
        Some(Outcome::Refused)
    );
    assert!(
        !read(&committee[0], &slug)
            .await
            .unwrap()
            .document
            .records
            .latest_approved
    );
}

#[tokio::test]
async fn a_text_over_its_limit_is_not_approved() {
    let scene = Scene::new().await;
    let (committee, _) = committee(&scene, 3, true).await;
    let rule = OwnRule {
        key: "own".to_owned(),
        limit: "33".to_owned(),
        title_limit: "2".to_owned(),
        ..OwnRule::default()
    };
    let slug = begin(
        &committee[0],
        &Start {
            rule,
            ..start("Late buses", TEXT)
        },
    )
    .await
    .unwrap();
    refused(
        vote(&committee[0], &form(&committee[0], &slug, "for").await).await,
        "",
        Trouble::OverLimit(1, 33),
    );
    // It can still be refused.
    cast(&committee[1], &slug, "against").await;
    let shorter = TEXT.replace("bus fares", "fares");
    let long_title = save(&slug, 1, "Late buses everywhere", &shorter);
    save_version(&committee[0], &long_title).await.unwrap();
    refused(
        vote(&committee[0], &form(&committee[0], &slug, "for").await).await,
        "",
        Trouble::TitleOverLimit(1, 2),
    );
    save_version(
        &committee[0],
        &Save {
            base: 2,
            title: "Late buses".to_owned(),
            ..long_title
        },
    )
    .await
    .unwrap();
    cast(&committee[0], &slug, "for").await;
}

#[tokio::test]
async fn nothing_is_decided_while_members_are_being_asked() {
    let scene = Scene::new().await;
    let (committee, slug) = committee(&scene, 3, true).await;
    let round = Opening {
        slug: slug.clone(),
        version: 1,
        question: "Do you support it?".to_owned(),
        close_date: "12 October 2026".to_owned(),
        close_time: "1pm".to_owned(),
        ..Opening::default()
    };
    open(&committee[0], &round).await.unwrap();
    let early = form(&committee[0], &slug, "for").await;
    refused(
        vote(&at(&committee[0], 59), &early).await,
        "",
        Trouble::RoundNotClosed,
    );
    vote(&at(&committee[0], 60), &early).await.unwrap();
}

#[tokio::test]
async fn any_two_decide_while_the_chair_is_vacant() {
    let scene = Scene::new().await;
    let (committee, slug) = committee(&scene, 5, false).await;
    let page = show(&committee[0], &slug).await.unwrap();
    assert_eq!((page.committee, page.tally.quorum), ((5, false), 2));
    assert_eq!(cast(&committee[0], &slug, "for").await.outcome, None);
    assert_eq!(
        cast(&committee[1], &slug, "for").await.outcome,
        Some(Outcome::Approved)
    );
    let record = &show(&committee[0], &slug).await.unwrap().decisions[0];
    assert_eq!(
        record.attendance,
        "2 of 5 committee members took part; the chair was vacant"
    );
}

#[tokio::test]
async fn the_chair_breaks_a_tie_and_nobody_else_does() {
    let scene = Scene::new().await;
    let (committee, slug) = committee(&scene, 5, true).await;
    cast(&committee[1], &slug, "for").await;
    cast(&committee[2], &slug, "against").await;
    assert_eq!(cast(&committee[3], &slug, "abstain").await.outcome, None);
    assert_eq!(cast(&committee[4], &slug, "abstain").await.outcome, None);
    // A chair who abstains leaves it open; a chair with a side decides.
    assert_eq!(cast(&committee[0], &slug, "abstain").await.outcome, None);
    let other = begin(&committee[1], &start("Night trains", TEXT)).await.unwrap();
    cast(&committee[1], &other, "for").await;
    cast(&committee[3], &other, "abstain").await;
    assert_eq!(
        cast(&committee[0], &other, "against").await.outcome,
        Some(Outcome::Refused)
    );
}

#[tokio::test]
async fn whoever_has_left_the_committee_does_not_count() {
    let scene = Scene::new().await;
    let (committee, slug) = committee(&scene, 5, true).await;
    let admin = scene.person("admin", &[Role::Administrator]).await;
    cast(&committee[1], &slug, "for").await;
    cast(&committee[2], &slug, "for").await;
    let left = committee[1].member.as_ref().unwrap();
    let leaving = Standing {
        member: left.id.to_string(),
        name: left.name.clone(),
        roles: vec!["member".to_owned()],
        category: "party-member".to_owned(),
        ..Standing::default()
    };
    change(&admin, &leaving).await.unwrap();
    let page = show(&committee[0], &slug).await.unwrap();
    assert_eq!((page.tally.for_, page.committee), (1, (4, true)));
    assert!(!page.approvals[0].current);
    assert_eq!(cast(&committee[3], &slug, "for").await.outcome, None);
    assert_eq!(
        cast(&committee[4], &slug, "for").await.outcome,
        Some(Outcome::Approved)
    );
    assert_eq!(
        show(&committee[0], &slug).await.unwrap().decisions[0].votes,
        (3, 0, 0)
    );
    let former = scene.by(left.id).await;
    let other = begin(&committee[0], &start("Night trains", TEXT)).await.unwrap();
    let form = VoteForm {
        slug: other,
        ..form(&committee[0], &slug, "for").await
    };
    assert!(matches!(vote(&former, &form).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn the_groups_quorum_is_the_one_of_the_day() {
    let scene = Scene::new().await;
    let (committee, slug) = committee(&scene, 5, true).await;
    scene.settle(|group| group.quorum = 4).await;
    for call in &committee[1..4] {
        assert_eq!(cast(call, &slug, "for").await.outcome, None);
    }
    assert_eq!(
        cast(&committee[4], &slug, "for").await.outcome,
        Some(Outcome::Approved)
    );
    scene.settle(|group| group.quorum = 2).await;
    assert_eq!(show(&committee[0], &slug).await.unwrap().decisions[0].quorum, 4);
}

#[tokio::test]
async fn a_text_of_others_is_never_approved() {
    let scene = Scene::new().await;
    let (committee, _) = committee(&scene, 3, true).await;
    let slug = begin(&committee[0], &track("Their motion", TEXT)).await.unwrap();
    let form = form(&committee[0], &slug, "for").await;
    assert!(matches!(vote(&committee[0], &form).await, Err(Error::NotAllowed)));
    let published = service::decisions::publish(&committee[0], &slug, 1, None).await;
    assert!(matches!(published, Err(Error::NotAllowed)), "{published:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn votes_cast_at_once_make_one_decision() {
    let scene = Scene::new().await;
    let (committee, slug) = committee(&scene, 20, true).await;
    let form = form(&committee[0], &slug, "for").await;
    let votes: Vec<_> = committee
        .into_iter()
        .map(|call| {
            let form = form.clone();
            tokio::spawn(async move { vote(&call, &form).await.is_ok() })
        })
        .collect();
    let mut counted = 0;
    for one in votes {
        counted += u32::from(one.await.unwrap());
    }
    assert_eq!(counted, 3);
    let seat = scene.person("late", &[Role::Committee]).await;
    let page = show(&seat, &slug).await.unwrap();
    assert_eq!((page.decisions.len(), page.approvals.len()), (1, 3));
}
