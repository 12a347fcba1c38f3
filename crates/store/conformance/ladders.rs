//! Where texts are to go and by when, and the calendars that say so.

use super::scene::*;
use domain::ladder::Usual;
use domain::people::Role;
use store::StoredLadder;

pub async fn a_ladder_reads_back_and_is_replaced(store: Db) {
    let author = member(&store, 1, &[Role::Committee]).await;
    let document = text(&store, author, 1).await;
    assert_eq!(store.ladder(document).await.unwrap(), None);
    let ladder = StoredLadder {
        document,
        destination: "Annual conference".to_owned(),
        conference_on: "2027-09-26".to_owned(),
        portal_at: None,
        clp_on: String::new(),
        branch_on: "2027-08-24".to_owned(),
        usual: Usual::default(),
        changed_at: NOON,
    };
    let act = act_by(author, "ladder.set");
    store.set_ladder(&act, &ladder).await.unwrap();
    assert_eq!(store.ladder(document).await.unwrap(), Some(ladder.clone()));
    let changed = StoredLadder {
        portal_at: Some(later(60)),
        clp_on: "2027-09-09".to_owned(),
        usual: Usual {
            portal_days: 10,
            clp_days: 7,
            notice_days: 21,
            decide_days: 0,
        },
        ..ladder
    };
    store.set_ladder(&act, &changed).await.unwrap();
    assert_eq!(store.ladder(document).await.unwrap(), Some(changed.clone()));
    let all = store.ladders(9).await.unwrap();
    assert_eq!((all.len(), all[0].published.clone()), (1, None));
    assert_eq!(
        (&all[0].ladder, all[0].title.as_str()),
        (&changed, "Title of one")
    );
    store
        .publish(
            &act_by(author, "version.publish"),
            &publication(1, document, 1, author),
        )
        .await
        .unwrap();
    assert_eq!(
        store.ladders(9).await.unwrap()[0].published.as_deref(),
        Some("published")
    );
    chain(&store).await;
}

pub async fn the_usual_days_read_back_and_are_replaced(store: Db) {
    let chair = member(&store, 1, &[Role::Chair]).await;
    assert_eq!(store.usual_days().await.unwrap(), None);
    let act = act_by(chair, "group.days");
    for portal_days in [10, 0] {
        let usual = Usual {
            portal_days,
            clp_days: 2,
            ..Usual::default()
        };
        store.set_usual_days(&act, &usual).await.unwrap();
        assert_eq!(store.usual_days().await.unwrap(), Some(usual));
    }
}

pub async fn a_feed_has_one_address_at_a_time(store: Db) {
    let one = member(&store, 1, &[Role::Member]).await;
    let other = member(&store, 2, &[Role::Administrator]).await;
    assert_eq!(store.feed(one).await.unwrap(), None);
    store
        .open_feed(&act_by(one, "calendar.open"), one, "first")
        .await
        .unwrap();
    store
        .open_feed(&act_by(other, "calendar.open"), other, "other")
        .await
        .unwrap();
    assert_eq!(store.feed(one).await.unwrap(), Some(NOON));
    assert_eq!(store.feed_owner("first").await.unwrap(), Some(one));
    store
        .open_feed(&act_by(one, "calendar.open"), one, "second")
        .await
        .unwrap();
    assert_eq!(store.feed_owner("first").await.unwrap(), None);
    assert_eq!(store.feed_owner("second").await.unwrap(), Some(one));
    store
        .close_feed(&act_by(other, "calendar.close"), other)
        .await
        .unwrap();
    assert_eq!(store.feed_owner("other").await.unwrap(), None);
    // Who is forgotten has no calendar.
    store.erase(&act("member.erase"), one).await.unwrap();
    assert_eq!(store.feed_owner("second").await.unwrap(), None);
    chain(&store).await;
}
