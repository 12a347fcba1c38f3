//! Composites from grouping to the meeting's vote, and what is refused on the way.

use crate::scene::*;
use domain::composite::{Fate, Loss, Stage, Taken};
use domain::ids::SubmissionId;
use domain::people::Role;
use service::Submission;
use service::composites::{
    self, AddForm, AnswerForm, Bench, GroupForm, MoveForm, OwnSource, PastedSource, RedLineForm, SaveForm,
    StepForm,
};
use service::motions::{self, OwnRule};
use service::rounds::{self, Opening};
use service::{Call, Error, Trouble};

const BUSES: &str = "Late buses\n\nConference notes that the last bus leaves at 7pm.\n\n\
    Conference demands that councils:\n\n1. must run every route until 11pm by 2028;\n\n2. publish what they spend.\n";
const NIGHT: &str = "Conference notes that the last bus leaves at 7pm.\n\n\
    Conference demands that councils:\n\n1. should run main routes until 11pm;\n\n• give nurses free travel at night.\n";
const DRIVERS: &str = "Conference demands that councils:\n\n- train 200 drivers a year.\n";

fn pasted(place: u32, name: &str, text: &str) -> PastedSource {
    PastedSource {
        place,
        name: name.to_owned(),
        body: format!("The branch of {name}"),
        text: text.to_owned(),
    }
}

fn limit(words: u32) -> OwnRule {
    OwnRule {
        key: "own".to_owned(),
        limit: words.to_string(),
        ..OwnRule::default()
    }
}

fn three(words: u32) -> GroupForm {
    GroupForm {
        title: "Buses that run at night".to_owned(),
        rule: limit(words),
        pasted: vec![
            pasted(1, "Motion 10", BUSES),
            pasted(2, "Motion 11", NIGHT),
            pasted(3, "Motion 12", DRIVERS),
        ],
        ..GroupForm::default()
    }
}

async fn step(
    call: &Call,
    slug: &str,
    what: &str,
    from: &[&str],
    entry: u32,
    text: &str,
) -> Result<u32, Error> {
    let bench = composites::bench(call, slug).await?;
    let form = StepForm {
        slug: slug.to_owned(),
        revision: bench.revision,
        what: what.to_owned(),
        from: from.iter().map(|from| (*from).to_owned()).collect(),
        entry,
        text: text.to_owned(),
        ..StepForm::default()
    };
    composites::step(call, &form).await.map(|stepped| stepped.entry)
}

async fn save(call: &Call, bench: &Bench) -> Result<u32, Error> {
    let form = SaveForm {
        slug: bench.composite.document.slug.clone(),
        base: bench.composite.document.latest,
        revision: bench.revision,
        title: "Buses that run at night".to_owned(),
        note: "Built of three".to_owned(),
        ..SaveForm::default()
    };
    composites::save(call, &form).await.map(|saved| saved.number)
}

fn moving(slug: &str, kind: &str, version: u32) -> MoveForm {
    MoveForm {
        slug: slug.to_owned(),
        kind: kind.to_owned(),
        version,
        letter: "Composite A".to_owned(),
        mover: "Northgate".to_owned(),
        seconder: "Riverside".to_owned(),
        note: "Nobody wants it".to_owned(),
        ..MoveForm::default()
    }
}

fn answering(slug: &str, source: u32, answer: &str) -> AnswerForm {
    AnswerForm {
        slug: slug.to_owned(),
        source,
        version: 2,
        answer: answer.to_owned(),
        authority: "The branch secretary".to_owned(),
        given_on: "10 October 2026".to_owned(),
        ..AnswerForm::default()
    }
}

/// A composite of three motions whose text has been saved as version 2.
async fn built(call: &Call, words: u32) -> String {
    let slug = composites::group(call, &three(words)).await.unwrap();
    for from in ["1.1", "1.2"] {
        step(call, &slug, "take", &[from], 0, "").await.unwrap();
    }
    let merged = step(call, &slug, "merge", &["1.3", "2.3"], 0, "").await.unwrap();
    step(
        call,
        &slug,
        "edit",
        &[],
        merged,
        "1. should run every route until 11pm;",
    )
    .await
    .unwrap();
    step(call, &slug, "take", &["3.2"], 0, "").await.unwrap();
    step(
        call,
        &slug,
        "add",
        &[],
        0,
        "Conference sends its thanks to drivers.",
    )
    .await
    .unwrap();
    let bench = composites::bench(call, &slug).await.unwrap();
    assert_eq!(save(call, &bench).await.unwrap(), 2);
    slug
}

#[tokio::test]
async fn three_motions_become_one_and_are_carried() {
    let scene = Scene::new().await;
    let chair = scene.person("chair", &[Role::Chair]).await;
    let other = scene.person("other", &[Role::Committee]).await;
    let member = scene.person("member", &[Role::Member]).await;
    let slug = composites::group(&chair, &three(250)).await.unwrap();

    let composite = composites::show(&member, &slug).await.unwrap();
    assert_eq!(composite.stage, Stage::Grouped);
    assert_eq!(composite.sources[0].source.title, "Late buses");
    let repairs = &composite.sources[1].repairs;
    assert!(
        repairs.iter().any(|said| said.contains("became a list item")),
        "{repairs:?}"
    );

    // A red line, beforehand.
    let red = RedLineForm {
        slug: slug.clone(),
        source: 1,
        clause: 3,
        reason: "Must, not should".to_owned(),
        ..RedLineForm::default()
    };
    composites::draw_red_line(&member, &red).await.unwrap();
    refused(
        composites::draw_red_line(&member, &red).await,
        "reason",
        Trouble::AlreadyDrawn,
    );

    // Near-duplicates stand together; what says the same is one clause with both sources.
    let bench = composites::bench(&chair, &slug).await.unwrap();
    let sizes: Vec<usize> = bench.groups.iter().map(|group| group.members.len()).collect();
    assert_eq!(sizes, [2, 3, 2, 1, 1, 1]);
    step(&chair, &slug, "take", &["1.1"], 0, "").await.unwrap();
    refused(
        step(&chair, &slug, "take", &["2.1"], 0, "").await,
        "",
        Trouble::AlreadyTaken,
    );
    step(&chair, &slug, "take", &["1.2"], 0, "").await.unwrap();
    // Somebody else goes on where the chair stopped.
    let merged = step(&other, &slug, "merge", &["1.3", "2.3"], 0, "")
        .await
        .unwrap();
    step(
        &other,
        &slug,
        "edit",
        &[],
        merged,
        "1. should run every route until 11pm;",
    )
    .await
    .unwrap();
    step(&other, &slug, "take", &["3.2"], 0, "").await.unwrap();
    step(&other, &slug, "take", &["1.4"], 0, "").await.unwrap();
    step(&other, &slug, "undo", &[], 0, "").await.unwrap();

    let bench = composites::bench(&chair, &slug).await.unwrap();
    assert_eq!(
        bench.built.text.as_str(),
        "Conference notes that the last bus leaves at 7pm.\n\nConference demands that councils:\n\n\
         1. should run every route until 11pm;\n\n- train 200 drivers a year.\n"
    );
    assert_eq!(bench.last.as_ref().unwrap().what, "undo");
    assert_eq!(bench.crossed.len(), 1);
    assert_eq!(bench.fares[0][2].fate, Fate::Changed);
    let losses = [
        Loss::FigureRemoved("2028".to_owned()),
        Loss::Softened {
            from: "must".to_owned(),
            to: "should".to_owned(),
        },
    ];
    assert_eq!(bench.fares[0][2].losses, losses);
    assert!(bench.unsaved);
    assert_eq!(save(&chair, &bench).await.unwrap(), 2);
    let bench = composites::bench(&chair, &slug).await.unwrap();
    assert!(!bench.unsaved);
    refused(save(&chair, &bench).await, "", Trouble::Unchanged);

    // What each clause was made from is kept with the version, and what a source lost follows from it.
    let composite = composites::show(&member, &slug).await.unwrap();
    assert_eq!(composite.stage, Stage::Drafted);
    let taken = |source, clause| Taken { source, clause };
    assert_eq!(
        composite.built.from,
        [
            vec![taken(1, 1), taken(2, 1)],
            vec![taken(1, 2), taken(2, 2), taken(3, 1)],
            vec![taken(1, 3), taken(2, 3)],
            vec![taken(3, 2)],
        ]
    );
    let sheet = composites::sheet(&member, &slug, 1).await.unwrap();
    let fates: Vec<Fate> = sheet.fares.iter().map(|fare| fare.fate).collect();
    assert_eq!(fates, [Fate::Kept, Fate::Kept, Fate::Changed, Fate::Dropped]);
    assert_eq!(sheet.crossed.len(), 1);

    // Sent, answered, final.
    refused(
        composites::record(&chair, &moving(&slug, "moved", 2)).await,
        "",
        Trouble::NotNow,
    );
    refused(
        composites::answer(&chair, &answering(&slug, 1, "agrees")).await,
        "",
        Trouble::NotNow,
    );
    let sending = MoveForm {
        submission: Some(Submission::of(chair.id(SubmissionId::new), [])),
        ..moving(&slug, "sent", 2)
    };
    composites::record(&chair, &sending).await.unwrap();
    // Sent twice it is the same act; another form comes too late.
    let again = composites::record(&chair, &sending).await;
    assert!(matches!(again, Err(Error::Repeated(_))), "{again:?}");
    refused(
        composites::record(&chair, &moving(&slug, "sent", 2)).await,
        "",
        Trouble::NotNow,
    );
    for (source, said) in [(1, "stands-alone"), (2, "agrees"), (3, "agrees"), (1, "agrees")] {
        composites::answer(&other, &answering(&slug, source, said))
            .await
            .unwrap();
    }
    let composite = composites::show(&member, &slug).await.unwrap();
    assert_eq!(composite.stage, Stage::Final);
    assert_eq!(composite.sources[0].answers.len(), 2);

    let alone = MoveForm {
        seconder: "NORTHGATE".to_owned(),
        ..moving(&slug, "moved", 2)
    };
    refused(
        composites::record(&chair, &alone).await,
        "seconder",
        Trouble::SecondsItself,
    );
    composites::record(&chair, &moving(&slug, "moved", 2))
        .await
        .unwrap();
    // From here on only the meeting has a say.
    refused(
        step(&chair, &slug, "take", &["2.4"], 0, "").await,
        "",
        Trouble::NotNow,
    );
    refused(
        composites::draw_red_line(&member, &RedLineForm { clause: 1, ..red }).await,
        "",
        Trouble::NotNow,
    );
    composites::record(&chair, &moving(&slug, "carried", 2))
        .await
        .unwrap();
    let listed = composites::list(&member, 1).await.unwrap();
    assert_eq!(
        (listed[0].stage, listed[0].letter.as_str()),
        (Stage::Carried, "Composite A")
    );
    refused(
        composites::record(&chair, &moving(&slug, "lost", 2)).await,
        "",
        Trouble::NotNow,
    );
}

#[tokio::test]
async fn too_many_words_are_not_sent() {
    let scene = Scene::new().await;
    let chair = scene.person("chair", &[Role::Chair]).await;
    let slug = built(&chair, 20).await;
    let bench = composites::bench(&chair, &slug).await.unwrap();
    assert!(bench.count.over > 0);
    refused(
        composites::record(&chair, &moving(&slug, "sent", 2)).await,
        "",
        Trouble::OverLimit(bench.count.over, 20),
    );
    assert_eq!(
        composites::show(&chair, &slug).await.unwrap().stage,
        Stage::Drafted
    );
}

#[tokio::test]
async fn a_new_version_has_to_be_answered_anew() {
    let scene = Scene::new().await;
    let chair = scene.person("chair", &[Role::Chair]).await;
    let slug = built(&chair, 250).await;
    composites::record(&chair, &moving(&slug, "sent", 2))
        .await
        .unwrap();
    for source in 1..=3 {
        composites::answer(&chair, &answering(&slug, source, "withdraws"))
            .await
            .unwrap();
    }
    refused(
        composites::record(&chair, &moving(&slug, "moved", 2)).await,
        "",
        Trouble::TooFewAgree,
    );
    step(&chair, &slug, "take", &["2.4"], 0, "").await.unwrap();
    let bench = composites::bench(&chair, &slug).await.unwrap();
    save(&chair, &bench).await.unwrap();
    assert_eq!(
        composites::show(&chair, &slug).await.unwrap().stage,
        Stage::Drafted
    );
    refused(
        composites::record(&chair, &moving(&slug, "sent", 2)).await,
        "",
        Trouble::AskedAnew(3),
    );
    composites::record(&chair, &moving(&slug, "sent", 3))
        .await
        .unwrap();
    let composite = composites::show(&chair, &slug).await.unwrap();
    assert_eq!(composite.stage, Stage::Sent);
    // What was said before is not forgotten, and does not count.
    assert!(
        composite
            .sources
            .iter()
            .all(|source| source.answer.is_none() && source.answers.len() == 1)
    );
    refused(
        composites::answer(&chair, &answering(&slug, 1, "agrees")).await,
        "",
        Trouble::AskedAnew(3),
    );
    let reason = MoveForm {
        note: String::new(),
        ..moving(&slug, "dissolved", 3)
    };
    refused(
        composites::record(&chair, &reason).await,
        "reason",
        Trouble::Missing,
    );
    composites::record(&chair, &moving(&slug, "dissolved", 3))
        .await
        .unwrap();
    assert_eq!(
        composites::show(&chair, &slug).await.unwrap().stage,
        Stage::Dissolved
    );
}

#[tokio::test]
async fn a_build_from_a_page_that_is_out_of_date_is_refused() {
    let scene = Scene::new().await;
    let chair = scene.person("chair", &[Role::Chair]).await;
    let other = scene.person("other", &[Role::Committee]).await;
    let slug = composites::group(&chair, &three(250)).await.unwrap();
    let form = |what: &str, from: &[&str]| StepForm {
        slug: slug.clone(),
        what: what.to_owned(),
        from: from.iter().map(|from| (*from).to_owned()).collect(),
        text: "Words".to_owned(),
        ..StepForm::default()
    };
    let pressed = StepForm {
        submission: Some(Submission::of(chair.id(SubmissionId::new), [])),
        ..form("take", &["1.1"])
    };
    let first = composites::step(&chair, &pressed).await.unwrap();
    // The same button pressed twice is one step.
    assert_eq!(composites::step(&chair, &pressed).await.unwrap(), first);
    refused(
        composites::step(&other, &form("take", &["1.1"])).await,
        "",
        Trouble::BuildMovedOn,
    );
    refused(
        composites::step(&other, &form("add", &[])).await,
        "",
        Trouble::BuildMovedOn,
    );
    let bench = composites::bench(&other, &slug).await.unwrap();
    assert_eq!((bench.revision, bench.build.entries.len()), (1, 1));
    let seen = composites::bench(&chair, &slug).await.unwrap();
    step(&other, &slug, "take", &["3.2"], 0, "").await.unwrap();
    refused(save(&chair, &seen).await, "", Trouble::BuildMovedOn);
}

#[tokio::test]
async fn undoing_goes_back_step_by_step_to_nothing() {
    let scene = Scene::new().await;
    let chair = scene.person("chair", &[Role::Chair]).await;
    let slug = composites::group(&chair, &three(250)).await.unwrap();
    refused(
        step(&chair, &slug, "undo", &[], 0, "").await,
        "",
        Trouble::NothingToUndo,
    );
    let texts = async || composites::bench(&chair, &slug).await.unwrap().built.text;
    let mut before = vec![texts().await];
    for from in ["1.1", "3.2", "1.4"] {
        step(&chair, &slug, "take", &[from], 0, "").await.unwrap();
        before.push(texts().await);
    }
    while let Some(then) = before.pop() {
        assert_eq!(texts().await, then);
        if !before.is_empty() {
            step(&chair, &slug, "undo", &[], 0, "").await.unwrap();
        }
    }
    refused(
        step(&chair, &slug, "undo", &[], 0, "").await,
        "",
        Trouble::NothingToUndo,
    );
    assert!(!composites::bench(&chair, &slug).await.unwrap().can_undo);
    // An id is not used again: a form made before the undoing means nothing now.
    let entry = step(&chair, &slug, "take", &["1.1"], 0, "").await.unwrap();
    assert_eq!(entry, 4);
}

#[tokio::test]
async fn a_composite_needs_two_motions_that_members_know() {
    let scene = Scene::new().await;
    let chair = scene.person("chair", &[Role::Chair]).await;
    let one = GroupForm {
        pasted: vec![pasted(1, "Motion 10", BUSES), pasted(2, "", " ")],
        ..three(250)
    };
    let mut problems = troubles(composites::group(&chair, &one).await);
    problems.retain(|(field, _)| field.is_empty());
    assert_eq!(problems, [(String::new(), Trouble::TooFewSources)]);
    let twice = GroupForm {
        pasted: vec![pasted(1, "Motion 10", BUSES), pasted(2, "motion 10", NIGHT)],
        ..three(250)
    };
    refused(composites::group(&chair, &twice).await, "", Trouble::AlreadyNamed);

    let draft = motions::start(&chair, &start("A draft", TEXT)).await.unwrap();
    let own = |slug: &str| OwnSource {
        slug: slug.to_owned(),
        name: "Motion 9".to_owned(),
        body: "The Group".to_owned(),
    };
    let with_draft = GroupForm {
        own: vec![own(&draft)],
        ..three(250)
    };
    refused(
        composites::group(&chair, &with_draft).await,
        &format!("own-{draft}"),
        Trouble::NotForMembers,
    );
    assert_eq!(composites::choices(&chair).await.unwrap(), []);
    let asked = Opening {
        slug: draft.clone(),
        version: 1,
        question: "Do you support it?".to_owned(),
        close_date: "20 October 2026".to_owned(),
        close_time: "6pm".to_owned(),
        ..Opening::default()
    };
    rounds::open(&chair, &asked).await.unwrap();
    assert_eq!(composites::choices(&chair).await.unwrap().len(), 1);
    let slug = composites::group(&chair, &with_draft).await.unwrap();
    let composite = composites::show(&chair, &slug).await.unwrap();
    assert_eq!(composite.sources.len(), 4);
    assert_eq!(
        composite.sources[0].source.own_slug.as_deref(),
        Some(draft.as_str())
    );
    assert_eq!(composite.sources[0].text.as_str(), TEXT);
    // The source stays as it was when its own text goes on.
    motions::save(&chair, &crate::scene::save(&draft, 1, "A draft", "Other words."))
        .await
        .unwrap();
    let composite = composites::show(&chair, &slug).await.unwrap();
    assert_eq!(composite.sources[0].text.as_str(), TEXT);

    let more = AddForm {
        slug: slug.clone(),
        name: "Motion 13".to_owned(),
        body: "Hillfoot".to_owned(),
        text: DRIVERS.to_owned(),
        ..AddForm::default()
    };
    assert_eq!(composites::add_source(&chair, &more).await.unwrap(), 5);
    refused(
        composites::add_source(&chair, &more).await,
        "name-add",
        Trouble::AlreadyNamed,
    );
    // Its words are built, not typed.
    refused(
        motions::save(&chair, &crate::scene::save(&slug, 1, "Title", "Words")).await,
        "",
        Trouble::BuiltFromSources,
    );
}

#[tokio::test]
async fn pasted_motions_are_tidied_before_they_are_grouped() {
    let scene = Scene::new().await;
    let chair = scene.person("chair", &[Role::Chair]).await;
    let fields = [
        ("name-1", "Motion 10"),
        ("text-1", BUSES),
        ("name-2", "Motion 11"),
        ("text-2", NIGHT),
    ];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let kept = composites::check(&chair, fields.to_vec()).await.unwrap();
    let form = service::kept::find(&chair, &kept.to_string())
        .await
        .unwrap()
        .unwrap();
    assert!(
        form.repairs.iter().any(|said| said.starts_with("Motion 11: ")),
        "{:?}",
        form.repairs
    );
    assert!(form.value("text-1").starts_with("Late buses\n\nConference notes"));
    assert!(form.value("text-2").contains("- give nurses free travel"));
    assert_eq!(form.value("name-2"), "Motion 11");
}

#[tokio::test]
async fn red_lines_are_withdrawn_by_who_drew_them() {
    let scene = Scene::new().await;
    let chair = scene.person("chair", &[Role::Chair]).await;
    let member = scene.person("member", &[Role::Member]).await;
    let slug = composites::group(&chair, &three(250)).await.unwrap();
    let red = RedLineForm {
        slug: slug.clone(),
        source: 3,
        clause: 2,
        reason: "Drivers first".to_owned(),
        ..RedLineForm::default()
    };
    composites::draw_red_line(&member, &red).await.unwrap();
    let nowhere = RedLineForm { clause: 9, ..red };
    assert!(matches!(
        composites::draw_red_line(&member, &nowhere).await,
        Err(Error::NotFound)
    ));
    let line = composites::show(&chair, &slug).await.unwrap().red_lines.remove(0);
    let id = line.id.to_string();
    assert!(matches!(
        composites::withdraw_red_line(&chair, &slug, &id, None).await,
        Err(Error::NotAllowed)
    ));
    composites::withdraw_red_line(&member, &slug, &id, None)
        .await
        .unwrap();
    assert_eq!(composites::show(&chair, &slug).await.unwrap().red_lines, []);
}

#[tokio::test]
async fn the_real_composite_goes_in_as_a_source() {
    let Some(file) = shared("seeds/000_b826e835983feb09.txt") else {
        return;
    };
    let text: Vec<String> = std::fs::read_to_string(file)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    let text = text[154..207].join("\n");
    let scene = Scene::new().await;
    let chair = scene.person("chair", &[Role::Chair]).await;
    let form = GroupForm {
        pasted: vec![pasted(1, "Composite A", &text), pasted(2, "Motion 12", DRIVERS)],
        ..three(1000)
    };
    let slug = composites::group(&chair, &form).await.unwrap();
    let composite = composites::show(&chair, &slug).await.unwrap();
    let source = &composite.sources[0];
    for said in [
        "now numbered “3.”",
        "now numbered “4.”",
        "now numbered “5.”",
        "now numbered “6.”",
    ] {
        assert!(
            source.repairs.iter().any(|repair| repair.contains(said)),
            "{said}: {:?}",
            source.repairs
        );
    }
    let clauses = source.text.paragraphs();
    assert!(clauses.last().unwrap().marker.starts_with("6."));
    for clause in 1..=clauses.len() {
        let from = format!("1.{clause}");
        step(&chair, &slug, "take", &[&from], 0, "").await.unwrap();
    }
    let bench = composites::bench(&chair, &slug).await.unwrap();
    assert_eq!(bench.built.text, source.text);
    assert!(bench.fares[0].iter().all(|fare| fare.fate == Fate::Kept));
}
