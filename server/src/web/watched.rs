//! What is logged and counted, and who may read it.

use crate::chance::now;
use crate::log::subscriber;
use crate::web::metrics::{self, Door};
use crate::web::tests::Scene;
use axum::body::{Body, to_bytes};
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, ORIGIN};
use http::{HeaderName, Method, Request, StatusCode};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::io::{self, Write};
use std::sync::Once;
use tower::ServiceExt as _;
use tracing_subscriber::EnvFilter;

thread_local! {
    /// What this thread logs, where a test asks for it.
    static LINES: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

/// Writes to the thread's own lines. One subscriber for all tests: with one for each, what one thread switches off may
/// be off for another.
#[derive(Clone, Copy)]
struct Lines;

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.with_borrow_mut(|lines| {
            if let Some(lines) = lines {
                lines.extend_from_slice(bytes);
            }
        });
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// From here on, what this thread logs is kept.
pub(super) fn capture() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        let log = subscriber(true, false, EnvFilter::new("debug"), || Lines);
        tracing::subscriber::set_global_default(log).unwrap();
    });
    LINES.set(Some(Vec::new()));
}

/// What has been logged since.
pub(super) fn logged() -> String {
    LINES.with_borrow(|lines| String::from_utf8(lines.clone().unwrap()).unwrap())
}

#[tokio::test]
async fn the_log_names_nobody_and_opens_nothing() {
    capture();
    let scene = Scene::new().await;
    let cookie = scene.enter("Chair and administrator").await;
    let secret = cookie.split_once('=').unwrap().1.to_owned();
    scene.get_as(&cookie, "/members").await;
    scene
        .post_as(
            "",
            "/api/sign-in/ask",
            &[("email", "chair@example.org"), ("next", "/")],
        )
        .await;
    let link = scene
        .get_as(
            &cookie,
            &format!("/sign-in/link/{secret}?email=somebody@example.org"),
        )
        .await;
    assert_ne!(link.status, StatusCode::INTERNAL_SERVER_ERROR);
    scene
        .post_as(
            &cookie,
            "/api/comments/make",
            &[("body", "What only members may read"), ("slug", "nothing")],
        )
        .await;
    // A mail server that repeats the address, as most do.
    tracing::warn!(
        error = "550 <somebody@example.org>: no such user",
        "a mail could not be sent"
    );
    scene.call.store.close().await;
    let failed = scene.get_as(&cookie, "/texts").await;
    assert!(failed.status.is_server_error(), "{}", failed.status);
    let log = logged();
    assert!(
        log.contains("a request failed") && log.contains("a mail could not be sent"),
        "{log}"
    );
    for hidden in [
        "@example.org",
        &secret,
        "Chair and administrator",
        "What only members may read",
        "127.0.0.1",
    ] {
        assert!(!log.contains(hidden), "{hidden} is in the log:\n{log}");
    }
}

#[tokio::test]
async fn every_line_of_a_request_has_its_id_and_so_has_the_page() {
    capture();
    let scene = Scene::new().await;
    let cookie = scene.enter("Chair and administrator").await;
    let fine = scene.get_as(&cookie, "/texts").await;
    assert!(!fine.body.contains("Reference:"));
    scene.call.store.close().await;
    for path in ["/texts", "/ready"] {
        let before = logged().len();
        let failed = scene.get_as(&cookie, path).await;
        assert!(failed.status.is_server_error(), "{path}: {}", failed.status);
        let id = failed.headers["x-request-id"].to_str().unwrap();
        assert_eq!(id.len(), 16);
        if path == "/texts" {
            assert!(
                failed.body.contains("Reference:") && failed.body.contains(id),
                "{}",
                failed.body
            );
        }
        let log = logged()[before..].to_owned();
        let lines: Vec<serde_json::Value> = log
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .filter(|line: &serde_json::Value| line["level"] != "DEBUG")
            .collect();
        assert!(lines.len() >= 2, "{path}: {log}");
        for line in lines {
            assert_eq!(line["span"]["id"], id, "{line}");
        }
    }
}

#[tokio::test]
async fn figures_are_counted_and_never_given_by_the_site() {
    let scene = Scene::new().await;
    let cookie = scene.enter("Chair and administrator").await;
    assert_eq!(scene.get("/metrics").await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        scene.get_as(&cookie, "/metrics").await.status,
        StatusCode::NOT_FOUND
    );
    scene.get("/published").await;
    scene.get("/health").await;
    let figures = ask(&scene, None, &[]).await.unwrap();
    let (chain, _) = scene.call.store.chain_head().await.unwrap();
    for line in [
        "substantive_requests_total{class=\"form\",status=\"303\"} 1",
        "substantive_requests_total{class=\"page\",status=\"404\"} 2",
        "substantive_requests_total{class=\"page\",status=\"200\"} 1",
        "substantive_requests_total{class=\"health\",status=\"200\"} 1",
        "substantive_request_seconds_bucket{class=\"page\",le=\"+Inf\"} 3",
        "substantive_request_seconds_count{class=\"page\"} 3",
        "substantive_requests_under_way 0",
        "substantive_database_up 1",
        &format!("substantive_chain_number {chain}"),
        "substantive_database_connections{pool=\"writer\",state=\"most\"} 1",
    ] {
        assert!(
            figures.lines().any(|one| one == line),
            "{line} is not in\n{figures}"
        );
    }
    for name in [
        "substantive_mails_waiting ",
        "substantive_mails_oldest_seconds ",
        "substantive_database_bytes{part=\"log\"} ",
        "process_resident_memory_bytes ",
        "process_open_fds ",
    ] {
        assert!(figures.contains(name), "{name} is not in\n{figures}");
    }
    // The format: every line is a comment or a name, perhaps labels, and a number.
    for line in figures.lines().filter(|line| !line.starts_with('#')) {
        let (_, value) = line.rsplit_once(' ').unwrap();
        assert!(value.parse::<f64>().is_ok(), "{line}");
    }
    scene.call.store.close().await;
    let figures = ask(&scene, None, &[]).await.unwrap();
    assert!(figures.contains("substantive_database_up 0\n"), "{figures}");
}

async fn ask(
    scene: &Scene,
    token: Option<&str>,
    headers: &[(HeaderName, &str)],
) -> Result<String, StatusCode> {
    let token = token.map(|token| Sha256::digest(token).into());
    let mut request = Request::builder().uri("/metrics");
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let answer = metrics::router(scene.state(), token)
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    if !answer.status().is_success() {
        return Err(answer.status());
    }
    let body = to_bytes(answer.into_body(), 1_000_000).await.unwrap();
    Ok(String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn figures_are_given_to_whoever_has_the_token() {
    let scene = Scene::new().await;
    let token = Some("a token of its own");
    let given = |value| vec![(AUTHORIZATION, value)];
    assert!(
        ask(&scene, token, &given("Bearer a token of its own"))
            .await
            .is_ok()
    );
    for wrong in [
        vec![],
        given("Bearer another"),
        given("a token of its own"),
        given("Bearer "),
        vec![(COOKIE, "session=a token of its own")],
    ] {
        assert_eq!(ask(&scene, token, &wrong).await, Err(StatusCode::UNAUTHORIZED));
    }
    // Nor does a page of another site get it through somebody's browser.
    assert_eq!(
        ask(&scene, None, &[(ORIGIN, "https://evil.example")]).await,
        Err(StatusCode::FORBIDDEN)
    );

    let everywhere = "0.0.0.0:0".parse().unwrap();
    assert!(Door::open(everywhere, None).await.is_err(), "without a token");
    assert!(Door::open(everywhere, Some("short")).await.is_err());
    let door = Door::open("127.0.0.1:0".parse().unwrap(), None).await.unwrap();
    let addr = door.addr().unwrap();
    let task = tokio::spawn(door.answer(scene.state()));
    let mut stream = tokio::net::TcpStream::connect(addr).await.unwrap();
    let request = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
    tokio::io::AsyncWriteExt::write_all(&mut stream, request)
        .await
        .unwrap();
    let mut answer = String::new();
    tokio::io::AsyncReadExt::read_to_string(&mut stream, &mut answer)
        .await
        .unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("substantive_database_up 1"), "{answer}");
    task.abort();
}

#[tokio::test]
async fn security_txt_says_whom_to_tell() {
    let scene = Scene::new().await;
    let path = "/.well-known/security.txt";
    let group = scene.call.store.organisation().await.unwrap().unwrap();
    for (contact, there) in [("motions@group.example", true), ("Ask the chair", false)] {
        let group = store::Organisation {
            contact: contact.to_owned(),
            ..group.clone()
        };
        let act = store::Act {
            actor: None,
            at: scene.call.now,
            action: "group.settle",
            subject: "group".to_owned(),
            detail: "{}".to_owned(),
            submission: None,
            result: String::new(),
            mails: Vec::new(),
        };
        scene.call.store.settle(&act, &group).await.unwrap();
        let answer = scene.get(path).await;
        if there {
            assert_eq!(answer.status, StatusCode::OK);
            assert!(
                answer
                    .body
                    .starts_with("Contact: mailto:motions@group.example\nExpires: 2")
            );
            assert!(
                answer
                    .body
                    .contains("Canonical: http://group.example/.well-known/security.txt\n")
            );
            assert_eq!(answer.headers[CONTENT_TYPE], "text/plain; charset=utf-8");
        } else {
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
        }
    }
}

#[tokio::test]
async fn whether_it_runs_and_whether_it_is_ready_are_two_questions() {
    let scene = Scene::new().await;
    assert_eq!(scene.get("/health").await.body, "ok\n");
    assert_eq!(scene.get("/ready").await.body, "ready\n");
    scene.call.store.close().await;
    assert_eq!(scene.get("/health").await.body, "ok\n");
    let ready = scene.with(Method::GET, "/ready", &[], String::new()).await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(ready.headers["retry-after"], "5");
    assert_eq!(ready.body, "the database does not answer\n");
}

#[tokio::test]
async fn the_page_about_privacy_says_every_period() {
    let scene = Scene::new().await;
    let page = scene.get("/privacy").await;
    for period in domain::retention::PERIODS {
        assert!(page.body.contains(period.kept), "{}", period.kept);
    }
}

#[tokio::test]
async fn who_reads_whose_data_is_in_the_log_and_nothing_of_it() {
    capture();
    let scene = Scene::new().await;
    let cookie = scene.enter("Chair and administrator").await;
    let members = scene.call.store.members().await.unwrap();
    let id = |name: &str| {
        members
            .iter()
            .find(|one| one.name == name)
            .unwrap()
            .id
            .to_string()
    };
    let (reader, other) = (id("Chair and administrator"), id("Committee member one"));
    let lines = |what: &str| {
        logged()
            .lines()
            .filter(|line| line.contains("personal data was read") && line.contains(what))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let store = &scene.call.store;
    let (mut asked, mut voted) = (None, None);
    for text in store.documents(now(), true, None, 50, 0).await.unwrap() {
        if !store.approvals(text.id, text.latest).await.unwrap().is_empty() {
            voted = Some(text.slug.clone());
        }
        for round in store.rounds_of(text.id).await.unwrap() {
            if !store.views(round.id).await.unwrap().is_empty() {
                asked = Some(format!("/motions/{}/round?round={}", text.slug, round.id));
            }
        }
    }
    let (asked, voted) = (asked.unwrap(), voted.unwrap());
    let (decision, table) = (
        format!("/motions/{voted}/decision"),
        format!("/motions/{voted}/adoptions.csv"),
    );
    for (path, what) in [
        ("/members".to_owned(), "every member"),
        (format!("/members/{other}"), "one member"),
        ("/account/data.json".to_owned(), "own data"),
        (asked.clone(), "views by name"),
        (decision.clone(), "votes by name"),
        (table.clone(), "table of reports"),
    ] {
        // Who told the story of the demonstration looked as well.
        let before = lines(what).len();
        scene.get_as(&cookie, &path).await;
        let told = lines(what);
        assert_eq!(told.len(), before + 1, "{path}: {told:?}");
        assert!(told[before].contains(&reader), "{}", told[before]);
    }
    assert!(lines("one member")[0].contains(&other));
    // Who is refused has read nothing.
    let member = scene.enter("Supporter").await;
    for (path, what) in [
        ("/members", "every member"),
        (&table, "table of reports"),
        // Members see both pages, without names.
        (&asked, "views by name"),
        (&decision, "votes by name"),
    ] {
        let before = lines(what).len();
        scene.get_as(&member, path).await;
        assert_eq!(lines(what).len(), before, "{path}");
    }
    for hidden in ["@example.org", "Chair and administrator", "Northgate"] {
        assert!(!logged().contains(hidden), "{hidden} is in the log");
    }
}
