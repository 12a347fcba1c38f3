//! Forms about composites.

use crate::address;
use crate::request::Sent;
use domain::composite::MOST_SOURCES;
use leptos::prelude::*;
use service::composites::{
    self, AddForm, AnswerForm, GroupForm, MoveForm, OwnSource, PastedSource, RedLineForm, SaveForm, StepForm,
};
use service::kept::Form;
use service::motions::OwnRule;

/// Groups motions; or shows what is tidied, or room for one more motion, for which nothing is saved.
#[server(prefix = "/api", endpoint = "composite/group")]
pub async fn group_motions() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let back = "/composites/new";
    if sent.field("do") == "more" {
        let blocks: u32 = sent.field("blocks").parse().unwrap_or(2);
        let mut fields = sent.all();
        for (name, value) in &mut fields {
            if name == "blocks" {
                *value = (blocks + 1).min(MOST_SOURCES).to_string();
            }
        }
        let form = Form {
            fields,
            ..Form::default()
        };
        let kept = service::kept::keep(&sent.call, &form).await;
        return sent
            .answer(kept, back, |kept| format!("{back}?kept={kept}#pasted"))
            .await;
    }
    if sent.field("do") == "check" {
        let kept = composites::check(&sent.call, sent.all()).await;
        return sent
            .answer(kept, back, |kept| format!("{back}?kept={kept}#tidied"))
            .await;
    }
    let own = sent.fields("own").into_iter().map(|slug| OwnSource {
        name: sent.field(&format!("name-{slug}")).to_owned(),
        body: sent.field(&format!("body-{slug}")).to_owned(),
        slug,
    });
    let pasted = (1..=MOST_SOURCES).map(|place| PastedSource {
        place,
        name: sent.field(&format!("name-{place}")).to_owned(),
        body: sent.field(&format!("body-{place}")).to_owned(),
        text: sent.field(&format!("text-{place}")).to_owned(),
    });
    let form = GroupForm {
        submission: sent.submission(),
        title: sent.field("title").to_owned(),
        rule: OwnRule {
            key: sent.field("profile").to_owned(),
            name: sent.field("rule_name").to_owned(),
            limit: sent.field("limit").to_owned(),
            title_limit: sent.field("title_limit").to_owned(),
        },
        own: own.collect(),
        pasted: pasted.collect(),
    };
    let done = composites::group(&sent.call, &form).await;
    let composite = |slug: String| address::composite(&slug);
    sent.answer_again(done, back, composite, composite).await
}

/// Adds a motion to a composite that has not been sent.
#[server(prefix = "/api", endpoint = "composite/source")]
pub async fn add_motion() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = AddForm {
        submission: sent.submission(),
        slug: sent.slug().to_owned(),
        own: sent.field("own").to_owned(),
        name: sent.field("name-add").to_owned(),
        body: sent.field("body-add").to_owned(),
        text: sent.field("text-add").to_owned(),
    };
    let back = address::composite(&form.slug);
    let done = composites::add_source(&sent.call, &form).await;
    let added = |number: String| format!("{}#source-{number}", address::composite(&form.slug));
    sent.answer_again(
        done,
        &format!("{back}#add"),
        |number| added(number.to_string()),
        added,
    )
    .await
}

/// Makes a step of building, and goes back to the same place.
#[server(prefix = "/api", endpoint = "composite/step")]
pub async fn build_step() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = StepForm {
        submission: sent.submission(),
        slug: sent.slug().to_owned(),
        revision: sent.field("revision").parse().unwrap_or(0),
        what: sent.field("do").to_owned(),
        from: sent.fields("from"),
        entry: sent.field("entry").parse().unwrap_or(0),
        text: sent.field("text").to_owned(),
    };
    let done = composites::step(&sent.call, &form).await;
    let bench = address::bench(&form.slug, 0);
    let taken: String = sent
        .field("from")
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    sent.answer(done, &bench, |stepped| match stepped.entry {
        0 => format!("{bench}#composite"),
        // Where the button was, to go on from there.
        _ if form.what == "take" => format!("{bench}#s{}", taken.replace('.', "-")),
        entry if stepped.edit => format!("{bench}?edit={entry}#e{entry}"),
        entry => format!("{bench}#e{entry}"),
    })
    .await
}

/// Saves what has been built as a version.
#[server(prefix = "/api", endpoint = "composite/save")]
pub async fn save_build() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = SaveForm {
        submission: sent.submission(),
        slug: sent.slug().to_owned(),
        base: sent.field("base").parse().unwrap_or(0),
        revision: sent.field("revision").parse().unwrap_or(0),
        title: sent.field("title").to_owned(),
        note: sent.field("note").to_owned(),
    };
    let done = composites::save(&sent.call, &form).await;
    let next = address::composite(&form.slug);
    sent.answer(done, &address::bench(&form.slug, 0), |_| next).await
}

/// Records what a source's body says.
#[server(prefix = "/api", endpoint = "composite/answer")]
pub async fn record_answer() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = AnswerForm {
        submission: sent.submission(),
        slug: sent.slug().to_owned(),
        source: sent.field("source").parse().unwrap_or(0),
        version: sent.field("version").parse().unwrap_or(0),
        answer: sent.field("answer").to_owned(),
        authority: sent.field("authority").to_owned(),
        given_on: sent.field("given_on").to_owned(),
        note: sent.field("note").to_owned(),
    };
    let back = address::composite_source(&form.slug, "answer", form.source);
    let next = format!("{}#source-{}", address::composite(&form.slug), form.source);
    let done = composites::answer(&sent.call, &form).await;
    sent.answer_again(done, &back, |()| next.clone(), |_| next.clone())
        .await
}

/// Records a move: sent, moved and seconded, carried, lost, remitted, dissolved.
#[server(prefix = "/api", endpoint = "composite/move")]
pub async fn record_move() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let kind = sent.field("kind").to_owned();
    let note = if kind == "dissolved" { "reason" } else { "note" };
    let form = MoveForm {
        submission: sent.submission(),
        slug: sent.slug().to_owned(),
        version: sent.field("version").parse().unwrap_or(0),
        letter: sent.field("letter").to_owned(),
        mover: sent.field("mover").to_owned(),
        seconder: sent.field("seconder").to_owned(),
        note: sent.field(note).to_owned(),
        kind,
    };
    let back = address::composite(&form.slug);
    let done = composites::record(&sent.call, &form).await;
    sent.answer(done, &back, |()| back.clone()).await
}

/// Draws a red line on a clause of a source.
#[server(prefix = "/api", endpoint = "red-line/draw")]
pub async fn draw_red_line() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let form = RedLineForm {
        submission: sent.submission(),
        slug: sent.slug().to_owned(),
        source: sent.field("source").parse().unwrap_or(0),
        clause: sent.field("clause").parse().unwrap_or(0),
        reason: sent.field("reason").to_owned(),
    };
    let back = address::composite_source(&form.slug, "source", form.source);
    let back = format!("{back}#c{}", form.clause);
    let done = composites::draw_red_line(&sent.call, &form).await;
    sent.answer(done, &back, |()| back.clone()).await
}

/// Takes back a red line of one's own.
#[server(prefix = "/api", endpoint = "red-line/withdraw")]
pub async fn withdraw_red_line() -> Result<(), ServerFnError> {
    let sent = Sent::current();
    let slug = sent.slug().to_owned();
    let source = sent.field("source").parse().unwrap_or(0);
    let back = address::composite_source(&slug, "source", source);
    let done = composites::withdraw_red_line(&sent.call, &slug, sent.field("line"), sent.submission()).await;
    sent.answer(done, &back, |()| back.clone()).await
}
