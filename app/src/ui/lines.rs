//! A text with its line numbers.

use domain::text::canon::{Canonical, Kind, Paragraph};
use domain::text::diff::is_invisible;
use domain::text::lines::Line;
use leptos::prelude::*;
use std::fmt::Write as _;

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
    view! {
        <article class="text" aria-label=label>
            <div class="lines" inner_html=numbered(&text, &lines, ids)></div>
        </article>
    }
}

/// A stretch of a text that is marked with where it comes from.
#[derive(Clone, Debug)]
pub struct Brought {
    /// Where it begins, in bytes.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// What is said before it to somebody who hears the page: "from amendment 3".
    pub says: String,
    /// What stands small behind it: "3".
    pub label: String,
    /// Where the label leads to, on this page.
    pub to: String,
}

/// The text as numbered lines, with marked stretches. They must not overlap, and come in order.
#[component]
pub fn MarkedText(
    /// The text.
    text: Canonical,
    /// Its lines.
    lines: Vec<Line>,
    /// The page's name for it, for a screen reader.
    #[prop(into)]
    label: String,
    /// The stretches.
    brought: Vec<Brought>,
) -> impl IntoView {
    view! {
        <article class="text" aria-label=label>
            <div class="lines" inner_html=written(&text, &lines, true, &brought)></div>
        </article>
    }
}

/// The paragraphs with their line numbers as HTML. Words go in through [`escaped`] only.
///
/// Written as one string, because the browser writes it anew at every key and every page shows one.
pub fn numbered(text: &Canonical, lines: &[Line], ids: bool) -> String {
    written(text, lines, ids, &[])
}

fn written(text: &Canonical, lines: &[Line], ids: bool, brought: &[Brought]) -> String {
    let paragraphs = text.paragraphs();
    let mut writer = Writer {
        text: text.as_str(),
        lines,
        ids,
        brought,
        out: String::with_capacity(text.as_str().len() * 2),
        clause: 0,
    };
    let mut open: Vec<(u8, Style)> = Vec::new();
    // A section of a manifesto begins with headings of the second level: below the page's own heading all the same.
    let mut top = None;
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        let Kind::Item { level } = paragraph.kind else {
            while let Some((_, style)) = open.pop() {
                writer.close(style);
            }
            let tag = match paragraph.kind {
                Kind::Heading(level) if level <= *top.get_or_insert(level) => "h2",
                Kind::Heading(_) => "h3",
                _ => "p",
            };
            writer.begin(tag, None);
            writer.words(at, paragraph);
            writer.out.push_str("</");
            writer.out.push_str(tag);
            writer.out.push('>');
            continue;
        };
        let style = Style::of(paragraph.marker);
        // Deeper lists end here; one of another style at the same depth gives way.
        while let Some((_, own)) = open
            .last()
            .copied()
            .filter(|(depth, own)| *depth > level || (*depth == level && *own != style))
        {
            writer.close(own);
            open.pop();
        }
        if open.last().is_some_and(|(depth, _)| *depth == level) {
            writer.out.push_str("</li>");
        } else {
            writer.out.push_str(style.tag());
            open.push((level, style));
        }
        writer.begin(
            "li",
            Style::value(paragraph.marker).filter(|_| style != Style::Bullet),
        );
        writer.words(at, paragraph);
    }
    while let Some((_, style)) = open.pop() {
        writer.close(style);
    }
    writer.out
}

struct Writer<'a> {
    text: &'a str,
    lines: &'a [Line],
    ids: bool,
    brought: &'a [Brought],
    out: String,
    clause: u32,
}

impl Writer<'_> {
    fn begin(&mut self, tag: &str, value: Option<u32>) {
        self.clause += 1;
        self.out.push('<');
        self.out.push_str(tag);
        self.out.push_str(" class=\"clause\"");
        if self.ids {
            self.out.push_str(" id=\"c");
            self.number(self.clause);
            self.out.push('"');
        }
        if let Some(value) = value {
            self.out.push_str(" value=\"");
            self.number(value);
            self.out.push('"');
        }
        self.out.push('>');
    }

    fn close(&mut self, style: Style) {
        self.out.push_str("</li>");
        self.out
            .push_str(if style == Style::Bullet { "</ul>" } else { "</ol>" });
    }

    /// The words of a paragraph, each line's number just before its first letter.
    fn words(&mut self, at: u32, paragraph: &Paragraph<'_>) {
        let count = self.lines.iter().take_while(|line| line.paragraph == at).count();
        let (own, later) = self.lines.split_at(count);
        self.lines = later;
        if own.is_empty() {
            self.stretch(paragraph.body, paragraph.end);
        }
        for (which, line) in own.iter().enumerate() {
            self.out.push_str(if which == 0 {
                "<span class=\"ln first\""
            } else {
                "<span class=\"ln\""
            });
            if self.ids {
                self.out.push_str(" id=\"l");
                self.number(line.n);
                self.out.push('"');
            }
            self.out.push_str(" data-n=\"");
            self.number(line.n);
            self.out.push_str("\"></span>");
            let from = line.start.max(paragraph.body);
            let to = own
                .get(which + 1)
                .map_or(paragraph.end, |next| next.start.max(paragraph.body));
            self.stretch(from, to);
        }
    }

    /// Some words, with the marks that fall on them.
    fn stretch(&mut self, from: u32, to: u32) {
        let words = |from: u32, to: u32| self.text.get(from as usize..to as usize).unwrap_or("");
        let mut at = from;
        while let Some(next) = self.brought.first().filter(|next| next.start < to) {
            let (start, end) = (next.start.max(at), next.end.min(to));
            if start < end {
                escaped(words(at, start), &mut self.out);
                self.out.push_str("<mark class=\"brought\">");
                if start == next.start {
                    self.out.push_str("<span class=\"vh\">");
                    escaped(&next.says, &mut self.out);
                    self.out.push_str(": </span>");
                }
                let shown = words(start, end);
                let ink = shown.trim_end();
                escaped(ink, &mut self.out);
                // The label stands behind the last word, before the space that follows it.
                if end == next.end || words(end, next.end).trim().is_empty() {
                    self.out.push_str("<a class=\"by\" href=\"");
                    escaped(&next.to, &mut self.out);
                    self.out.push_str("\" aria-label=\"");
                    escaped(&next.says, &mut self.out);
                    self.out.push_str("\">");
                    escaped(&next.label, &mut self.out);
                    self.out.push_str("</a>");
                }
                self.out.push_str("</mark>");
                self.out.push_str(&shown[ink.len()..]);
                at = end;
            }
            if next.end > to {
                break;
            }
            self.brought = &self.brought[1..];
        }
        escaped(words(at.max(from), to), &mut self.out);
    }

    fn number(&mut self, number: u32) {
        self.out.push_str(&number.to_string());
    }
}

/// What somebody typed, as text in HTML.
fn escaped(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Shown by its number. It stays in its place, so that what is copied or pointed at is the text itself, but
            // turns nothing around beyond its own element.
            c if is_invisible(c) => {
                let _ = write!(
                    out,
                    "<bdi class=\"unseen\" data-code=\"U+{:04X}\">{c}</bdi>",
                    u32::from(c)
                );
            }
            c => out.push(c),
        }
    }
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
    const fn tag(self) -> &'static str {
        match self {
            Self::Bullet => "<ul>",
            Self::Number => "<ol>",
            Self::Letter => "<ol type=\"a\">",
        }
    }

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
    fn what_does_not_show_is_shown_and_turns_nothing_around() {
        let html = html("Pay \u{202e}nothing\u{200b} to anybody.\n");
        assert!(
            html.contains("Pay <bdi class=\"unseen\" data-code=\"U+202E\">\u{202e}</bdi>nothing"),
            "{html}"
        );
        assert!(html.contains("data-code=\"U+200B\""), "{html}");
        // Of each there is one, in an element of its own.
        assert_eq!(html.matches('\u{202e}').count(), 1, "{html}");
    }

    #[test]
    fn lists_nest_and_every_tag_is_closed() {
        let html = html("Demands:\n\n1. one\n\n  - deep\n\n  - deeper\n\n2. two\n\nEnd.\n\n- last\n");
        for tag in ["ol", "ul", "li", "p", "span", "article"] {
            let opened =
                html.matches(&format!("<{tag} ")).count() + html.matches(&format!("<{tag}>")).count();
            assert_eq!(
                opened,
                html.matches(&format!("</{tag}>")).count(),
                "{tag} in {html}"
            );
        }
        assert!(html.contains("one<ul>"), "{html}");
        assert!(html.contains("deeper</li></ul></li><li"), "{html}");
    }

    #[test]
    fn a_mark_over_two_lines_is_labelled_once() {
        let text = Canonical::of("One two three four five six seven.");
        let layout = Layout {
            width: 16,
            ..Layout::default()
        };
        let brought = [Brought {
            start: 8,
            end: 23,
            says: "from amendment <3>".to_owned(),
            label: "3".to_owned(),
            to: "#a3".to_owned(),
        }];
        let html = written(
            &text,
            &domain::text::lines::layout(&text, layout),
            false,
            &brought,
        );
        assert_eq!(html.matches("<mark").count(), 2, "{html}");
        assert_eq!(html.matches("href=\"#a3\"").count(), 1, "{html}");
        assert!(html.contains("from amendment &lt;3&gt;: </span>three"), "{html}");
        assert!(html.contains("five</mark>") || html.contains("five<a"), "{html}");
        let plain: String = html
            .split('<')
            .map(|part| part.split_once('>').map_or(part, |(_, text)| text))
            .collect();
        assert!(plain.contains("six seven."), "{plain}");
    }

    #[test]
    fn what_somebody_typed_stays_text() {
        let html = html("<script>alert(1)</script> & \"x\"\n");
        assert!(!html.contains("<script>"), "{html}");
    }
}
