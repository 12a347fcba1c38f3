//! The documents that the group wrote, read from where they are kept.

use domain::text::canon::{Canonical, Kind};
use domain::text::diff::{ChangeKind, Counts, diff, summary};
use domain::text::import::import;
use domain::text::lines::Layout;
use domain::text::typed::amend;
use domain::text::wording::{Style, tell};
use domain::text::words::{count, profile, words, words_of};

pub(crate) fn lines(file: &str, from: usize, to: usize) -> Option<String> {
    let text = std::fs::read_to_string(crate::shared(&format!("seeds/{file}"))?).expect("the seed is UTF-8");
    Some(
        text.lines()
            .skip(from - 1)
            .take(to - from + 1)
            .map(|line| format!("{line}\n"))
            .collect(),
    )
}

pub(crate) const LETTER: &str = "000_b826e835983feb09.txt";
pub(crate) const MANIFESTO: &str = "004_a3cc954a7ac4a876.txt";

#[test]
fn model_resolution_has_the_words_it_states() {
    let Some(text) = lines(LETTER, 51, 84) else { return };
    let import = import(&text);
    assert_eq!(import.stated_words, Some(246));
    let title = import.title.expect("the first line is a title");
    assert_eq!(words(&title), 4);
    assert!(!title.contains("model"));
    let labour = profile("labour-conference").expect("it is built in");
    let count = count(labour, &title, &import.text);
    assert_eq!((count.words, count.limit, count.over), (246, Some(250), 0));
    let items = import
        .text
        .paragraphs()
        .iter()
        .filter(|p| p.kind == Kind::Item { level: 1 })
        .count();
    assert_eq!(items, 8);
    assert!(!import.text.as_str().contains('\u{a0}'));
}

#[test]
fn naive_count_is_named_as_disputed() {
    let Some(text) = lines(LETTER, 54, 81) else { return };
    let labour = profile("labour-conference").expect("it is built in");
    let count = count(labour, "", &Canonical::of(&text));
    assert_eq!(count.words, 246);
    assert_eq!(
        (count.strictest.words, count.strictest.rule.as_str()),
        (254, "spaces")
    );
    assert_eq!(count.disputed.iter().filter(|word| word.token == "-").count(), 8);
    assert!(
        count
            .disputed
            .iter()
            .any(|word| word.token.starts_with("2018-19") && word.counts["split"] == 2)
    );
    let sum = |rule: &str| {
        246 + count
            .disputed
            .iter()
            .map(|word| i64::from(word.counts[rule]) - i64::from(word.counts["A"]))
            .sum::<i64>()
    };
    assert_eq!(
        ["A", "spaces", "ascii-spaces", "uax29", "split", "word-characters"].map(sum),
        [246, 254, 253, 247, 247, 249]
    );
}

#[test]
fn composite_is_counted_without_its_markers() {
    let Some(text) = lines(LETTER, 159, 207) else {
        return;
    };
    assert_eq!(words_of(&Canonical::of(&text)), 939);
    let import = import(&text);
    assert_eq!(
        words_of(&import.text) + import.title.map_or(0, |title| words(&title)),
        939
    );
    let numbers: Vec<_> = import
        .text
        .paragraphs()
        .iter()
        .filter(|p| p.marker.contains('.'))
        .map(|p| p.marker.trim().to_owned())
        .collect();
    assert_eq!(
        numbers,
        [
            "1.", "2.", "3.", "4.", "5.", "6.", "7.", "8.", "1.", "2.", "3.", "4.", "5.", "6."
        ]
    );
    assert!(
        import
            .text
            .paragraphs()
            .iter()
            .any(|p| p.text.ends_with("notes:"))
    );
}

#[test]
fn manifesto_is_counted() {
    let Some(text) = lines(MANIFESTO, 64, 128) else {
        return;
    };
    // One of its headings bears a typed number, which is a marker and no word.
    assert_eq!(words_of(&Canonical::of(&text)) + 1, 3525);
    assert_eq!(Canonical::of(&text).paragraphs().len(), 65);
}

/// Pair A: the same text at two times, with a heading that has moved.
#[test]
fn two_texts_of_the_campaign() {
    let (Some(old), Some(new)) = (lines(MANIFESTO, 46, 63), lines(MANIFESTO, 129, 146)) else {
        return;
    };
    let (old, new) = (Canonical::of(&old), Canonical::of(&new));
    let diff = diff(&old, &new);
    assert_eq!(
        diff.counts,
        Counts {
            wording: 2,
            moved: 1,
            spacing: 5,
            ..Counts::default()
        }
    );
    assert_eq!(diff.words_delta, 7);
    let moved = diff
        .changes
        .iter()
        .find(|change| change.kind == ChangeKind::Move)
        .expect("one has moved");
    let scope = moved.scope.as_ref().expect("its scope has changed");
    assert_eq!((scope.gained.len(), scope.lost.len()), (0, 8));
    assert_eq!(
        summary(&diff),
        "+7 words, 2 wording changes, 1 move, 5 spacing changes"
    );
}

/// What is told of real texts can be typed, and is told change by change.
#[test]
fn real_texts_are_told_and_typed() {
    let pairs = [
        (MANIFESTO, (46, 63), (129, 146)),
        (MANIFESTO, (66, 70), (71, 75)),
        (MANIFESTO, (39, 39), (128, 128)),
        (LETTER, (54, 81), (159, 207)),
        (LETTER, (116, 120), (162, 166)),
    ];
    for (file, from, to) in pairs {
        let (Some(old), Some(new)) = (lines(file, from.0, from.1), lines(file, to.0, to.1)) else {
            return;
        };
        let (old, new) = (Canonical::of(&old), Canonical::of(&new));
        let diff = diff(&old, &new);
        for style in [Style::Line, Style::Clause] {
            let told = tell(&diff, style);
            assert!(!told.is_empty());
            let typed: Vec<&str> = told.iter().map(|told| told.text.as_str()).collect();
            assert_eq!(
                amend(&old, Layout::default(), &typed.join("\n")).as_ref(),
                Ok(&new),
                "{}",
                typed.join("\n")
            );
            // One instruction for all is what comes of texts that have nothing in common.
            let kept = diff.rows.iter().any(|row| row.old.is_some() && row.new.is_some());
            assert_eq!(told.len() > 1, kept);
        }
    }
}

/// Pair B: a list of commitments and the headings that repeat it in capitals.
#[test]
fn commitments_and_their_headings() {
    let pick = |numbers: [usize; 5]| {
        numbers
            .into_iter()
            .map(|n| lines(MANIFESTO, n, n))
            .collect::<Option<Vec<_>>>()
    };
    let (Some(list), Some(headings)) = (pick([66, 67, 68, 69, 70]), pick([71, 75, 82, 103, 117])) else {
        return;
    };
    let diff = diff(
        &Canonical::of(&list.join("\n")),
        &Canonical::of(&headings.join("\n")),
    );
    assert_eq!(
        diff.counts,
        Counts {
            wording: 1,
            case: 5,
            numbering: 1,
            ..Counts::default()
        }
    );
}

/// Pair C: descriptions of the group, written anew each time.
#[test]
fn descriptions_are_not_shredded() {
    let of = |n| lines(MANIFESTO, n, n).map(|text| Canonical::of(&text));
    let (Some(first), Some(second), Some(third)) = (of(1), of(39), of(128)) else {
        return;
    };
    assert_eq!(diff(&first, &second).changes.len(), 1);
    assert_eq!(diff(&first, &third).changes.len(), 1);
    // Nearly all of the shorter one is kept here, in long runs.
    assert!(diff(&second, &third).counts.wording <= 6);
}

/// Pair D: an answer pasted twice, and a line that differs in a no-break space only.
#[test]
fn invisible_differences_are_told() {
    let (Some(old), Some(new)) = (lines(LETTER, 116, 120), lines(LETTER, 162, 166)) else {
        return;
    };
    let answer = diff(&Canonical::of(&old), &Canonical::of(&new));
    assert_eq!(
        answer.counts,
        Counts {
            wording: 1,
            punctuation: 1,
            ..Counts::default()
        }
    );
    let (Some(old), Some(new)) = (lines(LETTER, 3, 3), lines(LETTER, 7, 7)) else {
        return;
    };
    let space = diff(&Canonical::of(&old), &Canonical::of(&new));
    assert_eq!(space.counts.wording, 0);
    assert_eq!(space.counts.spacing, 1);
}
