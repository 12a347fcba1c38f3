//! A small HTTP/1.1 client for servers on this machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Names in lower case, with values.
    pub headers: Vec<(String, String)>,
    /// The body as sent, perhaps compressed.
    pub body: Vec<u8>,
    /// Bytes of head and body on the wire.
    pub weight: usize,
}

impl Answer {
    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// One connection that is kept between requests.
pub struct Connection {
    stream: BufReader<TcpStream>,
    head: Vec<u8>,
}

impl Connection {
    /// Connects to a server.
    pub fn open(address: SocketAddr) -> Result<Self> {
        Self::open_for(address, Duration::from_secs(30))
    }

    /// Connects to a server that may take so long to answer.
    pub fn open_for(address: SocketAddr, patience: Duration) -> Result<Self> {
        let stream = TcpStream::connect_timeout(&address, Duration::from_secs(5))
            .with_context(|| format!("nobody answers at {address}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(patience))?;
        stream.set_write_timeout(Some(patience))?;
        Ok(Self {
            stream: BufReader::with_capacity(64 * 1024, stream),
            head: Vec::new(),
        })
    }

    /// Sends a request as it stands and reads the whole answer.
    pub fn send(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream
            .get_mut()
            .write_all(request)
            .context("the connection is gone")?;
        let mut headers = Vec::new();
        let mut weight = 0;
        let status = self.line()?;
        weight += self.head.len();
        let status = status.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status: u16 = status.context("the answer does not begin as HTTP does")?;
        loop {
            let line = self.line()?;
            weight += self.head.len();
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':') {
                headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        let mut answer = Answer {
            status,
            headers,
            body: Vec::new(),
            weight,
        };
        if status != 304 && status != 204 {
            self.body(&mut answer)?;
        }
        Ok(answer)
    }

    fn body(&mut self, answer: &mut Answer) -> Result<()> {
        if answer
            .header("transfer-encoding")
            .is_some_and(|value| value.contains("chunked"))
        {
            loop {
                let size = self.line()?;
                answer.weight += self.head.len();
                let size = size.split(';').next().unwrap_or_default().trim();
                let size = usize::from_str_radix(size, 16).context("a chunk has no size")?;
                let from = answer.body.len();
                answer.body.resize(from + size, 0);
                self.stream
                    .read_exact(&mut answer.body[from..])
                    .context("the answer is cut short")?;
                answer.weight += size;
                self.line()?;
                answer.weight += self.head.len();
                if size == 0 {
                    return Ok(());
                }
            }
        }
        let size = answer
            .header("content-length")
            .context("the answer has no length")?;
        let size = size.parse().context("the answer's length is no number")?;
        answer.body.resize(size, 0);
        self.stream
            .read_exact(&mut answer.body)
            .context("the answer is cut short")?;
        answer.weight += size;
        Ok(())
    }

    /// Reads a line; its bytes stay in `head`.
    fn line(&mut self) -> Result<String> {
        self.head.clear();
        let n_read = (&mut self.stream)
            .take(64 * 1024)
            .read_until(b'\n', &mut self.head)?;
        if n_read == 0 {
            bail!("the server closed the connection");
        }
        Ok(String::from_utf8_lossy(&self.head).trim_end().to_owned())
    }
}

/// The bytes of a GET request.
pub fn get(address: SocketAddr, path: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    let mut request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str("\r\n");
    request.into_bytes()
}

/// The bytes of a request that sends a form.
pub fn post(address: SocketAddr, path: &str, headers: &[(&str, &str)], form: &str) -> Vec<u8> {
    let mut request = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
        form.len()
    );
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str("\r\n");
    request.push_str(form);
    request.into_bytes()
}

/// Every address that the page links to, without query and fragment.
pub fn hrefs(html: &str) -> impl Iterator<Item = &str> {
    html.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split(['"', '?', '#']).next())
}

/// The addresses of pages directly under `prefix` that the page links to.
pub fn links(html: &str, prefix: &str) -> Vec<String> {
    let mut found: Vec<String> = hrefs(html)
        .filter(|link| {
            link.strip_prefix(prefix)
                .is_some_and(|slug| !slug.is_empty() && !slug.contains(['/', '.']))
        })
        .map(str::to_owned)
        .collect();
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::{Connection, get, links};

    /// A server that answers two requests with two prepared answers.
    fn exchange(answers: [&'static str; 2]) -> [super::Answer; 2] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            for answer in answers {
                let mut request = Vec::new();
                while !request.ends_with(b"\r\n\r\n") {
                    let mut byte = [0];
                    stream.read_exact(&mut byte).unwrap();
                    request.push(byte[0]);
                }
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        let mut connection = Connection::open(address).unwrap();
        let answers = [(); 2].map(|()| connection.send(&get(address, "/", &[("Accept", "*/*")])).unwrap());
        server.join().unwrap();
        answers
    }

    #[test]
    fn one_connection_serves_answers_of_both_forms() {
        let whole = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"x\"\r\n\r\nhello";
        let parts = "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;a=b\r\nlo\r\n0\r\n\r\n";
        let [first, second] = exchange([whole, parts]);
        assert_eq!(
            (first.status, first.body.as_slice(), first.weight),
            (200, &b"hello"[..], whole.len())
        );
        assert_eq!(first.header("etag"), Some("\"x\""));
        assert_eq!(
            (second.status, second.body.as_slice(), second.weight),
            (404, &b"hello"[..], parts.len())
        );
    }

    #[test]
    fn an_answer_without_a_body_ends_with_its_head() {
        let nothing = "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n";
        let [first, second] = exchange([nothing, nothing]);
        assert_eq!(
            (first.status, second.status, second.weight),
            (304, 304, nothing.len())
        );
    }

    #[test]
    fn links_are_found_once_each() {
        let html = r##"<a href="/published/a">x</a><a href="/published/a#l7">x</a><a href="/published/b.txt">x</a>
            <a href="/texts">x</a><a href="/published/c?l=1">x</a>"##;
        assert_eq!(links(html, "/published/"), ["/published/a", "/published/c"]);
    }
}
