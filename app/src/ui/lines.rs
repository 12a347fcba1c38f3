//! A text with its line numbers.

use domain::text::canon::{Canonical, Kind, Paragraph};
use domain::text::lines::Line;
use leptos::either::Either;
use leptos::prelude::*;

/// The text as numbered lines: paragraphs stay one element, numbers are neither read aloud nor copied.
#[component]
pub fn NumberedText(
    /// The text.
    text: Canonical,
    /// Its lines.
    lines: Vec<Line>,
    /// The page's name for it, for a screen reader.
    #[prop(into)]
    label: String,
    /// Whether lines and clauses carry ids; once on a page only.
    #[prop(optional)]
    ids: bool,
) -> impl IntoView {
    let blocks = blocks(&text, &lines, ids);
    view! {
        <article class="text" aria-label=label>
            <div class="lines">{blocks}</div>
        </article>
    }
}

/// A run of words between the starts of two lines, with the number of the line that starts before it.
struct Piece {
    number: Option<u32>,
    words: String,
}

fn pieces(text: &str, paragraph: &Paragraph<'_>, lines: &[&Line]) -> Vec<Piece> {
    let cut = |from: u32, to: u32| text.get(from as usize..to as usize).unwrap_or("").to_owned();
    let mut pieces = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let from = line.start.max(paragraph.body);
        let to = lines.get(at + 1).map_or(paragraph.end, |next| next.start.max(paragraph.body));
        pieces.push(Piece { number: Some(line.n), words: cut(from, to) });
    }
    if pieces.is_empty() {
        pieces.push(Piece { number: None, words: paragraph.text.to_owned() });
    }
    pieces
}

fn blocks(text: &Canonical, lines: &[Line], ids: bool) -> Vec<AnyView> {
    let paragraphs = text.paragraphs();
    let mut by_paragraph: Vec<Vec<&Line>> = vec![Vec::new(); paragraphs.len()];
    for line in lines {
        if let Some(own) = by_paragraph.get_mut(line.paragraph as usize) {
            own.push(line);
        }
    }
    let clauses: Vec<(Paragraph<'_>, AnyView)> = paragraphs
        .iter()
        .zip(&by_paragraph)
        .map(|(paragraph, lines)| (*paragraph, words(text.as_str(), paragraph, lines, ids)))
        .collect();
    listed(clauses, 1, ids, &mut 0)
}

fn words(text: &str, paragraph: &Paragraph<'_>, lines: &[&Line], ids: bool) -> AnyView {
    pieces(text, paragraph, lines)
        .into_iter()
        .enumerate()
        .map(|(at, piece)| {
            let class = if at == 0 { "ln first" } else { "ln" };
            view! {
                {piece
                    .number
                    .map(|n| {
                        view! { <span class=class id=ids.then(|| format!("l{n}")) data-n=n.to_string()></span> }
                    })}
                {piece.words}
            }
        })
        .collect_view()
        .into_any()
}

/// Headings and prose as they are; items gathered into lists, deeper ones inside the item before them.
fn listed(clauses: Vec<(Paragraph<'_>, AnyView)>, level: u8, ids: bool, count: &mut usize) -> Vec<AnyView> {
    let mut out = Vec::new();
    let mut rest = clauses.into_iter().peekable();
    while let Some((paragraph, content)) = rest.next() {
        let Kind::Item { level: own } = paragraph.kind else {
            *count += 1;
            let id = ids.then(|| format!("c{count}"));
            out.push(match paragraph.kind {
                Kind::Heading(1) => view! { <h2 class="clause" id=id>{content}</h2> }.into_any(),
                Kind::Heading(_) => view! { <h3 class="clause" id=id>{content}</h3> }.into_any(),
                _ => view! { <p class="clause" id=id>{content}</p> }.into_any(),
            });
            continue;
        };
        let own = own.max(level);
        let style = Style::of(paragraph.marker);
        let mut items = Vec::new();
        let mut item = Some((paragraph, content));
        while let Some((paragraph, content)) = item.take() {
            *count += 1;
            let id = ids.then(|| format!("c{count}"));
            let value = Style::value(paragraph.marker);
            let mut deeper = Vec::new();
            while rest.peek().is_some_and(|(next, _)| matches!(next.kind, Kind::Item { level } if level > own)) {
                deeper.extend(rest.next());
            }
            let inside = listed(deeper, own + 1, ids, count);
            items.push(view! { <li class="clause" id=id value=value.map(|value| value.to_string())>{content}{inside}</li> });
            let follows = rest.peek().is_some_and(|(next, _)| {
                matches!(next.kind, Kind::Item { level } if level.max(own) == own) && Style::of(next.marker) == style
            });
            if follows {
                item = rest.next();
            }
        }
        out.push(match style {
            Style::Bullet => view! { <ul>{items}</ul> }.into_any(),
            Style::Number => view! { <ol>{items}</ol> }.into_any(),
            Style::Letter => view! { <ol type="a">{items}</ol> }.into_any(),
        });
    }
    out
}

/// How the items of a list are marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `- `
    Bullet,
    /// `1. `
    Number,
    /// `a) `
    Letter,
}

impl Style {
    /// The style that a marker shows.
    pub fn of(marker: &str) -> Self {
        match marker.chars().next() {
            Some(c) if c.is_ascii_digit() => Self::Number,
            Some(c) if c.is_ascii_alphabetic() => Self::Letter,
            _ => Self::Bullet,
        }
    }

    /// The number that a marker shows.
    pub fn value(marker: &str) -> Option<u32> {
        let marker = marker.trim().trim_end_matches(['.', ')']);
        match marker.as_bytes() {
            [letter @ b'a'..=b'z'] => Some(u32::from(letter - b'a') + 1),
            _ => marker.parse().ok(),
        }
    }
}

/// What a list does for its paragraphs, as a pair of wrappers: used where paragraphs are shown one by one.
pub fn one_clause(marker: &str, kind: Kind, content: impl IntoView + 'static) -> impl IntoView {
    match kind {
        Kind::Item { .. } if !marker.is_empty() => Either::Left(view! {
            <p class="clause">
                <span aria-hidden="true">{marker.to_owned()}</span>
                {content}
            </p>
        }),
        _ => Either::Right(view! { <p class="clause">{content}</p> }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::text::lines::{Layout, layout};

    fn html(text: &str) -> String {
        let owner = Owner::new();
        owner.set();
        let text = Canonical::of(text);
        let lines = layout(&text, Layout::default());
        view! { <NumberedText text lines label="Text" ids=true /> }.to_html()
    }

    #[test]
    fn lists_are_lists_and_keep_their_numbers() {
        let html = html("Demands:\n\n1. one\n\n2. two\n\n- bullet\n\nEnd.\n");
        assert_eq!(html.matches("<ol").count(), 1, "{html}");
        assert_eq!(html.matches("<ul").count(), 1, "{html}");
        assert!(html.contains("value=\"2\""), "{html}");
        assert!(html.contains("id=\"l5\""), "{html}");
    }

    #[test]
    fn what_somebody_typed_stays_text() {
        let html = html("<script>alert(1)</script> & \"x\"\n");
        assert!(!html.contains("<script>"), "{html}");
    }
}
