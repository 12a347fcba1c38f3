//! Forms about texts.

use crate::address;
use crate::request::Sent;
use leptos::prelude::*;
use service::motions::{self, OwnRule, Pasted, Save, Start};

/// Takes in a pasted text and shows what was tidied.
#[server(prefix = "/api", endpoint = "motions/import")]
pub async fn import_text() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let pasted = Pasted {
        text: sent.field("pasted").to_owned(),
        fields: sent.all(),
    };
    let done = motions::import(&sent.call, &pasted).await;
    sent.answer(done, "/motions/new", |kept| {
        format!("/motions/new/text?kept={kept}")
    })
    .await
}

/// Starts a text.
#[server(prefix = "/api", endpoint = "motions/start")]
pub async fn start_text() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = Start {
        submission: sent.submission(),
        origin: sent.field("origin").to_owned(),
        title: sent.field("title").to_owned(),
        text: sent.field("text").to_owned(),
        note: sent.field("note").to_owned(),
        rule: rule(&sent),
        owner: sent.field("owner").to_owned(),
        source: sent.field("source").to_owned(),
        seen_on: sent.field("seen_on").to_owned(),
        stated_words: sent.field("stated_words").to_owned(),
    };
    let done = motions::start(&sent.call, &form).await;
    sent.answer_again(
        done,
        "/motions/new/text",
        |slug| address::motion(&slug),
        |slug| address::motion(&slug),
    )
    .await
}

/// Saves a version; or shows the count and the preview, for which nothing is saved.
#[server(prefix = "/api", endpoint = "motions/save")]
pub async fn save_version() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let slug = sent.slug().to_owned();
    let back = address::motion_page(&slug, "edit");
    if sent.field("do") == "preview" {
        let form = service::kept::Form {
            fields: sent.all(),
            ..service::kept::Form::default()
        };
        let kept = service::kept::keep(&sent.call, &form).await;
        return sent
            .answer(kept, &back, |kept| format!("{back}?kept={kept}#preview"))
            .await;
    }
    let form = Save {
        submission: sent.submission(),
        base: sent.field("base").parse().unwrap_or(0),
        title: sent.field("title").to_owned(),
        text: sent.field("text").to_owned(),
        note: sent.field("note").to_owned(),
        rule: (!sent.field("profile").is_empty()).then(|| rule(&sent)),
        seen_on: sent.field("seen_on").to_owned(),
        slug,
    };
    let done = motions::save(&sent.call, &form).await;
    sent.answer(done, &back, |saved| {
        if saved.number > 1 {
            address::compare(&form.slug, saved.number - 1, saved.number) + "?saved=1"
        } else {
            address::motion(&form.slug)
        }
    })
    .await
}

fn rule(sent: &Sent) -> OwnRule {
    OwnRule {
        key: sent.field("profile").to_owned(),
        name: sent.field("rule_name").to_owned(),
        limit: sent.field("limit").to_owned(),
        title_limit: sent.field("title_limit").to_owned(),
    }
}
