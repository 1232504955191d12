//! What the service counts, in the text form that Prometheus reads.

use std::sync::Arc;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

use crate::task::TaskKind;

type Seconds = Counter<f64, std::sync::atomic::AtomicU64>;
type Real = Gauge<f64, std::sync::atomic::AtomicU64>;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    method: &'static str,
    path: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Path {
    path: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Kind {
    task_type: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Ended {
    task_type: &'static str,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Delivered {
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Stage {
    stage: &'static str,
}

/// All that is counted.
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter>,
    latency: Family<Path, Histogram>,
    tasks: Family<Ended, Counter>,
    audio: Family<Kind, Seconds>,
    work: Family<Kind, Seconds>,
    stages: Family<Stage, Seconds>,
    deliveries: Family<Delivered, Counter>,
    gauges: Gauges,
}

/// What is looked up when somebody asks.
struct Gauges {
    queued: Gauge,
    queued_audio: Real,
    running: Gauge,
    models: Gauge,
    factor: Real,
    memory: Gauge,
}

/// How things stand when somebody asks.
pub(super) struct Now {
    pub(super) queued: u64,
    pub(super) queued_audio: f64,
    pub(super) running: usize,
    pub(super) models: usize,
    /// Seconds of audio that are done in a second.
    pub(super) speed: f64,
}

impl Metrics {
    pub(super) fn new() -> Arc<Self> {
        let mut registry = Registry::with_prefix("scripta");
        let latency = Family::<Path, Histogram>::new_with_constructor(|| {
            Histogram::new(exponential_buckets(0.001, 3.0, 10))
        });
        let mut metrics = Self {
            requests: Family::default(),
            latency,
            tasks: Family::default(),
            audio: Family::default(),
            work: Family::default(),
            stages: Family::default(),
            deliveries: Family::default(),
            gauges: Gauges {
                queued: Gauge::default(),
                queued_audio: Real::default(),
                running: Gauge::default(),
                models: Gauge::default(),
                factor: Real::default(),
                memory: Gauge::default(),
            },
            registry: Registry::default(),
        };
        let seconds = || Unit::Seconds;
        registry.register(
            "http_requests",
            "Requests answered",
            metrics.requests.clone(),
        );
        let help = "Time to the first byte of an answer";
        registry.register_with_unit("http_latency", help, seconds(), metrics.latency.clone());
        registry.register("tasks", "Tasks that ended", metrics.tasks.clone());
        let help = "Audio of completed tasks";
        registry.register_with_unit("audio", help, seconds(), metrics.audio.clone());
        let help = "Work on completed tasks";
        registry.register_with_unit("work", help, seconds(), metrics.work.clone());
        let help = "Work by stage";
        registry.register_with_unit("stage", help, seconds(), metrics.stages.clone());
        registry.register(
            "callbacks",
            "Attempts to call back",
            metrics.deliveries.clone(),
        );
        let gauges = &metrics.gauges;
        registry.register("queue_length", "Tasks that wait", gauges.queued.clone());
        let help = "Audio of tasks that wait";
        registry.register_with_unit("queue_audio", help, seconds(), gauges.queued_audio.clone());
        registry.register(
            "running_tasks",
            "Tasks being worked on",
            gauges.running.clone(),
        );
        registry.register("models_loaded", "Models in memory", gauges.models.clone());
        let help = "Seconds of work for a second of audio, of late";
        registry.register("real_time_factor", help, gauges.factor.clone());
        let help = "Memory of the process, models included";
        registry.register_with_unit("memory", help, Unit::Bytes, gauges.memory.clone());
        metrics.registry = registry;
        Arc::new(metrics)
    }

    /// Counts a request; `path` is the route's, so that ids make no lines of their own.
    pub(super) fn answered(&self, method: &'static str, path: &str, status: u16, seconds: f64) {
        let request = Request {
            method,
            path: path.to_owned(),
            status,
        };
        self.requests.get_or_create(&request).inc();
        let path = Path {
            path: path.to_owned(),
        };
        self.latency.get_or_create(&path).observe(seconds);
    }

    /// Counts a task that is done.
    pub(super) fn worked(&self, kind: TaskKind, audio: f64, seconds: f64) {
        let kind = Kind {
            task_type: kind.name(),
        };
        self.audio.get_or_create(&kind).inc_by(audio);
        self.work.get_or_create(&kind).inc_by(seconds);
    }

    /// Counts time spent in a stage.
    pub(super) fn spent(&self, stage: &'static str, seconds: f64) {
        self.stages.get_or_create(&Stage { stage }).inc_by(seconds);
    }

    /// Counts a task that ended, however it did.
    pub(super) fn ended(&self, kind: TaskKind, status: &'static str) {
        let ended = Ended {
            task_type: kind.name(),
            status,
        };
        self.tasks.get_or_create(&ended).inc();
    }

    /// Counts an attempt to call back.
    pub(super) fn delivered(&self, status: &'static str) {
        self.deliveries.get_or_create(&Delivered { status }).inc();
    }

    /// All of it as text.
    pub(super) fn text(&self, now: &Now) -> String {
        let gauges = &self.gauges;
        let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        gauges.queued.set(whole(now.queued));
        gauges.queued_audio.set(now.queued_audio);
        gauges.running.set(whole(now.running as u64));
        gauges.models.set(whole(now.models as u64));
        gauges.factor.set(1.0 / now.speed.max(1e-9));
        gauges.memory.set(whole(memory()));
        let mut text = String::new();
        // Writing to memory can't fail.
        let _ = prometheus_client::encoding::text::encode(&mut text, &self.registry);
        text
    }
}

/// Bytes of memory that this process holds; 0 where the system doesn't say.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}
