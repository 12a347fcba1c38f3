//! The program's own log: one line an event, on standard error, and nothing in it that would name anybody.

use std::io::{self, IsTerminal as _, Write};
use tracing::Subscriber;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Begins to log.
pub fn start(json: bool) {
    let filter = EnvFilter::try_from_env("SUBSTANTIVE_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    subscriber(json, io::stderr().is_terminal(), filter, io::stderr).init();
}

/// What writes the log. Every line of a request carries its id: the span around it is never filtered away.
pub fn subscriber<W>(
    json: bool,
    color: bool,
    filter: EnvFilter,
    writer: W,
) -> Box<dyn Subscriber + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(color)
        .with_writer(Clean(writer));
    if json {
        Box::new(log.json().with_current_span(true).with_span_list(false).finish())
    } else {
        Box::new(log.finish())
    }
}

/// Takes out of every line what must not be in it, whoever wrote it: a mail server repeats addresses in its answers,
/// and a database may repeat a value.
struct Clean<W>(W);

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for Clean<W> {
    type Writer = CleanWriter<W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        CleanWriter(self.0.make_writer())
    }
}

/// A writer that is given whole lines.
pub struct CleanWriter<W>(W);

impl<W: Write> Write for CleanWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .write_all(clean(&String::from_utf8_lossy(bytes)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// How many hexadecimal digits in a row are a secret or the hash of one; ids have fewer between their hyphens.
const SECRET_DIGITS: usize = 32;

/// A line without e-mail addresses, and without what opens a session or is the hash of it.
fn clean(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !in_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        out.push_str(&clean_word(word));
        let other = after.chars().next().map_or(0, char::len_utf8);
        out.push_str(&after[..other]);
        rest = &after[other..];
    }
    out
}

/// What addresses and tokens are made of.
fn in_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '@' | '.' | '_' | '%' | '+' | '-')
}

fn clean_word(word: &str) -> String {
    if word
        .trim_matches('@')
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
    {
        return "[address]".to_owned();
    }
    let secret = word
        .split(|c: char| !c.is_ascii_hexdigit())
        .any(|digits| digits.len() >= SECRET_DIGITS);
    if secret {
        "[secret]".to_owned()
    } else {
        word.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, cleaned: &str) {
        assert_eq!(clean(line), cleaned);
    }

    #[test]
    fn addresses_and_secrets_go() {
        check(
            "550 <Bob.o'x+y@mail.example.org>: unknown",
            "550 <Bob.o'[address]>: unknown",
        );
        check("postgres://user:pass@host/name", "postgres://user:[address]/name");
        check("é.ü@exämple.org", "[address]");
        check(
            &format!("token={}", "0123456789abcdef".repeat(4)),
            "token=[secret]",
        );
    }

    #[test]
    fn the_rest_stays() {
        for line in [
            "a mail could not be sent mail=0190a5c4-7e1b-7c3d-8e4f-0123456789ab minutes=4",
            "request{id=0123456789abcdef}: slow class=page seconds=2.5",
            "at 12:00 @ noon",
            "Sätze – mit „Zeichen“",
            "",
        ] {
            check(line, line);
        }
    }
}
