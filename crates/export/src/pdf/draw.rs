//! Drawing placed rows, and telling what each is.

use super::set::{Child, Piece, Row, Settled};
use super::{PdfError, Sheet};
use crate::FinalText;
use crate::progress::{Doing, Tell, WHOLE, tell};
use crate::qr::{self, Squares};
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{Path, PathBuilder, Point, Rect, Transform};
use krilla::graphic::Graphic;
use krilla::metadata::{Metadata, TextDirection};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::{Page, PageSettings};
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, TagGroup, TagTree};
use krilla::{Document, SerializeSettings};
use std::ops::Range;

/// How light words are.
const INK: u8 = 0;
/// The same for numbers of lines and small print: dark enough to read.
const GRAY: u8 = 0x44;

/// What was drawn of each piece of each row, and of the code.
struct Drawn {
    pieces: Vec<Vec<Vec<Identifier>>>,
    code: Vec<Identifier>,
}

/// The parts of the whole, by the time that they take.
pub(super) const SET: Range<u32> = 0..SETTING;
const SETTING: u32 = 150;
const DRAWING: u32 = 900;

pub(super) fn draw(text: &FinalText, settled: Settled, to: &mut Tell<'_>) -> Result<Vec<u8>, PdfError> {
    let of = u32::try_from(settled.pages).unwrap_or(u32::MAX);
    let packed = |to: &mut Tell<'_>, done| tell(to, Doing::Packing, DRAWING..WHOLE, (done, 1));
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| PdfError::Unwritten(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    document.set_metadata(metadata(text));
    let mut drawn = Drawn {
        pieces: settled
            .rows
            .iter()
            .map(|row| row.pieces.iter().map(|_| Vec::new()).collect())
            .collect(),
        code: Vec::new(),
    };
    let squares = text
        .qr()
        .as_ref()
        .map(path)
        .and_then(|path| Some((path?, text.qr()?)));
    let mut code = None;
    let mut first = 0;
    for (number, pages) in (0..settled.pages).zip(0..) {
        let doing = Doing::Drawing { pages, of };
        tell(to, doing, SETTING..DRAWING, (pages, of))?;
        let sheet = &settled.sheet;
        let settings = PageSettings::from_wh(sheet.width, sheet.height)
            .ok_or_else(|| PdfError::Unwritten("the sheet has no size".to_owned()))?;
        let mut page = document.start_page_with(settings);
        let last = settled.rows.partition_point(|row| row.page <= number);
        let mut surface = page.surface();
        if code.is_none() {
            code = squares
                .as_ref()
                .map(|(path, squares)| Code::of(&mut surface, path, squares));
        }
        head(&mut surface, text, sheet);
        for at in first..last {
            row(&mut surface, sheet, &settled.rows[at], &mut drawn.pieces[at]);
        }
        for (_, y) in settled.rules.iter().filter(|(page, _)| *page == number) {
            rule(&mut surface, sheet, *y);
        }
        if let (Some((_, x, y)), Some(code)) = (settled.code.filter(|at| at.0 == number), &code) {
            drawn.code.push(surface.start_tagged(ContentTag::Other));
            code.draw(&mut surface, x, y, sheet.code.1);
            surface.end_tagged();
        }
        foot(&mut surface, &settled, number, code.as_ref());
        surface.finish();
        for at in first..last {
            links(&mut page, &settled.rows[at], &mut drawn.pieces[at]);
        }
        page.finish();
        first = last;
    }
    packed(to, 0)?;
    document.set_outline(outline(&settled));
    let mut tree = TagTree::new().with_lang(Some(text.language.clone()));
    for child in &settled.groups[0].children {
        for node in nodes(&settled, &mut drawn, child) {
            tree.push(node);
        }
    }
    document.set_tag_tree(tree);
    let file = document
        .finish()
        .map_err(|error| PdfError::Unwritten(format!("{error:?}")))?;
    packed(to, 1)?;
    Ok(file)
}

fn metadata(text: &FinalText) -> Metadata {
    let title = if text.title.is_empty() {
        text.kind.words().to_owned()
    } else {
        text.page_head()
    };
    let facts: Vec<String> = text
        .facts()
        .into_iter()
        .map(|fact| format!("{}: {}", fact.label, fact.value))
        .collect();
    Metadata::new()
        .title(title)
        .language(text.language.clone())
        .authors(vec![text.group.clone()])
        .description(facts.join(". "))
        .creator("Substantive".to_owned())
        .keywords(vec![format!("{}{}", crate::back::NAMED, text.fingerprint)])
        .text_direction(TextDirection::LeftToRight)
        .document_id(format!("{} {}", text.fingerprint, text.version))
}

fn fill(light: u8) -> Fill {
    Fill {
        paint: rgb::Color::new(light, light, light).into(),
        opacity: NormalizedF32::ONE,
        rule: krilla::paint::FillRule::NonZero,
    }
}

fn artifact(kind: ArtifactType) -> ContentTag<'static> {
    ContentTag::Artifact(Artifact::with_kind(kind))
}

/// Draws words as something that belongs to no text.
fn aside(surface: &mut Surface<'_>, (x, y): (f32, f32), piece: &Aside<'_>) {
    surface.start_tagged(artifact(piece.kind));
    surface.set_fill(Some(fill(piece.light)));
    let mut x = x;
    for run in piece.face.runs(piece.text) {
        let at = Point::from_xy(x, y);
        surface.draw_glyphs(
            at,
            &run.glyphs,
            piece.face.font().clone(),
            &run.drawn,
            piece.size,
            false,
        );
        x += run.width * piece.size;
    }
    surface.end_tagged();
}

struct Aside<'a> {
    kind: ArtifactType,
    text: &'a str,
    face: &'static super::face::Face,
    size: f32,
    light: u8,
}

/// The head of a page: the title, and that it is a draft.
fn head(surface: &mut Surface<'_>, text: &FinalText, sheet: &Sheet) {
    let (face, size, light) = if text.is_draft() {
        (sheet.faces.strong, sheet.body, INK)
    } else {
        (sheet.faces.small, sheet.small, GRAY)
    };
    let words = text.page_head();
    let rows = face.rows(&words, size, sheet.room(sheet.left) - size);
    let mut shown = rows
        .first()
        .map_or(String::new(), |row| row.trim_end().to_owned());
    if rows.len() > 1 {
        shown.push('…');
    }
    let piece = Aside {
        kind: ArtifactType::Header,
        text: &shown,
        face,
        size,
        light,
    };
    aside(surface, (sheet.left, sheet.margin), &piece);
}

/// The foot of a page: what it is, how to check it, which page.
fn foot(surface: &mut Surface<'_>, settled: &Settled, number: usize, code: Option<&Code>) {
    let sheet = &settled.sheet;
    let step = sheet.small * sheet.leading;
    let page = format!("Page {} of {}", number + 1, settled.pages);
    let rows = settled.foot.len() + 1;
    let bottom = sheet.height - sheet.margin * 0.6;
    let mut y = bottom - (rows as f32 - 0.78) * step;
    for (n, line) in settled
        .foot
        .iter()
        .map(String::as_str)
        .chain([page.as_str()])
        .enumerate()
    {
        let piece = Aside {
            kind: if n + 1 == rows {
                ArtifactType::PageNumber
            } else {
                ArtifactType::Footer
            },
            text: line,
            face: sheet.faces.small,
            size: sheet.small,
            light: GRAY,
        };
        aside(surface, (sheet.left, y), &piece);
        y += step;
    }
    if let Some(code) = code {
        surface.start_tagged(artifact(ArtifactType::Footer));
        let side = sheet.code.0;
        code.draw(surface, sheet.width - sheet.margin - side, bottom - side, side);
        surface.end_tagged();
    }
}

fn rule(surface: &mut Surface<'_>, sheet: &Sheet, y: f32) {
    let Some(line) = Rect::from_xywh(sheet.left, y, sheet.room(sheet.left), 0.6) else {
        return;
    };
    let mut builder = PathBuilder::new();
    builder.push_rect(line);
    if let Some(path) = builder.finish() {
        surface.start_tagged(artifact(ArtifactType::Layout));
        surface.set_fill(Some(fill(GRAY)));
        surface.draw_path(&path);
        surface.end_tagged();
    }
}

fn row(surface: &mut Surface<'_>, sheet: &Sheet, row: &Row, drawn: &mut [Vec<Identifier>]) {
    if let Some(number) = row.number {
        let text = number.to_string();
        let face = sheet.faces.small;
        let size = sheet.body * 0.75;
        let piece = Aside {
            kind: ArtifactType::LineNumber,
            text: &text,
            face,
            size,
            light: GRAY,
        };
        let x = sheet.left - sheet.body - face.width(&text, size);
        aside(surface, (x, row.y), &piece);
    }
    for (piece, drawn) in row.pieces.iter().zip(drawn) {
        surface.set_fill(Some(fill(INK)));
        let mut x = piece.x;
        // Told in the order in which they are read, which is not always that in which they stand.
        let mut told = Vec::new();
        for run in piece.face.runs(&piece.text) {
            let tag = SpanTag::empty().with_actual_text(run.meant.as_deref());
            told.push((run.start, surface.start_tagged(ContentTag::Span(tag))));
            let at = Point::from_xy(x, row.y);
            let font = piece.face.font().clone();
            surface.draw_glyphs(at, &run.glyphs, font, &run.drawn, piece.size, false);
            surface.end_tagged();
            x += run.width * piece.size;
        }
        told.sort_by_key(|(start, _)| *start);
        drawn.extend(told.into_iter().map(|(_, run)| run));
    }
}

/// Makes addresses lead where they say.
fn links(page: &mut Page<'_>, row: &Row, drawn: &mut [Vec<Identifier>]) {
    for (piece, drawn) in row.pieces.iter().zip(drawn) {
        let Piece {
            x, text, face, size, ..
        } = piece;
        let Some(address) = &piece.link else { continue };
        let width = face.width(text, *size);
        let Some(place) = Rect::from_xywh(*x, row.y - size, width, size * 1.25) else {
            continue;
        };
        let target = Target::Action(Action::from(LinkAction::new(address.clone())));
        let link = Annotation::new_link(LinkAnnotation::new(place, target), Some(address.clone()));
        drawn.push(page.add_tagged_annotation(link));
    }
}

/// The code that a camera reads, drawn once and used on each page.
struct Code {
    graphic: Graphic,
    /// Squares a side, with the margin.
    side: f32,
}

/// The dark squares as one path, a point each.
fn path(squares: &Squares) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for (column, row, length) in squares.runs() {
        let (x, y) = (f32::from(column + qr::MARGIN), f32::from(row + qr::MARGIN));
        if let Some(run) = Rect::from_xywh(x, y, f32::from(length), 1.0) {
            builder.push_rect(run);
        }
    }
    builder.finish()
}

impl Code {
    fn of(surface: &mut Surface<'_>, path: &Path, squares: &Squares) -> Self {
        let mut builder = surface.stream_builder();
        let mut inner = builder.surface();
        inner.set_fill(Some(fill(INK)));
        inner.draw_path(path);
        inner.finish();
        Self {
            graphic: Graphic::new(builder.finish(), false),
            side: f32::from(squares.side + 2 * qr::MARGIN),
        }
    }

    fn draw(&self, surface: &mut Surface<'_>, x: f32, y: f32, side: f32) {
        let scale = side / self.side;
        surface.push_transform(&Transform::from_row(scale, 0.0, 0.0, scale, x, y));
        surface.draw_graphic(self.graphic.clone());
        surface.pop();
    }
}

fn nodes(settled: &Settled, drawn: &mut Drawn, child: &Child) -> Vec<Node> {
    match child {
        Child::Piece(row, piece) => std::mem::take(&mut drawn.pieces[*row][*piece])
            .into_iter()
            .map(Node::from)
            .collect(),
        Child::Code => std::mem::take(&mut drawn.code)
            .into_iter()
            .map(Node::from)
            .collect(),
        Child::Group(at) => {
            let group = &settled.groups[*at];
            let mut children = Vec::new();
            for child in &group.children {
                children.append(&mut nodes(settled, drawn, child));
            }
            if children.is_empty() {
                return children;
            }
            vec![Node::from(TagGroup::with_children(group.tag.clone(), children))]
        }
    }
}

/// The list of contents: the title, and the headings under it.
fn outline(settled: &Settled) -> Outline {
    let mut outline = Outline::new();
    // What is still open, the outermost first.
    let mut open: Vec<(u8, OutlineNode)> = Vec::new();
    let fold = |outline: &mut Outline, open: &mut Vec<(u8, OutlineNode)>, level: u8| {
        while open.last().is_some_and(|(own, _)| *own >= level) {
            let Some((_, node)) = open.pop() else { return };
            match open.last_mut() {
                Some((_, around)) => around.push_child(node),
                None => outline.push_child(node),
            }
        }
    };
    for entry in &settled.entries {
        fold(&mut outline, &mut open, entry.level);
        let row = &settled.rows[entry.row];
        let place = Point::from_xy(0.0, (row.y - settled.sheet.title * 1.5).max(0.0));
        let node = OutlineNode::new(entry.words.clone(), XyzDestination::new(row.page, place));
        open.push((entry.level, node));
    }
    fold(&mut outline, &mut open, 0);
    outline
}
