//! The file itself: how it is opened, locked, guarded and copied.

use crate::open;
use crate::suite::privacy;
use crate::suite::scene::*;
use domain::decision::Verdict;
use domain::ids::MemberId;
use domain::people::Role;
use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{Store, StoreError};
use store_sqlite::SqliteStore;

/// A connection of somebody else to the same file.
async fn raw(file: &Path) -> SqliteConnection {
    SqliteConnectOptions::new()
        .filename(file)
        .foreign_keys(true)
        .connect()
        .await
        .unwrap()
}

#[tokio::test]
async fn every_write_reaches_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("test.db")).await;
    let said = store.describe().await.unwrap();
    let version = said.strip_prefix("SQLite ").unwrap().split(',').next().unwrap();
    let numbers: Vec<u32> = version.split('.').map(|part| part.parse().unwrap()).collect();
    assert!(numbers >= vec![3, 51, 3], "{said}");
    assert!(
        said.ends_with(", journal wal, synchronous 2, foreign_keys 1"),
        "{said}"
    );
}

#[tokio::test]
async fn a_row_cannot_point_at_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store: Db = Arc::new(open(&folder.path().join("test.db")).await);
    let comment = comment(
        1,
        domain::ids::DocumentId::new(7),
        member(&store, 1, &[Role::Member]).await,
    );
    let answer = store.comment(&act("comment.make"), &comment).await;
    assert!(matches!(answer, Err(StoreError::Backend(_))), "{answer:?}");
}

#[tokio::test]
async fn what_must_not_change_cannot_be_changed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.db");
    let store: Db = Arc::new(open(&file).await);
    people(&store, 2, &[Role::Committee]).await;
    let document = text(&store, MemberId::new(1), 1).await;
    for n in 1..=2 {
        store
            .vote(&act("version.vote"), &vote(n, document, Verdict::For))
            .await
            .unwrap();
    }
    store
        .publish(
            &act("version.publish"),
            &publication(1, document, 1, MemberId::new(1)),
        )
        .await
        .unwrap();
    crate::suite::adoptions::adopted(&store, MemberId::new(1), document).await;
    let mut raw = raw(&file).await;
    for (statement, refusal) in [
        (
            "UPDATE event SET detail = '{}' WHERE seq = 1",
            "the event log only grows",
        ),
        ("DELETE FROM event WHERE seq = 1", "the event log only grows"),
        ("UPDATE version SET text = 'other'", "a version never changes"),
        ("DELETE FROM version", "a version never goes"),
        (
            "UPDATE decision SET outcome = 'refused'",
            "a decision never changes",
        ),
        ("DELETE FROM decision", "a decision never goes"),
        ("DELETE FROM approval", "a vote never goes"),
        ("UPDATE approval SET verdict = 'against'", "a vote never changes"),
        ("UPDATE publication SET hash = ''", "a publication never changes"),
        ("DELETE FROM publication", "a publication never goes"),
        (
            "UPDATE adoption SET clp = 'Another'",
            "what was adopted never changes",
        ),
        ("DELETE FROM adoption", "an adoption never goes"),
        (
            "UPDATE adoption_move SET state = 'carried'",
            "a recorded move never changes",
        ),
        ("DELETE FROM adoption_move", "a recorded move never goes"),
        (
            "UPDATE adoption_variant SET text = ''",
            "the words that were passed never change",
        ),
        (
            "DELETE FROM adoption_variant",
            "the words that were passed never go",
        ),
    ] {
        let refused = sqlx::query(statement)
            .execute(&mut raw)
            .await
            .unwrap_err()
            .to_string();
        assert!(refused.contains(refusal), "{statement}: {refused}");
    }
    // The vote that decides is followed by what it decided.
    assert_eq!(chain(&store).await.len(), 7);
}

#[tokio::test]
async fn a_reason_is_emptied_and_never_reworded() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.db");
    let store: Db = Arc::new(open(&file).await);
    let (author, other) = privacy::two_who_speak(&store).await;
    privacy::all_that_one_says(&store, author, other).await;
    let mut raw = raw(&file).await;
    for (statement, refusal) in privacy::REWORDINGS {
        let refused = sqlx::query(statement)
            .execute(&mut raw)
            .await
            .unwrap_err()
            .to_string();
        assert!(refused.contains(refusal), "{statement}: {refused}");
    }
}

#[tokio::test]
async fn who_was_forgotten_by_an_older_program_loses_the_reasons_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.db");
    let store: Db = Arc::new(open(&file).await);
    let (author, other) = privacy::two_who_speak(&store).await;
    privacy::all_that_one_says(&store, author, other).await;
    let mut raw = raw(&file).await;
    for statement in [
        "UPDATE member SET erased_at = 1 WHERE name = 'Person 002'",
        "DROP TRIGGER approval_reason_only_goes",
        "DROP TRIGGER amendment_move_reason_only_goes",
        "DROP TRIGGER red_line_reason_only_goes",
        "DROP TRIGGER composite_answer_name_only_goes",
        "DROP TRIGGER composite_move_names_only_go",
        "DELETE FROM _sqlx_migrations WHERE version = 17",
    ] {
        sqlx::query(statement).execute(&mut raw).await.unwrap();
    }
    store.migrate().await.unwrap();
    let said = privacy::all_that_is_shown(&store, other).await;
    // The reasons of views went then already.
    for gone in &privacy::OWN[1..] {
        assert!(!said.contains(gone), "{gone} is still in {said}");
    }
    assert!(
        said.contains("Reason 3") && said.contains("Ours of giving back"),
        "{said}"
    );
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.db");
    let store = open(&file).await;
    let newer = "INSERT INTO _sqlx_migrations (version, description, installed_on, success, checksum, execution_time) \
                 VALUES (9999, 'later', CURRENT_TIMESTAMP, TRUE, x'00', 0)";
    sqlx::query(newer).execute(&mut raw(&file).await).await.unwrap();
    let answer = store.migrate().await;
    assert!(matches!(answer, Err(StoreError::Newer)), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_waits_for_somebody_elses_lock() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.db");
    let store: Db = Arc::new(open(&file).await);
    let mut other = raw(&file).await;
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let start = Instant::now();
    let write = tokio::spawn({
        let store = store.clone();
        async move {
            store
                .admit(&act("member.invite"), &[person(1, &[Role::Member])], None)
                .await
        }
    });
    tokio::time::sleep(Duration::from_secs(3)).await;
    // Readers see what was there before and wait for nobody.
    assert_eq!(store.members().await.unwrap(), []);
    assert!(!write.is_finished());
    sqlx::query("COMMIT").execute(&mut other).await.unwrap();
    write.await.unwrap().unwrap();
    assert!(start.elapsed() >= Duration::from_secs(3));
    assert_eq!(store.members().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_that_start_at_once_on_one_empty_file_make_one_schema() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..5 {
        let file = folder.path().join(format!("{round}.db"));
        let stores = at_once(4, |_| {
            let file = file.clone();
            async move { Arc::new(open(&file).await) as Db }
        })
        .await;
        for (n, store) in (1..).zip(&stores) {
            member(store, n, &[Role::Member]).await;
        }
        assert_eq!(stores[0].members().await.unwrap().len(), 4);
        assert_eq!(chain(&stores[3]).await.len(), 4);
    }
}

#[tokio::test]
async fn a_copy_opens_and_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let store: Db = Arc::new(open(&folder.path().join("test.db")).await);
    let (_, document) = member_and_text(&store).await;
    let copy = folder.path().join("it's a copy.db");
    store.backup(copy.to_str().unwrap()).await.unwrap();
    // The file goes on, the copy stays as it was.
    member(&store, 2, &[Role::Member]).await;

    let (whole,): (String,) = sqlx::query_as("PRAGMA integrity_check")
        .fetch_one(&mut raw(&copy).await)
        .await
        .unwrap();
    assert_eq!(whole, "ok");
    let copied: Db = Arc::new(open(&copy).await);
    assert_eq!(copied.members().await.unwrap().len(), 1);
    assert_eq!(
        copied.version(document, 1).await.unwrap(),
        store.version(document, 1).await.unwrap()
    );
    assert_eq!(chain(&copied).await.len(), 2);
    // A copy never takes the place of a file that is there.
    assert!(store.backup(copy.to_str().unwrap()).await.is_err());
}

#[tokio::test]
async fn closing_writes_the_journal_back() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.db");
    let store: Db = Arc::new(open(&file).await);
    member(&store, 1, &[Role::Member]).await;
    store.close().await;
    assert!(!folder.path().join("test.db-wal").exists());
    let (count,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM member")
        .fetch_one(&mut raw(&file).await)
        .await
        .unwrap();
    assert_eq!(count, 1);
}

#[tokio::test]
async fn a_missing_folder_is_named_and_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("not-there");
    let error = SqliteStore::open(&format!("sqlite:{}/test.db", missing.display()))
        .await
        .unwrap_err();
    let said = error.to_string();
    assert!(
        said.contains(&format!("the folder {} is not there", missing.display())),
        "{said}"
    );
    assert!(!missing.exists());
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.db");
    let letter = "Dear comrades, this is a letter and no database. ".repeat(100);
    std::fs::write(&file, &letter).unwrap();
    assert!(
        SqliteStore::open(&format!("sqlite:{}", file.display()))
            .await
            .is_err()
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), letter);
}

/// The migrations up to one of them, as an older program had them.
async fn older(folder: &Path, last: i64) -> sqlx::migrate::Migrator {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/sqlite");
    let some = folder.join("migrations");
    std::fs::create_dir_all(&some).unwrap();
    for entry in std::fs::read_dir(all).unwrap() {
        let entry = entry.unwrap();
        let number: i64 = entry
            .file_name()
            .to_str()
            .unwrap()
            .split_once('_')
            .unwrap()
            .0
            .parse()
            .unwrap();
        if number <= last {
            std::fs::copy(entry.path(), some.join(entry.file_name())).unwrap();
        }
    }
    sqlx::migrate::Migrator::new(some).await.unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".db"))
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_database_is_copied_before_its_schema_changes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("group.db");
    let mut old = SqliteConnectOptions::new()
        .filename(&file)
        .create_if_missing(true)
        .connect()
        .await
        .unwrap();
    older(folder.path(), 3).await.run(&mut old).await.unwrap();
    sqlx::query("INSERT INTO organisation VALUES (1, 'Older group', '', '', '', 3, FALSE)")
        .execute(&mut old)
        .await
        .unwrap();
    drop(old);

    let store = open(&file).await;
    let (schema, newest) = store::Upkeep::schema(&store).await.unwrap();
    assert_eq!(schema, newest);
    // Once, however often it is opened.
    open(&file).await.close().await;
    store.close().await;
    let names = names(folder.path());
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(
        names[1].starts_with("group.schema-3.2") && names[1].ends_with("Z.db"),
        "{names:?}"
    );
    let copy = folder.path().join(&names[1]);
    assert_eq!(store_sqlite::file::examine(&copy).await.unwrap(), 3);
    let name: String = sqlx::query_scalar("SELECT name FROM organisation")
        .fetch_one(&mut raw(&copy).await)
        .await
        .unwrap();
    assert_eq!(name, "Older group");
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&copy).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600, "only the owner reads a copy");
}

#[tokio::test]
async fn a_new_database_has_nothing_to_copy() {
    let folder = tempfile::tempdir().unwrap();
    open(&folder.path().join("group.db")).await.close().await;
    assert_eq!(names(folder.path()), ["group.db"]);
}

#[tokio::test]
async fn a_schema_that_cannot_be_copied_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("group.db");
    let mut old = SqliteConnectOptions::new()
        .filename(&file)
        .create_if_missing(true)
        .connect()
        .await
        .unwrap();
    older(folder.path(), 3).await.run(&mut old).await.unwrap();
    // A row that points at nothing.
    sqlx::query("PRAGMA foreign_keys = OFF")
        .execute(&mut old)
        .await
        .unwrap();
    sqlx::query("INSERT INTO look VALUES ('nobody', 'nothing', 1, 1)")
        .execute(&mut old)
        .await
        .unwrap();
    drop(old);
    let store = SqliteStore::open(&format!("sqlite:{}", file.display()))
        .await
        .unwrap();
    let error = store.migrate().await.unwrap_err().to_string();
    assert!(error.contains("point at nothing"), "{error}");
    assert_eq!(store::Upkeep::schema(&store).await.unwrap().0, 3);
    assert_eq!(
        names(folder.path())
            .iter()
            .filter(|name| name.contains("schema-"))
            .count(),
        0
    );
}

/// A sink that only looks.
struct Looking;

#[async_trait::async_trait]
impl store::Sink for Looking {
    async fn take(
        &mut self,
        table: &'static str,
        columns: &[store::Column],
        rows: Vec<Vec<store::Value>>,
    ) -> Result<(), StoreError> {
        assert!(rows.iter().all(|row| row.len() == columns.len()), "{table}");
        Ok(())
    }
}

#[tokio::test]
async fn every_table_is_poured_out_and_one_that_is_not_known_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("group.db");
    let store = Arc::new(open(&file).await);
    member_and_text(&(store.clone() as Db)).await;
    let sums = store.pour(&mut Looking).await.unwrap();
    let tables: Vec<&str> = sums.iter().map(|sum| sum.table).collect();
    assert_eq!(tables, store::TABLES);
    sqlx::query("CREATE TABLE later (id TEXT)")
        .execute(&mut raw(&file).await)
        .await
        .unwrap();
    let error = store.pour(&mut Looking).await.unwrap_err();
    assert!(error.to_string().contains("later"), "{error}");
}

#[tokio::test]
async fn every_table_has_its_period() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.db");
    let store = open(&file).await;
    let there: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^' \
         AND name <> '_sqlx_migrations' ORDER BY name",
    )
    .fetch_all(&mut raw(&file).await)
    .await
    .unwrap();
    let mut said: Vec<&str> = domain::retention::PERIODS
        .iter()
        .flat_map(|period| period.tables)
        .chain(&domain::retention::ABOUT_NOBODY)
        .copied()
        .collect();
    said.sort_unstable();
    assert_eq!(
        said, there,
        "a new table belongs to a period in crates/domain/src/retention.rs, which the page about privacy prints"
    );
    store.close().await;
}
