//! `.docx` and `.odt` read back, with tracked changes, as two texts: one with every change rejected, one with every change
//! accepted.
//!
//! A file comes from anybody. It is never unpacked as a whole, and no name in it is used as a path: a few parts are
//! read by their own names, each within the [`Limits`], and counted as they are unpacked. A document type and its
//! entities are refused wherever they are. Macros, pictures, comments and whatever else is no text are passed over.

use domain::text::canon::Canonical;

mod archive;
mod body;
mod odt;
mod pull;
mod styles;
mod view;

/// How much of a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub file: u32,
    /// Bytes of the parts that are read, unpacked.
    pub unpacked: u32,
    /// How many times the file its unpacked parts may be, once they are more than a megabyte.
    pub ratio: u32,
    /// Entries of the package.
    pub entries: u32,
    /// Elements within elements.
    pub depth: u32,
    /// Paragraphs and runs of text.
    pub runs: u32,
    /// Styles, lists and levels of lists.
    pub definitions: u32,
    /// Bytes of either text.
    pub text: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file: 4_000_000,
            unpacked: 24_000_000,
            ratio: 150,
            entries: 500,
            depth: 64,
            runs: 60_000,
            definitions: 30_000,
            text: 400_000,
        }
    }
}

/// Why a file is not read. Numbers are the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is no package at all: another kind of file, one that is locked by a password, or a part of one.
    NotPackage,
    /// It is a package, but not of a word processor's document.
    NotDocument,
    /// The file has more bytes than this.
    File(u32),
    /// What is in it has more bytes than this.
    Unpacked(u32),
    /// What is in it is more than so many times the file.
    Ratio(u32),
    /// It has more entries than this.
    Entries(u32),
    /// Elements stand within elements deeper than this.
    Depth(u32),
    /// It has more paragraphs and runs than this.
    Runs(u32),
    /// It has more styles, lists and levels of lists than this.
    Definitions(u32),
    /// Its text has more bytes than this.
    Text(u32),
    /// It declares a document type or names an entity, which no word processor writes.
    Declares,
    /// Something in it is not as it must be.
    Broken,
    /// There are no words in it.
    Empty,
}

/// What a file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadBack {
    /// With every change rejected.
    pub base: Reading,
    /// With every change accepted.
    pub amended: Reading,
    /// Whether there are tracked changes in it.
    pub tracked: bool,
    /// Who made them, as the file says.
    pub authors: Vec<String>,
    /// The fingerprint of the text that the file was made from, where the file still says it.
    pub fingerprint: Option<String>,
    /// What was passed over.
    pub passed: Passed,
}

/// One of the two texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The paragraph in the style of titles, if there is one.
    pub title: Option<String>,
    /// The text.
    pub text: Canonical,
}

/// How many things were passed over that are no text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// Comments.
    pub comments: u32,
    /// Footnotes and endnotes.
    pub notes: u32,
    /// Pictures, drawings, signs of symbol fonts.
    pub pictures: u32,
    /// Tables, whose cells are read as paragraphs.
    pub tables: u32,
}

/// Reads a `.docx` or an `.odt`, whatever it is called.
///
/// # Errors
/// When it is neither, when it is too much, or when something in it is not as it must be.
pub fn read_office(file: &[u8], limits: &Limits) -> Result<ReadBack, Refusal> {
    match read_docx(file, limits) {
        Err(Refusal::NotDocument) => read_odt(file, limits),
        read => read,
    }
}

/// Reads an `.odt`.
///
/// # Errors
/// When it is none, when it is too much, or when something in it is not as it must be.
pub fn read_odt(file: &[u8], limits: &Limits) -> Result<ReadBack, Refusal> {
    let mut archive = archive::Archive::open(file, limits)?;
    if let Some(manifest) = archive.part("META-INF/manifest.xml")?
        && manifest.contains("encryption-data")
    {
        return Err(Refusal::NotPackage);
    }
    let content = archive.part("content.xml")?.ok_or(Refusal::NotDocument)?;
    let mut styles = odt::Styles::default();
    if let Some(part) = archive.part("styles.xml")? {
        styles.read(&part, limits)?;
    }
    styles.read(&content, limits)?;
    let fingerprint = match archive.part("meta.xml")? {
        Some(part) => fingerprint(&part, "meta:user-defined", "meta:name", limits)?,
        None => None,
    };
    drop(archive);
    let mut read = odt::read(&content, &styles, fingerprint.is_some(), limits)?;
    read.fingerprint = fingerprint;
    read.with_words()
}

/// Reads a `.docx`.
///
/// # Errors
/// When it is none, when it is too much, or when something in it is not as it must be.
pub fn read_docx(file: &[u8], limits: &Limits) -> Result<ReadBack, Refusal> {
    let mut archive = archive::Archive::open(file, limits)?;
    let document = archive.part("word/document.xml")?.ok_or(Refusal::NotDocument)?;
    let styles = match archive.part("word/styles.xml")? {
        Some(part) => styles::styles(&part, limits)?,
        None => styles::Styles::default(),
    };
    let numbering = match archive.part("word/numbering.xml")? {
        Some(part) => styles::numbering(&part, limits)?,
        None => styles::Numbering::default(),
    };
    let fingerprint = match archive.part("docProps/custom.xml")? {
        Some(part) => fingerprint(&part, "property", "name", limits)?,
        None => None,
    };
    drop(archive);
    let mut read = body::read(&document, &styles, &numbering, fingerprint.is_some(), limits)?;
    read.fingerprint = fingerprint;
    read.with_words()
}

impl ReadBack {
    fn with_words(self) -> Result<Self, Refusal> {
        if self.base.text.is_empty() && self.amended.text.is_empty() {
            return Err(Refusal::Empty);
        }
        Ok(self)
    }
}

/// The fingerprint among the properties that are no word processor's own.
fn fingerprint(part: &str, element: &str, name: &str, limits: &Limits) -> Result<Option<String>, Refusal> {
    let mut pull = pull::Pull::new(part, limits);
    let (mut ours, mut found) = (false, String::new());
    while let Some(token) = pull.next()? {
        match token {
            pull::Token::Start(tag) if tag.is(element) => {
                ours = tag.get(name).as_deref() == Some(super::docx::FINGERPRINT);
            }
            pull::Token::Text(text) if ours && found.len() < 64 => found.push_str(text.trim()),
            _ => {}
        }
    }
    let good = found.len() == 64 && found.bytes().all(|b| b.is_ascii_hexdigit());
    Ok(good.then(|| found.to_ascii_lowercase()))
}
