//! Which names could be taken for one another.

use unicode_normalization::UnicodeNormalization as _;
use unicode_security::confusable_detection::skeleton;

/// What is left of a name when everything is taken away that a quick reader overlooks: capitals, spaces and dots,
/// letters of other scripts that look alike (the Cyrillic `а`), `l` for `I` or `1`. Two people whose names have the
/// same key could be taken for each other.
pub fn name_key(name: &str) -> String {
    let plain: String = name.nfkc().collect();
    // Look-alikes first as they are written, since a capital may look like a letter that its small form does not;
    // then again, since the two cases of a letter may look like different ones.
    let small = skeleton(&plain).collect::<String>().to_lowercase();
    let key: String = skeleton(&small)
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(*c))
        .map(|c| if c == 'i' { 'l' } else { c })
        .collect();
    // Of a name that holds neither letters nor figures, its signs are all there is.
    if key.is_empty() { small } else { key }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_alike_have_one_key() {
        for (name, look_alike) in [
            ("Casey Chair", "casey chair"),
            ("Casey Chair", "Casey  Chair"),
            ("Casey Chair", "Casey-Chair."),
            ("Casey Chair", "C\u{430}sey Chair"),
            ("Hans Hope", "\u{41d}ans Hope"),
            ("Casey Chair", "\u{ff23}asey Chair"),
            ("Casey Chair", "\u{1d402}asey Chair"),
            ("Iain Lamb", "lain Lamb"),
            ("Iain Lamb", "1ain Lamb"),
            ("Iain Lamb", "IAIN LAMB"),
            ("Morgan", "Rnorgan"),
            ("Otto", "0tt\u{3bf}"),
            ("Jose\u{301}", "Jos\u{e9}"),
        ] {
            assert_eq!(name_key(name), name_key(look_alike), "{name} and {look_alike}");
        }
    }

    #[test]
    fn names_that_differ_have_different_keys() {
        for (one, other) in [
            ("Jos\u{e9}", "Jose"),
            ("Kim North", "Kim Norton"),
            ("Person 001", "Person 002"),
            ("Member (Northgate CLP)", "Member (Riverside CLP)"),
            ("\u{674e}\u{660e}", "\u{738b}\u{660e}"),
            ("!", "?"),
        ] {
            assert_ne!(name_key(one), name_key(other), "{one} and {other}");
        }
    }
}
