//! Forms about what parties did with a published text.

use crate::address;
use crate::request::Sent;
use leptos::prelude::*;
use service::adoptions::{self, AskForm, ConsentForm, MoveForm, ReportForm, SecretaryForm, WordsForm};

fn words(sent: &Sent) -> WordsForm {
    WordsForm {
        title: sent.field("title").to_owned(),
        text: sent.field("text").to_owned(),
        profile: sent.field("profile").to_owned(),
        from: sent.field("from").to_owned(),
    }
}

/// Reports for the first time; or shows what is tidied, for which nothing is saved.
#[server(prefix = "/api", endpoint = "adoption/report")]
pub async fn report_adoption() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let slug = sent.slug().to_owned();
    let back = address::new_adoption(&slug);
    if sent.field("do") == "check" {
        let kept = adoptions::check(&sent.call, &slug, sent.all()).await;
        let next = back.clone();
        return sent
            .answer(kept, &back, |kept| format!("{next}?kept={kept}#words"))
            .await;
    }
    let form = ReportForm {
        submission: sent.submission(),
        publication: sent.field("publication").to_owned(),
        clp: sent.field("clp").to_owned(),
        region: sent.field("region").to_owned(),
        conference: sent.field("conference").to_owned(),
        state: sent.field("state").to_owned(),
        meeting_on: sent.field("meeting_on").to_owned(),
        consent: sent.field("consent").to_owned(),
        note: sent.field("note").to_owned(),
        words: words(&sent),
        slug,
    };
    let done = adoptions::report(&sent.call, &form).await;
    let there = |number: u32| address::adoption(&form.slug, number);
    sent.answer_again(done, &back, there, |number| there(number.parse().unwrap_or(0)))
        .await
}

/// Records what happened next, a correction or a confirmation; or shows what is tidied.
#[server(prefix = "/api", endpoint = "adoption/move")]
pub async fn move_adoption() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let kind = sent.field("kind").to_owned();
    let (state, note) = match kind.as_str() {
        "correct" => ("back", "reason"),
        _ => ("state", "note"),
    };
    let form = MoveForm {
        submission: sent.submission(),
        slug: sent.slug().to_owned(),
        number: sent.field("number").parse().unwrap_or(0),
        seen: sent.field("seen").parse().unwrap_or(0),
        state: sent.field(state).to_owned(),
        meeting_on: sent.field("meeting_on").to_owned(),
        composite: sent.field("composite").to_owned(),
        composite_slug: sent.field("composite_slug").to_owned(),
        note: sent.field(note).to_owned(),
        words: words(&sent),
        kind,
    };
    let back = address::adoption(&form.slug, form.number);
    if sent.field("do") == "check" {
        let kept = adoptions::check(&sent.call, &form.slug, sent.all()).await;
        let next = back.clone();
        return sent
            .answer(kept, &back, |kept| format!("{next}?kept={kept}#words"))
            .await;
    }
    let done = adoptions::record(&sent.call, &form).await;
    sent.answer(done, &back, |()| back.clone()).await
}

/// Notes who may know.
#[server(prefix = "/api", endpoint = "adoption/consent")]
pub async fn set_consent() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = ConsentForm {
        submission: sent.submission(),
        slug: sent.slug().to_owned(),
        number: sent.field("number").parse().unwrap_or(0),
        consent: sent.field("consent").to_owned(),
    };
    let back = address::adoption(&form.slug, form.number);
    let done = adoptions::consent(&sent.call, &form).await;
    sent.answer(done, &back, |()| back.clone()).await
}

/// Sends the secretary of a party a link.
#[server(prefix = "/api", endpoint = "adoption/ask")]
pub async fn ask_secretary() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = AskForm {
        submission: sent.submission(),
        slug: sent.slug().to_owned(),
        number: sent.field("number").parse().unwrap_or(0),
        email: sent.field("email").to_owned(),
    };
    let back = address::adoption(&form.slug, form.number);
    let done = adoptions::ask_confirmation(&sent.call, &form).await;
    sent.answer(done, &back, |()| format!("{back}?sent=1")).await
}

/// What the secretary of a party answers on the page that a link opens; no account is needed.
#[server(prefix = "/api", endpoint = "adoption/confirm")]
pub async fn confirm_adoption() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let wrong = !sent.field("wrong").is_empty();
    let form = SecretaryForm {
        token: sent
            .field("token")
            .chars()
            .filter(char::is_ascii_hexdigit)
            .take(64)
            .collect(),
        seen: sent.field("seen").parse().unwrap_or(0),
        wrong,
        back: sent.field("back").to_owned(),
        reason: sent.field("reason").to_owned(),
        consent: sent.field(if wrong { "may_know" } else { "consent" }).to_owned(),
    };
    let done = adoptions::answer_by_link(&sent.call, &form).await;
    let next = if form.wrong {
        "/confirm/noted"
    } else {
        "/confirm/done"
    };
    sent.answer(done, &format!("/confirm/{}", form.token), |()| next.to_owned())
        .await
}
