//! Voices by name.

use reqwest::Method;
use serde_json::{Value, json};

use super::{list, speech, text};
use crate::support::server::{Answer, Server, answer};

fn create(server: &Server, voice: &Value) -> Answer {
    server.send(Method::POST, "/speakers", voice)
}

fn created(server: &Server, voice: &Value) -> String {
    let created = create(server, voice);
    assert_eq!(created.status, 201, "{}", created.text());
    let body = created.json();
    assert_eq!(body["message"], "Speaker created");
    text(&body["uuid"]).to_owned()
}

fn labels(found: &Value) -> Vec<&str> {
    let speakers = list(&found["speakers"]).iter();
    speakers.map(|one| text(&one["speaker_label"])).collect()
}

#[test]
fn voices_are_stored_changed_and_forgotten() {
    let server = Server::start(&[], &[]);
    let ann =
        json!({ "speaker_label": "Ann", "embedding": [1.0, 0.0, 0.0], "description": "chair" });
    let ann = created(&server, &ann);
    for name in ["Bob", "Eve"] {
        let voice = json!({ "speaker_label": name, "embedding": [0, 1, 0], "task_uuid": "talk" });
        created(&server, &voice);
    }
    let found = server.get(&format!("/speakers/{ann}")).good();
    assert_eq!(
        (&found["uuid"], &found["speaker_label"]),
        (&json!(ann), &json!("Ann"))
    );
    assert_eq!(
        (&found["description"], &found["task_uuid"]),
        (&json!("chair"), &Value::Null)
    );
    assert_eq!(found["embedding"], json!([1.0, 0.0, 0.0]));
    assert!(text(&found["created_at"]).contains('T'));

    assert_eq!(
        labels(&server.get("/speakers").good()),
        ["Ann", "Bob", "Eve"]
    );
    assert_eq!(
        labels(&server.get("/speakers?task_id=talk").good()),
        ["Bob", "Eve"]
    );
    assert_eq!(
        labels(&server.get("/speakers?limit=1&offset=1").good()),
        ["Bob"]
    );

    let path = format!("/speakers/{ann}");
    let changed = server
        .send(Method::PUT, &path, &json!({ "speaker_label": "Anna" }))
        .good();
    assert_eq!(
        (&changed["speaker_label"], &changed["description"]),
        (&json!("Anna"), &json!("chair"))
    );
    let deleted = server.delete(&path).good();
    assert_eq!(
        deleted,
        json!({ "uuid": ann, "message": "Speaker deleted" })
    );
    server.get(&path).problem(404, "SPEAKER_NOT_FOUND");
    server.delete(&path).problem(404, "SPEAKER_NOT_FOUND");
    let nobody = server.send(Method::PUT, &path, &json!({ "speaker_label": "x" }));
    nobody.problem(404, "SPEAKER_NOT_FOUND");
    let cleared = server.delete("/speakers?task_id=talk").good();
    assert_eq!(cleared["deleted"], 2);
    assert_eq!(server.get("/speakers").good(), json!({ "speakers": [] }));
}

#[test]
fn voices_are_found_by_their_sound() {
    let server = Server::start(&[], &[]);
    for (name, embedding) in [
        ("Ann", [1.0, 0.0, 0.0]),
        ("Bob", [0.6, 0.8, 0.0]),
        ("Eve", [0.0, 0.0, 1.0]),
    ] {
        created(
            &server,
            &json!({ "speaker_label": name, "embedding": embedding }),
        );
    }
    let search = |body: Value| server.send(Method::POST, "/speakers/search", &body).good();
    let names = |found: &Value| -> Vec<String> {
        let results = list(&found["results"]).iter();
        results
            .map(|one| text(&one["speaker"]["speaker_label"]).to_owned())
            .collect()
    };
    let found = search(json!({ "embedding": [3.0, 1.0, 0.0] }));
    assert_eq!(names(&found), ["Ann", "Bob"]);
    let similarity = found["results"][0]["similarity"]
        .as_f64()
        .expect("a number");
    assert!(
        (similarity - 3.0 / 10.0_f64.sqrt()).abs() < 1e-6,
        "{similarity}"
    );
    assert_eq!(
        names(&search(json!({ "embedding": [3, 1, 0], "limit": 1 }))),
        ["Ann"]
    );
    let strict = json!({ "embedding": [1, 0, 0], "threshold": 0.99 });
    assert_eq!(names(&search(strict)), ["Ann"]);
    assert_eq!(
        names(&search(json!({ "embedding": [1, 0] }))),
        Vec::<String>::new()
    );

    let identify = |body: Value| server.send(Method::POST, "/speakers/identify", &body);
    let best = identify(json!({ "embedding": [0.1, 0.0, 0.9] })).good();
    assert_eq!(best["speaker"]["speaker_label"], "Eve");
    identify(json!({ "embedding": [-1, -1, -1] })).problem(404, "SPEAKER_NOT_FOUND");
}

#[test]
fn bad_voices_are_refused() {
    let server = Server::start(&[], &[]);
    for (voice, field) in [
        (
            json!({ "speaker_label": "", "embedding": [1] }),
            "speaker_label",
        ),
        (
            json!({ "speaker_label": "x", "embedding": [] }),
            "embedding",
        ),
        (
            json!({ "speaker_label": "x", "embedding": vec![0.5; 9_000] }),
            "embedding",
        ),
        (json!({ "speaker_label": "x" }), "body"),
        (json!({ "speaker_label": "x", "embedding": ["a"] }), "body"),
        (json!([]), "body"),
    ] {
        let error = create(&server, &voice).problem(422, "VALIDATION_ERROR");
        assert_eq!(error["field"], field, "{voice}");
    }
    let broken = server.request(Method::POST, "/speakers").body("{");
    answer(broken.header("content-type", "application/json")).problem(422, "VALIDATION_ERROR");
    for (body, field) in [
        (json!({ "embedding": [1], "limit": 0 }), "limit"),
        (json!({ "embedding": [1], "limit": 101 }), "limit"),
        (json!({ "embedding": [1], "threshold": 1.5 }), "threshold"),
        (json!({ "embedding": [] }), "embedding"),
    ] {
        for path in ["/speakers/search", "/speakers/identify"] {
            let refused = server.send(Method::POST, path, &body);
            assert_eq!(refused.problem(422, "VALIDATION_ERROR")["field"], field);
        }
    }
    for query in ["limit=0", "limit=1001", "offset=-1"] {
        server
            .get(&format!("/speakers?{query}"))
            .problem(422, "VALIDATION_ERROR");
    }
    server.delete("/speakers").problem(422, "VALIDATION_ERROR");
    assert_eq!(server.get("/speakers").good(), json!({ "speakers": [] }));
}

#[test]
fn voices_are_recognised_again() {
    let server = Server::start(&[], &[]);
    let recording = speech(12.0, 4.0);
    let path = "/speech-to-text?language=en&align=false&beam_size=1&return_embeddings=true";
    let task = server.wait_for(&server.begin(path, &recording));
    let voice = &task["result"]["speaker_embeddings"]["SPEAKER_00"];
    assert!(list(voice).len() > 10, "{task}");
    created(
        &server,
        &json!({ "speaker_label": "Diane", "embedding": voice }),
    );
    let path = "/service/diarize?identify_speakers=true";
    let task = server.wait_for(&server.begin(path, &recording));
    let named = |turn: &&Value| turn["speaker"] == "Diane";
    let turns = list(&task["result"]);
    assert!(turns.iter().any(|turn| named(&turn)), "{task}");
    assert!(!turns.iter().all(|turn| named(&turn)), "{task}");
}

#[test]
fn voices_that_nobody_knows_are_kept_and_recognised_later() {
    let server = Server::start(&[], &[]);
    let recording = speech(12.0, 4.0);
    let path = "/service/diarize?auto_store_speakers=true";
    // Two that end together: each voice is kept once.
    let both = [(); 2].map(|()| server.begin(path, &recording));
    let [one, other] = both.map(|id| server.wait_for(&id));
    // Who keeps a voice isn't told whose it is: its name begins with the label that it has there.
    let unnamed = |turn: &Value| turn["speaker"] == "SPEAKER_00";
    let is_first = |task: &Value| list(&task["result"]).iter().any(unnamed);
    let first = if is_first(&one) { &one } else { &other };
    assert!(is_first(first), "{first}");
    let kept = server.get("/speakers").good();
    let kept = list(&kept["speakers"]);
    assert!(!kept.is_empty(), "{first}");
    let id = first["identifier"].as_str().expect("an id");
    for voice in kept {
        assert_eq!(voice["task_uuid"], id);
        let label = voice["speaker_label"].as_str().expect("a label");
        assert!(label.ends_with(&format!(" of {}", &id[..8])), "{label}");
    }
    let second = server.wait_for(&server.begin(path, &recording));
    let turns = list(&second["result"]);
    let known = |turn: &Value| {
        kept.iter()
            .any(|voice| voice["speaker_label"] == turn["speaker"])
    };
    assert!(turns.iter().all(known), "{second}");
    let after = server.get("/speakers").good();
    assert_eq!(list(&after["speakers"]).len(), kept.len());
}
