//! Hundreds of slow connections.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::torture::client::Person;
use crate::torture::server::Plan;
use crate::torture::{Bench, Tale};
use crate::workspace::Scratch;

/// A file of a megabyte: the buffers on the way do not hold thirty of them.
const LARGE: &str = "large.css";

/// More connections than the server has places for; the rest waits in the system's queue.
const CROWD: usize = 1_050;

/// What is slow about a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Says nothing at all.
    Mute,
    /// Sends the head of a request, a few bytes a second.
    Head,
    /// Sends the body of a form, a few bytes a second.
    Body,
    /// Asks for large files and reads none of the answers.
    Deaf,
}

impl Kind {
    /// By when the server must have hung up.
    fn deadline(self) -> Duration {
        Duration::from_secs(match self {
            Self::Mute | Self::Head => 15,
            Self::Body => 50,
            Self::Deaf => 60,
        })
    }
}

struct Drip {
    kind: Kind,
    stream: TcpStream,
    closed: Option<Duration>,
}

impl Drip {
    fn open(kind: Kind, address: SocketAddr) -> Result<Self> {
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(5))
            .context("a slow connection is not even accepted")?;
        let begin = match kind {
            Kind::Mute => String::new(),
            Kind::Head => format!("GET /published HTTP/1.1\r\nHost: {address}\r\nX-Slow: "),
            Kind::Body => format!(
                "POST /api/sign-in/ask HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\nemail="
            ),
            Kind::Deaf => format!("GET /pkg/{LARGE} HTTP/1.1\r\nHost: {address}\r\n\r\n").repeat(30),
        };
        stream.set_nonblocking(true)?;
        // What does not fit into the buffers stays unsent.
        let _ = stream.write_all(begin.as_bytes());
        Ok(Self {
            kind,
            stream,
            closed: None,
        })
    }

    /// Sends a little more and looks whether the server has hung up.
    fn drip(&mut self, start: Instant) {
        if self.closed.is_some() {
            return;
        }
        let gone = |error: &std::io::Error| error.kind() != ErrorKind::WouldBlock;
        let mut closed = false;
        if matches!(self.kind, Kind::Head | Kind::Body)
            && let Err(error) = self.stream.write_all(b"aaa")
        {
            closed |= gone(&error);
        }
        if self.kind != Kind::Deaf {
            let mut room = [0; 4096];
            loop {
                match self.stream.read(&mut room) {
                    Ok(0) => closed = true,
                    // An answer that says why.
                    Ok(_) => continue,
                    Err(error) => closed |= gone(&error),
                }
                break;
            }
        }
        if closed {
            self.closed = Some(start.elapsed());
        }
    }
}

/// Runs the scenario.
pub fn run(bench: &Bench) -> Result<Tale> {
    let mut tale = Tale::default();
    let folder = Scratch::new()?;
    let plan = Plan::sqlite(folder.path())?;
    let mut server = plan.start(bench)?;
    let visitor = Person::visitor(plan.address);
    visitor.page("/published")?;
    std::fs::write(bench.site.join("pkg").join(LARGE), vec![b' '; 1 << 20])?;
    let before = server.files()?;
    let kinds: &[(Kind, usize)] = if bench.quick {
        &[(Kind::Mute, 150), (Kind::Head, 350)]
    } else {
        &[
            (Kind::Mute, 100),
            (Kind::Head, 200),
            (Kind::Body, 150),
            (Kind::Deaf, 50),
        ]
    };
    let start = Instant::now();
    let mut drips = Vec::new();
    for (kind, many) in kinds {
        for _ in 0..*many {
            drips.push(Drip::open(*kind, plan.address)?);
        }
    }
    let most = server.files()?;
    let (mut slowest, mut reads) = (Duration::ZERO, 0);
    let longest = kinds
        .iter()
        .map(|(kind, _)| kind.deadline())
        .max()
        .unwrap_or_default();
    let mut last = Instant::now();
    while start.elapsed() < longest {
        if last.elapsed() > Duration::from_secs(1) {
            last = Instant::now();
            drips.iter_mut().for_each(|drip| drip.drip(start));
            if server.files()? <= before + 5 {
                break;
            }
        }
        let asked = Instant::now();
        let answer = visitor.get("/published")?;
        slowest = slowest.max(asked.elapsed());
        reads += 1;
        tale.expect(answer.status == 200, answer.told());
        std::thread::sleep(Duration::from_millis(100));
    }
    std::thread::sleep(Duration::from_millis(1100));
    drips.iter_mut().for_each(|drip| drip.drip(start));
    tale.expect(
        slowest < bench.within(Duration::from_secs(1)),
        format_args!("a reader's page took {} ms", slowest.as_millis()),
    );
    tale.count(format_args!(
        "{} slow connections, {reads} pages read meanwhile, the slowest in {} ms",
        drips.len(),
        slowest.as_millis()
    ));
    for (kind, many) in kinds {
        let closed: Vec<Duration> = drips
            .iter()
            .filter(|drip| drip.kind == *kind)
            .filter_map(|drip| drip.closed)
            .collect();
        let latest = closed.iter().max().copied().unwrap_or_default();
        if *kind == Kind::Deaf {
            // What was sent before they were given up is still on its way to them: only the server's files tell.
            tale.count(format_args!("Deaf: {many}, whose files are closed below"));
            continue;
        }
        tale.expect(
            closed.len() == *many && latest < kind.deadline() + Duration::from_secs(2),
            format_args!(
                "{kind:?}: {} of {many} were cut off, the last after {} s",
                closed.len(),
                latest.as_secs()
            ),
        );
        tale.count(format_args!(
            "{kind:?}: {} of {many} cut off, the last after {:.1} s",
            closed.len(),
            latest.as_secs_f64()
        ));
    }
    let after = server.files()?;
    tale.expect(
        after <= before + 5,
        format_args!("{before} files were open before, {after} are afterwards"),
    );
    tale.count(format_args!("open files: {before}, then {most}, then {after}"));
    drop(drips);

    if !bench.quick {
        full_house(&mut tale, &plan)?;
    }
    // With every place taken, it still listens to those who ask it to stop.
    let crowd: Vec<_> = (0..bench.count(300, CROWD))
        .map(|_| Drip::open(Kind::Mute, plan.address))
        .collect::<Result<_>>()?;
    let start = Instant::now();
    server.terminate()?;
    let ended = server.ended_within(Duration::from_secs(30))?;
    tale.expect(
        ended.is_some_and(|status| status.success()),
        format_args!("with {} connections open it ended with {ended:?}", crowd.len()),
    );
    tale.count(format_args!(
        "asked to stop with {} connections open: ended in {:.1} s",
        crowd.len(),
        start.elapsed().as_secs_f64()
    ));
    Ok(tale)
}

/// More connections than there are places: whoever waits gets in once the deadline has made room.
fn full_house(tale: &mut Tale, plan: &Plan) -> Result<()> {
    let crowd: Vec<_> = (0..CROWD)
        .map(|_| Drip::open(Kind::Mute, plan.address))
        .collect::<Result<_>>()?;
    let asked = Instant::now();
    let answer = Person::visitor(plan.address).get("/published")?;
    let waited = asked.elapsed();
    tale.expect(
        answer.status == 200 && waited < Duration::from_secs(25),
        format_args!(
            "behind {} connections a page took {} s",
            crowd.len(),
            waited.as_secs()
        ),
    );
    tale.count(format_args!(
        "behind {} mute connections, more than there are places, a page came after {:.1} s",
        crowd.len(),
        waited.as_secs_f64()
    ));
    Ok(())
}
