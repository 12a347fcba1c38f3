//! Rounds and the views that people give in them.

use crate::scene::*;
use domain::ids::RoundId;
use domain::people::Role;
use domain::round::{Phase, Stance};
use service::motions::{look, read, save as save_version, start as begin};
use service::rounds::{Close, Opening, ViewForm, close, confirm, give, move_to_latest, open, reopen, show};
use service::{Call, Error, Trouble};

fn opening(slug: &str) -> Opening {
    Opening {
        slug: slug.to_owned(),
        version: 1,
        question: "Do you support it?".to_owned(),
        close_date: "12/10/2026".to_owned(),
        // An hour after noon.
        close_time: "1pm".to_owned(),
        ..Opening::default()
    }
}

fn view(round: RoundId, stance: &str) -> ViewForm {
    ViewForm {
        round: round.to_string(),
        version: 1,
        stance: stance.to_owned(),
        capacity: "member".to_owned(),
        reason: "Because".to_owned(),
        ..ViewForm::default()
    }
}

fn close_form(round: RoundId, reason: &str) -> Close {
    Close {
        round: round.to_string(),
        reason: reason.to_owned(),
        ..Close::default()
    }
}

/// A committee member and their text.
async fn text(scene: &Scene) -> (Call, String) {
    let ada = scene.person("ada", &[Role::Committee]).await;
    let slug = begin(&ada, &start("Evening buses", TEXT)).await.unwrap();
    (ada, slug)
}

#[tokio::test]
async fn a_round_needs_a_day_with_a_year_and_an_hour() {
    let scene = Scene::new().await;
    let (ada, slug) = text(&scene).await;
    let closing = |date: &str, time: &str| Opening {
        close_date: date.to_owned(),
        close_time: time.to_owned(),
        ..opening(&slug)
    };
    refused(
        open(&ada, &closing("1 May", "18:00")).await,
        "close_date",
        Trouble::NotADate,
    );
    refused(
        open(&ada, &closing("", "18:00")).await,
        "close_date",
        Trouble::Missing,
    );
    refused(
        open(&ada, &closing("1 May 2027", "")).await,
        "close_time",
        Trouble::NoTime,
    );
    refused(
        open(&ada, &closing("25 October 2026", "01:30")).await,
        "close_time",
        Trouble::ClockChange,
    );
    refused(
        open(&ada, &closing("12 October 2026", "11:59")).await,
        "close_date",
        Trouble::ClosesTooEarly,
    );
    refused(
        open(
            &ada,
            &Opening {
                question: " ".to_owned(),
                ..opening(&slug)
            },
        )
        .await,
        "question",
        Trouble::Missing,
    );
    let opens = Opening {
        open_date: "13 October 2026".to_owned(),
        open_time: "9am".to_owned(),
        ..opening(&slug)
    };
    refused(open(&ada, &opens).await, "close_date", Trouble::ClosesTooEarly);
    assert!(!read(&ada, &slug).await.unwrap().document.records.circulated);
    open(&ada, &opening(&slug)).await.unwrap();
}

#[tokio::test]
async fn a_round_asks_about_the_latest_version_and_only_one_at_a_time() {
    let scene = Scene::new().await;
    let (ada, slug) = text(&scene).await;
    save_version(&ada, &save(&slug, 1, "Evening buses", "Other words."))
        .await
        .unwrap();
    refused(open(&ada, &opening(&slug)).await, "", Trouble::AskedAnew(2));
    let second = Opening {
        version: 2,
        ..opening(&slug)
    };
    open(&ada, &second).await.unwrap();
    refused(open(&ada, &second).await, "", Trouble::RoundOpen);
    open(
        &at(&ada, 60),
        &Opening {
            close_time: "2pm".to_owned(),
            ..second
        },
    )
    .await
    .unwrap();
}

#[tokio::test]
async fn the_clock_closes_a_round() {
    let scene = Scene::new().await;
    let (ada, slug) = text(&scene).await;
    let bea = scene.person("bea", &[Role::Member]).await;
    let round = open(&ada, &opening(&slug)).await.unwrap();
    give(&at(&bea, 59), &view(round, "support")).await.unwrap();
    refused(
        give(&at(&bea, 60), &view(round, "oppose")).await,
        "",
        Trouble::RoundClosed,
    );
    refused(
        confirm(&at(&bea, 60), &round.to_string(), 1, None).await,
        "",
        Trouble::RoundClosed,
    );
    let page = show(&at(&bea, 60), &slug, None).await.unwrap();
    assert_eq!(page.round.window.phase(at(&bea, 60).now), Phase::Closed);
    assert_eq!(page.views.len(), 1);
}

#[tokio::test]
async fn a_round_that_is_announced_takes_no_views_yet() {
    let scene = Scene::new().await;
    let (ada, slug) = text(&scene).await;
    let form = Opening {
        open_date: "12 October 2026".to_owned(),
        open_time: "12:30".to_owned(),
        ..opening(&slug)
    };
    let round = open(&ada, &form).await.unwrap();
    refused(
        give(&at(&ada, 29), &view(round, "support")).await,
        "",
        Trouble::RoundClosed,
    );
    give(&at(&ada, 30), &view(round, "support")).await.unwrap();
}

#[tokio::test]
async fn closing_early_and_opening_again_need_a_reason() {
    let scene = Scene::new().await;
    let (ada, slug) = text(&scene).await;
    let bea = scene.person("bea", &[Role::Member]).await;
    let round = open(&ada, &opening(&slug)).await.unwrap();
    let later = at(&ada, 10);
    assert!(matches!(
        close(&at(&bea, 10), &close_form(round, "I say so")).await,
        Err(Error::NotAllowed)
    ));
    refused(
        close(&later, &close_form(round, " ")).await,
        "reason",
        Trouble::Missing,
    );
    close(&later, &close_form(round, "Everybody has answered"))
        .await
        .unwrap();
    refused(
        close(&later, &close_form(round, "Again")).await,
        "",
        Trouble::RoundClosed,
    );
    refused(
        give(&later, &view(round, "support")).await,
        "",
        Trouble::RoundClosed,
    );

    let again = |reason: &str, time: &str| Close {
        close_date: "12 October 2026".to_owned(),
        close_time: time.to_owned(),
        ..close_form(round, reason)
    };
    refused(
        reopen(&later, &again("", "3pm")).await,
        "reason",
        Trouble::Missing,
    );
    refused(
        reopen(&later, &again("Some were away", "")).await,
        "close_time",
        Trouble::NoTime,
    );
    refused(
        reopen(&later, &again("Some were away", "12.05pm")).await,
        "close_date",
        Trouble::ClosesTooEarly,
    );
    assert!(matches!(
        reopen(&at(&bea, 10), &again("Please", "3pm")).await,
        Err(Error::NotAllowed)
    ));
    reopen(&later, &again("Some were away", "3pm")).await.unwrap();
    refused(
        reopen(&later, &again("Twice", "4pm")).await,
        "",
        Trouble::RoundNotClosed,
    );
    give(&at(&bea, 179), &view(round, "support")).await.unwrap();
    assert_eq!(
        show(&bea, &slug, None).await.unwrap().round.reason,
        "Some were away"
    );
}

#[tokio::test]
async fn a_view_may_be_changed_until_the_close_and_its_past_is_kept() {
    let scene = Scene::new().await;
    let (ada, slug) = text(&scene).await;
    let bea = scene.person("bea", &[Role::Member]).await;
    let round = open(&ada, &opening(&slug)).await.unwrap();
    give(&at(&bea, 1), &view(round, "support")).await.unwrap();
    give(&at(&bea, 2), &view(round, "reservations")).await.unwrap();
    let page = show(&bea, &slug, None).await.unwrap();
    assert_eq!(page.views.len(), 1);
    let mine: Vec<_> = page.mine.iter().map(|view| (view.stance, view.current)).collect();
    assert_eq!(mine, [(Stance::Reservations, true), (Stance::Support, false)]);
    let nothing = ViewForm {
        round: round.to_string(),
        version: 1,
        ..ViewForm::default()
    };
    assert_eq!(
        troubles(give(&bea, &nothing).await),
        [
            ("stance".to_owned(), Trouble::Missing),
            ("capacity".to_owned(), Trouble::Missing)
        ]
    );
    // What somebody thinks stands in no log.
    let events = scene.store.events(0, 100).await.unwrap();
    let given: Vec<_> = events
        .iter()
        .filter(|event| event.action == "view.give")
        .collect();
    assert_eq!(given.len(), 2);
    assert!(
        given
            .iter()
            .all(|event| !event.detail.contains("support") && !event.detail.contains("Because"))
    );
}

#[tokio::test]
async fn a_view_is_bound_to_its_version_and_confirmed_by_one_click() {
    let scene = Scene::new().await;
    let (ada, slug) = text(&scene).await;
    let bea = scene.person("bea", &[Role::Member]).await;
    look(&bea, &read(&ada, &slug).await.unwrap()).await.unwrap();
    let round = open(&ada, &opening(&slug)).await.unwrap();
    assert!(matches!(
        confirm(&bea, &round.to_string(), 1, None).await,
        Err(Error::NotFound)
    ));
    give(&bea, &view(round, "support")).await.unwrap();
    let second = TEXT
        .replace("bus fares", "fares")
        .replace("without visitors", "without a future");
    save_version(&at(&ada, 1), &save(&slug, 1, "Evening buses", &second))
        .await
        .unwrap();
    let moved = round.to_string();
    assert!(matches!(
        move_to_latest(&bea, &moved, 2, None).await,
        Err(Error::NotAllowed)
    ));
    refused(
        move_to_latest(&ada, &moved, 1, None).await,
        "",
        Trouble::AskedAnew(2),
    );
    move_to_latest(&ada, &moved, 2, None).await.unwrap();

    let page = show(&bea, &slug, None).await.unwrap();
    assert_eq!(
        (page.round.version, page.tally.all, page.tally.on_this_version),
        (2, 1, 0)
    );
    let (from, change) = page.since_view.unwrap();
    assert_eq!((from, change.counts.wording), (1, 2));
    assert_eq!(page.since.unwrap().0.number, 1);
    refused(
        confirm(&bea, &round.to_string(), 1, None).await,
        "",
        Trouble::AskedAnew(2),
    );
    refused(
        give(&bea, &view(round, "oppose")).await,
        "",
        Trouble::AskedAnew(2),
    );
    confirm(&at(&bea, 2), &round.to_string(), 2, None).await.unwrap();
    let page = show(&bea, &slug, None).await.unwrap();
    assert_eq!((page.tally.all, page.tally.on_this_version), (1, 1));
    assert!(page.since_view.is_none());
    assert_eq!(
        (page.mine[0].stance, page.mine[0].reason.as_str(), page.mine.len()),
        (Stance::Support, "Because", 2)
    );
}

#[tokio::test]
async fn tallies_tell_categories_apart_and_visitors_see_no_small_count() {
    let scene = Scene::new().await;
    let (ada, slug) = text(&scene).await;
    let round = open(&ada, &opening(&slug)).await.unwrap();
    for (n, role, stance) in [
        (1, Role::Member, "support"),
        (2, Role::Member, "support"),
        (3, Role::Member, "support"),
        (4, Role::Supporter, "support"),
        (5, Role::Supporter, "support"),
        (6, Role::Member, "oppose"),
        (7, Role::Member, "oppose"),
        (8, Role::Supporter, "oppose"),
        (9, Role::Supporter, "oppose"),
    ] {
        let person = scene.person(&format!("person{n}"), &[role]).await;
        give(&person, &view(round, stance)).await.unwrap();
    }
    let page = show(&ada, &slug, None).await.unwrap();
    let counts: Vec<_> = page
        .tally
        .counts
        .iter()
        .map(|count| (count.stance, count.party_members, count.supporters))
        .collect();
    assert_eq!(
        counts,
        [
            (Stance::Support, 3, 2),
            (Stance::Reservations, 0, 0),
            (Stance::Oppose, 2, 2),
            (Stance::Information, 0, 0),
            (Stance::Abstain, 0, 0),
        ]
    );
    assert_eq!(
        page.tally.public(),
        [
            (Stance::Support, Some(5)),
            (Stance::Reservations, None),
            (Stance::Oppose, None),
            (Stance::Information, None),
            (Stance::Abstain, None),
        ]
    );
    assert!(page.names);
    let member = scene.person("bea", &[Role::Member]).await;
    let page = show(&member, &slug, None).await.unwrap();
    assert!(!page.names);
    // Reasons are for the group; whose they are is for the committee.
    assert_eq!(page.views.len(), 9);
    assert!(
        page.views.iter().all(|view| view.member_name.is_empty()),
        "names reach only the committee"
    );
    assert!(matches!(
        show(&scene.visitor(), &slug, None).await,
        Err(Error::NotFound)
    ));
}

#[tokio::test]
async fn a_round_of_another_text_is_not_shown_under_this_one() {
    let scene = Scene::new().await;
    let (ada, slug) = text(&scene).await;
    let round = open(&ada, &opening(&slug)).await.unwrap();
    let other = begin(&ada, &start("Night trains", TEXT)).await.unwrap();
    assert!(matches!(
        show(&ada, &other, Some(&round.to_string())).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(show(&ada, &other, None).await, Err(Error::NotFound)));
    assert!(matches!(
        show(&ada, &slug, Some("nonsense")).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        give(
            &ada,
            &ViewForm {
                round: "nonsense".to_owned(),
                ..view(round, "support")
            }
        )
        .await,
        Err(Error::NotFound)
    ));
}
