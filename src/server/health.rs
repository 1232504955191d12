//! Whether the service lives and is ready, what it counts, and what it offers.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::app::App;
use super::metrics::Now;
use super::options;
use super::problem::{ErrorBody, Problem};
use crate::store::Filter;

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Health {
    status: &'static str,
    message: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Live {
    status: &'static str,
    /// Seconds since 1970.
    timestamp: f64,
    message: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Ready {
    status: &'static str,
    database: &'static str,
    gpu: Gpu,
    message: &'static str,
    /// Whether the default model is on this server.
    model: bool,
    /// Whether recordings can be stored.
    storage: bool,
    /// Whether ffmpeg is at hand for what isn't decoded natively.
    ffmpeg: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct Gpu {
    max_concurrent_tasks: usize,
}

/// That the service runs.
#[utoipa::path(
    get, path = "/health", tag = "Health", operation_id = "health_check_health_get",
    responses((status = 200, description = "It does", body = Health)),
)]
pub(super) async fn health() -> Json<Health> {
    Json(Health {
        status: "ok",
        message: "Service is running",
    })
}

/// That the service lives, and when.
#[utoipa::path(
    get, path = "/health/live", tag = "Health", operation_id = "liveness_check_health_live_get",
    responses((status = 200, description = "It does", body = Live)),
)]
pub(super) async fn live() -> Json<Live> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    Json(Live {
        status: "ok",
        timestamp: since.map_or(0.0, |since| since.as_secs_f64()),
        message: "Application is live",
    })
}

/// Whether the service can take tasks.
#[utoipa::path(
    get, path = "/health/ready", tag = "Health",
    operation_id = "readiness_check_health_ready_get",
    responses((status = 200, description = "It can", body = Ready),
        (status = 503, description = "It can't", body = Ready)),
)]
pub(super) async fn ready(State(app): State<Arc<App>>) -> Response {
    let shared = Arc::clone(&app);
    let look = move || {
        let one = Filter {
            limit: Some(1),
            ..Filter::default()
        };
        let settings = &shared.settings;
        let auto = crate::models::ComputeType::Auto;
        let model = crate::models::whisper(&settings.model, auto).is_ok();
        let storage = shared.uploads.is_writable();
        Ok((shared.store.tasks(&one).is_ok(), model, storage))
    };
    let looked: Result<(bool, bool, bool), Problem> = app.blocking(look).await;
    let (database, model, storage) = looked.unwrap_or_default();
    let good = database && model && storage && !app.stops();
    let (status, body) = if good {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "error")
    };
    let ready = Ready {
        status: body,
        database: if database {
            "connected"
        } else {
            "disconnected"
        },
        gpu: Gpu {
            max_concurrent_tasks: app.settings.server.max_gpu_tasks,
        },
        message: if good {
            "Application is ready to accept requests"
        } else {
            "Application is not ready due to an internal error."
        },
        model,
        storage,
        ffmpeg: has_ffmpeg(),
    };
    (status, Json(ready)).into_response()
}

fn has_ffmpeg() -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join("ffmpeg").is_file())
}

/// What the service counts, as Prometheus reads it.
#[utoipa::path(
    get, path = "/metrics", tag = "Health", operation_id = "metrics_metrics_get",
    responses((status = 200, description = "Counters", body = String, content_type = "application/openmetrics-text"),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn metrics(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    let shared = Arc::clone(&app);
    let waiting = app
        .ask(move |store| store.waiting(&shared.host, None))
        .await?;
    let text = app.metrics.text(&Now {
        queued: waiting.tasks,
        queued_audio: waiting.audio,
        running: app.hub.running(),
        models: app.shelf.len(),
        speed: app.speed(),
    });
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}

/// What the service can be asked for.
#[utoipa::path(
    get, path = "/ui/options", tag = "Health", operation_id = "options_ui_options_get",
    responses((status = 200, description = "Models, languages and formats", body = options::Options),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn options(
    State(app): State<Arc<App>>,
) -> Result<Json<options::Options>, Problem> {
    let shared = Arc::clone(&app);
    let found = app
        .blocking(move || Ok(options::options(&shared.settings)))
        .await?;
    Ok(Json(found))
}
