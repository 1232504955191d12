//! The endpoints of OpenAI's audio API: a recording in, its text out, in one request.

mod answer;

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::sse::Event;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Map, Value, json};
use tokio::sync::mpsc;
use utoipa::ToSchema;

use self::answer::{Shape, delta};
use super::app::App;
use super::audit::{self, Asker};
use super::events::SentEvent;
use super::intake::Multi;
use super::live::{Live, News};
use super::perform::RECORDING;
use super::problem::{ErrorBody, Problem};
use super::query::{Asked, Query};
use super::submit::{self, Job};
use super::uploads::Folder;
use super::{events, intake, options};
use crate::task::{Outcome, TaskKind, TaskStatus};

/// Longest a request may take; longer recordings are for the other endpoints.
const LONGEST: Duration = Duration::from_hours(24);
/// Before tasks that nobody waits for with an open connection.
const PRIORITY: i64 = 1;

/// The service's default model by the names that OpenAI's clients send, with a date or without.
const USUAL_MODELS: [&str; 4] = [
    "whisper-1",
    "gpt-4o-transcribe",
    "gpt-4o-mini-transcribe",
    "gpt-4o-transcribe-diarize",
];

/// Settings by the names that forms here have for them.
const NAMES: &[(&str, &str)] = &[
    ("language", "language"),
    ("prompt", "initial_prompt"),
    ("temperature", "temperature"),
    ("hotwords", "hotwords"),
];

/// The form of a request.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes the form")]
pub(super) struct AudioForm {
    /// The recording.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// `whisper-1`, `gpt-4o-transcribe`, `gpt-4o-mini-transcribe` or `gpt-4o-transcribe-diarize` for
    /// the service's default, or the name of a model.
    model: String,
    /// Language code; `auto` detects it; left out, the service's default, else detected.
    language: Option<String>,
    /// Text that sets style and spelling.
    prompt: Option<String>,
    /// `json`, `text`, `srt`, `verbose_json`, `vtt` or `diarized_json`.
    response_format: Option<String>,
    /// Sampling temperature, 0 to 1.
    temperature: Option<f64>,
    /// `segment` and `word`, for `verbose_json`.
    #[schema(rename = "timestamp_granularities[]")]
    timestamp_granularities: Option<Vec<String>>,
    /// Whether the text comes as it is recognised, as server-sent events.
    stream: Option<bool>,
}

/// A model as OpenAI lists it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ModelObject {
    id: String,
    object: &'static str,
    created: u64,
    owned_by: &'static str,
}

/// The models of this server.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ModelList {
    object: &'static str,
    data: Vec<ModelObject>,
}

/// Writes down what is said.
#[utoipa::path(
    post, path = "/v1/audio/transcriptions", tag = "OpenAI",
    operation_id = "create_transcription_v1_audio_transcriptions_post",
    request_body(content = AudioForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "The text, in the format that was asked for", content(
            (Object = "application/json"), (String = "text/plain"), (String = "text/vtt"),
            (String = "application/x-subrip"), (SentEvent = "text/event-stream"))),
        (status = "4XX", description = "The request can't be used", body = ErrorBody),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn transcriptions(
    State(app): State<Arc<App>>,
    body: Multi,
) -> Result<Response, Problem> {
    hear(app, body, "transcribe").await
}

/// Translates what is said into English.
#[utoipa::path(
    post, path = "/v1/audio/translations", tag = "OpenAI",
    operation_id = "create_translation_v1_audio_translations_post",
    request_body(content = AudioForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "The text, in the format that was asked for", content(
            (Object = "application/json"), (String = "text/plain"), (String = "text/vtt"),
            (String = "application/x-subrip"), (SentEvent = "text/event-stream"))),
        (status = "4XX", description = "The request can't be used", body = ErrorBody),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn translations(
    State(app): State<Arc<App>>,
    body: Multi,
) -> Result<Response, Problem> {
    hear(app, body, "translate").await
}

/// The models of this server.
#[utoipa::path(
    get, path = "/v1/models", tag = "OpenAI", operation_id = "list_models_v1_models_get",
    responses((status = 200, description = "The models", body = ModelList),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn models(State(app): State<Arc<App>>) -> Result<Json<ModelList>, Problem> {
    let names = app.blocking(|| Ok(options::local_models())).await?;
    let object = |id: String| ModelObject {
        id,
        object: "model",
        created: 0,
        owned_by: "scripta",
    };
    let names = std::iter::once("whisper-1".to_owned()).chain(names);
    Ok(Json(ModelList {
        object: "list",
        data: names.map(object).collect(),
    }))
}

/// A task that goes when nobody waits for it any more.
struct Waited {
    app: Arc<App>,
    id: String,
    asker: Asker,
    over: bool,
}

impl Drop for Waited {
    fn drop(&mut self) {
        if !self.over {
            let (app, id) = (Arc::clone(&self.app), std::mem::take(&mut self.id));
            let asker = self.asker.clone();
            tokio::task::spawn_blocking(move || match app.store.cancel(&id) {
                Ok(false) => {}
                Ok(true) => {
                    if let Ok(task) = app.store.task(&id) {
                        audit::tell_of(&asker, "cancelled", &task);
                    }
                }
                Err(error) => tracing::warn!("task {id} can't be cancelled: {error}"),
            });
        }
    }
}

async fn hear(app: Arc<App>, body: Multi, task: &'static str) -> Result<Response, Problem> {
    let form = intake::read(&app, body, &[RECORDING]).await?;
    let fields = &form.fields;
    let shape = Shape::parse(fields, task)?;
    let stream = match fields.get("stream").map(str::to_lowercase).as_deref() {
        None | Some("false" | "0") => false,
        Some("true" | "1") => true,
        Some(other) => {
            let message = "stream: expected true or false.";
            return Err(invalid("stream", message).holding(other));
        }
    };
    let asked = asked(&app, fields, &shape, task).map_err(recoded)?;
    let shape = shape.at(asked.settings.recognition.temperature);
    let kind = if shape.diarizes() {
        TaskKind::FullProcess
    } else {
        TaskKind::Transcription
    };
    let checked = submit::check_models(&app, kind, &asked).await;
    checked.map_err(recoded)?;
    let mut params: Map<String, Value> = intake::shown(&asked, kind);
    params.insert("response_format".to_owned(), json!(shape.name()));
    let job = Job {
        kind,
        asked,
        params,
        callback: None,
        priority: PRIORITY,
    };
    let source = intake::recording(&app, &form).await?;
    // Watching begins before the task can end.
    let waited = begin(&app, job, source, form.folder).await?;
    if stream {
        let (sender, receiver) = mpsc::channel(64);
        tokio::spawn(async move { tell(waited, shape, &sender).await });
        return Ok(events::stream(receiver).into_response());
    }
    let outcome = result(waited).await?;
    let (kind, bytes) = shape.answer(&outcome);
    Ok(([(header::CONTENT_TYPE, kind)], bytes).into_response())
}

async fn begin(
    app: &Arc<App>,
    job: Job,
    source: submit::Source,
    folder: Folder,
) -> Result<Waited, Problem> {
    let task = submit::enqueue(app, job, source, folder).await?;
    Ok(Waited {
        app: Arc::clone(app),
        id: task.id,
        asker: Asker::current(),
        over: false,
    })
}

/// What a form asks of the pipeline.
fn asked(app: &App, fields: &Query, shape: &Shape, task: &'static str) -> Result<Asked, Problem> {
    let model = fields.get("model").ok_or_else(|| {
        let known = options::local_models().join(", ");
        invalid(
            "model",
            &format!("model: give whisper-1 or one of: {known}."),
        )
    })?;
    let mut usual = vec![("task", task)];
    if !is_usual(model) {
        usual.push(("model", super::query::model(model)?));
    }
    if shape.diarizes() {
        usual.push(("diarize", "true"));
    }
    if !shape.needs_words() {
        usual.push(("align", "none"));
    }
    let names: &[&[(&str, &str)]] = &[NAMES];
    fields.settings(names, &usual, &app.layers, &app.device)
}

/// Whether a name is one of [`USUAL_MODELS`], or one of these with a date, as in
/// `gpt-4o-mini-transcribe-2025-12-15`.
fn is_usual(model: &str) -> bool {
    let is_date = |text: &str| {
        let pattern = "-0000-00-00".chars();
        let as_digits = text
            .chars()
            .map(|c| if c.is_ascii_digit() { '0' } else { c });
        text.is_empty() || as_digits.eq(pattern)
    };
    let mut rests = USUAL_MODELS
        .iter()
        .filter_map(|usual| model.strip_prefix(usual));
    rests.any(is_date)
}

/// Waits for a task and gives its result.
async fn result(mut waited: Waited) -> Result<Outcome, Problem> {
    let app = Arc::clone(&waited.app);
    let task = submit::wait(&app, &waited.id, LONGEST).await?;
    waited.over = task.status.is_over();
    match task.status {
        TaskStatus::Completed => {}
        TaskStatus::Failed => {
            let error = task.error.unwrap_or_default();
            let message = super::problem::sentence(&error);
            let problem = match task.error_code.as_deref() {
                Some("undecodable") => {
                    Problem::new(StatusCode::BAD_REQUEST, "AUDIO_PROCESSING_ERROR", message)
                }
                _ => Problem::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "TRANSCRIPTION_FAILED",
                    message,
                ),
            };
            return Err(problem.identified(&task.id));
        }
        TaskStatus::Cancelled => {
            let message = "Somebody cancelled the task.";
            let problem = Problem::new(StatusCode::CONFLICT, "INVALID_TASK_STATE", message);
            return Err(problem.identified(&task.id));
        }
        _ => {
            // The service ends; the task is done after its next start.
            waited.over = true;
            let status = StatusCode::SERVICE_UNAVAILABLE;
            let message = "The service is about to stop; the task goes on when it is back.";
            let problem = Problem::new(status, "SERVICE_STOPPING", message);
            return Err(problem.identified(&task.id).retry_after(10));
        }
    }
    let json = app.ask(move |store| store.result(&task.id)).await?;
    let outcome = json.as_deref().and_then(Outcome::from_json);
    outcome.ok_or_else(|| Problem::internal(&"a result that was just written can't be read"))
}

/// Tells the text as it comes, then all of it.
async fn tell(waited: Waited, shape: Shape, to: &mpsc::Sender<Event>) {
    let app = Arc::clone(&waited.app);
    let mut told = String::new();
    let send = async |event: Value| {
        let kind = event["type"].as_str().unwrap_or_default().to_owned();
        to.send(events::event(&kind, &event)).await.is_ok()
    };
    // What comes is told from the task's own news, so that nothing is worked out twice.
    let live = tokio::select! {
        live = started(&app, &waited.id) => live,
        // Nobody listens: the task goes with `waited`.
        () = to.closed() => return,
    };
    if let Some(live) = live {
        let mut watcher = live.watch();
        drop(live);
        loop {
            let next = tokio::select! {
                next = watcher.next() => next,
                () = to.closed() => return,
            };
            // After the end, or what was missed, the result has the rest.
            let Ok(News { kind, data }) = next else {
                break;
            };
            if kind == "segment" && !send(delta(&data, &mut told)).await {
                return;
            }
        }
    }
    let last = match result(waited).await {
        Ok(outcome) => {
            for event in shape.rest(&outcome, &told) {
                if !send(event).await {
                    return;
                }
            }
            return;
        }
        Err(problem) => problem,
    };
    let error = json!({ "type": "error", "error": { "message": last.message() } });
    send(error).await;
}

/// A task as it runs, once it does; nothing if it is over before that is seen.
async fn started(app: &Arc<App>, id: &str) -> Option<Arc<Live>> {
    loop {
        // From before the look, so that a task that begins behind it isn't missed.
        let mut begun = app.hub.begun();
        if let Some(live) = app.hub.get(id) {
            return Some(live);
        }
        let wanted = id.to_owned();
        let task = app.ask(move |store| store.task(&wanted)).await.ok()?;
        if task.status.is_over() || app.stops() {
            return None;
        }
        let _ = tokio::time::timeout(events::LOOK_AGAIN, begun.changed()).await;
    }
}

/// A value that can't be used, under the code that the reference has for it here.
fn recoded(problem: Problem) -> Problem {
    match problem.code() {
        "VALIDATION_ERROR" => problem.coded("INVALID_OPENAI_REQUEST"),
        _ => problem,
    }
}

fn invalid(field: &str, message: &str) -> Problem {
    Problem::invalid(field, message).coded("INVALID_OPENAI_REQUEST")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_models_may_have_a_date() {
        for model in ["whisper-1", "gpt-4o-mini-transcribe-2025-12-15"] {
            assert!(is_usual(model), "{model}");
        }
        for model in [
            "whisper-1nonsense",
            "gpt-4o",
            "gpt-4o-transcribe-latest",
            "base",
        ] {
            assert!(!is_usual(model), "{model}");
        }
    }
}
