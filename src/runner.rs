//! One task from its beginning to its end: looked up, worked on, its result handed out, recorded.
//!
//! Results come first: a history that can't be used is told once, and the work goes on without it.

mod keeper;
#[cfg(test)]
mod tests;
mod worker;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::pipeline::Context;
use crate::pipeline::checkpoint::{Checkpoints, Forgetful};
use crate::pipeline::gate::Gate;
use crate::progress::Progress;
use crate::store::{Begun, Ended, NewTask, Store, StoreError};
use crate::task::{Outcome, Task};
use keeper::{Keeper, Watcher};
pub use worker::{Claim, Worker, host};

/// How long a service tries to write down how a task ended, for a store that is away.
const PATIENCE: Duration = Duration::from_mins(5);
/// Times between tries: the first, and the longest, for each is twice the one before.
const PAUSES: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(2));
/// Error code of a task whose result no store takes.
const UNRECORDED: &str = "unrecorded";

/// Tells the user why something isn't remembered.
pub type Tell = dyn Fn(&StoreError) + Send + Sync;

/// Where tasks are recorded; perhaps nowhere.
pub struct History {
    open: Option<Open>,
    tell: Arc<Tell>,
}

/// A history that is in use.
struct Open {
    store: Arc<Store>,
    worker: Arc<Worker>,
}

/// A task to begin.
pub struct Asked<'a> {
    /// What it is.
    pub new: &'a NewTask,
    /// Whether to do again what was done before.
    pub fresh: bool,
    /// A task to go on with, whatever else is known; from its beginning if `fresh`.
    pub task: Option<&'a str>,
}

/// What becomes of it.
pub enum Beginning {
    /// It was done before.
    Known(Task, Outcome),
    /// It is to be done.
    Todo(Running),
}

impl History {
    /// A history that remembers nothing.
    #[must_use]
    pub fn off(tell: Arc<Tell>) -> Self {
        Self { open: None, tell }
    }

    /// A history in a store. What was left by programs that died is marked as interrupted.
    ///
    /// # Errors
    /// When the store is damaged.
    pub fn new(store: Store, tell: Arc<Tell>) -> Result<Self, StoreError> {
        let worker = Worker::new();
        match store.sweep(worker.as_worker()) {
            Err(error @ StoreError::Damaged { .. }) => return Err(error),
            Err(error) => tracing::debug!("interrupted tasks can't be marked: {error}"),
            Ok(_) => {}
        }
        let open = Some(Open {
            store: Arc::new(store),
            worker: Arc::new(worker),
        });
        Ok(Self { open, tell })
    }

    /// Whether anything is remembered.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.open.is_some()
    }

    /// The store, where there is one.
    #[must_use]
    pub fn store(&self) -> Option<&Arc<Store>> {
        self.open.as_ref().map(|open| &open.store)
    }

    /// Whether a task was done before, or begun by somebody who has left it.
    #[must_use]
    pub fn has_begun(&self, new: &NewTask) -> bool {
        let has = |open: &Open| open.store.has_begun(new, open.worker.as_worker());
        self.open.as_ref().is_some_and(|open| {
            has(open).unwrap_or_else(|error| {
                (self.tell)(&error);
                false
            })
        })
    }

    /// Begins a task, or finds that it was done before. `cancel` stops it like a cancelled task.
    ///
    /// # Errors
    /// When a task that was named can't be gone on with.
    pub fn begin(
        &self,
        asked: &Asked<'_>,
        cancel: &'static AtomicBool,
    ) -> Result<Beginning, StoreError> {
        let Some(open) = &self.open else {
            return Ok(Beginning::Todo(Running::unrecorded(cancel)));
        };
        let claim = Arc::new(open.worker.claim());
        match open.begin(asked, &claim) {
            Ok(Begun::Known(task)) => Ok(self.known(open, task, asked, cancel)?),
            Ok(Begun::Ours(task)) => {
                let running = self.running(open, task, claim, cancel);
                Ok(Beginning::Todo(running))
            }
            Err(error) if asked.task.is_some() => Err(error),
            Err(error) => {
                (self.tell)(&error);
                Ok(Beginning::Todo(Running::unrecorded(cancel)))
            }
        }
    }

    /// The result that is known, or a new beginning if it can't be read any more.
    fn known(
        &self,
        open: &Open,
        task: Task,
        asked: &Asked<'_>,
        cancel: &'static AtomicBool,
    ) -> Result<Beginning, StoreError> {
        match open.store.result(&task.id) {
            Ok(json) => {
                let outcome = json.as_deref().and_then(Outcome::from_json);
                if let Some(outcome) = outcome {
                    return Ok(Beginning::Known(task, outcome));
                }
            }
            Err(error) => (self.tell)(&error),
        }
        let asked = Asked {
            fresh: true,
            ..*asked
        };
        self.begin(&asked, cancel)
    }

    /// Takes the next task of this machine's queue, where one waits. `cancel` puts it back.
    ///
    /// # Errors
    /// When the store fails.
    pub fn next(
        &self,
        host: &str,
        cancel: &'static AtomicBool,
    ) -> Result<Option<Running>, StoreError> {
        let Some(open) = &self.open else {
            return Ok(None);
        };
        let claim = Arc::new(open.worker.claim());
        let task = open.store.claim(host, claim.as_worker())?;
        Ok(task.map(|task| {
            let mut running = self.running(open, task, claim, cancel);
            running.patience = PATIENCE;
            running
        }))
    }

    /// Marks what was left by programs that died since.
    ///
    /// # Errors
    /// When the store fails.
    pub fn sweep(&self) -> Result<u64, StoreError> {
        let open = self.open.as_ref();
        open.map_or(Ok(0), |open| open.store.sweep(open.worker.as_worker()))
    }

    fn running(
        &self,
        open: &Open,
        task: Task,
        claim: Arc<Claim>,
        cancel: &'static AtomicBool,
    ) -> Running {
        let kept = open.store.kept(&task.id).unwrap_or_else(|error| {
            (self.tell)(&error);
            Vec::new()
        });
        if !kept.is_empty() {
            tracing::info!("task {} goes on from {} kept parts", task.id, kept.len());
        }
        let keeper = Keeper::start(
            Arc::clone(&open.store),
            Arc::clone(&claim),
            task.id.clone(),
            cancel,
            Arc::clone(&self.tell),
        );
        Running {
            kept: Mutex::new(kept.into_iter().collect()),
            begun: Instant::now(),
            worked: AtomicU64::new(0),
            cancel,
            patience: Duration::ZERO,
            record: Some(Record {
                task,
                keeper,
                store: Arc::clone(&open.store),
                claim,
                tell: Arc::clone(&self.tell),
            }),
        }
    }
}

impl Open {
    fn begin(&self, asked: &Asked<'_>, claim: &Claim) -> Result<Begun, StoreError> {
        let worker = claim.as_worker();
        match asked.task {
            Some(id) => {
                let task = self.store.take_again(id, asked.new, worker, asked.fresh)?;
                Ok(Begun::Ours(task))
            }
            None => self.store.begin(asked.new, worker, asked.fresh),
        }
    }
}

/// A task that is being worked on.
pub struct Running {
    /// Parts that an earlier run kept and this one hasn't used yet.
    kept: Mutex<HashMap<String, Vec<u8>>>,
    begun: Instant,
    /// Milliseconds from the beginning to the end of the work; 0 before that. What is done may wait to
    /// be recorded.
    worked: AtomicU64,
    cancel: &'static AtomicBool,
    /// How long to try to write down its end.
    patience: Duration,
    record: Option<Record>,
}

/// What belongs to a task that is recorded.
struct Record {
    task: Task,
    keeper: Keeper,
    store: Arc<Store>,
    claim: Arc<Claim>,
    tell: Arc<Tell>,
}

/// What became of the news that a task has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// It is in the store, or there is no history.
    Recorded,
    /// Nobody wanted it any more: the task was cancelled or deleted, or is another's by now.
    Unwanted,
    /// The store didn't take it, and the user was told so.
    Lost,
}

impl Running {
    /// Work that nobody will remember.
    fn unrecorded(cancel: &'static AtomicBool) -> Self {
        Self {
            kept: Mutex::default(),
            begun: Instant::now(),
            worked: AtomicU64::new(0),
            cancel,
            patience: Duration::ZERO,
            record: None,
        }
    }

    /// The task, where there is a history.
    #[must_use]
    pub fn task(&self) -> Option<&Task> {
        self.record.as_ref().map(|record| &record.task)
    }

    /// Whether earlier work is gone on with.
    #[must_use]
    pub fn resumes(&self) -> bool {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        !kept.is_empty()
    }

    /// Runs work that tells `progress`, in the surroundings of this task; `gate` says when its
    /// workers may work.
    pub fn run<T>(
        &self,
        progress: &dyn Progress,
        gate: &dyn Gate,
        work: impl FnOnce(Context<'_>) -> T,
    ) -> T {
        let done = match &self.record {
            None => work(Context {
                progress,
                cancel: self.cancel,
                checkpoints: &Forgetful,
                gate,
            }),
            Some(record) => work(Context {
                progress: &Watcher {
                    inner: progress,
                    state: record.keeper.state(),
                },
                cancel: &record.keeper.state().stop,
                checkpoints: self,
                gate,
            }),
        };
        let worked = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.worked.store(worked.max(1), Ordering::Relaxed);
        done
    }

    /// Whether somebody cancelled the task, rather than interrupted the program.
    #[must_use]
    pub fn was_cancelled(&self) -> bool {
        let lost = |record: &Record| record.keeper.state().lost.load(Ordering::Relaxed);
        self.record.as_ref().is_some_and(lost)
    }

    /// Whether the task is still this program's: not cancelled, deleted or taken by somebody else.
    /// Asks the store, so that a result that nobody wants any more isn't handed out in the moments
    /// before the keeper hears of it; a store that doesn't answer withdraws nothing.
    #[must_use]
    pub fn is_wanted(&self) -> bool {
        let Some(record) = &self.record else {
            return true;
        };
        record
            .keeper
            .confirm(&record.store, &record.task.id, record.claim.name())
    }

    /// Records a result, and how it was written in some formats. Somebody may have cancelled the
    /// task while it was written.
    pub fn done(self, outcome: &Outcome, written: &[(String, Vec<u8>)]) -> Settled {
        self.end(&Ended::Done { outcome, written })
    }

    /// Records why there is no result.
    pub fn failed(self, code: &str, error: &str) -> Settled {
        self.end(&Ended::Failed { code, error })
    }

    /// Records that the work stopped before its end.
    pub fn interrupted(self) -> Settled {
        self.end(&Ended::Interrupted)
    }

    /// Tries again while patience lasts and the program isn't about to end. A result that can't be
    /// recorded then makes the task a failed one, should the store take that.
    fn end(self, ended: &Ended<'_>) -> Settled {
        let worked = match self.worked.into_inner() {
            0 => self.begun.elapsed(),
            worked => Duration::from_millis(worked),
        };
        let seconds = worked.as_secs_f64();
        let Some(record) = self.record else {
            return Settled::Recorded;
        };
        let Record {
            task,
            keeper,
            store,
            claim,
            tell,
        } = record;
        keeper.finish(matches!(ended, Ended::Interrupted));
        let until = Instant::now() + self.patience;
        let (mut pause, longest) = PAUSES;
        let error = loop {
            let error = match store.end(&task.id, claim.name(), seconds, ended) {
                Ok(true) => return Settled::Recorded,
                Ok(false) => return Settled::Unwanted,
                Err(error) => error,
            };
            if self.cancel.load(Ordering::Relaxed) || Instant::now() + pause > until {
                break error;
            }
            tracing::warn!("the end of task {} isn't recorded yet: {error}", task.id);
            std::thread::sleep(pause);
            pause = (pause * 2).min(longest);
        };
        tell(&error);
        if !self.patience.is_zero() && matches!(ended, Ended::Done { .. }) {
            let failed = Ended::Failed {
                code: UNRECORDED,
                error: &format!("the result can't be stored: {error}"),
            };
            // Where that fails too, the task is begun again once nobody claims it.
            let _ = store.end(&task.id, claim.name(), seconds, &failed);
        }
        Settled::Lost
    }
}

impl Checkpoints for Running {
    fn kept(&self, part: &str) -> Option<Vec<u8>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.remove(part)
    }

    fn keep(&self, part: String, content: Vec<u8>) {
        if let Some(record) = &self.record {
            record.keeper.keep(part, content);
        }
    }
}
