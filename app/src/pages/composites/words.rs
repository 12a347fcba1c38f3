//! What the pages about composites say, and the small parts that they share.

use domain::composite::{Answer, Fate, Loss, Move, Stage, Taken, clause};
use domain::text::canon::{Canonical, Kind, Paragraph};
use domain::text::diff::{Diff, RunKind};
use domain::text::pairs::same_words;
use leptos::prelude::*;
use service::calendar;
use service::composites::Composite;
use store::RedLine;

/// Where a composite stands.
pub const fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Grouped => "Grouped",
        Stage::Drafted => "Drafted",
        Stage::Sent => "Sent to its sources",
        Stage::Final => "Final: all have answered",
        Stage::Moved => "Moved and seconded",
        Stage::Carried => "Carried",
        Stage::Lost => "Lost",
        Stage::Remitted => "Remitted",
        Stage::Dissolved => "Dissolved",
    }
}

/// Where a composite stands, as a mark.
#[component]
pub fn CompositeBadge(
    /// The stage.
    stage: Stage,
) -> impl IntoView {
    let state = match stage {
        Stage::Grouped | Stage::Drafted => "draft",
        Stage::Sent => "open",
        Stage::Final | Stage::Moved => "closed",
        Stage::Carried => "approved",
        Stage::Lost | Stage::Dissolved => "withdrawn",
        Stage::Remitted => "superseded",
    };
    view! { <span class="badge" data-state=state>{self::stage(stage)}</span> }
}

/// Why somebody drew a red line; the line outlasts its reason where whoever drew it was forgotten.
pub fn why(line: &RedLine) -> String {
    if line.reason.is_empty() {
        "(its reason was deleted, as whoever drew it asked)".to_owned()
    } else {
        line.reason.clone()
    }
}

/// What a source's body says.
pub const fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Agrees => "Agrees",
        Answer::StandsAlone => "Stands alone",
        Answer::Withdraws => "Withdraws",
    }
}

/// What an answer means.
pub const fn answer_hint(answer: Answer) -> &'static str {
    match answer {
        Answer::Agrees => "Its motion goes into the composite and is not debated by itself.",
        Answer::StandsAlone => "Its motion goes to the meeting by itself.",
        Answer::Withdraws => "Its motion does not go to the meeting at all.",
    }
}

/// A recorded move.
pub const fn moved(kind: Move) -> &'static str {
    match kind {
        Move::Sent => "Sent to its sources",
        Move::Moved => "Moved and seconded",
        Move::Carried => "Carried",
        Move::Lost => "Lost",
        Move::Remitted => "Remitted to the executive",
        Move::Dissolved => "Dissolved",
    }
}

/// Names in a row: "Motion 10, Motion 11 and Motion 12".
pub fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A clause of a source by name: "Motion 10 clause 3".
pub fn named(composite: &Composite, taken: Taken) -> String {
    format!("{} clause {}", composite.name(taken.source), taken.clause)
}

/// What a clause was made from, in a sentence: "From Motion 10 clause 3, changed".
pub fn provenance(composite: &Composite, text: &str, from: &[Taken]) -> String {
    let sources = composite.texts();
    let same = |taken: &Taken| clause(&sources, *taken).is_some_and(|there| same_words(there.text, text));
    let names = |kept: bool| {
        let names: Vec<String> = from
            .iter()
            .filter(|taken| same(taken) == kept)
            .map(|taken| named(composite, *taken))
            .collect();
        list(&names)
    };
    match (names(true), names(false)) {
        (kept, changed) if kept.is_empty() && changed.is_empty() => "New".to_owned(),
        (kept, changed) if changed.is_empty() => format!("From {kept}, word for word"),
        (kept, changed) if kept.is_empty() => format!("From {changed}, changed"),
        (kept, changed) => format!("From {kept}, word for word; and from {changed}, changed"),
    }
}

/// What became of a clause.
pub fn fate(fate: Fate, into: &[u32]) -> String {
    let places: Vec<String> = into.iter().map(u32::to_string).collect();
    let place = format!(
        "clause{} {}",
        if into.len() == 1 { "" } else { "s" },
        list(&places)
    );
    match fate {
        Fate::Kept => format!("Kept, as {place}"),
        Fate::Changed => format!("Changed, in {place}"),
        Fate::Dropped => "Dropped".to_owned(),
    }
}

/// How what became of a clause looks.
pub const fn fate_style(fate: Fate) -> &'static str {
    match fate {
        Fate::Kept => "kept",
        Fate::Changed => "changed",
        Fate::Dropped => "dropped",
    }
}

/// What a clause lost, in a sentence.
pub fn loss(loss: &Loss) -> String {
    match loss {
        Loss::FigureRemoved(figure) => format!("The figure “{figure}” was removed."),
        Loss::FigureChanged { from, to } => format!("The figure “{from}” became “{to}”."),
        Loss::Softened { from, to } => format!("“{from}” became “{to}”."),
        Loss::DutyRemoved(word) => format!("“{word}” was removed."),
        Loss::ConditionAdded(words) => format!("“{words}” was added."),
    }
}

/// A date that was typed, as people read it.
pub fn day(date: &str) -> String {
    calendar::instant(date, "12:00").map_or_else(|_| date.to_owned(), calendar::date)
}

/// The words of one clause, with its mark.
#[component]
pub fn Clause(
    /// The clause, as one paragraph.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let text = Canonical::of(&text);
    view! {
        <div class="words">
            {text.paragraphs().into_iter().map(paragraph).collect_view()}
        </div>
    }
}

fn paragraph(paragraph: Paragraph<'_>) -> AnyView {
    let text = paragraph.text.to_owned();
    match paragraph.kind {
        Kind::Heading(_) => view! { <p class="heading">{text}</p> }.into_any(),
        Kind::Item { .. } => {
            let marker = match paragraph.marker.trim() {
                "-" => "•".to_owned(),
                marker => marker.to_owned(),
            };
            view! { <p class="item"><span class="marker">{marker} " "</span>{text}</p> }.into_any()
        }
        Kind::Prose => view! { <p>{text}</p> }.into_any(),
    }
}

/// A whole text, clause by clause, without numbers.
#[component]
pub fn Whole(
    /// The text.
    text: Canonical,
) -> impl IntoView {
    view! { <div class="words">{text.paragraphs().into_iter().map(paragraph).collect_view()}</div> }
}

/// How one wording became another, in one paragraph.
#[component]
pub fn Reworded(
    /// The difference.
    diff: Diff,
) -> impl IntoView {
    let runs = diff.rows.into_iter().enumerate().flat_map(|(n, row)| {
        let gap = (n > 0).then(|| " ".into_any());
        let runs = row.runs.into_iter().map(|run| {
            let text = run.visible().replace("\n\n", " ¶ ");
            match run.kind {
                RunKind::Deleted => {
                    view! { <del data-class="wording"><span class="vh">"deleted: "</span>{text}</del> }
                        .into_any()
                }
                RunKind::Inserted => {
                    view! { <ins data-class="wording"><span class="vh">"inserted: "</span>{text}</ins> }
                        .into_any()
                }
                _ => text.into_any(),
            }
        });
        gap.into_iter().chain(runs).collect::<Vec<_>>()
    });
    view! { <div class="words"><p>{runs.collect_view()}</p></div> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_names() {
        assert_eq!(day("2026-10-12"), "12 October 2026");
        let names = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(list(&names), "a, b and c");
        assert_eq!(fate(Fate::Changed, &[2, 3]), "Changed, in clauses 2 and 3");
    }

    #[test]
    fn what_somebody_typed_stays_text() {
        let owner = Owner::new();
        owner.set();
        let html = view! { <Clause text="- <script>alert(1)</script>" /> }.to_html();
        assert!(!html.contains("<script>"), "{html}");
        let diff = domain::text::diff::diff(&Canonical::of("a <b>"), &Canonical::of("a <i>"));
        let html = view! { <Reworded diff /> }.to_html();
        assert!(!html.contains("<i>"), "{html}");
        assert!(html.contains("inserted: "), "{html}");
    }
}
