//! Several recordings at once: the same results in the same order, and a bad one stops no other.

use std::time::Duration;

use serde_json::Value;

use crate::support::{Sandbox, conversation, read, stderr, stdout};

/// Clips of which later ones are shorter, so that these are done first.
fn clips(sandbox: &Sandbox) -> Vec<&'static str> {
    for (name, start, seconds) in [
        ("long.wav", 0.0, 14.0),
        ("middle.wav", 12.0, 6.0),
        ("short.wav", 18.0, 2.0),
        ("last.wav", 20.0, 4.0),
    ] {
        sandbox.clip(name, start, seconds);
    }
    vec!["long.wav", "middle.wav", "short.wav", "last.wav"]
}

/// What a command makes of some files, so many at once: a line of JSON for each.
fn results(sandbox: &Sandbox, command: &str, files: &[&str], jobs: &str) -> String {
    let options = ["-f", "json", "--no-history", "--jobs", jobs];
    let output = sandbox.run(&[&[command], files, &options].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    stdout(&output)
}

fn lines(text: &str) -> Vec<Value> {
    let parse = |line: &str| serde_json::from_str(line).expect("a line of JSON");
    text.lines().map(parse).collect()
}

#[test]
fn many_at_once_give_what_one_after_another_gives() {
    let sandbox = Sandbox::new();
    let clips = clips(&sandbox);
    let run = |jobs: &str| results(&sandbox, "transcribe", &clips, jobs);
    let (one, many) = (run("1"), run("4"));
    assert_eq!(one, many);
    let sources = lines(&many);
    let sources: Vec<&str> = sources
        .iter()
        .filter_map(|line| line["source"].as_str())
        .collect();
    assert_eq!(sources, clips);
}

#[test]
fn a_bad_one_stops_no_other_and_is_told_in_its_place() {
    let sandbox = Sandbox::new();
    let mut clips = clips(&sandbox);
    std::fs::write(sandbox.path("bad.wav"), "no sound at all").expect("written");
    clips.insert(1, "bad.wav");
    let options = [
        "-f",
        "txt",
        "-o",
        "out",
        "--jobs",
        "3",
        "--progress",
        "json",
    ];
    let output = sandbox.run(&[&["transcribe"], &clips[..], &options].concat());
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let events = lines(&stderr(&output));
    let ended = events.iter().filter(|event| {
        let kind = event["event"].as_str();
        matches!(kind, Some("finished" | "failed"))
    });
    let ended: Vec<_> = ended
        .map(|event| (event["file"].as_str(), event["event"].as_str()))
        .collect();
    let expected: Vec<_> = clips
        .iter()
        .map(|name| {
            let kind = if *name == "bad.wav" {
                "failed"
            } else {
                "finished"
            };
            (Some(*name), Some(kind))
        })
        .collect();
    assert_eq!(ended, expected);
    let done = events.last().expect("an event");
    assert_eq!(
        (&done["succeeded"], &done["failed"]),
        (&4.into(), &1.into())
    );
    for name in ["long", "middle", "short", "last"] {
        assert!(sandbox.path(&format!("out/{name}.txt")).exists(), "{name}");
    }
    // What is known is told in its place, too.
    let output = sandbox.run(&[&["transcribe"], &clips[..], &options].concat());
    let events = lines(&stderr(&output));
    let known = events.iter().filter(|event| event["event"] == "recalled");
    let known: Vec<_> = known.filter_map(|event| event["file"].as_str()).collect();
    assert_eq!(known, ["long.wav", "middle.wav", "short.wav", "last.wav"]);
}

#[test]
fn voices_of_many_are_told_apart_at_once() {
    let sandbox = Sandbox::new();
    sandbox.clip("a.wav", 0.0, 12.0);
    sandbox.clip("b.wav", 12.0, 6.0);
    let run = |jobs: &str| results(&sandbox, "diarize", &["a.wav", "b.wav"], jobs);
    assert_eq!(run("1"), run("2"));
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_goes_on_with_each_that_was_begun() {
    let sandbox = Sandbox::new();
    sandbox.clip("first.wav", 12.0, 3.0);
    let long = read(&conversation()).repeat(3);
    sandbox.wav("a.wav", &long);
    sandbox.wav("b.wav", &long[1_000..]);
    let arguments = [
        "transcribe",
        "first.wav",
        "a.wav",
        "b.wav",
        "-f",
        "txt",
        "-o",
        "out",
        "--jobs",
        "3",
    ];
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_scripta"))
        .args(arguments)
        .current_dir(sandbox.path("."))
        .env("HOME", sandbox.path("."))
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program runs");
    while !sandbox.path("out/first.txt").exists() {
        std::thread::sleep(Duration::from_millis(20));
        assert!(
            child.try_wait().expect("a child").is_none(),
            "it ended early"
        );
    }
    let kill = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(kill.expect("kill runs").success());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(130));
    // On a busy machine it ends before it can say how many were finished.
    let talk = stderr(&output);
    assert!(talk.contains("interrupted"), "{talk}");
    let output = sandbox.run(&arguments);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(sandbox.path("out/a.txt").exists() && sandbox.path("out/b.txt").exists());
    let tasks = stdout(&sandbox.run(&["tasks", "list", "--json"]));
    let tasks: Vec<Value> = serde_json::from_str(&tasks).expect("JSON");
    let states: Vec<&Value> = tasks.iter().map(|task| &task["status"]).collect();
    assert_eq!(states, ["completed", "completed", "completed"], "{tasks:?}");
}
