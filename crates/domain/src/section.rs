//! A section of the manifesto: from the wish for one to its place in an edition, and again.

use crate::decision::Outcome;
use crate::document::Standing;
use crate::people::words;

words! {
    /// A move of a section that is recorded.
    Move {
        /// The group wants one: members are asked to write it.
        Wanted = "wanted",
        /// Its main points are there.
        Outline = "outline",
        /// It is being worked on.
        Draft = "draft",
        /// The committee has agreed a version for the next edition.
        Agreed = "agreed",
        /// It is worked on again after an edition.
        Reopened = "reopened",
        /// It is left out of the next edition.
        Dropped = "dropped",
    }
}

words! {
    /// Where a section stands, derived from its records and never stored.
    State {
        /// It is asked for.
        Wanted = "wanted",
        /// Its main points are there.
        Outline = "outline",
        /// It is being written.
        Draft = "draft",
        /// A round is open on it.
        RoundOpen = "round",
        /// There is a newer version than the one that members were asked about or that was agreed.
        Revised = "revised",
        /// The committee has agreed its latest version.
        Agreed = "agreed",
        /// Its latest version stands in an approved edition.
        Frozen = "frozen",
        /// It has been opened again for the next edition.
        Reopened = "reopened",
        /// It is left out of the next edition.
        Dropped = "dropped",
    }
}

words! {
    /// Where an edition stands, derived from its records and never stored.
    EditionState {
        /// It is assembled, and the committee has not decided on it.
        Assembled = "assembled",
        /// The committee was against it.
        Refused = "refused",
        /// The committee has approved it.
        Approved = "approved",
        /// It is published and current.
        Published = "published",
        /// A later edition has been published.
        Superseded = "superseded",
        /// The group no longer stands by it.
        Withdrawn = "withdrawn",
    }
}

impl EditionState {
    /// What follows from the decision on an edition and from what has become of its publication.
    pub const fn of(decision: Option<Outcome>, publication: Option<Standing>) -> Self {
        match (publication, decision) {
            (Some(Standing::Current), _) => Self::Published,
            (Some(Standing::Superseded), _) => Self::Superseded,
            (Some(Standing::Withdrawn), _) => Self::Withdrawn,
            (None, Some(Outcome::Approved)) => Self::Approved,
            (None, Some(Outcome::Refused)) => Self::Refused,
            (None, None) => Self::Assembled,
        }
    }
}

/// The records that a [`State`] follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    /// The last move.
    pub last: Move,
    /// The latest version when that was recorded.
    pub at: u32,
    /// The latest version now.
    pub latest: u32,
    /// The committee has approved the latest version by a vote.
    pub approved: bool,
    /// The last version that members were asked about.
    pub asked: Option<u32>,
    /// A round is open now.
    pub round_open: bool,
    /// The latest version stands in an edition that has been approved.
    pub in_edition: bool,
}

impl Course {
    /// Where the section stands.
    pub fn state(self) -> State {
        match self.last {
            _ if self.round_open => State::RoundOpen,
            Move::Dropped => State::Dropped,
            Move::Wanted => State::Wanted,
            Move::Outline => State::Outline,
            Move::Reopened if self.at == self.latest => State::Reopened,
            _ if self.in_edition => State::Frozen,
            _ if self.approved => State::Agreed,
            Move::Agreed if self.at == self.latest => State::Agreed,
            Move::Agreed | Move::Reopened => State::Revised,
            Move::Draft if self.asked.is_some_and(|asked| asked < self.latest) => State::Revised,
            Move::Draft => State::Draft,
        }
    }

    /// Whether this can be recorded of it now. `words`: how many its latest version has.
    pub fn takes(self, step: Move, words: u32) -> bool {
        use State as S;
        let state = self.state();
        match step {
            Move::Wanted => matches!(state, S::Outline | S::Dropped),
            Move::Outline => matches!(state, S::Wanted | S::Dropped),
            Move::Draft => matches!(state, S::Wanted | S::Outline | S::Dropped),
            Move::Agreed => matches!(state, S::Draft | S::Revised | S::Reopened) && words > 0,
            Move::Reopened => matches!(state, S::Agreed | S::Frozen),
            Move::Dropped => !matches!(state, S::Dropped | S::RoundOpen),
        }
    }

    /// What can be recorded of it now, in the order in which buttons show it.
    pub fn moves(self, words: u32) -> impl Iterator<Item = Move> {
        Move::ALL
            .iter()
            .copied()
            .filter(move |step| self.takes(*step, words))
    }
}

impl Move {
    /// Whether after it every member may help to write the section.
    pub const fn is_wanted(self) -> bool {
        matches!(self, Self::Wanted | Self::Outline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAFT: Course = Course {
        last: Move::Draft,
        at: 1,
        latest: 1,
        approved: false,
        asked: None,
        round_open: false,
        in_edition: false,
    };

    fn moves(course: Course, words: u32) -> Vec<Move> {
        course.moves(words).collect()
    }

    #[test]
    fn a_section_goes_from_wanted_to_an_edition_and_on() {
        let wanted = Course {
            last: Move::Wanted,
            ..DRAFT
        };
        assert_eq!(wanted.state(), State::Wanted);
        assert_eq!(moves(wanted, 0), [Move::Outline, Move::Draft, Move::Dropped]);
        assert_eq!(DRAFT.state(), State::Draft);
        // There is nothing to agree yet.
        assert_eq!(moves(DRAFT, 0), [Move::Dropped]);
        assert_eq!(moves(DRAFT, 9), [Move::Agreed, Move::Dropped]);
        let asked = Course {
            asked: Some(1),
            round_open: true,
            ..DRAFT
        };
        assert_eq!(asked.state(), State::RoundOpen);
        assert_eq!(moves(asked, 9), []);
        let revised = Course {
            latest: 2,
            round_open: false,
            ..asked
        };
        assert_eq!(revised.state(), State::Revised);
        let agreed = Course {
            last: Move::Agreed,
            at: 2,
            ..revised
        };
        assert_eq!(agreed.state(), State::Agreed);
        assert_eq!(moves(agreed, 9), [Move::Reopened, Move::Dropped]);
        let frozen = Course {
            in_edition: true,
            ..agreed
        };
        assert_eq!(frozen.state(), State::Frozen);
        let reopened = Course {
            last: Move::Reopened,
            ..frozen
        };
        assert_eq!(reopened.state(), State::Reopened);
        let next = Course {
            latest: 3,
            in_edition: false,
            ..reopened
        };
        assert_eq!(next.state(), State::Revised);
        assert_eq!(moves(next, 9), [Move::Agreed, Move::Dropped]);
    }

    #[test]
    fn a_newer_version_is_no_longer_agreed() {
        let changed = Course {
            last: Move::Agreed,
            latest: 2,
            ..DRAFT
        };
        assert_eq!(changed.state(), State::Revised);
        let voted = Course {
            approved: true,
            ..changed
        };
        assert_eq!(voted.state(), State::Agreed);
    }

    #[test]
    fn what_was_dropped_can_be_taken_up_again() {
        let dropped = Course {
            last: Move::Dropped,
            in_edition: true,
            ..DRAFT
        };
        assert_eq!(dropped.state(), State::Dropped);
        assert_eq!(moves(dropped, 9), [Move::Wanted, Move::Outline, Move::Draft]);
    }
}
