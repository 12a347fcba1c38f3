//! Pages for paper that screen readers read as well: tagged, by PDF/UA-1.
//!
//! Lines are broken already, so setting is placing rows. It happens in two passes: rows are placed, then, when the number
//! of pages is known, drawn. Numbers of lines and the heads and feet of pages are artifacts; all else is in the tree of
//! tags, in the order of the text.

use crate::outline::parts;
use crate::progress::{Doing, Stopped, Tell, on, tell};
use crate::{FinalText, Print};
use face::{Faces, Unreadable};
use set::Setter;
use thiserror::Error;

mod draw;
mod face;
mod set;

/// More pages are not drawn: a text at its limit fills some 600 in clear print, and what fills more has lines of a letter
/// or two, whose tags take hundreds of megabytes.
pub const MOST_PAGES: usize = 1_000;

/// Why there are no pages.
#[derive(Debug, Error)]
pub enum PdfError {
    /// The text cannot be set.
    #[error("the pages cannot be written: {0}")]
    Unwritten(String),
    /// They would be more than [`MOST_PAGES`].
    #[error("there would be {0} pages")]
    Pages(usize),
    /// Nobody wants them any more.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

impl From<Unreadable> for PdfError {
    fn from(Unreadable: Unreadable) -> Self {
        Self::Unwritten("the fonts cannot be read".to_owned())
    }
}

/// The text as pages.
pub fn pdf(text: &FinalText) -> Result<Vec<u8>, PdfError> {
    pdf_telling(text, &mut on)
}

/// The same, telling how far it is.
pub fn pdf_telling(text: &FinalText, to: &mut Tell<'_>) -> Result<Vec<u8>, PdfError> {
    let mut setter = Setter::new(text, Sheet::of(text.print)?);
    setter.title(text);
    let of = u32::try_from(text.clauses.len()).unwrap_or(u32::MAX);
    let mut paragraphs = 0;
    for part in parts(text) {
        let doing = Doing::Setting { paragraphs, of };
        tell(to, doing, draw::SET, (paragraphs, of))?;
        setter.part(&part);
        paragraphs += part.paragraphs();
    }
    setter.copy(text);
    let settled = setter.settled();
    if settled.pages > MOST_PAGES {
        return Err(PdfError::Pages(settled.pages));
    }
    draw::draw(text, settled, to)
}

/// A sheet of A4 and the sizes on it, in points.
#[derive(Clone, Copy)]
struct Sheet {
    faces: Faces,
    width: f32,
    height: f32,
    /// Where words begin; numbers of lines stand before it.
    left: f32,
    /// Room at the other three sides.
    margin: f32,
    body: f32,
    title: f32,
    small: f32,
    /// From row to row, in parts of the size.
    leading: f32,
    /// How far a list goes in.
    indent: f32,
    /// The code that a camera reads: on each page, and beside the facts.
    code: (f32, f32),
    /// The labels of the facts.
    labels: f32,
}

impl Sheet {
    fn of(print: Print) -> Result<Self, Unreadable> {
        Ok(match print {
            Print::Standard => Self {
                faces: Faces::standard()?,
                width: 595.28,
                height: 841.89,
                left: 84.0,
                margin: 42.0,
                body: 12.0,
                title: 20.0,
                small: 8.5,
                leading: 1.4,
                indent: 20.0,
                code: (54.0, 92.0),
                labels: 128.0,
            },
            // Across, so that a numbered line in large letters is still one row.
            Print::Clear => Self {
                faces: Faces::clear()?,
                width: 841.89,
                height: 595.28,
                left: 92.0,
                margin: 40.0,
                body: 16.0,
                title: 24.0,
                small: 12.0,
                leading: 1.5,
                indent: 28.0,
                code: (60.0, 110.0),
                labels: 190.0,
            },
        })
    }

    /// The room for words from a place on.
    fn room(&self, from: f32) -> f32 {
        self.width - self.margin - from
    }
}
