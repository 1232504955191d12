//! What the program says of itself, how it ends, and who hears it.

use crate::support::{Sandbox, conversation, stderr, stdout};

#[test]
fn help_is_what_the_snapshot_says() {
    let sandbox = Sandbox::new();
    insta::assert_snapshot!("help", stdout(&sandbox.run(&["--help"])));
    insta::assert_snapshot!(
        "help_transcribe",
        stdout(&sandbox.run(&["transcribe", "--help"]))
    );
    insta::assert_snapshot!("help_align", stdout(&sandbox.run(&["align", "--help"])));
    insta::assert_snapshot!("help_diarize", stdout(&sandbox.run(&["diarize", "--help"])));
    insta::assert_snapshot!("help_probe", stdout(&sandbox.run(&["probe", "--help"])));
    insta::assert_snapshot!("help_serve", stdout(&sandbox.run(&["serve", "--help"])));
    insta::assert_snapshot!("help_tasks", stdout(&sandbox.run(&["tasks", "--help"])));
    for command in ["add", "list", "remove"] {
        let help = sandbox.run(&["speakers", command, "--help"]);
        insta::assert_snapshot!(format!("help_speakers_{command}"), stdout(&help));
    }
}

#[test]
fn wrong_usage_ends_with_2() {
    let sandbox = Sandbox::new();
    let wrong: &[&[&str]] = &[
        &[],
        &["transcrib"],
        &["transcribe"],
        &["transcribe", "a.wav", "--no-such-flag"],
        &["transcribe", "a.wav", "--beam-size", "0"],
        &["transcribe", "a.wav", "-l", "zz"],
        &["transcribe", "a.wav", "-f", "docx"],
        &["transcribe", "a.wav", "--vad", "webrtc"],
        &["transcribe", "a.wav", "--model", "huge"],
        &["transcribe", "a.wav", "--overwrite", "--skip-existing"],
        &["transcribe", "-", "-"],
        &["probe"],
        &["probe", "a.wav", "--track", "0"],
        &["transcribe", "@nowhere.txt"],
        &["transcribe", "a.wav", "--config", "nowhere.toml"],
    ];
    sandbox.wav("a.wav", &[0.0; 1_600]);
    for arguments in wrong {
        let output = sandbox.run(arguments);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert!(
            !output.stderr.is_empty(),
            "{arguments:?} is refused in silence"
        );
        assert!(output.stdout.is_empty(), "{arguments:?} talks on stdout");
    }
}

#[test]
fn a_missing_file_ends_with_1_and_is_named() {
    let output = Sandbox::new().run(&["transcribe", "no such file.wav"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        stderr(&output),
        "error: no such file.wav: there is no such file\n"
    );
}

#[test]
fn stdout_holds_the_transcript_and_nothing_else() {
    let sandbox = Sandbox::new();
    sandbox.clip("a.wav", 12.0, 6.0);
    let output = sandbox.run(&["transcribe", "a.wav"]);
    assert!(
        stdout(&output).contains("New Jersey"),
        "{}",
        stdout(&output)
    );
    assert_eq!(stderr(&output), "");
    let quiet = sandbox.run(&["transcribe", "a.wav", "missing.wav", "-q"]);
    assert_eq!(quiet.status.code(), Some(1));
    assert_eq!(
        stderr(&quiet),
        "error: missing.wav: there is no such file\n"
    );
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_error() {
    let sandbox = Sandbox::new();
    let script = format!(
        "{} transcribe '{}' -f json | head -c 10; echo \"${{PIPESTATUS[0]}}\"",
        env!("CARGO_BIN_EXE_scripta"),
        conversation().display()
    );
    let output = std::process::Command::new("bash")
        .args(["-c", &script])
        .env("HOME", sandbox.path("."))
        .output();
    let output = output.expect("bash runs");
    assert!(stdout(&output).ends_with("0\n"), "{}", stdout(&output));
    assert_eq!(stderr(&output), "");
}

#[test]
fn events_are_one_json_object_a_line() {
    let sandbox = Sandbox::new();
    sandbox.clip("a.wav", 12.0, 6.0);
    std::fs::write(sandbox.path("bad.wav"), "text").expect("a file");
    let output = sandbox.run(&[
        "transcribe",
        "a.wav",
        "bad.wav",
        "--progress",
        "json",
        "-o",
        "out",
    ]);
    let lines = stderr(&output);
    let events: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect();
    let names: Vec<&str> = events
        .iter()
        .filter_map(|event| event["event"].as_str())
        .collect();
    for expected in [
        "started", "opened", "language", "segment", "progress", "finished", "failed",
    ] {
        assert!(names.contains(&expected), "no {expected} in {names:?}");
    }
    assert_eq!(names.last(), Some(&"done"));
    let done = events.last().expect("events");
    assert_eq!(
        (done["succeeded"].as_u64(), done["failed"].as_u64()),
        (Some(1), Some(1))
    );
}

#[test]
fn log_lines_can_be_json() {
    let sandbox = Sandbox::new();
    sandbox.clip("a.wav", 12.0, 6.0);
    let output = sandbox.run(&["transcribe", "a.wav", "-v", "--log-format", "json"]);
    let lines = stderr(&output);
    assert!(lines.lines().count() > 0);
    for line in lines.lines() {
        let value: serde_json::Value = serde_json::from_str(line).expect(line);
        assert!(
            value["message"].is_string() && value["level"].is_string(),
            "{line}"
        );
    }
}
