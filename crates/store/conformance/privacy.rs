//! What is kept about one person, and forgetting them.

use super::scene::*;
use domain::ids::{CommentId, MemberId, RoundId};
use domain::people::Role;
use store::StoreError;

/// Members `1` (the author of text `1`) and `2`, who have each commented and given a view in an open round.
async fn two_who_speak(store: &Db) -> (MemberId, MemberId) {
    let (author, document) = member_and_text(store).await;
    let other = member(store, 2, &[Role::Member]).await;
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
    let member = store.member(other).await.unwrap().unwrap();
    store.erase(&act_by(other, "member.erase"), other).await.unwrap();
    let left = store.member(other).await.unwrap().unwrap();
    assert_eq!(
        (left.name.as_str(), left.clp.as_str(), left.region.as_str()),
        ("Former member", "", "")
    );
    assert!(left.email.ends_with("@erased.invalid") && left.blocked_at.is_some());
    let said = format!("{:?}", store.own_records(other).await.unwrap());
    for gone in [
        &member.name,
        &member.email,
        "Comment 2",
        "Said better",
        "Reason 2",
    ] {
        assert!(!said.contains(gone), "{gone} is still in {said}");
    }
    let views = store.views(RoundId::new(1)).await.unwrap();
    assert_eq!(views.len(), 2, "the count stays");
    assert!(
        store.own_records(author).await.unwrap().len() > 4,
        "others are left alone"
    );
    assert_eq!(store.erased().await.unwrap(), [(other, NOON)]);
    let people = store.members().await.unwrap();
    assert_eq!(people.iter().map(|one| one.id).collect::<Vec<_>>(), [author]);
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
