//! Names of things: one type for each kind, so that none can stand in for another.
//!
//! An id is 128 bits (UUID version 7), made outside this crate, written as 36 characters.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A string that is not the 36-character form of an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(u128);

        impl $name {
            /// Wraps 128 bits made elsewhere.
            pub const fn new(bits: u128) -> Self {
                Self(bits)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let b = self.0;
                write!(
                    f,
                    "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
                    b >> 96,
                    (b >> 80) & 0xffff,
                    (b >> 64) & 0xffff,
                    (b >> 48) & 0xffff,
                    b & 0xffff_ffff_ffff
                )
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                parse(text).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;

            fn try_from(text: String) -> Result<Self, NotAnId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }
    )+};
}

ids! {
    /// A person known to the group.
    MemberId;
    /// A motion or other text, across all its versions.
    DocumentId;
    /// A consultation round.
    RoundId;
    /// A comment.
    CommentId;
    /// A member's view in a round.
    ViewId;
    /// A committee member's approval or refusal of a version.
    ApprovalId;
    /// The committee's recorded decision on a version.
    DecisionId;
    /// A published version.
    PublicationId;
    /// A proposed change to a text.
    AmendmentId;
    /// One sitting of the committee over the amendments to a version.
    MergeId;
    /// A member's red line on a clause of a composite's source.
    RedLineId;
    /// A finding of the checks of the manifesto that was set aside.
    DismissalId;
    /// Something that the group achieved.
    OutcomeId;
    /// A link from a clause to the section of the manifesto that it should enter.
    LinkId;
    /// What one CLP did with a published text.
    AdoptionId;
    /// A link by which the secretary of a CLP confirms what was reported.
    AdoptionLinkId;
    /// What the organisation decided on a text.
    PositionId;
    /// Somebody who has been told of a position.
    ToldId;
    /// What somebody typed, kept because it could not be accepted yet.
    KeptId;
    /// One sending of one form: a repeated one is the same act.
    SubmissionId;
    /// A mail waiting to be sent.
    MailId;
    /// One request to sign in.
    SignInId;
    /// A change of somebody's e-mail address that has yet to be proven.
    EmailChangeId;
    /// A key that a device of a member's holds.
    PasskeyId;
}

fn parse(text: &str) -> Result<u128, NotAnId> {
    let bytes = text.as_bytes();
    if bytes.len() != 36 {
        return Err(NotAnId);
    }
    let mut bits = 0_u128;
    for (at, byte) in bytes.iter().enumerate() {
        let digit = match (at, byte) {
            (8 | 13 | 18 | 23, b'-') => continue,
            (8 | 13 | 18 | 23, _) => return Err(NotAnId),
            (_, b'0'..=b'9') => byte - b'0',
            (_, b'a'..=b'f') => byte - b'a' + 10,
            _ => return Err(NotAnId),
        };
        bits = bits << 4 | u128::from(digit);
    }
    Ok(bits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_id_reads_back(bits: u128) {
            let id = MemberId::new(bits);
            prop_assert_eq!(id.to_string().parse(), Ok(id));
        }
    }

    #[test]
    fn other_text_is_no_id() {
        for text in [
            "",
            "1",
            "0192f0c1-0000-7000-8000-00000000000g",
            "0192f0c1x0000-7000-8000-000000000000",
        ] {
            assert_eq!(text.parse::<MemberId>(), Err(NotAnId), "{text}");
        }
    }
}
