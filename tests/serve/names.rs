//! Recordings that are known by their names: whatever the command line takes, the service takes.

use std::process::Command;

use super::callbacks::calling;
use super::receiver::{Receiver, send};
use super::{silence, text};
use crate::support::server::{Form, Server};
use crate::support::{Sandbox, stderr};

/// Half a second of silence in the format that ffmpeg takes a name for.
fn encoded(name: &str, options: &[&str]) -> Vec<u8> {
    let sandbox = Sandbox::new();
    std::fs::write(sandbox.path("silence.wav"), silence()).expect("a file");
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-loglevel", "error", "-i", "silence.wav"])
        .args(options)
        .arg(name)
        .current_dir(sandbox.path("."))
        .output()
        .expect("ffmpeg runs");
    assert!(output.status.success(), "{name}: {}", stderr(&output));
    std::fs::read(sandbox.path(name)).expect("a file")
}

#[test]
fn names_of_all_formats_are_taken() {
    let server = Server::start(&[], &[]);
    let form = Form::new().file("file", "a.exe", b"");
    let refused = server.upload("/speech-to-text", form).json();
    let told = text(&refused["detail"]);
    for ending in [
        "mxf", "w64", "voc", "mpa", "nut", "thd", "g722", "gsm", "8svx", "bw64", "rf64", "caf",
        "gxf", "wtv", "dv", "loas",
    ] {
        assert!(told.contains(&format!(".{ending},")), "{ending}: {told}");
    }
}

#[cfg_attr(not(has_ffmpeg), ignore = "needs ffmpeg on PATH")]
#[test]
fn formats_without_a_mark_are_told_by_their_names() {
    let server = calling(&[]);
    for (name, options) in [
        ("talk.G722", &["-ar", "16000"][..]),
        ("talk.sbc", &["-ar", "16000"]),
        ("talk.w64", &[]),
    ] {
        let form = Form::new().file("file", name, &encoded(name, options));
        let path = "/service/transcribe?wait=60&language=en";
        let task = server.upload(path, form).good()["task"].clone();
        assert_eq!(task["status"], "completed", "{name}: {task}");
        assert_eq!(task["metadata"]["file_name"], name);
    }
    let sound = encoded("talk.g722", &["-ar", "16000"]);
    let files = Receiver::new(move |_, _, stream| send(stream, "200 OK", &sound));
    let url = format!("{}/talk.g722", files.url);
    let id = server.fetch("?language=en&diarize=false", &url).queued();
    let task = server.wait_for(&id);
    assert_eq!(task["status"], "completed", "{task}");
    // On the command line, too.
    let sandbox = Sandbox::new();
    let output = sandbox.run(&["probe", "--quick", &url]);
    assert!(output.status.success(), "{}", stderr(&output));
}
