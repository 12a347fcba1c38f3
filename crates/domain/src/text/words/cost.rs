//! What changes cost in words, and whether an amendment keeps within every limit.
//!
//! With *c* for the count by a profile's rule, the costs of all changes from *a* to *b* add up to
//! *c(b)* − *c(a)*, whatever the rule: each change is counted as it is made, in reading order, with
//! the rest of the word that it stands in. So a space that parts `PREVENTthe` costs one word, and
//! `-free` behind `care` costs none. What moves costs nothing.

use serde::{Deserialize, Serialize};

use super::{Limits, Profile, Switches, by_switches};
use crate::text::canon::{Canonical, Kind, offset, paragraph};
use crate::text::diff::{ChangeKind, Class, Diff, RowKind, RunKind};

/// What one change costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Words that come.
    pub added: u32,
    /// Words that go.
    pub deleted: u32,
}

impl Cost {
    /// Words that come less words that go.
    pub fn net(self) -> i32 {
        i32::try_from(i64::from(self.added) - i64::from(self.deleted)).unwrap_or(i32::MAX)
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.added += other.added;
        self.deleted += other.deleted;
    }
}

/// The cost of each change, in the order of [`Diff::changes`].
///
/// ```
/// use domain::text::{canon::Canonical, diff::diff, words::{Switches, cost::costs}};
/// let diff = diff(
///     &Canonical::of("Labour is to act on article 19 of the UNCRPD."),
///     &Canonical::of("Labour is to act on article 19 of the United Nations Convention on the Rights \
///         of Persons with Disabilities."),
/// );
/// assert_eq!(costs(&diff, Switches::default())[0].net(), 9);
/// ```
pub fn costs(diff: &Diff, switches: Switches) -> Vec<Cost> {
    let mut costs = vec![Cost::default(); diff.changes.len()];
    for row in diff.rows.iter().filter(|row| row.kind != RowKind::MovedFrom) {
        let side = |without: RunKind| {
            let runs = row.runs.iter().filter(|run| run.kind != without);
            counted(&runs.map(|run| run.text.as_str()).collect::<String>(), switches)
        };
        let (old, new) = (side(RunKind::Inserted), side(RunKind::Deleted));
        // What a change of the mark does to the words behind it, such as making them a heading.
        let mut rest = i64::from(tokens(&new, switches)) - i64::from(tokens(&old, switches));
        let (mut i, mut j, mut n) = (0, 0, 0);
        while let Some(run) = row.runs.get(n) {
            if run.kind == RunKind::Equal {
                i += run.text.len();
                j += run.text.len();
                n += 1;
                continue;
            }
            let (mut old_end, mut new_end) = (i, j);
            while let Some(part) = row
                .runs
                .get(n)
                .filter(|part| part.kind != RunKind::Equal && part.change == run.change)
            {
                match part.kind {
                    RunKind::Deleted => old_end += part.text.len(),
                    _ => new_end += part.text.len(),
                }
                n += 1;
            }
            let change = run
                .change
                .and_then(|id| costs.get_mut((id as usize).checked_sub(1)?));
            if let Some(cost) = change {
                let own = one(
                    &new[..j],
                    &old[i..old_end],
                    &new[j..new_end],
                    &old[old_end..],
                    switches,
                );
                rest -= i64::from(own.net());
                cost.add(own);
            }
            (i, j) = (old_end, new_end);
        }
        let numbering = |id: &&u32| {
            diff.change(**id)
                .is_some_and(|change| change.class == Class::Numbering)
        };
        let marks = row.changes.iter().find(numbering).or(row.changes.last());
        if let Some(cost) = marks.and_then(|id| costs.get_mut((*id as usize).checked_sub(1)?)) {
            let words = offset(usize::try_from(rest.unsigned_abs()).unwrap_or(usize::MAX));
            cost.add(if rest > 0 {
                Cost {
                    added: words,
                    deleted: 0,
                }
            } else {
                Cost {
                    added: 0,
                    deleted: words,
                }
            });
        }
    }
    costs
}

/// The cost of one change, between what is amended already and what is still to come.
fn one(before: &str, old: &str, new: &str, after: &str, switches: Switches) -> Cost {
    let left = before
        .rfind(char::is_whitespace)
        .map_or(before, |at| &before[at..]);
    let right = after.find(char::is_whitespace).map_or(after, |at| &after[..at]);
    let count = |middle: &str| tokens(&format!("{left}{middle}{right}"), switches);
    let (was, is) = (count(old), count(new));
    let kept = count("").min(was).min(is);
    Cost {
        added: is - kept,
        deleted: was - kept,
    }
}

fn tokens(text: &str, switches: Switches) -> u32 {
    text.split_whitespace()
        .map(|run| by_switches(run, switches))
        .sum()
}

/// Paragraphs with what does not count made white, byte for byte; a mark that counts is one letter.
fn counted(text: &str, switches: Switches) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let shown = line.trim_end_matches('\n');
        let paragraph = paragraph(shown, 0);
        let counts = switches.headings || !matches!(paragraph.kind, Kind::Heading(_));
        let body = paragraph.body as usize;
        let mark = counts && switches.markers && !paragraph.marker.is_empty();
        for n in 0..body {
            out.push(if mark && n == 0 { 'x' } else { ' ' });
        }
        if counts {
            out.push_str(&shown[body..]);
        } else {
            out.extend(std::iter::repeat_n(' ', shown.len() - body));
        }
        out.push_str(&line[shown.len()..]);
    }
    out
}

/// The words of a text by some rule, without its title.
pub fn total(text: &Canonical, switches: Switches) -> u32 {
    tokens(&counted(text.as_str(), switches), switches)
}

/// Words against a limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Against {
    /// The words.
    pub words: u32,
    /// The limit, where there is one.
    pub limit: Option<u32>,
    /// Words over the limit.
    pub over: u32,
    /// Words that are left; `None` where there is no limit.
    pub left: Option<u32>,
}

impl Against {
    fn of(words: u32, limit: Option<u32>) -> Self {
        Self {
            words,
            limit,
            over: super::over(words, limit),
            left: limit.map(|limit| limit.saturating_sub(words)),
        }
    }
}

/// An amendment against all five kinds of limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmendmentCount {
    /// The profile's key.
    pub profile: String,
    /// Words of the text before.
    pub before: u32,
    /// Words that the amendment adds; what it deletes buys nothing back.
    pub added: Against,
    /// Words that the amendment deletes.
    pub deleted: u32,
    /// Words of the amended text, against the limit of any text.
    pub total: Against,
    /// The same, against the limit of an amended text.
    pub total_after: Against,
    /// Words of the title.
    pub title: Against,
    /// Words of everything that the organization has submitted, with those added here.
    pub pool: Against,
}

impl AmendmentCount {
    /// The limits that are broken, by name, with the words over each.
    pub fn broken(&self) -> Vec<(&'static str, u32)> {
        let all = [
            ("total", self.total.over),
            ("title", self.title.over),
            ("words added", self.added.over),
            ("total after amendment", self.total_after.over),
            ("pool", self.pool.over),
        ];
        all.into_iter().filter(|(_, over)| *over > 0).collect()
    }
}

/// Counts an amendment by the rule of a profile, against each of its limits.
///
/// `diff` is what differs from the text to the amended text `new`; `pool_used` are the words that
/// the organization has submitted elsewhere.
///
/// ```
/// use domain::text::{canon::Canonical, diff::diff, words::{cost::amendment, profile}};
/// let (old, new) = (Canonical::of("Pay is low."), Canonical::of("Pay of all carers is low."));
/// let count = amendment(profile("ucu").unwrap(), "Pay", &new, &diff(&old, &new), 0);
/// assert_eq!((count.added.words, count.added.limit, count.added.left), (3, Some(75), Some(72)));
/// assert!(count.broken().is_empty());
/// ```
pub fn amendment(
    profile: &Profile,
    title: &str,
    new: &Canonical,
    diff: &Diff,
    pool_used: u32,
) -> AmendmentCount {
    let Profile { limits, switches, .. } = profile;
    let mut sum = Cost::default();
    for (cost, change) in costs(diff, *switches).into_iter().zip(&diff.changes) {
        if change.kind != ChangeKind::Move {
            sum.add(cost);
        }
    }
    let title = tokens(title, *switches);
    let with_title = if switches.title { title } else { 0 };
    let after = total(new, *switches) + with_title;
    let Limits {
        total,
        title: title_limit,
        added_by_amendment,
        total_after_amendment,
        pool,
    } = *limits;
    AmendmentCount {
        profile: profile.key.clone().into_owned(),
        before: (after + sum.deleted).saturating_sub(sum.added),
        added: Against::of(sum.added, added_by_amendment),
        deleted: sum.deleted,
        total: Against::of(after, total),
        total_after: Against::of(after, total_after_amendment),
        title: Against::of(title, title_limit),
        pool: Against::of(pool_used.saturating_add(sum.added), pool),
    }
}

/// A cost as it is written behind a change: " (+9 words)", or nothing.
pub fn said(net: i32) -> String {
    match net {
        0 => String::new(),
        1 => " (+1 word)".to_owned(),
        -1 => " (−1 word)".to_owned(),
        net if net > 0 => format!(" (+{net} words)"),
        net => format!(" (−{} words)", net.unsigned_abs()),
    }
}

/// The same to be read aloud: "That is 9 words more.", or nothing.
pub fn aloud(net: i32) -> String {
    let words = if net.unsigned_abs() == 1 { "word" } else { "words" };
    match net {
        0 => String::new(),
        net if net > 0 => format!("That is {net} {words} more."),
        net => format!("That is {} {words} fewer.", net.unsigned_abs()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::diff::diff;
    use crate::text::words::profile;

    #[track_caller]
    fn check(old: &str, new: &str, expected: &[(u32, u32)]) {
        let diff = diff(&Canonical::of(old), &Canonical::of(new));
        let costs: Vec<_> = costs(&diff, Switches::default())
            .iter()
            .map(|cost| (cost.added, cost.deleted))
            .collect();
        assert_eq!(costs, expected);
    }

    #[test]
    fn each_change_has_its_cost() {
        check("Pay the profits out.", "Pay the dividends out.", &[(1, 1)]);
        check(
            "We ask SoS deliver care.",
            "We ask SoS to deliver care.",
            &[(1, 0)],
        );
        check("They PREVENTthe loss.", "They PREVENT the loss.", &[(1, 0)]);
        check("Care is good.", "Care is good!", &[(0, 0)]);
        check(
            "1. one thing\n2. two things",
            "1. zero\n2. one thing\n3. two things",
            &[(1, 0), (0, 0), (0, 0)],
        );
        check(
            "One two three four.\n\nFive six.",
            "Five six.\n\nOne two three four.",
            &[(0, 0)],
        );
        check("One two three.\n\nFour five six.", "One two three.", &[(0, 3)]);
    }

    #[test]
    fn every_limit_is_checked() {
        let (old, new) = (
            Canonical::of("One two three four."),
            Canonical::of("One two five six seven four."),
        );
        let rule = Profile {
            limits: Limits {
                total: Some(5),
                title: Some(1),
                added_by_amendment: Some(2),
                total_after_amendment: Some(5),
                pool: Some(10),
            },
            ..profile("ucu").unwrap().clone()
        };
        let count = amendment(&rule, "A title", &new, &diff(&old, &new), 9);
        assert_eq!((count.before, count.added.words, count.deleted), (4, 3, 1));
        assert_eq!(
            count.broken(),
            [
                ("total", 1),
                ("title", 1),
                ("words added", 1),
                ("total after amendment", 1),
                ("pool", 2)
            ]
        );
        assert_eq!((count.pool.left, count.total.left), (Some(0), Some(0)));
    }
}
