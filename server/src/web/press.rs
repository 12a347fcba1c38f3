//! Where files are made that take a moment to make: few at once, and few waiting.

use axum::body::Bytes;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// Requests that wait for their turn at most; each holds a text of up to a megabyte.
const MOST_WAITING: usize = 24;
/// Bytes of finished files that are kept for the next reader.
const KEPT: usize = 16 * 1024 * 1024;

/// Makes files, and keeps some that were made.
#[derive(Debug)]
pub struct Press {
    places: Arc<Semaphore>,
    at_once: Arc<Semaphore>,
    kept: Mutex<Kept>,
}

/// Finished files, the oldest first.
#[derive(Debug, Default)]
struct Kept {
    files: VecDeque<(String, Bytes)>,
    bytes: usize,
}

/// Why there is no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoFile {
    /// Too many wait already.
    Busy,
    /// It could not be made.
    Broken,
}

impl Default for Press {
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        // The other half is for pages.
        Self::new((processors / 2).max(1), MOST_WAITING)
    }
}

impl Press {
    fn new(at_once: usize, waiting: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(at_once + waiting)),
            at_once: Arc::new(Semaphore::new(at_once)),
            kept: Mutex::default(),
        }
    }

    /// A file by its name, made if it is not there. The same name always means the same file.
    ///
    /// Whoever goes away while they wait gives their place to others.
    pub async fn file(
        &self,
        name: String,
        make: impl FnOnce() -> Option<Vec<u8>> + Send + 'static,
    ) -> Result<Bytes, NoFile> {
        if let Some(file) = self.find(&name) {
            return Ok(file);
        }
        let place = self
            .places
            .clone()
            .try_acquire_owned()
            .map_err(|_| NoFile::Busy)?;
        let turn = self
            .at_once
            .clone()
            .acquire_owned()
            .await
            .map_err(|_| NoFile::Broken)?;
        // Somebody before may have wanted the same.
        if let Some(file) = self.find(&name) {
            return Ok(file);
        }
        let made = tokio::task::spawn_blocking(move || {
            let file = make();
            drop((place, turn));
            file
        });
        let file = made.await.ok().flatten().map(Bytes::from).ok_or(NoFile::Broken)?;
        self.keep(name, file.clone());
        Ok(file)
    }

    fn find(&self, name: &str) -> Option<Bytes> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.files.iter().find(|(known, _)| known == name);
        found.map(|(_, file)| file.clone())
    }

    fn keep(&self, name: String, file: Bytes) {
        if file.len() > KEPT / 4 {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.files.iter().any(|(known, _)| *known == name) {
            return;
        }
        kept.bytes += file.len();
        kept.files.push_back((name, file));
        while kept.bytes > KEPT {
            let Some((_, old)) = kept.files.pop_front() else {
                break;
            };
            kept.bytes -= old.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;
    use std::time::Duration;

    #[tokio::test]
    async fn a_file_is_made_once_and_kept_within_bounds() {
        let press = Press::new(1, 2);
        let made = Arc::new(AtomicUsize::new(0));
        let ask = |name: String, size: usize| {
            let made = made.clone();
            press.file(name, move || {
                made.fetch_add(1, Ordering::SeqCst);
                Some(vec![7; size])
            })
        };
        for _ in 0..3 {
            assert_eq!(ask("a".to_owned(), 10).await.unwrap().len(), 10);
        }
        assert_eq!(made.load(Ordering::SeqCst), 1);
        for n in 0..12 {
            ask(n.to_string(), KEPT / 5).await.unwrap();
        }
        let (bytes, counted) = {
            let kept = press.kept.lock().unwrap();
            let files = kept.files.iter();
            (files.map(|(_, file)| file.len()).sum::<usize>(), kept.bytes)
        };
        assert_eq!(bytes, counted);
        assert!(bytes <= KEPT, "{bytes}");
        let none = press.file("none".to_owned(), || None).await;
        assert_eq!(none, Err(NoFile::Broken));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn too_many_are_told_so_and_who_goes_away_gives_up_their_place() {
        let press = Arc::new(Press::new(1, 1));
        let (go, wait) = mpsc::channel::<()>();
        let begun = Arc::new(Semaphore::new(0));
        let under_way = {
            let (press, begun) = (press.clone(), begun.clone());
            tokio::spawn(async move {
                let make = move || {
                    begun.add_permits(1);
                    wait.recv().ok()?;
                    Some(vec![1])
                };
                press.file("first".to_owned(), make).await
            })
        };
        begun.acquire().await.unwrap().forget();
        let waits = {
            let press = press.clone();
            tokio::spawn(async move { press.file("second".to_owned(), || Some(vec![2])).await })
        };
        while press.places.available_permits() > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let third = press.file("third".to_owned(), || Some(vec![3])).await;
        assert_eq!(third, Err(NoFile::Busy));
        waits.abort();
        while press.places.available_permits() == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        go.send(()).unwrap();
        assert_eq!(under_way.await.unwrap().unwrap().as_ref(), [1]);
        let third = press.file("third".to_owned(), || Some(vec![3])).await;
        assert_eq!(third.unwrap().as_ref(), [3]);
        assert_eq!(press.places.available_permits(), 2);
    }
}
