//! From a request to a task in the queue, and on to its end for those who wait.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::app::App;
use super::audit;
use super::problem::{Problem, of_loading, sentence};
use super::query::Asked;
use super::upload::Sent;
use super::uploads::Folder;
use crate::net;
use crate::pipeline::decode::{AudioReader, DecodeError, Selection};
use crate::printer::chain;
use crate::store::{self, NewTask};
use crate::task::{Task, TaskKind};
use crate::webhook;
use crate::work;

/// Longest time without a byte while something is fetched.
const STALL: Duration = Duration::from_secs(30);
/// How often somebody who waits looks at the store, should no news come.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// A request that was understood.
pub(super) struct Job {
    pub(super) kind: TaskKind,
    pub(super) asked: Asked,
    /// What was asked for, as clients see it again.
    pub(super) params: Map<String, Value>,
    pub(super) callback: Option<String>,
    pub(super) priority: i64,
}

/// What a task hears.
pub(super) struct Source {
    /// The recording's name.
    pub(super) name: Option<String>,
    /// Where it was fetched from.
    pub(super) url: Option<String>,
    /// A file in the task's folder.
    pub(super) path: PathBuf,
    /// SHA-256 over all that was sent.
    pub(super) hash: String,
    /// Seconds of audio, where the container says it.
    pub(super) duration: Option<f64>,
}

/// Whether a file of this name is taken.
pub(super) fn check_extension(app: &App, name: &str) -> Result<(), Problem> {
    let known = &app.settings.server.extensions;
    let extension = Path::new(name).extension().unwrap_or_default();
    let extension = extension.to_string_lossy().to_lowercase();
    if known.contains(&extension) {
        return Ok(());
    }
    let shown: String = name.chars().take(100).collect();
    let allowed: Vec<String> = known.iter().map(|one| format!(".{one}")).collect();
    let message = format!(
        "Invalid file extension for file {shown}. Allowed: {}",
        allowed.join(", ")
    );
    let problem = Problem::new(
        StatusCode::BAD_REQUEST,
        "UNSUPPORTED_FILE_EXTENSION",
        message,
    );
    Err(problem.about("file").holding(&shown))
}

/// Checks that the callback of a request can be reached.
pub(super) async fn check_callback(
    app: &Arc<App>,
    url: Option<&str>,
) -> Result<Option<String>, Problem> {
    let Some(url) = url.map(str::to_owned) else {
        return Ok(None);
    };
    let shared = Arc::clone(app);
    app.lookup(&app.callback_lookups, move || {
        let timeout = shared.settings.server.callback_timeout;
        let checked = webhook::check(&url, &shared.policy, timeout);
        checked.map(|()| Some(url.clone())).map_err(|error| {
            let message = error.to_string();
            let problem = match error {
                webhook::CheckError::Unreachable { .. } => {
                    Problem::new(StatusCode::BAD_REQUEST, "CALLBACK_UNREACHABLE", message)
                        .about("callback_url")
                }
                webhook::CheckError::NotAllowed => {
                    Problem::invalid("callback_url", message).coded("SSRF_BLOCKED")
                }
                webhook::CheckError::Malformed => Problem::invalid("callback_url", message),
            };
            problem.holding(&url)
        })
    })
    .await
}

/// Checks that what is asked for can be had, before anything is sent far.
pub(super) async fn check_models(
    app: &Arc<App>,
    kind: TaskKind,
    asked: &Asked,
) -> Result<(), Problem> {
    let (settings, shared) = (asked.settings.clone(), Arc::clone(app));
    let check = move || {
        let hub = Some(&shared.model_hub);
        work::check(&settings, kind, hub, shared.stop).map_err(|error| of_loading(&error))
    };
    app.lookup(&app.model_lookups, check).await
}

/// Looks into a recording that was sent: it must be sound.
pub(super) async fn recorded(app: &Arc<App>, sent: &Sent) -> Result<Source, Problem> {
    let duration = probe(app, sent.path.clone(), sent.bytes).await?;
    Ok(Source {
        name: Some(sent.name.clone()),
        url: None,
        path: sent.path.clone(),
        hash: sent.hash.clone(),
        duration,
    })
}

async fn probe(app: &Arc<App>, path: PathBuf, bytes: u64) -> Result<Option<f64>, Problem> {
    app.blocking(move || {
        let unusable = |reason: &str| {
            let status = StatusCode::BAD_REQUEST;
            Problem::new(status, "AUDIO_PROCESSING_ERROR", sentence(reason)).about("file")
        };
        if bytes == 0 {
            return Err(unusable("the file is empty: send a recording"));
        }
        match AudioReader::open(&path, Selection::default()) {
            Ok(reader) => Ok(reader.expected_duration()),
            // A recording whose sound is damaged is one: its task says so, and calls back.
            Err(DecodeError::Damaged { .. }) => Ok(None),
            Err(error) => Err(unusable(&chain(&anyhow::Error::new(error)))),
        }
    })
    .await
}

/// Fetches a recording into a task's folder.
pub(super) async fn fetched(app: &Arc<App>, url: &str, folder: &Folder) -> Result<Source, Problem> {
    let (shared, wanted, place) = (Arc::clone(app), url.to_owned(), folder.path().to_owned());
    // It is only ever closed with the service.
    let _turn = app.downloads.acquire().await;
    let (name, path, bytes, hash) = app
        .blocking(move || {
            let server = &shared.settings.server;
            let limits = net::Limits {
                bytes: if server.max_upload == 0 {
                    u64::MAX
                } else {
                    server.max_upload
                },
                stall: Some(STALL),
                total: Some(server.download_timeout),
                folder: Some(place.clone()),
                ..net::Limits::default()
            };
            let download = net::fetch(&wanted, &shared.policy, &limits, shared.stop);
            let download = download.map_err(|error| undownloaded(&wanted, &error))?;
            let name = download.name.clone().unwrap_or_default();
            check_downloaded(&shared, &name)?;
            let path = super::upload::place(&place, super::perform::RECORDING, &name);
            let bytes = download.bytes;
            let kept = download.file.persist(&path);
            kept.map_err(|error| super::upload::unwritable(&error.error))?;
            let hash = store::file_sha256(&path, shared.stop);
            let hash = hash.map_err(|error| super::upload::unwritable(&error))?;
            Ok((name, path, bytes, hash.unwrap_or_default()))
        })
        .await?;
    Ok(Source {
        duration: probe(app, path.clone(), bytes).await?,
        name: Some(name),
        url: Some(net::bare(url)),
        path,
        hash,
    })
}

fn check_downloaded(app: &App, name: &str) -> Result<(), Problem> {
    check_extension(app, name).map_err(|_| {
        let extension = Path::new(name).extension().unwrap_or_default();
        let extension = extension.to_string_lossy();
        let shown = if extension.is_empty() {
            "(none)"
        } else {
            &extension
        };
        let message = format!(
            "The URL leads to a file with the extension {shown}, which is none of audio or video."
        );
        Problem::invalid("url", message).coded("UNSUPPORTED_FILE_EXTENSION")
    })
}

/// Why a URL gave nothing. Whose fault it is decides the status: the reference system says 503 to
/// all of them, a page that isn't there included.
fn undownloaded(url: &str, error: &net::FetchError) -> Problem {
    let message = sentence(&error.to_string());
    let invalid = |code| {
        Problem::invalid("url", message.clone())
            .coded(code)
            .holding(url)
    };
    match error {
        net::FetchError::Refused(_) => invalid("SSRF_BLOCKED"),
        net::FetchError::Address(_) => invalid("VALIDATION_ERROR"),
        net::FetchError::Page
        | net::FetchError::Data
        | net::FetchError::Packed { .. }
        | net::FetchError::Status { .. } => invalid("FILE_DOWNLOAD_ERROR"),
        net::FetchError::TooLarge { .. } => super::upload::too_large(&message),
        _ => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            Problem::new(status, "FILE_DOWNLOAD_ERROR", message)
                .about("url")
                .retry_after(30)
        }
    }
}

/// Puts a job into the queue; its folder is its own from then on.
pub(super) async fn enqueue(
    app: &Arc<App>,
    job: Job,
    source: Source,
    folder: Folder,
) -> Result<Task, Problem> {
    let mut params = job.params;
    params.insert("notes".to_owned(), json!(job.asked.notes));
    params.insert("settings".to_owned(), json!(job.asked.given));
    // There is nothing to ask of it.
    let params = match job.kind {
        TaskKind::Combination => Value::Null,
        _ => Value::Object(params),
    };
    let settings = &job.asked.settings;
    let decides = format!("service {:?} {params}", job.kind);
    let new = NewTask {
        kind: Some(job.kind),
        file_name: source.name,
        source: Some(source.path.to_string_lossy().into_owned()),
        url: source.url,
        language: settings.language.map(str::to_owned),
        model: Some(match job.kind {
            TaskKind::Diarization => settings.speakers.model.clone(),
            _ => settings.model.clone(),
        }),
        settings_hash: store::sha256(decides.as_bytes()),
        params,
        content_hash: source.hash,
        callback_url: job.callback,
        audio_duration: source.duration,
        priority: job.priority,
        host: Some(app.host.clone()),
    };
    let most = app.settings.server.max_queued;
    let task = app.ask(move |store| store.enqueue(&new, most)).await?;
    let Some(task) = task else {
        let message = format!("{most} tasks wait already, which is the most: try again later.");
        let problem = Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "SERVICE_OVERLOADED",
            message,
        );
        return Err(problem.retry_after(30));
    };
    folder.keep();
    tracing::info!(
        "task {} is queued, request {}",
        task.id,
        super::problem::request_id()
    );
    audit::tell("created", &task);
    app.queue_bell.ring();
    Ok(task)
}

/// Waits for a task to end, at most so long, and gives how it stands then.
pub(super) async fn wait(app: &Arc<App>, id: &str, most: Duration) -> Result<Task, Problem> {
    let until = Instant::now() + most;
    let mut ended = app.hub.ends();
    loop {
        let wanted = id.to_owned();
        let task = app.ask(move |store| store.task(&wanted)).await?;
        let left = until.saturating_duration_since(Instant::now());
        if task.status.is_over() || left.is_zero() || app.stops() {
            return Ok(task);
        }
        // Whichever task has ended: a look at the store costs little.
        let _ = tokio::time::timeout(left.min(LOOK_AGAIN), ended.changed()).await;
    }
}
