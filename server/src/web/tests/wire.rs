//! What comes over a connection that no browser would send, against the loop that accepts connections.

use super::*;
use crate::web::accept;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The demonstration group behind a real port.
async fn listening() -> (Scene, SocketAddr) {
    let scene = Scene::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(accept::serve(listener, scene.state()));
    (scene, address)
}

/// How long an answer may take to begin, on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(30);

/// After so long a silence nothing more comes.
const SILENCE: Duration = Duration::from_millis(400);

/// Sends bytes as they are and reads until the other end hangs up or says nothing more.
async fn say(address: SocketAddr, bytes: &[u8]) -> String {
    said_within(address, bytes, PATIENCE).await
}

/// The same of what may go unanswered, so that the answer need not be waited for.
async fn said_within(address: SocketAddr, bytes: &[u8], first: Duration) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // The other end may hang up before it has read everything.
    let _ = stream.write_all(bytes).await;
    let mut told = Vec::new();
    let mut room = [0; 4096];
    let mut wait = first;
    while let Ok(Ok(count)) = tokio::time::timeout(wait, stream.read(&mut room)).await {
        wait = SILENCE;
        if count == 0 {
            break;
        }
        told.extend_from_slice(&room[..count]);
    }
    String::from_utf8_lossy(&told).into_owned()
}

/// The same until the other end has hung up; it must.
async fn said_to_the_end(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut told = Vec::new();
    let ended = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut told)).await;
    // Whoever hangs up on what was not read yet may do so with a reset.
    assert!(
        ended.is_ok(),
        "the connection stays open: {}",
        String::from_utf8_lossy(&told)
    );
    String::from_utf8_lossy(&told).into_owned()
}

fn statuses(told: &str) -> Vec<&str> {
    told.split("HTTP/1.1 ")
        .skip(1)
        .filter_map(|answer| answer.get(..3))
        .collect()
}

#[tokio::test]
async fn no_request_hides_in_another() {
    let (_scene, address) = listening().await;
    let head = "POST /api/sign-in/ask HTTP/1.1\r\nHost: group.example\r\nOrigin: http://group.example\r\n\
                Content-Type: application/x-www-form-urlencoded\r\n";
    let hidden = "GET /help HTTP/1.1\r\nHost: group.example\r\nX-Hidden: 1\r\n\r\n";
    for (what, rest) in [
        (
            "both lengths",
            format!("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}"),
        ),
        (
            "both lengths, the other first",
            format!(
                "Transfer-Encoding: chunked\r\nContent-Length: {}\r\n\r\n0\r\n\r\n{hidden}",
                hidden.len() + 5
            ),
        ),
        (
            "two lengths",
            format!(
                "Content-Length: 0\r\nContent-Length: {}\r\n\r\n{hidden}",
                hidden.len()
            ),
        ),
        (
            "a list of lengths",
            format!("Content-Length: 0, {}\r\n\r\n{hidden}", hidden.len()),
        ),
        (
            "a length with a sign",
            format!("Content-Length: +0\r\n\r\n{hidden}"),
        ),
        (
            "a length that is none",
            format!("Content-Length: 0x5\r\n\r\n{hidden}"),
        ),
        ("a negative length", format!("Content-Length: -1\r\n\r\n{hidden}")),
        (
            "a length beyond all numbers",
            format!("Content-Length: 99999999999999999999999\r\n\r\n{hidden}"),
        ),
        (
            "another coding",
            format!("Transfer-Encoding: identity\r\n\r\n{hidden}"),
        ),
        (
            "chunked, and then not",
            format!("Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n{hidden}"),
        ),
        (
            "a space before the colon",
            format!("Content-Length : 0\r\n\r\n{hidden}"),
        ),
        (
            "a folded header",
            format!("X-A: 1\r\n Content-Length: 0\r\n\r\n{hidden}"),
        ),
        ("NUL in a header", format!("X-A: a\0b\r\n\r\n{hidden}")),
        ("NUL in a name", format!("X\0A: b\r\n\r\n{hidden}")),
        ("a bare return", format!("X-A: a\rX-B: b\r\n\r\n{hidden}")),
        (
            "a size that is none",
            format!("Transfer-Encoding: chunked\r\n\r\nzz\r\n{hidden}"),
        ),
        (
            "a size with a sign",
            format!("Transfer-Encoding: chunked\r\n\r\n+5\r\nemail\r\n0\r\n\r\n{hidden}"),
        ),
        (
            "a size beyond all numbers",
            format!("Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff0\r\n{hidden}"),
        ),
        (
            "a chunk that is longer than it says",
            format!("Transfer-Encoding: chunked\r\n\r\n1\r\nemail\r\n0\r\n\r\n{hidden}"),
        ),
        (
            "a chunk ended by a line feed alone",
            format!("Transfer-Encoding: chunked\r\n\r\n5\nemail\n0\n\n{hidden}"),
        ),
    ] {
        // Where both lengths are given, the chunks count, and nothing after them: the connection ends there.
        let expected = if what.starts_with("both") { "303" } else { "400" };
        let told = said_to_the_end(address, format!("{head}{rest}").as_bytes()).await;
        assert_eq!(statuses(&told), [expected], "{what}: {told}");
        assert!(
            !told.contains("How a motion becomes policy</h1>"),
            "{what}: {told}"
        );
    }
}

#[tokio::test]
async fn what_is_no_request_is_refused_and_others_go_on() {
    let (_scene, address) = listening().await;
    for (what, bytes) in [
        ("nothing", &b"\r\n\r\n\r\n"[..]),
        (
            "noise",
            &[0xff, 0xfe, 0x16, 0x03, 0x01, 0x00, b'\r', b'\n', b'\r', b'\n'][..],
        ),
        ("another protocol", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        ("an old protocol", b"GET /help\r\n\r\n"),
        (
            "no protocol",
            b"GET /help HTTP/9.9\r\nHost: group.example\r\n\r\n",
        ),
        (
            "NUL in the address",
            b"GET /he\0lp HTTP/1.1\r\nHost: group.example\r\n\r\n",
        ),
        (
            "a space in the address",
            b"GET /he lp HTTP/1.1\r\nHost: group.example\r\n\r\n",
        ),
        (
            "a method that is none",
            b"G\x7fT /help HTTP/1.1\r\nHost: group.example\r\n\r\n",
        ),
    ] {
        let told = said_within(address, bytes, SILENCE).await;
        assert!(
            statuses(&told)
                .iter()
                .all(|status| status.starts_with('4') || *status == "505"),
            "{what}: {told}"
        );
    }
    // Longer than the head of a request may be.
    for (what, request) in [
        (
            "an address",
            format!(
                "GET /{} HTTP/1.1\r\nHost: group.example\r\n\r\n",
                "a".repeat(1_000_000)
            ),
        ),
        (
            "a header",
            format!(
                "GET /help HTTP/1.1\r\nHost: group.example\r\nX-A: {}\r\n\r\n",
                "a".repeat(1_000_000)
            ),
        ),
        (
            "headers",
            format!(
                "GET /help HTTP/1.1\r\nHost: group.example\r\n{}\r\n",
                "X-A: a\r\n".repeat(50_000)
            ),
        ),
        (
            "cookies",
            format!(
                "GET /help HTTP/1.1\r\nHost: group.example\r\nCookie: {}\r\n\r\n",
                "a=b; ".repeat(200_000)
            ),
        ),
    ] {
        let told = say(address, request.as_bytes()).await;
        assert!(
            matches!(statuses(&told).as_slice(), [] | ["400" | "404" | "414" | "431"]),
            "{what}: {:?}",
            statuses(&told)
        );
    }
    let told = say(address, b"GET /help HTTP/1.1\r\nHost: group.example\r\n\r\n").await;
    assert_eq!(statuses(&told), ["200"], "{told}");
}

#[tokio::test]
async fn methods_that_nobody_needs_are_refused() {
    let (scene, address) = listening().await;
    let chair = scene.enter("Chair and administrator").await;
    let before = scene.head().await;
    for path in [
        "/",
        "/help",
        PUBLISHED,
        "/account",
        "/health",
        "/pkg/style.css",
        "/api/sign-out",
        "/calendar",
        "/which",
    ] {
        for method in [
            "TRACE", "TRACK", "CONNECT", "PATCH", "PUT", "DELETE", "OPTIONS", "PROPFIND", "FOO",
        ] {
            let request = format!(
                "{method} {path} HTTP/1.1\r\nHost: group.example\r\nOrigin: http://group.example\r\n\
                 Cookie: {chair}\r\nX-Secret: echo-me\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            );
            let told = say(address, request.as_bytes()).await;
            let status = statuses(&told);
            assert!(
                matches!(status.as_slice(), ["405" | "400" | "403" | "404"]),
                "{method} {path}: {told}"
            );
            assert!(!told.contains("echo-me"), "{method} {path} echoes what was sent");
        }
    }
    assert_eq!(scene.head().await, before);
}

#[tokio::test]
async fn a_body_without_an_end_is_refused_early() {
    let (_scene, address) = listening().await;
    for (path, kind) in [
        ("/api/sign-in/ask", "application/x-www-form-urlencoded"),
        ("/told/amendment", "application/x-www-form-urlencoded"),
        ("/told/passkey", "application/x-www-form-urlencoded"),
        ("/calendar", "application/x-www-form-urlencoded"),
        ("/which", "multipart/form-data; boundary=x"),
        ("/upload/text", "multipart/form-data; boundary=x"),
        ("/upload/variant", "multipart/form-data; boundary=x"),
        ("/upload/manifesto", "multipart/form-data; boundary=x"),
        ("/upload/amendment/a", "multipart/form-data; boundary=x"),
    ] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: group.example\r\nOrigin: http://group.example\r\nContent-Type: {kind}\r\n"
        );
        // A gigabyte by its own word: the answer does not wait for it.
        if path.starts_with("/api/") {
            let start = Instant::now();
            let told = say(
                address,
                format!("{head}Content-Length: 1073741824\r\n\r\nemail=").as_bytes(),
            )
            .await;
            assert_eq!(statuses(&told), ["413"], "{path}: {told}");
            assert!(start.elapsed() < PATIENCE, "{path}");
        }
        // And one that never says how much: taken for no longer than a form may be.
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream
            .write_all(format!("{head}Transfer-Encoding: chunked\r\n\r\n").as_bytes())
            .await
            .unwrap();
        let begin = b"1d\r\n--x\r\nContent-Disposition: a\r\n\r\n".to_vec();
        let piece = [b"10000\r\n".to_vec(), vec![b'a'; 0x10000], b"\r\n".to_vec()].concat();
        let mut sent = 0_usize;
        let (mut reader, mut writer) = stream.split();
        let pour = async {
            let _ = writer.write_all(&begin).await;
            while sent < 64 << 20 {
                if writer.write_all(&piece).await.is_err() {
                    break;
                }
                sent += 0x10000;
            }
        };
        let answer = async {
            let mut told = vec![0; 4096];
            let count = reader.read(&mut told).await.unwrap_or(0);
            String::from_utf8_lossy(&told[..count]).into_owned()
        };
        let told = tokio::select! {
            told = answer => told,
            () = pour => String::new(),
        };
        assert!(sent < 24 << 20, "{path} took {sent} bytes");
        assert!(told.is_empty() || statuses(&told)[0] != "200", "{path}: {told}");
    }
}

#[tokio::test]
async fn links_and_redirects_do_not_believe_the_host() {
    let (scene, address) = listening().await;
    for lines in [
        "Host: evil.example\r\nOrigin: http://evil.example\r\n",
        "Host: group.example\r\nOrigin: http://group.example\r\nX-Forwarded-Host: evil.example\r\nForwarded: host=evil.example\r\n\
         X-Original-URL: /evil.example\r\nX-Rewrite-URL: /evil.example\r\nX-Forwarded-Prefix: //evil.example\r\nReferer: http://evil.example/x\r\n",
    ] {
        let body = "email=chair%40example.org&next=%2Ftexts";
        let told = say(
            address,
            format!(
                "POST /api/sign-in/ask HTTP/1.1\r\n{lines}Content-Type: application/x-www-form-urlencoded\r\n\
                 Content-Length: {}\r\n\r\n{body}",
                body.len()
            )
            .as_bytes(),
        )
        .await;
        assert_eq!(statuses(&told), ["303"], "{told}");
        assert!(!told.contains("evil.example"), "{told}");
        for path in [
            "/",
            "/texts",
            "/account",
            "/calendar.ics",
            "/.well-known/security.txt",
            PUBLISHED,
        ] {
            let told = say(
                address,
                format!("GET {path} HTTP/1.1\r\nConnection: close\r\n{lines}\r\n").as_bytes(),
            )
            .await;
            assert!(!told.contains("evil.example"), "{path}: {told}");
        }
    }
    let mails = scene.call.store.due_mails(now().plus_days(1), 100).await.unwrap();
    assert_eq!(mails.len(), 2);
    for mail in mails {
        assert!(
            mail.body.contains("http://group.example/sign-in/link/"),
            "{}",
            mail.body
        );
        assert!(!mail.body.contains("evil"), "{}", mail.body);
    }
}

#[tokio::test]
async fn a_request_without_end_ends_with_its_connection() {
    // An answer that nobody waits for, and a request that is never finished, leave the others alone.
    let (_scene, address) = listening().await;
    let mut left = Vec::new();
    for _ in 0..20 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream
            .write_all(
                b"POST /api/sign-in/ask HTTP/1.1\r\nHost: group.example\r\nContent-Length: 50\r\n\r\nemail",
            )
            .await
            .unwrap();
        left.push(stream);
    }
    left.truncate(10);
    let told = say(address, b"GET /help HTTP/1.1\r\nHost: group.example\r\n\r\n").await;
    assert_eq!(statuses(&told), ["200"]);
}
