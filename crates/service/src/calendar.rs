//! Dates as people in Britain write and read them: Europe/London, day before month.

use crate::error::Trouble;
use domain::ladder::Day;
use domain::time::Instant;
use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, Zoned};

/// The zone in which the group lives.
pub const ZONE: &str = "Europe/London";

fn london(at: Instant) -> Zoned {
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
    Timestamp::from_millisecond(at.0)
        .unwrap_or(Timestamp::UNIX_EPOCH)
        .to_zoned(zone)
}

/// "Monday 12 October 2026".
pub fn long_date(at: Instant) -> String {
    london(at).strftime("%A %-d %B %Y").to_string()
}

/// "12 October 2026".
pub fn date(at: Instant) -> String {
    london(at).strftime("%-d %B %Y").to_string()
}

/// "6pm", "6.30pm", "noon", "midnight".
pub fn clock(at: Instant) -> String {
    let local = london(at);
    let (hour, minute) = (local.hour(), local.minute());
    if minute == 0 && hour == 12 {
        return "noon".to_owned();
    }
    if minute == 0 && hour == 0 {
        return "midnight".to_owned();
    }
    let half = if hour < 12 { "am" } else { "pm" };
    let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
    if minute == 0 {
        format!("{hour}{half}")
    } else {
        format!("{hour}.{minute:02}{half}")
    }
}

/// "Monday 12 October 2026, 6pm".
pub fn moment(at: Instant) -> String {
    format!("{}, {}", long_date(at), clock(at))
}

/// "12 October 2026, 6pm".
pub fn short_moment(at: Instant) -> String {
    format!("{}, {}", date(at), clock(at))
}

/// The form that `<time datetime>` wants, with the offset.
pub fn machine(at: Instant) -> String {
    london(at).strftime("%Y-%m-%dT%H:%M%:z").to_string()
}

/// A stored date such as `2026-10-12` as people write it; anything else as it is.
pub fn date_said(stored: &str) -> String {
    date_of(stored).map_or_else(
        |_| stored.to_owned(),
        |date| date.strftime("%-d %B %Y").to_string(),
    )
}

/// A date as a day that can be reckoned with.
pub fn day(date: Date) -> Day {
    Day::of(
        i32::from(date.year()),
        u32::from(date.month().unsigned_abs()),
        u32::from(date.day().unsigned_abs()),
    )
}

/// The day in London on which an instant lies.
pub fn day_of(at: Instant) -> Day {
    day(london(at).date())
}

/// "Monday 12 October 2026".
pub fn long_day(day: Day) -> String {
    let (year, month, day) = day.civil();
    let date = i16::try_from(year)
        .ok()
        .zip(i8::try_from(month).ok())
        .zip(i8::try_from(day).ok())
        .and_then(|((year, month), day)| Date::new(year, month, day).ok());
    date.map_or_else(String::new, |date| date.strftime("%A %-d %B %Y").to_string())
}

/// The date as a date field holds it: `2026-10-12`.
pub fn date_field(at: Instant) -> String {
    london(at).strftime("%Y-%m-%d").to_string()
}

/// The time as a time field holds it: `18:00`.
pub fn time_field(at: Instant) -> String {
    london(at).strftime("%H:%M").to_string()
}

/// The instant that a date and a time in London name.
///
/// Both are needed, and the date needs its year: "1 May" alone has cost people their say.
pub fn instant(date: &str, time: &str) -> Result<Instant, Trouble> {
    let date = date_of(date)?;
    let time = time.trim();
    if time.is_empty() {
        return Err(Trouble::NoTime);
    }
    let time: Time = time_of(time).ok_or(Trouble::NoTime)?;
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
    let meant = zone.to_ambiguous_zoned(date.to_datetime(time));
    if !matches!(meant.offset(), AmbiguousOffset::Unambiguous { .. }) {
        return Err(Trouble::ClockChange);
    }
    let zoned = meant.compatible().map_err(|_| Trouble::NotADate)?;
    Ok(Instant(zoned.timestamp().as_millisecond()))
}

/// A date typed as `2026-10-12`, `12/10/2026`, `12 October 2026` or `12 Oct 2026`.
pub fn date_of(text: &str) -> Result<Date, Trouble> {
    let text = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace(',', "");
    if text.is_empty() {
        return Err(Trouble::Missing);
    }
    ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"]
        .iter()
        .find_map(|form| Date::strptime(form, &text).ok())
        .filter(|date| (1900..=2200).contains(&date.year()))
        .ok_or(Trouble::NotADate)
}

fn time_of(text: &str) -> Option<Time> {
    let text = text.to_ascii_lowercase().replace('.', ":");
    match text.as_str() {
        "noon" => return Some(jiff::civil::time(12, 0, 0, 0)),
        "midnight" => return Some(jiff::civil::time(0, 0, 0, 0)),
        _ => {}
    }
    let text = text.replace(' ', "");
    ["%H:%M", "%H:%M:%S", "%I:%M%p", "%I%p"]
        .iter()
        .find_map(|form| Time::strptime(form, &text).ok())
}

/// How long until `then`, in the largest unit that says enough: "3 days", "5 hours", "20 minutes".
pub fn left(now: Instant, then: Instant) -> String {
    let minutes = (then.0 - now.0).max(0) / 60_000;
    let (count, unit) = match minutes {
        0..120 => (minutes, "minute"),
        120..2_880 => (minutes / 60, "hour"),
        _ => (minutes / 1_440, "day"),
    };
    if count == 1 {
        format!("1 {unit}")
    } else {
        format!("{count} {unit}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summer_and_winter_hours() {
        let summer = instant("2026-07-01", "18:00");
        let winter = instant("1 December 2026", "6pm");
        assert_eq!(
            summer.as_ref().map(|at| moment(*at)),
            Ok("Wednesday 1 July 2026, 6pm".to_owned())
        );
        assert_eq!(
            winter.as_ref().map(|at| machine(*at)),
            Ok("2026-12-01T18:00+00:00".to_owned())
        );
        assert_eq!(summer.map(machine), Ok("2026-07-01T18:00+01:00".to_owned()));
    }

    #[test]
    fn a_date_needs_a_year_and_an_hour() {
        assert_eq!(instant("1 May", "18:00"), Err(Trouble::NotADate));
        assert_eq!(instant("1 May 2027", ""), Err(Trouble::NoTime));
        assert_eq!(instant("", "18:00"), Err(Trouble::Missing));
        assert_eq!(instant("31/02/2027", "18:00"), Err(Trouble::NotADate));
    }

    #[test]
    fn hours_that_the_clock_change_skips_or_repeats_are_asked_again() {
        assert_eq!(instant("2026-03-29", "01:30"), Err(Trouble::ClockChange));
        assert_eq!(instant("2026-10-25", "01:30"), Err(Trouble::ClockChange));
    }

    #[test]
    fn clock_times() {
        for (typed, said) in [
            ("00:00", "midnight"),
            ("12:00", "noon"),
            ("noon", "noon"),
            ("6.30 pm", "6.30pm"),
            ("00:05", "12.05am"),
        ] {
            assert_eq!(
                instant("2026-06-01", typed).map(clock).as_deref(),
                Ok(said),
                "{typed}"
            );
        }
    }

    #[test]
    fn time_left() {
        let left_after = |minutes| left(Instant(0), Instant(0).plus_minutes(minutes));
        assert_eq!(left_after(1), "1 minute");
        assert_eq!(left_after(119), "119 minutes");
        assert_eq!(left_after(47 * 60), "47 hours");
        assert_eq!(left_after(60 * 24 * 3 + 5), "3 days");
        assert_eq!(left(Instant(10), Instant(0)), "0 minutes");
    }
}
