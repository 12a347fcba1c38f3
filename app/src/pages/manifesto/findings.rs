//! What the checks found: each with its place, and a way to set it aside.

use crate::address;
use crate::ui::form::{Line, Submission};
use domain::document::Kind as Text;
use domain::manifesto::check::Kind;
use leptos::prelude::*;
use service::kept::Form;
use service::manifesto::{Found, Spot};

/// Where a place is, and its name, as in "Section 2, line 4".
pub fn place(spot: &Spot) -> (String, String) {
    let (page, name) = match (spot.kind, spot.number) {
        (Text::Section, Some(number)) => (address::section(&spot.slug), format!("Section {number}")),
        (Text::Section, None) => (address::section(&spot.slug), format!("“{}”", spot.title)),
        _ => (address::motion(&spot.slug), format!("“{}”", spot.title)),
    };
    match spot.line {
        0 => (page, format!("{name}, heading")),
        line => (format!("{page}#l{line}"), format!("{name}, line {line}")),
    }
}

/// What a kind of finding is called.
pub const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Commitment => "Commitment and heading",
        Kind::Reference => "Reference",
        Kind::FigureMeaning | Kind::FigureBase => "Figure",
        Kind::Sum => "Sum",
        Kind::Date => "Date",
        Kind::Abbreviation => "Abbreviation",
        Kind::Glued => "Missing space",
        Kind::LongSentence => "Long sentence",
        Kind::Capitals => "Capitals",
    }
}

/// Some findings, each with its place.
#[component]
pub fn Findings(
    /// The findings.
    findings: Vec<Found>,
    /// The page to come back to, for those who may set findings aside.
    #[prop(into)]
    aside: Option<Aside>,
) -> impl IntoView {
    view! {
        <ol class="findings" role="list">
            {findings
                .into_iter()
                .map(|found| view! { <One found aside=aside.clone() /> })
                .collect_view()}
        </ol>
    }
}

/// Setting findings aside: where the form stands, and what was typed into it.
#[derive(Clone, Debug)]
pub struct Aside {
    /// The address of the page, with a query up to the key of a finding, such as `/manifesto/checks?set=`.
    pub page: String,
    /// Which part of the page that is.
    pub show: &'static str,
    /// The finding whose form is open.
    pub open: String,
    /// The form as it was kept.
    pub form: Form,
}

#[component]
fn One(found: Found, aside: Option<Aside>) -> impl IntoView {
    let finding = found.finding.clone();
    let here = place(&found.spot);
    let aside = aside.map(|aside| {
        if aside.open == finding.key {
            let at = ("show", aside.show.to_owned());
            view! { <SettingAside key=finding.key at form=aside.form field="reason" /> }.into_any()
        } else {
            let href = format!("{}{}#f-{}", aside.page, finding.key, finding.key);
            let what = format!(": {}, {}", kind(finding.kind), finding.quote);
            view! { <p><a href=href>"Set it aside" <span class="vh">{what}</span></a></p> }.into_any()
        }
    });
    view! { <Finding found here aside /> }
}

/// One finding: what it says, where, and the way to set it aside.
#[component]
pub fn Finding(
    /// The finding.
    found: Found,
    /// Where its words stand: address and name.
    here: (String, String),
    /// The way to set it aside, for those who may.
    aside: Option<AnyView>,
) -> impl IntoView {
    let related: Vec<_> = found.related.iter().map(place).collect();
    let finding = found.finding;
    view! {
        <li id=format!("f-{}", finding.key) tabindex="-1">
            <p><strong>{kind(finding.kind)}</strong> ": " <q>{finding.quote.clone()}</q></p>
            <p>{finding.says.clone()}</p>
            {found.blocks.then(|| view! { <p class="here">"No edition can be assembled with it."</p> })}
            <p class="meta">
                <span><a href=here.0>{here.1}</a></span>
                {related
                    .into_iter()
                    .map(|(href, name)| view! { <span>"see " <a href=href>{name}</a></span> })
                    .collect_view()}
            </p>
            {aside}
        </li>
    }
}

/// The form that sets a finding aside.
#[component]
pub fn SettingAside(
    /// The finding's key.
    key: String,
    /// What says where the form stands: a hidden field and its value.
    at: (&'static str, String),
    /// The form as it was kept.
    form: Form,
    /// The id of its line.
    #[prop(into)]
    field: String,
) -> impl IntoView {
    view! {
        <form method="post" action="/api/finding/dismiss" class="form">
            <Submission />
            <input type="hidden" name="key" value=key />
            <input type="hidden" name=at.0 value=at.1 />
            <Line
                form
                name="reason"
                id=field
                label="Why is it right as it is?"
                hint="Everybody sees the reason. The finding comes back when its words change."
            />
            <p class="row"><button class="button">"Set it aside"</button></p>
        </form>
    }
}
