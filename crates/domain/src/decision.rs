//! How the committee decides on one exact version.

use crate::ids::MemberId;
use crate::people::words;

words! {
    /// How one committee member votes on a version.
    Verdict {
        /// Approve this version.
        For = "for",
        /// Refuse it.
        Against = "against",
        /// Take part without taking a side.
        Abstain = "abstain",
    }
}

words! {
    /// What the committee has decided.
    Outcome {
        /// This version is approved.
        Approved = "approved",
        /// This version is refused.
        Refused = "refused",
    }
}

/// One vote on one version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vote {
    /// Who.
    pub member: MemberId,
    /// How.
    pub verdict: Verdict,
    /// Whether they are on the committee now; a vote of somebody who has left does not count.
    pub current: bool,
    /// Whether they are the chair, whose vote breaks a tie.
    pub chair: bool,
}

/// The votes on a version, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Votes to approve.
    pub for_: u32,
    /// Votes to refuse.
    pub against: u32,
    /// Abstentions.
    pub abstain: u32,
    /// Votes needed for a decision, abstentions included.
    pub quorum: u32,
    /// What follows, once the quorum is met and one side has more.
    pub outcome: Option<Outcome>,
}

/// Counts the votes of current committee members.
///
/// A decision needs as many votes as the group's quorum, but never more than the committee has members,
/// and never fewer than two where it has two: one person alone decides nothing.
/// While the chair is vacant two are enough. A tie is broken by the chair's own vote, else it stays open.
pub fn tally(votes: &[Vote], quorum: u32, committee: u32, chair_vacant: bool) -> Tally {
    let counted = || votes.iter().filter(|vote| vote.current);
    let of =
        |verdict| u32::try_from(counted().filter(|vote| vote.verdict == verdict).count()).unwrap_or(u32::MAX);
    let (for_, against, abstain) = (of(Verdict::For), of(Verdict::Against), of(Verdict::Abstain));
    let wanted = if chair_vacant { quorum.min(2) } else { quorum };
    let quorum = wanted.min(committee).max(2);
    let chairs = counted().find(|vote| vote.chair).map(|vote| vote.verdict);
    let outcome = if for_ + against + abstain < quorum {
        None
    } else if for_ > against || (for_ == against && chairs == Some(Verdict::For)) {
        Some(Outcome::Approved)
    } else if against > for_ || (for_ == against && chairs == Some(Verdict::Against)) {
        Some(Outcome::Refused)
    } else {
        None
    };
    Tally {
        for_,
        against,
        abstain,
        quorum,
        outcome,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Verdict::{Abstain, Against, For};

    fn votes(verdicts: &[Verdict]) -> Vec<Vote> {
        let vote = |(at, verdict): (usize, &Verdict)| Vote {
            member: MemberId::new(at as u128),
            verdict: *verdict,
            current: true,
            chair: at == 0,
        };
        verdicts.iter().enumerate().map(vote).collect()
    }

    #[track_caller]
    fn check(verdicts: &[Verdict], quorum: u32, committee: u32, vacant: bool, outcome: Option<Outcome>) {
        assert_eq!(
            tally(&votes(verdicts), quorum, committee, vacant).outcome,
            outcome
        );
    }

    #[test]
    fn a_quorum_is_needed() {
        check(&[For, For], 3, 5, false, None);
        check(&[For, For, For], 3, 5, false, Some(Outcome::Approved));
        check(&[For, For, Abstain], 3, 5, false, Some(Outcome::Approved));
        check(&[For, Against, Against], 3, 5, false, Some(Outcome::Refused));
    }

    #[test]
    fn two_are_enough_while_the_chair_is_vacant_and_one_never_is() {
        check(&[For, For], 3, 5, true, Some(Outcome::Approved));
        check(&[For], 1, 1, false, None);
    }

    #[test]
    fn the_chair_breaks_a_tie() {
        check(&[For, Against, Abstain], 3, 5, false, Some(Outcome::Approved));
        check(&[Against, For, Abstain], 3, 5, false, Some(Outcome::Refused));
        check(&[Abstain, For, Against], 3, 5, false, None);
    }

    #[test]
    fn who_has_left_does_not_count() {
        let mut votes = votes(&[For, For, For]);
        votes[1].current = false;
        assert_eq!(tally(&votes, 3, 5, false).outcome, None);
    }
}
