//! Tasks as they are listed, followed, cancelled, repeated and deleted.

use std::time::Duration;

use serde_json::{Value, json};

use super::{SMALL_CHUNKS, aligned, broken, list, long_speech, silence, speech, text, turns};
use crate::support::server::{Form, Server, shared, wait};

fn ids(page: &Value) -> Vec<String> {
    let tasks = list(&page["tasks"]).iter();
    tasks
        .map(|task| text(&task["identifier"]).to_owned())
        .collect()
}

#[test]
fn lists_have_pages_and_filters() {
    let server = Server::start(&[], &[]);
    let begin = |name: &str, path: &str| {
        let form = Form::new().file("file", name, &silence());
        let id = server.upload(path, form).queued();
        assert_eq!(server.wait_for(&id)["status"], "completed");
        id
    };
    let first = begin("apple.wav", "/service/transcribe?language=en");
    let second = begin("pear tree.wav", "/service/transcribe?language=de");
    let third = begin("plum.wav", "/speech-to-text?language=en");
    let form = Form::new()
        .file(
            "aligned_transcript",
            "a.json",
            &aligned("A pineapple a day."),
        )
        .file("diarization_result", "d.json", &turns());
    let fourth = server.upload("/service/combine", form).queued();
    server.wait_for(&fourth);

    let page = |query: &str| server.get(&format!("/task/all{query}")).good();
    let all = page("");
    assert_eq!(ids(&all), [&*fourth, &third, &second, &first]);
    assert_eq!(all["total"], 4);
    let oldest = &list(&all["tasks"])[3];
    for field in [
        "identifier",
        "status",
        "task_type",
        "file_name",
        "url",
        "audio_duration",
        "language",
        "error",
        "duration",
        "start_time",
        "end_time",
    ] {
        assert!(oldest.get(field).is_some(), "{field}: {oldest}");
    }
    assert_eq!(oldest["file_name"], "apple.wav");
    assert_eq!(oldest["audio_duration"], 0.5);
    assert!(text(&oldest["start_time"]).contains('T'));

    assert_eq!(
        ids(&page("?order=oldest")),
        [&*first, &second, &third, &fourth]
    );
    let middle = page("?limit=2&offset=1");
    assert_eq!(
        (ids(&middle), &middle["total"]),
        (vec![third.clone(), second.clone()], &json!(4))
    );
    assert_eq!(ids(&page("?offset=3")), [&*first]);
    assert_eq!(page("?offset=9")["tasks"], json!([]));
    for (query, expected) in [
        (
            "?status=completed&limit=100",
            vec![&fourth, &third, &second, &first],
        ),
        ("?status=queued,processing", vec![]),
        ("?task_type=transcription", vec![&second, &first]),
        ("?task_type=combine", vec![&fourth]),
        ("?language=de", vec![&second]),
        ("?language=English", vec![&third, &first]),
        ("?file=tree", vec![&second]),
        ("?q=pineapple", vec![&fourth]),
        ("?q=plum", vec![&third]),
        ("?q=banana", vec![]),
        ("?language=en&task_type=full_process&q=plum", vec![&third]),
    ] {
        let found = page(query);
        let expected: Vec<String> = expected.into_iter().cloned().collect();
        assert_eq!(ids(&found), expected, "{query}");
        assert_eq!(found["total"], expected.len(), "{query}");
    }
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("offset=-1", "offset"),
        ("order=random", "order"),
        ("status=done", "status"),
        ("task_type=song", "task_type"),
        ("language=zz", "language"),
    ] {
        let refused = server.get(&format!("/task/all?{query}"));
        assert_eq!(refused.problem(422, "VALIDATION_ERROR")["field"], field);
    }
}

#[test]
fn deleted_tasks_are_gone() {
    let server = shared();
    let id = server.begin("/service/transcribe", &silence());
    server.wait_for(&id);
    let deleted = server.delete(&format!("/task/{id}/delete")).good();
    assert_eq!(
        deleted,
        json!({ "identifier": id, "message": "Task deleted" })
    );
    let again = server.delete(&format!("/task/{id}/delete"));
    let error = again.problem(404, "TASK_NOT_FOUND");
    assert_eq!(error["identifier"], id);
    for path in [format!("/task/{id}"), format!("/task/{id}/events")] {
        server.get(&path).problem(404, "TASK_NOT_FOUND");
    }
    for what in ["cancel", "retry"] {
        let refused = server.post(&format!("/task/{id}/{what}"));
        refused.problem(404, "TASK_NOT_FOUND");
    }
    assert!(!ids(&server.get("/task/all").good()).contains(&id));
}

#[test]
fn tasks_wait_are_followed_and_cancelled() {
    let environment = [("SCRIPTA_JOBS", "1"), ("MAX_QUEUED_GPU_REQUESTS", "2")];
    let server = Server::start(&[], &environment);
    let cancel = |id: &str| server.post(&format!("/task/{id}/cancel"));
    let running = server.begin(&format!("/speech-to-text?{SMALL_CHUNKS}"), &long_speech());
    server.wait_until(&running, |task| task["status"] == "processing");
    let path = "/service/transcribe?language=en&align=false";
    let next = server.begin(path, &speech(12.0, 4.0));
    let last = server.begin(path, &silence());
    assert_eq!(server.task(&next)["queue_position"], 1);
    let task = server.task(&last);
    assert_eq!(
        (&task["status"], &task["queue_position"]),
        (&json!("queued"), &json!(2))
    );
    assert!(task["estimate_seconds"].as_f64().expect("seconds") > 0.0);
    let form = Form::new().file("file", "more.wav", &silence());
    let refused = server.upload(path, form);
    refused.problem(503, "SERVICE_OVERLOADED");
    assert!(refused.header("retry-after").parse::<u32>().is_ok());
    assert_eq!(server.uploads().len(), 3);

    assert_eq!(
        cancel(&last).good(),
        json!({ "identifier": last, "message": "Task cancelled" })
    );
    assert_eq!(server.task(&last)["status"], "cancelled");
    let error = cancel(&last).problem(409, "INVALID_TASK_STATE");
    assert_eq!(error["identifier"], last);

    let events = std::thread::scope(|scope| {
        let watching = scope.spawn(|| server.get(&format!("/task/{next}/events")));
        // It is being followed before its turn comes.
        std::thread::sleep(Duration::from_secs(1));
        cancel(&running).good();
        watching.join().expect("events")
    });
    assert_eq!(server.task(&running)["status"], "cancelled");
    assert_eq!(events.header("content-type"), "text/event-stream");
    let events = parsed(&events.text());
    let kinds: Vec<&str> = events.iter().map(|(kind, _)| &**kind).collect();
    assert_eq!(
        (kinds[0], kinds[kinds.len() - 1]),
        ("status", "done"),
        "{kinds:?}"
    );
    assert_eq!(events[0].1["status"], "queued");
    assert_eq!(events[0].1["queue_position"], 1);
    let processing =
        |(kind, data): &(String, Value)| kind == "status" && data["status"] == "processing";
    assert!(events.iter().any(processing), "{events:?}");
    assert_eq!(
        events[events.len() - 1].1,
        json!({ "status": "completed", "error": null })
    );
    let task = server.task(&next);
    let told: Vec<&Value> = events
        .iter()
        .filter(|event| event.0 == "segment")
        .map(|event| &event.1)
        .collect();
    let segments: Vec<&Value> = list(&task["result"]["segments"]).iter().collect();
    assert!(!told.is_empty());
    assert_eq!(told, segments);
    cancel(&next).problem(409, "TASK_ALREADY_COMPLETED");
    let again = server.get(&format!("/task/{next}/events")).text();
    assert_eq!(parsed(&again).len(), 1, "{again}");

    // Nothing holds the worker any more.
    let retried = server.post(&format!("/task/{last}/retry")).good();
    assert_eq!(
        retried,
        json!({ "identifier": last, "message": "Task queued" })
    );
    let task = server.wait_for(&last);
    assert_eq!(
        (&task["status"], &task["metadata"]["retry_count"]),
        (&json!("completed"), &json!(1))
    );
}

/// Kinds and data of server-sent events.
fn parsed(text: &str) -> Vec<(String, Value)> {
    let blocks = text.split("\n\n").filter(|block| block.contains("event:"));
    let part = |block: &str, name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name));
        line.expect("a line").trim().to_owned()
    };
    let event = |block: &str| {
        let data = serde_json::from_str(&part(block, "data:")).expect("JSON");
        (part(block, "event:"), data)
    };
    blocks.map(event).collect()
}

#[test]
fn running_tasks_are_deleted() {
    let server = Server::start(&[], &[("SCRIPTA_JOBS", "1")]);
    let id = server.begin(&format!("/speech-to-text?{SMALL_CHUNKS}"), &long_speech());
    server.wait_until(&id, |task| task["progress"].as_f64() > Some(0.0));
    server.delete(&format!("/task/{id}/delete")).good();
    server
        .get(&format!("/task/{id}"))
        .problem(404, "TASK_NOT_FOUND");
    assert!(server.uploads().is_empty());
    // The worker lets it go, and takes another one.
    let other = server.begin("/service/transcribe", &silence());
    assert_eq!(server.wait_for(&other)["status"], "completed");
    wait("the recordings", || server.uploads().is_empty());
    assert_eq!(server.get("/task/all").good()["total"], 1);
}

#[test]
fn failed_tasks_say_why_and_can_be_repeated() {
    let server = shared();
    let form = Form::new().file("file", "noise.flac", &broken());
    let id = server
        .upload("/service/transcribe?language=en", form)
        .queued();
    let task = server.wait_for(&id);
    assert_eq!(
        (&task["status"], &task["result"]),
        (&json!("failed"), &Value::Null)
    );
    assert_eq!(task["error_code"], "undecodable");
    assert!(!text(&task["error"]).is_empty());
    for time in ["start_time", "end_time"] {
        assert!(text(&task["metadata"][time]).contains('T'), "{task}");
    }
    assert!(task["metadata"]["duration"].is_number(), "{task}");
    let refused = server.post(&format!("/task/{id}/cancel"));
    refused.problem(409, "TASK_ALREADY_FAILED");
    let refused = server.get(&format!("/task/{id}?format=srt"));
    refused.problem(409, "INVALID_TASK_STATE");
    server.post(&format!("/task/{id}/retry")).good();
    let task = server.wait_for(&id);
    assert_eq!(
        (&task["status"], &task["metadata"]["retry_count"]),
        (&json!("failed"), &json!(1))
    );

    // What is done needs no repeating: its recording is gone.
    let done = server.begin("/service/transcribe", &silence());
    server.wait_for(&done);
    let refused = server.post(&format!("/task/{done}/retry"));
    refused.problem(409, "INVALID_TASK_STATE");
}
