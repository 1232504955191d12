//! What the service says of its own API.

use std::path::Path;

use serde_json::Value;

use super::text;
use crate::support::server::shared;

#[test]
fn the_root_leads_to_the_docs() {
    let server = shared();
    let root = server.get("/");
    assert_eq!((root.status, root.header("location")), (307, "/docs"));
    let docs = server.get("/docs");
    assert_eq!(docs.status, 200);
    assert!(docs.header("content-type").starts_with("text/html"));
    // Every part of the page is there, and in the service itself.
    let page = docs.text();
    let own = reqwest::Url::parse(&format!("{}/docs", server.url)).expect("a URL");
    let base = page
        .split("<base href=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let base = base.map_or(own.clone(), |base| own.join(base).expect("a URL"));
    let mut parts = 0;
    for mark in ["href=\"", "src=\""] {
        for part in page.split(mark).skip(1) {
            let name = part.split('"').next().expect("a name");
            let url = base.join(name).expect("a URL");
            if url == base {
                continue;
            }
            assert!(url.as_str().starts_with(&server.url), "{url}");
            assert_eq!(server.get(url.path()).status, 200, "{name}");
            parts += 1;
        }
    }
    assert!(parts > 3, "{page}");
    assert_eq!(server.get("/docs/none").status, 404);
    let redoc = server.get("/redoc");
    assert!([200, 307].contains(&redoc.status), "{}", redoc.status);
}

#[test]
fn the_description_is_the_committed_one() {
    let server = shared();
    let given = server.get("/openapi.json").good();
    assert_eq!(given, scripta::server::description());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/openapi.json");
    if std::env::var_os("UPDATE").is_some() {
        let text = serde_json::to_string_pretty(&given).expect("JSON");
        std::fs::write(&path, text + "\n").expect("a file");
    }
    let committed = std::fs::read(&path).unwrap_or_default();
    let committed: Value = serde_json::from_slice(&committed).unwrap_or_default();
    assert!(
        committed == given,
        "docs/openapi.json is stale: run UPDATE=1 cargo test the_description"
    );
}

#[test]
fn the_description_names_endpoints_as_the_reference_does() {
    let all = scripta::server::description();
    assert!(text(&all["openapi"]).starts_with("3.1"));
    for (method, path, id) in [
        (
            "post",
            "/speech-to-text",
            "speech_to_text_speech_to_text_post",
        ),
        (
            "post",
            "/speech-to-text-url",
            "speech_to_text_url_speech_to_text_url_post",
        ),
        ("get", "/task/all", "get_all_tasks_status_task_all_get"),
        (
            "get",
            "/task/{identifier}",
            "get_transcription_status_task__identifier__get",
        ),
        (
            "delete",
            "/task/{identifier}/delete",
            "delete_task_task__identifier__delete_delete",
        ),
        (
            "post",
            "/service/transcribe",
            "1__Transcribe_service_transcribe_post",
        ),
        (
            "post",
            "/service/align",
            "2__Align_Transcript_service_align_post",
        ),
        (
            "post",
            "/service/diarize",
            "3__Diarize_service_diarize_post",
        ),
        (
            "post",
            "/service/combine",
            "4__Combine_Transcript_and_Diarization_result_service_combine_post",
        ),
        ("get", "/health", "health_check_health_get"),
        ("get", "/health/live", "liveness_check_health_live_get"),
        ("get", "/health/ready", "readiness_check_health_ready_get"),
    ] {
        assert_eq!(all["paths"][path][method]["operationId"], id, "{path}");
    }
}

#[test]
fn the_description_names_parameters_and_schemas() {
    let all = scripta::server::description();
    for path in ["/speech-to-text", "/speech-to-text-url"] {
        let callbacks = all["paths"][path]["post"]["callbacks"].to_string();
        assert!(callbacks.contains("\"task_completion_callback\""), "{path}");
        let names: Vec<&str> = super::list(&all["paths"][path]["post"]["parameters"])
            .iter()
            .map(|parameter| text(&parameter["name"]))
            .collect();
        for name in [
            "language",
            "task",
            "model",
            "device",
            "device_index",
            "threads",
            "batch_size",
            "chunk_size",
            "compute_type",
            "align_model",
            "interpolate_method",
            "return_char_alignments",
            "min_speakers",
            "max_speakers",
            "beam_size",
            "best_of",
            "patience",
            "length_penalty",
            "temperatures",
            "compression_ratio_threshold",
            "log_prob_threshold",
            "no_speech_threshold",
            "initial_prompt",
            "suppress_tokens",
            "suppress_numerals",
            "hotwords",
            "vad_onset",
            "vad_offset",
            "callback_url",
        ] {
            assert!(names.contains(&name), "{path}: {name}");
        }
    }
    // A transcript, a diarization, or nothing yet.
    let result = &all["components"]["schemas"]["Result"]["properties"]["result"]["oneOf"];
    let kinds: Vec<&str> = super::list(result)
        .iter()
        .map(|kind| text(&kind["type"]))
        .collect();
    assert_eq!(kinds, ["object", "array", "null"]);
    for schema in [
        "Response",
        "Result",
        "Metadata",
        "TaskListResponse",
        "TaskEventReceived",
    ] {
        assert!(
            all["components"]["schemas"].get(schema).is_some(),
            "{schema}"
        );
    }
}
