//! Who is compared: the text engine, two libraries, a program and two packages from npm.

use std::hint::black_box;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use domain::text::diff::{ChangeKind, diff};
use imara_diff::{Algorithm, Diff, InternedInput, Interner, Token};
use serde::Deserialize;
use similar::{ChangeTag, TextDiff};

use crate::texts::{Marked, Pair, characters};

/// A way to compare two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rival {
    /// The text engine: alignment, words, classes, moves, lines.
    Own,
    /// imara-diff, histogram: lines of the whole text, then words of the whole text.
    Imara,
    /// similar: lines, then words of the lines that changed.
    Similar,
    /// similar: its own inline comparison.
    SimilarInline,
    /// `git diff --word-diff`, a process; its start is taken off.
    Git,
    /// The npm package `diff`: words.
    NpmDiff,
    /// The npm package `diff-match-patch`: characters.
    DiffMatchPatch,
}

pub const RIVALS: [Rival; 7] = [
    Rival::Own,
    Rival::Imara,
    Rival::Similar,
    Rival::SimilarInline,
    Rival::Git,
    Rival::NpmDiff,
    Rival::DiffMatchPatch,
];

impl Rival {
    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "substantive",
            Self::Imara => "imara-diff, lines and words",
            Self::Similar => "similar, lines and words",
            Self::SimilarInline => "similar, inline",
            Self::Git => "git diff --word-diff",
            Self::NpmDiff => "npm diff, words",
            Self::DiffMatchPatch => "npm diff-match-patch",
        }
    }
}

/// What it takes to run every rival.
pub struct Arena {
    node: Option<Node>,
    git: Option<Git>,
    folder: PathBuf,
}

impl Arena {
    /// `packages` is the folder into which npm has installed its packages; without it those are not run.
    pub fn open(packages: Option<&Path>) -> io::Result<Self> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("text-bench");
        std::fs::create_dir_all(&folder)?;
        let node = packages.map(Node::start).transpose()?;
        let git = Git::find(&folder)?;
        Ok(Self { node, git, folder })
    }

    pub fn can_run(&self, rival: Rival) -> bool {
        match rival {
            Rival::Git => self.git.is_some(),
            Rival::NpmDiff | Rival::DiffMatchPatch => self.node.is_some(),
            _ => true,
        }
    }

    /// Writes the texts where other programs read them.
    pub fn put(&self, pair: &Pair) -> io::Result<()> {
        std::fs::write(self.folder.join("old"), pair.old.as_str())?;
        std::fs::write(self.folder.join("new"), pair.new.as_str())
    }

    /// Compares the texts that were put, and tells how long it took and, of programs, what is marked.
    pub fn time(&mut self, rival: Rival, pair: &Pair) -> io::Result<(Duration, Option<Marked>)> {
        let (old, new) = (pair.old.as_str(), pair.new.as_str());
        let start = Instant::now();
        match rival {
            Rival::Own => drop(black_box(diff(&pair.old, &pair.new))),
            Rival::Imara => {
                black_box(imara(old, new));
            }
            Rival::Similar => similar(old, new, &mut |text| _ = black_box(text)),
            Rival::SimilarInline => similar_inline(old, new, &mut |text| _ = black_box(text)),
            Rival::Git => {
                let Some(git) = &self.git else {
                    return Err(io::ErrorKind::NotFound.into());
                };
                return Ok((git.time(&self.folder)?, None));
            }
            Rival::NpmDiff | Rival::DiffMatchPatch => {
                let Some(node) = &mut self.node else {
                    return Err(io::ErrorKind::NotFound.into());
                };
                let answer = node.ask(rival, &self.folder)?;
                let marked = Marked {
                    characters: answer.marked,
                    moves: 0,
                };
                return Ok((
                    Duration::from_secs_f64(answer.milliseconds / 1000.0),
                    Some(marked),
                ));
            }
        }
        Ok((start.elapsed(), None))
    }

    /// What a rival marks as inserted or deleted, in characters without spaces.
    pub fn marked(&mut self, rival: Rival, pair: &Pair) -> io::Result<Marked> {
        let (old, new) = (pair.old.as_str(), pair.new.as_str());
        let mut marked = Marked::default();
        let mut count = |text: &str| marked.characters += characters(text);
        match rival {
            Rival::Own => {
                let diff = diff(&pair.old, &pair.new);
                marked.moves = diff.counts.moved as usize;
                let words = diff.changes.iter().filter(|change| {
                    matches!(
                        change.kind,
                        ChangeKind::Insert | ChangeKind::Delete | ChangeKind::Replace
                    )
                });
                marked.characters = words
                    .flat_map(|change| [&change.old, &change.new])
                    .flatten()
                    .map(|side| characters(&side.text))
                    .sum();
            }
            Rival::Imara => marked.characters = imara_marked(old, new),
            Rival::Similar => similar(old, new, &mut count),
            Rival::SimilarInline => similar_inline(old, new, &mut count),
            Rival::Git => {
                let output = Git::command(&self.folder).output()?;
                let output = String::from_utf8_lossy(&output.stdout);
                let runs = output.lines().skip_while(|line| !line.starts_with("@@"));
                runs.filter_map(|line| line.strip_prefix(['+', '-']))
                    .for_each(count);
            }
            Rival::NpmDiff | Rival::DiffMatchPatch => {
                if let (_, Some(answer)) = self.time(rival, pair)? {
                    marked = answer;
                }
            }
        }
        Ok(marked)
    }
}

/// Lines, then words, of the whole text: no alignment, no classes, no moves.
fn imara(old: &str, new: &str) -> u32 {
    let lines = InternedInput::new(old, new);
    let mut by_line = Diff::compute(Algorithm::Histogram, &lines);
    by_line.postprocess_lines(&lines);
    by_line.count_additions() + imara_words(old, new).0.count_additions()
}

fn imara_words<'a>(old: &'a str, new: &'a str) -> (Diff, InternedInput<&'a str>) {
    let mut words = InternedInput::default();
    words.update_before(tokens(old));
    words.update_after(tokens(new));
    let mut by_word = Diff::compute(Algorithm::Histogram, &words);
    by_word.postprocess_no_heuristic(&words);
    (by_word, words)
}

fn imara_marked(old: &str, new: &str) -> usize {
    let (diff, input) = imara_words(old, new);
    let length = |tokens: &[Token], interner: &Interner<&str>| {
        tokens
            .iter()
            .map(|token| characters(interner[*token]))
            .sum::<usize>()
    };
    diff.hunks()
        .map(|hunk| {
            let side = |tokens: &[Token], range: std::ops::Range<u32>| {
                length(&tokens[range.start as usize..range.end as usize], &input.interner)
            };
            side(&input.before, hunk.before) + side(&input.after, hunk.after)
        })
        .sum()
}

/// Words and what stands between them.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let kind = first.is_alphanumeric();
        let end = rest
            .find(|next: char| next.is_alphanumeric() != kind)
            .unwrap_or(rest.len());
        let (token, after) = rest.split_at(end);
        rest = after;
        Some(token)
    })
}

fn similar(old: &str, new: &str, changed: &mut dyn FnMut(&str)) {
    let lines = TextDiff::from_lines(old, new);
    for op in lines.ops() {
        if op.tag() == similar::DiffTag::Equal {
            continue;
        }
        let side = |tag: ChangeTag| {
            lines
                .iter_changes(op)
                .filter(|change| change.tag() == tag)
                .map(|change| change.value())
                .collect::<String>()
        };
        let (old, new) = (side(ChangeTag::Delete), side(ChangeTag::Insert));
        let words = TextDiff::from_words(&old, &new);
        for change in words.iter_all_changes() {
            if change.tag() != ChangeTag::Equal {
                changed(change.value());
            }
        }
    }
}

fn similar_inline(old: &str, new: &str, changed: &mut dyn FnMut(&str)) {
    let diff = TextDiff::from_lines(old, new);
    for op in diff.ops() {
        let lines: Vec<_> = diff.iter_inline_changes(op).collect();
        // Where nothing is emphasized, whole lines are new or gone.
        let emphasizes = lines
            .iter()
            .any(|line| line.values().iter().any(|(marked, _)| *marked));
        for line in lines.iter().filter(|line| line.tag() != ChangeTag::Equal) {
            for (marked, text) in line.values() {
                if *marked || !emphasizes {
                    changed(text);
                }
            }
        }
    }
}

/// `git` in a folder with the two texts, and one with two files of a line.
struct Git {
    start: PathBuf,
}

impl Git {
    fn find(folder: &Path) -> io::Result<Option<Self>> {
        let start = folder.join("start");
        std::fs::create_dir_all(&start)?;
        std::fs::write(start.join("old"), "one\n")?;
        std::fs::write(start.join("new"), "two\n")?;
        match Self::run(&start) {
            Ok(_) => Ok(Some(Self { start })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn command(folder: &Path) -> Command {
        let mut command = Command::new("git");
        command
            .current_dir(folder)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .args(["diff", "--no-index", "--no-color", "--word-diff=porcelain"])
            .args(["old", "new"])
            .stdin(Stdio::null());
        command
    }

    fn run(folder: &Path) -> io::Result<Duration> {
        let start = Instant::now();
        Self::command(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        Ok(start.elapsed())
    }

    /// The time for the texts less that for two lines, the shorter of two runs each: what is small
    /// beside the start of a process is hard to see.
    fn time(&self, folder: &Path) -> io::Result<Duration> {
        let twice = |folder: &Path| io::Result::Ok(Self::run(folder)?.min(Self::run(folder)?));
        let start = twice(&self.start)?;
        // Never nothing at all, so that ratios can be taken.
        Ok(twice(folder)?
            .saturating_sub(start)
            .max(Duration::from_micros(10)))
    }
}

/// A running Node.js that compares when asked.
struct Node {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

#[derive(Deserialize)]
struct Answer {
    milliseconds: f64,
    marked: usize,
}

impl Node {
    fn start(packages: &Path) -> io::Result<Self> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/text/node/rivals.js");
        let mut child = Command::new("node")
            .arg(script)
            .arg(packages)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        Ok(Self {
            child,
            to,
            from: BufReader::new(from),
        })
    }

    fn ask(&mut self, rival: Rival, folder: &Path) -> io::Result<Answer> {
        let rival = match rival {
            Rival::NpmDiff => "diff",
            _ => "diff-match-patch",
        };
        let (old, now) = (folder.join("old"), folder.join("new"));
        let question = serde_json::json!({ "rival": rival, "old": old, "now": now });
        writeln!(self.to, "{question}")?;
        let mut answer = String::new();
        self.from.read_line(&mut answer)?;
        Ok(serde_json::from_str(&answer)?)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may be in the middle of something; nobody waits for the answer any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
