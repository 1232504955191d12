//! What may be missing is told, and with --strict it makes the exit code 1.

use serde_json::Value;

use crate::support::{Sandbox, conversation, noise, read, stderr, stdout};

/// Options with which a decode of the conversation is dropped wherever it is less sure than usual.
const CARELESS: &[&str] = &[
    "--chunk-size=6",
    "--temperature-increment=0",
    "--no-speech-threshold=0",
    "--logprob-threshold=-0.3",
];

/// A recording that ends too early.
fn cut(sandbox: &Sandbox, name: &str) {
    let path = sandbox.clip(name, 12.0, 6.0);
    let bytes = std::fs::read(&path).expect("a file");
    std::fs::write(path, &bytes[..bytes.len() / 2]).expect("a file");
}

fn warnings(transcript: &Value) -> String {
    transcript["warnings"].to_string()
}

#[test]
fn speech_that_got_no_words_is_told() {
    let sandbox = Sandbox::new();
    let file = conversation().display().to_string();
    let careful = sandbox.json(&file, &[]);
    assert_eq!(careful["warnings"], serde_json::json!([]));
    assert_eq!(careful["incomplete"], false);
    let careless = sandbox.json(&file, CARELESS);
    let told = warnings(&careless);
    assert!(told.contains("speech without words: "), "{told}");
    assert_eq!(careless["incomplete"], true);
    // By channels, too, and once for both.
    let both: Vec<f32> = read(&conversation())
        .iter()
        .flat_map(|s| [*s, 0.0])
        .collect();
    sandbox.wav_of("both.wav", 16_000, 2, &both);
    let channels = sandbox.json(
        "both.wav",
        &[CARELESS, &["--channels-as-speakers"]].concat(),
    );
    let told = warnings(&channels);
    assert_eq!(told.matches("speech without words").count(), 1, "{told}");
}

#[test]
fn sound_that_got_no_words_is_told() {
    let sandbox = Sandbox::new();
    let hiss: Vec<f32> = noise(5 * 16_000).iter().map(|s| s * 0.1).collect();
    sandbox.wav("hiss.wav", &hiss);
    let told = warnings(&sandbox.json("hiss.wav", &[]));
    assert!(
        told.contains("no words were found in 5.0 s of sound: "),
        "{told}"
    );
    let faint: Vec<f32> = hiss.iter().map(|s| s * 0.005).collect();
    sandbox.wav("faint.wav", &faint);
    let silence = sandbox.json("faint.wav", &[]);
    assert_eq!(silence["warnings"], serde_json::json!([]));
    // Whoever speaks in it is told apart by how it sounds, with words or without.
    let turns = sandbox.run(&["diarize", "faint.wav", "-f", "json", "--strict"]);
    let turns: Value = serde_json::from_slice(&turns.stdout).expect("JSON");
    assert_eq!(turns["incomplete"], false);
}

#[test]
fn strict_counts_what_is_incomplete_as_failed() {
    let sandbox = Sandbox::new();
    cut(&sandbox, "cut.wav");
    sandbox.clip("good.wav", 12.0, 3.0);
    let run = |arguments: &[&str]| {
        let output = sandbox.run(arguments);
        (output.status.code(), stderr(&output), stdout(&output))
    };
    let lenient = run(&["transcribe", "cut.wav"]);
    assert_eq!(lenient.0, Some(0), "{}", lenient.1);
    let sentence = "error: cut.wav: something may be missing from its result, which counts as a \
                    failure (--strict)";
    // From the history, where the warning is told once more.
    let strict = run(&["transcribe", "cut.wav", "--strict"]);
    assert_eq!(strict.0, Some(1));
    assert_eq!(strict.2, lenient.2);
    assert!(
        strict.1.contains("answered from the history"),
        "{}",
        strict.1
    );
    assert!(
        strict.1.contains("warning: cut.wav: the file is"),
        "{}",
        strict.1
    );
    assert_eq!(
        strict.1.trim_end().lines().last(),
        Some(sentence),
        "{}",
        strict.1
    );
    // Several, heard anew; the results are there all the same.
    let all = run(&[
        "transcribe",
        "good.wav",
        "cut.wav",
        "--strict",
        "--fresh",
        "-q",
        "-o",
        "out",
    ]);
    assert_eq!((all.0, all.1.trim_end()), (Some(1), sentence));
    assert!(sandbox.path("out/good.txt").is_file() && sandbox.path("out/cut.txt").is_file());
    let events = run(&[
        "transcribe",
        "good.wav",
        "cut.wav",
        "--strict",
        "--progress=json",
    ]);
    let done = events.1.lines().last().expect("events");
    assert!(done.contains("\"succeeded\":1,\"failed\":1"), "{done}");
    assert!(events.1.contains("\"incomplete\":true"), "{}", events.1);
    // By the environment; one run may lift it.
    let set = |arguments: &[&str]| {
        let mut command = sandbox.scripta(arguments);
        let output = command.env("SCRIPTA_STRICT", "1").output();
        output.expect("the program runs").status.code()
    };
    assert_eq!(set(&["transcribe", "cut.wav"]), Some(1));
    assert_eq!(set(&["transcribe", "cut.wav", "--strict=false"]), Some(0));
    assert_eq!(set(&["transcribe", "good.wav"]), Some(0));
    assert_eq!(set(&["diarize", "cut.wav"]), Some(1));
    std::fs::write(sandbox.path("said.txt"), "This is Diane in New Jersey.").expect("a file");
    assert_eq!(set(&["align", "said.txt", "cut.wav", "-l", "en"]), Some(1));
    let bytes = std::fs::read(sandbox.path("cut.wav")).expect("a file");
    let mut stdin = sandbox.scripta(&["transcribe", "-", "--strict"]);
    let stdin = stdin.write_stdin(bytes).output().expect("the program runs");
    assert_eq!(stdin.status.code(), Some(1), "{}", stderr(&stdin));
}

#[test]
fn what_a_text_leaves_out_is_told_and_no_failure() {
    let sandbox = Sandbox::new();
    sandbox.clip("talk.wav", 12.0, 10.0);
    std::fs::write(
        sandbox.path("part.srt"),
        "1\n00:00:00,000 --> 00:00:02,600\nThis is Diane in New Jersey.\n",
    )
    .expect("a file");
    let arguments = [
        "align", "part.srt", "talk.wav", "-l", "en", "--strict", "-f", "json",
    ];
    let output = sandbox.run(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let aligned: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let told = warnings(&aligned);
    assert!(
        told.contains("speech that the text has no words for: "),
        "{told}"
    );
    assert_eq!(aligned["incomplete"], false);
}
