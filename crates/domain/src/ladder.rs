//! From the day of a conference back to the day by which a text must be out.
//!
//! A text for a conference has to be in its portal by a day and an hour, and before that through a constituency party,
//! a branch, and the days of notice that a branch wants. Whoever starts at the other end finds out too late.

use crate::people::words;

/// A day: how many lie between it and 1 January 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// The day so many days earlier.
    #[must_use]
    pub const fn before(self, days: u32) -> Self {
        Self(self.0.saturating_sub_unsigned(days))
    }

    /// The day by its year, month and day, in the Gregorian calendar.
    pub const fn of(year: i32, month: u32, day: u32) -> Self {
        // Years start in March, so that the leap day is their last.
        let (month, day) = (month.cast_signed(), day.cast_signed());
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        Self(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
    }

    /// Its year, month and day.
    pub const fn civil(self) -> (i32, u32, u32) {
        let days = self.0 + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year + era * 400 + if month <= 2 { 1 } else { 0 };
        (year, month.cast_unsigned(), day.cast_unsigned())
    }
}

words! {
    /// A rung, the earliest first.
    Rung {
        /// The round with the members closes.
        RoundClose = "round-close",
        /// The latest day to circulate the text to branches.
        Circulate = "circulate",
        /// The branch meets.
        Branch = "branch",
        /// The constituency party meets.
        Clp = "clp",
        /// Motions must be in.
        Portal = "portal",
        /// The conference begins.
        Conference = "conference",
    }
}

/// How many days usually lie between the rungs, where nobody gives a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usual {
    /// From the close of the portal to the conference; 0 where that is never worked out.
    pub portal_days: u32,
    /// From the meeting of the constituency party to the close of the portal.
    pub clp_days: u32,
    /// How many days before its meeting a branch wants the text.
    pub notice_days: u32,
    /// How many days the committee takes after the round.
    pub decide_days: u32,
}

impl Default for Usual {
    fn default() -> Self {
        Self {
            portal_days: 0,
            clp_days: 1,
            notice_days: 14,
            decide_days: 3,
        }
    }
}

/// What is known of the way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The first day of the conference.
    pub conference: Option<Day>,
    /// The day on which motions must be in.
    pub portal: Option<Day>,
    /// The day on which the constituency party meets.
    pub clp: Option<Day>,
    /// The day on which the branch meets.
    pub branch: Option<Day>,
    /// How many days lie between what is not given.
    pub usual: Usual,
}

/// A rung with its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which rung.
    pub rung: Rung,
    /// Its day; none where what it hangs on is not known.
    pub day: Option<Day>,
    /// The day was given, and not worked out as the latest possible one.
    pub given: bool,
    /// The day hangs on one that is only usual, so it may turn out to be another.
    pub usual: bool,
}

/// The whole way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ladder {
    /// Every rung, the earliest first.
    pub steps: Vec<Step>,
    /// What has to be asked for: without it there is no way.
    pub missing: Vec<Rung>,
    /// Rungs that are given in the wrong order: the first lies after the second.
    pub clashes: Vec<(Rung, Rung)>,
    /// The same where one of the two was worked out: it cannot be as it is, though nothing given contradicts itself.
    pub crossed: Vec<(Rung, Rung)>,
}

/// Where a rung lies, seen from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// Its day is over.
    Past,
    /// It is today.
    Today,
    /// It is the first that comes.
    Next,
    /// It comes after that.
    Later,
    /// Nobody knows.
    Unknown,
}

/// Works the way out, from the conference back. What is not given is the latest day that still does; where nothing is
/// known to reckon back from, nothing is guessed.
///
/// ```
/// # use domain::ladder::{Day, Plan, Rung, work_out};
/// let plan = Plan {
///     conference: Some(Day::of(2027, 9, 26)),
///     portal: Some(Day::of(2027, 9, 16)),
///     ..Plan::default()
/// };
/// let ladder = work_out(&plan);
/// assert_eq!(ladder.day(Rung::Circulate), Some(Day::of(2027, 8, 18)));
/// assert!(ladder.missing.is_empty() && ladder.clashes.is_empty());
/// ```
pub fn work_out(plan: &Plan) -> Ladder {
    let usual = plan.usual;
    let usually = plan.conference.filter(|_| usual.portal_days > 0);
    let portal = plan.portal.or(usually.map(|day| day.before(usual.portal_days)));
    // The day before the portal closes is the last on which a meeting can still be followed by sending the motion in.
    let clp_days = usual.clp_days.max(1);
    let clp = plan.clp.or(portal.map(|day| match plan.branch {
        // What is usual gives way to what is known.
        Some(branch) if branch > day.before(clp_days) => day.before(1),
        _ => day.before(clp_days),
    }));
    // The constituency party wants notice of what its branches send, as a branch does.
    let branch = plan
        .branch
        .or(clp.map(|day| day.before(usual.notice_days.max(1))));
    let circulate = branch.map(|day| day.before(usual.notice_days));
    let round_close = circulate.map(|day| day.before(usual.decide_days));
    let rungs = [
        (Rung::Conference, plan.conference, plan.conference.is_some()),
        (Rung::Portal, portal, plan.portal.is_some()),
        (Rung::Clp, clp, plan.clp.is_some()),
        (Rung::Branch, branch, plan.branch.is_some()),
        (Rung::Circulate, circulate, false),
        (Rung::RoundClose, round_close, false),
    ];
    // What hangs on a usual day is itself no more than usual.
    let mut guessed = false;
    let mut steps: Vec<Step> = rungs
        .into_iter()
        .map(|(rung, day, given)| {
            let begins = rung == Rung::Portal || (rung == Rung::Clp && usual.clp_days > 1);
            guessed = !given && day.is_some() && (guessed || begins);
            Step {
                rung,
                day,
                given,
                usual: guessed,
            }
        })
        .collect();
    steps.reverse();
    let mut missing = Vec::new();
    if plan.conference.is_none() {
        missing.push(Rung::Conference);
    }
    if portal.is_none() {
        missing.push(Rung::Portal);
    }
    let wrong = |given_only: bool| -> Vec<(Rung, Rung)> {
        let known: Vec<&Step> = steps
            .iter()
            .filter(|step| step.day.is_some() && (step.given || !given_only))
            .collect();
        let pairs = known.windows(2).filter(|two| two[0].day > two[1].day);
        pairs.map(|two| (two[0].rung, two[1].rung)).collect()
    };
    let clashes = wrong(true);
    let mut crossed = wrong(false);
    crossed.retain(|pair| !clashes.contains(pair));
    Ladder {
        steps,
        missing,
        clashes,
        crossed,
    }
}

impl Ladder {
    /// The day of a rung.
    pub fn day(&self, rung: Rung) -> Option<Day> {
        self.steps.iter().find(|step| step.rung == rung)?.day
    }

    /// Where each rung lies, seen from a day.
    pub fn timings(&self, today: Day) -> Vec<(Step, Timing)> {
        let mut next = true;
        let timing = |step: &Step| match step.day {
            None => Timing::Unknown,
            Some(day) if day < today => Timing::Past,
            Some(day) if day == today => {
                next = false;
                Timing::Today
            }
            Some(_) if std::mem::replace(&mut next, false) => Timing::Next,
            Some(_) => Timing::Later,
        };
        let timings: Vec<Timing> = self.steps.iter().map(timing).collect();
        self.steps.iter().copied().zip(timings).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plan() -> Plan {
        Plan {
            conference: Some(Day::of(2027, 9, 26)),
            portal: Some(Day::of(2027, 9, 16)),
            clp: Some(Day::of(2027, 9, 9)),
            branch: Some(Day::of(2027, 8, 24)),
            usual: Usual::default(),
        }
    }

    #[test]
    fn the_usual_days_lead_from_the_conference_alone() {
        let ladder = work_out(&Plan {
            conference: Some(Day::of(2027, 9, 26)),
            usual: Usual {
                portal_days: 10,
                clp_days: 7,
                notice_days: 14,
                decide_days: 3,
            },
            ..Plan::default()
        });
        assert!(ladder.missing.is_empty());
        let days: Vec<Day> = ladder.steps.iter().filter_map(|step| step.day).collect();
        let expected = [(8, 9), (8, 12), (8, 26), (9, 9), (9, 16), (9, 26)];
        assert_eq!(days, expected.map(|(month, day)| Day::of(2027, month, day)));
        let given = |step: &&Step| step.given;
        assert_eq!(ladder.steps.iter().filter(given).count(), 1);
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        for (year, month, day, number) in [
            (1970, 1, 1, 0),
            (1969, 12, 31, -1),
            (2000, 2, 29, 11_016),
            (2026, 11, 22, 20_779),
            (2100, 3, 1, 47_541),
        ] {
            assert_eq!(Day::of(year, month, day), Day(number));
            assert_eq!(Day(number).civil(), (year, month, day));
        }
        assert_eq!(Day::of(2027, 3, 1).before(1).civil(), (2027, 2, 28));
        assert_eq!(Day::of(2028, 3, 1).before(1).civil(), (2028, 2, 29));
    }

    #[test]
    fn days_that_are_known_are_kept() {
        let ladder = work_out(&plan());
        let days: Vec<(i32, u32, u32)> = ladder
            .steps
            .iter()
            .map(|step| step.day.unwrap().civil())
            .collect();
        assert_eq!(
            days,
            [
                (2027, 8, 7),
                (2027, 8, 10),
                (2027, 8, 24),
                (2027, 9, 9),
                (2027, 9, 16),
                (2027, 9, 26)
            ]
        );
        assert!(ladder.missing.is_empty() && ladder.clashes.is_empty());
    }

    #[test]
    fn what_is_not_known_is_asked_for_and_not_guessed() {
        let ladder = work_out(&Plan {
            conference: Some(Day::of(2027, 9, 26)),
            usual: Usual {
                notice_days: 7,
                ..Usual::default()
            },
            ..Plan::default()
        });
        assert_eq!(ladder.missing, [Rung::Portal]);
        assert_eq!(ladder.day(Rung::Circulate), None);
        assert_eq!(
            work_out(&Plan::default()).missing,
            [Rung::Conference, Rung::Portal]
        );
        // A branch that meets on a known day says by itself when it wants the text.
        let ladder = work_out(&Plan {
            branch: Some(Day::of(2027, 8, 24)),
            usual: Usual {
                notice_days: 7,
                ..Usual::default()
            },
            ..Plan::default()
        });
        assert_eq!(ladder.day(Rung::Circulate), Some(Day::of(2027, 8, 17)));
    }

    #[test]
    fn what_is_in_the_wrong_order_is_told() {
        let late = Plan {
            clp: Some(Day::of(2027, 9, 17)),
            ..plan()
        };
        assert_eq!(work_out(&late).clashes, [(Rung::Clp, Rung::Portal)]);
        let later = Plan {
            portal: Some(Day::of(2027, 10, 1)),
            ..plan()
        };
        assert_eq!(work_out(&later).clashes, [(Rung::Portal, Rung::Conference)]);
    }

    #[test]
    fn what_is_usual_gives_way_to_what_is_known_and_says_where_it_cannot_be() {
        // The constituency party meets after the usual close of the portal.
        let guess = Plan {
            conference: Some(Day::of(2027, 9, 26)),
            clp: Some(Day::of(2027, 9, 20)),
            usual: Usual {
                portal_days: 10,
                ..Usual::default()
            },
            ..Plan::default()
        };
        let ladder = work_out(&guess);
        assert!(ladder.clashes.is_empty());
        assert_eq!(ladder.crossed, [(Rung::Clp, Rung::Portal)]);
        let usual = |ladder: &Ladder| -> Vec<Rung> {
            let steps = ladder.steps.iter().filter(|step| step.usual);
            steps.map(|step| step.rung).collect()
        };
        assert_eq!(usual(&ladder), [Rung::Portal]);
        // The branch meets later than the usual days before the portal closes would have the constituency party meet.
        let late = Plan {
            branch: Some(Day::of(2027, 9, 5)),
            portal: Some(Day::of(2027, 9, 16)),
            clp: None,
            usual: Usual {
                clp_days: 14,
                ..Usual::default()
            },
            ..plan()
        };
        let ladder = work_out(&late);
        assert_eq!(ladder.day(Rung::Clp), Some(Day::of(2027, 9, 15)));
        assert!(ladder.crossed.is_empty());
        let early = Plan { branch: None, ..late };
        let ladder = work_out(&early);
        assert_eq!(ladder.day(Rung::Clp), Some(Day::of(2027, 9, 2)));
        assert_eq!(
            usual(&ladder),
            [Rung::RoundClose, Rung::Circulate, Rung::Branch, Rung::Clp]
        );
    }

    #[test]
    fn one_rung_is_next() {
        let ladder = work_out(&plan());
        let at = |day| -> Vec<Timing> {
            ladder
                .timings(day)
                .into_iter()
                .map(|(_, timing)| timing)
                .collect()
        };
        use Timing::{Later, Next, Past, Today};
        assert_eq!(at(Day::of(2027, 8, 8)), [Past, Next, Later, Later, Later, Later]);
        assert_eq!(
            at(Day::of(2027, 8, 10)),
            [Past, Today, Later, Later, Later, Later]
        );
        assert_eq!(at(Day::of(2028, 1, 1)), [Past; 6]);
        assert_eq!(work_out(&Plan::default()).timings(Day(0))[0].1, Timing::Unknown);
    }

    proptest! {
        #[test]
        fn a_day_reads_back(number in -200_000..200_000) {
            let (year, month, day) = Day(number).civil();
            prop_assert_eq!(Day::of(year, month, day), Day(number));
            prop_assert!((1..=12).contains(&month) && (1..=31).contains(&day));
        }

        #[test]
        fn worked_out_days_never_clash(
            portal in 0..100_000, clp in 1_u32..60, notice in 0_u32..60, decide in 0_u32..60
        ) {
            let plan = Plan {
                conference: Some(Day(portal + 10)),
                portal: Some(Day(portal)),
                usual: Usual {
                    clp_days: clp,
                    notice_days: notice,
                    decide_days: decide,
                    ..Usual::default()
                },
                ..Plan::default()
            };
            let ladder = work_out(&plan);
            prop_assert!(ladder.clashes.is_empty() && ladder.crossed.is_empty());
            let days: Vec<Day> = ladder.steps.iter().filter_map(|step| step.day).collect();
            prop_assert_eq!(days.len(), 6);
            prop_assert!(days.windows(2).all(|two| two[0] <= two[1]));
        }
    }
}
