//! Texts and their versions.

use super::scene::*;
use domain::decision::Verdict;
use domain::document::{Origin, Stage};
use domain::ids::{DocumentId, MemberId};
use domain::people::Role;
use domain::time::Instant;
use std::collections::BTreeSet;
use store::{Look, NewDocument, NewVersion, StoreError};

pub async fn a_text_reads_back_as_it_was_started(store: Db) {
    let author = member(&store, 1, &[Role::Member]).await;
    let new = NewVersion {
        stated_words: Some(246),
        ..version(DocumentId::new(1), author, "Café – “x”\n\n- • 😀\n")
    };
    store
        .start(&act_by(author, "text.start"), &document(1), &new)
        .await
        .unwrap();

    let found = store.document("text-of-number-1", NOON).await.unwrap().unwrap();
    assert_eq!(
        store
            .document_by_id(DocumentId::new(1), NOON)
            .await
            .unwrap()
            .as_ref(),
        Some(&found)
    );
    assert_eq!(
        (found.slug.as_str(), &found.title),
        ("text-of-number-1", &new.title)
    );
    assert_eq!((found.owner.as_str(), found.source.as_str()), ("", ""));
    assert_eq!(found.profile, new.profile);
    assert_eq!((found.author, found.author_name.as_str()), (author, "Person 001"));
    assert_eq!((found.created_at, found.changed_at), (NOON, NOON));
    assert_eq!((found.latest, found.words), (1, 3));
    assert_eq!(found.records.stage(), Stage::Draft);
    assert_eq!((found.round_closes, found.published), (None, None));

    let first = store.version(DocumentId::new(1), 1).await.unwrap().unwrap();
    assert_eq!((first.document, first.number), (DocumentId::new(1), 1));
    assert_eq!((&first.title, &first.text), (&new.title, &new.text));
    assert_eq!(
        (&first.clauses, first.next_clause),
        (&new.clauses, new.next_clause)
    );
    assert_eq!((first.words, first.stated_words), (3, Some(246)));
    assert_eq!((&first.profile, &first.hash), (&new.profile, &new.hash));
    assert_eq!((first.layout_algorithm, first.layout_width), (1, 80));
    assert_eq!((first.author, first.author_name.as_str()), (author, "Person 001"));
    assert_eq!(
        (&first.note, first.seen_on.as_str(), first.created_at),
        (&new.note, "", NOON)
    );

    assert_eq!(store.document("text-of-number", NOON).await.unwrap(), None);
    assert_eq!(
        store.document_by_id(DocumentId::new(2), NOON).await.unwrap(),
        None
    );
    assert_eq!(store.version(DocumentId::new(1), 2).await.unwrap(), None);
    assert_eq!(store.version(DocumentId::new(2), 1).await.unwrap(), None);
}

pub async fn a_tracked_text_reads_back_as_it_was_seen(store: Db) {
    let author = member(&store, 1, &[Role::Member]).await;
    let new = NewDocument {
        origin: Origin::Tracked,
        owner: "A union".to_owned(),
        source: "https://example.org/motions".to_owned(),
        ..document(1)
    };
    let seen = NewVersion {
        clauses: Vec::new(),
        seen_on: "2026-10-12".to_owned(),
        ..version(new.id, author, "")
    };
    store
        .start(&act_by(author, "text.start"), &new, &seen)
        .await
        .unwrap();
    let found = store.document_by_id(new.id, NOON).await.unwrap().unwrap();
    assert_eq!((found.owner, found.source), (new.owner, new.source));
    assert_eq!(
        (found.records.origin, found.records.stage()),
        (Origin::Tracked, Stage::Seen)
    );
    let version = store.version(new.id, 1).await.unwrap().unwrap();
    assert_eq!(
        (version.text.as_str(), version.seen_on.as_str()),
        ("", "2026-10-12")
    );
    assert_eq!(version.clauses, [0; 0]);
}

pub async fn texts_of_the_same_name_get_addresses_of_their_own(store: Db) {
    let author = member(&store, 1, &[Role::Member]).await;
    let mut addresses = Vec::new();
    for n in 1..=3 {
        let new = NewDocument {
            slug: "same".to_owned(),
            ..document(n)
        };
        let first = version(new.id, author, "one");
        addresses.push(
            store
                .start(&act_by(author, "text.start"), &new, &first)
                .await
                .unwrap(),
        );
    }
    assert_eq!(addresses, ["same", "same-2", "same-3"]);
    assert_eq!(
        store.document("same-2", NOON).await.unwrap().unwrap().id,
        DocumentId::new(2)
    );
}

pub async fn parallel_texts_of_the_same_name_get_addresses_of_their_own(store: Db) {
    let author = member(&store, 1, &[Role::Member]).await;
    let addresses = at_once(20, |n| {
        let store = store.clone();
        async move {
            let new = NewDocument {
                slug: "same".to_owned(),
                ..document(n)
            };
            store
                .start(
                    &act_by(author, "text.start"),
                    &new,
                    &version(new.id, author, "one"),
                )
                .await
                .unwrap()
        }
    })
    .await;
    assert_eq!(addresses.into_iter().collect::<BTreeSet<_>>().len(), 20);
}

pub async fn a_version_is_added_and_the_one_before_stays(store: Db) {
    let (author, document) = member_and_text(&store).await;
    let other = member(&store, 2, &[Role::Committee]).await;
    let first = store.version(document, 1).await.unwrap();
    let new = NewVersion {
        words: 7,
        profile: "ucu".to_owned(),
        ..version(document, other, "two")
    };
    let save = store::Act {
        at: later(5),
        ..act_by(other, "version.save")
    };
    assert_eq!(store.save_version(&save, 1, &new).await.unwrap(), 2);
    assert_eq!(store.version(document, 1).await.unwrap(), first);
    let second = store.version(document, 2).await.unwrap().unwrap();
    assert_eq!(
        (second.text.as_str(), second.author, second.created_at),
        ("two", other, later(5))
    );
    let found = store.document_by_id(document, NOON).await.unwrap().unwrap();
    assert_eq!((found.latest, found.words, found.title), (2, 7, new.title));
    // The text goes by the rule of its latest version, and stays its author's.
    assert_eq!((found.profile.as_str(), found.author), ("ucu", author));
    assert_eq!((found.created_at, found.changed_at), (NOON, later(5)));
}

pub async fn a_stale_base_is_refused(store: Db) {
    let (author, document) = member_and_text(&store).await;
    let save = act_by(author, "version.save");
    store
        .save_version(&save, 1, &version(document, author, "two"))
        .await
        .unwrap();
    let before = store.document_by_id(document, NOON).await.unwrap();
    for base in [0, 1, 3] {
        let answer = store
            .save_version(&save, base, &version(document, author, "other"))
            .await;
        assert!(matches!(answer, Err(StoreError::Stale)), "{base}: {answer:?}");
    }
    assert_eq!(store.document_by_id(document, NOON).await.unwrap(), before);
    assert_eq!(store.versions(document, 0, 10).await.unwrap().len(), 2);
}

pub async fn fifty_parallel_saves_make_one_version(store: Db) {
    let (author, document) = member_and_text(&store).await;
    let answers = at_once(50, |n| {
        let store = store.clone();
        async move {
            let new = version(document, author, &format!("text {n}"));
            match store.save_version(&act_by(author, "version.save"), 1, &new).await {
                Ok(number) => Some((number, new.text)),
                Err(StoreError::Stale) => None,
                Err(other) => panic!("{other}"),
            }
        }
    })
    .await;
    let saved: Vec<_> = answers.into_iter().flatten().collect();
    assert_eq!(saved.len(), 1);
    let versions = store.versions(document, 0, 100).await.unwrap();
    assert_eq!(versions.len(), 2);
    assert_eq!((versions[1].number, versions[1].text.clone()), saved[0]);
    assert_eq!(chain(&store).await.len(), 3);
}

pub async fn versions_are_paged(store: Db) {
    let (author, document) = member_and_text(&store).await;
    text(&store, author, 2).await;
    for base in 1..7 {
        let new = version(document, author, &format!("after {base}"));
        store
            .save_version(&act_by(author, "version.save"), base, &new)
            .await
            .unwrap();
    }
    let page = async |after, limit| {
        let page = store.versions(document, after, limit).await.unwrap();
        page.into_iter().map(|version| version.number).collect::<Vec<_>>()
    };
    assert_eq!(page(0, 3).await, [1, 2, 3]);
    assert_eq!(page(3, 3).await, [4, 5, 6]);
    assert_eq!(page(6, 3).await, [7]);
    assert_eq!(page(7, 3).await, [0; 0]);
}

async fn listed(store: &Db, drafts: bool, author: Option<MemberId>) -> BTreeSet<DocumentId> {
    let documents = store.documents(NOON, drafts, author, 100, 0).await.unwrap();
    documents.into_iter().map(|document| document.id).collect()
}

pub async fn drafts_are_listed_for_those_who_may_see_them(store: Db) {
    people(&store, 2, &[Role::Member]).await;
    let (author, other) = (MemberId::new(1), MemberId::new(2));
    let draft = text(&store, author, 1).await;
    let circulated = text(&store, author, 2).await;
    store
        .open_round(&act_by(author, "round.open"), &round(1, circulated, author))
        .await
        .unwrap();
    let tracked = NewDocument {
        origin: Origin::Tracked,
        ..document(3)
    };
    let seen = version(tracked.id, author, "seen");
    store
        .start(&act_by(author, "text.start"), &tracked, &seen)
        .await
        .unwrap();
    let open = BTreeSet::from([circulated, tracked.id]);
    let all = BTreeSet::from([draft, circulated, tracked.id]);
    assert_eq!(listed(&store, false, None).await, open);
    assert_eq!(listed(&store, false, Some(other)).await, open);
    assert_eq!(listed(&store, false, Some(author)).await, all);
    assert_eq!(listed(&store, true, Some(other)).await, all);
    assert_eq!(listed(&store, true, None).await, all);
}

pub async fn texts_are_paged_by_their_last_change(store: Db) {
    let author = member(&store, 1, &[Role::Member]).await;
    for n in 1..=5 {
        text(&store, author, n).await;
    }
    let second = DocumentId::new(2);
    let save = store::Act {
        at: later(1),
        ..act_by(author, "version.save")
    };
    store
        .save_version(&save, 1, &version(second, author, "two"))
        .await
        .unwrap();
    let page = async |limit, offset| {
        let page = store.documents(NOON, true, None, limit, offset).await.unwrap();
        page.into_iter().map(|document| document.id).collect::<Vec<_>>()
    };
    let ids = |numbers: &[u128]| numbers.iter().copied().map(DocumentId::new).collect::<Vec<_>>();
    assert_eq!(page(2, 0).await, ids(&[2, 5]));
    assert_eq!(page(2, 2).await, ids(&[4, 3]));
    assert_eq!(page(2, 4).await, ids(&[1]));
    assert_eq!(page(2, 6).await, []);
}

pub async fn a_stage_follows_from_the_records(store: Db) {
    people(&store, 2, &[Role::Committee]).await;
    let author = MemberId::new(1);
    let document = text(&store, author, 1).await;
    let stage = async |at: Instant| {
        store
            .document_by_id(document, at)
            .await
            .unwrap()
            .unwrap()
            .records
            .stage()
    };
    assert_eq!(stage(NOON).await, Stage::Draft);
    store
        .open_round(&act_by(author, "round.open"), &round(1, document, author))
        .await
        .unwrap();
    assert_eq!(stage(later(-1)).await, Stage::Closed);
    assert_eq!(stage(NOON).await, Stage::Circulated);
    assert_eq!(
        store
            .document_by_id(document, NOON)
            .await
            .unwrap()
            .unwrap()
            .round_closes,
        Some(later(60))
    );
    assert_eq!(stage(later(60)).await, Stage::Closed);
    for n in 1..=2 {
        store
            .vote(&act("version.vote"), &vote(n, document, Verdict::For))
            .await
            .unwrap();
    }
    assert_eq!(stage(later(60)).await, Stage::Approved);
    store
        .publish(&act("version.publish"), &publication(1, document, 1, author))
        .await
        .unwrap();
    assert_eq!(stage(later(60)).await, Stage::Published);
    assert_eq!(
        store
            .document_by_id(document, NOON)
            .await
            .unwrap()
            .unwrap()
            .published
            .as_deref(),
        Some("published")
    );
    // A newer version is none of that, but what was published is still told.
    store
        .save_version(
            &act_by(author, "version.save"),
            1,
            &version(document, author, "two"),
        )
        .await
        .unwrap();
    assert_eq!(stage(later(60)).await, Stage::Closed);
    assert_eq!(
        store
            .document_by_id(document, NOON)
            .await
            .unwrap()
            .unwrap()
            .published
            .as_deref(),
        Some("published")
    );
}

pub async fn a_look_replaces_the_one_before(store: Db) {
    let (author, document) = member_and_text(&store).await;
    let reader = member(&store, 2, &[Role::Member]).await;
    assert_eq!(store.looks(reader).await.unwrap(), []);
    for look in [
        Look {
            document,
            version: 1,
            at: NOON,
        },
        Look {
            document,
            version: 2,
            at: later(1),
        },
    ] {
        store.look(reader, look).await.unwrap();
        assert_eq!(store.looks(reader).await.unwrap(), [look]);
        assert_eq!(store.looked(reader, document).await.unwrap(), Some(look));
    }
    assert_eq!(store.looks(author).await.unwrap(), []);
    assert_eq!(store.looked(author, document).await.unwrap(), None);
}
