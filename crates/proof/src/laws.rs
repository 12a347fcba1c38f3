//! What must hold of any input.
//!
//! Each function takes an input and panics where a law does not hold.
#![expect(
    clippy::missing_panics_doc,
    reason = "to panic is how a broken law is told; the module says so"
)]

use domain::text::anchor::{Placed, anchor_line, place};
use domain::text::canon::Canonical;
use domain::text::clauses::{carry, first_ids};
use domain::text::diff::{self, Diff, RowKind, RunKind};
use domain::text::import::{Import, import};
use domain::text::lines::{Layout, layout, line_at};
use domain::text::merge::{self, Merge, Outcome, Rebase};
use domain::text::typed::amend;
use domain::text::wording::{Style, Told, spoken, tell, wording};
use domain::text::words::{count, profiles, words_of};

use crate::texts;

/// A law: a function that takes an input and panics where something does not hold.
pub type Law = fn(&[u8]);

/// The laws by the names of their fuzz targets.
pub const LAWS: [(&str, Law); 4] = [
    ("canon", canon),
    ("diff", diff),
    ("merge", merge),
    ("wording", wordings),
];

/// Longer inputs are left out: they find nothing that shorter ones do not, only more slowly.
pub const LONGEST: usize = 1 << 16;

/// So many sides are merged at once.
const SIDES: usize = 4;

/// Canonical text, import, lines and words.
pub fn canon(input: &[u8]) {
    if input.len() > LONGEST {
        return;
    }
    for typed in texts(input) {
        let text = Canonical::of(&typed);
        is_canonical(&text);
        lines(&text, 80);
        lines(&text, 7);
        for profile in profiles() {
            let count = count(profile, "", &text);
            assert!(
                count.strictest.words >= count.words,
                "the strictest count is the highest"
            );
        }
        let Import { text, repairs, .. } = import(&typed);
        is_canonical(&text);
        assert!(
            repairs.iter().all(|repair| !repair.to_string().is_empty()),
            "a repair can be told"
        );
        let again = import(&format!("Untitled text.\n\n{text}"));
        let third = import(again.text.as_str());
        assert!(
            again.title.is_none() && third.text == again.text,
            "what was imported stays as it is"
        );
    }
}

fn is_canonical(text: &Canonical) {
    let shown = text.as_str();
    assert_eq!(&Canonical::of(shown), text, "canonical text stays as it is");
    assert!(
        shown.lines().all(|line| line.trim_end() == line),
        "no line ends in space"
    );
    assert!(
        shown.is_empty() || shown.ends_with('\n') && !shown.ends_with("\n\n"),
        "one line feed ends a text"
    );
    let mut end = 0;
    for paragraph in text.paragraphs() {
        assert_eq!(
            paragraph.start,
            if end == 0 { 0 } else { end + 2 },
            "paragraphs leave nothing out"
        );
        assert_eq!(
            &shown[paragraph.body as usize..paragraph.end as usize],
            paragraph.text,
            "a paragraph is where it says"
        );
        end = paragraph.end;
    }
    assert_eq!(
        end as usize,
        shown.trim_end_matches('\n').len(),
        "the last paragraph ends the text"
    );
    let json = serde_json::to_string(text).expect("text can be written");
    assert_eq!(
        &serde_json::from_str::<Canonical>(&json).expect("text can be read"),
        text
    );
}

fn lines(text: &Canonical, width: u16) {
    let lines = layout(text, Layout { width, algorithm: 1 });
    let mut end = 0;
    for (n, line) in (1..).zip(&lines) {
        assert_eq!(line.n, n, "lines are numbered in order");
        assert!(
            line.start >= end && line.end >= line.start,
            "lines follow each other"
        );
        end = line.end;
    }
    let mut before = 1;
    for (at, _) in text.as_str().char_indices() {
        let n = line_at(&lines, u32::try_from(at).expect("texts are short"));
        assert!(
            n >= before && n as usize <= lines.len(),
            "every character is on a line, in order"
        );
        before = n;
    }
}

/// Differences between the first two texts.
pub fn diff(input: &[u8]) {
    if input.len() > LONGEST {
        return;
    }
    let [old, new] = first(input);
    let there = differ(&old, &new);
    let back = differ(&new, &old);
    assert_eq!(
        there.words_delta, -back.words_delta,
        "what comes one way goes the other way"
    );
    assert!(
        diff::diff(&old, &old).is_same(),
        "a text does not differ from itself"
    );
    anchors(&old, &new);
}

fn first<const N: usize>(input: &[u8]) -> [Canonical; N] {
    let mut texts = texts(input).into_iter();
    std::array::from_fn(|_| Canonical::of(&texts.next().unwrap_or_default()))
}

fn differ(old: &Canonical, new: &Canonical) -> Diff {
    let diff = diff::diff(old, new);
    assert_eq!(
        diff.is_same(),
        old == new,
        "there is no change exactly when the texts are the same"
    );
    let marks = diff::marks(&diff);
    assert_eq!(
        unwrapped(&marks, ("{+", "+}"), ("[-", "-]")),
        old.as_str(),
        "without what is new: the old text"
    );
    assert_eq!(
        unwrapped(&marks, ("[-", "-]"), ("{+", "+}")),
        new.as_str(),
        "without what is gone: the new text"
    );
    let rows = |keep, not| {
        let text = side(&diff, keep, not).join("\n\n");
        if text.is_empty() { text } else { text + "\n" }
    };
    assert_eq!(
        rows(RunKind::Deleted, RowKind::MovedTo),
        old.as_str(),
        "the rows hold the old text"
    );
    assert_eq!(
        rows(RunKind::Inserted, RowKind::MovedFrom),
        new.as_str(),
        "the rows hold the new text"
    );
    let words = i64::from(words_of(new)) - i64::from(words_of(old));
    assert_eq!(i64::from(diff.words_delta), words, "words are counted alike");
    for (n, change) in (1..).zip(&diff.changes) {
        assert_eq!(change.id, n, "changes are numbered in order");
        assert!(
            change.old.is_some() || change.new.is_some(),
            "a change is of something"
        );
        assert!(
            diff.rows.iter().any(|row| row.changes.contains(&n)),
            "a change is in a row"
        );
        for (side, text) in [(&change.old, old), (&change.new, new)] {
            let Some(side) = side else { continue };
            let span = &text.as_str()[side.start as usize..side.end as usize];
            assert!(span.contains(&side.text), "a change is where it says");
        }
    }
    let said: Vec<String> = wording(&diff).into_iter().chain(spoken(&diff)).collect();
    assert_eq!(said.len(), diff.changes.len() * 2, "every change can be said");
    assert!(
        said.iter().all(|said| !said.trim().is_empty()),
        "every change is said"
    );
    assert!(!diff::summary(&diff).is_empty());
    let json = serde_json::to_string(&diff).expect("a difference can be written");
    assert_eq!(
        serde_json::from_str::<Diff>(&json).expect("a difference can be read"),
        diff
    );
    diff
}

/// Takes out one kind of mark and unwraps the other, as a reader of the format would.
fn unwrapped(marks: &str, out: (&str, &str), keep: (&str, &str)) -> String {
    let mut text = String::new();
    let mut rest = marks;
    while let Some((at, kept)) = [(rest.find(out.0), false), (rest.find(keep.0), true)]
        .into_iter()
        .filter_map(|(at, kept)| Some((at?, kept)))
        .min()
    {
        text.push_str(&rest[..at]);
        let body = &rest[at + 2..];
        let end = body
            .find(if kept { keep.1 } else { out.1 })
            .expect("a mark is closed");
        if kept {
            text.push_str(&body[..end]);
        }
        rest = &body[end + 2..];
    }
    text + rest
}

fn side(diff: &Diff, keep: RunKind, not: RowKind) -> Vec<String> {
    let rows = diff.rows.iter().filter(|row| row.kind != not);
    let rows = rows.filter(|row| {
        if keep == RunKind::Inserted {
            row.new.is_some()
        } else {
            row.old.is_some()
        }
    });
    rows.map(|row| {
        let runs = row
            .runs
            .iter()
            .filter(|run| run.kind == RunKind::Equal || run.kind == keep);
        runs.map(|run| run.text.as_str()).collect()
    })
    .collect()
}

/// Anchors of the first lines stay in the text they were made on, and go somewhere in the next.
fn anchors(old: &Canonical, new: &Canonical) {
    let ids = first_ids(old);
    let next = carry(old, &ids, new, &mut 10_000);
    assert_eq!(next.len(), new.paragraphs().len(), "every clause has a name");
    for line in layout(old, Layout::default()).iter().take(8) {
        let anchor = anchor_line(old, &ids, line.n, Layout::default()).expect("the line is there");
        for (text, ids) in [(old, &ids), (new, &next)] {
            if let Placed::At {
                paragraph,
                start,
                end,
                confidence,
            } = place(&anchor, text, ids)
            {
                assert!(
                    (paragraph as usize) < ids.len() && confidence <= 100,
                    "an anchor is on a clause"
                );
                assert!(
                    text.as_str().get(start as usize..end as usize).is_some(),
                    "an anchor is on words"
                );
            } else {
                assert!(
                    text != old || anchor.quote.is_empty(),
                    "an anchor stays where nothing changed"
                );
            }
        }
    }
}

/// Merge and rebase: the first text is the base, the others are amendments of it.
pub fn merge(input: &[u8]) {
    if input.len() > LONGEST {
        return;
    }
    let mut sides: Vec<Canonical> = texts(input)
        .iter()
        .take(SIDES + 1)
        .map(|text| Canonical::of(text))
        .collect();
    let base = sides.remove(0);
    if sides.is_empty() {
        sides.push(Canonical::of(""));
    }
    let all = merged(&base, &sides);
    for side in &sides {
        let one = merged(&base, std::slice::from_ref(side));
        assert_eq!(one.outcome, Outcome::Clean, "one amendment clashes with nothing");
        assert!(one.flags.is_empty(), "one amendment touches nothing");
        assert_eq!(&one.text, side, "one amendment merges to itself");
        let twice = merged(&base, &[side.clone(), side.clone()]);
        assert_eq!(
            (&twice.text, twice.outcome),
            (side, Outcome::Clean),
            "the same twice is the same"
        );
        assert!(
            twice.changes.iter().all(|change| change.by == [1, 2]),
            "both are named"
        );
        assert_eq!(
            &rebased(&base, side, &base).text,
            side,
            "onto the same base nothing changes"
        );
        assert_eq!(
            &rebased(&base, &base, side).text,
            side,
            "no change leaves the new base"
        );
        let again = rebased(&base, side, side);
        let already = if *side == base {
            Outcome::Clean
        } else {
            Outcome::Already
        };
        assert_eq!(
            (&again.text, again.outcome),
            (side, already),
            "what is there already is said to be"
        );
    }
    let [a, b, ..] = sides.as_slice() else { return };
    let ab = if sides.len() == 2 {
        all
    } else {
        merged(&base, &sides[..2])
    };
    let ba = merged(&base, &[b.clone(), a.clone()]);
    assert_eq!(ab.outcome, ba.outcome, "amendments clash whichever comes first");
    let onto = rebased(&base, b, a);
    assert_eq!(
        onto.outcome == Outcome::Clash,
        ab.outcome == Outcome::Clash,
        "rebase and merge are one rule"
    );
    if ab.outcome == Outcome::Clean && ab.flags.is_empty() {
        assert_eq!(ab.text, ba.text, "amendments that do not meet commute");
        assert_eq!(onto.text, ab.text, "rebase and merge make the same text");
    }
}

fn merged(base: &Canonical, sides: &[Canonical]) -> Merge {
    let merge = merge::merge(base, sides);
    is_canonical(&merge.text);
    assert_eq!(
        merge.outcome == Outcome::Clash,
        !merge.clashes.is_empty(),
        "a clash is a value"
    );
    let known = 1..=u32::try_from(sides.len()).expect("there are few sides");
    let by = merge.changes.iter().map(|change| &change.by);
    let by = by.chain(merge.flags.iter().map(|flag| &flag.by));
    let by = by.chain(
        merge
            .clashes
            .iter()
            .flat_map(|clash| clash.sides.iter().map(|side| &side.by)),
    );
    for by in by {
        assert!(
            !by.is_empty() && by.iter().all(|by| known.contains(by)),
            "amendments are named by number"
        );
    }
    let json = serde_json::to_string(&merge).expect("a merge can be written");
    assert_eq!(
        serde_json::from_str::<Merge>(&json).expect("a merge can be read"),
        merge
    );
    merge
}

fn rebased(base: &Canonical, amended: &Canonical, onto: &Canonical) -> Rebase {
    let rebase = merge::rebase(base, amended, onto);
    is_canonical(&rebase.text);
    assert_eq!(
        rebase.outcome == Outcome::Clash,
        !rebase.clashes.is_empty(),
        "a clash is a value"
    );
    let json = serde_json::to_string(&rebase).expect("a rebase can be written");
    assert_eq!(
        serde_json::from_str::<Rebase>(&json).expect("a rebase can be read"),
        rebase
    );
    rebase
}

/// Typed wording: the first text is amended as the second says; then as the wording of their
/// difference says, which makes the second of the first.
pub fn wordings(input: &[u8]) {
    if input.len() > LONGEST {
        return;
    }
    let mut texts = texts(input).into_iter();
    let text = Canonical::of(&texts.next().unwrap_or_default());
    let typed = texts.next().unwrap_or_default();
    let new = Canonical::of(&typed);
    let diff = diff::diff(&text, &new);
    for typed in [&typed, &wording(&diff).join("\n")] {
        match amend(&text, Layout::default(), typed) {
            Ok(amended) => is_canonical(&amended),
            Err(refusal) => assert!(!refusal.to_string().trim().is_empty(), "a refusal says why"),
        }
    }
    for style in [Style::Line, Style::Clause] {
        let told = tell(&diff, style);
        let typed = told.iter().map(Told::with_cost).collect::<Vec<_>>().join("\n");
        let amended = amend(&text, Layout::default(), &typed);
        assert_eq!(amended.as_ref(), Ok(&new), "what is told can be typed:\n{typed}");
        let words: i32 = told.iter().map(|told| told.words).sum();
        assert_eq!(words, diff.words_delta, "costs add up");
    }
    assert_eq!(
        amend(&text, Layout::default(), ""),
        Ok(text),
        "nothing typed changes nothing"
    );
}
