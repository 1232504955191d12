//! What running tasks tell while they run, for whoever watches them.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};

use super::metrics::Metrics;
use crate::progress::{Event, Progress, Stage};

/// Events that a slow watcher may be behind; it is told how the task stands when it falls out.
const BACKLOG: usize = 256;

/// One thing told: the kind of event and its data.
#[derive(Debug, Clone)]
pub(super) struct News {
    pub(super) kind: &'static str,
    pub(super) data: Value,
}

/// The tasks that run in this program.
pub(super) struct Hub {
    live: Mutex<HashMap<String, Arc<Live>>>,
    /// How many have begun.
    begun: watch::Sender<u64>,
    /// How many have ended.
    ended: watch::Sender<u64>,
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            live: Mutex::default(),
            begun: watch::channel(0).0,
            ended: watch::channel(0).0,
        }
    }
}

/// One running task.
pub(super) struct Live {
    sender: broadcast::Sender<News>,
    told: Mutex<Told>,
    metrics: Arc<Metrics>,
}

/// What was told so far.
struct Told {
    duration: f64,
    progress: f64,
    stage: Option<&'static str>,
    /// When the stage began.
    since: Instant,
    /// All but positions, for those who come late.
    news: Vec<News>,
}

impl Default for Told {
    fn default() -> Self {
        Self {
            duration: 0.0,
            progress: 0.0,
            stage: None,
            since: Instant::now(),
            news: Vec::new(),
        }
    }
}

impl Hub {
    fn live(&self) -> MutexGuard<'_, HashMap<String, Arc<Live>>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that a task runs.
    pub(super) fn begin(&self, id: &str, metrics: &Arc<Metrics>) -> Arc<Live> {
        let live = Arc::new(Live {
            sender: broadcast::channel(BACKLOG).0,
            told: Mutex::default(),
            metrics: Arc::clone(metrics),
        });
        self.live().insert(id.to_owned(), Arc::clone(&live));
        self.begun.send_modify(|count| *count += 1);
        live
    }

    /// Changes when a task begins to run.
    pub(super) fn begun(&self) -> watch::Receiver<u64> {
        self.begun.subscribe()
    }

    /// Notes that it doesn't any more; its watchers see the end of the news. The task may run
    /// once more by now, after a retry: that goes on.
    pub(super) fn end(&self, id: &str, ended: &Arc<Live>) {
        let mut live = self.live();
        if live.get(id).is_some_and(|live| Arc::ptr_eq(live, ended)) {
            live.remove(id);
        }
        drop(live);
        self.ended.send_modify(|count| *count += 1);
    }

    /// Notes that a task doesn't run any more, however often it did.
    pub(super) fn forget(&self, id: &str) {
        self.live().remove(id);
        self.ended.send_modify(|count| *count += 1);
    }

    /// Changes whenever a task ends.
    pub(super) fn ends(&self) -> watch::Receiver<u64> {
        self.ended.subscribe()
    }

    /// A task, if it runs here.
    pub(super) fn get(&self, id: &str) -> Option<Arc<Live>> {
        self.live().get(id).cloned()
    }

    /// How many tasks run.
    pub(super) fn running(&self) -> usize {
        self.live().len()
    }
}

impl Live {
    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts the time of the stage that ends.
    fn spend(&self, told: &mut Told) {
        let seconds = told.since.elapsed().as_secs_f64();
        self.metrics
            .spent(told.stage.unwrap_or(Stage::Transcribe.name()), seconds);
        told.since = Instant::now();
    }

    /// Ends the last stage.
    pub(super) fn finish(&self) {
        self.spend(&mut self.told());
    }

    /// How much is done, 0 to 1, and what is being done.
    pub(super) fn state(&self) -> (f64, Option<&'static str>) {
        let told = self.told();
        (told.progress, told.stage)
    }

    /// What was told so far, and what will be. The watcher sees the end of the news only when
    /// nobody holds the task any more: don't keep it beside the watcher.
    pub(super) fn watch(&self) -> Watcher {
        let told = self.told();
        Watcher {
            past: told.news.iter().cloned().collect(),
            coming: self.sender.subscribe(),
        }
    }
}

/// Hears what a running task tells, from its beginning.
pub(super) struct Watcher {
    past: VecDeque<News>,
    coming: broadcast::Receiver<News>,
}

impl Watcher {
    /// The next thing told.
    ///
    /// # Errors
    ///
    /// `Closed` when the task runs no more; `Lagged` where this watcher was too slow and missed some:
    /// the next call goes on behind that.
    pub(super) async fn next(&mut self) -> Result<News, RecvError> {
        match self.past.pop_front() {
            Some(news) => Ok(news),
            None => self.coming.recv().await,
        }
    }
}

impl Progress for Live {
    fn report(&self, event: &Event<'_>) {
        let mut told = self.told();
        let news = match event {
            Event::Opened { duration } => {
                told.duration = duration.unwrap_or(0.0);
                return;
            }
            Event::Note(_) => return,
            Event::Position(seconds) => {
                if told.duration <= 0.0 {
                    return;
                }
                told.progress = (seconds / told.duration).clamp(0.0, 1.0);
                None
            }
            Event::Stage(stage) => {
                self.spend(&mut told);
                told.stage = Some(stage.name());
                None
            }
            Event::Language { code, probability } => Some(News {
                kind: "language",
                data: json!({ "code": code, "probability": probability }),
            }),
            Event::Segment(segment) => Some(News {
                kind: "segment",
                data: super::view::segment(segment),
            }),
            Event::Warning(text) => Some(News {
                kind: "warning",
                data: json!({ "message": text }),
            }),
        };
        let news = news.inspect(|news| told.news.push(news.clone()));
        let news = news.unwrap_or_else(|| News {
            kind: "status",
            data: json!({
                "status": "processing",
                "stage": told.stage.unwrap_or(Stage::Transcribe.name()),
                "progress": told.progress,
                "queue_position": null,
                "estimate_seconds": null,
            }),
        });
        // Nobody may be watching.
        let _ = self.sender.send(news);
    }
}
