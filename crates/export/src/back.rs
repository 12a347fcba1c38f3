//! Files of ours read back: which text does a copy hold?
//!
//! A copy may have been through other programs, and may come from anybody. What is read takes no more room than the
//! file; what cannot be read is no copy of ours, and answers with nothing.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde::Deserialize;

/// Before the fingerprint in files that only carry it.
pub const NAMED: &str = "substantive-fingerprint:";

/// Digits of a fingerprint.
const DIGITS: usize = 64;
/// How deep items are put under each other.
const DEEPEST: usize = 9;

/// What a copy holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its title, a blank line, and its text.
    pub text: String,
    /// The fingerprint that it names, true or not.
    pub fingerprint: Option<String>,
}

/// Title and text of a `.json` of ours.
pub fn from_json(file: &str) -> Option<Held> {
    #[derive(Deserialize)]
    struct File {
        format: String,
        title: String,
        text: String,
        fingerprint: Option<Fingerprint>,
    }
    #[derive(Deserialize)]
    struct Fingerprint {
        value: String,
    }
    let file: File = serde_json::from_str(file).ok()?;
    (file.format == crate::json::FORMAT).then(|| Held {
        text: format!("{}\n\n{}", file.title, file.text),
        fingerprint: file.fingerprint.map(|fingerprint| fingerprint.value),
    })
}

/// The fingerprint that a `.pdf` of ours names among its properties. Its words are not read.
pub fn named_by_pdf(file: &[u8]) -> Option<String> {
    if !file.starts_with(b"%PDF") {
        return None;
    }
    let mut found: Option<&[u8]> = None;
    let mut rest = file;
    while let Some(at) = rest
        .windows(NAMED.len())
        .position(|window| window == NAMED.as_bytes())
    {
        rest = &rest[at + NAMED.len()..];
        let digits = rest
            .get(..DIGITS)
            .filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
        // Of a file that names two, nobody knows which one it is.
        if found.is_some_and(|found| !found.eq_ignore_ascii_case(digits)) {
            return None;
        }
        found = Some(digits);
    }
    let digits = std::str::from_utf8(found?).ok()?;
    Some(digits.to_ascii_lowercase())
}

/// Title and text of an `.html` of ours, also as a browser saves it again.
///
/// Only the starts and ends of elements count, not which belong together: a browser leaves ends out.
pub fn from_html(file: &str) -> Option<Held> {
    let mut reader = Reader::from_str(file.trim_start_matches('\u{feff}'));
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.expand_empty_elements = true;
    config.allow_dangling_amp = true;
    let mut page = Page::default();
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => page.start(&tag),
            Event::End(tag) => page.end(tag.name().into_inner()),
            Event::Text(text) => page.say(&text.into_inner()),
            Event::GeneralRef(name) => {
                page.refer(&name.xml10_content(), name.resolve_char_ref().ok().flatten())
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let text = format!("{}\n\n{}", page.title.trim(), page.text.trim_end());
    (page.ours && !text.trim().is_empty()).then_some(Held {
        text,
        fingerprint: page.fingerprint,
    })
}

/// Where in a page of ours it is.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Around,
    Title,
    Text,
}

#[derive(Default)]
struct Page {
    /// It says that it is one of ours.
    ours: bool,
    fingerprint: Option<String>,
    place: Place,
    title: String,
    text: String,
    /// What the clause says so far; none between clauses.
    said: Option<String>,
    /// How many lists are open.
    lists: usize,
}

impl Page {
    fn start(&mut self, tag: &BytesStart<'_>) {
        let name = tag.name();
        let name = name.into_inner();
        let attribute = |name: &str| {
            let mut all = tag.attributes();
            all.with_checks(false);
            let found = all.flatten().find(|one| one.key.into_inner() == name)?;
            Some(found.value.into_owned())
        };
        match (self.place, name) {
            (Place::Around, "meta") if attribute("name").as_deref() == Some("substantive-fingerprint") => {
                self.ours = true;
                self.fingerprint = attribute("content");
            }
            (Place::Around, "h1") if self.title.is_empty() => self.place = Place::Title,
            (Place::Around, "article") => self.place = Place::Text,
            (Place::Text, "ul" | "ol") => {
                self.clause();
                self.lists += 1;
            }
            (Place::Text, "p") => self.begin(String::new()),
            (Place::Text, "li") => self.begin("  ".repeat(self.lists.saturating_sub(1).min(DEEPEST))),
            (Place::Text, heading) if level(heading).is_some() => {
                let shown = attribute("data-level").and_then(|level| level.parse().ok());
                let own = level(heading).map_or(1, |level| level - 1);
                self.begin(format!("{} ", "#".repeat(shown.unwrap_or(own).clamp(1, 6))));
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match (self.place, name) {
            (Place::Title, "h1") => self.place = Place::Around,
            (Place::Text, "article") => {
                self.clause();
                self.place = Place::Around;
            }
            (Place::Text, "ul" | "ol") => {
                self.clause();
                self.lists = self.lists.saturating_sub(1);
            }
            (Place::Text, "p" | "li") => self.clause(),
            (Place::Text, heading) if level(heading).is_some() => self.clause(),
            _ => {}
        }
    }

    fn begin(&mut self, start: String) {
        self.clause();
        self.said = Some(start);
    }

    /// Ends the clause.
    fn clause(&mut self) {
        if let Some(said) = self.said.take()
            && !said.trim().is_empty()
        {
            if !self.text.is_empty() {
                self.text.push_str("\n\n");
            }
            self.text.push_str(&said);
        }
    }

    fn say(&mut self, text: &str) {
        // Line ends in the file are no words.
        let words = text.chars().filter(|c| !matches!(c, '\n' | '\r'));
        match self.place {
            Place::Around => {}
            Place::Title => self.title.extend(words),
            Place::Text => {
                if let Some(said) = &mut self.said {
                    // The sign that stands for a dash in front of an item.
                    let bullet = self.lists > 0 && said.trim().is_empty();
                    said.extend(words.map(|c| if bullet && c == '•' { '-' } else { c }));
                }
            }
        }
    }

    fn refer(&mut self, name: &str, number: Option<char>) {
        let c = match name {
            "lt" => Some('<'),
            "gt" => Some('>'),
            "amp" => Some('&'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some('\u{a0}'),
            "shy" => Some('\u{ad}'),
            _ => number,
        };
        if let Some(c) = c {
            self.say(c.encode_utf8(&mut [0; 4]));
        }
    }
}

/// The level of a heading in a page; the title's is 1.
fn level(name: &str) -> Option<usize> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (2..=6).contains(&level).then_some(level)
}
