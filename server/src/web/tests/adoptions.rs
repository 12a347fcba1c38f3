//! What parties did with a published text: who sees whose name, the forms, the table, files, and links.

use super::*;
use domain::ids::{AdoptionId, AdoptionLinkId};
use domain::text::canon::Canonical;
use export::office::{Half, Standing, Tracked, tracked_docx, tracked_odt};
use service::adoptions::{ReportForm, report};
use store::{Adoption, NewAdoptionLink};

const SLUG: &str = "buses-that-villages-can-rely-on";
const TABLE: &str = "/motions/buses-that-villages-can-rely-on/adoptions";

impl Scene {
    async fn adoptions(&self) -> Vec<Adoption> {
        let document = self
            .call
            .store
            .document(SLUG, self.call.now)
            .await
            .unwrap()
            .unwrap();
        self.call.store.adoptions(document.id).await.unwrap()
    }

    /// A file in a form.
    async fn upload(&self, cookie: &str, number: &str, file: &[u8]) -> Answer {
        self.upload_to("/upload/variant", cookie, number, file).await
    }

    async fn upload_to(&self, path: &str, cookie: &str, number: &str, file: &[u8]) -> Answer {
        let mut body = Vec::new();
        for (name, value) in [("slug", SLUG), ("number", number)] {
            body.extend(
                format!("--line\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .bytes(),
            );
        }
        body.extend(
            b"--line\r\nContent-Disposition: form-data; name=\"file\"; filename=\"ours.docx\"\r\n\r\n",
        );
        body.extend(file);
        body.extend(b"\r\n--line--\r\n");
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(HOST, "group.example")
            .header(http::header::ORIGIN, "http://group.example")
            .header(COOKIE, cookie)
            .header(CONTENT_TYPE, "multipart/form-data; boundary=line")
            .body(Body::from(body))
            .unwrap();
        self.ask(request).await
    }
}

#[tokio::test]
async fn a_visitor_finds_no_party_that_did_not_agree() {
    let scene = Scene::new().await;
    let page = scene.get(&format!("{PUBLISHED}/adoptions")).await;
    assert_eq!(page.status, StatusCode::OK);
    for told in [
        "Northgate",
        "Harbour",
        "Northtown CLP",
        "% of the model’s words",
        "<svg",
    ] {
        assert!(page.body.contains(told), "{told} is missing in {}", page.body);
    }
    // Five that are named passed it, so the clauses are counted; of those that are not named there are fewer than five.
    assert!(
        page.body.contains("at least 5 times") && page.body.contains("fewer than 5"),
        "{}",
        page.body
    );
    for hidden in [
        "Riverside",
        "Hillfoot",
        "Millbrook",
        "committee member",
        "Recorded by",
    ] {
        assert!(!page.body.contains(hidden), "{hidden} is told in {}", page.body);
    }
    let text = scene.get(PUBLISHED).await;
    assert!(
        text.body.contains(&format!("{PUBLISHED}/adoptions")),
        "{}",
        text.body
    );
    // The pages behind it are not there for a visitor, one like the other.
    for path in [
        TABLE.to_owned(),
        format!("{TABLE}/1"),
        format!("{TABLE}/2"),
        format!("{TABLE}/99"),
        format!("{TABLE}/new"),
    ] {
        let answer = scene.get(&path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.header(LOCATION).starts_with("/sign-in?next="), "{path}");
    }
    let csv = scene.get(&format!("{TABLE}.csv")).await;
    assert_eq!(csv.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn names_are_for_whom_the_party_lets_know() {
    let scene = Scene::new().await;
    let pages = [
        ("Member (Harbour CLP)", [true, true, true, false, true, false]),
        ("Member (Hillfoot CLP)", [true, true, true, true, true, false]),
        ("Supporter", [true, true, true, false, true, false]),
        ("Committee member two", [true; 6]),
    ];
    for (who, sees) in pages {
        let cookie = scene.enter(who).await;
        let list = scene.get_as(&cookie, TABLE).await;
        assert_eq!(list.status, StatusCode::OK, "{who}");
        for (number, sees) in (1..).zip(sees) {
            let path = format!("{TABLE}/{number}");
            let one = scene.get_as(&cookie, &path).await;
            let expected = if sees {
                StatusCode::OK
            } else {
                StatusCode::NOT_FOUND
            };
            assert_eq!(one.status, expected, "{who} at {path}");
            assert_eq!(
                list.body.contains(&format!("href=\"{path}\"")),
                sees,
                "{who}: {path}"
            );
        }
        let csv = scene.get_as(&cookie, &format!("{TABLE}.csv")).await;
        let expected = match who {
            "Committee member two" => StatusCode::OK,
            _ => StatusCode::FORBIDDEN,
        };
        assert_eq!(csv.status, expected, "{who}");
    }
    let cookie = scene.enter("Committee member two").await;
    let csv = scene.get_as(&cookie, &format!("{TABLE}.csv")).await;
    assert_eq!(csv.header(CONTENT_TYPE), "text/csv; charset=utf-8");
    assert_eq!(csv.header(CACHE_CONTROL), "private, no-store");
    assert!(csv.body.starts_with('\u{feff}'), "{}", csv.body);
    assert_eq!(csv.body.lines().count(), 9);
}

#[tokio::test]
async fn a_member_reports_and_nothing_typed_is_lost() {
    let scene = Scene::new().await;
    let cookie = scene.enter("Member (Hillfoot CLP)").await;
    let page = scene.get_as(&cookie, &format!("{TABLE}/new")).await;
    assert!(page.body.contains("Hillfoot"), "{}", page.body);
    let fields = |state: &'static str| {
        [
            ("slug", SLUG),
            ("publication", SLUG),
            ("conference", "Conference of women"),
            ("state", state),
            ("consent", "private"),
            ("text", "Conference wants the bus."),
            ("note", "Nearly all were for it"),
        ]
    };
    // A text of its own is passed, but it has not been said so: the state is missing.
    let refused = scene.post_as(&cookie, "/api/adoption/report", &fields("")).await;
    let back = refused.header(LOCATION).to_owned();
    assert!(back.contains("/adoptions/new?kept="), "{back}");
    let again = scene.get_as(&cookie, &back).await;
    for told in [
        "Choose what happened",
        "Nearly all were for it",
        "Conference wants the bus.",
    ] {
        assert!(again.body.contains(told), "{told} in {}", again.body);
    }
    let done = scene
        .post_as(&cookie, "/api/adoption/report", &fields("passed-variant"))
        .await;
    let there = done.header(LOCATION).to_owned();
    assert_eq!(there, format!("{TABLE}/9"));
    let one = scene.get_as(&cookie, &there).await;
    assert!(one.body.contains("little of the model"), "{}", one.body);
    // The table does not allow a vote of the conference yet; what was typed comes back.
    let wrong = [
        ("slug", SLUG),
        ("number", "9"),
        ("seen", "1"),
        ("kind", "report"),
        ("state", "carried"),
        ("note", "So we hope"),
    ];
    let refused = scene.post_as(&cookie, "/api/adoption/move", &wrong).await;
    let again = scene.get_as(&cookie, refused.header(LOCATION)).await;
    assert!(again.body.contains("So we hope"), "{}", again.body);
    assert_eq!(scene.adoptions().await[8].moves, 1);
}

#[tokio::test]
async fn words_come_from_a_file_and_are_shown_before_they_are_saved() {
    let scene = Scene::new().await;
    let cookie = scene.enter("Member (Hillfoot CLP)").await;
    let half = |text: &str| Half {
        name: "a version".to_owned(),
        title: "Our buses".to_owned(),
        text: Canonical::of(text),
        fingerprint: "0".repeat(64),
        standing: Standing::Proposed("proposed".to_owned()),
        words: String::new(),
        rule: String::new(),
    };
    let changes = Tracked {
        what: "Ours against the model".to_owned(),
        old: half("Conference wants the bus."),
        new: half("Conference wants the night bus."),
        author: "Secretary".to_owned(),
        date: "2026-10-12T09:30:00Z".to_owned(),
        language: "en-GB".to_owned(),
        kind: export::Kind::Motion,
        group: "The group".to_owned(),
        site: String::new(),
        address: String::new(),
    };
    let (word, open) = (tracked_docx(&changes), tracked_odt(&changes));
    let before = scene.head().await;
    // A text of the group's own begins with a Word file as well.
    let read = scene.upload_to("/upload/text", &cookie, "0", &word).await;
    let form = scene.get_as(&cookie, read.header(LOCATION)).await;
    for told in ["Our buses", "Conference wants the night bus."] {
        assert!(form.body.contains(told), "{told}: {}", form.body);
    }
    for (number, file) in [
        ("0", word.as_slice()),
        ("0", open.as_slice()),
        ("4", b"Conference wants the night bus.\n".as_slice()),
    ] {
        let read = scene.upload(&cookie, number, file).await;
        assert_eq!(read.status, StatusCode::SEE_OTHER, "{}", read.body);
        let form = scene.get_as(&cookie, read.header(LOCATION)).await;
        assert!(form.body.contains("What was tidied"), "{}", form.body);
        assert!(
            form.body.contains("Conference wants the night bus."),
            "{}",
            form.body
        );
    }
    for (file, told) in [
        (b"PK\x03\x04 nonsense".as_slice(), "neither .docx nor .odt"),
        (b"\xff\xfe".as_slice(), "cannot be read here"),
        (b"".as_slice(), "Choose a file"),
    ] {
        let refused = scene.upload(&cookie, "0", file).await;
        let form = scene.get_as(&cookie, refused.header(LOCATION)).await;
        assert!(form.body.contains(told), "{told}: {}", form.body);
    }
    assert_eq!(scene.head().await, before, "nothing is saved");
    let visitor = scene.upload("", "0", b"Words").await;
    assert!(
        visitor.header(LOCATION).starts_with("/sign-in?next="),
        "{:?}",
        visitor.headers
    );
}

#[tokio::test]
async fn a_link_shows_asks_and_works_once() {
    let scene = Scene::new().await;
    let adoption = scene.adoptions().await.swap_remove(4);
    let token = "ab".repeat(32);
    let hash: String = Sha256::digest(&token)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let link = NewAdoptionLink {
        id: scene.call.id(AdoptionLinkId::new),
        adoption: adoption.id,
        token_hash: hash,
        member: scene.call.store.members().await.unwrap()[0].id,
        expires_at: scene.call.now.plus_days(30),
    };
    let act = scene.call.act("adoption.ask", adoption.id, &Default::default());
    let most = (9, scene.call.now.plus_days(-1));
    scene
        .call
        .store
        .send_adoption_link(&act, &link, most)
        .await
        .unwrap();
    let before = scene.head().await;
    for _ in 0..3 {
        let page = scene.get(&format!("/confirm/{token}")).await;
        assert!(page.body.contains("Northtown CLP"), "{}", page.body);
        assert_eq!(page.header("referrer-policy"), "same-origin");
    }
    assert_eq!(scene.head().await, before, "looking changes nothing");
    // What is refused is kept, without what opens the page.
    let token = token.as_str();
    let fields = [
        ("token", token),
        ("seen", "1"),
        ("consent", "private"),
        ("wrong", "yes"),
    ];
    let refused = scene.post_as("", "/api/adoption/confirm", &fields).await;
    let (_, kept) = refused.header(LOCATION).split_once("?kept=").unwrap();
    let kept = service::kept::find(&scene.call, kept).await.unwrap().unwrap();
    assert_eq!(kept.value("wrong"), "yes");
    assert!(kept.fields.iter().all(|(_, value)| value != token), "{kept:?}");
    let fields = [("token", token), ("seen", "1"), ("consent", "private")];
    let done = scene.post_as("", "/api/adoption/confirm", &fields).await;
    assert_eq!(done.header(LOCATION), "/confirm/done");
    assert!(scene.get("/confirm/done").await.body.contains("confirmed"));
    assert_eq!(
        scene.adoptions().await[4].confirmed,
        Some(domain::adoption::Hand::Secretary)
    );
    let spent = scene.get(&format!("/confirm/{token}")).await;
    assert!(
        spent.body.contains("has been used or has run out"),
        "{}",
        spent.body
    );
    let after = scene.head().await;
    let again = scene.post_as("", "/api/adoption/confirm", &fields).await;
    assert!(
        again.header(LOCATION).starts_with("/confirm/ab"),
        "{:?}",
        again.headers
    );
    assert_eq!(scene.head().await, after);
}

#[tokio::test]
async fn three_hundred_reports_make_pages_that_load() {
    let scene = Scene::new().await;
    let members = scene.call.store.members().await.unwrap();
    let chair = members
        .into_iter()
        .find(|member| member.name.starts_with("Chair"))
        .unwrap();
    let chair = Call {
        member: Some(Arc::new(chair)),
        ..scene.call.clone()
    };
    let document = scene
        .call
        .store
        .document(SLUG, scene.call.now)
        .await
        .unwrap()
        .unwrap();
    let model = scene.call.store.version(document.id, 4).await.unwrap().unwrap();
    // The first by the use case, the others copied into the store: what takes long is comparing, once for each.
    let form = ReportForm {
        slug: SLUG.to_owned(),
        publication: SLUG.to_owned(),
        clp: "Town 0 CLP".to_owned(),
        conference: "Annual conference".to_owned(),
        state: "passed-variant".to_owned(),
        consent: "public".to_owned(),
        words: service::adoptions::WordsForm {
            text: model.text.replace("village", "town"),
            ..Default::default()
        },
        ..ReportForm::default()
    };
    report(&chair, &form).await.unwrap();
    let first = scene.adoptions().await.pop().unwrap();
    let words = scene.call.store.variant(first.id).await.unwrap().unwrap();
    for n in 1..300 {
        let id = scene.call.id(AdoptionId::new);
        let adoption = store::NewAdoption {
            id,
            document: document.id,
            publication: first.publication,
            clp: format!("Town {n} CLP"),
            region: format!("Region {}", n % 12),
            conference: "Annual conference".to_owned(),
            reporter: None,
            consent: domain::adoption::Consent::Public,
        };
        let step = store::NewAdoptionMove {
            adoption: id,
            seen: 0,
            kind: domain::adoption::Kind::Report,
            state: domain::adoption::State::PassedVariant,
            own_words: true,
            hand: domain::adoption::Hand::Committee,
            meeting_on: String::new(),
            composite_document: None,
            composite: String::new(),
            note: String::new(),
            member: chair.member.as_ref().map(|member| member.id),
        };
        let variant = store::NewVariant {
            title: words.title.clone(),
            text: words.text.clone(),
            hash: words.hash.clone(),
            words: words.figures.words,
            profile: words.figures.profile.clone(),
            from: Some(first.id),
            from_said: false,
            algorithm: words.figures.algorithm,
            likeness: words.figures.likeness.clone(),
            member: chair.member.as_ref().unwrap().id,
        };
        let act = chair.act("adoption.report", id, &Default::default());
        scene
            .call
            .store
            .adopt(&act, &adoption, &step, Some(&variant))
            .await
            .unwrap();
    }
    let cookie = scene.enter("Chair and administrator").await;
    for (path, most) in [
        (TABLE.to_owned(), 120_000),
        (format!("{TABLE}?page=4"), 60_000),
        (format!("{TABLE}?region=Region%203&state=passed-variant"), 60_000),
        (format!("{TABLE}/7"), 120_000),
        (format!("{TABLE}/new"), 120_000),
        (format!("{PUBLISHED}/adoptions"), 260_000),
    ] {
        let started = std::time::Instant::now();
        let page = scene.get_as(&cookie, &path).await;
        let (took, size) = (started.elapsed(), page.body.len());
        eprintln!("{path}: {size} bytes in {took:?}");
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(size < most, "{path}: {size} bytes");
        assert!(took.as_secs() < 30, "{path}: {took:?}");
    }
}
