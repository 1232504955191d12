//! Recordings that are fetched.

use std::io::Write as _;

use serde_json::Value;

use super::callbacks::calling;
use super::receiver::{Receiver, send};
use super::{silence, text};

/// A server with files of all kinds.
fn files() -> Receiver {
    Receiver::new(|seen, _, stream| match &*seen.path {
        "/talk.wav?key=1" | "/some/talk.wav" => send(stream, "200 OK", &silence()),
        "/download?id=7" => {
            let head = "200 OK\r\nContent-Disposition: attachment; filename=\"My talk.wav\"";
            send(stream, head, &silence())
        }
        "/moved.wav" => send(stream, "302 Found\r\nLocation: /some/talk.wav", b""),
        "/inside.wav" => {
            let head = "302 Found\r\nLocation: http://169.254.169.254/talk.wav";
            send(stream, head, b"")
        }
        "/round.wav" => send(stream, "302 Found\r\nLocation: /round.wav", b""),
        "/page.mp3" => {
            let head = "200 OK\r\nContent-Type: text/html; charset=utf-8";
            send(stream, head, b"<!doctype html><p>Sign in</p>")
        }
        "/text.mp3" => send(stream, "200 OK", b"this is no sound at all"),
        "/empty.wav" | "/tool.exe" | "/noname" => send(stream, "200 OK", b""),
        "/large.wav" => send(stream, "200 OK", &vec![0; 1_500_000]),
        "/endless.wav" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")?;
            loop {
                stream.write_all(&[0; 8_192])?;
            }
        }
        "/broken.wav" => stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\nRIFF"),
        "/fault.wav" => send(stream, "500 Fault", b""),
        _ => send(stream, "404 Not Found", b""),
    })
}

#[test]
fn recordings_are_fetched_from_urls() {
    let server = calling(&[]);
    let files = files();
    for (path, name) in [
        ("/talk.wav?key=1", "talk.wav"),
        ("/download?id=7", "My talk.wav"),
        ("/moved.wav", "talk.wav"),
    ] {
        let url = format!("{}{path}", files.url);
        let id = server.fetch("?language=en&diarize=false", &url).queued();
        let task = server.wait_for(&id);
        assert_eq!(task["status"], "completed", "{task}");
        assert_eq!(task["metadata"]["task_type"], "full_process");
        assert_eq!(task["metadata"]["url"], url);
        assert_eq!(task["metadata"]["file_name"], name);
        assert_eq!(task["metadata"]["audio_duration"], 0.5);
        assert_eq!(task["result"]["segments"], Value::Array(Vec::new()));
    }
    // What opens the door is nobody's business afterwards.
    let key = files.url.replace("http://", "http://ann:secret@");
    let id = server
        .fetch("?diarize=false", &format!("{key}/some/talk.wav"))
        .queued();
    let url = format!("{}/some/talk.wav", files.url);
    assert_eq!(server.wait_for(&id)["metadata"]["url"], url);
    // Receivers of callbacks are told of these, too.
    let receiver = Receiver::taking("200 OK");
    let query = format!("?callback_url={}/hook", receiver.url);
    let id = server
        .fetch(&query, &format!("{}/some/talk.wav", files.url))
        .queued();
    let messages = super::callbacks::posts(&receiver, 1);
    assert_eq!(messages[0].json()["identifier"], id);
}

#[test]
fn urls_without_recordings_are_refused() {
    let server = calling(&[("MAX_UPLOAD_SIZE_MB", "1")]);
    let files = files();
    for (path, status, code) in [
        ("/gone.wav", 422, "FILE_DOWNLOAD_ERROR"),
        ("/page.mp3", 422, "FILE_DOWNLOAD_ERROR"),
        ("/fault.wav", 422, "FILE_DOWNLOAD_ERROR"),
        ("/inside.wav", 422, "SSRF_BLOCKED"),
        ("/tool.exe", 422, "UNSUPPORTED_FILE_EXTENSION"),
        ("/noname", 422, "UNSUPPORTED_FILE_EXTENSION"),
        ("/text.mp3", 400, "AUDIO_PROCESSING_ERROR"),
        ("/empty.wav", 400, "AUDIO_PROCESSING_ERROR"),
        ("/large.wav", 413, "REQUEST_TOO_LARGE"),
        ("/endless.wav", 413, "REQUEST_TOO_LARGE"),
        ("/broken.wav", 503, "FILE_DOWNLOAD_ERROR"),
        ("/round.wav", 503, "FILE_DOWNLOAD_ERROR"),
    ] {
        let url = format!("{}{path}", files.url);
        let refused = server.fetch("?diarize=false", &url);
        assert_eq!(refused.status, status, "{path}: {}", refused.text());
        let error = refused.problem(status, code);
        assert!(!text(&error["message"]).contains("169.254"), "{error}");
    }
    for (url, code) in [
        ("", "VALIDATION_ERROR"),
        ("nonsense", "VALIDATION_ERROR"),
        ("file:///etc/passwd", "SSRF_BLOCKED"),
        ("ftp://127.0.0.1/a.wav", "SSRF_BLOCKED"),
        ("http://nobody.invalid/a.wav", "SSRF_BLOCKED"),
        (
            "http://169.254.169.254/latest/meta-data.mp3",
            "SSRF_BLOCKED",
        ),
    ] {
        let error = server.fetch("", url).problem(422, code);
        assert_eq!(error["field"], "url", "{url}");
    }
    assert_eq!(server.get("/task/all").good()["total"], 0);
    assert!(server.uploads().is_empty());
}
