//! Where texts are to go and by when, and calendars.

use crate::scene::{Scene, start, track, troubles};
use domain::ladder::{Day, Rung};
use domain::people::Role;
use service::ladders::{self, At, DaysForm, LadderForm, worked_out};
use service::{Error, Trouble, motions};

fn form(slug: &str) -> LadderForm {
    LadderForm {
        slug: slug.to_owned(),
        destination: "Annual conference 2027".to_owned(),
        conference_on: "26 September 2027".to_owned(),
        portal: ("16 September 2027".to_owned(), "5pm".to_owned()),
        clp_on: "9 September 2027".to_owned(),
        days: DaysForm {
            notice_days: "7".to_owned(),
            ..DaysForm::default()
        },
        ..LadderForm::default()
    }
}

#[tokio::test]
async fn the_days_are_worked_out_and_kept() {
    let scene = Scene::new().await;
    let chair = scene.person("chair", &[Role::Chair]).await;
    let member = scene.person("member", &[Role::Member]).await;
    let slug = motions::start(&chair, &track("Rivers", "Conference asks for clean rivers.\n"))
        .await
        .unwrap();
    assert_eq!(ladders::show(&member, &slug).await.unwrap().stored, None);
    assert!(matches!(
        ladders::set(&member, &form(&slug)).await,
        Err(Error::NotAllowed)
    ));
    ladders::set(&chair, &form(&slug)).await.unwrap();
    let shown = ladders::show(&member, &slug).await.unwrap();
    let stored = shown.stored.unwrap();
    let ladder = worked_out(&stored);
    assert_eq!(ladder.day(Rung::Branch), Some(Day::of(2027, 9, 2)));
    assert_eq!(ladder.day(Rung::Circulate), Some(Day::of(2027, 8, 26)));
    assert_eq!(ladder.day(Rung::RoundClose), Some(Day::of(2027, 8, 23)));
    assert_eq!(shown.today, Day::of(2026, 10, 12));
    assert!(!shown.may);
    // Said again, it takes the place of what was said before.
    let later = LadderForm {
        clp_on: String::new(),
        ..form(&slug)
    };
    ladders::set(&chair, &later).await.unwrap();
    let stored = ladders::show(&chair, &slug).await.unwrap().stored.unwrap();
    assert_eq!(worked_out(&stored).day(Rung::Clp), Some(Day::of(2027, 9, 15)));
}

#[tokio::test]
async fn the_groups_usual_days_are_taken_for_new_texts_only() {
    let scene = Scene::new().await;
    let chair = scene.person("chair", &[Role::Chair]).await;
    let committee = scene.person("committee", &[Role::Committee]).await;
    let first = motions::start(&chair, &start("Ours", "Conference asks for more.\n"))
        .await
        .unwrap();
    let only = |slug: &str| LadderForm {
        slug: slug.to_owned(),
        destination: "Annual conference 2027".to_owned(),
        conference_on: "26 September 2027".to_owned(),
        ..LadderForm::default()
    };
    ladders::set(&chair, &only(&first)).await.unwrap();
    let days = DaysForm {
        portal_days: "10".to_owned(),
        clp_days: "7".to_owned(),
        ..DaysForm::default()
    };
    assert!(matches!(
        ladders::set_usual(&committee, None, &days).await,
        Err(Error::NotAllowed)
    ));
    let far = DaysForm {
        portal_days: "366".to_owned(),
        ..DaysForm::default()
    };
    assert_eq!(
        troubles(ladders::set_usual(&chair, None, &far).await),
        [("portal_days".to_owned(), Trouble::NotANumber(0, 365))]
    );
    ladders::set_usual(&chair, None, &days).await.unwrap();
    let second = motions::start(&chair, &start("Theirs", "Conference asks for less.\n"))
        .await
        .unwrap();
    assert_eq!(
        ladders::show(&chair, &second).await.unwrap().usual.portal_days,
        10
    );
    ladders::set(&committee, &only(&second)).await.unwrap();
    let way = async |slug: &str| worked_out(&ladders::show(&chair, slug).await.unwrap().stored.unwrap());
    let (before, after) = (way(&first).await, way(&second).await);
    assert_eq!(before.day(Rung::Portal), None);
    assert_eq!(after.day(Rung::Portal), Some(Day::of(2027, 9, 16)));
    assert_eq!(after.day(Rung::Clp), Some(Day::of(2027, 9, 9)));
    assert_eq!(after.day(Rung::Circulate), Some(Day::of(2027, 8, 12)));
}

#[tokio::test]
async fn a_date_without_a_year_or_an_hour_is_asked_for_again() {
    let scene = Scene::new().await;
    let chair = scene.person("chair", &[Role::Chair]).await;
    let slug = motions::start(&chair, &start("Ours", "Conference asks for more.\n"))
        .await
        .unwrap();
    let bad = LadderForm {
        destination: String::new(),
        conference_on: "1 May".to_owned(),
        portal: ("16 September 2027".to_owned(), String::new()),
        days: DaysForm {
            clp_days: "0".to_owned(),
            notice_days: "many".to_owned(),
            ..DaysForm::default()
        },
        ..form(&slug)
    };
    assert_eq!(
        troubles(ladders::set(&chair, &bad).await),
        [
            ("destination".to_owned(), Trouble::Missing),
            ("conference_on".to_owned(), Trouble::NotADate),
            ("portal_time".to_owned(), Trouble::NoTime),
            ("clp_days".to_owned(), Trouble::NotANumber(1, 60)),
            ("notice_days".to_owned(), Trouble::NotANumber(0, 60)),
        ]
    );
    let late = LadderForm {
        clp_on: "20 September 2027".to_owned(),
        ..form(&slug)
    };
    assert_eq!(
        troubles(ladders::set(&chair, &late).await),
        [("clp_on".to_owned(), Trouble::WrongOrder)]
    );
}

#[tokio::test]
async fn a_calendar_opens_by_its_address_and_only_while_it_has_one() {
    let scene = Scene::new().await;
    let chair = scene.person("chair", &[Role::Chair]).await;
    let member = scene.person("member", &[Role::Member]).await;
    let tracked = motions::start(&chair, &track("Rivers", "Conference asks for clean rivers.\n"))
        .await
        .unwrap();
    let draft = motions::start(&chair, &start("Secret", "Conference asks for more.\n"))
        .await
        .unwrap();
    for slug in [&tracked, &draft] {
        ladders::set(&chair, &form(slug)).await.unwrap();
    }
    let visitor = scene.visitor();
    assert_eq!(
        ladders::public(&visitor).await.unwrap(),
        [],
        "nothing is published"
    );
    assert_eq!(ladders::feed(&member).await.unwrap(), None);
    let token = ladders::open_feed(&member, None).await.unwrap();
    assert_eq!(token.len(), 64);
    let entries = ladders::own(&visitor, &token).await.unwrap();
    assert_eq!(entries.len(), 6);
    assert!(entries.iter().all(|entry| entry.title == "Rivers"), "{entries:?}");
    let portal = entries.iter().find(|entry| entry.rung == Rung::Portal).unwrap();
    assert!(matches!(portal.at, At::Instant(_)));
    // The committee's own has the draft as well.
    let of_chair = ladders::open_feed(&chair, None).await.unwrap();
    assert_eq!(ladders::own(&visitor, &of_chair).await.unwrap().len(), 12);
    // Nothing that is stored opens it.
    let stored = scene.stored().await;
    assert!(!stored.windows(64).any(|window| window == token.as_bytes()));
    let second = ladders::open_feed(&member, None).await.unwrap();
    assert!(matches!(
        ladders::own(&visitor, &token).await,
        Err(Error::NotFound)
    ));
    assert!(ladders::own(&visitor, &second).await.is_ok());
    ladders::close_feed(&member, None).await.unwrap();
    assert!(matches!(
        ladders::own(&visitor, &second).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        ladders::own(&visitor, "nothing").await,
        Err(Error::NotFound)
    ));
}
