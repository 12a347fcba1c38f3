//! Sentences and words of running text, with their places.

/// A run of letters and digits, with apostrophes inside it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'a> {
    /// Where it starts in the text.
    pub(super) start: usize,
    /// What stands there.
    pub(super) text: &'a str,
    /// Nothing but quotation marks and brackets stands between it and the start of its sentence.
    pub(super) opens: bool,
}

impl<'a> Word<'a> {
    /// The word without a possessive ending.
    pub(super) fn base(&self) -> &'a str {
        base(self.text)
    }

    pub(super) fn is_capitalized(&self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }

    pub(super) const fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// A word without a possessive ending.
pub(super) fn base(word: &str) -> &str {
    ["’s", "'s", "’S", "'S", "’", "'"]
        .iter()
        .find_map(|end| word.strip_suffix(end))
        .unwrap_or(word)
}

/// The words of a text.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut sentences = sentences(text).into_iter().peekable();
    let mut chars = text.char_indices().peekable();
    let mut fresh = true;
    while let Some((at, c)) = chars.next() {
        if sentences.peek().is_some_and(|sentence| sentence.start <= at) {
            sentences.next();
            fresh = true;
        }
        if !c.is_alphanumeric() {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some((next, c)) = chars.peek().copied() {
            let inner =
                matches!(c, '’' | '\'') && text[next + c.len_utf8()..].starts_with(char::is_alphanumeric);
            if !c.is_alphanumeric() && !inner {
                break;
            }
            end = next + c.len_utf8();
            chars.next();
        }
        found.push(Word {
            start: at,
            text: &text[at..end],
            opens: std::mem::take(&mut fresh),
        });
    }
    found
}

/// Short forms after which a full stop ends no sentence.
const SHORT_FORMS: &[&str] = &[
    "prof", "mr", "mrs", "ms", "dr", "rt", "hon", "st", "no", "nos", "para", "paras", "p", "pp", "ch", "cf",
    "e.g", "eg", "i.e", "ie", "etc", "vs", "v", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
    "sept", "oct", "nov", "dec", "cllr", "approx",
];

/// What comes after the marks that close a sentence behind its stop; more than a few close none.
fn closed(rest: &str) -> &str {
    let mut after = rest;
    for _ in 0..4 {
        match after.strip_prefix(['’', '”', '\'', '"', ')', ']', '.', '!', '?']) {
            Some(next) => after = next,
            None => break,
        }
    }
    after
}

/// The sentences of a paragraph, as byte ranges without the space around them.
pub(super) fn sentences(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut start = text.len() - text.trim_start().len();
    for (at, c) in text.char_indices() {
        if !matches!(c, '.' | '!' | '?') || at < start {
            continue;
        }
        let rest = &text[at + 1..];
        // The last of several stops ends the sentence, with the few marks that close it.
        if rest.starts_with(['.', '!', '?']) {
            continue;
        }
        let after = closed(rest);
        let next = after.trim_start();
        if after.len() == next.len() || next.is_empty() {
            continue;
        }
        let opening = next.trim_start_matches(['‘', '“', '\'', '"', '(', '[']);
        if !opening.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || c == '£') {
            continue;
        }
        if c == '.' && rest.len() == after.len() {
            let before = &text[start..at];
            let last = before
                .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '‘' | '“'))
                .next()
                .unwrap_or_default();
            let initial = last.chars().count() == 1 && last.starts_with(char::is_uppercase);
            if initial || SHORT_FORMS.contains(&last.to_lowercase().as_str()) {
                continue;
            }
        }
        found.push(start..text.len() - after.len());
        start = text.len() - next.len();
    }
    let end = text.trim_end().len();
    if start < end {
        found.push(start..end);
    }
    found
}

/// Whether a text is written in capitals: letters, and none of them small.
pub(super) fn is_capitals(text: &str) -> bool {
    text.contains(char::is_uppercase) && !text.contains(char::is_lowercase)
}

/// The number at the start of a heading, as in "3. Homes", "3) Homes" or "Section 3: Homes", and the rest.
pub(super) fn numbered(heading: &str) -> Option<(u32, &str)> {
    let (named, rest) = ["section ", "chapter ", "part "]
        .iter()
        .find_map(|name| {
            let head = heading.get(..name.len())?;
            head.eq_ignore_ascii_case(name)
                .then(|| (true, heading[name.len()..].trim_start()))
        })
        .unwrap_or((false, heading));
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=3).contains(&digits) {
        return None;
    }
    let number = rest[..digits].parse().ok()?;
    let after = &rest[digits..];
    let stop = after.trim_start_matches(['.', ')', ':', '–', '—', '-', ' ']);
    let sign = after.trim_start().starts_with(['.', ')', ':', '–', '—']);
    let spaced = after[..after.len() - stop.len()].contains(' ');
    ((sign || named) && spaced && !stop.is_empty()).then_some((number, stop))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = sentences(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn sentences_end_where_they_end() {
        check("One. Two! Three?", &["One.", "Two!", "Three?"]);
        check(
            "‘Care is late.’ So they say.",
            &["‘Care is late.’", "So they say."],
        );
        check(
            "We asked Prof. J. Reed, e.g. in May.",
            &["We asked Prof. J. Reed, e.g. in May."],
        );
        check(
            "It rose by 1.8 million. 26% fell.",
            &["It rose by 1.8 million.", "26% fell."],
        );
        check("Paid out... and gone.", &["Paid out... and gone."]);
        check("  ", &[]);
    }

    #[test]
    fn words_know_where_sentences_open() {
        let found: Vec<(&str, bool)> = words("‘Fair’ pay. The council’s own")
            .into_iter()
            .map(|word| (word.text, word.opens))
            .collect();
        assert_eq!(
            found,
            [
                ("Fair", true),
                ("pay", false),
                ("The", true),
                ("council’s", false),
                ("own", false)
            ]
        );
    }

    #[test]
    fn numbers_of_headings() {
        assert_eq!(numbered("3. RESTORE"), Some((3, "RESTORE")));
        assert_eq!(numbered("12) Homes"), Some((12, "Homes")));
        assert_eq!(numbered("Section 4: Homes"), Some((4, "Homes")));
        assert_eq!(numbered("Section 4 Homes"), Some((4, "Homes")));
        assert_eq!(numbered("3 homes for all"), None);
        assert_eq!(numbered("1.8 million children"), None);
        assert_eq!(numbered("2019. "), None);
        assert_eq!(numbered("Part time work"), None);
    }
}
