//! The thread beside a task: writes down its parts, shows that it lives, and sees when it is
//! cancelled. The work itself never waits for the store.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::{Claim, Tell};
use crate::progress::{Event, Progress, Stage};
use crate::store::{Store, StoreError};

/// How soon a wish to stop is passed on.
const TICK: Duration = Duration::from_millis(50);
/// How often parts are written; what came in between is lost when the program is killed.
const WRITING: Duration = Duration::from_millis(250);
/// How often a task shows that it lives, and sees whether another program cancelled it; far below
/// a lease.
const RENEWAL: Duration = Duration::from_secs(1);
/// Bytes of parts that wait for a store that doesn't take them; more are given up.
const MOST_WAITING: usize = 64 << 20;

/// A part and its content.
type Part = (String, Vec<u8>);

/// What the keeper and the work tell each other.
pub(super) struct State {
    /// Set when the work is to stop.
    pub(super) stop: AtomicBool,
    /// Set when the task was cancelled, deleted or taken by somebody else.
    pub(super) lost: AtomicBool,
    /// How much is done, as the bits of an `f64` from 0 to 1.
    progress: AtomicU64,
    stage: Mutex<&'static str>,
    /// Length of the recording in seconds, as bits; 0 while it isn't known.
    duration: AtomicU64,
}

impl State {
    /// Shows that the task lives, and gives whether it is still ours.
    fn renew(&self, store: &Store, id: &str, claim: &str) -> Result<bool, StoreError> {
        let progress = f64::from_bits(self.progress.load(Ordering::Relaxed));
        let stage = *(self.stage.lock()).unwrap_or_else(PoisonError::into_inner);
        store.renew(id, claim, progress, stage)
    }

    /// Notes that the task is somebody else's.
    fn lose(&self) {
        self.lost.store(true, Ordering::Relaxed);
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// The thread and the way to it.
pub(super) struct Keeper {
    state: Arc<State>,
    parts: Sender<Part>,
    thread: Option<JoinHandle<()>>,
    /// Whether the last parts are worth writing.
    last: Arc<AtomicBool>,
}

impl Keeper {
    pub(super) fn start(
        store: Arc<Store>,
        claim: Arc<Claim>,
        id: String,
        cancel: &'static AtomicBool,
        tell: Arc<Tell>,
    ) -> Self {
        let state = Arc::new(State {
            stop: AtomicBool::new(false),
            lost: AtomicBool::new(false),
            progress: AtomicU64::new(0),
            stage: Mutex::new(Stage::Transcribe.name()),
            duration: AtomicU64::new(0),
        });
        let last = Arc::new(AtomicBool::new(true));
        let (parts, inbox) = channel();
        let mut keeping = Keeping {
            store,
            claim,
            id,
            cancel,
            tell,
            state: Arc::clone(&state),
            last: Arc::clone(&last),
            waiting: Vec::new(),
            failed: false,
        };
        let thread = std::thread::Builder::new().name("keeper".to_owned());
        // Without a thread nothing is kept, and the work goes on.
        let thread = thread.spawn(move || keeping.run(&inbox)).ok();
        Self {
            state,
            parts,
            thread,
            last,
        }
    }

    pub(super) fn state(&self) -> &State {
        &self.state
    }

    /// Asks the store whether the task is still ours; it is where the store fails.
    pub(super) fn confirm(&self, store: &Store, id: &str, claim: &str) -> bool {
        let ours = self.state.renew(store, id, claim).unwrap_or(true);
        if !ours {
            self.state.lose();
        }
        ours
    }

    pub(super) fn keep(&self, part: String, content: Vec<u8>) {
        // The thread is gone only when nothing can be kept.
        let _ = self.parts.send((part, content));
    }

    /// Ends the thread; `write` says whether parts that wait are still of use.
    pub(super) fn finish(self, write: bool) {
        let Self {
            parts,
            thread,
            last,
            ..
        } = self;
        last.store(write, Ordering::Relaxed);
        drop(parts);
        if let Some(thread) = thread {
            // A thread that panicked has kept what it could.
            let _ = thread.join();
        }
    }
}

/// The thread's own side.
struct Keeping {
    store: Arc<Store>,
    claim: Arc<Claim>,
    id: String,
    cancel: &'static AtomicBool,
    tell: Arc<Tell>,
    state: Arc<State>,
    last: Arc<AtomicBool>,
    waiting: Vec<Part>,
    /// Whether the user knows that the store fails.
    failed: bool,
}

impl Keeping {
    fn run(&mut self, inbox: &Receiver<Part>) {
        let (mut written, mut renewed) = (Instant::now(), Instant::now());
        loop {
            let open = match inbox.recv_timeout(TICK) {
                Ok(part) => {
                    self.waiting.push(part);
                    self.waiting.extend(inbox.try_iter());
                    true
                }
                Err(RecvTimeoutError::Timeout) => true,
                Err(RecvTimeoutError::Disconnected) => false,
            };
            if self.cancel.load(Ordering::Relaxed) {
                self.state.stop.store(true, Ordering::Relaxed);
            }
            if !open {
                if self.last.load(Ordering::Relaxed) {
                    self.write();
                }
                return;
            }
            if !self.waiting.is_empty() && written.elapsed() >= WRITING {
                self.write();
                written = Instant::now();
            }
            if renewed.elapsed() >= RENEWAL {
                self.renew();
                renewed = Instant::now();
            }
        }
    }

    fn write(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let kept = self.store.keep(&self.id, self.claim.name(), &self.waiting);
        let waits: usize = self.waiting.iter().map(|part| part.1.len()).sum();
        if self.told(kept) || waits > MOST_WAITING {
            self.waiting.clear();
        }
    }

    fn renew(&mut self) {
        let renewed = self.state.renew(&self.store, &self.id, self.claim.name());
        self.told(renewed);
    }

    /// Takes in whether the task is still ours; the first failure is told. Gives whether the store
    /// did what it should.
    fn told(&mut self, ours: Result<bool, StoreError>) -> bool {
        match ours {
            Ok(true) => true,
            Ok(false) => {
                self.state.lose();
                true
            }
            Err(error) => {
                if !std::mem::replace(&mut self.failed, true) {
                    (self.tell)(&error);
                }
                false
            }
        }
    }
}

/// Passes events on and keeps how far the work is.
pub(super) struct Watcher<'a> {
    pub(super) inner: &'a dyn Progress,
    pub(super) state: &'a State,
}

impl Progress for Watcher<'_> {
    fn report(&self, event: &Event<'_>) {
        match event {
            Event::Opened { duration } => {
                let bits = duration.unwrap_or(0.0).to_bits();
                self.state.duration.store(bits, Ordering::Relaxed);
            }
            Event::Position(seconds) => {
                let duration = f64::from_bits(self.state.duration.load(Ordering::Relaxed));
                if duration > 0.0 {
                    let done = (seconds / duration).clamp(0.0, 1.0);
                    self.state.progress.store(done.to_bits(), Ordering::Relaxed);
                }
            }
            Event::Stage(stage) => {
                let mut now = (self.state.stage.lock()).unwrap_or_else(PoisonError::into_inner);
                *now = stage.name();
            }
            Event::Language { .. } | Event::Segment(_) | Event::Note(_) | Event::Warning(_) => {}
        }
        self.inner.report(event);
    }
}
