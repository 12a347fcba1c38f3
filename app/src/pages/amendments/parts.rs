//! What the pages about amendments share.

use crate::address;
use crate::ui::said;
use domain::amendment::{Figures, State};
use domain::text::diff::visible;
use leptos::prelude::*;
use service::motions::Article;

/// How many words a text may have with an amendment in it, by its rule.
pub fn limit(article: &Article) -> Option<u32> {
    let limits = &article.profile.limits;
    limits.total_after_amendment.or(limits.total)
}

/// Where an amendment stands.
#[component]
pub fn AmendmentBadge(
    /// The state.
    state: State,
) -> impl IntoView {
    view! { <span class="badge" data-state=said::amendment_style(state)>{said::amendment_state(state)}</span> }
}

/// "+12 −3: 248 of 250 words"
#[component]
pub fn ShortFigures(
    /// What the amendment does to the count.
    figures: Figures,
    /// How many words the text may have.
    limit: Option<u32>,
) -> impl IntoView {
    let said = format!(
        "+{} −{}: {}",
        figures.added,
        figures.deleted,
        said::words_of(figures.total, limit)
    );
    view! {
        <span class=figures.over_total.map(|_| "over")>
            {said} {figures.over_total.map(|(over, _)| format!(", {over} over"))}
        </span>
    }
}

/// What an amendment does to the count, in sentences.
#[component]
pub fn FiguresInWords(
    /// The figures.
    figures: Figures,
    /// How many words the text may have.
    limit: Option<u32>,
    /// How many it has without the amendment.
    now: u32,
) -> impl IntoView {
    let added = said::number(figures.added, "word");
    view! {
        <p>
            {match (figures.added, figures.deleted) {
                (0, 0) => "It neither adds words nor takes any out.".to_owned(),
                (_, 0) => format!("It adds {added} and takes none out."),
                (0, deleted) => format!("It takes out {} and adds none.", said::number(deleted, "word")),
                (_, deleted) => format!("It adds {added} and takes out {deleted}."),
            }}
        </p>
        <p>
            {match limit {
                Some(_) => {
                    format!(
                        "With it the text has {}: {}.",
                        said::words_of(figures.total, limit),
                        said::lower(&said::left(figures.total, limit)),
                    )
                }
                None => format!("With it the text has {}. The rule sets no limit.", said::number(figures.total, "word")),
            }}
        </p>
        {figures
            .over_total
            .map(|_| {
                if figures.total > now {
                    view! { <p><strong>"Over the limit it can neither be handed in nor taken on. Take out as many words somewhere else."</strong></p> }
                        .into_any()
                } else {
                    view! { <p>"The text is over its limit already. This does not make it longer, so that it can be handed in."</p> }
                        .into_any()
                }
            })}
        {figures
            .over_added
            .map(|(over, limit)| {
                view! {
                    <p>
                        <strong>
                            {format!("An amendment may add {limit} words at most; this is {} too many. It cannot be handed in.", said::number(over, "word"))}
                        </strong>
                    </p>
                }
            })}
    }
}

/// The changes in the form that a meeting uses, one sentence each.
#[component]
pub fn Wording(
    /// The sentences.
    wording: Vec<String>,
) -> impl IntoView {
    match wording.as_slice() {
        [] => view! { <p class="quiet">"As the text stands now, it changes nothing."</p> }.into_any(),
        [one] => view! { <p class="wording">{visible(one)}</p> }.into_any(),
        many => view! {
            <ul class="wording">
                {many.iter().map(|sentence| view! { <li>{visible(sentence)}</li> }).collect_view()}
            </ul>
        }
        .into_any(),
    }
}

/// "1, 3 and 4", each a link.
pub fn links_to(slug: &str, numbers: &[u32]) -> impl IntoView + use<> {
    let last = numbers.len().saturating_sub(1);
    let links: Vec<_> = numbers
        .iter()
        .enumerate()
        .map(|(at, number)| {
            let before = match at {
                0 => "",
                at if at == last => " and ",
                _ => ", ",
            };
            view! { {before} <a href=address::amendment(slug, *number)>{number.to_string()}</a> }
        })
        .collect();
    links
}
