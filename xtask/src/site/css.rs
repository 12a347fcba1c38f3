//! Leaves out of a style sheet what only its authors read.

/// Drops comments and needless white space.
///
/// Only white space beside a brace, semicolon or comma is needless beyond doubt; compression takes the
/// rest. Strings are kept as they are.
pub fn shorten(sheet: &str) -> String {
    let mut short = String::with_capacity(sheet.len());
    let mut rest = sheet;
    let mut gap = false;
    while let Some(next) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.find("*/").map_or("", |end| &comment[end + 2..]);
            gap = true;
        } else if next.is_ascii_whitespace() {
            rest = rest.trim_ascii_start();
            gap = true;
        } else {
            let tight = |character: char| matches!(character, '{' | '}' | ';' | ',');
            if gap && !tight(next) && short.chars().next_back().is_some_and(|last| !tight(last)) {
                short.push(' ');
            }
            gap = false;
            let end = if next == '"' || next == '\'' {
                string_end(rest, next)
            } else {
                next.len_utf8()
            };
            short.push_str(&rest[..end]);
            rest = &rest[end..];
        }
    }
    short
}

/// Where the string ends that `text` begins with.
fn string_end(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (index, character) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if character == '\\' {
            escaped = true;
        } else if character == quote {
            return index + quote.len_utf8();
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::shorten;

    fn check(sheet: &str, expected: &str) {
        assert_eq!(shorten(sheet), expected);
    }

    #[test]
    fn comments_and_indentation_go() {
        check(
            "/* why */\nbody {\n  margin: 0;\n  padding: 1px  2px;\n}\n",
            "body{margin: 0;padding: 1px 2px;}",
        );
    }

    #[test]
    fn space_that_means_something_stays() {
        check(
            "a :hover > b + c { width: calc(1px + 2px) }",
            "a :hover > b + c{width: calc(1px + 2px)}",
        );
        check(
            "@media (min-width: 30em) and (hover) { a { b: c } }",
            "@media (min-width: 30em) and (hover){a{b: c}}",
        );
    }

    #[test]
    fn a_comment_still_parts_words() {
        check("margin: 1px/**/2px", "margin: 1px 2px");
    }

    #[test]
    fn strings_stay_as_they_are() {
        check(
            r#"a::after { content: "  /* \" {  "; }"#,
            r#"a::after{content: "  /* \" {  ";}"#,
        );
        check("a { content: 'it  ; is' }", "a{content: 'it  ; is'}");
    }

    #[test]
    fn an_unfinished_sheet_is_no_trouble() {
        check("a { /* never closed", "a{");
        check("a { content: 'open", "a{content: 'open");
        check("", "");
    }
}
