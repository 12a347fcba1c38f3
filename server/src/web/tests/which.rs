//! Which version a copy is, and the record of a publication.

use super::*;
use crate::web::client::Peer;
use crate::web::watched::{capture, logged};
use domain::ids::{DocumentId, PublicationId};
use domain::people::Role;
use std::time::{Duration, Instant as Clock};
use store::{NewPublication, NewVersion, Publication};

/// What only somebody who pastes it has ever written.
const MARKER: &str = "quokkas juggle marmalade";

impl Scene {
    /// Sends a copy as the form does: with its boundary, and from where the page is.
    async fn paste(&self, cookie: &str, copy: &str) -> Answer {
        self.send(cookie, "copy", None, copy.as_bytes()).await
    }

    async fn send(&self, cookie: &str, field: &str, file: Option<&str>, content: &[u8]) -> Answer {
        self.ask(form(cookie, field, file, content)).await
    }

    async fn published(&self) -> Publication {
        let slug = PUBLISHED.strip_prefix("/published/").unwrap();
        self.call.store.publication(slug).await.unwrap().unwrap()
    }

    /// The title and text of the published version.
    async fn text(&self) -> String {
        self.get(&format!("{PUBLISHED}.bare.txt")).await.body
    }

    /// Publishes one more version of the published text.
    async fn publish_newer(&self) -> Publication {
        let publication = self.published().await;
        let before = self
            .call
            .store
            .version(publication.document, publication.version)
            .await
            .unwrap()
            .unwrap();
        let text = before.text.replacen("village", "hamlet", 1);
        assert_ne!(text, before.text);
        self.publish_text(&text, before.clauses.clone()).await
    }

    /// Publishes this as one more version of the published text.
    pub(super) async fn publish_text(&self, text: &str, clauses: Vec<u32>) -> Publication {
        let publication = self.published().await;
        let store = &self.call.store;
        let before = store
            .version(publication.document, publication.version)
            .await
            .unwrap()
            .unwrap();
        let canonical = domain::text::canon::Canonical::of(text);
        let document = store
            .document_by_id(publication.document, self.call.now)
            .await
            .unwrap()
            .unwrap();
        let version = NewVersion {
            document: document.id,
            title: before.title.clone(),
            hash: service::motions::fingerprint(&before.title, &canonical),
            text: canonical.as_str().to_owned(),
            next_clause: clauses.iter().max().map_or(1, |last| last + 1),
            clauses,
            words: before.words,
            stated_words: None,
            profile: before.profile.clone(),
            layout_algorithm: before.layout_algorithm,
            layout_width: before.layout_width,
            author: before.author,
            note: "A hamlet".to_owned(),
            seen_on: String::new(),
        };
        let act = self.call.act("test", document.id, &Default::default());
        let number = store.save_version(&act, document.latest, &version).await.unwrap();
        let new = NewPublication {
            id: self.call.id(PublicationId::new),
            slug: "buses-for-hamlets".to_owned(),
            document: document.id,
            version: number,
            hash: version.hash,
            imprint: publication.imprint,
            published_by: before.author,
        };
        store.publish(&act, &new).await.unwrap();
        store.publication("buses-for-hamlets").await.unwrap().unwrap()
    }
}

fn form(cookie: &str, field: &str, file: Option<&str>, content: &[u8]) -> Request<Body> {
    let name = file.map_or_else(String::new, |name| format!("; filename=\"{name}\""));
    let mut body =
        format!("--edge\r\nContent-Disposition: form-data; name=\"{field}\"{name}\r\n\r\n").into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    Request::builder()
        .method(Method::POST)
        .uri("/which")
        .header(HOST, "group.example")
        .header(COOKIE, cookie)
        .header(CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .header(http::header::ORIGIN, "http://group.example")
        .body(Body::from(body))
        .unwrap()
}

fn says(answer: &Answer, expected: &str) {
    let text = answer.body.replace("<!>", "");
    assert!(text.contains(expected), "{expected}: {text}");
}

#[tokio::test]
async fn a_copy_is_told_what_it_is() {
    let scene = Scene::new().await;
    let text = scene.text().await;
    let exact = scene.paste("", &text).await;
    assert_eq!(exact.status, StatusCode::OK, "{}", exact.body);
    assert!(exact.header(CACHE_CONTROL).contains("no-store"));
    says(&exact, "This is version 4, letter for letter");
    says(&exact, "is the current text.");
    let publication = scene.published().await;
    says(&exact, &format!("/verify/{}\"", &publication.hash[..16]));

    for form in ["txt", "numbered.txt", "md", "bare.txt"] {
        let file = scene.get(&format!("{PUBLISHED}.{form}")).await.body;
        for answer in [
            scene.paste("", &file).await,
            scene.send("", "file", Some("copy.txt"), file.as_bytes()).await,
        ] {
            says(&answer, "This is version 4");
            assert!(
                answer.body.contains("Nothing differs") || answer.body.contains("No word, figure"),
                "{form}"
            );
        }
    }

    let retitled = text.replacen("villages", "<b>towns</b>", 1);
    let answer = scene.paste("", &retitled).await;
    says(&answer, "This is the text of version 4, under another title");
    says(&answer, "Buses that &lt;b&gt;towns");
    let body = text.split_once('\n').unwrap().1;
    let changed = body.replacen("village", "<script>alert(1)</script> town", 1);
    let near = scene.paste("", &changed).await;
    says(&near, "This is nearly version 4");
    says(&near, "From version 4 to your copy");
    says(&near, "id=\"ch1\"");
    assert!(!near.body.contains("<script>alert"), "{}", near.body);

    let quotes = text.replace(['‘', '’'], "'").replace("- ", "• ");
    says(&scene.paste("", &quotes).await, "This is version 4");
}

#[tokio::test]
async fn every_file_that_is_handed_out_is_told_what_it_is() {
    let scene = Scene::new().await;
    for form in app::ui::take_away::FORMS {
        let file = scene.get(&format!("{PUBLISHED}.{}", form.ending)).await;
        assert_eq!(file.status, StatusCode::OK, "{}", form.ending);
        let answer = scene.send("", "file", Some("copy"), &file.bytes).await;
        if form.ending.ends_with("pdf") {
            // A PDF names its text; its words are not read, and that is said.
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", form.ending);
            let hash = scene.published().await.hash;
            assert_eq!(
                answer.header(LOCATION),
                format!("/verify/{}?from=pdf", &hash[..16])
            );
            let record = scene.get(answer.header(LOCATION)).await;
            says(&record, "Version 4 is current.");
            says(&record, "its words were not compared");
            let record = scene.get(&format!("/verify/{}", &hash[..16])).await;
            assert!(!record.body.contains("Your PDF"));
            continue;
        }
        assert_eq!(answer.status, StatusCode::OK, "{}: {}", form.ending, answer.body);
        let said = match form.ending {
            "numbered.txt" | "md" => "This is version 4",
            _ => "This is version 4, letter for letter",
        };
        says(&answer, said);
    }
}

/// An office file in which somebody has changed a word, and who looks at no tracked changes.
fn reworded(file: &[u8], old: &str, new: &str) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for n in 0..from.len() {
        let mut part = from.by_index(n).unwrap();
        let (name, mut bytes) = (part.name().unwrap().into_owned(), Vec::new());
        std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
        if matches!(name.as_str(), "word/document.xml" | "content.xml") {
            bytes = String::from_utf8(bytes).unwrap().replace(old, new).into_bytes();
        }
        to.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        std::io::Write::write_all(&mut to, &bytes).unwrap();
    }
    to.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_file_that_names_a_version_without_its_words_is_told_so() {
    let scene = Scene::new().await;
    let not_those = "This copy names version 4, but its words are not those of version 4.";
    for form in ["html", "json", "docx", "odt", "txt"] {
        let file = scene.get(&format!("{PUBLISHED}.{form}")).await.bytes;
        let changed = match form {
            "docx" | "odt" => reworded(&file, "village", "hamlet"),
            _ => String::from_utf8(file.to_vec())
                .unwrap()
                .replace("village", "hamlet")
                .into_bytes(),
        };
        let answer = scene.send("", "file", Some("copy"), &changed).await;
        for expected in [
            "This is nearly version 4",
            not_those,
            "From version 4 to your copy",
            "hamlet",
        ] {
            says(&answer, expected);
        }
    }
    // The words are to the letter those of another version than the one that is named.
    let data = scene.get(&format!("{PUBLISHED}.json")).await.body;
    let mut data: serde_json::Value = serde_json::from_str(&data).unwrap();
    let newer = scene.publish_newer().await;
    data["text"] = data["text"]
        .as_str()
        .unwrap()
        .replacen("village", "hamlet", 1)
        .into();
    let answer = scene
        .send("", "file", Some("copy"), data.to_string().as_bytes())
        .await;
    says(
        &answer,
        &format!("This is version {}, letter for letter", newer.version),
    );
    says(&answer, not_those);
    says(&answer, "From version 4 to your copy");
    // The words have nothing in common with the version that is named.
    data["title"] = "Lamps".into();
    data["text"] = "Lamplighters juggle seven yellow turnips until winter ends everywhere else.\n".into();
    let answer = scene
        .send("", "file", Some("copy"), data.to_string().as_bytes())
        .await;
    says(&answer, not_those);
    says(&answer, "Nothing here is like this copy");
    // A file of changes says by itself what it is.
    let member = scene.enter("Member (Hillfoot CLP)").await;
    let changes = scene
        .get_as(&member, &format!("/motions/{OPEN}/compare/1..2.docx"))
        .await;
    let answer = scene.send(&member, "file", Some("copy"), &changes.bytes).await;
    says(&answer, "This is version 2");
    assert!(!answer.body.contains("This copy names"), "{}", answer.body);
}

#[tokio::test]
async fn the_code_of_a_draft_leads_those_who_may_read_it_to_it() {
    let scene = Scene::new().await;
    let member = scene.enter("Member (Hillfoot CLP)").await;
    let store = &scene.call.store;
    let document = store.document(OPEN, scene.call.now).await.unwrap().unwrap();
    let version = |number| store.version(document.id, number);
    let (first, latest) = (
        version(1).await.unwrap().unwrap().hash,
        version(document.latest).await.unwrap().unwrap().hash,
    );
    assert_ne!(first, latest);
    let unknown = "0000111122223333";
    let nowhere = scene.get(&format!("/verify/{unknown}")).await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    for digits in [&first[..8], &first[..12], &first[..16], &first] {
        let path = format!("/verify/{digits}");
        let found = scene.get_as(&member, &path).await;
        assert_eq!(found.status, StatusCode::OK, "{path}");
        assert_eq!(found.header(CACHE_CONTROL), "private, no-store");
        says(&found, "A draft: not published");
        says(&found, "A draft, version 1 of “");
        says(&found, &format!("; the newest is version {}.", document.latest));
        says(&found, &format!("href=\"/motions/{OPEN}/versions/1\""));
        // Visitors get the answer of digits that nobody has, and programs one for all.
        let hidden = scene.get(&path).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND);
        if digits.len() == unknown.len() {
            let shown = |digits: &str| app::ui::said::whole_hash(digits);
            assert_eq!(
                hidden.page().replace(&shown(digits), &shown(unknown)),
                nowhere.page()
            );
            assert_eq!(hidden.lasting_headers(), nowhere.lasting_headers());
        }
        for cookie in ["", &member] {
            let told = scene.get_as(cookie, &format!("{path}.json")).await;
            assert_eq!(told.body, "{\"publications\":[]}");
        }
    }
    let newest = scene.get_as(&member, &format!("/verify/{latest}")).await;
    says(&newest, "It is the newest version.");
    // The code that is typed, and the file.
    let code = domain::fingerprint::code(&first);
    let typed = scene.post_as(&member, "/which", &[("fingerprint", &code)]).await;
    says(
        &scene.get_as(&member, typed.header(LOCATION)).await,
        "A draft, version 1 of",
    );
    let file = scene
        .get_as(&member, &format!("/motions/{OPEN}/versions/1.pdf"))
        .await;
    let answer = scene.send(&member, "file", Some("draft.pdf"), &file.bytes).await;
    let found = scene.get_as(&member, answer.header(LOCATION)).await;
    says(&found, "A draft, version 1 of");
    says(&found, "its words were not compared");
    let answer = scene.send("", "file", Some("draft.pdf"), &file.bytes).await;
    let hidden = scene.get(answer.header(LOCATION)).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    says(&hidden, "Your PDF may be of a draft.");
}

#[tokio::test]
async fn a_copy_of_a_superseded_version_is_told_what_replaced_it() {
    let scene = Scene::new().await;
    let old = scene.text().await;
    // What is known is brought up to date when something has been published.
    says(&scene.paste("", &old).await, "is the current text.");
    let newer = scene.publish_newer().await;
    let answer = scene.paste("", &old).await;
    says(&answer, "This is version 4, letter for letter");
    says(&answer, "is not the current text any more: superseded on");
    says(
        &answer,
        &format!(
            "<a href=\"/published/buses-for-hamlets\">version {}</a>",
            newer.version
        ),
    );
    says(
        &answer,
        &format!(
            "What has changed since, from version 4 to version {}",
            newer.version
        ),
    );
    says(&answer, "hamlet");
    let record = scene
        .get(&format!("/verify/{}", scene.published().await.hash))
        .await;
    says(&record, "Superseded");
    says(
        &record,
        &format!("Read version {}, which is current", newer.version),
    );
}

#[tokio::test]
async fn a_visitor_learns_of_no_draft_and_a_member_of_those_they_may_read() {
    let scene = Scene::new().await;
    let store = &scene.call.store;
    let draft = store.document(OPEN, scene.call.now).await.unwrap().unwrap();
    let version = store.version(draft.id, draft.latest).await.unwrap().unwrap();
    let copy = format!("{}\n\n{}", version.title, version.text);
    let other: String = copy
        .split(' ')
        .enumerate()
        .map(|(n, _)| format!("zyx{n} "))
        .collect();
    let there = scene.paste("", &copy).await;
    let not_there = scene.paste("", &other).await;
    assert_eq!(there.status, not_there.status);
    assert_eq!(there.page(), not_there.page());
    assert_eq!(there.lasting_headers(), not_there.lasting_headers());
    says(&there, "Nothing here is like this copy");

    let member = scene.enter("Member (Hillfoot CLP)").await;
    let answer = scene.paste(&member, &copy).await;
    says(
        &answer,
        &format!("This is version {}, letter for letter", version.number),
    );
    says(&answer, "It is not published");

    // A draft that only its author and the committee read is nobody else's to find.
    let author = store
        .members()
        .await
        .unwrap()
        .into_iter()
        .find(|one| one.roles.has(Role::Chair))
        .unwrap();
    let secret = store::NewDocument {
        id: scene.call.id(DocumentId::new),
        slug: "a-secret-draft".to_owned(),
        origin: domain::document::Origin::Owned,
        owner: String::new(),
        source: String::new(),
        profile: "labour-conference".to_owned(),
    };
    let words = "Conference resolves that lamplighters shall be paid in turnips until the end of winter.\n";
    let first = NewVersion {
        document: secret.id,
        title: "Turnips".to_owned(),
        text: words.to_owned(),
        clauses: vec![1],
        next_clause: 2,
        words: 14,
        stated_words: None,
        profile: secret.profile.clone(),
        layout_algorithm: 1,
        layout_width: 80,
        hash: service::motions::fingerprint("Turnips", &domain::text::canon::Canonical::of(words)),
        author: author.id,
        note: "First".to_owned(),
        seen_on: String::new(),
    };
    let act = scene.call.act("test", secret.id, &Default::default());
    store.start(&act, &secret, &first).await.unwrap();
    let chair = scene.enter("Chair and administrator").await;
    says(&scene.paste(&chair, words).await, "This is version 1");
    let answer = scene.paste(&member, words).await;
    says(&answer, "Nothing here is like this copy");
    assert!(!answer.body.contains("a-secret-draft"));
    let told = scene.get_as(&chair, &format!("/verify/{}", first.hash)).await;
    says(
        &told,
        "A draft, version 1 of “Turnips”. It is the newest version.",
    );
    for cookie in ["", member.as_str()] {
        let hidden = scene.get_as(cookie, &format!("/verify/{}", first.hash)).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND);
        assert!(!hidden.body.contains("Turnips"));
    }
}

#[tokio::test]
async fn nothing_that_is_pasted_is_kept_or_logged() {
    capture();
    let scene = Scene::new().await;
    let member = scene.enter("Member (Hillfoot CLP)").await;
    let before = scene.head().await;
    let copy = format!("{MARKER}\n\n{} {MARKER}", scene.text().await);
    for cookie in ["", member.as_str()] {
        says(
            &scene.paste(cookie, &copy).await,
            "Version 4 is the nearest".get(..9).unwrap(),
        );
        let file = scene
            .send(cookie, "file", Some("marmalade.txt"), copy.as_bytes())
            .await;
        assert_eq!(file.status, StatusCode::OK);
        let wrong = scene.post_as(cookie, "/which", &[("fingerprint", MARKER)]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains(MARKER), "what was typed stays in its field");
    }
    assert_eq!(scene.head().await, before);
    for file in std::fs::read_dir(scene.folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let found = bytes
            .windows(MARKER.len())
            .any(|window| window == MARKER.as_bytes());
        assert!(!found);
    }
    let log = logged();
    assert!(!log.contains("marmalade") && !log.contains("quokkas"), "{log}");
}

#[tokio::test]
async fn what_cannot_be_read_is_said() {
    let scene = Scene::new().await;
    for (field, file, content, expected) in [
        (
            "copy",
            None,
            "  \n ".as_bytes(),
            "Paste the text, or choose a file.",
        ),
        ("other", None, b"x", "Paste the text, or choose a file."),
        (
            "file",
            Some("a.pdf"),
            b"%PDF-1.7 and so on",
            "This PDF does not say which text it holds.",
        ),
        ("file", Some("a.txt"), b"a\0b", "This file cannot be read here."),
        (
            "file",
            Some("a.docx"),
            b"PK\x03\x04 and no more",
            "This file is neither .docx nor .odt",
        ),
    ] {
        let answer = scene.send("", field, file, content).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{expected}");
        says(&answer, expected);
        says(&answer, "Error: Which version is this?");
    }
    says(
        &scene.paste("", "Four words are few").await,
        "Too few words to tell",
    );
    let large = scene.paste("", &"x ".repeat(600_000)).await;
    assert_eq!(large.status, StatusCode::UNPROCESSABLE_ENTITY);
    says(&large, "Make this shorter");
    let evil = [
        (http::HeaderName::from_static("sec-fetch-site"), "cross-site"),
        (CONTENT_TYPE, "application/x-www-form-urlencoded"),
    ];
    let refused = scene
        .with(Method::POST, "/which", &evil, "copy=x".to_owned())
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let other = scene.with(Method::PUT, "/which", &[], String::new()).await;
    assert_eq!(other.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn what_nobody_writes_is_answered_in_time() {
    let scene = Scene::new().await;
    let text = scene.text().await;
    for copy in [
        "x".repeat(900_000),
        "x ".repeat(450_000),
        "1 a\n".repeat(100_000),
        format!("{}\n", text.replace('\n', " ")).repeat(500),
        ">".repeat(400_000) + "\n" + &">".repeat(400_000),
        (0..100_000).map(|n| format!("w{n}\n")).collect(),
    ] {
        let start = Clock::now();
        let answer = scene.paste("", &copy).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
        assert!(answer.body.len() < 1_000_000, "{}", answer.body.len());
    }
}

#[tokio::test]
async fn one_place_may_not_ask_without_end() {
    let scene = Scene::new().await;
    let from = |place: [u8; 4]| {
        let mut request = form("", "copy", None, MARKER.as_bytes());
        request.extensions_mut().insert(Peer(place.into()));
        request
    };
    // Twenty a minute; a minute may end among them, but hardly two.
    let mut last = None;
    for _ in 0..45 {
        let answer = scene.ask(from([192, 0, 2, 1])).await;
        let refused = answer.status == StatusCode::TOO_MANY_REQUESTS;
        last = Some(answer);
        if refused {
            break;
        }
    }
    let last = last.unwrap();
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    says(&last, "try again in a minute");
    says(&last, MARKER);
    assert_eq!(scene.ask(from([192, 0, 2, 2])).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_code_on_paper_leads_to_the_record() {
    let scene = Scene::new().await;
    let publication = scene.published().await;
    let code = domain::fingerprint::code(&publication.hash);
    let typed = scene
        .post_as("", "/which", &[("fingerprint", &code.to_uppercase())])
        .await;
    assert_eq!(typed.status, StatusCode::SEE_OTHER);
    assert_eq!(
        typed.header(LOCATION),
        format!("/verify/{}", &publication.hash[..12])
    );
    for digits in [
        code.clone(),
        publication.hash.to_uppercase(),
        publication.hash[..8].to_owned(),
    ] {
        let record = scene.get(&format!("/verify/{digits}")).await;
        assert_eq!(record.status, StatusCode::OK, "{digits}");
        for expected in [
            "Buses that villages can rely on",
            "Version 4 is current.",
            "Quorum on that day",
            "committee members took part",
            &code,
            "certutil -hashfile",
            "shasum -a 256",
            "sha256sum",
            ".bare.txt",
        ] {
            says(&record, expected);
        }
    }
    let whole: String = publication
        .chain_head
        .as_bytes()
        .chunks(4)
        .map(|four| format!("{} ", std::str::from_utf8(four).unwrap()))
        .collect();
    let record = scene.get(&format!("/verify/{}", publication.hash)).await;
    says(&record, whole.trim_end());

    let told = scene.get(&format!("/verify/{code}.json")).await;
    assert_eq!(told.header(CONTENT_TYPE), "application/json");
    let told: serde_json::Value = serde_json::from_str(&told.body).unwrap();
    let one = &told["publications"][0];
    assert_eq!(one["fingerprint"], publication.hash.as_str());
    assert_eq!(one["standing"], "current");
    assert_eq!(one["decision"]["quorum"], 3);
    assert_eq!(one["log"], publication.chain_head.as_str());
}

#[tokio::test]
async fn the_bare_file_is_what_the_fingerprint_was_made_from() {
    let scene = Scene::new().await;
    let file = scene.get(&format!("{PUBLISHED}.bare.txt")).await;
    let sum: String = Sha256::digest(&file.body)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(sum, scene.published().await.hash);
    assert_eq!(
        file.header(CONTENT_DISPOSITION),
        "attachment; filename=\"buses-that-villages-can-rely-on-version-4.bare.txt\""
    );
}

#[tokio::test]
async fn an_unknown_fingerprint_says_what_to_do() {
    let scene = Scene::new().await;
    for digits in [
        "0000000000000000",
        "0000-0000",
        "zz",
        "1234567",
        "%00",
        "'--",
        "%ff",
        &"a".repeat(100),
    ] {
        let answer = scene.get(&format!("/verify/{digits}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{digits}");
        if !digits.starts_with('%') {
            says(&answer, "href=\"/which\"");
        }
        let told = scene.get(&format!("/verify/{digits}.json")).await;
        assert_eq!(told.status, StatusCode::NOT_FOUND, "{digits}");
    }
    let told = scene.get("/verify/0000000000000000.json").await;
    assert_eq!(told.body, "{\"publications\":[]}");
    let post = scene.post_as("", "/verify/0000000000000000", &[]).await;
    assert_eq!(post.status, StatusCode::METHOD_NOT_ALLOWED);
}
