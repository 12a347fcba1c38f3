//! What changed, marked in the text: in one text, side by side, and in words.

use crate::ui::said;
use domain::text::canon::Canonical;
use domain::text::diff::{ChangeKind, Class, Counts, Diff, Para, Row, RowKind, Run, RunKind, visible};
use domain::text::lines::Line;
use domain::text::wording::{scope, wording};
use domain::text::words::Switches;
use domain::text::words::cost::costs;
use leptos::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Two texts with all that a comparison shows.
#[derive(Clone)]
pub struct Compared {
    /// The old text.
    pub old: Canonical,
    /// The new text.
    pub new: Canonical,
    /// The old text's lines.
    pub old_lines: Vec<Line>,
    /// The new text's lines.
    pub new_lines: Vec<Line>,
    /// What differs.
    pub diff: Diff,
}

/// Which side of a comparison is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Show {
    Both,
    Old,
    New,
}

/// Where on one side the writing is: the lines that are still to begin, and the place in bytes.
struct Side<'a> {
    lines: &'a [Line],
    at: u32,
    first: bool,
}

impl<'a> Side<'a> {
    fn of(starts: &[u32], lines: &'a [Line], para: Option<Para>) -> Self {
        let Some(para) = para else {
            return Self {
                lines: &[],
                at: 0,
                first: true,
            };
        };
        let first = lines.partition_point(|line| line.paragraph < para.index);
        let past = lines.partition_point(|line| line.paragraph < para.index + para.count.max(1));
        Self {
            lines: lines.get(first..past).unwrap_or(&[]),
            at: starts.get(para.index as usize).copied().unwrap_or(0),
            first: true,
        }
    }

    /// The line that begins here, if one does.
    fn begins(&mut self) -> Option<(u32, bool)> {
        let line = self.lines.first().filter(|line| line.start <= self.at)?;
        self.lines = &self.lines[1..];
        Some((line.n, std::mem::replace(&mut self.first, false)))
    }

    /// How many bytes until the next line begins.
    fn until(&self) -> usize {
        self.lines
            .first()
            .map_or(usize::MAX, |line| line.start.saturating_sub(self.at) as usize)
    }
}

/// So many rows and runs of a comparison stand on one page: five times those of a manifesto that is written anew.
const PIECES: usize = 5_000;

/// As much of a comparison as a page shows.
pub struct Part {
    /// How many rows.
    rows: usize,
    /// How many runs of the last of them.
    runs: usize,
    /// The last change.
    pub changes: u32,
    /// Some rows or runs are not shown.
    pub cut: bool,
}

impl Part {
    /// The first rows, as far as they fit.
    pub fn of(diff: &Diff) -> Self {
        Self::within(diff, PIECES)
    }

    fn within(diff: &Diff, pieces: usize) -> Self {
        let mut part = Self {
            rows: 0,
            runs: 0,
            changes: 0,
            cut: false,
        };
        let mut left = pieces;
        for row in &diff.rows {
            if left == 0 {
                part.cut = true;
                break;
            }
            part.rows += 1;
            part.runs = row.runs.len().min(left);
            left -= part.runs.max(1);
            if part.runs < row.runs.len() {
                part.cut = true;
                let shown = row.runs.iter().take(part.runs).filter_map(|run| run.change);
                part.changes = shown.chain([part.changes]).max().unwrap_or(0);
                break;
            }
            part.changes = row
                .changes
                .iter()
                .copied()
                .chain([part.changes])
                .max()
                .unwrap_or(0);
        }
        if !part.cut {
            part.changes = u32::try_from(diff.changes.len()).unwrap_or(u32::MAX);
        }
        part
    }

    /// The rows, the last one as far as it is shown.
    fn rows<'a>(&self, diff: &'a Diff) -> impl Iterator<Item = Cow<'a, Row>> {
        let (rows, runs) = (self.rows, self.runs);
        diff.rows.iter().take(rows).enumerate().map(move |(n, row)| {
            if n + 1 < rows || row.runs.len() <= runs {
                return Cow::Borrowed(row);
            }
            Cow::Owned(Row {
                runs: row.runs[..runs].to_vec(),
                ..row.clone()
            })
        })
    }

    /// What is said where something is left out.
    fn said(&self, diff: &Diff, files: Option<&str>) -> Option<AnyView> {
        let (shown, all) = (self.changes, diff.changes.len());
        self.cut.then(|| {
            let said = if shown as usize == all {
                let changes = match all {
                    0 => "Nothing is changed so far".to_owned(),
                    1 => "The one change stands above".to_owned(),
                    _ => format!("All {} changes stand above", said::grouped(all)),
                };
                format!("{changes}. What follows is the same in both, and too long for one page.")
            } else {
                let (shown, all) = (said::grouped(shown), said::grouped(all));
                format!("This comparison is too long for one page: the first {shown} of {all} changes stand here. ")
            };
            let file = files.filter(|_| (shown as usize) < all).map(|page| {
                view! { <a href=format!("{page}.docx")>"A word-processor file with tracked changes holds all of them."</a> }
            });
            view! {
                <div class="notice" data-kind="warn">
                    <p>{said} {file}</p>
                </div>
            }
            .into_any()
        })
    }
}

/// Says that a comparison is true but not as fine as others, where that is so.
#[component]
pub fn Coarse(
    /// Whether it is.
    coarse: bool,
) -> impl IntoView {
    coarse.then(|| {
        view! {
            <div class="notice" data-kind="warn" data-coarse="">
                <p>"These texts are so long and so different that they could not be compared exactly. Changes are shown by whole paragraphs and passages, and there may be fewer than it seems."</p>
            </div>
        }
    })
}

struct Writer<'a> {
    compared: &'a Compared,
    show: Show,
    /// Where each paragraph starts.
    starts: (Vec<u32>, Vec<u32>),
    /// The last change that the page shows.
    last: u32,
    /// Changes that have their place on the page already: an id stands once.
    placed: BTreeSet<u32>,
}

impl<'a> Writer<'a> {
    fn of(compared: &'a Compared, show: Show, part: &Part) -> Self {
        let starts = |text: &Canonical| {
            text.paragraphs()
                .iter()
                .map(|paragraph| paragraph.start)
                .collect()
        };
        Self {
            compared,
            show,
            starts: (starts(&compared.old), starts(&compared.new)),
            last: part.changes,
            placed: BTreeSet::new(),
        }
    }

    fn total(&self) -> usize {
        self.compared.diff.changes.len()
    }

    /// The runs of a row as marked text with line numbers.
    fn runs(&mut self, row: &Row) -> Vec<AnyView> {
        let compared = self.compared;
        let mut old = Side::of(&self.starts.0, &compared.old_lines, row.old);
        let mut new = Side::of(&self.starts.1, &compared.new_lines, row.new);
        let mut out = Vec::new();
        let mut at = 0;
        while let Some(run) = row.runs.get(at) {
            // What is deleted and what is inserted in one change stand together.
            let group = row.runs[at..]
                .iter()
                .take_while(|next| next.change == run.change && run.change.is_some())
                .count()
                .max(1);
            let runs = &row.runs[at..at + group];
            at += group;
            let inside: Vec<AnyView> = runs
                .iter()
                .filter_map(|run| {
                    let shown = match (self.show, run.kind) {
                        (Show::Old, RunKind::Inserted) => {
                            new.at += size(run);
                            false
                        }
                        (Show::New, RunKind::Deleted) => {
                            old.at += size(run);
                            false
                        }
                        _ => true,
                    };
                    shown.then(|| self.run(run, &mut old, &mut new))
                })
                .collect();
            let whole_row = !matches!(row.kind, RowKind::Changed | RowKind::Equal | RowKind::MovedTo);
            match run.change.filter(|_| !whole_row && !inside.is_empty()) {
                Some(change) => {
                    let (id, mark) = self.place(change);
                    out.push(
                        view! {
                            <span class="chg" id=id tabindex="-1">{inside}{mark}</span>
                            <span class="vh">" end of change "</span>
                        }
                        .into_any(),
                    );
                }
                None => out.extend(inside),
            }
        }
        out
    }

    fn run(&self, run: &Run, old: &mut Side<'_>, new: &mut Side<'_>) -> AnyView {
        let (on_old, on_new) = (run.kind != RunKind::Inserted, run.kind != RunKind::Deleted);
        let mut parts: Vec<AnyView> = Vec::new();
        let mut rest = run.text.as_str();
        loop {
            if on_old
                && let Some((n, first)) = old.begins()
                && self.show != Show::New
            {
                parts.push(number(n, first, "old", self.show));
            }
            if on_new
                && let Some((n, first)) = new.begins()
                && self.show != Show::Old
            {
                parts.push(number(n, first, "new", self.show));
            }
            if rest.is_empty() {
                break;
            }
            let mut cut = rest.len();
            if on_old {
                cut = cut.min(old.until());
            }
            if on_new {
                cut = cut.min(new.until());
            }
            // A line begins at a letter of its own side, never inside one.
            while cut < rest.len() && !rest.is_char_boundary(cut) {
                cut += 1;
            }
            let cut = cut.clamp(1, rest.len());
            let cut = (cut..=rest.len())
                .find(|cut| rest.is_char_boundary(*cut))
                .unwrap_or(rest.len());
            let (now, later) = rest.split_at(cut);
            let bytes = u32::try_from(now.len()).unwrap_or(u32::MAX);
            if on_old {
                old.at += bytes;
            }
            if on_new {
                new.at += bytes;
            }
            let shown = visible(now);
            parts.push(match now.contains("\n\n") {
                true => view! { <span aria-hidden="true">"¶"</span> <br /> }.into_any(),
                false => shown.into_any(),
            });
            rest = later;
        }
        let class = run.class.map_or("wording", class_word);
        match run.kind {
            RunKind::Equal => parts.into_any(),
            RunKind::Deleted => {
                view! { <del data-class=class><span class="vh">"deleted: "</span>{parts}</del> }.into_any()
            }
            RunKind::Inserted => {
                view! { <ins data-class=class><span class="vh">"inserted: "</span>{parts}</ins> }.into_any()
            }
        }
    }

    /// The id of a change, once, with its number and the way to its neighbours.
    fn place(&mut self, change: u32) -> (Option<String>, Option<AnyView>) {
        let fresh = self.show != Show::Old && self.placed.insert(change)
            || self.show == Show::Old && self.old_only(change) && self.placed.insert(change);
        if !fresh {
            return (None, None);
        }
        let total = self.total();
        let last = change >= self.last;
        let next = if last {
            "#in-words".to_owned()
        } else {
            format!("#ch{}", change + 1)
        };
        let mark = view! {
            <a
                class="chn"
                href=format!("#ch{change}")
                data-n=change.to_string()
                aria-label=format!("Change {change} of {total}")
            ></a>
            <span class="step" role="navigation" aria-label=format!("Around change {change}")>
                {(change > 1).then(|| view! { <a href=format!("#ch{}", change - 1) rel="prev">"Previous"</a> })}
                <span>{format!("{change} of {total}")}</span>
                <a href=next rel="next">{if last { "Changes in words" } else { "Next" }}</a>
            </span>
        };
        (Some(format!("ch{change}")), Some(mark.into_any()))
    }

    /// Whether a change leaves nothing on the new side that could carry its id.
    fn old_only(&self, change: u32) -> bool {
        self.compared
            .diff
            .change(change)
            .is_some_and(|change| change.new.is_none())
    }

    /// A row as one paragraph.
    fn clause(&mut self, row: &Row) -> AnyView {
        let (kind, label, spoken) = match row.kind {
            RowKind::Equal | RowKind::Changed => (None, None, None),
            RowKind::Inserted => (Some("inserted"), None, Some("new paragraph: ")),
            RowKind::Deleted => (Some("deleted"), None, Some("deleted paragraph: ")),
            RowKind::MovedFrom => (Some("moved-from"), self.moved(row, false), Some("moved away: ")),
            RowKind::MovedTo => (Some("moved-to"), self.moved(row, true), Some("moved here: ")),
            RowKind::Split => (
                Some("split"),
                Some("split into two paragraphs".to_owned()),
                Some("split: "),
            ),
            RowKind::Joined => (
                Some("joined"),
                Some("joined into one paragraph".to_owned()),
                Some("joined: "),
            ),
        };
        // The change that the whole paragraph stands for comes first; what changed inside it has its own.
        let own = row.changes.iter().copied().find(|id| {
            self.compared
                .diff
                .change(*id)
                .is_some_and(|change| match row.kind {
                    RowKind::MovedFrom | RowKind::MovedTo => change.kind == ChangeKind::Move,
                    RowKind::Split => change.kind == ChangeKind::Split,
                    RowKind::Joined => change.kind == ChangeKind::Join,
                    RowKind::Inserted => change.kind == ChangeKind::Insert,
                    RowKind::Deleted => change.kind == ChangeKind::Delete,
                    RowKind::Equal | RowKind::Changed => false,
                })
        });
        // A moved paragraph carries its change where it stands now.
        let (id, mark) = match own {
            Some(change) if row.kind != RowKind::MovedFrom => self.place(change),
            _ => (None, None),
        };
        let runs = self.runs(row);
        let class = if kind.is_some() { "clause chg" } else { "clause" };
        let focus = id.is_some().then_some("-1");
        view! {
            <p class=class id=id tabindex=focus data-change=kind data-label=label>
                {mark}
                {spoken.map(|spoken| view! { <span class="vh">{spoken}</span> })}
                {runs}
            </p>
        }
        .into_any()
    }

    fn moved(&self, row: &Row, here: bool) -> Option<String> {
        let change = row
            .changes
            .iter()
            .filter_map(|id| self.compared.diff.change(*id))
            .find(|change| change.kind == ChangeKind::Move)?;
        let lines = |lines: (u32, u32)| match lines {
            (first, last) if first == last => format!("line {first}"),
            (first, last) => format!("lines {first}–{last}"),
        };
        if here {
            change
                .old
                .as_ref()
                .map(|old| format!("moved here from old {}", lines(old.lines)))
        } else {
            change
                .new
                .as_ref()
                .map(|new| format!("moved to new {}", lines(new.lines)))
        }
    }
}

fn size(run: &Run) -> u32 {
    u32::try_from(run.text.len()).unwrap_or(u32::MAX)
}

fn number(n: u32, first: bool, side: &'static str, show: Show) -> AnyView {
    let class = match (show, first) {
        (Show::Both, true) => format!("ln {side} first"),
        (Show::Both, false) => format!("ln {side}"),
        (_, true) => "ln first".to_owned(),
        (_, false) => "ln".to_owned(),
    };
    let id = (show == Show::Both && side == "new").then(|| format!("l{n}"));
    view! { <span class=class id=id data-n=n.to_string()></span> }.into_any()
}

const fn class_word(class: Class) -> &'static str {
    match class {
        Class::Wording => "wording",
        Class::Figure => "figure",
        Class::Punctuation => "punctuation",
        Class::Spacing => "spacing",
        Class::Case => "case",
        Class::Numbering => "numbering",
    }
}

/// Both texts in one, with the changes marked.
#[component]
pub fn Redline(
    /// What is compared.
    compared: Compared,
    /// What the numbers in the first margin are lines of.
    #[prop(into)]
    old_name: String,
    /// What the numbers in the second margin are lines of.
    #[prop(into)]
    new_name: String,
    /// The page whose address with an ending is a file with all changes, where there is one.
    #[prop(optional, into)]
    files: Option<String>,
) -> impl IntoView {
    let part = Part::of(&compared.diff);
    let mut writer = Writer::of(&compared, Show::Both, &part);
    let clauses: Vec<AnyView> = part.rows(&compared.diff).map(|row| writer.clause(&row)).collect();
    view! {
        <Coarse coarse=compared.diff.coarse />
        <p class="gutterkey">
            <span>{format!("First number: line in {old_name}")}</span>
            <span>{format!("Second: line in {new_name}")}</span>
        </p>
        <div class="text">
            <div class="lines redline">{clauses}</div>
        </div>
        {part.said(&compared.diff, files.as_deref())}
    }
}

/// The texts beside each other, paragraph by paragraph.
#[component]
pub fn SideBySide(
    /// What is compared.
    compared: Compared,
    /// The name of the old text.
    #[prop(into)]
    old_name: String,
    /// The name of the new text.
    #[prop(into)]
    new_name: String,
    /// The page whose address with an ending is a file with all changes, where there is one.
    #[prop(optional, into)]
    files: Option<String>,
) -> impl IntoView {
    let part = Part::of(&compared.diff);
    let mut left = Writer::of(&compared, Show::Old, &part);
    let mut right = Writer::of(&compared, Show::New, &part);
    let pairs: Vec<AnyView> = part
        .rows(&compared.diff)
        .map(|row| {
            let (has_old, has_new) = (
                row.old.is_some() && row.kind != RowKind::MovedTo,
                row.new.is_some() && row.kind != RowKind::MovedFrom,
            );
            let old = has_old.then(|| left.clause(&row));
            let new = has_new.then(|| right.clause(&row));
            let same = row.kind == RowKind::Equal;
            let cell = |name: String, clause: Option<AnyView>| match clause {
                Some(clause) => view! {
                    <div class="text">
                        {(!same).then(|| view! { <span class="side-label">{name}</span> })}
                        <div class="lines">{clause}</div>
                    </div>
                }
                .into_any(),
                None => view! { <div class="gap screen-only"></div> }.into_any(),
            };
            view! {
                <div class="pair" data-kind=if same { "same" } else { "changed" }>
                    {cell(old_name.clone(), old)}
                    {cell(new_name.clone(), new)}
                </div>
            }
            .into_any()
        })
        .collect();
    view! {
        <Coarse coarse=compared.diff.coarse />
        <div class="sides">
            <div class="sides-head" aria-hidden="true">
                <p>{old_name.clone()}</p>
                <p>{new_name.clone()}</p>
            </div>
            {pairs}
        </div>
        {part.said(&compared.diff, files.as_deref())}
    }
}

/// Every change in a sentence, linked to its place.
#[component]
pub fn ChangesInWords(
    /// What differs.
    mut diff: Diff,
) -> impl IntoView {
    let part = Part::of(&diff);
    let more = diff.changes.len() - part.changes as usize;
    diff.changes.truncate(part.changes as usize);
    let sentences = wording(&diff);
    let costs = costs(&diff, Switches::default());
    let items: Vec<AnyView> = diff
        .changes
        .iter()
        .zip(sentences)
        .zip(costs)
        .map(|((change, sentence), cost)| {
            let scope = scope(change);
            view! {
                <li>
                    <a href=format!("#ch{}", change.id)>{format!("Change {}", change.id)}</a>
                    ". "
                    {visible(&sentence)}
                    {domain::text::words::cost::said(cost.net())}
                    " "
                    <span class="quiet">{kind(change.kind, change.class)}</span>
                    {scope.map(|scope| view! { <br /> <strong>{scope}</strong> })}
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <h2 id="in-words" tabindex="-1">"Changes in words"</h2>
        <ol class="changes">{items}</ol>
        {(more > 0).then(|| view! { <p>{format!("{} more not listed here.", said::number(u32::try_from(more).unwrap_or(u32::MAX), "change"))}</p> })}
    }
}

fn kind(kind: ChangeKind, class: Class) -> &'static str {
    match (kind, class) {
        (ChangeKind::Move, _) => "Move.",
        (ChangeKind::Split, _) => "Paragraph split.",
        (ChangeKind::Join, _) => "Paragraphs joined.",
        (_, Class::Wording) => "Wording.",
        (_, Class::Figure) => "Figure.",
        (_, Class::Punctuation) => "Punctuation.",
        (_, Class::Spacing) => "Spacing.",
        (_, Class::Case) => "Capitals.",
        (_, Class::Numbering) => "Numbering.",
    }
}

/// The files in which the changes of a page can be taken away; the page's address with an ending.
#[component]
pub fn TrackedFiles(#[prop(into)] page: String) -> impl IntoView {
    view! {
        <p class="quiet">
            "Take this away as a word-processor file with tracked changes: "
            <a href=format!("{page}.docx")>"Word (.docx)"</a> ", "
            <a href=format!("{page}.odt")>"OpenDocument (.odt)"</a> "."
        </p>
    }
}

/// The counts as a sentence: "One word more: 2 changes of wording and 1 move."
pub fn counted(diff: &Diff) -> String {
    let Counts {
        wording,
        figure,
        punctuation,
        spacing,
        case,
        numbering,
        moved,
        split,
        joined,
    } = diff.counts;
    let parts: Vec<String> = [
        (wording, "change of wording", "changes of wording"),
        (figure, "change of figures", "changes of figures"),
        (punctuation, "of punctuation", "of punctuation"),
        (spacing, "of spacing", "of spacing"),
        (case, "of capitals", "of capitals"),
        (numbering, "of numbering", "of numbering"),
        (moved, "move", "moves"),
        (split, "paragraph split", "paragraphs split"),
        (joined, "join", "joins"),
    ]
    .into_iter()
    .filter(|(count, ..)| *count > 0)
    .map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many }))
    .collect();
    let words = match diff.words_delta {
        0 => "As many words as before".to_owned(),
        more if more > 0 => format!("{} more", said::number(more.unsigned_abs(), "word")),
        fewer => format!("{} fewer", said::number(fewer.unsigned_abs(), "word")),
    };
    match parts.split_last() {
        None => "Nothing differs.".to_owned(),
        Some((last, [])) => format!("{words}: {last}."),
        Some((last, others)) => format!("{words}: {} and {last}.", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::text::diff::diff;
    use domain::text::lines::{Layout, layout};

    fn compared(old: &str, new: &str) -> Compared {
        let (old, new) = (Canonical::of(old), Canonical::of(new));
        Compared {
            old_lines: layout(&old, Layout::default()),
            new_lines: layout(&new, Layout::default()),
            diff: diff(&old, &new),
            old,
            new,
        }
    }

    fn html(view: impl IntoView) -> String {
        view.into_view().to_html()
    }

    #[test]
    fn every_change_has_its_place_once() {
        let owner = Owner::new();
        owner.set();
        let texts = compared(
            "Conference notes five things.\n\nIt believes in care.\n\nIt asks for money.\n",
            "It asks for more money.\n\nConference notes six things.\n\nIt believes in care.\n\nThe end.\n",
        );
        for page in [
            html(view! { <Redline compared=texts.clone() old_name="1" new_name="2" /> }),
            html(view! { <SideBySide compared=texts.clone() old_name="1" new_name="2" /> }),
        ] {
            for change in &texts.diff.changes {
                assert_eq!(
                    page.matches(&format!("id=\"ch{}\"", change.id)).count(),
                    1,
                    "{} in {page}",
                    change.id
                );
            }
        }
    }

    #[test]
    fn a_change_that_cuts_a_tag_in_two_is_still_text() {
        let owner = Owner::new();
        owner.set();
        let texts = compared("a <b>bold</b> word\n", "a <script>bold</script> word\n");
        let page = html(view! { <Redline compared=texts old_name="1" new_name="2" /> });
        assert!(!page.contains("<script") && !page.contains("<b>"), "{page}");
    }

    #[test]
    fn counts_are_a_sentence() {
        let texts = compared("One two three.\n", "One two four.\n");
        assert_eq!(
            counted(&texts.diff),
            "As many words as before: 1 change of wording."
        );
    }

    #[test]
    fn a_page_shows_so_much_and_says_so() {
        let owner = Owner::new();
        owner.set();
        let text = |what: &str| -> String { (0..9).map(|n| format!("{what} number {n}.\n\n")).collect() };
        let texts = compared(&text("Old"), &text("New"));
        let part = Part::within(&texts.diff, 5);
        assert!(part.cut);
        let rows: usize = part.rows(&texts.diff).map(|row| row.runs.len()).sum();
        assert_eq!(rows, 5, "a row is cut where the runs end");
        let said = html(part.said(&texts.diff, Some("/a")));
        let all = texts.diff.changes.len();
        assert!(said.contains("href=\"/a.docx\""), "{said}");
        assert!(
            said.contains(&format!("the first {} of {all} changes", part.changes)),
            "{said}"
        );
        let whole = Part::of(&texts.diff);
        assert!(!whole.cut && whole.changes as usize == all);
        assert!(whole.said(&texts.diff, None).is_none());
    }

    #[test]
    fn a_very_long_comparison_is_bounded() {
        let owner = Owner::new();
        owner.set();
        let text = |what: &str| -> String { (0..20_000).map(|n| format!("{what}{n}\n\n")).collect() };
        let texts = compared(&text("a"), &text("b"));
        let page = html(view! { <Redline compared=texts.clone() old_name="1" new_name="2" /> });
        assert!(page.matches("<p class=\"clause").count() <= PIECES);
        assert!(page.contains("too long for one page"));
        let words = html(view! { <ChangesInWords diff=texts.diff.clone() /> });
        assert!(words.matches("<li>").count() <= PIECES && words.contains("not listed here"));
    }
}
