//! Passkeys: keys that devices hold, and the questions by which they are tried.

use super::scene::*;
use domain::ids::{MemberId, PasskeyId};
use domain::people::Role;
use store::{Challenge, NewPasskey, NewSession, StoreError};

fn passkey(n: u128, member: MemberId) -> NewPasskey {
    NewPasskey {
        id: PasskeyId::new(n),
        member,
        credential_id: format!("key-{n}"),
        credential: format!("public {n}"),
        name: format!("Device {n}"),
    }
}

pub async fn a_passkey_reads_back_and_is_removed_by_its_owner(store: Db) {
    let (one, two) = (
        member(&store, 1, &[Role::Member]).await,
        member(&store, 2, &[Role::Member]).await,
    );
    let add = act_by(one, "passkey.add");
    store.add_passkey(&add, &passkey(1, one), 2).await.unwrap();
    store.add_passkey(&add, &passkey(2, one), 2).await.unwrap();
    let full = store.add_passkey(&add, &passkey(3, one), 2).await;
    assert!(matches!(full, Err(StoreError::Taken("passkey"))), "{full:?}");
    let again = store.add_passkey(&add, &passkey(2, two), 2).await;
    assert!(matches!(again, Err(StoreError::Taken("row"))), "{again:?}");
    let found = store.passkey("key-1").await.unwrap().unwrap();
    assert_eq!((found.member, found.name.as_str()), (one, "Device 1"));
    assert_eq!((found.credential.as_str(), found.used_at), ("public 1", None));
    assert_eq!(store.passkeys(one).await.unwrap().len(), 2);
    assert_eq!(store.passkeys(two).await.unwrap(), []);

    let events = chain(&store).await.len();
    let remove = act_by(two, "passkey.remove");
    assert!(
        !store
            .remove_passkey(&remove, two, PasskeyId::new(1))
            .await
            .unwrap()
    );
    assert_eq!(chain(&store).await.len(), events, "nothing happened");
    assert!(
        store
            .remove_passkey(&remove, one, PasskeyId::new(1))
            .await
            .unwrap()
    );
    assert_eq!(store.passkey("key-1").await.unwrap(), None);
    store.erase(&act_by(one, "member.erase"), one).await.unwrap();
    assert_eq!(store.passkey("key-2").await.unwrap(), None);
}

pub async fn a_passkey_is_used_from_one_state_once(store: Db) {
    let one = member(&store, 1, &[Role::Member]).await;
    store
        .add_passkey(&act_by(one, "passkey.add"), &passkey(1, one), 9)
        .await
        .unwrap();
    let before = store.passkey("key-1").await.unwrap().unwrap();
    let session = |hash: &str| NewSession {
        token_hash: hash.to_owned(),
        member: one,
        expires_at: NOON.plus_days(1),
    };
    let act = act_by(one, "sign-in");
    assert!(
        store
            .use_passkey(&act, &before, "public 1, used", &session("a"))
            .await
            .unwrap()
    );
    assert!(
        !store
            .use_passkey(&act, &before, "public 1, used again", &session("b"))
            .await
            .unwrap()
    );
    assert!(store.session("a", NOON).await.unwrap().is_some());
    assert!(store.session("b", NOON).await.unwrap().is_none());
    assert_eq!(store.session_since("a", NOON).await.unwrap(), Some(NOON));
    assert_eq!(store.session_since("b", NOON).await.unwrap(), None);
    let after = store.passkey("key-1").await.unwrap().unwrap();
    assert_eq!(
        (after.credential.as_str(), after.used_at),
        ("public 1, used", Some(NOON))
    );
}

pub async fn a_question_is_answered_once_and_in_time(store: Db) {
    let one = member(&store, 1, &[Role::Member]).await;
    let question = |hash: &str, member| Challenge {
        token_hash: hash.to_owned(),
        member,
        state: format!("state of {hash}"),
        expires_at: NOON.plus_minutes(5),
    };
    for (hash, member) in [("a", Some(one)), ("b", None), ("c", None)] {
        store.ask_passkey(&question(hash, member)).await.unwrap();
    }
    let later = NOON.plus_minutes(5);
    assert_eq!(
        store.take_challenge("a", NOON).await.unwrap(),
        Some(question("a", Some(one)))
    );
    assert_eq!(store.take_challenge("a", NOON).await.unwrap(), None);
    assert_eq!(store.take_challenge("b", later).await.unwrap(), None);
    assert_eq!(store.take_challenge("b", NOON).await.unwrap(), None);
    store.sweep(later.plus_minutes(1)).await.unwrap();
    assert_eq!(store.take_challenge("c", NOON).await.unwrap(), None);
}
