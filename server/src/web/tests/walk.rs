//! Every page and every form, asked for by every role about a text in every setting, against the permission table.
//!
//! The pages are read from the program's own list of routes and the forms from its own list of server functions:
//! one that nobody has thought about fails here.

use super::*;
use crate::commands::scratch;
use domain::document::Origin;
use domain::ids::{DocumentId, MemberId};
use domain::people::{Category, Email, Role, Roles};
use domain::permission::{Action, Setting, row};
use std::collections::{BTreeMap, BTreeSet};
use store::{NewDocument, NewMember, NewVersion};
use store_postgres::PostgresStore;

/// Who is let through.
#[derive(Clone, Copy, Debug)]
pub(super) enum Gate {
    /// Anybody.
    Open,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever may do this where no text is concerned.
    May(Action),
    /// Whoever may do this to the text.
    To(Action),
    /// Whoever is signed in and may read the text.
    Reader,
    /// Whoever may do this to the text; but what is named there is not there.
    Within(Action),
    /// The same as [`Gate::To`] about the group's own text; a text of others has no such page.
    OwnTo(Action),
    /// Whoever may do this where no text is concerned; but what is named there is not there.
    Missing(Action),
    /// Whoever may read the section; another text has no such page.
    OfSection,
    /// Whoever may do this where no text is concerned; but a section is not there for it: a clause of a section is
    /// linked to no other.
    Motion(Action),
    /// Whoever is signed in and may do this about what is published.
    Published(Action),
    /// Whoever may do this to the text behind a publication, which is there for all.
    Public(Action),
    /// Whoever made it, and nobody of those who walk; whoever may not read the text does not learn of it.
    Own,
    /// There is no such thing for this text, whoever asks: a page of composites about another text, an amendment or
    /// a round that is not there, a request to sign in that never was. Where there is one, `things` asks for it.
    Nothing,
}

use Gate::{
    May, Missing, Motion, Nothing, OfSection, Open, Own, OwnTo, Public, Published, Reader, SignedIn, To,
    Within,
};

/// Every page of the site.
pub(super) const PAGES: &[(&str, Gate)] = &[
    ("/", Open),
    ("/texts", SignedIn),
    ("/motions/new", May(Action::Start)),
    ("/motions/new/text", May(Action::Start)),
    ("/motions/:slug/edit", To(Action::Edit)),
    ("/motions/:slug/history", To(Action::Read)),
    ("/motions/:slug/compare", To(Action::Read)),
    ("/motions/:slug/compare/:range", To(Action::Read)),
    ("/motions/:slug", To(Action::Read)),
    ("/motions/:slug/merge", To(Action::Merge)),
    ("/motions/:slug/versions/:number/sources", To(Action::Read)),
    ("/motions/:slug/versions/:number", To(Action::Read)),
    ("/motions/:slug/comments", Reader),
    ("/motions/:slug/round", Reader),
    ("/motions/:slug/round/new", To(Action::Consult)),
    ("/motions/:slug/amendments", OwnTo(Action::Read)),
    ("/motions/:slug/amendments/new", To(Action::Propose)),
    ("/motions/:slug/amendments/:number", Nothing),
    ("/motions/:slug/amendments/:number/edit", Nothing),
    ("/motions/:slug/adoptions", Nothing),
    ("/motions/:slug/adoptions/new", Nothing),
    ("/motions/:slug/adoptions/:number", Nothing),
    ("/motions/:slug/decision", Reader),
    ("/composites", SignedIn),
    ("/composites/new", May(Action::Composite)),
    ("/composites/:slug", Nothing),
    ("/composites/:slug/build", To(Action::Composite)),
    ("/composites/:slug/sheet/:number", Nothing),
    ("/composites/:slug/source/:number", Nothing),
    ("/composites/:slug/answer/:number", Nothing),
    ("/manifesto", SignedIn),
    ("/manifesto/import", May(Action::Manifesto)),
    ("/manifesto/glossary", SignedIn),
    ("/manifesto/new", May(Action::Manifesto)),
    ("/manifesto/checks", SignedIn),
    ("/manifesto/editions", SignedIn),
    ("/manifesto/editions/new", May(Action::Manifesto)),
    ("/manifesto/editions/compare", SignedIn),
    ("/manifesto/editions/compare/:range", Nothing),
    ("/manifesto/editions/:number", Nothing),
    ("/manifesto/wanted", SignedIn),
    ("/manifesto/:slug", OfSection),
    ("/published", Open),
    ("/published/:slug", Nothing),
    ("/motions/:slug/position", To(Action::Read)),
    ("/motions/:slug/deadlines", To(Action::Read)),
    ("/positions", Open),
    ("/positions/:slug", Nothing),
    ("/calendar", Open),
    ("/which", Open),
    ("/verify/:fingerprint", Nothing),
    ("/published/:slug/adoptions", Nothing),
    ("/confirm/:token", Open),
    ("/help", Open),
    ("/privacy", Open),
    ("/sign-in", Open),
    ("/sign-in/code/:request", Open),
    ("/sign-in/link/:token", Open),
    ("/account/address/:token", Open),
    ("/account", SignedIn),
    ("/members", May(Action::Administer)),
    ("/members/import", May(Action::Administer)),
    ("/members/:id", May(Action::Administer)),
    ("/group", May(Action::Settle)),
];

#[test]
fn every_page_is_in_the_table() {
    let source = include_str!("../../../../app/src/pages.rs");
    let declared: BTreeSet<&str> = source
        .split("path!(\"")
        .skip(1)
        .filter_map(|rest| rest.split_once('"').map(|(path, _)| path))
        .collect();
    let listed: BTreeSet<&str> = PAGES.iter().map(|(path, _)| *path).collect();
    assert_eq!(listed, declared);
}

/// The group with one more person of each role and a text in each setting, which nobody of them wrote.
pub(super) struct Walk {
    pub(super) scene: Scene,
    pub(super) cookies: BTreeMap<Role, String>,
    pub(super) texts: Vec<(Setting, String)>,
    pub(super) member: MemberId,
}

impl Walk {
    pub(super) async fn new() -> Self {
        Self::through(Scene::new().await).await
    }

    pub(super) async fn through(scene: Scene) -> Self {
        let call = &scene.call;
        let mut cookies = BTreeMap::from([(Role::Visitor, String::new())]);
        let mut writer = MemberId::new(0);
        for role in Role::ALL.iter().filter(|role| **role != Role::Visitor) {
            let member = NewMember {
                id: call.id(MemberId::new),
                email: Email::parse(&format!("{}-of-the-walk@example.org", role.word())).unwrap(),
                name: format!("Walker {}", role.word()),
                roles: Roles::of(&[*role]),
                category: Category::PartyMember,
                clp: String::new(),
                region: String::new(),
                invited_until: call.now.plus_days(14),
            };
            let act = call.act("member.invite", member.id, &Default::default());
            call.store
                .admit(&act, std::slice::from_ref(&member), None)
                .await
                .unwrap();
            cookies.insert(*role, scene.enter(&member.name).await);
            writer = member.id;
        }
        let other = call.store.members().await.unwrap();
        let other = other.iter().find(|member| member.id != writer).unwrap().id;
        let mut texts = Vec::new();
        for (setting, origin) in [
            (Setting::Draft, Origin::Owned),
            (Setting::Circulated, Origin::Owned),
            (Setting::Tracked, Origin::Tracked),
        ] {
            texts.push((setting, start(call, other, setting, origin).await));
        }
        for (setting, state) in [(Setting::Wanted, "wanted"), (Setting::Section, "draft")] {
            texts.push((setting, start_section(call, state).await));
        }
        Self {
            scene,
            cookies,
            texts,
            member: other,
        }
    }
}

/// A text with two versions, written by nobody who walks.
async fn start(call: &Call, author: MemberId, setting: Setting, origin: Origin) -> String {
    let document = NewDocument {
        id: call.id(DocumentId::new),
        slug: format!("walked-{}", setting.word()),
        origin,
        owner: "Others".to_owned(),
        source: "Elsewhere".to_owned(),
        profile: "labour-conference".to_owned(),
    };
    let version = |words: &str| NewVersion {
        document: document.id,
        title: "Walked".to_owned(),
        text: format!("{words}\n"),
        clauses: vec![1],
        next_clause: 2,
        words: 3,
        stated_words: None,
        profile: document.profile.clone(),
        layout_algorithm: 1,
        layout_width: 80,
        hash: words.to_owned(),
        author,
        note: "Walked".to_owned(),
        seen_on: "2026-10-01".to_owned(),
    };
    let act = call.act("test", document.id, &Default::default());
    let slug = call
        .store
        .start(&act, &document, &version("Three secret words"))
        .await
        .unwrap();
    call.store
        .save_version(&act, 1, &version("Three other words"))
        .await
        .unwrap();
    if setting == Setting::Circulated {
        // A round that is over: the text stays circulated, and no round is shown as open.
        let round = store::NewRound {
            id: call.id(domain::ids::RoundId::new),
            document: document.id,
            version: 2,
            question: "Walked?".to_owned(),
            window: domain::round::Window {
                opens: call.now.plus_days(-2),
                closes: call.now.plus_days(-1),
            },
            opened_by: author,
        };
        call.store.open_round(&act, &round).await.unwrap();
    }
    slug
}

/// A section of the manifesto with two versions.
async fn start_section(call: &Call, state: &str) -> String {
    let chair = Email::parse("chair@example.org").unwrap();
    let chair = call.store.member_by_email(&chair).await.unwrap().unwrap();
    let call = Call {
        member: Some(Arc::new(chair)),
        ..call.clone()
    };
    let ask = service::manifesto::AskForm {
        state: state.to_owned(),
        title: format!("Walked {state}"),
        text: "Three secret words".to_owned(),
        ..Default::default()
    };
    let slug = service::manifesto::ask(&call, &ask).await.unwrap();
    let save = service::motions::Save {
        slug: slug.clone(),
        base: 1,
        title: ask.title,
        text: "Three other words".to_owned(),
        note: "Walked".to_owned(),
        ..Default::default()
    };
    service::motions::save(&call, &save).await.unwrap();
    slug
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It was answered, or what was typed was looked at.
    LetIn,
    /// As if there were nothing there, or the way to sign in.
    NotThere,
    /// There is something, but not for this role.
    Refused,
}

pub(super) fn fate(answer: &Answer) -> Fate {
    match answer.status {
        StatusCode::OK | StatusCode::ACCEPTED => Fate::LetIn,
        StatusCode::SEE_OTHER if answer.header(LOCATION).starts_with("/sign-in?next=") => Fate::NotThere,
        StatusCode::SEE_OTHER => Fate::LetIn,
        StatusCode::NOT_FOUND => Fate::NotThere,
        StatusCode::FORBIDDEN => Fate::Refused,
        other => panic!("{other}: {}", answer.body),
    }
}

pub(super) fn expected(gate: Gate, role: Role, setting: Setting) -> Fate {
    let held = Roles::of(&[role]);
    let may = |action, setting| held.each().any(|role| row(role, false, action, setting));
    let signed_in = role != Role::Visitor;
    let let_in = |allowed: bool| match (allowed, signed_in) {
        (true, _) => Fate::LetIn,
        (false, true) => Fate::Refused,
        (false, false) => Fate::NotThere,
    };
    match gate {
        Open => Fate::LetIn,
        SignedIn => let_in(signed_in),
        May(action) => let_in(may(action, Setting::Nothing)),
        Missing(action) if may(action, Setting::Nothing) => Fate::NotThere,
        Missing(action) => expected(May(action), role, setting),
        To(_) | Reader | Own if !may(Action::Read, setting) => Fate::NotThere,
        Within(_) if !may(Action::Read, setting) => Fate::NotThere,
        Within(action) if may(action, setting) => Fate::NotThere,
        OwnTo(_) if setting == Setting::Tracked => Fate::NotThere,
        OwnTo(action) => expected(To(action), role, setting),
        To(action) | Within(action) => let_in(may(action, setting)),
        Reader => let_in(signed_in),
        OfSection if matches!(setting, Setting::Wanted | Setting::Section) => {
            expected(To(Action::Read), role, setting)
        }
        Motion(action) if !matches!(setting, Setting::Wanted | Setting::Section) => {
            expected(May(action), role, setting)
        }
        Motion(action) => expected(Missing(action), role, setting),
        Published(action) => let_in(signed_in && may(action, Setting::Published)),
        Public(action) => let_in(may(action, setting)),
        Own => let_in(false),
        OfSection | Nothing => Fate::NotThere,
    }
}

/// Files among the routes that are the same for everybody.
const FOR_ALL: &[&str] = &["/calendar.ics"];

/// Whether somebody may keep an answer that nobody may. What a member is told is kept nowhere; a visitor's own browser
/// may keep what is for everybody, where it asks each time, and others what is the same for all.
fn kept(path: &str, role: Role, answer: &Answer) -> Option<String> {
    let cache = answer.header(CACHE_CONTROL);
    let well = cache == "private, no-store"
        || role == Role::Visitor && answer.status == StatusCode::OK && cache == "private, no-cache"
        || FOR_ALL.contains(&path) && cache == app::request::PUBLIC;
    (!well).then(|| format!("{path} for {role:?} says {cache:?}"))
}

#[tokio::test]
async fn every_page_keeps_to_the_table() {
    pages_keep_to_the_table(&Walk::new().await).await;
}

async fn pages_keep_to_the_table(walk: &Walk) {
    let before = walk.scene.head().await;
    let mut wrong = Vec::new();
    let mut asked = 0;
    for (role, cookie) in &walk.cookies {
        for (setting, slug) in &walk.texts {
            for (route, gate) in PAGES {
                if !route.contains(":slug") && *setting != Setting::Draft {
                    continue;
                }
                let path = route
                    .replace(":slug", slug)
                    .replace(":range", "1..2")
                    .replace(":number", "1")
                    .replace(":id", &walk.member.to_string())
                    .replace(":request", "00000000-0000-0000-0000-000000000000")
                    .replace(":token", &"0".repeat(64));
                let answer = walk.scene.get_as(cookie, &path).await;
                let (given, expected) = (fate(&answer), expected(*gate, *role, *setting));
                asked += 1;
                if given != expected {
                    wrong.push(format!(
                        "{path} by {role:?}: {given:?}, by the table {expected:?}"
                    ));
                }
                wrong.extend(kept(&path, *role, &answer));
                if given != Fate::LetIn && answer.body.contains("secret words") {
                    wrong.push(format!("{path} by {role:?} shows the text all the same"));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(asked > 400, "{asked}");
    assert_eq!(walk.scene.head().await, before, "reading a page changes nothing");
}

#[tokio::test]
async fn every_file_keeps_to_the_table() {
    files_keep_to_the_table(&Walk::new().await).await;
}

async fn files_keep_to_the_table(walk: &Walk) {
    let before = walk.scene.head().await;
    let nowhere = walk.scene.get("/nowhere").await;
    let mut wrong = Vec::new();
    for (role, cookie) in &walk.cookies {
        for (setting, slug) in &walk.texts {
            for ending in draft_endings() {
                let path = format!("/motions/{slug}/versions/1{ending}");
                let answer = walk.scene.get_as(cookie, &path).await;
                let (given, expected) = (fate(&answer), expected(To(Action::Read), *role, *setting));
                if given != expected {
                    wrong.push(format!(
                        "{path} by {role:?}: {given:?}, by the table {expected:?}"
                    ));
                }
                wrong.extend(kept(&path, *role, &answer));
                if cookie.is_empty() && answer.page() != nowhere.page() {
                    wrong.push(format!("{path} does not answer like nothing"));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(walk.scene.head().await, before, "taking a file changes nothing");
}

/// What has a route of its own, beside pages and forms: the route, an address there, and who is let through. Files
/// about nobody, and what only forms are sent to, name no address.
pub(super) const ROUTES: &[(&str, &str, Gate)] = &[
    ("/.well-known/security.txt", "", Open),
    ("/account/data.json", "/account/data.json", SignedIn),
    ("/api", "", Open),
    ("/api/{*form}", "", Open),
    ("/calendar", "/calendar", Open),
    ("/calendar.ics", "/calendar.ics", Open),
    ("/calendar/{file}", "/calendar/0123.ics", Nothing),
    ("/health", "", Open),
    (
        "/motions/{text}/adoptions.csv",
        "/motions/:slug/adoptions.csv",
        Nothing,
    ),
    (
        "/motions/{text}/amendments/{number}",
        "/motions/:slug/amendments/1.docx",
        Nothing,
    ),
    (
        "/motions/{text}/amendments/{number}",
        "/motions/:slug/amendments/1.odt",
        Nothing,
    ),
    (
        "/motions/{text}/amendments/{number}",
        "/motions/:slug/amendments/1.docx?look=again",
        Nothing,
    ),
    (
        "/motions/{text}/amendments/{number}",
        "/motions/:slug/amendments/1.text.docx",
        Nothing,
    ),
    (
        "/motions/{text}/amendments/{number}",
        "/motions/:slug/amendments/1.text.odt",
        Nothing,
    ),
    (
        "/motions/{text}/compare/{range}",
        "/motions/:slug/compare/1..2.docx",
        To(Action::Read),
    ),
    (
        "/motions/{text}/compare/{range}",
        "/motions/:slug/compare/1..2.odt",
        To(Action::Read),
    ),
    (
        "/motions/{text}/compare/{range}",
        "/motions/:slug/compare/1..2.odt?look=still",
        To(Action::Read),
    ),
    (
        "/motions/{text}/versions/{version}",
        "/motions/:slug/versions/1.txt",
        To(Action::Read),
    ),
    (
        "/motions/{text}/versions/{version}",
        "/motions/:slug/versions/1.pdf?look=again",
        To(Action::Read),
    ),
    ("/published/{text}", "/published/:slug.txt", Nothing),
    ("/published/{text}", "/published/:slug.pdf?look=again", Nothing),
    ("/ready", "", Open),
    ("/told/amendment", "", Open),
    ("/told/passkey", "", Open),
    ("/upload/amendment/{slug}", "", To(Action::Propose)),
    ("/upload/manifesto", "", May(Action::Manifesto)),
    ("/upload/text", "", May(Action::Start)),
    ("/upload/variant", "", Nothing),
    ("/verify/{fingerprint}", "", Open),
    ("/which", "", Open),
];

#[test]
fn every_route_is_in_the_table() {
    let source = include_str!("../../web.rs");
    let declared: BTreeSet<&str> = source
        .split(".route(")
        .skip(1)
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
        .collect();
    let listed: BTreeSet<&str> = ROUTES.iter().map(|(route, ..)| *route).collect();
    assert_eq!(listed, declared);
}

#[tokio::test]
async fn every_route_keeps_to_the_table() {
    routes_keep_to_the_table(&Walk::new().await).await;
}

async fn routes_keep_to_the_table(walk: &Walk) {
    let mut wrong = Vec::new();
    for (role, cookie) in &walk.cookies {
        for (setting, slug) in &walk.texts {
            for (_, path, gate) in ROUTES.iter().filter(|(_, path, _)| !path.is_empty()) {
                let path = path.replace(":slug", slug);
                let answer = walk.scene.get_as(cookie, &path).await;
                let (given, expected) = (fate(&answer), expected(*gate, *role, *setting));
                if given != expected {
                    wrong.push(format!(
                        "{path} by {role:?}: {given:?}, by the table {expected:?}"
                    ));
                }
                wrong.extend(kept(&path, *role, &answer));
            }
            let answer = tracked::upload(&walk.scene, cookie, slug, b"no file").await;
            let expected = expected(To(Action::Propose), *role, *setting);
            if fate(&answer) != expected {
                wrong.push(format!(
                    "a file for {setting:?} by {role:?}: {:?}, by the table {expected:?}",
                    fate(&answer)
                ));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// Every form of the site. What is sent names the text, and else says nothing.
pub(super) const FORMS: &[(&str, Gate)] = &[
    ("account/address", SignedIn),
    ("account/address/confirm", Open),
    ("account/change", SignedIn),
    ("account/forget", SignedIn),
    ("adoption/ask", Nothing),
    ("adoption/confirm", Open),
    ("adoption/consent", Nothing),
    ("adoption/move", Nothing),
    ("adoption/report", Nothing),
    ("amendment/move", Nothing),
    ("amendment/stand-by", Within(Action::Propose)),
    ("amendment/write", To(Action::Propose)),
    ("clause/link", Motion(Action::Manifesto)),
    ("clause/unlink", Missing(Action::Manifesto)),
    ("comment/edit", Nothing),
    ("comment/hide", Nothing),
    ("comment/make", To(Action::Comment)),
    ("comment/withdraw", Nothing),
    ("composite/answer", To(Action::Answer)),
    ("composite/group", May(Action::Composite)),
    ("composite/move", To(Action::Composite)),
    ("composite/save", To(Action::Composite)),
    ("composite/source", To(Action::Composite)),
    ("composite/step", To(Action::Composite)),
    ("deadlines/set", To(Action::Schedule)),
    ("demo/enter", Open),
    ("edition/assemble", May(Action::Manifesto)),
    ("figure/source", May(Action::Manifesto)),
    ("finding/dismiss", May(Action::Manifesto)),
    ("finding/restore", Missing(Action::Manifesto)),
    ("glossary/set", May(Action::Manifesto)),
    ("group/days", May(Action::Settle)),
    ("group/settle", May(Action::Settle)),
    ("manifesto/frame", May(Action::Manifesto)),
    ("manifesto/import", May(Action::Manifesto)),
    ("manifesto/order", May(Action::Manifesto)),
    ("manifesto/read", May(Action::Manifesto)),
    ("member/change", May(Action::Administer)),
    ("member/forget", May(Action::Administer)),
    ("member/import", May(Action::Administer)),
    ("member/invite", May(Action::Administer)),
    ("member/invite-again", May(Action::Administer)),
    ("member/read", May(Action::Administer)),
    ("merge/begin", To(Action::Merge)),
    ("merge/save", To(Action::Merge)),
    ("merge/step", To(Action::Merge)),
    ("merge/stop", To(Action::Merge)),
    ("motions/import", May(Action::Start)),
    ("motions/save", To(Action::Edit)),
    ("motions/start", May(Action::Start)),
    ("outcome/add", May(Action::Manifesto)),
    ("outcome/withdraw", Missing(Action::Manifesto)),
    ("passkey/add", SignedIn),
    ("passkey/remove", Nothing),
    ("position/record", To(Action::Position)),
    ("position/tell", To(Action::Position)),
    ("red-line/draw", To(Action::RedLine)),
    ("red-line/withdraw", To(Action::RedLine)),
    ("round/close", Nothing),
    ("round/move", Nothing),
    ("round/open", To(Action::Consult)),
    ("round/reopen", Nothing),
    ("section/line", To(Action::Manifesto)),
    ("section/move", To(Action::Manifesto)),
    ("section/start", May(Action::Manifesto)),
    ("sign-in/ask", Open),
    ("sign-in/code", Open),
    ("sign-in/link", Open),
    ("sign-in/passkey", Open),
    ("sign-out", Open),
    ("version/publish", To(Action::Publish)),
    ("version/vote", To(Action::Decide)),
    ("version/withdraw", Nothing),
    ("view/confirm", Nothing),
    ("view/give", Nothing),
];

#[test]
fn every_form_is_in_the_table() {
    let known: BTreeSet<String> = leptos::server_fn::axum::server_fn_paths()
        .map(|(path, method)| {
            assert_eq!(method, Method::POST, "{path} can be asked for without a form");
            path.trim_start_matches("/api/").to_owned()
        })
        .collect();
    let listed: BTreeSet<String> = FORMS.iter().map(|(form, _)| (*form).to_owned()).collect();
    assert_eq!(listed, known);
}

#[tokio::test]
async fn every_form_keeps_to_the_table() {
    forms_keep_to_the_table(&Walk::new().await).await;
}

async fn forms_keep_to_the_table(walk: &Walk) {
    let mut wrong = Vec::new();
    let mut asked = 0;
    for (role, cookie) in &walk.cookies {
        for (setting, slug) in &walk.texts {
            for (form, gate) in FORMS {
                if *form == "sign-out" {
                    continue;
                }
                let member = walk.member.to_string();
                let fields = [
                    ("slug", slug.as_str()),
                    ("version", "2"),
                    ("base", "2"),
                    ("member", &member),
                ];
                let before = walk.scene.head().await;
                // Whoever enters as somebody else is signed out as themselves.
                let cookie = if *form == "demo/enter" { "" } else { cookie };
                let answer = walk.scene.post_as(cookie, &format!("/api/{form}"), &fields).await;
                let (given, expected) = (fate(&answer), expected(*gate, *role, *setting));
                asked += 1;
                if given != expected {
                    wrong.push(format!(
                        "{form} on {setting:?} by {role:?}: {given:?} ({} {}), by the table {expected:?}",
                        answer.status,
                        answer.header(LOCATION)
                    ));
                }
                if given != Fate::LetIn && walk.scene.head().await != before {
                    wrong.push(format!(
                        "{form} on {setting:?} by {role:?} was refused and written all the same"
                    ));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(asked > 700, "{asked}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_walk_keeps_to_the_table_on_postgresql() {
    let Some(scratch) = scratch("walk").await else {
        return;
    };
    let url = scratch.url.clone();
    let ended = tokio::spawn(async move {
        let store = PostgresStore::open(&url).await.unwrap();
        store.migrate().await.unwrap();
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let scene = Scene::on(Arc::new(store), folder);
        crate::demo::fill(&scene.call).await.unwrap();
        let walk = Walk::through(scene).await;
        pages_keep_to_the_table(&walk).await;
        files_keep_to_the_table(&walk).await;
        routes_keep_to_the_table(&walk).await;
        let walk = things::there_keeps_to_the_table(walk).await;
        // Last: what is let in may write.
        forms_keep_to_the_table(&walk).await;
    })
    .await;
    scratch.remove().await.unwrap();
    if let Err(failure) = ended {
        std::panic::resume_unwind(failure.into_panic());
    }
}

/// What a browser says of a form on another site.
const FROM_ELSEWHERE: [(http::HeaderName, &str); 4] = [
    (http::HeaderName::from_static("sec-fetch-site"), "cross-site"),
    (http::HeaderName::from_static("sec-fetch-site"), "same-site"),
    (http::header::ORIGIN, "https://evil.example"),
    (http::header::ORIGIN, "null"),
];

#[tokio::test]
async fn no_form_is_taken_from_another_site_or_by_an_address() {
    let walk = Walk::new().await;
    let (scene, chair) = (&walk.scene, &walk.cookies[&Role::Chair]);
    let before = scene.head().await;
    let kind = (CONTENT_TYPE, "application/x-www-form-urlencoded");
    for (form, _) in FORMS {
        let path = format!("/api/{form}");
        for sign in FROM_ELSEWHERE {
            let headers = [(COOKIE, chair.as_str()), kind.clone(), sign.clone()];
            let answer = scene
                .with(Method::POST, &path, &headers, "slug=walked-circulated".to_owned())
                .await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {sign:?}");
        }
        for method in [Method::GET, Method::HEAD, Method::PUT, Method::DELETE] {
            let answer = scene
                .with(method.clone(), &path, &[(COOKIE, chair.as_str())], String::new())
                .await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
        }
        for other in ["text/plain", "application/json", "multipart/form-data", ""] {
            let headers = [
                (COOKIE, chair.as_str()),
                (CONTENT_TYPE, other),
                (http::header::ORIGIN, "http://group.example"),
            ];
            let answer = scene
                .with(Method::POST, &path, &headers, "slug=x".to_owned())
                .await;
            assert_eq!(
                answer.status,
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "{path} as {other}"
            );
        }
    }
    assert_eq!(scene.head().await, before);
}

/// The routes that take something, as the program declares them.
fn taking() -> BTreeSet<&'static str> {
    include_str!("../../web.rs")
        .split(".route(")
        .skip(1)
        .filter(|declared| declared.contains("post(") || declared.contains("any("))
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
        .collect()
}

#[tokio::test]
async fn nothing_is_taken_from_another_site_by_any_route() {
    let walk = Walk::new().await;
    let scene = &walk.scene;
    let (chair, own) = (&walk.cookies[&Role::Chair], "http://group.example");
    let file = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nWords\r\n--edge--";
    let sent = [
        (
            "application/x-www-form-urlencoded",
            "slug=walked-circulated&change=new",
        ),
        ("multipart/form-data; boundary=edge", file),
        ("text/plain", "slug=walked-circulated"),
    ];
    // A form of the program's own is answered there: without that, nothing would be shown by the refusals.
    let (mut refused, mut answered) = (0, BTreeSet::new());
    for route in taking() {
        let path = route
            .replace("{*form}", "calendar/none")
            .replace("{slug}", "walked-circulated");
        assert!(!path.contains('{'), "{route} names what the walk does not know");
        for (kind, body) in sent {
            let from = |sign: (http::HeaderName, &'static str)| {
                let headers = [(COOKIE, chair.as_str()), (CONTENT_TYPE, kind), sign];
                let path = path.clone();
                async move { scene.with(Method::POST, &path, &headers, body.to_owned()).await }
            };
            let before = scene.sums().await;
            for sign in FROM_ELSEWHERE {
                let answer = from(sign.clone()).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {kind} {sign:?}");
                assert!(!answer.body.contains("secret words"), "{path} {kind} {sign:?}");
                refused += 1;
            }
            assert_eq!(scene.sums().await, before, "{path} {kind}");
            let answer = from((http::header::ORIGIN, own)).await;
            if answer.status != StatusCode::FORBIDDEN {
                answered.insert(route);
            }
        }
        for method in [Method::PUT, Method::DELETE, Method::PATCH] {
            let headers = [(COOKIE, chair.as_str()), (http::header::ORIGIN, own)];
            let answer = scene.with(method.clone(), &path, &headers, String::new()).await;
            let shut = [StatusCode::METHOD_NOT_ALLOWED, StatusCode::NOT_FOUND];
            assert!(
                shut.contains(&answer.status),
                "{method} {path}: {}",
                answer.status
            );
        }
    }
    assert_eq!(answered, taking());
    assert!(refused >= 100, "{refused}");
}

#[tokio::test]
async fn a_long_form_is_taken_and_an_endless_one_is_not() {
    let walk = Walk::new().await;
    let chair = &walk.cookies[&Role::Chair];
    for (count, status) in [(300, StatusCode::SEE_OTHER), (1_001, StatusCode::BAD_REQUEST)] {
        let numbers: Vec<String> = (0..count).map(|number| number.to_string()).collect();
        let mut fields = vec![("slug", "walked-circulated")];
        fields.extend(numbers.iter().map(|number| ("amendments", number.as_str())));
        let answer = walk.scene.post_as(chair, "/api/merge/begin", &fields).await;
        assert_eq!(answer.status, status, "{count} amendments");
    }
}
