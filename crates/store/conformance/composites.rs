//! Composites: their sources, answers, steps of building, red lines and moves.

use super::scene::*;
use domain::composite::{Answer, Move};
use domain::document::Kind;
use domain::ids::{DocumentId, MemberId, RedLineId};
use domain::people::Role;
use domain::permission::Setting;
use store::{NewAnswer, NewBuildStep, NewCompositeMove, NewRedLine, NewSource, NewVersion, StoreError};

pub fn source(n: u32) -> NewSource {
    NewSource {
        name: format!("Motion {n}"),
        body: format!("Branch {n}"),
        own: None,
        title: format!("Title {n}"),
        text: format!("Clause {n}.\n"),
        hash: hash_of(&n.to_string()),
        repairs: "[]".to_owned(),
    }
}

/// A committee member, and a composite of motions 10 and 11.
async fn composite(store: &Db) -> (MemberId, DocumentId) {
    let member = member(store, 1, &[Role::Committee]).await;
    let document = document(1);
    let first = NewVersion {
        clauses: Vec::new(),
        ..version(document.id, member, "")
    };
    store
        .group(
            &act_by(member, "composite.group"),
            &document,
            &first,
            &[source(10), source(11)],
        )
        .await
        .unwrap();
    (member, document.id)
}

fn step(document: DocumentId, member: MemberId, seen: u32) -> NewBuildStep {
    NewBuildStep {
        document,
        seen,
        parent: seen,
        what: "take".to_owned(),
        build: format!("build {}", seen + 1),
        member,
    }
}

pub fn moving(
    document: DocumentId,
    member: MemberId,
    seen: u32,
    kind: Move,
    version: u32,
) -> NewCompositeMove {
    NewCompositeMove {
        document,
        seen,
        kind,
        version,
        letter: "Composite A".to_owned(),
        mover: "Branch 10".to_owned(),
        seconder: "Branch 11".to_owned(),
        note: "On a show of hands".to_owned(),
        member,
    }
}

pub async fn a_composite_is_a_text_with_its_sources(store: Db) {
    let (member, id) = composite(&store).await;
    text(&store, member, 2).await;
    let found = store.document_by_id(id, NOON).await.unwrap().unwrap();
    assert_eq!(
        (found.records.kind, found.records.setting(), found.latest),
        (Kind::Composite, Setting::Composite, 1)
    );
    let other = store
        .document_by_id(DocumentId::new(2), NOON)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(other.records.kind, Kind::Motion);
    let listed = store.composites(NOON, 10, 0).await.unwrap();
    assert_eq!(listed, [found]);
    assert_eq!(store.composites(NOON, 10, 1).await.unwrap(), []);
    // Members find it among their texts; drafts stay with their authors.
    let texts = store
        .documents(NOON, false, Some(MemberId::new(9)), 10, 0)
        .await
        .unwrap();
    assert_eq!(texts.iter().map(|text| text.id).collect::<Vec<_>>(), [id]);

    let own = NewSource {
        own: Some((DocumentId::new(2), 1)),
        ..source(12)
    };
    let count = store
        .add_source(&act_by(member, "composite.source"), id, &own)
        .await
        .unwrap();
    assert_eq!(count, 3);
    let sources = store.sources(id).await.unwrap();
    let told: Vec<_> = sources
        .iter()
        .map(|source| (source.number, source.name.as_str(), source.body.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (1, "Motion 10", "Branch 10"),
            (2, "Motion 11", "Branch 11"),
            (3, "Motion 12", "Branch 12")
        ]
    );
    assert_eq!(sources[0].own, None);
    assert_eq!(sources[2].own, own.own);
    assert_eq!(sources[2].own_slug.as_deref(), Some("text-of-number-2"));
    assert_eq!((&sources[2].text, &sources[2].hash), (&own.text, &own.hash));
    assert_eq!(
        (sources[2].added_by_name.as_str(), sources[2].added_at),
        ("Person 001", NOON)
    );
    chain(&store).await;
}

pub async fn every_answer_stays(store: Db) {
    let (member, id) = composite(&store).await;
    let answer = |answer, version| NewAnswer {
        document: id,
        source: 2,
        version,
        answer,
        authority: "The branch secretary".to_owned(),
        given_on: "2026-10-12".to_owned(),
        note: "By phone".to_owned(),
        member,
    };
    let act = act_by(member, "composite.answer");
    store.answer(&act, &answer(Answer::StandsAlone, 2)).await.unwrap();
    store.answer(&act, &answer(Answer::Agrees, 3)).await.unwrap();
    let answers = store.answers(id).await.unwrap();
    let told: Vec<_> = answers
        .iter()
        .map(|answer| (answer.source, answer.number, answer.version, answer.answer))
        .collect();
    assert_eq!(told, [(2, 1, 2, Answer::StandsAlone), (2, 2, 3, Answer::Agrees)]);
    assert_eq!(answers[0].authority, "The branch secretary");
    assert_eq!(
        (answers[0].given_on.as_str(), answers[0].note.as_str()),
        ("2026-10-12", "By phone")
    );
    assert_eq!(answers[0].recorded_by_name, "Person 001");
    // There is no such source.
    let nowhere = NewAnswer {
        source: 7,
        ..answer(Answer::Agrees, 2)
    };
    assert!(store.answer(&act, &nowhere).await.is_err());
    assert_eq!(store.answers(id).await.unwrap().len(), 2);
}

pub async fn a_step_is_made_from_the_latest(store: Db) {
    let (member, id) = composite(&store).await;
    let act = act_by(member, "composite.build");
    assert_eq!(store.last_step(id).await.unwrap(), None);
    assert_eq!(store.build(&act, &step(id, member, 0)).await.unwrap(), 1);
    assert!(matches!(
        store.build(&act, &step(id, member, 0)).await,
        Err(StoreError::Stale)
    ));
    assert_eq!(store.build(&act, &step(id, member, 1)).await.unwrap(), 2);
    let last = store.last_step(id).await.unwrap().unwrap();
    assert_eq!(
        (last.revision, last.parent, last.build.as_str()),
        (2, 1, "build 2")
    );
    assert_eq!(
        (last.what.as_str(), last.member_name.as_str()),
        ("take", "Person 001")
    );
    assert_eq!(store.step(id, 1).await.unwrap().unwrap().build, "build 1");
    assert_eq!(store.step(id, 3).await.unwrap(), None);
}

pub async fn parallel_steps_make_one(store: Db) {
    let (member, id) = composite(&store).await;
    let answers = at_once(20, |_| {
        let store = store.clone();
        async move {
            store
                .build(&act_by(member, "composite.build"), &step(id, member, 0))
                .await
                .is_ok()
        }
    })
    .await;
    assert_eq!(answers.into_iter().filter(|done| *done).count(), 1);
    chain(&store).await;
}

pub async fn a_saved_build_is_a_version_with_its_provenance(store: Db) {
    let (member, id) = composite(&store).await;
    let act = act_by(member, "composite.save");
    store.build(&act, &step(id, member, 0)).await.unwrap();
    let saved = version(id, member, "two");
    assert!(matches!(
        store.save_build(&act, 1, 0, &saved, "made").await,
        Err(StoreError::Stale)
    ));
    assert_eq!(store.save_build(&act, 1, 1, &saved, "made").await.unwrap(), 2);
    assert!(matches!(
        store.save_build(&act, 1, 1, &saved, "made").await,
        Err(StoreError::Stale)
    ));
    assert_eq!(store.provenance(id, 1).await.unwrap(), None);
    assert_eq!(
        store.provenance(id, 2).await.unwrap(),
        Some((2, "made".to_owned()))
    );
    // A version that came about in another way points to the one before.
    let act = act_by(member, "version.save");
    store
        .save_version(&act, 2, &version(id, member, "three"))
        .await
        .unwrap();
    assert_eq!(
        store.provenance(id, 3).await.unwrap(),
        Some((2, "made".to_owned()))
    );
    assert_eq!(store.version(id, 2).await.unwrap().unwrap().text, "two");
}

pub async fn moves_follow_each_other(store: Db) {
    let (member, id) = composite(&store).await;
    let act = act_by(member, "composite.move");
    let sent = moving(id, member, 0, Move::Sent, 1);
    assert!(matches!(
        store
            .record_move(&act, &moving(id, member, 0, Move::Sent, 2))
            .await,
        Err(StoreError::Stale)
    ));
    store.record_move(&act, &sent).await.unwrap();
    assert!(matches!(
        store.record_move(&act, &sent).await,
        Err(StoreError::Stale)
    ));
    store.build(&act, &step(id, member, 0)).await.unwrap();
    store
        .record_move(&act, &moving(id, member, 1, Move::Moved, 1))
        .await
        .unwrap();
    let moves = store.moves(id).await.unwrap();
    let told: Vec<_> = moves
        .iter()
        .map(|step| (step.number, step.kind, step.version))
        .collect();
    assert_eq!(told, [(1, Move::Sent, 1), (2, Move::Moved, 1)]);
    let moved = &moves[1];
    assert_eq!(
        (
            moved.letter.as_str(),
            moved.mover.as_str(),
            moved.seconder.as_str(),
            moved.note.as_str()
        ),
        ("Composite A", "Branch 10", "Branch 11", "On a show of hands")
    );
    assert_eq!((moved.member_name.as_str(), moved.at), ("Person 001", NOON));

    // From here on only the meeting has a say.
    let refused = [
        store.build(&act, &step(id, member, 1)).await.map(drop),
        store.add_source(&act, id, &source(12)).await.map(drop),
        store
            .save_build(&act, 1, 1, &version(id, member, "late"), "made")
            .await
            .map(drop),
    ];
    for answer in refused {
        assert!(matches!(answer, Err(StoreError::Stale)), "{answer:?}");
    }
    chain(&store).await;
}

pub async fn a_red_line_is_drawn_once_and_withdrawn_by_its_member(store: Db) {
    let (one, id) = composite(&store).await;
    let other = member(&store, 2, &[Role::Member]).await;
    let line = |n, member| NewRedLine {
        id: RedLineId::new(n),
        document: id,
        source: 1,
        clause: 3,
        member,
        reason: format!("Reason {n}"),
    };
    let act = act_by(one, "red-line.draw");
    store.draw_red_line(&act, &line(1, one)).await.unwrap();
    assert!(matches!(
        store.draw_red_line(&act, &line(2, one)).await,
        Err(StoreError::Taken(_))
    ));
    store.draw_red_line(&act, &line(3, other)).await.unwrap();
    let told: Vec<_> = store
        .red_lines(id)
        .await
        .unwrap()
        .into_iter()
        .map(|line| (line.source, line.clause, line.member_name, line.reason))
        .collect();
    let expected = |name: &str, reason: &str| (1, 3, name.to_owned(), reason.to_owned());
    assert_eq!(
        told,
        [
            expected("Person 001", "Reason 1"),
            expected("Person 002", "Reason 3")
        ]
    );
    // Not theirs to withdraw.
    store
        .withdraw_red_line(&act, RedLineId::new(1), other)
        .await
        .unwrap();
    assert_eq!(store.red_lines(id).await.unwrap().len(), 2);
    store
        .withdraw_red_line(&act, RedLineId::new(1), one)
        .await
        .unwrap();
    assert_eq!(store.red_lines(id).await.unwrap().len(), 1);
    store.draw_red_line(&act, &line(4, one)).await.unwrap();
    assert_eq!(store.red_lines(id).await.unwrap().len(), 2);
}
