//! Consultation rounds, comments and views.

use super::scene::*;
use domain::ids::{CommentId, DocumentId, MemberId, RoundId};
use domain::people::{Category, Role};
use domain::round::{Capacity, Stance, Window};
use store::{Act, CommentEdit, NewComment, NewRound, NewView, StoreError};

async fn text_in_round(store: &Db) -> (MemberId, DocumentId, RoundId) {
    let (author, document) = member_and_text(store).await;
    store
        .open_round(&act_by(author, "round.open"), &round(1, document, author))
        .await
        .unwrap();
    (author, document, RoundId::new(1))
}

pub async fn a_round_circulates_its_text(store: Db) {
    let (author, document) = member_and_text(&store).await;
    assert!(
        !store
            .document_by_id(document, NOON)
            .await
            .unwrap()
            .unwrap()
            .records
            .circulated
    );
    let new = round(1, document, author);
    let open = Act {
        at: later(-5),
        ..act_by(author, "round.open")
    };
    store.open_round(&open, &new).await.unwrap();
    assert!(
        store
            .document_by_id(document, NOON)
            .await
            .unwrap()
            .unwrap()
            .records
            .circulated
    );
    let found = store.round(new.id).await.unwrap().unwrap();
    assert_eq!((found.id, found.document, found.version), (new.id, document, 1));
    assert_eq!(
        (found.slug.as_str(), found.title.as_str()),
        ("text-of-number-1", "Title of one")
    );
    assert_eq!(
        (&found.question, found.window, found.reason.as_str()),
        (&new.question, new.window, "")
    );
    assert_eq!((found.opened_by, found.created_at), (author, later(-5)));
    assert_eq!(store.rounds_of(document).await.unwrap(), [found]);
    assert_eq!(store.round(RoundId::new(2)).await.unwrap(), None);
    assert_eq!(store.rounds_of(DocumentId::new(2)).await.unwrap(), []);
}

pub async fn a_round_on_a_stale_version_is_refused(store: Db) {
    let (author, document) = member_and_text(&store).await;
    store
        .save_version(
            &act_by(author, "version.save"),
            1,
            &version(document, author, "two"),
        )
        .await
        .unwrap();
    let answer = store
        .open_round(&act_by(author, "round.open"), &round(1, document, author))
        .await;
    assert!(matches!(answer, Err(StoreError::Stale)), "{answer:?}");
    assert!(
        !store
            .document_by_id(document, NOON)
            .await
            .unwrap()
            .unwrap()
            .records
            .circulated
    );
}

pub async fn rounds_are_listed_until_they_close(store: Db) {
    let author = member(&store, 1, &[Role::Member]).await;
    for (n, opens, closes) in [(1, 0, 60), (2, 10, 30), (3, 0, 10)] {
        let document = text(&store, author, n).await;
        let window = Window {
            opens: later(opens),
            closes: later(closes),
        };
        let new = NewRound {
            window,
            ..round(n, document, author)
        };
        store
            .open_round(&act_by(author, "round.open"), &new)
            .await
            .unwrap();
    }
    let open = async |at| {
        let rounds = store.rounds_open(at).await.unwrap();
        rounds.into_iter().map(|round| round.id).collect::<Vec<_>>()
    };
    assert_eq!(open(NOON).await, [3, 2, 1].map(RoundId::new));
    assert_eq!(open(later(10)).await, [2, 1].map(RoundId::new));
    assert_eq!(open(later(60)).await, []);
}

pub async fn a_close_is_moved_with_its_reason(store: Db) {
    let (author, document, round) = text_in_round(&store).await;
    store
        .move_close(
            &act_by(author, "round.close"),
            round,
            later(5),
            "Everybody has answered",
        )
        .await
        .unwrap();
    let found = store.round(round).await.unwrap().unwrap();
    assert_eq!(
        (found.window.closes, found.reason.as_str()),
        (later(5), "Everybody has answered")
    );
    assert_eq!(
        store
            .document_by_id(document, later(5))
            .await
            .unwrap()
            .unwrap()
            .round_closes,
        None
    );
    store
        .move_close(
            &act_by(author, "round.reopen"),
            round,
            later(90),
            "Some were away",
        )
        .await
        .unwrap();
    assert_eq!(
        store
            .document_by_id(document, later(80))
            .await
            .unwrap()
            .unwrap()
            .round_closes,
        Some(later(90))
    );
}

pub async fn a_round_moves_to_a_newer_version(store: Db) {
    let (author, document, round) = text_in_round(&store).await;
    store
        .save_version(
            &act_by(author, "version.save"),
            1,
            &version(document, author, "two"),
        )
        .await
        .unwrap();
    store
        .move_round(&act_by(author, "round.move"), round, 2)
        .await
        .unwrap();
    assert_eq!(store.round(round).await.unwrap().unwrap().version, 2);
}

pub async fn twenty_parallel_rounds_are_one(store: Db) {
    let (author, document) = member_and_text(&store).await;
    let answers = at_once(20, |n| {
        let store = store.clone();
        async move {
            match store
                .open_round(&act_by(author, "round.open"), &round(n, document, author))
                .await
            {
                Ok(()) => true,
                Err(StoreError::Taken("round")) => false,
                Err(other) => panic!("{other}"),
            }
        }
    })
    .await;
    assert_eq!(answers.into_iter().filter(|opened| *opened).count(), 1);
    assert_eq!(store.rounds_of(document).await.unwrap().len(), 1);
    // Once it has closed there may be another.
    let second = NewRound {
        window: Window {
            opens: later(60),
            closes: later(90),
        },
        ..round(30, document, author)
    };
    store
        .open_round(&act_at(later(60), "round.open"), &second)
        .await
        .unwrap();
    let ids: Vec<_> = store
        .rounds_of(document)
        .await
        .unwrap()
        .into_iter()
        .map(|round| round.id)
        .collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], second.id);
}

pub async fn comments_are_listed_in_order(store: Db) {
    let (author, document) = member_and_text(&store).await;
    let other = member(&store, 2, &[Role::Supporter]).await;
    text(&store, author, 2).await;
    let anchored = NewComment {
        anchor: r#"{"clause":1}"#.to_owned(),
        ..comment(1, document, author)
    };
    let reply = NewComment {
        parent: Some(CommentId::new(1)),
        ..comment(2, document, other)
    };
    for (at, new) in [
        (0, &anchored),
        (1, &reply),
        (2, &comment(3, DocumentId::new(2), author)),
    ] {
        store
            .comment(&act_at(later(at), "comment.make"), new)
            .await
            .unwrap();
    }
    let found = store.comments(document).await.unwrap();
    assert_eq!(
        found.iter().map(|comment| comment.id).collect::<Vec<_>>(),
        [1, 2].map(CommentId::new)
    );
    assert_eq!(
        (found[0].document, found[0].version, found[0].parent),
        (document, 1, None)
    );
    assert_eq!(
        (found[0].author, found[0].author_name.as_str()),
        (author, "Person 001")
    );
    assert_eq!(
        (found[0].author_category, &found[0].anchor),
        (Category::PartyMember, &anchored.anchor)
    );
    assert_eq!((found[0].body.as_str(), found[0].created_at), ("Comment 1", NOON));
    assert_eq!(
        (found[0].edited_at, found[0].withdrawn_at, found[0].hidden_at),
        (None, None, None)
    );
    assert_eq!(found[1].parent, Some(CommentId::new(1)));
    assert_eq!(
        store.comment_by_id(CommentId::new(2)).await.unwrap().as_ref(),
        Some(&found[1])
    );
    assert_eq!(store.comment_by_id(CommentId::new(9)).await.unwrap(), None);
    assert_eq!(store.comment_count(document).await.unwrap(), 2);
}

pub async fn an_edited_comment_keeps_what_it_said(store: Db) {
    let (author, document) = member_and_text(&store).await;
    let id = CommentId::new(1);
    store
        .comment(&act_by(author, "comment.make"), &comment(1, document, author))
        .await
        .unwrap();
    for (minute, body) in [(1, "Second"), (2, "Third")] {
        store
            .edit_comment(&act_at(later(minute), "comment.edit"), id, body)
            .await
            .unwrap();
    }
    let found = store.comment_by_id(id).await.unwrap().unwrap();
    assert_eq!(
        (found.body.as_str(), found.created_at, found.edited_at),
        ("Third", NOON, Some(later(2)))
    );
    assert_eq!(
        store.comment_history(id).await.unwrap(),
        [
            CommentEdit {
                number: 1,
                body: "Comment 1".to_owned(),
                at: NOON
            },
            CommentEdit {
                number: 2,
                body: "Second".to_owned(),
                at: later(1)
            },
        ]
    );
}

pub async fn a_comment_that_was_taken_back_is_gone(store: Db) {
    let (author, document) = member_and_text(&store).await;
    let id = CommentId::new(1);
    store
        .comment(&act_by(author, "comment.make"), &comment(1, document, author))
        .await
        .unwrap();
    store
        .edit_comment(&act_at(later(1), "comment.edit"), id, "Second")
        .await
        .unwrap();
    store
        .withdraw_comment(&act_at(later(2), "comment.withdraw"), id)
        .await
        .unwrap();
    let found = store.comment_by_id(id).await.unwrap().unwrap();
    assert_eq!((found.body.as_str(), found.withdrawn_at), ("", Some(later(2))));
    assert_eq!(store.comment_history(id).await.unwrap(), []);
    assert_eq!(store.comment_count(document).await.unwrap(), 0);
    assert_eq!(store.comments(document).await.unwrap().len(), 1);
}

pub async fn a_comment_that_was_taken_back_is_not_edited(store: Db) {
    let (author, document) = member_and_text(&store).await;
    let id = CommentId::new(1);
    store
        .comment(&act_by(author, "comment.make"), &comment(1, document, author))
        .await
        .unwrap();
    store
        .withdraw_comment(&act_at(later(2), "comment.withdraw"), id)
        .await
        .unwrap();
    let answer = store
        .edit_comment(&act_at(later(3), "comment.edit"), id, "Back again")
        .await;
    assert!(matches!(answer, Err(StoreError::Stale)), "{answer:?}");
    assert_eq!(store.comment_by_id(id).await.unwrap().unwrap().body, "");
}

pub async fn a_hidden_comment_is_not_counted(store: Db) {
    let (author, document) = member_and_text(&store).await;
    let id = CommentId::new(1);
    store
        .comment(&act_by(author, "comment.make"), &comment(1, document, author))
        .await
        .unwrap();
    store
        .comment(&act_by(author, "comment.make"), &comment(2, document, author))
        .await
        .unwrap();
    let hide = Act {
        at: later(1),
        ..act_by(author, "comment.hide")
    };
    store.hide_comment(&hide, id, "Names a client").await.unwrap();
    let found = store.comment_by_id(id).await.unwrap().unwrap();
    assert_eq!(
        (found.hidden_at, found.hidden_reason.as_str()),
        (Some(later(1)), "Names a client")
    );
    assert_eq!(found.body, "Comment 1");
    assert_eq!(store.comment_count(document).await.unwrap(), 1);
}

pub async fn a_view_replaces_the_one_before_and_keeps_it(store: Db) {
    let (author, document, round) = text_in_round(&store).await;
    store
        .give_view(&act_by(author, "view.give"), &view(1, round, document, author))
        .await
        .unwrap();
    let second = NewView {
        stance: Stance::Oppose,
        capacity: Capacity::ClpOfficer,
        ..view(2, round, document, author)
    };
    store
        .give_view(&act_at(later(1), "view.give"), &second)
        .await
        .unwrap();
    let current = store.views(round).await.unwrap();
    assert_eq!(current.len(), 1);
    assert_eq!(
        (current[0].id, current[0].round, current[0].member),
        (second.id, round, author)
    );
    assert_eq!(
        (current[0].member_name.as_str(), current[0].category),
        ("Person 001", Category::PartyMember)
    );
    assert_eq!(
        (current[0].version, current[0].stance, current[0].capacity),
        (1, Stance::Oppose, Capacity::ClpOfficer)
    );
    assert_eq!(
        (&current[0].reason, current[0].at, current[0].current),
        (&second.reason, later(1), true)
    );
    let all = store.views_of(author, document).await.unwrap();
    assert_eq!(
        all.iter()
            .map(|view| (view.stance, view.current))
            .collect::<Vec<_>>(),
        [(Stance::Oppose, true), (Stance::Support, false)]
    );
}

pub async fn views_of_one_round_leave_another_alone(store: Db) {
    let (author, document, first) = text_in_round(&store).await;
    let window = Window {
        opens: later(60),
        closes: later(90),
    };
    let second = NewRound {
        window,
        ..round(2, document, author)
    };
    store
        .open_round(&act_at(later(60), "round.open"), &second)
        .await
        .unwrap();
    store
        .give_view(&act("view.give"), &view(1, first, document, author))
        .await
        .unwrap();
    store
        .give_view(
            &act_at(later(60), "view.give"),
            &view(2, second.id, document, author),
        )
        .await
        .unwrap();
    assert_eq!(store.views(first).await.unwrap().len(), 1);
    assert_eq!(store.views(second.id).await.unwrap().len(), 1);
    assert!(
        store
            .views_of(author, document)
            .await
            .unwrap()
            .iter()
            .all(|view| view.current)
    );
}

pub async fn fifty_parallel_views_of_one_member_are_one(store: Db) {
    let (author, document, round) = text_in_round(&store).await;
    let answers = at_once(50, |n| {
        let store = store.clone();
        async move {
            store
                .give_view(&act_by(author, "view.give"), &view(n, round, document, author))
                .await
                .is_ok()
        }
    })
    .await;
    assert!(answers.into_iter().all(|done| done));
    assert_eq!(store.views(round).await.unwrap().len(), 1);
    let all = store.views_of(author, document).await.unwrap();
    assert_eq!(
        (all.len(), all.iter().filter(|view| view.current).count()),
        (50, 1)
    );
    chain(&store).await;
}

pub async fn fifty_parallel_views_of_fifty_members_are_fifty(store: Db) {
    people(&store, 50, &[Role::Member]).await;
    let author = MemberId::new(1);
    let document = text(&store, author, 1).await;
    store
        .open_round(&act_by(author, "round.open"), &round(1, document, author))
        .await
        .unwrap();
    let answers = at_once(50, |n| {
        let store = store.clone();
        async move {
            let new = view(n, RoundId::new(1), document, MemberId::new(n));
            store
                .give_view(&act_by(new.member, "view.give"), &new)
                .await
                .is_ok()
        }
    })
    .await;
    assert!(answers.into_iter().all(|done| done));
    assert_eq!(store.views(RoundId::new(1)).await.unwrap().len(), 50);
}
