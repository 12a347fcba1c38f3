//! Amendments and merges.

use super::scene::*;
use domain::amendment::{Fit, Hand, State};
use domain::ids::{AmendmentId, DocumentId, MemberId, MergeId};
use domain::people::Role;
use store::{AmendmentChange, NewAmendment, NewForm, NewMove, StoreError};

pub fn amendment(n: u128, document: DocumentId, author: MemberId) -> NewAmendment {
    NewAmendment {
        id: AmendmentId::new(n),
        document,
        parent: None,
        author,
        mover: format!("Mover {n}"),
        seconder: format!("Seconder {n}"),
        reason: format!("Reason {n}"),
    }
}

pub fn words(text: &str) -> NewForm {
    NewForm {
        base: 1,
        parent_form: None,
        text: text.to_owned(),
        fit: Fit::Written,
    }
}

pub fn change(n: u128, revision: u32, moves: &[State]) -> AmendmentChange {
    let step = |state: &State| NewMove {
        state: *state,
        member: MemberId::new(1),
        hand: Hand::Committee,
        reason: format!("To {}", state.word()),
        version: 1,
    };
    AmendmentChange {
        id: AmendmentId::new(n),
        revision,
        words: None,
        form: None,
        moves: moves.iter().map(step).collect(),
        version: None,
    }
}

async fn propose(store: &Db, n: u128, document: DocumentId) -> u32 {
    let author = MemberId::new(1);
    store
        .propose(
            &act_by(author, "amendment.draft"),
            &amendment(n, document, author),
            &words(&format!("text {n}")),
        )
        .await
        .unwrap()
}

pub async fn an_amendment_reads_back_as_it_was_proposed(store: Db) {
    let (author, document) = member_and_text(&store).await;
    assert_eq!(propose(&store, 7, document).await, 1);
    assert_eq!(propose(&store, 8, document).await, 2);
    let read = store.amendment(document, 1).await.unwrap().unwrap();
    assert_eq!(
        (read.id, read.number, read.author),
        (AmendmentId::new(7), 1, author)
    );
    assert_eq!(
        (read.state, read.revision, read.parent, read.version),
        (State::Draft, 1, None, None)
    );
    assert_eq!(
        (read.mover.as_str(), read.seconder.as_str(), read.reason.as_str()),
        ("Mover 7", "Seconder 7", "Reason 7")
    );
    assert_eq!(
        (read.form.number, read.form.base, read.form.text.as_str()),
        (1, 1, "text 7")
    );
    assert_eq!(store.amendments(document).await.unwrap().len(), 2);
    assert_eq!(store.amendment(document, 3).await.unwrap(), None);
}

pub async fn amendments_are_numbered_within_their_text(store: Db) {
    let (author, first) = member_and_text(&store).await;
    let second = text(&store, author, 2).await;
    assert_eq!(propose(&store, 1, first).await, 1);
    assert_eq!(propose(&store, 2, second).await, 1);
    let together = (10..30_u128).map(|n| {
        let store = store.clone();
        tokio::spawn(async move { propose(&store, n, first).await })
    });
    let mut numbers = Vec::new();
    for one in together.collect::<Vec<_>>() {
        numbers.push(one.await.unwrap());
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (2..22).collect::<Vec<u32>>());
}

pub async fn an_amendment_moves_and_every_move_and_form_is_kept(store: Db) {
    let (_, document) = member_and_text(&store).await;
    propose(&store, 1, document).await;
    let act = act_by(MemberId::new(1), "amendment.move");
    let all = AmendmentChange {
        words: Some(("M".to_owned(), "S".to_owned(), "R".to_owned())),
        form: Some(words("other text")),
        ..change(1, 1, &[State::Submitted, State::Tabled])
    };
    store.change_amendment(&act, &all).await.unwrap();
    let read = store.amendment(document, 1).await.unwrap().unwrap();
    assert_eq!(
        (read.state, read.revision, read.form.number),
        (State::Tabled, 2, 2)
    );
    assert_eq!(
        (read.mover.as_str(), read.form.text.as_str()),
        ("M", "other text")
    );
    assert_eq!(read.tabled_at, Some(NOON));
    let forms = store.amendment_forms(read.id).await.unwrap();
    assert_eq!(
        forms.iter().map(|form| form.text.as_str()).collect::<Vec<_>>(),
        ["text 1", "other text"]
    );
    let moves = store.amendment_moves(read.id).await.unwrap();
    assert_eq!(
        moves
            .iter()
            .map(|step| (step.state, step.reason.as_str(), step.hand))
            .collect::<Vec<_>>(),
        [
            (State::Submitted, "To submitted", Hand::Committee),
            (State::Tabled, "To tabled", Hand::Committee)
        ]
    );
}

pub async fn whoever_has_not_seen_the_latest_changes_no_amendment(store: Db) {
    let (_, document) = member_and_text(&store).await;
    propose(&store, 1, document).await;
    propose(&store, 2, document).await;
    let act = act_by(MemberId::new(1), "amendment.move");
    store
        .change_amendment(&act, &change(1, 1, &[State::Submitted]))
        .await
        .unwrap();
    let before = store.chain_head().await.unwrap();
    // One of two is stale: neither changes, and nothing is in the log.
    let both = [
        change(2, 1, &[State::Submitted]),
        change(1, 1, &[State::Withdrawn]),
    ];
    let answer = store.change_amendments(&act, &both).await;
    assert!(matches!(answer, Err(StoreError::Stale)), "{answer:?}");
    let states: Vec<State> = store
        .amendments(document)
        .await
        .unwrap()
        .iter()
        .map(|one| one.state)
        .collect();
    assert_eq!(states, [State::Submitted, State::Draft]);
    assert_eq!(store.chain_head().await.unwrap(), before);
}

pub async fn amendments_wait_for_their_proposers_and_the_committee(store: Db) {
    let (author, document) = member_and_text(&store).await;
    for n in 1..=3 {
        propose(&store, n, document).await;
    }
    let act = act_by(author, "amendment.move");
    store
        .change_amendment(&act, &change(2, 1, &[State::Submitted]))
        .await
        .unwrap();
    store
        .change_amendment(&act, &change(3, 1, &[State::Withdrawn]))
        .await
        .unwrap();
    let own = store.own_amendments(author, 10).await.unwrap();
    let mut numbers: Vec<u32> = own.iter().map(|one| one.number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2]);
    let submitted = store.submitted_amendments(10).await.unwrap();
    assert_eq!(submitted.len(), 1);
    assert_eq!(
        (submitted[0].number, submitted[0].latest, submitted[0].base),
        (2, 1, 1)
    );
    assert_eq!(submitted[0].parent, None);
    assert_eq!(store.amendment_count(document).await.unwrap(), 0);
    store
        .change_amendment(&act, &change(2, 2, &[State::Tabled]))
        .await
        .unwrap();
    assert_eq!(store.amendment_count(document).await.unwrap(), 1);
    let other = member(&store, 2, &[Role::Member]).await;
    assert_eq!(store.own_amendments(other, 10).await.unwrap(), []);
}

pub async fn a_text_has_one_open_merge(store: Db) {
    let (author, document) = member_and_text(&store).await;
    let act = act_by(author, "merge.begin");
    let begin = async |n| {
        store
            .begin_merge(
                &act,
                MergeId::new(n),
                document,
                1,
                &["one".to_owned(), "two".to_owned()],
            )
            .await
    };
    assert_eq!(store.open_merge(document).await.unwrap(), None);
    begin(1).await.unwrap();
    assert!(matches!(begin(2).await, Err(StoreError::Taken("merge"))));
    let open = store.open_merge(document).await.unwrap().unwrap();
    assert_eq!(
        (open.id, open.steps, open.base, open.ended_at),
        (MergeId::new(1), 2, 1, None)
    );
    store.end_merge(&act, open.id, 2).await.unwrap();
    assert_eq!(store.open_merge(document).await.unwrap(), None);
    begin(2).await.unwrap();
}

pub async fn of_twenty_steps_at_once_one_is_taken(store: Db) {
    let (author, document) = member_and_text(&store).await;
    let id = MergeId::new(1);
    store
        .begin_merge(&act_by(author, "merge.begin"), id, document, 1, &[])
        .await
        .unwrap();
    let steps = (0..20).map(|n| {
        let store = store.clone();
        tokio::spawn(async move {
            store
                .step_merge(&act_by(author, "merge.step"), id, 0, &format!("step {n}"))
                .await
        })
    });
    let mut taken = 0;
    for step in steps.collect::<Vec<_>>() {
        match step.await.unwrap() {
            Ok(()) => taken += 1,
            Err(StoreError::Stale) => {}
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(taken, 1);
    let steps = store.merge_steps(id).await.unwrap();
    assert_eq!((steps.len(), steps[0].number), (1, 1));
}

pub async fn a_merge_is_saved_as_a_whole_or_not_at_all(store: Db) {
    let (author, document) = member_and_text(&store).await;
    propose(&store, 1, document).await;
    propose(&store, 2, document).await;
    let act = act_by(author, "merge.save");
    store
        .begin_merge(&act, MergeId::new(1), document, 1, &[])
        .await
        .unwrap();
    let merge = store.open_merge(document).await.unwrap().unwrap();
    let new = version(document, author, "merged");
    let fate = |n, revision| AmendmentChange {
        version: Some(2),
        ..change(n, revision, &[State::Incorporated])
    };
    let stale = store
        .save_merge(&act, &merge, &new, "[]", &[fate(1, 1), fate(2, 9)])
        .await;
    assert!(matches!(stale, Err(StoreError::Stale)), "{stale:?}");
    assert_eq!(store.version(document, 2).await.unwrap(), None);
    assert_eq!(
        store.amendment(document, 1).await.unwrap().unwrap().state,
        State::Draft
    );
    assert!(store.open_merge(document).await.unwrap().is_some());

    let number = store
        .save_merge(&act, &merge, &new, "[1]", &[fate(1, 1), fate(2, 1)])
        .await
        .unwrap();
    assert_eq!(number, 2);
    let read = store.amendment(document, 2).await.unwrap().unwrap();
    assert_eq!((read.state, read.version), (State::Incorporated, Some(2)));
    assert_eq!(store.open_merge(document).await.unwrap(), None);
    let traces = store.traces(document).await.unwrap();
    assert_eq!(
        (traces.len(), traces[0].version, traces[0].passages.as_str()),
        (1, 2, "[1]")
    );
    let again = store.save_merge(&act, &merge, &new, "[]", &[]).await;
    assert!(matches!(again, Err(StoreError::Stale)));
}
