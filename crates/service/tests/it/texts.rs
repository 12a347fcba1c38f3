//! Starting, saving, reading and comparing texts.

use crate::scene::*;
use domain::document::Stage;
use domain::ids::SubmissionId;
use domain::people::Role;
use service::Submission;
use service::motions::{
    OwnRule, Pasted, Save, Sort, Start, Wanted, compare, conflict, history, home, import, list, look, read,
    read_version, save, start as begin,
};
use service::rounds::{Opening, open};
use service::{Call, Error, Trouble, group, kept};

/// The text with one paragraph in other words.
fn with(old: &str, new: &str) -> String {
    assert!(TEXT.contains(old));
    TEXT.replace(old, new)
}

fn page(page: u32) -> Wanted {
    Wanted {
        page,
        ..Wanted::default()
    }
}

async fn circulate(call: &Call, slug: &str) {
    let form = Opening {
        slug: slug.to_owned(),
        version: 1,
        question: "Do you support it?".to_owned(),
        close_date: "20 October 2026".to_owned(),
        close_time: "18:00".to_owned(),
        ..Opening::default()
    };
    open(call, &form).await.unwrap();
}

#[tokio::test]
async fn a_text_is_cleaned_counted_and_hashed_as_it_is_saved() {
    let scene = Scene::new().await;
    let ada = scene.person("ada", &[Role::Member]).await;
    let pasted = TEXT.replace('\n', "\r\n").replace("years.", "years.  ");
    let slug = begin(&ada, &start("Evening buses", &pasted)).await.unwrap();
    assert_eq!(slug, "evening-buses");
    let reading = read(&ada, &slug).await.unwrap();
    assert_eq!(reading.article.version.text, TEXT);
    assert_eq!(reading.article.version.note, "First version");
    assert_eq!(
        (reading.article.count.words, reading.article.count.limit),
        (34, Some(250))
    );
    assert_eq!(reading.document.words, 34);
    assert_eq!(reading.document.records.stage(), Stage::Draft);
    // The fingerprint is what sha256sum prints for title, empty line and text.
    let expected = service::motions::fingerprint("Evening buses", &reading.article.text);
    assert_eq!(reading.article.version.hash, expected);
    assert_eq!(reading.article.version.clauses.len(), 3);
}

#[tokio::test]
async fn a_form_for_a_text_says_everything_that_is_wrong_with_it() {
    let scene = Scene::new().await;
    let ada = scene.person("ada", &[Role::Member]).await;
    let empty = Start::default();
    assert_eq!(
        troubles(begin(&ada, &empty).await),
        [
            ("origin".to_owned(), Trouble::Missing),
            ("title".to_owned(), Trouble::Missing),
            ("profile".to_owned(), Trouble::NotAChoice),
        ]
    );
    let long = start(&"x".repeat(201), &"word ".repeat(100_000));
    assert_eq!(
        troubles(begin(&ada, &long).await),
        [
            ("title".to_owned(), Trouble::TooLong(200)),
            ("text".to_owned(), Trouble::TooLong(400_000)),
        ]
    );
    let tracked = Start {
        owner: String::new(),
        seen_on: "1 October".to_owned(),
        ..track("Theirs", TEXT)
    };
    assert_eq!(
        troubles(begin(&ada, &tracked).await),
        [
            ("owner".to_owned(), Trouble::Missing),
            ("seen_on".to_owned(), Trouble::NotADate),
        ]
    );
    assert_eq!(list(&ada, &page(1)).await.unwrap(), []);
}

#[tokio::test]
async fn a_pasted_text_is_kept_with_what_was_repaired() {
    let scene = Scene::new().await;
    let (ada, eve) = (
        scene.person("ada", &[Role::Member]).await,
        scene.person("eve", &[Role::Member]).await,
    );
    let pasted = Pasted {
        text: "Evening buses\r\n\r\n\u{2022}\u{a0}one\u{a0}bus\r\n\u{2022} two buses\r\n\r\n34 words\r\n"
            .to_owned(),
        fields: vec![("note".to_owned(), "From a mail".to_owned())],
    };
    let id = import(&ada, &pasted).await.unwrap().to_string();
    let form = kept::find(&ada, &id).await.unwrap().unwrap();
    assert_eq!(form.value("note"), "From a mail");
    assert_eq!(form.value("title"), "Evening buses");
    assert!(form.value("text").contains("- one bus"), "{}", form.value("text"));
    assert_eq!(form.stated_words, Some(34));
    assert!(!form.repairs.is_empty());
    // It is nobody else's.
    assert_eq!(kept::find(&eve, &id).await.unwrap(), None);
    assert_eq!(kept::find(&scene.visitor(), &id).await.unwrap(), None);
    assert_eq!(kept::find(&ada, "not an id").await.unwrap(), None);
    let binary = Pasted {
        text: "PK\u{3}\u{4}\0".to_owned(),
        fields: Vec::new(),
    };
    refused(import(&ada, &binary).await, "file", Trouble::NotText);
}

#[tokio::test]
async fn a_version_is_saved_on_the_latest_one() {
    let scene = Scene::new().await;
    let ada = scene.person("ada", &[Role::Member]).await;
    let slug = begin(&ada, &start("Evening buses", TEXT)).await.unwrap();
    let second = with("12%", "15%");
    let saved = save(&at(&ada, 5), &save_form(&slug, 1, &second)).await.unwrap();
    assert_eq!(saved.number, 2);
    let reading = read(&ada, &slug).await.unwrap();
    assert_eq!(reading.article.version.text, second);
    assert_eq!(
        read_version(&ada, &slug, 1).await.unwrap().article.version.text,
        TEXT
    );
    assert!(matches!(read_version(&ada, &slug, 3).await, Err(Error::NotFound)));
    refused(
        save(&ada, &save_form(&slug, 2, &second)).await,
        "",
        Trouble::Unchanged,
    );
    let nothing = Save {
        slug: slug.clone(),
        base: 2,
        ..Save::default()
    };
    assert_eq!(
        troubles(save(&ada, &nothing).await),
        [
            ("title".to_owned(), Trouble::Missing),
            ("note".to_owned(), Trouble::Missing)
        ]
    );
    assert!(matches!(
        save(&ada, &save_form(&slug, 9, TEXT)).await,
        Err(Error::NotFound)
    ));
}

fn save_form(slug: &str, base: u32, text: &str) -> Save {
    crate::scene::save(slug, base, "Evening buses", text)
}

#[tokio::test]
async fn a_form_sent_twice_is_one_version() {
    let scene = Scene::new().await;
    let ada = scene.person("ada", &[Role::Member]).await;
    let form = Start {
        submission: Some(Submission::of(SubmissionId::new(1), [])),
        ..start("Evening buses", TEXT)
    };
    let slug = begin(&ada, &form).await.unwrap();
    match begin(&ada, &form).await {
        Err(Error::Repeated(address)) => assert_eq!(address, slug),
        other => panic!("{other:?}"),
    }
    let form = Save {
        submission: Some(Submission::of(SubmissionId::new(2), [])),
        ..save_form(&slug, 1, &with("12%", "15%"))
    };
    assert_eq!(save(&ada, &form).await.unwrap(), save(&ada, &form).await.unwrap());
    assert_eq!(history(&ada, &slug, None).await.unwrap().versions.len(), 2);
    assert_eq!(list(&ada, &page(1)).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_rule_goes_with_the_version() {
    let scene = Scene::new().await;
    let ada = scene.person("ada", &[Role::Member]).await;
    let slug = begin(&ada, &start("Evening buses", TEXT)).await.unwrap();
    let rule = |key: &str, limit: &str| {
        Some(OwnRule {
            key: key.to_owned(),
            limit: limit.to_owned(),
            ..OwnRule::default()
        })
    };
    // A new rule is a change, even where no word is.
    let form = Save {
        rule: rule("ucu", ""),
        ..save_form(&slug, 1, TEXT)
    };
    save(&ada, &form).await.unwrap();
    assert_eq!(read(&ada, &slug).await.unwrap().article.count.limit, Some(150));
    assert_eq!(
        read_version(&ada, &slug, 1).await.unwrap().article.count.limit,
        Some(250)
    );
    // Whoever does not say goes by the rule of the version before.
    save(&ada, &save_form(&slug, 2, &with("12%", "15%")))
        .await
        .unwrap();
    assert_eq!(read(&ada, &slug).await.unwrap().article.count.limit, Some(150));
    let form = Save {
        rule: rule("own", "20"),
        ..save_form(&slug, 3, TEXT)
    };
    save(&ada, &form).await.unwrap();
    // More words than the limit are no reason to lose a draft.
    assert_eq!(read(&ada, &slug).await.unwrap().article.count.over, 14);
    let newest = history(&ada, &slug, None)
        .await
        .unwrap()
        .versions
        .swap_remove(0)
        .1;
    assert_eq!(newest, "1 figure, new rule for counting");
    let form = Save {
        rule: rule("own", "many"),
        ..save_form(&slug, 4, &with("12%", "15%"))
    };
    refused(save(&ada, &form).await, "limit", Trouble::NotANumber(1, 100_000));
}

#[tokio::test]
async fn a_stale_base_overwrites_nothing_and_is_merged_where_nothing_clashes() {
    let scene = Scene::new().await;
    let ada = scene.person("ada", &[Role::Committee]).await;
    let bea = scene.person("bea", &[Role::Committee]).await;
    let slug = begin(&ada, &start("Evening buses", TEXT)).await.unwrap();
    let theirs = with("12% in two years", "15% in two years");
    save(&ada, &save_form(&slug, 1, &theirs)).await.unwrap();

    let mine = with("after 8pm", "after 9pm");
    refused(
        save(&bea, &save_form(&slug, 1, &mine)).await,
        "",
        Trouble::MovedOn(2),
    );
    assert_eq!(read(&ada, &slug).await.unwrap().article.version.text, theirs);
    let shown = conflict(&bea, &slug, 1, &mine).await.unwrap();
    assert_eq!((shown.base.number, shown.latest.number), (1, 2));
    assert_eq!(shown.mine.as_str(), mine);
    assert_eq!(shown.difference.counts.figure, 2);
    let merged = shown.merged.unwrap();
    assert_eq!(merged.as_str(), theirs.replace("after 8pm", "after 9pm"));
    save(&bea, &save_form(&slug, 2, merged.as_str())).await.unwrap();

    // Two rates for the same fares are for people to settle.
    let other = with("12% in two years", "17% in two years");
    let shown = conflict(&bea, &slug, 1, &other).await.unwrap();
    assert_eq!(shown.merged, None);
    assert_eq!(shown.mine.as_str(), other);
}

#[tokio::test]
async fn a_history_says_what_each_version_changed() {
    let scene = Scene::new().await;
    let ada = scene.person("ada", &[Role::Member]).await;
    let slug = begin(&ada, &start("Evening buses", TEXT)).await.unwrap();
    let second = with("12%", "15%");
    save(&ada, &save_form(&slug, 1, &second)).await.unwrap();
    let third = second.replace("a town without visitors", "a town without many visitors");
    save(
        &ada,
        &Save {
            title: "Late buses".to_owned(),
            ..save_form(&slug, 2, &third)
        },
    )
    .await
    .unwrap();
    save(&ada, &save_form(&slug, 3, &third)).await.unwrap();
    let shown = history(&ada, &slug, None).await.unwrap();
    let said: Vec<_> = shown
        .versions
        .iter()
        .map(|(version, change)| (version.number, change.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            (4, "New title"),
            (3, "+1 word, 1 wording change, new title"),
            (2, "1 figure"),
            (1, "The first version"),
        ]
    );
    assert_eq!(shown.earlier, None);
}

#[tokio::test]
async fn a_long_history_is_paged_and_says_the_same_on_every_page() {
    let scene = Scene::new().await;
    let ada = scene.person("ada", &[Role::Member]).await;
    let slug = begin(&ada, &start("Evening buses", TEXT)).await.unwrap();
    for base in 1..35 {
        save(
            &ada,
            &save_form(&slug, base, &with("12%", &format!("{}%", base + 12))),
        )
        .await
        .unwrap();
    }
    let newest = history(&ada, &slug, None).await.unwrap();
    let numbers =
        |shown: &service::motions::History| shown.versions.iter().map(|(v, _)| v.number).collect::<Vec<_>>();
    assert_eq!(numbers(&newest), (6..=35).rev().collect::<Vec<_>>());
    assert_eq!(newest.earlier, Some(5));
    assert!(newest.versions.iter().all(|(_, said)| said == "1 figure"));
    let oldest = history(&ada, &slug, newest.earlier).await.unwrap();
    assert_eq!(numbers(&oldest), [5, 4, 3, 2, 1]);
    assert_eq!(oldest.earlier, None);
    assert_eq!(history(&ada, &slug, Some(0)).await.unwrap().versions.len(), 0);
}

#[tokio::test]
async fn two_versions_are_compared_either_way() {
    let scene = Scene::new().await;
    let ada = scene.person("ada", &[Role::Member]).await;
    let slug = begin(&ada, &start("Evening buses", TEXT)).await.unwrap();
    save(&ada, &save_form(&slug, 1, &with("bus fares", "fares")))
        .await
        .unwrap();
    let forth = compare(&ada, &slug, 1, 2).await.unwrap();
    assert_eq!((forth.diff.counts.wording, forth.diff.words_delta), (1, -1));
    let back = compare(&ada, &slug, 2, 1).await.unwrap();
    assert_eq!((back.diff.counts.wording, back.diff.words_delta), (1, 1));
    assert_ne!(forth.tag(), back.tag());
    assert!(compare(&ada, &slug, 2, 2).await.unwrap().diff.is_same());
    assert!(matches!(compare(&ada, &slug, 1, 3).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_draft_is_not_there_for_anybody_else() {
    let scene = Scene::new().await;
    let ada = scene.person("ada", &[Role::Member]).await;
    let committee = scene.person("committee", &[Role::Committee]).await;
    let slug = begin(&ada, &start("Evening buses", TEXT)).await.unwrap();
    for other in [
        scene.visitor(),
        scene.person("supporter", &[Role::Supporter]).await,
        scene.person("member", &[Role::Member]).await,
        scene.person("admin", &[Role::Administrator]).await,
    ] {
        assert_eq!(list(&other, &page(1)).await.unwrap(), []);
        assert_eq!(home(&other).await.unwrap().unseen, []);
        // Not even whether it is there: the answer is that of an address that never was.
        for slug in [slug.as_str(), "never-was"] {
            assert!(matches!(read(&other, slug).await, Err(Error::NotFound)));
            assert!(matches!(
                read_version(&other, slug, 1).await,
                Err(Error::NotFound)
            ));
            assert!(matches!(history(&other, slug, None).await, Err(Error::NotFound)));
            assert!(matches!(compare(&other, slug, 1, 1).await, Err(Error::NotFound)));
            assert!(matches!(
                save(&other, &save_form(slug, 1, "Mine")).await,
                Err(Error::NotFound)
            ));
            assert!(matches!(
                conflict(&other, slug, 1, "Mine").await,
                Err(Error::NotFound)
            ));
        }
    }
    assert_eq!(list(&committee, &page(1)).await.unwrap().len(), 1);
    assert_eq!(list(&ada, &page(1)).await.unwrap().len(), 1);
    circulate(&committee, &slug).await;
    assert_eq!(
        list(&scene.person("other", &[Role::Supporter]).await, &page(1))
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(list(&scene.visitor(), &page(1)).await.unwrap(), []);
}

#[tokio::test]
async fn an_author_who_is_no_member_any_more_does_not_read_the_draft() {
    let scene = Scene::new().await;
    let ada = scene.person("ada", &[Role::Member]).await;
    let admin = scene.person("admin", &[Role::Administrator]).await;
    let slug = begin(&ada, &start("Evening buses", TEXT)).await.unwrap();
    let member = ada.member.as_ref().unwrap();
    let form = service::people::Standing {
        member: member.id.to_string(),
        name: member.name.clone(),
        roles: vec!["supporter".to_owned()],
        category: "supporter".to_owned(),
        ..Default::default()
    };
    service::people::change(&admin, &form).await.unwrap();
    let ada = scene.by(member.id).await;
    assert!(matches!(read(&ada, &slug).await, Err(Error::NotFound)));
    assert_eq!(list(&ada, &page(1)).await.unwrap(), []);
}

#[tokio::test]
async fn lists_are_paged() {
    let scene = Scene::new().await;
    let ada = scene.person("ada", &[Role::Committee]).await;
    for n in 0..65_i64 {
        begin(&at(&ada, n), &start(&format!("Text {n}"), TEXT))
            .await
            .unwrap();
    }
    let sizes = [
        list(&ada, &page(1)).await,
        list(&ada, &page(2)).await,
        list(&ada, &page(3)).await,
        list(&ada, &page(4)).await,
    ]
    .map(|page| page.unwrap().len());
    // One more than the page says that there is another.
    assert_eq!(sizes, [31, 31, 5, 0]);
    assert_eq!(list(&ada, &page(1)).await.unwrap()[0].title, "Text 64");
    assert_eq!(list(&ada, &page(3)).await.unwrap()[4].title, "Text 0");
    // A page number from an address may be anything.
    assert_eq!(list(&ada, &page(0)).await.unwrap().len(), 31);
    assert_eq!(list(&ada, &page(u32::MAX)).await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_group_that_begins_is_told_its_first_steps() {
    let scene = Scene::new().await;
    let chair = scene.person("chair", &[Role::Chair]).await;
    let member = scene.person("member", &[Role::Member]).await;
    scene.settle(|group| group.imprint.clear()).await;
    let told = async || group::first_steps(&chair).await.unwrap();
    let steps = told().await.unwrap();
    assert!(!steps.settled && steps.unpublished);
    assert_eq!((steps.seats, steps.quorum), (1, 2));
    assert_eq!(group::first_steps(&member).await.unwrap(), None);
    assert_eq!(group::first_steps(&scene.visitor()).await.unwrap(), None);
    scene
        .settle(|group| group.imprint = "Published by the Group".to_owned())
        .await;
    let second = scene.person("second", &[Role::Committee]).await;
    assert!(told().await.unwrap().settled);
    let slug = begin(&second, &start("Evening buses", TEXT)).await.unwrap();
    crate::adoptions::publish(&scene, &second, &slug, 1).await;
    assert_eq!(told().await, None);
}

#[tokio::test]
async fn a_list_is_narrowed_before_it_is_paged() {
    let scene = Scene::new().await;
    let ada = scene.person("ada", &[Role::Committee]).await;
    begin(&ada, &track("Rivers", TEXT)).await.unwrap();
    for n in 1..40_i64 {
        begin(&at(&ada, n), &start(&format!("Text {n}"), TEXT))
            .await
            .unwrap();
    }
    // The last changed are all motions: the one that is followed would stand on the second page.
    let followed = Wanted {
        sort: Some(Sort::Followed),
        ..Wanted::default()
    };
    let seen = Wanted {
        stage: Some(Stage::Seen),
        ..Wanted::default()
    };
    for wanted in [followed, seen] {
        let found = list(&ada, &wanted).await.unwrap();
        assert_eq!(found.len(), 1, "{wanted:?}");
        assert_eq!(found[0].title, "Rivers");
    }
    let motions = |page| Wanted {
        sort: Some(Sort::Motions),
        page,
        ..Wanted::default()
    };
    assert_eq!(list(&ada, &motions(1)).await.unwrap().len(), 31);
    assert_eq!(list(&ada, &motions(2)).await.unwrap().len(), 9);
}

#[tokio::test]
async fn what_has_moved_on_is_shown_until_it_is_looked_at() {
    let scene = Scene::new().await;
    let ada = scene.person("ada", &[Role::Committee]).await;
    let bea = scene.person("bea", &[Role::Member]).await;
    let slug = begin(&ada, &start("Evening buses", TEXT)).await.unwrap();
    circulate(&ada, &slug).await;
    // Whoever is asked about it is not told as well that it is new.
    let waiting = home(&bea).await.unwrap();
    assert_eq!(
        (
            waiting.unseen.len(),
            waiting.moved.len(),
            waiting.unanswered.len()
        ),
        (0, 0, 1)
    );
    let followed = begin(&ada, &track("Warm homes", TEXT)).await.unwrap();
    assert_eq!(home(&bea).await.unwrap().unseen.len(), 1);
    look(&bea, &read(&bea, &followed).await.unwrap()).await.unwrap();
    look(&bea, &read(&bea, &slug).await.unwrap()).await.unwrap();
    let waiting = home(&bea).await.unwrap();
    assert_eq!((waiting.unseen.len(), waiting.moved.len()), (0, 0));
    save(&at(&ada, 5), &save_form(&slug, 1, &with("12%", "15%")))
        .await
        .unwrap();
    let waiting = home(&bea).await.unwrap();
    assert_eq!(
        waiting
            .moved
            .iter()
            .map(|(text, seen)| (text.latest, *seen))
            .collect::<Vec<_>>(),
        [(2, 1)]
    );
    // Looking at an old version afterwards does not bring the news back.
    look(&bea, &read(&bea, &slug).await.unwrap()).await.unwrap();
    look(&bea, &read_version(&bea, &slug, 1).await.unwrap())
        .await
        .unwrap();
    assert_eq!(home(&bea).await.unwrap().moved.len(), 0);
}
