//! Looking after one's account over HTTP, in a group that is no demonstration.

use super::*;
use crate::chance::now;
use domain::ids::MemberId;
use domain::people::{Category, Email, Role, Roles};
use store::{NewMember, NewSession, Organisation};

/// A founded group with one member, and the cookie of their session, opened so many minutes ago.
pub(super) struct Founded {
    scene: Scene,
    member: MemberId,
}

impl Founded {
    async fn new() -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let scene = Scene::in_folder(folder).await;
        let call = &scene.call;
        let group = Organisation {
            name: "The Group".to_owned(),
            about: String::new(),
            imprint: "Published by the Group".to_owned(),
            contact: "group@example.org".to_owned(),
            quorum: 3,
            demo: false,
        };
        let act = call.act("group.settle", "group", &Default::default());
        call.store.settle(&act, &group).await.unwrap();
        let member = NewMember {
            id: call.id(MemberId::new),
            email: Email::parse("ada@example.org").unwrap(),
            name: "Ada".to_owned(),
            roles: Roles::of(&[Role::Administrator]),
            category: Category::PartyMember,
            clp: String::new(),
            region: String::new(),
            invited_until: now().plus_days(14),
        };
        call.store
            .admit(&act, std::slice::from_ref(&member), None)
            .await
            .unwrap();
        Self {
            member: member.id,
            scene,
        }
    }

    async fn cookie(&self, minutes_ago: i64) -> String {
        let call = &self.scene.call;
        let token = format!("{:064x}", call.id(|bits| bits));
        let hash: String = Sha256::digest(&token)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let mut act = call.act("sign-in", self.member, &Default::default());
        act.at = now().plus_minutes(-minutes_ago);
        let session = NewSession {
            token_hash: hash,
            member: self.member,
            expires_at: now().plus_days(30),
        };
        call.store.open_session(&act, &session).await.unwrap();
        format!("session={token}")
    }

    /// The mail to an address, which is then taken out of the box.
    async fn mail_to(&self, email: &str) -> Option<String> {
        let store = &self.scene.call.store;
        let mails = store.due_mails(now().plus_days(1), 100).await.unwrap();
        let mail = mails.into_iter().find(|mail| mail.recipient == email)?;
        store.mail_sent(mail.id, now()).await.unwrap();
        Some(mail.body)
    }
}

#[tokio::test]
async fn an_address_is_changed_from_the_form_to_the_link_and_the_button() {
    let founded = Founded::new().await;
    let scene = &founded.scene;
    let cookie = founded.cookie(1).await;
    let other = founded.cookie(2).await;
    let account = scene.get_as(&cookie, "/account").await;
    assert!(account.body.contains("New e-mail address"), "{}", account.body);

    let wrong = scene
        .post_as(&cookie, "/api/account/address", &[("new_email", "no address")])
        .await;
    let again = scene.get_as(&cookie, wrong.header(LOCATION)).await;
    assert!(
        again.body.contains("value=\"no address\"") && again.body.contains("error-summary"),
        "what was typed is shown again, with what is wrong"
    );
    let asked = scene
        .post_as(
            &cookie,
            "/api/account/address",
            &[("new_email", "new@example.org")],
        )
        .await;
    assert_eq!(asked.header(LOCATION), "/account?mailed=1#h-address");
    let told = scene.get_as(&cookie, "/account?mailed=1").await;
    assert!(told.body.contains("A mail is on its way to the new address."));
    assert!(told.body.contains("ada@example.org") && !told.body.contains("new@example.org"));
    assert!(
        founded.mail_to("ada@example.org").await.is_some(),
        "the old one hears of it"
    );
    let mail = founded.mail_to("new@example.org").await.unwrap();
    let link = mail
        .lines()
        .find_map(|line| line.trim().strip_prefix("http://group.example"))
        .unwrap()
        .to_owned();

    // Whoever opens the link sees what it does; only the button does it.
    let before = scene.head().await;
    for _ in 0..3 {
        let page = scene.get(&link).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("Use this address") && page.body.contains("new@example.org"));
    }
    assert_eq!(scene.head().await, before);
    let token = link.rsplit('/').next().unwrap();
    let done = scene
        .post_as("", "/api/account/address/confirm", &[("token", token)])
        .await;
    assert_eq!(
        (done.status, done.header(LOCATION)),
        (StatusCode::SEE_OTHER, "/sign-in")
    );
    for ended in [&cookie, &other] {
        let page = scene.get_as(ended, "/account").await;
        assert!(
            page.header(LOCATION).starts_with("/sign-in?next="),
            "every session has ended"
        );
    }
    let spent = scene.get(&link).await;
    assert!(spent.body.contains("This link has been used"), "{}", spent.body);
    let fresh = founded.cookie(0).await;
    let account = scene.get_as(&fresh, "/account").await;
    assert!(account.body.contains("new@example.org") && !account.body.contains("ada@example.org"));
}

#[tokio::test]
async fn a_copy_of_ones_data_asks_to_sign_in_once_more() {
    let founded = Founded::new().await;
    let scene = &founded.scene;
    let stale = founded.cookie(16).await;
    let asked = scene.get_as(&stale, "/account/data.json").await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    assert_eq!(asked.header(LOCATION), "/sign-in?next=/account%23h-data&again=1");
    let page = scene.get_as(&stale, asked.header(LOCATION)).await;
    assert!(page.body.contains("please sign in once more"), "{}", page.body);
    assert!(page.body.contains("value=\"/account#h-data\""), "and comes back");
    let fresh = founded.cookie(14).await;
    let given = scene.get_as(&fresh, "/account/data.json").await;
    assert_eq!(given.status, StatusCode::OK);
    assert!(given.header(CONTENT_DISPOSITION).starts_with("attachment"));
    assert!(given.body.contains("ada@example.org"));
    let visitor = scene.get("/account/data.json").await;
    assert!(visitor.status != StatusCode::OK && !visitor.body.contains("ada@"));
}

#[tokio::test]
async fn what_somebody_said_of_their_own_is_on_no_page_once_they_are_forgotten() {
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    let gone = scene.enter("Member (Northgate CLP)").await;
    let store = &scene.call.store;
    let composite = store.composites(now(), 1, 0).await.unwrap().remove(0);
    let mut pages = vec![format!("/composites/{}", composite.slug)];
    for document in store.documents(now(), true, None, 50, 0).await.unwrap() {
        for round in store.rounds_of(document.id).await.unwrap() {
            pages.push(format!("/motions/{}/round?round={}", document.slug, round.id));
        }
    }
    let mut before = String::new();
    for page in &pages {
        before.push_str(&scene.get_as(&chair, page).await.body);
    }
    let own = [
        "the number of lessons are why our branch wrote this",
        "Two of our branches have asked for this for years",
    ];
    for said in own {
        assert!(before.contains(said), "{said} is on none of {pages:?}");
    }
    let told = scene.get_as(&gone, "/account").await;
    assert!(told.body.contains(domain::retention::FORGOTTEN));
    let done = scene
        .post_as(
            &gone,
            "/api/account/forget",
            &[("email", "northgate@example.org")],
        )
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let mut after = String::new();
    for page in &pages {
        after.push_str(&scene.get_as(&chair, page).await.body);
    }
    for said in own {
        assert!(!after.contains(said), "{said} is still there");
    }
    assert!(after.contains("its reason was deleted, as whoever drew it asked"));
    assert!(after.contains("Former member") && !after.contains("Member (Northgate CLP)"));
}

#[tokio::test]
async fn signing_in_again_ends_the_session_before() {
    let founded = Founded::new().await;
    let scene = &founded.scene;
    let before = founded.cookie(20).await;
    scene
        .post_as(
            &before,
            "/api/sign-in/ask",
            &[("email", "ada@example.org"), ("next", "/texts")],
        )
        .await;
    let mail = founded.mail_to("ada@example.org").await.unwrap();
    let token = mail
        .lines()
        .find_map(|line| line.trim().strip_prefix("http://group.example/sign-in/link/"))
        .unwrap();
    let entered = scene
        .post_as(&before, "/api/sign-in/link", &[("token", token)])
        .await;
    assert_eq!(entered.header(LOCATION), "/texts");
    let after = cookie_of(&entered);
    assert_ne!(before, after);
    assert_eq!(scene.get_as(&after, "/account").await.status, StatusCode::OK);
    let gone = scene.get_as(&before, "/account").await;
    assert!(gone.header(LOCATION).starts_with("/sign-in?next="));
}

#[tokio::test]
async fn what_a_device_is_asked_is_told_to_those_who_may_ask() {
    let founded = Founded::new().await;
    let scene = &founded.scene;
    let (fresh, stale) = (founded.cookie(1).await, founded.cookie(20).await);
    // The site of the tests has no secure address, so there is nothing to ask.
    for (cookie, kind) in [("", "enter"), (fresh.as_str(), "add")] {
        let told = scene.post_as(cookie, "/told/passkey", &[("for", kind)]).await;
        assert_eq!(
            (told.status, told.body.as_str()),
            (StatusCode::NOT_FOUND, ""),
            "{kind}"
        );
    }
    for (cookie, status) in [
        ("", StatusCode::NOT_FOUND),
        (stale.as_str(), StatusCode::FORBIDDEN),
    ] {
        let told = scene.post_as(cookie, "/told/passkey", &[("for", "add")]).await;
        assert_eq!(told.status, status);
    }
    assert!(!scene.get("/sign-in").await.body.contains("data-passkey"));
    let foreign = [(http::HeaderName::from_static("sec-fetch-site"), "cross-site")];
    let told = scene
        .with(Method::POST, "/told/passkey", &foreign, "for=enter".to_owned())
        .await;
    assert_eq!(told.status, StatusCode::FORBIDDEN);
}
