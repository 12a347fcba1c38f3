//! Mail that waits, and forms that were kept.

use super::scene::*;
use domain::decision::Verdict;
use domain::ids::{KeptId, MailId, SignInId};
use domain::people::Role;
use domain::time::Instant;
use store::{Act, Kept};

async fn post(store: &Db, at: Instant, n: u128) {
    let act = Act {
        mails: vec![mail(n)],
        ..act_at(at, "group.settle")
    };
    store.settle(&act, &super::people::group()).await.unwrap();
}

async fn due(store: &Db, at: Instant) -> Vec<MailId> {
    store
        .due_mails(at, 100)
        .await
        .unwrap()
        .into_iter()
        .map(|mail| mail.id)
        .collect()
}

pub async fn a_mail_is_due_until_it_is_sent(store: Db) {
    post(&store, NOON, 1).await;
    let waiting = store.due_mails(NOON, 10).await.unwrap();
    let one = mail(1);
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].id, one.id);
    assert_eq!(
        (&waiting[0].recipient, &waiting[0].subject, &waiting[0].body),
        (&one.recipient, &one.subject, &one.body)
    );
    assert_eq!((waiting[0].created_at, waiting[0].attempts), (NOON, 0));
    assert_eq!(store.mails_waiting().await.unwrap(), 1);
    store.mail_sent(one.id, later(1)).await.unwrap();
    assert_eq!(due(&store, later(100)).await, []);
    assert_eq!(store.mails_waiting().await.unwrap(), 0);
}

pub async fn of_a_mail_that_was_sent_neither_words_nor_address_stay(store: Db) {
    let member = member(&store, 1, &[Role::Member]).await;
    let mails = |all: Vec<store::OwnRecord>| all.into_iter().filter(|record| record.kind == "mail").count();
    for (n, kept) in [(1, 1), (2, 1)] {
        post(&store, NOON, n).await;
        assert_eq!(mails(store.own_records(member).await.unwrap()), kept);
    }
    // A mail is found by the address that it goes to.
    store.mail_sent(mail(1).id, later(1)).await.unwrap();
    assert_eq!(mails(store.own_records(member).await.unwrap()), 0);
    assert_eq!(store.mails_waiting().await.unwrap(), 1);
}

pub async fn a_mail_that_failed_is_due_later(store: Db) {
    post(&store, NOON, 1).await;
    store.mail_failed(MailId::new(1), later(5)).await.unwrap();
    assert_eq!(due(&store, later(4)).await, []);
    let again = store.due_mails(later(5), 10).await.unwrap();
    assert_eq!(again.iter().map(|mail| mail.attempts).collect::<Vec<_>>(), [1]);
    assert_eq!(again[0].body, "Body 1");
    assert_eq!(store.mails_waiting().await.unwrap(), 1);
}

pub async fn mails_are_due_the_oldest_first(store: Db) {
    for (n, minute) in [(3, 3), (1, 1), (2, 2), (4, 50)] {
        post(&store, later(minute), n).await;
    }
    assert_eq!(due(&store, later(10)).await, [1, 2, 3].map(MailId::new));
    assert_eq!(store.due_mails(later(10), 2).await.unwrap().len(), 2);
    assert_eq!(store.mails_waiting().await.unwrap(), 4);
}

pub async fn a_kept_form_reads_back(store: Db) {
    let member = member(&store, 1, &[Role::Member]).await;
    for (n, member) in [(1, Some(member)), (2, None)] {
        let kept = Kept {
            id: KeptId::new(n),
            member,
            fields: r#"[["text","What somebody typed"]]"#.to_owned(),
            problem: "{}".to_owned(),
            created_at: NOON,
        };
        store.keep(&kept).await.unwrap();
        assert_eq!(store.kept(kept.id).await.unwrap(), Some(kept));
    }
    assert_eq!(store.kept(KeptId::new(3)).await.unwrap(), None);
}

pub async fn forms_of_strangers_are_measured(store: Db) {
    let member = member(&store, 1, &[Role::Member]).await;
    assert_eq!(store.kept_of_strangers().await.unwrap(), 0);
    for (n, member) in [(1, Some(member)), (2, None), (3, None)] {
        let kept = Kept {
            id: KeptId::new(n),
            member,
            fields: "\u{e9}".repeat(1_000),
            problem: "{}".to_owned(),
            created_at: NOON,
        };
        store.keep(&kept).await.unwrap();
    }
    assert_eq!(store.kept_of_strangers().await.unwrap(), 4_000, "bytes");
}

pub async fn sweeping_removes_what_is_past_its_time(store: Db) {
    let (member, document) = member_and_text(&store).await;
    let kept = Kept {
        id: KeptId::new(1),
        member: None,
        fields: String::new(),
        problem: String::new(),
        created_at: NOON,
    };
    store.keep(&kept).await.unwrap();
    store
        .ask_sign_in(&act("sign-in.ask"), &request(1, Some(member)), None)
        .await
        .unwrap();
    store
        .open_session(&act("sign-in.demo"), &session(1, member))
        .await
        .unwrap();
    post(&store, NOON, 1).await;
    post(&store, NOON, 2).await;
    store.mail_sent(MailId::new(1), NOON).await.unwrap();
    store
        .comment(
            &form(act_by(member, "comment.make"), 1),
            &comment(1, document, member),
        )
        .await
        .unwrap();

    store.sweep(later(1)).await.unwrap();
    assert!(store.kept(kept.id).await.unwrap().is_some());
    assert!(store.sign_in(SignInId::new(1)).await.unwrap().is_some());
    assert!(store.session("session 1", NOON).await.unwrap().is_some());

    store.sweep(NOON.plus_days(8)).await.unwrap();
    assert!(store.kept(kept.id).await.unwrap().is_some());
    assert_eq!(store.sign_in(SignInId::new(1)).await.unwrap(), None);
    // At an instant when it would still hold if it were there.
    assert_eq!(store.session("session 1", NOON).await.unwrap(), None);

    store.sweep(NOON.plus_days(31)).await.unwrap();
    assert_eq!(store.kept(kept.id).await.unwrap(), None);
    // What has not been sent is still to be sent.
    assert_eq!(due(&store, NOON.plus_days(31)).await, [MailId::new(2)]);
    store.sweep(NOON.plus_days(91)).await.unwrap();
    assert_eq!(due(&store, NOON.plus_days(91)).await, [], "tried for 90 days");
    // The same form would now be a new act.
    store
        .comment(
            &form(act_by(member, "comment.make"), 1),
            &comment(2, document, member),
        )
        .await
        .unwrap();
}

pub async fn sweeping_keeps_what_was_decided(store: Db) {
    people(&store, 2, &[Role::Committee]).await;
    let author = domain::ids::MemberId::new(1);
    let document = text(&store, author, 1).await;
    store
        .open_round(&act_by(author, "round.open"), &round(1, document, author))
        .await
        .unwrap();
    let view = view(1, domain::ids::RoundId::new(1), document, author);
    store
        .give_view(&act_by(author, "view.give"), &view)
        .await
        .unwrap();
    store
        .comment(&act_by(author, "comment.make"), &comment(1, document, author))
        .await
        .unwrap();
    for n in 1..=2 {
        store
            .vote(&act("version.vote"), &vote(n, document, Verdict::For))
            .await
            .unwrap();
    }
    store
        .publish(&act("version.publish"), &publication(1, document, 1, author))
        .await
        .unwrap();
    let before = chain(&store).await;
    store.sweep(NOON.plus_days(10_000)).await.unwrap();
    assert_eq!(chain(&store).await, before);
    assert_eq!(store.members().await.unwrap().len(), 2);
    assert_eq!(store.versions(document, 0, 10).await.unwrap().len(), 1);
    assert_eq!(store.comments(document).await.unwrap().len(), 1);
    assert_eq!(store.views_of(author, document).await.unwrap().len(), 1);
    assert_eq!(store.approvals(document, 1).await.unwrap().len(), 2);
    assert_eq!(store.decisions(document).await.unwrap().len(), 1);
    assert!(store.publication("published").await.unwrap().is_some());
}

pub async fn a_mail_is_taken_once_by_whoever_is_first(store: Db) {
    for n in 1..=40 {
        post(&store, NOON, n).await;
    }
    let taken = at_once(8, |_| {
        let store = store.clone();
        async move {
            let mut mine = Vec::new();
            loop {
                let some = store.take_mails(NOON, later(2), 3).await.unwrap();
                if some.is_empty() {
                    return mine;
                }
                assert!(some.len() <= 3);
                mine.extend(some.into_iter().map(|mail| mail.id));
            }
        }
    })
    .await;
    let mut all: Vec<MailId> = taken.into_iter().flatten().collect();
    all.sort();
    // PostgreSQL passes over what another is just taking, so the last look may come too early; but nothing comes twice.
    for mail in store.take_mails(NOON, later(2), 100).await.unwrap() {
        all.push(mail.id);
    }
    all.sort();
    assert_eq!(all, (1..=40).map(MailId::new).collect::<Vec<_>>());
}

pub async fn a_mail_that_was_taken_and_left_is_due_again(store: Db) {
    post(&store, NOON, 1).await;
    post(&store, later(1), 2).await;
    let ids = |mails: Vec<store::DueMail>| mails.into_iter().map(|mail| mail.id).collect::<Vec<_>>();
    let (one, two) = (MailId::new(1), MailId::new(2));
    assert_eq!(
        ids(store.take_mails(NOON, later(2), 10).await.unwrap()),
        [one],
        "the other is not due yet"
    );
    assert_eq!(
        ids(store.take_mails(later(1), later(3), 10).await.unwrap()),
        [two]
    );
    store.mail_sent(two, later(1)).await.unwrap();
    assert_eq!(ids(store.take_mails(later(1), later(3), 10).await.unwrap()), []);
    // Whoever took the first has stopped.
    let again = store.take_mails(later(2), later(4), 10).await.unwrap();
    assert_eq!(again[0].attempts, 0);
    assert_eq!(ids(again), [one]);
    store.mail_failed(one, later(9)).await.unwrap();
    assert_eq!(ids(store.take_mails(later(8), later(10), 10).await.unwrap()), []);
    assert_eq!(
        ids(store.take_mails(later(9), later(11), 10).await.unwrap()),
        [one]
    );
}

pub async fn two_sweep_at_once(store: Db) {
    for n in 1..=20 {
        post(&store, NOON, n).await;
        store.mail_sent(MailId::new(n), NOON).await.unwrap();
    }
    at_once(8, |_| {
        let store = store.clone();
        async move { store.sweep(NOON.plus_days(8)).await.unwrap() }
    })
    .await;
    post(&store, NOON, 21).await;
    assert_eq!(due(&store, NOON.plus_days(9)).await, [MailId::new(21)]);
}

pub async fn the_store_says_how_it_is(store: Db) {
    let (at, newest) = store.schema().await.unwrap();
    assert!(at == newest && at >= 6, "{at} {newest}");
    let empty = store.vitals().await.unwrap();
    assert_eq!(
        (empty.chain, empty.mails_waiting, empty.oldest_mail),
        (0, 0, None)
    );
    assert_eq!(empty.schema, at);
    post(&store, later(5), 1).await;
    post(&store, later(3), 2).await;
    let vitals = store.vitals().await.unwrap();
    assert_eq!(
        (vitals.chain, vitals.mails_waiting, vitals.oldest_mail),
        (2, 2, Some(later(3)))
    );
    assert!(
        vitals
            .pools
            .iter()
            .all(|pool| pool.idle <= pool.open && pool.open <= pool.most && pool.most > 0),
        "{vitals:?}"
    );
    assert!(
        vitals
            .bytes
            .iter()
            .any(|(what, bytes)| *what == "database" && *bytes > 0),
        "{vitals:?}"
    );
}

pub async fn a_head_goes_out_once_a_week(store: Db) {
    let act = act("head.mail");
    let (one, two) = tokio::join!(store.note_head_mail(&act, 7), store.note_head_mail(&act, 7));
    assert!(one.unwrap() != two.unwrap(), "one of two instances");
    assert!(!store.note_head_mail(&act, 7).await.unwrap());
    assert!(store.note_head_mail(&act, 8).await.unwrap());
    assert_eq!(chain(&store).await.len(), 2, "only what went out is noted");
    store.note(&act).await.unwrap();
    assert_eq!(chain(&store).await.len(), 3);
}
