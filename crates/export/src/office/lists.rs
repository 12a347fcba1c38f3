//! Lists that count for themselves and come to our markers.

/// How a list counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counting {
    Bullet,
    Decimal,
    LowerLetter,
    UpperLetter,
    LowerRoman,
}

/// What the markers of a list have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    pub(super) counting: Counting,
    /// What stands before the number, such as `(` or `1.`.
    pub(super) before: String,
    /// What stands after it, such as `)`.
    pub(super) after: String,
}

/// A list.
#[derive(Clone, Debug)]
pub(super) struct List {
    pub(super) pattern: Pattern,
    /// How deep its items are nested, from 1.
    pub(super) level: u8,
    /// Its first number.
    pub(super) start: u32,
    /// The next number in the old text and in the new.
    next: [u32; 2],
}

/// The deepest level that word processors know.
pub(super) const DEEPEST: u8 = 9;

/// The lists of a document, in the order in which they begin.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists(pub(super) Vec<List>);

impl Lists {
    /// Puts an item into a list; `markers` are those in the old text and in the new, of which one may be missing.
    ///
    /// None where no list could come to both of them.
    pub(super) fn item(&mut self, level: u8, markers: [Option<&str>; 2]) -> Option<usize> {
        if level > DEEPEST {
            return None;
        }
        let readings = markers.map(|marker| marker.map(readings));
        let one = readings.iter().flatten().next()?;
        let same = |pattern: &Pattern| -> Option<[Option<u32>; 2]> {
            let mut values = [None; 2];
            for (value, readings) in values.iter_mut().zip(&readings) {
                if let Some(readings) = readings {
                    *value = Some(readings.iter().find(|reading| reading.0 == *pattern)?.1);
                }
            }
            Some(values)
        };
        let fits = |list: &List, values: [Option<u32>; 2]| {
            list.level == level
                && (list.pattern.counting == Counting::Bullet
                    || values
                        .iter()
                        .zip(list.next)
                        .all(|(value, next)| value.is_none_or(|value| value == next)))
        };
        let open = (0..self.0.len()).rev().find_map(|n| {
            let values = same(&self.0[n].pattern)?;
            fits(&self.0[n], values).then_some((n, values))
        });
        let (n, values) = match open {
            Some(found) => found,
            None => {
                let (pattern, values, start) = one.iter().find_map(|(pattern, start)| {
                    let values = same(pattern)?;
                    values
                        .iter()
                        .flatten()
                        .all(|value| value == start)
                        .then_some((pattern, values, *start))
                })?;
                self.0.push(List {
                    pattern: pattern.clone(),
                    level,
                    start,
                    next: [start; 2],
                });
                (self.0.len() - 1, values)
            }
        };
        for (next, value) in self.0[n].next.iter_mut().zip(values) {
            *next += u32::from(value.is_some());
        }
        Some(n)
    }
}

/// What a marker may be, the likeliest first: `i)` is a number before it is a letter.
fn readings(marker: &str) -> Vec<(Pattern, u32)> {
    let pattern = |counting, before: &str, after: &str| Pattern {
        counting,
        before: before.to_owned(),
        after: after.to_owned(),
    };
    if marker == "-" {
        return vec![(pattern(Counting::Bullet, "", ""), 1)];
    }
    let Some(after) = marker.chars().last().filter(|c| matches!(c, '.' | ')')) else {
        return Vec::new();
    };
    let rest = &marker[..marker.len() - 1];
    let at = rest.rfind(['.', '(']).map_or(0, |at| at + 1);
    let (before, core) = rest.split_at(at);
    let ways = [
        Counting::Decimal,
        Counting::LowerRoman,
        Counting::LowerLetter,
        Counting::UpperLetter,
    ];
    ways.into_iter()
        .filter_map(|counting| {
            let most = match counting {
                Counting::Decimal => core.parse().ok()?,
                _ => 39,
            };
            let least = if counting == Counting::Decimal { most } else { 1 };
            let value = (least.max(1)..=most).find(|value| number(counting, *value) == core)?;
            Some((pattern(counting, before, after.encode_utf8(&mut [0; 4])), value))
        })
        .collect()
}

/// A number as a list writes it.
pub(super) fn number(counting: Counting, value: u32) -> String {
    let letter = |first: u8| {
        // Word processors go on with aa, bb; no marker of ours does.
        let letters = u8::try_from((value.max(1) - 1) % 26).unwrap_or(0);
        let times = (value.max(1) - 1) / 26 + 1;
        char::from(first + letters)
            .to_string()
            .repeat(times.min(40) as usize)
    };
    match counting {
        Counting::Bullet => "-".to_owned(),
        Counting::Decimal => value.to_string(),
        Counting::LowerLetter => letter(b'a'),
        Counting::UpperLetter => letter(b'A'),
        Counting::LowerRoman => roman(value),
    }
}

fn roman(mut value: u32) -> String {
    let mut out = String::new();
    for (worth, sign) in [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ] {
        while value >= worth && out.len() < 40 {
            out.push_str(sign);
            value -= worth;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(markers: &[(u8, &str)]) -> Vec<Option<usize>> {
        let mut lists = Lists::default();
        markers
            .iter()
            .map(|(level, marker)| lists.item(*level, [Some(marker); 2]))
            .collect()
    }

    #[test]
    fn a_list_goes_on_as_long_as_it_counts() {
        let found = lists(&[
            (1, "1."),
            (2, "a)"),
            (2, "b)"),
            (1, "2."),
            (2, "a)"),
            (1, "4."),
            (1, "3."),
        ]);
        assert_eq!(found, [0, 1, 1, 0, 2, 3, 0].map(Some));
        assert_eq!(lists(&[(1, "-"), (2, "-"), (1, "-")]), [0, 1, 0].map(Some));
        assert_eq!(
            lists(&[(1, "i)"), (1, "ii)"), (1, "h)"), (1, "i)")]),
            [0, 0, 1, 1].map(Some)
        );
        assert_eq!(
            lists(&[(1, "1.2."), (1, "1.3."), (1, "(iv)"), (1, "A)")]),
            [0, 0, 1, 2].map(Some)
        );
    }

    #[test]
    fn what_cannot_be_counted_is_told() {
        assert_eq!(
            lists(&[(1, "007."), (10, "-"), (1, "iiii)"), (1, "0.")]),
            [None; 4]
        );
    }

    #[test]
    fn both_texts_are_counted() {
        let mut lists = Lists::default();
        assert_eq!(lists.item(1, [Some("1."), Some("1.")]), Some(0));
        assert_eq!(lists.item(1, [None, Some("2.")]), Some(0));
        assert_eq!(lists.item(1, [Some("2."), Some("3.")]), Some(0));
        assert_eq!(lists.item(1, [Some("7."), Some("9.")]), None);
    }
}
