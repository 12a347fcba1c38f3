//! For how long things about people are kept.
//!
//! The one place that says so: use cases and the hourly sweep take their periods from here, the page about privacy and
//! the record of processing print [`PERIODS`]. So what is promised is what is done.

/// How many days a session holds.
pub const SESSION_DAYS: i64 = 30;
/// How many minutes a link or a code for signing in works.
pub const LINK_MINUTES: i64 = 15;
/// How many days an invitation works.
pub const INVITATION_DAYS: i64 = 14;
/// How many days an invitation works that came with an imported list.
pub const IMPORT_DAYS: i64 = 56;
/// How many days a link works by which the secretary of a party confirms a report.
pub const CONFIRMATION_DAYS: i64 = 30;
/// How many days a form is kept that could not be accepted.
pub const FORM_DAYS: i64 = 30;
/// How many days the id of a form is kept, so that it does not count twice.
pub const SUBMISSION_DAYS: i64 = 30;
/// How many days a record stays after what it is about has ended: a session, a link, a mail.
pub const AFTER_DAYS: i64 = 7;
/// How many days a mail is tried that cannot be sent.
pub const MAIL_DAYS: i64 = 90;
/// How many days copies of the database may be kept. The program cannot do this by itself: whoever runs it does.
pub const COPY_DAYS: i64 = 35;

/// What is kept, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// What it is.
    pub what: &'static str,
    /// For how long, in a sentence for members.
    pub kept: &'static str,
    /// What sees to it.
    pub by: &'static str,
    /// The tables of the database that hold it.
    pub tables: &'static [&'static str],
}

/// Tables that hold nothing about anybody.
pub const ABOUT_NOBODY: [&str; 3] = ["organisation", "chain", "head_mail"];

/// What goes and what stays when somebody asks to be forgotten. `erase` of the stores does it.
pub const FORGOTTEN: &str = "If you ask to be forgotten, this is deleted at once: your name, address, party and region; your comments; the reasons that you gave for your views, votes, amendments and red lines; your notes on what parties did. Your name also goes from every field in which it stands alone: as mover, as seconder, or as who answered for a body. What others rely on stays, under “Former member”: versions with their notes, the words of amendments, views, votes and counts, and what you wrote down for the group, such as why an amendment was given back, an answer to a composite, a position, or why a finding was set aside. If a copy of the database is put back, all this is deleted again.";

/// The hourly sweep.
const SWEEP: &str = "the program, every hour";

/// Everything that is kept about people. A test holds the figures in the sentences to the constants above.
pub const PERIODS: [Period; 12] = [
    Period {
        what: "Sessions",
        kept: "You stay signed in for at most 30 days. The one cookie that this needs goes when you sign out; the record of it is deleted 7 days after it has ended.",
        by: SWEEP,
        tables: &["session"],
    },
    Period {
        what: "Links and codes for signing in, invitations",
        kept: "Links and codes for signing in work for 15 minutes, invitations for 14 days, and for 56 days if you were on an imported list. They are deleted 7 days later. Once the mail has left, only their hashes are stored; until then they stand in the mail that waits.",
        by: SWEEP,
        tables: &["sign_in"],
    },
    Period {
        what: "Forms",
        kept: "A form that could not be accepted, and the text that was read from a file or tidied before it is saved, are kept for 30 days, so that what you typed is not lost. The file itself is not kept. That a form was sent is kept for 30 days, so that it does not count twice.",
        by: SWEEP,
        tables: &["kept", "submission"],
    },
    Period {
        what: "Mails",
        kept: "The words of a mail and the address that it goes to are deleted when it is sent; that it was sent, 7 days later. One that cannot be sent is given up and deleted after 90 days. The mail itself goes through the group’s own mail server and then lies with you.",
        by: SWEEP,
        tables: &["outbox"],
    },
    Period {
        what: "The record of the group",
        kept: "Versions, comments, views, votes and the log are the group’s record, and stay until the group deletes them.",
        by: "the group",
        tables: &[
            "event",
            "document",
            "version",
            "round",
            "comment",
            "comment_history",
            "view",
            "approval",
            "decision",
            "publication",
            "amendment",
            "amendment_form",
            "amendment_move",
            "merge",
            "merge_step",
            "trace",
            "composite_source",
            "composite_answer",
            "composite_step",
            "composite_version",
            "composite_move",
            "red_line",
            "section",
            "section_change",
            "manifesto_frame",
            "edition",
            "assembly",
            "finding_dismissed",
            "figure_source",
            "glossary",
            "outcome",
            "clause_link",
            "adoption",
            "adoption_move",
            "adoption_variant",
            "position",
            "position_told",
            "ladder",
            "ladder_usual",
        ],
    },
    Period {
        what: "Whoever asks to be forgotten",
        kept: FORGOTTEN,
        by: "the program, at once and after every restore",
        tables: &[],
    },
    Period {
        what: "Copies of the database",
        kept: "Copies that are kept against loss are deleted after at most 35 days.",
        by: "whoever runs the computer",
        tables: &[],
    },
    Period {
        what: "New e-mail addresses",
        kept: "A new e-mail address that you ask for holds for a day until you confirm it; the record of it is deleted 7 days later.",
        by: SWEEP,
        tables: &["email_change"],
    },
    Period {
        what: "Tries to sign in",
        kept: "How often one place in the net tries to sign in is counted by a scrambled number, which is deleted after an hour or two; once its day is over, nobody can turn it back into an address. Whoever asks to sign in by a passkey is counted with them. What a device is asked for a passkey is deleted when it answers, or within two hours. How often one place has a copy compared is counted by a scrambled number too, in memory alone, and anew each minute.",
        by: SWEEP,
        tables: &["day_salt", "client_try", "passkey_challenge"],
    },
    Period {
        what: "Links to confirm what a party did",
        kept: "A link that the committee sends to the secretary of a constituency party works for 30 days and once; the record of it is deleted 7 days later. The address that it goes to stands in the mail alone and is deleted when that is sent, or given up after 90 days; where the form could not be accepted, it also stands in what was typed, for 30 days.",
        by: SWEEP,
        tables: &["adoption_link"],
    },
    Period {
        what: "Accounts",
        kept: "Your account, and which version of each text you last opened, are kept until you are forgotten. A passkey is kept until you remove it; what is stored of it signs nobody in.",
        by: "you, or the group",
        tables: &["member", "look", "passkey"],
    },
    Period {
        what: "Addresses of calendars",
        kept: "The secret address of your own calendar works until you take it away, make another, or are forgotten. Only its hash is stored.",
        by: "you",
        tables: &["calendar_feed"],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_promised_is_what_is_done() {
        let figures: [(usize, &[(i64, &str)]); 7] = [
            (0, &[(SESSION_DAYS, "30 days."), (AFTER_DAYS, "7 days after")]),
            (
                1,
                &[
                    (LINK_MINUTES, "15 minutes,"),
                    (INVITATION_DAYS, "14 days,"),
                    (IMPORT_DAYS, "56 days if"),
                    (AFTER_DAYS, "7 days later"),
                ],
            ),
            (
                2,
                &[
                    (FORM_DAYS, "30 days, so that what"),
                    (SUBMISSION_DAYS, "30 days, so that it"),
                ],
            ),
            (3, &[(AFTER_DAYS, "7 days later"), (MAIL_DAYS, "90 days.")]),
            (6, &[(COPY_DAYS, "35 days.")]),
            (7, &[(AFTER_DAYS, "7 days later")]),
            (
                9,
                &[
                    (CONFIRMATION_DAYS, "30 days and once"),
                    (AFTER_DAYS, "7 days later"),
                    (MAIL_DAYS, "90 days;"),
                    (FORM_DAYS, "30 days."),
                ],
            ),
        ];
        for (n, figures) in figures {
            let said = PERIODS[n].kept;
            for (figure, words) in figures {
                assert!(
                    words.starts_with(&format!("{figure} ")),
                    "{figure} is not {words}"
                );
                assert!(said.contains(words), "{words} is not in {said}");
            }
            // And no figure that stands for nothing.
            let numbers = said
                .split(|c: char| !c.is_ascii_digit())
                .filter(|word| !word.is_empty())
                .count();
            assert_eq!(numbers, figures.len(), "{said}");
        }
    }

    #[test]
    fn the_record_of_processing_prints_the_table() {
        let file =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/record-of-processing.md");
        let text = std::fs::read_to_string(file).unwrap();
        let printed: Vec<&str> = text
            .lines()
            .skip_while(|line| *line != "<!-- retention -->")
            .skip(3)
            .take_while(|line| *line != "<!-- end -->")
            .collect();
        let rows: Vec<String> = PERIODS
            .iter()
            .map(|period| format!("| {} | {} | {} |", period.what, period.kept, period.by))
            .collect();
        assert_eq!(printed, rows, "it should be:\n{}", rows.join("\n"));
    }
}
