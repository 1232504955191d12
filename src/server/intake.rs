//! From the parts of a request to a queued task: what every endpoint that begins one goes through.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::app::App;
use super::params::{
    AlignmentParams, AsrOptions, DiarizationParams, SpeakerSwitch, VadOptions, WhisperModelParams,
};
use super::perform::RECORDING;
use super::problem::Problem;
use super::query::{Asked, Query};
use super::submit::{self, Job, Source};
use super::upload::Form;
use super::uploads::Folder;
use super::{tasks, view};
use crate::config::SETTINGS;
use crate::task::{Task, TaskKind};

/// Longest time to wait for a result, in seconds.
const LONGEST_WAIT: f64 = 600.0;

/// A form with files, if the request has one.
pub(super) type Multi = Result<Multipart, MultipartRejection>;
/// Groups of parameters, each with the setting that it stands for.
pub(super) type Names = [&'static [(&'static str, &'static str)]];

/// That a task was begun; with `wait`, how it ended.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Begun {
    #[serde(flatten)]
    response: view::Response,
    /// The task, where the request waited for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<view::Result>,
}

/// What a request's parameters ask for, and how long it waits.
pub(super) async fn job(
    app: &Arc<App>,
    kind: TaskKind,
    query: &Query,
    names: &'static Names,
    usual: &[(&str, &str)],
) -> Result<(Job, Option<Duration>), Problem> {
    let wait = query.number("wait", 0.0..=LONGEST_WAIT)?;
    let asked = query.settings(names, usual, &app.layers, &app.device)?;
    submit::check_models(app, kind, &asked).await?;
    let job = Job {
        params: shown(&asked, kind),
        kind,
        asked,
        callback: None,
        priority: 0,
    };
    Ok((job, wait.map(Duration::from_secs_f64)))
}

/// What was asked for, as `task_params` has it in whisperX-FastAPI.
pub(super) fn shown(asked: &Asked, kind: TaskKind) -> Map<String, Value> {
    let settings = &asked.settings;
    let value = |key: &str| {
        let mut all = SETTINGS.iter().zip(&settings.resolved);
        let found = all.find(|(setting, _)| setting.key == key);
        found.map(|(setting, resolved)| setting.as_json(&resolved.value))
    };
    let one = |name: &str, setting: &str| match name {
        "suppress_tokens" => json!(settings.recognition.suppress_tokens),
        _ if setting.is_empty() => asked.idle.get(name).cloned().unwrap_or_default(),
        _ => value(setting).unwrap_or_default(),
    };
    let group = |names: &[(&str, &str)]| {
        let all = names.iter();
        let all = all.map(|(name, setting)| ((*name).to_owned(), one(name, setting)));
        all.collect::<Map<_, _>>()
    };
    let mut shown = Map::new();
    if matches!(kind, TaskKind::FullProcess | TaskKind::Transcription) {
        shown.extend(group(WhisperModelParams::NAMES));
        shown.insert(
            "asr_options".to_owned(),
            Value::Object(group(AsrOptions::NAMES)),
        );
        shown.insert(
            "vad_options".to_owned(),
            Value::Object(group(VadOptions::NAMES)),
        );
    }
    if kind != TaskKind::Diarization {
        shown.extend(group(AlignmentParams::NAMES));
    }
    if matches!(kind, TaskKind::FullProcess | TaskKind::Diarization) {
        shown.extend(group(DiarizationParams::NAMES));
        shown.extend(group(SpeakerSwitch::NAMES));
    }
    // Voices are told apart on the CPU wherever all else is computed.
    let device = match kind {
        TaskKind::Diarization => "cpu",
        _ => asked.device.as_str(),
    };
    shown.insert("device".to_owned(), json!(device));
    shown
}

/// Reads a form with the files of these names.
pub(super) async fn read(app: &Arc<App>, body: Multi, files: &[&str]) -> Result<Form, Problem> {
    let body = body.map_err(|rejection| {
        let message = "Send the files as multipart/form-data with a boundary.";
        tracing::debug!("no form: {rejection}");
        Problem::invalid(files.first().copied().unwrap_or("body"), message).coded("INVALID_FORM")
    })?;
    let form = Form::read(body, files, &app.uploads, app.settings.server.max_upload).await?;
    for file in files {
        form.file(file)?;
    }
    Ok(form)
}

/// The recording of a form, looked into.
pub(super) async fn recording(app: &Arc<App>, form: &Form) -> Result<Source, Problem> {
    let sent = form.file(RECORDING)?;
    submit::check_extension(app, &sent.name)?;
    submit::recorded(app, sent).await
}

/// Queues a job and, if that is wanted, waits for it.
pub(super) async fn begin(
    app: &Arc<App>,
    job: Job,
    source: Source,
    folder: Folder,
    wait: Option<Duration>,
) -> Result<Json<Begun>, Problem> {
    let task = submit::enqueue(app, job, source, folder).await?;
    let mut response = view::Response {
        identifier: task.id.clone(),
        message: "Task queued".to_owned(),
    };
    let Some(wait) = wait else {
        return Ok(Json(Begun {
            response,
            task: None,
        }));
    };
    let task: Task = submit::wait(app, &task.id, wait).await?;
    response.message = format!("Task {}", task.status);
    let task = Some(tasks::result(app, task).await?);
    Ok(Json(Begun { response, task }))
}
