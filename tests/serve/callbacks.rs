//! Who may be called back, and what they are told.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use super::receiver::{Receiver, Seen, send};
use super::{SMALL_CHUNKS, broken, list, long_speech, silence, speech, text};
use crate::support::server::{Form, Server, answer, wait};

const SECRET: &str = "whsec_c2NyaXB0YS10ZXN0LXNlY3JldA==";

/// A service that may call back to this machine.
pub fn calling(environment: &[(&str, &str)]) -> Server {
    let allow = [("SCRIPTA_SSRF_ALLOW", "127.0.0.1")];
    Server::start(&[], &[&allow, environment].concat())
}

/// The path of a request with a callback.
pub fn path(further: &str, callback: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("callback_url", callback)
        .finish();
    format!("/speech-to-text?diarize=false{further}&{query}")
}

/// Waits for a number of messages and gives them.
pub fn posts(receiver: &Receiver, count: usize) -> Vec<Seen> {
    wait("a callback", || receiver.posts().len() >= count);
    receiver.posts()
}

fn assert_signed(message: &Seen) {
    let secret = BASE64_STANDARD.decode(&SECRET["whsec_".len()..]);
    let mut mac = Hmac::<Sha256>::new_from_slice(&secret.expect("a secret")).expect("a key");
    let (id, time) = (
        message.header("webhook-id"),
        message.header("webhook-timestamp"),
    );
    assert!(!id.is_empty() && time.parse::<i64>().is_ok(), "{message:?}");
    mac.update(format!("{id}.{time}.").as_bytes());
    mac.update(&message.body);
    let signature = BASE64_STANDARD.encode(mac.finalize().into_bytes());
    assert_eq!(
        message.header("webhook-signature"),
        format!("v1,{signature}")
    );
}

#[test]
fn receivers_get_the_result_signed() {
    let server = calling(&[("SCRIPTA_WEBHOOK_SECRET", SECRET)]);
    let receiver = Receiver::taking("200 OK");
    let url = format!("{}/hook?job=7", receiver.url);
    let id = server.begin(&path("&language=en&align=false", &url), &speech(12.0, 3.0));
    assert_eq!(server.task(&id)["metadata"]["callback_url"], url);
    let messages = posts(&receiver, 1);
    let message = &messages[0];
    assert_eq!(message.path, "/hook?job=7");
    assert_eq!(message.header("content-type"), "application/json");
    assert_signed(message);
    let told = message.json();
    assert_eq!(
        (&told["status"], &told["identifier"]),
        (&json!("completed"), &json!(id))
    );
    assert_eq!(told["error"], Value::Null);
    assert!(!list(&told["result"]["segments"]).is_empty());
    let metadata = &told["metadata"];
    assert_eq!(metadata["task_type"], "full_process");
    assert_eq!(metadata["file_name"], "talk.wav");
    assert_eq!(metadata["callback_url"], url);
    assert!(metadata["duration"].as_f64().expect("seconds") > 0.0);
    for time in ["start_time", "end_time"] {
        assert!(text(&metadata[time]).contains('T'), "{metadata}");
    }
    // It is what the task's own page says, which has besides who was told.
    let shown = server.wait_until(&id, |task| task["callbacks"][0]["status"] == "delivered");
    assert_eq!(shown["result"], told["result"]);
    assert_eq!(shown["metadata"], told["metadata"]);
    assert_eq!(shown["callbacks"][0]["attempts"], 1);
    let counted = "scripta_callbacks_total{status=\"delivered\"} 1";
    assert!(server.get("/metrics").text().contains(counted));
    assert_eq!(receiver.posts().len(), 1);
}

#[test]
fn failed_and_cancelled_tasks_call_back_too() {
    let server = calling(&[("SCRIPTA_JOBS", "1")]);
    let receiver = Receiver::taking("204 No Content");
    let form = Form::new().file("file", "noise.flac", &broken());
    let id = server
        .upload(&path("&language=en", &receiver.url), form)
        .queued();
    let told = posts(&receiver, 1)[0].json();
    assert_eq!(
        (&told["status"], &told["identifier"]),
        (&json!("failed"), &json!(id))
    );
    assert_eq!(
        (&told["result"], &told["error_code"]),
        (&Value::Null, &json!("undecodable"))
    );
    assert!(!text(&told["error"]).is_empty());
    // Without a secret nothing is signed.
    assert_eq!(receiver.posts()[0].header("webhook-signature"), "");

    let long = server.begin(&format!("/speech-to-text?{SMALL_CHUNKS}"), &long_speech());
    let id = server.begin(&path("", &receiver.url), &silence());
    server.post(&format!("/task/{id}/cancel")).good();
    let told = posts(&receiver, 2)[1].json();
    assert_eq!(
        (&told["status"], &told["identifier"]),
        (&json!("cancelled"), &json!(id))
    );
    server.post(&format!("/task/{long}/cancel")).good();
}

#[test]
fn receivers_are_asked_before_the_work() {
    let server = calling(&[]);
    let ask = |head: &'static str, options: &'static str| {
        let receiver = Receiver::new(move |seen, _, stream| match &*seen.method {
            "HEAD" => send(stream, head, b""),
            "OPTIONS" => send(stream, options, b""),
            _ => send(stream, "200 OK", b""),
        });
        let form = Form::new().file("file", "talk.wav", &silence());
        let answer = server.upload(&path("", &receiver.url), form);
        (answer, receiver)
    };
    let (bad, good) = ("500 No", "204 Yes");
    // The reference takes the first three; many receivers know only POST.
    for (head, options) in [
        ("200 OK", bad),
        ("201 Created", bad),
        ("405 Method Not Allowed", bad),
        ("302 Found\r\nLocation: http://169.254.169.254/", bad),
        ("501 Not Implemented", bad),
        ("404 Not Found", good),
        ("404 Not Found", "405 Method Not Allowed"),
    ] {
        let (answer, receiver) = ask(head, options);
        answer.queued();
        assert_eq!(posts(&receiver, 1).len(), 1, "{head}");
    }
    for head in [
        "400 Bad Request",
        "404 Not Found",
        "500 Fault",
        "502 Bad Gateway",
    ] {
        let (answer, receiver) = ask(head, bad);
        let error = answer.problem(400, "CALLBACK_UNREACHABLE");
        let said = format!("Callback URL is not reachable: {}", receiver.url);
        assert!(text(&error["message"]).starts_with(&said), "{error}");
        assert_eq!(error["field"], "callback_url");
    }
    assert_eq!(server.get("/task/all").good()["total"], 7);
}

#[test]
fn slow_receivers_keep_nobody_else_waiting() {
    // Longer than any client waits.
    let server = calling(&[("CALLBACK_TIMEOUT", "300")]);
    let slow = Arc::new(AtomicBool::new(true));
    let is_slow = Arc::clone(&slow);
    let receiver = Receiver::new(move |_, _, stream| {
        while is_slow.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(20));
        }
        send(stream, "200 OK", b"")
    });
    std::thread::scope(|scope| {
        let held: Vec<_> = (0..20)
            .map(|_| scope.spawn(|| server.begin(&path("", &receiver.url), &silence())))
            .collect();
        // So many are asked at once.
        wait("the receiver", || receiver.seen().len() >= 16);
        let id = server.begin("/service/transcribe", &silence());
        assert_eq!(server.wait_for(&id)["status"], "completed");
        slow.store(false, Ordering::Relaxed);
        for held in held {
            held.join().expect("it is queued");
        }
    });
}

#[test]
fn unreachable_receivers_are_refused() {
    let server = calling(&[]);
    let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/hook", port.local_addr().expect("an address"));
    drop(port);
    let form = || Form::new().file("file", "talk.wav", &silence());
    let refused = server.upload(&path("", &url), form());
    let error = refused.problem(400, "CALLBACK_UNREACHABLE");
    assert_eq!(
        error["message"],
        format!("Callback URL is not reachable: {url}")
    );
    assert_eq!(refused.json()["detail"], error["message"]);
    for url in [
        "nonsense",
        "ftp://127.0.0.1/",
        &format!("http://127.0.0.1/{}", "x".repeat(2100)),
    ] {
        let error = server
            .upload(&path("", url), form())
            .problem(422, "VALIDATION_ERROR");
        assert_eq!(error["field"], "callback_url");
    }
    assert_eq!(server.get("/task/all").good()["total"], 0);
    assert!(server.uploads().is_empty());
}

#[test]
fn private_receivers_are_refused() {
    let server = Server::start(&[], &[]);
    let receiver = Receiver::taking("200 OK");
    let port = receiver.url.rsplit(':').next().expect("a port");
    for host in [
        "127.0.0.1",
        "localhost",
        "169.254.169.254",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:169.254.169.254]",
        "[fd00::1]",
        "[fe80::1]",
        "2130706433",
        "0x7f.1",
        "nobody.invalid",
    ] {
        let url = format!("http://{host}:{port}/latest/meta-data.mp3");
        let form = Form::new().file("file", "talk.wav", &silence());
        let refused = server.upload(&path("", &url), form);
        let error = refused.problem(422, "SSRF_BLOCKED");
        assert_eq!(
            error["message"], "The provided callback URL is not allowed.",
            "{host}"
        );
        // For URLs of recordings the same holds.
        let error = server
            .fetch("?callback_url=", &url)
            .problem(422, "SSRF_BLOCKED");
        assert!(!text(&error["message"]).contains("127.0.0.1"), "{error}");
    }
    assert!(receiver.seen().is_empty());
    assert_eq!(server.get("/task/all").good()["total"], 0);
    assert!(server.uploads().is_empty());
}

#[test]
fn protection_can_be_switched_off() {
    let server = Server::start(&[], &[("SSRF_PROTECTION_ENABLED", "false")]);
    let receiver = Receiver::taking("200 OK");
    let form = Form::new().file("file", "talk.wav", &silence());
    let request = server.request(reqwest::Method::POST, &path("", &receiver.url));
    let id = answer(form.of(request)).queued();
    assert_eq!(posts(&receiver, 1)[0].json()["identifier"], id);
}
