//! Comments, and how they stay with their words.

use crate::scene::*;
use domain::ids::SubmissionId;
use domain::people::Role;
use service::Submission;
use service::motions::{save as save_version, start as begin};
use service::rounds::{
    CommentForm, Discussion, Opening, comment, discussion, edit_comment, hide_comment, open, withdraw_comment,
};
use service::{Call, Error, Trouble};

fn say(slug: &str, body: &str) -> CommentForm {
    CommentForm {
        slug: slug.to_owned(),
        version: 1,
        body: body.to_owned(),
        ..CommentForm::default()
    }
}

fn on(slug: &str, quote: &str, body: &str) -> CommentForm {
    CommentForm {
        quote: quote.to_owned(),
        ..say(slug, body)
    }
}

/// A committee member, a member, and a circulated text.
async fn circulated(scene: &Scene) -> (Call, Call, String) {
    let ada = scene.person("ada", &[Role::Committee]).await;
    let bea = scene.person("bea", &[Role::Member]).await;
    let slug = begin(&ada, &start("Evening buses", TEXT)).await.unwrap();
    let form = Opening {
        slug: slug.clone(),
        version: 1,
        question: "Do you support it?".to_owned(),
        close_date: "20 October 2026".to_owned(),
        close_time: "18:00".to_owned(),
        ..Opening::default()
    };
    open(&ada, &form).await.unwrap();
    (ada, bea, slug)
}

fn bodies(threads: &[service::rounds::Thread]) -> Vec<&str> {
    threads
        .iter()
        .map(|thread| thread.comment.body.as_str())
        .collect()
}

#[tokio::test]
async fn comments_stand_in_the_order_of_the_text() {
    let scene = Scene::new().await;
    let (_, bea, slug) = circulated(&scene).await;
    comment(&at(&bea, 1), &on(&slug, "every route", "Every single one?"))
        .await
        .unwrap();
    comment(&at(&bea, 2), &say(&slug, "Well written")).await.unwrap();
    let by_line = CommentForm {
        line: "1".to_owned(),
        ..say(&slug, "Where is this from?")
    };
    let first = comment(&at(&bea, 3), &by_line).await.unwrap();
    let reply = CommentForm {
        parent: first.to_string(),
        ..say(&slug, "From the ministry")
    };
    let reply = comment(&at(&bea, 4), &reply).await.unwrap();
    let reply_to_reply = CommentForm {
        parent: reply.to_string(),
        ..say(&slug, "Thank you")
    };
    comment(&at(&bea, 5), &reply_to_reply).await.unwrap();

    let shown = discussion(&bea, &slug).await.unwrap();
    assert_eq!(
        bodies(&shown.placed),
        ["Where is this from?", "Every single one?"]
    );
    assert_eq!(bodies(&shown.general), ["Well written"]);
    assert_eq!(shown.removed.len(), 0);
    assert_eq!(shown.placed[0].lines, Some((1, 1)));
    assert_eq!(shown.placed[1].quote.as_deref(), Some("every route"));
    let replies: Vec<_> = shown.placed[0]
        .replies
        .iter()
        .map(|(reply, _)| reply.body.as_str())
        .collect();
    assert_eq!(replies, ["From the ministry", "Thank you"]);
}

#[tokio::test]
async fn a_comment_must_say_something_about_words_that_are_there() {
    let scene = Scene::new().await;
    let (_, bea, slug) = circulated(&scene).await;
    refused(
        comment(&bea, &say(&slug, " \r\n ")).await,
        "body",
        Trouble::Missing,
    );
    refused(
        comment(&bea, &say(&slug, &"x".repeat(6_001))).await,
        "body",
        Trouble::TooLong(6_000),
    );
    refused(
        comment(&bea, &on(&slug, "night trains", "Why?")).await,
        "quote",
        Trouble::WordsNotFound,
    );
    for line in ["0", "99", "-1", "one"] {
        let form = CommentForm {
            line: line.to_owned(),
            ..say(&slug, "Why?")
        };
        refused(comment(&bea, &form).await, "line", Trouble::NotAChoice);
    }
    let form = CommentForm {
        version: 7,
        ..say(&slug, "Why?")
    };
    assert!(matches!(comment(&bea, &form).await, Err(Error::NotFound)));
    assert_eq!(discussion(&bea, &slug).await.unwrap().general.len(), 0);
}

#[tokio::test]
async fn an_answer_belongs_to_a_comment_on_the_same_text() {
    let scene = Scene::new().await;
    let (ada, bea, slug) = circulated(&scene).await;
    let other = begin(&ada, &start("Night trains", TEXT)).await.unwrap();
    let foreign = comment(&ada, &say(&other, "About trains")).await.unwrap();
    for parent in [foreign.to_string(), "nonsense".to_owned()] {
        let form = CommentForm {
            parent,
            ..say(&slug, "About buses")
        };
        assert!(matches!(comment(&bea, &form).await, Err(Error::NotFound)));
    }
}

#[tokio::test]
async fn a_comment_sent_twice_is_one() {
    let scene = Scene::new().await;
    let (_, bea, slug) = circulated(&scene).await;
    let form = CommentForm {
        submission: Some(Submission::of(SubmissionId::new(1), [])),
        ..say(&slug, "Well written")
    };
    assert_eq!(
        comment(&bea, &form).await.unwrap(),
        comment(&bea, &form).await.unwrap()
    );
    assert_eq!(discussion(&bea, &slug).await.unwrap().general.len(), 1);
}

#[tokio::test]
async fn a_comment_follows_its_words_and_ends_under_removed() {
    let scene = Scene::new().await;
    let (ada, bea, slug) = circulated(&scene).await;
    comment(&at(&bea, 1), &on(&slug, "bus fares", "Which fares?"))
        .await
        .unwrap();
    comment(&at(&bea, 2), &on(&slug, "every route", "Every single one?"))
        .await
        .unwrap();
    let place = |shown: &Discussion, body: &str| {
        shown
            .placed
            .iter()
            .find(|thread| thread.comment.body == body)
            .and_then(|thread| thread.lines)
    };
    let shown = discussion(&bea, &slug).await.unwrap();
    assert_eq!(
        (place(&shown, "Which fares?"), place(&shown, "Every single one?")),
        (Some((1, 1)), Some((3, 3)))
    );

    // The last paragraph moves to the front and is edited beside the words.
    let paragraphs: Vec<&str> = TEXT.trim().split("\n\n").collect();
    let moved = format!(
        "{}\n\n{}\n\n{}\n",
        paragraphs[2].replace("8pm", "9pm"),
        paragraphs[0],
        paragraphs[1]
    );
    save_version(&ada, &save(&slug, 1, "Evening buses", &moved))
        .await
        .unwrap();
    let shown = discussion(&bea, &slug).await.unwrap();
    assert_eq!(
        (place(&shown, "Which fares?"), place(&shown, "Every single one?")),
        (Some((2, 2)), Some((1, 1)))
    );

    // Then its words go, and it says what they were.
    let without = format!("{}\n\n{}\n", paragraphs[0], paragraphs[1]);
    save_version(&ada, &save(&slug, 2, "Evening buses", &without))
        .await
        .unwrap();
    let shown = discussion(&bea, &slug).await.unwrap();
    assert_eq!(bodies(&shown.placed), ["Which fares?"]);
    assert_eq!(bodies(&shown.removed), ["Every single one?"]);
    assert_eq!(shown.removed[0].quote.as_deref(), Some("every route"));
    assert_eq!(shown.removed[0].comment.version, 1);

    // And when they come back, so does it.
    save_version(&ada, &save(&slug, 3, "Evening buses", TEXT))
        .await
        .unwrap();
    let shown = discussion(&bea, &slug).await.unwrap();
    assert_eq!(
        shown.placed.len() + shown.removed.len(),
        2,
        "a comment is never dropped"
    );
}

#[tokio::test]
async fn an_edit_keeps_what_was_said_before() {
    let scene = Scene::new().await;
    let (ada, bea, slug) = circulated(&scene).await;
    let id = comment(&bea, &say(&slug, "First")).await.unwrap().to_string();
    edit_comment(&at(&bea, 1), &id, "Second", None).await.unwrap();
    edit_comment(&at(&bea, 2), &id, "Third", None).await.unwrap();
    refused(
        edit_comment(&bea, &id, "  ", None).await,
        "body",
        Trouble::Missing,
    );
    let shown = discussion(&ada, &slug).await.unwrap();
    assert_eq!(bodies(&shown.general), ["Third"]);
    let history: Vec<_> = shown.general[0]
        .history
        .iter()
        .map(|edit| edit.body.as_str())
        .collect();
    assert_eq!(history, ["First", "Second"]);
    // Nobody puts words into somebody else's mouth, whatever they hold.
    assert!(matches!(
        edit_comment(&ada, &id, "Mine", None).await,
        Err(Error::NotAllowed)
    ));
    assert!(matches!(
        withdraw_comment(&ada, &id, None).await,
        Err(Error::NotAllowed)
    ));
}

#[tokio::test]
async fn a_comment_that_was_taken_back_leaves_its_place() {
    let scene = Scene::new().await;
    let (ada, bea, slug) = circulated(&scene).await;
    let words = "Something that I should not have said";
    let id = comment(&bea, &say(&slug, words)).await.unwrap().to_string();
    let reply = CommentForm {
        parent: id.clone(),
        ..say(&slug, "Quite so")
    };
    comment(&ada, &reply).await.unwrap();
    edit_comment(&at(&bea, 1), &id, "Something else", None)
        .await
        .unwrap();
    withdraw_comment(&at(&bea, 2), &id, None).await.unwrap();
    let shown = discussion(&ada, &slug).await.unwrap();
    assert_eq!(bodies(&shown.general), [""]);
    assert!(shown.general[0].comment.withdrawn_at.is_some());
    assert_eq!(shown.general[0].history, []);
    assert_eq!(shown.general[0].replies.len(), 1);
    assert!(matches!(
        edit_comment(&bea, &id, "Back", None).await,
        Err(Error::NotAllowed)
    ));
    // The words are gone from the file too.
    let stored = scene.stored().await;
    assert!(
        !stored
            .windows(words.len())
            .any(|window| window == words.as_bytes())
    );
}

#[tokio::test]
async fn a_hidden_comment_says_why_and_not_what() {
    let scene = Scene::new().await;
    let (ada, bea, slug) = circulated(&scene).await;
    let eve = scene.person("eve", &[Role::Member]).await;
    let id = comment(&bea, &say(&slug, "Names a client"))
        .await
        .unwrap()
        .to_string();
    let reply = CommentForm {
        parent: id.clone(),
        ..say(&slug, "Names another")
    };
    let reply = comment(&bea, &reply).await.unwrap().to_string();
    edit_comment(&at(&bea, 1), &id, "Names a client again", None)
        .await
        .unwrap();
    assert!(matches!(
        hide_comment(&eve, &id, "I do not like it", None).await,
        Err(Error::NotAllowed)
    ));
    refused(
        hide_comment(&ada, &id, " ", None).await,
        "reason",
        Trouble::Missing,
    );
    hide_comment(&ada, &id, "Names a client", None).await.unwrap();
    hide_comment(&ada, &reply, "Names a client", None).await.unwrap();

    let shown = discussion(&eve, &slug).await.unwrap();
    let thread = &shown.general[0];
    assert_eq!(
        (
            thread.comment.body.as_str(),
            thread.comment.hidden_reason.as_str()
        ),
        ("", "Names a client")
    );
    assert_eq!(thread.history, []);
    assert_eq!(thread.replies[0].0.body, "");
    // Those who hid it, and whoever said it, still see what it was.
    for call in [&ada, &bea] {
        let shown = discussion(call, &slug).await.unwrap();
        assert_eq!(bodies(&shown.general), ["Names a client again"]);
        assert_eq!(shown.general[0].replies[0].0.body, "Names another");
    }
    assert!(matches!(
        edit_comment(&bea, &id, "Changed", None).await,
        Err(Error::NotAllowed)
    ));
    assert_eq!(scene.store.comment_count(shown.document.id).await.unwrap(), 0);
}

#[tokio::test]
async fn what_was_said_about_a_draft_is_for_those_who_read_it() {
    let scene = Scene::new().await;
    let ada = scene.person("ada", &[Role::Member]).await;
    let eve = scene.person("eve", &[Role::Member]).await;
    let slug = begin(&ada, &start("Evening buses", TEXT)).await.unwrap();
    let id = comment(&ada, &say(&slug, "A note to myself"))
        .await
        .unwrap()
        .to_string();
    for other in [&eve, &scene.visitor()] {
        assert!(matches!(discussion(other, &slug).await, Err(Error::NotFound)));
        assert!(matches!(
            comment(other, &say(&slug, "Mine")).await,
            Err(Error::NotFound)
        ));
        assert!(matches!(
            edit_comment(other, &id, "Mine", None).await,
            Err(Error::NotFound)
        ));
        assert!(matches!(
            hide_comment(other, &id, "Mine", None).await,
            Err(Error::NotFound)
        ));
    }
}
