//! Amendments over HTTP: who sees which, what forms refuse, and that nothing typed is lost or becomes code.

use super::{Answer, OPEN, PAYLOADS, Scene, inert};
use http::StatusCode;
use http::header::LOCATION;

fn at(page: &str) -> String {
    format!("/motions/{OPEN}/amendments{page}")
}

/// Writes an amendment by formal wording; answers where that leads.
async fn write(scene: &Scene, cookie: &str, wording: &str, what: &str) -> Answer {
    let form = [
        ("slug", OPEN),
        ("base", "2"),
        ("way", "wording"),
        ("wording", wording),
        ("mover", "Harbour"),
        ("reason", "Because."),
        ("do", what),
    ];
    scene.post_as(cookie, "/api/amendment/write", &form).await
}

#[tokio::test]
async fn an_amendment_is_seen_by_those_who_may_know_of_it() {
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    let member = scene.enter("Member (Northgate CLP)").await;
    let supporter = scene.enter("Supporter").await;
    assert_eq!(scene.get(&at("")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(scene.get(&at("/1")).await.status, StatusCode::NOT_FOUND);
    let list = scene.get_as(&supporter, &at("")).await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(
        list.body.contains("4 amendments are before the members."),
        "{}",
        list.body
    );
    assert!(!list.body.contains("Amendment 5"), "{}", list.body);
    assert_eq!(
        scene.get_as(&supporter, &at("/new")).await.status,
        StatusCode::FORBIDDEN
    );
    // The fifth has been handed in: only its proposer and the committee know of it.
    let proposer = scene.enter("Member (Riverside CLP)").await;
    for (cookie, status) in [
        (&chair, StatusCode::OK),
        (&proposer, StatusCode::OK),
        (&member, StatusCode::NOT_FOUND),
        (&supporter, StatusCode::NOT_FOUND),
    ] {
        assert_eq!(scene.get_as(cookie, &at("/5")).await.status, status);
    }
    let home = scene.get_as(&chair, "/").await;
    assert!(home.body.contains("Amendments handed in, for the committee"));
    // A draft is its proposer's alone.
    let saved = write(&scene, &member, "Line 1: delete ‘Conference’", "draft").await;
    assert_eq!(saved.header(LOCATION), format!("{}?saved=1", at("/6")));
    assert_eq!(scene.get_as(&member, &at("/6")).await.status, StatusCode::OK);
    for page in ["/6", "/6/edit"] {
        assert_eq!(
            scene.get_as(&chair, &at(page)).await.status,
            StatusCode::NOT_FOUND,
            "{page}"
        );
    }
    let home = scene.get_as(&member, "/").await;
    assert!(home.body.contains("You have not handed it in."));
}

#[tokio::test]
async fn only_those_entitled_move_an_amendment() {
    let scene = Scene::new().await;
    let member = scene.enter("Member (Northgate CLP)").await;
    let supporter = scene.enter("Supporter").await;
    let go = async |cookie: &str, number: &str, verb: &str, reason: &str| {
        let page = scene.get_as(cookie, &at(&format!("/{number}"))).await;
        let revision = page
            .body
            .split_once("name=\"revision\" value=\"")
            .and_then(|(_, rest)| rest.split_once('"'))
            .map_or_else(|| "2".to_owned(), |(revision, _)| revision.to_owned());
        let form = [
            ("slug", OPEN),
            ("number", number),
            ("revision", &revision),
            ("verb", verb),
            ("reason", reason),
        ];
        scene.post_as(cookie, "/api/amendment/move", &form).await
    };
    for (cookie, number, verb, status) in [
        (&supporter, "1", "to-vote", StatusCode::FORBIDDEN),
        (&member, "1", "withdraw", StatusCode::FORBIDDEN),
        (&member, "1", "lose", StatusCode::SEE_OTHER),
        (&member, "5", "table", StatusCode::NOT_FOUND),
        (&member, "77", "table", StatusCode::NOT_FOUND),
    ] {
        let answer = go(cookie, number, verb, "").await;
        assert_eq!(answer.status, status, "{number} {verb}");
    }
    let mine = [
        ("slug", OPEN),
        ("number", "1"),
        ("revision", "3"),
        ("version", "2"),
    ];
    assert_eq!(
        scene
            .post_as(&member, "/api/amendment/stand-by", &mine)
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    // What is given back needs a reason; what was typed stays.
    let chair = scene.enter("Chair and administrator").await;
    let refused = go(&chair, "5", "return", "").await;
    let shown = scene.get_as(&chair, refused.header(LOCATION)).await;
    assert!(
        shown.body.contains("Give a reason in a line; it will be shown."),
        "{}",
        shown.body
    );
    let done = go(&chair, "5", "return", "Which of the two points?").await;
    assert_eq!(done.header(LOCATION), format!("{}?saved=3", at("/5")));
    let proposer = scene.enter("Member (Riverside CLP)").await;
    let given_back = scene.get_as(&proposer, &at("/5")).await;
    assert!(given_back.body.contains("Which of the two points?"));
    let home = scene.get_as(&proposer, "/").await;
    assert!(
        home.body
            .contains("The committee gave it back to you, with a reason.")
    );
}

#[tokio::test]
async fn wording_that_does_not_fit_is_refused_with_what_helps_and_kept() {
    let scene = Scene::new().await;
    let member = scene.enter("Member (Harbour CLP)").await;
    let wording = "Line 1: delete ‘breakfast’";
    for what in ["preview", "draft", "submit"] {
        let refused = write(&scene, &member, wording, what).await;
        let back = refused.header(LOCATION).to_owned();
        assert!(back.starts_with(&at("/new?base=2&way=wording&kept=")), "{back}");
        let form = scene.get_as(&member, back.split('#').next().unwrap()).await;
        assert!(
            form.body.contains("‘breakfast’ is not on line 1; it is on line")
                || form
                    .body
                    .contains("‘breakfast’ is not on line 1; they are on line"),
            "{}",
            form.body
        );
        assert!(form.body.contains(wording) && form.body.contains("Because."));
    }
    // Going over to another way takes along what has been written.
    let over = write(&scene, &member, "Line 1: delete ‘Conference’", "as-copy").await;
    let copy = scene.get_as(&member, over.header(LOCATION)).await;
    assert!(copy.body.contains(">notes that:"), "{}", copy.body);
    let before = scene.head().await;
    write(&scene, &member, "Line 1: delete ‘Conference’", "preview").await;
    assert_eq!(scene.head().await, before);
}

#[tokio::test]
async fn what_is_being_written_is_told_to_those_who_may_write_and_stored_nowhere() {
    let scene = Scene::new().await;
    let form = [
        ("slug", OPEN),
        ("base", "2"),
        ("way", "wording"),
        ("wording", "Line 1: delete ‘Conference’, insert ‘<b>We</b>’"),
    ];
    for (who, status) in [
        ("Member (Harbour CLP)", StatusCode::OK),
        ("Supporter", StatusCode::FORBIDDEN),
    ] {
        let cookie = scene.enter(who).await;
        let before = scene.head().await;
        let told = scene.post_as(&cookie, "/told/amendment", &form).await;
        assert_eq!(told.status, status, "{who}");
        assert_eq!(scene.head().await, before);
        if status == StatusCode::OK {
            assert!(
                told.body.contains("&lt;b&gt;We&lt;/b&gt;") && !told.body.contains("<b>"),
                "{}",
                told.body
            );
            assert_eq!(told.header(http::header::CACHE_CONTROL), "no-store");
        } else {
            assert_eq!(told.body, "");
        }
    }
    let told = scene.post_as("", "/told/amendment", &form).await;
    assert_eq!(told.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_typed_into_an_amendment_never_becomes_code() {
    let scene = Scene::new().await;
    let member = scene.enter("Member (Harbour CLP)").await;
    let all = PAYLOADS.join("\n\n");
    let line = PAYLOADS.join(" ").chars().take(110).collect::<String>();
    let form = [
        ("slug", OPEN),
        ("base", "2"),
        ("way", "copy"),
        ("text", &all),
        ("mover", &line),
        ("seconder", &line),
        ("reason", &all),
        ("do", "preview"),
    ];
    let kept = scene.post_as(&member, "/api/amendment/write", &form).await;
    let path = kept.header(LOCATION).split('#').next().unwrap().to_owned();
    inert(&path, &scene.get_as(&member, &path).await);
    let mut saved = form;
    saved[7].1 = "draft";
    let saved = scene.post_as(&member, "/api/amendment/write", &saved).await;
    assert_eq!(saved.header(LOCATION), format!("{}?saved=1", at("/6")));
    for page in ["", "/6", "/6/edit", "/6/edit?way=wording"] {
        let answer = scene.get_as(&member, &at(page)).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        inert(page, &answer);
    }
}
