//! What the organisation says of texts, and whom it told.

use super::scene::*;
use domain::document::Origin;
use domain::ids::{DocumentId, MemberId, PositionId, ToldId};
use domain::people::Role;
use domain::position::Stand;
use store::{NewDocument, NewPosition, StoreError, Told};

async fn tracked(store: &Db) -> (MemberId, DocumentId) {
    let author = member(store, 1, &[Role::Committee]).await;
    let new = NewDocument {
        origin: Origin::Tracked,
        owner: "Another group".to_owned(),
        source: "A letter".to_owned(),
        ..document(1)
    };
    store
        .start(
            &act_by(author, "text.start"),
            &new,
            &version(new.id, author, "one"),
        )
        .await
        .unwrap();
    (author, new.id)
}

pub fn position(n: u128, document: DocumentId, seen: u32, stand: Stand, public: bool) -> NewPosition {
    NewPosition {
        id: PositionId::new(n),
        document,
        seen,
        version: 1,
        hash: hash_of("one"),
        stand,
        met_on: "2026-10-01".to_owned(),
        votes: (n == 1).then_some((5, 1, 2)),
        reason: format!("Reason {n}"),
        public,
        in_our_name: !public,
    }
}

pub async fn a_position_reads_back_and_the_latest_holds(store: Db) {
    let (author, document) = tracked(&store).await;
    let act = act_by(author, "position.record");
    assert_eq!(store.positions(document).await.unwrap(), []);
    let first = position(1, document, 0, Stand::NoPosition, true);
    assert_eq!(store.record_position(&act, &first).await.unwrap(), 1);
    let held = store.held_positions(true, 9, 0).await.unwrap();
    assert_eq!((held.len(), held[0].title.as_str()), (1, "Title of one"));
    assert_eq!((held[0].owner.as_str(), held[0].latest), ("Another group", 1));
    let second = position(2, document, 1, Stand::Qualified, false);
    assert_eq!(store.record_position(&act, &second).await.unwrap(), 2);
    let all = store.positions(document).await.unwrap();
    assert_eq!(
        all.iter()
            .map(|position| (position.number, position.stand, position.votes))
            .collect::<Vec<_>>(),
        [
            (2, Stand::Qualified, None),
            (1, Stand::NoPosition, Some((5, 1, 2)))
        ]
    );
    assert_eq!(
        (all[0].met_on.as_str(), all[0].reason.as_str()),
        ("2026-10-01", "Reason 2")
    );
    assert!(!all[0].public && all[0].in_our_name && all[1].public && !all[1].in_our_name);
    // What was public once is not what holds now.
    assert_eq!(store.held_positions(true, 9, 0).await.unwrap(), []);
    let held = store.held_positions(false, 9, 0).await.unwrap();
    assert_eq!(held.len(), 1);
    assert_eq!(held[0].position, all[0]);
    let own = store.own_records(author).await.unwrap();
    let told = own
        .iter()
        .filter(|one| one.kind == "position of the group, recorded");
    assert_eq!(told.count(), 2);
    chain(&store).await;
}

pub async fn of_two_positions_at_once_one_is_recorded(store: Db) {
    let (author, document) = tracked(&store).await;
    let answers = at_once(10, |n| {
        let store = store.clone();
        async move {
            let new = position(n, document, 0, Stand::Support, true);
            match store
                .record_position(&act_by(author, "position.record"), &new)
                .await
            {
                Ok(number) => number == 1,
                Err(StoreError::Stale) => false,
                Err(other) => panic!("{other}"),
            }
        }
    })
    .await;
    assert_eq!(answers.into_iter().filter(|done| *done).count(), 1);
    assert_eq!(store.positions(document).await.unwrap().len(), 1);
}

pub async fn who_was_told_is_listed_with_its_text(store: Db) {
    let (author, document) = tracked(&store).await;
    let act = act_by(author, "position.record");
    let new = position(1, document, 0, Stand::Support, true);
    store.record_position(&act, &new).await.unwrap();
    let told = |n: u128| Told {
        id: ToldId::new(n),
        position: PositionId::new(1),
        told: format!("Body {n}"),
        told_on: "2026-10-02".to_owned(),
    };
    for n in 1..=2 {
        store
            .tell(
                &store::Act {
                    at: later(n as i64),
                    ..act_by(author, "position.tell")
                },
                &told(n),
            )
            .await
            .unwrap();
    }
    assert_eq!(store.told(document).await.unwrap(), [told(1), told(2)]);
    assert_eq!(store.told(DocumentId::new(9)).await.unwrap(), []);
    let nowhere = Told {
        position: PositionId::new(9),
        ..told(3)
    };
    assert!(store.tell(&act, &nowhere).await.is_err());
}
