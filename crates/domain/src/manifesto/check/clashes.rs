//! One figure that is said of two things, or of two spans of years.

use std::collections::{BTreeMap, BTreeSet};

use super::{Entry, Kind, Notes, Page, Place, Source};
use crate::manifesto::figures::Figure;
use crate::manifesto::prose::words;
use crate::text::canon::offset;

/// So many places of one figure are compared with each other.
const MOST: usize = 24;

/// Tells each entry of the others with the same figure.
pub(super) fn link(ledger: &mut [Entry]) {
    for places in by_key(ledger).into_values() {
        for n in &places {
            // A figure that stands everywhere needs no list of everywhere.
            ledger[*n].also = places
                .iter()
                .filter(|other| *other != n)
                .take(MOST)
                .map(|n| offset(*n))
                .collect();
        }
    }
}

fn by_key(ledger: &[Entry]) -> BTreeMap<String, Vec<usize>> {
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (n, entry) in ledger.iter().enumerate() {
        places.entry(entry.figure.key.clone()).or_default().push(n);
    }
    places.retain(|_, places| places.len() > 1);
    places
}

pub(super) fn check(notes: &mut Notes, pages: &[Page<'_>], ledger: &[Entry]) {
    for (key, places) in by_key(ledger) {
        let telling: Vec<&Entry> = places
            .iter()
            .map(|n| &ledger[*n])
            .filter(|entry| entry.figure.telling)
            .take(MOST)
            .collect();
        let topics: Vec<BTreeSet<String>> = telling.iter().map(|entry| topics(&entry.figure)).collect();
        let mut told: BTreeSet<(Kind, String, String)> = BTreeSet::new();
        for (n, a) in telling.iter().enumerate() {
            for (m, b) in telling.iter().enumerate().skip(n + 1) {
                let (one, other) = (&a.figure, &b.figure);
                if a.place.source == b.place.source && one.sentence == other.sentence {
                    continue;
                }
                let shared = topics[n].intersection(&topics[m]);
                let clash = if differ(&one.counted, &other.counted) {
                    // What is counted is what differs, so it is not what they have in common.
                    let mut shared = shared.filter(|word| **word != one.counted && **word != other.counted);
                    shared
                        .next()
                        .is_some()
                        .then(|| (Kind::FigureMeaning, one.counted.clone(), other.counted.clone()))
                } else if one.years.is_some()
                    && other.years.is_some()
                    && digits(&one.base) != digits(&other.base)
                {
                    let same = one.counted == other.counted && !one.counted.is_empty();
                    (same || shared.count() > 0)
                        .then(|| (Kind::FigureBase, one.base.clone(), other.base.clone()))
                } else {
                    None
                };
                let Some((kind, mut first, mut second)) = clash else {
                    continue;
                };
                if first > second {
                    std::mem::swap(&mut first, &mut second);
                }
                if told.insert((kind, first.clone(), second.clone())) {
                    note(notes, pages, (a, b), kind, &[&key, &first, &second]);
                }
            }
        }
    }
}

fn note(notes: &mut Notes, pages: &[Page<'_>], (a, b): (&Entry, &Entry), kind: Kind, parts: &[&str]) {
    // The section is where it can be mended.
    let (here, there) = match (a.place.source, b.place.source) {
        (Source::Other(_), Source::Section(_)) => (b, a),
        _ => (a, b),
    };
    let says = |figure: &Figure, other: &Figure| match kind {
        Kind::FigureMeaning => format!(
            "{} is said of {} here, and of {} elsewhere.",
            figure.shown, figure.counted, other.counted
        ),
        _ => format!(
            "{} is {} here, and {} elsewhere.",
            figure.shown, figure.base, other.base
        ),
    };
    let id = |place: Place| {
        pages
            .iter()
            .find(|page| page.source == place.source)
            .map_or("", |page| page.id)
    };
    let mut parts = parts.to_vec();
    let mut ids = [id(here.place), id(there.place)];
    ids.sort_unstable();
    parts.extend(ids);
    notes.add(
        kind,
        here.place,
        &here.figure.shown,
        says(&here.figure, &there.figure),
        vec![there.place],
        &parts,
    );
}

fn differ(one: &str, other: &str) -> bool {
    !one.is_empty() && !other.is_empty() && one != other
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Long words that any sentence on public affairs may hold.
const STOCK: &[&str] = &[
    "according",
    "authorities",
    "authority",
    "billion",
    "children",
    "conservative",
    "councils",
    "country",
    "currently",
    "during",
    "estimated",
    "families",
    "funding",
    "government",
    "include",
    "includes",
    "including",
    "increase",
    "increased",
    "labour",
    "million",
    "minister",
    "national",
    "number",
    "numbers",
    "people",
    "percent",
    "policy",
    "public",
    "report",
    "reported",
    "section",
    "service",
    "services",
    "should",
    "social",
    "support",
    "workers",
];

/// The words by which a sentence says what it is about.
fn topics(figure: &Figure) -> BTreeSet<String> {
    words(&figure.sentence)
        .iter()
        .map(|word| word.base().to_lowercase())
        .filter(|word| word.chars().count() > 5)
        .filter(|word| word.chars().all(char::is_alphabetic) && !STOCK.contains(&word.as_str()))
        .collect()
}
