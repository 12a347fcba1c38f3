//! Laws that hold for any input.

use domain::text::canon::Canonical;
use domain::text::import::import;
use domain::text::lines::{Layout, layout, line_at};
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

proptest! {
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
        let again = import(&rest.text.to_string());
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
        for (at, _) in text.as_str().char_indices() {
            let n = line_at(&lines, at as u32);
            prop_assert!(n >= 1 && n as usize <= lines.len());
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
