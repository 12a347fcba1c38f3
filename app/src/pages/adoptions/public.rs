//! Who has taken up a published text, for everybody: counts that are not small, and names by consent.

use super::tree::FamilyTree;
use super::words::{self, StateBadge};
use crate::address;
use crate::pages::part;
use crate::request::Visit;
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::Crumbs;
use domain::adoption::Milestone;
use domain::round::SMALLEST_PUBLIC_COUNT;
use leptos::prelude::*;
use service::Error;
use service::adoptions::{ClauseCount, PublicOverview, Seen, public_overview};

/// `/published/{slug}/adoptions`
#[component]
pub fn PublicPage() -> impl IntoView {
    let slug = part("slug");
    page(async move {
        let visit = Visit::current();
        let told = public_overview(&visit.call, &slug).await?;
        Ok::<_, Error>(view! { <Told visit told /> })
    })
}

#[component]
fn Told(visit: Visit, told: PublicOverview) -> impl IntoView {
    let publication = told.publication;
    let all_few = told.totals.iter().all(|(_, count)| *count == 0);
    view! {
        <PageTitle title=format!("Who has taken it up: {}", publication.title) />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=vec![
                ("/published".to_owned(), "Published".to_owned()),
                (address::published(&publication.slug), publication.title.clone()),
            ] />
            <header class="head">
                <h1>"Who has taken it up"</h1>
                <p class="lede">"What constituency parties (CLPs) have told us that they did with this text. A party is named only if it agreed to that."</p>
            </header>
            <div class="with-aside">
                <div class="stack">
                    <section class="flow" aria-labelledby="h-counts">
                        <h2 id="h-counts">"How many"</h2>
                        {if all_few {
                            view! { <p>{format!("Fewer than {SMALLEST_PUBLIC_COUNT} parties have told us so far. Small counts are not shown, so that nobody is given away.")}</p> }
                                .into_any()
                        } else {
                            view! {
                                <p>"Parties that are not named are counted in whole fives only, so that nobody is given away."</p>
                                <dl class="facts">
                                    {told
                                        .totals
                                        .iter()
                                        .map(|(milestone, count)| {
                                            view! { <div><dt>{words::milestone(*milestone)}</dt><dd>{words::at_least(*count)}</dd></div> }
                                        })
                                        .collect_view()}
                                </dl>
                            }
                                .into_any()
                        }}
                    </section>
                    {(!told.clauses.is_empty())
                        .then(|| {
                            let asked = format!(
                                "Parties passed it at least {} times. In how many of these texts does each clause of the current version stand word for word?",
                                told.passed,
                            );
                            view! { <Clauses asked clauses=told.clauses.into_iter().map(|clause| (words::at_least(clause.count), clause)).collect() /> }
                        })}
                    <FamilyTree family=told.family slug=None />
                    <Named named=told.named />
                </div>
                <div class="aside">
                    <Tell visit slug=told.slug published=publication.slug />
                </div>
            </div>
        </main>
    }
}

/// The clauses, each with in how many texts it stands.
#[component]
pub fn Clauses(
    /// What is counted.
    asked: String,
    /// The clauses with their counts, as they are shown.
    clauses: Vec<(String, ClauseCount)>,
) -> impl IntoView {
    view! {
        <section class="flow" aria-labelledby="h-clauses">
            <h2 id="h-clauses">"Clause by clause"</h2>
            <p>{asked}</p>
            <table class="rows">
                <caption class="vh">"Clauses of the current version"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Clause"</th>
                        <th scope="col">"Its words"</th>
                        <th scope="col" class="num">"Word for word in"</th>
                    </tr>
                </thead>
                <tbody>
                    {clauses
                        .into_iter()
                        .zip(1_u32..)
                        .map(|((count, clause), number)| {
                            let name = if clause.name.is_empty() { format!("Clause {number}") } else { clause.name.clone() };
                            view! {
                                <tr>
                                    <th scope="row">{capital(&name)}</th>
                                    <td>{start(&clause.words)}</td>
                                    <td class="num" data-th="Word for word in">{count}</td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </section>
    }
}

/// Enough words to know a clause by.
fn start(words: &str) -> String {
    const LETTERS: usize = 100;
    if words.chars().count() <= LETTERS {
        return words.to_owned();
    }
    let cut: String = words.chars().take(LETTERS).collect();
    let whole = cut.rfind(' ').map_or(cut.as_str(), |at| &cut[..at]);
    format!("{whole} …")
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// Those that agreed to be named.
#[component]
fn Named(named: Vec<Seen>) -> impl IntoView {
    (!named.is_empty()).then(|| {
        view! {
            <section class="flow" aria-labelledby="h-named">
                <h2 id="h-named">"Parties that agreed to be named"</h2>
                <ul class="entries" role="list">
                    {named
                        .into_iter()
                        .map(|seen| {
                            let adoption = seen.adoption;
                            let words = adoption
                                .variant
                                .as_ref()
                                .filter(|_| adoption.state.has_reached(Milestone::Passed))
                                .map(|variant| words::closeness(&variant.likeness));
                            view! {
                                <li>
                                    <h3><bdi>{adoption.clp.clone()}</bdi></h3>
                                    {words.map(|words| view! { <p>{words}</p> })}
                                    <p class="meta">
                                        <StateBadge state=adoption.state />
                                        <span>{adoption.conference.clone()}</span>
                                        {(!adoption.region.is_empty()).then(|| view! { <span>{adoption.region.clone()}</span> })}
                                        <span>{words::confirmed(adoption.confirmed)}</span>
                                    </p>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </section>
        }
    })
}

/// How to say what one's own party did.
#[component]
fn Tell(visit: Visit, slug: Option<String>, published: String) -> impl IntoView {
    let contact = visit.group.contact.clone();
    let may_report = service::adoptions::may_report(&visit.call);
    let there = address::published_adoptions(&published);
    view! {
        <section aria-labelledby="tell">
            <h2 id="tell" tabindex="-1">"Has your party dealt with it?"</h2>
            {match slug {
                Some(slug) => {
                    view! {
                        <ul class="links" role="list">
                            {may_report.then(|| view! { <li><a href=address::new_adoption(&slug)>"Report what your party did"</a></li> })}
                            <li><a href=address::adoptions(&slug)>"All reports that you may see"</a></li>
                        </ul>
                    }
                        .into_any()
                }
                None => {
                    view! {
                        <p>
                            "Members of the group " <a href=address::sign_in(&there)>"sign in"</a> " and report it here."
                        </p>
                        {(!contact.is_empty()).then(|| view! { <p>{format!("Everybody else writes to {contact}: which party, what it decided, on which day, and whether it may be named.")}</p> })}
                    }
                        .into_any()
                }
            }}
            <p>"You need no account to take the text away. "<a href=address::published(&published)>"To the text"</a></p>
        </section>
    }
}
