//! What CLPs did with a published text: who reports and confirms it, who knows of it, and how variants compare.

use crate::scene::*;
use domain::adoption::{Closeness, Consent, Copy, Hand, Milestone, NodeKind, State};
use domain::csv_guard::unguarded;
use domain::ids::{PublicationId, SubmissionId};
use domain::people::Role;
use service::Submission;
use service::adoptions::{
    AskForm, COLUMNS, ClauseFate, ConsentForm, Filter, MoveForm, One, ReportForm, SecretaryForm, WordsForm,
    answer_by_link, ask_confirmation, check, consent, csv as table_of, new_report, overview,
    pending_confirmation, public_overview, record, report, show,
};
use service::motions::{read, save as save_version, start as begin};
use service::{Call, Error, Trouble};

/// A committee of two, a member of a CLP, another member, and a published text.
struct Group {
    scene: Scene,
    committee: [Call; 2],
    member: Call,
    other: Call,
    slug: String,
    published: String,
}

impl Group {
    async fn new() -> Self {
        let scene = Scene::new().await;
        let committee = [
            scene.person("one", &[Role::Committee]).await,
            scene.person("two", &[Role::Committee]).await,
        ];
        let member = scene.person("member", &[Role::Member]).await;
        let other = scene.person("other", &[Role::Member]).await;
        let slug = begin(&committee[0], &start("Evening buses", TEXT)).await.unwrap();
        let published = publish(&scene, &committee[0], &slug, 1).await;
        Self {
            scene,
            committee,
            member,
            other,
            slug,
            published,
        }
    }

    fn form(&self, clp: &str, state: &str) -> ReportForm {
        ReportForm {
            slug: self.slug.clone(),
            publication: self.published.clone(),
            clp: clp.to_owned(),
            conference: "Annual conference 2027".to_owned(),
            state: state.to_owned(),
            consent: "private".to_owned(),
            ..ReportForm::default()
        }
    }

    fn variant(&self, clp: &str, text: &str) -> ReportForm {
        ReportForm {
            words: WordsForm {
                text: text.to_owned(),
                ..WordsForm::default()
            },
            ..self.form(clp, "passed-variant")
        }
    }

    async fn step(&self, call: &Call, number: u32, kind: &str, state: &str) -> Result<(), Error> {
        let seen = show(&self.committee[0], &self.slug, number)
            .await
            .unwrap()
            .seen
            .adoption
            .moves;
        let form = MoveForm {
            slug: self.slug.clone(),
            number,
            seen,
            kind: kind.to_owned(),
            state: state.to_owned(),
            note: "Because".to_owned(),
            ..MoveForm::default()
        };
        record(call, &form).await
    }

    async fn one(&self, number: u32) -> One {
        show(&self.committee[0], &self.slug, number).await.unwrap()
    }
}

pub async fn publish(scene: &Scene, by: &Call, slug: &str, number: u32) -> String {
    let version = read(by, slug).await.unwrap();
    let publication = store::NewPublication {
        id: by.id(PublicationId::new),
        slug: "evening-buses".to_owned(),
        document: version.document.id,
        version: number,
        hash: version.article.version.hash,
        imprint: "Published by the Group".to_owned(),
        published_by: by.member.as_ref().unwrap().id,
    };
    let act = store::Act {
        at: by.now,
        ..scene.act()
    };
    scene.store.publish(&act, &publication).await.unwrap()
}

#[tokio::test]
async fn from_the_copy_to_the_vote() {
    let group = Group::new().await;
    let form = ReportForm {
        meeting_on: "1 June 2027".to_owned(),
        ..group.form("Northtown CLP", "taken")
    };
    let number = report(&group.member, &form).await.unwrap();
    assert_eq!(number, 1);
    for state in [
        "branch-passed",
        "not-reached",
        "passed-model",
        "submitted",
        "ruled-out",
        "appealed",
        "appeal-upheld",
        "picked",
    ] {
        group.step(&group.member, 1, "report", state).await.unwrap();
    }
    let composite = MoveForm {
        slug: group.slug.clone(),
        number: 1,
        seen: 9,
        kind: "report".to_owned(),
        state: "composited".to_owned(),
        composite: "Composite 4".to_owned(),
        ..MoveForm::default()
    };
    record(&group.member, &composite).await.unwrap();
    group.step(&group.member, 1, "report", "carried").await.unwrap();
    let one = group.one(1).await;
    let adoption = &one.seen.adoption;
    assert_eq!(
        (
            adoption.state,
            adoption.composite.as_str(),
            adoption.moves,
            one.seen.copy
        ),
        (State::Carried, "Composite 4", 11, Copy::Current)
    );
    assert_eq!(one.moves[0].meeting_on, "2027-06-01");
    assert!(one.moves.iter().all(|step| step.hand == Hand::Reporter));
    assert!(one.next.is_empty() && one.back.len() == 10);
    let all = overview(&group.committee[0], &group.slug, &Filter::default())
        .await
        .unwrap();
    assert_eq!(all.totals.count(Milestone::Carried), 1);
    let kinds: Vec<NodeKind> = all.family.nodes.iter().map(|node| node.kind).collect();
    assert_eq!(
        kinds,
        [
            NodeKind::Version,
            NodeKind::Model,
            NodeKind::Composite,
            NodeKind::Outcome
        ]
    );
}

#[tokio::test]
async fn what_the_table_does_not_allow_is_not_recorded() {
    let group = Group::new().await;
    report(&group.member, &group.form("Northtown CLP", "taken"))
        .await
        .unwrap();
    for state in ["carried", "submitted", "taken"] {
        refused(
            group.step(&group.member, 1, "report", state).await,
            "",
            Trouble::ChangedMeanwhile,
        );
    }
    refused(
        group.step(&group.member, 1, "report", "nonsense").await,
        "state",
        Trouble::NotAChoice,
    );
    let stale = MoveForm {
        slug: group.slug.clone(),
        number: 1,
        seen: 7,
        kind: "report".to_owned(),
        state: "clp-lost".to_owned(),
        ..MoveForm::default()
    };
    refused(record(&group.member, &stale).await, "", Trouble::ChangedMeanwhile);
    // Ruling out wants a reason, and so does every correction.
    group
        .step(&group.member, 1, "report", "passed-model")
        .await
        .unwrap();
    group.step(&group.member, 1, "report", "submitted").await.unwrap();
    let silent = |kind: &str, state: &str| MoveForm {
        seen: 3,
        kind: kind.to_owned(),
        state: state.to_owned(),
        ..stale.clone()
    };
    for (form, field) in [
        (silent("report", "ruled-out"), "note"),
        (silent("correct", "taken"), "reason"),
    ] {
        refused(record(&group.member, &form).await, field, Trouble::NoReason);
    }
    // A first report says nothing of a conference.
    refused(
        report(&group.other, &group.form("Southtown CLP", "carried")).await,
        "state",
        Trouble::NotAChoice,
    );
    assert_eq!(group.one(1).await.seen.adoption.state, State::Submitted);
}

#[tokio::test]
async fn a_member_reports_for_their_own_party_and_the_committee_for_any() {
    let group = Group::new().await;
    let account = service::people::Account {
        name: "member".to_owned(),
        clp: "Westtown CLP".to_owned(),
        region: "West".to_owned(),
        ..Default::default()
    };
    service::people::change_account(&group.member, &account)
        .await
        .unwrap();
    let member = group.scene.by(group.member.member.as_ref().unwrap().id).await;
    assert_eq!(
        new_report(&member, &group.slug).await.unwrap().clp,
        "Westtown CLP"
    );
    report(&member, &group.form("Easttown CLP", "taken"))
        .await
        .unwrap();
    assert_eq!(group.one(1).await.seen.adoption.clp, "Westtown CLP");
    report(&group.committee[0], &group.form("Easttown CLP", "taken"))
        .await
        .unwrap();
    let two = group.one(2).await;
    assert_eq!(
        (two.seen.adoption.clp.as_str(), two.seen.adoption.reporter),
        ("Easttown CLP", None)
    );
    assert_eq!(two.moves[0].hand, Hand::Committee);
    // Somebody else's is not there for a member until its CLP lets them know, and then not theirs to change.
    assert!(matches!(
        show(&group.other, &group.slug, 1).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        group.step(&group.other, 1, "report", "clp-lost").await,
        Err(Error::NotFound)
    ));
    let lets = ConsentForm {
        slug: group.slug.clone(),
        number: 1,
        consent: "members".to_owned(),
        ..ConsentForm::default()
    };
    assert!(matches!(consent(&group.other, &lets).await, Err(Error::NotFound)));
    consent(&member, &lets).await.unwrap();
    assert!(show(&group.other, &group.slug, 1).await.is_ok());
    assert!(matches!(
        group.step(&group.other, 1, "report", "clp-lost").await,
        Err(Error::NotAllowed)
    ));
    assert!(matches!(
        consent(&group.other, &lets).await,
        Err(Error::NotAllowed)
    ));
}

#[tokio::test]
async fn the_same_party_is_reported_once_as_far_as_one_may_know() {
    let group = Group::new().await;
    report(&group.member, &group.form("Northtown CLP", "taken"))
        .await
        .unwrap();
    refused(
        report(&group.member, &group.form("northtown", "taken")).await,
        "clp",
        Trouble::ReportedBefore(1),
    );
    refused(
        report(
            &group.committee[0],
            &group.form("Northtown Constituency Labour Party", "taken"),
        )
        .await,
        "clp",
        Trouble::ReportedBefore(1),
    );
    // Another member is not told what is private; the committee sees that it stands there twice.
    report(&group.other, &group.form("Northtown CLP", "passed-model"))
        .await
        .unwrap();
    let all = overview(&group.committee[0], &group.slug, &Filter::default())
        .await
        .unwrap();
    assert_eq!(all.twice, [2]);
    let theirs = overview(&group.other, &group.slug, &Filter::default())
        .await
        .unwrap();
    assert_eq!((theirs.twice.len(), theirs.list.len(), theirs.unnamed), (0, 1, 1));
    group
        .step(&group.committee[0], 1, "correct", "mistaken")
        .await
        .unwrap();
    let all = overview(&group.committee[0], &group.slug, &Filter::default())
        .await
        .unwrap();
    assert_eq!((all.twice.len(), all.totals.count(Milestone::Taken)), (0, 1));
}

#[tokio::test]
async fn a_form_sent_twice_is_one_report() {
    let group = Group::new().await;
    let form = ReportForm {
        submission: Some(Submission::of(group.member.id(SubmissionId::new), [])),
        ..group.form("Northtown CLP", "taken")
    };
    assert_eq!(report(&group.member, &form).await.unwrap(), 1);
    match report(&group.member, &form).await {
        Err(Error::Repeated(number)) => assert_eq!(number, "1"),
        other => panic!("{other:?}"),
    }
    let all = overview(&group.committee[0], &group.slug, &Filter::default())
        .await
        .unwrap();
    assert_eq!(all.listed, 1);
}

#[tokio::test]
async fn a_second_person_confirms() {
    let group = Group::new().await;
    report(&group.committee[0], &group.form("Northtown CLP", "taken"))
        .await
        .unwrap();
    refused(
        group.step(&group.committee[0], 1, "confirm", "").await,
        "",
        Trouble::ConfirmsItself,
    );
    assert!(matches!(
        group.step(&group.member, 1, "confirm", "").await,
        Err(Error::NotFound)
    ));
    assert!(!group.one(1).await.may_confirm);
    group.step(&group.committee[1], 1, "confirm", "").await.unwrap();
    assert_eq!(group.one(1).await.seen.adoption.confirmed, Some(Hand::Committee));
    group
        .step(&group.committee[1], 1, "report", "clp-lost")
        .await
        .unwrap();
    let one = group.one(1).await;
    assert_eq!(one.seen.adoption.confirmed, None);
    assert!(one.may_confirm);
}

#[tokio::test]
async fn a_secretary_confirms_by_a_link_without_an_account() {
    let group = Group::new().await;
    report(&group.member, &group.form("Northtown CLP", "passed-model"))
        .await
        .unwrap();
    let ask = AskForm {
        slug: group.slug.clone(),
        number: 1,
        email: "secretary@example.org".to_owned(),
        ..AskForm::default()
    };
    assert!(matches!(
        ask_confirmation(&group.member, &ask).await,
        Err(Error::NotAllowed)
    ));
    group.scene.post().await;
    ask_confirmation(&group.committee[0], &ask).await.unwrap();
    let mails = group.scene.post().await;
    let [mail] = mails.as_slice() else {
        panic!("{mails:?}")
    };
    assert_eq!(mail.recipient, "secretary@example.org");
    let token = mail
        .body
        .split("/confirm/")
        .nth(1)
        .and_then(|rest| rest.split_whitespace().next())
        .unwrap()
        .to_owned();
    assert_eq!(token.len(), 64);
    // Once the mail has left, neither its token nor the address is anywhere in the database.
    let stored = group.scene.stored().await;
    let holds = |text: &str| {
        let found = stored.windows(text.len()).filter(|part| *part == text.as_bytes());
        found.count()
    };
    assert_eq!((holds(&token), holds("secretary@example.org")), (0, 0));

    let visitor = group.scene.visitor();
    let head = group.scene.store.chain_head().await.unwrap();
    let pending = pending_confirmation(&visitor, &token).await.unwrap();
    assert_eq!(pending.adoption.clp, "Northtown CLP");
    assert_eq!(
        group.scene.store.chain_head().await.unwrap(),
        head,
        "looking changes nothing"
    );
    let answer = |token: &str, seen, consent: &str| SecretaryForm {
        token: token.to_owned(),
        seen,
        consent: consent.to_owned(),
        ..SecretaryForm::default()
    };
    refused(
        answer_by_link(&visitor, &answer("0", 1, "public")).await,
        "",
        Trouble::LinkSpent,
    );
    group.step(&group.member, 1, "report", "submitted").await.unwrap();
    refused(
        answer_by_link(&visitor, &answer(&token, 1, "public")).await,
        "",
        Trouble::ChangedMeanwhile,
    );
    refused(
        answer_by_link(&visitor, &answer(&token, 2, "")).await,
        "consent",
        Trouble::Missing,
    );
    answer_by_link(&visitor, &answer(&token, 2, "public"))
        .await
        .unwrap();
    let one = group.one(1).await;
    assert_eq!(one.seen.adoption.confirmed, Some(Hand::Secretary));
    assert_eq!(one.seen.adoption.consent, Consent::Public);
    assert_eq!(one.moves[2].member, None);
    refused(
        answer_by_link(&visitor, &answer(&token, 3, "public")).await,
        "",
        Trouble::LinkSpent,
    );
    refused(
        pending_confirmation(&visitor, &token).await.map(drop),
        "",
        Trouble::LinkSpent,
    );
    // Two more in a day, and none that is a month old.
    for _ in 0..2 {
        ask_confirmation(&group.committee[0], &ask).await.unwrap();
    }
    refused(
        ask_confirmation(&group.committee[0], &ask).await,
        "",
        Trouble::TooManyLinks,
    );
    let mails = group.scene.post().await;
    let mut holding = Vec::new();
    for mail in &mails {
        let (_, rest) = mail.body.split_once("/confirm/").unwrap();
        let token = rest.split_whitespace().next().unwrap();
        if pending_confirmation(&visitor, token).await.is_ok() {
            holding.push(token);
        }
    }
    let [token] = holding[..] else {
        panic!("of several links only the newest holds, not {}", holding.len());
    };
    refused(
        answer_by_link(&at(&visitor, 30 * 24 * 60), &answer(token, 3, "public")).await,
        "",
        Trouble::LinkSpent,
    );
    // Something is wrong: with a reason, back to where it stood, and nobody need confirm that.
    let wrong = |back: &str, reason: &str| SecretaryForm {
        wrong: true,
        back: back.to_owned(),
        reason: reason.to_owned(),
        ..answer(token, 3, "private")
    };
    refused(
        answer_by_link(&visitor, &wrong("carried", "So we hope")).await,
        "back",
        Trouble::NotAChoice,
    );
    refused(
        answer_by_link(&visitor, &wrong("", "Nothing of it")).await,
        "back",
        Trouble::Missing,
    );
    refused(
        answer_by_link(&visitor, &wrong("passed-model", "")).await,
        "reason",
        Trouble::NoReason,
    );
    answer_by_link(&visitor, &wrong("passed-model", "It was never sent"))
        .await
        .unwrap();
    let one = group.one(1).await;
    let adoption = &one.seen.adoption;
    assert_eq!(
        (adoption.state, adoption.confirmed, adoption.consent),
        (State::PassedModel, Some(Hand::Secretary), Consent::Private)
    );
    assert_eq!(one.moves[3].note, "It was never sent");
}

#[tokio::test]
async fn words_of_its_own_are_compared_with_the_model() {
    let group = Group::new().await;
    refused(
        report(&group.member, &group.variant("Northtown CLP", " ")).await,
        "text",
        Trouble::Missing,
    );
    let words = TEXT.replace("8pm", "9pm");
    report(&group.member, &group.variant("Northtown CLP", &words))
        .await
        .unwrap();
    let one = group.one(1).await;
    let shown = one.words.unwrap();
    let figures = &shown.variant.figures;
    assert_eq!(figures.likeness.closeness(), Closeness::Nearly);
    assert_eq!(figures.likeness.untouched.len(), 2);
    assert_eq!((figures.from, figures.from_said), (None, false));
    let fates: Vec<ClauseFate> = shown.clauses.iter().map(|(_, fate)| *fate).collect();
    assert_eq!(fates, [ClauseFate::Kept, ClauseFate::Kept, ClauseFate::Changed]);
    assert!(!shown.diff.is_same());

    // One that is liker to another CLP's words than to the model descends from those, said or not.
    let child = format!("{words}\nConference plants trees along every route to the sea.\n");
    report(&group.other, &group.variant("Southtown CLP", &child))
        .await
        .unwrap();
    let said = ReportForm {
        words: WordsForm {
            from: "model".to_owned(),
            ..group.variant("", &child).words
        },
        ..group.variant("Easttown CLP", &child)
    };
    report(&group.committee[0], &said).await.unwrap();
    let (two, three) = (group.one(2).await, group.one(3).await);
    assert_eq!(two.words.unwrap().from, Some((1, "Northtown CLP".to_owned())));
    let three = three.words.unwrap();
    assert_eq!(
        (three.from.clone(), three.variant.figures.from_said),
        (None, true)
    );

    let all = overview(&group.committee[0], &group.slug, &Filter::default())
        .await
        .unwrap();
    let counts: Vec<u32> = all.clauses.iter().map(|clause| clause.count).collect();
    assert_eq!(counts, [3, 3, 0]);
    assert_eq!((all.totals.as_model, all.totals.as_variant), (0, 3));
    let parents: Vec<_> = all
        .family
        .nodes
        .iter()
        .map(|node| (node.name.as_str(), node.parents.clone()))
        .collect();
    assert_eq!(
        parents,
        [
            ("Version 1", vec![]),
            ("Northtown CLP", vec![0]),
            ("Easttown CLP", vec![0]),
            ("Southtown CLP", vec![1]),
        ]
    );
    // To somebody who may not know of the first, the second hangs on the model.
    assert_eq!(
        show(&group.other, &group.slug, 2)
            .await
            .unwrap()
            .words
            .unwrap()
            .from,
        None
    );
}

#[tokio::test]
async fn what_is_over_the_limit_is_told_and_taken() {
    let group = Group::new().await;
    let long = format!("{TEXT}\nConference also {}.\n", "demands more buses ".repeat(90));
    report(&group.member, &group.variant("Northtown CLP", &long))
        .await
        .unwrap();
    let count = group.one(1).await.words.unwrap().count;
    assert!(count.over > 0 && count.limit == Some(250), "{count:?}");
}

#[tokio::test]
async fn words_are_tidied_before_they_are_sent() {
    let group = Group::new().await;
    let fields = vec![
        ("title".to_owned(), String::new()),
        (
            "text".to_owned(),
            "•  Run every route\n\n•  Freeze fares".to_owned(),
        ),
    ];
    let kept = check(&group.member, &group.slug, fields).await.unwrap();
    let form = service::kept::find(&group.member, &kept.to_string())
        .await
        .unwrap()
        .unwrap();
    assert!(!form.repairs.is_empty());
    assert!(form.value("text").starts_with("- "), "{:?}", form.value("text"));
    assert_eq!(form.value("title"), "Evening buses");
}

#[tokio::test]
async fn a_correction_takes_words_back_and_puts_them_right() {
    let group = Group::new().await;
    report(&group.member, &group.variant("Northtown CLP", "Other words."))
        .await
        .unwrap();
    let right = MoveForm {
        slug: group.slug.clone(),
        number: 1,
        seen: 1,
        kind: "correct".to_owned(),
        state: "passed-variant".to_owned(),
        note: "It was the draft".to_owned(),
        words: WordsForm {
            text: TEXT.to_owned(),
            ..WordsForm::default()
        },
        ..MoveForm::default()
    };
    record(&group.member, &right).await.unwrap();
    let one = group.one(1).await;
    let figures = &one.words.as_ref().unwrap().variant.figures;
    assert_eq!(
        (figures.number, figures.likeness.closeness()),
        (2, Closeness::Same)
    );
    group.step(&group.member, 1, "report", "submitted").await.unwrap();
    group
        .step(&group.member, 1, "correct", "passed-variant")
        .await
        .unwrap();
    assert!(group.one(1).await.words.is_some());
    group
        .step(&group.committee[0], 1, "correct", "mistaken")
        .await
        .unwrap();
    assert!(group.one(1).await.words.is_none());
}

#[tokio::test]
async fn a_visitor_learns_names_by_consent_and_no_small_counts() {
    let group = Group::new().await;
    for n in 1..=4 {
        report(
            &group.committee[0],
            &group.form(&format!("Secret {n} CLP"), "passed-model"),
        )
        .await
        .unwrap();
    }
    let visitor = group.scene.visitor();
    let told = public_overview(&visitor, &group.published).await.unwrap();
    assert!(told.totals.iter().all(|(_, count)| *count == 0));
    assert!(told.named.is_empty() && told.clauses.is_empty());
    assert_eq!(told.family.nodes.len(), 1);
    let open = ReportForm {
        consent: "public".to_owned(),
        ..group.variant("Northtown CLP", &TEXT.replace("8pm", "9pm"))
    };
    report(&group.committee[0], &open).await.unwrap();
    for call in [&visitor, &group.committee[0]] {
        let told = public_overview(call, &group.published).await.unwrap();
        // Five, of which one is named: a five here would give the other four away.
        assert_eq!(told.totals[0], (Milestone::Taken, 1));
        assert_eq!((told.passed, told.clauses.len()), (1, 0));
        let names: Vec<&str> = told.named.iter().map(|seen| seen.adoption.clp.as_str()).collect();
        assert_eq!(names, ["Northtown CLP"]);
        assert!(!format!("{:?}", told.family).contains("Secret"));
    }
    report(&group.committee[0], &group.form("Secret 5 CLP", "passed-model"))
        .await
        .unwrap();
    let told = public_overview(&visitor, &group.published).await.unwrap();
    assert_eq!(told.totals[0], (Milestone::Taken, 6));
    assert_eq!((told.passed, told.totals[2]), (6, (Milestone::Submitted, 0)));
    let counts: Vec<u32> = told.clauses.iter().map(|clause| clause.count).collect();
    assert_eq!(counts, [6, 6, 5]);
    // Taken back, it is gone at once.
    let back = ConsentForm {
        slug: group.slug.clone(),
        number: 5,
        consent: "private".to_owned(),
        ..ConsentForm::default()
    };
    consent(&group.committee[0], &back).await.unwrap();
    assert!(
        public_overview(&visitor, &group.published)
            .await
            .unwrap()
            .named
            .is_empty()
    );
    assert_eq!(group.one(5).await.seen.adoption.consent, Consent::Private);
}

#[tokio::test]
async fn an_earlier_version_counts_for_the_clauses_that_stayed() {
    let group = Group::new().await;
    report(&group.member, &group.form("Northtown CLP", "passed-model"))
        .await
        .unwrap();
    report(
        &group.other,
        &group.variant("Southtown CLP", &TEXT.replace("12%", "13%")),
    )
    .await
    .unwrap();
    let later = at(&group.committee[0], 60);
    save_version(
        &later,
        &save(&group.slug, 1, "Evening buses", &TEXT.replace("8pm", "9pm")),
    )
    .await
    .unwrap();
    let second = publish(&group.scene, &later, &group.slug, 2).await;
    let all = overview(&group.committee[0], &group.slug, &Filter::default())
        .await
        .unwrap();
    let counts: Vec<u32> = all.clauses.iter().map(|clause| clause.count).collect();
    assert_eq!(counts, [1, 2, 0]);
    assert_eq!(group.one(1).await.seen.copy, Copy::Replaced);
    // Whoever takes the old one now takes the wrong one.
    let late = at(&group.committee[0], 120);
    report(&late, &group.form("Easttown CLP", "taken")).await.unwrap();
    assert_eq!(group.one(3).await.seen.copy, Copy::Wrong);
    let current = ReportForm {
        publication: second,
        ..group.form("Westtown CLP", "taken")
    };
    report(&late, &current).await.unwrap();
    assert_eq!(group.one(4).await.seen.copy, Copy::Current);
}

/// What a program that reads tables finds in it: the cells of every line.
fn cells(table: &str) -> Vec<Vec<String>> {
    let body = table.strip_prefix('\u{feff}').unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(body.as_bytes());
    reader
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

#[tokio::test]
async fn no_cell_of_the_table_is_a_formula_and_every_cell_reads_back() {
    let group = Group::new().await;
    let names = [
        "=HYPERLINK(\"https://evil.example\",\"CLP\")",
        "+44 CLP",
        "-1 CLP",
        "@SUM(A1) CLP",
        "'=quoted CLP",
        "Plain, \"quoted\" CLP",
    ];
    for (n, name) in names.iter().enumerate() {
        let form = ReportForm {
            region: name.to_string(),
            conference: format!("=conference {n}"),
            ..group.form(name, "taken")
        };
        report(&group.committee[0], &form).await.unwrap();
    }
    assert!(matches!(
        table_of(&group.member, &group.slug).await,
        Err(Error::NotAllowed)
    ));
    let table = table_of(&group.committee[0], &group.slug).await.unwrap();
    let cells = cells(&table);
    assert_eq!(cells[0], COLUMNS);
    assert_eq!(cells.len(), names.len() + 1);
    for (line, name) in cells[1..].iter().zip(names) {
        assert_eq!(line.len(), COLUMNS.len());
        for cell in line {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{cell:?} is a formula"
            );
        }
        assert_eq!(unguarded(&line[1]), name);
        assert_eq!(unguarded(&line[2]), name);
    }
}

#[tokio::test]
async fn a_list_of_hundreds_is_paged_and_filtered() {
    let group = Group::new().await;
    for n in 0..65 {
        let form = ReportForm {
            region: if n % 2 == 0 { "East" } else { "West" }.to_owned(),
            ..group.form(
                &format!("Town {n} CLP"),
                if n < 5 { "passed-model" } else { "taken" },
            )
        };
        report(&group.committee[0], &form).await.unwrap();
    }
    let asked = |filter: Filter| {
        let group = &group;
        async move {
            let shown = overview(&group.committee[0], &group.slug, &filter).await.unwrap();
            (shown.listed, shown.list.len(), shown.regions.len())
        }
    };
    assert_eq!(asked(Filter::default()).await, (65, 30, 2));
    assert_eq!(
        asked(Filter {
            page: 3,
            ..Filter::default()
        })
        .await,
        (65, 5, 2)
    );
    assert_eq!(
        asked(Filter {
            page: u32::MAX,
            ..Filter::default()
        })
        .await,
        (65, 0, 2)
    );
    assert_eq!(
        asked(Filter {
            state: Some(State::PassedModel),
            region: Some("East".to_owned()),
            page: 1
        })
        .await,
        (3, 3, 2)
    );
}
