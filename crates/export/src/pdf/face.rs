//! The faces that pages are set in, and words as glyphs.

use domain::text::diff::is_invisible;
use harfrust::{Direction, FontRef, ShapeOptions, ShaperData, UnicodeBuffer};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::MetadataProvider;
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Write;
use std::ops::Range;
use std::sync::LazyLock;
use unicode_bidi::BidiInfo;

/// A font that is read once.
pub(super) struct Face {
    font: Font,
    tables: FontRef<'static>,
    /// What shaping remembers of the tables.
    shaping: ShaperData,
    /// From characters to glyphs.
    characters: Charmap<'static>,
    /// How wide glyphs are.
    widths: GlyphMetrics<'static>,
    /// In how many units the size is measured.
    units: f32,
    /// Characters that look like another, as a no-break space looks like a space: each with that other.
    ///
    /// A glyph of a file can stand for one of them only.
    alike: BTreeMap<char, char>,
}

/// The faces of one kind of print.
#[derive(Clone, Copy)]
pub(super) struct Faces {
    /// For the text.
    pub(super) text: &'static Face,
    /// For the title, headings and what stands at the head of a page.
    pub(super) strong: &'static Face,
    /// For small print and numbers.
    pub(super) small: &'static Face,
}

/// The fonts of the program cannot be read, which a test would have told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unreadable;

static SERIF: LazyLock<Option<Face>> =
    LazyLock::new(|| Face::of(include_bytes!("../../fonts/LiberationSerif-Regular.ttf")));
static SERIF_BOLD: LazyLock<Option<Face>> =
    LazyLock::new(|| Face::of(include_bytes!("../../fonts/LiberationSerif-Bold.ttf")));
static SANS: LazyLock<Option<Face>> =
    LazyLock::new(|| Face::of(include_bytes!("../../fonts/LiberationSans-Regular.ttf")));
static SANS_BOLD: LazyLock<Option<Face>> =
    LazyLock::new(|| Face::of(include_bytes!("../../fonts/LiberationSans-Bold.ttf")));

impl Faces {
    pub(super) fn standard() -> Result<Self, Unreadable> {
        Ok(Self {
            text: SERIF.as_ref().ok_or(Unreadable)?,
            strong: SERIF_BOLD.as_ref().ok_or(Unreadable)?,
            small: SANS.as_ref().ok_or(Unreadable)?,
        })
    }

    pub(super) fn clear() -> Result<Self, Unreadable> {
        Ok(Self {
            text: SANS.as_ref().ok_or(Unreadable)?,
            strong: SANS_BOLD.as_ref().ok_or(Unreadable)?,
            small: SANS.as_ref().ok_or(Unreadable)?,
        })
    }
}

/// How a piece of words is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Drawn {
    /// As it is.
    Itself,
    /// By characters that look the same.
    Alike,
    /// By numbers.
    Numbers,
}

/// Words of one direction, all drawn in one way.
pub(super) struct Run {
    /// Where they stand among the words as they are read.
    pub(super) start: usize,
    /// What the glyphs draw.
    pub(super) drawn: String,
    /// What it stands for, where that is something else.
    pub(super) meant: Option<String>,
    pub(super) glyphs: Vec<KrillaGlyph>,
    /// In parts of the size.
    pub(super) width: f32,
}

impl Face {
    fn of(data: &'static [u8]) -> Option<Self> {
        let tables = FontRef::new(data).ok()?;
        let characters = tables.charmap();
        let mut first = BTreeMap::new();
        let mut alike = BTreeMap::new();
        for c in ('\0'..='\u{ffff}').filter(|c| !is_invisible(*c)) {
            let Some(glyph) = characters.map(c).filter(|glyph| glyph.to_u32() != 0) else {
                continue;
            };
            match first.entry(glyph.to_u32()) {
                Entry::Vacant(place) => {
                    place.insert(c);
                }
                Entry::Occupied(other) => {
                    alike.insert(c, *other.get());
                }
            }
        }
        Some(Self {
            font: Font::new(data.into(), 0)?,
            shaping: ShaperData::new(&tables),
            characters,
            widths: tables.glyph_metrics(Size::unscaled(), LocationRef::default()),
            units: f32::from(
                tables
                    .metrics(Size::unscaled(), LocationRef::default())
                    .units_per_em,
            ),
            tables,
            alike,
        })
    }

    pub(super) const fn font(&self) -> &Font {
        &self.font
    }

    /// Whether the font can show a character.
    fn shows(&self, c: char) -> bool {
        let private = matches!(u32::from(c), 0xe000..=0xf8ff | 0xf0000..);
        !private && !is_invisible(c) && self.characters.map(c).is_some_and(|glyph| glyph.to_u32() != 0)
    }

    /// How wide a character is, in parts of the size, without its neighbors.
    fn advance(&self, c: char) -> f32 {
        if !self.shows(c) {
            return format!("[U+{:04X} ]", u32::from(c))
                .chars()
                .map(|c| self.advance(c))
                .sum();
        }
        let glyph = self.characters.map(c).unwrap_or_default();
        self.widths.advance_width(glyph).unwrap_or_default() / self.units
    }

    /// How wide words are at a size.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        self.runs(text).iter().map(|run| run.width * size).sum()
    }

    /// The rows in which words fit a width: broken after a space or a hyphen, and inside a word that is too long.
    pub(super) fn rows<'a>(&self, text: &'a str, size: f32, width: f32) -> Vec<&'a str> {
        let limit = width / size;
        let mut rows = Vec::new();
        let (mut start, mut taken) = (0, 0.0);
        // Where the row may end, and what had been taken by then.
        let mut rest: Option<(usize, f32)> = None;
        for (at, c) in text.char_indices() {
            let own = self.advance(c);
            if taken + own > limit && !c.is_whitespace() && own > 0.0 && at > start {
                let (end, before) = rest.take().filter(|(end, _)| *end > start).unwrap_or((at, taken));
                rows.push(&text[start..end]);
                start = end;
                taken -= before;
            }
            taken += own;
            if c.is_whitespace() && c != '\u{a0}' || matches!(c, '-' | '–' | '—' | '/') {
                rest = Some((at + c.len_utf8(), taken));
            }
        }
        rows.push(&text[start..]);
        rows
    }

    /// Words as they are drawn, from left to right.
    pub(super) fn runs(&self, text: &str) -> Vec<Run> {
        let mut runs = Vec::new();
        for (range, direction) in self.directions(text) {
            let mut pieces = self.pieces(&text[range.clone()]);
            if direction == Direction::RightToLeft {
                pieces.reverse();
            }
            for (at, piece, drawn) in pieces {
                let meant = Some(piece.to_owned());
                let start = range.start + at;
                runs.push(match drawn {
                    Drawn::Itself => self.shaped(start, piece.to_owned(), None, direction),
                    Drawn::Alike => self.shaped(start, self.like(piece), meant, direction),
                    Drawn::Numbers => self.shaped(start, numbers(piece), meant, Direction::LeftToRight),
                });
            }
        }
        runs
    }

    /// The stretches of one direction in the order in which they are drawn.
    ///
    /// A character that is written as its number goes from left to right, and turns nothing around it.
    fn directions(&self, text: &str) -> Vec<(Range<usize>, Direction)> {
        if text.is_ascii() || !text.chars().any(is_right_to_left) {
            return vec![(0..text.len(), Direction::LeftToRight)];
        }
        // A letter of the same length in bytes stands for it.
        let plain: String = text
            .chars()
            .map(|c| match c.len_utf8() {
                _ if self.shows(c) => c,
                1 => 'a',
                2 => 'é',
                3 => 'ạ',
                _ => '𐌀',
            })
            .collect();
        let info = BidiInfo::new(&plain, None);
        let mut stretches = Vec::new();
        for paragraph in &info.paragraphs {
            let (levels, runs) = info.visual_runs(paragraph, paragraph.range.clone());
            for run in runs {
                let right = levels.get(run.start).is_some_and(unicode_bidi::Level::is_rtl);
                let direction = if right {
                    Direction::RightToLeft
                } else {
                    Direction::LeftToRight
                };
                stretches.push((run, direction));
            }
        }
        stretches
    }

    /// Pieces that are drawn in one way each, with their places.
    fn pieces<'a>(&self, text: &'a str) -> Vec<(usize, &'a str, Drawn)> {
        let mut pieces = Vec::new();
        let mut start = 0;
        let mut last = None;
        for (at, c) in text.char_indices() {
            let drawn = if !self.shows(c) {
                Drawn::Numbers
            } else if self.alike.contains_key(&c) {
                Drawn::Alike
            } else {
                Drawn::Itself
            };
            if let Some(last) = last.filter(|last| *last != drawn) {
                pieces.push((start, &text[start..at], last));
                start = at;
            }
            last = Some(drawn);
        }
        if let Some(drawn) = last {
            pieces.push((start, &text[start..], drawn));
        }
        pieces
    }

    fn like(&self, text: &str) -> String {
        text.chars()
            .map(|c| self.alike.get(&c).copied().unwrap_or(c))
            .collect()
    }

    fn shaped(&self, start: usize, drawn: String, meant: Option<String>, direction: Direction) -> Run {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&drawn);
        buffer.guess_segment_properties();
        buffer.set_direction(direction);
        let shaper = self.shaping.shaper(&self.tables).build();
        let output = shaper.shape(buffer, ShapeOptions::new());
        let clusters: Vec<usize> = output
            .glyph_infos()
            .iter()
            .map(|info| info.cluster as usize)
            .collect();
        let mut sorted = clusters.clone();
        sorted.sort_unstable();
        sorted.dedup();
        let mut width = 0.0;
        let mut glyphs = Vec::with_capacity(clusters.len());
        let placed = output.glyph_infos().iter().zip(output.glyph_positions());
        for ((info, position), start) in placed.zip(clusters) {
            let end = sorted
                .get(sorted.partition_point(|other| *other <= start))
                .copied()
                .unwrap_or(drawn.len());
            let part = |units: i32| units as f32 / self.units;
            width += part(position.x_advance);
            glyphs.push(KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                part(position.x_advance),
                part(position.x_offset),
                part(position.y_offset),
                part(position.y_advance),
                start..end,
                None,
            ));
        }
        apart(&mut glyphs, &drawn);
        Run {
            start,
            drawn,
            meant,
            glyphs,
            width,
        }
    }
}

/// Gives each glyph of a letter with its marks a character of its own, where there are as many.
fn apart(glyphs: &mut [KrillaGlyph], drawn: &str) {
    for together in glyphs.chunk_by_mut(|a, b| a.text_range == b.text_range) {
        let Some(range) = together.first().map(|glyph| glyph.text_range.clone()) else {
            continue;
        };
        let letters = drawn.get(range.clone()).unwrap_or("");
        if together.len() < 2 || letters.chars().count() != together.len() {
            continue;
        }
        for (glyph, (at, c)) in together.iter_mut().zip(letters.char_indices()) {
            let start = range.start + at;
            glyph.text_range = start..start + c.len_utf8();
        }
    }
}

/// Characters that the font does not have, by their numbers.
fn numbers(text: &str) -> String {
    let mut out = String::from("[");
    for (n, c) in text.chars().enumerate() {
        if n > 0 {
            out.push(' ');
        }
        // Writing to a string cannot fail.
        let _ = write!(out, "U+{:04X}", u32::from(c));
    }
    out.push(']');
    out
}

fn is_right_to_left(c: char) -> bool {
    use unicode_bidi::BidiClass;
    matches!(
        unicode_bidi::bidi_class(c),
        BidiClass::R | BidiClass::AL | BidiClass::AN | BidiClass::RLE | BidiClass::RLO | BidiClass::RLI
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn serif() -> &'static Face {
        match Faces::standard() {
            Ok(faces) => faces.text,
            Err(Unreadable) => panic!("the fonts are read"),
        }
    }

    #[test]
    fn rows_hold_every_word_and_fit() {
        let face = serif();
        let long = "x".repeat(300);
        for text in [
            "",
            "one",
            "one two three four five six",
            "a-b-c-d-e-f-g-h",
            long.as_str(),
        ] {
            let rows = face.rows(text, 12.0, 40.0);
            assert_eq!(rows.concat(), text);
            for row in rows {
                assert!(face.width(row.trim_end(), 12.0) <= 40.5, "{row}");
            }
        }
        assert_eq!(face.rows("one two three", 12.0, 45.0), ["one two ", "three"]);
    }

    #[test]
    fn what_the_font_does_not_have_is_shown_by_its_number_and_kept() {
        let runs = serif().runs("a 😀漢\u{200b} b");
        let drawn: Vec<&str> = runs.iter().map(|run| run.drawn.as_str()).collect();
        assert_eq!(drawn, ["a ", "[U+1F600 U+6F22 U+200B]", " b"]);
        assert_eq!(runs[1].meant.as_deref(), Some("😀漢\u{200b}"));
        assert!(
            runs.iter()
                .all(|run| run.glyphs.iter().all(|glyph| glyph.glyph_id.to_u32() != 0))
        );
    }

    #[test]
    fn words_from_right_to_left_are_drawn_so() {
        let runs = serif().runs("abc שלום def");
        let drawn: Vec<&str> = runs.iter().map(|run| run.drawn.as_str()).collect();
        assert_eq!(drawn, ["abc ", "שלום", " def"]);
        let starts: Vec<usize> = runs[1]
            .glyphs
            .iter()
            .map(|glyph| glyph.text_range.start)
            .collect();
        assert!(starts.is_sorted_by(|a, b| a > b), "{starts:?}");
        let turned: Vec<String> = serif()
            .runs("\u{202e}turned ש\u{202c} back")
            .into_iter()
            .map(|run| run.drawn)
            .collect();
        assert_eq!(turned.concat(), "[U+202E]turned ש[U+202C] back");
    }

    #[test]
    fn what_looks_alike_keeps_its_meaning() {
        let runs = serif().runs("£\u{a0}5 non\u{2011}stop");
        let whole: String = runs
            .iter()
            .map(|run| run.meant.as_deref().unwrap_or(&run.drawn))
            .collect();
        assert_eq!(whole, "£\u{a0}5 non\u{2011}stop");
        for (c, other) in &serif().alike {
            let runs = serif().runs(&c.to_string());
            assert_eq!(runs[0].drawn, other.to_string());
            assert_eq!(runs[0].meant, Some(c.to_string()));
        }
    }

    #[test]
    fn letters_of_british_texts_are_all_there() {
        let face = serif();
        for c in "abcXYZ £€–—‘’“”…•½¼°²³×÷§¶†éèüößçñŵŷÅøæłžșțİ".chars()
        {
            assert!(face.shows(c), "{c}");
        }
    }
}
