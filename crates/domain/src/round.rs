//! A consultation round: one question on one version, with an opening and a close.

use crate::people::words;
use crate::time::Instant;

words! {
    /// What a member thinks of a version.
    Stance {
        /// For it as it stands.
        Support = "support",
        /// For it, with something to mend.
        Reservations = "reservations",
        /// Against it.
        Oppose = "oppose",
        /// Cannot say without knowing more.
        Information = "information",
        /// Takes no side.
        Abstain = "abstain",
    }
}

words! {
    /// In which capacity somebody speaks.
    Capacity {
        /// For themselves, as a member or supporter.
        Member = "member",
        /// As an officer of a constituency party or branch.
        ClpOfficer = "clp-officer",
        /// As somebody who does the work that the text is about.
        Practitioner = "practitioner",
        /// As a researcher or teacher.
        Researcher = "researcher",
        /// As somebody whom the services are for, or who cares for them.
        Experience = "experience",
        /// As a councillor or other elected person.
        Elected = "elected",
    }
}

words! {
    /// Where a round stands at an instant.
    Phase {
        /// Not open yet.
        Announced = "announced",
        /// Taking comments and views.
        Open = "open",
        /// Over.
        Closed = "closed",
    }
}

/// When a round takes views.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// From this instant on.
    pub opens: Instant,
    /// Until just before this instant.
    pub closes: Instant,
}

impl Window {
    /// Where the round stands: the clock decides, nobody has to close it.
    pub fn phase(self, now: Instant) -> Phase {
        if now >= self.closes {
            Phase::Closed
        } else if now >= self.opens {
            Phase::Open
        } else {
            Phase::Announced
        }
    }
}

/// Counts below this are not shown to visitors: so few people could be guessed.
pub const SMALLEST_PUBLIC_COUNT: u32 = 5;

/// A count as a visitor may see it.
pub const fn public_count(count: u32) -> Option<u32> {
    if count >= SMALLEST_PUBLIC_COUNT {
        Some(count)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_opens_and_closes() {
        let window = Window {
            opens: Instant(10),
            closes: Instant(20),
        };
        assert_eq!(window.phase(Instant(9)), Phase::Announced);
        assert_eq!(window.phase(Instant(10)), Phase::Open);
        assert_eq!(window.phase(Instant(19)), Phase::Open);
        assert_eq!(window.phase(Instant(20)), Phase::Closed);
    }

    #[test]
    fn few_are_not_counted_in_public() {
        assert_eq!(public_count(4), None);
        assert_eq!(public_count(5), Some(5));
    }
}
