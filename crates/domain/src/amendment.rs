//! A proposed change to a circulated text, from draft to incorporation.

use crate::ids::MemberId;
use crate::people::words;
use crate::text::canon::Canonical;
use crate::text::diff::{Diff, diff};
use crate::text::merge::{Outcome, Rebase, rebase};
use crate::text::words::Profile;
use crate::text::words::cost::{Against, amendment};

words! {
    /// Where an amendment stands.
    State {
        /// Being written; only its proposer sees it.
        Draft = "draft",
        /// Handed in, waiting for the committee to look whether it is in order.
        Submitted = "submitted",
        /// Given back to its proposer with a reason.
        Returned = "returned",
        /// Before the members.
        Tabled = "tabled",
        /// Taken on by those who proposed the text: no vote is needed.
        Accepted = "accepted",
        /// To be voted on.
        ToVote = "to-vote",
        /// Won its vote.
        Carried = "carried",
        /// Lost its vote.
        Lost = "lost",
        /// Taken back by its proposer.
        Withdrawn = "withdrawn",
        /// No longer arises, because of another decision.
        Falls = "falls",
        /// Handed to the executive without a vote.
        Remitted = "remitted",
        /// Stands in a version of the text, or in the amendment that it amends.
        Incorporated = "incorporated",
    }
}

words! {
    /// What somebody does with an amendment.
    Verb {
        /// Hand it in.
        Submit = "submit",
        /// Find it in order and put it before the members.
        Table = "table",
        /// Give it back with a reason.
        Return = "return",
        /// Take it on without a vote.
        Accept = "accept",
        /// Send it to a vote.
        ToVote = "to-vote",
        /// Record that it was carried.
        Carry = "carry",
        /// Record that it was lost.
        Lose = "lose",
        /// Take it back.
        Withdraw = "withdraw",
        /// Record that it no longer arises.
        Fall = "fall",
        /// Hand it to the executive.
        Remit = "remit",
        /// Put it into the text, through a merge.
        Incorporate = "incorporate",
    }
}

words! {
    /// Who does something with an amendment.
    Hand {
        /// Whoever proposed the amendment.
        Proposer = "proposer",
        /// Whoever started the text that it is to change.
        Author = "author",
        /// The committee.
        Committee = "committee",
    }
}

words! {
    /// How the words of an amendment came to stand against their base.
    Fit {
        /// Its proposer wrote them against it.
        Written = "written",
        /// Carried over from an earlier version; its proposer agrees.
        Followed = "followed",
        /// Changed by an amendment to it.
        Amended = "amended",
    }
}

words! {
    /// How somebody writes an amendment.
    Way {
        /// By changing a copy of the text.
        Copy = "copy",
        /// By typing what a meeting would be told: "Line 7: delete …".
        Wording = "wording",
        /// By changing one clause.
        Clause = "clause",
    }
}

impl State {
    /// Where a verb leads from here, if it may be done at all.
    pub const fn after(self, verb: Verb) -> Option<Self> {
        use State as S;
        use Verb as V;
        Some(match (self, verb) {
            (S::Draft | S::Returned, V::Submit) => S::Submitted,
            (S::Submitted, V::Table) => S::Tabled,
            (S::Submitted, V::Return) => S::Returned,
            (S::Tabled | S::ToVote, V::Accept) => S::Accepted,
            (S::Tabled, V::ToVote) => S::ToVote,
            (S::ToVote, V::Carry) => S::Carried,
            (S::ToVote, V::Lose) => S::Lost,
            (S::Draft | S::Submitted | S::Returned | S::Tabled | S::Accepted | S::ToVote, V::Withdraw) => {
                S::Withdrawn
            }
            (S::Submitted | S::Tabled | S::Accepted | S::ToVote | S::Carried, V::Fall) => S::Falls,
            (S::Tabled | S::ToVote, V::Remit) => S::Remitted,
            (S::Accepted | S::Carried, V::Incorporate) => S::Incorporated,
            _ => return None,
        })
    }

    /// Whether nothing has ended it: it follows the text when that moves on.
    pub const fn open(self) -> bool {
        matches!(
            self,
            Self::Draft
                | Self::Submitted
                | Self::Returned
                | Self::Tabled
                | Self::Accepted
                | Self::ToVote
                | Self::Carried
        )
    }

    /// Whether its proposer can still change its words.
    pub const fn editable(self) -> bool {
        matches!(self, Self::Draft | Self::Returned)
    }

    /// Whether it can lie on the merge workbench.
    pub const fn mergeable(self) -> bool {
        matches!(self, Self::Tabled | Self::Accepted | Self::Carried)
    }

    /// Whether this person may know of it: a draft is its proposer's alone, what has not been tabled is theirs and
    /// the committee's, all else is for everybody who reads the text.
    pub const fn visible(self, own: bool, committee: bool, was_tabled: bool) -> bool {
        match self {
            _ if own => true,
            Self::Draft => false,
            Self::Submitted | Self::Returned => committee,
            Self::Withdrawn | Self::Falls => committee && !matches!(self, Self::Draft) || was_tabled,
            _ => true,
        }
    }
}

impl Verb {
    /// Whose hand it takes.
    pub const fn by(self, hand: Hand) -> bool {
        use Hand as H;
        match self {
            Self::Submit | Self::Withdraw => matches!(hand, H::Proposer),
            Self::Accept => matches!(hand, H::Author | H::Committee),
            Self::Table
            | Self::Return
            | Self::ToVote
            | Self::Carry
            | Self::Lose
            | Self::Fall
            | Self::Remit
            | Self::Incorporate => matches!(hand, H::Committee),
        }
    }

    /// Whether it must not be done without saying why.
    pub const fn needs_reason(self) -> bool {
        matches!(self, Self::Return | Self::Fall)
    }
}

/// What an amendment does to the count of words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Words that it puts in.
    pub added: u32,
    /// Words that it takes out.
    pub deleted: u32,
    /// Words of the whole text afterwards, by the text's rule.
    pub total: u32,
    /// How many words the text is then over its limit, and that limit.
    pub over_total: Option<(u32, u32)>,
    /// How many words too many it adds, and how many an amendment may add.
    pub over_added: Option<(u32, u32)>,
}

/// Counts what an amendment does, by the rule of the text.
pub fn figures(profile: &Profile, title: &str, changes: &Diff, amended: &Canonical) -> Figures {
    let count = amendment(profile, title, amended, changes, 0);
    let over = |against: Against| {
        against
            .limit
            .filter(|_| against.over > 0)
            .map(|limit| (against.over, limit))
    };
    Figures {
        added: count.added.words,
        deleted: count.deleted,
        total: count.total.words,
        // What an amended text may have is nearer than what any text may have.
        over_total: over(count.total_after).or_else(|| over(count.total)),
        over_added: over(count.added),
    }
}

/// How an amendment of an earlier version fits the version that is current now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Follows {
    /// It is written against this version.
    Here,
    /// It can be carried over as it is.
    Clean(Rebase),
    /// It can be carried over, but something stands close to what has changed, or the texts were too large or too
    /// different for an exact comparison.
    Flagged(Rebase),
    /// The text has moved on in the same words.
    Clash(Rebase),
    /// All that it wants stands in the text already.
    Already(Rebase),
}

impl Follows {
    /// The words that would stand on the current version: the amended ones, with the version's own where they clash.
    pub fn text<'a>(&'a self, amended: &'a Canonical) -> &'a Canonical {
        match self {
            Self::Here => amended,
            Self::Clean(to) | Self::Flagged(to) | Self::Clash(to) | Self::Already(to) => &to.text,
        }
    }

    /// The carrying over itself.
    pub const fn rebase(&self) -> Option<&Rebase> {
        match self {
            Self::Here => None,
            Self::Clean(to) | Self::Flagged(to) | Self::Clash(to) | Self::Already(to) => Some(to),
        }
    }
}

/// Carries an amendment over to the current version. It is a function of the three texts, so it is never stored:
/// whoever looks later sees the same.
pub fn follow(base: &Canonical, amended: &Canonical, now: &Canonical) -> Follows {
    if base == now {
        return Follows::Here;
    }
    let carried = rebase(base, amended, now);
    match carried.outcome {
        Outcome::Already => Follows::Already(carried),
        Outcome::Clash => Follows::Clash(carried),
        Outcome::Clean if carried.flags.is_empty() && !carried.coarse => Follows::Clean(carried),
        Outcome::Clean => Follows::Flagged(carried),
    }
}

/// The first line of the base that an amendment touches; 0 where it touches none.
pub fn first_line(base: &Canonical, amended: &Canonical) -> u32 {
    let changes = diff(base, amended).changes;
    changes
        .iter()
        .map(|change| change.old.as_ref().map_or(change.place.line, |old| old.lines.0))
        .min()
        .unwrap_or(0)
}

/// Whose hands somebody has over an amendment.
pub fn hands(me: MemberId, proposer: MemberId, author: MemberId, committee: bool) -> Vec<Hand> {
    [
        (me == proposer, Hand::Proposer),
        (me == author, Hand::Author),
        (committee, Hand::Committee),
    ]
    .into_iter()
    .filter_map(|(has, hand)| has.then_some(hand))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words::{Limits, Switches};

    /// The search for the shortest edit ends after so many steps, on every machine; words that all occur many times
    /// give it nothing to hold on to.
    #[test]
    fn what_could_not_be_compared_exactly_does_not_follow_in_silence() {
        let noise = |seed: u64| -> String {
            let mut state = seed;
            let word = |_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                ["yes ", "no "][(state >> 63) as usize]
            };
            (0..8_000).map(word).collect()
        };
        let text = |first: &str, seed: u64| Canonical::of(&format!("{first}\n\n{}", noise(seed)));
        let (base, amended) = (text("We pay ten pounds.", 1), text("We pay twelve pounds.", 1));
        let (calm, wild) = (text("Now we pay ten pounds.", 1), text("We pay ten pounds.", 2));
        assert!(matches!(follow(&base, &amended, &calm), Follows::Clean(_)));
        let Follows::Flagged(carried) = follow(&base, &amended, &wild) else {
            panic!("it follows in silence");
        };
        assert!(carried.coarse && carried.flags.is_empty());
        let (merge, rest) = (crate::text::merge::merge, std::slice::from_ref(&amended));
        assert!(!merge(&base, rest).coarse);
        assert!(merge(&base, &[amended.clone(), wild.clone()]).coarse);
        let bench = |sides: &[Canonical]| {
            let choices = crate::text::merge::workbench::Choices::default();
            crate::text::merge::workbench::workbench(
                &base,
                crate::text::lines::Layout::default(),
                sides,
                &choices,
            )
        };
        assert!(!bench(rest).coarse);
        assert!(bench(&[wild]).coarse);
    }

    #[test]
    fn an_end_is_an_end() {
        for state in State::ALL.iter().filter(|state| !state.open()) {
            for verb in Verb::ALL {
                assert_eq!(state.after(*verb), None, "{state:?} {verb:?}");
            }
        }
    }

    #[test]
    fn every_state_is_reached_from_a_draft() {
        let mut reached = vec![State::Draft];
        let mut at = 0;
        while let Some(state) = reached.get(at).copied() {
            for next in Verb::ALL.iter().filter_map(|verb| state.after(*verb)) {
                if !reached.contains(&next) {
                    reached.push(next);
                }
            }
            at += 1;
        }
        assert_eq!(reached.len(), State::ALL.len());
    }

    #[test]
    fn only_what_has_been_agreed_goes_into_a_text() {
        for state in State::ALL {
            let may = matches!(state, State::Accepted | State::Carried);
            assert_eq!(state.after(Verb::Incorporate).is_some(), may, "{state:?}");
        }
    }

    #[test]
    fn a_draft_is_its_proposers_alone() {
        assert!(State::Draft.visible(true, false, false));
        assert!(!State::Draft.visible(false, true, false));
        assert!(!State::Submitted.visible(false, false, false));
        assert!(State::Submitted.visible(false, true, false));
        assert!(State::Tabled.visible(false, false, true));
        assert!(!State::Withdrawn.visible(false, false, false));
        assert!(State::Withdrawn.visible(false, false, true));
    }

    #[test]
    fn words_are_counted_against_both_limits() {
        let profile = Profile::own(
            "test",
            Limits {
                total: Some(9),
                added_by_amendment: Some(1),
                ..Limits::default()
            },
            Switches::default(),
        );
        let (base, amended) = (
            Canonical::of("We ask for one two three four things today."),
            Canonical::of("We ask for one two five six seven things today."),
        );
        let figures = figures(&profile, "", &diff(&base, &amended), &amended);
        assert_eq!((figures.added, figures.deleted, figures.total), (3, 2, 10));
        assert_eq!(figures.over_total, Some((1, 9)));
        assert_eq!(figures.over_added, Some((2, 1)));
    }

    #[test]
    fn an_amendment_follows_its_text() {
        let text = Canonical::of;
        let (base, amended) = (text("We pay ten pounds."), text("We pay twelve pounds."));
        assert_eq!(follow(&base, &amended, &base), Follows::Here);
        assert!(matches!(
            follow(&base, &amended, &text("All of us pay ten pounds.")),
            Follows::Clean(_)
        ));
        assert!(matches!(follow(&base, &amended, &amended), Follows::Already(_)));
        assert!(matches!(
            follow(&base, &amended, &text("We pay nine pounds.")),
            Follows::Clash(_)
        ));
    }
}
