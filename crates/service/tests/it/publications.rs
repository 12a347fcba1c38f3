//! Publishing, superseding, withdrawing, and what everybody may read.

use crate::scene::*;
use domain::document::{Stage, Standing};
use domain::ids::SubmissionId;
use domain::people::Role;
use domain::round::Stance;
use service::Submission;
use service::decisions::{VoteForm, Withdraw, list, publish, read_published, vote, withdraw};
use service::motions::{home, read, save as save_version, start as begin};
use service::rounds::{Opening, ViewForm, give, open};
use service::{Call, Error, Trouble};

/// Two committee members, who decide alone while there is no chair, and their text.
async fn committee(scene: &Scene) -> ([Call; 2], String) {
    let committee = [
        scene.person("one", &[Role::Committee]).await,
        scene.person("two", &[Role::Committee]).await,
    ];
    let slug = begin(&committee[0], &start("Evening buses", TEXT)).await.unwrap();
    (committee, slug)
}

async fn approve(committee: &[Call; 2], slug: &str) {
    for call in committee {
        let version = read(call, slug).await.unwrap().article.version;
        let form = VoteForm {
            slug: slug.to_owned(),
            version: version.number,
            hash: version.hash,
            verdict: "for".to_owned(),
            ..VoteForm::default()
        };
        vote(call, &form).await.unwrap();
    }
}

#[tokio::test]
async fn only_an_approved_version_is_published() {
    let scene = Scene::new().await;
    let (committee, slug) = committee(&scene).await;
    refused(
        publish(&committee[0], &slug, 1, None).await,
        "",
        Trouble::NotApproved,
    );
    assert!(matches!(
        publish(&committee[0], &slug, 2, None).await,
        Err(Error::NotFound)
    ));
    approve(&committee, &slug).await;
    save_version(&committee[0], &save(&slug, 1, "Evening buses", "Other words."))
        .await
        .unwrap();
    refused(
        publish(&committee[0], &slug, 2, None).await,
        "",
        Trouble::NotApproved,
    );
    // The version that was approved still may be.
    let address = publish(&committee[0], &slug, 1, None).await.unwrap();
    assert_eq!(address, "evening-buses");
    refused(
        publish(&committee[1], &slug, 1, None).await,
        "",
        Trouble::AlreadyPublished,
    );
}

#[tokio::test]
async fn nothing_is_published_without_an_imprint() {
    let scene = Scene::new().await;
    let (committee, slug) = committee(&scene).await;
    approve(&committee, &slug).await;
    scene.settle(|group| group.imprint.clear()).await;
    refused(
        publish(&committee[0], &slug, 1, None).await,
        "",
        Trouble::NoImprint,
    );
}

#[tokio::test]
async fn a_published_text_is_for_everybody_and_its_drafts_are_not() {
    let scene = Scene::new().await;
    let (committee, slug) = committee(&scene).await;
    approve(&committee, &slug).await;
    let visitor = scene.visitor();
    assert!(matches!(
        read_published(&visitor, "evening-buses").await,
        Err(Error::NotFound)
    ));
    let address = publish(&at(&committee[0], 5), &slug, 1, None).await.unwrap();
    let shown = read_published(&visitor, &address).await.unwrap();
    assert_eq!(shown.article.version.text, TEXT);
    assert_eq!(
        shown.publication.hash,
        service::motions::fingerprint("Evening buses", &shown.article.text)
    );
    assert_eq!(
        (shown.publication.imprint.as_str(), shown.publication.words),
        ("Published by the Group", 34)
    );
    assert_eq!(shown.publication.published_at, NOON.plus_minutes(5));
    assert_eq!(
        shown.publication.chain_head,
        scene.store.chain_head().await.unwrap().1
    );
    assert_eq!(shown.decision.unwrap().version, 1);
    assert!(shown.current.is_none() && !shown.may_withdraw);
    // Where it is worked on is nobody's business who may not go there.
    assert_eq!(shown.document, None);
    assert!(matches!(read(&visitor, &slug).await, Err(Error::NotFound)));
    let member = scene.person("member", &[Role::Member]).await;
    assert_eq!(read_published(&member, &address).await.unwrap().document, None);
    let shown = read_published(&committee[1], &address).await.unwrap();
    assert_eq!(
        (shown.document.as_deref(), shown.may_withdraw),
        (Some("evening-buses"), true)
    );
    assert_eq!(list(&visitor, 1).await.unwrap().len(), 1);
    assert_eq!(home(&visitor).await.unwrap().published.len(), 1);
    assert_eq!(
        read(&committee[0], &slug).await.unwrap().document.records.stage(),
        Stage::Published
    );
}

#[tokio::test]
async fn a_later_version_supersedes_and_the_earlier_one_stays() {
    let scene = Scene::new().await;
    let (committee, slug) = committee(&scene).await;
    approve(&committee, &slug).await;
    let first = publish(&committee[0], &slug, 1, None).await.unwrap();
    let second_text = TEXT.replace("12%", "15%");
    save_version(&committee[0], &save(&slug, 1, "Evening buses", &second_text))
        .await
        .unwrap();
    approve(&committee, &slug).await;
    let second = publish(&at(&committee[0], 9), &slug, 2, None).await.unwrap();
    assert_ne!(first, second);
    let visitor = scene.visitor();
    let old = read_published(&visitor, &first).await.unwrap();
    assert_eq!(old.publication.standing, Standing::Superseded);
    assert_eq!(old.article.version.text, TEXT);
    assert_eq!(old.current.unwrap().slug, second);
    let new = read_published(&visitor, &second).await.unwrap();
    assert_eq!(
        (new.publication.standing, new.article.version.text.as_str()),
        (Standing::Current, second_text.as_str())
    );
}

#[tokio::test]
async fn a_withdrawn_text_stays_readable_and_says_why() {
    let scene = Scene::new().await;
    let (committee, slug) = committee(&scene).await;
    approve(&committee, &slug).await;
    let address = publish(&committee[0], &slug, 1, None).await.unwrap();
    let form = |reason: &str| Withdraw {
        slug: address.clone(),
        reason: reason.to_owned(),
        ..Withdraw::default()
    };
    refused(
        withdraw(&committee[0], &form("")).await,
        "reason",
        Trouble::Missing,
    );
    let member = scene.person("member", &[Role::Member]).await;
    assert!(matches!(
        withdraw(&member, &form("Mine")).await,
        Err(Error::NotAllowed)
    ));
    assert!(matches!(
        withdraw(&scene.visitor(), &form("Mine")).await,
        Err(Error::SignInFirst)
    ));
    withdraw(&committee[1], &form("A figure is wrong")).await.unwrap();
    let shown = read_published(&scene.visitor(), &address).await.unwrap();
    assert_eq!(shown.publication.standing, Standing::Withdrawn);
    assert_eq!(shown.publication.standing_reason, "A figure is wrong");
    assert_eq!(shown.article.version.text, TEXT);
    assert!(shown.current.is_none());
    // Withdrawing it again changes nothing.
    withdraw(&committee[0], &form("Another reason")).await.unwrap();
    let shown = read_published(&scene.visitor(), &address).await.unwrap();
    assert_eq!(shown.publication.standing_reason, "A figure is wrong");
}

#[tokio::test]
async fn a_publication_sent_twice_is_one() {
    let scene = Scene::new().await;
    let (committee, slug) = committee(&scene).await;
    approve(&committee, &slug).await;
    let submission = Some(Submission::of(SubmissionId::new(1), []));
    let address = publish(&committee[0], &slug, 1, submission).await.unwrap();
    match publish(&committee[0], &slug, 1, submission).await {
        Err(Error::Repeated(again)) => assert_eq!(again, address),
        other => panic!("{other:?}"),
    }
    assert_eq!(list(&scene.visitor(), 1).await.unwrap().len(), 1);
}

#[tokio::test]
async fn everybody_sees_counts_and_none_that_is_small() {
    let scene = Scene::new().await;
    let (committee, slug) = committee(&scene).await;
    let form = Opening {
        slug: slug.clone(),
        version: 1,
        question: "Do you support it?".to_owned(),
        close_date: "12 October 2026".to_owned(),
        close_time: "1pm".to_owned(),
        ..Opening::default()
    };
    let round = open(&committee[0], &form).await.unwrap();
    for n in 0..7 {
        let person = scene.person(&format!("person{n}"), &[Role::Member]).await;
        let view = ViewForm {
            round: round.to_string(),
            version: 1,
            stance: if n < 5 { "support" } else { "oppose" }.to_owned(),
            capacity: "member".to_owned(),
            ..ViewForm::default()
        };
        give(&person, &view).await.unwrap();
    }
    let committee = committee.map(|call| at(&call, 60));
    approve(&committee, &slug).await;
    let address = publish(&committee[0], &slug, 1, None).await.unwrap();
    let shown = read_published(&scene.visitor(), &address).await.unwrap();
    let counts = shown.tally.unwrap().public();
    assert_eq!(counts[0], (Stance::Support, Some(5)));
    assert_eq!(counts[2], (Stance::Oppose, None));
}

#[tokio::test]
async fn publications_are_paged() {
    let scene = Scene::new().await;
    let (committee, _) = committee(&scene).await;
    for n in 0..32 {
        let slug = begin(&committee[0], &start("Same title", &format!("Text {n}.")))
            .await
            .unwrap();
        approve(&committee, &slug).await;
        publish(&at(&committee[0], n), &slug, 1, None).await.unwrap();
    }
    let visitor = scene.visitor();
    assert_eq!(list(&visitor, 1).await.unwrap().len(), 31);
    assert_eq!(list(&visitor, 2).await.unwrap().len(), 2);
    assert_eq!(list(&visitor, 1).await.unwrap()[0].slug, "same-title-31");
    assert_eq!(home(&visitor).await.unwrap().published.len(), 6);
}
