//! What the pages about adoptions say, and the small parts that they share.

use domain::adoption::{Closeness, Consent, Copy, Hand, Kind, Likeness, Milestone, State};
use domain::round::SMALLEST_PUBLIC_COUNT;
use leptos::prelude::*;
use service::adoptions::ClauseFate;
use service::calendar;

/// Where an adoption stands.
pub const fn state(state: State) -> &'static str {
    match state {
        State::Taken => "Copy taken",
        State::BranchPassed => "Branch passed it",
        State::BranchLost => "Branch voted against it",
        State::PassedModel => "Passed word for word",
        State::PassedVariant => "Passed in its own words",
        State::ClpLost => "Party voted against it",
        State::NotReached => "Meeting did not reach it",
        State::Submitted => "Sent to the conference",
        State::InOrder => "In order",
        State::RuledOut => "Ruled out",
        State::Appealed => "Appealed",
        State::AppealUpheld => "In order on appeal",
        State::AppealDismissed => "Appeal dismissed",
        State::Picked => "Picked for debate",
        State::NotPicked => "Not picked",
        State::Composited => "In a composite",
        State::Debated => "Debated by itself",
        State::Carried => "Carried",
        State::Lost => "Lost",
        State::Remitted => "Remitted",
        State::Mistaken => "Reported by mistake",
    }
}

/// What reporting it means, where that does not go without saying.
pub const fn state_hint(state: State) -> &'static str {
    match state {
        State::Taken => "Nothing has been voted on yet.",
        State::PassedVariant => "It changed the text. Give the words that it passed below.",
        State::NotReached => "The meeting ran out of time. It can still pass it at a later one.",
        State::Submitted => "It has used its place for this conference on it.",
        State::InOrder => "The conference’s arrangements committee accepts it.",
        State::RuledOut => "The conference’s arrangements committee does not accept it. Say why.",
        State::Picked => "The ballot on subjects chose it.",
        State::Composited => "It is debated as part of a motion made of several.",
        State::Remitted => "The conference handed it to the executive without a vote.",
        _ => "",
    }
}

/// Where an adoption stands, as a mark.
#[component]
pub fn StateBadge(
    /// The state.
    state: State,
) -> impl IntoView {
    let look = match state {
        State::Taken | State::BranchPassed | State::NotReached => "draft",
        State::PassedModel | State::PassedVariant => "closed",
        State::Submitted | State::Appealed | State::Picked | State::Composited | State::Debated => "open",
        State::InOrder | State::AppealUpheld | State::Carried => "approved",
        State::Remitted => "external",
        State::BranchLost
        | State::ClpLost
        | State::RuledOut
        | State::AppealDismissed
        | State::NotPicked
        | State::Lost
        | State::Mistaken => "withdrawn",
    };
    view! { <span class="badge" data-state=look>{self::state(state)}</span> }
}

/// Who may know.
pub const fn consent(consent: Consent) -> &'static str {
    match consent {
        Consent::Private => "Only the committee",
        Consent::Members => "Those who are signed in",
        Consent::Public => "Everybody",
    }
}

/// What that means.
pub const fn consent_hint(consent: Consent) -> &'static str {
    match consent {
        Consent::Private => "And whoever reported it. Others see it only in the counts.",
        Consent::Members => "They see the party’s name, what it did and its words.",
        Consent::Public => {
            "The party’s name, what it did and how close its words are stand on a public page."
        }
    }
}

/// The answers to “Who may know?”.
pub fn consents() -> Vec<(String, String, String)> {
    Consent::ALL
        .iter()
        .map(|choice| {
            (
                choice.word().to_owned(),
                consent(*choice).to_owned(),
                consent_hint(*choice).to_owned(),
            )
        })
        .collect()
}

/// How far adoptions have come.
pub const fn milestone(milestone: Milestone) -> &'static str {
    match milestone {
        Milestone::Taken => "Took a copy",
        Milestone::Passed => "Passed it",
        Milestone::Submitted => "Sent it to a conference",
        Milestone::InOrder => "Were found in order",
        Milestone::Picked => "Came up for debate",
        Milestone::Carried => "Were carried",
    }
}

/// What became of the copy, where that is worth a notice.
pub fn copy(copy: Copy, version: u32) -> Option<String> {
    match copy {
        Copy::Current => None,
        Copy::Replaced => Some(format!(
            "It took version {version}, which was current then. There is a newer one now."
        )),
        Copy::Wrong => Some(format!(
            "It took version {version}, which had been replaced already: the wrong version."
        )),
        Copy::Withdrawn => Some(format!(
            "It took version {version}, which the group has withdrawn since."
        )),
    }
}

/// The same in a word or two.
pub const fn copy_mark(copy: Copy) -> Option<&'static str> {
    match copy {
        Copy::Current => None,
        Copy::Replaced => Some("Newer version since"),
        Copy::Wrong => Some("Wrong version"),
        Copy::Withdrawn => Some("Withdrawn version"),
    }
}

/// How close a variant is to the model, in plain words and percent.
pub fn closeness(likeness: &Likeness) -> String {
    let said = match likeness.closeness() {
        Closeness::Same => "the model, word for word",
        Closeness::Whole => "the whole model, and more",
        Closeness::Nearly => "nearly the model",
        Closeness::Mostly => "mostly the model",
        Closeness::Partly => "partly the model",
        Closeness::Little => "little of the model",
    };
    format!("{}% of the model’s words: {said}", likeness.percent())
}

/// What became of a clause.
pub const fn fate(fate: ClauseFate) -> &'static str {
    match fate {
        ClauseFate::Kept => "Word for word",
        ClauseFate::Changed => "Changed",
        ClauseFate::Dropped => "Left out",
    }
}

/// Whose word a move is.
pub const fn hand(hand: Hand) -> &'static str {
    match hand {
        Hand::Reporter => "for the party",
        Hand::Committee => "for the committee",
        Hand::Secretary => "by the secretary of the party",
    }
}

/// Who confirmed where it stands.
pub const fn confirmed(hand: Option<Hand>) -> &'static str {
    match hand {
        None | Some(Hand::Reporter) => "Reported, not confirmed",
        Some(Hand::Committee) => "Confirmed by the committee",
        Some(Hand::Secretary) => "Confirmed by the party’s secretary",
    }
}

/// A move in the history.
pub fn step(kind: Kind, to: State) -> String {
    match kind {
        Kind::Report => state(to).to_owned(),
        Kind::Correct => format!("Put right: {}", state(to)),
        Kind::Confirm => format!("Confirmed: {}", state(to)),
    }
}

/// A day that is stored as a date.
pub fn day(date: &str) -> String {
    calendar::instant(date, "12:00").map_or_else(|_| date.to_owned(), calendar::date)
}

/// A count as a visitor sees it: so many at least.
pub fn at_least(count: u32) -> String {
    match count {
        0 => format!("fewer than {SMALLEST_PUBLIC_COUNT}"),
        count => format!("at least {count}"),
    }
}
