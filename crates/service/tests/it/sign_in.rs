//! Signing in by link and by code.

use crate::scene::*;
use domain::people::Role;
use domain::time::Instant;
use service::people::{
    Asked, Invitation, Session, Standing, ask, by_code, by_link, change, invite, pending, who,
};
use service::{Call, Error, Trouble};

/// The code in a mail.
fn code(body: &str) -> &str {
    body.lines()
        .map(str::trim)
        .find(|line| line.len() == 6 && line.parse::<u32>().is_ok())
        .unwrap()
}

/// The token of the link in a mail.
fn token(body: &str) -> &str {
    body.lines()
        .find_map(|line| line.trim().strip_prefix("https://group.example/sign-in/link/"))
        .unwrap()
}

/// Asks and answers with the request, the code and the token.
async fn asked(scene: &Scene, call: &Call, next: &str) -> (Asked, String, String) {
    let asked = ask(call, "ada@example.org", next).await.unwrap();
    let mails = scene.post().await;
    assert_eq!(mails.len(), 1);
    (
        asked,
        code(&mails[0].body).to_owned(),
        token(&mails[0].body).to_owned(),
    )
}

async fn enters(scene: &Scene, session: &Session, now: Instant) -> Option<String> {
    let call = Call {
        now,
        ..scene.visitor()
    };
    who(&call, &session.token)
        .await
        .unwrap()
        .map(|member| member.name.clone())
}

#[tokio::test]
async fn a_link_signs_in_once() {
    let scene = Scene::new().await;
    scene.person("ada", &[Role::Member]).await;
    let visitor = scene.visitor();
    let (_, _, token) = asked(&scene, &visitor, "/motions/buses").await;
    let session = by_link(&visitor, &token).await.unwrap();
    assert_eq!(session.next, "/motions/buses");
    assert_eq!(enters(&scene, &session, NOON).await.as_deref(), Some("ada"));
    refused(by_link(&visitor, &token).await, "", Trouble::LinkSpent);
    refused(pending(&visitor, &token).await, "", Trouble::LinkSpent);
    // It holds for thirty days.
    assert!(enters(&scene, &session, NOON.plus_days(29)).await.is_some());
    assert!(enters(&scene, &session, NOON.plus_days(31)).await.is_none());
}

#[tokio::test]
async fn a_code_signs_in_once() {
    let scene = Scene::new().await;
    scene.person("ada", &[Role::Member]).await;
    let visitor = scene.visitor();
    let (request, code, token) = asked(&scene, &visitor, "/").await;
    // People type the gap that they see.
    let typed = format!(" {} {} ", &code[..3], &code[3..]);
    let session = by_code(&visitor, &request.id.to_string(), &typed).await.unwrap();
    assert_eq!(enters(&scene, &session, NOON).await.as_deref(), Some("ada"));
    refused(
        by_code(&visitor, &request.id.to_string(), &code).await,
        "",
        Trouble::LinkSpent,
    );
    // Link and code are one request: using either spends both.
    refused(by_link(&visitor, &token).await, "", Trouble::LinkSpent);
}

#[tokio::test]
async fn nobody_learns_who_is_a_member() {
    let scene = Scene::new().await;
    scene.person("ada", &[Role::Member]).await;
    let visitor = scene.visitor();
    for email in ["nobody@example.org", "ada@example.com", "ADA+x@example.org"] {
        let request = ask(&visitor, email, "/").await.unwrap();
        assert_eq!(scene.post().await, []);
        // A wrong code is answered as for a member.
        refused(
            by_code(&visitor, &request.id.to_string(), "000000").await,
            "code",
            Trouble::WrongCode(4),
        );
    }
    let known = ask(&visitor, " ADA@Example.org", "/").await.unwrap();
    assert_eq!(scene.post().await.len(), 1);
    refused(
        by_code(&visitor, &known.id.to_string(), "000000").await,
        "code",
        Trouble::WrongCode(4),
    );
}

#[tokio::test]
async fn a_mail_goes_to_the_stored_address_only() {
    let scene = Scene::new().await;
    scene.person("ada", &[Role::Member]).await;
    let visitor = scene.visitor();
    ask(&visitor, "Ada@EXAMPLE.org", "/").await.unwrap();
    let mails = scene.post().await;
    assert_eq!(
        mails
            .iter()
            .map(|mail| mail.recipient.as_str())
            .collect::<Vec<_>>(),
        ["ada@example.org"]
    );
    refused(ask(&visitor, "", "/").await, "email", Trouble::Missing);
    // Look-alike letters and second recipients are no address at all.
    for email in [
        "\u{430}da@example.org",
        "ada@example.org, eve@example.org",
        "ada@example.org\r\nBcc: eve@example.org",
    ] {
        refused(ask(&visitor, email, "/").await, "email", Trouble::NotAnEmail);
    }
    assert_eq!(scene.mails().await, []);
}

#[tokio::test]
async fn at_most_five_mails_go_out_in_an_hour() {
    let scene = Scene::new().await;
    scene.person("ada", &[Role::Member]).await;
    let visitor = scene.visitor();
    for minute in 0..50 {
        ask(&at(&visitor, minute), "ada@example.org", "/").await.unwrap();
    }
    assert_eq!(scene.post().await.len(), 5);
    // What sent no mail does not count: an hour after the first there may be one more.
    ask(&at(&visitor, 61), "ada@example.org", "/").await.unwrap();
    assert_eq!(scene.post().await.len(), 1);
}

#[tokio::test]
async fn a_link_and_a_code_hold_for_fifteen_minutes() {
    let scene = Scene::new().await;
    scene.person("ada", &[Role::Member]).await;
    let visitor = scene.visitor();
    let (request, code, token) = asked(&scene, &visitor, "/").await;
    let late = at(&visitor, 15);
    refused(pending(&late, &token).await, "", Trouble::LinkSpent);
    refused(by_link(&late, &token).await, "", Trouble::LinkSpent);
    refused(
        by_code(&late, &request.id.to_string(), &code).await,
        "",
        Trouble::LinkSpent,
    );
    by_link(&at(&visitor, 14), &token).await.unwrap();
}

#[tokio::test]
async fn looking_at_a_link_spends_nothing() {
    let scene = Scene::new().await;
    scene.person("ada", &[Role::Member]).await;
    let visitor = scene.visitor();
    let (_, _, token) = asked(&scene, &visitor, "/").await;
    let before = scene.store.chain_head().await.unwrap();
    for _ in 0..3 {
        let pending = pending(&visitor, &token).await.unwrap();
        assert_eq!(
            (pending.name.as_str(), pending.email.as_str()),
            ("ada", "ada@example.org")
        );
    }
    assert_eq!(scene.store.chain_head().await.unwrap(), before);
    by_link(&visitor, &token).await.unwrap();
}

#[tokio::test]
async fn five_codes_may_be_tried() {
    let scene = Scene::new().await;
    scene.person("ada", &[Role::Member]).await;
    let visitor = scene.visitor();
    let (request, code, _) = asked(&scene, &visitor, "/").await;
    let id = request.id.to_string();
    let wrong = if code == "123456" { "654321" } else { "123456" };
    refused(by_code(&visitor, &id, "").await, "code", Trouble::Missing);
    for left in (0..5).rev() {
        refused(
            by_code(&visitor, &id, wrong).await,
            "code",
            Trouble::WrongCode(left),
        );
    }
    refused(by_code(&visitor, &id, &code).await, "", Trouble::LinkSpent);
    refused(
        by_code(&visitor, "not an id", &code).await,
        "",
        Trouble::LinkSpent,
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_more_codes_may_be_tried_all_at_once() {
    let scene = Scene::new().await;
    scene.person("ada", &[Role::Member]).await;
    let (request, code, _) = asked(&scene, &scene.visitor(), "/").await;
    let wrong = if code == "123456" { "654321" } else { "123456" };
    let tries: Vec<_> = (0..20)
        .map(|_| {
            let (call, id) = (scene.visitor(), request.id.to_string());
            tokio::spawn(async move { troubles(by_code(&call, &id, wrong).await).remove(0).1 })
        })
        .collect();
    let mut looked_at = 0;
    for one in tries {
        looked_at += u32::from(one.await.unwrap() != Trouble::LinkSpent);
    }
    assert_eq!(looked_at, 5);
}

#[tokio::test]
async fn one_request_does_not_open_another() {
    let scene = Scene::new().await;
    scene.person("ada", &[Role::Member]).await;
    scene.person("eve", &[Role::Member]).await;
    let visitor = scene.visitor();
    let (_, code, token) = asked(&scene, &visitor, "/").await;
    let own = ask(&visitor, "eve@example.org", "/").await.unwrap();
    refused(
        by_code(&visitor, &own.id.to_string(), &code).await,
        "code",
        Trouble::WrongCode(4),
    );
    refused(
        by_link(&visitor, &token.to_uppercase()).await,
        "",
        Trouble::LinkSpent,
    );
    refused(by_link(&visitor, "").await, "", Trouble::LinkSpent);
}

async fn invited(scene: &Scene, admin: &Call) -> String {
    let form = Invitation {
        email: "ada@example.org".to_owned(),
        name: "ada".to_owned(),
        roles: vec!["member".to_owned()],
        category: "party-member".to_owned(),
        ..Invitation::default()
    };
    let invited = invite(admin, &form).await.unwrap();
    let mails = scene.post().await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].body.contains(&invited.link));
    token(&mails[0].body).to_owned()
}

#[tokio::test]
async fn an_invitation_admits_for_fourteen_days() {
    let scene = Scene::new().await;
    let admin = scene.person("admin", &[Role::Administrator]).await;
    let token = invited(&scene, &admin).await;
    let visitor = scene.visitor();
    let minutes = 14 * 24 * 60;
    let late = at(&visitor, minutes);
    refused(by_link(&late, &token).await, "", Trouble::LinkSpent);
    // Nor does asking for a link of one's own get round that.
    ask(&late, "ada@example.org", "/").await.unwrap();
    assert_eq!(scene.mails().await, []);
    let session = by_link(&at(&visitor, minutes - 1), &token).await.unwrap();
    // Once taken up, it holds.
    let year = NOON.plus_days(365);
    ask(&Call { now: year, ..visitor }, "ada@example.org", "/")
        .await
        .unwrap();
    assert_eq!(scene.mails().await.len(), 1);
    assert_eq!(
        enters(&scene, &session, NOON.plus_days(15)).await.as_deref(),
        Some("ada")
    );
}

#[tokio::test]
async fn an_invitation_has_no_code() {
    let scene = Scene::new().await;
    let admin = scene.person("admin", &[Role::Administrator]).await;
    invited(&scene, &admin).await;
    // Whoever learns that a request is there still has nothing to type for it.
    let events = scene.store.events(0, 100).await.unwrap();
    assert!(
        events
            .iter()
            .all(|event| !event.detail.contains("ada") && !event.subject.contains("ada"))
    );
}

#[tokio::test]
async fn a_block_ends_everything_at_once() {
    let scene = Scene::new().await;
    let admin = scene.person("admin", &[Role::Administrator]).await;
    let ada = scene.person("ada", &[Role::Member]).await;
    let visitor = scene.visitor();
    let (_, _, token) = asked(&scene, &visitor, "/").await;
    let session = by_link(&visitor, &token).await.unwrap();
    let (_, code_request, second) = asked(&scene, &visitor, "/").await;
    let form = Standing {
        member: ada.member.as_ref().unwrap().id.to_string(),
        name: "ada".to_owned(),
        roles: vec!["member".to_owned()],
        category: "party-member".to_owned(),
        blocked: true,
        ..Standing::default()
    };
    change(&admin, &form).await.unwrap();
    assert_eq!(enters(&scene, &session, NOON).await, None);
    refused(by_link(&visitor, &second).await, "", Trouble::LinkSpent);
    assert_eq!(code_request.len(), 6);
    ask(&visitor, "ada@example.org", "/").await.unwrap();
    assert_eq!(scene.mails().await, []);
    // Let in again, they sign in anew.
    change(
        &admin,
        &Standing {
            blocked: false,
            ..form
        },
    )
    .await
    .unwrap();
    assert_eq!(enters(&scene, &session, NOON).await, None);
    asked(&scene, &visitor, "/").await;
}

#[tokio::test]
async fn only_paths_of_this_site_are_gone_to() {
    let scene = Scene::new().await;
    scene.person("ada", &[Role::Member]).await;
    for (minute, (next, gone_to)) in [
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https:evil", "/"),
        ("/a\r\nSet-Cookie: x", "/"),
        ("/texts?page=2", "/texts?page=2"),
    ]
    .into_iter()
    .enumerate()
    {
        let visitor = at(&scene.visitor(), minute as i64);
        let (_, _, token) = asked(&scene, &visitor, next).await;
        assert_eq!(by_link(&visitor, &token).await.unwrap().next, gone_to);
    }
}

#[tokio::test]
async fn signing_out_ends_one_session_or_all() {
    let scene = Scene::new().await;
    let ada = scene.person("ada", &[Role::Member]).await;
    let mut sessions = Vec::new();
    for _ in 0..3 {
        let (_, _, token) = asked(&scene, &scene.visitor(), "/").await;
        sessions.push(by_link(&scene.visitor(), &token).await.unwrap());
    }
    assert_ne!(sessions[0].token, sessions[1].token);
    service::people::sign_out(&ada, &sessions[0].token).await.unwrap();
    assert_eq!(enters(&scene, &sessions[0], NOON).await, None);
    assert!(enters(&scene, &sessions[1], NOON).await.is_some());
    service::people::sign_out_everywhere(&ada).await.unwrap();
    assert_eq!(enters(&scene, &sessions[1], NOON).await, None);
    assert_eq!(enters(&scene, &sessions[2], NOON).await, None);
    assert!(matches!(
        service::people::sign_out_everywhere(&scene.visitor()).await,
        Err(Error::SignInFirst)
    ));
}

#[tokio::test]
async fn the_database_holds_nothing_that_opens_a_session() {
    // Once the mail has left: one that waits holds what it carries.
    let scene = Scene::new().await;
    scene.person("ada", &[Role::Member]).await;
    let visitor = scene.visitor();
    let (_, code, token) = asked(&scene, &visitor, "/").await;
    let holds = |stored: &[u8], secret: &str| {
        stored
            .windows(secret.len())
            .any(|window| window == secret.as_bytes())
    };
    let stored = scene.stored().await;
    assert!(holds(&stored, "ada@example.org"), "the copy can be searched");
    assert!(!holds(&stored, &token));
    let session = by_link(&visitor, &token).await.unwrap();
    let stored = scene.stored().await;
    for secret in [&token, &session.token, &session.token.to_uppercase()] {
        assert!(!holds(&stored, secret));
    }
    assert!(!holds(&stored, &format!("The Group: {code}")));
}

#[tokio::test]
async fn only_the_demonstration_group_is_entered_without_a_mail() {
    let scene = Scene::new().await;
    let ada = scene.person("ada", &[Role::Member]).await;
    let id = ada.member.as_ref().unwrap().id.to_string();
    assert_eq!(service::people::entrances(&scene.visitor()).await.unwrap(), []);
    let answer = service::people::enter(&scene.visitor(), &id, "/").await;
    assert!(matches!(answer, Err(Error::NotFound)), "{answer:?}");
}
