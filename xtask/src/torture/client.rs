//! Somebody who uses the site, as their browser would.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::http::{self, Answer, Connection};
use crate::torture::chance::Chance;

/// Longer than any deadline of the server's.
const PATIENCE: Duration = Duration::from_secs(60);

/// Somebody who is signed in, or a visitor.
#[derive(Clone, Debug)]
pub struct Person {
    /// Where the server is.
    pub address: SocketAddr,
    cookie: Option<String>,
}

impl Person {
    /// Nobody in particular.
    pub fn visitor(address: SocketAddr) -> Self {
        Self {
            address,
            cookie: None,
        }
    }

    /// Enters the demonstration as the member of this name.
    pub fn enter(address: SocketAddr, name: &str) -> Result<Self> {
        let visitor = Self::visitor(address);
        let page = visitor.page("/sign-in")?;
        let (before, _) = page
            .split_once(&format!(">{name}<"))
            .with_context(|| format!("the page for signing in does not offer {name}"))?;
        let member = before
            .rsplit_once("value=\"")
            .and_then(|(_, rest)| rest.split('"').next())
            .context("the page for signing in names no id")?;
        let answer = visitor.post("/api/demo/enter", &[("member", member), ("next", "/")])?;
        let cookie = answer
            .header("set-cookie")
            .and_then(|cookie| cookie.split(';').next())
            .with_context(|| format!("{name} cannot enter: the answer is {}", answer.status))?;
        Ok(Self {
            address,
            cookie: Some(cookie.to_owned()),
        })
    }

    /// The same person at another instance.
    pub fn at(&self, address: SocketAddr) -> Self {
        Self {
            address,
            cookie: self.cookie.clone(),
        }
    }

    /// Asks for a page.
    pub fn get(&self, path: &str) -> Result<Answer> {
        self.get_with(path, &[])
    }

    /// Asks for a page that must be there.
    pub fn page(&self, path: &str) -> Result<String> {
        let answer = self.get(path)?;
        if answer.status != 200 {
            bail!("{path} answers {}", answer.status);
        }
        Ok(answer.text())
    }

    /// Asks for a page or a file with more headers.
    pub fn get_with(&self, path: &str, more: &[(&str, &str)]) -> Result<Answer> {
        self.send(&self.ask(path, more))
    }

    /// The bytes of a request for a page or a file.
    pub fn ask(&self, path: &str, more: &[(&str, &str)]) -> Vec<u8> {
        let mut headers: Vec<(&str, &str)> = self.headers().collect();
        headers.extend_from_slice(more);
        http::get(self.address, path, &headers)
    }

    /// Sends a form.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Answer> {
        self.send(&self.request(path, fields))
    }

    /// The bytes of a form.
    pub fn request(&self, path: &str, fields: &[(&str, &str)]) -> Vec<u8> {
        let headers: Vec<_> = self.headers().collect();
        http::post(self.address, path, &headers, &form(fields))
    }

    fn headers(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let cookie = self.cookie.iter().map(|cookie| ("Cookie", cookie.as_str()));
        cookie.chain([("Connection", "close")])
    }

    fn send(&self, request: &[u8]) -> Result<Answer> {
        Connection::open_for(self.address, PATIENCE)?.send(request)
    }

    /// Starts a text and says its address.
    pub fn start(&self, chance: &mut Chance, title: &str, text: &str) -> Result<String> {
        self.start_by(chance, title, text, "labour-conference")
    }

    /// Starts a text whose words are counted by a rule: a key, or `own` for one without limits.
    pub fn start_by(&self, chance: &mut Chance, title: &str, text: &str, rule: &str) -> Result<String> {
        let answer = self.post(
            "/api/motions/start",
            &[
                ("submission", &chance.id()),
                ("origin", "owned"),
                ("title", title),
                ("text", text),
                ("note", "First version"),
                ("profile", rule),
            ],
        )?;
        let slug = answer
            .header("location")
            .and_then(|to| to.strip_prefix("/motions/"))
            .filter(|slug| !slug.contains(['/', '?']));
        Ok(slug
            .with_context(|| format!("no text was started: {}", answer.told()))?
            .to_owned())
    }

    /// Sends a save.
    pub fn save(&self, save: &Save) -> Result<Saved> {
        let answer = self.post("/api/motions/save", &save.fields())?;
        Ok(Saved::of(save, answer))
    }
}

/// A form with a new version.
#[derive(Clone, Debug)]
pub struct Save {
    /// The form's id: sent again, it is the same save.
    pub submission: String,
    /// The text's address.
    pub slug: String,
    /// The version it starts from.
    pub base: String,
    /// What is found again: it stands in the text and in the note.
    pub mark: String,
    /// The whole text.
    pub text: String,
}

impl Save {
    /// A save that says this, with so many bytes more.
    pub fn new(chance: &mut Chance, slug: &str, base: u32, mark: &str, more: usize) -> Self {
        let filler = "Conference notes that words take room. ".repeat(more.div_ceil(39));
        Self {
            submission: chance.id(),
            slug: slug.to_owned(),
            base: base.to_string(),
            mark: mark.to_owned(),
            text: format!("Conference believes that nothing is lost.\n\n{filler}\n\nThe mark is {mark}"),
        }
    }

    /// The fields of the form.
    pub fn fields(&self) -> [(&str, &str); 7] {
        [
            ("submission", &self.submission),
            ("slug", &self.slug),
            ("base", &self.base),
            ("title", "Nothing is lost"),
            ("text", &self.text),
            ("note", &self.mark),
            ("do", "save"),
        ]
    }
}

/// What became of a save.
#[derive(Debug)]
pub enum Saved {
    /// It was acknowledged as this version.
    Done(u32),
    /// It was not; this is what was said.
    Refused(Answer),
}

impl Saved {
    fn of(save: &Save, answer: Answer) -> Self {
        let number = answer
            .header("location")
            .filter(|_| answer.status == 303)
            .and_then(|to| {
                to.strip_prefix(&format!("/motions/{}/compare/", save.slug))?
                    .split("..")
                    .nth(1)?
                    .split('?')
                    .next()?
                    .parse()
                    .ok()
            });
        match number {
            Some(number) => Self::Done(number),
            None => Self::Refused(answer),
        }
    }

    /// The number, of one that must have been acknowledged.
    pub fn done(self) -> Result<u32> {
        match self {
            Self::Done(number) => Ok(number),
            Self::Refused(answer) => bail!("a save was refused: {}", answer.told()),
        }
    }
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Status and where it leads, or the page's heading, in a few words.
    pub fn told(&self) -> String {
        let text = self.text();
        let heading = text
            .split_once("<h1")
            .and_then(|(_, rest)| rest.split_once('>'))
            .and_then(|(_, rest)| rest.split('<').next());
        let more = self
            .header("location")
            .or(heading)
            .map_or_else(|| text.chars().take(80).collect::<String>(), str::to_owned);
        format!("{} {more}", self.status)
    }
}

/// A form as browsers write it.
fn form(fields: &[(&str, &str)]) -> String {
    let mut form = String::new();
    for (name, value) in fields {
        if !form.is_empty() {
            form.push('&');
        }
        form.push_str(name);
        form.push('=');
        for byte in value.replace('\n', "\r\n").bytes() {
            if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
                form.push(char::from(byte));
            } else {
                form.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    form
}

/// The value of a hidden field on a page.
pub fn hidden<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    rest.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::{form, hidden};

    #[test]
    fn forms_are_written_as_browsers_do() {
        assert_eq!(form(&[("a", "x y\n&"), ("b", "é")]), "a=x%20y%0D%0A%26&b=%C3%A9");
    }

    #[test]
    fn hidden_fields_are_found() {
        let page = r#"<input type="hidden" name="hash" value="abc"><input name="x">"#;
        assert_eq!(hidden(page, "hash"), Some("abc"));
        assert_eq!(hidden(page, "x"), None);
    }
}
