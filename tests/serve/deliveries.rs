//! Callbacks that don't come through at first.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::callbacks::{calling, path, posts};
use super::receiver::{Receiver, send};
use super::silence;
use crate::support::server::wait;

#[test]
fn a_receiver_that_fails_twice_gets_it_the_third_time() {
    let server = calling(&[("CALLBACK_MAX_RETRIES", "3")]);
    let receiver = Receiver::new(|seen, before, stream| match (&*seen.method, before) {
        ("POST", 0) => send(stream, "500 Fault", b""),
        // Where it leads isn't followed.
        ("POST", 1) => send(
            stream,
            "302 Found\r\nLocation: http://169.254.169.254/",
            b"",
        ),
        _ => send(stream, "200 OK", b""),
    });
    let id = server.begin(&path("", &receiver.url), &silence());
    let messages = posts(&receiver, 3);
    for message in &messages {
        assert_eq!(
            message.header("webhook-id"),
            messages[0].header("webhook-id")
        );
        assert_eq!(message.body, messages[0].body);
    }
    let task = server.wait_until(&id, |task| task["callbacks"][0]["status"] == "delivered");
    assert_eq!(task["callbacks"][0]["attempts"], 3);
    assert_eq!(receiver.posts().len(), 3);
}

#[test]
fn a_receiver_that_never_takes_it_is_given_up() {
    let server = calling(&[("CALLBACK_MAX_RETRIES", "2")]);
    let receiver = Receiver::new(|seen, _, stream| match &*seen.method {
        "POST" => send(stream, "410 Gone", b""),
        _ => send(stream, "200 OK", b""),
    });
    let id = server.begin(&path("", &receiver.url), &silence());
    let task = server.wait_until(&id, |task| task["callbacks"][0]["status"] == "failed");
    assert_eq!(task["callbacks"][0]["attempts"], 2);
    assert_eq!(task["status"], "completed");
    assert_eq!(receiver.posts().len(), 2);
    // The log has it, and so has the command line.
    let shown = server.place.run(&["tasks", "show", &id]);
    assert!(
        crate::support::stdout(&shown).contains(&receiver.url),
        "{shown:?}"
    );
}

#[test]
fn deliveries_go_on_after_a_restart() {
    let mut server = calling(&[("CALLBACK_TIMEOUT", "1"), ("CALLBACK_MAX_RETRIES", "20")]);
    let open = Arc::new(AtomicBool::new(false));
    let is_open = Arc::clone(&open);
    let receiver = Receiver::new(move |seen, _, stream| match &*seen.method {
        "POST" if !is_open.load(Ordering::SeqCst) => send(stream, "503 Later", b""),
        _ => send(stream, "200 OK", b""),
    });
    let id = server.begin(&path("", &receiver.url), &silence());
    server.wait_until(&id, |task| {
        task["callbacks"][0]["attempts"].as_u64() >= Some(1)
    });
    server.kill();
    let before = receiver.posts().len();
    open.store(true, Ordering::SeqCst);
    server.restart();
    wait("the message", || receiver.posts().len() > before);
    let task = server.wait_until(&id, |task| task["callbacks"][0]["status"] == "delivered");
    assert!(
        task["callbacks"][0]["attempts"].as_u64() >= Some(2),
        "{task}"
    );
    let messages = receiver.posts();
    assert_eq!(messages.len(), before + 1);
    assert_eq!(messages[before].json()["identifier"], id);
    assert_eq!(
        messages[before].header("webhook-id"),
        messages[0].header("webhook-id")
    );
}
