//! Tasks as they are listed, shown, followed, cancelled, repeated and deleted.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::app::App;
use super::audit;
use super::params::{ListParams, ShowParams};
use super::problem::{ErrorBody, Id, Problem};
use super::query::Query;
use super::{options, perform, view};
use crate::format::{Format, Options, Sound};
use crate::language;
use crate::store::Filter;
use crate::task::{Outcome, Task, TaskKind, TaskStatus};
use crate::work;

/// The tasks, the newest first unless asked otherwise.
#[utoipa::path(
    get, path = "/task/all", tag = "Tasks Management",
    operation_id = "get_all_tasks_status_task_all_get",
    params(ListParams),
    responses((status = 200, description = "The tasks", body = view::TaskListResponse),
        (status = "4XX", description = "The request can't be used", body = ErrorBody),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let words = query.unwrap_or_default();
    let filter = filter(&Query::parse(&words))?;
    let list = move |app: &App| {
        let tasks = app.store.summaries(&filter)?;
        // A whole list needs no counting.
        let total = match filter.limit {
            None if filter.offset == 0 => tasks.len() as u64,
            _ => app.store.count(&filter)?,
        };
        let mut tasks: Vec<view::TaskSummaryResponse> = tasks.into_iter().map(Into::into).collect();
        for task in &mut tasks {
            task.follow(&app.hub);
        }
        let list = view::TaskListResponse { tasks, total };
        let json = serde_json::to_vec(&list).map_err(|error| Problem::internal(&error))?;
        Ok(Bytes::from(json))
    };
    let list = app.ask_jointly(&words, list).await?;
    let json = HeaderValue::from_static("application/json");
    Ok(([(header::CONTENT_TYPE, json)], list).into_response())
}

fn filter(query: &Query) -> Result<Filter, Problem> {
    let mut filter = Filter {
        limit: query.whole("limit", 1..=1000)?,
        offset: query.whole("offset", 0..=u32::MAX)?.unwrap_or(0),
        file: query.line("file")?,
        words: query.line("q")?,
        ..Filter::default()
    };
    for name in query
        .get("status")
        .into_iter()
        .flat_map(|text| text.split(','))
    {
        let status = name
            .trim()
            .to_lowercase()
            .parse::<TaskStatus>()
            .map_err(|reason| {
                Problem::invalid("status", format!("status: {reason}.")).holding(name)
            })?;
        filter.status.push(status);
    }
    if let Some(name) = query.get("task_type") {
        let kind = name.parse::<TaskKind>().map_err(|reason| {
            Problem::invalid("task_type", format!("task_type: {reason}.")).holding(name)
        })?;
        filter.kind = Some(kind);
    }
    if let Some(name) = query.get("language") {
        let code = language::find(name).ok_or_else(|| {
            Problem::invalid("language", "language: this is no language.").holding(name)
        })?;
        filter.language = Some(code.to_owned());
    }
    filter.oldest_first = match query.get("order") {
        None | Some("newest" | "desc") => false,
        Some("oldest" | "asc") => true,
        Some(other) => {
            let message = "order: expected newest or oldest.";
            return Err(Problem::invalid("order", message).holding(other));
        }
    };
    Ok(filter)
}

/// A task and its result, or its result alone in a format.
#[utoipa::path(
    get, path = "/task/{identifier}", tag = "Tasks Management",
    operation_id = "get_transcription_status_task__identifier__get",
    params(("identifier" = String, Path, description = "Id of the task"), ShowParams),
    responses((status = 200, description = "The task", body = view::Result),
        (status = "4XX", description = "There is no such task or result", body = ErrorBody),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Id(id): Id,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let query = Query::parse(query.as_deref().unwrap_or_default());
    match query.get("format") {
        None => {
            let shared = Arc::clone(&app);
            let look = move || shown(&shared, shared.store.task_by_id(&id)?);
            Ok(Json(app.blocking(look).await?).into_response())
        }
        Some(name) => {
            let task = app.ask(move |store| store.task_by_id(&id)).await?;
            let format = name.parse::<Format>().map_err(|reason| {
                let reason = reason.trim_end_matches(", all").to_owned();
                Problem::invalid("format", format!("format: {reason}.")).holding(name)
            })?;
            formatted(&app, task, format).await
        }
    }
}

/// A task as it is shown.
pub(super) async fn result(app: &Arc<App>, task: Task) -> Result<view::Result, Problem> {
    let shared = Arc::clone(app);
    app.blocking(move || shown(&shared, task)).await
}

fn shown(app: &App, task: Task) -> Result<view::Result, Problem> {
    let result = if task.status == TaskStatus::Completed {
        app.rendered.get(&task, || {
            let json = app.store.result(&task.id)?;
            Ok::<_, Problem>(json.as_deref().map(view::result))
        })?
    } else {
        None
    };
    let before = match task.status {
        TaskStatus::Queued => Some(app.store.waiting(&app.host, Some(&task.id))?),
        _ => None,
    };
    let callbacks = match task.callback_url {
        Some(_) => app.store.deliveries(&task.id)?,
        None => Vec::new(),
    };
    let live = app.hub.get(&task.id);
    let standing = view::Standing {
        live: live.as_deref(),
        before,
        speed: app.speed(),
    };
    let mut shown = view::Result::new(task, result, &standing);
    shown.callbacks = callbacks;
    Ok(shown)
}

async fn formatted(app: &Arc<App>, task: Task, format: Format) -> Result<Response, Problem> {
    let shared = Arc::clone(app);
    let name = task.file_name.clone().unwrap_or_else(|| task.id.clone());
    let bytes = app
        .blocking(move || {
            let no_result = |reason: &str| {
                let message = format!("The task has no result: it is {}{reason}.", task.status);
                let status = StatusCode::CONFLICT;
                Problem::new(status, "INVALID_TASK_STATE", message).identified(&task.id)
            };
            let Some(json) = shared.store.result(&task.id)? else {
                let reason = task.error.as_ref().map(|error| format!(", {error}"));
                return Err(no_result(&reason.unwrap_or_default()));
            };
            let Some(outcome) = Outcome::from_json(&json) else {
                return Err(unsuited(format));
            };
            if !work::suits(&outcome, format) {
                return Err(unsuited(format));
            }
            let options = Options {
                layout: shared.settings.layout.clone(),
                sound: Sound::None,
            };
            Ok(work::render(&outcome, &options, format))
        })
        .await?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static(options::media_type(format));
    headers.insert(header::CONTENT_TYPE, kind);
    if let Ok(value) = HeaderValue::from_str(&disposition(&name, format)) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    if matches!(format, Format::Html | Format::Svg) {
        // Pages bring scripts of their own, which shall not act for the service.
        let policy = HeaderValue::from_static("sandbox allow-scripts allow-downloads");
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

fn unsuited(format: Format) -> Problem {
    let message = format!("format: a result of this kind can't be written as {format}.");
    Problem::invalid("format", message)
}

/// The name under which browsers keep a result (RFC 6266, RFC 8187).
fn disposition(name: &str, format: Format) -> String {
    let stem = std::path::Path::new(name).file_stem().unwrap_or_default();
    let name = format!("{}.{format}", stem.to_string_lossy());
    let plain: String = (name.chars())
        .map(|c| {
            if c.is_ascii_alphanumeric() || "-_. ".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let coded = percent_encoding::utf8_percent_encode(&name, percent_encoding::NON_ALPHANUMERIC);
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{coded}")
}

/// Forgets a task; one that is worked on is stopped.
#[utoipa::path(
    delete, path = "/task/{identifier}/delete", tag = "Tasks Management",
    operation_id = "delete_task_task__identifier__delete_delete",
    params(("identifier" = String, Path, description = "Id of the task")),
    responses((status = 200, description = "The task is deleted", body = view::Response),
        (status = "4XX", description = "There is no such task", body = ErrorBody),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    Id(id): Id,
) -> Result<Json<view::Response>, Problem> {
    let task = app
        .ask(move |store| {
            let task = store.task_by_id(&id)?;
            match store.delete(std::slice::from_ref(&task.id))? {
                0 => Err(crate::store::StoreError::NoTask { id }),
                _ => Ok(task),
            }
        })
        .await?;
    audit::tell("deleted", &task);
    let response = view::Response {
        identifier: task.id.clone(),
        message: "Task deleted".to_owned(),
    };
    app.blocking(move || {
        perform::remove_files(&task);
        Ok(())
    })
    .await?;
    Ok(Json(response))
}

/// Stops a task that isn't over.
#[utoipa::path(
    post, path = "/task/{identifier}/cancel", tag = "Tasks Management",
    operation_id = "cancel_task_task__identifier__cancel_post",
    params(("identifier" = String, Path, description = "Id of the task")),
    responses((status = 200, description = "The task is cancelled", body = view::Response),
        (status = "4XX", description = "There is no such task, or it is over", body = ErrorBody),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn cancel(
    State(app): State<Arc<App>>,
    Id(id): Id,
) -> Result<Json<view::Response>, Problem> {
    let (task, cancelled) = app
        .ask(move |store| {
            let task = store.task_by_id(&id)?;
            let cancelled = store.cancel(&task.id)?;
            Ok((store.task(&task.id)?, cancelled))
        })
        .await?;
    if !cancelled {
        let message = format!("The task is {} already.", task.status);
        let code = match task.status {
            TaskStatus::Completed => "TASK_ALREADY_COMPLETED",
            TaskStatus::Failed => "TASK_ALREADY_FAILED",
            _ => "INVALID_TASK_STATE",
        };
        let problem = Problem::new(StatusCode::CONFLICT, code, message);
        return Err(problem.identified(&task.id));
    }
    audit::tell("cancelled", &task);
    app.courier_bell.ring();
    Ok(Json(view::Response {
        identifier: task.id,
        message: "Task cancelled".to_owned(),
    }))
}

/// Does a task that is over once more.
#[utoipa::path(
    post, path = "/task/{identifier}/retry", tag = "Tasks Management",
    operation_id = "retry_task_task__identifier__retry_post",
    params(("identifier" = String, Path, description = "Id of the task")),
    responses((status = 200, description = "The task is queued", body = view::Response),
        (status = "4XX", description = "There is no such task, or it can't be repeated", body = ErrorBody),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn retry(
    State(app): State<Arc<App>>,
    Id(id): Id,
) -> Result<Json<view::Response>, Problem> {
    let shared = Arc::clone(&app);
    let task = app
        .blocking(move || {
            let task = shared.store.task_by_id(&id)?;
            let conflict = |message: &str| {
                let status = StatusCode::CONFLICT;
                Problem::new(status, "INVALID_TASK_STATE", message).identified(&task.id)
            };
            let is_here = task.source.as_deref().is_some_and(|path| {
                task.host.as_ref() == Some(&shared.host) && std::path::Path::new(path).exists()
            });
            if !task.status.is_over() {
                return Err(conflict("The task isn't over yet."));
            }
            if !is_here {
                let message = "The recording isn't here any more: send it again as a new task.";
                return Err(conflict(message));
            }
            if !shared.store.enqueue_again(&task.id)? {
                return Err(conflict("The task isn't over yet."));
            }
            Ok(task)
        })
        .await?;
    audit::tell("retried", &task);
    app.queue_bell.ring();
    Ok(Json(view::Response {
        identifier: task.id,
        message: "Task queued".to_owned(),
    }))
}
