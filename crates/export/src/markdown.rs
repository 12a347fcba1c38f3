//! Markdown that shows the text as it is: every sign that Markdown would take for its own is escaped.

use crate::FinalText;
use domain::text::canon::{Kind, Paragraph};

/// The title as first heading, the text, and the facts under a rule.
pub fn markdown(text: &FinalText) -> String {
    let mut out = format!("# {}\n", escaped(&text.title));
    let mut lists = Lists::default();
    for paragraph in text.text.paragraphs() {
        out.push('\n');
        out.push_str(&lists.block(&paragraph));
        out.push('\n');
    }
    out.push_str("\n---\n");
    for fact in text.facts() {
        out.push_str("\n- ");
        out.push_str(&escaped(&format!("{}: {}", fact.label, fact.value)));
    }
    out.push('\n');
    out
}

/// The lists that are open, the outermost first.
#[derive(Default)]
struct Lists(Vec<Open>);

/// An open list.
struct Open {
    level: u8,
    /// How far what belongs to its items is indented.
    inside: usize,
    /// The number that Markdown would give to the next item, and the sign after it; none for a bullet.
    next: Option<(u32, char)>,
}

impl Lists {
    fn block(&mut self, paragraph: &Paragraph<'_>) -> String {
        let body = escaped(paragraph.text);
        match paragraph.kind {
            Kind::Heading(level) => {
                self.0.clear();
                // The title is the first level.
                format!(
                    "{} {body}",
                    "#".repeat(usize::from(level.saturating_add(1).min(6)))
                )
            }
            Kind::Prose => {
                self.0.clear();
                body
            }
            Kind::Item { level } => self.item(level, paragraph.marker.trim_end(), &body),
        }
    }

    fn item(&mut self, level: u8, marker: &str, body: &str) -> String {
        let number = number(marker);
        self.0.retain(|open| open.level <= level);
        let follows = self
            .0
            .last()
            .filter(|open| open.level == level)
            .map(|open| open.next);
        // Markdown numbers items itself: where it would come to another number, the marker is written as words.
        let listed = match (marker, number, follows) {
            ("-", _, None | Some(None)) => true,
            (_, Some(_), None) => true,
            (_, Some(number), Some(Some(next))) => number == next,
            _ => false,
        };
        self.0.retain(|open| open.level < level);
        let indent = self.0.last().map_or(0, |open| open.inside);
        if !listed {
            return format!("{}{} {body}", " ".repeat(indent), escaped_start(marker));
        }
        let next = number.map(|(number, sign)| (number.saturating_add(1), sign));
        self.0.push(Open {
            level,
            inside: indent + marker.len() + 1,
            next,
        });
        format!("{}{marker} {body}", " ".repeat(indent))
    }
}

/// The number of a marker that Markdown knows: `12.` or `12)`.
fn number(marker: &str) -> Option<(u32, char)> {
    let sign = marker.chars().last().filter(|sign| matches!(sign, '.' | ')'))?;
    let digits = &marker[..marker.len() - 1];
    let plain = !digits.starts_with('0') || digits == "0";
    (plain && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then_some(())?;
    Some((digits.parse().ok()?, sign))
}

/// Text in which nothing means anything to Markdown.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        let anywhere = matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '#' | '~' | '|'
        );
        if anywhere || at == 0 && matches!(c, '-' | '+' | '=' | ':') {
            out.push('\\');
        }
        out.push(c);
    }
    escaped_start(&out)
}

/// A number with its stop at the start is no list.
fn escaped_start(text: &str) -> String {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    if digits > 0 && rest.starts_with(['.', ')']) {
        format!("{number}\\{rest}")
    } else if text == "-" {
        "\\-".to_owned()
    } else {
        text.to_owned()
    }
}
