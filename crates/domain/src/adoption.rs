//! What constituency parties (CLPs) and other bodies did with a published text: from the copy that was taken to the
//! vote of a conference.

use crate::document::Standing;
use crate::people::words;
use crate::time::Instant;

mod likeness;
mod totals;
mod tree;

pub use likeness::{ALGORITHM, Closeness, Likeness, compare};
pub use totals::{Totals, at_least, untouched_in};
pub use tree::{Drawing, Edge, Kin, Line, Meeting, Node, NodeKind, Placed, draw, family, outline};

words! {
    /// Where an adoption stands.
    State {
        /// Somebody has taken a copy to put it to their party.
        Taken = "taken",
        /// The branch has passed it.
        BranchPassed = "branch-passed",
        /// The branch has voted against it.
        BranchLost = "branch-lost",
        /// The CLP has passed it word for word.
        PassedModel = "passed-model",
        /// The CLP has passed it in its own words.
        PassedVariant = "passed-variant",
        /// The CLP has voted against it.
        ClpLost = "clp-lost",
        /// The meeting of the CLP did not come to it.
        NotReached = "not-reached",
        /// The CLP has sent it to the conference.
        Submitted = "submitted",
        /// The conference's committee has found it in order.
        InOrder = "in-order",
        /// The conference's committee has ruled it out.
        RuledOut = "ruled-out",
        /// The CLP has appealed against that.
        Appealed = "appealed",
        /// The appeal was upheld: it is in order after all.
        AppealUpheld = "appeal-upheld",
        /// The appeal was dismissed.
        AppealDismissed = "appeal-dismissed",
        /// Its subject was picked for debate.
        Picked = "picked",
        /// Its subject was not picked.
        NotPicked = "not-picked",
        /// It went into a composite.
        Composited = "composited",
        /// It was debated by itself.
        Debated = "debated",
        /// The conference was for it.
        Carried = "carried",
        /// The conference was against it.
        Lost = "lost",
        /// The conference handed it to the executive.
        Remitted = "remitted",
        /// It had been reported by mistake.
        Mistaken = "mistaken",
    }
}

words! {
    /// What a recorded move is.
    Kind {
        /// Something happened.
        Report = "report",
        /// An earlier report was wrong.
        Correct = "correct",
        /// Somebody else says that it is as was reported.
        Confirm = "confirm",
    }
}

words! {
    /// Whose word a move is.
    Hand {
        /// Whoever reports for their CLP.
        Reporter = "reporter",
        /// The committee of the group.
        Committee = "committee",
        /// The secretary of the CLP, by a link.
        Secretary = "secretary",
    }
}

words! {
    /// Who may know what a CLP did, as that CLP agreed.
    Consent {
        /// The committee and whoever reported it; others see it only in counts.
        Private = "private",
        /// Those who are signed in, by the name of the CLP.
        Members = "members",
        /// Everybody, by the name of the CLP.
        Public = "public",
    }
}

words! {
    /// How far an adoption has come; each is reached through those before it.
    Milestone {
        /// A copy was taken.
        Taken = "taken",
        /// The CLP passed it.
        Passed = "passed",
        /// It was sent to the conference.
        Submitted = "submitted",
        /// It was found in order, if need be on appeal.
        InOrder = "in-order",
        /// It came up for debate, by itself or in a composite.
        Picked = "picked",
        /// It was carried.
        Carried = "carried",
    }
}

words! {
    /// Whether the copy that was taken is the text to use.
    Copy {
        /// It is the current version.
        Current = "current",
        /// It was current when it was taken; there is a newer one now.
        Replaced = "replaced",
        /// It had been replaced already: the wrong version was taken.
        Wrong = "wrong",
        /// The group no longer stands by it.
        Withdrawn = "withdrawn",
    }
}

impl State {
    /// Whether something may be reported that leads from here to there. This is the table of moves.
    pub const fn allows(self, next: Self) -> bool {
        use State as S;
        matches!(
            (self, next),
            (
                S::Taken,
                S::BranchPassed
                    | S::BranchLost
                    | S::PassedModel
                    | S::PassedVariant
                    | S::ClpLost
                    | S::NotReached
            ) | (
                S::BranchPassed,
                S::PassedModel | S::PassedVariant | S::ClpLost | S::NotReached
            ) | (S::NotReached, S::PassedModel | S::PassedVariant | S::ClpLost)
                | (S::PassedModel | S::PassedVariant, S::Submitted)
                | (S::Submitted, S::InOrder | S::RuledOut)
                | (S::RuledOut, S::Appealed)
                | (S::Appealed, S::AppealUpheld | S::AppealDismissed)
                // Not every conference has a ballot on subjects.
                | (
                    S::InOrder | S::AppealUpheld,
                    S::Picked | S::NotPicked | S::Composited | S::Debated
                )
                | (S::Picked, S::Composited | S::Debated)
                | (S::Composited | S::Debated, S::Carried | S::Lost | S::Remitted)
        )
    }

    /// Whether a first report may say this: all that happens before the text goes to a conference.
    pub const fn may_begin(self) -> bool {
        matches!(self, Self::Taken) || Self::Taken.allows(self)
    }

    /// What may be reported next, in the order of the list.
    pub fn next(self) -> Vec<Self> {
        Self::ALL
            .iter()
            .copied()
            .filter(|next| self.allows(*next))
            .collect()
    }

    /// Whether it must not be reported without saying why.
    pub const fn needs_reason(self) -> bool {
        matches!(self, Self::RuledOut | Self::Mistaken)
    }

    /// Whether it has come so far.
    pub const fn has_reached(self, milestone: Milestone) -> bool {
        use Milestone as M;
        use State as S;
        let picked = matches!(
            self,
            S::Picked | S::Composited | S::Debated | S::Carried | S::Lost | S::Remitted
        );
        let in_order = picked || matches!(self, S::InOrder | S::AppealUpheld | S::NotPicked);
        let submitted = in_order
            || matches!(
                self,
                S::Submitted | S::RuledOut | S::Appealed | S::AppealDismissed
            );
        match milestone {
            M::Taken => !matches!(self, S::Mistaken),
            M::Passed => submitted || matches!(self, S::PassedModel | S::PassedVariant),
            M::Submitted => submitted,
            M::InOrder => in_order,
            M::Picked => picked,
            M::Carried => matches!(self, S::Carried),
        }
    }
}

/// Whether a move may follow, given where the adoption stands and has stood before.
///
/// A report follows the [table](State::allows). A correction goes back to where it once stood, puts the words right that
/// the CLP passed, or says that nothing of it happened; the reports before it stay on the record. A confirmation changes
/// nothing about where it stands.
pub fn follows(now: State, before: &[State], kind: Kind, next: State) -> bool {
    match kind {
        Kind::Report => now.allows(next),
        Kind::Correct if next == now => now == State::PassedVariant,
        Kind::Correct => next == State::Mistaken || before.contains(&next),
        Kind::Confirm => next == now && now != State::Mistaken,
    }
}

/// The way that led to where an adoption stands: what was corrected is left out.
pub fn path(moves: &[State]) -> Vec<State> {
    let mut path: Vec<State> = Vec::new();
    for state in moves {
        match path.iter().position(|there| there == state) {
            Some(at) => path.truncate(at + 1),
            None => path.push(*state),
        }
    }
    path
}

/// Whether the CLP has passed words of its own, after these moves.
pub fn own_words(moves: &[State]) -> bool {
    let path = path(moves);
    let passed = path
        .iter()
        .rev()
        .find(|state| matches!(state, State::PassedModel | State::PassedVariant));
    passed == Some(&State::PassedVariant) && path.last().is_some_and(|last| *last != State::Mistaken)
}

impl Consent {
    /// Whether somebody may know what this CLP did. `own`: they reported it themselves.
    pub const fn lets(self, own: bool, committee: bool, signed_in: bool) -> bool {
        match self {
            Self::Private => own || committee,
            Self::Members => own || committee || signed_in,
            Self::Public => true,
        }
    }
}

/// What became of the copy that was taken, from what became of its publication and when the copy was reported.
pub fn copy(standing: Standing, since: Instant, reported: Instant) -> Copy {
    match standing {
        Standing::Current => Copy::Current,
        Standing::Withdrawn => Copy::Withdrawn,
        Standing::Superseded if since > reported => Copy::Replaced,
        Standing::Superseded => Copy::Wrong,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from: State, to: &[State]) {
        assert_eq!(from.next(), to, "{from:?}");
    }

    #[test]
    fn the_table_of_moves() {
        use State as S;
        let clp = [S::PassedModel, S::PassedVariant, S::ClpLost];
        check(
            S::Taken,
            &[&[S::BranchPassed, S::BranchLost], &clp[..], &[S::NotReached]].concat(),
        );
        check(S::BranchPassed, &[&clp[..], &[S::NotReached]].concat());
        check(S::NotReached, &clp);
        for passed in [S::PassedModel, S::PassedVariant] {
            check(passed, &[S::Submitted]);
        }
        check(S::Submitted, &[S::InOrder, S::RuledOut]);
        check(S::RuledOut, &[S::Appealed]);
        check(S::Appealed, &[S::AppealUpheld, S::AppealDismissed]);
        for in_order in [S::InOrder, S::AppealUpheld] {
            check(in_order, &[S::Picked, S::NotPicked, S::Composited, S::Debated]);
        }
        check(S::Picked, &[S::Composited, S::Debated]);
        for debated in [S::Composited, S::Debated] {
            check(debated, &[S::Carried, S::Lost, S::Remitted]);
        }
        for end in [
            S::BranchLost,
            S::ClpLost,
            S::AppealDismissed,
            S::NotPicked,
            S::Carried,
            S::Lost,
            S::Remitted,
            S::Mistaken,
        ] {
            check(end, &[]);
        }
    }

    #[test]
    fn every_state_but_a_mistake_is_reached_from_a_copy_and_none_twice() {
        let mut reached = vec![State::Taken];
        let mut at = 0;
        while let Some(state) = reached.get(at).copied() {
            reached.extend(
                state
                    .next()
                    .into_iter()
                    .filter(|next| !reached.contains(next))
                    .collect::<Vec<_>>(),
            );
            at += 1;
            assert!(!state.allows(state), "{state:?}");
        }
        assert_eq!(reached.len() + 1, State::ALL.len());
        assert!(!reached.contains(&State::Mistaken));
    }

    #[test]
    fn a_milestone_is_reached_through_those_before_it_and_never_lost_by_a_report() {
        for state in State::ALL {
            for two in Milestone::ALL.windows(2) {
                assert!(
                    !state.has_reached(two[1]) || state.has_reached(two[0]),
                    "{state:?} {two:?}"
                );
            }
            for next in state.next() {
                for milestone in Milestone::ALL {
                    assert!(
                        !state.has_reached(*milestone) || next.has_reached(*milestone),
                        "{state:?} {next:?} {milestone:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_correction_goes_back_to_where_it_stood() {
        use State as S;
        let before = [S::Taken, S::PassedModel, S::Submitted];
        let now = S::Submitted;
        assert!(follows(now, &before, Kind::Correct, S::Taken));
        assert!(follows(now, &before, Kind::Correct, S::Mistaken));
        assert!(!follows(now, &before, Kind::Correct, S::Carried));
        assert!(!follows(now, &before, Kind::Correct, S::Submitted));
        assert!(follows(now, &before, Kind::Confirm, S::Submitted));
        assert!(!follows(now, &before, Kind::Confirm, S::Carried));
        assert!(!follows(S::Mistaken, &before, Kind::Confirm, S::Mistaken));
        assert!(follows(S::Mistaken, &before, Kind::Correct, S::Taken));
    }

    #[test]
    fn what_was_corrected_is_left_out_of_the_way() {
        use State as S;
        let moves = [S::Taken, S::PassedVariant, S::Submitted, S::Submitted];
        assert_eq!(path(&moves), moves[..3]);
        assert!(own_words(&moves));
        let corrected = [&moves[..], &[S::Taken, S::PassedModel, S::Submitted]].concat();
        assert_eq!(path(&corrected), [S::Taken, S::PassedModel, S::Submitted]);
        assert!(!own_words(&corrected));
        assert!(!own_words(&[&moves[..], &[S::Mistaken]].concat()));
        assert!(follows(S::PassedVariant, &moves, Kind::Correct, S::PassedVariant));
    }

    #[test]
    fn who_may_know_is_for_the_clp_to_say() {
        use Consent as C;
        let told = |consent: C| {
            [
                consent.lets(false, false, false),
                consent.lets(false, false, true),
                consent.lets(true, false, true),
                consent.lets(false, true, true),
            ]
        };
        assert_eq!(told(C::Private), [false, false, true, true]);
        assert_eq!(told(C::Members), [false, true, true, true]);
        assert_eq!(told(C::Public), [true, true, true, true]);
    }

    #[test]
    fn a_wrong_version_is_one_that_had_been_replaced_already() {
        let (early, late) = (Instant(1), Instant(2));
        assert_eq!(copy(Standing::Current, early, late), Copy::Current);
        assert_eq!(copy(Standing::Superseded, late, early), Copy::Replaced);
        assert_eq!(copy(Standing::Superseded, early, late), Copy::Wrong);
        assert_eq!(copy(Standing::Withdrawn, late, early), Copy::Withdrawn);
    }
}
