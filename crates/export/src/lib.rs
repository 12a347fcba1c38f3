//! Writers for the files that people take away: one document model, one function a format.
//!
//! Writers are pure: the same [`FinalText`] gives the same bytes, today and after a restart.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod back;
mod html;
pub mod ics;
mod json;
mod markdown;
pub mod office;
mod outline;
mod pdf;
mod progress;
pub mod qr;
mod txt;

pub use html::html;
pub use json::json;
pub use markdown::markdown;
pub use office::{docx, docx_telling, odt, odt_telling};
pub use pdf::{MOST_PAGES, PdfError, pdf, pdf_telling};
pub use progress::{Doing, Progress, Stopped, Tell, WHOLE};
pub use txt::{SEPARATOR, bare, numbered, plain};

use domain::text::canon::{Canonical, Paragraph};
use domain::text::clauses::ClauseId;
use domain::text::lines::Line;

/// A version with all that stands around it on paper.
///
/// Words that people read (dates, the rule, where the text stands) come ready made: formats differ, wording does not.
#[derive(Clone, Debug)]
pub struct FinalText {
    /// The title.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// The language of title and text, as a BCP 47 tag such as `en-GB`.
    pub language: String,
    /// The group whose text it is.
    pub group: String,
    /// Which version.
    pub version: u32,
    /// Draft or published, and what there is to say of it.
    pub state: State,
    /// Its words and the limit, in words.
    pub words: String,
    /// By which rule they were counted, in words.
    pub rule: String,
    /// SHA-256 over the title, a blank line and the text: 64 digits.
    pub fingerprint: String,
    /// The address of the site, without a slash at its end.
    pub site: String,
    /// The text.
    pub text: Canonical,
    /// The name of each of its paragraphs.
    pub clauses: Vec<ClauseId>,
    /// Its numbered lines, by the layout that the version was saved with.
    pub lines: Vec<Line>,
    /// How it is set where a file has pages.
    pub print: Print,
}

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A motion.
    Motion,
    /// A motion made of several.
    Composite,
    /// A section of a manifesto.
    Section,
    /// A whole manifesto.
    Manifesto,
}

impl Kind {
    /// What people call it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Motion => "Motion",
            Self::Composite => "Composite motion",
            Self::Section => "Section of a manifesto",
            Self::Manifesto => "Manifesto",
        }
    }

    /// What programs call it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Motion => "motion",
            Self::Composite => "composite",
            Self::Section => "section",
            Self::Manifesto => "manifesto",
        }
    }
}

/// Whether a version is the group's word.
#[derive(Clone, Debug)]
pub enum State {
    /// It is not: every page says so.
    Draft {
        /// When it was saved, in words.
        saved: String,
        /// Where it can be read by those who may.
        address: String,
    },
    /// It belongs to others, and the group keeps a copy of it.
    Followed {
        /// Who keeps the copy.
        by: String,
        /// When it was seen like this, in words.
        seen: String,
        /// Where the copy can be read by those who may.
        address: String,
    },
    /// It is published.
    Published {
        /// When, in words.
        date: String,
        /// What has become of it, in words.
        status: String,
        /// Who publishes.
        imprint: String,
        /// Where the newest state of it can be read.
        address: String,
    },
}

/// How pages are set. Lines and their numbers are the same in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Print {
    /// As most people read.
    #[default]
    Standard,
    /// Clear print: 16 points, a sans-serif face.
    Clear,
}

/// Something that every format says of a text, under a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its name in [`json`](FinalText).
    pub name: &'static str,
    /// What stands before it.
    pub label: &'static str,
    /// What it is.
    pub value: String,
}

/// A paragraph with its name and its numbered lines.
#[derive(Clone, Copy, Debug)]
pub struct Clause<'a> {
    /// Its name, the same from version to version.
    pub id: Option<ClauseId>,
    /// The paragraph.
    pub paragraph: Paragraph<'a>,
    /// Its lines.
    pub lines: &'a [Line],
}

impl<'a> Clause<'a> {
    /// The mark of a list item as it is printed.
    pub fn shown_marker(&self) -> &'a str {
        match self.paragraph.marker.trim_end() {
            "-" => "•",
            marker => marker,
        }
    }

    /// The words of each line without marker and indentation, with the space after them, and its number.
    ///
    /// A line that a marker fills has no words; together the words are the paragraph's text.
    pub fn words(&self) -> impl Iterator<Item = (u32, &'a str)> + use<'a> {
        let Paragraph { text, body, end, .. } = self.paragraph;
        let lines = self.lines;
        lines.iter().enumerate().map(move |(n, line)| {
            let from = if n == 0 { body } else { line.start.max(body) };
            let to = lines.get(n + 1).map_or(end, |next| next.start.max(body));
            let words = text.get((from - body) as usize..(to.max(from) - body) as usize);
            (line.n, words.unwrap_or(""))
        })
    }
}

/// Digits of the fingerprint in the address where a copy is checked.
const ADDRESS_DIGITS: usize = 16;

fn check_address(site: &str, fingerprint: &str) -> String {
    let digits = fingerprint.get(..ADDRESS_DIGITS);
    format!("{site}/verify/{}", digits.unwrap_or(fingerprint))
}

fn code(fingerprint: &str) -> String {
    let digits: Vec<char> = fingerprint.chars().take(12).collect();
    let groups: Vec<String> = digits.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

fn qr_words(address: &str) -> String {
    format!("QR code with the address {address}")
}

impl FinalText {
    /// Whether every page has to say that this is a draft.
    pub const fn is_draft(&self) -> bool {
        matches!(self.state, State::Draft { .. })
    }

    /// Where the newest state can be read.
    pub fn address(&self) -> &str {
        match &self.state {
            State::Draft { address, .. }
            | State::Followed { address, .. }
            | State::Published { address, .. } => address,
        }
    }

    /// Where a copy on paper is looked up; the code for [`qr`] as well.
    pub fn check_address(&self) -> String {
        check_address(&self.site, &self.fingerprint)
    }

    /// The start of the fingerprint as it is typed from paper: `xxxx-xxxx-xxxx`.
    pub fn code(&self) -> String {
        code(&self.fingerprint)
    }

    /// The squares that a camera reads as [`check_address`](Self::check_address); none for an address that is far too long.
    pub fn qr(&self) -> Option<qr::Squares> {
        qr::squares(&self.check_address())
    }

    /// What the picture of squares says to those who do not see it.
    pub fn qr_words(&self) -> String {
        qr_words(&self.check_address())
    }

    /// What every format says of the text, in this order; the fingerprint is the last.
    pub fn facts(&self) -> Vec<Fact> {
        let fact = |name, label, value| Fact { name, label, value };
        let what = format!(
            "{} of {}, version {}",
            self.kind.words(),
            self.group,
            self.version
        );
        let words = format!("{}, by the rule of {}", self.words, self.rule);
        let mut facts = vec![fact("what", "What", what)];
        match &self.state {
            State::Draft { saved, .. } => {
                facts.push(fact("saved", "Saved", saved.clone()));
                let status = "DRAFT: not published".to_owned();
                facts.push(fact("status", "Status", status));
            }
            State::Followed { by, seen, .. } => {
                facts.push(fact("seen", "Seen", seen.clone()));
                let status = format!("not a text of {by}, which keeps a copy");
                facts.push(fact("status", "Status", status));
            }
            State::Published { date, status, .. } => {
                facts.push(fact("published", "Published", date.clone()));
                facts.push(fact("status", "Status", status.clone()));
            }
        }
        facts.push(fact("words", "Words", words));
        facts.push(fact("address", "Newest state", self.address().to_owned()));
        facts.push(fact("check", "Check a copy at", self.check_address()));
        facts.push(fact("code", "Code of this copy", self.code()));
        if let State::Published { imprint, .. } = &self.state {
            facts.push(fact("imprint", "Published by", imprint.clone()));
        }
        facts.push(fact(
            "fingerprint",
            "Fingerprint (SHA-256)",
            self.fingerprint.clone(),
        ));
        facts
    }

    /// What stands at the head of each page.
    pub fn page_head(&self) -> String {
        match &self.state {
            State::Draft { .. } => format!("DRAFT, not published: {}", self.title),
            State::Followed { by, .. } => format!("Not a text of {by}: {}", self.title),
            State::Published { .. } => self.title.clone(),
        }
    }

    /// What stands at the foot of each page, beside its number, in two lines.
    pub fn page_foot(&self) -> [String; 2] {
        let kind = self.kind.words();
        let first = match &self.state {
            State::Draft { saved, .. } => format!("DRAFT. {kind}, version {}, saved {saved}", self.version),
            State::Followed { by, seen, .. } => {
                format!(
                    "{kind} of {}, seen {seen}. Copy {} kept by {by}",
                    self.group, self.version
                )
            }
            State::Published {
                date,
                status,
                imprint,
                ..
            } => {
                format!(
                    "{kind}, version {}, published {date}, {status}. Published by {imprint}",
                    self.version
                )
            }
        };
        let second = format!(
            "{}. Code {}. Check at {}",
            self.words,
            self.code(),
            self.check_address()
        );
        [first, second]
    }

    /// Under the title: whether it is the group's word, and how long it is.
    pub fn standing(&self) -> String {
        let version = self.version;
        let stands = match &self.state {
            State::Draft { saved, .. } => format!("Version {version}, saved {saved}"),
            State::Followed { by, seen, .. } => format!("Seen {seen}; copy {version} kept by {by}"),
            State::Published { date, status, .. } => {
                format!("Version {version}, published {date}. Status: {status}")
            }
        };
        format!("{stands}. {}.", self.words)
    }

    /// The paragraphs in order, each with its lines.
    pub fn clauses(&self) -> Vec<Clause<'_>> {
        let mut rest: &[Line] = &self.lines;
        let paragraphs = self.text.paragraphs().into_iter().enumerate();
        paragraphs
            .map(|(n, paragraph)| {
                let own = rest
                    .iter()
                    .take_while(|line| line.paragraph as usize == n)
                    .count();
                let (lines, after) = rest.split_at(own);
                rest = after;
                Clause {
                    id: self.clauses.get(n).copied(),
                    paragraph,
                    lines,
                }
            })
            .collect()
    }
}
