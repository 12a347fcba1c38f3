//! A mail server on this machine that keeps nothing but who got what, and has moods.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};

/// How the mail server behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Takes every mail at once.
    Takes,
    /// Hangs up on everybody.
    Away,
    /// Takes every mail, a second a line.
    Slow,
    /// Refuses every recipient for now.
    Later,
    /// Refuses every recipient for good.
    Never,
    /// Reads the mail and hangs up before it confirms.
    Cut,
    /// Greets nobody.
    Silent,
}

#[derive(Debug)]
struct Book {
    mood: Mood,
    tried: usize,
    /// How many confirmed mails each recipient got.
    taken: BTreeMap<String, usize>,
    /// Message-IDs of mails that were read and not confirmed.
    unconfirmed: BTreeSet<String>,
}

/// The mail server. Its thread ends with the command.
#[derive(Debug)]
pub struct Sink {
    address: SocketAddr,
    book: Arc<Mutex<Book>>,
}

impl Sink {
    /// Listens on a free port.
    pub fn open() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").context("cannot listen on this machine")?;
        let address = listener.local_addr()?;
        let book = Arc::new(Mutex::new(Book {
            mood: Mood::Takes,
            tried: 0,
            taken: BTreeMap::new(),
            unconfirmed: BTreeSet::new(),
        }));
        let shared = book.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let book = shared.clone();
                std::thread::spawn(move || {
                    // A client that hangs up is what this is about.
                    let _ = talk(stream, &book);
                });
            }
        });
        Ok(Self { address, book })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Changes its mood.
    pub fn be(&self, mood: Mood) -> Result<()> {
        lock(&self.book).mood = mood;
        Ok(())
    }

    /// How many connections there have been.
    pub fn tried(&self) -> usize {
        lock(&self.book).tried
    }

    /// How many mails were read and not confirmed.
    pub fn unconfirmed(&self) -> usize {
        lock(&self.book).unconfirmed.len()
    }

    /// Who got how many mails.
    pub fn recipients(&self) -> BTreeMap<String, usize> {
        lock(&self.book).taken.clone()
    }
}

fn lock(book: &Mutex<Book>) -> MutexGuard<'_, Book> {
    book.lock().unwrap_or_else(PoisonError::into_inner)
}

fn talk(stream: TcpStream, book: &Mutex<Book>) -> Result<()> {
    let mood = {
        let mut book = lock(book);
        book.tried += 1;
        book.mood
    };
    match mood {
        Mood::Away => {
            stream.shutdown(Shutdown::Both)?;
            return Ok(());
        }
        Mood::Silent => {
            std::thread::sleep(Duration::from_secs(120));
            return Ok(());
        }
        _ => {}
    }
    let mut out = stream.try_clone()?;
    let mut lines = BufReader::new(stream).lines();
    let mut say = move |line: &str| -> Result<()> {
        if mood == Mood::Slow {
            std::thread::sleep(Duration::from_secs(1));
        }
        Ok(out.write_all(format!("{line}\r\n").as_bytes())?)
    };
    say("220 sink")?;
    let mut to = String::new();
    while let Some(line) = lines.next() {
        let line = line?;
        let verb = line
            .split([' ', ':'])
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        match verb.as_str() {
            "RCPT" if mood == Mood::Later => say("451 try again later")?,
            "RCPT" if mood == Mood::Never => say("550 nobody of this name")?,
            "RCPT" => {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                say("250 ok")?;
            }
            "DATA" => {
                say("354 go on")?;
                let mut id = String::new();
                for line in lines.by_ref() {
                    let line = line?;
                    if let Some(value) = line.strip_prefix("Message-ID:") {
                        id = value.trim().to_owned();
                    }
                    if line == "." {
                        break;
                    }
                }
                if mood == Mood::Cut {
                    lock(book).unconfirmed.insert(id);
                    return Ok(());
                }
                *lock(book).taken.entry(to.clone()).or_default() += 1;
                say("250 taken")?;
            }
            "QUIT" => {
                say("221 bye")?;
                return Ok(());
            }
            _ => say("250 ok")?,
        }
    }
    Ok(())
}
