//! Proofs of the text engine that several ways of running share.
//!
//! [`laws`] says what must hold of any input. It runs under cargo-fuzz, which looks for input that
//! breaks a law, and in `cargo xtask test`, which replays what was found and [mutates](mutate) it a
//! little, always alike. [`answer`] is all that the engine says about some texts, as bytes, so that
//! the answers of the native build and of WebAssembly can be compared on the whole [corpus].
//!
//! An input is one or more texts, with a line `====` between them.

pub mod answer;
pub mod corpus;
pub mod laws;
pub mod mutate;

/// What stands between the texts of an input.
const BETWEEN: &str = "\n====\n";

/// The texts of an input; bytes that are no text become what says so.
pub fn texts(input: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(input);
    // An empty first text leaves the line at the start of the file.
    let text = text
        .strip_prefix(&BETWEEN[1..])
        .map_or_else(|| text.to_string(), |rest| format!("{BETWEEN}{rest}"));
    text.split(BETWEEN).map(str::to_owned).collect()
}

/// An input made of texts.
pub fn input(texts: &[String]) -> Vec<u8> {
    texts.join(BETWEEN).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::{input, texts};

    fn check(given: &str, expected: &[&str]) {
        assert_eq!(texts(given.as_bytes()), expected);
    }

    #[test]
    fn texts_are_told_apart() {
        check("", &[""]);
        check("one\n====\ntwo", &["one", "two"]);
        check("====\ntwo\n", &["", "two\n"]);
        check("one\n====\n\n====\n", &["one", "", ""]);
        let three = ["a".to_owned(), String::new(), "b\n".to_owned()];
        assert_eq!(texts(&input(&three)), three);
    }
}
