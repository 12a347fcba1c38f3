//! Assembling an edition: which version of each section goes in.

use super::editions::with_editions;
use super::words::StateBadge;
use crate::address;
use crate::request::Visit;
use crate::ui::form::{ErrorSummary, Line, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::Crumbs;
use crate::ui::said;
use leptos::prelude::*;
use service::Error;
use service::kept::Form;
use service::manifesto::{self, Chosen, Draft};

/// So many versions of a section can be chosen, the latest ones.
const MOST_VERSIONS: u32 = 12;

/// `/manifesto/editions/new`
#[component]
pub fn EditionNewPage() -> impl IntoView {
    page(async move {
        let visit = Visit::current();
        let form = visit.kept().await?;
        let draft = match manifesto::draft(&visit.call, &choices(|name| form.value(name).to_owned())).await {
            // What was kept may name a version that is not there.
            Err(Error::NotFound) if !form.fields.is_empty() => manifesto::draft(&visit.call, &[]).await?,
            other => other?,
        };
        Ok::<_, Error>(view! { <Assemble draft form /> })
    })
}

/// The sections that a form names in order, each with the version that was chosen; 0 for what is proposed.
pub fn choices(field: impl Fn(&str) -> String) -> Vec<(String, u32)> {
    field("sections")
        .split_whitespace()
        .map(|slug| {
            (
                slug.to_owned(),
                field(&format!("version-{slug}")).parse().unwrap_or(0),
            )
        })
        .collect()
}

#[component]
fn Assemble(draft: Draft, form: Form) -> impl IntoView {
    let contents = draft.contents.clone();
    let frame = contents.frame.clone();
    let number = contents.editions.first().map_or(1, |edition| edition.number + 1);
    let base = contents.document.as_ref().map_or(0, |document| document.latest);
    let blocking = draft.checks.blocking();
    let open = draft
        .checks
        .open
        .iter()
        .filter(|found| !found.finding.kind.is_hint())
        .count();
    let open = u32::try_from(open).unwrap_or(u32::MAX);
    let waiting = contents
        .sections
        .iter()
        .filter(|listed| listed.number.is_none())
        .count();
    let waiting = u32::try_from(waiting).unwrap_or(u32::MAX);
    let order: Vec<String> = draft
        .chosen
        .iter()
        .map(|chosen| chosen.listed.section.document.slug.clone())
        .collect();
    view! {
        <PageTitle title=titled(&form, "Assemble an edition") />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=with_editions() />
            <header class="head">
                <h1>{format!("Assemble edition {number}")}</h1>
                <p class="lede">"Choose which version of each section goes in. The sections keep their own life after that."</p>
                <ul class="factline" role="list">
                    <li>{said::number(u32::try_from(order.len()).unwrap_or(u32::MAX), "section")}</li>
                    <li>{said::against(draft.words, frame.budget)}</li>
                </ul>
            </header>
            <ErrorSummary form=form.clone() />
            {(open > 0)
                .then(|| {
                    let kind = if blocking > 0 { "bad" } else { "warn" };
                    let blocks = match blocking {
                        0 => String::new(),
                        1 => " One of them must be mended or set aside first.".to_owned(),
                        blocking => format!(" {blocking} of them must be mended or set aside first."),
                    };
                    view! {
                        <div class="notice" data-kind=kind>
                            <p>
                                {format!("In these versions the checks find {}.{blocks} ", said::number(open, "thing"))}
                                <a href=address::CHECKS>"See the checks"</a>
                            </p>
                        </div>
                    }
                })}
            {(waiting > 0)
                .then(|| {
                    view! {
                        <p class="quiet">
                            {format!("{} still to be written and not in it. ", said::number(waiting, "section"))}
                            <a href=address::WANTED>"What the manifesto needs"</a>
                        </p>
                    }
                })}
            {if order.is_empty() {
                view! {
                    <div class="empty">
                        <p>"There is no section with a text yet."</p>
                        <p><a href=address::MANIFESTO>"Back to the contents"</a></p>
                    </div>
                }
                    .into_any()
            } else {
                view! {
                    <form method="post" action="/api/edition/assemble" class="form wide">
                        <Submission />
                        <input type="hidden" name="base" value=base.to_string() />
                        <input type="hidden" name="frame" value=frame.revision.to_string() />
                        <input type="hidden" name="sections" value=order.join(" ") />
                        <ol class="contents" role="list">
                            {draft.chosen.into_iter().map(|chosen| view! { <Choose chosen /> }).collect_view()}
                        </ol>
                        <p class="quiet">
                            {format!("Title, opening and closing words are those of “{}”. ", frame.title)}
                            <a href=address::MANIFESTO>"Change them in the contents"</a>
                        </p>
                        <Line
                            form=form.clone()
                            name="note"
                            label="What is new in this edition?"
                            hint="Such as: for the conference of 2027, with a section on housing."
                        />
                        <p class="row"><button class="button">{format!("Assemble edition {number}")}</button></p>
                    </form>
                }
                    .into_any()
            }}
        </main>
    }
}

/// A section with its versions to choose from.
#[component]
fn Choose(chosen: Chosen) -> impl IntoView {
    let section = chosen.listed.section.clone();
    let document = section.document.clone();
    let name = format!("version-{}", document.slug);
    let place = chosen.listed.number.unwrap_or_default();
    let first = document.latest.saturating_sub(MOST_VERSIONS - 1).max(1);
    let mut versions: Vec<u32> = (first..=document.latest).rev().collect();
    versions.extend([
        chosen.settled.unwrap_or(first),
        chosen.proposed,
        chosen.version.number,
    ]);
    versions.sort_unstable_by(|a, b| b.cmp(a));
    versions.dedup();
    let (settled, latest, current) = (chosen.settled, document.latest, chosen.version.number);
    let says = move |version: u32| {
        let mut says = vec![format!("Version {version}")];
        if version == latest {
            says.push("the latest".to_owned());
        }
        if Some(version) == settled {
            says.push("agreed".to_owned());
        }
        says.join(", ")
    };
    view! {
        <li>
            <span class="place">{place}</span>
            <div>
                <h2>{document.title.clone()}</h2>
                <p class="meta">
                    <StateBadge section=section.clone() />
                    <span>{said::number(chosen.version.words, "word")}</span>
                    <a href=address::version(&document.slug, current)>{format!("Read version {current}")}</a>
                </p>
                {(chosen.outdated > 0)
                    .then(|| view! { <p class="here">"It refers to a number that means another section now. Choose a newer version."</p> })}
                {if versions.len() > 1 {
                    view! {
                        <div class="field">
                            <label for=name.clone()>{format!("Version of section {place}")}</label>
                            <select id=name.clone() name=name>
                                {versions
                                    .into_iter()
                                    .map(|version| {
                                        view! {
                                            <option value=version.to_string() selected=version == current>
                                                {says(version)}
                                            </option>
                                        }
                                    })
                                    .collect_view()}
                            </select>
                        </div>
                    }
                        .into_any()
                } else {
                    view! { <input type="hidden" name=name value=current.to_string() /> }.into_any()
                }}
            </div>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_names_its_sections_in_order() {
        let field = |name: &str| {
            match name {
                "sections" => "homes buses",
                "version-buses" => "3",
                "version-homes" => "new",
                _ => "",
            }
            .to_owned()
        };
        assert_eq!(choices(field), [("homes".to_owned(), 0), ("buses".to_owned(), 3)]);
        assert_eq!(choices(|_| String::new()), []);
    }
}
