//! What happens to a task, as server-sent events.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;
use utoipa::ToSchema;

use super::app::App;
use super::live::News;
use super::problem::{ErrorBody, Id, Problem};
use super::tasks;
use crate::task::TaskStatus;

/// How often a task is looked at that waits, or runs in another program.
pub(super) const LOOK_AGAIN: Duration = Duration::from_millis(500);
/// Events that may wait for a slow watcher.
const BACKLOG: usize = 64;
/// Time between signs of life.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// An event of a stream.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes the stream")]
pub(super) struct SentEvent {
    /// What kind of event it is.
    event: String,
    /// JSON that belongs to it.
    data: String,
}

/// What happens to a task: status, language, segment and warning as they come, then done.
#[utoipa::path(
    get, path = "/task/{identifier}/events", tag = "Tasks Management",
    operation_id = "task_events_task__identifier__events_get",
    params(("identifier" = String, Path, description = "Id of the task")),
    responses((status = 200, description = "Events", body = SentEvent, content_type = "text/event-stream"),
        (status = "4XX", description = "There is no such task", body = ErrorBody),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn events(State(app): State<Arc<App>>, Id(id): Id) -> Result<Response, Problem> {
    let wanted = id.clone();
    app.ask(move |store| store.task_by_id(&wanted)).await?;
    let (sender, receiver) = mpsc::channel(BACKLOG);
    tokio::spawn(async move { follow(&app, &id, &sender).await });
    Ok(stream(receiver).into_response())
}

/// A stream of events.
pub(super) fn stream(
    receiver: mpsc::Receiver<Event>,
) -> Sse<
    axum::response::sse::KeepAliveStream<
        impl futures_util::Stream<Item = Result<Event, std::convert::Infallible>>,
    >,
> {
    let events = futures_util::stream::unfold(receiver, |mut receiver| async {
        let event = receiver.recv().await?;
        Some((Ok(event), receiver))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

/// An event with JSON.
pub(super) fn event(kind: &str, data: &Value) -> Event {
    Event::default().event(kind).data(data.to_string())
}

/// Tells what happens until the task ends or nobody listens.
async fn follow(app: &Arc<App>, id: &str, to: &mpsc::Sender<Event>) {
    let mut last = Value::Null;
    loop {
        let wanted = id.to_owned();
        let found = app.ask(move |store| store.task_by_id(&wanted)).await;
        let Ok(task) = found else {
            // Deleted meanwhile, or the database is lost.
            let done = json!({ "status": "deleted", "error": "the task isn't there any more" });
            let _ = to.send(event("done", &done)).await;
            return;
        };
        if task.status.is_over() && task.status != TaskStatus::Interrupted {
            let done = json!({ "status": task.status.name(), "error": task.error });
            let _ = to.send(event("done", &done)).await;
            return;
        }
        let Ok(shown) = tasks::result(app, task).await else {
            return;
        };
        let now = json!(shown);
        let status = json!({
            "status": now["status"],
            "stage": now["stage"],
            "progress": now["progress"],
            "queue_position": now["queue_position"],
            "estimate_seconds": now["estimate_seconds"],
        });
        if status != last {
            if to.send(event("status", &status)).await.is_err() {
                return;
            }
            last = status;
        }
        if !watch(app, id, to).await {
            return;
        }
    }
}

/// Passes on what a task that runs here tells, or waits a moment for one that doesn't. Gives
/// whether somebody still listens.
async fn watch(app: &Arc<App>, id: &str, to: &mpsc::Sender<Event>) -> bool {
    // From before the look, so that a task that begins behind it isn't missed.
    let mut begun = app.hub.begun();
    let Some(live) = app.hub.get(id) else {
        return tokio::select! {
            () = to.closed() => false,
            _ = tokio::time::timeout(LOOK_AGAIN, begun.changed()) => !app.stops(),
        };
    };
    let mut watcher = live.watch();
    drop(live);
    loop {
        let next = tokio::select! {
            next = watcher.next() => next,
            () = to.closed() => return false,
        };
        match next {
            Ok(News { kind, data }) => {
                if to.send(event(kind, &data)).await.is_err() {
                    return false;
                }
            }
            // What was missed is in the result.
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return true,
        }
    }
}
