//! `substantive text`
//!
//! The text engine for scripts, `git difftool` and tests. The end is 0 where nothing differs or
//! clashes, 1 where something does, and 2 where the question could not be answered.

use anyhow::{Context, bail};
use clap::{Args, Subcommand, ValueEnum};
use domain::text::canon::Canonical;
use domain::text::diff::{self, Change, Diff, Row, RowKind, RunKind, Scope, visible};
use domain::text::import;
use domain::text::likeness::{self, Copy, Likeness, Sameness};
use domain::text::lines::{self, Layout};
use domain::text::merge::{self, FlagKind, Outcome};
use domain::text::typed;
use domain::text::wording::{self, Told};
use domain::text::words::{self, Count};
use serde::Serialize;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{IsTerminal, Read, Write};
use std::process::ExitCode;

/// Count, number, compare and merge texts; `-` is standard input.
#[derive(Args)]
pub struct Text {
    #[command(subcommand)]
    command: TextCommand,
}

/// What to do with texts.
#[derive(Subcommand)]
pub enum TextCommand {
    /// Bring a text into the form in which it is stored.
    Canon {
        file: String,
        /// Repair what pasting has done to it, and say what was repaired on standard error.
        #[arg(long)]
        import: bool,
    },
    /// Count words by the rule of a destination.
    Count {
        file: String,
        /// Whose rule: labour-conference, ucu, neu, commons, nus or manifesto.
        #[arg(long, default_value = "labour-conference")]
        profile: String,
        #[arg(long, default_value = "")]
        title: String,
        #[arg(long)]
        json: bool,
    },
    /// Number the lines.
    Lines {
        file: String,
        #[arg(long, default_value_t = 80, value_parser = clap::value_parser!(u16).range(1..=1000))]
        width: u16,
        #[arg(long)]
        json: bool,
    },
    /// Tell what has changed from one text to another.
    ///
    /// Works as `git difftool` and as git's external diff, which hands over seven things of which the
    /// second and fifth are the files; the end is then always 0, as git wants it.
    Diff {
        /// OLD NEW, or what git hands over.
        #[arg(required = true, num_args = 1..=9, value_name = "FILES")]
        files: Vec<String>,
        /// How to show it; without this, for people on a terminal and as marks elsewhere.
        #[arg(long, value_enum)]
        format: Option<Format>,
        /// Whether to show it in color.
        #[arg(long, value_enum, default_value_t)]
        color: Color,
    },
    /// Carry an amended text over to a newer base.
    Rebase {
        base: String,
        amended: String,
        newbase: String,
        #[arg(long)]
        json: bool,
    },
    /// Put several amended texts together.
    Merge {
        base: String,
        #[arg(required = true)]
        amended: Vec<String>,
        #[arg(long)]
        json: bool,
    },
    /// Tell what has changed in the form of an amendment, an instruction a line.
    Wording {
        old: String,
        new: String,
        /// How places are named: by line or by clause; or in sentences to be read aloud.
        #[arg(long, value_enum, default_value_t)]
        style: Style,
        /// Say what each change costs in words.
        #[arg(long)]
        cost: bool,
        /// Whose rule counts the words.
        #[arg(long, default_value = "labour-conference")]
        profile: String,
    },
    /// Make the changes that amendment wording asks for, such as “Line 7: delete 'a', insert 'b'”.
    Apply {
        file: String,
        /// The file with the wording, one instruction a line.
        #[arg(long)]
        wording: String,
    },
    /// Tell which text a copy comes from, the likest first.
    Which {
        copy: String,
        #[arg(required = true)]
        texts: Vec<String>,
        #[arg(long)]
        json: bool,
    },
}

/// How to show a difference.
#[derive(Clone, Copy, ValueEnum)]
pub enum Format {
    /// The whole text with `[-deletions-]` and `{+insertions+}`.
    Marks,
    Json,
    Html,
    /// As a meeting would put it, a line for each change.
    Wording,
    /// To be read aloud, a line for each change.
    Spoken,
}

/// How places are named.
#[derive(Clone, Copy, Default, ValueEnum)]
pub enum Style {
    #[default]
    Line,
    Clause,
    Spoken,
}

/// When to use color.
#[derive(Clone, Copy, Default, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    Always,
    Never,
}

/// For whom the answer is.
#[derive(Clone, Copy, Default)]
struct Look {
    /// A person reads it, rather than a program.
    human: bool,
    color: bool,
}

impl Look {
    /// What a terminal, or git's pager, can show; see <https://no-color.org>.
    fn of(terminal: bool) -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let human = terminal || std::env::var_os("GIT_PAGER_IN_USE").is_some_and(|value| value == "true");
        let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        Self {
            human,
            color: human && !dumb && !set("NO_COLOR"),
        }
    }
}

impl Text {
    /// Does it on standard output.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let mut out = std::io::stdout().lock();
        let look = Look::of(out.is_terminal());
        match self
            .command
            .run(&mut out, look)
            .and_then(|code| Ok(out.flush().map(|()| code)?))
        {
            Err(error) if error.downcast_ref::<std::io::Error>().is_some_and(is_broken_pipe) => {
                Ok(ExitCode::SUCCESS)
            }
            result => result,
        }
    }
}

fn is_broken_pipe(error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::BrokenPipe
}

impl TextCommand {
    fn run(self, out: &mut impl Write, look: Look) -> anyhow::Result<ExitCode> {
        match self {
            Self::Canon { file, import: false } => write!(out, "{}", text(&file)?)?,
            Self::Canon { file, import: true } => import_text(out, &read(&file)?)?,
            Self::Count {
                file,
                profile,
                title,
                json,
            } => {
                let rule = rule(&profile)?;
                let count = words::count(rule, &title, &text(&file)?);
                if json {
                    print_json(out, &count)?
                } else {
                    print_count(out, &count)?
                }
            }
            Self::Lines { file, width, json } => {
                let lines = lines::layout(
                    &text(&file)?,
                    Layout {
                        width,
                        ..Layout::default()
                    },
                );
                if json {
                    let lines: Vec<_> = lines
                        .iter()
                        .map(|line| NumberedLine {
                            n: line.n,
                            text: &line.text,
                        })
                        .collect();
                    print_json(out, &lines)?;
                } else {
                    let digits = lines.len().to_string().len();
                    for line in &lines {
                        writeln!(out, "{:>digits$}  {}", line.n, line.text)?;
                    }
                }
            }
            Self::Diff { files, format, color } => {
                let look = Look {
                    color: match color {
                        Color::Auto => look.color,
                        Color::Always => true,
                        Color::Never => false,
                    },
                    ..look
                };
                return match files.as_slice() {
                    [old, new] => {
                        let diff = diff::diff(&text(old)?, &text(new)?);
                        print_diff(out, &diff, format, look)?;
                        Ok(ExitCode::from(u8::from(!diff.is_same())))
                    }
                    [path] => {
                        writeln!(out, "{path}: not merged yet")?;
                        Ok(ExitCode::SUCCESS)
                    }
                    [path, old, _, _, new, _, _, renamed @ ..] if renamed.len() != 1 => {
                        print_for_git(out, (path, renamed.first()), (old, new), format, look)?;
                        Ok(ExitCode::SUCCESS)
                    }
                    _ => bail!("give two files, OLD and NEW"),
                };
            }
            Self::Rebase {
                base,
                amended,
                newbase,
                json,
            } => {
                let rebase = merge::rebase(&text(&base)?, &text(&amended)?, &text(&newbase)?);
                if json {
                    print_json(out, &rebase)?;
                } else {
                    write!(out, "{}", rebase.text)?;
                    if rebase.coarse {
                        note(COARSE);
                    }
                    for flag in &rebase.flags {
                        note(&format!(
                            "{}: ‘{}’ becomes ‘{}’.",
                            reason(flag.kind),
                            flag.old,
                            flag.new
                        ));
                    }
                    for clash in &rebase.clashes {
                        note(&format!(
                            "Clash: for ‘{}’ the new base has ‘{}’, the amendment ‘{}’.",
                            clash.base, clash.theirs, clash.ours
                        ));
                    }
                    if rebase.outcome == Outcome::Already {
                        note("The new base has all of this already.");
                    }
                }
                return Ok(ExitCode::from(u8::from(rebase.outcome == Outcome::Clash)));
            }
            Self::Merge { base, amended, json } => {
                let amended = amended
                    .iter()
                    .map(|file| text(file))
                    .collect::<anyhow::Result<Vec<_>>>()?;
                let merge = merge::merge(&text(&base)?, &amended);
                if json {
                    print_json(out, &merge)?;
                } else {
                    write!(out, "{}", merge.text)?;
                    if merge.coarse {
                        note(COARSE);
                    }
                    for flag in &merge.flags {
                        note(&format!(
                            "{}: amendments {}.",
                            reason(flag.kind),
                            numbers(&flag.by)
                        ));
                    }
                    for clash in &merge.clashes {
                        let sides = clash
                            .sides
                            .iter()
                            .map(|side| format!("‘{}’ by {}", side.text, numbers(&side.by)));
                        note(&format!(
                            "Clash over ‘{}’: {}.",
                            clash.base,
                            sides.collect::<Vec<_>>().join(", ")
                        ));
                    }
                }
                return Ok(ExitCode::from(u8::from(merge.outcome == Outcome::Clash)));
            }
            Self::Wording {
                old,
                new,
                style,
                cost,
                profile,
            } => {
                let diff = diff::diff(&text(&old)?, &text(&new)?);
                let style = match style {
                    Style::Line => wording::Style::Line,
                    Style::Clause => wording::Style::Clause,
                    Style::Spoken => wording::Style::Spoken,
                };
                let told = wording::tell_with(&diff, style, Layout::default(), rule(&profile)?.switches);
                for told in &told {
                    writeln!(out, "{}", said(told, style, cost))?;
                }
                return Ok(ExitCode::from(u8::from(!diff.is_same())));
            }
            Self::Apply { file, wording } => {
                let amended = typed::amend(&text(&file)?, Layout::default(), &read(&wording)?)?;
                write!(out, "{amended}")?;
            }
            Self::Which { copy, texts, json } => {
                let known = texts
                    .iter()
                    .map(|file| text(file))
                    .collect::<anyhow::Result<Vec<_>>>()?;
                let untitled: Vec<(&str, &Canonical)> = known.iter().map(|text| ("", text)).collect();
                let ranked = likeness::likest(&Copy::read(&read(&copy)?), &untitled, known.len());
                let best = ranked
                    .first()
                    .is_some_and(|(_, likeness)| likeness.sameness < Sameness::Near);
                if json {
                    let named = |(place, likeness): &(usize, Likeness)| Ranked {
                        text: &texts[*place],
                        sameness: likeness.sameness,
                        alike: likeness.alike,
                    };
                    print_json(out, &ranked.iter().map(named).collect::<Vec<_>>())?;
                } else if ranked.is_empty() {
                    writeln!(out, "None of these texts is like it.")?;
                } else {
                    for (place, likeness) in &ranked {
                        let said = match likeness.sameness {
                            Sameness::Exact => "the same",
                            Sameness::Layout => "the same, laid out differently",
                            Sameness::Words => "the same words",
                            Sameness::Near => "",
                        };
                        let (whole, tenth) = (likeness.alike / 10, likeness.alike % 10);
                        let line = format!("{whole:>3}.{tenth}%  {}  {said}", texts[*place]);
                        writeln!(out, "{}", line.trim_end())?;
                    }
                }
                return Ok(ExitCode::from(u8::from(!best)));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

#[derive(Serialize)]
struct Ranked<'a> {
    text: &'a str,
    sameness: Sameness,
    /// How much of the words of both is the same, in the same order, in thousandths.
    alike: u16,
}

/// What is said of an answer that is not exact.
const COARSE: &str = "The texts are too large or too different for an exact answer: this one is coarse, but true. Read all of it.";

/// No text that people vote on is near this size; more is a mistake.
const MOST: u64 = 32 << 20;

fn read(file: &str) -> anyhow::Result<String> {
    let mut text = String::new();
    let read = if file == "-" {
        std::io::stdin().lock().take(MOST + 1).read_to_string(&mut text)
    } else {
        File::open(file)
            .with_context(|| format!("cannot open {file}"))?
            .take(MOST + 1)
            .read_to_string(&mut text)
    };
    let length = read.with_context(|| format!("cannot read {file} as UTF-8 text"))?;
    if length as u64 > MOST {
        bail!("{file} is larger than {} megabytes", MOST >> 20);
    }
    Ok(text)
}

fn rule(profile: &str) -> anyhow::Result<&'static words::Profile> {
    let Some(rule) = words::profile(profile) else {
        let known: Vec<_> = words::profiles().iter().map(|profile| &*profile.key).collect();
        bail!("there is no profile “{profile}”; there are {}", known.join(", "));
    };
    Ok(rule)
}

fn said(told: &Told, style: wording::Style, cost: bool) -> String {
    match style {
        _ if !cost => told.text.clone(),
        wording::Style::Spoken => told.with_cost_aloud(),
        _ => told.with_cost(),
    }
}

fn text(file: &str) -> anyhow::Result<Canonical> {
    Ok(Canonical::of(&read(file)?))
}

#[expect(clippy::print_stderr, reason = "a command line speaks on standard error")]
fn note(line: &str) {
    eprintln!("{line}");
}

fn print_json(out: &mut impl Write, value: &impl Serialize) -> anyhow::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value).map_err(std::io::Error::from)?;
    Ok(writeln!(out)?)
}

#[derive(Serialize)]
struct NumberedLine<'a> {
    n: u32,
    text: &'a str,
}

fn import_text(out: &mut impl Write, pasted: &str) -> anyhow::Result<()> {
    let import = import::import(pasted);
    for repair in &import.repairs {
        note(&repair.to_string());
    }
    if let Some(title) = &import.title {
        writeln!(out, "# {title}\n")?;
    }
    Ok(write!(out, "{}", import.text)?)
}

fn print_count(out: &mut impl Write, count: &Count) -> anyhow::Result<()> {
    match count.limit {
        Some(limit) => writeln!(out, "{} of {limit} words", count.words)?,
        None => writeln!(out, "{} words", count.words)?,
    }
    if count.over > 0 {
        writeln!(out, "{} over the limit", count.over)?;
    }
    if count.title.words > 0 {
        let limit = count
            .title
            .limit
            .map(|limit| format!(" of {limit}"))
            .unwrap_or_default();
        writeln!(out, "title: {}{limit} words", count.title.words)?;
    }
    if count.strictest.words > count.words {
        writeln!(
            out,
            "strictest rule in use: {} ({})",
            count.strictest.words, count.strictest.rule
        )?;
    }
    for word in &count.disputed {
        let own = word.counts.get("profile").copied().unwrap_or(0);
        let others = word.counts.iter().filter(|(_, count)| **count != own);
        let others: Vec<_> = others.map(|(rule, count)| format!("{count} by {rule}")).collect();
        writeln!(
            out,
            "line {}: “{}” counts {own}, but {}",
            word.line,
            visible(&word.token),
            others.join(", ")
        )?;
    }
    Ok(())
}

/// One file for git's external diff. What is no text is said to be none: git would stop at an error.
fn print_for_git(
    out: &mut impl Write,
    (path, renamed): (&str, Option<&String>),
    (old, new): (&str, &str),
    format: Option<Format>,
    look: Look,
) -> anyhow::Result<()> {
    let heading = match renamed {
        Some(to) => format!("{path} → {to}"),
        None => path.to_owned(),
    };
    if look.color {
        writeln!(out, "\u{1b}[1m{heading}\u{1b}[0m")?;
    } else {
        writeln!(out, "{heading}")?;
    }
    match (text(old), text(new)) {
        (Ok(old), Ok(new)) => print_diff(out, &diff::diff(&old, &new), format, look)?,
        (Err(error), _) | (_, Err(error)) => writeln!(out, "{error}")?,
    }
    // What is marked may end without a line feed of its own; the next file starts apart.
    Ok(writeln!(out)?)
}

fn print_diff(out: &mut impl Write, diff: &Diff, format: Option<Format>, look: Look) -> anyhow::Result<()> {
    match format {
        None if look.human || look.color => print_for_people(out, diff, look)?,
        None | Some(Format::Marks) => write!(out, "{}", diff::marks(diff))?,
        Some(Format::Json) => print_json(out, &DiffJson::of(diff))?,
        Some(Format::Html) => write!(out, "{}", html(diff))?,
        Some(Format::Wording) => print_told(out, diff, wording::Style::Line)?,
        Some(Format::Spoken) => print_told(out, diff, wording::Style::Spoken)?,
    }
    if diff.coarse {
        note(COARSE);
    }
    Ok(())
}

fn print_told(out: &mut impl Write, diff: &Diff, style: wording::Style) -> anyhow::Result<()> {
    for told in wording::tell(diff, style) {
        writeln!(out, "{}", told.text)?;
    }
    Ok(())
}

/// The redline, the sum of it, and each change with what it costs.
fn print_for_people(out: &mut impl Write, diff: &Diff, look: Look) -> anyhow::Result<()> {
    if look.color {
        write!(out, "{}", colored(diff))?;
    } else {
        writeln!(out, "{}", diff::marks(diff))?;
    }
    writeln!(out, "{}", diff::summary(diff))?;
    for told in wording::tell(diff, wording::Style::Line) {
        writeln!(out, "  {}", told.with_cost())?;
        let changes = told.changes.iter().filter_map(|id| diff.change(*id));
        for scope in changes.filter_map(wording::scope) {
            writeln!(out, "    {scope}")?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct DiffJson<'a> {
    same: bool,
    counts: diff::Counts,
    changes: Vec<ChangeJson<'a>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    coarse: bool,
}

#[derive(Serialize)]
struct ChangeJson<'a> {
    kind: diff::ChangeKind,
    class: diff::Class,
    old: Option<SideJson<'a>>,
    new: Option<SideJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'a Scope>,
}

#[derive(Serialize)]
struct SideJson<'a> {
    lines: (u32, u32),
    text: &'a str,
}

impl<'a> DiffJson<'a> {
    fn of(diff: &'a Diff) -> Self {
        let side = |side: &'a Option<diff::Side>| {
            side.as_ref().map(|side| SideJson {
                lines: side.lines,
                text: &side.text,
            })
        };
        let change = |change: &'a Change| ChangeJson {
            kind: change.kind,
            class: change.class,
            old: side(&change.old),
            new: side(&change.new),
            scope: change.scope.as_ref(),
        };
        Self {
            same: diff.is_same(),
            counts: diff.counts,
            changes: diff.changes.iter().map(change).collect(),
            coarse: diff.coarse,
        }
    }
}

/// The redline for a terminal; a moved paragraph is shown where it is now, and named where it was.
fn colored(diff: &Diff) -> String {
    let mut out = String::new();
    for row in &diff.rows {
        let place = row.new.or(row.old).map_or(0, |para| para.lines.0);
        let _ = write!(out, "\u{1b}[2m{place:>4}\u{1b}[0m  ");
        match row.kind {
            RowKind::MovedFrom => out.push_str("\u{1b}[33m(moved from here) \u{1b}[0m"),
            RowKind::MovedTo => out.push_str("\u{1b}[33m(moved to here) \u{1b}[0m"),
            _ => {}
        }
        for run in &row.runs {
            let text = visible(&run.text);
            let _ = match run.kind {
                RunKind::Equal => write!(out, "{text}"),
                RunKind::Deleted => write!(out, "\u{1b}[9;31m{text}\u{1b}[0m"),
                RunKind::Inserted => write!(out, "\u{1b}[4;32m{text}\u{1b}[0m"),
            };
        }
        out.push_str("\n\n");
    }
    out
}

/// The redline as a fragment of a page.
fn html(diff: &Diff) -> String {
    let mut out = String::new();
    for row in &diff.rows {
        let class = match row.kind {
            RowKind::Equal => "same",
            RowKind::Changed => "changed",
            RowKind::Inserted => "inserted",
            RowKind::Deleted => "deleted",
            RowKind::MovedFrom => "moved-from",
            RowKind::MovedTo => "moved-to",
            RowKind::Split => "split",
            RowKind::Joined => "joined",
        };
        let _ = writeln!(out, "<p class=\"{class}\"{}>{}</p>", lines_of(row), runs(row));
    }
    out
}

fn lines_of(row: &Row) -> String {
    let mut attributes = String::new();
    for (name, para) in [("old", row.old), ("new", row.new)] {
        if let Some(para) = para {
            let _ = write!(attributes, " data-{name}=\"{}-{}\"", para.lines.0, para.lines.1);
        }
    }
    attributes
}

fn runs(row: &Row) -> String {
    let mut out = String::new();
    for run in &row.runs {
        let shown = visible(&run.text);
        let text = shown
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace("\n\n", " ¶<br>");
        let _ = match run.kind {
            RunKind::Equal => write!(out, "{text}"),
            RunKind::Deleted => write!(out, "<del>{text}</del>"),
            RunKind::Inserted => write!(out, "<ins>{text}</ins>"),
        };
    }
    out
}

const fn reason(kind: FlagKind) -> &'static str {
    match kind {
        FlagKind::Touching => "Look again, changes touch",
        FlagKind::Order => "Look again, the order was not chosen",
    }
}

fn numbers(by: &[u32]) -> String {
    by.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of its own for one test, gone at the end.
    struct Page(std::path::PathBuf);

    impl Page {
        fn of(name: &str, text: &str) -> Self {
            let path = std::env::temp_dir().join(format!("substantive-{}-{name}.txt", std::process::id()));
            std::fs::write(&path, text).unwrap();
            Self(path)
        }

        fn name(&self) -> String {
            self.0.to_string_lossy().into_owned()
        }
    }

    impl Drop for Page {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.0);
        }
    }

    fn run(command: TextCommand) -> (String, bool) {
        let mut out = Vec::new();
        let code = command.run(&mut out, Look::default()).unwrap();
        (String::from_utf8(out).unwrap(), code == ExitCode::SUCCESS)
    }

    #[test]
    fn canon_count_and_lines() {
        let page = Page::of("motion", "Demands:\r\n  • care for all\r\n");
        let file = page.name();
        assert_eq!(
            run(TextCommand::Canon {
                file: file.clone(),
                import: false
            })
            .0,
            "Demands:\n\n- care for all\n"
        );
        let count = TextCommand::Count {
            file: file.clone(),
            profile: "labour-conference".into(),
            title: "Care".into(),
            json: true,
        };
        let count: serde_json::Value = serde_json::from_str(&run(count).0).unwrap();
        assert_eq!(
            (&count["words"], &count["limit"], &count["title"]["words"]),
            (&4.into(), &250.into(), &1.into())
        );
        assert_eq!(
            (&count["strictest"]["words"], &count["disputed"][0]["line"]),
            (&6.into(), &2.into())
        );
        let lines = run(TextCommand::Lines {
            file: file.clone(),
            width: 8,
            json: true,
        })
        .0;
        let lines: serde_json::Value = serde_json::from_str(&lines).unwrap();
        assert_eq!(lines[1], serde_json::json!({"n": 2, "text": "- care"}));
        let unknown = TextCommand::Count {
            file,
            profile: "nobody".into(),
            title: String::new(),
            json: false,
        };
        assert!(unknown.run(&mut Vec::new(), Look::default()).is_err());
        assert!(
            TextCommand::Canon {
                file: "no such file".into(),
                import: false
            }
            .run(&mut Vec::new(), Look::default())
            .is_err()
        );
    }

    #[test]
    fn differences() {
        let (old, new) = (
            Page::of("old", "We pay ten pounds.\n"),
            Page::of("new", "We pay <12> pounds.\n"),
        );
        let diff = |format| {
            run(TextCommand::Diff {
                files: vec![old.name(), new.name()],
                format,
                color: Color::Auto,
            })
        };
        assert_eq!(diff(None), ("We pay [-ten-]{+<12>+} pounds.\n".to_owned(), false));
        assert_eq!(
            diff(Some(Format::Wording)).0,
            "Line 1: delete 'ten', insert '<12>'\n"
        );
        assert!(
            diff(Some(Format::Html))
                .0
                .contains("<del>ten</del><ins>&lt;12&gt;</ins>")
        );
        let json: serde_json::Value = serde_json::from_str(&diff(Some(Format::Json)).0).unwrap();
        assert_eq!(
            json["changes"][0]["old"],
            serde_json::json!({"lines": [1, 1], "text": "ten"})
        );
        assert!(
            run(TextCommand::Diff {
                files: vec![old.name(), old.name()],
                format: None,
                color: Color::Auto,
            })
            .1
        );
    }

    #[test]
    fn typed_wording_and_copies() {
        let (base, typed) = (
            Page::of("known", "Fees are ten pounds.\n"),
            Page::of("typed", "Line 1: delete 'ten', insert 'six'\n"),
        );
        let apply = |wording: &Page| TextCommand::Apply {
            file: base.name(),
            wording: wording.name(),
        };
        assert_eq!(run(apply(&typed)).0, "Fees are six pounds.\n");
        let wrong = Page::of("wrong", "Line 3: delete 'ten'\n");
        let refused = apply(&wrong).run(&mut Vec::new(), Look::default()).unwrap_err();
        assert_eq!(refused.to_string(), "There is no line 3: the text has 1 line.");
        let (copy, other) = (
            Page::of("copy", "FEES ARE TEN POUNDS"),
            Page::of("other", "Care is a right."),
        );
        let (ranked, found) = run(TextCommand::Which {
            copy: copy.name(),
            texts: vec![other.name(), base.name()],
            json: true,
        });
        let ranked: serde_json::Value = serde_json::from_str(&ranked).unwrap();
        assert!(found);
        assert_eq!(
            (&ranked[0]["text"], &ranked[0]["sameness"]),
            (&base.name().into(), &"words".into())
        );
    }

    #[test]
    fn wording_in_three_styles() {
        let (old, new) = (
            Page::of(
                "said",
                "Conference believes:\n\n- care is for the few\n- pay is low\n",
            ),
            Page::of(
                "meant",
                "Conference believes:\n\n- care is for all of us\n- pay is low\n",
            ),
        );
        let wording = |style, cost| {
            run(TextCommand::Wording {
                old: old.name(),
                new: new.name(),
                style,
                cost,
                profile: "labour-conference".to_owned(),
            })
        };
        assert_eq!(
            wording(Style::Line, false),
            ("Line 2: delete 'the few', insert 'all of us'\n".to_owned(), false)
        );
        assert_eq!(
            wording(Style::Clause, true).0,
            "Believes 1: delete 'the few', insert 'all of us' (+1 word)\n"
        );
        assert_eq!(
            wording(Style::Spoken, true).0,
            "Change 1 of 1. In line 2, the words the few become all of us. That is 1 word more.\n"
        );
    }

    #[test]
    fn differences_for_people_and_for_git() {
        let (old, new) = (
            Page::of("then", "We pay ten.\n"),
            Page::of("now", "We pay them ten.\n"),
        );
        let diff = |files: &[&str], look| {
            let command = TextCommand::Diff {
                files: files.iter().map(|file| (*file).to_owned()).collect(),
                format: None,
                color: Color::Auto,
            };
            let mut out = Vec::new();
            let code = command.run(&mut out, look).unwrap();
            (String::from_utf8(out).unwrap(), code == ExitCode::SUCCESS)
        };
        let plain = Look {
            human: true,
            color: false,
        };
        let (then, now) = (old.name(), new.name());
        assert_eq!(
            diff(&[&then, &now], plain),
            (
                "We pay {+them +}ten.\n\n+1 word, 1 wording change\n  Line 1: after 'pay' insert 'them' (+1 word)\n"
                    .to_owned(),
                false
            )
        );
        let color = Look {
            human: true,
            color: true,
        };
        assert!(diff(&[&then, &now], color).0.contains("\u{1b}[4;32mthem "));
        let zero = "0".repeat(40);
        let git = ["motion.txt", &then, &zero, "100644", &now, &zero, "100644"];
        assert_eq!(
            diff(&git, Look::default()),
            ("motion.txt\nWe pay {+them +}ten.\n\n".to_owned(), true)
        );
        let renamed = [&git[..], &["other.txt", "similarity index 90%"]].concat();
        assert!(
            diff(&renamed, Look::default())
                .0
                .starts_with("motion.txt → other.txt\n")
        );
    }

    #[test]
    fn merge_and_rebase() {
        let base = Page::of("base", "Fees are ten pounds.\n");
        let (a, b) = (
            Page::of("a", "Fees are six pounds.\n"),
            Page::of("b", "Fees are two pounds.\n"),
        );
        let merge = TextCommand::Merge {
            base: base.name(),
            amended: vec![a.name(), b.name()],
            json: true,
        };
        let (merged, clean) = run(merge);
        let merged: serde_json::Value = serde_json::from_str(&merged).unwrap();
        assert!(!clean);
        assert_eq!(
            merged["clashes"][0]["sides"][1],
            serde_json::json!({"by": [2], "text": "two"})
        );
        let rebase = TextCommand::Rebase {
            base: base.name(),
            amended: a.name(),
            newbase: a.name(),
            json: true,
        };
        let (rebased, clean) = run(rebase);
        let rebased: serde_json::Value = serde_json::from_str(&rebased).unwrap();
        assert!(clean);
        assert_eq!(rebased["outcome"], "already");
    }
}
