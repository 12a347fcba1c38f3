//! Adoptions: what CLPs did with a published text, the words that they passed, and links to confirm it.

use super::scene::*;
use domain::adoption::{Consent, Hand, Kind, Likeness, State};
use domain::document::Standing;
use domain::ids::{AdoptionId, AdoptionLinkId, DocumentId, MemberId, PublicationId};
use domain::people::Role;
use domain::text::clauses::ClauseId;
use store::{NewAdoption, NewAdoptionLink, NewAdoptionMove, NewVariant, StoreError};

/// A member, and a text of theirs that is published.
async fn published(store: &Db) -> (MemberId, DocumentId) {
    let (member, document) = member_and_text(store).await;
    store
        .publish(
            &act_by(member, "version.publish"),
            &publication(1, document, 1, member),
        )
        .await
        .unwrap();
    (member, document)
}

fn adoption(n: u128, document: DocumentId, reporter: Option<MemberId>) -> NewAdoption {
    NewAdoption {
        id: AdoptionId::new(n),
        document,
        publication: PublicationId::new(1),
        clp: format!("Town {n} CLP"),
        region: "East".to_owned(),
        conference: "Annual conference 2027".to_owned(),
        reporter,
        consent: Consent::Private,
    }
}

fn step(n: u128, seen: u32, state: State, member: MemberId) -> NewAdoptionMove {
    NewAdoptionMove {
        adoption: AdoptionId::new(n),
        seen,
        kind: Kind::Report,
        state,
        own_words: state == State::PassedVariant,
        hand: Hand::Reporter,
        meeting_on: "2027-06-01".to_owned(),
        composite_document: None,
        composite: String::new(),
        note: format!("Note {seen}"),
        member: Some(member),
    }
}

fn words_of(text: &str, from: Option<u128>, member: MemberId) -> NewVariant {
    NewVariant {
        title: "Ours".to_owned(),
        text: text.to_owned(),
        hash: hash_of(text),
        words: 7,
        profile: "labour-conference".to_owned(),
        from: from.map(AdoptionId::new),
        from_said: true,
        algorithm: 1,
        likeness: Likeness {
            kept: 5,
            of: 6,
            added: 2,
            untouched: vec![ClauseId(1), ClauseId(30)],
        },
        member,
    }
}

/// Adoption `1` of publication `1`, which its CLP passed in words of its own.
pub async fn adopted(store: &Db, member: MemberId, document: DocumentId) {
    store
        .adopt(
            &act("adoption.report"),
            &adoption(1, document, Some(member)),
            &step(1, 0, State::PassedVariant, member),
            Some(&words_of("Our words", None, member)),
        )
        .await
        .unwrap();
}

/// Adoption `1` of a published text, whose copy was taken.
async fn taken(store: &Db) -> (MemberId, DocumentId) {
    let (member, document) = published(store).await;
    let number = store
        .adopt(
            &act_by(member, "adoption.report"),
            &adoption(1, document, Some(member)),
            &step(1, 0, State::Taken, member),
            None,
        )
        .await
        .unwrap();
    assert_eq!(number, 1);
    (member, document)
}

pub async fn an_adoption_reads_back_with_its_moves_and_words(store: Db) {
    let (member, document) = taken(&store).await;
    let moved = store
        .move_adoption(
            &act_by(member, "adoption.move"),
            &step(1, 1, State::PassedVariant, member),
            Some(&words_of("Our words", None, member)),
        )
        .await;
    moved.unwrap();
    let number = store
        .adopt(
            &act_by(member, "adoption.report"),
            &adoption(2, document, None),
            &step(2, 0, State::PassedVariant, member),
            Some(&words_of("Their words", Some(1), member)),
        )
        .await
        .unwrap();
    assert_eq!(number, 2);

    let all = store.adoptions(document).await.unwrap();
    let [one, two] = all.as_slice() else {
        panic!("{all:?}")
    };
    assert_eq!(store.adoption(document, 1).await.unwrap().as_ref(), Some(one));
    assert_eq!(store.adoption_by_id(two.id).await.unwrap().as_ref(), Some(two));
    assert_eq!(store.adoption(document, 3).await.unwrap(), None);
    assert_eq!(
        (one.state, one.moves, one.version, one.standing, one.confirmed),
        (State::PassedVariant, 2, 1, Standing::Current, None)
    );
    assert_eq!(
        (one.clp.as_str(), one.region.as_str(), one.meeting_on.as_str()),
        ("Town 1 CLP", "East", "2027-06-01")
    );
    assert_eq!(
        (one.reporter, one.reporter_name.as_deref()),
        (Some(member), Some("Person 001"))
    );
    assert_eq!((two.reporter, two.reporter_name.as_deref()), (None, None));
    let figures = one.variant.as_ref().unwrap();
    assert_eq!(figures.likeness, words_of("", None, member).likeness);
    assert_eq!(two.variant.as_ref().unwrap().from, Some(AdoptionId::new(1)));

    let moves = store.adoption_moves(one.id).await.unwrap();
    assert_eq!(
        moves
            .iter()
            .map(|step| (step.number, step.state))
            .collect::<Vec<_>>(),
        [(1, State::Taken), (2, State::PassedVariant)]
    );
    assert_eq!(moves[1].note, "Note 1");
    let variant = store.variant(one.id).await.unwrap().unwrap();
    assert_eq!(
        (variant.text.as_str(), variant.figures.clone()),
        ("Our words", figures.clone())
    );
    assert_eq!(
        store.variant_texts(document).await.unwrap(),
        [
            (one.id, "Our words".to_owned()),
            (two.id, "Their words".to_owned())
        ]
    );
}

pub async fn a_later_variant_puts_an_earlier_one_right(store: Db) {
    let (member, document) = taken(&store).await;
    for (seen, text) in [(1, "First"), (2, "Second")] {
        store
            .move_adoption(
                &act_by(member, "adoption.move"),
                &step(1, seen, State::PassedVariant, member),
                Some(&words_of(text, None, member)),
            )
            .await
            .unwrap();
    }
    let all = store.adoptions(document).await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].variant.as_ref().unwrap().number, 2);
    let texts = store.variant_texts(document).await.unwrap();
    assert_eq!(texts, [(AdoptionId::new(1), "Second".to_owned())]);
}

pub async fn words_that_were_not_passed_after_all_are_not_told(store: Db) {
    let (member, document) = published(&store).await;
    adopted(&store, member, document).await;
    assert!(store.adoptions(document).await.unwrap()[0].variant.is_some());
    let back = NewAdoptionMove {
        kind: Kind::Correct,
        ..step(1, 1, State::Taken, member)
    };
    store
        .move_adoption(&act_by(member, "adoption.move"), &back, None)
        .await
        .unwrap();
    let one = store.adoption(document, 1).await.unwrap().unwrap();
    assert_eq!((one.state, one.variant), (State::Taken, None));
    assert_eq!(store.variant_texts(document).await.unwrap(), []);
}

pub async fn whoever_has_not_seen_the_last_move_moves_no_adoption(store: Db) {
    let (member, document) = taken(&store).await;
    let answers = at_once(8, |_| {
        let store = store.clone();
        async move {
            store
                .move_adoption(
                    &act_by(member, "adoption.move"),
                    &step(1, 1, State::ClpLost, member),
                    None,
                )
                .await
        }
    })
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let stale = |answer: &&Result<(), StoreError>| matches!(answer, Err(StoreError::Stale));
    assert_eq!(answers.iter().filter(stale).count(), 7);
    let one = store.adoption(document, 1).await.unwrap().unwrap();
    assert_eq!((one.state, one.moves), (State::ClpLost, 2));
    assert_eq!(store.adoption_moves(one.id).await.unwrap().len(), 2);
    chain(&store).await;
}

pub async fn a_confirmation_holds_until_the_next_report(store: Db) {
    let (member, document) = taken(&store).await;
    let confirm = |seen| NewAdoptionMove {
        kind: Kind::Confirm,
        hand: Hand::Committee,
        ..step(1, seen, State::Taken, member)
    };
    let act = act_by(member, "adoption.confirm");
    store.move_adoption(&act, &confirm(1), None).await.unwrap();
    let found = || async { store.adoption(document, 1).await.unwrap().unwrap() };
    let one = found().await;
    assert_eq!(
        (one.state, one.confirmed, one.meeting_on.as_str()),
        (State::Taken, Some(Hand::Committee), "2027-06-01")
    );
    // A confirmation of where it no longer stands is worth nothing.
    store
        .move_adoption(&act, &step(1, 2, State::PassedModel, member), None)
        .await
        .unwrap();
    assert_eq!(found().await.confirmed, None);
    let answer = store.move_adoption(&act, &confirm(3), None).await;
    assert!(matches!(answer, Err(StoreError::Stale)), "{answer:?}");
}

pub async fn what_went_into_a_composite_stays_in_it(store: Db) {
    let (member, document) = taken(&store).await;
    text(&store, member, 2).await;
    let act = act_by(member, "adoption.move");
    let composited = NewAdoptionMove {
        composite_document: Some(DocumentId::new(2)),
        composite: "Composite 4".to_owned(),
        meeting_on: "2026-09-27".to_owned(),
        ..step(1, 1, State::Composited, member)
    };
    store.move_adoption(&act, &composited, None).await.unwrap();
    store
        .move_adoption(&act, &step(1, 2, State::Carried, member), None)
        .await
        .unwrap();
    let one = store.adoption(document, 1).await.unwrap().unwrap();
    assert_eq!(
        (one.state, one.composite.as_str()),
        (State::Carried, "Composite 4")
    );
    assert_eq!(one.composite_document, Some(DocumentId::new(2)));
    assert!(one.composite_slug.is_some());
    // A correction that goes back to it finds it, and its day.
    let back = NewAdoptionMove {
        kind: Kind::Correct,
        meeting_on: String::new(),
        ..step(1, 3, State::Composited, member)
    };
    store.move_adoption(&act, &back, None).await.unwrap();
    let one = store.adoption(document, 1).await.unwrap().unwrap();
    assert_eq!(
        (one.composite.as_str(), one.meeting_on.as_str()),
        ("Composite 4", "2026-09-27")
    );
    assert_eq!(one.composite_document, Some(DocumentId::new(2)));
    // A correction that goes back before it takes it out again.
    store
        .move_adoption(
            &act,
            &NewAdoptionMove {
                kind: Kind::Correct,
                ..step(1, 4, State::Taken, member)
            },
            None,
        )
        .await
        .unwrap();
    let one = store.adoption(document, 1).await.unwrap().unwrap();
    assert_eq!(
        (one.state, one.composite.as_str(), one.composite_document),
        (State::Taken, "", None)
    );
}

pub async fn consent_is_noted(store: Db) {
    let (member, document) = taken(&store).await;
    for consent in [Consent::Public, Consent::Members] {
        store
            .set_consent(&act_by(member, "adoption.consent"), AdoptionId::new(1), consent)
            .await
            .unwrap();
        let one = store.adoption(document, 1).await.unwrap().unwrap();
        assert_eq!(one.consent, consent);
    }
}

fn link(n: u128, member: MemberId) -> NewAdoptionLink {
    NewAdoptionLink {
        id: AdoptionLinkId::new(n),
        adoption: AdoptionId::new(1),
        token_hash: format!("adoption link {n}"),
        member,
        expires_at: later(60),
    }
}

pub async fn a_link_confirms_once_and_in_time(store: Db) {
    let (member, document) = taken(&store).await;
    let (asked, most) = (act_by(member, "adoption.ask"), (2, later(-60)));
    for n in [1, 2] {
        store
            .send_adoption_link(&asked, &link(n, member), most)
            .await
            .unwrap();
    }
    let answer = store.send_adoption_link(&asked, &link(3, member), most).await;
    assert!(
        matches!(answer, Err(StoreError::Taken("adoption-link"))),
        "{answer:?}"
    );
    assert_eq!(store.adoption_link("adoption link 3").await.unwrap(), None);
    // Of two links only the newer holds: the first may have gone to a mistyped address.
    for (token, used) in [("adoption link 1", true), ("adoption link 2", false)] {
        let found = store.adoption_link(token).await.unwrap().unwrap();
        assert_eq!(
            (found.adoption, found.used),
            (AdoptionId::new(1), used),
            "{token}"
        );
    }

    let confirm = |seen| NewAdoptionMove {
        kind: Kind::Confirm,
        hand: Hand::Secretary,
        member: None,
        note: String::new(),
        ..step(1, seen, State::Taken, member)
    };
    // It shows another stage by now: the link is not used up.
    let answer = store
        .use_adoption_link(
            &act("adoption.confirm"),
            AdoptionLinkId::new(2),
            &confirm(7),
            Consent::Public,
        )
        .await;
    assert!(matches!(answer, Err(StoreError::Stale)), "{answer:?}");
    let answers = at_once(6, |_| {
        let (store, confirm) = (store.clone(), confirm(1));
        async move {
            store
                .use_adoption_link(
                    &act("adoption.confirm"),
                    AdoptionLinkId::new(2),
                    &confirm,
                    Consent::Members,
                )
                .await
        }
    })
    .await;
    let used = |answer: &&Result<bool, StoreError>| matches!(answer, Ok(true));
    assert_eq!(answers.iter().filter(used).count(), 1);
    let one = store.adoption(document, 1).await.unwrap().unwrap();
    assert_eq!(
        (one.confirmed, one.moves, one.consent),
        (Some(Hand::Secretary), 2, Consent::Members)
    );
    let moves = store.adoption_moves(one.id).await.unwrap();
    assert_eq!((moves[1].member, moves[1].member_name.as_deref()), (None, None));
    store
        .send_adoption_link(&asked, &link(3, member), (3, later(-60)))
        .await
        .unwrap();
    let late = store
        .use_adoption_link(
            &act_at(later(61), "adoption.confirm"),
            AdoptionLinkId::new(3),
            &confirm(2),
            Consent::Public,
        )
        .await;
    assert!(matches!(late, Ok(false)), "{late:?}");
    assert_eq!(
        store.adoption(document, 1).await.unwrap().unwrap().consent,
        Consent::Members
    );
    // Something is wrong, and what is right has yet to be found out: nothing is confirmed.
    let unclear = NewAdoptionMove {
        kind: Kind::Correct,
        note: "Not in these words".to_owned(),
        ..confirm(2)
    };
    let used = store
        .use_adoption_link(
            &act("adoption.confirm"),
            AdoptionLinkId::new(3),
            &unclear,
            Consent::Members,
        )
        .await;
    assert!(matches!(used, Ok(true)), "{used:?}");
    let open = store.adoption(document, 1).await.unwrap().unwrap();
    assert_eq!((open.state, open.confirmed), (State::Taken, None));
    store
        .send_adoption_link(&asked, &link(4, member), (4, later(-60)))
        .await
        .unwrap();
    // What the secretary puts right is confirmed with it.
    let wrong = NewAdoptionMove {
        kind: Kind::Correct,
        state: State::Mistaken,
        note: "Not us".to_owned(),
        ..confirm(3)
    };
    let used = store
        .use_adoption_link(
            &act("adoption.confirm"),
            AdoptionLinkId::new(4),
            &wrong,
            Consent::Private,
        )
        .await;
    assert!(matches!(used, Ok(true)), "{used:?}");
    let put_right = store.adoption(document, 1).await.unwrap().unwrap();
    assert_eq!(
        (put_right.state, put_right.confirmed, put_right.consent),
        (State::Mistaken, Some(Hand::Secretary), Consent::Private)
    );
    // The sweep takes links, and nothing else of an adoption.
    store.sweep(NOON.plus_days(40)).await.unwrap();
    assert_eq!(store.adoption_link("adoption link 1").await.unwrap(), None);
    assert_eq!(store.adoption_moves(one.id).await.unwrap().len(), 4);
}

pub async fn what_somebody_reported_is_told_to_them_and_their_notes_go(store: Db) {
    let (member, document) = taken(&store).await;
    let other = super::scene::member(&store, 2, &[Role::Committee]).await;
    store
        .move_adoption(
            &act_by(other, "adoption.move"),
            &NewAdoptionMove {
                note: "Theirs".to_owned(),
                ..step(1, 1, State::PassedVariant, other)
            },
            Some(&words_of("Our words", None, other)),
        )
        .await
        .unwrap();
    store
        .send_adoption_link(
            &act_by(other, "adoption.ask"),
            &link(1, other),
            (9, NOON.plus_days(-1)),
        )
        .await
        .unwrap();
    let told = |who| {
        let store = store.clone();
        async move {
            let all = store.own_records(who).await.unwrap();
            let kinds: Vec<&str> = all.iter().map(|record| record.kind).collect();
            (kinds.join("; "), format!("{all:?}"))
        }
    };
    let (kinds, said) = told(member).await;
    assert!(kinds.contains("report for a party"), "{kinds}");
    assert!(kinds.contains("what was reported of a party"), "{kinds}");
    assert!(
        said.contains("Town 1 CLP") && said.contains("Note 0") && !said.contains("Theirs"),
        "{said}"
    );
    let (kinds, said) = told(other).await;
    assert!(kinds.contains("words that a party passed"), "{kinds}");
    assert!(kinds.contains("link to confirm a report, sent"), "{kinds}");
    assert!(said.contains("Our words") && !said.contains("Note 0"), "{said}");

    store
        .erase(&act_by(member, "member.erase"), member)
        .await
        .unwrap();
    let one = store.adoption(document, 1).await.unwrap().unwrap();
    assert_eq!(one.reporter_name.as_deref(), Some("Former member"));
    let moves = store.adoption_moves(one.id).await.unwrap();
    let notes: Vec<&str> = moves.iter().map(|step| step.note.as_str()).collect();
    assert_eq!(notes, ["", "Theirs"]);
}
