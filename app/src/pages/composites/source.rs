//! One source as it was taken in, with the red lines on its clauses.

use super::crumbs;
use super::words::{Clause, fate, fate_style, why};
use crate::address;
use crate::pages::part;
use crate::request::Visit;
use crate::ui::form::{ErrorSummary, Line, Submission, titled};
use crate::ui::page::page;
use crate::ui::page_title::PageTitle;
use crate::ui::parts::{Crumbs, Day};
use crate::ui::said;
use domain::composite::Fate;
use domain::permission::Action;
use leptos::prelude::*;
use service::Error;
use service::composites;
use service::kept::Form;
use store::RedLine;

/// `/composites/{slug}/source/{number}`
#[component]
pub fn SourcePage() -> impl IntoView {
    let (slug, number) = (part("slug"), part("number"));
    page(async move {
        let visit = Visit::current();
        visit.call.signed_in()?;
        let number = number.parse().map_err(|_| Error::NotFound)?;
        let sheet = composites::sheet(&visit.call, &slug, number).await?;
        let form = visit.kept().await?;
        let composite = &sheet.composite;
        let source = composite.sources[number as usize - 1].clone();
        let may_draw = visit.call.may_to(Action::RedLine, &composite.document) && composite.stage.is_open();
        let names = visit.call.on_committee();
        let me = visit.call.actor().member;
        let drafted = !composite.built.text.is_empty();
        let shown: Vec<String> = source
            .text
            .paragraphs()
            .iter()
            .map(|at| source.text.as_str()[at.start as usize..at.end as usize].to_owned())
            .collect();
        let title = format!("{}, {}", source.source.name, source.source.body);
        let clauses: Vec<AnyView> = sheet
            .fares
            .iter()
            .zip(shown)
            .map(|(fare, text)| {
                let clause = fare.clause;
                let lines: Vec<RedLine> = composite
                    .red_lines
                    .iter()
                    .filter(|line| line.source == number && line.clause == clause)
                    .cloned()
                    .collect();
                let crossed = drafted && fare.fate != Fate::Kept;
                let mine = lines.iter().any(|line| Some(line.member) == me);
                let kept = form.value("clause") == clause.to_string();
                let form = if kept { form.clone() } else { Form::default() };
                view! {
                    <li id=format!("c{clause}") tabindex="-1" value=clause.to_string()>
                        <Clause text=text />
                        {drafted
                            .then(|| {
                                view! {
                                    <p class="fate" data-fate=fate_style(fare.fate)>{fate(fare.fate, &fare.into)}</p>
                                }
                            })}
                        {lines.into_iter().map(|line| view! { <Drawn slug=slug.clone() line me names open=may_draw crossed=crossed /> }).collect_view()}
                        {(may_draw && !mine)
                            .then(|| {
                                view! {
                                    <details open=kept>
                                        <summary>{format!("Draw a red line on clause {clause}")}</summary>
                                        <form method="post" action="/api/red-line/draw" class="form">
                                            <Submission />
                                            <input type="hidden" name="slug" value=slug.clone() />
                                            <input type="hidden" name="source" value=number.to_string() />
                                            <input type="hidden" name="clause" value=clause.to_string() />
                                            <Line
                                                form=form
                                                name="reason"
                                                id=if kept { "reason".to_owned() } else { format!("reason-{clause}") }
                                                label="Why must it stay as it is?"
                                                hint="One line. Members see the reason; only the committee sees whose it is."
                                            />
                                            <button class="button plain">"Draw the red line"</button>
                                        </form>
                                    </details>
                                }
                            })}
                    </li>
                }
                    .into_any()
            })
            .collect();
        let repairs = source.repairs.clone();
        Ok::<_, Error>(view! {
            <PageTitle title=titled(&form, &title) />
            <main class="page narrow" id="main" tabindex="-1">
                <Crumbs parents=crumbs(composite) />
                <header class="head">
                    <p class="kicker">"A motion that goes into a composite"</p>
                    <h1>{title.clone()}</h1>
                    {(!source.source.title.is_empty()).then(|| view! { <p class="lede">{source.source.title.clone()}</p> })}
                    <ul class="factline" role="list">
                        <li>"Taken in " <Day at=source.source.added_at /> " by " <bdi>{source.source.added_by_name.clone()}</bdi></li>
                        {source
                            .source
                            .own
                            .zip(source.source.own_slug.clone())
                            .map(|((_, version), own)| {
                                view! { <li><a href=address::version(&own, version)>{format!("Version {version} of a text here")}</a></li> }
                            })}
                        {drafted
                            .then(|| {
                                view! {
                                    <li><a href=address::composite_source(&slug, "sheet", number)>"What it lost"</a></li>
                                }
                            })}
                    </ul>
                </header>
                <ErrorSummary form=form.clone() />
                {may_draw
                    .then(|| {
                        view! {
                            <p>
                                "A red line says beforehand that a clause must stay as it is. Whoever builds the composite sees it, and is told where the text crosses it."
                            </p>
                        }
                    })}
                <ol class="clauses" role="list">{clauses}</ol>
                {(!repairs.is_empty())
                    .then(|| {
                        view! {
                            <section class="flow" aria-labelledby="h-tidied">
                                <h2 id="h-tidied">"What was tidied when it was taken in"</h2>
                                <ul>{repairs.into_iter().map(|repair| view! { <li>{repair}</li> }).collect_view()}</ul>
                            </section>
                        }
                    })}
            </main>
        })
    })
}

/// A red line on a clause.
#[component]
fn Drawn(
    slug: String,
    line: RedLine,
    me: Option<domain::ids::MemberId>,
    names: bool,
    open: bool,
    crossed: bool,
) -> impl IntoView {
    let mine = Some(line.member) == me;
    let whose = match (mine, names) {
        (true, _) => "Your red line".to_owned(),
        (false, true) => format!("Red line of {}", line.member_name),
        (false, false) => "Red line of a member".to_owned(),
    };
    view! {
        <div class=if crossed { "redline-note crossed" } else { "redline-note" }>
            <p><strong>{whose} ": "</strong>{why(&line)}</p>
            {(mine && open)
                .then(|| {
                    view! {
                        <form method="post" action="/api/red-line/withdraw">
                            <Submission />
                            <input type="hidden" name="slug" value=slug />
                            <input type="hidden" name="source" value=line.source.to_string() />
                            <input type="hidden" name="line" value=line.id.to_string() />
                            <button class="linkish">{format!("Take back your red line on clause {}", line.clause)}</button>
                        </form>
                    }
                })}
        </div>
    }
}

/// A number of red lines in words, for lists.
pub(super) fn counted(lines: usize) -> String {
    said::number(u32::try_from(lines).unwrap_or(u32::MAX), "red line")
}
