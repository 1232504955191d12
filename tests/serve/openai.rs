//! The endpoints of OpenAI's audio API.

use serde_json::{Value, json};

use super::{list, silence, speech, text};
use crate::support::server::{Answer, Form, Server, shared};
use crate::support::words;

const PATH: &str = "/v1/audio/transcriptions";

fn ask(server: &Server, recording: &[u8], fields: &[(&str, &str)]) -> Answer {
    let form = Form::new().file("file", "talk.wav", recording);
    let form = fields
        .iter()
        .fold(form, |form, (name, value)| form.field(name, value));
    server.upload(PATH, form)
}

#[test]
fn transcripts_come_in_the_forms_of_openai() {
    let server = shared();
    let recording = speech(12.0, 3.0);
    let given = |fields: &[(&str, &str)]| {
        let all = [&[("model", "whisper-1"), ("language", "en")], fields].concat();
        let given = ask(&server, &recording, &all);
        assert_eq!(given.status, 200, "{}", given.text());
        given
    };
    let is_heard = |text: &str| words(text).contains(&"jersey".to_owned());

    let plain = given(&[]);
    assert_eq!(plain.header("content-type"), "application/json");
    assert!(is_heard(text(&plain.json()["text"])), "{}", plain.text());
    let written = given(&[("response_format", "text")]);
    assert!(written.header("content-type").starts_with("text/plain"));
    assert!(is_heard(&written.text()) && written.text().ends_with('\n'));

    let asked = [
        ("response_format", "verbose_json"),
        ("timestamp_granularities[]", "word"),
        ("timestamp_granularities[]", "segment"),
    ];
    let verbose = given(&asked).json();
    assert_eq!(
        (&verbose["task"], &verbose["language"]),
        (&json!("transcribe"), &json!("english"))
    );
    assert_eq!(verbose["duration"], 3.0);
    let segment = &list(&verbose["segments"])[0];
    for field in [
        "id",
        "seek",
        "start",
        "end",
        "text",
        "tokens",
        "temperature",
        "avg_logprob",
        "compression_ratio",
        "no_speech_prob",
    ] {
        assert!(segment.get(field).is_some(), "{field}: {segment}");
    }
    let word = &list(&verbose["words"])[0];
    assert!(word["start"].as_f64() <= word["end"].as_f64(), "{word}");
    assert_eq!(
        words(text(&verbose["text"])).len(),
        list(&verbose["words"]).len()
    );

    let diarized = given(&[("response_format", "diarized_json")]).json();
    let segment = &list(&diarized["segments"])[0];
    assert_eq!(segment["type"], "transcript.text.segment");
    assert!(
        text(&segment["speaker"]).starts_with("SPEAKER_"),
        "{segment}"
    );
    assert!(is_heard(text(&diarized["text"])));
}

#[test]
fn subtitles_come_in_the_forms_of_openai() {
    let server = shared();
    // Times cost the same for little speech.
    let recording = speech(12.4, 2.0);
    for (form, kind, begins) in [
        ("srt", "application/x-subrip", "1\n00:00:00,"),
        ("vtt", "text/vtt", "WEBVTT\n\n00:00:00."),
    ] {
        let fields = [
            ("model", "base"),
            ("language", "en"),
            ("response_format", form),
        ];
        let given = ask(&server, &recording, &fields);
        assert!(
            given.header("content-type").starts_with(kind),
            "{}",
            given.text()
        );
        assert!(given.text().starts_with(begins), "{}", given.text());
        assert!(given.text().contains(" --> ") && given.text().contains("Jersey"));
    }
}

#[test]
fn granularities_choose_what_is_given() {
    let server = shared();
    let given = |granularity: Option<&'static str>| {
        let mut fields = vec![("model", "whisper-1"), ("response_format", "verbose_json")];
        fields.extend(granularity.map(|name| ("timestamp_granularities[]", name)));
        let body = ask(&server, &silence(), &fields).good();
        (body.get("segments").is_some(), body.get("words").is_some())
    };
    assert_eq!(given(None), (true, false));
    assert_eq!(given(Some("segment")), (true, false));
    assert_eq!(given(Some("word")), (false, true));
}

#[test]
fn names_of_openai_mean_the_services_model() {
    let server = shared();
    for model in [
        "whisper-1",
        "gpt-4o-transcribe",
        "gpt-4o-mini-transcribe",
        "gpt-4o-transcribe-diarize",
    ] {
        ask(&server, &silence(), &[("model", model)]).good();
    }
    let form = Form::new().file("file", "talk.wav", &silence());
    let form = form.field("model", "whisper-1");
    let form = form.field("response_format", "diarized_json");
    let body = server.upload("/v1/audio/translations", form).good();
    assert_eq!(body["task"], "translate");
}

#[test]
fn texts_are_streamed() {
    let server = shared();
    let fields = [
        ("model", "whisper-1"),
        ("language", "en"),
        ("stream", "True"),
    ];
    let given = ask(&server, &speech(12.0, 4.0), &fields);
    assert_eq!(
        given.header("content-type"),
        "text/event-stream",
        "{}",
        given.text()
    );
    let stream = given.text();
    let data = stream
        .lines()
        .filter_map(|line| line.strip_prefix("data: "));
    let events: Vec<Value> = data
        .map(|data| serde_json::from_str(data).expect("JSON"))
        .collect();
    let (last, deltas) = events.split_last().expect("events");
    assert!(!deltas.is_empty());
    let mut told = String::new();
    for delta in deltas {
        assert_eq!(delta["type"], "transcript.text.delta");
        told.push_str(text(&delta["delta"]));
    }
    assert_eq!(last["type"], "transcript.text.done");
    assert_eq!(text(&last["text"]), told);
    assert!(words(&told).contains(&"jersey".to_owned()), "{told}");
    // Each event is also named.
    assert_eq!(
        stream.matches("event: transcript.text.").count(),
        events.len()
    );
}

#[test]
fn requests_of_openai_are_tasks_like_others() {
    let server = Server::start(&[], &[]);
    let body = ask(&server, &silence(), &[("model", "whisper-1")]).good();
    assert_eq!(body["text"], "");
    let form = Form::new()
        .file("file", "talk.wav", &silence())
        .field("model", "base");
    let body = server.upload("/v1/audio/translations", form).good();
    assert_eq!(body["text"], "");
    let all = server.get("/task/all?order=oldest").good();
    assert_eq!(all["total"], 2);
    for (task, what) in list(&all["tasks"]).iter().zip(["transcribe", "translate"]) {
        assert_eq!(
            (&task["task_type"], &task["status"]),
            (&json!("transcription"), &json!("completed"))
        );
        let shown = server.task(text(&task["identifier"]));
        assert_eq!(shown["metadata"]["task_params"]["task"], what);
    }
    assert!(server.uploads().is_empty());

    let models = server.get("/v1/models").good();
    assert_eq!(models["object"], "list");
    let models = list(&models["data"]);
    assert!(models.iter().all(|model| model["object"] == "model"));
    let ids: Vec<&str> = models.iter().map(|model| text(&model["id"])).collect();
    assert_eq!(ids, ["whisper-1", "base"]);
}

#[test]
fn bad_requests_name_the_parameter() {
    let server = Server::start(&[], &[]);
    let model = ("model", "whisper-1");
    for (fields, code, param) in [
        (&[][..], "INVALID_OPENAI_REQUEST", "model"),
        (&[("model", "huge")], "UNSUPPORTED_MODEL", "model"),
        (&[("model", "large-v1")], "UNSUPPORTED_MODEL", "model"),
        (
            &[("model", "../../etc/passwd")],
            "UNSUPPORTED_MODEL",
            "model",
        ),
        (
            &[model, ("response_format", "xml")],
            "INVALID_OPENAI_REQUEST",
            "response_format",
        ),
        (
            &[model, ("stream", "perhaps")],
            "INVALID_OPENAI_REQUEST",
            "stream",
        ),
        (
            &[model, ("timestamp_granularities[]", "word")],
            "INVALID_OPENAI_REQUEST",
            "timestamp_granularities",
        ),
        (
            &[
                model,
                ("response_format", "verbose_json"),
                ("timestamp_granularities[]", "day"),
            ],
            "INVALID_OPENAI_REQUEST",
            "timestamp_granularities",
        ),
        (&[("model", "whisper-1x")], "UNSUPPORTED_MODEL", "model"),
        (&[("model", "gpt-5")], "UNSUPPORTED_MODEL", "model"),
        (
            &[model, ("language", "zz")],
            "INVALID_OPENAI_REQUEST",
            "language",
        ),
        (
            &[model, ("temperature", "9")],
            "INVALID_OPENAI_REQUEST",
            "temperature",
        ),
    ] {
        let refused = ask(&server, &silence(), fields);
        assert_eq!(refused.status, 422, "{fields:?}: {}", refused.text());
        let error = refused.problem(422, code);
        assert_eq!(error["param"], param, "{fields:?}");
    }
    let refused = ask(&server, b"this is plain text", &[model]);
    refused.problem(400, "AUDIO_PROCESSING_ERROR");
    let refused = server.upload(PATH, Form::new().field("model", "whisper-1"));
    refused.problem(422, "MISSING_FILE");
    assert_eq!(server.get("/task/all").good()["total"], 0);
    assert!(server.uploads().is_empty());
}
