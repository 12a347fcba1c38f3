//! What stands beside a section's text: what the checks found, what it achieved, where its words come from, and the
//! editions that hold it.

use super::findings::{Finding, SettingAside, kind};
use crate::address;
use crate::pages::composites::words::day;
use crate::ui::form::{Line, Select, Submission};
use domain::document::Kind as Text;
use domain::permission::Action;
use domain::text::canon::Canonical;
use leptos::prelude::*;
use service::kept::Form;
use service::manifesto::{Found, Linked, StandsIn};
use service::motions::{self, Wanted};
use service::{Call, Error, calendar, manifesto};
use store::{Dismissal, GroupOutcome};

/// The motions that may be chosen from, the last changed first.
const OFFERED: usize = 40;

/// The kept form, if it was sent from here: one of its fields says so.
pub fn own(form: &Form, field: &str, value: &str) -> Form {
    if form.value(field) == value {
        form.clone()
    } else {
        Form::default()
    }
}

/// What the checks found in a section.
#[component]
pub fn Findings(
    /// The section's address.
    slug: String,
    /// What was found and stands.
    open: Vec<Found>,
    /// What was set aside.
    dismissed: Vec<Found>,
    /// Whether the reader may set findings aside.
    keeps: bool,
    /// The form as it was kept.
    form: Form,
) -> impl IntoView {
    let (hints, wrong): (Vec<Found>, Vec<Found>) =
        open.into_iter().partition(|found| found.finding.kind.is_hint());
    let nothing = wrong.is_empty() && hints.is_empty();
    let hint_open = hints.iter().any(|found| found.finding.key == form.value("key"));
    let list = {
        let (slug, form) = (slug.clone(), form.clone());
        move |found: Vec<Found>| {
            view! {
                <ul class="findings" role="list">
                    {found
                        .into_iter()
                        .map(|found| view! { <OneFinding slug=slug.clone() found keeps form=form.clone() /> })
                        .collect_view()}
                </ul>
            }
        }
    };
    view! {
        <section class="flow" aria-labelledby="findings">
            <h2 id="findings" tabindex="-1">"What the checks found"</h2>
            {nothing.then(|| view! { <p>"Nothing."</p> })}
            {(!wrong.is_empty()).then(|| list(wrong))}
            {(!hints.is_empty())
                .then(|| {
                    view! {
                        <details open=hint_open>
                            <summary>{format!("Hints of style ({})", hints.len())}</summary>
                            {list(hints)}
                        </details>
                    }
                })}
            {(!dismissed.is_empty()).then(|| view! { <SetAside slug dismissed keeps /> })}
        </section>
    }
}

#[component]
fn OneFinding(slug: String, found: Found, keeps: bool, form: Form) -> impl IntoView {
    let finding = found.finding.clone();
    let here = match finding.place.line {
        0 => ("#main".to_owned(), "Heading".to_owned()),
        line => (format!("#l{line}"), format!("Line {line}")),
    };
    let form = own(&form, "key", &finding.key);
    let typed = !form.problems.is_empty();
    let field = if typed {
        "reason".to_owned()
    } else {
        format!("reason-{}", finding.key)
    };
    let name = format!("{}: {}", kind(finding.kind), finding.quote);
    let aside = keeps.then(|| {
        view! {
            <details open=typed>
                <summary>"Set it aside" <span class="vh">": " {name}</span></summary>
                <SettingAside key=finding.key at=("slug", slug) form field />
            </details>
        }
        .into_any()
    });
    view! { <Finding found here aside /> }
}

#[component]
fn SetAside(slug: String, dismissed: Vec<Found>, keeps: bool) -> impl IntoView {
    let entry = move |(found, dismissal): (Found, Dismissal)| {
        let finding = found.finding;
        view! {
            <li>
                <p>{kind(finding.kind)} ": " <q>{finding.quote.clone()}</q></p>
                <p>{dismissal.reason.clone()}</p>
                <p class="meta">
                    <span>"Set aside by " <bdi>{dismissal.member_name.clone()}</bdi></span>
                    <span>{calendar::date(dismissal.at)}</span>
                </p>
                {keeps
                    .then(|| {
                        view! {
                            <form method="post" action="/api/finding/restore">
                                <Submission />
                                <input type="hidden" name="slug" value=slug.clone() />
                                <input type="hidden" name="dismissal" value=dismissal.id.to_string() />
                                <button class="linkish">
                                    "Take it up again" <span class="vh">": " {finding.quote.clone()}</span>
                                </button>
                            </form>
                        }
                    })}
            </li>
        }
    };
    let count = dismissed.len();
    let entries: Vec<_> = dismissed
        .into_iter()
        .filter_map(|found| found.dismissal.clone().map(|dismissal| (found, dismissal)))
        .map(entry)
        .collect();
    view! {
        <details>
            <summary>{format!("Set aside ({count})")}</summary>
            <ul class="findings" role="list">{entries}</ul>
        </details>
    }
}

/// What the group achieved with a section.
#[component]
pub fn Outcomes(
    /// The section's address.
    slug: String,
    /// What was achieved.
    outcomes: Vec<GroupOutcome>,
    /// Whether the reader may note more.
    keeps: bool,
    /// The form as it was kept.
    form: Form,
) -> impl IntoView {
    let form = own(&form, "about", "outcome");
    let typed = !form.problems.is_empty();
    let nothing = outcomes.is_empty();
    let list = {
        let slug = slug.clone();
        move || {
            view! {
                <ul class="entries" role="list">
                    {outcomes
                        .into_iter()
                        .map(|outcome| view! { <OneOutcome slug=slug.clone() outcome keeps /> })
                        .collect_view()}
                </ul>
            }
        }
    };
    view! {
        <section class="flow" aria-labelledby="outcomes">
            <h2 id="outcomes" tabindex="-1">"What it achieved"</h2>
            {if nothing {
                view! { <p>"Nothing has been noted yet."</p> }.into_any()
            } else {
                list().into_any()
            }}
            {keeps
                .then(|| {
                    view! {
                        <details open=typed>
                            <summary>"Note something achieved"</summary>
                            <form method="post" action="/api/outcome/add" class="form">
                                <Submission />
                                <input type="hidden" name="slug" value=slug />
                                <input type="hidden" name="about" value="outcome" />
                                <Line form=form.clone() name="on" label="When" hint="For example 12 October 2026." class="w-date" />
                                <Line
                                    form=form.clone()
                                    name="what"
                                    label="What was achieved"
                                    hint="Such as: The statement was taken out of the party’s manifesto."
                                />
                                <Line form name="source" label="Where can that be read?" hint="A report, a paper, an address on the web." />
                                <button class="button">"Note it"</button>
                            </form>
                        </details>
                    }
                })}
        </section>
    }
}

#[component]
fn OneOutcome(slug: String, outcome: GroupOutcome, keeps: bool) -> impl IntoView {
    view! {
        <li>
            <h3>{day(&outcome.on)}</h3>
            <p>{outcome.what.clone()}</p>
            <p class="meta">
                <span>"Source: " {outcome.source.clone()}</span>
                <span>"Noted by " <bdi>{outcome.member_name.clone()}</bdi></span>
            </p>
            {keeps
                .then(|| {
                    view! {
                        <form method="post" action="/api/outcome/withdraw">
                            <Submission />
                            <input type="hidden" name="slug" value=slug />
                            <input type="hidden" name="outcome" value=outcome.id.to_string() />
                            <button class="linkish">"Take it back" <span class="vh">": " {outcome.what.clone()}</span></button>
                        </form>
                    }
                })}
        </li>
    }
}

/// What can be chosen where a clause is to be linked.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Motions and composites: address and title.
    motions: Vec<(String, String)>,
    /// The one that was chosen: its address, and its clauses with their lasting ids.
    chosen: Option<(String, Vec<(String, String)>)>,
}

impl Choice {
    /// The motions that there are, and the clauses of the chosen one.
    pub async fn of(call: &Call, chosen: &str) -> Result<Self, Error> {
        let texts = motions::list(call, &Wanted::default()).await?;
        let motions = texts
            .into_iter()
            .filter(|document| matches!(document.records.kind, Text::Motion | Text::Composite))
            .take(OFFERED)
            .map(|document| (document.slug, document.title))
            .collect();
        let chosen = if chosen.is_empty() {
            None
        } else {
            let article = motions::read(call, chosen).await?.article;
            Some((
                chosen.to_owned(),
                clauses(&article.text, &article.version.clauses),
            ))
        };
        Ok(Self { motions, chosen })
    }
}

/// The first letters of some words.
fn beginning(words: &str, most: usize) -> String {
    let cut: String = words.chars().take(most).collect();
    if cut.len() < words.len() {
        format!("{}…", cut.trim_end())
    } else {
        cut
    }
}

/// Clauses by their lasting ids, each with its number and the beginning of its words.
fn clauses(text: &Canonical, ids: &[u32]) -> Vec<(String, String)> {
    const MOST: usize = 90;
    text.paragraphs()
        .iter()
        .zip(ids)
        .enumerate()
        .map(|(at, (paragraph, id))| {
            let words = beginning(paragraph.text, MOST);
            (id.to_string(), format!("{}. {words}", at + 1))
        })
        .collect()
}

/// The clauses of motions that should enter a section.
#[component]
pub fn Links(
    /// The section's address.
    slug: String,
    /// The clauses.
    linked: Vec<Linked>,
    /// What may be linked, for those who may.
    choice: Option<Choice>,
    /// The form as it was kept.
    form: Form,
) -> impl IntoView {
    let keeps = choice.is_some();
    if linked.is_empty() && !keeps {
        return ().into_any();
    }
    let nothing = linked.is_empty();
    let list = {
        let slug = slug.clone();
        move || {
            view! {
                <ul class="entries" role="list">
                    {linked
                        .into_iter()
                        .map(|linked| view! { <OneLink slug=slug.clone() linked keeps /> })
                        .collect_view()}
                </ul>
            }
        }
    };
    view! {
        <section class="flow" aria-labelledby="links">
            <h2 id="links" tabindex="-1">"Clauses that should enter it"</h2>
            {if nothing {
                view! { <p>"No clause of a motion is linked to this section."</p> }.into_any()
            } else {
                list().into_any()
            }}
            {choice.map(|choice| view! { <LinkForm slug choice form /> })}
        </section>
    }
    .into_any()
}

#[component]
fn OneLink(slug: String, linked: Linked, keeps: bool) -> impl IntoView {
    let link = linked.link;
    let words = linked
        .words
        .unwrap_or_else(|| "This clause is not in the latest version any more.".to_owned());
    view! {
        <li>
            <p class="wording">{words}</p>
            <p class="meta">
                <span>"From " <a href=address::motion(&link.slug)>{link.title.clone()}</a></span>
                <span>"Linked by " <bdi>{link.member_name.clone()}</bdi></span>
            </p>
            {keeps
                .then(|| {
                    view! {
                        <form method="post" action="/api/clause/unlink">
                            <Submission />
                            <input type="hidden" name="slug" value=slug />
                            <input type="hidden" name="link" value=link.id.to_string() />
                            <button class="linkish">"Take the link back" <span class="vh">": " {link.title.clone()}</span></button>
                        </form>
                    }
                })}
        </li>
    }
}

/// First the motion is chosen, then the clause.
#[component]
fn LinkForm(slug: String, choice: Choice, form: Form) -> impl IntoView {
    let form = own(&form, "about", "link");
    let open = choice.chosen.is_some() || !form.problems.is_empty();
    let motion = choice
        .chosen
        .as_ref()
        .map(|(slug, _)| slug.clone())
        .unwrap_or_default();
    if choice.motions.is_empty() {
        return ().into_any();
    }
    view! {
        <details open=open>
            <summary>"Link a clause of a motion"</summary>
            <form method="get" action=format!("{}#links", address::section(&slug)) class="form">
                <Select form=Form::default() name="motion" label="Motion" choices=choice.motions value=motion />
                <button class="button plain">"Show its clauses"</button>
            </form>
            {choice
                .chosen
                .map(|(motion, clauses)| {
                    view! {
                        <form method="post" action="/api/clause/link" class="form">
                            <Submission />
                            <input type="hidden" name="about" value="link" />
                            <input type="hidden" name="slug" value=motion />
                            <input type="hidden" name="section" value=slug />
                            <Select form name="clause" label="Clause" choices=clauses />
                            <button class="button">"Link it to this section"</button>
                        </form>
                    }
                })}
        </details>
    }
    .into_any()
}

/// What of a motion should enter the manifesto, and what may be linked.
#[derive(Clone, Debug, Default)]
pub struct Entering {
    linked: Vec<Linked>,
    /// For those who may link.
    choice: Option<Places>,
}

/// What may be linked, to what: values with their words.
#[derive(Clone, Debug)]
struct Places {
    clauses: Vec<(String, String)>,
    sections: Vec<(String, String)>,
}

impl Entering {
    /// What of a text should enter the manifesto; nothing for what is a part of it already.
    pub async fn of(call: &Call, reading: &motions::Reading) -> Result<Self, Error> {
        if !matches!(reading.document.records.kind, Text::Motion | Text::Composite) {
            return Ok(Self::default());
        }
        let linked = manifesto::links(call, &reading.document.slug).await?;
        let choice = if call.may(Action::Manifesto) {
            let contents = manifesto::show(call).await?;
            let sections: Vec<(String, String)> = contents
                .sections
                .iter()
                .map(|listed| {
                    let document = &listed.section.document;
                    (document.slug.clone(), document.title.clone())
                })
                .collect();
            let version = &reading.article.version;
            (!sections.is_empty()).then(|| Places {
                clauses: clauses(&reading.article.text, &version.clauses),
                sections,
            })
        } else {
            None
        };
        Ok(Self { linked, choice })
    }
}

/// On the page of a motion: which of its clauses should enter the manifesto, and where.
#[component]
pub fn Enters(
    /// The motion's address.
    slug: String,
    /// What should enter it, and what may.
    entering: Entering,
) -> impl IntoView {
    let Entering { linked, choice } = entering;
    (!linked.is_empty() || choice.is_some()).then(|| {
        view! {
            <section aria-labelledby="a-manifesto">
                <h2 id="a-manifesto">"In the manifesto"</h2>
                {if linked.is_empty() {
                    view! { <p>"No clause of it is meant for a section yet."</p> }.into_any()
                } else {
                    view! {
                        <ul class="links" role="list">
                            {linked
                                .into_iter()
                                .map(|linked| {
                                    let words = linked
                                        .words
                                        .map_or_else(|| "A clause that is gone".to_owned(), |words| format!("“{}”", beginning(&words, 60)));
                                    let there = format!("{}#links", address::section(&linked.link.section_slug));
                                    view! { <li>{words} " belongs to " <a href=there>{linked.link.heading}</a></li> }
                                })
                                .collect_view()}
                        </ul>
                    }
                        .into_any()
                }}
                {choice
                    .map(|Places { clauses, sections }| {
                        view! {
                            <details>
                                <summary>"Link a clause to a section"</summary>
                                <form method="post" action="/api/clause/link" class="form">
                                    <Submission />
                                    <input type="hidden" name="about" value="link" />
                                    <input type="hidden" name="slug" value=slug />
                                    <Select form=Form::default() name="clause" label="Clause" choices=clauses />
                                    <Select form=Form::default() name="section" label="Belongs to the section" choices=sections />
                                    <p class="row"><button class="button plain">"Link it to this section"</button></p>
                                </form>
                            </details>
                        }
                    })}
            </section>
        }
    })
}

/// The editions that hold a section.
#[component]
pub fn Editions(
    /// The editions, the newest first, each with the version that it holds.
    editions: Vec<StandsIn>,
    /// The section's address.
    slug: String,
) -> impl IntoView {
    (!editions.is_empty()).then(|| {
        view! {
            <section aria-labelledby="a-editions">
                <h2 id="a-editions">"Editions that hold it"</h2>
                <ul class="links" role="list">
                    {editions
                        .into_iter()
                        .map(|one| {
                            view! {
                                <li>
                                    <a href=address::edition(one.edition)>{format!("Edition {}", one.edition)}</a> ": "
                                    <a href=address::version(&slug, one.version)>{format!("version {}", one.version)}</a>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </section>
        }
    })
}

/// All that stands beside a section's text.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// What was achieved.
    pub outcomes: Vec<GroupOutcome>,
    /// The clauses that should enter it.
    pub linked: Vec<Linked>,
    /// What may be linked, for those who may.
    pub choice: Option<Choice>,
    /// The editions that hold it.
    pub editions: Vec<StandsIn>,
}

impl Beside {
    /// What stands beside a section; `motion`: whose clauses are shown to be linked.
    pub async fn of(call: &Call, slug: &str, keeps: bool, motion: &str) -> Result<Self, Error> {
        Ok(Self {
            outcomes: manifesto::outcomes(call, slug).await?,
            linked: manifesto::links(call, slug).await?,
            choice: if keeps {
                Some(Choice::of(call, motion).await?)
            } else {
                None
            },
            editions: manifesto::stands_in(call, slug).await?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_are_numbered_and_cut_short() {
        let text = Canonical::of(&format!("Short.\n\n{}", "word ".repeat(40)));
        let clauses = clauses(&text, &[4, 9]);
        assert_eq!(clauses[0], ("4".to_owned(), "1. Short.".to_owned()));
        assert!(clauses[1].0 == "9" && clauses[1].1.ends_with('…'), "{clauses:?}");
    }

    #[test]
    fn a_kept_form_fills_only_the_form_that_it_came_from() {
        let form = Form {
            fields: vec![("about".to_owned(), "link".to_owned())],
            ..Form::default()
        };
        assert_eq!(own(&form, "about", "link"), form);
        assert_eq!(own(&form, "about", "outcome"), Form::default());
    }
}
