//! Two editions compared: the contents first, then section by section, with who asked for it.

use super::editions::with_editions;
use super::words::recorded;
use crate::address;
use crate::pages::composites::words::{day, list};
use crate::pages::part;
use crate::request::Visit;
use crate::ui::changes::counted;
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Day};
use crate::ui::said;
use domain::manifesto::contents::{Fate, Row};
use domain::text::diff::{Diff, RowKind, RunKind};
use leptos::prelude::*;
use service::Error;
use service::manifesto::{self, Asked, Compared, EditionComparison, Held, Side};

/// `/manifesto/editions/compare/{old}..{new}`; in place of the newer, `now` stands for what would be assembled now.
#[component]
pub fn EditionComparePage() -> impl IntoView {
    let range = part("range");
    page(async move {
        let visit = Visit::current();
        let (old, new) = range.split_once("..").ok_or(Error::NotFound)?;
        let old = old.parse().map_err(|_| Error::NotFound)?;
        let new = match new {
            "now" => None,
            number => Some(number.parse().map_err(|_| Error::NotFound)?),
        };
        let compared = manifesto::compare(&visit.call, old, new).await?;
        Ok::<_, Error>(view! { <Comparing compared /> })
    })
}

/// What became of the sections of a row, in a word or two.
fn fate(row: &Row) -> String {
    let mut parts = Vec::new();
    match row.fate {
        Fate::Added => parts.push("added"),
        Fate::Removed => parts.push("removed"),
        Fate::Merged => parts.push("merged"),
        Fate::Split => parts.push("split"),
        Fate::Kept => {}
    }
    if row.renamed {
        parts.push("renamed");
    }
    if row.moved {
        parts.push("moved");
    }
    if row.changed && row.fate == Fate::Kept {
        parts.push("changed");
    }
    let said = if parts.is_empty() {
        "as it was".to_owned()
    } else {
        parts.join(", ")
    };
    let mut letters = said.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// How that looks.
const fn look(row: &Row) -> &'static str {
    match row.fate {
        Fate::Added => "added",
        Fate::Removed => "dropped",
        Fate::Merged | Fate::Split => "changed",
        Fate::Kept if row.renamed || row.moved || row.changed => "changed",
        Fate::Kept => "kept",
    }
}

fn numbers(numbers: &[u32]) -> String {
    let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
    if numbers.is_empty() {
        "–".to_owned()
    } else {
        list(&numbers)
    }
}

/// What one of the two is called.
fn name(side: &Side) -> String {
    side.edition
        .as_ref()
        .map_or("the sections now".to_owned(), |edition| {
            format!("edition {}", edition.number)
        })
}

/// Over a column.
fn column(side: &Side) -> String {
    side.edition.as_ref().map_or("Now".to_owned(), |edition| {
        format!("In edition {}", edition.number)
    })
}

/// The heading of a row: of the newer sections, or of those that are gone.
fn heading(compared: &Compared) -> String {
    let held = if compared.new.is_empty() {
        &compared.old
    } else {
        &compared.new
    };
    let headings: Vec<String> = held.iter().map(|held| held.heading.clone()).collect();
    list(&headings)
}

/// How many sections came to what.
fn summary(rows: &[Compared]) -> String {
    let count = |which: fn(&Row) -> bool| rows.iter().filter(|one| which(&one.row)).count();
    let counts = [
        (count(|row| row.fate == Fate::Added), "added"),
        (count(|row| row.fate == Fate::Removed), "removed"),
        (count(|row| row.fate == Fate::Merged), "merged"),
        (count(|row| row.fate == Fate::Split), "split"),
        (count(|row| row.fate == Fate::Kept && row.changed), "changed"),
        (count(|row| row.renamed), "renamed"),
        (count(|row| row.moved), "moved"),
    ];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if counts.is_empty() {
        "No section changed.".to_owned()
    } else {
        format!("Sections: {}.", list(&counts))
    }
}

fn is_same(compared: &Compared) -> bool {
    compared.row.is_same() && compared.commitment.is_none()
}

#[component]
fn Comparing(compared: EditionComparison) -> impl IntoView {
    let EditionComparison {
        old,
        new,
        rows,
        around,
    } = compared;
    let title = format!("What changed from {} to {}", name(&old), name(&new));
    let lede = summary(&rows);
    let sides = [&old, &new].map(|side| {
        let edition = side.edition.clone();
        edition.map(|edition| {
            view! {
                <li>
                    <a href=address::edition(edition.number)>{format!("Edition {}", edition.number)}</a>
                    ", " <Day at=edition.at />
                    {(!edition.note.is_empty()).then(|| format!(": {}", edition.note))}
                </li>
            }
        })
    });
    let (was, is) = (column(&old), column(&new));
    let framed = old.title != new.title || around.iter().any(Option::is_some);
    let titles = (old.title != new.title).then(|| (old.title.clone(), new.title.clone()));
    let table = rows
        .iter()
        .enumerate()
        .map(|(n, one)| {
            let heading = heading(one);
            view! {
                <tr>
                    <th scope="row">
                        {if is_same(one) {
                            heading.into_any()
                        } else {
                            view! { <a href=format!("#change-{n}")>{heading}</a> }.into_any()
                        }}
                    </th>
                    <td data-th="What became of it">
                        <span class="fate" data-fate=look(&one.row)>{fate(&one.row)}</span>
                    </td>
                    <td data-th=was.clone()>{numbers(&one.row.old)}</td>
                    <td data-th=is.clone()>{numbers(&one.row.new)}</td>
                </tr>
            }
        })
        .collect_view();
    let changed: Vec<(usize, Compared)> = rows
        .into_iter()
        .enumerate()
        .filter(|(_, one)| !is_same(one))
        .collect();
    view! {
        <PageTitle title=title.clone() />
        <main class="page" id="main" tabindex="-1">
            <Crumbs parents=with_editions() />
            <header class="head">
                <h1>{title}</h1>
                <p class="lede">{lede}</p>
                <ul class="factline" role="list">{sides.into_iter().flatten().collect_view()}</ul>
            </header>
            <div class="stack">
                <section class="flow" aria-labelledby="h-contents">
                    <h2 id="h-contents">"The contents"</h2>
                    <div class="table-scroll" role="region" aria-labelledby="contents-cap" tabindex="0">
                        <table class="rows">
                            <caption id="contents-cap">"What became of each section"</caption>
                            <thead>
                                <tr>
                                    <th scope="col">"Section"</th>
                                    <th scope="col">"What became of it"</th>
                                    <th scope="col">{was}</th>
                                    <th scope="col">{is}</th>
                                </tr>
                            </thead>
                            <tbody>{table}</tbody>
                        </table>
                    </div>
                </section>
                {framed.then(|| view! { <Around titles around /> })}
                {(!changed.is_empty())
                    .then(|| {
                        view! {
                            <section class="flow" aria-labelledby="h-sections">
                                <h2 id="h-sections">"Section by section"</h2>
                                {changed.into_iter().map(|(n, one)| view! { <Changed n one /> }).collect_view()}
                            </section>
                        }
                    })}
            </div>
        </main>
    }
}

/// What changed around the sections.
#[component]
fn Around(titles: Option<(String, String)>, around: [Option<Diff>; 2]) -> impl IntoView {
    let [addressee, closing] = around;
    view! {
        <section class="flow" aria-labelledby="h-frame">
            <h2 id="h-frame">"Around the sections"</h2>
            {titles
                .map(|(old, new)| {
                    view! {
                        <p>"The title was " <del>{old}</del> " and is now " <ins>{new}</ins> "."</p>
                    }
                })}
            {addressee
                .map(|diff| {
                    view! {
                        <h3>"Before the commitments"</h3>
                        <Paragraphs diff />
                    }
                })}
            {closing
                .map(|diff| {
                    view! {
                        <h3>"After the last section"</h3>
                        <Paragraphs diff />
                    }
                })}
        </section>
    }
}

/// One section that changed: how, and who asked for it.
#[component]
fn Changed(n: usize, one: Compared) -> impl IntoView {
    let id = format!("change-{n}");
    let between = match (one.old.as_slice(), one.new.as_slice()) {
        ([old], [new]) if old.section == new.section && old.version < new.version => {
            Some((new.slug.clone(), old.version, new.version))
        }
        _ => None,
    };
    let renamed = one.row.renamed.then(|| (headings(&one.old), headings(&one.new)));
    let gone = one.new.is_empty();
    let pages: Vec<Held> = if gone || one.row.fate == Fate::Added {
        one.old.iter().chain(&one.new).cloned().collect()
    } else {
        Vec::new()
    };
    view! {
        <article class="flow edition-change" aria-labelledby=id.clone()>
            <h3 id=id.clone() tabindex="-1">{heading(&one)}</h3>
            <p class="meta">
                <span class="fate" data-fate=look(&one.row)>{fate(&one.row)}</span>
                {one.difference.as_ref().map(|diff| view! { <span>{counted(diff)}</span> })}
                {between
                    .map(|(slug, old, new)| {
                        view! { <a href=address::compare(&slug, old, new)>{format!("Versions {old} and {new} in full")}</a> }
                    })}
                {pages
                    .into_iter()
                    .map(|held| {
                        let words = format!("Its text, {}", said::number(held.words, "word"));
                        view! { <a href=address::version(&held.slug, held.version)>{words}</a> }
                    })
                    .collect_view()}
            </p>
            {renamed
                .map(|(old, new)| {
                    view! {
                        <p>"The heading was " <del>{old}</del> " and is now " <ins>{new}</ins> "."</p>
                    }
                })}
            {one.commitment
                .clone()
                .map(|(old, new)| {
                    let words = |line: String| if line.is_empty() { "–".to_owned() } else { line };
                    view! {
                        <p>"The commitment was " <del>{words(old)}</del> " and is now " <ins>{words(new)}</ins> "."</p>
                    }
                })}
            <WhoAsked asked=one.asked held=one.old.iter().chain(&one.new).cloned().collect() />
            {one.difference.map(|diff| view! { <Paragraphs diff /> })}
        </article>
    }
}

fn headings(held: &[Held]) -> String {
    let headings: Vec<String> = held.iter().map(|held| held.heading.clone()).collect();
    list(&headings)
}

/// Who asked for it: amendments that went in, rounds that were held, what was achieved, and the notes of versions.
#[component]
fn WhoAsked(asked: Asked, held: Vec<Held>) -> impl IntoView {
    let Asked {
        versions,
        amendments,
        rounds,
        changes,
        outcomes,
    } = asked;
    let nothing = versions.is_empty()
        && amendments.is_empty()
        && rounds.is_empty()
        && changes.is_empty()
        && outcomes.is_empty();
    (!nothing).then(|| {
        view! {
            <ul class="asked">
                {amendments
                    .into_iter()
                    .map(|amendment| {
                        let slug = held
                            .iter()
                            .find(|held| held.section == amendment.document)
                            .map(|held| held.slug.clone())
                            .unwrap_or_default();
                        let by = match (amendment.mover.is_empty(), amendment.seconder.is_empty()) {
                            (false, false) => format!(", moved by {}, seconded by {}", amendment.mover, amendment.seconder),
                            (false, true) => format!(", moved by {}", amendment.mover),
                            _ => String::new(),
                        };
                        view! {
                            <li>
                                <a href=address::amendment(&slug, amendment.number)>{format!("Amendment {}", amendment.number)}</a>
                                {by}
                                {(!amendment.reason.is_empty()).then(|| format!(": {}", amendment.reason))}
                            </li>
                        }
                    })
                    .collect_view()}
                {rounds
                    .into_iter()
                    .map(|round| {
                        let href = address::round(&round.slug, &round.id.to_string());
                        view! {
                            <li>
                                "Members were asked, " <Day at=round.window.opens /> ": " <a href=href>{round.question.clone()}</a>
                            </li>
                        }
                    })
                    .collect_view()}
                {changes
                    .into_iter()
                    .map(|change| {
                        view! {
                            <li>
                                {recorded(&change.step, change.version)} ", " <bdi>{change.member_name.clone()}</bdi>
                                {(!change.note.is_empty()).then(|| format!(": {}", change.note))}
                            </li>
                        }
                    })
                    .collect_view()}
                {outcomes
                    .into_iter()
                    .map(|outcome| view! { <li>"Achieved, " {day(&outcome.on)} ": " {outcome.what.clone()}</li> })
                    .collect_view()}
                {versions
                    .into_iter()
                    .map(|version| {
                        view! {
                            <li>
                                {format!("Version {}, ", version.number)} <bdi>{version.author_name.clone()}</bdi> ", "
                                <Day at=version.created_at />
                                {(!version.note.is_empty()).then(|| format!(": {}", version.note))}
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        }
    })
}

/// The paragraphs that changed, and none of the others.
#[component]
fn Paragraphs(diff: Diff) -> impl IntoView {
    let shown = |kind: RowKind| !matches!(kind, RowKind::Equal | RowKind::MovedFrom);
    let rows = diff
        .rows
        .into_iter()
        .filter(|row| shown(row.kind))
        .map(|row| {
            let moved = (row.kind == RowKind::MovedTo).then(|| view! { <em>"Moved here: "</em> });
            let runs = row
                .runs
                .into_iter()
                .map(|run| {
                    let text = run.visible().replace("\n\n", " ¶ ");
                    match run.kind {
                        RunKind::Deleted => {
                            view! { <del data-class="wording"><span class="vh">"deleted: "</span>{text}</del> }.into_any()
                        }
                        RunKind::Inserted => {
                            view! { <ins data-class="wording"><span class="vh">"inserted: "</span>{text}</ins> }.into_any()
                        }
                        RunKind::Equal => text.into_any(),
                    }
                })
                .collect_view();
            view! { <p>{moved} {runs}</p> }
        })
        .collect_view();
    view! { <div class="words">{rows}</div> }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(row_fate: Fate, renamed: bool, moved: bool, changed: bool) -> Row {
        Row {
            fate: row_fate,
            old: vec![1],
            new: vec![2],
            renamed,
            moved,
            changed,
        }
    }

    #[test]
    fn what_became_of_a_section() {
        assert_eq!(fate(&row(Fate::Kept, false, false, false)), "As it was");
        assert_eq!(
            fate(&row(Fate::Kept, true, true, true)),
            "Renamed, moved, changed"
        );
        assert_eq!(fate(&row(Fate::Merged, false, false, true)), "Merged");
        assert_eq!(numbers(&[]), "–");
        assert_eq!(numbers(&[1, 2]), "1 and 2");
    }

    #[test]
    fn what_somebody_typed_stays_text() {
        let owner = Owner::new();
        owner.set();
        let of = |text: &str| domain::text::canon::Canonical::of(text);
        let diff = domain::text::diff::diff(&of("a <b>\n\nSame."), &of("a <i>\n\nSame."));
        let html = view! { <Paragraphs diff /> }.to_html();
        assert!(!html.contains("<i>") && html.contains("inserted: "), "{html}");
        assert!(!html.contains("Same"), "{html}");
    }
}
