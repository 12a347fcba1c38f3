//! Texts to compare, with the true edit known; the same in every run.

use std::fmt;

use domain::text::canon::Canonical;

/// A manifesto has about this many words.
const MANIFESTO: usize = 3_500;

/// Where the manifesto stands among the documents that the engine is meant for.
const SEED: (&str, usize, usize) = ("004_a3cc954a7ac4a876.txt", 64, 126);

/// What somebody did to a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Words reworded, added, dropped and capitalized, and commas set.
    Small,
    /// Paragraphs put elsewhere, nothing else.
    Moved,
    /// An evening's work: words, moves, paragraphs parted, added and dropped.
    Evening,
    /// Another text altogether, made of the same words.
    Unrelated,
}

pub const EDITS: [Edit; 4] = [Edit::Small, Edit::Moved, Edit::Evening, Edit::Unrelated];

impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Small => "small edits",
            Self::Moved => "moved paragraphs",
            Self::Evening => "an evening's work",
            Self::Unrelated => "unrelated texts",
        })
    }
}

/// What a perfect comparison marks: so many characters without spaces, and so many moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    pub characters: usize,
    pub moves: usize,
}

/// Two texts to compare.
pub struct Pair {
    pub old: Canonical,
    pub new: Canonical,
    /// `None` where nobody can say what the true edit is.
    pub truth: Option<Marked>,
}

/// Where texts come from: a real one, or words made up.
pub struct Source {
    paragraphs: Vec<String>,
    words: Vec<String>,
    /// Whether the text is one that the engine is meant for.
    pub real: bool,
}

impl Source {
    /// The real manifesto where its folder stands beside the workspace, a made-up one otherwise.
    pub fn find() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/seeds/");
        let (file, from, to) = SEED;
        let text = std::fs::read_to_string(format!("{path}{file}"));
        let real = text.is_ok();
        let text = match text {
            Ok(text) => {
                let lines: Vec<&str> = text.lines().skip(from - 1).take(to + 1 - from).collect();
                lines.join("\n\n")
            }
            Err(_) => manifesto(&mut Chance(1)),
        };
        let paragraphs: Vec<String> = Canonical::of(&text)
            .as_str()
            .split_terminator("\n\n")
            .map(|paragraph| paragraph.trim_end().to_owned())
            .collect();
        let words = paragraphs
            .iter()
            .flat_map(|paragraph| paragraph.split(' '))
            .filter(|word| word.contains(char::is_alphanumeric))
            .map(str::to_owned)
            .collect();
        Self {
            paragraphs,
            words,
            real,
        }
    }

    /// The text and what comes of an edit, so many times as long.
    pub fn pair(&self, edit: Edit, times: usize) -> Pair {
        let old: Vec<String> = (0..times).flat_map(|copy| self.copy(copy)).collect();
        let (new, truth) = match edit {
            Edit::Small => {
                let mut new = old.clone();
                let truth = reworded(&mut new);
                (new, Some(truth))
            }
            Edit::Moved => {
                let mut new = old.clone();
                let truth = moved(&mut new);
                (new, Some(truth))
            }
            Edit::Evening => {
                let mut new = old.clone();
                reworded(&mut new);
                moved(&mut new);
                parted(&mut new, &self.words);
                (new, None)
            }
            Edit::Unrelated => {
                let new: Vec<String> = (0..times).flat_map(|copy| self.copy(1_000_003 + copy)).collect();
                let all = |text: &[String]| text.iter().map(|text| characters(text)).sum::<usize>();
                let truth = Marked {
                    characters: all(&old) + all(&new),
                    moves: 0,
                };
                (new, Some(truth))
            }
        };
        Pair {
            old: Canonical::of(&old.join("\n\n")),
            new: Canonical::of(&new.join("\n\n")),
            truth,
        }
    }

    /// Copy 0 is the text itself; others have its shape, with its words drawn by lot.
    fn copy(&self, copy: usize) -> Vec<String> {
        if copy == 0 {
            return self.paragraphs.clone();
        }
        let mut chance = Chance(copy as u64);
        let drawn = |paragraph: &String| {
            let words = paragraph.split(' ').map(|word| {
                if word.contains(char::is_alphanumeric) {
                    &self.words[chance.below(self.words.len())]
                } else {
                    word
                }
            });
            words.collect::<Vec<_>>().join(" ")
        };
        self.paragraphs.iter().map(drawn).collect()
    }
}

/// Characters without spaces.
pub fn characters(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Changes up to two words in each third paragraph.
fn reworded(paragraphs: &mut [String]) -> Marked {
    let mut chance = Chance(7);
    let mut marked = Marked::default();
    for paragraph in paragraphs.iter_mut().step_by(3) {
        let mut words: Vec<String> = paragraph.split(' ').map(str::to_owned).collect();
        let length = words.len();
        // Far enough apart that each is a change of its own.
        for at in [length / 4, length * 3 / 4] {
            let is_word = |word: &String| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase());
            if length < 12 || !words.get(at).is_some_and(is_word) {
                continue;
            }
            let old = words[at].clone();
            let twice = characters(&old) * 2;
            marked.characters += match chance.below(5) {
                0 => {
                    words[at] = old.to_uppercase();
                    twice
                }
                1 => {
                    words[at] = format!("{old} forthwith");
                    9
                }
                2 => {
                    words[at].clear();
                    twice / 2
                }
                3 => {
                    words[at].push(',');
                    1
                }
                _ => {
                    words[at] = "amended".to_owned();
                    twice / 2 + 7
                }
            };
        }
        words.retain(|word| !word.is_empty());
        *paragraph = words.join(" ");
    }
    marked
}

/// Moves a paragraph of each twenty further down.
fn moved(paragraphs: &mut Vec<String>) -> Marked {
    let mut marked = Marked::default();
    let length = paragraphs.len();
    for place in (8..length.saturating_sub(9)).step_by(20) {
        let paragraph = paragraphs.remove(place);
        paragraphs.insert(place + 7, paragraph);
        marked.moves += 1;
    }
    marked
}

/// Parts a paragraph of each forty at the end of a sentence, drops one and writes one.
fn parted(paragraphs: &mut [String], words: &[String]) {
    let mut chance = Chance(9);
    let mut place = 18;
    while place + 4 < paragraphs.len() {
        if let Some((first, second)) = paragraphs[place].split_once(". ") {
            paragraphs[place] = format!("{first}.\n\n{second}");
        }
        let written: Vec<&str> = (0..30)
            .map(|_| words[chance.below(words.len())].as_str())
            .collect();
        paragraphs[place + 3] = written.join(" ");
        place += 40;
    }
}

/// A small generator of numbers.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end.max(1)
    }
}

/// Syllables make words of believable length and variety.
const SYLLABLES: [&str; 24] = [
    "con", "fer", "ence", "mo", "tion", "par", "ty", "so", "cial", "work", "er", "care", "lo", "cal", "coun",
    "cil", "fund", "ing", "pub", "lic", "ser", "vice", "re", "port",
];

const SMALL: [&str; 12] = [
    "the", "of", "and", "to", "in", "a", "that", "for", "is", "on", "with", "by",
];

fn word(chance: &mut Chance) -> String {
    match chance.below(20) {
        0..=7 => SMALL[chance.below(SMALL.len())].to_owned(),
        8 => format!("{}", 1 + chance.below(2_500)),
        _ => {
            // Low numbers come up more often, as some words do.
            let number = chance.below(40) * chance.below(40);
            let mut word = String::new();
            let mut left = number + 1;
            while left > 0 {
                word.push_str(SYLLABLES[left % SYLLABLES.len()]);
                left /= SYLLABLES.len();
            }
            word
        }
    }
}

/// A paragraph of made-up sentences.
pub fn paragraph(chance: &mut Chance, n_words: usize) -> String {
    let mut text = String::new();
    let mut starts = true;
    for left in (0..n_words).rev() {
        let word = word(chance);
        if starts {
            text.push_str(&word[..1].to_uppercase());
            text.push_str(&word[1..]);
        } else {
            text.push_str(&word);
        }
        starts = left > 0 && chance.below(14) == 0;
        text.push_str(match (left, starts) {
            (0, _) => ".",
            (_, true) => ". ",
            _ if chance.below(12) == 0 => ", ",
            _ => " ",
        });
    }
    text
}

/// Headings, prose and lists.
fn manifesto(chance: &mut Chance) -> String {
    let mut paragraphs = Vec::new();
    let mut written = 0;
    while written < MANIFESTO {
        let (prefix, length) = match paragraphs.len() % 9 {
            0 => ("## ", 4),
            5..=7 => ("- ", 12 + chance.below(20)),
            _ => ("", 40 + chance.below(60)),
        };
        paragraphs.push(format!("{prefix}{}", paragraph(chance, length)));
        written += length;
    }
    paragraphs.join("\n\n")
}
