//! Clients that don't keep to HTTP, or take for ever.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{silence, text};
use crate::support::Sandbox;
use crate::support::server::{Form, Server, shared, wait};

const HEAD: &str = "POST /speech-to-text HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=B\r\n";

/// Status line, headers and body of an answer.
fn parsed(answer: &str) -> (u16, String, serde_json::Value) {
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .unwrap_or_else(|| panic!("{answer:?}"));
    let status = head.split(' ').nth(1).expect("a status").parse();
    let body = serde_json::from_str(body).unwrap_or_default();
    (status.expect("a number"), head.to_lowercase(), body)
}

fn part(file: &str) -> String {
    format!(
        "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file}\"\r\n\r\nRIFF\r\n--B--\r\n"
    )
}

#[test]
fn lengths_that_cannot_be_are_refused() {
    let server = shared();
    for (length, status, code) in [
        ("0", 400, "INVALID_FORM"),
        ("10000000000", 413, "REQUEST_TOO_LARGE"),
        ("-1", 400, ""),
        ("99999999999999999999999", 400, ""),
        ("12abc", 400, ""),
    ] {
        let answer = server.say(format!("{HEAD}Content-Length: {length}\r\n\r\n").as_bytes());
        let (found, head, body) = parsed(&answer);
        assert_eq!(found, status, "{length}: {answer}");
        // What is no HTTP is refused before anything can be said about it.
        if code.is_empty() {
            assert!(head.contains("connection: close"), "{answer}");
        } else {
            assert_eq!(body["error"]["code"], code, "{length}: {answer}");
        }
    }
    let smuggled =
        format!("{HEAD}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    let (status, _, _) = parsed(&server.say(smuggled.as_bytes()));
    assert_eq!(status, 400);
    for nonsense in [
        "nonsense\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "\0\0\0\0\r\n\r\n",
    ] {
        let answer = server.say(nonsense.as_bytes());
        assert!(answer.is_empty() || parsed(&answer).0 == 400, "{answer}");
    }
    server.get("/health").good();
}

#[test]
fn names_of_files_do_no_harm() {
    let server = shared();
    let long = format!("{}.wav", "x".repeat(10_000));
    for name in [
        "a\r\nX-Evil: 1.wav",
        "a\nb.wav",
        "a\0b.wav",
        "\x1b[31mred.wav",
        "a\tb.wav",
        &long,
        "",
        "..",
        "../",
        "a/..",
    ] {
        let body = part(name);
        let length = body.len();
        let head = format!("{HEAD}Connection: close\r\nContent-Length: {length}\r\n\r\n");
        let answer = server.say(format!("{head}{body}").as_bytes());
        let (status, head, body) = parsed(&answer);
        assert!([400, 422].contains(&status), "{name:?}: {answer}");
        assert!(!head.contains("x-evil"), "{answer}");
        let error = &body["error"];
        assert!(!text(&error["code"]).is_empty(), "{answer}");
        let message = text(&error["message"]);
        assert!(
            message.len() < 200 && !message.contains(char::is_control),
            "{message:?}"
        );
    }
    // What leads elsewhere stays in the database only, without the folders.
    for (given, name) in [
        ("../../../etc/cron.d/evil.wav", "evil.wav"),
        ("C:\\\\temp\\\\talk.wav", "talk.wav"),
        ("%0d%0aX-Evil: 1.wav", "%0d%0aX-Evil: 1.wav"),
        ("Größe 日本語.wav", "Größe 日本語.wav"),
    ] {
        let form = Form::new().file("file", given, &silence());
        let body = server.upload("/service/transcribe?wait=60", form).good();
        assert_eq!(body["task"]["metadata"]["file_name"], name);
        let id = text(&body["identifier"]);
        let given = server.get(&format!("/task/{id}?format=srt"));
        let kept = given.header("content-disposition");
        assert!(
            kept.starts_with("attachment; filename=\"") && kept.is_ascii(),
            "{kept}"
        );
        assert_eq!(given.header("x-evil"), "");
    }
}

#[test]
fn ids_of_any_length_are_unknown_ones() {
    let server = shared();
    let long = server.get(&format!("/task/{}", "y".repeat(10_000)));
    let error = long.problem(404, "TASK_NOT_FOUND");
    assert!(text(&error["identifier"]).len() <= 100);
    server
        .get("/task/%0d%0aX-Evil:1")
        .problem(404, "TASK_NOT_FOUND");
    server
        .get("/task/..%2f..%2fetc")
        .problem(404, "TASK_NOT_FOUND");
    let head = format!(
        "GET /task/{} HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "y".repeat(100_000)
    );
    let (status, _, _) = parsed(&server.say(head.as_bytes()));
    assert!([414, 431].contains(&status), "{status}");
}

#[test]
fn bodies_without_end_are_cut_off() {
    let server = Server::start(&[], &[("MAX_UPLOAD_SIZE_MB", "1")]);
    let mut stream = server.connect();
    let head = format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n");
    let begin = part("talk.wav").replace("\r\n--B--\r\n", "");
    let chunk = |text: &str| format!("{:x}\r\n{text}\r\n", text.len());
    stream
        .write_all(format!("{head}{}", chunk(&begin)).as_bytes())
        .expect("sent");
    let zeros = chunk(&"0".repeat(50_000));
    let mut sent = 0;
    // It hangs up long before a hundred megabytes.
    while sent < 2_000 && stream.write_all(zeros.as_bytes()).is_ok() {
        sent += 1;
    }
    assert!(sent < 2_000);
    server.get("/health").good();
    wait("the folder", || server.uploads().is_empty());
}

#[test]
fn slow_clients_keep_nobody_waiting() {
    let server = Server::start(&[], &[]);
    let slow: Vec<_> = (0..50)
        .map(|number| {
            let mut stream = server.connect();
            let begun = match number % 3 {
                0 => "GET /health HT".to_owned(),
                1 => "POST /speech-to-text HTTP/1.1\r\nHost: localhost\r\nX-Slow: ".to_owned(),
                _ => format!("{HEAD}Content-Length: 5000\r\n\r\n--B\r\nContent-"),
            };
            stream.write_all(begun.as_bytes()).expect("sent");
            stream
        })
        .collect();
    // The quickest of a few: others use the machine, too.
    let quickest = (0..5).map(|_| {
        let begun = Instant::now();
        server.say(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        begun.elapsed()
    });
    assert!(quickest.min().expect("some") < Duration::from_secs(1));
    for mut stream in slow.into_iter().take(2) {
        stream.set_nonblocking(true).expect("set");
        let heard = stream.read(&mut [0; 16]);
        assert!(heard.is_err(), "they are still waited for: {heard:?}");
    }
}

#[test]
fn bodies_that_never_come_are_given_up() {
    let server = Server::start(&[], &[]);
    let waiting = [
        ("/speech-to-text-url", "application/x-www-form-urlencoded"),
        ("/speakers", "application/json"),
    ];
    let waiting = waiting.map(|(path, kind)| {
        let mut stream = server.connect();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             Content-Type: {kind}\r\nContent-Length: 100\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).expect("sent");
        stream
    });
    for mut stream in waiting {
        let patience = Duration::from_secs(90);
        stream.set_read_timeout(Some(patience)).expect("a timeout");
        let mut heard = String::new();
        let _ = stream.read_to_string(&mut heard);
        let (status, _, body) = parsed(&heard);
        assert_eq!(status, 408, "{heard}");
        assert_eq!(body["error"]["code"], "REQUEST_TIMEOUT", "{heard}");
    }
}

/// Each connection takes a file, of which programs have few unless they ask for more.
#[test]
fn idle_clients_take_no_place_from_others() {
    let place = Sandbox::new();
    let few = "ulimit -Sn 100 && exec \"$0\" serve --port 0";
    let mut child = Command::new("sh")
        .args(["-c", few, env!("CARGO_BIN_EXE_scripta")])
        .current_dir(place.path("."))
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", place.path("."))
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut line = String::new();
    let said = child.stdout.take().expect("stdout");
    BufReader::new(said).read_line(&mut line).expect("a line");
    let address = line.trim_end().rsplit('/').next().expect("an address");
    let idle: Vec<_> = (0..150).map(|_| TcpStream::connect(address)).collect();
    let mut heard = String::new();
    if let Ok(mut stream) = TcpStream::connect(address) {
        let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
        let _ = stream
            .write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let _ = stream.read_to_string(&mut heard);
    }
    child.kill().expect("killed");
    child.wait().expect("dead");
    assert!(idle.iter().all(Result::is_ok));
    assert!(heard.starts_with("HTTP/1.1 200 "), "{line}{heard}");
}
