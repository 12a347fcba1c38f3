use super::*;
use crate::text::diff::diff;

const TITLE: &str = "Buses that villages can rely on";

fn text() -> Canonical {
    Canonical::of(
        "Conference notes that one village in five has no bus on Sundays, and that research-active councils \
         which run their own buses carry more people for less money.\n\n\
         Conference believes that a bus is a “public service”, not a favor.\n\n\
         Conference calls on the next government to:\n\n\
         - give every council the power to run buses – and the money;\n\n\
         - restore 1,500 routes by 2030;\n\n\
         - set fares that a family can pay.\n",
    )
}

fn whole() -> String {
    format!("{TITLE}\n\n{}", text().as_str())
}

fn check(pasted: &str, expected: Sameness) -> Likeness {
    let text = text();
    let copy = Copy::read(pasted).mended(std::slice::from_ref(&text));
    let likeness = compare(&copy, TITLE, &text);
    // What was taken away may leave the text to the letter.
    let tidied = expected == Sameness::Layout && (!copy.tidied.is_empty() || copy.lines != pasted);
    assert!(
        likeness.sameness == expected || tidied && likeness.sameness == Sameness::Exact,
        "{likeness:?} {:?} {}\n{}",
        copy.tidied,
        copy.text(),
        copy.lines
    );
    likeness
}

/// What a printer or a mail program makes of it: lines of some 60 characters.
fn wrapped(text: &str, mut line: impl FnMut(usize, &str) -> String) -> String {
    let mut out = String::new();
    let mut n = 0;
    for paragraph in text.split('\n') {
        let mut rest = paragraph;
        while !rest.is_empty() {
            let cut = if rest.len() <= 60 {
                rest.len()
            } else {
                rest[..rest.floor_char_boundary(60)]
                    .rfind([' ', '-'])
                    .map_or(rest.len(), |at| at + 1)
            };
            n += 1;
            out.push_str(&line(n, rest[..cut].trim_end()));
            out.push('\n');
            rest = &rest[cut..];
        }
        out.push('\n');
    }
    out
}

#[test]
fn a_copy_to_the_letter_is_exact() {
    check(&whole(), Sameness::Exact);
    check(text().as_str(), Sameness::Exact);
    check(&whole().replace('\n', "\r\n"), Sameness::Exact);
    check(&format!("\u{feff}{}", whole()), Sameness::Exact);
}

#[test]
fn what_lays_a_copy_out_is_told_from_what_changes_it() {
    check(&whole().replace(['“', '”'], "\""), Sameness::Layout);
    check(&whole().replace(" – ", " - "), Sameness::Layout);
    check(&whole().replace("- ", "• "), Sameness::Exact);
    check(&whole().replace(' ', "\u{a0}"), Sameness::Layout);
    check(&wrapped(&whole(), |_, line| line.to_owned()), Sameness::Exact);
    check(
        &wrapped(&whole(), |n, line| format!("{n:>3}  {line}")),
        Sameness::Layout,
    );
    check(
        &wrapped(&whole(), |n, line| format!("> {n} {line}")),
        Sameness::Layout,
    );
    let fifth = |n: usize, line: &str| {
        if n.is_multiple_of(5) {
            format!("{n}  {line}")
        } else {
            line.to_owned()
        }
    };
    check(&wrapped(&whole(), fifth), Sameness::Layout);
    // Its title has no number, and a page ends in the middle of it.
    let numbered = wrapped(text().as_str(), |n, line| {
        let page = if n == 4 { "\nPage 1 of 2\n\n" } else { "" };
        format!("{n:>2}  {line}{page}")
    });
    check(&format!("{TITLE}\n\n{numbered}"), Sameness::Layout);
    check(&whole().to_uppercase(), Sameness::Words);
    check(&whole().replace(", and", " and"), Sameness::Words);
    check(&whole().replace("every council", "each council"), Sameness::Near);
    check(&whole().replace("1,500", "1,600"), Sameness::Near);
}

#[test]
fn words_broken_by_a_pdf_are_mended_as_the_text_writes_them() {
    check(
        &whole()
            .replace("research-active", "research-\nactive")
            .replace("government", "govern-\nment"),
        Sameness::Layout,
    );
    check(&whole().replace("money", "mo\u{ad}\nney"), Sameness::Layout);
    let copy = Copy::read("The party must re-\nstate what it said, or-\nderly.").mended(&[]);
    assert!(
        copy.lines.contains("restate\nwhat") && copy.lines.contains("orderly."),
        "{copy:?}"
    );
    assert_eq!(copy.tidied, [Tidied::Hyphens]);
}

#[test]
fn the_facts_under_our_files_are_no_part_of_the_text() {
    let hash = "0123456789abcdef".repeat(4);
    for separator in ["-- ", "--"] {
        let file = format!(
            "{}{separator}\nMotion, version 2\nStatus: current\nFingerprint (SHA-256): {hash}\nTo check this copy: sed …\n",
            whole()
        );
        check(&file, Sameness::Exact);
        let copy = Copy::read(&file);
        assert_eq!(
            (copy.fingerprint.as_deref(), copy.tidied.as_slice()),
            (Some(hash.as_str()), &[Tidied::Facts][..])
        );
    }
    // Two hyphens by themselves are somebody's own.
    assert!(
        Copy::read("One two three four.\n\n--\n\nFive six.")
            .tidied
            .is_empty()
    );
}

#[test]
fn lists_and_years_are_not_numbers_of_lines() {
    for typed in [
        "We ask for:\n\n1 care\n2 pay\n3 homes\n\nNow and for ever.\n\nAnd more.\n\nAnd again.",
        "1. care for all\n2. pay for all\n3. homes for all",
        "2019 was bad.\n2020 was worse.\nWe want better years than these.\nAnd soon.\nVery soon.",
    ] {
        assert_eq!(Copy::read(typed).tidied, [], "{typed}");
    }
}

#[test]
fn a_text_in_the_middle_of_others_is_found_and_cut_out() {
    let other = "The annual general meeting takes place in the town hall at seven. Apologies go to the secretary.\n\n";
    let agenda = format!("{}{}\n\n{}", other.repeat(40), whole(), other.repeat(40));
    let likeness = check(&agenda, Sameness::Near);
    assert!(
        likeness.of_text >= 950 && likeness.more_around && likeness.tells(),
        "{likeness:?}"
    );
    let copy = Copy::read(&agenda);
    let part = copy.part_of(&text());
    assert!(part.as_str().len() < text().as_str().len() + 100, "{part}");
    assert!(!diff(&text(), &part).coarse);
}

#[test]
fn a_passage_is_told_from_a_whole() {
    let passage = "Conference calls on the next government to: give every council the power to run buses – and the \
                   money; restore 1,500 routes by 2030;";
    let likeness = check(passage, Sameness::Near);
    assert!(likeness.is_part() && likeness.tells(), "{likeness:?}");
}

#[test]
fn another_title_is_said() {
    let likeness = check(&whole().replace(TITLE, "Buses for all of us"), Sameness::Exact);
    assert!(likeness.other_title);
    assert!(!check(&whole(), Sameness::Exact).other_title);
    assert!(!check(text().as_str(), Sameness::Exact).other_title);
    assert!(
        !check(
            &whole().replace(TITLE, &format!("{TITLE} (model resolution)")),
            Sameness::Exact
        )
        .other_title
    );
}

#[test]
fn among_thousands_of_texts_the_right_one_is_looked_at() {
    let made = |n: u32| {
        let words: Vec<String> = (0..200)
            .map(|w| format!("w{}", (w * 7919 + n * 104_729) % 100_003))
            .collect();
        Canonical::of(&words.join(" "))
    };
    let mut index = Index::default();
    for n in 0..3_000 {
        index.add(n, "", &made(n));
    }
    index.add(3_000, TITLE, &text());
    index.settle();
    assert_eq!(index.nearest(&Copy::read(&whole().to_uppercase()), 3)[0], 3_000);
    assert_eq!(index.nearest(&Copy::read(made(41).as_str()), 1), [41]);
    let nothing = Copy::read("Nobody has ever written quite this sentence anywhere before today.");
    assert!(index.nearest(&nothing, 3).is_empty());
    assert!(Index::default().nearest(&nothing, 3).is_empty());
}

#[test]
fn of_many_versions_the_likest_comes_first() {
    let first = text();
    let second = Canonical::of(&first.as_str().replace("1,500", "1,800"));
    let third = Canonical::of(&second.as_str().replace("family", "household"));
    let other = Canonical::of("Something else altogether, which is about trains and not about roads.");
    let texts = [&first, &second, &other, &third, &second].map(|text| (TITLE, text));
    let found = likest(&Copy::read(&second.as_str().replace(['“', '”'], "'")), &texts, 4);
    assert_eq!((found[0].0, found[0].1.sameness), (4, Sameness::Layout));
    assert_eq!(found[1].0, 1);
    assert!(found.iter().all(|(n, _)| *n != 2), "{found:?}");
}

#[test]
fn figures_never_round_a_difference_away() {
    assert_eq!(
        (
            in_hundred(999, true),
            in_hundred(1000, false),
            in_hundred(344, true)
        ),
        (99, 100, 34)
    );
}

#[test]
fn a_long_comparison_is_cut_between_paragraphs() {
    let old: Vec<String> = (0..50)
        .map(|n| format!("Paragraph number {n} says this."))
        .collect();
    let new: Vec<String> = (0..50)
        .map(|n| format!("Paragraph number {n} says that."))
        .collect();
    let mut diff = diff(
        &Canonical::of(&old.join("\n\n")),
        &Canonical::of(&new.join("\n\n")),
    );
    assert!(!shorten(&mut diff, 100, 100_000));
    assert_eq!(diff.changes.len(), 50);
    assert!(shorten(&mut diff, 10, 100_000));
    assert_eq!((diff.rows.len(), diff.changes.len()), (10, 10));
    assert!(shorten(&mut diff, 10, 100));
    assert!(diff.rows.len() < 4 && !diff.rows.is_empty());
}

#[test]
fn what_nobody_writes_is_read_all_the_same() {
    let text = text();
    for hostile in [
        String::new(),
        "\n".repeat(1_000_000),
        "x".repeat(1_000_000),
        "x ".repeat(500_000),
        "1 \n".repeat(100_000),
        ">".repeat(300_000) + "\n" + &">".repeat(300_000),
        "--\nPublished by ".repeat(50_000),
        "-\na".repeat(100_000),
        "a\u{301}\u{200b}".repeat(100_000),
        (0..100_000).map(|n| format!("{n} line\n")).collect(),
        whole().repeat(500),
    ] {
        let copy = Copy::read(&hostile).mended(std::slice::from_ref(&text));
        let likeness = compare(&copy, TITLE, &text);
        assert!(likeness.alike <= 1000 && likeness.of_copy <= 1000 && likeness.of_text <= 1000);
        let _ = likest(&copy, &[(TITLE, &text)], 4);
        let part = copy.part_of(&text);
        assert!(part.as_str().len() <= hostile.len() * 2 + 10);
    }
}

fn ranked(copy: &str, texts: &[Canonical]) -> Vec<(usize, Likeness)> {
    let texts: Vec<(&str, &Canonical)> = texts.iter().map(|text| ("", text)).collect();
    likest(&Copy::read(copy), &texts, 12)
}

#[test]
fn noise_does_not_hide_the_version() {
    let first = "Conference notes that profits rise each year while the wages of care workers stand still. Conference believes that care is a right. Conference calls on the Government to fund it.";
    let second = first
        .replace("profits", "dividends")
        .replace("a right", "a public service");
    let third = second.replace("fund it", "fund it in full by 2030");
    let versions: Vec<Canonical> = [first, &second, &third, "Something else altogether."]
        .into_iter()
        .map(Canonical::of)
        .collect();
    let scanned = second
        .to_uppercase()
        .replace("WAGES", "WAQES")
        .replace(". ", ".\n\n");
    let found = ranked(&scanned, &versions);
    assert_eq!((found[0].0, found[0].1.sameness), (1, Sameness::Near));
    assert!(found[0].1.alike > 900);
    assert!(found.iter().all(|(n, _)| *n != 3));
    assert_eq!(ranked(&second, &versions)[0].1.sameness, Sameness::Exact);
    assert_eq!(
        ranked(&second.to_uppercase(), &versions)[0].1.sameness,
        Sameness::Words
    );
    assert!(ranked("anything", &[]).is_empty());
}

#[test]
fn one_of_many_texts_is_found() {
    let text = |n: u32| {
        let words: Vec<String> = (0..200)
            .map(|w| format!("w{}", (w * 7919 + n * 104_729) % 1000))
            .collect();
        Canonical::of(&words.join(" "))
    };
    let texts: Vec<Canonical> = (0..60).map(text).collect();
    let copy = texts[41].as_str().replacen("w1 ", "x ", 3);
    assert_eq!(ranked(&copy, &texts)[0].0, 41);
}
