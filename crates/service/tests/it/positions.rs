//! What the group says of texts, and whom it told.

use crate::scene::{Scene, refused, save, start, track, troubles};
use domain::document::Origin;
use domain::people::Role;
use domain::position::Stand;
use service::positions::{self, PositionForm, TellForm};
use service::{Error, Trouble, motions};

fn form(slug: &str, stand: &str) -> PositionForm {
    PositionForm {
        slug: slug.to_owned(),
        version: 1,
        stand: stand.to_owned(),
        met_on: "1 October 2026".to_owned(),
        ..PositionForm::default()
    }
}

#[tokio::test]
async fn a_position_holds_until_the_text_moves_on() {
    let scene = Scene::new().await;
    let chair = scene.person("chair", &[Role::Chair]).await;
    let member = scene.person("member", &[Role::Member]).await;
    let slug = motions::start(&chair, &track("Rivers", "Conference asks for clean rivers.\n"))
        .await
        .unwrap();
    assert!(
        positions::show(&member, &slug)
            .await
            .unwrap()
            .positions
            .is_empty()
    );
    let first = PositionForm {
        votes: ["5".to_owned(), "1".to_owned(), "0".to_owned()],
        public: true,
        ..form(&slug, "support")
    };
    assert_eq!(positions::record(&chair, &first).await.unwrap(), 1);
    let shown = positions::show(&member, &slug).await.unwrap();
    let position = &shown.positions[0];
    assert_eq!(
        (position.stand, position.votes),
        (Stand::Support, Some((5, 1, 0)))
    );
    assert_eq!((position.met_on.as_str(), position.version), ("2026-10-01", 1));
    assert_eq!(position.hash, shown.version.hash);
    assert!(position.public && !position.in_our_name && !shown.may && !shown.review_needed());
    let held = positions::held(&scene.visitor(), 1).await.unwrap();
    assert_eq!(
        (held.len(), held[0].origin, held[0].title.as_str()),
        (1, Origin::Tracked, "Rivers")
    );

    let mut newer = save(
        &slug,
        1,
        "Rivers",
        "Conference asks for clean rivers and lakes.\n",
    );
    newer.seen_on = "2 October 2026".to_owned();
    motions::save(&chair, &newer).await.unwrap();
    let shown = positions::show(&chair, &slug).await.unwrap();
    assert!(shown.review_needed() && shown.may);
    assert_eq!(shown.positions.len(), 1, "nothing carries over by itself");

    // Whoever has not seen the last one records none over it.
    refused(
        positions::record(&chair, &form(&slug, "unable")).await,
        "",
        Trouble::ChangedMeanwhile,
    );
    let again = PositionForm {
        seen: 1,
        version: 2,
        ..form(&slug, "no-position")
    };
    assert_eq!(positions::record(&chair, &again).await.unwrap(), 2);
    assert!(
        positions::held(&scene.visitor(), 1).await.unwrap().is_empty(),
        "the newer one is not public"
    );
    assert_eq!(positions::held(&member, 1).await.unwrap().len(), 1);
    assert_eq!(positions::show(&member, &slug).await.unwrap().positions.len(), 2);
}

#[tokio::test]
async fn what_is_missing_is_asked_for_all_at_once() {
    let scene = Scene::new().await;
    let chair = scene.person("chair", &[Role::Chair]).await;
    let slug = motions::start(&chair, &track("Rivers", "Conference asks for clean rivers.\n"))
        .await
        .unwrap();
    let bad = PositionForm {
        version: 9,
        met_on: "1 May".to_owned(),
        votes: ["5".to_owned(), String::new(), "many".to_owned()],
        ..form(&slug, "qualified")
    };
    let fields: Vec<String> = troubles(positions::record(&chair, &bad).await)
        .into_iter()
        .map(|(field, _)| field)
        .collect();
    assert_eq!(
        fields,
        ["met_on", "votes_against", "votes_abstain", "reason", "version"]
    );
    let later = PositionForm {
        met_on: "2026-12-24".to_owned(),
        ..form(&slug, "support")
    };
    refused(positions::record(&chair, &later).await, "met_on", Trouble::NotYet);
}

#[tokio::test]
async fn who_was_told_is_on_record() {
    let scene = Scene::new().await;
    let chair = scene.person("chair", &[Role::Chair]).await;
    let member = scene.person("member", &[Role::Member]).await;
    let slug = motions::start(&chair, &track("Rivers", "Conference asks for clean rivers.\n"))
        .await
        .unwrap();
    let tell = TellForm {
        slug: slug.clone(),
        told: "The Rivers Trust".to_owned(),
        told_on: "3 October 2026".to_owned(),
        ..TellForm::default()
    };
    refused(positions::tell(&chair, &tell).await, "", Trouble::NotNow);
    positions::record(&chair, &form(&slug, "support")).await.unwrap();
    assert!(matches!(
        positions::tell(&member, &tell).await,
        Err(Error::NotAllowed)
    ));
    positions::tell(&chair, &tell).await.unwrap();
    let told = positions::show(&member, &slug).await.unwrap().told;
    assert_eq!(
        (told[0].told.as_str(), told[0].told_on.as_str()),
        ("The Rivers Trust", "2026-10-03")
    );
    let own = chair
        .store
        .own_records(chair.actor().member.unwrap())
        .await
        .unwrap();
    let own = format!("{own:?}");
    assert!(own.contains("The Rivers Trust"));
}

#[tokio::test]
async fn everybody_is_told_of_the_one_that_holds_if_it_is_public() {
    let scene = Scene::new().await;
    let chair = scene.person("chair", &[Role::Chair]).await;
    let visitor = scene.visitor();
    let slug = motions::start(&chair, &track("Rivers", "Conference asks for clean rivers.\n"))
        .await
        .unwrap();
    let told = async || positions::told_to_all(&visitor, &slug).await;
    assert!(matches!(told().await, Err(Error::NotFound)));
    for (seen, public) in [(0, false), (1, true), (2, false)] {
        let position = PositionForm {
            seen,
            public,
            ..form(&slug, "support")
        };
        positions::record(&chair, &position).await.unwrap();
        match told().await {
            Ok(held) => {
                assert!(public);
                assert_eq!((held.title.as_str(), held.position.number), ("Rivers", 2));
            }
            // A newer one that is not public hides the one before it as well.
            Err(error) => assert!(!public && matches!(error, Error::NotFound), "{error:?}"),
        }
    }
}

#[tokio::test]
async fn a_draft_has_no_position() {
    let scene = Scene::new().await;
    let chair = scene.person("chair", &[Role::Chair]).await;
    let slug = motions::start(&chair, &start("Ours", "Conference asks for more.\n"))
        .await
        .unwrap();
    let refused = positions::record(&chair, &form(&slug, "support")).await;
    assert!(matches!(refused, Err(Error::NotAllowed)));
}
