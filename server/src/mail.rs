//! Mail: from the outbox to a folder or a mail server, each once, tried again until it leaves.

use crate::chance::now;
use anyhow::{Context, bail};
use domain::ids::MailId;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use service::Call;
use std::net::IpAddr;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use store::DueMail;
use tokio::sync::Notify;

/// How long one mail may take to leave.
const LONGEST: Duration = Duration::from_secs(90);
/// How long a mail under way may take once the program is to stop.
const FAREWELL: Duration = Duration::from_secs(5);
/// For how long a mail is nobody else's: longer than [`LONGEST`].
const HELD_MINUTES: i64 = 3;

/// How mail leaves.
pub struct Transport {
    from: Mailbox,
    way: Way,
}

enum Way {
    Folder(PathBuf),
    Server(AsyncSmtpTransport<Tokio1Executor>),
}

impl Transport {
    /// Reads `file:folder`, `smtp://…` or `smtps://…`.
    pub fn parse(way: &str, from: &str) -> anyhow::Result<Self> {
        let from = from
            .parse()
            .context("--mail-from must be an address like Group <group@example.org>")?;
        let way = if let Some(folder) = way.strip_prefix("file:") {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("cannot make the folder {folder} for mail"))?;
            Way::Folder(PathBuf::from(folder))
        } else if way.starts_with("smtp://") || way.starts_with("smtps://") {
            if !is_safe(way) {
                bail!(
                    "mail to another machine must be encrypted, because it holds what signs people in: \
                     --mail smtps://… or smtp://…?tls=required"
                );
            }
            let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(way)
                .context("--mail is not a mail server's address")?;
            Way::Server(server.timeout(Some(Duration::from_secs(30))).build())
        } else {
            bail!("--mail must be file:folder, smtp://… or smtps://…");
        };
        Ok(Self { from, way })
    }

    /// Where mail goes, for whoever starts the server.
    pub fn describe(&self) -> String {
        match &self.way {
            Way::Folder(folder) => {
                let folder = folder.canonicalize().unwrap_or_else(|_| folder.clone());
                format!("Mail is not sent but written to {}", folder.display())
            }
            Way::Server(_) => "Mail is sent through the mail server".to_owned(),
        }
    }

    fn message(&self, mail: &DueMail) -> anyhow::Result<Message> {
        // The id of the row is the id of the message: sent twice after a fault, it is still one mail.
        let domain = self.from.email.domain();
        Ok(Message::builder()
            .from(self.from.clone())
            .to(mail.recipient.parse()?)
            .subject(mail.subject.clone())
            .message_id(Some(format!("<{}@{domain}>", mail.id)))
            .header(ContentType::TEXT_PLAIN)
            .body(mail.body.clone())?)
    }

    async fn send(&self, mail: &DueMail) -> anyhow::Result<()> {
        let message = self.message(mail)?;
        match &self.way {
            Way::Folder(folder) => {
                // Written beside and renamed, so that nobody reads half a mail.
                let (half, whole) = (
                    folder.join(format!(".{}", mail.id)),
                    folder.join(format!("{}.eml", mail.id)),
                );
                tokio::fs::write(&half, message.formatted()).await?;
                tokio::fs::rename(half, whole).await?;
            }
            Way::Server(server) => {
                server.send(message).await?;
            }
        }
        Ok(())
    }
}

/// Whether nobody on the way can read what is sent: it is encrypted, or never leaves this machine.
fn is_safe(way: &str) -> bool {
    let Ok(uri) = way.parse::<http::Uri>() else {
        return false;
    };
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    let required = uri
        .query()
        .is_some_and(|query| query.split('&').any(|pair| pair == "tls=required"));
    here || required || uri.scheme_str() == Some("smtps")
}

/// Sends what is due until told to stop; once an hour, sweeps out what is past its time, and looks whether the head of
/// the log is to go to the committee.
pub async fn deliver(call: Call, transport: Transport, stop: Arc<Notify>) {
    let mut rounds = 0_u32;
    let mut unmarked = Vec::new();
    loop {
        let done = {
            let stopping = AtomicBool::new(false);
            let mut round = pin!(deliver_due(&call, &transport, &mut unmarked, &stopping));
            tokio::select! {
                done = &mut round => done,
                () = stop.notified() => {
                    // A mail that is on its way may arrive; a mail server that hangs does not hold the program up.
                    stopping.store(true, Ordering::Relaxed);
                    let _ = tokio::time::timeout(FAREWELL, round).await;
                    return;
                }
            }
        };
        if let Err(error) = done {
            tracing::warn!(%error, "the outbox could not be read");
        }
        // Not at once: an instance that starts at the same time may be setting up a demonstration of past weeks.
        if rounds % 7_200 == 240 {
            let call = Call {
                now: now(),
                ..call.clone()
            };
            if let Err(error) = call.store.sweep(call.now).await {
                tracing::warn!(%error, "what is past its time could not be swept out");
            }
            if let Err(error) = service::mail_head(&call).await {
                tracing::warn!(%error, "the head of the log could not be sent to the committee");
            }
        }
        rounds = rounds.wrapping_add(1);
        tokio::select! {
            () = stop.notified() => return,
            () = tokio::time::sleep(Duration::from_millis(500)) => {}
        }
    }
}

/// Sends some of what is due. `unmarked` holds mails that have left while the database could not be told so: they are
/// not sent again, and marked as soon as it can be.
async fn deliver_due(
    call: &Call,
    transport: &Transport,
    unmarked: &mut Vec<MailId>,
    stopping: &AtomicBool,
) -> anyhow::Result<()> {
    while let Some(id) = unmarked.last() {
        call.store.mail_sent(*id, now()).await?;
        unmarked.pop();
    }
    // One at a time, and none for longer than it takes: another instance sends what this one leaves.
    for _ in 0..20 {
        if stopping.load(Ordering::Relaxed) {
            break;
        }
        let Some(mail) = call
            .store
            .take_mails(now(), now().plus_minutes(HELD_MINUTES), 1)
            .await?
            .pop()
        else {
            break;
        };
        let sent = tokio::time::timeout(LONGEST, transport.send(&mail)).await;
        match sent.unwrap_or_else(|_| Err(anyhow::anyhow!("the mail server takes too long"))) {
            Ok(()) => {
                unmarked.push(mail.id);
                call.store.mail_sent(mail.id, now()).await?;
                unmarked.pop();
            }
            Err(error) => {
                // 1, 2, 4 … minutes, at most four hours.
                let minutes = 1_i64 << mail.attempts.min(8);
                tracing::warn!(mail = %mail.id, %error, minutes, "a mail could not be sent and will be tried again");
                call.store
                    .mail_failed(mail.id, now().plus_minutes(minutes.min(240)))
                    .await?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Instant;
    use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};

    #[test]
    fn a_subject_cannot_add_a_header() {
        let folder = std::env::temp_dir();
        let transport =
            Transport::parse(&format!("file:{}", folder.display()), "Group <group@example.org>").unwrap();
        let mail = DueMail {
            id: MailId::new(7),
            recipient: "chair@example.org".into(),
            subject: "Hello\r\nBcc: evil@example.org".into(),
            body: "Line\nBcc: in words only\n".into(),
            created_at: Instant(0),
            attempts: 0,
        };
        let sent = String::from_utf8(transport.message(&mail).unwrap().formatted()).unwrap();
        let (sent, body) = sent.split_once("\r\n\r\n").unwrap();
        assert!(body.contains("Bcc: in words only"), "{body}");
        assert!(
            !sent
                .lines()
                .any(|line| line.to_ascii_lowercase().starts_with("bcc:")),
            "{sent}"
        );
        assert_eq!(
            sent.lines().filter(|line| line.starts_with("To:")).count(),
            1,
            "{sent}"
        );
    }

    /// A mail server that takes what is sent on one connection; answers every line that came.
    async fn take(listener: tokio::net::TcpListener) -> Vec<String> {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = BufReader::new(stream);
        stream.write_all(b"220 here\r\n").await.unwrap();
        let (mut heard, mut within) = (Vec::new(), false);
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.unwrap() == 0 {
                return heard;
            }
            let answer = match (within, line.trim_end_matches("\r\n")) {
                (true, ".") => "250 taken\r\n",
                (true, _) => "",
                (false, "DATA") => "354 go on\r\n",
                (false, "QUIT") => "221 bye\r\n",
                (false, _) => "250 yes\r\n",
            };
            within = answer.starts_with("354") || within && answer.is_empty();
            stream.write_all(answer.as_bytes()).await.unwrap();
            heard.push(line);
        }
    }

    #[tokio::test]
    async fn a_line_in_a_mail_ends_no_mail() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(take(listener));
        let transport = Transport::parse(&url, "Group <group@example.org>").unwrap();
        let mail = DueMail {
            id: MailId::new(7),
            recipient: "chair@example.org".into(),
            subject: "Hello".into(),
            body: "One\r\n.\r\nMAIL FROM:<evil@example.org>\r\nRCPT TO:<all@example.org>\n.\n.two\nlast\n"
                .into(),
            created_at: Instant(0),
            attempts: 0,
        };
        transport.send(&mail).await.unwrap();
        drop(transport);
        let heard = server.await.unwrap();
        let begin = heard.iter().position(|line| line == "DATA\r\n").unwrap();
        let end = heard.iter().position(|line| line == ".\r\n").unwrap();
        let commands: Vec<&str> = heard[..begin]
            .iter()
            .chain(&heard[end + 1..])
            .map(|line| line.trim_end())
            .collect();
        let sent_from: Vec<&&str> = commands.iter().filter(|line| line.starts_with("MAIL")).collect();
        assert!(
            matches!(sent_from.as_slice(), [one] if one.contains("group@example.org")),
            "{commands:?}"
        );
        let sent_to: Vec<&&str> = commands.iter().filter(|line| line.starts_with("RCPT")).collect();
        assert!(
            matches!(sent_to.as_slice(), [one] if one.contains("<chair@example.org>")),
            "{commands:?}"
        );
        // What the server puts together again is the body to the letter: one dot goes from the front of each line.
        let told: String = heard[begin + 1..end]
            .iter()
            .map(|line| line.strip_prefix('.').unwrap_or(line))
            .collect();
        let (_, body) = told.split_once("\r\n\r\n").unwrap();
        assert_eq!(
            body.trim_end().replace("\r\n", "\n"),
            mail.body.trim_end().replace("\r\n", "\n"),
            "{heard:?}"
        );
    }

    #[test]
    fn mail_in_the_clear_stays_on_this_machine() {
        for way in [
            "smtp://localhost",
            "smtp://127.0.0.1:2525",
            "smtp://[::1]:2525",
            "smtps://user:secret@mail.example.org",
            "smtp://user:secret@mail.example.org:587?tls=required",
        ] {
            assert!(Transport::parse(way, "a@example.org").is_ok(), "{way}");
        }
        for way in [
            "smtp://mail.example.org",
            "smtp://mail.example.org?tls=opportunistic",
            "smtp://mail.example.org?x=tls=required",
            "smtp://localhost.example.org",
            "smtp://127.0.0.1.example.org",
            "smtp://localhost@mail.example.org",
            "smtp://192.0.2.1:25",
        ] {
            assert!(Transport::parse(way, "a@example.org").is_err(), "{way}");
        }
    }

    #[test]
    fn other_ways_are_refused() {
        assert!(Transport::parse("ftp://x", "a@example.org").is_err());
        assert!(Transport::parse("smtp://localhost", "not an address").is_err());
    }
}
