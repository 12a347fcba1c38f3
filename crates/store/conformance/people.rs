//! The group, its members, and how they sign in.

use super::scene::*;
use domain::ids::{EmailChangeId, MemberId, SignInId};
use domain::people::{Category, Email, Role, Roles};
use store::{Act, MemberChange, NewEmailChange, Organisation, SignIn, StoreError};

/// A group.
pub fn group() -> Organisation {
    Organisation {
        name: "Group".to_owned(),
        about: "About it".to_owned(),
        imprint: "Published by it".to_owned(),
        contact: "group@example.org".to_owned(),
        quorum: 3,
        demo: true,
    }
}

/// What leaves a member as [`person`] made them.
fn change(n: u128, roles: &[Role]) -> MemberChange {
    let person = person(n, roles);
    MemberChange {
        id: person.id,
        name: person.name,
        roles: person.roles,
        category: person.category,
        clp: person.clp,
        region: person.region,
        invited_until: person.invited_until,
        blocked_at: None,
        end_sessions: false,
    }
}

pub async fn a_group_is_set_up_once_and_changed(store: Db) {
    assert_eq!(store.organisation().await.unwrap(), None);
    store.settle(&act("group.settle"), &group()).await.unwrap();
    assert_eq!(store.organisation().await.unwrap(), Some(group()));
    // Nothing turns a group into a demonstration, which anybody may enter, or back.
    let other = Organisation {
        name: "Other".to_owned(),
        about: "Other".to_owned(),
        imprint: "Other".to_owned(),
        contact: "Other".to_owned(),
        quorum: 5,
        demo: false,
    };
    store.settle(&act("group.settle"), &other).await.unwrap();
    assert_eq!(
        store.organisation().await.unwrap(),
        Some(Organisation { demo: true, ..other })
    );
}

pub async fn people_are_found_by_id_and_address(store: Db) {
    let (second, first) = (person(2, &[Role::Chair]), person(1, &[Role::Supporter]));
    store
        .admit(&act("member.import"), &[second.clone(), first.clone()], None)
        .await
        .unwrap();
    let found = store.member(second.id).await.unwrap().unwrap();
    assert_eq!(
        store.member_by_email(&second.email).await.unwrap().as_ref(),
        Some(&found)
    );
    assert_eq!(found.email, second.email.as_str());
    assert_eq!(found.name, second.name);
    assert_eq!(found.roles, Roles::of(&[Role::Chair]));
    assert_eq!(found.category, Category::PartyMember);
    assert_eq!((found.clp.as_str(), found.region.as_str()), ("Northgate", "East"));
    assert_eq!(
        (found.created_at, found.invited_until),
        (NOON, second.invited_until)
    );
    assert_eq!((found.confirmed_at, found.blocked_at), (None, None));
    let names: Vec<_> = store
        .members()
        .await
        .unwrap()
        .into_iter()
        .map(|member| member.name)
        .collect();
    assert_eq!(names, [first.name, second.name]);
    assert_eq!(store.member(MemberId::new(9)).await.unwrap(), None);
    assert_eq!(
        store
            .member_by_email(&Email::parse("nobody@example.org").unwrap())
            .await
            .unwrap(),
        None
    );
}

pub async fn an_address_that_is_there_keeps_the_whole_list_out(store: Db) {
    member(&store, 1, &[Role::Member]).await;
    let mut again = person(3, &[Role::Member]);
    again.email = person(1, &[]).email;
    let list = [person(2, &[Role::Member]), again];
    let answer = store
        .admit(
            &act("member.import"),
            &list,
            Some(&request(1, Some(MemberId::new(2)))),
        )
        .await;
    assert!(matches!(answer, Err(StoreError::Taken("row"))), "{answer:?}");
    assert_eq!(store.members().await.unwrap().len(), 1);
    assert_eq!(store.sign_in(SignInId::new(1)).await.unwrap(), None);
    assert_eq!(chain(&store).await.len(), 1);
}

pub async fn a_change_replaces_what_a_member_holds(store: Db) {
    let id = member(&store, 1, &[Role::Member]).await;
    let change = MemberChange {
        id,
        name: "New Name".to_owned(),
        roles: Roles::of(&[Role::Committee, Role::Administrator]),
        category: Category::Supporter,
        clp: "Southgate".to_owned(),
        region: "West".to_owned(),
        invited_until: later(5),
        blocked_at: Some(later(1)),
        end_sessions: false,
    };
    store.change_member(&act("member.change"), &change).await.unwrap();
    let found = store.member(id).await.unwrap().unwrap();
    assert_eq!(found.name, change.name);
    assert_eq!(found.roles, change.roles);
    assert_eq!(found.category, change.category);
    assert_eq!((found.clp, found.region), (change.clp, change.region));
    assert_eq!(
        (found.invited_until, found.blocked_at),
        (change.invited_until, change.blocked_at)
    );
    assert_eq!(found.email, "person1@example.org");
}

pub async fn people_change_their_details_and_nothing_else(store: Db) {
    let id = member(&store, 1, &[Role::Member]).await;
    // Meanwhile somebody who looks after accounts has made them chair and blocked them.
    let made = MemberChange {
        blocked_at: Some(later(1)),
        ..change(1, &[Role::Chair])
    };
    store.change_member(&act("member.change"), &made).await.unwrap();
    store
        .change_details(&act_by(id, "member.account"), id, "New Name", "Southgate", "West")
        .await
        .unwrap();
    let found = store.member(id).await.unwrap().unwrap();
    assert_eq!(
        (found.name.as_str(), found.clp.as_str(), found.region.as_str()),
        ("New Name", "Southgate", "West")
    );
    assert_eq!((found.roles, found.blocked_at), (made.roles, made.blocked_at));
}

pub async fn the_last_administrator_stays(store: Db) {
    people(&store, 2, &[Role::Administrator]).await;
    store
        .change_member(&act("member.change"), &change(1, &[Role::Member]))
        .await
        .unwrap();
    let demoted = store
        .change_member(&act("member.change"), &change(2, &[Role::Member]))
        .await;
    assert!(
        matches!(demoted, Err(StoreError::Taken("administrator"))),
        "{demoted:?}"
    );
    let blocked = MemberChange {
        blocked_at: Some(NOON),
        ..change(2, &[Role::Administrator])
    };
    let blocked = store.change_member(&act("member.change"), &blocked).await;
    assert!(
        matches!(blocked, Err(StoreError::Taken("administrator"))),
        "{blocked:?}"
    );
    // Where there is none, other people can still be changed.
    let found = store.member(MemberId::new(2)).await.unwrap().unwrap();
    assert!(found.roles.has(Role::Administrator) && found.blocked_at.is_none());
    store
        .change_member(&act("member.change"), &change(1, &[Role::Chair]))
        .await
        .unwrap();
}

pub async fn two_administrators_cannot_remove_each_other_at_once(store: Db) {
    people(&store, 20, &[Role::Administrator]).await;
    at_once(20, |n| {
        let store = store.clone();
        async move {
            store
                .change_member(&act("member.change"), &change(n, &[Role::Member]))
                .await
                .is_ok()
        }
    })
    .await;
    let left = store
        .members()
        .await
        .unwrap()
        .iter()
        .filter(|member| member.roles.has(Role::Administrator))
        .count();
    assert_eq!(left, 1);
}

pub async fn a_request_is_found_by_link_and_by_id(store: Db) {
    let id = member(&store, 1, &[Role::Member]).await;
    store
        .ask_sign_in(&act("sign-in.ask"), &request(1, Some(id)), None)
        .await
        .unwrap();
    store
        .ask_sign_in(&act("sign-in.ask"), &request(2, None), None)
        .await
        .unwrap();
    let known = SignIn {
        id: SignInId::new(1),
        member: Some(id),
        code_hash: "code 1".to_owned(),
        next: "/texts".to_owned(),
        expires_at: later(15),
        attempts: 0,
        used: false,
    };
    assert_eq!(
        store.sign_in(SignInId::new(1)).await.unwrap().as_ref(),
        Some(&known)
    );
    assert_eq!(store.sign_in_by_token("link 1").await.unwrap(), Some(known));
    assert_eq!(
        store.sign_in_by_token("link 2").await.unwrap().unwrap().member,
        None
    );
    assert_eq!(store.sign_in_by_token("link 3").await.unwrap(), None);
    assert_eq!(store.sign_in(SignInId::new(3)).await.unwrap(), None);
}

pub async fn requests_are_limited_by_member_and_time(store: Db) {
    people(&store, 2, &[Role::Member]).await;
    let (one, two) = (MemberId::new(1), MemberId::new(2));
    let ask = async |n: u128, member, minute, since| {
        let act = Act {
            mails: vec![mail(n)],
            ..act_at(later(minute), "sign-in.ask")
        };
        match store
            .ask_sign_in(&act, &request(n, member), Some((2, later(since))))
            .await
        {
            Ok(()) => true,
            Err(StoreError::Taken("sign-in")) => false,
            Err(other) => panic!("{other}"),
        }
    };
    assert!(ask(1, Some(one), 0, 0).await);
    assert!(ask(2, Some(one), 10, 0).await);
    assert!(!ask(3, Some(one), 20, 0).await);
    assert!(ask(4, Some(two), 20, 0).await);
    for n in 5..8 {
        assert!(ask(n, None, 20, 0).await);
    }
    // The first one was too long ago to count.
    assert!(ask(8, Some(one), 20, 1).await);
    assert_eq!(store.sign_in(SignInId::new(3)).await.unwrap(), None);
    assert_eq!(store.mails_waiting().await.unwrap(), 7);
    // An invitation goes out whatever was asked before.
    store
        .ask_sign_in(&act("member.invite"), &request(9, Some(one)), None)
        .await
        .unwrap();
}

pub async fn requests_are_limited_when_made_at_once_too(store: Db) {
    let id = member(&store, 1, &[Role::Member]).await;
    let answers = at_once(20, |n| {
        let store = store.clone();
        async move {
            store
                .ask_sign_in(&act("sign-in.ask"), &request(n, Some(id)), Some((5, NOON)))
                .await
                .is_ok()
        }
    })
    .await;
    assert_eq!(answers.into_iter().filter(|asked| *asked).count(), 5);
}

pub async fn a_request_is_used_once(store: Db) {
    let id = member(&store, 1, &[Role::Member]).await;
    for n in [1, 2] {
        store
            .ask_sign_in(&act("sign-in.ask"), &request(n, Some(id)), None)
            .await
            .unwrap();
    }
    let (first, second) = (act_at(later(1), "sign-in"), act_at(later(2), "sign-in"));
    assert!(
        store
            .use_sign_in(&first, SignInId::new(1), &session(1, id))
            .await
            .unwrap()
    );
    assert!(
        !store
            .use_sign_in(&second, SignInId::new(1), &session(2, id))
            .await
            .unwrap()
    );
    assert!(store.sign_in(SignInId::new(1)).await.unwrap().unwrap().used);
    assert_eq!(store.session("session 2", NOON).await.unwrap(), None);
    // Only the first time tells when the invitation was taken up.
    assert!(
        store
            .use_sign_in(&second, SignInId::new(2), &session(3, id))
            .await
            .unwrap()
    );
    assert_eq!(
        store.member(id).await.unwrap().unwrap().confirmed_at,
        Some(later(1))
    );
}

pub async fn a_request_is_used_once_under_twenty_parallel_tries(store: Db) {
    let id = member(&store, 1, &[Role::Member]).await;
    store
        .ask_sign_in(&act("sign-in.ask"), &request(1, Some(id)), None)
        .await
        .unwrap();
    let answers = at_once(20, |n| {
        let store = store.clone();
        async move {
            store
                .use_sign_in(&act("sign-in"), SignInId::new(1), &session(n, id))
                .await
                .unwrap()
        }
    })
    .await;
    assert_eq!(answers.into_iter().filter(|used| *used).count(), 1);
    let mut open = 0;
    for n in 1..=20 {
        open += u32::from(
            store
                .session(&format!("session {n}"), NOON)
                .await
                .unwrap()
                .is_some(),
        );
    }
    assert_eq!(open, 1);
    assert_eq!(chain(&store).await.len(), 3);
}

pub async fn a_request_that_ran_out_is_not_used(store: Db) {
    let id = member(&store, 1, &[Role::Member]).await;
    store
        .ask_sign_in(&act("sign-in.ask"), &request(1, Some(id)), None)
        .await
        .unwrap();
    let late = act_at(later(15), "sign-in");
    assert!(
        !store
            .use_sign_in(&late, SignInId::new(1), &session(1, id))
            .await
            .unwrap()
    );
    assert_eq!(store.member(id).await.unwrap().unwrap().confirmed_at, None);
    let in_time = act_at(later(14), "sign-in");
    assert!(
        store
            .use_sign_in(&in_time, SignInId::new(1), &session(1, id))
            .await
            .unwrap()
    );
}

pub async fn tries_at_a_code_run_out(store: Db) {
    store
        .ask_sign_in(&act("sign-in.ask"), &request(1, None), None)
        .await
        .unwrap();
    let mut left = Vec::new();
    for _ in 0..5 {
        left.push(store.try_code(SignInId::new(1), 3).await.unwrap());
    }
    assert_eq!(left, [Some(2), Some(1), Some(0), None, None]);
    assert_eq!(
        store.sign_in(SignInId::new(1)).await.unwrap().unwrap().attempts,
        3
    );
    assert_eq!(store.try_code(SignInId::new(2), 3).await.unwrap(), None);
}

pub async fn tries_at_a_code_run_out_for_parallel_guesses_too(store: Db) {
    store
        .ask_sign_in(&act("sign-in.ask"), &request(1, None), None)
        .await
        .unwrap();
    let answers = at_once(20, |_| {
        let store = store.clone();
        async move { store.try_code(SignInId::new(1), 5).await.unwrap() }
    })
    .await;
    let mut granted: Vec<u32> = answers.into_iter().flatten().collect();
    granted.sort_unstable();
    assert_eq!(granted, [0, 1, 2, 3, 4]);
}

pub async fn a_session_holds_until_it_runs_out(store: Db) {
    let id = member(&store, 1, &[Role::Member]).await;
    store
        .open_session(&act("sign-in.demo"), &session(1, id))
        .await
        .unwrap();
    assert_eq!(
        store
            .session("session 1", later(59))
            .await
            .unwrap()
            .map(|member| member.id),
        Some(id)
    );
    assert_eq!(store.session("session 1", later(60)).await.unwrap(), None);
    assert_eq!(store.session("session 2", NOON).await.unwrap(), None);
}

pub async fn a_session_ends_alone_or_with_all_others(store: Db) {
    people(&store, 2, &[Role::Member]).await;
    let (one, two) = (MemberId::new(1), MemberId::new(2));
    for (n, member) in [(1, one), (2, one), (3, one), (4, two)] {
        store
            .open_session(&act("sign-in.demo"), &session(n, member))
            .await
            .unwrap();
    }
    let open = async |store: &Db| {
        let mut open = Vec::new();
        for n in 1..=4 {
            if store
                .session(&format!("session {n}"), NOON)
                .await
                .unwrap()
                .is_some()
            {
                open.push(n);
            }
        }
        open
    };
    store
        .end_session(&act_by(one, "sign-out"), "session 1")
        .await
        .unwrap();
    assert_eq!(open(&store).await, [2, 3, 4]);
    store
        .end_sessions(&act_by(one, "sign-out.everywhere"), one)
        .await
        .unwrap();
    assert_eq!(open(&store).await, [4]);
}

pub async fn a_block_ends_sessions_and_links(store: Db) {
    let id = member(&store, 1, &[Role::Member]).await;
    store
        .open_session(&act("sign-in.demo"), &session(1, id))
        .await
        .unwrap();
    store
        .ask_sign_in(&act("sign-in.ask"), &request(1, Some(id)), None)
        .await
        .unwrap();
    let block = MemberChange {
        blocked_at: Some(NOON),
        end_sessions: true,
        ..change(1, &[Role::Member])
    };
    store.change_member(&act("member.change"), &block).await.unwrap();
    store
        .change_member(&act("member.change"), &change(1, &[Role::Member]))
        .await
        .unwrap();
    // Letting them in again brings neither back.
    assert_eq!(store.session("session 1", NOON).await.unwrap(), None);
    assert!(
        !store
            .use_sign_in(&act("sign-in"), SignInId::new(1), &session(2, id))
            .await
            .unwrap()
    );
}

pub async fn a_blocked_member_has_no_session_at_all(store: Db) {
    let id = member(&store, 1, &[Role::Member]).await;
    store
        .open_session(&act("sign-in.demo"), &session(1, id))
        .await
        .unwrap();
    let block = MemberChange {
        blocked_at: Some(NOON),
        ..change(1, &[Role::Member])
    };
    store.change_member(&act("member.change"), &block).await.unwrap();
    assert_eq!(store.session("session 1", NOON).await.unwrap(), None);
}

pub async fn new_roles_hold_in_a_session_that_is_open(store: Db) {
    let id = member(&store, 1, &[Role::Committee]).await;
    store
        .open_session(&act("sign-in.demo"), &session(1, id))
        .await
        .unwrap();
    store
        .change_member(&act("member.change"), &change(1, &[Role::Supporter]))
        .await
        .unwrap();
    let roles = store.session("session 1", NOON).await.unwrap().unwrap().roles;
    assert_eq!(roles, Roles::of(&[Role::Supporter]));
}

fn email_change(n: u128, member: MemberId, email: &str) -> NewEmailChange {
    NewEmailChange {
        id: EmailChangeId::new(n),
        member,
        email: Email::parse(email).unwrap(),
        token_hash: format!("change {n}"),
        expires_at: later(60),
    }
}

pub async fn an_address_is_changed_once_and_only_to_its_own(store: Db) {
    let one = member(&store, 1, &[Role::Member]).await;
    let two = member(&store, 2, &[Role::Member]).await;
    let most = (5, NOON.plus_minutes(-60));
    let asked = act_by(one, "member.ask-address");
    for (n, email) in [
        (1, "first@example.org"),
        (2, "second@example.org"),
        (3, "person2@example.org"),
    ] {
        store
            .ask_email_change(&asked, &email_change(n, one, email), most)
            .await
            .unwrap();
    }
    store
        .open_session(&act("sign-in.demo"), &session(1, one))
        .await
        .unwrap();
    // Somebody else's address is nobody's to take, and nothing has happened.
    let used = act_by(one, "member.address");
    let answer = store.use_email_change(&used, EmailChangeId::new(3)).await;
    assert!(matches!(answer, Err(StoreError::Taken("row"))), "{answer:?}");
    assert!(store.session("session 1", NOON).await.unwrap().is_some());
    let answers = at_once(20, |n| {
        let (store, used) = (store.clone(), used.clone());
        async move {
            store
                .use_email_change(&used, EmailChangeId::new(1 + n % 2))
                .await
                .unwrap()
        }
    })
    .await;
    assert_eq!(answers.iter().filter(|used| **used).count(), 1);
    let email = store.member(one).await.unwrap().unwrap().email;
    assert!(
        ["first@example.org", "second@example.org"].contains(&email.as_str()),
        "{email}"
    );
    assert_eq!(store.session("session 1", NOON).await.unwrap(), None);
    for n in 1..=3 {
        let change = store.email_change(&format!("change {n}")).await.unwrap().unwrap();
        assert!(change.used, "{n}");
    }
    assert_eq!(
        store.member(two).await.unwrap().unwrap().email,
        "person2@example.org"
    );
    // One that has run out changes nothing.
    let late = NewEmailChange {
        expires_at: NOON,
        ..email_change(4, one, "late@example.org")
    };
    store.ask_email_change(&asked, &late, most).await.unwrap();
    assert!(
        !store
            .use_email_change(&used, EmailChangeId::new(4))
            .await
            .unwrap()
    );
    // Five by one member, or to one address, are enough.
    store
        .ask_email_change(&asked, &email_change(5, one, "late@example.org"), most)
        .await
        .unwrap();
    let answer = store
        .ask_email_change(&asked, &email_change(6, one, "other@example.org"), most)
        .await;
    assert!(
        matches!(answer, Err(StoreError::Taken("email-change"))),
        "{answer:?}"
    );
    store.sweep(NOON.plus_days(8)).await.unwrap();
    assert_eq!(store.email_change("change 1").await.unwrap(), None);
}

pub async fn tries_are_counted_by_client_and_time(store: Db) {
    let salt = store.day_salt(1, "one").await.unwrap();
    assert_eq!(salt, "one");
    assert_eq!(store.day_salt(1, "two").await.unwrap(), "one");
    let mut counts = at_once(20, |_| {
        let store = store.clone();
        async move { store.count_try("client", NOON).await.unwrap() }
    })
    .await;
    counts.sort_unstable();
    assert_eq!(counts, (1..=20).collect::<Vec<_>>());
    assert_eq!(store.count_try("other", NOON).await.unwrap(), 1);
    assert_eq!(store.count_try("client", later(10)).await.unwrap(), 1);
    store.sweep(NOON.plus_days(1)).await.unwrap();
    assert_eq!(store.count_try("client", NOON).await.unwrap(), 1);
    assert_eq!(store.day_salt(1, "three").await.unwrap(), "three");
}
