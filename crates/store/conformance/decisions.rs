//! Approvals, decisions and publications.

use super::scene::*;
use domain::decision::{Outcome, Verdict};
use domain::document::Standing;
use domain::ids::{DocumentId, MemberId, PublicationId};
use domain::people::{Role, Roles};
use store::{Act, MemberChange, NewApproval, NewPublication, StoreError};

/// A committee of so many with text `1` by member `1`, who is the chair where there is one.
async fn committee_and_text(store: &Db, count: u128, chair: bool) -> DocumentId {
    let role = |n| {
        if n == 1 && chair {
            Role::Chair
        } else {
            Role::Committee
        }
    };
    let committee: Vec<_> = (1..=count).map(|n| person(n, &[role(n)])).collect();
    store
        .admit(&act("member.import"), &committee, None)
        .await
        .unwrap();
    text(store, MemberId::new(1), 1).await
}

async fn cast(store: &Db, new: NewApproval) -> Option<Outcome> {
    store
        .vote(&act_by(new.member, "version.vote"), &new)
        .await
        .unwrap()
        .tally
        .outcome
}

/// Puts a member out of the committee.
async fn leaves(store: &Db, n: u128) {
    let person = person(n, &[Role::Member]);
    let change = MemberChange {
        id: person.id,
        name: person.name,
        roles: Roles::of(&[Role::Member]),
        category: person.category,
        clp: person.clp,
        region: person.region,
        invited_until: person.invited_until,
        blocked_at: None,
        end_sessions: false,
    };
    store.change_member(&act("member.change"), &change).await.unwrap();
}

pub async fn votes_make_a_decision_at_the_quorum(store: Db) {
    let document = committee_and_text(&store, 5, true).await;
    assert_eq!(store.committee().await.unwrap(), (5, true));
    assert_eq!(cast(&store, vote(2, document, Verdict::For)).await, None);
    assert_eq!(cast(&store, vote(3, document, Verdict::Abstain)).await, None);
    assert_eq!(store.decisions(document).await.unwrap(), []);
    let last = Act {
        at: later(3),
        ..act_by(MemberId::new(1), "version.vote")
    };
    let decided = store
        .vote(&last, &vote(1, document, Verdict::For))
        .await
        .unwrap()
        .tally;
    assert_eq!(
        (decided.for_, decided.against, decided.abstain, decided.quorum),
        (2, 0, 1, 3)
    );
    assert_eq!(decided.outcome, Some(Outcome::Approved));

    let votes = store.approvals(document, 1).await.unwrap();
    assert_eq!(
        votes
            .iter()
            .map(|vote| (vote.member, vote.verdict))
            .collect::<Vec<_>>(),
        [
            (MemberId::new(2), Verdict::For),
            (MemberId::new(3), Verdict::Abstain),
            (MemberId::new(1), Verdict::For),
        ]
    );
    assert_eq!(
        (votes[2].version, votes[2].hash.as_str(), votes[2].reason.as_str()),
        (1, "hash of one", "Reason 1")
    );
    assert_eq!(
        (votes[2].member_name.as_str(), votes[2].at),
        ("Person 001", later(3))
    );
    assert!(votes[2].current && votes[2].chair && votes[0].current && !votes[0].chair);

    let records = store.decisions(document).await.unwrap();
    assert_eq!(records.len(), 1);
    let record = &records[0];
    assert_eq!(
        (record.version, record.hash.as_str(), record.outcome),
        (1, "hash of one", Outcome::Approved)
    );
    assert_eq!((record.votes, record.quorum), ((2, 0, 1), 3));
    assert_eq!(
        record.attendance,
        "3 of 5 committee members took part; the chair was among them"
    );
    assert_eq!(
        (record.words, record.word_limit, record.rule.as_str()),
        (246, Some(250), "Conference")
    );
    assert_eq!(record.at, later(3));
    assert_eq!(
        store
            .document_by_id(document, NOON)
            .await
            .unwrap()
            .unwrap()
            .changed_at,
        later(3)
    );
}

pub async fn a_refusal_is_a_decision_too(store: Db) {
    let document = committee_and_text(&store, 4, true).await;
    cast(&store, vote(2, document, Verdict::Against)).await;
    cast(&store, vote(3, document, Verdict::For)).await;
    assert_eq!(
        cast(&store, vote(4, document, Verdict::Against)).await,
        Some(Outcome::Refused)
    );
    let record = &store.decisions(document).await.unwrap()[0];
    assert_eq!((record.outcome, record.votes), (Outcome::Refused, (1, 2, 0)));
    assert_eq!(
        record.attendance,
        "3 of 4 committee members took part; the chair was not among them"
    );
    assert!(
        !store
            .document_by_id(document, NOON)
            .await
            .unwrap()
            .unwrap()
            .records
            .latest_approved
    );
}

pub async fn nobody_votes_twice_on_a_version(store: Db) {
    let document = committee_and_text(&store, 5, true).await;
    cast(&store, vote(2, document, Verdict::For)).await;
    let again = NewApproval {
        id: domain::ids::ApprovalId::new(9),
        ..vote(2, document, Verdict::Against)
    };
    let answer = store.vote(&act("version.vote"), &again).await;
    assert!(matches!(answer, Err(StoreError::Taken("row"))), "{answer:?}");
    assert_eq!(store.approvals(document, 1).await.unwrap().len(), 1);
}

pub async fn nobody_votes_on_a_version_that_has_been_decided(store: Db) {
    let document = committee_and_text(&store, 5, true).await;
    for n in 1..=3 {
        cast(&store, vote(n, document, Verdict::For)).await;
    }
    let answer = store
        .vote(&act("version.vote"), &vote(4, document, Verdict::Against))
        .await;
    assert!(matches!(answer, Err(StoreError::Taken("decision"))), "{answer:?}");
    assert_eq!(store.approvals(document, 1).await.unwrap().len(), 3);
    assert_eq!(store.decisions(document).await.unwrap().len(), 1);
}

pub async fn a_new_version_starts_again(store: Db) {
    let document = committee_and_text(&store, 5, true).await;
    let author = MemberId::new(1);
    cast(&store, vote(2, document, Verdict::For)).await;
    cast(&store, vote(3, document, Verdict::For)).await;
    store
        .save_version(
            &act_by(author, "version.save"),
            1,
            &version(document, author, "two"),
        )
        .await
        .unwrap();
    let stale = store
        .vote(&act("version.vote"), &vote(4, document, Verdict::For))
        .await;
    assert!(matches!(stale, Err(StoreError::Stale)), "{stale:?}");
    let on_second = |n| NewApproval {
        version: 2,
        hash: hash_of("two"),
        ..vote(n, document, Verdict::For)
    };
    let tally = store
        .vote(&act("version.vote"), &on_second(4))
        .await
        .unwrap()
        .tally;
    assert_eq!((tally.for_, tally.outcome), (1, None));
    assert_eq!(store.approvals(document, 1).await.unwrap().len(), 2);
    assert_eq!(store.approvals(document, 2).await.unwrap().len(), 1);
}

pub async fn votes_of_those_who_have_left_do_not_count(store: Db) {
    let document = committee_and_text(&store, 5, true).await;
    cast(&store, vote(2, document, Verdict::For)).await;
    cast(&store, vote(3, document, Verdict::For)).await;
    leaves(&store, 2).await;
    assert_eq!(store.committee().await.unwrap(), (4, true));
    assert!(!store.approvals(document, 1).await.unwrap()[0].current);
    assert_eq!(cast(&store, vote(4, document, Verdict::For)).await, None);
    assert_eq!(
        cast(&store, vote(5, document, Verdict::For)).await,
        Some(Outcome::Approved)
    );
    assert_eq!(store.decisions(document).await.unwrap()[0].votes, (3, 0, 0));
}

pub async fn two_are_enough_while_the_chair_is_vacant(store: Db) {
    let document = committee_and_text(&store, 5, false).await;
    assert_eq!(store.committee().await.unwrap(), (5, false));
    assert_eq!(cast(&store, vote(2, document, Verdict::For)).await, None);
    assert_eq!(
        cast(&store, vote(3, document, Verdict::For)).await,
        Some(Outcome::Approved)
    );
    let record = &store.decisions(document).await.unwrap()[0];
    assert_eq!(record.quorum, 2);
    assert_eq!(
        record.attendance,
        "2 of 5 committee members took part; the chair was vacant"
    );
}

pub async fn the_chair_breaks_a_tie(store: Db) {
    let document = committee_and_text(&store, 5, true).await;
    cast(&store, vote(2, document, Verdict::For)).await;
    cast(&store, vote(3, document, Verdict::Abstain)).await;
    assert_eq!(
        cast(&store, vote(1, document, Verdict::Against)).await,
        Some(Outcome::Refused)
    );
}

pub async fn fifty_parallel_votes_make_one_decision(store: Db) {
    let document = committee_and_text(&store, 50, true).await;
    let answers = at_once(50, |n| {
        let store = store.clone();
        async move {
            match store
                .vote(&act("version.vote"), &vote(n, document, Verdict::For))
                .await
            {
                Ok(decided) => Some(decided.tally.outcome),
                Err(StoreError::Taken("decision")) => None,
                Err(other) => panic!("{other}"),
            }
        }
    })
    .await;
    // Three count; the third decides; the others come too late.
    let mut counted: Vec<_> = answers.into_iter().flatten().collect();
    counted.sort();
    assert_eq!(counted, [None, None, Some(Outcome::Approved)]);
    assert_eq!(store.decisions(document).await.unwrap().len(), 1);
    assert_eq!(store.approvals(document, 1).await.unwrap().len(), 3);
    chain(&store).await;
}

/// Text `1` with three versions, by member `1`.
async fn three_versions(store: &Db) -> (MemberId, DocumentId) {
    let (author, document) = member_and_text(store).await;
    for (base, text) in [(1, "two"), (2, "three")] {
        store
            .save_version(
                &act_by(author, "version.save"),
                base,
                &version(document, author, text),
            )
            .await
            .unwrap();
    }
    (author, document)
}

pub async fn a_publication_reads_back_with_the_head_of_the_chain(store: Db) {
    let (author, document) = three_versions(&store).await;
    let new = publication(1, document, 2, author);
    let publish = Act {
        at: later(1),
        ..act_by(author, "version.publish")
    };
    assert_eq!(store.publish(&publish, &new).await.unwrap(), "published");
    let found = store.publication("published").await.unwrap().unwrap();
    assert_eq!(
        (found.id, found.slug.as_str(), found.document, found.version),
        (new.id, "published", document, 2)
    );
    assert_eq!(
        (found.title.as_str(), found.hash, found.imprint),
        ("Title of two", new.hash, new.imprint)
    );
    assert_eq!(
        (found.published_at, found.standing, found.standing_at),
        (later(1), Standing::Current, later(1))
    );
    assert_eq!((found.standing_reason.as_str(), found.words), ("", 3));
    assert_eq!(found.profile, "labour-conference");
    assert_eq!(found.chain_head, chain(&store).await.last().unwrap().hash);
    assert_eq!(store.publication("unpublished").await.unwrap(), None);
}

pub async fn a_publication_supersedes_the_one_before(store: Db) {
    let (author, document) = three_versions(&store).await;
    store
        .publish(
            &act_by(author, "version.publish"),
            &publication(1, document, 1, author),
        )
        .await
        .unwrap();
    let publish = Act {
        at: later(1),
        ..act_by(author, "version.publish")
    };
    assert_eq!(
        store
            .publish(&publish, &publication(2, document, 3, author))
            .await
            .unwrap(),
        "published-3"
    );
    let all = store.publications_of(document).await.unwrap();
    assert_eq!(
        all.iter()
            .map(|publication| (publication.version, publication.standing))
            .collect::<Vec<_>>(),
        [(3, Standing::Current), (1, Standing::Superseded)]
    );
    assert_eq!(
        (all[1].standing_at, all[1].standing_reason.as_str()),
        (later(1), "published-3")
    );
    let found = store.document_by_id(document, NOON).await.unwrap().unwrap();
    assert_eq!(found.published.as_deref(), Some("published-3"));
    assert_eq!(found.changed_at, later(1));
}

pub async fn a_version_is_published_once(store: Db) {
    let (author, document) = three_versions(&store).await;
    let answers = at_once(20, |n| {
        let store = store.clone();
        async move {
            match store
                .publish(
                    &act_by(author, "version.publish"),
                    &publication(n, document, 1, author),
                )
                .await
            {
                Ok(_) => true,
                Err(StoreError::Taken("row")) => false,
                Err(other) => panic!("{other}"),
            }
        }
    })
    .await;
    assert_eq!(answers.into_iter().filter(|done| *done).count(), 1);
    let all = store.publications_of(document).await.unwrap();
    assert_eq!(
        all.iter()
            .map(|publication| publication.standing)
            .collect::<Vec<_>>(),
        [Standing::Current]
    );
}

pub async fn publications_of_the_same_name_get_addresses_of_their_own(store: Db) {
    let author = member(&store, 1, &[Role::Committee]).await;
    let mut addresses = Vec::new();
    for n in 1..=3 {
        let document = text(&store, author, n).await;
        let new = publication(n, document, 1, author);
        addresses.push(
            store
                .publish(&act_by(author, "version.publish"), &new)
                .await
                .unwrap(),
        );
    }
    assert_eq!(addresses, ["published", "published-1", "published-2"]);
}

pub async fn a_withdrawn_publication_stays(store: Db) {
    let (author, document) = three_versions(&store).await;
    store
        .publish(
            &act_by(author, "version.publish"),
            &publication(1, document, 1, author),
        )
        .await
        .unwrap();
    let withdraw = act_at(later(1), "version.withdraw");
    store
        .withdraw(&withdraw, PublicationId::new(1), "A figure is wrong")
        .await
        .unwrap();
    let found = store.publication("published").await.unwrap().unwrap();
    assert_eq!(
        (found.standing, found.standing_at),
        (Standing::Withdrawn, later(1))
    );
    assert_eq!(found.standing_reason, "A figure is wrong");
    assert_eq!(
        store
            .document_by_id(document, NOON)
            .await
            .unwrap()
            .unwrap()
            .published,
        None
    );
    // A later one is current again, and leaves the withdrawn one as it is.
    store
        .publish(
            &act_by(author, "version.publish"),
            &publication(2, document, 2, author),
        )
        .await
        .unwrap();
    assert_eq!(
        store.publication("published").await.unwrap().unwrap().standing,
        Standing::Withdrawn
    );
}

pub async fn publications_are_paged(store: Db) {
    let author = member(&store, 1, &[Role::Committee]).await;
    for n in 1..=5 {
        let document = text(&store, author, n).await;
        let new = NewPublication {
            slug: format!("published-as-{n}"),
            ..publication(n, document, 1, author)
        };
        store
            .publish(&act_at(later(n as i64 % 2), "version.publish"), &new)
            .await
            .unwrap();
    }
    let page = async |limit, offset| {
        let page = store.publications(limit, offset).await.unwrap();
        page.into_iter()
            .map(|publication| publication.id)
            .collect::<Vec<_>>()
    };
    let ids = |numbers: &[u128]| {
        numbers
            .iter()
            .copied()
            .map(PublicationId::new)
            .collect::<Vec<_>>()
    };
    assert_eq!(page(3, 0).await, ids(&[5, 3, 1]));
    assert_eq!(page(3, 3).await, ids(&[4, 2]));
    assert_eq!(page(3, 6).await, []);
}

pub async fn publications_are_found_by_the_start_of_their_fingerprint(store: Db) {
    let (author, document) = three_versions(&store).await;
    let other = text(&store, author, 2).await;
    for (n, document, version, hash) in [
        (1, document, 1, "0a1f00"),
        (2, document, 2, "0a1f99"),
        (3, document, 3, "0a20"),
        (4, other, 1, "0a1f99"),
    ] {
        let new = NewPublication {
            hash: hash.to_owned(),
            ..publication(n, document, version, author)
        };
        let act = act_at(later(n as i64), "version.publish");
        store.publish(&act, &new).await.unwrap();
    }
    let found = async |digits: &str, limit| {
        let found = store.publications_starting(digits, limit).await.unwrap();
        found
            .into_iter()
            .map(|publication| (publication.document, publication.version))
            .collect::<Vec<_>>()
    };
    assert_eq!(found("0a1f", 9).await, [(other, 1), (document, 2), (document, 1)]);
    assert_eq!(found("0a1f", 1).await, [(other, 1)]);
    assert_eq!(found("0a1f00", 9).await, [(document, 1)]);
    assert_eq!(found("0a1f000", 9).await, []);
    assert_eq!(found("a", 9).await, []);
    let all = store.all_versions(true).await.unwrap();
    assert_eq!(all, [(document, 1), (document, 2), (document, 3), (other, 1)]);
    let third = text(&store, author, 3).await;
    assert_eq!(store.all_versions(true).await.unwrap().len(), 4);
    assert_eq!(store.all_versions(false).await.unwrap().last(), Some(&(third, 1)));
}

pub async fn versions_are_found_by_the_start_of_their_fingerprint(store: Db) {
    let (author, document) = member_and_text(&store).await;
    let other = text(&store, author, 2).await;
    for (n, document, base, hash) in [
        (1, document, 1, "0a1f00"),
        (2, document, 2, "0a1f99"),
        (3, other, 1, "0a1f99"),
        (4, document, 3, "0a20"),
    ] {
        let new = store::NewVersion {
            hash: hash.to_owned(),
            ..version(document, author, hash)
        };
        let act = act_at(later(n), "version.save");
        store.save_version(&act, base, &new).await.unwrap();
    }
    let found = async |digits: &str, limit| store.versions_starting(digits, limit).await.unwrap();
    assert_eq!(found("0a1f", 9).await, [(other, 2), (document, 3), (document, 2)]);
    assert_eq!(found("0a1f", 1).await, [(other, 2)]);
    assert_eq!(found("0a1f00", 9).await, [(document, 2)]);
    assert_eq!(found("0a1f000", 9).await, []);
    assert_eq!(found("a", 9).await, []);
}
