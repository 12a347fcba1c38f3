//! The head of the log, sent to the committee.

use crate::scene::*;
use domain::people::Role;
use service::{Call, mail_head};

/// Has everybody signed in once: who never did may not have the address that was typed for them.
async fn confirmed(scene: &Scene, name: &str, roles: &[Role]) -> Call {
    let call = scene.person(name, roles).await;
    let visitor = scene.visitor();
    let asked = service::people::ask(&visitor, &format!("{name}@example.org"), "/")
        .await
        .unwrap();
    let mail = scene.post().await.pop().unwrap();
    let code: String = mail.subject.chars().rev().take(6).collect();
    let code: String = code.chars().rev().collect();
    service::people::by_code(&visitor, &asked.id.to_string(), &code)
        .await
        .unwrap();
    call
}

#[tokio::test]
async fn the_head_goes_to_the_committee_once_a_week() {
    let scene = Scene::new().await;
    let visitor = scene.visitor();
    assert!(!mail_head(&visitor).await.unwrap(), "there is nobody to keep it");
    confirmed(&scene, "chair", &[Role::Chair]).await;
    confirmed(&scene, "committee", &[Role::Committee]).await;
    confirmed(&scene, "member", &[Role::Member]).await;
    scene.person("invited", &[Role::Committee]).await;
    let (seq, hash) = scene.store.chain_head().await.unwrap();
    let (one, two) = tokio::join!(mail_head(&visitor), mail_head(&visitor));
    assert!(one.unwrap() != two.unwrap(), "two instances send one");
    let mails = scene.post().await;
    let mut to: Vec<&str> = mails.iter().map(|mail| mail.recipient.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, ["chair@example.org", "committee@example.org"]);
    for mail in &mails {
        assert!(
            mail.subject.ends_with(&format!("entry {seq}")),
            "{}",
            mail.subject
        );
        assert!(mail.body.contains(&hash) && mail.body.contains(&format!("verify --head {hash}")));
    }
    // It stays in the log, whatever is written later.
    let events = scene.store.events(seq - 1, 1).await.unwrap();
    assert_eq!(events[0].hash, hash);
    assert!(!mail_head(&at(&visitor, 60)).await.unwrap());
    assert!(mail_head(&at(&visitor, 8 * 24 * 60)).await.unwrap());
    scene.post().await;
    scene.settle(|group| group.demo = true).await;
}

#[tokio::test]
async fn no_more_than_so_many_mails_sign_people_in() {
    let scene = Scene::new().await;
    let visitor = scene.visitor();
    for n in 0..100 {
        let name = format!("person{n}");
        scene.person(&name, &[Role::Member]).await;
        for _ in 0..5 {
            service::people::ask(&visitor, &format!("{name}@example.org"), "/")
                .await
                .unwrap();
        }
    }
    assert_eq!(scene.post().await.len(), 500);
    // Told plainly, and the same to whoever it is.
    for email in ["person1@example.org", "nobody@example.org"] {
        let refused = service::people::ask(&visitor, email, "/").await;
        crate::scene::refused(refused, "", service::Trouble::MailsSpent);
    }
    let later = at(&visitor, 61);
    service::people::ask(&later, "person1@example.org", "/")
        .await
        .unwrap();
    assert_eq!(scene.post().await.len(), 1);
}
