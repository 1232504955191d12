//! `scripta probe`: what recordings are said to be, and that they are what is said.

use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Sandbox, assert_documented, fields, stderr, stdout};

/// Seconds of the clip that the files are made of.
const SECONDS: f64 = 3.0;

/// Seconds of the frame that AAC begins with.
const PRIMING: f64 = 0.064;

/// Makes a file of the sandbox with ffmpeg; `clip.wav` is there.
fn make(sandbox: &Sandbox, arguments: &[&str], name: &str) {
    sandbox.clip("clip.wav", 12.0, SECONDS);
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-loglevel", "error", "-y"])
        .args(arguments)
        .arg(name)
        .current_dir(sandbox.path("."))
        .output()
        .expect("ffmpeg runs");
    assert!(output.status.success(), "{name}: {}", stderr(&output));
}

/// The report on one file that can be decoded.
fn probe(sandbox: &Sandbox, name: &str, options: &[&str]) -> Value {
    let output = sandbox.run(&[&["probe", "--json", name], options].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
    serde_json::from_slice(&output.stdout).expect("an object")
}

fn near(value: &Value, expected: f64) -> bool {
    value
        .as_f64()
        .is_some_and(|value| (value - expected).abs() < 0.03)
}

/// Half a second of digital silence, and a second and a half at 6 dB below full scale.
fn step(sandbox: &Sandbox, name: &str) {
    let wave = (0..24_000).map(|at| 0.5 * (at as f32 * 0.3).sin());
    let samples: Vec<f32> = std::iter::repeat_n(0.0, 8_000).chain(wave).collect();
    sandbox.wav(name, &samples);
}

#[test]
fn a_report_is_what_the_snapshot_says() {
    let sandbox = Sandbox::new();
    step(&sandbox, "step.wav");
    let report = probe(&sandbox, "step.wav", &[]);
    let pretty = serde_json::to_string_pretty(&report).expect("JSON");
    insta::assert_snapshot!("probe_json", pretty);
    let quick = probe(&sandbox, "step.wav", &["--quick"]);
    insta::assert_snapshot!("probe_text", stdout(&sandbox.run(&["probe", "step.wav"])));
    assert_eq!(quick["decoded_duration"], Value::Null);
    assert_eq!(quick["level"], Value::Null);
    assert_eq!(quick["stated_duration"], 2.0);
    assert_documented(&fields(&[&report]));
}

#[test]
fn several_recordings_give_an_object_a_line_and_a_bad_one_stops_no_other() {
    let sandbox = Sandbox::new();
    std::fs::create_dir_all(sandbox.path("calls/day")).expect("a folder");
    step(&sandbox, "calls/day/good.wav");
    step(&sandbox, "calls/other.wav");
    std::fs::write(sandbox.path("calls/broken.mp3"), [0x55; 5_000]).expect("a file");
    std::fs::write(sandbox.path("calls/notes.txt"), "no sound").expect("a file");
    let output = sandbox.run(&["probe", "--json", "calls", "gone.wav"]);
    assert_eq!(output.status.code(), Some(1));
    let documents: Vec<Value> = stdout(&output)
        .lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect();
    let files: Vec<_> = documents.iter().map(|document| &document["file"]).collect();
    let named = ["calls/broken.mp3", "calls/day/good.wav", "calls/other.wav"];
    assert_eq!(files, named);
    assert_documented(&fields(&documents.iter().collect::<Vec<_>>()));
    let reason = documents[0]["error"].as_str().expect("a reason");
    assert!(reason.contains("not an audio or video file"), "{reason}");
    assert_eq!(documents[0]["bytes"], 5_000);
    assert_eq!(documents[0].get("container"), None);
    assert_eq!(documents[1].get("error"), None);
    let told = stderr(&output);
    assert!(
        told.contains(&format!("error: calls/broken.mp3: {reason}\n")),
        "{told}"
    );
    assert!(
        told.contains("error: gone.wav: there is no such file\n"),
        "{told}"
    );
    assert!(told.contains("1 file in calls is no recording"), "{told}");
    let text = stdout(&sandbox.run(&["probe", "calls"]));
    let heads: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("calls"))
        .collect();
    assert_eq!(heads, named[1..]);
    let nothing = sandbox.run(&["probe", "-q", "gone.wav"]);
    assert_eq!(
        (nothing.status.code(), stdout(&nothing)),
        (Some(1), String::new())
    );
}

#[test]
fn stdin_and_addresses_are_probed_too() {
    let sandbox = Sandbox::new();
    step(&sandbox, "step.wav");
    let sound = std::fs::read(sandbox.path("step.wav")).expect("a file");
    let output = sandbox
        .scripta(&["probe", "--json", "-"])
        .write_stdin(sound)
        .output();
    let output = output.expect("the program runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("an object");
    assert_eq!(report["file"], "stdin");
    assert_eq!(report["decoded_duration"], 2.0);
    #[cfg(unix)]
    {
        let address = format!("file://{}", sandbox.path("step.wav").display());
        assert_eq!(probe(&sandbox, &address, &["--quick"])["decoder"], "native");
    }
}

#[test]
fn what_is_cut_short_is_told_and_counts_with_strict() {
    let sandbox = Sandbox::new();
    step(&sandbox, "step.wav");
    let whole = std::fs::read(sandbox.path("step.wav")).expect("a file");
    std::fs::write(sandbox.path("cut.wav"), &whole[..10_000]).expect("a file");
    let report = probe(&sandbox, "cut.wav", &[]);
    assert_eq!(report["incomplete"], true);
    let warning = report["warnings"][0].as_str().expect("a warning");
    assert!(warning.contains("cut short"), "{warning}");
    let text = stdout(&sandbox.run(&["probe", "cut.wav"]));
    assert!(text.contains(&format!("warning    {warning}\n")), "{text}");
    let strict = sandbox.run(&["probe", "--strict", "step.wav", "cut.wav"]);
    assert_eq!(strict.status.code(), Some(1));
    let strict = sandbox.run(&["probe", "--strict", "step.wav"]);
    assert_eq!(strict.status.code(), Some(0));
}

#[test]
fn tracks_that_are_not_there_are_refused() {
    let sandbox = Sandbox::new();
    step(&sandbox, "step.wav");
    let output = sandbox.run(&["probe", "step.wav", "--track", "2"]);
    assert_eq!(output.status.code(), Some(1));
    let reason = "error: step.wav: there is no audio track 2: the file has 1\n";
    assert_eq!(stderr(&output), reason);
}

#[cfg_attr(not(has_ffmpeg), ignore = "needs ffmpeg on PATH to make the files")]
#[test]
fn edit_lists_and_late_sound_are_listed() {
    let sandbox = Sandbox::new();
    let film = ["-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=4"];
    make(&sandbox, &["-i", "clip.wav", "-c:a", "aac"], "clip.m4a");
    let report = probe(&sandbox, "clip.m4a", &[]);
    assert_eq!(report["container"], "isomp4");
    assert_eq!(report["decoder"], "native");
    assert_eq!(report["offset"], 0.0);
    assert_eq!(report["edits"][0]["kind"], "media", "{report}");
    assert_eq!(report["edits"][0]["start"], PRIMING, "{report}");
    assert!(near(&report["edits"][0]["duration"], SECONDS), "{report}");
    assert!(near(&report["stated_duration"], SECONDS), "{report}");
    assert!(near(&report["decoded_duration"], SECONDS), "{report}");
    let late = [
        &["-itsoffset", "1", "-i", "clip.wav"],
        &film[..],
        &["-map", "1:v", "-map", "0:a", "-c:v", "mpeg4", "-c:a", "aac"],
    ];
    make(&sandbox, &late.concat(), "late.mp4");
    let report = probe(&sandbox, "late.mp4", &[]);
    assert_eq!(report["edits"][0]["kind"], "silence", "{report}");
    assert!(near(&report["offset"], 1.0 - PRIMING), "{report}");
    assert!(near(&report["decoded_duration"], 1.0 + SECONDS), "{report}");
    let text = stdout(&sandbox.run(&["probe", "late.mp4"]));
    assert!(text.contains("the sound begins late"), "{text}");
    assert!(text.contains("  edit list  silence of "), "{text}");
    make(&sandbox, &late.concat(), "late.mkv");
    let report = probe(&sandbox, "late.mkv", &["--quick"]);
    assert_eq!(report["decoder"], "native");
    assert!(near(&report["offset"], 1.0 - PRIMING), "{report}");
}

#[cfg_attr(not(has_ffmpeg), ignore = "needs ffmpeg on PATH to make the files")]
#[test]
fn the_track_that_is_taken_is_named_and_why() {
    let sandbox = Sandbox::new();
    let two = [
        &[
            "-i",
            "clip.wav",
            "-f",
            "lavfi",
            "-i",
            "anullsrc=r=16000:cl=stereo:d=3",
        ][..],
        &["-map", "0", "-map", "0", "-map", "1", "-c:a", "flac"],
        &[
            "-metadata:s:a:0",
            "language=ger",
            "-metadata:s:a:1",
            "language=eng",
        ],
    ]
    .concat();
    let flag = |track: &'static str| {
        let mut arguments = two.clone();
        arguments.extend(["-disposition:a", "0", track, "default"]);
        arguments
    };
    make(&sandbox, &flag("-disposition:a:1"), "two.mkv");
    let report = probe(&sandbox, "two.mkv", &["--quick"]);
    assert_eq!(report["track"], 2);
    assert_eq!(report["track_reason"], "default");
    let tracks = report["tracks"].as_array().expect("tracks");
    assert_eq!(tracks.len(), 3);
    assert_eq!(tracks[0]["language"], "ger");
    assert_eq!(tracks[1]["language"], "eng");
    assert_eq!(tracks[1]["number"], 2);
    assert_eq!(tracks[1]["channels"], 1);
    assert_eq!(tracks[1]["rate"], 16_000);
    assert_eq!(tracks[2].get("language"), None);
    assert_eq!(tracks[2]["channels"], 2);
    let default: Vec<_> = tracks.iter().map(|track| &track["default"]).collect();
    assert_eq!(default, [false, true, false]);
    assert_documented(&fields(&[&report]));
    let warning = report["warnings"][0].as_str().expect("a warning");
    assert!(warning.contains("of 3 audio tracks, track 2"), "{warning}");
    let text = stdout(&sandbox.run(&["probe", "two.mkv", "--quick"]));
    assert!(
        text.contains("  taken      track 2: the file's default, decoded as 16000 Hz, mono\n"),
        "{text}"
    );
    make(&sandbox, &flag("-disposition:a:2"), "silent.mkv");
    let report = probe(&sandbox, "silent.mkv", &[]);
    assert_eq!(
        (&report["track"], &report["track_reason"]),
        (&json!(1), &json!("other_silent"))
    );
    let report = probe(&sandbox, "silent.mkv", &["--track", "3"]);
    assert_eq!(
        (&report["track"], &report["track_reason"]),
        (&json!(3), &json!("asked"))
    );
    assert_eq!(
        report["level"],
        json!({"peak": null, "rms": null, "silent": 1.0})
    );
    let text = stdout(&sandbox.run(&["probe", "silent.mkv", "--track", "3"]));
    assert!(
        text.contains("  level      all is digital silence\n"),
        "{text}"
    );
}

#[cfg_attr(not(has_ffmpeg), ignore = "needs ffmpeg on PATH")]
#[test]
fn what_ffmpeg_reads_is_told_with_its_version() {
    let sandbox = Sandbox::new();
    let late = [
        &["-itsoffset", "1.5", "-i", "clip.wav", "-f", "lavfi"][..],
        &[
            "-i",
            "testsrc2=s=64x48:r=25:d=5",
            "-map",
            "1:v",
            "-map",
            "0:a",
        ],
        &["-c:v", "mpeg2video", "-c:a", "mp2"],
    ];
    make(&sandbox, &late.concat(), "late.ts");
    let report = probe(&sandbox, "late.ts", &[]);
    assert_eq!(report["container"], "mpegts");
    assert_eq!(report["decoder"], "ffmpeg");
    assert_eq!(report["edits"], Value::Null);
    assert!(report["ffmpeg_version"].is_string(), "{report}");
    assert_eq!(report["tracks"][0]["codec"], "mp2");
    let offset = report["offset"].as_f64().expect("an offset");
    assert!((offset - 1.5).abs() < 0.1, "{report}");
    assert!(report["stated_duration"].as_f64() > Some(4.0), "{report}");
    let decoded = report["decoded_duration"].as_f64().expect("a length");
    assert!((decoded - offset - SECONDS).abs() < 0.1, "{report}");
    assert_documented(&fields(&[&report]));
    let without = sandbox
        .scripta(&["probe", "late.ts"])
        .env("PATH", "/nowhere")
        .output();
    let without = without.expect("the program runs");
    assert_eq!(without.status.code(), Some(1));
    let told = stderr(&without);
    assert!(
        told.contains("transport stream") && told.contains("install"),
        "{told}"
    );
    make(&sandbox, &["-i", "clip.wav"], "sound.wma");
    let report = probe(&sandbox, "sound.wma", &["--quick"]);
    assert_eq!(
        (&report["container"], &report["decoder"]),
        (&json!("asf"), &json!("ffmpeg"))
    );
    let text = stdout(&sandbox.run(&["probe", "sound.wma"]));
    assert!(text.contains("  decoder    ffmpeg "), "{text}");
}
