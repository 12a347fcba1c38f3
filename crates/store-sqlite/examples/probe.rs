//! A second program at a database file, for `cargo xtask torture`: takes its write lock, or looks at what it holds.
//!
//! `probe hold FILE SECONDS`, `probe check FILE`, `probe versions FILE`, `probe count FILE`, `probe due FILE`,
//! `probe old FILE SCHEMA`, `probe newer FILE`, `probe schema FILE`, `probe whole FILE`.
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "what it finds goes to standard output")]

use domain::time::Instant;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection, Row};
use std::process::ExitCode;
use std::time::Duration;
use store::Event;

type Found<T> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Found<ExitCode> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [what, file, rest @ ..] = words.as_slice() else {
        return Err("probe hold|check|versions|count|due|old|newer|schema|whole FILE [NUMBER]".into());
    };
    let mut db = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(what == "old")
        .busy_timeout(Duration::from_secs(20))
        .connect()
        .await?;
    let whole = match what.as_str() {
        "hold" => {
            let seconds: f64 = rest.first().ok_or("for how long?")?.parse()?;
            hold(&mut db, Duration::try_from_secs_f64(seconds)?).await?;
            true
        }
        "check" => check(&mut db).await?,
        "versions" => versions(&mut db).await?,
        "count" => count(&mut db).await?,
        "due" => {
            sqlx::query("UPDATE outbox SET next_try_at = 0 WHERE sent_at IS NULL")
                .execute(&mut db)
                .await?;
            true
        }
        "old" => {
            old(&mut db, rest.first().ok_or("which schema?")?.parse()?).await?;
            true
        }
        "newer" => {
            sqlx::query(
                "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 VALUES (9999, 'later', TRUE, x'00', 0)",
            )
            .execute(&mut db)
            .await?;
            true
        }
        "schema" => {
            let now: i64 = sqlx::query_scalar("SELECT MAX(version) FROM _sqlx_migrations WHERE success")
                .fetch_one(&mut db)
                .await?;
            let newest = MIGRATIONS.iter().map(|migration| migration.version).max();
            println!("{now}\t{}", newest.unwrap_or_default());
            true
        }
        "whole" => {
            let said: String = sqlx::query_scalar("SELECT integrity_check FROM pragma_integrity_check")
                .fetch_one(&mut db)
                .await?;
            println!("{said}");
            said == "ok"
        }
        other => return Err(format!("what is {other}?").into()),
    };
    db.close().await?;
    Ok(if whole {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");

/// Makes a file as a program left it that knew the schemas up to this one, with a log of some length, and says how
/// many entries that has.
async fn old(db: &mut SqliteConnection, schema: i64) -> Found<()> {
    sqlx::query("PRAGMA journal_mode = WAL").execute(&mut *db).await?;
    let known = MIGRATIONS
        .iter()
        .filter(|migration| migration.version <= schema)
        .cloned();
    Migrator::with_migrations(known.collect()).run(&mut *db).await?;
    let mut tx = db.begin().await?;
    let mut previous = String::new();
    let mut event = Event {
        seq: 0,
        at: Instant(0),
        actor: String::new(),
        action: "test".to_owned(),
        subject: "test".to_owned(),
        detail: "{}".to_owned(),
        previous: String::new(),
        hash: String::new(),
    };
    for seq in 1..=ENTRIES {
        event.seq = seq;
        event.previous = previous;
        event.hash = event.expected_hash();
        sqlx::query(
            "INSERT INTO event (seq, at, actor, action, subject, detail, previous, hash) \
             VALUES ($1, 0, '', 'test', 'test', '{}', $2, $3)",
        )
        .bind(seq)
        .bind(&event.previous)
        .bind(&event.hash)
        .execute(&mut *tx)
        .await?;
        previous = event.hash.clone();
    }
    sqlx::query("UPDATE chain SET seq = $1, head = $2")
        .bind(ENTRIES)
        .bind(&previous)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    println!("{ENTRIES}");
    Ok(())
}

/// Entries in the log of an old database.
const ENTRIES: i64 = 3_000;

/// Takes the write lock, says so, and gives it back after so long.
async fn hold(db: &mut SqliteConnection, time: Duration) -> Found<()> {
    let tx = db.begin_with("BEGIN IMMEDIATE").await?;
    println!("held");
    tokio::time::sleep(time).await;
    Ok(tx.rollback().await?)
}

/// Says what is half or broken: nothing, and success, where all is whole.
async fn check(db: &mut SqliteConnection) -> Found<bool> {
    let mut whole = true;
    for line in sqlx::query_scalar::<_, String>("SELECT integrity_check FROM pragma_integrity_check")
        .fetch_all(&mut *db)
        .await?
    {
        if line != "ok" {
            whole = false;
            println!("integrity: {line}");
        }
    }
    // Each of these counts what a write that was cut in two would leave behind.
    let halves = [
        (
            "rows that point nowhere",
            "SELECT COUNT(*) FROM pragma_foreign_key_check",
        ),
        (
            "versions without their event",
            // A composite is grouped before it has words, and a manifesto has its frame before.
            "SELECT COUNT(*) FROM (SELECT document_id, hash FROM version WHERE NOT (number = 1 AND document_id IN \
             (SELECT subject FROM event WHERE action IN ('composite.group', 'manifesto.frame'))) \
             EXCEPT SELECT subject, json_extract(detail, '$.hash') FROM event)",
        ),
        (
            "events without their version",
            "SELECT COUNT(*) FROM (SELECT subject, json_extract(detail, '$.hash') FROM event \
             WHERE action IN ('text.start', 'version.save') EXCEPT SELECT document_id, hash FROM version)",
        ),
        (
            "texts whose latest version is not there",
            "SELECT COUNT(*) FROM document d WHERE d.latest <> \
             (SELECT MAX(v.number) FROM version v WHERE v.document_id = d.id) \
             OR d.latest <> (SELECT COUNT(*) FROM version v WHERE v.document_id = d.id)",
        ),
        (
            "events that the head of the chain does not know",
            "SELECT (SELECT seq FROM chain) - (SELECT COUNT(*) FROM event)",
        ),
    ];
    for (what, sql) in halves {
        let found: i64 = sqlx::query_scalar(sql).fetch_one(&mut *db).await?;
        if found != 0 {
            whole = false;
            println!("{found} {what}");
        }
    }
    Ok(whole)
}

/// Prints every version: the text's address, the number, the note and the last line, with tabs between.
async fn versions(db: &mut SqliteConnection) -> Found<bool> {
    let rows = sqlx::query(
        "SELECT d.slug, v.number, v.note, v.text FROM version v JOIN document d ON d.id = v.document_id \
         ORDER BY d.slug, v.number",
    )
    .fetch_all(db)
    .await?;
    for row in rows {
        let text: String = row.get(3);
        let last = text.lines().next_back().unwrap_or_default();
        println!(
            "{}\t{}\t{}\t{last}",
            row.get::<String, _>(0),
            row.get::<i64, _>(1),
            row.get::<String, _>(2)
        );
    }
    Ok(true)
}

/// Prints how many rows there are of what is counted in votes and mails.
async fn count(db: &mut SqliteConnection) -> Found<bool> {
    for (what, sql) in [
        ("waiting", "SELECT COUNT(*) FROM outbox WHERE sent_at IS NULL"),
        ("sent", "SELECT COUNT(*) FROM outbox WHERE sent_at IS NOT NULL"),
        ("views", "SELECT COUNT(*) FROM view"),
        ("approvals", "SELECT COUNT(*) FROM approval"),
        ("decisions", "SELECT COUNT(*) FROM decision"),
        ("organisations", "SELECT COUNT(*) FROM organisation"),
        ("members", "SELECT COUNT(*) FROM member"),
        ("events", "SELECT COUNT(*) FROM event"),
        ("migrations", "SELECT COUNT(*) FROM _sqlx_migrations"),
    ] {
        let found: i64 = sqlx::query_scalar(sql).fetch_one(&mut *db).await?;
        println!("{what}\t{found}");
    }
    Ok(true)
}
