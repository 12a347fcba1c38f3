//! Requests that no page of ours makes: fields nobody asked for, values outside the lists, other people's ids,
//! addresses as long as books, and a server that breaks meanwhile.

use super::walk::{FORMS, PAGES, ROUTES, Walk};
use super::*;
use axum::body::Bytes;
use domain::ids::{CommentId, MemberId};
use domain::people::Role;
use domain::permission::Setting;
use service::Chance;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use store::{Document, Member, Organisation};

/// Fields that no form has, or that only other forms have.
const UNASKED: &[(&str, &str)] = &[
    ("role", "administrator"),
    ("role", "chair"),
    ("roles", "chair,administrator"),
    ("admin", "true"),
    ("is_admin", "1"),
    ("blocked", "yes"),
    ("confirmed_at", "1"),
    ("status", "final"),
    ("stage", "published"),
    ("approved", "true"),
    ("published_at", "1"),
    ("origin", "tracked"),
    ("author", "00000000-0000-7000-8000-000000000001"),
    ("author_id", "1"),
    ("actor", "1"),
    ("member_id", "1"),
    ("owner_id", "1"),
    ("created_at", "0"),
    ("hash", "0"),
    ("quorum", "0"),
    ("demo", "0"),
    ("category", "supporter"),
];

/// What must be as it was, whatever fields are sent along.
#[derive(Debug, PartialEq)]
struct Standing {
    members: Vec<Member>,
    group: Option<Organisation>,
    texts: Vec<Document>,
}

async fn standing(walk: &Walk) -> Standing {
    let store = &walk.scene.call.store;
    let mut texts = Vec::new();
    for (_, slug) in &walk.texts {
        texts.push(store.document(slug, now()).await.unwrap().unwrap());
    }
    Standing {
        members: store.members().await.unwrap(),
        group: store.organisation().await.unwrap(),
        texts,
    }
}

impl Walk {
    fn cookie(&self, role: Role) -> &str {
        &self.cookies[&role]
    }

    fn text(&self, setting: Setting) -> &str {
        let found = self.texts.iter().find(|(known, _)| *known == setting);
        &found.unwrap().1
    }

    async fn walker(&self, role: Role) -> Member {
        let members = self.scene.call.store.members().await.unwrap();
        let name = format!("Walker {}", role.word());
        members.into_iter().find(|member| member.name == name).unwrap()
    }

    async fn document(&self, slug: &str) -> Document {
        self.scene
            .call
            .store
            .document(slug, now())
            .await
            .unwrap()
            .unwrap()
    }
}

#[tokio::test]
async fn fields_that_no_form_asked_for_change_nothing() {
    let walk = Walk::new().await;
    let before = standing(&walk).await;
    for role in [Role::Visitor, Role::Supporter, Role::Member, Role::Committee] {
        let cookie = walk.cookie(role);
        for (form, _) in FORMS {
            // Those end the session, or open another.
            if matches!(*form, "sign-out" | "demo/enter") {
                continue;
            }
            let slug = walk.text(Setting::Circulated);
            let member = walk.member.to_string();
            let mut fields = vec![
                ("slug", slug),
                ("version", "2"),
                ("base", "2"),
                ("member", &member),
            ];
            fields.extend(UNASKED);
            walk.scene.post_as(cookie, &format!("/api/{form}"), &fields).await;
            assert_eq!(standing(&walk).await, before, "{form} by {role:?}");
        }
    }
}

#[tokio::test]
async fn forms_that_are_accepted_take_nothing_along() {
    let walk = Walk::new().await;
    let (scene, cookie) = (&walk.scene, walk.cookie(Role::Member));
    let before = walk.walker(Role::Member).await;
    let with = |fields: &[(&'static str, &'static str)]| {
        fields
            .iter()
            .chain(
                UNASKED
                    .iter()
                    .filter(|(name, _)| !fields.iter().any(|(own, _)| own == name)),
            )
            .copied()
            .collect::<Vec<_>>()
    };
    let renamed = with(&[
        ("name", "Walker renamed"),
        ("clp", "Northgate"),
        ("region", "North"),
    ]);
    let changed = scene.post_as(cookie, "/api/account/change", &renamed).await;
    assert_eq!(changed.header(LOCATION), "/account");
    let after = scene.call.store.member(before.id).await.unwrap().unwrap();
    assert_eq!(after.name, "Walker renamed");
    assert_eq!(
        (after.roles, after.category, after.blocked_at, &after.email),
        (before.roles, before.category, before.blocked_at, &before.email)
    );

    let text = with(&[
        ("origin", "owned"),
        ("title", "Sent along"),
        ("text", "Conference believes."),
        ("profile", "labour-conference"),
        ("slug", "walked-draft"),
    ]);
    let started = scene.post_as(cookie, "/api/motions/start", &text).await;
    let slug = started
        .header(LOCATION)
        .trim_start_matches("/motions/")
        .to_owned();
    assert!(!slug.contains(['/', '?']), "{slug}");
    let document = walk.document(&slug).await;
    assert_eq!((document.author, document.latest), (before.id, 1));
    assert_eq!(document.published, None);
    let page = scene.get_as(cookie, &format!("/motions/{slug}")).await;
    assert!(page.body.contains("data-state=\"draft\""), "{}", page.body);

    let circulated = walk.text(Setting::Circulated);
    let mut comment = with(&[("version", "2"), ("body", "A remark")]);
    comment.push(("slug", circulated));
    scene.post_as(cookie, "/api/comment/make", &comment).await;
    let about = walk.document(circulated).await;
    let comments = scene.call.store.comments(about.id).await.unwrap();
    assert_eq!(comments.len(), 1);
    assert_eq!(comments[0].author, before.id);

    // The chair settles the group, and nothing makes a demonstration of it or takes that away.
    let demo = scene.call.store.organisation().await.unwrap().unwrap().demo;
    let settled = with(&[("name", "The Group"), ("imprint", "The Group"), ("quorum", "4")]);
    scene
        .post_as(walk.cookie(Role::Chair), "/api/group/settle", &settled)
        .await;
    let group = scene.call.store.organisation().await.unwrap().unwrap();
    assert_eq!((group.quorum, group.demo), (4, demo));
}

#[tokio::test]
async fn values_outside_the_list_are_refused_and_the_old_ones_stay() {
    let walk = Walk::new().await;
    let scene = &walk.scene;
    let admin = walk.cookie(Role::Administrator);
    let before = walk.walker(Role::Member).await;
    let id = before.id.to_string();
    for value in [
        "foo",
        "",
        "2147483648",
        "visitor",
        "Administrator",
        "member,chair",
        "member\0",
    ] {
        for field in ["role", "category"] {
            let mut fields = vec![("member", id.as_str()), ("name", before.name.as_str())];
            for (name, good) in [("role", "member"), ("category", "party-member")] {
                fields.push((name, if name == field { value } else { good }));
            }
            let answer = scene.post_as(admin, "/api/member/change", &fields).await;
            assert!(answer.header(LOCATION).contains("kept="), "{field}={value:?}");
            let after = scene.call.store.member(before.id).await.unwrap().unwrap();
            assert_eq!(after, before, "{field}={value:?}");
        }
    }
    let group = scene.call.store.organisation().await.unwrap();
    for quorum in ["", "0", "1", "21", "-3", "2147483648", "3.5", "many", "٣"] {
        let fields = [("name", "Group"), ("imprint", "Group"), ("quorum", quorum)];
        let answer = scene
            .post_as(walk.cookie(Role::Chair), "/api/group/settle", &fields)
            .await;
        assert!(answer.header(LOCATION).contains("kept="), "{quorum:?}");
        assert_eq!(
            scene.call.store.organisation().await.unwrap(),
            group,
            "{quorum:?}"
        );
    }
    // Whether somebody else's text is public is no word that may be made up either.
    let before = standing(&walk).await;
    for (form, field) in [
        ("section/move", "state"),
        ("amendment/move", "verb"),
        ("version/vote", "verdict"),
        ("composite/move", "kind"),
        ("position/record", "stand"),
        ("view/give", "stance"),
    ] {
        for value in ["foo", "", "2147483648", "final"] {
            for setting in [Setting::Circulated, Setting::Section] {
                let fields = [("slug", walk.text(setting)), ("version", "2"), (field, value)];
                let answer = scene
                    .post_as(walk.cookie(Role::Chair), &format!("/api/{form}"), &fields)
                    .await;
                assert!(!answer.status.is_server_error(), "{form} {field}={value}");
            }
        }
    }
    assert_eq!(standing(&walk).await, before);
}

#[tokio::test]
async fn what_belongs_to_others_is_not_reached_through_ones_own() {
    let walk = Walk::new().await;
    let (scene, store) = (&walk.scene, &walk.scene.call.store);
    let circulated = walk.text(Setting::Circulated);
    let (mine, theirs) = (walk.cookie(Role::Member), walk.cookie(Role::Committee));
    let made = scene
        .post_as(
            theirs,
            "/api/comment/make",
            &[("slug", circulated), ("version", "2"), ("body", "Theirs to say")],
        )
        .await;
    let comment: CommentId = made
        .header(LOCATION)
        .split_once("comment-")
        .unwrap()
        .1
        .parse()
        .unwrap();
    // A text of one's own, so that its address is allowed.
    let started = scene
        .post_as(
            mine,
            "/api/motions/start",
            &[
                ("origin", "owned"),
                ("title", "Mine"),
                ("text", "Conference believes."),
                ("profile", "labour-conference"),
            ],
        )
        .await;
    let own = started
        .header(LOCATION)
        .trim_start_matches("/motions/")
        .to_owned();
    let id = comment.to_string();
    for (form, field, value) in [
        ("comment/edit", "body", "Mine to change"),
        ("comment/withdraw", "body", ""),
        ("comment/hide", "reason", "Mine to hide"),
    ] {
        for slug in [own.as_str(), circulated] {
            let fields = [("slug", slug), ("comment", &id), (field, value)];
            let answer = scene.post_as(mine, &format!("/api/{form}"), &fields).await;
            assert!(
                matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND),
                "{form}: {} {}",
                answer.status,
                answer.header(LOCATION)
            );
        }
    }
    let document = walk.document(circulated).await;
    let comments = store.comments(document.id).await.unwrap();
    assert_eq!(comments[0].body, "Theirs to say");
    assert!(comments[0].withdrawn_at.is_none() && comments[0].hidden_at.is_none());

    // An answer under one's own text to a comment on another, and a comment on a version that the text does not have.
    for fields in [
        [
            ("slug", own.as_str()),
            ("version", "1"),
            ("parent", &id),
            ("body", "x"),
        ],
        [
            ("slug", own.as_str()),
            ("version", "2"),
            ("parent", ""),
            ("body", "x"),
        ],
    ] {
        let answer = scene.post_as(mine, "/api/comment/make", &fields).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{fields:?}");
    }
    // Versions are looked for in the text that is named, and in no other.
    for page in [
        "/versions/2",
        "/compare/1..2",
        "/versions/2.txt",
        "/compare/1..2.docx",
        "/versions/2/sources",
    ] {
        let answer = scene.get_as(mine, &format!("/motions/{own}{page}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page}");
        assert!(!answer.body.contains("other words"), "{page}");
    }
    // A draft that one may not read is nothing that could be copied: grouped, reported on or linked.
    let draft = walk.text(Setting::Draft);
    for (form, field) in [
        ("composite/source", "own"),
        ("amendment/write", "slug"),
        ("adoption/report", "slug"),
        ("merge/begin", "slug"),
    ] {
        let fields = [
            ("slug", draft),
            (field, draft),
            ("version", "2"),
            ("base", "2"),
            ("way", "copy"),
        ];
        let answer = scene.post_as(mine, &format!("/api/{form}"), &fields).await;
        assert!(
            matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND),
            "{form}: {}",
            answer.status
        );
        assert!(
            !answer.body.contains("secret words") && !answer.body.contains("other words"),
            "{form}"
        );
    }
}

#[tokio::test]
async fn what_one_member_typed_is_shown_to_no_other() {
    let walk = Walk::new().await;
    let scene = &walk.scene;
    let refused = scene
        .post_as(
            walk.cookie(Role::Member),
            "/api/motions/start",
            &[("origin", "owned"), ("title", ""), ("text", "Typed by one alone")],
        )
        .await;
    let there = refused.header(LOCATION).to_owned();
    assert!(there.contains("kept="), "{there}");
    let own = scene.get_as(walk.cookie(Role::Member), &there).await;
    assert!(own.body.contains("Typed by one alone"));
    for role in [Role::Committee, Role::Chair, Role::Administrator, Role::Visitor] {
        let other = scene.get_as(walk.cookie(role), &there).await;
        assert!(!other.body.contains("Typed by one alone"), "{role:?}");
    }
}

/// The page without what differs each time: the nonce, and the ids of its forms.
fn lasting(answer: &Answer) -> String {
    let page = answer.page();
    let mut parts = page.split("name=\"submission\" value=\"");
    let mut kept = parts.next().unwrap().to_owned();
    for part in parts {
        kept.push_str(part.split_once('"').unwrap().1);
    }
    kept
}

#[tokio::test]
async fn what_a_page_does_not_ask_for_sorts_and_filters_nothing() {
    let walk = Walk::new().await;
    let scene = &walk.scene;
    let text = format!("/motions/{}", walk.text(Setting::Circulated));
    let pages = [
        "/".to_owned(),
        "/texts".to_owned(),
        "/published".to_owned(),
        "/composites".to_owned(),
        "/positions".to_owned(),
        "/members".to_owned(),
        "/manifesto".to_owned(),
        "/manifesto/wanted".to_owned(),
        text.clone(),
        format!("{text}/history"),
        format!("{text}/comments"),
        format!("{text}/amendments"),
    ];
    let queries = [
        "sort=email",
        "sort=password_hash",
        "order=token_hash&direction=desc",
        "order_by=1;drop%20table%20member",
        "q[email_start]=chair",
        "filter[email]=chair%40example.org",
        "email=chair%40example.org",
        "search='||pg_sleep(5)--",
        "where=1%20or%201=1",
        "per_page=100000",
        "limit=-1&offset=-1",
        "fields=*&include=sessions",
    ];
    for page in &pages {
        let plain = lasting(&scene.get_as(walk.cookie(Role::Chair), page).await);
        let plain_to_admin = lasting(&scene.get_as(walk.cookie(Role::Administrator), page).await);
        for query in queries {
            for (cookie, plain) in [
                (walk.cookie(Role::Chair), &plain),
                (walk.cookie(Role::Administrator), &plain_to_admin),
            ] {
                let answer = scene.get_as(cookie, &format!("{page}?{query}")).await;
                let same = lasting(&answer) == *plain;
                assert!(same || answer.status == StatusCode::BAD_REQUEST, "{page}?{query}");
            }
        }
    }
    // What a page does ask for: a value that is none of its own is no key to others.
    for (page, name) in [
        ("/texts", "stage"),
        ("/members", "page"),
        ("/texts", "page"),
        ("/published", "page"),
    ] {
        let of = async |value: &str| {
            let answer = scene
                .get_as(
                    walk.cookie(Role::Administrator),
                    &format!("{page}?{name}={value}"),
                )
                .await;
            assert!(!answer.status.is_server_error(), "{page}?{name}={value}");
            lasting(&answer).replace(value, "")
        };
        let nonsense = of("nonsense").await;
        for value in ["password_hash", "'%20or%201=1--", "-4294967297", "member.email"] {
            if of(value).await != nonsense {
                let (left, right) = (of(value).await, nonsense.clone());
                let at = left
                    .bytes()
                    .zip(right.bytes())
                    .take_while(|(a, b)| a == b)
                    .count();
                panic!(
                    "{page}?{name}={value}: {}",
                    left.get(at.saturating_sub(80)..at + 80).unwrap_or("")
                );
            }
        }
    }
}

#[tokio::test]
async fn addresses_that_nobody_types_lead_nowhere() {
    let scene = Scene::new().await;
    let nowhere = scene.get("/nowhere").await;
    std::fs::create_dir_all(scene.folder.path().join("pkg")).unwrap();
    for path in [
        "/%2e%2e/",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/..%5c..%5cx.db",
        "/%252e%252e/x.db",
        "/.env",
        "/.git/config",
        "/x.db",
        "/%00",
        "/a%00b",
        "/motions/%2e%2e%2f%2e%2e",
        "/published/..%2f..%2fx.db",
        "/%c0%ae%c0%ae/",
        "/%ff%fe",
        "/;/admin",
        "//published",
        "/published//",
        "/debug",
        "/admin",
        "/server-status",
    ] {
        let answer = scene.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.page(), nowhere.page(), "{path}");
    }
    // Beside the folder with styles and scripts lies the database.
    for path in [
        "/pkg/../x.db",
        "/pkg/%2e%2e/x.db",
        "/pkg/..%2fx.db",
        "/pkg/..%5cx.db",
        "/pkg/%2e%2e%2fx.db",
        "/pkg/%252e%252e/x.db",
        "/pkg/./../x.db",
        "/pkg/%00",
        "/pkg/style.css%00.db",
        "/pkg//etc/passwd",
        "/pkg/%2fetc%2fpasswd",
        "/pkg/",
        "/pkg",
        "/pkg/%ff",
        "/pkg/app.js.map",
    ] {
        let answer = scene.get(path).await;
        assert!(
            matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST),
            "{path}: {}",
            answer.status
        );
        assert!(
            !answer.body.contains("SQLite")
                && !answer.body.contains("root:")
                && !answer.body.contains("/tmp"),
            "{path}: {}",
            answer.body
        );
    }
    let long = format!("/{}", "a".repeat(60_000));
    assert_eq!(scene.get(&long).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn ten_thousand_keys_and_words_without_an_end_are_answered_in_time() {
    let walk = Walk::new().await;
    let scene = &walk.scene;
    let chair = walk.cookie(Role::Chair);
    let keys: String = (0..10_000).map(|n| format!("k{n}=v&a[{n}][{n}]=1&")).collect();
    let nested = format!("a{}=1", "[b]".repeat(5_000));
    let spaceless = "a".repeat(100_000);
    let brackets = "[".repeat(50_000);
    let slug = walk.text(Setting::Circulated);
    let timed = async |what: &str, request: Request<Body>| {
        let start = Instant::now();
        let answer = scene.ask(request).await;
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "{what} took {:?}",
            start.elapsed()
        );
        assert!(!answer.status.is_server_error(), "{what}: {}", answer.status);
    };
    let get = |path: String| {
        let request = Request::builder()
            .uri(path)
            .header(HOST, "group.example")
            .header(COOKIE, chair);
        request.body(Body::empty()).unwrap()
    };
    // More than any address that a client can send over a connection.
    for (what, query) in [
        ("keys", keys.get(..60_000).unwrap()),
        ("nested", &nested),
        ("spaceless", &spaceless[..60_000]),
    ] {
        timed(what, get(format!("/texts?{query}"))).await;
        timed(what, get(format!("/?kept={query}"))).await;
    }
    let post = |path: &str, body: String| {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(HOST, "group.example")
            .header(COOKIE, chair)
            .header(http::header::ORIGIN, "http://group.example")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        request.body(Body::from(body)).unwrap()
    };
    for (what, words) in [
        ("spaceless", &spaceless),
        ("brackets", &brackets),
        ("keys", &keys),
    ] {
        for (form, field) in [
            ("motions/import", "pasted"),
            ("motions/start", "text"),
            ("comment/make", "body"),
            ("sign-in/ask", "email"),
        ] {
            let body = form_urlencoded::Serializer::new(String::new())
                .extend_pairs([
                    ("slug", slug),
                    ("version", "2"),
                    ("origin", "owned"),
                    ("title", "T"),
                    (field, words),
                ])
                .finish();
            timed(&format!("{what} in {form}"), post(&format!("/api/{form}"), body)).await;
        }
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("copy", words)])
            .finish();
        timed(&format!("{what} in /which"), post("/which", body)).await;
    }
    timed("fields", post("/api/motions/start", keys)).await;
}

/// What a broken server must not tell.
const INSIDE: [&str; 10] = [
    "sqlx",
    "sqlite",
    "SQLITE",
    "PoolClosed",
    "closed pool",
    "SELECT",
    ".rs:",
    "panicked",
    "/tmp/",
    "StoreError",
];

#[tokio::test]
async fn a_server_that_breaks_says_so_and_nothing_of_its_inside() {
    let walk = Walk::new().await;
    let scene = &walk.scene;
    scene.call.store.close().await;
    let slug = walk.text(Setting::Circulated);
    let mut answers = Vec::new();
    for role in [Role::Visitor, Role::Chair] {
        let cookie = walk.cookie(role);
        let pages = PAGES.iter().map(|(path, _)| *path);
        let routes = ROUTES
            .iter()
            .map(|(_, path, _)| *path)
            .filter(|path| !path.is_empty());
        for path in pages.chain(routes) {
            let path = path
                .replace(":slug", slug)
                .replace(":range", "1..2")
                .replace(":number", "1")
                .replace(":id", &MemberId::new(7).to_string())
                .replace(":request", "00000000-0000-0000-0000-000000000000")
                .replace(":token", &"0".repeat(64))
                .replace(":fingerprint", "0123-4567-89ab-cdef-0123");
            answers.push((path.clone(), scene.get_as(cookie, &path).await));
        }
        for (form, _) in FORMS {
            let path = format!("/api/{form}");
            let answer = scene
                .post_as(cookie, &path, &[("slug", slug), ("version", "2")])
                .await;
            answers.push((path, answer));
        }
        for path in ["/told/amendment", "/told/passkey", "/which", "/calendar"] {
            let answer = scene
                .post_as(cookie, path, &[("slug", slug), ("for", "enter")])
                .await;
            answers.push((path.to_owned(), answer));
        }
        let upload = tracked::upload(scene, cookie, slug, b"no file").await;
        answers.push(("upload".to_owned(), upload));
    }
    let mut broken = 0;
    for (path, answer) in answers {
        let told = format!("{:?} {}", answer.headers, answer.body);
        for inside in INSIDE {
            assert!(!told.contains(inside), "{path} tells {inside}: {told}");
        }
        if answer.status.is_server_error() {
            broken += 1;
            let id = answer.header("x-request-id");
            assert_eq!(id.len(), 16, "{path}");
            if answer.header(CONTENT_TYPE).starts_with("text/html") {
                assert!(
                    answer.body.contains(id),
                    "{path} does not name its request: {}",
                    answer.body
                );
            }
        }
    }
    assert!(broken > 200, "{broken}");
}

/// Chance that gives out so many tokens and then breaks, until it is mended.
struct Broken(AtomicU32);

impl Broken {
    fn give(&self) {
        let left = self.0.load(Ordering::Relaxed);
        assert!(left > 0, "a secret of Broken at src/web.rs:1");
        self.0.store(left - 1, Ordering::Relaxed);
    }
}

impl Chance for Broken {
    fn id(&self, now: domain::time::Instant) -> u128 {
        System::default().id(now)
    }

    fn token(&self) -> [u8; 32] {
        self.give();
        System::default().token()
    }
}

#[tokio::test]
async fn a_panic_answers_in_plain_words() {
    let mut scene = Scene::new().await;
    let broken = Arc::new(Broken(AtomicU32::new(0)));
    let call = Call {
        chance: broken.clone(),
        ..scene.call.clone()
    };
    let mut state = scene.state();
    state.call = call;
    scene.app = router(state);
    let wish = [("email", "nobody@example.org"), ("next", "/")];
    // In a layer, and within a form.
    for (method, path) in [(Method::GET, PUBLISHED), (Method::POST, "/api/sign-in/ask")] {
        let ask = async || match method {
            Method::GET => scene.get(path).await,
            _ => scene.post_as("", path, &wish).await,
        };
        // The first is the request's own id.
        broken.0.store(1, Ordering::Relaxed);
        let answer = ask().await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        let id = answer.header("x-request-id");
        assert_eq!(id.len(), 16, "{path}");
        assert!(
            answer.body.contains("The mistake is ours"),
            "{path}: {}",
            answer.body
        );
        assert!(answer.body.contains(id), "{path}: {}", answer.body);
        assert_eq!(
            answer.header(http::header::X_CONTENT_TYPE_OPTIONS),
            "nosniff",
            "{path}"
        );
        let told = format!("{:?} {}", answer.headers, answer.body);
        for inside in INSIDE.iter().chain(&["secret", "Broken", ".rs"]) {
            assert!(!told.contains(inside), "{path} tells {inside}: {told}");
        }
        broken.0.store(u32::MAX, Ordering::Relaxed);
        let next = ask().await;
        assert!(
            next.status.is_success() || next.status.is_redirection(),
            "{path}: {}",
            next.status
        );
    }
}

#[tokio::test]
async fn a_body_that_is_no_form_is_refused_and_nothing_panics() {
    let walk = Walk::new().await;
    let scene = &walk.scene;
    for path in [
        "/upload/text",
        "/upload/manifesto",
        "/upload/variant",
        "/upload/amendment/walked-circulated",
    ] {
        for kind in [
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary=\"",
            "multipart/form-data; boundary=x",
            "multipart/mixed; boundary=x",
            "text/plain",
            "",
        ] {
            for body in [
                "",
                "--x\r\n",
                "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n",
                "--x--",
            ] {
                let headers = [
                    (COOKIE, walk.cookie(Role::Chair)),
                    (CONTENT_TYPE, kind),
                    (http::header::ORIGIN, "http://group.example"),
                ];
                let answer = scene.with(Method::POST, path, &headers, body.to_owned()).await;
                assert!(
                    !answer.status.is_server_error(),
                    "{path} {kind:?} {body:?}: {}",
                    answer.status
                );
            }
        }
    }
    // A target with line breaks in it is none, and adds no header.
    for (form, field) in [
        ("sign-in/ask", "next"),
        ("demo/enter", "next"),
        ("sign-in/passkey", "next"),
        ("version/withdraw", "slug"),
        ("comment/make", "slug"),
        ("round/open", "slug"),
        ("view/give", "slug"),
        ("position/tell", "slug"),
        ("merge/step", "slug"),
    ] {
        for target in [
            "/a\r\nSet-Cookie: session=evil",
            "/a\nX-Evil: 1",
            "/a\0b",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "https:evil.example",
            "/%0d%0aX-Evil:%201",
            "@evil.example",
            "%2f%2fevil.example",
        ] {
            let member = walk.member.to_string();
            let fields = [
                ("email", "nobody@example.org"),
                ("member", member.as_str()),
                (field, target),
            ];
            let answer = scene
                .post_as(
                    if form.starts_with("demo") {
                        ""
                    } else {
                        walk.cookie(Role::Chair)
                    },
                    &format!("/api/{form}"),
                    &fields,
                )
                .await;
            assert!(
                !answer.status.is_server_error(),
                "{form} {target:?}: {}",
                answer.status
            );
            assert!(!answer.headers.contains_key("x-evil"), "{form} {target:?}");
            assert!(!answer.header(SET_COOKIE).contains("evil"), "{form} {target:?}");
            let there = answer.header(LOCATION);
            assert!(
                there.is_empty()
                    || there.starts_with('/')
                        && !there.starts_with("//")
                        && there.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\'),
                "{form} {target:?}: {there}"
            );
        }
    }
}

#[tokio::test]
async fn a_cookie_of_ones_own_choosing_is_no_session() {
    let scene = Scene::new().await;
    for value in [
        "0".repeat(64),
        "a".repeat(64),
        "%00".repeat(21) + "a",
        "x".to_owned(),
        String::new(),
    ] {
        let cookie = format!("session={value}");
        let account = scene.get_as(&cookie, "/account").await;
        assert!(account.header(LOCATION).starts_with("/sign-in"), "{value}");
        // Whoever signs in with it gets another.
        let members = scene.call.store.members().await.unwrap();
        let id = members[0].id.to_string();
        let entered = scene
            .post_as(&cookie, "/api/demo/enter", &[("member", &id), ("next", "/")])
            .await;
        let given = cookie_of(&entered);
        assert_ne!(given, cookie);
        assert_eq!(given.len(), "session=".len() + 64);
        let account = scene.get_as(&cookie, "/account").await;
        assert!(
            account.header(LOCATION).starts_with("/sign-in"),
            "{value} after signing in"
        );
    }
}

#[tokio::test]
async fn new_roles_and_signing_out_hold_for_what_is_under_way() {
    let walk = Walk::new().await;
    let scene = &walk.scene;
    let member = walk.walker(Role::Committee).await;
    let admin = walk.cookie(Role::Administrator);
    let held = walk.cookie(Role::Committee).to_owned();
    assert_eq!(
        scene.get_as(&held, "/composites/new").await.status,
        StatusCode::OK
    );
    let fields = [
        ("member", member.id.to_string()),
        ("name", member.name.clone()),
        ("role", "supporter".to_owned()),
        ("category", "party-member".to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let changed = scene.post_as(admin, "/api/member/change", &fields).await;
    assert!(
        !changed.header(LOCATION).contains("kept="),
        "{}",
        changed.header(LOCATION)
    );
    // Another role, another session: the old cookie opens nothing at all.
    let after = scene.get_as(&held, "/composites/new").await;
    assert!(
        after.header(LOCATION).starts_with("/sign-in?next="),
        "{}",
        after.status
    );

    // A form whose body arrives slowly, while its sender signs out elsewhere.
    let cookie = scene.enter("Chair and administrator").await;
    let (send, mut receive) = tokio::sync::mpsc::channel::<Bytes>(1);
    let body = Body::new(Slow(Box::pin(
        async move { receive.recv().await.unwrap_or_default() },
    )));
    let request = Request::builder()
        .method(Method::POST)
        .uri("/api/account/change")
        .header(HOST, "group.example")
        .header(COOKIE, &cookie)
        .header(http::header::ORIGIN, "http://group.example")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(body)
        .unwrap();
    let app = scene.app.clone();
    let slow = tokio::spawn(async move { app.oneshot(request).await.unwrap() });
    tokio::time::sleep(Duration::from_millis(100)).await;
    scene
        .post_as(&cookie, "/api/sign-out", &[("where", "here")])
        .await;
    send.send(Bytes::from_static(b"name=Written+after+signing+out"))
        .await
        .unwrap();
    let answer = slow.await.unwrap();
    assert!(answer.headers().get(SET_COOKIE).is_none());
    let location = answer
        .headers()
        .get(LOCATION)
        .map_or("", |value| value.to_str().unwrap());
    assert!(
        location.starts_with("/sign-in?next="),
        "{:?} {location}",
        answer.status()
    );
    let account = scene.get_as(&cookie, "/account").await;
    assert!(account.header(LOCATION).starts_with("/sign-in"));
    let members = scene.call.store.members().await.unwrap();
    assert!(
        members
            .iter()
            .all(|member| member.name != "Written after signing out")
    );
}

/// A body of one piece that comes when it comes.
struct Slow(std::pin::Pin<Box<dyn Future<Output = Bytes> + Send>>);

impl axum::body::HttpBody for Slow {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<Bytes>, Self::Error>>> {
        match self.0.as_mut().poll(context) {
            std::task::Poll::Ready(bytes) => {
                self.0 = Box::pin(std::future::ready(Bytes::new()));
                std::task::Poll::Ready((!bytes.is_empty()).then(|| Ok(hyper::body::Frame::data(bytes))))
            }
            std::task::Poll::Pending => std::task::Poll::Pending,
        }
    }
}

#[tokio::test]
async fn what_was_typed_waits_while_its_writer_signs_in_again() {
    let walk = Walk::new().await;
    let scene = &walk.scene;
    let cookie = walk.cookie(Role::Committee).to_owned();
    scene
        .post_as(&cookie, "/api/sign-out", &[("where", "everywhere")])
        .await;
    let slug = walk.text(Setting::Circulated);
    let fields = [
        ("slug", slug),
        ("base", "2"),
        ("title", "Walked"),
        ("text", "Three words that took an hour"),
        ("note", "Because"),
    ];
    let sent = scene.post_as(&cookie, "/api/motions/save", &fields).await;
    let there = sent.header(LOCATION).to_owned();
    assert!(there.starts_with("/sign-in?next=/motions/"), "{there}");
    let next = form_urlencoded::parse(there.split_once('?').unwrap().1.as_bytes())
        .find(|(name, _)| name == "next")
        .unwrap()
        .1
        .into_owned();
    let member = walk.walker(Role::Committee).await.id.to_string();
    let entered = scene
        .post_as("", "/api/demo/enter", &[("member", &member), ("next", &next)])
        .await;
    assert_eq!(entered.header(LOCATION), next);
    let page = scene.get_as(&cookie_of(&entered), &next).await;
    assert_eq!(page.status, StatusCode::OK);
    for typed in ["Three words that took an hour", "value=\"Because\""] {
        assert!(page.body.contains(typed), "{typed} is not in {}", page.body);
    }
}

#[tokio::test]
async fn the_second_of_two_tabs_is_answered_as_a_conflict_with_both_texts() {
    let walk = Walk::new().await;
    let (scene, cookie) = (&walk.scene, walk.cookie(Role::Committee));
    let slug = walk.text(Setting::Circulated);
    let save = async |text: &str| {
        let fields = [
            ("slug", slug),
            ("base", "2"),
            ("title", "Walked"),
            ("text", text),
            ("note", "Because"),
        ];
        let sent = scene.post_as(cookie, "/api/motions/save", &fields).await;
        scene.get_as(cookie, sent.header(LOCATION)).await
    };
    let first = save("Conference believes what the first tab says.").await;
    assert_eq!(first.status, StatusCode::OK);
    let second = save("Conference believes what the second tab says.").await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    for part in [
        "the second tab says",
        "deleted: </span>first",
        "inserted: </span>second",
    ] {
        assert!(second.body.contains(part), "{part} is not in {}", second.body);
    }
    let stands = scene.get_as(cookie, &format!("/motions/{slug}/versions/3")).await;
    assert!(stands.body.contains("the first tab says"), "{}", stands.body);
    let beyond = scene.get_as(cookie, &format!("/motions/{slug}/versions/4")).await;
    assert_eq!(beyond.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_form_sent_again_with_other_words_is_not_taken_for_done() {
    let walk = Walk::new().await;
    let (scene, cookie) = (&walk.scene, walk.cookie(Role::Committee));
    let slug = walk.text(Setting::Circulated);
    let save = async |text: &str| {
        let fields = [
            ("submission", "01980000-0000-7000-8000-00000000f000"),
            ("slug", slug),
            ("base", "2"),
            ("title", "Walked"),
            ("text", text),
            ("note", "Because"),
        ];
        let sent = scene.post_as(cookie, "/api/motions/save", &fields).await;
        sent.header(LOCATION).to_owned()
    };
    let first = save("Conference believes what was written first.").await;
    assert_eq!(save("Conference believes what was written first.").await, first);
    // A step back to the page, whose id is the same, and other words in it.
    let other = scene
        .get_as(cookie, &save("Conference believes what was written later.").await)
        .await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    for part in ["what was written later", "This form was sent before"] {
        assert!(other.body.contains(part), "{part} is not in {}", other.body);
    }
}

/// A control that turns the reading around, and a space of no width.
const HIDDEN: &str = "Pay \u{202e}nothing\u{200b} to anybody";

#[tokio::test]
async fn what_does_not_show_is_taken_out_of_lines_and_shown_in_reasons() {
    let walk = Walk::new().await;
    let (scene, chair) = (&walk.scene, walk.cookie(Role::Chair));
    let circulated = walk.text(Setting::Circulated);
    let text = "Conference believes.";
    for (form, fields, line) in [
        (
            "motions/start",
            vec![("origin", "owned"), ("text", text), ("title", HIDDEN)],
            "title",
        ),
        (
            "motions/start",
            vec![
                ("origin", "owned"),
                ("text", text),
                ("title", "T"),
                ("note", HIDDEN),
            ],
            "note",
        ),
        (
            "motions/save",
            vec![
                ("slug", circulated),
                ("base", "2"),
                ("title", HIDDEN),
                ("text", text),
                ("note", "n"),
            ],
            "title",
        ),
        (
            "group/settle",
            vec![("name", HIDDEN), ("imprint", "I"), ("quorum", "3")],
            "name",
        ),
        (
            "group/settle",
            vec![("name", "N"), ("imprint", HIDDEN), ("quorum", "3")],
            "imprint",
        ),
        ("account/change", vec![("name", HIDDEN)], "name"),
        ("account/change", vec![("name", "N"), ("clp", HIDDEN)], "clp"),
        (
            "round/open",
            vec![("slug", circulated), ("version", "2"), ("question", HIDDEN)],
            "question",
        ),
    ] {
        let before = scene.head().await;
        let answer = scene.post_as(chair, &format!("/api/{form}"), &fields).await;
        let there = answer.header(LOCATION).to_owned();
        assert!(there.contains("kept="), "{form} {line}: {there}");
        assert_eq!(scene.head().await, before, "{form} {line}");
        let page = scene.get_as(chair, &there).await;
        assert!(
            page.body.contains("(U+200B, U+202E)"),
            "{form} {line}: {}",
            page.body
        );
        // What comes back can be sent as it is.
        assert!(
            page.body.contains("value=\"Pay nothing to anybody\""),
            "{form} {line}: {}",
            page.body
        );
        assert!(!page.body.contains('\u{202e}'), "{form} {line}");
    }

    // Where somebody writes in their own words, the words stay as they are, and nothing of them is hidden.
    let about = [
        ("name", "The Group"),
        ("about", HIDDEN),
        ("imprint", "I"),
        ("quorum", "3"),
    ];
    scene.post_as(chair, "/api/group/settle", &about).await;
    let view = [
        ("slug", OPEN),
        ("stance", "oppose"),
        ("capacity", "member"),
        ("reason", HIDDEN),
    ];
    let page = scene.get_as(chair, &format!("/motions/{OPEN}/round")).await;
    let hidden = |name: &str| {
        let sign = format!("name=\"{name}\" value=\"");
        let rest = page.body.split_once(&sign).unwrap().1;
        rest.split_once('"').unwrap().0.to_owned()
    };
    let (round, version) = (hidden("round"), hidden("version"));
    let mut given = view.to_vec();
    given.extend([("round", round.as_str()), ("version", version.as_str())]);
    let answer = scene.post_as(chair, "/api/view/give", &given).await;
    assert!(
        !answer.header(LOCATION).contains("kept="),
        "{}",
        answer.header(LOCATION)
    );
    let proposed = [
        ("slug", circulated),
        ("base", "2"),
        ("way", "wording"),
        (
            "wording",
            "Line 1: delete \u{2018}other\u{2019}, insert \u{2018}more\u{2019}",
        ),
        ("reason", HIDDEN),
        ("do", "draft"),
    ];
    let proposed = scene.post_as(chair, "/api/amendment/write", &proposed).await;
    for (cookie, path) in [
        ("", "/".to_owned()),
        (chair, format!("/motions/{OPEN}/round")),
        (chair, proposed.header(LOCATION).to_owned()),
    ] {
        let page = scene.get_as(cookie, &path).await;
        assert!(
            page.body.contains("Pay ⟨U+202E⟩nothing⟨U+200B⟩ to"),
            "{path}: {}",
            page.body
        );
        // In a field to be changed they are as they were typed.
        let fields: usize = page
            .body
            .split("<textarea")
            .skip(1)
            .map(|rest| {
                rest.split("</textarea>")
                    .next()
                    .unwrap()
                    .matches('\u{202e}')
                    .count()
            })
            .sum();
        assert_eq!(page.body.matches('\u{202e}').count(), fields, "{path}");
    }
}

#[tokio::test]
async fn strangers_do_not_fill_the_disk() {
    let walk = Walk::new().await;
    let scene = &walk.scene;
    let text = format!("{} the end of what was typed", "word ".repeat(380_000));
    let fields = [
        ("slug", "walked-circulated"),
        ("base", "2"),
        ("title", "T"),
        ("text", text.as_str()),
        ("note", "n"),
    ];
    let mut kept = 0;
    let full = loop {
        let answer = scene.post_as("", "/api/motions/save", &fields).await;
        if answer.status != StatusCode::SEE_OTHER {
            break answer;
        }
        kept += 1;
        assert!(kept < 40, "strangers keep as much as they like");
    };
    assert!(kept > 5, "{kept}");
    assert_eq!(full.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(
        full.body.contains("the end of what was typed"),
        "nothing typed is lost"
    );
    // Neither are small forms concerned, nor whoever is signed in.
    let token = "0".repeat(64);
    let small = scene
        .post_as("", "/api/adoption/confirm", &[("token", &token)])
        .await;
    assert!(small.header(LOCATION).contains("kept="));
    let refused = scene
        .post_as(
            walk.cookie(Role::Chair),
            "/api/motions/start",
            &[("origin", "owned"), ("title", "")],
        )
        .await;
    assert!(refused.header(LOCATION).contains("kept="));
}

#[tokio::test]
async fn under_https_nothing_travels_in_the_clear() {
    let scene = Scene::new().await;
    let call = Call {
        site: Arc::new(Site {
            base_url: "https://group.example".to_owned(),
        }),
        ..scene.call.clone()
    };
    let app = router(State::new(
        call,
        Assets::default(),
        scene.folder.path().to_owned(),
    ));
    let secure = Scene { app, ..scene };
    let members = secure.call.store.members().await.unwrap();
    let fields = [
        ("member", members[0].id.to_string()),
        ("next", "/account".to_owned()),
    ];
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&fields)
        .finish();
    let headers = [
        (CONTENT_TYPE, "application/x-www-form-urlencoded"),
        (http::header::ORIGIN, "https://group.example"),
    ];
    let entered = secure.with(Method::POST, "/api/demo/enter", &headers, body).await;
    let set = entered.header(SET_COOKIE).to_owned();
    assert!(set.starts_with("__Host-session="), "{set}");
    for part in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
        assert!(set.contains(part), "{set}");
    }
    assert!(!set.to_ascii_lowercase().contains("domain="), "{set}");
    let cookie = cookie_of(&entered);
    let account = secure.get_as(&cookie, "/account").await;
    assert_eq!(account.status, StatusCode::OK);
    assert_eq!(account.header("strict-transport-security"), "max-age=31536000");
    // The same token under the name that other hosts could set counts for nothing.
    let plain = cookie.trim_start_matches("__Host-");
    let refused = secure.get_as(plain, "/account").await;
    assert!(
        refused.header(LOCATION).starts_with("/sign-in"),
        "{}",
        refused.status
    );
}
