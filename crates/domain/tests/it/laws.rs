//! Laws that hold for any input.

use domain::text::anchor::{Placed, anchor_line, place};
use domain::text::canon::Canonical;
use domain::text::clauses::{carry, first_ids};
use domain::text::diff::{self, Diff, RowKind, RunKind};
use domain::text::import::import;
use domain::text::lines::{Layout, layout, line_at};
use domain::text::merge::{FlagKind, Merge, Outcome, Rebase, merge, rebase};
use domain::text::typed::amend;
use domain::text::wording::{Style, Told, spoken, tell, tell_with, wording};
use domain::text::words::cost::{costs, total};
use domain::text::words::{Limits, Profile, Switches, count, words, words_of};
use proptest::prelude::*;

/// Text made of what gives text engines trouble.
fn typed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z]{1,9}",
        2 => prop::sample::select(vec![
            "Conference", "notes:", "£1,234", "2018-19", "26%", "well-being", "don’t", "don't", "–", "...", "(a)", "1.", "2.", "-", "•", "a)",
            "#", "##", "[-", "-]", "{+", "+}", "e\u{301}", "\u{a0}", "\u{200b}", "\u{202e}", "\u{ad}", "👩‍👩‍👧", "\u{301}", "ﬁ", "12", "words",
        ]).prop_map(str::to_owned),
        3 => prop::sample::select(vec![" ", "  ", "\n", "\n\n", "\r\n", "\t", "\n- ", "\n  - ", ". ", ", "]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(|c| c.to_string()),
    ];
    prop::collection::vec((piece, prop::bool::weighted(0.7)), 0..60).prop_map(|pieces| {
        pieces
            .into_iter()
            .map(|(piece, space)| if space { piece + " " } else { piece })
            .collect()
    })
}

/// A motion-like text: paragraphs of a few words each, many of them alike.
fn motion() -> impl Strategy<Value = Vec<String>> {
    let word = prop::sample::select(vec![
        "Conference",
        "notes",
        "believes",
        "that",
        "the",
        "workers",
        "care",
        "of",
        "and",
        "£1,234",
        "five",
        "15",
        "2030",
        "well-being",
        "don’t",
        "Government",
        "national",
        "service",
        "is",
        "to",
        "fund",
        "it",
        "children",
        "by",
        "all",
    ]);
    let mark = prop_oneof![8 => Just(""), 1 => Just(","), 1 => Just("."), 1 => Just(":")];
    let paragraph = (
        prop_oneof![5 => Just(""), 1 => Just("- "), 1 => Just("1. "), 1 => Just("## ")],
        prop::collection::vec((word, mark), 1..14),
    )
        .prop_map(|(marker, words)| {
            let words: Vec<_> = words
                .into_iter()
                .map(|(word, mark)| format!("{word}{mark}"))
                .collect();
            format!("{marker}{}", words.join(" "))
        });
    prop::collection::vec(paragraph, 0..9)
}

fn joined(paragraphs: &[String]) -> Canonical {
    Canonical::of(&paragraphs.join("\n\n"))
}

/// A text and an edited copy.
pub(super) fn edited() -> impl Strategy<Value = (Canonical, Canonical)> {
    let edit = (
        0_u8..11,
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        "[a-z]{2,8}",
    );
    (motion(), prop::collection::vec(edit, 0..6)).prop_map(|(old, edits)| {
        let mut new = old.clone();
        for (kind, at, to, word) in edits {
            if new.is_empty() {
                new.push(word);
                continue;
            }
            let n = at.index(new.len());
            let mut words: Vec<String> = new[n].split(' ').map(str::to_owned).collect();
            let w = to.index(words.len());
            match kind {
                0 => words[w].clone_from(&word),
                1 => words.insert(w, word.clone()),
                2 => drop(words.remove(w)),
                3 => words[w] = words[w].to_uppercase(),
                4 => words[w] = format!("{}\n\n{}", word, words[w]),
                _ => {}
            }
            new[n] = words.join(" ");
            match kind {
                5 => {
                    let paragraph = new.remove(n);
                    let place = to.index(new.len() + 1);
                    new.insert(place, paragraph);
                }
                6 => drop(new.remove(n)),
                7 => new.insert(n, format!("{word} stands here now")),
                9 => new.truncate(n),
                10 => new.insert(n, format!("- {word} stands here now\n  - and {word} under it")),
                8 if n + 1 < new.len() => {
                    let next = new.remove(n + 1);
                    new[n] = format!("{} {next}", new[n]);
                }
                _ => {}
            }
        }
        (joined(&old), joined(&new))
    })
}

/// Any two texts: edited copies, unrelated ones, strange ones.
fn two() -> impl Strategy<Value = (Canonical, Canonical)> {
    prop_oneof![
        4 => edited(),
        1 => (motion(), motion()).prop_map(|(old, new)| (joined(&old), joined(&new))),
        2 => (typed(), typed()).prop_map(|(old, new)| (Canonical::of(&old), Canonical::of(&new))),
    ]
}

/// A text and two edited copies.
pub(super) fn three() -> impl Strategy<Value = (Canonical, Canonical, Canonical)> {
    several(2, true).prop_map(|(base, mut sides)| {
        let b = sides.remove(1);
        (base, sides.remove(0), b)
    })
}

/// A text and so many edited copies, in which paragraphs move or stay where they are.
fn several(copies: usize, moves: bool) -> impl Strategy<Value = (Canonical, Vec<Canonical>)> {
    let distinct = prop::collection::btree_set("[a-e]{1,3}", 3..12)
        .prop_map(|words| words.into_iter().collect::<Vec<_>>().join(" "));
    let edit = (
        0_u8..5,
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        "[k-z]{2,8}",
    );
    let edits = prop::collection::vec(prop::collection::vec(edit, 0..3), copies);
    (prop::collection::vec(distinct, 1..6), edits).prop_map(move |(base, all)| {
        let side = |edits: Vec<(u8, prop::sample::Index, prop::sample::Index, String)>| {
            let mut side = base.clone();
            for (kind, at, to, word) in edits {
                if side.is_empty() {
                    continue;
                }
                let n = at.index(side.len());
                let mut words: Vec<String> = side[n].split(' ').map(str::to_owned).collect();
                match kind {
                    0 => {
                        let w = to.index(words.len());
                        words[w] = word;
                    }
                    1 => words.insert(to.index(words.len() + 1), word),
                    2 => {
                        side.insert(n, format!("{word} stands here now"));
                        continue;
                    }
                    3 if !moves => continue,
                    3 => {
                        let paragraph = side.remove(n);
                        side.insert(to.index(side.len() + 1), paragraph);
                        continue;
                    }
                    _ => {
                        side.remove(n);
                        continue;
                    }
                }
                side[n] = words.join(" ");
            }
            joined(&side)
        };
        (joined(&base), all.into_iter().map(side).collect())
    })
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
        let close = if kept { keep.1 } else { out.1 };
        let body = &rest[at + 2..];
        let end = body.find(close).expect("a mark is closed");
        if kept {
            text.push_str(&body[..end]);
        }
        rest = &body[end + 2..];
    }
    text + rest
}

fn side(diff: &Diff, kind: RunKind, not: RowKind) -> Vec<String> {
    let rows = diff.rows.iter().filter(|row| row.kind != not);
    let rows = rows.filter(|row| match kind {
        RunKind::Inserted => row.new.is_some(),
        _ => row.old.is_some(),
    });
    rows.map(|row| {
        row.runs
            .iter()
            .filter(|run| run.kind == RunKind::Equal || run.kind == kind)
            .map(|run| run.text.as_str())
            .collect()
    })
    .collect()
}

/// Found by generated input: both sides move the last paragraph to another place, and one of them moves more.
#[test]
fn moves_in_an_order_that_no_text_tells_are_flagged() {
    let base = Canonical::of("a aa ab b c d\n\na b c\n\na aa b c\n\na aa ab b ba c d e\n");
    let a = Canonical::of("a aa ab b ba c d e\n\na b c\n\na aa ab b c d\n\na aa b c\n");
    let b = Canonical::of("a aa ab b c d\n\na aa ab b ba c d e\n\na b c\n\na aa b c\n");
    for sides in [[a.clone(), b.clone()], [b, a]] {
        let merged = merge(&base, &sides);
        assert_eq!(merged.outcome, Outcome::Clean);
        assert!(
            merged
                .flags
                .iter()
                .any(|flag| flag.kind == FlagKind::Order && flag.by == [1, 2])
        );
    }
}

proptest! {
    #[test]
    fn marks_unwrap_to_both_texts((old, new) in two()) {
        let marks = diff::marks(&diff::diff(&old, &new));
        prop_assert_eq!(unwrapped(&marks, ("{+", "+}"), ("[-", "-]")), old.as_str());
        prop_assert_eq!(unwrapped(&marks, ("[-", "-]"), ("{+", "+}")), new.as_str());
    }

    #[test]
    fn rows_hold_both_texts((old, new) in two()) {
        let diff = diff::diff(&old, &new);
        let end = |text: String| if text.is_empty() { text } else { text + "\n" };
        prop_assert_eq!(end(side(&diff, RunKind::Inserted, RowKind::MovedFrom).join("\n\n")), new.as_str());
        prop_assert_eq!(end(side(&diff, RunKind::Deleted, RowKind::MovedTo).join("\n\n")), old.as_str());
        prop_assert_eq!(diff.is_same(), old == new);
        prop_assert_eq!(i64::from(diff.words_delta), i64::from(words_of(&new)) - i64::from(words_of(&old)));
        for (n, change) in diff.changes.iter().enumerate() {
            prop_assert_eq!(change.id as usize, n + 1);
            prop_assert!(change.old.is_some() || change.new.is_some());
            prop_assert!(diff.rows.iter().any(|row| row.changes.contains(&change.id)));
            for (side, text) in [(&change.old, &old), (&change.new, &new)] {
                if let Some(side) = side {
                    prop_assert!(text.as_str()[side.start as usize..side.end as usize].contains(&side.text));
                }
            }
        }
    }

    #[test]
    fn one_amendment_merges_to_itself((base, amended) in two()) {
        let merged = merge(&base, std::slice::from_ref(&amended));
        prop_assert_eq!(&merged.text, &amended);
        prop_assert_eq!(merged.outcome, Outcome::Clean);
        prop_assert!(merged.flags.is_empty());
        let twice = merge(&base, &[amended.clone(), amended.clone()]);
        prop_assert_eq!(&twice.text, &amended);
        prop_assert!(twice.changes.iter().all(|change| change.by == [1, 2]));
        prop_assert_eq!(rebase(&base, &amended, &base).text, amended.clone());
        let other = rebase(&base, &base, &amended);
        prop_assert_eq!((other.outcome, other.text), (Outcome::Clean, amended.clone()));
        let again = rebase(&base, &amended, &amended);
        prop_assert_eq!(again.text, amended.clone());
        prop_assert_eq!(again.outcome, if base == amended { Outcome::Clean } else { Outcome::Already });
    }

    #[test]
    fn independent_amendments_commute((base, a, b) in three()) {
        let ab = merge(&base, &[a.clone(), b.clone()]);
        let ba = merge(&base, &[b.clone(), a.clone()]);
        prop_assert_eq!(ab.outcome, ba.outcome);
        let onto = rebase(&base, &a, &b);
        prop_assert_eq!(onto.outcome == Outcome::Clash, ab.outcome == Outcome::Clash);
        if ab.outcome == Outcome::Clean && ab.flags.is_empty() {
            prop_assert_eq!(&ab.text, &ba.text);
            prop_assert_eq!(&onto.text, &ab.text);
            let shared: Vec<_> = ab.changes.iter().filter(|change| change.by.len() > 1).collect();
            if shared.is_empty() {
                let count = |text: &Canonical| i64::from(words_of(text));
                prop_assert_eq!(count(&ab.text), count(&a) + count(&b) - count(&base));
            }
        }
    }

    #[test]
    fn merging_and_rebasing_commute((base, mut sides) in several(3, false)) {
        // A text does not tell which of two equal paragraphs stayed, nor which of two moved past the other.
        let told: std::collections::BTreeSet<_> = base.paragraphs().iter().map(|paragraph| paragraph.text).collect();
        prop_assume!(told.len() == base.paragraphs().len());
        // What comes behind a paragraph and what comes before it end up in one place when that paragraph goes:
        // then no text tells which of them is first.
        let comes = sides.iter().any(|side| side.paragraphs().iter().any(|paragraph| paragraph.text.ends_with("now")));
        let goes = sides.iter().any(|side| {
            let changes = merge(&base, std::slice::from_ref(side)).changes;
            changes.iter().any(|change| change.new.is_empty() && told.contains(change.old.trim()))
        });
        if comes && goes {
            return Ok(());
        }
        let newbase = sides.remove(2);
        let merged = merge(&base, &sides);
        let merged_first = rebase(&base, &merged.text, &newbase);
        let rebased: Vec<_> = sides.iter().map(|side| rebase(&base, side, &newbase)).collect();
        let all_together = merge(&base, &[newbase.clone(), sides[0].clone(), sides[1].clone()]);
        let calm = merged.flags.is_empty() && merged_first.flags.is_empty() && all_together.flags.is_empty()
            && rebased.iter().all(|rebase| rebase.outcome != Outcome::Clash && rebase.flags.is_empty())
            && [merged.outcome, merged_first.outcome, all_together.outcome].iter().all(|outcome| *outcome != Outcome::Clash);
        if calm {
            let texts: Vec<_> = rebased.into_iter().map(|rebase| rebase.text).collect();
            let rebased_first = merge(&newbase, &texts);
            prop_assert_eq!(&all_together.text, &merged_first.text);
            // What stood around a paragraph that goes may now stand in one place, and says so.
            prop_assume!(rebased_first.flags.is_empty());
            prop_assert_eq!(&rebased_first.text, &merged_first.text);
            prop_assert_ne!(rebased_first.outcome, Outcome::Clash);
        }
    }

    #[test]
    fn clashes_can_be_written_and_read((base, mut sides) in several(3, true)) {
        let merged = merge(&base, &sides);
        prop_assert_eq!(merged.outcome == Outcome::Clash, !merged.clashes.is_empty());
        let json = serde_json::to_string(&merged).unwrap();
        prop_assert_eq!(serde_json::from_str::<Merge>(&json).unwrap(), merged);
        let newbase = sides.remove(2);
        let rebased = rebase(&base, &sides[0], &newbase);
        prop_assert_eq!(rebased.outcome == Outcome::Clash, !rebased.clashes.is_empty());
        let json = serde_json::to_string(&rebased).unwrap();
        prop_assert_eq!(serde_json::from_str::<Rebase>(&json).unwrap(), rebased);
    }

    #[test]
    fn anchors_follow_through_versions(first in motion(), edits in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), "[a-z]{2,8}"), 1..7)) {
        // One paragraph is never touched, wherever it goes; the others change as they will.
        let mut versions = vec!["Here stands what somebody said about the harbour wall.".to_owned()];
        versions.extend(first);
        let text = joined(&versions);
        let mut ids = first_ids(&text);
        let anchor = anchor_line(&text, &ids, 1, Layout::default()).expect("there is a line");
        let (mut before, mut next) = (text, 1000);
        for (n, to, word) in edits {
            let n = n.index(versions.len());
            let paragraph = versions.remove(n);
            let paragraph = if paragraph.starts_with("Here stands") { paragraph } else { format!("{paragraph} {word}") };
            versions.insert(to.index(versions.len() + 1), paragraph);
            let after = joined(&versions);
            ids = carry(&before, &ids, &after, &mut next);
            let place = place(&anchor, &after, &ids);
            let Placed::At { start, end, confidence, .. } = place else {
                return Err(TestCaseError::fail(format!("lost in {after}")));
            };
            prop_assert_eq!(&after.as_str()[start as usize..end as usize], &anchor.quote);
            prop_assert_eq!(confidence, 100);
            before = after;
        }
    }

    #[test]
    fn anchors_on_any_words_go_somewhere(versions in prop::collection::vec(typed(), 2..6), line in any::<prop::sample::Index>()) {
        let mut before = Canonical::of(&versions[0]);
        let mut ids = first_ids(&before);
        let lines = layout(&before, Layout::default());
        if lines.is_empty() {
            return Ok(());
        }
        let anchor = anchor_line(&before, &ids, line.get(&lines).n, Layout::default()).expect("the line is there");
        let mut next = 1000;
        for version in &versions[1..] {
            let after = Canonical::of(version);
            ids = carry(&before, &ids, &after, &mut next);
            if let Placed::At { paragraph, start, end, confidence } = place(&anchor, &after, &ids) {
                let paragraph = after.paragraphs()[paragraph as usize];
                prop_assert!(paragraph.start <= start && start <= end && end <= paragraph.end);
                prop_assert!(after.as_str().get(start as usize..end as usize).is_some() && confidence <= 100);
            }
            before = after;
        }
    }

    #[test]
    fn anchors_stay_or_are_told_to_be_gone((old, new) in two(), line in any::<prop::sample::Index>()) {
        let ids = first_ids(&old);
        let lines = layout(&old, Layout::default());
        if !lines.is_empty() {
            let line = line.get(&lines);
            let anchor = anchor_line(&old, &ids, line.n, Layout::default()).expect("the line is there");
            if !anchor.quote.is_empty() {
                let here = place(&anchor, &old, &ids);
                let sure = matches!(here, Placed::At { paragraph, confidence: 80.., .. } if paragraph == line.paragraph);
                prop_assert!(sure, "{:?} {:?}", anchor, here);
            }
            let next = carry(&old, &ids, &new, &mut 1000);
            if let Placed::At { paragraph, start, end, confidence } = place(&anchor, &new, &next) {
                prop_assert!((paragraph as usize) < next.len() && confidence <= 100 && start <= end);
                prop_assert!(new.as_str().get(start as usize..end as usize).is_some());
            }
        }
    }

    #[test]
    fn clauses_keep_their_names((old, new) in two()) {
        let ids = first_ids(&old);
        let mut next = 1000;
        prop_assert_eq!(carry(&old, &ids, &old, &mut next), ids.clone());
        prop_assert_eq!(next, 1000);
        let carried = carry(&old, &ids, &new, &mut next);
        prop_assert_eq!(carried.len(), new.paragraphs().len());
        let mut seen: Vec<_> = carried.clone();
        seen.sort();
        seen.dedup();
        prop_assert_eq!(seen.len(), carried.len());
    }

    #[test]
    fn every_change_has_a_wording((old, new) in two()) {
        let diff = diff::diff(&old, &new);
        let all = wording(&diff).into_iter().chain(spoken(&diff));
        prop_assert!(all.clone().all(|said| !said.is_empty()));
        prop_assert_eq!(all.count(), diff.changes.len() * 2);
        // Whatever is typed is an amended text or a refusal, and never a panic.
        let _ = amend(&old, Layout::default(), &wording(&diff).join("\n"));
        let _ = amend(&new, Layout::default(), old.as_str());
    }

    #[test]
    fn what_is_told_can_be_typed((old, new) in two(), width in prop::sample::select(vec![80_u16, 20])) {
        let layout = Layout { width, ..Layout::default() };
        let diff = diff::diff_with(&old, &new, layout, layout);
        for style in [Style::Line, Style::Clause] {
            let told = tell_with(&diff, style, layout, Switches::default());
            let typed: Vec<String> = told.iter().map(Told::with_cost).collect();
            let typed = typed.join("\n");
            prop_assert_eq!(amend(&old, layout, &typed), Ok(new.clone()), "{}", typed);
            let mut changes: Vec<u32> = told.iter().flat_map(|told| told.changes.clone()).collect();
            changes.sort();
            changes.dedup();
            prop_assert_eq!(changes, (1..=diff.changes.len() as u32).collect::<Vec<_>>());
            let words: i32 = told.iter().map(|told| told.words).sum();
            prop_assert_eq!(words, diff.words_delta);
        }
    }

    #[test]
    fn mistyped_wording_is_an_answer_or_a_refusal((old, new) in two(), (at, length) in (any::<prop::sample::Index>(), 0_usize..6), style in prop::bool::ANY) {
        let style = if style { Style::Line } else { Style::Clause };
        let told = tell(&diff::diff(&old, &new), style);
        let mut typed: Vec<char> = told.iter().flat_map(|told| told.text.chars().chain(['\n'])).collect();
        let from = at.index(typed.len() + 1);
        let to = (from + length).min(typed.len());
        typed.drain(from..to);
        let typed: String = typed.into_iter().collect();
        for text in [&old, &new] {
            if let Err(refusal) = amend(text, Layout::default(), &typed) {
                prop_assert!(refusal.to_string().ends_with('.'), "{}", refusal);
            }
        }
    }

    #[test]
    fn costs_add_up_to_the_difference((old, new) in two(), on in any::<[bool; 6]>()) {
        let [headings, markers, hyphen, slash, dash, numbers] = on;
        let diff = diff::diff(&old, &new);
        for switches in [Switches::default(), Switches { title: false, headings, markers, hyphen, slash, dash, numbers }] {
            let sum: i64 = costs(&diff, switches).iter().map(|cost| i64::from(cost.net())).sum();
            prop_assert_eq!(sum, i64::from(total(&new, switches)) - i64::from(total(&old, switches)));
            let rule = Profile::own("Own", Limits::default(), switches);
            prop_assert_eq!(total(&new, switches), count(&rule, "", &new).words);
        }
    }

    #[test]
    fn edited_words_can_be_typed_as_they_are_said(words in prop::collection::btree_set("[a-m]{3,8}", 6..40), edits in prop::collection::vec((0_u8..3, any::<prop::sample::Index>(), "[n-z]{3,8}"), 1..4)) {
        let words: Vec<String> = words.into_iter().collect();
        let mut new = words.clone();
        for (kind, at, word) in edits {
            let n = at.index(new.len());
            match kind {
                0 => new[n] = word,
                1 => new.insert(n, word),
                _ if new.len() > 4 => drop(new.remove(n)),
                _ => {}
            }
        }
        let (old, new) = (Canonical::of(&words.join(" ")), Canonical::of(&new.join(" ")));
        let typed = wording(&diff::diff(&old, &new)).join("\n");
        prop_assert_eq!(amend(&old, Layout::default(), &typed), Ok(new), "{}", typed);
    }

    #[test]
    fn moving_a_paragraph_is_one_move(paragraphs in prop::collection::btree_set("[a-z]{4,8} [a-z]{4,8} [a-z]{4,8}", 2..8), from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()) {
        let old: Vec<String> = paragraphs.into_iter().collect();
        let mut new = old.clone();
        let paragraph = new.remove(from.index(old.len()));
        new.insert(to.index(old.len()), paragraph);
        let diff = diff::diff(&joined(&old), &joined(&new));
        prop_assert_eq!(diff.counts.moved, u32::from(old != new));
        prop_assert_eq!(diff.changes.len(), usize::from(old != new));
    }

    #[test]
    fn canonical_text_stays_as_it_is(typed in typed()) {
        let text = Canonical::of(&typed);
        prop_assert_eq!(Canonical::of(text.as_str()), text.clone());
        prop_assert!(text.as_str().lines().all(|line| line.trim_end() == line));
        prop_assert!(text.is_empty() || text.as_str().ends_with('\n'));
    }

    #[test]
    fn canonical_text_keeps_every_word(typed in "[a-z£0-9,.’ \n\u{a0}\t]{0,200}") {
        // Typed numbers at the start of a line become markers, which are no words of the text.
        let kept: String = Canonical::of(&typed).as_str().split_whitespace().collect();
        let was: String = typed.split_whitespace().collect();
        prop_assert_eq!(kept, was);
    }

    #[test]
    fn paragraphs_cover_the_text(typed in typed()) {
        let text = Canonical::of(&typed);
        let mut end = 0;
        for paragraph in text.paragraphs() {
            prop_assert_eq!(paragraph.start, if end == 0 { 0 } else { end + 2 });
            prop_assert_eq!(&text.as_str()[paragraph.body as usize..paragraph.end as usize], paragraph.text);
            prop_assert!(!paragraph.text.is_empty());
            end = paragraph.end;
        }
        prop_assert_eq!(end as usize, text.as_str().trim_end_matches('\n').len());
    }

    #[test]
    fn imported_text_imports_to_itself(typed in typed()) {
        let first = import(&typed);
        let rest = import(&format!("Untitled text.\n\n{}", first.text));
        prop_assert!(rest.title.is_none());
        let again = import(rest.text.as_str());
        prop_assert_eq!(again.text, rest.text);
    }

    #[test]
    fn lines_cover_the_text_in_order(typed in typed(), width in 1_u16..40) {
        let text = Canonical::of(&typed);
        let lines = layout(&text, Layout { width, algorithm: 1 });
        let mut before = None;
        for (n, line) in lines.iter().enumerate() {
            prop_assert_eq!(line.n as usize, n + 1);
            prop_assert_eq!(&text.as_str()[line.start as usize..line.end as usize], &line.text);
            prop_assert!(before.is_none_or(|before| before <= line.start));
            before = Some(line.end);
        }
        let mut reached = 1;
        for (at, _) in text.as_str().char_indices() {
            let n = line_at(&lines, at as u32);
            prop_assert!(n >= reached && n as usize <= lines.len());
            // And back: the line that holds a place starts at or before it, and the next one after it.
            prop_assert!(lines[n as usize - 1].start as usize <= at);
            prop_assert!(lines.get(n as usize).is_none_or(|next| next.start as usize > at));
            reached = n;
        }
        let shown: String = lines.iter().flat_map(|line| line.text.split_whitespace()).collect();
        let all: String = text.as_str().split_whitespace().collect();
        prop_assert_eq!(shown, all);
    }

    #[test]
    fn no_count_is_higher_than_the_strictest(typed in typed(), title in "[a-z -]{0,20}") {
        let text = Canonical::of(&typed);
        let profile = Profile::own("Own", Limits::default(), Switches::default());
        let count = count(&profile, &title, &text);
        prop_assert_eq!(count.words, words_of(&text));
        prop_assert!(count.strictest.words >= count.words);
        prop_assert_eq!(count.title.words, words(&title));
    }
}
