//! Words, as the bodies that set a limit count them.
//!
//! Rule A is the default: a word is a run without white space that holds a letter or a digit, list
//! markers are dropped by structure, and the title is counted apart. Other programs count
//! otherwise, so a [`Count`] also tells the strictest result and the words on which rules disagree.
//! What changes [cost], and an amendment against every limit, is counted by the same rules.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

use super::canon::{Canonical, Kind, offset};
use super::lines::{Layout, Starts};

pub mod cost;

/// Limits that a destination sets; what is unknown is `None`, never a guess.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Words of the text.
    pub total: Option<u32>,
    /// Words of the title.
    pub title: Option<u32>,
    /// Words that an amendment may add; deletions are free.
    pub added_by_amendment: Option<u32>,
    /// Words of the text after an amendment.
    pub total_after_amendment: Option<u32>,
    /// Words of everything that one organization submits.
    pub pool: Option<u32>,
}

/// What counts as a word, where rules differ. The default is rule A.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Switches {
    /// The title counts towards the total.
    pub title: bool,
    /// Headings count.
    pub headings: bool,
    /// Bullets and list numbers count.
    pub markers: bool,
    /// A hyphen separates words: `well-being` is two.
    pub hyphen: bool,
    /// A slash separates words: `and/or` is two.
    pub slash: bool,
    /// A dash without spaces separates words.
    pub dash: bool,
    /// Numbers and sums of money count.
    pub numbers: bool,
}

impl Default for Switches {
    fn default() -> Self {
        RULE_A
    }
}

const RULE_A: Switches = Switches {
    title: false,
    headings: true,
    markers: false,
    hyphen: false,
    slash: false,
    dash: false,
    numbers: true,
};

/// The rules of one destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Its short name, as in `labour-conference`.
    pub key: Cow<'static, str>,
    /// Its name for people.
    pub name: Cow<'static, str>,
    /// Where the rules come from.
    pub source: Cow<'static, str>,
    /// The year for which the source was read.
    pub year: Option<u16>,
    /// The limits.
    pub limits: Limits,
    /// How words are counted.
    pub switches: Switches,
}

impl Profile {
    /// A profile of a group's own.
    pub fn own(name: impl Into<String>, limits: Limits, switches: Switches) -> Self {
        Self {
            key: Cow::Borrowed("own"),
            name: Cow::Owned(name.into()),
            source: Cow::Borrowed("Set by the group"),
            year: None,
            limits,
            switches,
        }
    }
}

const NO_LIMITS: Limits = Limits {
    total: None,
    title: None,
    added_by_amendment: None,
    total_after_amendment: None,
    pool: None,
};

const fn built_in(
    key: &'static str,
    name: &'static str,
    source: &'static str,
    year: Option<u16>,
    limits: Limits,
) -> Profile {
    Profile {
        key: Cow::Borrowed(key),
        name: Cow::Borrowed(name),
        source: Cow::Borrowed(source),
        year,
        limits,
        switches: RULE_A,
    }
}

static PROFILES: [Profile; 6] = [
    built_in(
        "labour-conference",
        "Labour Party annual conference",
        "Conference Arrangements Committee guidance: 250 words, and up to 10 for the title",
        Some(2019),
        Limits {
            total: Some(250),
            title: Some(10),
            ..NO_LIMITS
        },
    ),
    built_in(
        "ucu",
        "UCU congress",
        "Congress standing orders: 150 words, title of 10, amendments add up to 75 with deletions free",
        Some(2021),
        Limits {
            total: Some(150),
            title: Some(10),
            added_by_amendment: Some(75),
            ..NO_LIMITS
        },
    ),
    built_in(
        "neu",
        "NEU annual conference",
        "Conference guidance for motions",
        Some(2019),
        Limits {
            total: Some(350),
            ..NO_LIMITS
        },
    ),
    built_in(
        "commons",
        "House of Commons early day motion",
        "Rules on early day motions: 250 words, also with an amendment",
        None,
        Limits {
            total: Some(250),
            total_after_amendment: Some(250),
            ..NO_LIMITS
        },
    ),
    built_in(
        "nus",
        "NUS national conference",
        "Rules on policy submission: one pool of words for each union",
        Some(2019),
        Limits {
            pool: Some(1400),
            ..NO_LIMITS
        },
    ),
    built_in(
        "manifesto",
        "Manifesto section",
        "No limit is set",
        None,
        NO_LIMITS,
    ),
];

/// The built-in profiles.
pub fn profiles() -> &'static [Profile] {
    &PROFILES
}

/// The built-in profile with this key.
pub fn profile(key: &str) -> Option<&'static Profile> {
    PROFILES.iter().find(|profile| profile.key == key)
}

/// How long a text is, by the rule of a destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The profile's key.
    pub profile: String,
    /// Words that count towards the limit.
    pub words: u32,
    /// The limit, where there is one.
    pub limit: Option<u32>,
    /// Words over the limit.
    pub over: u32,
    /// The title, counted apart.
    pub title: TitleCount,
    /// The highest count that any rule in use comes to.
    pub strictest: Strictest,
    /// The words on which rules disagree, in reading order.
    pub disputed: Vec<Disputed>,
}

/// How long a title is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TitleCount {
    /// Its words.
    pub words: u32,
    /// Their limit, where there is one.
    pub limit: Option<u32>,
    /// Words over the limit.
    pub over: u32,
}

/// The highest count of all rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strictest {
    /// The count.
    pub words: u32,
    /// The rule that comes to it.
    pub rule: String,
}

/// A word on which rules disagree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disputed {
    /// What stands in the text.
    pub token: String,
    /// The line on which it stands.
    pub line: u32,
    /// What each rule counts it as.
    pub counts: BTreeMap<String, u32>,
}

/// Counts words by rule A: runs without white space that hold a letter or a digit.
///
/// ```
/// # use domain::text::words::words;
/// assert_eq!(words("War – and peace in 2018-19"), 5);
/// ```
pub fn words(text: &str) -> u32 {
    // Whether the run has been counted is a number here, as words and spaces follow each other too
    // irregularly for a processor to guess which comes next.
    let (mut count, mut counted) = (0, 0);
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        let (space, letter);
        if let Some(class) = ASCII.get(usize::from(*byte)) {
            (space, letter) = (class & 1, class >> 1);
            rest = after;
        } else {
            let at = text.len() - rest.len();
            let Some(c) = text[at..].chars().next() else { break };
            // Dashes and quotation marks are by far the most common of these.
            (space, letter) = match c {
                '\u{2010}'..='\u{2027}' => (0, 0),
                c => (u32::from(c.is_whitespace()), u32::from(c.is_alphanumeric())),
            };
            rest = &rest[c.len_utf8()..];
        }
        count += letter & !counted;
        counted = (counted | letter) & (1 - space);
    }
    count
}

/// What counts of each ASCII character: 1 for white space, 2 for a letter or digit.
const ASCII: [u32; 128] = {
    let mut classes = [0; 128];
    let mut byte = 0;
    while byte < 128 {
        let c = byte as u8;
        classes[byte] = if c == b' ' || c >= 9 && c <= 13 {
            1
        } else if c.is_ascii_alphanumeric() {
            2
        } else {
            0
        };
        byte += 1;
    }
    classes
};

/// Counts the words of a whole text by rule A, without its list markers.
pub fn words_of(text: &Canonical) -> u32 {
    text.paragraphs()
        .iter()
        .map(|paragraph| words(paragraph.text))
        .sum()
}

fn is_word(run: &str) -> bool {
    run.contains(char::is_alphanumeric)
}

/// Counts a text and its title by the rule of a profile.
pub fn count(profile: &Profile, title: &str, text: &Canonical) -> Count {
    let Profile { limits, switches, .. } = profile;
    let title_words: u32 = title
        .split_whitespace()
        .map(|run| by_switches(run, *switches))
        .sum();
    let mut total = if switches.title { title_words } else { 0 };
    let mut by_rule = [0_u32; RULES.len()];
    let mut disputed = Vec::new();
    let starts = Starts::of(text, Layout::default());
    for paragraph in text.paragraphs() {
        let counted = switches.headings || !matches!(paragraph.kind, Kind::Heading(_));
        let marker = paragraph.marker.trim_end();
        if !marker.is_empty() {
            let own = u32::from(switches.markers && counted);
            total += own;
            let counts = RULES.map(|rule| rule.of_marker(marker));
            let line = starts.at(paragraph.start);
            dispute(&mut disputed, marker, line, own, counts);
            add(&mut by_rule, counts);
        }
        for (at, token) in ascii_tokens(paragraph.text) {
            let own = if counted {
                token
                    .split_whitespace()
                    .map(|run| by_switches(run, *switches))
                    .sum()
            } else {
                0
            };
            total += own;
            if token.bytes().all(|b| b.is_ascii_alphanumeric()) {
                add(&mut by_rule, [1; RULES.len()]);
                if own != 1 {
                    dispute(
                        &mut disputed,
                        token,
                        starts.at(paragraph.body + offset(at)),
                        own,
                        [1; RULES.len()],
                    );
                }
                continue;
            }
            let counts = RULES.map(|rule| rule.of_token(token));
            dispute(
                &mut disputed,
                token,
                starts.at(paragraph.body + offset(at)),
                own,
                counts,
            );
            add(&mut by_rule, counts);
        }
    }
    let title_by_rule = RULES.map(|rule| {
        ascii_tokens(title)
            .map(|(_, token)| rule.of_token(token))
            .sum::<u32>()
    });
    let mut strictest = Strictest {
        words: total,
        rule: PROFILE_RULE.to_owned(),
    };
    for ((rule, words), title) in RULES.iter().zip(by_rule).zip(title_by_rule) {
        if words + title > strictest.words {
            let with = if title > 0 { ", title counted" } else { "" };
            strictest = Strictest {
                words: words + title,
                rule: format!("{}{with}", rule.name()),
            };
        }
    }
    Count {
        profile: profile.key.clone().into_owned(),
        words: total,
        limit: limits.total,
        over: over(total, limits.total),
        title: TitleCount {
            words: title_words,
            limit: limits.title,
            over: over(title_words, limits.title),
        },
        strictest,
        disputed,
    }
}

fn over(words: u32, limit: Option<u32>) -> u32 {
    limit.map_or(0, |limit| words.saturating_sub(limit))
}

fn add(sums: &mut [u32; RULES.len()], counts: [u32; RULES.len()]) {
    for (sum, count) in sums.iter_mut().zip(counts) {
        *sum += count;
    }
}

fn dispute(disputed: &mut Vec<Disputed>, token: &str, line: u32, own: u32, counts: [u32; RULES.len()]) {
    if counts.iter().any(|count| *count != own) {
        let mut named: BTreeMap<String, u32> = RULES
            .iter()
            .zip(counts)
            .map(|(rule, count)| (rule.name().to_owned(), count))
            .collect();
        named.insert(PROFILE_RULE.to_owned(), own);
        disputed.push(Disputed {
            token: token.to_owned(),
            line,
            counts: named,
        });
    }
}

/// White-space runs by ASCII white space only, with their place: a no-break space is inside one.
fn ascii_tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_ascii_whitespace()
        .map(|token| (token.as_ptr() as usize - text.as_ptr() as usize, token))
}

/// What one white-space run counts as by a profile's switches.
fn by_switches(run: &str, switches: Switches) -> u32 {
    let parts = run.split(|c: char| {
        switches.hyphen && matches!(c, '-' | '\u{2010}' | '\u{2011}')
            || switches.slash && c == '/'
            || switches.dash && matches!(c, '–' | '—')
    });
    offset(
        parts
            .filter(|part| is_word(part) && (switches.numbers || !is_number(part)))
            .count(),
    )
}

/// A number or sum of money: digits, and no letters but those of a unit.
fn is_number(part: &str) -> bool {
    let core = part.trim_matches(|c: char| !c.is_alphanumeric());
    let digits = core.trim_end_matches(char::is_alphabetic);
    core.starts_with(|c: char| c.is_ascii_digit())
        && !digits.contains(char::is_alphabetic)
        && core[digits.len()..].chars().count() <= 2
}

/// The name under which a disputed word's count by the profile's own rule stands.
const PROFILE_RULE: &str = "profile";

/// The other rules in use, each counting the text as typed.
const RULES: [Rule; 6] = [
    Rule::A,
    Rule::Spaces,
    Rule::AsciiSpaces,
    Rule::Uax29,
    Rule::Split,
    Rule::WordCharacters,
];

#[derive(Clone, Copy)]
enum Rule {
    /// White-space runs with a letter or digit; list markers dropped.
    A,
    /// Every white-space run, bullets and lone dashes too: the naive rule.
    Spaces,
    /// The same, with a no-break space joining words.
    AsciiSpaces,
    /// Unicode's word boundaries.
    Uax29,
    /// Hyphens, dashes and slashes separate words.
    Split,
    /// Runs of letters, digits and underscores, so that an apostrophe separates words.
    WordCharacters,
}

impl Rule {
    const fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::Spaces => "spaces",
            Self::AsciiSpaces => "ascii-spaces",
            Self::Uax29 => "uax29",
            Self::Split => "split",
            Self::WordCharacters => "word-characters",
        }
    }

    fn of_marker(self, marker: &str) -> u32 {
        match self {
            Self::A => 0,
            Self::Spaces | Self::AsciiSpaces => 1,
            Self::Uax29 | Self::Split | Self::WordCharacters => u32::from(is_word(marker)),
        }
    }

    fn of_token(self, token: &str) -> u32 {
        match self {
            Self::A => words(token),
            Self::Spaces => offset(token.split_whitespace().count()),
            Self::AsciiSpaces => 1,
            Self::Uax29 => offset(token.unicode_words().count()),
            Self::Split => {
                let breaks = |c: char| {
                    c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}' | '–' | '—' | '/')
                };
                offset(token.split(breaks).filter(|part| is_word(part)).count())
            }
            Self::WordCharacters => {
                let runs = token.split(|c: char| !c.is_alphanumeric() && c != '_');
                offset(runs.filter(|run| !run.is_empty()).count())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: u32) {
        assert_eq!(words(text), expected, "{text}");
    }

    #[test]
    fn rule_a() {
        check("", 0);
        check("war – and peace", 3);
        check("well-being and/or £700m in 2018-19, 26%", 6);
        check("provided\u{a0}through", 2);
        check("“Quoted” … words’", 2);
    }

    #[test]
    fn markers_are_dropped_by_structure() {
        let text = Canonical::of("Demands:\n\n1. one\n\n- two\n\na) three");
        let count = count(&PROFILES[0], "", &text);
        assert_eq!(count.words, 4);
        assert_eq!(
            (count.strictest.words, count.strictest.rule.as_str()),
            (7, "spaces")
        );
        assert_eq!(count.disputed.len(), 3);
        assert_eq!(count.disputed[0].line, 2);
    }

    #[test]
    fn title_is_counted_apart() {
        let count = count(
            &PROFILES[0],
            "A title of five words",
            &Canonical::of("One – two."),
        );
        assert_eq!(
            (count.words, count.title.words, count.title.limit),
            (2, 5, Some(10))
        );
        assert_eq!(
            count.strictest,
            Strictest {
                words: 8,
                rule: "spaces, title counted".to_owned()
            }
        );
    }

    #[test]
    fn switches() {
        let text = Canonical::of("# Head\n\n- well-being and/or 26% of £3.66m—all");
        let with = |switches| count(&Profile::own("Own", Limits::default(), switches), "Title", &text).words;
        assert_eq!(with(RULE_A), 6);
        assert_eq!(
            with(Switches {
                title: true,
                markers: true,
                ..RULE_A
            }),
            9
        );
        assert_eq!(
            with(Switches {
                headings: false,
                ..RULE_A
            }),
            5
        );
        assert_eq!(
            with(Switches {
                hyphen: true,
                slash: true,
                dash: true,
                ..RULE_A
            }),
            9
        );
        assert_eq!(
            with(Switches {
                numbers: false,
                dash: true,
                ..RULE_A
            }),
            5
        );
    }
}
