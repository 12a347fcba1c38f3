//! Checks, editions and what changed between them, over HTTP.

use super::{Answer, PAYLOADS, Scene, inert};
use http::StatusCode;
use http::header::LOCATION;
use std::fmt::Write as _;

const CHECKS: &str = "/manifesto/checks";

/// The value of the first hidden field of this name.
fn hidden(page: &Answer, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    let (_, rest) = page
        .body
        .split_once(&field)
        .unwrap_or_else(|| panic!("no {name}: {}", page.body));
    rest.split_once('"').unwrap().0.to_owned()
}

/// The keys of the findings that a page shows.
fn keys(page: &Answer) -> Vec<String> {
    let found = page.body.split("<li id=\"f-").skip(1);
    found
        .map(|rest| rest.split_once('"').unwrap().0.to_owned())
        .collect()
}

/// Sets every finding of the page aside.
pub(super) async fn set_all_aside(scene: &Scene, cookie: &str) {
    for key in keys(&scene.get_as(cookie, CHECKS).await) {
        let fields = [("key", key.as_str()), ("reason", "It is meant like this.")];
        let answer = scene.post_as(cookie, "/api/finding/dismiss", &fields).await;
        assert_eq!(answer.header(LOCATION), CHECKS);
    }
}

/// Assembles an edition of what is proposed; answers its address.
pub(super) async fn assemble(scene: &Scene, cookie: &str, note: &str) -> String {
    let form = scene.get_as(cookie, "/manifesto/editions/new").await;
    let sections = hidden(&form, "sections");
    let fields = [
        ("base", hidden(&form, "base")),
        ("frame", hidden(&form, "frame")),
        ("sections", sections),
        ("note", note.to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let answer = scene.post_as(cookie, "/api/edition/assemble", &fields).await;
    answer.header(LOCATION).to_owned()
}

#[tokio::test]
async fn findings_are_listed_and_set_aside_with_a_reason() {
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    let page = scene.get_as(&chair, CHECKS).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body.contains("The commitment says “breakfast”"),
        "{}",
        page.body
    );
    assert!(
        page.body.contains("No edition can be assembled with it."),
        "{}",
        page.body
    );
    assert!(
        page.body.contains("#l"),
        "a finding leads to its line: {}",
        page.body
    );
    let before = keys(&page);
    let key = before.first().unwrap();

    // The form opens at its finding, and asks for the reason.
    let open = scene.get_as(&chair, &format!("{CHECKS}?set={key}")).await;
    assert_eq!(open.body.matches("action=\"/api/finding/dismiss\"").count(), 1);
    let refused = scene
        .post_as(&chair, "/api/finding/dismiss", &[("key", key), ("reason", " ")])
        .await;
    let kept = scene.get_as(&chair, refused.header(LOCATION)).await;
    assert!(kept.body.contains("aria-invalid=\"true\""), "{}", kept.body);
    let done = scene
        .post_as(
            &chair,
            "/api/finding/dismiss",
            &[("key", key), ("reason", "It is meant like this.")],
        )
        .await;
    assert_eq!(done.header(LOCATION), CHECKS);
    assert_eq!(keys(&scene.get_as(&chair, CHECKS).await), before[1..]);

    // Members read all of it, and settle nothing.
    let member = scene.enter("Member (Northgate CLP)").await;
    let aside = scene.get_as(&member, &format!("{CHECKS}?show=aside")).await;
    assert!(aside.body.contains("It is meant like this."), "{}", aside.body);
    assert!(!aside.body.contains("<form"), "{}", aside.body);
    let aside = scene.get_as(&chair, &format!("{CHECKS}?show=aside")).await;
    let id = hidden(&aside, "dismissal");
    scene
        .post_as(
            &chair,
            "/api/finding/restore",
            &[("show", "aside"), ("dismissal", &id)],
        )
        .await;
    assert_eq!(keys(&scene.get_as(&chair, CHECKS).await), before);
}

#[tokio::test]
async fn figures_and_references_are_listed_and_figures_take_a_source() {
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    let page = scene.get_as(&chair, &format!("{CHECKS}?show=figures")).await;
    assert!(page.body.contains("see Section 3"), "{}", page.body);
    assert!(page.body.contains("None named"), "{}", page.body);
    let open = scene
        .get_as(&chair, &format!("{CHECKS}?show=figures&figure=0"))
        .await;
    let key = hidden(&open, "key");
    let fields = [
        ("page", "1"),
        ("figure", "0"),
        ("key", key.as_str()),
        ("source", "Count of the society"),
        ("on", "2026-03-02"),
    ];
    let noted = scene.post_as(&chair, "/api/figure/source", &fields).await;
    let noted = scene.get_as(&chair, noted.header(LOCATION)).await;
    assert!(
        noted.body.contains("Count of the society, 2 March 2026"),
        "{}",
        noted.body
    );
}

#[tokio::test]
async fn editions_are_assembled_and_compared() {
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    // What contradicts itself is no edition.
    let refused = assemble(&scene, &chair, "For the spring").await;
    assert!(refused.starts_with("/manifesto/editions/new?kept="), "{refused}");
    let kept = scene.get_as(&chair, &refused).await;
    assert!(
        kept.body.contains("must not stand in an edition"),
        "{}",
        kept.body
    );
    assert!(kept.body.contains("value=\"For the spring\""), "{}", kept.body);
    set_all_aside(&scene, &chair).await;
    assert_eq!(
        assemble(&scene, &chair, "For the spring").await,
        "/manifesto/editions/1"
    );
    let first = scene.get_as(&chair, "/manifesto/editions/1").await;
    assert!(first.body.contains("Keep a pool within reach"), "{}", first.body);
    assert!(
        !first.body.contains("post office"),
        "what is wanted is in no edition: {}",
        first.body
    );

    let save = [
        ("slug", "keep-a-pool-within-reach"),
        ("base", "1"),
        ("title", "Keep a pool within reach"),
        ("text", "No sale of a pool before its neighbours have agreed."),
        ("note", "Asked for by the swimmers"),
    ];
    scene.post_as(&chair, "/api/motions/save", &save).await;
    let since = scene.get_as(&chair, "/manifesto/editions/compare/1..now").await;
    assert!(since.body.contains("to the sections now"), "{}", since.body);
    assert_eq!(
        assemble(&scene, &chair, "For the autumn").await,
        "/manifesto/editions/2"
    );
    let compared = scene.get_as(&chair, "/manifesto/editions/compare/1..2").await;
    assert_eq!(compared.status, StatusCode::OK);
    for said in [
        "Sections: 1 changed.",
        "As it was",
        "Asked for by the swimmers",
        "deleted: ",
    ] {
        assert!(compared.body.contains(said), "{said}: {}", compared.body);
    }
    assert_eq!(compared.body.matches("class=\"flow edition-change\"").count(), 1);
    let chosen = scene
        .get_as(&chair, "/manifesto/editions/compare?old=1&new=2")
        .await;
    assert_eq!(chosen.header(LOCATION), "/manifesto/editions/compare/1..2");
    for nothing in [
        "/manifesto/editions/9",
        "/manifesto/editions/compare/1..9",
        "/manifesto/editions/compare/x",
    ] {
        assert_eq!(
            scene.get_as(&chair, nothing).await.status,
            StatusCode::NOT_FOUND,
            "{nothing}"
        );
    }
    let list = scene.get_as(&chair, "/manifesto/editions").await;
    assert!(
        list.body
            .contains("Edition 2: A manifesto for places far from a city"),
        "{}",
        list.body
    );
}

#[tokio::test]
async fn members_see_what_is_wanted() {
    let scene = Scene::new().await;
    let member = scene.enter("Member (Northgate CLP)").await;
    let page = scene.get_as(&member, "/manifesto/wanted").await;
    assert!(page.body.contains("Sections that need text"), "{}", page.body);
    assert!(page.body.contains("Write it"), "{}", page.body);
    let supporter = scene.enter("Supporter").await;
    let page = scene.get_as(&supporter, "/manifesto/wanted").await;
    assert!(
        !page.body.contains("Write it"),
        "a supporter cannot: {}",
        page.body
    );
}

#[tokio::test]
async fn what_is_typed_about_editions_stays_text() {
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    for payload in PAYLOADS {
        let refused = scene
            .post_as(
                &chair,
                "/api/edition/assemble",
                &[("note", payload), ("sections", payload)],
            )
            .await;
        inert(payload, &scene.get_as(&chair, refused.header(LOCATION)).await);
        let query = payload
            .replace('#', "%23")
            .replace('&', "%26")
            .replace(' ', "%20")
            .replace('"', "%22")
            .replace(['<', '>'], "%3C");
        for name in ["set", "show", "figure", "page"] {
            let page = scene.get_as(&chair, &format!("{CHECKS}?{name}={query}")).await;
            inert(payload, &page);
        }
    }
    let key = keys(&scene.get_as(&chair, CHECKS).await).remove(0);
    let reason = PAYLOADS.join(" ");
    scene
        .post_as(
            &chair,
            "/api/finding/dismiss",
            &[("key", &key), ("reason", &reason)],
        )
        .await;
    inert(
        CHECKS,
        &scene.get_as(&chair, &format!("{CHECKS}?show=aside")).await,
    );
}

#[tokio::test]
async fn the_checks_of_sixty_sections_stay_light() {
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    for n in 1..=56 {
        let mut text = String::new();
        for m in 0..33 {
            let _ = write!(
                text,
                "In the year of {n} there were {m}4,{n}33 ferries that ran late or never came at all, say those who counted them on the pier (Pier Watch, {} May 2024). ",
                m % 28 + 1
            );
        }
        let title = format!("A section with a heading of a usual length, number {n} of them");
        scene
            .post_as(
                &chair,
                "/api/section/start",
                &[("state", "draft"), ("title", &title), ("text", &text)],
            )
            .await;
    }
    for path in [
        CHECKS.to_owned(),
        format!("{CHECKS}?show=hints"),
        format!("{CHECKS}?show=figures"),
    ] {
        let page = scene.get_as(&chair, &path).await;
        assert_eq!(page.status, StatusCode::OK);
        // Before it is compressed, to about a tenth of that.
        assert!(page.body.len() < 200_000, "{path}: {}", page.body.len());
    }
}
