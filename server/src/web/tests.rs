//! The whole web server, without a network: what every answer carries, who sees what, what forms refuse.

mod accounts;
mod adoptions;
mod amendments;
mod clients;
mod editions;
mod files;
mod hostile;
mod manifesto;
mod positions;
mod strangers;
mod things;
mod tracked;
mod walk;
mod which;
mod wire;

use crate::chance::{System, now};
use crate::web::downloads::tests::{draft_endings, endings};
use crate::web::{State, router};
use app::request::Assets;
use axum::Router;
use axum::body::{Body, to_bytes};
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, ETAG, HOST,
    IF_NONE_MATCH, LOCATION, SET_COOKIE, VARY,
};
use http::{HeaderMap, Method, Request, StatusCode};
use service::{Call, Site};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use store::{Column, Sink, Store, StoreError, Sum, Value};
use store_sqlite::SqliteStore;
use tower::ServiceExt as _;

const PUBLISHED: &str = "/published/buses-that-villages-can-rely-on";
const OPEN: &str = "school-meals-that-children-eat-together";

/// The demonstration group behind the real routes.
pub(super) struct Scene {
    app: Router,
    pub(super) call: Call,
    state: State,
    folder: Arc<tempfile::TempDir>,
}

/// An answer, read to its end.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// As text; what is none becomes what says so.
    pub(super) body: String,
    /// The body as it came: not every file is text.
    pub(super) bytes: axum::body::Bytes,
}

impl Answer {
    fn header(&self, name: impl http::header::AsHeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The headers but for what differs from one answer to the next.
    fn lasting_headers(&self) -> Vec<(String, String)> {
        let nonce = self.nonce();
        let plain = |value: &str| {
            if nonce.is_empty() {
                value.to_owned()
            } else {
                value.replace(&nonce, "")
            }
        };
        self.headers
            .iter()
            .filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()))
            .map(|(name, value)| (name.to_string(), plain(value.to_str().unwrap())))
            .collect()
    }

    /// The page without the nonce, which no two answers share.
    fn page(&self) -> String {
        match self.nonce() {
            nonce if nonce.is_empty() => self.body.clone(),
            nonce => self.body.replace(&nonce, ""),
        }
    }

    fn nonce(&self) -> String {
        let policy = self.header(CONTENT_SECURITY_POLICY);
        policy
            .split_once("'nonce-")
            .and_then(|(_, rest)| rest.split_once('\''))
            .map_or_else(String::new, |(nonce, _)| nonce.to_owned())
    }
}

impl Scene {
    pub(super) async fn new() -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let scene = Self::in_folder(folder).await;
        crate::demo::fill(&scene.call).await.unwrap();
        scene
    }

    /// On the SQLite file in a folder.
    async fn in_folder(folder: Arc<tempfile::TempDir>) -> Self {
        let url = format!("sqlite:{}", folder.path().join("x.db").display());
        let store = SqliteStore::open(&url).await.unwrap();
        store.migrate().await.unwrap();
        Self::on(Arc::new(store), folder)
    }

    pub(super) fn state(&self) -> State {
        self.state.clone()
    }

    /// Another instance on the same file.
    pub(super) async fn second(&self) -> Self {
        Self::in_folder(self.folder.clone()).await
    }

    /// An instance on a store, whatever is in it.
    pub(super) fn on(store: Arc<dyn Store>, folder: Arc<tempfile::TempDir>) -> Self {
        crate::web::tasks::start();
        let call = Call {
            member: None,
            now: now(),
            store,
            chance: Arc::new(System::default()),
            site: Arc::new(Site {
                base_url: "http://group.example".to_owned(),
            }),
        };
        let assets = Assets {
            js: "app.js".into(),
            wasm: "app.wasm".into(),
            css: "style.css".into(),
        };
        let state = State::new(call.clone(), assets, folder.path().to_owned());
        let app = router(state.clone());
        Self {
            app,
            call,
            state,
            folder,
        }
    }

    async fn ask(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.app.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = to_bytes(body, 8_000_000).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }

    pub(super) async fn with(
        &self,
        method: Method,
        path: &str,
        headers: &[(http::HeaderName, &str)],
        body: String,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "group.example");
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        self.ask(request.body(Body::from(body)).unwrap()).await
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.with(Method::GET, path, &[], String::new()).await
    }

    pub(super) async fn get_as(&self, cookie: &str, path: &str) -> Answer {
        self.with(Method::GET, path, &[(COOKIE, cookie)], String::new())
            .await
    }

    pub(super) async fn post_as(&self, cookie: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let headers = [
            (COOKIE, cookie),
            (CONTENT_TYPE, "application/x-www-form-urlencoded"),
            (http::header::ORIGIN, "http://group.example"),
        ];
        self.with(Method::POST, path, &headers, body).await
    }

    /// The cookie of somebody who enters the demonstration.
    pub(super) async fn enter(&self, name: &str) -> String {
        let members = self.call.store.members().await.unwrap();
        let id = members
            .iter()
            .find(|member| member.name == name)
            .unwrap()
            .id
            .to_string();
        let entered = self
            .post_as("", "/api/demo/enter", &[("member", &id), ("next", "/")])
            .await;
        cookie_of(&entered)
    }

    async fn head(&self) -> (i64, String) {
        self.call.store.chain_head().await.unwrap()
    }

    /// What each table of the SQLite file holds.
    async fn sums(&self) -> Vec<Sum> {
        let store = SqliteStore::open_file(&self.folder.path().join("x.db"))
            .await
            .unwrap();
        let sums = store.pour(&mut Nowhere).await.unwrap();
        store.close().await;
        sums
    }
}

/// Keeps nothing of what it is given.
struct Nowhere;

#[async_trait::async_trait]
impl Sink for Nowhere {
    async fn take(&mut self, _: &'static str, _: &[Column], _: Vec<Vec<Value>>) -> Result<(), StoreError> {
        Ok(())
    }
}

/// The digest that is stored of a token.
fn sum(token: &str) -> String {
    let digest = Sha256::digest(token);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn cookie_of(answer: &Answer) -> String {
    answer.header(SET_COOKIE).split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn what_is_not_open_answers_like_an_address_that_leads_nowhere() {
    let scene = Scene::new().await;
    let nowhere = scene.get("/nowhere/at/all").await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    assert!(nowhere.body.contains("There is no such page"), "{}", nowhere.body);
    let mut addresses = vec![
        format!("/motions/{OPEN}"),
        format!("/motions/{OPEN}/versions/1"),
        format!("/motions/{OPEN}/versions/99"),
        "/motions/nothing-like-it".to_owned(),
        format!("{PUBLISHED}.exe"),
        format!("{PUBLISHED}.clear.txt"),
        format!("/motions/{OPEN}/versions/1.exe"),
        format!("/motions/{OPEN}/versions/+1.txt"),
        format!("/motions/{OPEN}/versions/99999999999.pdf"),
        format!("/motions/{OPEN}/versions/%00.pdf"),
        format!("/motions/{OPEN}/versions/%2e%2e.pdf"),
        format!("{PUBLISHED}.txt.txt"),
        format!("{PUBLISHED}/txt"),
        "/published/%00.txt".to_owned(),
        "/published/%ff.txt".to_owned(),
    ];
    for slug in [OPEN, "nothing-like-it", "a-warm-home-before-a-new-road"] {
        for ending in std::iter::once("").chain(endings()) {
            addresses.push(format!("/published/{slug}{ending}"));
            addresses.push(format!("/motions/{slug}/versions/1{ending}"));
        }
    }
    for address in addresses {
        let answer = scene.get(&address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert_eq!(answer.page(), nowhere.page(), "{address}");
        assert_eq!(answer.lasting_headers(), nowhere.lasting_headers(), "{address}");
        let head = scene.with(Method::HEAD, &address, &[], String::new()).await;
        assert_eq!(head.status, StatusCode::NOT_FOUND, "HEAD {address}");
    }
}

#[tokio::test]
async fn a_visitor_learns_nothing_of_a_draft_from_any_of_its_pages() {
    let scene = Scene::new().await;
    for page in [
        "",
        "/edit",
        "/history",
        "/compare/1..2",
        "/comments",
        "/round",
        "/round/new",
        "/decision",
        "/versions/1",
    ] {
        let there = scene.get(&format!("/motions/{OPEN}{page}")).await;
        let not_there = scene
            .get(&format!("/motions/{}{page}", "x".repeat(OPEN.len())))
            .await;
        assert_eq!(there.status, not_there.status, "{page}");
        assert_eq!(there.page(), not_there.page(), "{page}");
        assert_eq!(
            there.header(LOCATION).replace(OPEN, ""),
            not_there.header(LOCATION).replace(&"x".repeat(OPEN.len()), ""),
            "{page}"
        );
        assert!(!there.body.contains("School meals"), "{page}");
    }
}

#[tokio::test]
async fn every_answer_carries_its_headers() {
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    let text = format!("{PUBLISHED}.txt");
    let mut answers = Vec::new();
    for path in [
        "/",
        "/help",
        "/privacy",
        "/published",
        PUBLISHED,
        &text,
        "/nowhere",
        "/health",
        "/ready",
        "/pkg/none.js",
        "/api",
    ] {
        answers.push((path.to_owned(), scene.get(path).await));
        answers.push((format!("{path} as chair"), scene.get_as(&chair, path).await));
    }
    answers.push((
        "form".to_owned(),
        scene
            .post_as(&chair, "/api/account/change", &[("name", "")])
            .await,
    ));
    answers.push((
        "no form".to_owned(),
        scene.post_as(&chair, "/api/none", &[]).await,
    ));
    let evil = [(http::HeaderName::from_static("sec-fetch-site"), "cross-site")];
    answers.push((
        "cross-site".to_owned(),
        scene
            .with(Method::POST, "/api/sign-out", &evil, String::new())
            .await,
    ));
    for (name, answer) in &answers {
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{name}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{name}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{name}");
        assert_eq!(
            answer.header("cross-origin-opener-policy"),
            "same-origin",
            "{name}"
        );
        assert!(
            answer.header("permissions-policy").contains("camera=()"),
            "{name}"
        );
        let policy = answer.header(CONTENT_SECURITY_POLICY);
        assert!(
            policy.contains("frame-ancestors 'none'") && policy.contains("default-src 'none'"),
            "{name}: {policy}"
        );
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
            "{name}: {policy}"
        );
        assert!(!answer.header(CACHE_CONTROL).is_empty(), "{name}");
        assert!(
            !answer.headers.contains_key("access-control-allow-origin"),
            "{name}"
        );
    }
    let (first, second) = (scene.get("/help").await, scene.get("/help").await);
    assert!(first.nonce().len() >= 16);
    assert_ne!(first.nonce(), second.nonce());
}

#[tokio::test]
async fn what_members_see_is_stored_nowhere() {
    let scene = Scene::new().await;
    let cookie = scene.enter("Member (Northgate CLP)").await;
    let decision = format!("/motions/{OPEN}/decision");
    for path in [
        "/",
        "/texts",
        "/account",
        &decision,
        PUBLISHED,
        "/published",
        "/nowhere",
    ] {
        let answer = scene.get_as(&cookie, path).await;
        assert_eq!(answer.header(CACHE_CONTROL), "private, no-store", "{path}");
        let vary: Vec<&str> = answer
            .headers
            .get_all(VARY)
            .iter()
            .map(|value| value.to_str().unwrap())
            .collect();
        assert!(
            vary.join(",").to_ascii_lowercase().contains("cookie"),
            "{path}: {vary:?}"
        );
    }
}

#[tokio::test]
async fn a_form_from_another_site_is_refused_and_changes_nothing() {
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    let before = scene.head().await;
    let form = (CONTENT_TYPE, "application/x-www-form-urlencoded");
    let cross = (http::HeaderName::from_static("sec-fetch-site"), "cross-site");
    let foreign = (http::header::ORIGIN, "https://evil.example");
    for path in [
        "/api/sign-out",
        "/api/account/change",
        "/api/version/vote",
        "/api/version/publish",
        "/api/version/withdraw",
        "/api/amendment/write",
        "/api/amendment/move",
        "/api/amendment/stand-by",
        "/api/sign-in/ask",
    ] {
        for sign in [&cross, &foreign] {
            let headers = [(COOKIE, chair.as_str()), form.clone(), sign.clone()];
            let answer = scene
                .with(
                    Method::POST,
                    path,
                    &headers,
                    "name=Taken&where=everywhere".to_owned(),
                )
                .await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {sign:?}");
        }
    }
    assert_eq!(scene.head().await, before);
    assert_eq!(scene.get_as(&chair, "/account").await.status, StatusCode::OK);
}

#[tokio::test]
async fn signing_in_by_the_code_from_the_mail_and_out_again() {
    let scene = Scene::new().await;
    let asked = scene
        .post_as(
            "",
            "/api/sign-in/ask",
            &[("email", "Northgate@example.org"), ("next", "/texts")],
        )
        .await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    let there = asked.header(LOCATION).to_owned();
    assert!(there.starts_with("/sign-in/code/"), "{there}");
    let unknown = scene
        .post_as(
            "",
            "/api/sign-in/ask",
            &[("email", "nobody@example.org"), ("next", "/texts")],
        )
        .await;
    assert_eq!(unknown.header(LOCATION).len(), there.len());
    let id = |address: &str| address.rsplit('/').next().unwrap().to_owned();
    let (known, unknown) = (there.clone(), unknown.header(LOCATION).to_owned());
    let page = scene
        .get(&unknown)
        .await
        .page()
        .replace(&id(&unknown), &id(&known));
    assert_eq!(
        scene.get(&known).await.page(),
        page,
        "nobody learns who has an account"
    );

    let mails = scene.call.store.due_mails(now(), 10).await.unwrap();
    assert_eq!(mails.len(), 1);
    let code = mails[0].subject.rsplit(' ').next().unwrap().to_owned();
    let request = there.rsplit('/').next().unwrap();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let refused = scene
        .post_as("", "/api/sign-in/code", &[("request", request), ("code", wrong)])
        .await;
    assert!(refused.headers.get(SET_COOKIE).is_none());
    let signed_in = scene
        .post_as("", "/api/sign-in/code", &[("request", request), ("code", &code)])
        .await;
    assert_eq!(signed_in.header(LOCATION), "/texts");
    let set = signed_in.header(SET_COOKIE).to_owned();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(set.contains(part), "{set}");
    }
    let cookie = cookie_of(&signed_in);
    let texts = scene.get_as(&cookie, "/texts").await;
    assert_eq!(texts.status, StatusCode::OK);
    assert!(texts.body.contains("School meals that children eat together"));
    let again = scene
        .post_as("", "/api/sign-in/code", &[("request", request), ("code", &code)])
        .await;
    assert!(again.headers.get(SET_COOKIE).is_none(), "a code works once");

    let out = scene
        .post_as(&cookie, "/api/sign-out", &[("where", "here")])
        .await;
    assert!(out.header(SET_COOKIE).contains("Max-Age=0"));
    let after = scene.get_as(&cookie, "/account").await;
    assert!(
        after.header(LOCATION).starts_with("/sign-in"),
        "{:?}",
        after.status
    );
}

#[tokio::test]
async fn a_download_proves_itself_and_is_not_sent_twice() {
    let scene = Scene::new().await;
    let text = scene.get(&format!("{PUBLISHED}.txt")).await;
    assert_eq!(text.status, StatusCode::OK);
    assert_eq!(text.header(CONTENT_TYPE), "text/plain; charset=utf-8");
    assert_eq!(
        text.header(CONTENT_DISPOSITION),
        "attachment; filename=\"buses-that-villages-can-rely-on-version-4.txt\""
    );
    assert!(text.header(CACHE_CONTROL).starts_with("public"));
    let end = text.body.find("\n-- \n").unwrap() + 1;
    let sum: String = Sha256::digest(&text.body[..end])
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert!(text.body[end..].contains(&sum), "{}", text.body);
    assert!(
        text.header(ETAG).starts_with(&format!("\"{sum}-current-")),
        "{}",
        text.header(ETAG)
    );
    let page = scene.get(PUBLISHED).await;
    let grouped: Vec<&str> = sum
        .as_bytes()
        .chunks(4)
        .map(|four| std::str::from_utf8(four).unwrap())
        .collect();
    assert!(page.body.contains(&grouped.join(" ")));

    for path in [
        PUBLISHED.to_owned(),
        format!("{PUBLISHED}.txt"),
        format!("{PUBLISHED}.numbered.txt"),
        format!("{PUBLISHED}.md"),
    ] {
        let first = scene.get(&path).await;
        let tag = first.header(ETAG).to_owned();
        assert!(!tag.is_empty(), "{path}");
        for known in [
            tag.clone(),
            format!("W/{tag}"),
            format!("\"other\", {tag}"),
            "*".to_owned(),
        ] {
            let again = scene
                .with(Method::GET, &path, &[(IF_NONE_MATCH, &known)], String::new())
                .await;
            assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path} {known}");
            assert_eq!(again.body, "", "{path}");
            assert_eq!(again.header(ETAG), tag, "{path}");
            assert!(
                !again.headers.contains_key(CONTENT_SECURITY_POLICY),
                "the page keeps its own: {path}"
            );
        }
        let other = scene
            .with(Method::GET, &path, &[(IF_NONE_MATCH, "\"other\"")], String::new())
            .await;
        assert_eq!(other.status, StatusCode::OK, "{path}");
        let head = scene.with(Method::HEAD, &path, &[], String::new()).await;
        assert_eq!(
            (head.status, head.header(ETAG)),
            (StatusCode::OK, tag.as_str()),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_same_address_shows_members_more_and_visitors_never() {
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    let (before, member, after) = (
        scene.get(PUBLISHED).await,
        scene.get_as(&chair, PUBLISHED).await,
        scene.get(PUBLISHED).await,
    );
    assert!(member.body.contains("Withdraw this text"));
    for visitor in [&before, &after] {
        assert!(!visitor.body.contains("Withdraw this text"));
        assert!(!visitor.body.contains("Committee member one"));
        assert!(visitor.body.contains("fewer than 5"));
        assert_ne!(visitor.header(ETAG), member.header(ETAG));
    }
    assert_eq!(before.header(ETAG), after.header(ETAG));
    let stolen = scene
        .with(
            Method::GET,
            PUBLISHED,
            &[(IF_NONE_MATCH, member.header(ETAG))],
            String::new(),
        )
        .await;
    assert_eq!(stolen.status, StatusCode::OK);
}

#[tokio::test]
async fn a_withdrawal_shows_at_once_everywhere_and_the_text_stays() {
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    let (page, text) = (
        scene.get(PUBLISHED).await,
        scene.get(&format!("{PUBLISHED}.txt")).await,
    );
    let slug = PUBLISHED.trim_start_matches("/published/");
    let supporter = scene.enter("Supporter").await;
    let refused = scene
        .post_as(
            &supporter,
            "/api/version/withdraw",
            &[("slug", slug), ("reason", "No.")],
        )
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let nothing = scene
        .post_as(&chair, "/api/version/withdraw", &[("slug", slug), ("reason", "")])
        .await;
    assert!(
        nothing
            .header(LOCATION)
            .starts_with(&format!("{PUBLISHED}?kept=")),
        "{}",
        nothing.header(LOCATION)
    );
    let reason = "The law that it asks for <has> been passed.";
    let done = scene
        .post_as(
            &chair,
            "/api/version/withdraw",
            &[("slug", slug), ("reason", reason)],
        )
        .await;
    assert_eq!(done.header(LOCATION), PUBLISHED);
    let known = [(IF_NONE_MATCH, page.header(ETAG))];
    let after = scene.with(Method::GET, PUBLISHED, &known, String::new()).await;
    assert_eq!(after.status, StatusCode::OK);
    assert!(
        after
            .body
            .contains("The law that it asks for &lt;has&gt; been passed.")
    );
    let known = [(IF_NONE_MATCH, text.header(ETAG))];
    let file = scene
        .with(Method::GET, &format!("{PUBLISHED}.txt"), &known, String::new())
        .await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.body.contains("Status: withdrawn on"), "{}", file.body);
    let words = |file: &str| file.split("\n-- \n").next().unwrap().to_owned();
    assert_eq!(words(&file.body), words(&text.body));
}

/// What somebody may type to see whether it comes back as code.
const PAYLOADS: [&str; 10] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</textarea><script>alert(2)",
    "</title><svg onload=alert(3)>",
    "</script><script>alert(4)",
    "{{7*7}}",
    "javascript:alert(5)",
    "<!--P",
    "]]>",
    "${x}",
];

/// No typed tag, comment or attribute is one in the page.
#[track_caller]
fn inert(path: &str, answer: &Answer) {
    let body = &answer.body;
    for alive in [
        "<script>alert",
        "<img",
        "<svg onload",
        "<!--P",
        "href=\"javascript:",
    ] {
        assert!(!body.contains(alive), "{path}: {alive} in\n{body}");
    }
    assert!(body.matches("</title>").count() <= 1, "{path}");
    assert!(!body.contains("49}") && !body.contains(">49<"), "{path}");
}

#[tokio::test]
async fn what_somebody_types_never_becomes_code() {
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    let all = PAYLOADS.join("\n\n");
    let line = PAYLOADS.join(" ").chars().take(200).collect::<String>();
    let title = "</title><svg onload=alert(3)> \"><img src=x onerror=alert(1)> <script>alert(1)</script>";
    let started = scene
        .post_as(
            &chair,
            "/api/motions/start",
            &[
                ("origin", "owned"),
                ("title", title),
                ("text", &all),
                ("note", &line),
                ("profile", "labour-conference"),
            ],
        )
        .await;
    let motion = started.header(LOCATION).to_owned();
    assert!(motion.starts_with("/motions/"), "{motion}");
    let slug = motion.trim_start_matches("/motions/").to_owned();
    let more = format!("{all}\n\nAnd more.");
    let saved = scene
        .post_as(
            &chair,
            "/api/motions/save",
            &[
                ("slug", &slug),
                ("base", "1"),
                ("title", title),
                ("text", &more),
                ("note", &line),
            ],
        )
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let comment = [
        ("slug", slug.as_str()),
        ("version", "2"),
        ("line", "1"),
        ("body", all.as_str()),
    ];
    assert_eq!(
        scene.post_as(&chair, "/api/comment/make", &comment).await.status,
        StatusCode::SEE_OTHER
    );
    let named = "<script>alert(1)</script> \"><img src=x>";
    scene
        .post_as(
            &chair,
            "/api/account/change",
            &[("name", named), ("clp", &line[..80]), ("region", named)],
        )
        .await;
    for cookie in [
        scene.enter("Committee member one").await,
        scene.enter("Committee member two").await,
        chair.clone(),
    ] {
        let version = scene.call.store.document(&slug, now()).await.unwrap().unwrap();
        let hash = scene
            .call
            .store
            .version(version.id, 2)
            .await
            .unwrap()
            .unwrap()
            .hash;
        let vote = [
            ("slug", slug.as_str()),
            ("version", "2"),
            ("hash", &hash),
            ("verdict", "for"),
            ("reason", all.as_str()),
        ];
        let voted = scene.post_as(&cookie, "/api/version/vote", &vote).await;
        assert!(
            !voted.header(LOCATION).contains("kept"),
            "{}",
            voted.header(LOCATION)
        );
    }
    for page in [
        "",
        "/edit",
        "/history",
        "/versions/1",
        "/compare/1..2",
        "/comments",
        "/decision",
        "/round/new",
    ] {
        let path = format!("{motion}{page}");
        let answer = scene.get_as(&chair, &path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        inert(&path, &answer);
    }
    let published = scene
        .post_as(
            &chair,
            "/api/version/publish",
            &[("slug", &slug), ("version", "2")],
        )
        .await;
    let public = published.header(LOCATION).to_owned();
    assert!(public.starts_with("/published/"), "{public}");
    let refused = scene
        .post_as(
            &chair,
            "/api/version/withdraw",
            &[("slug", &line), ("reason", "")],
        )
        .await;
    assert!(refused.status == StatusCode::NOT_FOUND || refused.header(LOCATION).starts_with('/'));
    let kept = scene
        .post_as(
            &chair,
            "/api/motions/start",
            &[("title", ""), ("text", &all), ("note", &line), ("owner", named)],
        )
        .await;
    let encoded: String = form_urlencoded::byte_serialize(all.as_bytes()).collect();
    for path in [
        public,
        "/".to_owned(),
        "/texts".to_owned(),
        "/members".to_owned(),
        "/account".to_owned(),
        "/published".to_owned(),
        kept.header(LOCATION).to_owned(),
        format!("/texts?stage={encoded}&page={encoded}"),
        format!("/sign-in?next={encoded}"),
        format!("/sign-in?kept={encoded}"),
        format!("/published?page={encoded}"),
        format!("/{encoded}"),
    ] {
        inert(&path, &scene.get_as(&chair, &path).await);
        inert(&path, &scene.get(&path).await);
    }
}

#[tokio::test]
async fn what_is_typed_into_a_composite_stays_text_and_inside_the_group() {
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    let member = scene.enter("Member (Harbour CLP)").await;
    let all = PAYLOADS.join("\n\n");
    let line = PAYLOADS.join(" ").chars().take(60).collect::<String>();
    let fields = [
        ("title", "</title><svg onload=alert(3)> <script>alert(1)</script>"),
        ("profile", "own"),
        ("name-1", line.as_str()),
        ("body-1", line.as_str()),
        ("text-1", all.as_str()),
        ("name-2", "</title><img src=x>"),
        ("body-2", line.as_str()),
        (
            "text-2",
            "- <img src=x onerror=alert(1)> and more\n- </textarea><script>alert(2)",
        ),
    ];
    let checked: Vec<(&str, &str)> = fields.into_iter().chain([("do", "check")]).collect();
    let checked = scene.post_as(&chair, "/api/composite/group", &checked).await;
    let kept = checked.header(LOCATION).to_owned();
    assert!(kept.starts_with("/composites/new?kept="), "{kept}");
    inert(
        &kept,
        &scene.get_as(&chair, kept.trim_end_matches("#tidied")).await,
    );

    let grouped = scene.post_as(&chair, "/api/composite/group", &fields).await;
    let composite = grouped.header(LOCATION).to_owned();
    let slug = composite.trim_start_matches("/composites/").to_owned();
    assert!(composite.len() > slug.len(), "{composite}");
    let red = [
        ("slug", slug.as_str()),
        ("source", "1"),
        ("clause", "1"),
        ("reason", line.as_str()),
    ];
    let drawn = scene.post_as(&member, "/api/red-line/draw", &red).await;
    assert!(
        drawn.header(LOCATION).ends_with("/source/1#c1"),
        "{}",
        drawn.header(LOCATION)
    );
    let step = |revision: &'static str, what: &'static str, from: &'static str, text: &'static str| {
        [
            ("revision", revision),
            ("do", what),
            ("from", from),
            ("text", text),
            ("entry", "1"),
        ]
    };
    for fields in [
        step("0", "take", "1.1", ""),
        step("1", "take", "2.1", ""),
        step(
            "2",
            "edit",
            "",
            "<script>alert(1)</script> </textarea><img src=x>",
        ),
    ] {
        let fields: Vec<(&str, &str)> = fields.into_iter().chain([("slug", slug.as_str())]).collect();
        let stepped = scene.post_as(&chair, "/api/composite/step", &fields).await;
        assert!(
            stepped.header(LOCATION).contains("/build#"),
            "{}",
            stepped.header(LOCATION)
        );
    }
    // From a page that is out of date: the words come back with what stands there now.
    let late: Vec<(&str, &str)> = step("0", "add", "", "</textarea><script>alert(2)")
        .into_iter()
        .chain([("slug", slug.as_str())])
        .collect();
    let refused = scene.post_as(&chair, "/api/composite/step", &late).await;
    let refused = refused.header(LOCATION).to_owned();
    let shown = scene.get_as(&chair, &refused).await;
    inert(&refused, &shown);
    assert!(shown.body.contains("What you typed"), "{}", shown.body);
    let save = [
        ("slug", slug.as_str()),
        ("base", "1"),
        ("revision", "3"),
        ("title", &line),
        ("note", &line),
    ];
    assert_eq!(
        scene
            .post_as(&chair, "/api/composite/save", &save)
            .await
            .header(LOCATION),
        composite
    );
    let send = [
        ("slug", slug.as_str()),
        ("version", "2"),
        ("kind", "sent"),
        ("note", line.as_str()),
    ];
    scene.post_as(&chair, "/api/composite/move", &send).await;
    let answer = [
        ("slug", slug.as_str()),
        ("source", "1"),
        ("version", "2"),
        ("answer", "agrees"),
        ("authority", line.as_str()),
        ("given_on", "12 October 2026"),
        ("note", line.as_str()),
    ];
    let answered = scene.post_as(&chair, "/api/composite/answer", &answer).await;
    assert!(
        answered.header(LOCATION).ends_with("#source-1"),
        "{}",
        answered.header(LOCATION)
    );
    for page in ["", "/build", "/sheet/1", "/sheet/2", "/source/1", "/answer/1"] {
        let path = format!("{composite}{page}");
        let answer = scene.get_as(&chair, &path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        inert(&path, &answer);
        // Neither what a visitor finds nor where they are sent depends on whether it is there.
        let never = format!("/composites/{}{page}", "x".repeat(slug.len()));
        let (there, nowhere) = (scene.get(&path).await, scene.get(&never).await);
        assert_eq!(there.status, nowhere.status, "{path}");
        assert!(!there.body.contains("and more"), "{path}");
    }
    // A member reads it and does nothing to it; the text under its other address says where it is built.
    let forbidden = scene.post_as(&member, "/api/composite/move", &send).await;
    assert_eq!(forbidden.status, StatusCode::FORBIDDEN);
    assert_eq!(
        scene.get_as(&member, &format!("{composite}/build")).await.status,
        StatusCode::FORBIDDEN
    );
    let edit = scene.get_as(&chair, &format!("/motions/{slug}/edit")).await;
    assert_eq!(edit.header(LOCATION), format!("{composite}/build"));
    inert("list", &scene.get_as(&member, "/composites").await);
    assert_eq!(scene.get("/composites").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_was_typed_is_shown_again_when_the_database_is_gone() {
    let scene = Scene::new().await;
    let cookie = scene.enter("Committee member one").await;
    scene.call.store.close().await;
    let text = "Conference believes</textarea><script>alert(1)</script>\n\nthat nothing is lost.";
    for cookie in [cookie.as_str(), ""] {
        let fields = [
            ("submission", "01a20225-db61-7036-8fe3-3688ac2c2d1c"),
            ("slug", OPEN),
            ("base", "2"),
            (
                "title",
                "School meals that children eat together, \"all\" of them",
            ),
            ("text", text),
            ("note", "why"),
        ];
        let answer = scene.post_as(cookie, "/api/motions/save", &fields).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
        let page = &answer.body;
        assert!(page.contains("action=\"/api/motions/save\""), "{page}");
        assert!(page.contains("that nothing is lost."), "{page}");
        assert!(!page.contains("<script>alert"), "{page}");
        for (name, value) in [
            ("submission", "01a20225-db61-7036-8fe3-3688ac2c2d1c"),
            ("base", "2"),
            ("note", "why"),
        ] {
            assert!(
                page.contains(&format!("name=\"{name}\" value=\"{value}\"")),
                "{name}: {page}"
            );
        }
        assert_eq!(answer.header(CACHE_CONTROL), "private, no-store");
    }
    // A page that nobody sent a form to offers none.
    let page = scene.get_as(&cookie, "/texts").await;
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!page.body.contains("Send it again"), "{}", page.body);
}
