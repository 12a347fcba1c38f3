//! Who somebody is to the group.

mod name;

pub use name::name_key;

use crate::ids::MemberId;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Declares an enum whose values have one fixed word each, used in the database, addresses and forms.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant,)+ }

        impl $name {
            /// Every value, in the order in which lists show them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word that stands for this value in the database, addresses and forms.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The value that a word stands for.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What a person is to the party that the group is linked to.
    ///
    /// Tallies show the categories side by side; neither is needed to comment.
    Category {
        /// A member of the party.
        PartyMember = "party-member",
        /// A supporter of the group who is outside the party.
        Supporter = "supporter",
    }
}

words! {
    /// What a person may be trusted with.
    Role {
        /// Anybody, not signed in.
        Visitor = "visitor",
        /// Signed in, known to the group, not (yet) a member of it.
        Supporter = "supporter",
        /// A member of the group.
        Member = "member",
        /// A member of its committee.
        Committee = "committee",
        /// The chair: a committee member who also has the casting vote.
        Chair = "chair",
        /// Looks after accounts and settings; decides nothing about texts.
        Administrator = "administrator",
    }
}

/// The roles that one person holds together.
///
/// Standing (visitor, supporter, member) is one of three; committee, chair and administrator are held on top.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Roles(u8);

impl Roles {
    /// Somebody who is not signed in.
    pub const VISITOR: Self = Self(1);

    /// These roles and all that they bring with them: a chair sits on the committee, a committee member is a member.
    pub fn of(roles: &[Role]) -> Self {
        let mut bits = 0;
        for role in roles {
            bits |= 1 << (*role as u8);
            if matches!(role, Role::Chair) {
                bits |= 1 << (Role::Committee as u8);
            }
            if matches!(role, Role::Chair | Role::Committee) {
                bits |= 1 << (Role::Member as u8);
            }
        }
        if bits & (1 << (Role::Member as u8)) != 0 {
            bits &= !(1 << (Role::Supporter as u8));
        }
        if bits & !(1 << (Role::Visitor as u8)) != 0 {
            bits &= !(1 << (Role::Visitor as u8));
        }
        Self(bits)
    }

    /// Whether this role is among them.
    pub const fn has(self, role: Role) -> bool {
        self.0 & (1 << (role as u8)) != 0
    }

    /// Each role held.
    pub fn each(self) -> impl Iterator<Item = Role> {
        Role::ALL.iter().copied().filter(move |role| self.has(*role))
    }

    /// The roles written as words with commas, as the database keeps them.
    pub fn to_words(self) -> String {
        self.each().map(Role::word).collect::<Vec<_>>().join(",")
    }

    /// The roles that a comma-separated list names; `None` where a word is unknown or the list is empty.
    pub fn from_words(words: &str) -> Option<Self> {
        let roles: Option<Vec<_>> = words
            .split(',')
            .map(|word| Role::from_word(word.trim()))
            .collect();
        roles
            .filter(|roles| !roles.is_empty())
            .map(|roles| Self::of(&roles))
    }
}

/// The person on whose behalf something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The member, unless it is a visitor.
    pub member: Option<MemberId>,
    /// What they hold at this moment.
    pub roles: Roles,
}

impl Actor {
    /// Somebody who is not signed in.
    pub const VISITOR: Self = Self {
        member: None,
        roles: Roles::VISITOR,
    };
}

/// An e-mail address in the one form in which the group stores it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Email(String);

/// Why a string is no e-mail address that the group can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadEmail {
    /// Nothing was typed.
    #[error("empty")]
    Empty,
    /// There is no single `@` with something on both sides and a dot after it.
    #[error("not the form name@example.org")]
    Form,
    /// A character that cannot stand in an address here.
    #[error("a character that cannot stand in an address")]
    Character,
}

impl Email {
    /// Reads an address: ASCII only, so that no look-alike letter can stand for another address; lower case throughout.
    pub fn parse(text: &str) -> Result<Self, BadEmail> {
        let text = text.trim();
        if text.is_empty() {
            return Err(BadEmail::Empty);
        }
        if !text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"@.!#$%&'*+/=?^_`{|}~-".contains(&b))
        {
            return Err(BadEmail::Character);
        }
        let (name, host) = text.split_once('@').ok_or(BadEmail::Form)?;
        let host_ok = !host.contains('@')
            && host.len() >= 3
            && host.split('.').count() >= 2
            && host.split('.').all(|label| {
                !label.is_empty()
                    && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                    && !label.starts_with('-')
                    && !label.ends_with('-')
            });
        let name_ok = !name.is_empty() && name.split('.').all(|part| !part.is_empty());
        if !host_ok || !name_ok || text.len() > 254 || name.len() > 64 {
            return Err(BadEmail::Form);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chair_sits_on_the_committee_and_is_a_member() {
        let chair = Roles::of(&[Role::Chair]);
        assert!(chair.has(Role::Committee) && chair.has(Role::Member));
        assert!(!chair.has(Role::Administrator) && !chair.has(Role::Visitor));
        assert_eq!(Roles::from_words(&chair.to_words()), Some(chair));
    }

    #[test]
    fn unknown_roles_are_refused() {
        for words in ["", "king", "member,king", "member,,chair"] {
            assert_eq!(Roles::from_words(words), None, "{words:?}");
        }
    }

    #[test]
    fn addresses() {
        let ok = |text: &str| Email::parse(text).map(|email| email.to_string());
        assert_eq!(ok(" Chair@Example.ORG "), Ok("chair@example.org".into()));
        assert_eq!(ok("a+b@example.org"), Ok("a+b@example.org".into()));
        assert_eq!(ok(""), Err(BadEmail::Empty));
        for text in [
            "chair",
            "chair@",
            "@example.org",
            "a@b@example.org",
            "a@b",
            "a..b@example.org",
            "a@-b.org",
        ] {
            assert_eq!(ok(text), Err(BadEmail::Form), "{text}");
        }
        for text in [
            "m\u{131}ke@example.org",
            "a b@example.org",
            "\"<b>x</b>\"@example.org",
            "a@example.org\r\nBcc: x",
        ] {
            assert_eq!(ok(text), Err(BadEmail::Character), "{text}");
        }
    }
}
