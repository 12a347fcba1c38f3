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
        let stream = TcpStream::connect_timeout(&address, Duration::from_secs(5))
            .with_context(|| format!("nobody answers at {address}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        stream.set_write_timeout(Some(Duration::from_secs(30)))?;
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
