//! The file itself: how it is opened, locked, guarded and copied.

use crate::open;
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
    assert!(said.ends_with(", journal wal, synchronous 2"), "{said}");
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
    ] {
        let refused = sqlx::query(statement)
            .execute(&mut raw)
            .await
            .unwrap_err()
            .to_string();
        assert!(refused.contains(refusal), "{statement}: {refused}");
    }
    assert_eq!(chain(&store).await.len(), 5);
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
