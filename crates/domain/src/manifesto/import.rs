//! A whole manifesto, as pasted, taken apart into title, commitments, sections and closing words.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::casing::{Casing, capitalized};
use super::closing_heading;
use super::glue::Vocabulary;
use super::prose::{is_capitals, numbered, words as words_in};
use crate::text::canon::{Canonical, Kind};
use crate::text::import as tidy;
use crate::text::pairs::same_words;
use crate::text::words::{words, words_of};

/// A manifesto taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// Its title; empty where it has none.
    pub title: String,
    /// Whom it addresses, as in "We urge the council to:"; may be several paragraphs, and empty.
    pub addressee: Canonical,
    /// The list of commitments, as pasted.
    pub commitments: Vec<String>,
    /// The sections in order.
    pub sections: Vec<Section>,
    /// What stands after the last section, with a heading; may be empty.
    pub closing: Canonical,
    /// What was put right, in reading order.
    pub repairs: Vec<Repair>,
    /// What looks wrong and was left as it is, in reading order.
    pub doubts: Vec<Doubt>,
}

/// A section of a pasted manifesto.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Its heading, without number, in sentence case.
    pub heading: String,
    /// The commitment that belongs to it; empty where there is none.
    pub commitment: String,
    /// Its text, with sub-headings as headings of the second level.
    pub text: Canonical,
    /// The pasted line on which its heading stands.
    pub line: u32,
}

impl Section {
    /// Words by rule A, with the heading.
    pub fn words(&self) -> u32 {
        words(&self.heading) + words_of(&self.text)
    }
}

/// Something that was put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// The line of the pasted text, from 1.
    pub line: u32,
    /// What was wrong.
    pub kind: RepairKind,
    /// What was there.
    pub before: String,
    /// What is there now.
    pub after: String,
}

/// Kinds of repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RepairKind {
    /// One that is made to any pasted text.
    Text(tidy::RepairKind),
    /// A space between two words had been lost.
    Glued,
    /// A heading had run into the paragraph below it.
    RunIn,
    /// A heading in capitals is in sentence case now.
    Capitals,
    /// The number of a heading was dropped, as sections are numbered by their place.
    Number,
    /// A short line became a sub-heading.
    SubHeading,
    /// A heading of a deeper level became a sub-heading.
    Level,
    /// The words after the last section were set apart.
    Closing,
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line, before, after, ..
        } = self;
        match self.kind {
            RepairKind::Text(kind) => {
                let repair = tidy::Repair {
                    line: *line,
                    kind,
                    before: before.clone(),
                    after: after.clone(),
                };
                repair.fmt(f)
            }
            RepairKind::Glued => write!(
                f,
                "Line {line}: “{before}” had lost a space and is “{after}” now."
            ),
            RepairKind::RunIn => write!(
                f,
                "Line {line}: the heading “{after}” was set apart from the paragraph that it ran into."
            ),
            RepairKind::Capitals => write!(f, "Line {line}: the capitals of “{before}” became “{after}”."),
            RepairKind::Number => write!(
                f,
                "Line {line}: the number of “{before}” was dropped; sections are numbered by their place."
            ),
            RepairKind::SubHeading => write!(f, "Line {line}: “{after}” became a sub-heading."),
            RepairKind::Level => write!(
                f,
                "Line {line}: “{after}” became a sub-heading; there are two levels."
            ),
            RepairKind::Closing => write!(f, "Line {line}: from “{before}” on, these are closing words."),
        }
    }
}

/// Something that looks wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// The line of the pasted text, from 1.
    pub line: u32,
    /// What looks wrong.
    pub kind: DoubtKind,
    /// The words.
    pub quote: String,
}

/// Kinds of doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DoubtKind {
    /// Perhaps two words without a space.
    Glued,
    /// A commitment that belongs to no section.
    Commitment,
    /// A section that no commitment belongs to, where others have one.
    Section,
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, quote, .. } = self;
        match self.kind {
            DoubtKind::Glued => write!(f, "Line {line}: “{quote}” may be two words without a space."),
            DoubtKind::Commitment => {
                write!(f, "Line {line}: no section belongs to the commitment “{quote}”.")
            }
            DoubtKind::Section => write!(f, "Line {line}: no commitment belongs to the section “{quote}”."),
        }
    }
}

/// Why a text cannot be taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoManifesto {
    /// There is no text.
    #[error("no text")]
    Empty,
    /// No line is evidently a heading.
    #[error("no heading")]
    NoHeading,
}

/// Takes a pasted manifesto apart.
///
/// Sections begin at headings: marked ones (`# Homes`), else lines in capitals, else numbered lines
/// ("1. Homes") that are followed by text.
///
/// ```
/// use domain::manifesto::import::import;
/// let manifesto = import("A FAIR VALE\nWe ask the council to:\nBuild homes\nRun buses\n\
///     BUILD HOMES\nWe need them in every village.\n2. RUN BUSES\nEvery hour, and on Sundays too.").unwrap();
/// assert_eq!(manifesto.title, "A fair vale");
/// assert_eq!(manifesto.commitments, ["Build homes", "Run buses"]);
/// assert_eq!(manifesto.sections[1].heading, "Run buses");
/// assert_eq!(manifesto.sections[1].commitment, "Run buses");
/// assert_eq!(manifesto.sections[1].text.as_str(), "Every hour, and on Sundays too.\n");
/// ```
pub fn import(pasted: &str) -> Result<Import, NoManifesto> {
    let mut page = Page::of(pasted);
    if page.paras.is_empty() {
        return Err(NoManifesto::Empty);
    }
    page.run_in();
    page.glued();
    let style = page.style().ok_or(NoManifesto::NoHeading)?;
    let starts: Vec<usize> = (0..page.paras.len())
        .filter(|n| page.is_section(*n, style))
        .collect();
    let first = starts.first().copied().ok_or(NoManifesto::NoHeading)?;
    let end = page.closing(&starts, style).unwrap_or(page.paras.len());
    let starts: Vec<usize> = starts.into_iter().filter(|start| *start < end).collect();
    let front = Front::of(&page.paras[usize::from(page.titled)..first]);
    let commitments: Vec<(u32, String)> = front.commitments;
    let headings: Vec<(u32, String)> = starts
        .iter()
        .map(|start| (page.paras[*start].line, page.paras[*start].bare()))
        .collect();
    let belongs = belongings(&headings, &commitments);
    let casing = {
        let mut shouted: Vec<&str> = headings.iter().map(|(_, heading)| heading.as_str()).collect();
        if page.titled {
            shouted.push(&page.paras[0].text);
        }
        Casing::learn(&shouted, page.paras.iter().map(|para| para.text.as_str()))
    };
    let mut import = Import {
        addressee: front.addressee,
        closing: page.closing_text(end),
        commitments: commitments.iter().map(|(_, words)| words.clone()).collect(),
        ..Import::default()
    };
    if page.titled {
        let para = &page.paras[0];
        import.title.clone_from(&para.text);
        if is_capitals(&para.text) {
            import.title = casing.sentence_case(&para.text, None);
            page.repairs.push(Repair {
                line: para.line,
                kind: RepairKind::Capitals,
                before: para.text.clone(),
                after: import.title.clone(),
            });
        }
    }
    for (n, start) in starts.iter().enumerate() {
        let (line, bare) = headings[n].clone();
        let commitment = belongs[n].map_or("", |at| commitments[at].1.as_str());
        let typed = page.paras[*start].text.clone();
        if bare != typed || matches!(page.paras[*start].kind, Kind::Item { .. }) {
            page.note(line, RepairKind::Number, &page.paras[*start].shown(), &bare);
        }
        let mut heading = bare.clone();
        if is_capitals(&bare) {
            heading = if same_words(&bare, commitment) {
                capitalized(commitment)
            } else {
                casing.sentence_case(&bare, Some(commitment))
            };
            page.note(line, RepairKind::Capitals, &bare, &heading);
        }
        let until = starts.get(n + 1).copied().unwrap_or(end);
        let text = page.body(start + 1, until, style);
        import.sections.push(Section {
            heading,
            commitment: commitment.to_owned(),
            text,
            line,
        });
    }
    import.doubts = std::mem::take(&mut page.doubts);
    if !commitments.is_empty() {
        for (at, (line, words)) in commitments.iter().enumerate() {
            if !belongs.contains(&Some(at)) {
                import.doubts.push(Doubt {
                    line: *line,
                    kind: DoubtKind::Commitment,
                    quote: words.clone(),
                });
            }
        }
        for (section, belongs) in import.sections.iter().zip(&belongs) {
            if belongs.is_none() {
                import.doubts.push(Doubt {
                    line: section.line,
                    kind: DoubtKind::Section,
                    quote: section.heading.clone(),
                });
            }
        }
    }
    import.repairs = page.repairs;
    import.repairs.sort_by_key(|repair| repair.line);
    import.doubts.sort_by_key(|doubt| doubt.line);
    Ok(import)
}

/// How sections are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Marked(u8),
    Capitals,
    Numbered,
}

struct Para {
    line: u32,
    kind: Kind,
    /// The paragraph without indentation and marker.
    text: String,
    marker: String,
    indent: String,
}

impl Para {
    fn shown(&self) -> String {
        format!("{}{}", self.marker, self.text)
    }

    /// A heading without its number.
    fn bare(&self) -> String {
        numbered(&self.text)
            .map_or(self.text.as_str(), |(_, rest)| rest)
            .trim()
            .to_owned()
    }

    fn number(&self) -> Option<u32> {
        numbered(&self.shown()).map(|(number, _)| number)
    }

    /// A line that might stand over a paragraph: short, and no sentence.
    fn is_short_line(&self) -> bool {
        self.kind == Kind::Prose
            && self
                .text
                .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '‘' | '“'))
            && words(&self.text) <= 12
            && !self
                .text
                .ends_with(['.', ':', ';', ',', '!', '–', '—', '-', '”', '’', ')'])
    }
}

struct Page {
    paras: Vec<Para>,
    titled: bool,
    repairs: Vec<Repair>,
    doubts: Vec<Doubt>,
}

impl Page {
    fn of(pasted: &str) -> Self {
        let tidied = tidy::import(pasted);
        let taken = tidied
            .repairs
            .iter()
            .find(|repair| repair.kind == tidy::RepairKind::Title);
        let mut paras = Vec::new();
        if let (Some(title), Some(taken)) = (&tidied.title, taken) {
            let typed = taken.before.trim();
            let level = typed.bytes().take_while(|b| *b == b'#').count();
            let kind = match u8::try_from(level) {
                Ok(level @ 1..=6) => Kind::Heading(level),
                _ => Kind::Prose,
            };
            paras.push(Para {
                line: taken.line,
                kind,
                text: title.clone(),
                marker: "#".repeat(level) + if level > 0 { " " } else { "" },
                indent: String::new(),
            });
        }
        let mut lines = Lines::of(pasted);
        for paragraph in tidied.text.paragraphs() {
            paras.push(Para {
                line: lines.find(paragraph.text),
                kind: paragraph.kind,
                text: paragraph.text.to_owned(),
                marker: paragraph.marker.to_owned(),
                indent: tidied.text.as_str()[paragraph.start as usize..paragraph.body as usize]
                    .trim_end_matches(paragraph.marker)
                    .to_owned(),
            });
        }
        let repairs = tidied
            .repairs
            .iter()
            // What becomes of the title is told anew.
            .filter(|repair| repair.kind != tidy::RepairKind::Title)
            .map(|repair| Repair {
                line: repair.line,
                kind: RepairKind::Text(repair.kind),
                before: repair.before.clone(),
                after: repair.after.clone(),
            })
            .collect();
        let mut page = Self {
            paras,
            titled: false,
            repairs,
            doubts: Vec::new(),
        };
        page.titled = page.has_title();
        page
    }

    /// Whether the first paragraph is a title, and not the heading of the first section.
    fn has_title(&self) -> bool {
        let Some(first) = self.paras.first() else {
            return false;
        };
        if let Kind::Heading(level) = first.kind {
            // The only heading of the highest level stands over all the others.
            let rest = || self.paras[1..].iter().filter_map(|para| heading_level(para.kind));
            return rest().next().is_some() && rest().all(|other| other > level)
                || rest().any(|other| other == level) && first.number().is_none() && self.opens_manifesto();
        }
        first.kind == Kind::Prose
            && first.number().is_none()
            && words(&first.text) <= 25
            && !first.text.ends_with(['.', ':', ';', ','])
            && (!is_capitals(&first.text) || self.opens_manifesto())
    }

    /// Whether the first line reads like the title of a manifesto, or what follows is no section.
    fn opens_manifesto(&self) -> bool {
        let name = self.paras[0].text.to_lowercase();
        let named = ["manifesto", "programme", "charter", "platform", "our plan"];
        let Some(style) = self.style_after(1) else {
            return false;
        };
        let until = (1..self.paras.len()).find(|n| self.is_heading(*n, style));
        named.iter().any(|word| name.contains(word))
            || until == Some(1)
            || until.is_some_and(|until| self.paras[1..until].iter().any(|para| para.text.ends_with(':')))
    }

    fn note(&mut self, line: u32, kind: RepairKind, before: &str, after: &str) {
        self.repairs.push(Repair {
            line,
            kind,
            before: before.to_owned(),
            after: after.to_owned(),
        });
    }

    fn vocabulary(&self) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        for para in &self.paras {
            vocabulary.add(&words_in(&para.text));
        }
        vocabulary
    }

    /// Sets a heading in capitals apart that has lost the line break after it: "HOMES FOR ALLThe council …".
    fn run_in(&mut self) {
        let vocabulary = self.vocabulary();
        let mut paras = Vec::with_capacity(self.paras.len());
        for mut para in std::mem::take(&mut self.paras) {
            let seam = (para.kind == Kind::Prose)
                .then(|| heading_run_in(&para.text, &vocabulary))
                .flatten();
            let Some(at) = seam else {
                paras.push(para);
                continue;
            };
            let (line, rest) = (para.line, para.text.split_off(at));
            let first = rest.split_whitespace().next().unwrap_or_default();
            let before = format!("{}{first}", para.text);
            self.note(line, RepairKind::RunIn, &before, &para.text);
            paras.push(para);
            paras.push(Para {
                line,
                kind: Kind::Prose,
                text: rest,
                marker: String::new(),
                indent: String::new(),
            });
        }
        self.paras = paras;
    }

    fn glued(&mut self) {
        let vocabulary = self.vocabulary();
        for n in 0..self.paras.len() {
            let text = self.paras[n].text.clone();
            let line = self.paras[n].line;
            let mut out = String::with_capacity(text.len());
            let mut done = 0;
            for word in words_in(&text) {
                let Some(seam) = vocabulary.seam(word.text) else {
                    continue;
                };
                if !seam.sure {
                    self.doubts.push(Doubt {
                        line,
                        kind: DoubtKind::Glued,
                        quote: word.text.to_owned(),
                    });
                    continue;
                }
                let (left, right) = word.text.split_at(seam.at);
                out.push_str(&text[done..word.start]);
                let apart = format!("{left} {right}");
                out.push_str(&apart);
                done = word.end();
                self.note(line, RepairKind::Glued, word.text, &apart);
            }
            if done > 0 {
                out.push_str(&text[done..]);
                self.paras[n].text = out;
            }
        }
    }

    fn style(&self) -> Option<Style> {
        self.style_after(usize::from(self.titled))
    }

    fn style_after(&self, first: usize) -> Option<Style> {
        let rest = self.paras.get(first..)?;
        if let Some(level) = rest.iter().filter_map(|para| heading_level(para.kind)).min() {
            return Some(Style::Marked(level));
        }
        let places = first..self.paras.len();
        if places.clone().any(|n| self.is_heading(n, Style::Capitals)) {
            return Some(Style::Capitals);
        }
        let found = places.filter(|n| self.is_heading(*n, Style::Numbered)).count();
        (found > 1).then_some(Style::Numbered)
    }

    fn is_section(&self, n: usize, style: Style) -> bool {
        n >= usize::from(self.titled) && self.is_heading(n, style)
    }

    fn is_heading(&self, n: usize, style: Style) -> bool {
        let para = &self.paras[n];
        match style {
            Style::Marked(level) => para.kind == Kind::Heading(level),
            Style::Capitals => {
                let plain = para.kind == Kind::Prose || para.number().is_some();
                plain
                    && is_capitals(&para.text)
                    && words(&para.text) > usize::from(para.number().is_none()) as u32
                    && words(&para.text) <= 40
            }
            Style::Numbered => {
                let next = self.paras.get(n + 1);
                para.number().is_some()
                    && words(&para.text) <= 20
                    && !para.text.ends_with(['.', ';', ',', ':'])
                    && next.is_some_and(|next| next.number().is_none())
            }
        }
    }

    /// Where the closing words start, if there are any.
    fn closing(&mut self, starts: &[usize], style: Style) -> Option<usize> {
        let last = *starts.last()?;
        let unnumbered = self.paras[last].number().is_none();
        let others = starts.len() > 1
            && starts[..starts.len() - 1]
                .iter()
                .all(|start| self.paras[*start].number().is_some());
        let at = if starts.len() > 1
            && (unnumbered && others && style != Style::Numbered || is_closing(&self.paras[last].text))
        {
            last
        } else {
            let heads = (last + 1..self.paras.len()).rev();
            heads.into_iter().find(|n| {
                let para = &self.paras[*n];
                (para.is_short_line() || heading_level(para.kind).is_some()) && is_closing(&para.text)
            })?
        };
        let (line, text) = (self.paras[at].line, self.paras[at].text.clone());
        self.note(line, RepairKind::Closing, &text, "");
        Some(at)
    }

    fn closing_text(&self, from: usize) -> Canonical {
        let mut typed = String::new();
        for para in &self.paras[from..] {
            if typed.is_empty() {
                let heading = if is_capitals(&para.text) {
                    Casing::learn(&[&para.text], self.paras.iter().map(|para| para.text.as_str()))
                        .sentence_case(&para.text, None)
                } else {
                    para.text.clone()
                };
                typed = format!("# {heading}");
            } else {
                push(&mut typed, para);
            }
        }
        closing_heading(&Canonical::of(&typed))
    }

    /// The text of a section, with its sub-headings marked.
    fn body(&mut self, from: usize, until: usize, style: Style) -> Canonical {
        let mut typed = String::new();
        for n in from..until {
            let para = &self.paras[n];
            let (line, text) = (para.line, para.text.clone());
            if let Kind::Heading(level) = para.kind {
                push_line(&mut typed, &format!("## {text}"));
                if level != 2 && !matches!(style, Style::Marked(top) if top + 1 == level) {
                    self.note(line, RepairKind::Level, &text, &text);
                }
                continue;
            }
            let stands_over = self.paras[..until].get(n + 1).is_some_and(|next| {
                next.kind == Kind::Prose && words(&next.text) > words(&text) && !next.is_short_line()
            });
            if !matches!(style, Style::Marked(_)) && para.is_short_line() && stands_over {
                push_line(&mut typed, &format!("## {text}"));
                self.note(line, RepairKind::SubHeading, &text, &text);
            } else {
                push(&mut typed, para);
            }
        }
        Canonical::of(&typed)
    }
}

fn push_line(typed: &mut String, line: &str) {
    if !typed.is_empty() {
        typed.push_str("\n\n");
    }
    typed.push_str(line);
}

fn push(typed: &mut String, para: &Para) {
    push_line(typed, &format!("{}{}", para.indent, para.shown()));
}

const fn heading_level(kind: Kind) -> Option<u8> {
    match kind {
        Kind::Heading(level) => Some(level),
        _ => None,
    }
}

/// Headings under which a group speaks of itself, after the last section.
fn is_closing(heading: &str) -> bool {
    let heading = numbered(heading).map_or(heading, |(_, rest)| rest).to_lowercase();
    let starts = [
        "about the ",
        "about us",
        "about our ",
        "about this ",
        "who we are",
        "contact",
        "published by",
        "acknowledg",
        "imprint",
    ];
    starts.iter().any(|start| heading.starts_with(start))
        || heading.starts_with("about ")
            && [
                " group",
                " network",
                " society",
                " association",
                " party",
                " campaign",
                " forum",
            ]
            .iter()
            .any(|end| heading.ends_with(end))
}

/// Where a heading in capitals ends that runs into its paragraph.
fn heading_run_in(text: &str, vocabulary: &Vocabulary) -> Option<usize> {
    let found = words_in(text);
    let (n, word) = found
        .iter()
        .enumerate()
        .find(|(_, word)| word.text.contains(char::is_lowercase))?;
    if n == 0 && !word.opens || !text[..word.start].contains(char::is_uppercase) && n > 0 || n > 40 {
        return None;
    }
    let seam = vocabulary.seam(word.text).filter(|seam| seam.sure)?;
    let (left, right) = word.text.split_at(seam.at);
    let more = found.len() - n > 4;
    // A single word in capitals may be stress; then its space is what was lost.
    let long = n + 1 >= 3 || n == 0 && left.len() > 7;
    (more && long && is_capitals(left) && right.starts_with(char::is_uppercase))
        .then_some(word.start + seam.at)
}

/// What stands before the first section.
struct Front {
    addressee: Canonical,
    commitments: Vec<(u32, String)>,
}

impl Front {
    fn of(paras: &[Para]) -> Self {
        let item = |para: &Para| matches!(para.kind, Kind::Item { .. });
        let opener = paras
            .iter()
            .rposition(|para| para.text.ends_with([':', '–', '—']) && !item(para));
        let (first, end) = match (opener, paras.iter().position(item)) {
            (_, Some(first)) => {
                let count = paras[first..].iter().take_while(|para| item(para)).count();
                (first, first + count)
            }
            (Some(opener), None) => {
                let promise = |para: &&Para| {
                    para.kind == Kind::Prose && words(&para.text) <= 40 && !para.text.ends_with([':', '?'])
                };
                let count = paras[opener + 1..].iter().take_while(promise).count();
                (opener + 1, opener + 1 + count)
            }
            (None, None) => (paras.len(), paras.len()),
        };
        let listed = first < end && item(&paras[first]) && first > 0 && paras[first - 1].text.ends_with(':');
        let (first, end) = if end - first >= 2 || listed {
            (first, end)
        } else {
            (paras.len(), paras.len())
        };
        let mut typed = String::new();
        for para in paras[..first].iter().chain(&paras[end..]) {
            if heading_level(para.kind).is_some() {
                push_line(&mut typed, &para.text);
            } else {
                push(&mut typed, para);
            }
        }
        let commitments = paras[first..end]
            .iter()
            .map(|para| (para.line, promise(&para.bare())))
            .collect();
        Self {
            addressee: Canonical::of(&typed),
            commitments,
        }
    }
}

/// A commitment without what only joins it to the next.
fn promise(text: &str) -> String {
    let text = text.trim();
    let text = text
        .strip_suffix("; and")
        .or_else(|| text.strip_suffix(", and"))
        .unwrap_or(text);
    text.trim_end_matches([';', ',', '.', ' ']).to_owned()
}

/// Which commitment belongs to each section: by their words, else by their places where both are as many.
fn belongings(headings: &[(u32, String)], commitments: &[(u32, String)]) -> Vec<Option<usize>> {
    let keys = |text: &str| {
        let mut keys: Vec<String> = words_in(text)
            .iter()
            .map(|word| word.text.to_lowercase())
            .collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    let headings: Vec<Vec<String>> = headings.iter().map(|(_, text)| keys(text)).collect();
    let promises: Vec<Vec<String>> = commitments.iter().map(|(_, text)| keys(text)).collect();
    let mut likely = Vec::new();
    // So many of each that a hostile text cannot make this long.
    for (n, heading) in headings.iter().enumerate().take(200) {
        for (at, promise) in promises.iter().enumerate().take(200) {
            let shared = heading
                .iter()
                .filter(|key| promise.binary_search(key).is_ok())
                .count();
            let alike = shared * 2000 / (heading.len() + promise.len()).max(1);
            if alike >= 500 {
                likely.push((std::cmp::Reverse(alike), n.abs_diff(at), n, at));
            }
        }
    }
    likely.sort_unstable();
    let mut belongs = vec![None; headings.len()];
    let mut taken = vec![false; promises.len()];
    for (_, _, n, at) in likely {
        if belongs[n].is_none() && !taken[at] {
            belongs[n] = Some(at);
            taken[at] = true;
        }
    }
    if headings.len() == promises.len() {
        for n in 0..headings.len() {
            if belongs[n].is_none() && !taken[n] {
                belongs[n] = Some(n);
                taken[n] = true;
            }
        }
    }
    belongs
}

/// Finds the pasted line of each paragraph, in order.
struct Lines {
    /// Number, and the letters and digits of each line.
    lines: Vec<(u32, String)>,
    next: usize,
}

impl Lines {
    fn of(pasted: &str) -> Self {
        let lines = (1..)
            .zip(pasted.split('\n'))
            .map(|(n, line)| (n, solid(line, usize::MAX)))
            .filter(|(_, line)| !line.is_empty())
            .collect();
        Self { lines, next: 0 }
    }

    fn find(&mut self, paragraph: &str) -> u32 {
        let wanted = solid(paragraph, 24);
        let found = self.lines[self.next..]
            .iter()
            .take(200)
            .position(|(_, line)| {
                line.contains(&wanted) || !line.is_empty() && wanted.starts_with(line.as_str())
            })
            .unwrap_or(0);
        let at = (self.next + found).min(self.lines.len().saturating_sub(1));
        if found > 0 || !wanted.is_empty() {
            self.next = at;
        }
        self.lines.get(at).map_or(1, |(n, _)| *n)
    }
}

fn solid(text: &str, most: usize) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).take(most).collect()
}
