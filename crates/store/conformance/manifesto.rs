//! The manifesto: its sections, its editions, and what the checks need to know.

use super::scene::*;
use domain::decision::Verdict;
use domain::document::Kind;
use domain::ids::{DismissalId, DocumentId, LinkId, MemberId, OutcomeId};
use domain::people::Role;
use domain::permission::Setting;
use domain::section::{Move, State};
use store::{
    Assembled, Following, Frame, NewDocument, NewEdition, NewOutcome, NewSection, NewSectionChange,
    SectionStep, StoreError,
};

/// The manifesto's own text.
const WHOLE: DocumentId = DocumentId::new(100);

fn named(id: DocumentId, slug: &str) -> NewDocument {
    NewDocument {
        id,
        slug: slug.to_owned(),
        ..document(1)
    }
}

/// The `n`th section, to be started.
fn section(n: u128, author: MemberId, state: Move) -> NewSection {
    let id = DocumentId::new(n);
    NewSection {
        document: named(id, &format!("section-{n}")),
        first: version(id, author, &format!("section {n}")),
        state,
        commitment: format!("Promise {n}"),
        budget: Some(500),
    }
}

fn frame(revision: u32, title: &str) -> Frame {
    Frame {
        revision,
        title: title.to_owned(),
        addressee: "We ask the council to:\n".to_owned(),
        closing: String::new(),
        budget: Some(3_000),
    }
}

fn held(n: u128, version: u32) -> Assembled {
    Assembled {
        section: DocumentId::new(n),
        version,
        heading: format!("Title of section {n}"),
        commitment: format!("Promise {n}"),
    }
}

fn edition(holds: Vec<Assembled>) -> NewEdition {
    NewEdition {
        addressee: "We ask the council to:\n".to_owned(),
        closing: "We are bus users.\n".to_owned(),
        holds,
    }
}

/// A committee member, and a manifesto of sections 1 to 3.
async fn manifesto(store: &Db) -> MemberId {
    let author = member(store, 1, &[Role::Committee]).await;
    let sections: Vec<_> = (1..=3).map(|n| section(n, author, Move::Draft)).collect();
    store
        .found_manifesto(
            &act_by(author, "manifesto.import"),
            &named(WHOLE, "manifesto"),
            &version(WHOLE, author, "one"),
            &frame(0, "A manifesto"),
            &sections,
            None,
        )
        .await
        .unwrap();
    author
}

async fn order(store: &Db) -> Vec<u32> {
    let sections = store.sections(NOON).await.unwrap();
    sections
        .iter()
        .map(|section| {
            section
                .document
                .slug
                .strip_prefix("section-")
                .unwrap()
                .parse()
                .unwrap()
        })
        .collect()
}

fn ids(numbers: &[u128]) -> Vec<DocumentId> {
    numbers.iter().copied().map(DocumentId::new).collect()
}

fn step(n: u128, seen: u32, step: SectionStep) -> NewSectionChange {
    NewSectionChange {
        document: DocumentId::new(n),
        seen,
        version: Some(1),
        steps: vec![step],
        note: "For a reason".to_owned(),
    }
}

pub async fn a_manifesto_is_founded_once_with_its_sections(store: Db) {
    assert_eq!(store.manifesto(NOON).await.unwrap(), None);
    assert_eq!(store.frame().await.unwrap(), None);
    let author = manifesto(&store).await;
    let found = store.manifesto(NOON).await.unwrap().unwrap();
    assert_eq!(
        (found.id, found.records.kind, found.records.setting()),
        (WHOLE, Kind::Manifesto, Setting::Manifesto)
    );
    assert_eq!(store.frame().await.unwrap(), Some(frame(1, "A manifesto")));
    let sections = store.sections(NOON).await.unwrap();
    assert_eq!(order(&store).await, [1, 2, 3]);
    let first = &sections[0];
    assert_eq!(first.document.records.kind, Kind::Section);
    assert_eq!(first.document.records.setting(), Setting::Section);
    assert_eq!(
        (first.commitment.as_str(), first.budget, first.revision),
        ("Promise 1", Some(500), 3)
    );
    assert_eq!((first.course.state(), first.edition), (State::Draft, None));
    let again = store
        .found_manifesto(
            &act_by(author, "manifesto.import"),
            &named(DocumentId::new(101), "manifesto"),
            &version(DocumentId::new(101), author, "two"),
            &frame(0, "Another"),
            &[section(9, author, Move::Draft)],
            None,
        )
        .await;
    assert!(matches!(again, Err(StoreError::Taken(_))), "{again:?}");
    assert_eq!(store.sections(NOON).await.unwrap().len(), 3);
    // All of it is listed among the texts that members know.
    let texts = store
        .documents(NOON, false, Some(MemberId::new(9)), 10, 0)
        .await
        .unwrap();
    assert_eq!(texts.len(), 4);
    chain(&store).await;
}

pub async fn a_section_is_wanted_until_it_is_drafted(store: Db) {
    let author = manifesto(&store).await;
    let act = act_by(author, "section.start");
    let slug = store
        .add_sections(&act, WHOLE, None, &[section(4, author, Move::Wanted)], None, &[])
        .await
        .unwrap();
    assert_eq!(slug, "section-4");
    let wanted = store.document(&slug, NOON).await.unwrap().unwrap();
    assert_eq!(wanted.records.setting(), Setting::Wanted);
    store
        .change_sections(&act, &[step(4, 3, SectionStep::State(Move::Draft))], &[])
        .await
        .unwrap();
    let drafted = store.document(&slug, NOON).await.unwrap().unwrap();
    assert_eq!(drafted.records.setting(), Setting::Section);
}

pub async fn what_is_recorded_of_a_section_stays(store: Db) {
    let author = manifesto(&store).await;
    let act = act_by(author, "section.line");
    let change = NewSectionChange {
        steps: vec![
            SectionStep::Commitment("A better promise".to_owned()),
            SectionStep::Budget(None),
        ],
        ..step(2, 3, SectionStep::Budget(None))
    };
    store.change_sections(&act, &[change], &[]).await.unwrap();
    store
        .change_sections(&act, &[step(2, 5, SectionStep::State(Move::Agreed))], &[])
        .await
        .unwrap();
    let sections = store.sections(NOON).await.unwrap();
    let two = &sections[1];
    assert_eq!(
        (two.commitment.as_str(), two.budget, two.revision),
        ("A better promise", None, 6)
    );
    assert_eq!(two.course.state(), State::Agreed);
    let changes = store.section_changes(DocumentId::new(2)).await.unwrap();
    let steps: Vec<_> = changes
        .iter()
        .map(|change| (change.number, change.step.clone()))
        .collect();
    assert_eq!(
        steps,
        [
            (1, SectionStep::State(Move::Draft)),
            (2, SectionStep::Commitment("Promise 2".to_owned())),
            (3, SectionStep::Budget(Some(500))),
            (4, SectionStep::Commitment("A better promise".to_owned())),
            (5, SectionStep::Budget(None)),
            (6, SectionStep::State(Move::Agreed)),
        ]
    );
    let last = &changes[5];
    assert_eq!(
        (
            last.version,
            last.note.as_str(),
            last.member_name.as_str(),
            last.at
        ),
        (1, "For a reason", "Person 001", NOON)
    );
    chain(&store).await;
}

pub async fn whoever_has_not_seen_the_latest_records_nothing(store: Db) {
    let author = manifesto(&store).await;
    let act = act_by(author, "section.move");
    let agreed = || SectionStep::State(Move::Agreed);
    // Of two changes one is stale: neither is recorded.
    let both = [step(1, 3, agreed()), step(2, 2, agreed())];
    assert!(matches!(
        store.change_sections(&act, &both, &[]).await,
        Err(StoreError::Stale)
    ));
    assert_eq!(store.sections(NOON).await.unwrap()[0].revision, 3);
    let id = DocumentId::new(1);
    store
        .save_version(&act, 1, &version(id, author, "newer"))
        .await
        .unwrap();
    // They agree to a version that is not the latest.
    assert!(matches!(
        store.change_sections(&act, &[step(1, 3, agreed())], &[]).await,
        Err(StoreError::Stale)
    ));
    let line = NewSectionChange {
        version: None,
        ..step(1, 3, SectionStep::Commitment("Words".to_owned()))
    };
    store.change_sections(&act, &[line], &[]).await.unwrap();
    let answers = at_once(20, |_| {
        let store = store.clone();
        async move {
            let change = step(3, 3, SectionStep::State(Move::Agreed));
            store
                .change_sections(&act_by(author, "section.move"), &[change], &[])
                .await
                .is_ok()
        }
    })
    .await;
    assert_eq!(answers.into_iter().filter(|done| *done).count(), 1);
    chain(&store).await;
}

pub async fn sections_stand_where_they_are_put(store: Db) {
    let author = manifesto(&store).await;
    let act = act_by(author, "section.start");
    let new = [section(4, author, Move::Draft), section(5, author, Move::Draft)];
    store
        .add_sections(&act, WHOLE, Some(DocumentId::new(1)), &new, None, &[])
        .await
        .unwrap();
    store
        .add_sections(&act, WHOLE, None, &[section(6, author, Move::Wanted)], None, &[])
        .await
        .unwrap();
    assert_eq!(order(&store).await, [1, 4, 5, 2, 3, 6]);
    // What is left out stands last, and takes no part in the order.
    store
        .change_sections(&act, &[step(1, 3, SectionStep::State(Move::Dropped))], &[])
        .await
        .unwrap();
    assert_eq!(order(&store).await, [4, 5, 2, 3, 6, 1]);
    store
        .reorder(&act, &ids(&[4, 5, 2, 3, 6]), &ids(&[6, 2, 3, 5, 4]), &[])
        .await
        .unwrap();
    assert_eq!(order(&store).await, [6, 2, 3, 5, 4, 1]);
    for (base, wished) in [
        // Not the order that it is in.
        (ids(&[4, 5, 2, 3, 6]), ids(&[4, 5, 2, 3, 6])),
        // Not the same sections.
        (ids(&[6, 2, 3, 5, 4]), ids(&[6, 2, 3, 5])),
        (ids(&[6, 2, 3, 5, 4]), ids(&[6, 2, 3, 5, 5])),
        (ids(&[6, 2, 3, 5, 4]), ids(&[6, 2, 3, 5, 1])),
    ] {
        let answer = store.reorder(&act, &base, &wished, &[]).await;
        assert!(matches!(answer, Err(StoreError::Stale)), "{wished:?}");
    }
    assert_eq!(order(&store).await, [6, 2, 3, 5, 4, 1]);
    chain(&store).await;
}

pub async fn two_orders_at_once_make_one(store: Db) {
    let author = manifesto(&store).await;
    let answers = at_once(20, |n| {
        let store = store.clone();
        async move {
            let wished = if n % 2 == 0 {
                ids(&[3, 1, 2])
            } else {
                ids(&[2, 1, 3])
            };
            store
                .reorder(&act_by(author, "manifesto.order"), &ids(&[1, 2, 3]), &wished, &[])
                .await
                .is_ok()
        }
    })
    .await;
    assert_eq!(answers.into_iter().filter(|done| *done).count(), 1);
    // The same form sent again is the same act, whatever the order is by now.
    let before = order(&store).await;
    let base: Vec<u128> = before.iter().map(|n| u128::from(*n)).collect();
    let wished: Vec<u128> = base.iter().rev().copied().collect();
    let act = form(act_by(author, "manifesto.order"), 7);
    store
        .reorder(&act, &ids(&base), &ids(&wished), &[])
        .await
        .unwrap();
    let again = store.reorder(&act, &ids(&base), &ids(&wished), &[]).await;
    assert!(matches!(again, Err(StoreError::Repeated(_))), "{again:?}");
    chain(&store).await;
}

pub async fn an_order_and_its_references_are_one_act(store: Db) {
    let author = manifesto(&store).await;
    let act = act_by(author, "manifesto.order");
    let follows = |n, text| Following {
        base: 1,
        version: version(DocumentId::new(n), author, text),
    };
    let stale = Following {
        base: 2,
        ..follows(3, "stale")
    };
    let answer = store
        .reorder(
            &act,
            &ids(&[1, 2, 3]),
            &ids(&[2, 1, 3]),
            &[follows(1, "see 2"), stale],
        )
        .await;
    assert!(matches!(answer, Err(StoreError::Stale)), "{answer:?}");
    assert_eq!(order(&store).await, [1, 2, 3]);
    assert_eq!(store.section_texts().await.unwrap().len(), 3);
    let agreed = step(3, 3, SectionStep::State(Move::Agreed));
    store.change_sections(&act, &[agreed], &[]).await.unwrap();
    store
        .reorder(
            &act,
            &ids(&[1, 2, 3]),
            &ids(&[2, 1, 3]),
            &[follows(1, "see 2"), follows(3, "see 1")],
        )
        .await
        .unwrap();
    // Only its references follow: what was agreed is agreed.
    let sections = store.sections(NOON).await.unwrap();
    assert_eq!(
        (sections[2].course.at, sections[2].course.state()),
        (2, State::Agreed)
    );
    assert_eq!(sections[1].course.at, 1);
    assert_eq!(order(&store).await, [2, 1, 3]);
    let mut texts: Vec<_> = store
        .section_texts()
        .await
        .unwrap()
        .into_iter()
        .map(|version| (version.document, version.number, version.text))
        .collect();
    texts.sort();
    let expected = |n, number, text: &str| (DocumentId::new(n), number, text.to_owned());
    assert_eq!(
        texts,
        [
            expected(1, 2, "see 2"),
            expected(2, 1, "section 2"),
            expected(3, 2, "see 1")
        ]
    );
}

pub async fn a_frame_follows_the_one_that_was_seen(store: Db) {
    let author = manifesto(&store).await;
    let act = act_by(author, "manifesto.frame");
    store.set_frame(&act, WHOLE, &frame(1, "Two")).await.unwrap();
    assert!(matches!(
        store.set_frame(&act, WHOLE, &frame(1, "Late")).await,
        Err(StoreError::Stale)
    ));
    assert_eq!(store.frame().await.unwrap(), Some(frame(2, "Two")));
}

pub async fn an_edition_holds_exact_versions(store: Db) {
    let author = manifesto(&store).await;
    let act = act_by(author, "edition.assemble");
    assert_eq!(store.editions().await.unwrap(), []);
    let text = version(WHOLE, author, "assembled");
    let holds = vec![held(3, 1), held(1, 1)];
    for (base, revision) in [(2, 1), (1, 2)] {
        let answer = store
            .assemble(&act, base, revision, &text, &edition(holds.clone()))
            .await;
        assert!(matches!(answer, Err(StoreError::Stale)), "{answer:?}");
    }
    let number = store
        .assemble(&act, 1, 1, &text, &edition(holds.clone()))
        .await
        .unwrap();
    assert_eq!(number, 1);
    store
        .save_version(&act, 1, &version(DocumentId::new(1), author, "newer"))
        .await
        .unwrap();
    let editions = store.editions().await.unwrap();
    let one = &editions[0];
    assert_eq!(
        (one.number, one.version, one.title.as_str(), one.sections),
        (1, 2, "Title of assembled", 2)
    );
    assert_eq!(
        (one.closing.as_str(), one.member_name.as_str(), one.hash.as_str()),
        ("We are bus users.\n", "Person 001", "hash of assembled")
    );
    assert_eq!(store.assembly(WHOLE, 2).await.unwrap(), holds);
    let texts = store.edition_texts(WHOLE, 2).await.unwrap();
    let told: Vec<_> = texts.iter().map(|version| version.text.as_str()).collect();
    assert_eq!(told, ["section 3", "section 1"]);
    assert_eq!(store.assembly(WHOLE, 1).await.unwrap(), []);
    // A version that never was is in no edition.
    let nowhere = store
        .assemble(&act, 2, 1, &text, &edition(vec![held(1, 9)]))
        .await;
    assert!(nowhere.is_err());
    assert_eq!(store.editions().await.unwrap().len(), 1);
    chain(&store).await;
}

pub async fn parallel_editions_make_one(store: Db) {
    let author = manifesto(&store).await;
    let answers = at_once(20, |_| {
        let store = store.clone();
        async move {
            store
                .assemble(
                    &act_by(author, "edition.assemble"),
                    1,
                    1,
                    &version(WHOLE, author, "assembled"),
                    &edition(vec![held(1, 1), held(2, 1)]),
                )
                .await
                .is_ok()
        }
    })
    .await;
    assert_eq!(answers.into_iter().filter(|done| *done).count(), 1);
    assert_eq!(store.editions().await.unwrap().len(), 1);
    chain(&store).await;
}

pub async fn an_approved_edition_freezes_its_sections(store: Db) {
    let author = manifesto(&store).await;
    let act = act_by(author, "edition.assemble");
    store
        .assemble(
            &act,
            1,
            1,
            &version(WHOLE, author, "one"),
            &edition(vec![held(1, 1)]),
        )
        .await
        .unwrap();
    let frozen = |sections: Vec<store::Section>| -> Vec<Option<u32>> {
        sections.iter().map(|section| section.edition).collect()
    };
    assert_eq!(frozen(store.sections(NOON).await.unwrap()), [None, None, None]);
    // Two are enough while the chair is vacant.
    member(&store, 2, &[Role::Committee]).await;
    for n in 1..=2 {
        let vote = store::NewApproval {
            version: 2,
            ..vote(n, WHOLE, Verdict::For)
        };
        store.vote(&act, &vote).await.unwrap();
        let vote = vote_on_section(n);
        store.vote(&act, &vote).await.unwrap();
    }
    let sections = store.sections(NOON).await.unwrap();
    assert_eq!(frozen(sections.clone()), [Some(1), None, None]);
    assert_eq!(sections[0].course.state(), State::Frozen);
    assert_eq!(
        (sections[1].approved, sections[1].course.state()),
        (Some(1), State::Agreed)
    );
    let approved = store.settled_section_texts().await.unwrap();
    assert_eq!(approved.len(), 1);
    assert_eq!(approved[0].document, DocumentId::new(2));
    // A newer version is neither in the edition nor approved.
    for n in [1, 2] {
        store
            .save_version(&act, 1, &version(DocumentId::new(n), author, "newer"))
            .await
            .unwrap();
    }
    let sections = store.sections(NOON).await.unwrap();
    assert_eq!(frozen(sections.clone()), [None, None, None]);
    assert_eq!(
        (sections[1].approved, sections[1].course.approved),
        (Some(1), false)
    );
    assert_eq!(store.settled_section_texts().await.unwrap()[0].number, 1);
}

/// A vote of member `n` for section 2.
fn vote_on_section(n: u128) -> store::NewApproval {
    store::NewApproval {
        id: domain::ids::ApprovalId::new(n + 50),
        decision: domain::ids::DecisionId::new(n + 50),
        ..vote(n, DocumentId::new(2), Verdict::For)
    }
}

pub async fn a_finding_is_set_aside_once_and_taken_back(store: Db) {
    let author = manifesto(&store).await;
    let act = act_by(author, "finding.dismiss");
    let (one, section) = (DismissalId::new(1), Some(DocumentId::new(1)));
    store
        .dismiss_finding(&act, one, "key", section, "It is meant so")
        .await
        .unwrap();
    let again = store
        .dismiss_finding(&act, DismissalId::new(2), "key", section, "Twice")
        .await;
    assert!(matches!(again, Err(StoreError::Taken(_))), "{again:?}");
    store
        .dismiss_finding(&act, DismissalId::new(3), "other", None, "The whole")
        .await
        .unwrap();
    let known = store.dismissals().await.unwrap();
    assert_eq!(known.len(), 2);
    let found = known.iter().find(|dismissal| dismissal.id == one).unwrap();
    assert_eq!(
        (
            found.key.as_str(),
            found.section,
            found.reason.as_str(),
            found.member_name.as_str()
        ),
        ("key", section, "It is meant so", "Person 001")
    );
    store.revoke_dismissal(&act, one, author).await.unwrap();
    assert_eq!(store.dismissals().await.unwrap().len(), 1);
    store
        .dismiss_finding(&act, DismissalId::new(4), "key", section, "After all")
        .await
        .unwrap();
    assert_eq!(store.dismissals().await.unwrap().len(), 2);
}

pub async fn the_last_word_on_a_figure_and_an_abbreviation_counts(store: Db) {
    let author = manifesto(&store).await;
    let act = act_by(author, "figure.source");
    for (source, on) in [("A report", "2023-05-01"), ("A better report", "2024-05-01")] {
        store
            .set_figure_source(&act, "1.8 million", source, on)
            .await
            .unwrap();
    }
    store
        .set_figure_source(&act, "152%", "A table", "2023-01-01")
        .await
        .unwrap();
    let sources: Vec<_> = store
        .figure_sources()
        .await
        .unwrap()
        .into_iter()
        .map(|figure| (figure.key, figure.source, figure.on))
        .collect();
    let told = |key: &str, source: &str, on: &str| (key.to_owned(), source.to_owned(), on.to_owned());
    assert_eq!(
        sources,
        [
            told("1.8 million", "A better report", "2024-05-01"),
            told("152%", "A table", "2023-01-01")
        ]
    );
    for (abbreviation, meaning) in [
        ("NHS", "National Health Service"),
        ("CLP", "Constituency party"),
        ("CLP", ""),
        ("NHS", "the National Health Service"),
    ] {
        store.set_meaning(&act, abbreviation, meaning).await.unwrap();
    }
    let glossary = store.glossary().await.unwrap();
    assert_eq!(glossary.len(), 1);
    assert_eq!(
        (glossary[0].abbreviation.as_str(), glossary[0].meaning.as_str()),
        ("NHS", "the National Health Service")
    );
}

pub async fn outcomes_and_links_are_taken_back_not_lost(store: Db) {
    let author = manifesto(&store).await;
    let act = act_by(author, "outcome.add");
    let motion = text(&store, author, 50).await;
    let outcome = |n, document, on: &str| NewOutcome {
        id: OutcomeId::new(n),
        document,
        on: on.to_owned(),
        what: format!("Achievement {n}"),
        source: "The minutes".to_owned(),
    };
    let section = DocumentId::new(1);
    for new in [
        outcome(1, section, "2017-05-16"),
        outcome(2, section, "2024-06-13"),
        outcome(3, motion, "2019-09-24"),
    ] {
        store.add_outcome(&act, &new).await.unwrap();
    }
    let numbers = |outcomes: Vec<store::GroupOutcome>| -> Vec<String> {
        outcomes.into_iter().map(|outcome| outcome.what).collect()
    };
    assert_eq!(
        numbers(store.outcomes(Some(section)).await.unwrap()),
        ["Achievement 2", "Achievement 1"]
    );
    assert_eq!(store.outcomes(None).await.unwrap().len(), 3);
    store
        .withdraw_outcome(&act, OutcomeId::new(2), author)
        .await
        .unwrap();
    assert_eq!(
        numbers(store.outcomes(None).await.unwrap()),
        ["Achievement 3", "Achievement 1"]
    );

    store
        .link_clause(&act, LinkId::new(1), motion, 2, section)
        .await
        .unwrap();
    let again = store.link_clause(&act, LinkId::new(2), motion, 2, section).await;
    assert!(matches!(again, Err(StoreError::Taken(_))), "{again:?}");
    let links = store.clause_links().await.unwrap();
    assert_eq!(links.len(), 1);
    assert_eq!(
        (
            links[0].slug.as_str(),
            links[0].clause,
            links[0].section_slug.as_str(),
            links[0].heading.as_str()
        ),
        ("text-of-number-50", 2, "section-1", "Title of section 1")
    );
    store.unlink_clause(&act, LinkId::new(1), author).await.unwrap();
    assert_eq!(store.clause_links().await.unwrap(), []);
    store
        .link_clause(&act, LinkId::new(3), motion, 2, section)
        .await
        .unwrap();
    assert_eq!(store.clause_links().await.unwrap().len(), 1);
}

pub async fn what_was_asked_of_sections_is_listed(store: Db) {
    let author = manifesto(&store).await;
    let act = act_by(author, "round.open");
    let section = DocumentId::new(1);
    let motion = text(&store, author, 50).await;
    for (n, document) in [(1, section), (2, motion)] {
        store.open_round(&act, &round(n, document, author)).await.unwrap();
    }
    let rounds = store.section_rounds().await.unwrap();
    assert_eq!(rounds.len(), 1);
    assert_eq!(rounds[0].document, section);
    let sections = store.sections(later(5)).await.unwrap();
    assert_eq!(
        (sections[0].course.asked, sections[0].course.state()),
        (Some(1), State::RoundOpen)
    );
    assert_eq!(store.section_amendments().await.unwrap(), []);
    store
        .save_version(&act, 1, &version(section, author, "newer"))
        .await
        .unwrap();
    let versions: Vec<_> = store
        .section_versions()
        .await
        .unwrap()
        .into_iter()
        .filter(|version| version.document == section)
        .map(|version| (version.number, version.note))
        .collect();
    assert_eq!(
        versions,
        [(1, "Says section 1".to_owned()), (2, "Says newer".to_owned())]
    );
    // What members know: circulated motions and composites, no drafts, no sections.
    text(&store, author, 51).await;
    let known = store.known_texts(10).await.unwrap();
    assert_eq!(
        known.iter().map(|version| version.document).collect::<Vec<_>>(),
        [motion]
    );
}

pub async fn what_one_did_for_the_manifesto_is_told_and_stays(store: Db) {
    let author = manifesto(&store).await;
    let act = act_by(author, "manifesto");
    let (section, motion) = (DocumentId::new(1), text(&store, author, 50).await);
    let line = step(1, 3, SectionStep::State(Move::Agreed));
    store.change_sections(&act, &[line], &[]).await.unwrap();
    store.set_frame(&act, WHOLE, &frame(1, "Two")).await.unwrap();
    store
        .assemble(
            &act,
            1,
            2,
            &version(WHOLE, author, "assembled"),
            &edition(vec![held(1, 1)]),
        )
        .await
        .unwrap();
    store
        .dismiss_finding(&act, DismissalId::new(1), "key", Some(section), "It is meant so")
        .await
        .unwrap();
    store
        .set_figure_source(&act, "152%", "A table", "2023-01-01")
        .await
        .unwrap();
    store
        .set_meaning(&act, "CLP", "Constituency party")
        .await
        .unwrap();
    let outcome = NewOutcome {
        id: OutcomeId::new(1),
        document: section,
        on: "2017-05-16".to_owned(),
        what: "A statement was removed".to_owned(),
        source: "The minutes".to_owned(),
    };
    store.add_outcome(&act, &outcome).await.unwrap();
    store
        .link_clause(&act, LinkId::new(1), motion, 2, section)
        .await
        .unwrap();
    let told = |records: Vec<store::OwnRecord>| -> std::collections::BTreeSet<&'static str> {
        records.into_iter().map(|record| record.kind).collect()
    };
    let kinds = told(store.own_records(author).await.unwrap());
    for kind in [
        "change of a section",
        "words around the manifesto",
        "edition assembled",
        "finding set aside",
        "source of a figure",
        "entry of the glossary",
        "outcome",
        "clause linked to a section",
    ] {
        assert!(kinds.contains(kind), "{kind} is missing in {kinds:?}");
    }
    // It is the group's record: it stays, under a name that says nothing.
    store
        .erase(&act_by(author, "member.erase"), author)
        .await
        .unwrap();
    assert_eq!(store.dismissals().await.unwrap()[0].member_name, "Former member");
    assert_eq!(
        store.outcomes(None).await.unwrap()[0].member_name,
        "Former member"
    );
    assert_eq!(store.editions().await.unwrap()[0].member_name, "Former member");
    chain(&store).await;
}
