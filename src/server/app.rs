//! What all requests and workers share.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use tokio::sync::Semaphore;

use super::auth::Tokens;
use super::guard::Limiter;
use super::joint::Joint;
use super::live::Hub;
use super::metrics::Metrics;
use super::names::Names;
use super::problem::Problem;
use super::rendered::Cache;
use super::uploads::Uploads;
use crate::config::{Layers, Settings};
use crate::models;
use crate::net::Policy;
use crate::pipeline::floor::Floor;
use crate::runner::History;
use crate::store::{Store, StoreError};
use crate::webhook::Secrets;
use crate::work::{self, Shelf};

/// Recordings that are fetched at once.
const DOWNLOADS: usize = 16;
/// Requests whose callbacks are looked for at once, and those whose models are: others' machines may
/// be slow to answer.
const LOOKUPS: usize = 16;
/// Questions that are asked of the store at once.
const QUESTIONS: usize = 8;
/// Speed that is assumed before anything was done: seconds of audio in a second.
const USUAL_SPEED: f64 = 4.0;
/// Weight of the newest task in the mean speed.
const NEWEST: f64 = 0.2;

/// What all requests and workers share.
pub(super) struct App {
    /// The service's own settings.
    pub(super) settings: Settings,
    /// Where they came from: requests put theirs over them.
    pub(super) layers: Layers,
    /// Where tasks are recorded.
    pub(super) history: History,
    /// The same, as a store.
    pub(super) store: Arc<Store>,
    /// Name of this machine.
    pub(super) host: String,
    /// Where is computed what doesn't say where.
    pub(super) device: String,
    /// Folder for recordings.
    pub(super) uploads: Arc<Uploads>,
    /// Which addresses may be reached.
    pub(super) policy: Policy,
    /// What callbacks are signed with.
    pub(super) secrets: Secrets,
    pub(super) hub: Hub,
    /// Results that were asked for of late.
    pub(super) rendered: Cache,
    pub(super) shelf: Shelf,
    /// Where models are fetched from that aren't here.
    pub(super) model_hub: models::hub::Hub,
    pub(super) floor: Arc<Floor>,
    pub(super) metrics: Arc<Metrics>,
    pub(super) tokens: Tokens,
    /// Which names requests may be sent to.
    pub(super) names: Names,
    /// Counts clients' requests, if these are limited.
    pub(super) limiter: Option<Limiter>,
    /// Downloads at once: they may take long, and others need the threads too.
    pub(super) downloads: Semaphore,
    /// Lookups of callbacks at once, for the same reason, and those of models: receivers that are
    /// slow keep only those waiting who have some.
    pub(super) callback_lookups: Semaphore,
    pub(super) model_lookups: Semaphore,
    /// Questions to the store at once: more than it answers at once would overtake each other.
    questions: Semaphore,
    /// Questions that wait for that.
    joint: Joint,
    /// Rung when a task waits.
    pub(super) queue_bell: Bell,
    /// Rung when a callback waits.
    pub(super) courier_bell: Bell,
    /// Set when the service ends.
    pub(super) stop: &'static AtomicBool,
    /// Bits of the mean speed of work.
    speed: AtomicU64,
    /// When a task last ran.
    last_work: Mutex<Instant>,
}

/// The parts of an app that aren't made from its settings.
pub(super) struct Parts {
    pub(super) settings: Settings,
    pub(super) layers: Layers,
    pub(super) history: History,
    pub(super) store: Arc<Store>,
    pub(super) host: String,
    pub(super) device: String,
    pub(super) uploads: Arc<Uploads>,
    pub(super) policy: Policy,
    pub(super) secrets: Secrets,
    pub(super) tokens: Tokens,
    pub(super) stop: &'static AtomicBool,
}

impl App {
    pub(super) fn new(parts: Parts) -> Arc<Self> {
        Arc::new(Self {
            names: Names::new(&parts.settings.server, parts.tokens.needed()),
            floor: Floor::new(parts.settings.cores()),
            limiter: parts.settings.server.rate_limit.map(|(per_minute, burst)| {
                Limiter::new(per_minute, burst, parts.settings.server.rate_limit_key)
            }),
            model_hub: work::hub(&parts.settings),
            settings: parts.settings,
            layers: parts.layers,
            history: parts.history,
            store: parts.store,
            host: parts.host,
            device: parts.device,
            uploads: parts.uploads,
            policy: parts.policy,
            secrets: parts.secrets,
            tokens: parts.tokens,
            stop: parts.stop,
            hub: Hub::default(),
            rendered: Cache::default(),
            shelf: Shelf::default(),
            metrics: Metrics::new(),
            downloads: Semaphore::new(DOWNLOADS),
            callback_lookups: Semaphore::new(LOOKUPS),
            model_lookups: Semaphore::new(LOOKUPS),
            questions: Semaphore::new(QUESTIONS),
            joint: Joint::default(),
            queue_bell: Bell::default(),
            courier_bell: Bell::default(),
            speed: AtomicU64::new(USUAL_SPEED.to_bits()),
            last_work: Mutex::new(Instant::now()),
        })
    }

    /// Asks the store something, off the threads that answer requests.
    pub(super) async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        question: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        let app = Arc::clone(self);
        // It is only ever closed with the service.
        let _turn = self.questions.acquire().await;
        self.blocking(move || Ok(question(&app.store)?)).await
    }

    /// Asks something for all who ask it in the same words before it has its turn.
    pub(super) async fn ask_jointly(
        self: &Arc<Self>,
        words: &str,
        question: impl FnOnce(&Self) -> Result<Bytes, Problem> + Send + 'static,
    ) -> Result<Bytes, Problem> {
        let make = || {
            let (app, words) = (Arc::clone(self), words.to_owned());
            async move {
                let _turn = app.questions.acquire().await;
                app.joint.begun(&words);
                let shared = Arc::clone(&app);
                app.blocking(move || question(&shared)).await
            }
        };
        self.joint.join(words, make).await
    }

    /// Runs what asks other machines, off the threads that answer requests, and without taking all
    /// of those that block: as many at once as there are `turns`.
    pub(super) async fn lookup<T: Send + 'static>(
        &self,
        turns: &Semaphore,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        // It is only ever closed with the service.
        let _turn = turns.acquire().await;
        self.blocking(work).await
    }

    /// Runs what blocks, off the threads that answer requests.
    pub(super) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let id = super::problem::request_id();
        let work = move || super::problem::REQUEST_ID.sync_scope(id, work);
        let done = tokio::task::spawn_blocking(work).await;
        done.unwrap_or_else(|error| Err(Problem::internal(&error)))
    }

    /// Whether the service is about to end.
    pub(super) fn stops(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Seconds of audio that are done in a second, of late.
    pub(super) fn speed(&self) -> f64 {
        f64::from_bits(self.speed.load(Ordering::Relaxed))
    }

    /// Takes note of a task that is done.
    pub(super) fn worked(&self, audio: f64, seconds: f64) {
        if audio > 0.0 && seconds > 0.0 {
            let mean = self.speed() * (1.0 - NEWEST) + audio / seconds * NEWEST;
            self.speed.store(mean.to_bits(), Ordering::Relaxed);
        }
        self.busy();
    }

    /// Takes note that models are needed.
    pub(super) fn busy(&self) {
        *(self.last_work.lock()).unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// How long no task has run.
    pub(super) fn idle(&self) -> Duration {
        if self.hub.running() > 0 {
            return Duration::ZERO;
        }
        (self.last_work.lock())
            .unwrap_or_else(PoisonError::into_inner)
            .elapsed()
    }
}

/// Wakes those who wait for work. Rings are counted: one that nobody waits for wakes the next who
/// comes, who then finds nothing to do at worst.
#[derive(Default)]
pub(super) struct Bell {
    rings: Mutex<u64>,
    rung: Condvar,
}

impl Bell {
    /// Wakes one.
    pub(super) fn ring(&self) {
        *self.rings.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.rung.notify_one();
    }

    /// Waits for the bell, at most so long.
    pub(super) fn wait(&self, most: Duration) {
        let rings = self.rings.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self
            .rung
            .wait_timeout_while(rings, most, |rings| *rings == 0);
        let (mut rings, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *rings = rings.saturating_sub(1);
    }
}
