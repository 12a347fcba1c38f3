//! Pages, files and forms about something that is there: an amendment, an adoption, a comment, a round, a composite, an
//! edition, a publication. The walk asks for them about texts that have none; here they are, made by nobody who walks.

use super::walk::{FORMS, Fate, Gate, PAGES, ROUTES, Walk, expected, fate};
use super::*;
use domain::ids::CommentId;
use domain::people::Role;
use domain::permission::{Action, Setting};
use std::collections::{BTreeMap, BTreeSet};
use store::NewComment;

use Gate::{Open, Own, Public, Published, SignedIn, To, Within};
use Setting::{Circulated, Composite};

/// The text behind the publication.
const BUSES: &str = "buses-that-villages-can-rely-on";

/// Pages and files: as the program declares them, where one is, the setting of its text, and who is let through.
const ADDRESSES: &[(&str, &str, Setting, Gate)] = &[
    (
        "/motions/:slug/amendments/:number",
        "/motions/{open}/amendments/1",
        Circulated,
        To(Action::Read),
    ),
    (
        "/motions/:slug/amendments/:number/edit",
        "/motions/{open}/amendments/1/edit",
        Circulated,
        Own,
    ),
    (
        "/motions/:slug/adoptions",
        "/motions/{buses}/adoptions",
        Circulated,
        Published(Action::Read),
    ),
    (
        "/motions/:slug/adoptions/new",
        "/motions/{buses}/adoptions/new",
        Circulated,
        Published(Action::Report),
    ),
    (
        "/motions/:slug/adoptions/:number",
        "/motions/{buses}/adoptions/1",
        Circulated,
        Published(Action::Read),
    ),
    // What a party asked to keep between itself and the committee.
    (
        "/motions/:slug/adoptions/:number",
        "/motions/{buses}/adoptions/6",
        Circulated,
        Within(Action::Read),
    ),
    (
        "/composites/:slug",
        "/composites/{composite}",
        Composite,
        To(Action::Read),
    ),
    (
        "/composites/:slug/sheet/:number",
        "/composites/{composite}/sheet/1",
        Composite,
        To(Action::Read),
    ),
    (
        "/composites/:slug/source/:number",
        "/composites/{composite}/source/1",
        Composite,
        To(Action::Read),
    ),
    (
        "/composites/:slug/answer/:number",
        "/composites/{composite}/answer/3",
        Composite,
        To(Action::Answer),
    ),
    (
        "/manifesto/editions/compare/:range",
        "/manifesto/editions/compare/1..1",
        Circulated,
        SignedIn,
    ),
    (
        "/manifesto/editions/:number",
        "/manifesto/editions/1",
        Circulated,
        SignedIn,
    ),
    ("/published/:slug", PUBLISHED, Circulated, Open),
    (
        "/published/:slug/adoptions",
        "/published/{buses}/adoptions",
        Circulated,
        Open,
    ),
    ("/positions/:slug", "/positions/{homes}", Setting::Tracked, Open),
    ("/verify/:fingerprint", "/verify/{hash}", Circulated, Open),
    (
        "/motions/{text}/adoptions.csv",
        "/motions/{buses}/adoptions.csv",
        Circulated,
        Published(Action::Confirm),
    ),
    (
        "/motions/{text}/amendments/{number}",
        "/motions/{open}/amendments/1.docx",
        Circulated,
        To(Action::Read),
    ),
    (
        "/motions/{text}/amendments/{number}",
        "/motions/{open}/amendments/1.odt",
        Circulated,
        To(Action::Read),
    ),
    (
        "/motions/{text}/amendments/{number}",
        "/motions/{open}/amendments/1.docx?look=again",
        Circulated,
        To(Action::Read),
    ),
    (
        "/motions/{text}/amendments/{number}",
        "/motions/{open}/amendments/1.text.docx",
        Circulated,
        To(Action::Read),
    ),
    (
        "/motions/{text}/amendments/{number}",
        "/motions/{open}/amendments/1.text.odt",
        Circulated,
        To(Action::Read),
    ),
    ("/published/{text}", "/published/{buses}.txt", Circulated, Open),
    (
        "/published/{text}",
        "/published/{buses}.pdf?look=again",
        Circulated,
        Open,
    ),
];

/// Fields and what is in them.
type Pairs = &'static [(&'static str, &'static str)];

/// Forms: their fields beside, with what would change nothing where somebody is let through.
const SENT: &[(&str, Pairs, Setting, Gate)] = &[
    (
        "adoption/ask",
        &[("slug", "{buses}"), ("number", "1")],
        Circulated,
        Published(Action::Confirm),
    ),
    (
        "adoption/consent",
        &[("slug", "{buses}"), ("number", "1")],
        Circulated,
        Published(Action::Confirm),
    ),
    (
        "adoption/move",
        &[("slug", "{buses}"), ("number", "1"), ("kind", "report")],
        Circulated,
        Published(Action::Confirm),
    ),
    (
        "adoption/report",
        &[("slug", "{buses}")],
        Circulated,
        Published(Action::Report),
    ),
    (
        "amendment/move",
        &[("slug", "{open}"), ("number", "1"), ("verb", "to-vote")],
        Circulated,
        To(Action::Order),
    ),
    (
        "amendment/move",
        &[("slug", "{open}"), ("number", "1"), ("verb", "withdraw")],
        Circulated,
        Own,
    ),
    (
        "comment/edit",
        &[("slug", "{open}"), ("comment", "{comment}")],
        Circulated,
        Own,
    ),
    (
        "comment/hide",
        &[("slug", "{open}"), ("comment", "{comment}")],
        Circulated,
        To(Action::Hide),
    ),
    (
        "comment/withdraw",
        &[("slug", "{open}"), ("comment", "{comment}")],
        Circulated,
        Own,
    ),
    (
        "round/close",
        &[("slug", "{open}"), ("round", "{round}")],
        Circulated,
        To(Action::Consult),
    ),
    (
        "round/move",
        &[("slug", "{open}"), ("round", "{round}")],
        Circulated,
        To(Action::Consult),
    ),
    (
        "round/reopen",
        &[("slug", "{open}"), ("round", "{round}")],
        Circulated,
        To(Action::Consult),
    ),
    (
        "version/withdraw",
        &[("slug", "{buses}")],
        Circulated,
        Public(Action::Publish),
    ),
    // Nobody who walks has given a view that could be confirmed.
    (
        "view/confirm",
        &[("slug", "{open}"), ("round", "{round}")],
        Circulated,
        Within(Action::View),
    ),
    (
        "view/give",
        &[("slug", "{open}"), ("round", "{round}")],
        Circulated,
        To(Action::View),
    ),
];

/// What is somebody's own alone, and what holds it to that.
const THEIR_OWN: [&str; 3] = [
    // `a_calendar_opens_by_its_address_and_only_while_it_has_one`
    "/calendar/{file}",
    // `only_its_owner_adds_and_removes_and_only_freshly_signed_in`
    "passkey/remove",
    // Below, with a file.
    "/upload/variant",
];

#[test]
fn whatever_the_walk_does_not_find_is_asked_for_here() {
    let missed: BTreeSet<&str> = PAGES
        .iter()
        .map(|(route, gate)| (*route, *gate))
        .chain(ROUTES.iter().map(|(route, _, gate)| (*route, *gate)))
        .chain(FORMS.iter().map(|(form, gate)| (*form, *gate)))
        .filter(|(_, gate)| matches!(gate, Gate::Nothing))
        .map(|(route, _)| route)
        .collect();
    let asked: BTreeSet<&str> = ADDRESSES
        .iter()
        .map(|(route, ..)| *route)
        .chain(SENT.iter().map(|(form, ..)| *form))
        .chain(THEIR_OWN)
        .collect();
    assert_eq!(asked, missed);
}

/// The walk, and by what the things in its group are named.
struct Things {
    walk: Walk,
    names: BTreeMap<&'static str, String>,
}

impl Things {
    async fn of(walk: Walk) -> Self {
        let (store, at) = (&walk.scene.call.store, walk.scene.call.now);
        let open = store.document(OPEN, at).await.unwrap().unwrap();
        let round = store.rounds_of(open.id).await.unwrap();
        let round = round.iter().find(|round| round.window.closes > at).unwrap();
        let comment = &store.comments(open.id).await.unwrap()[0];
        let composite = store.composites(at, 1, 0).await.unwrap().remove(0);
        let publication = store.publication(BUSES).await.unwrap().unwrap();
        let buses = store
            .document_by_id(publication.document, at)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(buses.slug, BUSES);
        let names = BTreeMap::from([
            ("{open}", OPEN.to_owned()),
            ("{buses}", BUSES.to_owned()),
            ("{homes}", "a-warm-home-before-a-new-road".to_owned()),
            ("{composite}", composite.slug),
            ("{round}", round.id.to_string()),
            ("{comment}", comment.id.to_string()),
            ("{hash}", publication.hash),
        ]);
        let chair = walk.scene.enter("Chair and administrator").await;
        editions::set_all_aside(&walk.scene, &chair).await;
        let edition = editions::assemble(&walk.scene, &chair, "Walked").await;
        assert!(edition.starts_with("/manifesto/editions/1"), "{edition}");
        Self { walk, names }
    }

    fn named(&self, pattern: &str) -> String {
        let mut named = pattern.to_owned();
        for (name, value) in &self.names {
            named = named.replace(name, value);
        }
        named
    }
}

#[tokio::test]
async fn everything_that_is_there_keeps_to_the_table() {
    there_keeps_to_the_table(Walk::new().await).await;
}

/// The same, and the walk back.
pub(super) async fn there_keeps_to_the_table(walk: Walk) -> Walk {
    let things = Things::of(walk).await;
    let scene = &things.walk.scene;
    let before = scene.head().await;
    let nowhere = scene.get("/nowhere").await;
    let mut wrong = Vec::new();
    for (role, cookie) in &things.walk.cookies {
        let mut held = |what: &str, gate: Gate, setting: Setting, answer: &Answer| {
            let (given, expected) = (fate(answer), expected(gate, *role, setting));
            if given != expected {
                let (status, to) = (answer.status, answer.header(LOCATION));
                wrong.push(format!(
                    "{what} by {role:?}: {given:?} ({status} {to}), by the table {expected:?}"
                ));
            }
            given
        };
        for (_, pattern, setting, gate) in ADDRESSES {
            let path = things.named(pattern);
            // A confidence of one party is the committee's to know.
            let gate = match gate {
                Within(_) if [Role::Committee, Role::Chair].contains(role) => &Published(Action::Confirm),
                gate => gate,
            };
            let answer = scene.get_as(cookie, &path).await;
            let given = held(&path, *gate, *setting, &answer);
            if given == Fate::NotThere && cookie.is_empty() && answer.status == StatusCode::NOT_FOUND {
                assert_eq!(answer.page(), nowhere.page(), "{path}");
            }
        }
        for (form, pairs, setting, gate) in SENT {
            let pairs: Vec<(&str, String)> = pairs
                .iter()
                .map(|(name, value)| (*name, things.named(value)))
                .collect();
            let pairs: Vec<(&str, &str)> = pairs
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            let answer = scene.post_as(cookie, &format!("/api/{form}"), &pairs).await;
            held(form, *gate, *setting, &answer);
        }
        let answer = upload_variant(scene, cookie, BUSES).await;
        held("/upload/variant", Published(Action::Report), Circulated, &answer);
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(
        scene.head().await,
        before,
        "what was asked for was to change nothing"
    );
    things.walk
}

/// Words of one's own, in a file.
async fn upload_variant(scene: &Scene, cookie: &str, slug: &str) -> Answer {
    let body = format!(
        "--line\r\nContent-Disposition: form-data; name=\"slug\"\r\n\r\n{slug}\r\n\
         --line\r\nContent-Disposition: form-data; name=\"file\"; filename=\"ours.txt\"\r\n\r\nOur own words\r\n--line--\r\n"
    );
    let headers = [
        (COOKIE, cookie),
        (CONTENT_TYPE, "multipart/form-data; boundary=line"),
        (http::header::ORIGIN, "http://group.example"),
    ];
    scene.with(Method::POST, "/upload/variant", &headers, body).await
}

#[tokio::test]
async fn what_belongs_to_another_text_is_answered_like_what_is_not_there() {
    const WORDS: &str = "Qxzvj of another text";
    let things = Things::of(Walk::new().await).await;
    let (walk, scene) = (&things.walk, &things.walk.scene);
    let slug_of = |wanted: Setting| {
        walk.texts
            .iter()
            .find(|(setting, _)| *setting == wanted)
            .unwrap()
            .1
            .as_str()
    };
    let (here, draft) = (slug_of(Circulated), slug_of(Setting::Draft));
    // A comment on a draft, and one on a text that members read.
    let mut comments = Vec::new();
    for slug in [draft, OPEN] {
        let document = scene
            .call
            .store
            .document(slug, scene.call.now)
            .await
            .unwrap()
            .unwrap();
        let comment = NewComment {
            id: scene.call.id(CommentId::new),
            document: document.id,
            version: 1,
            parent: None,
            author: walk.member,
            anchor: String::new(),
            body: WORDS.to_owned(),
        };
        let act = scene.call.act("test", document.id, &Default::default());
        scene.call.store.comment(&act, &comment).await.unwrap();
        comments.push(comment.id.to_string());
    }
    let never = scene.call.id(CommentId::new).to_string();
    let (hidden, open) = (comments[0].as_str(), comments[1].as_str());
    let round = things.names["{round}"].as_str();
    let none = [Role::Committee, Role::Chair];
    // The form, its fields beside the address of this text, what is named, and for whom that is no secret.
    let forms: &[(&str, Pairs, &str, &str, &[Role])] = &[
        (
            "comment/make",
            &[("version", "2"), ("body", "An answer")],
            "parent",
            open,
            &[],
        ),
        (
            "comment/make",
            &[("version", "2"), ("body", "An answer")],
            "parent",
            hidden,
            &[],
        ),
        (
            "comment/edit",
            &[("body", "Other words")],
            "comment",
            hidden,
            &none,
        ),
        ("comment/withdraw", &[], "comment", hidden, &none),
        (
            "comment/hide",
            &[("reason", "It is rude")],
            "comment",
            hidden,
            &none,
        ),
        (
            "amendment/move",
            &[("verb", "to-vote"), ("revision", "1")],
            "number",
            "1",
            &[],
        ),
        (
            "amendment/stand-by",
            &[("version", "2"), ("revision", "1")],
            "number",
            "1",
            &[],
        ),
        (
            "amendment/write",
            &[("base", "2"), ("way", "copy"), ("text", "Words")],
            "number",
            "1",
            &[],
        ),
        (
            "amendment/write",
            &[("base", "2"), ("way", "copy"), ("text", "Words")],
            "parent",
            "1",
            &[],
        ),
        (
            "adoption/move",
            &[("kind", "report"), ("state", "taken")],
            "number",
            "1",
            &[],
        ),
        ("adoption/consent", &[("consent", "public")], "number", "1", &[]),
        ("adoption/ask", &[("email", "a@example.org")], "number", "1", &[]),
        ("red-line/withdraw", &[], "line", "1", &[]),
        ("composite/answer", &[("answer", "agrees")], "source", "1", &[]),
    ];
    let plain = |answer: &Answer, named: &str| {
        let to = answer
            .header(LOCATION)
            .split("kept")
            .next()
            .unwrap()
            .replace(named, "ID");
        (answer.status, to)
    };
    let before = scene.head().await;
    for (role, cookie) in &walk.cookies {
        for (form, rest, field, named, knowing) in forms {
            if knowing.contains(role) {
                continue;
            }
            let unknown = if named.len() < 3 { "9" } else { never.as_str() };
            let mut answers = Vec::new();
            for name in [*named, unknown] {
                let mut fields = vec![("slug", here), (*field, name)];
                fields.extend_from_slice(rest);
                let answer = scene.post_as(cookie, &format!("/api/{form}"), &fields).await;
                assert!(!answer.body.contains(WORDS), "{form} {field} by {role:?}");
                if answer.status == StatusCode::SEE_OTHER {
                    let next = scene.get_as(cookie, answer.header(LOCATION)).await;
                    assert!(!next.body.contains(WORDS), "{form} {field} by {role:?}");
                }
                answers.push(plain(&answer, name));
            }
            assert_eq!(answers[0], answers[1], "{form} {field} by {role:?}");
        }
        for (path, named, unknown) in [
            ("/motions/{here}/amendments/ID", "1", "9"),
            ("/motions/{here}/amendments/ID/edit", "1", "9"),
            ("/motions/{here}/amendments/ID.docx", "1", "9"),
            ("/motions/{here}/amendments/new?parent=ID", "1", "9"),
            ("/motions/{here}/adoptions/ID", "1", "9"),
            ("/motions/{here}/round?round=ID", round, never.as_str()),
            ("/motions/{here}/comments?answer=ID", open, never.as_str()),
            ("/motions/{here}/comments?answer=ID", hidden, never.as_str()),
        ] {
            let path = path.replace("{here}", here);
            let mut answers = Vec::new();
            for name in [named, unknown] {
                let answer = scene.get_as(cookie, &path.replace("ID", name)).await;
                assert!(!answer.body.contains(WORDS), "{path} by {role:?}");
                answers.push(plain(&answer, name));
            }
            assert_eq!(answers[0], answers[1], "{path} by {role:?}");
        }
    }
    assert_eq!(scene.head().await, before, "nothing was done to either");
}
