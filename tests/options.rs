//! Every option that is offered does something.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, OnceLock};

use crate::support::{Sandbox, conversation, stderr};
use serde_json::Value;

/// Transcripts by their options: many tests compare with the same one.
static HEARD: LazyLock<Mutex<HashMap<String, Arc<OnceLock<Value>>>>> =
    LazyLock::new(Mutex::default);

fn heard(options: &[&str]) -> Value {
    let known = HEARD
        .lock()
        .expect("a lock")
        .entry(options.join(" "))
        .or_default()
        .clone();
    let hear = || {
        let sandbox = Sandbox::new();
        sandbox.json(&conversation().display().to_string(), options)
    };
    known.get_or_init(hear).clone()
}

fn text(transcript: &Value) -> String {
    transcript["text"].as_str().expect("text").to_owned()
}

fn assert_changes(options: &[&str], base: &[&str]) {
    let (before, after) = (heard(base), heard(&[base, options].concat()));
    assert_ne!(
        before["segments"], after["segments"],
        "{options:?} changes nothing"
    );
}

/// The same where a change is a matter of chance: over one of several bases it must show.
fn assert_changes_one(options: &[&str], bases: &[&[&str]]) {
    let changes =
        |base: &&[&str]| heard(base)["segments"] != heard(&[*base, options].concat())["segments"];
    assert!(bases.iter().any(changes), "{options:?} changes nothing");
}

#[test]
fn language_can_be_given_or_detected() {
    let given = heard(&["-l", "English"]);
    assert_eq!(
        (&given["language"], &given["language_probability"]),
        (&"en".into(), &Value::Null)
    );
    let wrong = heard(&["-l", "de"]);
    assert_eq!(wrong["language"], "de");
    assert_ne!(text(&wrong), text(&given));
    // A language of large-v3's, which the bundled model has no token for.
    let sandbox = Sandbox::new();
    sandbox.clip("clip.wav", 12.0, 4.0);
    for engine in ["auto", "whisper.cpp"] {
        let unknown = sandbox.run(&["transcribe", "clip.wav", "-l", "yue", "--engine", engine]);
        let said = stderr(&unknown);
        assert_eq!(unknown.status.code(), Some(2), "{said}");
        assert!(said.contains("fewer languages, not `yue`"), "{said}");
    }
    let each = heard(&["--multilingual"]);
    assert_eq!(each["segments"][0]["language"], "en");
}

#[test]
fn translation_is_a_task() {
    let translated = heard(&["-l", "de", "--task", "translate"]);
    assert_eq!(translated["task"], "translate");
    // What was spoken, and what is written.
    assert_eq!(translated["language"], "de");
    assert_eq!(translated["segments"][0]["language"], "en");
    assert_ne!(text(&translated), text(&heard(&["-l", "de"])));
}

#[test]
fn beam_size_changes_the_search() {
    assert_changes(&["--beam-size", "1"], &[]);
}

#[test]
fn best_of_changes_the_sampling() {
    assert_changes(
        &["--best-of", "1"],
        &["--temperature", "0.8", "--temperature-increment", "0"],
    );
}

#[test]
fn temperature_changes_the_sampling() {
    assert_changes(&["--temperature", "0.8"], &["--beam-size", "1"]);
}

#[test]
fn length_penalty_changes_the_choice() {
    let at = |temperature| ["--temperature", temperature, "--temperature-increment", "0"];
    let bases = [at("1"), at("0.5"), at("0.8")];
    let bases: Vec<&[&str]> = bases.iter().map(|base| &base[..]).collect();
    assert_changes_one(&["--length-penalty", "10"], &bases);
}

#[test]
fn a_failed_decode_is_tried_warmer_unless_forbidden() {
    let strict = ["--logprob-threshold", "0", "--beam-size", "1"];
    assert_changes(&["--temperature-increment", "0"], &strict);
}

#[test]
fn thresholds_decide_what_has_failed() {
    assert_changes(&["--entropy-threshold", "100"], &["--beam-size", "1"]);
    assert_changes(&["--logprob-threshold", "0"], &["--beam-size", "1"]);
    // What comes of the second look is a matter of chance, not that there is one.
    let strict = ["--beam-size", "1", "--compression-ratio-threshold", "0.5"];
    let sandbox = Sandbox::new();
    let clip = conversation().display().to_string();
    let report = ["transcribe", &clip, "-f", "txt", "--report", "--no-history"];
    let told = stderr(&sandbox.run(&[&report[..], &strict].concat()));
    assert!(told.contains("a loop near"), "{told}");
    let silent = heard(&["--logprob-threshold", "0", "--no-speech-threshold", "0"]);
    assert_eq!(text(&silent), "");
}

#[test]
fn a_prompt_sets_the_spelling() {
    let prompted = heard(&[
        "--initial-prompt",
        "glossary: dianne, sheilagh, new jersey, chicago",
    ]);
    assert_ne!(text(&prompted), text(&heard(&[])));
}

#[test]
fn hotwords_are_expected() {
    let helped = text(&heard(&["--hotwords", "Sheilagh, Dianne"]));
    assert!(
        helped.contains("Sheilagh") || helped.contains("Dianne"),
        "{helped}"
    );
}

#[test]
fn tokens_and_numerals_can_be_suppressed() {
    let plain = heard(&["--beam-size", "1"]);
    let token = plain["segments"][0]["tokens"][0].as_i64().expect("a token");
    let without = heard(&[
        "--beam-size",
        "1",
        "--suppress-tokens",
        &format!("-1,{token}"),
    ]);
    for segment in without["segments"].as_array().expect("segments") {
        let tokens = segment["tokens"].as_array().expect("tokens");
        assert!(!tokens.contains(&token.into()), "token {token} was written");
    }
    let prompt = "In 1995, 12 of 20 people, or 60%, paid $5.";
    let spelt = heard(&["--initial-prompt", prompt, "--suppress-numerals"]);
    assert!(!text(&spelt).contains(|c: char| c.is_ascii_digit()));
}

#[cfg_attr(not(has_ffmpeg), ignore = "needs ffmpeg on PATH to speak the numbers")]
#[test]
fn numbers_are_spelt_out_when_numerals_are_suppressed() {
    let sandbox = Sandbox::new();
    let voice =
        "flite=text='There are twenty five houses and three hundred people here.':voice=slt";
    let made = std::process::Command::new("ffmpeg")
        .args([
            "-loglevel",
            "error",
            "-f",
            "lavfi",
            "-i",
            voice,
            "-ar",
            "16000",
        ])
        .arg(sandbox.path("numbers.wav"))
        .status();
    assert!(
        made.is_ok_and(|status| status.success()),
        "this ffmpeg has no flite voice"
    );
    let plain = text(&sandbox.json("numbers.wav", &["-l", "en"]));
    assert!(plain.contains("25"), "{plain}");
    let spelt = text(&sandbox.json("numbers.wav", &["-l", "en", "--suppress-numerals"]));
    assert!(!spelt.contains(|c: char| c.is_ascii_digit()), "{spelt}");
    assert!(spelt.to_lowercase().contains("twenty"), "{spelt}");
}

#[test]
fn each_way_of_finding_speech_works() {
    for method in ["silero", "pyannote", "none"] {
        let transcript = heard(&["--vad", method]);
        assert!(
            text(&transcript).contains("Chicago"),
            "{method}: {}",
            text(&transcript)
        );
        // The conversation begins after six seconds of silence.
        let start = transcript["speech"][0]["start"].as_f64().expect("a span");
        assert_eq!(
            start < 5.0,
            method == "none",
            "{method}: speech from {start}"
        );
    }
}

#[test]
fn onset_and_offset_move_the_borders() {
    let strict = heard(&["--vad-onset", "0.99", "--vad-offset", "0.95"]);
    let lenient = heard(&["--vad-onset", "0.05", "--vad-offset", "0.02"]);
    let spoken = |transcript: &Value| -> f64 {
        let spans = transcript["speech"].as_array().expect("spans").iter();
        spans
            .map(|s| s["end"].as_f64().expect("end") - s["start"].as_f64().expect("start"))
            .sum()
    };
    assert!(spoken(&strict) + 1.0 < spoken(&lenient));
}

#[test]
fn chunks_can_be_made_shorter() {
    assert_changes(&["--chunk-size", "5"], &[]);
}

#[test]
fn an_english_model_refuses_other_languages_and_a_broken_one_is_named() {
    let sandbox = Sandbox::new();
    sandbox.clip("a.wav", 12.0, 2.0);
    std::fs::write(sandbox.path("broken.bin"), "not a model").expect("a file");
    let output = sandbox.run(&["transcribe", "a.wav", "--model", "./broken.bin"]);
    assert!(
        stderr(&output).contains("broken.bin can't be used"),
        "{}",
        stderr(&output)
    );
    let missing = sandbox.run(&["transcribe", "a.wav", "--model", "small"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(
        stderr(&missing).contains("ggml-small-q8_0.bin"),
        "{}",
        stderr(&missing)
    );
}

#[test]
fn subtitle_layout_is_kept() {
    let sandbox = Sandbox::new();
    let file = conversation().display().to_string();
    let options = [
        "transcribe",
        &file,
        "-f",
        "srt",
        "--max-line-width",
        "24",
        "--max-line-count",
        "1",
    ];
    let output = sandbox.run(&options);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let mut last = String::new();
    for cue in text.trim_end().split("\n\n") {
        let lines: Vec<&str> = cue.lines().collect();
        assert_eq!(lines.len(), 3, "{cue}");
        assert!(lines[2].chars().count() <= 24, "{cue}");
        let (start, end) = lines[1].split_once(" --> ").expect("times");
        assert!(last.as_str() <= start && start < end, "{cue}");
        end.clone_into(&mut last);
    }
    let marked = sandbox.run(&["transcribe", &file, "-f", "vtt", "--highlight-words"]);
    assert!(String::from_utf8_lossy(&marked.stdout).contains("<u>"));
}
