//! Whether the service is well, what it counts, and what it says of itself.

use reqwest::Method;
use serde_json::json;

use super::{silence, text};
use crate::support::server::{Form, Server, answer, shared};

#[test]
fn health_has_three_answers() {
    let server = shared();
    let health = json!({ "status": "ok", "message": "Service is running" });
    assert_eq!(server.get("/health").good(), health);

    let live = server.get("/health/live").good();
    assert_eq!(live["status"], "ok");
    assert_eq!(live["message"], "Application is live");
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let away = live["timestamp"].as_f64().expect("a number") - now.expect("now").as_secs_f64();
    assert!(away.abs() < 3600.0, "{away}");

    let ready = server.get("/health/ready").good();
    let expected = json!({
        "status": "ok",
        "database": "connected",
        "gpu": { "max_concurrent_tasks": 1 },
        "message": "Application is ready to accept requests",
        "model": true,
        "storage": true,
        "ffmpeg": ready["ffmpeg"],
    });
    assert_eq!(ready, expected);
}

#[test]
fn a_lost_database_is_told() {
    let server = Server::start(&[], &[]);
    let database = server.database();
    let renamed = database.execute_batch("ALTER TABLE tasks RENAME TO lost");
    renamed.expect("renamed");
    let ready = server.get("/health/ready");
    assert_eq!(ready.status, 503);
    let ready = ready.json();
    assert_eq!(ready["status"], "error");
    assert_eq!(ready["database"], "disconnected");
    assert_eq!(ready["gpu"]["max_concurrent_tasks"], 1);
    let said = "Application is not ready due to an internal error.";
    assert_eq!(ready["message"], said);
    // It lives all the same, and nothing reads as if there were no tasks.
    assert_eq!(server.get("/health/live").status, 200);
    for path in ["/task/all", "/task/none"] {
        let lost = server.get(path);
        lost.problem(503, "DATABASE_OPERATION_ERROR");
        assert!(!lost.header("retry-after").is_empty());
    }
    let form = Form::new().file("file", "a.wav", &silence());
    let lost = server.upload("/speech-to-text", form);
    lost.problem(503, "DATABASE_OPERATION_ERROR");
    assert!(server.uploads().is_empty());

    let renamed = database.execute_batch("ALTER TABLE lost RENAME TO tasks");
    renamed.expect("renamed");
    server.get("/health/ready").good();
    assert_eq!(server.get("/task/all").good()["total"], 0);
}

#[test]
fn metrics_count_what_was_done() {
    let server = Server::start(&[], &[]);
    server.wait_for(&server.begin("/service/transcribe?language=en", &silence()));
    server.get("/nowhere/at/all").problem(404, "NOT_FOUND");
    let metrics = server.get("/metrics");
    assert_eq!(metrics.status, 200);
    assert!(
        metrics
            .header("content-type")
            .starts_with("application/openmetrics-text")
    );
    let metrics = metrics.text();
    for line in [
        "# TYPE scripta_http_requests counter",
        "scripta_http_requests_total{method=\"POST\",path=\"/service/transcribe\",status=\"200\"} 1",
        "scripta_http_requests_total{method=\"GET\",path=\"(none)\",status=\"404\"} 1",
        "# TYPE scripta_http_latency_seconds histogram",
        "scripta_tasks_total{task_type=\"transcription\",status=\"completed\"} 1",
        "scripta_audio_seconds_total{task_type=\"transcription\"} 0.5",
        "scripta_work_seconds_total{task_type=\"transcription\"} ",
        "scripta_stage_seconds_total{stage=\"transcribe\"} ",
        "scripta_queue_length 0",
        "scripta_queue_audio_seconds 0.0",
        "scripta_running_tasks 0",
        "scripta_models_loaded ",
        "scripta_real_time_factor ",
        "scripta_memory_bytes ",
        "# EOF",
    ] {
        let is_there = metrics.lines().any(|found| found.starts_with(line));
        assert!(is_there, "{line} is not in\n{metrics}");
    }
}

#[test]
fn requests_keep_their_ids() {
    let server = shared();
    let with =
        |id: &str, path: &str| answer(server.request(Method::GET, path).header("x-request-id", id));
    for path in ["/health", "/task/none", "/nowhere"] {
        assert_eq!(with("mine-1", path).header("x-request-id"), "mine-1");
        let fresh = server.get(path).header("x-request-id").to_owned();
        assert_eq!(fresh.len(), 36, "{path}: {fresh}");
        assert_ne!(server.get(path).header("x-request-id"), fresh);
    }
    let error = with("mine-2", "/task/none").problem(404, "TASK_NOT_FOUND");
    assert_eq!(error["correlation_id"], "mine-2");
    let long = "x".repeat(1000);
    assert_eq!(with(&long, "/health").header("x-request-id").len(), 36);
}

#[test]
fn errors_have_one_shape() {
    let server = shared();
    server.get("/nowhere").problem(404, "NOT_FOUND");
    server.get("/ui/nothing.js").problem(404, "NOT_FOUND");
    for (method, path) in [
        (Method::PUT, "/health"),
        (Method::GET, "/speech-to-text"),
        (Method::POST, "/task/all"),
        (Method::GET, "/v1/audio/transcriptions"),
    ] {
        let refused = answer(server.request(method, path));
        refused.problem(405, "METHOD_NOT_ALLOWED");
        assert!(!refused.header("allow").is_empty(), "{path}");
    }
    let error = server.get("/task/none").problem(404, "TASK_NOT_FOUND");
    assert_eq!(error["identifier"], "none");
    let said = "The requested task could not be found. Please check the task ID.";
    assert_eq!(error["message"], said);
    let error = server
        .get("/task/all?limit=x")
        .problem(422, "VALIDATION_ERROR");
    assert_eq!(error["field"], "limit");
    let kept = server.get("/health");
    assert_eq!(kept.header("x-content-type-options"), "nosniff");
}

#[test]
fn ids_that_are_no_text_have_the_shape_of_errors_too() {
    let server = shared();
    for path in [
        "/task/%FF",
        "/task/%FF/events",
        "/speakers/%FF",
        "/docs/%FF",
    ] {
        let refused = server.get(path);
        let status = refused.status;
        assert!((400..500).contains(&status), "{path}: {status}");
        let code = refused.json()["error"]["code"].clone();
        refused.problem(status, text(&code));
    }
}
