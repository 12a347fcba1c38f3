//! Fingerprints as people read them off paper and type them.
//!
//! A fingerprint is SHA-256 over a title and a text: 64 hexadecimal digits. Nobody types all of them, so its first
//! digits are enough, in whatever groups and capitals they come.

use std::fmt;

/// How many digits are enough to look a fingerprint up.
pub const FEWEST: usize = 8;
/// How many digits a fingerprint has.
pub const WHOLE: usize = 64;
/// How many digits stand in a printed address.
const IN_ADDRESS: usize = 16;

/// The first digits of a fingerprint, as somebody typed them.
///
/// ```
/// # use domain::fingerprint::{NotDigits, Start};
/// let start: Start = " 3F2A–91c0 77E1 ".parse()?;
/// assert_eq!(start.as_str(), "3f2a91c077e1");
/// assert_eq!("3f2a".parse::<Start>(), Err(NotDigits::TooFew));
/// # Ok::<(), NotDigits>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Start(String);

/// Why what was typed starts no fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotDigits {
    /// There is nothing.
    #[error("nothing was typed")]
    Empty,
    /// Fewer digits than [`FEWEST`].
    #[error("there are fewer than 8 digits")]
    TooFew,
    /// More digits than a fingerprint has.
    #[error("there are more than 64 digits")]
    TooMany,
    /// Something other than digits and the letters a to f.
    #[error("a fingerprint has only digits and the letters a to f")]
    Other,
}

impl Start {
    /// The digits, in small letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether these are all digits of a fingerprint.
    pub fn is_whole(&self) -> bool {
        self.0.len() == WHOLE
    }
}

impl fmt::Display for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for Start {
    type Err = NotDigits;

    /// Reads digits in any groups; the whole address that a code on paper leads to is taken as well.
    fn from_str(typed: &str) -> Result<Self, NotDigits> {
        // An address ends in the digits.
        let typed = typed.rsplit_once("/verify/").map_or(typed, |(_, digits)| digits);
        let typed = typed.strip_suffix(".json").unwrap_or(typed);
        let mut digits = String::new();
        for c in typed.chars() {
            match c {
                _ if c.is_whitespace() || c.is_control() => {}
                '-'
                | '\u{2010}'..='\u{2015}'
                | '\u{2212}'
                | '\u{ad}'
                | '\u{200b}'
                | ':'
                | '.'
                | '…'
                | '/' => {}
                // What a quick eye, or a scanner, takes for a digit.
                'o' | 'O' => digits.push('0'),
                'l' | 'I' => digits.push('1'),
                _ if c.is_ascii_hexdigit() => digits.push(c.to_ascii_lowercase()),
                _ => return Err(NotDigits::Other),
            }
            if digits.len() > WHOLE {
                return Err(NotDigits::TooMany);
            }
        }
        match digits.len() {
            0 => Err(NotDigits::Empty),
            few if few < FEWEST => Err(NotDigits::TooFew),
            _ => Ok(Self(digits)),
        }
    }
}

/// The short code that stands on paper: the first twelve digits in three groups.
///
/// ```
/// # use domain::fingerprint::code;
/// assert_eq!(code(&"3f2a91c077e1".repeat(6)), "3f2a-91c0-77e1");
/// ```
pub fn code(hash: &str) -> String {
    let digits: Vec<char> = hash.chars().take(12).collect();
    let groups: Vec<String> = digits.chunks(4).map(|four| four.iter().collect()).collect();
    groups.join("-")
}

/// The digits that stand in a printed address, `{site}/verify/{these}`.
pub fn in_address(hash: &str) -> &str {
    hash.get(..IN_ADDRESS).unwrap_or(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, expected: Result<&str, NotDigits>) {
        let read = typed.parse::<Start>();
        assert_eq!(
            read.as_ref().map(Start::as_str),
            expected.as_ref().copied(),
            "{typed}"
        );
    }

    #[test]
    fn digits_are_read_however_they_are_typed() {
        check("0123abcd", Ok("0123abcd"));
        check("0123-ABCD-4567", Ok("0123abcd4567"));
        check("0123 abcd\u{a0}4567\r\n", Ok("0123abcd4567"));
        check("o123-abcd-4S67", Err(NotDigits::Other));
        check("Ol23abcd", Ok("0123abcd"));
        check("0123abcd4567…", Ok("0123abcd4567"));
        check(
            "https://group.example/verify/0123abcd45670000",
            Ok("0123abcd45670000"),
        );
        check("0123abc", Err(NotDigits::TooFew));
        check("- –", Err(NotDigits::Empty));
        check("", Err(NotDigits::Empty));
        check(&"a".repeat(64), Ok(&"a".repeat(64)));
        check(&"a".repeat(65), Err(NotDigits::TooMany));
        check("'; DROP TABLE", Err(NotDigits::Other));
        check("%", Err(NotDigits::Other));
    }

    #[test]
    fn what_is_printed_can_be_typed() {
        let hash = "0123456789abcdef".repeat(4);
        for printed in [code(&hash), in_address(&hash).to_owned(), hash.clone()] {
            let start: Start = printed.parse().unwrap();
            assert!(hash.starts_with(start.as_str()));
        }
        assert!(hash.parse::<Start>().unwrap().is_whole());
        assert_eq!(code("abc"), "abc");
    }
}
