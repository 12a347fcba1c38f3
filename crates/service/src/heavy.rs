//! Room for work that takes long: texts near the limit are compared by few requests at a time, away from the threads
//! that answer everybody else.

use crate::Error;
use std::num::NonZero;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes from which work needs room. A manifesto of 3,500 words has 22,000.
const LARGE: usize = 100_000;

/// How long a request waits for room before it is told to come back.
const PATIENCE: Duration = Duration::from_secs(20);

/// One core stays free for everybody else, where there is more than one.
static ROOM: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    Arc::new(Semaphore::new(cores.saturating_sub(1).max(1)))
});

/// Room that has been given, until this is dropped; none is needed for small texts.
#[derive(Clone, Debug, Default)]
pub struct Room(#[expect(dead_code, reason = "held, not looked at")] Option<Arc<OwnedSemaphorePermit>>);

/// Waits for room for texts of so many bytes together.
pub(crate) async fn room(bytes: usize) -> Result<Room, Error> {
    if bytes < LARGE {
        return Ok(Room::default());
    }
    let asked = tokio::time::timeout(PATIENCE, ROOM.clone().acquire_owned()).await;
    match asked {
        Ok(Ok(permit)) => Ok(Room(Some(Arc::new(permit)))),
        Ok(Err(_)) | Err(_) => Err(Error::Busy),
    }
}

/// Does work on texts of so many bytes together: at once where they are small, and else on a thread of its own.
pub(crate) async fn work<T: Send + 'static>(
    bytes: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    if bytes < LARGE {
        return Ok(work());
    }
    let room = room(bytes).await?;
    tokio::task::spawn_blocking(move || {
        let _room = room;
        work()
    })
    .await
    .map_err(|_| Error::Busy)
}
