//! What the pages about the manifesto say, and the small parts that they share.

use crate::ui::said;
use domain::section::{Move, State};
use leptos::prelude::*;
use store::{Section, SectionStep};

/// Where a section stands.
pub const fn state(state: State) -> &'static str {
    match state {
        State::Wanted => "Wanted",
        State::Outline => "Outline",
        State::Draft => "Draft",
        State::RoundOpen => "Round open",
        State::Revised => "Revised",
        State::Agreed => "Agreed",
        State::Frozen => "In an approved edition",
        State::Reopened => "Reopened",
        State::Dropped => "Left out",
    }
}

/// What that means, and who is next.
pub const fn meaning(state: State) -> &'static str {
    match state {
        State::Wanted => "The group wants this section and nobody has written it. Any member may.",
        State::Outline => "Its main points are there. Any member may go on with it.",
        State::Draft => "It is being written. The committee may ask members for their views, and agree it.",
        State::RoundOpen => "Members are asked for their views until the round closes.",
        State::Revised => {
            "It has been changed since members were asked, or since it was agreed. The committee agrees it anew."
        }
        State::Agreed => "The committee has agreed its latest version for the next edition.",
        State::Frozen => "Its latest version stands in an approved edition.",
        State::Reopened => "It is being worked on for the next edition.",
        State::Dropped => "It is left out of the next edition. What was written stays.",
    }
}

/// Where a section stands, as a mark.
#[component]
pub fn StateBadge(
    /// The section.
    section: Section,
) -> impl IntoView {
    let now = section.course.state();
    let look = match now {
        State::Wanted => "wanted",
        State::Outline | State::Draft => "draft",
        State::RoundOpen => "open",
        State::Revised | State::Reopened => "closed",
        State::Agreed => "approved",
        State::Frozen => "published",
        State::Dropped => "withdrawn",
    };
    let said = match (now, section.edition) {
        (State::Frozen, Some(edition)) => format!("In edition {edition}"),
        _ => state(now).to_owned(),
    };
    view! { <span class="badge" data-state=look>{said}</span> }
}

/// What the button for a move says.
pub fn button(step: Move, version: u32) -> String {
    match step {
        Move::Wanted => "Ask for it again".to_owned(),
        Move::Outline => "It is an outline now".to_owned(),
        Move::Draft => "It is a draft now".to_owned(),
        Move::Agreed => format!("Agree version {version}"),
        Move::Reopened => "Reopen it for the next edition".to_owned(),
        Move::Dropped => "Leave it out".to_owned(),
    }
}

/// What was recorded, in a sentence without a stop.
pub fn recorded(step: &SectionStep, version: u32) -> String {
    match step {
        SectionStep::State(Move::Wanted) => "Asked for".to_owned(),
        SectionStep::State(Move::Outline) => "Became an outline".to_owned(),
        SectionStep::State(Move::Draft) => "Became a draft".to_owned(),
        SectionStep::State(Move::Agreed) => format!("Version {version} was agreed"),
        SectionStep::State(Move::Reopened) => "Reopened for the next edition".to_owned(),
        SectionStep::State(Move::Dropped) => "Left out of the next edition".to_owned(),
        SectionStep::Commitment(line) if line.is_empty() => "Its commitment was taken out".to_owned(),
        SectionStep::Commitment(line) => format!("Its commitment is now “{line}”"),
        SectionStep::Budget(None) => "It has no word budget any more".to_owned(),
        SectionStep::Budget(Some(budget)) => format!("Its budget is {}", said::number(*budget, "word")),
    }
}

/// Words against the budget of a section or of the whole, with the picture of it.
#[component]
pub fn BudgetMeter(
    /// Words.
    words: u32,
    /// The budget, if there is one.
    budget: Option<u32>,
    /// What is counted, for a screen reader.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let over = budget.is_some_and(|budget| words > budget);
    let left = match budget {
        None => "No budget is set".to_owned(),
        Some(budget) if over => format!("{} over the budget", said::number(words - budget, "word")),
        Some(budget) => format!("{} left", said::number(budget - words, "word")),
    };
    view! {
        <div class=if over { "wordmeter over" } else { "wordmeter" }>
            <p>
                <strong class="num">{words}</strong>
                {budget.map(|budget| format!(" of {budget}"))}
                " words"
            </p>
            {budget.map(|budget| view! { <Picture words budget label /> })}
            <p class="left">{left}</p>
        </div>
    }
}

/// The picture of words against a budget alone.
#[component]
pub fn Picture(
    /// Words.
    words: u32,
    /// The budget.
    budget: u32,
    /// What is counted, for a screen reader.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <meter min="0" max=budget.to_string() value=words.min(budget).to_string() aria-label=label>
            {format!("{words} of {budget}")}
        </meter>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_typed_stays_text() {
        let owner = Owner::new();
        owner.set();
        let said = recorded(&SectionStep::Commitment("<b>Homes</b>".to_owned()), 1);
        let html = view! { <p>{said}</p> }.to_html();
        assert!(html.contains("&lt;b&gt;Homes&lt;/b&gt;"), "{html}");
    }
}
