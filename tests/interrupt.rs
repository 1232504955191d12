//! Ctrl-C: the end within a second, nothing half-written, what was finished is kept.

#![cfg(unix)]

use std::time::{Duration, Instant};

use crate::support::{Sandbox, conversation, read};

#[test]
fn ctrl_c_stops_at_once_and_keeps_what_is_done() {
    let sandbox = Sandbox::new();
    sandbox.clip("a.wav", 12.0, 3.0);
    sandbox.wav("b.wav", &read(&conversation()).repeat(20));
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_scripta"))
        .args(["transcribe", "a.wav", "b.wav", "-o", "out"])
        .current_dir(sandbox.path("."))
        .env("HOME", sandbox.path("."))
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("the program runs");
    let patience = Instant::now() + Duration::from_mins(2);
    while !sandbox.path("out/a.txt").exists() {
        assert!(
            Instant::now() < patience,
            "the first file was never finished"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(500));
    let asked = Instant::now();
    let kill = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(kill.expect("kill runs").success());
    let status = child.wait().expect("the program ends");
    assert_eq!(status.code(), Some(130));
    assert!(
        asked.elapsed() < Duration::from_secs(3),
        "took {:?}",
        asked.elapsed()
    );
    let names: Vec<_> = (std::fs::read_dir(sandbox.path("out")).expect("a folder"))
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(names, ["a.txt"]);
}
