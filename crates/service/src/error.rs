//! What a use case answers when it cannot do what was asked.

use domain::text::diff::is_invisible;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::StoreError;

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was typed needs putting right; the form is shown again with it.
    #[error("the form needs putting right")]
    Refused(Vec<Problem>),
    /// There is no such thing, or nothing that whoever asks may know of.
    #[error("not found")]
    NotFound,
    /// Whoever asks may know of it but not do this.
    #[error("not allowed")]
    NotAllowed,
    /// Only somebody who is signed in can do this.
    #[error("sign in first")]
    SignInFirst,
    /// Only somebody who has signed in just now can do this.
    #[error("sign in again")]
    SignInAgain,
    /// The same form has been sent before; this is what it led to.
    #[error("done before")]
    Repeated(String),
    /// So many forms of people who are not signed in are kept that no more are.
    #[error("too much kept")]
    TooMuchKept,
    /// The database is busy; the same thing may work in a moment.
    #[error("busy")]
    Busy,
    /// There is no room left to save anything; what is there can be read.
    #[error("no room left")]
    Full,
    /// Something broke that whoever asks can do nothing about.
    #[error("broken: {0}")]
    Broken(StoreError),
}

/// One thing to put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The field's name in the form; empty for the form as a whole.
    pub field: String,
    /// What is wrong with it.
    pub trouble: Trouble,
}

/// What can be wrong with what somebody typed. Pages say it in words; addresses never carry it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// Nothing was typed or chosen.
    Missing,
    /// More than may be typed here; the limit in characters.
    TooLong(u32),
    /// Not one of the choices.
    NotAChoice,
    /// Not an e-mail address that can be used.
    NotAnEmail,
    /// Somebody with this address is there already.
    AlreadyThere,
    /// Not a date; a date needs day, month and year.
    NotADate,
    /// A date without an hour.
    NoTime,
    /// Not a whole number in this range.
    NotANumber(u32, u32),
    /// The close is not after the opening and after now.
    ClosesTooEarly,
    /// An hour that the clocks skip or repeat when they change.
    ClockChange,
    /// A round on this text is open already.
    RoundOpen,
    /// The round is not open.
    RoundClosed,
    /// The round is not closed.
    RoundNotClosed,
    /// Somebody has saved a newer version meanwhile; its number.
    MovedOn(u32),
    /// Another version is asked about now; its number.
    AskedAnew(u32),
    /// Nothing differs from the version before.
    Unchanged,
    /// More words than the limit: how many over, and the limit.
    OverLimit(u32, u32),
    /// With an amendment a text has more words than the limit: how many over, and the limit.
    AmendedOver(u32, u32),
    /// The title has more words than its limit.
    TitleOverLimit(u32, u32),
    /// An amendment adds more words than it may: how many too many, and how many it may add.
    AddsTooMuch(u32, u32),
    /// Typed formal wording could not be carried out; why, and what to type.
    Wording(String),
    /// What it concerns has been changed by somebody else since the page was made.
    ChangedMeanwhile,
    /// This cannot be done with it as it stands now.
    NotNow,
    /// Only an amendment that is before the members, and amends the text itself, can be amended.
    NotAmendable,
    /// No round is open, so amendments are not taken.
    AmendmentsClosed,
    /// So many clashes wait to be settled.
    ClashesOpen(u32),
    /// Who saves a merge that could not be compared exactly says that they have read it.
    ReadFirst,
    /// An amendment makes so many changes, and so many are the most.
    TooManyChanges(u32, u32),
    /// A merge of amendments to this text is under way.
    MergeOpen,
    /// This member has voted on this version.
    AlreadyVoted,
    /// This version has been decided.
    AlreadyDecided,
    /// This version has not been approved.
    NotApproved,
    /// This version is published already.
    AlreadyPublished,
    /// The group has not said who publishes.
    NoImprint,
    /// The words that a comment was to point at are not in that version.
    WordsNotFound,
    /// The code is wrong; so many tries are left.
    WrongCode(u32),
    /// The link or code has been used, has run out, or never was.
    LinkSpent,
    /// What a device answered is no passkey of this site, or came too late.
    PasskeyRefused,
    /// So many passkeys are the most that one member may have.
    TooManyPasskeys(u32),
    /// So many mails for signing in have left within the hour that no more do.
    MailsSpent,
    /// Not the address of whoever is asking.
    NotYourAddress,
    /// Not the address of the member concerned.
    NotTheirAddress,
    /// There would be nobody left to look after accounts.
    LastAdministrator,
    /// This form had been sent before with other content.
    SentBefore,
    /// The file is not plain text.
    NotText,
    /// A day that has yet to come.
    NotYet,
    /// A day that lies after one that it must come before.
    WrongOrder,
    /// What was typed cannot be the start of a fingerprint.
    NotAFingerprint,
    /// So much has been asked from one place, or by all, that this must wait; nothing was done.
    AskLater,
    /// The file of a word processor could not be read; why.
    Unreadable(Unreadable),
    /// A composite needs two motions.
    TooFewSources,
    /// More motions than one composite can hold; the most.
    TooManySources(u32),
    /// A draft that members do not know, or a text that is no motion.
    NotForMembers,
    /// Two motions of a composite bear the same number.
    AlreadyNamed,
    /// The clause is in the composite.
    AlreadyTaken,
    /// This member has drawn a red line on this clause.
    AlreadyDrawn,
    /// There is no text.
    NothingBuilt,
    /// There is no step to undo.
    NothingToUndo,
    /// Somebody else has built on meanwhile.
    BuildMovedOn,
    /// The text of a composite is built, not typed.
    BuiltFromSources,
    /// With the new order so many sections refer to numbers that mean others now.
    ReferencesMove(u32),
    /// So many references lead to the section that is to go.
    ReferredTo(u32),
    /// No line of a pasted manifesto is evidently a heading.
    NoHeading,
    /// A pasted manifesto has more sections than can be taken in; the most.
    TooManySections(u32),
    /// The manifesto has a section with this heading.
    HeadingThere,
    /// So many findings that must not stand in an edition are neither mended nor set aside.
    FindingsOpen(u32),
    /// This finding has been set aside.
    AlreadyDismissed,
    /// There is nothing in the manifesto that could be assembled.
    NoSections,
    /// Chosen versions of sections refer to so many numbers that mean others now.
    ReferencesOld(u32),
    /// The clause is linked to the section.
    AlreadyLinked,
    /// Fewer than two sources agree to the composite.
    TooFewAgree,
    /// Who moves a composite cannot second it.
    SecondsItself,
    /// This is not recorded without saying why.
    NoReason,
    /// The PDF does not say which text it holds.
    NoFingerprint,
    /// What this party did was reported before, under this number.
    ReportedBefore(u32),
    /// Who reported something cannot confirm it.
    ConfirmsItself,
    /// So many links to confirm a report have been sent today.
    TooManyLinks,
    /// Characters that do not show, or turn the line around; which, by their numbers.
    DoesNotShow(String),
    /// A name that could be taken for that of another member.
    NameTaken,
}

impl Trouble {
    /// Whether nothing is wrong with what was typed but that somebody was faster, or that it had been sent before.
    pub fn is_conflict(&self) -> bool {
        matches!(
            self,
            Self::MovedOn(_)
                | Self::AskedAnew(_)
                | Self::ChangedMeanwhile
                | Self::BuildMovedOn
                | Self::SentBefore
        )
    }
}

/// Why the file of a word processor could not be read. Numbers are the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unreadable {
    /// It is neither `.docx` nor `.odt`.
    NotOffice,
    /// It has more bytes.
    Large(u32),
    /// It unpacks to more bytes, or to more than fits its size.
    Unpacked,
    /// It is made of more parts.
    Parts(u32),
    /// Its parts are nested deeper.
    Deep(u32),
    /// Its text is in more pieces.
    Pieces(u32),
    /// It holds more styles and lists.
    Styles(u32),
    /// Its text has more bytes.
    Long(u32),
    /// It holds instructions that no word processor writes.
    Declares,
    /// It is damaged.
    Broken,
    /// There are no words in it.
    Empty,
}

impl Error {
    /// One thing wrong with one field.
    pub fn field(field: &str, trouble: Trouble) -> Self {
        Self::Refused(vec![Problem {
            field: field.to_owned(),
            trouble,
        }])
    }

    /// One thing wrong with the form as a whole.
    pub fn form(trouble: Trouble) -> Self {
        Self::field("", trouble)
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Repeated(result) => Self::Repeated(result),
            StoreError::Busy => Self::Busy,
            StoreError::Full => Self::Full,
            StoreError::Taken("submission") => Self::form(Trouble::SentBefore),
            other => Self::Broken(other),
        }
    }
}

/// Collects what is wrong with a form, so that all of it is said at once.
#[derive(Default)]
pub(crate) struct Problems(Vec<Problem>);

impl Problems {
    pub fn add(&mut self, field: &str, trouble: Trouble) {
        self.0.push(Problem {
            field: field.to_owned(),
            trouble,
        });
    }

    /// A line of text that must be there.
    pub fn line(&mut self, field: &str, value: &str, max: u32) -> String {
        let value = self.optional_line(field, value, max);
        if value.is_empty() {
            self.add(field, Trouble::Missing);
        }
        value
    }

    /// A line of text that may be empty. Line breaks and control characters become spaces. Characters that do not show
    /// are refused: a line with them reads like another, or turns around what stands beside it.
    pub fn optional_line(&mut self, field: &str, value: &str, max: u32) -> String {
        let value: String = value
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if value.chars().count() > max as usize {
            self.add(field, Trouble::TooLong(max));
        }
        if value.contains(is_invisible) {
            let codes: BTreeSet<String> = value
                .chars()
                .filter(|c| is_invisible(*c))
                .map(|c| format!("U+{:04X}", u32::from(c)))
                .collect();
            let codes: Vec<String> = codes.into_iter().take(5).collect();
            self.add(field, Trouble::DoesNotShow(codes.join(", ")));
        }
        value
    }

    /// Some paragraphs.
    pub fn paragraphs(&mut self, field: &str, value: &str, max: u32) -> String {
        let value: String = value
            .replace("\r\n", "\n")
            .chars()
            .filter(|c| !c.is_control() || *c == '\n')
            .collect();
        let value = value.trim().to_owned();
        if value.chars().count() > max as usize {
            self.add(field, Trouble::TooLong(max));
        }
        value
    }

    /// One of a fixed set of words.
    pub fn choice<T>(&mut self, field: &str, value: &str, from_word: fn(&str) -> Option<T>) -> Option<T> {
        let chosen = from_word(value);
        if chosen.is_none() {
            self.add(
                field,
                if value.is_empty() {
                    Trouble::Missing
                } else {
                    Trouble::NotAChoice
                },
            );
        }
        chosen
    }

    pub fn done(self) -> Result<(), Error> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Error::Refused(self.0))
        }
    }
}
