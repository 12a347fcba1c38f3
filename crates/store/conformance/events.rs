//! The event log, repeated forms, and what every write has in common.

use super::scene::*;
use domain::ids::{DocumentId, SubmissionId};
use domain::people::Role;
use store::{Act, StoreError, Submission};

pub async fn the_chain_links_every_write_to_the_one_before(store: Db) {
    assert_eq!(store.chain_head().await.unwrap(), (0, String::new()));
    let (author, document) = member_and_text(&store).await;
    let save = Act {
        subject: document.to_string(),
        detail: r#"{"number":2}"#.to_owned(),
        ..act_by(author, "version.save")
    };
    store
        .save_version(&save, 1, &version(document, author, "two"))
        .await
        .unwrap();
    let events = chain(&store).await;
    assert_eq!(
        events
            .iter()
            .map(|event| event.action.as_str())
            .collect::<Vec<_>>(),
        ["member.invite", "text.start", "version.save"]
    );
    assert_eq!(events[0].actor, "");
    assert_eq!(events[2].actor, author.to_string());
    assert_eq!(events[2].subject, document.to_string());
    assert_eq!(events[2].detail, r#"{"number":2}"#);
    assert_eq!(events[2].at, NOON);
}

pub async fn the_log_is_paged_from_the_first_on_and_by_subject(store: Db) {
    for n in 0..7_u32 {
        let act = Act {
            subject: format!("subject {}", n % 2),
            ..act("group.settle")
        };
        store.settle(&act, &super::people::group()).await.unwrap();
    }
    let numbers = |events: Vec<store::Event>| events.into_iter().map(|event| event.seq).collect::<Vec<_>>();
    assert_eq!(numbers(store.events(0, 3).await.unwrap()), [1, 2, 3]);
    assert_eq!(numbers(store.events(3, 3).await.unwrap()), [4, 5, 6]);
    assert_eq!(numbers(store.events(6, 3).await.unwrap()), [7]);
    assert_eq!(numbers(store.events(7, 3).await.unwrap()), [0; 0]);
    assert_eq!(
        numbers(store.events_about("subject 0", 3).await.unwrap()),
        [7, 5, 3]
    );
    assert_eq!(
        numbers(store.events_about("subject 1", 100).await.unwrap()),
        [6, 4, 2]
    );
    assert_eq!(numbers(store.events_about("subject", 100).await.unwrap()), [0; 0]);
}

pub async fn a_form_sent_again_is_the_same_act(store: Db) {
    let author = member(&store, 1, &[Role::Member]).await;
    let start = form(act_by(author, "text.start"), 1);
    let first = version(DocumentId::new(1), author, "one");
    assert_eq!(
        store.start(&start, &document(1), &first).await.unwrap(),
        "text-of-number-1"
    );
    // The second sending comes with ids of its own, as a new request would.
    let again = version(DocumentId::new(2), author, "one");
    match store.start(&start, &document(2), &again).await {
        Err(StoreError::Repeated(address)) => assert_eq!(address, "text-of-number-1"),
        other => panic!("{other:?}"),
    }
    assert_eq!(
        store.document_by_id(DocumentId::new(2), NOON).await.unwrap(),
        None
    );

    let save = form(act_by(author, "version.save"), 2);
    let second = version(DocumentId::new(1), author, "two");
    assert_eq!(store.save_version(&save, 1, &second).await.unwrap(), 2);
    match store.save_version(&save, 1, &second).await {
        Err(StoreError::Repeated(number)) => assert_eq!(number, "2"),
        other => panic!("{other:?}"),
    }

    let told = Act {
        result: "/motions/text-of-number-1#c1".to_owned(),
        ..form(act_by(author, "comment.make"), 3)
    };
    store
        .comment(&told, &comment(1, DocumentId::new(1), author))
        .await
        .unwrap();
    match store
        .comment(&told, &comment(2, DocumentId::new(1), author))
        .await
    {
        Err(StoreError::Repeated(result)) => assert_eq!(result, "/motions/text-of-number-1#c1"),
        other => panic!("{other:?}"),
    }
    assert_eq!(store.comments(DocumentId::new(1)).await.unwrap().len(), 1);
    assert_eq!(chain(&store).await.len(), 4);
}

pub async fn a_form_sent_again_with_other_content_is_refused(store: Db) {
    let (author, document) = member_and_text(&store).await;
    let other = member(&store, 2, &[Role::Member]).await;
    store
        .comment(
            &form(act_by(author, "comment.make"), 1),
            &comment(1, document, author),
        )
        .await
        .unwrap();
    for act in [
        form(act_by(other, "comment.make"), 1),
        form(act("comment.make"), 1),
    ] {
        let answer = store.comment(&act, &comment(2, document, other)).await;
        assert!(
            matches!(answer, Err(StoreError::Taken("submission"))),
            "{answer:?}"
        );
    }
    let answer = store
        .save_version(
            &form(act_by(author, "version.save"), 1),
            1,
            &version(document, author, "two"),
        )
        .await;
    assert!(
        matches!(answer, Err(StoreError::Taken("submission"))),
        "{answer:?}"
    );
    // Filled in with other words, as after a step back to the page.
    let again = Submission::of(SubmissionId::new(1), [("body", "other words")]);
    let other_words = Act {
        submission: Some(again),
        ..act_by(author, "comment.make")
    };
    let answer = store.comment(&other_words, &comment(2, document, author)).await;
    assert!(
        matches!(answer, Err(StoreError::Taken("submission"))),
        "{answer:?}"
    );
    let before = store.sent_before(again, author, "comment.make").await;
    assert!(
        matches!(before, Err(StoreError::Taken("submission"))),
        "{before:?}"
    );
    assert_eq!(store.comments(document).await.unwrap().len(), 1);
    assert_eq!(chain(&store).await.len(), 4);
}

pub async fn a_refused_write_leaves_nothing_behind(store: Db) {
    let (author, document) = member_and_text(&store).await;
    let before = store.chain_head().await.unwrap();
    let save = Act {
        mails: vec![mail(1)],
        ..form(act_by(author, "version.save"), 1)
    };
    let stale = store
        .save_version(&save, 7, &version(document, author, "two"))
        .await;
    assert!(matches!(stale, Err(StoreError::Stale)), "{stale:?}");
    assert_eq!(store.chain_head().await.unwrap(), before);
    assert_eq!(store.mails_waiting().await.unwrap(), 0);
    // The form has not been spent: put right, it may be sent again.
    assert_eq!(
        store
            .save_version(&save, 1, &version(document, author, "two"))
            .await
            .unwrap(),
        2
    );
    assert_eq!(store.mails_waiting().await.unwrap(), 1);
    chain(&store).await;
}

pub async fn parallel_writers_make_one_chain(store: Db) {
    let answers = at_once(50, |n| {
        let store = store.clone();
        async move {
            store
                .admit(&act("member.invite"), &[person(n, &[Role::Member])], None)
                .await
                .is_ok()
        }
    })
    .await;
    assert!(answers.into_iter().all(|done| done));
    assert_eq!(chain(&store).await.len(), 50);
}

pub async fn migrating_again_changes_nothing(store: Db) {
    let (_, document) = member_and_text(&store).await;
    let before = store.document_by_id(document, NOON).await.unwrap();
    store.migrate().await.unwrap();
    store.migrate().await.unwrap();
    assert!(before.is_some());
    assert_eq!(store.document_by_id(document, NOON).await.unwrap(), before);
    assert_eq!(chain(&store).await.len(), 2);
}

pub async fn the_store_says_what_it_is(store: Db) {
    let said = store.describe().await.unwrap();
    assert!(
        said.starts_with("SQLite 3.") || said.starts_with("PostgreSQL 1"),
        "{said}"
    );
}
