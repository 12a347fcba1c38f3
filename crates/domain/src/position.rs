//! What the organisation itself says of a text, on one exact version.

use crate::people::words;

words! {
    /// What the organisation has decided. Before it has, nothing is recorded: the text is not considered.
    Stand {
        /// It supports the text.
        Support = "support",
        /// It supports it, but for something that it says.
        Qualified = "qualified",
        /// It does not support it.
        Against = "against",
        /// It has considered it, and takes no position.
        NoPosition = "no-position",
        /// Its own rules do not let it take positions.
        Unable = "unable",
    }
}

impl Stand {
    /// Whether the text may count on it.
    pub const fn supports(self) -> bool {
        matches!(self, Self::Support | Self::Qualified)
    }

    /// Whether it needs saying why: a qualification that nobody knows is none.
    pub const fn needs_reason(self) -> bool {
        matches!(self, Self::Qualified | Self::Against)
    }
}

/// Whether a position must be looked at again: it was taken on an earlier version than there is now. Nothing carries it
/// over by itself.
pub const fn review_needed(taken_on: u32, latest: u32) -> bool {
    taken_on < latest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_holds_for_its_own_version_alone() {
        assert!(!review_needed(3, 3));
        assert!(review_needed(3, 4));
    }

    #[test]
    fn words_are_the_values() {
        for stand in Stand::ALL {
            assert_eq!(Stand::from_word(stand.word()), Some(*stand));
        }
        assert!(Stand::Qualified.supports() && Stand::Qualified.needs_reason());
        assert!(!Stand::Unable.supports() && !Stand::Unable.needs_reason());
    }
}
