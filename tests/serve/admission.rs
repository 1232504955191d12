//! Who is let in, how often, and by which door.

use std::process::Command;
use std::time::Duration;

use reqwest::Method;
use reqwest::blocking::Client;
use sha2::{Digest as _, Sha256};

use super::{broken, silence};
use crate::support::server::{Answer, Form, Server, answer, shared, wait};
use crate::support::{Sandbox, stderr};

fn with(server: &Server, path: &str, header: (&str, &str)) -> Answer {
    answer(server.request(Method::GET, path).header(header.0, header.1))
}

#[test]
fn tokens_are_needed() {
    let place = Sandbox::new();
    let hash = Sha256::digest(b"for ann")
        .iter()
        .fold(String::new(), |hash, byte| format!("{hash}{byte:02x}"));
    let lines = format!("# who comes in\nann {hash}\n");
    std::fs::write(place.path("tokens"), lines).expect("a file");
    let environment = [
        ("AUTH__BEARER_TOKEN", "for all"),
        ("AUTH__TOKENS_FILE", "tokens"),
    ];
    let server = Server::start_in(place, &[], &environment);
    for path in [
        "/health",
        "/health/live",
        "/health/ready",
        "/docs",
        "/openapi.json",
        "/ui",
    ] {
        assert_eq!(server.get(path).status, 200, "{path}");
    }
    for path in [
        "/task/all",
        "/task/none",
        "/ui/options",
        "/metrics",
        "/v1/models",
        "/speakers",
    ] {
        let refused = server.get(path);
        refused.problem(401, "AUTHENTICATION_FAILED");
        assert_eq!(refused.header("www-authenticate"), "Bearer", "{path}");
    }
    for wrong in [
        "Bearer other",
        "Bearer ",
        "Basic for all",
        "for all",
        &format!("Bearer {hash}"),
    ] {
        let refused = with(&server, "/task/all", ("authorization", wrong));
        refused.problem(401, "AUTHENTICATION_FAILED");
    }
    for right in ["Bearer for all", "bearer for all", "Bearer for ann"] {
        with(&server, "/task/all", ("authorization", right)).good();
    }
    let upload = |path: &str| {
        let form = Form::new().file("file", "talk.wav", &silence());
        let form = form.field("model", "whisper-1");
        form.of(server.request(Method::POST, path))
    };
    for path in ["/service/transcribe?wait=60", "/v1/audio/transcriptions"] {
        answer(upload(path)).problem(401, "AUTHENTICATION_FAILED");
        answer(upload(path).header("authorization", "Bearer for ann")).good();
    }
    assert!(!server.log().contains("for all") && !server.log().contains("for ann"));
}

#[test]
fn settings_that_would_let_everybody_in_are_refused() {
    let place = Sandbox::new();
    std::fs::write(place.path("tokens"), "ann hunter2\n").expect("a file");
    let (none, on): (&[_], &[_]) = (&[], &[("AUTH__ENABLED", "true")]);
    for (arguments, environment, said) in [
        (&["--host", "0.0.0.0"][..], none, "--insecure"),
        (&["--host", "::"], none, "--insecure"),
        (&[], on, "AUTH__BEARER_TOKEN"),
        (&["--auth-tokens", "tokens"], none, "line 1"),
        (&["--auth-tokens", "missing"], none, "missing"),
        (&["--tls-cert", "tokens"], none, "tls"),
        (
            &["--tls-cert", "tokens", "--tls-key", "tokens"],
            none,
            "tokens",
        ),
        (&["--host", "nobody.invalid"], none, "nobody.invalid"),
        (&["--ssrf-allow", "not a host/"], none, "neither"),
        (
            &[],
            &[("SCRIPTA_WEBHOOK_SECRET", "whsec_%%%")],
            "SCRIPTA_WEBHOOK_SECRET",
        ),
    ] {
        let mut command = place.scripta(&[&["serve", "--port", "0"], arguments].concat());
        command
            .envs(environment.iter().copied())
            .timeout(Duration::from_secs(30));
        let output = command.output().expect("the program runs");
        let talk = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {talk}");
        assert!(
            talk.contains(said) && talk.lines().count() == 1,
            "{arguments:?}: {talk}"
        );
        assert!(
            output.stdout.is_empty() && !talk.contains("hunter2"),
            "{talk}"
        );
    }
    // A port that is taken.
    let server = shared();
    let port = server.url.rsplit(':').next().expect("a port");
    let output = place.run(&["serve", "--port", port]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains(port), "{}", stderr(&output));
    // With a token, or if that is meant, it listens to all.
    for (arguments, environment) in [
        (
            &["--host", "0.0.0.0"][..],
            &[("AUTH__BEARER_TOKEN", "x")][..],
        ),
        (&["--host", "0.0.0.0", "--insecure"], &[]),
    ] {
        let server = Server::start(arguments, environment);
        assert!(server.url.starts_with("http://0.0.0.0:"), "{}", server.url);
        server.get("/health").good();
    }
}

#[test]
fn frequent_clients_are_slowed_down() {
    let limits = [
        ("RATE_LIMIT__ENABLED", "true"),
        ("RATE_LIMIT__REQUESTS_PER_MINUTE", "1"),
        ("RATE_LIMIT__BURST", "3"),
    ];
    let server = Server::start(&[], &limits);
    for _ in 0..3 {
        server.get("/task/all").good();
    }
    let refused = server.get("/task/all");
    refused.problem(429, "RATE_LIMIT_EXCEEDED");
    let wait: u64 = refused.header("retry-after").parse().expect("seconds");
    assert!((1..=61).contains(&wait), "{wait}");
    let form = Form::new().file("file", "talk.wav", &silence());
    let form = form.field("model", "whisper-1");
    server
        .upload("/v1/audio/transcriptions", form)
        .problem(429, "RATE_LIMIT_EXCEEDED");
    for _ in 0..10 {
        server.get("/health").good();
    }

    // By token, each client has its own share.
    let by_token = [("RATE_LIMIT__KEY_STRATEGY", "bearer_token")];
    let server = Server::start(&[], &[&limits[..], &by_token].concat());
    for token in ["Bearer a", "Bearer b"] {
        for _ in 0..3 {
            with(&server, "/task/all", ("authorization", token)).good();
        }
        let refused = with(&server, "/task/all", ("authorization", token));
        refused.problem(429, "RATE_LIMIT_EXCEEDED");
    }
}

#[test]
fn large_recordings_are_refused() {
    let server = Server::start(&[], &[("MAX_UPLOAD_SIZE_MB", "1")]);
    for path in [
        "/speech-to-text",
        "/service/diarize",
        "/v1/audio/transcriptions",
    ] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             Content-Type: multipart/form-data; boundary=B\r\n"
        );
        // By its length alone, and while it comes.
        let long = format!("{head}Content-Length: 4000000\r\n\r\n");
        let mut growing = format!("{head}Transfer-Encoding: chunked\r\n\r\n");
        let part =
            "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n";
        for chunk in [part, &"0".repeat(1_000_000), "000"] {
            let length = chunk.len();
            growing.extend([&*format!("{length:x}\r\n"), chunk, "\r\n"]);
        }
        for request in [long, growing] {
            let answer = server.say(request.as_bytes());
            assert!(answer.starts_with("HTTP/1.1 413 "), "{path}: {answer}");
            assert!(answer.contains("\"REQUEST_TOO_LARGE\"") && answer.contains("1 MB"));
        }
    }
    wait("the folders", || server.uploads().is_empty());
    let form = Form::new().file("file", "talk.wav", &silence());
    server.upload("/service/transcribe?wait=60", form).good();
}

#[test]
fn who_sends_all_at_once_hears_why_it_is_refused() {
    let server = Server::start(&[], &[("MAX_UPLOAD_SIZE_MB", "1")]);
    for bytes in [1_500_000, 8_000_000] {
        let form = Form::new().file("file", "talk.wav", &vec![0; bytes]);
        let refused = server.upload("/speech-to-text", form);
        refused.problem(413, "REQUEST_TOO_LARGE");
    }
    assert!(server.uploads().is_empty());
}

#[test]
fn pages_of_other_sites_are_kept_out() {
    let server = shared();
    let host = server.url.split("//").nth(1).expect("a host");
    for foreign in [
        ("origin", "https://example.org"),
        ("origin", "null"),
        ("origin", "http://127.0.0.1:1"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let refused = with(&server, "/task/all", foreign);
        refused.problem(403, "CROSS_SITE_REQUEST");
        assert_eq!(refused.header("access-control-allow-origin"), "");
    }
    let form = Form::new().file("file", "talk.wav", &silence());
    let request = server.request(Method::POST, "/speech-to-text");
    let request = form.of(request).header("origin", "https://example.org");
    answer(request).problem(403, "CROSS_SITE_REQUEST");
    let ours = format!("http://{host}");
    for own in [
        ("origin", &*ours),
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "none"),
    ] {
        with(&server, "/task/all", own).good();
    }
}

#[test]
fn links_on_other_sites_lead_to_the_page() {
    let server = shared();
    let follow = |method: Method, path: &str, mode: &str| {
        let request = server.request(method, path).header("sec-fetch-mode", mode);
        answer(request.header("sec-fetch-site", "cross-site"))
    };
    for (path, status) in [("/ui", 200), ("/docs", 200), ("/", 307)] {
        assert_eq!(
            follow(Method::GET, path, "navigate").status,
            status,
            "{path}"
        );
    }
    for (method, path, mode) in [
        (Method::GET, "/ui", "cors"),
        (Method::POST, "/ui", "navigate"),
        (Method::GET, "/task/all", "navigate"),
        (Method::GET, "/openapi.json", "cors"),
    ] {
        follow(method, path, mode).problem(403, "CROSS_SITE_REQUEST");
    }
}

#[test]
fn the_log_has_who_had_what_done() {
    let environment = [("AUTH__BEARER_TOKEN", "x"), ("LOG_LEVEL", "warning")];
    let server = Server::start(&[], &environment);
    let ask = |method: Method, path: &str| {
        let request = server.request(method, path);
        request.header("authorization", "Bearer x")
    };
    let upload = |name: &str, recording: &[u8]| {
        let form = Form::new().file("file", name, recording);
        let path = "/service/transcribe?language=en&wait=60";
        answer(form.of(ask(Method::POST, path))).good()
    };
    let done = upload("talk.wav", &silence());
    let id = done["identifier"].as_str().expect("an id");
    upload("noise.flac", &broken());
    answer(ask(Method::DELETE, &format!("/task/{id}/delete"))).good();
    server
        .get("/task/all")
        .problem(401, "AUTHENTICATION_FAILED");
    let told = |event: &str| {
        // An answer may come a moment before its line.
        wait(event, || server.log().contains(event));
        let log = server.log();
        let line = log.lines().find(|line| line.contains(event));
        line.expect("it was just there").to_owned()
    };
    for event in [
        "task.created",
        "task.completed",
        "task.failed",
        "task.deleted",
    ] {
        let line = told(&format!("event={event} "));
        assert!(line.contains("kind=\"transcription\""), "{line}");
    }
    for event in ["task.created", "task.deleted"] {
        let line = told(&format!("event={event} "));
        assert!(
            line.contains(id) && line.contains("client=\"default\""),
            "{line}"
        );
    }
    assert!(told("event=auth.failure ").contains("client=127.0.0.1"));
}

#[test]
fn names_of_others_that_lead_here_are_refused() {
    let local = shared();
    let named = Server::start(&[], &[("SCRIPTA_ALLOWED_HOSTS", "speech.example, *.x")]);
    let open = Server::start(&["--insecure"], &[]);
    let request = |server: &Server, host: &str| with(server, "/task/all", ("host", host));
    for host in [
        "evil.example",
        "evil.example:8000",
        "localhost.evil.example",
    ] {
        request(&local, host).problem(403, "UNKNOWN_HOST");
        request(&named, host).problem(403, "UNKNOWN_HOST");
        request(&open, host).good();
    }
    for host in ["localhost", "localhost:1", "127.0.0.1", "[::1]:8000"] {
        request(&local, host).good();
    }
    request(&local, "speech.example").problem(403, "UNKNOWN_HOST");
    request(&named, "Speech.example:443").good();
}

#[test]
#[cfg_attr(not(has_openssl), ignore = "openssl is not on PATH")]
fn connections_are_encrypted() {
    let place = Sandbox::new();
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
        ])
        .args([
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=scripta",
            "-keyout",
            "key.pem",
        ])
        .args(["-out", "cert.pem", "-addext", "subjectAltName=IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .current_dir(place.path("."))
        .output();
    let made = made.expect("openssl runs");
    assert!(made.status.success(), "{}", stderr(&made));
    let certificate = std::fs::read(place.path("cert.pem")).expect("a file");
    let server = Server::start_in(
        place,
        &["--tls-cert", "cert.pem", "--tls-key", "key.pem"],
        &[],
    );
    assert!(
        server.url.starts_with("https://127.0.0.1:"),
        "{}",
        server.url
    );
    let certificate = reqwest::Certificate::from_pem(&certificate).expect("a certificate");
    let client = Client::builder().no_proxy().tls_certs_only([certificate]);
    let client = client.build().expect("a client");
    let health = answer(client.get(format!("{}/health", server.url)));
    assert_eq!(health.good()["status"], "ok");
    // Who doesn't encrypt is told nothing.
    let plain = server.say(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert!(!plain.contains("Service is running"), "{plain}");
    // A stranger's certificate isn't taken by clients.
    let strict = Client::builder().no_proxy().build().expect("a client");
    assert!(strict.get(format!("{}/health", server.url)).send().is_err());
}
