//! The database on its server: how it is guarded and shared.

use crate::suite::privacy;
use crate::suite::scene::*;
use crate::{open, with_url};
use domain::decision::Verdict;
use domain::ids::{DocumentId, MemberId};
use domain::people::Role;
use sqlx::Connection;
use sqlx::postgres::PgConnection;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::StoreError;

#[tokio::test]
async fn a_row_cannot_point_at_nothing() {
    with_url(async |url: String| {
        let store: Db = Arc::new(open(&url).await);
        let comment = comment(1, DocumentId::new(7), member(&store, 1, &[Role::Member]).await);
        let answer = store.comment(&act("comment.make"), &comment).await;
        assert!(matches!(answer, Err(StoreError::Backend(_))), "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn what_must_not_change_cannot_be_changed() {
    with_url(async |url: String| {
        let store: Db = Arc::new(open(&url).await);
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
        let mut raw = PgConnection::connect(&url).await.unwrap();
        for (statement, refusal) in [
            (
                "UPDATE event SET detail = '{}' WHERE seq = 1",
                "the event log only grows",
            ),
            ("DELETE FROM event WHERE seq = 1", "the event log only grows"),
            ("TRUNCATE event", "the event log only grows"),
            ("UPDATE version SET text = 'other'", "a version never changes"),
            ("DELETE FROM version", "a version never goes"),
            // Other tables point at it, so it could only be emptied together with them.
            ("TRUNCATE version CASCADE", "a version never goes"),
            ("TRUNCATE amendment_form", "the words of an amendment never go"),
            (
                "TRUNCATE amendment_move",
                "what was done with an amendment never goes",
            ),
            ("TRUNCATE merge_step", "a step of a merge never goes"),
            ("TRUNCATE trace", "where a version comes from never goes"),
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
            ("TRUNCATE adoption_move", "a recorded move never goes"),
            ("TRUNCATE adoption_variant", "the words that were passed never go"),
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
    })
    .await;
}

#[tokio::test]
async fn a_reason_is_emptied_and_never_reworded() {
    with_url(async |url: String| {
        let store: Db = Arc::new(open(&url).await);
        let (author, other) = privacy::two_who_speak(&store).await;
        privacy::all_that_one_says(&store, author, other).await;
        let mut raw = PgConnection::connect(&url).await.unwrap();
        for (statement, refusal) in privacy::REWORDINGS {
            let refused = sqlx::query(statement)
                .execute(&mut raw)
                .await
                .unwrap_err()
                .to_string();
            assert!(refused.contains(refusal), "{statement}: {refused}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_left_alone() {
    with_url(async |url: String| {
        let store: Db = Arc::new(open(&url).await);
        let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                     VALUES (9999, 'later', TRUE, '\\x00', 0)";
        sqlx::query(newer)
            .execute(&mut PgConnection::connect(&url).await.unwrap())
            .await
            .unwrap();
        let answer = store.migrate().await;
        assert!(matches!(answer, Err(StoreError::Newer)), "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn two_programs_that_start_on_one_empty_database_make_one_schema() {
    with_url(async |url: String| {
        let (one, two) = tokio::join!(open(&url), open(&url));
        let (one, two): (Db, Db) = (Arc::new(one), Arc::new(two));
        member(&one, 1, &[Role::Member]).await;
        // What one writes the other sees at once.
        assert_eq!(two.members().await.unwrap().len(), 1);
        member(&two, 2, &[Role::Member]).await;
        assert_eq!(one.members().await.unwrap().len(), 2);
        assert_eq!(chain(&one).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn two_programs_write_one_chain() {
    with_url(async |url: String| {
        let programs: [Db; 2] = [Arc::new(open(&url).await), Arc::new(open(&url).await)];
        let answers = at_once(40, |n| {
            let store = programs[(n % 2) as usize].clone();
            async move {
                store
                    .admit(&act("member.invite"), &[person(n, &[Role::Member])], None)
                    .await
                    .is_ok()
            }
        })
        .await;
        assert!(answers.into_iter().all(|done| done));
        assert_eq!(chain(&programs[0]).await.len(), 40);
    })
    .await;
}

#[tokio::test]
async fn a_write_waits_for_somebody_elses_lock() {
    with_url(async |url: String| {
        let store: Db = Arc::new(open(&url).await);
        let mut other = PgConnection::connect(&url).await.unwrap();
        let mut lock = other.begin().await.unwrap();
        sqlx::query("LOCK TABLE chain").execute(&mut *lock).await.unwrap();
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
        assert_eq!(store.members().await.unwrap(), []);
        assert!(!write.is_finished());
        lock.commit().await.unwrap();
        write.await.unwrap().unwrap();
        assert!(start.elapsed() >= Duration::from_secs(3));
    })
    .await;
}

#[tokio::test]
async fn a_copy_is_made_with_the_servers_own_tools() {
    with_url(async |url: String| {
        let store: Db = Arc::new(open(&url).await);
        let answer = store.backup("/nowhere/copy").await;
        assert!(matches!(answer, Err(StoreError::Unsupported(said)) if said.contains("pg_dump")));
    })
    .await;
}

#[tokio::test]
async fn a_server_that_is_not_there_is_an_error() {
    let answer = store_postgres::PostgresStore::open("postgres://nobody@127.0.0.1:1/nothing").await;
    assert!(matches!(answer, Err(StoreError::Busy)), "{answer:?}");
}
