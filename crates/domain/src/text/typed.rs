//! Typed amendment wording becomes an amended text.
//!
//! The forms are those that [`wording`](super::wording) writes, with the variants that people type.
//! All instructions name places in the text as it stands, whatever the others do; what several put
//! in one place stands in the order in which they were typed. An instruction has a place and an
//! action, in either order:
//!
//! | place | |
//! |---|---|
//! | `line 7`, `lines 7–9` | numbered lines |
//! | `Believes 2`, `Believes 2.1`, `Believes 2–4` | clauses under a label, by [name](super::clauses::names) |
//! | `third bullet`, `bullet 3`, `last bullet of 'Care'`, `item 2 of paragraph 4` | items of a list |
//! | `paragraph 3`, `last paragraph`, `heading 'Care'` | prose, headings |
//! | `after 'these words'`, `the second 'word'` | words, in a place or in the whole text |
//! | `at end`, `at the start of 'Believes'` | the edges of the text, or of a part of it |
//!
//! | action | |
//! |---|---|
//! | `delete 'a'`, `delete from 'a' to 'b'`, `delete lines 7–9`, `delete all after 'a'` | … and `insert 'b'` |
//! | `replace 'a' with 'b'`, `for 'a' substitute 'b'`, `replace Believes 2 with 'b'` | |
//! | `after 'a' insert 'b'`, `insert 'b' before 'a'`, `after line 9 insert 'b'`, `add at end: 'b'` | |
//! | `move lines 1–3 to after line 7`, `split the paragraph at line 5 after 'a'`, `join lines 4–7` | |
//! | `insert the marker '-'`, `renumber '1' as '2'`, `raise the level of the item` | |
//!
//! Quotation marks are straight or curly, single or double. A place that is not there, or is there
//! more than once, is refused with what is nearest and what to type.

use thiserror::Error;

use super::canon::{Canonical, marker};
use super::lines::Layout;
use page::Page;
use plan::Plan;

mod lex;
pub(super) mod page;
mod parse;
pub(super) mod plan;
mod target;

/// Why an instruction was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// It has none of the known forms.
    #[error("“{0}” is not understood. Try: Line 7: delete ‘these words’, insert ‘those words’.")]
    NotUnderstood(String),
    /// The text has no such line.
    #[error("There is no line {line}: the text has {last} line{}.", if *.last == 1 { "" } else { "s" })]
    NoSuchLine {
        /// The line asked for.
        line: u32,
        /// The last line there is.
        last: u32,
    },
    /// The text has no such clause.
    #[error("There is no {said}: {nearest}.")]
    NoSuchClause {
        /// The clause asked for.
        said: String,
        /// What there is.
        nearest: String,
    },
    /// Several clauses are called this.
    #[error("There is more than one {said}: say which, as in “{try_this}”.")]
    Several {
        /// The clause asked for.
        said: String,
        /// A name that means the first of them alone.
        try_this: String,
    },
    /// The words are not where they should be.
    #[error("‘{words}’ is not {place}{}{}.", elsewhere(.found, .place), near(.nearest.as_deref()))]
    NotThere {
        /// The words.
        words: String,
        /// Where they were looked for.
        place: String,
        /// The lines on which they are.
        found: Vec<u32>,
        /// The words there that are nearest to them.
        nearest: Option<String>,
    },
    /// The words are there more than once.
    #[error("‘{words}’ is {place} {times} times{}.", which(.words, .lines))]
    Ambiguous {
        /// The words.
        words: String,
        /// Where they were looked for.
        place: String,
        /// How often they are there.
        times: u32,
        /// The lines on which they are, where none was named.
        lines: Vec<u32>,
    },
    /// A paragraph cannot be put inside another.
    #[error(
        "Line {line} is inside the paragraph of lines {from} to {to}: name its last line, or the words to insert after."
    )]
    Inside {
        /// The line named.
        line: u32,
        /// The first line of the paragraph.
        from: u32,
        /// The last line of the paragraph.
        to: u32,
    },
    /// There is no such space after the words.
    #[error("There is no such space after ‘{0}’.")]
    NoSuchSpace(String),
    /// The item or heading has another mark.
    #[error("The mark on line {line} is not ‘{sign}’ but ‘{there}’.")]
    NoSuchMarker {
        /// The mark that was typed.
        sign: String,
        /// The line.
        line: u32,
        /// Its mark, or nothing.
        there: String,
    },
    /// Nothing comes after the words.
    #[error("The paragraph ends after ‘{0}’: there is nothing to split.")]
    NothingToSplit(String),
    /// Two instructions change the same words.
    #[error("Two of the instructions change the same words, ‘{0}’.")]
    Overlap(String),
}

fn lines(found: &[u32]) -> String {
    match found {
        [] => String::new(),
        [line] => format!("line {line}"),
        [lines @ .., last] => {
            let lines: Vec<String> = lines.iter().map(u32::to_string).collect();
            format!("lines {} and {last}", lines.join(", "))
        }
    }
}

fn elsewhere(found: &[u32], place: &str) -> String {
    match found {
        [] if place == "in the text" => String::new(),
        [] => "; they are not in the text".to_owned(),
        found => format!("; they are on {}", lines(found)),
    }
}

fn near(words: Option<&str>) -> String {
    words
        .map(|words| format!("; the nearest there is ‘{words}’"))
        .unwrap_or_default()
}

fn which(words: &str, found: &[u32]) -> String {
    match found {
        [] => format!(": say which, as in “the second ‘{words}’”"),
        [first, ..] => format!(", on {}: say which, as in “in line {first}”", lines(found)),
    }
}

/// Why something cannot be done.
pub(super) enum Fail {
    /// The instruction has no known form.
    NotUnderstood,
    Refused(Refusal),
}

/// Makes the changes that typed wording asks for, one instruction a line.
///
/// ```
/// # use domain::text::{canon::Canonical, lines::Layout, typed::amend};
/// let text = Canonical::of("Pay the profits out.\n\nConference believes:\n\n1. care is free\n2. pay is low");
/// let typed = "In line 1, replace “profits” with “dividends”\nBelieves 2: after 'pay' insert 'of carers'";
/// let amended = amend(&text, Layout::default(), typed).unwrap();
/// assert!(amended.as_str().starts_with("Pay the dividends out."));
/// assert!(amended.as_str().ends_with("2. pay of carers is low\n"));
///
/// let refused = amend(&text, Layout::default(), "Believes 3: delete 'pay'").unwrap_err();
/// assert_eq!(refused.to_string(), "There is no clause 3 under ‘Believes’: it has 2 clauses.");
/// let refused = amend(&text, Layout::default(), "Line 1: delete 'profit'").unwrap_err();
/// assert_eq!(
///     refused.to_string(),
///     "‘profit’ is not on line 1; they are not in the text; the nearest there is ‘profits’."
/// );
/// ```
///
/// # Errors
/// [`Refusal`] of the first instruction that does not fit; nothing is changed then.
pub fn amend(text: &Canonical, layout: Layout, typed: &str) -> Result<Canonical, Refusal> {
    amend_page(&Page::of(text, layout), typed)
}

/// The same for a text that has been read already.
pub(super) fn amend_page(page: &Page<'_>, typed: &str) -> Result<Canonical, Refusal> {
    read(page, typed)?.finish(page)
}

/// Reads instructions, one a line.
pub(super) fn read(page: &Page<'_>, typed: &str) -> Result<Plan, Refusal> {
    let mut plan = Plan::default();
    for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        instruct(page, &mut plan, line)?;
    }
    Ok(plan)
}

fn instruct(page: &Page<'_>, plan: &mut Plan, line: &str) -> Result<(), Refusal> {
    let bare = without_cost(without_number(line));
    let tokens = lex::tokens(bare);
    let parser = parse::Parser {
        page,
        line: bare,
        tokens: &tokens,
        at: 0,
    };
    parser.instruction(plan).map_err(|fail| match fail {
        Fail::NotUnderstood => Refusal::NotUnderstood(line.to_owned()),
        Fail::Refused(refusal) => refusal,
    })
}

/// An instruction without its own number in a list of them.
fn without_number(line: &str) -> &str {
    marker(line).map_or(line, |marker| &line[marker.length..])
}

/// An instruction without what it costs: "(+9 words)".
fn without_cost(line: &str) -> &str {
    let cost = |inside: &str| {
        let number = inside.strip_prefix(['+', '-', '−'])?;
        let number = number
            .strip_suffix(" words")
            .or_else(|| number.strip_suffix(" word"))?;
        number.bytes().all(|b| b.is_ascii_digit()).then_some(())
    };
    match line.rfind(" (").filter(|_| line.ends_with(')')) {
        Some(at) if cost(&line[at + 2..line.len() - 1]).is_some() => line[..at].trim_end(),
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::diff::diff;
    use crate::text::wording::wording;

    const TEXT: &str = "Conference notes that profits rise and rise.\n\nConference believes:\n\n- care is a right\n\n- care is for all";

    #[track_caller]
    fn check(typed: &str, expected: &str) {
        assert_eq!(
            amend(&Canonical::of(TEXT), Layout::default(), typed).map(|text| text.to_string()),
            Ok(Canonical::of(expected).to_string())
        );
    }

    #[track_caller]
    fn refuse(typed: &str, said: &str) {
        let refusal = amend(&Canonical::of(TEXT), Layout::default(), typed).unwrap_err();
        assert_eq!(refusal.to_string(), said);
    }

    #[test]
    fn what_people_type() {
        for typed in [
            "Line 1: delete 'profits', insert 'dividends'",
            "In line 1, replace “profits” with “dividends”.",
            "line 1 for \"profits\" substitute \"dividends\"",
            "Line 1: delete ‘profits’ and insert ‘dividends’",
        ] {
            check(typed, &TEXT.replace("profits", "dividends"));
        }
        check(
            "Line 1: delete the second 'rise'",
            &TEXT.replace("and rise.", "and."),
        );
        check(
            "Line 1: after 'profits' insert 'and rents'\nLine 3: delete 'care', insert 'good care'",
            &TEXT
                .replace("profits", "profits and rents")
                .replace("- care is a", "- good care is a"),
        );
        check(
            "Line 1: before 'profits' insert 'high'",
            &TEXT.replace("profits", "high profits"),
        );
        check(
            "Delete lines 3-4",
            "Conference notes that profits rise and rise.\n\nConference believes:",
        );
        check(
            "After line 3 insert '- pay is fair'",
            &TEXT.replace("a right", "a right\n\n- pay is fair"),
        );
        check("Add at end: 'We act.'", &format!("{TEXT}\n\nWe act."));
        check(
            "Move line 4 to before line 3",
            "Conference notes that profits rise and rise.\n\nConference believes:\n\n- care is for all\n\n- care is a right",
        );
        check(
            "Split the paragraph at line 1 after 'profits'",
            &TEXT.replace("profits rise", "profits\n\nrise"),
        );
        check(
            "Split the paragraph at line 1 after 'notes' and at line 1 after 'profits'",
            &TEXT.replace("notes that profits rise", "notes\n\nthat profits\n\nrise"),
        );
        check(
            "Join lines 1–2",
            &TEXT.replace("rise.\n\nConference", "rise. Conference"),
        );
    }

    #[test]
    fn clauses_by_name() {
        let own = |text: &str, typed: &str, expected: &str| {
            assert_eq!(
                amend(&Canonical::of(text), Layout::default(), typed),
                Ok(Canonical::of(expected)),
                "{typed}"
            );
        };
        for typed in [
            "Believes 2: delete 'all', insert 'everyone'",
            "In Believes 2, replace \"all\" with \"everyone\"",
            "Conference believes 2: for 'all' substitute 'everyone'",
            "Believes (2): substitute 'everyone' for 'all'",
            "In clause 2 under 'Believes' delete 'all' and insert 'everyone'.",
            "In the second bullet, delete ‘all’ and replace with ‘everyone’",
            "In bullet 2 delete “all”; insert “everyone”",
            "Last bullet: delete 'all', insert 'everyone'",
            "Second bullet of paragraph 2: delete 'all', insert 'everyone'",
        ] {
            check(typed, &TEXT.replace("for all", "for everyone"));
        }
        check("Delete Believes 1", &TEXT.replace("- care is a right\n\n", ""));
        check(
            "Delete the last bullet",
            &TEXT.replace("\n\n- care is for all", ""),
        );
        check(
            "Replace Believes 1 with '- care is dear'",
            &TEXT.replace("care is a right", "care is dear"),
        );
        check(
            "Add at end of Believes: 'pay is fair'",
            &format!("{TEXT}\n\n- pay is fair"),
        );
        check(
            "At the end of 'Believes' add: pay is fair",
            &format!("{TEXT}\n\n- pay is fair"),
        );
        check(
            "Insert 'pay is fair' after Believes 1",
            &TEXT.replace("a right", "a right\n\n- pay is fair"),
        );
        own(
            "Conference notes:\n\n1. one\n2. two",
            "Add at end of Notes: 'three'",
            "Conference notes:\n\n1. one\n2. two\n3. three",
        );
        own(
            "# Care\n\n- one\n\n# Pay\n\n- two",
            "First bullet of 'Pay': delete 'two', insert 'three'",
            "# Care\n\n- one\n\n# Pay\n\n- three",
        );
    }

    #[test]
    fn words_and_edges() {
        check(
            "After the words 'profits rise' insert 'today'",
            &TEXT.replace("profits rise", "profits rise today"),
        );
        check(
            "Delete all after 'Conference' and insert 'thanks the chair.'",
            "Conference thanks the chair.",
        );
        check(
            "Line 1: delete all after 'profits'; insert 'fall.'",
            &TEXT.replace("profits rise and rise.", "profits fall."),
        );
        check(
            "Delete all after line 2",
            "Conference notes that profits rise and rise.\n\nConference believes:",
        );
        check(
            "Line 1: delete from 'profits' to 'and', insert 'rents'",
            &TEXT.replace("profits rise and", "rents"),
        );
        for typed in [
            "Delete 'profits' and insert 'rents' in line 1.",
            "Replace 'profits' with 'rents' in paragraph 1",
            "For 'profits' substitute 'rents' in line 1",
            "Line 1 – delete 'profits', insert 'rents'",
        ] {
            check(typed, &TEXT.replace("profits", "rents"));
        }
        let titled = Canonical::of(&format!("# Care\n\n{TEXT}"));
        assert_eq!(
            amend(
                &titled,
                Layout::default(),
                "Delete all after 'Conference'; insert 'thanks the chair.'"
            ),
            Ok(Canonical::of("# Care\n\nConference thanks the chair."))
        );
        check("Add 'We act.' at the end", &format!("{TEXT}\n\nWe act."));
        check("Insert at the start: 'We met.'", &format!("We met.\n\n{TEXT}"));
    }

    #[test]
    fn a_space_that_does_not_break_is_one_space() {
        let text = Canonical::of("Pay the\u{a0} workers.");
        let amended = amend(&text, Layout::default(), "Line 1: after 'the', delete a space");
        assert_eq!(amended, Ok(Canonical::of("Pay the workers.")));
    }

    #[test]
    fn refusals_help() {
        refuse(
            "Line 9: delete 'care'",
            "There is no line 9: the text has 4 lines.",
        );
        refuse(
            "Line 1: delete 'care'",
            "‘care’ is not on line 1; they are on lines 3 and 4.",
        );
        refuse(
            "Line 1: delete 'rise'",
            "‘rise’ is on line 1 2 times: say which, as in “the second ‘rise’”.",
        );
        refuse(
            "Make it better",
            "“Make it better” is not understood. Try: Line 7: delete ‘these words’, insert ‘those words’.",
        );
        refuse(
            "Line 1: delete 'profits rise'\nLine 1: delete 'profits'",
            "Two of the instructions change the same words, ‘profits ’.",
        );
        refuse(
            "Believes 7: delete 'care'",
            "There is no clause 7 under ‘Believes’: it has 2 clauses.",
        );
        refuse(
            "Beleives 2: delete 'care'",
            "There is no ‘beleives 2’: try “Believes 2”.",
        );
        refuse(
            "Notes 2: delete 'care'",
            "There is no ‘notes 2’: the labels are Believes.",
        );
        refuse(
            "Paragraph 4: delete 'care'",
            "There is no paragraph 4: the text has 2 paragraphs.",
        );
        refuse(
            "Fifth bullet: delete 'care'",
            "There is no fifth bullet: the list has 2 bullets.",
        );
        refuse(
            "Believes 1: delete 'rights'",
            "‘rights’ is not in Believes 1; they are not in the text; the nearest there is ‘right’.",
        );
        refuse(
            "Delete 'care'",
            "‘care’ is in the text 2 times, on lines 3 and 4: say which, as in “in line 3”.",
        );
        refuse(
            "Line 3: renumber '1' as '2'",
            "The mark on line 3 is not ‘1’ but ‘-’.",
        );
        refuse(
            "Line 1: delete 'profits' perhaps",
            "“Line 1: delete 'profits' perhaps” is not understood. Try: Line 7: delete ‘these words’, insert ‘those words’.",
        );
        let text = Canonical::of(&"many words here ".repeat(20));
        let refusal = amend(&text, Layout::default(), "After line 2 insert 'more'").unwrap_err();
        assert_eq!(
            refusal,
            Refusal::Inside {
                line: 2,
                from: 1,
                to: 4
            }
        );
    }

    #[test]
    fn own_wording_is_understood() {
        let old = Canonical::of(
            "The red brown fox jumped over the rolling log and the next log.\n\nPay 15 pounds, don't wait.\n\n1. one thing\n\n2. two things\n\nThe end of it all is near.",
        );
        for new in [
            "The brown spotted fox leaped over the rolling log and the last log.\n\nPay 12 pounds, do wait.\n\n1. one thing\n\n2. two things\n\nThe end of it all is near.",
            "The end of it all is near.\n\nThe red brown fox jumped over the rolling log and the next log.\n\n1. one thing\n\n2. no things\n\n3. new matters",
            "The red brown fox jumped over the rolling log\n\nand the next log.\n\nPay 15 pounds, don’t wait. The end of it all is near.",
        ] {
            let new = Canonical::of(new);
            let typed = wording(&diff(&old, &new)).join("\n");
            assert_eq!(amend(&old, Layout::default(), &typed), Ok(new), "{typed}");
        }
    }
}
