//! Bad input: the right status, a code, and one sentence that names the field.

use reqwest::Method;

use super::{aligned, silence, text, turns};
use crate::support::server::{Form, Server, answer, shared};

fn recording() -> Form {
    Form::new().file("file", "talk.wav", &silence())
}

fn assert_nothing_is_left(server: &Server) {
    assert_eq!(server.get("/task/all").good()["total"], 0);
    assert!(server.uploads().is_empty());
}

#[test]
fn forms_that_are_none_are_refused() {
    let server = Server::start(&[], &[]);
    let send = |kind: &str, body: &'static str| {
        let request = server.request(Method::POST, "/speech-to-text").body(body);
        answer(request.header("content-type", kind))
    };
    server.post("/speech-to-text").problem(422, "INVALID_FORM");
    send("multipart/form-data", "x").problem(422, "INVALID_FORM");
    send("application/json", "{}").problem(422, "INVALID_FORM");
    send("multipart/form-data; boundary=x", "x").problem(400, "INVALID_FORM");
    let cut =
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\nRIFF";
    send("multipart/form-data; boundary=x", cut).problem(400, "INVALID_FORM");
    for path in ["/speech-to-text", "/service/transcribe", "/service/diarize"] {
        for form in [
            Form::new(),
            Form::new().field("other", "x"),
            Form::new().field("file", "no file"),
            Form::new().file("data", "talk.wav", &silence()),
        ] {
            let error = server.upload(path, form).problem(422, "MISSING_FILE");
            assert_eq!(error["field"], "file");
        }
    }
    let many = (0..300).fold(Form::new(), |form, _| form.field("x", "y"));
    let refused = server.upload("/speech-to-text", many);
    assert_eq!(refused.status, 422, "{}", refused.text());
    let long = Form::new().field("x", &"y".repeat(100_000));
    server
        .upload("/speech-to-text", long)
        .problem(413, "REQUEST_TOO_LARGE");
    // JSON is held in memory, so little of it is taken.
    let request = server.request(Method::POST, "/speakers");
    let request = request.header("content-type", "application/json");
    let large = answer(request.body(" ".repeat(3 << 20)));
    large.problem(413, "REQUEST_TOO_LARGE");
    assert_nothing_is_left(&server);
}

#[test]
fn files_that_are_no_recordings_are_refused() {
    let server = Server::start(&[], &[]);
    for path in ["/speech-to-text", "/service/transcribe", "/service/diarize"] {
        for (name, bytes, code) in [
            ("empty.wav", &b""[..], "AUDIO_PROCESSING_ERROR"),
            ("text.mp3", b"this is plain text", "AUDIO_PROCESSING_ERROR"),
            ("json.m4a", b"{\"a\":1}", "AUDIO_PROCESSING_ERROR"),
            (
                "picture.mp4",
                b"\x89PNG\r\n\x1a\n0000",
                "AUDIO_PROCESSING_ERROR",
            ),
            ("tool.exe", b"RIFF", "UNSUPPORTED_FILE_EXTENSION"),
            ("wav", b"RIFF", "UNSUPPORTED_FILE_EXTENSION"),
        ] {
            let form = Form::new().file("file", name, bytes);
            let error = server.upload(path, form).problem(400, code);
            assert_eq!(error["field"], "file", "{name}");
        }
    }
    let form = Form::new().file("file", "a.exe", b"");
    let refused = server.upload("/speech-to-text", form);
    let detail = refused.json()["detail"].clone();
    let said = "Invalid file extension for file a.exe. Allowed: ";
    assert!(
        text(&detail).starts_with(said) && text(&detail).contains(".mp3"),
        "{detail}"
    );
    // The case of letters doesn't matter.
    let form = Form::new().file("file", "TALK.WAV", &silence());
    server.upload("/service/transcribe?wait=60", form).good();
}

#[test]
fn parameters_are_checked() {
    let server = Server::start(&[], &[]);
    for (query, code, field) in [
        ("language=zz", "VALIDATION_ERROR", "language"),
        ("model=huge", "UNSUPPORTED_MODEL", "model"),
        ("model=../../etc/passwd", "UNSUPPORTED_MODEL", "model"),
        ("model=large-v1", "UNSUPPORTED_MODEL", "model"),
        ("task=sing", "VALIDATION_ERROR", "task"),
        ("device=tpu", "VALIDATION_ERROR", "device"),
        ("compute_type=int4", "VALIDATION_ERROR", "compute_type"),
        ("threads=-1", "VALIDATION_ERROR", "threads"),
        ("chunk_size=0", "VALIDATION_ERROR", "chunk_size"),
        ("beam_size=0", "VALIDATION_ERROR", "beam_size"),
        ("beam_size=many", "VALIDATION_ERROR", "beam_size"),
        ("temperatures=hot", "VALIDATION_ERROR", "temperatures"),
        (
            "log_prob_threshold=5",
            "VALIDATION_ERROR",
            "log_prob_threshold",
        ),
        ("suppress_tokens=a", "VALIDATION_ERROR", "suppress_tokens"),
        (
            "suppress_numerals=perhaps",
            "VALIDATION_ERROR",
            "suppress_numerals",
        ),
        ("vad_onset=2", "VALIDATION_ERROR", "vad_onset"),
        ("vad_method=magic", "VALIDATION_ERROR", "vad_method"),
        ("align_model=/etc/passwd", "VALIDATION_ERROR", "align_model"),
        ("min_speakers=-3", "VALIDATION_ERROR", "min_speakers"),
        (
            "min_speakers=4&max_speakers=2",
            "VALIDATION_ERROR",
            "min_speakers",
        ),
        (
            "num_speakers=2&max_speakers=3",
            "VALIDATION_ERROR",
            "num_speakers",
        ),
        (
            "vad_onset=0.3&vad_offset=0.6",
            "VALIDATION_ERROR",
            "vad_offset",
        ),
        (
            "language=en&multilingual=true",
            "VALIDATION_ERROR",
            "multilingual",
        ),
        (
            "align=none&align_model=a/b",
            "VALIDATION_ERROR",
            "align_model",
        ),
        ("diarize=perhaps", "VALIDATION_ERROR", "diarize"),
        ("wait=700", "VALIDATION_ERROR", "wait"),
    ] {
        let refused = server.upload(&format!("/speech-to-text?{query}"), recording());
        assert_eq!(refused.status, 422, "{query}: {}", refused.text());
        let error = refused.problem(422, code);
        assert_eq!(error["field"], field, "{query}");
        assert!(text(&error["message"]).contains(field), "{query}: {error}");
    }
    let error = server.upload("/speech-to-text?model=huge", recording());
    let message = error.problem(422, "UNSUPPORTED_MODEL")["message"].clone();
    assert!(text(&message).contains("base"), "{message}");
    assert_nothing_is_left(&server);
}

#[test]
fn parameters_that_decide_nothing_are_checked_too() {
    let server = shared();
    for (query, field) in [
        ("device_index=first", "device_index"),
        ("batch_size=many", "batch_size"),
        ("patience=no", "patience"),
        ("interpolate_method=magic", "interpolate_method"),
    ] {
        let refused = server.upload(&format!("/speech-to-text?{query}"), recording());
        assert_eq!(refused.problem(422, "VALIDATION_ERROR")["field"], field);
    }
}

#[test]
fn json_files_are_checked() {
    let server = Server::start(&[], &[]);
    let (words, turns) = (aligned("Good morning."), turns());
    for bad in [
        &b"{"[..],
        b"",
        b"null",
        b"\"text\"",
        b"{\"segments\":3}",
        b"\xff\xfe",
        b"[[[[",
    ] {
        let form =
            Form::new()
                .file("transcript", "t.json", bad)
                .file("file", "talk.wav", &silence());
        let error = server
            .upload("/service/align", form)
            .problem(422, "INVALID_TRANSCRIPT_JSON");
        assert_eq!(error["field"], "transcript");
        let form = Form::new().file("aligned_transcript", "a.json", bad).file(
            "diarization_result",
            "d.json",
            &turns,
        );
        let error = server
            .upload("/service/combine", form)
            .problem(422, "INVALID_TRANSCRIPT_JSON");
        assert_eq!(
            error["message"],
            "The aligned transcript file contains invalid JSON."
        );
        let form = Form::new()
            .file("aligned_transcript", "a.json", &words)
            .file("diarization_result", "d.json", bad);
        let error = server
            .upload("/service/combine", form)
            .problem(422, "INVALID_DIARIZATION_JSON");
        assert_eq!(
            error["message"],
            "The diarization result file contains invalid JSON."
        );
    }
    let crowd: Vec<String> = (0..101)
        .map(|i| format!(r#"{{"start":0,"end":1,"speaker":"S{i}"}}"#))
        .collect();
    for (bad, said) in [
        (crowd.join(","), "101 speakers"),
        (
            r#"{"start":3,"end":1,"speaker":"A"}"#.to_owned(),
            "ends at 1 s",
        ),
        (
            r#"{"start":-3,"end":1,"speaker":"A"}"#.to_owned(),
            "from -3 s",
        ),
        (
            r#"{"start":0,"end":1e300,"speaker":"A"}"#.to_owned(),
            "no recording",
        ),
    ] {
        let form = Form::new()
            .file("aligned_transcript", "a.json", &words)
            .file(
                "diarization_result",
                "d.json",
                format!("[{bad}]").as_bytes(),
            );
        let error = server
            .upload("/service/combine", form)
            .problem(422, "INVALID_DIARIZATION_JSON");
        let message = error["message"].as_str().expect("a message");
        assert!(message.contains(said), "{message}");
    }
    let deep = "[".repeat(100_000);
    let form = Form::new()
        .file("transcript", "t.json", deep.as_bytes())
        .file("file", "talk.wav", &silence());
    server
        .upload("/service/align", form)
        .problem(422, "INVALID_TRANSCRIPT_JSON");
    let form = Form::new()
        .file("transcript", "t.txt", &words)
        .file("file", "talk.wav", &silence());
    server
        .upload("/service/align", form)
        .problem(400, "UNSUPPORTED_FILE_EXTENSION");
    for (path, missing) in [
        ("/service/align", "transcript"),
        ("/service/combine", "aligned_transcript"),
    ] {
        let error = server
            .upload(path, recording())
            .problem(422, "MISSING_FILE");
        assert_eq!(error["field"], missing);
    }
    assert_nothing_is_left(&server);
}
