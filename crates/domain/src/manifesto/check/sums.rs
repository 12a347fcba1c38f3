//! Parts that a text says make up a total, and do not.

use super::{Entry, Kind, Notes, Page};
use crate::manifesto::figures::{Figure, plain};

/// Words between a total and its parts.
const SPLITS: &[&str] = &[
    " split",
    " divided",
    " made up of ",
    " consisting of ",
    " comprising ",
    " broken down ",
];

/// Words between parts and their total.
const TOTALS: &[&str] = &[
    "a total of ",
    "totalling ",
    "adding up to ",
    "adds up to ",
    "add up to ",
    "making ",
];

/// So many figures before "this total" may be what it totals.
const BEFORE: usize = 8;

pub(super) fn check(notes: &mut Notes, pages: &[Page<'_>], ledger: &[Entry]) {
    let mut first = 0;
    while first < ledger.len() {
        let place = ledger[first].place;
        // The same sentence twice in a row starts over.
        let same = |pair: &&[Entry]| {
            let (one, next) = (&pair[0], &pair[1]);
            one.place.source == next.place.source
                && one.figure.sentence == next.figure.sentence
                && one.figure.within < next.figure.within
        };
        let count = ledger[first..].windows(2).take_while(same).count() + 1;
        let sentence = &ledger[first..first + count];
        if let Some((entry, says)) = clash(sentence, before(ledger, first)) {
            let page = pages.iter().find(|page| page.source == place.source);
            let id = page.map_or("", |page| page.id);
            let figure = &entry.figure;
            notes.add(
                Kind::Sum,
                entry.place,
                &figure.shown,
                says,
                Vec::new(),
                &[id, &figure.sentence],
            );
        }
        first += count;
    }
}

/// The last figures of the same text before a sentence.
fn before(ledger: &[Entry], first: usize) -> &[Entry] {
    let source = ledger[first].place.source;
    let own = ledger[..first]
        .iter()
        .rev()
        .take(BEFORE)
        .take_while(|entry| entry.place.source == source)
        .count();
    &ledger[first - own..first]
}

fn clash<'a>(sentence: &'a [Entry], before: &[Entry]) -> Option<(&'a Entry, String)> {
    let text = &sentence.first()?.figure.sentence;
    // Byte places stay the same, as only ASCII letters change.
    let lower = text.to_ascii_lowercase();
    let at: Vec<usize> = sentence
        .iter()
        .map(|entry| entry.figure.within as usize)
        .collect();
    if let Some(cue) = SPLITS.iter().filter_map(|cue| lower.find(cue)).min() {
        let parts = sentence
            .iter()
            .zip(&at)
            .filter(|(_, at)| **at > cue)
            .map(|(entry, _)| entry);
        let whole = at.iter().rposition(|at| *at < cue).map(|n| &sentence[n]);
        let parts: Vec<&Entry> = parts.collect();
        if let Some(whole) = whole {
            return compared(whole, &parts);
        }
        let total = ["this total", "the total", "that total", "this sum"]
            .iter()
            .any(|start| lower.starts_with(start));
        return total.then(|| unnamed(&parts, before)).flatten();
    }
    let cue = TOTALS
        .iter()
        .filter_map(|cue| lower.find(cue).map(|found| found + cue.len()))
        .min()?;
    let n = at
        .iter()
        .position(|at| *at >= cue)
        .filter(|n| at[*n] - cue <= 6)?;
    let whole = &sentence[n];
    let (early, late) = (&sentence[..n], &sentence[n + 1..]);
    let end = at[n] + whole.figure.shown.len();
    let parts = if early.len() > 1 {
        early
    } else if early.is_empty() && text[end..].trim_start().starts_with([':', '–', '—']) {
        late
    } else {
        return None;
    };
    compared(whole, &parts.iter().collect::<Vec<_>>())
}

fn is_alike(a: &Figure, b: &Figure) -> bool {
    a.unit == b.unit && !a.unit.is_empty()
}

/// The sum of some figures, and by how much rounding may have changed it; round parts are taken to be exact.
fn total(parts: &[&Entry]) -> (u128, u128) {
    parts.iter().fold((0, 0), |(sum, slack), entry| {
        let figure = &entry.figure;
        let rounded = figure.unit == "%" || figure.shown.contains('.');
        let slack: u128 = slack + if rounded { figure.half_place } else { 0 };
        (figure.thousandths.saturating_add(sum), slack)
    })
}

fn compared<'a>(whole: &'a Entry, parts: &[&'a Entry]) -> Option<(&'a Entry, String)> {
    let figure = &whole.figure;
    if parts.len() < 2 || parts.iter().any(|part| !is_alike(&part.figure, figure)) {
        return None;
    }
    let (sum, slack) = total(parts);
    (sum.abs_diff(figure.thousandths) > slack + figure.half_place).then(|| {
        (
            whole,
            format!(
                "The parts come to {}, not to {}.",
                shown(sum, figure),
                figure.shown
            ),
        )
    })
}

/// "This total is split …", where the figures before it are what it totals.
fn unnamed<'a>(parts: &[&'a Entry], before: &[Entry]) -> Option<(&'a Entry, String)> {
    let first = *parts.first()?;
    if parts.len() < 2 || parts.iter().any(|part| !is_alike(&part.figure, &first.figure)) {
        return None;
    }
    let (sum, slack) = total(parts);
    let alike: Vec<&Entry> = before
        .iter()
        .filter(|entry| is_alike(&entry.figure, &first.figure))
        .collect();
    let fits = (0..alike.len()).any(|n| {
        let (other, more) = total(&alike[n..]);
        sum.abs_diff(other) <= slack + more
    });
    (alike.len() > 1 && !fits).then(|| {
        let says = format!(
            "The parts come to {}; the figures before them do not.",
            shown(sum, &first.figure)
        );
        (first, says)
    })
}

/// A sum in the unit of a figure.
fn shown(thousandths: u128, like: &Figure) -> String {
    let scales = [(1_000_000_000_000, " billion"), (1_000_000_000, " million")];
    let (scale, name) = scales
        .into_iter()
        .find(|(scale, _)| thousandths >= *scale)
        .map_or((1, ""), |(scale, name)| (scale / 1_000, name));
    let value = plain(thousandths / scale);
    match like.unit.as_str() {
        "%" => format!("{value}%"),
        sign @ ("£" | "$" | "€") => format!("{sign}{value}{name}"),
        _ => format!("{value}{name}"),
    }
}
