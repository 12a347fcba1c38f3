//! The manifesto from the paste to its second edition, and what is refused on the way.

use crate::scene::*;
use domain::ids::SubmissionId;
use domain::manifesto::check::Kind as Check;
use domain::manifesto::contents::Fate;
use domain::people::Role;
use domain::section::{EditionState, Move, State};
use service::Submission;
use service::amendments::{self, Begin, Doing, Draft as Amending, SaveMerge};
use service::decisions::{self, VoteForm};
use service::manifesto::{
    self, AskForm, AssembleForm, Contents, DismissForm, FrameForm, ImportForm, LineForm, LinkForm,
    MeaningForm, MoveForm, OrderForm, OutcomeForm, SourceForm,
};
use service::motions;
use service::rounds::{self, Close, Opening};
use service::{Call, Error, Trouble};

/// A manifesto of four sections. The second commitment is out of step with its heading.
const PASTED: &str = "A FAIR VALE\n\
We urge the council to:\n\
Build homes for rent\n\
Run buses that people can use\n\
Open the library\n\
BUILD HOMES FOR RENT\n\
The vale has 4,310 families without a home of their own (Harbour Trust, 3 May 2021).\n\
Rents rise faster than pay (see Section 3).\n\
2. RUN BUSES\n\
The last bus leaves at 7pm, and nobody knows why.\n\
OPEN THE LIBRARY\n\
The library shouldopen on Sundays.\n\
Where to begin\n\
With one Sunday a month.\n";

fn import(text: &str) -> ImportForm {
    ImportForm {
        text: text.to_owned(),
        ..ImportForm::default()
    }
}

fn slugs(contents: &Contents) -> Vec<&str> {
    contents
        .sections
        .iter()
        .map(|listed| listed.section.document.slug.as_str())
        .collect()
}

fn states(contents: &Contents) -> Vec<State> {
    contents.sections.iter().map(|listed| listed.state).collect()
}

/// The revision and the version of a section as a page shows them.
async fn seen(call: &Call, slug: &str) -> (u32, u32) {
    let contents = manifesto::show(call).await.unwrap();
    let section = &contents.find(slug).unwrap().section;
    (section.revision, section.document.latest)
}

async fn step(call: &Call, slug: &str, step: Move, note: &str) -> Result<(), Error> {
    let (revision, version) = seen(call, slug).await;
    let form = MoveForm {
        slug: slug.to_owned(),
        revision,
        version,
        step: step.word().to_owned(),
        note: note.to_owned(),
        ..MoveForm::default()
    };
    manifesto::record(call, &form).await
}

async fn ask(call: &Call, state: &str, title: &str, text: &str, after: &str) -> String {
    let form = AskForm {
        state: state.to_owned(),
        title: title.to_owned(),
        text: text.to_owned(),
        note: "Please write what we want here".to_owned(),
        after: after.to_owned(),
        ..AskForm::default()
    };
    manifesto::ask(call, &form).await.unwrap()
}

async fn text_of(call: &Call, slug: &str) -> String {
    let page = manifesto::section(call, slug).await.unwrap();
    page.article.text.as_str().to_owned()
}

/// The form that assembles what is proposed.
async fn assembling(call: &Call) -> AssembleForm {
    let draft = manifesto::draft(call, &[]).await.unwrap();
    AssembleForm {
        base: draft.contents.document.as_ref().unwrap().latest,
        frame: draft.contents.frame.revision,
        choices: draft
            .chosen
            .iter()
            .map(|one| (one.listed.section.document.slug.clone(), 0))
            .collect(),
        note: "For the election".to_owned(),
        ..AssembleForm::default()
    }
}

async fn approve(voters: [&Call; 2], slug: &str) {
    for call in voters {
        let page = decisions::show(call, slug).await.unwrap();
        let form = VoteForm {
            slug: slug.to_owned(),
            version: page.document.latest,
            hash: page.article.version.hash.clone(),
            verdict: "for".to_owned(),
            ..VoteForm::default()
        };
        decisions::vote(call, &form).await.unwrap();
    }
}

/// Two on the committee without a chair, who can decide together, and a member.
async fn three(scene: &Scene) -> [Call; 3] {
    [
        scene.person("one", &[Role::Committee]).await,
        scene.person("two", &[Role::Committee]).await,
        scene.person("member", &[Role::Member]).await,
    ]
}

#[tokio::test]
async fn a_manifesto_goes_from_the_paste_to_its_second_edition() {
    let scene = Scene::new().await;
    let [one, two, member] = three(&scene).await;

    // Taking it in.
    let preview = manifesto::preview(&one, PASTED).await.unwrap();
    assert_eq!(preview.import.sections.len(), 3);
    assert!(
        preview
            .repairs
            .iter()
            .any(|repair| repair.contains("should open")),
        "{:?}",
        preview.repairs
    );
    assert!(!preview.adds);
    assert_eq!(manifesto::import(&one, &import(PASTED)).await.unwrap(), 3);
    let contents = manifesto::show(&member).await.unwrap();
    assert_eq!(
        slugs(&contents),
        ["build-homes-for-rent", "run-buses", "open-the-library"]
    );
    assert_eq!(contents.frame.title, "A fair vale");
    assert_eq!(contents.frame.addressee, "We urge the council to:\n");
    assert_eq!(states(&contents), [State::Draft; 3]);
    let buses = contents.find("run-buses").unwrap();
    assert_eq!(buses.section.commitment, "Run buses that people can use");
    assert_eq!((buses.number, buses.findings.blocking), (Some(2), 1));
    let library = manifesto::section(&member, "open-the-library").await.unwrap();
    assert!(
        library.article.text.as_str().contains("## Where to begin"),
        "{}",
        library.article.text
    );
    let note = &library.article.version.note;
    assert!(note.contains("should open"), "{note}");
    // As it came, it is the first edition.
    let first = manifesto::edition(&member, 1).await.unwrap();
    assert_eq!(first.listed.state, EditionState::Assembled);
    assert_eq!(first.holds.len(), 3);
    assert!(
        first
            .article
            .text
            .as_str()
            .contains("# 2. Run buses\n\nThe last bus"),
        "{}",
        first.article.text
    );

    // The checks, and what is set aside.
    let checks = manifesto::check(&member).await.unwrap();
    let kinds: Vec<Check> = checks.open.iter().map(|found| found.finding.kind).collect();
    assert!(kinds.contains(&Check::Commitment), "{kinds:?}");
    assert_eq!(checks.references.len(), 1);
    assert_eq!(
        checks.references[0].target.as_ref().unwrap().slug,
        "open-the-library"
    );
    let step_out = checks
        .open
        .iter()
        .find(|found| found.finding.kind == Check::Commitment)
        .unwrap();
    assert_eq!(
        (step_out.spot.slug.as_str(), step_out.blocks),
        ("run-buses", true)
    );
    refused(
        manifesto::assemble(&one, &assembling(&one).await).await,
        "",
        Trouble::FindingsOpen(1),
    );
    let dismissal = DismissForm {
        key: step_out.finding.key.clone(),
        reason: "The heading is short on purpose".to_owned(),
        ..DismissForm::default()
    };
    manifesto::dismiss(&one, &dismissal).await.unwrap();
    refused(
        manifesto::dismiss(&two, &dismissal).await,
        "",
        Trouble::AlreadyDismissed,
    );
    let checks = manifesto::check(&member).await.unwrap();
    assert_eq!((checks.blocking(), checks.dismissed.len()), (0, 1));
    let why = checks.dismissed[0].dismissal.as_ref().unwrap();
    assert_eq!(why.reason, "The heading is short on purpose");
    manifesto::restore(&one, &why.id.to_string(), None).await.unwrap();
    assert_eq!(manifesto::check(&member).await.unwrap().blocking(), 1);
    // It is mended in the end.
    let (revision, _) = seen(&one, "run-buses").await;
    let line = LineForm {
        slug: "run-buses".to_owned(),
        revision,
        commitment: "Run buses".to_owned(),
        budget: "200".to_owned(),
        ..LineForm::default()
    };
    manifesto::set_line(&one, &line).await.unwrap();
    refused(manifesto::set_line(&two, &line).await, "", Trouble::Unchanged);
    let stale = LineForm {
        budget: "300".to_owned(),
        ..line
    };
    refused(
        manifesto::set_line(&two, &stale).await,
        "",
        Trouble::ChangedMeanwhile,
    );
    assert_eq!(manifesto::check(&member).await.unwrap().blocking(), 0);

    // The first edition that is approved and published.
    let edition = manifesto::assemble(&one, &assembling(&one).await).await.unwrap();
    assert_eq!(edition, 2);
    refused(
        manifesto::assemble(&one, &assembling(&one).await).await,
        "",
        Trouble::Unchanged,
    );
    let document = manifesto::show(&one).await.unwrap().document.unwrap();
    approve([&one, &two], &document.slug).await;
    let published = decisions::publish(&one, &document.slug, document.latest, None)
        .await
        .unwrap();
    let read = decisions::read_published(&scene.visitor(), &published)
        .await
        .unwrap();
    assert_eq!(read.publication.kind, domain::document::Kind::Manifesto);
    let contents = manifesto::show(&member).await.unwrap();
    assert_eq!(states(&contents), [State::Frozen; 3]);
    assert_eq!(contents.sections[0].section.edition, Some(2));

    // Years go by: a section is changed by an amendment, one is dropped, one is new.
    let later = |call: &Call| at(call, 60);
    let (one, two, member) = (later(&one), later(&two), later(&member));
    step(&one, "run-buses", Move::Reopened, "").await.unwrap();
    let opening = Opening {
        slug: "run-buses".to_owned(),
        version: 1,
        question: "What should we ask of buses?".to_owned(),
        close_date: "20 October 2026".to_owned(),
        close_time: "6pm".to_owned(),
        ..Opening::default()
    };
    let round = rounds::open(&one, &opening).await.unwrap();
    let amending = Amending {
        slug: "run-buses".to_owned(),
        base: 1,
        way: "copy".to_owned(),
        text: "The last bus leaves at 7pm; it must leave at 11pm.\n".to_owned(),
        mover: "The riders of the vale".to_owned(),
        ..Amending::default()
    };
    let number = amendments::propose(&member, &amending).await.unwrap();
    for (call, verb) in [(&member, "submit"), (&one, "table"), (&one, "accept")] {
        let known = amendments::one(call, "run-buses", number).await.unwrap();
        let doing = Doing {
            slug: "run-buses".to_owned(),
            number,
            revision: known.entry.amendment.revision,
            verb: verb.to_owned(),
            reason: "Good".to_owned(),
            ..Doing::default()
        };
        amendments::act(call, &doing).await.unwrap();
    }
    assert_eq!(
        manifesto::wanted(&member).await.unwrap().rounds.len(),
        1,
        "the round is open"
    );
    let closing = Close {
        round: round.to_string(),
        reason: "All have spoken".to_owned(),
        ..Close::default()
    };
    rounds::close(&one, &closing).await.unwrap();
    let begin = Begin {
        slug: "run-buses".to_owned(),
        amendments: vec![number.to_string()],
        ..Begin::default()
    };
    amendments::begin(&at(&one, 61), &begin).await.unwrap();
    let sitting = amendments::sitting(&at(&one, 61), "run-buses").await.unwrap();
    let merged = SaveMerge {
        slug: "run-buses".to_owned(),
        after: sitting.merge.unwrap().steps,
        note: "As the riders asked".to_owned(),
        ..SaveMerge::default()
    };
    amendments::save_merge(&at(&one, 61), &merged).await.unwrap();
    let (one, two, member) = (at(&one, 70), at(&two, 70), at(&member, 70));
    assert_eq!(
        text_of(&member, "run-buses").await,
        "The last bus leaves at 7pm; it must leave at 11pm.\n"
    );
    let parks = ask(
        &one,
        "draft",
        "Keep the parks",
        "Ten parks have no gate.",
        "build-homes-for-rent",
    )
    .await;
    // What refers to the library follows its new number.
    assert!(
        text_of(&member, "build-homes-for-rent")
            .await
            .contains("(see Section 4)")
    );
    let outcome = OutcomeForm {
        slug: "run-buses".to_owned(),
        on: "1 September 2026".to_owned(),
        what: "The council added a bus at 9pm".to_owned(),
        source: "The minutes of the council".to_owned(),
        ..OutcomeForm::default()
    };
    manifesto::add_outcome(&one, &outcome).await.unwrap();

    // The second edition supersedes the first.
    let contents = manifesto::show(&member).await.unwrap();
    assert_eq!(
        slugs(&contents),
        [
            "build-homes-for-rent",
            parks.as_str(),
            "run-buses",
            "open-the-library"
        ]
    );
    let draft = manifesto::draft(&one, &[]).await.unwrap();
    let versions: Vec<u32> = draft.chosen.iter().map(|one| one.version.number).collect();
    assert_eq!(versions, [2, 1, 2, 1]);
    assert_eq!(
        manifesto::assemble(&one, &assembling(&one).await).await.unwrap(),
        3
    );
    approve([&one, &two], &document.slug).await;
    decisions::publish(&one, &document.slug, 3, None).await.unwrap();
    let editions = manifesto::editions(&member).await.unwrap();
    let told: Vec<_> = editions
        .iter()
        .map(|listed| (listed.edition.number, listed.state))
        .collect();
    assert_eq!(
        told,
        [
            (3, EditionState::Published),
            (2, EditionState::Superseded),
            (1, EditionState::Assembled)
        ]
    );

    // What changed, and who asked for it.
    let compared = manifesto::compare(&member, 2, Some(3)).await.unwrap();
    let rows: Vec<_> = compared
        .rows
        .iter()
        .map(|row| (row.row.fate, row.row.changed, row.new[0].heading.as_str()))
        .collect();
    assert_eq!(
        rows,
        [
            (Fate::Kept, true, "Build homes for rent"),
            (Fate::Added, false, "Keep the parks"),
            (Fate::Kept, true, "Run buses"),
            (Fate::Kept, false, "Open the library"),
        ]
    );
    let buses = &compared.rows[2];
    assert_eq!(buses.asked.amendments[0].mover, "The riders of the vale");
    assert_eq!(buses.asked.rounds[0].question, "What should we ask of buses?");
    assert_eq!(buses.asked.outcomes[0].what, "The council added a bus at 9pm");
    assert_eq!(buses.asked.versions.len(), 1);
    assert!(!buses.difference.as_ref().unwrap().is_same());
    // The other way round nothing is asked, and against what stands now nothing has changed.
    let now = manifesto::compare(&member, 3, None).await.unwrap();
    assert!(now.rows.iter().all(|row| row.row.is_same()), "{now:?}");
}

#[tokio::test]
async fn a_section_is_asked_for_written_by_a_member_and_agreed() {
    let scene = Scene::new().await;
    let [one, _, member] = three(&scene).await;
    let slug = ask(&one, "wanted", "Care for carers", "", "").await;
    assert_eq!(slug, "care-for-carers");
    let page = manifesto::wanted(&member).await.unwrap();
    assert_eq!(page.needed.len(), 1);
    assert_eq!(
        (page.needed[0].asked.as_str(), page.needed[0].may_edit),
        ("Please write what we want here", true)
    );
    let listed = &page.contents.sections[0];
    assert_eq!((listed.number, listed.state), (None, State::Wanted));
    // There is nothing to assemble.
    refused(
        manifesto::assemble(&one, &assembling(&one).await).await,
        "",
        Trouble::NoSections,
    );
    motions::save(
        &member,
        &save(&slug, 1, "Care for carers", "Carers need a week off."),
    )
    .await
    .unwrap();
    step(&one, &slug, Move::Draft, "").await.unwrap();
    // From now on it is the committee's to keep.
    let again = motions::save(&member, &save(&slug, 2, "Care for carers", "Two weeks off.")).await;
    assert!(matches!(again, Err(Error::NotAllowed)), "{again:?}");
    step(&one, &slug, Move::Agreed, "").await.unwrap();
    let page = manifesto::section(&member, &slug).await.unwrap();
    assert_eq!((page.listed.number, page.listed.state), (Some(1), State::Agreed));
    assert!(!page.may_manage && page.moves == [Move::Reopened, Move::Dropped]);
    let steps: Vec<u32> = page.changes.iter().map(|change| change.version).collect();
    assert_eq!(steps, [1, 2, 2]);
    // What is agreed goes in, whatever is tried afterwards.
    motions::save(&one, &save(&slug, 2, "Care for carers", "Three weeks off."))
        .await
        .unwrap();
    let draft = manifesto::draft(&one, &[]).await.unwrap();
    assert_eq!(draft.chosen[0].version.number, 2);
    refused(step(&one, &slug, Move::Wanted, "").await, "", Trouble::NotNow);
    refused(
        step(&one, &slug, Move::Dropped, "").await,
        "note",
        Trouble::NoReason,
    );
    step(&one, &slug, Move::Dropped, "Others do this").await.unwrap();
    let contents = manifesto::show(&member).await.unwrap();
    assert_eq!((contents.sections.len(), contents.dropped.len()), (0, 1));
}

#[tokio::test]
async fn an_order_is_planned_confirmed_and_refused_when_stale() {
    let scene = Scene::new().await;
    let [one, two, member] = three(&scene).await;
    manifesto::import(&one, &import(PASTED)).await.unwrap();
    let base: Vec<String> = manifesto::show(&member).await.unwrap().order();
    let up = OrderForm {
        base: base.clone(),
        section: "open-the-library".to_owned(),
        to: "up".to_owned(),
        ..OrderForm::default()
    };
    let plan = manifesto::plan(&one, &up).await.unwrap();
    assert_eq!(
        plan.order,
        ["build-homes-for-rent", "open-the-library", "run-buses"]
    );
    assert_eq!(plan.rewritten.len(), 1);
    assert!(plan.rewritten[0].new.as_str().contains("(see Section 2)"));
    refused(
        manifesto::reorder(&one, &up).await,
        "",
        Trouble::ReferencesMove(1),
    );
    let follow = OrderForm {
        submission: Some(Submission::of(SubmissionId::new(5), [])),
        follow: "yes".to_owned(),
        ..up.clone()
    };
    manifesto::reorder(&one, &follow).await.unwrap();
    let again = manifesto::reorder(&one, &follow).await;
    assert!(matches!(again, Err(Error::Repeated(_))), "{again:?}");
    assert!(
        text_of(&member, "build-homes-for-rent")
            .await
            .contains("(see Section 2)")
    );
    refused(manifesto::reorder(&two, &up).await, "", Trouble::ChangedMeanwhile);
    // What is referred to is not left out.
    refused(
        step(&one, "open-the-library", Move::Dropped, "No").await,
        "",
        Trouble::ReferredTo(1),
    );
    step(&one, "run-buses", Move::Dropped, "No").await.unwrap();
    let contents = manifesto::show(&member).await.unwrap();
    assert_eq!(contents.dropped[0].section.document.slug, "run-buses");
    step(&one, "run-buses", Move::Draft, "").await.unwrap();
    for (to, trouble) in [("9", Trouble::NotANumber(1, 3)), ("x", Trouble::NotANumber(1, 3))] {
        let form = OrderForm {
            base: manifesto::show(&member).await.unwrap().order(),
            section: "run-buses".to_owned(),
            to: to.to_owned(),
            ..OrderForm::default()
        };
        refused(manifesto::reorder(&one, &form).await, "to", trouble);
    }
}

#[tokio::test]
async fn an_older_version_with_old_numbers_is_not_assembled() {
    let scene = Scene::new().await;
    let [one, two, _] = three(&scene).await;
    manifesto::import(&one, &import(PASTED)).await.unwrap();
    let (revision, _) = seen(&one, "run-buses").await;
    let line = LineForm {
        slug: "run-buses".to_owned(),
        revision,
        commitment: "Run buses".to_owned(),
        ..LineForm::default()
    };
    manifesto::set_line(&one, &line).await.unwrap();
    approve([&one, &two], "build-homes-for-rent").await;
    let up = OrderForm {
        base: manifesto::show(&one).await.unwrap().order(),
        section: "open-the-library".to_owned(),
        to: "up".to_owned(),
        follow: "yes".to_owned(),
        ..OrderForm::default()
    };
    manifesto::reorder(&one, &up).await.unwrap();
    // Version 1 is approved, but version 2 differs in a number alone.
    let draft = manifesto::draft(&one, &[]).await.unwrap();
    let homes = &draft.chosen[0];
    assert_eq!(
        (homes.settled, homes.proposed, homes.version.number),
        (Some(1), 2, 2)
    );
    let mut form = assembling(&one).await;
    form.choices[0].1 = 1;
    refused(
        manifesto::assemble(&one, &form).await,
        "",
        Trouble::ReferencesOld(1),
    );
    form.choices.swap(1, 2);
    refused(
        manifesto::assemble(&one, &form).await,
        "",
        Trouble::ChangedMeanwhile,
    );
    assert_eq!(
        manifesto::assemble(&one, &assembling(&one).await).await.unwrap(),
        2
    );
}

#[tokio::test]
async fn a_paste_is_refused_or_added() {
    let scene = Scene::new().await;
    let [one, ..] = three(&scene).await;
    for (text, trouble) in [
        ("", Trouble::Missing),
        ("Only some words.", Trouble::NoHeading),
        ("A\0B", Trouble::NotText),
    ] {
        refused(manifesto::import(&one, &import(text)).await, "text", trouble);
    }
    ask(&one, "wanted", "Care for carers", "", "").await;
    // The wish came first; the paste is added to it, with what stands around the sections.
    assert!(manifesto::preview(&one, PASTED).await.unwrap().adds);
    let form = ImportForm {
        submission: Some(Submission::of(SubmissionId::new(3), [])),
        ..import(PASTED)
    };
    assert_eq!(manifesto::import(&one, &form).await.unwrap(), 3);
    let again = manifesto::import(&one, &form).await;
    assert!(matches!(again, Err(Error::Repeated(_))), "{again:?}");
    refused(
        manifesto::import(&one, &import(PASTED)).await,
        "text",
        Trouble::HeadingThere,
    );
    let contents = manifesto::show(&one).await.unwrap();
    assert_eq!(contents.sections.len(), 4);
    assert_eq!(contents.frame.title, "A fair vale");
    assert_eq!(contents.sections[1].number, Some(1));
}

#[tokio::test]
async fn the_ledger_the_glossary_and_the_links() {
    let scene = Scene::new().await;
    let [one, _, member] = three(&scene).await;
    manifesto::import(&one, &import(PASTED)).await.unwrap();
    motions::save(
        &one,
        &save(
            "run-buses",
            1,
            "Run buses",
            "The VTB runs them, and 4,310 families without a home of their own use them.",
        ),
    )
    .await
    .unwrap();
    let checks = manifesto::check(&member).await.unwrap();
    let unknown = |checks: &manifesto::Checks| {
        checks
            .open
            .iter()
            .any(|found| found.finding.kind == Check::Abbreviation)
    };
    assert!(unknown(&checks));
    let meaning = |meaning: &str| MeaningForm {
        abbreviation: "VTB".to_owned(),
        meaning: meaning.to_owned(),
        ..MeaningForm::default()
    };
    manifesto::explain(&one, &meaning("Vale Transport Board"))
        .await
        .unwrap();
    assert!(!unknown(&manifesto::check(&member).await.unwrap()));
    assert_eq!(manifesto::glossary(&member).await.unwrap().len(), 1);
    manifesto::explain(&one, &meaning("")).await.unwrap();
    assert!(unknown(&manifesto::check(&member).await.unwrap()));

    let families: Vec<_> = checks
        .figures
        .iter()
        .filter(|figured| figured.figure.shown == "4,310")
        .collect();
    assert_eq!(families.len(), 2);
    assert_eq!(families[0].also.len(), 1);
    let source = SourceForm {
        key: families[0].key.clone(),
        source: "Harbour Trust, report 7".to_owned(),
        on: "3 May 2021".to_owned(),
        ..SourceForm::default()
    };
    manifesto::set_source(&one, &source).await.unwrap();
    let checks = manifesto::check(&member).await.unwrap();
    let sourced = checks.figures.iter().filter(|figured| figured.source.is_some());
    assert_eq!(sourced.count(), 2);
    refused(
        manifesto::set_source(
            &one,
            &SourceForm {
                on: "May".to_owned(),
                ..source
            },
        )
        .await,
        "on",
        Trouble::NotADate,
    );

    let motion = motions::start(&member, &start("Late buses", TEXT)).await.unwrap();
    let form = LinkForm {
        slug: motion.clone(),
        clause: 3,
        section: "run-buses".to_owned(),
        ..LinkForm::default()
    };
    // A draft that the committee reads; members do not see a link from it.
    manifesto::link(&one, &form).await.unwrap();
    refused(manifesto::link(&one, &form).await, "", Trouble::AlreadyLinked);
    refused(
        manifesto::link(
            &one,
            &LinkForm {
                clause: 99,
                ..form.clone()
            },
        )
        .await,
        "clause",
        Trouble::NotAChoice,
    );
    let links = manifesto::links(&one, "run-buses").await.unwrap();
    assert_eq!(
        links[0].words.as_deref(),
        Some("Conference calls on the council to run every route after 8pm.")
    );
    let other = scene.person("other", &[Role::Member]).await;
    assert_eq!(manifesto::links(&other, "run-buses").await.unwrap().len(), 0);
    assert_eq!(manifesto::links(&member, &motion).await.unwrap().len(), 1);
    manifesto::unlink(&one, &links[0].link.id.to_string(), None)
        .await
        .unwrap();
    assert_eq!(manifesto::links(&one, "run-buses").await.unwrap().len(), 0);

    let outcome = OutcomeForm {
        slug: motion.clone(),
        on: "16 May 2017".to_owned(),
        what: "A statement was removed".to_owned(),
        source: "The manifesto of that year".to_owned(),
        ..OutcomeForm::default()
    };
    let id = manifesto::add_outcome(&one, &outcome).await.unwrap();
    let known = manifesto::outcomes(&member, &motion).await.unwrap();
    assert_eq!((known.len(), known[0].on.as_str()), (1, "2017-05-16"));
    manifesto::withdraw_outcome(&one, &id.to_string(), None)
        .await
        .unwrap();
    assert_eq!(manifesto::outcomes(&member, &motion).await.unwrap(), []);
}

#[tokio::test]
async fn the_frame_is_kept_by_whoever_has_seen_it() {
    let scene = Scene::new().await;
    let [one, two, _] = three(&scene).await;
    manifesto::import(&one, &import(PASTED)).await.unwrap();
    let form = FrameForm {
        revision: 1,
        title: "A fairer vale".to_owned(),
        addressee: "We ask the council to:".to_owned(),
        closing: "We are bus users.".to_owned(),
        budget: "3,000".to_owned(),
        ..FrameForm::default()
    };
    manifesto::set_frame(&one, &form).await.unwrap();
    let frame = manifesto::show(&two).await.unwrap().frame;
    assert_eq!((frame.revision, frame.budget), (2, Some(3_000)));
    refused(
        manifesto::set_frame(&two, &form).await,
        "",
        Trouble::ChangedMeanwhile,
    );
    let draft = manifesto::draft(&one, &[]).await.unwrap();
    assert!(
        draft
            .text
            .as_str()
            .ends_with("# About this manifesto\n\nWe are bus users.\n"),
        "{}",
        draft.text
    );
}

#[tokio::test]
async fn a_real_manifesto_becomes_an_edition() {
    let Some(file) = shared("seeds/004_a3cc954a7ac4a876.txt") else {
        return;
    };
    let lines: Vec<String> = std::fs::read_to_string(file)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    let pasted = lines[63..128].join("\n");
    let scene = Scene::new().await;
    let [one, two, member] = three(&scene).await;
    // Another text of the group, in which one of its figures means something else.
    let motion = motions::start(&one, &start("Evidence", &lines[22]))
        .await
        .unwrap();
    let opening = Opening {
        slug: motion,
        version: 1,
        question: "Do you agree?".to_owned(),
        close_date: "20 October 2026".to_owned(),
        close_time: "6pm".to_owned(),
        ..Opening::default()
    };
    rounds::open(&one, &opening).await.unwrap();
    assert_eq!(manifesto::import(&one, &import(&pasted)).await.unwrap(), 5);
    let contents = manifesto::show(&member).await.unwrap();
    let words: Vec<u32> = contents
        .sections
        .iter()
        .map(|listed| {
            let slug = &listed.section.document.slug;
            assert!(!listed.section.commitment.is_empty(), "{slug}");
            listed.section.document.words
        })
        .collect();
    assert_eq!(words.len(), 5);
    assert!((3_200..3_500).contains(&words.iter().sum::<u32>()), "{words:?}");
    let checks = manifesto::check(&member).await.unwrap();
    let found: Vec<(Check, u32, Option<u32>)> = checks
        .open
        .iter()
        .filter(|found| !found.finding.kind.is_hint())
        .map(|found| {
            (
                found.finding.kind,
                found.spot.number.unwrap_or(0),
                found.related.first().map(|spot| spot.number.unwrap_or(0)),
            )
        })
        .collect();
    // The commitment that begins otherwise than its heading; the figure that is said of families and of children.
    assert!(found.contains(&(Check::Commitment, 4, None)), "{found:?}");
    assert!(found.contains(&(Check::FigureMeaning, 1, Some(0))), "{found:?}");
    // The reference to the fifth section resolves, although no section bears a number.
    let to: Vec<_> = checks
        .references
        .iter()
        .map(|reference| {
            (
                reference.spot.number,
                reference.target.as_ref().and_then(|spot| spot.number),
            )
        })
        .collect();
    assert_eq!(to, [(Some(4), Some(5))]);
    // The glued words were put right, and the versions say so.
    let notes: Vec<String> = {
        let mut notes = Vec::new();
        for listed in &contents.sections {
            let page = manifesto::section(&member, &listed.section.document.slug)
                .await
                .unwrap();
            notes.push(page.article.version.note);
        }
        notes
    };
    let said = notes.concat();
    assert!(
        said.contains("should ensure") && said.contains("authority care"),
        "{said}"
    );
    let key = checks
        .open
        .iter()
        .find(|found| found.blocks)
        .unwrap()
        .finding
        .key
        .clone();
    let form = DismissForm {
        key,
        reason: "It reads better so".to_owned(),
        ..DismissForm::default()
    };
    manifesto::dismiss(&one, &form).await.unwrap();
    // Moving the last section first takes the reference with it.
    let base = contents.order();
    let order = OrderForm {
        section: base[4].clone(),
        base,
        to: "1".to_owned(),
        follow: "yes".to_owned(),
        ..OrderForm::default()
    };
    manifesto::reorder(&one, &order).await.unwrap();
    let checks = manifesto::check(&member).await.unwrap();
    assert_eq!(
        (
            checks.references[0].spot.number,
            checks.references[0].target.as_ref().unwrap().number
        ),
        (Some(5), Some(1))
    );
    assert_eq!(checks.blocking(), 0);
    assert_eq!(
        manifesto::assemble(&one, &assembling(&one).await).await.unwrap(),
        2
    );
    let document = manifesto::show(&one).await.unwrap().document.unwrap();
    approve([&one, &two], &document.slug).await;
    decisions::publish(&one, &document.slug, document.latest, None)
        .await
        .unwrap();
    let compared = manifesto::compare(&member, 1, Some(2)).await.unwrap();
    assert_eq!(compared.rows.len(), 5);
    assert!(compared.rows[0].row.moved, "{:?}", compared.rows[0].row);
    let changed: Vec<u32> = compared
        .rows
        .iter()
        .filter(|row| row.row.changed)
        .map(|row| row.new[0].number)
        .collect();
    assert_eq!(changed, [5]);
}

#[tokio::test]
async fn sixty_sections_of_forty_thousand_words_stay_light() {
    let scene = Scene::new().await;
    let [one, _, member] = three(&scene).await;
    let sentence =
        "The vale has homes for rent, and the council wants more of them since rents rise (see Section 7). ";
    let body = format!("{}\n\n", sentence.repeat(9)).repeat(4);
    let pasted: String = (1..=60)
        .map(|n| format!("# Homes for quarter {n}\n\n{body}"))
        .collect();
    assert_eq!(manifesto::import(&one, &import(&pasted)).await.unwrap(), 60);
    let contents = manifesto::show(&member).await.unwrap();
    assert!(contents.words > 40_000, "{}", contents.words);
    let slug = contents.sections[0].section.document.slug.clone();
    let title = contents.sections[0].section.document.title.clone();
    let first = std::time::Instant::now();
    motions::save(&one, &save(&slug, 1, &title, "See Section 7."))
        .await
        .unwrap();
    manifesto::show(&member).await.unwrap();
    let first = first.elapsed();
    // From then on the answer of the checks is known.
    let again = std::time::Instant::now();
    for _ in 0..10 {
        manifesto::show(&member).await.unwrap();
    }
    let again = again.elapsed() / 10;
    eprintln!("the contents after a change in {first:?}, then in {again:?}");
    assert!(again < first, "{again:?} {first:?}");
    let draft = manifesto::draft(&one, &[]).await.unwrap();
    assert_eq!(draft.chosen.len(), 60);
    assert_eq!(
        manifesto::assemble(&one, &assembling(&one).await).await.unwrap(),
        2
    );
    let compared = manifesto::compare(&member, 1, None).await.unwrap();
    assert_eq!(compared.rows.iter().filter(|row| row.row.changed).count(), 1);
}
