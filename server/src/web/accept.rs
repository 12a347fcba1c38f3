//! Accepting connections, with the deadlines and the cap that `axum::serve` does not set.

mod patient;

use crate::web::accept::patient::Patient;
use crate::web::client::Peer;
use crate::web::{State, router, tasks};
use axum::body::Body;
use http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Semaphore;
use tower::ServiceExt as _;

/// Connections at one time; the next one waits in the kernel's queue.
const CONNECTIONS: usize = 1_000;
/// How long the head of a request may take: a client that sends it byte by byte holds a connection no longer.
const HEAD: Duration = Duration::from_secs(10);
/// How long a client may take none of an answer: one that reads nothing holds a connection no longer.
const STALL: Duration = Duration::from_secs(30);
/// Open files that connections leave to the database, the log and the pages' files.
const OTHER_FILES: u64 = 200;
/// How long requests under way may take after the signal to stop.
const FINISH: Duration = Duration::from_secs(20);

/// How many of these connections the system's limit on open files has room for; the limit is raised if it may be.
fn room_for(connections: usize) -> usize {
    let wanted = connections as u64 + OTHER_FILES;
    let limit = getrlimit(Resource::Nofile);
    let files = match limit.current {
        Some(current) if current < wanted => {
            let raised = limit.maximum.map_or(wanted, |most| wanted.min(most));
            let new = Rlimit {
                current: Some(raised),
                maximum: limit.maximum,
            };
            if setrlimit(Resource::Nofile, new).is_ok() {
                raised
            } else {
                current
            }
        }
        _ => wanted,
    };
    let room = files.saturating_sub(OTHER_FILES).max(files / 2);
    usize::try_from(room).map_or(connections, |room| room.min(connections))
}

/// Serves until SIGTERM or Ctrl-C, then finishes what is under way.
pub async fn serve(listener: TcpListener, state: State) -> anyhow::Result<()> {
    tasks::start();
    let app = router(state);
    let connections = Arc::new(Semaphore::new(room_for(CONNECTIONS)));
    let graceful = GracefulShutdown::new();
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    loop {
        // With every place taken it still hears that it is to stop.
        let next = async {
            let permit = connections.clone().acquire_owned().await?;
            anyhow::Ok((listener.accept().await, permit))
        };
        let (accepted, permit) = tokio::select! {
            next = next => next?,
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
        };
        let (stream, peer) = match accepted {
            Ok((stream, peer)) => (stream, Peer(peer.ip())),
            Err(error) => {
                // Out of file descriptors, most likely: wait instead of spinning.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        // Small answers leave at once instead of waiting for more.
        let _ = stream.set_nodelay(true);
        let service = app.clone().map_request(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(peer);
            request
        });
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_buf_size(64 * 1024)
            .serve_connection(
                TokioIo::new(Patient::new(stream, STALL)),
                TowerToHyperService::new(service),
            );
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // What goes wrong on one connection (a client that hangs up) is that client's affair.
            let _ = connection.await;
            drop(permit);
        });
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(FINISH) => tracing::warn!("some requests were cut off at shutdown"),
    }
    Ok(())
}
