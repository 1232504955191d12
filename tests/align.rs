//! Word times, and texts placed in their recordings.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{
    Sandbox, assert_documented, conversation, fields, read, stderr, stdout, words,
};

fn text() -> String {
    include_str!("../examples/conversation.txt").to_owned()
}

/// A wav2vec2 checkpoint of random weights.
fn checkpoint(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    root.join("tests/golden/wav2vec2").join(name)
}

/// Aligns a file of the sandbox to the conversation, or to another recording, as JSON.
fn aligned(sandbox: &Sandbox, script: &str, audio: &Path, options: &[&str]) -> Value {
    let audio = audio.display().to_string();
    let arguments = [&["align", script, &audio, "-f", "json"], options].concat();
    let output = sandbox.run(&arguments);
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        stderr(&output)
    );
    serde_json::from_slice(&output.stdout).expect("JSON on stdout")
}

/// All words, after a look at their borders.
fn sound_words(transcript: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    let mut at = 0.0;
    for segment in transcript["segments"].as_array().expect("segments") {
        let (start, end) = (number(&segment["start"]), number(&segment["end"]));
        for word in segment["words"].as_array().expect("words") {
            let (from, to) = (number(&word["start"]), number(&word["end"]));
            assert!(at <= from && from < to, "{word} behind {at}");
            assert!(
                start <= from && to <= end,
                "{word} outside {start} to {end}"
            );
            assert!((0.0..=1.0).contains(&number(&word["score"])));
            at = to;
            all.push(word.clone());
        }
    }
    assert!(at <= number(&transcript["duration"]) + 0.001);
    all
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

/// Start of the word that is the only one of its kind.
fn start_of(transcript: &Value, wanted: &str) -> f64 {
    let all = sound_words(transcript);
    let found = all
        .iter()
        .find(|word| words(word["word"].as_str().expect("a word")) == [wanted]);
    number(&found.unwrap_or_else(|| panic!("no {wanted}"))["start"])
}

#[test]
fn recognised_words_have_times_from_the_phoneme_aligner() {
    let sandbox = Sandbox::new();
    let transcript = sandbox.json(&conversation().display().to_string(), &["-l", "en"]);
    let words = sound_words(&transcript);
    let by_phoneme = words
        .iter()
        .filter(|word| word["source"] == "phoneme")
        .count();
    assert!(
        by_phoneme * 10 >= words.len() * 9,
        "{by_phoneme} of {}",
        words.len()
    );
    assert!(words.iter().all(|word| word["source"] != "token"));
    // The reference has "originally from Chicago" end at 17.8 s.
    assert!((start_of(&transcript, "chicago") - 17.2).abs() < 0.3);
}

#[test]
fn a_text_without_times_gets_them() {
    let sandbox = Sandbox::new();
    std::fs::write(sandbox.path("talk.txt"), text()).expect("a file");
    let transcript = aligned(&sandbox, "talk.txt", &conversation(), &["-l", "en"]);
    assert_eq!(transcript["task"], "align");
    assert!(number(&transcript["confidence"]) > 0.1);
    let lines: Vec<&str> = (transcript["segments"].as_array().expect("segments").iter())
        .map(|segment| segment["text"].as_str().expect("text"))
        .collect();
    assert_eq!(
        lines,
        text().lines().collect::<Vec<_>>(),
        "one line, one segment"
    );
    assert!((start_of(&transcript, "sheila") - 14.9).abs() < 0.3);
    for word in sound_words(&transcript) {
        assert_eq!(word["source"], "phoneme", "{word}");
    }
}

#[test]
fn numbers_symbols_and_unknown_words_have_times_too() {
    let sandbox = Sandbox::new();
    let odd = "I heard 1 beep, ☃ this is Diane @ #1 New 東京";
    std::fs::write(sandbox.path("odd.txt"), odd).expect("a file");
    let clip = sandbox.clip("clip.wav", 11.0, 3.5);
    let transcript = aligned(&sandbox, "odd.txt", &clip, &["-l", "en"]);
    assert_eq!(transcript["text"], odd);
    assert_eq!(sound_words(&transcript).len(), 12);
}

#[test]
fn characters_have_times_when_asked_for() {
    let sandbox = Sandbox::new();
    let clip = sandbox.clip("clip.wav", 12.0, 3.0);
    let file = clip.display().to_string();
    let transcript = sandbox.json(&file, &["-l", "en", "--char-alignments"]);
    let words = sound_words(&transcript);
    let spelt = words
        .iter()
        .find(|word| word["word"] == "Diane")
        .expect("Diane");
    let chars = spelt["chars"].as_array().expect("characters");
    let text: String = chars
        .iter()
        .map(|c| c["char"].as_str().expect("text"))
        .collect();
    assert_eq!(text, "Diane");
    assert_eq!(chars[0]["start"], spelt["start"]);
    assert_eq!(chars[4]["end"], spelt["end"]);
    let plain = sandbox.json(&file, &["-l", "en"]);
    assert!(
        sound_words(&plain)
            .iter()
            .all(|word| word.get("chars").is_none())
    );
}

#[test]
fn segments_end_where_asked() {
    let sandbox = Sandbox::new();
    let file = conversation().display().to_string();
    let segments = |options: &[&str]| -> Vec<(f64, f64)> {
        let transcript = sandbox.json(&file, &[&["-l", "en"], options].concat());
        sound_words(&transcript);
        let segments = transcript["segments"].as_array().expect("segments");
        segments
            .iter()
            .map(|s| (number(&s["start"]), number(&s["end"])))
            .collect()
    };
    let sentences = segments(&[]);
    let chunks = segments(&["--segment-by", "chunk"]);
    assert!(chunks.len() < sentences.len());
    let pauses = segments(&["--segment-by", "pause"]);
    for pair in pauses.windows(2) {
        assert!(pair[1].0 - pair[0].1 >= 0.49, "{pair:?}");
    }
    let short = segments(&["--segment-by", "chunk", "--max-segment-duration", "4"]);
    assert!(
        short.iter().all(|(start, end)| end - start <= 4.0),
        "{short:?}"
    );
}

#[test]
fn a_long_recording_is_searched_and_what_is_missing_is_told() {
    let sandbox = Sandbox::new();
    let once = read(&conversation());
    sandbox.wav("twice.wav", &[once.clone(), once].concat());
    let strange =
        "The committee will publish its annual report on the fisheries of the northern sea.";
    let twice = format!("{}{strange}\n{}", text(), text());
    std::fs::write(sandbox.path("twice.txt"), &twice).expect("a file");
    let output = sandbox.run(&[
        "align",
        "twice.txt",
        "twice.wav",
        "-l",
        "en",
        "-f",
        "json",
        "--strict",
    ]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("not in the recording"),
        "{}",
        stderr(&output)
    );
    let transcript: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let lost = transcript["unplaced"].as_array().expect("passages");
    assert_eq!(lost.len(), 1, "{lost:?}");
    assert!(
        lost[0]["text"]
            .as_str()
            .expect("text")
            .contains("committee will publish")
    );
    assert_eq!(lost[0]["line"], 14);
    let said = transcript["text"].as_str().expect("text");
    assert!(
        !said.contains("fisheries") && said.matches("Chicago").count() == 4,
        "{said}"
    );
    let starts: Vec<f64> = (sound_words(&transcript).iter())
        .filter(|word| word["word"] == "Sheila")
        .map(|word| number(&word["start"]))
        .collect();
    assert_eq!(starts.len(), 2);
    assert!((starts[1] - starts[0] - 30.0).abs() < 0.1, "{starts:?}");
}

#[test]
fn a_text_of_something_else_is_told_apart() {
    let sandbox = Sandbox::new();
    let other = "The committee will publish its annual report on the fisheries of the sea";
    std::fs::write(sandbox.path("other.txt"), other).expect("a file");
    let file = conversation().display().to_string();
    let lenient = sandbox.run(&["align", "other.txt", &file, "-l", "en", "-f", "json"]);
    assert!(lenient.status.success());
    assert!(
        stderr(&lenient).contains("belong together (confidence"),
        "{}",
        stderr(&lenient)
    );
    let strict = sandbox.run(&["align", "other.txt", &file, "-l", "en", "--strict"]);
    assert_eq!(strict.status.code(), Some(1));
}

#[test]
fn subtitles_and_json_are_texts_with_times() {
    let sandbox = Sandbox::new();
    std::fs::copy(conversation(), sandbox.path("talk.wav")).expect("a copy");
    let made = sandbox.run(&[
        "transcribe",
        "talk.wav",
        "-l",
        "en",
        "-f",
        "all",
        "-o",
        "out",
    ]);
    assert!(made.status.success(), "{}", stderr(&made));
    let audio = conversation();
    let expected = aligned(&sandbox, "out/talk.json", &audio, &[]);
    assert_eq!(expected["language"], "en");
    for name in ["out/talk.srt", "out/talk.vtt", "out/talk.tsv"] {
        let transcript = aligned(&sandbox, name, &audio, &["-l", "en"]);
        assert_eq!(
            words(transcript["text"].as_str().expect("text")),
            words(expected["text"].as_str().expect("text")),
            "{name}"
        );
        assert!((start_of(&transcript, "sheila") - start_of(&expected, "sheila")).abs() < 0.15);
    }
    let grid = std::fs::read_to_string(sandbox.path("out/talk.textgrid")).expect("a file");
    assert!(grid.starts_with("File type = \"ooTextFile\"") && grid.contains("name = \"words\""));
    let lines = std::fs::read_to_string(sandbox.path("out/talk.ctm")).expect("a file");
    let words = sound_words(&expected).len();
    assert_eq!(
        lines.lines().filter(|line| !line.starts_with(";;")).count(),
        words
    );
}

#[test]
fn times_that_cannot_be_true_are_told_and_not_used() {
    let sandbox = Sandbox::new();
    let clip = sandbox.clip("clip.wav", 12.0, 6.0);
    let json = r#"[{"start": -3.0, "end": -5.0, "text": "This is Diane in New Jersey."},
        {"start": -9.0, "end": 2.0, "text": "And I'm Sheila in Texas, originally from Chicago."}]"#;
    std::fs::write(sandbox.path("bad.json"), json).expect("a file");
    let output = sandbox.run(&[
        "align",
        "bad.json",
        &clip.display().to_string(),
        "-l",
        "en",
        "-f",
        "json",
    ]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("the times are ignored"),
        "{}",
        stderr(&output)
    );
    let transcript: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!((start_of(&transcript, "sheila") - 2.9).abs() < 0.3);
}

#[test]
fn the_json_has_the_documented_fields_and_no_others() {
    let sandbox = Sandbox::new();
    let clip = sandbox.clip("clip.wav", 12.0, 3.0);
    // More text than three seconds hold, so that some of it is told to be missing.
    let json = r#"[{"text": "This is Diane in New Jersey.", "speaker": "Diane"},
        {"text": "The committee will publish its annual report on the fisheries of the northern sea."}]"#;
    std::fs::write(sandbox.path("text.json"), json).expect("a file");
    let aligned = aligned(
        &sandbox,
        "text.json",
        &clip,
        &["-l", "en", "--char-alignments"],
    );
    let recognised = sandbox.json(&clip.display().to_string(), &["-l", "en"]);
    let found = fields(&[&aligned, &recognised]);
    insta::assert_snapshot!("json_fields", found.join("\n"));
    assert_documented(&found);
}

#[test]
fn texts_that_are_none_are_refused() {
    let sandbox = Sandbox::new();
    let clip = sandbox.clip("clip.wav", 12.0, 3.0).display().to_string();
    let cases: [(&str, &[u8]); 5] = [
        ("empty.txt", b""),
        ("emoji.txt", "😀 🎉🎉".as_bytes()),
        ("blank.srt", b"\n\n  \n"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\0"),
        ("broken.json", b"{\"segments\": [{\"text\": "),
    ];
    for (name, bytes) in cases {
        std::fs::write(sandbox.path(name), bytes).expect("a file");
        let output = sandbox.run(&["align", name, &clip]);
        assert_eq!(output.status.code(), Some(1), "{name}");
        let talk = stderr(&output);
        assert!(talk.starts_with("error: ") && talk.contains(name), "{talk}");
        assert_eq!(talk.lines().count(), 1, "{talk}");
    }
    let missing = sandbox.run(&["align", "none.txt", &clip]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(
        stderr(&missing).contains("none.txt: can't be read"),
        "{}",
        stderr(&missing)
    );
}

#[test]
fn any_text_ends_well() {
    let sandbox = Sandbox::new();
    let clip = sandbox.clip("clip.wav", 12.0, 3.0);
    let long = "word ".repeat(1_000);
    let dense = "far too many words for this recording\n".repeat(60);
    let cases = [
        ("digits.txt", "1 2 3 4 5 1995 3.14 $5", "en"),
        ("mixed.txt", "😀 42 🎉🎉 ok 👍🏽", "en"),
        ("arabic.txt", "مرحبا بالعالم هذا نص", "ar"),
        ("hebrew.txt", "שלום עולם", "he"),
        ("thai.txt", "สวัสดีครับผมชื่อ", "th"),
        ("long.txt", long.as_str(), "en"),
        ("dense.txt", dense.as_str(), "en"),
    ];
    for (name, text, language) in cases {
        std::fs::write(sandbox.path(name), text).expect("a file");
        let transcript = aligned(&sandbox, name, &clip, &["-l", language]);
        let spaceless = |text: &str| text.split_whitespace().collect::<String>();
        let lost = transcript["unplaced"].as_array().map_or(0, Vec::len);
        if lost == 0 {
            let got = transcript["text"].as_str().expect("text");
            assert_eq!(spaceless(got), spaceless(text), "{name}");
        }
        sound_words(&transcript);
    }
}

#[test]
fn a_wav2vec2_checkpoint_of_the_users_aligns() {
    let sandbox = Sandbox::new();
    let clip = sandbox.clip("clip.wav", 12.0, 3.0).display().to_string();
    for name in ["group", "stable", "hubert", "wavlm"] {
        let folder = checkpoint(name).display().to_string();
        let options = [
            "-l",
            "de",
            "--align",
            "wav2vec2",
            "--align-model",
            &folder,
            "--char-alignments",
        ];
        let transcript = sandbox.json(&clip, &options);
        let words = sound_words(&transcript);
        assert!(!words.is_empty());
        assert!(
            words.iter().all(|word| word["source"] == "wav2vec2"),
            "{name}: {words:?}"
        );
        assert!(
            words.iter().any(|word| word.get("chars").is_some()),
            "{name}"
        );
    }
}

#[test]
fn a_checkpoint_on_disk_is_taken_by_itself_and_a_broken_one_is_no_failure() {
    let sandbox = Sandbox::new();
    let clip = sandbox.clip("clip.wav", 12.0, 3.0).display().to_string();
    let cache = "cache/hub/models--facebook--wav2vec2-base-960h/snapshots/abc";
    let folder = sandbox.path(cache);
    std::fs::create_dir_all(&folder).expect("a folder");
    for entry in std::fs::read_dir(checkpoint("group")).expect("a folder") {
        let path = entry.expect("an entry").path();
        std::fs::copy(&path, folder.join(path.file_name().expect("a name"))).expect("a copy");
    }
    let run = || {
        let mut command = sandbox.scripta(&["transcribe", &clip, "-l", "en", "-f", "json"]);
        command.env("HF_HOME", sandbox.path("cache"));
        command.output().expect("the program runs")
    };
    let output = run();
    let transcript: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(
        sound_words(&transcript)
            .iter()
            .all(|word| word["source"] == "wav2vec2")
    );
    std::fs::write(folder.join("pytorch_model.bin"), b"PK\x03\x04 not weights").expect("a file");
    let output = run();
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("can't be used"),
        "{}",
        stderr(&output)
    );
    let transcript: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(
        sound_words(&transcript)
            .iter()
            .all(|word| word["source"] == "phoneme")
    );
}

#[test]
fn checkpoints_that_cannot_be_used_say_why() {
    let sandbox = Sandbox::new();
    let clip = sandbox.clip("clip.wav", 12.0, 2.0).display().to_string();
    let broken = |change: &dyn Fn(&Path)| -> String {
        let folder = sandbox.path("checkpoint");
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir(&folder).expect("a folder");
        for entry in std::fs::read_dir(checkpoint("hubert")).expect("a folder") {
            let path = entry.expect("an entry").path();
            std::fs::copy(&path, folder.join(path.file_name().expect("a name"))).expect("a copy");
        }
        change(&folder);
        let output = sandbox.run(&["transcribe", &clip, "--align-model", "checkpoint"]);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        assert_eq!(stderr(&output).lines().count(), 1, "{}", stderr(&output));
        stderr(&output)
    };
    let talk = broken(&|folder| std::fs::remove_file(folder.join("vocab.json")).expect("removed"));
    assert!(talk.contains("vocab.json"), "{talk}");
    let talk = broken(&|folder| {
        std::fs::write(
            folder.join("vocab.json"),
            r#"{"a": 0, "<pad>": 1, "b": 9999}"#,
        )
        .expect("a file");
    });
    assert!(talk.contains("9999"), "{talk}");
    let talk = broken(&|folder| {
        let path = folder.join("model.safetensors");
        let bytes = std::fs::read(&path).expect("a file");
        std::fs::write(&path, &bytes[..bytes.len() / 2]).expect("a file");
    });
    assert!(talk.contains("cut short"), "{talk}");
    let missing = sandbox.run(&["transcribe", &clip, "--align-model", "nobody/nothing"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(
        stderr(&missing).contains("not on this machine"),
        "{}",
        stderr(&missing)
    );
}

#[test]
fn a_translation_is_timed_by_attention() {
    let sandbox = Sandbox::new();
    let clip = sandbox.clip("clip.wav", 12.0, 3.0).display().to_string();
    let options = ["-l", "en", "--task", "translate"];
    let transcript = sandbox.json(&clip, &options);
    let words = sound_words(&transcript);
    assert!(!words.is_empty() && words.iter().all(|word| word["source"] == "attention"));
    let refused = sandbox.run(&[
        "transcribe",
        &clip,
        "--task",
        "translate",
        "--align",
        "phoneme",
    ]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        stderr(&refused).contains("a translation"),
        "{}",
        stderr(&refused)
    );
}

#[test]
fn align_says_what_is_wrong_with_its_arguments() {
    let sandbox = Sandbox::new();
    let clip = sandbox.clip("clip.wav", 12.0, 2.0).display().to_string();
    std::fs::write(sandbox.path("a.txt"), "a text").expect("a file");
    let cases: [(&[&str], &str); 5] = [
        (
            &["align", "a.txt", &clip, "--align", "none"],
            "invalid value 'none'",
        ),
        (&["align", "-", "-"], "stdin"),
        (&["align", "a.txt", "no.wav"], "no.wav"),
        (
            &["align", "a.txt", &clip, "--align", "phoneme", "-l", "de"],
            "only English",
        ),
        (
            &[
                "align",
                "a.txt",
                &clip,
                "--align",
                "attention",
                "--align-model",
                "x",
            ],
            "wav2vec2",
        ),
    ];
    for (arguments, expected) in cases {
        let output = sandbox.run(arguments);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert!(stderr(&output).contains(expected), "{}", stderr(&output));
        assert_eq!(stdout(&output), "");
    }
}
