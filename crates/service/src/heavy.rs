//! Requests with much text in hand: few at a time, and away from the threads that answer everybody else.
//!
//! A request says what texts it has read or been sent ([`weigh`]). From [`LARGE`] on it holds one of few places until it
//! has been answered, and all that it computes and renders from then on is done on a thread that serves nobody else;
//! see [`request`]. What lies between is ordinary code, which borrows and returns as it likes.

use crate::{Call, Error};
use domain::ids::{AdoptionId, AmendmentId, DocumentId};
use std::future::poll_fn;
use std::num::NonZero;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;
use store::{Amendment, AmendmentForm, Source, Variant, Version};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes of text from which a request needs a place. A manifesto of 3,500 words has 22,000.
pub const LARGE: usize = 200_000;

/// How long a request waits for a place before it is told to come back.
const PATIENCE: Duration = Duration::from_secs(10);

/// One core stays free for everybody else, where there is more than one.
static PLACES: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    Arc::new(Semaphore::new(cores.saturating_sub(1).max(1)))
});

tokio::task_local! {
    static LOAD: Arc<Load>;
}

/// What one request has in hand.
#[derive(Debug, Default)]
struct Load {
    bytes: AtomicUsize,
    place: Mutex<Option<OwnedSemaphorePermit>>,
}

impl Load {
    fn has_place(&self) -> bool {
        self.place
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some()
    }
}

/// Carries a request out. Where it has much text in hand, it keeps its place until it is done.
pub async fn request<T>(work: impl Future<Output = T>) -> T {
    let load = Arc::new(Load::default());
    let mut work = pin!(LOAD.scope(load.clone(), work));
    poll_fn(move |context| {
        if load.has_place() {
            apart(|| work.as_mut().poll(context))
        } else {
            work.as_mut().poll(context)
        }
    })
    .await
}

/// Hands the other tasks of this thread to another one while this is done.
fn apart<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        // There is no other thread, as in tests.
        _ => work(),
    }
}

/// Notes that a request has so much more text in hand, and waits for a place if that makes it large.
/// Outside of [`request`], as on the command line, nobody is kept waiting by it.
pub async fn weigh(bytes: usize) -> Result<(), Error> {
    let Ok(load) = LOAD.try_with(Arc::clone) else {
        return Ok(());
    };
    let before = load.bytes.fetch_add(bytes, Ordering::Relaxed);
    if before.saturating_add(bytes) < LARGE || load.has_place() {
        return Ok(());
    }
    let place = tokio::time::timeout(PATIENCE, PLACES.clone().acquire_owned()).await;
    let Ok(Ok(place)) = place else {
        return Err(Error::Busy);
    };
    *load.place.lock().unwrap_or_else(PoisonError::into_inner) = Some(place);
    // From the next time that it is polled, the request runs apart.
    tokio::task::yield_now().await;
    Ok(())
}

/// Gives the place of a request back, for from here on it only waits: for a file that is made in its turn, say.
pub fn put_down() {
    let _ = LOAD.try_with(|load| {
        load.bytes.store(0, Ordering::Relaxed);
        *load.place.lock().unwrap_or_else(PoisonError::into_inner) = None;
    });
}

/// Whether the request that asks holds a place.
#[cfg(test)]
fn placed() -> bool {
    LOAD.try_with(|load| load.has_place()).unwrap_or(false)
}

/// Texts are read through these, so that none comes into a request without being weighed.
impl Call {
    pub(crate) async fn version(&self, document: DocumentId, number: u32) -> Result<Option<Version>, Error> {
        let version = self.store.version(document, number).await?;
        weigh(version.as_ref().map_or(0, |version| version.text.len())).await?;
        Ok(version)
    }

    pub(crate) async fn versions(
        &self,
        document: DocumentId,
        after: u32,
        most: i64,
    ) -> Result<Vec<Version>, Error> {
        weighed(self.store.versions(document, after, most).await?, |version| {
            version.text.len()
        })
        .await
    }

    pub(crate) async fn amendment(
        &self,
        document: DocumentId,
        number: u32,
    ) -> Result<Option<Amendment>, Error> {
        let amendment = self.store.amendment(document, number).await?;
        weigh(amendment.as_ref().map_or(0, |one| one.form.text.len())).await?;
        Ok(amendment)
    }

    pub(crate) async fn amendments(&self, document: DocumentId) -> Result<Vec<Amendment>, Error> {
        weighed(self.store.amendments(document).await?, |one| one.form.text.len()).await
    }

    pub(crate) async fn amendment_forms(&self, amendment: AmendmentId) -> Result<Vec<AmendmentForm>, Error> {
        weighed(self.store.amendment_forms(amendment).await?, |form| {
            form.text.len()
        })
        .await
    }

    pub(crate) async fn variant(&self, adoption: AdoptionId) -> Result<Option<Variant>, Error> {
        let variant = self.store.variant(adoption).await?;
        weigh(variant.as_ref().map_or(0, |variant| variant.text.len())).await?;
        Ok(variant)
    }

    pub(crate) async fn sources(&self, document: DocumentId) -> Result<Vec<Source>, Error> {
        weighed(self.store.sources(document).await?, |source| source.text.len()).await
    }
}

/// Passes on what was read, when there is a place for it.
pub(crate) async fn weighed<T>(all: Vec<T>, bytes: impl Fn(&T) -> usize) -> Result<Vec<T>, Error> {
    weigh(all.iter().map(bytes).sum()).await?;
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[tokio::test]
    async fn only_much_text_takes_a_place_and_gives_it_back() {
        request(async {
            weigh(LARGE / 2).await.unwrap();
            assert!(!placed());
            weigh(LARGE / 2).await.unwrap();
            assert!(placed());
            // A request has one place, however much it reads.
            weigh(LARGE * 10).await.unwrap();
        })
        .await;
        request(async {
            weigh(LARGE).await.unwrap();
            put_down();
            assert!(!placed());
            weigh(LARGE).await.unwrap();
            assert!(placed());
        })
        .await;
        assert!(weigh(LARGE).await.is_ok(), "the command line waits for nobody");
    }

    /// With one thread for all, the second task runs only if the first one does not hold that thread.
    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn others_are_answered_while_one_computes() {
        let (say, said) = mpsc::channel();
        let heavy = tokio::spawn(request(async move {
            weigh(LARGE).await.unwrap();
            tokio::spawn(async move { say.send(()).unwrap() });
            said.recv_timeout(Duration::from_secs(20)).is_ok()
        }));
        assert!(heavy.await.unwrap());
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn so_many_compute_at_once_and_no_more() {
        static NOW: AtomicUsize = AtomicUsize::new(0);
        static MOST: AtomicUsize = AtomicUsize::new(0);
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        let heavy = |_| {
            tokio::spawn(request(async {
                weigh(LARGE).await.unwrap();
                MOST.fetch_max(NOW.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                std::thread::sleep(Duration::from_millis(5));
                NOW.fetch_sub(1, Ordering::SeqCst);
            }))
        };
        let all: Vec<_> = (0..20).map(heavy).collect();
        for one in all {
            one.await.unwrap();
        }
        assert!(MOST.load(Ordering::SeqCst) < cores.max(2));
    }
}
