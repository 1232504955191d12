//! From a recording to who said what: at once, in parts, while the client waits, and in a crowd.

use std::collections::HashSet;

use serde_json::Value;

use super::{aligned, list, silence, speech, text, turns};
use crate::support::server::{Form, Server, shared};
use crate::support::{Sandbox, words};

/// The words of a result's segments.
fn said(result: &Value) -> Vec<String> {
    let segments = list(&result["segments"]).iter();
    let texts: Vec<&str> = segments.map(|segment| text(&segment["text"])).collect();
    words(&texts.concat())
}

fn speakers(segments: &[Value]) -> HashSet<&str> {
    segments.iter().map(|one| text(&one["speaker"])).collect()
}

fn is_in_order(one: &Value) -> bool {
    let (start, end) = (one["start"].as_f64(), one["end"].as_f64());
    start.expect("a start") <= end.expect("an end")
}

#[test]
fn a_recording_becomes_who_said_what() {
    let server = shared();
    let id = server.begin("/speech-to-text?language=en", &speech(12.0, 4.0));
    let early = server.task(&id);
    assert!(["queued", "processing", "completed"].contains(&text(&early["status"])));
    assert_eq!(early["identifier"], id);
    let task = server.wait_for(&id);
    assert_eq!(task["status"], "completed", "{task}");
    assert_eq!(task["error"], Value::Null);
    assert_eq!(task["progress"], 1.0);

    let result = &task["result"];
    let heard = said(result);
    assert!(heard.contains(&"jersey".to_owned()), "{heard:?}");
    let segments = list(&result["segments"]);
    assert!(segments.len() > 1 && segments.iter().all(is_in_order));
    assert!(
        segments
            .iter()
            .all(|one| text(&one["text"]).starts_with(' '))
    );
    let labels = HashSet::from(["SPEAKER_00", "SPEAKER_01"]);
    assert_eq!(speakers(segments), labels);
    let words: Vec<&Value> = segments
        .iter()
        .flat_map(|one| list(&one["words"]))
        .collect();
    for word in &words {
        assert!(is_in_order(word), "{word}");
        let score = word["score"].as_f64().expect("a score");
        assert!((0.0..=1.0).contains(&score), "{word}");
        assert!(!text(&word["word"]).is_empty() && labels.contains(text(&word["speaker"])));
    }
    assert_eq!(list(&result["word_segments"]).len(), words.len());
    assert_eq!(result["language"], "en");
    assert!(list(&result["speakers"]).len() == 2);

    let metadata = &task["metadata"];
    assert_eq!(metadata["task_type"], "full_process");
    assert_eq!(metadata["file_name"], "talk.wav");
    assert_eq!(metadata["language"], "en");
    assert_eq!(metadata["url"], Value::Null);
    assert_eq!(metadata["callback_url"], Value::Null);
    assert_eq!(metadata["audio_duration"], 4.0);
    assert!(metadata["duration"].as_f64().expect("seconds") > 0.0);
    for time in ["start_time", "end_time", "created_at", "updated_at"] {
        assert!(text(&metadata[time]).contains('T'), "{metadata}");
    }
    let params = &metadata["task_params"];
    for (name, value) in [
        ("language", "en"),
        ("task", "transcribe"),
        ("model", "base"),
    ] {
        assert_eq!(params[name], value, "{params}");
    }
    assert_eq!(params["asr_options"]["beam_size"], 5);
    assert_eq!(params["asr_options"]["no_speech_threshold"], 0.6);
    assert_eq!(params["vad_options"]["vad_onset"], 0.5);
    assert_eq!(params["vad_options"]["vad_offset"], 0.363);
    assert_eq!(params["return_char_alignments"], false);
    for name in ["min_speakers", "max_speakers", "align_model"] {
        assert_eq!(params.get(name), Some(&Value::Null), "{name}");
    }
}

/// Every parameter of the reference comes back, those that decide nothing here too.
#[test]
fn parameters_come_back_as_they_were_given() {
    let server = shared();
    let given = "device=cuda&compute_type=float16&model=base&device_index=0&threads=0&\
        batch_size=8&chunk_size=20&language=en&task=transcribe&patience=1.0&\
        interpolate_method=linear&suppress_tokens=1&suppress_tokens=2&temperatures=0.0";
    let id = server.begin(&format!("/speech-to-text?{given}"), &silence());
    let task = server.wait_for(&id);
    assert_eq!(task["status"], "completed", "{task}");
    let params = &task["metadata"]["task_params"];
    // What this machine lacks was corrected, and that is told.
    let notes = params["notes"].to_string();
    assert!(
        notes.contains("GPU") && notes.contains("float16"),
        "{notes}"
    );
    for (name, value) in [
        ("device", Value::from("cpu")),
        ("chunk_size", 20.into()),
        ("batch_size", 8.into()),
        ("device_index", 0.into()),
        ("interpolate_method", "linear".into()),
    ] {
        assert_eq!(params[name], value, "{name}: {params}");
    }
    let asr = &params["asr_options"];
    assert_eq!(asr["suppress_tokens"], serde_json::json!([1, 2]), "{asr}");
    assert_eq!(asr["patience"], 1.0, "{asr}");
}

/// What a request says counts over the service's own settings, whatever these are.
#[test]
fn requests_may_contradict_the_services_settings() {
    let params = |server: &Server, query: &str| {
        let form = Form::new().file("file", "talk.wav", &silence());
        let path = format!("/speech-to-text?wait=60&align=false&{query}");
        let task = server.upload(&path, form).good()["task"].clone();
        assert_eq!(task["status"], "completed", "{query}: {task}");
        task["metadata"]["task_params"].clone()
    };
    let server = Server::start(
        &[],
        &[
            ("SCRIPTA_ALIGN_MODEL", "nobody/nothing"),
            ("SCRIPTA_MULTILINGUAL", "true"),
            ("SCRIPTA_MIN_SPEAKERS", "2"),
        ],
    );
    let given = params(&server, "vad_onset=0.3");
    assert_eq!(given["vad_options"]["vad_offset"], 0.3, "{given}");
    assert_eq!(
        (&given["align"], &given["align_model"]),
        (&"none".into(), &Value::Null)
    );
    let given = params(&server, "language=en");
    assert_eq!(given["asr_options"]["multilingual"], false, "{given}");
    let given = params(&server, "num_speakers=3&vad_offset=0.6");
    assert_eq!(given["min_speakers"], Value::Null, "{given}");
    assert_eq!(given["vad_options"]["vad_onset"], 0.6, "{given}");
    let form = Form::new().file("file", "talk.wav", &silence());
    let form = form.field("model", "whisper-1");
    server.upload("/v1/audio/transcriptions", form).good();

    let server = Server::start(&[], &[("DEFAULT_LANG", "de"), ("DEVICE", "cpu")]);
    let given = params(&server, "multilingual=true");
    assert_eq!(given["language"], "auto", "{given}");
    assert_eq!(params(&server, "language=null")["language"], "auto");
    let given = params(
        &server,
        "temperatures=0.0,0.4&hotwords=123&suppress_numerals=True",
    );
    assert_eq!(given["language"], "de", "{given}");
    assert!(
        given["notes"].to_string().contains("temperatures"),
        "{given}"
    );
    assert_eq!(given["asr_options"]["hotwords"], "123", "{given}");
    assert_eq!(given["asr_options"]["suppress_numerals"], true, "{given}");
    // Of devices that aren't there it uses its own.
    let given = params(&server, "device=cuda:9");
    assert_eq!(given["device"], "cpu", "{given}");
    assert!(given["notes"].to_string().contains("cuda:9"), "{given}");
}

#[test]
fn parts_make_the_whole_by_files() {
    let server = Server::start(&[], &[]);
    let recording = speech(12.0, 4.0);
    let path = "/service/transcribe?language=en&align=false";
    let transcribed = server.wait_for(&server.begin(path, &recording));
    assert_eq!(transcribed["metadata"]["task_type"], "transcription");
    let result = &transcribed["result"];
    assert!(said(result).contains(&"jersey".to_owned()), "{result}");
    assert_eq!(result["language"], "en");
    assert!(list(&result["segments"])[0]["avg_logprob"].is_number());

    // A whole task is taken as well as its result alone.
    let mut aligned = Value::Null;
    for transcript in [&transcribed, result] {
        let form = Form::new()
            .file("transcript", "t.json", transcript.to_string().as_bytes())
            .file("file", "talk.wav", &recording);
        let id = server.upload("/service/align", form).queued();
        aligned = server.wait_for(&id);
        assert_eq!(aligned["status"], "completed", "{aligned}");
        assert_eq!(aligned["metadata"]["task_type"], "transcription_alignment");
        assert_eq!(aligned["metadata"]["language"], "en");
        let words = list(&aligned["result"]["word_segments"]);
        assert_eq!(words.len(), said(result).len());
        assert!(words.iter().all(is_in_order));
    }

    let diarized = server.wait_for(&server.begin("/service/diarize", &recording));
    assert_eq!(diarized["metadata"]["task_type"], "diarization");
    let found = list(&diarized["result"]);
    assert_eq!(speakers(found).len(), 2);
    assert_eq!(found[0]["label"], "A");
    assert!(found.iter().all(is_in_order));

    let form = Form::new()
        .file(
            "aligned_transcript",
            "a.json",
            aligned["result"].to_string().as_bytes(),
        )
        .file(
            "diarization_result",
            "d.json",
            diarized["result"].to_string().as_bytes(),
        );
    let combined = server.wait_for(&server.upload("/service/combine", form).queued());
    assert_eq!(
        combined["metadata"]["task_type"],
        "combine_transcript&diarization"
    );
    assert_eq!(combined["metadata"]["file_name"], Value::Null);
    let result = &combined["result"];
    assert_eq!(speakers(list(&result["segments"])).len(), 2, "{result}");
    assert_eq!(said(result), said(&transcribed["result"]));
}

#[test]
fn who_waits_gets_the_result() {
    let server = shared();
    let form = || Form::new().file("file", "talk.wav", &silence());
    let body = server.upload("/speech-to-text?wait=60", form()).good();
    assert_eq!(body["message"], "Task completed");
    assert_eq!(body["task"]["status"], "completed");
    assert_eq!(body["task"]["identifier"], body["identifier"]);
    let nothing = Value::Array(Vec::new());
    assert_eq!(body["task"]["result"]["segments"], nothing);
    assert_eq!(body["task"]["result"]["word_segments"], nothing);
    let same = server.task(text(&body["identifier"]));
    assert_eq!(same, body["task"]);
    for wait in ["-1", "601", "soon"] {
        let path = format!("/service/transcribe?wait={wait}");
        let error = server
            .upload(&path, form())
            .problem(422, "VALIDATION_ERROR");
        assert_eq!(error["field"], "wait");
    }
}

#[test]
fn results_come_in_every_format() {
    let server = shared();
    let form = Form::new()
        .file(
            "aligned_transcript",
            "a.json",
            &aligned("Good morning to you."),
        )
        .file("diarization_result", "d.json", &turns());
    let id = server.upload("/service/combine", form).queued();
    let task = server.wait_for(&id);
    assert_eq!(task["status"], "completed", "{task}");
    let speaker = |index: usize| &task["result"]["word_segments"][index]["speaker"];
    assert_eq!(
        (speaker(0), speaker(3)),
        (&"SPEAKER_00".into(), &"SPEAKER_01".into())
    );
    for (format, kind, part) in [
        ("txt", "text/plain", "Good morning"),
        ("srt", "application/x-subrip", "00:00:00,000 --> "),
        ("vtt", "text/vtt", "WEBVTT"),
        ("tsv", "text/tab-separated-values", "Good"),
        ("csv", "text/csv", "Good"),
        ("json", "application/json", "\"schema_version\""),
        ("lrc", "text/plain", "[00:"),
        ("ass", "text/plain", "Dialogue:"),
        ("md", "text/markdown", "Good"),
        ("textgrid", "text/plain", "IntervalTier"),
        ("ctm", "text/plain", "morning"),
        ("rttm", "text/plain", "SPEAKER_01"),
        ("aud", "text/plain", "Good"),
        ("svg", "image/svg+xml", "<svg"),
        ("html", "text/html", "<!doctype html>"),
    ] {
        let given = server.get(&format!("/task/{id}?format={format}"));
        assert_eq!(given.status, 200, "{format}: {}", given.text());
        assert!(given.header("content-type").starts_with(kind), "{format}");
        assert!(given.text().contains(part), "{format}: {}", given.text());
        let name = given.header("content-disposition");
        assert!(
            name.starts_with("attachment; ") && name.contains(&format!(".{format}")),
            "{name}"
        );
    }
    let error = server
        .get(&format!("/task/{id}?format=docx"))
        .problem(422, "VALIDATION_ERROR");
    assert_eq!(error["field"], "format");
}

#[test]
fn a_crowd_is_served() {
    let server = Server::start(&[], &[]);
    let combine = || {
        let form = Form::new()
            .file("aligned_transcript", "a.json", &aligned("Good morning."))
            .file("diarization_result", "d.json", &turns());
        server.upload("/service/combine", form).queued()
    };
    let ids: HashSet<String> = std::thread::scope(|scope| {
        let readers: Vec<_> = (0..15)
            .map(|_| scope.spawn(|| server.get("/task/all").status))
            .collect();
        let writers: Vec<_> = (0..30).map(|_| scope.spawn(combine)).collect();
        for reader in readers {
            assert_eq!(reader.join().expect("read"), 200);
        }
        let ids = writers
            .into_iter()
            .map(|writer| writer.join().expect("queued"));
        ids.collect()
    });
    assert_eq!(ids.len(), 30);
    for id in &ids {
        assert_eq!(server.wait_for(id)["status"], "completed");
    }
    assert_eq!(server.get("/task/all?limit=1").good()["total"], 30);
}

#[test]
fn models_of_the_folder_go_by_their_names() {
    let place = Sandbox::new();
    let folder = place.path(".local/share/scripta/models");
    std::fs::create_dir_all(&folder).expect("a folder");
    let bundled = concat!(env!("CARGO_MANIFEST_DIR"), "/models/ggml-base-q5_0.bin");
    std::fs::copy(bundled, folder.join("ggml-mine.bin")).expect("a file");
    let server = Server::start_in(place, &[], &[]);
    let models = server.get("/v1/models").good();
    assert!(models.to_string().contains("\"mine\""), "{models}");
    let id = server.begin("/speech-to-text?model=mine&language=en", &speech(6.5, 2.0));
    assert_eq!(server.wait_for(&id)["status"], "completed");
    // Only names, never paths.
    let form = Form::new().file("file", "talk.wav", &speech(6.5, 2.0));
    let refused = server.upload("/speech-to-text?model=ggml-mine.bin", form);
    assert_eq!(refused.status, 422, "{}", refused.text());
}
