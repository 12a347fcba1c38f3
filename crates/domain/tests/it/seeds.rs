//! The documents that the group wrote, read from where they are kept.

use domain::text::canon::{Canonical, Kind};
use domain::text::import::import;
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
