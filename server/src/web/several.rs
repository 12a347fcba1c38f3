//! Several instances on one database: what one writes, the others say at the next request.

use crate::chance::now;
use crate::commands::scratch;
use crate::web::tests::Scene;
use app::address;
use domain::ids::MemberId;
use http::StatusCode;
use http::header::LOCATION;
use service::Call;
use service::decisions::{Withdraw, withdraw};
use service::group::{Settings, settle};
use service::motions::{Save, save};
use service::people::{Standing, change};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::Store as _;
use store_postgres::PostgresStore;

const PUBLISHED: &str = "/published/buses-that-villages-can-rely-on";
const OPEN: &str = "school-meals-that-children-eat-together";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn instances_on_one_sqlite_file_say_the_same() {
    let one = Scene::new().await;
    let two = one.second().await;
    say_the_same(one, two).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn instances_on_one_postgresql_database_say_the_same() {
    let Some(scratch) = scratch("several").await else {
        return;
    };
    let url = scratch.url.clone();
    let ended = tokio::spawn(async move {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        // Both start at once on an empty database.
        let (one, two) = tokio::join!(instance(&url), instance(&url));
        let (one, two) = (Scene::on(one, folder.clone()), Scene::on(two, folder));
        crate::demo::fill(&one.call).await.unwrap();
        say_the_same(one, two).await;
    })
    .await;
    scratch.remove().await.unwrap();
    if let Err(failure) = ended {
        std::panic::resume_unwind(failure.into_panic());
    }
}

async fn instance(url: &str) -> Arc<PostgresStore> {
    let store = PostgresStore::open(url).await.unwrap();
    store.migrate().await.unwrap();
    Arc::new(store)
}

/// Somebody's call at an instance.
async fn call_of(scene: &Scene, name: &str) -> Call {
    let members = scene.call.store.members().await.unwrap();
    let member = members.into_iter().find(|one| one.name == name).unwrap();
    Call {
        now: now(),
        member: Some(Arc::new(member)),
        ..scene.call.clone()
    }
}

async fn say_the_same(one: Scene, two: Scene) {
    let chair = call_of(&one, "Chair and administrator").await;
    let hillfoot = call_of(&one, "Member (Hillfoot CLP)").await.member.unwrap();

    // A session of one instance is one of the other.
    let cookie = one.enter("Member (Hillfoot CLP)").await;
    let account = two.get_as(&cookie, "/account").await;
    assert_eq!(account.status, StatusCode::OK, "{}", account.body);
    assert!(account.body.contains("Hillfoot"));

    // New roles hold at the next request.
    assert_ne!(two.get_as(&cookie, "/group").await.status, StatusCode::OK);
    let standing = |roles: &[&str], blocked| Standing {
        submission: None,
        member: hillfoot.id.to_string(),
        name: hillfoot.name.clone(),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        category: "party-member".to_owned(),
        clp: hillfoot.clp.clone(),
        region: hillfoot.region.clone(),
        blocked,
    };
    change(&chair, &standing(&["member", "administrator"], false))
        .await
        .unwrap();
    // They also end the sessions that were open.
    assert!(two.get_as(&cookie, "/account").await.status.is_redirection());
    let cookie = one.enter("Member (Hillfoot CLP)").await;
    assert_eq!(two.get_as(&cookie, "/group").await.status, StatusCode::OK);
    change(&chair, &standing(&["member"], false)).await.unwrap();
    assert!(two.get_as(&cookie, "/group").await.status.is_redirection());
    let cookie = two.enter("Member (Hillfoot CLP)").await;
    assert_ne!(two.get_as(&cookie, "/group").await.status, StatusCode::OK);

    // A new version is there at the next request.
    let motion = address::motion(OPEN);
    let before = two.get_as(&cookie, &motion).await;
    assert!(before.status == StatusCode::OK && !before.body.contains("said by the other instance"));
    let document = one.call.store.document(OPEN, now()).await.unwrap().unwrap();
    let latest = one
        .call
        .store
        .version(document.id, document.latest)
        .await
        .unwrap()
        .unwrap();
    let form = Save {
        slug: OPEN.to_owned(),
        base: document.latest,
        title: latest.title.clone(),
        text: format!("{}\n\nThis was said by the other instance.", latest.text),
        note: "Said elsewhere".to_owned(),
        ..Save::default()
    };
    save(&chair, &form).await.unwrap();
    let after = two.get_as(&cookie, &motion).await;
    assert!(
        after.body.contains("said by the other instance"),
        "{}",
        after.body
    );

    // The group's name, and what becomes of a publication, although both keep public pages ready.
    for scene in [&one, &two] {
        for _ in 0..2 {
            let page = scene.get(PUBLISHED).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(!page.body.contains("Not what was meant"));
        }
    }
    let group = chair.store.organisation().await.unwrap().unwrap();
    let settings = Settings {
        submission: None,
        name: "Group of another name".to_owned(),
        about: group.about,
        imprint: group.imprint,
        contact: group.contact,
        quorum: group.quorum.to_string(),
    };
    settle(&chair, &settings).await.unwrap();
    for scene in [&one, &two] {
        let page = scene.get("/published").await;
        assert!(page.body.contains("Group of another name"), "{}", page.body);
    }
    let form = Withdraw {
        submission: None,
        slug: PUBLISHED.trim_start_matches("/published/").to_owned(),
        reason: "Not what was meant".to_owned(),
    };
    withdraw(&chair, &form).await.unwrap();
    for scene in [&two, &one] {
        let page = scene.get(PUBLISHED).await;
        assert!(page.body.contains("Not what was meant"), "{}", page.body);
    }

    // A block ends the session everywhere.
    change(&chair, &standing(&["member"], true)).await.unwrap();
    let gone = two.get_as(&cookie, "/account").await;
    assert!(gone.status.is_redirection(), "{}", gone.status);
    assert!(gone.headers[LOCATION].to_str().unwrap().starts_with("/sign-in"));

    each_mail_leaves_once(&one, &two).await;
}

/// Both deliver at the same time from the one outbox.
async fn each_mail_leaves_once(one: &Scene, two: &Scene) {
    const MAILS: usize = 60;
    let chair = MemberId::new(one.call.chance.id(now()));
    for n in 0..MAILS {
        let act = store::Act {
            actor: None,
            at: now(),
            action: "group.settle",
            subject: chair.to_string(),
            detail: "{}".to_owned(),
            submission: None,
            result: String::new(),
            mails: vec![store::NewMail {
                id: domain::ids::MailId::new(one.call.chance.id(now())),
                recipient: format!("somebody-{n}@example.org"),
                subject: format!("Mail {n}"),
                body: "Words".to_owned(),
            }],
        };
        let group = one.call.store.organisation().await.unwrap().unwrap();
        one.call.store.settle(&act, &group).await.unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let outbox = |name: &str| {
        let way = format!("file:{}", folder.path().join(name).display());
        crate::mail::Transport::parse(&way, "Group <group@example.org>").unwrap()
    };
    let stop = Arc::new(tokio::sync::Notify::new());
    let both = [(one, "one"), (two, "two")].map(|(scene, name)| {
        tokio::spawn(crate::mail::deliver(
            scene.call.clone(),
            outbox(name),
            stop.clone(),
        ))
    });
    let mut turns = 0;
    while one.call.store.mails_waiting().await.unwrap() > 0 {
        turns += 1;
        assert!(turns < 1_200, "mails wait after a minute");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    for task in both {
        stop.notify_one();
        stop.notify_waiters();
        task.abort();
    }
    let sent: Vec<Vec<String>> = ["one", "two"]
        .iter()
        .map(|name| {
            std::fs::read_dir(folder.path().join(name))
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect()
        })
        .collect();
    let different: BTreeSet<&String> = sent.iter().flatten().collect();
    assert_eq!(
        sent[0].len() + sent[1].len(),
        different.len(),
        "a mail has left twice: {} and {}",
        sent[0].len(),
        sent[1].len()
    );
    assert!(different.len() >= MAILS, "{}", different.len());
}
