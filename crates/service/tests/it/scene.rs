//! A group with its people, on a store of its own, at a time that stands still.

use domain::ids::{MailId, MemberId};
use domain::people::{Category, Email, Role, Roles};
use domain::time::Instant;
use service::motions::{OwnRule, Save, Start};
use service::{Call, Chance, Error, Problem, Site, Trouble};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use store::{Act, DueMail, NewMember, Organisation, Store};
use store_sqlite::SqliteStore;
use tempfile::TempDir;

/// When most things happen: Monday 12 October 2026, noon in London.
pub const NOON: Instant = Instant(1_791_802_800_000);

/// Three paragraphs, 34 words.
pub const TEXT: &str = "Conference notes that bus fares rose by 12% in two years.\n\n\
    Conference believes that a town without buses is a town without visitors.\n\n\
    Conference calls on the council to run every route after 8pm.\n";

/// Ids and tokens that are the same in every run.
#[derive(Debug, Default)]
struct Seeded(AtomicU64);

impl Seeded {
    fn next(&self) -> u64 {
        // A step of splitmix64, which leaves no two counts alike.
        let mut bits = self
            .0
            .fetch_add(1, Ordering::Relaxed)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }
}

impl Chance for Seeded {
    fn id(&self, now: Instant) -> u128 {
        let count = u128::from(self.0.fetch_add(1, Ordering::Relaxed));
        u128::from(now.0.unsigned_abs()) << 80 | count
    }

    fn token(&self) -> [u8; 32] {
        let mut token = [0; 32];
        for part in token.chunks_mut(8) {
            part.copy_from_slice(&self.next().to_be_bytes());
        }
        token
    }
}

/// A group on a store of its own.
pub struct Scene {
    /// What is stored.
    pub store: Arc<dyn Store>,
    chance: Arc<Seeded>,
    folder: TempDir,
}

impl Scene {
    /// A group without people, with an imprint and a quorum of three.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&format!("sqlite:{}/test.db", folder.path().display()))
            .await
            .unwrap();
        Self::on(Arc::new(store), folder).await
    }

    /// The same on a database that is empty yet.
    pub async fn on(store: Arc<dyn Store>, folder: TempDir) -> Self {
        store.migrate().await.unwrap();
        let scene = Self {
            store,
            chance: Arc::default(),
            folder,
        };
        scene.settle(|_| {}).await;
        scene
    }

    /// Changes the group.
    pub async fn settle(&self, change: impl FnOnce(&mut Organisation)) {
        let mut group = self
            .store
            .organisation()
            .await
            .unwrap()
            .unwrap_or_else(|| Organisation {
                name: "The Group".to_owned(),
                about: "It writes motions.".to_owned(),
                imprint: "Published by the Group".to_owned(),
                contact: "group@example.org".to_owned(),
                quorum: 3,
                demo: false,
            });
        change(&mut group);
        self.store
            .settle(
                &self.visitor().act("group.settle", "group", &Default::default()),
                &group,
            )
            .await
            .unwrap();
    }

    /// A request from somebody who is not signed in.
    pub fn visitor(&self) -> Call {
        Call {
            member: None,
            now: NOON,
            store: self.store.clone(),
            chance: self.chance.clone(),
            site: Arc::new(Site {
                base_url: "https://group.example".to_owned(),
            }),
        }
    }

    /// A request from somebody new who holds these roles; party members unless they are only supporters.
    pub async fn person(&self, name: &str, roles: &[Role]) -> Call {
        let visitor = self.visitor();
        let member = NewMember {
            id: visitor.id(MemberId::new),
            email: Email::parse(&format!("{name}@example.org")).unwrap(),
            name: name.to_owned(),
            roles: Roles::of(roles),
            category: if roles == [Role::Supporter] {
                Category::Supporter
            } else {
                Category::PartyMember
            },
            clp: String::new(),
            region: String::new(),
            invited_until: NOON.plus_days(14),
        };
        let act = visitor.act("member.invite", member.id, &Default::default());
        self.store
            .admit(&act, std::slice::from_ref(&member), None)
            .await
            .unwrap();
        self.by(member.id).await
    }

    /// A request from a member as they are stored now.
    pub async fn by(&self, id: MemberId) -> Call {
        Call {
            member: Some(Arc::new(self.store.member(id).await.unwrap().unwrap())),
            ..self.visitor()
        }
    }

    /// The mails that wait to be sent.
    pub async fn mails(&self) -> Vec<DueMail> {
        self.store.due_mails(NOON.plus_days(1_000), 1_000).await.unwrap()
    }

    /// Takes the mails that wait out of the box.
    pub async fn post(&self) -> Vec<DueMail> {
        let mails = self.mails().await;
        for mail in &mails {
            let id: MailId = mail.id;
            self.store.mail_sent(id, NOON).await.unwrap();
        }
        mails
    }

    /// Everything that the database's files hold, as bytes.
    pub async fn stored(&self) -> Vec<u8> {
        let copy = self.folder.path().join("copy.db");
        self.store.backup(copy.to_str().unwrap()).await.unwrap();
        let stored = std::fs::read(&copy).unwrap();
        std::fs::remove_file(&copy).unwrap();
        stored
    }

    /// Writes something that no use case writes.
    pub fn act(&self) -> Act {
        self.visitor().act("test", "test", &Default::default())
    }
}

/// The same request some minutes after [`NOON`].
pub fn at(call: &Call, minutes: i64) -> Call {
    Call {
        now: NOON.plus_minutes(minutes),
        ..call.clone()
    }
}

/// A form that starts the group's own text.
pub fn start(title: &str, text: &str) -> Start {
    Start {
        origin: "owned".to_owned(),
        title: title.to_owned(),
        text: text.to_owned(),
        rule: OwnRule {
            key: "labour-conference".to_owned(),
            ..OwnRule::default()
        },
        ..Start::default()
    }
}

/// A form that notes a text of others.
pub fn track(title: &str, text: &str) -> Start {
    Start {
        origin: "tracked".to_owned(),
        owner: "Another group".to_owned(),
        source: "https://example.org/motion".to_owned(),
        seen_on: "1 October 2026".to_owned(),
        ..start(title, text)
    }
}

/// A form that saves a version.
pub fn save(slug: &str, base: u32, title: &str, text: &str) -> Save {
    Save {
        slug: slug.to_owned(),
        base,
        title: title.to_owned(),
        text: text.to_owned(),
        note: "A change".to_owned(),
        ..Save::default()
    }
}

/// What was wrong with a form: fields and troubles.
#[track_caller]
pub fn troubles<T: std::fmt::Debug>(answer: Result<T, Error>) -> Vec<(String, Trouble)> {
    match answer {
        Err(Error::Refused(problems)) => problems
            .into_iter()
            .map(|Problem { field, trouble }| (field, trouble))
            .collect(),
        other => panic!("expected a refusal, got {other:?}"),
    }
}

/// Checks the one thing that was wrong.
#[track_caller]
pub fn refused<T: std::fmt::Debug>(answer: Result<T, Error>, field: &str, trouble: Trouble) {
    assert_eq!(troubles(answer), [(field.to_owned(), trouble)]);
}

/// Something that lies beside the workspace and is not part of it, where it is there.
pub fn shared(path: &str) -> Option<PathBuf> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared")
        .join(path);
    if file.is_file() {
        Some(file)
    } else {
        eprintln!("not checked on real texts: ../shared/{path} is not there");
        None
    }
}
