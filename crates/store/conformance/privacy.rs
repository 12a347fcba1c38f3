//! What is kept about one person, and forgetting them.

use super::amendments::{amendment, change, words};
use super::composites::{moving, source};
use super::positions::position;
use super::scene::*;
use domain::amendment::{Hand, State};
use domain::composite::{Answer, Move};
use domain::decision::Verdict;
use domain::ids::{AmendmentId, CommentId, DocumentId, MemberId, RedLineId, RoundId};
use domain::people::Role;
use domain::position::Stand;
use store::{
    AmendmentChange, NewAmendment, NewAnswer, NewApproval, NewCompositeMove, NewMove, NewPosition,
    NewRedLine, NewVersion, StoreError,
};

/// Members `1` (the author of text `1`) and `2`, who have each commented and given a view in an open round.
pub async fn two_who_speak(store: &Db) -> (MemberId, MemberId) {
    let (author, document) = member_and_text(store).await;
    let other = member(store, 2, &[Role::Committee]).await;
    let opened = round(1, document, author);
    store
        .open_round(&act_by(author, "round.open"), &opened)
        .await
        .unwrap();
    for (n, who) in [(1, author), (2, other)] {
        store
            .comment(&act_by(who, "comment.add"), &comment(n, document, who))
            .await
            .unwrap();
        store
            .give_view(
                &act_by(who, "view.give"),
                &view(n, RoundId::new(1), document, who),
            )
            .await
            .unwrap();
    }
    store
        .edit_comment(&act_by(other, "comment.edit"), CommentId::new(2), "Said better")
        .await
        .unwrap();
    (author, other)
}

/// The first composite of [`all_that_one_says`].
const COMPOSITE: DocumentId = DocumentId::new(5);

/// What one says of their own, wherever the program asks for words.
pub const OWN: [&str; 6] = [
    "Mine of a view",
    "Mine of a vote",
    "Mine of an amendment",
    "Mine of taking it back",
    "Mine of a red line",
    "Mine of a red line that was withdrawn",
];

/// What one writes down for the group, which others rely on.
const OF_THE_GROUP: [&str; 6] = [
    "Ours of a version",
    "Ours of giving back",
    "Ours of an answer",
    "Ours of a move",
    "Ours of a position",
    "Ours of an amendment's words",
];

/// What nobody does past the program either, once all that has been said, with what the database answers.
pub const REWORDINGS: [(&str, &str); 8] = [
    ("UPDATE approval SET reason = 'other'", "a vote never changes"),
    (
        "UPDATE amendment_move SET reason = 'other'",
        "what was done with an amendment never changes",
    ),
    (
        "UPDATE amendment_move SET reason = '' WHERE hand = 'committee'",
        "what was done with an amendment never changes",
    ),
    (
        "UPDATE amendment_move SET state = 'carried'",
        "what was done with an amendment never changes",
    ),
    ("UPDATE red_line SET reason = 'other'", "a red line never changes"),
    (
        "UPDATE composite_answer SET authority = 'Another'",
        "an answer never changes",
    ),
    ("UPDATE composite_answer SET note = ''", "an answer never changes"),
    (
        "UPDATE composite_move SET mover = 'Another'",
        "a recorded move never changes",
    ),
];

/// Member `2` says something in all those places, and is named by others. Text `1` is decided by them and member `3`.
pub async fn all_that_one_says(store: &Db, author: MemberId, other: MemberId) {
    let document = DocumentId::new(1);
    let third = member(store, 3, &[Role::Committee]).await;
    let mut second = view(3, RoundId::new(1), document, other);
    second.reason = OWN[0].to_owned();
    store
        .give_view(&act_by(other, "view.give"), &second)
        .await
        .unwrap();
    let vote_of_theirs = NewApproval {
        reason: OWN[1].to_owned(),
        ..vote(2, document, Verdict::Against)
    };
    for (who, vote) in [
        (other, vote_of_theirs),
        (third, vote(3, document, Verdict::Against)),
    ] {
        store.vote(&act_by(who, "version.vote"), &vote).await.unwrap();
    }

    let theirs = NewAmendment {
        mover: "Person 002".to_owned(),
        reason: OWN[2].to_owned(),
        ..amendment(1, document, other)
    };
    let of_the_author = NewAmendment {
        seconder: "person  002".to_owned(),
        ..amendment(4, document, author)
    };
    for (who, one, text) in [(other, theirs, OF_THE_GROUP[5]), (author, of_the_author, "words")] {
        store
            .propose(&act_by(who, "amendment.draft"), &one, &words(text))
            .await
            .unwrap();
    }
    let step = |state, hand, reason: &str| NewMove {
        state,
        member: other,
        hand,
        reason: reason.to_owned(),
        version: 1,
    };
    for (n, step) in [
        (1, step(State::Withdrawn, Hand::Proposer, OWN[3])),
        (4, step(State::Returned, Hand::Committee, OF_THE_GROUP[1])),
    ] {
        let moved = AmendmentChange {
            moves: vec![step],
            ..change(n, 1, &[])
        };
        store
            .change_amendment(&act_by(other, "amendment.move"), &moved)
            .await
            .unwrap();
    }

    let first = NewVersion {
        clauses: Vec::new(),
        ..version(COMPOSITE, author, "")
    };
    store
        .group(
            &act_by(author, "composite.group"),
            &super::scene::document(5),
            &first,
            &[source(10), source(11)],
        )
        .await
        .unwrap();
    let by = act_by(other, "composite");
    let line = |n, clause, reason: &str| NewRedLine {
        id: RedLineId::new(n),
        document: COMPOSITE,
        source: 1,
        clause,
        member: other,
        reason: reason.to_owned(),
    };
    store.draw_red_line(&by, &line(1, 1, OWN[4])).await.unwrap();
    store.draw_red_line(&by, &line(2, 2, OWN[5])).await.unwrap();
    store
        .withdraw_red_line(&by, RedLineId::new(2), other)
        .await
        .unwrap();
    let answer = NewAnswer {
        document: COMPOSITE,
        source: 1,
        version: 1,
        answer: Answer::Agrees,
        authority: "PERSON 002".to_owned(),
        given_on: "2026-10-12".to_owned(),
        note: OF_THE_GROUP[2].to_owned(),
        member: other,
    };
    store.answer(&by, &answer).await.unwrap();
    for (seen, kind) in [(0, Move::Sent), (1, Move::Moved)] {
        let step = NewCompositeMove {
            seconder: "Person 002".to_owned(),
            note: OF_THE_GROUP[3].to_owned(),
            ..moving(COMPOSITE, other, seen, kind, 1)
        };
        store.record_move(&by, &step).await.unwrap();
    }

    let held = NewPosition {
        reason: OF_THE_GROUP[4].to_owned(),
        ..position(1, document, 0, Stand::Against, false)
    };
    store
        .record_position(&act_by(other, "position.record"), &held)
        .await
        .unwrap();
    let saved = NewVersion {
        note: OF_THE_GROUP[0].to_owned(),
        ..version(document, other, "two")
    };
    store
        .save_version(&act_by(other, "version.save"), 1, &saved)
        .await
        .unwrap();
}

/// All that the pages show of it, and what somebody is told is kept about them.
pub async fn all_that_is_shown(store: &Db, member: MemberId) -> String {
    let document = DocumentId::new(1);
    let mut said = format!("{:?}", store.own_records(member).await.unwrap());
    for shown in [
        format!("{:?}", store.views(RoundId::new(1)).await.unwrap()),
        format!("{:?}", store.views_of(member, document).await.unwrap()),
        format!("{:?}", store.comments(document).await.unwrap()),
        format!("{:?}", store.approvals(document, 1).await.unwrap()),
        format!("{:?}", store.amendments(document).await.unwrap()),
        format!("{:?}", store.amendment_moves(AmendmentId::new(1)).await.unwrap()),
        format!("{:?}", store.amendment_moves(AmendmentId::new(4)).await.unwrap()),
        format!("{:?}", store.red_lines(COMPOSITE).await.unwrap()),
        format!("{:?}", store.answers(COMPOSITE).await.unwrap()),
        format!("{:?}", store.moves(COMPOSITE).await.unwrap()),
        format!("{:?}", store.positions(document).await.unwrap()),
        format!("{:?}", store.version(document, 2).await.unwrap()),
    ] {
        said.push_str(&shown);
    }
    said
}

pub async fn what_is_kept_about_one_is_told_and_nothing_of_others(store: Db) {
    let (_, other) = two_who_speak(&store).await;
    let all = store.own_records(other).await.unwrap();
    let kinds: Vec<&str> = all.iter().map(|record| record.kind).collect();
    for kind in [
        "comment",
        "earlier wording of a comment",
        "view",
        "entry in the log",
    ] {
        assert!(kinds.contains(&kind), "{kind} is missing in {kinds:?}");
    }
    let said = format!("{all:?}");
    assert!(
        said.contains("Said better") && said.contains("Comment 2") && said.contains("Reason 2"),
        "{said}"
    );
    assert!(
        !said.contains("Comment 1") && !said.contains("Reason 1") && !kinds.contains(&"version"),
        "{said}"
    );
}

pub async fn who_is_forgotten_leaves_a_pseudonym_and_the_count(store: Db) {
    let (author, other) = two_who_speak(&store).await;
    all_that_one_says(&store, author, other).await;
    let member = store.member(other).await.unwrap().unwrap();
    let decided = store.decisions(DocumentId::new(1)).await.unwrap();
    assert_eq!(decided.len(), 1);
    let before = all_that_is_shown(&store, other).await;
    let named = ["Person 002", "person  002", "PERSON 002"];
    for there in OWN.iter().chain(&OF_THE_GROUP).chain(&named) {
        assert!(before.contains(there), "{there} is missing in {before}");
    }
    store.erase(&act_by(other, "member.erase"), other).await.unwrap();
    let left = store.member(other).await.unwrap().unwrap();
    assert_eq!(
        (left.name.as_str(), left.clp.as_str(), left.region.as_str()),
        ("Former member", "", "")
    );
    assert!(left.email.ends_with("@erased.invalid") && left.blocked_at.is_some());
    let said = all_that_is_shown(&store, other).await;
    let told = [member.email.as_str(), "Comment 2", "Said better", "Reason 2"];
    for gone in OWN.iter().chain(&named).chain(&told) {
        assert!(!said.contains(gone), "{gone} is still in {said}");
    }
    for stays in &OF_THE_GROUP {
        assert!(said.contains(stays), "{stays} is gone from {said}");
    }
    // What others said, and who else is named, is left alone; so is what counts.
    for stays in [
        "Reason 1",
        "Reason 3",
        "Reason 4",
        "Mover 4",
        "Branch 10",
        "Person 003",
    ] {
        assert!(said.contains(stays), "{stays} is gone from {said}");
    }
    let views = store.views(RoundId::new(1)).await.unwrap();
    assert_eq!(views.len(), 2, "the count stays");
    assert_eq!(store.decisions(DocumentId::new(1)).await.unwrap(), decided);
    let votes = store.approvals(DocumentId::new(1), 1).await.unwrap();
    let verdicts: Vec<Verdict> = votes.iter().map(|vote| vote.verdict).collect();
    assert_eq!(verdicts, [Verdict::Against; 2]);
    assert_eq!(store.red_lines(COMPOSITE).await.unwrap().len(), 1);
    chain(&store).await;
    assert!(
        store.own_records(author).await.unwrap().len() > 4,
        "others are left alone"
    );
    assert_eq!(store.erased().await.unwrap(), [(other, NOON)]);
    let people = store.members().await.unwrap();
    assert_eq!(
        people.iter().map(|one| one.id).collect::<Vec<_>>(),
        [author, MemberId::new(3)]
    );
    // Their address is free again, and doing it twice changes nothing more.
    store.erase(&act_by(author, "member.erase"), other).await.unwrap();
    assert_eq!(store.erased().await.unwrap(), [(other, NOON)]);
    store
        .admit(
            &act("member.invite"),
            &[store::NewMember {
                id: MemberId::new(9),
                ..person(2, &[Role::Member])
            }],
            None,
        )
        .await
        .unwrap();
}

pub async fn the_last_administrator_is_not_forgotten(store: Db) {
    let one = member(&store, 1, &[Role::Administrator]).await;
    let answer = store.erase(&act_by(one, "member.erase"), one).await;
    assert!(
        matches!(answer, Err(StoreError::Taken("administrator"))),
        "{answer:?}"
    );
    assert_eq!(store.erased().await.unwrap(), []);
    assert_eq!(store.member(one).await.unwrap().unwrap().name, "Person 001");
    // After a restore the program does it all the same: to forget is not undone by an older copy.
    store.erase(&act("member.erase-again"), one).await.unwrap();
    assert_eq!(store.erased().await.unwrap(), [(one, NOON)]);
}

pub async fn no_two_members_have_names_that_look_alike(store: Db) {
    let one = member(&store, 1, &[Role::Member]).await;
    let named = |n: u128, name: &str| store::NewMember {
        name: name.to_owned(),
        ..person(n, &[Role::Member])
    };
    let like = named(2, "PERS\u{41e}N 001");
    let answer = store.admit(&act("member.invite"), &[like], None).await;
    assert!(matches!(answer, Err(StoreError::Taken("row"))), "{answer:?}");
    let two = member(&store, 2, &[Role::Member]).await;
    let answer = store
        .change_details(&act_by(two, "member.account"), two, "person 0 0 1", "", "")
        .await;
    assert!(matches!(answer, Err(StoreError::Taken("row"))), "{answer:?}");
    // Who has been forgotten has no name that anybody could be taken for; two of them are alike.
    for gone in [one, two] {
        store.erase(&act_by(gone, "member.erase"), gone).await.unwrap();
    }
    store
        .admit(&act("member.invite"), &[named(3, "Person 001")], None)
        .await
        .unwrap();
}
