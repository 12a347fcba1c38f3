//! Composites: one motion made of several, clause by clause, with the sources of each clause kept.

use crate::people::words;
use crate::text::canon::{Canonical, Kind, Paragraph, offset};
use crate::text::pairs::same_words;
use serde::{Deserialize, Serialize};

mod loss;
mod sheet;

pub use loss::{Loss, losses};
pub use sheet::{Fare, Fate, sheet};

words! {
    /// What the body that sent a source says to the composite.
    Answer {
        /// Its motion goes into the composite.
        Agrees = "agrees",
        /// Its motion goes to the meeting by itself.
        StandsAlone = "stands-alone",
        /// Its motion does not go to the meeting at all.
        Withdraws = "withdraws",
    }
}

words! {
    /// A move of a composite that is recorded.
    Move {
        /// A version was sent to the bodies whose motions went in.
        Sent = "sent",
        /// It was moved and seconded.
        Moved = "moved",
        /// The meeting was for it.
        Carried = "carried",
        /// The meeting was against it.
        Lost = "lost",
        /// The meeting handed it to the executive without a vote.
        Remitted = "remitted",
        /// It was given up; its sources stand by themselves again.
        Dissolved = "dissolved",
    }
}

words! {
    /// Where a composite stands, derived from its records and never stored.
    Stage {
        /// The sources are together; there is no text yet.
        Grouped = "grouped",
        /// A text has been saved and not sent.
        Drafted = "drafted",
        /// The latest version waits for the answers of the sources.
        Sent = "sent",
        /// Every source has answered on the latest version.
        Final = "final",
        /// Moved and seconded.
        Moved = "moved",
        /// Carried.
        Carried = "carried",
        /// Lost.
        Lost = "lost",
        /// Remitted.
        Remitted = "remitted",
        /// Given up.
        Dissolved = "dissolved",
    }
}

/// The records that a [`Stage`] follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    /// The latest version; the first has no text yet.
    pub latest: u32,
    /// The last move with the version that it was about.
    pub last: Option<(Move, u32)>,
    /// How many sources have not answered on the version that was sent.
    pub waiting: u32,
}

impl Course {
    /// Where the composite stands.
    pub const fn stage(self) -> Stage {
        match self.last {
            Some((Move::Moved, _)) => Stage::Moved,
            Some((Move::Carried, _)) => Stage::Carried,
            Some((Move::Lost, _)) => Stage::Lost,
            Some((Move::Remitted, _)) => Stage::Remitted,
            Some((Move::Dissolved, _)) => Stage::Dissolved,
            // A newer version has to be sent again.
            Some((Move::Sent, version)) if version == self.latest => {
                if self.waiting == 0 {
                    Stage::Final
                } else {
                    Stage::Sent
                }
            }
            _ if self.latest > 1 => Stage::Drafted,
            _ => Stage::Grouped,
        }
    }
}

impl Stage {
    /// Whether this move may follow.
    pub const fn allows(self, next: Move) -> bool {
        match next {
            Move::Sent => matches!(self, Self::Drafted),
            Move::Moved => matches!(self, Self::Final),
            Move::Carried | Move::Lost | Move::Remitted => matches!(self, Self::Moved),
            Move::Dissolved => self.is_open(),
        }
    }

    /// Whether the text may still be built, and red lines set.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Grouped | Self::Drafted | Self::Sent | Self::Final)
    }

    /// Whether answers are recorded.
    pub const fn takes_answers(self) -> bool {
        matches!(self, Self::Sent | Self::Final)
    }
}

/// The fewest sources that make a composite, when it is made and when it is moved.
pub const FEWEST_SOURCES: u32 = 2;

/// The most sources of one composite.
pub const MOST_SOURCES: u32 = 12;

/// A clause of a source: the source's number and the clause's, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Taken {
    /// Which source.
    pub source: u32,
    /// Which of its paragraphs.
    pub clause: u32,
}

/// A clause of the composite with what it was made from; what was made from nothing is new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name while it is being built, never used again.
    pub id: u32,
    /// Its paragraph, with marker.
    pub text: String,
    /// What it was made from.
    pub from: Vec<Taken>,
}

/// A composite being built.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Build {
    /// Its clauses in order.
    pub entries: Vec<Entry>,
    /// The next unused id, less one.
    pub used: u32,
}

/// One step of building.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Takes a clause as it is, and names every clause that says the same as its source.
    Take(Taken),
    /// Takes the first clause with all the others as its sources, to be edited into one.
    Merge(Vec<Taken>),
    /// Adds a new clause after another, or at the end; several paragraphs are several clauses.
    Add {
        /// After which entry; 0 for the end.
        after: u32,
        /// Its words.
        text: String,
    },
    /// Changes the words of a clause; several paragraphs become several clauses of the same sources.
    Edit {
        /// Which entry.
        entry: u32,
        /// Its new words.
        text: String,
    },
    /// Moves a clause up.
    Up(u32),
    /// Moves a clause down.
    Down(u32),
    /// Removes a clause.
    Remove(u32),
}

/// Why a step cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoStep {
    /// There is no such clause in the sources.
    #[error("no such clause")]
    NoClause,
    /// There is no such entry.
    #[error("no such entry")]
    NoEntry,
    /// There are no words.
    #[error("no words")]
    NoWords,
    /// The clause is in the composite already.
    #[error("taken already")]
    Taken,
    /// Nothing would be different.
    #[error("no change")]
    NoChange,
}

impl Build {
    /// The build after a step, and the entry to look at now.
    pub fn after(&self, step: &Step, sources: &[Canonical]) -> Result<(Self, u32), NoStep> {
        let mut next = self.clone();
        let seen = match step {
            Step::Take(taken) => {
                let text = clause(sources, *taken).ok_or(NoStep::NoClause)?;
                if self.entries.iter().any(|entry| entry.from.contains(taken)) {
                    return Err(NoStep::Taken);
                }
                let mut from = vec![*taken];
                from.extend(
                    everything(sources)
                        .filter(|(other, words)| other.source != taken.source && same_words(words, text.text))
                        .map(|(other, _)| other),
                );
                from.sort_unstable();
                let shown = shown(sources, *taken);
                next.put(self.place_for(*taken), &[shown], &from)
            }
            Step::Merge(from) => {
                let first = from.first().ok_or(NoStep::NoClause)?;
                if from.iter().any(|taken| clause(sources, *taken).is_none()) {
                    return Err(NoStep::NoClause);
                }
                if self
                    .entries
                    .iter()
                    .any(|entry| from.iter().all(|taken| entry.from.contains(taken)))
                {
                    return Err(NoStep::Taken);
                }
                let mut sorted = from.clone();
                sorted.sort_unstable();
                sorted.dedup();
                let shown = shown(sources, *first);
                next.put(self.place_for(*first), &[shown], &sorted)
            }
            Step::Add { after, text } => {
                let place = match after {
                    0 => self.entries.len(),
                    id => self.place(*id)? + 1,
                };
                next.put(place, &clauses_of(text), &[])
            }
            Step::Edit { entry, text } => {
                let place = self.place(*entry)?;
                let texts = clauses_of(text);
                let (first, rest) = texts.split_first().ok_or(NoStep::NoWords)?;
                if rest.is_empty() && self.entries[place].text == *first {
                    return Err(NoStep::NoChange);
                }
                let from = self.entries[place].from.clone();
                next.entries[place].text.clone_from(first);
                next.put(place + 1, rest, &from);
                *entry
            }
            Step::Up(entry) => {
                let place = self.place(*entry)?;
                next.entries
                    .swap(place, place.checked_sub(1).ok_or(NoStep::NoChange)?);
                *entry
            }
            Step::Down(entry) => {
                let place = self.place(*entry)?;
                if place + 1 >= self.entries.len() {
                    return Err(NoStep::NoChange);
                }
                next.entries.swap(place, place + 1);
                *entry
            }
            Step::Remove(entry) => {
                let place = self.place(*entry)?;
                next.entries.remove(place);
                next.entries
                    .get(place)
                    .or(next.entries.last())
                    .map_or(0, |entry| entry.id)
            }
        };
        if matches!(step, Step::Add { .. }) && next.entries.len() == self.entries.len() {
            return Err(NoStep::NoWords);
        }
        Ok((next, seen))
    }

    /// Puts clauses in; answers the id of the first.
    fn put(&mut self, place: usize, texts: &[String], from: &[Taken]) -> u32 {
        let first = self.used + 1;
        for (n, text) in texts.iter().enumerate() {
            self.used += 1;
            self.entries.insert(
                place + n,
                Entry {
                    id: self.used,
                    text: text.clone(),
                    from: from.to_vec(),
                },
            );
        }
        first
    }

    fn place(&self, id: u32) -> Result<usize, NoStep> {
        self.entries
            .iter()
            .position(|entry| entry.id == id)
            .ok_or(NoStep::NoEntry)
    }

    /// Where a clause goes: after what stands before it in its source, before what stands after it, or at the end.
    fn place_for(&self, taken: Taken) -> usize {
        let holds = |clause: u32| {
            self.entries.iter().rposition(|entry| {
                entry.from.contains(&Taken {
                    source: taken.source,
                    clause,
                })
            })
        };
        if let Some(place) = (1..taken.clause).rev().find_map(holds) {
            // Items that others put into the same list stay in it.
            let item = |text: &str| matches!(kind(text), Some(Kind::Item { .. }));
            let others = self.entries[place + 1..].iter().take_while(|entry| {
                item(&entry.text) && entry.from.iter().all(|from| from.source != taken.source)
            });
            return place + 1 + others.count();
        }
        let after = self
            .entries
            .iter()
            .flat_map(|entry| &entry.from)
            .filter(|there| there.source == taken.source && there.clause > taken.clause)
            .min();
        after
            .and_then(|there| self.entries.iter().position(|entry| entry.from.contains(there)))
            .unwrap_or(self.entries.len())
    }

    /// The text as it would be saved: numbered lists are numbered through.
    pub fn built(&self) -> Built {
        let joined = self
            .entries
            .iter()
            .map(|entry| entry.text.as_str())
            .collect::<Vec<_>>()
            .join("\n\n");
        let text = renumbered(&Canonical::of(&joined));
        let from = self.entries.iter().map(|entry| entry.from.clone());
        Built {
            text,
            from: from.collect(),
        }
    }
}

/// A composite's text with the sources of each of its paragraphs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Built {
    /// The text.
    pub text: Canonical,
    /// For each paragraph what it was made from.
    pub from: Vec<Vec<Taken>>,
}

/// A clause of a source.
pub fn clause(sources: &[Canonical], taken: Taken) -> Option<Paragraph<'_>> {
    let source = sources.get(taken.source.checked_sub(1)? as usize)?;
    source
        .paragraphs()
        .get(taken.clause.checked_sub(1)? as usize)
        .copied()
}

/// Every clause of every source.
fn everything(sources: &[Canonical]) -> impl Iterator<Item = (Taken, &str)> {
    sources.iter().enumerate().flat_map(|(source, text)| {
        text.paragraphs()
            .into_iter()
            .enumerate()
            .map(move |(clause, paragraph)| {
                let taken = Taken {
                    source: offset(source + 1),
                    clause: offset(clause + 1),
                };
                (taken, paragraph.text)
            })
    })
}

/// A clause as it stands in its source, with indentation and marker.
fn shown(sources: &[Canonical], taken: Taken) -> String {
    let paragraph = clause(sources, taken);
    let source = sources.get(taken.source as usize - 1);
    source
        .zip(paragraph)
        .and_then(|(text, at)| text.as_str().get(at.start as usize..at.end as usize))
        .unwrap_or_default()
        .to_owned()
}

/// What a clause is.
fn kind(text: &str) -> Option<Kind> {
    Canonical::of(text)
        .paragraphs()
        .first()
        .map(|paragraph| paragraph.kind)
}

/// The clauses that somebody typed; a deeper list item keeps its depth.
fn clauses_of(typed: &str) -> Vec<String> {
    let text = Canonical::of(typed);
    let depth = typed.trim_start_matches(['\r', '\n']);
    let depth = depth.len() - depth.trim_start_matches(' ').len();
    text.paragraphs()
        .iter()
        .enumerate()
        .filter_map(|(n, paragraph)| {
            let shown = text
                .as_str()
                .get(paragraph.start as usize..paragraph.end as usize)?;
            let deep = n == 0 && matches!(paragraph.kind, Kind::Item { level: 1 });
            Some(format!(
                "{}{shown}",
                " ".repeat(if deep { depth.min(12) } else { 0 })
            ))
        })
        .collect()
}

/// The text with its numbered lists numbered through: clauses of several lists have become one.
fn renumbered(text: &Canonical) -> Canonical {
    let mut out = String::with_capacity(text.as_str().len());
    let mut count = 0;
    for paragraph in text.paragraphs() {
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        let own = numbered(paragraph.marker).filter(|_| paragraph.kind == Kind::Item { level: 1 });
        match own {
            Some((open, close)) => {
                count += 1;
                out.push_str(&format!("{open}{count}{close} {}", paragraph.text));
            }
            None => {
                if !matches!(paragraph.kind, Kind::Item { .. }) {
                    count = 0;
                }
                out.push_str(
                    text.as_str()
                        .get(paragraph.start as usize..paragraph.end as usize)
                        .unwrap_or_default(),
                );
            }
        }
    }
    Canonical::of(&out)
}

/// What stands around the number of a marker such as `1.` or `(1)`.
fn numbered(marker: &str) -> Option<(&str, &str)> {
    let marker = marker.trim();
    let open = &marker[..usize::from(marker.starts_with('('))];
    let rest = &marker[open.len()..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let close = rest.get(digits..)?;
    (digits > 0 && matches!(close, "." | ")")).then_some((open, close))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "Conference calls for:\n\n1. a bus each hour;\n\n2. a bus at night.";
    const TWO: &str =
        "Conference calls for:\n\n1. free travel for children;\n\n2. a bus at night, every night.";

    fn sources() -> [Canonical; 2] {
        [ONE, TWO].map(Canonical::of)
    }

    const fn of(source: u32, clause: u32) -> Taken {
        Taken { source, clause }
    }

    fn build(steps: &[Step]) -> Build {
        steps.iter().fold(Build::default(), |build, step| {
            build.after(step, &sources()).unwrap().0
        })
    }

    #[test]
    fn clauses_keep_their_sources_and_lists_are_numbered_through() {
        let build = build(&[
            Step::Take(of(1, 1)),
            Step::Take(of(1, 2)),
            Step::Take(of(2, 2)),
            Step::Add {
                after: 0,
                text: "3. new drivers".to_owned(),
            },
        ]);
        let built = build.built();
        assert_eq!(
            built.text.as_str(),
            "Conference calls for:\n\n1. a bus each hour;\n\n2. free travel for children;\n\n3. new drivers\n"
        );
        assert_eq!(
            built.from,
            [vec![of(1, 1), of(2, 1)], vec![of(1, 2)], vec![of(2, 2)], vec![]]
        );
    }

    #[test]
    fn a_clause_goes_to_its_place_in_its_source() {
        let later = build(&[Step::Take(of(1, 3)), Step::Take(of(1, 1)), Step::Take(of(1, 2))]);
        assert_eq!(later.built().text, Canonical::of(ONE));
        assert_eq!(later.after(&Step::Take(of(2, 1)), &sources()), Err(NoStep::Taken));
    }

    #[test]
    fn two_clauses_become_one_and_an_edit_may_make_two_again() {
        let merged = build(&[Step::Merge(vec![of(1, 3), of(2, 3)])]);
        assert_eq!(merged.entries[0].from, [of(1, 3), of(2, 3)]);
        let edit = Step::Edit {
            entry: 1,
            text: "- a bus at night\n- and on Sundays".to_owned(),
        };
        let (two, seen) = merged.after(&edit, &sources()).unwrap();
        assert_eq!((two.entries.len(), seen), (2, 1));
        assert_eq!(two.entries[1].from, [of(1, 3), of(2, 3)]);
        assert_eq!(two.after(&edit, &sources()).map(drop), Ok(()));
    }

    #[test]
    fn clauses_move_and_go() {
        let two = build(&[Step::Take(of(1, 2)), Step::Take(of(2, 2))]);
        let (up, _) = two.after(&Step::Up(2), &sources()).unwrap();
        assert_eq!(up.entries[0].id, 2);
        assert_eq!(up.after(&Step::Down(2), &sources()).unwrap().0, two);
        assert_eq!(two.after(&Step::Up(1), &sources()), Err(NoStep::NoChange));
        assert_eq!(two.after(&Step::Down(2), &sources()), Err(NoStep::NoChange));
        assert_eq!(two.after(&Step::Remove(7), &sources()), Err(NoStep::NoEntry));
        let (one, seen) = two.after(&Step::Remove(1), &sources()).unwrap();
        assert_eq!((one.entries.len(), seen), (1, 2));
    }

    #[test]
    fn nothing_typed_is_no_clause() {
        let add = |text: &str| Step::Add {
            after: 0,
            text: text.to_owned(),
        };
        assert_eq!(
            Build::default().after(&add(" \n"), &sources()),
            Err(NoStep::NoWords)
        );
        assert_eq!(
            Build::default().after(&Step::Take(of(3, 1)), &sources()),
            Err(NoStep::NoClause)
        );
    }

    #[test]
    fn stages_follow_from_the_records() {
        let course = |latest, last, waiting| {
            Course {
                latest,
                last,
                waiting,
            }
            .stage()
        };
        assert_eq!(course(1, None, 2), Stage::Grouped);
        assert_eq!(course(2, None, 2), Stage::Drafted);
        assert_eq!(course(2, Some((Move::Sent, 2)), 1), Stage::Sent);
        assert_eq!(course(2, Some((Move::Sent, 2)), 0), Stage::Final);
        assert_eq!(course(3, Some((Move::Sent, 2)), 0), Stage::Drafted);
        assert_eq!(course(3, Some((Move::Moved, 3)), 0), Stage::Moved);
        assert_eq!(course(3, Some((Move::Dissolved, 3)), 1), Stage::Dissolved);
        for stage in Stage::ALL {
            let next: Vec<_> = Move::ALL.iter().filter(|next| stage.allows(**next)).collect();
            assert_eq!(
                next.is_empty(),
                matches!(
                    stage,
                    Stage::Carried | Stage::Lost | Stage::Remitted | Stage::Dissolved
                )
            );
        }
    }
}
