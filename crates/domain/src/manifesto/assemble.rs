//! The text of an edition, put together from sections, and the way back.

use serde::{Deserialize, Serialize};

use super::{closing_heading, under};
use crate::text::canon::Canonical;

/// What an edition is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// Whom it addresses; may be several paragraphs, and empty.
    pub addressee: Canonical,
    /// The sections in order.
    pub sections: Vec<Part>,
    /// What stands after the last section; may be empty.
    pub closing: Canonical,
}

/// A section of an edition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its heading, without number.
    pub heading: String,
    /// Its commitment; may be empty.
    pub commitment: String,
    /// Its text.
    pub text: Canonical,
}

/// The text of an edition, with what each of its paragraphs is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assembled {
    /// The text, without the title.
    pub text: Canonical,
    /// What its paragraphs are, in order and without gaps.
    pub spans: Vec<Span>,
}

/// Paragraphs of an edition that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// What they are.
    pub role: Role,
    /// The first of them, from 0.
    pub first: u32,
    /// The one after the last.
    pub end: u32,
}

/// What a paragraph of an edition is; sections are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The words to those addressed.
    Addressee,
    /// The commitment of a section, in the list at the front.
    Commitment(u32),
    /// The heading of a section.
    Heading(u32),
    /// The text of a section.
    Body(u32),
    /// The closing words.
    Closing,
}

impl Assembled {
    /// What a paragraph is, from 0, and which paragraph of that it is, from 0.
    pub fn whence(&self, paragraph: u32) -> Option<(Role, u32)> {
        let after = self.spans.partition_point(|span| span.first <= paragraph);
        let span = self.spans[..after].last().filter(|span| paragraph < span.end)?;
        Some((span.role, paragraph - span.first))
    }
}

/// Puts sections together: addressee, commitments, numbered headings with their texts, closing words.
///
/// ```
/// use domain::manifesto::assemble::{Part, Parts, assemble};
/// use domain::text::canon::Canonical;
/// let edition = assemble(&Parts {
///     addressee: Canonical::of("We ask the council to:"),
///     sections: vec![Part {
///         heading: "Run buses".to_owned(),
///         commitment: "Run buses".to_owned(),
///         text: Canonical::of("Every hour."),
///     }],
///     closing: Canonical::of("We are bus users."),
/// });
/// assert_eq!(
///     edition.text.as_str(),
///     "We ask the council to:\n\n- Run buses\n\n# 1. Run buses\n\nEvery hour.\n\n# About this manifesto\n\n\
///      We are bus users.\n"
/// );
/// ```
pub fn assemble(parts: &Parts) -> Assembled {
    let mut page = Page::default();
    page.text(Role::Addressee, &parts.addressee);
    for (n, part) in (0..).zip(&parts.sections) {
        let commitment = one_line(&part.commitment);
        if !commitment.is_empty() {
            page.line(Role::Commitment(n), &format!("- {commitment}"));
        }
    }
    for (n, part) in (0..).zip(&parts.sections) {
        let heading = one_line(&part.heading);
        let heading = if heading.is_empty() { "Untitled" } else { &heading };
        page.line(Role::Heading(n), &format!("# {}. {heading}", n + 1));
        page.text(Role::Body(n), &part.text);
    }
    let closing = closing_heading(&parts.closing);
    if !closing.is_empty() {
        let first = page.count;
        for paragraph in closing.paragraphs() {
            page.push(&closing.as_str()[paragraph.start as usize..paragraph.end as usize]);
        }
        page.close(Role::Closing, first);
    }
    Assembled {
        text: Canonical::of(&page.typed),
        spans: page.spans,
    }
}

/// The whole of an edition as plain text, its title first.
pub fn whole(title: &str, text: &Canonical) -> String {
    let title = one_line(title);
    if title.is_empty() {
        text.as_str().to_owned()
    } else {
        format!("{title}\n\n{text}")
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(Default)]
struct Page {
    typed: String,
    count: u32,
    spans: Vec<Span>,
}

impl Page {
    fn push(&mut self, paragraph: &str) {
        if !self.typed.is_empty() {
            self.typed.push_str("\n\n");
        }
        self.typed.push_str(paragraph);
        self.count += 1;
    }

    fn close(&mut self, role: Role, first: u32) {
        if self.count > first {
            self.spans.push(Span {
                role,
                first,
                end: self.count,
            });
        }
    }

    fn line(&mut self, role: Role, line: &str) {
        let first = self.count;
        self.push(line);
        self.close(role, first);
    }

    fn text(&mut self, role: Role, text: &Canonical) {
        let first = self.count;
        for paragraph in text.paragraphs() {
            self.push(&under(&paragraph, text));
        }
        self.close(role, first);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_paragraph_knows_whence_it_is() {
        let part = |heading: &str, commitment: &str, text: &str| Part {
            heading: heading.to_owned(),
            commitment: commitment.to_owned(),
            text: Canonical::of(text),
        };
        let edition = assemble(&Parts {
            addressee: Canonical::of("We ask you to:"),
            sections: vec![
                part("Homes", "Build homes", "First.\n\n# Rents\n\nSecond."),
                part(" ", "", ""),
                part("Buses", "", "- hourly\n- cheap"),
            ],
            closing: Canonical::of("## Who we are\n\nUs.\n\n# More\n\nThem."),
        });
        let roles: Vec<Role> = (0..14)
            .map_while(|n| edition.whence(n))
            .map(|(role, _)| role)
            .collect();
        assert_eq!(
            roles,
            [
                Role::Addressee,
                Role::Commitment(0),
                Role::Heading(0),
                Role::Body(0),
                Role::Body(0),
                Role::Body(0),
                Role::Heading(1),
                Role::Heading(2),
                Role::Body(2),
                Role::Body(2),
                Role::Closing,
                Role::Closing,
                Role::Closing,
                Role::Closing,
            ]
        );
        assert_eq!(edition.text.paragraphs().len(), 14);
        assert_eq!(edition.whence(5), Some((Role::Body(0), 2)));
        assert_eq!(edition.whence(14), None);
        let text = edition.text.as_str();
        assert!(
            text.contains("\n# 2. Untitled\n")
                && text.contains("\n## Rents\n")
                && text.ends_with("## More\n\nThem.\n"),
            "{text}"
        );
        assert_eq!(assemble(&Parts::default()), Assembled::default());
    }
}
