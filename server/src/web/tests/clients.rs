//! How often one place in the net may try to sign in, whatever its headers say.

use super::*;
use crate::web::client::Peer;
use std::net::IpAddr;

/// Tries that are answered before the limit is reached.
const TRIES: u32 = 60;

impl Scene {
    /// Another instance of the program on the same database, which trusts these proxies.
    fn instance(&self, trusted: &[&str]) -> Router {
        let assets = Assets {
            js: "app.js".into(),
            wasm: "app.wasm".into(),
            css: "style.css".into(),
        };
        let trusted = trusted.iter().map(|text| text.parse().unwrap()).collect();
        router(State::new(self.call.clone(), assets, self.folder.path().to_owned()).trusting(trusted))
    }
}

/// Sends a form from a peer that says of itself where it comes from.
async fn try_from(app: &Router, peer: &str, said: &str, path: &str) -> Answer {
    let body = "email=nobody@example.org&request=nothing&code=123456";
    let mut request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(HOST, "group.example")
        .header(http::header::ORIGIN, "http://group.example")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    for name in [
        "x-forwarded-for",
        "x-real-ip",
        "cf-connecting-ip",
        "true-client-ip",
    ] {
        request = request.header(name, said);
    }
    request = request.header("forwarded", format!("for={said}"));
    let mut request = request.body(Body::from(body)).unwrap();
    let peer: IpAddr = peer.parse().unwrap();
    request.extensions_mut().insert(Peer(peer));
    let (parts, body) = app.clone().oneshot(request).await.unwrap().into_parts();
    let bytes = to_bytes(body, 8_000_000).await.unwrap();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8(bytes.to_vec()).unwrap(),
        bytes,
    }
}

/// The same, where the clock may have gone on to the next stretch meanwhile: answers how many were let in.
async fn let_in(apps: &[&Router], peer: &str, said: impl Fn(u32) -> String, path: &str) -> (u32, Answer) {
    let mut count = 0;
    let mut last = None;
    for n in 0..100 {
        let app = apps[n as usize % apps.len()];
        let answer = try_from(app, peer, &said(n), path).await;
        count += u32::from(answer.status == StatusCode::SEE_OTHER);
        last = Some(answer);
    }
    (count, last.unwrap())
}

#[tokio::test]
async fn a_client_that_keeps_trying_is_told_to_wait_by_every_instance() {
    let scene = Scene::new().await;
    let (one, two) = (scene.instance(&[]), scene.instance(&[]));
    let turning = |n: u32| format!("203.0.113.{n}");
    let (count, last) = let_in(&[&one, &two], "192.0.2.1", turning, "/api/sign-in/ask").await;
    assert!(count == TRIES || on_the_edge(&scene, count), "{count}");
    if count == TRIES {
        assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(last.header("retry-after"), "600");
        assert!(last.body.contains("ten minutes"), "{}", last.body);
        // Codes count with mails; nobody else is concerned, and nothing else is refused.
        let code = try_from(&one, "192.0.2.1", "", "/api/sign-in/code").await;
        assert_eq!(code.status, StatusCode::TOO_MANY_REQUESTS);
    }
    let other = try_from(&one, "192.0.2.2", "192.0.2.1", "/api/sign-in/code").await;
    assert_eq!(other.status, StatusCode::SEE_OTHER);
    let out = try_from(&one, "192.0.2.1", "", "/api/sign-out").await;
    assert_eq!(out.status, StatusCode::SEE_OTHER);
}

/// Whether two stretches of time were counted: the test began in one and ended in the next.
fn on_the_edge(scene: &Scene, count: u32) -> bool {
    let stretch = |at: domain::time::Instant| at.0.div_euclid(10 * 60 * 1_000);
    count > TRIES && stretch(now()) != stretch(scene.call.now)
}

#[tokio::test]
async fn behind_a_proxy_that_is_trusted_each_client_is_counted_alone() {
    let scene = Scene::new().await;
    let app = scene.instance(&["10.0.0.0/8"]);
    // What a client makes up stands left of what the proxy saw.
    let made_up = |n: u32| format!("198.51.100.{n}, 203.0.113.1, 10.0.0.2");
    let (count, last) = let_in(&[&app], "10.0.0.1", made_up, "/api/sign-in/code").await;
    assert!(count == TRIES || on_the_edge(&scene, count), "{count}");
    if count == TRIES {
        assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    }
    let other = try_from(&app, "10.0.0.1", "203.0.113.2", "/api/sign-in/code").await;
    assert_eq!(other.status, StatusCode::SEE_OTHER);
}

/// The files for whoever runs it, taken as they are.
#[tokio::test]
async fn as_it_is_shipped_each_client_is_counted_alone() {
    let settings = include_str!("../../../../deploy/substantive.env");
    let setting = |name: &str| {
        let mut lines = settings.lines();
        lines
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
            .unwrap_or_default()
    };
    let proxy = include_str!("../../../../deploy/nginx.conf");
    let upstream = format!("server {} ", setting("SUBSTANTIVE_ADDR"));
    assert!(proxy.contains(&upstream), "nginx reaches it on the same machine");
    let passes = proxy
        .split_once("location / {")
        .and_then(|(_, location)| location.split_once('}'))
        .unwrap()
        .0;
    let says: Vec<&str> = passes
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("proxy_set_header X-Forwarded-For"))
        .collect();
    assert_eq!(says, ["proxy_set_header X-Forwarded-For $remote_addr;"]);

    let scene = Scene::new().await;
    let app = scene.instance(
        &setting("SUBSTANTIVE_TRUSTED_PROXY")
            .split(',')
            .collect::<Vec<_>>(),
    );
    let remote = |_| "203.0.113.1".to_owned();
    let (count, _) = let_in(&[&app], "127.0.0.1", remote, "/api/sign-in/ask").await;
    assert!(count == TRIES || on_the_edge(&scene, count), "{count}");
    let other = try_from(&app, "127.0.0.1", "203.0.113.2", "/api/sign-in/ask").await;
    assert_eq!(other.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_address_of_a_client_is_stored_nowhere() {
    let scene = Scene::new().await;
    let app = scene.instance(&[]);
    try_from(&app, "203.0.113.77", "", "/api/sign-in/ask").await;
    let copy = scene.folder.path().join("copy.db");
    scene.call.store.backup(copy.to_str().unwrap()).await.unwrap();
    let stored = std::fs::read(copy).unwrap();
    assert!(!stored.windows(12).any(|part| part == b"203.0.113.77"));
}
