//! Forms about amendments: writing them, what becomes of them, and standing by them.

use crate::address;
use crate::request::{Sent, with_query};
use domain::amendment::{Verb, Way};
use leptos::prelude::*;
use service::amendments::{self, Doing, Draft, StandBy};
use service::{Call, Error};

/// What a form for an amendment holds, field by field.
pub fn draft(slug: &str, submission: Option<service::Submission>, of: impl Fn(&str) -> String) -> Draft {
    Draft {
        submission,
        slug: slug.to_owned(),
        number: of("number"),
        revision: of("revision").parse().unwrap_or(0),
        parent: of("parent"),
        base: of("base").parse().unwrap_or(0),
        way: of("way"),
        text: of("text"),
        wording: of("wording"),
        clause: of("clause"),
        clause_text: of("clause_text"),
        mover: of("mover"),
        seconder: of("seconder"),
        reason: of("reason"),
    }
}

/// The page that holds the form: for a new amendment or for one that is being changed, in one of the ways to write.
fn form_page(form: &Draft, way: Way) -> String {
    let mut page = match form.number.parse() {
        Ok(number) => address::amendment_page(&form.slug, number, "edit"),
        Err(_) => address::motion_page(&form.slug, "amendments/new"),
    };
    page = with_query(&page, "base", &form.base.to_string());
    page = with_query(&page, "way", way.word());
    for (name, value) in [("clause", &form.clause), ("parent", &form.parent)] {
        if let Ok(number) = value.parse::<u32>() {
            page = with_query(&page, name, &number.to_string());
        }
    }
    page
}

/// The fields of a form with some of them changed.
fn changed(mut fields: Vec<(String, String)>, now: &[(&str, String)]) -> Vec<(String, String)> {
    fields.retain(|(name, _)| !now.iter().any(|(changed, _)| changed == name));
    fields.extend(
        now.iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone())),
    );
    fields
}

/// Keeps an amendment as a draft, hands it in as well, or only shows what it would do.
#[server(prefix = "/api", endpoint = "amendment/write")]
pub async fn write_amendment() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = draft(sent.slug(), sent.submission(), |name| sent.field(name).to_owned());
    let way = Way::from_word(&form.way).unwrap_or(Way::Copy);
    let back = form_page(&form, way);
    let asked = sent.field("do").to_owned();
    if let Some(other) = asked.strip_prefix("as-").and_then(Way::from_word) {
        // What has been written goes along, in the form that the other way has for it.
        let mut now = vec![("way", other.word().to_owned())];
        if let Ok(preview) = amendments::preview(&sent.call, &form).await {
            now.push(("text", preview.amended.as_str().to_owned()));
            now.push(("wording", preview.wording.join("\n")));
        }
        let fields = changed(sent.all(), &now);
        let there = form_page(&form, other);
        return keep(sent, fields, &there, "").await;
    }
    if asked == "preview" {
        let fields = sent.all();
        return keep(sent, fields, &back, "#preview").await;
    }
    let written = if form.number.is_empty() {
        amendments::propose(&sent.call, &form).await
    } else {
        amendments::amend(&sent.call, &form).await
    };
    let number = match written {
        Ok(number) => number,
        Err(error) => return sent.answer(Err::<(), _>(error), &back, |()| back.clone()).await,
    };
    let there = address::amendment(&form.slug, number);
    if asked != "submit" {
        return sent
            .answer(Ok(()), &back, |()| with_query(&there, "saved", "1"))
            .await;
    }
    let done = hand_in(&sent.call, &form.slug, number).await;
    sent.answer(done, &there, |()| with_query(&there, "saved", "2"))
        .await
}

/// Keeps what was typed, for a page that shows it again.
async fn keep(
    sent: Sent,
    fields: Vec<(String, String)>,
    page: &str,
    place: &str,
) -> Result<(), ServerFnError> {
    let form = service::kept::Form {
        fields,
        ..service::kept::Form::default()
    };
    let kept = service::kept::keep(&sent.call, &form).await;
    sent.answer(kept, page, |kept| {
        with_query(page, "kept", &kept.to_string()) + place
    })
    .await
}

/// Hands an amendment in that has just been saved. Sent twice, it has been handed in.
async fn hand_in(call: &Call, slug: &str, number: u32) -> Result<(), Error> {
    let saved = amendments::one(call, slug, number).await?.entry.amendment;
    if !saved.state.editable() {
        return Ok(());
    }
    let doing = Doing {
        slug: slug.to_owned(),
        number,
        revision: saved.revision,
        verb: Verb::Submit.word().to_owned(),
        ..Doing::default()
    };
    amendments::act(call, &doing).await
}

/// Does something with an amendment: hands it in, finds it in order, records what became of it.
#[server(prefix = "/api", endpoint = "amendment/move")]
pub async fn move_amendment() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = Doing {
        submission: sent.submission(),
        slug: sent.slug().to_owned(),
        number: sent.field("number").parse().unwrap_or(0),
        revision: sent.field("revision").parse().unwrap_or(0),
        verb: sent.field("verb").to_owned(),
        reason: sent.field("reason").to_owned(),
    };
    let back = address::amendment(&form.slug, form.number);
    let done = amendments::act(&sent.call, &form).await;
    sent.answer(done, &back, |()| with_query(&back, "saved", "3"))
        .await
}

/// Agrees to how an amendment has been carried over to a newer version.
#[server(prefix = "/api", endpoint = "amendment/stand-by")]
pub async fn stand_by_amendment() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = StandBy {
        submission: sent.submission(),
        slug: sent.slug().to_owned(),
        number: sent.field("number").parse().unwrap_or(0),
        revision: sent.field("revision").parse().unwrap_or(0),
        version: sent.field("version").parse().unwrap_or(0),
    };
    let back = address::amendment(&form.slug, form.number);
    let done = amendments::stand_by(&sent.call, &form).await;
    sent.answer(done, &back, |()| with_query(&back, "saved", "4"))
        .await
}
