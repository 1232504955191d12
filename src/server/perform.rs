//! One task of the queue, from its parameters to its result.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;

use super::app::App;
use super::{audit, voices};
use crate::config::{Settings, UsageError};
use crate::import;
use crate::pipeline::decode::Selection;
use crate::pipeline::{Context, PipelineError, Recording, assign};
use crate::printer::chain;
use crate::runner::{Running, Settled};
use crate::store::{Ended, sha256};
use crate::task::{Outcome, Task, TaskKind};
use crate::work::{Aligning, Diarizing, Loading, Namer, Text, Transcribing};

/// Longest time before a failed task is tried again.
const LONGEST_BACKOFF: Duration = Duration::from_mins(5);
/// How soon a wish to stop is seen meanwhile.
const TICK: Duration = Duration::from_millis(100);

/// Names of the parts of a request that are files.
pub(super) const RECORDING: &str = "file";
pub(super) const TRANSCRIPT: &str = "transcript";
pub(super) const ALIGNED: &str = "aligned_transcript";
pub(super) const TURNS: &str = "diarization_result";

/// How the work on a task went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Its result is in the store.
    Completed,
    /// There is no result, and why is in the store.
    Failed,
    /// Somebody cancelled or deleted it.
    Cancelled,
    /// It will be gone on with.
    Interrupted,
}

impl End {
    fn name(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Interrupted => "interrupted",
        }
    }
}

/// Works on a task of the queue, and tells those who wait for it.
fn run_task(app: &Arc<App>, running: Running) {
    let Some(task) = running.task().cloned() else {
        return;
    };
    let live = app.hub.begin(&task.id, &app.metrics);
    let begun = Instant::now();
    let seat = app.floor.seat();
    let result = with_retries(app, &running, || {
        running.run(&*live, &seat, |context| hear(app, &task, context))
    });
    live.finish();
    let seconds = begun.elapsed().as_secs_f64();
    let end = record(app, running, &task, seconds, result);
    tracing::info!("task {} is {} after {seconds:.1} s", task.id, end.name());
    // Who cancels or deletes a task is told when it is asked for.
    if matches!(end, End::Completed | End::Failed) {
        audit::tell(end.name(), &task);
    }
    app.metrics.ended(task.kind, end.name());
    app.busy();
    // The result is in the store before anybody is told to look there.
    app.hub.end(&task.id, &live);
    app.courier_bell.ring();
    if end == End::Completed {
        remove_files(&task);
    }
}

/// Writes down how a task went. Only a result that is in the store completes it: until then what it
/// was made from must stay.
fn record(
    app: &App,
    running: Running,
    task: &Task,
    seconds: f64,
    result: anyhow::Result<Outcome>,
) -> End {
    let unless_unwanted = |settled, end| match settled {
        Settled::Recorded => end,
        Settled::Unwanted => End::Cancelled,
        Settled::Lost => End::Interrupted,
    };
    match result {
        Ok(_) if !running.is_wanted() => End::Cancelled,
        Ok(outcome) => {
            let audio = outcome.audio_duration();
            app.worked(audio, seconds);
            app.metrics.worked(task.kind, audio, seconds);
            unless_unwanted(running.done(&outcome, &[]), End::Completed)
        }
        Err(_) if running.was_cancelled() => End::Cancelled,
        Err(error) if PipelineError::is_cancelled(&error) => {
            unless_unwanted(running.interrupted(), End::Interrupted)
        }
        Err(error) => {
            let text = chain(&error);
            tracing::warn!("task {} failed: {text}", task.id);
            unless_unwanted(running.failed(code(&error), &text), End::Failed)
        }
    }
}

/// Runs work, again after a while if it failed through no fault of the recording.
fn with_retries(
    app: &App,
    running: &Running,
    mut work: impl FnMut() -> anyhow::Result<Outcome>,
) -> anyhow::Result<Outcome> {
    let server = &app.settings.server;
    let mut backoff = server.task_retry_backoff;
    let mut left = server.task_max_retries;
    loop {
        match work() {
            Err(error) if left > 0 && is_transient(&error) => {
                tracing::warn!(
                    "trying again in {} s: {}",
                    backoff.as_secs_f64(),
                    chain(&error)
                );
                let until = Instant::now() + backoff.min(LONGEST_BACKOFF);
                while Instant::now() < until {
                    if app.stops() || running.was_cancelled() {
                        return Err(PipelineError::Cancelled.into());
                    }
                    std::thread::sleep(TICK);
                }
                left -= 1;
                backoff *= 2;
            }
            result => return result,
        }
    }
}

/// Takes a task to its result, and keeps the voices in it where that is asked for.
fn hear(app: &Arc<App>, task: &Task, context: Context<'_>) -> anyhow::Result<Outcome> {
    let mut settings = settings(app, task)?;
    let embeddings = settings.speakers.embeddings;
    voices::prepare(&mut settings);
    let mut outcome = run_pipeline(app, task, &settings, context)?;
    if settings.server.auto_store_speakers {
        voices::keep(app, task, &settings, &mut outcome, embeddings);
    }
    Ok(outcome)
}

fn run_pipeline(
    app: &Arc<App>,
    task: &Task,
    settings: &Settings,
    context: Context<'_>,
) -> anyhow::Result<Outcome> {
    let folder = folder(task).context("the task has no files")?;
    let recording = || Recording {
        path: PathBuf::from(task.source.as_deref().unwrap_or_default()),
        name: task.file_name.clone().unwrap_or_default(),
        selection: Selection::default(),
    };
    let told = |name: &str, done: u64, total: Option<u64>| {
        tracing::debug!("downloading {name}: {done} of {total:?} bytes");
    };
    let loading = Loading {
        shelf: &app.shelf,
        downloads: &told,
        cancel: context.cancel,
        hub: Some(&app.model_hub),
    };
    let namer = |wanted| Namer::new(settings, wanted, || Ok(app.store.voices()?));
    match task.kind {
        TaskKind::Transcription | TaskKind::FullProcess => {
            let namer = namer(settings.speakers.wanted())?;
            let work = Transcribing::load(settings, loading)?;
            let transcript = work.hear(&recording(), &namer, context)?;
            Ok(Outcome::Transcript(Box::new(transcript)))
        }
        TaskKind::Diarization => {
            let work = Diarizing::load(settings, loading)?;
            let diarized = work.hear(&recording(), &namer(true)?, context)?;
            Ok(Outcome::Turns(Box::new(diarized)))
        }
        TaskKind::Alignment => {
            let text = text(&folder.join(TRANSCRIPT))?;
            let work = Aligning::load(settings, loading)?;
            let transcript = work.hear(&text, &recording(), context)?;
            Ok(Outcome::Transcript(Box::new(transcript)))
        }
        TaskKind::Combination => combine(&folder),
    }
}

/// The settings of a task: the service's, and over them those that the request named.
fn settings(app: &App, task: &Task) -> anyhow::Result<Settings> {
    let given = task.params.get("settings").cloned().unwrap_or_default();
    let given: BTreeMap<String, String> = serde_json::from_value(given).unwrap_or_default();
    Ok(Settings::resolve_for(&app.layers, &given)?)
}

/// A text that was sent to be aligned.
fn text(path: &Path) -> anyhow::Result<Text> {
    let bytes = std::fs::read(path).context("the transcript can't be read")?;
    Ok(Text {
        script: import::read("transcript.json", &bytes, None)?,
        hash: sha256(&bytes),
        ignore_times: false,
    })
}

/// Words and turns that were sent, to who said what.
fn combine(folder: &Path) -> anyhow::Result<Outcome> {
    let read = |part: &str| {
        let json = std::fs::read_to_string(folder.join(part)).context("a file can't be read")?;
        Outcome::from_json(&json).context("a file is neither a transcript nor a diarization")
    };
    let words = read(ALIGNED)?;
    let turns = read(TURNS)?;
    let (Outcome::Transcript(mut transcript), Outcome::Turns(diarized)) = (words, turns) else {
        anyhow::bail!("one file must be a transcript and the other a diarization");
    };
    transcript.segments = assign::assign(transcript.segments, &diarized.diarization);
    transcript.diarization = Some(diarized.diarization);
    Ok(Outcome::Transcript(transcript))
}

/// The folder with a task's files: only ever one that the service made.
pub(super) fn folder(task: &Task) -> Option<PathBuf> {
    let host = task.host.as_ref();
    let source = task.source.as_deref().filter(|_| host.is_some())?;
    Path::new(source).parent().map(Path::to_owned)
}

/// Removes what a task was made from.
pub(super) fn remove_files(task: &Task) {
    if let Some(folder) = folder(task)
        && let Err(error) = std::fs::remove_dir_all(&folder)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!("{} can't be removed: {error}", folder.display());
    }
}

/// Whether another try may succeed: the recording and the request aren't to blame.
fn is_transient(error: &anyhow::Error) -> bool {
    let by_pipeline = matches!(
        error.downcast_ref(),
        Some(PipelineError::Engine(_) | PipelineError::Thread(_))
    );
    by_pipeline || error.is::<crate::models::hub::HubError>() || error.is::<std::io::Error>()
}

/// A failure in one word, for programs.
fn code(error: &anyhow::Error) -> &'static str {
    match error.downcast_ref::<PipelineError>() {
        Some(error) => error.code(),
        None if error.is::<UsageError>() || error.is::<crate::models::ModelError>() => "model",
        None if error.is::<import::ImportError>() => "transcript",
        None => "failed",
    }
}

/// Ends a task whose work has panicked: it would do so again.
fn give_up(app: &App, task: &Task) {
    tracing::error!("task {} ended in a panic", task.id);
    let failed = Ended::Failed {
        code: "crashed",
        error: "the service failed inside while it worked on this task",
    };
    let worker = task.worker.as_deref().unwrap_or_default();
    if let Err(error) = app.store.end(&task.id, worker, 0.0, &failed) {
        tracing::error!("that can't be recorded: {error}");
    }
    audit::tell("failed", task);
    app.hub.forget(&task.id);
    app.courier_bell.ring();
}

/// Works on the queue until the service ends.
pub(super) fn run_queue(app: &Arc<App>) {
    while !app.stops() {
        match app.history.next(&app.host, app.stop) {
            Ok(Some(running)) => {
                let task = running.task().cloned();
                let work = std::panic::AssertUnwindSafe(|| run_task(app, running));
                if let (Err(_), Some(task)) = (std::panic::catch_unwind(work), task) {
                    give_up(app, &task);
                }
            }
            Ok(None) => app.queue_bell.wait(Duration::from_secs(2)),
            Err(error) => {
                tracing::error!("the queue can't be read: {error}");
                std::thread::sleep(Duration::from_secs(1));
            }
        }
    }
}
