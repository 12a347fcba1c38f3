//! Tracked changes over HTTP: who may have them, and what an edited file becomes.

use super::{Answer, OPEN, Scene};
use axum::body::Body;
use export::office::{
    Half, Limits, ReadBack, Standing, Tracked, read_docx, read_odt, tracked_docx, tracked_odt,
};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, COOKIE, ETAG, HOST, LOCATION, ORIGIN};
use http::{Request, StatusCode};
use service::motions::{fingerprint, text_of};
use store::Version;

fn read(answer: &Answer) -> ReadBack {
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.header(CONTENT_TYPE).contains("wordprocessingml"));
    read_docx(&answer.bytes, &Limits::default()).unwrap()
}

/// Sends a file as a browser does.
pub(super) async fn upload(scene: &Scene, cookie: &str, slug: &str, file: &[u8]) -> Answer {
    upload_to(scene, cookie, slug, "", file).await
}

/// The same for a file with changes to an amendment.
async fn upload_to(scene: &Scene, cookie: &str, slug: &str, parent: &str, file: &[u8]) -> Answer {
    let parent = if parent.is_empty() {
        String::new()
    } else {
        format!("--cut\r\nContent-Disposition: form-data; name=\"parent\"\r\n\r\n{parent}\r\n")
    };
    let mut body = parent.into_bytes();
    body.extend_from_slice(
        "--cut\r\nContent-Disposition: form-data; name=\"edited\"; filename=\"../../x.docx\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
            .as_bytes(),
    );
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--cut--\r\n");
    let request = Request::post(format!("/upload/amendment/{slug}"))
        .header(HOST, "group.example")
        .header(ORIGIN, "http://group.example")
        .header(COOKIE, cookie)
        .header(CONTENT_TYPE, "multipart/form-data; boundary=cut");
    scene.ask(request.body(Body::from(body)).unwrap()).await
}

async fn version(scene: &Scene, number: u32) -> Version {
    let document = scene
        .call
        .store
        .document(OPEN, scene.call.now)
        .await
        .unwrap()
        .unwrap();
    let version = scene.call.store.version(document.id, number).await;
    version.unwrap().unwrap()
}

/// The latest version with some words changed, as somebody gives it back.
fn changed(version: &Version, old: &str, new: &str) -> Vec<u8> {
    tracked_docx(&changes(version, text_of(version), old, new))
}

fn changes(version: &Version, text: domain::text::canon::Canonical, old: &str, new: &str) -> Tracked {
    assert!(text.as_str().contains(old));
    let half = |text: domain::text::canon::Canonical| Half {
        name: "a version".to_owned(),
        title: version.title.clone(),
        fingerprint: fingerprint(&version.title, &text),
        text,
        standing: Standing::Proposed("proposed".to_owned()),
        words: String::new(),
        rule: String::new(),
    };
    let new = domain::text::canon::Canonical::of(&text.as_str().replacen(old, new, 1));
    Tracked {
        what: "Changes".to_owned(),
        old: half(text),
        new: half(new),
        author: "Somebody".to_owned(),
        date: "2026-10-12T09:30:00Z".to_owned(),
        language: "en-GB".to_owned(),
        kind: export::Kind::Motion,
        group: "A group".to_owned(),
        site: String::new(),
        address: "http://group.example".to_owned(),
    }
}

/// What stands at the heads and feet of a `.docx`, and what does not.
fn says(answer: &Answer, said: &[&str], unsaid: &[&str]) {
    let mut file = zip::ZipArchive::new(std::io::Cursor::new(&answer.bytes)).unwrap();
    let mut around = String::new();
    for name in ["word/header1.xml", "word/footer1.xml"] {
        std::io::Read::read_to_string(&mut file.by_name(name).unwrap(), &mut around).unwrap();
    }
    for said in said {
        assert!(around.contains(said), "{said:?} is not in {around}");
    }
    for unsaid in unsaid {
        assert!(!around.contains(unsaid), "{unsaid:?} is in {around}");
    }
}

#[tokio::test]
async fn a_published_version_to_be_changed_says_so() {
    let scene = Scene::new().await;
    let member = scene.enter("Member (Northgate CLP)").await;
    let version = super::files::published_version(&scene).await;
    let (text, number) = version.rsplit_once("/versions/").unwrap();
    let file = scene
        .get_as(&member, &format!("{text}/compare/{number}..{number}.docx"))
        .await;
    says(
        &file,
        &["published ", "Published by ", "/verify/", "QR code"],
        &["DRAFT"],
    );
}

#[tokio::test]
async fn changes_are_taken_away_by_those_who_may_read_both_texts() {
    let scene = Scene::new().await;
    let member = scene.enter("Member (Northgate CLP)").await;
    let (old, new) = (version(&scene, 1).await, version(&scene, 2).await);
    let path = format!("/motions/{OPEN}/compare/1..2");
    let answer = scene.get_as(&member, &format!("{path}.docx")).await;
    let file = read(&answer);
    assert_eq!(file.base.text, text_of(&old));
    assert_eq!(file.amended.text, text_of(&new));
    assert_eq!(file.fingerprint, Some(old.hash));
    assert_eq!(file.authors, ["Version 2"]);
    assert_eq!(
        answer.header(CONTENT_DISPOSITION),
        format!("attachment; filename=\"{OPEN}-versions-1-2.docx\"")
    );
    assert_eq!(answer.header(CACHE_CONTROL), "private, no-store");
    assert_eq!(answer.header(ETAG), "");
    let other = scene.get_as(&member, &format!("{path}.odt")).await;
    assert!(other.header(CONTENT_TYPE).contains("opendocument.text"));
    let alone = scene
        .get_as(&member, &format!("/motions/{OPEN}/compare/2..2.docx"))
        .await;
    assert!(alone.header(CONTENT_DISPOSITION).contains("-version-2.docx"));
    let file = read(&alone);
    assert_eq!((file.base, file.tracked), (file.amended, false));
    assert_eq!(file.fingerprint, Some(new.hash));
    let drafts = [
        "DRAFT, not published",
        "draft, saved",
        "/verify/",
        "by the rule of",
    ];
    says(&answer, &drafts, &["Published by"]);
    let page = scene.get_as(&member, &path).await;
    assert!(page.body.contains(&format!("{path}.docx")) && page.body.contains(&format!("{path}.odt")));

    let amendments = format!("/motions/{OPEN}/amendments");
    let page = scene.get_as(&member, &format!("{amendments}/1")).await;
    assert!(page.body.contains(&format!("{amendments}/1.docx")));
    let file = read(&scene.get_as(&member, &format!("{amendments}/1.docx")).await);
    assert_eq!(file.authors, ["Proposer of amendment 1"]);
    assert_ne!(file.base, file.amended);
    for path in ["1.docx", "1.text.docx"] {
        let file = scene.get_as(&member, &format!("{amendments}/{path}")).await;
        says(&file, &["DRAFT, not published", "proposed "], &["Published by"]);
        assert_eq!(file.header(CACHE_CONTROL), "private, no-store");
    }
    // The fifth is known to its proposer and the committee alone.
    for (path, status) in [
        (format!("{amendments}/5.docx"), StatusCode::NOT_FOUND),
        (format!("{amendments}/5.odt"), StatusCode::NOT_FOUND),
        (format!("{amendments}/77.docx"), StatusCode::NOT_FOUND),
        (format!("{path}7.docx"), StatusCode::NOT_FOUND),
        (format!("{path}.exe"), StatusCode::NOT_FOUND),
    ] {
        assert_eq!(scene.get_as(&member, &path).await.status, status, "{path}");
    }
    for path in [format!("{path}.docx"), format!("{amendments}/1.docx")] {
        assert_eq!(scene.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn an_edited_file_is_shown_before_it_is_saved() {
    let scene = Scene::new().await;
    let member = scene.enter("Member (Northgate CLP)").await;
    let version = version(&scene, 2).await;
    let word = text_of(&version).as_str().split(' ').nth(2).unwrap().to_owned();
    let before = scene.head().await;
    let mut there = String::new();
    for write in [tracked_docx, tracked_odt] {
        let file = write(&changes(&version, text_of(&version), &word, "walruses"));
        there = shown_first(&scene, &member, &version, &file).await;
    }
    assert_eq!(scene.head().await, before, "nothing is recorded yet");
    // It is nobody else's to see.
    let other = scene.enter("Member (Riverside CLP)").await;
    let page = scene.get_as(&other, &there).await;
    assert!(!page.body.contains("walruses"));
}

/// Sends a file and looks at the page that it leads to, whose address it answers.
async fn shown_first(scene: &Scene, member: &str, version: &Version, file: &[u8]) -> String {
    let answer = upload(scene, member, OPEN, file).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let there = answer.header(LOCATION).trim_end_matches("#preview").to_owned();
    assert!(there.starts_with(&format!(
        "/motions/{OPEN}/amendments/new?base={}&way=copy&kept=",
        version.number
    )));
    let page = scene.get_as(member, &there).await;
    assert_eq!(page.status, StatusCode::OK);
    for said in [
        "Your file has been read.",
        &format!("The file was made from version {}.", version.number),
        "What your amendment would do",
        "walruses",
        "Save as draft",
    ] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    there
}

#[tokio::test]
async fn an_edited_file_becomes_an_amendment_to_an_amendment() {
    let scene = Scene::new().await;
    let member = scene.enter("Member (Northgate CLP)").await;
    let page = scene
        .get_as(&member, &format!("/motions/{OPEN}/amendments/new?parent=1"))
        .await;
    let base = format!("/motions/{OPEN}/amendments/1.text");
    for said in [
        &format!("{base}.docx"),
        &format!("{base}.odt"),
        "name=\"parent\" value=\"1\"",
    ] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    let taken = scene.get_as(&member, &format!("{base}.docx")).await;
    assert!(
        taken
            .header(CONTENT_DISPOSITION)
            .contains("-amendment-1-text.docx")
    );
    let file = read(&taken);
    assert!(!file.tracked);
    let other = scene.get_as(&member, &format!("{base}.odt")).await;
    let same = read_odt(&other.bytes, &Limits::default()).unwrap();
    assert_eq!((&same.base, &same.fingerprint), (&file.base, &file.fingerprint));
    let text = file.base.text;
    let amendment = read(
        &scene
            .get_as(&member, &format!("/motions/{OPEN}/amendments/1.docx"))
            .await,
    );
    assert_eq!(amendment.amended.text, text);

    let version = version(&scene, 2).await;
    let word = text.as_str().split(' ').nth(2).unwrap().to_owned();
    let before = scene.head().await;
    for write in [tracked_docx, tracked_odt] {
        let file = write(&changes(&version, text.clone(), &word, "walruses"));
        let answer = upload_to(&scene, &member, OPEN, "1", &file).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        let there = answer.header(LOCATION).trim_end_matches("#preview").to_owned();
        let start = format!("/motions/{OPEN}/amendments/new?parent=1&way=copy&kept=");
        assert!(there.starts_with(&start), "{there}");
        let page = scene.get_as(&member, &there).await;
        for said in [
            "Propose an amendment to amendment 1",
            "The file was made from the text with amendment 1 in it.",
            "What your amendment would do",
            "walruses",
        ] {
            assert!(page.body.contains(said), "{said}: {}", page.body);
        }
    }
    assert_eq!(scene.head().await, before, "nothing is recorded yet");
    // What is wrong leads back to the form for this amendment; one that is not there, or not known, to nothing.
    let answer = upload_to(&scene, &member, OPEN, "1", b"plain text").await;
    assert!(answer.header(LOCATION).contains("new?parent=1&kept="));
    let page = scene.get_as(&member, answer.header(LOCATION)).await;
    assert!(
        page.body.contains("This file is neither .docx nor .odt"),
        "{}",
        page.body
    );
    for hidden in ["5", "77"] {
        let answer = upload_to(&scene, &member, OPEN, hidden, &taken.bytes).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{hidden}");
        let path = format!("/motions/{OPEN}/amendments/{hidden}.text.docx");
        assert_eq!(
            scene.get_as(&member, &path).await.status,
            StatusCode::NOT_FOUND,
            "{hidden}"
        );
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_file_is_said_on_the_page() {
    let scene = Scene::new().await;
    let member = scene.enter("Member (Northgate CLP)").await;
    let version = version(&scene, 2).await;
    let word = text_of(&version).as_str().split(' ').nth(2).unwrap().to_owned();
    let whole = changed(&version, &word, "walruses");
    let large = vec![b'P'; 4_000_001];
    let endless = vec![b'P'; 6_000_000];
    for (file, said) in [
        (&b"plain text"[..], "This file is neither .docx nor .odt"),
        (&b""[..], "Choose your changed file first."),
        (&whole[..whole.len() / 2], "This file is neither .docx nor .odt"),
        (&large[..], "The file is larger than 4 MB."),
        (&endless[..], "The file is larger than 4 MB."),
        (&changed(&version, &word, &word)[..], "Nothing has changed"),
    ] {
        let answer = upload(&scene, &member, OPEN, file).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{said}");
        let page = scene.get_as(&member, answer.header(LOCATION)).await;
        assert!(page.body.contains(said), "{said}: {}", page.body);
        assert!(page.body.contains("href=\"#edited\""), "{said}");
    }
    let supporter = scene.enter("Supporter").await;
    for file in [&whole[..], b"plain text"] {
        assert_eq!(
            upload(&scene, &supporter, OPEN, file).await.status,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            upload(&scene, &member, "nowhere", file).await.status,
            StatusCode::NOT_FOUND
        );
        let visitor = upload(&scene, "", OPEN, file).await;
        assert!(
            visitor.status == StatusCode::NOT_FOUND || visitor.header(LOCATION).starts_with("/sign-in"),
            "{}",
            visitor.status
        );
    }
}
