//! The whole journey on the texts that the group wrote, read from where they are kept.

use crate::scene::*;
use domain::decision::Outcome;
use domain::document::Stage;
use domain::people::Role;
use domain::text::diff::Counts;
use service::decisions::{VoteForm, publish, read_published, vote};
use service::motions::{
    Pasted, Save, Start, compare, history, import, read, save as save_version, start as begin,
};
use service::rounds::{CommentForm, Opening, ViewForm, comment, discussion, give, open};
use service::{Call, kept};

const LETTER: &str = "seeds/000_b826e835983feb09.txt";
const MANIFESTO: &str = "seeds/004_a3cc954a7ac4a876.txt";

/// Some lines of a file, as somebody would copy them.
fn lines(file: &str, from: usize, to: usize) -> Option<String> {
    let text = std::fs::read_to_string(shared(file)?).unwrap();
    Some(
        text.lines()
            .skip(from - 1)
            .take(to - from + 1)
            .collect::<Vec<_>>()
            .join("\n"),
    )
}

/// Pastes a text and sends the form that follows as it is shown.
async fn paste(call: &Call, text: String) -> Start {
    let id = import(
        call,
        &Pasted {
            text,
            fields: Vec::new(),
        },
    )
    .await
    .unwrap()
    .to_string();
    let form = kept::find(call, &id).await.unwrap().unwrap();
    Start {
        stated_words: form
            .stated_words
            .map(|words| words.to_string())
            .unwrap_or_default(),
        ..start(form.value("title"), form.value("text"))
    }
}

#[tokio::test]
async fn the_model_resolution_goes_from_paste_to_publication() {
    let Some(text) = lines(LETTER, 51, 84) else { return };
    let scene = Scene::new().await;
    let chair = scene.person("chair", &[Role::Chair]).await;
    let one = scene.person("one", &[Role::Committee]).await;
    let two = scene.person("two", &[Role::Committee]).await;
    let member = scene.person("member", &[Role::Member]).await;

    let slug = begin(&one, &paste(&one, text).await).await.unwrap();
    let reading = read(&one, &slug).await.unwrap();
    assert_eq!(
        (reading.article.count.words, reading.article.count.over),
        (246, 0)
    );
    assert_eq!(reading.article.version.stated_words, Some(246));

    let round = Opening {
        slug: slug.clone(),
        version: 1,
        question: "Do you support it?".to_owned(),
        close_date: "12 October 2026".to_owned(),
        close_time: "1pm".to_owned(),
        ..Opening::default()
    };
    let round = open(&chair, &round).await.unwrap();
    let line = u32::try_from(reading.article.lines.len() / 2).unwrap();
    let said = CommentForm {
        slug: slug.clone(),
        version: 1,
        line: line.to_string(),
        body: "Well said".to_owned(),
        ..CommentForm::default()
    };
    comment(&member, &said).await.unwrap();
    let view = ViewForm {
        round: round.to_string(),
        version: 1,
        stance: "support".to_owned(),
        capacity: "member".to_owned(),
        ..ViewForm::default()
    };
    give(&member, &view).await.unwrap();

    // One word less, after the close.
    let (first, rest) = reading.article.version.text.split_once(' ').unwrap();
    let shorter = format!("{first} {}", rest.split_once(' ').unwrap().1);
    let saved = Save {
        ..save(&slug, 1, &reading.article.version.title, &shorter)
    };
    save_version(&at(&one, 61), &saved).await.unwrap();
    let change = compare(&member, &slug, 1, 2).await.unwrap();
    assert_eq!((change.diff.words_delta, change.diff.counts.wording), (-1, 1));
    assert_eq!(history(&member, &slug, None).await.unwrap().versions.len(), 2);
    let discussed = discussion(&member, &slug).await.unwrap();
    assert_eq!((discussed.placed.len(), discussed.removed.len()), (1, 0));

    let version = read(&one, &slug).await.unwrap().article.version;
    let mut outcome = None;
    for call in [&one, &two, &chair] {
        let form = VoteForm {
            slug: slug.clone(),
            version: 2,
            hash: version.hash.clone(),
            verdict: "for".to_owned(),
            ..VoteForm::default()
        };
        outcome = vote(&at(call, 62), &form).await.unwrap().outcome;
    }
    assert_eq!(outcome, Some(Outcome::Approved));
    let address = publish(&at(&chair, 63), &slug, 2, None).await.unwrap();
    let shown = read_published(&scene.visitor(), &address).await.unwrap();
    assert_eq!(
        (shown.article.version.text, shown.publication.words),
        (shorter, 245)
    );
    assert_eq!(shown.publication.hash, version.hash);
    let stage = read(&at(&one, 64), &slug).await.unwrap().document.records.stage();
    assert_eq!(stage, Stage::Published);
}

#[tokio::test]
async fn the_two_unleashing_texts_differ_as_a_careful_reader_says() {
    let (Some(old), Some(new)) = (lines(MANIFESTO, 46, 63), lines(MANIFESTO, 129, 146)) else {
        return;
    };
    let scene = Scene::new().await;
    let ada = scene.person("ada", &[Role::Member]).await;
    // Each line is a paragraph in these files; the heading is part of what is compared.
    let paragraphs = |text: &str| text.lines().collect::<Vec<_>>().join("\n\n");
    let slug = begin(&ada, &start("Unleashing", &paragraphs(&old)))
        .await
        .unwrap();
    save_version(&ada, &save(&slug, 1, "Unleashing", &paragraphs(&new)))
        .await
        .unwrap();
    let shown = compare(&ada, &slug, 1, 2).await.unwrap();
    let expected = Counts {
        wording: 2,
        moved: 1,
        spacing: 5,
        ..Counts::default()
    };
    assert_eq!(shown.diff.counts, expected);
    assert_eq!(shown.diff.words_delta, 7);
    let said = history(&ada, &slug, None)
        .await
        .unwrap()
        .versions
        .swap_remove(0)
        .1;
    assert_eq!(said, "+7 words, 2 wording changes, 1 move, 5 spacing changes");
}
