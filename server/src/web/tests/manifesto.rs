//! The manifesto over HTTP: who sees and does what, what a stale order does, and that nothing typed becomes code.

use super::{Answer, PAYLOADS, Scene, inert};
use http::StatusCode;
use http::header::LOCATION;
use std::fmt::Write as _;

const BUSES: &str = "/manifesto/bring-an-hourly-bus-to-every-village";
const MEALS: &str = "serve-a-cooked-meal-in-every-school";

/// The value of a hidden field.
fn hidden(page: &Answer, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    let (_, rest) = page
        .body
        .split_once(&field)
        .unwrap_or_else(|| panic!("no {name}: {}", page.body));
    rest.split_once('"').unwrap().0.to_owned()
}

/// The headings of the sections in their order.
fn headings(page: &Answer) -> Vec<String> {
    let rest = page.body.split("id=\"section-").skip(1);
    rest.map(|entry| {
        let heading = entry.split_once("<h3>").unwrap().1.split_once("</a>").unwrap().0;
        // The framework marks where a text ends.
        heading
            .trim_end_matches("<!>")
            .rsplit_once('>')
            .unwrap()
            .1
            .to_owned()
    })
    .collect()
}

#[tokio::test]
async fn members_read_the_manifesto_and_the_committee_keeps_it() {
    let scene = Scene::new().await;
    let visitor = scene.get("/manifesto").await;
    assert_eq!(visitor.status, StatusCode::SEE_OTHER);
    assert_eq!(scene.get(BUSES).await.status, StatusCode::NOT_FOUND);
    let home = scene.get("/").await;
    assert!(!home.body.contains("href=\"/manifesto\""), "{}", home.body);

    for name in ["Supporter", "Member (Northgate CLP)"] {
        let cookie = scene.enter(name).await;
        let page = scene.get_as(&cookie, "/manifesto").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.body.contains("We urge the next government to:"),
            "{}",
            page.body
        );
        assert!(page.body.contains("1 wanted"), "{}", page.body);
        assert!(page.body.contains("85 of 110 words"), "{}", page.body);
        assert!(!page.body.contains("<form"), "{}", page.body);
        let section = scene.get_as(&cookie, BUSES).await;
        assert!(section.body.contains("Section 1 of"), "{}", section.body);
        assert!(
            !section.body.contains("action=\"/api/section"),
            "{}",
            section.body
        );
        assert_eq!(
            scene.get_as(&cookie, "/manifesto/new").await.status,
            StatusCode::FORBIDDEN
        );
    }
    let committee = scene.enter("Committee member one").await;
    let page = scene.get_as(&committee, "/manifesto").await;
    for form in ["/api/manifesto/order", "/api/manifesto/frame"] {
        assert!(page.body.contains(form), "{form}: {}", page.body);
    }
    let text = scene
        .get_as(&committee, &BUSES.replace("manifesto", "motions"))
        .await;
    assert!(text.body.contains("Section 1 of the manifesto"), "{}", text.body);
    assert!(text.body.contains(&format!("href=\"{BUSES}\"")), "{}", text.body);
    // A motion is no section.
    let motion = scene
        .get_as(&committee, "/manifesto/school-meals-that-children-eat-together")
        .await;
    assert_eq!(motion.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_stale_order_is_refused_and_references_follow_a_new_one() {
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    let before = scene.get_as(&chair, "/manifesto").await;
    let base = hidden(&before, "base");
    // The first section refers to the third.
    let asked = scene
        .post_as(
            &chair,
            "/api/manifesto/order",
            &[("base", &base), ("down", MEALS)],
        )
        .await;
    let asked = scene.get_as(&chair, asked.header(LOCATION)).await;
    assert!(asked.body.contains("would stand in place 3"), "{}", asked.body);
    assert_eq!(headings(&asked), headings(&before));
    let fields = [
        ("base", base.as_str()),
        ("section", MEALS),
        ("to", "down"),
        ("follow", "yes"),
    ];
    let moved = scene.post_as(&chair, "/api/manifesto/order", &fields).await;
    assert_eq!(moved.header(LOCATION), format!("/manifesto#section-{MEALS}"));
    let after = scene.get_as(&chair, "/manifesto").await;
    let mut expected = headings(&before);
    expected.swap(1, 2);
    assert_eq!(headings(&after), expected);
    let buses = scene.get_as(&chair, BUSES).await;
    assert!(buses.body.contains("(see Section 2)"), "{}", buses.body);

    // Somebody else still sees the old order.
    let other = scene.enter("Committee member two").await;
    let stale = scene
        .post_as(&other, "/api/manifesto/order", &[("base", &base), ("up", MEALS)])
        .await;
    let stale = scene.get_as(&other, stale.header(LOCATION)).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(
        stale.body.contains("Somebody else has changed this"),
        "{}",
        stale.body
    );
    assert_eq!(headings(&stale), expected);
}

#[tokio::test]
async fn what_is_typed_about_a_section_stays_text_and_is_not_lost() {
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    for payload in PAYLOADS {
        let fields = [
            ("state", "wanted"),
            ("title", payload),
            ("commitment", payload),
            ("note", payload),
            ("text", payload),
        ];
        let wrong: Vec<_> = fields.iter().copied().chain([("budget", "many")]).collect();
        let refused = scene.post_as(&chair, "/api/section/start", &wrong).await;
        let kept = scene.get_as(&chair, refused.header(LOCATION)).await;
        assert!(kept.body.contains("Type a whole number"), "{}", kept.body);
        inert(payload, &kept);
        let started = scene.post_as(&chair, "/api/section/start", &fields).await;
        let section = scene.get_as(&chair, started.header(LOCATION)).await;
        assert_eq!(section.status, StatusCode::OK, "{}", started.header(LOCATION));
        inert(payload, &section);
    }
    inert("/manifesto", &scene.get_as(&chair, "/manifesto").await);
}

const WHOLE: &str = "A fair deal\n\nWe ask the council to:\n\n- Mend every road\n- Light every lane\n\n\
    MEND EVERY ROAD\n\nThe council mends one road in ten.\n\n2. LIGHT EVERY LANE\n\nA dark lane is an empty lane.";

#[tokio::test]
async fn a_manifesto_is_looked_at_before_it_is_taken_in() {
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    let head = scene.head().await;
    let nothing = scene
        .post_as(&chair, "/api/manifesto/read", &[("text", "No heading at all.")])
        .await;
    let nothing = scene.get_as(&chair, nothing.header(LOCATION)).await;
    assert!(nothing.body.contains("No heading was found."), "{}", nothing.body);
    assert!(
        nothing.body.contains("No heading at all.</textarea>"),
        "{}",
        nothing.body
    );
    let read = scene
        .post_as(&chair, "/api/manifesto/read", &[("text", WHOLE)])
        .await;
    let read = scene.get_as(&chair, read.header(LOCATION)).await;
    for said in [
        "A fair deal",
        "2 sections",
        "Mend every road",
        "Number dropped",
        "Capitals taken out",
        "Add 2 sections",
    ] {
        assert!(read.body.contains(said), "{said}: {}", read.body);
    }
    assert_eq!(scene.head().await, head, "looking saves nothing");
    let saved = scene
        .post_as(&chair, "/api/manifesto/import", &[("text", WHOLE)])
        .await;
    assert_eq!(saved.header(LOCATION), "/manifesto");
    let page = scene.get_as(&chair, "/manifesto").await;
    assert_eq!(headings(&page)[4..], ["Mend every road", "Light every lane"]);
    let again = scene
        .post_as(&chair, "/api/manifesto/import", &[("text", WHOLE)])
        .await;
    let again = scene.get_as(&chair, again.header(LOCATION)).await;
    assert!(
        again
            .body
            .contains("has a section with one of these headings already"),
        "{}",
        again.body
    );

    let file = [
        (http::header::COOKIE, chair.as_str()),
        (http::header::CONTENT_TYPE, "multipart/form-data; boundary=x"),
        (http::header::ORIGIN, "http://group.example"),
    ];
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"m.txt\"\r\n\r\n{WHOLE}\r\n--x--\r\n"
    );
    let uploaded = scene
        .with(http::Method::POST, "/upload/manifesto", &file, body.clone())
        .await;
    let page = scene.get_as(&chair, uploaded.header(LOCATION)).await;
    assert!(page.body.contains("2 sections"), "{}", page.body);
    let member = scene.enter("Member (Northgate CLP)").await;
    let file = [
        (http::header::COOKIE, member.as_str()),
        file[1].clone(),
        file[2].clone(),
    ];
    let refused = scene
        .with(http::Method::POST, "/upload/manifesto", &file, body)
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn findings_outcomes_links_and_meanings_are_kept_by_the_committee_and_stay_text() {
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    let member = scene.enter("Supporter").await;
    let address = format!("/manifesto/{MEALS}");
    let page = scene.get_as(&chair, &address).await;
    assert!(page.body.contains("Commitment and heading"), "{}", page.body);
    assert!(
        page.body.contains("bring the service back into public hands"),
        "{}",
        page.body
    );
    let key = hidden(&page, "key");
    let fields = [("slug", MEALS), ("key", key.as_str())];
    let refused = scene.post_as(&chair, "/api/finding/dismiss", &fields).await;
    let refused = scene.get_as(&chair, refused.header(LOCATION)).await;
    assert!(
        refused.body.contains("Give a reason in a line"),
        "{}",
        refused.body
    );
    let payload = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>";
    let fields = [fields[0], fields[1], ("reason", payload)];
    scene.post_as(&chair, "/api/finding/dismiss", &fields).await;
    let page = scene.get_as(&member, &address).await;
    assert!(page.body.contains("Set aside by"), "{}", page.body);
    assert!(!page.body.contains("/api/"), "{}", page.body);
    inert(&address, &page);
    let page = scene.get_as(&chair, &address).await;
    let dismissal = hidden(&page, "dismissal");
    scene
        .post_as(
            &chair,
            "/api/finding/restore",
            &[("slug", MEALS), ("dismissal", &dismissal)],
        )
        .await;
    let page = scene.get_as(&chair, &address).await;
    assert!(!page.body.contains("Set aside by"), "{}", page.body);

    let fields = [
        ("slug", MEALS),
        ("about", "outcome"),
        ("on", "1 May"),
        ("what", payload),
        ("source", payload),
    ];
    let refused = scene.post_as(&chair, "/api/outcome/add", &fields).await;
    let refused = scene.get_as(&chair, refused.header(LOCATION)).await;
    assert!(refused.body.contains("value=\"1 May\""), "{}", refused.body);
    inert(&address, &refused);
    let fields = [fields[0], ("on", "1 May 2026"), fields[3], fields[4]];
    scene.post_as(&chair, "/api/outcome/add", &fields).await;
    let page = scene.get_as(&member, &address).await;
    assert!(page.body.contains("1 May 2026"), "{}", page.body);
    inert(&address, &page);

    let fields = [("abbreviation", "X<b>Y"), ("meaning", payload)];
    scene.post_as(&chair, "/api/glossary/set", &fields).await;
    let page = scene.get_as(&member, "/manifesto/glossary").await;
    assert!(page.body.contains("X&lt;b&gt;Y"), "{}", page.body);
    assert!(page.body.contains("constituency Labour party"), "{}", page.body);
    inert("/manifesto/glossary", &page);
}

#[tokio::test]
async fn sixty_sections_stay_light_and_load_no_script() {
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    let mut text = String::new();
    for n in 0..110 {
        let _ = write!(text, "A sentence of six words {n}. ");
    }
    for n in 1..=56 {
        let title = format!("A section with a heading of a usual length, number {n} of them");
        let commitment = format!("A promise of a usual length that is not the heading, number {n}");
        let fields = [
            ("state", "draft"),
            ("title", title.as_str()),
            ("commitment", &commitment),
            ("budget", "650"),
            ("text", &text),
        ];
        scene.post_as(&chair, "/api/section/start", &fields).await;
    }
    let page = scene.get_as(&chair, "/manifesto").await;
    assert_eq!(headings(&page).len(), 60);
    assert!(!page.body.contains("<leptos-island"));
    // Before it is compressed, to about a tenth of that.
    assert!(page.body.len() < 150_000, "{}", page.body.len());
}
