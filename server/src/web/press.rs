//! Where files are made that take a moment to make: few at once, few waiting, and each once however many ask for it.
//!
//! A file is made for those who wait for it. When all of them have gone it is given up, where it stands. Whoever looks
//! at the page that tells how far it is holds no connection between two looks; each look counts for [`HELD`].
//!
//! Nothing here is shared with other instances: one that is asked for a file that it does not have makes it.

use axum::body::Bytes;
use export::{Progress, Tell};
use std::collections::{HashMap, VecDeque};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, watch};
use tokio::time::Instant;

/// Files that wait for their turn at most; each holds a text of up to a megabyte with its lines.
const MOST_WAITING: usize = 24;
/// Bytes of finished files that are kept for the next reader; one file is kept whatever its size.
const KEPT: usize = 16 * 1024 * 1024;
/// How long a look at the page keeps a file wanted: longer than a browser in the background sleeps.
const HELD: Duration = Duration::from_secs(60);
/// How long it is remembered that a file cannot be made.
const REMEMBERED: Duration = Duration::from_secs(60);
/// What such a memory counts among the bytes that are kept.
const MEMORY: usize = 1024;

/// Makes files, and keeps some that were made.
#[derive(Debug)]
pub struct Press {
    at_once: Arc<Semaphore>,
    /// Files in the making and waiting, at most.
    most: usize,
    held: Duration,
    remembered: Duration,
    desk: Arc<Mutex<Desk>>,
}

/// What is made, and what has been.
#[derive(Debug, Default)]
struct Desk {
    jobs: HashMap<String, Arc<Job>>,
    /// The oldest first.
    kept: VecDeque<Kept>,
    bytes: usize,
    /// How many jobs there have been.
    last: u64,
}

#[derive(Debug)]
struct Kept {
    name: String,
    file: File,
    at: Instant,
}

impl Kept {
    fn weight(&self) -> usize {
        self.file.as_ref().map_or(MEMORY, Bytes::len)
    }
}

/// A file that is made or waits for its turn.
#[derive(Debug)]
struct Job {
    name: String,
    /// Those begun earlier come first.
    number: u64,
    /// How far it is; none while it waits for its turn.
    far: Mutex<Option<Progress>>,
    /// What came of it. Whoever listens waits for it.
    ended: watch::Sender<Option<File>>,
    /// Until when it is wanted even if nobody waits.
    held: Mutex<Instant>,
}

/// A file, or why there is none.
pub type File = Result<Bytes, NoFile>;

/// Why there is no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoFile {
    /// Too many wait already.
    Busy,
    /// It would have so many pages, more than are made.
    Pages(usize),
    /// Nobody wanted it any more.
    Stopped,
    /// It could not be made.
    Broken,
}

/// What makes a file, and tells how far it is.
pub type Make = Box<dyn FnOnce(&mut Tell<'_>) -> Result<Vec<u8>, NoFile> + Send>;

/// What was asked for.
#[derive(Debug)]
pub enum Asked {
    /// It was there, or it is known that there is none.
    Ready(File),
    /// It is being made.
    Making(Making),
}

/// A file that is being made for whoever holds this.
#[derive(Debug)]
pub struct Making {
    job: Arc<Job>,
    ended: watch::Receiver<Option<File>>,
    held: Duration,
    desk: Arc<Mutex<Desk>>,
}

/// How far a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Far {
    /// So many others come first.
    Waiting(usize),
    /// It is being made.
    Making(Progress),
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
            at_once: Arc::new(Semaphore::new(at_once)),
            most: at_once + waiting,
            held: HELD,
            remembered: REMEMBERED,
            desk: Arc::default(),
        }
    }

    /// A file by its name, begun if nobody has begun it. The same name always means the same file.
    pub fn ask(&self, name: String, make: Make) -> Asked {
        let mut desk = lock(&self.desk);
        if let Some(file) = desk.find(&name, self.remembered) {
            return Asked::Ready(file);
        }
        if let Some(job) = desk.jobs.get(&name) {
            return Asked::Making(self.join(job));
        }
        if desk.jobs.len() >= self.most {
            return Asked::Ready(Err(NoFile::Busy));
        }
        let job = desk.begin(name);
        let making = self.join(&job);
        tokio::spawn(work(job, make, self.at_once.clone(), self.desk.clone()));
        Asked::Making(making)
    }

    fn join(&self, job: &Arc<Job>) -> Making {
        Making {
            job: job.clone(),
            ended: job.ended.subscribe(),
            held: self.held,
            desk: self.desk.clone(),
        }
    }
}

impl Asked {
    /// The file, when it is there. Whoever goes away while they wait no longer wants it.
    pub async fn file(self) -> File {
        match self {
            Self::Ready(file) => file,
            Self::Making(mut making) => making.file().await,
        }
    }

    /// The file, if it is there within this time; else how far it is. It then stays wanted for as long as a look
    /// counts.
    pub async fn within(self, time: Duration) -> Result<File, Far> {
        match self {
            Self::Ready(file) => Ok(file),
            Self::Making(mut making) => {
                if let Ok(file) = tokio::time::timeout(time, making.file()).await {
                    return Ok(file);
                }
                *lock(&making.job.held) = Instant::now() + making.held;
                Err(making.far())
            }
        }
    }
}

impl Making {
    async fn file(&mut self) -> File {
        match self.ended.wait_for(Option::is_some).await.as_deref() {
            Ok(Some(file)) => file.clone(),
            _ => Err(NoFile::Broken),
        }
    }

    fn far(&self) -> Far {
        if let Some(progress) = *lock(&self.job.far) {
            return Far::Making(progress);
        }
        let desk = lock(&self.desk);
        let earlier = desk.jobs.values().filter(|job| job.number < self.job.number);
        Far::Waiting(earlier.count())
    }
}

/// Waits for a turn, makes the file and hands it out, unless it is given up before.
async fn work(job: Arc<Job>, make: Make, at_once: Arc<Semaphore>, desk: Arc<Mutex<Desk>>) {
    let turn = tokio::select! {
        turn = at_once.acquire_owned() => turn,
        () = job.unwanted(&desk) => return,
    };
    let file = {
        let (job, desk) = (job.clone(), desk.clone());
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            make(&mut |progress| {
                *lock(&job.far) = Some(progress);
                if job.is_given_up(&desk) {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            })
        })
        .await
    };
    let file = file.unwrap_or(Err(NoFile::Broken)).map(Bytes::from);
    lock(&desk).end(&job, file.clone());
    job.ended.send_replace(Some(file));
}

impl Job {
    /// Returns when nobody wants it any more.
    async fn unwanted(&self, desk: &Mutex<Desk>) {
        loop {
            self.ended.closed().await;
            let held = *lock(&self.held);
            tokio::time::sleep_until(held).await;
            if self.is_given_up(desk) {
                return;
            }
        }
    }

    /// Whether nobody wants it any more. If so, it is off the desk: who wants it now begins anew.
    fn is_given_up(&self, desk: &Mutex<Desk>) -> bool {
        let unwanted = || self.ended.is_closed() && *lock(&self.held) <= Instant::now();
        if !unwanted() {
            return false;
        }
        let mut desk = lock(desk);
        // Nobody joins while the desk is held.
        let unwanted = unwanted();
        if unwanted {
            desk.clear(self);
        }
        unwanted
    }
}

impl Desk {
    fn begin(&mut self, name: String) -> Arc<Job> {
        self.last += 1;
        let job = Arc::new(Job {
            name: name.clone(),
            number: self.last,
            far: Mutex::default(),
            ended: watch::Sender::new(None),
            held: Mutex::new(Instant::now()),
        });
        self.jobs.insert(name, job.clone());
        job
    }

    fn clear(&mut self, job: &Job) {
        if self
            .jobs
            .get(&job.name)
            .is_some_and(|own| own.number == job.number)
        {
            self.jobs.remove(&job.name);
        }
    }

    fn end(&mut self, job: &Job, file: File) {
        self.clear(job);
        if file == Err(NoFile::Stopped) || self.kept.iter().any(|kept| kept.name == job.name) {
            return;
        }
        let kept = Kept {
            name: job.name.clone(),
            file,
            at: Instant::now(),
        };
        self.bytes += kept.weight();
        self.kept.push_back(kept);
        while self.bytes > KEPT && self.kept.len() > 1 {
            let Some(old) = self.kept.pop_front() else {
                break;
            };
            self.bytes -= old.weight();
        }
    }

    fn find(&mut self, name: &str, remembered: Duration) -> Option<File> {
        let at = self.kept.iter().position(|kept| kept.name == name)?;
        let kept = self.kept.get(at)?;
        if kept.file.is_ok() || kept.at.elapsed() < remembered {
            return Some(kept.file.clone());
        }
        let old = self.kept.remove(at)?;
        self.bytes -= old.weight();
        None
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
impl Press {
    /// Takes every turn, so that nothing is made until this is dropped.
    pub async fn stop(&self) -> tokio::sync::OwnedSemaphorePermit {
        let all = u32::try_from(self.at_once.available_permits()).unwrap();
        self.at_once.clone().acquire_many_owned(all).await.unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use export::Doing;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;

    fn plain(bytes: Vec<u8>) -> Make {
        Box::new(|_| Ok(bytes))
    }

    /// A file that tells how far it is whenever it is let go on a little, and is done when no more will come.
    fn slow(begun: &Arc<Semaphore>) -> (Make, mpsc::Sender<u32>) {
        let (go, wait) = mpsc::channel();
        let begun = begun.clone();
        let make: Make = Box::new(move |tell| {
            begun.add_permits(1);
            for done in wait {
                let progress = Progress {
                    doing: Doing::Packing,
                    done,
                };
                if tell(progress).is_break() {
                    begun.add_permits(1);
                    return Err(NoFile::Stopped);
                }
            }
            Ok(vec![1])
        });
        (make, go)
    }

    async fn until(holds: impl Fn() -> bool) {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    #[tokio::test]
    async fn a_file_is_made_once_and_kept_within_bounds() {
        let press = Press::new(1, 2);
        let made = Arc::new(AtomicUsize::new(0));
        let ask = |name: String, size: usize| {
            let made = made.clone();
            let make: Make = Box::new(move |_| {
                made.fetch_add(1, Ordering::SeqCst);
                Ok(vec![7; size])
            });
            press.ask(name, make).file()
        };
        for _ in 0..3 {
            assert_eq!(ask("a".to_owned(), 10).await.unwrap().len(), 10);
        }
        assert_eq!(made.load(Ordering::SeqCst), 1);
        for n in 0..12 {
            ask(n.to_string(), KEPT / 5).await.unwrap();
        }
        let counted = |press: &Press| {
            let desk = lock(&press.desk);
            let bytes: usize = desk.kept.iter().map(Kept::weight).sum();
            assert_eq!(bytes, desk.bytes);
            (desk.kept.len(), bytes)
        };
        assert!(counted(&press).1 <= KEPT);
        // One that is larger than all that is kept is there for those who look again, alone.
        ask("large".to_owned(), KEPT + 1).await.unwrap();
        assert_eq!(counted(&press), (1, KEPT + 1));
        ask("b".to_owned(), 10).await.unwrap();
        assert_eq!(counted(&press), (1, 10));
    }

    #[tokio::test]
    async fn a_file_that_cannot_be_made_is_tried_again_after_a_while() {
        let mut press = Press::new(1, 1);
        let ask = |press: &Press, answer: File| {
            let make: Make = Box::new(move |_| answer.map(|file| file.to_vec()));
            press.ask("none".to_owned(), make).file()
        };
        let many = Err(NoFile::Pages(2_000));
        assert_eq!(ask(&press, many.clone()).await, many);
        assert_eq!(ask(&press, Ok(Bytes::new())).await, many);
        press.remembered = Duration::ZERO;
        assert_eq!(ask(&press, Ok(Bytes::new())).await, Ok(Bytes::new()));
        let broken: Make = Box::new(|_| panic!("a writer died"));
        assert_eq!(
            press.ask("died".to_owned(), broken).file().await,
            Err(NoFile::Broken)
        );
        assert_eq!(press.at_once.available_permits(), 1);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn one_file_is_made_for_all_who_ask_and_given_up_when_all_have_gone() {
        let press = Arc::new(Press::new(1, 1));
        let begun = Arc::new(Semaphore::new(0));
        let (make, go) = slow(&begun);
        let wait = |make: Make| {
            let asked = press.ask("one".to_owned(), make);
            tokio::spawn(asked.file())
        };
        let first = wait(make);
        let second = wait(plain(vec![2]));
        begun.acquire().await.unwrap().forget();
        first.abort();
        until(|| first.is_finished()).await;
        go.send(500).unwrap();
        until(|| {
            lock(&press.desk)
                .jobs
                .values()
                .all(|job| lock(&job.far).is_some())
        })
        .await;
        let far = press
            .ask("one".to_owned(), plain(vec![3]))
            .within(Duration::from_millis(20));
        let far = far.await.unwrap_err();
        assert!(matches!(far, Far::Making(Progress { done: 500, .. })), "{far:?}");
        assert_eq!(lock(&press.desk).jobs.len(), 1);
        drop(go);
        assert_eq!(
            second.await.unwrap().unwrap().as_ref(),
            [1],
            "it goes on for the second"
        );

        let (make, go) = slow(&begun);
        let only = tokio::spawn(press.ask("two".to_owned(), make).file());
        begun.acquire().await.unwrap().forget();
        only.abort();
        until(|| only.is_finished()).await;
        go.send(100).unwrap();
        begun.acquire().await.unwrap().forget();
        until(|| press.at_once.available_permits() == 1).await;
        assert!(lock(&press.desk).jobs.is_empty());
        let again = press.ask("two".to_owned(), plain(vec![4])).file().await;
        assert_eq!(again.unwrap().as_ref(), [4], "whoever asks then begins anew");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn too_many_are_told_so_and_who_goes_away_gives_up_their_place() {
        let press = Arc::new(Press::new(1, 1));
        let begun = Arc::new(Semaphore::new(0));
        let (make, go) = slow(&begun);
        let under_way = tokio::spawn(press.ask("first".to_owned(), make).file());
        begun.acquire().await.unwrap().forget();
        let waits = tokio::spawn(press.ask("second".to_owned(), plain(vec![2])).file());
        let third = || press.ask("third".to_owned(), plain(vec![3]));
        assert_eq!(third().file().await, Err(NoFile::Busy));
        let joined = press.ask("second".to_owned(), plain(vec![2]));
        assert!(matches!(joined, Asked::Making(_)), "joining takes no place");
        drop(joined);
        waits.abort();
        until(|| lock(&press.desk).jobs.len() == 1).await;
        let waiting = third().within(Duration::ZERO).await;
        assert_eq!(waiting, Err(Far::Waiting(1)));
        drop(go);
        assert_eq!(under_way.await.unwrap().unwrap().as_ref(), [1]);
        assert_eq!(third().file().await.unwrap().as_ref(), [3]);
        until(|| lock(&press.desk).jobs.is_empty()).await;
        assert_eq!(press.at_once.available_permits(), 1);
    }

    #[tokio::test]
    async fn a_look_keeps_a_file_wanted_for_a_while() {
        let mut press = Press::new(1, 2);
        press.held = Duration::from_secs(2);
        let turn = press.at_once.clone().acquire_owned().await.unwrap();
        let look = |press: &Press| {
            let asked = press.ask("slow".to_owned(), plain(vec![1]));
            asked.within(Duration::from_millis(1))
        };
        for _ in 0..3 {
            assert_eq!(look(&press).await, Err(Far::Waiting(0)));
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(
            lock(&press.desk).last,
            1,
            "it is the same file that is waited for"
        );
        until(|| lock(&press.desk).jobs.is_empty()).await;
        drop(turn);
        let file = press.ask("slow".to_owned(), plain(vec![1])).file().await;
        assert_eq!(file.unwrap().as_ref(), [1]);
    }
}
