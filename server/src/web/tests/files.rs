//! Files: the same text for everybody who may have it, today and after a restart.

use super::*;
use std::time::Duration;

/// The published text in the demonstration, as the version that it is.
pub(super) async fn published_version(scene: &Scene) -> String {
    let slug = PUBLISHED.trim_start_matches("/published/");
    let publication = scene.call.store.publication(slug).await.unwrap().unwrap();
    let document = scene
        .call
        .store
        .document_by_id(publication.document, scene.call.now)
        .await
        .unwrap()
        .unwrap();
    format!("/motions/{}/versions/{}", document.slug, publication.version)
}

#[tokio::test]
async fn every_form_of_a_published_text_is_there_for_everybody() {
    let scene = Scene::new().await;
    for ending in endings() {
        let path = format!("{PUBLISHED}{ending}");
        let answer = scene.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.header(CACHE_CONTROL).starts_with("public, "), "{path}");
        let disposition = answer.header(CONTENT_DISPOSITION);
        assert!(
            disposition.starts_with("attachment; filename=\""),
            "{path}: {disposition}"
        );
        assert!(
            disposition.ends_with(&format!("{ending}\"")),
            "{path}: {disposition}"
        );
        assert!(!answer.header(CONTENT_TYPE).is_empty(), "{path}");
        let first: &[u8] = match ending.rsplit('.').next().unwrap() {
            "pdf" => b"%PDF-1.7",
            "docx" | "odt" => b"PK\x03\x04",
            "html" => b"<!doctype html>",
            "json" => b"{\n  \"format\": \"substantive-text\"",
            "md" => b"# Buses",
            _ => b"Buses",
        };
        assert!(answer.bytes.starts_with(first), "{path}");
        assert!(!answer.body.contains("DRAFT"), "{path}");

        let known = [(IF_NONE_MATCH, answer.header(ETAG))];
        let unchanged = scene.with(Method::GET, &path, &known, String::new()).await;
        assert_eq!(unchanged.status, StatusCode::NOT_MODIFIED, "{path}");
        assert!(unchanged.bytes.is_empty(), "{path}");

        let again = scene.get(&path).await;
        assert!(again.bytes == answer.bytes, "{path}");
        let restarted = scene.second().await.get(&path).await;
        assert!(restarted.bytes == answer.bytes, "{path} after a restart");
        assert_eq!(restarted.header(ETAG), answer.header(ETAG), "{path}");
    }
}

#[tokio::test]
async fn the_fingerprint_recomputes_from_the_files() {
    let scene = Scene::new().await;
    let slug = PUBLISHED.trim_start_matches("/published/");
    let publication = scene.call.store.publication(slug).await.unwrap().unwrap();
    let sum = |text: &str| -> String {
        Sha256::digest(text)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    };
    let text = scene.get(&format!("{PUBLISHED}.txt")).await;
    let (before, _) = text.body.split_once("\n-- \n").unwrap();
    assert_eq!(sum(&format!("{before}\n")), publication.hash);
    let data = scene.get(&format!("{PUBLISHED}.json")).await;
    let data: serde_json::Value = serde_json::from_str(&data.body).unwrap();
    let (title, text) = (data["title"].as_str().unwrap(), data["text"].as_str().unwrap());
    assert_eq!(sum(&format!("{title}\n\n{text}")), publication.hash);
    assert_eq!(data["fingerprint"]["value"].as_str().unwrap(), publication.hash);
    for ending in [".html", ".md"] {
        let file = scene.get(&format!("{PUBLISHED}{ending}")).await;
        assert!(file.body.contains(&publication.hash), "{ending}");
    }
}

#[tokio::test]
async fn a_version_says_draft_until_it_is_published() {
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    for ending in [".txt", ".numbered.txt", ".md", ".html", ".json"] {
        let draft = scene
            .get_as(&chair, &format!("/motions/{OPEN}/versions/1{ending}"))
            .await;
        assert_eq!(draft.status, StatusCode::OK, "{ending}");
        assert!(draft.body.contains("DRAFT"), "{ending}: {}", draft.body);
        assert!(!draft.body.contains("Published by"), "{ending}: {}", draft.body);
        assert_eq!(draft.header(CACHE_CONTROL), "private, no-store");
        assert!(draft.header(CONTENT_DISPOSITION).contains("-version-1-draft."));
        assert_eq!(draft.header(ETAG), "", "{ending}");
    }
    let bare = scene
        .get_as(&chair, &format!("/motions/{OPEN}/versions/1.bare.txt"))
        .await;
    assert_eq!(bare.status, StatusCode::NOT_FOUND);
    let version = published_version(&scene).await;
    for ending in endings() {
        let path = format!("{version}{ending}");
        let own = scene.get_as(&chair, &path).await;
        assert!(!own.body.contains("DRAFT"), "{path}");
        assert_eq!(own.header(CACHE_CONTROL), "private, no-store");
        let public = scene.get(&format!("{PUBLISHED}{ending}")).await;
        assert!(own.bytes == public.bytes, "{path}");
    }
}

#[tokio::test]
async fn pages_lead_to_every_file() {
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    let page = scene.get(PUBLISHED).await;
    let version = scene.get_as(&chair, &format!("/motions/{OPEN}/versions/1")).await;
    let latest = scene.get_as(&chair, &format!("/motions/{OPEN}")).await;
    for ending in endings() {
        assert!(
            page.body.contains(&format!("href=\"{PUBLISHED}{ending}\"")),
            "{ending}"
        );
        if !draft_endings().any(|own| own == ending) {
            assert!(!version.body.contains(&format!("{ending}\"")), "{ending}");
            continue;
        }
        let own = format!("href=\"/motions/{OPEN}/versions/1{ending}\"");
        assert!(version.body.contains(&own), "{ending}");
        assert!(latest.body.contains(&format!("{ending}\"")), "{ending}");
    }
    assert!(version.body.contains("Each file is marked as a draft."));
}

/// As browsers ask for what a link leads to.
const WINDOW: [(http::HeaderName, &str); 2] = [
    (http::header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8"),
    (http::HeaderName::from_static("sec-fetch-dest"), "document"),
];

#[tokio::test]
async fn a_person_is_told_how_far_a_file_is_and_a_program_waits_for_it() {
    let scene = Scene::new().await;
    let file = format!("{PUBLISHED}.pdf");
    let stopped = scene.state.press.stop().await;
    let first = scene.with(Method::GET, &file, &WINDOW, String::new()).await;
    assert_eq!(first.status, StatusCode::ACCEPTED, "{}", first.body);
    assert_eq!(first.header(CONTENT_TYPE), "text/html; charset=utf-8");
    assert_eq!(first.header(CACHE_CONTROL), "private, no-store");
    assert_eq!(first.header("refresh"), format!("5; url={file}?look=again"));
    assert!(
        first.body.contains("<h1>The file is waiting for its turn"),
        "{}",
        first.body
    );
    assert!(first.body.contains("It is the next."));
    let stop = format!("href=\"{file}?look=still\"");
    assert!(first.body.contains(&stop), "it can be told not to look by itself");

    let still = scene.get(&format!("{file}?look=still")).await;
    assert_eq!(still.status, StatusCode::ACCEPTED);
    assert_eq!(still.header("refresh"), "");
    assert!(still.body.contains(&format!("href=\"{file}?look=again\"")));

    let program = {
        let (app, path) = (scene.app.clone(), file.clone());
        let request = Request::builder().uri(path).header(HOST, "group.example");
        tokio::spawn(app.oneshot(request.body(Body::empty()).unwrap()))
    };
    drop(stopped);
    let program = program.await.unwrap().unwrap();
    assert_eq!(program.status(), StatusCode::OK);
    assert_eq!(program.headers()[CONTENT_TYPE], "application/pdf");

    let ready = scene.get(&format!("{file}?look=again")).await;
    assert_eq!(ready.status, StatusCode::OK);
    assert!(ready.body.contains("<h1>The file is ready"), "{}", ready.body);
    assert_eq!(ready.header("refresh"), format!("1; url={file}"));
    assert!(ready.body.contains(&format!("href=\"{file}\"")));
    assert_eq!(
        scene.get(&format!("{file}?look=still")).await.header("refresh"),
        ""
    );
    let taken = scene.with(Method::GET, &file, &WINDOW, String::new()).await;
    assert_eq!(taken.status, StatusCode::OK);
    assert_eq!(taken.header(CONTENT_TYPE), "application/pdf");
    let known = [(IF_NONE_MATCH, taken.header(ETAG)), WINDOW[0].clone()];
    let unchanged = scene.with(Method::GET, &file, &known, String::new()).await;
    assert_eq!(unchanged.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn the_page_about_a_file_is_open_to_those_who_may_have_the_file() {
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    let nowhere = scene.get("/nowhere").await;
    let before = scene.head().await;
    let stopped = scene.state.press.stop().await;
    for file in [
        format!("/motions/{OPEN}/versions/1.pdf"),
        format!("/motions/{OPEN}/versions/1.odt"),
        format!("/motions/{OPEN}/compare/1..1.docx"),
    ] {
        for look in ["again", "still"] {
            let path = format!("{file}?look={look}");
            let own = scene.get_as(&chair, &path).await;
            assert_eq!(own.status, StatusCode::ACCEPTED, "{path}");
            assert_eq!(own.header(CACHE_CONTROL), "private, no-store");
            let other = scene.get(&path).await;
            assert_eq!(other.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(
                other.page(),
                nowhere.page(),
                "{path} does not answer like nothing"
            );
            assert_eq!(other.lasting_headers(), nowhere.lasting_headers(), "{path}");
        }
    }
    drop(stopped);
    assert_eq!(scene.head().await, before, "looking changes nothing");
}

#[tokio::test]
async fn what_is_wanted_by_too_many_says_so_and_looks_again() {
    let scene = Scene::new().await;
    let stopped = scene.state.press.stop().await;
    for n in 0..100 {
        let make = Box::new(|_: &mut export::Tell<'_>| Ok(Vec::new()));
        drop(
            scene
                .state
                .press
                .ask(n.to_string(), make)
                .within(Duration::ZERO)
                .await,
        );
    }
    let file = format!("{PUBLISHED}.docx");
    let person = scene.with(Method::GET, &file, &WINDOW, String::new()).await;
    assert_eq!(person.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(person.header("retry-after"), "5");
    assert_eq!(person.header("refresh"), format!("5; url={file}?look=again"));
    assert!(
        person.body.contains("<h1>Too many files are wanted at once"),
        "{}",
        person.body
    );
    let program = scene.get(&file).await;
    assert_eq!(program.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(program.header("retry-after"), "5");
    assert_eq!(
        scene.get(&format!("{PUBLISHED}.txt")).await.status,
        StatusCode::OK
    );
    drop(stopped);
}

#[tokio::test]
async fn a_text_of_too_many_pages_says_which_files_there_are() {
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    let fields = [
        ("origin", "owned"),
        ("title", "Very short lines"),
        ("text", &"a\n\n".repeat(50_000)),
        ("note", "First version"),
        ("profile", "labour-conference"),
    ];
    let started = scene.post_as(&chair, "/api/motions/start", &fields).await;
    let file = format!("{}/versions/1.pdf", started.header(LOCATION));
    for headers in [
        &[(COOKIE, chair.as_str())][..],
        &[(COOKIE, chair.as_str()), WINDOW[0].clone()],
    ] {
        let mut answer = scene.with(Method::GET, &file, headers, String::new()).await;
        while answer.status == StatusCode::ACCEPTED {
            answer = scene.with(Method::GET, &file, headers, String::new()).await;
        }
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
        assert!(answer.body.contains("as plain text (.txt)"));
        assert_eq!(answer.header("refresh"), "");
    }
}

#[tokio::test]
async fn many_who_want_the_same_file_get_it_and_pages_go_on() {
    let scene = Arc::new(Scene::new().await);
    let asked: Vec<_> = (0..20)
        .map(|_| {
            let scene = scene.clone();
            tokio::spawn(async move { scene.get(&format!("{PUBLISHED}.pdf")).await })
        })
        .collect();
    let page = scene.get("/published").await;
    assert_eq!(page.status, StatusCode::OK);
    let expected = scene.get(&format!("{PUBLISHED}.pdf")).await;
    for file in asked {
        let file = file.await.unwrap();
        assert_eq!(file.status, StatusCode::OK);
        assert!(file.bytes == expected.bytes);
    }
}

#[tokio::test]
async fn a_long_published_text_is_whole_for_every_reader() {
    const ITEMS: u32 = 12_000;
    let scene = Scene::new().await;
    let chair = scene.enter("Chair and administrator").await;
    let text: String = (1..=ITEMS).map(|n| format!("{n}. Quokka\n")).collect();
    let publication = scene.publish_text(&text, (1..=ITEMS).collect()).await;
    let path = format!("/published/{}", publication.slug);
    // The first reader has the page made, the second would be given what was kept; a member passes both by.
    for cookie in ["", "", chair.as_str()] {
        let page = scene.get_as(cookie, &path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(
            page.body.len() > 1024 * 1024,
            "{} bytes test nothing",
            page.body.len()
        );
        assert_eq!(page.body.matches("Quokka").count(), ITEMS as usize);
        assert!(page.body.contains("Is your copy the right one?") && page.body.contains("</html>"));
        assert!(!page.body.contains("Copy the text"), "the words are there once");
        let known = [(IF_NONE_MATCH, page.header(ETAG)), (COOKIE, cookie)];
        if cookie.is_empty() {
            let unchanged = scene.with(Method::GET, &path, &known, String::new()).await;
            assert_eq!(unchanged.status, StatusCode::NOT_MODIFIED);
        }
    }
    assert!(scene.get(PUBLISHED).await.body.contains("Copy the text"));
}
