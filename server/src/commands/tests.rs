//! Copies, restores and moves, on the demonstration group.

use crate::chance::{System, now};
use crate::commands::{backup, erased, migrate_to, restore, verify};
use clap::Parser as _;
use domain::ids::MemberId;
use service::{Call, Site};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::{Act, Decisions as _, NewSession, People as _, Privacy as _, Store, Texts as _, Value};
use store_postgres::PostgresStore;
use store_postgres::scratch::{Scratch, VARIABLE};
use store_sqlite::SqliteStore;

/// A folder with the demonstration group in `group.db`.
struct Group {
    folder: tempfile::TempDir,
    store: Arc<SqliteStore>,
}

impl Group {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(open(&folder.path().join("group.db")).await);
        let call = call(store.clone());
        crate::demo::fill(&call).await.unwrap();
        Self { folder, store }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The end of the log in `group.db`, opened anew.
    async fn head(&self) -> (i64, String) {
        let store = open(&self.file("group.db")).await;
        let head = whole(&store).await;
        store.close().await;
        head
    }

    /// A member of no office.
    async fn somebody(&self) -> MemberId {
        let members = self.store.members().await.unwrap();
        let one = members
            .iter()
            .find(|one| one.name == "Member (Hillfoot CLP)")
            .unwrap();
        one.id
    }
}

fn call(store: Arc<dyn Store>) -> Call {
    Call {
        member: None,
        now: now(),
        store,
        chance: Arc::new(System::default()),
        site: Arc::new(Site {
            base_url: "http://group.example".to_owned(),
        }),
    }
}

async fn open(file: &Path) -> SqliteStore {
    let store = SqliteStore::open(&format!("sqlite:{}", file.display()))
        .await
        .unwrap();
    store.migrate().await.unwrap();
    store
}

fn act(action: &'static str, subject: MemberId) -> Act {
    Act {
        actor: None,
        at: now(),
        action,
        subject: subject.to_string(),
        detail: "{}".to_owned(),
        submission: None,
        result: String::new(),
        mails: Vec::new(),
    }
}

async fn whole(store: &dyn Store) -> (i64, String) {
    match verify::chain(store).await.unwrap() {
        verify::Chain::Whole { seq, head } => (seq, head),
        verify::Chain::Broken(why) => panic!("{why}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_made_while_others_write_are_whole_and_can_be_put_back() {
    let group = Group::new().await;
    let stop = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..2)
        .map(|_| {
            let (store, stop) = (group.store.clone(), stop.clone());
            tokio::spawn(async move {
                let mut written = 0;
                while !stop.load(Ordering::Relaxed) {
                    let organisation = store.organisation().await.unwrap().unwrap();
                    store
                        .settle(&act("group.settle", MemberId::new(1)), &organisation)
                        .await
                        .unwrap();
                    written += 1;
                }
                written
            })
        })
        .collect();
    let mut seen = Vec::new();
    for n in 0..4 {
        let (before, _) = group.store.chain_head().await.unwrap();
        let copy = group.file(&format!("copy-{n}.db"));
        let list = backup::write(group.store.as_ref(), &copy).await.unwrap();
        let (after, _) = group.store.chain_head().await.unwrap();
        let elsewhere = group.file(&format!("elsewhere-{n}.db"));
        restore::restore(&copy, &elsewhere, Some(&list), now())
            .await
            .unwrap();
        let restored = open(&elsewhere).await;
        let (seq, _) = whole(&restored).await;
        // The restore itself is the last event.
        let copied = seq - 1;
        assert!(before <= copied && copied <= after, "{before} {copied} {after}");
        let event = &restored.events(copied - 1, 1).await.unwrap()[0];
        assert_eq!(*event, group.store.events(copied - 1, 1).await.unwrap()[0]);
        restored.close().await;
        seen.push(copied);
    }
    stop.store(true, Ordering::Relaxed);
    let mut written = 0;
    for writer in writers {
        written += writer.await.unwrap();
    }
    assert!(written > 10 && seen[0] < seen[3], "{written} writes, {seen:?}");
    whole(group.store.as_ref()).await;
}

/// Every reason that somebody gave, in a row.
async fn reasons(store: &dyn Store, member: MemberId) -> String {
    let records = store.own_records(member).await.unwrap();
    let parts = records.into_iter().flat_map(|record| record.parts);
    parts
        .filter(|(name, _)| *name == "reason")
        .map(|(_, said)| said)
        .collect()
}

#[tokio::test]
async fn who_was_forgotten_after_the_copy_is_forgotten_again() {
    let group = Group::new().await;
    let (file, copy) = (group.file("group.db"), group.file("copy.db"));
    backup::write(group.store.as_ref(), &copy).await.unwrap();
    let gone = group.somebody().await;
    assert_ne!(reasons(group.store.as_ref(), gone).await, "");
    group.store.erase(&act("member.erase", gone), gone).await.unwrap();
    let erased = group.store.erased().await.unwrap();
    let in_use = restore::restore(&copy, &file, None, now()).await.unwrap_err();
    assert!(in_use.to_string().contains("is in use"), "{in_use}");
    group.store.close().await;

    let done = restore::restore(&copy, &file, None, now()).await.unwrap();
    assert_eq!(done.forgotten, 1);
    let restored = open(&file).await;
    assert_eq!(reasons(&restored, gone).await, "", "the words go again too");
    assert_eq!(
        restored.member(gone).await.unwrap().unwrap().name,
        "Former member"
    );
    assert_eq!(restored.erased().await.unwrap()[0].0, erased[0].0);
    whole(&restored).await;
    let events = restored.events(done.events - 2, 5).await.unwrap();
    let actions: Vec<&str> = events.iter().map(|event| event.action.as_str()).collect();
    assert_eq!(actions, ["database.restore", "member.erase-again"]);
    // What was there before is beside it, and the copy is as it was.
    let kept = open(&done.kept.unwrap()).await;
    assert_eq!(kept.erased().await.unwrap(), erased);
    restored.close().await;
    let again = group.file("again.db");
    let none = restore::restore(&copy, &again, None, now()).await.unwrap_err();
    assert!(none.to_string().contains("--erased"), "{none}");
    assert!(!again.exists());
    // On another machine the newest list does it.
    let list = group.file("list");
    std::fs::write(&list, erased::list(&erased)).unwrap();
    std::fs::write(group.file("again.db-wal"), "the log of another database").unwrap();
    std::fs::write(group.file("again.db-shm"), "and its index").unwrap();
    let done = restore::restore(&copy, &again, Some(&list), now()).await.unwrap();
    assert_eq!((done.forgotten, done.kept), (1, None));
    assert!(!group.file("again.db-wal").exists() && !group.file("again.db-shm").exists());
    let restored = open(&again).await;
    assert_eq!(
        restored.member(gone).await.unwrap().unwrap().name,
        "Former member"
    );
}

#[tokio::test]
async fn a_session_that_was_ended_after_the_copy_stays_ended() {
    let group = Group::new().await;
    let somebody = group.somebody().await;
    let session = NewSession {
        token_hash: "hash".to_owned(),
        member: somebody,
        expires_at: now().plus_days(30),
    };
    group
        .store
        .open_session(&act("sign-in.demo", somebody), &session)
        .await
        .unwrap();
    let (file, copy) = (group.file("group.db"), group.file("copy.db"));
    backup::write(group.store.as_ref(), &copy).await.unwrap();
    group
        .store
        .end_session(&act("sign-out", somebody), "hash")
        .await
        .unwrap();
    group.store.close().await;
    restore::restore(&copy, &file, None, now()).await.unwrap();
    let restored = open(&file).await;
    assert!(restored.session("hash", now()).await.unwrap().is_none());
}

#[tokio::test]
async fn a_copy_that_is_not_whole_takes_no_databases_place() {
    let group = Group::new().await;
    let (file, copy) = (group.file("group.db"), group.file("copy.db"));
    let list = backup::write(group.store.as_ref(), &copy).await.unwrap();
    group.store.close().await;
    let before = group.head().await;
    let good = std::fs::read(&copy).unwrap();

    let mut damaged = good.clone();
    for byte in damaged.iter_mut().skip(20_000).step_by(97) {
        *byte ^= 0x55;
    }
    // An event is changed in the file itself: every page fits, but not the log.
    let mut changed = good.clone();
    let place = good
        .windows(16)
        .position(|bytes| bytes.starts_with(b"motion.start") || bytes.starts_with(b"member.invite"))
        .unwrap();
    changed[place] = b'M';
    let cases: [(&str, Vec<u8>, &str); 5] = [
        ("damaged", damaged, "damaged"),
        ("cut", good[..good.len() / 2].to_vec(), ""),
        ("changed", changed, "does not fit"),
        ("letter", b"Dear comrades, ".repeat(500), ""),
        ("empty", Vec::new(), "no database"),
    ];
    for (name, bytes, said) in cases {
        let bad = group.file(name);
        std::fs::write(&bad, bytes).unwrap();
        let error = restore::restore(&bad, &file, None, now()).await.unwrap_err();
        assert!(format!("{error:#}").contains(said), "{name}: {error:#}");
        assert_eq!(group.head().await, before, "{name}");
        assert!(!group.file("group.restoring").exists(), "{name}");
    }
    // A database in use is no copy: what stands in its log is missing in the file.
    std::fs::write(group.file("copy.db-wal"), "something").unwrap();
    let error = restore::restore(&copy, &file, None, now()).await.unwrap_err();
    assert!(error.to_string().contains("no copy"), "{error}");
    std::fs::remove_file(group.file("copy.db-wal")).unwrap();
    // A damaged database is replaced as well, but then nothing but a list says who was forgotten.
    std::fs::write(&file, b"Dear comrades, ".repeat(500)).unwrap();
    let error = restore::restore(&copy, &file, None, now()).await.unwrap_err();
    assert!(error.to_string().contains("--erased"), "{error}");
    let done = restore::restore(&copy, &file, Some(&list), now()).await.unwrap();
    assert!(std::fs::read(done.kept.unwrap()).unwrap().starts_with(b"Dear"));
    whole(&open(&file).await).await;
}

#[tokio::test]
async fn a_copy_never_takes_the_place_of_a_file() {
    let group = Group::new().await;
    let copy = group.file("copy.db");
    std::fs::write(&copy, "something of value").unwrap();
    assert!(backup::write(group.store.as_ref(), &copy).await.is_err());
    assert_eq!(std::fs::read_to_string(&copy).unwrap(), "something of value");
    // Nor does looking at a database that is not there make one.
    let missing = format!("sqlite:{}", group.file("missing.db").display());
    assert!(crate::database::as_it_is(&missing).await.is_err());
    assert!(!group.file("missing.db").exists());
}

/// Runs a case on an empty PostgreSQL database, where there is a server for tests.
async fn on_postgres<F>(name: &str, case: impl FnOnce(String) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let Some(scratch) = scratch(name).await else {
        return;
    };
    let ended = tokio::spawn(case(scratch.url.clone())).await;
    scratch.remove().await.unwrap();
    if let Err(failure) = ended {
        std::panic::resume_unwind(failure.into_panic());
    }
}

/// An empty PostgreSQL database; none where no server is named, which is then said.
#[expect(clippy::print_stderr, reason = "what was left out is said")]
pub async fn scratch(name: &str) -> Option<Scratch> {
    let Ok(server) = std::env::var(VARIABLE) else {
        eprintln!("{VARIABLE} names no PostgreSQL: not tried there; `cargo xtask test` starts one");
        return None;
    };
    let name = format!("server_{name}_{}", std::process::id());
    Some(Scratch::create(&server, &name).await.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_moves_to_postgresql_as_it_is() {
    on_postgres("moves", async |url| {
        let group = Group::new().await;
        let target = PostgresStore::open(&url).await.unwrap();
        let (sums, head) = migrate_to::migrate(&group.store, &target).await.unwrap();
        assert_eq!(head, group.store.chain_head().await.unwrap().1);
        let filled = sums.iter().filter(|sum| sum.rows > 0).count();
        assert!(filled > 12, "{sums:?}");
        // What is read from it is what was there.
        assert_eq!(
            target.members().await.unwrap(),
            group.store.members().await.unwrap()
        );
        let text = &group.store.publications(10, 0).await.unwrap()[0];
        assert_eq!(
            target.version(text.document, text.version).await.unwrap(),
            group.store.version(text.document, text.version).await.unwrap()
        );
        // And the group goes on there.
        let gone = group.somebody().await;
        target.erase(&act("member.erase", gone), gone).await.unwrap();
        whole(&target).await;
        // A database that holds something is left alone.
        let again = migrate_to::migrate(&group.store, &target).await.unwrap_err();
        assert!(again.to_string().contains("not empty"), "{again}");
        target.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_that_fails_leaves_nothing_behind() {
    on_postgres("fails", async |url| {
        let target = PostgresStore::open(&url).await.unwrap();
        target.migrate().await.unwrap();
        {
            let mut filling = target.fill().await.unwrap();
            let group = Group::new().await;
            group.store.pour(&mut filling).await.unwrap();
            let sums = filling.sums().await.unwrap();
            assert!(sums.iter().any(|sum| sum.rows > 0));
            // A value that PostgreSQL cannot hold ends the transaction.
            let columns = [store::Column {
                name: "id".to_owned(),
                kind: store::Kind::Text,
            }];
            let odd = vec![vec![Value::Text("a\0b".to_owned())]];
            assert!(
                store::Sink::take(&mut filling, "kept", &columns, odd)
                    .await
                    .is_err()
            );
        }
        assert_eq!(target.chain_head().await.unwrap(), (0, String::new()));
        assert_eq!(target.members().await.unwrap(), []);
        let group = Group::new().await;
        migrate_to::migrate(&group.store, &target).await.unwrap();
        target.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_file_is_told_which_version_it_is() {
    let group = Group::new().await;
    let call = call(group.store.clone());
    let publication = &service::decisions::list(&call, 1).await.unwrap()[0];
    let version = group
        .store
        .version(publication.document, publication.version)
        .await
        .unwrap()
        .unwrap();
    let judged = async |file: &str| {
        let found = service::which::find(&call, &service::which::Memory::default(), file)
            .await
            .unwrap();
        verify::judged(&found)
    };
    let text = format!("{}\n\n{}", version.title, version.text);
    let (said, current) = judged(&text).await;
    assert!(current && said[0].ends_with("letter for letter."), "{said:?}");
    assert!(said.contains(&format!("Fingerprint (SHA-256): {}", version.hash)));
    let facts = format!("-- \nFingerprint (SHA-256): {}\n", version.hash);
    assert!(judged(&format!("{text}{facts}")).await.1);
    let changed = format!("{}{facts}", text.replacen(" the ", " a ", 1));
    let (said, current) = judged(&changed).await;
    assert!(
        !current && said[0].starts_with("The nearest is version"),
        "{said:?}"
    );
    assert!(
        said[1].contains("by its fingerprint, but its words are not those"),
        "{said:?}"
    );
    let act = act("version.withdraw", MemberId::new(1));
    group
        .store
        .withdraw(&act, publication.id, "A figure is wrong")
        .await
        .unwrap();
    let (said, current) = judged(&text).await;
    assert!(!current && said[1].contains("withdrawn"), "{said:?}");
    assert!(
        !judged("Nothing like it was ever written down by anybody.")
            .await
            .1
    );
}

#[test]
fn no_command_makes_a_database_by_mistake() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("elsewhere.db").display());
    let copy = folder.path().join("copy.db").display().to_string();
    for command in [
        &["invite", "--email", "you@example.org"][..],
        &["verify"],
        &["backup", &copy],
        &["erased"],
        &["migrate-to", "postgres://nobody@127.0.0.1:1/none"],
    ] {
        let mut line = vec!["substantive"];
        line.extend(command.iter().chain(&["--database-url", url.as_str()]));
        let command_line = crate::Cli::try_parse_from(line).unwrap();
        let ended = super::run(command_line.command);
        assert_eq!(
            format!("{ended:?}"),
            format!("{:?}", ExitCode::from(2)),
            "{command:?}"
        );
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            0,
            "{command:?}"
        );
    }
}

#[tokio::test]
async fn a_place_that_takes_no_file_is_said_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("group.db")).unwrap();
    // Nobody writes into the second folder, whatever their rights: tests may run as root, whom no permission stops.
    for place in [folder.path().join("group.db"), "/proc/group.db".into()] {
        let url = format!("sqlite:{}", place.display());
        let Err(error) = crate::database::open(&url).await else {
            panic!("{url} was opened");
        };
        let said = format!("{error:#}");
        assert!(said.contains(&url) && said.contains("unable to open"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_changed_past_the_program_is_named() {
    let group = Group::new().await;
    let (said, whole) = verify::all(group.store.as_ref()).await.unwrap();
    assert!(whole, "{said:?}");
    let count = |what: &str| {
        said[0]
            .split(what)
            .next()
            .unwrap()
            .rsplit(' ')
            .next()
            .unwrap()
            .parse::<u32>()
            .unwrap()
    };
    for (what, least) in [
        (" versions", 10),
        (" votes", 2),
        (" decisions", 1),
        (" publications", 1),
    ] {
        assert!(count(what) >= least, "{what}: {said:?}");
    }
    // Whatever the demonstration saves, the log names it.
    assert_eq!(count(" versions"), count(" of them"), "{said:?}");
    for (n, (table, statement, says)) in store_sqlite::scratch::TAMPERED.into_iter().enumerate() {
        let copy = group.file(&format!("tampered-{n}.db"));
        backup::write(group.store.as_ref(), &copy).await.unwrap();
        let lift =
            format!("DROP TRIGGER {table}_is_not_changed; DROP TRIGGER {table}_is_not_removed; {statement};");
        store_sqlite::scratch::tamper(&copy, lift).await.unwrap();
        let store = open(&copy).await;
        found(&store, says).await;
        store.close().await;
    }
    on_postgres("tampered", async move |url| {
        let target = PostgresStore::open(&url).await.unwrap();
        migrate_to::migrate(&group.store, &target).await.unwrap();
        let (same, whole) = verify::all(&target).await.unwrap();
        assert!(whole && same == said, "{same:?}");
        for (table, statement, says) in store_sqlite::scratch::TAMPERED {
            // Past all guards, and put back afterwards.
            let past = "SET session_replication_role = replica";
            let change = format!("{past}; CREATE TABLE saved AS TABLE {table}; {statement};");
            store_postgres::scratch::tamper(&url, change).await.unwrap();
            found(&target, says).await;
            let back =
                format!("{past}; DELETE FROM {table}; INSERT INTO {table} TABLE saved; DROP TABLE saved;");
            store_postgres::scratch::tamper(&url, back).await.unwrap();
        }
        assert_eq!(verify::all(&target).await.unwrap(), (said, true));
        target.close().await;
    })
    .await;
}

async fn found(store: &dyn Store, says: &str) {
    let (said, whole) = verify::all(store).await.unwrap();
    assert!(!whole, "{says}");
    assert!(said.iter().any(|line| line.contains(says)), "{says}: {said:#?}");
}
