//! The group, invitations, roles, and lists of people.

use crate::scene::*;
use domain::ids::SubmissionId;
use domain::people::{Category, Role, Roles};
use service::Submission;
use service::group::{Settings, settle, show};
use service::people::{
    Account, Invitation, Standing, change, change_account, import, invite, invite_from_command_line, list,
    read_csv, resend_invitation,
};
use service::{Call, Error, Trouble};

fn invitation(name: &str, roles: &[&str]) -> Invitation {
    Invitation {
        email: format!("{name}@example.org"),
        name: name.to_owned(),
        roles: roles.iter().map(ToString::to_string).collect(),
        category: "party-member".to_owned(),
        ..Invitation::default()
    }
}

fn standing(call: &Call, roles: &[&str]) -> Standing {
    let member = call.member.as_ref().unwrap();
    Standing {
        member: member.id.to_string(),
        name: member.name.clone(),
        roles: roles.iter().map(ToString::to_string).collect(),
        category: member.category.word().to_owned(),
        ..Standing::default()
    }
}

#[tokio::test]
async fn the_first_administrator_comes_from_the_command_line() {
    let scene = Scene::new().await;
    let visitor = scene.visitor();
    assert!(matches!(
        invite(&visitor, &invitation("ada", &["member"])).await,
        Err(Error::SignInFirst)
    ));
    let invited = invite_from_command_line(&visitor, &invitation("ada", &["administrator"]))
        .await
        .unwrap();
    assert_eq!(scene.mails().await, []);
    let token = invited
        .link
        .strip_prefix("https://group.example/sign-in/link/")
        .unwrap();
    let session = service::people::by_link(&visitor, token).await.unwrap();
    let member = service::people::who(&visitor, &session.token)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(member.roles, Roles::of(&[Role::Administrator, Role::Member]));
    let answer = invite_from_command_line(&visitor, &invitation("ada", &["administrator"])).await;
    refused(answer, "email", Trouble::AlreadyThere);
}

#[tokio::test]
async fn an_invitation_says_everything_that_is_wrong_with_it() {
    let scene = Scene::new().await;
    let admin = scene.person("admin", &[Role::Administrator]).await;
    let form = Invitation {
        email: "not an address".to_owned(),
        name: "a\u{202e}da".to_owned(),
        roles: vec!["king".to_owned()],
        category: "friend".to_owned(),
        clp: "x".repeat(81),
        ..Invitation::default()
    };
    assert_eq!(
        troubles(invite(&admin, &form).await),
        [
            ("email".to_owned(), Trouble::NotAnEmail),
            ("name".to_owned(), Trouble::DoesNotShow("U+202E".to_owned())),
            ("role".to_owned(), Trouble::NotAChoice),
            ("category".to_owned(), Trouble::NotAChoice),
            ("clp".to_owned(), Trouble::TooLong(80)),
        ]
    );
    refused(
        invite(&admin, &invitation("ada", &["visitor"])).await,
        "role",
        Trouble::NotAChoice,
    );
    refused(
        invite(&admin, &invitation("ada", &[])).await,
        "role",
        Trouble::Missing,
    );
    assert_eq!(list(&admin).await.unwrap().len(), 1);
    assert_eq!(scene.mails().await, []);
}

#[tokio::test]
async fn nobody_takes_a_name_that_could_be_taken_for_anothers() {
    let scene = Scene::new().await;
    let admin = scene.person("admin", &[Role::Administrator]).await;
    invite(&admin, &invitation("casey", &["chair"])).await.unwrap();
    let robin = scene.person("robin", &[Role::Member]).await;
    for name in [
        "casey",
        "CASEY",
        "c\u{430}sey",
        "\u{ff43}asey",
        "cas ey.",
        "\u{421}asey",
    ] {
        let other = Invitation {
            name: name.to_owned(),
            ..invitation("other", &["member"])
        };
        refused(invite(&admin, &other).await, "name", Trouble::NameTaken);
        refused(
            invite_from_command_line(&scene.visitor(), &other).await,
            "name",
            Trouble::NameTaken,
        );
        let account = Account {
            name: name.to_owned(),
            ..Account::default()
        };
        refused(change_account(&robin, &account).await, "name", Trouble::NameTaken);
        let changed = Standing {
            name: name.to_owned(),
            ..standing(&robin, &["member"])
        };
        refused(change(&admin, &changed).await, "name", Trouble::NameTaken);
        let list = read_csv(&admin, &format!("name,e-mail\n{name},x@example.org\n"))
            .await
            .unwrap();
        assert_eq!((list.good.len(), list.bad.len()), (0, 1), "{name}");
    }
    // One's own name, written otherwise, is one's own still.
    let account = Account {
        name: "Robin".to_owned(),
        ..Account::default()
    };
    change_account(&robin, &account).await.unwrap();
}

#[tokio::test]
async fn of_two_who_take_one_name_at_once_one_gets_it() {
    let scene = Scene::new().await;
    let (one, two) = (
        scene.person("one", &[Role::Member]).await,
        scene.person("two", &[Role::Member]).await,
    );
    let account = Account {
        name: "Sam".to_owned(),
        ..Account::default()
    };
    let (first, second) = tokio::join!(change_account(&one, &account), change_account(&two, &account));
    assert_eq!(
        [&first, &second].iter().filter(|answer| answer.is_ok()).count(),
        1
    );
    let lost = if first.is_ok() { second } else { first };
    refused(lost, "name", Trouble::NameTaken);
}

#[tokio::test]
async fn an_invitation_sent_twice_is_one() {
    let scene = Scene::new().await;
    let admin = scene.person("admin", &[Role::Administrator]).await;
    let form = Invitation {
        submission: Some(Submission::of(SubmissionId::new(7), [])),
        ..invitation("ada", &["member"])
    };
    invite(&admin, &form).await.unwrap();
    let again = invite(&admin, &form).await;
    assert!(matches!(again, Err(Error::Repeated(_))), "{again:?}");
    assert_eq!(scene.mails().await.len(), 1);
}

#[tokio::test]
async fn a_new_invitation_ends_the_earlier_one() {
    let scene = Scene::new().await;
    let admin = scene.person("admin", &[Role::Administrator]).await;
    let first = invite(&admin, &invitation("ada", &["member"])).await.unwrap();
    let ada = list(&admin)
        .await
        .unwrap()
        .into_iter()
        .find(|member| member.name == "ada")
        .unwrap();
    scene.post().await;
    let week = at(&admin, 7 * 24 * 60);
    resend_invitation(&week, &ada.id.to_string(), None).await.unwrap();
    let mails = scene.post().await;
    assert_eq!(mails.len(), 1);
    let token = |link: &str| link.rsplit_once('/').unwrap().1.to_owned();
    let old = service::people::by_link(&at(&scene.visitor(), 8 * 24 * 60), &token(&first.link)).await;
    refused(old, "", Trouble::LinkSpent);
    let link = mails[0]
        .body
        .lines()
        .find(|line| line.contains("/sign-in/link/"))
        .unwrap()
        .trim();
    service::people::by_link(&at(&scene.visitor(), 20 * 24 * 60), &token(link))
        .await
        .unwrap();
    let again = resend_invitation(&week, &ada.id.to_string(), None).await;
    refused(again, "", Trouble::AlreadyThere);
}

#[tokio::test]
async fn somebody_always_looks_after_accounts() {
    let scene = Scene::new().await;
    let one = scene.person("one", &[Role::Administrator, Role::Member]).await;
    refused(
        change(&one, &standing(&one, &["member"])).await,
        "role",
        Trouble::LastAdministrator,
    );
    let blocked = Standing {
        blocked: true,
        ..standing(&one, &["administrator"])
    };
    refused(change(&one, &blocked).await, "role", Trouble::LastAdministrator);
    let two = scene.person("two", &[Role::Member]).await;
    change(&one, &standing(&two, &["administrator"])).await.unwrap();
    change(&one, &standing(&one, &["member"])).await.unwrap();
    // From the next request on, the former administrator is none.
    let one = scene.by(one.member.as_ref().unwrap().id).await;
    assert!(matches!(list(&one).await, Err(Error::NotAllowed)));
}

#[tokio::test]
async fn new_roles_are_recorded_without_a_name() {
    let scene = Scene::new().await;
    let admin = scene.person("admin", &[Role::Administrator]).await;
    let ada = scene.person("ada", &[Role::Member]).await;
    change(&admin, &standing(&ada, &["committee"])).await.unwrap();
    let event = scene.store.events(0, 100).await.unwrap().pop().unwrap();
    assert_eq!(
        (event.action.as_str(), event.actor),
        ("member.change", admin.member.as_ref().unwrap().id.to_string())
    );
    assert_eq!(event.subject, ada.member.as_ref().unwrap().id.to_string());
    assert!(
        event.detail.contains("committee") && !event.detail.contains("ada"),
        "{}",
        event.detail
    );
}

#[tokio::test]
async fn people_change_their_own_details_and_no_roles() {
    let scene = Scene::new().await;
    let admin = scene.person("admin", &[Role::Administrator]).await;
    let ada = scene.person("ada", &[Role::Committee]).await;
    // The request began before the administrator took the role away.
    change(&admin, &standing(&ada, &["member"])).await.unwrap();
    let form = Account {
        name: "Ada L".to_owned(),
        clp: "Northgate".to_owned(),
        ..Account::default()
    };
    change_account(&ada, &form).await.unwrap();
    let stored = scene.by(ada.member.as_ref().unwrap().id).await.member.unwrap();
    assert_eq!(
        (stored.name.as_str(), stored.clp.as_str()),
        ("Ada L", "Northgate")
    );
    assert_eq!(stored.roles, Roles::of(&[Role::Member]));
    refused(
        change_account(&ada, &Account::default()).await,
        "name",
        Trouble::Missing,
    );
}

const LIST: &str = "Name,E-mail,Category,CLP,Region\n\
    Ada,ada@example.org,party member,Northgate,East\n\
    Bea,bea@example.org,supporter,,\n\
    ,c@example.org,supporter,,\n\
    Dee,no address,supporter,,\n\
    Eve,ADA@example.org,supporter,,\n\
    Adm,admin@example.org,supporter,,\n";

#[tokio::test]
async fn a_list_is_read_before_anybody_is_entered() {
    let scene = Scene::new().await;
    let admin = scene.person("admin", &[Role::Administrator]).await;
    let before = scene.store.chain_head().await.unwrap();
    let read = read_csv(&admin, LIST).await.unwrap();
    assert_eq!(read.good.iter().map(|line| line.line).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(
        read.bad.iter().map(|line| line.line).collect::<Vec<_>>(),
        [4, 5, 6, 7]
    );
    assert_eq!(scene.store.chain_head().await.unwrap(), before);
    refused(
        import(&admin, LIST, false, None).await,
        "leave_out",
        Trouble::Missing,
    );
    assert_eq!(list(&admin).await.unwrap().len(), 1);

    assert_eq!(import(&admin, LIST, true, None).await.unwrap(), 2);
    let entered = list(&admin).await.unwrap();
    let entered: Vec<_> = entered
        .iter()
        .map(|member| (member.name.as_str(), member.category, member.roles))
        .collect();
    assert_eq!(
        entered,
        [
            ("Ada", Category::PartyMember, Roles::of(&[Role::Member])),
            ("Bea", Category::Supporter, Roles::of(&[Role::Supporter])),
            ("admin", Category::PartyMember, Roles::of(&[Role::Administrator])),
        ]
    );
    // No mail goes out by itself: people sign in with their address.
    assert_eq!(scene.mails().await, []);
    service::people::ask(&scene.visitor(), "ada@example.org", "/")
        .await
        .unwrap();
    assert_eq!(scene.mails().await.len(), 1);
    refused(import(&admin, LIST, true, None).await, "csv", Trouble::Missing);
}

#[tokio::test]
async fn the_group_is_settled_within_bounds() {
    let scene = Scene::new().await;
    let chair = scene.person("chair", &[Role::Chair]).await;
    let form = Settings {
        name: "A Society".to_owned(),
        about: "One.\n\nTwo.".to_owned(),
        imprint: "Published by A Society".to_owned(),
        quorum: "4".to_owned(),
        ..Settings::default()
    };
    settle(&chair, &form).await.unwrap();
    let group = show(&scene.visitor()).await.unwrap();
    assert_eq!(
        (group.name.as_str(), group.about.as_str(), group.quorum),
        ("A Society", "One.\n\nTwo.", 4)
    );
    for quorum in ["0", "1", "21", "-3", "three", "", "3.5"] {
        let form = Settings {
            quorum: quorum.to_owned(),
            ..form.clone()
        };
        refused(settle(&chair, &form).await, "quorum", Trouble::NotANumber(2, 20));
    }
    let empty = Settings {
        quorum: "3".to_owned(),
        ..Settings::default()
    };
    assert_eq!(
        troubles(settle(&chair, &empty).await),
        [
            ("name".to_owned(), Trouble::Missing),
            ("imprint".to_owned(), Trouble::Missing)
        ]
    );
    assert_eq!(show(&scene.visitor()).await.unwrap().quorum, 4);
}
