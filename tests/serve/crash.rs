//! The service ends, as asked or by force, and goes on.

use serde_json::{Value, json};

use super::callbacks::{calling, path, posts};
use super::receiver::Receiver;
use super::{SMALL_CHUNKS, broken, list, long_speech, silence, speech};
use crate::support::server::{Form, Server, folders, wait};

fn count(server: &Server, sql: &str) -> i64 {
    let database = server.database();
    let found = database.query_row(sql, [], |row| row.get(0));
    found.expect("a number")
}

#[test]
fn a_killed_service_goes_on() {
    let mut server = calling(&[("SCRIPTA_JOBS", "1")]);
    let receiver = Receiver::taking("200 OK");
    let wish = "&language=en&align=false&beam_size=1&chunk_size=4";
    let running = server.begin(&path(wish, &receiver.url), &speech(10.0, 14.0));
    let waiting = server.begin(&path("", &receiver.url), &silence());
    wait("a part", || {
        count(&server, "SELECT count(*) FROM checkpoints") > 0
    });
    assert_eq!(server.task(&running)["status"], "processing");
    server.kill();
    // What a crash has left of requests goes, and what isn't ours stays.
    let services = folders(&server.place.path(".local/share/scripta/uploads"));
    let [uploads] = &services[..] else {
        panic!("{services:?}");
    };
    let left = uploads.join("0b85b347-a83d-4cf6-9d86-9027aa1fd535");
    for folder in [&left, &uploads.join("of the user")] {
        std::fs::create_dir(folder).expect("a folder");
    }
    server.restart();
    assert!(!left.exists());

    let task = server.wait_for(&running);
    assert_eq!(task["status"], "completed", "{task}");
    assert_eq!(task["metadata"]["retry_count"], 1);
    assert!(list(&task["result"]["segments"]).len() > 2, "{task}");
    assert_eq!(server.wait_for(&waiting)["status"], "completed");
    assert_eq!(server.get("/task/all").good()["total"], 2);
    assert_eq!(count(&server, "SELECT count(*) FROM checkpoints"), 0);
    assert!(server.log().contains("goes on from"), "{}", server.log());
    assert_eq!(server.uploads(), [uploads.join("of the user")]);
    let told: Vec<Value> = posts(&receiver, 2)
        .iter()
        .map(|one| one.json()["identifier"].clone())
        .collect();
    assert_eq!(told, [json!(running), json!(waiting)]);
}

#[test]
fn a_stopped_service_goes_on_later() {
    let mut server = Server::start(&[], &[]);
    let id = server.begin(&format!("/speech-to-text?{SMALL_CHUNKS}"), &long_speech());
    server.wait_until(&id, |task| task["progress"].as_f64() > Some(0.0));
    let (status, rest) = server.terminate();
    assert_eq!((status.code(), &*rest), (Some(0), ""), "{}", server.log());
    assert!(!server.log().contains("panicked"), "{}", server.log());
    server.restart();
    server.wait_until(&id, |task| task["status"] == "processing");
    let cancelled = server.post(&format!("/task/{id}/cancel"));
    assert_eq!(cancelled.status, 200, "{}", cancelled.text());
    // Nothing to do: it ends at once.
    assert_eq!(server.terminate().0.code(), Some(0));
}

#[test]
fn recordings_go_when_nobody_needs_them() {
    let mut server = Server::start(&[], &[("SCRIPTA_UPLOAD_RETENTION", "0")]);
    let done = server.begin("/speech-to-text", &silence());
    assert_eq!(server.wait_for(&done)["status"], "completed");
    wait("the recording to go", || server.uploads().is_empty());
    let form = Form::new().file("file", "noise.flac", &broken());
    let failed = server
        .upload("/service/transcribe?language=en", form)
        .queued();
    assert_eq!(server.wait_for(&failed)["status"], "failed");
    // It is kept, to be tried again, as long as the settings say.
    assert_eq!(server.uploads().len(), 1);
    server.terminate();
    server.restart();
    assert!(server.uploads().is_empty());
    let refused = server.post(&format!("/task/{failed}/retry"));
    refused.problem(409, "INVALID_TASK_STATE");
}
