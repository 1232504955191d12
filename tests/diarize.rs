//! Who speaks when: turns, speakers on words, names, channels, and what can't be told.

use std::path::Path;

use serde_json::Value;

use crate::support::{Sandbox, assert_documented, conversation, fields, read, stderr, stdout};

/// Turns as start, end and speaker, from RTTM.
fn turns(rttm: &str) -> Vec<(f64, f64, String)> {
    let number = |field: &str| field.parse::<f64>().expect("a number");
    let fields = rttm.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    fields
        .filter(|fields| fields[0] == "SPEAKER")
        .map(|f| (number(f[3]), number(f[3]) + number(f[4]), f[7].to_owned()))
        .collect()
}

fn reference() -> Vec<(f64, f64, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/conversation.rttm");
    turns(&std::fs::read_to_string(path).expect("the reference"))
}

/// Diarization error rate of two speakers at 10 ms, overlap counted, under the better mapping.
fn error_rate(reference: &[(f64, f64, String)], found: &[(f64, f64, String)]) -> f64 {
    let labels = |turns: &[(f64, f64, String)]| {
        let mut labels: Vec<String> = turns.iter().map(|turn| turn.2.clone()).collect();
        labels.sort();
        labels.dedup();
        labels
    };
    let (truth, own) = (labels(reference), labels(found));
    let speaks = |turns: &[(f64, f64, String)], label: Option<&String>, at: f64| {
        let mut here = turns.iter().filter(|turn| turn.0 <= at && at < turn.1);
        here.any(|turn| Some(&turn.2) == label)
    };
    let rate = |first: usize, second: usize| {
        let (mut wrong, mut total) = (0, 0);
        for step in 0..3_000 {
            let at = f64::from(step) / 100.0;
            let real = [0, 1].map(|i| speaks(reference, truth.get(i), at));
            let ours = [first, second].map(|i| speaks(found, own.get(i), at));
            let others = own
                .iter()
                .skip(2)
                .filter(|label| speaks(found, Some(label), at));
            let (n, m) = (
                real.iter().filter(|s| **s).count(),
                ours.iter().filter(|s| **s).count() + others.count(),
            );
            let right = real.iter().zip(&ours).filter(|(a, b)| **a && **b).count();
            wrong += n.max(m) - right;
            total += n;
        }
        wrong as f64 / total as f64
    };
    rate(0, 1).min(rate(1, 0))
}

#[test]
fn turns_are_those_of_the_reference() {
    let sandbox = Sandbox::new();
    let file = conversation();
    let output = sandbox.run(&["diarize", &file.display().to_string()]);
    assert!(output.status.success(), "{}", stderr(&output));
    let found = turns(&stdout(&output));
    let rate = error_rate(&reference(), &found);
    assert!(rate <= 0.065, "{rate}: {}", stdout(&output));
    assert_eq!(stderr(&output), "");
}

#[test]
fn the_number_of_speakers_can_be_given() {
    let sandbox = Sandbox::new();
    let file = conversation().display().to_string();
    for (flags, least, most) in [
        (&["--num-speakers", "1"][..], 1, 1),
        (&["--min-speakers", "2"], 2, 2),
        (&["--max-speakers", "1", "--diarize-step", "5"], 1, 1),
    ] {
        let arguments = [&["diarize", &file, "-f", "json"], flags].concat();
        let output = sandbox.run(&arguments);
        let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let count = found["speakers"].as_array().expect("speakers").len();
        assert!((least..=most).contains(&count), "{flags:?}: {count}");
    }
}

#[test]
fn one_voice_is_not_made_into_two() {
    let sandbox = Sandbox::new();
    let clip = sandbox.clip("a.wav", 22.0, 6.0).display().to_string();
    let output = sandbox.run(&["diarize", &clip, "--num-speakers", "4"]);
    assert!(output.status.success());
    assert_eq!(
        stderr(&output),
        format!(
            "warning: {clip}: 4 speakers were asked for, and no more than 1 could be told apart\n"
        )
    );
}

#[test]
fn transcripts_have_a_speaker_on_every_word_and_in_every_format() {
    let sandbox = Sandbox::new();
    let file = sandbox.clip("talk.wav", 8.0, 12.0).display().to_string();
    let output = sandbox.run(&[
        "transcribe",
        &file,
        "--diarize",
        "-l",
        "en",
        "-f",
        "all",
        "-o",
        "out",
        "--speaker-names",
        "Diane,Sheila <&>",
    ]);
    assert!(output.status.success(), "{}", stderr(&output));
    let text = |extension: &str| {
        let path = sandbox.path(&format!("out/talk.{extension}"));
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{extension}: {error}"))
    };
    let found: Value = serde_json::from_str(&text("json")).expect("JSON");
    let segments = found["segments"].as_array().expect("segments");
    assert!(segments.len() >= 4);
    for segment in segments {
        for word in segment["words"].as_array().expect("words") {
            assert_eq!(word["speaker"], segment["speaker"], "{word}");
            assert!(word["speaker"].is_string(), "{word}");
        }
    }
    assert_eq!(found["diarization"]["speakers"][0]["label"], "Diane");
    assert_eq!(found["diarization"]["model"], "campplus");
    assert!(
        found["diarization"]["speakers"][0]
            .get("embedding")
            .is_none()
    );
    for (extension, expected) in [
        ("txt", "[Diane]: "),
        ("srt", "[Diane]: "),
        ("vtt", "<v Sheila &lt;&amp;&gt;>"),
        ("ass", ",Default,Diane,"),
        ("tsv", "\tDiane\n"),
        ("csv", ",Diane\n"),
        ("lrc", "][Diane]: "),
        ("md", " · Diane** "),
        ("textgrid", "Diane"),
        ("rttm", " <NA> <NA> Diane <NA> <NA>"),
        ("aud", "\t[[Diane]]"),
        ("svg", ">Diane</text>"),
        ("html", "Sheila &lt;&amp;&gt;"),
    ] {
        assert!(
            text(extension).contains(expected),
            "{extension}: {}",
            text(extension)
        );
    }
}

#[test]
fn turns_are_written_in_formats_of_turns_alone() {
    let sandbox = Sandbox::new();
    sandbox.clip("a b.wav", 8.0, 6.0);
    sandbox.clip("c.wav", 20.0, 6.0);
    let output = sandbox.run(&["diarize", "a b.wav", "c.wav", "-f", "all", "-o", "out"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let mut names: Vec<String> = std::fs::read_dir(sandbox.path("out"))
        .expect("a folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name.starts_with('a'))
        .collect();
    names.sort();
    assert_eq!(
        names,
        ["a b.aud", "a b.csv", "a b.json", "a b.rttm", "a b.svg"]
    );
    let both = sandbox.run(&["diarize", "a b.wav", "c.wav"]);
    let files: Vec<&str> = ["a_b", "c"].to_vec();
    for file in files {
        assert!(
            stdout(&both).contains(&format!("SPEAKER {file} 1 ")),
            "{}",
            stdout(&both)
        );
    }
    let words = sandbox.run(&["diarize", "c.wav", "-f", "srt"]);
    assert_eq!(words.status.code(), Some(2));
    assert!(
        stderr(&words).contains("transcribe --diarize"),
        "{}",
        stderr(&words)
    );
    let speakers = sandbox.run(&["transcribe", "c.wav", "-f", "rttm"]);
    assert_eq!(speakers.status.code(), Some(2));
    assert!(
        stderr(&speakers).contains("--diarize"),
        "{}",
        stderr(&speakers)
    );
}

#[test]
fn what_holds_no_voice_has_no_speakers() {
    let sandbox = Sandbox::new();
    let tone = |length: usize| -> Vec<f32> {
        (0..length).map(|i| (i as f32 * 0.17).sin() * 0.3).collect()
    };
    sandbox.wav("silence.wav", &vec![0.0; 80_000]);
    sandbox.wav("short.wav", &vec![0.01; 3_200]);
    sandbox.wav("tone.wav", &tone(80_000));
    for name in ["silence", "short", "tone"] {
        let output = sandbox.run(&["diarize", &format!("{name}.wav")]);
        assert!(output.status.success(), "{}", stderr(&output));
        assert_eq!(stdout(&output), format!(";; {name}: no speech\n"));
    }
    let silent = sandbox.json("silence.wav", &["--diarize"]);
    assert_eq!(silent["diarization"]["speakers"], Value::Array(Vec::new()));
}

#[test]
fn impossible_wishes_are_refused_in_one_sentence() {
    let sandbox = Sandbox::new();
    sandbox.clip("a.wav", 8.0, 3.0);
    std::fs::create_dir(sandbox.path("models")).expect("a folder");
    for (flags, expected) in [
        (
            &["--min-speakers", "5", "--max-speakers", "2"][..],
            "max_speakers",
        ),
        (&["--num-speakers", "0"], "1 to 100"),
        (
            &["--num-speakers", "2", "--max-speakers", "3"],
            "exact number",
        ),
        (
            &["--diarize-model", "nothing-here"],
            "no models `nothing-here`",
        ),
        (&["--diarize-model", "models"], "PLDA"),
        (&["--speaker-names", "A,A"], "twice"),
        (&["--speaker-names", "SPEAKER_01"], "without a name"),
        (&["--identify-speakers", "--db", "voices.db"], "sqlite://"),
    ] {
        let output = sandbox.run(&[&["diarize", "a.wav"], flags].concat());
        assert_eq!(output.status.code(), Some(2), "{flags:?}");
        let said = stderr(&output);
        assert!(said.contains(expected), "{flags:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    let alone = sandbox.run(&["transcribe", "a.wav", "--speaker-names", "A"]);
    assert_eq!(alone.status.code(), Some(2));
    assert!(
        stderr(&alone).contains("add --diarize"),
        "{}",
        stderr(&alone)
    );
}

#[test]
fn a_model_of_another_kind_is_named() {
    let sandbox = Sandbox::new();
    sandbox.clip("a.wav", 8.0, 3.0);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = sandbox.path("set");
    std::fs::create_dir(&folder).expect("a folder");
    for file in ["plda.npz", "xvec_transform.npz"] {
        let from = root.join("tests/golden/vbx").join(file);
        std::fs::copy(from, folder.join(file)).expect("a copy");
    }
    let copy = |from: &str, to: &str| {
        std::fs::copy(root.join("models").join(from), folder.join(to)).expect("a copy");
    };
    copy("silero-vad-16k.onnx", "embedding.onnx");
    let output = sandbox.run(&["diarize", "a.wav", "--diarize-model", "set"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("speaker embedding"),
        "{}",
        stderr(&output)
    );
    copy("segmentation-3.0.onnx", "embedding.onnx");
    let output = sandbox.run(&["diarize", "a.wav", "--diarize-model", "set"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("filter bank"),
        "{}",
        stderr(&output)
    );
    copy("campplus-zh-en.onnx", "embedding.onnx");
    let output = sandbox.run(&["diarize", "a.wav", "--diarize-model", "set"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("192 values"),
        "{}",
        stderr(&output)
    );
    copy("campplus-zh-en.onnx", "segmentation.onnx");
    let output = sandbox.run(&["diarize", "a.wav", "--diarize-model", "set"]);
    assert_ne!(output.status.code(), Some(0));
    assert!(
        stderr(&output).contains("segmentation"),
        "{}",
        stderr(&output)
    );
}

/// The conversation with each speaker on a channel of her own.
fn stereo(sandbox: &Sandbox) -> String {
    let samples = read(&conversation());
    let reference = reference();
    let mut channels = Vec::new();
    for (index, sample) in samples.iter().enumerate() {
        let at = index as f64 / 16e3;
        let speaks = |name: &str| {
            let mut here = reference.iter().filter(|turn| turn.0 <= at && at < turn.1);
            here.any(|turn| turn.2 == name)
        };
        let first = &reference[0].2;
        let other = reference
            .iter()
            .find(|turn| turn.2 != *first)
            .expect("two")
            .2
            .clone();
        for name in [first.clone(), other] {
            channels.push(if speaks(&name) { *sample } else { 0.0 });
        }
    }
    let path = sandbox.wav_of("stereo.wav", 16_000, 2, &channels);
    path.display().to_string()
}

#[test]
fn each_channel_can_be_a_speaker() {
    let sandbox = Sandbox::new();
    let file = stereo(&sandbox);
    let mixed = sandbox.run(&["diarize", &file]);
    assert!(
        stderr(&mixed).contains("--channels-as-speakers"),
        "{}",
        stderr(&mixed)
    );
    let output = sandbox.run(&["diarize", &file, "--channels-as-speakers"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let rate = error_rate(&reference(), &turns(&stdout(&output)));
    assert!(rate < 0.15, "{rate}: {}", stdout(&output));
    let found = sandbox.json(
        &file,
        &[
            "-l",
            "en",
            "--channels-as-speakers",
            "--start",
            "14",
            "--duration",
            "8",
        ],
    );
    let segments = found["segments"].as_array().expect("segments");
    let of = |text: &str| {
        let mut with = segments
            .iter()
            .filter(|s| s["text"].as_str().expect("text").contains(text));
        with.next().expect(text)["speaker"]
            .as_str()
            .expect("a speaker")
            .to_owned()
    };
    assert_eq!(of("Sheila"), "SPEAKER_01");
    assert_eq!(of("New Jersey"), "SPEAKER_00");
    let mono = sandbox.run(&[
        "diarize",
        &conversation().display().to_string(),
        "--channels-as-speakers",
    ]);
    assert_eq!(mono.status.code(), Some(1));
    assert!(stderr(&mono).contains("one channel"), "{}", stderr(&mono));
}

#[test]
fn enrolled_voices_are_known_by_name() {
    let sandbox = Sandbox::new();
    let file = conversation().display().to_string();
    let sheila = sandbox.clip("sheila.wav", 24.05, 4.3).display().to_string();
    let add = sandbox.run(&["speakers", "add", "Sheila", &sheila]);
    assert!(add.status.success(), "{}", stderr(&add));
    let list = sandbox.run(&["speakers", "list"]);
    assert!(stdout(&list).starts_with("Sheila\t"), "{}", stdout(&list));

    let plain = sandbox.run(&["diarize", &file]);
    assert!(!stdout(&plain).contains("Sheila"), "nobody asked for names");
    let named = sandbox.run(&[
        "diarize",
        &file,
        "--identify-speakers",
        "-f",
        "json",
        "--speaker-embeddings",
    ]);
    let found: Value = serde_json::from_slice(&named.stdout).expect("JSON");
    let speakers = found["speakers"].as_array().expect("speakers");
    let labels: Vec<&str> = speakers
        .iter()
        .filter_map(|s| s["label"].as_str())
        .collect();
    assert_eq!(labels, ["SPEAKER_00", "Sheila"]);
    assert!(speakers[1]["score"].as_f64().expect("a score") > 0.6);
    assert_eq!(
        speakers[0]["embedding"].as_array().expect("a vector").len(),
        192
    );
    let strict = sandbox.run(&[
        "diarize",
        &file,
        "--identify-speakers",
        "--speaker-threshold",
        "1",
    ]);
    assert!(!stdout(&strict).contains("Sheila"));

    let several = sandbox.run(&["speakers", "add", "Both", &file]);
    assert_eq!(several.status.code(), Some(1));
    assert!(
        stderr(&several).contains("2 people"),
        "{}",
        stderr(&several)
    );
    sandbox.wav("silence.wav", &vec![0.0; 80_000]);
    let nobody = sandbox.run(&["speakers", "add", "Nobody", "silence.wav"]);
    assert_eq!(nobody.status.code(), Some(1));
    assert!(
        stderr(&nobody).contains("nobody speaks"),
        "{}",
        stderr(&nobody)
    );

    let label = sandbox.run(&["speakers", "add", "SPEAKER_01", &sheila]);
    assert_eq!(label.status.code(), Some(2));

    assert!(
        sandbox
            .run(&["speakers", "remove", "sheila"])
            .status
            .success()
    );
    let gone = sandbox.run(&["speakers", "remove", "Sheila"]);
    assert_eq!(gone.status.code(), Some(1));
    assert_eq!(
        stdout(&sandbox.run(&["speakers", "list", "--json"])),
        "[]\n"
    );
}

#[test]
fn the_json_has_the_documented_fields_and_no_others() {
    let sandbox = Sandbox::new();
    let clip = sandbox.clip("a.wav", 8.0, 12.0).display().to_string();
    let diane = sandbox.clip("diane.wav", 10.9, 3.3).display().to_string();
    let add = sandbox.run(&["speakers", "add", "Diane", &diane]);
    assert!(add.status.success(), "{}", stderr(&add));
    let flags = ["--identify-speakers", "--speaker-embeddings"];
    let output = sandbox.run(&[&["diarize", &clip, "-f", "json"], &flags[..]].concat());
    let turns: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let words = sandbox.json(&clip, &[&["-l", "en", "--diarize"], &flags[..]].concat());
    let list = sandbox.run(&["speakers", "list", "--json"]);
    let list: Value = serde_json::from_slice(&list.stdout).expect("JSON");
    for (name, document) in [("turns", &turns), ("words", &words), ("voices", &list)] {
        let found = fields(&[document]);
        insta::assert_snapshot!(format!("json_fields_{name}"), found.join("\n"));
        assert_documented(&found);
    }
}

#[test]
fn a_database_that_is_none_is_named_and_left_alone() {
    let sandbox = Sandbox::new();
    std::fs::write(sandbox.path("notes.db"), "not a database at all").expect("a file");
    let output = sandbox.run(&["speakers", "list", "--db", "sqlite://notes.db"]);
    assert_ne!(output.status.code(), Some(0));
    assert!(
        stderr(&output).contains("no SQLite database"),
        "{}",
        stderr(&output)
    );
    let kept = std::fs::read_to_string(sandbox.path("notes.db")).expect("a file");
    assert_eq!(kept, "not a database at all");
}

#[test]
fn a_recording_from_stdin_is_diarized() {
    let sandbox = Sandbox::new();
    let bytes = std::fs::read(sandbox.clip("a.wav", 8.0, 12.0)).expect("a file");
    let output = sandbox
        .scripta(&["diarize", "-", "-f", "csv", "--progress", "json"])
        .write_stdin(bytes)
        .output()
        .expect("the program runs");
    assert!(
        stdout(&output).starts_with("start,end,speaker\n"),
        "{}",
        stderr(&output)
    );
    let events = stderr(&output);
    assert!(events.contains("\"stage\":\"diarize\""), "{events}");
    assert!(events.contains("\"speakers\":2"), "{events}");
}

/// A hub on this machine that has no file at all; gives its address.
fn empty_hub() -> String {
    use std::io::{BufRead as _, BufReader, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let head = BufReader::new(stream.try_clone().expect("a stream")).lines();
            let ended = |line: &String| line.is_empty();
            let _ = head.map_while(Result::ok).find(ended);
            let answer = "HTTP/1.1 404 Not Found\r\nX-Error-Code: RepoNotFound\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    format!("http://{address}")
}

#[test]
fn models_that_the_hub_does_not_give_are_named() {
    let sandbox = Sandbox::new();
    sandbox.clip("a.wav", 8.0, 3.0);
    let arguments = ["diarize", "a.wav", "--diarize-model", "community-1"];
    let missing = sandbox
        .scripta(&arguments)
        .env("HF_ENDPOINT", empty_hub())
        .env_remove("HF_HUB_OFFLINE")
        .output()
        .expect("the program runs");
    assert_eq!(missing.status.code(), Some(2));
    let said = stderr(&missing);
    assert!(said.contains("avencera/speakrs-models"), "{said}");
    let offline = sandbox
        .scripta(&arguments)
        .env("HF_HUB_OFFLINE", "1")
        .env("HF_TOKEN", "hf_secret")
        .output()
        .expect("the program runs");
    assert_eq!(offline.status.code(), Some(2));
    let said = stderr(&offline);
    assert!(
        said.contains("pyannote/speaker-diarization-community-1"),
        "{said}"
    );
    assert!(
        said.contains("HF_HUB_OFFLINE") && !said.contains("hf_secret"),
        "{said}"
    );
}
