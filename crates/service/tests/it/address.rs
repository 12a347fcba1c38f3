//! Changing one's e-mail address.

use crate::scene::*;
use domain::ids::SubmissionId;
use domain::people::Role;
use service::Submission;
use service::people::{
    Account, NewAddress, ask, ask_address, change_account, confirm_address, pending_address,
    sign_out_everywhere, who,
};
use service::{Call, Error, Trouble};
use store::DueMail;

fn to(email: &str) -> NewAddress {
    NewAddress {
        email: email.to_owned(),
        ..NewAddress::default()
    }
}

/// The token of the link in a mail, if there is one.
fn token(mail: &DueMail) -> Option<&str> {
    mail.body
        .lines()
        .find_map(|line| line.trim().strip_prefix("https://group.example/account/address/"))
}

/// Asks, and answers with the token that was sent to the new address.
async fn asked(scene: &Scene, call: &Call, email: &str) -> String {
    ask_address(call, &to(email)).await.unwrap();
    let mails = scene.post().await;
    assert_eq!(mails.len(), 2, "{mails:?}");
    let link = mails.iter().find(|mail| mail.recipient == email).unwrap();
    let notice = mails.iter().find(|mail| mail.recipient != email).unwrap();
    assert_eq!(notice.recipient, call.member.as_ref().unwrap().email);
    assert_eq!(token(notice), None, "the old address proves nothing");
    token(link).unwrap().to_owned()
}

async fn email_of(scene: &Scene, call: &Call) -> String {
    let id = call.member.as_ref().unwrap().id;
    scene.by(id).await.member.unwrap().email.clone()
}

#[tokio::test]
async fn a_new_address_is_proven_where_it_is_and_told_to_the_old_one() {
    let scene = Scene::new().await;
    let ada = scene.person("ada", &[Role::Member]).await;
    let visitor = scene.visitor();
    assert!(matches!(
        ask_address(&visitor, &to("new@example.org")).await,
        Err(Error::SignInFirst)
    ));
    let token = asked(&scene, &ada, "new@example.org").await;
    // Neither asking nor opening the link changes anything.
    for _ in 0..3 {
        let pending = pending_address(&visitor, &token).await.unwrap();
        assert_eq!(
            (pending.name.as_str(), pending.email.as_str()),
            ("ada", "new@example.org")
        );
    }
    assert_eq!(email_of(&scene, &ada).await, "ada@example.org");
    let stored = scene.stored().await;
    assert!(!stored.windows(token.len()).any(|part| part == token.as_bytes()));

    confirm_address(&visitor, &token).await.unwrap();
    assert_eq!(email_of(&scene, &ada).await, "new@example.org");
    let told = scene.post().await;
    assert_eq!(
        told.iter()
            .map(|mail| mail.recipient.as_str())
            .collect::<Vec<_>>(),
        ["ada@example.org"]
    );
    // Once only; and the old address signs nobody in any more.
    refused(confirm_address(&visitor, &token).await, "", Trouble::LinkSpent);
    ask(&visitor, "ada@example.org", "/").await.unwrap();
    assert_eq!(scene.post().await, []);
    ask(&visitor, "new@example.org", "/").await.unwrap();
    assert_eq!(scene.post().await.len(), 1);
}

#[tokio::test]
async fn two_changes_at_once_confirm_only_their_own_address() {
    let scene = Scene::new().await;
    let ada = scene.person("ada", &[Role::Member]).await;
    let visitor = scene.visitor();
    let first = asked(&scene, &ada, "first@example.org").await;
    let second = asked(&scene, &ada, "second@example.org").await;
    confirm_address(&visitor, &first).await.unwrap();
    assert_eq!(email_of(&scene, &ada).await, "first@example.org");
    scene.post().await;
    // The other was asked for by whoever had the account before.
    refused(confirm_address(&visitor, &second).await, "", Trouble::LinkSpent);

    let ada = scene.by(ada.member.unwrap().id).await;
    let (third, fourth) = (
        asked(&scene, &ada, "third@example.org").await,
        asked(&scene, &ada, "fourth@example.org").await,
    );
    let (one, two) = tokio::join!(
        confirm_address(&visitor, &third),
        confirm_address(&visitor, &fourth)
    );
    let expected = if one.is_ok() {
        "third@example.org"
    } else {
        "fourth@example.org"
    };
    assert!(one.is_ok() != two.is_ok());
    assert_eq!(email_of(&scene, &ada).await, expected);
}

#[tokio::test]
async fn an_address_of_somebody_else_is_not_taken_and_not_given_away() {
    let scene = Scene::new().await;
    let ada = scene.person("ada", &[Role::Member]).await;
    let mike = scene.person("mike", &[Role::Member]).await;
    // The answer is the same as for a free one; only the asker hears of it.
    ask_address(&ada, &to("MIKE@example.org")).await.unwrap();
    let mails = scene.post().await;
    assert_eq!(
        mails
            .iter()
            .map(|mail| mail.recipient.as_str())
            .collect::<Vec<_>>(),
        ["ada@example.org"]
    );
    // Somebody takes the address while the link is on its way.
    let (one, two) = (
        asked(&scene, &ada, "free@example.org").await,
        asked(&scene, &mike, "free@example.org").await,
    );
    confirm_address(&scene.visitor(), &two).await.unwrap();
    refused(
        confirm_address(&scene.visitor(), &one).await,
        "",
        Trouble::LinkSpent,
    );
    assert_eq!(email_of(&scene, &ada).await, "ada@example.org");
    // Letters that look like those of an address are no address.
    for look_alike in [
        "m\u{131}ke@example.org",
        "\u{430}da@example.org",
        "ada@ex\u{430}mple.org",
    ] {
        refused(
            ask_address(&ada, &to(look_alike)).await,
            "new_email",
            Trouble::NotAnEmail,
        );
        refused(
            ask(&scene.visitor(), look_alike, "/").await,
            "email",
            Trouble::NotAnEmail,
        );
    }
    refused(ask_address(&ada, &to("")).await, "new_email", Trouble::Missing);
    refused(
        ask_address(&ada, &to(" ADA@example.org")).await,
        "new_email",
        Trouble::Unchanged,
    );
}

#[tokio::test]
async fn a_link_to_a_new_address_can_be_stopped_and_runs_out() {
    let scene = Scene::new().await;
    let ada = scene.person("ada", &[Role::Member]).await;
    let stopped = asked(&scene, &ada, "thief@example.org").await;
    sign_out_everywhere(&ada).await.unwrap();
    refused(
        confirm_address(&scene.visitor(), &stopped).await,
        "",
        Trouble::LinkSpent,
    );
    let late = asked(&scene, &ada, "late@example.org").await;
    let tomorrow = at(&scene.visitor(), 24 * 60);
    refused(pending_address(&tomorrow, &late).await, "", Trouble::LinkSpent);
    refused(confirm_address(&tomorrow, &late).await, "", Trouble::LinkSpent);
    assert_eq!(email_of(&scene, &ada).await, "ada@example.org");
}

#[tokio::test]
async fn a_new_address_ends_every_session() {
    let scene = Scene::new().await;
    let ada = scene.person("ada", &[Role::Member]).await;
    let visitor = scene.visitor();
    ask(&visitor, "ada@example.org", "/").await.unwrap();
    let mail = scene.post().await.remove(0);
    let link = mail
        .body
        .lines()
        .find_map(|line| line.trim().strip_prefix("https://group.example/sign-in/link/"))
        .unwrap();
    let session = service::people::by_link(&visitor, link).await.unwrap();
    assert!(who(&visitor, &session.token).await.unwrap().is_some());
    let token = asked(&scene, &ada, "new@example.org").await;
    confirm_address(&visitor, &token).await.unwrap();
    assert!(who(&visitor, &session.token).await.unwrap().is_none());
}

#[tokio::test]
async fn nobody_floods_a_mailbox_with_changes() {
    let scene = Scene::new().await;
    let (ada, eve) = (
        scene.person("ada", &[Role::Member]).await,
        scene.person("eve", &[Role::Member]).await,
    );
    for minute in 0..50 {
        let call = at(if minute % 2 == 0 { &ada } else { &eve }, minute);
        ask_address(&call, &to("victim@example.org")).await.unwrap();
    }
    let mails = scene.post().await;
    let to_victim = mails
        .iter()
        .filter(|mail| mail.recipient == "victim@example.org")
        .count();
    assert_eq!((to_victim, mails.len()), (5, 10));
    // The same form twice is one.
    let form = NewAddress {
        submission: Some(Submission::of(SubmissionId::new(9), [])),
        ..to("again@example.org")
    };
    let later = at(&ada, 500);
    ask_address(&later, &form).await.unwrap();
    let again = ask_address(&later, &form).await;
    assert!(matches!(again, Err(Error::Repeated(_))), "{again:?}");
    // An account form has no say over the address.
    change_account(
        &later,
        &Account {
            name: "ada".to_owned(),
            ..Account::default()
        },
    )
    .await
    .unwrap();
    assert_eq!(email_of(&scene, &ada).await, "ada@example.org");
}
