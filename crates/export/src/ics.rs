//! Calendars (iCalendar, RFC 5545): what happens when, for calendar programs to fetch again and again.

use domain::ladder::Day;
use domain::time::Instant;
use std::fmt::Write;

/// The most bytes of a line, its end apart.
const LINE: usize = 75;

/// Something in a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What it is known by, the same in every file: a program that has it changes it and adds no second.
    pub uid: String,
    /// When it was last changed.
    pub changed: Instant,
    /// When it is.
    pub when: When,
    /// What it is, in a line.
    pub summary: String,
    /// More about it; may be empty.
    pub description: String,
    /// Where to read on.
    pub url: String,
}

/// When something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// On a day, whatever the hour.
    Day(Day),
    /// At an instant. It is written in universal time, which every program shows in its reader's own.
    Instant(Instant),
}

/// A calendar of some events.
pub fn calendar(name: &str, events: &[Event]) -> String {
    let mut out = String::new();
    for line in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Substantive//Deadlines//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ] {
        fold(&mut out, line);
    }
    fold(&mut out, &format!("X-WR-CALNAME:{}", text(name)));
    fold(&mut out, "X-WR-TIMEZONE:Europe/London");
    fold(&mut out, "REFRESH-INTERVAL;VALUE=DURATION:PT6H");
    for event in events {
        fold(&mut out, "BEGIN:VEVENT");
        fold(&mut out, &format!("UID:{}", text(&event.uid)));
        // When this was said: the same until it is said otherwise, so that the file is the same too.
        fold(&mut out, &format!("DTSTAMP:{}", universal(event.changed)));
        fold(&mut out, &format!("LAST-MODIFIED:{}", universal(event.changed)));
        match event.when {
            When::Day(day) => {
                fold(&mut out, &format!("DTSTART;VALUE=DATE:{}", date(day)));
                fold(
                    &mut out,
                    &format!("DTEND;VALUE=DATE:{}", date(Day(day.0.saturating_add(1)))),
                );
            }
            When::Instant(at) => fold(&mut out, &format!("DTSTART:{}", universal(at))),
        }
        fold(&mut out, &format!("SUMMARY:{}", text(&event.summary)));
        if !event.description.is_empty() {
            fold(&mut out, &format!("DESCRIPTION:{}", text(&event.description)));
        }
        fold(&mut out, &format!("URL:{}", uri(&event.url)));
        // It takes nobody's time.
        fold(&mut out, "TRANSP:TRANSPARENT");
        fold(&mut out, "END:VEVENT");
    }
    fold(&mut out, "END:VCALENDAR");
    out
}

/// A line, cut into pieces of at most [`LINE`] bytes, never inside a character; each but the first begins with a space.
fn fold(out: &mut String, line: &str) {
    let mut rest = line;
    let mut most = LINE;
    while rest.len() > most {
        let (piece, more) = rest.split_at(rest.floor_char_boundary(most));
        out.push_str(piece);
        out.push_str("\r\n ");
        rest = more;
        most = LINE - 1;
    }
    out.push_str(rest);
    out.push_str("\r\n");
}

/// A value of text: signs that mean something are escaped, and control characters are left out.
fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// An address, without anything that could end its line.
fn uri(value: &str) -> String {
    value
        .chars()
        .filter(|c| !c.is_control() && !c.is_whitespace())
        .collect()
}

fn date(day: Day) -> String {
    let (year, month, day) = day.civil();
    format!("{year:04}{month:02}{day:02}")
}

fn universal(at: Instant) -> String {
    let seconds = at.0.div_euclid(1_000);
    let day = Day(i32::try_from(seconds.div_euclid(86_400)).unwrap_or(i32::MAX / 2));
    let second = seconds.rem_euclid(86_400);
    let mut out = date(day);
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "T{:02}{:02}{:02}Z",
        second / 3_600,
        second / 60 % 60,
        second % 60
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Event {
        Event {
            uid: "1-portal@group.example".to_owned(),
            changed: Instant(1_791_802_800_000),
            when: When::Instant(Instant(1_821_715_200_000)),
            summary: "Motions in: “Care, homes; and more”".to_owned(),
            description: "First line\nC:\\ second".to_owned(),
            url: "https://group.example/motions/care".to_owned(),
        }
    }

    #[test]
    fn a_calendar_says_what_programs_expect() {
        let day = Event {
            uid: "1-clp@group.example".to_owned(),
            when: When::Day(Day::of(2027, 12, 31)),
            description: String::new(),
            ..event()
        };
        let file = calendar("The, Group", &[event(), day]);
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "X-WR-CALNAME:The\\, Group",
            "X-WR-TIMEZONE:Europe/London",
            "UID:1-portal@group.example",
            "DTSTAMP:20261012T110000Z",
            "DTSTART:20270923T160000Z",
            "SUMMARY:Motions in: “Care\\, homes\\; and more”",
            "DESCRIPTION:First line\\nC:\\\\ second",
            "DTSTART;VALUE=DATE:20271231",
            "DTEND;VALUE=DATE:20280101",
            "END:VCALENDAR",
        ] {
            assert!(file.contains(&format!("{line}\r\n")), "{line} is not in\n{file}");
        }
        assert_eq!(file.matches("BEGIN:VEVENT").count(), 2);
        assert_eq!(file.matches("END:VEVENT").count(), 2);
        assert_eq!(file.matches("DESCRIPTION").count(), 1);
        assert!(!file.replace("\r\n", "").contains(['\r', '\n']));
        // The same things make the same file.
        assert_eq!(
            file,
            calendar(
                "The, Group",
                &[
                    event(),
                    Event {
                        uid: "1-clp@group.example".to_owned(),
                        when: When::Day(Day::of(2027, 12, 31)),
                        description: String::new(),
                        ..event()
                    }
                ]
            )
        );
    }

    #[test]
    fn long_lines_are_folded_between_characters_and_read_back() {
        for summary in [
            "é".repeat(200),
            "x".repeat(75 - 8),
            "x".repeat(76 - 8),
            "a€".repeat(99),
        ] {
            let event = Event {
                summary: summary.clone(),
                ..event()
            };
            let file = calendar("Group", &[event]);
            for line in file.split("\r\n") {
                assert!(line.len() <= LINE, "{} bytes: {line}", line.len());
            }
            assert!(
                file.replace("\r\n ", "")
                    .contains(&format!("SUMMARY:{summary}\r\n"))
            );
        }
    }

    #[test]
    fn nobody_writes_lines_of_their_own() {
        let evil = Event {
            summary: "x\r\nEND:VCALENDAR\u{85}\u{7}".to_owned(),
            url: "https://group.example/\r\nATTACH:evil".to_owned(),
            ..event()
        };
        let file = calendar("Group\r\nX:1", &[evil]);
        assert_eq!(file.matches("\r\nEND:VCALENDAR").count(), 1);
        assert!(
            !file.contains("\r\nATTACH") && !file.contains("\r\nX:1"),
            "{file}"
        );
    }
}
